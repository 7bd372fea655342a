"""Tables of projects, in CSV, spreadsheets and DataFrames, to the project table."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np
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
from migfund.files.sheets import Cells, Distinct, cell_text, read_cells
from migfund.files.write import read_written
from migfund.parse.amounts import possible_currencies
from migfund.parse.country_codes import code_systems
from migfund.parse.place_names import codes
from migfund.parse.text import fold
from migfund.parse.units import money_of_heading, states_constant_prices, states_unit
from migfund.read.extra_rows import (
    WORDS_BELOW,
    like_headings,
    other_rows,
    second_headings,
    tag_currency,
    tag_fields,
    tag_row,
    total_rows,
)
from migfund.read.page import day_first, decimal_mark
from migfund.read.presets import (
    MONEY_FIELDS,
    ONE_ROW,
    Preset,
    find_preset,
    fitting_presets,
    headings_by_field,
    known_headings,
)
from migfund.read.records import (
    Unclear,
    plain_number,
    read_budget,
    read_currency,
    states_a_year,
    written,
)
from migfund.read.rows import (
    LARGE_UNIT,
    Rules,
    add_parents,
    columns_of,
    gather,
    join_rest,
    make_columns,
    make_row,
)
from migfund.read.short_dates import short_dates
from migfund.schema import COLUMNS, TABLE_COLUMNS, check_option, make_table

__all__ = ["read_table"]

_SCHEMA = COLUMNS + TABLE_COLUMNS
_CODES = re.compile(r"[A-Z]{2,3}(?:[\s,;|/]+[A-Z]{2,3})*")
_FEW_DECIMALS = re.compile(r"(?<![\d.,])\d+(?:[.,]\d{3})*([.,])\d{1,2}(?![\d.,e]|\s\d)")
_UNIT_COLUMN = re.compile(
    r"units?|unit of measure|currency unit|einheit|unite|unidad|unita|eenheid|unidade|enhet|enhed"
    r"|jednostka|единица|ед\.? ?изм\.?|(?P<power>(?:unit[_ ]?)?mult(?:iplier)?|scale(?: factor)?"
    r"|power ?code(?: ?code)?|multiplikator|multiplicador|multiplicateur|moltiplicatore)"
)
"""Headings, without accents, of a column that says of each row what its sums count, be it as a
power of ten."""
_TENS = re.compile(r"10+(?:\.0+)?")
_GIVEN_ONCE = ("countries", "fund", "region")
"""Fields that some tables give once above the rows for which they hold."""


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
    fill_down: Sequence[str] = (),
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
        (needs ``migfund[excel]``), Parquet, JSON (a list of objects, or one a line) or a DataFrame.
        With any of the options below but ``on_error``, a table of migfund's is read as anybody's.
    preset
        Name of a known publisher's table; :func:`migfund.table_presets` lists them.
    columns
        Headings by field, before those of the preset: ``{"budget": "Amount", "countries":
        "Where"}``; :func:`migfund.suggest_mapping` proposes them. Fields are the text columns of
        the project table, ``level`` and ``parent_id``; ``countries``; ``country_percentages``
        (0 to 100) or ``country_shares`` (0 to 1); ``start`` and ``end``, with ``start_precision``
        and ``end_precision`` if the table has them, or ``period``; ``budget``, ``commitment`` and
        ``disbursement``; ``currency``, or ``commitment_currency`` and so on. A heading that
        states a currency or a unit, "Budget (EUR million)", is followed.
    currency
        ISO 4217 code of the budgets for which no column, heading or words of their own state one.
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
        Number of the row of headings; rows above it are passed over. Of headings in two rows, the
        first; they are joined: "Budget" over "EUR" is "Budget EUR".
    decimal
        Decimal mark, "." or ",", of numbers such as 1.234. Without it the column's other numbers
        tell, such as 1.234,50; else the number is missing.
    dayfirst
        Order of dates such as 01/02/2019. Without it the other dates tell; else it is missing.
    fill_down
        Fields of which a blank cell takes the value above it, such as ``["countries"]`` where each
        country is given once. Cells that the sheet merges need no word.
    on_error
        ``"raise"``, or ``"report"``: a file that cannot be read is a row with its source alone,
        and a project whose rows repeat different budgets has none; both with the reason.

    Returns
    -------
    pandas.DataFrame
        The project table, ``level``, ``parent_id``, ``currency_from`` and ``problems``, then the
        other columns as they are, of a CSV file as text, an empty cell missing. ``commitment`` and
        ``disbursement``, if they were read, stand before ``problems`` with the currency and words
        of each. A row a project, in order; blank rows of a file are none, and rows of totals and
        of HXL tags, headings within the table and notes below it are left out and listed among
        the problems of the first project. The index of a DataFrame is kept unless rows are
        gathered. ``source_locator`` has the number of the row as a spreadsheet shows it. A column
        that has the name of a column of the project table but is not read into it gets
        ``_in_file`` behind its name.

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
    _check_options(on_error, one_row, currency, fund, decimal, dayfirst, fill_down)
    known = find_preset(preset) if preset is not None else None
    said = [preset, columns, currency, fund, one_row, sheet, delimiter, decimal, dayfirst]
    plain = all(option is None for option in said) and not fill_down
    doubt = None
    try:
        if isinstance(path_or_frame, str | PathLike) and plain and header == 1:
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
    notes = [_problem(doubt.field, doubt.reason, None) for doubt in cells.doubts]
    joined = second_headings(cells)
    if joined is not cells:
        what = "the second row of headings, no project; joined with the first"
        notes.append(_problem("row", what, cells.locator([0])))
        cells = joined
    elif _names_columns(cells):
        what = "names of the columns, no project; left out"
        notes.append(_problem("row", what, cells.locator([0])))
        cells = cells.keep(np.arange(len(cells.table)) > 0)
    tags = tag_row(cells)
    by_tags = tags and not known and not columns and tag_fields(tags, cells.headings)
    headings = by_tags or headings_by_field(cells.headings, known, columns)
    if tags:
        said_by_tags = "tags of the Humanitarian Exchange Language, no project; left out"
        text = ", ".join(tag for tag in tags if tag)
        notes.append(_problem("row", said_by_tags, cells.locator([0]), text))
        cells = cells.keep(np.arange(len(cells.table)) > 0)
    read = {field: cells.values(heading) for field, heading in headings.items()}
    _show_months(cells, headings, read)
    _show_percentages(cells, headings, read)
    notes += _fill_down(cells, read, fill_down)
    stated = {
        heading: f"{heading} {tag_currency(tag)}".strip()
        for heading, tag in zip(cells.headings, tags or [""] * len(cells.headings), strict=True)
    }
    rules = _rules(cells, headings, stated, read, known, currency, fund, one_row, decimal, dayfirst)
    rules = _show_currencies(cells, rules, read)
    several = rules.one_row == "project and country"
    if not several:
        _part_spans(cells, headings, read)
    _part_tables(cells, headings, read)
    _part_units(cells, headings, read)
    cells, read, left_out = _without_extra(cells, read, rules)
    notes += left_out
    if known is None:
        words = [*cells.above, *(str(n["text"]) for n in left_out if n["reason"] == WORDS_BELOW)]
        rules = _units_around(words, rules)
    groups = gather(read["project_id"].map(_same)) if several else None
    if several or (known and known.parents_by_id):
        groups = groups or [[row] for row in range(len(cells.table))]
        records = _records(cells, rules, read, groups, on_error)
        if known and known.parents_by_id:
            add_parents(records, stated="parent_id" in read)
        table = make_table(records, columns_of(read))
        rest = join_rest(_rest(cells, headings), groups)
    else:
        rest = _rest(cells, headings)
        cells = cells._replace(table=cells.table.iloc[:, :0])  # a million rows need their memory
        table = make_columns(rules, read, cells.locators(), cells.source)
    if notes and not len(table):
        raise ReadError(cells.source, f"has no row of a project: {notes[0]['reason']}.")
    table = _with_notes(table, notes)
    index = cells.table.index if not several else table.index
    return pd.concat([table.set_axis(index), rest.set_axis(index)], axis="columns")


def _same(cell: Any) -> Any:
    return cell


def _names_columns(cells: Cells) -> bool:
    """Tell whether the first row names the columns once more, as a publisher's database does."""
    if len(cells.table) < 2:
        return False
    words = [text for cell in cells.table.iloc[0].tolist() if (text := cell_text(cell))]
    known = [text for text in words if text.casefold() in known_headings()]
    return len(known) > 2 and not any(char.isdigit() for text in words for char in text)


