"""Project pages of the Austrian Development Agency, English and German: labels in one line."""

from typing import Any

from migfund.read.funds import fund_named
from migfund.read.labels import find_labels, read_labels
from migfund.read.page import Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_LABELS = {
    "countries": "countr(?:y|ies)|land|lander|country/region|land/region",
    "budget": "funding amount|fordersumme|fordersumme gesamt|funding volume|fordervolumen",
    "start": "project start|start|beginn|projektbeginn|projektstart",
    "end": "(?:project )?end|ende|projektende",
    "project_id": "project number|projektnummer|contract number|vertragsnummer",
    "fund": "mittelherkunft|(?:source|origin) of funds|funded by",
    "other": "contract partner|projekttrager|vertragspartner|project partner|projektpartner"
    "|(?:short )?description|kurzbeschreibung|overall goal|projektziel|expected results"
    "|erwartete ergebnisse|target group(?:/beneficiaries)?|zielgruppe|activities|maßnahmen"
    "|massnahmen|context|hintergrund(?:information)?|sector|sektor|tied|projecttype|projekttyp",
}


def recognise(page: Page) -> bool:
    """Tell whether the page has the agency's labels."""
    labels = find_labels(page, _LABELS, spaced=("project_id", "fund"))
    fields = {label.field for label in labels}
    words = {label.words.casefold() for label in labels}
    own = words & {"funding amount", "fördersumme", "contract partner", "projektträger"}
    return len(fields) >= 3 and bool(own)


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    labels = find_labels(page, _LABELS, spaced=("project_id", "fund"))
    fields, _, problems = read_labels(page, labels)
    fund = None
    title = next((i for i, line in enumerate(page.lines[: labels[0].line]) if line), None)
    if title is not None:
        fields = {"title": page.found(title), **fields}
        fund = fund_named(page.lines[title])
    return make_record(page, fields, fund=fund, problems=problems, dayfirst=True, read_from="label")
