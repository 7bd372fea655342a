"""What both splits share: which values are divided, and how the rows of the result are made."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.provenance.basis import SplitStep, split_steps, split_words
from migfund.schema import (
    SPLIT_COLUMNS,
    TEXT,
    TIME_COLUMNS,
    Array,
    add_columns,
    beside,
    distinct_codes,
    is_split,
    money_columns,
    need_columns,
    numbers_of,
    project_codes,
    refuse_repeated_labels,
)
from migfund.split.rounding import round_within

__all__ = [
    "BOUNDS",
    "FULL",
    "PRIMARY",
    "check_parts",
    "make_rows",
    "said_before",
    "split_columns",
    "value_columns",
    "wholes_of",
]

FULL = "full"
"""The rule by which each country's row has the whole value."""
PRIMARY = "primary"
"""The rule by which one of a project's countries has the whole value."""

BOUNDS = ("low", "high")
_COMMA = ", "
_LAGS = 12
_SLACK = 1e-6


def split_columns(table: pd.DataFrame) -> list[str]:
    """Return the columns by which the rows of a table were split, in the order of the splits.

    Told by the steps in ``split_rule``, for a column ``country`` may be the user's own; by the
    columns where there are no rows, which have no steps.

    Examples
    --------
    >>> import migfund as mf
    >>> one = pd.DataFrame({"countries": [["ARM", "GEO"]], "budget": [10.0]})
    >>> split_columns(one.assign(country="ARM")), split_columns(mf.split_by_country(one))
    ([], ['country'])
    """
    if is_split(table) and not len(table):
        return [name for name in ("country", *TIME_COLUMNS) if name in table]
    return list(dict.fromkeys(step.by for step in _steps_of(table)))


def _steps_of(table: pd.DataFrame) -> list[SplitStep]:
    """Return the steps that made the rows of a table, those of each wording once."""
    words = _texts_of(table["split_rule"]) if is_split(table) else []
    return [step for text in words for step in split_steps(text)]


def _texts_of(column: pd.Series) -> list[str]:
    """Return the distinct texts of a column; a category may have more than occur."""
    codes, texts = distinct_codes(column)
    return [str(texts[code]) for code in np.unique(codes[codes >= 0])]


def value_columns(table: pd.DataFrame, value: str | Sequence[str] | None) -> list[str]:
    """Return the columns to divide: money, what was divided before, and what the caller names."""
    named = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(named, list | tuple | pd.Index):
        raise MigfundError(f"value must be the name of a column or a list of names, not {value!r}.")
    need_columns(table, named)
    names = [money.name for money in money_columns(table)]
    if is_split(table):
        before = [name for text in _texts_of(table["divided"]) for name in text.split(_COMMA)]
        names += [name for name in before if name in table.columns]
    names = list(dict.fromkeys([*names, *named]))
    odd = [name for name in names if _COMMA in name]
    if odd:
        raise ColumnsError(
            f"the name of the column {list_values(odd)} has a comma, so that it cannot stand among "
            "those in 'divided'. Rename it first: table.rename(columns={...})."
        )
    return names


def check_parts(table: pd.DataFrame, column: str, new: Sequence[str], *, doing: str) -> None:
    """Raise, before rows are made, if projects cannot be told apart or a new column is taken.

    Parameters
    ----------
    table
        A table of projects, or one that was split before.
    column
        The column by which it is to be split.
    new
        The other columns that are to be added.
    doing
        The name of the function, for the message.
    """
    if not is_split(table):
        refuse_repeated_labels(table, doing=doing)
        if table.index.to_flat_index().hasnans:
            raise ScopeError(
                f"{doing} tells projects apart by the table's index, and one of its labels is "
                "missing. Give each project its own: table.reset_index(drop=True)."
            )
        new = [*new, *SPLIT_COLUMNS]
    else:
        alike = TIME_COLUMNS if column in TIME_COLUMNS else (column,)
        done = [name for name in split_columns(table) if name in alike]
        if done:
            raise ColumnsError(
                f"the table is split by {done[0]} already: {doing} needs the table of the projects."
            )
        lost = table[["project", "share", "split_rule"]].isna().any(axis=1)
        if lost.any():
            raise ScopeError(
                f"{int(lost.sum())} of {len(table)} rows have no project, share or split_rule, as "
                "parts of projects have: were tables put together of which only some are split? "
                "Put the projects together, pd.concat(..., ignore_index=True), and split them all."
            )
    add_columns(table.head(0), dict.fromkeys([column, *new]))


def said_before(row: Array, code: Array) -> Array:
    """Tell which of the codes of rows, one row's after the other, stand in their row before.

    Rows have few codes: to compare each with those shortly before it is ten times as fast as to
    look all of them up in a table.
    """
    found = np.zeros(len(row), dtype=bool)
    for lag in range(1, len(row)):
        same_row = row[lag:] == row[:-lag]
        if not same_row.any():
            break
        if lag == _LAGS:
            return pd.DataFrame({"row": row, "code": code}).duplicated().to_numpy()
        found[lag:] |= same_row & (code[lag:] == code[:-lag])
    return found


