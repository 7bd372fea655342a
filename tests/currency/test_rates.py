"""Rates by hand: a table so small that every average can be done in the head."""

import datetime as dt
from dataclasses import FrozenInstanceError
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.currency.rates import rate_text

NAN = float("nan")


def rates_of(columns: dict[str, list[float]], first: str = "2020-01-30") -> mf.Rates:
    table = pd.DataFrame(columns, dtype=float)
    table.index = pd.date_range(first, periods=len(table))
    return mf.Rates(table, base="EUR", source="by hand", licence="none")


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
    february = small.get("EUR", "USD", "2020-02", min_share=0)
    assert february.rate == 5
    # The table ends on 4 February: 2 of the month's 20 weekdays.
    assert february.basis == "month average, partial (10% of the days)"
    assert february.source == "by hand"
    january = small.get("EUR", "USD", "2020-01", min_share=0)
    assert january.rate == 1.5
    # It begins on 30 January: 2 of the month's 23 weekdays.
    assert january.basis == "month average, partial (9% of the days)"
    assert (january.date_from, january.date_to) == (dt.date(2020, 1, 30), dt.date(2020, 1, 31))
    assert small.get("EUR", "USD", "2020", min_share=0).rate == pytest.approx((1 + 2 + 4 + 6) / 4)
    assert small.get("GBP", "USD", "2020-01", min_share=0).rate == pytest.approx(1.5 / 2)


def test_same_currency_and_base(small: mf.Rates) -> None:
    assert small.get("USD", "USD", "2020-02").rate == 1
    assert small.get("EUR", "EUR", "2020-01-31").rate == 1
    assert small.currencies == ("EUR", "USD", "GBP")


def test_unknown_currency_lists_those_there_are(small: mf.Rates) -> None:
    with pytest.raises(mf.CurrencyError, match=r"'XXX' is not among .*: EUR, GBP, USD\. Use one"):
        small.get("XXX", "USD", "2020")
    with pytest.raises(mf.CurrencyError, match="'usd' is not among"):
        small.get("EUR", "usd", "2020")


@pytest.mark.parametrize("junk", [None, 5, 3.5, "", ["USD"], {"a": 1}, float("nan"), True])
def test_regression_junk_is_an_error_of_ours(small: mf.Rates, junk: Any) -> None:
    for arguments in ((junk, "USD", "2020"), ("EUR", junk, "2020"), ("EUR", "USD", junk)):
        with pytest.raises(mf.MigfundError, match=r"not among the currencies|is not a day"):
            small.get(*arguments)
    with pytest.raises(mf.MigfundError, match="not among the currencies"):
        small.pick(junk)


def test_a_date_that_cannot_be_read(small: mf.Rates) -> None:
    with pytest.raises(mf.DateError, match="'2020-02-30' is not a day"):
        small.get("EUR", "USD", "2020-02-30")


@pytest.mark.parametrize(("hole", "known"), [(7, True), (8, False)])
def test_a_hole_of_seven_days_takes_the_last_rate_and_a_longer_one_has_none(
    hole: int, known: bool
) -> None:
    rates = rates_of({"USD": [2, *[NAN] * hole, 3]})
    for day in (1, hole):
        when = dt.date(2020, 1, 30) + dt.timedelta(days=day)
        if known:
            assert rates.get("EUR", "USD", when)[:2] == (2, dt.date(2020, 1, 30))
        else:
            with pytest.raises(mf.CurrencyError, match="no rate from EUR to USD was published for"):
                rates.get("EUR", "USD", when)


def test_a_series_that_ended_has_no_rate_while_others_go_on() -> None:
    # Friday 31 January is the last day of the pound; the table goes on to Tuesday.
    rates = rates_of({"USD": [1, 2, NAN, NAN, 4, 6], "GBP": [2, 3, NAN, NAN, NAN, NAN]})
    assert rates.get("EUR", "USD", "2020-02-01").rate == 2
    for pair in (("EUR", "GBP"), ("GBP", "USD"), ("USD", "GBP")):
        with pytest.raises(mf.CurrencyError, match="GBP rates from 2020-01-30 to 2020-01-31"):
            rates.get(*pair, "2020-02-01")


