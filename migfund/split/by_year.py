"""One row a project becomes one row a project and year, quarter or month, with bounds."""

from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.errors import MigfundError
from migfund.schema import TEXT, UNALLOCATED, numbers_of
from migfund.split.pieces import Pieces, pieces_between
from migfund.split.profiles import profile_of
from migfund.split.rounding import check_decimals, round_parts
from migfund.split.rows import continued_rule, refuse_clashes, rows_of, value_columns, whole_values
from migfund.split.spans import REASONS, Spans, spans_of
from migfund.split.year_parts import Parts, chunks, parts_of

__all__ = ["split_by_year"]

_Array = npt.NDArray[Any]


def split_by_year(
    projects: pd.DataFrame,
    *,
    value: str | Sequence[str] | None = None,
    by: str = "year",
    fiscal_year_start: int = 1,
    profile: str | Callable[[_Array], _Array] = "uniform",
    decimals: int | None = None,
    on_invalid: str = "raise",
) -> pd.DataFrame:
    """Split each project into one row a year, quarter or month, pro rata by days.

    Both ends count. A start or an end stated as a month is the whole month; one stated as a year
    is any of its days, and the parts are those of the project in the middle of the cases, as in
    :func:`add_duration`. The bounds are the least and the largest part over all days that the
    dates allow; each is a case of its own, so the bounds of a project do not sum to its value.

    Parameters
    ----------
    projects
        Needs ``start``, ``start_precision``, ``end`` and ``end_precision``. Each project needs an
        index label of its own, unless the table was split by country before.
    value
        Column or columns to split; every budget column if not given.
    by
        ``"year"``, ``"quarter"`` or ``"month"``.
    fiscal_year_start
        The month, 1 to 12, in which the year begins. Years and quarters are counted from it;
        months stay those of the calendar.
    profile
        How the money is spent over the project's time. ``"uniform"``: the same every day.
        ``"front"``: at a rate that falls in a straight line to zero at the end; by the point x of
        its time, 0 to 1, a project has spent 2x - x². ``"back"``: at a rate that rises from zero;
        x². Or a function that gives this cumulative share for an array of points: 0 at 0, 1 at 1,
        never falling.
    decimals
        Round the parts to so many decimals, by largest remainder, so that they still sum to the
        value (rounded itself first, if it has more decimals). Not rounded if missing.
    on_invalid
        ``"raise"`` where an end lies before its start, or ``"unallocated"`` to leave those
        projects whole.

    Returns
    -------
    pandas.DataFrame
        The same columns, the values multiplied by the share, and

        - ``calendar_year`` ("2019"), or ``fiscal_year`` ("2019/20"), ``quarter`` ("2019Q1",
          "2019/20 Q1") or ``month`` ("2019-02"): categories in the order of time;
        - ``period_from`` and ``period_to``, the first and the last day of the piece on which the
          project may have run;
        - ``<value>_low`` and ``<value>_high``, the bounds, for each value;
        - ``share``, the part of the whole project, 0 to 1, and ``split_rule``, how it came about.
          If they are there already, they are multiplied and continued.

        The index label of the project stands on each of its rows; the order is that of the
        projects, then that of time. A piece that only the longest case reaches is a row too. A
        project without a start or without an end is one row, "unallocated".

    Raises
    ------
    DateError
        If an end lies before its start, or a date has no precision.
    ScopeError
        If index labels stand twice in a table without ``share``.
    ColumnsError
        If a column is missing or taken.
    MigfundError
        If an option is none of those above, or ``profile`` gives no cumulative share.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"start": pd.to_datetime(["2019-10-01"]), "start_precision": ["day"],
    ...                     "end": pd.to_datetime(["2020-09-30"]), "end_precision": ["day"],
    ...                     "budget": [366_000.0]})
    >>> mf.split_by_year(one)[["calendar_year", "budget"]].values.tolist()
    [['2019', 92000.0], ['2020', 274000.0]]
    """
    if on_invalid not in ("raise", "unallocated"):
        raise MigfundError(f"on_invalid must be 'raise' or 'unallocated', not {on_invalid!r}.")
    check_decimals(decimals)
    shape = profile_of(profile)
    names = value_columns(projects, value)
    spans = spans_of(projects, on_invalid=on_invalid)
    first, last = (spans.early.min(), spans.final.max()) if len(projects) else (0, 0)
    pieces = pieces_between(int(first), int(last), by, fiscal_year_start)
    bounds = [f"{name}_{bound}" for name in names for bound in ("low", "high")]
    refuse_clashes(
        projects, [pieces.column, "period_from", "period_to", *bounds], doing="split_by_year"
    )
    parts = parts_of(spans, pieces, shape)
    new = _time_columns(parts, spans, pieces)
    for name in names:
        new[name], new[f"{name}_low"], new[f"{name}_high"] = _divided(
            whole_values(projects, name, decimals), parts, decimals
        )
    new["share"] = parts.share
    if "share" in projects:
        new["share"] = parts.share * numbers_of(projects, "share").take(parts.parent)
    rules = [f"{shape.name} by {by}", *(f"unallocated by {by}: {why}" for why in REASONS[1:])]
    # One rule a project, and each has a row: said of the projects, and then repeated.
    of_projects = continued_rule(projects, np.arange(len(projects)), spans.reason, rules)
    new["split_rule"] = of_projects.take(parts.parent)
    return rows_of(projects, parts.parent, new)


def _time_columns(parts: Parts, spans: Spans, pieces: Pieces) -> dict[str, Any]:
    """Give the label of each part, and the days on which the project may have run in it."""
    labels, places = _used(pieces.labels(range(len(parts.reached))), parts.reached)
    codes = parts.piece if parts.reached.all() else places.take(parts.piece)
    day_from, day_to = parts.day_from, parts.day_to
    without = parts.first[spans.reason > 0]
    if len(without):
        codes = codes.copy()
        codes[without] = len(labels)
        labels.append(UNALLOCATED)
        day_from[without] = day_to[without] = np.datetime64("NaT")
    kind = pd.CategoricalDtype(pd.Index(labels, dtype=TEXT), ordered=True)
    return {
        pieces.column: pd.Categorical.from_codes(codes, dtype=kind),
        "period_from": day_from,
        "period_to": day_to,
    }


def _used(words: list[str], occurs: _Array) -> tuple[list[str], _Array]:
    """Give those of the words that occur, and the place in them of each word."""
    # One more may be added; the codes are as small as pandas would make them.
    kind = np.min_scalar_type(-len(words) - 1)
    return list(compress(words, occurs)), (np.cumsum(occurs) - 1).astype(kind)


def _divided(wholes: _Array, parts: Parts, decimals: int | None) -> tuple[_Array, _Array, _Array]:
    """Divide a value into its parts, and give the lower and the upper bound of each."""
    if decimals is None:
        values = wholes.take(parts.parent)
        values *= parts.share
    else:
        wholes, values = round_parts(wholes, parts.share, parts.counts, decimals=decimals)
    if not len(parts.uncertain):
        # One array three times: pandas copies it when one of the columns is written to.
        return values, values, values
    low, high = values.copy(), values.copy()
    for some, least, most in zip(
        *map(chunks, (parts.uncertain, parts.least, parts.most)), strict=True
    ):
        whole = wholes[parts.parent[some]]
        ends = [whole * least, whole * most]
        if decimals is not None:
            ends = [end.round(decimals) for end in ends]
        # The least share of a negative value is its highest part. The part itself is put between,
        # for rounding must not lift a bound beyond it.
        ends.append(values[some])
        low[some], high[some] = np.minimum.reduce(ends), np.maximum.reduce(ends)
    return values, low, high
