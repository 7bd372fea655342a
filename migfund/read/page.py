"""A page as layouts see it, and words found on it."""

import re
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

__all__ = ["Found", "Page", "problem"]

T = TypeVar("T")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f\u2009\u3000", " "))
_RUN = re.compile(r" {2,}")
_IN_NUMBER = re.compile(r"(?<=[\d,.€$]) {2,}(?=\d)")
_HEADING = re.compile(r"#{1,6} +")
_BOLD_LABEL = re.compile(r"((?:[-–•*] +)?)(\*\*|__)([^*_]{1,120}?)\2 *:? *(?=\S)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1")
_TABLE_ROW = re.compile(r"\|(.+)\|")
_RULE = re.compile(r"[=\-_*|:\s]{3,}")
_LINK = re.compile(r"!?\[([^\]\[]{0,200})\]\([^()\s]{0,300}\)")
_LANGUAGE = "english|français|deutsch|español|português|русский|العربية|中文|en|fr|de|es|pt|ru|ar"
# What sites put around a page's own text. Only lines that can be nothing else.
_CHROME = re.compile(
    r"(?:home|startseite|accueil|inicio|you are here|vous êtes ici|sie sind hier|news|aktuelles)"
    r" *(?:>|»|›|/|→).*"
    r"|[^.!?]{1,40}(?: [>»›] [^.!?>»›]{1,60}){2,}"
    r"|(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation).*|zum inhalt.*|aller au contenu.*"
    r"|(?:(?:print|drucken|imprimer|imprimir|share|teilen|partager|compartir|back|zurück|retour"
    r"|facebook|twitter|linkedin|x|e-?mail|whatsapp|pdf|download|menu|search|suche|close|contact"
    r"|follow us)(?: this page| page)?[ |,:/·•-]*)+"
    r"|.*\bcookies?\b.*|loading\.*|unsubscribe.*|toggle navigation|back to (?:list|top|overview).*"
    rf"|(?:{_LANGUAGE})(?:[ |/,·•]+(?:{_LANGUAGE}))+"
    r"|(?:press release|communiqué de presse|nota de prensa|presseaussendung|pressemitteilung)"
    r"|(?:published|last (?:modified|updated)|publication date)(?: on)?:? .{0,40}\d{4}",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """Words on the page: what they are, the line they begin in, and the label before them."""

    text: str
    line: int
    label: str = ""


class Page:
    """The text of one page.

    Parameters
    ----------
    source
        File or URL that it came from.
    text
        The whole text.
    """

    def __init__(self, source: str, text: str) -> None:
        self.source = source
        self.text = text
        self.lines = [_clean(line) for line in text.splitlines()]
        # Several layouts look at the same page; what one found out, the next need not.
        self._seen: dict[Hashable, Any] = {}

    def once(self, key: Hashable, look: Callable[[], T]) -> T:
        """Return what a look at the page found, looking the first time alone."""
        if key not in self._seen:
            self._seen[key] = look()
        found: T = self._seen[key]
        return found

    def found(self, index: int) -> Found:
        """Return one line as words on the page."""
        return Found(self.lines[index], index + 1)


def _clean(line: str) -> str:
    """Return a line without marks of Markdown and odd spaces; nothing of a site's own line.

    A single wide gap stays, for it may stand between a label and its value.
    """
    line = line.translate(_SPACES).strip()
    if not line:
        return ""
    if "  " in line:
        line = _IN_NUMBER.sub(" ", line)
        if len(_RUN.findall(line)) > 1:
            line = _RUN.sub(" ", line)
    if "](" in line:
        line = _LINK.sub(r"\1", line)
    if line and (line[0] in "#*_|-=•–" or "**" in line):
        line = _without_markdown(line)
    return "" if len(line) <= 200 and _CHROME.fullmatch(line) else line


def _without_markdown(line: str) -> str:
    """Return a line without marks of Markdown; a bold beginning is a label."""
    if len(line) > 2 and _RULE.fullmatch(line):
        return ""
    line = _HEADING.sub("", line, count=1) if line.startswith("#") else line
    row = _TABLE_ROW.fullmatch(line)
    if row:
        line = "\t".join(cell.strip() for cell in row[1].split("|"))
    line = _BOLD_LABEL.sub(lambda m: f"{m[1]}{m[3].rstrip(' :')}: ", line, count=1)
    return _EMPHASIS.sub(r"\2", line)


def problem(field: str, found: Found, reason: str) -> dict[str, str | None]:
    """Return the problem that words on a page could not be understood as a field's value."""
    return {
        "locator": f"line {found.line}",
        "field": field,
        "text": found.text,
        "reason": reason,
    }
