"""The project table: every column once with dtype and meaning, and how tables are made."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from migfund.errors import ColumnsError, ScopeError, list_values

__all__ = [
    "ALL",
    "COLUMNS",
    "PAGE_COLUMNS",
    "PIECES",
    "PRECISIONS",
    "PROBLEM_FIELDS",
    "TABLE_COLUMNS",
    "UNALLOCATED",
    "Column",
    "add_columns",
    "budget_currency",
    "countries_of",
    "distinct_codes",
    "list_rows",
    "make_table",
    "need_columns",
    "one_project_a_row",
]

PRECISIONS = ("day", "month", "year")
"""How exactly a date is stated."""

UNALLOCATED = "unallocated"
"""What stands in the place of a country or region where a project names none."""

ALL = "all"
"""What stands in the first key of a row of totals over all rows."""

PIECES = ("calendar_year", "fiscal_year", "quarter", "month")
"""The columns of pieces of time, of which a split by year adds one."""

PROBLEM_FIELDS = ("source", "locator", "field", "text", "reason")
"""The columns of :func:`problems`."""

TEXT = pd.StringDtype(storage="pyarrow", na_value=float("nan"))
DATE = "datetime64[us]"
TEXT_LIST = pd.ArrowDtype(pa.list_(pa.string()))
NUMBER_LIST = pd.ArrowDtype(pa.list_(pa.float64()))
PROBLEM_LIST = pd.ArrowDtype(
    pa.list_(pa.struct([(field, pa.string()) for field in PROBLEM_FIELDS[1:]]))
)


# Named by currency and, in constant prices, by the base year; "low" is a bound of a split budget.
_CONVERTED_BUDGET = re.compile(r"budget_(?!low$)([a-z]{3})(?:_\d{4})?")


class Column(NamedTuple):
    """One column of the project table: its name, its pandas dtype and its meaning."""

    name: str
    dtype: Any
    meaning: str


COLUMNS = (
    Column("fund", TEXT, "programme that pays: IDF, MPF, EUTF …"),
    Column("project_id", TEXT, "the fund's own id of the project"),
    Column("title", TEXT, "title of the project"),
    Column("status", TEXT, "status as the source wrote it"),
    Column("project_type", TEXT, "type or theme as the source wrote it"),
    Column("coverage", TEXT, "geographic coverage as the source wrote it"),
    Column("region", TEXT, "region as the source wrote it"),
    Column("countries", TEXT_LIST, "recipient countries, ISO 3166-1 alpha-3"),
    Column("country_shares", NUMBER_LIST, "share of each country, 0 to 1, where the source says"),
    Column("start", DATE, "first day that the text allows for the start"),
    Column("end", DATE, "last day that the text allows for the end"),
    Column("start_precision", TEXT, "day, month or year"),
    Column("end_precision", TEXT, "day, month or year"),
    Column("budget", "float64", "planned total, in units of the currency"),
    Column("currency", TEXT, "ISO 4217 code of the budget"),
    Column("source", TEXT, "file or URL that the record came from"),
    Column("source_locator", TEXT, "line, row or XPath of each value in the source"),
    Column("budget_text", TEXT, "words that the budget came from"),
    Column("period_text", TEXT, "words that the dates came from"),
    Column("countries_text", TEXT, "words that the countries came from"),
)
"""The project table, in order."""

PAGE_COLUMNS = (
    Column("prima_id", TEXT, "id of the project in IOM's PRIMA system"),
    Column("year", "Int64", "year of approval"),
    Column("other_countries", TEXT_LIST, "countries that benefit without being eligible members"),
    Column("read_from", TEXT, "how the values were found: label, position, heading or prose"),
    Column("problems", PROBLEM_LIST, "what could not be understood: locator, field, text, reason"),
)
"""What tables read from pages carry beside the project table."""

TABLE_COLUMNS = (
    Column("level", TEXT, "what a row is in the fund's own order: decision, contract"),
    Column("parent_id", TEXT, "project_id of the project that this one is a part of"),
    Column("currency_from", TEXT, "what says the currency: words, a column, a preset, the caller"),
    PAGE_COLUMNS[-1],
)
"""What tables read from spreadsheets carry beside the project table."""


def make_table(
    records: Iterable[Mapping[str, Any]], columns: Sequence[Column] = COLUMNS + PAGE_COLUMNS
) -> pd.DataFrame:
    """Put records into a table with the given columns and dtypes, one row a record, in order.

    Parameters
    ----------
    records
        Mappings from column name to value; an absent key is a missing value.
    columns
        The columns wanted.

    Returns
    -------
    pandas.DataFrame
        One row a record on a range index, also where there are no records.

    Examples
    --------
    >>> make_table([{"title": "Open South America", "budget": 100000}])["budget"].tolist()
    [100000.0]
    """
    rows = list(records)
    data = {}
    for name, dtype, _ in columns:
        values = [row.get(name) for row in rows]
        if isinstance(dtype, pd.ArrowDtype):
            array: Any = pd.array(pa.array(values, type=dtype.pyarrow_dtype), dtype=dtype)
        else:
            array = pd.array(values, dtype=dtype if dtype != "float64" else "Float64")
        data[name] = pd.Series(array).astype(dtype)
    return pd.DataFrame(data, index=pd.RangeIndex(len(rows)))


def need_columns(table: pd.DataFrame, names: Iterable[str], *, hint: str = "") -> None:
    """Raise unless the table has all of these columns.

    Raises
    ------
    ColumnsError
        With the columns that are missing and those that exist.
    """
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise ColumnsError(
            f"the table has no column {list_values(missing)}; "
            f"it has {list_values(table.columns, limit=30)}." + (f" {hint}" if hint else "")
        )


def add_columns(table: pd.DataFrame, new: Mapping[str, Any]) -> pd.DataFrame:
    """Return a copy of the table with new columns at its end; rows, index and the rest as before.

    The new values are arrays, one value a row in the table's order.

    Raises
    ------
    ColumnsError
        If one of the names is taken: nothing of the caller's is overwritten.
    """
    taken = [name for name in new if name in table.columns]
    if taken:
        raise ColumnsError(
            f"the table already has {list_values(taken)}, which would be overwritten. Drop or "
            f"rename first: table.drop(columns={taken})."
        )
    # Put together at once: column by column takes as long as converting a hundred thousand rows.
    added = pd.concat([table, pd.DataFrame(new, index=table.index, copy=False)], axis=1)
    added.columns = added.columns.rename(table.columns.name)
    # Copies of attrs, flags and what else a kind of table carries with it; the stubs lack it.
    carried: pd.DataFrame = added.__finalize__(table)  # type: ignore[operator]
    return carried


def distinct_codes(column: pd.Series) -> tuple[npt.NDArray[Any], list[Any]]:
    """Give the distinct values of a column, and the place of each row's among them; -1 if missing.

    What is to be said of a million texts is said once of each distinct one.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories.tolist()
    codes, names = pd.factorize(column)
    return codes, list(names)