def _show_months(cells: Cells, headings: Mapping[str, str], read: Mapping[str, Distinct]) -> None:
    """Take dates that a workbook shows as months or years for what it shows."""
    for field in ("start", "end", "period"):
        shown = cells.shown.get(cells.position(headings[field]), {}) if field in headings else {}
        rows: dict[str, list[int]] = {}
        for row, text in shown.items():
            rows.setdefault(text, []).append(row)
        for text, same in rows.items():
            read[field].put(same, text)


def _show_percentages(
    cells: Cells, headings: Mapping[str, str], read: Mapping[str, Distinct]
) -> None:
    """Take 0.4 that a workbook shows as 40 % for 40, where percentages are read."""
    field = "country_percentages"
    signs = cells.signs.get(cells.position(headings[field]), {}) if field in read else {}
    for row in [row for row, sign in signs.items() if sign == "%"]:
        number = plain_number(read[field][row])
        if number is not None:
            read[field].put([row], round(number * 100, 10))


def _fill_down(
    cells: Cells, read: Mapping[str, Distinct], asked: Sequence[str]
) -> list[dict[str, str | None]]:
    """Fill blank cells from above where that is asked for; note where it may be what is meant."""
    lacking = [field for field in asked if field not in read]
    if lacking:
        raise ColumnsError(
            f"fill_down names {list_values(lacking)}, which the table is not read into; it is read "
            f"into {list_values(read, limit=20)}."
        )
    notes = []
    for field in dict.fromkeys([*asked, *_GIVEN_ONCE]):
        codes = read[field].codes if field in read else np.array([], dtype=np.int64)
        blank, known = np.flatnonzero(codes < 0), codes[codes >= 0]
        if field in asked:
            above = np.maximum.accumulate(np.where(codes >= 0, np.arange(len(codes)), -1))
            read[field].codes = np.where(above >= 0, codes[above], -1)
        elif (
            len(blank) > 1
            and codes[0] >= 0
            and len(set(known.tolist())) == len(known) <= 2 * len(blank)
        ):
            reason = (
                f"blank in {len(blank)} rows below others that have it; if each value holds for "
                f"the rows below it: fill_down=[{field!r}]"
            )
            notes.append(_problem(field, reason, cells.locator(blank[:1].tolist())))
    return notes


