"""The title of a project: the line, or the words behind a label, that has most of its signs.

Each line that may be a title has signs, such as "above the values" or "full stop". What a sign
is worth stands in ``codelists/title_signs.csv``; ``scripts/fit_titles.py`` finds it from labelled
pages. A line is the title if its points leave the other lines, and no title at all, behind.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from math import exp, fsum
from typing import NamedTuple

from migfund.codelists import codelist_rows
from migfund.read.page import Found
from migfund.read.pages.codes import IN_BRACKETS, number_before
from migfund.read.pages.forms import before_value
from migfund.read.pages.labels import PEOPLE, is_label_word, label_of
from migfund.read.pages.lines import Line, goes_on
from migfund.read.pages.positions import Value
from migfund.read.pages.publishers import is_fund_alone
from migfund.read.pages.statements import Statement, Statements
from migfund.read.pages.values import (
    PLACES,
    amounts_in,
    are_countries,
    countries_in,
    is_ambiguous,
    is_told,
    kind_of,
    one_date,
)
from migfund.read.pages.words import LINKS, has_word, marks_in, plain, tokens_of, words_of

__all__ = ["NEWS", "NONE", "Candidate", "candidates_of", "find_title", "shares_of"]

_SURE = {True: 0.5, False: 0.6}
"""Share of all candidates, and of no title, that the best must have, with labels and without."""
_BESIDE = 3
"""Lines between two titles of one page."""
_SAME = 0.45
"""Share from which on two lines are titles alike."""
_NEAR = 0.2
"""Share from which on a line comes near a title."""
NONE = "none of them"
"""The sign of a page of which no line is the title."""
NEWS = "verb of news"
"""The sign of a headline: "IOM launches project to help returnees"."""
_STEP = re.compile(r"\s[>»›]\s")
"""What parts a path through the site, at the end of which stands the page's title."""
_OF_WAYS = frozenset("|/>»›•")
_WAY = re.compile(r" [|/>»›•] |  +")
_BRACKET_BEHIND = re.compile(r" \(([^()]{3,30})\)$")
_QUOTED = re.compile(
    r"[“«„\"]([^“”«»„\"]+)[”»“\"](?: \([^()]{1,40}\))?|['‘]((?:[^'‘’]|\b['’]\b)+)['’]"
)
_NUMBER_BEFORE = re.compile(r"^[^\d“«„\"]{0,20}\d\S*\s[-–—:]\s(?=[“«„\"])")
"""What stands before a name in quotation marks: "Project PT/2017/FAMI/261 – “Begin again”"."""
_ACRONYM = re.compile(r"\([A-ZÀ-Þ][\w-]*[A-ZÀ-Þ][\w-]*\)$")
_SMALL = frozenset("From For Of In To And With".split())
"""Words with which a line in the middle of a title may begin."""
_LOOKS = 20
_BLOCK = 12
"""Lines of the longest block on top with the name of a site, its motto and its menu."""
_LONGEST = 300
_SEVERAL = 100
"""Letters from which on a full stop inside makes sentences of a line."""
_OF_SITES = frozenset(
    {"organisation", "item of a list", "full stop", "cells", "half words of menus"}
)
"""Signs of lines that a site puts above a title."""
_OF_PLACE = frozenset({"behind running text", "behind more running text"})
"""Signs of lines that say nothing of a title with its label."""
_MOST_OF_NAME = 12
"""Words of the longest name of an authority."""
_PARTED = re.compile(r": | [–—-] |\(")
_TOP = 10
_MOST_TEXT = 50_000
"""Letters of a page in which the words of a line are sought again."""
_VAGUE = frozenset({"project_type", "code"})
_NEVER = re.compile(
    r"[#@]|Annexe? [IVX\d]+ |\+\d|.*(?:©|\b(?i:tel|fax)\b[.:]|P\.? ?O\.? Box)|Logo "
    r"|(?:date )?\d{4}-\d\d\b|\d{1,3}(?:[ .,’']\d{3})+ |[\W\d_]*$|\d[\d ]+\d[A-ZÀ-Þ][a-z]"
)
"""Hashtags, pictures and who took them, telephone numbers, days, counts, and lines without a letter
are no titles."""
_SENTENCES = re.compile(r"[a-zß-ÿа-яіїє\d]{3}\. [A-ZÀ-ÞА-ЯІЇЄ]")
"""The end of one sentence and the beginning of the next."""
_ADDRESS = re.compile(r"\.(?<=[a-z\d-]{3}\.)[a-z]{2,4}\b", re.IGNORECASE)
_NUMBERED = re.compile(r" (?=\S*\d{3})\S+$(?<!19\d\d)(?<!20\d\d)")


