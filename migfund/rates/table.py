"""A table of exchange rates, and how a rate is taken from it for a day, a month or a year."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import Days, literal_period
from migfund.errors import CurrencyError

__all__ = ["MAX_GAP_DAYS", "Quotes", "Rate", "Rates", "basis_name"]

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
    """Rates for many rows; NaN and NaT where there is none."""

    rate: _Floats
    date_from: Days
    date_to: Days
    partial: npt.NDArray[Any]


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

    def __post_init__(self) -> None:
        """Keep a copy of the figures that nobody can change from outside."""
        object.__setattr__(self, "per_base", self.per_base.copy())

    def __repr__(self) -> str:
        """Say what the table holds."""
        return (
            f"Rates({self.source}; base {self.base}, {len(self.currencies)} currencies, "
            f"{self.first_day} to {self.last_day})"
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
        """Last day with a rate."""
        day: dt.date = self.per_base.index[-1].date()
        return day

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
        position, target = self.position(currency), self.position(to)
        first, last, precision = literal_period(date)
        quotes = self.quote(
            np.array([position]), target, np.array([first]), np.array([last]), precision == "day"
        )
        if np.isnan(quotes.rate[0]):
            raise CurrencyError(f"{self.why_missing(currency, to, first, last)} ({self.source}).")
        return Rate(
            float(quotes.rate[0]),
            quotes.date_from[0].item(),
            quotes.date_to[0].item(),
            basis_name(precision) + (", partial" if quotes.partial[0] else ""),
            self.source,
        )

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
        origin = np.datetime64(self.first_day, "D")
        begin = (first - origin).astype(np.int64)
        if day:
            return self._quote_days(position, target, begin, origin)
        return self._quote_periods(position, target, begin, (last - origin).astype(np.int64), last)

    def _quote_days(
        self, position: _Integers, target: int, day: _Integers, origin: np.datetime64
    ) -> Quotes:
        """Take the last day, within the permitted gap, on which both currencies were published."""
        rate = np.full(len(day), np.nan)
        used = np.full(len(day), "NaT", dtype="datetime64[D]")
        open_rows = np.arange(len(day))
        for back in range(MAX_GAP_DAYS + 1):
            at = day[open_rows] - back
            inside = (at >= 0) & (at < len(self._values))
            rows, at = open_rows[inside], at[inside]
            cross = self._values[at, target] / self._values[at, position[rows]]
            rate[rows] = cross
            used[rows] = origin + at.astype("timedelta64[D]")
            open_rows = open_rows[np.isnan(rate[open_rows])]
            if not len(open_rows):
                break
        used[np.isnan(rate)] = np.datetime64("NaT")
        return Quotes(rate, used, used.copy(), np.zeros(len(day), dtype=bool))

    def _quote_periods(
        self, position: _Integers, target: int, begin: _Integers, end: _Integers, last: Days
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
        after = np.datetime64(self.last_day, "D") + 1
        late = np.busday_count(np.minimum(after, last + 1), last + 1) > 0
        early = begin < -MAX_GAP_DAYS
        partial = (known < days) | (known_target < days) | late | early
        origin = np.datetime64(self.first_day, "D")
        date_from = origin + np.maximum(begin, 0).astype("timedelta64[D]")
        date_to = origin + np.minimum(end, len(self._values) - 1).astype("timedelta64[D]")
        rows = np.flatnonzero(partial & ~np.isnan(rate))
        cases = np.column_stack([position[rows], low[rows], high[rows]])
        distinct, which = np.unique(cases, axis=0, return_inverse=True)
        for number, (code, first, after_last) in enumerate(distinct):
            at = rows[which.ravel() == number]
            rate[at], days_in = self._common_days(code, target, first, after_last)
            if len(days_in):
                date_from[at], date_to[at] = origin + days_in[0], origin + days_in[-1]
        nothing = np.isnan(rate)
        date_from[nothing] = date_to[nothing] = np.datetime64("NaT")
        return Quotes(rate, date_from, date_to, partial & ~nothing)

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

    def why_missing(self, currency: str, to: str, first: np.datetime64, last: np.datetime64) -> str:
        """Say why there is no rate between two currencies for a period."""
        when = str(first) if first == last else f"{first} to {last}"
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
    """Name what a rate is: that of a day, or the average of a month or a year."""
    return "day" if precision == "day" else f"{precision} average"
