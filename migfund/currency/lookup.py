"""Rates for many rows at once, with the words for what each is and where it is from."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.currency.figures import Quotes
from migfund.currency.policies import RatePeriods
from migfund.currency.rates import Rates, partial_note
from migfund.schema import PRECISIONS, TEXT

__all__ = ["Found", "Source", "Words", "look_up", "sources_of"]

_Integers = npt.NDArray[Any]
_Flags = npt.NDArray[Any]


class Words:
    """A column of few distinct texts, kept as numbers: what is said of a million rows is said once.

    Parameters
    ----------
    texts
        The texts and their numbers, shared with other parts of the same column.
    """

    def __init__(self, texts: dict[str, int]) -> None:
        self.texts = texts
        self.codes: _Integers = np.array([], dtype=np.int8)

    def code(self, text: str) -> int:
        """Give the number of a text that is about to be put into a row."""
        return self.texts.setdefault(text, len(self.texts))

    def put(self, rows: Any, codes: Any) -> None:
        """Put the numbers of texts into rows, or into all; -1 for no text."""
        if isinstance(rows, slice):
            self.codes = codes.astype(self._small(), copy=False)
        elif len(rows):
            self.codes = self.codes.astype(self._small(), copy=False)
            self.codes[rows] = codes

    def where(self, flags: _Flags, codes: Any) -> _Integers:
        """Give numbers of texts where flagged, and -1 elsewhere."""
        small = self._small()
        # In arithmetic, for a choice by each flag would stall the processor.
        codes = flags * (np.asarray(codes, dtype=small) + small.type(1)) - small.type(1)
        return np.asarray(codes)

    def _small(self) -> np.dtype[Any]:
        """Give the smallest integers that hold the numbers of the texts."""
        return np.min_scalar_type(-len(self.texts) - 1)

    def column(self) -> pd.Categorical:
        """Give the column as a category of its texts, in alphabetical order."""
        texts = sorted(self.texts)
        codes = self.codes
        if texts != list(self.texts):
            places = {text: place for place, text in enumerate(texts)}
            places_of = [*map(places.__getitem__, self.texts), -1]
            codes = np.array(places_of, dtype=self._small()).take(codes)
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
        self.basis, self.source = Words({}), Words({})
        self._parts: list[Found] = []

    def part(self, rows: slice) -> "Found":
        """Give some of the rows, to be written to in place; parts must follow one another."""
        some = Found(0)
        some.rate = self.rate[rows]
        some.date_from, some.date_to = self.date_from[rows], self.date_to[rows]
        some.basis, some.source = Words(self.basis.texts), Words(self.source.texts)
        self._parts.append(some)
        return some

    def join(self) -> None:
        """Put the words of the parts together."""
        for words, parts in (
            (self.basis, [part.basis.codes for part in self._parts]),
            (self.source, [part.source.codes for part in self._parts]),
        ):
            words.codes = np.concatenate([words.codes, *parts])


class Source(NamedTuple):
    """A table of rates, and where the currencies that it is asked for are in it.

    Parameters
    ----------
    table
        The rates.
    to, target
        The target currency and its column.
    columns
        That of nothing, then the column of each currency that is asked for.
    laws
        The currencies whose rates are fixed by law, each with its place among ``columns``.
    """

    table: Rates
    to: str
    target: int
    columns: _Integers
    laws: list[tuple[str, int]]


def sources_of(rates: Rates, names: Sequence[Any], to: str) -> list[Source]:
    """Give the tables that have the target currency, the first one to use first.

    Parameters
    ----------
    rates
        Rates, with their fallbacks.
    names
        ISO 4217 codes of the currencies that are asked for, None for one that is not stated.
    to
        The target currency.
    """
    sources = []
    for table in rates.chain():
        if to in table.currencies:
            places = {name: place for place, name in enumerate(table.currencies)}
            columns = np.array([len(places), *(places.get(name, len(places)) for name in names)])
            laws = [
                (name, place)
                for place, name in enumerate(names, start=1)
                if name in places and {name, to} & set(table.fixed)
            ]
            sources.append(Source(table, to, places[to], columns, laws))
    return sources


def look_up(
    found: Found,
    currency: _Integers,
    periods: RatePeriods,
    sources: Sequence[Source],
    max_gap_days: int | None = None,
) -> _Integers:
    """Take each row's rate from the first table that has one; then, if asked, the nearest one.

    Parameters
    ----------
    found
        What the rates are put into, or that there is none.
    currency
        Place of each row's currency among the columns of the sources; 0 where no rate is needed.
    periods
        The days of each row's rate.
    sources
        Tables of rates.
    max_gap_days
        How many days the nearest rate may be off; none is taken if not given.

    Returns
    -------
    numpy.ndarray
        The rows that need a rate and have none.
    """
    rows: Any = slice(None)
    for source in sources:
        _put_dated(found, _Asked(source, rows, currency[rows], periods))
        rows = np.flatnonzero(np.isnan(found.rate) & (currency > 0))
    if max_gap_days is not None:
        for source in sources:
            _put_nearest(found, _Asked(source, rows, currency[rows], periods), max_gap_days)
            rows = np.flatnonzero(np.isnan(found.rate) & (currency > 0))
    lacking: _Integers = rows
    return lacking


class _Asked(NamedTuple):
    """What a table is asked for: some rows, their currencies, and the days of all rows' rates."""

    source: Source
    rows: Any
    currency: _Integers
    periods: RatePeriods


