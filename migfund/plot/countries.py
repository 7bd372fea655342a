"""What maps share: which totals are of countries, and words for those that are not."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import codelist_rows
from migfund.errors import ColumnsError, list_values
from migfund.plot.chart import Chart
from migfund.plot.money import money, one_currency
from migfund.plot.rows import COUNTS, caption_of
from migfund.schema import UNALLOCATED, numbers_of
from migfund.totals.total_by import as_totals, grand_totals, keys_of
from migfund.totals.words import groups_overlap, key_text, percent, projects_shown, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["OnMap", "finish_map", "on_map"]


_NAMED = 3
"""Rows that are on no map and are named one by one."""


class OnMap(NamedTuple):
    """Totals by country as a map shows them.

    ``rows`` has ``country``, ``name``, ``total``, ``n_projects``, ``n_known`` of the countries on
    the map; ``outside`` names the other rows, their sum and their share ("" if there are none).
    """

    rows: pd.DataFrame
    outside: str
    currency: str
    caption: str


def on_map(totals: Any, drawn: Collection[str]) -> OnMap:
    """Return the totals of the countries that a map has, and words for the others.

    Raises
    ------
    ColumnsError
        If the table is not one of totals by country.
    ScopeError
        If the totals are in different currencies.
    """
    totals = as_totals(totals, ["total", "currency", "basis", *COUNTS])
    currency = one_currency(texts_of(totals, "currency"), "totals")
    totals = _of_countries(totals)
    rows = pd.DataFrame(
        {
            "country": totals["country"].astype(object).to_numpy(),
            "name": [key_text("country", value) for value in totals["country"]],
            **{name: numbers_of(totals, name) for name in ("total", "n_projects", "n_known")},
        }
    )
    inside = rows["country"].isin(list(drawn))
    outside = _outside(rows[~inside], None if groups_overlap(totals) else rows["total"])
    caption = caption_of(totals, currency, projects_shown(totals))
    return OnMap(rows[inside].reset_index(drop=True), outside, currency, caption)


def _of_countries(totals: pd.DataFrame) -> pd.DataFrame:
    """Return totals by country without the grand total; refuse any others."""
    keys = [name for name in keys_of(totals) if name != "currency"]
    if keys != ["country"]:
        raise ColumnsError(
            f"a map shows totals by country; these are by {list_values(keys) or 'no key'}. Use "
            "mf.total_by_country(table); or choose the rows of one group and drop its column; or, "
            "where another column has the codes, totals.rename(columns={'iso3': 'country'})."
        )
    totals = totals[~grand_totals(totals)]
    stated = totals["country"].dropna()
    stated = stated[stated != UNALLOCATED]
    twice = stated[stated.duplicated()]
    if len(twice):
        raise ColumnsError(
            f"a map shows one total a country; several rows are of {list_values(twice)}. Group by "
            "country alone: mf.total_by_country(table)."
        )
    codes = {row["iso3"] for row in codelist_rows("countries")}
    if len(stated) and not stated.isin(codes).any():
        raise ColumnsError(
            "the column 'country' must have codes of ISO 3166-1 alpha-3, such as 'KEN', not "
            f"{list_values(stated)}. mf.parse_countries('Kenya') returns the codes of names."
        )
    return totals


def _outside(rows: pd.DataFrame, all_totals: pd.Series | None) -> str:
    """Name the rows that are on no map, with their sum and share where they may be added up."""
    if not len(rows):
        return ""
    rows = rows.sort_values("total", ascending=False, na_position="last", kind="stable")
    named = [f"{name} {_sum(rows.iloc[[at]])}" for at, name in enumerate(rows["name"][:_NAMED])]
    rest = rows.iloc[_NAMED:]
    if len(rest):
        named.append(f"{len(rest)} other{'s' * (len(rest) > 1)} {_sum(rest)}")
    words = "Not on the map: "
    share = ""
    if all_totals is not None and (all_totals.fillna(0) >= 0).all() and all_totals.sum() > 0:
        share = f", {percent(rows['total'].sum() / all_totals.sum(), 0)} % of the total"
    if len(rows) == 1:
        return f"{words}{named[0]}{share}"
    whole = f"{_sum(rows)}{share}: " if all_totals is not None else ""
    return f"{words}{whole}{'; '.join(named)}"


def _sum(rows: pd.DataFrame) -> str:
    known, projects = rows["n_known"].sum(), rows["n_projects"].sum()
    count = f"n = {known:,.0f}" + (f" of {projects:,.0f}" if known != projects else "")
    total = rows["total"].sum(min_count=1)
    return f"no figure ({count})" if pd.isna(total) else f"{money(float(total))} ({count})"


class _EqualScale:
    """A step by which what is shown fills the Axes, on one scale across and down.

    Matplotlib's own equal aspect changes the size of the Axes, after which what stands around them
    no longer has the room that was measured. Limits that the caller has set since are kept within
    what is shown.
    """

    def __init__(self, ax: "Axes") -> None:
        self.ax = ax
        self.wanted = self.given = (*ax.get_xlim(), *ax.get_ylim())

    def __call__(self, _: Any) -> None:
        ax = self.ax
        if (*ax.get_xlim(), *ax.get_ylim()) != self.given:
            self.wanted = (*ax.get_xlim(), *ax.get_ylim())
        left, right, bottom, top = self.wanted
        width, height = max(ax.bbox.width, 1), max(ax.bbox.height, 1)
        scale = max(abs(right - left) / width, abs(top - bottom) / height)
        middle, up = (bottom + top) / 2, np.sign(top - bottom)
        ax.set_xlim(left, left + np.sign(right - left) * scale * width)
        ax.set_ylim(middle - up * scale * height / 2, middle + up * scale * height / 2)
        self.given = (*ax.get_xlim(), *ax.get_ylim())


def finish_map(
    chart: Chart,
    shown: OnMap,
    handles: dict[str, Any],
    legend_title: str,
    *,
    title: str | None,
    note: str = "",
) -> "Axes":
    """Write the legend, what is on no map in a box, and the caption; return the Axes.

    Parameters
    ----------
    chart, shown
        The chart and its totals, with the column ``class`` in their rows.
    handles
        What the legend explains, by its words.
    legend_title
        What stands above the legend.
    title
        Title of the chart.
    note
        More words for the caption.
    """
    ax = chart.ax
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlabel("")
    ax.set_ylabel("")
    ax.spines[:].set_visible(False)
    chart.steps.insert(0, _EqualScale(ax))
    chart.add_legend(list(handles.values()), list(handles), legend_title)
    if shown.outside:
        chart.add_box(shown.outside)
    return chart.finish(" ".join(filter(None, [shown.caption, note])), shown.rows, title)
