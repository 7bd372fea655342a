"""Rates for many rows at once: the kernel of the conversion.

In simple code the rate of a row is found so: take the rows of the table of rates between the first
and the last day on which both currencies were published, and divide the mean of the target's
figures by the mean of the currency's; for a day without a rate, go back to the last one that has
one. ``tests/currency/test_reference.py`` is that code, and this module must agree with it. A
million rows would take it some minutes, and a merge on day and currency three times as long as this
module (``benchmarks/currency.py``), which does three things:

- A table of rates has some ten thousand days, months and years, however many rows there are. Their
  rates to the target are worked out once (`Target.listed`), and a row's is read off that list by an
  integer. That takes 3 to 4 times as long as a bare numpy gather, all that stands beside a rate
  included.
- The average of a period is a difference of running sums (`Target.average`), so that it costs the
  same however long the period is: twice to three times as much as a day.
- What is to be said of a rate is one small integer a row, and becomes words once for each distinct
  one.

The rows are taken 65,536 at a time, for the working columns of so many stay in the processor's
cache: all at once, days take 1.4 times and periods 1.6 times as long.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from migfund.currency.currencies import Law, barriers, fixed_rate
from migfund.currency.official import is_official_only, official_only
from migfund.dates import Dates, Days, has_missing
from migfund.provenance.basis import RATE_KINDS, RateBasis, rate_basis
from migfund.schema import PRECISIONS, Array

__all__ = ["MAX_GAP_DAYS", "PERIOD", "UNITS", "Figures", "Found", "Periods", "look_up", "next_of"]

MAX_GAP_DAYS = 7
"""How many days in a row may be without a published rate, as weekends and holidays are."""

UNITS = {"day": "D", "month": "M", "year": "Y"}
"""Frequencies of tables, and the units in which numpy counts their rows."""

PERIOD = len(PRECISIONS)
"""What stands for a period where others have a precision: the average from first to last day."""

_ROWS = 65536
_NAT, _ONE_DAY = np.datetime64("NaT", "us"), np.timedelta64(1, "D")
_EDGES = np.array(["0001-01-01", "9999-12-31"], dtype="datetime64[D]")
_FAR = 100_000
"""More days than any two dates are apart that are not of `_EDGES`."""
_KINDS = tuple(RATE_KINDS)
_DAY = _KINDS.index("day")
# A note is a number that says what a rate is, and how many percent of its days are known: 100 all
# of them, 101 a part that would be rounded to all, and 0 one that would be rounded to none.
_ALL, _ALMOST, _STEP, _UNSAID = 100, 101, 128, -2


def next_of(dates: Any) -> Any:
    """Return the day, month or year after each, as numpy counts them."""
    return (dates.view(np.int64) + 1).view(dates.dtype)


class Periods(NamedTuple):
    """The days that each row's rate is of.

    Parameters
    ----------
    first
        A day of the day, month or year; or the first day of a period; NaT where there is none.
    last
        The last day of a period. A period that ends before it starts has no first day, and keeps
        its last one to tell it by.
    precision
        Place in ``PRECISIONS``, or `PERIOD`.
    average
        Whether to average from first to last day; if not, the precision says the last day.
    """

    first: Days
    last: Days
    precision: Array
    average: bool = False

    def whole(self, rows: Array) -> tuple[Days, Days]:
        """Return the first and the last day that the rates of some rows are of."""
        first, last = self.first[rows], self.last[rows]
        if self.average:
            return first, last
        begin, end = Dates(first, self.precision[rows]).allowed()
        return begin, np.where(np.isnat(first), last, end)


class Found(NamedTuple):
    """What is found for each row.

    Parameters
    ----------
    rate
        NaN where there is none.
    first, last
        The days that the rate rests on; NaT of a fixed rate, which holds whatever the date.
    basis, source
        Places in ``bases`` and ``sources``; -1 where there is no rate.
    bases, sources
        What the rates are, in the words of `RateBasis`, and what is to be cited.
    lacking, days
        The rows that need a rate and have none, and the first and last day that it should be of.
    thin
        What part of the days of these is known, where that is too little; else 0.
    """

    rate: Array
    first: Days
    last: Days
    basis: Array
    source: Array
    bases: list[str]
    sources: list[str]
    lacking: Array
    days: tuple[Days, Days]
    thin: Array


def look_up(
    tables: Iterable["Figures"],
    names: Sequence[Any],
    to: str,
    currency: Array,
    periods_of: Callable[[slice], Periods],
    *,
    at: str = "",
    gap: int | None = None,
    min_share: float = 0.0,
) -> Found:
    """Take each row's rate from the table that knows most of its days, the first of equal ones.

    Parameters
    ----------
    tables
        Tables of rates.
    names
        ISO 4217 codes of the currencies that are asked for; None for one that is not stated.
    to
        The target currency.
    currency
        Place of each row's currency among the names, from 1 on; 0 where no rate is needed.
    periods_of
        Returns the days of the rates of some rows.
    at
        The date that counts, in the word of `RateBasis`.
    gap
        If given, rows without a rate take the published one nearest to their days, of all tables,
        that is at most so many days off; not so months and years of which too little is known. Of
        two that are equally near, that of the first table, and of it the earlier one.
    min_share
        What part of its days must be known for the average of a month or year to count.
    """
    sources = [_source(table, names, to) for table in tables if to in table.columns]
    size, words = len(currency), _Words(at)
    kinds = ("float64", "datetime64[us]", "datetime64[us]", "int16", "int16")
    columns: _Columns = tuple(np.empty(size, dtype=kind) for kind in kinds)
    rows: list[Array] = []
    days: list[tuple[Days, Days]] = []
    thins: list[Array] = []
    for begin in range(0, size, _ROWS):
        some = slice(begin, begin + _ROWS)
        part, periods, asked = tuple(c[some] for c in columns), periods_of(some), currency[some]
        if not sources:
            _put(part, slice(None), (np.nan, _NAT, _NAT, -1, -1))
        for number, source in enumerate(sources):
            if number == 0:
                _put_rates(part, slice(None), source, asked, periods, words)
                continue
            if not words.partial:
                some_rows = np.flatnonzero(np.isnan(part[0]) & (asked > 0))
                if not len(some_rows):
                    break
                _put_rates(part, some_rows, source, asked, periods, words)
                continue
            some_rows = np.flatnonzero(words.shares(part[3]) < (asked > 0))
            _put_fuller(part, some_rows, source, asked, periods, words)
        thin = words.too_thin(part[3], min_share)
        if thin is not None:
            _put(part, np.flatnonzero(thin), (np.nan, _NAT, _NAT, -1, -1))
        lacking = np.flatnonzero(np.isnan(part[0]) & (asked > 0))
        if len(lacking):
            rows.append(begin + lacking)
            days.append(periods.whole(lacking))
            thins.append(np.zeros(len(lacking)) if thin is None else thin[lacking])
    none = np.array([], dtype=np.int64), np.array([], dtype="datetime64[D]")
    lacking = np.concatenate(rows) if rows else none[0]
    first, last = map(np.concatenate, zip(*days, strict=True)) if rows else (none[1], none[1])
    thin = np.concatenate(thins) if rows else np.array([])
    if gap is not None and rows:
        columns = (*columns[:3], columns[3].astype(np.int32), columns[4])  # room for days off
        walls = {place: barriers(name, to) for place, name in enumerate(names, 1)}
        none = thin == 0
        nowhere = lacking[none], sources, currency, (first[none], last[none])
        _put_nearest(columns, *nowhere, gap, walls, words)
        still = np.isnan(columns[0][lacking])
        lacking, first, last, thin = lacking[still], first[still], last[still], thin[still]
    if any(table.target.figures.official for table in sources):
        columns = _say_official(columns, sources, names, to, currency, words)
    words_of = list(words.bases), list(words.sources)
    return Found._make((*columns, *words_of, lacking, (first, last), thin))


_Columns = tuple[Array, ...]
"""Rates, first and last days, and numbers of basis and source."""


class _Words:
    """What is said of a million rows, each text once and by its number."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.bases: dict[str, int] = {}
        self.partial: dict[int, float] = {}
        self.thin: dict[int, float] = {}
        self.sources: dict[str, int] = {}
        self._of_note = np.full(len(_KINDS) * _STEP + 1, _UNSAID, dtype=np.int16)
        self._of_note[0] = -1

    def basis(self, kind: int, share: float = 1.0, days_off: int | None = None) -> int:
        at = "" if _KINDS[kind] == "fixed" else self.at
        words = str(RateBasis(_KINDS[kind], at, share, days_off))
        number = self.bases.setdefault(words, len(self.bases))
        if share < 1:
            self.partial[number] = share
            if not _KINDS[kind].startswith("period"):
                self.thin[number] = share
        return number

    def shares(self, numbers: Array) -> Array:
        """Return what part of its days is known of each rate, by the number of its basis."""
        of_number = np.ones(len(self.bases) + 1)
        of_number[-1] = 0  # no rate
        of_number[list(self.partial)] = list(self.partial.values())
        shares: Array = of_number.take(numbers, mode="wrap")
        return shares

    def too_thin(self, numbers: Array, least: float) -> Array | None:
        """Return what is known of months and years of which too few days are; 0 of all others.

        None where there are no such at all, as in most tables.
        """
        thin = {number: share for number, share in self.thin.items() if share < least}
        if not thin:
            return None
        known = np.zeros(len(self.bases) + 1)
        known[list(thin)] = list(thin.values())
        found: Array = known.take(numbers, mode="wrap")
        return found

    def source(self, name: str, laws: Iterable[Law] = ()) -> int:
        return self.sources.setdefault("; ".join([name, *map(str, laws)]), len(self.sources))

    def of_notes(self, notes: Array) -> Array:
        """Return the numbers of what notes say; the words are made when a note is first seen."""
        self._say(notes[:1])  # often the only one
        numbers = self._of_note.take(notes)
        if len(numbers) and numbers.min() == _UNSAID:
            self._say(np.unique(notes[numbers == _UNSAID]))
            numbers = self._of_note.take(notes)
        return numbers

    def _say(self, notes: Array) -> None:
        for note in notes[self._of_note[notes] == _UNSAID]:
            kind, percent = divmod(int(note) - 1, _STEP)
            share = {0: 0.004, _ALMOST: 0.996}.get(percent, percent / 100)
            self._of_note[note] = self.basis(kind, share)


