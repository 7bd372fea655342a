"""Totals by country on a map of tiles: one square a country, whatever its size."""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.codelists import codelist_rows
from migfund.plot.chart import open_chart
from migfund.plot.classes import (
    CLASSES,
    NO_PROJECT,
    faces_on,
    groups_of,
    handles_of,
    ink_on,
    legend_title,
)
from migfund.plot.countries import finish_map, on_map
from migfund.plot.style import style
from migfund.schema import check_option

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_tiles"]

_GAP = 0.08
_PALE = "#8b8b8b"
"""The colour of letters of countries without a project."""
_LEAST, _LEAST_OF_THREE = 3.5, 4.8
"""Sizes in points below which letters are left out, and below which two stand for three."""


def plot_tiles(
    totals: pd.DataFrame,
    *,
    classes: str = "quantiles",
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw totals by country on a map of tiles: each country is one square of the same size.

    Small countries count as much to the eye as large ones, and nothing but Matplotlib is needed.
    Tiles stand so that neighbours stay neighbours, as far as squares allow. Countries without a
    project are grey; what has no figure is hatched, and zero is framed. Letters are the codes of
    ISO 3166-1, three where they can be read, else two.

    Parameters
    ----------
    totals
        What :func:`migfund.total_by_country` returns, or some of its rows.
    classes
        ``"quantiles"``, as many countries in each of up to five classes, or ``"round"``, classes
        between round numbers.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes. The line below the map is for what is on no tile: unallocated, not stated, small
        territories.

    Raises
    ------
    ColumnsError
        If the table is not one of totals by country.
    ScopeError
        If the totals are in different currencies.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"country": ["KEN", "UGA", None], "budget_usd": [9.0, 4.0, 2.0]})
    >>> ax = mf.plot_tiles(mf.total_by(projects, "country"))
    >>> mf.plot_data(ax)[["country", "total", "class"]].values.tolist()
    [['KEN', 9.0, '9'], ['UGA', 4.0, '4']]
    """
    from matplotlib.patches import Rectangle
    from matplotlib.patheffects import withStroke

    check_option("classes", classes, CLASSES)
    tiles = {row["iso3"]: row for row in codelist_rows("country_tiles")}
    short = {row["iso3"]: row["iso2"] for row in codelist_rows("countries")}
    shown = on_map(totals, tiles)
    groups = groups_of(shown.rows["total"].to_numpy(), classes)
    shown.rows["class"] = [groups.names[group] for group in groups.of]
    of = dict(zip(shown.rows["country"], groups.of, strict=True))
    with style():
        chart = open_chart(ax, height=5.4)
        faces = faces_on(chart.ax, groups.classes)
        letters = {}
        for code, tile in tiles.items():
            face = {"linewidth": 0.5, **faces[of.get(code, NO_PROJECT)]}
            left, top = int(tile["column"]) + _GAP / 2, int(tile["row"]) + _GAP / 2
            # The limits are set once, below; add_patch would set them at each tile.
            chart.ax.add_artist(Rectangle((left, top), 1 - _GAP, 1 - _GAP, **face))
            colour = ink_on(face) if code in of else _PALE
            halo = [withStroke(linewidth=1.4, foreground=face["facecolor"])] * ("hatch" in face)
            letters[code] = chart.ax.text(
                left + 0.5 - _GAP / 2,
                top + 0.5 - _GAP / 2,
                code,
                color=colour,
                ha="center",
                va="center",
                in_layout=False,
                path_effects=halo,
            )
        across = 1 + max(int(tile["column"]) for tile in tiles.values())
        down = 1 + max(int(tile["row"]) for tile in tiles.values())
        chart.ax.update_datalim([(0, 0), (across, down)])
        chart.ax.set_xlim(0, across)
        chart.ax.set_ylim(down, 0)
        chart.steps.append(partial(_fit_letters, chart.ax, letters, short))
        heading = legend_title(shown.currency, groups)
        handles = handles_of(groups, faces, {*groups.of, NO_PROJECT})
        return finish_map(chart, shown, handles, heading, title=title)


def _fit_letters(
    ax: "Axes", letters: dict[str, Any], short: dict[str, str], _renderer: Any
) -> None:
    """Write as many letters on each tile as can be read there."""
    figure = ax.get_figure(root=True)
    tile = ax.bbox.width / abs(np.diff(ax.get_xlim())[0]) / (figure.dpi / 72 if figure else 1)
    three, two = 0.39 * tile, 0.54 * tile
    for code, text in letters.items():
        text.set_text(code if three >= _LEAST_OF_THREE else short[code])
        text.set_fontsize(min(three if three >= _LEAST_OF_THREE else two, 9))
        text.set_visible(two >= _LEAST)
