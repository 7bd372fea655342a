"""A cell of a table -> a value of the project table, or the reason why there is none."""

import datetime as dt
import re
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import currencies
from migfund.parse.amounts import parse_amount
from migfund.parse.money import scan
from migfund.parse.numbers import LARGEST
from migfund.parse.periods import parse_date
from migfund.parse.places import Places, find_places
from migfund.parse.text import fold
from migfund.read.record import NOT_STATED, why_no_date

__all__ = ["Date", "Money", "read_budget", "read_currency", "read_day", "read_places", "written"]

_MACHINE_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d\d?)?|\d+(?:\.\d+)?[eE][+-]?\d+)")
"""Numbers that only a program writes, or that no mark makes doubtful: 24000000.5, 2.4e+07."""
_YEAR = re.compile(r"((?:19|20)\d\d|2100)(?:\.0+)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_PERCENTAGE = re.compile(r"(\d+(?:[.,]\d+)?(?:e[+-]?\d+)?)\s*%?", re.IGNORECASE)


class Money(NamedTuple):
    """A budget, the currency that its own words state, and why there is no budget."""

    value: float | None
    currency: str | None = None
    reason: str | None = None


class Date(NamedTuple):
    """First or last day that a cell allows, its precision, and why there is none."""

    day: dt.date | None
    precision: str | None = None
    reason: str | None = None


def written(cell: Any) -> str | None:
    """Give a cell as text, as a spreadsheet shows it; None where there is nothing.

    Examples
    --------
    >>> written(2.4e7), written(" 5 Mio. € "), written(dt.datetime(2019, 2, 1)), written(["A", "B"])
    ('24000000', '5 Mio. €', '2019-02-01', 'A, B')
    """
    if isinstance(cell, list | tuple | np.ndarray):
        return ", ".join(text for text in map(written, cell) if text) or None
    if cell is None or pd.isna(cell):
        return None
    if isinstance(cell, dt.datetime | np.datetime64):
        return str(pd.Timestamp(cell).isoformat()).removesuffix("T00:00:00")
    if isinstance(cell, float | np.floating) and np.isfinite(cell):
        return np.format_float_positional(cell, trim="-")
    return " ".join(str(cell).split()) or None


def is_stated(text: str | None) -> bool:
    """Tell whether a cell says anything; "n/a" and "tbc" do not."""
    return text is not None and fold(text) not in NOT_STATED


def read_budget(cell: Any, currency: str | None, decimal: str | None = None) -> Money:
    """Read a budget: a number, or words.

    Parameters
    ----------
    cell
        The cell.
    currency
        Currency that a column or the caller states; words for another contradict it.
    decimal
        Decimal mark of numbers such as 1.234, where known.

    Examples
    --------
    >>> read_budget("2.4e+07", "EUR").value, read_budget("USD 5", "EUR").reason
    (24000000.0, 'the words say USD, but the currency is stated as EUR')
    """
    text = written(cell)
    if text is None or not is_stated(text):
        return Money(None)
    if isinstance(cell, bool | np.bool_ | dt.date | dt.time | dt.timedelta | np.datetime64):
        return Money(None, reason="not understood as money")
    if isinstance(cell, int | float | np.number) or _MACHINE_NUMBER.fullmatch(text):
        value = float(text)
        if abs(value) <= LARGEST:
            return Money(value)
        return Money(None, reason="too large for a budget")
    amount = parse_amount(text, decimal=decimal)
    if amount is None:
        doubtful = parse_amount(text, decimal=".") or parse_amount(text, decimal=",")
        reason = "ambiguous: thousands or decimals?" if doubtful else "not understood as money"
        return Money(None, reason=reason)
    possible = {amount.currency} if amount.currency else _currencies(amount.text, decimal)
    if currency and possible and currency not in possible:
        said = amount.currency or "another currency"
        reason = f"the words say {said}, but the currency is stated as {currency}"
        return Money(None, reason=reason)
    return Money(amount.value, amount.currency)


def _currencies(text: str, decimal: str | None) -> frozenset[str]:
    """Give the currencies that words such as "$" or "kr" may mean."""
    return next((money.codes for money in scan(text, decimal) if money.codes), frozenset())


def read_currency(text: str) -> str | None:
    """Read a currency's code, sign or name as its ISO 4217 code.

    Examples
    --------
    >>> read_currency("eur"), read_currency("€"), read_currency("$")
    ('EUR', 'EUR', None)
    """
    if text.upper() in currencies():
        return text.upper()
    amount = parse_amount(f"{text} 5000") or parse_amount(f"5000 {text}")
    return amount.currency if amount else None


def read_day(cell: Any, *, end: bool, dayfirst: bool | None = None) -> Date:
    """Read a date, month or year; a spreadsheet's serial number is none.

    Parameters
    ----------
    cell
        The cell.
    end
        Whether the last day that the words allow is wanted, not the first.
    dayfirst
        Order of 01/02/2019, where known.

    Examples
    --------
    >>> read_day(2019.0, end=True)
    Date(day=datetime.date(2019, 12, 31), precision='year', reason=None)
    >>> read_day(43466, end=False).reason
    'a number and no date; if it is the serial number of a day, give the column a date format'
    """
    text = written(cell)
    if text is None or not is_stated(text):
        return Date(None)
    if isinstance(cell, dt.date | np.datetime64):
        return Date(pd.Timestamp(cell).date(), "day")
    year = _YEAR.fullmatch(text)
    moment = _date(year[1] if year else text, dayfirst)
    if moment is not None:
        return Date(moment.last if end else moment.first, moment.precision)
    if isinstance(cell, int | float | np.number) or _SERIAL.fullmatch(text):
        return Date(
            None,
            reason="a number and no date; if it is the serial number of a day, give the column a "
            "date format",
        )
    return Date(None, reason=why_no_date(text))


# Tables repeat their words; each is understood once.
_date = lru_cache(maxsize=10_000)(lambda text, dayfirst: parse_date(text, dayfirst=dayfirst))
_places = lru_cache(maxsize=10_000)(find_places)


def read_places(text: str, *, codes: bool = False) -> Places:
    """Read countries; in a column of codes "NA" alone is Namibia.

    Examples
    --------
    >>> read_places("NA", codes=True).codes, read_places("NA").codes
    (['NAM'], [])
    """
    # Beside another code, NA and NO are Namibia and Norway; a pair says no more than one.
    return _places(f"{text}, {text}" if codes and text in ("NA", "NO") else text)


def read_percentage(cell: Any) -> float | None:
    """Read a percentage, 0 to 100; None where it is none.

    Examples
    --------
    >>> read_percentage("12,5 %"), read_percentage("half")
    (12.5, None)
    """
    match = _PERCENTAGE.fullmatch(written(cell) or "")
    return float(match[1].replace(",", ".")) if match else None
