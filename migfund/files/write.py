"""Tables to files: Parquet as they are; CSV, JSON lines and Excel in plain values."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import MigfundError, MissingExtraError, list_values

__all__ = ["plain_table", "write_excel", "write_table"]


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table to a file; the ending of its name says how.

    Parameters
    ----------
    table
        Any table of migfund's.
    path
        ``.parquet`` keeps all dtypes, except that lists come back as arrays; ``.csv`` and
        ``.xlsx`` join lists with semicolons; ``.jsonl`` has an object a row.

    Raises
    ------
    MigfundError
        If the ending is another, or the file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, migfund as mf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "projects.csv")
    ...     mf.write_table(pd.DataFrame({"countries": [["ARM", "GEO"]]}), path)
    ...     print(path.read_text())
    countries
    ARM; GEO
    <BLANKLINE>
    """
    path = Path(path)
    writers: dict[str, Callable[[], object]] = {
        ".parquet": lambda: _write_parquet(table, path),
        ".csv": lambda: plain_table(table).to_csv(path, index=False),
        ".jsonl": lambda: path.write_text(_json_lines(table), encoding="utf-8"),
        ".xlsx": lambda: write_excel({"projects": table}, path),
    }
    if path.suffix.lower() not in writers:
        raise MigfundError(
            f"{path}: no way to write {path.suffix or 'a name without an ending'!r}; "
            f"there is {list_values(writers)}."
        )
    try:
        writers[path.suffix.lower()]()
    except OSError as error:
        raise MigfundError(
            f"{path}: cannot be written ({error.strerror or error}). Choose another place."
        ) from None


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write Parquet that ``pd.read_parquet`` can read: it does not know Arrow's lists by name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(table)
    notes = json.loads(arrow.schema.metadata[b"pandas"])
    for column in notes["columns"]:
        if pa.types.is_nested(arrow.schema.field(column["field_name"]).type):
            column["numpy_type"] = "object"
    pq.write_table(arrow.replace_schema_metadata({"pandas": json.dumps(notes)}), path)


def write_excel(sheets: Mapping[str, pd.DataFrame], path: str | Path) -> None:
    """Write tables as the sheets of one Excel file; no text of theirs becomes a formula.

    Raises
    ------
    MissingExtraError
        If xlsxwriter is not installed.
    """
    try:
        import xlsxwriter  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            "writing Excel needs xlsxwriter: pip install 'migfund[excel]'."
        ) from None
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as writer:
        for name, table in sheets.items():
            plain = plain_table(table)
            plain.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            sheet = writer.sheets[name]
            for at, column in enumerate(plain.columns):
                cells = [str(column), *map(str, plain[column].head(200))]
                sheet.set_column(at, at, min(max(map(len, cells)) + 2, 48))


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table without lists and times of day: lists joined, dates as ISO text.

    Examples
    --------
    >>> plain_table(pd.DataFrame({"countries": [["ARM", "GEO"]]}))["countries"].tolist()
    ['ARM; GEO']
    """
    plain = {}
    for name, values in table.items():
        if pd.api.types.is_datetime64_any_dtype(values):
            plain[name] = values.dt.strftime("%Y-%m-%d")
        elif isinstance(values.dtype, pd.ArrowDtype) or values.dtype == object:
            plain[name] = values.map(_joined).astype(object)
        else:
            plain[name] = values
    return pd.DataFrame(plain, index=table.index)


def _joined(value: Any) -> Any:
    """Join a list to text; its objects as JSON."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple):
        return value
    return "; ".join(
        json.dumps(item, ensure_ascii=False) if isinstance(item, dict) else str(item)
        for item in value
    )


def _json_lines(table: pd.DataFrame) -> str:
    """Write one JSON object a row; missing is null, dates are ISO text, lists stay lists."""
    rows = (
        json.dumps({name: _json_value(v) for name, v in row.items()}, ensure_ascii=False)
        for row in table.to_dict("records")
    )
    return "".join(f"{row}\n" for row in rows)


def _json_value(value: Any) -> Any:
    """Give a cell as JSON knows it."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _json_value(item) for key, item in value.items()}
    if pd.isna(value):
        return None
    if isinstance(value, dt.date):  # a Timestamp is one as well
        return value.isoformat()[:10]
    return value.item() if isinstance(value, np.generic) else value
