"""Totals by country on a map of the world, and the shapes of countries."""

import gzip
import json
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import MissingExtraError
from migfund.plot.chart import Chart, open_chart
from migfund.plot.classes import (
    BELOW,
    CLASSES,
    NO_FIGURE,
    NO_PROJECT,
    ZERO,
    Groups,
    faces_on,
    groups_of,
    handles_of,
    legend_title,
)
from migfund.plot.countries import OnMap, finish_map, on_map
from migfund.plot.money import money
from migfund.plot.style import ink, shades, style
from migfund.plot.text import spread_out
from migfund.schema import Array, check_option

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from matplotlib.axes import Axes

__all__ = ["country_shapes", "plot_map"]

_EQUAL_EARTH = "EPSG:8857"
_EAST = 17.3e6
_SOUTH, _SOUTH_POLE, _NORTH = -7.0e6, -8.5e6, 8.4e6
_DOT, _DOTS = 11.0, 60.0
"""The area of a dot, in square points, and of all dots where there are few, which are larger."""
_LARGEST = 1.4e6
"""Radius of the largest circle, in metres on the map."""
_BELOW = "#b5632a"
"""Colour of circles of totals below zero."""
_NOTE = "Shapes: Natural Earth; borders by actual control, without a view on claims."


def country_shapes() -> "GeoDataFrame":
    """Return the shapes of all countries, for maps of your own.

    They are Natural Earth's of the scale 1:50 million, made simpler: enough for a map of the world
    or a continent, not for measuring. Territories with a code of their own, such as French Guiana,
    are apart from their state. Disputed areas are drawn as Natural Earth has them, by who controls
    them: Crimea is in the shape of Russia; Northern Cyprus, Somaliland and the Siachen Glacier are
    areas without a code.

    Returns
    -------
    geopandas.GeoDataFrame
        ``iso3`` (ISO 3166-1 alpha-3, XKX for Kosovo; missing for areas that have no code),
        ``name`` and ``geometry``, in degrees (EPSG:4326), a row a country.

    Raises
    ------
    MissingExtraError
        If geopandas is not installed.

    Examples
    --------
    >>> import migfund as mf
    >>> shapes = mf.country_shapes()
    >>> shapes.loc[shapes["iso3"] == "KEN", "name"].tolist()
    ['Kenya']
    """
    return _shapes(None).copy()


@cache
def _shapes(projection: str | None) -> "GeoDataFrame":
    try:
        import geopandas
    except ImportError:
        raise MissingExtraError(
            "shapes of countries need geopandas: pip install 'migfund[maps]'. "
            "mf.plot_tiles(totals) draws a map of tiles without it."
        ) from None
    if projection is not None:
        return _shapes(None).to_crs(projection)
    path = files("migfund.codelists").joinpath("country_shapes.geojson.gz")
    features = json.loads(gzip.decompress(path.read_bytes()))
    shapes = geopandas.GeoDataFrame.from_features(features, crs="EPSG:4326")
    return shapes[["iso3", "name", "geometry"]]


