"""Rates by hand: a table so small that every average can be done in the head."""

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.currency.rates import basis_name, partial_note

NAN = float("nan")


def rates_of(columns: dict[str, list[float]], first: str = "2020-01-30") -> mf.Rates:
    table = pd.DataFrame(columns, dtype=float)
    table.index = pd.date_range(first, periods=len(table))
    last = table.index[-1].date()
    return mf.Rates(table, base="EUR", source="by hand", as_of=last, licence="none")


@pytest.fixture
def small() -> mf.Rates:
    # 30 and 31 January; 1 and 2 February (a weekend, nothing); 3 and 4 February.
    return rates_of({"USD": [1, 2, NAN, NAN, 4, 6], "GBP": [2, 2, NAN, NAN, NAN, 10]})


def test_days(small: mf.Rates) -> None:
    assert small.get("EUR", "USD", "2020-01-31").rate == 2
    assert small.get("EUR", "USD", "2020-02-02")[:4] == (
        2,
        dt.date(2020, 1, 31),
        dt.date(2020, 1, 31),
        "day",
    )
    assert small.get("USD", "EUR", "2020-02-04").rate == pytest.approx(1 / 6)
    # On 3 February only the dollar was published: the last day with both is 31 January.
    both = small.get("USD", "GBP", "2020-02-03")
    assert (both.rate, both.date_from) == (1, dt.date(2020, 1, 31))


def test_periods(small: mf.Rates) -> None:
    february = small.get("EUR", "USD", "2020-02")
    assert february.rate == 5
    # The table ends on 4 February: 2 of the month's 20 weekdays.
    assert february.basis == "month average, partial (10% of the days)"
    assert february.source == "by hand"
    january = small.get("EUR", "USD", "2020-01")
    assert january.rate == 1.5
    # It begins on 30 January: 2 of the month's 23 weekdays.
    assert january.basis == "month average, partial (9% of the days)"
    assert (january.date_from, january.date_to) == (dt.date(2020, 1, 30), dt.date(2020, 1, 31))
    assert small.get("EUR", "USD", "2020").rate == pytest.approx((1 + 2 + 4 + 6) / 4)
    assert small.get("GBP", "USD", "2020-01").rate == pytest.approx(1.5 / 2)


def test_same_currency_and_base(small: mf.Rates) -> None:
    assert small.get("USD", "USD", "2020-02").rate == 1
    assert small.get("EUR", "EUR", "2020-01-31").rate == 1
    assert small.currencies == ("EUR", "USD", "GBP")


def test_unknown_currency_lists_those_there_are(small: mf.Rates) -> None:
    with pytest.raises(mf.CurrencyError, match=r"'XXX' is not among .*: EUR, GBP, USD\. Use one"):
        small.get("XXX", "USD", "2020")
    with pytest.raises(mf.CurrencyError, match="'usd' is not among"):
        small.get("EUR", "usd", "2020")


def test_a_date_that_cannot_be_read(small: mf.Rates) -> None:
    with pytest.raises(mf.DateError, match="'2020-02-30' is not a day"):
        small.get("EUR", "USD", "2020-02-30")


def test_the_gap_is_seven_days() -> None:
    rates = rates_of({"USD": [2, *[NAN] * 9, 3]})
    assert rates.get("EUR", "USD", "2020-02-06").rate == 2
    with pytest.raises(
        mf.CurrencyError, match="no rate from EUR to USD was published for 2020-02-"
    ):
        rates.get("EUR", "USD", "2020-02-07")
    assert rates.get("EUR", "USD", "2020-02-09").rate == 3


def test_regression_two_currencies_without_a_common_day() -> None:
    rates = rates_of({"AAA": [2, NAN], "BBB": [NAN, 4]}, first="2020-05-04")
    with pytest.raises(mf.CurrencyError, match="AAA rates from 2020-05-04 to 2020-05-04 and BBB"):
        rates.get("AAA", "BBB", "2020-05")


def test_the_figures_cannot_be_changed_from_outside() -> None:
    table = pd.DataFrame({"USD": [2.0]}, index=pd.date_range("2020-01-30", periods=1))
    rates = mf.Rates(table, base="EUR", source="s", as_of=dt.date(2020, 1, 30), licence="none")
    table.loc[:, "USD"] = 3.0
    assert rates.get("EUR", "USD", "2020-01-30").rate == 2
    for frame in (rates.to_frame(), rates.per_base):
        frame.loc[:, "USD"] = 3.0
        frame["KES"] = 1.0
        frame.iloc[0, 0] = 4.0
    with pytest.warns(pd.errors.ChainedAssignmentError):
        rates.per_base["USD"] = 5.0
    with pytest.warns(pd.errors.ChainedAssignmentError):
        rates.per_base.iloc[0, 0] = 6.0
    assert rates.per_base["USD"].tolist() == [2.0]
    assert rates.per_base.columns.tolist() == ["USD"]
    with pytest.raises(dataclasses.FrozenInstanceError, match="per_base"):
        rates.per_base = table  # type: ignore[misc]
    assert rates.get("EUR", "USD", "2020-01").rate == 2


