"""Files of rates as their publishers write them (own small extracts), against a plain reading."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from currency_converter import CURRENCY_FILE

import migfund as mf
from migfund.errors import ColumnsError, CurrencyError, ReadError

UN = """\
Effective Date,Country,Currency,Code,Rate
01 Jan 2020,Kenya,Kenyan Shilling,KES,101.350
15 Jan 2020,Kenya,Kenyan Shilling,KES,100.500
01 Jan 2020,Togo,CFA Franc BCEAO,XOF,585.130
01 Jan 2020,Benin,CFA Franc BCEAO,XOF,585.130
"""
INFOREURO = """\
currencyIso,refCurrencyIso,amount,dateStart,dateEnd
GBP,EUR,0.85208,01/01/2020,31/01/2020
GBP,EUR,0.84230,01/02/2020,29/02/2020
"""
HMRC = """\
Country/Territories,Currency,Currency Code,Currency Units per £1,Start Date,End Date
Eurozone,Euro,EUR,1.1957,01/03/2020,31/03/2020
Benin,CFA Franc,XOF,784.33,01/03/2020,31/03/2020
Senegal,CFA Franc,XOF,784.33,01/03/2020,31/03/2020
"""
PORTAL = """\
KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,UNIT_MULT
EXR.M.USD.EUR.SP00.A,M,USD,EUR,SP00,A,2020-01,1.1100,0
EXR.M.USD.EUR.SP00.A,M,USD,EUR,SP00,A,2020-02,1.0905,0
EXR.M.GBP.EUR.SP00.A,M,GBP,EUR,SP00,A,2020-01,0.84927,0
"""
PORTAL_WIDE = """\
"DATE","TIME PERIOD","US dollar/Euro (EXR.D.USD.EUR.SP00.A)"
"2020-01-02","02 Jan 2020","1.1193"
"2020-01-03","03 Jan 2020","1.1147"
"""
NORGES = """\
FREQ;Frequency;BASE_CUR;Base Currency;QUOTE_CUR;Quote Currency;TENOR;Tenor;DECIMALS;CALCULATED;\
UNIT_MULT;Unit Multiplier;COLLECTION;Collection Indicator;TIME_PERIOD;OBS_VALUE
B;Business;SEK;Swedish krona;NOK;Norwegian krone;SP;Spot;2;false;2;Hundreds;C;x;2020-01-02;94.03
B;Business;USD;US dollar;NOK;Norwegian krone;SP;Spot;4;false;0;Units;C;x;2020-01-02;8.7922
"""
RIKSBANK = """\
Period;Grupp;Serie;Värde
2020-01-02;Valutor mot svenska kronor;1 EUR;10,4728
2020-01-02;Valutor mot svenska kronor;100 JPY;8,6175
"""
CANADA = """\
"TERMS AND CONDITIONS"
"https://www.bankofcanada.ca/terms/"

"OBSERVATIONS"
"date","FXAUDCAD","FXUSDCAD"
"2020-01-02","0.9071","1.2992"
"""
FRED = """\
observation_date,DEXUSEU,DEXUSUK,DEXJPUS,DEXCAUS
2020-01-01,,,,
2020-01-02,1.1166,1.3128,108.43,1.2983
"""
ENGLAND = """\
DATE,XUDLUSS,XUDLERS
02 Jan 2020,1.3147,1.1757
"""
FRANCE = """\
Titre :;Dollar australien (AUD);Dollar des Etats-Unis (USD)
Code série :;EXR.D.AUD.EUR.SP00.A;EXR.D.USD.EUR.SP00.A
Unité :;Dollar Australien (AUD);Dollar des Etats-Unis (USD)
Magnitude :;Unités (0);Unités (0)
Source :;BCE (Banque Centrale Européenne) (4F0);BCE (Banque Centrale Européenne) (4F0)
03/01/2020;1,6012;1,1147
02/01/2020;1,6006;1,1193
01/01/2020;-;-
"""
BUNDESBANK = """\
"";BBEX3.D.USD.EUR.BB.AC.000;BBEX3.D.USD.EUR.BB.AC.000_FLAGS;BBEX3.D.GBP.EUR.BB.AC.000;\
BBEX3.D.GBP.EUR.BB.AC.000_FLAGS
"";Euro-Referenzkurs der EZB / 1 EUR = ... USD;;Euro-Referenzkurs der EZB / 1 EUR = ... GBP;
Dezimalstellen;4;;5;
Einheit;USD;;GBP;
Stand vom;08.01.2021 16:00:09 Uhr;;08.01.2021 16:00:09 Uhr;
2020-01-01;.;Kein Wert vorhanden;.;Kein Wert vorhanden
2020-01-02;1,1193;;0,84828;
2020-01-03;1,1147;;0,85115;
"""
BUNDESBANK_MONTHS = """\
"",BBEX3.M.USD.EUR.BB.AC.A02,BBEX3.M.USD.EUR.BB.AC.A02_FLAGS
"",Euro foreign exchange reference rate of the ECB,
Decimals,4,
last update,2021-01-08 16:00:09,
2020-01,1.1100,
2020-02,1.0905,
"""
SNB = """\
"CubeId";"devkum"
"PublishingDate";"2020-04-01 14:30"

