"""Other pages with labels, such as those of IOM's country offices: any three of the usual ones."""

from typing import Any

from migfund.parse.periods import parse_period
from migfund.parse.text import is_sentence
from migfund.read.labels import find_labels, read_labels
from migfund.read.page import Found, Page
from migfund.read.record import make_record

__all__ = ["read", "recognise"]

_LABELS = {
    "title": "(?:project |action )?(?:title|name)|title of the (?:project|action)"
    "|(?:titre|intitule)(?: du projet)?|titulo(?: del proyecto)?|projekttitel",
    "project_id": "project (?:code|number|id|reference|ref\\.?)|(?:code|numero) d[eu] projet"
    "|codigo del proyecto|projektnummer|reference(?: number)?|contract number",
    "status": "(?:project )?status|statut(?: du projet)?|estado(?: del proyecto)?",
    "period": "(?:project |implementation )?(?:duration|period|timeframe|time frame|dates?)"
    "|implementation period|duree(?: du projet)?|periode(?: de mise en oeuvre)?"
    "|duracion(?: del proyecto)?|periodo(?: de ejecucion)?|laufzeit|projektlaufzeit|timeline",
    "start": "(?:project )?start(?: date)?|date de debut|fecha de inicio|beginn|projektbeginn",
    "end": "(?:project )?end(?: date)?|date de fin|fecha de (?:fin|finalizacion)|ende|projektende",
    "budget": "(?:total |overall |project |estimated )*(?:budget|cost|value|funding|amount)"
    r"(?: amount)?(?: ?\((?P<currency>[a-z]{3}|us\$|€)\))?|budget (?:total|du projet)"
    "|cout total|montant(?: total)?|presupuesto(?: total)?|monto(?: total)?|gesamtbudget"
    "|(?:total )?eu contribution|grant amount|total project budget",
    "countries": "(?:project |target |partner |beneficiary |recipient )?"
    r"(?:countr(?:y|ies)|locations?(?:\(s\))?)(?: of implementation)?|project beneficiaries"
    "|geographic(?:al)? (?:coverage|scope|focus)|pays(?: beneficiaires?| cibles?)?|pais(?:es)?"
    "|land|lander|where",
    "fund": "(?:donors?|funded by|funding (?:source|agency|partner)|financed by|bailleurs?"
    "|bailleurs? de fonds|donantes?|financiador|financier|geldgeber)(?:\\(s\\))?",
    "other": "(?:project )?(?:description|summary|objectives?|overview|background|results|outputs"
    "|outcomes?|activities|goal)|implementing (?:party|parties|partners?|agency|agencies)"
    "|implemented by|partners?|contacts?|(?:specific|overall|general) objectives?"
    "|target (?:groups?|beneficiaries)|beneficiaries|sectors?|themes?|theme|duty stations?",
}
_FEWEST = 3
"""Fields of interest that make a page one with labels."""


def recognise(page: Page) -> bool:
    """Tell whether there are labels enough, a budget, a period or a start among them."""
    fields = {label.field for label in find_labels(page, _LABELS)} - {"other"}
    return len(fields) >= _FEWEST and bool(fields & {"budget", "period", "start"})


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    labels = find_labels(page, _LABELS)
    fields, currency, problems = read_labels(page, labels)
    if "period" in fields:
        fields["period"] = _with_dates(page, fields["period"], {label.line for label in labels})
    if "title" not in fields:
        above = [index for index, line in enumerate(page.lines[: labels[0].line]) if line]
        if above and not is_sentence(page.lines[above[0]] if len(above) > 1 else ""):
            fields = {"title": page.found(above[0]), **fields}
    return make_record(page, fields, currency=currency, problems=problems, read_from="label")


def _with_dates(page: Page, period: Found, label_lines: set[int]) -> Found:
    """Add the next line where the label's own value is a length and the dates follow it."""
    said = parse_period(period.text)
    below = period.line
    if said and said.start is None and said.end is None and below < len(page.lines):
        following = parse_period(page.lines[below]) if below not in label_lines else None
        if following and following.start:
            return period._replace(text=f"{period.text}\n{page.lines[below]}")
    return period
