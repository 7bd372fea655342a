"""The same groups by several ways to count, side by side: how much the choice matters."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError
from migfund.plot.chart import open_chart, rows_that_fit
from migfund.plot.money import common_unit, money, one_currency, with_unit
from migfund.plot.rows import check_top
from migfund.plot.style import ink, is_dark, shades, style
from migfund.plot.text import named_sum, plain, spread_out
from migfund.schema import Array, as_table, numbers_of
from migfund.totals.compare_conversions import SPREAD
from migfund.totals.others import no_group
from migfund.totals.total_by import RESULTS
from migfund.totals.words import key_text, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_slope"]

_FAR = 3.0
"""Lines of text by which a name may be moved away from the end of its line."""
_BOLD = {False: (0, 1, 3, 5), True: (0, 1, 4, 5)}
"""Colours of groups that stand out as thin lines, on light and on dark."""


def plot_slope(
    compared: pd.DataFrame,
    *,
    top: int | None = None,
    unit: str | None = None,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw a line a group from what it is by one way to count to what it is by the next.

    Parameters
    ----------
    compared
        What :func:`migfund.compare_conversions` returns with ``by``; or any table with a column
        (or an index) of names and two or more columns of numbers, such as totals by several rules
        to split. What is unallocated or has no name is not shown.
    top
        How many lines have a name, the largest; if not given, as many as can have it close to
        their ends. The others are pale.
    unit
        As in :func:`plot_totals`.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption: currency, and how many groups are in and out.

    Raises
    ------
    ColumnsError
        If the table has no names, or fewer than two columns of numbers.
    ScopeError
        If the figures are in different currencies.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> rules = pd.DataFrame({"equal shares": [50.0, 50.0], "first country": [100.0, 0.0]},
    ...                      index=pd.Index(["KEN", "UGA"], name="country"))
    >>> ax = mf.plot_slope(rules)
    >>> mf.plot_data(ax)["name"].tolist()
    ['Kenya', 'Uganda']
    """
    common_unit([], unit)
    named = as_table(compared)
    table = named.set_axis(named.columns.map(str), axis=1)
    index, name = table.index, str(table.index.name or "name")
    if index.nlevels == 1 and not pd.api.types.is_numeric_dtype(index) and name not in table:
        table = table.reset_index(names=name)
    names, ways, aside = _names_and_ways(table)
    currency = one_currency(texts_of(table, "currency"), "lines")
    values = np.column_stack([numbers_of(table, way) for way in ways])
    drawn = np.flatnonzero(~np.isnan(values).any(axis=1) & ~aside)
    drawn = drawn[np.argsort(-np.abs(values[drawn]).max(axis=1, initial=0), kind="stable")]
    names, values = [names[row] for row in drawn], values[drawn]
    count = min(check_top(top, rows_that_fit(ax, 30)), len(names))
    if top is None:
        count = _told_apart(values[:count], rows_that_fit(ax, 30))
    with style():
        chart = open_chart(ax, height=min(2.0 + 0.2 * len(names), 6.5))
        ax = chart.ax
        colors = _colors_of(ax, values[:count, 0]) + [ink(ax)] * (len(names) - count)
        for row in reversed(range(len(names))):
            alpha = 1 if row < count else 0.25
            look = {"color": colors[row], "alpha": alpha, "marker": "o", "markersize": 3}
            ax.plot(range(len(ways)), values[row], **look)
        first, last = values[:count, 0], values[:count, -1]
        ends = [named_sum(name, money(end, unit)) for name, end in zip(names, last, strict=False)]
        starts = [money(start, unit) for start in first]
        span = (0, len(ways) - 1)
        chart.label_sides(span, (first, starts), (last, ends), colors[:count])
        ax.set_xticks(range(len(ways)), [plain(way) for way in ways])
        ax.set_yticks([])
        ax.margins(y=0.08)
        ax.spines["left"].set_visible(False)
        ax.grid(axis="x", color=ink(ax), alpha=0.25, linewidth=0.6)
        data = pd.DataFrame(dict(zip(ways, values.T, strict=True)))
        data.insert(0, "name", pd.Series(names, dtype=object), allow_duplicates=True)
        if not names:
            chart.leave_empty()
        return chart.finish(
            _caption(table, aside, len(names), count, with_unit(currency, unit)), data, title
        )


def _told_apart(values: Array, room: int) -> int:
    """Return how many of the lines, the largest first, can have names close to their ends.

    Where many end at one height, their names stand far from them, and are hard to follow.
    """
    reach = np.ptp(values) or 1.0 if len(values) else 1.0
    for count in range(len(values), 1, -1):
        ends = room * (values[:count, [0, -1]] - values.min()) / reach
        size = np.ones(count)
        moved = [np.abs(spread_out(side, size, 0, room) - side).max() for side in ends.T]
        if max(moved) <= _FAR:
            return count
    return len(values[:1])


def _colors_of(ax: "Axes", first: Array) -> list[str]:
    """Return colours by which lines that begin side by side are told apart."""
    groups = shades(ax).groups
    some = [groups[at] for at in _BOLD[is_dark(ax)]]
    return [some[place % len(some)] for place in np.argsort(np.argsort(-first, kind="stable"))]


def _names_and_ways(table: pd.DataFrame) -> tuple[list[str], list[str], Array]:
    """Return the names of the rows, the columns of numbers, and which rows are no group.

    Raises
    ------
    ColumnsError
        If there are no names, or fewer than two such columns.
    """
    others = [name for name in map(str, table) if name not in (*RESULTS, SPREAD)]
    ways = [n for n in others if pd.api.types.is_float_dtype(table[n]) or _is_whole(table[n])]
    keys = [name for name in others if name not in ways]
    if len(ways) < 2 or not keys:
        raise ColumnsError(
            f"a slope needs a column of names and two or more of numbers; there are {keys} and "
            f"{ways}. Compare by a key: mf.compare_conversions(table, policies={{'start': 'start', "
            "'2020': '2020'}, by='fund')."
        )
    parts = [[key_text(key, cell) for cell in table[key].astype(object)] for key in keys]
    names = [", ".join(names) for names in zip(*parts, strict=True)]
    return names, ways, np.any([no_group(table[key]) for key in keys], axis=0)


def _is_whole(column: pd.Series) -> bool:
    return pd.api.types.is_integer_dtype(column) and not str(column.name).endswith("year")


def _caption(table: pd.DataFrame, aside: Array, drawn: int, named: int, currency: str) -> str:
    """Say how many groups are in, and which have a name."""
    groups = int((~aside).sum())
    out = groups - drawn
    left = f"; {out} without a figure in each column {'is' if out == 1 else 'are'} out"
    said = [f"{currency}."] * bool(currency)
    said.append(f"{drawn:,} of {groups:,} groups are in{left if out else ''}.")
    said += [f"Named: the {named} largest."] * (named < drawn)
    said += ["Not shown: what is unallocated or without a group."] * (groups < len(table))
    return " ".join(said)
