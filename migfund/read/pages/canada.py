"""Project profiles of Global Affairs Canada, English and French; a bare "$" is Canadian."""

import re
from typing import Any

from migfund.read.labels import find_labels, read_labels
from migfund.read.page import Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_LABELS = {
    "title": "(?:project )?title|titre(?: du projet)?",
    "project_id": "project (?:number|id)|numero (?:de|du) projet",
    "status": "(?:project )?status|etat|statut",
    "period": "start ?(?:date)? ?[-–—/] ?end(?: date)?|debut ?[-–—/] ?fin|duration|duree",
    "start": "start(?: date)?|date de debut|debut",
    "end": "end(?: date)?|date de (?:fin|cloture)|fin",
    "budget": "(?:maximum )?(?:project |dfatd |gac |cida |global affairs canada )*contribution"
    "|contribution maximale(?: du projet)?|maximum cida contribution",
    "countries": "countr(?:y|ies)(?: ?/ ?regions?)?|pays(?: ?/ ?regions?)?",
    "other": "executing agency.*|agence d.execution.*|partenaire.*|reporting organi[sz]ation"
    "|organisme(?: declarant)?|description|expected results|resultats attendus|last modified"
    "|derniere modification|dac sectors?.*|sectors?.*|secteurs?.*|policy markers?.*"
    "|programming process.*|results achieved.*|progress and results.*|responsible organi[sz]ation"
    "|type of funding|aid types?.*|funding structure|budget and spending|transactions",
}
_PROFILE = re.compile(r"(?:project profile|profil de projet)\s*[-–—:]\s*", re.IGNORECASE)
_OWN = ("maximum contribution", "contribution maximale", "maximum cida contribution")


def recognise(page: Page) -> bool:
    """Tell whether the page has the labels of a profile."""
    labels = find_labels(page, _LABELS)
    if len({label.field for label in labels} - {"other"}) < 3:
        return False
    has_own = any(label.words.casefold().startswith(_OWN) for label in labels)
    return has_own or "Global Affairs Canada" in page.text or "Affaires mondiales" in page.text


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    labels = find_labels(page, _LABELS)
    fields, currency, problems = read_labels(page, labels)
    if "title" not in fields:
        above = [page.found(i) for i, line in enumerate(page.lines[: labels[0].line]) if line]
        named = [line for line in above if _PROFILE.match(line.text)]
        for line in (named or above)[:1]:
            fields = {"title": line._replace(text=_PROFILE.sub("", line.text)), **fields}
    return make_record(
        page, fields, currency=currency, dollar="CAD", problems=problems, read_from="label"
    )
