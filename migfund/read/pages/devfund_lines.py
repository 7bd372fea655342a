"""The old site of the IOM Development Fund: values in lines of their own, without labels.

Region, ids, budget, country, type, coverage and status follow the title. Any of them may be
absent, so each line is known by its form and not by its place. The budget has no currency.
"""

from typing import Any

from migfund.parse.text import fold, is_sentence
from migfund.read.kinds import kinds_of
from migfund.read.labels import BULLET
from migfund.read.page import Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_Kinds = list[tuple[int, str | None]]
_FEWEST = 4
"""Kinds of lines that make a block of values where nothing else shows the site."""
_MENU = frozenset(
    "guidelines and application|eligibility criteria|donate now|lignes directrices"
    "|criteres d'admissibilite|faire un don|criterios de elegibilidad|directrices y solicitud"
    "|done ahora|donar ahora|a propos du fonds|acerca del fondo".split("|")
)


def recognise(page: Page) -> bool:
    """Tell whether there is a block of the fund's values, an id or coverage and status in it."""
    kinds = {kind for _, kind in _block(page)} - {None}
    ids = kinds & {"project_id", "prima_id"}
    if len(kinds) >= _FEWEST and (ids or kinds >= {"coverage", "status"}):
        return True
    menu = {fold(BULLET.sub("", line)) for line in page.lines if BULLET.match(line)}
    return bool(kinds) and len(menu & _MENU) >= 2


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    block = _block(page)
    fields = {}
    above = [i for i, _ in kinds_of(page) if i < block[0][0] and not BULLET.match(page.lines[i])]
    if above:
        fields["title"] = page.found(above[-1])
    for index, kind in block:
        field = kind or "project_type"
        if field == "countries" and field in fields:
            several = f"{fields[field].text}\n{page.lines[index]}"
            fields[field] = fields[field]._replace(text=several)
        fields.setdefault(field, page.found(index))
    return make_record(page, fields, fund="IDF", read_from="position")


def _block(page: Page) -> _Kinds:
    """Return the run of value lines with the most kinds; one line in it, the type, has no form."""
    runs: list[_Kinds] = [[]]
    for index, kind in kinds_of(page):
        line, run = page.lines[index], runs[-1]
        is_type = len(line) <= 80 and not is_sentence(line) and not BULLET.match(line)
        if kind or (run and is_type and all(known for _, known in run)):
            run.append((index, kind))
        elif run:
            runs.append([])
    best = max(runs, key=lambda run: len({kind for _, kind in run}))
    while best and best[-1][1] is None:
        best = best[:-1]
    return best
