"""The project table: columns, dtypes, meaning, names of derived columns, and shared checks.

One rule names what is worked out from a value: ``<value>_<currency>`` is the value in another
currency, ``<value>_<currency>_<year>`` the same in the prices of a year, and what such a column
rests on stands beside it under its own name, ``budget_usd_rate`` or ``budget_usd_basis``. Only this
module knows that rule.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from migfund.codelists import currencies
from migfund.errors import ColumnsError, MigfundError, ScopeError, join_some, list_values

__all__ = [
    "ALL",
    "COLUMNS",
    "MONEY",
    "PAGE_COLUMNS",
    "PRECISIONS",
    "PROBLEM_FIELDS",
    "SPLIT_COLUMNS",
    "TABLE_COLUMNS",
    "TIME_COLUMNS",
    "UNALLOCATED",
    "Array",
    "Column",
    "Money",
    "add_columns",
    "as_table",
    "beside",
    "check_option",
    "column_dtype",
    "converted_name",
    "currency_column",
    "deflated_name",
    "distinct_codes",
    "is_made_here",
    "is_split",
    "list_rows",
    "lists_of_text",
    "make_table",
    "map_distinct",
    "money_columns",
    "money_of",
    "need_columns",
    "numbers_of",
    "project_codes",
    "refuse_repeated_labels",
    "unbounded",
]

Array = npt.NDArray[Any]

PRECISIONS = ("day", "month", "year")
"""How exactly a date is stated."""

UNALLOCATED = "unallocated"
"""What stands in the place of a country, region or time where a project names none."""

ALL = "all"
"""What stands in the first key of a row of totals over all rows."""

MONEY = ("budget", "commitment", "disbursement", "value")
"""The columns of money that sources state."""

TIME_COLUMNS = ("calendar_year", "fiscal_year", "quarter", "month")
"""The columns of which a split by year adds one."""

SPLIT_COLUMNS = ("project", "share", "split_rule", "divided")
"""What a split adds, and nothing else does: the label of the project that a row is a part of, the
part's share of it, how that came about, and the names of the columns that were divided."""

PROBLEM_FIELDS = ("source", "locator", "field", "text", "reason")
"""The columns of :func:`migfund.problems`."""

TEXT = pd.StringDtype(storage="pyarrow", na_value=float("nan"))
DATE = "datetime64[us]"
CATEGORY = pd.CategoricalDtype()
TEXT_LIST = pd.ArrowDtype(pa.list_(pa.string()))
NUMBER_LIST = pd.ArrowDtype(pa.list_(pa.float64()))
PROBLEM_LIST = pd.ArrowDtype(
    pa.list_(pa.struct([(field, pa.string()) for field in PROBLEM_FIELDS[1:]]))
)


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
    Column("read_from", TEXT, "what each value rests on: label, heading, position, title …"),
    Column("problems", PROBLEM_LIST, "what could not be understood: locator, field, text, reason"),
)
"""What tables read from pages have beside the project table."""

TABLE_COLUMNS = (
    Column("level", TEXT, "what a row is in the fund's own order: decision, contract"),
    Column("parent_id", TEXT, "project_id of the project that this one is a part of"),
    Column("currency_from", TEXT, "what says the currency: words, a column, a preset, the caller"),
    PAGE_COLUMNS[-1],
)
"""What tables read from spreadsheets have beside the project table."""

_DERIVED = re.compile(r"(?P<stated>.+)_(?P<code>[a-z]{3})(?:_(?P<year>\d{4}))?")


class Money(NamedTuple):
    """A column of money, as its name says: ``budget_usd_2015`` is USD of 2015, from ``budget``.

    ``currency`` is missing for a stated value, whose currencies stand in a column of their own.
    """

    name: str
    stated: str
    currency: str | None = None
    year: int | None = None

    @property
    def nominal(self) -> str:
        """The column that constant prices came from, such as ``budget_usd``; else the column."""
        return converted_name(self.stated, self.currency) if self.currency else self.name


def converted_name(value: str, to: str) -> str:
    """Return the name of a value in another currency: ``budget_usd``."""
    return f"{value}_{to.lower()}"


def deflated_name(value: str, year: int) -> str:
    """Return the name of a converted value in the prices of a year: ``budget_usd_2015``."""
    return f"{value}_{year}"


def beside(value: str, what: str) -> str:
    """Return the name of what a value rests on, or of its bound: ``budget_usd_basis``."""
    return f"{value}_{what}"


def unbounded(table: pd.DataFrame, name: str) -> str:
    """Return the value that a bound belongs to: ``budget_usd`` of ``budget_usd_low``."""
    stems = [name.removesuffix(beside("", bound)) for bound in ("low", "high")]
    return next((stem for stem in stems if stem != name and stem in table.columns), name)


