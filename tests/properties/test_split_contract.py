"""What splits keep, whatever the countries and dates: the whole, the order, the caller's table."""

import calendar
import copy
import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st
from test_contract import INDEXES, check_unchanged, with_extras

import migfund as mf
from migfund.dates import ONE_DAY, allowed_days, spans_of
from migfund.durations import months_between
from migfund.schema import make_table

PRECISION = st.sampled_from(["day", "month", "year"])
DAY = st.dates(dt.date(1996, 1, 1), dt.date(2004, 12, 31))
CENTS = st.integers(-(10**11), 10**11)
FREQ = st.sampled_from(["year", "quarter", "month"])
DECIMALS = st.sampled_from([None, 0, 2])
PROFILE = st.sampled_from(["uniform", "front", "back"])
OPTIONS = st.fixed_dictionaries(
    {
        "freq": FREQ,
        "fiscal_year_start": st.integers(1, 12),
        "profile": PROFILE,
        "decimals": DECIMALS,
    }
)
COUNTRIES = ["ARM", "KEN", "UKR"]
RULES: dict[str, dict[str, Any]] = {
    "none": {},
    "equal": {"rule": "equal"},
    "shares": {"rule": "shares"},
    "rebased": {"rule": "shares", "rebase": 0.02},
    "weights": {"rule": "weights", "weights": pd.Series({"ARM": 1e308, "KEN": 7e307, "UKR": 0.0})},
    "primary": {"rule": "primary"},
    "full": {"rule": "full"},
}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    start, end = (draw(st.none() | DAY.map(pd.Timestamp)) for _ in range(2))
    countries = draw(st.none() | st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=3))
    size = len(countries or [])
    shares = st.sampled_from([1.0, 0.3333333, 0.33, 0.2]).map(lambda share: [share] * size)
    return {
        "countries": countries,
        "country_shares": draw(st.none() | shares) if size else None,
        "start": start,
        "start_precision": draw(PRECISION) if start else None,
        "end": end,
        "end_precision": draw(PRECISION) if end else None,
        "budget": draw(st.none() | CENTS.map(lambda cents: cents / 100)),
    }


TABLES = st.lists(records(), min_size=1, max_size=5).map(make_table)


def split(table: pd.DataFrame, **options: Any) -> pd.DataFrame:
    return mf.split_by_year(table, on_invalid="unallocated", **options)


def cents(figures: pd.Series, decimals: int) -> list[int]:
    """Figures in units of the last decimal, of which each must be a whole number."""
    unit = 10**decimals
    units = [round(figure * unit) for figure in figures]
    assert [u / unit for u in units] == figures.tolist()
    return units


# A split by year alone has no rule.
@pytest.mark.parametrize(
    ("rule", "order"),
    [
        ("none", "year"),
        *((rule, order) for rule in RULES for order in ("country", "country year", "year country")),
    ],
)
@tried(10)
@given(TABLES, OPTIONS, DECIMALS)
def test_the_parts_sum_to_the_whole(
    rule: str, order: str, table: pd.DataFrame, options: dict[str, Any], before: int | None
) -> None:
    done, steps, decimals = table, order.split(), options["decimals"]
    for step in steps:
        places = decimals if step == steps[-1] else before
        if step == "country":
            done = mf.split_by_country(
                done, on_invalid="unallocated", decimals=places, **RULES[rule]
            )
        else:
            done = split(done, **{**options, "decimals": places})
    assert done["project"].unique().tolist() == table.index.tolist()
    assert (done["share"] >= 0).all()
    # Under "full" the whole stands under each country, and is divided by time alone.
    keys = ["project", "country"] if rule == "full" and "country" in order else ["project"]
    for key, parts in done.groupby(keys):
        assert parts["share"].sum() == pytest.approx(1, abs=1e-6)
        whole, figures = table.loc[key[0], "budget"], parts["budget"]
        assert figures.isna().tolist() == [whole != whole] * len(parts)
        if whole != whole:
            continue
        assert (figures * np.sign(whole) >= 0).all()
        # A first split that rounds to whole units leaves these to be divided.
        first = whole if before is None or len(steps) == 1 else round(whole, before)
        if decimals is None:
            assert sum(figures) == pytest.approx(first, abs=0.001)
        else:
            assert abs(sum(cents(figures, decimals)) - first * 10**decimals) <= 0.5 + 1e-3