def _show_currencies(cells: Cells, rules: Rules, read: dict[str, Distinct]) -> Rules:
    """Take the currency that a workbook shows beside sums; no sum of which another is stated."""
    headings = dict(rules.headings)
    for field in MONEY_FIELDS:
        signs = cells.signs.get(cells.position(headings[field]), {}) if field in read else {}
        column = read.get(f"{field}_currency", read.get("currency"))
        default = rules.currency or rules.heading_currencies.get(field)
        taken: dict[str, list[int]] = {}
        contradicted: dict[tuple[object, str], list[int]] = {}
        possible = {sign: possible_currencies(f"5 {sign}") for sign in set(signs.values())}
        units = {sign for sign in possible if sign == "%" or money_of_heading(f"({sign})")[1] != 1}
        for row, sign in signs.items():
            cell = column[row] if column is not None else None
            if not sign.strip(","):
                if field in rules.scales:
                    reason = (
                        "the sheet shows a part of it, and the heading states a unit; what the "
                        "cell counts, nobody can tell"
                    )
                    contradicted.setdefault((read[field][row], reason), []).append(row)
                continue
            if sign in units:
                reason = f"the sheet shows {sign} behind it; what it counts, the cell does not say"
                contradicted.setdefault((read[field][row], reason), []).append(row)
                continue
            stated = read_currency(str(written(cell))) if cell is not None else default
            if stated is None and len(possible[sign]) == 1 and column is None:
                taken.setdefault(next(iter(possible[sign])), []).append(row)
            elif stated is not None and possible[sign] and stated not in possible[sign]:
                reason = f"the sheet shows it in {sign}, but the currency is stated as {stated}"
                contradicted.setdefault((read[field][row], reason), []).append(row)
        for (cell, reason), rows in contradicted.items():
            if cell is not None:
                read[field].put(rows, Unclear(str(written(cell)), reason))
        if taken:
            name = f"{field}_currency"
            headings[name] = f"{headings[field]} (as the sheet shows it)"
            read[name] = Distinct(np.full(len(cells.table), -1, dtype=np.int64), [])
            for code, rows in taken.items():
                read[name].put(rows, code)
    return rules._replace(headings=headings)


