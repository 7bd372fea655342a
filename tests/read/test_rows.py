"""Rows of a table that are one project, and rows that are parts of others."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_tables import frame, reasons, save

import migfund as mf

RECIPIENTS = """id,budget,country,part,note
P-1,1e+06,BF,40,first
P-2,500,TD,,
P-1,1000000,ML,60.0,second
,70,NE,100,
P-3,200,SN,,
P-3,200,GM,,
"""


SEVERAL = {
    "project_id": "id",
    "budget": "budget",
    "countries": "country",
    "country_percentages": "part",
}


def gathered(folder: Path, text: str, **options: Any) -> pd.DataFrame:
    path = save(folder, text)
    options = {"currency": "EUR", "one_row": "project and country"} | options
    return mf.read_table(path, columns=SEVERAL, **options)


def test_rows_of_a_project_are_gathered_and_its_budget_counts_once(tmp_path: Path) -> None:
    table = gathered(tmp_path, RECIPIENTS)
    assert table["budget"].tolist() == [1e6, 500, 70, 200]
    assert [list(found) for found in table["countries"]] == [
        ["BFA", "MLI"],
        ["TCD"],
        ["NER"],
        ["SEN", "GMB"],
    ]
    shares = [list(v) if isinstance(v, list) else None for v in table["country_shares"]]
    assert shares == [[0.4, 0.6], None, [1.0], None]
    assert table["source_locator"].tolist() == ["rows 2, 4", "row 3", "row 5", "rows 6-7"]
    assert table["countries_text"].tolist() == ["BF, ML", "TD", "NE", "SN, GM"]
    assert table["note"].fillna("").tolist() == ["first; second", "", "", ""]
    assert reasons(table) == [("project_id", "without an id the row is a project of its own")]
    split = mf.split_by_country(table, value="budget")
    assert split.groupby("country")["budget"].sum().to_dict() == {
        "BFA": 400_000.0,
        "GMB": 100.0,
        "MLI": 600_000.0,
        "NER": 70.0,
        "SEN": 100.0,
        "TCD": 500.0,
    }


def test_budgets_that_differ_are_an_error_or_missing(tmp_path: Path) -> None:
    text = RECIPIENTS.replace("P-3,200,GM", "P-3,300,GM")
    with pytest.raises(
        mf.ScopeError, match=r"1 projects of table\.csv.*P-3: .*200 \(row 6\), 300 \(row 7\)"
    ):
        gathered(tmp_path, text)
    table = gathered(tmp_path, text, on_error="report")
    assert table["budget"].isna().tolist() == [False, False, False, True]
    assert list(table["countries"][3]) == ["SEN", "GMB"]
    assert ("budget", "rows of one project differ: 200 (row 6), 300 (row 7)") in reasons(table)


def test_titles_that_differ_are_missing_and_listed(tmp_path: Path) -> None:
    path = save(tmp_path, "project_id,title,budget\nP,One,5\nP,Two,5\nP,One,5\n")
    table = mf.read_table(path, currency="EUR", one_row="project and country")
    assert table[["budget", "source_locator"]].to_numpy().tolist() == [[5.0, "rows 2-4"]]
    assert table["title"].isna().all()
    assert reasons(table) == [("title", "rows of one project differ: One (row 2), Two (row 3)")]


@pytest.mark.parametrize(
    ("rows", "shares", "reason"),
    [
        (["BF,50", "ML,30"], [0.5, 0.3], "they add up to 80, not 100"),
        (["BF,100", "ML,"], [1.0, None], "none is stated for MLI"),
        (["BF,60", "BF,40"], [1.0], "several rows name BFA; their shares are added"),
        ([",100", "ML,"], None, "stands without a country"),
        (["BF,half", "ML,50"], None, "not understood as shares of 1 country"),
    ],
)
def test_percentages_that_do_not_divide_are_listed(
    tmp_path: Path, rows: list[str], shares: list[float | None] | None, reason: str
) -> None:
    text = "id,budget,country,part\n" + "".join(f"P,5,{row}\n" for row in rows)
    table = gathered(tmp_path, text)
    found = table["country_shares"][0]
    assert (list(found) if isinstance(found, list) else None) == shares
    assert reasons(table) == [("country_percentages", reason)]
    assert table["budget"].tolist() == [5.0]


def test_gathering_needs_an_id_and_keeps_what_rows_agree_on() -> None:
    rows = frame(project_id=["P", "P"], budget=[5, 5], Rank=[7, 7], Seen=[True, None])
    table = mf.read_table(rows, currency="EUR", one_row="project and country")
    assert table["source_locator"].tolist() == ["index 0, 1"]
    assert table["Rank"].tolist() == [7]
    assert table["Rank"].dtype == rows["Rank"].dtype
    with pytest.raises(mf.ColumnsError, match="gathers rows by 'project_id'"):
        mf.read_table(frame(budget=[5]), one_row="project and country")


AKVO = """iati_id,prefix,title,budget,recipient_country,project_parent,date_start
F-AA-1,DEC,Decision,1e+06,"BF, ML",Framework,2019-01-01
F-aa-1-01,CTR,Contract,4e+05,BF,F-AA-1,
F-AA-1-02,CTR,No parent,3e+05,ML,,
F-AA-1-03,CTR,Two parents,2e+05,ML,"F-AA-1, F-BB-2",
F-AA-1-04,CTR,Wrong parent,1e+05,ML,F-BB-2,
F-BB-2,DEC,Other,9e+05,NE,Framework,
X,CTR,Id of another form,1e+04,NE,F-BB-2,
Framework,,All,4e+09,,,
"""


def test_decisions_and_contracts_keep_their_level_and_parent(tmp_path: Path) -> None:
    table = mf.read_table(save(tmp_path, AKVO), preset="eutf-akvo-projects")
    assert table["level"].fillna("").tolist() == [
        "decision",
        *["contract"] * 4,
        "decision",
        "contract",
        "",
    ]
    assert table["parent_id"].fillna("").tolist() == [
        "Framework",
        "F-AA-1",
        "F-AA-1",
        "F-AA-1",
        "F-BB-2",
        "Framework",
        "F-BB-2",
        "",
    ]
    assert table["fund"].tolist() == ["EUTF"] * 8
    listed = mf.problems(table)
    assert listed["field"].tolist() == ["parent_id"] * 4
    assert listed["locator"].tolist() == ["row 4", "row 5", "row 6", "row 8"]
    assert listed["reason"].tolist() == [
        "taken to be a part of 'F-AA-1', which its id extends",
        "taken to be a part of 'F-AA-1', which its id extends",
        "its id extends 'F-AA-1', which the table has too; the parent stated is kept",
        "its id, 'X', does not extend the parent stated",
    ]
