"""Tables of exchange rates, what they cover, and how one rate is looked up."""

import datetime as dt
import html
import math
from collections.abc import Iterator, Mapping
from dataclasses import InitVar, dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.currency.currencies import (
    ECU,
    EURO_START,
    Law,
    did_you_mean,
    what_became_of,
    what_came_before,
)
from migfund.currency.lookup import UNITS, Figures, Periods, look_up
from migfund.dates import literal_period
from migfund.errors import CurrencyError, list_values
from migfund.schema import PRECISIONS, Array

__all__ = [
    "Rate",
    "Rates",
    "check_share",
    "coverage_of",
    "describe_html",
    "rate_text",
    "thin_words",
]

_ROWS = {
    "average": {"day": "the rate of a day", "month": "the average of a month"}
    | {"year": "the average of a year"},
    "end": {"month": "the rate at the end of a month", "year": "the rate at the end of a year"},
    "in force": {"day": "a rate in force on a day"},
    "fixed": dict.fromkeys(UNITS, "a rate that holds whatever the date"),
}
"""What a row of a table is, by kind and frequency."""


class Rate(NamedTuple):
    """One rate: units of the target currency for one unit of the source currency.

    A fixed rate has no days.
    """

    rate: float
    date_from: dt.date | None
    date_to: dt.date | None
    basis: str
    source: str


