"""The region or group of each country, by a named scheme or one of the user's own."""

import datetime as dt
import os
from copy import copy
from functools import lru_cache
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from migfund.codelists import codelist
from migfund.dates import (
    ONE_DAY,
    Days,
    allowed_days,
    dates_or_years,
    literal_period,
    middle_days,
    whole_days,
)
from migfund.errors import ColumnsError, DateError, PlaceError
from migfund.regions.schemes import LEVELS, OwnGroups, Scheme, scheme_of
from migfund.schema import (
    TEXT,
    TEXT_LIST,
    TIME_COLUMNS,
    UNALLOCATED,
    Array,
    add_columns,
    as_table,
    check_option,
    distinct_codes,
    list_rows,
    lists_of_text,
    need_columns,
)
from migfund.split.parts import split_columns

__all__ = ["LEVELS", "SEVERAL", "add_region"]

SEVERAL = "several regions"
"""What stands for a project, not split by country, whose countries lie in more than one region."""

_Groups = tuple[str, ...]
"""The group of a country at one level; in an overlapping scheme, its groups; empty: in none."""

_NONE = -1
"""The number of no group."""


def add_region(
    table: pd.DataFrame,
    *,
    scheme: str | os.PathLike[str] | OwnGroups = "m49",
    at: int | str | dt.date | None = None,
    name: str | None = None,
    overlapping: bool = False,
    on_missing: str = "raise",
) -> pd.DataFrame:
    """Return the table with the region or group of each row's country, by a named scheme.

    A country outside the scheme has a missing group; no row is dropped.

    Parameters
    ----------
    table
        A table split by country (column ``country``), or a project table (column ``countries``),
        where projects in more than one region get "several regions". One region beside a country
        that has none is missing: whether they are the same is not known. Where no country is
        named and the column ``region`` holds the name of a group of the scheme (in any case), the
        row is in that group. A column ``country`` of your own is used where there is no
        ``countries``.
    scheme
        ``"m49"``, ``"world_bank"``, ``"dac"``, ``"iom"``, ``"eu_neighbourhood"``, ``"ldc"``,
        ``"lldc"``, ``"sids"``, ``"un_special"`` or ``"eu"``; or one of your own: a dict (country
        to group, or group to a list of countries) or the path of a CSV file with the columns
        ``iso3``, ``group`` and where a group changes ``since`` and ``until``.
    at
        When: a year or date for all rows, such as 2019 or "2019-02"; the name of a column of dates
        or years, such as ``"start"``; or ``"part"``, the days of the row's own part in a table
        split by year. If not given, "part" in such a table and "start" in any other. Only for
        schemes that change over time (dac, ldc, un_special, eu, or your own). A year or a month
        counts as the day in its middle, so a country that joined on 1 July 2013 is a member in
        2013; a row without a date has a missing group.
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
        the scheme changes over time and there is neither ``at`` nor a date.
    DateError
        If ``at`` is none.
    MigfundError
        If there is no such scheme.

    Notes
    -----
    The sources of the schemes stand in ``codelists/SOURCES.md``; :func:`migfund.region_schemes`
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
    table = as_table(table)
    check_option("on_missing", on_missing, ("raise", "null"))
    used = scheme_of(scheme, name, overlapping)
    codes, countries, row = _countries(table)
    if on_missing == "raise":
        _refuse_unknown(table, codes, countries, row)
    days = None
    if used.changes or at is not None:  # which is checked also where it says nothing
        days = _row_days(table, at, used.name)
    nowhere = _without_country(codes, countries, row, len(table))
    named, groups_named = _named_rows(used, table, nowhere)
    new = {}
    for number, level in enumerate(used.levels):
        grid = _grid_of(used, level).own()
        epoch = grid.epochs(days)[row] if used.changes and days is not None else None
        found = _one_a_row(grid.look_up(codes, countries, epoch), row, len(table), grid)
        found[named] = [grid.code(groups[number]) for groups in groups_named]
        new[f"{level}_{used.name}"] = grid.column(found)
    return add_columns(table, new)


def _countries(table: pd.DataFrame) -> tuple[Array, pd.Index, Array]:
    """Return the countries of a table, distinct and by number, and the row that each stands in."""
    split = "country" in split_columns(table)
    if split or ("country" in table and "countries" not in table):
        need_columns(table, ["country"])
        codes, countries = distinct_codes(table["country"])
        return codes, pd.Index(countries, dtype=object), np.arange(len(table))
    need_columns(table, ["countries"], hint="Or one row a country: mf.split_by_country(table).")
    lists = lists_of_text(table)
    encoded = lists.flatten().dictionary_encode()
    codes = np.asarray(encoded.indices.fill_null(_NONE), dtype=np.int64)
    row = np.asarray(pc.list_parent_indices(lists), dtype=np.int64)
    return codes, pd.Index(encoded.dictionary.to_pylist(), dtype=object), row


def _refuse_unknown(table: pd.DataFrame, codes: Array, countries: pd.Index, row: Array) -> None:
    """Raise if a code is no country's."""
    known = [*codelist("countries")["iso3"], UNALLOCATED]
    strange = np.flatnonzero(np.append(~countries.isin(known), False)[codes])
    if len(strange):
        values = countries[codes[strange[:5]]].astype(str).tolist()
        raise PlaceError(
            f"{len(strange)} country codes are not ISO 3166-1 alpha-3 (Kosovo: XKX): "
            f"{list_rows(table, row[strange].tolist(), values)}. mf.parse_countries turns names "
            "into codes; on_missing='null' leaves their region missing."
        )


