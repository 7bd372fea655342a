"""Rates that the user brings: a published table read and checked, or a few fixed numbers."""

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, CurrencyError, MissingExtraError, ReadError, list_values
from migfund.parse.amounts import CURRENCY_CODES
from migfund.rates.table import Rates
from migfund.read.workbook import read_workbook

__all__ = ["fixed_rates", "read_rates"]

_ROWS = {"day": "D", "month": "MS", "year": "YS"}
_DATE_HEADINGS = ("date", "month", "year")
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
_LARGEST_JUMP = 3.0
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
) -> Rates:
    """Read a table of exchange rates that you trust, and check it.

    **Which way round** the numbers are quoted cannot be seen from them: ``per="base"`` means units
    of each currency for one unit of the base, as the ECB, InforEuro (base EUR) and the UN (base
    USD) quote; ``per="currency"`` means units of the base for one unit of the currency.

    A month or a day that the table lacks has no rate; nothing is filled in (see
    ``Rates.coverage``).

    Parameters
    ----------
    path_or_frame
        A CSV file (UTF-8, comma), a spreadsheet (its first sheet) or a DataFrame. Either wide, a
        column ``date`` (or ``month``, ``year``, or the index) and a column a currency, headed by
        its ISO 4217 code; or long, with the columns ``date``, ``currency`` and ``rate`` (others
        are ignored). Headings in any case. Dates as 2020-03-31, 2020-03 or 2020, not coarser than
        ``frequency``; decimal points.
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
        currency, a currency has no rate at all, or a rate jumps.

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
    _check_codes([base], "base")
    name = "own rates" if isinstance(path_or_frame, pd.DataFrame) else Path(path_or_frame).name
    long = _long(_frame(path_or_frame), base)
    long = long.assign(date=_dates(long["date"], frequency), rate=_numbers(long))
    _check_rates(long)
    wide = long.set_index(["date", "currency"])["rate"].dropna().unstack()  # noqa: PD010
    wide = _without_base(wide.rename_axis(index=None, columns=None), base)
    if not allow_jumps:
        _check_jumps(wide)
    rows = pd.date_range(wide.index[0], wide.index[-1], freq=_ROWS[frequency])
    as_of = (rows[-1].to_period(frequency[0].upper())).end_time.date()
    return Rates(
        (wide if per == "base" else 1 / wide).reindex(rows),
        base=base,
        source=name if source is None else source,
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
    _check_codes([to], "to")
    _check_codes(rates, "rates")
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


def _check_codes(codes: Any, where: str) -> None:
    """Refuse codes that are not in ISO 4217."""
    wrong = [code for code in codes if code not in CURRENCY_CODES]
    if wrong:
        raise ColumnsError(
            f"No ISO 4217 currency code in {where}: {list_values(wrong)}. Rename or drop it; codes "
            "are three capital letters such as 'USD'."
        )


def _frame(path_or_frame: str | PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Give the table as it is written, with its dates in a column and without blank rows."""
    if isinstance(path_or_frame, pd.DataFrame):
        frame = path_or_frame
    else:
        frame = _read_file(Path(path_or_frame))
    if frame.empty:
        raise CurrencyError("The table of rates has no rates: no row or no column.")
    headings = [str(heading).strip() for heading in frame.columns]
    frame = frame.set_axis(headings, axis="columns")
    if not any(heading.lower() in _DATE_HEADINGS for heading in headings):
        # pandas writes an index without a name under an empty heading.
        unnamed = headings[:1] == ["Unnamed: 0"]
        index = frame.iloc[:, 0] if unnamed else frame.index.to_series(index=frame.index)
        if not unnamed and isinstance(frame.index, pd.RangeIndex):
            raise ColumnsError(
                f"The table of rates has no column of dates ({list_values(_DATE_HEADINGS)}); it "
                f"has {list_values(headings)}."
            )
        frame = frame.iloc[:, 1:] if unnamed else frame
        frame = frame.assign(date=index)
    return frame.dropna(how="all").reset_index(drop=True)


def _read_file(path: Path) -> pd.DataFrame:
    """Read a CSV file or the first sheet of a spreadsheet."""
    try:
        if path.suffix.lower() in _SPREADSHEETS:
            return _first_sheet(path)
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    except MissingExtraError:
        raise
    except (OSError, ValueError) as error:
        raise ReadError(path, f"cannot be read as a table of rates ({error}).") from error


