"""Budgets from one currency to another, by the rate that the precision of a date allows."""

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.currency.currencies import what_became_of
from migfund.currency.ecb import ecb_rates
from migfund.currency.lookup import Found, look_up, sources_of
from migfund.currency.policies import rate_periods
from migfund.currency.rates import Rates
from migfund.dates import Days
from migfund.errors import CurrencyError, MigfundError
from migfund.schema import add_columns, distinct_codes, list_rows, need_columns, numbers_of

__all__ = ["convert_currency"]

MISSING = "missing: "
"""How ``fx_basis`` begins where a budget could not be converted; the reason follows."""

_PART = 65536
"""Rows that are converted at a time: their working columns stay in the processor's cache."""


def convert_currency(
    projects: pd.DataFrame,
    *,
    to: str = "USD",
    rates: Rates | None = None,
    at: str | dt.date = "start",
    on_missing: str = "raise",
    max_gap_days: int | None = None,
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
        ``"start"`` or ``"end"`` of each project; ``"midpoint"`` between them; ``"period"``, the
        average from start to end; ``"year"``, the average of the start's calendar year; one day,
        month or year for all, such as ``"2019-02"``; or the name of a column of dates, with its
        precision in ``<name>_precision``.
    on_missing
        ``"raise"``; ``"null"`` to leave the budgets that cannot be converted missing, with the
        reason in ``fx_basis`` and in :func:`migfund.problems`; ``"nearest"`` to take the nearest
        published rate within ``max_gap_days``, and raise where there is none. A missing budget is
        no error: it stays missing.
    max_gap_days
        How many days a rate may be off with ``on_missing="nearest"``; ``fx_basis`` says how many.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and: ``budget_usd`` (named after ``to``); ``fx_rate``,
        units of ``to`` for one unit of ``currency``; ``fx_date_from`` and ``fx_date_to``, the days
        that the rate covers; ``fx_basis``: "day at start", "month average at start", "year average
        at start" (or as ``at`` says), with ", partial" and the share of the days known where the
        published rates cover a part of the period; "same currency"; or "missing: " and the
        reason; ``fx_source``, what to cite.

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
    _check_words(on_missing, max_gap_days)
    need_columns(projects, ["budget", "currency"])
    rates = ecb_rates() if rates is None else rates
    if not any(to in table.currencies for table in rates.chain()):
        rates.position(to)
    budget = numbers_of(projects, "budget")
    currency, names = _currency_places(projects["currency"])
    wanted = ~np.isnan(budget)
    same = wanted & (currency == (names.index(to) + 1 if to in names else 0))
    wanted &= ~same
    periods_of = rate_periods(projects, at, needed=bool(wanted.any()))
    sources = sources_of(rates, names, to)
    found, converted = Found(len(projects)), np.empty(len(projects))
    failed = []
    for begin in range(0, len(projects), _PART):
        rows = slice(begin, begin + _PART)
        part, periods = found.part(rows), periods_of(rows)
        asked = currency[rows] * wanted[rows]
        lacking = look_up(part, asked, periods, sources, max_gap_days)
        if len(lacking):
            failed.append((begin + lacking, asked[lacking], *periods.whole(lacking)))
        alike = np.flatnonzero(same[rows])
        if len(alike):
            part.rate[alike] = 1
            part.basis.put(alike, part.basis.code("same currency"))
        np.multiply(budget[rows], part.rate, out=converted[rows])
    found.join()
    if failed:
        without, places, first, last = map(np.concatenate, zip(*failed, strict=True))
        reasons, which = _reasons(places, first, last, names, to, rates, at)
        if on_missing != "null":
            said = [reasons[place] for place in which]
            raise CurrencyError(_message(projects, without, said, to, rates))
        codes = np.array([found.basis.code(MISSING + reason) for reason in reasons])
        found.basis.put(without, codes.take(which))
    return add_columns(
        projects,
        {
            f"budget_{to.lower()}": converted,
            "fx_rate": found.rate,
            "fx_date_from": found.date_from,
            "fx_date_to": found.date_to,
            "fx_basis": found.basis.column(),
            "fx_source": found.source.column(),
        },
    )


def _check_words(on_missing: str, max_gap_days: int | None) -> None:
    """Raise if the words for what is missing are none, or do not go together."""
    if on_missing not in ("raise", "null", "nearest"):
        raise MigfundError(f"on_missing must be 'raise', 'null' or 'nearest', not {on_missing!r}.")
    if (on_missing == "nearest") != (max_gap_days is not None):
        raise MigfundError(
            "max_gap_days goes with on_missing='nearest': how many days off a rate may be."
        )


def _currency_places(column: pd.Series) -> tuple[npt.NDArray[Any], list[Any]]:
    """Give the place of each row's currency among their names, from 1 on; None is the last name.

    The places are in the smallest integers that hold them.
    """
    codes, names = distinct_codes(column)
    places = codes.astype(np.min_scalar_type(-len(names) - 2), copy=False) + 1
    if len(places) and places.min() == 0:
        places[places == 0] = len(names) + 1
    return places, [*names, None]


def _reasons(
    places: npt.NDArray[Any],
    first: Days,
    last: Days,
    names: list[Any],
    to: str,
    rates: Rates,
    at: str | dt.date,
) -> tuple[list[str], npt.NDArray[Any]]:
    """Say why rows have no rate, once for each currency and period, and which reason is whose."""
    cases = pd.DataFrame({"place": places, "first": first, "last": last})
    case = cases.groupby(list(cases), dropna=False, sort=False).ngroup().to_numpy()
    _, examples = np.unique(case, return_index=True)
    reasons = [
        _reason(names[places[row] - 1], to, (first[row], last[row]), rates, at) for row in examples
    ]
    return reasons, case


def _reason(
    currency: object,
    to: str,
    days: tuple[np.datetime64, np.datetime64],
    rates: Rates,
    at: str | dt.date,
) -> str:
    """Say why one budget has no rate."""
    if not isinstance(currency, str):
        return "no currency is stated"
    tables = [table for table in rates.chain() if {currency, to} <= set(table.currencies)]
    if not tables:
        return what_became_of(currency) or f"{currency!r} is not among the currencies of the rates"
    if np.isnat(days[0]):
        if not np.isnat(days[1]):
            return "the end is before the start"
        needed = {"period": "start and end", "midpoint": "start and end", "year": "start"}
        return f"no {needed.get(str(at), at)} date is stated"
    return tables[0].why_missing(currency, to, *days)


def _message(
    projects: pd.DataFrame,
    failed: npt.NDArray[Any],
    reasons: list[str],
    to: str,
    rates: Rates,
) -> str:
    """Say which budgets cannot be converted, why, and what to do."""
    there = "; ".join(
        f"The rates ({table.source}) have {', '.join(sorted(table.currencies))} "
        f"from {table.first_day} to {table.last_day}"
        for table in rates.chain()
    )
    return (
        f"{len(failed)} of {len(projects)} budgets cannot be converted to {to}: "
        f"{list_rows(projects, failed.tolist(), reasons)}. {there}. Mend "
        "the rows, pass other rates (rates=), take the nearest rate within so many days "
        "(on_missing='nearest', max_gap_days=), or keep them as missing: on_missing='null'."
    )
