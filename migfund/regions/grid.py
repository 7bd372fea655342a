"""The groups of a scheme as an array of countries by time, looked up by position."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from migfund.dates import Days
from migfund.regions.schemes import Scheme
from migfund.schema import TEXT, TEXT_LIST, UNALLOCATED

__all__ = ["SEVERAL", "Grid", "Groups", "Integers", "one_a_row"]

SEVERAL = "several regions"
"""What stands for a project, not split by country, whose countries lie in more than one region."""

Integers = npt.NDArray[Any]
Groups = tuple[str, ...]
"""The group of a country at one level; in an overlapping scheme, its groups; empty: in none."""

NONE = -1
"""The number of no group."""


class Grid:
    """The groups of a scheme's countries at one level, a row a country and a column an epoch.

    An epoch is the time between two changes of the scheme; the last column is for rows without a
    date. Groups are numbered; -1 is none.
    """

    def __init__(self, scheme: Scheme, level: str) -> None:
        self.overlapping = scheme.overlapping
        self.groups: list[Groups] = []
        self._codes: dict[Groups, int] = {}
        rows = scheme.members[scheme.members[level] != ""]
        since, until = (rows[name].to_numpy().astype("M8[D]") for name in ("since", "until"))
        changes = np.concatenate([since, until + 1])
        self.changes = np.unique(changes[~np.isnat(changes)])
        last = len(self.changes) + 1
        first = np.where(np.isnat(since), 0, self.epochs(since))
        end = np.where(np.isnat(until), last, self.epochs(until + 1))
        self.countries = pd.Index(rows["iso3"].unique())
        cells: dict[tuple[int, int], list[str]] = {}
        places = self.countries.get_indexer(rows["iso3"])
        for place, group, begin, stop in zip(places, rows[level], first, end, strict=True):
            for epoch in range(begin, stop):
                cells.setdefault((place, epoch), []).append(group)
        # The row behind the countries is for what the scheme does not know.
        self.codes = np.full((len(self.countries) + 1, last + 1), NONE)
        for cell, groups in cells.items():
            self.codes[cell] = self.code(tuple(dict.fromkeys(groups)))

    def code(self, groups: Groups) -> int:
        """Give the number of a group, or of groups that stand together in an overlapping scheme."""
        if not groups:
            return NONE
        if groups not in self._codes:
            self._codes[groups] = len(self.groups)
            self.groups.append(groups)
        return self._codes[groups]

    def epochs(self, days: Days) -> Integers:
        """Give the epoch of each day; the last column's for a missing one."""
        found = np.searchsorted(self.changes, days, side="right")
        return np.where(np.isnat(days), len(self.changes) + 1, found)

    def look_up(self, codes: Integers, countries: pd.Index, epoch: Integers | None) -> Integers:
        """Give the group of each country in its epoch; "unallocated" stays."""
        # The last place, -1, is that of a missing country.
        places = np.append(self.countries.get_indexer(countries), NONE)[codes]
        found: Integers = self.codes[places, 0 if epoch is None else epoch]
        if UNALLOCATED in countries:
            found[codes == countries.get_loc(UNALLOCATED)] = self.code((UNALLOCATED,))
        return found

    def column(self, found: Integers) -> Any:
        """Give the groups of the rows as a column: texts, or lists in an overlapping scheme."""
        kind = pa.list_(pa.string()) if self.overlapping else pa.string()
        values = [list(groups) if self.overlapping else groups[0] for groups in self.groups]
        known = pa.array([*values, None], type=kind)
        taken = known.take(pa.array(np.where(found == NONE, len(values), found)))
        return pd.array(taken, dtype=TEXT_LIST if self.overlapping else TEXT)


def one_a_row(found: Integers, row: Integers, rows: int, grid: Grid) -> Integers:
    """Give each row the one group of its countries, or "several regions"; missing where none."""
    one = np.full(rows, NONE)
    if not len(row):
        return one
    begin = np.flatnonzero(np.diff(row, prepend=NONE))
    if len(begin) == rows == len(row):  # one country in each row
        return found
    most = np.maximum.reduceat(found, begin)
    least = np.minimum.reduceat(np.where(found == NONE, len(grid.groups), found), begin)
    # One known region beside a country without one: whether they are the same is not known.
    unsure = np.minimum.reduceat(found, begin) == NONE
    one[row[begin]] = np.where(unsure, NONE, most)
    several = (most != NONE) & (least != most)
    if several.any():
        one[row[begin][several]] = grid.code((SEVERAL,))
    return one
