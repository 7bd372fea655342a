"""Totals of the published tables of the EU Trust Fund for Africa, against plain Python.

The expected figures are worked out from the raw CSV with dicts and loops; the names and codes of
countries are the literal lists of tests/eutf.py.
"""

from collections import defaultdict
from typing import Any

import pandas as pd
import pytest
from eutf import CODES, DATABASE, NAMES, PROJECTS, RECIPIENTS, needs_tables, raw

import migfund as mf
from migfund.totals.groups import rows_of_group

pytestmark = needs_tables


def equal_parts(rows: list[tuple[str, list[str]]]) -> dict[str, tuple[float, int, int]]:
    """Divide budgets, as text, equally: total, projects and known projects of each country."""
    found: dict[str, list[Any]] = defaultdict(lambda: [0.0, 0, 0])
    for budget, codes in rows:
        for code in codes or ["unallocated"]:
            found[code][1] += 1
            if budget:
                found[code][0] += float(budget) / max(len(codes), 1)
                found[code][2] += 1
    return {code: (total, n, known) for code, (total, n, known) in found.items()}


def agree(totals: pd.DataFrame, expected: dict[str, tuple[float, int, int]]) -> None:
    """Check each country's total to the cent, its projects, and the grand total in the last row."""
    *rows, last = totals[["country", "total", "n_projects", "n_known"]].itertuples(index=False)
    assert [row[0] for row in rows] == sorted(expected)
    for country, total, n_projects, n_known in rows:
        assert (n_projects, n_known) == expected[country][1:], country
        if expected[country][2]:
            assert total == pytest.approx(expected[country][0], abs=0.005), country
        else:
            assert pd.isna(total), country
    assert last[0] == "all"
    assert last[1] == pytest.approx(sum(total for total, *_ in expected.values()), abs=0.01)


@pytest.fixture(scope="module")
def projects() -> pd.DataFrame:
    return mf.read_table(PROJECTS, preset="eutf-akvo-projects")


@pytest.fixture(scope="module")
def recipients() -> pd.DataFrame:
    return mf.read_table(RECIPIENTS, preset="eutf-akvo-recipients")


def test_the_database_in_equal_shares() -> None:
    table = mf.read_table(DATABASE, preset="eutf-database")
    totals = mf.total_by_country(table, value="budget", grand_total=True)
    rows = raw(DATABASE)
    named = [[NAMES[n] for n in row["ProjectLocation"].split(", ") if n] for row in rows]
    budgets = [row["ProjectBudget"] for row in rows]
    agree(totals, equal_parts(list(zip(budgets, named, strict=True))))
    assert totals["total"].iloc[-1] == pytest.approx(sum(map(float, budgets)), abs=0.005)
    assert set(totals["n_all"]) == set(totals["n_all_known"]) == {253}
    assert totals["n_projects"].iloc[-1] == 253
    assert set(totals["currency"]) == {"EUR"}
    shares = totals.set_index("country")["share_of_total"]
    assert shares["all"] == 1
    assert shares.drop("all").sum() == pytest.approx(1)
    # The rows under a total are the projects that name the country.
    expected = [n for n, codes in enumerate(named) if "NER" in codes]
    parts = mf.split_by_country(table)
    found = rows_of_group(parts, ["country"], ["NER"])
    assert sorted(parts["project"].iloc[found]) == expected


def test_the_database_under_the_rule_full() -> None:
    table = mf.read_table(DATABASE, preset="eutf-database")
    totals = mf.total_by_country(mf.split_by_country(table, rule="full"), value="budget")
    expected: dict[str, float] = defaultdict(float)
    for row in raw(DATABASE):
        names = [n for n in row["ProjectLocation"].split(", ") if n]
        for code in [NAMES[n] for n in names] or ["unallocated"]:
            expected[code] += float(row["ProjectBudget"])
    found = dict(zip(totals["country"], totals["total"], strict=True))
    assert found == pytest.approx(dict(expected), abs=0.005)
    with pytest.raises(mf.ScopeError, match="whole value of the project"):
        mf.total_by_region(mf.split_by_country(table, rule="full"), value="budget")


FRAMEWORK = "EU Trust Fund for Africa Results Framework"
CORRECTED = {
    "T05-EUTF-HOA-SS-48-02": "T05-EUTF-HOA-SS-48",
    "T05-EUTF-HOA-SO-56-01": "T05-EUTF-HOA-SO-56",
    "T05-EUTF-HOA-SD-45-1": "T05-EUTF-HOA-SD-45",
    "T05-EUTF-HOA-SD-55-01": "T05-EUTF-HOA-SD-55",
    "T05-EUTF-NOA-LY-03-01": "T05-EUTF-NOA-LY-03",
}


