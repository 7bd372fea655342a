"""The sheets of an Excel or OpenDocument file, cell by cell."""

import io
from pathlib import Path
from typing import Any

from migfund.errors import MissingExtraError, ReadError

__all__ = ["MARKS", "read_workbook"]

MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of a workbook: xlsx, xlsm and ods are archives, xls is an older container."""


def read_workbook(path: Path, data: bytes, *, trim: bool = False) -> dict[str, list[list[Any]]]:
    """Give the cells of each sheet, row by row; an empty cell is ``""``.

    Parameters
    ----------
    path
        Name of the file, for messages.
    data
        Its bytes.
    trim
        Whether to leave out the empty rows and columns before the first cell. The place of a row
        is its number in the spreadsheet only where they are kept.

    Raises
    ------
    MissingExtraError
        If python-calamine is not installed.
    ReadError
        If the bytes are no workbook, or a protected one.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtraError(
            "reading a spreadsheet needs python-calamine: pip install 'migfund[excel]', or save "
            "it as CSV."
        ) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            name: [list(row) for row in book.get_sheet_by_name(name).to_python(trim)]
            for name in book.sheet_names
        }
    except CalamineError as error:
        raise ReadError(path, f"is no Excel workbook or ODS that can be read: {error}.") from None
