"""Money in the prices of one year: convert first, then deflate."""

import math
import operator
from typing import Any

import numpy as np
import pandas as pd

from migfund.currency.convert import category_of, convert_currency, date_that_counts
from migfund.currency.rates import Rates
from migfund.dates import whole_days
from migfund.errors import CurrencyError, DateError, MigfundError, ScopeError, list_values
from migfund.prices.deflators import Deflators, us_cpi
from migfund.provenance.basis import PriceBasis
from migfund.schema import (
    UNALLOCATED,
    Array,
    add_columns,
    as_table,
    beside,
    check_option,
    converted_name,
    deflated_name,
    distinct_codes,
    list_rows,
    money_of,
    need_columns,
    numbers_of,
)

__all__ = ["deflate"]


def deflate(
    table: pd.DataFrame,
    *,
    to_year: int,
    deflators: "Deflators | pd.Series[Any] | pd.DataFrame | None" = None,
    value: str | None = None,
    at: str | None = None,
    series: str | None = None,
    to: str | None = None,
    rates: Rates | None = None,
    on_missing: str = "raise",
) -> pd.DataFrame:
    """Add converted money in the prices of one year, with the deflator and what it rests on.

    Money is converted first, at the rate of its own time, then deflated by the prices of the
    currency that it is in then. ``to="USD"`` does both in one call: each value is converted at the
    average rate of the start's calendar year, the year whose prices it then has.

    The deflator is the index of the price year divided by the index of ``to_year``, and the
    constant value is the value divided by it: above 1, prices rose from ``to_year`` to the price
    year. The deflators must be those of the value's currency. Nothing is extrapolated.

    Parameters
    ----------
    table
        Needs ``value``, the dates that ``at`` names and, if given, ``series``.
    to_year
        The year whose prices are wanted.
    deflators
        From :func:`migfund.read_deflators` or :func:`migfund.us_cpi`, which is used for dollars if
        none are given; or a Series of indices by year; or a table of years by series.
    value
        A converted column; ``budget_usd`` if not given. With ``to``, a column of stated money;
        ``budget`` if not given.
    at
        What says the price year: ``"start"`` or ``"end"`` of the project; ``"part"``, after
        :func:`migfund.split_by_year`, the year of the part; or the name of a column of dates (their
        calendar year, whatever their precision), of whole years, or of years as text. If not given,
        the start; but a table that is split by time must be told, for then two dates could be
        meant.
    series
        Column that names each row's series, such as ``country`` after
        :func:`migfund.split_by_country`; not needed for deflators of one series.
    to
        Currency to convert to first, as :func:`migfund.convert_currency` does with ``at="year"``
        or, of parts, ``at="part"``.
    rates
        Rates for that; the bundled ECB reference rates if not given.
    on_missing
        ``"raise"``, or ``"null"`` to leave what has no deflator missing, with the reason in
        ``budget_usd_2023_basis``. Missing money is no error: it stays missing.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and: ``budget_usd_2023`` (named after ``value`` and
        ``to_year``); ``budget_usd_2023_deflator``, a ratio; ``budget_usd_2023_basis``, such as
        "prices of 2019 to prices of 2023", with ", estimate" where the source says that one of the
        two indices is one, or "missing: " and the reason; ``budget_usd_2023_source``, what to cite.
        Basis and source are categories.

    Raises
    ------
    ScopeError
        If ``value`` is not converted, or is in constant prices already; if the table is split by
        time and ``at`` is not given.
    CurrencyError
        If no series that is used has the year (whatever ``on_missing`` says), or a value has no
        deflator and ``on_missing`` is "raise".
    DateError
        If the years are not whole.
    ColumnsError
        If a column is missing, or one of the new ones is there already.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> converted = pd.DataFrame({"budget_usd": [90_000.0],
    ...                           "start": pd.to_datetime(["2015-06-01"])})
    >>> prices = pd.Series([0.9, 1.0, 1.2], index=[2015, 2019, 2023], name="USA")
    >>> row = mf.deflate(converted, to_year=2019, deflators=prices).iloc[0]
    >>> print(round(row.budget_usd_2019, 2), row.budget_usd_2019_basis)
    100000.0 prices of 2015 to prices of 2019
    """
    table = as_table(table)
    check_option("on_missing", on_missing, ("raise", "null"))
    if not (at is None or isinstance(at, str)):
        raise DateError(f"at must be 'start', 'end', 'part' or a column of years, not {at!r}.")
    at = date_that_counts(table, at)
    year = _whole_year(to_year)
    if to is not None:
        table, value = _converted(table, value or "budget", to, at, rates, on_missing)
    elif rates is not None:
        raise MigfundError("rates go with to=, the currency to convert to first.")
    value = "budget_usd" if value is None else value
    _need_converted(table, value)
    prices = _as_deflators(_of_dollars(table, value) if deflators is None else deflators)
    money, years = numbers_of(table, value), _price_years(table, at)
    codes, names = _series_of(table, prices, series)
    known = ~np.isnan(money)
    _need_year(prices, year, {names[code] for code in np.unique(codes[known & (codes >= 0)])})
    # What holds for a price year and a series is worked out once; -1 stands for missing money.
    case = np.full(len(table), -1)
    case[known], cases = pd.factorize((years * (len(names) + 1) + codes + 1)[known])
    pairs = [divmod(int(number), len(names) + 1) for number in cases]
    said = [_deflator(prices, year, when, [None, *names][n], at, series) for when, n in pairs]
    deflator = np.array([*(ratio for ratio, _ in said), np.nan]).take(case)
    failed = np.flatnonzero(known & np.isnan(deflator))
    if len(failed) and on_missing == "raise":
        reasons = [said[number][1].missing for number in case[failed[:5]]]
        raise CurrencyError(
            f"{len(failed)} of {len(table)} rows have a {value} without a deflator: "
            f"{list_rows(table, failed.tolist(), reasons)}. Mend the rows, bring other deflators "
            "(deflators=), or keep them as missing: on_missing='null'."
        )
    name, used = deflated_name(value, year), np.unique(codes[~np.isnan(deflator)])
    cited = np.where(np.isnan(deflator), -1, np.searchsorted(used, codes))
    return add_columns(
        table,
        {
            name: _quotient(money, deflator, name),
            beside(name, "deflator"): deflator,
            beside(name, "basis"): category_of(case, [str(basis) for _, basis in said]),
            beside(name, "source"): category_of(
                cited, [f"{prices.source}: {names[code]}" for code in used]
            ),
        },
    )


