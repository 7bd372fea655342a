"""Tables to files and back: a file that migfund wrote is read as the table was.

Parquet keeps all dtypes, by its metadata. CSV, JSON lines and Excel hold plain values, for people
and other programs, from which the table follows:

- a table of migfund's is known by its columns (`schema.is_made_here`), and the dtypes of these by
  their names (`schema.column_dtype`);
- in any other column, numbers, True and False are what they are; in CSV, where all is text, what
  stands in quotation marks is text, so that "007" stays one, and what stands bare is a number, a
  date as 2019-02-01, True or False; nothing at all is missing;
- lists of countries, shares and problems are joined by semicolons, an empty one is ``[]``; any
  other list is written as JSON.

Excel keeps 16 digits of a number, knows no empty text, and its numbers are whole or not: those of
a column of the user's that are all whole come back as integers.
"""

import codecs
import csv
import datetime as dt
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from migfund.errors import MigfundError, MissingExtraError, list_values
from migfund.files.replace import replaced
from migfund.files.sheets import PARQUET, WORKBOOK, read_bytes, sheets_of
from migfund.schema import (
    DATE,
    PROBLEM_LIST,
    TEXT,
    as_table,
    column_dtype,
    is_made_here,
)

__all__ = ["plain_table", "read_written", "write_excel", "write_table"]

_MARK = b"migfund"
"""Key of the metadata of Parquet that says that migfund wrote it."""
_ROWS = 50_000
"""Rows of a CSV file that are written at a time."""
_LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds."""
_CELL = re.compile(r'(?:"(?:[^"]|"")*"|([^",\n]*))(,|\n|\Z)')


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table to a file; the ending of its name says how.

    :func:`migfund.read_table` reads a project table, also one that was converted or split, and
    totals back exactly: dates, lists, categories, missing values and text such as "007". Columns
    of your own come back with the dtype that their cells show. Parquet keeps every dtype of any
    table, and the index; elsewhere an index with a name becomes a column. A file that is there is
    replaced once the new one is written whole.

    Parameters
    ----------
    table
        Any table.
    path
        ``.parquet``, ``.csv``, ``.jsonl`` (an object a row) or ``.xlsx``. The last three hold plain
        values: dates as 2019-02-01, lists joined with semicolons (in JSON lines as lists).

    Raises
    ------
    MigfundError
        If the ending is another, the file cannot be written, or cannot hold the table.
    MissingExtraError
        If the ending is ``.xlsx`` and xlsxwriter is not installed.

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, migfund as mf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "projects.csv")
    ...     mf.write_table(pd.DataFrame({"countries": [["ARM", "GEO"]], "id": ["007"]}), path)
    ...     print(path.read_text())
    "countries","id"
    "ARM; GEO","007"
    <BLANKLINE>
    """
    table = as_table(table)
    if not isinstance(path, str | os.PathLike):
        raise MigfundError(f"write_table takes the name of a file, not {type(path).__name__}.")
    path = Path(path)
    writers: dict[str, Callable[[pd.DataFrame, Path], None]] = {
        ".parquet": _write_parquet,
        ".csv": _write_csv,
        ".jsonl": _write_json_lines,
        ".xlsx": lambda table, path: _write_sheets({"projects": table}, path),
    }
    if path.suffix.lower() not in writers:
        raise MigfundError(
            f"{path}: no way to write {path.suffix or 'a name without an ending'!r}; "
            f"there is {list_values(writers)}."
        )
    with replaced(path) as beside:
        writers[path.suffix.lower()](table, beside)


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write Parquet that ``pd.read_parquet`` can read: it does not know Arrow's lists by name."""
    import pyarrow.parquet as pq

    try:
        arrow = pa.Table.from_pandas(table)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise MigfundError(
            f"Parquet cannot hold the table: {error}. A column holds values of one "
            "kind: table.astype({column: 'str'}) makes text of them."
        ) from None
    notes = json.loads(arrow.schema.metadata[b"pandas"])
    lists = {}
    for column in notes["columns"]:
        name = column["field_name"]
        if pa.types.is_nested(arrow.schema.field(name).type):
            lists[name] = column["numpy_type"] != "object"
            column["numpy_type"] = "object"
    metadata = {b"pandas": json.dumps(notes), _MARK: json.dumps({"lists": lists})}
    pq.write_table(arrow.replace_schema_metadata(metadata), path)


