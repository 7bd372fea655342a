"""A table to sort and to filter in a notebook."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.dates import precisions
from migfund.errors import MigfundError, MissingExtraError
from migfund.schema import (
    TIME_COLUMNS,
    as_table,
    beside,
    currency_column,
    money_columns,
    need_columns,
)
from migfund.totals.total_by import RESULTS, is_totals, keys_of
from migfund.totals.words import number

if TYPE_CHECKING:
    from IPython.display import HTML

__all__ = ["show"]

_PROJECTS = ("title", "fund", "countries", "country", *TIME_COLUMNS, "start", "end")
_TOTALS = tuple(name for name in RESULTS if name not in ("basis", "split_rule", "n_all_known"))
_FIGURES = ("total", "total_low", "total_high", "mean", "median", "q25", "q75", "min", "max")
_MOST_ROWS = 10_000
_LOOK = """<style>
div.dt-container, div.dt-container input, div.dt-container select {
  background: none !important; color: inherit;
}
div.dt-container input, div.dt-container select { border: 1px solid #8889 !important; }
div.dt-container option { background: #fff; color: #000; }
div.dt-container table.dataTable tr > * { border-color: #8886 !important; }
table.dataTable tfoot input { width: 100%; box-sizing: border-box; }
</style>"""
"""The colours of the page, light or dark; and fields to filter by no wider than their columns."""
_DATE_LENGTH: dict[Any, int] = {"year": 4, "month": 7}


def show(table: pd.DataFrame, *, columns: Sequence[str] | None = None) -> "HTML":
    """Return a table for a notebook that can be sorted, searched and filtered by column.

    Nothing is loaded from the web, and the result still works in a saved notebook. Money is
    written in whole units, and a date as exactly as it is stated: "2019" where a year is all that
    is known. At most 10,000 rows are shown, and a line below says so.

    Parameters
    ----------
    table
        Any table.
    columns
        The columns to show. By default, of a project table the title, fund, countries, start and
        end, every column of money and its currency, and the duration; of totals the keys, figures
        and counts; of other tables all columns.

    Returns
    -------
    IPython.display.HTML
        What a notebook shows as the last line of a cell; elsewhere ``display(mf.show(table))``.

    Raises
    ------
    MissingExtraError
        If itables is not installed.
    ColumnsError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"title": ["Open South America"], "budget": [119_187.08],
    ...                          "currency": "USD", "source": "page.txt"})
    >>> shown = mf.show(projects)
    >>> "119,187" in shown.data, "page.txt" in shown.data
    (True, False)
    """
    table = as_table(table)
    if columns is None:
        columns = _by_default(table)
    elif isinstance(columns, str) or not isinstance(columns, list | tuple | pd.Index):
        raise MigfundError(f"columns must be the names of columns in a list, not {columns!r}.")
    need_columns(table, columns)
    try:
        from IPython.display import HTML
        from itables import options, to_html_datatable
        from itables.javascript import generate_init_offline_itables_html
    except ImportError:
        raise MissingExtraError(
            "showing a table that sorts needs itables: pip install 'migfund[notebook]'."
        ) from None
    rows = table.head(_MOST_ROWS)
    cells = pd.DataFrame({name: _cells(rows, name) for name in columns}, index=rows.index)
    # itables escapes what is in cells, and not the names below them.
    cells.columns = [name.replace("<", "‹") for name in columns]
    numbers = [at for at, name in enumerate(columns) if pd.api.types.is_numeric_dtype(table[name])]
    dates = [at for at, name in enumerate(columns) if table[name].dtype.kind == "M"]
    left_out = f"The first {len(rows):,} of {len(table):,} rows." if len(rows) < len(table) else ""
    index = not isinstance(table.index, pd.RangeIndex)
    body = to_html_datatable(
        cells,
        connected=False,
        caption=left_out or None,
        showIndex=index,
        maxBytes=0,
        classes="display compact",
        column_filters="footer",
        text_in_header_can_be_selected=False,  # a click on a head sorts
        # Signs of thousands, and a cell without a figure, would else make numbers text.
        columnDefs=[
            {"type": "num-fmt", "targets": [at + index for at in numbers]},
            {"className": "dt-nowrap", "targets": [at + index for at in dates]},
        ],
    )
    library = generate_init_offline_itables_html(options.dt_bundle)
    return HTML(library + _LOOK + body)  # type: ignore[no-untyped-call]


def _by_default(table: pd.DataFrame) -> list[str]:
    """Return the columns that say most; all of them where it is not known what the table is."""
    if is_totals(table):
        keys = keys_of(table)
        return [*keys, *(name for name in _TOTALS if name in table and name not in keys)]
    money = [one.name for one in money_columns(table)]
    money += [currency_column(table, name) for name in money]
    wanted = [*_PROJECTS, *money, "duration_months"]
    if not {"title", "project_id", "budget"} & set(table.columns):
        return [str(name) for name in table.columns]
    wanted = [name for name in table.columns if name in wanted]
    return sorted(wanted, key=lambda name: _PROJECTS.index(name) if name in _PROJECTS else 99)


def _cells(table: pd.DataFrame, name: str) -> list[str]:
    """Return a column as text for people; "" where nothing is known."""
    column = table[name]
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _dates(table, name)
    if pd.api.types.is_float_dtype(column.dtype):
        whole = name in {one.name for one in money_columns(table)} | set(_FIGURES)
        return ["" if pd.isna(v) else _figure(v) if whole else f"{v:,.6g}" for v in column]
    if pd.api.types.is_integer_dtype(column.dtype):
        return ["" if pd.isna(value) else str(value) for value in column]
    return [_text(value) for value in column.astype(object)]


def _figure(value: float) -> str:
    return number(value).replace("−", "-")  # the browser sorts by the sign of the keyboard


def _dates(table: pd.DataFrame, name: str) -> list[str]:
    """Return dates as exactly as they are stated; as text they sort in their order too."""
    stated = precisions(table, name) if beside(name, "precision") in table else [None] * len(table)
    length = [_DATE_LENGTH.get(precision, 10) for precision in stated]
    days = table[name].dt.strftime("%Y-%m-%d").astype(object)
    return ["" if pd.isna(day) else day[:n] for day, n in zip(days, length, strict=True)]


def _text(value: Any) -> str:
    """Return a value as text, a list with commas."""
    if isinstance(value, list | tuple | np.ndarray):
        return ", ".join(map(str, value))
    return "" if pd.isna(value) else str(value)
