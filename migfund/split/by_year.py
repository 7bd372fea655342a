"""One row a project becomes one row a project and year, quarter or month, with bounds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from migfund.dates import END_BEFORE_START, NO_SPAN, OPEN_END, Days, Spans, spans_of
from migfund.errors import MigfundError
from migfund.provenance.basis import SplitStep
from migfund.schema import DATE, TEXT, UNALLOCATED, Array, as_table, beside, check_option
from migfund.split.parts import BOUNDS, check_parts, make_rows, value_columns, wholes_of
from migfund.split.rounding import check_decimals, round_parts

__all__ = [
    "Calendar",
    "YearParts",
    "bounds_of",
    "calendar_of",
    "calendar_of_spans",
    "least_and_most",
    "split_by_year",
    "year_parts",
    "year_steps",
]

_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_SPENT: dict[str, Callable[[Array], Array]] = {
    "uniform": lambda points: points,
    "front": lambda points: points * (2 - points),
    "back": lambda points: points * points,
}
"""The part of the money that a profile has spent by each point of a project's time, 0 to 1."""

_CHUNK = 2**16
"""Parts that are worked out at once, as many as fit into the processor's cache: with uncertain
dates that takes two thirds of the time of all at once."""

_DAY = 24 * 60 * 60 * 1_000_000
"""Microseconds."""


def split_by_year(
    table: pd.DataFrame,
    *,
    freq: str = "year",
    value: str | Sequence[str] | None = None,
    fiscal_year_start: int = 1,
    profile: str = "uniform",
    decimals: int | None = None,
    on_invalid: str = "raise",
) -> pd.DataFrame:
    """Return one row for each project and year, quarter or month, pro rata by days.

    Both ends count. A start or an end stated as a month is the whole month; one stated as a year
    is any of its days, and the parts are those of the project in the middle of the cases, as in
    :func:`add_duration`. The bounds are the least and the largest part over all days that the
    dates allow; each is a case of its own, so the bounds of a project do not sum to its value.

    Parameters
    ----------
    table
        Needs ``start``, ``start_precision``, ``end`` and ``end_precision``. Each project needs an
        index label of its own, unless the table was split by country before.
    freq
        ``"year"``, ``"quarter"`` or ``"month"``.
    value
        More columns of numbers to divide. Every column of money is divided in any case; any other
        number stands whole in each row.
    fiscal_year_start
        The month, 1 to 12, in which the year begins. Years and quarters are counted from it;
        months stay those of the calendar.
    profile
        How the money is spent over the project's time. ``"uniform"``: the same every day.
        ``"front"``: at a rate that falls in a straight line to zero at the end; by the point x of
        its time, 0 to 1, a project has spent 2x - x². ``"back"``: at a rate that rises from zero;
        x².
    decimals
        Round the parts to so many decimals, by largest remainder, so that they still sum to the
        value (rounded itself first, if it has more decimals). Not rounded if not given.
    on_invalid
        ``"raise"`` where an end lies before its start, or ``"unallocated"`` to leave those
        projects whole.

    Returns
    -------
    pandas.DataFrame
        The same columns on a new index, the values multiplied by the share, and

        - ``calendar_year`` ("2019"), or ``fiscal_year`` ("2019/20"), ``quarter`` ("2019Q1",
          "2019/20 Q1") or ``month`` ("2019-02"): categories in the order of time;
        - ``period_from`` and ``period_to``, the first and the last day of the year, quarter or
          month on which the project may have run;
        - ``<value>_low`` and ``<value>_high``, the bounds, for each value;
        - ``project``, the index label of the project in the table given;
        - ``share``, the part of the whole project, 0 to 1, and ``split_rule``, how it came about:
          "uniform by calendar year", "unallocated by quarter: no start is stated";
        - ``divided``, the names of the columns that were divided.

        The order is that of the projects, then that of time. A year that only the longest case
        reaches is a row too. A project without a start or without an end is one row,
        "unallocated"; so is one with an end of 2099-12-31 or later, which stands for an open end.
        After a split by country, ``share`` is multiplied, ``split_rule`` is continued, and
        ``project`` and ``divided`` stay.

    Raises
    ------
    DateError
        If an end lies before its start, or a date has no precision.
    ScopeError
        If index labels stand twice in a table that was not split before.
    ColumnsError
        If a column is missing, holds something else, or is there already.
    MigfundError
        If an option is none of those above.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"start": pd.to_datetime(["2019-10-01"]), "start_precision": ["day"],
    ...                     "end": pd.to_datetime(["2020-09-30"]), "end_precision": ["day"],
    ...                     "budget": [366_000.0]})
    >>> mf.split_by_year(one)[["project", "calendar_year", "budget"]].values.tolist()
    [[0, '2019', 92000.0], [0, '2020', 274000.0]]
    """
    table = as_table(table)
    check_option("freq", freq, _MONTHS)
    check_option("profile", profile, _SPENT)
    check_option("on_invalid", on_invalid, ("raise", "unallocated"))
    check_decimals(decimals)
    remedy = "leave these projects whole: on_invalid='unallocated'" if on_invalid == "raise" else ""
    spans = spans_of(table, remedy=remedy)
    calendar = calendar_of_spans(spans, freq, fiscal_year_start)
    column = calendar.column
    names = value_columns(table, value)
    bounds = [beside(name, bound) for name in names for bound in BOUNDS]
    check_parts(table, column, ["period_from", "period_to", *bounds], doing="split_by_year")
    wholes = wholes_of(table, names, decimals)
    parts = year_parts(spans, calendar, profile)
    new = _time_columns(parts, spans.reason > 0, calendar)
    for name, whole in wholes.items():
        new[name], new[beside(name, "low")], new[beside(name, "high")] = _divided(
            whole, parts, decimals
        )
    steps = year_steps(column, profile)
    return make_rows(table, parts.parent, new, parts.share, spans.reason, steps, names)


