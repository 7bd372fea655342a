"""The text of a page as lines with structure, without what sites put around it."""

import re
from functools import lru_cache
from typing import NamedTuple

from migfund.codelists import currencies
from migfund.read.page import Page
from migfund.read.pages.words import LINKS, has_word

__all__ = ["Line", "goes_on", "lines_of"]

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f\u2009\u3000", " ") | {"：": ":"})
_SPACE = re.compile("[\u00a0\u2007\u202f\u2009\u3000：]")
_IN_VALUE = re.compile(
    r"(?<=[€$]) {2,}(?=\d)|(?<=[\d,.]) {2}(?=\d)(?<![,.]\d{3} {2})"
    r"|(?<=[\d,.]) {2,}(?=€|Euros?\b|[A-Z]{3}$)"
    rf"|(?<=\b(?:{'|'.join(sorted(currencies()))})) {{2,3}}(?=\d)"
    r"|(?<=\d [-–—→]) {2,3}(?=\w)|(?<=\d) {2,3}(?=[-–—] \w)"
)
"""Wide gaps inside an amount or between two dates."""
_IN_TEXT = re.compile(r"(?<=[a-zß-ÿа-яёіїє,])  (?=\S[^|\t]*\S\.$)")
"""A second blank in a sentence: "funded with  2.5 million, and it runs"."""
_SIGNS = frozenset(">»›→|/@©·•")
_BACK = frozenset("<‹←×")
_MARKS = frozenset("-–—•·◦▪●*+>")
_GAP = re.compile(r" {2,}|\t[ \t]*|(?: *\| *)+")
_BULLET = re.compile(r"(?:[-–—•·◦▪●*>]|\+(?=\s)|o(?= {2,}))[\s*•-]*")
_HEADING = re.compile(r"#{1,6}(?= |$)")
_BOLD_LABEL = re.compile(r"(\*\*|__)([^*_]{1,120})\1\s*:?\s*(?=\S)")
_RULE = re.compile(r"[=\-_*|:+\s]{3,}")
_LINK = re.compile(r"!?\[([^\]\[]{0,200})\]\([^()\s]{0,300}\)")
_SITE = re.compile(
    r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|©.{0,100}|.{0,100}\bcookies?\b.{0,100}", re.I
)
_TRAIL = re.compile(r"\s*(?:[>»›→|/·•]|\s[-–]\s|\s{2,}|\t)\s*")
_MENU_LENGTH = 160
_MOST_OF_BUTTON = 6
"""Words of a button at the end of a line."""
_MOST_CELLS = 2000
"""Letters of a row that is read as cells."""


class Line(NamedTuple):
    """A line that is not blank.

    Parameters
    ----------
    text
        Its words, without marks of lists, headings and emphasis.
    number
        Its number on the page, from 1.
    gap
        Blank lines above it.
    mark
        "#" for a heading, "-" for an item of a list, "|" for a row of a table, else "".
    level
        Of a heading, 1 to 6.
    cells
        The parts of a row, where bars, tabs or wide gaps part it.
    menu
        Whether it is the site's own: part of a menu, a button, an address.
    """

    text: str
    number: int
    gap: int = 0
    mark: str = ""
    level: int = 0
    cells: tuple[str, ...] = ()
    menu: bool = False


def lines_of(page: Page) -> list[Line]:
    r"""Return the lines of a page that are not blank.

    Examples
    --------
    >>> [line[:4] for line in lines_of(Page("", "# Safe borders\n\n-\nBudget\n5 €"))]
    [('Safe borders', 1, 0, '#'), ('Budget', 4, 1, '-'), ('5 €', 5, 0, '')]
    """
    lines: list[Line] = []
    gap, bullet, glued, above = 0, False, False, ""
    page.steps += page.text.count("\n") + len(page.text) // 100
    for number, raw in enumerate(page.text.splitlines(), 1):
        text = raw.strip()
        if not text or text in _MARKS:
            # A bullet may stand in a line of its own, above its words.
            gap, bullet = gap + (not text), bool(text)
            continue
        line = (_line if len(text) <= _MENU_LENGTH else _line.__wrapped__)(text)
        if line is None:
            gap += 1
        else:
            text, _, _, mark, level, cells, menu = line
            again = glued and above == text
            if again or (above and text.startswith(above) and _goes_on_glued(above, text)):
                # "Who we are" above "Who we areThe organisation …" is a menu with its texts, in
                # which words without a text stand twice.
                glued = menu = True
                lines[-1] = lines[-1]._replace(menu=True)
            lines.append(Line(text, number, gap, mark or "-" * bullet, level, cells, menu))
            gap, above = 0, text
        bullet = False
    return lines