def plot_map(
    totals: pd.DataFrame,
    *,
    kind: str = "classes",
    classes: str = "quantiles",
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw totals by country on a map of the world, in the Equal Earth projection.

    Countries without a project are grey; what has no figure is hatched, and zero is framed.
    Countries too small to be seen at the size of the figure get a dot. Colours compare countries
    whatever their size, and large ones catch the eye; circles compare sums.

    Parameters
    ----------
    totals
        What :func:`migfund.total_by_country` returns, or some of its rows.
    kind
        ``"classes"`` for countries in up to five colours, ``"circles"`` for circles whose area is
        in proportion to the total (hollow below zero).
    classes
        ``"quantiles"``, as many countries in each class, or ``"round"``, classes between round
        numbers.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes; its units are metres of the projection: ``set_xlim`` together with ``set_ylim``
        shows a part of the world. The box below the map names what is not on it: unallocated, not
        stated, codes that are no country's.

    Raises
    ------
    MissingExtraError
        If geopandas is not installed.
    ColumnsError
        If the table is not one of totals by country.
    ScopeError
        If the totals are in different currencies.

    Notes
    -----
    Disputed areas are drawn as Natural Earth has them; see :func:`country_shapes`.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"country": ["KEN", "UGA", None], "budget_usd": [9.0, 4.0, 2.0]})
    >>> ax = mf.plot_map(mf.total_by(projects, "country"), classes="round")
    >>> mf.plot_data(ax)[["country", "total", "class"]].values.tolist()
    [['KEN', 9.0, '8 – 10'], ['UGA', 4.0, '4 – 6']]
    """
    check_option("kind", kind, ("classes", "circles"))
    check_option("classes", classes, CLASSES)
    shapes = _shapes(_EQUAL_EARTH)
    shown = on_map(totals, shapes["iso3"].dropna())
    groups = groups_of(shown.rows["total"].to_numpy(), classes)
    with style():
        chart = open_chart(ax, height=4.3)
        faces, reach = faces_on(chart.ax, groups.classes), _EAST
        heading, handles = "", dict[str, Any]()
        if kind == "classes":
            shown.rows["class"] = [groups.names[group] for group in groups.of]
            heading = legend_title(shown.currency, groups)
        else:
            # Land is drawn apart where there is a project and no circle.
            states = [group if group in (NO_FIGURE, ZERO) else NO_PROJECT for group in groups.of]
            groups = Groups(states, {ZERO: ZERO, NO_FIGURE: NO_FIGURE}, "")
            handles, reach = _draw_circles(chart, shown)
        of = dict(zip(shown.rows["country"], groups.of, strict=True))
        _draw_land(chart, shapes, of, faces)
        handles |= handles_of(groups, faces, {*groups.of, NO_PROJECT})
        chart.ax.set_xlim(-reach, reach)
        chart.ax.set_ylim(_SOUTH_POLE if "ATA" in set(shown.rows["country"]) else _SOUTH, _NORTH)
        return finish_map(chart, shown, handles, heading, title=title, note=_NOTE)


def _draw_land(
    chart: Chart,
    shapes: "GeoDataFrame",
    groups: dict[Any, int | str],
    faces: dict[int | str, dict[str, Any]],
) -> None:
    """Draw every country as its group is drawn, those with totals on top; dots for small ones."""
    from matplotlib.collections import PathCollection

    ax, dots = chart.ax, []
    of = np.array([groups.get(code, NO_PROJECT) for code in shapes["iso3"]], dtype=object)
    sizes = shapes.area.to_numpy()
    for group in sorted(faces, key=lambda group: (group != NO_PROJECT, group == ZERO)):
        rows = of == group
        face = {"linewidth": 0.6 if group == ZERO else 0.3, **faces[group]}
        if group == NO_PROJECT:
            rows = rows & (shapes["iso3"] != "ATA").to_numpy()  # below the map, where there is room
        if rows.any():
            areas = [path for path, row in zip(_outlines(), rows, strict=True) if row]
            ax.add_collection(PathCollection(areas, zorder=1 + (group != NO_PROJECT), **face))
        if group != NO_PROJECT and rows.any():
            face = {"edgecolor": ink(ax), **faces[group]} | {"linewidth": 0.5, "zorder": 3}
            dots.append((ax.scatter(*_middles()[rows].T, **face), sizes[rows]))
    chart.steps.append(partial(_fit_dots, chart, dots))


def _fit_dots(chart: Chart, dots: list[tuple[Any, Array]], _renderer: Any) -> None:
    """Show dots on countries that are too small to be seen at the size of the figure."""
    ax = chart.ax
    scale = ax.bbox.width / chart.dot / abs(np.diff(ax.get_xlim())[0])
    size = max(_DOT, _DOTS / max(sum(len(sizes) for _, sizes in dots), 1))
    for marks, sizes in dots:
        some = sizes * scale**2 < max(_DOT / 2, size / 4)
        marks.set_sizes(np.where(some, size, 0))
        marks.set_visible(bool(some.any()))


@cache
def _outlines() -> list[Any]:
    """Return the outline of each country on the map; geopandas draws the figure at each step."""
    from matplotlib.path import Path

    outlines = []
    for shape in _shapes(_EQUAL_EARTH).geometry:
        areas = getattr(shape, "geoms", [shape])
        rings = [ring for area in areas for ring in (area.exterior, *area.interiors)]
        lines = [Path(np.asarray(ring.coords), closed=True) for ring in rings]
        outlines.append(Path.make_compound_path(*lines))
    return outlines


@cache
def _middles() -> Array:
    """Return a point in the largest part of each country, on the map."""
    parts = _shapes(_EQUAL_EARTH).geometry.explode(index_parts=False)
    order = parts.area.sort_values(ascending=False, kind="stable").index
    largest = parts.iloc[np.argsort(-parts.area.to_numpy(), kind="stable")]
    largest = largest[~order.duplicated()].sort_index()
    points = largest.representative_point()
    return np.column_stack([points.x, points.y])


def _draw_circles(chart: Chart, shown: OnMap) -> tuple[dict[str, Any], float]:
    """Draw a circle a country, the large ones first.

    Return what the legend explains, and how far east or west the map must reach for them.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Circle

    ax, rows = chart.ax, shown.rows
    totals = rows["total"].to_numpy()
    sizes = np.abs(np.nan_to_num(totals))
    looks: dict[bool, dict[str, Any]] = {
        True: {"facecolor": shades(ax).certain, "edgecolor": ink(ax), "linewidth": 0.4},
        False: {"facecolor": "none", "edgecolor": _BELOW, "linewidth": 1.2},
    }
    at = {code: row for row, code in enumerate(_shapes(_EQUAL_EARTH)["iso3"])}
    reach = _EAST
    for row in np.argsort(-sizes, kind="stable"):
        if sizes[row]:
            x, y = _middles()[at[rows["country"][row]]]
            radius = _LARGEST * np.sqrt(sizes[row] / sizes.max())
            face = looks[bool(totals[row] > 0)]
            ax.add_patch(Circle((x, y), radius, alpha=0.8, zorder=4, **face))
            reach = max(reach, abs(x) + 1.03 * radius)  # with its outline
    if sizes.any():
        _draw_sizes(chart, float(sizes.max()))
    words = {
        f"total{f', {shown.currency}' * bool(shown.currency)}: the area of the circle": True,
        BELOW: False,
    }
    there = {True: (totals > 0).any(), False: (totals < 0).any()}
    handles = {
        name: Line2D(
            [],
            [],
            marker="o",
            linestyle="",
            markersize=6,
            markerfacecolor=looks[above]["facecolor"],
            markeredgecolor=looks[above]["edgecolor"],
            markeredgewidth=looks[above]["linewidth"],
        )
        for name, above in words.items()
        if there[above]
    }
    return handles, reach