def _part_spans(cells: Cells, headings: Mapping[str, str], read: Mapping[str, Distinct]) -> None:
    """Take no sum of a cell that several rows share: each would have the whole of it."""
    for field in MONEY_FIELDS:
        for span in cells.spans.get(cells.position(headings[field]), ()) if field in read else ():
            where = cells.locator(span)
            reason = (
                f"one merged cell for {where}; whose the sum is, it does not say. If these rows "
                "are one project: one_row='project and country'"
            )
            if read[field][span[0]] is not None and len(span) > 1:
                read[field].put(span, Unclear(str(written(read[field][span[0]])), reason))


def _part_tables(cells: Cells, headings: Mapping[str, str], read: Mapping[str, Distinct]) -> None:
    """Take no sums of a second table below the first whose column of sums has another heading."""
    starts = like_headings(cells)
    for row, end in pairwise([*starts, len(cells.table)]):
        for field in MONEY_FIELDS:
            if field not in read:
                continue
            text = cell_text(cells.table.iloc[row, cells.position(headings[field])])
            if text == headings[field]:
                continue
            reason = (
                f"in a second table, which begins at {cells.locator([row])}; its sums are headed "
                f"{text!r}, not {headings[field]!r}. Read it from a file of its own"
            )
            for below in range(row + 1, end):
                if (cell := read[field][below]) is not None:
                    read[field].put([below], Unclear(str(written(cell)), reason))


def _part_units(cells: Cells, headings: Mapping[str, str], read: Mapping[str, Distinct]) -> None:
    """Take no sums of rows of which a column that is not read says what they count."""
    for at, heading in enumerate(cells.headings):
        match = _UNIT_COLUMN.fullmatch(fold(heading).casefold())
        if heading in headings.values() or match is None:
            continue
        texts = Distinct.of(cells.table.iloc[:, at]).map(written)
        power = match["power"] is not None
        units = {text: _unit_of(text, power=power) for text in set(texts) if text}
        for row in [row for row, text in enumerate(texts) if units.get(text or "", 1.0) != 1.0]:
            reason = (
                f"the column {heading!r} says {texts[row]!r}; multiply the sums by what it says "
                "and drop it, or state both in the column of currencies: 'EUR thousand'"
            )
            for field in MONEY_FIELDS:
                if field in read and (cell := read[field][row]) is not None:
                    read[field].put([row], Unclear(str(written(cell)), reason))


def _unit_of(text: str, *, power: bool) -> float | None:
    """Return what a cell of a column of units says that sums count; None where it is unsure."""
    try:
        number = float(text)
    except ValueError:
        return money_of_heading(f"({text})")[1]
    if power:
        return 1.0 if number in (0, 1) else None
    return None if number > 1 and _TENS.fullmatch(text) else 1.0


def _units_around(words: Sequence[str], rules: Rules) -> Rules:
    """Take no sums of which a line above or below the table says what they count."""
    said = next((text for text in words if states_unit(text)), None)
    if said is None:
        return rules
    unclear = {
        field: f"the table says {said!r}, and the heading {rules.headings[field]!r} nothing of it; "
        f"rename the heading, such as {rules.headings[field] + ' (thousand)'!r}, or drop the line "
        "if it is of other sums"
        for field in MONEY_FIELDS
        if field in rules.headings and field not in rules.scales
    }
    return rules._replace(unclear={**unclear, **rules.unclear})


def _without_extra(
    cells: Cells, read: dict[str, Distinct], rules: Rules
) -> tuple[Cells, dict[str, Distinct], list[dict[str, str | None]]]:
    """Leave out rows of totals and notes, and take no sum of those that may be totals."""
    found = total_rows(
        cells,
        read,
        lambda cell: read_budget(cell, None, rules.decimal).value,
        gathered=rules.one_row != "project",
    )
    places = [rules.headings[field] for field in read if field != "countries"]
    named = [cells.position(heading) for heading in places if heading in cells.headings]
    totals = {extra.row for extra in found}
    found += [extra for extra in other_rows(cells, named, totals) if extra.row not in totals]
    if not found:
        return cells, read, []
    keep = np.ones(len(cells.table), dtype=bool)
    notes = []
    for row, text, reason, certain in found:
        if certain:
            keep[row] = False
            notes.append(_problem("row", reason, cells.locator([row]), text))
            continue
        unclear = [f for f in MONEY_FIELDS if f in read and read[f][row] is not None]
        for field in unclear:
            read[field].put([row], Unclear(str(written(read[field][row])), reason))
        if not unclear:
            notes.append(_problem("row", reason, cells.locator([row]), text))
    kept = {field: column.keep(keep) for field, column in read.items()}
    return cells.keep(keep), kept, notes


