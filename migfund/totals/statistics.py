"""What is said of the figures of each group: sum, mean, quartiles, extremes, years."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["QUANTILES", "Figures", "describe", "extreme_years", "pair_up", "sums_of"]

_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]

QUANTILES = {"q25": 0.25, "median": 0.5, "q75": 0.75}
"""Quantiles by name, by linear interpolation between the two nearest figures."""


class Figures(NamedTuple):
    """One figure a group and project, NaN where it is not known there."""

    group: _Integers
    value: _Floats


def pair_up(group: _Integers, project: _Integers, value: _Floats) -> Figures:
    """Add the parts of each project up within each group; missing where no part is known.

    The order of the parts does not matter, to the last digit.
    """
    pair, pairs = pd.factorize(group * (project.max(initial=0) + 1) + project)
    if len(pairs) == len(group):
        return Figures(group, value)
    known = ~np.isnan(value)
    if not known.all():
        pair, value = pair[known], value[known]
    counts = np.bincount(pair, minlength=len(pairs))
    sums = _added_up(pair, value, counts)
    sums[counts == 0] = np.nan
    return Figures(pairs // (project.max(initial=0) + 1), sums)


def _added_up(pair: _Integers, value: _Floats, counts: _Integers) -> _Floats:
    """Add known values up by the number of their pair, of which ``counts`` has the sizes.

    Multiples of one step add up without any rounding, in whatever order; what is left of each
    value is too small for the order to show.
    """
    most = np.abs(value).max(initial=0.0) * counts.max(initial=1)
    coarse = value
    if np.isfinite(most):
        step = np.ldexp(1.0, max(int(np.frexp(most)[1]) - 52, -1022))
        coarse = np.rint(value / step) * step
    sums: _Floats = np.bincount(pair, weights=coarse, minlength=len(counts)).astype(float)
    if coarse is not value:
        sums += np.bincount(pair, weights=value - coarse, minlength=len(counts))
    return sums


def _in_order(group: _Integers, value: _Floats, size: int) -> tuple[_Floats, _Integers]:
    """Give the known values, those of a group together and rising, and how many each has."""
    known = np.flatnonzero(~np.isnan(value))
    order = known[np.argsort(value[known])]
    # Few groups fit into 16 bits, for which the stable sort is many times faster.
    small = group.take(order).astype(np.int16 if size < 2**15 else np.int64)
    order = order[np.argsort(small, kind="stable")]
    return value.take(order), np.bincount(group[known], minlength=size)


def sums_of(group: _Integers, value: _Floats, size: int) -> _Floats:
    """Add the known values of each group up; missing where none is known.

    They are added in the order of their size, in numbers of more digits than the result has: the
    same figures in another order of rows give the same sum, to the last digit.
    """
    return _sums(*_in_order(group, value, size))


def _sums(rising: _Floats, counts: _Integers) -> _Floats:
    """Add up as many values as each group has."""
    sums, some = np.full(len(counts), np.nan), counts > 0
    if some.any():
        begins = (np.cumsum(counts) - counts)[some]
        sums[some] = np.add.reduceat(rising.astype(np.longdouble), begins)
    return sums


def describe(figures: Figures, size: int) -> dict[str, npt.NDArray[Any]]:
    """Give the statistics of each group by name: those of totals and of durations.

    Parameters
    ----------
    figures
        One figure a group and project.
    size
        Number of groups.
    """
    rising, n_known = _in_order(figures.group, figures.value, size)
    begins, total = np.cumsum(n_known) - n_known, _sums(rising, n_known)
    found = {
        "total": total,
        "n_projects": np.bincount(figures.group, minlength=size),
        "n_known": n_known,
        "mean": total / np.where(n_known > 0, n_known, 1),
    }
    at = {"min": 0.0, **QUANTILES, "max": 1.0}
    for name, share in at.items():
        found[name] = _quantile(rising, begins, n_known, share)
    return found


def _quantile(rising: _Floats, begins: _Integers, known: _Integers, share: float) -> _Floats:
    """Give a quantile of each group, by linear interpolation; missing where nothing is known."""
    result = np.full(len(begins), np.nan)
    some = known > 0
    place = share * (known[some] - 1)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, known[some] - 1)
    low, high = rising[begins[some] + below], rising[begins[some] + above]
    result[some] = low + (high - low) * (place - below)
    return result


def extreme_years(
    group: _Integers, days: Sequence[npt.NDArray[Any] | None], size: int
) -> dict[str, Any]:
    """Give the earliest and the latest year of each group, of the first and of the last days.

    Parameters
    ----------
    group
        The group of each row.
    days
        First and last day of each row; none where the table has no such column.
    size
        Number of groups.
    """
    found = {}
    for name, dates, pick in zip(("first_year", "last_year"), days, ("min", "max"), strict=True):
        years = pd.array([pd.NA] * size, dtype="Int64")
        if dates is not None:
            known = ~np.isnat(dates)
            numbers = pd.Series(dates[known].view(np.int64)).groupby(group[known]).agg(pick)
            extreme = numbers.reindex(range(size))
            seen = extreme.notna().to_numpy()
            limits = extreme.fillna(0).to_numpy(dtype=np.int64).view(dates.dtype)
            extremes = limits.astype("datetime64[Y]").astype(np.int64) + 1970
            years = pd.arrays.IntegerArray(extremes, ~seen)
        found[name] = years
    return found
