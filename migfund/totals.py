"""Totals by any keys, with the number of projects that each rests on."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.convert import MISSING, budget_values
from migfund.dates import whole_days
from migfund.errors import ColumnsError, ScopeError, list_values
from migfund.regions.add import LEVELS, add_region
from migfund.schema import TEXT, add_columns, budget_currency, need_columns
from migfund.split.by_country import split_by_country

__all__ = [
    "duration_by",
    "total_by",
    "total_by_country",
    "total_by_fund",
    "total_by_region",
    "total_by_year",
]

RESULTS = (
    *("total", "n_projects", "n_known", "currency", "basis", "n_all", "n_all_known"),
    *("min", "q25", "median", "q75", "max"),
)
"""The columns that stand beside the keys in totals and durations."""


def total_by(table: pd.DataFrame, keys: str | Sequence[str], *, value: str) -> pd.DataFrame:
    """Add a value up by one or more keys.

    A missing value is not zero: a group in which none is known has no total. A row without a key
    is not dropped: it is counted under a missing key. A project split over several countries
    counts once in each group.

    Parameters
    ----------
    table
        A project table or one split by country; needs the keys and ``value``.
    keys
        Column or columns to group by.
    value
        Column of numbers to add up, such as ``"budget_usd"``.

    Returns
    -------
    pandas.DataFrame
        A row a group, sorted by the keys, with the keys, then ``total``; ``n_projects``, the
        projects in the group; ``n_known``, those of them whose value is known; ``currency`` and
        ``basis`` of the total, in words; ``n_all`` and ``n_all_known``, the same two numbers for
        the whole table.

    Raises
    ------
    ScopeError
        If ``value`` is ``"budget"`` and the budgets are not all in one currency.
    ColumnsError
        If a column is missing, or a key holds lists.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "budget_usd": [10.0, None, 5.0]})
    >>> mf.total_by(projects, "fund", value="budget_usd").iloc[:, :4].values.tolist()
    [['IDF', 10.0, 2, 1], ['MPF', 5.0, 1, 1]]
    """
    names = _check_keys(table, keys, value)
    figures = budget_values(table, value)
    currency = _currency(table, value, figures)
    project = _project_of(table)
    data = table[names].assign(_value=figures, _project=project)
    data["_known"] = data["_project"].where(data["_value"].notna())
    groups = data.groupby(names, dropna=False, observed=False)
    totals = groups["_value"].sum(min_count=1).rename("total").to_frame()
    # A project split over several countries counts once in each group.
    totals["n_projects"] = groups["_project"].nunique()
    totals["n_known"] = groups["_known"].nunique()
    totals["currency"] = pd.array([currency] * len(totals), dtype=TEXT)
    totals["basis"] = pd.array([_basis(table, value)] * len(totals), dtype=TEXT)
    totals["n_all"] = data["_project"].nunique()
    totals["n_all_known"] = data["_known"].nunique()
    return totals.reset_index()


def total_by_country(table: pd.DataFrame, *, value: str) -> pd.DataFrame:
    """Add a value up by recipient country; see :func:`total_by`.

    A table that is not split yet is split first, in equal shares unless it has shares.

    Parameters
    ----------
    table
        A project table (needs ``countries``) or one split by country (needs ``country``).
    value
        Column of numbers to add up.

    Returns
    -------
    pandas.DataFrame
        Key ``country`` (ISO 3166-1 alpha-3, or "unallocated"), then as :func:`total_by`.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"countries": [["ARM", "GEO"]], "budget_usd": [400_000.0]})
    >>> mf.total_by_country(one, value="budget_usd")[["country", "total"]].values.tolist()
    [['ARM', 200000.0], ['GEO', 200000.0]]
    """
    return total_by(_split(table, value), "country", value=value)


def total_by_region(
    table: pd.DataFrame, *, value: str, scheme: str = "m49", level: str = "region"
) -> pd.DataFrame:
    """Add a value up by region; see :func:`total_by`.

    A table that is not split yet is split by country first, so that a project in two regions is
    divided between them.

    Parameters
    ----------
    table
        A project table (needs ``countries``) or one split by country (needs ``country``).
    value
        Column of numbers to add up.
    scheme, level
        Scheme of :func:`migfund.add_region` and its level: ``"region"``, ``"subregion"`` or
        ``"intermediate_region"``.

    Returns
    -------
    pandas.DataFrame
        Key ``region_m49`` (named after level and scheme), then as :func:`total_by`.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"countries": [["ARM", "KEN"]], "budget_usd": [400_000.0]})
    >>> mf.total_by_region(one, value="budget_usd")[["region_m49", "total"]].values.tolist()
    [['Africa', 200000.0], ['Asia', 200000.0]]
    """
    if level not in LEVELS.get(scheme, (level,)):
        raise ColumnsError(
            f"{scheme} has no level {level!r}; it has {list_values(LEVELS[scheme])}."
        )
    split = _split(table, value)
    key = f"{level}_{scheme}"
    return total_by(split if key in split else add_region(split, scheme=scheme), key, value=value)


def total_by_fund(table: pd.DataFrame, *, value: str) -> pd.DataFrame:
    """Add a value up by fund; see :func:`total_by`.

    Parameters
    ----------
    table
        Needs ``fund``.
    value
        Column of numbers to add up.

    Returns
    -------
    pandas.DataFrame
        Key ``fund``, then as :func:`total_by`.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"fund": ["IDF"], "budget_usd": [400_000.0]})
    >>> mf.total_by_fund(one, value="budget_usd")["total"].tolist()
    [400000.0]
    """
    return total_by(table, "fund", value=value)


def total_by_year(table: pd.DataFrame, *, value: str) -> pd.DataFrame:
    """Add a value up by the year in which the projects start; see :func:`total_by`.

    Parameters
    ----------
    table
        Needs ``start``.
    value
        Column of numbers to add up; the whole of it counts in the first year.

    Returns
    -------
    pandas.DataFrame
        Key ``start_year``, missing where no start is stated, then as :func:`total_by`.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"start": pd.to_datetime(["2019-02-01"]), "budget_usd": [119187.08]})
    >>> mf.total_by_year(one, value="budget_usd")["start_year"].tolist()
    [2019]
    """
    need_columns(table, ["start"])
    years = pd.DatetimeIndex(whole_days(table["start"])).year.to_list()
    return total_by(
        add_columns(table, {"start_year": pd.array(years, dtype="Int64")}),
        "start_year",
        value=value,
    )


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
    names = _check_keys(table, keys, "duration_months")
    data = table[[*names, "duration_months"]].assign(_project=_project_of(table))
    once = data.drop_duplicates([*names, "_project"])
    groups = once.groupby(names, dropna=False, observed=False)["duration_months"]
    described = groups.agg(n_projects="size", n_known="count", min="min")
    for name, share in (("q25", 0.25), ("median", 0.5), ("q75", 0.75)):
        described[name] = groups.quantile(share)
    every = data.drop_duplicates("_project")["duration_months"]
    described["max"] = groups.max()
    described["n_all"] = len(every)
    described["n_all_known"] = int(every.count())
    return pd.DataFrame(described.reset_index())


def _check_keys(table: pd.DataFrame, keys: str | Sequence[str], value: str) -> list[str]:
    """Give the keys as a list of columns that can be grouped by."""
    names = [keys] if isinstance(keys, str) else list(keys)
    if not names or len(set(names)) < len(names):
        raise ColumnsError(f"keys must name one or more columns, each once, not {names}.")
    taken = [name for name in names if name in RESULTS or name == value]
    if taken:
        raise ColumnsError(
            f"{list_values(taken)} cannot be a key, for the result has such a column of its own. "
            f"Rename it first: table.rename(columns={{{taken[0]!r}: ...}})."
        )
    need_columns(table, [*names, value])
    for name in names:
        first = table[name].dropna().head(1)
        if len(first) and not pd.api.types.is_hashable(first.iloc[0]):
            raise ColumnsError(
                f"column {name!r} holds lists, which cannot be a key. For countries, split first: "
                "mf.split_by_country(table), then use 'country'."
            )
    return names


def _split(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Give the table split by country, as it is if it was split before."""
    return table if "country" in table else split_by_country(table, value=value)


