"""Rates by country, as the World Bank, the IMF and the OECD publish them: turned into currencies.

Which money a country's rates are in is said by ``codelists/country_currencies.csv``. Years before
its currency began, and countries whose money is doubtful, are left out and named, for there the
unit is unsure: some publishers restate such years in the later money, others do not.
"""

import re
from functools import cache

import pandas as pd

from migfund.codelists import codelist_rows
from migfund.currency.forms import Form, Published, series_of
from migfund.errors import list_values
from migfund.parse.places import parse_countries

__all__ = ["by_country", "years_across"]

_SIGNS = {
    "World Bank": r"\bPA\.NUS\.FCRF\b",
    "OECD": r"\bNATUSD\b|\bEXC_A\b",
    "IMF": r"\bENDA_XDC_USD|\bXDC_USD\.PA|(?:national|domestic) currency per U\.?S\.? dollar",
}
"""What stands in a heading or a cell of a table of units of each country's money per dollar."""
_OTHER = re.compile(r"end[ -]of[ -]period|\bENDE_|\bEOP|alternative|\bATLS\b|\breal\b", re.I)
"""Signs of other series in the same file."""
_YEAR = re.compile(r"(?:YR)?((?:19|20)\d\d)(?:\.0)?(?: \[YR\1\])?")
_TIMES = ("year", "time", "date", "time_period", "time period")
_VALUES = ("value", "obs_value")


def years_across(headings: list[str]) -> dict[int, str]:
    """Return the years among headings, by position.

    Examples
    --------
    >>> years_across(["Country Code", "2019", "2020 [YR2020]"])
    {1: '2019', 2: '2020'}
    """
    return {n: match[1] for n, cell in enumerate(headings) if (match := _YEAR.fullmatch(cell))}


@cache
def _moneys() -> dict[str, list[tuple[int, str]]]:
    """Return the currencies of each country, with the year from which on each is used."""
    found: dict[str, list[tuple[int, str]]] = {}
    for row in codelist_rows("country_currencies"):
        since = int(row["since"][:4]) if row["since"] else 0
        found.setdefault(row["iso3"], []).append((since, row["currency"]))
    return found


def by_country(frame: pd.DataFrame) -> tuple[pd.DataFrame, Published, list[str]] | None:
    """Return a table of rates by country as one by currency, its form and notes; None if it is not.

    The rates are averages of years, in units per US dollar.
    """
    headings = [str(heading) for heading in frame.columns]
    lower = [heading.casefold() for heading in headings]
    if "currency" in lower or any(series_of(heading) for heading in headings):
        return None
    across = years_across(headings)
    named = [n for n in range(len(headings)) if n not in across]
    texts = frame.iloc[:, named].astype(object).map(lambda c: "" if pd.isna(c) else str(c).strip())
    said = texts.agg(" | ".join, axis=1)
    head = next((sign for sign in _SIGNS.values() if _is_of(" | ".join(headings), sign)), None)
    signs = [sign for sign in _SIGNS.values() if said.map(lambda t, s=sign: _is_of(t, s)).any()]
    sign = signs[0] if signs else head
    if sign is None:
        return None
    rows = said.map(lambda text: not signs or _is_of(text, sign))
    column = None
    if not signs:
        column = next((n for n in named if re.search(sign, headings[n], re.I)), None)
    texts = texts[rows].set_axis(range(len(named)), axis="columns")
    country = _countries(texts)
    if country is None:
        return None
    if across:
        cells = frame.loc[rows].iloc[:, list(across)].set_axis([*across.values()], axis="columns")
        long = cells.assign(iso3=country).melt("iso3", var_name="date", value_name="rate")
    else:
        time = next((n for n in named if lower[n] in _TIMES), None)
        values = [n for n in named if lower[n] in _VALUES] if column is None else [column]
        if time is None or not values:
            return None
        years = texts[named.index(time)].str.extract(rf"^{_YEAR.pattern}$", expand=True)[0]
        rates = frame.loc[rows].iloc[:, values[0]]
        long = pd.DataFrame({"iso3": country, "date": years, "rate": rates})
    long = long[long["date"].notna() & long["iso3"].notna()]
    long = long[long["rate"].map(lambda cell: bool(re.search(r"\d", str(cell))))]
    if long.empty:
        return None
    return _by_currency(long, next(name for name in _SIGNS if _SIGNS[name] == sign))


def _is_of(text: str, sign: str) -> bool:
    """Tell whether a text has a sign, and none of another series."""
    return bool(re.search(sign, text, re.I)) and not _OTHER.search(text)


def _by_currency(long: pd.DataFrame, publisher: str) -> tuple[pd.DataFrame, Published, list[str]]:
    """Return rates of countries under their currencies, one a currency and year."""
    keys = long[["iso3", "date"]].drop_duplicates()
    money = {
        (iso3, year): next(
            (code for since, code in reversed(_moneys().get(iso3, [])) if since <= int(year)), None
        )
        for iso3, year in keys.itertuples(index=False)
    }
    codes = [money[key] for key in zip(long["iso3"], long["date"], strict=True)]
    long = long.assign(currency=pd.Series(codes, index=long.index, dtype=object))
    unsure = long[long["currency"].isna()]
    notes = []
    if len(unsure):
        spans = unsure.groupby("iso3")["date"].agg(["min", "max"])
        shown = [f"{iso3} {first} to {last}" for iso3, first, last in spans.itertuples()]
        notes.append(
            f"{len(unsure)} figures left out, for it is unsure in which money they are: "
            f"{list_values(shown, limit=100)}"
        )
    # Of the countries with one money, what most of them have; their figures differ by little.
    known = long[long["currency"].notna()]
    groups = known.groupby(["date", "currency"], sort=False)["rate"]
    one = groups.agg(lambda rates: rates.astype(str).mode().iloc[0]).reset_index()
    if len(one) < len(known):
        notes.append(f"{len(known) - len(one)} repeats for other countries with the same money")
    columns = {name: name for name in ("date", "currency", "rate")}
    form = Form(f"{publisher}, rates by country", "USD", frequency="year", columns=columns)
    return one, Published(form, {}), notes


def _countries(texts: pd.DataFrame) -> "pd.Series[str] | None":
    """Return the country of each row: by a column of alpha-3 codes, else by one of names."""
    codes = {row["iso3"] for row in codelist_rows("countries")}
    for name in texts:
        cells = texts[name]
        if cells.isin(codes).mean() > 0.5:
            return cells.where(cells.str.fullmatch("[A-Z]{3}"))
    for name in texts:
        meant = {cell: parse_countries(cell) for cell in texts[name].unique()}
        found = texts[name].map(lambda cell, m=meant: m[cell][0] if len(m[cell]) == 1 else None)
        if found.notna().mean() > 0.5:
            return pd.Series(found)
    return None