def year_steps(column: str, profile: str) -> list[SplitStep]:
    """Return how the parts of projects come about, by the number in ``Spans.reason``."""
    steps = [SplitStep(column, profile)]
    for reason, why in enumerate(NO_SPAN[1:], 1):
        field = "end" if reason in (END_BEFORE_START, OPEN_END) else ""
        steps.append(SplitStep(column, unallocated=why, field=field))
    return steps


def calendar_of_spans(spans: Spans, freq: str, fiscal_year_start: int = 1) -> "Calendar":
    """Return the years, quarters or months that projects may have reached."""
    ends = [spans.first_start.min(), spans.last_end.max()] if len(spans.reason) else [0, 0]
    return calendar_of(np.array(ends, dtype="datetime64[D]"), freq, fiscal_year_start)


@dataclass(frozen=True)
class Calendar:
    """Years, quarters or months without a gap, numbered from 0 in the order of time.

    Attributes
    ----------
    begins
        First day of each, and the day after the last one; whole numbers, days since 1970.
    number
        The number of the first, counted from the one that begins in 1970.
    freq, fiscal_year_start
        What they are.
    """

    begins: Array
    number: int
    freq: str
    fiscal_year_start: int

    @property
    def column(self) -> str:
        """The name of a column of them."""
        if self.freq != "year":
            return self.freq
        return "calendar_year" if self.fiscal_year_start == 1 else "fiscal_year"

    def numbers(self, days: Array) -> Array:
        """Return the number of the year, quarter or month that each day lies in."""
        found: Array = self._of_day.take(days - self.begins[0])
        return found

    @cached_property
    def _of_day(self) -> Array:
        """The number of each day: to look it up is faster than a search among the begins."""
        lengths = np.diff(self.begins)
        return np.repeat(np.arange(len(lengths)), lengths)

    def days(self, numbers: Array) -> tuple[Array, Array]:
        """Return the first day of each, and the day after its last."""
        return self.begins[:-1][numbers], self.begins[1:][numbers]

    def labels(self) -> list[str]:
        """Write them: "2019", "2019/20", "2019Q1", "2019/20 Q1" or "2019-02"."""
        numbers = range(self.number, self.number + len(self.begins) - 1)
        if self.freq == "month":
            return [str(np.datetime64(n, "M")) for n in numbers]
        if self.freq == "year":
            return [self._year(n) for n in numbers]
        space = "" if self.fiscal_year_start == 1 else " "
        return [f"{self._year(n // 4)}{space}Q{n % 4 + 1}" for n in numbers]

    def _year(self, number: int) -> str:
        year = 1970 + number
        if self.fiscal_year_start == 1:
            return f"{year:04d}"
        return f"{year:04d}/{(year + 1) % 100:02d}"


