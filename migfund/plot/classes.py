"""Sums in classes: how they are made, their names, and how areas of each are drawn."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from migfund.plot.money import money
from migfund.plot.style import ink, is_dark
from migfund.schema import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "BELOW",
    "CLASSES",
    "NO_FIGURE",
    "NO_PROJECT",
    "ZERO",
    "Groups",
    "classes_of",
    "faces_on",
    "groups_of",
    "handles_of",
    "ink_on",
    "legend_title",
]

NO_FIGURE, ZERO, BELOW, NO_PROJECT = "no figure", "zero", "below zero", "no project"
_STATES = (BELOW, ZERO, NO_FIGURE, NO_PROJECT)
"""What a country is that is in no class."""

CLASSES = ("quantiles", "round")
"""The ways to make classes."""

_MOST = 5
"""Classes that can be told apart by their colour."""


class Classes(NamedTuple):
    """Classes of positive totals: the class of each, from 0, their names, how they were made.

    ``of`` is -1 where a total is not positive.
    """

    of: Array
    names: list[str]
    how: str


def classes_of(totals: Array, how: str, what: str = "countries") -> Classes:
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
        said = f"quantiles (as many {what} in each)"
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


def groups_of(total: Array, how: str, what: str = "countries") -> Groups:
    """Return the group of each total, and the names of all groups in their order."""
    classes = classes_of(total, how, what)
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


def handles_of(
    groups: Groups, faces: dict[int | str, dict[str, Any]], there: Collection[int | str]
) -> dict[str, Any]:
    """Return what the legend explains: all classes, and of the other groups what there is."""
    from matplotlib.patches import Patch

    shown = [group for group in groups.names if isinstance(group, int) or group in there]
    return {groups.names[group]: Patch(linewidth=0.6, **faces[group]) for group in shown}


def legend_title(currency: str, groups: Groups) -> str:
    """Say what the classes are of, and how they were made."""
    what = f"Total, {currency}" if currency else "Total"
    return f"{what}. Classes: {groups.how}" if groups.how else ""


def ink_on(face: dict[str, Any]) -> str:
    """Return the colour of letters on an area: dark on light, light on dark."""
    from matplotlib.colors import to_rgb

    light = np.dot(to_rgb(face["facecolor"]), (0.299, 0.587, 0.114))
    return "#111111" if light > 0.5 else "#ffffff"