def _note(kind: Any) -> Any:
    """Return the note of a rate of which all days are known; that of no rate is 0."""
    return 1 + kind * _STEP + _ALL


class _Source(NamedTuple):
    """A table of rates, and what concerns the currencies that it is asked for, by their places.

    ``columns`` has the number of the table's currencies for place 0 and for what it lacks;
    ``laws`` fix a currency or the target; ``by_law`` is the rate of those that the law alone ties
    to the target, and since when.
    """

    target: "Target"
    columns: Array
    laws: dict[int, list[Law]]
    by_law: dict[int, tuple[float, Any]]


def _source(table: "Figures", names: Sequence[Any], to: str) -> _Source:
    column = table.columns
    columns = [len(column), *(column.get(name, len(column)) for name in names)]
    laws, by_law = {}, {}
    for place, name in enumerate(names, 1):
        if name in column and {name, to} & set(table.fixed):
            laws[place] = [table.fixed[code] for code in (name, to) if code in table.fixed]
            tie = fixed_rate(table.fixed, name, to)
            if tie is not None:
                by_law[place] = tie[0], np.datetime64(tie[1])
    return _Source(table.to(to), np.array(columns), laws, by_law)


def _put_rates(
    columns: _Columns, rows: Any, source: _Source, currency: Array, periods: Periods, words: _Words
) -> None:
    """Put in the rates that one table has for some rows, or for all."""
    asked, first, kinds = currency[rows], periods.first[rows], periods.precision[rows]
    figures = source.target.figures
    if periods.average and figures.kind != "fixed":
        last = periods.last[rows]
        *found, notes = source.target.average(source.columns, asked, first, last, kinds)
    else:
        *found, notes = source.target.dated(source.columns, asked, first, kinds)
    rate, got, cited = found[0], ~np.isnan(found[0]), []
    for place, laws in source.laws.items():
        mine = np.flatnonzero(asked == place)
        if place in source.by_law and not periods.average:
            # What the law says of single days holds on every day from its first on.
            by_law, since = source.by_law[place]
            exact = mine[(kinds[mine] == 0) & (first[mine] >= since)]
            days = first[exact]
            _put((*found, notes), exact, (by_law, days, days, _note(_DAY)))
        mine = mine[~np.isnan(rate[mine])]
        last = periods.whole(mine if isinstance(rows, slice) else rows[mine])[1]
        cited.append((mine, _cite(figures.source, laws, last, words)))
        got[mine] = False
    # In arithmetic, for a choice by each flag would stall the processor.
    sources = got * np.int16(words.source(figures.source) + 1 if got.any() else 0) - np.int16(1)
    for mine, numbers in cited:
        sources[mine] = numbers
    _put(columns, rows, (*found, words.of_notes(notes), sources))


