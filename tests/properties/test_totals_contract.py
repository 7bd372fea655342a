"""Totals are what plain loops find, whatever the table and its splits."""

import datetime as dt
import io
import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.schema import make_table

EU27 = (
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT "
    "ROU SVK SVN SWE"
).split()
PEOPLE = pd.Series({code: float(n * n) for n, code in enumerate(EU27)}, name="people")
RULES: dict[str, dict[str, Any]] = {
    "none": {},
    "equal": {"rule": "equal"},
    "shares": {"rule": "shares"},
    "rebased": {"rule": "shares", "rebase": 0.001},
    "weights": {"rule": "weights", "weights": PEOPLE},
    "primary": {"rule": "primary"},
}
SHARES = st.sampled_from(["missing", "whole", "0.9999", "0.9", "1.4", "gap"])
STATED = {"whole": 1.0, "0.9999": 0.9999, "0.9": 0.9, "1.4": 1.4}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    some = st.lists(st.sampled_from(EU27), unique=True, max_size=4)
    countries = draw(st.none() | some | st.just(EU27))
    kind, size = draw(SHARES), len(countries or [])
    shares = [STATED.get(kind, 1.0) / max(size, 1)] * size if kind != "missing" else []
    if kind == "gap" and size:
        shares[0] = None
    start = draw(st.none() | st.dates(dt.date(1995, 1, 1), dt.date(2005, 12, 31)))
    days = draw(st.sampled_from([0, 1, 400, 30 * 365 + 7]))
    end = start and start + dt.timedelta(days=days)
    precision = st.sampled_from(["day", "month", "year"])
    return {
        "fund": draw(st.sampled_from(["IDF", "MPF", None])),
        "countries": countries,
        "country_shares": shares or None,
        "start": start,
        "start_precision": draw(precision) if start else None,
        "end": end,
        "end_precision": draw(precision) if end else None,
        "budget": draw(st.none() | st.integers(-(10**11), 10**11).map(lambda n: n / 100)),
        "currency": "USD",
    }


TABLES = st.lists(records(), min_size=1, max_size=5).map(make_table)


def chained(table: pd.DataFrame, rule: str, order: str, decimals: int | None) -> pd.DataFrame:
    """Split one way after the other."""
    options: dict[str, Any] = {"on_invalid": "unallocated", "decimals": decimals}
    for step in order.split():
        if step == "year":
            table = mf.split_by_year(table, **options)
        else:
            table = mf.split_by_country(table, **options, **RULES[rule])
    return table


ORDERS = st.sampled_from(["country", "year", "country year", "year country"])
DECIMALS = st.sampled_from([None, 2])


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """The same with texts in the place of categories, which depend on the rest of the table."""
    return table.astype({name: "str" for name in table if table[name].dtype == "category"})


def quantile(rising: list[float], share: float) -> float:
    """By linear interpolation between the two nearest."""
    place = share * (len(rising) - 1)
    low = math.floor(place)
    high = min(low + 1, len(rising) - 1)
    return rising[low] + (rising[high] - rising[low]) * (place - low)


def word(key: Any) -> Any:
    """A key as a text, None where it is missing."""
    return None if pd.isna(key) else str(key)


