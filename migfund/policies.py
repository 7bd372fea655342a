"""Which days a budget's rate is of: the policies of conversion."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import Dates, Days, literal_period, stated_dates
from migfund.errors import DateError, list_values
from migfund.schema import PRECISIONS

__all__ = ["POLICIES", "PRECISION_NAMES", "RatePeriods", "rate_periods"]

POLICIES = ("start", "end", "midpoint", "period", "year")
"""The words for ``at``; a date, a month, a year or the name of a column are the other choices."""

PRECISION_NAMES = (*PRECISIONS, "period")
"""What chooses the rate of a row: the precision of its date, or its whole period."""


class RatePeriods(NamedTuple):
    """First and last day of each row's rate, what chooses it, and in words what it is of.

    ``precision`` has places in `PRECISION_NAMES`. A period that ends before it starts has no first
    day, and keeps its last one to tell it by.
    """

    first: Days
    last: Days
    precision: npt.NDArray[Any]
    label: str


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
        return lambda rows: RatePeriods(nothing[rows], nothing[rows], np.full(size, -1)[rows], "")
    try:
        first, last, precision = literal_period(at)
    except DateError as error:
        raise DateError(
            f"at={at!r} is no policy ({list_values(POLICIES)}), no column, and {error}"
        ) from None
    whole = np.full(size, PRECISION_NAMES.index(precision))
    same = RatePeriods(np.full(size, first), np.full(size, last), whole, f"of {at}")
    return lambda rows: RatePeriods(
        same.first[rows], same.last[rows], same.precision[rows], same.label
    )


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
    return RatePeriods(*dates.allowed(), dates.precision, label)


def _of_the_year(start: Dates) -> RatePeriods:
    """Give the days of the start's calendar year."""
    year = start.allowed()[0].astype("datetime64[Y]")
    whole = np.full(len(year), PRECISION_NAMES.index("year"))
    last = (year + 1).astype("datetime64[D]") - 1
    return RatePeriods(year.astype("datetime64[D]"), last, whole, "of the start's year")


def _of_the_period(start: Dates, end: Dates) -> RatePeriods:
    """Give the days from the first that the start allows to the last that the end allows."""
    first, last = _whole_period(start, end)
    return RatePeriods(first, last, np.full(len(first), PRECISION_NAMES.index("period")), "")


def _whole_period(start: Dates, end: Dates) -> tuple[Days, Days]:
    """Give the longest period that both dates allow; no first day where there is none."""
    (first, _), (_, last) = start.allowed(), end.allowed()
    nowhere = np.datetime64("NaT")
    if np.isnat(first).any():
        last = np.where(np.isnat(first), nowhere, last)
    # A comparison with a missing day is never true.
    return (first if (first <= last).all() else np.where(first <= last, first, nowhere)), last


def _of_the_middle(start: Dates, end: Dates) -> RatePeriods:
    """Give the middle day, or the month or year around it, as exact as the less exact end."""
    first, last = _whole_period(start, end)
    coarser = np.maximum(start.precision, end.precision)
    middle_first, middle_last = Dates(first + (last - first) // 2, coarser).allowed()
    middle_last = np.where(np.isnat(first), last, middle_last)
    return RatePeriods(middle_first, middle_last, coarser, "at midpoint")
