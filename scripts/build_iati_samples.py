"""Write data/iati: the facts of a few published activities on migration, with titles of our own.

Identifiers, dates, countries, organisations and amounts are those that the publishers stated;
titles are worded anew, and descriptions, contacts and documents left out.

Run: ``python scripts/build_iati_samples.py ../shared/data/iati``
"""

import copy
import sys
from pathlib import Path

from lxml import etree

DATA = Path(__file__).resolve().parents[1] / "data" / "iati"
KEPT = (
    "iati-identifier reporting-org title participating-org activity-status activity-date "
    "recipient-country sector collaboration-type default-flow-type default-finance-type "
    "default-aid-type default-tied-status budget transaction related-activity"
).split()

CANADA = {
    "CA-3-M012416001": "Food for refugees and displaced people, 2006",
    "CA-3-M012675001": "Food for refugees and displaced people, 2007 to 2009",
    "CA-3-M012675002": "Food for refugees and displaced people, 2009",
    "CA-3-M012719001": "Protecting refugees in Asia, 2008",
    "CA-3-M013434001": "Food for refugees in camps in Bangladesh, 2011",
    "CA-3-M013457001": "Protecting refugees in Bangladesh, 2011",
}
UNITED_KINGDOM = {
    "GB-1-107416": "Remittances and payments in Bangladesh",
    "GB-1-107416-101": "Remittances and payments in Bangladesh: services",
    "GB-1-107416-102": "Remittances and payments in Bangladesh: goods",
    "GB-1-107416-103": "Remittances and payments in Bangladesh: non-profit organisations",
    "GB-1-107416-104": "Remittances and payments in Bangladesh: goods, central procurement",
    "GB-1-113310-110": "A network of the Bangladeshi diaspora for development",
    "GB-1-202660-114": "Coordination by IOM for refugees in Cox's Bazar",
    "GB-1-202660-117": "Food for Rohingya refugees in camps",
}


def build(source: Path, target: Path, version: str, titles: dict[str, str]) -> None:
    root = etree.Element("iati-activities", {"version": version})
    for activity in etree.parse(str(source)).iter("iati-activity"):
        name = (activity.findtext("iati-identifier") or "").strip()
        if name not in titles:
            continue
        kept = etree.SubElement(root, "iati-activity")
        for key in ("default-currency", "hierarchy", "last-updated-datetime"):
            if activity.get(key):
                kept.set(key, activity.get(key))
        for element in activity:
            if element.tag in KEPT and own_kind(element, titles):
                kept.append(cleaned(copy.deepcopy(element), titles[name]))
    etree.cleanup_namespaces(root)
    etree.indent(root, " ")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")


def own_kind(element: etree._Element, titles: dict[str, str]) -> bool:
    """Tell whether an element is kept: of the related activities, those that are here too."""
    return element.tag != "related-activity" or element.get("ref") in titles


def cleaned(element: etree._Element, title: str) -> etree._Element:
    """Word a title anew, and leave out descriptions and other languages."""
    element.tail = None
    if element.tag == "title":
        narratives = element.findall("narrative")
        for other in narratives[1:]:
            element.remove(other)
        (narratives or [element])[0].text = title
    if element.tag == "related-activity":
        element.text = None
    for part in list(element.iter("description")):
        part.getparent().remove(part)
    for narrative in element.findall("narrative")[1:]:
        element.remove(narrative)
    return element


def main(folder: str) -> None:
    sources = Path(folder)
    build(sources / "bdiati_canada-bd.xml", DATA / "canada_refugees.xml", "2.01", CANADA)
    build(sources / "bdiati_dfid-bd.xml", DATA / "uk_migration.xml", "1.05", UNITED_KINGDOM)


if __name__ == "__main__":
    main(sys.argv[1])
