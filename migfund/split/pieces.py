"""Calendar and fiscal years, quarters and months as numbered pieces of time, with their labels."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from migfund.dates import Days
from migfund.errors import MigfundError

__all__ = ["Pieces", "pieces_between"]

_Integers = npt.NDArray[Any]
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_EPOCH = 1970


@dataclass(frozen=True)
class Pieces:
    """Years, quarters or months without a gap, numbered from 0 in the order of time.

    Attributes
    ----------
    begins
        First day of each piece, and the day after the last one; whole numbers, days since 1970.
    number
        The number of the first piece, counted from the one that begins in 1970.
    by, fiscal_year_start
        What the pieces are.
    """

    begins: _Integers
    number: int
    by: str
    fiscal_year_start: int

    @property
    def column(self) -> str:
        """The name of a column of such pieces."""
        if self.by != "year":
            return self.by
        return "calendar_year" if self.fiscal_year_start == 1 else "fiscal_year"

    def of_days(self, days: _Integers) -> _Integers:
        """Give the number of the piece that each day lies in."""
        # A look-up a day is faster than a search: there are few days and many projects.
        lengths = np.diff(self.begins)
        numbers = np.repeat(np.arange(len(lengths)), lengths)
        found: _Integers = numbers.take(days - self.begins[0])
        return found

    def days(self, numbers: _Integers) -> tuple[_Integers, _Integers]:
        """Give the first day of pieces and the day after each."""
        return self.begins[:-1][numbers], self.begins[1:][numbers]

    def labels(self, numbers: Iterable[int]) -> list[str]:
        """Write the pieces: "2019", "2019/20", "2019Q1", "2019/20 Q1" or "2019-02"."""
        if self.by == "month":
            return [str(np.datetime64(int(self.number + n), "M")) for n in numbers]
        if self.by == "year":
            return [self._year(int(self.number + n)) for n in numbers]
        space = "" if self.fiscal_year_start == 1 else " "
        quarters = (divmod(int(self.number + n), 4) for n in numbers)
        return [f"{self._year(year)}{space}Q{quarter + 1}" for year, quarter in quarters]

    def _year(self, number: int) -> str:
        year = _EPOCH + number
        if self.fiscal_year_start == 1:
            return f"{year:04d}"
        return f"{year:04d}/{(year + 1) % 100:02d}"


def pieces_between(first: int, last: int, by: str, fiscal_year_start: int) -> Pieces:
    """Give the pieces from that of a first day to that of a last one.

    Parameters
    ----------
    first, last
        Days since 1970.
    by
        ``"year"``, ``"quarter"`` or ``"month"``.
    fiscal_year_start
        The month, 1 to 12, in which the year begins: years and quarters are counted from it.

    Raises
    ------
    MigfundError
        If ``by`` or ``fiscal_year_start`` is none of these.

    Examples
    --------
    >>> pieces_between(0, 364, "quarter", 4).labels(range(5))
    ['1969/70 Q4', '1970/71 Q1', '1970/71 Q2', '1970/71 Q3', '1970/71 Q4']
    """
    if by not in _MONTHS:
        raise MigfundError(f"by must be 'year', 'quarter' or 'month', not {by!r}.")
    if not isinstance(fiscal_year_start, int | np.integer) or not 1 <= fiscal_year_start <= 12:
        raise MigfundError(
            "fiscal_year_start must be the number of a month, 1 (January) to 12, "
            f"not {fiscal_year_start!r}."
        )
    length = _MONTHS[by]
    # Months are the same in every kind of year.
    shift = 0 if by == "month" else int(fiscal_year_start) - 1
    ends: Days = np.array([first, last], dtype="datetime64[D]").astype("datetime64[M]")
    lowest, highest = (ends.astype(np.int64) - shift) // length
    months = np.arange(lowest, highest + 2) * length + shift
    begins = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return Pieces(begins, int(lowest), by, int(fiscal_year_start))
