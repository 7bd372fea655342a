"""Labels: what the words beside a value mean, as ``codelists/labels.csv`` has it."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from migfund.codelists import codelist_rows, currencies
from migfund.parse.amounts import parse_amount
from migfund.parse.text import fold
from migfund.read.pages.values import may_name_currency
from migfund.read.pages.words import LINKS, tokens_of, words_of

__all__ = ["OURS", "Label", "is_label_word", "label_of", "may_begin_label", "may_end_label"]

OURS = frozenset(
    "title acronym project_id prima_id status project_type coverage region year start end period "
    "period_total period_phase duration budget budget_total contribution fund countries "
    "other_countries location currency".split()
)
"""Fields whose values are the project's; those of all other labels never are."""

_IN_WORDS = frozenset("status coverage fund title project_type region".split())
"""Fields whose values are words that may stand in a label: "Status planned"."""
_TOTAL = {"budget": "budget_total", "period": "period_total", "duration": "period_total"}
_MOST_WORDS = 12
_LONGEST_AROUND = 40
"""Letters that may stand around a label: a number, a currency."""
_MOST_IN_CURRENCY = 6
"""Words of a currency with its unit: "in thousands of US dollars"."""
_NO_ENDS = LINKS | frozenset("in to for by with from on".split())
_LINK = re.compile(r"^(?:in|en|em|i) | (?:in|en|em|i)$")
_KEPT = 50_000
_BRACKET = re.compile(r"\(([^()]{1,30})\)")
_GLUED = re.compile(r"(?<=\w)\((\w{1,4})\)")
_NO_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=[^\W\d])"
)
_IS_KEY = re.compile(r"[a-z]+(?: [a-z]+)*")
_IN_THOUSANDS = re.compile(r"(?:(?:in|en|em|i|x) 1[., ]?|[A-Z]{3} )000s?\b[^\d]*$", re.IGNORECASE)
_IN = re.compile(r"(?:in|en|em|i)\s+", re.IGNORECASE)
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "°": "o"})
_Row = tuple[dict[str, str], bool]
"""A row of ``labels.csv``, and whether a word for "total" stands beside it."""


class Label(NamedTuple):
    """What a label means, and what it states of the value behind it."""

    field: str
    words: str
    publisher: str = ""
    currency: str | None = None
    unit: float = 1.0
    """What the value counts: 1,000 behind "in TEUR"."""
    planned: bool = False
    note: str = ""
    language: str = ""
    special: bool = False
    """Whether it means something else, or nothing, on the pages of other publishers."""

    def at(self, publisher: str) -> "Label":
        """Return what the label means on a page of a publisher."""
        own = _labels().own.get((_key(self.words), publisher))
        if own:
            return self._replace(field=own, note="")
        return self._replace(field="") if self.publisher and self.publisher != publisher else self


class _Labels(NamedTuple):
    whole: dict[str, dict[str, str]]
    open: dict[str, dict[str, str]]
    """Labels that end in "…", after which anything may follow."""
    own: dict[tuple[str, str], str]
    """Fields of labels that mean something else on the pages of one publisher."""
    special: frozenset[str]
    first: frozenset[str]
    """Words with which labels begin, and with which they end."""
    last: frozenset[str]
    first_open: frozenset[str]
    inside: frozenset[str]
    """All words that stand in labels."""
    longest: int


@cache
def _labels() -> _Labels:
    whole: dict[str, dict[str, str]] = {}
    opened: dict[str, dict[str, str]] = {}
    own: dict[tuple[str, str], str] = {}
    for row in sorted(codelist_rows("labels"), key=lambda row: row["publisher"]):
        label = row["label"]
        # Most labels are written as keys are; a look is quicker than writing them anew.
        key = label if _IS_KEY.fullmatch(label) else _key(label)
        (opened if label.endswith("…") else whole).setdefault(key, row)
        if row["publisher"]:
            own[key, row["publisher"]] = row["field"]
    keys = [*whole, *opened]
    around = words_of("project") | words_of("modifier") | words_of("total")
    inside = {word for one in (*around, *_currency_words(), *keys) for word in one.split()}
    return _Labels(
        whole,
        opened,
        own,
        special=frozenset(key for key, _ in own),
        first=frozenset(key.partition(" ")[0] for key in keys),
        last=frozenset(key.rpartition(" ")[2] for key in keys)
        | {one.rpartition(" ")[2] for one in around | _currency_words() | {"s"}} - _NO_ENDS,
        first_open=frozenset(key.partition(" ")[0] for key in opened),
        inside=frozenset(inside | _NO_ENDS | _multipliers()),
        longest=max(map(len, keys)) + _LONGEST_AROUND,
    )


