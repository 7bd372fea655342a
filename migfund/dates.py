"""Dates with a precision: the days that they allow, and the spans and middles between them.

A stated month or year allows any of its days. Where one day must stand for several, it is the
middle one; where a span of time must stand for several, it is the one halfway between the longest
case and the limit of the shortest (`Spans`). Currency, prices, durations, splits and regions all
follow what is said here.
"""

import datetime as dt
import re
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, DateError, list_values
from migfund.schema import (
    PRECISIONS,
    UNALLOCATED,
    Array,
    distinct_codes,
    list_rows,
    need_columns,
)

__all__ = [
    "END_BEFORE_START",
    "NO_SPAN",
    "ONE_DAY",
    "OPEN_END",
    "OPEN_FROM",
    "Dates",
    "Days",
    "Spans",
    "allowed_days",
    "dates_or_years",
    "has_missing",
    "literal_period",
    "middle_days",
    "precision_codes",
    "precisions",
    "spans_of",
    "stated_dates",
    "to_days",
    "whole_days",
]

Days = Array
"""An array of days, dtype datetime64[D]."""

ONE_DAY = np.timedelta64(1, "D")

OPEN_FROM = dt.date(2099, 12, 31)
"""From this day on an end is no date but what systems write for an open end: 31/12/2099, 9999."""
_NONE_UNTIL = np.datetime64("1900-01-01", "D")
"""Up to this day a start is what systems write where they know none: 0001-01-01, 1900-01-01."""

_NEVER = np.datetime64("NaT", "D")
_YEAR = PRECISIONS.index("year")

_LITERAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Dates(NamedTuple):
    """A column of dates with the precision of each, checked.

    ``values`` are dates of any unit of numpy, and ``precision`` positions in ``PRECISIONS``, -1
    where there is none.
    """

    values: Days
    precision: Array

    def part(self, rows: slice) -> "Dates":
        """Return some of the rows."""
        return Dates(self.values[rows], self.precision[rows])

    def allowed(self) -> tuple[Days, Days]:
        """Return the first and the last day that each date and its precision allow."""
        first = last = to_days(self.values)
        for code, unit in ((1, "M"), (_YEAR, "Y")):
            rows = self.precision == code
            if rows.any():
                first, last = first.copy(), last.copy()
                first[rows], last[rows] = _first_and_last(first[rows].astype(f"datetime64[{unit}]"))
        return first, last


def _first_and_last(times: Array) -> tuple[Days, Days]:
    """Return the first and the last day of months or years."""
    after = times + np.array(1, dtype=f"timedelta64[{np.datetime_data(times.dtype)[0]}]")
    return times.astype("datetime64[D]"), after.astype("datetime64[D]") - ONE_DAY


def whole_days(dates: pd.Series) -> Days:
    """Return a column of dates as days; the time of day, if any, is left out.

    Raises
    ------
    ColumnsError
        If the column does not hold dates.
    """
    return to_days(_date_values(dates))


def _date_values(dates: pd.Series) -> Days:
    """Return a column of dates, of numpy's types or Arrow's, as an array."""
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
        raise ColumnsError(_not_dates(dates))
    return dates.astype("datetime64[us]").to_numpy()


def _not_dates(dates: pd.Series) -> str:
    """Say that a column holds no dates, and how dates are made of years or words."""
    name = dates.name
    words = f"table[{name!r}]"
    if pd.api.types.is_float_dtype(dates):  # 2019.0 is no way to write a year
        words += ".astype('Int64')"
    read = "end" if name == "end" else "start"
    new = "" if read == name else f".set_axis([{name!r}, '{name}_precision'], axis=1)"
    return (
        f"column {name!r} must hold dates (datetime64), not {dates.dtype}. mf.parse_period makes "
        "dates of years and of dates as people write them, and says how precise they are: table = "
        f"table.assign(**mf.parse_period({words})[['{read}', '{read}_precision']]{new})."
    )


