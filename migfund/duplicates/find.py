"""Rows that are the same project: found by their ids and titles, never by likeness.

Rows state things (an id, a title, a budget …), each written so that the same statement is the same
key. Rows are joined by ids and titles, unless what they state contradicts.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.dates import Days, allowed_days, literal_period, precisions
from migfund.errors import ColumnsError, ScopeError
from migfund.parse.text import fold
from migfund.schema import (
    PRECISIONS,
    TEXT,
    Array,
    as_table,
    is_split,
    list_rows,
    lists_of_text,
    map_distinct,
    need_columns,
    numbers_of,
)

__all__ = [
    "CONFLICT_FIELDS",
    "IDS",
    "TEXT_KEYS",
    "Sameness",
    "days_of",
    "find_duplicates",
    "keys_of",
    "lists_of",
    "same_project",
    "set_keys",
    "title_key",
    "values_of",
]

CONFLICT_FIELDS = ("field", "value", "source", "other_value", "other_source")
"""What is kept of a value that contradicts the one taken."""

IDS = ("prima_id", "project_id")
"""The columns of ids, the surer first."""

# What must not contradict where rows are joined by an id or by a title.
_BARRIERS = {
    "prima_id": ("fund",),
    "project_id": ("fund", "prima_id"),
    "title": (
        *("fund", "prima_id", "project_id", "countries", "budget", "currency"),
        *("start_year", "start_month", "start_day"),
    ),
}
_NO_ID = frozenset("na nan nil none null tba tbc tbd unknown".split())
# Starts that differ in precision are compared as far as both go: for each part of an ISO date
# how many characters it reaches, and how many days a start may span to state it.
_START_PARTS = {"start_year": (4, 366), "start_month": (7, 31), "start_day": (10, 1)}


def title_key(text: str) -> str | None:
    """Write a title without case, accents, punctuation and differences of spaces.

    Examples
    --------
    >>> title_key("Capacity–building:  BÉNIN")
    'capacity building benin'
    """
    bare = text.casefold() if text.isascii() else fold(text)  # most titles: the fast way
    return " ".join(re.findall(r"[^\W_]+", bare)) or None


def _id_key(text: str) -> str | None:
    """Write an id without case and spaces; None for what stands in the place of one."""
    bare = re.sub(r"[\W_]", "", text).casefold()
    return None if not bare or bare in _NO_ID else "".join(text.split()).casefold()


TEXT_KEYS: dict[str, Callable[[str], str | None]] = {
    "fund": title_key,
    "prima_id": _id_key,
    "project_id": _id_key,
    "title": title_key,
}
"""How texts that join rows, or keep them apart, are compared."""


def values_of(table: pd.DataFrame, column: str) -> list[Any]:
    """Return a column as a list; None in each row where there is no such column."""
    return table[column].tolist() if column in table else [None] * len(table)


def keys_of(table: pd.DataFrame, column: str, key: Callable[[str], str | None]) -> list[str | None]:
    """Write each text of a column as it is compared."""
    if column not in table:
        return [None] * len(table)
    written: list[str | None] = map_distinct(table[column], lambda text: key(str(text))).tolist()
    return written


def set_keys(table: pd.DataFrame, column: str) -> list[str | None]:
    """Write each list of countries as it is compared: a set."""
    if column not in table:
        return [None] * len(table)
    lists = lists_of_text(table, column).to_pylist()
    return [" ".join(sorted(set(codes))) if codes else None for codes in lists]


def lists_of(table: pd.DataFrame, column: str, fields: Collection[str] = ()) -> list[list[Any]]:
    """Return a column of lists that a merge before this one made; empty lists where none stand.

    Parameters
    ----------
    table, column
        The column, which need not be there.
    fields
        What each item of a list states; it is a text where nothing is given.

    Raises
    ------
    ColumnsError
        If the column holds something else.
    """
    found: list[list[Any]] = []
    strange = []
    for row, value in enumerate(values_of(table, column)):
        items = list(value) if isinstance(value, list | np.ndarray) else []
        if fields:
            good = all(isinstance(item, dict) and set(fields) <= item.keys() for item in items)
        else:
            good = all(isinstance(item, str) for item in items)
        missing = pd.api.types.is_scalar(value) and pd.isna(value)
        if not good or not (isinstance(value, list | np.ndarray) or missing):
            strange.append(row)
        found.append(items)
    if strange:
        raise ColumnsError(
            f"column {column!r} holds no lists of {', '.join(fields) or 'texts'}: "
            f"{list_rows(table, strange, ['something else'] * len(strange))}. migfund makes a "
            "column of this name; rename yours first."
        )
    return found


def days_of(table: pd.DataFrame, column: str) -> tuple[Days, Days]:
    """Return the first and last day that each date allows; one without a precision is a day."""
    if column not in table:
        nothing = np.full(len(table), "NaT", dtype="datetime64[D]")
        return nothing, nothing
    precision = np.full(len(table), "day", dtype=object)
    if f"{column}_precision" in table:
        stated = precisions(table, column)
        precision = np.where(np.isin(stated.astype(str), PRECISIONS), stated, "day")
    dates = pd.DataFrame({column: table[column], f"{column}_precision": precision})
    return allowed_days(dates, column)


class _Stated(NamedTuple):
    """What rows state in one field: positions of rows, a number for each value, the values."""

    rows: Array
    codes: Array
    distinct: Sequence[Any]


def _facts(table: pd.DataFrame) -> dict[str, _Stated]:
    """Return what the rows state, field by field, each value as a number.

    What a merge before this one left in the column ``conflicts`` is stated by the row, too.
    """
    values: dict[str, list[Any]] = {
        name: keys_of(table, name, key) for name, key in TEXT_KEYS.items()
    }
    values["countries"] = set_keys(table, "countries")
    count = len(table)
    budgets = numbers_of(table, "budget") if "budget" in table else np.full(count, np.nan)
    values["budget"] = [None if np.isnan(b) else round(float(b), 2) for b in budgets]
    values["currency"] = [
        code if amount is not None and isinstance(code, str) else None
        for code, amount in zip(values_of(table, "currency"), values["budget"], strict=True)
    ]
    values |= _start_keys(table)
    rows = {name: list(range(count)) for name in values}
    for row, listed in enumerate(lists_of(table, "conflicts", CONFLICT_FIELDS)):
        for conflict in listed:
            for name, value in _from_words(conflict["field"], conflict["other_value"]):
                rows[name].append(row)
                values[name].append(value)
    return {name: _numbered(rows[name], values[name]) for name in values}


def _start_keys(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Write the year, the month and the day of each start, as far as it states them."""
    first, last = days_of(table, "start")
    days = np.where(np.isnat(first), 0, (last - first).astype(int) + 1).tolist()
    texts = first.astype(str).tolist()
    return {
        name: [
            text[:length] if 0 < span <= longest else None
            for text, span in zip(texts, days, strict=True)
        ]
        for name, (length, longest) in _START_PARTS.items()
    }


