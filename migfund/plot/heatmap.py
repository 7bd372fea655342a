"""A table of two keys as shades."""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.plot.chart import Chart, open_chart, rows_that_fit, width_of
from migfund.plot.classes import (
    NO_FIGURE,
    NO_PROJECT,
    ZERO,
    Groups,
    faces_on,
    groups_of,
    handles_of,
    ink_on,
    legend_title,
)
from migfund.plot.money import common_unit, money, one_currency, with_unit
from migfund.plot.rows import as_groups, caption_of, check_top, figures, only_key, two_keys
from migfund.plot.style import style
from migfund.plot.text import plain, text_width, wrap
from migfund.schema import UNALLOCATED, Array, numbers_of
from migfund.totals.others import gather_others
from migfund.totals.short_forms import NO_KEY
from migfund.totals.total_by import RESULTS, as_totals, is_crosstab
from migfund.totals.words import key_text, projects_shown, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ticker import FixedFormatter

__all__ = ["plot_heatmap"]

_ACROSS = "across the top"
"""The key of a crosstab that has no name of its own."""
_GAP = 0.06


def plot_heatmap(
    table: pd.DataFrame,
    *,
    top: int | None = None,
    unit: str | None = None,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw the totals of two keys as cells of a grid, the darker the more money.

    Shades are classes, as many cells in each, so that one large sum does not make all others
    alike. Where there is room, each cell has its figure.

    Parameters
    ----------
    table
        What :func:`migfund.total_by` returns by two keys, or :func:`migfund.crosstab`, or some of
        the rows. A crosstab does not say of an empty cell in a row with missing figures whether a
        project is there; totals do.
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
        If the table is neither a crosstab nor one of totals by two keys.
    ScopeError
        If the totals are in different currencies.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "year": [2019, 2020, 2020],
    ...                          "budget_usd": [10.0, 4.0, 5.0]})
    >>> ax = mf.plot_heatmap(mf.total_by(projects, ["fund", "year"]))
    >>> mf.plot_data(ax)
      fund  2019  2020
    0  IDF  10.0   4.0
    1  MPF   NaN   5.0
    """
    common_unit([], unit)
    table = as_totals(table)
    given = as_groups(table)
    currency = one_currency(texts_of(given, "currency"), "cells")
    cells, unsure = _cells_of(given)
    down, across = two_keys(cells)
    wide = width_of(ax)
    rows = gather_others(
        cells, [down, across], down, check_top(top, rows_that_fit(ax, share=0.6) - 1)
    )
    rows = gather_others(rows, [down, across], across, max(int(0.5 * wide / 9), 2) - 1)
    sides = [_in_turn(given[down], rows[down]), _in_turn(cells[across], rows[across])]
    values, there = _grid(rows, down, across, sides)
    groups = _groups(values, there, unsure=unsure)
    with style():
        chart = open_chart(ax, rows=len(sides[0]) + 4)
        faces = faces_on(chart.ax, groups.classes)
        in_cells = bool(sides[1]) and 0.55 * wide / len(sides[1]) >= 26
        _draw_cells(chart.ax, values, groups, faces, unit if in_cells else None, written=in_cells)
        row_names = [key_text(down, key) for key in sides[0]]
        chart.name_rows(row_names)
        names = [key_text(across, key) for key in sides[1]]
        _name_columns(chart, names, max(map(text_width, row_names), default=0))
        handles = handles_of(groups, faces, groups.of)
        chart.add_legend([*handles.values()], [*handles], legend_title(currency, groups))
        heads = [NO_KEY if key is None else key_text("", key) for key in sides[1]]
        data = pd.DataFrame(values, columns=heads)
        data.insert(0, down, row_names, allow_duplicates=True)
        return chart.finish(
            caption_of(given, with_unit(currency, unit), projects_shown(table)), data, title
        )


def _cells_of(given: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Return a row a cell in which there is a project, as totals by two keys have them.

    The second is whether a crosstab leaves open of some of them if there is one.
    """
    if not is_crosstab(given):
        across = two_keys(given)[1]
        cells = given[figures(given, "n_projects") != 0]
        return cells.sort_values(across, key=_sortable, kind="stable"), False
    key = only_key(given, "crosstab")
    heads = [name for name in given if name not in (key, *RESULTS)]
    # Where a total is known of every project of a row, its empty cells have none.
    sure = given["total"].notna() & (given["n_known"] == given["n_projects"])
    sure |= given["n_projects"] == 0
    said = [name for name in ("currency", "basis", "split_rule") if name in given]
    cells = given[[key, *said, *heads]].melt([key, *said], heads, _ACROSS, "total")
    cells["total"] = numbers_of(cells, "total")
    cells[_ACROSS] = cells[_ACROSS].astype(object).where(cells[_ACROSS] != NO_KEY, None)
    cells = cells[~np.tile(sure, len(heads)) | cells["total"].notna()]
    cells = cells[[key, _ACROSS, "total", *said]].assign(n_projects=np.nan, n_known=np.nan)
    return cells, bool(cells["total"].isna().any())


