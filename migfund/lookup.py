"""Rates for many rows at once, with the words for what each is and where it is from."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.policies import PRECISION_NAMES, RatePeriods
from migfund.rates.table import Quotes, Rates, partial_note
from migfund.schema import TEXT

__all__ = ["Found", "Words", "look_up"]

_ALL = slice(None)


class Words:
    """A column of few distinct texts, kept as numbers: what is said of a million rows is said once.

    Parameters
    ----------
    codes
        The number of each row's text; -1 where there is none.
    texts
        The texts and their numbers, shared with other parts of the same column.
    """

    def __init__(self, codes: npt.NDArray[Any], texts: dict[str, int]) -> None:
        self.codes = codes
        self.texts = texts

    def part(self, rows: slice) -> "Words":
        """Give some of the rows, to be written to in place."""
        return Words(self.codes[rows], self.texts)

    def code(self, text: str) -> int:
        """Give the number of a text that is about to be put into a row."""
        return self.texts.setdefault(text, len(self.texts))

    def set(self, rows: Any, flags: npt.NDArray[Any], text: str) -> None:
        """Put one text into those of the rows that are flagged and have none."""
        if flags.any():
            # In arithmetic, for a choice by each flag would stall the processor.
            codes = flags.astype(np.int32) * (self.code(text) + 1) - 1
            self.codes[rows] = np.maximum(self.codes[rows], codes)

    def text(self, row: int) -> str | None:
        """Give the text of one row."""
        code = self.codes[row]
        return None if code < 0 else list(self.texts)[code]

    def column(self) -> pd.Categorical:
        """Give the column as a category of its texts, in alphabetical order."""
        texts = sorted(self.texts)
        small = np.min_scalar_type(-len(texts) - 1)
        if texts == list(self.texts):
            codes = self.codes.astype(small)
        else:
            places = {text: place for place, text in enumerate(texts)}
            places_of = np.array([*map(places.__getitem__, self.texts), -1], dtype=small)
            codes = places_of.take(self.codes)
        categories = pd.Index(pd.array(texts, dtype=TEXT))
        return pd.Categorical.from_codes(codes, categories, validate=False)


class Found:
    """The rate of each row, the days it is of, what it is and where it is from.

    Parameters
    ----------
    size
        How many rows there are.
    """

    def __init__(self, size: int) -> None:
        self.rate = np.empty(size)
        self.date_from = np.empty(size, dtype="datetime64[us]")
        self.date_to = np.empty(size, dtype="datetime64[us]")
        self.basis = Words(np.empty(size, dtype=np.int32), {})
        self.source = Words(np.empty(size, dtype=np.int32), {})

    def put(self, rows: Any, quotes: Quotes) -> None:
        """Put rates and their days into rows that have none; what is missing changes nothing."""
        # Of two of which one is missing, the larger one: a missing date is the smallest number.
        self.rate[rows] = np.fmax(self.rate[rows], quotes.rate)
        for column, dates in ((self.date_from, quotes.date_from), (self.date_to, quotes.date_to)):
            days = column.view(np.int64)
            days[rows] = np.maximum(days[rows], dates.view(np.int64))

    def part(self, rows: slice) -> "Found":
        """Give some of the rows, emptied, to be written to in place."""
        some = Found(0)
        some.rate = self.rate[rows]
        some.date_from, some.date_to = self.date_from[rows], self.date_to[rows]
        some.basis, some.source = self.basis.part(rows), self.source.part(rows)
        some.rate.fill(np.nan)
        for dates in (some.date_from, some.date_to):
            dates.fill(np.datetime64("NaT"))
        for words in (some.basis, some.source):
            words.codes.fill(-1)
        return some


def look_up(
    found: Found,
    currency: npt.NDArray[Any],
    names: Sequence[Any],
    to: str,
    periods: RatePeriods,
    rates: Rates,
    wanted: npt.NDArray[Any],
    max_gap_days: int | None = None,
) -> None:
    """Take each row's rate from the first table that has one; then, if asked, the nearest one.

    Parameters
    ----------
    found
        What the rates are put into.
    currency
        Place of each row's currency among the names; -1 where there is none.
    names
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
    wanted = wanted & ~np.isnat(periods.first)
    for gap in [None] if max_gap_days is None else [None, max_gap_days]:
        for table in rates.chain():
            if to not in table.currencies:
                continue
            places = {name: place for place, name in enumerate(table.currencies)}
            position = np.array([*(places.get(name, 0) for name in names), 0]).take(currency)
            has = np.array([*(name in places for name in names), False]).take(currency)
            open_rows = wanted & has & np.isnan(found.rate)
            known = [name for name in names if name in places]
            for precision in range(len(PRECISION_NAMES)):
                rows = open_rows & (periods.precision == precision)
                number = np.count_nonzero(rows)
                if number:
                    # Where most rows are of one kind, working out all is faster than choosing; the
                    # nearest rate alone is worked out for every row that it is asked for.
                    most = gap is None and 2 * number > len(rows)
                    chosen = _ALL if most else np.flatnonzero(rows)
                    asked = _Asked(chosen, rows[chosen], position[chosen], precision)
                    _fill(found, asked, table, to, periods, gap, known)


class _Asked(NamedTuple):
    """The rows to look up: their places, which of these count, their currencies and precision."""

    rows: Any
    counts: npt.NDArray[Any]
    position: npt.NDArray[Any]
    precision: int


def _fill(
    found: Found,
    asked: _Asked,
    table: Rates,
    to: str,
    periods: RatePeriods,
    gap: int | None,
    names: Sequence[str],
) -> None:
    """Put the rates of rows of one precision into what was found."""
    target, kind = table.position(to), PRECISION_NAMES[asked.precision]
    first, last = periods.first[asked.rows], periods.last[asked.rows]
    said: Callable[[float], str]
    if gap is None:
        quotes = table.quote(asked.position, target, first, last, kind == "day", asked.counts)
        notes, said = quotes.share, partial_note
        which = f"{table.basis(kind)} {periods.label}".strip()
    else:
        quotes, notes = table.nearest(asked.position, target, first, last, gap)
        which, said = f"nearest {table.frequency} to the one {periods.label}".strip(), _days_off
    got = ~np.isnan(quotes.rate)
    found.put(asked.rows, quotes)
    if notes is None:
        found.basis.set(asked.rows, got, which)
    else:
        for note in np.unique(notes[got]):
            found.basis.set(asked.rows, got & (notes == note), which + said(note))
    _put_sources(found, asked, got, last, table, to, names)


def _put_sources(
    found: Found,
    asked: _Asked,
    got: npt.NDArray[Any],
    last: npt.NDArray[Any],
    table: Rates,
    to: str,
    names: Sequence[str],
) -> None:
    """Put the source of each rate: the table, and the laws that fix it, from their days on."""
    open_rows = got
    for name in names:
        laws = [table.fixed[code] for code in (name, to) if code in table.fixed]
        mine = got & (asked.position == table.position(name)) if laws else got
        in_force = [last >= np.datetime64(law.since, "D") for law in laws]
        for case in range(1, 2 ** len(laws)):
            here = mine.copy()
            for number, flag in enumerate(in_force):
                here &= flag == bool(case >> number & 1)
            if here.any():
                found.source.set(asked.rows, here, table.cite(name, to, last[here][0]))
                open_rows = open_rows & ~here
    found.source.set(asked.rows, open_rows, table.source)


def _days_off(days: float) -> str:
    """Say how far off the nearest rate is."""
    return f" ({days:.0f} days off)"
