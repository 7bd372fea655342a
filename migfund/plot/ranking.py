"""How ranks change between rules: a line a group, a column a rule."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.plot.style import CERTAIN, GREY, MUTED, label_of, set_caption
from migfund.totals.ranks import rank_groups

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_ranking"]

_CHANGED = "#d55e00"


def plot_ranking(
    totals: Mapping[str, pd.DataFrame],
    *,
    top: int = 20,
    move: int = 3,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the ranks of groups under several rules, the first rank on top.

    Each dot holds the rank. Groups of one rank stand one below the other, in the order of the
    column before. A group that has no rank under a rule has no dot in its column; a
    dotted line leads over the gap.

    Parameters
    ----------
    totals
        For each rule, totals of :func:`migfund.total_by` or a short form by one key, the same in
        all: ``{"equal": mf.total_by_country(parts), …}``. A grand total is left out.
    top
        Groups whose best rank is worse than this are left out; the caption says how many.
    move
        Groups whose ranks lie so many places apart or more are coloured.
    ax
        Axes to draw on; new ones if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption line: currency, and the groups in and out.

    Raises
    ------
    MigfundError
        If the tables are no totals, or by different keys, or in different currencies.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"countries": [["ARM", "GEO"], ["GEO"]],
    ...                          "budget_usd": [100.0, 20.0]})
    >>> rules = {rule: mf.total_by_country(mf.split_by_country(projects, rule=rule))
    ...          for rule in ["equal", "primary"]}
    >>> ax = mf.plot_ranking(rules)
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['equal', 'primary']
    """
    every = rank_groups(totals)
    rules = list(totals)
    ranked = every.dropna(how="all").astype("float64")
    shown = ranked[ranked.min(axis=1) <= top]
    labels = [label_of(str(every.index.name), value) for value in shown.index]
    changes = shown.max(axis=1) - shown.min(axis=1)
    ax = _new_axes(labels, len(rules)) if ax is None else ax
    places = _places(shown)
    for label, own, heights, change in zip(labels, shown.to_numpy(), places, changes, strict=True):
        _line(ax, label, own, heights, _CHANGED if change >= move else CERTAIN if change else MUTED)
    ax.set_xticks(np.arange(len(rules)), rules)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0)
    ax.set_yticks([])
    ax.set_ylim(max(len(labels), 1) - 0.4, -0.6)
    ax.set_xlim(-0.06, len(rules) - 0.94)
    ax.spines[:].set_visible(False)
    left_out = len(every) - len(shown)
    currency = next((code for t in totals.values() for code in t["currency"].dropna()), None)
    set_caption(
        ax,
        f"Ranks by total budget{'' if currency is None else f', {currency}'}. "
        f"{len(labels)} groups are shown; {left_out} below rank {top}, without a total or "
        f"unallocated are not. Orange: {move} places apart or more. No dot: no total by that "
        "rule; dotted: over such a gap.",
        below=-8,
    )
    return ax


def _new_axes(labels: list[str], rules: int) -> "Axes":
    """Make a figure with a row a group and room for names on both sides; give its Axes."""
    import matplotlib.pyplot as plt

    width = 2.0 * rules + 0.16 * max(map(len, labels), default=0)
    _, ax = plt.subplots(figsize=(width, 1.2 + 0.25 * max(len(labels), 4)), layout="constrained")
    return ax


def _places(ranks: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Give the height of each dot, NaN where there is none: lines of one rank stay apart."""
    places = np.full(ranks.shape, np.nan)
    before = np.arange(len(ranks), dtype=float)
    for column, own in enumerate(ranks.to_numpy().T):
        order = np.lexsort((before, own))
        order = order[~np.isnan(own[order])]
        places[order, column] = np.arange(len(order))
        # A group without a place here is compared by the last that it had.
        before = np.where(np.isnan(places[:, column]), before, places[:, column])
    return places


def _line(
    ax: "Axes",
    label: str,
    ranks: npt.NDArray[np.float64],
    heights: npt.NDArray[np.float64],
    colour: str,
) -> None:
    """Draw the line of one group, its ranks in its dots, and its name where the line ends."""
    there = np.flatnonzero(~np.isnan(heights))
    ax.plot(np.arange(len(heights)), heights, color=colour, linewidth=1.4, zorder=1)
    gaps = np.flatnonzero(np.diff(there) > 1)
    for one, next_one in zip(there[gaps], there[gaps + 1], strict=True):
        ends = [one, next_one]
        ax.plot(ends, heights[ends], ":", color=colour, linewidth=0.8, zorder=1)
    ax.scatter(there, heights[there], s=130, color=colour, zorder=2)
    words = [(at, f"{ranks[at]:.0f}", 0, "center", "white", 7) for at in there]
    first, last = there[0], there[-1]
    if first < len(heights) - 1:
        words.append((first, label, -10, "right", GREY, 8))
    if last > 0:
        words.append((last, label, 10, "left", GREY, 8))
    for at, text, offset, side, shade, size in words:
        ax.annotate(
            text,
            (at, heights[at]),
            xytext=(offset, 0),
            textcoords="offset points",
            ha=side,
            va="center_baseline",
            fontsize=size,
            color=shade,
            zorder=3,
        )
