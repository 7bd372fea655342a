"""The vocabulary of pages: labels, publishers and other words, as the codelists have them.

``labels.csv`` says what a label means, ``publishers.csv`` by which signs a publisher is known and
what its customs are, ``page_words.csv`` which words make a status, a menu, a sentence about the
project or about something else.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from migfund.codelists import codelist_rows, currencies
from migfund.parse.amounts import parse_amount
from migfund.parse.text import fold

__all__ = [
    "OURS",
    "Label",
    "Mark",
    "custom",
    "fund_named",
    "has_word",
    "is_fund_alone",
    "is_of_call",
    "is_programme",
    "label_of",
    "marks_in",
    "may_begin_label",
    "may_end_label",
    "publisher_of",
]

OURS = frozenset(
    "title acronym project_id prima_id status project_type coverage region year start end period "
    "period_total period_phase duration budget budget_total contribution fund countries "
    "other_countries location currency".split()
)
"""Fields whose values are the project's; those of all other labels never are."""

_MOST_WORDS = 12
_BRACKET = re.compile(r"\(([^()]{1,30})\)")
_GLUED = re.compile(r"(?<=\w)\((\w{1,4})\)")
_NO_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|\d{1,2}[.)])\s+(?=[^\W\d])")
_IS_KEY = re.compile(r"[a-z]+(?: [a-z]+)*")
_UNIT = re.compile(
    r"\b(?:thousands?|millions?|mio|mn|000s?|k|m|milliers?|miles|millones|tsd|tausend|mln|тыс|млн)\b"
)


_IN_WORDS = frozenset("status coverage fund title project_type region".split())


class Label(NamedTuple):
    """What a label means, and what it states of the value behind it."""

    field: str
    words: str
    publisher: str = ""
    currency: str | None = None
    unit: bool = False
    """Whether it says that the value counts thousands or millions."""
    planned: bool = False
    note: str = ""

    special: bool = False
    """Whether it means something else, or nothing, on the pages of other publishers."""

    def at(self, publisher: str) -> "Label":
        """Return what the label means on a page of a publisher."""
        own = _labels().own.get((_key(self.words), publisher))
        if own:
            return self._replace(field=own)
        return self._replace(field="") if self.publisher and self.publisher != publisher else self


class Mark(NamedTuple):
    """A word of a sentence that says something, and where it stands."""

    kind: str
    start: int
    end: int


def _key(words: str) -> str:
    """Write a label in the spelling in which all spellings meet: words with single blanks."""
    return _NO_WORD.sub(" ", _GLUED.sub(r"\1", fold(words)).translate(_PLAIN)).strip()


_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "°": "o"})


class _Labels(NamedTuple):
    whole: dict[str, dict[str, str]]
    open: dict[str, dict[str, str]]
    own: dict[tuple[str, str], str]
    """Fields of labels that mean something else on the pages of one publisher."""
    special: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    first_open: frozenset[str]
    longest: int
    """Letters that a label has at most, with what may stand around it."""


@cache
def _labels() -> _Labels:
    """Map the keys of labels to their rows; those that end in "…", and publishers', apart."""
    whole: dict[str, dict[str, str]] = {}
    opened: dict[str, dict[str, str]] = {}
    own: dict[tuple[str, str], str] = {}
    for row in sorted(codelist_rows("labels"), key=lambda row: row["publisher"]):
        label = row["label"]
        # Most labels are written as keys are; a look is quicker than writing them anew.
        key = label if _IS_KEY.fullmatch(label) else _key(label)
        table = opened if label.endswith("…") else whole
        table.setdefault(key, row)
        if row["publisher"]:
            own[key, row["publisher"]] = row["field"]
    keys = [*whole, *opened]
    ends = {key.rpartition(" ")[2] for key in keys} | _words("project") | _words("modifier") | {"s"}
    ends |= {word.rpartition(" ")[2] for word in _currency_words()}
    special = frozenset(key for key, _ in own)
    first = frozenset(key.partition(" ")[0] for key in keys)
    longest = max(map(len, keys)) + 40
    first_open = frozenset(key.partition(" ")[0] for key in opened)
    return _Labels(whole, opened, own, special, first, frozenset(ends), first_open, longest)


@cache
def _words(kind: str) -> frozenset[str]:
    """Return the words of one kind."""
    return frozenset(
        fold(row["word"]) for row in codelist_rows("page_words") if row["kind"] == kind
    )


_folded = lru_cache(maxsize=20_000)(lambda text: fold(text).strip(" .:*"))


def has_word(kind: str, text: str) -> bool:
    """Tell whether a text is a word of a kind, such as "status", and nothing else.

    Examples
    --------
    >>> has_word("status", "En cours"), has_word("status", "The project is ongoing")
    (True, False)
    """
    return _folded(text) in _words(kind)


