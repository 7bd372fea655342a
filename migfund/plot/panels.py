"""Small multiples: a panel for each group of one key, on common axes."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import MigfundError
from migfund.plot.chart import open_chart, share_texts
from migfund.plot.money import common_unit, money_axis, one_currency, with_unit
from migfund.plot.rows import (
    SHOWN,
    as_groups,
    caption_of,
    check_top,
    counted,
    figures,
    left_out,
    names_of,
    times_of,
)
from migfund.plot.style import ONE_COLUMN, TWO_COLUMNS, ink, shades, style
from migfund.plot.years import draw_years, time_and_group
from migfund.schema import Array
from migfund.totals.others import gather_others, no_group
from migfund.totals.words import label, texts_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_panels"]


def plot_panels(
    totals: pd.DataFrame,
    *,
    top: int | None = None,
    unit: str | None = None,
    figure: "Figure | None" = None,
    title: str | None = None,
) -> Array:
    """Draw a panel of totals by year for each group, such as each region, on common axes.

    Parameters
    ----------
    totals
        Totals by a key of time, as for :func:`plot_years`, and another key; or some of the rows.
    top
        How many groups have a panel of their own; the rest is added up as "43 others". As many as
        there is room for, if not given. What has no year or no group is not shown, and the
        caption says how much it is.
    unit
        As in :func:`plot_totals`.
    figure
        An empty figure to draw on; a new one if not given.
    title
        Title of the figure.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes
        The panels, the group with the largest total first. The caption stands below all.

    Raises
    ------
    MigfundError
        As :func:`plot_years`.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "year": [2019, 2020, 2020],
    ...                          "budget_usd": [10.0, 4.0, 5.0]})
    >>> panels = mf.plot_panels(mf.total_by(projects, ["fund", "year"]))
    >>> [ax.get_title(loc='left') for ax in panels]
    ['IDF', 'MPF']
    """
    common_unit([], unit)
    given = as_groups(totals)
    currency = one_currency(texts_of(given, "currency"), "panels")
    time, group = time_and_group(given)
    if group is None:
        raise MigfundError(
            "these totals have no key beside the time; mf.plot_years(totals) draws them. For "
            f"panels, total by two keys: mf.total_by(table, [{time!r}, 'fund'])."
        )
    inside = ~np.isnan(times_of(given[time])) & ~no_group(given[group])
    shown = given[inside]
    rows = gather_others(shown, [time, group], group, _room(figure, top) - 1)
    names = pd.Series(names_of(rows, group), index=rows.index, dtype=object)
    sizes, last = rows["total"].groupby(names).sum(), rows["others"].groupby(names).any()
    order = sorted(sizes.index, key=lambda name: (last[name], -sizes[name]))
    with style():
        axes = _panels(figure, max(len(order), 1))
        said: dict[str, None] = {}
        for ax, name in zip(axes, order, strict=False):
            shade = shades(ax).others if last[name] else shades(ax).certain
            said |= dict.fromkeys(draw_years(ax, rows[names == name], time, color=shade))
        _share_axes(axes, rows, time, currency, unit)
        out = left_out(given[~inside], unit, f"without a year or a {label(group).lower()}")
        caption = caption_of(shown, with_unit(currency, unit), *said, counted(shown, given), out)
        charts = [open_chart(ax) for ax in axes]
        share_texts(charts, caption, title)
        for chart, name in zip(charts, order or [""], strict=True):
            data = rows[names == name]
            chart.finish(caption, data[[time, *(n for n in SHOWN if n in data)]], name)
        if not order:
            charts[0].leave_empty()
    return axes


def _room(figure: Any, top: int | None) -> int:
    """Return how many panels there are at most."""
    _refuse_other(figure)
    given: Any = figure
    if top is not None or figure is None:
        return check_top(top, 11) + 1
    rows = (given.bbox.height / given.dpi - 0.9) // 0.8
    return int(max(rows, 1) * _columns(figure))


def _columns(figure: Any) -> int:
    """Return how many panels stand side by side."""
    wide = TWO_COLUMNS if figure is None else figure.bbox.width / figure.dpi
    return max(int(wide // (ONE_COLUMN / 2)), 1)


def _refuse_other(figure: Any) -> None:
    """Raise if what was given is no figure, or one that is drawn on."""
    from matplotlib.figure import FigureBase

    if figure is not None and (not isinstance(figure, FigureBase) or figure.axes):
        what = "one that has Axes" if isinstance(figure, FigureBase) else type(figure).__name__
        raise MigfundError(
            f"figure must be an empty figure of Matplotlib, not {what}: "
            "plt.figure(figsize=(6.9, 4))."
        )


def _panels(figure: Any, count: int) -> Array:
    """Return Axes for the panels, in rows, on the figure given or a new one."""
    import matplotlib.pyplot as plt

    columns = min(_columns(figure), count)
    rows = -(-count // columns)
    if figure is None:
        figure = plt.figure(figsize=(TWO_COLUMNS, 1.1 + 1.2 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for ax in grid[count:]:
        ax.remove()
    for ax in grid[max(count - columns, 0) : count]:  # the last of each column
        ax.tick_params(labelbottom=True)
    panels: Array = grid[:count]
    return panels


def _share_axes(
    axes: Array, rows: pd.DataFrame, time: str, currency: str, unit: str | None
) -> None:
    """Give all panels the same axes, and name the one of money once."""
    at = times_of(rows[time])
    for ax in axes:
        money_axis(ax.yaxis, figures(rows, "total"), currency, "Total", unit)
        ax.locator_params(axis="y", nbins=3)
        if len(at):
            around = max(0.6, 2 - np.ptp(at) / 2)
            ax.set_xlim(at.min() - around, at.max() + around)
    words = axes[0].get_ylabel() if len(rows) else ""
    axes[0].get_figure().supylabel(words, fontsize=8, color=ink(axes[0]))
    for ax in axes:
        ax.set_ylabel("")
