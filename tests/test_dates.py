import calendar
import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.dates import (
    NO_SPAN,
    allowed_days,
    dates_or_years,
    literal_period,
    middle_days,
    spans_of,
    whole_days,
)

DAYS = st.dates(min_value=dt.date(1970, 1, 1), max_value=dt.date(2098, 12, 31))


def table_of(days: list[object], precisions: list[object]) -> pd.DataFrame:
    return pd.DataFrame(
        {"start": pd.to_datetime(days), "start_precision": pd.Series(precisions, dtype=object)}
    )


def test_what_each_precision_allows() -> None:
    table = table_of(
        ["2020-02-10", "2020-02-10", "2020-02-10", None], ["day", "month", "year", None]
    )
    first, last = allowed_days(table, "start")
    assert first.astype(str).tolist() == ["2020-02-10", "2020-02-01", "2020-01-01", "NaT"]
    assert last.astype(str).tolist() == ["2020-02-10", "2020-02-29", "2020-12-31", "NaT"]


@given(DAYS, st.sampled_from(["day", "month", "year"]))
def test_allowed_days_agree_with_the_calendar(day: dt.date, precision: str) -> None:
    first, last = allowed_days(table_of([pd.Timestamp(day)], [precision]), "start")
    long = calendar.monthrange(day.year, day.month)[1]
    expected = {
        "day": (day, day),
        "month": (day.replace(day=1), day.replace(day=long)),
        "year": (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)),
    }
    assert (first[0].item(), last[0].item()) == expected[precision]


@pytest.mark.parametrize("precision", ["quarter", "", None, "Day"])
def test_a_date_needs_a_precision(precision: object) -> None:
    table = table_of(["2020-02-10", "2021-01-01"], [precision, "day"])
    with pytest.raises(mf.DateError, match="1 rows have a date in 'start' whose precision is not"):
        allowed_days(table, "start")


@pytest.mark.parametrize("dtype", ["string", "str", "category", object])
def test_regression_missing_precision_in_nullable_text(dtype: object) -> None:
    table = table_of(["2020-02-10", None], ["month", None]).astype({"start_precision": dtype})
    first, last = allowed_days(table, "start")
    assert str(first[0]) == "2020-02-01"
    assert str(last[0]) == "2020-02-29"
    assert np.isnat(first[1])
    assert np.isnat(last[1])


def test_a_missing_precision_column_names_the_remedy() -> None:
    table = table_of(["2020-02-10"], ["day"]).drop(columns="start_precision")
    with pytest.raises(mf.ColumnsError, match=r"no column 'start_precision'.*_precision='day'"):
        allowed_days(table, "start")


@pytest.mark.parametrize(
    "dtype", ["timestamp[us][pyarrow]", "timestamp[ns][pyarrow]", "date32[pyarrow]"]
)
def test_dates_of_arrow_are_dates(dtype: str) -> None:
    table = table_of(["2020-02-10", None], ["month", "day"])
    first, last = allowed_days(table.assign(start=table["start"].astype(dtype)), "start")
    assert first.astype(str).tolist() == ["2020-02-01", "NaT"]
    assert last.astype(str).tolist() == ["2020-02-29", "NaT"]


@pytest.mark.parametrize("dtype", ["datetime64[us, UTC]", "timestamp[us, tz=UTC][pyarrow]"])
def test_a_time_zone_is_for_the_caller_to_take_away(dtype: str) -> None:
    table = table_of(["2020-02-10"], ["day"])
    zoned = table["start"].dt.tz_localize("UTC").astype(dtype)
    with pytest.raises(mf.ColumnsError, match=r"column 'start' has a time zone \(UTC\)") as caught:
        allowed_days(table.assign(start=zoned), "start")
    assert "table['start'].dt.tz_localize(None) keeps the days" in str(caught.value)
    plain = table.assign(start=zoned.dt.tz_localize(None))
    assert allowed_days(plain, "start")[0].astype(str).tolist() == ["2020-02-10"]