class Candidate(NamedTuple):
    """Words that may be the title, what they rest on, and their signs."""

    found: Found
    kind: str
    signs: frozenset[str]


def find_title(
    candidates: list[Candidate], *, labels: bool
) -> tuple[Candidate | None, list[Candidate]]:
    """Return the candidate that is surely the title, if one is, and those that come nearest.

    Where a page has no labels of ours, a headline may be the title or not, and more is asked of it.
    """
    if only := _only(candidates):
        return only, []
    ranked = sorted(zip(shares_of(candidates), candidates, strict=True), key=lambda one: -one[0])
    sure = bool(ranked) and ranked[0][0] >= _SURE[labels]
    near = [one for share, one in ranked[:2] if share >= _NEAR]
    if labels and len(near) > 1 and ranked[1][0] >= _SAME:
        # A title in two languages, or above another one: the upper of both.
        upper, lower = sorted(near, key=lambda one: one.found.line)
        if lower.found.line - upper.found.line <= _BESIDE:
            return upper, []
    return (ranked[0][1] if sure else None), near


def _only(candidates: list[Candidate]) -> Candidate | None:
    """Return the one title with a label of several words, which says more than a headline."""
    stated = {one.found.text: one for one in candidates if "label" in one.signs}
    only = next(iter(stated.values())) if len(stated) == 1 else None
    if only and "label of several words" in only.signs:
        return only if "mostly words of labels" not in only.signs else None
    return None


def shares_of(candidates: list[Candidate]) -> list[float]:
    """Return how much of all that may be the title, and of no title, falls to each one's words."""
    worth = [exp(_points(one.signs)) for one in candidates]
    same: dict[str, float] = {}
    for one, own in zip(candidates, worth, strict=True):
        same[one.found.text] = same.get(one.found.text, 0) + own
    whole = sum(worth) + exp(_points(frozenset({NONE})))
    return [same[one.found.text] / whole for one in candidates]


@cache
def _signs() -> dict[str, float]:
    return {row["sign"]: float(row["points"]) for row in codelist_rows("title_signs")}


def _points(signs: frozenset[str]) -> float:
    points = _signs()
    # A sum that does not depend on the order, which that of a set is not.
    return fsum([points.get(sign, 0) for sign in signs])


