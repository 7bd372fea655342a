"""Files of cells, CSV and workbooks, as rows or as columns below their headings."""

import contextlib
import csv
import gc
import importlib.util
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from migfund.errors import ColumnsError, MigfundError, MissingExtraError, ReadError, list_values
from migfund.files import limits
from migfund.files.apart import AbortedError, Limits, read_apart
from migfund.files.decode import Document, Doubt, decode
from migfund.files.native import FAR_CELL, Sheet
from migfund.files.paths import path_text, read_regular
from migfund.files.shown import last_cell, shown
from migfund.schema import TEXT, Array, as_table, distinct_codes

__all__ = [
    "HEADING_ROWS",
    "PARQUET",
    "WORKBOOK",
    "Cells",
    "Distinct",
    "as_text",
    "cell_text",
    "is_missing",
    "read_bytes",
    "read_cells",
    "rows_of_file",
    "sheets_of",
    "table_of_records",
]

HEADING_ROWS = 30
"""In how many first rows the headings are looked for."""

WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of a workbook: xlsx, xlsm and ods are archives, xls is an older container."""

PARQUET = b"PAR1"
"""First bytes of a Parquet file."""

_DELIMITERS = (",", ";", "\t", "|")
_SEP = re.compile(rb'"?sep=([,;\t|])"?[,;\t|]*\r?\n', re.IGNORECASE)
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{")
_AS_TEXT = re.compile(rb'(?m)(^|[,;\t|])="([^"\r\n]*)"(?=[,;\t|\r\n]|\Z)')
"""Cells that Excel is told to take for text: ="007"."""
_Rows = list[list[Any]]
_AT_ONCE = 50_000
"""Rows whose cells are held as objects of Python at a time: a million at once take gigabytes."""


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    ReadError
        If it is not there or cannot be read.
    """
    try:
        return read_regular(path)
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
    found: dict[str, _Rows] = {}
    for name, some in _read_book(path, "sheets", data, trim, rows):
        found.setdefault(name, []).extend(some)
    return found


def _read_book(path: Path, function: str, data: bytes, *options: Any) -> Iterator[Any]:
    """Return what a function of ``files.native`` yields of a workbook."""
    if importlib.util.find_spec("python_calamine") is None:
        raise MissingExtraError(
            "reading a spreadsheet needs python-calamine: pip install 'migfund[excel]', or save "
            "it as CSV."
        )
    bounds = Limits(limits.MAX_BOOK_MEMORY, limits.MAX_BOOK_SECONDS, limits.MAX_BOOK_BYTES)
    name = f"migfund.files.native:{function}"
    try:
        return read_apart(name, data, limits.MAX_CELLS, *options, limits=bounds)
    except AbortedError as error:
        raise ReadError(path, _why_aborted(str(error), data)) from None
    except MigfundError as error:
        raise ReadError(path, str(error)) from None


def _why_aborted(why: str, data: bytes) -> str:
    """Say why a workbook could not be read, and what to do."""
    if why == "time":
        return "reading it takes too long. Save the sheet as CSV."
    if why == "size":
        return f"its cells hold more than {limits.MAX_BOOK_BYTES // 10**6} MB. Split the sheet."
    if why != "memory":
        return f"is a broken workbook ({why}). Save it again, or as CSV."
    size = "reading it takes too much memory"
    cell = last_cell(data)
    return f"{size}: a sheet reaches to cell {cell}. {FAR_CELL}" if cell else f"{size}. {FAR_CELL}"


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
    # Of as many commas as semicolons, the commas are decimal ones.
    marks = sorted(_DELIMITERS, key=lambda mark: (longest.count(mark), mark != ","), reverse=True)
    try:
        parted = [_rows_of_csv(text, mark, strict=False) for mark in marks]
    except csv.Error as error:
        raise ReadError(path, f"is no table of text: {error}.") from None
    found = (rows for rows in parted if find_heading(as_text(rows[:HEADING_ROWS])) is not None)
    return next(found, parted[0])


def as_text(rows: Sequence[Any]) -> list[list[str]]:
    """Return rows of cells as trimmed text; a missing cell is empty."""
    return [["" if is_missing(cell) else str(cell).strip() for cell in row] for row in rows]