def wholes_of(table: pd.DataFrame, names: Sequence[str], decimals: int | None) -> dict[str, Array]:
    """Return the values to be divided; if they are rounded, so that each project keeps its sum."""
    wholes = {name: numbers_of(table, name) for name in names}
    if decimals is not None and is_split(table):
        projects = _projects_of(table)
        bounds = {beside(name, bound) for name in names for bound in BOUNDS}
        for name in wholes.keys() - bounds:
            wholes[name] = round_within(wholes[name], projects, decimals=decimals)
    return wholes


def _projects_of(table: pd.DataFrame) -> Array:
    """Return the number of each row's project; under rule "full", of its project and country.

    Raises
    ------
    ScopeError
        If the parts of a project are more than the whole.
    """
    projects = project_codes(table)[0]
    if "country" in table and any(step.rule == FULL for step in _steps_of(table)):
        codes, countries = distinct_codes(table["country"])
        projects = pd.factorize(projects * (len(countries) + 1) + codes)[0]
    sums = np.bincount(projects, weights=numbers_of(table, "share"))
    rows = (sums > 1 + _SLACK)[projects]
    if rows.any():
        raise ScopeError(
            f"the parts of {table.loc[rows, 'project'].nunique()} projects are more than the "
            f"whole: {list_values(table.loc[rows, 'project'])}. Where tables were put together "
            "whose labels mean different projects, tell them apart: "
            "parts.assign(project='b' + parts['project'].astype(str)), before pd.concat."
        )
    return projects


def make_rows(
    table: pd.DataFrame,
    parent: Array,
    new: Mapping[str, Any],
    share: Array,
    rule: Array,
    steps: Sequence[SplitStep],
    divided: Sequence[str],
) -> pd.DataFrame:
    """Repeat each row, with other values in some columns and more columns at the end.

    Parameters
    ----------
    table
        The table that is split.
    parent
        Position in it of the row that each row of the result is a part of.
    new
        Values by column, one a row of the result.
    share
        The share of each row of the result in its parent.
    rule
        How each row of the result came about: its position in ``steps``. Or the same of each row
        of the table, where that is the same for all its parts.
    steps
        What is said; the same step may stand twice.
    divided
        The columns that were divided.
    """
    added = dict(new)
    added["split_rule"] = _continued(table, parent, rule, steps)
    added["divided"] = _divided(table, parent, divided)
    added["share"] = share
    if is_split(table):
        added["share"] = share * numbers_of(table, "share").take(parent)
    # What is replaced is not repeated first; the labels stand more than once for a moment.
    kept = table.drop(columns=[name for name in table.columns if name in added])
    rows = kept.set_flags(allows_duplicate_labels=True).iloc[parent]
    if not is_split(table):
        added["project"] = rows.index.to_flat_index()
    rows.index = pd.RangeIndex(len(rows))
    columns: dict[str, pd.Series] = {}
    made: dict[int, pd.Series] = {}
    for name in [*new, *(name for name in SPLIT_COLUMNS if name in added)]:
        # An array that stands twice is one column: pandas copies it when one is changed.
        key = id(added[name])
        made.setdefault(key, pd.Series(added[name], index=rows.index, copy=False))
        columns[name] = made[key]
    for position, name in enumerate(table.columns):
        if name in columns:
            rows.insert(position, name, columns.pop(name))
    return add_columns(rows, columns)


def _divided(table: pd.DataFrame, parent: Array, divided: Sequence[str]) -> pd.Categorical:
    """Return the names of the columns that were divided; after an earlier split, those of then."""
    if not is_split(table):
        return _category(np.zeros(len(parent), dtype=np.int8), [_COMMA.join(divided)])
    codes, words = distinct_codes(table["divided"])
    texts = [str(word) for word in words]
    if (codes < 0).any():  # nothing divided is an empty text, which a CSV file gives back as none
        texts.append("")
    return _category(codes, texts).take(parent)


def _continued(
    table: pd.DataFrame, parent: Array, rule: Array, steps: Sequence[SplitStep]
) -> pd.Categorical:
    """Return the words of how each row came about, after those of an earlier split."""
    before: list[Any] = []
    if is_split(table):
        codes, before = distinct_codes(table["split_rule"])
        codes = codes if len(rule) == len(table) else codes.take(parent)
        rule = rule + len(steps) * (codes.astype(np.int64) + 1)
    codes, used = pd.factorize(rule)
    texts = []
    for number in used:
        earlier, step = divmod(int(number), len(steps))
        words = split_words([steps[step]])
        texts.append(f"{before[earlier - 1]}; {words}" if earlier else words)
    found = _category(codes, texts)
    return found if len(rule) == len(parent) else found.take(parent)


def _category(codes: Array, texts: Sequence[str]) -> pd.Categorical:
    """Return texts by their positions as a category, in the order of the texts."""
    names = sorted(set(texts))
    kind = pd.Index(pd.array(names, dtype=TEXT))
    places = kind.get_indexer(pd.Index(texts)).astype(np.min_scalar_type(-len(names) - 1))
    return pd.Categorical.from_codes(places.take(codes), kind, validate=False)