@cache
def _label_words() -> frozenset[str]:
    return frozenset(word for row in codelist_rows("labels") for word in tokens_of(row["label"]))


def is_label_word(word: str) -> bool:
    """Tell whether a word in small letters without accents stands in a label."""
    return word in _label_words()


def _key(words: str) -> str:
    """Write a label in the spelling in which all spellings meet: words with single blanks."""
    return " ".join(filter(None, map(_word_key, words.split())))


@lru_cache(_KEPT)
def _word_key(word: str) -> str:
    return _NO_WORD.sub(" ", _GLUED.sub(r"\1", fold(word)).translate(_PLAIN)).strip()


@lru_cache(_KEPT)
def may_begin_label(word: str) -> bool:
    """Tell whether a label may begin with a word."""
    return _word_key(word).partition(" ")[0] in _labels().first


@lru_cache(_KEPT)
def _may_begin_open(word: str) -> bool:
    """Tell whether a label of which only the beginning is listed may begin with a word."""
    return _word_key(word).partition(" ")[0] in _labels().first_open


@lru_cache(_KEPT)
def may_end_label(word: str) -> bool:
    """Tell whether a label may end with a word, so that most words are done with at one look."""
    last = _word_key(word).rpartition(" ")[2]
    return not last or last in _labels().last or word.rstrip(" :*").endswith(")")


@lru_cache(_KEPT)
def _may_stand_in_label(word: str) -> bool:
    """Tell whether a word stands in a label, around one or in the name of a currency."""
    key = _word_key(word)
    if len(key) < 2 or any(map(str.isdigit, word)):
        # The number of a chapter, "a)", a sign.
        return True
    return _labels().inside.issuperset(key.split())


@lru_cache(_KEPT)
def label_of(words: str, whole: bool = False) -> Label | None:
    """Return the label that words are; None if they are none of ``labels.csv``.

    With `whole`, labels of which only the beginning is listed do not count.

    A number in front, a colon or star behind, a currency in brackets, words for "project" and for
    "planned" or "approved" change nothing; a word for "total" makes a budget the total one.

    Examples
    --------
    >>> label = label_of("1.3 Budget Amount (USD):")
    >>> label.field, label.currency, label_of("Total estimated project cost").field
    ('budget', 'USD', 'budget_total')
    """
    if not words or len(words) > _labels().longest or ":" in words.rstrip(" :*"):
        return None
    ends = words.split()
    if not may_end_label(ends[-1]) and (whole or not _may_begin_open(ends[0])):
        return None
    unknown = "(" not in words and not all(map(_may_stand_in_label, ends))
    if unknown and not any(map(_may_begin_open, ends)):
        return None
    for key, currency in _readings(words):
        found = _look_up(key, whole) or _look_up_reduced(key)
        if found:
            row, is_total = found
            field = _TOTAL.get(row["field"], row["field"]) if is_total else row["field"]
            special = bool(row["publisher"]) or _key(row["label"]) in _labels().special
            planned = not words_of("planned").isdisjoint(key.split())
            publisher, note = row["publisher"], row["note"]
            spoken = row["language"]
            unit = 1.0
            if "(" in words or not _currency_words().isdisjoint(map(_word_key, words.split())):
                unit = _unit(words)
            return Label(field, words, publisher, currency, unit, planned, note, spoken, special)
    first, slash, second = words.partition(" / ")
    if slash and (label := label_of(first, whole)):
        # "Project ID / contract number" says the same twice.
        other = label_of(second, whole)
        return label._replace(words=words) if other and other.field == label.field else None
    return None


