"""The day on which a row's country is looked up in a scheme that changes over time."""

import datetime as dt
from numbers import Integral

import numpy as np
import pandas as pd

from migfund.dates import Days, allowed_days, literal_period, whole_days
from migfund.errors import ColumnsError, DateError, list_values
from migfund.schema import UNALLOCATED, need_columns

__all__ = ["row_days"]


def row_days(table: pd.DataFrame, year: int | str | dt.date | None, scheme: str) -> Days:
    """Give each row the middle of the days that it may mean; NaT where it has no date.

    A group that changes in the course of a year is the one of the larger part of it.

    Parameters
    ----------
    table
        The rows.
    year
        A whole number or a date for all rows, or the name of a column of dates or years. If not
        given, the part's ``period_from`` and ``period_to``, else ``start``.
    scheme
        Its name, for the message.

    Raises
    ------
    ColumnsError
        If there is no such column, or none to fall back on.
    DateError
        If a value is no year, or no date.
    """
    if year is None:
        if "period_from" in table:
            first = whole_days(table["period_from"])
            last = whole_days(table["period_to"]) if "period_to" in table else first
            return _middle(first, last)
        if "start" in table:
            return _of_dates(table, "start")
        raise ColumnsError(
            f"in the scheme {scheme!r} a country's group depends on the year, and the table has "
            "neither period_from (mf.split_by_year) nor start. Give year= a column of dates or "
            "years, or one year for all rows: year=2020."
        )
    if isinstance(year, str) and (year in table or not year[:1].isdigit()):
        need_columns(table, [year], hint="Or give one year for all rows: year=2020.")
        return _of_column(table, year)
    if isinstance(year, bool) or not isinstance(year, Integral | str | dt.date):
        raise DateError(f"year must be a year, a date or the name of a column, not {year!r}.")
    first_day, last_day, _ = literal_period(str(int(year)) if isinstance(year, Integral) else year)
    return np.repeat(_middle(np.array([first_day]), np.array([last_day])), len(table))


def _middle(first: Days, last: Days) -> Days:
    """Give the day in the middle: 2 July of a year, the 16th of a month with 31 days."""
    middle: Days = first + (last - first + np.timedelta64(1, "D")) // 2
    return np.where(first == last, first, middle)


def _of_dates(table: pd.DataFrame, column: str) -> Days:
    """Read a column of dates, with its precision where the table has it."""
    if f"{column}_precision" in table:
        return _middle(*allowed_days(table, column))
    return whole_days(table[column])


def _of_column(table: pd.DataFrame, column: str) -> Days:
    """Read a column of dates or of years: numbers, or texts such as "2019"."""
    values = table[column]
    if values.dtype.kind == "M":
        return _of_dates(table, column)
    codes, distinct = pd.factorize(values.astype(object).where(values.notna(), None))
    years = [None if value == UNALLOCATED else _year(value) for value in distinct]
    strange = [value for value, year in zip(distinct, years, strict=True) if year == -1]
    if strange:
        raise DateError(
            f"column {column!r} has {len(strange)} values that are no year: "
            f"{list_values(strange)}. Give year= a column of dates, of whole numbers or of texts "
            "of four digits."
        )
    starts = np.array([f"{year:04d}" if year else "NaT" for year in [*years, None]], "M8[Y]")
    first = starts.astype("M8[D]")
    return _middle(first, (starts + 1).astype("M8[D]") - 1)[codes]


def _year(value: object) -> int:
    """Read one value as a year; -1 where it is none."""
    if isinstance(value, str):
        return int(value) if len(value) == 4 and value.isdecimal() else -1
    number = float(value) if isinstance(value, int | float | np.number) else -1.0
    return int(number) if number.is_integer() and 1 <= number <= 9999 else -1
