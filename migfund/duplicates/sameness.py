"""What rows state, written so that it can be compared: the same statement, the same key."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import Days, allowed_days, literal_period, precisions
from migfund.errors import ColumnsError
from migfund.parse.text import fold
from migfund.schema import PRECISIONS, list_rows, lists_of_text, numbers_of

__all__ = [
    "IDS",
    "TEXT_KEYS",
    "Flags",
    "Ints",
    "Stated",
    "days_of",
    "facts",
    "keys_of",
    "lists_of",
    "set_keys",
    "title_key",
    "values_of",
]

IDS = ("prima_id", "project_id")
"""The columns of ids, the surer first."""

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NO_ID = frozenset("na nan nil none null tba tbc tbd unknown".split())
# Starts that differ in precision are compared as far as both go: for each part of an ISO date
# how many characters it reaches, and how many days a start may span to state it.
_START_PARTS = {"start_year": (4, 366), "start_month": (7, 31), "start_day": (10, 1)}


class Stated(NamedTuple):
    """What rows state in one field: positions of rows, a number for each value, the values."""

    rows: Ints
    codes: Ints
    distinct: Sequence[Any]


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
    """Give a column as a list; None in each row where there is no such column."""
    return table[column].tolist() if column in table else [None] * len(table)


def keys_of(table: pd.DataFrame, column: str, key: Callable[[str], str | None]) -> list[str | None]:
    """Write each text of a column as it is compared, working on distinct ones."""
    if column not in table:
        return [None] * len(table)
    codes, distinct = pd.factorize(table[column])
    written = [*(key(str(value)) for value in distinct), None]
    return [written[code] for code in codes]


def set_keys(table: pd.DataFrame, column: str) -> list[str | None]:
    """Write each list of countries as it is compared: a set."""
    if column not in table:
        return [None] * len(table)
    lists = lists_of_text(table, column).to_pylist()
    return [" ".join(sorted(set(codes))) if codes else None for codes in lists]


def lists_of(table: pd.DataFrame, column: str) -> list[list[Any]]:
    """Give a column of lists that a merge before this one made; empty lists where there is none.

    Raises
    ------
    ColumnsError
        If the column holds something else than lists.
    """
    if column not in table:
        return [[] for _ in range(len(table))]
    values = table[column]
    is_list = np.array([isinstance(value, list | np.ndarray) for value in values], dtype=bool)
    strange = np.flatnonzero(~is_list & values.notna().to_numpy()).tolist()
    if strange:
        rows = list_rows(table, strange, ["no list"] * len(strange))
        raise ColumnsError(
            f"column {column!r} holds no lists: {rows}."
            " merge_duplicates makes a column of this name; rename yours first."
        )
    return [list(value) if good else [] for value, good in zip(values, is_list, strict=True)]


def days_of(table: pd.DataFrame, column: str) -> tuple[Days, Days]:
    """Give the first and last day that each date allows; one without a precision is a day."""
    if column not in table:
        nothing = np.full(len(table), "NaT", dtype="datetime64[D]")
        return nothing, nothing
    precision = np.full(len(table), "day", dtype=object)
    if f"{column}_precision" in table:
        stated = precisions(table, column)
        precision = np.where(np.isin(stated.astype(str), PRECISIONS), stated, "day")
    dates = pd.DataFrame({column: table[column], f"{column}_precision": precision})
    return allowed_days(dates, column)


def facts(projects: pd.DataFrame) -> dict[str, Stated]:
    """Give what the rows state, field by field, each value as a number.

    What a merge before this one left in the column ``conflicts`` is stated by the row, too.
    """
    values: dict[str, list[Any]] = {
        name: keys_of(projects, name, key) for name, key in TEXT_KEYS.items()
    }
    values["countries"] = set_keys(projects, "countries")
    count = len(projects)
    budgets = numbers_of(projects, "budget") if "budget" in projects else np.full(count, np.nan)
    values["budget"] = [None if np.isnan(b) else round(float(b), 2) for b in budgets]
    values["currency"] = [
        code if amount is not None and isinstance(code, str) else None
        for code, amount in zip(values_of(projects, "currency"), values["budget"], strict=True)
    ]
    values |= _start_keys(projects)
    rows = {name: list(range(count)) for name in values}
    for row, listed in enumerate(lists_of(projects, "conflicts")):
        for conflict in listed:
            for name, value in _from_words(conflict["field"], conflict["other_value"]):
                rows[name].append(row)
                values[name].append(value)
    return {name: _number(rows[name], values[name]) for name in values}


def _start_keys(projects: pd.DataFrame) -> dict[str, list[Any]]:
    """Write the year, the month and the day of each start, as far as it states them."""
    first, last = days_of(projects, "start")
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


def _number(rows: list[int], values: list[Any]) -> Stated:
    """Give each value that is there a number."""
    pairs = [(r, v) for r, v in zip(rows, values, strict=True) if v is not None]
    codes, distinct = pd.factorize(np.array([v for _, v in pairs], dtype=object))
    places = np.array([r for r, _ in pairs], dtype=np.int64)
    return Stated(places, codes.astype(np.int64), list(distinct))
