"""Words that say what a line or a sentence is about, as ``codelists/page_words.csv`` has them."""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from migfund.codelists import codelist_rows
from migfund.parse.text import fold

__all__ = [
    "LINKS",
    "PROJECTS",
    "Mark",
    "has_word",
    "is_of_call",
    "is_stage",
    "language_of",
    "marks_in",
    "nordic_language",
    "plain",
    "tokens_of",
    "words_of",
]

_PROSE = frozenset(
    "own noun the a goes_on refers other review aside money strong apiece run event covers in "
    "payer call limit given several more projects countries called gift pays from added "
    "gives framework continues dwells named rest worth changed".split()
)
"""Kinds of words that are sought in sentences."""
PROJECTS = ("project", "projekt", "prosjekt")
"""What words for the project begin with: "projectkosten"."""
LINKS = frozenset(
    "and the of et la le les de des du l d y e und der die das den i и та і й of del della do da "
    "dos das og och en el los las il lo gli auf op".split()
)
"""Small words between names."""
_KEPT = 50_000
_FEWER = 2_000
"""Sentences that are kept, for what is asked of one several times on a page."""
_MOST_TEXT = 50_000
"""Letters of a page in which its language is sought."""
_TOKEN = re.compile(r"\w+(?:['’‘ʼ´-]\w+)*|[“«„\"”»]")
_COMPOUND = re.compile(r"(?:.*-|\w{3,}?s?(?=pro(?:s?j|j)ekt(?:e?[ts]|en)?$|project$))")
_NO_LETTER = re.compile(r"[^\w\x00-\x7f]")
_ODD = re.compile(r"[\x80-\U0010ffff`]")
_FEW = 50
"""Different letters that are replaced one by one, which is quicker for a text in few of them."""
_SMALL = bytes(
    code if code > 0x7F else ord(chr(code).lower()) if chr(code).isalnum() or code == 0x5F else 0x20
    for code in range(256)
)
"""Each byte of ASCII in small letters, blanks for what is none of a word."""
_LETTERS = str.maketrans(
    {
        chr(code): apart[0]
        for code in range(0xC0, 0x530)
        if len(apart := unicodedata.normalize("NFKD", chr(code).lower())) > 1
        and all(map(unicodedata.combining, apart[1:]))
    }
    | dict.fromkeys("´`’‘ʼ", "'")
    | {"İ": "i", "ß": "s", "đ": "d", "ø": "o", "Ø": "o", "\xa0": " "}
)


class Mark(NamedTuple):
    """A word of a sentence that says something, and where it stands."""

    kind: str
    start: int
    end: int


def plain(text: str) -> str:
    """Write a text in small letters without accents, letter by letter."""
    if text.isascii():
        return text.lower()
    odd = set(_ODD.findall(text))
    if len(odd) > _FEW:
        return text.translate(_LETTERS).lower()
    for letter in odd:
        text = text.replace(letter, _LETTERS.get(ord(letter), letter))
    return text.lower()


_plain_word = lru_cache(_KEPT)(plain)
_folded = lru_cache(_KEPT)(lambda text: fold(text).strip(" .:*"))


def tokens_of(text: str) -> list[str]:
    """Return the words of a text in small letters without accents.

    Examples
    --------
    >>> tokens_of("The project’s “Développement”, 2019")
    ['the', 'project', 's', 'developpement', '2019']
    """
    if text.isascii():
        return text.encode().translate(_SMALL).decode().split()
    small = _NO_LETTER.sub(" ", text).encode(errors="replace").translate(_SMALL).decode()
    return [word if word.isascii() else _plain_word(word) for word in small.split()]


@cache
def words_of(kind: str) -> frozenset[str]:
    """Return the words of one kind."""
    return frozenset(
        fold(row["word"]) for row in codelist_rows("page_words") if row["kind"] == kind
    )


def has_word(kind: str, text: str) -> bool:
    """Tell whether a text is a word of a kind, such as "status", and nothing else.

    Examples
    --------
    >>> has_word("status", "En cours"), has_word("status", "The project is ongoing")
    (True, False)
    """
    folded = _folded(text)
    if folded in words_of(kind):
        return True
    return kind == "status" and " " in folded and _is_status_of_project(folded)


