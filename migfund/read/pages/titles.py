"""The title of a project: from its label, or the line that stands as the page's heading."""

import re

from migfund.parse.text import fold
from migfund.read.page import Found
from migfund.read.pages.asked import is_told
from migfund.read.pages.lines import Line
from migfund.read.pages.positions import Value, kind_of
from migfund.read.pages.statements import Statement, Statements
from migfund.read.pages.words import OURS, label_of

__all__ = ["find_title"]

_KICKER = re.compile(r".{0,60},\s*\d{1,2}\.\d{1,2}\.\d{4}")
_SITE_NAME = re.compile(
    r"[^–—|:]{1,60}(?:organi[sz]ation for migration|internationale pour les migrations|internacional para las migraciones)",
    re.I,
)
_GOES_ON = frozenset(
    "from for of in to and on pour de des du et en fur für und para por y e per и на для voor van och för og for".split()
)
"""Words with which the second line of a title begins."""
_NEVER = frozenset("? partner implementer contact fund related beneficiaries target_group".split())
_VAGUE = frozenset({"name", "nombre", "nom"})
_LONGEST = 300
_SHORT = 24
"""Letters of a line that is a title only where no longer one stands near it."""
_LOOKS = 60


def find_title(
    statements: Statements, values: list[Value], labelled: list[Statement]
) -> tuple[Found, str] | None:
    """Return the words of the title and what they rest on: label, heading, position, first line."""
    if labelled:
        plain = [s for s in labelled if fold(s.label.words).strip(" :") not in _VAGUE]
        best = (plain or labelled)[0]
        return best.found, best.form
    free, stated = statements.free, statements.stated
    every = [line for line, scope in free if scope not in _NEVER]
    lines = [line for line, scope in free if not scope or (line.gap and scope not in _NEVER)]
    headings = [
        line for line in lines[:_LOOKS] if line.mark == "#" and line.level <= 2 and _may_be(line)
    ]
    if headings:
        best = min(headings, key=lambda line: line.level)
        return Found(best.text, best.number), "heading"
    ours = [s for s in stated if s.field in OURS]
    firsts = [s.line for s in ours if s.words] or [s.line for s in ours if len(ours) > 2]
    places = [v.found.line for v in values if v.field not in ("project_type", "fund", "code")]
    first, last = min(firsts + places, default=0), max(firsts + places, default=0)
    by_value = bool(places) and first == min(places)
    for limit, wanted in ((first, lines), (min(firsts, default=0), lines), (first, every)):
        above = [line for line in wanted if line.number < limit][-_LOOKS:]
        if above and (found := _above(above, by_value)):
            return found
    told = [line for line, scope in free if scope != "?"]
    return _first_line([line for line in told if not firsts or line.number < last])


def _above(above: list[Line], by_value: bool) -> tuple[Found, str] | None:
    """Take the nearest line above the values that can be a title, or what stands above the text."""
    told = False
    best: Line | None = None
    for number, line in enumerate(reversed(above)):
        if _is_told(line):
            told = True
            if best:
                break
            continue
        if not _may_be(line):
            if best and not told:
                break
            continue
        short = len(line.text.split()) < 3 or len(line.text) < _SHORT
        if best is None:
            best = line
            if not short and not told:
                break
        elif told and not short:
            best = line
        elif not short:
            best = line
            break
    if best is None:
        return None
    place = above.index(best)
    if (
        by_value
        and best.gap
        and place
        and _may_be(above[place - 1])
        and not _is_told(above[place - 1])
    ):
        # Between a title and lines that are values stands a theme.
        if place == len(above) - 1 and len(above[place - 1].text) > len(best.text):
            place -= 1
            best = above[place]
    upper = above[place - 1] if place else None
    two = (
        upper is not None
        and _may_be(upper)
        and not _is_told(upper)
        and best.gap == 0
        and best.text.split(" ", 1)[0].lower() in _GOES_ON
        and upper.text != best.text
        and not upper.text.isupper()
        and (place == 1 or upper.gap > 0)
        and upper.number == best.number - 1
        and len(upper.text) > 8
    )
    if two and upper:
        return Found(f"{upper.text} {best.text}", upper.number), "position"
    return Found(best.text, best.number), "position"


def _first_line(lines: list[Line]) -> tuple[Found, str] | None:
    """Take the longest of the first lines that stand alone, above the text."""
    alone: list[Line] = []
    for number, line in enumerate(lines[:8]):
        if _is_told(line):
            break
        below = lines[number + 1] if number + 1 < len(lines) else None
        stands = below is None or below.gap > 0 or below.text == line.text
        if stands and _may_be(line) and not line.text.endswith((".", ",")):
            alone.append(line)
    best = max(alone[:3], key=lambda line: len(line.text), default=None)
    return (Found(best.text, best.number), "first line") if best else None


def _is_told(line: Line) -> bool:
    """Tell running text."""
    text = line.text
    return len(text) > _LONGEST or (len(text) > 40 and text.endswith((".", ";")) and is_told(text))


def _may_be(line: Line) -> bool:
    """Tell whether a line can be a title: no menu, label, date, name of a site or value."""
    text = line.text
    if line.menu or line.mark == "-" or len(text) < 4 or len(text) > _LONGEST or text[0] in "#+@":
        return False
    if text.endswith((":", ";")) or not any(map(str.isalpha, text)):
        return False
    return not (
        label_of(text) or _KICKER.fullmatch(text) or _SITE_NAME.fullmatch(text) or kind_of(text)
    )
