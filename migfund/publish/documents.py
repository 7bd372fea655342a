"""Printed tables for word processors: .docx by python-docx, and .rtf."""

import io
import zipfile
from itertools import accumulate
from typing import Any

from migfund.errors import MissingExtraError
from migfund.publish.grid import Cell, Grid, widths_of

__all__ = ["rtf_text", "word_bytes"]

_THICK, _THIN = 8, 4
"""Widths of rules, in eighths of a point."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_WIDTH = 8640
"""Width of a table, in twentieths of a point: 6 inches."""


def word_bytes(grid: Grid) -> bytes:
    """Write a grid as a Word document: title, a table with horizontal rules, and notes.

    The heads repeat on each page, and no row is broken over two.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.shared import Twips
    except ImportError:
        raise MissingExtraError(
            "writing Word needs python-docx: pip install 'migfund[tables]'."
        ) from None
    document = Document()
    _set_properties(document, grid)
    for line in grid.title:
        paragraph = document.add_paragraph()
        paragraph.add_run(line).bold = True
        _tighten(paragraph, 10, keep_with_next=True)
    made = document.add_table(rows=grid.n_rows, cols=grid.n_columns)
    made.autofit = False
    for column, width in zip(made.columns, widths_of(grid, _WIDTH), strict=True):
        column.width = Twips(width)
        for slot in column.cells:
            slot.width = Twips(width)
    slots = [list(row.cells) for row in made.rows]
    for cell in grid.cells:
        _fill(slots, cell, keep=cell.row < grid.n_rows - 1, head=cell.row < grid.n_heads)
    _rule_all(slots, grid)
    for at, row in enumerate(made.rows):
        _row_property(row, "w:cantSplit")
        if at < grid.n_heads:
            _row_property(row, "w:tblHeader")
    for note in grid.notes:
        _tighten(document.add_paragraph(note), 8.5, keep_with_next=False)
    return _saved(document)


def _set_properties(document: Any, grid: Grid) -> None:
    """Name the document after its table, and nobody as its author."""
    properties = document.core_properties
    properties.title = " ".join(grid.title)
    properties.author = properties.comments = ""


def _tighten(paragraph: Any, size: float, *, keep_with_next: bool) -> None:
    """Set the size of letters, and take the space around a paragraph away."""
    from docx.shared import Pt

    for run in paragraph.runs:
        run.font.size = Pt(size)
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(1), Pt(1), 1
    form.keep_with_next = keep_with_next


def _fill(slots: list[list[Any]], cell: Cell, *, keep: bool, head: bool) -> None:
    """Put one cell's text into its place, over the rows and columns that it spans."""
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    place = slots[cell.row][cell.column]
    last = slots[cell.row + cell.rows - 1][cell.column + cell.columns - 1]
    if last is not place:
        place = place.merge(last)
    if head:
        place.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    paragraph = place.paragraphs[0]
    paragraph.add_run(cell.text)
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, cell.align.upper())
    _tighten(paragraph, 10, keep_with_next=keep)


def _rule_all(slots: list[list[Any]], grid: Grid) -> None:
    """Draw the rules: above and below the table, under the heads, above a grand total."""
    for column in range(grid.n_columns):
        if not slots:
            return
        _rule(slots[0][column], "top", _THICK)
        _rule(slots[-1][column], "bottom", _THICK)
        if grid.n_heads:
            _rule(slots[grid.n_heads - 1][column], "bottom", _THIN)
        for row in grid.ruled:
            _rule(slots[row][column], "top", _THIN)
    for cell in grid.cells:
        if cell.row < grid.n_heads - 1 and cell.columns > 1:
            for column in range(cell.column, cell.column + cell.columns):
                _rule(slots[cell.row][column], "bottom", _THIN)


def _rule(slot: Any, edge: str, width: int) -> None:
    """Draw one edge of a cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = slot._tc.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        properties.append(borders)
    if borders.find(qn(f"w:{edge}")) is not None:
        return
    line = OxmlElement(f"w:{edge}")
    for name, value in (("val", "single"), ("sz", str(width)), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    # The format has the upper edge before the lower one.
    borders.insert(0 if edge == "top" else len(borders), line)


def _row_property(row: Any, name: str) -> None:
    """Set a property of a row that is only there or not."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _saved(document: Any) -> bytes:
    """Give the document's bytes, with the same time on each part of it."""
    written = io.BytesIO()
    document.save(written)
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return fixed.getvalue()


def rtf_text(grid: Grid) -> str:
    """Write a grid as RTF: title, a table with horizontal rules, and notes. All of it is ASCII."""
    edges = list(accumulate(widths_of(grid, _WIDTH)))
    title = [rf"\pard\keepn\b {_escaped(line)}\b0\par" for line in grid.title]
    rows = [_rtf_row(grid, at, edges) for at in range(grid.n_rows)]
    notes = [rf"\pard\fs17 {_escaped(note)}\par" for note in grid.notes]
    start = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}}\fs20"
    return "\n".join([start, *title, *rows, r"\pard", *notes, "}\n"])


def _rtf_row(grid: Grid, at: int, edges: list[int]) -> str:
    """Write one row: the form of its cells, then their texts."""
    head = r"\trowd\trgaph70\trkeep" + (r"\trhdr" if at < grid.n_heads else "")
    forms, texts = [], []
    here = [cell for cell in grid.cells if cell.row <= at < cell.row + cell.rows]
    for cell in sorted(here, key=lambda cell: cell.column):
        first = cell.row == at
        tall = "" if cell.rows == 1 else r"\clvmgf" if first else r"\clvmrg"
        edge = edges[cell.column + cell.columns - 1]
        low = r"\clvertalb" if at < grid.n_heads else ""
        forms.append(f"{tall}{low}{_rtf_rules(grid, at, cell)}\\cellx{edge}")
        side = {"left": "l", "center": "c", "right": "r"}[cell.align]
        text = _escaped(cell.text) if first else ""
        texts.append(rf"\pard\intbl\q{side} {text}\cell")
    return "\n".join([head + "".join(forms), *texts, r"\row"])


def _rtf_rules(grid: Grid, at: int, cell: Cell) -> str:
    """Write the rules above and below a cell."""
    top = r"\clbrdrt\brdrs\brdrw" + ("20" if at == 0 else "10")
    bottom = r"\clbrdrb\brdrs\brdrw" + ("20" if at == grid.n_rows - 1 else "10")
    spans = at < grid.n_heads - 1 and cell.columns > 1
    above = top if at == 0 or at in grid.ruled else ""
    below = bottom if at in (grid.n_rows - 1, grid.n_heads - 1) or spans else ""
    return above + below


def _escaped(text: str) -> str:
    r"""Write a text in ASCII as RTF has it.

    Examples
    --------
    >>> print(_escaped("Côte {d'Ivoire}"))
    C\u244?te \{d'Ivoire\}
    """
    written = []
    for sign in text:
        if sign in "\\{}":
            written.append("\\" + sign)
        elif sign.isascii():
            written.append(sign)
        else:
            units = sign.encode("utf-16-le")
            pairs = [units[i : i + 2] for i in range(0, len(units), 2)]
            codes = [int.from_bytes(pair, "little", signed=True) for pair in pairs]
            written += [f"\\u{code}?" for code in codes]
    return "".join(written)
