"""How much the choice of a rate matters: the same budgets by several policies."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from migfund.currency.convert import convert_currency
from migfund.currency.rates import Rates
from migfund.errors import ColumnsError, MigfundError, list_values
from migfund.schema import TEXT
from migfund.totals.total_by import total_by

__all__ = ["compare_conversions", "percent_above_lowest", "policies_of"]

SPREAD = "spread_percent"
_FX = ("fx_rate", "fx_date_from", "fx_date_to", "fx_basis", "fx_source")
_COUNTS = ("n_projects", "n_known", "n_all", "n_all_known")


def compare_conversions(
    projects: pd.DataFrame,
    *,
    policies: Mapping[str, str | Mapping[str, Any]],
    to: str = "USD",
    by: str | Sequence[str] | None = None,
    rates: Rates | None = None,
) -> pd.DataFrame:
    """Convert the same budgets by several policies, side by side.

    A group's figures rest on the projects that every policy can convert, the same ones in each
    column; otherwise the policies would differ in what they add up, not in their rates.

    Parameters
    ----------
    projects
        Needs what :func:`migfund.convert_currency` needs for each of the policies.
    policies
        For each name, the keyword arguments of :func:`migfund.convert_currency` (``at``,
        ``rates``), or ``at`` alone: ``{"first day": "start", "2020 rates": {"at": "2020"}}``.
        A budget that a policy cannot convert is missing in its column.
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
    arguments = _check_policies(policies, [by] if isinstance(by, str) else list(by or ()))
    value = f"budget_{to.lower()}"
    # A table that was converted before can be compared as it is.
    bare = projects.drop(columns=[name for name in (value, *_FX) if name in projects])
    runs = {}
    for name, given in arguments.items():
        chosen = {"rates": rates, **given}
        runs[name] = convert_currency(bare, to=to, on_missing="null", **chosen)[value]
    figures = pd.DataFrame(runs, index=projects.index)
    if by is None:
        rows = pd.DataFrame({"currency": pd.array([to] * len(figures), dtype=TEXT)})
        rows = pd.concat([rows.set_axis(figures.index, axis=0), figures], axis=1)
        return rows.assign(**{SPREAD: _spread(figures)})
    common = figures.where(figures.notna().all(axis=1))
    totals = [total_by(bare.assign(**{value: common[name]}), by, value=value) for name in runs]
    first = totals[0]
    keys = list(first.columns[: first.columns.get_loc("total")])
    groups = first[[*keys, *_COUNTS, "currency"]]
    sums = pd.DataFrame({name: t["total"] for name, t in zip(runs, totals, strict=True)})
    return pd.concat([groups, sums], axis=1).assign(**{SPREAD: _spread(sums)})


def _check_policies(
    policies: Mapping[str, str | Mapping[str, Any]], keys: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Give the arguments of each policy, checked."""
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
    """Give the highest less the lowest, in percent of the one nearest to zero."""
    lowest = figures.abs().min(axis=1).replace(0, np.nan)
    spread: pd.Series = (figures.max(axis=1) - figures.min(axis=1)) / lowest * 100
    return spread.where(figures.count(axis=1) >= 2)


def policies_of(comparison: pd.DataFrame) -> list[str]:
    """Name the columns of policies: those between ``currency`` and ``spread_percent``."""
    columns = list(comparison.columns)
    return columns[columns.index("currency") + 1 : columns.index(SPREAD)]


def percent_above_lowest(comparison: pd.DataFrame) -> pd.DataFrame:
    """Give each policy's figures in percent above the row's lowest, as charts show them.

    Parameters
    ----------
    comparison
        What :func:`compare_conversions` returns.

    Returns
    -------
    pandas.DataFrame
        The columns of the policies; missing in rows without a spread.
    """
    figures = comparison[policies_of(comparison)]
    nearest = figures.abs().min(axis=1).where(comparison[SPREAD].notna())
    return figures.sub(figures.min(axis=1), axis=0).div(nearest, axis=0) * 100