"Date";"D0";"D1";"Value"
"2020-01";"M0";"EUR1";"1.0765"
"2020-02";"M0";"EUR1";"1.0648"
"2020-01";"M0";"JPY100";"0.8870"
"2020-02";"M0";"JPY100";
"""
H10 = """\
"Series Description","SPOT EXCHANGE RATE - EURO AREA","JAPAN -- SPOT EXCHANGE RATE","Nominal index"
"Unit:","Currency:_Per_EUR","Currency:_Per_USD","Index:_1997_Jan_100"
"Multiplier:","1","1","1"
"Currency:","USD","JPY","NA"
"Unique Identifier: ","H10/H10/RXI$US_N.B.EU","H10/H10/RXI_N.B.JA","H10/H10/JRXWTFB_N.B"
"Time Period","RXI$US_N.B.EU","RXI_N.B.JA","JRXWTFB_N.B"
2020-01-01,ND,ND,ND
2020-01-02,1.1166,108.4300,114.1
"""
NOON = """\
"OBSERVATIONS"
"date","IEXE0101","IEXE0701","EUROCAE01"
"2015-06-01","1.2513","0.010037","1.3675"
"""
CANADA_TURNED = """\
"date","FXCADUSD"
"2020-01-02","0.7697"
"""
RUSSIA = """\
nominal;data;curs;cdx
1;06.03.2020;66,1854;Доллар США
1;05.03.2020;66,0784;Доллар США
"""
NORGES_SHORT = """\
FREQ;BASE_CUR;QUOTE_CUR;TENOR;TIME_PERIOD;OBS_VALUE
B;USD;NOK;SP;2020-01-02;8.7922
"""
ECB_CSV = """\
Date,USD,JPY,BGN,
2020-01-03,1.1147,120.05,1.9558,
2020-01-02,1.1193,121.75,1.9558,
"""


@pytest.mark.parametrize(
    ("text", "name", "pair", "when", "rate", "basis"),
    [
        (UN, "UN oper", ("USD", "KES"), "2020-01-14", 101.35, "rate in force"),
        (UN, "UN oper", ("USD", "KES"), "2020-01-15", 100.5, "rate in force"),
        (UN, "UN oper", ("USD", "XOF"), "2020-01-31", 585.13, "rate in force"),
        (INFOREURO, "InforEuro", ("EUR", "GBP"), "2020-01-31", 0.85208, "rate in force"),
        (INFOREURO, "InforEuro", ("GBP", "EUR"), "2020-02-29", 1 / 0.8423, "rate in force"),
        (PORTAL, "European Central Bank", ("EUR", "USD"), "2020-02", 1.0905, "month average"),
        (PORTAL, "European Central Bank", ("EUR", "GBP"), "2020-01", 0.84927, "month average"),
        (PORTAL_WIDE, "European Central Bank", ("EUR", "USD"), "2020-01-03", 1.1147, "day"),
        (HMRC, "HM Revenue & Customs", ("GBP", "XOF"), "2020-03-31", 784.33, "rate in force"),
        (NORGES, "Norges Bank", ("SEK", "NOK"), "2020-01-02", 0.9403, "day"),
        (NORGES, "Norges Bank", ("USD", "NOK"), "2020-01-02", 8.7922, "day"),
        (RIKSBANK, "Sveriges Riksbank", ("EUR", "SEK"), "2020-01-02", 10.4728, "day"),
        (RIKSBANK, "Sveriges Riksbank", ("JPY", "SEK"), "2020-01-02", 0.086175, "day"),
        (CANADA, "Bank of Canada", ("USD", "CAD"), "2020-01-02", 1.2992, "day"),
        (FRED, "Federal Reserve H.10", ("EUR", "USD"), "2020-01-02", 1.1166, "day"),
        (FRED, "Federal Reserve H.10", ("GBP", "USD"), "2020-01-02", 1.3128, "day"),
        (FRED, "Federal Reserve H.10", ("USD", "JPY"), "2020-01-02", 108.43, "day"),
        (ENGLAND, "Bank of England", ("GBP", "USD"), "2020-01-02", 1.3147, "day"),
        (FRANCE, "Banque de France", ("EUR", "AUD"), "2020-01-02", 1.6006, "day"),
        (BUNDESBANK, "Deutsche Bundesbank", ("EUR", "USD"), "2020-01-03", 1.1147, "day"),
        (BUNDESBANK, "Deutsche Bundesbank", ("EUR", "GBP"), "2020-01-02", 0.84828, "day"),
        (BUNDESBANK_MONTHS, "Deutsche Bun", ("EUR", "USD"), "2020-02", 1.0905, "month average"),
        (SNB, "Swiss National Bank", ("EUR", "CHF"), "2020-02", 1.0648, "month average"),
        (SNB, "Swiss National Bank", ("JPY", "CHF"), "2020-01", 0.00887, "month average"),
        (H10, "Federal Reserve H.10", ("EUR", "USD"), "2020-01-02", 1.1166, "day"),
        (H10, "Federal Reserve H.10", ("USD", "JPY"), "2020-01-02", 108.43, "day"),
        (NOON, "Bank of Canada, noon", ("USD", "CAD"), "2015-06-01", 1.2513, "day"),
        (NOON, "Bank of Canada, noon", ("EUR", "CAD"), "2015-06-01", 1.3675, "day"),
        (CANADA_TURNED, "Bank of Canada", ("CAD", "USD"), "2020-01-02", 0.7697, "day"),
        (RUSSIA, "Bank of Russia", ("USD", "RUB"), "2020-03-05", 66.0784, "day"),
        (NORGES_SHORT, "Norges Bank", ("USD", "NOK"), "2020-01-02", 8.7922, "day"),
        (ECB_CSV, "ECB euro reference rates", ("EUR", "JPY"), "2020-01-02", 121.75, "day"),
    ],
)
@pytest.mark.parametrize("frame", [False, True])
def test_a_published_file_needs_no_options(
    tmp_path: Path, text: str, name: str, pair: Any, when: str, rate: float, basis: str, frame: bool
) -> None:
    path: Any = tmp_path / "published.csv"
    path.write_text(text, encoding="utf-8")
    if frame:
        top = {CANADA: 4, FRANCE: 1, SNB: 3, H10: 5, NOON: 1}.get(text, 0)
        path = pd.read_csv(
            io.StringIO(text), sep=";" if ";" in text else ",", skiprows=top, dtype=str
        )
    rates = mf.read_rates(path)
    found = rates.get(*pair, when)
    assert found.rate == pytest.approx(rate, rel=1e-12)
    assert found.basis == basis
    assert rates.source.startswith(name)


def test_a_monthly_series_of_fred_is_monthly(tmp_path: Path) -> None:
    path = tmp_path / "fred.csv"
    path.write_text("observation_date,EXUSUK\n2019-12-01,1.3105\n2020-01-01,1.3076\n")
    assert mf.read_rates(path).get("GBP", "USD", "2020-01-20").basis == "month average"
    path.write_text("observation_date,AEXUSUK\n2018-01-01,1.3363\n2019-01-01,1.2768\n")
    assert mf.read_rates(path).get("GBP", "USD", "2019").rate == pytest.approx(1.2768)
    path.write_text("observation_date,AEXUSUK,DEXJPUS\n2018-01-01,1.3363,110.4\n")
    with pytest.raises(ColumnsError, match="have several: frequency 'year', 'day'"):
        mf.read_rates(path)


def test_several_bases_or_frequencies_are_chosen_among(tmp_path: Path) -> None:
    path = tmp_path / "portal.csv"
    path.write_text(PORTAL + "EXR.A.USD.EUR.SP00.A,A,USD,EUR,SP00,A,2020,1.1422,0\n")
    with pytest.raises(ColumnsError, match=r"'FREQ' has several .*'month', 'year'.*ency='month'"):
        mf.read_rates(path)
    rates = mf.read_rates(path, frequency="month")
    assert rates.get("EUR", "USD", "2020-01").rate == 1.11
    assert mf.read_rates(path, frequency="year").get("EUR", "USD", "2020").rate == 1.1422
    with pytest.raises(ColumnsError, match=r"'FREQ' has several .*'month', 'year'.*ency='month'"):
        mf.read_rates(path, frequency="day")


def test_regression_a_form_is_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "norges.csv"
    path.write_text(NORGES.replace("false;2;Hundreds", "false;0;Units"))
    with pytest.raises(CurrencyError, match=r"other units .* Pass units=\{'SEK': 100\}:"):
        mf.read_rates(path)
    rates = mf.read_rates(path, units={"SEK": 100})
    assert rates.get("SEK", "NOK", "2020-01-02").rate == pytest.approx(0.9403)


def newer(tmp_path: Path, change: Any = None) -> Path:
    """Write the ECB's file of today with a day more and without ended currencies, zipped."""
    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        text = archive.read("eurofxref-hist.csv").decode()
    table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    first = table.iloc[0].copy()
    first["Date"], first["USD"] = "2026-11-02", "1.2345"
    table = pd.concat([first.to_frame().T, table]).drop(columns=["HRK", "EEK", "RUB", "TRL"])
    table = table if change is None else change(table)
    path = tmp_path / "eurofxref-hist.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eurofxref-hist.csv", table.to_csv(index=False))
    return path