def candidates_of(
    statements: Statements, values: list[Value], labelled: list[Statement]
) -> list[Candidate]:
    """Return what may be the title of a page, with its signs.

    Parameters
    ----------
    statements
        The statements of the page, and its lines that have none.
    values
        Lines that are values by themselves.
    labelled
        The statements of titles.
    """
    stated = []
    for one in labelled:
        noun = has_word("noun", one.label.words)
        text = _unquoted(_STEP.split(one.words)[-1], begins=noun)
        # "Safe Ports Own share: EUR 5" has lost its line.
        name, colon, rest = text.rpartition(": ")
        glued = colon and " " in name and kind_of(rest) == "budget"
        if any(map(str.isalpha, text)) and len(text) <= _LONGEST and not (_tells(text) or glued):
            signs = _signs_of_words(text) | _shown(
                {
                    "label": True,
                    "label of several words": " " in one.label.words.strip()
                    # A sentence names it, too: “Safe Ports”.
                    or any(f"{q}{text}" in statements.page.text for q in '“„«»"'),
                    "label above": one.form == "heading",
                }
            )
            stated.append(Candidate(one.found._replace(text=text), one.form, signs))
    if _only(stated):
        return stated
    page = _Page(statements, values)
    found = [
        one._replace(signs=one.signs | page.signs_of(one.found.text, one.found.line) - _OF_PLACE)
        for one in stated
    ]
    first, like_title = True, False
    for line, scope in _joined(statements):
        aside = line.menu or scope in PEOPLE or (scope == "?" and not line.gap)
        raw = statements.raw[line.number - 1] if line.cells else ""
        # The bar of "Justice + | Support" is a part of the title.
        whole = " ".join(raw.strip("| \t").split()) if "|" in raw else line.text
        words = None if aside else _title_in(whole)
        if words is None:
            continue
        if scope in PLACES and countries_in(words):
            continue
        # "PT/2018/FAMI/363 – Safe Ports"
        coded = number_before(words, None) is not None
        heading = line.mark == "#" and line.level <= 2
        kind = "heading" if heading else "first line" if first else "position"
        signs = page.signs_of(words, line.number) | _shown(
            {
                "two blank lines above": line.gap > 1,
                "right below another line": line.gap == 0 and page.at[line.number] > 0,
                "below another label": scope != "",
                "item of a list": line.mark == "-",
                "part of a line": statements.page.is_part(line.number)
                and not IN_BRACKETS.search(words),
                "cells": line.cells != (),
                "heading of level 1": heading and line.level == 1,
                "first": first,
                "label": coded,
                "label of several words": coded,
                "below one like a title": like_title,
            }
        )
        found.append(Candidate(Found(words, line.number), kind, signs))
        like_title |= words.count(" ") > 1 and _OF_SITES.isdisjoint(signs)
        first = False
    return [one for one in found if not _is_caption(one, found)]


def _is_caption(one: Candidate, others: list[Candidate]) -> bool:
    """Tell a line that has the words of another one, cut off or with the site's around them."""
    text = one.found.text
    if text.endswith(("…", "...")):
        # "Safe Ports and …"
        begins = text.rstrip(" .…")
        return any(o.found.text.startswith(begins) and o.found.text != text for o in others)
    return any(
        other.found.text.count(" ") > 1
        and len(text) > len(other.found.text)
        and (
            text.endswith(f" {other.found.text}")
            or ("cells" in one.signs and text.startswith(f"{other.found.text} "))
        )
        for other in others
    )


@lru_cache(maxsize=20_000)
def _title_in(line: str) -> str | None:
    """Return the own words of a line, if they can be a title."""
    text = _own_words(line)
    if not 4 <= len(text) <= _LONGEST:
        return None
    several = text[-1] in ".;" or (len(text) > _SEVERAL and _SENTENCES.search(text))
    if (several and is_told(text)) or _NEVER.match(text) or kind_of(text):
        return None
    # "This action is funded by the", but a site may cut a long title.
    cut = text.rpartition(" ")[2] in LINKS and len(text) < _SEVERAL
    if cut or text[-1] == ":" or _ends_in_day(text):
        # "Nairobi, 4 July 2019"
        return None
    if any(has_word(kind, text) for kind in ("menu", "noun")) or _says_when(text):
        return None
    if _tells(text) or _is_of_site(text):
        return None
    if text.count(" ") > 1 and _menu_words().issuperset(tokens_of(text)):
        # "Home About us Projects News"
        return None
    _, *facts = text.rsplit(", ", 2)
    if len(facts) == 2 and are_countries(facts[0]) and kind_of(facts[1]) == "period":
        # "Safe Ports, Kenya, 2009 - 2012" is one of a list.
        return None
    # "German contribution EUR 5 million", but not a headline with an amount.
    given = any(3 * len(amount.text) >= len(text) for amount in amounts_in(text))
    return None if given else text