def currency_column(table: pd.DataFrame, stated: str) -> str:
    """Return the column of a stated value's currency: ``value_currency``, or else ``currency``."""
    own = beside(stated, "currency")
    return own if own in table.columns else "currency"


def money_of(table: pd.DataFrame, name: str) -> Money | None:
    """Return what a column of money is; none for any other column.

    Stated money is named in `MONEY` or has its currency beside it; converted money comes from such
    a value, or has its basis beside it.

    Examples
    --------
    >>> rows = pd.DataFrame(columns=["budget_usd_2015", "budget_net", "grant", "grant_currency"])
    >>> money_of(rows, "budget_usd_2015")[1:], money_of(rows, "budget_net")
    (('budget', 'USD', 2015), None)
    >>> money_of(rows, "grant").stated
    'grant'
    """
    if name in MONEY or beside(name, "currency") in table.columns:
        return Money(name, name)
    match = _DERIVED.fullmatch(str(name))
    if match is None or match["code"].upper() not in currencies():
        return None
    stated = match["stated"]
    known = (
        stated in MONEY
        or beside(stated, "currency") in table.columns
        or beside(name, "basis") in table.columns
    )
    year = int(match["year"]) if match["year"] else None
    return Money(name, stated, match["code"].upper(), year) if known else None


def money_columns(table: pd.DataFrame) -> list[Money]:
    """Return the columns of numbers that are money, in order."""
    found = []
    for name, dtype in table.dtypes.items():
        if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype):
            money = money_of(table, str(name))
            found += [money] if money else []
    return found


def is_split(table: pd.DataFrame) -> bool:
    """Tell whether rows are parts of projects, as a split makes them."""
    return set(SPLIT_COLUMNS) <= set(table.columns)


_TOTALS = frozenset({"total", "n_projects", "n_known"})
_STATISTICS = ("total_low", "total_high", "mean", "median", "q25", "q75", "min", "max")
_DURATIONS = ("duration_months", "duration_months_low", "duration_months_high")
_MADE: dict[str, Any] = {
    **{column.name: column.dtype for column in COLUMNS + PAGE_COLUMNS + TABLE_COLUMNS},
    **dict.fromkeys(TIME_COLUMNS, pd.CategoricalDtype(ordered=True)),
    **dict.fromkeys(("total", "share_of_total", "share", *_STATISTICS, *_DURATIONS), "float64"),
    **dict.fromkeys(("split_rule", "divided"), CATEGORY),
    **dict.fromkeys(("period_from", "period_to"), DATE),
    **{"country": TEXT, "basis": TEXT},
}
_MADE_BESIDE: dict[str, Any] = {
    **dict.fromkeys(("rate", "deflator", "low", "high"), "float64"),
    **dict.fromkeys(("rate_from", "rate_to"), DATE),
    **dict.fromkeys(("basis", "source"), CATEGORY),
    "currency": TEXT,
}


def column_dtype(table: pd.DataFrame, name: str) -> Any:
    """Return the dtype of a column that migfund makes, as its name says; None for any other.

    Examples
    --------
    >>> rows = pd.DataFrame(columns=["budget_usd", "budget_usd_rate_from", "my_rate"])
    >>> [column_dtype(rows, name) for name in rows]
    ['float64', 'datetime64[us]', None]
    """
    if name == "split_rule" and not is_split(table):
        return TEXT  # of totals
    if name in _MADE:
        return _MADE[name]
    if money_of(table, name):
        return "float64"
    for what, dtype in _MADE_BESIDE.items():
        value = name.removesuffix(f"_{what}")
        if value != name and money_of(table, value):
            return dtype
    return None


def is_made_here(table: pd.DataFrame) -> bool:
    """Tell a table of migfund's by its columns: of projects, converted, split, or of totals."""
    names = {str(name) for name in table.columns}
    return (
        names >= {column.name for column in COLUMNS}
        or names >= _TOTALS
        or is_split(table)
        or any(beside(name, "basis") in names and money_of(table, name) for name in names)
    )


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
    data: dict[str, Any] = {}
    for name, dtype, _ in columns:
        values = [row.get(name) for row in rows]
        if isinstance(dtype, pd.ArrowDtype):
            array: Any = pd.array(pa.array(values, type=dtype.pyarrow_dtype), dtype=dtype)
        else:
            array = pd.array(values, dtype=dtype if dtype != "float64" else "Float64")
        data[name] = array if array.dtype == dtype else pd.Series(array).astype(dtype)
    return pd.DataFrame(data, index=pd.RangeIndex(len(rows)))


