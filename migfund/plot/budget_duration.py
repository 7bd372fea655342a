"""Budgets of projects against how long they last."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, ScopeError
from migfund.plot.chart import open_chart
from migfund.plot.money import common_unit, money_axis, one_currency
from migfund.plot.rows import figures, money_said
from migfund.plot.style import shades, style
from migfund.schema import (
    Array,
    as_table,
    currency_column,
    is_split,
    money_of,
    need_columns,
    numbers_of,
)
from migfund.totals.total_by import basis_of
from migfund.totals.words import label, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_budget_duration"]


def plot_budget_duration(
    projects: pd.DataFrame,
    *,
    value: str = "budget_usd",
    unit: str | None = None,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw a dot a project: how long it lasts, and how much it has.

    Where the dates leave it open how long a project lasts, a line goes from the shortest to the
    longest. Where the values span more than three orders of magnitude, the axis of money is
    logarithmic, but for a linear part around zero.

    Parameters
    ----------
    projects
        A project table after :func:`migfund.add_duration`, not split; needs ``duration_months``
        and ``value``.
    value
        Column of money in one currency.
    unit
        As in :func:`plot_totals`.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption: currency, basis, the projects that are in and out.

    Raises
    ------
    ColumnsError
        If a column is missing.
    ScopeError
        If the table is split, for then a row is no project; or the values are in different
        currencies.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"title": ["Border posts"], "duration_months": [24.0],
    ...                          "budget_usd": [300_000.0]})
    >>> ax = mf.plot_budget_duration(projects)
    >>> mf.plot_data(ax).values.tolist()
    [['Border posts', 24.0, 300000.0]]
    """
    common_unit([], unit)
    if not isinstance(value, str):
        raise ColumnsError(f"value must be the name of a column, not {value!r}.")
    projects = as_table(projects, [value])
    need_columns(projects, ["duration_months"], hint="Add it first: mf.add_duration(table).")
    if is_split(projects):
        raise ScopeError(
            "the rows are parts of projects, each of which lasts as long as the project. Take the "
            "table as it was before the split."
        )
    names = ["duration_months", "duration_months_low", "duration_months_high"]
    months, low, high = (figures(projects, name) for name in names)
    sums = numbers_of(projects, value)
    drawn = ~np.isnan(months) & ~np.isnan(sums)
    money = money_of(projects, value)
    currency = (money and money.currency) or ""
    if money and not money.currency:
        own = currency_column(projects, money.stated)
        currency = one_currency(texts_of(projects[drawn], own), "dots")
    with style():
        chart = open_chart(ax)
        ax = chart.ax
        wide = drawn & (low < high)
        # Of many, each is fainter, so that one sees where they are dense.
        many = max(wide.sum() / 40, 1.0)
        line = {"linewidth": max(0.8 / many**0.5, 0.3), "alpha": max(0.5 / many, 0.06)}
        ax.hlines(sums[wide], low[wide], high[wide], color=shades(ax).certain, **line)
        dot = {"s": max(18 / many**0.5, 8), "alpha": max(0.8 / many**0.25, 0.5)}
        ax.scatter(
            months[drawn], sums[drawn], color=shades(ax).certain, linewidth=0, zorder=3, **dot
        )
        stated = label(money.stated if money else value)
        log = _scale_money(ax, sums[drawn], currency, stated, unit)
        ax.set_xlabel("Duration, months")
        ax.set_xlim(left=min(0, np.nanmin(np.append(low[wide], 0))))
        out = len(projects) - int(drawn.sum())
        said = ["Money on a logarithmic scale."] * log
        said += ["Lines: between the durations that the dates allow."] * bool(wide.any())
        said.append(f"{drawn.sum():,} of {len(projects):,} projects are in")
        left = f"; {out:,} without a duration or a figure {'is' if out == 1 else 'are'} out"
        said[-1] += f"{left if out else ''}."
        said.insert(0, money_said(currency, [basis_of(projects, value)]))
        kept = [name for name in ("title", *names, value) if name in projects]
        if not drawn.any():
            chart.leave_empty()
        data = pd.DataFrame(projects.loc[drawn, kept])
        return chart.finish(" ".join(said), data, title)


def _scale_money(ax: "Axes", sums: Array, currency: str, what: str, unit: str | None) -> bool:
    """Scale the axis of money; tell whether it is logarithmic."""
    sizes = np.abs(sums[sums != 0])
    if not len(sizes) or sizes.max() < 1000 * sizes.min():
        money_axis(ax.yaxis, sums, currency, what, unit)
        ax.margins(y=0.08)
        return False
    # Zero is as far from the least sums as their names need, also beside many powers of ten.
    near = max(np.log10(sizes.max() / sizes.min()) / 8, 1)
    ax.set_yscale("symlog", linthresh=10.0 ** np.floor(np.log10(sizes.min())), linscale=near)
    locator: Any = ax.yaxis.get_major_locator()
    locator.set_params(numticks=6)
    money_axis(ax.yaxis, sums, currency, what, unit, log=True)
    return True
