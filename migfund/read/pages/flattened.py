"""Pages that have lost their lines, as the text of a PDF does: the lines are found again.

A long line that holds a table is cut at its labels, each with the value behind it, at headings in
capitals, numbers of sections and of pages, so that it is read as other pages are.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from migfund.codelists import currencies
from migfund.parse.text import fold
from migfund.read.page import Page
from migfund.read.pages.codes import IN_BRACKETS
from migfund.read.pages.forms import ended, is_value_word, value_first
from migfund.read.pages.labels import (
    OURS,
    Label,
    is_listed,
    label_of,
    may_begin_label,
    may_end_label,
)
from migfund.read.pages.publishers import is_fund_alone
from migfund.read.pages.values import MONEY, PLACES, TYPED, amounts_in
from migfund.read.pages.words import has_word, words_of

__all__ = ["located", "restored"]

_MANY = 7
"""Labels of which one alone needs a value that shows."""
_LONG = 200
"""Letters of a line that may be a table."""
_FEWEST = 3
"""Labels that make a line one of a table."""
_FEWEST_LETTERS = 8
"""Letters of a heading in capitals."""
_MOST_WORDS = 13
"""Words of the longest label."""
_MOST_IN_NAME = 6
"""Words of a publisher's name."""
_AFTER = 120
"""Letters behind a label by which it shows whether it is one."""
_SHORT = 60
"""Letters of a value that is left as it is."""
_SHOWN = frozenset("project_id prima_id fund status coverage".split())
"""Fields of words whose values show by their form."""
_ALSO_WORDS = frozenset("fund currency status coverage".split())
"""Fields whose labels are also words of sentences."""
_WORD = re.compile(r"[^\s:]+:*|:+")
_UPPER = r"[^\W\d_a-zß-ÿа-яёіїє]"
_CAPITALS = re.compile(
    rf"(?<!\S)(?:{_UPPER}[^\Wa-zß-ÿа-яёіїє]+,?"
    rf"(?: (?:(?:{_UPPER}|[/&’',-]){{1,30}}|\([^()]{{1,25}}\))(?!\S))+|{_UPPER}{{8,30}}(?!\S))"
)
_HEADING = re.compile(
    rf"(?<=\S )\d{{1,2}}(?:[.)](?:\d\.?){{0,3}} (?={_UPPER})| (?={_UPPER}{{5}}))|\bPage \d{{1,3}} (?:of|/) \d{{1,3}}\b"
)
"""The number of a section, or the foot of a page."""
_BEFORE = re.compile(r"(?<!\S)\d{1,2}(?:\.\d{1,2})*[.)]? $")
"""The number of a label."""
_LONGEST_NUMBER = 9
_DIGITS = re.compile(r"\d+")
_CELLS = re.compile(r"\t| {2,}| \| ")
"""What stands between the cells of a table that has kept them."""
_CHAPTER = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?")
_LINE = re.compile(r"line (\d+)")


class _Place(NamedTuple):
    """Where a label stands in a line."""

    start: int
    end: int
    label: Label


def restored(page: Page) -> Page:
    r"""Return a page with its lines.

    Examples
    --------
    >>> text = f"Title: Safe Ports Budget: EUR 5 Country: Kenya Status: Ongoing {'Texts. ' * 40}"
    >>> page = restored(Page("", text))
    >>> page.text.splitlines()[:3], page.numbers
    (['Title:\tSafe Ports', 'Budget:\tEUR 5', 'Country:\tKenya'], [1, 1, 1, 1])
    """
    lines = page.text.splitlines()
    parts = [_parts(line) if len(line) > _LONG else [line] for line in lines]
    if all(len(part) == 1 for part in parts):
        return page
    numbers = [number for number, part in enumerate(parts, 1) for _ in part]
    return Page(page.source, "\n".join(line for part in parts for line in part), numbers)


