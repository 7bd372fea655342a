"""The published rate nearest to each of many periods."""

import numpy as np

from migfund.currency.figures import Figures, Integers, Quotes
from migfund.dates import Days

__all__ = ["nearest_rates"]

_FAR = 10**6
"""More days than any two dates are apart: the distance of what does not count."""


def nearest_rates(
    figures: Figures, position: Integers, target: int, first: Days, last: Days, gap: int
) -> tuple[Quotes, Integers]:
    """Take the published rate nearest to each period, within a gap of days, and the days off.

    Of two that are equally near, the earlier one.

    Parameters
    ----------
    figures
        The table.
    position, target
        Column of each period's currency, and of the target currency.
    first, last
        First and last day of each period.
    gap
        How many days off a rate may be.
    """
    rate = np.full(len(position), np.nan)
    used = [np.full(len(position), "NaT", dtype="datetime64[us]") for _ in range(2)]
    off = np.zeros(len(position), dtype=np.int64)
    for code in np.unique(position):
        both = ~np.isnan(figures.values[:, [code, target]]).any(axis=1)
        known = np.flatnonzero(both)
        if not len(known):
            continue
        rows = np.flatnonzero(position == code)
        begins = figures.begins[known].astype("datetime64[D]")
        ends = figures.ends[known + 1].astype("datetime64[D]")
        before = np.clip(np.searchsorted(ends, first[rows]) - 1, 0, None)
        after = np.clip(np.searchsorted(begins, last[rows], side="right"), None, len(known) - 1)
        back = np.maximum((first[rows] - ends[before]).astype(np.int64), 0)
        ahead = np.maximum((begins[after] - last[rows]).astype(np.int64), 0)
        back[ends[before] >= first[rows]] = _FAR
        ahead[begins[after] <= last[rows]] = _FAR
        chosen, distance = np.where(back <= ahead, before, after), np.minimum(back, ahead)
        near = distance <= gap
        at = known[chosen[near]]
        rate[rows[near]] = figures.values[at, target] / figures.values[at, code]
        used[0][rows[near]], used[1][rows[near]] = begins[chosen[near]], ends[chosen[near]]
        off[rows] = distance
    return Quotes(rate, used[0], used[1], None), off
