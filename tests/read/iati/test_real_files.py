"""Every real file: counts and sums of the tables against XPath counts of the tree.

The files are public ones beside the repository; the two of `data/iati` are in it, and four small
ones written in the style of other publishers.
"""

import re
from copy import deepcopy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lxml import etree

import migfund as mf

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "data" / "iati").glob("*.xml")) + sorted(
    (ROOT.parent / "shared" / "data" / "iati").glob("*.xml")
)
FILES += sorted((Path(__file__).parent / "styles").glob("*.xml"))
TABLES = [
    "projects",
    "budgets",
    "planned_disbursements",
    "transactions",
    "recipients",
    "sectors",
    "participants",
    "related",
]
PATHS = {
    "projects": "//iati-activity",
    "budgets": "//iati-activity/budget",
    "planned_disbursements": "//iati-activity/planned-disbursement",
    "transactions": "//iati-activity/transaction",
    "recipients": "//iati-activity/recipient-country | //iati-activity/recipient-region"
    " | //transaction/recipient-country | //transaction/recipient-region",
    "sectors": "//iati-activity/sector | //iati-activity/transaction/sector",
    "participants": "//iati-activity/participating-org",
    "related": "//iati-activity/related-activity",
}


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def read(request):
    """The tables of a file, and its tree."""
    return mf.read_iati(request.param, TABLES), etree.parse(str(request.param))


def sums_by_xpath(tree, element, kinds=()):
    """Add up values by currency, the activity's where the value has none."""
    sums = {}
    for value in tree.xpath(f"//iati-activity/{element}/value"):
        kind = value.getparent().find("transaction-type")
        if kinds and (kind is None or kind.get("code") not in kinds):
            continue
        activity = value.xpath("ancestor::iati-activity")[0]
        currency = value.get("currency") or activity.get("default-currency")
        if (value.text or "").strip():
            sums[currency] = sums.get(currency, 0) + float(value.text)
    return sums


def sums_by_table(table):
    known = table[table["value"].notna()]
    currency = known["currency"].astype(object).where(known["currency"].notna(), None)
    sums = {}
    for code, value in zip(currency, known["value"], strict=True):
        sums[code] = sums.get(code, 0) + value
    return sums


def test_each_element_is_a_row(read):
    tables, tree = read
    counted = {name: int(tree.xpath(f"count({path})")) for name, path in PATHS.items()}
    assert {name: len(tables[name]) for name in PATHS} == counted


@pytest.mark.parametrize(
    ("table", "element"),
    [
        ("budgets", "budget"),
        ("planned_disbursements", "planned-disbursement"),
        ("transactions", "transaction"),
    ],
)
def test_sums_by_currency(read, table, element):
    tables, tree = read
    assert sums_by_table(tables[table]) == pytest.approx(sums_by_xpath(tree, element))


def test_sums_by_kind_of_transaction(read):
    tables, tree = read
    table = tables["transactions"]
    for code, old in (("1", "IF"), ("2", "C"), ("3", "D"), ("4", "E"), ("7", "R")):
        part = table[table["transaction_type"] == code]
        assert sums_by_table(part) == pytest.approx(
            sums_by_xpath(tree, "transaction", (code, old))
        ), code


def test_each_locator_finds_its_element(read):
    tables, tree = read
    for name in TABLES:
        table = tables[name]
        for row in np.linspace(0, len(table) - 1, 20).astype(int) if len(table) else ():
            found = tree.xpath(table["source_locator"].iloc[row])
            assert len(found) == 1
            activity = found[0].xpath("ancestor-or-self::iati-activity")[0]
            stated = (activity.findtext("iati-identifier") or "").strip()
            own = table["project_id"].iloc[row]
            assert (own if isinstance(own, str) else "") == stated


def test_countries_of_activities(read):
    tables, tree = read
    for countries, activity in zip(
        tables["projects"]["countries"], tree.xpath("//iati-activity"), strict=True
    ):
        own = activity.xpath("recipient-country/@code") or activity.xpath(
            "transaction/recipient-country/@code"
        )
        assert len(set(countries if isinstance(countries, list) else [])) <= len(set(own))
        if all(re.fullmatch("[A-Z]{2}", code) for code in own):
            assert (countries if isinstance(countries, list) else []) != [] or not own


def test_disbursements_of_activities(read):
    tables, tree = read
    for total, activity in zip(
        tables["projects"]["disbursement"], tree.xpath("//iati-activity"), strict=True
    ):
        values = [
            value
            for value in activity.xpath("transaction/value")
            if value.getparent().xpath("transaction-type/@code")[:1] in (["3"], ["D"], ["4"], ["E"])
        ]
        currencies = {value.get("currency") or activity.get("default-currency") for value in values}
        if not values or len(currencies) > 1 or not all((v.text or "").strip() for v in values):
            assert np.isnan(total)
        elif not np.isnan(total):
            assert total == pytest.approx(sum(float(value.text) for value in values))


OLD = {
    "transaction-type": {"1": "IF", "2": "C", "3": "D", "4": "E", "7": "R"},
    "activity-date": {
        "1": "start-planned",
        "2": "start-actual",
        "3": "end-planned",
        "4": "end-actual",
    },
    "participating-org": {
        "1": "Funding",
        "2": "Accountable",
        "3": "Extending",
        "4": "Implementing",
    },
}


def in_version(tree, version):
    """Write a tree of version 2 as another: words for codes, texts without narratives."""
    tree = deepcopy(tree)
    tree.getroot().set("version", version)
    for element in tree.iter(*OLD) if version.startswith("1") else ():
        name = {"activity-date": "type", "participating-org": "role"}.get(element.tag, "code")
        element.set(name, OLD[element.tag].get(element.get(name), element.get(name)))
    for narrative in tree.xpath("//narrative") if version.startswith("1") else ():
        narrative.getparent().text = narrative.text
        narrative.getparent().remove(narrative)
    return tree


@pytest.mark.parametrize(
    "version", ["1.01", "1.02", "1.03", "1.04", "1.05", "2.01", "2.02", "2.03"]
)
def test_every_version_says_the_same(version, tmp_path):
    source = ROOT / "data" / "iati" / "canada_refugees.xml"
    tree = in_version(etree.parse(str(source)), version)
    path = tmp_path / "activities.xml"
    tree.write(str(path))
    tables = mf.read_iati(path, TABLES)
    assert {n: len(tables[n]) for n in PATHS} == {
        n: int(tree.xpath(f"count({xpath})")) for n, xpath in PATHS.items()
    }
    for table, element in (("budgets", "budget"), ("transactions", "transaction")):
        assert sums_by_table(tables[table]) == pytest.approx(sums_by_xpath(tree, element))
    stated = mf.read_iati(source, TABLES)
    for name in TABLES:
        left = ["source", "iati_version"]
        pd.testing.assert_frame_equal(
            tables[name].drop(columns=left, errors="ignore"),
            stated[name].drop(columns=left, errors="ignore"),
        )
