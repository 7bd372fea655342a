"""The rows under one total, with their shares."""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.schema import ALL, need_columns, numbers_of
from migfund.totals.groups import rows_of_group
from migfund.totals.guards import is_full
from migfund.totals.total_by import keys_of

__all__ = ["ExplainedTotal", "explain_total", "is_totals"]

_SHOWN = 20
_NAMES = ("project_id", "title", "fund")
_SPLIT = ("country", "calendar_year", "fiscal_year", "quarter", "month", "share", "split_rule")


class ExplainedTotal:
    """The rows under one total; notebooks show them as a table.

    Parameters
    ----------
    name
        The group, its total and the number of its projects, in words.
    rows
        The rows of the group in the table that was totalled, on their index labels, the largest
        value first: what the project is called, how it was split, the value, ``part_of_total`` (0
        to 1) and ``source``.
    """

    def __init__(self, name: str, rows: pd.DataFrame) -> None:
        self.name = name
        self.rows = rows

    def __str__(self) -> str:
        """Write the largest rows as lines: label, value and shares."""
        numbers = self.rows.select_dtypes("number").columns
        shown = self.rows.head(_SHOWN)[numbers].to_string(float_format="{:,.2f}".format)
        more = f"\n… and {len(self.rows) - _SHOWN} more rows" if len(self.rows) > _SHOWN else ""
        return f"{self.name}\n{shown}{more}"

    def __repr__(self) -> str:
        """Name the group; the text is printed when it is made."""
        return f"<ExplainedTotal of {self.name}>"

    def _repr_html_(self) -> str:
        """Write all rows as an HTML table."""
        table = self.rows.to_html(max_rows=200, float_format="{:,.2f}".format)
        return f"<p><b>{html.escape(self.name)}</b></p>{table}"


def is_totals(table: pd.DataFrame) -> bool:
    """Tell whether a table is one of totals, flat or crossed."""
    return {"total", "n_projects", "n_known"} <= set(table.columns)


def explain_total(
    totals: pd.DataFrame, key: Any, rows: pd.DataFrame | None, value: str | None
) -> ExplainedTotal:
    """Give the rows under one total; see :func:`migfund.explain`."""
    if rows is None or value is None:
        raise MigfundError(
            "for a total, give the table that was totalled and the column that was added up: "
            "mf.explain(totals, key, rows=table, value='budget_usd')."
        )
    by = keys_of(totals)
    if "share_of_total" not in totals:
        raise ScopeError(
            "a cross table does not say what stands across its top. Total the table again and "
            "explain these totals: mf.total_by(table, [down, across], value='budget_usd')."
        )
    need_columns(rows, [value], hint="rows= is the table that was totalled, split as it was then.")
    wanted = list(key) if isinstance(key, tuple) else [key]
    whole = wanted[0] == ALL and all(map(_is_missing, wanted[1:]))
    if len(wanted) != len(by) and not whole:
        raise ColumnsError(
            f"the totals have the keys {list_values(by)}; the key must give "
            f"{'one value' if len(by) == 1 else f'a tuple of {len(by)} values'}, not {len(wanted)}."
        )
    position = rows_of_group(rows, by, [ALL] * len(by) if whole else wanted)
    named = [name for name, one in zip(by, wanted, strict=False) if one != ALL]
    return ExplainedTotal(*_described(rows, by, value, wanted, position, named))


def _is_missing(one: Any) -> bool:
    """Tell whether a key is missing."""
    return bool(pd.api.types.is_scalar(one) and pd.isna(one))


def _described(
    table: pd.DataFrame,
    by: Sequence[str],
    value: str,
    wanted: Sequence[Any],
    position: Any,
    named: Sequence[str],
) -> tuple[str, pd.DataFrame]:
    """Give the words for a group and its rows."""
    some = table.iloc[position]
    figures = pd.Series(numbers_of(some, value), index=some.index)
    whole_each = is_full(some) and "country" not in named  # sums over countries are none
    several = value == "budget" and "currency" in set(by) - set(named)
    total = np.nan if whole_each or several else figures.sum(min_count=1)
    kept = [n for n in (*_NAMES, *by, *_SPLIT) if n in some]
    rows = some[list(dict.fromkeys(kept))].copy()
    rows[value] = figures.array
    rows["part_of_total"] = (figures / (total if total else np.nan)).array
    if "source" in some:
        rows["source"] = some["source"].array
    rows = rows.iloc[np.argsort(-figures.fillna(-np.inf).to_numpy(), kind="stable")]
    called = ", ".join(
        f"{name} {'missing' if _is_missing(one) else one}"
        for name, one in zip(by, wanted, strict=False)
    )
    shown = "not known" if pd.isna(total) else f"{total:,.2f}"
    number = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{called}: {value} {shown}, from {number}", rows
