"""The rank of each group by several totals, such as those of several rules of a split."""

from collections.abc import Mapping

import pandas as pd

from migfund.errors import MigfundError, ScopeError, list_values
from migfund.schema import UNALLOCATED
from migfund.totals.total_by import grand_totals, is_totals, keys_of

__all__ = ["rank_groups"]


def rank_groups(totals: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row a group and a column of ranks for each name; 1 is the largest total.

    The rows are in the order of the first column. Equal totals share the better rank. A group
    without a total has no rank, and neither has what is unallocated or has no key, which comes
    last. A grand total is left out.

    Raises
    ------
    MigfundError
        If the tables are no totals.
    ScopeError
        If they have several keys, different ones, or different currencies.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = pd.DataFrame({"countries": [["ARM", "GEO"], ["GEO"], ["ARM"]],
    ...                          "budget_usd": [100.0, 20.0, 30.0]})
    >>> rules = {rule: mf.total_by_country(mf.split_by_country(projects, rule=rule))
    ...          for rule in ["equal", "full"]}
    >>> rank_groups(rules).to_dict("index")
    {'ARM': {'equal': 1, 'full': 1}, 'GEO': {'equal': 2, 'full': 2}}
    """
    tables = list(totals.values()) if isinstance(totals, Mapping) else []
    if not tables or not all(isinstance(t, pd.DataFrame) and is_totals(t) for t in tables):
        raise MigfundError(
            "totals must name one or more tables of totals: "
            "{'equal': mf.total_by_country(parts), …}."
        )
    keys = {" and ".join(keys_of(table)) for table in tables}
    if len(keys) > 1 or len(keys_of(tables[0])) != 1:
        raise ScopeError(
            "totals to be compared must have one key, the same in all; these have "
            f"{list_values(sorted(keys))}."
        )
    currencies = {code for table in tables for code in table["currency"].dropna()}
    if len(currencies) > 1:
        raise ScopeError(f"totals in different currencies: {list_values(sorted(currencies))}.")
    groups = [table[~grand_totals(table)] for table in tables]
    keyed = [table["total"].set_axis(table.iloc[:, 0].astype(object)) for table in groups]
    sums = pd.concat(keyed, axis=1, keys=list(totals))
    named = sums.index.notna() & (sums.index != UNALLOCATED)
    ranks = sums[named].rank(ascending=False, method="min").astype("Int64")
    order = sums.assign(last=~named).sort_values(["last", sums.columns[0]], ascending=[True, False])
    return ranks.reindex(order.index)