def as_table(table: Any, needed: Iterable[str] = (), *, hint: str = "") -> pd.DataFrame:
    """Return what the caller passed as a DataFrame that has the columns needed.

    A polars frame, an Arrow table, or anything else with the Arrow stream interface is converted.
    Columns of `Decimal`, as databases give them, become columns of floats: else they would not be
    known for money, and a split would pass them by.

    Raises
    ------
    ColumnsError
        If it is no table, a column's name stands twice, or a column is missing.
    """
    if not isinstance(table, pd.DataFrame):
        if isinstance(table, pd.Series | type) or not hasattr(table, "__arrow_c_stream__"):
            raise ColumnsError(
                f"a table is needed (pandas.DataFrame), not {type(table).__name__}. "
                "pd.DataFrame(...) makes one of records or columns; series.to_frame() of a Series."
            )
        table = _from_arrow(pa.table(table))
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()]
        raise ColumnsError(
            f"the table has more than one column {list_values(twice)}. Keep one of each: "
            "table.loc[:, ~table.columns.duplicated()]."
        )
    need_columns(table, needed, hint=hint)
    if _is_made_up(table):
        table = table.head(0)
    decimals = [name for name, dtype in table.dtypes.items() if _holds_decimals(table, name, dtype)]
    if decimals:
        table = table.assign(**{name: _as_floats(table[name]) for name in decimals})
    checked: pd.DataFrame = table
    return checked


def _is_made_up(table: pd.DataFrame) -> bool:
    """Tell whether Dask made a table up, to find out by a call which columns come back.

    Its texts are "foo" and its dates of 1970, of which no function can make anything; from a table
    without rows Dask learns the same.
    """
    dask = sys.modules.get("dask.dataframe.utils")
    if dask is None or len(table) != 2:
        return False
    return bool(table.equals(dask.meta_nonempty(table.head(0))))


def _from_arrow(arrow: pa.Table) -> pd.DataFrame:
    """Return a table of Arrow's in the dtypes of the project table."""
    arrow = arrow.cast(_plain_schema(arrow.schema))
    types: dict[Any, Any] = {pa.string(): TEXT}
    types |= {kind: pd.ArrowDtype(kind) for kind in arrow.schema.types if pa.types.is_list(kind)}
    table: pd.DataFrame = arrow.to_pandas(types_mapper=types.get, date_as_object=False)
    days = [n for n, kind in zip(table, arrow.schema.types, strict=False) if pa.types.is_date(kind)]
    return table.astype(dict.fromkeys(days, DATE))


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    fields = [field.with_type(_plain_type(field.type)) for field in schema]
    return pa.schema(fields, metadata=schema.metadata)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the type that pandas reads, of the many in which Arrow holds the same values."""
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_dictionary(kind):
        return pa.dictionary(pa.int32(), _plain_type(kind.value_type))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    return kind


def _holds_decimals(table: pd.DataFrame, name: Any, dtype: Any) -> bool:
    """Tell whether a column holds numbers of the type `Decimal`, and nothing else."""
    if isinstance(dtype, pd.ArrowDtype):
        return bool(pa.types.is_decimal(dtype.pyarrow_dtype))
    if dtype != np.dtype(object):
        return False
    column = table[name]
    known = column[column.notna()]
    return len(known) > 0 and all(isinstance(value, Decimal) for value in known)


def _as_floats(column: pd.Series) -> pd.Series:
    values = [float("nan") if pd.isna(value) else float(value) for value in column]
    return pd.Series(values, index=column.index, dtype="float64")


def need_columns(table: pd.DataFrame, names: Iterable[str], *, hint: str = "") -> None:
    """Raise unless the table has all of these columns.

    Raises
    ------
    ColumnsError
        With the columns that are missing and those that exist.
    """
    names = list(names)
    odd = [name for name in names if not isinstance(name, str)]
    if odd:
        raise ColumnsError(f"columns are named by text, not by {list_values(odd)}.")
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise ColumnsError(
            f"the table has no column {list_values(missing)}; "
            f"it has {list_values(table.columns, limit=30)}." + (f" {hint}" if hint else "")
        )


def check_option(name: str, value: object, options: Iterable[object]) -> None:
    """Raise unless the value of an option is one of those there are.

    Raises
    ------
    MigfundError
        With the options.

    Examples
    --------
    >>> check_option("sort", "size", ("by", "total"))
    Traceback (most recent call last):
    migfund.errors.MigfundError: sort must be one of 'by', 'total', not 'size'.
    """
    options = list(options)
    if not any(type(value) is type(option) and value == option for option in options):
        raise MigfundError(
            f"{name} must be one of {list_values(options, limit=20)}, not {value!r}."
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
    # Copies of attrs, flags and what else a kind of table has with it; the stubs lack it.
    finished: pd.DataFrame = added.__finalize__(table)  # type: ignore[operator]
    return finished


def distinct_codes(column: pd.Series) -> tuple[Array, list[Any]]:
    """Return each row's position among the distinct values of a column (-1: missing), and these.

    What is to be said of a million texts is said once of each distinct one.

    Raises
    ------
    ColumnsError
        If the column holds lists, which cannot be told apart.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        values: Any = column.array  # without the way over a Series of codes
        return values.codes, values.categories.tolist()
    try:
        codes, names = pd.factorize(column)
    except (TypeError, NotImplementedError):  # of objects, of Arrow's lists
        raise ColumnsError(
            f"column {column.name!r} must hold one value in each row, such as a text, not lists "
            "or the like. table.explode(...) makes a row of each, if that is what they are."
        ) from None
    return codes, list(names)


