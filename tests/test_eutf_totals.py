"""Totals of the EU Trust Fund's published tables, beside sums from the raw CSV in plain Python."""

import csv
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import migfund as mf

sys.path.insert(0, str(Path(__file__).parent / "read"))
from test_eutf_tables import CODES, DATABASE, FOLDER, NAMES, PROJECTS, RECIPIENTS

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the shared data are not here")


def raw(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(text: str, names: dict[str, str]) -> list[str]:
    """Give the countries of a comma list, each once; the name of a region is none."""
    found = [names[word.strip()] for word in text.split(",") if word.strip() in names]
    return list(dict.fromkeys(found)) or ["unallocated"]


def equally(rows: list[tuple[list[str], str]]) -> dict[str, float]:
    """Add budgets up by country in equal shares."""
    parts: dict[str, list[float]] = defaultdict(list)
    for countries, budget in rows:
        for code in countries:
            parts[code].append(float(budget) / len(countries))
    return {code: math.fsum(values) for code, values in parts.items()}


def held(totals: pd.DataFrame) -> dict[Any, float]:
    return dict(zip(totals["country"], totals["total"], strict=True))


def test_the_database_of_253_projects_by_country() -> None:
    table = mf.read_table(DATABASE, preset="eutf-database", on_error="report")
    expected = equally(
        [(listed(row["ProjectLocation"], NAMES), row["ProjectBudget"]) for row in raw(DATABASE)]
    )
    totals = mf.total_by_country(table, value="budget", repeated="count", grand_total=True)
    assert held(totals.iloc[:-1]) == pytest.approx(expected, abs=0.01)
    last = totals.iloc[-1]
    stated = [float(row["ProjectBudget"]) for row in raw(DATABASE) if row["ProjectBudget"]]
    assert last["total"] == pytest.approx(math.fsum(stated), abs=0.01)
    assert (last["n_projects"], last["currency"]) == (len(raw(DATABASE)), "EUR")


@pytest.fixture(scope="module")
def projects() -> pd.DataFrame:
    return mf.read_table(PROJECTS, preset="eutf-akvo-projects", on_error="report")


def test_decisions_and_contracts_are_not_added_up(projects: pd.DataFrame) -> None:
    with pytest.raises(mf.ScopeError, match=r"rows are parts of other rows.*mf\.cofunding"):
        mf.total_by_country(projects, value="budget")
    with pytest.raises(mf.ScopeError, match="rows are parts of other rows"):
        mf.total_by(projects, "level", value="budget")


@pytest.mark.parametrize(("prefix", "level"), [("DEC", "decision"), ("CTR", "contract")])
def test_each_level_alone_by_country(projects: pd.DataFrame, prefix: str, level: str) -> None:
    rows = [row for row in raw(PROJECTS) if row["prefix"] == prefix and row["budget"]]
    expected = equally([(listed(row["recipient_country"], CODES), row["budget"]) for row in rows])
    own = projects[projects["level"] == level]
    found = held(mf.total_by_country(own, value="budget", repeated="count"))
    assert {k: v for k, v in found.items() if v == v} == pytest.approx(expected, abs=0.01)


def test_the_lowest_and_the_topmost_level(projects: pd.DataFrame) -> None:
    ids = {row["iati_id"] for row in raw(PROJECTS)}
    # The reader's own links, looked at with sets instead of its masks.
    links = projects[["project_id", "parent_id", "budget"]].to_dict("records")
    parents = {row["parent_id"] for row in links} & ids
    lowest = [row["budget"] for row in links if row["project_id"] not in parents]
    topmost = [row["budget"] for row in links if row["parent_id"] not in ids]
    everything = projects.assign(of="all")
    for nested, expected in (("parts", lowest), ("parents", topmost)):
        found = mf.total_by(everything, "of", value="budget", nested=nested, repeated="count")
        known = [value for value in expected if value == value]
        assert found["total"].tolist() == pytest.approx([math.fsum(known)], abs=0.01)
        assert found["n_projects"].tolist() == [len(expected)]
        assert "without" in found["basis"].iloc[0]
    # Neither level holds what the file adds up to.
    both = math.fsum(float(row["budget"]) for row in raw(PROJECTS) if row["budget"])
    assert math.fsum(v for v in lowest if v == v) < both * 0.6


def test_percentages_of_the_recipients() -> None:
    table = mf.read_table(RECIPIENTS, preset="eutf-akvo-recipients", on_error="report")
    parts = mf.split_by_country(table, value="budget", on_invalid="unallocated")
    sums = parts["budget"].groupby(level=0).sum(min_count=1)
    pd.testing.assert_series_equal(sums, table["budget"], check_names=False, rtol=1e-12)
    # Contracts alone: those that are no other row's parent in the file.
    grouped: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in raw(RECIPIENTS):
        grouped[row["iati_id"]].append(row)
    expected: dict[str, float] = defaultdict(float)
    sound = []
    for name, rows in grouped.items():
        stated = [row["recipient_percentage"] for row in rows]
        known = all(row["recipient_country"] in CODES for row in rows)
        one_each = len({row["recipient_country"] for row in rows}) == len(rows)
        if all(stated) and known and one_each and abs(sum(map(float, stated)) - 100) < 1e-6:
            sound.append(name)
            for row, share in zip(rows, stated, strict=True):
                code = CODES[row["recipient_country"]]
                expected[code] += float(row["budget"]) * float(share) / 100
    assert len(sound) > 100
    own = table[table["project_id"].isin(sound)].drop(columns="parent_id")
    parts = mf.split_by_country(own, value="budget", rule="shares")
    found = mf.total_by_country(parts, value="budget")
    assert held(found) == pytest.approx(dict(expected), abs=0.01)
