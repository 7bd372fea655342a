"""Totals by any keys, with the number of projects that each rests on."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import whole_days
from migfund.errors import ColumnsError, MigfundError, OverlapWarning, list_values
from migfund.schema import ALL, TEXT, TIME_COLUMNS, UNALLOCATED, need_columns, numbers_of
from migfund.totals.basis import basis_of, split_rules
from migfund.totals.groups import group_rows, rows_in_groups
from migfund.totals.origin import ORIGIN, Origin
from migfund.totals.refusals import (
    is_full,
    one_currency,
    projects_of,
    refuse_infinite,
    refuse_repeats,
    refuse_undivided,
    without_nested,
)
from migfund.totals.statistics import describe, extreme_years, pair_up, sums_of

__all__ = ["RESULTS", "check_keys", "total_by"]

RESULTS = (
    *("total", "total_low", "total_high", "n_projects", "n_known", "share_of_total"),
    *("mean", "median", "q25", "q75", "min", "max", "first_year", "last_year"),
    *("currency", "basis", "split_rule", "n_all", "n_all_known"),
)
"""The columns that stand beside the keys in totals, in order; the bounds only where there are."""

_Integers = npt.NDArray[Any]
_Columns = dict[str, Any]


def total_by(
    table: pd.DataFrame,
    keys: str | Sequence[str],
    *,
    value: str,
    grand_total: bool = False,
    sort: str = "keys",
    nested: str = "raise",
    repeated: str = "raise",
) -> pd.DataFrame:
    """Add a value up by one or more keys.

    A missing value is not zero: a group in which none is known has no total. A row without a key
    is not dropped: it is counted under a missing key. A project split over several countries or
    years counts once in each group, with the sum of its parts there.

    Parameters
    ----------
    table
        A project table or one that was split; needs the keys and ``value``.
    keys
        Column or columns to group by. A category without rows is a group without projects. A
        column of lists of groups that overlap (``add_region`` with "un_special") counts a row in
        each of its groups, and an `OverlapWarning` says so.
    value
        Column of numbers to add up, such as ``"budget_usd"``.
    grand_total
        Whether the last row is the total of all, with "all" in the first key.
    sort
        ``"keys"``, or ``"total"`` for the largest first; what is unallocated, without a key or
        without a total comes last.
    nested
        ``"raise"`` where a row's ``parent_id`` is another row's ``project_id``, for the same money
        stands in both; ``"parents"`` to leave out the parts, ``"parts"`` to leave out the parents.
    repeated
        ``"raise"`` where one ``project_id`` of a fund stands in several rows that are not parts of
        one project; ``"count"`` to count each as a project.

    Returns
    -------
    pandas.DataFrame
        A row a group, with the keys and

        - ``total``; ``total_low`` and ``total_high``, where a key is a piece of time and the table
          has the bounds ``<value>_low`` and ``<value>_high`` of :func:`migfund.split_by_year`: the
          sums of the bounds, so wider than likely (none in the grand total, in which nothing
          depends on the dates);
        - ``n_projects``, the projects in the group; ``n_known``, those with a known value;
        - ``share_of_total``: of the total of all rows, 0 to 1;
        - ``mean``, ``median``, ``q25``, ``q75`` (by linear interpolation), ``min`` and ``max`` of
          the projects' known values in the group;
        - ``first_year`` and ``last_year``: of the earliest start and the latest end in the group,
          or of its parts of time;
        - ``currency``, ``basis`` (what the rates and prices are) and ``split_rule``, in words;
        - ``n_all`` and ``n_all_known``: projects and known ones in the whole table.

    Raises
    ------
    ScopeError
        If the budgets are in several currencies; if a "full" split would be added up over
        countries; if a project stands in the table twice, or beside its own parts;
        if projects were split, but not this value.
    ColumnsError
        If a column is missing, or the value is infinite somewhere, or a key holds lists that are
        no groups, or the first key "all" beside a grand total.
    MigfundError
        If an option is none of those above.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "budget_usd": [10.0, None, 5.0]})
    >>> totals = mf.total_by(projects, "fund", value="budget_usd", grand_total=True)
    >>> totals[["fund", "total", "n_projects", "n_known"]].values.tolist()
    [['IDF', 10.0, 2, 1], ['MPF', 5.0, 1, 1], ['all', 15.0, 3, 2]]
    """
    _check_words(sort, repeated)
    names = check_keys(table, keys, value)
    table, left_out = without_nested(table, nested)
    figures = numbers_of(table, value)
    refuse_infinite(table, value, figures)
    project = projects_of(table)
    full = is_full(table, names)
    if repeated == "raise":
        refuse_repeats(table, project, full=full)
    refuse_undivided(table, project, value)
    rows = rows_in_groups(table, names)
    groups = group_rows(rows.keys)
    size, bounded = len(groups.keys), not set(TIME_COLUMNS).isdisjoint(names)
    found = _describe(
        table, value, figures, project, groups.code, rows.position, size, bounded=bounded
    )
    everyone = _whole(figures, project, None if rows.overlapping else found["total"])
    if grand_total:
        nowhere = np.zeros(len(table), dtype=np.int64)
        everyone = _describe(
            table, value, figures, project, nowhere, slice(None), 1, bounded=False
        ) | {name: np.full(1, np.nan) for name in ("total_low", "total_high") if name in found}
    overlap = "groups overlap: their totals add up to more than the whole"
    basis = [basis_of(table, value), left_out, overlap if rows.overlapping else None]
    said = {
        "currency": one_currency(table, value, figures, apart="currency" in names),
        "basis": "; ".join(filter(None, basis)),
        "split_rule": split_rules(table),
    }
    if rows.overlapping:
        warnings.warn(
            f"the groups of {names} overlap: a project counts in each of its groups, so their "
            "totals must not be added up.",
            OverlapWarning,
            stacklevel=2,
        )
    if full or (value == "budget" and "currency" in names):
        # Sums over countries that overlap, or over currencies, are none.
        counts = ("n_projects", "n_known", "first_year", "last_year")
        everyone |= {name: np.full(1, np.nan) for name in everyone if name not in counts}
    keys_of = groups.keys
    if grand_total:
        keys_of, last = _with_all(keys_of)
    totals = _frame(keys_of, found, everyone, said)
    totals = totals.take(_order(totals, names, sort)).reset_index(drop=True)
    if grand_total:
        totals = pd.concat([totals, _frame(last, everyone, everyone, said)], ignore_index=True)
    # A shallow copy: what the caller changes in place later on does not reach it.
    totals.attrs[ORIGIN] = Origin(table.copy(deep=False), names, value)
    return totals


def _check_words(sort: str, repeated: str) -> None:
    """Refuse options that are none."""
    for name, word, words in (
        ("sort", sort, ("keys", "total")),
        ("repeated", repeated, ("raise", "count")),
    ):
        if word not in words:
            raise MigfundError(f"{name} must be one of {list_values(words)}, not {word!r}.")


def check_keys(table: pd.DataFrame, keys: str | Sequence[str], value: str) -> list[str]:
    """Give the keys as a list of columns that can be grouped by.

    Raises
    ------
    ColumnsError
        If there is none, one is missing or stands twice, or it is the name of a result.
    """
    names = [keys] if isinstance(keys, str) else list(keys)
    if not names or len(set(names)) < len(names):
        raise ColumnsError(f"keys must name one or more columns, each once, not {names}.")
    # Stated budgets may be told apart by their currency; it is then the key that names it.
    results = set(RESULTS) - ({"currency"} if value == "budget" else set())
    taken = [name for name in names if name in results or name == value]
    if taken:
        raise ColumnsError(
            f"{list_values(taken)} cannot be a key, for the result has such a column of its own. "
            f"Rename it first: table.rename(columns={{{taken[0]!r}: ...}})."
        )
    need_columns(table, [*names, value])
    return names


def _describe(
    table: pd.DataFrame,
    value: str,
    figures: npt.NDArray[Any],
    project: _Integers,
    group: _Integers,
    position: Any,
    size: int,
    *,
    bounded: bool,
) -> _Columns:
    """Give what is said of each group, by column."""
    found: _Columns = describe(pair_up(group, project[position], figures[position]), size)
    for bound in ("low", "high") if bounded else ():
        name = f"{value}_{bound}"
        if name in table:
            limits = numbers_of(table, name)
            certain = np.array_equal(limits, figures, equal_nan=True)
            found[f"total_{bound}"] = (
                found["total"] if certain else sums_of(group, limits[position], size)
            )
    days = []
    for part, whole in (("period_from", "start"), ("period_to", "end")):
        name = part if part in table else whole
        days.append(whole_days(table[name])[position] if name in table else None)
    return found | extreme_years(group, days, size)


def _whole(
    figures: npt.NDArray[Any], project: _Integers, totals: npt.NDArray[Any] | None
) -> _Columns:
    """Give the total of all rows, the number of projects and that of those with a known value.

    The total is that of the groups' totals, where they do not overlap.
    """
    known = ~np.isnan(figures)
    parts = figures if totals is None else totals
    return {
        "total": sums_of(np.zeros(len(parts), dtype=np.int64), parts, 1),
        "n_projects": [np.count_nonzero(np.bincount(project))],
        "n_known": [np.count_nonzero(np.bincount(project, weights=known))],
    }


def _frame(
    keys: pd.DataFrame, found: _Columns, everyone: _Columns, said: dict[str, str | None]
) -> pd.DataFrame:
    """Put the keys and what is said of the groups into a table."""
    size = len(keys)
    whole = everyone["total"][0]
    columns = found | {"share_of_total": found["total"] / (whole if whole > 0 else np.nan)}
    columns |= {name: pd.array([text] * size, dtype=TEXT) for name, text in said.items()}
    columns["n_all"] = np.full(size, everyone["n_projects"][0])
    columns["n_all_known"] = np.full(size, everyone["n_known"][0])
    ordered = [name for name in RESULTS if name in columns and name not in keys]
    return keys.assign(**{name: columns[name] for name in ordered})


def _order(totals: pd.DataFrame, names: list[str], sort: str) -> _Integers:
    """Give the order of the rows: as they are, or by total with what is no group at the end."""
    if sort == "keys":
        return np.arange(len(totals))
    known = totals["total"].notna().to_numpy()
    for name in names:
        keys = totals[name].astype(object)
        known = known & (keys.notna() & (keys != UNALLOCATED)).to_numpy(dtype=bool)
    return np.lexsort((-totals["total"].fillna(0).to_numpy(), ~known))


def _with_all(keys: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the keys in types that a row of all fits into, and the keys of that row."""
    first = keys.columns[0]
    kinds: dict[Any, Any] = {
        name: "Int64"
        for name in keys
        if isinstance(keys[name].dtype, np.dtype) and keys[name].dtype.kind in "iu"
    }
    texts = keys[first].astype(object).map(str, na_action="ignore").astype(TEXT)
    if texts.eq(ALL).any():
        raise ColumnsError(
            f"column {first!r} holds {ALL!r}, which the grand total is called. Rename this value "
            "first, or leave out grand_total=True."
        )
    keys = keys.astype(kinds).assign(**{first: texts})
    return keys, keys.iloc[:0].reindex([0]).assign(**{first: pd.array([ALL], dtype=TEXT)})