@pytest.mark.parametrize(
    ("last", "days", "after"),
    [
        ("2020-02-07", ["2020-02-08", "2020-02-09"], "2020-02-10"),  # a Friday
        ("2020-02-06", [], "2020-02-07"),  # a Thursday: not even the weekend after the Friday
        ("2020-02-06", [], "2020-02-08"),
        ("2020-02-08", ["2020-02-09"], "2020-02-10"),  # a Saturday
        ("2020-02-09", [], "2020-02-10"),
    ],
)
def test_regression_after_the_last_day_only_the_weekend_directly_after_it(
    last: str, days: list[str], after: str
) -> None:
    rates = rates_of({"USD": [2.0, 3.0]}, first=str(dt.date.fromisoformat(last) - dt.timedelta(1)))
    for day in days:
        assert rates.get("EUR", "USD", day)[:2] == (3, dt.date.fromisoformat(last))
    with pytest.raises(mf.CurrencyError, match=rf"{after} is after the last rate \({last}\)"):
        rates.get("EUR", "USD", after)


def test_days_that_the_table_covers_are_holidays_to_its_end() -> None:
    table = pd.DataFrame({"USD": [2.0, 3.0]}, index=pd.to_datetime(["2024-03-27", "2024-03-28"]))
    rates = mf.Rates(table, base="EUR", source="s", as_of=dt.date(2024, 4, 1))
    # Good Friday to Easter Monday; and no longer than a week.
    assert rates.get("EUR", "USD", "2024-04-01")[:2] == (3, dt.date(2024, 3, 28))
    with pytest.raises(mf.CurrencyError, match="2024-04-02 is after the last rate"):
        rates.get("EUR", "USD", "2024-04-02")
    long = mf.Rates(table, base="EUR", source="s", as_of=dt.date(2024, 5, 1))
    with pytest.raises(mf.CurrencyError, match="2024-04-01 is after the last rate"):
        long.get("EUR", "USD", "2024-04-01")


def test_regression_two_currencies_without_a_common_day() -> None:
    rates = rates_of({"AAA": [2, NAN], "BBB": [NAN, 4]}, first="2020-05-04")
    with pytest.raises(mf.CurrencyError, match="AAA rates from 2020-05-04 to 2020-05-04 and BBB"):
        rates.get("AAA", "BBB", "2020-05")


def test_the_figures_cannot_be_changed_from_outside() -> None:
    table = pd.DataFrame({"USD": [2.0]}, index=pd.date_range("2020-01-30", periods=1))
    rates = mf.Rates(table, base="EUR", source="s")
    table.loc[:, "USD"] = 3.0
    frame = rates.to_frame()
    frame.loc[:, "USD"] = 3.0
    frame["KES"] = 1.0
    frame.iloc[0, 0] = 4.0
    assert rates.to_frame()["USD"].tolist() == [2.0]
    assert rates.to_frame().columns.tolist() == ["EUR", "USD"]
    with pytest.raises(ValueError, match="read-only"):
        rates.figures.array[0, 1] = 3.0
    with pytest.raises(FrozenInstanceError, match="source"):
        rates.source = "other"  # type: ignore[misc]
    assert rates.get("EUR", "USD", "2020-01", min_share=0).rate == 2


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ({"USD": [1.0]}, "need a table .* index of dates"),
        (pd.DataFrame({"USD": [1.0]}), "need a table .* index of dates"),
        (pd.DataFrame({"USD": []}, index=pd.DatetimeIndex([])), "at least one currency"),
        (pd.DataFrame({"USD": [1, 2]}, index=pd.DatetimeIndex(["2020-01-01"] * 2)), "2020-01-01"),
        (pd.DataFrame({"USD": ["a"]}, index=pd.DatetimeIndex(["2020-01-01"])), "must be numbers"),
        (pd.DataFrame({"USD": [0.0]}, index=pd.DatetimeIndex(["2020-01-01"])), "positive .*'USD'"),
        (pd.DataFrame({"USD": [float("inf")]}, index=pd.DatetimeIndex(["2020-01-01"])), "finite"),
        (pd.DataFrame({"EUR": [1.0]}, index=pd.DatetimeIndex(["2020-01-01"])), "once: 'EUR'"),
        (pd.DataFrame({5: [1.0]}, index=pd.DatetimeIndex(["2020-01-01"])), "once: 5"),
    ],
)
def test_tables_are_checked(table: Any, match: str) -> None:
    with pytest.raises(mf.CurrencyError, match=match):
        mf.Rates(table, base="EUR", source="s")


