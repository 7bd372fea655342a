"""A page, words found on it, and what it shows of how its numbers and dates are written.

The rule, in this order, for what is ambiguous alone, such as "01/02/2019" or "1.234":

1. the page's other dates or numbers: "31/03/2021" puts the day first, "1,234.50" makes the point a
   decimal mark; if they contradict each other, nothing is decided;
2. the custom of the publisher, where ``codelists/publishers.csv`` has one;
3. the page's language: all of the vocabulary but English put the day first and use the comma for
   decimals. English does not decide a date.

What is still ambiguous is missing, and listed as such.
"""

import re
from functools import cache
from typing import NamedTuple

from migfund.parse.text import fold

__all__ = ["Found", "Page", "day_first", "decimal_mark", "language", "problem"]

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
    "nl": "de het een van en voor met op aan door",
    "nb": "og det er som av af for med til att",
    "ru": "и в на по для с из от і та з що до",
}
# "nb" stands for the languages of Scandinavia, "ru" for Ukrainian as well: they write alike.
_ENOUGH = 4
"""Small words of a language, and twice those of the next one, that tell the language."""


class Found(NamedTuple):
    """Words on the page: what they are, the line they begin in, and the label before them."""

    text: str
    line: int
    label: str = ""


class Page:
    """The text of one page.

    Parameters
    ----------
    source
        File or URL that it came from.
    text
        The whole text.
    numbers
        For each line of the text the number that it has on the page, where lines of the page were
        cut in several.
    """

    def __init__(self, source: str, text: str, numbers: list[int] | None = None) -> None:
        self.source = source
        self.text = text
        self.numbers = numbers or []
        self.given = text
        """The text as it was, where lines of it were cut."""
        self.steps = 0
        """What reading looked at: lines, words and letters handed to a parser, to see that it
        grows no faster than the page."""

    def is_part(self, line: int) -> bool:
        """Tell whether a line of the text is one of several that a line of the page was cut in."""
        around = self.numbers[max(line - 2, 0) : line + 1]
        return bool(around) and around.count(self.numbers[line - 1]) > 1


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


def day_first(text: str, custom: bool | None = None) -> bool | None:
    """Tell whether a text writes the day before the month; None where nothing tells."""
    said = set()
    for first, second in _DATE.findall(text):
        if int(first) > 12 >= int(second):
            said.add(True)
        elif int(second) > 12 >= int(first):
            said.add(False)
    if said:
        return said.pop() if len(said) == 1 else None
    if custom is not None:
        return custom
    return True if language(text) not in (None, "en") else None


def decimal_mark(text: str) -> str | None:
    """Return the decimal mark of a text's numbers, "." or ","; None where nothing tells."""
    points, commas = _POINT_GROUPS.search(text), _COMMA_GROUPS.search(text)
    if points or commas:
        return None if points and commas else "," if points else "."
    spoken = language(text)
    return None if spoken is None else "." if spoken == "en" else ","


def problem(field: str, found: Found, reason: str) -> dict[str, str | None]:
    """Return a row saying that words on a page could not be understood as a field's value."""
    return {
        "locator": f"line {found.line}",
        "field": field,
        "text": found.text,
        "reason": reason,
    }
