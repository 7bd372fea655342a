"""Files and services of national banks: known by what their columns hold, in XML and JSON too."""

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import FUZZ

import migfund as mf
from migfund.errors import ColumnsError, CurrencyError, ReadError

DAYS = ["2020-01-30", "2020-01-31", "2020-02-03"]
BASES = {"CZK": ("USD", "HUF"), "UAH": ("USD", "HUF"), "KES": ("USD", "JPY")}


def quotes(base: str, units: int = 100) -> list[tuple[str, str, int, float]]:
    """Return plausible rates: day, code, for how many units, and the figure."""
    known = mf.ecb_rates() | mf.world_rates()
    found = []
    for at, day in enumerate(DAYS):
        for code, count in zip(BASES[base], (1, units), strict=True):
            rate = known.get(code, base, day).rate * (1 + 0.0003 * at)
            found.append((day, code, count, round(rate * count, 4)))
    return found


def same(rates: Any, base: str, said: list[tuple[str, str, int, float]]) -> None:
    for day, code, count, figure in said:
        got = rates.get(code, base, day).rate
        assert got == pytest.approx(figure / count, rel=1e-9)


UNITS = [10, 100, 1000]
HEADINGS = [
    "Datum;země;měna;množství;kód;kurz", "Дата;Країна;Назва;Кількість;Код;Курс",
    "Date;Country;Currency;Amount;Code;Rate", "Tarih;Ülke;Adı;Birim;Kodu;Kur",
    "When;Where;What;Units;ISO;Mean", "date;country;name;unit;currency;rate",
]  # fmt: skip
LONG = [
    (base, units, headings)
    for at, base in enumerate(BASES)
    for by, headings in enumerate(HEADINGS, at)
    for number, units in enumerate(UNITS, by)
    if FUZZ or number % 3 == 0
]
"""Each base under all headings, with another number of units each; with all by `make fuzz`."""


@pytest.mark.parametrize(("base", "units", "headings"), LONG)
def test_a_long_table_of_any_bank(tmp_path: Path, base: str, units: int, headings: str) -> None:
    said = quotes(base, units)
    lines = [f"{day};x;y;{count};{code};{figure}" for day, code, count, figure in said]
    path = tmp_path / "bank.csv"
    path.write_text(
        "\n".join(["Bank;official;rates;of;foreign;money;daily", headings, *lines]),
        encoding="utf-8",
    )
    same(mf.read_rates(path, base=base, per="currency"), base, said)
    # A number of the code, as ISO 4217 has it, is no rate.
    numbered = [f"{line};{840 if 'USD' in line else 348}" for line in lines]
    path.write_text("\n".join([f"{headings};Nr", *numbered]), encoding="utf-8")
    same(mf.read_rates(path, base=base, per="currency"), base, said)


def test_several_columns_of_figures_are_for_the_reader_to_choose_from(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    lines = [f"{day},{code},{figure},{figure + 0.1}" for day, code, _, figure in quotes("KES", 1)]
    path.write_text("\n".join(["Day,Code,Buying,Selling", *lines]))
    with pytest.raises(ColumnsError, match=r"rates that you want \('Buying', 'Selling'\)"):
        mf.read_rates(path, base="KES", per="currency")


def test_a_row_of_units_below_the_currencies(tmp_path: Path) -> None:
    said = quotes("KES")
    figures = {(day, code): figure for day, code, _, figure in said}
    lines = [f"{day},{figures[day, 'USD']},{figures[day, 'JPY']}" for day in DAYS]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(["Dátum/ISO,USD,JPY", "Egység,1,100", *lines]), encoding="utf-8")
    same(mf.read_rates(path, base="KES", per="currency"), "KES", said)


def _xml(said: list[tuple[str, str, int, float]], form: str) -> str:
    if form == "bnr":
        rows = "".join(
            f'<Cube date="{day}"><Rate currency="{code}" multiplier="{count}">{figure}</Rate>'
            "</Cube>"
            for day, code, count, figure in said
        )
        return (
            f'<DataSet xmlns="http://x"><Header><Publisher>B</Publisher></Header>{rows}</DataSet>'
        )
    if form == "ecb":
        rows = "".join(
            f'<Cube time="{day}"><Cube currency="{code}" unit="{count}" rate="{figure}"/></Cube>'
            for day, code, count, figure in said
        )
        return f'<g:Envelope xmlns:g="http://g" xmlns="http://x"><Cube>{rows}</Cube></g:Envelope>'
    rows = "".join(
        f"<Item><Date>{day}</Date><Ccy>{code}</Ccy><Nominal>{count}</Nominal><Value>{figure}</Value>"
        "</Item>"
        for day, code, count, figure in said
    )
    return f"<?xml version='1.0'?><!-- rates --><List>{rows}</List>"