def _sortable(keys: pd.Series) -> pd.Series:
    """Return keys by which to sort, also where text stands among numbers."""
    sorts = isinstance(keys.dtype, pd.CategoricalDtype) or pd.api.types.is_numeric_dtype(keys)
    return keys if sorts else keys.astype(object).map(str)


def _in_turn(given: pd.Series, gathered: pd.Series) -> list[Any]:
    """Return the keys of one side: groups as they came, then others, then what is no group."""
    first, then = ([*dict.fromkeys(_plain_keys(keys))] for keys in (given, gathered))
    kept = [key for key in first if key in then]
    others = [key for key in then if key not in first]
    last = [key for key in kept if key in (None, UNALLOCATED)]
    return [*(key for key in kept if key not in last), *others, *last]


def _plain_keys(keys: pd.Series) -> list[Any]:
    """Return keys as they are, and None for one that is missing."""
    return [None if pd.isna(key) else key for key in keys.astype(object)]


def _grid(
    rows: pd.DataFrame, down: str, across: str, sides: list[list[Any]]
) -> tuple[Array, Array]:
    """Return the totals as rows and columns, and in which of them there is a project."""
    at = tuple(
        [side.index(key) for key in _plain_keys(rows[name])]
        for name, side in zip((down, across), sides, strict=True)
    )
    values = np.full((len(sides[0]), len(sides[1])), np.nan)
    there = np.zeros(values.shape, dtype=bool)
    values[at], there[at] = figures(rows, "total"), True
    return values, there


def _groups(values: Array, there: Array, *, unsure: bool) -> Groups:
    """Return the class of each cell, or what it is in none, row by row."""
    groups = groups_of(values.ravel(), "quantiles", "cells")
    of = [group if some else NO_PROJECT for group, some in zip(groups.of, there.flat, strict=True)]
    names = groups.names | ({NO_FIGURE: "no figure, or no project"} if unsure else {})
    return Groups(of, names, groups.how)


def _draw_cells(
    ax: "Axes",
    values: Array,
    groups: Groups,
    faces: dict[int | str, dict[str, Any]],
    unit: str | None,
    *,
    written: bool,
) -> None:
    """Draw a rectangle a cell, with its figure if it is to be written."""
    from matplotlib.patches import Rectangle

    for (row, column), group in zip(np.ndindex(values.shape), groups.of, strict=True):
        face = faces[group] | {"linewidth": 1 if group == ZERO else 0}
        left, top = column - 0.5 + _GAP / 2, row - 0.5 + _GAP / 2
        ax.add_patch(Rectangle((left, top), 1 - _GAP, 1 - _GAP, **face))
        if written and not np.isnan(values[row, column]):
            words = money(float(values[row, column]), unit)
            text = ax.text(column, row, words, ha="center", va="center", fontsize=6.5)
            text.set(color=ink_on(face), in_layout=False)
            if "hatch" in face:
                text.set_bbox({"facecolor": face["facecolor"], "edgecolor": "none", "pad": 0.6})


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
