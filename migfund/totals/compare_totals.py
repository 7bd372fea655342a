"""Totals by several rules side by side: what each group gets, and its rank."""

from collections.abc import Mapping

import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.schema import ALL, UNALLOCATED

__all__ = ["compare_totals", "key_of", "rules_of"]

_RANK = "rank_"


def compare_totals(totals: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put totals of the same groups side by side, such as those of several rules of a split.

    Parameters
    ----------
    totals
        For each name, totals of :func:`migfund.total_by` or a short form by one key, the same in
        all: ``{"equal": mf.total_by_country(parts, value="budget_usd"), …}``.

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
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"countries": [["ARM", "GEO"], ["GEO"], ["ARM"]],
    ...                          "budget_usd": [100.0, 20.0, 30.0]})
    >>> rules = {rule: mf.total_by_country(mf.split_by_country(projects, rule=rule),
    ...                                    value="budget_usd") for rule in ["equal", "full"]}
    >>> mf.compare_totals(rules)[["country", "equal", "full", "rank_equal"]].values.tolist()
    [['ARM', 80.0, 130.0, 1], ['GEO', 70.0, 120.0, 2]]
    """
    if not isinstance(totals, Mapping) or not totals:
        raise MigfundError("totals must name one or more tables of totals: {'equal': totals, …}.")
    key = _one_key(totals)
    taken = [name for name in totals if name in (key, "currency", "rank_change", "total")]
    if taken:
        raise ColumnsError(
            f"{list_values(taken)} cannot be a name, for the result has such a column of its own. "
            "Choose another name."
        )
    columns = {}
    for name, table in totals.items():
        own = table[(table[key].astype(object) != ALL).to_numpy()]
        columns[name] = pd.Series(own["total"].to_numpy(), index=pd.Index(own[key].astype(object)))
    sums = pd.DataFrame(columns)
    named = sums.index.notna() & (sums.index != UNALLOCATED)
    ranks = sums[named].rank(ascending=False, method="min").astype("Int64").reindex(sums.index)
    first = next(iter(totals))
    order = sums.assign(_last=~named).sort_values(["_last", first], ascending=[True, False]).index
    place = sums.index.get_indexer_for(order)
    result = sums.iloc[place].join(ranks.iloc[place].add_prefix(_RANK))
    result["rank_change"] = (ranks.max(axis=1) - ranks.min(axis=1)).iloc[place].astype("Int64")
    result["currency"] = next(iter(totals.values()))["currency"].iloc[:1].tolist() * len(result)
    keys = pd.Series(result.index, name=key).infer_objects()
    return result.reset_index(drop=True).pipe(lambda frame: pd.concat([keys, frame], axis=1))


def _one_key(totals: Mapping[str, pd.DataFrame]) -> str:
    """Give the one key that all totals have."""
    keys: set[tuple[str, ...]] = set()
    currencies: set[str] = set()
    for name, table in totals.items():
        if "total" not in table or "currency" not in table:
            raise ColumnsError(f"{name!r} is no table of totals: see mf.total_by.")
        keys.add(tuple(table.columns[: table.columns.get_loc("total")]))
        currencies.update(table["currency"].dropna().unique())
    if len(keys) > 1 or len(next(iter(keys))) != 1:
        raise ScopeError(
            f"totals to be compared must have one key, the same in all; these have "
            f"{list_values(' and '.join(map(str, one)) for one in sorted(keys))}."
        )
    if len(currencies) > 1:
        raise ScopeError(f"totals in different currencies: {list_values(sorted(currencies))}.")
    return str(next(iter(keys))[0])


def rules_of(compared: pd.DataFrame) -> list[str]:
    """Name the columns of totals in a comparison, in order."""
    return [
        name.removeprefix(_RANK)
        for name in compared.columns
        if name.startswith(_RANK) and name != "rank_change"
    ]


def key_of(compared: pd.DataFrame) -> str:
    """Name the key of a comparison."""
    return str(compared.columns[0])
