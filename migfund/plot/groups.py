"""Groups of projects, a row each: their totals as bars."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, ScopeError, list_values
from migfund.plot.style import CERTAIN, MUTED, axes_for, finish, write_beside
from migfund.schema import TIME_COLUMNS, UNALLOCATED, Array, numbers_of
from migfund.totals.total_by import as_totals, grand_totals, keys_of
from migfund.totals.words import key_text, number, projects_shown, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_totals"]

_COUNTS = ("n_projects", "n_known", "n_all", "n_all_known")


def plot_totals(totals: pd.DataFrame, *, ax: "Axes | None" = None) -> "Axes":
    """Draw totals as horizontal bars, the largest on top; years in their order.

    Each bar says its total and how many projects it rests on. A group in which no figure is known
    keeps its row, without a bar. Where the totals have bounds (after
    :func:`migfund.split_by_year`), a line goes from the lower to the upper one, and both are
    written. A grand total is no bar.

    Parameters
    ----------
    totals
        What :func:`migfund.total_by` or a short form returns, by one key, or some of its rows.
    ax
        Axes to draw on; new ones if not given.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption line: currency, basis, and the projects of these rows that are in
        and out.

    Raises
    ------
    ColumnsError
        If the table is not one of totals by one key.
    ScopeError
        If the totals are in different currencies.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [300_000.0, 119_187.08]})
    >>> ax = mf.plot_totals(mf.total_by(projects, "fund"))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['IDF', 'MPF']
    """
    totals = as_totals(totals, ["total", "currency", "basis", *_COUNTS])
    currencies = texts_of(totals, "currency")
    if len(currencies) > 1:
        raise ScopeError(
            f"bars in different currencies cannot be compared: {list_values(currencies)}. Choose "
            f"the rows of one, totals[totals['currency'] == {currencies[0]!r}], or convert first: "
            "mf.convert_currency(table, to='USD')."
        )
    key = _only_key(totals, "totals")
    rows = _in_order(totals[~grand_totals(totals)], key)
    total, low, high = (_figures(rows, name) for name in ("total", "total_low", "total_high"))
    labels = [key_text(key, value) for value in rows[key]]
    ax = axes_for(ax, labels)
    place = np.arange(len(rows))
    aside = [pd.isna(value) or value == UNALLOCATED for value in rows[key]]
    ax.barh(place, total, height=0.7, color=[MUTED if no_group else CERTAIN for no_group in aside])
    wide = np.flatnonzero(low < high)
    ax.hlines(place[wide], low[wide], high[wide], color="black", linewidth=1.2)
    for ends in (low, high):
        ax.plot(ends[wide], place[wide], "|", color="black", markersize=7)
    for at, count in enumerate(_counts(rows)):
        bounds = f"{number(low[at])} to {number(high[at])}; " if at in wide else ""
        known = not np.isnan(total[at])
        words = f"{number(total[at])} ({bounds}{count})" if known else f"no figure ({count})"
        write_beside(ax, at, np.nanmax([0, total[at], high[at] if bounds else 0]), words)
    ax.margins(x=0.5 if len(wide) else 0.28)
    ax.locator_params(axis="x", nbins=6)
    ax.xaxis.set_major_formatter(lambda amount, _: number(amount))
    currency = "".join(currencies)
    ax.set_xlabel(f"Total, {currency}" if currency else "Total")
    said = [f"{currency or 'No currency'}, {'; '.join(texts_of(rows, 'basis'))}."] * bool(len(rows))
    said += ["Lines: between the bounds that the dates allow."] * bool(len(wide))
    finish(ax, labels, " ".join([*said, projects_shown(rows)]))
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


def _in_order(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return times and other ordered groups in their order, any others by their totals."""
    kind = rows[key].dtype
    in_order = isinstance(kind, pd.CategoricalDtype) and kind.ordered
    # As text too, times sort in their order, and what is unallocated comes last.
    if in_order or pd.api.types.is_numeric_dtype(kind) or key in TIME_COLUMNS:
        return rows.sort_values(key)
    return rows.sort_values("total", ascending=False, na_position="last", kind="stable")


def _figures(rows: pd.DataFrame, name: str) -> Array:
    return numbers_of(rows, name) if name in rows else np.full(len(rows), np.nan)


def _counts(rows: pd.DataFrame) -> list[str]:
    """Say of each group how many projects it rests on."""
    pairs = zip(rows["n_known"], rows["n_projects"], strict=True)
    return [f"n = {n}" if n == of else f"n = {n} of {of}" for n, of in pairs]