YEARS: dict[str, Any] = {
    "text": pd.Series(["2019", "February 2019", "2019-02-03", None]),
    "category": pd.Categorical(["2019", "February 2019", "2019-02-03", None]),
    "object": pd.Series([2019, "2019-02", dt.date(2019, 2, 3), None], dtype=object),
    "periods": pd.Series([*map(pd.Period, ["2019", "2019-02", "2019-02-03"]), None], dtype=object),
}
NUMBERS: dict[str, Any] = {
    "integers": [2019, 2021],
    "nullable": pd.array([2019, None], dtype="Int64"),
    "floats": [2019.0, np.nan],
}


@pytest.mark.parametrize("column", ["start", "end", "signed"])
@pytest.mark.parametrize("kind", [*YEARS, *NUMBERS])
def test_regression_years_and_texts_are_told_how_they_become_dates(kind: str, column: str) -> None:
    # It named pd.to_datetime, for which 2019 is a moment of 1970, and "2019" the first of January.
    values = {**YEARS, **NUMBERS}[kind]
    table = pd.DataFrame({column: values})
    with pytest.raises(mf.ColumnsError, match=f"column '{column}' must hold dates") as caught:
        allowed_days(table, column)
    remedy = str(caught.value).partition(" precise they are: ")[2].rstrip(".")
    assert remedy.startswith(f"table = table.assign(**mf.parse_period(table['{column}']")
    found: dict[str, Any] = {"mf": mf, "table": table}
    exec(remedy, found)
    first, last = allowed_days(found["table"], column)
    assert (str(first[0]), str(last[0])) == ("2019-01-01", "2019-12-31")
    if kind in YEARS:
        assert first.astype(str).tolist()[1:] == ["2019-02-01", "2019-02-03", "NaT"]
        assert last.astype(str).tolist()[1:] == ["2019-02-28", "2019-02-03", "NaT"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_the_time_of_day_is_left_out_whatever_the_unit(unit: str) -> None:
    dates = pd.Series(pd.to_datetime(["2020-01-31 23:59:59", None])).astype(f"datetime64[{unit}]")
    assert whole_days(dates).astype(str).tolist() == ["2020-01-31", "NaT"]


def test_columns_of_nothing_are_dates() -> None:
    assert np.isnat(whole_days(pd.Series([None, None], dtype=object))).all()
    assert len(whole_days(pd.Series([], dtype=object))) == 0


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2019-02-03", ("2019-02-03", "2019-02-03", "day")),
        ("2020-02", ("2020-02-01", "2020-02-29", "month")),
        ("2019-12", ("2019-12-01", "2019-12-31", "month")),
        ("2019", ("2019-01-01", "2019-12-31", "year")),
        (dt.date(2019, 2, 3), ("2019-02-03", "2019-02-03", "day")),
        (dt.datetime(2019, 2, 3, 23, 59), ("2019-02-03", "2019-02-03", "day")),
        (pd.Timestamp("2019-02-03"), ("2019-02-03", "2019-02-03", "day")),
    ],
)
def test_literal_periods(when: str | dt.date, expected: tuple[str, str, str]) -> None:
    first, last, precision = literal_period(when)
    assert (str(first), str(last), precision) == expected


@pytest.mark.parametrize(
    "when", ["2019-02-30", "2019-13", "2019-1", "19", "", "2019-02-03T00", "February 2019", "0000"]
)
def test_what_is_no_literal_period(when: str) -> None:
    with pytest.raises(mf.DateError, match=r"is not a day \(2019-02-01\), a month"):
        literal_period(when)


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def test_the_middle_of_two_days() -> None:
    first = days("2019-01-01", "2020-01-01", "2019-02-01", "2019-03-01", "2019-03-05", "NaT")
    last = days("2019-12-31", "2020-12-31", "2019-02-28", "2019-03-31", "2019-03-05", "2019-03-05")
    assert middle_days(first, last).astype(str).tolist() == [
        *["2019-07-02", "2020-07-01", "2019-02-14", "2019-03-16", "2019-03-05", "NaT"]
    ]