def calendar_of(days: Days, freq: str, fiscal_year_start: int) -> Calendar:
    """Return the years, quarters or months from that of the first day to that of the last one.

    Parameters
    ----------
    days
        One day or more, datetime64[D].
    freq
        ``"year"``, ``"quarter"`` or ``"month"``.
    fiscal_year_start
        The month, 1 to 12, in which the year begins: years and quarters are counted from it.

    Raises
    ------
    MigfundError
        If ``fiscal_year_start`` is no month.

    Examples
    --------
    >>> days = np.array(["2020-01-01", "2020-05-01"], dtype="datetime64[D]")
    >>> calendar_of(days, "quarter", 4).labels()
    ['2019/20 Q4', '2020/21 Q1']
    """
    whole = isinstance(fiscal_year_start, int | np.integer)
    if isinstance(fiscal_year_start, bool) or not (whole and 1 <= fiscal_year_start <= 12):
        raise MigfundError(
            "fiscal_year_start must be the number of a month, 1 (January) to 12, "
            f"not {fiscal_year_start!r}."
        )
    length = _MONTHS[freq]
    # Months are the same in every kind of year.
    shift = 0 if freq == "month" else int(fiscal_year_start) - 1
    ends = days.astype("datetime64[M]").astype(np.int64)
    lowest, highest = (np.array([ends.min(), ends.max()]) - shift) // length
    months = np.arange(lowest, highest + 2) * length + shift
    begins = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return Calendar(begins, int(lowest), freq, int(fiscal_year_start))


@dataclass(frozen=True)
class YearParts:
    """The parts of all projects, those of one project standing together in the order of time.

    Attributes
    ----------
    parent, time, share
        One entry a part: the position of its project, the number of its year, quarter or month,
        and its share of the project.
    day_from, day_to
        First and last day of each part on which the project may have run; none if not asked for.
    counts
        One entry a project: its number of parts.
    uncertain, least, most
        The positions of the parts of projects whose first or last day is uncertain, and the least
        and the largest share of each.
    """

    parent: Array
    time: Array
    share: Array
    day_from: Array
    day_to: Array
    counts: Array
    uncertain: Array
    least: Array
    most: Array


def year_parts(
    spans: Spans, calendar: Calendar, profile: str, *, with_days: bool = True
) -> YearParts:
    """Make one part for each year, quarter or month that a project may have reached."""
    early, late, soon, final = (
        days.view(np.int64)
        for days in (spans.first_start, spans.last_start, spans.first_end, spans.last_end)
    )
    begin = calendar.numbers(early)
    counts = calendar.numbers(final) - begin + 1
    parent = np.repeat(np.arange(len(counts)), counts)
    offset = begin - (np.cumsum(counts) - counts)
    time, share, day_from, day_to = _even_parts(
        early, final, calendar, parent, offset, with_days=with_days
    )
    uncertain = spans.uncertain
    # A year makes the project in the middle shorter, where it leaves more than one day.
    years = (spans.start_year | spans.end_year) & uncertain
    other = years if profile == "uniform" else np.ones(len(years), dtype=bool)
    if other.any():
        starts, ends, inner = early.astype(float), final + 1.0, np.flatnonzero(years)
        starts[inner], ends[inner] = spans.middle(inner)
        for some in _chunks(np.flatnonzero(other.take(parent))):
            row = parent[some]
            share[some] = _share(profile, starts[row], ends[row], *calendar.days(time[some]))
    rows = np.flatnonzero(uncertain.take(parent)) if uncertain.any() else np.zeros(0, np.int64)
    least, most = np.empty(len(rows)), np.empty(len(rows))
    for some, low, high in zip(*map(_chunks, (rows, least, most)), strict=True):
        row = parent[some]
        days = (early[row], late[row]), (soon[row], final[row])
        low[:], high[:] = least_and_most(profile, *days, *calendar.days(time[some]))
    return YearParts(parent, time, share, day_from, day_to, counts, rows, least, most)


def _even_parts(
    early: Array,
    final: Array,
    calendar: Calendar,
    parent: Array,
    offset: Array,
    *,
    with_days: bool,
) -> tuple[Array, Array, Array, Array]:
    """Share each project out evenly from its first day to its last.

    ``offset`` is what makes the position of a part the number of its year, one entry a project.
    The result has the number, share, first day and last day of each part.
    """
    size = len(parent)
    # Small numbers, with room for one more: they become the codes of a category column.
    time = np.empty(size, dtype=np.min_scalar_type(-len(calendar.begins) - 1))
    share = np.empty(size)
    opened, closed = (np.empty(size if with_days else 0, dtype=np.int64) for _ in range(2))
    end = final + 1
    length = end - early
    for at in range(0, size, _CHUNK):
        some = slice(at, min(at + _CHUNK, size))
        row = parent[some]
        number = np.arange(some.start, some.stop) + offset.take(row)
        opens = np.maximum(calendar.begins.take(number), early.take(row))
        closes = np.minimum(calendar.begins.take(number + 1), end.take(row))
        time[some], share[some] = number, (closes - opens) / length.take(row)
        if not with_days:
            continue
        # In microseconds, as all dates of a table: pandas takes these arrays as they are.
        opened[some], closed[some] = opens * _DAY, (closes - 1) * _DAY
    return time, share, opened.view(DATE), closed.view(DATE)


