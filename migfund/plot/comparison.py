"""The same budgets by several policies of conversion: a row each, a dot a policy."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.plot.style import CERTAIN, GREY, UNCERTAIN, label_of, new_axes, set_caption, tidy
from migfund.schema import need_columns
from migfund.totals.compare_conversions import SPREAD

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_comparison"]

# Colours that people with any colour vision tell apart; the form changes with them.
_COLOURS = (CERTAIN, "#d55e00", "#0b0b0b", "#cc79a7", "#e6a100", "#009e73")
_SIZES = (120, 42, 26, 18, 12, 8)
_FORMS = ("o", "D", "s", "^", "v", "P", "X")


def plot_comparison(comparison: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """Draw a row a project or group and on it a dot a policy, the widest spread on top.

    The axis is percent above the policy that gives least, so that small and large budgets can be
    compared; the spread and the lowest and highest figure stand beside each row. A row that fewer
    than two policies can convert keeps its place, without dots.

    Parameters
    ----------
    comparison
        What :func:`migfund.compare_conversions` returns, or some of its rows. Projects are named
        by their index label.
    ax
        Axes to draw on; new ones if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption line: currency, policies, and the projects in and out.

    Raises
    ------
    ColumnsError
        If the table is not a comparison.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> euros = pd.DataFrame({"budget": [100.0], "currency": "EUR", "start_precision": "day",
    ...                       "start": pd.to_datetime(["2019-01-04"])}, index=["grant"])
    >>> compared = mf.compare_conversions(euros, policies={"day": "start", "year": "year"})
    >>> mf.plot_comparison(compared).texts[0].get_text()
    '1.9 % (112 to 114)'
    """
    need_columns(comparison, ["currency", "spread_percent"])
    rows = comparison.sort_values(
        "spread_percent", ascending=False, na_position="last", kind="stable"
    )
    policies, labels = _policies_of(rows), _labels(rows)
    above = _percent_above_lowest(rows)
    ax = new_axes(labels) if ax is None else ax
    place = np.arange(len(rows))
    ax.hlines(place, 0, rows["spread_percent"], color=UNCERTAIN, linewidth=3, zorder=1)
    for number, name in enumerate(policies):
        ax.scatter(
            above[name].to_numpy(),
            place,
            color=_COLOURS[number % len(_COLOURS)],
            marker=_FORMS[number % len(_FORMS)],
            # Smaller from one to the next, so that equal figures do not hide each other.
            s=_SIZES[number % len(_SIZES)],
            label=name,
            zorder=2,
        )
    ax.set_yticks(place, labels)
    ax.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    _write_spreads(ax, rows, policies)
    ax.margins(x=0.5)
    ax.set_xlim(left=min(0.0, -0.03 * ax.get_xlim()[1]))
    ax.set_xlabel("Percent above the policy that gives least")
    ax.legend(
        ncols=len(policies),
        loc="lower left",
        bbox_to_anchor=(0, 1),
        frameon=False,
        fontsize=8,
        handletextpad=0.2,
        columnspacing=1.2,
    )
    tidy(ax)
    set_caption(ax, _caption(rows, policies))
    return ax


def _labels(rows: pd.DataFrame) -> list[str]:
    """Name the rows: groups by their keys, projects by their index label."""
    if "n_projects" in rows:
        keys = list(rows.columns[: rows.columns.get_loc("n_projects")])
        groups = rows[keys].itertuples(index=False, name=None)
        return [" · ".join(map(label_of, keys, values)) for values in groups]
    return [label if isinstance(label, str) else f"row {label}" for label in rows.index]


def _write_spreads(ax: "Axes", rows: pd.DataFrame, policies: list[str]) -> None:
    """Write beside each row its spread, and the lowest and highest figure."""
    lowest, highest = rows[policies].min(axis=1), rows[policies].max(axis=1)
    known: Any = rows["n_known"] if "n_known" in rows else [None] * len(rows)
    projects: Any = rows["n_projects"] if "n_known" in rows else [None] * len(rows)
    for at, (spread, low, high, n, of) in enumerate(
        zip(rows["spread_percent"], lowest, highest, known, projects, strict=True)
    ):
        count = "" if n is None else f"; n = {n}" if n == of else f"; n = {n} of {of}"
        missing = pd.isna(spread)
        words = "no spread" if missing else f"{spread:.1f} % ({low:,.0f} to {high:,.0f}{count})"
        ax.annotate(
            words + (f" ({count[2:]})" if missing and count else ""),
            (0 if missing else spread, at),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=GREY,
        )


def _caption(rows: pd.DataFrame, policies: list[str]) -> str:
    """Say currency, policies, and which projects are in and out."""
    if not len(rows):
        return "No projects are in: the table has no rows."
    words = f"{rows['currency'].iloc[0]}, by the policies {', '.join(policies)}."
    if "n_projects" in rows:
        first = rows.iloc[0]
        known, projects = first["n_all_known"], first["n_all"]
        why = "that not every policy can convert"
    else:
        known, projects = rows["spread_percent"].count(), len(rows)
        why = "without figures by two policies"
    return f"{words} {known} of {projects} projects are in; {projects - known} {why} are out."


def _policies_of(comparison: pd.DataFrame) -> list[str]:
    """Return the columns of policies: those between ``currency`` and ``spread_percent``."""
    columns = list(comparison.columns)
    return columns[columns.index("currency") + 1 : columns.index(SPREAD)]


def _percent_above_lowest(comparison: pd.DataFrame) -> pd.DataFrame:
    """Return each policy's figures in percent above the row's lowest, as charts show them."""
    figures = comparison[_policies_of(comparison)]
    nearest = figures.abs().min(axis=1).where(comparison[SPREAD].notna())
    return figures.sub(figures.min(axis=1), axis=0).div(nearest, axis=0) * 100