class Distinct:
    """A column as its distinct cells and the position of each row's among them, -1 if empty.

    A column of a million rows has few distinct words, and each is understood once. Of a column of
    text, ``texts`` has the distinct cells as an Arrow array.
    """

    def __init__(self, codes: Array, cells: list[Any] | None, texts: Any = None) -> None:
        self.codes, self._cells, self.texts = codes, cells, texts

    @property
    def cells(self) -> list[Any]:
        """The distinct cells."""
        if self._cells is None:
            self._cells = self.texts.to_pylist()
        return self._cells

    @classmethod
    def of(cls, column: pd.Series) -> "Distinct":
        """Return a column's; 1, 1.0, True and "1" are told apart."""
        if column.dtype == TEXT:
            return _of_texts(pa.array(column))
        found = None
        if column.dtype != object:
            try:
                found = distinct_codes(column)
            except ColumnsError:  # lists, as Arrow holds them
                column = column.astype(object)
        codes, cells = found or _told_apart(column)
        return cls(*_without_empty(codes, cells))

    def __getitem__(self, row: int) -> Any:
        """Return the cell of a row; None where it is empty."""
        code = self.codes[row]
        return self.cells[code] if code >= 0 else None

    def keep(self, rows: Array) -> "Distinct":
        """Return the same of some of the rows."""
        return Distinct(self.codes[rows], self._cells, self.texts)

    def put(self, rows: Sequence[int], cell: Any) -> None:
        """Set the cells of rows."""
        self.codes = np.array(self.codes, dtype=np.int64)
        self.codes[list(rows)] = len(self.cells)
        self._cells, self.texts = [*self.cells, cell], None

    def map(self, function: Callable[[Any], Any]) -> list[Any]:
        """Return what a function makes of the cell of each row; None where it is empty."""
        made = [*map(function, self.cells), None]
        return [made[code] for code in self.codes.tolist()]


def _of_texts(texts: Any) -> Distinct:
    """Return a column of texts, as Arrow tells them apart; blank ones are empty."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    coded = texts.dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    blank = pc.equal(pc.utf8_trim_whitespace(coded.dictionary), "")
    if pc.any(blank).as_py():
        return Distinct(*_without_empty(codes, coded.dictionary.to_pylist()))
    return Distinct(codes, None, coded.dictionary)


def _told_apart(column: pd.Series) -> tuple[Array, list[Any]]:
    """Return codes and distinct values of objects, by their type and value."""
    seen: dict[object, int] = {}
    cells: list[Any] = []
    codes = np.empty(len(column), dtype=np.int64)
    for row, cell in enumerate(column):
        key: object = (type(cell), cell)
        try:
            code = seen.get(key)
        except TypeError:  # a list
            key = (type(cell), repr(cell))
            code = seen.get(key)
        if code is None:
            code = seen[key] = len(cells)
            cells.append(cell)
        codes[row] = code
    return codes, cells


def _without_empty(codes: Array, cells: list[Any]) -> tuple[Array, list[Any]]:
    """Return codes in which those of empty cells are -1."""
    empty = np.array([is_missing(cell) for cell in cells] + [True])
    return (np.where(empty[codes], -1, codes), cells) if empty[:-1].any() else (codes, cells)


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
    spans
        Rows of each cell that was merged over several, by the column's position.
    shown
        Words of dates that a workbook shows as months or years, by the column's position and row.
    signs
        What may be signs of currencies that a workbook shows beside numbers, likewise.
    above
        Words of the lines above the headings.
    """

    table: pd.DataFrame
    headings: list[str]
    source: str
    numbers: Array | None = None
    sheet: str | None = None
    doubts: tuple[Doubt, ...] = ()
    spans: Mapping[int, list[list[int]]] = {}
    shown: Mapping[int, dict[int, str]] = {}
    signs: Mapping[int, dict[int, str]] = {}
    above: tuple[str, ...] = ()

    def position(self, heading: str) -> int:
        """Return the position of a heading that stands once."""
        if self.headings.count(heading) > 1:
            raise ColumnsError(
                f"the heading {heading!r} stands {self.headings.count(heading)} times in "
                f"{self.source}; rename all but one."
            )
        return self.headings.index(heading)

    def values(self, heading: str) -> Distinct:
        """Return the cells below a heading that stands once."""
        return Distinct.of(self.table.iloc[:, self.position(heading)])

    def keep(self, rows: Array) -> "Cells":
        """Return the table with some of its rows."""
        new = np.cumsum(rows) - 1
        kept = set(np.flatnonzero(rows).tolist())
        table = self.table[rows]
        return self._replace(
            table=table if self.numbers is None else table.reset_index(drop=True),
            numbers=None if self.numbers is None else self.numbers[rows],
            spans={
                at: [[int(new[row]) for row in span if row in kept] for span in spans]
                for at, spans in self.spans.items()
            },
            shown=_kept(self.shown, new, kept),
            signs=_kept(self.signs, new, kept),
        )

    def locators(self) -> list[str]:
        """Return where each row stands."""
        if self.numbers is None:
            return [f"index {label}" for label in self.table.index]
        sheet = f"sheet {self.sheet!r}, " if self.sheet is not None else ""
        return [f"{sheet}row {number}" for number in self.numbers.tolist()]

    def locator(self, positions: Sequence[int]) -> str:
        """Return where rows stand: "row 17", "rows 7-12, 15", "sheet 'Grants', row 17"."""
        if self.numbers is None:
            return "index " + ", ".join(str(self.table.index[position]) for position in positions)
        rows = [int(self.numbers[position]) for position in positions]
        starts = [n for i, n in enumerate(rows) if i == 0 or n != rows[i - 1] + 1]
        ends = [n for i, n in enumerate(rows) if i + 1 == len(rows) or rows[i + 1] != n + 1]
        runs = [str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)]
        sheet = f"sheet {self.sheet!r}, " if self.sheet is not None else ""
        return f"{sheet}row{'s' if len(rows) > 1 else ''} {', '.join(runs)}"


