"""Labels and their values: a label in a line of its own, before a colon, or several in a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from migfund.parse.places import find_places
from migfund.parse.text import fold, is_sentence
from migfund.read.page import Found, Page, problem

__all__ = ["BULLET", "Label", "find_labels", "read_labels", "value_of"]

BULLET = re.compile(r"(?:[-–—•·◦▪●*#|>]\s*)+")
"""What may stand before a label: dashes, bullets, marks of Markdown."""

_LONGEST = 120
"""Characters of the longest label."""
_MOST_WORDS = 8
"""Words of the longest label inside a line."""
_SPACED_WORDS = 3
"""Words of the longest label that may be followed by its value without a mark."""
_LISTS = ("countries", "other_countries")
"""Fields whose value may go over several lines."""


class Label(NamedTuple):
    """A label on a page: its field, line and words, and the value that its own line holds."""

    field: str
    line: int
    words: str
    value: str
    currency: str | None = None


@lru_cache(maxsize=100)
def _pattern(vocabulary: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Compile a vocabulary into one pattern for a whole label, with a group a field."""
    return re.compile("|".join(f"(?P<{field}>{words})" for field, words in vocabulary))


def find_labels(
    page: Page, vocabulary: Mapping[str, str], *, spaced: Sequence[str] = ()
) -> list[Label]:
    """Find the labels of a page, in order.

    Parameters
    ----------
    page
        The page.
    vocabulary
        For each field a pattern of its labels, in small letters without accents. A group
        ``currency`` in it is the code that a label such as "Budget Amount (USD)" states.
    spaced
        Fields whose label may be followed by its value without a mark between them.
    """
    pattern = _pattern(tuple(vocabulary.items()))
    return page.once(
        (pattern, tuple(spaced)),
        lambda: [
            label
            for index, line in enumerate(page.lines)
            if line
            for label in _labels_of(line, index, pattern, spaced)
        ],
    )


def _labels_of(
    line: str, index: int, pattern: re.Pattern[str], spaced: Sequence[str]
) -> Iterator[Label]:
    """Find the labels of one line; it has none unless it begins with one."""
    bullet = BULLET.match(line)
    text = line[bullet.end() :] if bullet else line
    words = text.rstrip(" :*_|\t")
    if len(words) <= _LONGEST and (label := _named(words, index, "", pattern)):
        yield label
        return
    for mark in (":", "：", "\t", "  ", " | "):
        words, found, value = text.partition(mark)
        if found and len(words) <= _LONGEST and (label := _named(words, index, value, pattern)):
            yield from _split_value(label, pattern)
            return
    if spaced:
        gaps = list(re.finditer(" ", text))[:_SPACED_WORDS]
        for gap in reversed(gaps):
            label = _named(text[: gap.start()], index, text[gap.end() :], pattern)
            if label and label.field in spaced:
                yield label
                return


def _named(words: str, index: int, value: str, pattern: re.Pattern[str]) -> Label | None:
    """Return the label that words are, if they are one."""
    words = " ".join(words.strip(" *_").split())
    match = pattern.fullmatch(fold(words))
    if match is None or match.lastgroup is None:
        return None
    code = match.groupdict().get("currency")
    currency = {"us$": "USD", "€": "EUR"}.get(code, code.upper()) if code else None
    return Label(match.lastgroup, index, words, value.strip(" *_|\t"), currency)


def _split_value(label: Label, pattern: re.Pattern[str]) -> Iterator[Label]:
    """Cut the value of a label where another label with a colon begins in the same line."""
    text, begin = label.value, 0
    for colon in re.finditer(":", text):
        words = list(re.finditer(r"\S+", text[begin : colon.start()]))[-_MOST_WORDS:]
        for word in words:
            start = begin + word.start()
            following = _named(text[start : colon.start()], label.line, "", pattern)
            if following:
                yield label._replace(value=text[begin:start].strip())
                label, begin = following, colon.end()
                break
    yield label._replace(value=text[begin:].strip())


def read_labels(
    page: Page, labels: Sequence[Label]
) -> tuple[dict[str, Found], str | None, list[dict[str, str | None]]]:
    """Take the value of each label; of a label that stands twice, the first one.

    Returns
    -------
    tuple
        Words by field, the currency that a budget's label states, and problems.
    """
    fields: dict[str, Found] = {}
    currency = None
    problems = []
    for label, following in zip_longest(labels, labels[1:]):
        value = value_of(page, label, following)
        if value is None:
            continue
        if label.field not in fields:
            fields[label.field] = value
            currency = label.currency or currency
        elif value.text != fields[label.field].text and label.field != "other":
            taken = fields[label.field].text
            reason = f"the label stands twice; its first value, {taken!r}, was taken"
            problems.append(problem(label.field, value, reason))
    fields.pop("other", None)
    return fields, currency, problems


def value_of(page: Page, label: Label, following: Label | None) -> Found | None:
    """Take the words of a label: in its own line, else below it, before the next label."""
    if label.value:
        return Found(label.value, label.line + 1, label.words)
    end = following.line if following else min(label.line + 6, len(page.lines))
    taken: list[int] = []
    for index in range(label.line + 1, end):
        line = page.lines[index]
        if not line or BULLET.fullmatch(line + " "):
            continue
        if taken:
            places = find_places(line)
            if places.unknown or not places.codes:
                break
        elif following is None and not _may_end_the_block(label, line, index):
            # Behind the last label the page's text begins, at times where a value was lost.
            return None
        taken.append(index)
        if label.field not in _LISTS:
            break
    if not taken:
        return None
    return Found("\n".join(page.lines[index] for index in taken), taken[0] + 1, label.words)


def _may_end_the_block(label: Label, line: str, index: int) -> bool:
    """Tell the value of the last label from the text that follows it."""
    if label.field in _LISTS:
        places = find_places(line)
        if places.codes or places.regions:
            return not places.unknown or not is_sentence(line)
    return index == label.line + 1 and not is_sentence(line)