def _from_words(field: str, words: str) -> list[tuple[str, Any]]:
    """Read a value of a conflict back, as it is compared."""
    if field in TEXT_KEYS:
        return [(field, TEXT_KEYS[field](words))]
    if field == "countries":
        return [(field, " ".join(sorted(set(words.split(", ")))))]
    if field == "budget":
        *currency, amount = words.split(" ")
        return [("budget", round(float(amount), 2)), *(("currency", code) for code in currency)]
    if field == "start":
        literal_period(words)  # raises where the words are no date
        return [(name, words[:n]) for name, (n, _) in _START_PARTS.items() if len(words) >= n]
    return []


def _numbered(rows: list[int], values: list[Any]) -> _Stated:
    """Give each value that is there a number."""
    codes, distinct = pd.factorize(pd.Series(values, dtype=object))
    known = codes >= 0
    return _Stated(np.array(rows, dtype=np.int64)[known], codes[known], list(distinct))


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

    first: Array
    same_by: Array
    shared: Mapping[str, Array]

    def several(self) -> Array:
        """Return the positions of the rows that are not alone, project by project."""
        rows = np.flatnonzero(np.bincount(self.first)[self.first] > 1)
        return rows[np.argsort(self.first[rows], kind="stable")]


def _range(groups: Array, codes: Array, size: int) -> tuple[Array, Array]:
    """Return the lowest and the highest code of each group, those below 0 left out."""
    known = (groups >= 0) & (codes >= 0)
    low, high = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(low, groups[known], codes[known])
    np.maximum.at(high, groups[known], codes[known])
    return low, high