def _readings(words: str) -> Iterator[tuple[str, str | None]]:
    """Give the keys that a label may have, with the currency that stands beside it."""
    number = _NUMBER.match(words)
    named = words[number.end() :] if number else words
    key = _key(named)
    bracket = _BRACKET.search(named)
    if bracket and named[: bracket.start()].strip():
        without = _key(named[: bracket.start()] + named[bracket.end() :])
        currency = _currency(bracket[1])
        if not currency:
            yield key, None
        yield without, currency
    parts = named.rstrip(" :*").split()
    if parts and _word_key(parts[-1]) in _currency_words():
        for size in range(1, min(len(parts), _MOST_IN_CURRENCY)):
            head, tail = (" ".join(some) for some in (parts[:-size], parts[-size:]))
            currency = _currency(tail) if _LINK.sub("", _key(tail)) in _currency_words() else None
            # "in 1.000 EUR" is a unit, "5 000 EUR" an amount.
            counts = _IN_THOUSANDS.match(tail) or not any(map(str.isdigit, tail))
            if currency or (counts and _unit(f"x ({tail})") > 1):
                yield _LINK.sub("", _key(head)), currency or _currency(tail)
    yield key, None


@lru_cache(1000)
def _unit(words: str) -> float:
    """Return what a number behind a label counts: 1, or thousands and the like."""
    if not any(map(_may_multiply, words.split())):
        return 1.0
    number = _NUMBER.match(words)
    bare = words[number.end() if number else 0 :].rstrip(" :*")
    bracket = _BRACKET.search(bare)
    # "5 mn" and "5 000s" are understood beside a currency alone.
    units = (f"EUR {bracket[1]}: 5", f"5 {bracket[1]} EUR") if bracket else ()
    read = next(filter(None, map(parse_amount, (f"{bare}: 5", *units))), None)
    by = read.value / 5 if read else 1.0
    return by if by in (1e3, 1e6, 1e9) else 1.0


@lru_cache(_KEPT)
def _may_multiply(word: str) -> bool:
    """Tell whether a word may be a multiplier, or a currency with one grown on to it."""
    key = _word_key(word)
    grown = 3 < len(key) < 7 and not currencies().isdisjoint((key[:3].upper(), key[-3:].upper()))
    return grown or any(map(str.isdigit, word)) or not _multipliers().isdisjoint(key.split())


@cache
def _multipliers() -> frozenset[str]:
    rows = [row for row in codelist_rows("currency_words") if row["factor"]]
    return frozenset(word for row in rows for word in _key(row["word"]).split()) - LINKS


def _look_up(key: str, whole: bool = False) -> _Row | None:
    """Look up a key as it stands, then its beginning among the labels that may go on."""
    labels = _labels()
    if key in labels.whole:
        return labels.whole[key], False
    words = key.split(" ")
    if whole or words[0] not in labels.first_open:
        return None
    beginnings = (" ".join(words[:size]) for size in range(min(len(words), _MOST_WORDS), 0, -1))
    return next(((labels.open[part], False) for part in beginnings if part in labels.open), None)


def _look_up_reduced(key: str) -> _Row | None:
    """Look up a key without the words that change nothing."""
    words = key.split(" ")
    # No label ends with "for" or "di" that is not listed so.
    if len(words) > _MOST_WORDS or key in words_of("status") or words[-1] in _NO_ENDS:
        return None
    plain = [word for word in words if word not in words_of("project")]
    rest = [word for word in plain if word not in words_of("modifier")]
    core = [word for word in rest if word not in words_of("total")]
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
    return any(not words_of(kind).isdisjoint(words) for kind in ("planned", "status", "coverage"))


@cache
def _currency_words() -> frozenset[str]:
    """Return codes and names of currencies as they may end a label, such as "Budget in EUR"."""
    rows = codelist_rows("currency_words")
    words = {row["word"] for row in rows if row["kind"] in ("currency", "factor")} | currencies()
    keys = set(filter(None, map(_key, words)))
    # "Budget in TEUR", "Budget USD 000s"
    return frozenset(keys | {f"t{key}" for key in keys if len(key) == 3} | {"000s", "000"})


@lru_cache(1000)
def _currency(words: str) -> str | None:
    """Read the currency that stands in a label, such as "USD", "€" or "in euros"."""
    if not may_name_currency(words):
        return None
    bare = _IN.sub("", words.strip(), count=1)
    amount = parse_amount(f"{bare} 5000") or parse_amount(f"5000 {bare}")
    return amount.currency if amount else None