@dataclass(frozen=True, eq=False, repr=False)
class Rates:
    """Published exchange rates: currencies by day, against one base currency.

    An average over a month or a year is that of the published days of each currency against the
    base, in the direction in which it was quoted, as the publishers' own averages are; a rate
    between two currencies is the ratio of their two averages. So there and back is 1, and going
    through a third currency changes nothing. Where one of the two was published on a part of the
    days alone, the averages are of the days that have both. A day without a published rate takes
    the last one before it, if at most 7 days in a row have none; a series that ended or paused has
    no rate until it goes on. After the last day of the table only the weekend directly behind it
    takes that day's rate. What the law fixes holds on every day.

    Parameters
    ----------
    table
        Units of each currency for one unit of the base, a column a currency, headed by its code,
        and an index of dates: of days, or of months or years (any day of them). NaN where nothing
        was published; a day without a row is one. A copy is kept.
    base
        ISO 4217 code of the base currency; it is not among the columns.
    source
        What to cite.
    as_of
        Last day that the table covers; that of its last row if not given.
    licence
        Terms of use of the figures.
    frequency
        ``"day"``, ``"month"`` or ``"year"``: what a row of the table is.
    fixed
        Laws that fix rates among the figures, by currency.
    fallback
        Rates to use where these have nothing; ``a | b`` makes b the fallback of a.
    kind
        What a row of a month or a year is: its ``"average"``, its ``"end"``, or ``"fixed"``, a rate
        that holds whatever the date. Of a daily table, ``"in force"``: a rate that somebody set
        from one day to another, weekends included.
    notes
        What became of the rows of a file.
    official
        Whether the rates are official ones, at which nobody may have been able to trade.
    per_currency
        Currencies that were quoted the other way round, in units of the base for one of theirs. The
        table has the inverse of these quotes; their averages are one over the mean of the quotes.

    Raises
    ------
    CurrencyError
        If the table is none, a rate is not positive and finite, or an option is none of the above.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2020-01-01", periods=2)
    >>> rates = Rates(pd.DataFrame({"USD": [1.0, 1.5]}, index=days), base="EUR", source="example")
    >>> rates.get("EUR", "USD", "2020-01-02").rate
    1.5
    """

    table: InitVar[pd.DataFrame]
    base: str
    source: str
    as_of: dt.date | None = None
    licence: str = "as its publisher says"
    frequency: str = "day"
    fixed: Mapping[str, Law] = field(default_factory=dict)
    fallback: "Rates | None" = None
    kind: str = "average"
    notes: tuple[str, ...] = ()
    official: bool = False
    per_currency: tuple[str, ...] = ()
    _table: pd.DataFrame = field(init=False)

    def __post_init__(self, table: pd.DataFrame) -> None:
        """Check the figures and keep a copy that nobody can change from outside."""
        if self.kind not in _ROWS or self.frequency not in UNITS:
            raise CurrencyError(
                f"frequency must be one of {list_values(UNITS)}, and kind one of "
                f"{list_values(_ROWS)}, not {self.frequency!r} and {self.kind!r}."
            )
        if self.frequency not in _ROWS[self.kind]:
            raise CurrencyError(f"a {self.frequency} has no {self.kind}: choose kind='average'.")
        object.__setattr__(self, "_table", _checked(table, self.base, UNITS[self.frequency]))
        odd = [code for code in self.per_currency if code not in self._table]
        if odd:
            raise CurrencyError(
                f"per_currency names currencies that the table has not: {list_values(odd)}. Leave "
                "them out."
            )
        if self.as_of is None:
            object.__setattr__(self, "as_of", self.last)

    def __or__(self, other: "Rates") -> "Rates":
        """Use other rates where these have nothing; each rate says where it is from."""
        if not isinstance(other, Rates):
            raise CurrencyError(
                f"rates | other needs other rates, such as mf.world_rates(), not {other!r}."
            )
        inner = other if self.fallback is None else self.fallback | other
        both = replace(self, table=self._table, fallback=inner)
        # What was worked out of the figures once serves here too.
        object.__setattr__(both, "figures", self.figures)
        return both

    def chain(self) -> "Iterator[Rates]":
        """Return these rates, then their fallbacks."""
        yield self
        if self.fallback is not None:
            yield from self.fallback.chain()

    def __repr__(self) -> str:
        """Say what the table holds."""
        return (
            f"Rates({self.source}; base {self.base}, {len(self.currencies)} currencies, "
            f"{self.span})" + (f" | {self.fallback!r}" if self.fallback is not None else "")
        )

    def _repr_html_(self) -> str:
        """Describe the tables, for notebooks."""
        return "".join(
            describe_html(
                {
                    "Rates" if table is self else "Fallback": table.source,
                    "Base": table.base,
                    "A row is": _ROWS[table.kind][table.frequency],
                    "Currencies": f"{len(table.currencies)}, with the base",
                    "Rates of": table.span,
                    "Quoted per currency": ", ".join(sorted(table.per_currency)),
                    "Fixed by law": ", ".join(sorted(table.fixed)),
                    "Notes": "; ".join(table.notes),
                    "Licence": table.licence,
                },
                table.coverage,
            )
            for table in self.chain()
        )

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """ISO 4217 codes, the base first."""
        return (self.base, *self._table.columns)

    @cached_property
    def first(self) -> dt.date:
        """First day of the table."""
        day: dt.date = self._table.index[0].date()
        return day

    @cached_property
    def last(self) -> dt.date:
        """Last day of the last day, month or year of the table."""
        day: dt.date = self._table.index[-1].to_period(UNITS[self.frequency]).end_time.date()
        return day

    @property
    def span(self) -> str:
        """From when to when the table has rates, in words."""
        return "any date" if self.kind == "fixed" else f"{self.first} to {self.last}"

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """First and last day, number of rates and holes of each currency.

        ``known`` counts the days, months or years with a rate. ``missing`` counts those without,
        between the first and the last: of a daily table the days on which other rates were
        published; ``longest_hole`` says from when to when most of them follow one another.
        """
        published = self.to_frame()
        daily = self.frequency == "day"
        return coverage_of(published if daily else published.reindex(self._table.index), "currency")

    @cached_property
    def figures(self) -> Figures:
        """The table as arrays; the base is 1 where any rate was published."""
        others = self._table.to_numpy(dtype=float)
        base = np.where(np.isnan(others).all(axis=1), np.nan, 1.0)
        values = np.column_stack([base, others])
        values.flags.writeable = False
        return Figures(
            values,
            self.currencies,
            self._table.index[0].to_numpy().astype(f"M8[{UNITS[self.frequency]}]"),
            self.frequency,
            self.kind,
            self.fixed,
            self.source,
            np.datetime64(self.as_of, "D"),
            self.official,
            self.per_currency,
        )

    def to_frame(self, *, as_quoted: bool = False) -> pd.DataFrame:
        """Return the published rates: a row a published day, a column a currency, base included.

        Parameters
        ----------
        as_quoted
            Units of each currency for one of the base, if False; else those of ``per_currency`` as
            units of the base for one of theirs. So written, :func:`read_rates` reads them back with
            the same averages: ``per=dict.fromkeys(rates.per_currency, "currency")``.
        """
        rows, values = self.figures.published, self.figures.array
        index = self._table.index[rows].rename("date")
        frame = pd.DataFrame(values[rows], index=index, columns=list(self.currencies))
        turned = list(self.per_currency) if as_quoted else []
        return frame.assign(**{code: 1 / frame[code] for code in turned})

    def pick(self, *currencies: str) -> "Rates":
        """Return the rates of some currencies, and of what the law counts them in.

        Raises
        ------
        CurrencyError
            If no table has one of them.
        """
        for code in currencies:
            if not any(code in table.currencies for table in self.chain()):
                self.position(code)
        inner = self.fallback
        if inner is not None:
            rest = {code for table in inner.chain() for code in table.currencies} & set(currencies)
            inner = inner.pick(*sorted(rest)) if rest else None
        kept = set(currencies)
        for code in reversed(list(self.fixed)):
            kept |= {self.fixed[code].per} if code in kept else set()
        columns = [code for code in self._table if code in kept]
        if not columns and inner is not None:
            return inner
        fixed = {code: law for code, law in self.fixed.items() if code in columns}
        turned = tuple(code for code in self.per_currency if code in columns)
        return replace(
            self, table=self._table[columns], fixed=fixed, fallback=inner, per_currency=turned
        )

    def position(self, currency: str) -> int:
        """Return the column of a currency.

        Raises
        ------
        CurrencyError
            If the table has no such currency; the message lists those it has.
        """
        if currency not in self.currencies:
            meant, ended = did_you_mean(currency), what_became_of(currency)
            raise CurrencyError(
                f"{currency!r} is not among the currencies of the rates ({self.source}): "
                f"{', '.join(sorted(self.currencies))}. "
                + (f"Did you mean {meant!r}?" if meant else "Use one of these, or other rates.")
                + (f" {ended}." if ended else "")
            )
        return self.currencies.index(currency)

    def get(self, currency: str, to: str, date: str | dt.date, *, min_share: float = 0.5) -> Rate:
        """Look one rate up.

        Parameters
        ----------
        currency, to
            ISO 4217 codes.
        date
            A day (that day's rate, or the last published one before a weekend or holidays), a month
            or a year (the average of its published days).
        min_share
            What part of a month's or a year's days must be known, 0 to 1.

        Returns
        -------
        Rate
            Rate, the days it rests on, its basis and source.

        Raises
        ------
        CurrencyError
            If a currency is unknown, or nothing was published for the date, or too little.
        DateError
            If the date cannot be read.
        """
        first, last, precision = literal_period(date)
        check_share(min_share)
        tables = [t for t in self.chain() if currency in t.currencies and to in t.currencies]
        if not tables:  # one of the two raises, and says what there is
            self.position(currency), self.position(to)
        days = Periods(np.array([first]), np.array([last]), np.array([PRECISIONS.index(precision)]))
        figures, least = [table.figures for table in tables], min_share * (currency != to)
        found = look_up(figures, [currency], to, np.array([1]), lambda _: days, min_share=least)
        if len(found.lacking):
            share = float(found.thin[0])
            reason = thin_words(share, min_share) or tables[0].why_missing(
                currency, to, first, last
            )
            enough = math.floor(share * 100) / 100 or math.floor(share * 1e4) / 1e4
            hint = f" Pass min_share={enough:g} to take it." if share else ""
            raise CurrencyError(f"{reason} ({self.source}).{hint}")
        used = [None if np.isnat(d[0]) else d[0].item().date() for d in (found.first, found.last)]
        basis, source = found.bases[found.basis[0]], found.sources[found.source[0]]
        return Rate(float(found.rate[0]), used[0], used[1], basis, source)

    def why_missing(self, currency: str, to: str, first: np.datetime64, last: np.datetime64) -> str:
        """Say why there is no rate between two currencies for a period."""
        when = str(first) if first == last else f"{first} to {last}"
        if {currency, to} & set(ECU) and last < np.datetime64(EURO_START):
            return f"{when} is before the euro; no rates of the ECU are here"
        if last < np.datetime64(self.first, "D"):
            return f"{when} is before the first rate ({self.first})"
        if first > np.datetime64(self.last, "D"):
            return f"{when} is after the last rate ({self.last})"
        covered = " and ".join(self._spans[code] for code in (currency, to) if code != self.base)
        born = [what_came_before(code, last.astype(dt.date)) for code in (currency, to)]
        begin, end = self.figures.row_of(np.array([first, last])).clip(0)
        if np.isnan(self.figures.array[begin : end + 1, 0]).all():
            born.append("nor was any other on these days" if first != last else "")
        return (
            f"no rate from {currency} to {to} was published for {when} (there are {covered})"
            + "".join(f"; {words}" for words in born if words)
        )

    @cached_property
    def _spans(self) -> dict[str, str]:
        """Say from when to when each currency has rates."""
        return {
            code: f"{code} rates from {row.first:%Y-%m-%d} to {row.last:%Y-%m-%d}"
            if row.known
            else f"no {code} rates"
            for code, row in zip(self.coverage.index, self.coverage.itertuples(), strict=True)
        }