@given(TABLES, OPTIONS)
def test_the_parts_lie_between_their_bounds(table: pd.DataFrame, options: dict[str, Any]) -> None:
    done = split(table, **options)
    known = done[done["budget"].notna()]
    assert (known["budget_low"] <= known["budget"]).all()
    assert (known["budget"] <= known["budget_high"]).all()
    # They have the sign of the whole and are no more than it.
    wholes = table["budget"].round(options["decimals"] if options["decimals"] is not None else 9)
    whole = wholes[known["project"]].to_numpy()
    for name in ("budget_low", "budget_high"):
        assert (known[name] * np.sign(whole) >= -1e-6).all()
        assert (known[name].abs() <= np.abs(whole) * (1 + 1e-12) + 1e-9).all()
    days = table.assign(start_precision="day", end_precision="day")
    exact = split(days[table["start"].notna() & table["end"].notna()], **options)
    pd.testing.assert_series_equal(exact["budget_low"], exact["budget"], check_names=False)
    pd.testing.assert_series_equal(exact["budget_high"], exact["budget"], check_names=False)


@tried(15)
@given(TABLES, OPTIONS, st.randoms())
def test_rows_are_divided_one_at_a_time(
    table: pd.DataFrame, options: dict[str, Any], chance: Any
) -> None:
    whole = plain(split(table, **options))
    of_each = [whole[whole["project"] == at] for at in table.index]
    order = list(table.index)
    chance.shuffle(order)
    mixed = plain(split(table.loc[order], **options))
    same = pd.concat([of_each[at] for at in order], ignore_index=True)
    pd.testing.assert_frame_equal(mixed, same)
    alone = [plain(split(table.loc[[at]], **options)) for at in table.index]
    pd.testing.assert_frame_equal(pd.concat(alone, ignore_index=True), whole)


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """The same with texts in the place of categories, which depend on the rest of the table."""
    names = [name for name in table if table[name].dtype == "category"]
    return table.astype(dict.fromkeys(names, "str"))


@pytest.mark.parametrize("index", INDEXES)
@tried(4)
@given(st.lists(records(), min_size=1, max_size=4), OPTIONS)
def test_labels_and_all_columns_are_carried(
    index: str, rows: list[dict[str, Any]], options: dict[str, Any]
) -> None:
    table = with_extras(make_table(rows))
    expected = split(table, **options)
    table = table.set_axis(INDEXES[index](len(table)), axis=0)
    before, notes = table.copy(deep=True), copy.deepcopy(table["notes"].tolist())
    done = split(table, **options)
    check_unchanged(table, before, notes)
    assert list(done)[: len(list(table))] == list(table)
    # In the table on a range index, the label of a row is the position of its project.
    at = expected["project"].to_numpy()
    assert done["project"].tolist() == table.index.take(at).tolist()
    own = [name for name in table if name != "budget"]
    pd.testing.assert_frame_equal(done[own], table[own].take(at).reset_index(drop=True))
    new = [name for name in done if name not in [*own, "project"]]
    pd.testing.assert_frame_equal(done[new], expected[new])
    # The result is the caller's: changing it changes nothing else.
    done.loc[:, "weight"] = -1
    done["budget_low"] = 0.0
    check_unchanged(table, before, notes)


@tried(20)
@given(TABLES, FREQ, PROFILE)
def test_after_a_split_by_country_each_country_has_the_same_shares(
    table: pd.DataFrame, freq: str, profile: str
) -> None:
    keys = ["project", "calendar_year" if freq == "year" else freq]
    countries = mf.split_by_country(table, on_invalid="unallocated")
    both = plain(split(countries, freq=freq, profile=profile))
    years = plain(split(table, freq=freq, profile=profile))
    summed = both.groupby(keys)[["budget", "share"]].sum(min_count=1)
    alone = years.groupby(keys)[["budget", "share"]].sum(min_count=1)
    pd.testing.assert_frame_equal(summed, alone, check_exact=False, rtol=1e-6, atol=1e-6)


def label_of(day: dt.date, freq: str, fiscal_year_start: int) -> str:
    """The label of a day, as one would say it."""
    if freq == "month":
        return f"{day.year}-{day.month:02d}"
    year = day.year if day.month >= fiscal_year_start else day.year - 1
    name = str(year) if fiscal_year_start == 1 else f"{year}/{str(year + 1)[2:]}"
    if freq == "year":
        return name
    quarter = (day.month - fiscal_year_start) % 12 // 3 + 1
    return f"{name}Q{quarter}" if fiscal_year_start == 1 else f"{name} Q{quarter}"


