"""Rounding of parts that must still sum to their whole: the method of the largest remainder."""

from typing import Any

import numpy as np
import numpy.typing as npt

from migfund.errors import MigfundError, list_values

__all__ = ["check_decimals", "round_parts", "round_within"]

_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]

_LARGEST = 2.0**53
"""Whole numbers up to this one are exact in float64."""


def check_decimals(decimals: int | None) -> None:
    """Raise unless ``decimals`` is missing or a whole number from 0 to 12.

    Raises
    ------
    MigfundError
        With the value at fault.
    """
    whole = isinstance(decimals, int | np.integer) and not isinstance(decimals, bool)
    if decimals is not None and not (whole and 0 <= decimals <= 12):
        raise MigfundError(
            f"decimals must be a whole number from 0 to 12, or None, not {decimals!r}."
        )


def round_parts(
    wholes: _Floats, shares: _Floats, counts: _Integers, *, decimals: int
) -> tuple[_Floats, _Floats]:
    """Divide each whole by shares, rounded so that the rounded parts sum to the rounded whole.

    Every part is cut down to the last decimal; the units that are left over go, one each, to the
    parts that lost most, among equals to the first (largest remainder, or Hamilton's method). So
    no part differs from its exact value by a whole unit. A negative whole is divided as its
    opposite. A whole that has more decimals is rounded first, halves to the even digit.

    Parameters
    ----------
    wholes
        One number a whole; missing stays missing in every part.
    shares
        One share a part, 0 to 1, those of one whole standing together and summing to 1.
    counts
        The number of parts of each whole, at least 1.
    decimals
        Decimals to round to.

    Returns
    -------
    tuple of numpy.ndarray
        The wholes, rounded, and the parts.

    Raises
    ------
    MigfundError
        If a whole is too large to be told apart from the next one with so many decimals.

    Notes
    -----
    Source: M. L. Balinski and H. P. Young, Fair Representation, Yale University Press, 1982.

    Examples
    --------
    >>> import numpy as np
    >>> thirds = np.full(3, 1 / 3)
    >>> wholes, parts = round_parts(np.array([100.0]), thirds, np.array([3]), decimals=2)
    >>> parts.tolist()
    [33.34, 33.33, 33.33]
    """
    unit = 10.0**decimals
    units = np.rint(np.abs(wholes) * unit)
    too_large = units > _LARGEST
    if too_large.any():
        raise MigfundError(
            f"{int(too_large.sum())} values are too large to be rounded to {decimals} decimals: "
            f"{list_values(wholes[too_large])}. Ask for fewer decimals, or none: decimals=None."
        )
    parent = np.repeat(np.arange(len(counts)), counts)
    exact = units.take(parent) * shares
    parts = np.floor(exact)
    left = np.nan_to_num(units - _sums(parts, counts)).astype(np.int64)
    # Beyond 10^13 units the products are so coarse that as much as a unit a part may be left.
    parts += (left // counts).take(parent)
    left %= counts
    rows = np.flatnonzero((left > 0).take(parent))
    # A stable sort leaves equal remainders in the order of the parts.
    order = rows[np.lexsort((np.floor(exact[rows]) - exact[rows], parent[rows]))]
    sizes = counts[left > 0]
    rank = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    parts[order[rank < left[parent[order]]]] += 1
    sign = np.where(wholes < 0, -1.0, 1.0)
    # Adding nothing makes 0.0 of -0.0.
    return units * sign / unit + 0.0, parts * sign.take(parent) / unit + 0.0


def round_within(values: _Floats, group: _Integers, *, decimals: int) -> _Floats:
    """Round values so that those of a group still sum to the group's rounded sum.

    The rows of a project that was split before need not be whole cents: a third of 100 three times
    is 100, and 33.33 three times is not.

    Parameters
    ----------
    values
        Numbers of one sign in each group; missing ones stay missing.
    group
        The number of each value's group.
    decimals
        Decimals to round to.

    Examples
    --------
    >>> import numpy as np
    >>> round_within(np.full(3, 100 / 3), np.zeros(3, dtype=int), decimals=2).tolist()
    [33.34, 33.33, 33.33]
    """
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(group[known], kind="stable")]
    _, numbers, counts = np.unique(group[order], return_inverse=True, return_counts=True)
    sums = np.bincount(numbers, weights=values[order], minlength=len(counts))
    shares = np.full(len(order), 0.0)
    np.divide(values[order], sums[numbers], out=shares, where=sums[numbers] != 0)
    rounded = values.copy()
    rounded[order] = round_parts(sums, shares, counts, decimals=decimals)[1]
    return rounded


def _sums(parts: _Floats, counts: _Integers) -> _Floats:
    """Add the parts of each whole up."""
    if not len(counts):
        return np.zeros(0)
    sums: _Floats = np.add.reduceat(parts, np.cumsum(counts) - counts)
    return sums
