"""Totals as horizontal bars."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError
from migfund.plot.style import CERTAIN, GREY, MUTED, label_of, new_axes, set_caption, tidy
from migfund.schema import UNALLOCATED, need_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_totals"]


def plot_totals(totals: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """Draw totals as horizontal bars, the largest on top; years in their order.

    Each bar says its total and how many projects it rests on. A group in which no figure is known
    keeps its row, without a bar.

    Parameters
    ----------
    totals
        What :func:`migfund.total_by` or a short form returns, by one key.
    ax
        Axes to draw on; new ones if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption line: currency, basis, and the projects in and out.

    Raises
    ------
    ColumnsError
        If the table is not one of totals by one key.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [300_000.0, 119_187.08]})
    >>> ax = mf.plot_totals(mf.total_by_fund(projects, value="budget_usd"))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['IDF', 'MPF']
    """
    need_columns(totals, ["total", "n_projects", "n_known", "currency", "basis", "n_all"])
    keys = list(totals.columns[: totals.columns.get_loc("total")])
    if len(keys) != 1:
        raise ColumnsError(
            f"a bar chart shows one key; the totals have {len(keys)}: {keys}. Choose the rows of "
            "one group, or total by one key."
        )
    key = keys[0]
    if pd.api.types.is_numeric_dtype(totals[key]):
        rows = totals.sort_values(key)
    else:
        rows = totals.sort_values("total", ascending=False, na_position="last", kind="stable")
    labels = [label_of(key, value) for value in rows[key]]
    ax = new_axes(labels) if ax is None else ax
    place = np.arange(len(rows))
    colours = [MUTED if pd.isna(k) or k == UNALLOCATED else CERTAIN for k in rows[key]]
    ax.barh(place, rows["total"].to_numpy(), height=0.7, color=colours)
    ax.set_yticks(place, labels)
    ax.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    for at, total, known, projects in zip(
        place, rows["total"], rows["n_known"], rows["n_projects"], strict=True
    ):
        count = f"n = {known}" if known == projects else f"n = {known} of {projects}"
        ax.annotate(
            f"no figure ({count})" if pd.isna(total) else f"{total:,.0f} ({count})",
            (0 if pd.isna(total) else max(total, 0), at),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=GREY,
        )
    ax.margins(x=0.28)
    ax.locator_params(axis="x", nbins=6)
    ax.xaxis.set_major_formatter(lambda amount, _: f"{amount:,.0f}")
    currency = totals["currency"].iloc[0] if len(totals) else None
    ax.set_xlabel("Total budget" if pd.isna(currency) else f"Total budget, {currency}")
    tidy(ax)
    if len(totals):
        first = totals.iloc[0]
        left_out = first["n_all"] - first["n_all_known"]
        set_caption(
            ax,
            f"{'No currency' if pd.isna(currency) else currency}, {first['basis']}. "
            f"{first['n_all_known']} of {first['n_all']} projects are in; "
            f"{left_out} without a figure are out.",
        )
    else:
        set_caption(ax, "No projects are in: the table has no rows.")
    return ax
