"""The rows of a table that are one project, and the record that is made of their cells."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from migfund.errors import join_some
from migfund.parse.text import is_stated
from migfund.read.presets import TEXT_FIELDS
from migfund.read.records import (
    Record,
    Words,
    read_budget,
    read_currency,
    read_percentage,
    written,
)
from migfund.schema import TEXT

__all__ = ["Rules", "add_parents", "gather", "join_rest", "make_row"]

_TOLERANCE = 1e-6
"""How far shares may be from adding up to 1."""


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
    """

    headings: Mapping[str, str]
    fund: str | None = None
    currency: str | None = None
    currency_from: str | None = None
    one_row: str = "project"
    country_codes: bool | tuple[str, ...] | None = False
    levels: Mapping[str, str] = {}
    decimal: str | None = None
    dayfirst: bool | None = None


class _Row(NamedTuple):
    """The cells of one project, and the record that is built of them."""

    record: Record
    rules: Rules
    columns: Mapping[str, list[Any]]
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
        if field == "budget" and len(self.positions) > 1:
            number = read_budget(words.cell, None, self.rules.decimal).value
        return words.text if number is None else number


def make_row(
    rules: Rules,
    columns: Mapping[str, list[Any]],
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
        The cells of each field, one a row of the table; None where a cell is empty.
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
    record.taken["fund"] = rules.fund
    for field in TEXT_FIELDS:
        words = row.cell(field)
        if words is not None:
            text = words.text
            record.taken[field] = rules.levels.get(text, text) if field == "level" else text
    _take_budget(row)
    period = row.cell("period")
    if period is not None:
        record.take_period(period)
    for name in ("start", "end"):
        date = row.cell(name)
        if date is not None:
            record.take_date(name, date, row.cell(f"{name}_precision"))
    _take_countries(row)
    return record.finish(row.where), row.contradicted


def _take_budget(row: _Row) -> None:
    """Take the budget, with its currency and what says it."""
    currency, said_by = row.rules.currency, row.rules.currency_from
    stated = row.cell("currency")
    if stated is not None and is_stated(stated.text):
        currency, said_by = read_currency(stated.text), f"column {stated.label!r}"
        if currency is None:
            row.record.note("currency", stated, "no ISO 4217 code, and no name of one currency")
    row.record.take_budget(row.cell("budget"), currency, said_by=said_by)


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


def gather(ids: Sequence[Any]) -> list[list[int]]:
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