def _kept(
    texts: Mapping[int, dict[int, str]], new: Array, kept: set[int]
) -> dict[int, dict[int, str]]:
    """Return the texts of the rows that are kept, by their new numbers."""
    return {
        at: {int(new[row]): text for row, text in column.items() if row in kept}
        for at, column in texts.items()
    }


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
        return Cells(frame, [cell_text(heading) for heading in frame.columns], "DataFrame")
    path = Path(path_or_frame)
    data = read_bytes(path)
    if data.startswith(WORKBOOK):
        _refuse_options(f"{path}, a spreadsheet", options, ("sheet", "header"))
        return _from_workbook(path, data, sheet, header)
    if data.startswith(PARQUET) or _JSON.match(data):
        _refuse_options(f"{path}, Parquet or JSON", options, ())
        frame = as_table(table_of_records(path, data))
        headings = [cell_text(heading) for heading in frame.columns]
        return Cells(frame, headings, path_text(path.name))
    _refuse_options(f"{path}, a CSV file", options, ("delimiter", "header"))
    data, doubts = _as_utf8(path, data)
    if b'="' in data:
        data = _AS_TEXT.sub(rb'\1"\2"', data)
    if declared := _SEP.match(data):  # a line for Excel, which shows the next one as row 1
        data, delimiter = data[declared.end() :], delimiter or declared[1].decode()
    return _certain_cells(path, data, delimiter, header)._replace(doubts=doubts)


def table_of_records(path: Path, data: bytes) -> pd.DataFrame:
    """Return a table of Parquet, of a list of objects in JSON, or of one object a line.

    Values stay as they are: no text that looks like a number or a date becomes one. What an object
    within an object holds has a column of its own: "country.name".
    """
    try:
        if data.startswith(PARQUET):
            return pd.read_parquet(io.BytesIO(data))
        text = _decoded(path, data).text
        rows = _objects_of(text)
    except (ValueError, OSError, pa.ArrowException, RecursionError):
        rows = []
    if not _are_objects(rows):
        raise ReadError(
            path,
            "is neither Parquet nor JSON of one list of objects, or one object a line. Pass a "
            "table: pd.DataFrame(...).",
        )
    lists = [name for name, value in rows[0].items() if _are_objects(value)]
    if len(rows) == 1 and lists:
        raise ReadError(
            path,
            f"is one object with a list of objects ({list_values(lists)}). If these are the rows, "
            "pass them as a table: "
            f"pd.json_normalize(json.loads(Path({path_text(path)!r}).read_text())[{lists[0]!r}]).",
        )
    if any(isinstance(value, dict) for row in rows for value in row.values()):
        return pd.json_normalize(rows)
    return pd.DataFrame(rows)


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _objects_of(text: str) -> list[Any]:
    """Return the objects of a list in JSON, of a file of one, or one a line."""
    try:
        whole = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return whole if isinstance(whole, list) else [whole]