def _narrow(keys: Array, codes: Array) -> Array:
    """Divide each key under which values contradict by these; a row that states none leaves it."""
    size = int(keys.max(initial=-1)) + 1
    low, high = _range(keys, codes, size)
    divided = np.append(low < high, False)[keys]
    narrowed = np.where(divided, -1, keys)
    stays = divided & (codes >= 0)
    _, parts = np.unique(keys[stays] * (int(codes.max(initial=0)) + 1) + codes[stays], False, True)
    narrowed[stays] = size + parts
    return narrowed


def _connect(size: int, members: Array, keys: Array) -> Array:
    """Return for each number below ``size`` the lowest one that keys connect it to."""
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

    def __init__(self, table: pd.DataFrame) -> None:
        self.facts = _facts(table)
        self.first = np.arange(len(table))
        self.same_by = np.full(len(table), None, dtype=object)
        self.void = {
            name: np.zeros(len(stated.rows), dtype=bool) for name, stated in self.facts.items()
        }

    def codes(self, name: str) -> Array:
        """Return what each project states so far; several values are a number of their own."""
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

    def _placeholders(self, members: Array, keys: Array) -> Array:
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
        """Return the words of all that each wanted project states in a field."""
        stated, words = self.facts[name], dict[int, set[str]]()
        projects = self.first[stated.rows].tolist()
        for project, code in zip(projects, stated.codes.tolist(), strict=True):
            if project in wanted:
                words.setdefault(project, set()).update(stated.distinct[code].split())
        return words


def same_project(table: pd.DataFrame) -> Sameness:
    """Return which rows are the same project, by position; see :func:`find_duplicates`."""
    if is_split(table):
        raise ScopeError(
            "the table is split: its rows are parts of projects, which would be taken for copies. "
            "Find and merge duplicates first, then split."
        )
    if not any(name in table for name in _BARRIERS):
        need_columns(table, ["title"], hint="Or give prima_id or project_id.")
    state = _Joining(table)
    while True:
        before = state.first
        for name in _BARRIERS:
            state.join(name)
        # What a joined row brings (a fund, a country) may settle another: look again.
        if (state.first == before).all():
            break
    shared = {name: np.unique(state.facts[name].rows[state.void[name]]) for name in IDS}
    return Sameness(state.first, state.same_by, shared)


def find_duplicates(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are the same project, such as pages of one project on several sites.

    Rows are joined, directly or by way of others, that share a Prima ID; a project id, unless
    their Prima IDs differ; or a title (without case, accents, punctuation), unless their ids,
    countries, budgets or starts contradict. Rows of different funds are never joined: a project
    that co-funds another is not its duplicate. Nor is anything joined by likeness: titles in two
    languages without an id in common stay apart, whatever else agrees.

    Parameters
    ----------
    table
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
        If the table is split.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> pages = pd.DataFrame({"fund": ["IDF", "MPF", None], "project_id": ["CE.1", "CE.1", None],
    ...                       "title": ["Aid to Benin", "Aid", "Aid to BÉNIN"]})
    >>> mf.find_duplicates(pages)[["group", "same_by"]].to_dict("index")
    {0: {'group': 0, 'same_by': 'title'}, 2: {'group': 0, 'same_by': 'title'}}
    """
    table = as_table(table)
    same = same_project(table)
    rows = same.several()
    return pd.DataFrame(
        {
            "group": pd.factorize(same.first[rows])[0].astype(np.int64),
            "source": pd.array(values_of(table.iloc[rows], "source"), dtype=TEXT),
            "same_by": pd.array(same.same_by[rows].tolist(), dtype=TEXT),
        },
        index=table.index.take(rows),
    )
