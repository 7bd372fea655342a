"""Official rates at which nobody could trade: a reviewed list, by currency and time."""

from functools import cache
from typing import Any

import numpy as np

from migfund.codelists import codelist_rows
from migfund.schema import Array

__all__ = ["is_official_only", "official_only"]


@cache
def official_only() -> dict[str, list[tuple[np.datetime64, np.datetime64]]]:
    """Return from when to when the market's rate of a currency differed widely from the official.

    The list is ``codelists/official_rates.csv``; a time that has not ended ends in 9999.

    Examples
    --------
    >>> [str(day) for day in official_only()["LBP"][0]]
    ['2019-10-01', '2024-01-31']
    """
    found: dict[str, list[tuple[np.datetime64, np.datetime64]]] = {}
    for row in codelist_rows("official_rates"):
        first, last = np.datetime64(row["since"]), np.datetime64(row["until"] or "9999-12-31")
        found.setdefault(row["currency"], []).append((first, last))
    return found


def is_official_only(code: str, first: Any, last: Any = None) -> Array:
    """Tell for each day, or time from first to last day, whether it touches such a time."""
    begin = np.asarray(first, dtype="datetime64[us]")
    end = begin if last is None else np.asarray(last, dtype="datetime64[us]")
    touched = np.zeros(len(begin), dtype=bool)
    for since, until in official_only().get(code, ()):
        touched |= (begin <= until) & (end >= since)
    return touched