def test_to_frame_has_the_published_days_alone(small: mf.Rates) -> None:
    frame = small.to_frame()
    assert frame.index.name == "date"
    assert [str(day)[:10] for day in frame.index] == [
        "2020-01-30",
        "2020-01-31",
        "2020-02-03",
        "2020-02-04",
    ]
    assert frame["EUR"].tolist() == [1, 1, 1, 1]
    assert small.coverage.loc["GBP", "days"] == 3


def test_names_of_bases() -> None:
    assert [basis_name(p) for p in ("day", "month", "year")] == [
        "day",
        "month average",
        "year average",
    ]


@given(
    st.lists(
        st.one_of(st.none(), st.integers(1, 4000).map(lambda n: n / 16)), min_size=60, max_size=90
    ),
    st.integers(0, 59),
)
def test_averages_and_days_agree_with_a_plain_loop(figures: list[float | None], at: int) -> None:
    first = dt.date(2020, 1, 1)
    rates = rates_of({"USD": [NAN if f is None else f for f in figures]}, first=str(first))
    day = first + dt.timedelta(days=at)
    earlier = [f for f in figures[max(at - 7, 0) : at + 1] if f is not None]
    month = [
        f
        for n, f in enumerate(figures)
        if f is not None and (first + dt.timedelta(days=n)).month == day.month
    ]
    for when, expected in (
        (day, earlier[-1] if earlier else None),
        (f"{day:%Y-%m}", sum(month) / len(month) if month else None),
    ):
        if expected is None:
            with pytest.raises(mf.CurrencyError, match="no rate from EUR to USD"):
                rates.get("EUR", "USD", when)
        else:
            assert rates.get("EUR", "USD", when).rate == pytest.approx(expected, rel=1e-13)


def test_quote_many_rows_at_once(small: mf.Rates) -> None:
    days = np.array(["2020-01-30", "2020-02-04", "2019-01-01"], dtype="datetime64[D]")
    quotes = small.kernel.quote(
        np.array([3, 0, 2]), np.array([1, 2, 1]), 1, days, np.zeros(3, dtype=int)
    )
    assert quotes.rate[:2].tolist() == [1, pytest.approx(6 / 10)]
    assert np.isnan(quotes.rate[2])
    assert quotes.date_from.astype("M8[D]").astype(str).tolist() == [
        "2020-01-30",
        "2020-02-04",
        "NaT",
    ]
    assert quotes.share is None


def test_shares_of_periods(small: mf.Rates) -> None:
    first = np.array(["2020-01-30", "2020-01-30", "2020-02-05", "2020-02-03"], dtype="M8[D]")
    last = np.array(["2020-02-04", "2020-02-04", "2020-02-28", "2020-02-06"], dtype="M8[D]")
    quotes = small.kernel.average(np.array([3, 0, 2]), np.array([1, 2, 1, 1]), 1, first, last)
    # Dollars: all 4 days. With pounds: 30 and 31 January and 4 February, 3 of 4: (1+2+6)/(2+2+10).
    # After the table's end: nothing. 3 to 6 February: 2 of 4 weekdays.
    assert quotes.share[[0, 1, 3]].tolist() == [1, 0.75, 0.5]
    assert quotes.rate[[0, 1, 3]].tolist() == pytest.approx([13 / 4, 9 / 14, 5])
    assert np.isnan(quotes.rate[2])
    assert quotes.date_from.astype("M8[D]").astype(str).tolist()[1:3] == ["2020-01-30", "NaT"]


def test_a_share_is_never_rounded_to_all_or_nothing() -> None:
    assert partial_note(1) == ""
    assert partial_note(0.9999) == ", partial (over 99% of the days)"
    assert partial_note(0.001) == ", partial (under 1% of the days)"
    assert partial_note(0.04) == ", partial (4% of the days)"


