"""Funding decisions of the Ministry for Foreign Affairs of Finland: the amount below the date."""

import re
from typing import Any

from migfund.parse.amounts import parse_amount
from migfund.parse.places import mentioned_countries
from migfund.parse.text import fold
from migfund.read.page import Found, Page
from migfund.read.prose import countries_in, period_in
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_DECISION = re.compile(r"(?:funding decision|rahoituspaatos)s?:?(?: .*)?")
_KICKER = re.compile(r".*,\s*\d{1,2}\.\d{1,2}\.\d{4}")


def recognise(page: Page) -> bool:
    """Tell whether an amount follows a funding decision."""
    return _decided(page) is not None


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    fields: dict[str, Found] = {}
    budget = _decided(page)
    for index, line in enumerate(page.lines):
        if line and not _KICKER.fullmatch(line):
            fields["title"] = page.found(index)
            break
    if budget:
        fields["budget"] = budget
    amount = parse_amount(budget.text) if budget else None
    period = period_in(page, budget=amount.value if amount else None)
    if period:
        fields["period"] = period
    title = fields.get("title")
    place = title if title and mentioned_countries(title.text) else countries_in(page)
    if place and mentioned_countries(place.text) != ["FIN"]:
        fields["named_in"] = place
    return make_record(page, fields, fund="Finland", dayfirst=True, read_from="heading")


def _decided(page: Page) -> Found | None:
    """Return the amount in one of the lines below "Funding decision"."""
    for index, line in enumerate(page.lines):
        if line and len(line) <= 60 and _DECISION.fullmatch(fold(line)):
            for below in range(index + 1, min(index + 4, len(page.lines))):
                amount = parse_amount(page.lines[below])
                if amount and amount.currency:
                    return page.found(below)
    return None