@lru_cache(maxsize=50_000)
def may_begin_label(word: str) -> bool:
    """Tell whether a label may begin with a word."""
    key = _key(word)
    return key.partition(" ")[0] in _labels().first


@lru_cache(maxsize=50_000)
def _may_begin_open(word: str) -> bool:
    """Tell whether a label of which only the beginning is listed may begin with a word."""
    return _key(word).partition(" ")[0] in _labels().first_open


@lru_cache(maxsize=50_000)
def may_end_label(word: str) -> bool:
    """Tell whether a label may end with a word, so that most words are done with at one look."""
    key = _key(word)
    last = key.rpartition(" ")[2]
    return not last or last in _labels().last or word.rstrip(" :*").endswith(")")


@lru_cache(maxsize=20_000)
def label_of(words: str, whole: bool = False) -> Label | None:
    """Return the label that words are; None if they are none of ``labels.csv``.

    With `whole`, labels of which only the beginning is listed do not count.

    A number in front, a colon or star behind, a currency in brackets, words for "project" and for
    "planned" or "approved" change nothing; a word for "total" makes a budget the total one.

    Examples
    --------
    >>> label_of("1.3 Budget Amount (USD):")
    Label(field='budget', words='1.3 Budget Amount (USD):', currency='USD')
    >>> label_of("Total estimated project cost").field
    'budget_total'
    """
    if not words or len(words) > _labels().longest or ":" in words.rstrip(" :*"):
        return None
    ends = words.split()
    if not may_end_label(ends[-1]) and (whole or not _may_begin_open(ends[0])):
        return None
    number = _NUMBER.match(words)
    named = words[number.end() :] if number else words
    bare, currency, unit = named, None, False
    bracket = _BRACKET.search(named)
    without = named[: bracket.start()] + named[bracket.end() :] if bracket else named
    if bracket and named[: bracket.start()].strip():
        currency, unit = _currency(bracket[1]), bool(_UNIT.search(fold(bracket[1])))
        bare = without if currency or unit else named
    key = _key(bare)
    found = _look_up(key, whole) or _look_up_reduced(key)
    if found is None and bracket and named[: bracket.start()].strip():
        found = _look_up(_key(without), whole)
    tail = key.rpartition(" ") if found is None else ("", "", "")
    if tail[0] and tail[2] in _currency_words() and (code := _currency(tail[2])):
        head = tail[0].removesuffix(" in").removesuffix(" en")
        found, currency = _look_up(head) or _look_up_reduced(head), code
    if found is None:
        return None
    planned = not _words("planned").isdisjoint(key.split())
    row, is_total = found
    field = row["field"]
    if is_total:
        field = {"budget": "budget_total", "period": "period_total"}.get(field, field)
    special = bool(row["publisher"]) or _key(row["label"]) in _labels().special
    return Label(field, words, row["publisher"], currency, unit, planned, row["note"], special)


_Row = tuple[dict[str, str], bool]
"""A row of ``labels.csv``, and whether a word for "total" stands beside it."""


def _look_up(key: str, whole: bool = False) -> _Row | None:
    """Look up a key as it stands, then its beginning among the labels that may go on."""
    labels = _labels()
    if key in labels.whole:
        return labels.whole[key], False
    words = key.split(" ")
    if whole or words[0] not in labels.first:
        return None
    beginnings = (" ".join(words[:size]) for size in range(min(len(words), _MOST_WORDS), 0, -1))
    return next(((labels.open[part], False) for part in beginnings if part in labels.open), None)


def _look_up_reduced(key: str) -> _Row | None:
    """Look up a key without the words that change nothing."""
    words = key.split(" ")
    if len(words) > _MOST_WORDS:
        return None
    plain = [word for word in words if word not in _words("project")]
    rest = [word for word in plain if word not in _words("modifier")]
    core = [word for word in rest if word not in _words("total")]
    if len(rest) - len(core) > 1:
        return None
    for left in (plain, rest):
        if left and left != words and (found := _look_up(" ".join(left))):
            # "Status planned" is a label and its value.
            return None if found[0]["field"] in _IN_WORDS and _has_value(words) else found
    found = _look_up(" ".join(core)) if core and core != rest else None
    return (found[0], True) if found and found[0]["field"] not in _IN_WORDS else None


def _has_value(words: list[str]) -> bool:
    """Tell whether the value of a label stands in its words: "Status planned"."""
    return any(not _words(kind).isdisjoint(words) for kind in ("planned", "status", "coverage"))