def _put_fuller(
    columns: _Columns,
    rows: Array,
    source: _Source,
    currency: Array,
    periods: Periods,
    words: _Words,
) -> None:
    """Put in the rates of some rows of which one table knows more days than those before it."""
    other: _Columns = tuple(np.empty(len(rows), dtype=column.dtype) for column in columns)
    some = Periods(
        periods.first[rows], periods.last[rows], periods.precision[rows], periods.average
    )
    _put_rates(other, slice(None), source, currency[rows], some, words)
    fuller = words.shares(other[3]) > words.shares(columns[3][rows])
    _put(columns, rows[fuller], (column[fuller] for column in other))


def _put(columns: _Columns, rows: Any, found: Iterable[Any]) -> None:
    for column, values in zip(columns, found, strict=False):
        column[rows] = values


def _cite(name: str, laws: Sequence[Law], last: Days, words: _Words) -> Array:
    """Return the numbers of sources of rates that end on a day, with the laws then in force."""
    numbers = np.zeros(len(last), dtype=np.int16)
    cases = np.zeros(len(last), dtype=np.int64)
    for number, law in enumerate(laws):
        cases += (last >= np.datetime64(law.since)) * 2**number
    for case in np.unique(cases):
        in_force = [law for number, law in enumerate(laws) if case >> number & 1]
        numbers[cases == case] = words.source(name, in_force)
    return numbers


