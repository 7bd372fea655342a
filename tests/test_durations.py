import calendar
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.durations import months_between

NEW = ["duration_months", "duration_months_low", "duration_months_high"]
DAYS = st.dates(min_value=dt.date(1995, 1, 1), max_value=dt.date(2040, 12, 31))
PRECISIONS = st.sampled_from(["day", "month", "year"])


def table_of(*projects: tuple[str | None, str | None]) -> pd.DataFrame:
    """Projects from texts: "2025", "2025-04" or "2025-04-30", the day that stands for each."""
    columns: dict[str, list[object]] = {
        name: [] for name in ("start", "start_precision", "end", "end_precision")
    }
    names = {4: "year", 7: "month", 10: "day"}
    for start, end in projects:
        columns["start"].append(pd.Timestamp(start) if start else pd.NaT)
        columns["start_precision"].append(names[len(start)] if start else None)
        columns["end"].append(pd.Timestamp(end) if end else pd.NaT)
        columns["end_precision"].append(names[len(end)] if end else None)
    table = pd.DataFrame(columns)
    return table.astype({"start": "datetime64[us]", "end": "datetime64[us]"})


def bounds(start: str | None, end: str | None) -> list[float]:
    """Shortest, central and longest duration."""
    row = mf.add_duration(table_of((start, end))).iloc[0]
    return [row["duration_months_low"], row["duration_months"], row["duration_months_high"]]


def slow_months(begin: dt.date, last: dt.date) -> float:
    """Months from a first to a last day, both counted, one month at a time."""
    end = last + dt.timedelta(days=1)

    def later(months: int) -> dt.date:
        year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
        return dt.date(year, month + 1, min(begin.day, calendar.monthrange(year, month + 1)[1]))

    whole = 0
    while later(whole + 1) <= end:
        whole += 1
    return whole + (end - later(whole)).days / (later(whole + 1) - later(whole)).days


@pytest.mark.parametrize(
    ("start", "end", "central", "longest"),
    [
        ("2021-06", "2024-05", 36, 36),
        ("2025-04-01", "2025-12-31", 9, 9),
        ("2019-02", "2020-02", 13, 13),
        ("2025-04", "2025-04", 1, 1),
        ("2025", "2027", 24, 36),
        ("2021", "2021", 6, 12),
        ("2021", "2022", 12, 24),
        ("2020-03", "2020-12-31", 10, 10),
        ("2020-03-01", "2020-12", 10, 10),
    ],
)
def test_central_and_longest_by_hand(start: str, end: str, central: float, longest: float) -> None:
    assert bounds(start, end)[1:] == [central, longest]


@pytest.mark.parametrize(
    ("start", "end", "shortest"),
    [
        # 31 December 2025 to 1 January 2027: 12 months to 30 December, and two days more.
        ("2025", "2027", 12 + 2 / 31),
        # One day within one year or month.
        ("2021", "2021", 1 / 31),
        ("2025-04", "2025-04", 1 / 30),
        # 30 June 2021 to 1 May 2024: 34 months to 29 April, and 2 of the 30 days to 30 May.
        ("2021-06", "2024-05", 34 + 2 / 30),
        # 31 March to 31 December 2020: nine months to 30 December, two of the 31 days after it.
        ("2020-03", "2020-12-31", 9 + 1 / 31),
    ],
)
def test_shortest_by_hand(start: str, end: str, shortest: float) -> None:
    assert bounds(start, end)[0] == pytest.approx(shortest, rel=1e-12)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2021-01-31", "2021-02-28", 1 + 1 / 31),  # the 31st, then all of February
        ("2021-01-31", "2021-02-27", 1),
        ("2020-01-31", "2020-02-29", 1 + 1 / 31),
        ("2020-02-01", "2020-02-29", 1),
        ("2021-02-01", "2021-02-28", 1),
        ("2020-01-01", "2020-12-31", 12),
        ("2020-02-29", "2021-02-27", 12),
        ("2020-02-29", "2024-02-28", 48),
        ("2021-12-15", "2022-01-14", 1),
        ("2021-12-15", "2021-12-15", 1 / 31),
        ("2021-02-10", "2021-02-10", 1 / 28),
        ("2019-12-31", "2020-12-30", 12),
    ],
)
def test_exact_days_have_one_duration(start: str, end: str, months: float) -> None:
    assert bounds(start, end) == pytest.approx([months] * 3, rel=1e-12)


def test_mixed_precisions_by_hand() -> None:
    # From 1 July 2021 to a day of 2023: at most 30 months, at least 18 and a day; the middle 24.
    shortest, central, longest = bounds("2021-07-01", "2023")
    assert (central, longest) == (24, 30)
    assert shortest == pytest.approx(18 + 1 / 31)
    # From a day of 2021 to June 2022: at most 18; the middle of 6 and 18.
    shortest, central, longest = bounds("2021", "2022-06")
    assert (central, longest) == (12, 18)
    assert shortest == pytest.approx(5 + 2 / 30)  # 31 December 2021 to 1 June 2022


def test_a_year_and_a_day_within_it() -> None:
    # Some day of 2021 to 10 March 2021: 1 day to 2 months and 10 days.
    assert bounds("2021", "2021-03-10") == pytest.approx(
        [1 / 31, (2 + 10 / 31) / 2, 2 + 10 / 31], rel=1e-12
    )


