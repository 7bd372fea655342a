"""Write migfund/codelists/iati_codes.csv from the code lists that the package pyIATI ships.

pip download --no-deps --no-binary :all: pyIATI==0.4.1 && tar xzf pyIATI-0.4.1.tar.gz
python scripts/build_iati_codes.py pyIATI-0.4.1/iati/resources/standard
"""

import csv
import sys
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]

LISTS = {
    "activity_date": "ActivityDateType",
    "activity_scope": "ActivityScope",
    "activity_status": "ActivityStatus",
    "aid_type": "AidType",
    "budget_status": "BudgetStatus",
    "budget_type": "BudgetType",
    "collaboration_type": "CollaborationType",
    "finance_type": "FinanceType",
    "flow_type": "FlowType",
    "indicator_measure": "IndicatorMeasure",
    "organisation_role": "OrganisationRole",
    "organisation_type": "OrganisationType",
    "policy_marker": "PolicyMarker",
    "policy_significance": "PolicySignificance",
    "region": "Region",
    "region_vocabulary": "RegionVocabulary",
    "related_activity": "RelatedActivityType",
    "result_type": "ResultType",
    "sector": "Sector",
    "sector_category": "SectorCategory",
    "sector_vocabulary": "SectorVocabulary",
    "tag_vocabulary": "TagVocabulary",
    "tied_status": "TiedStatus",
    "transaction_type": "TransactionType",
}

# What version 1 has for a code of version 2.03, by the names of both; several with a bar.
OLD = {
    "activity_date": {"1": "start-planned", "2": "start-actual", "3": "end-planned",
                      "4": "end-actual"},
    "budget_type": {"1": "original", "2": "revised"},
    "organisation_role": {"1": "funding", "2": "accountable", "3": "extending",
                          "4": "implementing"},
    "policy_significance": {},
    "region_vocabulary": {"1": "dac", "2": "un", "99": "ro"},
    "related_activity": {"1": "parent", "2": "child", "3": "sibling", "4": "co-funded",
                         "5": "third party"},
    "result_type": {"1": "output", "2": "outcome", "3": "impact", "9": "other"},
    "sector_vocabulary": {"1": "dac", "2": "dac-3", "3": "cofog", "4": "nace", "5": "ntee",
                          "6": "adt", "98": "ro2", "99": "ro"},
    "transaction_type": {"1": "if", "2": "c", "3": "d", "4": "e", "5": "ir", "6": "lr", "7": "r",
                         "8": "qp", "9": "qs", "10": "cg"},
}  # fmt: skip

# Later than the package: OECD DAC and CRS code lists, IATI 2.03 code lists. Names shortened where
# the list has a definition for a name.
LATER = [
    ("aid_type", "H03", "Asylum-seekers ultimately accepted"),
    ("aid_type", "H04", "Asylum-seekers ultimately rejected"),
    ("aid_type", "H05", "Recognised refugees"),
    ("aid_type", "H06", "Refugees and asylum seekers in other provider countries"),
    ("collaboration_type", "8", "Bilateral, triangular co-operation"),
    ("region", "1027", "Eastern Africa, regional"),
    ("region", "1028", "Middle Africa, regional"),
    ("region", "1029", "Southern Africa, regional"),
    ("region", "1030", "Western Africa, regional"),
    ("region", "1031", "Caribbean, regional"),
    ("region", "1032", "Central America, regional"),
    ("region", "1033", "Melanesia, regional"),
    ("region", "1034", "Micronesia, regional"),
    ("region", "1035", "Polynesia, regional"),
    ("sector", "15190",
     "Facilitation of orderly, safe, regular and responsible migration and mobility"),
    ("sector", "24050", "Remittance facilitation, promotion and optimisation"),
    ("sector", "72011", "Basic Health Care Services in Emergencies"),
    ("sector", "72012", "Education in emergencies"),
    ("sector", "93011", "Refugees/asylum seekers in donor countries - food and shelter"),
    ("sector", "93012", "Refugees/asylum seekers in donor countries - training"),
    ("sector", "93013", "Refugees/asylum seekers in donor countries - health"),
    ("sector", "93014", "Refugees/asylum seekers in donor countries - other temporary sustenance"),
    ("sector", "93015", "Refugees/asylum seekers in donor countries - voluntary repatriation"),
    ("sector", "93016", "Refugees/asylum seekers in donor countries - transport"),
    ("sector", "93017", "Refugees/asylum seekers in donor countries - rescue at sea"),
    ("sector", "93018", "Refugees/asylum seekers in donor countries - administrative costs"),
    ("sector_vocabulary", "11", "North American Industry Classification System (NAICS)"),
    ("sector_vocabulary", "12", "UN System Function"),
    ("tag_vocabulary", "2", "UN Sustainable Development Goals (SDG)"),
    ("tag_vocabulary", "3", "UN Sustainable Development Goals (SDG) Targets"),
    ("tag_vocabulary", "4", "Team Europe Initiatives"),
]  # fmt: skip


def items(folder: Path, name: str) -> dict[str, str]:
    """Return the names of a code list by code."""
    tree = etree.parse(folder / f"{name}.xml")
    found = {}
    for item in tree.iter("codelist-item"):
        words = item.findtext("name/narrative") or item.findtext("name") or ""
        found[item.findtext("code").strip()] = " ".join(words.split())
    return found


def main(standard: str) -> None:
    folder = Path(standard, "2-03", "codelists")
    names = {title: items(folder, name) for title, name in LISTS.items()}
    for title, code, words in LATER:
        names[title][code] = words
    target = ROOT / "migfund" / "codelists" / "iati_codes.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["list", "code", "name", "old"])
        for title, codes in names.items():
            for code in sorted(codes, key=lambda code: (code.isdigit(), code.zfill(6))):
                writer.writerow([title, code, codes[code], OLD.get(title, {}).get(code, "")])


if __name__ == "__main__":
    main(sys.argv[1])
