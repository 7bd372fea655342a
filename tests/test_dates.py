import calendar
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.dates import allowed_days, literal_period, whole_days

DAYS = st.dates(min_value=dt.date(1970, 1, 1), max_value=dt.date(2100, 12, 31))


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
    with pytest.raises(mf.DateError, match="1 rows have a start whose precision is not day, month"):
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


def test_dates_as_text_are_refused() -> None:
    with pytest.raises(mf.ColumnsError, match=r"column 'start' must hold dates .*not str"):
        whole_days(pd.Series(["2020-01-01"], name="start"))


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