def located(record: dict[str, Any], page: Page) -> dict[str, Any]:
    """Name in a record the lines of the page, not those that were found again."""

    def name(match: re.Match[str]) -> str:
        return f"line {page.numbers[int(match[1]) - 1]}"

    for row in (record, *record["problems"]) if page.numbers else ():
        for key in {"locator", "source_locator"} & set(row):
            row[key] = _LINE.sub(name, row[key]) if row[key] else row[key]
    return record


def _parts(text: str) -> list[str]:
    """Cut a line that holds a table; return any other as it is."""
    words = list(_WORD.finditer(text))
    found = list(_labels_in(text, words, bare=True))
    if 2 * text.count(":") > len(found):
        # Where most labels have one, words without a colon are none.
        with_colons = list(_labels_in(text, words, bare=False))
        found = with_colons if 2 * len(with_colons) > len(found) else found
    # In "Sub-Region Countries Country Thailand" the first is a word of what stands before.
    found = [
        one
        for one, below in zip_longest(found, found[1:])
        if not (
            below
            and below.label.field == one.label.field
            and " " not in one.label.words
            and not text[one.end : below.start].strip()
        )
    ]
    if len(found) < _FEWEST or len(_CELLS.findall(text)) >= len(found):
        return [text]
    chapters = [_BEFORE.search(text, max(0, one.start - _LONGEST_NUMBER), one.start) for one in found]
    numbers = [tuple(map(int, _DIGITS.findall(one[0]))) for one in chapters if one]
    numbered = len(numbers) >= _FEWEST and numbers == sorted(set(numbers))
    parts, fields, heads = list(_plain(text[: found[0].start])), set(), list[str]()
    ends = [
        *(
            chapter.start() if numbered and chapter else one.start
            for one, chapter in zip(found[1:], chapters[1:], strict=True)
        ),
        len(text),
    ]
    for (start, after, label), end in zip(found, ends, strict=True):
        heads.append(text[start:after].rstrip(" :"))
        said = text[after:end].strip(" :")
        marked = label.words.isupper() or ":" in text[after - 1 : end][:3]
        if not said:
            continue
        if len(heads) >= _FEWEST or not (label.field in OURS or marked):
            # The headings of a table, of which the values stand somewhere behind.
            parts += _plain(" ".join([*heads, said]))
        else:
            value = _value(label, next(_plain(said), ""))
            parts += [*heads[:-1], f"{heads[-1]}:\t{value}" if value else heads[-1]]
            parts += _plain(said[len(value) :])
            if value and (label.field == "title" or _shows(label.field, value)):
                fields.add(label.field)
        heads = []
    enough = len(fields & OURS) > 1 or len(found) >= _MANY
    if enough and (fields & MONEY or len(found) > _FEWEST + 1):
        return [*parts, *heads]
    return [text]


def _labels_in(text: str, words: list[re.Match[str]], *, bare: bool) -> Iterator[_Place]:
    """Find the labels of a text, those without a colon too if `bare`."""
    free = 0
    links = words_of("in") | words_of("the")
    starts = [
        place
        for place, word in enumerate(words)
        if not word[0][0].islower() and word[0][0] != "(" and may_begin_label(word[0])
    ]
    ends = {place for place, word in enumerate(words) if may_end_label(word[0])}
    for place in starts if len(starts) >= _FEWEST else ():
        word, above = words[place][0], words[place - 1][0] if place else ""
        behind = place == free > 0 and (is_value_word(word) or is_fund_alone(word))
        if place < free or behind or above in links:
            # "…, politiques de puits au Niveau régional" goes on.
            continue
        for end in range(min(place + _MOST_WORDS, len(words)) - 1, place - 1, -1):
            if end not in ends:
                continue
            start, last = words[place].start(), words[end]
            colon = ":" in (last[0][-1], text[last.end() : last.end() + _AFTER].lstrip()[:1])
            # "Start date 1: 10 June", "Start date 1 March"
            label = label_of(text[start : last.end()], not (colon and last[0][0].isdigit()))
            if label is None or label.field == "menu":
                continue
            after = text[last.end() : last.end() + _AFTER].strip()
            if colon or (bare and _is_sure(label, above, after)):
                yield _Place(start, last.end(), label)
                free = end + 1
                break


