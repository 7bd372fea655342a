"""The figures of a table of rates as arrays, and how their rows are counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from migfund.currency.currencies import Life
from migfund.dates import Days

__all__ = ["MAX_GAP_DAYS", "UNITS", "Figures", "Floats", "Integers", "Quotes"]

MAX_GAP_DAYS = 7
"""How many days back a day without a published rate may look for one."""
UNITS = {"day": "D", "month": "M", "year": "Y"}
"""Frequencies of tables, and the units in which numpy counts their rows."""

Floats = npt.NDArray[Any]
Integers = npt.NDArray[Any]


class Quotes(NamedTuple):
    """Rates for many rows, and first and last day of each; NaN and NaT where there is none.

    ``share`` is the part of the period's publication days that the rate rests on: 1 where all, and
    none for the whole if that is so of each rate.
    """

    rate: Floats
    date_from: Days
    date_to: Days
    share: Floats | None


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of a table.

    Parameters
    ----------
    values
        Units of each currency for one of the base: a row a day, month or year without gaps.
    currencies
        ISO 4217 codes of the columns, the base first.
    origin
        Day, month or year of the first row.
    frequency
        What a row is.
    fixed
        Rates fixed by law, by currency.
    """

    values: Floats
    currencies: tuple[str, ...]
    origin: np.datetime64
    frequency: str
    fixed: Mapping[str, Life]

    def row_of(self, days: Days) -> Integers:
        """Give the row of the table, or beyond it, that each day is in."""
        rows: Integers = days.astype(self.origin.dtype, copy=False).view(np.int64)
        return rows - self.origin.astype(np.int64)

    def days(self, rows: Integers) -> Days:
        """Give the first day of rows of the table."""
        begins = (rows + self.origin.astype(np.int64)).view(self.origin.dtype)
        days: Days = begins.astype("datetime64[us]")
        return days

    @cached_property
    def begins(self) -> Days:
        """Give the first day of each row, and of the one behind the last."""
        return self.days(np.arange(len(self.values) + 1))

    @cached_property
    def ends(self) -> Days:
        """Give the last day of the row before each of these."""
        return self.begins - np.timedelta64(1, "D")

    @cached_property
    def published(self) -> Integers:
        """Count the published rows before each row, and before the end."""
        return np.concatenate([[0], np.cumsum(~np.isnan(self.values[:, 0]))])
