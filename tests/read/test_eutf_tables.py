"""The published tables of the EU Trust Fund for Africa, against plain Python on the raw CSV.

Counts are those of SOURCES.md beside the files; nothing here uses migfund's own lists of names.
"""

from collections import defaultdict

import pandas as pd
import pytest
from eutf import CODES, DATABASE, NAMES, PROJECTS, RECIPIENTS, needs_tables, raw

import migfund as mf

pytestmark = needs_tables


def totals(table: pd.DataFrame) -> dict[str, float]:
    """Give the total budget of each country as migfund splits and adds it."""
    split = mf.split_by_country(table, value="budget")
    by_country = mf.total_by(split, "country", value="budget")
    return dict(zip(by_country["country"], by_country["total"], strict=True))


def lists(column: pd.Series) -> list[list[str]]:
    return [list(value) if isinstance(value, list) else [] for value in column]


@pytest.fixture(scope="module")
def database() -> pd.DataFrame:
    return mf.read_table(DATABASE, preset="eutf-database")


@pytest.fixture(scope="module")
def projects() -> pd.DataFrame:
    return mf.read_table(PROJECTS, preset="eutf-akvo-projects")


@pytest.fixture(scope="module")
def recipients() -> pd.DataFrame:
    return mf.read_table(RECIPIENTS, preset="eutf-akvo-recipients")


def test_database_has_a_row_a_project_with_every_cell_that_the_file_has(
    database: pd.DataFrame,
) -> None:
    rows = raw(DATABASE)
    assert len(database) == len(rows) == 253
    assert database["project_id"].tolist() == [row["ProjectID"] for row in rows]
    assert database["budget"].tolist() == [float(row["ProjectBudget"]) for row in rows]
    assert database["start"].isna().sum() == 162
    assert database["end"].isna().sum() == 101
    assert (database["start"].notna() & database["end"].notna()).sum() == 58
    assert database["countries"].isna().sum() == 12
    for column, heading in (("start", "ProjectStartDate"), ("end", "ProjectEndDate")):
        written = database[column].dt.strftime("%Y-%m-%d").fillna("").tolist()
        assert written == [row[heading] for row in rows]
        known = database[column].notna()
        assert database[f"{column}_precision"].notna().tolist() == known.tolist()
        assert set(database.loc[known, f"{column}_precision"]) == {"day"}
    assert set(database["currency"]) == {"EUR"}
    assert set(database["currency_from"]) == {"preset eutf-database"}
    assert database["source_locator"].tolist() == [f"row {n}" for n in range(2, 255)]
    assert len(mf.problems(database)) == 0
    kept = ["ProjectImplementor", "ProjectAdoptionDate", "Comments", "multiple countries?"]
    for heading in kept:
        assert database[heading].fillna("").tolist() == [row[heading] for row in rows]


def test_database_names_the_countries_that_the_file_names(database: pd.DataFrame) -> None:
    expected = [
        [NAMES[name] for name in row["ProjectLocation"].split(", ")]
        if row["ProjectLocation"]
        else []
        for row in raw(DATABASE)
    ]
    assert lists(database["countries"]) == expected


def test_database_totals_by_country_are_equal_shares(database: pd.DataFrame) -> None:
    expected: dict[str, float] = defaultdict(float)
    for row in raw(DATABASE):
        names = row["ProjectLocation"].split(", ") if row["ProjectLocation"] else []
        for code in [NAMES[name] for name in names] or ["unallocated"]:
            expected[code] += float(row["ProjectBudget"]) / max(len(names), 1)
    found = totals(database)
    assert found == pytest.approx(dict(expected), abs=0.01)
    assert sum(found.values()) == pytest.approx(
        sum(float(row["ProjectBudget"]) for row in raw(DATABASE)), abs=0.01
    )
    assert found["unallocated"] > 0


def test_akvo_projects_have_the_level_and_the_values_of_the_file(projects: pd.DataFrame) -> None:
    rows = raw(PROJECTS)
    assert len(projects) == len(rows) == 644
    words = {"DEC": "decision", "CTR": "contract", "": None}
    levels = projects["level"].astype(object).where(projects["level"].notna(), None)
    assert levels.tolist() == [words[row["prefix"]] for row in rows]
    budgets = [float(row["budget"]) if row["budget"] else None for row in rows]
    found = projects["budget"].astype(object).where(projects["budget"].notna(), None)
    assert found.tolist() == budgets
    assert projects["start"].isna().sum() == 305
    # 211 cells are empty; one says 2101-12-31, which is no year of a project.
    assert projects["end"].isna().sum() == 211 + 1
    codes = [
        list(dict.fromkeys(CODES[code] for code in row["recipient_country"].split(", ") if code))
        for row in rows
    ]
    assert lists(projects["countries"]) == codes
    assert sum(not found for found in codes) == 63


def test_akvo_parents_are_those_stated_and_contradictions_are_listed(
    projects: pd.DataFrame,
) -> None:
    rows = raw(PROJECTS)
    changed = {}
    for row, parent in zip(rows, projects["parent_id"], strict=True):
        stated = row["project_parent"] or None
        found = parent if isinstance(parent, str) else None
        if found != stated:
            changed[row["iati_id"]] = (stated, found)
    framework = "EU Trust Fund for Africa Results Framework"
    assert changed == {
        "T05-EUTF-HOA-SS-48-02": (None, "T05-EUTF-HOA-SS-48"),
        "T05-EUTF-HOA-SO-56-01": (None, "T05-EUTF-HOA-SO-56"),
        "T05-EUTF-HOA-SD-45-1": (None, "T05-EUTF-HOA-SD-45"),
        "T05-EUTF-HOA-SD-55-01": (f"T05-EUTF-HOA-SD-55, {framework}", "T05-EUTF-HOA-SD-55"),
        "T05-EUTF-NOA-LY-03-01": ("T05-EUTF-NOA-LY-03, T05-EUTF-NOA-LY-02", "T05-EUTF-NOA-LY-03"),
    }
    problems = mf.problems(projects)
    listed = problems[problems["field"] == "parent_id"]
    contradicted = set(projects.loc[listed.index, "project_id"]) - set(changed)
    assert contradicted == {
        "T05-EUTF-SAH-REG-13-01",
        "T05-EUTF-SAH-REG-13-02",
        "T05-EUTF-SAH-REG-13-03",
        "T05-EUTF-NOA-xx-xx",
    }
    assert len(listed) == 9
    assert len(problems) == 10