def described(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What a total says of rows, with dicts and lists alone."""
    parts: dict[Any, list[float]] = {}
    for row in rows:
        figure = [row["budget"]] if row["budget"] == row["budget"] else []
        parts.setdefault(row["label"], []).extend(figure)
    figures = sorted(math.fsum(some) for some in parts.values() if some)
    found: dict[str, Any] = {"n_projects": len(parts), "n_known": len(figures)}
    names = ("total", "mean", "min", "q25", "median", "q75", "max")
    found |= dict.fromkeys(names)
    if figures:
        found |= {"total": math.fsum(figures), "mean": math.fsum(figures) / len(figures)}
        shares = {"min": 0, "q25": 0.25, "median": 0.5, "q75": 0.75, "max": 1}
        found |= {name: quantile(figures, share) for name, share in shares.items()}
    for bound in ("low", "high"):
        if rows and f"budget_{bound}" in rows[0]:
            known = [row[f"budget_{bound}"] for row in rows]
            known = [figure for figure in known if figure == figure]
            found[f"total_{bound}"] = math.fsum(known) if known else None
    for name, part, whole, pick in (
        ("first_year", "period_from", "start", min),
        ("last_year", "period_to", "end", max),
    ):
        years = [row[part if part in row else whole].year for row in rows]
        years = [year for year in years if year == year]
        found[name] = pick(years) if years else None
    return found


def check(table: pd.DataFrame, keys: list[str], every: list[tuple[Any, ...]] = []) -> None:  # noqa: B006
    """Compare totals with loops; ``every`` has the groups that must be there also without rows."""
    before = table.copy(deep=True)
    done = mf.total_by(table, keys, value="budget", grand_total=True, describe=True)
    alone = mf.total_by(table, keys, value="budget", describe=True)
    pd.testing.assert_frame_equal(table, before)
    labels = table.get("project", table.index)
    rows = [
        {"label": label, **row} for label, row in zip(labels, table.to_dict("records"), strict=True)
    ]
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {key: [] for key in every}
    for row in rows:
        groups.setdefault(tuple(word(row[key]) for key in keys), []).append(row)
    whole = described(rows)
    groups["all", *[None] * (len(keys) - 1)] = rows
    size = max([abs(row["budget"]) for row in rows if row["budget"] == row["budget"]], default=0)
    names = [tuple(map(word, key)) for key in done[keys].astype(object).to_numpy().tolist()]
    assert len(names) == len(groups)
    assert set(names) == set(groups)
    for name, (_, row) in zip(names, done.iterrows(), strict=True):
        expected = described(groups[name])
        for bound in ("total_low", "total_high"):
            # Bounds are added up within a piece of time alone, and not in the grand total.
            if "calendar_year" not in keys:
                assert bound not in row
                expected.pop(bound, None)
            elif groups[name] is rows and name[0] == "all":
                expected[bound] = None
        expected |= {"n_all": whole["n_projects"], "n_all_known": whole["n_known"]}
        total, all_of_it = expected["total"], whole["total"]
        share = row.pop("share_of_total")
        # Where what is positive and what is negative are nearly as much, no digit is certain.
        if all_of_it is None or total is None or all_of_it < -1e-3:
            assert pd.isna(share)
        elif all_of_it > 1e-3:
            assert share == pytest.approx(total / all_of_it, rel=1e-6, abs=1e-9)
        for column, value in expected.items():
            if value is None:
                assert pd.isna(row[column]), column
            else:
                assert row[column] == pytest.approx(value, rel=1e-12, abs=1e-14 * size), column
    rest = done.iloc[:-1][[*done.columns.difference(keys)]]
    pd.testing.assert_frame_equal(rest, alone[rest.columns], check_exact=False, rtol=1e-6)
    order = np.random.default_rng(len(table)).permutation(len(table))
    mixed = mf.total_by(table.iloc[order], keys, value="budget", describe=True)
    pd.testing.assert_frame_equal(mixed, alone)


@tried(12)
@given(TABLES, st.sampled_from(list(RULES)), ORDERS, DECIMALS, st.data())
def test_totals_are_those_of_loops(
    table: pd.DataFrame, rule: str, order: str, decimals: int | None, data: st.DataObject
) -> None:
    check(table, ["fund"])
    done = chained(table, rule, order, decimals)
    keys = [name for name in ("fund", "country", "calendar_year") if name in done]
    chosen = data.draw(st.lists(st.sampled_from(keys), unique=True, min_size=1, max_size=2))
    every: list[tuple[Any, ...]] = []
    if "calendar_year" in chosen:
        # Every year of the table stands beside every other key.
        years = done["calendar_year"].cat.categories.tolist()
        others = {word(key) for name in chosen if name != "calendar_year" for key in done[name]}
        every = [
            tuple(year if name == "calendar_year" else other for name in chosen)
            for year in years
            for other in (others or {None})
        ]
    check(done, chosen, every)


@tried(8)
@given(TABLES, st.data())
def test_categories_without_rows_are_groups(table: pd.DataFrame, data: st.DataObject) -> None:
    words = ["idle", "small", "large"]
    kinds = st.lists(st.none() | st.sampled_from(words[1:]), min_size=len(table))
    drawn = data.draw(kinds)[: len(table)]
    table = table.assign(kind=pd.Categorical(drawn, categories=words))
    check(table, ["kind"], [(name,) for name in words])
    funds = {word(fund) for fund in table["fund"]}
    check(table, ["kind", "fund"], [(name, fund) for name in words for fund in funds])
    check(table, ["fund", "kind"], [(fund, name) for name in words for fund in funds])


@tried(6)
@given(TABLES, st.sampled_from(list(RULES)), st.randoms())
def test_a_part_of_the_rows_and_rows_from_a_file_have_the_totals_of_loops(
    table: pd.DataFrame, rule: str, chance: random.Random
) -> None:
    done = chained(table, rule, "country year", 2)
    some = done[np.array([chance.random() < 0.6 for _ in range(len(done))], dtype=bool)]
    if len(some):
        check(some, ["country"])
        check(some, ["fund", "country"])
    file = io.BytesIO()
    lists = ["countries", "country_shares", "problems", "other_countries"]
    done.drop(columns=lists).to_parquet(file)
    read = pd.read_parquet(file)
    check(read, ["country"])
    keys = ["country", "calendar_year"]
    found = mf.total_by(read, keys, value="budget")
    pd.testing.assert_frame_equal(plain(found), plain(mf.total_by(done, keys, value="budget")))


@tried(10)
@given(TABLES, st.data())
def test_groups_that_overlap_hold_what_loops_find(table: pd.DataFrame, data: st.DataObject) -> None:
    special = ["AFG", "HTI", "MDV", "KEN", "NPL", "UGA"]
    some = st.lists(st.sampled_from(special), unique=True, max_size=4)
    lists = [data.draw(some) for _ in range(len(table))]
    table = table.assign(countries=pd.Series(lists, dtype=object)).drop(columns="country_shares")
    done = mf.add_region(mf.split_by_country(table), scheme="un_special", at=2020)
    key, whole = "groups_un_special", table["budget"].dropna().tolist()
    groups: dict[Any, list[dict[str, Any]]] = {}
    for row in done.to_dict("records"):
        cell = row[key]
        inside = [None] if cell is None or cell is pd.NA or len(cell) == 0 else list(cell)
        for group in inside:
            groups.setdefault(group, []).append({"label": row["project"], **row})
    with pytest.warns(mf.OverlapWarning, match="must not be added up"):
        totals = mf.total_by(done, key, value="budget", grand_total=True, describe=True)
    *rows, last = totals.astype(object).where(totals.notna(), None).to_dict("records")
    assert {row[key] for row in rows} == set(groups)
    for row in rows:
        for column, value in described(groups[row[key]]).items():
            near = None if value is None else pytest.approx(value, rel=1e-9, abs=1e-5)
            assert row[column] == near, column
    # Each project once, however many groups it is in.
    assert (last["n_projects"], last["n_known"]) == (len(table), len(whole))
    assert last["total"] == (pytest.approx(math.fsum(whole), abs=1e-4) if whole else None)
