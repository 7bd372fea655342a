"""A table of two keys as shades."""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError
from migfund.plot.rows import COUNTS, caption_of, check_top, names_of
from migfund.plot.style import (
    Chart,
    common_unit,
    ink,
    is_dark,
    money,
    money_axis,
    one_currency,
    open_chart,
    plain,
    rows_that_fit,
    style,
    text_width,
    width_of,
    wrap,
)
from migfund.schema import Array, numbers_of
from migfund.totals.others import gather_others
from migfund.totals.short_forms import NO_KEY
from migfund.totals.total_by import RESULTS, as_totals, grand_totals, is_crosstab, keys_of
from migfund.totals.words import key_text, projects_shown, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ticker import FixedFormatter

__all__ = ["plot_heatmap"]


def plot_heatmap(
    table: pd.DataFrame,
    *,
    top: int | None = None,
    unit: str | None = None,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw the totals of two keys as cells of a grid, the darker the more money.

    Where there is room, each cell has its figure; otherwise a bar explains the shades. A cell in
    which there is no project, or no known figure, is hatched. Shades follow the square root, so
    that one large cell does not make all others alike.

    Parameters
    ----------
    table
        What :func:`migfund.crosstab` returns, or some of its rows.
    top
        How many rows stay as they are, the largest; the rest is added up as "43 others". As many
        as there is room for, if not given. Columns for which there is no room are added up too.
    unit
        As in :func:`plot_totals`.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption: currency, basis, the projects that are in and out.

    Raises
    ------
    ColumnsError
        If the table is not a crosstab.
    ScopeError
        If the totals are in different currencies.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "year": [2019, 2020, 2020],
    ...                          "budget_usd": [10.0, 4.0, 5.0]})
    >>> ax = mf.plot_heatmap(mf.crosstab(projects, ["fund", "year"]))
    >>> mf.plot_data(ax)
      fund  2019  2020
    0  IDF  10.0   4.0
    1  MPF   NaN   5.0
    """
    common_unit([], unit)
    given = as_totals(table, ["total", "currency", "basis", *COUNTS])
    if not is_crosstab(given):
        raise ColumnsError(
            "a heat map shows a crosstab, and these are totals in rows: "
            "mf.crosstab(table, ['country', 'fund']) makes one."
        )
    currency = one_currency(texts_of(given, "currency"), "cells")
    key = keys_of(given)[0]
    shown = given[~grand_totals(given)]
    heads = [name for name in shown if name not in (key, *RESULTS)]
    cells = shown[heads].apply(lambda column: numbers_of(shown, str(column.name)))
    wide = width_of(ax)
    cells = _gather_columns(cells, max(int(0.5 * wide / 9), 2))
    rows = pd.concat([shown.drop(columns=heads), cells], axis=1)
    rows = gather_others(
        rows, [key], key, check_top(top, rows_that_fit(ax, share=0.7) - 1), cells=[*cells]
    )
    values = rows[[*cells]].to_numpy(dtype=float)
    with style():
        chart = open_chart(ax, rows=len(rows) + 2)
        grid = _shade(chart.ax, values)
        row_names = names_of(rows, key)
        chart.name_rows(row_names)
        names = ["Not stated" if head == NO_KEY else key_text("", head) for head in cells]
        _name_columns(chart, names, max(map(text_width, row_names), default=0))
        if values.shape[1] and 0.55 * wide / values.shape[1] >= 26:
            _write_cells(chart.ax, grid, values, unit)
        elif not np.isnan(values).all():
            figure: Any = chart.ax.get_figure()
            bar = figure.colorbar(grid, ax=chart.ax, aspect=30, pad=0.02)
            money_axis(bar.ax.yaxis, values.ravel(), currency, "Total", unit)
            bar.ax.locator_params(axis="y", nbins=4)
            bar.ax.tick_params(labelsize=7)
            bar.outline.set_visible(False)
        said = ["Shades by the square root."] * bool(np.nan_to_num(values).any())
        said += ["Hatched: no project, or no known figure."] * bool(np.isnan(values).any())
        data = pd.DataFrame(values, columns=[*cells])
        data.insert(0, key, row_names, allow_duplicates=True)
        said.append(projects_shown(given))
        return chart.finish(caption_of(shown, currency, *said), data, title)


def _gather_columns(cells: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the cells, with the smallest columns added up where there are too many."""
    if cells.shape[1] <= most:
        return cells
    small = cells.abs().sum().sort_values(ascending=False, kind="stable").index[most - 1 :]
    kept = cells.drop(columns=small)
    return kept.assign(**{f"{len(small)} others": cells[small].sum(axis=1, min_count=1)})