def _converted(
    table: pd.DataFrame, value: str, to: str, at: str, rates: Rates | None, on_missing: str
) -> tuple[pd.DataFrame, str]:
    """Convert a value at the rate of the year whose prices it has."""
    if at not in ("start", "part"):
        raise MigfundError(
            f"to={to!r} converts at the rate of the start's year, and at={at!r} is another date. "
            f"Convert first: mf.convert_currency(table, to={to!r}, at=...), then deflate."
        )
    when = "year" if at == "start" else "part"
    done = convert_currency(table, value=value, to=to, rates=rates, at=when, on_missing=on_missing)
    return done, converted_name(value, to)


def _of_dollars(table: pd.DataFrame, value: str) -> Deflators:
    """Return the consumer prices of the United States for dollars; raise for other money."""
    money = money_of(table, value)
    if money is None or money.currency != "USD":
        raise MigfundError(
            f"{value!r} is not in dollars, so deflators must be given: mf.read_deflators reads "
            "those of its currency."
        )
    return us_cpi()


def _whole_year(to_year: int) -> int:
    try:
        return operator.index(to_year)
    except TypeError:
        raise DateError(f"to_year must be a whole year, such as 2023, not {to_year!r}.") from None


def _need_converted(table: pd.DataFrame, value: str) -> None:
    """Raise unless a column is money in one currency, at the prices of its time."""
    hint = "Convert first: mf.convert_currency(table, to='USD'), or both at once: to='USD'."
    need_columns(table, [value], hint=hint)
    money = money_of(table, value)
    if money is not None and money.year is not None:
        raise ScopeError(
            f"{value!r} is in constant prices already. Deflate the column that it came from: "
            f"value={money.nominal!r}."
        )
    if money is None or money.currency is None:
        raise ScopeError(
            f"{value!r} is not known to be in one currency: a converted column ends in it, and has "
            f"its basis beside it. Convert first, then deflate: mf.convert_currency(table, "
            f"to='USD'), or both at once: to='USD', value={value!r}. Dollars of another origin "
            "are money under the name 'value_usd': "
            f"table.rename(columns={{{value!r}: 'value_usd'}})."
        )


def _as_deflators(deflators: Any) -> Deflators:
    """Return what the caller brings as Deflators."""
    if isinstance(deflators, Deflators):
        return deflators
    if isinstance(deflators, pd.Series):
        named = deflators.name is not None
        table = deflators.to_frame(str(deflators.name) if named else "deflator")
        return Deflators(table, source="series of the caller")
    if isinstance(deflators, pd.DataFrame):
        return Deflators(deflators, source="table of the caller")
    raise MigfundError(
        "deflators must come from mf.read_deflators or mf.us_cpi, or be a Series or a table of "
        f"indices by year, not {type(deflators).__name__}."
    )