def check_share(min_share: object) -> None:
    """Raise unless it is a number from 0 to 1."""
    number = isinstance(min_share, int | float) and not isinstance(min_share, bool)
    if not number or not 0 <= float(min_share) <= 1:  # type: ignore[arg-type]
        raise CurrencyError(f"min_share must be a number from 0 to 1, not {min_share!r}.")


def thin_words(share: float, least: float) -> str:
    """Say that an average rests on too few days; nothing where none of them is known."""
    return f"only {share:.0%} of the days are known, less than min_share={least:g}" if share else ""


def _checked(table: Any, base: object, unit: str) -> pd.DataFrame:
    """Return a copy of the figures with a row for each day, month or year.

    Raises
    ------
    CurrencyError
        If they are no table of positive numbers by date and currency.
    """
    if not isinstance(table, pd.DataFrame) or not isinstance(table.index, pd.DatetimeIndex):
        raise CurrencyError(
            "rates need a table (pandas.DataFrame) with an index of dates and a column a currency; "
            "mf.read_rates reads one from a file."
        )
    odd = [code for code in [base, *table.columns] if not isinstance(code, str)]
    twice = [*table.columns[table.columns.duplicated()], *({base} & set(table.columns))]
    if odd or twice:
        raise CurrencyError(
            f"base and columns of rates must be codes of currencies, each once: "
            f"{list_values([*odd, *twice])}."
        )
    periods = table.index.tz_localize(None).to_period(unit)
    if table.empty or table.index.hasnans or periods.has_duplicates:
        raise CurrencyError(
            "rates need at least one currency and one date, and each date once: "
            f"{list_values(periods[periods.duplicated()]) or 'there is none'}."
        )
    try:
        figures = table.astype(float)
    except (TypeError, ValueError):
        raise CurrencyError("rates must be numbers; mf.read_rates reads text.") from None
    bad = (figures <= 0) | np.isinf(figures)
    if bad.any(axis=None):
        raise CurrencyError(
            f"Rates must be positive and finite ({int(bad.to_numpy().sum())} are not): "
            f"{list_values(figures.columns[bad.any()])}. What is not known is missing (NaN)."
        )
    whole = pd.period_range(periods.min(), periods.max(), freq=unit)
    return figures.set_axis(periods).reindex(whole).set_axis(whole.to_timestamp())


