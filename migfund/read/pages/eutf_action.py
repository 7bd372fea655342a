"""Action documents of the EU Emergency Trust Fund for Africa: the table of identification.

Text taken from the PDF often runs to one line, so the labels are found in the running text; each
value reaches to the next label.
"""

import re
from functools import cache
from typing import Any

from migfund.read.page import Found, Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_LABELS = {
    "title": r"(?:Title|Intitulé)(?:\s*/\s*(?:Number|Reference|Numéro|Référence))?"
    r"(?=\s+(?!of\b|de\b))",
    "project_id": r"(?:Reference|Référence|Number|Numéro)\s*:",
    "countries": r"(?:Zone\s+benefit+ing\s+from\s+the\s+action|Zone\s+bénéficiaire\s+de\s+l.action)"
    r"(?:\s*/?\s*Locali[sz]ation)?\s*:?",
    "other": r"(?:Total\s+cost|Coût\s+total)(?!\s+est)|Total\s+amount\b|Montant\s+total\b"
    r"|Aid\s+(?:modality|method)|Modalités?\b|DAC\s+code|Codes?\s+CAD|Main\s+delivery|Markers",
    "budget": r"(?:Total\s+estimated\s+cost|Coût\s+total\s+estimé)\s*:?",
}
_ID = re.compile(r"T\d{2}\s*-\s*EUTF(?:\s*-\s*[A-Z0-9]+)+")


@cache
def _pattern() -> re.Pattern[str]:
    """Compile the labels, a group a field."""
    return re.compile("|".join(f"(?P<{name}>{form})" for name, form in _LABELS.items()))


def recognise(page: Page) -> bool:
    """Tell whether the labels of the table are there."""
    return "EUTF" in page.text and {"countries", "budget"} <= set(_values(page))


def read(page: Page) -> dict[str, Any]:
    """Read the record of the document."""
    values = _values(page)
    number = _ID.search(page.text)
    fields = {name: values[name] for name in ("countries", "budget")}
    if number:
        fields["project_id"] = Found(number[0], page.text.count("\n", 0, number.start()) + 1)
        # The number stands before the title or behind it, with a label of its own or without.
        for name in ("title", "project_id"):
            found = values.get(name)
            words = found.text.replace(number[0], " ").strip(" :-–") if found else ""
            if found and words and "title" not in fields:
                fields["title"] = Found(words, found.line)
    return make_record(page, fields, fund="EUTF", dayfirst=True, read_from="label")


def _values(page: Page) -> dict[str, Found]:
    """Return the words from each label to the next; of a label that stands twice, the first."""
    matches = list(_pattern().finditer(page.text))
    ends = [match.start() for match in matches[1:]] + [len(page.text)]
    values: dict[str, Found] = {}
    for match, end in zip(matches, ends, strict=False):
        words = " ".join(page.text[match.end() : end].split())
        if words and match.lastgroup:
            line = page.text.count("\n", 0, match.end()) + 1
            values.setdefault(match.lastgroup, Found(words, line))
    return values
