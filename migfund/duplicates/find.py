"""Rows that are the same project: found by their ids and titles, never by likeness."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.duplicates.sameness import IDS, Flags, Ints, facts, values_of
from migfund.errors import ScopeError
from migfund.schema import TEXT, need_columns

__all__ = ["Sameness", "find_duplicates", "same_project"]

# What must not contradict where rows are joined by an id or by a title.
_BARRIERS = {
    "prima_id": ("fund",),
    "project_id": ("fund", "prima_id"),
    "title": (
        *("fund", "prima_id", "project_id", "countries", "budget", "currency"),
        *("start_year", "start_month", "start_day"),
    ),
}


class Sameness(NamedTuple):
    """Which rows are the same project.

    Parameters
    ----------
    first
        For each row the position of the first row of its project.
    same_by
        What joined each row to others: prima_id, project_id or title; None where alone.
    shared
        Positions of the rows, by kind of id, whose id stands on quite different projects.
    """

    first: Ints
    same_by: npt.NDArray[Any]
    shared: Mapping[str, Ints]

    def several(self) -> Ints:
        """Give the positions of the rows that are not alone, project by project."""
        rows = np.flatnonzero(np.bincount(self.first)[self.first] > 1)
        return rows[np.argsort(self.first[rows], kind="stable")]


def _range(groups: Ints, codes: Ints, size: int) -> tuple[Ints, Ints]:
    """Give the lowest and the highest code of each group, those below 0 left out."""
    known = (groups >= 0) & (codes >= 0)
    low, high = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(low, groups[known], codes[known])
    np.maximum.at(high, groups[known], codes[known])
    return low, high


def _narrow(keys: Ints, codes: Ints) -> Ints:
    """Divide each key under which values contradict by these; a row that states none leaves it."""
    size = int(keys.max(initial=-1)) + 1
    low, high = _range(keys, codes, size)
    divided = np.append(low < high, False)[keys]
    narrowed = np.where(divided, -1, keys)
    stays = divided & (codes >= 0)
    _, parts = np.unique(keys[stays] * (int(codes.max(initial=0)) + 1) + codes[stays], False, True)
    narrowed[stays] = size + parts
    return narrowed


def _connect(size: int, members: Ints, keys: Ints) -> Ints:
    """Give each of the numbers below ``size`` the lowest one that keys connect it to."""
    parent = list(range(size))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    seen: dict[int, int] = {}
    used = keys >= 0
    for member, key in zip(members[used].tolist(), keys[used].tolist(), strict=True):
        one, other = root(member), root(seen.setdefault(key, member))
        parent[max(one, other)] = min(one, other)
    labels = np.array(parent, dtype=np.int64)
    while (labels[labels] != labels).any():
        labels = labels[labels]
    return labels


class _Joining:
    """The state of the search: which rows are joined so far, and which ids are no ids."""

    def __init__(self, projects: pd.DataFrame) -> None:
        self.facts = facts(projects)
        self.first = np.arange(len(projects))
        self.same_by = np.full(len(projects), None, dtype=object)
        self.void = {
            name: np.zeros(len(stated.rows), dtype=bool) for name, stated in self.facts.items()
        }

    def codes(self, name: str) -> Ints:
        """Give what each project states so far; several values are a number of their own."""
        stated = self.facts[name]
        used = ~self.void[name]
        size = len(self.first)
        low, high = _range(self.first[stated.rows[used]], stated.codes[used], size)
        # Rows of one project id are joined before titles are looked at: other ids are others.
        several = (low < high) | (name == "project_id")
        own = np.where(several, len(stated.distinct) + np.arange(size), low)
        return np.where(high < 0, -1, own)

    def join(self, name: str) -> None:
        """Join the projects that share an id or title, unless what they state contradicts."""
        stated = self.facts[name]
        members, keys = self.first[stated.rows], stated.codes
        barriers = {barrier: self.codes(barrier) for barrier in _BARRIERS[name]}
        for barrier, codes in barriers.items():
            keys = _narrow(keys, codes[members])
            if barrier == "fund" and name in IDS:
                self.void[name] = self._placeholders(members, keys)
                keys = np.where(self.void[name], -1, keys)
        labels = _connect(len(self.first), members, keys)
        # A chain of joins may bring together what contradicts: then none of it is done.
        torn = np.zeros(len(self.first), dtype=bool)
        for codes in barriers.values():
            low, high = _range(labels, codes, len(labels))
            torn |= low < high
        joined = np.where(torn[labels[self.first]], self.first, labels[self.first])
        low, high = _range(joined, self.first, len(joined))
        new = (low < high)[joined] & pd.isna(self.same_by)
        self.same_by[new] = name
        self.first = joined

    def _placeholders(self, members: Ints, keys: Ints) -> Flags:
        """Tell ids that stand on rows without a common country and with quite different titles."""
        by_key: dict[int, set[int]] = {}
        for member, key in zip(members.tolist(), keys.tolist(), strict=True):
            by_key.setdefault(key, set()).add(member)
        by_key = {key: found for key, found in by_key.items() if key >= 0 and len(found) > 1}
        countries = self._words("countries", set().union(*by_key.values()))
        apart = []
        for key, found in by_key.items():
            places = [countries[member] for member in found if member in countries]
            if len(places) > 1 and not set.intersection(*places):
                apart.append(key)
        words = self._words("title", set().union(*(by_key[key] for key in apart)))
        void = []
        for key in apart:
            titles = [words[member] for member in by_key[key] if member in words]
            if len(titles) > 1:
                shared = len(set.intersection(*titles))
                if 2 * shared < min(map(len, titles)):
                    void.append(key)
        return np.isin(keys, np.array(void, dtype=np.int64))

    def _words(self, name: str, wanted: set[int]) -> dict[int, set[str]]:
        """Give the words of all that each wanted project states in a field."""
        stated, words = self.facts[name], dict[int, set[str]]()
        projects = self.first[stated.rows].tolist()
        for project, code in zip(projects, stated.codes.tolist(), strict=True):
            if project in wanted:
                words.setdefault(project, set()).update(stated.distinct[code].split())
        return words


def same_project(projects: pd.DataFrame) -> Sameness:
    """Tell which rows are the same project, by position; see :func:`find_duplicates`."""
    if "share" in projects and "country" in projects:
        raise ScopeError(
            "the table is split by country: its rows are parts of projects, which would be taken "
            "for copies. Find and merge duplicates first, then split."
        )
    if not any(name in projects for name in _BARRIERS):
        need_columns(projects, ["title"], hint="Or give prima_id or project_id.")
    state = _Joining(projects)
    while True:
        before = state.first
        for name in _BARRIERS:
            state.join(name)
        # What a joined row brings (a fund, a country) may settle another: look again.
        if (state.first == before).all():
            break
    shared = {name: np.unique(state.facts[name].rows[state.void[name]]) for name in IDS}
    return Sameness(state.first, state.same_by, shared)


def find_duplicates(projects: pd.DataFrame) -> pd.DataFrame:
    """List the rows that are the same project, such as pages of one project on several sites.

    Rows are joined, directly or by way of others, that share a Prima ID; a project id, unless
    their Prima IDs differ; or a title (without case, accents, punctuation), unless their ids,
    countries, budgets or starts contradict. Rows of different funds are never joined: a project
    that co-funds another is not its duplicate. Nor is anything joined by likeness: titles in two
    languages without an id in common stay apart, whatever else agrees.

    Parameters
    ----------
    projects
        A project table; ``prima_id``, ``project_id`` or ``title`` is needed, and ``fund``,
        ``countries``, ``budget``, ``currency``, ``start`` are used where they exist.

    Returns
    -------
    pandas.DataFrame
        One row a member of a group of two or more, with its index label: ``group`` (0, 1, … by
        first appearance), ``source`` and ``same_by`` ("prima_id", "project_id" or "title": the
        surest that joined the row to others).

    Raises
    ------
    ColumnsError
        If there is no column to tell projects by.
    ScopeError
        If the table is split by country.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> pages = pd.DataFrame({"fund": ["IDF", "MPF", None], "project_id": ["CE.1", "CE.1", None],
    ...                       "title": ["Aid to Benin", "Aid", "Aid to BÉNIN"]})
    >>> mf.find_duplicates(pages)[["group", "same_by"]].to_dict("index")
    {0: {'group': 0, 'same_by': 'title'}, 2: {'group': 0, 'same_by': 'title'}}
    """
    same = same_project(projects)
    rows = same.several()
    return pd.DataFrame(
        {
            "group": pd.factorize(same.first[rows])[0].astype(np.int64),
            "source": pd.array(values_of(projects.iloc[rows], "source"), dtype=TEXT),
            "same_by": pd.array(same.same_by[rows].tolist(), dtype=TEXT),
        },
        index=projects.index.take(rows),
    )
