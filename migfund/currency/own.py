"""Rates that the user brings: a published table read and checked, or a few fixed numbers."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from migfund.currency.currencies import REDENOMINATED
from migfund.currency.ecb import ecb_rates
from migfund.currency.rates import Rates
from migfund.currency.reading import Style, check_codes, long_table
from migfund.currency.world import world_rates
from migfund.errors import CurrencyError, list_values

__all__ = ["fixed_rates", "read_rates"]

_ROWS = {"day": "D", "month": "MS", "year": "YS"}
_LARGEST_JUMP = 3.0
_CLEARLY_NOT_ONE = 1.5
"""A rate nearer to 1 than this says nothing on which way round it is quoted."""
_NEAR = 1.2
"""How far off a rate of the same currency and time may be to be the same, as a factor."""
_FIRST_YEAR, _LAST_YEAR = 1950, 2100


def read_rates(
    path_or_frame: str | PathLike[str] | pd.DataFrame,
    *,
    base: str,
    frequency: Literal["day", "month", "year"] = "day",
    per: Literal["base", "currency"] = "base",
    source: str | None = None,
    licence: str = "as its publisher says",
    allow_jumps: bool = False,
    allow_backcasts: bool = False,
    decimal: str = ".",
    thousands: str | None = None,
    date_format: str | None = None,
) -> Rates:
    """Read a table of exchange rates that you trust, and check it.

    **Which way round** the numbers are quoted is for you to say: ``per="base"`` means units of each
    currency for one unit of the base, as the ECB, InforEuro (base EUR) and the UN (base USD) quote;
    ``per="currency"`` means units of the base for one unit of the currency. Numbers that are the
    inverse of the bundled rates are refused.

    A month or a day that the table lacks has no rate; nothing is filled in.
    ``Rates.coverage`` counts the holes, and says from when to when the longest is.

    Parameters
    ----------
    path_or_frame
        A file of text (commas, semicolons or tabs between the cells), a workbook (of one sheet with
        such headings) or a DataFrame; lines above the headings of a file are passed over. Either
        wide, a column ``date`` (or ``month``, ``year``, or the index) and a column a currency,
        headed by its ISO 4217 code; or long, with the columns ``date``, ``currency`` and ``rate``
        (others are ignored). Headings in any case. Dates as 2020-03-31, 2020-03 or 2020, or with
        the month's name or the year first (1 January 2020, 2020M01), not coarser than
        ``frequency``.
    base
        ISO 4217 code of the currency that the others are quoted against.
    frequency
        What a row is: a day, or the average of a month or a year.
    per
        What the numbers are for one unit of: the base, or each currency.
    source
        What to cite; without it the name of the file, or "own rates".
    licence
        Terms of use of the figures.
    allow_jumps
        Whether a rate may be more than three times its neighbour or less than a third of it. That
        is an error otherwise, for mostly it is a slipped digit or a redenomination.
    allow_backcasts
        Whether a currency may have rates from before it existed (BYN before July 2016), in its own
        later units. They would convert an amount in the old money, marked with the new code, at a
        rate that is thousands of times too high. ``source`` then names these currencies.
    decimal
        Sign before the decimals.
    thousands
        Sign between thousands, if there is one.
    date_format
        How other dates are written, in the signs of ``datetime.strptime``: ``"%d/%m/%Y"``.

    Returns
    -------
    Rates
        One row a day, month or year.

    Raises
    ------
    ReadError
        If the file cannot be read.
    ColumnsError
        If a needed column is missing or a heading is no ISO 4217 code.
    CurrencyError
        If a date or number cannot be read, a rate is not positive, a date has two rates for one
        currency, a currency has no rate at all or rates from before it existed, a rate jumps, or
        the numbers are quoted the other way round.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"Month": ["2020-01", "2020-02"], "KES": [100.8, 100.5]})
    >>> rates = read_rates(table, base="USD", frequency="month", source="UN operational rates")
    >>> round(rates.get("USD", "KES", "2020-02").rate, 1)
    100.5
    """
    _check_word("frequency", frequency, _ROWS)
    _check_word("per", per, ("base", "currency"))
    check_codes([base], "base")
    name = "own rates" if isinstance(path_or_frame, pd.DataFrame) else Path(path_or_frame).name
    long = long_table(path_or_frame, base, frequency, Style(decimal, thousands, date_format))
    _check_rates(long)
    wide = long.set_index(["date", "currency"])["rate"].dropna().unstack()  # noqa: PD010
    wide = _without_base(wide.rename_axis(index=None, columns=None), base)
    if not allow_jumps:
        _check_jumps(wide)
    wide = wide if per == "base" else 1 / wide
    _check_way_round(wide, base, per)
    rows = pd.date_range(wide.index[0], wide.index[-1], freq=_ROWS[frequency])
    as_of = (rows[-1].to_period(frequency[0].upper())).end_time.date()
    return Rates(
        wide.reindex(rows),
        base=base,
        source=(name if source is None else source) + _backcasts(wide, frequency, allow_backcasts),
        as_of=as_of,
        licence=licence,
        frequency=frequency,
    )


def fixed_rates(rates: Mapping[str, float], *, to: str, source: str = "own") -> Rates:
    """Use one rate for each currency whatever the date, such as those of a budget or a call.

    Parameters
    ----------
    rates
        Units of ``to`` for one unit of each currency: ``{"EUR": 1.12}`` with ``to="USD"`` makes
        112 dollars of 100 euros.
    to
        ISO 4217 code of the currency that the numbers are in.
    source
        What to cite.

    Returns
    -------
    Rates
        The same rates for every year from 1950 to 2100.

    Raises
    ------
    ColumnsError
        If a code is no ISO 4217 code.
    CurrencyError
        If there is no rate, or one that is no positive number.

    Examples
    --------
    >>> rate = fixed_rates({"EUR": 1.12}, to="USD").get("EUR", "USD", "2019-02-01")
    >>> round(rate.rate, 12), rate.source
    (1.12, 'fixed rates: 1 EUR = 1.12 USD (own)')
    """
    check_codes([to], "to")
    check_codes(rates, "rates")
    if not set(rates) - {to}:
        raise CurrencyError(f"There is no rate besides that of {to} itself. Give some.")
    numbers = pd.to_numeric(pd.Series(dict(rates), dtype=object), errors="coerce").astype(float)
    bad = numbers[~(np.isfinite(numbers) & (numbers > 0))]
    if len(bad):
        raise CurrencyError(
            f"Fixed rates must be positive numbers; these are not: {list_values(bad.index)}."
        )
    numbers = _without_base(numbers.to_frame().T, to).iloc[0]
    years = pd.date_range(str(_FIRST_YEAR), str(_LAST_YEAR), freq="YS")
    stated = ", ".join(f"1 {code} = {number!r} {to}" for code, number in numbers.items())
    return Rates(
        pd.DataFrame({code: 1 / number for code, number in numbers.items()}, index=years),
        base=to,
        source=f"fixed rates: {stated} ({source})",
        as_of=pd.Timestamp(_LAST_YEAR, 12, 31).date(),
        licence="none",
        frequency="year",
        kind="fixed",
    )


def _check_word(name: str, value: str, words: Any) -> None:
    """Refuse an option that is none of the words."""
    if value not in words:
        raise CurrencyError(f"{name} must be one of {list_values(words)}, not {value!r}.")


def _check_rates(long: pd.DataFrame) -> None:
    """Refuse two rates for one currency and date, and rates that are not positive numbers."""
    long = long[long["rate"].notna()]
    places = long["currency"] + " " + long["date"].dt.strftime("%Y-%m-%d")
    twice = places[long.duplicated(["date", "currency"])]
    if len(twice):
        rates = long.groupby(["currency", "date"])["rate"].agg(["min", "max"])
        unlike = rates[rates["min"] < rates["max"]].reset_index().drop_duplicates("currency")
        codes = long.loc[twice.index, "currency"].unique()
        same = [code for code in codes if code not in set(unlike["currency"])]
        differ = [
            f"{row.currency} ({row.min:.8g} and {row.max:.8g} for {row.date:%Y-%m-%d})"
            for row in unlike.itertuples()
        ]
        what = f" Those of {list_values(same)} are the same: drop the repeats." if same else ""
        if differ:
            more = f" and {len(differ) - 5} more" if len(differ) > 5 else ""
            what += f" Those of {', '.join(differ[:5])}{more} differ: keep one."
        raise CurrencyError(
            f"More than one rate for a currency and date ({len(twice)} values): "
            f"{list_values(twice)}.{what}"
        )
    bad = long[~(np.isfinite(long["rate"]) & (long["rate"] > 0))]
    if len(bad):
        shown = places[bad.index] + ": " + bad["rate"].astype(str)
        raise CurrencyError(
            f"Rates must be positive and finite ({len(bad)} values are not): {list_values(shown)}."
        )


def _without_base(wide: pd.DataFrame, base: str) -> pd.DataFrame:
    """Drop the base's own column, which some tables carry, if it is 1 throughout."""
    if base not in wide:
        return wide
    odd = wide[base].dropna().loc[lambda rates: rates != 1]
    if len(odd):
        shown = [f"{rate:g} in row {day}".replace(" 00:00:00", "") for day, rate in odd.items()]
        raise CurrencyError(
            f"The rate of the base {base} is not 1 ({len(odd)} values): {list_values(shown)}. Is "
            f"{base} really the base? If so, drop these rows."
        )
    return wide.drop(columns=base)


