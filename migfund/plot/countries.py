"""What maps share: which totals are of countries, their classes and colours, and their words."""

from collections.abc import Collection, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import codelist_rows
from migfund.errors import ColumnsError, list_values
from migfund.plot.rows import COUNTS, caption_of
from migfund.plot.style import Chart, ink, is_dark, money, one_currency, plain, wrap
from migfund.schema import UNALLOCATED, Array, numbers_of
from migfund.totals.total_by import as_totals, grand_totals, keys_of
from migfund.totals.words import groups_overlap, key_text, percent, projects_shown, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "BELOW",
    "CLASSES",
    "NO_FIGURE",
    "NO_PROJECT",
    "ZERO",
    "Groups",
    "OnMap",
    "classes_of",
    "faces_on",
    "finish_map",
    "group_rows",
    "handles_of",
    "legend_title",
    "on_map",
]

NO_FIGURE, ZERO, BELOW, NO_PROJECT = "no figure", "zero", "below zero", "no project"
_STATES = (BELOW, ZERO, NO_FIGURE, NO_PROJECT)
"""What a country is that is in no class."""

CLASSES = ("quantiles", "round")
"""The ways to make classes."""

_MOST = 5
"""Classes that can be told apart by their colour."""
_NAMED = 3
"""Rows that are on no map and are named one by one."""


class OnMap(NamedTuple):
    """Totals by country as a map shows them.

    ``rows`` has ``country``, ``name``, ``total``, ``n_projects``, ``n_known`` of the countries on
    the map; ``outside`` names the other rows, their sum and their share ("" if there are none).
    """

    rows: pd.DataFrame
    outside: str
    currency: str
    caption: str


def on_map(totals: Any, drawn: Collection[str]) -> OnMap:
    """Return the totals of the countries that a map has, and words for the others.

    Raises
    ------
    ColumnsError
        If the table is not one of totals by country.
    ScopeError
        If the totals are in different currencies.
    """
    totals = as_totals(totals, ["total", "currency", "basis", *COUNTS])
    currency = one_currency(texts_of(totals, "currency"), "totals")
    totals = _of_countries(totals)
    rows = pd.DataFrame(
        {
            "country": totals["country"].astype(object).to_numpy(),
            "name": [key_text("country", value) for value in totals["country"]],
            **{name: numbers_of(totals, name) for name in ("total", "n_projects", "n_known")},
        }
    )
    inside = rows["country"].isin(list(drawn))
    outside = _outside(rows[~inside], None if groups_overlap(totals) else rows["total"])
    caption = caption_of(totals, currency, projects_shown(totals))
    return OnMap(rows[inside].reset_index(drop=True), outside, currency, caption)


def _of_countries(totals: pd.DataFrame) -> pd.DataFrame:
    """Return totals by country without the grand total; refuse any others."""
    keys = [name for name in keys_of(totals) if name != "currency"]
    if keys != ["country"]:
        raise ColumnsError(
            f"a map shows totals by country; these are by {list_values(keys) or 'no key'}. Use "
            "mf.total_by_country(table); or choose the rows of one group and drop its column; or, "
            "where another column has the codes, totals.rename(columns={'iso3': 'country'})."
        )
    totals = totals[~grand_totals(totals)]
    stated = totals["country"].dropna()
    stated = stated[stated != UNALLOCATED]
    twice = stated[stated.duplicated()]
    if len(twice):
        raise ColumnsError(
            f"a map shows one total a country; several rows are of {list_values(twice)}. Group by "
            "country alone: mf.total_by_country(table)."
        )
    codes = {row["iso3"] for row in codelist_rows("countries")}
    if len(stated) and not stated.isin(codes).any():
        raise ColumnsError(
            "the column 'country' must have codes of ISO 3166-1 alpha-3, such as 'KEN', not "
            f"{list_values(stated)}. mf.parse_countries('Kenya') returns the codes of names."
        )
    return totals


def _outside(rows: pd.DataFrame, all_totals: pd.Series | None) -> str:
    """Name the rows that are on no map, with their sum and share where they may be added up."""
    if not len(rows):
        return ""
    rows = rows.sort_values("total", ascending=False, na_position="last", kind="stable")
    named = [f"{name} {_sum(rows.iloc[[at]])}" for at, name in enumerate(rows["name"][:_NAMED])]
    rest = rows.iloc[_NAMED:]
    if len(rest):
        named.append(f"{len(rest)} other{'s' * (len(rest) > 1)} {_sum(rest)}")
    words = "Not on the map: "
    share = ""
    if all_totals is not None and (all_totals.fillna(0) >= 0).all() and all_totals.sum() > 0:
        share = f", {percent(rows['total'].sum() / all_totals.sum(), 0)} % of the total"
    if len(rows) == 1:
        return f"{words}{named[0]}{share}"
    whole = f"{_sum(rows)}{share}: " if all_totals is not None else ""
    return f"{words}{whole}{'; '.join(named)}"