def _first_sheet(path: Path) -> pd.DataFrame:
    """Give the first sheet with its headings; a column without one is named as pandas does."""
    rows = next(iter(read_workbook(path, path.read_bytes(), trim=True).values())) or [[]]
    headings = [cell if cell != "" else f"Unnamed: {place}" for place, cell in enumerate(rows[0])]
    cells = [[None if cell == "" else cell for cell in row] for row in rows[1:]]
    return pd.DataFrame(cells, columns=headings)


def _long(frame: pd.DataFrame, base: str) -> pd.DataFrame:
    """Give a row a date and currency, with the columns date, currency and rate as written."""
    lower = [heading.lower() for heading in frame.columns]
    dates = [place for place, heading in enumerate(lower) if heading in _DATE_HEADINGS]
    if len(dates) > 1:
        raise ColumnsError(
            f"The table of rates has more than one column of dates: "
            f"{list_values(frame.columns[dates])}. Drop all but one."
        )
    if {"currency", "rate"} <= set(lower):
        places = [dates[0], lower.index("currency"), lower.index("rate")]
        long = frame.iloc[:, places].set_axis(["date", "currency", "rate"], axis="columns")
        long["currency"] = long["currency"].map(lambda code: str(code).strip().upper())
        _check_codes(long["currency"].unique(), "the column currency")
    else:
        wide = frame.drop(columns=frame.columns[dates])
        codes = [heading.upper() for heading in wide.columns]
        _check_codes(
            [c for c, code in zip(wide, codes, strict=True) if code not in CURRENCY_CODES],
            "the headings",
        )
        parts = [
            pd.DataFrame(
                {"date": frame.iloc[:, dates[0]], "currency": code, "rate": wide.iloc[:, place]}
            )
            for place, code in enumerate(codes)
        ]
        long = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"currency": []})
    if set(long["currency"]) <= {base}:
        raise CurrencyError(f"The table of rates has no currency besides its base {base}.")
    empty = long.groupby("currency", sort=False)["rate"].count().loc[lambda count: count == 0]
    if len(empty):
        raise CurrencyError(
            f"There is no rate at all under {list_values(empty.index)}. Drop the heading, or mend "
            "the file."
        )
    return long


def _dates(written: pd.Series, frequency: str) -> pd.Series:
    """Give the first day of each written day, month or year."""
    if isinstance(written.dtype, pd.PeriodDtype):
        written = written.astype(str)
    if pd.api.types.is_datetime64_any_dtype(written):
        days = written.dt.tz_localize(None).dt.normalize()
    else:
        text = written.map(_date_text)
        needed = {"day": r"(?:-\d\d){2}", "month": r"(?:-\d\d){1,2}", "year": r"(?:-\d\d){0,2}"}
        readable = text.str.fullmatch(r"\d{4}" + needed[frequency])
        whole = (text + "-01-01").str.slice(0, 10).where(readable)
        days = pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        bad = written[days.isna()]
        raise CurrencyError(
            f"Dates that are not written as a {frequency} such as "
            f"{'2020-03-31'[: {'day': 10, 'month': 7, 'year': 4}[frequency]]} "
            f"({len(bad)} values): {list_values(bad)}."
        )
    if frequency == "day":
        return pd.Series(days)
    return pd.Series(days.dt.to_period(frequency[0].upper()).dt.to_timestamp())


def _date_text(value: object) -> str:
    """Write a cell as a date's text: a spreadsheet gives years as 2020.0 and days with a time."""
    return re.sub(r"(?:[ T]00:00(?::00)?|\.0)$", "", str(value).strip())


def _numbers(long: pd.DataFrame) -> pd.Series:
    """Give the rates as numbers; an empty cell is missing."""
    written = long["rate"]
    numbers = pd.to_numeric(written, errors="coerce").astype(float)
    bad = long[numbers.isna() & written.notna()]
    if len(bad):
        raise CurrencyError(
            f"Rates that are no numbers with a decimal point ({len(bad)} values): "
            f"{list_values(bad['currency'] + ' ' + bad['rate'].astype(str))}."
        )
    return numbers


def _check_rates(long: pd.DataFrame) -> None:
    """Refuse two rates for one currency and date, and rates that are not positive numbers."""
    long = long[long["rate"].notna()]
    places = long["currency"] + " " + long["date"].dt.strftime("%Y-%m-%d")
    twice = places[long.duplicated(["date", "currency"])]
    if len(twice):
        raise CurrencyError(
            f"More than one rate for a currency and date ({len(twice)} values): "
            f"{list_values(twice)}. Keep one."
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
    if not wide[base].dropna().eq(1).all():
        raise CurrencyError(f"The rate of the base {base} is not 1: is {base} really the base?")
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
