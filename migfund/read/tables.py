"""Tables of projects, in CSV, spreadsheets and DataFrames, to the project table."""

import re
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from migfund.codelists import currencies
from migfund.errors import (
    ColumnsError,
    CurrencyError,
    MigfundError,
    ReadError,
    ScopeError,
    join_some,
    list_values,
)
from migfund.files.decode import Doubt
from migfund.files.sheets import Cells, read_cells
from migfund.files.write import read_written
from migfund.parse.country_codes import code_systems
from migfund.parse.place_names import codes
from migfund.read.page import day_first, decimal_mark
from migfund.read.presets import ONE_ROW, Preset, find_preset, headings_by_field
from migfund.read.records import written
from migfund.read.rows import Rules, add_parents, gather, join_rest, make_row
from migfund.schema import COLUMNS, TABLE_COLUMNS, check_option, make_table

__all__ = ["read_table"]

_SCHEMA = COLUMNS + TABLE_COLUMNS
_CODES = re.compile(r"[A-Z]{2,3}(?:[\s,;|/]+[A-Z]{2,3})*")


def read_table(
    path_or_frame: str | PathLike[str] | pd.DataFrame,
    *,
    preset: str | None = None,
    columns: Mapping[str, str] | None = None,
    currency: str | None = None,
    fund: str | None = None,
    one_row: Literal["project", "project and country"] | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    header: int = 1,
    decimal: str | None = None,
    dayfirst: bool | None = None,
    on_error: Literal["raise", "report"] = "raise",
) -> pd.DataFrame:
    """Return the projects of a table: somebody else's, or one that :func:`write_table` wrote.

    What migfund wrote comes back as it was. Of any other table nothing is chosen by itself: which
    heading is what comes from a preset, from ``columns``, or from headings that are names of the
    project table. A cell that is not understood is missing, and :func:`migfund.problems` lists it
    with its row.

    Parameters
    ----------
    path_or_frame
        A CSV file (UTF-8, UTF-16, Windows and others; comma, semicolon, tab or bar), a spreadsheet
        (needs ``migfund[excel]``), Parquet or JSON lines that migfund wrote, or a DataFrame. With
        any of the options below but ``on_error``, a table of migfund's is read as anybody's.
    preset
        Name of a known publisher's table; :func:`migfund.table_presets` lists them.
    columns
        Headings by field, before those of the preset: ``{"budget": "Amount", "countries":
        "Where"}``. Fields are the text columns of the project table, ``level`` and ``parent_id``;
        ``countries``; ``country_percentages`` (0 to 100) or ``country_shares`` (0 to 1);
        ``start`` and ``end``, with ``start_precision`` and ``end_precision`` if the table has
        them, or ``period``; ``budget``; ``currency``.
    currency
        ISO 4217 code of all budgets, for a table without a column of currencies.
        ``currency_from`` says what each currency rests on.
    fund
        Name of the fund, for a table without a column of funds.
    one_row
        What a row is: ``"project"``, or ``"project and country"``, where rows with one
        ``project_id`` become one project and the budget that they repeat counts once.
    sheet
        Name of the sheet, needed where several have cells.
    delimiter
        What parts the cells of a CSV file, needed where its rows do not tell.
    header
        Number of the row of headings; rows above it are passed over.
    decimal
        Decimal mark, "." or ",", of numbers such as 1.234. Without it the column's other numbers
        tell, such as 1.234,50; else the number is missing.
    dayfirst
        Order of dates such as 01/02/2019. Without it the other dates tell; else it is missing.
    on_error
        ``"raise"``, or ``"report"``: a file that cannot be read is a row with its source alone,
        and a project whose rows repeat different budgets has none; both with the reason.

    Returns
    -------
    pandas.DataFrame
        The project table, ``level``, ``parent_id``, ``currency_from`` and ``problems``, then the
        other columns as they are, of a CSV file as text, an empty cell missing. A row a project,
        in order; blank rows of a file are none. The
        index of a DataFrame is kept unless rows are gathered. ``source_locator`` has the number
        of the row as a spreadsheet shows it. A column that has the name of a column of the
        project table but is not read into it gets ``_in_file`` behind its name.

    Raises
    ------
    ReadError
        If a file cannot be read, its rows are of different lengths, or sheet or delimiter are not
        certain.
    ColumnsError
        If a heading is missing, stands twice, or two sources state one thing.
    ScopeError
        If the rows of a project repeat different budgets or currencies.
    CurrencyError
        If ``currency`` is no ISO 4217 code.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> sheet = pd.DataFrame({"Grant": ["A-1", "A-2"], "Sum": ["1,5 Mio.", "200 000"],
    ...                       "Where": ["Mauritanie", "Kenya, Uganda"],
    ...                       "From": [2019.0, "March 2020"]})
    >>> projects = mf.read_table(sheet, currency="EUR", columns={
    ...     "project_id": "Grant", "budget": "Sum", "countries": "Where", "start": "From"})
    >>> projects[["budget", "currency", "start_precision"]].values.tolist()
    [[1500000.0, 'EUR', 'year'], [200000.0, 'EUR', 'month']]
    >>> [list(countries) for countries in projects["countries"]]
    [['MRT'], ['KEN', 'UGA']]
    """
    _check_options(on_error, one_row, currency, fund, decimal, dayfirst)
    known = find_preset(preset) if preset is not None else None
    said = (preset, columns, currency, fund, one_row, sheet, delimiter, decimal, dayfirst)
    doubt = None
    try:
        if isinstance(path_or_frame, str | PathLike) and said == (None,) * 9 and header == 1:
            table, doubt = read_written(Path(path_or_frame))
            if table is not None:
                return table
        cells = read_cells(path_or_frame, sheet=sheet, delimiter=delimiter, header=header)
    except ReadError as error:
        if on_error == "raise":
            raise
        reason = {"locator": None, "field": None, "text": None, "reason": error.reason}
        return make_table([{"source": Path(error.source).name, "problems": [reason]}], _SCHEMA)
    if doubt is not None:
        cells = cells._replace(doubts=(*cells.doubts, Doubt("file", doubt)))
    headings = headings_by_field(cells.headings, known, columns)
    read = {field: cells.values(heading) for field, heading in headings.items()}
    rules = _rules(cells, headings, read, known, currency, fund, one_row, decimal, dayfirst)
    several = rules.one_row == "project and country"
    groups = gather(read["project_id"]) if several else [[n] for n in range(len(cells.table))]
    records = _records(cells, rules, read, groups, on_error)
    if known and known.parents_by_id:
        add_parents(records, stated="parent_id" in read)
    table = make_table(records, _SCHEMA)
    rest = join_rest(_rest(cells, headings), groups)
    index = cells.table.index if not several else table.index
    return pd.concat([table.set_axis(index), rest.set_axis(index)], axis="columns")


