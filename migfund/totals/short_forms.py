"""Totals by country, region and year, and by two keys across each other."""

import datetime as dt
import os
from collections.abc import Mapping, Sequence

import pandas as pd

from migfund.dates import whole_days
from migfund.errors import ColumnsError, ScopeError, list_values
from migfund.regions.add import LEVELS, add_region
from migfund.regions.schemes import OwnGroups
from migfund.schema import (
    ALL,
    SPLIT_COLUMNS,
    TEXT,
    TIME_COLUMNS,
    add_columns,
    as_table,
    check_option,
    need_columns,
)
from migfund.split.by_country import split_by_country
from migfund.split.parts import split_columns
from migfund.totals.groups import columns_of, group_rows
from migfund.totals.guards import steps_of
from migfund.totals.total_by import (
    RESULTS,
    need_value,
    rows_to_add,
    total_by,
    totals_of,
    warn_of_overlap,
)
from migfund.totals.unsplit import is_fixed, made_keys

__all__ = [
    "NO_KEY",
    "by_country",
    "crosstab",
    "total_by_country",
    "total_by_region",
    "total_by_year",
]

NO_KEY = "missing"
"""The head of a column of a crosstab, where its key is missing."""
_BESIDE = (
    *("total", "n_projects", "n_known", "currency", "basis", "split_rule"),
    *("n_all", "n_all_known"),
)
"""What stands beside the cells of a table with keys down the side and across the top."""


def total_by_country(
    table: pd.DataFrame,
    *,
    value: str = "budget_usd",
    grand_total: bool = False,
    sort: str = "by",
    nested: str = "raise",
    repeated: str = "raise",
    describe: bool = False,
) -> pd.DataFrame:
    """Return the totals of a value by recipient country; see :func:`total_by`.

    Parameters
    ----------
    table
        A table split by country; or any other, which is split first, in equal shares unless it
        has shares (needs ``countries``, or a column ``country`` of your own where there is no
        such column).
    value, grand_total, sort, nested, repeated, describe
        As in :func:`total_by`.

    Returns
    -------
    pandas.DataFrame
        Key ``country`` (ISO 3166-1 alpha-3, or "unallocated"), then as :func:`total_by`.

    Raises
    ------
    MigfundError
        As :func:`total_by` and :func:`migfund.split_by_country`.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"countries": [["ARM", "GEO"]], "budget_usd": [400_000.0]})
    >>> mf.total_by_country(one)[["country", "total"]].values.tolist()
    [['ARM', 200000.0], ['GEO', 200000.0]]
    """
    table = as_table(table)
    return total_by(
        table if made_keys(table, ["country"]) else by_country(table, value),
        "country",
        value=value,
        grand_total=grand_total,
        sort=sort,
        nested=nested,
        repeated=repeated,
        describe=describe,
    )


