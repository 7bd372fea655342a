"""Totals as horizontal bars."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError
from migfund.plot.style import CERTAIN, GREY, MUTED, label_of, new_axes, set_caption, tidy
from migfund.schema import ALL, TIME_COLUMNS, UNALLOCATED, need_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_totals"]


def plot_totals(totals: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """Draw totals as horizontal bars, the largest on top; years in their order.

    Each bar says its total and how many projects it rests on. A group in which no figure is known
    keeps its row, without a bar. Where the totals have bounds (after
    :func:`migfund.split_by_year`), a line goes from the lower to the upper one, and both are
    written. A grand total is no bar.

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
    >>> ax = mf.plot_totals(mf.total_by(projects, "fund"))
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
    rows = _rows(totals, key)
    low, high = _bounds(rows)
    labels = [label_of(key, value) for value in rows[key]]
    ax = new_axes(labels) if ax is None else ax
    place = np.arange(len(rows))
    colours = [MUTED if pd.isna(k) or k == UNALLOCATED else CERTAIN for k in rows[key]]
    ax.barh(place, rows["total"].to_numpy(), height=0.7, color=colours)
    wide = np.flatnonzero((low < high).to_numpy())
    ax.hlines(place[wide], low.iloc[wide], high.iloc[wide], color=GREY, linewidth=1.2)
    for ends in (low, high):
        ax.plot(ends.iloc[wide], place[wide], "|", color=GREY, markersize=7)
    ax.set_yticks(place, labels)
    ax.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    for at, total, least, most, known, projects in zip(
        place, rows["total"], low, high, rows["n_known"], rows["n_projects"], strict=True
    ):
        count = f"n = {known}" if known == projects else f"n = {known} of {projects}"
        bounds = f"{least:,.0f} to {most:,.0f}; " if least < most else ""
        ax.annotate(
            f"no figure ({count})" if pd.isna(total) else f"{total:,.0f} ({bounds}{count})",
            (0 if pd.isna(total) else max(total, 0, most if bounds else 0), at),
            xytext=(6 if bounds else 4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=GREY,
        )
    ax.margins(x=0.5 if len(wide) else 0.28)
    ax.locator_params(axis="x", nbins=6)
    ax.xaxis.set_major_formatter(lambda amount, _: f"{amount:,.0f}")
    currency = totals["currency"].iloc[0] if len(totals) else None
    ax.set_xlabel("Total budget" if pd.isna(currency) else f"Total budget, {currency}")
    tidy(ax)
    set_caption(ax, _caption(totals, currency, bounds=bool(len(wide))))
    return ax


def _rows(totals: pd.DataFrame, key: str) -> pd.DataFrame:
    """Give the groups in the order of the chart, without the grand total."""
    rows = totals[(totals[key].astype(object) != ALL).to_numpy(dtype=bool, na_value=True)]
    kind = rows[key].dtype
    in_order = isinstance(kind, pd.CategoricalDtype) and kind.ordered
    # As text too, pieces of time sort in their order, and what is unallocated comes last.
    if in_order or pd.api.types.is_numeric_dtype(kind) or key in TIME_COLUMNS:
        return rows.sort_values(key)
    return rows.sort_values("total", ascending=False, na_position="last", kind="stable")


def _bounds(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Give the lower and upper bound of each total; missing where there are none."""
    none = pd.Series(np.nan, index=rows.index)
    return rows.get("total_low", none), rows.get("total_high", none)


def _caption(totals: pd.DataFrame, currency: str | None, *, bounds: bool) -> str:
    """Say currency, basis, what the lines are, and which projects are in and out."""
    if not len(totals):
        return "No projects are in: the table has no rows."
    first = totals.iloc[0]
    left_out = first["n_all"] - first["n_all_known"]
    lines = "Lines: between the bounds that the dates allow. " if bounds else ""
    return (
        f"{'No currency' if pd.isna(currency) else currency}, {first['basis']}. {lines}"
        f"{first['n_all_known']} of {first['n_all']} projects are in; "
        f"{left_out} without a figure are out."
    )
