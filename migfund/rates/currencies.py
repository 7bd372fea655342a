"""The lives of currencies: what replaced them, from when on and at which fixed rate.

Facts of law, each with its source. A currency that the euro replaced keeps its irrevocable rate for
good; a currency pegged to the euro has its parity; an old code counts in units of the new one.
"""

import datetime as dt
from typing import NamedTuple

import pandas as pd

__all__ = ["ECU", "LIVES", "STOPPED", "Life", "add_lives"]

ECU = ("XEU", "ECU")
"""Codes of the ECU, which the euro replaced one for one on 1 January 1999."""

STOPPED = {"RUB": dt.date(2022, 3, 1)}
"""Series that their publisher broke off, and the last day: what follows is missing, not frozen."""

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
    Life("TRL", "TRY", 1_000_000, dt.date(2005, 1, 1), "Turkish Law No 5083"),
    Life("ROL", "RON", 10_000, dt.date(2005, 7, 1), "Romanian Law No 348/2004"),
    Life("BYR", "BYN", 10_000, dt.date(2016, 7, 1), "Belarusian Presidential Decree No 450/2015"),
)
"""What is fixed by law, in the order of the law's coming into force."""


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