def _check_jumps(wide: pd.DataFrame) -> None:
    """Refuse a rate more than three times the one before it, or less than a third of it."""
    shown = []
    for code in wide:
        known = wide[code].dropna()
        before = known.shift()
        jumps = (known > before * _LARGEST_JUMP) | (known < before / _LARGEST_JUMP)
        shown += [
            f"{code} {day:%Y-%m-%d}: {old:g} to {new:g}"
            for day, old, new in zip(known.index[jumps], before[jumps], known[jumps], strict=True)
        ]
    if shown:
        raise CurrencyError(
            f"Rates that jump to more than three times or less than a third of the one before "
            f"({len(shown)} values): {list_values(shown)}. Mend them, or pass allow_jumps=True if "
            "they are real."
        )


def _check_way_round(wide: pd.DataFrame, base: str, per: str) -> None:
    """Refuse rates that are the inverse of the bundled ones, wherever the two can be compared."""
    bundled = [table for table in (ecb_rates() | world_rates()).chain() if base in table.currencies]
    inverted, straight = [], 0
    for code in wide:
        known = wide[code].dropna()
        for day in pd.DatetimeIndex(known.index)[[0, len(known) // 2, -1]].unique():
            other = _bundled(bundled, base, str(code), day)
            if other is None or max(other, 1 / other) < _CLEARLY_NOT_ONE:
                continue
            ratio, inverse = known[day] / other, known[day] * other
            straight += max(ratio, 1 / ratio) < _NEAR
            if max(inverse, 1 / inverse) < _NEAR:
                inverted.append(f"{code} {day:%Y-%m-%d}: {known[day]:g}, not {other:g}")
    if inverted and not straight:
        turned = "currency" if per == "base" else "base"
        raise CurrencyError(
            f"The rates seem to be quoted the other way round: {list_values(inverted)} for 1 "
            f"{base}. Pass per={turned!r}, or another base."
        )


def _bundled(tables: list[Rates], base: str, code: str, day: pd.Timestamp) -> float | None:
    """Give a bundled rate of the month of a day, if there is one."""
    for table in tables:
        if code in table.currencies:
            try:
                return table.get(base, code, f"{day:%Y-%m}").rate
            except CurrencyError:
                continue
    return None


def _backcasts(wide: pd.DataFrame, frequency: str, allowed: bool) -> str:
    """Refuse rates from before a currency existed, or name those currencies for the source."""
    ends = wide.index.to_series().dt.to_period(frequency[0].upper()).dt.end_time
    found = []
    for code, life in REDENOMINATED.items():
        if code in wide and wide[code][ends < pd.Timestamp(life.since)].notna().any():
            found.append(f"{code} before {life.since}")
    if not found:
        return ""
    if not allowed:
        raise CurrencyError(
            f"Rates from before the currency existed: {list_values(found, limit=20)}. An amount of "
            "that time is in other money, worth less by the factor struck off. Drop these rates, "
            "or pass allow_backcasts=True if your amounts are in the later units too."
        )
    return f"; in later units: {', '.join(found)}"