def test_no_row_of_one_level_is_a_part_of_another(projects: pd.DataFrame) -> None:
    both = projects["parent_id"].isin(projects["project_id"].dropna())
    # 373 by the exact or nearly exact id, 2 with ids of another form, 3 that name the framework,
    # 2 that name two parents and 3 that name none.
    assert (projects.loc[both, "level"] == "contract").sum() == 373 + 2 + 3 + 2 + 3
    for _, rows in projects.groupby("level"):
        assert not rows["parent_id"].isin(rows["project_id"]).any()


def grouped() -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in raw(RECIPIENTS):
        groups[row["iati_id"]].append(row)
    return groups


def test_recipients_are_one_row_a_project_and_no_budget_counts_twice(
    recipients: pd.DataFrame,
) -> None:
    groups = grouped()
    assert sum(map(len, groups.values())) == 1122
    assert recipients["project_id"].tolist() == list(groups)
    assert recipients["budget"].tolist() == [float(rows[0]["budget"]) for rows in groups.values()]
    assert recipients["budget"].sum() < sum(float(row["budget"]) for row in raw(RECIPIENTS)) / 2
    expected = [
        list(dict.fromkeys(CODES[r["recipient_country"]] for r in rows if r["recipient_country"]))
        for rows in groups.values()
    ]
    assert lists(recipients["countries"]) == expected


def test_recipients_say_in_which_rows_they_stand(recipients: pd.DataFrame) -> None:
    places: list[int] = []
    for text in recipients["source_locator"]:
        for run in text.split(" ", 1)[1].split(", "):
            first, _, last = run.partition("-")
            places += range(int(first), int(last or first) + 1)
    assert sorted(places) == list(range(2, 1124))


def test_recipients_totals_by_country_are_those_of_the_percentages(
    recipients: pd.DataFrame,
) -> None:
    expected: dict[str, float] = defaultdict(float)
    sound = []
    for name, rows in grouped().items():
        stated = [row["recipient_percentage"] for row in rows]
        codes = [CODES.get(row["recipient_country"], "unallocated") for row in rows]
        budget = float(rows[0]["budget"])
        if all(stated) and abs(sum(map(float, stated)) - 100) < 1e-6 and "unallocated" not in codes:
            parts = [float(percentage) / 100 for percentage in stated]
        elif not any(stated):
            codes = list(dict.fromkeys(codes))
            parts = [1 / len(codes)] * len(codes)
        else:
            continue
        sound.append(name)
        for code, part in zip(codes, parts, strict=True):
            expected[code] += budget * part
    assert len(sound) == 581 - 17
    # Decisions and contracts both, as the file has them: the percentages are compared here, and
    # without parents totals do not refuse to add the two levels up.
    both = recipients.drop(columns="parent_id")
    found = totals(both[both["project_id"].isin(sound)])
    assert found == pytest.approx(dict(expected), abs=0.01)


def test_recipients_with_percentages_that_do_not_divide_are_problems(
    recipients: pd.DataFrame,
) -> None:
    odd, repeated = set(), set()
    for name, rows in grouped().items():
        stated = [row["recipient_percentage"] for row in rows]
        codes = [row["recipient_country"] for row in rows]
        whole = abs(sum(float(n) for n in stated if n) - 100) < 1e-6
        if any(stated) and ("" in codes or not whole or not all(stated)):
            odd.add(name)
        if any(stated) and len(set(codes)) < len(codes):
            repeated.add(name)
    problems = mf.problems(recipients)
    listed = set(recipients.loc[problems.index, "project_id"])
    assert listed == odd | repeated
    with_shares = [
        name
        for name, rows in grouped().items()
        if any(row["recipient_percentage"] for row in rows)
        and all(row["recipient_country"] for row in rows)
    ]
    has = recipients["country_shares"].notna()
    assert recipients.loc[has, "project_id"].tolist() == with_shares
    assert len(problems) == 18
    whole = [name for name in recipients["project_id"] if name not in odd | repeated]
    shares = recipients.set_index("project_id")["country_shares"]
    assert all(
        abs(sum(shares[name]) - 1) < 1e-9 for name in whole if isinstance(shares[name], list)
    )
    assert list(shares["T05-EUTF-HOA-REG-67"]) == [0.35, 0.35]
    assert list(shares["T05-EUTF-NOA-MA-06-01"]) == [1.0, None, None, None]
    with pytest.raises(mf.PlaceError, match="shares"):
        mf.split_by_country(recipients, value="budget")


def test_contracts_among_the_recipients_name_their_decision(recipients: pd.DataFrame) -> None:
    names = {name.casefold(): name for name in grouped()}
    for name, parent in zip(recipients["project_id"], recipients["parent_id"], strict=True):
        head, _, tail = name.rpartition("-")
        if tail.isdigit() and head.casefold() in names:
            assert parent.casefold() == head.casefold()
        else:
            assert pd.isna(parent)
    assert recipients["parent_id"].notna().sum() == 327
