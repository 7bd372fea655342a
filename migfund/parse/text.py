"""Text as it is compared: the one way to fold it, marks of nothing, and words of a list found."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from numbers import Real
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd

from migfund.errors import MigfundError
from migfund.schema import distinct_codes

__all__ = [
    "NOT_STATED",
    "Folded",
    "Lexicon",
    "any_word",
    "compiled",
    "fold",
    "fold_in_place",
    "is_number",
    "is_sentence",
    "is_stated",
    "parse_column",
    "words_of",
]

NOT_STATED = frozenset(
    "n/a na n.a. nd #n/a nan <na> null none nil - -- – . .. ... … : tbc tbd s/o".split()
) | {
    "",
    "to be confirmed",
    "to be determined",
    "not available",
    "not applicable",
    "not specified",
}
"""What is written, folded, where there is nothing to say: on pages, in tables, rates, deflators."""

_BLANK = re.compile(r"[^\S ]")
_SIGNS = str.maketrans(
    "\u2010\u2011\u2212\u2012\u2013\u2014\u2015\u2018\u2019\u02bc\u00b4`", "---––––'''''"
)
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters that Unicode does not take apart into a plain letter and an accent."""

_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
# Small words that stand inside names and lists of names in the languages of the pages.
_LINKS = frozenset(
    "a al and au aux d da das de del della der des di do dos du e ed et for in l la las le les los "
    "of on or ou the to und y".split()
)


@cache
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Mn", "Cf"):
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isalpha() and character != "\u02bc":
        parts = unicodedata.normalize("NFKD", character.casefold())
        bare = "".join(c for c in parts if not unicodedata.combining(c))
        return bare.casefold().translate(_LETTERS)
    return character.translate(_SIGNS)


