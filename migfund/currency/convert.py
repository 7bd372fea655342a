"""Money from one currency to another, by the rate that the precision of a date allows."""

import datetime as dt
from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from migfund.currency.bundled import ecb_rates, world_rates
from migfund.currency.currencies import did_you_mean, what_became_of
from migfund.currency.lookup import PERIOD, Found, Periods, look_up, next_of
from migfund.currency.rates import Rates, check_share, thin_words
from migfund.dates import (
    Dates,
    Days,
    has_missing,
    literal_period,
    stated_dates,
    to_days,
    whole_days,
)
from migfund.errors import (
    ColumnsError,
    CurrencyError,
    DateError,
    MigfundError,
    ScopeError,
    list_values,
)
from migfund.provenance.basis import RateBasis, split_steps
from migfund.schema import (
    MONEY,
    PRECISIONS,
    TEXT,
    TIME_COLUMNS,
    Array,
    add_columns,
    as_table,
    beside,
    check_option,
    converted_name,
    currency_column,
    distinct_codes,
    is_split,
    list_rows,
    money_of,
    need_columns,
    numbers_of,
)

__all__ = ["POLICIES", "category_of", "convert_currency", "date_that_counts"]

POLICIES = ("start", "end", "midpoint", "period", "year", "part")
"""The words for ``at``; a date, a month, a year or the name of a column are the other choices."""


def convert_currency(
    table: pd.DataFrame,
    *,
    value: str = "budget",
    to: str = "USD",
    rates: Rates | None = None,
    at: str | dt.date | None = None,
    on_missing: str = "raise",
    max_gap_days: int | None = None,
    min_share: float = 0.5,
) -> pd.DataFrame:
    """Add a column of money in another currency, with the rate and what it rests on.

    The precision of the date chooses the rate: a day takes that day's rate (at a weekend or on
    holidays, the last one published before), a month the average of the month's published days, a
    year the average of the year's. Money that is in the target currency already needs no date, and
    neither does a fixed rate.

    Parameters
    ----------
    table
        Needs the value, its currency and, as ``at`` says, ``start`` and ``start_precision`` or
        ``end`` and ``end_precision``.
    value
        Column of money: ``budget``, ``commitment``, ``disbursement`` or ``value``, with ISO 4217
        codes in ``<value>_currency`` or, if there is no such column, in ``currency``; or any column
        of numbers that has a ``<value>_currency``.
    to
        ISO 4217 code of the target currency; it names the new columns: ``budget_usd``.
    rates
        Rates to use; the bundled ECB reference rates if not given.
    at
        ``"start"`` or ``"end"`` of each project; ``"midpoint"`` between them; ``"period"``, the
        average from start to end; ``"year"``, the average of the start's calendar year; ``"part"``,
        after :func:`migfund.split_by_year`, the average over the part's own time; one day, month or
        year for all, such as ``"2019-02"``; or the name of a column of dates, with its precision in
        ``<name>_precision``. If not given, the start; but a table that is split by time must be
        told, for then two dates could be meant.
    on_missing
        ``"raise"``; ``"null"`` to leave what cannot be converted missing, with the reason in
        ``budget_usd_basis`` and in :func:`migfund.problems`; ``"nearest"`` to take the nearest
        published rate within ``max_gap_days``, and raise where there is none. Missing money is no
        error: it stays missing.
    max_gap_days
        How many days a rate may be off with ``on_missing="nearest"``; ``budget_usd_basis`` says how
        many. No rate is taken from the other side of the day on which a code's money changed.
    min_share
        What part of the days of a month or year must be known for its average to count, 0 to 1; a
        period takes what is known of it. Of ``a | b`` the one counts that knows more of the days.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and: ``budget_usd`` (named after ``value`` and ``to``);
        ``budget_usd_rate``, units of ``to`` for one unit of the currency; ``budget_usd_rate_from``
        and ``budget_usd_rate_to``, the days that the rate covers; ``budget_usd_basis``: "day at
        start", "month average at start", "year average at start" (or as ``at`` says), with ",
        partial" and the share of the days known where the published rates cover a part of the
        period; "fixed rate"; "same currency"; or "missing: " and the reason; ``budget_usd_source``,
        what to cite. Basis and source are categories. Columns of several values and currencies
        stand side by side.

    Raises
    ------
    CurrencyError
        If money cannot be converted and ``on_missing`` is "raise", or ``to`` is unknown.
    ColumnsError
        If a column is missing, or one of the new ones is there already.
    DateError
        If ``at`` cannot be read, or a date has no precision.
    ScopeError
        If the table is split by time and ``at`` is not given, or the value is converted already.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> fiche = pd.DataFrame({"budget": [105_000.0], "currency": ["EUR"],
    ...                       "start": pd.to_datetime(["2019-02-01"]),
    ...                       "start_precision": ["month"]})
    >>> row = mf.convert_currency(fiche, to="USD").iloc[0]
    >>> print(round(row.budget_usd, 2), round(row.budget_usd_rate, 6), row.budget_usd_basis)
    119187.08 1.135115 month average at start
    """
    table = as_table(table)
    gap = _gap_of(on_missing, max_gap_days)
    check_share(min_share)
    codes = table[_currency_of(table, value)]
    rates = _rates_to(to, rates)
    when = date_that_counts(table, _date_as_text(at))
    amounts = numbers_of(table, value)
    currency, names, same = _currencies(codes, amounts, to)
    periods_of = _periods(table, when, needed=_needs_dates(currency, names, to, rates))
    figures = [part.figures for part in rates.chain()]
    found = look_up(figures, names, to, currency, periods_of, at=when, gap=gap, min_share=min_share)
    bases = [*found.bases, *([str(RateBasis(same=True))] if len(same) else [])]
    found.rate[same], found.basis[same] = 1, len(found.bases)
    if len(found.lacking):
        places = currency[found.lacking]
        reasons, which = _reasons(places, names, found, to, rates, when, min_share)
        if on_missing != "null":
            without = [names[place - 1] for place in np.unique(places)]
            said = list_rows(table, found.lacking.tolist(), [reasons[n] for n in which[:5]])
            what = f"{len(places)} of {len(table)} rows have a {value}"
            raise CurrencyError(f"{what} {_message(to, said, without, rates)}")
        found = found._replace(basis=found.basis.astype(np.int32))  # room for many reasons
        found.basis[found.lacking] = len(bases) + which
        bases += [str(RateBasis(missing=reason)) for reason in reasons]
    name = converted_name(value, to)
    return add_columns(
        table,
        {
            name: _product(amounts, found.rate, name),
            beside(name, "rate"): found.rate,
            beside(name, "rate_from"): found.first,
            beside(name, "rate_to"): found.last,
            beside(name, "basis"): category_of(found.basis, bases),
            beside(name, "source"): category_of(found.source, found.sources),
        },
    )