def _without_country(codes: Array, countries: pd.Index, row: Array, rows: int) -> Array:
    """Return the rows that name no country: "unallocated", or an empty list in a project table."""
    empty = np.ones(rows, dtype=bool)
    empty[row] = False
    if UNALLOCATED in countries:
        empty[row[codes == countries.get_loc(UNALLOCATED)]] = True
    return np.flatnonzero(empty)


def _row_days(table: pd.DataFrame, at: int | str | dt.date | None, scheme: str) -> Days:
    """Return the day on which each row's country is looked up; NaT where the row has no date.

    Raises
    ------
    ColumnsError
        If there is no such column, or none to fall back on.
    DateError
        If a value is no year, or no date.
    """
    part = at is None or (isinstance(at, str) and at == "part")
    if part and set(split_columns(table)) & set(TIME_COLUMNS):
        need_columns(table, ["period_from", "period_to"])
        return middle_days(whole_days(table["period_from"]), whole_days(table["period_to"]))
    if at is None:
        if "start_precision" in table:
            return middle_days(*allowed_days(table, "start"))
        if "start" in table:
            return whole_days(table["start"])
        raise ColumnsError(
            f"in the scheme {scheme!r} a country's group depends on the date, and the table has "
            "no start. Give at= a column of dates or years, or one year for all rows: at=2020."
        )
    if isinstance(at, str) and (at in table or not at[:1].isdigit()):
        hint = "Split the table first: mf.split_by_year(table)." if at == "part" else ""
        need_columns(table, [at], hint=hint or "Or give one year for all rows: at=2020.")
        return middle_days(*dates_or_years(table, at))
    if isinstance(at, bool) or not isinstance(at, Integral | str | dt.date):
        raise DateError(f"at must be a year, a date or the name of a column, not {at!r}.")
    first, last, _ = literal_period(str(int(at)) if isinstance(at, Integral) else at)
    return np.full(len(table), middle_days(np.array(first), np.array(last)))