def test_nearest_within_a_gap_and_the_earlier_of_two(small: mf.Rates) -> None:
    days = np.array(["2020-02-01", "2020-02-02", "2020-01-20", "2020-02-10"], dtype="M8[D]")
    quotes, off = small.kernel.nearest(np.zeros(4, dtype=int), 1, days, days, 6)
    # Saturday is 1 day from Friday (2); Sunday 1 day from Monday (4); 20 January is 10 days off;
    # 10 February is 6 days after the last (6).
    assert quotes.rate[[0, 1, 3]].tolist() == [2, 4, 6]
    assert np.isnan(quotes.rate[2])
    assert off.tolist() == [1, 1, 10, 6]
    even = rates_of({"USD": [3, NAN, 5]})
    middle = np.array(["2020-01-31"], dtype="M8[D]")
    assert even.kernel.nearest(np.array([0]), 1, middle, middle, 1)[0].rate.tolist() == [3]


def coarse(frequency: str, columns: dict[str, list[float]], **options: str) -> mf.Rates:
    alias = {"month": "MS", "year": "YS"}[frequency]
    rows = len(next(iter(columns.values())))
    index = pd.date_range("2020-01-01", periods=rows, freq=alias)
    table = pd.DataFrame(columns, index=index, dtype=float)
    last = index[-1].date()
    given = {"base": "USD", "source": f"{frequency}ly", "licence": "none", **options}
    return mf.Rates(table, as_of=last, frequency=frequency, **given)


def test_a_monthly_table() -> None:
    rates = coarse("month", {"GEL": [2, 3, 4], "MDL": [10, NAN, 20]})
    assert (rates.first_day, rates.last_day) == (dt.date(2020, 1, 1), dt.date(2020, 3, 31))
    # A day takes its month's average, and the basis says that it is one.
    day = rates.get("USD", "GEL", "2020-02-29")
    assert day[:4] == (3, dt.date(2020, 2, 1), dt.date(2020, 2, 29), "month average")
    assert rates.get("USD", "GEL", "2020-03").basis == "month average"
    # 3 of the 12 months of 2020.
    year = rates.get("USD", "GEL", "2020")
    assert (year.rate, year.basis) == (3, "year average, partial (25% of the days)")
    assert rates.get("GEL", "MDL", "2020").rate == pytest.approx((10 + 20) / (2 + 4))
    with pytest.raises(mf.CurrencyError, match="no rate from USD to MDL was published for 2020-02"):
        rates.get("USD", "MDL", "2020-02-05")
    with pytest.raises(mf.CurrencyError, match=r"2020-04-01 is after the last rate \(2020-03-31\)"):
        rates.get("USD", "GEL", "2020-04-01")


def test_a_yearly_table() -> None:
    rates = coarse("year", {"GEL": [2, 3]})
    assert rates.last_day == dt.date(2021, 12, 31)
    for when in ("2020-05-07", "2020-05", "2020"):
        rate = rates.get("GEL", "USD", when)
        assert rate[:4] == (0.5, dt.date(2020, 1, 1), dt.date(2020, 12, 31), "year average"), when


def test_an_unknown_frequency() -> None:
    with pytest.raises(mf.CurrencyError, match="frequency must be one of 'day', 'month', 'year'"):
        mf.Rates(
            pd.DataFrame({"USD": [1.0]}, index=pd.date_range("2020-01-01", periods=1)),
            base="EUR",
            source="s",
            as_of=dt.date(2020, 1, 1),
            licence="none",
            frequency="week",
        )


def test_a_or_b_or_c(small: mf.Rates) -> None:
    monthly = coarse("month", {"EUR": [0.5, 0.25, 0.2]}, source="b")
    yearly = coarse("year", {"EUR": [0.125, 0.1]}, source="c")
    for both in (small | monthly | yearly, small | (monthly | yearly)):
        assert [table.source for table in both.chain()] == ["by hand", "b", "c"]
        found = [both.get("EUR", "USD", w) for w in ("2020-01-31", "2020-03-09", "2021-05")]
        assert [(rate.rate, rate.source) for rate in found] == [(2, "by hand"), (5, "b"), (10, "c")]
    assert small.fallback is None
    assert repr(small | monthly).endswith("to 2020-02-04) | " + repr(monthly))
    with pytest.raises(mf.CurrencyError, match="'XXX' is not among"):
        (small | monthly).get("XXX", "USD", "2020")


def test_what_a_row_is_stands_in_the_basis() -> None:
    months = pd.date_range("2020-01-01", periods=12, freq="MS")
    table = pd.DataFrame({"KES": [100.0 + month for month in range(12)]}, index=months)
    ends = mf.Rates(table, "USD", "by hand", dt.date(2020, 12, 31), "none", "month", kind="end")
    assert ends.get("USD", "KES", "2020-03-15")[0::3] == (102, "month end")
    assert ends.get("USD", "KES", "2020")[0::3] == (105.5, "year average of month ends")
    fixed = mf.fixed_rates({"EUR": 1.25}, to="USD").get("EUR", "USD", "2020-03-15")
    assert fixed[0::3] == (1.25, "fixed rate")
