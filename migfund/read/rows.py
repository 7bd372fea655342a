"""One project of a table: the record that is made of the cells of its row or rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from migfund.parse.periods import is_ambiguous_date, last_day, parse_period
from migfund.read.presets import TEXT_FIELDS
from migfund.read.record import unknown_country, why_no_date
from migfund.read.values import (
    Date,
    is_stated,
    read_budget,
    read_currency,
    read_day,
    read_percentage,
    read_places,
    written,
)
from migfund.schema import PRECISIONS

__all__ = ["Rules", "make_row"]

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
    country_codes: bool | None = False
    levels: Mapping[str, str] = {}
    decimal: str | None = None
    dayfirst: bool | None = None


class _Row:
    """The cells of one project, with the values read from them and the problems met."""

    def __init__(
        self,
        rules: Rules,
        columns: Mapping[str, list[Any]],
        places: Sequence[int],
        locate: Callable[[Sequence[int]], str],
    ) -> None:
        self.rules, self.columns, self.places, self.locate = rules, columns, places, locate
        self.values: dict[str, Any] = {"source_locator": locate(places)}
        self.problems: list[dict[str, str | None]] = []
        self.contradicted: set[str] = set()

    def problem(
        self, field: str, text: str | None, reason: str, places: Sequence[int] | None = None
    ) -> None:
        """Note that a cell could not be understood."""
        where = self.locate(self.places if places is None else places)
        self.problems.append({"locator": where, "field": field, "text": text, "reason": reason})

    def cell(self, field: str) -> Any:
        """Give the cell of a field; None where the project's rows say different things."""
        if field not in self.columns:
            return None
        column = self.columns[field]
        if len(self.places) == 1:
            return column[self.places[0]]
        distinct: dict[object, tuple[int, Any]] = {}
        for place in self.places:
            text = written(column[place])
            if text is not None:
                # 1e+06 and 1000000 are the same budget.
                value = read_budget(column[place], None, self.rules.decimal).value
                key = value if field == "budget" and value is not None else text
                distinct.setdefault(key, (place, column[place]))
        if len(distinct) > 1:
            said = [f"{written(cell)} ({self.locate([at])})" for at, cell in distinct.values()]
            more = f" and {len(said) - 5} more" if len(said) > 5 else ""
            self.problem(field, None, f"rows of one project differ: {', '.join(said[:5])}{more}")
            self.contradicted.add(field)
            return None
        return next((cell for _, cell in distinct.values()), None)


def make_row(
    rules: Rules,
    columns: Mapping[str, list[Any]],
    places: Sequence[int],
    locate: Callable[[Sequence[int]], str],
) -> tuple[dict[str, Any], set[str]]:
    """Turn the cells of one project into a record.

    Parameters
    ----------
    rules
        How they are read.
    columns
        The cells of each field, one a row of the table; None where a cell is empty.
    places
        The project's rows.
    locate
        Says where rows stand.

    Returns
    -------
    tuple of dict and set of str
        Values by column, with ``problems``; and the fields in which its rows contradict.
    """
    row = _Row(rules, columns, places, locate)
    row.values["fund"] = rules.fund
    for field in TEXT_FIELDS:
        text = written(row.cell(field))
        if text is not None:
            row.values[field] = rules.levels.get(text, text) if field == "level" else text
    _read_budget(row)
    _read_dates(row)
    _read_countries(row)
    return row.values | {"problems": row.problems}, row.contradicted


def _read_budget(row: _Row) -> None:
    """Take the budget, with its currency and what says it."""
    rules, values = row.rules, row.values
    currency, said_by = rules.currency, rules.currency_from
    text = written(row.cell("currency"))
    if text is not None and is_stated(text):
        currency, said_by = read_currency(text), f"column {rules.headings['currency']!r}"
        if currency is None:
            row.problem("currency", text, "no ISO 4217 code, and no name of one currency")
    cell = row.cell("budget")
    values["budget_text"] = text = written(cell)
    money = read_budget(cell, currency, rules.decimal)
    if money.reason:
        row.problem("budget", text, money.reason)
    if money.currency and not currency:
        currency, said_by = money.currency, "words of the budget"
    if money.value is not None and not currency:
        row.problem("budget", text, "no currency is stated")
    values["budget"] = money.value
    if currency:
        values |= {"currency": currency, "currency_from": said_by}