def _share(profile: str, begin: Array, end: Array, first: Array, after: Array) -> Array:
    """Return the share of projects, from their begin to their end, between two moments."""
    spent, length = _SPENT[profile], end - begin
    before, by = (np.clip((day - begin) / length, 0, 1) for day in (first, after))
    share: Array = spent(by) - spent(before)
    return share


def least_and_most(
    profile: str,
    starts: tuple[Array, Array],
    ends: tuple[Array, Array],
    first: Array,
    after: Array,
) -> tuple[Array, Array]:
    """Return the least and the largest share of a time over all days that the dates allow.

    Parameters
    ----------
    profile
        How the money is spent.
    starts, ends
        Earliest and latest first day of each project, and earliest and latest last day; the
        latest start is not after the latest end, the earliest end not before the earliest
        start. A pair of days is allowed if its start is not after its end.
    first, after
        First day of each year, quarter or month, and the day after it.

    Notes
    -----
    For one end held fixed, the share of a time first rises and then falls as the other end moves,
    and so it does for projects of one day as the day moves. Hence the least share lies at a corner
    of the allowed pairs of days. (The first day that may be both ends needs no look: where it lies
    outside the time, another corner does too.) The largest lies where the time fills most of the
    project: start and end as near to the ends of the time as is allowed; under "front" a project
    that must start `d` days before it has its largest share when it ends `d` days after it, and
    under "back" the other way round.
    """
    (early, late), (soon, final) = starts, ends

    def share(start: Array, end: Array) -> Array:
        return _share(profile, start, end + 1, first, after)

    least = share(early, soon)
    for start, end in ((early, final), (late, np.maximum(soon, late)), (late, final)):
        np.minimum(least, share(start, end), out=least)
    last = after - 1
    if profile == "back":
        end = np.clip(last, soon, final)
        start = np.clip(first - np.maximum(end - last, 0), early, late)
    else:
        start = np.clip(first, early, late)
        before = np.maximum(first - start, 0) if profile == "front" else 0
        end = np.clip(last + before, soon, final)
    return least, share(start, end)


def _time_columns(parts: YearParts, without: Array, calendar: Calendar) -> dict[str, Any]:
    """Return the label of each part, and the days on which the project may have run in it."""
    first = np.cumsum(parts.counts) - parts.counts
    begin = parts.time.take(first[~without]).astype(np.int64)
    changes = np.bincount(begin, minlength=len(calendar.begins))
    changes -= np.bincount(begin + parts.counts[~without], minlength=len(calendar.begins))
    reached, codes = np.cumsum(changes)[:-1] > 0, parts.time
    labels = [name for name, used in zip(calendar.labels(), reached, strict=True) if used]
    if not reached.all():
        codes = (np.cumsum(reached) - 1).astype(codes.dtype).take(codes)
    if without.any():
        whole = first[without]
        codes = codes.copy()
        codes[whole] = len(labels)
        labels.append(UNALLOCATED)
        parts.day_from[whole] = parts.day_to[whole] = np.datetime64("NaT", "us")
    kind = pd.CategoricalDtype(pd.Index(labels, dtype=TEXT), ordered=True)
    return {
        calendar.column: pd.Categorical.from_codes(codes, dtype=kind),
        "period_from": parts.day_from,
        "period_to": parts.day_to,
    }


def _divided(whole: Array, parts: YearParts, decimals: int | None) -> tuple[Array, Array, Array]:
    """Divide a value into its parts, and return the lower and the upper bound of each too."""
    if decimals is None:
        values = whole.take(parts.parent)
        values *= parts.share
    else:
        whole, values = round_parts(whole, parts.share, parts.counts, decimals=decimals)
    if not len(parts.uncertain):
        # One array three times: pandas copies it when one of the columns is written to.
        return values, values, values
    low, high = values.copy(), values.copy()
    for some, least, most in zip(
        *map(_chunks, (parts.uncertain, parts.least, parts.most)), strict=True
    ):
        total = whole[parts.parent[some]]
        low[some], high[some] = bounds_of(total, least, most, values[some], decimals)
    return values, low, high


def bounds_of(
    total: Array, least: Array, most: Array, value: Array, decimals: int | None = None
) -> tuple[Array, Array]:
    """Return the bounds of parts from the wholes, the least and largest shares and the parts."""
    ends = [total * least, total * most]
    if decimals is not None:
        ends = [end.round(decimals) for end in ends]
    # The least share of a negative value is its highest part. The part itself is put between, for
    # rounding must not lift a bound beyond it.
    ends.append(value)
    return np.minimum.reduce(ends), np.maximum.reduce(ends)


def _chunks(array: Array) -> Iterator[Array]:
    for begin in range(0, len(array), _CHUNK):
        yield array[begin : begin + _CHUNK]
