"""Dates with a precision: the days that a stated day, month or year allows."""

import datetime as dt
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.errors import ColumnsError, DateError, list_values
from migfund.schema import PRECISIONS, need_columns

__all__ = [
    "Days",
    "allowed_days",
    "literal_period",
    "precision_codes",
    "precisions",
    "whole_days",
]

Days = npt.NDArray[Any]
"""An array of days, dtype datetime64[D]."""

_LITERAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def whole_days(dates: pd.Series) -> Days:
    """Give a column of dates as days; the time of day, if any, is left out.

    Raises
    ------
    ColumnsError
        If the column does not hold dates.
    """
    if not isinstance(dates.dtype, np.dtype) or dates.dtype.kind != "M":
        if dates.isna().all():
            return np.full(len(dates), "NaT", dtype="datetime64[D]")
        raise ColumnsError(
            f"column {dates.name!r} must hold dates (datetime64), not {dates.dtype}: "
            "pd.to_datetime turns text into dates."
        )
    return dates.to_numpy().astype("datetime64[D]")


def precisions(table: pd.DataFrame, column: str) -> npt.NDArray[Any]:
    """Give the precisions of a column of dates as plain texts; None where missing."""
    stated = table[f"{column}_precision"].astype(object)
    # pd.NA, which nullable texts hold, cannot be compared.
    return stated.where(stated.notna(), None).to_numpy(dtype=object)


def precision_codes(table: pd.DataFrame, column: str) -> npt.NDArray[Any]:
    """Give the precision of each date as its place in ``PRECISIONS``; -1 for any other."""
    codes, names = pd.factorize(table[f"{column}_precision"])
    places = [PRECISIONS.index(name) if name in PRECISIONS else -1 for name in names]
    known: npt.NDArray[Any] = np.array([*places, -1])[codes]
    return known


def allowed_days(table: pd.DataFrame, column: str) -> tuple[Days, Days]:
    """Give the first and the last day that each date and its precision allow.

    Parameters
    ----------
    table
        Needs ``column`` (dates) and ``column + "_precision"`` (day, month or year).
    column
        ``"start"`` or ``"end"``.

    Returns
    -------
    tuple of numpy.ndarray
        First and last day, datetime64[D]; NaT where there is no date.

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
    days = whole_days(table[column])
    precision = precision_codes(table, column)
    known = ~np.isnat(days)
    strange = known & (precision < 0)
    if strange.any():
        values = precisions(table, column)[strange]
        raise DateError(
            f"{int(strange.sum())} rows have a {column} whose precision is not day, month or year: "
            f"{list_values(values)}. Set {column}_precision to what the source says."
        )
    first, last = days.copy(), days.copy()
    for code, unit in ((1, "datetime64[M]"), (2, "datetime64[Y]")):
        rows = known & (precision == code)
        period = days[rows].astype(unit)
        first[rows] = period.astype("datetime64[D]")
        last[rows] = (period + 1).astype("datetime64[D]") - 1
    return first, last


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