def _gap_of(on_missing: str, max_gap_days: int | None) -> int | None:
    """Return how many days a rate may be off; none where no other rate is to be taken."""
    check_option("on_missing", on_missing, ("raise", "null", "nearest"))
    if (on_missing == "nearest") != (max_gap_days is not None):
        raise MigfundError(
            "max_gap_days goes with on_missing='nearest': how many days off a rate may be."
        )
    whole = isinstance(max_gap_days, Integral) and not isinstance(max_gap_days, bool)
    if max_gap_days is not None and not (whole and max_gap_days >= 0):
        raise MigfundError(
            f"max_gap_days must be a whole number of days, 0 or more, not {max_gap_days!r}."
        )
    return max_gap_days


def _currency_of(table: pd.DataFrame, value: str) -> str:
    """Return the column of a value's currency; raise if it is stated nowhere, or in the name."""
    need_columns(table, [value])
    money = money_of(table, value)
    if money is not None and money.currency is not None:
        raise ScopeError(
            f"{value!r} is in {money.currency} already. Convert the column that it came from: "
            f"value={money.stated!r}."
        )
    column = currency_column(table, value)
    if money is None or column not in table.columns:
        own = beside(value, "currency")
        needed = "currency" if value in MONEY else own
        raise ColumnsError(
            f"the currency of {value!r} is not stated: the table has no column {needed!r}"
            + (f" and no {own!r}" if value in MONEY else "")
            + f". table.assign({needed}='EUR') states it; so does a column of ISO 4217 codes."
        )
    return column


def _rates_to(to: str, rates: Rates | None) -> Rates:
    """Return the rates to use; raise if they are none, or have not the target currency."""
    rates = ecb_rates() if rates is None else rates
    if not isinstance(rates, Rates):
        raise CurrencyError(
            f"rates must be Rates, such as mf.ecb_rates() or mf.ecb_rates() | mf.world_rates(), "
            f"not {rates!r}."
        )
    if not isinstance(to, str):
        raise CurrencyError(f"to must be a currency's code, such as 'USD', not {to!r}.")
    if not any(to in table.currencies for table in rates.chain()):
        try:
            rates.position(to)
        except CurrencyError as error:
            raise CurrencyError(f"{error}{_where_else([to], rates)}") from None
    return rates