def test_a_newer_file_of_the_ecb_keeps_laws_parities_and_ended_currencies(tmp_path: Path) -> None:
    path, bundled = newer(tmp_path), mf.ecb_rates()
    rates = mf.ecb_rates(path)
    assert set(rates.currencies) == set(bundled.currencies)
    assert set(rates.fixed) == set(bundled.fixed)
    assert str(rates.as_of) == "2026-11-02"
    assert rates.source == "ECB euro reference rates to 2026-11-02 (eurofxref-hist.zip)"
    assert rates.get("EUR", "USD", "2026-11-02").rate == 1.2345
    assert rates.get("XOF", "USD", "2026-11-02").rate == pytest.approx(1.2345 / 655.957)
    for code in ("BAM", "DEM", "HRK"):
        for day in ("2019-03-05", "2026-11-02"):
            old = bundled.get(code, "EUR", min(day, "2026-10-30"))
            assert rates.get(code, "EUR", day).rate == old.rate
    assert rates.get("RUB", "EUR", "2019").rate == bundled.get("RUB", "EUR", "2019").rate
    with zipfile.ZipFile(path) as archive:
        archive.extract("eurofxref-hist.csv", tmp_path)
    plain = mf.ecb_rates(tmp_path / "eurofxref-hist.csv")
    pd.testing.assert_frame_equal(plain.to_frame(), rates.to_frame())


