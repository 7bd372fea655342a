"""What kind of value a line is, where no label says it."""

import re

from migfund.parse.amounts import parse_amount
from migfund.parse.periods import parse_period
from migfund.parse.places import find_places
from migfund.parse.text import fold, is_sentence
from migfund.read.page import Page

__all__ = ["kind_of", "kinds_of"]

_LONGEST = 400
"""Characters of the longest line that is looked at: a list of many countries."""

_PATTERNS = (
    ("prima_id", re.compile(r"[A-Z]{2}\d{2}P\d{4}")),
    ("project_id", re.compile(r"[A-Z]{2}\.\d{4}|[A-Z][A-Z0-9]{1,3}-\d{3}")),
)
_WORDS = {
    "coverage": "national|regional|sub-?regional|inter-?regional|global|nationwide|local"
    "|nacional|mondiale?|interregional|multi-?country|multi-?pays",
    "status": "(?:project |projet |proyecto )?(?:completed|active|ongoing|on-going|closed|pipeline"
    "|acheve|termine|actif|en cours|completado|finalizado|terminado|activo|en curso|concluido)",
}


def kind_of(line: str) -> str | None:
    """Return the field that a line is a value of, by its form alone.

    Examples
    --------
    >>> [kind_of(line) for line in ("CV10P0001", "150,000", "Cabo Verde", "Completed", "Our work")]
    ['prima_id', 'budget', 'countries', 'status', None]
    """
    if not line or len(line) > _LONGEST:
        return None
    for field, pattern in _PATTERNS:
        if pattern.fullmatch(line):
            return field
    folded = fold(line)
    for field, words in _WORDS.items():
        if re.fullmatch(words, folded):
            return field
    if is_sentence(line):
        return None
    if any(letter.isdigit() for letter in line):
        amount = parse_amount(line) if len(line) <= 60 else None
        if amount and _fills(amount.text, line):
            return "budget"
        period = parse_period(line) if len(line) <= 80 else None
        dated = period is not None and (period.start or period.end)
        return "period" if period and dated and _fills(period.text, line) else None
    places = find_places(line)
    if places.unknown:
        return None
    return "countries" if places.codes else "region" if places.regions else None


def _fills(words: str, line: str) -> bool:
    """Tell whether words are most of a line, and not what a short sentence happens to mention."""
    return 2 * len(words) >= len(line)


def kinds_of(page: Page) -> list[tuple[int, str | None]]:
    """Return the kind of each line of a page that is not blank."""
    return page.once(
        "kinds", lambda: [(i, kind_of(line)) for i, line in enumerate(page.lines) if line]
    )
