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
    inner, begin, end
        The positions of the projects that centrally are shorter than the longest case, from their
        earliest start to their latest end; and where each of these begins and ends. A day is the
        time from its number to the next one; halves and quarters of days occur.
    reason
        0, or why there is no span: a place in ``REASONS``.
    """

    early: _Array
    late: _Array
    soon: _Array
    final: _Array
    inner: _Array
    begin: _Array
    end: _Array
    reason: _Array

    @property
    def uncertain(self) -> _Array:
        """Whether the first or the last day of each project is uncertain."""
        found: _Array = (self.early < self.late) | (self.soon < self.final)
        return found

    def middle(self) -> tuple[_Array, _Array]:
        """Give where each project centrally begins and ends."""
        begin, end = self.early.astype(float), self.final + 1.0
        begin[self.inner], end[self.inner] = self.begin, self.end
        return begin, end


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
    reason = np.zeros(len(projects), dtype=np.int8)
    reason[np.isnat(start_first)] = _NO_START
    reason[np.isnat(end_first)] += _NO_END
    reason[reverse] = _END_BEFORE_START
    without = reason > 0
    early, late, soon, final = (
        days.astype(np.int64) for days in (start_first, start_last, end_first, end_last)
    )
    if without.any():
        some_day = 0 if without.all() else early[~without].min()
        for days in (early, late, soon, final):
            days[without] = some_day
    np.minimum(late, final, out=late)
    np.maximum(soon, early, out=soon)
    # Only a year makes the central project shorter, and only where it leaves more than one day.
    rows = np.flatnonzero((early < late) | (soon < final))
    years = [precision_codes(projects.iloc[rows], column) == _YEAR for column in ("start", "end")]
    kept = years[0] | years[1]
    inner = rows[kept]
    begin, end = _middle(
        *(days[inner] for days in (early, late, soon, final)), *(year[kept] for year in years)
    )
    return Spans(early, late, soon, final, inner, begin, end, reason)


def _middle(
    early: _Array, late: _Array, soon: _Array, final: _Array, start_year: _Array, end_year: _Array
) -> tuple[_Array, _Array]:
    """Find the project halfway between the longest case and the limit of the shortest.

    As :func:`migfund.add_duration` does: in the limit, a start that is a year lies at the end of
    its year and an end that is a year at the beginning of its own; days and months stay whole.
    """
    begin, end = early.astype(float), final + 1.0
    limit_begin = np.where(start_year, late + 1.0, begin)
    limit_end = np.where(end_year, soon, end)
    # Within one year the limits cross, and the shortest case is a moment halfway between them.
    crossed = limit_begin > limit_end
    limit_begin[crossed] = limit_end[crossed] = (limit_begin + limit_end)[crossed] / 2
    return (begin + limit_begin) / 2, (end + limit_end) / 2


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