def project_codes(table: pd.DataFrame) -> tuple[Array, Any]:
    """Return the number of each row's project in a split table, and the labels of the projects.

    The labels of an index of several levels are tuples, which files give back as lists.
    """
    column = table["project"]
    try:
        return pd.factorize(column, use_na_sentinel=False)
    except (TypeError, NotImplementedError):  # of lists
        tuples = [tuple(label) if pd.api.types.is_list_like(label) else label for label in column]
        return pd.factorize(pd.Series(tuples, dtype=object), use_na_sentinel=False)


def map_distinct(column: pd.Series, function: Callable[[Any], Any]) -> Array:
    """Return what a function makes of each value, called once a distinct one; None if missing.

    Examples
    --------
    >>> map_distinct(pd.Series(["ARM", None, "ARM"]), str.lower).tolist()
    ['arm', None, 'arm']
    """
    codes, values = distinct_codes(column)
    made = np.empty(len(values) + 1, dtype=object)  # the last one, -1, stays None
    for position in np.unique(codes[codes >= 0]):
        made[position] = function(values[position])
    found: Array = made.take(codes)
    return found


def numbers_of(table: pd.DataFrame, column: str) -> Array:
    """Return a column of numbers as floats, NaN where missing.

    Raises
    ------
    ColumnsError
        If the column holds something else than finite or missing numbers.
    """
    values = table[column]
    types = pd.api.types
    real = types.is_numeric_dtype(values) and not types.is_complex_dtype(values)
    if types.is_bool_dtype(values) or not real:
        if values.isna().all():
            return np.full(len(values), np.nan)
        raise ColumnsError(
            f"column {column!r} must hold numbers, not {values.dtype}. "
            f"table.assign({column}=pd.to_numeric(table[{column!r}])) turns plain figures into "
            f"numbers; mf.parse_amount(table[{column!r}])[['value', 'currency']] reads amounts as "
            "people write them."
        )
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    infinite = np.flatnonzero(np.isinf(numbers))
    if len(infinite):
        raise ColumnsError(
            f"{len(infinite)} of {len(table)} rows have an infinite {column}: "
            f"{list_rows(table, infinite.tolist(), [str(n) for n in numbers[infinite]])}. Mend "
            "them, or set them to missing (NaN)."
        )
    return numbers


def lists_of_text(
    table: pd.DataFrame,
    column: str = "countries",
    *,
    holds: str = "ISO 3166-1 alpha-3 codes in each row, such as ['ARM', 'GEO']; "
    "mf.parse_countries turns words into such lists",
) -> pa.ListArray:
    """Return a column of lists of text as one Arrow array, whatever the caller keeps them in.

    Lists, tuples and arrays are accepted; a missing value or an empty list is null. One text for
    a whole list is refused, for its letters would pass as codes.

    Raises
    ------
    ColumnsError
        If the column holds something else than lists.
    """
    values = table[column]
    own = values.dtype.pyarrow_dtype if isinstance(values.dtype, pd.ArrowDtype) else pa.null()
    if pa.types.is_list(own) and not pa.types.is_nested(own.value_type):
        array = pa.array(values)
        chunks = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        return chunks.cast(pa.list_(pa.string()))
    lists = [_as_list(value, column, holds) for value in values]
    return pa.array(lists, type=pa.list_(pa.string()))


def _as_list(value: Any, column: str, holds: str) -> list[Any] | None:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return list(value)
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    raise ColumnsError(f"column {column!r} must hold a list of {holds}. One row has {value!r}.")


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
    for row, reason in zip(rows[:5], reasons[:5], strict=True):
        source = table["source"].iloc[row] if "source" in table else None
        where = f" ({source})" if isinstance(source, str) else ""
        parts.append(f"row {table.index[row]}{where}: {reason}")
    return join_some(parts, of=len(rows))


def refuse_repeated_labels(table: pd.DataFrame, *, doing: str) -> None:
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
