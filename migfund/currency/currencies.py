"""The lives of currencies: what replaced them, from when on and at which fixed rate.

Facts of law, each with its source. A currency that the euro replaced keeps its irrevocable rate for
good; a currency pegged to the euro has its parity; an old code counts in units of the new one. What
is left out: pegs that are policy and not law, and money that no bundled table has rates of.
"""

import datetime as dt
from typing import NamedTuple

import pandas as pd

__all__ = [
    "ECU",
    "ENDED",
    "LIVES",
    "REDENOMINATED",
    "STOPPED",
    "Life",
    "add_lives",
    "what_became_of",
    "what_came_before",
]

ECU = ("XEU", "ECU")
"""Codes of the ECU, which the euro replaced one for one on 1 January 1999."""

STOPPED = {"RUB": dt.date(2022, 3, 1)}
"""Series that their publisher broke off, and the last day: what follows is missing, not frozen."""

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

_START = dt.date(1999, 1, 1)
_REG_1998 = "Council Regulation (EC) No 2866/98"


class Life(NamedTuple):
    """A fixed rate: so many units of a currency for one of another, from a day on."""

    currency: str
    per: str
    units: float
    since: dt.date
    law: str


LIVES = (
    Life("ATS", "EUR", 13.7603, _START, _REG_1998),
    Life("BEF", "EUR", 40.3399, _START, _REG_1998),
    Life("DEM", "EUR", 1.95583, _START, _REG_1998),
    Life("ESP", "EUR", 166.386, _START, _REG_1998),
    Life("FIM", "EUR", 5.94573, _START, _REG_1998),
    Life("FRF", "EUR", 6.55957, _START, _REG_1998),
    Life("IEP", "EUR", 0.787564, _START, _REG_1998),
    Life("ITL", "EUR", 1936.27, _START, _REG_1998),
    Life("LUF", "EUR", 40.3399, _START, _REG_1998),
    Life("NLG", "EUR", 2.20371, _START, _REG_1998),
    Life("PTE", "EUR", 200.482, _START, _REG_1998),
    Life("GRD", "EUR", 340.75, dt.date(2001, 1, 1), "Council Regulation (EC) No 1478/2000"),
    Life("SIT", "EUR", 239.64, dt.date(2007, 1, 1), "Council Regulation (EC) No 1086/2006"),
    Life("CYP", "EUR", 0.585274, dt.date(2008, 1, 1), "Council Regulation (EC) No 1135/2007"),
    Life("MTL", "EUR", 0.4293, dt.date(2008, 1, 1), "Council Regulation (EC) No 1134/2007"),
    Life("SKK", "EUR", 30.126, dt.date(2009, 1, 1), "Council Regulation (EC) No 694/2008"),
    Life("EEK", "EUR", 15.6466, dt.date(2011, 1, 1), "Council Regulation (EU) No 671/2010"),
    Life("LVL", "EUR", 0.702804, dt.date(2014, 1, 1), "Council Regulation (EU) No 870/2013"),
    Life("LTL", "EUR", 3.4528, dt.date(2015, 1, 1), "Council Regulation (EU) No 851/2014"),
    Life("HRK", "EUR", 7.5345, dt.date(2023, 1, 1), "Council Regulation (EU) 2022/1208"),
    Life("BGN", "EUR", 1.95583, dt.date(2026, 1, 1), "Council Regulation (EU) 2025/1409"),
    Life("XEU", "EUR", 1.0, _START, "Council Regulation (EC) No 1103/97"),
    Life("XOF", "EUR", 655.957, _START, "Council Decision 98/683/EC"),
    Life("XAF", "EUR", 655.957, _START, "Council Decision 98/683/EC"),
    Life("KMF", "EUR", 491.96775, _START, "Council Decision 98/683/EC"),
    Life("CVE", "EUR", 110.265, _START, "Council Decision 98/744/EC"),
    Life("BAM", "EUR", 1.95583, _START, "Law on the Central Bank of Bosnia and Herzegovina"),
    Life("XPF", "EUR", 1000 / 8.38, _START, "French Decree No 98-1152 and Order of 31.12.1998"),
    Life("LSL", "ZAR", 1.0, _START, "Multilateral Monetary Agreement of 1 February 1992"),
    Life("NAD", "ZAR", 1.0, _START, "Multilateral Monetary Agreement of 1 February 1992"),
    Life("SVC", "USD", 8.75, dt.date(2001, 1, 1), "Salvadoran Legislative Decree No 201/2000"),
    Life("BGL", "BGN", 1_000, dt.date(1999, 7, 5), "Bulgarian Lev Redenomination Act, SG 20/1999"),
    Life("MGF", "MGA", 5, dt.date(2005, 1, 1), "Malagasy Law No 2003-004"),
    Life("TRL", "TRY", 1_000_000, dt.date(2005, 1, 1), "Turkish Law No 5083"),
    Life("ROL", "RON", 10_000, dt.date(2005, 7, 1), "Romanian Law No 348/2004"),
    Life("AZM", "AZN", 5_000, dt.date(2006, 1, 1), "Azerbaijani Presidential Decree of 7.2.2005"),
    Life("MZM", "MZN", 1_000, dt.date(2006, 7, 1), "Mozambican Law No 7/2005"),
    Life("SDD", "SDG", 100, dt.date(2007, 1, 10), "Central Bank of Sudan, change of currency 2007"),
    Life("GHC", "GHS", 10_000, dt.date(2007, 7, 1), "Bank of Ghana, redenomination of July 2007"),
    Life("TMM", "TMT", 5_000, dt.date(2009, 1, 1), "Central Bank of Turkmenistan, 31.12.2008"),
    Life("ZMK", "ZMW", 1_000, dt.date(2013, 1, 1), "Zambian Re-denomination of Currency Act, 2012"),
    Life("BYR", "BYN", 10_000, dt.date(2016, 7, 1), "Belarusian Presidential Decree No 450/2015"),
    Life("MRO", "MRU", 10, dt.date(2018, 1, 1), "Mauritanian Ordinance No 2017-001"),
    Life("STD", "STN", 1_000, dt.date(2018, 1, 1), "Banco Central de São Tomé, reform of 2018"),
    Life("SLL", "SLE", 1_000, dt.date(2022, 7, 1), "Redenomination of the Leone Regulations 2021"),
)
"""What is fixed by law or, where no law is named, by the central bank's act.

A currency stands after the one that it counts in, if that one is here too.
"""

