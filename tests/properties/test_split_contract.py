"""What a split by year keeps, whatever the dates: the whole, the order, the caller's table."""

import calendar
import copy
import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_contract import INDEXES, check_unchanged, with_extras

import migfund as mf
from migfund.dates import allowed_days
from migfund.durations import months_between
from migfund.schema import make_table
from migfund.split.spans import spans_of

PRECISION = st.sampled_from(["day", "month", "year"])
DAY = st.dates(dt.date(1996, 1, 1), dt.date(2004, 12, 31))
CENTS = st.integers(-(10**11), 10**11)
BY = st.sampled_from(["year", "quarter", "month"])


def steep(points: np.ndarray) -> np.ndarray:
    return np.where(points < 0.4, points / 4, 0.1 + (points - 0.4) * 1.5)


PROFILES: dict[str, Any] = {"uniform": "uniform", "front": "front", "back": "back", "steep": steep}
OPTIONS = st.fixed_dictionaries(
    {
        "by": BY,
        "fiscal_year_start": st.integers(1, 12),
        "profile": st.sampled_from(list(PROFILES.values())),
        "decimals": st.sampled_from([None, 0, 2]),
    }
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    start, end = (draw(st.none() | DAY.map(pd.Timestamp)) for _ in range(2))
    return {
        "countries": draw(
            st.none() | st.lists(st.sampled_from(["ARM", "KEN", "UKR"]), unique=True, max_size=3)
        ),
        "start": start,
        "start_precision": draw(PRECISION) if start else None,
        "end": end,
        "end_precision": draw(PRECISION) if end else None,
        "budget": draw(st.none() | CENTS.map(lambda cents: cents / 100)),
    }


TABLES = st.lists(records(), min_size=1, max_size=5).map(make_table)


def split(table: pd.DataFrame, **options: Any) -> pd.DataFrame:
    return mf.split_by_year(table, on_invalid="unallocated", **options)


@given(TABLES, OPTIONS)
def test_the_parts_sum_to_the_whole(table: pd.DataFrame, options: dict[str, Any]) -> None:
    done = split(table, **options)
    assert done.index.unique().tolist() == table.index.tolist()
    for label, whole in table["budget"].items():
        parts = done.loc[[label]]
        assert parts["share"].sum() == pytest.approx(1, abs=1e-12)
        assert (parts["share"] >= 0).all()
        figures = parts["budget"].to_numpy()
        assert (figures != figures).tolist() == [whole != whole] * len(parts)
        if whole != whole:
            continue
        assert (figures * np.sign(whole) >= 0).all()
        if options["decimals"] is None:
            assert round(sum(figures), 2) == whole
            assert figures.tolist() == (whole * parts["share"]).tolist()
        else:
            unit = 10 ** options["decimals"]
            units = [round(figure * unit) for figure in figures]
            assert [u / unit for u in units] == figures.tolist()
            assert sum(units) == round(round(whole * 100) * unit / 100)


@given(TABLES, OPTIONS)
def test_the_parts_lie_between_their_bounds(table: pd.DataFrame, options: dict[str, Any]) -> None:
    done = split(table, **options)
    known = done[done["budget"].notna()]
    assert (known["budget_low"] <= known["budget"]).all()
    assert (known["budget"] <= known["budget_high"]).all()
    # They have the sign of the whole and are no more than it.
    wholes = table["budget"].round(options["decimals"] if options["decimals"] is not None else 9)
    whole = wholes[known.index].to_numpy()
    for name in ("budget_low", "budget_high"):
        assert (known[name] * np.sign(whole) >= -1e-6).all()
        assert (known[name].abs() <= np.abs(whole) * (1 + 1e-12) + 1e-9).all()
    days = table.assign(start_precision="day", end_precision="day")
    exact = split(days[table["start"].notna() & table["end"].notna()], **options)
    pd.testing.assert_series_equal(exact["budget_low"], exact["budget"], check_names=False)
    pd.testing.assert_series_equal(exact["budget_high"], exact["budget"], check_names=False)


@given(TABLES, OPTIONS, st.randoms())
def test_rows_are_divided_one_at_a_time(
    table: pd.DataFrame, options: dict[str, Any], chance: Any
) -> None:
    whole = plain(split(table, **options))
    order = list(table.index)
    chance.shuffle(order)
    mixed = plain(split(table.loc[order], **options))
    pd.testing.assert_frame_equal(mixed, pd.concat([whole.loc[[at]] for at in order]))
    alone = [plain(split(table.loc[[at]], **options)) for at in table.index]
    pd.testing.assert_frame_equal(pd.concat(alone), whole)


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """The same with texts in the place of categories, which depend on the rest of the table."""
    names = [name for name in table if table[name].dtype == "category"]
    return table.astype(dict.fromkeys(names, "str"))


@pytest.mark.parametrize("index", INDEXES)
@settings(max_examples=8)
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
    at = expected.index.to_numpy()
    pd.testing.assert_index_equal(done.index, table.index.take(at))
    own = [name for name in table if name != "budget"]
    pd.testing.assert_frame_equal(done[own], table[own].take(at))
    new = [name for name in done if name not in own]
    pd.testing.assert_frame_equal(
        done[new].reset_index(drop=True), expected[new].reset_index(drop=True)
    )
    # The result is the caller's: changing it changes nothing else.
    done.loc[:, "weight"] = -1
    done["budget_low"] = 0.0
    check_unchanged(table, before, notes)


@settings(max_examples=50)
@given(TABLES, BY, st.sampled_from(list(PROFILES.values())))
def test_after_a_split_by_country_each_country_has_the_same_shares(
    table: pd.DataFrame, by: str, profile: Any
) -> None:
    label = "calendar_year" if by == "year" else by
    both = split(mf.split_by_country(table, value="budget"), value="budget", by=by, profile=profile)
    years = split(table, value="budget", by=by, profile=profile)
    assert both["share"].groupby(level=0).sum().tolist() == pytest.approx([1] * len(table))
    summed = plain(both).groupby([both.index, label])[["budget", "share"]].sum(min_count=1)
    alone = plain(years).groupby([years.index, label])[["budget", "share"]].sum(min_count=1)
    pd.testing.assert_frame_equal(summed, alone, check_exact=False, rtol=1e-9, atol=1e-9)


def label_of(day: dt.date, by: str, fiscal_year_start: int) -> str:
    """The label of a day, as one would say it."""
    if by == "month":
        return f"{day.year}-{day.month:02d}"
    year = day.year if day.month >= fiscal_year_start else day.year - 1
    name = str(year) if fiscal_year_start == 1 else f"{year}/{str(year + 1)[2:]}"
    if by == "year":
        return name
    quarter = (day.month - fiscal_year_start) % 12 // 3 + 1
    return f"{name}Q{quarter}" if fiscal_year_start == 1 else f"{name} Q{quarter}"


@given(DAY, st.integers(0, 1500), BY, st.integers(1, 12))
def test_days_are_counted_one_by_one(
    start: dt.date, length: int, by: str, fiscal_year_start: int
) -> None:
    days = [start + dt.timedelta(days=n) for n in range(length + 1)]
    labels = [label_of(day, by, fiscal_year_start) for day in days]
    row = {"start": start, "end": days[-1], "start_precision": "day", "end_precision": "day"}
    done = split(make_table([row]), by=by, fiscal_year_start=fiscal_year_start)
    name = by if by != "year" else "calendar_year" if fiscal_year_start == 1 else "fiscal_year"
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
    "steep": lambda x: float(steep(np.array(x))),
}


