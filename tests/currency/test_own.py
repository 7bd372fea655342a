"""Rates that the user brings: what is read, and what is refused."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migfund.currency.bundled import ecb_rates
from migfund.currency.own import fixed_rates, read_rates
from migfund.currency.rates import Rates
from migfund.errors import ColumnsError, CurrencyError, MigfundError, ReadError

WIDE = pd.DataFrame({"Date": ["2020-01-02", "2020-01-06"], "EUR": [0.9, 0.8], "kes": [100, 101]})


def monthly(**columns: list[object]) -> Rates:
    return read_rates(pd.DataFrame(columns), base="USD", frequency="month")


def test_wide_table() -> None:
    before = WIDE.copy()
    rates = read_rates(WIDE, base="USD", source="Ministry", licence="open")
    assert rates.currencies == ("USD", "EUR", "KES")
    assert rates.get("EUR", "USD", "2020-01-06").rate == 1.25
    assert rates.get("USD", "KES", "2020-01-02").rate == 100
    assert rates.get("USD", "KES", "2020-01", min_share=0).rate == 100.5
    assert (rates.source, rates.licence, rates.as_of) == ("Ministry", "open", dt.date(2020, 1, 6))
    assert (rates.last - rates.first).days == 4
    pd.testing.assert_frame_equal(WIDE, before)


def test_long_table_equals_wide_and_other_columns_are_ignored() -> None:
    long = pd.DataFrame(
        {
            "country": ["A", "A", "B", "B"],
            "Rate": [0.9, 0.8, 100, 101],
            "CURRENCY": ["EUR", "EUR", "kes", "kes"],
            "date": ["2020-01-02", "2020-01-06"] * 2,
        }
    )
    a, b = read_rates(long, base="USD"), read_rates(WIDE, base="USD")
    pd.testing.assert_frame_equal(a.to_frame(), b.to_frame())


def test_per_currency_turns_the_numbers_round() -> None:
    rates = read_rates(
        pd.DataFrame({"year": [2020], "EUR": [1.25]}), base="USD", frequency="year", per="currency"
    )
    assert rates.get("EUR", "USD", "2020").rate == 1.25
    assert rates.as_of == dt.date(2020, 12, 31)


@pytest.mark.parametrize("kind", ["datetime", "period", "text", "float"])
def test_an_index_of_dates_will_do(kind: str) -> None:
    years = pd.period_range("2019", periods=2, freq="Y")
    index = {
        "datetime": years.to_timestamp(),
        "period": years,
        "text": pd.Index(["2019", "2020"]),
        "float": pd.Index([2019.0, 2020.0]),
    }[kind]
    rates = read_rates(pd.DataFrame({"EUR": [0.9, 0.8]}, index=index), base="USD", frequency="year")
    assert rates.get("USD", "EUR", "2020").rate == 0.8


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"un{suffix}"
    table = pd.DataFrame({"Month": ["2020-01-01", "2020-03-31"], "KES": [100.5, 104.0]})
    if suffix == ".csv":
        table.to_csv(path, index=False, encoding="utf-8-sig")
    else:
        table.assign(Month=pd.to_datetime(table["Month"])).to_excel(
            path, index=False, engine="xlsxwriter"
        )
    rates = read_rates(path, base="USD", frequency="month")
    assert rates.source == f"un{suffix}"
    assert rates.get("USD", "KES", "2020-03").rate == 104
    assert rates.as_of == dt.date(2020, 3, 31)


def test_csv_with_a_nameless_index(tmp_path: Path) -> None:
    path = tmp_path / "index.csv"
    pd.DataFrame({"KES": [100.5]}, index=["2020-01"]).to_csv(path)
    rates = read_rates(str(path), base="USD", frequency="month")
    assert rates.get("USD", "KES", "2020-01").rate == 100.5


def test_a_gap_stays_missing() -> None:
    rates = monthly(month=["2020-01", "2020-03"], KES=[100, 101], EUR=[0.9, None])
    assert len(rates.coverage) == 3
    assert rates.coverage["known"].to_dict() == {"USD": 2, "KES": 2, "EUR": 1}
    with pytest.raises(CurrencyError, match="no rate from KES to USD was published for 2020-02"):
        rates.get("KES", "USD", "2020-02")


def test_the_bases_own_column_of_ones_is_dropped() -> None:
    assert monthly(month=["2020-01"], USD=[1], KES=[100]).currencies == ("USD", "KES")
    with pytest.raises(CurrencyError, match="base USD is not 1"):
        monthly(month=["2020-01"], USD=[1.1], KES=[100])


def test_two_dates_in_one_month_are_two_rates() -> None:
    with pytest.raises(CurrencyError, match=r"\(1 values\): 'KES 2020-01-01'"):
        monthly(date=["2020-01-01", "2020-01-15"], KES=[100, 101])
    # A missing value beside the rate is no second rate.
    rates = monthly(date=["2020-01-01", "2020-01-15"], KES=[100, None])
    assert rates.get("USD", "KES", "2020-01").rate == 100


@pytest.mark.parametrize("bad", [0, -1.5, float("inf"), "inf"])
def test_rates_must_be_positive_and_finite(bad: object) -> None:
    with pytest.raises(CurrencyError, match=r"positive and finite \(1 values are not\): 'KES 2020"):
        monthly(month=["2020-01", "2020-02"], KES=[100, bad])


@pytest.mark.parametrize(
    "bad", ["1,12", "1 200", "1,200.5", "much", "1.2*", "1.2.3", "0x10", "1_000"]
)
def test_numbers_must_be_readable(bad: str) -> None:
    with pytest.raises(CurrencyError, match=r"no numbers .*\(1 values\): 'KES "):
        monthly(month=["2020-01", "2020-02"], KES=["100", bad])


@pytest.mark.parametrize(
    ("bad", "frequency"),
    [
        ("01/02/2020", "day"),
        ("2020-02-30", "day"),
        ("2020-02", "day"),
        ("2020", "month"),
        ("Jan 20", "month"),
        ("Smarch 2020", "month"),
        ("30 February 2020", "day"),
        (None, "year"),
        ("20", "year"),
    ],
)
def test_dates_must_be_plain(bad: object, frequency: str) -> None:
    table = pd.DataFrame({"date": ["2020-01-01", bad], "KES": [100, 101]})
    with pytest.raises(CurrencyError, match=f"not written as a {frequency} .*1 values"):
        read_rates(table, base="USD", frequency=frequency)  # type: ignore[arg-type]


def test_a_missing_date_among_datetimes_is_refused() -> None:
    table = pd.DataFrame({"date": pd.to_datetime(["2020-01-01", None]), "KES": [100, 101]})
    with pytest.raises(CurrencyError, match="not written as a day"):
        read_rates(table, base="USD")


def test_blank_rows_are_passed_over() -> None:
    assert len(monthly(month=["2020-01", None], KES=[100, None]).to_frame()) == 1


def test_headings_must_be_codes() -> None:
    with pytest.raises(ColumnsError, match="the headings: 'Kenya'"):
        monthly(month=["2020-01"], Kenya=[100])
    with pytest.raises(ColumnsError, match="the column currency: 'XXQ'"):
        monthly(month=["2020-01"], currency=["xxq"], rate=[100])
    with pytest.raises(ColumnsError, match="in base: 'dollar'"):
        read_rates(WIDE, base="dollar")


def test_a_heading_without_data() -> None:
    with pytest.raises(CurrencyError, match="no rate at all under 'MAD'"):
        monthly(month=["2020-01"], KES=[100], MAD=[None])


def test_tables_that_lack_something() -> None:
    with pytest.raises(ColumnsError, match="no column of dates"):
        read_rates(pd.DataFrame({"KES": [100]}), base="USD")
    with pytest.raises(ColumnsError, match="more than one column of dates: 'year', 'month'"):
        monthly(year=[2020], month=["2020-01"], KES=[100])
    with pytest.raises(CurrencyError, match="no currency besides its base USD"):
        monthly(month=["2020-01"], USD=[1])
    with pytest.raises(CurrencyError, match="no rates"):
        read_rates(WIDE.iloc[:0], base="USD")


def test_two_headings_of_one_currency() -> None:
    table = pd.DataFrame([["2020-01", 100, 101]], columns=["month", "KES", "kes"])
    with pytest.raises(CurrencyError, match="More than one rate"):
        read_rates(table, base="USD", frequency="month")


def test_jumps() -> None:
    months = ["2020-01", "2020-02", "2020-04"]
    with pytest.raises(CurrencyError, match=r"\(1 values\): 'KES 2020-04-01: 100 to 301'"):
        monthly(month=months, KES=[100, 100, 301], MAD=[9, 27, 9])
    with pytest.raises(CurrencyError, match="100 to 33"):
        monthly(month=months, KES=[100, None, 33])
    table = pd.DataFrame({"month": months, "KES": [100, 100, 301]})
    with pytest.raises(CurrencyError, match=r"'KES 2020-04-01: 301, not 107.*units={'KES': 1}"):
        read_rates(table, base="USD", frequency="month", allow_jumps=True)
    rates = read_rates(table, base="USD", frequency="month", allow_jumps=True, units={"KES": 1})
    assert rates.get("USD", "KES", "2020-04").rate == 301


def test_jumps_follow_the_dates_not_the_rows() -> None:
    table = pd.DataFrame({"month": ["2020-03", "2020-01", "2020-02"], "KES": [400, 100, 200]})
    rates = read_rates(table, base="USD", frequency="month", units={"KES": 1})
    assert rates.to_frame()["KES"].tolist() == [100, 200, 400]


SHILLINGS = [102.357, 101.617, 100.847, 100.361, 101.481, 101.050]
EUROS = [0.81986, 0.80986, 0.81067, 0.81442, 0.84658, 0.85640]
"""Of January to June 2018, as the bundled table has them for a dollar."""


def of_2018(**columns: list[float]) -> Rates:
    months = [f"2018-{n:02}" for n in range(1, 7)]
    return monthly(month=[*months], **{code: [*numbers] for code, numbers in columns.items()})


@pytest.mark.parametrize("units", [1e6, 1e-6])
def test_figures_for_a_million_units_or_a_millionth(units: float) -> None:
    with pytest.raises(CurrencyError, match=re.escape(f"Pass units={{'KES': {units:.7g}}}:")):
        of_2018(KES=[figure * units for figure in SHILLINGS])


def test_one_figure_turned_round_near_one_may_be_right() -> None:
    """The franc was at 0.9942 to the dollar in February 2016; 1.0058 is 1 % away."""
    francs = [1.0076, 1.0058, 0.983, 0.9642, 0.9772, 0.9701]
    months = [f"2016-{n:02}" for n in range(1, 7)]
    assert monthly(month=months, CHF=francs).get("USD", "CHF", "2016-02").rate == 1.0058


def test_copies_turned_round_are_known_however_near_one_they_are() -> None:
    months = ["2017-04", "2018-11", "2019-02", "2019-03"]  # the franc was at 1.0004 to 1.0014
    right = [ecb_rates().get("USD", "CHF", month).rate for month in months]
    assert max(right) < 1.0015
    assert monthly(month=months, CHF=right).get("USD", "CHF", "2019-02").rate == right[2]
    with pytest.raises(CurrencyError, match="quoted the other way round"):
        monthly(month=months, CHF=[1 / rate for rate in right])


def test_a_rate_that_was_right_a_month_earlier() -> None:
    """The rouble fell from 40.94 in October 2014 to 46.29 in November and 56.12 in December."""
    rubles = [34.7223, 36.1661, 38.0013, 40.9375, 41.0, 56.1208]
    months = [f"2014-{n:02}" for n in range(7, 13)]
    assert monthly(month=months, RUB=rubles).get("USD", "RUB", "2014-11").rate == 41
    with pytest.raises(CurrencyError, match=r"RUB 2014-11-01: 36, not 46\.1"):
        monthly(month=months, RUB=[*rubles[:4], 36.0, rubles[5]])


def test_a_rate_that_is_none_is_named_alone() -> None:
    with pytest.raises(CurrencyError, match=r"are not\): 'KES 2020-02-01: -1\.0'\. Mend"):
        monthly(month=["2020-01", "2020-02"], KES=[101, -1], UGX=[3700, 3650])


def test_figures_far_from_what_was_known_around_their_time_are_refused() -> None:
    """One figure turned round, near 1, or mistyped, among right ones."""
    for code, right in (("EUR", EUROS), ("KES", SHILLINGS)):
        assert of_2018(**{code: right}).get("USD", code, "2018-05").rate == right[4]
    for wrong in (1 / EUROS[4], EUROS[4] + 0.2):
        with pytest.raises(CurrencyError, match=r"EUR 2018-05-01: 1.*, not 0\.84.*Mend them"):
            of_2018(EUR=[*EUROS[:4], wrong, EUROS[5]])
    # A figure that is clearly turned round is not right for any number of units.
    pounds = [0.72385, 0.71479, 0.71606, 0.71041, 1 / 0.74170, 0.75279]
    with pytest.raises(CurrencyError, match=r"GBP 2018-05-01: 1\.34825, not 0\.74.* Mend them\.$"):
        of_2018(GBP=pounds)
    typed = [*SHILLINGS[:4], 131.481, SHILLINGS[5]]
    with pytest.raises(CurrencyError, match=r"KES 2018-05-01: 131\.481, not 101\.481"):
        of_2018(KES=typed)
    table = pd.DataFrame({"month": [f"2018-{n:02}" for n in range(1, 7)], "KES": typed})
    stated = read_rates(table, base="USD", frequency="month", units={"KES": 1})
    assert stated.get("USD", "KES", "2018-05").rate == 131.481
    # A row with the year mistyped.
    table = pd.DataFrame({"month": ["2018-04", "2005-05", "2018-06"], "KES": SHILLINGS[3:]})
    with pytest.raises(CurrencyError, match=r"KES 2005-05-01: 101\.481, not 77"):
        read_rates(table, base="USD", frequency="month")


def test_columns_of_another_currency_base_or_year_are_refused() -> None:
    pounds = [0.72385, 0.71479, 0.71606, 0.71041, 0.74170, 0.75279]
    with pytest.raises(CurrencyError, match=r"1 of 1 currencies\): 'EUR: those of GBP'"):
        of_2018(EUR=pounds)
    # Three figures tell of which money they are; two are near those of some money by chance.
    table = pd.DataFrame({"month": ["2018-01", "2018-02", "2018-03"], "EUR": pounds[:3]})
    with pytest.raises(CurrencyError, match=r"1 of 1 currencies\): 'EUR: those of GBP'"):
        read_rates(table, base="USD", frequency="month")
    with pytest.raises(CurrencyError, match=r"EUR 2018-01-01: 0\.72385, not 0\.8"):
        read_rates(table[:2], base="USD", frequency="month")
    per_euro = [a / b for a, b in zip(pounds, EUROS, strict=True)]
    with pytest.raises(CurrencyError, match=r"'GBP: those for 1 EUR'. .* pass base='EUR', or"):
        of_2018(GBP=per_euro)
    table = pd.DataFrame({"month": [f"2018-{n:02}" for n in range(1, 7)], "GBP": per_euro})
    right = read_rates(table, base="EUR", frequency="month")
    assert right.get("EUR", "GBP", "2018-05").rate == per_euro[4]
    table = pd.DataFrame({"month": [f"2017-{n:02}" for n in range(1, 7)], "EUR": EUROS})
    with pytest.raises(CurrencyError, match="EUR: those of a year later"):
        read_rates(table, base="USD", frequency="month")
    table["month"] = [f"2019-{n:02}" for n in range(1, 7)]
    with pytest.raises(CurrencyError, match="EUR: those of a year earlier"):
        read_rates(table, base="USD", frequency="month")


def test_six_months_under_the_names_of_their_neighbours_are_refused() -> None:
    for first, found in (("2018-02", "earlier"), ("2017-12", "later")):
        months = pd.period_range(first, periods=6, freq="M").astype(str).tolist()
        with pytest.raises(CurrencyError, match=f"EUR: those of a month {found}"):
            monthly(month=months, EUR=EUROS)
        # Five may be near by chance.
        rates = monthly(month=months[:5], EUR=EUROS[:5])
        assert rates.get("USD", "EUR", months[4]).rate == EUROS[4]


def test_what_is_said_of_a_table_that_is_not_read_helps_to_read_it() -> None:
    months = ["2018-01", "2018-02"]
    two = pd.DataFrame(
        {"CUR": "KES", "When": months, "Low": [102.9, 101.4], "High": [103.0, 101.5]}
    )
    said = (
        r"rename 'CUR' to 'currency', .* \('Low', 'High'\) to 'rate', and that of dates to 'date'"
    )
    with pytest.raises(ColumnsError, match=said):
        read_rates(two, base="USD", frequency="month")
    named = two.rename(columns={"CUR": "currency", "Low": "rate", "When": "date"})
    rates = read_rates(named.drop(columns="High"), base="USD", frequency="month")
    assert rates.get("USD", "KES", "2018-02").rate == 101.4
    across = pd.DataFrame({"CUR": ["KES"], "2018-01": [102.9], "2018-02": [101.4]})
    said = r"try table\.set_index\('CUR'\)\.loc\[:, '2018-01':'2018-02'\]\.T, with"
    with pytest.raises(ColumnsError, match=said):
        read_rates(across, base="USD", frequency="month")
    turned = across.set_index("CUR").loc[:, "2018-01":"2018-02"].T
    assert str(read_rates(turned, base="USD", frequency="month")) == str(rates)
    with pytest.raises(ColumnsError, match="needs a column date and a column a currency, headed"):
        read_rates(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), base="USD")
    quarters = pd.DataFrame({"date": ["Q1/2018", "Q2/2018"], "KES": [102.9, 101.4]})
    with pytest.raises(CurrencyError, match="They are quarters, which read_rates does not"):
        read_rates(quarters, base="USD")


def test_options_and_files_that_are_wrong(tmp_path: Path) -> None:
    with pytest.raises(MigfundError, match="frequency must be one of 'day', 'month', 'year'"):
        read_rates(WIDE, base="USD", frequency="week")  # type: ignore[arg-type]
    with pytest.raises(MigfundError, match="per must be one of"):
        read_rates(WIDE, base="USD", per="unit")  # type: ignore[arg-type]
    with pytest.raises(ReadError, match="cannot be read: No such file"):
        read_rates(tmp_path / "none.csv", base="USD")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(ReadError, match="has no rates: it is empty"):
        read_rates(tmp_path / "empty.csv", base="USD")


def test_fixed_rates_hold_for_any_date() -> None:
    rates = fixed_rates({"EUR": 1.12, "KES": 0.01}, to="USD", source="call for proposals 2019")
    for date in ("1960-05-01", "2019-02", "2099"):
        assert rates.get("EUR", "USD", date).rate == pytest.approx(1.12, rel=1e-14)
    assert rates.get("EUR", "KES", "2019").rate == pytest.approx(112, rel=1e-14)
    assert "1 EUR = 1.12 USD, 1 KES = 0.01 USD (call for proposals 2019)" in rates.source


@given(st.floats(1e-6, 1e6))
def test_fixed_rates_there_and_back(rate: float) -> None:
    rates = fixed_rates({"EUR": rate}, to="USD")
    there, back = rates.get("EUR", "USD", "2020").rate, rates.get("USD", "EUR", "2020").rate
    assert there * back == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf"), "much"])
def test_fixed_rates_must_be_positive(bad: object) -> None:
    with pytest.raises(CurrencyError, match="positive numbers; these are not: 'EUR'"):
        fixed_rates({"EUR": bad}, to="USD")  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "options",
    [
        {"path_or_frame": None},
        {"path_or_frame": 5},
        {"path_or_frame": [WIDE]},
        {"base": 5},
        {"base": None},
        {"base": "eur"},
        {"base": ["USD"]},
        {"frequency": 1},
        {"kind": "mean"},
        {"units": 100},
        {"units": {"EUR": 0}},
        {"per": {"EUR": "unit"}},
        {"valid_to": 3},
        {"date": 2020},
        {"per": 3},
        {"decimal": 5},
        {"decimal": ";"},
        {"thousands": 1},
        {"date_format": 7},
    ],
)
def test_regression_junk_is_an_error_of_ours(options: dict[str, Any]) -> None:
    given = {"path_or_frame": WIDE, "base": "USD", **options}
    with pytest.raises(MigfundError, match=r"is no file|No ISO 4217|must be"):
        read_rates(given.pop("path_or_frame"), **given)


@pytest.mark.parametrize("rates", [None, "EUR", 5, ["EUR"], {5: 1.0}, {"EUR": None}, {("EUR",): 1}])
@pytest.mark.parametrize("to", ["USD", 5, None, "usd", ["USD"]])
def test_regression_junk_for_fixed_rates(rates: Any, to: Any) -> None:
    with pytest.raises(MigfundError, match=r"No ISO 4217|are a number a currency|positive numbers"):
        fixed_rates(rates, to=to)


def test_fixed_rates_need_codes_and_a_rate() -> None:
    with pytest.raises(ColumnsError, match=r"in rates: 'euro'\. Did you mean 'EUR'\?"):
        fixed_rates({"euro": 1.1}, to="USD")
    with pytest.raises(CurrencyError, match="no rate besides"):
        fixed_rates({}, to="USD")


@pytest.mark.parametrize(
    "written",
    [
        "%b-%y",
        "%m/%Y",
        "%m-%Y",
        "%Y%m",
        "%Y-%b",
        "%Y %B",
        "%d.%m.%Y",
        "%d-%b-%y",
        "%d/%m/%Y %H:%M:%S",
    ],
)
def test_the_advice_on_dates_reads_them(written: str) -> None:
    months = pd.period_range("2018-01", periods=6, freq="M").to_timestamp()
    table = pd.DataFrame({"month": months.strftime(written), "KES": SHILLINGS})
    with pytest.raises(CurrencyError, match="date_format=") as refused:
        read_rates(table, base="USD", frequency="month")
    advised = str(refused.value).split("date_format=")[1].split(" (day")[0].split(", or")[0]
    read = read_rates(table, base="USD", frequency="month", date_format=advised.strip("'\""))
    assert read.to_frame()["KES"].tolist() == SHILLINGS


def test_advice_on_the_frequency_and_on_rows_that_are_no_dates() -> None:
    years = pd.DataFrame({"year": [2018, 2019], "KES": [101.3, 102.0]})
    with pytest.raises(CurrencyError, match="They are years: pass frequency='year'"):
        read_rates(years, base="USD")
    average = pd.DataFrame({"month": ["2018-01", "Average"], "KES": [102.357, 101.0]})
    with pytest.raises(CurrencyError, match=r"\(1 values\): 'Average'\. Drop these rows"):
        read_rates(average, base="USD", frequency="month")
    quarters = "TIME_PERIOD,CURRENCY,CURRENCY_DENOM,OBS_VALUE,FREQ,EXR_SUFFIX"
    row = dict(zip(quarters.split(","), ["2018-Q1", "USD", "EUR", 1.229, "Q", "A"], strict=True))
    with pytest.raises(ColumnsError, match="of frequency 'Q', which read_rates does not take"):
        read_rates(pd.DataFrame([row]))


def test_days_taken_for_months_and_dates_far_ahead_are_refused() -> None:
    days = [f"01/{n:02}/2018" for n in range(1, 7)]
    table = pd.DataFrame({"date": days, "KES": SHILLINGS})
    with pytest.raises(CurrencyError, match=r"first days of January .* Turn %d and %m"):
        read_rates(table, base="USD", date_format="%m/%d/%Y")
    right = read_rates(table, base="USD", date_format="%d/%m/%Y", frequency="month")
    assert right.get("USD", "KES", "2018-05").rate == 101.481
    with pytest.raises(CurrencyError, match=r"more than 6 years ahead .*: 2081-05-01"):
        monthly(month=["2018-04", "2081-05"], KES=[100.361, 101.481])


def test_a_year_and_a_month_in_two_columns() -> None:
    for months in (range(1, 7), ["Jan", "Feb", "Mar", "Apr", "May", "June"]):
        table = pd.DataFrame({"Year": [2018] * 6, "Month": [*months], "KES": SHILLINGS})
        read = read_rates(table, base="USD", frequency="month")
        assert read.to_frame()["KES"].tolist() == SHILLINGS


@pytest.mark.parametrize(
    ("heading", "base", "per", "figure", "rate"),
    [
        ("KES per USD", "USD", "base", 101.481, 101.481),
        ("USD/KES", "USD", "base", 101.481, 101.481),
        ("EURUSD=X", "USD", "currency", 1.1812, 1 / 1.1812),
        ("YEN (INR / 100 JPY)", "INR", "currency", 61.65, 1 / 0.6165),
    ],
)
def test_headings_of_pairs(heading: str, base: str, per: Any, figure: float, rate: float) -> None:
    table = pd.DataFrame({"month": ["2018-05"], heading: [figure]})
    other = "USD" if base == "USD" else "INR"
    read = read_rates(table, base=base, frequency="month", per=per)
    [code] = set(read.currencies) - {other}
    assert read.get(base, code, "2018-05").rate == pytest.approx(rate, rel=1e-12)


def test_a_point_is_a_day_without_a_rate_at_fred() -> None:
    table = pd.DataFrame({"DATE": ["2018-05-09", "2018-05-10"], "DEXUSEU": [".", "1.1878"]})
    assert read_rates(table).get("EUR", "USD", "2018-05-10").rate == pytest.approx(1.1878)