def test_a_row_that_is_not_there_is_one_without_rates() -> None:
    days = pd.DatetimeIndex(["2020-02-05 10:00", "2020-01-30"])
    rates = mf.Rates(pd.DataFrame({"USD": [3.0, 2.0]}, index=days), base="EUR", source="s")
    assert (rates.first, rates.last, rates.as_of) == (days[1].date(), days[0].date(), rates.last)
    assert rates.get("EUR", "USD", "2020-02-04").rate == 2


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
    assert small.coverage.loc["GBP", "known"] == 3


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
    before = [n for n in range(at + 1) if figures[n] is not None]
    after = [n for n in range(at, len(figures)) if figures[n] is not None]
    inside = before and after and after[0] - before[-1] <= 8
    last = max((n for n, f in enumerate(figures) if f is not None), default=0)
    weekend = [(first + dt.timedelta(days=n)).weekday() > 4 for n in range(last + 1, at + 1)]
    held = before and not after and all(weekend)
    earlier = figures[before[-1]] if inside or held else None
    month = [
        f
        for n, f in enumerate(figures)
        if f is not None and (first + dt.timedelta(days=n)).month == day.month
    ]
    for when, expected in (
        (day, earlier),
        (f"{day:%Y-%m}", sum(month) / len(month) if month else None),
    ):
        if expected is None:
            with pytest.raises(mf.CurrencyError, match="no rate from EUR to USD"):
                rates.get("EUR", "USD", when)
        else:
            assert rates.get("EUR", "USD", when).rate == pytest.approx(expected, rel=1e-13)


def coarse(frequency: str, columns: dict[str, list[float]], **options: Any) -> mf.Rates:
    alias = {"month": "MS", "year": "YS"}[frequency]
    rows = len(next(iter(columns.values())))
    index = pd.date_range("2020-01-01", periods=rows, freq=alias)
    table = pd.DataFrame(columns, index=index, dtype=float)
    given = {"base": "USD", "source": f"{frequency}ly", "licence": "none", **options}
    return mf.Rates(table, frequency=frequency, **given)


def test_a_monthly_table() -> None:
    rates = coarse("month", {"GEL": [2, 3, 4], "MDL": [10, NAN, 20]})
    assert (rates.first, rates.last) == (dt.date(2020, 1, 1), dt.date(2020, 3, 31))
    # A day takes its month's average, and the basis says that it is one.
    day = rates.get("USD", "GEL", "2020-02-29")
    assert day[:4] == (3, dt.date(2020, 2, 1), dt.date(2020, 2, 29), "month average")
    assert rates.get("USD", "GEL", "2020-03").basis == "month average"
    # 3 of the 12 months of 2020.
    year = rates.get("USD", "GEL", "2020", min_share=0)
    assert (year.rate, year.basis) == (3, "year average, partial (25% of the days)")
    assert rates.get("GEL", "MDL", "2020", min_share=0).rate == pytest.approx((10 + 20) / (2 + 4))
    with pytest.raises(mf.CurrencyError, match="no rate from USD to MDL was published for 2020-02"):
        rates.get("USD", "MDL", "2020-02-05")
    with pytest.raises(mf.CurrencyError, match=r"2020-04-01 is after the last rate \(2020-03-31\)"):
        rates.get("USD", "GEL", "2020-04-01")


