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

_FAR = 10**9
_SUM = np.dtype(
    [("own", "f8"), ("other", "f8"), ("own_rest", "f4"), ("other_rest", "f4"), ("days", "i8")]
)
"""Running sums of a currency's and the target's rates, and of the days that have both."""
_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]


class Quotes(NamedTuple):
    """Rates for many rows; NaN and NaT where there is none.

    ``share`` is the part of the period's publication days that the rate rests on: 1 where all.
    """

    rate: _Floats
    date_from: Days
    date_to: Days
    share: _Floats


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
        self._day_tables: dict[int, tuple[_Floats, _Integers]] = {}
        self._sum_tables: dict[int, npt.NDArray[Any]] = {}

    def quote(self, position: _Integers, target: int, first: Days, last: Days, day: bool) -> Quotes:
        """Look many rates up at once; see :meth:`migfund.Rates.quote`."""
        begin = self._row_of(first)
        if day and self._frequency == "day":
            return self._quote_days(position, target, begin)
        return self._quote_periods(position, target, begin, self._row_of(last))

    def _row_of(self, days: Days) -> _Integers:
        """Give the row of the table, or beyond it, that each day is in."""
        unit = f"datetime64[{UNITS[self._frequency]}]"
        rows: _Integers = (days.astype(unit, copy=False) - self._origin).view(np.int64)
        return rows

    def _days(self, position: _Integers) -> Days:
        """Give the first day of rows of the table."""
        days: Days = (self._origin + position).astype("datetime64[D]", copy=False)
        return days

    def _quote_days(self, position: _Integers, target: int, day: _Integers) -> Quotes:
        """Take the last day, within the permitted gap, on which both currencies were published."""
        rates, rows = self._day_table(target)
        inside = (day >= 0) & (day < rates.shape[1])
        place = position * rates.shape[1] + np.where(inside, day, 0)
        rate, used = rates.ravel().take(place), self._days(rows.ravel().take(place))
        rate[~inside] = np.nan
        used[np.isnan(rate)] = np.datetime64("NaT")
        return Quotes(rate, used, used, np.ones(len(day)))

    def _day_table(self, target: int) -> tuple[_Floats, _Integers]:
        """Give, for each currency and day, the rate that the day takes and the row that it is of.

        The days go on beyond the last row for as long as the permitted gap.
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
            self._day_tables[target] = (rates.T.copy(), last.T.copy())
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
        values = self._values[row].copy()
        for code, life in self._fixed.items():
            by_law = values[self._currencies.index(life.per)] * life.units
            if self._days(np.array(row)) < np.datetime64(life.since) <= day and not np.isnan(
                by_law
            ):
                values[self._currencies.index(code)] = by_law
        cross: _Floats = values[target] / values
        return cross

    def _quote_periods(
        self, position: _Integers, target: int, begin: _Integers, end: _Integers
    ) -> Quotes:
        """Average over the published days of each period by differences of running sums.

        The days that count are those that have both currencies: the dollars of a whole year must
        not be set against the roubles of its first two months.
        """
        sums, size = self._sums(target), len(self._values)
        low, high = np.clip(begin, 0, size), np.clip(end + 1, 0, size)
        before, after = (sums.ravel().take(position * sums.shape[1] + row) for row in (low, high))
        known = after["days"] - before["days"]
        with np.errstate(invalid="ignore"):
            rate = _difference(after, before, "other") / _difference(after, before, "own")
        rate[known == 0] = np.nan
        whole = self._published[high] - self._published[low]
        date_from, date_to = self._days(low), self._days(high) - np.timedelta64(1, "D")
        if (begin < 0).any() or (end >= size).any():
            whole = whole + self._publication_days_outside(begin, end)
        # A period is known in part where a currency lacks some of the table's published days, or
        # where the table begins later or ends earlier than the period does.
        share = known / np.maximum(whole, 1)
        for code in np.unique(position[share < 1]):
            rows = np.flatnonzero((position == code) & (share < 1) & (known > 0))
            both = np.flatnonzero(np.diff(sums["days"][code]))
            date_from[rows] = self._days(both[before["days"][rows]])
            date_to[rows] = self._days(both[after["days"][rows] - 1] + 1) - np.timedelta64(1, "D")
        date_from[known == 0] = date_to[known == 0] = np.datetime64("NaT")
        return Quotes(rate, date_from, date_to, share)

    @cached_property
    def _published(self) -> _Integers:
        """Count the published days before each row, and before the end."""
        return np.concatenate([[0], np.cumsum(~np.isnan(self._values[:, 0]))])

    def _sums(self, target: int) -> npt.NDArray[Any]:
        """Give running sums over the days that have both a currency and the target.

        A row a currency, with zeros before the first day. Each sum is kept in two parts, as a
        number and what it lacks, so that the difference of two large sums is exact to the last
        digit.
        """
        if target not in self._sum_tables:
            own = self._values.T
            other = np.broadcast_to(own[target], own.shape)
            both = ~np.isnan(own) & ~np.isnan(other)
            sums = np.zeros((len(own), own.shape[1] + 1), dtype=_SUM)
            sums["days"][:, 1:] = np.cumsum(both, axis=1)
            for name, values in (("own", own), ("other", other)):
                exact = np.cumsum(np.where(both, values, 0.0).astype(np.longdouble), axis=1)
                sums[name][:, 1:] = exact
                sums[f"{name}_rest"][:, 1:] = exact - sums[name][:, 1:]
            self._sum_tables[target] = sums
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
        first, after = self._origin, self._origin + size
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
        used = [np.full(len(position), "NaT", dtype="datetime64[D]") for _ in range(2)]
        off = np.zeros(len(position), dtype=np.int64)
        for code in np.unique(position):
            both = ~np.isnan(self._values[:, [code, target]]).any(axis=1)
            known = np.flatnonzero(both)
            if not len(known):
                continue
            rows = np.flatnonzero(position == code)
            begins, ends = self._days(known), self._days(known + 1) - np.timedelta64(1, "D")
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
        return Quotes(rate, used[0], used[1], np.ones(len(rate))), off


def _difference(after: npt.NDArray[Any], before: npt.NDArray[Any], name: str) -> _Floats:
    """Give the difference of two running sums."""
    rest = f"{name}_rest"
    difference: _Floats = (after[name] - before[name]) + (after[rest] - before[rest])
    return difference
