"""The region or group of each country, by a named scheme or one of the user's own."""

import datetime as dt
import os

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from migfund.codelists import codelist
from migfund.errors import MigfundError, PlaceError
from migfund.regions.days import row_days
from migfund.regions.grid import SEVERAL, Grid, Integers, one_a_row
from migfund.regions.names import named_rows
from migfund.regions.own import OwnGroups, scheme_of
from migfund.regions.schemes import LEVELS
from migfund.schema import (
    TEXT,
    UNALLOCATED,
    add_columns,
    list_rows,
    lists_of_text,
    need_columns,
)

__all__ = ["LEVELS", "SEVERAL", "add_region", "codelist", "is_overlapping"]


def add_region(
    table: pd.DataFrame,
    *,
    scheme: str | os.PathLike[str] | OwnGroups = "m49",
    year: int | str | dt.date | None = None,
    name: str | None = None,
    overlapping: bool = False,
    on_missing: str = "raise",
) -> pd.DataFrame:
    """Add the region or group of each row's country by a named scheme, or one of your own.

    A country outside the scheme has a missing group; no row is dropped.

    Parameters
    ----------
    table
        A table split by country (column ``country``), or a project table (column ``countries``),
        where projects in more than one region get "several regions". One region beside a country
        that has none is missing: whether they are the same is not known. Where no country is
        named and the column ``region`` holds the name of a group of the scheme (in any case), the
        row is in that group.
    scheme
        ``"m49"``, ``"world_bank"``, ``"dac"``, ``"iom"``, ``"eu_neighbourhood"``, ``"ldc"``,
        ``"lldc"``, ``"sids"``, ``"un_special"`` or ``"eu"``; or one of your own: a dict (country
        to group, or group to a list of countries) or the path of a CSV file with the columns
        ``iso3``, ``group`` and where a group changes ``since`` and ``until``.
    year
        When: a year or date for all rows, or a column of dates or years. Only for schemes that
        change over time (dac, ldc, un_special, eu, or your own). If not given, ``period_from`` of
        :func:`migfund.split_by_year` where it is there, else ``start``. A year or a month counts
        as the day in its middle, so a country that joined on 1 July 2013 is a member in 2013; a
        row without a date has a missing group.
    name
        Ends the name of the column of your own scheme; the file's name, or "own", if not given.
    overlapping
        For your own scheme: a country may be in several groups, and the column holds lists.
    on_missing
        ``"raise"`` where a code is no ISO 3166-1 alpha-3 code, or ``"null"``. A true country that
        the scheme leaves out (M49: Kosovo, Taiwan) is missing in either case.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and a column a level of the scheme, such as
        ``region_m49``, ``subregion_m49`` and ``intermediate_region_m49``. "unallocated" stays
        "unallocated". In an overlapping scheme (un_special) each row holds a list of groups.

    Raises
    ------
    PlaceError
        If a code is unknown and ``on_missing`` is "raise", or a scheme of your own has unknown
        countries, or a country in two groups at a time.
    ColumnsError
        If there is neither ``country`` nor ``countries``, or a new column is there already, or
        the scheme changes over time and there is neither ``year`` nor a date.
    DateError
        If ``year`` is none.
    MigfundError
        If there is no such scheme.

    Notes
    -----
    The sources of the schemes stand in ``codelists/SOURCES.md``; :func:`migfund.regions.schemes`
    lists all groups.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> rows = pd.DataFrame({"country": ["BLR", "unallocated"]})
    >>> mf.add_region(rows, scheme="m49")["subregion_m49"].tolist()
    ['Eastern Europe', 'unallocated']
    >>> mf.add_region(rows, scheme={"EaP": ["BLR", "UKR"]}, name="desk")["group_desk"].tolist()
    ['EaP', 'unallocated']
    """
    if on_missing not in ("raise", "null"):
        raise MigfundError(f"on_missing must be 'raise' or 'null', not {on_missing!r}.")
    used = scheme_of(scheme, name, overlapping)
    country, row = _countries(table)
    codes, countries = pd.factorize(country)
    if on_missing == "raise":
        _refuse_unknown(table, codes, countries, row)
    days = row_days(table, year, used.name) if used.changes else None
    named, groups_named = named_rows(
        used, table, _without_country(codes, countries, row, len(table))
    )
    new = {}
    for place, level in enumerate(used.levels):
        grid = Grid(used, level)
        epoch = None if days is None else grid.epochs(days)[row]
        found = one_a_row(grid.look_up(codes, countries, epoch), row, len(table), grid)
        found[named] = [grid.code(groups[place]) for groups in groups_named]
        new[f"{level}_{used.name}"] = grid.column(found)
    return add_columns(table, new)


def is_overlapping(column: pd.Series) -> bool:
    """Whether a column of groups holds lists, as an overlapping scheme's does.

    A row then counts in each of its groups, and totals by it add up to more than the whole.
    """
    dtype = column.dtype
    return isinstance(dtype, pd.ArrowDtype) and pa.types.is_list(dtype.pyarrow_dtype)


def _countries(table: pd.DataFrame) -> tuple[pd.Series, Integers]:
    """Give the countries of a table, split or not, and the row that each stands in."""
    if "country" in table:
        return table["country"].astype(TEXT).reset_index(drop=True), np.arange(len(table))
    need_columns(table, ["countries"], hint="Or split first: mf.split_by_country(table).")
    lists = lists_of_text(table)
    codes = pd.Series(lists.flatten().to_numpy(zero_copy_only=False), dtype=TEXT)
    return codes, np.asarray(pc.list_parent_indices(lists), dtype=np.int64)


def _refuse_unknown(
    table: pd.DataFrame, codes: Integers, countries: pd.Index, row: Integers
) -> None:
    """Raise if a code is no country's."""
    known = [*codelist("countries")["iso3"], UNALLOCATED]
    strange = np.append(~countries.isin(known), False)[codes]
    if strange.any():
        values = countries[codes[strange]].tolist()
        raise PlaceError(
            f"{len(values)} country codes are not ISO 3166-1 alpha-3 (Kosovo: XKX): "
            f"{list_rows(table, row[strange].tolist(), values)}. mf.parse_countries turns names "
            "into codes; on_missing='null' leaves their region missing."
        )


def _without_country(codes: Integers, countries: pd.Index, row: Integers, rows: int) -> Integers:
    """Give the rows that name no country: "unallocated", or an empty list in a project table."""
    empty = np.ones(rows, dtype=bool)
    empty[row] = False
    if UNALLOCATED in countries:
        empty[row[codes == countries.get_loc(UNALLOCATED)]] = True
    return np.flatnonzero(empty)