def _project_of(table: pd.DataFrame) -> npt.NDArray[Any]:
    """Give each project a number: a row, or in a split table the rows of one label and source."""
    if "share" not in table:
        return np.arange(len(table))
    names = [name for name in ("source", "source_locator") if name in table]
    identity = table[names].assign(_label=table.index)
    numbers = identity.groupby([*names, "_label"], dropna=False, sort=False).ngroup()
    return numbers.to_numpy(dtype=np.int64)


def _currency(table: pd.DataFrame, value: str, figures: npt.NDArray[Any]) -> str | None:
    """Give the one currency of a value; missing where the value is no budget."""
    if value != "budget":
        return budget_currency(value)
    need_columns(table, ["currency"])
    known = table["currency"][~np.isnan(figures)]
    stated = known.dropna().unique().tolist()
    if len(stated) > 1 or known.isna().any():
        without = f" and {int(known.isna().sum())} without a currency" if known.isna().any() else ""
        raise ScopeError(
            f"budgets in different currencies cannot be added up: {list_values(stated)}{without}. "
            "Convert first: mf.convert_currency(table, to='USD'), then value='budget_usd'."
        )
    return stated[0] if stated else None


def _basis(table: pd.DataFrame, value: str) -> str:
    """Say in words what the figures rest on."""
    if budget_currency(value) is None or "fx_basis" not in table:
        return "as stated"
    kinds = table["fx_basis"].dropna().unique()
    used = sorted(kind for kind in kinds if not kind.startswith(MISSING))
    sources = sorted(table["fx_source"].dropna().unique()) if "fx_source" in table else []
    return "; ".join([*used, *sources]) or "nothing converted"
