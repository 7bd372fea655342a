"""What native code reads: the pages of a PDF, the sheets of a workbook.

Called in a process of its own (``files.apart``), which starts faster because this module imports
next to nothing.
"""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from migfund.errors import MigfundError
from migfund.files.shown import uncalculated

__all__ = ["FAR_CELL", "Sheet", "pdf_pages", "sheet_rows", "sheets"]

FAR_CELL = (
    "Go to the last cell of the sheet (Ctrl+End), delete the rows and columns that hold nothing of "
    "the table, and save it again; or save the sheet as CSV."
)
_AT_ONCE = 5_000
"""Rows that are sent at a time."""


def pdf_pages(data: bytes, most: int) -> Iterator[str]:
    """Yield the text of each page of a PDF; that of all is bounded."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            for page in pdf:
                textpage = page.get_textpage()
                text = textpage.get_text_range()
                textpage.close()
                page.close()
                most -= len(text)
                if most < 0:
                    raise MigfundError("more text than any project page; save the page alone")
                yield text
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            reason = "the PDF is protected by a password; save it without one"
        else:
            reason = "the PDF is broken; download or save it again"
        raise MigfundError(reason) from None


class Sheet(NamedTuple):
    """A sheet of a workbook: its name, whether a cell holds anything, and its merged cells."""

    name: str
    filled: bool
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def _open(data: bytes, most: int) -> Any:
    """Return the sheets of a workbook by name, none with more cells than so many."""
    from python_calamine import CalamineError, CalamineWorkbook

    if formulas := uncalculated(data):
        raise MigfundError(
            f"has formulas without a value ({formulas}): no spreadsheet program has worked them "
            "out. Open the file in one and save it, or save the sheet as CSV."
        )
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        opened = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
    except CalamineError as error:
        raise MigfundError(f"is no Excel workbook or ODS that can be read: {error}.") from None
    for name, sheet in opened.items():
        if sheet.height * sheet.width > most:
            raise MigfundError(
                f"the cells of sheet {name!r} reach over {sheet.height:,} rows and {sheet.width:,} "
                f"columns, more than {most:,} cells. {FAR_CELL}"
            )
    return opened


def sheets(
    data: bytes, most: int, trim: bool, rows: int | None
) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield the name of each sheet with some of its rows; an empty cell is ``""``.

    ``trim`` leaves out the empty rows and columns before the first cell, ``rows`` all but the first
    so many.
    """
    for name, sheet in _open(data, most).items():
        yield name, []
        walk = iter(sheet.to_python(trim, rows))
        while some := list(islice(walk, _AT_ONCE)):
            yield name, some


def sheet_rows(data: bytes, most: int, wanted: str | None) -> Iterator[Any]:
    """Yield each `Sheet`, then, in lists, the rows of the one wanted or the only one with cells.

    A row has all columns of the sheet, from the first one on.
    """
    opened, filled = _open(data, most), []
    for name, sheet in opened.items():
        holds = any(not _is_empty(cell) for row in sheet.iter_rows() for cell in row)
        if sheet.height and holds:
            filled.append(name)
        yield Sheet(name, name in filled, sheet.merged_cell_ranges or [])
    name = wanted if wanted is not None else filled[0] if len(filled) == 1 else None
    if name not in filled:
        return
    sheet = opened[name]
    before = [""] * (sheet.start[1] if sheet.start else 0)
    walk = (before + row + [""] * (sheet.width - len(row)) for row in sheet.iter_rows())
    while some := list(islice(walk, _AT_ONCE)):
        yield some


def _is_empty(cell: Any) -> bool:
    return isinstance(cell, str) and not cell.strip()
