"""One row a project becomes one row a project and country, and the parts sum to the whole."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from migfund.convert import budget_values
from migfund.errors import PlaceError
from migfund.schema import (
    TEXT,
    UNALLOCATED,
    add_columns,
    budget_currency,
    countries_of,
    list_rows,
    need_columns,
    one_project_a_row,
)

__all__ = ["budget_columns", "split_by_country"]

_TOLERANCE = 1e-6
"""How far a project's shares may be from adding up to 1."""

_Floats = npt.NDArray[Any]
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


def split_by_country(
    projects: pd.DataFrame, *, value: str | Sequence[str] | None = None
) -> pd.DataFrame:
    """Split each project into one row a recipient country, in equal shares unless shares are given.

    A project that names no country stays one row, under "unallocated".

    Parameters
    ----------
    projects
        Needs ``countries`` (lists of ISO 3166-1 alpha-3 codes); ``country_shares`` (lists of
        shares, 0 to 1) is used where a project has one. Each project needs an index label of its
        own.
    value
        Column or columns to split; every budget column if not given.

    Returns
    -------
    pandas.DataFrame
        The same columns, the values multiplied by the share, and ``country`` and ``share``. The
        index label of the project stands on each of its rows; the order is that of the projects,
        then that of their countries.

    Raises
    ------
    PlaceError
        If a country stands twice in a project, or its shares do not fit its countries or do not
        add up to 1.
    ScopeError
        If index labels stand twice.
    ColumnsError
        If a column is missing or taken.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> two = pd.DataFrame({"countries": [["ARM", "GEO"], []], "budget": [400_000.0, 50_000.0]})
    >>> mf.split_by_country(two)[["country", "share", "budget"]].values.tolist()
    [['ARM', 0.5, 200000.0], ['GEO', 0.5, 200000.0], ['unallocated', 1.0, 50000.0]]
    """
    need_columns(projects, ["countries"])
    names = (
        budget_columns(projects) if value is None else [value] if isinstance(value, str) else value
    )
    need_columns(projects, names)
    one_project_a_row(projects, doing="split_by_country")
    lists = countries_of(projects)
    counts = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
    _refuse_repeats(projects, lists, counts)
    parent = np.repeat(np.arange(len(projects)), np.maximum(counts, 1))
    country = np.full(len(parent), UNALLOCATED, dtype=object)
    country[counts[parent] > 0] = lists.flatten().to_numpy(zero_copy_only=False)
    share = _shares(projects, counts, parent)
    rows = add_columns(
        projects.iloc[parent], {"country": pd.array(country, dtype=TEXT), "share": share}
    )
    return rows.assign(**{name: budget_values(rows, name) * share for name in names})


def _refuse_repeats(projects: pd.DataFrame, lists: pa.ListArray, counts: _Integers) -> None:
    """Raise if a project names a country twice: its weight would be doubled."""
    pairs = pd.DataFrame(
        {
            "row": np.repeat(np.arange(len(counts)), counts),
            "country": lists.flatten().to_numpy(zero_copy_only=False),
        }
    )
    twice = pairs[pairs.duplicated()]
    if len(twice):
        raise PlaceError(
            f"{len(twice)} countries stand twice in their project: "
            f"{list_rows(projects, twice['row'].tolist(), twice['country'].tolist())}. "
            "Name each country once."
        )


def _shares(projects: pd.DataFrame, counts: _Integers, parent: _Integers) -> _Floats:
    """Give each part's share of its project: the table's own, else equal ones."""
    share = 1.0 / np.maximum(counts, 1)[parent]
    if "country_shares" not in projects:
        return share
    own = projects["country_shares"]
    wrong, reasons = [], []
    begin = np.concatenate([[0], np.cumsum(np.maximum(counts, 1))])
    for row in np.flatnonzero(own.notna().to_numpy()):
        stated = _numbers(own.iloc[row])
        if stated is None:
            wrong.append(int(row))
            reasons.append(f"{own.iloc[row]!r} is no list of numbers")
            continue
        if not len(stated):
            continue
        if len(stated) != counts[row]:
            reason = f"{len(stated)} shares for {counts[row]} countries"
        elif not (stated >= 0).all() or abs(stated.sum() - 1) > _TOLERANCE:
            reason = f"shares {stated.tolist()} add up to {stated.sum():.6g}"
        else:
            # Rounded shares (a third as 0.333333) must still give out the whole.
            share[begin[row] : begin[row + 1]] = stated / stated.sum()
            continue
        wrong.append(int(row))
        reasons.append(reason)
    if wrong:
        raise PlaceError(
            f"{len(wrong)} projects have shares that do not divide them: "
            f"{list_rows(projects, wrong, reasons)}. Give one share of 0 to 1 a country, adding "
            "up to 1, or none (missing) for equal shares."
        )
    return share


def _numbers(stated: Any) -> _Floats | None:
    """One project's shares as an array; None where they are no list of numbers."""
    try:
        numbers = np.asarray(stated, dtype=float)
    except (TypeError, ValueError):
        return None
    return numbers if numbers.ndim == 1 else None