def _put_dated(found: Found, asked: _Asked) -> None:
    """Put the rates of dates or periods into the rows that are asked for."""
    (table, _, target, columns, _), rows, currency, periods = asked
    kinds = None if periods.precision is None else periods.precision[rows]
    first, last = periods.first[rows], periods.last[rows]
    if kinds is None:
        quotes = table.kernel.average(columns, currency, target, first, last)
    else:
        quotes = table.kernel.quote(columns, currency, target, first, kinds)

    def say(kind: int, share: float) -> str:
        name = table.basis("period" if kinds is None else PRECISIONS[kind])
        return f"{name} {periods.label}".strip() + partial_note(share)

    _put(found, asked, quotes, say, kinds, quotes.share)


def _put_nearest(found: Found, asked: _Asked, gap: int) -> None:
    """Put the nearest rates into those of the rows that have a date and a currency."""
    (table, _, target, columns, _), rows, currency, periods = asked
    position = columns.take(currency)
    some = ~np.isnat(periods.first[rows]) & (position < len(table.currencies))
    asked = asked._replace(rows=rows[some], currency=currency[some])
    days = periods.whole(asked.rows)
    quotes, off = table.kernel.nearest(position[some], target, *days, gap)
    nearest = f"nearest {table.frequency} to the one {periods.label}".strip()
    _put(found, asked, quotes, lambda _, days: f"{nearest} ({days:.0f} days off)", notes=off)


def _put(
    found: Found,
    asked: _Asked,
    quotes: Quotes,
    say: Callable[[int, float], str],
    kinds: _Integers | None = None,
    notes: npt.NDArray[Any] | None = None,
) -> None:
    """Put rates into rows, and what ``say`` makes of the kind and the note of each."""
    rows, got = asked.rows, ~np.isnan(quotes.rate)
    found.rate[rows], found.date_from[rows], found.date_to[rows] = quotes[:3]
    found.basis.put(rows, _basis_codes(found.basis, got, say, kinds, notes))
    found.source.put(rows, _source_codes(found.source, got, asked))


def _basis_codes(
    basis: Words,
    got: _Flags,
    say: Callable[[int, float], str],
    kinds: _Integers | None,
    notes: npt.NDArray[Any] | None,
) -> _Integers:
    """Give the codes of what is said of each row: of most the same, as the note 1 stands for."""
    alike = got if notes is None else got & (notes == 1)
    by_kind = np.full(len(PRECISIONS) + 1, -1)
    for kind in range(len(PRECISIONS)) if kinds is not None else [0]:
        if (alike if kinds is None else alike & (kinds == kind)).any():
            by_kind[kind] = basis.code(say(kind, 1))
    if kinds is None or np.count_nonzero(by_kind >= 0) < 2:
        codes = basis.where(alike, by_kind.max())
    else:
        codes = basis.where(alike, by_kind.take(kinds))
    if notes is None:
        return codes
    others = np.flatnonzero(got & ~alike)
    codes = codes.astype(np.int64)
    for kind in range(len(PRECISIONS)):
        rows = others if kinds is None else others[kinds[others] == kind]
        distinct, which = np.unique(notes[rows], return_inverse=True)
        codes[rows] = np.array([basis.code(say(kind, note)) for note in distinct], dtype=int)[which]
    return codes


def _source_codes(words: Words, got: _Flags, asked: _Asked) -> _Integers:
    """Give the codes of the sources: the table, and the laws that fix rates from their days on."""
    (table, to, *_, laws), rows, currency, periods = asked
    others, by_law = got, []
    for name, place in laws:
        lives = [table.fixed[code] for code in (name, to) if code in table.fixed]
        mine, last = got & (currency == place), periods.whole(rows)[1]
        in_force = [last >= np.datetime64(life.since, "D") for life in lives]
        for case in range(1, 2 ** len(lives)):
            here = mine.copy()
            for number, flag in enumerate(in_force):
                here &= flag == bool(case >> number & 1)
            if here.any():
                by_law.append((here, words.code(table.cite(name, to, last[here][0]))))
                others = others & ~here
    codes = words.where(others, words.code(table.source) if others.any() else -1)
    for here, code in by_law:
        codes[here] = code
    return codes
