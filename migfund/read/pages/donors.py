"""Countries in a text that are none of a project's: who pays, and where people come from.

A headline such as "Japan supports refugees from Sudan in Zambia" names three countries, of which
one is the project's.
"""

import itertools
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from migfund.codelists import codelist_rows
from migfund.read.pages.sentences import capitalised
from migfund.read.pages.values import are_countries, countries_in
from migfund.read.pages.words import Mark, has_word, marks_in, plain, tokens_of

__all__ = ["origins_in", "recipients", "without_donors", "without_givers", "without_origins"]

_REACH = 40
"""Letters before a verb of giving, of the one that gives."""
_BEGINNING = 5
"""Letters in which a country's name and its people's agree."""
_PART = re.compile(r"[^\W\d_][\w-]*")
_NO_VERBS = ("and", "in", "of")
"""Kinds of the small words that may stand behind a country's name."""
_SMALL_WORD = re.compile(r" ?[a-zà-ÿа-яіїє]{4,} (?=[A-ZÀ-ÞА-ЯІЇЄ])")
_HYPHENED = re.compile(r"\b[A-ZÀ-Þ]\w+[- ](\w+)")


@cache
def recipients() -> frozenset[str]:
    """Return the countries that have received aid; a donor that is named alone is no recipient."""
    return frozenset(row["iso3"] for row in codelist_rows("dac") if row["status"] == "recipient")


@lru_cache
def without_donors(text: str) -> str:
    """Leave out of a headline who pays, and where people come from or a diaspora lives.

    Examples
    --------
    >>> without_donors("Japan supports refugees from Sudan in Zambia")
    ' refugees  in Zambia'
    >>> without_donors("Jobs for Ghanaians in Germany")
    'Jobs for Ghanaians '
    >>> without_donors("Niger: France funds schools")
    'Niger: schools'
    """
    place, colon, told = text.partition(":")
    if colon and are_countries(place.strip()):
        return f"{place}: {without_donors(told.lstrip()).lstrip()}"
    text = _without_subject(_without_hosts(text))
    pays = next((mark for mark in marks_in(text) if mark.kind == "pays"), None)
    begin = pays.end if pays and pays.start <= _REACH and ":" not in text[: pays.start] else 0
    left = without_origins(text, begin)
    return _HYPHENED.sub(lambda found: "" if has_word("funded", found[1]) else found[0], left)


def _without_subject(text: str) -> str:
    """Leave out a donor country of which a headline tells: "Japan to help schools in Iraq".

    So it is in "Japan, UNICEF help …" and "Sweden and partners help …".
    """
    article, _, others = text.partition(" ")
    told = others if has_word("the", article) else text
    names = capitalised(told)
    donor = names if are_countries(names) else told.partition(" ")[0]
    rest = told[len(donor) :].lstrip()
    first, second = [*rest.split(" ", 2), "", ""][:2]
    if has_word("and", first):
        beside = bool(second) and not are_countries(second.strip(",:"))
    elif donor.endswith(","):
        beside = first.isupper() and len(first) > 1 and not are_countries(first)
    else:
        beside = first[:1].islower() and not any(has_word(kind, first) for kind in _NO_VERBS)
    donor = donor.rstrip(",")
    gives = beside and are_countries(donor) and recipients().isdisjoint(countries_in(donor))
    return rest if gives else text


def without_givers(text: str) -> str:
    """Leave the first words out of news, up to where all countries named are ones that receive aid.

    Examples
    --------
    >>> without_givers("IOM, Netherlands launch project in Nigeria")
    'launch project in Nigeria'
    """
    words = without_donors(text).split()
    rests = (" ".join(words[place:]) for place in range(len(words)))
    return next((one for one in rests if recipients().issuperset(countries_in(one))), "")


def _without_hosts(text: str) -> str:
    """Leave out a donor country that people leave, learn from, or live in: "la diaspora en X".

    "The Embassy of X" is none of its places either.
    """
    words = list(_PART.finditer(text))
    for people, link in itertools.pairwise(words):
        of = has_word("of", link[0])
        comes = (of or has_word("from", link[0])) and has_word("leaves", people[0])
        kinds = ("diaspora", "authority", "government") if of or has_word("in", link[0]) else ()
        lives = any(has_word(kind, people[0]) for kind in kinds)
        if comes or lives or (kinds and _is_nationality(people[0])):
            place = _name_at(text, link.end() + 1)
            if place and countries_in(place) and recipients().isdisjoint(countries_in(place)):
                return text[: link.start()] + text[link.end() + 1 + len(place) :]
    return text


@cache
def _beginnings() -> frozenset[str]:
    """Return how the names of countries that receive aid, and of who comes from them, begin."""
    lists = ("countries", "places", "more_names")
    rows = itertools.chain.from_iterable(map(codelist_rows, lists))
    names = (tokens_of(row["name"]) for row in rows if row["iso3"] in recipients())
    return frozenset(name[0][:_BEGINNING] for name in names if len(name) == 1)


def _is_nationality(word: str) -> bool:
    """Tell whether a word begins as a country's name: "Guinéens", "marocchini"."""
    begins = plain(word)
    return begins[:_BEGINNING] in _beginnings() or begins[: _BEGINNING - 1] in _beginnings()


def without_origins(text: str, begin: int = 0) -> str:
    """Leave out where people come from, and all before a place.

    Examples
    --------
    >>> without_origins("Camps in Kenya for refugees from Sudan")
    'Camps in Kenya for refugees '
    """
    kept = []
    for mark, named in origins_in(text):
        if mark.start >= begin:
            kept.append(text[begin : mark.start])
            begin = text.find(named, mark.end) + len(named)
    return "".join([*kept, text[begin:]])


def origins_in(text: str) -> Iterator[tuple[Mark, str]]:
    """Find words such as "from" with the names behind them."""
    for mark in marks_in(text):
        if mark.kind == "from":
            # "from the neighbouring Sudan"
            adjective = _SMALL_WORD.match(text, mark.end)
            named = _name_at(text, adjective.end() if adjective else mark.end)
            if named:
                yield mark, named


def _name_at(text: str, place: int) -> str:
    """Return the capitalised words at a place, up to "in": "from Sudan in Kenya"."""
    words = capitalised(text, place).split(" ")
    return " ".join(itertools.takewhile(lambda word: not has_word("in", word), words))
