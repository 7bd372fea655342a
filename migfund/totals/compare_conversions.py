"""How much the choice of a rate matters: the same budgets by several policies."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from migfund.currency.convert import convert_currency
from migfund.currency.rates import Rates
from migfund.errors import ColumnsError, MigfundError, list_values
from migfund.schema import TEXT, as_table, beside, converted_name
from migfund.totals.groups import columns_of
from migfund.totals.total_by import total_by

__all__ = ["SPREAD", "compare_conversions"]

SPREAD = "spread_percent"
_COUNTS = ("n_projects", "n_known", "n_all", "n_all_known")


def compare_conversions(
    table: pd.DataFrame,
    *,
    policies: Mapping[str, str | Mapping[str, Any]],
    value: str = "budget",
    to: str = "USD",
    by: str | Sequence[str] | None = None,
    rates: Rates | None = None,
) -> pd.DataFrame:
    """Return the same values converted by several policies, side by side.

    A group's figures rest on the projects that every policy can convert, the same ones in each
    column; otherwise the policies would differ in what they add up, not in their rates.

    Parameters
    ----------
    table
        Needs what :func:`migfund.convert_currency` needs for each of the policies.
    policies
        For each name, the keyword arguments of :func:`migfund.convert_currency` (``at``,
        ``rates``), or ``at`` alone: ``{"first day": "start", "2020 rates": {"at": "2020"}}``.
        What a policy cannot convert is missing in its column.
    value
        Column of money with its currency beside it.
    to
        ISO 4217 code of the target currency.
    by
        Column or columns to group by; a row a project if not given.
    rates
        Rates for the policies that name none; the ECB reference rates if not given.

    Returns
    -------
    pandas.DataFrame
        Without ``by`` one row a project on its index: ``currency`` (that is ``to``), one column a
        policy in units of it, and ``spread_percent``: (highest - lowest) / lowest x 100 over the
        policies known for the row, missing where fewer than two are. With ``by`` one row a group:
        the keys, ``n_projects``, ``n_known`` (those that every policy can convert), ``n_all`` and
        ``n_all_known`` of the whole table, then the same columns.

    Raises
    ------
    MigfundError
        If the policies are none, or have arguments that do not vary between policies.
    ColumnsError
        If a policy's name is that of another column of the result, or a column is missing.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> euros = pd.DataFrame({"budget": [100.0, 50.0], "currency": "EUR",
    ...                       "start": pd.to_datetime(["2019-01-04", "2019-03-01"])})
    >>> euros["start_precision"] = "day"
    >>> compared = mf.compare_conversions(euros, policies={"day": "start", "year": "year"})
    >>> compared.round(2).values.tolist()
    [['USD', 114.03, 111.95, 1.86], ['USD', 56.92, 55.97, 1.68]]
    """
    keys = [] if by is None else columns_of(by)
    table = as_table(table, keys)
    arguments = _check_policies(policies, keys)
    if not isinstance(to, str):
        raise MigfundError(f"to must be the code of a currency, such as 'USD', not {to!r}.")
    name = converted_name(value, to)
    # A table that was converted before can be compared as it is.
    earlier = [c for c in map(str, table.columns) if c == name or c.startswith(beside(name, ""))]
    bare = table.drop(columns=earlier)
    runs = {}
    for policy, given in arguments.items():
        chosen = {"rates": rates, **given}
        done = convert_currency(bare, value=value, to=to, on_missing="null", **chosen)
        runs[policy] = done[name]
    figures = pd.DataFrame(runs, index=table.index)
    if by is None:
        rows = pd.DataFrame({"currency": pd.array([to] * len(figures), dtype=TEXT)})
        rows = pd.concat([rows.set_axis(figures.index, axis=0), figures], axis=1)
        return rows.assign(**{SPREAD: _spread(figures)})
    common = figures.where(figures.notna().all(axis=1))
    totals = [total_by(table.assign(**{name: common[run]}), keys, value=name) for run in runs]
    sums = pd.DataFrame({run: t["total"] for run, t in zip(runs, totals, strict=True)})
    groups = totals[0][[*keys, *_COUNTS, "currency"]]
    return pd.concat([groups, sums], axis=1).assign(**{SPREAD: _spread(sums)})


def _check_policies(
    policies: Mapping[str, str | Mapping[str, Any]], keys: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Return the arguments of each policy."""
    if not isinstance(policies, Mapping) or not policies:
        raise MigfundError(
            "policies must name one or more ways to convert, such as {'first day': 'start', "
            f"'whole period': {{'at': 'period'}}}}, not {policies!r}."
        )
    taken = [name for name in policies if name in (SPREAD, "currency", *_COUNTS, *keys)]
    if taken:
        raise ColumnsError(
            f"{list_values(taken)} cannot be a policy's name, for the result has such a column of "
            "its own. Choose another name."
        )
    arguments = {}
    for name, given in policies.items():
        arguments[name] = dict(given) if isinstance(given, Mapping) else {"at": given}
        strange = [word for word in arguments[name] if word not in ("at", "rates")]
        if strange:
            raise MigfundError(
                f"policy {name!r} has {list_values(strange)}; a policy may have 'at' and 'rates'. "
                "The currency is the same for all (to=), and what cannot be converted is missing."
            )
    return arguments


def _spread(figures: pd.DataFrame) -> pd.Series:
    """Return the highest less the lowest, in percent of the one nearest to zero."""
    lowest = figures.abs().min(axis=1).replace(0, np.nan)
    spread: pd.Series = (figures.max(axis=1) - figures.min(axis=1)) / lowest * 100
    return spread.where(figures.count(axis=1) >= 2)