def _shade(ax: "Axes", values: Array) -> Any:
    """Draw the cells: the more the darker, or on a dark ground the lighter."""
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import FuncNorm, Normalize, PowerNorm

    largest = np.nanmax(values, initial=0) or 1.0
    scale: Normalize = PowerNorm(0.5, 0, largest)
    shades = "cividis" if is_dark(ax) else "cividis_r"
    if (values < 0).any():
        most = np.nanmax(np.abs(values))
        scale, shades = FuncNorm((_signed_root, _signed_square), -most, most), "PuOr"
    rows, columns = values.shape
    across, down = np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5
    grid = ax.pcolormesh(
        across,
        down,
        np.ma.masked_invalid(values),
        norm=scale,
        cmap=shades,
        edgecolors=ax.get_facecolor(),
        linewidth=1,
    )
    corners = np.array([[-0.5, -0.5], [-0.5, 0.5], [0.5, 0.5], [0.5, -0.5]])
    unknown = PolyCollection(
        [corners + cell[::-1] for cell in np.argwhere(np.isnan(values))],
        hatch="////",
        facecolor="none",
        edgecolor=ink(ax),
        linewidth=0,
        alpha=0.2,
    )
    ax.add_collection(unknown)
    return grid


def _signed_root(values: Any) -> Any:
    return np.sign(values) * np.sqrt(np.abs(values))


def _signed_square(roots: Any) -> Any:
    return np.sign(roots) * np.square(roots)


def _write_cells(ax: "Axes", grid: Any, values: Array, unit: str | None) -> None:
    """Write the figures into the cells, dark on light ones and light on dark ones."""
    for row, column in np.argwhere(~np.isnan(values)):
        value = values[row, column]
        red, green, blue, _ = grid.to_rgba(value)
        light = 0.3 * red + 0.59 * green + 0.11 * blue > 0.5
        ax.text(
            column,
            row,
            money(value, unit),
            ha="center",
            va="center",
            fontsize=6.5,
            color="black" if light else "white",
        ).set_in_layout(False)


def _name_columns(chart: Chart, names: list[str], beside: float) -> None:
    """Write the names of the columns: across where they fit, else upright.

    ``beside`` is the width of the names of the rows, in sizes of their letters.
    """
    from matplotlib.ticker import FixedFormatter, FixedLocator

    ax = chart.ax
    formatter = FixedFormatter([plain(name) for name in names])
    ax.xaxis.set_major_locator(FixedLocator(list(range(len(names)))))
    ax.xaxis.set_major_formatter(formatter)
    ax.set_xlim(-0.5, max(len(names), 1) - 0.5)
    ax.tick_params(axis="x", length=0)
    ax.spines[["bottom", "left"]].set_visible(False)
    chart.steps.append(partial(_wrap_columns, chart, formatter, names, beside))


def _wrap_columns(
    chart: Chart, formatter: "FixedFormatter", names: list[str], beside: float, renderer: Any
) -> None:
    """Wrap the names at the width of a column, or upright at a part of the height."""
    from matplotlib.font_manager import FontProperties

    ax = chart.ax
    if not names or ax.xaxis.get_major_formatter() is not formatter:
        return
    font = FontProperties(size=7)
    # The layout measures twice; what is left by the names of the rows is known before.
    left = 0.97 * chart.width - min(7.5 * chart.dot * beside, 0.4 * chart.width)
    cell = min(ax.bbox.width, left) / len(names) - 4
    words = [word for name in names for word in name.split()]
    widest = 7 * chart.dot * max(map(text_width, words), default=0)
    across = [wrap(plain(name), cell, renderer, font) for name in names]
    if widest <= cell and max(name.count("\n") for name in across) < 3:
        formatter.seq = across
        ax.tick_params(axis="x", rotation=0, labelsize=7)
        return
    lines = max(int(cell / (9 * chart.dot)), 1)
    room = 0.3 * chart.height
    formatter.seq = [wrap(plain(name), room, renderer, font, lines=lines) for name in names]
    ax.tick_params(axis="x", rotation=90, labelsize=7)
