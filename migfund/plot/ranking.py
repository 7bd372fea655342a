"""How ranks change between rules: a line a group, a column a rule."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.plot.style import CERTAIN, GREY, MUTED, label_of, set_caption
from migfund.schema import need_columns
from migfund.totals.compare_totals import key_of, rules_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_ranking"]

_CHANGED = "#d55e00"


def plot_ranking(
    compared: pd.DataFrame, *, top: int = 20, move: int = 3, ax: "Axes | None" = None
) -> "Axes":
    """Draw the ranks of groups under several rules, the first rank on top.

    Parameters
    ----------
    compared
        What :func:`migfund.compare_totals` returns.
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
    ColumnsError
        If the table is not a comparison of totals.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"countries": [["ARM", "GEO"], ["GEO"]],
    ...                          "budget_usd": [100.0, 20.0]})
    >>> rules = {rule: mf.total_by_country(mf.split_by_country(projects, rule=rule),
    ...                                    value="budget_usd") for rule in ["equal", "primary"]}
    >>> ax = mf.plot_ranking(mf.compare_totals(rules))
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['equal', 'primary']
    """
    import matplotlib.pyplot as plt

    need_columns(compared, ["rank_change", "currency"])
    rules, key = rules_of(compared), key_of(compared)
    ranked = compared[compared["rank_change"].notna()]
    ranks = ranked[[f"rank_{rule}" for rule in rules]].astype("float64")
    shown = (ranks.min(axis=1) <= top).to_numpy()
    labels = [label_of(key, value) for value in ranked[key][shown]]
    ranks, changes = ranks[shown], ranked["rank_change"][shown]
    if ax is None:
        lowest = np.nanmax(ranks.to_numpy(), initial=1)
        size = (4.5 + 2.2 * len(rules), 1.6 + 0.24 * max(lowest, 6))
        _, ax = plt.subplots(figsize=size, layout="constrained")
    place = np.arange(len(rules))
    for (_, row), change in zip(ranks.iterrows(), changes, strict=True):
        colour = _CHANGED if change >= move else CERTAIN if change else MUTED
        ax.plot(place, row.to_numpy(), color=colour, marker="o", markersize=4, linewidth=1.6)
    _write_names(ax, ranks, labels)
    ax.set_xticks(place, rules)
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0)
    ax.set_yticks([])
    ax.invert_yaxis()
    ax.set_xlim(-0.9 / max(len(rules) - 1, 1) - 0.3, len(rules) - 1 + 0.9)
    ax.spines[:].set_visible(False)
    left_out = int((~shown).sum()) + len(compared) - len(ranked)
    currency = compared["currency"].iloc[0] if len(compared) else None
    set_caption(
        ax,
        f"Ranks by total budget{'' if pd.isna(currency) else f', {currency}'}. "
        f"{len(labels)} groups are shown; {left_out} below rank {top}, without a total or "
        f"unallocated are not. Coloured: {move} places apart or more.",
    )
    return ax


def _write_names(ax: "Axes", ranks: pd.DataFrame, labels: list[str]) -> None:
    """Write the groups beside the first and the last column; those of one rank in one line."""
    last = len(ranks.columns) - 1
    for column, at, side, offset in ((0, 0, "right", -8), (last, last, "left", 8)):
        names: dict[float, list[str]] = {}
        for rank, label in zip(ranks.iloc[:, column], labels, strict=True):
            names.setdefault(rank, []).append(label)
        for rank, together in names.items():
            if not np.isnan(rank):
                more = f" and {len(together) - 3} more" if len(together) > 3 else ""
                words = ", ".join(together[:3]) + more
                ax.annotate(
                    f"{words}  {rank:.0f}" if side == "right" else f"{rank:.0f}  {words}",
                    (at, rank),
                    xytext=(offset, 0),
                    textcoords="offset points",
                    ha=side,
                    va="center",
                    fontsize=8,
                    color=GREY,
                )
