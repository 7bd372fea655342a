"""The cells of a table for a paper: what is shown, in which order, and each cell as text."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.publish.words import ALL, COUNTS, DASH, FIGURES, key_text, label, number, percent
from migfund.schema import UNALLOCATED, need_columns

__all__ = ["Plan", "cells_of", "head_of", "is_figure", "order_of", "plan_of", "under_one_head"]

_UNITS = {1: "", 1_000: "thousand", 1_000_000: "million", 1_000_000_000: "billion"}
_RESULTS = (*FIGURES, *COUNTS, "share_of_total", "first_year", "last_year", "currency", "basis")
_ALSO = ("split_rule", "price_year", "measure", "value", "excluded")
"""Columns that are no group of a cross table either."""
_BY_DEFAULT = ("total", "total_low", "total_high", "n_projects", "share_of_total")
_OF_DURATIONS = ("n_projects", "median", "q25", "q75", "min", "max")


class Plan(NamedTuple):
    """What a table shows: its keys, columns, groups of a cross table, unit and wishes."""

    keys: list[str]
    shown: list[str]
    groups: list[str]
    numbers: list[str]
    unit: int
    money: str | None
    unit_words: str | None
    decimals: int | Mapping[str, int] | None
    country_names: bool
    labels: Mapping[str, str]


def plan_of(
    totals: pd.DataFrame,
    columns: Sequence[str] | None,
    unit: float,
    decimals: int | Mapping[str, int] | None,
    currency: str | None,
    country_names: bool,
    labels: Mapping[str, str] | None,
) -> Plan:
    """Check what was asked for, and settle what is shown."""
    if totals.columns.nlevels > 1 or any(name is not None for name in totals.index.names):
        raise ColumnsError(
            "a table is made of a flat frame, with keys and columns on one level. Bring the keys "
            "into columns first: totals.reset_index()."
        )
    if unit not in _UNITS:
        raise MigfundError(f"unit must be 1, 1e3, 1e6 or 1e9, not {unit!r}.")
    places = list(decimals.values()) if isinstance(decimals, Mapping) else [decimals]
    wrong = [n for n in places if n is not None and (not isinstance(n, int) or n < 0)]
    if wrong:
        raise MigfundError(f"decimals must be whole numbers from 0, not {list_values(wrong)}.")
    keys = _keys(totals)
    own = [*_RESULTS, *_ALSO]
    names = [str(name) for name in totals.columns]
    # In a cross table the groups stand between the keys and the total.
    before = names[: names.index("total")] if "total" in names else []
    groups = [n for n in before if n not in own and n not in keys]
    shown = _shown(totals, keys, groups, columns)
    money = None
    if "total" in totals:
        words = [_UNITS[int(unit)], _currency(totals, currency) or ""]
        money = " ".join(word for word in words if word) or None
    elif unit != 1:
        raise MigfundError("unit= is for money; this table has no column 'total'. Leave it out.")
    return Plan(
        keys=keys,
        shown=shown,
        groups=groups,
        numbers=[n for n in shown if pd.api.types.is_numeric_dtype(totals[n])],
        unit=int(unit),
        money=money,
        unit_words=money if "total" in totals else "months",
        decimals=decimals,
        country_names=country_names,
        labels=labels or {},
    )


def _keys(totals: pd.DataFrame) -> list[str]:
    """Name the keys: what stands before the first result, or before the groups' numbers."""
    keys: list[str] = []
    whole_numbers_are_keys = "n_projects" in totals
    for name in map(str, totals.columns):
        if name in _RESULTS or (name == "value" and keys):
            break
        is_float = pd.api.types.is_float_dtype(totals[name])
        is_whole = pd.api.types.is_integer_dtype(totals[name]) and not whole_numbers_are_keys
        if keys and (is_float or is_whole):
            break
        keys.append(name)
    return keys


def _shown(
    totals: pd.DataFrame, keys: list[str], groups: list[str], columns: Sequence[str] | None
) -> list[str]:
    """Name the columns to print beside the keys."""
    if isinstance(columns, str):
        columns = [columns]
    if columns is not None:
        need_columns(totals, columns)
        shown = [name for name in dict.fromkeys(columns) if name not in keys]
    elif groups:
        shown = [*groups, "total"]
    elif "measure" in keys:
        shown = ["value"]
    else:
        usual = _BY_DEFAULT if "total" in totals else _OF_DURATIONS
        shown = [name for name in usual if name in totals]
    if not shown:
        raise ColumnsError(
            f"there is nothing to print beside the keys {keys}; the table has "
            f"{list_values(totals.columns, limit=30)}. Name columns of it: columns=['total']."
        )
    return shown