def _goes_on_glued(above: str, text: str) -> bool:
    """Tell whether a line that begins as the short one above has a text right behind."""
    size = len(above)
    return 3 < size < 60 and len(text) > size + 20 and text[size].isupper()


def goes_on(above: Line, line: Line) -> bool:
    """Tell whether a line goes on from the one above: it begins small, or a link stands before it.

    Examples
    --------
    >>> goes_on(Line("Safe ports and", 1), Line("Decent work", 2))
    True
    """
    if line.gap or line.mark == "-" or line.cells or above.text[-1] in ".:;!?":
        return False
    return line.text[0].islower() or above.text.rpartition(" ")[2] in LINKS


@lru_cache(maxsize=20_000)
def _line(raw: str) -> Line | None:
    """Read a line by itself; None where nothing but marks stands in it."""
    text = raw if raw.isascii() or not _SPACE.search(raw) else raw.translate(_SPACES).strip()
    mark, level = "", 0
    if not text[:1].isalnum() or "](" in text or "**" in text or "__" in text:
        text, mark, level = _without_marks(text)
    cells: tuple[str, ...] = ()
    if "  " in text or "\t" in text or "|" in text:
        text = (_IN_TEXT if text[-1:] == "." else _IN_VALUE).sub(" ", text)
        parts = [part.strip() for part in _GAP.split(text.strip("| \t"))]
        cells = tuple(parts) if len(parts) > 1 and len(text) <= _MOST_CELLS else ()
        text = " ".join(" ".join(parts).split())
    if not text:
        return None
    half = text[: len(text) // 2]
    if 6 < len(half) <= _MENU_LENGTH and text == f"{half} {half}":
        # The text of a picture stands before the same words.
        text = half
    if not cells and " " in text and len(text) <= _MENU_LENGTH:
        text = _without_button(text)
    shown = " | ".join(cells) if cells else text
    short = len(shown) <= 60 or (len(shown) <= _MENU_LENGTH and not _SIGNS.isdisjoint(shown))
    return Line(text, 0, 0, mark, level, cells, short and _is_menu(shown))


def _without_button(text: str) -> str:
    """Take a button from the end of a line: "Safe Ports Back to projects"."""
    words = text.split(" ")
    for size in range(2, min(len(words) - 1, _MOST_OF_BUTTON) + 1):
        begins = words[-size][:1].isupper() and has_word("back", words[-size])
        if begins and has_word("menu", " ".join(words[-size:])):
            return " ".join(words[:-size])
    return text


def _without_marks(text: str) -> tuple[str, str, int]:
    """Take the marks of lists and of Markdown from a line; a bold beginning is a label."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if _RULE.fullmatch(text) and len(text) > 2:
        return "", "", 0
    mark, level = "", 0
    if len(text) > 2 and text[0] == text[-1] and text[0] in "*_" and text[1].isalnum():
        text = text[1:-1]
    if heading := _HEADING.match(text):
        mark, level, text = "#", heading.end(), text[heading.end() :].strip(" #")
    elif (
        not _BOLD_LABEL.match(text)
        and (bullet := _BULLET.match(text))
        # A minus before a number, as in "- 31.10.2013", belongs to it.
        and not (text[bullet.end() : bullet.end() + 1].isdigit() and text[0] in "-–—")
    ):
        mark, text = "-", text[bullet.end() :]
    if bold := _BOLD_LABEL.match(text):
        text = f"{bold[2].rstrip(' :')}: {text[bold.end() :]}"
    text = text.replace("**", "").replace("__", "")
    if text[:1] == "|":
        mark = "|"
    return text.strip(), mark, level


def _is_menu(text: str) -> bool:
    """Tell whether a line is the site's own: a menu, a button, a path, an address."""
    if len(text) <= 60 and (text[0] in _BACK or has_word("menu", text)):
        return True
    if ("@" in text or "/" in text or "©" in text or "ook" in text) and _SITE.fullmatch(text):
        return True
    if not _TRAIL.search(text):
        return False
    parts = [part for part in _TRAIL.split(text) if part]
    if len(parts) < 2:
        return False
    known = [has_word("menu", part) for part in parts]
    # "Countries: Kenya / UK / Ghana" has a word by which a site offers its languages.
    enough = any(known) if ":" not in text else sum(known) > 1
    if len(parts) > 2 and enough and not any(map(str.isdigit, text)):
        return all(len(part.split()) <= 4 for part in parts)
    if sum(text.count(sign) for sign in (" > ", " » ", " › ", " → ")) > 1:
        return True
    path = any(sign in text for sign in (">", "»", "›", "→")) and ":" not in text
    slashed = " / " in text and ":" not in text
    return all(known) or (path and any(known)) or (slashed and known[0])
