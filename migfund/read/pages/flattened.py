"""Pages that have lost their lines, as the text of a PDF does: the lines are found again.

A long line that holds a table is cut at its labels, each with the value behind it, at headings in
capitals, numbers of sections and of pages, so that it is read as other pages are.
"""

import re
from collections.abc import Iterator
from itertools import takewhile, zip_longest
from typing import Any, NamedTuple

from migfund.codelists import currencies
from migfund.parse.text import fold
from migfund.read.page import Page
from migfund.read.pages.codes import IN_BRACKETS
from migfund.read.pages.forms import NO_MONTH, ended, is_value_word, value_first
from migfund.read.pages.labels import (
    OURS,
    Label,
    is_listed,
    label_of,
    may_begin_label,
    may_end_label,
    may_stand_in_label,
)
from migfund.read.pages.publishers import is_fund_alone
from migfund.read.pages.values import (
    MONEY,
    PLACES,
    TYPED,
    amounts_in,
    are_countries,
    is_currency,
    is_told,
)
from migfund.read.pages.words import has_word, words_of

__all__ = ["located", "restored"]

_SEVERAL, _MANY = 5, 7
"""Labels that need no money among them, and of which one alone needs a value that shows."""
_LONG = 200
"""Letters of a line that may be a table, and of one that may have sentences around it."""
_SHORTEST = 70
"""Letters of the shortest line that may be a table."""
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
_CAPITALISED = re.compile(rf"(?<!\S){_UPPER}[^\s:]*")
_CAPITALS = re.compile(
    rf"(?<!\S)(?:{_UPPER}[^\Wa-zß-ÿа-яёіїє]+,?"
    rf"(?: (?:(?:{_UPPER}|[/&’',-]){{1,30}}|\([^()]{{1,25}}\))(?!\S))+|{_UPPER}{{8,30}}(?!\S))"
)
_HEADING = re.compile(
    rf"(?<=\S )\d{{1,2}}(?:[.)](?:\d\.?){{0,3}} (?={_UPPER}){NO_MONTH}| (?={_UPPER}{{5}}))"
    r"|\bPage \d{1,3} (?:of|/) \d{1,3}\b"
)
"""The number of a section, or the foot of a page."""
_NUMBER = re.compile(r"(?<!\S)\d{1,2}(?:\.\d{1,2})*[.)]? $")
"""The number of a label."""
_ITEM = re.compile(r"\d{1,2}[.)] [^\W\d]")
_DIGITS = re.compile(r"\d+")
_CELLS = re.compile(r"\t| {2,}| \| ")
"""What stands between the cells of a table that has kept them."""
_CHAPTER = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?")
_DASHES = frozenset("-–—|")
_LINE = re.compile(r"line (\d+)")


