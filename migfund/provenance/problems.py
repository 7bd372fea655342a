"""What could not be understood, converted, deflated or divided, one row a problem."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from migfund.duplicates.merge import conflicts_of
from migfund.schema import PROBLEM_FIELDS, TEXT, Column, distinct_codes, make_table

__all__ = ["problems"]

_MISSING = "missing: "
_NOT_DIVIDED = re.compile(r"unallocated by (\w+): ")
_CONSTANT_PRICES = re.compile(r"\w+_[a-z]{3}_\d{4}")


def problems(projects: pd.DataFrame) -> pd.DataFrame:
    """List what could not be understood, converted or deflated, and where sources contradict.

    A problem stays with its record: it is read from the column ``problems`` of tables made by
    :func:`migfund.read_projects` and, once they are converted or deflated, from ``fx_basis`` and
    ``deflator_basis``. In a table that was split the rows of a project have one problem together.

    Parameters
    ----------
    projects
        A project table; ``problems``, ``fx_basis``, ``deflator_basis``, ``source`` and
        ``source_locator`` are used where they exist, and ``conflicts`` after
        :func:`migfund.merge_duplicates`.

    Returns
    -------
    pandas.DataFrame
        Columns ``source``, ``locator``, ``field``, ``text``, ``reason``; the index holds the label
        of the project's row, repeated where it has several problems.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> rows = pd.DataFrame({"budget": [10.0], "currency": ["XXX"], "start": [pd.NaT],
    ...                      "start_precision": [None], "budget_text": ["XXX 10"]})
    >>> mf.problems(mf.convert_currency(rows, on_missing="null")).iloc[0].reason
    "'XXX' is not among the currencies of the rates"
    """
    rows, labels = [], []
    nothing = pd.Series(None, index=projects.index, dtype=object)
    source = projects.get("source", nothing)
    budget_text = projects.get("budget_text", nothing)
    if "problems" in projects:
        for label, where, found in zip(projects.index, source, projects["problems"], strict=True):
            # Tables that come from Parquet hold arrays.
            for problem in found if isinstance(found, list | np.ndarray) else ():
                rows.append({"source": where, **problem})
                labels.append(label)
    for name in ("fx_basis", "deflator_basis"):
        if name not in projects:
            continue
        basis = projects[name].astype(object).astype(TEXT)
        failed = basis.str.startswith(_MISSING).fillna(False).to_numpy(dtype=bool)
        field = "budget" if name == "fx_basis" else _deflated_column(projects)
        part = pd.DataFrame({"source": source, "text": budget_text, "basis": basis})[failed]
        for label, where, text, reason in part.itertuples():
            reason = reason.removeprefix(_MISSING)
            rows.append({"source": where, "field": field, "text": text, "reason": reason})
            labels.append(label)
    for label, where, text, field, reason in _not_divided(projects, source):
        rows.append({"source": where, "field": field, "text": text, "reason": reason})
        labels.append(label)
    conflicts = conflicts_of(projects)
    rows += conflicts.to_dict("records")
    labels += conflicts.index.tolist()
    table = make_table(rows, [Column(name, TEXT, "") for name in PROBLEM_FIELDS])
    table = table.set_axis(pd.Index(labels, name=projects.index.name), axis=0)
    if "share" not in projects:
        return table
    marked = table.assign(_label=pd.factorize(table.index)[0])
    return table[~marked.duplicated().to_numpy()]


def _not_divided(
    projects: pd.DataFrame, source: pd.Series
) -> Iterator[tuple[Any, Any, Any, str, str]]:
    """Give label, source, words, field and reason of what a split could not divide.

    A country or a date that is not stated is no fault.
    """
    if "split_rule" not in projects:
        return
    codes, texts = distinct_codes(projects["split_rule"])
    for place, text in enumerate(texts):
        for said in str(text).split("; "):
            fault = _NOT_DIVIDED.match(said)
            if not fault or said.endswith(("is stated", "are stated")):
                continue
            field, words = "end", "period_text"
            if fault[1] == "country":  # weights and roles are said of the countries
                field = "country_shares" if "shares" in said else "countries"
                words = "countries_text"
            for row in np.flatnonzero(codes == place):
                stated = projects[words].iloc[row] if words in projects else None
                yield projects.index[int(row)], source.iloc[row], stated, field, said


def _deflated_column(projects: pd.DataFrame) -> str:
    """Name the column in constant prices, which stands before ``deflator``; else the budget."""
    columns = list(map(str, projects.columns))
    before = columns[columns.index("deflator") - 1] if "deflator" in columns else ""
    return before if _CONSTANT_PRICES.fullmatch(before) else "budget"