def _currency(totals: pd.DataFrame, stated: str | None) -> str | None:
    """Give the one currency of the figures."""
    every = [stated] if stated else []
    if "currency" in totals:
        every += totals["currency"].astype(object).dropna().tolist()
    every = list(dict.fromkeys(every))
    if len(every) > 1:
        raise ScopeError(
            f"the figures are in different currencies: {list_values(every)}. A table has one: "
            "choose the rows of one, or convert first with mf.convert_currency."
        )
    return str(every[0]) if every else None


def order_of(totals: pd.DataFrame, keys: list[str]) -> npt.NDArray[np.int64]:
    """Order the rows: as given, but unallocated, then missing keys, then the grand total last.

    For a second key the same holds inside each run of rows with the same first key.
    """
    run: npt.NDArray[Any] = np.zeros(len(totals), dtype=np.int64)
    marks: list[npt.NDArray[Any]] = [run]
    for key in keys:
        cells = totals[key].astype(object).reset_index(drop=True)
        rank = cells.map({UNALLOCATED: 1, ALL: 3}).fillna(0).mask(cells.isna(), 2)
        marks += [run, rank.to_numpy()]
        texts = cells.map(str).to_numpy()
        new = np.ones(len(totals), dtype=bool)
        new[1:] = (texts[1:] != texts[:-1]) | (run[1:] != run[:-1])
        run = np.cumsum(new)
    return np.lexsort(marks[::-1])


def cells_of(rows: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, pd.Series | None]:
    """Write all cells as text; the grand total apart, where there is one."""
    text = {
        key: [key_text(key, cell, country_names=plan.country_names) for cell in _plain(rows[key])]
        for key in plan.keys
    }
    text |= {name: _column(rows, name, plan) for name in plan.shown}
    body = pd.DataFrame(text, dtype=object)
    if not plan.keys:
        return body, None
    last = (rows[plan.keys[0]].astype(object) == ALL).to_numpy()
    if last.sum() > 1:
        raise ScopeError(
            f"{last.sum()} rows have the key 'all', which is that of a grand total. Choose the "
            "rows of one table of totals."
        )
    return body[~last], body[last].iloc[0] if last.any() else None


def _plain(values: pd.Series) -> list[Any]:
    """Give a column as plain values, whatever its dtype."""
    return values.astype(object).tolist()


def _column(rows: pd.DataFrame, name: str, plan: Plan) -> list[str]:
    """Write the cells of one column."""
    cells = _plain(rows[name])
    if name == "n_projects" and "n_known" in rows and "n_known" not in plan.shown:
        pairs = zip(cells, _plain(rows["n_known"]), strict=True)
        return [
            number(n, 0) if known == n else f"{number(known, 0)} of {number(n, 0)}"
            for n, known in pairs
        ]
    if name in ("first_year", "last_year"):
        return [DASH if pd.isna(cell) else str(int(cell)) for cell in cells]
    if not pd.api.types.is_numeric_dtype(rows[name]):
        return [DASH if pd.isna(cell) else str(cell) for cell in cells]
    places = _places(rows, name, plan)
    if name == "share_of_total":
        return [percent(cell, places) for cell in cells]
    by = plan.unit if is_figure(name, plan) else 1
    return [number(None if pd.isna(cell) else cell / by, places) for cell in cells]


def is_figure(name: str, plan: Plan) -> bool:
    """Whether a column holds figures in the unit of the value."""
    return name in FIGURES or name in plan.groups


def under_one_head(plan: Plan) -> list[str]:
    """Name the columns that stand side by side under one head with their unit; none if one alone.

    It keeps heads short: LaTeX does not break them.
    """
    places = [at for at, name in enumerate(plan.shown) if is_figure(name, plan)]
    together = len(places) > 1 and places[-1] - places[0] + 1 == len(places)
    return [plan.shown[at] for at in places] if together and plan.unit_words else []


def _places(rows: pd.DataFrame, name: str, plan: Plan) -> int:
    """Give the places after the point of a column."""
    if name in COUNTS:
        return 0
    given = plan.decimals.get(name) if isinstance(plan.decimals, Mapping) else plan.decimals
    if given is not None:
        return given
    if name == "value":
        return 3
    if "total" in rows and is_figure(name, plan):
        return 0 if plan.unit == 1 else 1
    return 0 if pd.api.types.is_integer_dtype(rows[name]) else 1


def head_of(name: str, plan: Plan, key_of_groups: object) -> str:
    """Write the head of a column, with its unit."""
    if name in plan.labels:
        return plan.labels[name]
    if name in plan.groups:
        return key_text(str(key_of_groups), name, country_names=plan.country_names)
    unit = plan.unit_words
    if name in FIGURES and unit and not under_one_head(plan):
        return f"{label(name)} ({unit})"
    return label(name)
