"""Labels: what the words beside a value mean, as ``codelists/labels.csv`` has it."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from migfund.codelists import codelist_rows, currencies
from migfund.parse.text import fold
from migfund.parse.units import MAJOR, money_of_heading, states_currency, states_unit
from migfund.read.pages.values import DATES, MONEY
from migfund.read.pages.words import LINKS, tokens_of, words_of

__all__ = [
    "NAMES",
    "NUMBER",
    "OURS",
    "PEOPLE",
    "Label",
    "is_label_word",
    "is_listed",
    "label_of",
    "may_begin_label",
    "may_begin_open",
    "may_end_label",
    "may_stand_in_label",
    "money_of_line",
]

OURS = frozenset(
    "title acronym project_id prima_id status project_type coverage region year start end period "
    "period_total period_phase duration budget budget_total contribution fund countries "
    "other_countries location currency".split()
)
"""Fields whose values are the project's; those of all other labels never are."""
NAMES = frozenset("partner implementer fund staff contact media related cofinancing".split())
"""Fields below whose labels stand names of others, with countries of their own."""
PEOPLE = NAMES | {"beneficiaries", "target_group"}
"""The same, and fields of those whom a project helps."""

_IN_WORDS = frozenset("status coverage fund title project_type region".split())
"""Fields whose values are words that may stand in a label: "Status planned"."""
_TOTAL = {"budget": "budget_total", "period": "period_total", "duration": "period_total"}
_NOTED_BEHIND = MONEY | DATES | {"period", "period_total"}
"""Fields of which the label has the mark of a footnote sooner than a number: "Start date 1"."""
_MOST_WORDS = 12
_LONGEST_AROUND = 40
"""Letters that may stand around a label: a number, a currency."""
_NO_ENDS = LINKS | frozenset("in to for by with from on".split())
_LINKING = _NO_ENDS | frozenset("di von van en em в у".split())
"""Words inside a unit: "in milioni di euro"."""
_KEPT = 50_000
_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,30})[)\]]")
_GLUED = re.compile(r"(?<=\w)\((\w{1,4})\)")
_NO_WORD = re.compile(r"[\W_]+")
NUMBER = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|\(?(?:\d{1,2}|[A-Za-z]|[IVX]{2,4})[.)]|\d{1,2} [–-])\s+"
    r"(?=[^\W\d])"
)
_IS_KEY = re.compile(r"[a-z]+(?: [a-z]+)*")
_THOUSAND = re.compile(r"['’]?1?[.,]?000s?")
_GROWN = re.compile(r"(?:t|k|m|mn|mio|mln|mrd|mds?)[a-z]{3}|[a-z]{3}(?:k|m|mn|bn)")
_ONE_THOUSAND = re.compile(r"(?<!\d)1?[., ]?000(?![\d.,])")
_LONGEST_UNIT_LINE = 100
_ONE_WORD = re.compile(r"(?<!\d)1\s(?=000)")
_NOTED = re.compile(r"[¹²³⁴-⁹]+|(?<=\s)\d\)$")
"""The mark of a footnote."""
_DIGIT_BEHIND = re.compile(r"(?:(?<=[^\W\d_])\s?|(?<=[)\]]))\d(?=[\s:*]*$)")
"""What may be the mark of a footnote, or the number of a phase."""
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "°": "o"})
_Row = tuple[dict[str, str], bool]
"""A row of ``labels.csv``, and whether a word for "total" stands beside it."""


class Label(NamedTuple):
    """What a label means, and what it states of the value behind it."""

    field: str
    words: str
    publisher: str = ""
    currency: str | None = None
    unit: float | None = 1.0
    """What the value counts: 1,000 behind "in TEUR"; None where that is not understood."""
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
    rows = sorted(codelist_rows("labels"), key=lambda row: row["publisher"])
    for row in (*rows, *_lists_of_others()):
        label = row["label"]
        # Most labels are written as keys are; a look is quicker than writing them anew.
        key = label if _IS_KEY.fullmatch(label) else _key(label)
        (opened if label.endswith("…") else whole).setdefault(key, row)
        if row["publisher"]:
            own[key, row["publisher"]] = row["field"]
    keys = [*whole, *opened]
    around = words_of("project") | words_of("modifier") | words_of("total")
    inside = {word for one in (*around, *_unit_words(), *keys) for word in one.split()}
    return _Labels(
        whole,
        opened,
        own,
        special=frozenset(key for key, _ in own),
        first=frozenset(key.partition(" ")[0] for key in keys),
        last=frozenset(key.rpartition(" ")[2] for key in keys)
        | {one.rpartition(" ")[2] for one in around | _unit_words() | {"s"}} - _NO_ENDS,
        first_open=frozenset(key.partition(" ")[0] for key in opened),
        inside=frozenset(inside | _NO_ENDS | _LINKING | {"x"}),
        longest=max(map(len, keys)) + _LONGEST_AROUND,
    )


