"""Dates with a precision: the days that a stated day, month or year allows."""

import datetime as dt
import re
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.errors import ColumnsError, DateError, list_values
from migfund.schema import PRECISIONS, distinct_codes, need_columns

__all__ = [
    "Dates",
    "Days",
    "allowed_days",
    "has_missing",
    "literal_period",
    "precision_codes",
    "precisions",
    "stated_dates",
    "to_days",
    "whole_days",
]

Days = npt.NDArray[Any]
"""An array of days, dtype datetime64[D]."""

_LITERAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Dates(NamedTuple):
    """A column of dates with the precision of each, checked.

    ``values`` are dates of any unit of numpy, and ``precision`` places in ``PRECISIONS``, -1 where
    there is none.
    """

    values: Days
    precision: npt.NDArray[Any]

    def part(self, rows: slice) -> "Dates":
        """Give some of the rows."""
        return Dates(self.values[rows], self.precision[rows])

    def allowed(self) -> tuple[Days, Days]:
        """Give the first and the last day that each date and its precision allow."""
        first = last = to_days(self.values)
        for code, unit in ((1, "datetime64[M]"), (2, "datetime64[Y]")):
            rows = self.precision == code
            if rows.any():
                first, last = first.copy(), last.copy()
                period = first[rows].astype(unit)
                first[rows] = period.astype("datetime64[D]")
                last[rows] = (period + 1).astype("datetime64[D]") - 1
        return first, last


def whole_days(dates: pd.Series) -> Days:
    """Give a column of dates as days; the time of day, if any, is left out.

    Raises
    ------
    ColumnsError
        If the column does not hold dates.
    """
    return to_days(_date_values(dates))


def _date_values(dates: pd.Series) -> Days:
    """Give a column of dates, of numpy's types or Arrow's, as an array."""
    if isinstance(dates.dtype, np.dtype) and dates.dtype.kind == "M":
        return dates.to_numpy()
    if dates.isna().all():
        return np.full(len(dates), "NaT", dtype="datetime64[us]")
    zone = getattr(getattr(dates.dtype, "pyarrow_dtype", dates.dtype), "tz", None)
    if zone is not None:
        raise ColumnsError(
            f"column {dates.name!r} has a time zone ({zone}), on which it depends what day it is: "
            f"table[{dates.name!r}].dt.tz_localize(None) keeps the days as they stand there."
        )
    if not isinstance(dates.dtype, pd.ArrowDtype) or dates.dtype.kind != "M":
        raise ColumnsError(
            f"column {dates.name!r} must hold dates (datetime64), not {dates.dtype}: "
            "pd.to_datetime turns text into dates."
        )
    return dates.astype("datetime64[us]").to_numpy()


def to_days(dates: Days) -> Days:
    """Give dates of seconds or finer as days, several times as fast as numpy's ``astype``."""
    step = np.timedelta64(1, "D").astype(f"m8[{np.datetime_data(dates.dtype)[0]}]").view(np.int64)
    days: Days = (dates.view(np.int64) // step).view("datetime64[D]")
    if has_missing(dates):
        days[np.isnat(dates)] = np.datetime64("NaT")
    return days


def has_missing(dates: Days) -> bool:
    """Say whether a date is missing: as an integer, NaT is the smallest of all."""
    return bool(len(dates)) and bool(np.isnat(dates.view(np.int64).min().view(dates.dtype)))


def precisions(table: pd.DataFrame, column: str) -> npt.NDArray[Any]:
    """Give the precisions of a column of dates as plain texts; None where missing."""
    stated = table[f"{column}_precision"].astype(object)
    # pd.NA, which nullable texts hold, cannot be compared.
    return stated.where(stated.notna(), None).to_numpy(dtype=object)


def precision_codes(table: pd.DataFrame, column: str) -> npt.NDArray[Any]:
    """Give the precision of each date as its place in ``PRECISIONS``; -1 for any other."""
    codes, names = distinct_codes(table[f"{column}_precision"])
    if tuple(names) == PRECISIONS[: len(names)]:
        return codes.astype(np.int8, copy=False)
    places = [PRECISIONS.index(name) if name in PRECISIONS else -1 for name in names]
    return np.array([*places, -1], dtype=np.int8).take(codes)


def stated_dates(table: pd.DataFrame, column: str) -> Dates:
    """Give a column of dates with their precision.

    Parameters
    ----------
    table
        Needs ``column`` (dates) and ``column + "_precision"`` (day, month or year).
    column
        Such as ``"start"`` or ``"end"``.

    Raises
    ------
    ColumnsError
        If a column is missing or the dates are not dates.
    DateError
        If a date has no precision, or one that is not day, month or year.
    """
    need_columns(
        table,
        [column, f"{column}_precision"],
        hint=f"If every date is exact to the day: table.assign({column}_precision='day').",
    )
    values, precision = _date_values(table[column]), precision_codes(table, column)
    strange = precision < 0
    if strange.any():
        strange &= ~np.isnat(values)
    if strange.any():
        named = precisions(table, column)[strange]
        raise DateError(
            f"{int(strange.sum())} rows have a {column} whose precision is not day, month or year: "
            f"{list_values(named)}. Set {column}_precision to what the source says."
        )
    return Dates(values, precision)


def allowed_days(table: pd.DataFrame, column: str) -> tuple[Days, Days]:
    """Give the first and the last day that each date and its precision allow.

    Parameters
    ----------
    table, column
        As in `stated_dates`, which says what is raised.

    Returns
    -------
    tuple of numpy.ndarray
        First and last day, datetime64[D]; NaT where there is no date.
    """
    return stated_dates(table, column).allowed()


def literal_period(when: str | dt.date) -> tuple[np.datetime64, np.datetime64, str]:
    """Read a day, month or year as programmers write it.

    Parameters
    ----------
    when
        ``"2019-02-01"``, ``"2019-02"``, ``"2019"`` or a date.

    Returns
    -------
    tuple
        First day, last day and precision.

    Raises
    ------
    DateError
        If it is not such a text, or no such day exists.

    Examples
    --------
    >>> first, last, precision = literal_period("2019-02")
    >>> str(first), str(last), precision
    ('2019-02-01', '2019-02-28', 'month')
    """
    text = when.isoformat()[:10] if isinstance(when, dt.date) else str(when)
    match = _LITERAL.fullmatch(text)
    try:
        if not match:
            raise ValueError
        year, month, day = (int(part) if part else 1 for part in match.groups())
        first = np.datetime64(dt.date(year, month, day), "D")
    except ValueError:
        raise DateError(
            f"{text!r} is not a day (2019-02-01), a month (2019-02) or a year (2019)."
        ) from None
    precision = "day" if match[3] else "month" if match[2] else "year"
    if precision == "day":
        return first, first, precision
    unit = "M" if precision == "month" else "Y"
    after = (first.astype(f"datetime64[{unit}]") + 1).astype("datetime64[D]")
    return first, after - np.timedelta64(1, "D"), precision
