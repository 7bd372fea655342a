"""The figures of the page: each chart drawn for a wide page and for a phone, light and dark."""

import base64
import io
import re
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any, NamedTuple

import pandas as pd

from migfund.plot.chart import take_caption
from migfund.plot.durations import plot_durations
from migfund.plot.maps import plot_map
from migfund.plot.style import ONE_COLUMN, TWO_COLUMNS, Style
from migfund.plot.tiles import plot_tiles
from migfund.plot.timeline import plot_timeline
from migfund.plot.totals import plot_totals
from migfund.plot.years import plot_years
from migfund.report.findings import Money, durations_said, span_of, totals_said
from migfund.report.tables import GROUPS, PROJECTS, Table, groups_table

__all__ = ["Figure", "figures"]

_LIGHT, _DARK = ("#1c2326", "#fdfcf9"), ("#e9e5dc", "#14181a")
"""The colours of text and ground of a light page and of a dark one."""
_TEXT = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
_GROUND = ("axes.facecolor", "figure.facecolor")
_COLOUR = re.compile(r"(?<=: )#[0-9a-f]{6}\b")
"""A colour in a drawing."""
_PATH, _FINER = re.compile(r' d="[^"]+"'), re.compile(r"(?<=\.\d\d)\d+")
"""A line in a drawing, and what in its coordinates is finer than a hundredth of a point."""


Chart = Callable[[Any, bool], Any]
"""Draws on Axes, for a phone or not, and returns them."""


class Figure(NamedTuple):
    """A figure: what it finds and shows, its images and what they say, and its table.

    Parameters
    ----------
    name
        Its anchor in the page.
    finding, shows
        What it finds, and what it shows.
    wide, narrow
        Addresses of the images, which hold them whole.
    size
        Width and height of the wide one.
    caption, narrow_caption
        What each image says of itself: the narrow one may show fewer rows.
    alt
        What is read out in the place of the picture.
    table
        The figures as a table, if they are one.
    """

    name: str
    finding: str
    shows: str
    wide: str
    narrow: str
    size: tuple[int, int]
    caption: str
    narrow_caption: str
    alt: str
    table: Table | None


def figures(tables: Mapping[str, pd.DataFrame], to: str) -> list[tuple[str, str, list[Figure]]]:
    """Return the sections of the page that have figures: name, heading and figures."""
    return [
        (
            "places",
            "Where the money goes",
            [
                *_map(tables["by_country"], to),
                _totals(tables, "by_country", "Total budget by country", to),
                _totals(tables, "by_region", "Total budget by region (UN M49)", to),
            ],
        ),
        ("funds", "Who pays", [_totals(tables, "by_fund", "Total budget by fund", to)]),
        ("years", "When, and for how long", [*_years(tables, to), *_time(tables)]),
    ]


def _map(totals: pd.DataFrame, to: str) -> list[Figure]:
    """Draw totals on a map, or on tiles where geopandas is not installed."""
    countries = Money.of(totals)
    if len(countries.groups) < 2:
        return []
    chart = plot_map if find_spec("geopandas") else plot_tiles
    return [
        _figure(
            "map",
            f"A sum is known for {len(countries.groups)} of {countries.size} countries",
            "Total budget by country, on a map",
            lambda ax, _: chart(totals, ax=ax),
            (4.0, 2.9),
            f"Map of the world; the largest: {countries.listed(to)}.",
            None,
        )
    ]


def _totals(tables: Mapping[str, pd.DataFrame], name: str, shows: str, to: str) -> Figure:
    """Draw totals as bars."""
    totals = tables[name]
    rows = min(len(totals), GROUPS + 3)
    return _figure(
        name,
        totals_said(Money.of(totals), to),
        shows,
        lambda ax, _: plot_totals(totals, top=GROUPS, ax=ax),
        (0.7 + 0.25 * rows, 0.7 + 0.3 * rows),
        f"Bars: {Money.of(totals).listed(to)}.",
        groups_table(name, totals, shows),
    )


def _years(tables: Mapping[str, pd.DataFrame], to: str) -> list[Figure]:
    """Draw totals by year, if any project has one."""
    totals = tables["by_year"]
    if not totals["start_year"].notna().any():
        return []
    shows = "Total budget by year of start"
    return [
        _figure(
            "by_year",
            totals_said(Money.of(totals), to),
            shows,
            lambda ax, _: plot_years(totals, ax=ax),
            (3.0, 2.6),
            f"Bars by year; the largest: {Money.of(totals).listed(to)}.",
            groups_table("by_year", totals, shows),
        )
    ]