def to_days(dates: Days) -> Days:
    """Return dates of seconds or finer as days, several times as fast as numpy's ``astype``."""
    step = ONE_DAY.astype(f"m8[{np.datetime_data(dates.dtype)[0]}]").view(np.int64)
    days: Days = (dates.view(np.int64) // step).view("datetime64[D]")
    if has_missing(dates):
        days[np.isnat(dates)] = _NEVER
    return days


def has_missing(dates: Days) -> bool:
    """Tell whether a date is missing: as an integer, NaT is the smallest of all."""
    return bool(len(dates)) and bool(np.isnat(dates.view(np.int64).min().view(dates.dtype)))


def precisions(table: pd.DataFrame, column: str) -> Array:
    """Return the precisions of a column of dates as plain texts; None where missing."""
    stated = table[f"{column}_precision"].astype(object)
    # pd.NA, which nullable texts hold, cannot be compared.
    return stated.where(stated.notna(), None).to_numpy(dtype=object)


def precision_codes(table: pd.DataFrame, column: str) -> Array:
    """Return the precision of each date as its position in ``PRECISIONS``; -1 for any other."""
    codes, names = distinct_codes(table[f"{column}_precision"])
    if tuple(names) == PRECISIONS[: len(names)]:
        return codes.astype(np.int8, copy=False)
    known = [PRECISIONS.index(name) if name in PRECISIONS else -1 for name in names]
    return np.array([*known, -1], dtype=np.int8).take(codes)


def stated_dates(table: pd.DataFrame, column: str) -> Dates:
    """Return a column of dates with their precision.

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
    hint = f"If every date is exact to the day: table.assign({column}_precision='day')."
    need_columns(table, [column], hint=hint)
    values = _date_values(table[column])
    need_columns(table, [f"{column}_precision"], hint=hint)
    precision = precision_codes(table, column)
    strange = precision < 0
    if strange.any():
        strange &= ~np.isnat(values)
    if strange.any():
        named = precisions(table, column)[strange]
        raise DateError(
            f"{int(strange.sum())} rows have a date in {column!r} whose precision is not day, "
            f"month or year: {list_values(named)}. Set {column}_precision to what the source says."
        )
    return Dates(values, precision)


def allowed_days(table: pd.DataFrame, column: str) -> tuple[Days, Days]:
    """Return the first and the last day that each date and its precision allow.

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


def middle_days(first: Days, last: Days) -> Days:
    """Return the day in the middle of two, of an even number of days the earlier one.

    Examples
    --------
    >>> middle_days(*map(np.datetime64, ["2019-01-01", "2019-12-31"]))
    np.datetime64('2019-07-02')
    """
    middle: Days = first + (last - first) // 2
    return middle


def dates_or_years(table: pd.DataFrame, column: str) -> tuple[Days, Days]:
    """Return the first and the last day of each date or year in a column.

    Parameters
    ----------
    table
        Needs the column; its precision is used where the table has it.
    column
        Dates, whole years (2019), or texts of days, months or years ("2019"). "unallocated" is
        missing.

    Raises
    ------
    DateError
        If a value is none of these.
    """
    values = table[column]
    if values.dtype.kind == "M":
        if f"{column}_precision" in table:
            return allowed_days(table, column)
        exact = whole_days(values)
        return exact, exact
    codes, distinct = distinct_codes(values)
    days = [_literal(value) for value in distinct]
    strange = [value for value, known in zip(distinct, days, strict=True) if known is None]
    if strange:
        raise DateError(
            f"column {column!r} has {len(strange)} values that are no year or date: "
            f"{list_values(strange)}. Dates (datetime64), whole years or texts such as '2019' are "
            "needed."
        )
    ends = np.array([*days, (_NEVER, _NEVER)], dtype="datetime64[D]")
    return ends[codes, 0], ends[codes, 1]


def _literal(value: Any) -> tuple[np.datetime64, np.datetime64] | None:
    """Return the first and the last day of a date or year; none where it is neither."""
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        value = f"{value:04.0f}" if value == np.floor(value) else None
    if not isinstance(value, str | dt.date):
        return None
    if value == UNALLOCATED:
        return _NEVER, _NEVER
    try:
        return literal_period(value)[:2]
    except DateError:
        return None


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
    if match[3]:
        return first, first, "day"
    precision, unit = ("month", "M") if match[2] else ("year", "Y")
    (first,), (last,) = _first_and_last(np.array([first], dtype=f"datetime64[{unit}]"))
    return first, last, precision


NO_SPAN = (
    "",
    "no start is stated",
    "no end is stated",
    "no start and no end are stated",
    "the end is before the start",
    "the end is open (2099-12-31 or later)",
    "the start is 1900-01-01 or earlier, which stands for none",
)
"""Why a project has no span of time, by the number in ``Spans.reason``."""

_NO_START, _NO_END, END_BEFORE_START, OPEN_END, _EARLY = 1, 2, 4, 5, 6


@dataclass(frozen=True)
class Spans:
    """When projects may have begun and ended, one entry a project.

    A project without a span is given one day, that of the earliest start in the table. An end of
    2099-12-31 or later is an open one, and gives no span.

    Attributes
    ----------
    first_start, last_start
        First and last day on which it may have begun; it cannot begin after ``last_end``.
    first_end, last_end
        First and last day that may have been its last; none is before ``first_start``.
    start_year, end_year
        Whether the start, the end is stated as a year.
    reason
        0, or why there is no span: a position in `NO_SPAN`.
    """

    first_start: Days
    last_start: Days
    first_end: Days
    last_end: Days
    start_year: Array
    end_year: Array
    reason: Array

    @property
    def uncertain(self) -> Array:
        """Whether the first or the last day of each project is uncertain."""
        found: Array = (self.first_start < self.last_start) | (self.first_end < self.last_end)
        return found

    def part(self, rows: slice) -> "Spans":
        """Return the spans of some projects."""
        return Spans(*(getattr(self, one.name)[rows] for one in fields(self)))

    def shortest(self, rows: Array) -> tuple[Days, Days]:
        """Return where the limit of the shortest case begins, and the day after its end.

        A start that is a year lies at the end of its year, an end that is a year at the beginning
        of its own; days and months stay whole. Within one year the two cross.
        """
        latest, earliest = self.last_start[rows] + ONE_DAY, self.first_end[rows]
        begin = np.where(self.start_year[rows], latest, self.first_start[rows])
        end = np.where(self.end_year[rows], earliest, self.last_end[rows] + ONE_DAY)
        return begin, end

    def middle(self, rows: Array) -> tuple[Array, Array]:
        """Return where the projects begin and end that lie between the longest and the shortest.

        In days since 1970: a day is the time from its number to the next one, and halves and
        quarters occur.
        """
        begin, end = (days.view(np.int64).astype(float) for days in self.shortest(rows))
        # Where the limits cross, the shortest case is a moment halfway between them.
        crossed = begin > end
        begin[crossed] = end[crossed] = (begin + end)[crossed] / 2
        first, last = self.first_start[rows].view(np.int64), self.last_end[rows].view(np.int64)
        return (begin + first) / 2, (end + last + 1) / 2


def spans_of(projects: pd.DataFrame, *, remedy: str = "") -> Spans:
    """Return when projects may have begun and ended.

    Parameters
    ----------
    projects
        Needs ``start``, ``start_precision``, ``end`` and ``end_precision``.
    remedy
        What the caller may do about an end before its start, which is refused then. Without it,
        such projects have no span.

    Raises
    ------
    DateError
        If an end lies before its start, or a date has no precision.
    ColumnsError
        If a column is missing.
    """
    start, end = stated_dates(projects, "start"), stated_dates(projects, "end")
    (begin, late), (soon, final) = start.allowed(), end.allowed()
    reverse = final < begin
    if remedy and reverse.any():
        rows = np.flatnonzero(reverse).tolist()
        stated = (to_days(values[rows[:5]]) for values, _ in (start, end))
        dates = [f"{first} to {last}" for first, last in zip(*stated, strict=True)]
        raise DateError(
            f"{len(rows)} of {len(projects)} projects end before they start: "
            f"{list_rows(projects, rows, dates)}. Mend the dates, or {remedy}."
        )
    reason = np.zeros(len(projects), dtype=np.int8)
    reason[np.isnat(begin)] = _NO_START
    reason[np.isnat(final)] += _NO_END
    # Counted as dates, one project would have eight thousand years.
    reason[(reason == 0) & (begin <= _NONE_UNTIL)] = _EARLY
    reason[(reason % _EARLY == 0) & (final >= np.datetime64(OPEN_FROM))] = OPEN_END
    reason[reverse] = END_BEFORE_START
    # As integers they are compared six times as fast.
    late = np.minimum(*(days.view(np.int64) for days in (late, final))).view("datetime64[D]")
    soon = np.maximum(*(days.view(np.int64) for days in (soon, begin))).view("datetime64[D]")
    without = reason > 0
    if without.any():
        some_day = np.datetime64(0, "D") if without.all() else begin[~without].min()
        begin, late, soon, final = (
            np.where(without, some_day, days) for days in (begin, late, soon, final)
        )
    years = start.precision == _YEAR, end.precision == _YEAR
    return Spans(begin, late, soon, final, *years, reason)
