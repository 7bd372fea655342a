"""Words that another extractor took from a page: those that stand on it and can be understood."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from migfund.errors import MigfundError, list_values
from migfund.read.page import Found, Page, problem
from migfund.read.pages.values import PLACES, fits, places_in

__all__ = ["FIELDS", "words_on_page"]

_CHECKED = frozenset("budget period start end countries other_countries year".split())
"""Fields whose words must be understood; those of other fields are taken as they are."""
FIELDS = _CHECKED | frozenset(
    "title project_id prima_id status project_type coverage region fund".split()
)
"""Fields for which an extractor may give words."""


def words_on_page(
    page: Page, given: Mapping[str, Any]
) -> tuple[dict[str, Found], list[dict[str, str | None]]]:
    """Return the words that were accepted, with their lines, and a problem row for each refused.

    Parameters
    ----------
    page
        The page.
    given
        For each field a text, or several of them, as they stand on the page; white space may
        differ. None and "" say nothing.

    Raises
    ------
    MigfundError
        If what was given is no mapping from names of fields to text.

    Examples
    --------
    >>> given = {"budget": "5 million euros", "start": "May 2020"}
    >>> accepted, refused = words_on_page(Page("", "It costs 5 million euros."), given)
    >>> list(accepted), [row["reason"] for row in refused]
    (['budget'], ['extract= gave words that do not stand on the page'])
    """
    if not isinstance(given, Mapping):
        raise MigfundError(
            "extract must return a dict from field to words on the page, "
            f"not {type(given).__name__}"
        )
    unknown = [str(name) for name in given if name not in FIELDS]
    if unknown:
        known = list_values(sorted(FIELDS), limit=len(FIELDS))
        raise MigfundError(f"extract gave {list_values(unknown)}; the fields are {known}")
    accepted: dict[str, Found] = {}
    refused = []
    for name, words in given.items():
        several = isinstance(words, Iterable) and not isinstance(words, str)
        parts = list(words) if several else [] if words is None else [words]
        if not all(isinstance(part, str) for part in parts):
            raise MigfundError(f"extract gave {words!r} for {name}; give text, or a list of texts")
        found = [_find(page, part) for part in parts if part.strip()]
        missing = [part for part, one in zip(parts, found, strict=False) if one is None]
        if missing:
            reason = "extract= gave words that do not stand on the page"
            refused.append(problem(name, Found(missing[0], 0), reason) | {"locator": None})
            continue
        lines = [one for one in found if one]
        if not lines:
            continue
        one = Found("\n".join(line.text for line in lines), lines[0].line)
        if name in _CHECKED and not _is_understood(name, one.text):
            refused.append(problem(name, one, "extract= gave words that are not understood"))
            continue
        accepted[name] = one
    return accepted, refused


def _is_understood(name: str, words: str) -> bool:
    """Tell whether words are a value of a field; a list of places may have unknown ones, too."""
    return bool(places_in(words).codes) if name in PLACES else fits(name, words)


def _find(page: Page, words: str) -> Found | None:
    """Find words on a page, whole, with whatever white space between them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    # No part of a longer word or number: "500" does not stand in "1,500".
    before = r"(?<![^\W_])(?<!\d[.,'’ ])" if words.strip()[0].isdigit() else r"(?<![^\W_])"
    after = r"(?![^\W_])(?![.,'’]\d)" if words.strip()[-1].isdigit() else r"(?![^\W_])"
    match = re.search(before + pattern + after, page.given)
    if match is None:
        return None
    text = " ".join(match[0].split())
    line = len(f"{page.given[: match.start()]}.".splitlines())
    return Found(text, page.numbers.index(line) + 1 if page.numbers else line)
