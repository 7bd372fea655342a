"""How long projects ran, with the bounds that the precision of their dates leaves."""

import numpy as np
import pandas as pd

from migfund.dates import ONE_DAY, Days, spans_of
from migfund.schema import Array, add_columns, as_table, beside, check_option

__all__ = ["add_duration", "months_between"]

_ONE_MONTH = np.timedelta64(1, "M")


def add_duration(table: pd.DataFrame, *, on_invalid: str = "raise") -> pd.DataFrame:
    """Return the table with the duration in months, and the shortest and longest possible.

    Both ends count: June 2021 to May 2024 is 36 months. The central estimate takes a month for
    the whole month; where a year alone is stated, the day may be any of that year, and the
    estimate is the middle between the longest case and the limit of the shortest: "2025" to
    "2027" is 24 months, "2021" to "2021" is 6.

    Parameters
    ----------
    table
        Needs ``start``, ``start_precision``, ``end`` and ``end_precision``.
    on_invalid
        ``"raise"`` where an end lies before its start, or ``"null"`` to leave those durations
        missing.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and ``duration_months``, ``duration_months_low`` and
        ``duration_months_high``; missing where a start or an end is missing, or the end is open
        (2099-12-31 or later). A part of a month counts as days over the days of that month.

    Raises
    ------
    DateError
        If an end lies before its start, or a date has no precision.
    ColumnsError
        If a column is missing, or one of the new ones is there already.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> years = pd.DataFrame({"start": pd.to_datetime(["2025-01-01"]), "start_precision": ["year"],
    ...                       "end": pd.to_datetime(["2027-12-31"]), "end_precision": ["year"]})
    >>> mf.add_duration(years)[["duration_months", "duration_months_high"]].values.tolist()
    [[24.0, 36.0]]
    """
    table = as_table(table)
    check_option("on_invalid", on_invalid, ("raise", "null"))
    remedy = "leave these durations missing: on_invalid='null'" if on_invalid == "raise" else ""
    spans = spans_of(table, remedy=remedy)
    low, middle, high = (np.full(len(table), np.nan) for _ in range(3))
    known = np.flatnonzero(spans.reason == 0)
    latest, earliest = spans.last_start[known], spans.first_end[known]
    high[known] = months_between(spans.first_start[known], spans.last_end[known] + ONE_DAY)
    # Where both may lie on the same days, the shortest project is one day long.
    low[known] = months_between(np.minimum(latest, earliest), earliest + ONE_DAY)
    begin, end = spans.shortest(known)
    limit = np.zeros(len(known))  # a moment, where the ends cross
    apart = end > begin
    limit[apart] = months_between(begin[apart], end[apart])
    # Where a single day is possible, the limit of the shortest case is no case.
    middle[known] = np.maximum((limit + high[known]) / 2, low[known])
    name = "duration_months"
    return add_columns(table, {name: middle, beside(name, "low"): low, beside(name, "high"): high})


def months_between(begin: Days, end: Days) -> Array:
    """Count the months from one day to another, the second not included.

    Whole months are counted from the day of the month of ``begin``; what is left over is a share,
    in days, of the month that it begins.

    Parameters
    ----------
    begin, end
        Days, datetime64[D], with ``begin`` not after ``end``.

    Returns
    -------
    numpy.ndarray
        Months, float64.

    Examples
    --------
    >>> import numpy as np
    >>> day = lambda text: np.array([text], dtype="datetime64[D]")
    >>> months_between(day("2025-04-01"), day("2026-01-01")).tolist()
    [9.0]
    >>> months_between(day("2020-01-15"), day("2020-02-15")).tolist()
    [1.0]
    """
    begin_month, end_month = begin.astype("datetime64[M]"), end.astype("datetime64[M]")
    day_of_month = begin - begin_month.astype("datetime64[D]")
    whole = end_month - begin_month
    whole = whole - (_same_day(begin_month + whole, day_of_month) > end) * _ONE_MONTH
    anniversary = _same_day(begin_month + whole, day_of_month)
    following = _same_day(begin_month + whole + _ONE_MONTH, day_of_month)
    months: Array = whole.astype(float) + (end - anniversary) / (following - anniversary)
    return months


def _same_day(month: Days, day_of_month: Array) -> Days:
    """Return the day of a month, or its last day where the month is too short."""
    begin = month.astype("datetime64[D]")
    after = (month + _ONE_MONTH).astype("datetime64[D]")
    same: Days = np.minimum(begin + day_of_month, after - ONE_DAY)
    return same