def total_by_region(
    table: pd.DataFrame,
    *,
    value: str = "budget_usd",
    scheme: str | os.PathLike[str] | OwnGroups = "m49",
    level: str | None = None,
    at: int | str | dt.date | None = None,
    grand_total: bool = False,
    sort: str = "by",
    nested: str = "raise",
    repeated: str = "raise",
    describe: bool = False,
) -> pd.DataFrame:
    """Return the totals of a value by region; see :func:`total_by`.

    The regions are those of the scheme, whatever columns of regions the table has:
    ``total_by(table, "region_m49")`` totals by such a column.

    Parameters
    ----------
    table
        As in :func:`total_by_country`: it is split by country first, so that a project in two
        regions is divided between them.
    scheme, at
        As in :func:`migfund.add_region`: the scheme, and the date whose groups count.
    level
        Level of the scheme; the coarsest if not given. M49 has ``"region"``, ``"subregion"`` and
        ``"intermediate_region"``; a scheme of your own has ``"group"``.
    value, grand_total, sort, nested, repeated, describe
        As in :func:`total_by`.

    Returns
    -------
    pandas.DataFrame
        Key ``region_m49`` (named after level and scheme), then as :func:`total_by`.

    Raises
    ------
    MigfundError
        As :func:`total_by`, :func:`migfund.split_by_country` and :func:`migfund.add_region`; or if
        the scheme has no such level.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"countries": [["ARM", "KEN"]], "budget_usd": [400_000.0]})
    >>> mf.total_by_region(one)[["region_m49", "total"]].values.tolist()
    [['Africa', 200000.0], ['Asia', 200000.0]]
    """
    own = isinstance(scheme, Mapping | os.PathLike) or str(scheme).lower().endswith(".csv")
    levels = ("group",) if own else LEVELS.get(str(scheme))
    if levels is not None and level is not None:
        check_option("level", level, levels)
    table = as_table(table)
    key = f"{level or levels[0]}_{scheme}" if levels and not own else ""
    if not (key and at is None and is_fixed(str(scheme)) and made_keys(table, [key])):
        split = by_country(table, value)
        used = ["country", "region", "start", "start_precision", "period_from", "period_to"]
        used += [*SPLIT_COLUMNS, *([at] if isinstance(at, str) else [])]
        needed = split[[name for name in split if name in used]]
        regions = add_region(needed, scheme=scheme, at=at)
        new = [str(name) for name in regions if name not in needed]
        key = new[levels.index(level)] if levels and level else new[0]
        table = split.assign(**{key: regions[key]})
    return total_by(
        table,
        key,
        value=value,
        grand_total=grand_total,
        sort=sort,
        nested=nested,
        repeated=repeated,
        describe=describe,
    )


def total_by_year(
    table: pd.DataFrame,
    *,
    value: str = "budget_usd",
    grand_total: bool = False,
    sort: str = "by",
    nested: str = "raise",
    repeated: str = "raise",
    describe: bool = False,
) -> pd.DataFrame:
    """Return the totals of a value by year; see :func:`total_by`.

    A table of :func:`migfund.split_by_year` is totalled by what it was split by: calendar or
    fiscal years, quarters or months. In any other the whole of a project counts in the year in
    which it starts.

    Parameters
    ----------
    table
        A table split by year; or any other, which needs ``start``.
    value, grand_total, sort, nested, repeated, describe
        As in :func:`total_by`.

    Returns
    -------
    pandas.DataFrame
        Key ``calendar_year``, ``fiscal_year``, ``quarter`` or ``month``; or else ``start_year``,
        missing where no start is stated; then as :func:`total_by`.

    Raises
    ------
    MigfundError
        As :func:`total_by`; or if some rows are split by another time than others.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> one = pd.DataFrame({"start": pd.to_datetime(["2019-02-01"]), "budget_usd": [119187.08]})
    >>> mf.total_by_year(one)["start_year"].tolist()
    [2019]
    """
    table = as_table(table)
    key = _time_of(table)
    if key is None:
        key = "start_year"
        need_columns(
            table, ["start"], hint="For a column of your own: mf.total_by(table, 'calendar_year')."
        )
        years = pd.DatetimeIndex(whole_days(table["start"])).year.to_list()
        table = add_columns(table, {key: pd.array(years, dtype="Int64")})
    return total_by(
        table,
        key,
        value=value,
        grand_total=grand_total,
        sort=sort,
        nested=nested,
        repeated=repeated,
        describe=describe,
    )