def kept_rows(rows: list[dict[str, str]], nested: str) -> list[dict[str, str]]:
    """Leave out the rows with a parent here, or those that are one; an empty id is no id."""
    parent_of = [CORRECTED.get(row["iati_id"], row["project_parent"]) for row in rows]
    ids = {row["iati_id"] for row in rows} - {""}
    named = set(parent_of) - {""}
    if nested == "parents":
        return [row for row, parent in zip(rows, parent_of, strict=True) if parent not in ids]
    return [row for row in rows if row["iati_id"] not in named]


def test_decisions_and_contracts_are_not_both_summed(projects: pd.DataFrame) -> None:
    split = mf.split_by_country(projects, value="budget")
    for call in (
        lambda: mf.total_by(split, "country", value="budget"),
        lambda: mf.total_by(projects, "level", value="budget"),
        lambda: mf.total_by_country(projects, value="budget"),
        lambda: mf.crosstab(split, ["country", "level"], value="budget"),
    ):
        with pytest.raises(
            mf.ScopeError, match=r"projects are parts of other projects.*nested='parents'"
        ):
            call()
    parts = len(projects) - len(kept_rows(raw(PROJECTS), "parents"))
    assert parts == 634
    with pytest.raises(mf.ScopeError, match="634 projects are parts of other projects"):
        mf.total_by(projects, "level", value="budget")


@pytest.mark.parametrize("nested", ["parents", "parts"])
@pytest.mark.parametrize("framework", [True, False])
def test_each_level_of_the_akvo_projects_is_an_independent_sum(
    projects: pd.DataFrame, nested: str, framework: bool
) -> None:
    # One row is the whole fund, the parent of all decisions: with it the file has three levels.
    rows, table = raw(PROJECTS), projects
    if not framework:
        rows = [row for row in rows if row["iati_id"] != FRAMEWORK]
        table = projects[projects["project_id"].fillna("") != FRAMEWORK]
        assert len(rows) == len(table) == 643
    kept = kept_rows(rows, nested)
    named = [
        list(dict.fromkeys(CODES[code] for code in row["recipient_country"].split(", ") if code))
        for row in kept
    ]
    budgets = [row["budget"] for row in kept]
    options: dict[str, Any] = {"value": "budget", "grand_total": True, "nested": nested}
    if nested == "parts":
        # One contract stands twice in the file, in two sums.
        with pytest.raises(mf.ScopeError, match=r"1 projects stand in several rows.*SS-48-02"):
            mf.total_by_country(table, **options)
        options["repeated"] = "count"
    totals = mf.total_by_country(table, **options)
    agree(totals, equal_parts(list(zip(budgets, named, strict=True))))
    whole = sum(float(budget) for budget in budgets if budget)
    assert totals["total"].iloc[-1] == pytest.approx(whole, abs=0.005)
    assert set(totals["n_all"]) == {len(kept)}
    assert set(totals["n_all_known"]) == {sum(map(bool, budgets))}
    assert whole < sum(float(row["budget"]) for row in rows if row["budget"])
    assert totals["basis"].str.contains("without .* projects that").all()
    split = mf.split_by_country(table, value="budget")
    pd.testing.assert_frame_equal(mf.total_by(split, "country", **options), totals)


def test_the_sum_of_the_decisions_alone(projects: pd.DataFrame) -> None:
    decisions = projects[projects["level"].eq("decision").fillna(False)]
    totals = mf.total_by_country(decisions, value="budget", grand_total=True)
    rows = [row for row in raw(PROJECTS) if row["prefix"] == "DEC"]
    named = [
        list(dict.fromkeys(CODES[code] for code in row["recipient_country"].split(", ") if code))
        for row in rows
    ]
    budgets = [row["budget"] for row in rows]
    agree(totals, equal_parts(list(zip(budgets, named, strict=True))))


def grouped() -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in raw(RECIPIENTS):
        groups[row["iati_id"]].append(row)
    return groups


