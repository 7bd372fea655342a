"""How long projects ran, with the bounds that the precision of their dates leaves."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import Days, allowed_days
from migfund.errors import DateError, MigfundError
from migfund.schema import add_columns, list_rows

__all__ = ["add_duration", "months_between"]

_Floats = npt.NDArray[Any]
_ONE_DAY = np.timedelta64(1, "D")


def add_duration(projects: pd.DataFrame, *, on_invalid: str = "raise") -> pd.DataFrame:
    """Add the duration in months, and the shortest and longest that the dates allow.

    Both ends count: June 2021 to May 2024 is 36 months. The central estimate takes a month for
    the whole month; where a year alone is stated, the day may be any of that year, and the
    estimate is the middle between the longest case and the limit of the shortest: "2025" to
    "2027" is 24 months, "2021" to "2021" is 6.

    Parameters
    ----------
    projects
        Needs ``start``, ``start_precision``, ``end`` and ``end_precision``.
    on_invalid
        ``"raise"`` where an end lies before its start, or ``"null"`` to leave those durations
        missing.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and ``duration_months``, ``duration_months_min`` and
        ``duration_months_max``; missing where a start or an end is missing. A part of a month
        counts as days over the days of that month.

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
    >>> mf.add_duration(years)[["duration_months", "duration_months_max"]].values.tolist()
    [[24.0, 36.0]]
    """
    if on_invalid not in ("raise", "null"):
        raise MigfundError(f"on_invalid must be 'raise' or 'null', not {on_invalid!r}.")
    start_first, start_last = allowed_days(projects, "start")
    end_first, end_last = allowed_days(projects, "end")
    reverse = end_last < start_first
    if reverse.any() and on_invalid == "raise":
        raise DateError(_message(projects, np.flatnonzero(reverse)))
    known = ~(np.isnat(start_first) | np.isnat(end_first) | reverse)
    low, middle, high = (np.full(len(projects), np.nan) for _ in range(3))
    first, last = start_first[known], end_last[known]
    latest_start = np.minimum(start_last[known], last)
    earliest_end = np.maximum(end_first[known], first)
    high[known] = months_between(first, last + _ONE_DAY)
    # Where both may lie on the same days, the shortest project is one day long.
    low[known] = months_between(np.minimum(latest_start, earliest_end), earliest_end + _ONE_DAY)
    middle[known] = _central(
        projects[known], first, last, latest_start, earliest_end, low[known], high[known]
    )
    return add_columns(
        projects,
        {
            "duration_months": middle,
            "duration_months_min": low,
            "duration_months_max": high,
        },
    )


def _central(
    known: pd.DataFrame,
    first: Days,
    last: Days,
    latest_start: Days,
    earliest_end: Days,
    low: _Floats,
    longest: _Floats,
) -> _Floats:
    """Estimate: months as whole months; a year as any of its days, at the middle of the cases."""
    start_is_year = (known["start_precision"] == "year").to_numpy(dtype=bool)
    end_is_year = (known["end_precision"] == "year").to_numpy(dtype=bool)
    # The limit of the shortest case: a start at the very end of its year, an end at the very
    # beginning of its own.
    start_limit = np.where(start_is_year, latest_start + _ONE_DAY, first)
    end_limit = np.where(end_is_year, earliest_end, last + _ONE_DAY)
    shortest = np.zeros(len(first))
    apart = end_limit > start_limit
    shortest[apart] = months_between(start_limit[apart], end_limit[apart])
    # Where a single day is possible, the limit of the shortest case is no case.
    return np.maximum((shortest + longest) / 2, low)


def months_between(begin: Days, end: Days) -> _Floats:
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
    whole = (end_month - begin_month).astype(np.int64)
    whole -= _same_day(begin_month + whole, day_of_month) > end
    anniversary = _same_day(begin_month + whole, day_of_month)
    following = _same_day(begin_month + whole + 1, day_of_month)
    rest = (end - anniversary).astype(float) / (following - anniversary).astype(float)
    months: _Floats = whole + rest
    return months


def _same_day(month: Days, day_of_month: Any) -> Days:
    """Give the day of a month, or its last day where the month is too short."""
    begin = month.astype("datetime64[D]")
    after = (month + 1).astype("datetime64[D]")
    same: Days = np.minimum(begin + day_of_month, after - _ONE_DAY)
    return same


def _message(projects: pd.DataFrame, rows: npt.NDArray[Any]) -> str:
    """Say which rows end before they start."""
    dates = [
        f"{projects['start'].iloc[row]:%Y-%m-%d} to {projects['end'].iloc[row]:%Y-%m-%d}"
        for row in rows
    ]
    return (
        f"{len(rows)} of {len(projects)} projects end before they start: "
        f"{list_rows(projects, rows.tolist(), dates)}. "
        "Mend the dates, or leave these durations missing: on_invalid='null'."
    )
