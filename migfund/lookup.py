"""Rates for many rows at once, with the words for what each is and where it is from."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.policies import PRECISION_NAMES, RatePeriods
from migfund.rates.table import Rates, partial_note
from migfund.schema import TEXT

__all__ = ["Found", "Words", "look_up"]


class Words:
    """A column of few distinct texts, kept as numbers: what is said of a million rows is said once.

    Parameters
    ----------
    size
        How many rows there are; each is missing at first.
    """

    def __init__(self, size: int) -> None:
        self.codes = np.full(size, -1, dtype=np.int64)
        self._texts: dict[str, int] = {}

    def code(self, text: str) -> int:
        """Give the number of a text."""
        return self._texts.setdefault(text, len(self._texts))

    def set(self, rows: Any, text: str) -> None:
        """Put one text into a row or several."""
        self.codes[rows] = self.code(text)

    def text(self, row: int) -> str | None:
        """Give the text of one row."""
        code = self.codes[row]
        return None if code < 0 else list(self._texts)[code]

    def column(self) -> Any:
        """Give the column as pandas text."""
        return pd.array([*self._texts, None], dtype=TEXT).take(self.codes)


class Found:
    """The rate of each row, the days it is of, what it is and where it is from.

    Parameters
    ----------
    size
        How many rows there are.
    """

    def __init__(self, size: int) -> None:
        self.rate = np.full(size, np.nan)
        self.date_from = np.full(size, "NaT", dtype="datetime64[D]")
        self.date_to = np.full(size, "NaT", dtype="datetime64[D]")
        self.basis, self.source = Words(size), Words(size)


def look_up(
    currency: pd.Series,
    to: str,
    periods: RatePeriods,
    rates: Rates,
    wanted: npt.NDArray[Any],
    max_gap_days: int | None = None,
) -> Found:
    """Take each row's rate from the first table that has one; then, if asked, the nearest one.

    Parameters
    ----------
    currency
        ISO 4217 codes.
    to
        The target currency.
    periods
        The days of each row's rate.
    rates
        Rates, with their fallbacks.
    wanted
        Which rows need a rate.
    max_gap_days
        How many days the nearest rate may be off; none is taken if not given.
    """
    found = Found(len(currency))
    codes, names = pd.factorize(currency)
    for gap in [None] if max_gap_days is None else [None, max_gap_days]:
        for table in rates.chain():
            if to not in table.currencies:
                continue
            places = {name: place for place, name in enumerate(table.currencies)}
            position = np.array([*(places.get(name, -1) for name in names), -1])[codes]
            open_rows = wanted & (position >= 0) & np.isnan(found.rate) & ~np.isnat(periods.first)
            for precision in range(len(PRECISION_NAMES)):
                rows = np.flatnonzero(open_rows & (periods.precision == precision))
                if not len(rows):
                    continue
                _fill(found, rows, position[rows], table, to, periods, gap)
    return found


def _fill(
    found: Found,
    rows: npt.NDArray[Any],
    position: npt.NDArray[Any],
    table: Rates,
    to: str,
    periods: RatePeriods,
    gap: int | None,
) -> None:
    """Put the rates of rows of one precision into what was found."""
    target = table.position(to)
    precision = PRECISION_NAMES[periods.precision[rows[0]]]
    first, last = periods.first[rows], periods.last[rows]
    said: Callable[[float], str]
    if gap is None:
        quotes = table.quote(position, target, first, last, precision == "day")
        notes, said = quotes.share, partial_note
        which = f"{table.basis(precision)} {periods.label}".strip()
    else:
        quotes, notes = table.nearest(position, target, first, last, gap)
        which, said = f"nearest {table.frequency} to the one {periods.label}".strip(), _days_off
    got = ~np.isnan(quotes.rate)
    found.rate[rows] = quotes.rate
    found.date_from[rows], found.date_to[rows] = quotes.date_from, quotes.date_to
    if (notes == notes[0]).all():
        found.basis.set(rows[got], which + said(notes[0]))
    else:
        for note in np.unique(notes[got]):
            found.basis.set(rows[got & (notes == note)], which + said(note))
    found.source.set(rows[got], table.source)
    for place in np.flatnonzero(np.bincount(position)):
        if {table.currencies[place], to} & set(table.fixed):
            _cite_laws(found, rows, got & (position == place), last, table, int(place), to)


def _cite_laws(
    found: Found,
    rows: npt.NDArray[Any],
    mine: npt.NDArray[Any],
    last: npt.NDArray[Any],
    table: Rates,
    place: int,
    to: str,
) -> None:
    """Let the rates of one currency cite the laws that fix them, from each law's day on."""
    name = table.currencies[place]
    laws = [table.fixed[code] for code in (name, to) if code in table.fixed]
    in_force = [last >= np.datetime64(law.since, "D") for law in laws]
    for case in range(1, 2 ** len(laws)):
        here = mine.copy()
        for number, flag in enumerate(in_force):
            here &= flag == bool(case >> number & 1)
        if here.any():
            found.source.set(rows[here], table.cite(name, to, last[here][0]))


def _days_off(days: float) -> str:
    """Say how far off the nearest rate is."""
    return f" ({days:.0f} days off)"