def date_that_counts(table: pd.DataFrame, at: str | None) -> str:
    """Return which date counts: the start where nothing is said; raise if two could be meant."""
    split = is_split(table)
    rules = table["split_rule"].dropna().unique() if split else ()
    by_time = any(step.by in TIME_COLUMNS for rule in rules for step in split_steps(str(rule)))
    if split and not len(table):  # without rows there are no rules, and the columns tell
        by_time = not set(TIME_COLUMNS).isdisjoint(table.columns)
    if at is None and by_time:
        raise ScopeError(
            "the table is split by time, so two dates could count: at='start' for the start of the "
            "project, at='part' for each part's own time."
        )
    if at == "part" and not by_time:
        raise ScopeError(
            "at='part' is for parts of time, and this table is not split by time: "
            "mf.split_by_year(table) first, or at='start'."
        )
    return "start" if at is None else at


def _date_as_text(at: object) -> str | None:
    """Return the date that counts as text; raise if it is neither text nor a date."""
    if isinstance(at, dt.date):
        return at.isoformat()[:10]
    if at is None or isinstance(at, str):
        return at
    raise DateError(
        f"at must be one of {list_values(POLICIES, limit=9)}, a column of dates, or a date such "
        f"as '2019-02', not {at!r}."
    )


def _currencies(codes: pd.Series, amounts: Array, to: str) -> tuple[Array, list[Any], Array]:
    """Return the place of each row's currency among the names, these, and the rows of the target.

    Places count from 1 on; 0 is for rows that need no rate, and the last name, None, for those that
    state no currency.
    """
    places, names = distinct_codes(codes)
    # In the smallest integers that hold the places.
    currency = places.astype(np.min_scalar_type(-len(names) - 2), copy=False) + 1
    if len(currency) and currency.min() == 0:
        currency[currency == 0] = len(names) + 1
    currency *= ~np.isnan(amounts)
    same = np.array([], dtype=np.int64)
    if to in names:
        same = np.flatnonzero(currency == names.index(to) + 1)
        currency[same] = 0
    return currency, [*names, None], same


def _needs_dates(currency: Array, names: Sequence[Any], to: str, rates: Rates) -> bool:
    """Tell whether a rate depends on a date: a fixed one holds whatever the date."""
    tables = [table for table in rates.chain() if to in table.currencies]
    if not any(table.kind == "fixed" for table in tables):
        return bool(currency.any())
    first = [next((t for t in tables if name in t.currencies), None) for name in names]
    dated = [False, *(table is None or table.kind != "fixed" for table in first)]
    return bool(np.array(dated).take(currency).any())


def _periods(table: pd.DataFrame, at: str, *, needed: bool) -> Callable[[slice], Periods]:
    """Return a function that returns the days of some rows' rates by a policy.

    The columns are checked at once, if a row needs a rate at all; the days are worked out a part of
    the table at a time, as `look_up` asks for them.
    """
    day: Any = np.datetime64("NaT", "D")
    name = ""
    if at in POLICIES or at in table.columns:
        if needed:
            return _by_columns(table, at)
    else:
        try:
            day, _, name = literal_period(at)
        except DateError as error:
            raise DateError(
                f"at={at!r} is no policy ({list_values(POLICIES, limit=9)}), no column, and {error}"
            ) from None
    code = PRECISIONS.index(name) if name else -1
    days, precision = np.full(len(table), day), np.full(len(table), code, dtype=np.int8)
    return lambda rows: Periods(days[rows], days[rows], precision[rows])


def _by_columns(table: pd.DataFrame, at: str) -> Callable[[slice], Periods]:
    """Return the function for the policies that look at columns."""
    if at == "part":
        need_columns(table, ["period_from", "period_to"])
        first, last = whole_days(table["period_from"]), whole_days(table["period_to"])
        return lambda rows: _of_the_part(first[rows], last[rows])
    if at not in POLICIES or at in ("start", "end"):
        dates = stated_dates(table, at)
        return lambda rows: _of_one_date(dates.part(rows))
    start = stated_dates(table, "start")
    if at == "year":
        year = np.full_like(start.precision, PRECISIONS.index("year"))
        return lambda rows: _of_one_date(start._replace(precision=year).part(rows))
    end = stated_dates(table, "end")
    of_both = _of_the_period if at == "period" else _of_the_middle
    return lambda rows: of_both(start.part(rows), end.part(rows))


def _of_one_date(dates: Dates) -> Periods:
    days = to_days(dates.values)
    return Periods(days, days, dates.precision)


def _of_the_part(first: Days, last: Days) -> Periods:
    """Return the days of parts of time, called months or years where they are whole ones."""
    kinds = np.full(len(first), PERIOD, dtype=np.int8)
    for name, unit in (("month", "M"), ("year", "Y")):
        whole = first.astype(f"datetime64[{unit}]")
        after = next_of(whole).astype(first.dtype)
        exact = (whole.astype(first.dtype) == first) & (after - np.timedelta64(1, "D") == last)
        kinds[exact] = PRECISIONS.index(name)
    return Periods(first, last, kinds, average=True)