def _read_parquet(data: bytes) -> pd.DataFrame | None:
    """Read Parquet as it was written; None where another program wrote it."""
    import pyarrow.parquet as pq

    try:
        arrow = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        return None  # the ordinary reader says what is wrong
    mark = (arrow.schema.metadata or {}).get(_MARK)
    if mark is None:
        return None
    table: pd.DataFrame = arrow.to_pandas()
    for name, dtype in table.dtypes.items():
        if isinstance(dtype, pd.CategoricalDtype) and not len(dtype.categories):
            none = pd.Categorical(table[name].astype(TEXT), ordered=dtype.ordered)
            table[name] = pd.Series(none, index=table.index)
    for name, of_arrow in json.loads(mark)["lists"].items():
        values = arrow.column(name)
        # Lists come as arrays of numpy from Arrow.
        held = pd.array(values, dtype=pd.ArrowDtype(values.type)) if of_arrow else None
        table[name] = pd.Series(
            values.to_pylist() if held is None else held,
            index=table.index,
            dtype=object if held is None else held.dtype,
        )
    return table


def _with_named_index(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its index as columns, if it has a name that no column has."""
    names = [name for name in table.index.names if name is not None and name not in table.columns]
    return table.reset_index(level=names) if names else table


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write CSV in which text, and nothing else, stands in quotation marks."""
    table = _with_named_index(table)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(",".join(_quoted(str(name)) for name in table) + "\n")
        for start in range(0, len(table), _ROWS):
            part = table.iloc[start : start + _ROWS]
            columns = [_csv_cells(name, part.iloc[:, at]) for at, name in enumerate(table)]
            file.writelines(f"{','.join(row)}\n" for row in zip(*columns, strict=True))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _csv_cells(name: object, values: pd.Series) -> list[str]:
    """Return the cells of a column as they stand in CSV."""
    plain = _plain(name, values)
    missing = plain.isna().to_numpy()
    cells = [repr(value) if isinstance(value, float) else str(value) for value in plain.tolist()]
    if _holds_text(values):
        cells = list(map(_quoted, cells))
    return ["" if gone else cell for cell, gone in zip(cells, missing, strict=True)]


def _holds_text(values: pd.Series) -> bool:
    """Tell whether the cells of a column are text, and no numbers, dates, True or False."""
    values = _uncoded(values)
    if values.dtype == object:
        kind = pd.api.types.infer_dtype(values, skipna=True)
        return kind not in ("integer", "floating", "mixed-integer-float", "decimal", "boolean")
    return not (
        pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values)
    )


def _uncoded(values: pd.Series) -> pd.Series:
    """Return the values of a category as they are; any other column as it is."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return pd.Series(np.asarray(values), index=values.index)
    return values


def _plain(name: object, values: pd.Series) -> pd.Series:
    """Return a column without lists and times: lists joined, dates as ISO text."""
    values = _uncoded(values)
    if pd.api.types.is_datetime64_any_dtype(values):
        return _iso(values)
    if isinstance(values.dtype, pd.ArrowDtype) or values.dtype == object:
        joined = isinstance(column_dtype(pd.DataFrame(), str(name)), pd.ArrowDtype)
        plain = [_joined(value, semicolons=joined) for value in values]
        return pd.Series(plain, index=values.index, dtype=object)
    return values


def _iso(dates: pd.Series) -> pd.Series:
    """Return dates as text, the time of day only where a date has one."""
    if getattr(dates.dt, "tz", None) is not None:
        return dates.map(lambda date: date.isoformat(), na_action="ignore").astype(object)
    stamps = dates.to_numpy(dtype=DATE, na_value=np.datetime64("NaT", "us"))
    days = stamps.astype("datetime64[D]")
    whole = bool((np.isnat(stamps) | (days == stamps)).all())
    text = np.datetime_as_string(days if whole else stamps).astype(object)
    text[np.isnat(stamps)] = None
    return pd.Series(text, index=dates.index, dtype=object)


def _joined(value: Any, *, semicolons: bool) -> Any:
    """Return a list as text; anything else as it is."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple | dict):
        return value
    text = "; ".join(map(_item, value)) if semicolons and isinstance(value, list | tuple) else ""
    return text or json.dumps(_json_value(value), ensure_ascii=False)