def test_a_period_with_rates_of_others_on_the_first_day_of_all() -> None:
    days = pd.to_datetime(["2020-01-31", "2020-02-03"])  # a Friday and a Monday
    table = pd.DataFrame({"USD": [1.0, 1.5], "KES": [NAN, 100]}, index=days)
    rates = mf.Rates(table, base="EUR", source="by hand")
    known = r"\(there are KES rates from 2020-02-03 to 2020-02-03\)"
    with pytest.raises(mf.CurrencyError, match=rf"to 2020-01-31 {known} \(by hand\)\.$"):
        rates.get("EUR", "KES", "2020-01", min_share=0)


def test_a_period_that_ends_on_the_day_after_the_last_rate() -> None:
    rates = rates_of({"USD": [1, 3]}, first="2020-02-03")  # a Monday and a Tuesday
    ends = pd.to_datetime(["2020-02-04", "2020-02-05", "2020-02-06"])
    table = pd.DataFrame({"budget": 6.0, "currency": "EUR", "end": ends, "end_precision": "day"})
    table = table.assign(start=pd.Timestamp("2020-02-03"), start_precision="day")
    for row, known in enumerate(["", ", partial (67% of the days)", ", partial (50% of the days)"]):
        done = mf.convert_currency(table[row : row + 1], at="period", rates=rates)
        assert done["budget_usd"].item() == 12
        assert done["budget_usd_basis"].item() == f"period average over the period{known}"


def test_the_hint_for_less_than_one_percent() -> None:
    rates = rates_of({"USD": [1]}, first="2020-01-01")  # one of 262 weekdays
    with pytest.raises(mf.CurrencyError, match=r"Pass min_share=0\.004 to take it"):
        rates.get("EUR", "USD", "2020")
    assert rates.get("EUR", "USD", "2020", min_share=0.004).rate == 1


def test_a_yearly_table() -> None:
    rates = coarse("year", {"GEL": [2, 3]})
    assert rates.last == dt.date(2021, 12, 31)
    for when in ("2020-05-07", "2020-05", "2020"):
        rate = rates.get("GEL", "USD", when)
        assert rate[:4] == (0.5, dt.date(2020, 1, 1), dt.date(2020, 12, 31), "year average"), when


def test_unknown_words() -> None:
    table = pd.DataFrame({"USD": [1.0]}, index=pd.date_range("2020-01-01", periods=1))
    for options in ({"frequency": "week"}, {"kind": "mean"}, {"frequency": None}):
        with pytest.raises(mf.CurrencyError, match="frequency must be one of 'day', 'month', 'ye"):
            mf.Rates(table, base="EUR", source="s", **options)  # type: ignore[arg-type]
    with pytest.raises(mf.CurrencyError, match="a day has no end"):
        mf.Rates(table, base="EUR", source="s", kind="end")
    with pytest.raises(mf.CurrencyError, match=r"rates \| other needs other rates"):
        mf.Rates(table, base="EUR", source="s") | "ecb"  # type: ignore[operator]


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
    columns = {"KES": [100.0 + month for month in range(12)]}
    ends = coarse("month", columns, kind="end")
    assert ends.get("USD", "KES", "2020-03-15")[0::3] == (102, "month end")
    assert ends.get("USD", "KES", "2020")[0::3] == (105.5, "year average of month ends")
    year = coarse("year", {"KES": [100.0]}, kind="end")
    assert year.get("USD", "KES", "2020-03")[0::3] == (100, "year end")