def _with_notes(table: pd.DataFrame, notes: list[dict[str, str | None]]) -> pd.DataFrame:
    """Add what is said of the file and of rows left out to the problems of the first row."""
    if not notes:
        return table
    first = [*notes, *table["problems"].iloc[0]]
    head = pd.Series([first], dtype=table["problems"].dtype)
    rest = table["problems"].iloc[1:]
    return table.assign(problems=pd.concat([head, rest]).set_axis(table.index))


def _check_options(
    on_error: object,
    one_row: object,
    currency: object,
    fund: object,
    decimal: object,
    dayfirst: object,
    fill_down: object,
) -> None:
    """Refuse words that are no choices."""
    check_option("on_error", on_error, ("raise", "report"))
    check_option("one_row", one_row, (*ONE_ROW, None))
    check_option("decimal", decimal, (".", ",", None))
    check_option("dayfirst", dayfirst, (True, False, None))
    if not isinstance(fill_down, list | tuple) or not all(isinstance(f, str) for f in fill_down):
        raise MigfundError(
            f"fill_down is a list of fields, such as ['countries'], not {fill_down!r}."
        )
    if currency is not None and not (isinstance(currency, str) and currency in currencies()):
        raise CurrencyError(f"currency={currency!r} is no ISO 4217 code, such as 'EUR'.")
    if fund is not None and not isinstance(fund, str):
        raise MigfundError(f"fund is a name, not {fund!r}.")