@pytest.mark.parametrize("form", ["bnr", "ecb", "elements"])
def test_rates_in_xml(tmp_path: Path, form: str) -> None:
    said = quotes("KES")
    path = tmp_path / "rates.xml"
    path.write_text(_xml(said, form), encoding="utf-8")
    same(mf.read_rates(path, base="KES", per="currency"), "KES", said)


def _json(said: list[tuple[str, str, int, float]], form: str) -> Any:
    if form == "flat":
        return [{"cc": code, "txt": "x", "n": n, "v": f, "day": day} for day, code, n, f in said]
    if form == "tables":
        return [
            {"table": "A", "day": day, "rates": [{"name": "x", "code": code, "unit": n, "mid": f}]}
            for day, code, n, f in said
        ]
    by_day: dict[str, dict[str, float]] = {}
    for day, code, count, figure in said:
        by_day.setdefault(day, {})[code] = figure / count
    return {"amount": 1.0, "base": "KES", "start_date": DAYS[0], "rates": by_day}


@pytest.mark.parametrize("form", ["flat", "tables", "by day"])
def test_rates_in_json(tmp_path: Path, form: str) -> None:
    said = quotes("KES")
    path = tmp_path / "rates.json"
    path.write_text(json.dumps(_json(said, form)))
    same(mf.read_rates(path, base="KES", per="currency"), "KES", said)


@pytest.mark.parametrize("text", ["<p>no rates</p>", "<a><b></a>", "[1, 2]", '{"a": [', "<a/>"])
def test_xml_and_json_without_rates(tmp_path: Path, text: str) -> None:
    path = tmp_path / "none"
    path.write_text(text)
    with pytest.raises(ReadError, match=r"no rows of currencies were found\. Pass a table"):
        mf.read_rates(path, base="KES")


def test_a_broken_parquet_file_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "rates.parquet"
    path.write_bytes(b"PAR1 and nothing else")
    with pytest.raises(mf.ReadError, match="is neither Parquet nor JSON"):
        mf.read_rates(path, base="USD")


def test_parquet_and_labels_of_sdmx(tmp_path: Path) -> None:
    said = quotes("KES", 1)
    table = pd.DataFrame(said, columns=["date", "currency", "unit", "rate"])
    table.to_parquet(tmp_path / "rates.parquet")
    same(mf.read_rates(tmp_path / "rates.parquet", base="KES", per="currency"), "KES", said)
    bis = (
        "FREQ:Frequency,REF_AREA:Area,CURRENCY:Currency,COLLECTION:Collection,TIME_PERIOD:Time,"
        'OBS_VALUE:Value\nM: Monthly,KE: Kenya,KES: Shilling,"A: Average, of days",2020-01,100.9\n'
    )
    (tmp_path / "bis.csv").write_text(bis)
    rates = mf.read_rates(tmp_path / "bis.csv")
    assert rates.get("USD", "KES", "2020-01").rate == pytest.approx(100.9)


EUROSTAT = "A,{kind},NAC,USD\t1.1297 \t1.1810 b\t1.1195 p\n"


def test_eurostats_rates(tmp_path: Path) -> None:
    path = tmp_path / "ert.tsv"
    heading = "freq,statinfo,unit,currency\\TIME_PERIOD\t2017 \t2018 \t2019 \n"
    path.write_text(heading + EUROSTAT.format(kind="AVG"))
    assert mf.read_rates(path).get("EUR", "USD", "2019").rate == pytest.approx(1.1195)
    path.write_text(heading + EUROSTAT.format(kind="AVG") + EUROSTAT.format(kind="END"))
    with pytest.raises(ColumnsError, match=r"several values: 'average', 'end'. Say which"):
        mf.read_rates(path)