def _read_dates(row: _Row) -> None:
    """Take start and end, from one period or from two cells, each with its precision."""
    values, texts = row.values, []
    cell = row.cell("period")
    text = written(cell)
    if text is not None:
        texts.append(text)
        period = parse_period(text, dayfirst=row.rules.dayfirst) if is_stated(text) else None
        if period is not None:
            values |= {"start": period.start, "start_precision": period.start_precision}
            values |= {"end": period.end, "end_precision": period.end_precision}
        if is_stated(text) and (period is None or period.start is None or period.end is None):
            unread = period is None or is_ambiguous_date(text)
            reason = why_no_date(text) if unread else "start or end is not stated"
            row.problem("period", text, reason)
    for name in ("start", "end"):
        cell = row.cell(name)
        text = written(cell)
        if text is None:
            continue
        texts.append(f"{row.rules.headings[name]} {text}")
        date: Date = read_day(cell, end=name == "end", dayfirst=row.rules.dayfirst)
        if date.reason:
            row.problem(name, text, date.reason)
        date = _as_stated(row, name, date)
        values |= {name: date.day, f"{name}_precision": date.precision}
    if texts:
        values["period_text"] = "; ".join(texts)
    if values.get("start") and values.get("end") and values["end"] < values["start"]:
        row.problem("end", values["period_text"], "the end lies before the start")


def _as_stated(row: _Row, name: str, date: Date) -> Date:
    """Widen a day to the month or year that a column of precisions says it stands for."""
    word = written(row.cell(f"{name}_precision"))
    if date.day is None or date.precision is None or word is None:
        return date
    if word not in PRECISIONS or PRECISIONS.index(word) < PRECISIONS.index(date.precision):
        row.problem(f"{name}_precision", word, f"not the precision of the date: {date.precision}")
        return date
    first = date.day.replace(day=1, month=1 if word == "year" else date.day.month)
    whole = date.day if word == "day" else first if name == "start" else last_day(first, word)
    return Date(whole, word)


def _read_countries(row: _Row) -> None:
    """Take recipient countries and their shares; regions stay words."""
    texts, regions, pairs = [], [], []
    for place in row.places if "countries" in row.columns else ():
        text = written(row.columns["countries"][place])
        codes: list[str] = []
        if text is not None:
            texts.append(text)
            codes, found = _places(row, text, place)
            regions += found
        pairs.append((place, codes))
    countries = list(dict.fromkeys(code for _, codes in pairs for code in codes))
    if texts:
        row.values["countries_text"] = ", ".join(texts)
    if regions and not row.values.get("region"):
        row.values["region"] = "; ".join(dict.fromkeys(regions))
    if countries:
        row.values["countries"] = countries
    elif regions:
        row.problem("countries", ", ".join(texts), "a region, no country")
    for field, whole in (("country_percentages", 100), ("country_shares", 1)):
        if field in row.columns:
            _read_shares(row, field, whole, countries, pairs)


def _places(row: _Row, text: str, place: int) -> tuple[list[str], list[str]]:
    """Read one cell of countries: their codes, and the names of regions."""
    codes = row.rules.country_codes
    if codes is None and text == "NA":
        row.problem("countries", text, "ambiguous: Namibia, or not available?", [place])
        return [], []
    if not codes and not is_stated(text):
        return [], []
    found = read_places(text, codes=codes is not False)
    for unknown in found.unknown:
        row.problem("countries", text, unknown_country(unknown), [place])
    return found.codes, [region for region in found.regions if is_stated(region)]


def _read_shares(
    row: _Row,
    field: str,
    whole: int,
    countries: list[str],
    pairs: list[tuple[int, list[str]]],
) -> None:
    """Take the share of each country where the table states them."""
    stated = []
    for place, codes in pairs:
        text = written(row.columns[field][place])
        numbers = [] if text is None else [read_percentage(part) for part in _parts(text)]
        if row.rules.one_row == "project" and text is None:
            return
        if numbers and not codes:
            row.problem(field, text, "stands without a country", [place])
            return
        if None in numbers or len(numbers) not in ((0, 1) if len(codes) == 1 else (0, len(codes))):
            countries_said = f"{len(codes)} {'country' if len(codes) == 1 else 'countries'}"
            row.problem(field, text, f"not understood as shares of {countries_said}", [place])
            return
        stated += list(zip(codes, numbers or [None] * len(codes), strict=True))
    if not any(number is not None for _, number in stated):
        return
    twice = [code for code in countries if sum(code == other for other, _ in stated) > 1]
    if twice:
        row.problem(field, None, f"several rows name {', '.join(twice)}; their shares are added")
    sums: dict[str, float | None] = dict.fromkeys(countries)
    for code, number in stated:
        if number is not None:
            sums[code] = (sums[code] or 0.0) + number
    row.values["country_shares"] = [None if n is None else n / whole for n in sums.values()]
    without = [code for code, number in sums.items() if number is None]
    total = sum(number for number in sums.values() if number is not None)
    if without:
        row.problem(field, None, f"none is stated for {', '.join(without)}")
    elif abs(total / whole - 1) > _TOLERANCE:
        row.problem(field, None, f"they add up to {total:.6g}, not {whole}")


def _parts(text: str) -> list[str]:
    """Give the parts of a list of numbers; a comma without a space may be a decimal mark."""
    mark = r"[;|]" if re.search("[;|]", text) else r",\s"
    return [part.strip() for part in re.split(mark, text)]
