"""Totals by the keys that are asked for most: country, region, fund and year."""

import datetime as dt
import os
from typing import Any

import pandas as pd

from migfund.dates import whole_days
from migfund.errors import ColumnsError, list_values
from migfund.regions.add import LEVELS, add_region
from migfund.regions.schemes import OwnGroups
from migfund.schema import add_columns, need_columns
from migfund.split.by_country import split_by_country
from migfund.totals.total_by import total_by

__all__ = ["total_by_country", "total_by_fund", "total_by_region", "total_by_year"]


def total_by_country(table: pd.DataFrame, *, value: str, **options: Any) -> pd.DataFrame:
    """Add a value up by recipient country; see :func:`total_by`.

    A table that is not split yet is split first, in equal shares unless it has shares.

    Parameters
    ----------
    table
        A project table (needs ``countries``) or one split by country (needs ``country``).
    value
        Column of numbers to add up.
    **options
        As in :func:`total_by`: ``grand_total``, ``sort``, ``nested``, ``repeated``.

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
    return total_by(_split(table, value), "country", value=value, **options)


def total_by_region(
    table: pd.DataFrame,
    *,
    value: str,
    scheme: str | os.PathLike[str] | OwnGroups = "m49",
    level: str | None = None,
    year: int | str | dt.date | None = None,
    **options: Any,
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
    scheme, year
        As in :func:`migfund.add_region`: the scheme, and the year whose groups count.
    level
        Level of the scheme; the coarsest if not given. M49 has ``"region"``, ``"subregion"`` and
        ``"intermediate_region"``.
    **options
        As in :func:`total_by`: ``grand_total``, ``sort``, ``nested``, ``repeated``.

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
    if isinstance(scheme, str) and level not in (None, *LEVELS.get(scheme, (level,))):
        raise ColumnsError(
            f"{scheme} has no level {level!r}; it has {list_values(LEVELS[scheme])}."
        )
    split = _split(table, value)
    listed = LEVELS.get(scheme) if isinstance(scheme, str) else None
    key = f"{level or listed[0]}_{scheme}" if listed else ""
    if key not in split:
        grouped = add_region(split, scheme=scheme, at=year)
        new = [str(name) for name in grouped if name not in split]
        key, split = key or new[0], grouped
    return total_by(split, key, value=value, **options)


def total_by_fund(table: pd.DataFrame, *, value: str, **options: Any) -> pd.DataFrame:
    """Add a value up by fund; see :func:`total_by`.

    Parameters
    ----------
    table
        Needs ``fund``.
    value
        Column of numbers to add up.
    **options
        As in :func:`total_by`: ``grand_total``, ``sort``, ``nested``, ``repeated``.

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
    return total_by(table, "fund", value=value, **options)


def total_by_year(table: pd.DataFrame, *, value: str, **options: Any) -> pd.DataFrame:
    """Add a value up by year; see :func:`total_by`.

    A table of :func:`migfund.split_by_year` is totalled by its years; in any other the whole of a
    project counts in the year in which it starts.

    Parameters
    ----------
    table
        Needs ``calendar_year``, or else ``start``.
    value
        Column of numbers to add up.
    **options
        As in :func:`total_by`: ``grand_total``, ``sort``, ``nested``, ``repeated``.

    Returns
    -------
    pandas.DataFrame
        Key ``calendar_year``, or else ``start_year``, missing where no start is stated; then as
        :func:`total_by`.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"start": pd.to_datetime(["2019-02-01"]), "budget_usd": [119187.08]})
    >>> mf.total_by_year(one, value="budget_usd")["start_year"].tolist()
    [2019]
    """
    if "calendar_year" in table:
        return total_by(table, "calendar_year", value=value, **options)
    need_columns(table, ["start"])
    years = pd.DatetimeIndex(whole_days(table["start"])).year.to_list()
    dated = add_columns(table, {"start_year": pd.array(years, dtype="Int64")})
    return total_by(dated, "start_year", value=value, **options)


def _split(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Give the table split by country, as it is if it was split before."""
    return table if "country" in table else split_by_country(table, value=value)