def crosstab(
    table: pd.DataFrame,
    by: Sequence[str],
    *,
    value: str = "budget_usd",
    grand_total: bool = True,
    sort: str = "by",
    nested: str = "raise",
    repeated: str = "raise",
) -> pd.DataFrame:
    """Return the totals of a value by two keys, one down the side and the other across the top.

    A cell in which nothing is known is missing, not zero. So is a total over countries that have
    the whole of a project each (rule "full"), or over several currencies.

    Parameters
    ----------
    table
        A project table or one that was split; needs the two keys and ``value``.
    by
        The two columns to group by: ``["country", "fund"]`` has the countries down the side. A
        missing key across the top is headed "missing".
    value, nested, repeated
        As in :func:`total_by`.
    grand_total
        Whether the last row is the total of all, with "all" in the key.
    sort
        As in :func:`total_by`, for the rows.

    Returns
    -------
    pandas.DataFrame
        A row a value of the first key: the key; a column a value of the second key, in order, its
        name as text; ``total``; ``n_projects``, ``n_known``, ``currency``, ``basis`` and
        ``split_rule`` of the row, ``n_all`` and ``n_all_known`` of the table, as in
        :func:`total_by`.

    Raises
    ------
    ScopeError, ColumnsError
        As :func:`total_by`; also if the keys are not two, or a value of the second key is the name
        of another column, or one of the values is "missing" and the key is missing elsewhere.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "year": [2019, 2020, 2020],
    ...                          "budget_usd": [10.0, 4.0, 5.0]})
    >>> mf.crosstab(projects, ["fund", "year"])[["fund", "2019", "2020", "total"]]
      fund  2019  2020  total
    0  IDF  10.0   4.0   14.0
    1  MPF   NaN   5.0    5.0
    2  all  10.0   9.0   19.0
    """
    names = columns_of(by)
    if len(names) != 2:
        raise ColumnsError(f"by must name two columns, ['country', 'fund'], not {by!r}.")
    table = as_table(table, names)
    check_option("sort", sort, ("by", "total"))
    check_option("grand_total", grand_total, (False, True))
    rows = rows_to_add(table, names, value, nested, repeated)
    down, across = names
    side = totals_of(rows.partial([down]), grand_total=grand_total, sort=sort)
    cells = totals_of(rows.partial(names))
    warn_of_overlap(table, names)
    labels, heads = _labels(side[down]), _labels(group_rows(cells, [across]).keys[across])
    _refuse_repeated(names, labels, heads)
    figures = cells["total"].set_axis([_labels(cells[down]), _labels(cells[across])]).unstack()  # noqa: PD010
    if grand_total and len(heads):
        top = totals_of(rows.partial([across]))
        figures.loc[ALL] = top["total"].set_axis(_labels(top[across]))
    figures = figures.reindex(index=labels, columns=heads).set_axis(side.index)
    kept = [name for name in _BESIDE if name != down]
    return pd.concat([side[[down]], figures, side[kept]], axis=1)


def _labels(keys: pd.Series) -> pd.Series:
    """Return keys as text, also where there is none."""
    return keys.astype(object).map(str, na_action="ignore").astype(TEXT).fillna(NO_KEY)


def _refuse_repeated(names: Sequence[str], labels: pd.Series, heads: pd.Series) -> None:
    """Raise if two rows or two columns of the table would have one name."""
    down, across = names
    twice = labels[labels.duplicated()]
    if len(twice):
        raise ColumnsError(
            f"{list_values(twice)} in column {down!r} would name two rows of the table, for a "
            "missing key goes by that word. Rename this value first."
        )
    taken = [head for head in heads if head in (down, *RESULTS)] or heads[heads.duplicated()]
    if len(taken):
        raise ColumnsError(
            f"{list_values(taken)} in column {across!r} would name two columns of the table. "
            "Rename these values first."
        )


def by_country(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return the table split by country: as it is, where it is that or has a country a row."""
    table = as_table(table)
    need_value(table, value)
    own = "country" in table and "countries" not in table
    if own or "country" in split_columns(table):
        return table
    return split_by_country(table, value=value)


def _time_of(table: pd.DataFrame) -> str | None:
    """Return the column of time by which the table is split, if it is.

    Raises
    ------
    ScopeError
        If rows are split by different times, or only some are.
    """
    times = [name for name in split_columns(table) if name in TIME_COLUMNS]
    _, steps = steps_of(table)
    without = any(some and times and times[0] not in [step.by for step in some] for some in steps)
    if len(times) > 1 or without:
        raise ScopeError(
            f"the rows are split by different times: {list_values(times)}"
            f"{', some by none' if without and len(times) == 1 else ''}. Split the table of the "
            "projects once, or total by one column: mf.total_by(table, 'calendar_year')."
        )
    return times[0] if times else None
