"""The rows of a table that are one project, and the record that is made of their cells."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from migfund.errors import join_some
from migfund.files.sheets import Distinct
from migfund.parse.text import is_stated
from migfund.parse.units import money_of_heading
from migfund.read.presets import MONEY_FIELDS, TEXT_FIELDS
from migfund.read.records import (
    AMBIGUOUS,
    Record,
    Unclear,
    Words,
    names_several_currencies,
    plain_number,
    read_budget,
    read_currency,
    read_percentage,
    written,
)
from migfund.schema import (
    COLUMNS,
    MONEY,
    PROBLEM_LIST,
    TABLE_COLUMNS,
    TEXT,
    Array,
    Column,
    make_table,
)

__all__ = [
    "LARGE_UNIT",
    "Rules",
    "add_parents",
    "columns_of",
    "gather",
    "join_rest",
    "make_columns",
    "make_row",
]

_TOLERANCE = 1e-6
"""How far shares may be from adding up to 1."""


Columns = Mapping[str, Distinct]
"""The cells of each field."""

_DATES = ("start", "end")
_UNTIDY = r"^\s|\s$|[\s\pZ][\s\pZ]|[\t\n\v\f\r\x1c-\x1f\x85]|[^\x20\PZ]"
"""Spaces in a text that a cell does not keep."""
_DIGITS = r"^(?:0|[1-9]\d{0,11})(?:\.\d\d?)?$"
"""Numbers that Arrow reads at once; all others are read one by one."""
LARGE_UNIT = 1_000_000
"""Units of which 1,234 may be that many or one and a bit."""
_ONE_GROUP = re.compile(r"[^\d]*\d{1,3},\d{3}[^\d]*")
_HERE = "here"
"""Where words stand that many rows have: replaced by the place of each row."""


class _Noted(NamedTuple):
    """A problem of many rows; ``texts`` has the words of each where they are not the same."""

    rows: Array
    problem: dict[str, Any]
    texts: pd.Series | None = None


def columns_of(read: Columns) -> tuple[Column, ...]:
    """Return the columns that a table is read into; further sums only where it has them."""
    further: list[Column] = []
    for field in MONEY_FIELDS[1:]:
        if field in read:
            further += [
                Column(field, "float64", f"{field}, in units of its currency"),
                Column(f"{field}_currency", TEXT, f"ISO 4217 code of the {field}"),
                Column(f"{field}_text", TEXT, f"words that the {field} came from"),
            ]
    return COLUMNS + TABLE_COLUMNS[:-1] + tuple(further) + TABLE_COLUMNS[-1:]


class Rules(NamedTuple):
    """How the cells of a table are read.

    Parameters
    ----------
    headings
        Headings by field.
    fund, currency, currency_from
        What holds for the whole table, and who says so.
    one_row
        What a row is.
    country_codes
        Whether countries are ISO codes; None: they are, but "NA" marks missing cells elsewhere.
    levels
        What the words of the level mean.
    decimal, dayfirst
        How doubtful numbers and dates are written.
    doubtful
        Sums of which 1,234 does not tell whether it is one or a thousand.
    heading_currencies, scales
        What the headings of columns of money say, by field: "Budget (EUR million)".
    unclear
        Why the numbers of a column of money are no sums, by field: "Budget (mil. EUR)".
    dates
        Dates with years of two digits, in ISO's form.
    """

    headings: Mapping[str, str]
    fund: str | None = None
    currency: str | None = None
    currency_from: str | None = None
    one_row: str = "project"
    country_codes: bool | tuple[str, ...] | None = False
    levels: Mapping[str, str] = {}
    decimal: str | None = None
    doubtful: frozenset[str] = frozenset()
    dayfirst: bool | None = None
    heading_currencies: Mapping[str, str] = {}
    scales: Mapping[str, float] = {}
    unclear: Mapping[str, str] = {}
    dates: Mapping[str, str] = {}


class _Row(NamedTuple):
    """The cells of one project, and the record that is built of them."""

    record: Record
    rules: Rules
    columns: Columns
    positions: Sequence[int]
    locate: Callable[[Sequence[int]], str]
    where: str
    contradicted: set[str]

    def words(self, field: str, position: int) -> Words | None:
        """Return the cell of a field in a row of the table; None where it is empty."""
        cell = self.columns[field][position]
        text = written(cell)
        if text is None:
            return None
        if field in _DATES:
            cell = self.rules.dates.get(text, cell)
        where = self.where if len(self.positions) == 1 else self.locate([position])
        return Words(text, where, self.rules.headings[field], cell)

    def cell(self, field: str) -> Words | None:
        """Return the cell of a field; None where it is empty or the project's rows differ."""
        if field not in self.columns:
            return None
        said: dict[object, Words] = {}
        for position in self.positions:
            words = self.words(field, position)
            if words is not None:
                said.setdefault(self._key(field, words), words)
        if len(said) > 1:
            differ = [f"{words.text} ({words.where})" for words in said.values()]
            reason = f"rows of one project differ: {join_some(differ, sep=', ')}"
            self.record.note(field, Words("", self.where), reason)
            self.contradicted.add(field)
            return None
        return next((words._replace(where=self.where) for words in said.values()), None)

    def _key(self, field: str, words: Words) -> object:
        """Return what tells one value from another: 1e+06 and 1000000 are the same budget."""
        number = None
        if field in MONEY and len(self.positions) > 1:
            number = read_budget(words.cell, None, self.rules.decimal).value
        return words.text if number is None else number


