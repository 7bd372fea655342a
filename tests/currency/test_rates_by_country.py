"""Rates by country: the World Bank's, the IMF's and the OECD's, as rates by currency."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from migfund.codelists import codelist_rows, currencies
from migfund.currency.own import read_rates
from migfund.errors import CurrencyError

# Units for a dollar as the World Bank has them, of 2014, 2018 and 2019.
FIGURES: dict[tuple[str, str], list[float | None]] = {
    ("Kenya", "KEN"): [87.922, 101.302, 101.991],
    ("Germany", "DEU"): [0.7537, 0.8468, 0.8933],
    ("France", "FRA"): [0.7537, 0.8468, 0.8933],
    ("Lithuania", "LTU"): [2.6009, 0.8468, 0.8933],
    ("Zambia", "ZMB"): [6.1528, 10.4581, 12.8900],
    ("Belarus", "BLR"): [1.0216, 2.0371, 2.0914],
    ("Zimbabwe", "ZWE"): [None, None, 16.45],
}
YEARS = [2014, 2018, 2019]
LONG = [
    (name, code, year, figure)
    for (name, code), figures in FIGURES.items()
    for year, figure in zip(YEARS, figures, strict=True)
    if figure is not None
]


def wide(**said: str) -> pd.DataFrame:
    rows = [[name, code, *said.values(), *figures] for (name, code), figures in FIGURES.items()]
    return pd.DataFrame(rows, columns=["Country Name", "Country Code", *said, *map(str, YEARS)])


def long(code: str, year: str, value: str, **said: str) -> pd.DataFrame:
    table = pd.DataFrame(LONG, columns=["name", code, year, value])
    return table.drop(columns="name").assign(**said)


NAME = "Official exchange rate (LCU per US$, period average)"
IMF = "Exchange Rates, Domestic Currency per U.S. Dollar, Period Average, Rate"
TABLES = {
    "World Bank, wide": wide(**{"Indicator Name": NAME, "Indicator Code": "PA.NUS.FCRF"}),
    "World Bank, long": long("economy", "year", "PA.NUS.FCRF"),
    "World Bank, DataBank": wide(**{"Series Name": NAME, "Series Code": "PA.NUS.FCRF"}).rename(
        columns={str(year): f"{year} [YR{year}]" for year in YEARS}
    ),
    "IMF, IFS": wide(**{"Indicator Name": IMF, "Indicator Code": "ENDA_XDC_USD_RATE"}).assign(
        **{"Country Code": 111}
    ),
    "IMF, new": wide(INDICATOR="Domestic currency per U.S. Dollar", TYPE="Period average").drop(
        columns="Country Code"
    ),
    "OECD": long("LOCATION", "TIME", "Value", INDICATOR="EXCH", MEASURE="NATUSD"),
}


@pytest.mark.parametrize("form", TABLES)
def test_the_published_forms(form: str) -> None:
    table = TABLES[form]
    rates = read_rates(table)
    assert set(rates.currencies) == {"USD", "KES", "EUR", "ZMW", "BYN"}
    for code, year, figure in [
        ("KES", 2018, 101.302),
        ("EUR", 2014, 0.7537),
        ("EUR", 2019, 0.8933),
        ("ZMW", 2014, 6.1528),
        ("BYN", 2018, 2.0371),
    ]:
        assert rates.get("USD", code, str(year)).rate == figure
    assert rates.source == f"{form.split(',')[0]}, rates by country"
    # Litas or euros, roubles of which money, dollars or bonds: unsure.
    assert "3 figures left out" in rates.notes[1]
    for place in ("LTU 2014 to 2014", "BLR 2014 to 2014", "ZWE 2019 to 2019"):
        assert place in rates.notes[1]
    assert "for other countries" in rates.notes[2]


def test_a_file_of_one_year(tmp_path: Path) -> None:
    table = TABLES["World Bank, wide"].drop(columns=["2014", "2019"])
    table.to_csv(tmp_path / "API.csv", index=False)
    for source in (table, tmp_path / "API.csv"):
        rates = read_rates(source)
        assert (rates.first.year, rates.last.year) == (2018, 2018)
        assert rates.get("USD", "KES", "2018").rate == 101.302


def test_other_series_of_the_file_are_not_taken(tmp_path: Path) -> None:
    right = TABLES["World Bank, wide"]
    other = right.assign(
        **{"Indicator Name": "DEC alternative conversion factor", "Indicator Code": "PA.NUS.ATLS"},
        **{str(year): 7.0 for year in YEARS},
    )
    path = tmp_path / "API.csv"
    title = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-12-16",\n\n'
    path.write_text(title + pd.concat([other, right]).to_csv(index=False))
    assert read_rates(path).get("USD", "KES", "2018").rate == 101.302
    assert read_rates(path).source == "World Bank, rates by country (API.csv)"
    ends = wide(INDICATOR="Domestic currency per U.S. Dollar", TYPE="End of period")
    both = pd.concat(
        [ends.assign(**{"2018": 7.0}), TABLES["IMF, new"].reindex(columns=ends.columns)]
    )
    both["TYPE"] = ["End of period"] * 7 + ["Period average"] * 7
    both["INDICATOR"] = "Domestic currency per U.S. Dollar"
    assert read_rates(both).get("USD", "KES", "2018").rate == 101.302


@pytest.mark.parametrize(
    ("known", "other"), [("KEN", "XYZ"), ("Kenya", "Elsewhere")], ids=["codes", "names"]
)
def test_a_column_of_countries_has_more_countries_than_other_words(known: str, other: str) -> None:
    table = pd.DataFrame(
        {
            "PLACE": [known, other, known],
            "INDICATOR": "Domestic currency per U.S. Dollar",
            "TYPE": "Period average",
            "2018": [101.302, 5, 101.302],
            "2019": [101.991, 5, 101.991],
        }
    )
    assert read_rates(table).get("USD", "KES", "2018").rate == 101.302
    with pytest.raises(CurrencyError, match="no currency besides its base USD"):
        read_rates(table[:2])


def test_figures_that_cannot_be_of_the_countrys_money_are_refused() -> None:
    table = TABLES["World Bank, wide"].copy()
    table.loc[table["Country Code"] == "KEN", "2018"] = 0.8468
    with pytest.raises(CurrencyError, match="KES"):
        read_rates(table, allow_jumps=True)


def test_the_list_of_currencies_is_sound() -> None:
    rows = codelist_rows("country_currencies")
    places = {row["iso3"] for row in codelist_rows("countries")}
    assert {row["currency"] for row in rows} <= currencies()
    assert {row["iso3"] for row in rows} <= places
    euro = {row["iso3"]: row["since"][:4] for row in rows if row["currency"] == "EUR"}
    members = {"GRC": "2001", "SVN": "2007", "CYP": "2008", "MLT": "2008", "SVK": "2009"}
    members |= {"EST": "2011", "LVA": "2014", "LTU": "2015", "HRV": "2023", "BGR": "2026"}
    first = "AUT BEL DEU ESP FIN FRA IRL ITA LUX NLD PRT".split()
    assert members.items() <= euro.items()
    assert {euro[place] for place in first} == {"1999"}


SHARED = (
    Path(__file__).resolve().parents[2]
    / ".."
    / "shared"
    / "data"
    / "rates"
    / "imf_exchangerates_A_ENDA_USD.csv"
)


@pytest.mark.skipif(not SHARED.exists(), reason="the file of the IMF is not here")
def test_the_list_agrees_with_the_file_of_the_imf() -> None:
    iso3 = {row["iso2"]: row["iso3"] for row in codelist_rows("countries")}
    mine: dict[str, list[tuple[str, str]]] = {}
    for row in codelist_rows("country_currencies"):
        mine.setdefault(row["iso3"], []).append((row["since"], row["currency"]))
    differ: set[Any] = set()
    with SHARED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            known = mine.get(iso3.get(row["Country code"], ""), [])
            money = [code for since, code in known if since <= row["Date"]]
            if row["Date"] >= "1999" and money and money[-1] != row["Currency"]:
                differ.add(iso3[row["Country code"]])
    # The file writes these under the money they are pegged to, a former or an indexed one.
    assert differ - {"NAM", "LSO", "PAN", "HTI", "SMR", "URY"} <= {"ECU", "SLV"}
