"""Files of figures as rows of cells: text with any usual mark between cells, and workbooks."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from migfund.errors import ReadError, list_values
from migfund.files.workbook import MARKS, read_workbook

__all__ = ["HEADING_ROWS", "as_text", "rows_of_file"]

HEADING_ROWS = 30
"""In how many first rows the headings are looked for."""

_Rows = list[list[Any]]


def rows_of_file(path: Path, find_heading: Callable[[list[list[str]]], int | None]) -> _Rows:
    """Read a file as rows of cells; a workbook is known by its first bytes, not its name.

    Parameters
    ----------
    path
        Text in any usual encoding, or an Excel or OpenDocument workbook.
    find_heading
        Gives the place of the row of headings among rows of text, or None. Of a workbook the one
        sheet is read that has such a row; if none has, the first sheet.

    Returns
    -------
    list of list
        Cells as text; of a workbook, as it holds them.

    Raises
    ------
    ReadError
        If the file cannot be read, or several sheets have such headings.
    MissingExtraError
        If it is a workbook and python-calamine is not installed.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(path, f"cannot be read: {error.strerror}.") from None
    if data.startswith(MARKS):
        return _rows_of_workbook(path, data, find_heading)
    return _rows_of_text(path, _decode(data), find_heading)


def _rows_of_text(
    path: Path, text: str, find_heading: Callable[[list[list[str]]], int | None]
) -> _Rows:
    """Part lines into cells at the mark that gives a row of headings, else at the commonest."""
    lines = [line for line in text.splitlines()[:HEADING_ROWS] if line.strip()]
    longest = max(lines, key=lambda line: sum(map(line.count, "\t,;")), default="")
    marks = sorted("\t;,", key=longest.count, reverse=True)
    try:
        parted = [list(csv.reader(io.StringIO(text, newline=""), delimiter=m)) for m in marks]
    except csv.Error as error:
        raise ReadError(path, f"is no table of text: {error}.") from None
    found = (rows for rows in parted if find_heading(as_text(rows[:HEADING_ROWS])) is not None)
    return next(found, parted[0])


def _decode(data: bytes) -> str:
    """Give the text of bytes: by their mark, else UTF-16 by its zero bytes, UTF-8, Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data[1:20:2].count(0) > 5:
        return data.decode("utf-16-le", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows_of_workbook(
    path: Path, data: bytes, find_heading: Callable[[list[list[str]]], int | None]
) -> _Rows:
    """Read the one sheet of a workbook that has the headings."""
    sheets = read_workbook(path, data, trim=True)
    found = [name for name, rows in sheets.items() if find_heading(as_text(rows)) is not None]
    if len(found) > 1:
        raise ReadError(
            path,
            f"{len(found)} sheets have the headings of a table: {list_values(found)}. Save one as "
            "CSV.",
        )
    return sheets[found[0]] if found else next(iter(sheets.values()), [])


def as_text(rows: Sequence[Any]) -> list[list[str]]:
    """Give rows of cells as trimmed text; a missing cell is empty."""
    return [["" if _is_missing(cell) else str(cell).strip() for cell in row] for row in rows]


def _is_missing(cell: Any) -> bool:
    """Tell whether a cell holds nothing: None, NaN, NaT or pandas' NA."""
    return cell is None or type(cell).__name__ == "NAType" or bool(cell != cell)