def make_row(
    rules: Rules,
    columns: Columns,
    positions: Sequence[int],
    locate: Callable[[Sequence[int]], str],
    source: str,
) -> tuple[dict[str, Any], set[str]]:
    """Return the record that is made of the cells of one project.

    Parameters
    ----------
    rules
        How they are read.
    columns
        The cells of each field, one a row of the table.
    positions
        The project's rows.
    locate
        Says where rows stand.
    source
        Name of the table.

    Returns
    -------
    tuple of dict and set of str
        Values by column, with ``problems``; and the fields in which its rows contradict.
    """
    record = Record(source, dayfirst=rules.dayfirst, decimal=rules.decimal)
    row = _Row(record, rules, columns, positions, locate, locate(positions), set())
    for field in TEXT_FIELDS:
        words = row.cell(field)
        if words is not None:
            record.taken[field] = _text(rules, field, words.text)
    record.taken.setdefault("fund", rules.fund)
    for field in MONEY_FIELDS:
        if field == "budget" or field in columns:
            _take_money(row, field)
    period = row.cell("period")
    if period is not None:
        record.take_period(period)
    for name in ("start", "end"):
        date = row.cell(name)
        if date is not None:
            record.take_date(name, date, row.cell(f"{name}_precision"))
    _take_countries(row)
    return record.finish(row.where), row.contradicted


def _text(rules: Rules, field: str, text: str) -> str:
    return rules.levels.get(text, text) if field == "level" else text


def _take_money(row: _Row, field: str) -> None:
    """Take a budget or another sum, with its currency and what says it."""
    currency, said_by = row.rules.currency, row.rules.currency_from
    of_heading = row.rules.heading_currencies.get(field)
    heading = row.rules.headings.get(field)
    if of_heading and currency is None:
        currency, said_by = of_heading, f"heading {heading!r}"
    name = f"{field}_currency" if f"{field}_currency" in row.columns else "currency"
    stated = row.cell(name)
    words = row.cell(field)
    scale, doubtful = row.rules.scales.get(field, 1.0), row.rules.doubtful
    if stated is not None and is_stated(stated.text):
        currency, said_by = read_currency(stated.text), f"column {stated.label!r}"
        if currency is None and field in ("budget", name.removesuffix("_currency")):
            row.record.note(name, stated, "no ISO 4217 code, and no name of one currency")
        if currency is None and names_several_currencies(stated.text):
            words = _unclear(words, f"the column of currencies says {stated.text!r}")
        elif currency and of_heading and of_heading != currency:
            reason = f"the heading says {of_heading}, and the column of currencies {currency}"
            words = _unclear(words, reason)
        unit = money_of_heading(f"({stated.text})")[1]
        if unit is None or (unit != 1 and scale != 1):
            what = "not for certain which" if unit is None else "as the heading does"
            words = _unclear(words, f"{stated.text!r} states a unit, {what}")
        elif unit != 1:
            scale = unit
            if scale >= LARGE_UNIT and not row.rules.decimal:
                doubtful |= {field}
    if field in doubtful and words and _ONE_GROUP.fullmatch(words.text):
        words = _unclear(words, AMBIGUOUS)
    if field in row.rules.unclear:
        words = _unclear(words, row.rules.unclear[field])
    row.record.take_budget(words, currency, said_by=said_by, field=field, scale=scale)


