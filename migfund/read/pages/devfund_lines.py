"""The old site of the IOM Development Fund: values in lines of their own, without labels.

Region, ids, budget, country, type, coverage and status follow the title. Any of them may be
absent, so each line is known by its form and not by its place. The budget has no currency.
"""

from typing import Any

from migfund.parse.text import is_sentence
from migfund.read.kinds import kinds_of
from migfund.read.labels import BULLET
from migfund.read.page import Page
from migfund.read.record import make_record

__all__ = ["read", "recognise"]

_Kinds = list[tuple[int, str | None]]
_FEWEST = 4
"""Kinds of lines that make a block of values."""


def recognise(page: Page) -> bool:
    """Tell whether there is a block of the fund's values, an id or coverage and status in it."""
    kinds = {kind for _, kind in _block(page)} - {None}
    ids = kinds & {"project_id", "prima_id"}
    return len(kinds) >= _FEWEST and bool(ids or kinds >= {"coverage", "status"})


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    block = _block(page)
    fields = {}
    above = [i for i, _ in kinds_of(page) if i < block[0][0] and not BULLET.match(page.lines[i])]
    if above:
        fields["title"] = page.found(above[-1])
    for index, kind in block:
        fields.setdefault(kind or "project_type", page.found(index))
    return make_record(page, fields, fund="IDF", read_from="position")


def _block(page: Page) -> _Kinds:
    """Give the run of value lines with the most kinds; one line in it, the type, has no form."""
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
