"""A table of exchange rates, and how a rate is taken from it for a day, a month or a year."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import Days, literal_period
from migfund.errors import CurrencyError, list_values
from migfund.rates.currencies import ECU, Life

__all__ = ["MAX_GAP_DAYS", "Quotes", "Rate", "Rates", "basis_name", "partial_note"]

_FAR = 10**9
_UNITS = {"day": "D", "month": "M", "year": "Y"}

MAX_GAP_DAYS = 7
"""How many days back a day without a published rate may look for one."""

_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]


class Rate(NamedTuple):
    """One rate: units of the target currency for one unit of the source currency."""

    rate: float
    date_from: dt.date
    date_to: dt.date
    basis: str
    source: str


class Quotes(NamedTuple):
    """Rates for many rows; NaN and NaT where there is none.

    ``share`` is the part of the period's publication days that the rate rests on: 1 where all.
    """

    rate: _Floats
    date_from: Days
    date_to: Days
    share: _Floats


@dataclass(frozen=True, eq=False)
class Rates:
    """Published exchange rates: currencies by day, against one base currency.

    An average over a month or a year is that of the published days of each currency against the
    base, as the ECB's own averages are; a rate between two currencies is the ratio of their two
    averages. So there and back is 1, and going through a third currency changes nothing. Where one
    of the two was published on a part of the days alone, the averages are of the days that have
    both.

    Parameters
    ----------
    per_base
        Units of each currency for one unit of the base: a row a calendar day without gaps, a
        column a currency, NaN where nothing was published.
    base
        ISO 4217 code of the base currency; it is not among the columns.
    source
        What to cite.
    as_of
        Last day that the table covers.
    licence
        Terms of use of the figures.
    frequency
        ``"day"``, ``"month"`` or ``"year"``: what a row of the table is; an index of first days.
    fixed
        Rates fixed by law that are among the figures, by currency.
    fallback
        Rates to use where these have nothing; ``a | b`` makes b the fallback of a.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2020-01-01", periods=2)
    >>> rates = Rates(pd.DataFrame({"USD": [1.0, 1.5]}, index=days), base="EUR", source="example",
    ...               as_of=days[-1].date(), licence="none")
    >>> rates.get("EUR", "USD", "2020-01").rate
    1.25
    """

    per_base: pd.DataFrame
    base: str
    source: str
    as_of: dt.date
    licence: str
    frequency: str = "day"
    fixed: Mapping[str, Life] = field(default_factory=dict)
    fallback: "Rates | None" = None

    def __post_init__(self) -> None:
        """Keep a copy of the figures that nobody can change from outside."""
        if self.frequency not in _UNITS:
            raise CurrencyError(
                f"frequency must be one of {list_values(_UNITS)}, not {self.frequency!r}."
            )
        object.__setattr__(self, "per_base", self.per_base.copy())

    def __or__(self, other: "Rates") -> "Rates":
        """Use other rates where these have nothing; each rate says where it is from."""
        inner = other if self.fallback is None else self.fallback | other
        return replace(self, fallback=inner)

    def chain(self) -> "Iterator[Rates]":
        """Give these rates, then their fallbacks."""
        yield self
        if self.fallback is not None:
            yield from self.fallback.chain()

    def __repr__(self) -> str:
        """Say what the table holds."""
        return (
            f"Rates({self.source}; base {self.base}, {len(self.currencies)} currencies, "
            f"{self.first_day} to {self.last_day})"
            + (f" | {self.fallback!r}" if self.fallback is not None else "")
        )

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """ISO 4217 codes, the base first."""
        return (self.base, *self.per_base.columns)

    @cached_property
    def first_day(self) -> dt.date:
        """First day with a rate."""
        day: dt.date = self.per_base.index[0].date()
        return day

    @cached_property
    def last_day(self) -> dt.date:
        """Last day of the last day, month or year with a rate."""
        after = self.per_base.index[-1].to_numpy().astype(f"datetime64[{self._unit}]") + 1
        day: dt.date = (after.astype("datetime64[D]") - 1).item()
        return day

    @property
    def _unit(self) -> str:
        """The unit of numpy in which the rows count."""
        return _UNITS[self.frequency]

    @cached_property
    def _origin(self) -> np.datetime64:
        """The first row's day, month or year."""
        first: np.datetime64 = self.per_base.index[0].to_numpy().astype(f"datetime64[{self._unit}]")
        return first

    @cached_property
    def _day_tables(self) -> dict[int, tuple[_Floats, _Integers]]:
        """What :meth:`_day_table` worked out before, by target."""
        return {}

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """First and last published day and number of published days of each currency."""
        table = self.to_frame()
        return pd.DataFrame(
            {
                "first": [table[code].first_valid_index() for code in table],
                "last": [table[code].last_valid_index() for code in table],
                "days": table.count(),
            }
        ).rename_axis("currency")

    @cached_property
    def _values(self) -> _Floats:
        """Units per base, calendar day by currency; the base is 1 where any rate was published."""
        others = self.per_base.to_numpy(dtype=float)
        base = np.where(np.isnan(others).all(axis=1), np.nan, 1.0)
        values = np.column_stack([base, others])
        values.flags.writeable = False
        return values

    @cached_property
    def _sums(self) -> tuple[npt.NDArray[Any], _Integers]:
        """Running sums of rates and of published days, with a row of zeros before the first day."""
        known = ~np.isnan(self._values)
        # The longer float keeps the differences of two large sums exact to the last digit.
        filled = np.where(known, self._values, 0.0).astype(np.longdouble)
        sums = np.pad(np.cumsum(filled, axis=0), ((1, 0), (0, 0)))
        counts = np.pad(np.cumsum(known, axis=0, dtype=np.int64), ((1, 0), (0, 0)))
        return sums, counts

    def to_frame(self) -> pd.DataFrame:
        """Give the published rates: a row a published day, a column a currency (base included)."""
        published = ~np.isnan(self._values[:, 0])
        index = self.per_base.index[published].rename("date")
        return pd.DataFrame(self._values[published], index=index, columns=list(self.currencies))

    def position(self, currency: str) -> int:
        """Give the column of a currency.

        Raises
        ------
        CurrencyError
            If the table has no such currency; the message lists those it has.
        """
        if currency not in self.currencies:
            raise CurrencyError(
                f"{currency!r} is not among the currencies of the rates ({self.source}): "
                f"{', '.join(sorted(self.currencies))}. Use one of these, or bring other rates."
            )
        return self.currencies.index(currency)

    def get(self, currency: str, to: str, date: str | dt.date) -> Rate:
        """Look one rate up.

        Parameters
        ----------
        currency, to
            ISO 4217 codes.
        date
            A day (that day's rate, or the last published one within 7 days before it), a month or
            a year (the average of its published days).

        Returns
        -------
        Rate
            Rate, the days it rests on, its basis and source.

        Raises
        ------
        CurrencyError
            If a currency is unknown or nothing was published for the date.
        DateError
            If the date cannot be read.
        """
        first, last, precision = literal_period(date)
        tables = [table for table in self.chain() if {currency, to} <= set(table.currencies)]
        for table in tables:
            position, target = table.position(currency), table.position(to)
            quotes = table.quote(
                np.array([position]),
                target,
                np.array([first]),
                np.array([last]),
                precision == "day",
            )
            if not np.isnan(quotes.rate[0]):
                return Rate(
                    float(quotes.rate[0]),
                    quotes.date_from[0].item(),
                    quotes.date_to[0].item(),
                    basis_name(table.coarser(precision)) + partial_note(quotes.share[0]),
                    table.cite(currency, to, last),
                )
        if not tables:  # one of the two raises, and says what there is
            self.position(currency), self.position(to)
        raise CurrencyError(f"{tables[0].why_missing(currency, to, first, last)} ({self.source}).")

    def coarser(self, precision: str) -> str:
        """Give the precision of a rate: that of the date, or of the table where that is coarser."""
        ranks = list(_UNITS)
        if precision not in ranks:
            return precision
        return max(precision, self.frequency, key=ranks.index)

    def cite(self, currency: str, to: str, last: np.datetime64) -> str:
        """Give the source of a rate: the table, and the laws that fix it."""
        laws = [
            f"{life.currency} fixed to {life.per} by {life.law}"
            for life in (self.fixed.get(currency), self.fixed.get(to))
            if life and last >= np.datetime64(life.since, "D")
        ]
        return "; ".join([self.source, *laws])

    def quote(self, position: _Integers, target: int, first: Days, last: Days, day: bool) -> Quotes:
        """Look many rates up at once: of single days, or averages over periods.

        Parameters
        ----------
        position
            Column of each row's currency (see :meth:`position`).
        target
            Column of the target currency.
        first, last
            First and last day of each row's period.
        day
            Whether the periods are single days.
        """
        unit = f"datetime64[{self._unit}]"
        begin = (first.astype(unit) - self._origin).astype(np.int64)
        if day and self.frequency == "day":
            return self._quote_days(position, target, begin)
        end = (last.astype(unit) - self._origin).astype(np.int64)
        return self._quote_periods(position, target, begin, end)

    def _days(self, position: _Integers) -> Days:
        """Give the first day of rows of the table."""
        days: Days = (self._origin + position).astype("datetime64[D]")
        return days

    def _quote_days(self, position: _Integers, target: int, day: _Integers) -> Quotes:
        """Take the last day, within the permitted gap, on which both currencies were published."""
        rates, rows = self._day_table(target)
        inside = (day >= 0) & (day < len(rates))
        at = np.where(inside, day, 0)
        rate = np.where(inside, rates[at, position], np.nan)
        used = self._days(rows[at, position].astype(np.int64))
        used[np.isnan(rate)] = np.datetime64("NaT")
        return Quotes(rate, used, used.copy(), np.ones(len(day)))

    def _day_table(self, target: int) -> tuple[_Floats, _Integers]:
        """Give, for each day and currency, the rate that the day takes and the row that it is of.

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
            self._day_tables[target] = (rates, last)
        return self._day_tables[target]

    def _put_law_in_force(self, rates: _Floats, last: _Integers, target: int) -> None:
        """Mend the days on which a law is in force and nothing has been published since.

        On 1 January 2023 the last published rates are of 30 December, but the kuna's is the euro's.
        """
        published = np.flatnonzero(~np.isnan(self._values[:, 0]))
        for since in sorted({life.since for life in self.fixed.values()}):
            begin = (np.datetime64(since, "D") - self._origin).astype(int)
            place = np.searchsorted(published, begin)
            if place == 0:
                continue
            before = published[place - 1]
            end = min([*published[place : place + 1], before + MAX_GAP_DAYS + 1])
            cross = self._cross_by_law(int(before), since, target)
            there = ~np.isnan(cross)
            rates[begin:end, there], last[begin:end, there] = cross[there], before

    def _cross_by_law(self, row: int, day: dt.date, target: int) -> _Floats:
        """Give the rates of a published row, as the laws that came since, up to a day, mend it."""
        values = self._values[row].copy()
        for code, life in self.fixed.items():
            by_law = values[self.position(life.per)] * life.units
            if self._days(np.array(row)) < np.datetime64(life.since) <= day and not np.isnan(
                by_law
            ):
                values[self.position(code)] = by_law
        cross: _Floats = values[target] / values
        return cross

    def _quote_periods(
        self, position: _Integers, target: int, begin: _Integers, end: _Integers
    ) -> Quotes:
        """Average over the published days of each period by differences of running sums."""
        sums, counts = self._sums
        low = np.clip(begin, 0, len(self._values))
        high = np.clip(end + 1, 0, len(self._values))
        days = counts[high, 0] - counts[low, 0]
        known = counts[high, position] - counts[low, position]
        known_target = counts[high, target] - counts[low, target]
        with np.errstate(invalid="ignore", divide="ignore"):
            own = (sums[high, position] - sums[low, position]) / known
            other = (sums[high, target] - sums[low, target]) / known_target
            rate = (other / own).astype(float)
        # A period is known in part where a currency lacks some of the table's published days, or
        # where the table begins later or ends earlier than the period does.
        outside = self._publication_days_outside(begin, end)
        whole = days + outside
        share = np.minimum(known, known_target) / np.maximum(whole, 1)
        date_from = self._days(np.maximum(begin, 0))
        date_to = self._days(np.minimum(end, len(self._values) - 1) + 1) - np.timedelta64(1, "D")
        rows = np.flatnonzero((share < 1) & ~np.isnan(rate))
        cases = np.column_stack([position[rows], low[rows], high[rows]])
        distinct, which = np.unique(cases, axis=0, return_inverse=True)
        for number, (code, first, after_last) in enumerate(distinct):
            at = rows[which.ravel() == number]
            rate[at], rows_in = self._common_days(code, target, first, after_last)
            if len(rows_in):
                date_from[at] = self._days(rows_in[0])
                date_to[at] = self._days(rows_in[-1] + 1) - np.timedelta64(1, "D")
                share[at] = len(rows_in) / whole[at]
        nothing = np.isnan(rate)
        date_from[nothing] = date_to[nothing] = np.datetime64("NaT")
        return Quotes(rate, date_from, date_to, np.where(nothing, 0.0, share))

    def _publication_days_outside(self, begin: _Integers, end: _Integers) -> _Integers:
        """Count the rows that the table would have for periods before its first and after its last.

        A daily table is published on weekdays; before its first day a week's gap is let pass, for
        the first days of January 1999 were holidays.
        """
        size = len(self._values)
        outside: _Integers
        if self.frequency != "day":
            outside = np.maximum(-begin, 0) + np.maximum(end - size + 1, 0)
            return outside
        first, after = self._origin, self._origin + size
        late = np.busday_count(after + np.zeros_like(end), after + np.maximum(end - size + 1, 0))
        early = np.busday_count(first - np.maximum(-begin, 0), first + np.zeros_like(begin))
        outside = late + np.where(-begin > MAX_GAP_DAYS, early, 0)
        return outside

    def _common_days(
        self, position: int, target: int, low: int, high: int
    ) -> tuple[float, _Integers]:
        """Give the ratio of averages over the days that have both currencies, and those days.

        The dollars of a whole year must not be set against the roubles of its first two months.
        """
        both = self._values[low:high][:, [position, target]]
        seen = np.flatnonzero(~np.isnan(both).any(axis=1))
        if not len(seen):  # one ended before the other began, as ROL and RON did in 2005
            return np.nan, seen
        own, other = both[seen].mean(axis=0)
        return other / own, low + seen

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

    def why_missing(self, currency: str, to: str, first: np.datetime64, last: np.datetime64) -> str:
        """Say why there is no rate between two currencies for a period."""
        when = str(first) if first == last else f"{first} to {last}"
        if currency in ECU and last < np.datetime64("1999-01-01"):
            return f"{when} is before the euro; no rates of the ECU are here"
        if last < np.datetime64(self.first_day, "D"):
            return f"{when} is before the first rate ({self.first_day})"
        if first > np.datetime64(self.last_day, "D"):
            return f"{when} is after the last rate ({self.last_day})"
        covered = " and ".join(self._span(code) for code in (currency, to) if code != self.base)
        return f"no rate from {currency} to {to} was published for {when} (there are {covered})"

    def _span(self, currency: str) -> str:
        """Say from when to when a currency has rates."""
        span = self.coverage.loc[currency]
        if not span["days"]:
            return f"no {currency} rates"
        return f"{currency} rates from {span['first']:%Y-%m-%d} to {span['last']:%Y-%m-%d}"


def basis_name(precision: str) -> str:
    """Name what a rate is: that of a day, or the average of a month, a year or a period."""
    return "day" if precision == "day" else f"{precision} average"


def partial_note(share: float) -> str:
    """Say what part of a period a rate rests on, where that is not the whole."""
    if share >= 1:
        return ""
    known = "over 99%" if share > 0.995 else "under 1%" if share < 0.005 else f"{share:.0%}"
    return f", partial ({known} of the days)"