def test_a_fixed_rate_has_no_days() -> None:
    fixed = mf.fixed_rates({"EUR": 1.25}, to="USD")
    source = "fixed rates: 1 EUR = 1.25 USD (own)"
    for when in ("1875", "2020-03", "2999-12-31"):
        assert fixed.get("EUR", "USD", when) == (1.25, None, None, "fixed rate", source)
    assert repr(fixed) == f"Rates({source}; base USD, 2 currencies, any date)"


def test_pick_keeps_some_currencies_and_what_they_count_in(small: mf.Rates) -> None:
    assert small.pick("GBP").currencies == ("EUR", "GBP")
    both = mf.ecb_rates() | mf.world_rates()
    few = both.pick("TRL", "KES", "CHF")
    assert [set(table.currencies) for table in few.chain()] == [
        {"EUR", "CHF", "TRL", "TRY"},
        {"USD", "CHF", "TRL", "TRY"},
        {"USD", "CHF", "KES", "TRL", "TRY"},
    ]
    for code, day in (("TRL", "2019-05-05"), ("CHF", "2008"), ("KES", "2018-03")):
        assert few.get(code, "USD" if code == "KES" else "EUR", day) == both.get(
            code, "USD" if code == "KES" else "EUR", day
        )
    assert both.pick("KES").currencies == ("USD", "KES")
    with pytest.raises(mf.CurrencyError, match="'XXX' is not among"):
        both.pick("EUR", "XXX")


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.000001, "0.000001"),
        (6.5411e-07, "0.00000065411"),
        (1.1351149999, "1.135115"),
        (1_836_200.0, "1836200"),
        (1 / 3e-11, "33333330000"),
        (2.0, "2"),
    ],
)
def test_regression_rates_are_written_with_seven_significant_digits(rate: float, text: str) -> None:
    assert rate_text(rate) == text
    assert float(rate_text(rate)) == pytest.approx(rate, rel=5e-7)


def test_coverage_names_the_holes() -> None:
    coverage = coarse(
        "month", {"KES": [NAN, 1, NAN, NAN, 2, NAN, 3], "MAD": [1, 2, 3, 4, 5, 6, NAN]}
    ).coverage
    assert coverage.columns.tolist() == ["first", "last", "known", "missing", "longest_hole"]
    assert coverage.loc["KES"].tolist() == [
        pd.Timestamp("2020-02-01"),
        pd.Timestamp("2020-07-01"),
        3,
        3,
        "2020-03-01 to 2020-04-01",
    ]
    assert coverage.loc["MAD", "missing"] == 0
    assert pd.isna(coverage.loc["MAD", "longest_hole"])
    # A month of which nothing was published is a hole too; a weekend of a daily table is none.
    assert coarse("month", {"KES": [1, NAN, 2]}).coverage.loc["KES", "missing"] == 1
    assert rates_of({"KES": [1, NAN, 2]}).coverage.loc["KES", "missing"] == 0
    nothing = rates_of({"KES": [NAN]})
    assert nothing.coverage.loc["KES", ["known", "missing"]].tolist() == [0, 0]
    with pytest.raises(mf.CurrencyError, match="there are no KES rates"):
        nothing.get("KES", "EUR", "2020-01-30")


def test_a_notebook_shows_facts_and_coverage_of_each_table(small: mf.Rates) -> None:
    shown = (small | coarse("year", {"NGN": [300]}, source="<b>IMF</b> & co"))._repr_html_()
    for words in ("by hand", "the rate of a day", "3, with the base", "2020-01-30 to 2020-02-04"):
        assert words in shown
    assert shown.count("<details>") == 2
    assert shown.count("Fallback") == 1
    assert shown.index("by hand") < shown.index("Fallback") < shown.index("IMF")
    assert "&lt;b&gt;IMF&lt;/b&gt; &amp; co" in shown
    assert "<td>2020-01-30</td>" in shown
    assert "Fixed by law" not in shown
    assert "HRK" in mf.ecb_rates()._repr_html_()
    assert (
        "a rate that holds whatever the date" in mf.fixed_rates({"EUR": 2}, to="USD")._repr_html_()
    )
