"""What could not be understood, converted, deflated or divided, one row a problem."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from migfund.duplicates.find import lists_of
from migfund.duplicates.merge import conflicts_of
from migfund.provenance.basis import SplitStep, price_basis, rate_basis, split_steps
from migfund.schema import (
    PROBLEM_FIELDS,
    TEXT,
    Array,
    as_table,
    beside,
    is_split,
    map_distinct,
    money_columns,
    project_codes,
)

__all__ = ["problems"]

_WORDS = {
    "countries": "countries_text",
    "country_shares": "countries_text",
    "start": "period_text",
    "end": "period_text",
}
"""The column with the words that a field came from."""


def problems(table: pd.DataFrame) -> pd.DataFrame:
    """Return what could not be understood, converted, deflated or divided, and contradictions.

    A problem stays with its record: it is read from the column ``problems`` of tables made by
    :func:`migfund.read_projects` or :func:`migfund.read_table`, from the ``…_basis`` of every
    value that was converted or deflated, from ``split_rule``, and from ``conflicts`` after
    :func:`migfund.merge_duplicates`. A country or a date that is not stated is no problem of a
    split.

    Parameters
    ----------
    table
        A project table, or one that was split.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``locator``, ``field`` (the column at fault, or that has no value for this
        reason: ``budget_usd``), ``text`` (the words in the source) and ``reason``. The index holds
        the label of the project's row, repeated where it has several problems; of a table that was
        split, what its column ``project`` holds, and the parts of a project have one problem
        together.

    Raises
    ------
    ColumnsError
        If a column ``problems`` or ``conflicts`` holds something else than migfund puts there.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> rows = pd.DataFrame({"budget": [10.0], "currency": ["XXX"], "start": [pd.NaT],
    ...                      "start_precision": [None], "budget_text": ["XXX 10"]})
    >>> found = mf.problems(mf.convert_currency(rows, on_missing="null"))
    >>> found[["field", "text", "reason"]].values.tolist()
    [['budget_usd', 'XXX 10', "'XXX' is not among the currencies of the rates"]]
    """
    table = as_table(table)
    numbered = table.set_axis(pd.RangeIndex(len(table)), axis=0)
    parts = [_of_reading(table), *_of_values(table), *_of_splits(table), conflicts_of(numbered)]
    found = pd.concat(parts).reindex(columns=list(PROBLEM_FIELDS)).astype(TEXT)
    row = found.index.to_numpy(dtype=np.int64)
    if not is_split(table):
        return found.set_axis(table.index.take(row), axis=0)
    project, labels = project_codes(table)
    once = ~found.assign(project=project[row]).duplicated().to_numpy()
    index = pd.Index(labels, name="project", tupleize_cols=False).take(project[row[once]])
    return found[once].set_axis(index, axis=0)


def _of_reading(table: pd.DataFrame) -> pd.DataFrame:
    """Return what the column ``problems`` lists."""
    listed = lists_of(table, "problems", PROBLEM_FIELDS[1:])
    rows = np.repeat(np.arange(len(listed)), [len(found) for found in listed])
    found = pd.DataFrame([problem for found in listed for problem in found], index=rows)
    return found.assign(source=table["source"].array.take(rows) if "source" in table else None)


def _listed(table: pd.DataFrame, rows: Array, field: str, words: str, reasons: Any) -> pd.DataFrame:
    """Return problems of one field, by the positions of their rows; ``words`` has their text."""
    found = table.iloc[rows].reindex(columns=["source", words])
    found.columns = pd.Index(["source", "text"])
    return found.assign(field=field, reason=reasons).set_axis(rows, axis=0)


def _of_values(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Return why converted and deflated values are missing, a table for each column."""
    for money in money_columns(table):
        basis = beside(money.name, "basis")
        if basis not in table:
            continue
        reasons = map_distinct(table[basis], _why_no_price if money.year else _why_no_rate)
        rows = np.flatnonzero(reasons.astype(bool))
        yield _listed(table, rows, money.name, beside(money.stated, "text"), reasons[rows])


def _why_no_rate(words: str) -> str:
    return rate_basis(str(words)).missing


def _why_no_price(words: str) -> str:
    return price_basis(str(words)).missing


def _of_splits(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Return what splits could not divide, a table for each column at fault."""
    if not is_split(table):
        return
    faults = map_distinct(table["split_rule"], lambda words: _faults(str(words)))
    rows = [row for row in np.flatnonzero(faults.astype(bool)).tolist() for _ in faults[row]]
    steps = [step for found in faults if found for step in found]
    for field in dict.fromkeys(step.field for step in steps):
        pairs = [(row, step) for row, step in zip(rows, steps, strict=True) if step.field == field]
        reasons = [str(step) for _, step in pairs]
        places = np.array([row for row, _ in pairs])
        yield _listed(table, places, field, _WORDS.get(field, ""), reasons)


def _faults(words: str) -> list[SplitStep]:
    """Return the steps of a split that divided nothing because a column is at fault."""
    return [step for step in split_steps(words) if step.unallocated and step.field]