def _tells(text: str) -> bool:
    """Tell whether words speak of the project and are no name of it.

    "Ce projet est financé …", "A project by the Ministry", "Project started in 2019".
    """
    first, _, rest = text.partition(" ")
    if has_word("noun", first):
        kinds = {mark.kind for mark in marks_in(rest[:60]) if not mark.start}
        dated = len(text) <= 60 and text.rstrip(" .)")[-1:].isdigit()
        return "payer" in kinds or ("run" in kinds and dated)
    if has_word("a", first):
        noun, _, rest = rest.partition(" ")
        return has_word("noun", noun) and has_word("by", rest.partition(" ")[0])
    if not (has_word("the", first) or has_word("own", first)):
        return False
    project = [mark for mark in marks_in(text) if mark.kind in ("own", "noun")]
    own = next((mark for mark in project if mark.start <= len(first) + 1), None)
    return own is not None and has_word("is", text[own.end :].lstrip().partition(" ")[0])


def _is_of_site(text: str) -> bool:
    """Tell what a site says of itself: "About HGRA", "Search for EU projects", "IOM Niger"."""
    words = text.split()
    menu = len(words) <= 6 and has_word("menu", words[0])
    if menu and (has_word("projects", words[-1]) or (len(words) == 2 and words[1].isupper())):
        return True
    behind = [part.split() for part in _PARTED.split(text)[1:]]
    # "Permanent Mission of Italy - Geneva"
    alone = len(words) <= _MOST_OF_NAME and not any(len(part) > 1 for part in behind)
    if alone and has_word("authority", words[0]):
        # "Ministerio de Asuntos Exteriores", but not "Office jobs for women"
        return len(words) == 1 or words[1][0].isupper() or words[1] in LINKS
    named = not any(word[0].islower() for word in words)
    if alone and named and len(words) <= 5 and is_fund_alone(words[0]):
        # "Interreg Italia-Croatia"
        return True
    organised = plain(words[0]) in _first_of_organisations()
    for end in range(1, len(words) + 1) if organised else ():
        rest = words[end:]
        if has_word("organisation", " ".join(words[:end])) and (
            are_countries(" ".join(rest))
            or (len(rest) < 3 and all(w[0].isupper() and not has_word("noun", w) for w in rest))
        ):
            return True
    return any(is_fund_alone(part, 0.75, any_name=True) for part in text.split(" | "))


@cache
def _first_of_organisations() -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in words_of("organisation"))


def _joined(statements: Statements) -> Iterator[tuple[Line, str]]:
    """Yield the first lines without a label, those together of which one goes on in the next."""
    free = statements.free[:_LOOKS]
    skip = False
    for place, (line, scope) in enumerate(free):
        if skip:
            skip = False
            continue
        below = free[place + 1][0] if place + 1 < len(free) else None
        if below and _go_together(line, below):
            line = line._replace(text=f"{line.text} {below.text}")
            skip = True
        yield line, scope


def _go_together(line: Line, below: Line) -> bool:
    """Tell whether a line goes on in the one below: "Safe ports and / decent work in Nepal"."""
    # "… in Awubare District of", with a blank line below
    links = line.text.rpartition(" ")[2] in LINKS
    near = below.number <= line.number + 1 + links and below.mark != "-" and not below.cells
    # "In execution" below it is a status.
    if not near or line.mark == "-" or len(line.text) < 9 or kind_of(below.text):
        return False
    if _says_when(below.text):
        return False
    if line.text[-1] == ":":
        # "Forced migration research: / networks and transfer", on top of a page.
        return line.number == 1 and not is_told(below.text)
    small = below.text.partition(" ")[0] in _SMALL and line.text[-1] not in ".;!?"
    short = len(line.text) + len(below.text) < _LONGEST
    return short and (small or goes_on(line, below) or (links and below.gap == 1))