def _as_utf8(path: Path, data: bytes) -> tuple[bytes, tuple[Doubt, ...]]:
    """Return the text of a file in UTF-8, in which it takes the least memory."""
    text, doubts = _decoded(path, data)
    return text.encode("utf-8", errors="surrogatepass"), doubts


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
    found = list(_read_book(path, "sheet_rows", data, sheet))
    sheets = {one.name: one for one in found if isinstance(one, Sheet)}
    names = [name for name, one in sheets.items() if one.filled]
    if not names:
        raise ReadError(path, "the spreadsheet has no cells.")
    if sheet is not None and sheet not in names:
        raise ReadError(
            path, f"no sheet {sheet!r} with cells; there is {list_values(names, limit=20)}."
        )
    name = str(sheet or _only_sheet(path, names, "cells", "Name the one to read: sheet=..."))
    ranges = sheets[name].merged
    rows = _filled(chain.from_iterable(found[len(sheets) :]), ranges, header)
    cells, _ = _cells(path, rows, header, text=False)
    row_of = {number: row for row, number in enumerate(cells.numbers.tolist())}  # type: ignore[union-attr]
    spans: dict[int, list[list[int]]] = {}
    for (first, column), (last, _) in ranges:
        span = [row_of[n] for n in range(first + 1, last + 2) if n in row_of and n > header]
        if len(span) > 1:
            spans.setdefault(column, []).append(span)
    seen = shown(data, list(sheets).index(name))
    months, signs = (_by_column(texts, row_of) for texts in (seen.months, seen.signs))
    several = name if len(names) > 1 else None
    cells = cells._replace(sheet=several, spans=spans, shown=months, signs=signs)
    hidden = [row_of[number] for number in seen.hidden if number in row_of]
    if not hidden:
        return cells
    reason = f"hidden in the sheet, and read like the others: {cells.locator(hidden)}"
    return cells._replace(doubts=(Doubt("row", f"{reason}; delete what is no project"),))


def _by_column(
    texts: Mapping[tuple[int, int], str], row_of: Mapping[int, int]
) -> dict[int, dict[int, str]]:
    """Return texts by the column's position and the row of the table."""
    found: dict[int, dict[int, str]] = {}
    for (number, column), text in texts.items():
        if number in row_of:
            found.setdefault(column, {})[row_of[number]] = text
    return found


def _filled(rows: Iterator[list[Any]], ranges: Iterable[Any], header: int) -> Iterator[list[Any]]:
    """Yield rows in which a merged cell has its value in each row that it spans.

    One that begins above the row of headings and ends in it is a heading.
    """
    begins: dict[int, list[tuple[int, int]]] = {}
    for (first, column), (last, _) in ranges:
        if last > first and (first >= header or last == header - 1):
            begins.setdefault(first, []).append((column, last))
    open_now: dict[int, tuple[int, Any]] = {}
    for number, row in enumerate(rows):
        filled = list(row)
        for column, (last, value) in list(open_now.items()):
            filled[column] = value
            if number >= last:
                del open_now[column]
        for column, last in begins.get(number, ()):
            open_now[column] = (last, filled[column])
        yield filled


def _certain_cells(path: Path, data: bytes, delimiter: str | None, header: int) -> Cells:
    """Read CSV by the one delimiter under which every row has as many cells as headings."""
    good: dict[str, Cells] = {}
    faults = {}
    for mark in [delimiter] if delimiter else _DELIMITERS:
        lines = io.TextIOWrapper(
            io.BytesIO(data), encoding="utf-8", errors="surrogatepass", newline=""
        )
        try:
            rows = csv.reader(lines, delimiter=mark, strict=True)
            first = list(islice(rows, header))
            width = len(first[-1]) if len(first) == header else 0
            if width < 2 and not delimiter:
                continue
            cells, uneven = _cells(path, chain(first, rows), header, text=True)
        except (csv.Error, TypeError, ValueError) as error:
            if isinstance(error, MigfundError):
                raise
            faults[mark] = f"under {mark!r}, {error}"
            continue
        if uneven:
            faults[mark] = (
                f"under {mark!r}, {len(uneven)} rows have not as many cells as the {width} "
                f"headings: rows {list_values(uneven)}"
            )
        else:
            good[mark] = cells
    if len(good) > 1 and "," in good and not delimiter and _only_decimal_commas(good[","], data):
        del good[","]
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