def _lists_of_others() -> Iterator[dict[str, str]]:
    """Yield headings of other projects: "Our latest projects", "Proyectos similares"."""
    words: dict[tuple[str, str], list[str]] = {}
    for row in codelist_rows("page_words"):
        words.setdefault((row["kind"], row["language"]), []).append(row["word"])
    for (kind, language), others in words.items():
        nouns = words.get(("many", language), ()) if kind == "others" else ()
        for pair in product(others, nouns):
            for label in (" ".join(pair), " ".join(pair[::-1])):
                yield {
                    "label": label,
                    "field": "related",
                    "language": language,
                    "publisher": "",
                    "note": "",
                }


@cache
def _label_words() -> frozenset[str]:
    return frozenset(word for row in codelist_rows("labels") for word in tokens_of(row["label"]))


def is_label_word(word: str) -> bool:
    """Tell whether a word in small letters without accents stands in a label."""
    return word in _label_words()


def is_listed(words: str) -> bool:
    """Tell whether a label stands in ``labels.csv`` as it is, with no word left out."""
    return _key(words) in _labels().whole


def _key(words: str) -> str:
    """Write a label in the spelling in which all spellings meet: words with single blanks."""
    return " ".join(filter(None, map(_word_key, words.split())))


@lru_cache(_KEPT)
def _word_key(word: str) -> str:
    named = _NOTED.sub("", _GLUED.sub(r"\1", fold(word)))
    return _NO_WORD.sub(" ", named.translate(_PLAIN)).strip()


@lru_cache(_KEPT)
def may_begin_label(word: str) -> bool:
    """Tell whether a label may begin with a word."""
    return _word_key(word).partition(" ")[0] in _labels().first


@lru_cache(_KEPT)
def may_begin_open(word: str) -> bool:
    """Tell whether a label of which only the beginning is listed may begin with a word."""
    return _word_key(word).partition(" ")[0] in _labels().first_open


@lru_cache(_KEPT)
def may_end_label(word: str) -> bool:
    """Tell whether a label may end with a word, so that most words are done with at one look."""
    digit = word[-1].isdigit() and not word[-2:-1].isdigit()
    last = _word_key(word[:-1] if digit else word).rpartition(" ")[2]
    listed = not last or last in _labels().last
    return listed or word.rstrip(" :*")[-1:] in (")", "]") or _is_of_unit(word)


@lru_cache(_KEPT)
def may_stand_in_label(word: str) -> bool:
    """Tell whether a word stands in a label, around one or in the name of a currency."""
    key = _word_key(word)
    if len(key) < 2 or any(map(str.isdigit, word)):
        # The number of a chapter, "a)", a sign.
        return True
    return _labels().inside.issuperset(key.split()) or _is_of_unit(word)


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
    if not may_end_label(ends[-1]) and (whole or not may_begin_open(ends[0])):
        return None
    bracketed = "(" in words or "[" in words
    unknown = not bracketed and not all(map(may_stand_in_label, ends))
    if unknown and not any(map(may_begin_open, ends)):
        return None
    for key in _readings(words):
        found = _look_up(key, whole) or _look_up_reduced(key)
        if found:
            row, is_total = found
            field = _TOTAL.get(row["field"], row["field"]) if is_total else row["field"]
            special = bool(row["publisher"]) or _key(row["label"]) in _labels().special
            planned = not words_of("planned").isdisjoint(key.split())
            publisher, note = row["publisher"], row["note"]
            spoken = row["language"]
            currency, unit = _money_of(words) if field in MONEY else (None, 1.0)
            return Label(field, words, publisher, currency, unit, planned, note, spoken, special)
    first, slash, second = words.partition(" / ")
    if slash and (label := label_of(first, whole)):
        # "Project ID / contract number" and "Budget / EC contribution" say the same twice.
        other = label_of(second, whole)
        same = other and (other.field == label.field or {other.field, label.field} <= MONEY)
        return label._replace(words=words) if same else None
    # "Start date 1 March" is no label; with `whole`, a value follows.
    noted = None if whole else _DIGIT_BEHIND.search(words)
    label = label_of(words[: noted.start()]) if noted else None
    return label._replace(words=words) if label and label.field in _NOTED_BEHIND else None


