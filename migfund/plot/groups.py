"""Groups of projects, a row each: their totals as bars, and how long their projects last."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError
from migfund.plot.style import CERTAIN, GREY, UNCERTAIN, axes_for, finish, write_beside
from migfund.schema import Array, numbers_of
from migfund.totals.total_by import as_totals, keys_of
from migfund.totals.words import key_text, projects_shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_durations"]

_COUNTS = ("n_projects", "n_known", "n_all", "n_all_known")


def plot_durations(durations: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """Draw durations by group: a line from shortest to longest, a box for the middle half, a dot.

    Parameters
    ----------
    durations
        What :func:`migfund.duration_by` returns, by one key, or some of its rows.
    ax
        Axes to draw on; new ones if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption line that says how many projects of these rows are in and out.

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
    measures = ("min", "q25", "median", "q75", "max")
    durations = as_totals(durations, [*measures, *_COUNTS])
    key = _only_key(durations, "durations")
    rows = durations.sort_values("median", ascending=False, na_position="last", kind="stable")
    least, low, middle, high, most = (_figures(rows, name) for name in measures)
    labels = [key_text(key, value) for value in rows[key]]
    ax = axes_for(ax, labels)
    place = np.arange(len(rows))
    ax.hlines(place, least, most, color=GREY, linewidth=1.2)
    ax.hlines(place, low, high, color=UNCERTAIN, linewidth=11)
    ax.plot(middle, place, "o", color=CERTAIN, markersize=7)
    for at, count in enumerate(_counts(rows)):
        none = np.isnan(most[at])
        write_beside(ax, at, 0 if none else most[at], f"no duration ({count})" if none else count)
    ax.margins(x=0.18)
    ax.set_xlim(left=0)
    ax.set_xlabel("Months")
    marks = "Dot: median; box: middle half; line: shortest to longest (central estimates). "
    said = projects_shown(rows, lacking="both dates")
    finish(ax, labels, marks * bool(len(rows)) + said)
    return ax


def _only_key(table: pd.DataFrame, what: str) -> str:
    """Return the one key of a table of groups."""
    keys = keys_of(table)
    if len(keys) != 1:
        raise ColumnsError(
            f"a chart shows one key; the {what} have {len(keys)}: {keys}. Choose the rows of one "
            f"group and drop its column, as in {what}[{what}['fund'] == 'IDF'].drop(columns="
            "'fund'); or group by one key."
        )
    return keys[0]


def _figures(rows: pd.DataFrame, name: str) -> Array:
    return numbers_of(rows, name) if name in rows else np.full(len(rows), np.nan)


def _counts(rows: pd.DataFrame) -> list[str]:
    """Say of each group how many projects it rests on."""
    pairs = zip(rows["n_known"], rows["n_projects"], strict=True)
    return [f"n = {n}" if n == of else f"n = {n} of {of}" for n, of in pairs]