def _item(item: Any) -> str:
    """Return an item of a list as text; a missing one is empty."""
    if isinstance(item, dict):
        return json.dumps(_json_value(item), ensure_ascii=False)
    return "" if item is None or item != item else str(item)


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without lists and times of day: lists joined, dates as ISO text.

    Examples
    --------
    >>> plain_table(pd.DataFrame({"countries": [["ARM", "GEO"]]}))["countries"].tolist()
    ['ARM; GEO']
    """
    plain = {name: _plain(name, table[name]) for name in table}
    return pd.DataFrame(plain, index=table.index)


def write_excel(sheets: Mapping[str, pd.DataFrame], path: str | Path) -> None:
    """Write tables as the sheets of one Excel file; no text of theirs becomes a formula.

    Raises
    ------
    MissingExtraError
        If xlsxwriter is not installed.
    MigfundError
        If the file cannot be written, or a sheet cannot hold its table.
    """
    with replaced(Path(path)) as beside:
        _write_sheets(sheets, beside)


def _write_sheets(sheets: Mapping[str, pd.DataFrame], path: Path) -> None:
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtraError(
            "writing Excel needs xlsxwriter: pip install 'migfund[excel]'."
        ) from None
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    try:
        with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as writer:
            # Not the moment of its making: the same tables give the same file.
            writer.book.set_properties({"created": dt.datetime(1980, 1, 1)})
            for name, table in sheets.items():
                _write_sheet(writer, name, plain_table(_with_named_index(table)))
    except (
        xlsxwriter.exceptions.XlsxFileError
    ) as error:  # holds the system's own error, such as of a full disk
        raise OSError(str(error)) from None
    except (TypeError, OverflowError) as error:
        raise MigfundError(
            f"Excel cannot hold a value of the table: {error}. Write .csv, or mend it."
        ) from None


def _write_sheet(writer: pd.ExcelWriter, name: str, plain: pd.DataFrame) -> None:
    _refuse_large(plain, name)
    plain.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
    for at, column in enumerate(plain.columns):
        cells = [str(column), *map(str, plain[column].head(200))]
        writer.sheets[name].set_column(at, at, min(max(map(len, cells)) + 2, 48))


def _refuse_large(plain: pd.DataFrame, sheet: str) -> None:
    """Raise if a table has more rows, or longer text, than a sheet of Excel holds."""
    texts = (value for column in plain for value in plain[column] if isinstance(value, str))
    if len(plain) >= 2**20 or any(len(text) > _LONGEST_CELL for text in texts):
        raise MigfundError(
            f"sheet {sheet!r}: Excel holds {2**20 - 1:,} rows below the headings, and "
            f"{_LONGEST_CELL:,} characters in a cell. Write .csv or .parquet."
        )


def _write_json_lines(table: pd.DataFrame, path: Path) -> None:
    """Write one JSON object a row; missing is null, dates are ISO text, lists stay lists."""
    rows = _with_named_index(table).to_dict("records")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.writelines(json.dumps(_json_value(row), ensure_ascii=False) + "\n" for row in rows)


def _json_value(value: Any) -> Any:
    """Return a cell as JSON knows it."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _json_value(item) for key, item in value.items()}
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, dt.date):  # a Timestamp is one as well
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | bool | int | float) else str(value)


