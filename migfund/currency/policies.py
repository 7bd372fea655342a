"""Which days a budget's rate is of: the policies of conversion."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import Dates, Days, has_missing, literal_period, stated_dates, to_days
from migfund.errors import DateError, list_values
from migfund.schema import PRECISIONS

__all__ = ["POLICIES", "RatePeriods", "rate_periods"]

POLICIES = ("start", "end", "midpoint", "period", "year")
"""The words for ``at``; a date, a month, a year or the name of a column are the other choices."""


class RatePeriods(NamedTuple):
    """The days of each row's rate, and in words what they are of.

    Parameters
    ----------
    first
        A day of the day, month or year whose rate is asked for, or the first day of a period; NaT
        where there is none.
    last
        The last day of a period. A period that ends before it starts has no first day, and keeps
        its last one to tell it by.
    precision
        Whether the rate is that of a day (0), a month (1) or a year (2); none if it is the average
        of a period.
    label
        Such as "at start".
    """

    first: Days
    last: Days
    precision: npt.NDArray[Any] | None
    label: str

    def whole(self, rows: Any) -> tuple[Days, Days]:
        """Give the first and the last day that the rates of some rows are of."""
        first, last = self.first[rows], self.last[rows]
        if self.precision is None:
            return first, last
        begin, end = Dates(first, self.precision[rows]).allowed()
        return begin, np.where(np.isnat(first), last, end)


def rate_periods(
    projects: pd.DataFrame, at: str | dt.date, *, needed: bool
) -> Callable[[slice], RatePeriods]:
    """Give a function that gives the days of some rows' rates by a policy.

    The columns are checked at once; the days are worked out a part of the table at a time, for a
    part fits into the processor's cache.

    Parameters
    ----------
    projects
        Needs the dates that the policy uses, each with its precision.
    at
        ``"start"``, ``"end"``, ``"midpoint"`` (the middle day between them, as exact as the less
        exact of the two), ``"period"`` (from start to end), ``"year"`` (calendar year of the
        start), one day, month or year for all, or the name of a column of dates.
    needed
        Whether any row needs a rate; if not, no column is asked for.

    Raises
    ------
    DateError
        If ``at`` is none of these.
    """
    size = len(projects)
    if at in POLICIES or (isinstance(at, str) and at in projects.columns):
        if needed:
            return _by_columns(projects, str(at))
        nothing = np.full(size, "NaT", dtype="datetime64[D]")
        return lambda rows: RatePeriods(nothing[rows], nothing[rows], None, "")
    try:
        day, _, name = literal_period(at)
    except DateError as error:
        raise DateError(
            f"at={at!r} is no policy ({list_values(POLICIES)}), no column, and {error}"
        ) from None
    days, precision = np.full(size, day), np.full(size, PRECISIONS.index(name), dtype=np.int8)
    return lambda rows: RatePeriods(days[rows], days[rows], precision[rows], f"of {at}")


def _by_columns(projects: pd.DataFrame, at: str) -> Callable[[slice], RatePeriods]:
    """Give the function for the policies that look at columns."""
    if at not in POLICIES or at in ("start", "end"):
        dates = stated_dates(projects, at)
        return lambda rows: _of_one_date(dates.part(rows), f"at {at}")
    start = stated_dates(projects, "start")
    if at == "year":
        return lambda rows: _of_the_year(start.part(rows))
    end = stated_dates(projects, "end")
    of_both = _of_the_period if at == "period" else _of_the_middle
    return lambda rows: of_both(start.part(rows), end.part(rows))


def _of_one_date(dates: Dates, label: str) -> RatePeriods:
    """Give the days that a date allows."""
    days = to_days(dates.values)
    return RatePeriods(days, days, dates.precision, label)


def _of_the_year(start: Dates) -> RatePeriods:
    """Give the days of the start's calendar year."""
    whole = np.full_like(start.precision, PRECISIONS.index("year"))
    return _of_one_date(Dates(start.values, whole), "of the start's year")


def _of_the_period(start: Dates, end: Dates) -> RatePeriods:
    """Give the days from the first that the start allows to the last that the end allows."""
    return RatePeriods(*_whole_period(start, end), None, "")


def _whole_period(start: Dates, end: Dates) -> tuple[Days, Days]:
    """Give the longest period that both dates allow; no first day where there is none."""
    (first, _), (_, last) = start.allowed(), end.allowed()
    nowhere = np.datetime64("NaT")
    if has_missing(first):
        last = np.where(np.isnat(first), nowhere, last)
    # As integers they are compared faster; NaT is the smallest, so no end is before any start.
    backwards = first.view(np.int64) > last.view(np.int64)
    return (np.where(backwards, nowhere, first) if backwards.any() else first), last


def _of_the_middle(start: Dates, end: Dates) -> RatePeriods:
    """Give the middle day, or the month or year around it, as exact as the less exact end."""
    first, last = _whole_period(start, end)
    coarser = np.maximum(start.precision, end.precision)
    return RatePeriods(first + (last - first) // 2, last, coarser, "at midpoint")