def fold(text: str) -> str:
    """Return text without accents and case, with one kind of dash, apostrophe and space.

    Examples
    --------
    >>> fold("  Année  de DÉBUT – l’Øresund ")
    "annee de debut – l'oresund"
    """
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    return " ".join("".join(map(_fold_character, text)).split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where each of its characters stood in the source."""

    text: str
    where: Sequence[int]
    source: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the source of a non-empty span of the folded text."""
        return self.where[start], self.where[end - 1] + 1


def fold_in_place(text: str) -> Folded:
    """Return text folded as by `fold`, spaces at its ends kept, with the way back to the source.

    Examples
    --------
    >>> folded = fold_in_place("Début:  Août")
    >>> folded.text, folded.span(7, 11)
    ('debut: aout', (8, 12))
    """
    plain = ""
    if text.isascii():  # most texts: the fast way
        plain = _BLANK.sub(" ", text.lower()).replace("`", "'")
    parts = plain or list(map(_fold_character, text))
    if not plain and all(parts):  # each character became one, or more
        plain = "".join(parts)
    if len(plain) == len(text) and "  " not in plain:
        return Folded(plain, range(len(text)), text)
    letters = [""]
    where: list[int] = []
    for place, part in enumerate(parts):
        for letter in part:
            if letter != " " or letters[-1] != " ":
                letters.append(letter)
                where.append(place)
    return Folded("".join(letters), where, text)


def is_stated(text: str) -> bool:
    """Tell whether words say anything: those of `NOT_STATED` do not.

    Examples
    --------
    >>> [is_stated(text) for text in ("2019", "N/A", " … ", "tbc")]
    [True, False, False, False]
    """
    return fold(text) not in NOT_STATED


def is_sentence(text: str) -> bool:
    """Tell running prose from a value: three or more small words that are no links of a name.

    Examples
    --------
    >>> is_sentence("Bolivia (Plurinational State of) Trinidad and Tobago")
    False
    >>> is_sentence("Four components make up this project.")
    True
    """
    small = 0
    for match in _LETTERS_ONLY.finditer(text):
        word = match[0]
        if word[0].islower() and word.casefold() not in _LINKS:
            small += 1
            if small == 3:
                return True
    return False


Entry = TypeVar("Entry")


class Lexicon(Generic[Entry]):
    """A list of words and phrases, to be found where they begin in a row of letters or words.

    Examples
    --------
    >>> rivers = Lexicon({"niger": 1, "nigerriver": 2})
    >>> list(rivers.matches(["niger", "river", "delta"]))
    [(1, 1), (2, 2)]
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.entries = dict(entries)
        # Most text begins like no entry and is done with at one look.
        self.beginnings = frozenset(key[:n] for key in entries for n in range(1, len(key) + 1))

    def matches(self, parts: Iterable[str]) -> Iterator[tuple[int, Entry]]:
        """Yield how many of the parts spell an entry, and the entry; the shortest first."""
        key = ""
        for count, part in enumerate(parts, 1):
            key += part
            if key not in self.beginnings:
                return
            entry = self.entries.get(key)
            if entry is not None:
                yield count, entry


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern compiled on first use, so that the import stays cheap."""
    return re.compile(pattern)


def any_word(words: Iterable[str]) -> str:
    """Return a pattern for any of many words that shares their first letters.

    Examples
    --------
    >>> any_word(["mai", "maio", "juni"])
    '(?:juni|m(?:a(?:i(?:o)?)))'
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        by_first.setdefault(word[:1], []).append(word[1:])
    optional = "?" if by_first.pop("", None) else ""
    branches = []
    for first, rests in by_first.items():
        several = len(rests) > 1 or not rests[0]
        branches.append(re.escape(first) + (any_word(rests) if several else re.escape(rests[0])))
    return f"(?:{'|'.join(branches)}){optional}" if branches else ""


def is_number(value: object) -> bool:
    """Tell whether a value is a number that is not missing; True and False are none."""
    number = isinstance(value, Real | Decimal) and not isinstance(value, bool | np.bool_)
    return number and value == value


def _is_words(value: object) -> bool:
    return isinstance(value, str | dt.date | np.datetime64 | pd.Period) or is_number(value)


def words_of(value: Any, *, asked_by: str) -> str:
    """Return what a caller passes to be read as words: text, a number such as 2019, or a date.

    Raises
    ------
    MigfundError
        If it is something else.

    Examples
    --------
    >>> words_of(2019.0, asked_by="parse_period")
    '2019'
    """
    if isinstance(value, str):
        return value
    if not _is_words(value) or pd.isna(value):
        raise MigfundError(
            f"{asked_by} reads text, a number, a date, or a pandas Series of these, "
            f"not {'a missing value' if value is None else type(value).__name__}."
        )
    if is_number(value) or isinstance(value, pd.Period):
        return str(value).removesuffix(".0")
    return str(pd.Timestamp(value).isoformat()).removesuffix("T00:00:00")


def parse_column(
    column: "pd.Series[Any]", parse: Callable[[Any], object], dtypes: Mapping[str, Any]
) -> pd.DataFrame:
    """Return the attributes of what a function makes of each value, called once a distinct one.

    Parameters
    ----------
    column
        Values; of a missing one, and of one that is no text, number or date, all is missing.
    parse
        Makes an object of a value, or None.
    dtypes
        The attributes wanted, which become columns, and their dtypes.
    """
    if column.dtype == object:
        # Lists cannot be told apart by hash, and True would be taken for 1.
        column = column.where(pd.Series(map(_is_words, column), index=column.index, dtype=bool))
    codes, values = distinct_codes(column)
    # The last one, -1, is for what is missing.
    made = [*(parse(value) if _is_words(value) else None for value in values), None]
    columns = {}
    for name, dtype in dtypes.items():
        attributes: Any = pd.array([getattr(one, name, None) for one in made], dtype=dtype)
        columns[name] = attributes.take(codes)
    # No copy: the columns are new and nobody else holds them.
    return pd.DataFrame(columns, index=column.index, copy=False)