# Reading back. The cells of a column are an Arrow array of text, and whether they are bare: no
# text but numbers, dates, True or False.
_Columns = dict[str, tuple[pa.Array, bool]]


def read_written(path: Path) -> tuple[pd.DataFrame | None, str | None]:
    """Return the table of a file that migfund wrote, as it was.

    Returns
    -------
    tuple
        The table, or None where the file is another program's; and the reason, where it has the
        columns of migfund's tables but was changed.
    """
    data = read_bytes(path)
    if data.startswith(PARQUET):
        return _read_parquet(data), None
    if data.startswith(WORKBOOK):
        columns = _columns_of_workbook(path, data)
    elif data.startswith(b"{"):
        columns = _columns_of_json(data)
    else:
        columns = _columns_of_csv(data)
    if columns is None:
        return None, None
    headings, restored = pd.DataFrame(columns=list(columns)), {}
    for name, (cells, bare) in columns.items():
        try:
            restored[name] = _restored(cells, bare, column_dtype(headings, name))
        except (ValueError, TypeError) as error:  # Arrow's errors are among them
            reason = str(error).splitlines()[0]
            return None, (
                f"the columns are those of a table that migfund wrote, but {name!r} was changed "
                f"({reason}), so that it was read as anybody's"
            )
    return pd.DataFrame(restored, index=pd.RangeIndex(len(cells))), None


def _are_ours(names: Iterable[Any]) -> bool:
    """Tell whether headings, each standing once, are those of a table of migfund's."""
    headings = pd.DataFrame(columns=list(names))
    return headings.columns.is_unique and is_made_here(headings)


