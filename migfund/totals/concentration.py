"""How concentrated money is on a few countries, funds or other groups."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.errors import MigfundError, ScopeError, list_values
from migfund.schema import TEXT, UNALLOCATED, need_columns, numbers_of
from migfund.split.by_country import split_by_country
from migfund.totals.total_by import total_by

__all__ = ["concentration"]

_ALL = "all"
"""The key of a grand total."""
_FULL = r"(?:^|;\s*)full\b"
"""A rule of split under which every part has the whole value."""


def concentration(
    table: pd.DataFrame,
    *,
    by: str = "country",
    value: str = "budget_usd",
    top: Sequence[int] = (1, 3, 5, 10),
) -> pd.DataFrame:
    """Measure how concentrated a value is on a few groups, such as recipient countries.

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
        Column to group by. For a table of totals, its own key counts.
    value
        Column of numbers to add up. For a table of totals, its column ``total`` counts.
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
        If a total is negative, the totals are in several currencies, or they overlap ("full"
        split), or are by several keys, or a group stands twice.
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
    totals = table if "total" in table and value not in table else _totals(table, by, value)
    key = _only_key(totals)
    _refuse_overlap(totals, key)
    groups = totals[_is_group(totals[key])]
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
            "excluded": pd.array([_excluded(totals, key)] * rows, dtype=TEXT),
        }
    )


def _top(top: Sequence[int]) -> list[int]:
    """Give the numbers of largest groups wanted, each once."""
    sizes = list(top) if isinstance(top, Sequence) and not isinstance(top, str) else [top]
    wrong = [n for n in sizes if isinstance(n, bool) or not isinstance(n, int) or n < 1]
    if wrong:
        raise MigfundError(
            f"top must be whole numbers from 1, such as (1, 3, 5, 10), not {list_values(wrong)}."
        )
    return list(dict.fromkeys(sizes))


def _totals(table: pd.DataFrame, by: str, value: str) -> pd.DataFrame:
    """Total a project table by a key, after the split that it needs."""
    if not isinstance(by, str):
        raise ScopeError(
            f"concentration is measured over one key, not {by!r}. Name one column, or choose the "
            "rows of one group first."
        )
    need_columns(table, [value], hint="Convert first: mf.convert_currency(table, to='USD').")
    if by == "country" and by not in table:
        table = split_by_country(table, value=value)
    totals = total_by(table, by, value=value)
    if "split_rule" in table and "split_rule" not in totals:
        rules = table["split_rule"].astype(object).dropna().unique()
        totals["split_rule"] = pd.array(["; ".join(rules)] * len(totals), dtype=TEXT)
    return totals


def _only_key(totals: pd.DataFrame) -> str:
    """Give the one key of a table of totals."""
    names = [str(name) for name in totals.columns]
    keys = names[: names.index("total")]
    if len(keys) != 1:
        raise ScopeError(
            f"concentration is measured over one key; the totals have {len(keys)}: "
            f"{list_values(keys)}. Total by one key, or choose the rows of one group and drop the "
            "other keys."
        )
    numbers_of(totals, "total")
    return keys[0]


def _refuse_overlap(totals: pd.DataFrame, key: str) -> None:
    """Raise if the totals of groups hold the same money more than once."""
    full = False
    if "split_rule" in totals:
        full = any(re.search(_FULL, str(rule)) for rule in totals["split_rule"].dropna().unique())
    shares = 0.0
    if "share_of_total" in totals:
        shares = totals.loc[(totals[key].astype(object) != _ALL), "share_of_total"].sum()
    if full or shares > 1 + 1e-6:
        raise ScopeError(
            "these totals overlap: a project's whole value stands in several groups (the rule "
            "'full'), so their shares are no parts of one whole. Split in shares instead: "
            "mf.split_by_country(table), then total again."
        )


def _is_group(keys: pd.Series) -> npt.NDArray[np.bool_]:
    """Mark the rows that are groups: not unallocated, without a key, or the grand total."""
    cells = keys.astype(object)
    return (cells.notna() & ~cells.isin([UNALLOCATED, _ALL])).to_numpy(dtype=bool)


def _refuse_bad_groups(groups: pd.DataFrame, key: str) -> None:
    """Raise unless each group stands once, with a total of at least zero, in one currency."""
    twice = groups.loc[groups[key].duplicated(), key]
    if len(twice):
        raise ScopeError(
            f"{len(twice)} rows repeat a group: {list_values(twice)}. Choose the rows of one "
            "table of totals."
        )
    bad = groups[(groups["total"] < 0) | np.isinf(groups["total"].astype(float))]
    if len(bad):
        cases = [f"{k}: {total:,.2f}" for k, total in zip(bad[key], bad["total"], strict=True)]
        raise ScopeError(
            f"{len(bad)} totals are negative or infinite, and have no share of a whole: "
            f"{', '.join(cases[:5])}{f' and {len(cases) - 5} more' if len(cases) > 5 else ''}. "
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


def _measures(known: npt.NDArray[np.float64], sizes: list[int]) -> dict[str, float]:
    """Work the measures out, for totals of which none is negative."""
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


def _excluded(totals: pd.DataFrame, key: str) -> str:
    """Say what is left out because it belongs to no group, with its money."""
    cells = totals[key].astype(object)
    parts = totals[(cells != _ALL) | cells.isna()]
    whole = parts["total"].sum()
    currency = totals["currency"].dropna().iloc[:1].tolist() if "currency" in totals else []
    said = []
    left_out = parts[~_is_group(parts[key])]
    for cell, total in zip(left_out[key].astype(object), left_out["total"], strict=True):
        name = f"no {key}" if pd.isna(cell) else UNALLOCATED
        if pd.isna(total):
            said.append(f"{name}: no known total")
        else:
            of_all = f", {total / whole:.1%} of all" if whole > 0 else ""
            said.append(" ".join([f"{name}: {total:,.10g}", *currency]) + of_all)
    return "; ".join(said) or "none"