def _readings(words: str) -> Iterator[str]:
    """Give the keys that a label may have: as it stands, and without the currency and unit."""
    named = _unnumbered(words)
    yield _key(named)
    bracket = _BRACKET.search(named)
    if bracket and named[: bracket.start()].strip():
        without = f"{named[: bracket.start()]} {named[bracket.end() :]}"
        if any(map(_is_of_unit, bracket[1].split())):
            named = without
        yield _key(without)
    yield from (_key(part) for part in _without_unit(_ONE_WORD.sub("1", named)))


def _without_unit(named: str) -> Iterator[str]:
    """Cut off the unit at the end of a label: "Budget in 1.000 EUR", but not "Budget 1.000 EUR"."""
    parts = named.rstrip(" :*").split()
    begin = len(parts)
    while begin > 1 and (_is_of_unit(parts[begin - 1]) or _links(parts[begin - 1])):
        begin -= 1
    for start in range(begin, len(parts)):
        counts = any(map(_links, parts[start:])) or not {"x", "×"}.isdisjoint(parts[start:])
        counts |= not any(part.strip("()[]:,")[:1] == "1" for part in parts[start:])
        # "Cabo" is a word of the escudo's name, and no unit by itself.
        if counts and _money_of(" ".join(parts[start:])) != (None, 1.0):
            yield " ".join(parts[:start])


def _unnumbered(words: str) -> str:
    number = NUMBER.match(words)
    return _NOTED.sub("", words[number.end() :] if number else words)


def _links(word: str) -> bool:
    return _LINKING.issuperset(_word_key(word).split())


@lru_cache(_KEPT)
def _is_of_unit(word: str) -> bool:
    """Tell whether a word is a currency or what sums count: "€", "Mio.", "d'euros", "MEUR"."""
    parts = [part for part in _word_key(word).split() if part not in _LINKING]
    grown = [part for part in parts if _GROWN.fullmatch(part)]
    if any(map(str.isdigit, word)):
        return _THOUSAND.fullmatch(word.strip("()[],:*€$£")) is not None
    return (
        any(unicodedata.category(letter) == "Sc" for letter in word)
        or word in ("x", "×")
        or (bool(parts) and _unit_words().issuperset(parts))
        or any(not currencies().isdisjoint((p[:3].upper(), p[-3:].upper())) for p in grown)
    )


@lru_cache(_KEPT)
def _money_of(words: str) -> tuple[str | None, float | None]:
    """Return the currency and the unit that stand in a label, None where one is not understood."""
    if "(" in words or "[" in words or any(map(_is_of_unit, words.split())):
        return money_of_heading(_unnumbered(words).rstrip(" :*"))
    return None, 1.0


@lru_cache(_KEPT)
def money_of_line(line: str) -> tuple[str | None, float | None] | None:
    """Return the currency and the unit that a line says of the sums around it; None for none.

    Examples
    --------
    >>> money_of_line("Project financing (US$, millions)"), money_of_line("For millions of people")
    (('USD', 1000000.0), None)
    """
    words = line.split()
    if len(line) > _LONGEST_UNIT_LINE or not any(map(_is_of_unit, words)):
        return None
    if any(map(str.isdigit, _ONE_THOUSAND.sub("", line))):
        return None
    # "Moldova (MD), State Chancellery (SCRM)" are abbreviations, "(MSEK)" is a unit.
    inside = any(
        not (part.isalpha() and part.isupper() and not any(code in part for code in MAJOR))
        and any(map(_is_of_unit, part.split()))
        and all(_is_of_unit(word) or _links(word) for word in part.split())
        for part in _BRACKET.findall(line)
    )
    said = inside or states_unit(line) or states_currency(line)
    return money_of_heading(line) if said else None


@cache
def _unit_words() -> frozenset[str]:
    """Return the words of currencies and of what sums count, as they stand in labels."""
    rows = [row for row in codelist_rows("currency_words") if row["kind"] in ("currency", "factor")]
    keys = {word for row in rows for word in _key(row["word"]).split()} - _LINKING
    return frozenset(keys | {code.lower() for code in currencies()})


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
    kinds = ("planned", "status", "stage", "coverage")
    return any(not words_of(kind).isdisjoint(words) for kind in kinds)