def _sum(rows: pd.DataFrame) -> str:
    known, projects = rows["n_known"].sum(), rows["n_projects"].sum()
    count = f"n = {known:,.0f}" + (f" of {projects:,.0f}" if known != projects else "")
    total = rows["total"].sum(min_count=1)
    return f"no figure ({count})" if pd.isna(total) else f"{money(float(total))} ({count})"


class Classes(NamedTuple):
    """Classes of positive totals: the class of each, from 0, their names, how they were made.

    ``of`` is -1 where a total is not positive.
    """

    of: Array
    names: list[str]
    how: str


def classes_of(totals: Array, how: str) -> Classes:
    """Put positive totals into at most five classes.

    By quantiles, a class is named by its least and its greatest total; equal totals are in one
    class. Round numbers are 1, 2, 5, 10, … or 1, 10, 100, …, whichever makes at most five classes;
    where the greatest total is less than ten times the least, steps of one size.

    Examples
    --------
    >>> found = classes_of(np.array([1.0, 20.0, 300.0, 4000.0, 50_000.0, 600_000.0]), "quantiles")
    >>> found.of.tolist(), found.names[0]
    ([0, 0, 1, 2, 3, 4], '1 – 20')
    >>> classes_of(np.array([30.0, 4_000.0]), "round").names
    ['10 – 100', '100 – 1k', '1k – 10k']
    """
    of = np.full(len(totals), -1)
    known = np.flatnonzero(totals > 0)
    values = totals[known]
    if not len(values):
        return Classes(of, [], "")
    if how == "round":
        edges = _round_edges(values)
        of[known] = np.searchsorted(edges, values, side="right") - 1
        said = "between round numbers (the lower one included)"
        return Classes(of, _names_of(list(pairwise(edges.tolist())), zeros=False), said)
    distinct = np.unique(values)
    if len(distinct) <= _MOST:
        limits, said = distinct[:-1], "one for each total"
    else:
        limits = np.quantile(values, np.arange(1, _MOST) / _MOST)
        said = "quantiles (as many countries in each)"
    found = np.unique(np.searchsorted(limits, values), return_inverse=True)[1]
    of[known] = found
    inside = [values[found == at] for at in range(found.max() + 1)]
    return Classes(of, _names_of([(float(one.min()), float(one.max())) for one in inside]), said)


def _names_of(bounds: Sequence[tuple[float, float]], *, zeros: bool = True) -> list[str]:
    """Name classes by their bounds, in three figures or, where these are the same, in all."""
    for unit in (None, "one"):
        texts = [[money(end, unit, zeros=zeros) for end in ends] for ends in bounds]
        names = [least if least == most else f"{least} – {most}" for least, most in texts]
        if len(set(names)) == len(names):
            break
    return names


def _round_edges(values: Array) -> Array:
    """Return round numbers from the least value or below it to above the greatest."""
    from matplotlib.ticker import MaxNLocator

    least, most = float(values.min()), float(values.max())
    if least < most < 10 * least:
        steps = MaxNLocator(_MOST - 1, steps=[1, 2, 5, 10]).tick_values(least, most)
        series = [np.append(steps, 2 * steps[-1] - steps[-2])]
    else:
        first, last = (int(np.floor(np.log10(value))) for value in (least, most))
        # The first is of the numbers 1, 2, 5, 10, …; the others of 1, 10, 100, …, 1, 100, ….
        powers = [10.0 ** np.arange(first - step, last + step + 1, step) for step in range(1, 9)]
        series = [np.unique(np.outer(powers[0], (1, 2, 5))), *powers]
    for numbers in series:
        begin = int(np.searchsorted(numbers, least, side="right")) - 1
        edges = numbers[begin : int(np.searchsorted(numbers, most, side="right")) + 1]
        if len(edges) <= _MOST + 1:
            break
    return edges


class Groups(NamedTuple):
    """The group of each country, a class or what it is in no class; groups' names; how made."""

    of: Sequence[int | str]
    names: dict[int | str, str]
    how: str

    @property
    def classes(self) -> int:
        """How many of the groups are classes."""
        return sum(isinstance(group, int) for group in self.names)


def group_rows(rows: pd.DataFrame, how: str) -> Groups:
    """Return the group of each row of a map, and the names of all groups in their order."""
    total = rows["total"].to_numpy()
    classes = classes_of(total, how)
    states = np.select([np.isnan(total), total == 0, total < 0], [NO_FIGURE, ZERO, BELOW], "")
    of = [state or int(at) for state, at in zip(states.tolist(), classes.of, strict=True)]
    return Groups(
        of, dict(enumerate(classes.names)) | {name: name for name in _STATES}, classes.how
    )


