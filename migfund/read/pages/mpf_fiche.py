"""The project fiches of the Migration Partnership Facility: headings with the value below."""

import re
from typing import Any

from migfund.parse.places import find_places
from migfund.parse.text import fold, is_sentence
from migfund.read.page import Found, Page, make_record

__all__ = ["read", "recognise"]

_HEADINGS = {
    "countries": r"(?:partner |target |beneficiary |participating )?countr(?:y|ies)"
    r"(?: involved)?",
    "period": r"time ?frame|duration|period|implementation period|project (?:duration|period)"
    r"|dates?",
    "budget": r"(?:total |project |overall )*budget|eu (?:contribution|funding)"
    r"|(?:grant|funding) amount",
    "other": r"about the (?:project|action)|partners?|project partners?|lead partner|activities"
    r"|main activities|objectives?|(?:expected )?results|outputs|background|contacts?|donors?"
    r"|implementing partners?|implemented by|the migration partnership facility|summary"
    r"|description|status|themes?|thematic (?:area|focus)",
}
_FACILITY = re.compile(r"migration partnership facility|\bMPF\b", re.IGNORECASE)
_STATUS = re.compile(
    r"(?:project |action |status: ?)?(?:completed|ongoing|on-going|closed|active|in progress"
    r"|finished|terminated|suspended|under implementation)",
    re.IGNORECASE,
)


def recognise(page: Page) -> bool:
    """Tell whether the page has the fiche's headings and speaks of the facility."""
    fields = {field for field, _, _ in _headings(page)} - {"other"}
    return len(fields) >= 2 and bool(_FACILITY.search(page.text))


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    headings = _headings(page)
    fields = _head(page, headings[0][1])
    for field, index, value in headings:
        if field == "other" or field in fields:
            continue
        found = Found(value, index + 1) if value else _below(page, index, field)
        if found:
            fields[field] = found
    return make_record(page, fields, fund="MPF")


def _headings(page: Page) -> list[tuple[str, int, str]]:
    """Find the headings: field, line, and the value where it follows a colon in the same line."""
    found = []
    for index, line in enumerate(page.lines):
        words, _, value = line.strip("#*_ ").partition(":")
        if 0 < len(words) <= 60:
            folded = fold(words)
            for field, pattern in _HEADINGS.items():
                if re.fullmatch(pattern, folded):
                    found.append((field, index, value.strip("*_ ")))
                    break
    return found


def _head(page: Page, first_heading: int) -> dict[str, Found]:
    """Read the lines above the first heading: theme in capitals, title, status."""
    fields: dict[str, Found] = {}
    for index in range(first_heading - 1, -1, -1):
        line = page.found(index)
        if not line.text:
            continue
        if _STATUS.fullmatch(line.text):
            fields.setdefault("status", line)
        elif "title" not in fields:
            fields["title"] = line
        elif line.text.isupper():
            fields["project_type"] = line
            break
    return fields


def _below(page: Page, heading: int, field: str) -> Found | None:
    """Take the value below a heading: one line, or for countries as many as name countries."""
    taken: list[int] = []
    others = {index for _, index, _ in _headings(page)}
    for index in range(heading + 1, len(page.lines)):
        line = page.lines[index]
        if index in others or (is_sentence(line) and (taken or field == "countries")):
            break
        if not line:
            continue
        if taken and (field != "countries" or find_places(line).unknown):
            break
        taken.append(index)
    if not taken:
        return None
    return Found("\n".join(page.lines[index] for index in taken), taken[0] + 1)
