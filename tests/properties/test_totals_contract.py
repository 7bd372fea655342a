"""The contract of splits and totals on random tables, beside loops in plain Python."""

import math
import random
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import migfund as mf
from migfund.regions.schemes import codelist
from migfund.schema import make_table

CODES = sorted(codelist("countries")["iso3"])
RULES: dict[str, dict[str, Any]] = {
    "none": {},
    "equal": {"rule": "equal"},
    "shares": {"rule": "shares", "rebase": 0.001, "on_invalid": "unallocated"},
    "weights": {
        "rule": "weights",
        "weights": pd.Series(range(1, len(CODES)), index=CODES[1:], dtype=float),
        "on_invalid": "unallocated",
    },
    "primary": {"rule": "primary"},
}
DAYS = st.dates(pd.Timestamp("1990-01-01").date(), pd.Timestamp("2025-12-31").date())
MONEY = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**11).map(lambda cents: cents / 100),
    st.just(0.0),
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a project: no country or up to 27, shares or none, one day or thirty years."""
    number = draw(st.sampled_from([0, 1, 1, 2, 3, 27]))
    countries = draw(
        st.lists(st.sampled_from(CODES), min_size=number, max_size=number, unique=True)
    )
    kind = draw(st.sampled_from(["none", "exact", "rounded", "short"]))
    shares = None
    if number and kind != "none":
        parts = draw(st.lists(st.integers(1, 100), min_size=number, max_size=number))
        shares = [
            part / sum(parts) * {"rounded": 0.9999, "short": 0.9}.get(kind, 1) for part in parts
        ]
    first, last = sorted(draw(st.tuples(DAYS, DAYS)))
    last = first if draw(st.booleans()) and draw(st.booleans()) else last
    precision = st.sampled_from(["day", "month", "year"])
    stated = draw(st.sampled_from(["both", "both", "start", "none"]))
    return {
        "fund": draw(st.sampled_from(["IDF", "MPF", None])),
        "countries": countries or None,
        "country_shares": shares,
        "start": pd.Timestamp(first) if stated in ("both", "start") else None,
        "start_precision": draw(precision) if stated in ("both", "start") else None,
        "end": pd.Timestamp(last) if stated == "both" else None,
        "end_precision": draw(precision) if stated == "both" else None,
        "budget_usd": draw(MONEY),
    }


TABLES = st.lists(records(), min_size=1, max_size=6)


def table_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    value = np.array([row["budget_usd"] for row in rows], dtype=float)
    # A random end may lie before the start within a coarser precision's first day, never after.
    return make_table(rows).assign(budget_usd=value)


def chain(table: pd.DataFrame, order: str, rule: str, decimals: int | None) -> pd.DataFrame:
    """Split by country, by year, or both one after the other."""
    options = {"on_invalid": "unallocated", **RULES[rule]}
    for step in order:
        if step == "c":
            table = mf.split_by_country(table, value="budget_usd", decimals=decimals, **options)
        else:
            table = mf.split_by_year(
                table, value="budget_usd", decimals=decimals, on_invalid="unallocated"
            )
    return table


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("order", ["c", "y", "cy", "yc"])
@pytest.mark.parametrize("decimals", [None, 2])
@settings(max_examples=8)
@given(TABLES)
def test_the_parts_of_each_project_sum_to_its_value_to_the_cent(
    rule: str, order: str, decimals: int | None, rows: list[dict[str, Any]]
) -> None:
    table = table_of(rows)
    before = table.copy(deep=True)
    parts = chain(table, order, rule, decimals)
    pd.testing.assert_frame_equal(table, before)
    for label, whole in table["budget_usd"].items():
        own = parts.loc[[label]]
        assert math.fsum(own["share"]) == pytest.approx(1, abs=1e-9)
        if math.isnan(whole):
            assert own["budget_usd"].isna().all()
        else:
            # Rounded parts are whole cents; their sum is the value to the cent.
            assert abs(math.fsum(own["budget_usd"]) - whole) < 0.005
            if decimals == 2:
                cents = own["budget_usd"] * 100
                assert (cents - cents.round()).abs().max() < 1e-3
    assert (parts.index.unique() == table.index).all()


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=10)
@given(TABLES, st.randoms())
def test_the_order_of_rows_changes_nothing(
    rule: str, rows: list[dict[str, Any]], chance: random.Random
) -> None:
    table = table_of(rows)
    order = list(range(len(table)))
    chance.shuffle(order)
    keys = ["country", "calendar_year"]
    one = mf.total_by(chain(table, "cy", rule, None), keys, value="budget_usd")
    other = mf.total_by(chain(table.iloc[order], "cy", rule, None), keys, value="budget_usd")
    pd.testing.assert_frame_equal(one, other)


def quantile(values: list[float], share: float) -> float:
    place = share * (len(values) - 1)
    below = math.floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def by_loops(parts: pd.DataFrame, keys: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Total by loops over the rows: one figure a group and project, then the statistics."""
    figures: dict[Any, dict[Any, list[float]]] = defaultdict(lambda: defaultdict(list))
    years: dict[Any, list[list[int]]] = defaultdict(lambda: [[], []])
    for label, row in zip(parts.index, parts.to_dict("records"), strict=True):
        key = tuple(None if pd.isna(row[name]) else str(row[name]) for name in keys)
        figures[key][label].append(row["budget_usd"])
        names = ("period_from", "period_to") if "period_from" in row else ("start", "end")
        for found, name in zip(years[key], names, strict=True):
            if not pd.isna(row[name]):
                found.append(row[name].year)
    results = {}
    for key, projects in figures.items():
        sums = []
        for values in projects.values():
            known = [value for value in values if not math.isnan(value)]
            if known:
                sums.append(math.fsum(known))
        sums.sort()
        first, last = years[key]
        results[key] = {
            "total": math.fsum(sums) if sums else None,
            "n_projects": len(projects),
            "n_known": len(sums),
            "mean": math.fsum(sums) / len(sums) if sums else None,
            **{
                name: quantile(sums, share) if sums else None
                for name, share in (
                    ("min", 0),
                    ("q25", 0.25),
                    ("median", 0.5),
                    ("q75", 0.75),
                    ("max", 1),
                )
            },
            "first_year": min(first, default=None),
            "last_year": max(last, default=None),
        }
    return results


