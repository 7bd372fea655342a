"""Project references of consultancies in the EU's form: one label line for each column."""

import re
from typing import Any

from migfund.parse.places import mentioned_countries
from migfund.read.labels import find_labels, read_labels
from migfund.read.page import Found, Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_LABELS = {
    "title": "project title|name of (?:the )?project",
    "countries": "countr(?:y|ies)",
    "budget": r"overall project value(?: \((?P<currency>[a-z]{3}|€)\))?",
    "fund": "origin of funding",
    "start": "start date",
    "end": "end date",
    "period": r"dates?(?: \(start/end\))?",
    "other": r"proportion carried out by (?:the )?legal entity.*|(?:name of )?consortium members.*"
    r"|(?:number|no\.?|n°) of staff provided|(?:name of )?clients?|name of legal entity"
    r"|detailed description of project.*|type and scope of services provided.*|back",
}
_NUMBER = re.compile(r"Ref\.?\s*(?:N\s*[°ºo]|no)?\.?\s*:?\s*(\S+)", re.IGNORECASE)


def recognise(page: Page) -> bool:
    """Tell whether the labels of the form are there."""
    fields = [label.field for label in find_labels(page, _LABELS)]
    return "budget" in fields and len(set(fields)) >= 3


def read(page: Page) -> dict[str, Any]:
    """Read the record of the reference."""
    labels = find_labels(page, _LABELS)
    fields, currency, problems = read_labels(page, labels)
    above = [index for index, line in enumerate(page.lines[: labels[0].line]) if line]
    for index in above:
        number = _NUMBER.fullmatch(page.lines[index])
        if number:
            fields["project_id"] = Found(number[1], index + 1)
        else:
            fields.setdefault("title", page.found(index))
    if "countries" not in fields:
        place = _only_country(page)
        if place:
            fields["named_in"] = place
    return make_record(
        page, fields, currency=currency, problems=problems, dayfirst=True, read_from="label"
    )


def _only_country(page: Page) -> Found | None:
    """Return the line that names a country, if the whole page names that one and no other."""
    lines = [(index, mentioned_countries(line)) for index, line in enumerate(page.lines) if line]
    named = {code for _, codes in lines for code in codes}
    return page.found(next(i for i, codes in lines if codes)) if len(named) == 1 else None