def _say_official(
    columns: _Columns,
    sources: Sequence[_Source],
    names: Sequence[Any],
    to: str,
    currency: Array,
    words: _Words,
) -> _Columns:
    """Say in the basis of official rates that the market's differed widely at the time."""
    numbers = columns[3].astype(np.int32)
    of_official = [t.target.figures.source for t in sources if t.target.figures.official]
    cited = [n for text, n in words.sources.items() if text.startswith(tuple(of_official))]
    for place, name in enumerate(names, 1):
        codes = [code for code in (name, to) if code in official_only()]
        rows = np.flatnonzero((currency == place) & (numbers >= 0)) if codes else ()
        if not len(rows):
            continue
        rows = rows[np.isin(columns[4][rows], cited)]
        first, last = columns[1][rows], columns[2][rows]
        touched = np.any([is_official_only(code, first, last) for code in codes], axis=0)
        for number in np.unique(numbers[rows[touched]]):
            said = str(replace(rate_basis(list(words.bases)[number]), official=True))
            new = words.bases.setdefault(said, len(words.bases))
            numbers[rows[touched & (columns[3][rows] == number)]] = new
    return (*columns[:3], numbers, columns[4])


def _put_nearest(
    columns: _Columns,
    rows: Array,
    sources: Sequence[_Source],
    currency: Array,
    days: tuple[Days, Days],
    gap: int,
    walls: Mapping[int, Sequence[Any]],
    words: _Words,
) -> None:
    """Put in the rates nearest to the days of some rows."""
    for place in np.unique(currency[rows]):
        some = np.flatnonzero((currency[rows] == place) & ~np.isnat(days[0]))
        mine, first, last = rows[some], days[0][some], days[1][some]
        off, table = np.full(len(mine), min(gap, _FAR) + 1), np.zeros(len(mine), dtype=np.int64)
        for number, source in enumerate(sources):
            if source.columns[place] < source.columns[0]:
                *found, distance = source.target.nearest(
                    source.columns[place], first, last, walls[int(place)]
                )
                nearer = distance < off
                off[nearer], table[nearer] = distance[nearer], number
                _put(columns, mine[nearer], (column[nearer] for column in found))
        for number, source in enumerate(sources):
            got, figures = (off <= min(gap, _FAR)) & (table == number), source.target.figures
            kind, laws = int(figures.kinds[PRECISIONS.index(figures.frequency)]), source.laws
            columns[4][mine[got]] = _cite(
                figures.source, laws.get(int(place), []), columns[2][mine[got]], words
            )
            for distance in np.unique(off[got]):
                number_of = words.basis(kind, days_off=int(distance))
                columns[3][mine[got & (off == distance)]] = number_of