def _rules(
    cells: Cells,
    headings: Mapping[str, str],
    stated: Mapping[str, str],
    read: Mapping[str, Distinct],
    preset: Preset | None,
    currency: str | None,
    fund: str | None,
    one_row: str | None,
    decimal: str | None,
    dayfirst: bool | None,
) -> Rules:
    """Return how cells are read: what the caller says, then the preset, then the columns."""
    if fund is not None and "fund" in headings:
        raise ColumnsError(
            f"fund={fund!r} and the column {headings['fund']!r} both state the fund; give one of "
            "them."
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
    said = {f: money_of_heading(stated[headings[f]]) for f in MONEY_FIELDS if f in headings}
    of_headings = {field: code for field, (code, _) in said.items() if code}
    for field, code in of_headings.items():
        if currency is not None and code != currency:
            raise ColumnsError(
                f"currency={currency!r}, but the heading {headings[field]!r} says {code}. Leave "
                "currency= out, or rename the heading if it is wrong."
            )
    for field, (_, unit) in said.items():
        if preset and preset.least and unit == 1:
            _refuse_small(preset, headings[field], read[field])
    if preset and preset.currency and currency is None:
        currency, said_by = preset.currency, f"preset {preset.name}"
    said_order = _stated_order([headings[f] for f in ("start", "end", "period") if f in headings])
    order = (
        dayfirst
        if dayfirst is not None
        else said_order
        if said_order is not None
        else day_first("\n".join(_words(read, ["start", "end", "period"])))
    )
    scales = {
        field: preset.unit if preset and preset.unit != 1 else unit or 1.0
        for field, (_, unit) in said.items()
        if unit != 1 or (preset and preset.unit != 1)
    }
    unclear = _unclear_headings(cells, headings, said, preset)
    decimal, doubtful = _decimal_mark(read, scales, decimal)
    return Rules(
        headings=headings,
        fund=written(fund) if fund is not None or not preset else preset.fund,
        currency=currency,
        currency_from=said_by,
        one_row=rows,
        country_codes=_country_codes(cells, headings, read, preset),
        levels=preset.levels if preset else {},
        decimal=decimal,
        doubtful=doubtful,
        dayfirst=order,
        heading_currencies=of_headings,
        scales=scales,
        unclear=unclear,
        dates=short_dates(_words(read, ["start", "end"]), order),
    )


def _unclear_headings(
    cells: Cells,
    headings: Mapping[str, str],
    said: Mapping[str, tuple[str | None, float | None]],
    preset: Preset | None,
) -> dict[str, str]:
    """Return why sums are none, by field, where their heading or the table says so."""
    known = next((p for p in fitting_presets(cells.headings) if p.unit != 1), None)
    unclear = {}
    for field, (_, unit) in said.items():
        heading = headings[field]
        leave = "leave it out of columns= (it passes through), or rename it if"
        if states_a_year(heading):
            reason = f"speaks of so much a year or month; {leave} these are whole sums"
        elif states_constant_prices(heading):
            reason = (
                "says that its sums are in the prices of one year, not of their own; "
                f"{leave} it is not so"
            )
        elif unit is None and (preset is None or preset.unit == 1):
            reason = (
                "does not say for certain what it counts; rename it, such as 'Budget (EUR million)'"
            )
        elif unit == 1 and known and not preset:
            reason = (
                f"is one of preset={known.name!r}, in which sums count {known.unit:,}; read the "
                f"table with it, or say what it counts: {f'{heading} (million)'!r}"
            )
        else:
            continue
        unclear[field] = f"the heading {heading!r} {reason}"
    return unclear


def _stated_order(headings: Sequence[str]) -> bool | None:
    """Return whether headings say that the day comes first: "Start (DD/MM/YYYY)"."""
    orders = {
        match[1].upper() != "MM"
        for heading in headings
        if (match := re.search(r"\b(MM|DD|JJ|TT)[/.-](?:MM|DD)\b", heading, re.IGNORECASE))
    }
    return orders.pop() if len(orders) == 1 else None


def _decimal_mark(
    read: Mapping[str, Distinct], scales: Mapping[str, float], decimal: str | None
) -> tuple[str | None, frozenset[str]]:
    """Return the decimal mark that numbers tell, and the sums of which 1,234 says nothing.

    "12,5" makes the comma a decimal mark, but a sum in units has no three decimals; and below a
    heading that says million, 1,234 may well be thousands of them or not.
    """
    words = [word for word in _words(read, MONEY_FIELDS) if not word.isdigit()]
    decimal = decimal or decimal_mark("\n".join(words))
    if decimal:
        return decimal, frozenset()
    sums = {field for field in MONEY_FIELDS if field in read}
    marks = {found[1] for word in words for found in _FEW_DECIMALS.finditer(word)}
    if len(marks) == 1 and scales.keys() == sums:
        return marks.pop(), frozenset()
    if marks == {","}:
        return ",", frozenset(sums - scales.keys())
    if marks == {".", ","}:
        return None, frozenset(sums)
    large = {field for field, scale in scales.items() if scale >= LARGE_UNIT and not marks}
    return None, frozenset(large)


def _refuse_small(preset: Preset, heading: str, column: Distinct) -> None:
    """Raise if all sums of a table are so small that they count thousands or millions."""
    numbers = [abs(n) for cell in column.cells if (n := read_budget(cell, None).value)]
    if numbers and max(numbers) < preset.least:
        raise ColumnsError(
            f"no number below {heading!r} is over {max(numbers):g}, so they are hardly units of "
            f"{preset.currency}. Say in the heading what they count and which it is, such as "
            f"{f'{heading} (million)'!r}; or, if they are units, read the table without preset=."
        )


def _words(read: Mapping[str, Distinct], fields: Sequence[str]) -> list[str]:
    """Return the words of columns, which show how numbers and dates are written."""
    cells = [cell for field in fields if field in read for cell in read[field].cells]
    return list(dict.fromkeys(cell.strip() for cell in cells if isinstance(cell, str)))


def _country_codes(
    cells: Cells,
    headings: Mapping[str, str],
    read: Mapping[str, Distinct],
    preset: Preset | None,
) -> bool | tuple[str, ...] | None:
    """Tell whether countries are codes; None if they are, but "NA" is also the mark of nothing.

    Of codes that are not all of today's ISO 3166, return the systems that they fit.
    """
    cells_read = read["countries"].cells if "countries" in read else []
    texts = {text for cell in cells_read if (text := written(cell)) is not None}
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
            isinstance(v, str) and v == "NA" for v in Distinct.of(column).cells
        ):
            return None
    return True


def _records(
    cells: Cells,
    rules: Rules,
    read: Mapping[str, Distinct],
    groups: Sequence[Sequence[int]],
    on_error: str,
) -> list[dict[str, Any]]:
    """Return the record of each project."""
    records, faults = [], []
    money = {*MONEY_FIELDS, "currency"}
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
    return records


def _problem(
    field: str, reason: str, locator: str | None, text: str | None = None
) -> dict[str, str | None]:
    """Return a problem of a whole row or file."""
    return {"locator": locator, "field": field, "text": text, "reason": reason}


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
