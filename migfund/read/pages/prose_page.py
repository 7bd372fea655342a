"""The last resort: a page of sentences about a project.

A value is taken only where its sentence says that it is the project's; where sentences disagree,
none is. A page from which no budget and no period can be taken is left unread.
"""

import re
from typing import Any

from migfund.parse.places import find_places, mentioned_countries
from migfund.parse.text import is_sentence
from migfund.read.funds import fund_named
from migfund.read.page import Found, Page
from migfund.read.prose import budget_in, countries_in, period_in, sentences, title_in
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_PAYS = re.compile(
    r"\bpa(?:id|ys) for\b|\bfund(?:s|ed|ing)\b|\bfinanc|\bcontribution\b|\bgrant\b|\bfrom the\b"
    r"|\bsupport(?:s|ed)\b|\bprogramme of\b|\bwithin\b|\bunder\b",
    re.IGNORECASE,
)


def recognise(page: Page) -> bool:
    """Tell whether sentences give a budget or a period of a project."""
    return budget_in(page) is not None or period_in(page) is not None


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    fields: dict[str, Found] = {}
    title = title_in(page) or _title_line(page)
    if title:
        fields["title"] = title
    values = {"budget": budget_in(page), "period": period_in(page)}
    fields |= {name: found for name, found in values.items() if found}
    listed = _country_line(page)
    if listed:
        fields["countries"] = listed
    elif title and mentioned_countries(title.text):
        fields["named_in"] = title
    elif countries := countries_in(page):
        fields["named_in"] = countries
    return make_record(page, fields, fund=_fund(page), read_from="prose")


def _title_line(page: Page) -> Found | None:
    """Take the first line if it stands alone and is no sentence of the text."""
    index = next((i for i, line in enumerate(page.lines) if line), None)
    if index is None or page.lines[index].endswith((".", ":", ";", ",")):
        return None
    alone = index + 1 < len(page.lines) and not page.lines[index + 1]
    return page.found(index) if alone and len(page.lines[index]) <= 250 else None


def _country_line(page: Page) -> Found | None:
    """Take a line among the first ones that is a list of countries and nothing else."""
    lines = [i for i, line in enumerate(page.lines) if line][1:4]
    for index in lines:
        places = find_places(page.lines[index])
        if places.codes and not places.unknown and not is_sentence(page.lines[index]):
            return page.found(index)
    return None


def _fund(page: Page) -> str | None:
    """Return the one fund that a sentence names as the payer."""
    named = {
        fund_named(sentence.text) for sentence in sentences(page) if _PAYS.search(sentence.text)
    } - {None}
    return named.pop() if len(named) == 1 else None
