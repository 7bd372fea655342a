"""Totals of groups as bars."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.plot.chart import open_chart, rows_that_fit
from migfund.plot.money import common_unit, money, money_axis, one_currency, with_unit
from migfund.plot.rows import (
    SHOWN,
    as_groups,
    caption_of,
    check_top,
    counted,
    counts,
    figures,
    in_order,
    left_out,
    names_of,
    only_key,
)
from migfund.plot.style import ink, off_grid, shades, style
from migfund.schema import Array, check_option
from migfund.totals.others import gather_others, no_group
from migfund.totals.words import groups_overlap, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

__all__ = ["plot_totals"]

_SCALES = [step * 10**zeros for zeros in range(16) for step in (1, 2, 5)]


def plot_totals(
    totals: pd.DataFrame,
    *,
    top: int | None = None,
    unallocated: str = "apart",
    unit: str | None = None,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw totals as horizontal bars, the largest on top; years in their order.

    Each bar says its total and, where there is room, how many projects it rests on. A group in
    which no figure is known keeps its row, without a bar. Where the totals have bounds (after
    :func:`migfund.split_by_year`), a line goes from the lower to the upper one. A grand total is
    no bar.

    Parameters
    ----------
    totals
        What :func:`migfund.total_by` or a short form returns, by one key, or some of its rows.
    top
        How many groups have a bar of their own; the rest is added up as "43 others", below a gap.
        As many as there is room for, if not given. Where a bar below the gap is more than twice as
        long as all above it, those below are drawn at a smaller scale, which is said.
    unallocated
        What is unallocated or has no key: ``"apart"`` below a gap, as the others are; ``"in"``
        among the groups; or ``"out"``.
    unit
        "one", "thousand", "million", "billion" or "trillion", in which all is written; if not
        given, each figure in the one that suits it.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption: currency, basis, and the projects of these rows that are in and
        out.

    Raises
    ------
    ColumnsError
        If the table is not one of totals by one key.
    ScopeError
        If the totals are in different currencies.
    MigfundError
        If an option is none of those above.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [300_000.0, 119_187.08]})
    >>> ax = mf.plot_totals(mf.total_by(projects, "fund"))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['IDF', 'MPF']
    """
    check_option("unallocated", unallocated, ("apart", "in", "out"))
    common_unit([], unit)
    given = as_groups(totals)
    currency, key = one_currency(texts_of(given, "currency")), only_key(given, "totals")
    aside = no_group(given[key])
    shown = given[~aside] if unallocated == "out" else given
    fitting = max(rows_that_fit(ax) - 3 - int(aside.sum()), 1)
    rows = _rows(shown, key, check_top(top, fitting), apart=unallocated == "apart")
    apart = rows["others"].to_numpy() | (no_group(rows[key]) & (unallocated == "apart"))
    total, low, high = (figures(rows, name) for name in ("total", "total_low", "total_high"))
    scale = _scale(np.fmax(np.abs(total), np.fmax(np.abs(low), np.abs(high))), apart)
    by = np.where(apart, scale, 1)
    ends = np.nan_to_num(np.where(total < 0, np.fmin(total, low), np.fmax(total, high)) / by)
    with style():
        chart = open_chart(ax, rows=len(rows) + 1)
        at = np.arange(len(rows)) + np.where(apart & ~apart.all(), 1.0 if scale > 1 else 0.4, 0.0)
        shade = shades(chart.ax)
        colors = np.where(rows["others"], shade.others, np.where(apart, shade.aside, shade.certain))
        bars = chart.ax.barh(at, total / by, height=0.7, color=colors)
        _add_lines(chart.ax, at, low / by, high / by)
        if scale > 1:
            _add_scale(chart.ax, [bar for bar, one in zip(bars, apart, strict=True) if one], scale)
        chart.name_rows(names_of(rows, key), at)
        chart.label_values(at, ends, _words(rows, unit, groups_overlap(given)))
        money_axis(chart.ax.xaxis, ends, currency, "Total", unit)
        lines = "Lines: between the bounds that the dates allow." if (low < high).any() else ""
        small = f"Hatched bars: at 1/{scale:,} of the scale." if scale > 1 else ""
        out = "" if len(shown) == len(given) else left_out(given[aside], unit)
        caption = caption_of(
            shown, with_unit(currency, unit), lines, small, counted(shown, given), out
        )
        data = rows[[name for name in SHOWN if name in rows]].assign(scale=1 / by)
        data.insert(0, key, names_of(rows, key))
        return chart.finish(caption, data, title)


def _rows(shown: pd.DataFrame, key: str, top: int, *, apart: bool) -> pd.DataFrame:
    """Return a row a bar: the groups in order, the others as one, then what is set apart."""
    rows = in_order(shown, key)
    aside = no_group(rows[key]) & apart
    groups = gather_others(rows[~aside], [key], key, top)
    return pd.concat([groups, rows[aside].assign(others=False)], ignore_index=True)


def _scale(size: Array, apart: Array) -> int:
    """Return by what the bars set apart are divided so that they do not flatten the others."""
    largest, largest_apart = (np.nanmax(size[at], initial=0) for at in (~apart, apart))
    if not 0 < 2 * largest < largest_apart:
        return 1
    return next((step for step in _SCALES if largest_apart / step <= largest), 1)


def _add_lines(ax: "Axes", at: Array, low: Array, high: Array) -> None:
    """Draw lines between the bounds, and one at zero."""
    wide = low < high
    ax.hlines(at[wide], low[wide], high[wide], color=ink(ax), linewidth=1)
    for ends in (low, high):
        ax.plot(ends[wide], at[wide], "|", color=ink(ax), markersize=5)
    ax.axvline(0, color=ink(ax), linewidth=0.6)


def _add_scale(ax: "Axes", bars: list["Rectangle"], scale: int) -> None:
    """Hatch the bars set apart and say at what scale they are."""
    for bar in bars:
        bar.set_hatch("////")
        bar.set_edgecolor(ax.get_facecolor())
        bar.set_linewidth(0)
    top = min(bar.get_y() + bar.get_height() / 2 for bar in bars)
    note = ax.annotate(
        f"at 1/{scale:,} of the scale above:",
        (0, top - 0.85),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        fontsize=6.5,
        fontstyle="italic",
        color=ink(ax),
        bbox=off_grid(ax),
    )
    note.set_in_layout(False)


def _words(rows: pd.DataFrame, unit: str | None, overlap: bool) -> list[list[str]]:
    """Return what is written beside the bars, in full, without bounds, and without counts."""
    total, low, high = (figures(rows, name) for name in ("total", "total_low", "total_high"))
    no_figure = "no sum: groups overlap" if overlap else "no figure"
    written: list[list[str]] = [[], [], []]
    for row, count in enumerate(counts(rows)):
        figure = no_figure if np.isnan(total[row]) else money(total[row], unit)
        bounds = f"{money(low[row], unit)} to {money(high[row], unit)}"
        some = bounds if low[row] < high[row] else ""
        for kept, words in zip(((some, count), (count,), ()), written, strict=True):
            inside = "; ".join(filter(None, kept))
            words.append(f"{figure} ({inside})" if inside else figure)
    return written