def _own_words(text: str) -> str:
    """Return a line without its path, status, quotation marks and the label before the title."""
    parts = text.split(" / ")
    # "Tools for » Safe Ports", "Home / Projects / Safe Ports"
    text = parts[-1] if _is_path(parts) else _STEP.split(text)[-1]
    status = _BRACKET_BEHIND.search(text)
    if status and has_word("status", status[1]):
        text = text[: status.start()]
    first, _, rest = text.partition(" ")
    if has_word("noun", first) and _QUOTED.match(rest):
        return _unquoted(rest, begins=True)
    head, colon, rest = text.partition(": ")
    last = head.split()[-2:]
    if colon and len(last) == 2 and (label := label_of(" ".join(last))) and label.field == "title":
        # "Open-Call Project title: Safe Ports"
        return _unquoted(rest)
    if has_word("noun", "".join(last[-1:])) and _QUOTED.match(rest):
        # "Terms of reference for the evaluation of the project: “Safe Ports”"
        return _unquoted(rest, begins=True)
    named = before_value(text, None)
    profile = named and named[0].field == "description" and has_word("noun", first)
    if named and " " in named[0].words and (named[0].field == "title" or profile):
        # "Action Document for Safe Ports", "Project profile — Safe Ports"
        text = named[1].lstrip("–— ")
    if "(" in text and ")" not in text:
        # "“Safe Ports” (hereinafter", cut off
        text = text[: text.rindex("(")].rstrip()
    return _unquoted(text)


def _is_path(parts: list[str]) -> bool:
    """Tell a path through the site, of which a step is its first page or a list of projects."""
    first, *others = parts[:-1] or [""]
    # "MPF Projects"
    site = has_word("menu", first) or has_word("projects", first.rpartition(" ")[2])
    return site or any(has_word("projects", o) or label_of(o) is not None for o in others)


def _unquoted(text: str, *, begins: bool = False) -> str:
    """Return what stands in quotation marks, where they are around all but a number before.

    With `begins`, words behind them do not count: "Project «Safe Ports» is under way".
    """
    match = _QUOTED.match if begins else _QUOTED.fullmatch
    quoted = match(_NUMBER_BEFORE.sub("", text, 1))
    return (quoted[1] or quoted[2]).rstrip(",;. ") if quoted else text


def _shown(signs: dict[str, bool]) -> frozenset[str]:
    """Return the signs that show."""
    return frozenset(name for name, shown in signs.items() if shown)


class _Page:
    """What the lines of a page have around them."""

    def __init__(self, statements: Statements, values: list[Value]) -> None:
        self.at = statements.at
        self.lines = statements.lines
        shown = [(place, line) for place, line in enumerate(self.lines) if not line.menu]
        self.told = [place for place, o in shown if len(o.text) > 60 and is_told(o.text)]
        """Places of running text."""
        self.ways = {place for place, line in enumerate(self.lines[:_LOOKS]) if _is_way(line)}
        """Places of menus in a row and paths on top."""
        told = {*self.told}
        short = [(o.number, len(o.text)) for place, o in shown if place not in told]
        self.plain = plain("\n".join([line.text for line in self.lines])[:_MOST_TEXT])
        facts = [s.line for s in statements.ours if s.field != "title"]
        facts += [v.found.line for v in values if v.field not in _VAGUE]
        self.first = min(facts, default=0)
        self.last = max(facts, default=0)
        self.longest = max([size for _, size in short[:_TOP]], default=0)
        self.longest_above = max([size for n, size in short if n < self.first], default=0)

    def _is_of_menu(self, place: int) -> bool:
        """Tell a line above a menu or a path, and above a blank line with a title below it."""
        menu = False
        for below in range(place + 1, min(place + _BLOCK, len(self.lines))):
            if self.lines[below].gap:
                return menu and below not in self.told
            menu |= below in self.ways or self.lines[below].menu
        return False

    def signs_of(self, text: str, number: int) -> frozenset[str]:
        """Return the signs of words in a line."""
        place, first = self.at[number], self.first
        told_above = bisect_left(self.told, place)
        below = self.lines[place + 1] if place + 1 < len(self.lines) else None
        above = number < first
        return _signs_of_words(text) | _shown(
            {
                "stands again": len(text) > 8 and self.plain.count(plain(text)) > 1,
                "behind running text": told_above > 0,
                "behind more running text": told_above > 1,
                "above running text": place + 1 in self.told,
                "above a text on the project": below is not None
                and _begins_with_project(below.text),
                "gap below": below is None or below.gap > 0,
                "above a menu": place + 1 in self.ways,
                "in a block with a menu": self._is_of_menu(place),
                "from line 8": place >= 8,
                "above the values": above,
                "among the values": first > 0 and first <= number <= self.last,
                "below the values": first > 0 and number > self.last,
                "right above the values": first > 0 and place + 1 == self.at[first],
                "longest above the values": above and len(text) >= self.longest_above,
                "longest at the top": len(text) >= self.longest,
            }
        )


