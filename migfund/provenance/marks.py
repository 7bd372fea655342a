"""From a project's values back to the page that they were read from."""

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from migfund.errors import ReadError
from migfund.files.documents import read_document
from migfund.provenance.explain import find_row
from migfund.provenance.notebook import show_table
from migfund.schema import as_table

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
    **dict.fromkeys(("start", "end", "period"), "#c9dcf5"),
    **dict.fromkeys(("countries", "named_in", "other_countries"), "#f3cbb4"),
}
_OTHER_COLOUR = "#e2dcef"


@dataclass(frozen=True, eq=False, repr=False)
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

    source: str
    lines: list[str]
    marks: dict[int, list[tuple[str, str]]]

    def __repr__(self) -> str:
        """List the marked lines as text."""
        rows = [
            f"{line:>4}  {', '.join(dict(found)):<20} {self.lines[line - 1].strip()}"
            for line, found in sorted(self.marks.items())
        ]
        return "\n".join([self.source, *rows])

    def _repr_html_(self) -> str:
        rows = [
            (number, _marked(line, found := self.marks.get(number, [])), ", ".join(dict(found)))
            for number, line in enumerate(self.lines, 1)
            if line.strip()
        ]
        return show_table(self.source, pd.DataFrame(rows), markup=True)


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


def mark_source(table: pd.DataFrame, key: Any) -> MarkedPage:
    """Return the page that a project was read from, with the words of its values marked.

    Parameters
    ----------
    table
        A table of :func:`migfund.read_projects`; needs ``source`` and ``source_locator``.
    key
        ``project_id`` or index label of one row.

    Returns
    -------
    MarkedPage
        Shown by notebooks as a table of the page's lines; printed, it lists the marked lines.

    Raises
    ------
    ReadError
        If the page is not a file of its own, is no longer there or was changed.
    ColumnsError
        If a column is missing, or no row has that id or label.
    ScopeError
        If several rows have the id or label.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = mf.read_projects("data/pages/seed_mpf.txt")
    >>> print(repr(mf.mark_source(projects, 0)).splitlines()[-1])
      35  budget               EUR 105,000.00 (AMIF)
    """
    table = as_table(table, ["source", "source_locator"])
    record = table.iloc[find_row(table, key)]
    path = Path(str(record["source"]))
    if not path.is_file():
        raise ReadError(
            record["source"],
            "the page is not a file of its own, or no longer there; unpack it, or read it again",
        )
    lines = read_document(path.read_bytes()).text.splitlines()
    marks: dict[int, list[tuple[str, str]]] = {}
    for field, number in re.findall(r"(\w+): line (\d+)", str(record["source_locator"])):
        if not 1 <= int(number) <= len(lines):
            raise ReadError(path, f"has no line {number}: it was changed; read it again")
        words = record.get(_WORDS.get(field, field))
        words = words if isinstance(words, str) else lines[int(number) - 1].strip()
        marks.setdefault(int(number), []).append((field, words))
    return MarkedPage(str(path), lines, marks)
