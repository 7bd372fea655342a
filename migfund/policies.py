"""Which days a budget's rate is of: the policies of conversion."""

import datetime as dt
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import Days, allowed_days, literal_period, precision_codes
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


def rate_periods(projects: pd.DataFrame, at: str | dt.date, *, needed: bool) -> RatePeriods:
    """Give the days of each row's rate by a policy.

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
    rows = len(projects)
    if at in POLICIES or (isinstance(at, str) and at in projects.columns):
        if needed:
            return _by_columns(projects, str(at))
        nothing = np.full(rows, "NaT", dtype="datetime64[D]")
        return RatePeriods(nothing, nothing, np.full(rows, -1), "")
    try:
        first, last, precision = literal_period(at)
    except DateError as error:
        raise DateError(
            f"at={at!r} is no policy ({list_values(POLICIES)}), no column, and {error}"
        ) from None
    whole = np.full(rows, PRECISION_NAMES.index(precision))
    return RatePeriods(np.full(rows, first), np.full(rows, last), whole, f"of {at}")


def _by_columns(projects: pd.DataFrame, at: str) -> RatePeriods:
    """Give the days of the policies that look at columns."""
    if at not in POLICIES or at in ("start", "end"):
        first, last = allowed_days(projects, at)
        return RatePeriods(first, last, precision_codes(projects, at), f"at {at}")
    start, _ = allowed_days(projects, "start")
    if at == "year":
        year = start.astype("datetime64[Y]")
        whole = np.full(len(start), PRECISION_NAMES.index("year"))
        after = (year + 1).astype("datetime64[D]")
        return RatePeriods(year.astype("datetime64[D]"), after - 1, whole, "of the start's year")
    _, end = allowed_days(projects, "end")
    end = np.where(np.isnat(start), np.datetime64("NaT"), end)
    start = np.where(np.isnat(end) | (end < start), np.datetime64("NaT"), start)
    if at == "period":
        return RatePeriods(start, end, np.full(len(start), PRECISION_NAMES.index("period")), "")
    coarser = np.maximum(precision_codes(projects, "start"), precision_codes(projects, "end"))
    middle = pd.DataFrame({"midpoint": start + (end - start) // 2})
    middle["midpoint_precision"] = np.array([*PRECISIONS, None], dtype=object)[coarser]
    first, last = allowed_days(middle, "midpoint")
    last = np.where(np.isnat(start), end, last)
    return RatePeriods(first, last, coarser, "at midpoint")
