"""Grant applications to the European Commission: numbered headings with the answer below."""

import re
from typing import Any

from migfund.parse.amounts import find_amounts
from migfund.parse.text import fold
from migfund.read.page import Found, Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_NUMBERED = re.compile(r"(\d+(?:\.\d+)*\.?)\s+(\D.{2,120})")
_HEADINGS = (
    ("title", r"title(?: of the action)?"),
    ("countries", r"locations?(?:\(s\))?(?: of the action)?"),
    ("budget", r"(?:total )?cost of the action.*"),
    ("period", r"(?:total )?duration(?: of the action)?"),
)


def recognise(page: Page) -> bool:
    """Tell whether the form's headings are there."""
    return len({field for field, _, _ in _sections(page)} & {"title", "countries", "budget"}) >= 2


def read(page: Page) -> dict[str, Any]:
    """Read the record of the form."""
    fields: dict[str, Found] = {}
    for field, begin, end in _sections(page):
        lines = [index for index in range(begin, end) if page.lines[index]]
        if field == "budget":
            # The first amount is the total cost; what is asked for, and shares of it, follow.
            amounts = ((i, amount) for i in lines for amount in find_amounts(page.lines[i]))
            for index, amount in amounts:
                fields.setdefault(field, Found(amount.text, index + 1))
        elif field and lines:
            fields.setdefault(field, page.found(lines[0]))
    return make_record(page, fields, dayfirst=True, read_from="heading")


def _sections(page: Page) -> list[tuple[str | None, int, int]]:
    """Return the sections: field (None for others), first line and the line behind the last."""
    starts: list[tuple[str | None, int]] = []
    for index, line in enumerate(page.lines):
        match = _NUMBERED.fullmatch(line)
        if match:
            words = fold(match[2])
            field = next((name for name, form in _HEADINGS if re.fullmatch(form, words)), None)
            starts.append((field, index + 1))
    ends = [*(begin - 1 for _, begin in starts[1:]), len(page.lines)]
    return [(field, begin, end) for (field, begin), end in zip(starts, ends, strict=False)]
