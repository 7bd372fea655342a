"""Which times a table of rates covers: stretches with rates, and holes."""

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["coverage_of", "stretches"]

_Bools = npt.NDArray[np.bool_]


def stretches(known: _Bools, gap: int) -> list[tuple[int, int]]:
    """Give the first and last row of each stretch of known rows; a hole up to the gap is no hole.

    Examples
    --------
    >>> import numpy as np
    >>> stretches(np.array([0, 1, 1, 0, 1, 0, 0, 1], dtype=bool), 1)
    [(1, 4), (7, 7)]
    """
    rows = np.flatnonzero(known)
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > gap + 1)
    first, last = rows[[0, *(breaks + 1)]], rows[[*breaks, len(rows) - 1]]
    return [(int(a), int(b)) for a, b in zip(first, last, strict=True)]


def coverage_of(rates: pd.DataFrame) -> pd.DataFrame:
    """Give first and last day, number of rates and holes of each currency.

    Parameters
    ----------
    rates
        A row a day, month or year on which there should be a rate, a column a currency.
    """
    holes = [_holes(rates[code]) for code in rates]
    return pd.DataFrame(
        {
            "first": [rates[code].first_valid_index() for code in rates],
            "last": [rates[code].last_valid_index() for code in rates],
            "days": rates.count(),
            "missing": [number for number, _ in holes],
            "longest_hole": [longest for _, longest in holes],
        }
    ).rename_axis("currency")


def _holes(rates: pd.Series) -> tuple[int, str | None]:
    """Count the missing rates between the first and the last, and give the longest hole."""
    inside = rates.loc[rates.first_valid_index() : rates.last_valid_index()]
    found = stretches(inside.isna().to_numpy(), 0)
    if not found or inside.isna().all():
        return 0, None
    first, last = max(found, key=lambda hole: hole[1] - hole[0])
    days = inside.index
    return int(inside.isna().sum()), f"{days[first]:%Y-%m-%d} to {days[last]:%Y-%m-%d}"
