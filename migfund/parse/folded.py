"""Text written so that words can be sought in it, with the way back to each character's place."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

__all__ = ["Folded", "any_word", "compiled", "fold_in_place"]

_ASCII = str.maketrans("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f`", " " * 9 + "'")
_SIGNS = str.maketrans(
    "\u2010\u2011\u2212\u2012\u2013\u2014\u2015\u2018\u2019\u00b4`", "---––––''''"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in lower case without accents, and where each character stood."""

    text: str
    where: Sequence[int]
    source: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the source of a non-empty stretch of the folded text."""
        return self.where[start], self.where[end - 1] + 1


@cache
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Mn", "Cf"):
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isalpha():
        parts = unicodedata.normalize("NFKD", character.lower())
        return "".join(c for c in parts if not unicodedata.combining(c))
    return character.translate(_SIGNS)


def fold_in_place(text: str) -> Folded:
    """Write a text in lower case, without accents, one kind of dash and hyphen, and single blanks.

    Examples
    --------
    >>> fold_in_place("Février — Août").text
    'fevrier – aout'
    """
    plain = text.lower().translate(_ASCII) if text.isascii() else ""  # most texts: the fast way
    pieces = plain or list(map(_fold_character, text))
    if not plain and all(pieces):  # each character became one, or more
        plain = "".join(pieces)
    if len(plain) == len(text) and "  " not in plain:
        return Folded(plain, range(len(text)), text)
    letters = [""]
    where: list[int] = []
    for place, piece in enumerate(pieces):
        for letter in piece:
            if letter != " " or letters[-1] != " ":
                letters.append(letter)
                where.append(place)
    return Folded("".join(letters), where, text)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile on first use, so that the import stays cheap."""
    return re.compile(pattern)


def any_word(words: Iterable[str]) -> str:
    """Write a pattern for any of many words that shares their first letters.

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
