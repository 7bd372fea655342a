"""How long the projects of each group last."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.plot.chart import open_chart
from migfund.plot.rows import COUNTS, counts, figures, names_of, only_key
from migfund.plot.style import ink, shades, style
from migfund.totals.total_by import as_totals
from migfund.totals.words import projects_shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_durations"]

_MEASURES = ("min", "q25", "median", "q75", "max")
_HEIGHT = 0.5
_HOW_MADE = "mf.duration_by(mf.add_duration(projects), 'fund') makes them of the projects."


def plot_durations(
    durations: pd.DataFrame, *, ax: "Axes | None" = None, title: str | None = None
) -> "Axes":
    """Draw durations by group: a line from shortest to longest, a box for the middle half, a dot.

    Parameters
    ----------
    durations
        What :func:`migfund.duration_by` returns, by one key, or some of its rows.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption that says how many projects of these rows are in and out.

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
    durations = as_totals(durations, [*_MEASURES, *COUNTS], hint=_HOW_MADE)
    key = only_key(durations, "durations")
    rows = durations.sort_values("median", ascending=False, na_position="last", kind="stable")
    least, low, middle, high, most = (figures(rows, name) for name in _MEASURES)
    names = names_of(rows, key)
    words = [
        f"no duration ({count})" if np.isnan(value) else count
        for count, value in zip(counts(rows), middle, strict=True)
    ]
    with style():
        chart = open_chart(ax, rows=len(rows))
        ax, at = chart.ax, np.arange(len(rows))
        chart.name_rows(names)
        ax.hlines(at, least, most, color=ink(ax), linewidth=0.8)
        for ends in (least, most):
            ax.plot(ends, at, "|", color=ink(ax), markersize=5, markeredgewidth=0.8)
        ax.barh(
            at,
            high - low,
            left=low,
            height=_HEIGHT,
            color=shades(ax).uncertain,
            linewidth=0,
            zorder=2,
        )
        ax.plot(
            middle,
            at,
            "o",
            color=shades(ax).certain,
            markersize=5,
            markeredgecolor=ink(ax),
            markeredgewidth=0.4,
            zorder=3,
        )
        words = [f" {count}" for count in words]  # clear of a dot at the end
        short = [count.replace("no duration ", "– ") for count in words]
        chart.label_values(at, np.nan_to_num(most), [words, short])
        ax.set_xlabel("Months")
        ax.grid(axis="x", color=ink(ax), alpha=0.15, linewidth=0.6)
        marks = "Dot: median; box: middle half; line: shortest to longest (central estimates)."
        said = [marks] * bool(len(rows)) + [projects_shown(rows, lacking="both dates")]
        data = rows[[key, *_MEASURES, "n_projects", "n_known"]].assign(**{key: names})
        return chart.finish(" ".join(said), data, title)
