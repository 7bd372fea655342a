"""Dates as programs write them, and with years of two digits, by what their column says.

23/3/22, 1-Feb-19, Oct-23, 12/31/2025 12:00:00 AM, 20190301.
"""

import contextlib
import datetime
import re
from collections.abc import Iterable, Sequence

from migfund.parse.date_words import months
from migfund.parse.text import fold

__all__ = ["short_dates"]

_SHORT = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{2})")
_NAMED = re.compile(r"(?:(\d{1,2})[-/ .]{1,2})?([^\W\d_]{3,12})\.?[-/'’]{1,2}(\d{2})")
_CLOCK = re.compile(r"\s+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?", re.IGNORECASE)
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_PIVOT = 50
"""Years of two digits up to this are 20xx: no project ends later, none began before 1951."""


def short_dates(texts: Sequence[str], dayfirst: bool | None) -> dict[str, str]:
    """Return dates with years of two digits in ISO's form, where the column leaves one order.

    A time of day is left out of any date; 20190301 is a day.

    Parameters
    ----------
    texts
        The words of a column.
    dayfirst
        Whether the day stands before the month, where that is known.

    Examples
    --------
    >>> short_dates(["23/3/22", "1/2/22"], None)
    {'23/3/22': '2022-03-23', '1/2/22': '2022-02-01'}
    >>> short_dates(["1/2/22"], None), short_dates(["1-Feb-19", "Oct-23"], None)
    ({}, {'1-Feb-19': '2019-02-01', 'Oct-23': '2023-10'})
    >>> short_dates(["20190301", "12/31/2025 12:00:00 AM"], None)
    {'20190301': '2019-03-01', '12/31/2025 12:00:00 AM': '12/31/2025'}
    """
    clocks = {text: text[: clock.start()] for text in texts if (clock := _ends_in_clock(text))}
    days = list(dict.fromkeys(clocks.get(text, text) for text in texts))
    found = _dates(days, dayfirst)
    return found | {text: found.get(day, day) for text, day in clocks.items()}


def _ends_in_clock(text: str) -> re.Match[str] | None:
    return next((m for m in _CLOCK.finditer(text) if m.end() == len(text) and m.start()), None)


def _dates(texts: Iterable[str], dayfirst: bool | None) -> dict[str, str]:
    found, numeric = {}, {}
    for text in texts:
        if match := _DIGITS.fullmatch(text):
            with contextlib.suppress(ValueError):
                found[text] = datetime.date(*map(int, match.groups())).isoformat()
        elif match := _SHORT.fullmatch(text):
            numeric[text] = {order for order in _orders(match) if _ordered(match, order)}
        elif (match := _NAMED.fullmatch(text)) and (month := months().get(fold(match[2]))):
            day, year = match[1], _century(match[3])
            try:
                date = datetime.date(year, month, int(day or 1))
            except ValueError:
                continue
            found[text] = date.isoformat() if day else f"{date:%Y-%m}"
    fit_all = set.intersection(*numeric.values()) if numeric else set()
    if dayfirst is not None:
        fit_all -= {"mdy" if dayfirst else "dmy"}
    if len(fit_all) == 1:
        (order,) = fit_all
        for text in numeric:
            match = _SHORT.fullmatch(text)
            found[text] = str(match and _ordered(match, order))
    return found


def _orders(match: re.Match[str]) -> tuple[str, ...]:
    """Return the orders in which people write three numbers with this mark."""
    return {".": ("dmy",), "/": ("dmy", "mdy")}.get(match[2], ("dmy", "mdy", "ymd"))


def _ordered(match: re.Match[str], order: str) -> str | None:
    """Return a date in ISO's form; None if there is none in this order."""
    part = dict(zip(order, (match[1], match[3], match[4]), strict=True))
    if len(part["y"]) != 2:
        return None
    try:
        return datetime.date(_century(part["y"]), int(part["m"]), int(part["d"])).isoformat()
    except ValueError:
        return None


def _century(year: str) -> int:
    return int(year) + (2000 if int(year) <= _PIVOT else 1900)