@settings(max_examples=40)
@given(
    *(DAY, st.integers(0, 100), *[st.sampled_from(["day", "month"])] * 2),
    *(BY, st.integers(1, 12), st.sampled_from(list(PROFILES))),
)
def test_the_bounds_are_those_of_all_days(
    start: dt.date,
    length: int,
    start_precision: str,
    end_precision: str,
    by: str,
    fiscal_year_start: int,
    profile: str,
) -> None:
    end = start + dt.timedelta(days=length)
    row = {
        **{"start": start, "start_precision": start_precision, "budget": 1.0},
        **{"end": end, "end_precision": end_precision},
    }
    done = split(
        make_table([row]), by=by, fiscal_year_start=fiscal_year_start, profile=PROFILES[profile]
    )
    name = by if by != "year" else "calendar_year" if fiscal_year_start == 1 else "fiscal_year"
    shape = SHAPES[profile]
    found: dict[str, list[float]] = {label: [] for label in done[name]}
    for one in days_allowed(start, start_precision):
        for two in days_allowed(end, end_precision):
            if two < one:
                continue
            days = (two - one).days + 1
            part = dict.fromkeys(found, 0.0)
            for n in range(days):
                label = label_of(one + dt.timedelta(days=n), by, fiscal_year_start)
                part[label] += shape((n + 1) / days) - shape(n / days)
            for label, share in part.items():
                found[label].append(share)
    # Every piece that some case reaches is a row, and no other is.
    assert all(max(cases) > 0 for cases in found.values())
    for row_of, cases in zip(done.itertuples(), found.values(), strict=True):
        if profile == "steep":
            assert row_of.budget_low <= min(cases) + 1e-9
            assert row_of.budget_high >= max(cases) - 1e-9
        else:
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
    spans = spans_of(table, on_invalid="raise")
    first, last = allowed_days(table, "start")[0], allowed_days(table, "end")[1]
    begin, after = (float(days[0]) for days in spans.middle())
    assert spans.early[0] <= begin
    assert after <= spans.final[0] + 1
    assert after - begin >= 1
    if "year" not in (start_precision, end_precision):
        assert (begin, after) == (spans.early[0], spans.final[0] + 1)
    # Months are of unequal length, so days agree with months up to a part of a month.
    months = mf.add_duration(table)["duration_months"].iloc[0]
    scale = months_between(first, last + 1)[0] / float(spans.final[0] + 1 - spans.early[0])
    assert (after - begin) * scale == pytest.approx(months, abs=0.2)
