"""The project pages of the IOM Development Fund: label lines with the value below.

The label stands after a dash in a line of its own, after a bullet, or alone; in English, French
or Spanish; its value in the next line, or after a colon in the same one. Values may be lost.
"""

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from migfund.parse.places import find_places, mentioned_countries
from migfund.parse.text import fold, is_sentence
from migfund.read.page import Found, Page, make_record, problem

__all__ = ["read", "recognise"]

_LABELS = {
    "start": "start date|date de debut|date de demarrage|fecha de inicio",
    "end": "end date|date de fin|fecha de fin|fecha de finalizacion|fecha de termino",
    "status": "project status|statut du projet|estado del proyecto|estatus del proyecto",
    "project_type": "project type|type de projet|tipo de proyecto",
    "budget": r"(?:budget amount|montant du budget|(?:monto|importe) del presupuesto)"
    r"(?: ?\((?P<currency>[a-z]{3}|us\$)\))?",
    "coverage": "coverage|couverture|cobertura",
    "year": "year|annee|ano",
    "region": "idf region|region (?:idf|du fidf|del fondo|du fonds)",
    "other_countries": "other countries benefiting.*|autres pays beneficiaires?.*"
    "|otros paises beneficiarios?.*",
    "prima_id": "prima id|id prima",
    "project_id": "projects? id|projets? id|proyectos? id"
    "|id (?:du projet|del proyecto|de proyecto)",
    "countries": r"benefit+ing (?:member states?|countr(?:y|ies)).*"
    r"|etats?(?:\(s\))? membres?(?:\(s\))? beneficiaires?.*|pays beneficiaires?"
    r"|estados?(?:\(s\))? miembros?(?:\(s\))? beneficiarios?.*|pais(?:es)? beneficiarios?",
}
# Labels that hardly another kind of page has: two of them make the page one of the fund's.
_OWN = frozenset({"budget", "region", "prima_id", "project_id", "countries", "other_countries"})
_BULLET = re.compile(r"^(?:[-–—•·◦▪●*]\s*)+")
_MAX_GAP = 8
"""Lines that may lie between two labels of one block."""
_LONGEST = 120
"""Characters of the longest label."""


class _Label(NamedTuple):
    """A label line: its field, its place, its words, and the value if the line holds it too."""

    field: str
    line: int
    words: str
    value: str
    currency: str | None


def recognise(page: Page) -> bool:
    """Tell whether the page has the fund's labels."""
    return len({label.field for label in _labels(page)} & _OWN) >= 2


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    labels = _labels(page)
    fields: dict[str, Found] = {}
    currency = None
    problems = []
    title = _title(page, labels[0].line)
    if title:
        fields["title"] = title
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        value = _value(page, label, following)
        if value is None:
            continue
        if label.field not in fields:
            fields[label.field] = value
            currency = label.currency or currency
        elif value.text != fields[label.field].text:
            taken = fields[label.field].text
            reason = f"the label stands twice; its first value, {taken!r}, was taken"
            problems.append(problem(label.field, value, reason))
    if "countries" not in fields and title and mentioned_countries(title.text):
        # The site lost the value on some pages; the title then names whom the project is for.
        fields["named_in"] = title
    return make_record(page, fields, fund="IDF", currency=currency, problems=problems)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Compile the labels, each to match the whole of a folded line."""
    return [(field, re.compile(words)) for field, words in _LABELS.items()]


@lru_cache(maxsize=10_000)
def _named(words: str) -> tuple[str, str | None] | None:
    """Give the field and the currency that a label names; None where the words are no label."""
    folded = fold(words)
    for field, pattern in _patterns():
        match = pattern.fullmatch(folded)
        if match:
            code = match.groupdict().get("currency")
            return field, {"us$": "USD", None: None}.get(code, str(code).upper())
    return None


def _labels(page: Page) -> list[_Label]:
    """Find the label lines of the page's main block."""
    labels = []
    for index, line in enumerate(page.lines):
        text = _BULLET.sub("", line)
        words, colon, value = text.partition(":")
        if len(words) > _LONGEST:
            continue
        name = _named(words)
        if name and (colon or words == text):
            labels.append(_Label(name[0], index, words, value.strip(), name[1]))
    return _main_block(labels)


def _main_block(labels: list[_Label]) -> list[_Label]:
    """Give the run of labels, close to each other, that holds the most fields."""
    blocks: list[list[_Label]] = []
    for label in labels:
        if blocks and label.line - blocks[-1][-1].line <= _MAX_GAP:
            blocks[-1].append(label)
        else:
            blocks.append([label])
    return max(blocks, key=lambda block: len({label.field for label in block}), default=[])


def _title(page: Page, first_label: int) -> Found | None:
    """Take the last line before the labels, unless it is an item of the site's menu."""
    for index in range(first_label - 1, -1, -1):
        line = page.lines[index]
        if line and not _BULLET.fullmatch(line + " "):
            return None if _BULLET.match(line) else page.found(index)
    return None


def _value(page: Page, label: _Label, following: _Label | None) -> Found | None:
    """Take the words of a label: in its own line, else the next line that is one of values."""
    if label.value:
        return Found(label.value, label.line + 1, label.words)
    end = following.line if following else min(label.line + 4, len(page.lines))
    for index in range(label.line + 1, end):
        line = page.lines[index]
        if not line or _BULLET.fullmatch(line + " "):
            continue
        # Behind the last label the page's text begins, at times where a value has been lost.
        if following is None and not _may_end_the_block(label, line, index):
            return None
        return Found(line, index + 1, label.words)
    return None


def _may_end_the_block(label: _Label, line: str, index: int) -> bool:
    """Tell the value of the last label from the text that follows it."""
    if label.field in ("countries", "other_countries"):
        places = find_places(line)
        if places.codes or places.regions:
            return not places.unknown or not is_sentence(line)
    return index == label.line + 1 and not is_sentence(line)
