"""From figures back to what they rest on."""

import html
from pathlib import Path
from typing import Any

import pandas as pd

from migfund.errors import ColumnsError, ReadError, list_values
from migfund.files.documents import read_document
from migfund.schema import need_columns

__all__ = ["MarkedPage", "mark_source"]

_WORDS = {
    "budget": "budget_text",
    "period": "period_text",
    "countries": "countries_text",
    "named_in": "countries_text",
}
"""The column that keeps a field's words, where it is not the field's own."""
_COLOURS = {
    "title": "#fde9a9",
    "budget": "#bfe3c6",
    "start": "#c9dcf5",
    "end": "#c9dcf5",
    "period": "#c9dcf5",
    "countries": "#f3cbb4",
    "named_in": "#f3cbb4",
    "other_countries": "#f3cbb4",
}
_OTHER_COLOUR = "#e2dcef"


class MarkedPage:
    """A page on which the words that became values are marked; notebooks show it as such.

    Parameters
    ----------
    source
        The file.
    lines
        Its lines.
    marks
        For each line number, from 1, the field and the words that were taken from it.
    """

    def __init__(
        self, source: str, lines: list[str], marks: dict[int, list[tuple[str, str]]]
    ) -> None:
        self.source = source
        self.lines = lines
        self.marks = marks

    def __repr__(self) -> str:
        """List the marked lines as text."""
        rows = []
        for line, found in sorted(self.marks.items()):
            fields = ", ".join(field for field, _ in found)
            rows.append(f"{line:>4}  {fields:<20} {self.lines[line - 1].strip()}")
        return "\n".join([self.source, *rows])

    def _repr_html_(self) -> str:
        """Write the page as HTML, with its line numbers."""
        rows = []
        for number, line in enumerate(self.lines, 1):
            found = self.marks.get(number, [])
            if not line.strip():
                continue
            names = ", ".join(field for field, _ in found)
            rows.append(
                f'<tr><td style="color:#9aa5ab;text-align:right;vertical-align:top">{number}</td>'
                f'<td style="text-align:left">{_marked(line, found)}</td>'
                f'<td style="color:#5a666b;text-align:left;vertical-align:top">{names}</td></tr>'
            )
        return (
            f"<p><b>{html.escape(self.source)}</b></p>"
            f'<table style="font-size:0.85em">{"".join(rows)}</table>'
        )


def _marked(line: str, found: list[tuple[str, str]]) -> str:
    """Mark words in a line; the whole of it where the words do not stand in it as they are."""
    spans: list[tuple[int, int, str]] = []
    for field, words in found:
        begin = line.find(words)
        begin, end = (begin, begin + len(words)) if begin >= 0 else (0, len(line))
        if not any(begin < other and start < end for start, other, _ in spans):
            spans.append((begin, end, field))
    text, done = "", 0
    for begin, end, field in sorted(spans):
        colour = _COLOURS.get(field, _OTHER_COLOUR)
        text += html.escape(line[done:begin])
        text += f'<mark style="background:{colour}">{html.escape(line[begin:end])}</mark>'
        done = end
    return text + html.escape(line[done:])


def mark_source(projects: pd.DataFrame, label: Any) -> MarkedPage:
    """Show the page that a project was read from, with the words of its values marked.

    Parameters
    ----------
    projects
        A table of :func:`migfund.read_projects`; needs ``source`` and ``source_locator``.
    label
        Index label of the project.

    Returns
    -------
    MarkedPage
        Shown by notebooks as a table of the page's lines; printed, it lists the marked lines.

    Raises
    ------
    ReadError
        If the file is not where it was, or was not read from a file of its own.
    ColumnsError
        If a column is missing, or there is no project of that label.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = mf.read_projects("data/pages/seed_mpf.txt")
    >>> print(repr(mf.mark_source(projects, 0)).splitlines()[-1])
      35  budget               EUR 105,000.00 (AMIF)
    """
    need_columns(projects, ["source", "source_locator"])
    if label not in projects.index:
        raise ColumnsError(
            f"no project has the index label {label!r}; there is {list_values(projects.index)}."
        )
    record = projects.loc[label]
    path = Path(str(record["source"]))
    if not path.is_file():
        raise ReadError(
            record["source"],
            "the page is not a file of its own, or no longer there; unpack it, or read it again",
        )
    lines = read_document(path.read_bytes()).text.splitlines()
    marks: dict[int, list[tuple[str, str]]] = {}
    located = record["source_locator"]
    for part in located.split("; ") if isinstance(located, str) else []:
        field, _, line = part.partition(": line ")
        words = record.get(_WORDS.get(field, field))
        words = words if isinstance(words, str) else lines[int(line) - 1].strip()
        marks.setdefault(int(line), []).append((field, words))
    return MarkedPage(str(path), lines, marks)