@pytest.mark.parametrize(
    ("start", "end"), [("2021", "2021-01-01"), ("2021-12-31", "2021"), ("2021-12-31", "2021-12")]
)
def test_regression_one_single_possible_day(start: str, end: str) -> None:
    # The central estimate was half of the only day that is possible.
    assert bounds(start, end) == [1 / 31] * 3


@pytest.mark.parametrize("ends", [(None, "2021"), ("2021", None), (None, None)])
def test_missing_ends_have_no_duration(ends: tuple[str | None, str | None]) -> None:
    done = mf.add_duration(table_of(ends, ("2025-04", "2025-12")))
    assert done[NEW].isna().iloc[0].all()
    assert done["duration_months"].iloc[1] == 9


def test_an_end_before_its_start() -> None:
    table = table_of(("2022", "2021"), ("2021-03-02", "2021-03-01"), ("2021", "2021-01-01"))
    table = table.assign(source=["a.txt", "b.txt", "c.txt"]).set_axis(["x", "y", "z"], axis=0)
    with pytest.raises(mf.DateError, match="2 of 3 projects end before they start") as caught:
        mf.add_duration(table)
    assert "row x (a.txt): 2022-01-01 to 2021-01-01; row y (b.txt): 2021-03-02 to" in str(
        caught.value
    )
    assert "on_invalid='null'" in str(caught.value)
    done = mf.add_duration(table, on_invalid="null")
    assert done["duration_months"].isna().tolist() == [True, True, False]


def test_the_message_writes_five_rows_and_counts_the_rest() -> None:
    with pytest.raises(mf.DateError, match=r"7 of 7 projects .*row 4: [^;]*; and 2 more"):
        mf.add_duration(table_of(*[("2022", "2021")] * 7))


def test_bad_options_and_columns() -> None:
    table = table_of(("2021", "2022"))
    with pytest.raises(
        mf.MigfundError, match="on_invalid must be one of 'raise', 'null', not 'skip'"
    ):
        mf.add_duration(table, on_invalid="skip")
    with pytest.raises(mf.ColumnsError, match="no column 'end_precision'"):
        mf.add_duration(table.drop(columns="end_precision"))
    with pytest.raises(mf.ColumnsError, match="already has 'duration_months'"):
        mf.add_duration(mf.add_duration(table))
    with pytest.raises(mf.ColumnsError, match=r"a table is needed .*not list"):
        mf.add_duration([1])  # type: ignore[arg-type]
    with pytest.raises(mf.ColumnsError, match="column 'end' must hold dates"):
        mf.add_duration(table.astype({"end": "str"}))
    with pytest.raises(
        mf.DateError, match=r"1 rows have a date in 'end' whose precision is not .*: 'decade'"
    ):
        mf.add_duration(table.assign(end_precision="decade"))


@pytest.mark.parametrize("dtype", ["string", "category", object])
def test_regression_missing_precision_in_nullable_text(dtype: object) -> None:
    table = table_of(("2025", "2027"), (None, None))
    table = table.astype({"start_precision": dtype, "end_precision": dtype})
    done = mf.add_duration(table)
    assert done["duration_months"].iloc[0] == 24
    assert np.isnan(done["duration_months"].iloc[1])


@given(DAYS, DAYS)
def test_exact_days_agree_with_counting_months_one_by_one(one: dt.date, two: dt.date) -> None:
    start, end = sorted([one, two])
    assert bounds(str(start), str(end)) == pytest.approx([slow_months(start, end)] * 3, rel=1e-12)


@given(DAYS, DAYS, PRECISIONS, PRECISIONS)
def test_the_central_estimate_lies_between_the_bounds(
    one: dt.date, two: dt.date, start_precision: str, end_precision: str
) -> None:
    start, end = sorted([one, two])
    table = table_of((str(start), str(end)))
    done = mf.add_duration(
        table.assign(start_precision=start_precision, end_precision=end_precision)
    ).iloc[0]
    low, middle, high = (done[f"duration_months{part}"] for part in ("_low", "", "_high"))
    assert 0 < low <= middle <= high
    # The bounds are true: they hold the duration between the very days.
    assert low - 1e-9 <= slow_months(start, end) <= high + 1e-9


@given(DAYS, st.integers(0, 800), st.integers(1, 40))
def test_more_days_at_either_end_never_shorten(first: dt.date, length: int, more: int) -> None:
    last = first + dt.timedelta(days=length)
    later = last + dt.timedelta(days=more)
    earlier = first - dt.timedelta(days=more)
    assert bounds(str(first), str(later))[1] >= bounds(str(first), str(last))[1]
    assert bounds(str(earlier), str(last))[1] >= bounds(str(first), str(last))[1]


def test_every_first_and_last_day_of_two_years_never_shortens() -> None:
    days = np.arange("2023-12-01", "2025-04-01", dtype="datetime64[D]")
    for begin in days[:120]:
        ends = days[days > begin]
        assert (np.diff(months_between(np.full(len(ends), begin), ends)) >= 0).all()
    for end in days[-120:]:
        begins = days[days < end]
        assert (np.diff(months_between(begins, np.full(len(begins), end))) <= 0).all()


def test_regression_one_day_of_january_is_one_of_31() -> None:
    # It was 1/28, as the last of January begins a "month" that ends in February.
    assert bounds("2021-01", "2021-01") == [1 / 31, 1, 1]
