"""How unequally money is spread: the Lorenz curve."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.plot.chart import open_chart
from migfund.plot.money import one_currency
from migfund.plot.rows import as_groups, caption_of, left_out, only_key
from migfund.plot.style import ONE_COLUMN, ink, shades, style
from migfund.totals.concentration import concentration, lorenz_curve
from migfund.totals.others import no_group
from migfund.totals.total_by import as_totals
from migfund.totals.words import texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_lorenz"]


def plot_lorenz(
    totals: pd.DataFrame, *, ax: "Axes | None" = None, title: str | None = None
) -> "Axes":
    """Draw the Lorenz curve of totals: what share of the money the smaller groups have together.

    With equal totals it is the straight line; the further below it, the more unequal. The caption
    has the Gini coefficient, twice the area between them, as :func:`migfund.concentration` has it.

    Parameters
    ----------
    totals
        What :func:`migfund.total_by` or a short form returns, by one key, or some of its rows.
        What is unallocated, without a key or without a known total is left out.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption: Gini coefficient, groups, currency, basis, what is left out.

    Raises
    ------
    ScopeError
        As :func:`migfund.concentration`: if a total is negative, groups overlap, or the totals are
        in several currencies.
    ColumnsError
        If the table is not one of totals by one key.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [300.0, 100.0]})
    >>> ax = mf.plot_lorenz(mf.total_by(projects, "fund"))
    >>> mf.plot_data(ax)["share_of_total"].tolist()
    [0.0, 0.25, 1.0]
    """
    given = as_groups(as_totals(totals, ["share_of_total"]))
    currency, key = one_currency(texts_of(given, "currency"), "totals"), only_key(given, "totals")
    measures = concentration(given, key, top=[1])
    gini = float(measures["value"][measures["measure"] == "gini"].iloc[0])
    groups = given[~no_group(given[key])]
    known = groups["total"].dropna().to_numpy(dtype=float)
    share_of_groups, share_of_total = lorenz_curve(known)
    with style():
        chart = open_chart(ax, height=3.9, width=ONE_COLUMN)
        ax = chart.ax
        ax.plot([0, 100], [0, 100], color=ink(ax), linewidth=0.6, linestyle="--")
        if not np.isnan(gini):
            ax.fill_between(
                100 * share_of_groups,
                100 * share_of_groups,
                100 * share_of_total,
                color=shades(ax).uncertain,
            )
            ax.plot(
                100 * share_of_groups,
                100 * share_of_total,
                color=shades(ax).certain,
                marker="o" if len(known) <= 30 else None,
                markersize=3,
                clip_on=False,
            )
        ax.set(xlim=(0, 100), ylim=(0, 100), box_aspect=1)
        ax.set_xlabel("Of the groups, smallest first, %")
        ax.set_ylabel("Of the total, %")
        data = pd.DataFrame({"share_of_groups": share_of_groups, "share_of_total": share_of_total})
        return chart.finish(_caption(given, groups, key, currency, gini), data, title)


def _caption(
    given: pd.DataFrame, groups: pd.DataFrame, key: str, currency: str, gini: float
) -> str:
    """Say what the coefficient is, of which groups, and what is left out."""
    known = int(groups["total"].notna().sum())
    unknown = len(groups) - known
    first = "No Gini coefficient: no group has a total above zero."
    if known == 1 and not np.isnan(gini):
        first = "No Gini coefficient: there is one group alone."
    elif not np.isnan(gini):
        most = f"{1 - 1 / known:.2g} (all in one of {known} groups)"
        first = f"Gini coefficient {gini:.2f}, from 0 (equal) to {most}."
    some = f"{unknown} groups without a known total are out." if unknown > 1 else ""
    one = "1 group without a known total is out." if unknown == 1 else ""
    aside = left_out(given[no_group(given[key])], None)
    return caption_of(groups, currency, first, one, some, aside)
