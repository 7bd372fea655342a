"""The days on which projects may have begun and ended, and the project in the middle of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import allowed_days, precision_codes
from migfund.errors import DateError
from migfund.schema import PRECISIONS, list_rows

__all__ = ["REASONS", "Spans", "spans_of"]

_Array = npt.NDArray[Any]

REASONS = (
    "",
    "no start is stated",
    "no end is stated",
    "no start and no end are stated",
    "the end is before the start",
)
"""Why a project has no span, by the number in ``Spans.reason``."""

_NO_START, _NO_END, _END_BEFORE_START = 1, 2, 4

_YEAR = PRECISIONS.index("year")


@dataclass(frozen=True)
class Spans:
    """One entry a project; days are whole numbers, counted from 1 January 1970.

    A project without a span lasts for one day, that of the earliest start in the table.

    Attributes
    ----------
    early, late
        First and last day on which it may have begun; it cannot begin after its latest end.
    soon, final
        First and last day that may have been its last; none is before its earliest start.
    begin, end
        Where the project in the middle of the cases begins and ends. A day is the time from its
        number to the next one; halves and quarters of days occur.
    reason
        0, or why there is no span: a place in ``REASONS``.
    """

    early: _Array
    late: _Array
    soon: _Array
    final: _Array
    begin: _Array
    end: _Array
    reason: _Array


def spans_of(projects: pd.DataFrame, *, on_invalid: str) -> Spans:
    """Give the spans of projects.

    Parameters
    ----------
    projects
        Needs ``start``, ``start_precision``, ``end`` and ``end_precision``.
    on_invalid
        ``"raise"`` where an end lies before its start; else these have no span.

    Raises
    ------
    DateError
        If an end lies before its start, or a date has no precision.
    ColumnsError
        If a column is missing.
    """
    start_first, start_last = allowed_days(projects, "start")
    end_first, end_last = allowed_days(projects, "end")
    reverse = end_last < start_first
    if reverse.any() and on_invalid == "raise":
        raise DateError(_message(projects, np.flatnonzero(reverse)))
    reason = _NO_START * np.isnat(start_first) + _NO_END * np.isnat(end_first)
    reason[reverse] = _END_BEFORE_START
    without = reason > 0
    early, late, soon, final = (
        days.astype(np.int64) for days in (start_first, start_last, end_first, end_last)
    )
    if without.any():
        some_day = 0 if without.all() else early[~without].min()
        for days in (early, late, soon, final):
            days[without] = some_day
    late, soon = np.minimum(late, final), np.maximum(soon, early)
    begin, end = _middle(projects, early, late, soon, final)
    return Spans(early, late, soon, final, begin, end, reason)


def _middle(
    projects: pd.DataFrame, early: _Array, late: _Array, soon: _Array, final: _Array
) -> tuple[_Array, _Array]:
    """Find the project halfway between the longest case and the limit of the shortest.

    As :func:`migfund.add_duration` does: in the limit, a start that is a year lies at the end of
    its year and an end that is a year at the beginning of its own; days and months stay whole.
    """
    begin, end = early.astype(float), final + 1.0
    years = [precision_codes(projects, name) == _YEAR for name in ("start", "end")]
    # The only day that is possible is no case between others.
    rows = np.flatnonzero((years[0] | years[1]) & (early < final))
    longest_begin, longest_end = begin[rows], end[rows]
    limit_begin = np.where(years[0][rows], late[rows] + 1.0, longest_begin)
    limit_end = np.where(years[1][rows], soon[rows], longest_end)
    # Within one year the limits cross, and the shortest case is a moment halfway between them.
    crossed = limit_begin > limit_end
    limit_begin[crossed] = limit_end[crossed] = (limit_begin + limit_end)[crossed] / 2
    begin[rows] = (longest_begin + limit_begin) / 2
    end[rows] = (longest_end + limit_end) / 2
    return begin, end


def _message(projects: pd.DataFrame, rows: _Array) -> str:
    """Say which rows end before they start."""
    dates = [
        f"{projects['start'].iloc[row]:%Y-%m-%d} to {projects['end'].iloc[row]:%Y-%m-%d}"
        for row in rows
    ]
    return (
        f"{len(rows)} of {len(projects)} projects end before they start: "
        f"{list_rows(projects, rows.tolist(), dates)}. Mend the dates, or leave these projects "
        "whole: on_invalid='unallocated'."
    )