def _columns_of_csv(data: bytes) -> _Columns | None:
    import pyarrow.csv as pc

    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        head = data[:100_000].decode("utf-8", errors="replace")
        names = next(csv.reader(io.StringIO(head, newline=""), strict=True), [])
        if not _are_ours(names):
            return None
        text = data.decode("utf-8")
        table = pc.read_csv(
            pa.BufferReader(data),
            read_options=pc.ReadOptions(block_size=2**24),
            parse_options=pc.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except (UnicodeDecodeError, csv.Error, pa.ArrowInvalid):
        return None
    cells = [column.combine_chunks() for column in table.columns]
    headings = pd.DataFrame(columns=names)
    own = {at for at, name in enumerate(names) if column_dtype(headings, name) is None}
    bare = _bare_columns(text, {at for at in own if cells[at].null_count < len(cells[at])})
    return {name: (cells[at], at in bare) for at, name in enumerate(names)}


def _bare_columns(text: str, asked: set[int]) -> set[int]:
    """Return the columns of CSV whose first cell that holds something has no quotation marks."""
    asked, found, row, at = set(asked), set(), 0, 0
    for match in _CELL.finditer(text):
        if not asked:
            break
        bare, end = match.groups()
        if row and at in asked and bare != "":
            asked.discard(at)
            if bare:
                found.add(at)
        row, at = (row + 1, 0) if end == "\n" else (row, at + 1)
    return found


def _columns_of_workbook(path: Path, data: bytes) -> _Columns | None:
    heads = list(sheets_of(path, data, rows=1).values())
    if len(heads) != 1 or not heads[0] or not _are_ours(heads[0][0]):
        return None
    names, *rows = next(iter(sheets_of(path, data).values()))
    return _columns_of_cells(names, [list(map(_excel_cell, row)) for row in rows])


def _excel_cell(cell: Any) -> Any:
    """Return a cell of Excel, which has no empty text and no kind of number for whole ones."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


def _columns_of_json(data: bytes) -> _Columns | None:
    try:
        lines = data.decode("utf-8").removesuffix("\n").split("\n")
        rows = list(map(json.loads, lines))
        names = list(rows[0])
        if not _are_ours(names) or any(list(row) != names for row in rows):
            return None
    except (ValueError, TypeError):
        return None
    return _columns_of_cells(names, [list(row.values()) for row in rows])


def _columns_of_cells(names: list[str], rows: list[list[Any]]) -> _Columns:
    """Return columns as text from cells that have types of their own."""
    columns = {}
    for at, name in enumerate(names):
        cells = [row[at] for row in rows]
        semicolons = isinstance(column_dtype(pd.DataFrame(), name), pd.ArrowDtype)
        bare = not any(isinstance(cell, str | list | dict) for cell in cells)
        texts = [None if c is None else str(_joined(c, semicolons=semicolons)) for c in cells]
        columns[name] = pa.array(texts, pa.string()), bare
    return columns


def _restored(cells: pa.Array, bare: bool, dtype: Any) -> Any:
    """Return the values of a column, or raise where cells are not of the column's dtype."""
    if dtype is None:
        dtype = _dtype_of_cells(cells, bare)
    if isinstance(dtype, pd.ArrowDtype):
        texts = cells.dictionary_encode()
        lists = [_list_of(cell, dtype) for cell in texts.dictionary.to_pylist()]
        return pd.array(pa.array(lists, dtype.pyarrow_dtype).take(texts.indices), dtype=dtype)
    if isinstance(dtype, pd.CategoricalDtype):
        return pd.Categorical(pd.array(cells, dtype=TEXT), ordered=dtype.ordered)
    if dtype == DATE:
        return cells.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
    if dtype == "float64":
        return cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
    if dtype in ("int64", "Int64"):
        return pd.array(cells.cast(pa.int64()).to_pylist(), dtype=dtype)
    if dtype in ("bool", "boolean"):
        return pd.array(cells.cast(pa.bool_()).to_pylist(), dtype=dtype)
    return pd.array(cells, dtype=TEXT)


def _dtype_of_cells(cells: pa.Array, bare: bool) -> Any:
    """Return the dtype of a column of the user's, by its cells."""
    import pyarrow.compute as pc

    some = cells.drop_null()
    if not len(some):
        return "float64"
    if not bare:
        listed = pc.all(pc.match_substring_regex(some, r"^\[.*\]$")).as_py()
        return _list_dtype(some) if listed else TEXT
    whole = len(some) == len(cells)
    if pc.any(pc.match_substring_regex(some, r"^-?0\d")).as_py():
        return TEXT  # "007": Excel saved it without quotation marks
    for kind, dtype in (
        (pa.int64(), "int64" if whole else "Int64"),
        (pa.float64(), "float64"),
        (pa.bool_(), "bool" if whole else "boolean"),
        (pa.timestamp("us"), DATE),
    ):
        try:
            some.cast(kind)
        except pa.ArrowInvalid:
            continue
        return dtype
    return TEXT


def _list_dtype(cells: pa.Array) -> Any:
    """Return the dtype of cells that are JSON; text where not all are lists of one kind."""
    try:
        return pd.ArrowDtype(pa.array([json.loads(cell) for cell in cells.to_pylist()]).type)
    except (ValueError, TypeError):
        return TEXT


def _list_of(cell: str, dtype: pd.ArrowDtype) -> Any:
    """Return a list from its text."""
    if cell.startswith("["):
        return json.loads(cell)
    if dtype == PROBLEM_LIST:
        return list(_objects(cell))
    parts = [part.strip() for part in cell.split(";")]
    if pa.types.is_floating(dtype.pyarrow_dtype.value_type):
        return [float(part) if part else None for part in parts]
    if not all(map(re.compile("[A-Z]{3}|").fullmatch, parts)):
        raise ValueError(f"no codes of countries: {cell}")
    return [part or None for part in parts]


def _objects(cell: str) -> Iterator[Any]:
    """Yield the JSON objects in a text, joined by a semicolon and a space."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(cell):
        item, end = decoder.raw_decode(cell, at)
        yield item
        at = end + 2