def coverage_of(figures: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return first and last row with a figure, their number and the holes of each column.

    Parameters
    ----------
    figures
        A row a day, month or year on which there should be a figure.
    name
        What a column is: "currency", "series".
    """
    holes = [_holes(figures[column]) for column in figures]
    return pd.DataFrame(
        {
            "first": [figures[column].first_valid_index() for column in figures],
            "last": [figures[column].last_valid_index() for column in figures],
            "known": figures.count(),
            "missing": [number for number, _ in holes],
            "longest_hole": [longest for _, longest in holes],
        }
    ).rename_axis(name)


def _holes(figures: pd.Series) -> tuple[int, str | None]:
    """Count the missing figures between the first and the last, and return the longest hole."""
    inside = figures.loc[figures.first_valid_index() : figures.last_valid_index()]
    missing: Array = inside.isna().to_numpy()
    if not missing.any() or missing.all():
        return 0, None
    runs = np.cumsum(~missing)[missing]  # a number for each hole
    hole = inside.index[missing][runs == np.bincount(runs).argmax()]
    return int(missing.sum()), " to ".join(str(edge)[:10] for edge in (hole[0], hole[-1]))


def describe_html(facts: Mapping[str, str], coverage: pd.DataFrame) -> str:
    """Return facts of a table and what it covers, as tables of HTML for a notebook."""
    rows = "".join(
        f'<tr><th style="text-align:left">{name}</th>'
        f'<td style="text-align:left">{html.escape(text)}</td></tr>'
        for name, text in facts.items()
        if text
    )
    shown = coverage.to_html(border=0, na_rep="", formatters=dict.fromkeys(("first", "last"), _day))
    return f"<table>{rows}</table><details><summary>Coverage</summary>{shown}</details>"


def _day(value: object) -> str:
    return str(value)[:10]


def rate_text(rate: float, digits: int = 7) -> str:
    """Write a rate with seven significant digits, or as many as wanted, without powers of ten.

    Examples
    --------
    >>> rate_text(6.541130e-07), rate_text(1.1351149), rate_text(1936.27)
    ('0.000000654113', '1.135115', '1936.27')
    """
    return format(Decimal(f"{rate:.{digits}g}"), "f")
