"""Rows that name no country, but a region that is a group of the scheme."""

import numpy as np
import pandas as pd

from migfund.codelists import codelist
from migfund.regions.grid import Groups, Integers
from migfund.regions.schemes import Scheme
from migfund.schema import UNALLOCATED

__all__ = ["named_rows"]


def named_rows(
    scheme: Scheme, table: pd.DataFrame, rows: Integers
) -> tuple[Integers, list[tuple[Groups, ...]]]:
    """Find the rows whose ``region`` is the name of a group, and give their group at each level."""
    if "region" not in table or not len(rows):
        return rows[:0], []
    names = _names(scheme)
    codes, texts = pd.factorize(table["region"].iloc[rows].astype(object))
    places = [names.get(_key(text)) if isinstance(text, str) else None for text in texts]
    groups = [None if place is None else _at_levels(scheme, *place) for place in places]
    wanted = [(row, groups[code]) for row, code in zip(rows, codes, strict=True) if code >= 0]
    known = [(row, found) for row, found in wanted if found is not None]
    return np.array([row for row, _ in known], dtype=np.int64), [found for _, found in known]


def _key(text: str) -> str:
    """Give a name as it is compared: in any case, with single spaces."""
    return " ".join(text.split()).casefold()


def _names(scheme: Scheme) -> dict[str, tuple[str, str]]:
    """Give the level and the group of each name in a scheme; a coarse level goes first."""
    names: dict[str, tuple[str, str]] = {}
    for level in scheme.levels:
        for group in scheme.members[level].unique():
            names.setdefault(_key(group), (level, group))
    names.pop("", None)
    others = codelist("region_names")
    for name, group in others.loc[others["scheme"] == scheme.name, ["name", "group"]].to_numpy():
        names.setdefault(_key(name), names[_key(group)])
    return names


def _at_levels(scheme: Scheme, level: str, group: str) -> tuple[Groups, ...]:
    """Give a named group at each level: what all its members share, else "unallocated"."""
    members = scheme.members[scheme.members[level] == group]
    found = []
    for other in scheme.levels:
        shared = members[other].unique()
        value = shared[0] if len(shared) == 1 else UNALLOCATED
        found.append((value,) if value else ())
    return tuple(found)