@dataclass(frozen=True, eq=False)
class Figures:
    """A table of rates as arrays.

    Parameters
    ----------
    array
        Units of each currency for one of the base: a row a day, month or year without gaps.
    currencies
        ISO 4217 codes of the columns, the base first.
    origin
        Day, month or year of the first row.
    frequency, kind, fixed, source, official, per_currency
        As of :class:`migfund.Rates`.
    until
        Last day that the table covers.
    """

    array: Array
    currencies: tuple[str, ...]
    origin: np.datetime64
    frequency: str
    kind: str
    fixed: Mapping[str, Law]
    source: str
    until: np.datetime64
    official: bool = False
    per_currency: tuple[str, ...] = ()
    _targets: dict[str, "Target"] = field(default_factory=dict)

    def to(self, currency: str) -> "Target":
        """Return the rates to a currency."""
        if currency not in self._targets:
            self._targets[currency] = Target(self, self.columns[currency])
        return self._targets[currency]

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each currency."""
        return {code: place for place, code in enumerate(self.currencies)}

    @cached_property
    def turned(self) -> Array:
        """Which columns were quoted per unit of their currency; behind the last one, that of none.

        Their averages are those of the figures as quoted.
        """
        return np.array([code in self.per_currency for code in self.currencies] + [False])

    def row_of(self, days: Days) -> Array:
        """Return the row of the table, or beyond it, that each day is in."""
        rows: Array = days.astype(self.origin.dtype, copy=False).view(np.int64)
        return rows - self.origin.astype(np.int64)

    @cached_property
    def begins(self) -> Days:
        """The first day of each row, and of the one behind the last."""
        rows = np.arange(len(self.array) + 1) + self.origin.astype(np.int64)
        return rows.view(self.origin.dtype).astype("datetime64[us]")

    @cached_property
    def ends(self) -> Days:
        """The last day of the row before each of these."""
        return self.begins - _ONE_DAY

    @cached_property
    def published(self) -> Array:
        """The rows that have a rate."""
        return np.flatnonzero(~np.isnan(self.array[:, 0]))

    @cached_property
    def counts(self) -> Array:
        """How many rows before each row, and before the end, have a rate."""
        return np.searchsorted(self.published, np.arange(len(self.array) + 1))

    @cached_property
    def kinds(self) -> Array:
        """What a rate is, by precision: a table of months has the average of one for a day."""
        units = list(UNITS)
        names = [max(unit, self.frequency, key=units.index) for unit in units] + ["period"]
        if self.kind == "in force":
            names = ["in force" if name == "day" else f"{name} in force" for name in names]
        if self.kind == "end":
            ends = f"{self.frequency} end"
            names = [ends if name == self.frequency else f"{name} of {ends}s" for name in names]
        return np.array([_KINDS.index("fixed" if self.kind == "fixed" else n) for n in names])

    @cached_property
    def notes(self) -> Array:
        """The notes of these kinds, of rates of which all days are known."""
        notes: Array = _note(self.kinds).astype(np.int16)
        return notes

    @property
    def longest_gap(self) -> int:
        """How many days may take the last published rate; one in force has its days stated."""
        return 0 if self.kind == "in force" else MAX_GAP_DAYS

    @cached_property
    def last_row(self) -> int:
        """The last row of a daily table that takes the last published rates.

        That is the last day that the table covers, or that of a weekend directly after it.
        """
        published = int(self.published[-1]) if len(self.published) else 0
        if self.kind == "in force":
            return published
        row, until = published, int(self.row_of(np.array([self.until]))[0])
        if until - published <= MAX_GAP_DAYS:
            row = max(row, until)
        while (
            not np.is_busday(self.origin + (row + 1) * _ONE_DAY) and row - published < MAX_GAP_DAYS
        ):
            row += 1
        return row


def _first_days(fixed: Mapping[str, Law]) -> Iterator[tuple[str, np.datetime64]]:
    """Return the currencies that laws fix, and the days on which a law changes what they are."""
    for name, law in fixed.items():
        code = name
        while code in fixed:
            if fixed[code].since >= law.since:
                yield name, np.datetime64(fixed[code].since)
            code = fixed[code].per


class Target:
    """The rates of all currencies of a table to one of them, worked out once.

    Where columns of currencies are asked for, the number of the table's currencies stands for none.
    The days that count in an average are those that have both currencies: the dollars of a whole
    year must not be set against the roubles of its first two months.
    """

    def __init__(self, figures: Figures, column: int) -> None:
        self.figures, self.column = figures, column

    @cached_property
    def sums(self) -> tuple[Array, Array, Array]:
        """Running sums and counts of the days with both currencies, and where some are missing.

        Side by side stand the sum of the currency, that of the target, both as they were quoted,
        and what these two numbers lack of the exact sums, so that no digits are lost where two
        large sums are nearly equal: a longer table gives a period the same average, to 1 in 10^15.
        They are one array, for a row's four numbers then come from one place in memory.
        """
        array, turned = self.figures.array.T, self.figures.turned[:-1, None]
        array = np.divide(1, array, out=array.copy(), where=turned) if turned.any() else array
        both = ~np.isnan(array) & ~np.isnan(array[self.column])
        currencies, size = array.shape
        sums = np.zeros((currencies + 1, size + 1, 4))
        days = np.zeros((currencies + 1, size + 1), dtype=np.int32)
        np.cumsum(both, axis=1, out=days[:-1, 1:])
        for mine, rates, counted in zip(sums, array, both, strict=False):
            for column, summed in enumerate((rates, array[self.column])):
                exact = np.cumsum(np.where(counted, summed, 0), dtype=np.longdouble)
                mine[1:, column] = exact
                mine[1:, column + 2] = exact - mine[1:, column]
        holed = (days != self.figures.counts).any(axis=1)
        holed[-1] = False
        return sums.reshape(-1, 4), days, holed

    def average(
        self, columns: Array, currency: Array, first: Days, last: Days, precision: Any
    ) -> tuple[Array, Days, Days, Array]:
        """Return averages of periods: rates, first and last days, and notes.

        ``currency`` is the place of each period's among ``columns``, and ``precision`` what the
        periods are called.
        """
        if has_missing(first):
            currency = currency * ~np.isnat(first)
        figures, size = self.figures, len(self.figures.array)
        sums, days, holed = self.sums
        begin, end = figures.row_of(first), figures.row_of(last)
        low, high = np.clip(begin, 0, size), np.clip(end + 1, 0, size)
        lane = (columns * (size + 1)).take(currency)
        total = sums.take(lane + high, axis=0)
        total -= sums.take(lane + low, axis=0)
        own, other = total[:, 0] + total[:, 2], total[:, 1] + total[:, 3]
        with np.errstate(invalid="ignore"):
            rate = other / own
            if figures.turned.any():
                number = days.take(lane + high) - days.take(lane + low)
                own, other = own / number, other / number
                other = 1 / other if figures.turned[self.column] else other
                mine = figures.turned.take(columns).take(currency)
                rate = np.where(mine, other * own, other / own)
        note = figures.notes.take(precision)
        found = rate, figures.begins.take(low), figures.ends.take(high), note
        # A period may be known in part where a currency lacks some of the published days, or where
        # the table begins later or ends earlier than the period does.
        nothing, doubtful = np.isnan(rate), holed[columns]
        if doubtful.any() or (len(rate) and (begin.min() < 0 or end.max() >= size)):
            outside = (begin < 0) | (end >= size)
            rows = np.flatnonzero((outside | doubtful.take(currency)) & ~nothing)
            self._put_share(found, rows, columns.take(currency[rows]), begin[rows], end[rows])
        _put(found, np.flatnonzero(nothing), (np.nan, _NAT, _NAT, 0))
        return found

    def _put_share(
        self, found: _Columns, rows: Array, column: Array, begin: Array, end: Array
    ) -> None:
        """Put in which of some rows are known in part, how much of them, and from when to when."""
        figures, size, days = self.figures, len(self.figures.array), self.sums[1]
        low, high = np.clip(begin, 0, size), np.clip(end + 1, 0, size)
        first, after = days[column, low], days[column, high]
        whole = figures.counts[high] - figures.counts[low]
        # The rows that a longer table would have. A daily table is published on weekdays; before
        # its first day a week's gap is let pass, for the first days of January 1999 were holidays.
        early, late = np.maximum(-begin, 0), np.maximum(end - size + 1, 0)
        if figures.frequency == "day" and figures.kind != "in force":
            day, behind = figures.begins[[0, size]].astype("datetime64[D]")
            early = np.where(early > MAX_GAP_DAYS, np.busday_count(day - early, day), 0)
            late = np.busday_count(behind, behind + late)
        whole += early + late
        partial = after - first < whole
        percent = np.rint((after - first)[partial] / whole[partial] * 100).astype(np.int16)
        found[3][rows[partial]] += np.where(percent == _ALL, _ALMOST, percent) - np.int16(_ALL)
        for code in np.unique(column[partial]):
            mine = partial & (column == code)
            both = np.flatnonzero(np.diff(days[code]))
            found[1][rows[mine]] = figures.begins[both[first[mine]]]
            found[2][rows[mine]] = figures.ends[both[after[mine] - 1] + 1]

    @cached_property
    def listed(self) -> tuple[_Columns, Array, int, int]:
        """The rates of all days, months and years that a date may name, to be read off.

        Returns
        -------
        tuple
            Rates, first and last days and notes, those of a currency one after the other, and
            behind those of all currencies as many of none; the places in them of each day as a day,
            as one of a month and as one of a year; the first of these days, as a number; and how
            many days there are. The first and the last day have no rate, and stand for all others.
        """
        figures = self.figures
        if figures.kind == "fixed":  # one rate, whatever the date
            rate = np.append(figures.array[0, self.column] / figures.array[0], np.nan)
            none = np.full(len(rate), _NAT, dtype="datetime64[us]")
            note = np.where(np.isnan(rate), 0, figures.notes[0])
            return (rate, none, none, note), np.zeros(1, dtype=np.int64), 0, 1
        first, last = (edge.astype("datetime64[Y]") for edge in figures.begins[[0, -2]])
        before = first.astype("datetime64[D]") - _ONE_DAY
        behind = next_of(last).astype("datetime64[D]")
        days = np.arange(before, behind + 2 * MAX_GAP_DAYS * _ONE_DAY)
        parts, places, lanes = [], [], np.arange(len(figures.currencies) + 1)
        for precision, unit in enumerate(UNITS):
            if unit == figures.frequency == "day":
                places.append(np.arange(len(days)))
                parts.append(self._days(days))
                continue
            coarser = UNITS[max(unit, figures.frequency, key=list(UNITS).index)]
            periods, place = np.unique(days.astype(f"datetime64[{coarser}]"), return_inverse=True)
            places.append(place + sum(part[0].shape[1] for part in parts))
            after = next_of(periods).astype("datetime64[D]")
            edges = periods.astype("datetime64[D]"), after - _ONE_DAY
            begin, end = (np.tile(edge, len(lanes)) for edge in edges)
            lane, kinds = np.repeat(lanes, len(periods)), np.full(len(begin), precision)
            found = self.average(lanes, lane, begin, end, kinds)
            parts.append(tuple(column.reshape(len(lanes), -1) for column in found))
        columns = tuple(
            np.concatenate(column, axis=1).ravel() for column in zip(*parts, strict=True)
        )
        return columns, np.concatenate(places), int(before.astype(np.int64)), len(days)

    def _days(self, days: Days) -> _Columns:
        """Return the rate that each day takes, a row a currency and one of none.

        A day without a rate takes the last one before it that both currencies have, inside a hole
        of at most `MAX_GAP_DAYS` days: a series that ended or paused has no rate until it goes on.
        """
        figures, end = self.figures, self.figures.last_row
        more = max(end + 2 - len(figures.array), 0)
        array = np.pad(figures.array, ((0, more), (0, 0)), constant_values=np.nan)
        cross = array[:, [self.column]] / array
        known, rows = ~np.isnan(cross), np.arange(len(cross))[:, None]
        last = np.maximum.accumulate(np.where(known, rows, -1), axis=0)
        # The rates of the last published day hold to the end, as if the next came directly after.
        known[end + 1] |= known[figures.published[-1:]].any(axis=0)
        gap = figures.longest_gap
        following = np.where(known, rows, len(cross) + gap + 1)
        following = np.minimum.accumulate(following[::-1], axis=0)[::-1]
        near = (last >= 0) & (following - last <= gap + 1) & (rows <= end)
        last = np.where(near, last, 0)
        shape = (cross.shape[1] + 1, len(days))
        rate, used = np.full(shape, np.nan), np.full(shape, _NAT, dtype="datetime64[us]")
        begin = int((figures.begins[0].astype("datetime64[D]") - days[0]).astype(np.int64))
        some = slice(begin, begin + len(cross))
        rate[:-1, some] = np.where(near, np.take_along_axis(cross, last, axis=0), np.nan).T
        used[:-1, some] = np.where(near, figures.begins[last], _NAT).T
        self._put_law_in_force(days, rate, used)
        return rate, used, used, ~np.isnan(rate) * figures.notes[0]

    def _put_law_in_force(self, days: Days, rate: Array, used: Days) -> None:
        """Put in the rates of days on which a law is in force and nothing was published since.

        On 1 January 2023 the last published rates are of 30 December, but the kuna's is the euro's.
        """
        figures = self.figures
        # Where a currency counts in another one, a later law about that one concerns it too.
        for name, since in _first_days(figures.fixed):
            law = figures.fixed[name]
            mine, per = (figures.columns[code] for code in (name, law.per))
            new = (days >= since) & ~(used >= since)
            if mine == self.column:
                others, days_of_others = figures.to(law.per)._days(days)[:2]
                at = new & ~np.isnan(others)
                rate[at], used[at] = others[at] * law.units, days_of_others[at]
            at = new[mine] & ~np.isnan(rate[per])
            rate[mine, at], used[mine, at] = rate[per, at] / law.units, used[per, at]

    def dated(
        self, columns: Array, currency: Array, days: Days, precision: Array
    ) -> tuple[Array, Days, Days, Array]:
        """Return the rates of dates, of days or averages of months and years, as `average` does.

        ``days`` has a day of each day, month or year.
        """
        (rates, first, last, notes), places, before, number = self.listed
        place = np.clip(days.view(np.int64) - before, 0, number - 1)
        alone = self.figures.frequency == "day" and not precision.any()
        if not alone and number > 1:
            place += np.multiply(np.maximum(precision, 0), number, dtype=np.int64)
            place = places.take(place)
        place += (columns * (len(rates) // (len(self.figures.currencies) + 1))).take(currency)
        rate, used = rates.take(place), first.take(place)
        if alone and number > 1:  # what the list says of a day is known without reading it off
            return rate, used, used, ~np.isnan(rate) * self.figures.notes[0]
        return rate, used, last.take(place), notes.take(place)

    def nearest(
        self, column: int, first: Days, last: Days, walls: Iterable[Any]
    ) -> tuple[Array, Days, Days, Array]:
        """Return the published rate nearest to each period: rates, their days, and days off.

        Of two that are equally near, the earlier one. A rate on the other side of a wall, a day on
        which new money began, is as far as one of the year 9999.
        """
        figures = self.figures
        known = np.flatnonzero(~np.isnan(figures.array[:, [column, self.column]]).any(axis=1))
        rate = figures.array[known, self.column] / figures.array[known, column]
        rate, begins, ends = (
            np.concatenate([[edge], inner, [other]])
            for edge, inner, other in (
                (np.nan, rate, np.nan),
                (_EDGES[0], figures.begins[known].astype("datetime64[D]"), _EDGES[1]),
                (_EDGES[0], figures.ends[known + 1].astype("datetime64[D]"), _EDGES[1]),
            )
        )
        before = np.searchsorted(ends, first) - 1
        after = np.searchsorted(begins, last, side="right")
        for wall in np.array(list(walls), dtype="datetime64[D]"):
            before[(begins[before] < wall) & (last >= wall)] = 0
            after[(first < wall) & (ends[after] >= wall)] = len(known) + 1
        back, ahead = first - ends[before], begins[after] - last
        chosen = np.where(back <= ahead, before, after)
        off = np.minimum(back, ahead).astype(np.int64)
        return rate[chosen], begins[chosen], ends[chosen], off