def _only_decimal_commas(cells: Cells, data: bytes) -> bool:
    """Tell whether commas stand between digits and before blanks alone: "Cost, EUR" over "5,20"."""
    return len(cells.table) > 0 and not re.search(rb"(?<!\d),(?! )|,(?![\d ])", data)


def _fits(row: list[Any], width: int) -> bool:
    """Tell whether a row has a cell a heading; empty cells at its end are nothing."""
    return len(row) >= width and all(is_missing(cell) for cell in row[width:])


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python look for no cycles meanwhile: rows of cells make none, and a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def _cells(
    path: Path, rows: Iterable[list[Any]], header: int, *, text: bool
) -> tuple[Cells, list[int]]:
    """Put rows below their headings, and return the numbers of rows of another length."""
    walk = iter(rows)
    first = list(islice(walk, header))
    if len(first) < header or all(is_missing(cell) for cell in first[-1]):
        raise ReadError(
            path,
            f"row {header} is empty, where the headings should be. Say where they are: header=...",
        )
    headings = [cell_text(cell) for cell in first[-1]]
    width, number = len(headings), header
    parts: list[list[Any]] = [[] for _ in headings]
    numbers, uneven, notes = [], [], []
    while some := list(islice(walk, _AT_ONCE)):
        bodies = []
        for row in some:
            number += 1
            if text:
                blank = not (row and row[0].strip()) and not "".join(row).strip()
            else:
                blank = all(map(is_missing, row))
            if blank:
                continue
            if len(row) != width and not _fits(row, width):
                uneven.append(number)
                if len(row) == 1:
                    notes.append([*row, *[""] * (width - 1)])
                continue
            bodies.append(row if len(row) == width else row[:width])
            numbers.append(number)
        for part, values in zip(parts, zip(*bodies, strict=True), strict=bool(bodies)):
            part.append(_text_array(values) if text else _objects(values))
    if numbers and uneven and uneven[0] > numbers[-1] and len(notes) == len(uneven) < len(numbers):
        for part, values in zip(parts, zip(*notes, strict=True), strict=True):
            part.append(_text_array(values))
        numbers, uneven = numbers + uneven, []  # words below the table, without marks
    # A workbook's sheet is as wide as its widest row; columns without heading and cells are none.
    while not headings[-1] and all(_holds_nothing(part) for part in parts[-1]):
        headings.pop()
        parts.pop()
    columns = {at: _joined(part, text) for at, part in enumerate(parts)}
    table = pd.DataFrame(columns, index=pd.RangeIndex(len(numbers)))
    above = tuple(" ".join(filter(None, map(cell_text, row))) for row in first[:-1])
    where = np.array(numbers, dtype=np.int64)
    return Cells(table, headings, path_text(path.name), where, above=above), uneven


def _text_array(values: Sequence[str]) -> pa.Array:
    array = pa.array(values, type=pa.string())
    empty = pc.equal(pc.utf8_trim_whitespace(array), "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), array)


def _objects(values: Sequence[Any]) -> Array:
    array = np.empty(len(values), dtype=object)
    array[:] = [None if is_missing(value) else value for value in values]
    return array


def _holds_nothing(part: Any) -> bool:
    if isinstance(part, pa.Array):
        return bool(part.null_count == len(part))
    return all(value is None for value in part)


def _joined(part: list[Any], text: bool) -> pd.Series:
    """Return a column of the cells of its parts."""
    if text:
        chunks = pa.chunked_array(part, type=pa.string())
        return pd.Series(pd.array(chunks, dtype=TEXT), dtype=TEXT)
    return pd.Series(np.concatenate(part) if part else [], dtype=object).infer_objects()


def cell_text(cell: Any) -> str:
    """Return a heading as text; 2019.0, as workbooks hold a year, is "2019"."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if is_missing(cell) else str(cell).strip()


def is_missing(value: Any) -> bool:
    """Tell whether a cell holds nothing."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NA or (pd.api.types.is_scalar(value) and value != value)
