"""Totals by several rules side by side: what each group gets, and its rank."""

from collections.abc import Mapping

import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.schema import UNALLOCATED, as_table
from migfund.totals.total_by import grand_totals, is_totals, keys_of

__all__ = ["compare_totals"]


def compare_totals(totals: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return totals of the same groups side by side, such as those of several rules of a split.

    Parameters
    ----------
    totals
        For each name, totals of :func:`migfund.total_by` or a short form by one key, the same in
        all: ``{"equal": mf.total_by_country(parts), …}``.

    Returns
    -------
    pandas.DataFrame
        A row a group, the largest total of the first name first: the key; a column of totals for
        each name; ``rank_<name>``, 1 for the largest total (equal totals share the better rank);
        ``rank_change``, the worst rank of the group less the best; ``currency``. A group without
        a total has no rank, and neither has what is unallocated or has no key, which comes last.
        A grand total is left out.

    Raises
    ------
    MigfundError
        If there are no totals.
    ScopeError
        If the totals have several keys, different ones, or different currencies.
    ColumnsError
        If a name is that of another column of the result.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = pd.DataFrame({"countries": [["ARM", "GEO"], ["GEO"], ["ARM"]],
    ...                          "budget_usd": [100.0, 20.0, 30.0]})
    >>> rules = {rule: mf.total_by_country(mf.split_by_country(projects, rule=rule))
    ...          for rule in ["equal", "full"]}
    >>> compare_totals(rules)[["country", "equal", "full", "rank_equal"]].values.tolist()
    [['ARM', 80.0, 130.0, 1], ['GEO', 70.0, 120.0, 2]]
    """
    if not isinstance(totals, Mapping) or not totals:
        raise MigfundError("totals must name one or more tables of totals: {'equal': totals, …}.")
    key, currency = _one_key(totals)
    taken = [name for name in totals if name in (key, "currency", "rank_change")]
    if taken:
        raise ColumnsError(
            f"{list_values(taken)} cannot be a name, for the result has such a column of its own. "
            "Choose another name."
        )
    columns = {}
    for name, table in totals.items():
        own = table[~grand_totals(table)]
        columns[name] = pd.Series(own["total"].to_numpy(), index=pd.Index(own[key].astype(object)))
    sums = pd.DataFrame(columns)
    named = sums.index.notna() & (sums.index != UNALLOCATED)
    ranks = sums[named].rank(ascending=False, method="min").astype("Int64").reindex(sums.index)
    change = (ranks.max(axis=1) - ranks.min(axis=1)).astype("Int64")
    both = pd.concat([sums, ranks.add_prefix("rank_")], axis=1)
    both = both.assign(rank_change=change, currency=currency, _last=~named).rename_axis(key)
    order = both.reset_index().sort_values(["_last", next(iter(totals))], ascending=[True, False])
    result = order.drop(columns="_last").reset_index(drop=True)
    return result.assign(**{key: result[key].infer_objects()})


def _one_key(totals: Mapping[str, pd.DataFrame]) -> tuple[str, str | None]:
    """Return the one key that all totals have, and their currency."""
    keys: set[str] = set()
    currencies: set[str] = set()
    for name, table in totals.items():
        if not is_totals(as_table(table)):
            raise ColumnsError(f"{name!r} is no table of totals: see mf.total_by.")
        keys.add(" and ".join(keys_of(table)))
        currencies.update(table["currency"].dropna().unique())
    first = keys_of(next(iter(totals.values())))
    if len(keys) > 1 or len(first) != 1:
        raise ScopeError(
            "totals to be compared must have one key, the same in all; these have "
            f"{list_values(sorted(keys))}."
        )
    if len(currencies) > 1:
        raise ScopeError(f"totals in different currencies: {list_values(sorted(currencies))}.")
    return first[0], next(iter(currencies), None)