@lru_cache(_KEPT)
def _is_status_of_project(folded: str) -> bool:
    """Tell whether a status stands beside a word for the project: "Projet en cours"."""
    (first, _, rest), (before, _, last) = folded.partition(" "), folded.rpartition(" ")
    pairs = ((first, rest), (last, before))
    return any(one in words_of("project") and left in words_of("status") for one, left in pairs)


def is_stage(text: str) -> bool:
    """Tell whether words behind a label are a status, be they a label in other places.

    Examples
    --------
    >>> is_stage("Approved"), has_word("status", "Approved")
    (True, False)
    """
    return has_word("status", text) or has_word("stage", text)


class _Phrase(NamedTuple):
    """The kinds of a phrase, and the words that go on with it, each with its own."""

    kinds: dict[str, None]
    below: "dict[str, _Phrase]"


@cache
def _phrases() -> dict[str, _Phrase]:
    """Return the phrases of the prose as a tree of their words."""
    tree: dict[str, _Phrase] = {}
    for row in codelist_rows("page_words"):
        if row["kind"] in _PROSE:
            word = plain(fold(row["word"]))
            for spelling in {word, word.replace("oe", "œ").replace("ae", "æ")}:
                below = tree
                for token in _TOKEN.findall(spelling):
                    phrase = below.setdefault(token, _Phrase({}, {}))
                    below = phrase.below
                phrase.kinds[row["kind"]] = None
    return tree


@lru_cache(_FEWER)
def marks_in(sentence: str) -> tuple[Mark, ...]:
    """Find the words of a sentence that say something about whose a value is, in order.

    Examples
    --------
    >>> [(mark.kind, mark.start) for mark in marks_in("Le projet dure") if mark.kind != "the"]
    [('own', 0), ('noun', 3), ('run', 10)]
    """
    tree = _phrases()
    matches = list(_TOKEN.finditer(plain(sentence)))
    tokens = [match[0] for match in matches]
    marks: list[Mark] = []
    for first, token in enumerate(tokens):
        phrase = tree.get(token)
        if phrase is None and ("-" in token or "pro" in token):
            # "EU-Projekt" is a project, as "Pilotprojekt" is.
            phrase = tree.get(_COMPOUND.sub("", token))
        if phrase is None:
            continue
        longest = dict.fromkeys(phrase.kinds, first)
        last = first + 1
        while phrase.below and last < len(tokens) and (phrase := phrase.below.get(tokens[last])):
            longest |= dict.fromkeys(phrase.kinds, last)
            last += 1
        for kind, last in longest.items():
            marks.append(Mark(kind, matches[first].start(), matches[last].end()))
    return tuple(marks)


@cache
def _call_words() -> frozenset[str]:
    return frozenset(word.split()[0] for word in words_of("call"))


@lru_cache(_KEPT)
def is_of_call(line: str, *, begins: bool = False) -> bool:
    """Tell whether a line speaks of a call for proposals, or begins with one.

    Examples
    --------
    >>> is_of_call("Call for proposals: migration 2024"), is_of_call("Safe borders")
    (True, False)
    """
    if _call_words().isdisjoint(tokens_of(line)):
        return False
    return any(mark.kind == "call" and not (begins and mark.start) for mark in marks_in(line))


@cache
def _words_of_one(among: tuple[str, ...]) -> dict[str, str]:
    """Return the words of labels and sentences that one of some languages has alone."""
    languages: dict[str, set[str]] = {}
    for name, column in (("labels", "label"), ("page_words", "word")):
        for row in codelist_rows(name):
            for word in row[column].replace("/", " ").split():
                languages.setdefault(word, set()).add(row["language"])
    return {
        word: language
        for word, spoken in languages.items()
        for language in among
        if spoken == {language}
    }


def nordic_language(text: str) -> str | None:
    """Tell Swedish, Norwegian and Danish from each other; None where no words show it.

    Examples
    --------
    >>> [nordic_language(text) for text in ("Prosjektets budsjett: 5 kr", "Bevilling: 5 kr")]
    ['nb', 'da']
    """
    return language_of(text, "sv", "nb", "da")


def language_of(text: str, *among: str) -> str | None:
    """Tell some languages from each other; None where no words show it.

    Examples
    --------
    >>> language_of("Il ministero che attua il progetto", "fr", "it")
    'it'
    """
    words = Counter(filter(None, map(_words_of_one(among).get, set(tokens_of(text[:_MOST_TEXT])))))
    (first, most), (_, more) = [*words.most_common(2), ("", 0), ("", 0)][:2]
    return first if most > more else None