@cache
def _currency_words() -> frozenset[str]:
    """Return codes and names of currencies as they may end a label, such as "Budget in EUR"."""
    words = {row["word"] for row in codelist_rows("currency_words")} | set(currencies())
    return frozenset(filter(None, map(_key, words)))


@lru_cache(maxsize=1000)
def _currency(words: str) -> str | None:
    """Read the currency that stands in a label, such as "USD", "€" or "in euros"."""
    bare = re.sub(r"^(?:in|en|em|i)\s+", "", words.strip(), flags=re.IGNORECASE)
    amount = parse_amount(f"{bare} 5000") or parse_amount(f"5000 {bare}")
    return amount.currency if amount else None


class _Publisher(NamedTuple):
    fund: str
    within: frozenset[str]
    customs: dict[str, str]


@cache
def _publishers() -> dict[str, _Publisher]:
    publishers = {}
    for row in codelist_rows("publishers"):
        customs = dict(one.strip().split("=", 1) for one in row["customs"].split(";") if "=" in one)
        within = frozenset(customs.pop("within", "").split(","))
        publishers[row["publisher"]] = _Publisher(row["fund"], within, customs)
    return publishers


def custom(publisher: str, name: str) -> str | None:
    """Return a custom of a publisher, such as what "dollar" means, or its "fund"; else None."""
    known = _publishers().get(publisher)
    if known is None:
        return None
    return known.fund or None if name == "fund" else known.customs.get(name)


_LETTERS = str.maketrans(
    {
        chr(code): plain[0]
        for code in range(0xC0, 0x530)
        if len(plain := unicodedata.normalize("NFKD", chr(code).lower())) > 1
        and all(map(unicodedata.combining, plain[1:]))
    }
    | dict.fromkeys("´`’‘ʼ", "'")
    | {"İ": "i", "ß": "s", "đ": "d", "ø": "o", "Ø": "o", "\xa0": " "}
)


def _plain(text: str) -> str:
    """Write a text in small letters without accents, letter by letter."""
    return text.lower() if text.isascii() else text.translate(_LETTERS).lower()


_plain_word = lru_cache(maxsize=50_000)(_plain)
_SMALL = bytes(
    code if code > 0x7F else ord(chr(code).lower()) if chr(code).isalnum() or code == 0x5F else 0x20
    for code in range(256)
)
"""Each byte of ASCII in small letters, blanks for what is none of a word."""
_NO_LETTER = re.compile(r"[^\w\x00-\x7f]")


def _tokens(text: str) -> list[str]:
    """Return the words of a text in small letters without accents."""
    if text.isascii():
        return text.encode().translate(_SMALL).decode().split()
    small = _NO_LETTER.sub(" ", text).encode(errors="replace").translate(_SMALL).decode()
    return [word if word.isascii() else _plain_word(word) for word in small.split()]


class _Sign(NamedTuple):
    publisher: str
    parts: frozenset[str]
    """What must stand in a text; all of it."""
    is_name: bool
    """Whether it is a name that also stands where others are spoken of."""


@cache
def _signs() -> dict[str, list[tuple[str, str, list[_Sign]]]]:
    """Map the first word of each part of a sign to its words, the part and its signs."""
    parts: dict[str, list[_Sign]] = {}
    for row in codelist_rows("publishers"):
        for column in ("signs", "names"):
            for sign in filter(None, row[column].split(";")):
                several = frozenset(_plain(part.strip()) for part in sign.split(" + "))
                one = _Sign(row["publisher"], several, column == "names")
                for part in several:
                    parts.setdefault(part, []).append(one)
    by_first: dict[str, list[tuple[str, str, list[_Sign]]]] = {}
    for part, signs in parts.items():
        words = _tokens(part)
        by_first.setdefault(words[0], []).append((f" {' '.join(words)} ", part, signs))
    return by_first


def _found_signs(text: str) -> Iterator[_Sign]:
    """Find the signs of publishers in a text."""
    tokens = _tokens(text)
    firsts = _signs().keys() & set(tokens)
    if not firsts:
        return
    joined = f" {' '.join(tokens)} "
    found: dict[str, list[_Sign]] = {}
    for first in firsts:
        for words, part, signs in _signs()[first]:
            # A full stop at the end, as in "amif.", is a part of an address.
            if words in joined and (part[-1].isalnum() or part in _plain(text)):
                found[part] = signs
    for signs in found.values():
        yield from (sign for sign in signs if all(part in found for part in sign.parts))


def _narrowest(publishers: set[str]) -> set[str]:
    """Leave out publishers that another one stands within."""
    return {
        name
        for name in publishers
        if not any(name in _publishers()[other].within for other in publishers - {name})
    }


