"""The rows under one total, with their shares."""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from migfund.convert import budget_values
from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.schema import ALL
from migfund.totals.groups import rows_in_groups
from migfund.totals.origin import Origin, origin_of
from migfund.totals.refusals import is_full

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
    """Tell whether a table is one of totals."""
    return {"total", "n_projects", "n_known", "n_all"} <= set(table.columns)


def explain_total(
    totals: pd.DataFrame, key: Any, rows: pd.DataFrame | None, value: str | None
) -> ExplainedTotal:
    """Give the rows under one total; see :func:`migfund.explain`."""
    origin = origin_of(totals)
    if rows is not None:
        if value is None:
            raise MigfundError("rows= goes with value=, the column that was added up.")
        names = [str(name) for name in totals.columns[: totals.columns.get_loc("total")]]
        origin = Origin(rows, names, value)
    if origin is None:
        raise ScopeError(
            "these totals do not know their rows any more (they were read from a file, or put "
            "together): give the table that was totalled, mf.explain(totals, key, rows=table, "
            "value='budget_usd')."
        )
    wanted = list(key) if isinstance(key, tuple) else [key]
    if wanted[0] == ALL and len(wanted) <= 1:
        position = np.arange(len(origin.table))
    else:
        position = _positions(origin, wanted)
    return ExplainedTotal(*_described(origin, wanted, position))


def _positions(origin: Origin, wanted: Sequence[Any]) -> Any:
    """Give the positions of the rows with a key."""
    if len(wanted) != len(origin.by):
        raise ColumnsError(
            f"the totals have the keys {list_values(origin.by)}; the key must give "
            f"{'one value' if len(origin.by) == 1 else f'a tuple of {len(origin.by)} values'}, "
            f"not {len(wanted)}."
        )
    found = rows_in_groups(origin.table, origin.by)
    mine = np.ones(len(found.position), dtype=bool)
    for name, one in zip(origin.by, wanted, strict=True):
        column = found.keys[name].astype(object)
        same = column.isna() if pd.isna(one) else column.map(str, na_action="ignore") == str(one)
        mine &= same.to_numpy(dtype=bool)
        if not mine.any():
            there = column.drop_duplicates().map(str, na_action="ignore").dropna().sort_values()
            raise ColumnsError(
                f"no row has the {name} {one!r}; there is {list_values(there, limit=20)}. A "
                "missing key is None."
            )
    return found.position[mine]


def _described(origin: Origin, wanted: Sequence[Any], position: Any) -> tuple[str, pd.DataFrame]:
    """Give the words for a group and its rows."""
    some = origin.table.iloc[position]
    figures = pd.Series(budget_values(some, origin.value), index=some.index)
    # What total_by does not add up over all groups has no sum here either.
    apart = wanted[0] == ALL and (
        is_full(some, origin.by) or (origin.value == "budget" and "currency" in origin.by)
    )
    total = np.nan if apart else figures.sum(min_count=1)
    kept = [n for n in (*_NAMES, *origin.by, *_SPLIT) if n in some]
    rows = some[list(dict.fromkeys(kept))].copy()
    rows[origin.value] = figures.array
    rows["part_of_total"] = (figures / (total if total else np.nan)).array
    if "source" in some:
        rows["source"] = some["source"].array
    rows = rows.iloc[np.argsort(-figures.fillna(-np.inf).to_numpy(), kind="stable")]
    named = ", ".join(
        f"{name} {'missing' if pd.isna(one) else one}"
        for name, one in zip(origin.by, wanted, strict=False)
    )
    shown = "not known" if pd.isna(total) else f"{total:,.2f}"
    number = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{named}: {origin.value} {shown}, from {number}", rows
