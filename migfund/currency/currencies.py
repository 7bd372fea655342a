"""What became of currencies: which rates the law fixes, and which money was replaced.

The laws stand in ``codelists/currency_laws.csv``. A currency that the euro replaced keeps its
irrevocable rate for good; a currency pegged to the euro has its parity; an old code counts in units
of the new one. What is left out: pegs that are policy and not law, and money that no bundled table
has rates of.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import pandas as pd

from migfund.codelists import codelist_rows, currencies

__all__ = [
    "ECU",
    "ENDED",
    "EURO_START",
    "Law",
    "add_laws",
    "barriers",
    "cited_laws",
    "did_you_mean",
    "fixed_rate",
    "laws",
    "redenominated",
    "what_became_of",
    "what_came_before",
]

EURO_START = dt.date(1999, 1, 1)

ECU = ("XEU", "ECU")
"""Codes of the ECU, which the euro replaced one for one on 1 January 1999."""

ENDED = {
    "RUR": "ended on 31 December 1997 (1,000 RUR were 1 RUB); later amounts are mostly in RUB",
    "PLZ": "ended in 1995 (10,000 PLZ were 1 PLN)",
    "UAK": "ended in 1996 (100,000 UAK were 1 UAH)",
    "ECU": "is XEU in ISO 4217, which the euro replaced one for one on 1 January 1999",
    "VEB": "ended in 2008 (1,000 VEB were 1 VEF)",
    "VEF": "ended in 2018 (100,000 VEF were 1 VES)",
    "VES": "stands for two bolivars since 1 October 2021, a million to one",
    "ZWL": "ended in 2024; its official rate lay far from the market's",
}
"""Codes that are reported and not converted: an amount of a later date is hardly in that money."""


class Law(NamedTuple):
    """A rate fixed by law: so many units of a currency for one of another, from a day on."""

    currency: str
    per: str
    units: float
    since: dt.date
    law: str

    def __str__(self) -> str:
        """Write it as the source of a rate names it."""
        return f"{self.currency} fixed to {self.per} by {self.law}"


_CITED = re.compile(r"[A-Z]{3} fixed to [A-Z]{3} by .+")


def cited_laws(source: str) -> tuple[str, list[str]]:
    """Return what is cited for a rate without the laws that fix it, and these.

    Examples
    --------
    >>> cited_laws("own rates; HRK fixed to EUR by Council Regulation (EU) 2022/1208")
    ('own rates', ['HRK fixed to EUR by Council Regulation (EU) 2022/1208'])
    """
    parts = source.split("; ")
    found = [part for part in parts if _CITED.fullmatch(part)]
    return "; ".join(part for part in parts if part not in found), found


@cache
def laws() -> tuple[Law, ...]:
    """Return what is fixed by law or, where no law is named, by the central bank's act.

    A currency stands after the one that it counts in, if that one is here too.
    """
    return tuple(
        Law(
            row["currency"],
            row["per"],
            float(row["units"]),
            dt.date.fromisoformat(row["since"]),
            row["law"],
        )
        for row in codelist_rows("currency_laws")
    )


@cache
def redenominated() -> dict[str, Law]:
    """Return the currencies that replaced another one, by the new code."""
    return {law.per: law for law in laws() if law.per not in ("EUR", "USD", "ZAR")}


def barriers(*codes: object) -> list[dt.date]:
    """Return the days on which money began that did not exist before, for one of the codes.

    A rate of the other side of such a day is a rate of other money.

    Examples
    --------
    >>> barriers("USD", "BYN")
    [datetime.date(2016, 7, 1)]
    """
    new = redenominated()
    days = {new[code].since for code in codes if isinstance(code, str) and code in new}
    return sorted(days | ({EURO_START} if set(codes) & set(ECU) else set()))


def fixed_rate(fixed: Mapping[str, Law], currency: str, to: str) -> tuple[float, dt.date] | None:
    """Return the rate between two currencies that follows from law alone, and from which day on.

    Parameters
    ----------
    fixed
        The laws that hold, by currency.
    currency, to
        ISO 4217 codes.

    Examples
    --------
    >>> fixed_rate({law.currency: law for law in laws()}, "DEM", "EUR")[0] == 1 / 1.95583
    True
    """
    own, other = _anchors(fixed, currency), _anchors(fixed, to)
    common = next((anchor for anchor in own if anchor in other), None)
    if common is None or currency == to:
        return None
    (units, since), (units_to, since_to) = own[common], other[common]
    return units_to / units, max(since, since_to)


def _anchors(fixed: Mapping[str, Law], currency: str) -> dict[str, tuple[float, dt.date]]:
    """Return what a currency counts in, the nearest first: units for one of it, and since when."""
    units, since = 1.0, dt.date.min
    found = {currency: (units, since)}
    while currency in fixed:
        law = fixed[currency]
        units, since, currency = units * law.units, max(since, law.since), law.per
        found[currency] = (units, since)
    return found


def what_came_before(currency: str, last: dt.date) -> str:
    """Say, of a day before a currency existed, when it began and what money was used; else nothing.

    Examples
    --------
    >>> what_came_before("BYN", dt.date(2015, 5, 1))
    'BYN began on 2016-07-01, 1 for 10,000 BYR'
    """
    law = redenominated().get(currency)
    if law is None or last >= law.since:
        return ""
    return f"{currency} began on {law.since}, 1 for {law.units:,.0f} {law.currency}"


def what_became_of(currency: object) -> str:
    """Say why a code is reported and not converted; nothing where it is no such code.

    Examples
    --------
    >>> what_became_of("PLZ")
    'PLZ ended in 1995 (10,000 PLZ were 1 PLN)'
    """
    known = isinstance(currency, str) and currency in ENDED
    return f"{currency} {ENDED[str(currency)]}" if known else ""


def did_you_mean(currency: object) -> str:
    """Return the code that a text surely stands for: small letters, a sign or a name; else "".

    Examples
    --------
    >>> did_you_mean("eur"), did_you_mean("€"), did_you_mean("$"), did_you_mean("EUR")
    ('EUR', 'EUR', '', '')
    """
    if not isinstance(currency, str) or currency in currencies():
        return ""
    text = currency.strip()
    if text.upper() in currencies():
        return text.upper()
    rows = codelist_rows("currency_words")
    meant = [r["codes"] for r in rows if r["kind"] == "currency" and r["word"] == text.lower()]
    code = meant[0] if len(meant) == 1 else ""
    return code if code in currencies() else ""


def add_laws(per_base: pd.DataFrame, base: str) -> tuple[pd.DataFrame, dict[str, Law]]:
    """Fill in the rates that follow from law on the days for which the table has any.

    A rate that was published is never replaced.

    Parameters
    ----------
    per_base
        Units of each currency for one of the base, a row a day or month.
    base
        ISO 4217 code of the base.

    Returns
    -------
    tuple
        The table with more columns and rows filled, and the laws that were used, by currency.
    """
    table, used = per_base.copy(), {}
    published = table.notna().any(axis=1)
    for law in laws():
        if law.per != base and law.per not in table:
            continue
        other = pd.Series(1.0, index=table.index) if law.per == base else table[law.per]
        by_law = (other * law.units).where(published & (table.index >= pd.Timestamp(law.since)))
        own = table[law.currency] if law.currency in table else by_law * float("nan")
        filled = own.fillna(by_law)
        if filled.count() > own.count():
            table[law.currency] = filled
            used[law.currency] = law
    return table, used