def test_the_polish_and_the_turkish_bank(tmp_path: Path) -> None:
    nbp = (
        "data;1USD;100HUF;nr tabeli;pełny numer tabeli;\n;dolar;forint;;;\n"
        "20200102;3,8000;1,1516;1;001/A/NBP/2020;\n20200103;3,8213;1,1527;2;002/A/NBP/2020;\n"
        "kod ISO;USD;HUF;;;\nliczba jednostek;1;100;;;\n"
    )
    for encoding in ("cp1250", "utf-8"):
        (tmp_path / "nbp.csv").write_text(nbp, encoding=encoding)
        rates = mf.read_rates(tmp_path / "nbp.csv")
        assert rates.get("HUF", "PLN", "2020-01-03").rate == pytest.approx(0.011527)
    evds = "Tarih,TP DK USD A YTL,TP DK EUR A YTL\n02-01-2020,5.9370,6.6506\n"
    evds += "03-01-2020,5.9512,6.6440\n"
    (tmp_path / "evds.csv").write_text(evds)
    rates = mf.read_rates(tmp_path / "evds.csv")
    assert rates.get("EUR", "TRY", "2020-01-03").rate == pytest.approx(6.6440)


@pytest.mark.parametrize("frequency", ["year", "month"])
@pytest.mark.parametrize("form", ["{}/{:02}", "{}-{:02}", "{}/20{:02}", "{} - {:02}"])
def test_regression_fiscal_years_were_calendar_years_or_months(form: str, frequency: Any) -> None:
    dates = [form.format(year, year % 100 + 1) for year in (2009, 2010, 2011)]
    table = pd.DataFrame({"date": dates, "KES": [77.4, 79.2, 88.8]})
    with pytest.raises(CurrencyError, match=r"fiscal years .* kind='in force'"):
        mf.read_rates(table, base="USD", frequency=frequency)
    with pytest.raises(CurrencyError, match="fiscal years"):
        mf.read_rates(table[:2], base="USD", frequency=frequency)
    begun = table.assign(date=["2009-07-01", "2010-07-01", "2011-07-01"])
    rates = mf.read_rates(begun, base="USD", kind="in force", units={"KES": 1})
    assert rates.get("USD", "KES", "2011-01-15").rate == pytest.approx(79.2)
    months = pd.DataFrame({"date": ["2010-11", "2010-12"], "KES": [80.5, 80.6]})
    assert mf.read_rates(months, base="USD", frequency="month").currencies == ("USD", "KES")


def test_units_that_all_known_currencies_have_are_those_of_the_others() -> None:
    known = mf.ecb_rates() | mf.world_rates()
    days = pd.DataFrame({"date": DAYS})
    for code in ("EUR", "USD", "JPY"):
        days[code] = [round(100 * known.get(code, "DKK", day).rate, 4) for day in DAYS]
    table = days.assign(KPW=[0.75, 0.76, 0.75])
    with pytest.raises(CurrencyError, match=r"'KPW': 100") as caught:
        mf.read_rates(table, base="DKK", per="currency")
    assert "'JPY': 100" in str(caught.value)


@pytest.mark.parametrize(
    ("other", "remedy"),
    [
        ({"base": ["EUR", "USD"]}, "table[table['base'] == 'EUR']"),
        ({"quote_currency": ["EUR", "GBP"]}, "table[table['quote_currency'] == 'EUR']"),
        ({"type": ["Average", "End of period"]}, "table[table['type'] == 'Average']"),
        ({"tenor": ["Spot", "3M"]}, "table[table['tenor'] == 'Spot']"),
    ],
)
def test_regression_rates_of_two_bases_or_kinds_in_one_table(
    other: dict[str, list[str]], remedy: str
) -> None:
    said = {"date": ["2020-03-02"] * 2, "currency": ["KES", "UGX"], "rate": [114.2, 3700.0]}
    table = pd.DataFrame(said | other)
    with pytest.raises(ColumnsError, match=re.escape(f"Keep the rows of one: {remedy}.")):
        mf.read_rates(table, base="EUR")
    assert mf.read_rates(table.iloc[:1], base="EUR").currencies == ("EUR", "KES")


def test_columns_that_say_the_same_of_a_currency_are_no_others() -> None:
    table = pd.DataFrame(
        {"day": ["2020-03-02"] * 2, "Kod": ["usd", "jpy"], "Unit": ["1 USD", "100 JPY"],
         "series": ["RER_USD_ILS", "RER_JPY_ILS"], "counter": "ILS", "figure": [3.474, 3.2166]}
    )  # fmt: skip
    rates = mf.read_rates(table, base="ILS", per="currency")
    assert rates.get("JPY", "ILS", "2020-03-02").rate == pytest.approx(0.032166, rel=1e-12)