def _of_the_period(start: Dates, end: Dates) -> Periods:
    """Return the days from the first that the start allows to the last that the end allows."""
    first, last = _whole_period(start, end)
    return Periods(first, last, np.full(len(first), PERIOD, dtype=np.int8), average=True)


def _whole_period(start: Dates, end: Dates) -> tuple[Days, Days]:
    """Return the longest period that both dates allow; no first day where there is none."""
    (first, _), (_, last) = start.allowed(), end.allowed()
    nowhere = np.datetime64("NaT", "D")
    if has_missing(first):
        last = np.where(np.isnat(first), nowhere, last)
    # As integers they are compared faster; NaT is the smallest, so no end is before any start.
    backwards = first.view(np.int64) > last.view(np.int64)
    return (np.where(backwards, nowhere, first) if backwards.any() else first), last


def _of_the_middle(start: Dates, end: Dates) -> Periods:
    """Return the middle day, or the month or year around it, as exact as the less exact end."""
    first, last = _whole_period(start, end)
    coarser = np.maximum(start.precision, end.precision)
    return Periods(first + (last - first) // 2, last, coarser)


def _product(amounts: Array, rates: Array, name: str) -> Array:
    """Return converted money; raise if it is too large for a number."""
    try:
        with np.errstate(over="raise"):
            money: Array = amounts * rates
    except FloatingPointError:
        raise CurrencyError(f"{name} would be too large for a number. Mend the table.") from None
    return money


def category_of(numbers: Array, texts: list[str]) -> pd.Categorical:
    """Return a category of texts, in alphabetical order, by their places; each text occurs."""
    names = sorted(set(texts))
    if names != texts:
        codes = {text: code for code, text in enumerate(names)}
        codes_of = [*(codes[text] for text in texts), -1]
        numbers = np.array(codes_of, dtype=np.min_scalar_type(-len(names) - 1)).take(numbers)
    categories = pd.Index(pd.array(names, dtype=TEXT))
    return pd.Categorical.from_codes(numbers, categories, validate=False)


def _reasons(
    places: Array, names: list[Any], found: Found, to: str, rates: Rates, at: str, least: float
) -> tuple[list[str], Array]:
    """Say why rows have no rate, once a currency and period, and return which reason is whose."""
    first, last = found.days
    cases = pd.DataFrame({"place": places, "first": first, "last": last, "thin": found.thin})
    case = cases.groupby(list(cases), dropna=False, sort=False).ngroup().to_numpy()
    _, rows = np.unique(case, return_index=True)
    reasons = [
        thin_words(found.thin[n], least)
        or _reason(names[places[n] - 1], first[n], last[n], to, rates, at)
        for n in rows
    ]
    return reasons, case


def _reason(
    code: object, first: np.datetime64, last: np.datetime64, to: str, rates: Rates, at: str
) -> str:
    """Say why one row has no rate."""
    if code is None:
        return "no currency is stated"
    tables = [t for t in rates.chain() if code in t.currencies and to in t.currencies]
    if not tables or not isinstance(code, str):
        meant = did_you_mean(code)
        hint = f": did you mean {meant!r}?" if meant else ""
        unknown = f"{code!r} is not among the currencies of the rates{hint}"
        return what_became_of(code) or unknown
    if np.isnat(first):
        if not np.isnat(last):
            return "the end is before the start"
        needed = {"period": "start and end", "midpoint": "start and end", "year": "start"}
        return f"no {needed.get(at, at)} date is stated" if at != "part" else "the part has no days"
    return tables[0].why_missing(code, to, first, last)


def _message(to: str, said: str, codes: Sequence[object], rates: Rates) -> str:
    """Say that money cannot be converted, why, and what to do."""
    there = "; ".join(
        f"The rates ({part.source}) have {', '.join(sorted(part.currencies))} ({part.span})"
        for part in rates.chain()
    )
    return (
        f"that cannot be converted to {to}: {said}. {there}.{_where_else(codes, rates)} Mend the "
        "rows, pass other rates (rates=), take the nearest rate within so many days "
        "(on_missing='nearest', max_gap_days=), take averages of few known days (min_share=0), or "
        "keep them as missing: on_missing='null'."
    )


def _where_else(codes: Sequence[object], rates: Rates) -> str:
    """Name the bundled rates that have currencies which the rates in use lack."""
    known = {code for table in rates.chain() for code in table.currencies}
    world = {code for table in world_rates().chain() for code in table.currencies}
    there = [code for code in dict.fromkeys(codes) if code in world - known]
    before = "mf.ecb_rates()" if rates is ecb_rates() else "your rates"
    call = f"rates={before} | mf.world_rates()"
    return f" mf.world_rates() has {list_values(there)}: {call}." if there else ""
