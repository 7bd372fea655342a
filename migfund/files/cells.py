"""A table as it is written: CSV, a sheet of a workbook or a DataFrame, with its row numbers."""

import csv
import io
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ReadError, list_values
from migfund.files.documents import decode
from migfund.files.workbook import MARKS, read_workbook
from migfund.schema import TEXT

__all__ = ["Cells", "read_cells"]

_DELIMITERS = (",", ";", "\t", "|")


class Cells(NamedTuple):
    """Rows as they are written.

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
    doubts: tuple[str, ...] = ()

    def values(self, heading: str) -> list[Any]:
        """Give the cells below a heading that stands once; None where a cell is empty."""
        if self.headings.count(heading) > 1:
            raise ColumnsError(
                f"the heading {heading!r} stands {self.headings.count(heading)} times in "
                f"{self.source}; rename all but one."
            )
        column = self.table.iloc[:, self.headings.index(heading)].astype(object)
        return [None if _is_missing(value) else value for value in column]

    def locator(self, places: Sequence[int]) -> str:
        """Say where rows stand: "row 17", "rows 7-12, 15", "sheet 'Grants', row 17"."""
        if self.numbers is None:
            return "index " + ", ".join(str(self.table.index[place]) for place in places)
        rows = [self.numbers[place] for place in places]
        starts = [n for i, n in enumerate(rows) if i == 0 or n != rows[i - 1] + 1]
        ends = [n for i, n in enumerate(rows) if i + 1 == len(rows) or rows[i + 1] != n + 1]
        runs = [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]
        sheet = f"sheet {self.sheet!r}, " if self.sheet is not None else ""
        return f"{sheet}row{'s' if len(rows) > 1 else ''} {', '.join(runs)}"


def read_cells(
    path_or_frame: str | PathLike[str] | pd.DataFrame,
    *,
    sheet: str | None = None,
    delimiter: str | None = None,
    header: int = 1,
) -> Cells:
    """Read a table without giving its cells a meaning.

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
    if isinstance(path_or_frame, pd.DataFrame):
        if sheet is not None or delimiter is not None or header != 1:
            raise MigfundError("sheet, delimiter and header are for files, not for a DataFrame.")
        headings = [str(heading).strip() for heading in path_or_frame.columns]
        return Cells(path_or_frame, headings, "DataFrame")
    if delimiter is not None and len(delimiter) != 1:
        raise MigfundError(f"delimiter must be one character, such as ';', not {delimiter!r}.")
    if header < 1:
        raise MigfundError(f"header is the number of a row, 1 or more, not {header!r}.")
    path = Path(path_or_frame)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(path, f"cannot be opened ({error.strerror or error}).") from None
    if data.startswith(MARKS):
        return _from_workbook(path, data, sheet, delimiter, header)
    if sheet is not None:
        raise MigfundError(f"{path}: sheet={sheet!r} is for spreadsheets, and this is none.")
    try:
        text, doubts = decode(data)
    except MigfundError as error:
        raise ReadError(path, str(error)) from None
    rows = _rows_of_csv(path, text, delimiter, header)
    return _cells(path, rows, header, doubts=tuple(doubt.reason for doubt in doubts), text=True)


def _from_workbook(
    path: Path, data: bytes, sheet: str | None, delimiter: str | None, header: int
) -> Cells:
    """Choose the sheet: the one named, or the only one that has cells."""
    if delimiter is not None:
        raise MigfundError(f"{path}: delimiter= is for CSV, and this is a spreadsheet.")
    sheets = {
        name: rows
        for name, rows in read_workbook(path, data).items()
        if not all(_is_missing(cell) for row in rows for cell in row)
    }
    if not sheets:
        raise ReadError(path, "the spreadsheet has no cells.")
    if sheet is None and len(sheets) > 1:
        raise ReadError(
            path,
            f"{len(sheets)} sheets have cells: {list_values(sheets, limit=20)}. Name the one to "
            "read: sheet=...",
        )
    if sheet is not None and sheet not in sheets:
        raise ReadError(
            path, f"no sheet {sheet!r} with cells; there is {list_values(sheets, limit=20)}."
        )
    name = sheet if sheet is not None else next(iter(sheets))
    return _cells(path, sheets[name], header, sheet=name if len(sheets) > 1 else None)


def _rows_of_csv(path: Path, text: str, delimiter: str | None, header: int) -> list[list[str]]:
    """Read CSV by the one delimiter under which every row has as many cells as headings."""
    good, faults = {}, {}
    for mark in [delimiter] if delimiter else _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
        except csv.Error as error:
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
    doubts: tuple[str, ...] = (),
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
    for place in range(len(headings)):
        values = [None if _is_missing(row[place]) else row[place] for _, row in bodies]
        column = pd.Series(values, dtype=TEXT if text else object)
        data[place] = column if text else column.infer_objects()
    table = pd.DataFrame(data, index=pd.RangeIndex(len(bodies)))
    return Cells(table, headings, path.name, [number for number, _ in bodies], sheet, doubts)


def _is_missing(value: Any) -> bool:
    """Tell whether a cell holds nothing."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))