def _is_way(line: Line) -> bool:
    """Tell a menu in a row, or a path from a site's first page: "Home | Projects | News"."""
    if _OF_WAYS.isdisjoint(line.text) and "  " not in line.text:
        return False
    first, *others = _WAY.split(line.text)
    path = line.text.count(" > ") > 1 or _is_path(line.text.split(" / "))
    return path or (bool(others) and has_word("menu", first))


def _begins_with_project(text: str) -> bool:
    """Tell whether a text begins as "This Swiss-funded project" does."""
    first, *others = tokens_of(text[:60])[:5] or [""]
    return has_word("the", first) and not words_of("noun").isdisjoint(others)


@lru_cache(maxsize=20_000)
def _signs_of_words(text: str) -> frozenset[str]:
    """Return the signs that words have by themselves."""
    words = text.split()
    tokens = [word for word in tokens_of(text) if len(word) > 3]
    signs = {
        "begins small": text[0].islower(),
        "begins with a sign": not text[0].isalnum() and text[0] not in '“"«„(',
        "begins with a digit": text[0].isdigit(),
        "full stop": text[-1] == ".",
        "other stop": text[-1] in "!?;,:",
        "address": _ADDRESS.search(text) is not None,
        "ends in a number": _NUMBERED.search(text) is not None,
        "acronym": _ACRONYM.search(text) is not None,
        "8 words": len(words) >= 8,
        "under 24 letters": len(text) < 24,
        "80 letters": len(text) >= 80,
        "150 letters": len(text) > 150,
        "sentence": len(text) > 60 and is_told(text),
        "country": bool(countries_in(text)),
        "organisation": not words_of("authority").isdisjoint(tokens),
        NEWS: not words_of("news").isdisjoint(tokens_of(text)),
    }
    of_titles = sum(map(_is_title_word, tokens))
    signs["word of titles"] = of_titles > 0
    signs["words of titles"] = of_titles > 1
    of_labels, of_menus = (
        sum(map(is_of, tokens)) / (len(tokens) or 1)
        for is_of in (is_label_word, _menu_words().__contains__)
    )
    signs["half words of labels"] = of_labels >= 0.5
    signs["mostly words of labels"] = of_labels >= 0.75
    signs["half words of menus"] = of_menus >= 0.5
    return _shown(signs)


@cache
def _menu_words() -> frozenset[str]:
    return frozenset(word for menu in words_of("menu") for word in tokens_of(menu))


def _is_title_word(word: str) -> bool:
    """Tell whether a word begins as those that titles are made of: "strengthen…"."""
    return not words_of("title").isdisjoint([word[:size] for size in range(4, 9)])


def _says_when(text: str) -> bool:
    """Tell "published on 14 July", with or without a year or a word behind it."""
    label = label_of(text.partition(" ")[0]) if any(map(str.isdigit, text)) else None
    return label is not None and label.field == "published"


def _ends_in_day(text: str) -> bool:
    """Tell a short line that ends in a day, as in "Published on 4 July 2019"."""
    words = text.split()
    if len(text) > 60 or len(words) > 9 or not any(map(str.isdigit, words[-1])):
        return False
    if is_ambiguous(words[-1]):
        return True
    days = (one_date(" ".join(words[place:])) for place in range(len(words)))
    return any(day is not None and day.precision == "day" for day in days)
