"""The project table to IATI 2.03 and back: valid by the standard's schema, and the same table."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

import migfund as mf
from migfund.codelists import codelist_rows
from migfund.read.iati.standard import RESTORED
from migfund.schema import COLUMNS, make_table

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "data"
SCHEMA = etree.XMLSchema(etree.parse(str(HERE / "schema" / "iati-activities-schema.xsd")))
CODES = {
    "activity-status/@code": "activity_status",
    "activity-date/@type": "activity_date",
    "activity-scope/@code": "activity_scope",
    "participating-org/@role": "organisation_role",
    "reporting-org/@type": "organisation_type",
    "transaction/transaction-type/@code": "transaction_type",
    "related-activity/@type": "related_activity",
    "recipient-region/@vocabulary": "region_vocabulary",
    "default-flow-type/@code": "flow_type",
    "default-finance-type/@code": "finance_type",
    "default-aid-type/@code": "aid_type",
    "default-tied-status/@code": "tied_status",
    "collaboration-type/@code": "collaboration_type",
}


def is_valid(path):
    """Hold a file to the schema, and its codes to the code lists."""
    tree = etree.parse(str(path))
    SCHEMA.assertValid(tree)
    for place, name in CODES.items():
        listed = {row["code"] for row in codelist_rows("iati_codes") if row["list"] == name}
        assert set(tree.xpath(f"//iati-activity/{place}")) <= listed, place
    return tree


def is_same(table, again, names):
    for name in names:
        if name not in table:
            continue
        for left, right in zip(table[name], again[name], strict=True):
            left, right = (
                list(cell) if isinstance(cell, list | np.ndarray) else cell
                for cell in (left, right)
            )
            if isinstance(left, list):
                right = list(right)
                assert np.array_equal(
                    np.array(left, dtype=object), np.array(right, dtype=object)
                ) or left == pytest.approx(right, nan_ok=True), (name, left, right)
            else:
                assert (pd.isna(left) and pd.isna(right)) or left == right, (name, left, right)


def test_pages_written_and_read_back_are_the_same_table(tmp_path):
    pages = mf.read_projects(DATA / "pages", on_error="report")
    pages = pages[pages["start"].notna() | pages["end"].notna()].reset_index(drop=True)
    pages["project_id"] = [f"XX-{row}" for row in range(len(pages))]
    path = tmp_path / "pages.xml"
    mf.write_iati(pages, path, publisher="A collection", publisher_ref="XX", status="2")
    is_valid(path)
    again = mf.read_iati(path)
    names = [column.name for column in COLUMNS if column.name not in ("source", "source_locator")]
    is_same(pages, again, names)
    assert again["publisher"].eq("A collection").all()
    assert (again["source"] == str(path)).all()


def test_a_region_beside_countries_is_written_with_its_share(tmp_path):
    table = make_table(
        [
            {
                **{"project_id": "A", "fund": "IDF", "status": "Closed", "countries": ["KEN"]},
                **{
                    "country_shares": [0.6],
                    "region": "Africa",
                    "start": pd.Timestamp("2020-01-01"),
                },
            }
        ],
        COLUMNS,
    ).assign(region_share=0.4)
    mf.write_iati(table, tmp_path / "a.xml")
    tree = is_valid(tmp_path / "a.xml")
    assert tree.xpath("//*[@percentage]/@percentage") == ["60", "40"]
    again = mf.read_iati(tmp_path / "a.xml")
    is_same(table, again, ["countries", "country_shares", "region", "region_share"])


def test_activities_written_and_read_back_are_the_same_table(tmp_path):
    for file in sorted((DATA / "iati").glob("*.xml")):
        read = mf.read_iati(file)
        path = tmp_path / file.name
        mf.write_iati(read, path)
        is_valid(path)
        is_same(read, mf.read_iati(path), RESTORED)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
cells = {
    "project_id": st.text("AB1-& <", min_size=1, max_size=4),
    "title": st.none() | words,
    "fund": st.just("IDF") | words.filter(lambda text: text.strip()),
    "status": st.none() | st.sampled_from(["Active", "Closed", "Implementation", "odd"]),
    "countries": st.none() | st.lists(st.sampled_from(["ARM", "GEO", "XKX", "EUU"]), max_size=3),
    "country_shares": st.none() | st.lists(st.floats(0, 1), max_size=3),
    "start": st.datetimes(pd.Timestamp(1990, 1, 1), pd.Timestamp(2040, 1, 1)).map(
        lambda day: day.replace(hour=0, minute=0, second=0, microsecond=0)
    ),
    "end": st.none() | st.just(pd.Timestamp(2030, 12, 31)),
    "start_precision": st.sampled_from(["day", "month", "year"]),
    "budget": st.none() | st.floats(-1e12, 1e12),
    "currency": st.none() | st.sampled_from(["EUR", "USD", "ZWN"]),
    "region": st.none() | words,
    "period_text": st.none() | words,
}


@settings(max_examples=60, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.fixed_dictionaries(cells), max_size=4, unique_by=lambda row: row["project_id"]))
def test_any_project_table_comes_back(tmp_path_factory, rows):
    table = make_table(rows, COLUMNS)
    path = tmp_path_factory.mktemp("iati") / "any.xml"
    mf.write_iati(table, path, status="2")
    if rows:
        is_valid(path)
    names = [column.name for column in COLUMNS if column.name not in ("source", "source_locator")]
    is_same(table, mf.read_iati(path), names)


def test_the_input_is_not_changed_and_other_columns_are_left(tmp_path):
    table = make_table([{"project_id": "A", "fund": "IDF", "status": "Closed"}], COLUMNS).assign(
        start=pd.Timestamp(2019, 1, 1), own=1
    )
    before = table.copy(deep=True)
    mf.write_iati(table, tmp_path / "a.xml")
    pd.testing.assert_frame_equal(table, before)
    assert b"own" not in (tmp_path / "a.xml").read_bytes()


FICHE = {
    "project_id": ["A"],
    "fund": ["IDF"],
    "status": ["Closed"],
    "start": pd.to_datetime(["2019-01-01"]),
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"project_id": None}, "no project_id"),
        ({"fund": None}, "no publisher and no fund"),
        ({"status": "under discussion"}, "has no code; status='2' gives one"),
        ({"start": pd.NaT}, "no start and no end"),
    ],
)
def test_what_makes_no_valid_activity_is_refused(tmp_path, change, words):
    with pytest.raises(mf.MigfundError, match=words):
        mf.write_iati(pd.DataFrame(FICHE).assign(**change), tmp_path / "a.xml")


def test_wrong_options_are_refused(tmp_path):
    table = pd.DataFrame(FICHE)
    with pytest.raises(mf.MigfundError, match="more than once"):
        mf.write_iati(pd.concat([table, table]), tmp_path / "a.xml")
    with pytest.raises(mf.MigfundError, match="status must be one of"):
        mf.write_iati(table, tmp_path / "a.xml", status="9")
    with pytest.raises(mf.MigfundError, match="publisher must be text"):
        mf.write_iati(table, tmp_path / "a.xml", publisher=3)
    with pytest.raises(mf.MigfundError, match="path must name a file"):
        mf.write_iati(table, 3)
    with pytest.raises(mf.MigfundError, match="cannot be written"):
        mf.write_iati(table, tmp_path / "none" / "a.xml")
    for change, words in (
        ({"start": ["2019"]}, "column 'start' must hold dates"),
        ({"budget": ["much"]}, "column 'budget' must hold numbers"),
        ({"countries": ["ARM"]}, "must hold a list of codes"),
    ):
        with pytest.raises(mf.ColumnsError, match=words):
            mf.write_iati(table.assign(**change), tmp_path / "a.xml")
    with pytest.raises(mf.ColumnsError, match="no column 'project_id'"):
        mf.write_iati(table.drop(columns="project_id"), tmp_path / "a.xml")


@pytest.mark.parametrize(
    "cells", ["{", "[1]", json.dumps({"budget": "much", "start": "soon", "countries": 7})]
)
def test_cells_that_were_tampered_with_are_problems(tmp_path, cells):
    mf.write_iati(pd.DataFrame(FICHE).assign(start_precision="year"), tmp_path / "a.xml")
    tree = etree.parse(str(tmp_path / "a.xml"))
    tree.getroot()[0].set("{urn:migfund:project-table}cells", cells)
    tree.write(str(tmp_path / "a.xml"))
    found = mf.read_iati(tmp_path / "a.xml")["problems"][0]
    assert all("own cell" in problem["reason"] for problem in found)
