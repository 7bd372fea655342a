"""The project pages of the IOM Development Fund: label lines with the value below.

The label stands after a dash in a line of its own, after a bullet, or alone; in English, French
or Spanish; its value in the next line, or after a colon in the same one. Values may be lost.
"""

from typing import Any

from migfund.parse.places import mentioned_countries
from migfund.read.labels import BULLET, Label, find_labels, read_labels
from migfund.read.page import Found, Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_LABELS = {
    "start": "start date|date de (?:debut|demarrage)|fecha de inicio",
    "end": "end date|date de fin|fecha de (?:fin|finalizacion|termino)",
    "status": "project status|statut du projet|(?:estado|estatus) del proyecto",
    "project_type": "project type|type de projet|tipo de proyecto",
    "budget": r"(?:budget amount|montant du budget|(?:monto|importe) del presupuesto)"
    r"(?: ?\((?P<currency>[a-z]{3}|us\$)\))?",
    "coverage": "coverage|couverture|cobertura",
    "year": "year|annee|ano",
    "region": "idf region|region (?:idf|du fidf|del fondo|du fonds)",
    "other_countries": r"other countries benefit+ing(?: at (?:the )?time of allocation)?"
    r"|(?:autres pays beneficiaires?|otros paises beneficiarios?)[^:|\t]{0,60}",
    "prima_id": "prima id|id prima",
    "project_id": "(?:projects?|projets?|proyectos?) id|id (?:du projet|del? proyecto)",
    "countries": r"benefit+ing (?:member states?|countr(?:y|ies))|pays beneficiaires?"
    r"|etats?(?:\(s\))? membres?(?:\(s\))? beneficiaires?"
    r"(?: remplissant les conditions requises)?|pais(?:es)? beneficiarios?"
    r"|estados?(?:\(s\))? miembros?(?:\(s\))? beneficiarios?(?:\(s\))?(?: elegibles)?",
}
# Labels that hardly another kind of page has: two of them make the page one of the fund's.
_OWN = frozenset({"budget", "region", "prima_id", "project_id", "countries", "other_countries"})
_MAX_GAP = 8
"""Lines that may lie between two labels of one block."""


def recognise(page: Page) -> bool:
    """Tell whether the page has the fund's labels."""
    return len({label.field for label in _block(page)} & _OWN) >= 2


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    labels = _block(page)
    fields, currency, problems = read_labels(page, labels)
    title = _title(page, labels[0].line)
    if title:
        fields = {"title": title, **fields}
        if "countries" not in fields and mentioned_countries(title.text):
            # The site lost the value on some pages; the title then names whom the project is for.
            fields["named_in"] = title
    return make_record(
        page, fields, fund="IDF", currency=currency, problems=problems, read_from="label"
    )


def _block(page: Page) -> list[Label]:
    """Return the run of labels, close to each other, that holds the most fields."""
    blocks: list[list[Label]] = []
    for label in find_labels(page, _LABELS):
        if blocks and label.line - blocks[-1][-1].line <= _MAX_GAP:
            blocks[-1].append(label)
        else:
            blocks.append([label])
    return max(blocks, key=lambda block: len({label.field for label in block}), default=[])


def _title(page: Page, first_label: int) -> Found | None:
    """Take the last line before the labels, unless it is an item of the site's menu."""
    for index in range(first_label - 1, -1, -1):
        line = page.lines[index]
        if line and not BULLET.fullmatch(line + " "):
            return None if BULLET.match(line) else page.found(index)
    return None
