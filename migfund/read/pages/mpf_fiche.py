"""The project fiches of the Migration Partnership Facility: headings with the value below."""

import re
from typing import Any

from migfund.read.labels import find_labels, read_labels
from migfund.read.page import Found, Page
from migfund.read.records import make_record

__all__ = ["read", "recognise"]

_HEADINGS = {
    "countries": r"(?:partner |target |beneficiary |participating )?countr(?:y|ies)(?: involved)?",
    "period": "time ?frame|duration|dates?|(?:project |implementation )(?:duration|period)",
    "budget": "(?:total |project |overall )*budget|eu (?:contribution|funding)"
    "|(?:grant|funding) amount",
    "other": "about the (?:project|action)|(?:project |lead |implementing )?partners?|activities"
    "|main activities|(?:specific |overall )?objectives?|(?:expected )?(?:results|outputs)"
    "|background|contacts?|donors?|implemented by|the migration partnership facility|summary"
    "|description|status|themes?|thematic (?:area|focus)",
}
_FACILITY = re.compile(r"migration partnership facility|\bMPF\b", re.IGNORECASE)
_STATUS = re.compile(
    r"(?:project |action |status: ?)?(?:completed|ongoing|on-going|closed|active|in progress"
    r"|finished|terminated|suspended|upcoming|planned|launched|to be launched"
    r"|under (?:implementation|preparation)|starting soon|recently started)",
    re.IGNORECASE,
)


def recognise(page: Page) -> bool:
    """Tell whether the page has the fiche's headings and speaks of the facility."""
    if not _FACILITY.search(page.text):
        return False
    return len({label.field for label in find_labels(page, _HEADINGS)} - {"other"}) >= 2


def read(page: Page) -> dict[str, Any]:
    """Read the record of the page."""
    headings = find_labels(page, _HEADINGS)
    fields, _, problems = read_labels(page, headings)
    fields = _head(page, headings[0].line) | fields
    return make_record(
        page, fields, fund="MPF", problems=problems, dayfirst=True, read_from="heading"
    )


def _head(page: Page, first_heading: int) -> dict[str, Found]:
    """Read the lines above the first heading: theme in capitals, title, status."""
    fields: dict[str, Found] = {}
    for index in range(first_heading - 1, -1, -1):
        line = page.found(index)
        if not line.text:
            continue
        if _STATUS.fullmatch(line.text):
            fields.setdefault("status", line)
        elif "title" not in fields:
            fields["title"] = line
        elif fields["title"].line == line.line + 1 and not line.text.isupper():
            # A title over two lines.
            fields["title"] = Found(f"{line.text} {fields['title'].text}", line.line)
        elif line.text.isupper():
            fields["project_type"] = line
            break
    return fields