def _draw_sizes(chart: Chart, largest: float) -> None:
    """Draw circles of up to three round sums in the corner, with their sums beside them."""
    from matplotlib.patches import Circle

    ax = chart.ax
    sums = list(dict.fromkeys(_round_down(largest / part) for part in (1, 4, 20)))
    radii = _LARGEST * np.sqrt(np.array(sums) / largest)
    circles = [Circle((0, 0), r, facecolor="none", edgecolor=ink(ax), linewidth=0.6) for r in radii]
    names = [money(one, zeros=False) for one in sums]
    words = [ax.text(0, 0, name, va="center", fontsize=6.5, in_layout=False) for name in names]
    lines = [ax.plot([], [], color=ink(ax), linewidth=0.4)[0] for _ in sums]
    for circle in circles:
        ax.add_patch(circle)

    chart.steps.append(partial(_arrange_sizes, ax, circles, words, lines))


def _arrange_sizes(
    ax: "Axes", circles: list[Any], words: list[Any], lines: list[Any], renderer: Any
) -> None:
    """Stand the circles in the corner of what is shown, the sums beside their tops."""
    left, bottom = ax.get_xlim()[0], ax.get_ylim()[0]
    pixel = abs(ax.get_xlim()[1] - left) / max(ax.bbox.width, 1)
    height = words[0].get_window_extent(renderer).height * pixel * 1.05
    middle, foot = left + 0.5e6 + _LARGEST, bottom + 0.3e6
    tops = foot + 2 * np.array([circle.radius for circle in circles])
    beside = spread_out(tops, np.full(len(tops), height), foot, np.inf)
    for circle, text, line, top, at in zip(circles, words, lines, tops, beside, strict=True):
        circle.set_center((middle, foot + circle.radius))
        text.set_position((middle + 1.2 * _LARGEST, at))
        line.set_data([middle, middle + 1.15 * _LARGEST], [top, at])


def _round_down(value: float) -> float:
    """Return the next of the numbers 1, 2, 5, 10, … below a value or equal to it."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(step * power for step in (1, 2, 5) if step * power <= value * (1 + 1e-9)))