def _check_options(
    on_error: object,
    one_row: object,
    currency: object,
    fund: object,
    decimal: object,
    dayfirst: object,
) -> None:
    """Refuse words that are no choices."""
    check_option("on_error", on_error, ("raise", "report"))
    check_option("one_row", one_row, (*ONE_ROW, None))
    check_option("decimal", decimal, (".", ",", None))
    check_option("dayfirst", dayfirst, (True, False, None))
    if currency is not None and not (isinstance(currency, str) and currency in currencies()):
        raise CurrencyError(f"currency={currency!r} is no ISO 4217 code, such as 'EUR'.")
    if fund is not None and not isinstance(fund, str):
        raise MigfundError(f"fund is a name, not {fund!r}.")


def _rules(
    cells: Cells,
    headings: Mapping[str, str],
    read: Mapping[str, list[Any]],
    preset: Preset | None,
    currency: str | None,
    fund: str | None,
    one_row: str | None,
    decimal: str | None,
    dayfirst: bool | None,
) -> Rules:
    """Return how cells are read: what the caller says, then the preset, then the columns."""
    for field, value in (("currency", currency), ("fund", fund)):
        if value is not None and field in headings:
            raise ColumnsError(
                f"{field}={value!r} and the column {headings[field]!r} both state the {field}; "
                "give one of them."
            )
    for one, others in (("period", ("start", "end")), ("country_shares", ("country_percentages",))):
        both = [name for name in others if name in headings]
        if one in headings and both:
            raise ColumnsError(f"columns maps {one!r} and {list_values(both)}; choose one.")
    for name in ("start", "end"):
        if f"{name}_precision" in headings and name not in headings:
            raise ColumnsError(f"there is a precision of the {name} but no {name}; map both.")
    rows = one_row or (preset.one_row if preset else "project")
    if rows == "project and country" and "project_id" not in headings:
        raise ColumnsError(
            "one_row='project and country' gathers rows by 'project_id'; columns does not say "
            "which heading holds it."
        )
    said_by = "currency= of read_table" if currency is not None else None
    if preset and preset.currency and currency is None and "currency" not in headings:
        currency, said_by = preset.currency, f"preset {preset.name}"
    return Rules(
        headings=headings,
        fund=written(fund) if fund is not None or not preset else preset.fund,
        currency=currency,
        currency_from=said_by,
        one_row=rows,
        country_codes=_country_codes(cells, headings, read, preset),
        levels=preset.levels if preset else {},
        decimal=decimal or decimal_mark(_page(read, ["budget"])),
        dayfirst=dayfirst
        if dayfirst is not None
        else day_first(_page(read, ["start", "end", "period"])),
    )


