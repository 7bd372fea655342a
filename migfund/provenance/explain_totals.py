"""The rows under one total, with their shares."""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.schema import ALL, need_columns, numbers_of
from migfund.totals.groups import rows_in_groups
from migfund.totals.origin import Origin, origin_of
from migfund.totals.refusals import has_full

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
    origin = _origin(totals, rows, value)
    wanted = list(key) if isinstance(key, tuple) else [key]
    crossed = not set(origin.by) <= set(totals.columns)
    return ExplainedTotal(*_described(origin, wanted, *_positions(origin, wanted, crossed)))


def _origin(totals: pd.DataFrame, rows: pd.DataFrame | None, value: str | None) -> Origin:
    """Give the table behind totals: the one given, or else the one that they know."""
    known = origin_of(totals)
    if (rows is None) != (value is None):
        raise MigfundError(
            "rows= goes with value=: the table that was totalled, and the column that was added up."
        )
    if rows is not None and value is not None:
        names = _keys_of(totals) if known is None else known.by
        need_columns(
            rows,
            [*names, value],
            hint="rows= is the table that was totalled, split as it was then.",
        )
        return Origin(rows, names, value)
    if known is None:
        raise ScopeError(
            "these totals do not know their rows any more (they were read from a file, or put "
            "together): give the table that was totalled, mf.explain(totals, key, rows=table, "
            "value='budget_usd')."
        )
    return known


def _keys_of(totals: pd.DataFrame) -> list[str]:
    """Read the keys of totals off their columns."""
    names = [str(name) for name in totals.columns[: list(totals.columns).index("total")]]
    if "n_all" not in totals:
        raise ScopeError(
            "a cross table that was read from a file or put together does not say what stands "
            "across its top. Total the table again and explain these totals: "
            "mf.total_by(table, [rows, columns], value='budget_usd')."
        )
    return names


def _positions(origin: Origin, wanted: Sequence[Any], crossed: bool) -> tuple[Any, list[str]]:
    """Give the positions of the rows with a key, and the keys that single them out."""
    everything = _is_all(wanted[:1]) and (
        len(wanted) == 1 or (not crossed and all(map(_is_missing, wanted[1:])))
    )
    if everything and len(origin.by) > 1:
        return np.arange(len(origin.table)), []
    if len(wanted) != len(origin.by):
        sides = f"; {ALL!r} is the total of a row or a column" if crossed else ""
        raise ColumnsError(
            f"the totals have the keys {list_values(origin.by)}; the key must give "
            f"{'one value' if len(origin.by) == 1 else f'a tuple of {len(origin.by)} values'}, "
            f"not {len(wanted)}{sides}."
        )
    found = rows_in_groups(origin.table, origin.by)
    mine = np.ones(len(found.position), dtype=bool)
    named: list[tuple[str, Any]] = []
    for name, one in zip(origin.by, wanted, strict=True):
        column = found.keys[name]
        same = mine & _holds(column, one)
        # A group may be called "all" where there is no grand total.
        if (everything or crossed) and _is_all([one]) and not same.any():
            continue
        if not same.any():
            there = column[mine].astype(object).drop_duplicates().map(str, na_action="ignore")
            beside = f" beside {', '.join(f'{n} {o}' for n, o in named)}" if named else ""
            raise ColumnsError(
                f"no row has the {name} {one!r}{beside}; there is "
                f"{list_values(there.dropna().sort_values(), limit=20)}. A missing key is None."
            )
        mine = same
        named.append((name, one))
    return np.unique(found.position[mine]), [name for name, _ in named]


def _is_all(wanted: Sequence[Any]) -> bool:
    """Tell whether a key is the word for the grand total."""
    return any(isinstance(one, str) and one == ALL for one in wanted)


def _is_missing(one: Any) -> bool:
    """Tell whether a key is missing."""
    return bool(pd.api.types.is_scalar(one) and pd.isna(one))


def _holds(column: pd.Series, one: Any) -> Any:
    """Flag the rows of a key; totals with a grand total have numbers as text."""
    if _is_missing(one):
        return column.isna().to_numpy(dtype=bool)
    texts = column.astype(object).map(str, na_action="ignore").eq(str(one))
    same = texts.to_numpy(dtype=bool, na_value=False)
    number = one.item() if isinstance(one, np.generic) else one
    if isinstance(number, int | float) and pd.api.types.is_numeric_dtype(column.dtype):
        same = same | column.eq(number).to_numpy(dtype=bool, na_value=False)
    return same


def _described(
    origin: Origin, wanted: Sequence[Any], position: Any, named: Sequence[str]
) -> tuple[str, pd.DataFrame]:
    """Give the words for a group and its rows."""
    some = origin.table.iloc[position]
    figures = pd.Series(numbers_of(some, origin.value), index=some.index)
    whole_each = has_full(some) and "country" not in named  # sums over countries are none
    several = origin.value == "budget" and "currency" in set(origin.by) - set(named)
    total = np.nan if whole_each or several else figures.sum(min_count=1)
    kept = [n for n in (*_NAMES, *origin.by, *_SPLIT) if n in some]
    rows = some[list(dict.fromkeys(kept))].copy()
    rows[origin.value] = figures.array
    rows["part_of_total"] = (figures / (total if total else np.nan)).array
    if "source" in some:
        rows["source"] = some["source"].array
    rows = rows.iloc[np.argsort(-figures.fillna(-np.inf).to_numpy(), kind="stable")]
    named = ", ".join(
        f"{name} {'missing' if _is_missing(one) else one}"
        for name, one in zip(origin.by, wanted, strict=False)
    )
    shown = "not known" if pd.isna(total) else f"{total:,.2f}"
    number = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{named}: {origin.value} {shown}, from {number}", rows