def _price_years(table: pd.DataFrame, at: str) -> Array:
    """Return each row's price year; 0 where there is none."""
    if at == "part":
        return _years_of_parts(table)
    need_columns(table, [at])
    stated = table[at]
    if pd.api.types.is_numeric_dtype(stated) and not pd.api.types.is_bool_dtype(stated):
        numbers = stated.to_numpy(dtype=float, na_value=np.nan)
        odd = ~np.isnan(numbers) & (numbers % 1 != 0)
        if odd.any():
            raise DateError(
                f"column {at!r} must hold whole years: {list_values(numbers[odd].tolist())}."
            )
        return np.where(np.isnan(numbers), 0, numbers).astype(np.int64)
    if not pd.api.types.is_datetime64_any_dtype(stated) and stated.notna().any():
        return _text_years(stated, at)
    return _calendar_years(stated)


def _calendar_years(dates: pd.Series) -> Array:
    days = whole_days(dates)
    return np.where(np.isnat(days), 0, days.astype("datetime64[Y]").astype(np.int64) + 1970)


def _years_of_parts(table: pd.DataFrame) -> Array:
    """Return the calendar year in which each part of time lies."""
    need_columns(table, ["period_from", "period_to"])
    first, last = (_calendar_years(table[name]) for name in ("period_from", "period_to"))
    first[last == 0], last[first == 0] = 0, 0
    several = np.flatnonzero(first != last)
    if len(several):
        reasons = [f"from {first[row]} to {last[row]}" for row in several[:5]]
        raise DateError(
            f"{len(several)} of {len(table)} parts lie in two calendar years, and have the prices "
            f"of neither: {list_rows(table, several.tolist(), reasons)}. Split by calendar year or "
            "quarter, or name a column of years: at=..."
        )
    return first


def _text_years(stated: pd.Series, at: str) -> Array:
    """Read years that are text; what is unallocated has none."""
    codes, texts = distinct_codes(stated)
    odd = [text for text in texts if not _is_year(text) and text != UNALLOCATED]
    if odd:
        raise DateError(
            f"column {at!r} must hold dates or whole calendar years, not {list_values(odd)}. "
            "mf.parse_period reads dates as people write them; mf.split_by_year(table) gives whole "
            "calendar years."
        )
    years = [int(text) if _is_year(text) else 0 for text in texts]
    return np.array([*years, 0], dtype=np.int64).take(codes)


def _is_year(text: object) -> bool:
    return isinstance(text, str) and len(text) == 4 and text.isdecimal()


def _series_of(
    table: pd.DataFrame, prices: Deflators, series: str | None
) -> tuple[Array, list[Any]]:
    """Return the place of each row's series among names, -1 where there is none, and these."""
    if series is not None:
        need_columns(table, [series])
        return distinct_codes(table[series])
    if len(prices.series) != 1:
        raise CurrencyError(
            f"the deflators ({prices.source}) have {len(prices.series)} series: "
            f"{list_values(prices.series)}. Choose the one of the money's currency, "
            "deflators.pick('USA'), or name the column that tells each row's: series='country'."
        )
    return np.zeros(len(table), dtype=np.int64), [*prices.series]


def _need_year(prices: Deflators, year: int, used: set[Any]) -> None:
    """Raise unless a year has an index in one at least of the series that are used."""
    figures = prices.to_frame()
    figures = figures[[name for name in figures if name in used] or list(figures)]
    years = figures.dropna(how="all").index
    if year not in years:
        span = f"{years[0]}–{years[-1]}" if len(years) else "no year"
        raise CurrencyError(
            f"to_year={year} has no index in the deflators ({prices.source}), which have {span}. "
            "Nothing is extrapolated: choose a year that they have."
        )


def _deflator(
    prices: Deflators, year: int, price_year: int, name: Any, at: str, series: str | None
) -> tuple[float, PriceBasis]:
    """Return the deflator of a price year and a series, and what it rests on; NaN where none."""
    if name is None or name not in prices.series:
        unknown = f"{name!r} is not among the series of the deflators"
        return np.nan, PriceBasis(missing=unknown if name is not None else f"no {series} is stated")
    if price_year == 0:
        return np.nan, PriceBasis(missing=f"no {at} is stated")
    indices = prices.indices[name]
    if price_year in indices and year in indices:
        estimate = max(year, price_year) > prices.estimates_after.get(name, math.inf)
        return indices[price_year] / indices[year], PriceBasis(price_year, year, estimate)
    if not indices:
        return np.nan, PriceBasis(missing=f"{name} has no index in any year")
    lacking = price_year if price_year not in indices else year
    first, last = min(indices), max(indices)
    where = "has no index within" if first <= lacking <= last else "is outside"
    return np.nan, PriceBasis(missing=f"{lacking} {where} {first}–{last} of {name}")


def _quotient(money: Array, deflator: Array, name: str) -> Array:
    """Return the constant values."""
    try:
        with np.errstate(over="raise"):
            constant: Array = money / deflator
    except FloatingPointError:
        raise CurrencyError(f"{name} would be too large for a number. Mend the table.") from None
    return constant
