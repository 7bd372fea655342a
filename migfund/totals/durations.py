"""Durations by any keys."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.schema import need_columns, numbers_of
from migfund.totals.groups import group_rows, rows_in_groups
from migfund.totals.refusals import projects_of
from migfund.totals.statistics import Figures, describe
from migfund.totals.total_by import check_keys

__all__ = ["duration_by"]

_SHOWN = ("n_projects", "n_known", "min", "q25", "median", "q75", "max")


def duration_by(table: pd.DataFrame, keys: str | Sequence[str]) -> pd.DataFrame:
    """Describe the durations in months by one or more keys.

    Parameters
    ----------
    table
        A project table after :func:`migfund.add_duration`, split or not.
    keys
        Column or columns to group by.

    Returns
    -------
    pandas.DataFrame
        A row a group, sorted by the keys: the keys, ``n_projects``, ``n_known`` (those with a
        duration), then ``min``, ``q25``, ``median``, ``q75`` and ``max`` of ``duration_months``
        (quartiles by linear interpolation), ``n_all`` and ``n_all_known`` of the whole table.

    Raises
    ------
    ColumnsError
        If a column is missing, or a key holds lists.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF"] * 3, "duration_months": [12.0, 24.0, None]})
    >>> mf.duration_by(projects, "fund")[["n_projects", "n_known", "median"]].values.tolist()
    [[3.0, 2.0, 18.0]]
    """
    need_columns(table, ["duration_months"], hint="Add it first: mf.add_duration(table).")
    names = check_keys(table, keys, "duration_months")
    project, months = projects_of(table), numbers_of(table, "duration_months")
    rows = rows_in_groups(table, names)
    groups = group_rows(rows.keys)
    size = len(groups.keys)
    found = _describe_once(groups.code, project[rows.position], months[rows.position], size)
    everyone = _describe_once(np.zeros(len(table), dtype=np.int64), project, months, 1)
    columns = {name: found[name] for name in _SHOWN}
    columns["n_all"] = np.full(size, everyone["n_projects"][0])
    columns["n_all_known"] = np.full(size, everyone["n_known"][0])
    return groups.keys.assign(**columns)


def _describe_once(
    group: npt.NDArray[Any], project: npt.NDArray[Any], months: npt.NDArray[Any], size: int
) -> dict[str, npt.NDArray[Any]]:
    """Describe durations, each project's once a group."""
    once = ~pd.Series(group * (project.max(initial=0) + 1) + project).duplicated().to_numpy()
    return describe(Figures(group[once], months[once]), size)
