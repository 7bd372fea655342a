"""Totals by two keys as a table with one key down the side and the other across the top."""

from typing import Any

import pandas as pd

from migfund.errors import ColumnsError, list_values
from migfund.schema import ALL, TEXT
from migfund.totals.groups import group_rows
from migfund.totals.origin import ORIGIN
from migfund.totals.total_by import RESULTS, total_by

__all__ = ["crosstab"]

_NO_KEY = "missing"
_KEPT = ("n_projects", "n_known", "currency", "basis", "split_rule")


def crosstab(
    table: pd.DataFrame,
    rows: str,
    columns: str,
    value: str,
    *,
    grand_total: bool = True,
    **options: Any,
) -> pd.DataFrame:
    """Add a value up by two keys, one down the side and the other across the top.

    A cell in which nothing is known is missing, not zero.

    Parameters
    ----------
    table
        A project table or one that was split; needs the two keys and ``value``.
    rows, columns
        Columns to group by. A missing key across the top is headed "missing".
    value
        Column of numbers to add up, such as ``"budget_usd"``.
    grand_total
        Whether the last row is the total of all, with "all" in the key.
    **options
        As in :func:`total_by`: ``nested``, ``repeated`` and, for the rows, ``sort``.

    Returns
    -------
    pandas.DataFrame
        A row a value of ``rows``: the key; a column a value of ``columns``, in order, its name as
        text; ``total``; ``n_projects``, ``n_known``, ``currency``, ``basis`` and ``split_rule``
        of the row, as in :func:`total_by`.

    Raises
    ------
    ScopeError, ColumnsError
        As :func:`total_by`; also if a value of ``columns`` is the name of another column, or one of
        the values is "missing" and the key is missing elsewhere.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "year": [2019, 2020, 2020],
    ...                          "budget_usd": [10.0, 4.0, 5.0]})
    >>> mf.crosstab(projects, "fund", "year", "budget_usd")[["fund", "2019", "2020", "total"]]
      fund  2019  2020  total
    0  IDF  10.0   4.0   14.0
    1  MPF   NaN   5.0    5.0
    2  all  10.0   9.0   19.0
    """
    side = total_by(table, rows, value=value, grand_total=grand_total, **options)
    unsorted = {name: word for name, word in options.items() if name != "sort"}
    cells = total_by(table, [rows, columns], value=value, **unsorted)
    down, names = _labels(side[rows]), _labels(group_rows(cells[[columns]]).keys[columns])
    if down.duplicated().any():
        raise ColumnsError(
            f"{list_values(down[down.duplicated()])} in column {rows!r} would name two rows of the "
            "table, for a missing key goes by that word. Rename this value first."
        )
    taken = [name for name in names if name in (rows, *RESULTS)] or names[names.duplicated()]
    if len(taken):
        raise ColumnsError(
            f"{list_values(taken)} in column {columns!r} would name two columns of the table. "
            "Rename these values first."
        )
    figures = cells["total"].set_axis([_labels(cells[rows]), _labels(cells[columns])]).unstack()  # noqa: PD010
    if grand_total and len(names):
        top = total_by(table, columns, value=value, **unsorted)
        figures.loc[ALL] = top["total"].set_axis(_labels(top[columns]))
    across = figures.reindex(index=down, columns=names).set_axis(side.index)
    kept = [name for name in ("total", *_KEPT) if name in side and name != rows]
    result = pd.concat([side[[rows]], across, side[kept]], axis=1)
    result.attrs[ORIGIN] = cells.attrs[ORIGIN]
    return result


def _labels(keys: pd.Series) -> pd.Series:
    """Give keys as text, also where there is none."""
    return keys.astype(object).map(str, na_action="ignore").fillna(_NO_KEY).astype(TEXT)