def _unclear(words: Words | None, reason: str) -> Words | None:
    return words and words._replace(cell=Unclear(words.text, reason))


def _take_countries(row: _Row) -> None:
    """Take recipient countries and their shares; regions stay words."""
    positions = row.positions if "countries" in row.columns else ()
    cells = {
        position: words for position in positions if (words := row.words("countries", position))
    }
    said, are_codes = list(cells.values()), row.rules.country_codes
    codes = row.record.take_countries(said, row.where, codes=are_codes)
    if row.record.regions and not row.record.taken.get("region"):
        row.record.taken["region"] = "; ".join(dict.fromkeys(row.record.regions))
    named = dict(zip(cells, codes, strict=True))
    pairs = [(position, named.get(position, [])) for position in positions]
    for field, whole in (("country_percentages", 100), ("country_shares", 1)):
        if field in row.columns:
            _take_shares(row, field, whole, pairs)


def _take_shares(row: _Row, field: str, whole: int, pairs: Sequence[tuple[int, list[str]]]) -> None:
    """Take the share of each country where the table states them."""
    note = row.record.note
    stated: list[tuple[str, float | None]] = []
    for position, codes in pairs:
        words = row.words(field, position)
        numbers = [read_percentage(part) for part in _parts(words.text)] if words else []
        if row.rules.one_row == "project" and words is None:
            return
        if numbers and not codes:
            note(field, words, "stands without a country")
            return
        if None in numbers or len(numbers) not in ((0, 1) if len(codes) == 1 else (0, len(codes))):
            said = f"{len(codes)} {'country' if len(codes) == 1 else 'countries'}"
            note(field, words, f"not understood as shares of {said}")
            return
        stated += list(zip(codes, numbers or [None] * len(codes), strict=True))
    if not any(number is not None for _, number in stated):
        return
    named = [code for code, _ in stated]
    whole_row = Words("", row.where)
    twice = [code for code in dict.fromkeys(named) if named.count(code) > 1]
    if twice:
        note(field, whole_row, f"several rows name {', '.join(twice)}; their shares are added")
    sums: dict[str, float | None] = dict.fromkeys(named)
    for code, number in stated:
        if number is not None:
            sums[code] = (sums[code] or 0.0) + number
    row.record.taken["country_shares"] = [
        None if number is None else number / whole for number in sums.values()
    ]
    without = [code for code, number in sums.items() if number is None]
    total = sum(number for number in sums.values() if number is not None)
    if without:
        note(field, whole_row, f"none is stated for {', '.join(without)}")
    elif abs(total / whole - 1) > _TOLERANCE:
        note(field, whole_row, f"they add up to {total:.6g}, not {whole}")


def _parts(text: str) -> list[str]:
    """Return the parts of a list of numbers; a comma without a space may be a decimal mark."""
    mark = r"[;|]" if re.search("[;|]", text) else r",\s"
    return [part.strip() for part in re.split(mark, text)]


_TOGETHER = (
    ("budget", "currency", "budget_currency"),
    *((field, "currency", f"{field}_currency") for field in MONEY_FIELDS[1:]),
    ("period",),
    ("start", "start_precision"),
    ("end", "end_precision"),
    ("countries", "country_percentages", "country_shares"),
)
"""Fields whose cells are understood together."""


