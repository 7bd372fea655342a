"""Project pages of EU delegations: title, theme, amount and years in lines without labels."""

from typing import Any

from migfund.parse.amounts import parse_amount
from migfund.parse.places import mentioned_countries
from migfund.read.kinds import kinds_of
from migfund.read.page import Found, Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_HEAD = 10
"""Lines in which the values stand."""


def recognise(page: Page) -> bool:
    """Tell whether an amount with a currency and a period stand in lines of their own."""
    head = _head(page)
    return {"budget", "period"} <= set(head) and parse_amount(head["budget"].text) is not None


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    first = next(index for index, line in enumerate(page.lines) if line)
    fields = {"title": page.found(first), **_head(page)}
    if "countries" not in fields and mentioned_countries(page.lines[first]):
        fields["named_in"] = page.found(first)
    return make_record(page, fields, dayfirst=True, read_from="position")


def _head(page: Page) -> dict[str, Found]:
    """Take the lines below the title by their form."""
    fields: dict[str, Found] = {}
    for index, kind in kinds_of(page)[1:_HEAD]:
        if kind in ("budget", "period", "countries", "status"):
            fields.setdefault(kind, page.found(index))
    return fields
