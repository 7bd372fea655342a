"""Files of cells, CSV and workbooks, as rows or as columns below their headings."""

import csv
import io
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from migfund.errors import ColumnsError, MigfundError, MissingExtraError, ReadError, list_values
from migfund.files.decode import Document, Doubt, decode
from migfund.schema import TEXT, as_table

__all__ = [
    "HEADING_ROWS",
    "PARQUET",
    "WORKBOOK",
    "Cells",
    "as_text",
    "read_bytes",
    "read_cells",
    "rows_of_file",
    "sheets_of",
]

HEADING_ROWS = 30
"""In how many first rows the headings are looked for."""

WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of a workbook: xlsx, xlsm and ods are archives, xls is an older container."""

PARQUET = b"PAR1"
"""First bytes of a Parquet file."""

_DELIMITERS = (",", ";", "\t", "|")
_Rows = list[list[Any]]


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    ReadError
        If it is not there or cannot be read.
    """
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(path, f"cannot be read: {reason}.") from None


def _decoded(path: Path, data: bytes) -> Document:
    """Return the text of a file, and what is doubtful about its encoding."""
    try:
        return decode(data)
    except MigfundError as error:
        raise ReadError(path, str(error)) from None


def sheets_of(
    path: Path, data: bytes, *, trim: bool = False, rows: int | None = None
) -> dict[str, _Rows]:
    """Return the cells of each sheet of a workbook, row by row; an empty cell is ``""``.

    Parameters
    ----------
    path
        Name of the file, for messages.
    data
        Its bytes.
    trim
        Whether to leave out the empty rows and columns before the first cell. A row stands where
        the spreadsheet has it only if they are kept.
    rows
        How many rows of each sheet are wanted; all if not given.

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
            name: [list(row) for row in book.get_sheet_by_name(name).to_python(trim, rows)]
            for name in book.sheet_names
        }
    except CalamineError as error:
        raise ReadError(path, f"is no Excel workbook or ODS that can be read: {error}.") from None


def _only_sheet(path: Path, names: Sequence[str], have: str, remedy: str) -> str | None:
    """Return the one sheet that has what is looked for; None where none has."""
    if len(names) > 1:
        raise ReadError(
            path, f"{len(names)} sheets have {have}: {list_values(names, limit=20)}. {remedy}"
        )
    return names[0] if names else None


def _rows_of_csv(text: str, delimiter: str, *, strict: bool) -> _Rows:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))


def rows_of_file(path: Path, find_heading: Callable[[list[list[str]]], int | None]) -> _Rows:
    """Return the rows of a file of figures; a workbook is known by its first bytes, not its name.

    Parameters
    ----------
    path
        Text in any usual encoding, or an Excel or OpenDocument workbook.
    find_heading
        Returns the position of the row of headings among rows of text, or None. Of text, the mark
        that gives such a row parts the cells, else the commonest one; of a workbook the one sheet
        is read that has such a row, else the first.

    Returns
    -------
    list of list
        Cells as text; of a workbook, as it holds them. Of an empty file there are none.

    Raises
    ------
    ReadError
        If the file cannot be read, or several sheets have such headings.
    MissingExtraError
        If it is a workbook and python-calamine is not installed.
    """
    data = read_bytes(path)
    if data.startswith(WORKBOOK):
        sheets = sheets_of(path, data, trim=True)
        names = [name for name, rows in sheets.items() if find_heading(as_text(rows)) is not None]
        name = _only_sheet(path, names, "the headings of a table", "Save one as CSV.")
        return sheets[name] if name else next(iter(sheets.values()), [])
    text = _decoded(path, data).text if data.strip() else ""
    lines = [line for line in text.splitlines()[:HEADING_ROWS] if line.strip()]
    longest = max(lines, key=lambda line: sum(map(line.count, _DELIMITERS)), default="")
    marks = sorted(_DELIMITERS, key=longest.count, reverse=True)
    try:
        parted = [_rows_of_csv(text, mark, strict=False) for mark in marks]
    except csv.Error as error:
        raise ReadError(path, f"is no table of text: {error}.") from None
    found = (rows for rows in parted if find_heading(as_text(rows[:HEADING_ROWS])) is not None)
    return next(found, parted[0])


def as_text(rows: Sequence[Any]) -> list[list[str]]:
    """Return rows of cells as trimmed text; a missing cell is empty."""
    return [["" if _is_missing(cell) else str(cell).strip() for cell in row] for row in rows]


class Cells(NamedTuple):
    """A table as it is written, without a meaning given to its cells.

    Parameters
    ----------
    table
        A column a heading; an empty cell is missing. Blank rows are left out.
    headings
        The headings as written, without spaces around them.
    source
        Name of the file, or "DataFrame".
    numbers
        Row numbers as a spreadsheet shows them; None for a DataFrame, which has index labels.
    sheet
        Name of the sheet where the file has several.
    doubts
        What was assumed about the file.
    """

    table: pd.DataFrame
    headings: list[str]
    source: str
    numbers: list[int] | None = None
    sheet: str | None = None
    doubts: tuple[Doubt, ...] = ()

    def values(self, heading: str) -> list[Any]:
        """Return the cells below a heading that stands once; None where a cell is empty."""
        if self.headings.count(heading) > 1:
            raise ColumnsError(
                f"the heading {heading!r} stands {self.headings.count(heading)} times in "
                f"{self.source}; rename all but one."
            )
        column = self.table.iloc[:, self.headings.index(heading)].astype(object)
        return [None if _is_missing(value) else value for value in column]

    def locator(self, positions: Sequence[int]) -> str:
        """Return where rows stand: "row 17", "rows 7-12, 15", "sheet 'Grants', row 17"."""
        if self.numbers is None:
            return "index " + ", ".join(str(self.table.index[position]) for position in positions)
        rows = [self.numbers[position] for position in positions]
        starts = [n for i, n in enumerate(rows) if i == 0 or n != rows[i - 1] + 1]
        ends = [n for i, n in enumerate(rows) if i + 1 == len(rows) or rows[i + 1] != n + 1]
        runs = [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]
        sheet = f"sheet {self.sheet!r}, " if self.sheet is not None else ""
        return f"{sheet}row{'s' if len(rows) > 1 else ''} {', '.join(runs)}"


def read_cells(
    path_or_frame: Any,
    *,
    sheet: str | None = None,
    delimiter: str | None = None,
    header: int = 1,
) -> Cells:
    """Return a table without giving its cells a meaning.

    Parameters
    ----------
    path_or_frame
        A CSV file in any usual encoding, a workbook (known by its first bytes), or a table.
    sheet
        Name of the sheet; needed where several have cells.
    delimiter
        What parts the cells of a CSV file; needed where its rows do not tell.
    header
        Number of the row that holds the headings.

    Raises
    ------
    ReadError
        If the file cannot be read, has no headings, or its rows have more or fewer
        cells than headings.
    MigfundError
        If an option does not go with what is read.
    """
    options = {"sheet": sheet, "delimiter": delimiter, "header": header}
    if not isinstance(path_or_frame, str | PathLike):
        if not (hasattr(path_or_frame, "columns") or hasattr(path_or_frame, "__arrow_c_stream__")):
            raise ColumnsError(
                "a table is needed (pandas.DataFrame), or the name of a file, "
                f"not {type(path_or_frame).__name__}."
            )
        frame = as_table(path_or_frame)
        _refuse_options("a DataFrame", options, ())
        return Cells(frame, [str(heading).strip() for heading in frame.columns], "DataFrame")
    path = Path(path_or_frame)
    data = read_bytes(path)
    if data.startswith(WORKBOOK):
        _refuse_options(f"{path}, a spreadsheet", options, ("sheet", "header"))
        return _from_workbook(path, data, sheet, header)
    if data.startswith((PARQUET, b"{")):
        raise ReadError(
            path,
            "of Parquet and JSON lines, only what mf.write_table wrote is read, without options. "
            "Pass what pd.read_parquet(...) or pd.read_json(..., lines=True) gives.",
        )
    text, doubts = _decoded(path, data)
    _refuse_options(f"{path}, a CSV file", options, ("delimiter", "header"))
    rows = _certain_rows(path, text, delimiter, header)
    return _cells(path, rows, header, doubts=doubts, text=True)


def _refuse_options(what: str, options: dict[str, Any], taken: tuple[str, ...]) -> None:
    """Raise if an option has no meaning for what is read, or no value that it may have."""
    sheet, delimiter, header = options.values()
    if sheet is not None and not isinstance(sheet, str):
        raise MigfundError(f"sheet is the name of a sheet, not {sheet!r}.")
    if delimiter is not None and not (isinstance(delimiter, str) and len(delimiter) == 1):
        raise MigfundError(f"delimiter must be one character, such as ';', not {delimiter!r}.")
    if isinstance(header, bool) or not isinstance(header, int) or header < 1:
        raise MigfundError(f"header is the number of a row, 1 or more, not {header!r}.")
    for name, value in options.items():
        if name not in taken and value != (1 if name == "header" else None):
            raise MigfundError(f"{name}={value!r} has no meaning for {what}; leave it out.")


def _from_workbook(path: Path, data: bytes, sheet: str | None, header: int) -> Cells:
    """Read the sheet named, or the only one that has cells."""
    sheets = {
        name: rows
        for name, rows in sheets_of(path, data).items()
        if not all(_is_missing(cell) for row in rows for cell in row)
    }
    if not sheets:
        raise ReadError(path, "the spreadsheet has no cells.")
    if sheet is not None and sheet not in sheets:
        raise ReadError(
            path, f"no sheet {sheet!r} with cells; there is {list_values(sheets, limit=20)}."
        )
    name = sheet or _only_sheet(path, list(sheets), "cells", "Name the one to read: sheet=...")
    several = name if len(sheets) > 1 else None
    return _cells(path, sheets[str(name)], header, sheet=several)


def _certain_rows(path: Path, text: str, delimiter: str | None, header: int) -> _Rows:
    """Read CSV by the one delimiter under which every row has as many cells as headings."""
    good, faults = {}, {}
    for mark in [delimiter] if delimiter else _DELIMITERS:
        try:
            rows = _rows_of_csv(text, mark, strict=True)
        except (csv.Error, TypeError, ValueError) as error:
            faults[mark] = f"under {mark!r}, {error}"
            continue
        width = len(rows[header - 1]) if len(rows) >= header else 0
        uneven = [n for n, row in enumerate(rows, 1) if n > header and not _fits(row, width)]
        if uneven and (width > 1 or delimiter):
            faults[mark] = (
                f"under {mark!r}, {len(uneven)} rows have not as many cells as the {width} "
                f"headings: rows {list_values(uneven)}"
            )
        elif width > 1 or delimiter:
            good[mark] = rows
    if len(good) == 1:
        return good.popitem()[1]
    if good:
        raise ReadError(
            path, f"its cells could be parted by {list_values(good)}. Say which: delimiter=..."
        )
    why = "; ".join(faults.values()) or f"row {header} has not several headings"
    raise ReadError(
        path,
        f"the rows are no table: {why}. Mend the file, or say how it is written: delimiter=, and "
        "header= (number of the row of headings).",
    )


def _fits(row: list[str], width: int) -> bool:
    """Tell whether a row is blank or has a cell a heading; empty cells at its end are nothing."""
    return not any(map(str.strip, row)) or (
        len(row) >= width and not any(map(str.strip, row[width:]))
    )


def _cells(
    path: Path,
    rows: Sequence[list[Any]],
    header: int,
    *,
    sheet: str | None = None,
    doubts: tuple[Doubt, ...] = (),
    text: bool = False,
) -> Cells:
    """Put rows below their headings."""
    if len(rows) < header or not any(str(cell).strip() for cell in rows[header - 1]):
        raise ReadError(
            path,
            f"row {header} is empty, where the headings should be. Say where they are: header=...",
        )
    headings = [str(cell).strip() for cell in rows[header - 1]]
    bodies = [
        (number, row)
        for number, row in enumerate(rows, 1)
        if number > header and not all(map(_is_missing, row))
    ]
    # A workbook's sheet is as wide as its widest row; columns without heading and cells are none.
    while not headings[-1] and all(_is_missing(row[len(headings) - 1]) for _, row in bodies):
        headings.pop()
    data = {}
    for position in range(len(headings)):
        values = [None if _is_missing(row[position]) else row[position] for _, row in bodies]
        column = pd.Series(values, dtype=TEXT if text else object)
        data[position] = column if text else column.infer_objects()
    table = pd.DataFrame(data, index=pd.RangeIndex(len(bodies)))
    return Cells(table, headings, path.name, [number for number, _ in bodies], sheet, doubts)


def _is_missing(value: Any) -> bool:
    """Tell whether a cell holds nothing."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NA or (pd.api.types.is_scalar(value) and value != value)
