"""Projects in time: a bar each, its uncertain part drawn as uncertain."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.dates import allowed_days
from migfund.plot.style import CERTAIN, UNCERTAIN, axes_for, finish
from migfund.schema import as_table, is_split, project_codes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_timeline"]

_LONGEST = 62
"""Characters of a title that are written out."""


def plot_timeline(projects: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """Draw a bar a project from its start to its end, in order of start.

    The full colour is the time in which the project certainly ran; the hatched parts are the days
    that a month or a year alone leaves open. Where one end is not stated, the other is drawn alone.
    In a table that was split, each project is drawn once.

    Parameters
    ----------
    projects
        Needs ``start``, ``start_precision``, ``end`` and ``end_precision``; ``title`` (or
        ``project_id``) labels the bars.
    ax
        Axes to draw on; new ones if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption line that says how many projects are in and out.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> years = pd.DataFrame({"title": ["Open South America"],
    ...                       "start": pd.to_datetime(["2021-01-01"]), "start_precision": ["year"],
    ...                       "end": pd.to_datetime(["2021-12-31"]), "end_precision": ["year"]})
    >>> mf.plot_timeline(years).get_yticklabels()[0].get_text()
    'Open South America'
    """
    needed = [f"{end}{part}" for end in ("start", "end") for part in ("", "_precision")]
    projects = as_table(projects, needed)
    if is_split(projects):
        projects = projects[~pd.Series(project_codes(projects)[0]).duplicated().to_numpy()]
    start_first, start_last = allowed_days(projects, "start")
    end_first, end_last = allowed_days(projects, "end")
    drawn = np.flatnonzero(~(np.isnat(start_first) & np.isnat(end_first)))
    begins = np.where(np.isnat(start_first), end_first, start_first)
    order = drawn[np.argsort(begins[drawn], kind="stable")]
    labels = [_label(projects, row) for row in order]
    ax = axes_for(ax, labels, per_row=0.27, letter=0.065)
    for at, row in enumerate(order):
        bounds = (start_first[row], start_last[row], end_first[row], end_last[row])
        one_end = bool(np.isnat(bounds).any())
        known = [day for day in bounds if not np.isnat(day)]
        _bar(ax, at, min(known), max(known), certain=False)
        if not one_end and bounds[1] <= bounds[2]:
            _bar(ax, at, bounds[1], bounds[2], certain=True)
    ax.xaxis_date()
    ax.margins(x=0.02)
    half = int((np.isnat(start_first) != np.isnat(end_first)).sum())
    caption = (
        "Full colour: certainly running. Hatched: left open by dates to the month or year, or with "
        f"one end alone ({half}). {len(order)} of {len(projects)} projects are in; "
        f"{len(projects) - len(order)} without any date are out."
    )
    finish(ax, labels, caption, size=8)
    return ax


def _bar(ax: "Axes", at: int, first: np.datetime64, last: np.datetime64, *, certain: bool) -> None:
    """Draw the days from first to last, both counted."""
    ax.barh(
        at,
        last + np.timedelta64(1, "D") - first,
        left=first,
        height=0.62,
        facecolor=CERTAIN if certain else UNCERTAIN,
        edgecolor="#6fa8b8",
        linewidth=0 if certain else 0.8,
        hatch=None if certain else "////",
    )


def _label(projects: pd.DataFrame, row: int) -> str:
    """Return a project's title, or else its id, its source or its row."""
    for name in ("title", "project_id", "source"):
        if name in projects and isinstance(projects[name].iloc[row], str):
            words = str(projects[name].iloc[row])
            words = words.rsplit("/", 1)[-1] if name == "source" else words
            return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
    return f"row {projects.index[row]}"
