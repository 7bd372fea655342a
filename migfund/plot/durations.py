"""Durations by group: range, middle half and median."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError
from migfund.plot.style import CERTAIN, GREY, UNCERTAIN, label_of, new_axes, set_caption, tidy
from migfund.schema import need_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_durations"]


def plot_durations(durations: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """Draw durations by group: a line from shortest to longest, a box for the middle half, a dot.

    Parameters
    ----------
    durations
        What :func:`migfund.duration_by` returns, by one key.
    ax
        Axes to draw on; new ones if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption line that says how many projects are in and out.

    Raises
    ------
    ColumnsError
        If the table is not one of durations by one key.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF"], "duration_months": [12.0, 24.0]})
    >>> mf.plot_durations(mf.duration_by(projects, "fund")).get_xlabel()
    'Months'
    """
    need_columns(
        durations, ["n_projects", "n_known", "min", "q25", "median", "q75", "max", "n_all"]
    )
    keys = list(durations.columns[: durations.columns.get_loc("n_projects")])
    if len(keys) != 1:
        raise ColumnsError(
            f"this chart shows one key; the durations have {len(keys)}: {keys}. Choose the rows "
            "of one group, or describe by one key."
        )
    rows = durations.sort_values("median", ascending=False, na_position="last", kind="stable")
    labels = [label_of(keys[0], value) for value in rows[keys[0]]]
    ax = new_axes(labels) if ax is None else ax
    place = np.arange(len(rows))
    ax.hlines(place, rows["min"], rows["max"], color=GREY, linewidth=1.2)
    ax.hlines(place, rows["q25"], rows["q75"], color=UNCERTAIN, linewidth=11)
    ax.plot(rows["median"], place, "o", color=CERTAIN, markersize=7)
    for at, longest, known, projects in zip(
        place, rows["max"], rows["n_known"], rows["n_projects"], strict=True
    ):
        count = f"n = {known}" if known == projects else f"n = {known} of {projects}"
        ax.annotate(
            f"no duration ({count})" if pd.isna(longest) else count,
            (0 if pd.isna(longest) else longest, at),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=GREY,
        )
    ax.set_yticks(place, labels)
    ax.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.margins(x=0.12)
    ax.set_xlabel("Months")
    tidy(ax)
    if len(rows):
        known, total = rows["n_all_known"].iloc[0], rows["n_all"].iloc[0]
        set_caption(
            ax,
            "Dot: median; box: middle half; line: shortest to longest (central estimates). "
            f"{known} of {total} projects are in; {total - known} without both dates are out.",
        )
    else:
        set_caption(ax, "No projects are in: the table has no rows.")
    return ax