def _time(tables: Mapping[str, pd.DataFrame]) -> list[Figure]:
    """Draw when projects ran, and how long."""
    projects, lasting = tables["projects"], tables["durations_by_region"]
    projects = projects[projects["source_locator"].notna()]
    dated = int((projects["start"].notna() | projects["end"].notna()).sum())
    found = []
    if dated:
        few = PROJECTS // 2
        found.append(
            _figure(
                "timeline",
                span_of(projects),
                "Projects in time, by their start",
                lambda ax, phone: plot_timeline(projects, top=few if phone else PROJECTS, ax=ax),
                (0.9 + 0.26 * min(dated, PROJECTS), 0.9 + 0.3 * min(dated, few)),
                "Bars from the start to the end of each project.",
                None,
            )
        )
    if lasting["n_known"].any():
        found.append(
            _figure(
                "durations_by_region",
                durations_said(projects),
                "Duration of projects by region (UN M49), in months",
                lambda ax, _: plot_durations(lasting, ax=ax),
                (0.7 + 0.3 * len(lasting), 0.7 + 0.34 * len(lasting)),
                "For each region the shortest and longest duration, the middle half and median.",
                groups_table("durations_by_region", lasting, "Durations by region, in months"),
            )
        )
    return found


def _figure(
    name: str,
    finding: str,
    shows: str,
    chart: Chart,
    heights: tuple[float, float],
    alt: str,
    table: Table | None,
) -> Figure:
    """Draw a chart at two widths, and at the heights given in inches."""
    wide, caption = _for_both_grounds(chart, TWO_COLUMNS, heights[0], phone=False)
    narrow, narrow_caption = _for_both_grounds(chart, ONE_COLUMN, heights[1], phone=True)
    size = round(TWO_COLUMNS * 96), round(heights[0] * 96)
    anchor = name.replace("_", "-")
    images = (_address(wide), _address(narrow), size)
    captions = (caption, narrow_caption)
    return Figure(anchor, finding, shows, *images, *captions, f"{finding}. {alt}", table)


def _svg(
    chart: Chart,
    size: tuple[float, float],
    colours: tuple[str, str],
    *,
    phone: bool,
    places: list[Any] | None = None,
) -> tuple[str, str, list[Any]]:
    """Draw a chart as SVG, without its caption, and return this and where its Axes stand.

    The layout takes most of the time; where the Axes have their places, none is sought.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure as Canvas

    ink, ground = colours
    settings: Any = {**dict.fromkeys(_TEXT, ink), **dict.fromkeys(_GROUND, ground)}
    settings |= {"axes.titlecolor": ink, "svg.hashsalt": "migfund"}
    with Style(settings):
        figure = Canvas(figsize=size, dpi=72, layout=None if places else "constrained")
        canvas: Any = FigureCanvasSVG(figure)
        caption = take_caption(chart(figure.subplots(), phone))
        for patch in (figure.patch, *(ax.patch for ax in figure.axes)):
            patch.set_visible(False)
        for ax, place in zip(figure.axes, places or (), strict=bool(places)):
            ax.set_position(place)
        # The layout settles at the second time, for names wrap in the room that it leaves.
        if layout := figure.get_layout_engine():
            layout.execute(figure)
        buffer = io.StringIO()
        canvas.print_svg(buffer, metadata={"Date": None, "Creator": None})
        found = [ax.get_position(original=True) for ax in figure.axes]
    svg = _PATH.sub(lambda path: _FINER.sub("", path[0]), buffer.getvalue())
    # The ground of hatches is an attribute, which cannot follow the reader's choice.
    return re.sub(r'fill="(#[0-9a-f]{6})"', r'style="fill: \1"', svg), caption, found


def _for_both_grounds(chart: Chart, width: float, height: float, *, phone: bool) -> tuple[str, str]:
    """Draw a chart whose colours follow the reader's choice of a light or dark page.

    Drawn on the one ground and on the other, it differs in its colours alone.
    """
    svg, caption, places = _svg(chart, (width, height), _LIGHT, phone=phone)
    on_dark, *_ = _svg(chart, (width, height), _DARK, phone=phone, places=places)
    found = list(zip(_COLOUR.findall(svg), _COLOUR.findall(on_dark), strict=True))
    names = {pair: f"c{number}" for number, pair in enumerate(dict.fromkeys(found))}
    light, dark = (
        "".join(f"--{name}:{pair[ground]};" for pair, name in names.items()) for ground in (0, 1)
    )
    rules = f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    pairs = iter(found)
    svg = _COLOUR.sub(lambda _: f"var(--{names[next(pairs)]})", svg)
    return svg.replace('<style type="text/css">', f'<style type="text/css">{rules}', 1), caption


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