def _page(read: Mapping[str, list[Any]], fields: Sequence[str]) -> str:
    """Return the words of columns, which show how numbers and dates are written."""
    words = [cell for field in fields for cell in read.get(field, ()) if isinstance(cell, str)]
    return "\n".join(dict.fromkeys(words))


def _country_codes(
    cells: Cells,
    headings: Mapping[str, str],
    read: Mapping[str, list[Any]],
    preset: Preset | None,
) -> bool | tuple[str, ...] | None:
    """Tell whether countries are codes; None if they are, but "NA" is also the mark of nothing.

    Of codes that are not all of today's ISO 3166, return the systems that they fit.
    """
    texts = {text for cell in read.get("countries", ()) if (text := written(cell)) is not None}
    words = {word for text in texts for word in re.split(r"[\s,;|/]+", text)}
    are_codes = all(map(_CODES.fullmatch, texts)) and words <= codes().keys()
    if words and not are_codes and (systems := code_systems(texts)):
        return systems
    if not (preset and preset.country_codes) and not (are_codes and words - {"NA", "NO"}):
        return False
    if "NA" not in texts:
        return True
    for position, heading in enumerate(cells.headings):
        column = cells.table.iloc[:, position]
        if heading != headings["countries"] and any(
            isinstance(v, str) and v == "NA" for v in column
        ):
            return None
    return True


def _records(
    cells: Cells,
    rules: Rules,
    read: Mapping[str, list[Any]],
    groups: Sequence[Sequence[int]],
    on_error: str,
) -> list[dict[str, Any]]:
    """Return the record of each project."""
    records, faults = [], []
    money = {"budget", "currency"}
    for positions in groups:
        record, contradicted = make_row(rules, read, positions, cells.locator, cells.source)
        if contradicted & money:
            reasons = [
                p["reason"] for p in record["problems"] if p["field"] in contradicted & money
            ]
            faults.append(f"{record.get('project_id')}: {reasons[0]}")
        if rules.one_row == "project and country" and record.get("project_id") is None:
            reason = "without an id the row is a project of its own"
            record["problems"].append(_problem("project_id", reason, record["source_locator"]))
        records.append(record)
    if faults and on_error == "raise":
        raise ScopeError(
            f"{len(faults)} projects of {cells.source} have rows that repeat different budgets: "
            f"{join_some(faults)}. Mend the table, or on_error='report' leaves these budgets "
            "missing."
        )
    for doubt in cells.doubts if records else ():
        records[0]["problems"].insert(0, _problem(doubt.field, doubt.reason, None))
    return records


def _problem(field: str, reason: str, locator: str | None) -> dict[str, str | None]:
    """Return a problem of a whole row or file."""
    return {"locator": locator, "field": field, "text": None, "reason": reason}


def _rest(cells: Cells, headings: Mapping[str, str]) -> pd.DataFrame:
    """Return the columns that are not read, under names that are free."""
    used = set(headings.values())
    positions = [n for n, heading in enumerate(cells.headings) if heading not in used]
    taken: set[object] = {column.name for column in _SCHEMA}
    names = []
    for position in positions:
        name: Any = (
            cells.table.columns[position] if cells.numbers is None else cells.headings[position]
        )
        if name == "":
            name = f"column_{position + 1}"
        if name in {column.name for column in _SCHEMA}:
            name = f"{name}_in_file"
        free, number = name, 1
        while free in taken:
            free, number = f"{name}.{number}", number + 1
        taken.add(free)
        names.append(free)
    return cells.table.iloc[:, positions].set_axis(names, axis="columns")
