"""A table of exchange rates, and how a rate is taken from it for a day, a month or a year."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from migfund.currency.coverage import coverage_of
from migfund.currency.currencies import ECU, Life, what_became_of, what_came_before
from migfund.currency.figures import UNITS, Figures, Floats
from migfund.currency.kernel import Kernel
from migfund.currency.picture import as_html
from migfund.dates import literal_period
from migfund.errors import CurrencyError, list_values
from migfund.schema import PRECISIONS

__all__ = ["Rate", "Rates", "basis_name", "partial_note"]


class Rate(NamedTuple):
    """One rate: units of the target currency for one unit of the source currency."""

    rate: float
    date_from: dt.date
    date_to: dt.date
    basis: str
    source: str


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
    kind
        What a row of a month or a year is: its ``"average"``, its ``"end"``, or ``"fixed"``, a rate
        that holds whatever the date.

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
    kind: str = "average"

    def __post_init__(self) -> None:
        """Check the frequency."""
        if self.frequency not in UNITS:
            raise CurrencyError(
                f"frequency must be one of {list_values(UNITS)}, not {self.frequency!r}."
            )

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

    def _repr_html_(self) -> str:
        """Describe the table and draw its coverage, for notebooks."""
        return as_html(self)

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
        return UNITS[self.frequency]

    @cached_property
    def _origin(self) -> np.datetime64:
        """The first row's day, month or year."""
        first: np.datetime64 = self.per_base.index[0].to_numpy().astype(f"datetime64[{self._unit}]")
        return first

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """First and last day, number of rates and holes of each currency.

        ``days`` counts the days, months or years with a rate. ``missing`` counts those without,
        between the first and the last: of a daily table the days on which other rates were
        published; ``longest_hole`` says from when to when most of them follow one another.
        """
        published = self.to_frame()
        daily = self.frequency == "day"
        return coverage_of(published if daily else published.reindex(self.per_base.index))

    @cached_property
    def _values(self) -> Floats:
        """Units per base, calendar day by currency; the base is 1 where any rate was published."""
        others = self.per_base.to_numpy(dtype=float)
        base = np.where(np.isnan(others).all(axis=1), np.nan, 1.0)
        values = np.column_stack([base, others])
        values.flags.writeable = False
        return values

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
            ended = what_became_of(currency)
            raise CurrencyError(
                f"{currency!r} is not among the currencies of the rates ({self.source}): "
                f"{', '.join(sorted(self.currencies))}. Use one of these, or bring other rates."
                + (f" {ended}." if ended else "")
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
            quotes = table.kernel.quote(
                np.array([len(table.currencies), position]),
                np.array([1]),
                target,
                np.array([first]),
                np.array([PRECISIONS.index(precision)]),
            )
            if not np.isnan(quotes.rate[0]):
                note = "" if quotes.share is None else partial_note(quotes.share[0])
                return Rate(
                    float(quotes.rate[0]),
                    quotes.date_from[0].item().date(),
                    quotes.date_to[0].item().date(),
                    table.basis(precision) + note,
                    table.cite(currency, to, last),
                )
        if not tables:  # one of the two raises, and says what there is
            self.position(currency), self.position(to)
        raise CurrencyError(f"{tables[0].why_missing(currency, to, first, last)} ({self.source}).")

    def basis(self, precision: str) -> str:
        """Name what a rate is, for a date of a precision or a period."""
        ranks = list(UNITS)
        if precision in ranks:
            precision = max(precision, self.frequency, key=ranks.index)
        if self.kind == "fixed":
            return "fixed rate"
        if self.kind == "end":
            ends = f"{self.frequency} end"
            return ends if precision == self.frequency else f"{basis_name(precision)} of {ends}s"
        return basis_name(precision)

    def cite(self, currency: str, to: str, last: np.datetime64) -> str:
        """Give the source of a rate: the table, and the laws that fix it."""
        laws = [
            f"{life.currency} fixed to {life.per} by {life.law}"
            for life in (self.fixed.get(currency), self.fixed.get(to))
            if life and last >= np.datetime64(life.since, "D")
        ]
        return "; ".join([self.source, *laws])

    @cached_property
    def kernel(self) -> Kernel:
        """The figures as arrays, for many rows at once."""
        return Kernel(
            Figures(self._values, self.currencies, self._origin, self.frequency, self.fixed)
        )

    def why_missing(self, currency: str, to: str, first: np.datetime64, last: np.datetime64) -> str:
        """Say why there is no rate between two currencies for a period."""
        when = str(first) if first == last else f"{first} to {last}"
        if currency in ECU and last < np.datetime64("1999-01-01"):
            return f"{when} is before the euro; no rates of the ECU are here"
        if last < np.datetime64(self.first_day, "D"):
            return f"{when} is before the first rate ({self.first_day})"
        if first > np.datetime64(self.last_day, "D"):
            return f"{when} is after the last rate ({self.last_day})"
        covered = " and ".join(self._spans[code] for code in (currency, to) if code != self.base)
        born = [what_came_before(code, dt.date.fromisoformat(str(last))) for code in (currency, to)]
        known = self.kernel.figures.row_of(np.array([first, last])).clip(0, len(self._values) - 1)
        if np.isnan(self._values[known[0] : known[1] + 1, 0]).all():
            born.append("nor was any other on these days" if first != last else "")
        return (
            f"no rate from {currency} to {to} was published for {when} (there are {covered})"
            + "".join(f"; {words}" for words in born if words)
        )

    @cached_property
    def _spans(self) -> dict[str, str]:
        """Say from when to when each currency has rates."""
        spans = self.coverage
        days = zip(spans.index, spans["days"], spans["first"], spans["last"], strict=True)
        return {
            code: f"{code} rates from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
            if number
            else f"no {code} rates"
            for code, number, first, last in days
        }


def _figures(rates: Rates) -> pd.DataFrame:
    """Give the figures; what is written into them stays with the caller."""
    held: pd.DataFrame = rates.__dict__["_held"]
    return held.copy(deep=False)  # pandas copies them when somebody writes


def _keep_figures(rates: Rates, figures: pd.DataFrame) -> None:
    """Keep a copy of the figures."""
    rates.__dict__["_held"] = figures.copy()


# The table is in a cache, and anybody's for the asking: nobody may change it for the others.
Rates.per_base = property(_figures, _keep_figures)  # type: ignore[assignment]


def basis_name(precision: str) -> str:
    """Name what a rate is: that of a day, or the average of a month, a year or a period."""
    return "day" if precision == "day" else f"{precision} average"


def partial_note(share: float) -> str:
    """Say what part of a period a rate rests on, where that is not the whole."""
    if share >= 1:
        return ""
    known = "over 99%" if share > 0.995 else "under 1%" if share < 0.005 else f"{share:.0%}"
    return f", partial ({known} of the days)"
