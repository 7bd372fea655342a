"""What a page, or a column, itself says about how its numbers and dates are written.

The rule, in this order, for what is ambiguous alone, such as "01/02/2019" or "1.234":

1. the page's other dates or numbers: "31/03/2021" puts the day first, "1,234.50" makes the point a
   decimal mark; if they contradict each other, nothing is decided;
2. the custom of the publisher, where the layout knows it: day first for European ones;
3. the page's language: French, German, Spanish, Portuguese and Italian put the day first and use
   the comma for decimals. English does not decide a date.

What is still ambiguous is missing, and listed as such.
"""

import datetime
import re
from collections.abc import Iterable
from functools import cache

from migfund.parse.date_words import months
from migfund.parse.text import fold

__all__ = ["day_first", "decimal_mark", "language", "short_dates"]

_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?!\d)")
_POINT_GROUPS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?:\.\d{3}){2,}|(?:\.\d{3})+,\d{1,2})(?![\d.,]\d)"
)
_COMMA_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:,\d{3}){2,}|(?:,\d{3})+\.\d{1,2})(?![\d.,]\d)")
_SMALL_WORDS = {
    "en": "the of and to in for with on by from",
    "fr": "le les des du et pour dans avec sur par",
    "de": "der die das und fur mit von den im ist",
    "es": "el los las del y para con por una en",
    "pt": "o os das dos e para com por uma em",
    "it": "il gli delle dei e per con una nel che",
}
_ENOUGH = 4
"""Small words of a language, and twice those of the next one, that tell the language."""


@cache
def _words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}


def language(text: str) -> str | None:
    """Return the language of a text by its small words; None where they do not tell.

    Examples
    --------
    >>> language("Le projet aide les autorités du pays à former des agents pour les frontières")
    'fr'
    """
    words = fold(text).split()
    counts = sorted(((sum(w in small for w in words), code) for code, small in _words().items()))
    (second, _), (first, best) = counts[-2:]
    return best if first >= _ENOUGH and first >= 2 * second else None


def day_first(page: str, custom: bool | None = None) -> bool | None:
    """Tell whether a text writes the day before the month; None where nothing tells."""
    said = set()
    for first, second in _DATE.findall(page):
        if int(first) > 12 >= int(second):
            said.add(True)
        elif int(second) > 12 >= int(first):
            said.add(False)
    if said:
        return said.pop() if len(said) == 1 else None
    if custom is not None:
        return custom
    return True if language(page) not in (None, "en") else None


def decimal_mark(page: str) -> str | None:
    """Return the decimal mark of the page's numbers, "." or ","; None where nothing tells."""
    points, commas = _POINT_GROUPS.search(page), _COMMA_GROUPS.search(page)
    if points or commas:
        return None if points and commas else "," if points else "."
    spoken = language(page)
    return None if spoken is None else "." if spoken == "en" else ","


_SHORT = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{2})")
_NAMED = re.compile(r"(?:(\d{1,2})[-/ .]{1,2})?([^\W\d_]{3,12})\.?[-/'’]{1,2}(\d{2})")
_PIVOT = 50
"""Years of two digits up to this are 20xx: no project ends later, none began before 1951."""


def short_dates(texts: Iterable[str], dayfirst: bool | None) -> dict[str, str]:
    """Return dates with years of two digits in ISO's form, where the column leaves one order.

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
    """
    found, numeric = {}, {}
    for text in texts:
        if match := _SHORT.fullmatch(text):
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