REDENOMINATED = {life.per: life for life in LIVES if life.per not in ("EUR", "USD", "ZAR")}
"""Currencies that replaced another one, by the new code: until that day it did not exist."""


def what_came_before(currency: str, last: dt.date) -> str:
    """Say, of a day before a currency existed, when it began and what money was used; else nothing.

    Examples
    --------
    >>> what_came_before("BYN", dt.date(2015, 5, 1))
    'BYN began on 2016-07-01, 1 for 10,000 BYR'
    """
    life = REDENOMINATED.get(currency)
    if life is None or last >= life.since:
        return ""
    return f"{currency} began on {life.since}, 1 for {life.units:,.0f} {life.currency}"


def what_became_of(currency: object) -> str:
    """Say why a code is reported and not converted; nothing where it is no such code.

    Examples
    --------
    >>> what_became_of("PLZ")
    'PLZ ended in 1995 (10,000 PLZ were 1 PLN)'
    """
    return f"{currency} {ENDED[currency]}" if currency in ENDED else ""


def add_lives(per_base: pd.DataFrame, base: str) -> tuple[pd.DataFrame, dict[str, Life]]:
    """Fill in the rates that follow from law on the days for which the table has any.

    A rate that was published is never replaced.

    Parameters
    ----------
    per_base
        Units of each currency for one of the base, a row a calendar day.
    base
        ISO 4217 code of the base.

    Returns
    -------
    tuple
        The table with more columns and rows filled, and the fixed rates that were used, by
        currency.
    """
    table, used = per_base.copy(), {}
    published = table.notna().any(axis=1)
    for life in LIVES:
        if life.per != base and life.per not in table:
            continue
        other = pd.Series(1.0, index=table.index) if life.per == base else table[life.per]
        days = published & (table.index >= pd.Timestamp(life.since))
        fixed = (other * life.units).where(days)
        own = (
            table[life.currency]
            if life.currency in table
            else pd.Series(index=table.index, dtype=float)
        )
        filled = own.fillna(fixed)
        if filled.count() > own.count():
            table[life.currency] = filled
            used[life.currency] = life
    return table, used