def recipient_parts(
    *, rebase: float = 0.0, leave_out: frozenset[str] = frozenset()
) -> dict[str, float]:
    """Divide each project by its percentages; what these do not give out is unallocated.

    Percentages within ``rebase`` of 1 are scaled. Percentages that are not stated for each
    country, or exceed the whole, give nothing out; without any the shares are equal.
    """
    found: dict[str, float] = defaultdict(float)
    for name, rows in grouped().items():
        if name in leave_out:
            continue
        budget, stated = float(rows[0]["budget"]), [row["recipient_percentage"] for row in rows]
        parts: dict[str, float] = defaultdict(float)
        codes = list(
            dict.fromkeys(CODES[r["recipient_country"]] for r in rows if r["recipient_country"])
        )
        if not codes:
            pass
        elif not any(stated) or not all(row["recipient_country"] for row in rows):
            parts |= dict.fromkeys(codes, 1 / len(codes))
        elif {row["recipient_country"] for row in rows if row["recipient_percentage"]} == {
            row["recipient_country"] for row in rows
        }:  # one stands in two rows, once without a percentage
            for row in rows:
                share = float(row["recipient_percentage"] or 0) / 100
                parts[CODES[row["recipient_country"]]] += share
            whole = sum(parts.values())
            if abs(whole - 1) <= max(rebase, 1e-6):
                parts = defaultdict(float, {code: part / whole for code, part in parts.items()})
            elif whole > 1:
                parts.clear()
        for code, part in parts.items():
            found[code] += budget * part
        found["unallocated"] += budget * max(1 - sum(parts.values()), 0.0)
    return dict(found)


def recipient_levels() -> tuple[frozenset[str], frozenset[str]]:
    """Give the decisions that have contracts in the recipients file, and these contracts."""
    names = {name.casefold(): name for name in grouped()}
    parents, parts = set(), set()
    for name in grouped():
        head, _, tail = name.rpartition("-")
        if tail.isdigit() and head.casefold() in names:
            # HoA-SO-03 and HOA-SO-03 are two decisions: the very spelling goes first.
            parents.add(head if head in grouped() else names[head.casefold()])
            parts.add(name)
    return frozenset(parents), frozenset(parts)


@pytest.mark.parametrize("nested", ["parents", "parts"])
@pytest.mark.parametrize("rebase", [None, 0.5])
def test_recipients_by_their_percentages(
    recipients: pd.DataFrame, nested: str, rebase: float | None
) -> None:
    parents, parts = recipient_levels()
    assert len(parts) == 327
    out = parts if nested == "parents" else parents
    options: dict[str, Any] = {"value": "budget", "rebase": rebase, "on_invalid": "unallocated"}
    split = mf.split_by_country(recipients, **options)
    with pytest.raises(mf.ScopeError, match="projects are parts of other projects"):
        mf.total_by(split, "country", value="budget")
    with pytest.raises(mf.ScopeError, match="327 projects are parts of other projects"):
        mf.total_by(recipients, "fund", value="budget")
    totals = mf.total_by(split, "country", value="budget", nested=nested, grand_total=True)
    found = dict(zip(totals["country"], totals["total"], strict=True))
    everything = found.pop("all")
    expected = recipient_parts(rebase=rebase or 0.0, leave_out=out)
    expected = {code: total for code, total in expected.items() if code in found or total > 0.005}
    assert found == pytest.approx(expected, abs=0.01)
    kept = [rows for name, rows in grouped().items() if name not in out]
    assert everything == pytest.approx(sum(float(rows[0]["budget"]) for rows in kept), abs=0.01)
    assert totals["n_projects"].iloc[-1] == len(kept)


def test_percentages_of_70_leave_30_unallocated_or_are_scaled(recipients: pd.DataFrame) -> None:
    name = "T05-EUTF-HOA-REG-67"
    rows = grouped()[name]
    assert [float(row["recipient_percentage"]) for row in rows] == [35.0, 35.0]
    one = recipients[recipients["project_id"] == name]
    budget = float(rows[0]["budget"])
    codes = sorted(CODES[row["recipient_country"]] for row in rows)
    with pytest.raises(mf.PlaceError, match=r"shares \[0\.35, 0\.35\] add up to 0\.7"):
        mf.split_by_country(one, value="budget")
    rest = mf.split_by_country(one, value="budget", on_invalid="unallocated")
    totals = mf.total_by(rest, "country", value="budget")
    assert totals["country"].tolist() == [*codes, "unallocated"]
    assert totals["total"].tolist() == pytest.approx([n * budget for n in (0.35, 0.35, 0.3)])
    scaled = mf.split_by_country(one, value="budget", rebase=0.5)
    totals = mf.total_by(scaled, "country", value="budget")
    assert totals["total"].tolist() == pytest.approx([budget / 2, budget / 2])
    assert set(totals["split_rule"]) == {"shares rebased from … by country"}
