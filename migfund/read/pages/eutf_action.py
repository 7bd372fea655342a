"""Action documents of the EU Emergency Trust Fund for Africa: the table of identification.

Text taken from the PDF often runs to one line, so the labels are found in the running text.
"""

import re
from functools import cache
from typing import Any

from migfund.read.page import Found, Page
from migfund.read.record import make_record

__all__ = ["read", "recognise"]

_LABELS = (
    r"(?:Title\s*/?\s*Reference|Intitulé\s*/\s*Référence|Reference|Référence)\s*:?\s*"
    r"(?P<project_id>T\d{2}\s*-\s*[A-Z0-9]+(?:\s*-\s*[A-Z0-9]+)+)\s+(?P<title>.{5,250}?)\s+"
    r"(?:Zone\s+benefit+ing\s+from\s+the\s+action|Zone\s+bénéficiaire\s+de\s+l.action)"
    r"\s*/?\s*Locali[sz]ation\s*:?\s+(?P<countries>.{2,200}?)\s+(?:Total\s+cost|Coût\s+total)\s+"
    r"(?:(?:Total\s+estimated\s+cost|Coût\s+total\s+estimé)\s*:?\s*"
    r"(?P<budget>.{3,60}?)(?=\s+(?:Total|Montant|Aid|Modalité)))?"
)


@cache
def _pattern() -> re.Pattern[str]:
    """Compile the labels."""
    return re.compile(_LABELS, re.IGNORECASE | re.DOTALL)


def recognise(page: Page) -> bool:
    """Tell whether the table of identification is there."""
    return "ocali" in page.text and _pattern().search(page.text) is not None


def read(page: Page) -> dict[str, Any]:
    """Read the record of the document."""
    match = _pattern().search(page.text)
    fields = {}
    for name, words in (match.groupdict() if match else {}).items():
        if match and words:
            line = page.text.count("\n", 0, match.start(name)) + 1
            fields[name] = Found(" ".join(words.split()), line)
    return make_record(page, fields, fund="EUTF", dayfirst=True, read_from="label")