class _Grid:
    """The groups of a scheme's countries at one level, a row a country and a column an epoch.

    An epoch is the time between two changes of the scheme; the last column is for rows without a
    date. Groups are numbered; -1 is none.
    """

    def __init__(self, scheme: Scheme, level: str) -> None:
        self.overlapping = scheme.overlapping
        self.groups: list[_Groups] = []
        self._codes: dict[_Groups, int] = {}
        rows = scheme.members[scheme.members[level] != ""]
        since, until = (rows[name].to_numpy().astype("M8[D]") for name in ("since", "until"))
        after = until + ONE_DAY
        changes = np.concatenate([since, after])
        self.changes = np.unique(changes[~np.isnat(changes)])
        last = len(self.changes) + 1
        first = np.where(np.isnat(since), 0, self.epochs(since))
        end = np.where(np.isnat(until), last, self.epochs(after))
        self.countries = pd.Index(rows["iso3"].unique())
        cells: dict[tuple[int, int], list[str]] = {}
        positions = self.countries.get_indexer(rows["iso3"])
        for country, group, begin, stop in zip(positions, rows[level], first, end, strict=True):
            for epoch in range(begin, stop):
                cells.setdefault((country, epoch), []).append(group)
        # The row behind the countries is for what the scheme does not know.
        self.codes = np.full((len(self.countries) + 1, last + 1), _NONE)
        for cell, groups in cells.items():
            self.codes[cell] = self.code(tuple(dict.fromkeys(groups)))

    def own(self) -> "_Grid":
        """Return a copy to which groups can be added."""
        grid = copy(self)
        grid.groups, grid._codes = [*self.groups], {**self._codes}
        return grid

    def code(self, groups: _Groups) -> int:
        """Return the number of a group, or of groups that stand together."""
        if not groups:
            return _NONE
        if groups not in self._codes:
            self._codes[groups] = len(self.groups)
            self.groups.append(groups)
        return self._codes[groups]

    def epochs(self, days: Days) -> Array:
        """Return the epoch of each day; the last column's for a missing one."""
        found = np.searchsorted(self.changes, days, side="right")
        return np.where(np.isnat(days), len(self.changes) + 1, found)

    def look_up(self, codes: Array, countries: pd.Index, epoch: Array | None) -> Array:
        """Return the group of each country in its epoch; "unallocated" stays."""
        # The last position, -1, is that of a missing country.
        rows = np.append(self.countries.get_indexer(countries), _NONE)[codes]
        found: Array = self.codes[rows, 0 if epoch is None else epoch]
        if UNALLOCATED in countries:
            found[codes == countries.get_loc(UNALLOCATED)] = self.code((UNALLOCATED,))
        return found

    def column(self, found: Array) -> Any:
        """Return the groups of the rows as a column: texts, or lists in an overlapping scheme."""
        kind = pa.list_(pa.string()) if self.overlapping else pa.string()
        values = [list(groups) if self.overlapping else groups[0] for groups in self.groups]
        known = pa.array([*values, None], type=kind)
        taken = known.take(pa.array(np.where(found == _NONE, len(values), found)))
        return pd.array(taken, dtype=TEXT_LIST if self.overlapping else TEXT)


@lru_cache(maxsize=32)
def _grid_of(scheme: Scheme, level: str) -> _Grid:
    """Return the groups of a level, not to be changed; a table in parts asks for them at each."""
    return _Grid(scheme, level)


def _one_a_row(found: Array, row: Array, rows: int, grid: _Grid) -> Array:
    """Return the one group of each row's countries, or "several regions"; missing where none."""
    one = np.full(rows, _NONE)
    if not len(row):
        return one
    begin = np.flatnonzero(np.diff(row, prepend=_NONE))
    if len(begin) == rows == len(row):  # one country in each row
        return found
    most = np.maximum.reduceat(found, begin)
    least = np.minimum.reduceat(np.where(found == _NONE, len(grid.groups), found), begin)
    # One known region beside a country without one: whether they are the same is not known.
    unsure = np.minimum.reduceat(found, begin) == _NONE
    one[row[begin]] = np.where(unsure, _NONE, most)
    several = (most != _NONE) & (least != most)
    if several.any():
        one[row[begin][several]] = grid.code((SEVERAL,))
    return one


def _named_rows(
    scheme: Scheme, table: pd.DataFrame, rows: Array
) -> tuple[Array, list[tuple[_Groups, ...]]]:
    """Return those rows whose ``region`` is the name of a group, and their group at each level."""
    if "region" not in table or not len(rows):
        return rows[:0], []
    names = _names(scheme)
    codes, texts = distinct_codes(table["region"].iloc[rows])
    known = [names.get(_key(text)) if isinstance(text, str) else None for text in texts]
    groups = [_at_levels(scheme, *place) if place else None for place in known]
    found = [None if code < 0 else groups[code] for code in codes]
    named = np.array([some is not None for some in found], dtype=bool)
    return rows[named], [some for some in found if some is not None]


def _key(text: str) -> str:
    """Return a name as it is compared: in any case, with single spaces."""
    return " ".join(text.split()).casefold()


def _names(scheme: Scheme) -> dict[str, tuple[str, str]]:
    """Return the level and the group of each name in a scheme; a coarse level goes first."""
    names: dict[str, tuple[str, str]] = {}
    for level in scheme.levels:
        for group in scheme.members[level].unique():
            names.setdefault(_key(group), (level, group))
    names.pop("", None)
    others = codelist("region_names")
    for name, group in others.loc[others["scheme"] == scheme.name, ["name", "group"]].to_numpy():
        names.setdefault(_key(name), names[_key(group)])
    return names


def _at_levels(scheme: Scheme, level: str, group: str) -> tuple[_Groups, ...]:
    """Return a named group at each level: what all its members share, else "unallocated"."""
    members = scheme.members[scheme.members[level] == group]
    found = []
    for other in scheme.levels:
        shared = members[other].unique()
        value = shared[0] if len(shared) == 1 else UNALLOCATED
        found.append((value,) if value else ())
    return tuple(found)