@pytest.mark.parametrize(
    ("order", "keys"),
    [("", ["fund"]), ("c", ["country"]), ("c", ["fund", "country"]), ("cy", ["calendar_year"])],
)
@settings(max_examples=15)
@given(TABLES)
def test_totals_agree_with_loops_in_every_column(
    order: str, keys: list[str], rows: list[dict[str, Any]]
) -> None:
    parts = chain(table_of(rows), order, "none", None)
    found = mf.total_by(parts, keys, value="budget_usd", grand_total=True)
    everyone = by_loops(parts.assign(_one="all"), ["_one"])[("all",)]
    whole = everyone["total"]
    expected = by_loops(parts, keys)
    cells = found.astype(object).where(found.notna(), None).to_dict("records")
    *groups, last = cells
    held = {
        tuple(None if row[name] is None else str(row[name]) for name in keys): row
        for row in groups
        if row["n_projects"]
    }
    assert set(held) == set(expected)
    for key, figures in [*expected.items(), (None, everyone)]:
        row = last if key is None else held[key]
        for name, value in figures.items():
            assert row[name] == (None if value is None else pytest.approx(value, abs=1e-6))
        share = (
            figures["total"] / whole if figures["total"] is not None and (whole or 0) > 0 else None
        )
        assert row["share_of_total"] == (None if share is None else pytest.approx(share))
        assert (row["n_all"], row["n_all_known"]) == (everyone["n_projects"], everyone["n_known"])
    assert last[keys[0]] == "all"


@settings(max_examples=15)
@given(TABLES)
def test_bounds_hold_the_total_of_each_year(rows: list[dict[str, Any]]) -> None:
    parts = chain(table_of(rows), "y", "none", None)
    found = mf.total_by(parts, "calendar_year", value="budget_usd").dropna(subset=["total"])
    slack = 1e-9 * found["total"].abs() + 1e-9
    assert (found["total_low"] <= found["total"] + slack).all()
    assert (found["total"] <= found["total_high"] + slack).all()
    for year, low in zip(found["calendar_year"], found["total_low"], strict=True):
        own = parts.loc[parts["calendar_year"] == year, "budget_usd_low"].dropna()
        assert low == pytest.approx(math.fsum(own))
    assert "total_low" not in mf.total_by(parts, "fund", value="budget_usd")
