"""Tables of rates as publishers and colleagues write them: read, or refused with a remedy."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import tried
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import migfund as mf
from migfund.currency.bundled import ecb_rates
from migfund.currency.own import fixed_rates, read_rates
from migfund.currency.rates import Rates
from migfund.errors import ColumnsError, CurrencyError, MigfundError, ReadError

IMF = (
    Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "rates"
) / "imf_exchangerates_A_ENDA_USD.csv"

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def into_file(text: str) -> Path:
        path = tmp_path / "rates.csv"
        path.write_bytes(text.encode())
        return path

    return into_file


def monthly(table: Any, **options: Any) -> Rates:
    return read_rates(table, base="USD", frequency="month", **options)


INFOREURO = """\
"Country","Currency","ISO A3 Code","ISO A2 Code","Value","Comment"
"Kenya","Kenyan shilling","KES","KE","113.2",""
"Benin","CFA franc","XOF","BJ","655.957",""
"Togo","CFA franc","XOF","TG","655.957",""
"""


def test_inforeuro_names_no_month(write: Write) -> None:
    with pytest.raises(ColumnsError, match=r"no column of dates.* of InforEuro: .*date='2020-03'"):
        read_rates(write(INFOREURO))
    # The advice is followed to the letter.
    rates = read_rates(write(INFOREURO), date="2020-03")
    assert rates.get("EUR", "KES", "2020-03").rate == 113.2
    assert rates.get("EUR", "XOF", "2020-03-31").basis == "rate in force"
    assert rates.notes == ("3 rows read, 3 with rates", "1 repeats for other countries ('XOF')")
    with pytest.raises(CurrencyError, match="2020-04-01 is after the last rate"):
        rates.get("EUR", "KES", "2020-04-01")
    with pytest.raises(CurrencyError, match=r"quoted against EUR, not 'USD'\. Leave base out"):
        read_rates(write(INFOREURO), date="2020-03", base="USD")


@pytest.mark.parametrize(
    "headings", ["When,Currency,ISO,Fixing", "Date,Currency,Code,Rate", "Fecha,Divisa,Clave,Valor"]
)
def test_a_long_table_with_other_headings_is_known_by_what_it_holds(
    write: Write, headings: str
) -> None:
    text = f"{headings}\n2020-01,Kenyan shilling,KES,101.35\n2020-02,Kenyan shilling,KES,100.5\n"
    assert monthly(write(text)).get("USD", "KES", "2020-01").rate == 101.35


def test_semicolons_decimal_commas_and_a_byte_order_mark(write: Write) -> None:
    path = write("\ufeffmonth;KES;MAD\n2020-01;101,35;9,6\n2020-02;1.100,5;9,7\n")
    with pytest.raises(CurrencyError, match=r"decimal point.*'KES 101,35'.* pass decimal=','; if"):
        monthly(path)
    with pytest.raises(CurrencyError, match=r"decimal comma \(1 values\): 'KES 1\.100,5'\. If"):
        monthly(path, decimal=",")
    with pytest.raises(CurrencyError, match=r"other money .*'KES 2020-02-01: 1100\.5, not 100\.98"):
        monthly(path, decimal=",", thousands=".", allow_jumps=True)
    rates = monthly(path, decimal=",", thousands=".", allow_jumps=True, units={"KES": 1})
    assert rates.to_frame()["KES"].tolist() == [101.35, 1100.5]
    assert rates.to_frame()["MAD"].tolist() == [9.6, 9.7]


def test_decimal_commas_between_commas(write: Write) -> None:
    with pytest.raises(CurrencyError, match="Line 2 has more cells than there are headings"):
        monthly(write("month,KES\n2020-01,101,35\n2020-02,100,5\n"))


def test_a_comma_is_never_guessed(write: Write) -> None:
    path = write('month,LBP,IDR\n2020-01,"1,507.5","13,662"\n2020-02,"1,507.5","14,234"\n')
    with pytest.raises(CurrencyError, match=r"'LBP 1,507\.5', 'IDR 13,662'.*thousands=','"):
        monthly(path)
    assert monthly(path, thousands=",").to_frame()["IDR"].tolist() == [13_662, 14_234]
    # With a decimal comma "13,662" is another number, and only the caller knows.
    point = pd.DataFrame({"month": ["2020-01"], "MAD": ["9.662"]})
    with pytest.raises(CurrencyError, match=r"decimal comma \(1 values\): 'MAD 9\.662'"):
        monthly(point, decimal=",")
    idr = pd.DataFrame({"month": ["2020-01"], "MAD": ["9,662"]})
    assert monthly(idr, decimal=",").to_frame()["MAD"].tolist() == [9.662]
    for odd in ("1,50", "15,0750", ",150", "1,507,5"):
        with pytest.raises(CurrencyError, match="no numbers"):
            monthly(pd.DataFrame({"month": ["2020-01"], "LBP": [odd]}), thousands=",")


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_spaces_between_thousands(space: str) -> None:
    table = pd.DataFrame({"month": ["2020-01"], "IDR": [f"13{space}662.5"]})
    with pytest.raises(CurrencyError, match="thousands=' '"):
        monthly(table)
    assert monthly(table, thousands=" ").to_frame()["IDR"].tolist() == [13_662.5]


def test_quotes_the_other_way_round() -> None:
    table = pd.DataFrame(
        {"month": ["2020-01", "2020-02"], "KES": [0.0099] * 2, "JPY": [0.0091] * 2}
    )
    with pytest.raises(CurrencyError, match=r"other way round .*JPY.* Pass per='currency'"):
        monthly(table)
    rates = monthly(table, per="currency")
    assert rates.get("USD", "KES", "2020-01").rate == pytest.approx(1 / 0.0099)
    right = pd.DataFrame({"month": ["2020-01"], "KES": [101.0], "JPY": [109.0]})
    with pytest.raises(CurrencyError, match=r"other way round .* Pass per='base'"):
        monthly(right, per="currency")
    assert monthly(right).get("USD", "JPY", "2020-01").rate == 109
    # Near 1 too, and of one currency among others.
    near = pd.DataFrame({"month": ["2020-01"], "EUR": [1.11], "CHF": [1.03]})
    with pytest.raises(CurrencyError, match=r"other way round \(2 currencies\)"):
        monthly(near)
    assert monthly(near, per="currency").get("EUR", "USD", "2020-01").rate == pytest.approx(1.11)
    # Without a bundled rate of that time nothing can be told.
    far = pd.DataFrame({"month": ["1995-01"], "KES": [0.02]})
    assert monthly(far).get("USD", "KES", "1995-01").rate == 0.02


def test_regression_a_table_of_both_directions() -> None:
    h10 = pd.DataFrame({"month": ["2020-01"], "GBP": [1.3076], "JPY": [109.38], "KES": [101.1]})
    with pytest.raises(CurrencyError, match=r"'GBP .*: 1\.3076, not 0\.7.* Pass per=\{'GBP': 'cur"):
        monthly(h10)
    with pytest.raises(
        CurrencyError, match=r"round \(2 currencies\).* Pass per=\{'GBP': 'currency'\}"
    ):
        monthly(h10, per="currency")
    rates = monthly(h10, per={"GBP": "currency"})
    assert rates.get("GBP", "USD", "2020-01").rate == pytest.approx(1.3076)
    assert rates.get("USD", "KES", "2020-01").rate == 101.1
    # One right column does not hide a wrong one.
    one = pd.DataFrame({"year": [2005], "EUR": [1.24]})
    with pytest.raises(CurrencyError, match=r"'EUR 2005-01-01: 1\.24, not 0\.80.*per='currency'"):
        read_rates(one, base="USD", frequency="year")


def test_regression_a_direction_that_changes_within_a_column() -> None:
    months = [f"2020-{n:02}" for n in range(1, 13)]
    table = pd.DataFrame({"month": months, "KES": [101.0] * 11 + [1 / 110]})
    with pytest.raises(CurrencyError, match=r"other money .*'KES 2020-12-01: 0\.00909091.* Mend"):
        monthly(table, allow_jumps=True)


@pytest.mark.parametrize("units", [10, 100, 1000])
@pytest.mark.parametrize("per", ["base", "currency"])
def test_regression_rates_for_other_units(units: int, per: Any) -> None:
    sek = 1.0355 if per == "base" else 1 / 1.0355  # SEK for one NOK, on average of 2019
    table = pd.DataFrame(
        {"year": [2019], "SEK": [sek * units], "USD": [0.1137, 8.8][per != "base"]}
    )
    options: dict[str, Any] = {"base": "NOK", "frequency": "year", "per": per}
    with pytest.raises(CurrencyError, match=rf"other units .*Pass units={{'SEK': {units}}}:"):
        read_rates(table, **options)
    rates = read_rates(table, **options, units={"SEK": units})
    assert rates.get("SEK", "NOK", "2019").rate == pytest.approx(1 / 1.0355)
    # Columns and headings that state the units are used.
    for heading in (f"{units} SEK", f"SEK ({units})", f"SEK per {units}"):
        stated = read_rates(table.rename(columns={"SEK": heading}), **options)
        assert stated.get("SEK", "NOK", "2019").rate == pytest.approx(1 / 1.0355)
    long = table[["year", "SEK"]].rename(columns={"SEK": "rate"}).assign(currency="SEK")
    for column in (
        {"nominal": units},
        {"UNIT_MULT": len(str(units)) - 1},
        {"unit": f"per {units}"},
    ):
        stated = read_rates(long.assign(**column), **options)
        assert stated.get("SEK", "NOK", "2019").rate == pytest.approx(1 / 1.0355)


def test_regression_newest_first_with_holes_and_blank_rows(write: Write) -> None:
    lines = ["date,KES,MAD", "2020-01-07,101.5,9.6", ",,", "2020-01-03,,9.5", "2020-01-06,,"]
    lines += ["2019-12-31,101,9.4", "Source: the bank,,", "2020-01-02,101.2,"]
    rates = read_rates(write("\n".join(lines)), base="USD", allow_jumps=True)
    assert rates.to_frame()["KES"].dropna().tolist() == [101, 101.2, 101.5]
    assert rates.to_frame()["MAD"].dropna().tolist() == [9.4, 9.5, 9.6]
    assert rates.notes == (
        "7 rows read, 4 with rates, 1 blank, 1 of words alone ('Source: the bank'), "
        "1 without a rate ('2020-01-06')",
    )


def test_dates_in_no_known_form_are_to_be_described() -> None:
    table = pd.DataFrame({"date": ["week 02 of 2020", "week 03 of 2020"], "KES": [101.0, 101.2]})
    with pytest.raises(CurrencyError, match=r"Say how they are written, as date_format='%d %b %y'"):
        read_rates(table, base="USD")


def test_a_heading_with_two_numbers_of_units_is_refused() -> None:
    table = pd.DataFrame({"date": ["2020-01-02"], "100 KES per 10 USD": [1013.0]})
    with pytest.raises(ColumnsError, match="in the headings: '100 KES per 10 USD'"):
        read_rates(table, base="USD")


def test_a_table_with_few_of_a_publishers_series_is_not_the_publishers() -> None:
    days = ["2020-01-02", "2020-01-03"]
    table = pd.DataFrame({"DATE": days, "DEXUSEU": [1.11, 1.12], "GDP": [1.0, 2.0], "CPI": 3.0})
    with pytest.raises(ColumnsError, match="base must be given"):
        read_rates(table)
    assert read_rates(table[["DATE", "DEXUSEU"]]).get("EUR", "USD", days[1]).rate == 1.12


def test_a_row_of_words_in_every_column_is_no_row_of_rates(write: Write) -> None:
    lines = ["date,KES,MAD", "day,shillings,dirhams", "2020-01-02,101.2,9.5", "noon,n/a,daily"]
    rates = read_rates(write("\n".join(lines)), base="USD", frequency="day")
    assert rates.to_frame().loc["2020-01-02"].to_dict() == {"KES": 101.2, "MAD": 9.5, "USD": 1}
    assert rates.notes == ("3 rows read, 1 with rates, 2 of words alone ('day', 'noon')",)


def test_rows_a_month_apart_are_no_daily_rates() -> None:
    table = pd.DataFrame({"date": ["2020-01-01", "2020-02-01", "2020-03-01"], "KES": [101] * 3})
    with pytest.raises(CurrencyError, match=r"29 days or more apart.* frequency='month' or 'year'"):
        read_rates(table, base="USD")
    assert monthly(table).get("USD", "KES", "2020-02-20").rate == 101
    held = read_rates(table, base="USD", kind="in force")
    assert held.get("USD", "KES", "2020-02-20").basis == "rate in force"
    assert (
        read_rates(table, base="USD", frequency="day").get("USD", "KES", "2020-02-01").rate == 101
    )


def test_rates_in_force_hold_until_the_next() -> None:
    table = pd.DataFrame(
        {
            "date": ["2020-03-16", "2020-03-01", "2020-05-01", "2021-09-01"],
            "KES": [104.0, 102.0, 106.0, 110.0],
            "end": ["2020-03-31", "2020-03-15", "2020-05-31", "2021-09-10"],
        }
    )
    rates = read_rates(table.drop(columns="end"), base="USD", kind="in force", source="UN")
    for day, rate in (
        ("03-01", 102),
        ("03-15", 102),
        ("03-16", 104),
        ("04-30", 104),
        ("05-01", 106),
    ):
        assert rates.get("USD", "KES", f"2020-{day}").rate == rate
    # A month takes each day's: 15 days of 102 and 16 of 104.
    march = rates.get("USD", "KES", "2020-03")
    assert march.rate == pytest.approx((15 * 102 + 16 * 104) / 31)
    assert march.basis == "month average of rates in force"
    # None holds for longer than a year, and the last one to the end of its month.
    assert rates.get("USD", "KES", "2021-05-01").rate == 106
    for day in ("2021-05-02", "2021-08-31", "2021-10-01", "2020-02-29"):
        with pytest.raises(
            CurrencyError, match=r"no rate from USD|after the last|before the first"
        ):
            rates.get("USD", "KES", day)
    ends = read_rates(table, base="USD", kind="in force", valid_to="end")
    assert ends.get("USD", "KES", "2020-03-31").rate == 104
    assert ends.get("USD", "KES", "2021-09-10").rate == 110
    for day in ("2020-04-01", "2020-06-01", "2021-09-11"):
        with pytest.raises(CurrencyError, match=r"no rate from USD|after the last"):
            ends.get("USD", "KES", day)
    project = pd.DataFrame(
        {"budget": [102.0], "currency": "KES", "start": pd.to_datetime(["2020-03-03"])}
    )
    done = mf.convert_currency(project.assign(start_precision="day"), rates=rates)
    assert done["budget_usd"].item() == pytest.approx(1)
    assert done["budget_usd_basis"].item() == "rate in force at start"


def test_fixed_rates_the_wrong_way_round() -> None:
    with pytest.raises(
        CurrencyError, match=r"KES 101, not 0\.\d+ to 0\.\d+ USD.*\{'KES': 0\.00990099\}"
    ):
        fixed_rates({"KES": 101, "EUR": 1.1}, to="USD")
    assert fixed_rates({"KES": 0.00990099}, to="USD").get("KES", "USD", "2020").rate < 0.01


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_lines_above_the_headings(tmp_path: Path, suffix: str) -> None:
    rows = [
        ["Central Bank of Kenya", None, None],
        ["Averages of the month, units for 1 US dollar", None, None],
        [None, None, None],
        ["Month", "KES", "UGX"],
        [pd.Timestamp("2020-01-01"), 101.3, 3680.0],
        [pd.Timestamp("2020-02-01"), 100.5, "-"],
        [None, None, None],
    ]
    path = tmp_path / f"bank{suffix}"
    if suffix == ".csv":
        pd.DataFrame(rows).to_csv(path, header=False, index=False)
    else:
        pytest.importorskip("xlsxwriter")
        pytest.importorskip("python_calamine")
        pd.DataFrame(rows).to_excel(path, header=False, index=False, engine="xlsxwriter")
    rates = monthly(path)
    assert rates.to_frame()["KES"].tolist() == [101.3, 100.5]
    assert rates.coverage["known"].to_dict() == {"USD": 2, "KES": 2, "UGX": 1}


def test_a_workbook_of_several_tables(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    path = tmp_path / "book.xlsx"
    table = pd.DataFrame({"month": ["2020-01"], "KES": [101.3]})
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        pd.DataFrame({"about": ["words"]}).to_excel(book, sheet_name="About", index=False)
        table.to_excel(book, sheet_name="Rates", index=False)
    assert monthly(path).get("USD", "KES", "2020-01").rate == 101.3
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        table.to_excel(book, sheet_name="A", index=False)
        table.to_excel(book, sheet_name="B", index=False)
    with pytest.raises(ReadError, match="2 sheets have the headings of a table: 'A', 'B'"):
        monthly(path)


def test_dates_with_slashes_are_for_the_caller_to_read(write: Write) -> None:
    path = write("date,KES\n01/02/2020,101\n04/02/2020,100\n")
    with pytest.raises(
        CurrencyError, match=r"'01/02/2020'.*'%d/%m/%Y' \(day first\) or '%m/%d/%Y'"
    ):
        read_rates(path, base="USD")
    day_first = read_rates(path, base="USD", date_format="%d/%m/%Y")
    month_first = read_rates(path, base="USD", date_format="%m/%d/%Y")
    assert [str(day.date()) for day in day_first.to_frame().index] == ["2020-02-01", "2020-02-04"]
    assert [str(day.date()) for day in month_first.to_frame().index] == ["2020-01-02", "2020-04-02"]
    with pytest.raises(CurrencyError, match="not written as a day"):
        read_rates(path, base="USD", date_format="%Y-%m-%d")


@pytest.mark.parametrize(
    "written",
    [
        *("2020-03", "2020-03-31", "2020M03", "2020m3", "2020-M03", "2020/03", "2020/3/31"),
        *("March 2020", "Mar 2020", "Mar-2020", "31 March 2020", "1st March 2020", "31-Mar-2020"),
        *("mars 2020", "März 2020", "31. März 2020", "marzo 2020", "2020-03-31T00:00:00Z"),
    ],
)
def test_dates_that_can_be_read_in_one_way_alone(written: str) -> None:
    rates = monthly(pd.DataFrame({"date": [written], "KES": [101]}))
    assert rates.to_frame().index.tolist() == [pd.Timestamp("2020-03-01")]


def test_months_across(write: Write) -> None:
    text = "Code,2020M1,2020M2\nKES,101,100\nMAD,9.6,9.7\n"
    with pytest.raises(
        ColumnsError, match=r"dates stand across: try table\.set_index\('Code'\)\.loc\[.*\]\.T"
    ):
        monthly(write(text))
    rates = monthly(pd.read_csv(write(text)).set_index("Code").T)
    assert rates.to_frame()["MAD"].tolist() == [9.6, 9.7]


def test_marks_for_what_is_missing_and_commas_at_the_end(write: Write) -> None:
    path = write("month,KES,MAD,\n2020-01,101,..,\n2020-02,n.a.,9.7,\n2020-03,100,-,\n,,,\n")
    rates = monthly(path)
    assert rates.coverage.loc["KES", ["known", "missing"]].tolist() == [2, 1]
    assert rates.coverage.loc["KES", "longest_hole"] == "2020-02-01 to 2020-02-01"
    assert rates.coverage.loc["MAD", "known"] == 1
    with pytest.raises(CurrencyError, match="no rate at all under 'MAD'"):
        monthly(write("month,KES,MAD\n2020-01,101,..\n"))


def test_rates_from_before_a_currency_existed() -> None:
    table = pd.DataFrame({"year": [2014, 2015, 2016, 2017], "BYN": [1.02, 1.59, 1.99, 1.93]})
    options: dict[str, Any] = {"base": "USD", "frequency": "year"}
    with pytest.raises(
        CurrencyError, match=r"before the currency existed: 'BYN before 2016-07-01'"
    ):
        read_rates(table, **options)
    rates = read_rates(table, **options, allow_backcasts=True, source="IMF")
    assert rates.source == "IMF; in later units: BYN before 2016-07-01"
    # The year of the change is not before it.
    assert read_rates(table.tail(2), **options, source="IMF").source == "IMF"
    days = pd.DataFrame({"date": ["2016-06-30", "2016-07-01"], "BYN": [2.0, 1.99]})
    with pytest.raises(CurrencyError, match="BYN before 2016-07-01"):
        read_rates(days, base="USD")
    assert read_rates(days.tail(1), base="USD").get("USD", "BYN", "2016-07-01").rate == 1.99


@pytest.mark.skipif(not IMF.exists(), reason="the shared data are not here")
def test_the_annual_averages_of_the_imf_step_by_step() -> None:
    options: dict[str, Any] = {"base": "USD", "frequency": "year", "source": "IMF"}
    table = pd.read_csv(IMF)
    table = table[table["Date"] >= "1999"]
    with pytest.raises(
        ColumnsError, match=r"column currency: .*'HRD'.*table\[~table\['Currency'\]"
    ):
        read_rates(table, **options)
    table = table[~table["Currency"].isin(["HRD", "XCG", "UYW", "ZWG"])]
    with pytest.raises(
        CurrencyError,
        match=r"value.* Those of EUR \(0.*, USD \(1 and 11786.802 .*, XOF \(.*, ZAR \(.* keep one",
    ):
        read_rates(table, **options)
    cfa = table[table["Currency"].isin(["XOF", "KES"]) & (table["Date"] >= "2002")]
    with pytest.raises(CurrencyError, match=r"Those of XOF \(\d.* for 20\d\d-01-01\) differ: keep"):
        read_rates(cfa, **options)
    # Under USD stand sucres too, from before Ecuador gave them up for the dollar.
    first = table.drop_duplicates(["Date", "Currency"])
    with pytest.raises(
        CurrencyError, match=r"base USD is not 1 \(1 values\): '.* in row 1999-01-01'"
    ):
        read_rates(first, **options)
    table = table.drop_duplicates(["Date", "Currency"], keep="last")
    with pytest.raises(CurrencyError, match="jump to more than three times"):
        read_rates(table, **options)
    # Under ITL stand euros, of San Marino; under NLG guilders of the Antilles.
    with pytest.raises(CurrencyError, match=r"'ITL: those of EUR', 'NLG: those of AWG'"):
        read_rates(table, **options, allow_jumps=True)
    table = table[~table["Currency"].isin(["ITL", "NLG"])]
    with pytest.raises(CurrencyError, match=r"'YER 2018-01-01: 214.89, not 5.*units={'YER': 1}"):
        read_rates(table, **options, allow_jumps=True)
    options["units"] = {"YER": 1}
    with pytest.raises(CurrencyError, match=r"existed: .*'BYN before 2016-07-01'"):
        read_rates(table, **options, allow_jumps=True)
    rates = read_rates(table, **options, allow_jumps=True, allow_backcasts=True)
    assert 150 <= len(rates.currencies) <= 180
    # As the file says of 2018.
    assert rates.get("USD", "AZN", "2018").rate == pytest.approx(1.700016666666667, rel=1e-14)
    assert rates.get("USD", "BYN", "2015").rate == pytest.approx(1.592598833333333, rel=1e-14)


WAYS = [
    # How dates are written, mark between cells, decimal sign, sign between thousands.
    ("%Y-%m-%d", ",", ".", None),
    ("%d %B %Y", ";", ",", None),
    ("%d-%b-%Y", "\t", ".", ","),
    ("%Y/%m/%d", ";", ",", "."),
    ("%d.%m.%Y", ";", ",", " "),
]


def written(number: int, decimal: str, thousands: str | None) -> str:
    """Write hundredths as a number."""
    whole = f"{number // 100:,}".replace(",", thousands or "")
    return f"{whole}{decimal}{number % 100:02}"


@pytest.mark.parametrize(("dates", "mark", "decimal", "thousands"), WAYS)
@tried(10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | st.integers(1, 10**9), min_size=1, max_size=8), st.booleans())
def test_what_was_written_is_what_is_read(
    write: Write,
    dates: str,
    mark: str,
    decimal: str,
    thousands: str | None,
    figures: list[int | None],
    title: bool,
) -> None:
    days = pd.date_range("2020-01-30", periods=len(figures) + 1)
    # A currency of which no bundled rates exist, with a first rate that is always there.
    cells = [written(7, decimal, thousands)]
    cells += ["" if n is None else written(n, decimal, thousands) for n in figures]
    lines = ["Rates of the bank", ""] if title else []
    lines += [f"Date{mark}SOS"]
    lines += [f'{day.strftime(dates)}{mark}"{cell}"' for day, cell in zip(days, cells, strict=True)]
    rates = read_rates(
        write("\n".join(lines)),
        base="KPW",
        decimal=decimal,
        thousands=thousands,
        date_format=dates if dates == "%d.%m.%Y" else None,
        allow_jumps=True,
    )
    expected = pd.Series([7, *figures], index=days, dtype=float) / 100
    found = rates.to_frame()["SOS"]
    pd.testing.assert_series_equal(
        found, expected.dropna(), check_names=False, check_freq=False, rtol=1e-15
    )


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1]}),
        pd.DataFrame({"month": [], "KES": []}),
        pd.DataFrame({"month": ["2020-01"]}),
        pd.DataFrame({"month": ["2020-01"], "": ["x"], "KES": [1]}),
        pd.DataFrame([["2020-01", 1, 2]], columns=["month", "KES", "KES"]),
        pd.DataFrame([["2020-01", "x", "y", 2]], columns=["month", "rate", "currency", "rate"]),
    ],
)
def test_whatever_is_wrong_is_an_error_of_ours(table: pd.DataFrame) -> None:
    with pytest.raises(MigfundError, match=r"table of rates|No ISO|More than one|headings"):
        monthly(table)


def test_regression_two_neighbouring_months_are_swapped() -> None:
    year = ecb_rates().to_frame().loc["2019", "USD"]
    figures = year.groupby(year.index.month).mean().tolist()
    months = [f"2019-{n:02}" for n in range(1, 13)]
    for at in range(11):
        swapped = [*figures]
        swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
        table = pd.DataFrame({"month": months, "USD": swapped})
        if abs(figures[at] / figures[at + 1] - 1) < 0.003:  # another bank's rate is as far off
            continue
        with pytest.raises(CurrencyError, match=f"USD {months[at]}-01 and {months[at + 1]}-01"):
            read_rates(table, base="EUR", frequency="month")
        stated = read_rates(table, base="EUR", frequency="month", units={"USD": 1})
        assert stated.get("EUR", "USD", months[at]).rate == swapped[at]


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("frequency", ["month", "day"])
def test_regression_a_column_of_the_rows_before_or_after(frequency: str, step: int) -> None:
    figures = ecb_rates().to_frame().loc["2018":"2019", "TRY"]
    if frequency == "month":
        figures = figures.resample("MS").mean()
    table = pd.DataFrame({"date": figures.index, "TRY": figures.shift(step)}).dropna()
    what = "earlier" if step > 0 else "later"
    with pytest.raises(CurrencyError, match=f"TRY: those of a {frequency} {what}"):
        read_rates(table, base="EUR", frequency=frequency)  # type: ignore[arg-type]
    read_rates(table, base="EUR", frequency=frequency, units={"TRY": 1})  # type: ignore[arg-type]


def test_regression_one_figure_of_another_base() -> None:
    table = pd.DataFrame({"month": ["2020-01"], "CHF": [1.0765]})
    with pytest.raises(CurrencyError, match=r"'CHF: those for 1 EUR'.* pass base='EUR'"):
        monthly(table)
    rates = read_rates(table, base="EUR", frequency="month")
    assert rates.get("EUR", "CHF", "2020-01").rate == 1.0765


def test_regression_an_index_in_the_place_of_rates() -> None:
    table = pd.DataFrame({"year": [2018, 2019, 2020], "KES": [115.2, 118.9, 117.1]})
    with pytest.raises(CurrencyError, match="of other money"):
        read_rates(table, base="USD", frequency="year")


def test_serial_numbers_of_days_are_no_dates_of_another_form() -> None:
    table = pd.DataFrame({"date": ["43832", "43833"], "KES": [101.35, 101.4]})
    with pytest.raises(CurrencyError, match="serial numbers of days: give the cells") as caught:
        read_rates(table, base="USD")
    assert "origin='1899-12-30'" in str(caught.value)
    days = pd.to_datetime(table["date"].astype(int), unit="D", origin="1899-12-30")
    rates = read_rates(table.assign(date=days), base="USD")
    assert rates.get("USD", "KES", "2020-01-02").rate == 101.35


def test_a_year_among_months_is_to_be_dropped() -> None:
    table = pd.DataFrame({"month": ["2019-12", "2020-01", "2020"], "KES": [101.4, 101.1, 106.5]})
    with pytest.raises(CurrencyError, match="They are years: drop these rows"):
        monthly(table)


def test_days_that_were_taken_for_months() -> None:
    table = pd.DataFrame(
        {"date": ["02/01/2020", "03/01/2020", "06/01/2020"], "USD": [1.1193, 1.1147, 1.1194]}
    )
    with pytest.raises(CurrencyError, match="Or turn %d and %m in date_format"):
        read_rates(table, base="EUR", date_format="%m/%d/%Y")
    rates = read_rates(table, base="EUR", date_format="%d/%m/%Y", frequency="day")
    assert rates.get("EUR", "USD", "2020-01-06").rate == 1.1194


def test_regression_rates_at_the_ends_of_months_as_averages() -> None:
    days = ecb_rates().to_frame().loc["2018", "TRY"]
    ends = days.groupby(days.index.to_period("M")).last()
    table = pd.DataFrame({"month": ends.index.astype(str), "TRY": ends.to_numpy()})
    with pytest.raises(CurrencyError, match=r"TRY: those at the ends of .* pass kind='end'"):
        read_rates(table, base="EUR", frequency="month")
    rates = read_rates(table, base="EUR", frequency="month", kind="end")
    assert rates.get("EUR", "TRY", "2018-08").rate == ends.iloc[7]


@pytest.mark.parametrize("months", [1, 2, 3])
def test_the_advice_on_months_across_keeps_each_rate_in_its_month(months: int) -> None:
    across = pd.DataFrame({"Currency": ["KES", "ETB"], "Mar-20": [104.0, 32.7]})
    earlier = {"Jan-20": [100.8, 32.0], "Feb-20": [100.5, 32.3]}
    for place, name in enumerate(list(earlier)[3 - months :], 1):
        across.insert(place, name, earlier[name])
    with pytest.raises(ColumnsError, match="dates stand across") as caught:
        monthly(across)
    advice = re.search(r"try (table\..*\.T),", str(caught.value))
    assert advice is not None
    turned = eval(advice[1], {"table": across})
    rates = monthly(turned, date_format="%b-%y")
    assert rates.get("USD", "KES", "2020-03").rate == 104.0
    assert len(rates.to_frame()) == months


def test_a_long_table_with_amounts_and_dates_of_another_form() -> None:
    table = pd.DataFrame(
        {"Currency": ["forint", "dollar"], "Amount": [100, 1], "Code": ["HUF", "USD"]}
    ).assign(**{"Valid from": ["4-Mar-20", "4-Mar-20"], "Rate": [7.56, 22.8]})
    with pytest.raises(CurrencyError, match=r"Say how they are written: date_format='%d-%b-%y'"):
        read_rates(table, base="CZK", per="currency")
    rates = read_rates(table, base="CZK", per="currency", date_format="%d-%b-%y")
    assert round(rates.get("HUF", "CZK", "2020-03-04").rate, 6) == 0.0756
    undated = table.drop(columns="Valid from")
    with pytest.raises(ColumnsError, match="say of which day its rates are, as date='2020-03-31'"):
        read_rates(undated, base="CZK", per="currency")
    dated = read_rates(undated, base="CZK", per="currency", date="2020-03-04")
    assert round(dated.get("HUF", "CZK", "2020-03-04").rate, 6) == 0.0756


def test_the_advice_names_no_column_of_rates_where_there_are_several() -> None:
    table = pd.DataFrame({"Code": ["USD"], "Buy": [101.5], "Mean": [102.5], "Day": ["2020-03-02"]})
    with pytest.raises(ColumnsError, match=r"rates that you want \('Buy', 'Mean'\) to 'rate'"):
        read_rates(table, base="KES", per="currency")


def test_headings_of_the_ecb_under_another_base(write: Write) -> None:
    text = "Date,USD,JPY,GBP\n2020-03-02,102.5,0.94,131.1\n"
    rates = read_rates(write(text), base="KES", per="currency")
    assert round(rates.get("USD", "KES", "2020-03-02").rate, 6) == 102.5


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_nullable_and_arrow_columns_of_rates(backend: Any) -> None:
    day = pd.to_datetime(["2020-03-02", "2020-03-03"])
    for dates in (day, day.astype(str)):
        table = pd.DataFrame({"date": dates, "USD": [1.1122, None]})
        rates = read_rates(table.convert_dtypes(dtype_backend=backend), base="EUR")
        assert round(rates.get("EUR", "USD", "2020-03-02").rate, 6) == 1.1122
