"""How concentrated money is on a few countries, funds or other groups."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import MigfundError, ScopeError, join_some, list_values
from migfund.provenance.basis import split_steps
from migfund.schema import TEXT, UNALLOCATED, Array, as_table, numbers_of
from migfund.totals.groups import columns_of, holds_lists
from migfund.totals.guards import holds_full
from migfund.totals.short_forms import by_country
from migfund.totals.total_by import grand_totals, is_totals, keys_of, total_by

__all__ = ["concentration", "lorenz_curve"]

_ONE_KEY = (
    "concentration is measured over one key, not {names}. Total by one key, or choose the rows of "
    "one group first and drop the other keys."
)
_GROUPS_OVERLAP = (
    "groups overlap: a project counts in each of its groups, so their shares are no parts of one "
    "whole. Take a scheme whose groups do not overlap, or one of the groups."
)


def concentration(
    table: pd.DataFrame,
    by: str = "country",
    *,
    value: str = "budget_usd",
    top: Sequence[int] = (1, 3, 5, 10),
) -> pd.DataFrame:
    """Return measures of how concentrated a value is on a few groups, such as countries.

    Measured over the groups with a known total, zeros among them: a country that received nothing
    counts, one whose sum is unknown does not. What belongs to no group is left out and named in
    ``excluded``, so that shares are shares of what could be allocated. A grand total is no group.

    Parameters
    ----------
    table
        A table of totals by one key (:func:`migfund.total_by` or a short form); or a project
        table, split or not, which is totalled by ``by``, and split by country before where that
        is needed.
    by
        Column to group by. A table of totals is grouped already.
    value
        Column of numbers to add up. In a table of totals they are.
    top
        Numbers of largest groups whose share is wanted.

    Returns
    -------
    pandas.DataFrame
        A row a measure: ``measure``, ``value``, ``n_groups`` (groups with a key), ``n_known``
        (those of them with a known total), ``excluded`` (what was left out, in words; "none").
        With *s* the share of a group and *n* the number of groups known:

        - ``top_3_share``: share of the 3 largest groups, 0 to 1; 1 where there are no more than 3;
        - ``herfindahl``: Herfindahl index, the sum of *s*², from 1/*n* (equal) to 1 (one group);
        - ``effective_number``: its inverse, the number of equal groups that would be as
          concentrated, from 1 to *n*;
        - ``gini``: Gini coefficient, Σ (2*i* − *n* − 1) *x*ᵢ / (*n* Σ *x*ᵢ) for totals *x* in
          rising order, *i* from 1 to *n*; from 0 (equal) to 1 − 1/*n*, not corrected for few
          groups.

        Values are missing where no total is known or all are zero.

    Raises
    ------
    ScopeError
        If a total is negative, the totals are in several currencies, overlap ("full" split), are
        by several keys or another one than ``by``, or a group stands twice; and as
        :func:`total_by`.
    ColumnsError
        If a column is missing.
    MigfundError
        If ``top`` has something else than whole numbers from 1.

    Notes
    -----
    Sources: S. A. Rhoades, "The Herfindahl-Hirschman index", Federal Reserve Bulletin 79 (1993),
    188-189; M. Laakso and R. Taagepera, "'Effective' number of parties", Comparative Political
    Studies 12 (1979), 3-27; P. M. Dixon et al., "Bootstrapping the Gini coefficient of
    inequality", Ecology 68 (1987), 1548-1551.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"countries": [["ARM"], ["GEO"], []],
    ...                          "budget_usd": [300.0, 100.0, 50.0]})
    >>> found = mf.concentration(projects, top=[1])
    >>> found[["measure", "value", "n_groups"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['top_1_share', 0.75, 2], ['herfindahl', 0.625, 2], ['effective_number', 1.6, 2],
     ['gini', 0.25, 2]]
    >>> found["excluded"].iloc[0]
    'unallocated: 50 USD, 11.1% of all'
    """
    sizes = _top(top)
    names, table = columns_of(by), as_table(table)
    if is_totals(table):
        totals = table
    elif len(names) > 1:
        raise ScopeError(_ONE_KEY.format(names=list_values(names)))
    else:
        totals = _totals(table, names[0], value)
    key = _only_key(totals, names)
    _refuse_overlap(totals)
    parts = totals[~grand_totals(totals)]
    inside = _is_group(parts[key])
    groups = parts[inside]
    _refuse_bad_groups(groups, key)
    known = groups["total"].dropna().to_numpy(dtype=float)
    measures = _measures(known, sizes)
    rows = len(measures)
    return pd.DataFrame(
        {
            "measure": pd.array(list(measures), dtype=TEXT),
            "value": np.array(list(measures.values()), dtype=float),
            "n_groups": np.full(rows, len(groups)),
            "n_known": np.full(rows, len(known)),
            "excluded": pd.array([_excluded(parts, inside, key)] * rows, dtype=TEXT),
        }
    )


def _top(top: Sequence[int]) -> list[int]:
    """Return the numbers of largest groups wanted, each once."""
    sizes: list[Any] = list(top) if isinstance(top, list | tuple | range) else [top]
    wrong = [n for n in sizes if isinstance(n, bool) or not isinstance(n, int) or n < 1]
    if wrong:
        raise MigfundError(
            f"top must be whole numbers from 1, such as (1, 3, 5, 10), not {list_values(wrong)}."
        )
    return list(dict.fromkeys(sizes))


def _totals(table: pd.DataFrame, by: str, value: str) -> pd.DataFrame:
    """Return the totals of a project table by a key, after the split that it needs."""
    if by == "country":
        table = by_country(table, value)
    if by in table and holds_lists(table[by]) and by != "countries":
        raise ScopeError(_GROUPS_OVERLAP)
    return total_by(table, by, value=value)


def _only_key(totals: pd.DataFrame, by: Sequence[str]) -> str:
    """Return the one key of a table of totals."""
    keys = [name for name in keys_of(totals) if name != "currency"] or ["currency"]
    if len(keys) != 1:
        raise ScopeError(_ONE_KEY.format(names=list_values(keys)))
    if by not in (["country"], keys):  # "country" is what stands there where nothing is asked for
        raise ScopeError(f"these totals are by {keys[0]!r}, not by {list_values(by)}.")
    numbers_of(totals, "total")
    return keys[0]


def _refuse_overlap(totals: pd.DataFrame) -> None:
    """Raise if the totals of groups hold the same money more than once."""
    rules = totals["split_rule"].astype(object).dropna().unique() if "split_rule" in totals else ()
    if any(holds_full(split_steps(str(rule))) for rule in rules):
        raise ScopeError(
            "these totals overlap: the whole of a project stands in each of its countries (the "
            "rule 'full'), so their shares are no parts of one whole. Split in shares instead: "
            "mf.split_by_country(table), then total again."
        )
    if totals["share_of_total"][~grand_totals(totals)].sum() > 1 + 1e-6:
        raise ScopeError(_GROUPS_OVERLAP)


def _is_group(keys: pd.Series) -> Array:
    """Tell which rows are groups: neither unallocated nor without a key."""
    cells = keys.astype(object)
    found: Array = (cells.notna() & (cells != UNALLOCATED)).to_numpy(dtype=bool)
    return found


def _refuse_bad_groups(groups: pd.DataFrame, key: str) -> None:
    """Raise unless each group stands once, with a total of at least zero, in one currency."""
    twice = groups.loc[groups[key].duplicated(), key]
    if len(twice):
        raise ScopeError(
            f"{len(twice)} rows repeat a group: {list_values(twice)}. Choose the rows of one "
            "table of totals."
        )
    bad = groups[groups["total"] < 0]
    if len(bad):
        cases = [f"{k}: {total:,.2f}" for k, total in zip(bad[key], bad["total"], strict=True)]
        raise ScopeError(
            f"{len(bad)} totals are negative, and have no share of a whole: {join_some(cases)}. "
            "Look at the projects behind them, or leave those groups out."
        )
    currencies: list[str] = []
    if "currency" in groups:
        currencies = groups["currency"].astype(object).dropna().unique().tolist()
    if len(currencies) > 1:
        raise ScopeError(
            f"totals in different currencies have no common whole: {list_values(currencies)}. "
            "Convert first: mf.convert_currency(table, to='USD')."
        )


def _measures(known: Array, sizes: list[int]) -> dict[str, float]:
    """Return the measures, for totals of which none is negative."""
    names = [f"top_{n}_share" for n in sizes] + ["herfindahl", "effective_number", "gini"]
    whole = known.sum()
    if not whole > 0:
        return dict.fromkeys(names, np.nan)
    rising = np.sort(known)
    shares = rising / whole
    n = len(rising)
    top = [float(shares[-size:].sum()) for size in sizes]
    herfindahl = float((shares**2).sum())
    # Equal totals leave a rounding error, which may be below zero.
    gini = max(float(((2 * np.arange(1, n + 1) - n - 1) * shares).sum() / n), 0.0)
    return dict(zip(names, [*top, herfindahl, 1 / herfindahl, gini], strict=True))


def lorenz_curve(known: Array) -> tuple[Array, Array]:
    """Return the share of the groups, the smallest first, and the share of the whole they have.

    Examples
    --------
    >>> groups, money = lorenz_curve(np.array([300.0, 100.0]))
    >>> groups.tolist(), money.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.25, 1.0])
    """
    sums = np.append(0.0, np.cumsum(np.sort(known)))
    return np.linspace(0, 1, len(sums)), sums / (sums[-1] if sums[-1] > 0 else np.nan)


def _excluded(parts: pd.DataFrame, inside: Array, key: str) -> str:
    """Say what is left out because it belongs to no group, with its money."""
    whole = parts["total"].sum()
    currency = parts["currency"].dropna().iloc[:1].tolist() if "currency" in parts else []
    said = []
    left_out = parts[~inside]
    for cell, total in zip(left_out[key].astype(object), left_out["total"], strict=True):
        name = f"no {key}" if pd.isna(cell) else UNALLOCATED
        if pd.isna(total):
            said.append(f"{name}: no known total")
        else:
            of_all = f", {total / whole:.1%} of all" if whole > 0 else ""
            said.append(" ".join([f"{name}: {total:,.10g}", *currency]) + of_all)
    return "; ".join(said) or "none"