def make_columns(
    rules: Rules, columns: dict[str, Distinct], locators: Sequence[str], source: str
) -> pd.DataFrame:
    """Return the project table of rows that are a project each.

    It holds what `make_row` returns of each row, but understands each distinct cell, or pair of
    cells such as a budget and its currency, once: a million rows take seconds, not minutes.
    Columns of text are taken out of `columns` when they have been read.
    """
    size = len(locators)
    schema = columns_of(columns)
    # A million texts of Python's own would take more memory than any column.
    places = pa.array(locators, pa.string())
    del locators
    data: dict[str, Any] = {"source": _same(source, size)}
    data["source_locator"] = pd.Series(pd.array(places, dtype=TEXT))
    problems: list[_Noted] = []
    for field in TEXT_FIELDS:
        if field in columns:
            column = columns.pop(field)  # a million titles need their memory
            texts = _texts(column)
            if field == "level":
                words = texts if isinstance(texts, list) else texts.to_pylist()
                texts = [None if word is None else _text(rules, field, word) for word in words]
            data[field] = _spread(texts, column.codes)
    for fields in _TOGETHER:
        if fields[0] == "budget" or fields[0] in columns:
            found, noted = _read_together(rules, columns, fields, size, source)
            problems += noted
            for name, values in found.items():
                _merge(data, name, values)
    if rules.fund is not None:
        whole = _same(rules.fund, size)
        data["fund"] = data["fund"].fillna(whole) if "fund" in data else whole
    problems += _ends_before_start(columns, data)
    table = {}
    for name, dtype, _ in schema[:-1]:
        stated: Any = data.pop(name, None)
        table[name] = (
            pd.Series(pd.array([None] * size, dtype=dtype if dtype != "float64" else "Float64"))
            if stated is None
            else pd.Series(stated)
        ).astype(dtype)
    table["problems"] = _listed(problems, places)
    return pd.DataFrame(table, index=pd.RangeIndex(size))


def _same(text: str, size: int) -> pd.Series:
    return _spread([text], np.zeros(size, dtype=np.int64))


def _texts(column: Distinct) -> Any:
    """Return the distinct cells of a column as `written` returns them."""
    if column.texts is not None:
        untidy = pc.match_substring_regex(column.texts, _UNTIDY)
        if not pc.any(untidy).as_py():
            return column.texts
    return [written(cell) for cell in column.cells]


def _spread(values: Any, codes: Array) -> pd.Series:
    """Return a column of text from its distinct values."""
    array = pa.array(values, type=pa.string()) if isinstance(values, list) else values
    taken = array.take(pa.array(codes, mask=codes < 0))
    return pd.Series(pd.array(taken, dtype=TEXT))


def _merge(data: dict[str, Any], name: str, values: pd.Series) -> None:
    """Add a column; of start and end in words of their own, the words of both are kept."""
    if name == "period_text" and name in data:
        both = data[name].notna() & values.notna()
        values = data[name].fillna(values).mask(both, data[name] + "; " + values)
    elif name == "region" and name in data:
        values = data[name].fillna(values)
    data[name] = values


def _read_together(
    rules: Rules, columns: Columns, fields: Sequence[str], size: int, source: str
) -> tuple[dict[str, pd.Series], list[_Noted]]:
    """Return what rows say in fields that are understood together, and their problems."""
    if not size:
        return {}, []
    mini = {field: columns[field] for field in fields if field in columns}
    money = fields[0] if fields[0] in MONEY_FIELDS and fields[0] in columns else None
    numbers = None
    if money is not None:
        mini[money], numbers = _without_plain(columns[money])
    codes, firsts = _combined(mini, size)
    sample = {field: column.keep(firsts) for field, column in mini.items()}
    made = [make_row(rules, sample, [at], lambda _: _HERE, source)[0] for at in range(len(firsts))]
    keys = set().union(*(record.keys() for record in made)) if made else set()
    skipped = {"source", "source_locator", "problems", "fund"}
    if fields[0] != "budget":
        skipped |= {"budget", "currency", "currency_from"}
    schema = [c for c in columns_of(columns) if c.name in keys - skipped]
    table = make_table(made, schema).take(codes).reset_index(drop=True)
    found = {str(name): table[name] for name in table}
    if money is not None and numbers is not None:
        plain = ~np.isnan(numbers)
        value = found[money].to_numpy(dtype=float, na_value=np.nan).copy()
        taken = plain & ~np.isnan(value)
        units = value[taken]  # the number that stands for all plain ones is 1
        value[taken] = np.where(units == 1, numbers[taken], np.round(numbers[taken] * units, 4))
        found[money] = pd.Series(value)
        found[f"{money}_text"] = _spread(_texts(columns[money]), columns[money].codes)
    texts = found.get(f"{money}_text")
    noted = []
    faulty = [at for at, record in enumerate(made) if record["problems"]]
    rows_of = np.argsort(codes, kind="stable") if faulty else codes
    starts = np.searchsorted(codes[rows_of], np.arange(len(made) + 1)) if faulty else codes
    for at in faulty:
        rows = rows_of[starts[at] : starts[at + 1]]
        for problem in made[at]["problems"]:
            if fields[0] != "budget" and problem["field"] in _TOGETHER[0]:
                continue  # noted with the budget
            # One number stood for all plain ones: the words of such a row are its own.
            own = problem["field"] == money
            noted.append(
                _Noted(rows, problem, texts.iloc[rows] if own and texts is not None else None)
            )
    return found, noted