def faces_on(ax: "Axes", classes: int) -> dict[int | str, dict[str, Any]]:
    """Return how an area of each group is drawn: more stands out more, also in grey."""
    from matplotlib.colors import LinearSegmentedColormap

    ground = ax.get_facecolor()
    land, line, hatch, steps = (
        ("#2b2f33", "#5c646b", "#a0a6ab", ("#3b6787", "#5f93b8", "#8dbbd8", "#bcdcef", "#f0f9ff"))
        if is_dark(ax)
        else (
            "#efefef",
            "#a9a9a9",
            "#6b6b6b",
            ("#bdd7e9", "#8db9d6", "#5a93bd", "#2f6795", "#12365a"),
        )
    )
    scale = LinearSegmentedColormap.from_list("classes", steps)
    at = np.linspace(0, 1, classes) if classes > 1 else [0.6]
    return {
        **{n: {"facecolor": scale(where), "edgecolor": line} for n, where in enumerate(at)},
        NO_FIGURE: {"facecolor": ground, "edgecolor": hatch, "hatch": "//////"},
        ZERO: {"facecolor": ground, "edgecolor": ink(ax)},
        BELOW: {"facecolor": "#d98b4a", "edgecolor": ink(ax), "hatch": "....."},
        NO_PROJECT: {"facecolor": land, "edgecolor": line},
    }


def handles_of(groups: Groups, faces: dict[int | str, dict[str, Any]]) -> dict[str, Any]:
    """Return what the legend explains: all classes, and of the rest what there is."""
    from matplotlib.patches import Patch

    there = {*groups.of, NO_PROJECT}
    shown = [group for group in groups.names if isinstance(group, int) or group in there]
    return {groups.names[group]: Patch(linewidth=0.6, **faces[group]) for group in shown}


def legend_title(currency: str, groups: Groups) -> str:
    """Say what the classes are of, and how they were made."""
    what = f"Total, {currency}" if currency else "Total"
    return f"{what}. Classes: {groups.how}" if groups.how else ""


class _EqualScale:
    """A step by which what is shown fills the Axes, on one scale across and down.

    Matplotlib's own equal aspect changes the size of the Axes, after which what stands around them
    no longer has the room that was measured. Limits that the caller has set since are kept within
    what is shown.
    """

    def __init__(self, ax: "Axes") -> None:
        self.ax = ax
        self.wanted = self.given = (*ax.get_xlim(), *ax.get_ylim())

    def __call__(self, _: Any) -> None:
        ax = self.ax
        if (*ax.get_xlim(), *ax.get_ylim()) != self.given:
            self.wanted = (*ax.get_xlim(), *ax.get_ylim())
        left, right, bottom, top = self.wanted
        width, height = max(ax.bbox.width, 1), max(ax.bbox.height, 1)
        scale = max(abs(right - left) / width, abs(top - bottom) / height)
        middle, up = (bottom + top) / 2, np.sign(top - bottom)
        ax.set_xlim(left, left + np.sign(right - left) * scale * width)
        ax.set_ylim(middle - up * scale * height / 2, middle + up * scale * height / 2)
        self.given = (*ax.get_xlim(), *ax.get_ylim())


def _fit_outside(chart: Chart, label: Any, words: str, renderer: Any) -> None:
    """Wrap what is on no map within its box."""
    line = label.get_window_extent(renderer).height / (label.get_text().count("\n") + 1)
    font, pad = label.get_fontproperties(), 0.6 * line
    label.set_text(wrap(plain(words), chart.width - 2 * pad, renderer, font))
    label.set_x(pad / chart.ax.bbox.width)


def finish_map(
    chart: Chart,
    shown: OnMap,
    handles: dict[str, Any],
    legend_title: str,
    *,
    title: str | None,
    note: str = "",
) -> "Axes":
    """Write the legend, what is on no map in a box, and the caption; return the Axes.

    Parameters
    ----------
    chart, shown
        The chart and its totals, with the column ``class`` in their rows.
    handles
        What the legend explains, by its words.
    legend_title
        What stands above the legend.
    title
        Title of the chart.
    note
        More words for the caption.
    """
    ax = chart.ax
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlabel("")
    ax.set_ylabel("")
    ax.spines[:].set_visible(False)
    chart.steps.insert(0, _EqualScale(ax))
    chart.add_legend(list(handles.values()), list(handles), legend_title)
    if shown.outside:
        label = ax.set_xlabel("", loc="left", fontsize=7, labelpad=6)
        label.set_bbox({"boxstyle": "square,pad=0.3", "facecolor": "none", "linewidth": 0.5})
        label.set_text(plain(shown.outside))
        chart.steps.append(partial(_fit_outside, chart, label, shown.outside))
    return chart.finish(" ".join(filter(None, [shown.caption, note])), shown.rows, title)
