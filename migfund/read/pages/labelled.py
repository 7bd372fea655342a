"""Other pages with labels, such as those of IOM's country offices: any three of the usual ones."""

from typing import Any

from migfund.parse.periods import parse_period
from migfund.read.funds import fund_named, names_fund_alone
from migfund.read.kinds import kind_of
from migfund.read.labels import find_labels, read_labels
from migfund.read.page import Found, Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_LABELS = {
    "title": "(?:project |action )?(?:title|name)|title of the (?:project|action)"
    "|(?:titre|intitule)(?: du projet)?|(?:titulo|nombre)(?: del proyecto)?|nom du projet"
    "|projekttitel",
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
    "|cout total|montant(?: total)?|presupuesto(?: total)?|monto(?: total)?|gesamtbudget",
    "grant": "(?:total )?(?:eu|eutf|iom|idf) (?:contribution|funding|grant)|grant amount"
    "|contribution (?:de l.ue|ue)",
    "countries": "(?:project |target |partner |beneficiary |recipient )?"
    r"(?:countr(?:y|ies)|locations?(?:\(s\))?|areas?)(?: of implementation)?"
    "|project beneficiaries|geographic(?:al)? (?:coverage|scope|focus|area)|benefit+ing zone"
    "|zones? (?:benefit+ing.*|beneficiaires?.*|d.intervention)|pays(?: beneficiaires?| cibles?)?"
    "|cobertura geografica|ubicacion|pais(?:es)?(?: beneficiarios?| de ejecucion)?|land|lander"
    "|where",
    "fund": "(?:donors?|funded by|funding (?:source|agency|partner)|financed by|bailleurs?"
    "|bailleurs? de fonds|donantes?|financiador|financier|geldgeber)(?:\\(s\\))?",
    "other": "(?:project )?(?:description|summary|objectives?|overview|background|results|outputs"
    "|outcomes?|activities|goal)|implementing (?:party|parties|partners?|agency|agencies)"
    "|implemented by|partners?|contacts?|(?:specific|overall|general) objectives?"
    "|target (?:groups?|beneficiaries)|beneficiaries|beneficiaires|beneficiarios|sectors?|themes?"
    "|duty stations?|eu contracted amount.*|implementing organi[sz]ations?|funding instrument"
    "|context|socios?|partenaires?|descripcion(?: del proyecto)?|resumen|objetivos?",
}
_FEWEST = 3
"""Fields of interest that make a page one with labels."""


def recognise(page: Page) -> bool:
    """Tell whether there are labels enough, a budget, a period or a start among them."""
    fields = {label.field for label in find_labels(page, _LABELS)} - {"other"}
    return len(fields) >= _FEWEST and bool(fields & {"budget", "grant", "period", "start"})


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    labels = find_labels(page, _LABELS)
    fields, currency, problems = read_labels(page, labels)
    if "grant" in fields:
        # What one payer gives is the budget where no total is stated.
        grant = fields.pop("grant")
        fields.setdefault("budget", grant)
    if "period" in fields:
        fields["period"] = _with_dates(page, fields["period"], {label.line for label in labels})
    above = [page.found(i) for i, line in enumerate(page.lines[: labels[0].line]) if line]
    for line in above:
        # Above or below the title stand the fund's name and the place alone.
        if "title" not in fields and not kind_of(line.text) and not names_fund_alone(line.text):
            fields = {"title": line, **fields}
    # A fund may be named above the labels, or in one: "EUTF contribution".
    words = "\n".join([*(line.text for line in above), *(label.words for label in labels)])
    fund = None if "fund" in fields else fund_named(words)
    return make_record(
        page, fields, fund=fund, currency=currency, problems=problems, read_from="label"
    )


def _with_dates(page: Page, period: Found, label_lines: set[int]) -> Found:
    """Add the next line where the label's own value is a length and the dates follow it."""
    said = parse_period(period.text)
    below = period.line
    if said and said.start is None and said.end is None and below < len(page.lines):
        following = parse_period(page.lines[below]) if below not in label_lines else None
        if following and following.start:
            return period._replace(text=f"{period.text}\n{page.lines[below]}")
    return period
