"""How rates are taken from a table for many rows at once: days, averages, the nearest one."""

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from migfund.dates import Days
from migfund.rates.currencies import STOPPED, Life

__all__ = ["MAX_GAP_DAYS", "UNITS", "Kernel", "Quotes"]

MAX_GAP_DAYS = 7
"""How many days back a day without a published rate may look for one."""
UNITS = {"day": "D", "month": "M", "year": "Y"}
"""Frequencies of tables, and the units in which numpy counts their rows."""

_FAR = 10**6
_SUM = np.dtype([("sum", "f8"), ("rest", "f4"), ("days", "i4")])
"""A running sum of rates in two parts, a number and what it lacks, and how many they are."""

_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]


class Quotes(NamedTuple):
    """Rates for many rows, and first and last day of each; NaN and NaT where there is none.

    ``share`` is the part of the period's publication days that the rate rests on: 1 where all, and
    none for the whole if that is so of each rate.
    """

    rate: _Floats
    date_from: Days
    date_to: Days
    share: _Floats | None


class Kernel:
    """The figures of a table as arrays.

    Parameters
    ----------
    values
        Units of each currency for one of the base: a row a day, month or year without gaps.
    currencies
        ISO 4217 codes of the columns, the base first.
    origin
        Day, month or year of the first row.
    frequency
        What a row is.
    fixed
        Rates fixed by law, by currency.
    """

    def __init__(
        self,
        values: _Floats,
        currencies: tuple[str, ...],
        origin: np.datetime64,
        frequency: str,
        fixed: Mapping[str, Life],
    ) -> None:
        self._values = values
        self._currencies = currencies
        self._origin = origin
        self._frequency = frequency
        self._fixed = fixed
        self._day_tables: dict[int, tuple[_Floats, Days]] = {}
        self._sum_tables: dict[int, tuple[npt.NDArray[Any], npt.NDArray[Any], _Integers]] = {}

    def quote(
        self,
        position: _Integers,
        target: int,
        first: Days,
        last: Days,
        day: bool,
        counts: npt.NDArray[Any] | None = None,
    ) -> Quotes:
        """Look many rates up at once; see :meth:`migfund.Rates.quote`."""
        wanted: Any = True if counts is None else counts
        if day and self._frequency == "day":
            return self._quote_days(position, target, self._row_of(first), wanted)
        begin, end = np.clip([self._row_of(first), self._row_of(last)], -_FAR, _FAR)
        # A period without days, where none is wanted.
        return self._quote_periods(position, target, begin, begin - 1 + (end - begin + 1) * wanted)

    def _row_of(self, days: Days) -> _Integers:
        """Give the row of the table, or beyond it, that each day is in."""
        unit = f"datetime64[{UNITS[self._frequency]}]"
        rows: _Integers = days.astype(unit, copy=False).view(np.int64)
        return rows - self._origin.astype(np.int64)

    def _days(self, position: _Integers) -> Days:
        """Give the first day of rows of the table."""
        rows = (position + self._origin.astype(np.int64)).view(self._origin.dtype)
        days: Days = rows.astype("datetime64[us]")
        return days

    @cached_property
    def _begins(self) -> Days:
        """Give the first day of each row, and of the one behind the last; then as many of none."""
        days = self._days(np.arange(len(self._values) + 1))
        return np.concatenate([days, np.full_like(days, "NaT")])

    @cached_property
    def _ends(self) -> Days:
        """Give the last day of the row before each of these; then as many of none."""
        return self._begins - np.timedelta64(1, "D")

    def _quote_days(self, position: _Integers, target: int, day: _Integers, wanted: Any) -> Quotes:
        """Take the last day, within the permitted gap, on which both currencies were published."""
        rates, days = self._day_table(target)
        # The first and the last column hold nothing: they stand for all days outside.
        place = np.clip(day + 1, 0, rates.shape[1] - 1) * wanted
        place += position * rates.shape[1]
        used = days.ravel().take(place)
        return Quotes(rates.ravel().take(place), used, used, None)

    def _day_table(self, target: int) -> tuple[_Floats, Days]:
        """Give, for each currency and day, the rate that the day takes and the day that it is of.

        The days go on beyond the last row for as long as the permitted gap, and one day without a
        rate stands before and behind them.
        """
        if target not in self._day_tables:
            values = np.pad(self._values, ((0, MAX_GAP_DAYS), (0, 0)), constant_values=np.nan)
            cross = values[:, [target]] / values
            rows = np.arange(len(cross), dtype=np.int32)[:, None]
            last = np.maximum.accumulate(np.where(np.isnan(cross), -1, rows), axis=0)
            near = (last >= 0) & (rows - last <= MAX_GAP_DAYS)
            rates = np.take_along_axis(cross, np.maximum(last, 0), axis=0)
            rates = np.where(near, rates, np.nan)
            self._put_law_in_force(rates, last, target)
            self._stop(rates, last, target)
            # A currency's days side by side, for currencies that are not asked for stay out of the
            # processor's cache then.
            rates = np.pad(rates.T, ((0, 0), (1, 1)), constant_values=np.nan)
            days = self._days(np.pad(last.T.astype(np.int64), ((0, 0), (1, 1))))
            days[np.isnan(rates)] = np.datetime64("NaT")
            self._day_tables[target] = (rates, days)
        return self._day_tables[target]

    def _put_law_in_force(self, rates: _Floats, last: _Integers, target: int) -> None:
        """Mend the days on which a law is in force and nothing has been published since.

        On 1 January 2023 the last published rates are of 30 December, but the kuna's is the euro's.
        """
        published = np.flatnonzero(~np.isnan(self._values[:, 0]))
        for since in sorted({life.since for life in self._fixed.values()}):
            begin = (np.datetime64(since, "D") - self._origin).astype(int)
            place = np.searchsorted(published, begin)
            if place == 0:
                continue
            before = published[place - 1]
            end = min([*published[place : place + 1], before + MAX_GAP_DAYS + 1])
            cross = self._cross_by_law(int(before), since, target)
            there = ~np.isnan(cross)
            rates[begin:end, there], last[begin:end, there] = cross[there], before

    def _stop(self, rates: _Floats, last: _Integers, target: int) -> None:
        """Take away what would carry the last rate of a stopped series on for some days."""
        for code, day in STOPPED.items():
            if code in self._currencies:
                column = self._currencies.index(code)
                columns = slice(None) if column == target else slice(column, column + 1)
                end = int((np.datetime64(day, "D") - self._origin).astype(int))
                part = rates[max(end + 1, 0) :, columns]
                part[last[max(end + 1, 0) :, columns] <= end] = np.nan

    def _cross_by_law(self, row: int, day: dt.date, target: int) -> _Floats:
        """Give the rates of a published row, as the laws that came since, up to a day, mend it."""
        values, mended = self._values[row].copy(), set()
        for code, life in self._fixed.items():
            by_law = values[self._currencies.index(life.per)] * life.units
            newer = self._days(np.array(row)) < np.datetime64(life.since) or life.per in mended
            if newer and np.datetime64(life.since) <= day and not np.isnan(by_law):
                values[self._currencies.index(code)] = by_law
                mended.add(code)
        cross: _Floats = values[target] / values
        return cross

    def _quote_periods(
        self, position: _Integers, target: int, begin: _Integers, end: _Integers
    ) -> Quotes:
        """Average over the published days of each period by differences of running sums.

        The days that count are those that have both currencies: the dollars of a whole year must
        not be set against the roubles of its first two months.
        """
        (own, other, other_of), size = self._sums(target), len(self._values)
        low, high = np.clip(begin, 0, size), np.clip(end + 1, 0, size)
        own_rate, known = _mean(own, position, low, high)
        other_rate, _ = _mean(other, other_of.take(position), low, high)
        rate = other_rate / own_rate
        whole = self._published.take(high) - self._published.take(low)
        # Where nothing is known, the days are taken from the second half: a choice by a flag for
        # each row would stall the processor.
        half = (known == 0) * (size + 1)
        date_from, date_to = self._begins.take(low + half), self._ends.take(high + half)
        if (begin < 0).any() or (end >= size).any():
            whole += self._publication_days_outside(begin, end)
        # A period is known in part where a currency lacks some of the table's published days, or
        # where the table begins later or ends earlier than the period does.
        partial = known < whole
        if not partial.any():
            return Quotes(rate, date_from, date_to, None)
        for code in np.unique(position[partial]):
            rows = np.flatnonzero(partial & (position == code) & (known > 0))
            days = own["days"][code]
            both = np.flatnonzero(np.diff(days))
            date_from[rows] = self._begins[both[days[low[rows]]]]
            date_to[rows] = self._ends[both[days[high[rows]] - 1] + 1]
        return Quotes(rate, date_from, date_to, known / np.maximum(whole, 1))

    @cached_property
    def _published(self) -> _Integers:
        """Count the published days before each row, and before the end."""
        return np.concatenate([[0], np.cumsum(~np.isnan(self._values[:, 0]))])

    def _sums(self, target: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any], _Integers]:
        """Give running sums over the days that have both a currency and the target.

        A row a currency, with zeros before the first day; then the target's sums over the same
        days, a row for all currencies that share their days, and the row of each currency there.
        """
        if target not in self._sum_tables:
            own = self._values.T
            both = ~np.isnan(own) & ~np.isnan(own[target])
            shared, row_of = np.unique(both, axis=0, return_inverse=True)
            other = np.broadcast_to(own[target], shared.shape)
            tables = _running(own, both), _running(other, shared), row_of.ravel()
            self._sum_tables[target] = tables
        return self._sum_tables[target]

    def _publication_days_outside(self, begin: _Integers, end: _Integers) -> _Integers:
        """Count the rows that the table would have for periods before its first and after its last.

        A daily table is published on weekdays; before its first day a week's gap is let pass, for
        the first days of January 1999 were holidays.
        """
        size = len(self._values)
        outside: _Integers
        if self._frequency != "day":
            outside = np.maximum(-begin, 0) + np.maximum(end - size + 1, 0)
            return outside
        first, after = self._begins[[0, size]].astype("datetime64[D]")
        late = np.busday_count(after + np.zeros_like(end), after + np.maximum(end - size + 1, 0))
        early = np.busday_count(first - np.maximum(-begin, 0), first + np.zeros_like(begin))
        outside = late + np.where(-begin > MAX_GAP_DAYS, early, 0)
        return outside

    def nearest(
        self, position: _Integers, target: int, first: Days, last: Days, gap: int
    ) -> tuple[Quotes, _Integers]:
        """Take the published rate nearest to each period, within a gap of days, and the days off.

        Of two that are equally near, the earlier one.
        """
        rate = np.full(len(position), np.nan)
        used = [np.full(len(position), "NaT", dtype="datetime64[us]") for _ in range(2)]
        off = np.zeros(len(position), dtype=np.int64)
        for code in np.unique(position):
            both = ~np.isnan(self._values[:, [code, target]]).any(axis=1)
            known = np.flatnonzero(both)
            if not len(known):
                continue
            rows = np.flatnonzero(position == code)
            begins = self._begins[known].astype("datetime64[D]")
            ends = self._ends[known + 1].astype("datetime64[D]")
            before = np.clip(np.searchsorted(ends, first[rows]) - 1, 0, None)
            after = np.clip(np.searchsorted(begins, last[rows], side="right"), None, len(known) - 1)
            back = np.maximum((first[rows] - ends[before]).astype(np.int64), 0)
            ahead = np.maximum((begins[after] - last[rows]).astype(np.int64), 0)
            back[ends[before] >= first[rows]] = _FAR
            ahead[begins[after] <= last[rows]] = _FAR
            chosen, distance = np.where(back <= ahead, before, after), np.minimum(back, ahead)
            near = distance <= gap
            at = known[chosen[near]]
            rate[rows[near]] = self._values[at, target] / self._values[at, code]
            used[0][rows[near]], used[1][rows[near]] = begins[chosen[near]], ends[chosen[near]]
            off[rows] = distance
        return Quotes(rate, used[0], used[1], None), off


def _running(values: _Floats, counted: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Give running sums along each row over what is counted, from zero on.

    In two parts, so that the difference of two large sums is exact to the last digit.
    """
    sums = np.zeros((len(values), values.shape[1] + 1), dtype=_SUM)
    exact = np.cumsum(np.where(counted, values, 0.0).astype(np.longdouble), axis=1)
    sums["sum"][:, 1:] = exact
    sums["rest"][:, 1:] = exact - sums["sum"][:, 1:]
    sums["days"][:, 1:] = np.cumsum(counted, axis=1)
    return sums


def _mean(
    sums: npt.NDArray[Any], row: _Integers, low: _Integers, high: _Integers
) -> tuple[_Floats, _Integers]:
    """Give the mean of many stretches of running sums, NaN for an empty one, and their lengths."""
    begin = row * sums.shape[1]
    before, after = sums.ravel().take(begin + low), sums.ravel().take(begin + high)
    number = after["days"] - before["days"]
    total = (after["sum"] - before["sum"]) + (after["rest"] - before["rest"])
    with np.errstate(invalid="ignore"):
        return total / number, number
