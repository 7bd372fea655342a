"""Budgets from one currency to another, by the rate that the precision of a date allows."""

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.dates import Days, allowed_days, literal_period, precisions
from migfund.errors import ColumnsError, CurrencyError, MigfundError
from migfund.rates.ecb import ecb_rates
from migfund.rates.table import Rates, basis_name
from migfund.schema import DATE, PRECISIONS, TEXT, add_columns, list_rows, need_columns

__all__ = ["budget_values", "convert_currency"]

MISSING = "missing: "
"""How ``fx_basis`` begins where a budget could not be converted; the reason follows."""


def convert_currency(
    projects: pd.DataFrame,
    *,
    to: str = "USD",
    rates: Rates | None = None,
    at: str | dt.date = "start",
    on_missing: str = "raise",
) -> pd.DataFrame:
    """Add the budgets in another currency, with the rate and what it rests on.

    The precision of the date chooses the rate: a day takes that day's rate (or the last one
    published within the 7 days before), a month the average of the month's published days, a year
    the average of the year's. A budget that is in the target currency already needs no date.

    Parameters
    ----------
    projects
        Needs ``budget`` (units of its currency), ``currency`` (ISO 4217) and, as ``at`` says,
        ``start`` and ``start_precision`` or ``end`` and ``end_precision``.
    to
        ISO 4217 code of the target currency; it names the new column: ``budget_usd``.
    rates
        Rates to use; the bundled ECB reference rates if not given.
    at
        ``"start"`` or ``"end"`` of each project, or one day, month or year for all of them, such
        as ``"2019-02"``.
    on_missing
        ``"raise"``, or ``"null"`` to leave the budgets that cannot be converted missing, with the
        reason in ``fx_basis`` and in :func:`migfund.problems`. A missing budget is no error: it
        stays missing.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and: ``budget_usd`` (named after ``to``); ``fx_rate``,
        units of ``to`` for one unit of ``currency``; ``fx_date_from`` and ``fx_date_to``, the days
        that the rate covers; ``fx_basis``: "day at start", "month average at start", "year average
        at start" (or at end, or of the date given), with ", partial" where the published rates
        cover a part of the period; "same currency"; or "missing: " and the reason; ``fx_source``,
        what to cite.

    Raises
    ------
    CurrencyError
        If a budget cannot be converted and ``on_missing`` is "raise", or ``to`` is unknown.
    ColumnsError
        If a column is missing, or one of the new ones is there already.
    DateError
        If ``at`` cannot be read, or a date has no precision.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> fiche = pd.DataFrame({"budget": [105_000.0], "currency": ["EUR"],
    ...                       "start": pd.to_datetime(["2019-02-01"]),
    ...                       "start_precision": ["month"]})
    >>> row = mf.convert_currency(fiche, to="USD").iloc[0]
    >>> print(round(row.budget_usd, 2), round(row.fx_rate, 6), row.fx_basis)
    119187.08 1.135115 month average at start
    """
    if on_missing not in ("raise", "null"):
        raise MigfundError(f"on_missing must be 'raise' or 'null', not {on_missing!r}.")
    need_columns(projects, ["budget", "currency"])
    rates = ecb_rates() if rates is None else rates
    target = rates.position(to)
    budget = budget_values(projects, "budget")
    currency = projects["currency"]
    codes, names = pd.factorize(currency)
    position = np.array(
        [rates.currencies.index(name) if name in rates.currencies else -1 for name in names] + [-1]
    )[codes]
    known = ~np.isnan(budget)
    same = known & (position == target)
    wanted = known & ~same

    first, last, precision = _periods(projects, at, needed=bool(wanted.any()))
    dated = wanted & ~np.isnat(first) & (position >= 0)
    rate = np.where(same, 1.0, np.nan)
    date_from, date_to = (np.full(len(budget), "NaT", dtype="datetime64[D]") for _ in range(2))
    basis = np.full(len(budget), None, dtype=object)
    basis[same] = "same currency"
    for name in PRECISIONS:
        rows = np.flatnonzero(dated & (precision == name))
        quotes = rates.quote(position[rows], target, first[rows], last[rows], name == "day")
        rate[rows], date_from[rows], date_to[rows] = quotes[:3]
        which = f"{basis_name(name)} {'at' if at in ('start', 'end') else 'of'} {at}"
        basis[rows] = np.where(quotes.partial, f"{which}, partial", which)
    failed = np.flatnonzero(wanted & np.isnan(rate))
    for row in failed:
        basis[row] = MISSING + _reason(currency.iloc[row], to, first[row], last[row], rates, at)
    if len(failed) and on_missing == "raise":
        raise CurrencyError(_message(projects, failed, basis, to, rates))
    converted = wanted & ~np.isnan(rate)
    return add_columns(
        projects,
        {
            f"budget_{to.lower()}": budget * rate,
            "fx_rate": rate,
            "fx_date_from": date_from.astype(DATE),
            "fx_date_to": date_to.astype(DATE),
            "fx_basis": pd.array(basis, dtype=TEXT),
            "fx_source": pd.array([rates.source if row else None for row in converted], dtype=TEXT),
        },
    )


def budget_values(projects: pd.DataFrame, column: str) -> npt.NDArray[Any]:
    """Give a column of figures as floats, NaN where missing.

    Raises
    ------
    ColumnsError
        If the column holds something else than numbers.
    """
    values = projects[column]
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        if not values.isna().all():
            raise ColumnsError(
                f"column {column!r} must hold numbers, not {values.dtype}. "
                "pd.to_numeric turns text into numbers."
            )
        return np.full(len(values), np.nan)
    return values.to_numpy(dtype=float, na_value=np.nan)


def _periods(
    projects: pd.DataFrame, at: str | dt.date, needed: bool
) -> tuple[Days, Days, npt.NDArray[Any]]:
    """Give the first and last day of each row's rate and the precision that chooses it."""
    rows = len(projects)
    if at in ("start", "end"):
        if not needed:
            nothing = np.full(rows, "NaT", dtype="datetime64[D]")
            return nothing, nothing, np.full(rows, None, dtype=object)
        first, last = allowed_days(projects, str(at))
        return first, last, precisions(projects, str(at))
    begin, end, precision = literal_period(at)
    return np.full(rows, begin), np.full(rows, end), np.full(rows, precision, dtype=object)


def _reason(
    currency: object,
    to: str,
    first: np.datetime64,
    last: np.datetime64,
    rates: Rates,
    at: str | dt.date,
) -> str:
    """Say why one budget has no rate."""
    if not isinstance(currency, str):
        return "no currency is stated"
    if currency not in rates.currencies:
        return f"{currency!r} is not among the currencies of the rates"
    if np.isnat(first):
        return f"no {at} date is stated"
    return rates.why_missing(currency, to, first, last)


def _message(
    projects: pd.DataFrame,
    failed: npt.NDArray[Any],
    basis: npt.NDArray[Any],
    to: str,
    rates: Rates,
) -> str:
    """Say which budgets cannot be converted, why, and what to do."""
    reasons = [basis[row].removeprefix(MISSING) for row in failed]
    return (
        f"{len(failed)} of {len(projects)} budgets cannot be converted to {to}: "
        f"{list_rows(projects, failed.tolist(), reasons)}. The rates ({rates.source}) have "
        f"{', '.join(sorted(rates.currencies))} from {rates.first_day} to {rates.last_day}. Mend "
        "the rows, pass other rates (rates=), or keep them as missing: on_missing='null'."
    )
