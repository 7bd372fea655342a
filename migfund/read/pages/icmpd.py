"""Project pages of ICMPD: title, theme tags, then values with labels above them or without."""

import re
from typing import Any

from migfund.read.kinds import kind_of
from migfund.read.labels import find_labels, read_labels
from migfund.read.page import Found, Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_LABELS = {
    "countries": "(?:partner |target )?countr(?:y|ies)",
    "status": "(?:project )?status",
    "period": "duration|project duration|timeframe|time frame|implementation period",
    "budget": "(?:total |project |overall )*budget|funding|project value",
    "fund": "donors?|funded by|funding agency",
    "other": "duty stations?|implementing (?:agency|agencies|partners?)|summary|partners?"
    "|project partners?|associate partners?|contacts?|objectives?|activities|components?"
    "|website|links?|team|regions?|target groups?|results",
}
_OWN = frozenset({"duty station", "duty stations", "implementing agency", "implementing agencies"})
_TAG = re.compile(r"#[^\W\d]")
_HEAD = 14
"""Lines below the title in which values without labels stand."""


def recognise(page: Page) -> bool:
    """Tell whether the page has the labels, or tags or the name and values below a title."""
    labels = find_labels(page, _LABELS)
    has_tags = any(_TAG.match(line) for line in page.lines[:6])
    if len({label.field for label in labels} - {"other"}) >= 2:
        own = any(label.words.casefold() in _OWN for label in labels)
        return own or has_tags or "ICMPD" in page.text
    head = _head(page)
    return "period" in head and (has_tags or ("ICMPD" in page.text and "countries" in head))


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    labels = find_labels(page, _LABELS)
    fields, currency, problems = read_labels(page, labels)
    labelled = len(fields) >= 2
    if not labelled:
        fields = _head(page)
        problems = []
    for index, line in enumerate(page.lines):
        if _TAG.match(line):
            fields.setdefault("project_type", page.found(index))
        elif line:
            fields = {"title": page.found(index), **fields}
            break
    return make_record(
        page,
        fields,
        currency=currency,
        problems=problems,
        dayfirst=True,
        read_from="label" if labelled else "position",
    )


def _head(page: Page) -> dict[str, Found]:
    """Take the lines below the title by their form; the line below the period is the donor."""
    fields: dict[str, Found] = {}
    previous = None
    lines = [index for index, line in enumerate(page.lines) if line][1:_HEAD]
    for index in lines:
        line = page.lines[index]
        if _TAG.match(line):
            fields.setdefault("project_type", page.found(index))
            continue
        kind = kind_of(line.lstrip("* "))
        if kind in ("countries", "period", "budget", "status"):
            fields.setdefault(kind, page.found(index))
        elif len(line) <= 60 and previous in ("period", "budget"):
            fields.setdefault("fund", page.found(index))
        previous = kind
    return fields