def test_days_after_the_last_published_one_are_missing() -> None:
    rates = mf.ecb_rates()
    last = pd.Timestamp(rates.as_of)
    following = pd.bdate_range(last, periods=2)[1]
    for code in ("EUR", "XOF", "GBP"):
        with pytest.raises(CurrencyError, match="is after the last rate"):
            rates.get(code, "USD", f"{following:%Y-%m-%d}")
    for day in ("2008-12-10", "2008-12-12", "2008-12-15"):
        with pytest.raises(CurrencyError, match="no rate from ISK to EUR"):
            rates.get("ISK", "EUR", day)
    assert rates.get("ISK", "EUR", "2008-12-09").rate == pytest.approx(1 / 290)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda t: t.assign(USD="2.0"), "other figures than the ECB's"),
        (lambda t: t.iloc[5:], "ends on 2026-10-2"),
        (lambda t: t.rename(columns={"USD": "Dollar"}), "no currencies: 'Dollar'"),
        (lambda t: t.rename(columns={"Date": "Day"}), "is no file of the ECB's rates"),
        (lambda t: t.assign(USD="x"), "is no file of the ECB's rates"),
    ],
)
def test_other_files_are_none_of_the_ecb(tmp_path: Path, change: Any, match: str) -> None:
    with pytest.raises(ReadError, match=match):
        mf.ecb_rates(newer(tmp_path, change))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    for path in (tmp_path / "none.csv", tmp_path / "broken.zip"):
        with pytest.raises(ReadError, match="is no file of the ECB's rates"):
            mf.ecb_rates(path)
    with pytest.raises(ReadError, match="are no file: 5"):
        mf.ecb_rates(5)  # type: ignore[arg-type]


