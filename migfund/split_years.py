"""One row a project becomes one row a project and year, quarter or month, with bounds."""

from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.convert import budget_values
from migfund.errors import MigfundError
from migfund.pieces import Pieces, pieces_between
from migfund.profiles import profile_of
from migfund.rounding import check_decimals, round_parts
from migfund.schema import TEXT, UNALLOCATED, add_columns, need_columns, one_project_a_row
from migfund.spans import REASONS, Spans, spans_of
from migfund.split import budget_columns
from migfund.year_parts import Parts, chunks, parts_of

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
    names = _value_names(projects, value)
    spans = spans_of(projects, on_invalid=on_invalid)
    first, last = (spans.early.min(), spans.final.max()) if len(projects) else (0, 0)
    pieces = pieces_between(int(first), int(last), by, fiscal_year_start)
    _refuse_clashes(projects, pieces.column, names)
    parts = parts_of(spans, pieces, shape)
    old = [*names, *(name for name in ("share", "split_rule") if name in projects)]
    # What is replaced is not copied first.
    table = projects.drop(columns=old).iloc[parts.parent]
    new = _time_columns(table.index, parts, spans, pieces)
    for name in names:
        new[name], new[f"{name}_low"], new[f"{name}_high"] = _divided(
            table.index, budget_values(projects, name), parts, decimals
        )
    share = parts.share
    if "share" in projects:
        share = share * budget_values(projects, "share").take(parts.parent)
    new["share"] = _column(share, table.index)
    rule = f"{shape.name} by {by}"
    new["split_rule"] = _rules(table.index, projects, parts, spans, rule, by)
    for place, column in enumerate(projects.columns):
        if column in old:
            table.insert(place, column, new.pop(column))
    return add_columns(table, new)


def _value_names(projects: pd.DataFrame, value: str | Sequence[str] | None) -> list[str]:
    """Give the columns to split, each once."""
    if value is None:
        return budget_columns(projects)
    names = list(dict.fromkeys([value] if isinstance(value, str) else value))
    need_columns(projects, names)
    return names


def _refuse_clashes(projects: pd.DataFrame, column: str, names: list[str]) -> None:
    """Raise if projects cannot be told apart or a new column is taken, before rows are made."""
    new = [column, "period_from", "period_to"]
    new += [f"{name}_{bound}" for name in names for bound in ("low", "high")]
    if "share" not in projects:
        one_project_a_row(projects, doing="split_by_year")
        new += ["share", "split_rule"]
    add_columns(projects.head(0), dict.fromkeys(new))


def _column(values: Any, index: pd.Index) -> pd.Series:
    """Put new values into a column without copying them."""
    return pd.Series(values, index=index, copy=False)


def _time_columns(
    index: pd.Index, parts: Parts, spans: Spans, pieces: Pieces
) -> dict[str, pd.Series]:
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
        pieces.column: _column(pd.Categorical.from_codes(codes, dtype=kind), index),
        "period_from": _column(day_from, index),
        "period_to": _column(day_to, index),
    }


def _used(words: list[str], occurs: _Array) -> tuple[list[str], _Array]:
    """Give those of the words that occur, and the place in them of each word."""
    # One more may be added; the codes are as small as pandas would make them.
    kind = np.min_scalar_type(-len(words) - 1)
    return list(compress(words, occurs)), (np.cumsum(occurs) - 1).astype(kind)


def _divided(
    index: pd.Index, wholes: _Array, parts: Parts, decimals: int | None
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Divide a value into its parts, and give the lower and the upper bound of each."""
    if decimals is None:
        values = wholes.take(parts.parent)
        values *= parts.share
    else:
        wholes, values = round_parts(wholes, parts.share, parts.counts, decimals=decimals)
    middle = _column(values, index)
    if not len(parts.uncertain):
        # One column three times: pandas copies it when one of them is written to.
        return middle, middle, middle
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
    return middle, _column(low, index), _column(high, index)


def _rules(
    index: pd.Index, projects: pd.DataFrame, parts: Parts, spans: Spans, rule: str, by: str
) -> pd.Series:
    """Say how each part came about, after what was said of an earlier split."""
    words = [rule, *(f"unallocated by {by}: {reason}" for reason in REASONS[1:])]
    codes = spans.reason
    if "split_rule" in projects:
        before, texts = pd.factorize(projects["split_rule"].astype(TEXT))
        codes = codes + len(words) * (before + 1)
        words += [f"{text}; {word}" for text in texts for word in words]
    used, places = _used(words, np.bincount(codes, minlength=len(words)) > 0)
    kind = pd.CategoricalDtype(pd.Index(used, dtype=TEXT))
    codes = places.take(codes).take(parts.parent)
    return _column(pd.Categorical.from_codes(codes, dtype=kind), index)