class _Place(NamedTuple):
    """Where a label stands in a text."""

    begin: int
    """Where its number begins, in a text that numbers its labels."""
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
    (['Title:\tSafe Ports', 'Budget:\tEUR 5', 'Country:\tKenya'], [1, 1, 1, 1, 1])
    """
    lines = page.text.splitlines()
    page.steps += sum(len(line) // 10 for line in lines if len(line) > _SHORTEST)
    parts = [_parts(line) if _may_hold_a_table(line) else [line] for line in lines]
    if all(len(part) == 1 for part in parts):
        return page
    numbers = [number for number, part in enumerate(parts, 1) for _ in part]
    whole = Page(page.source, "\n".join(line for part in parts for line in part), numbers)
    whole.given, whole.steps = page.text, page.steps
    return whole


def located(record: dict[str, Any], page: Page) -> dict[str, Any]:
    """Name in a record the lines of the page, not those that were found again."""

    def name(match: re.Match[str]) -> str:
        return f"line {page.numbers[int(match[1]) - 1]}"

    for row in (record, *record["problems"]) if page.numbers else ():
        for key in {"locator", "source_locator"} & set(row):
            row[key] = _LINE.sub(name, row[key]) if row[key] else row[key]
    return record


def _may_hold_a_table(line: str) -> bool:
    """Tell a line that is long, or long enough and with figures, and no sentence."""
    size = len(line)
    return size > _LONG or (
        size > _SHORTEST and line[-1] not in ".!?" and _DIGITS.search(line) is not None
    )


def _parts(text: str) -> list[str]:
    """Cut a line that holds a table; return any other as it is."""
    if sum(map(may_begin_label, _CAPITALISED.findall(text))) < _FEWEST:
        return [text]
    words = list(_WORD.finditer(text))
    found = _labels_in(text, words, bare=True)
    if 2 * text.count(":") > len(found):
        # Where most labels have one, words without a colon are none.
        marked = _labels_in(text, words, bare=False)
        found = marked if 2 * len(marked) > len(found) else found
    if len(found) < _FEWEST or len(_CELLS.findall(text)) + 1 >= len(found):
        return [text]
    found = _numbered(text, found)
    parts = [*_plain(text[: found[0].begin])]
    fields, heads = set(), list[str]()
    for one, below in zip_longest(found, found[1:]):
        field = one.label.field
        said = text[one.end : below.begin if below else len(text)].strip(" :")
        heads.append(text[one.start : one.end].rstrip(" :"))
        if not said:
            continue
        sure = field in OURS or one.label.words.isupper() or ":" in text[one.end - 1 : one.end + 2]
        if len(heads) >= _FEWEST or not sure:
            # The headings of a table, of which the values stand somewhere behind, or a section.
            parts += _plain(" ".join([*heads, said]))
        else:
            value = _value(one.label, next(_plain(said), ""))
            parts += [*heads[:-1], f"{heads[-1]}:\t{value}" if value else heads[-1]]
            parts += _plain(said[said.find(value) + len(value) :])
            if value and field in OURS and (field == "title" or _shows(field, value)):
                fields.add(field)
        heads = []
    # One value that shows, of money, is enough beside many labels.
    enough = len(fields) > 1 or len(found) >= _MANY
    return [*parts, *heads] if enough and (fields & MONEY or len(found) >= _SEVERAL) else [text]


def _numbered(text: str, found: list[_Place]) -> list[_Place]:
    """Count to labels the numbers before them, if these go up."""
    before = [_NUMBER.search(text, max(0, one.start - 9), one.start) for one in found]
    numbers = [tuple(map(int, _DIGITS.findall(one[0]))) for one in before if one]
    if len(numbers) < _FEWEST or numbers != sorted(set(numbers)):
        return found
    return [
        one._replace(begin=number.start() if number else one.start)
        for one, number in zip(found, before, strict=True)
    ]


def _labels_in(text: str, words: list[re.Match[str]], *, bare: bool) -> list[_Place]:
    """Find the labels of a text, those without a colon too if `bare`."""
    free, found = 0, list[_Place]()
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
        longest = [word[0] for word in words[place : place + _MOST_WORDS]]
        size = sum(1 for _ in takewhile(_may_go_on, longest))
        for end in range(place + size - 1, place - 1, -1):
            if end not in ends:
                continue
            start, last = words[place].start(), words[end]
            after = text[last.end() : last.end() + _AFTER].strip()
            # In "Total budget EUR 5, of which …" the currency belongs to the amount.
            if after[:1].isdigit() and last[0][-1].isalnum() and is_currency(last[0]):
                continue
            colon = ":" in (last[0][-1], after[:1])
            # "Start date 1: 10 June", "Start date 1 March"
            label = label_of(text[start : last.end()], not (colon and last[0][0].isdigit()))
            if label is None or label.field == "menu":
                continue
            if colon or (bare and _is_sure(label, above, after)):
                if found and _is_word_of_value(found[-1], label, words[place - 1].end()):
                    if label.field not in PLACES:
                        break
                    found.pop()
                found.append(_Place(start, start, last.end(), label))
                free = end + 1
                break
    return found


def _may_go_on(word: str) -> bool:
    """Tell whether a label may go on with a word: one of labels, or one with a bracket."""
    return may_stand_in_label(word) or not word.isalnum()


def _is_word_of_value(one: _Place, below: Label, end: int) -> bool:
    """Tell one of two labels of a field: "Sub-Region Countries Country", "Donor Fund for Peace"."""
    return one.end == end and " " not in one.label.words and one.label.field == below.field


def _is_sure(label: Label, above: str, after: str) -> bool:
    """Tell whether words without a colon are a label, by themselves and by what is around them."""
    words = label.words.split()
    if _has_digit(label.words) or not label.words.rstrip(")]")[-1].isalnum():
        return False
    if not _DASHES.isdisjoint(words):
        # "Projects - Funding"
        return False
    verb = after[:1].islower() and has_word("is", after.partition(" ")[0])
    if verb or (has_word("the", words[0]) and any(word.islower() for word in words[1:2])):
        # "The project started on 1 May 2015", "Total budget is EUR 5"
        return False
    if has_word("since", label.words):
        # "Duration From 1 May 2015 to 30 April 2016", "Depuis 2015 beaucoup sont venus"
        return False
    if any(len(word) > 4 and word.isupper() for word in words) and not label.words.isupper():
        # "Migration Partnership Facility TOTAL BUDGET 5 €"
        return False
    if _CHAPTER.fullmatch(above) or (len(above) >= _FEWEST_LETTERS and above.isupper()):
        return not after[:1].islower() or _shows(label.field, after)
    if fold(words[-1]) in words_of("project") and not is_listed(label.words):
        # "Country Project ID" are two labels.
        return label.field not in PLACES and _shows(label.field, after)
    if label.words.isupper() and len(label.words) > 3:
        return not any(map(_is_capital, (above, after.partition(" ")[0])))
    several = (len(words) > 1 or "/" in label.words) and label.field not in _ALSO_WORDS
    goes_on = after[:1].islower() or not after.lstrip("\"'“”‘’«")[:1].isalnum()
    return (several and not goes_on) or _shows(label.field, after)


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
    if field in MONEY and (_ITEM.match(words) or not _has_digit(words)):
        # "Total budget: 1. Travel EUR 5 2. Staff EUR 6"
        return ""
    # What others give is an amount, too.
    kind = field if field in OURS else "budget"
    first = value_first(kind, words)
    cut = words[: words.find(first) + len(first)] if first else ""
    if field in PLACES and (_has_digit(words) or is_told(words)):
        # "Osh and Batken Some 750,000 people …", "Morocco, Libya 1 and Egypt"
        rest = words[len(cut) :].split()
        return cut if not rest or (rest[0][0].isupper() and not are_countries(rest[0])) else ""
    if field in _SHOWN or field not in OURS or (field in TYPED - PLACES and len(words) > _SHORT):
        return cut or words
    # Where a name that no list has ends does not show beside figures.
    if field == "title":
        unclear = bool(amounts_in(words)) or _has_digit(words.partition(":")[2])
    else:
        unclear = field in OURS - TYPED and _has_digit(words)
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
