"""Many small groups as one: what is not among the largest, added up."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from migfund.schema import UNALLOCATED, Array, distinct_codes, numbers_of
from migfund.totals.words import groups_overlap, texts_of

__all__ = ["gather_others", "no_group"]

_COUNTS = ("n_projects", "n_known")
_SUMS = ("total", "total_low", "total_high", *_COUNTS)


def no_group(keys: pd.Series) -> Array:
    """Tell which keys are no group: missing, or unallocated."""
    cells = keys.astype(object)
    found: Array = (cells.isna() | cells.eq(UNALLOCATED)).to_numpy(dtype=bool, na_value=True)
    return found


def gather_others(
    totals: pd.DataFrame, keys: Sequence[str], key: str, top: int, *, cells: Sequence[str] = ()
) -> pd.DataFrame:
    """Return totals in which all but the largest groups of a key are one, "43 others".

    The column ``others`` tells which rows are so; never one group alone. What is unallocated or
    without a key stays as it is. Where a project may be in several of the groups, it is not known
    how many projects the others have, and where groups overlap, neither is their total: these are
    missing.

    Parameters
    ----------
    totals
        Totals without a grand total.
    keys
        The columns that they are by.
    key
        The one whose groups are gathered.
    top
        How many groups stay as they are.
    cells
        More columns to add up, such as those of a crosstab.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = pd.DataFrame({"fund": ["A", "B", "C"], "budget_usd": [5.0, 2.0, 1.0]})
    >>> totals = mf.total_by(projects, "fund")
    >>> gather_others(totals, ["fund"], "fund", 1)[["fund", "total"]].values.tolist()
    [['A', 5.0], ['2 others', 3.0]]
    """
    codes, values = distinct_codes(totals[key])
    sizes = pd.Series(np.abs(numbers_of(totals, "total"))).groupby(codes).sum()
    groups = np.unique(codes[~no_group(totals[key])])
    in_order = sizes.loc[groups].sort_values(ascending=False, kind="stable").index
    rest = in_order[top:] if len(in_order) > top + 1 else in_order[:0]  # "1 other" has a name
    small = np.isin(codes, rest)
    totals = totals.assign(others=small)
    if not len(rest):
        return totals
    name = f"{len(rest)} others"
    while name in values:  # a group of that name
        name = f"{name} more"
    named = totals.assign(**{key: totals[key].astype(object).where(~small, name)})
    sums = [column for column in (*_SUMS, *cells) if column in named]
    others = named[small].groupby(list(keys), dropna=False, sort=False, observed=True)
    summed = others.first()
    summed[sums] = others[sums].sum(min_count=1)
    if groups_overlap(totals):
        summed[sums] = np.nan
    elif texts_of(totals, "split_rule"):
        counts = [*_COUNTS]
        summed[counts] = summed[counts].where(summed[counts] == 0)
    return pd.concat([named[~small], summed.reset_index()[list(named)]], ignore_index=True)
