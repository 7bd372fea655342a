"""Totals of a table that is not split are those of its splits, to the last bit."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st
from made_projects import CODES, converted_projects

import migfund as mf
from migfund.schema import make_table
from migfund.totals import total_by as module

KEYS = [
    "country",
    "region_m49",
    "subregion_m49",
    "calendar_year",
    "quarter",
    "month",
    "fund",
    "kind",
    "currency",
]
FREQ = {"calendar_year": "year", "quarter": "quarter", "month": "month"}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    countries = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=4))
    stated = draw(st.sampled_from(["none", "whole", "some", "off"]))
    weights = [draw(st.integers(1, 9)) for _ in countries]
    scale = {"whole": 1.0, "off": 0.9}.get(stated, 1.0) / max(sum(weights), 1)
    start = draw(st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2017, 12, 31)))
    begun = start or dt.date(2016, 7, 1)  # an end may be stated without a start
    end = draw(st.none() | st.integers(0, 1500).map(lambda n: begun + dt.timedelta(n)))
    precision = st.sampled_from(["day", "month", "year"])
    return {
        "fund": draw(st.sampled_from(["IDF", "MPF", None])),
        "region": draw(st.sampled_from(["Africa", "Asia", "elsewhere", None])),
        "countries": countries or None,
        "country_shares": [w * scale for w in weights] if stated != "none" and countries else None,
        "start": start,
        "start_precision": draw(precision) if start else None,
        "end": end,
        "end_precision": draw(precision) if end else None,
        "budget": draw(st.none() | st.integers(-(10**11), 10**11).map(lambda n: n / 700)),
        "currency": draw(st.sampled_from(["USD", "EUR"])),
    }


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.lists(records(), min_size=0, max_size=8))
    table = make_table(rows)
    kinds = [draw(st.sampled_from(["a", "b", None])) for _ in rows]
    return table.assign(kind=pd.Categorical(kinds, categories=["b", "a", "unused"]))


def the_long_way(table: pd.DataFrame, by: list[str], **options: Any) -> pd.DataFrame:
    rows = table
    if {"country", "region_m49", "subregion_m49"} & {*by}:
        rows = mf.add_region(mf.split_by_country(rows), scheme="m49")
    for key in by:
        if key in FREQ:
            rows = mf.split_by_year(rows, freq=FREQ[key])
    return mf.total_by(rows, by, value="budget", **options)


def result(function: Any, *arguments: Any, **options: Any) -> Any:
    """What a function returns, or the kind of its error."""
    try:
        return function(*arguments, **options)
    except mf.MigfundError as error:
        return type(error)


def some_keys(keys: list[str]) -> bool:
    return len(set(FREQ) & {*keys}) < 2


@tried(30)
@given(
    tables(),
    st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True).filter(some_keys),
    st.booleans(),
    st.sampled_from(["by", "total"]),
)
def test_totals_are_those_of_the_rows(
    table: pd.DataFrame, by: list[str], grand_total: bool, sort: str
) -> None:
    before = table.copy(deep=True)
    options: dict[str, Any] = {"grand_total": grand_total, "sort": sort}
    rows = result(the_long_way, table, by, **options)
    short = result(mf.total_by, table, by, value="budget", **options)
    pd.testing.assert_frame_equal(table, before)
    if isinstance(rows, type) or isinstance(short, type):
        assert isinstance(rows, type)  # which fault comes first differs
        assert isinstance(short, type)
    else:
        pd.testing.assert_frame_equal(short, rows, check_exact=True)


def test_no_rows_are_made_where_none_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    table, by = converted_projects(), ["region_m49", "calendar_year"]
    rows = mf.split_by_year(mf.add_region(mf.split_by_country(table), scheme="m49"))
    expected = mf.total_by(rows, by)
    monkeypatch.setattr(module, "with_keys", None)
    pd.testing.assert_frame_equal(mf.total_by(table, by), expected, check_exact=True)


def test_parts_are_added_up_a_stretch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    table, by = converted_projects(), ["country", "month"]
    whole = mf.total_by(table, by)
    monkeypatch.setattr("migfund.totals.unsplit._PARTS", 1)
    pd.testing.assert_frame_equal(mf.total_by(table, by), whole, check_exact=True)
    monkeypatch.setattr("migfund.totals.unsplit._CELLS", 1)  # so that rows are made
    pd.testing.assert_frame_equal(mf.total_by(table, by), whole, check_exact=True)


def test_other_columns_do_not_go_through_the_split() -> None:
    table = converted_projects(30).assign(note="x" * 1000, budget_eur=1.0, country_shares=None)
    rows = mf.split_by_year(mf.split_by_country(table))
    described = mf.total_by(table, ["country", "calendar_year"], describe=True)
    expected = mf.total_by(rows, ["country", "calendar_year"], describe=True)
    pd.testing.assert_frame_equal(described, expected, check_exact=True)


def test_a_number_that_is_no_money_is_divided_too() -> None:
    table = converted_projects(50).assign(people=np.arange(50.0))
    rows = mf.split_by_country(table, value="people")
    expected = mf.total_by(rows, "country", value="people")
    found = mf.total_by(table, "country", value="people")
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_regions_that_change_over_time_are_refused() -> None:
    with pytest.raises(mf.ScopeError, match=r"'group_ldc'.*add_region\(mf\.split_by_country"):
        mf.total_by(converted_projects(3), "group_ldc")


def test_two_kinds_of_time_are_refused() -> None:
    with pytest.raises(mf.ScopeError, match="split by one of 'calendar_year', 'month'"):
        mf.total_by(converted_projects(3), ["calendar_year", "month"])


def test_a_project_without_a_start_or_an_end_is_in_no_year() -> None:
    table = make_table(
        [
            {"start": start, "start_precision": "day", "end": end, "end_precision": "day"}
            for start, end in (
                ("2019-03-01", "2019-06-30"),
                (None, "2020-06-30"),
                ("2019-05-01", None),
                (None, None),
            )
        ]
    ).assign(budget_usd=[1.0, 2.0, 4.0, 8.0])
    found = mf.total_by(table, "calendar_year")
    assert found["calendar_year"].tolist() == ["2019", "unallocated"]
    assert found["total"].tolist() == [1, 14]
    assert found["n_projects"].tolist() == [1, 3]


def test_an_end_before_the_start_is_refused_as_by_the_split() -> None:
    table = converted_projects(3)
    table["end"] = pd.Timestamp("2001-01-01")
    with pytest.raises(mf.DateError, match=r"mf\.split_by_year\(table, on_invalid='unallocated'"):
        mf.total_by(table, "calendar_year")


def test_short_forms_are_those_of_the_split_rows() -> None:
    table = converted_projects(80).assign(region=["Africa", None] * 40, country_shares=None)
    parts = mf.split_by_country(table)
    for function, options in (
        (mf.total_by_country, {}),
        (mf.total_by_region, {}),
        (mf.total_by_region, {"scheme": "world_bank", "level": "income_group"}),
    ):
        found = function(table, grand_total=True, sort="total", **options)
        expected = function(parts, grand_total=True, sort="total", **options)
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