def _without_plain(column: Distinct) -> tuple[Distinct, Array]:
    """Return a column of money in which one number stands for all plain ones, and the numbers."""
    numbers = np.append(_plain_numbers(column), np.nan)
    plain = ~np.isnan(numbers)
    # Cells that are no plain numbers, and one in the place of all that are.
    other = np.flatnonzero(~plain[:-1])
    new = np.full(len(numbers), len(other), dtype=np.int64)
    new[other] = np.arange(len(other))
    new[-1] = -1
    texts = column.texts.take(pa.array(other)).to_pylist() if column.texts is not None else None
    cells = [column.cells[at] for at in other] if texts is None else texts
    return Distinct(new[column.codes], [*cells, 1.0]), numbers[column.codes]


def _plain_numbers(column: Distinct) -> Array:
    """Return the number of each distinct cell that is a plain one; NaN of others."""
    if column.texts is None or not len(column.texts):
        values = [plain_number(cell) for cell in column.cells]
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    digits = pc.match_substring_regex(column.texts, _DIGITS)
    only = pc.if_else(digits, column.texts, pa.scalar(None, pa.string()))
    numbers = np.array(pc.cast(only, pa.float64()).to_numpy(zero_copy_only=False))
    for at in np.flatnonzero(np.isnan(numbers)):
        value = plain_number(column.texts[int(at)].as_py())
        numbers[at] = np.nan if value is None else value
    return numbers


def _combined(columns: Columns, size: int) -> tuple[Array, Array]:
    """Return the position of each row's cells among the distinct ones, and a row of each."""
    codes = np.zeros(size, dtype=np.int64)
    for column in columns.values():
        codes = pd.factorize(codes * (len(column.cells) + 1) + column.codes + 1)[0]
    firsts = np.empty(codes.max() + 1, dtype=np.int64)
    firsts[codes[::-1]] = np.arange(size - 1, -1, -1)
    return codes, firsts


def _ends_before_start(columns: Columns, data: Mapping[str, Any]) -> list[_Noted]:
    """Return the rows whose end lies before their start."""
    if not {"start", "end"} <= columns.keys() or not {"start", "end"} <= data.keys():
        return []
    rows = np.flatnonzero((data["end"] < data["start"]).to_numpy())
    texts = pd.Series([written(columns["end"][int(row)]) for row in rows], dtype=TEXT)
    reason = "the end lies before the start"
    return [_Noted(rows, {"locator": _HERE, "field": "end", "reason": reason}, texts)]


def _listed(noted: Sequence[_Noted], places: pa.StringArray) -> pd.Series:
    """Return the column of problems, those of a row in the order in which they were noted."""
    rows = np.concatenate([np.empty(0, dtype=np.int64), *(n.rows for n in noted)])
    which = np.repeat(np.arange(len(noted)), [len(n.rows) for n in noted])
    order = np.argsort(rows, kind="stable")
    texts = [
        pa.array(n.texts).cast(pa.string())
        if n.texts is not None
        else pa.array([n.problem["text"]], pa.string()).take(pa.array(np.zeros(len(n.rows), int)))
        for n in noted
    ]
    said: dict[str, Any] = {
        "locator": places.take(pa.array(rows[order])),
        "text": pa.chunked_array(texts, pa.string()).combine_chunks().take(pa.array(order)),
    }
    for field in ("field", "reason"):
        words = pa.array([n.problem[field] for n in noted], pa.string())
        said[field] = words.take(pa.array(which[order]))
    kind = PROBLEM_LIST.pyarrow_dtype.value_type
    names = [kind.field(at).name for at in range(kind.num_fields)]
    values = pa.StructArray.from_arrays([said[name] for name in names], names=names)
    counts = np.bincount(rows, minlength=len(places))
    offsets = pa.array(np.append(0, np.cumsum(counts)).astype(np.int32))
    return pd.Series(pd.array(pa.ListArray.from_arrays(offsets, values), dtype=PROBLEM_LIST))