@pytest.mark.parametrize(
    "values",
    [
        pd.array([2012, 2019, None], dtype="Int64"),
        pd.array(["2012", "2019", "unallocated"], dtype="str"),
        pd.Categorical(["2012", "2019", None]),
        pd.Categorical([2012, 2019, None]),
        [2012.0, 2019.0, float("nan")],
        pd.Series(["2012", 2019, pd.NaT], dtype=object),
    ],
    ids=["numbers", "texts", "category", "numbers in a category", "floats", "objects"],
)
def test_columns_of_years(values: Any) -> None:
    first, last = dates_or_years(pd.DataFrame({"when": values}), "when")
    assert first.astype(str).tolist() == ["2012-01-01", "2019-01-01", "NaT"]
    assert last.astype(str).tolist() == ["2012-12-31", "2019-12-31", "NaT"]


def test_columns_of_dates_and_of_other_texts() -> None:
    table = table_of(["2020-02-10", None], ["month", None])
    for one, other in zip(
        dates_or_years(table, "start"), allowed_days(table, "start"), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    exact = dates_or_years(table.drop(columns="start_precision"), "start")
    assert [day.astype(str).tolist() for day in exact] == [["2020-02-10", "NaT"]] * 2
    texts = pd.DataFrame({"when": pd.Series(["2020-02", "2020-02-03", dt.date(2019, 1, 1)])})
    assert dates_or_years(texts, "when")[1].astype(str).tolist() == [
        *["2020-02-29", "2020-02-03", "2019-01-01"]
    ]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (
            ["2019/20", "19", "unallocated", "2019"],
            "2 values that are no year or date: '2019/20', '19'",
        ),
        ([2019.5, True, 20190101], r"3 values .*: 2019\.5, True, 20190101"),
        ([-2019, 0, float("inf")], r"3 values .*: -2019, 0, inf"),
    ],
)
def test_columns_that_hold_no_years(values: list[Any], shown: str) -> None:
    table = pd.DataFrame({"when": pd.Series(values, dtype=object)})
    with pytest.raises(mf.DateError, match=f"column 'when' has {shown}"):
        dates_or_years(table, "when")
    with pytest.raises(mf.ColumnsError, match="'when' must hold one value in each row"):
        dates_or_years(pd.DataFrame({"when": [["2019"]]}), "when")


def test_spans_of_projects() -> None:
    table = pd.DataFrame(
        {
            "start": pd.to_datetime(["2019-01-01", "2021-03-01", "2021-05-01", None, "2020-01-01"]),
            "start_precision": ["year", "year", "day", None, "day"],
            "end": pd.to_datetime(["2020-01-01", "2021-03-31", "2021-01-01", "2021-01-01", None]),
            "end_precision": ["year", "month", "day", "day", None],
        }
    )
    spans = spans_of(table)
    assert [NO_SPAN[n] for n in spans.reason] == [
        *["", "", "the end is before the start", "no start is stated", "no end is stated"]
    ]
    ends = (spans.first_start, spans.last_start, spans.first_end, spans.last_end)
    assert [end.astype(str).tolist()[:2] for end in ends] == [
        ["2019-01-01", "2021-01-01"],
        ["2019-12-31", "2021-03-31"],  # not after the latest end
        ["2020-01-01", "2021-03-01"],
        ["2020-12-31", "2021-03-31"],
    ]
    # Those without a span have one day.
    assert {day for end in ends for day in end[2:].astype(str)} == {"2019-01-01"}
    # From the end of 2019 to the beginning of 2020: a moment. March stays whole, and is over
    # when the latest start is.
    begin, after = (some.astype(str).tolist() for some in spans.shortest(np.array([0, 1])))
    assert (begin, after) == (["2020-01-01", "2021-04-01"], ["2020-01-01", "2021-04-01"])
    with pytest.raises(mf.DateError, match=r"1 of 5 projects end before .*or let it be\.$"):
        spans_of(table, remedy="let it be")