def _is_sure(label: Label, above: str, after: str) -> bool:
    """Tell whether words without a colon are a label, by themselves and by what is around them."""
    words = label.words.split()
    if any(map(str.isdigit, label.words)) or not label.words.rstrip(")]")[-1].isalnum():
        return False
    if has_word("from", label.words):
        # "Duration From 1 May 2015 to 30 April 2016"
        return False
    if any(len(word) > 4 and word.isupper() for word in words) and not label.words.isupper():
        # "Migration Partnership Facility TOTAL BUDGET 5 €"
        return False
    if fold(words[-1]) in words_of("project") and not is_listed(label.words):
        # "Country Project ID" are two labels.
        return label.field not in PLACES and _shows(label.field, after)
    if _CHAPTER.fullmatch(above) or (len(above) >= _FEWEST_LETTERS and above.isupper()):
        return not after[:1].islower() or _shows(label.field, after)
    if label.words.isupper() and len(label.words) > 3:
        return not any(map(_is_capital, (above, after.partition(" ")[0])))
    if (len(words) > 1 or "/" in label.words) and label.field not in _ALSO_WORDS:
        if not after[:1].islower() and after.lstrip("\"'“”‘’«")[:1].isalnum():
            return True
    return _shows(label.field, after)


def _is_capital(word: str) -> bool:
    """Tell whether a word stands in capitals and is no currency."""
    return len(word) > 1 and word.isalpha() and word.isupper() and word not in currencies()


def _shows(field: str, words: str) -> bool:
    """Tell whether words begin with a value of a field."""
    return bool(value_first(field, words)) or (field in MONEY and words[:1].isdigit())


def _value(label: Label, words: str) -> str:
    """Return the part of the words behind a label that can be the field's value."""
    field, code = label.field, IN_BRACKETS.search(words)
    words = ended(label, words[: code.end()] if code else words)
    if field in PLACES | MONEY and _has_digit(words) == (field in PLACES):
        # "Osh and Batken Challenge Some 750,000 people …", "Financing Republic of Chad"
        return ""
    if field in PLACES:
        return words
    if field in TYPED or field in _SHOWN:
        first = value_first(field, words) if len(words) > _SHORT or field in _SHOWN else None
        return words[: words.find(first) + len(first)] if first else words
    # Where a name that no list has ends does not show beside figures.
    if field == "title":
        unclear = bool(amounts_in(words)) or _has_digit(words.partition(":")[2])
    else:
        unclear = field in OURS and _has_digit(words)
    return "" if unclear else words


def _has_digit(words: str) -> bool:
    return any(map(str.isdigit, words))


def _plain(text: str) -> Iterator[str]:
    """Cut words without labels at headings, numbers of sections and pages, and codes."""
    cuts = {match.end() for match in IN_BRACKETS.finditer(text)}
    for match in _CAPITALS.finditer(text):
        words = match[0].split()
        letters = sum(map(str.isalpha, match[0].partition("(")[0]))
        if letters >= _FEWEST_LETTERS and currencies().isdisjoint((words[0], words[-1])):
            cuts |= set(match.span())
    for match in _HEADING.finditer(text):
        cuts |= {match.start()} if match[0].endswith(" ") else set(match.span())
    begin = 0
    for cut in [*sorted(cuts), len(text)]:
        part = text[begin:cut].strip()
        if any(map(str.isalnum, part)):
            end = _end_of_name(part) if part.endswith(")") and IN_BRACKETS.search(part) else 0
            yield from filter(None, (part[:end], part[end:].strip()))
        begin = cut


def _end_of_name(text: str) -> int:
    """Return where the name of a publisher ends that stands before a title, 0 for nowhere."""
    words = list(_WORD.finditer(text))[:_MOST_IN_NAME]
    ends = (word.end() for word in reversed(words))
    return next((end for end in ends if is_fund_alone(text[:end], any_name=True)), 0)