@pytest.mark.parametrize(
    "written", ["2020.03.02.", "March 02, 2020", "March 2, 2020", "2 mars 2020"]
)
def test_days_in_the_manner_of_other_offices(written: str) -> None:
    table = pd.DataFrame({"date": [written], "KES": [102.5]})
    assert mf.read_rates(table, base="USD").get("USD", "KES", "2020-03-02").rate == 102.5


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Ene20", "%b%y"),
        ("janv-20", "%b-%y"),
        ("Januar 20", "%b %y"),
        ("2020-01-28T17:00:46.000Z", "%Y-%m-%dT%H:%M:%S.%fZ"),
    ],
)
def test_the_form_of_dates_that_a_message_names_reads_them(written: str, form: str) -> None:
    table = pd.DataFrame({"date": [written], "KES": [101.0]})
    with pytest.raises(CurrencyError, match=re.escape(f"date_format={form!r}")):
        mf.read_rates(table, base="USD", frequency="month")
    rates = mf.read_rates(table, base="USD", frequency="month", date_format=form)
    assert rates.get("USD", "KES", "2020-01").rate == 101


def test_advice_on_columns_that_are_no_currencies(tmp_path: Path) -> None:
    given = pd.DataFrame({"name": ["x"], "code": ["KES"], "no": ["7"], "rate of": ["102.5"]})
    with pytest.raises(ColumnsError, match="rename 'code' to 'currency', the column of the rates"):
        mf.read_rates(given.assign(other="7.5"), base="USD", date="2020-03-02")
    # The base in each row is no currency of a long table.
    base = pd.DataFrame({"date": ["2020-03-02"], "valor": ["102.5"], "unidad": ["KES"]})
    with pytest.raises(ColumnsError, match="needs a column date and a column a currency"):
        mf.read_rates(base, base="KES", per="currency")
    # As many semicolons as decimal commas: the semicolons part the cells.
    path = tmp_path / "matrix.csv"
    path.write_text("Day;January;February\n1;101,35;100,50\n2;101,30;100,55\n")
    with pytest.raises(ColumnsError, match="headings: 'January', 'February'"):
        mf.read_rates(path, base="USD", decimal=",")


@pytest.mark.parametrize(
    ("year", "month", "cells"), [("År", "Måned", ["januar", "februar"]), ("Año", "Mes", ["1", "2"])]
)
def test_years_and_months_in_two_columns(year: str, month: str, cells: list[str]) -> None:
    table = pd.DataFrame({year: ["2020"] * 2, month: cells, "KES": [100.9, 100.6]})
    rates = mf.read_rates(table, base="USD", frequency="month")
    assert rates.get("USD", "KES", "2020-02").rate == 100.6


def test_whole_rates_of_one_day_are_no_numbers_of_codes() -> None:
    table = pd.DataFrame({"Day": "2020-01-03", "ISO": ["KES", "UGX"], "Mean": [101, 3700]})
    rates = mf.read_rates(table, base="USD")
    assert [rates.get("USD", code, "2020-01-03").rate for code in ("KES", "UGX")] == [101, 3700]


def test_a_column_called_rate_among_other_figures() -> None:
    table = pd.DataFrame({"Day": ["2020-01-03", "2020-01-06"], "ISO": "KES"})
    table = table.assign(Rate=[101.35, 101.4], Change=[0.4, 0.05])
    assert mf.read_rates(table, base="USD").get("USD", "KES", "2020-01-03").rate == 101.35


def test_a_rate_for_no_units() -> None:
    table = pd.DataFrame({"date": ["2020-01-03"], "currency": "KES", "rate": 101.0, "units": 0})
    with pytest.raises(CurrencyError, match=r"no number of units \(1 rows\): 0\.0"):
        mf.read_rates(table, base="USD")


def test_three_days_that_may_be_three_months() -> None:
    dates = ["2020-01-01", "2020-01-02", "2020-01-03"]
    table = pd.DataFrame({"date": dates, "KES": [101.3, 101.4, 101.2]})
    with pytest.raises(CurrencyError, match="first days of January"):
        mf.read_rates(table, base="USD")
    assert len(mf.read_rates(table, base="USD", frequency="day").to_frame()) == 3
    assert len(mf.read_rates(table[:2], base="USD").to_frame()) == 2