def gather(ids: Iterable[Any]) -> list[list[int]]:
    """Return the rows of each project, in order of appearance; a row without an id is alone.

    Examples
    --------
    >>> gather(["A", "B", None, "A", None])
    [[0, 3], [1], [2], [4]]
    """
    groups: dict[object, list[int]] = {}
    for position, cell in enumerate(ids):
        text = written(cell)
        groups.setdefault(position if text is None else text, []).append(position)
    return list(groups.values())


def join_rest(rest: pd.DataFrame, groups: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Return the columns that are not read, one row a project: what its rows say, each once."""
    if all(len(positions) == 1 for positions in groups):
        return rest.iloc[[positions[0] for positions in groups]]
    joined = {}
    for position in range(rest.shape[1]):
        column = rest.iloc[:, position]
        texts = [written(cell) for cell in column]
        first, differ = [], False
        for positions in groups:
            said = [position for position in positions if texts[position] is not None]
            first.append(said[0] if said else positions[0])
            differ |= len({texts[position] for position in said}) > 1
        if differ:
            each = [
                "; ".join(dict.fromkeys(text for p in positions if (text := texts[p]) is not None))
                for positions in groups
            ]
            column = pd.Series([text or None for text in each], dtype=TEXT)
            joined[position] = column
        else:
            joined[position] = column.iloc[first].reset_index(drop=True)
    return pd.DataFrame(joined, index=pd.RangeIndex(len(groups))).set_axis(rest.columns, axis=1)


def add_parents(records: Sequence[dict[str, Any]], *, stated: bool) -> None:
    """Add the parent of each record that its id extends, and note where that contradicts.

    The id of a part is that of the whole, a hyphen and a number, and letters may differ in case:
    EUTF-HOA-ET-24-03 is a part of EUTF-HoA-ET-24 if the table has that.

    Parameters
    ----------
    records
        Records with ``project_id``, ``parent_id``, ``level`` and ``problems``; they are changed.
    stated
        Whether the table has a column of parents. It counts first: its parent stays where the id
        says another.
    """
    ids = [record["project_id"] for record in records if record.get("project_id")]
    spelled: dict[str, set[str]] = {}
    for name in ids:
        spelled.setdefault(name.casefold(), set()).add(name)
    for record in records:
        whole = _extended(record.get("project_id"), spelled)
        parent = record.get("parent_id")
        several = [part.strip().casefold() for part in (parent or "").split(",")]
        if whole is not None and (
            parent is None or (len(several) > 1 and whole.casefold() in several)
        ):
            record["parent_id"] = whole
            reason = f"taken to be a part of {whole!r}, which its id extends"
        elif whole is not None and several != [whole.casefold()]:
            reason = f"its id extends {whole!r}, which the table has too; the parent stated is kept"
        elif (
            whole is None
            and parent is not None
            and record.get("project_id")
            and record.get("level") == "contract"
            and not record["project_id"].casefold().startswith(f"{parent.casefold()}-")
        ):
            reason = f"its id, {record['project_id']!r}, does not extend the parent stated"
        else:
            continue
        if stated:
            record["problems"].append(
                {
                    "locator": record["source_locator"],
                    "field": "parent_id",
                    "text": parent,
                    "reason": reason,
                }
            )


def _extended(name: str | None, spelled: dict[str, set[str]]) -> str | None:
    """Return the id that a part's id extends, as the table spells it; None for none or several."""
    head, _, tail = (name or "").rpartition("-")
    found = spelled.get(head.casefold(), set()) if tail.isdigit() else set()
    if head in found:
        return head
    return next(iter(found)) if len(found) == 1 else None