def publisher_of(text: str, *, names: bool = False) -> str:
    """Return the one publisher whose signs, or names too, stand in a text; "" for none or several.

    Examples
    --------
    >>> publisher_of("MPF@icmpd.org www.migrationpartnershipfacility.eu")
    'mpf'
    """
    named = _narrowest({sign.publisher for sign in _found_signs(text) if names or not sign.is_name})
    return named.pop() if len(named) == 1 else ""


def is_programme(publisher: str) -> bool:
    """Tell whether a publisher stands within another one, as a fund of an organisation does."""
    known = _publishers().get(publisher)
    return known is not None and any(known.within)


def fund_named(text: str, *, programme: bool = False) -> str | None:
    """Return the short name of the one fund that a text names; None for none or several.

    With `programme`, only funds that stand within another publisher, such as the IOM Development
    Fund, and no donors.

    Examples
    --------
    >>> fund_named("a programme of the EU Emergency Trust Fund for Africa")
    'EUTF'
    """
    named = _narrowest({s.publisher for s in _found_signs(text) if _publishers()[s.publisher].fund})
    if programme:
        named = {name for name in named if is_programme(name)}
    return _publishers()[named.pop()].fund if len(named) == 1 else None


def is_fund_alone(text: str, share: float = 1.0) -> bool:
    """Tell whether a line is the name of a fund and little else; `share` of its words.

    Examples
    --------
    >>> is_fund_alone("EUTF for Africa"), is_fund_alone("EUTF support to Ghana's borders")
    (True, False)
    """
    if len(text) > 160:
        return False
    signs = [sign for sign in _found_signs(text) if _publishers()[sign.publisher].fund]
    named = {word for sign in signs for part in sign.parts for word in _tokens(part)}
    words = set(_tokens(text))
    return bool(named) and len(words & (named | _AROUND)) >= share * len(words)


_AROUND = frozenset(
    "the of for in and eu european union emergency africa iom oim s l le la".split()
)
"""Words that may stand around the name of a fund in a line of its own."""

_TOKEN = re.compile(r"\w+(?:['’‘ʼ´-]\w+)*|[“«„\"”»]")
_PROSE = "own noun the a goes_on refers other review aside money strong apiece run event covers in payer call".split()


class _Phrases(NamedTuple):
    single: dict[str, tuple[str, ...]]
    """Kinds of words that stand alone."""
    longer: dict[tuple[str, str], list[tuple[tuple[str, ...], tuple[str, ...]]]]
    """Longer phrases and their kinds by their first two words, the longest first."""


@cache
def _phrases() -> _Phrases:
    """Return the phrases of the prose with their kinds."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for row in codelist_rows("page_words"):
        if row["kind"] in _PROSE:
            word = _plain(fold(row["word"]))
            for spelling in {word, word.replace("oe", "œ").replace("ae", "æ")}:
                kinds.setdefault(tuple(_TOKEN.findall(spelling)), []).append(row["kind"])
    phrases = _Phrases({}, {})
    for tokens, names in sorted(kinds.items(), key=lambda item: -len(item[0])):
        if len(tokens) == 1:
            phrases.single[tokens[0]] = tuple(names)
        else:
            phrases.longer.setdefault(tokens[:2], []).append((tokens, tuple(names)))
    return phrases


@cache
def _call_words() -> frozenset[str]:
    return frozenset(word.split()[0] for word in _words("call"))


def is_of_call(line: str) -> bool:
    """Tell whether a line speaks of a call for proposals.

    Examples
    --------
    >>> is_of_call("Call for proposals: migration 2024"), is_of_call("Safe borders")
    (True, False)
    """
    if _call_words().isdisjoint(_tokens(line)):
        return False
    return any(mark.kind == "call" for mark in marks_in(line))


def marks_in(sentence: str) -> Iterator[Mark]:
    """Find the words of a sentence that say something about whose a value is, in order.

    Examples
    --------
    >>> [(mark.kind, mark.start) for mark in marks_in("Le projet dure")]
    [('own', 0), ('run', 10)]
    """
    single, longer = _phrases()
    matches = list(_TOKEN.finditer(sentence))
    tokens = [_plain_word(match[0]) for match in matches]
    for place, pair in enumerate(zip(tokens, [*tokens[1:], ""], strict=True)):
        longest: dict[str, int] = {}
        for phrase, kinds in longer.get(pair, ()):
            if tuple(tokens[place : place + len(phrase)]) == phrase:
                for kind in kinds:
                    longest.setdefault(kind, place + len(phrase) - 1)
        for kind in single.get(pair[0], ()):
            longest.setdefault(kind, place)
        for kind, last in longest.items():
            yield Mark(kind, matches[place].start(), matches[last].end())
