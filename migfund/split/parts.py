"""What both splits share: which columns are divided, and how the rows of the result are made."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.schema import (
    TEXT,
    add_columns,
    budget_currency,
    distinct_codes,
    need_columns,
    numbers_of,
    refuse_repeated_labels,
)
from migfund.split.rounding import round_within

__all__ = [
    "UNDIVIDED",
    "budget_columns",
    "continued_rule",
    "refuse_clashes",
    "rows_of",
    "value_columns",
    "whole_values",
]

UNDIVIDED = "migfund_undivided"
"""Where in ``DataFrame.attrs`` the columns of numbers stand that a split did not divide."""

_Integers = npt.NDArray[Any]


def budget_columns(projects: pd.DataFrame) -> list[str]:
    """Name the columns that hold money: ``budget`` and converted ones such as ``budget_usd``."""
    return [
        name
        for name in projects.columns
        if (name == "budget" or budget_currency(name))
        and pd.api.types.is_numeric_dtype(projects[name])
        and not pd.api.types.is_bool_dtype(projects[name])
    ]


def value_columns(projects: pd.DataFrame, value: str | Sequence[str] | None) -> list[str]:
    """Give the columns to split, each once: those asked for, or every column of money."""
    if value is None:
        return budget_columns(projects)
    names = list(dict.fromkeys([value] if isinstance(value, str) else value))
    need_columns(projects, names)
    return names


def whole_values(projects: pd.DataFrame, name: str, decimals: int | None) -> npt.NDArray[Any]:
    """Give the values to be divided; if they are rounded, so that each project keeps its sum."""
    values = numbers_of(projects, name)
    if decimals is None or "share" not in projects or name.endswith(("_low", "_high")):
        return values
    return round_within(values, pd.factorize(projects.index)[0], decimals=decimals)


def refuse_clashes(projects: pd.DataFrame, new: Sequence[str], *, doing: str) -> None:
    """Raise, before rows are made, if projects cannot be told apart or a new column is taken."""
    if {"share", "split_rule"} <= set(projects.columns):  # a table that was split before
        add_columns(projects.head(0), dict.fromkeys(new))
    else:
        refuse_repeated_labels(projects, doing=doing)
        add_columns(projects.head(0), dict.fromkeys([*new, "share", "split_rule"]))


def rows_of(projects: pd.DataFrame, parent: _Integers, new: Mapping[str, Any]) -> pd.DataFrame:
    """Repeat each project's row, with other values in some columns and more columns at the end.

    Parameters
    ----------
    projects
        The table that is split.
    parent
        Position of the project of each row of the result.
    new
        Values by column, one a row of the result.
    """
    # What is replaced is not repeated first.
    replaced = [name for name in projects.columns if name in new]
    table = projects.drop(columns=replaced).iloc[parent]
    columns: dict[str, pd.Series] = {}
    made: dict[int, pd.Series] = {}
    for name, values in new.items():
        # An array that stands twice is one column: pandas copies it when one of the two is changed.
        made.setdefault(id(values), pd.Series(values, index=table.index, copy=False))
        columns[name] = made[id(values)]
    for place, name in enumerate(projects.columns):
        if name in columns:
            table.insert(place, name, columns.pop(name))
    whole = [
        name
        for name, kind in projects.dtypes.items()
        if name not in new and pd.api.types.is_numeric_dtype(kind)
    ]
    if whole:
        table.attrs[UNDIVIDED] = list(dict.fromkeys([*table.attrs.get(UNDIVIDED, ()), *whole]))
    return add_columns(table, columns)


def continued_rule(
    projects: pd.DataFrame, parent: _Integers, rule: _Integers, rules: Sequence[str]
) -> pd.Categorical:
    """Say how each row came about, after what was said of an earlier split.

    Parameters
    ----------
    projects
        The table that is split; ``split_rule`` is what was said before.
    parent
        Position of the project of each row of the result.
    rule
        Place of each row's rule among the rules.
    rules
        What is said; the same text may stand twice.
    """
    texts = list(rules)
    if "split_rule" in projects:
        before, said = distinct_codes(projects["split_rule"].astype(TEXT))
        rule = rule + len(rules) * (before.take(parent) + 1)
        texts += [f"{text}; {word}" for text in said for word in rules]
    used = np.flatnonzero(np.bincount(rule, minlength=len(texts)))
    kind = pd.Index(pd.array(sorted({texts[place] for place in used}), dtype=TEXT))
    places = np.zeros(len(texts), dtype=np.min_scalar_type(-len(kind) - 1))
    places[used] = kind.get_indexer(pd.Index([texts[place] for place in used]))
    return pd.Categorical.from_codes(places.take(rule), kind, validate=False)