def countries_of(
    table: pd.DataFrame,
    column: str = "countries",
    *,
    holds: str = "ISO 3166-1 alpha-3 codes in each row, such as ['ARM', 'GEO']; "
    "mf.parse_countries turns words into such lists",
) -> pa.ListArray:
    """Give a column of lists of text as one Arrow array, whatever the caller keeps the lists in.

    Lists, tuples and arrays are accepted; a missing value or an empty list is null. One text for
    a whole list is refused, for its letters would pass as codes.

    Raises
    ------
    ColumnsError
        If the column holds something else than lists.
    """
    values = table[column]
    if isinstance(values.dtype, pd.ArrowDtype) and pa.types.is_list(values.dtype.pyarrow_dtype):
        array = pa.array(values)
        chunks = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        return chunks.cast(pa.list_(pa.string()))
    lists = [_as_list(value, column, holds) for value in values]
    return pa.array(lists, type=pa.list_(pa.string()))


def _as_list(value: Any, column: str, holds: str) -> list[Any] | None:
    """One cell of a column of lists; None where nothing stands."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return list(value)
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    raise ColumnsError(f"column {column!r} must hold a list of {holds}. One row has {value!r}.")


def budget_currency(column: str) -> str | None:
    """Give the currency in the name of a converted budget; missing for any other column.

    Examples
    --------
    >>> budget_currency("budget_usd"), budget_currency("budget_usd_2023")
    ('USD', 'USD')
    >>> budget_currency("budget_year") is budget_currency("budget_low") is None
    True
    """
    match = _CONVERTED_BUDGET.fullmatch(str(column))
    return match[1].upper() if match else None


def one_project_a_row(table: pd.DataFrame, *, doing: str) -> None:
    """Raise if rows cannot be told apart by their index labels.

    Raises
    ------
    ScopeError
        With the labels that stand twice.
    """
    if not table.index.is_unique:
        twice = table.index[table.index.duplicated()]
        raise ScopeError(
            f"{doing} tells projects apart by the table's index, but {len(twice)} of its labels "
            f"stand more than once: {list_values(twice)}. Give each project its own: "
            "table.reset_index(drop=True), or pd.concat(..., ignore_index=True)."
        )


def list_rows(table: pd.DataFrame, rows: Sequence[int], reasons: Sequence[str]) -> str:
    """Write faulty rows for a message: label, source and reason of the first five, and a count.

    Parameters
    ----------
    table
        The table that they stand in.
    rows
        Positions of the rows.
    reasons
        What is wrong with each.
    """
    parts = []
    for row, reason in list(zip(rows, reasons, strict=True))[:5]:
        source = table["source"].iloc[row] if "source" in table else None
        where = f" ({source})" if isinstance(source, str) else ""
        parts.append(f"row {table.index[row]}{where}: {reason}")
    more = f"; and {len(rows) - 5} more" if len(rows) > 5 else ""
    return "; ".join(parts) + more