@given(DAY, st.integers(0, 1500), FREQ, st.integers(1, 12))
def test_days_are_counted_one_by_one(
    start: dt.date, length: int, freq: str, fiscal_year_start: int
) -> None:
    days = [start + dt.timedelta(days=n) for n in range(length + 1)]
    labels = [label_of(day, freq, fiscal_year_start) for day in days]
    row = {"start": start, "end": days[-1], "start_precision": "day", "end_precision": "day"}
    done = split(make_table([row]), freq=freq, fiscal_year_start=fiscal_year_start)
    name = freq if freq != "year" else "calendar_year" if fiscal_year_start == 1 else "fiscal_year"
    counted = Counter(labels)
    assert done[name].tolist() == list(counted)
    assert done[name].cat.categories.tolist() == list(counted)
    assert done["share"].tolist() == [n / len(days) for n in counted.values()]
    for row_of, label in zip(done.itertuples(), counted, strict=True):
        inside = [day for day, of in zip(days, labels, strict=True) if of == label]
        assert (row_of.period_from.date(), row_of.period_to.date()) == (inside[0], inside[-1])


def days_allowed(day: dt.date, precision: str) -> list[dt.date]:
    """Every day that a date with its precision allows."""
    if precision == "day":
        return [day]
    months = [day.month] if precision == "month" else range(1, 13)
    return [
        dt.date(day.year, month, at + 1)
        for month in months
        for at in range(calendar.monthrange(day.year, month)[1])
    ]


SHAPES: dict[str, Callable[[float], float]] = {
    "uniform": lambda x: x,
    "front": lambda x: 2 * x - x * x,
    "back": lambda x: x * x,
}


@tried(20)
@given(
    *(DAY, st.integers(0, 100), *[st.sampled_from(["day", "month"])] * 2),
    *(FREQ, st.integers(1, 12), PROFILE),
)
def test_the_bounds_are_those_of_all_days(
    start: dt.date,
    length: int,
    start_precision: str,
    end_precision: str,
    freq: str,
    fiscal_year_start: int,
    profile: str,
) -> None:
    end = start + dt.timedelta(days=length)
    row = {
        **{"start": start, "start_precision": start_precision, "budget": 1.0},
        **{"end": end, "end_precision": end_precision},
    }
    done = split(make_table([row]), freq=freq, fiscal_year_start=fiscal_year_start, profile=profile)
    name = freq if freq != "year" else "calendar_year" if fiscal_year_start == 1 else "fiscal_year"
    shape = SHAPES[profile]
    found: dict[str, list[float]] = {label: [] for label in done[name]}
    for one in days_allowed(start, start_precision):
        for two in days_allowed(end, end_precision):
            if two < one:
                continue
            days = (two - one).days + 1
            part = dict.fromkeys(found, 0.0)
            for n in range(days):
                label = label_of(one + dt.timedelta(days=n), freq, fiscal_year_start)
                part[label] += shape((n + 1) / days) - shape(n / days)
            for label, share in part.items():
                found[label].append(share)
    # Every time that some case reaches is a row, and no other is.
    assert all(max(cases) > 0 for cases in found.values())
    for row_of, cases in zip(done.itertuples(), found.values(), strict=True):
        assert row_of.budget_low == pytest.approx(min(cases), abs=1e-9)
        assert row_of.budget_high == pytest.approx(max(cases), abs=1e-9)


@given(DAY, DAY, PRECISION, PRECISION)
def test_the_project_in_the_middle_is_that_of_the_duration(
    one: dt.date, two: dt.date, start_precision: str, end_precision: str
) -> None:
    start, end = sorted([one, two])
    table = make_table(
        [
            {
                **{"start": start, "start_precision": start_precision},
                **{"end": end, "end_precision": end_precision},
            }
        ]
    )
    spans = spans_of(table)
    earliest, latest = allowed_days(table, "start")[0], allowed_days(table, "end")[1]
    first, after_last = (float(days.view(np.int64)[0]) for days in (earliest, latest + ONE_DAY))
    begin, after = (float(days[0]) for days in spans.middle(np.array([0])))
    if "year" in (start_precision, end_precision):
        assert first <= begin
        assert after <= after_last
    else:
        assert (begin, after) == (first, after_last)
    # Months are of unequal length, so days agree with months up to a part of a month.
    months = mf.add_duration(table)["duration_months"].iloc[0]
    scale = months_between(earliest, latest + ONE_DAY)[0] / (after_last - first)
    assert max(after - begin, 1) * scale == pytest.approx(months, abs=0.2)