def test_observations_of_the_bank_of_canada_in_json(tmp_path: Path) -> None:
    path = tmp_path / "valet.json"
    path.write_text(
        '{"seriesDetail": {"FXUSDCAD": {"label": "USD/CAD"}}, "observations": '
        '[{"d": "2020-01-02", "FXUSDCAD": {"v": "1.2992"}, "FXJPYCAD": {"v": "0.01197"}},'
        ' {"d": "2020-01-03", "FXUSDCAD": {"v": "1.2993"}}]}'
    )
    rates = mf.read_rates(path)
    assert rates.get("USD", "CAD", "2020-01-03").rate == pytest.approx(1.2993)
    assert rates.get("JPY", "CAD", "2020-01-02").rate == pytest.approx(0.01197)
    path.write_text('{"rates": [1]}')
    with pytest.raises(
        ReadError, match=r"no rows of currencies were found\. Pass a table: pd\.DataFrame"
    ):
        mf.read_rates(path)


def test_averages_and_ends_of_the_swiss_national_bank(tmp_path: Path) -> None:
    path = tmp_path / "snb.csv"
    path.write_text(SNB + '"2020-01";"M1";"EUR1";"1.0690"\n')
    with pytest.raises(ColumnsError, match=r"'D0' has several .* kind='average'"):
        mf.read_rates(path)
    assert mf.read_rates(path, kind="average").get("EUR", "CHF", "2020-01").rate == pytest.approx(
        1.0765
    )
    ends = mf.read_rates(path, kind="end")
    assert ends.get("EUR", "CHF", "2020-01").rate == pytest.approx(1.069)


def test_the_bank_of_russia_with_russian_headings(tmp_path: Path) -> None:
    path = tmp_path / "russia.csv"
    path.write_text(
        "Цифр. код;Букв. код;Единиц;Валюта;Курс\n840;USD;1;Доллар США;66,1854\n"
        "392;JPY;100;Японских иен;61,7000\n"
    )
    with pytest.raises(ColumnsError, match=r"of Bank of Russia: .* day .* date='2020-03-31'"):
        mf.read_rates(path)
    rates = mf.read_rates(path, date="2020-03-06")
    assert rates.get("JPY", "RUB", "2020-03-06").rate == pytest.approx(0.617)


def test_exports_of_xe_and_oanda(tmp_path: Path) -> None:
    path = tmp_path / "xe.csv"
    path.write_text(
        "Currency,Name,Units per USD,USD per unit\nKES,Kenyan Shilling,101.35,0.009867\n"
    )
    rates = mf.read_rates(path, date="2020-01-03")
    assert rates.get("USD", "KES", "2020-01-03").rate == 101.35
    path.write_text('Currency interbank 0%\n\n"End Date","USD/EUR"\n2020-01-03,0.8971\n')
    rates = mf.read_rates(path, base="USD")
    assert rates.get("USD", "EUR", "2020-01-03").rate == 0.8971
    with pytest.raises(CurrencyError, match=r"other way round .* per='currency'"):
        mf.read_rates(path, base="EUR")
    assert (
        mf.read_rates(path, base="EUR", per="currency").get("USD", "EUR", "2020-01-03").rate
        == 0.8971
    )


@pytest.mark.parametrize("heading", ["Datum", "Fecha", "Дата", "Day", "Period"])
def test_headings_of_dates_in_other_words(heading: str) -> None:
    table = pd.DataFrame({heading: ["2020-01-03"], "KES": [101.35]})
    assert mf.read_rates(table, base="USD").get("USD", "KES", "2020-01-03").rate == 101.35
