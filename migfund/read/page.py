"""A page as layouts see it, and the record that is made of what they find on it."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from migfund.parse.amounts import parse_amount
from migfund.parse.periods import is_ambiguous_date, parse_date, parse_period
from migfund.parse.places import alias_line, find_places, mentioned_countries
from migfund.read.funds import fund_named

__all__ = ["Found", "Page", "make_record", "problem"]

_INTEGER = re.compile(r"\d{4}")


class Found(NamedTuple):
    """Words on the page: what they are, the line they begin in, and the label before them."""

    text: str
    line: int
    label: str = ""


class Page:
    """The text of one page.

    Parameters
    ----------
    source
        File or URL that it came from.
    text
        The whole text.
    """

    def __init__(self, source: str, text: str) -> None:
        self.source = source
        self.text = text
        self.lines = [line.strip() for line in text.splitlines()]

    def found(self, index: int) -> Found:
        """Give one line as words on the page."""
        return Found(self.lines[index], index + 1)


def problem(field: str, found: Found, reason: str) -> dict[str, str | None]:
    """Note that words on a page could not be understood as a field's value."""
    return {
        "locator": f"line {found.line}",
        "field": field,
        "text": found.text,
        "reason": reason,
    }


class _Record:
    """The values of one record, with the problems met on the way."""

    def __init__(self, page: Page, fields: Mapping[str, Found]) -> None:
        self.fields = fields
        self.values: dict[str, Any] = {"source": page.source}
        self.problems: list[dict[str, str | None]] = []

    def problem(self, field: str, reason: str) -> None:
        """Note that the words of a field could not be understood."""
        self.problems.append(problem(field, self.fields[field], reason))


def make_record(
    page: Page,
    fields: Mapping[str, Found],
    *,
    fund: str | None = None,
    currency: str | None = None,
    dollar: str | None = None,
    problems: list[dict[str, str | None]] | None = None,
    read_from: str = "label",
) -> dict[str, Any]:
    """Turn the words that a layout found into the values of one record.

    Parameters
    ----------
    page
        The page.
    fields
        Words by column of the project table; ``period`` for a whole period in one place,
        ``named_in`` for a title or sentence that names the countries among other words.
    fund
        Fund that the layout belongs to.
    currency
        Currency that the layout's label states for a bare number.
    dollar
        Currency that a bare "$" means in this layout.
    problems
        What the layout itself could not understand.
    read_from
        How the layout finds its values: label, position, heading or prose.

    Returns
    -------
    dict
        Values by column; what was not understood is absent and listed under ``problems``.
    """
    record = _Record(page, fields)
    record.problems.extend(problems or [])
    if fund is None and "fund" in fields:
        fund = fund_named(fields["fund"].text) or fields["fund"].text
    record.values |= {"fund": fund, "read_from": read_from}
    for name in ("title", "project_id", "prima_id", "status", "project_type", "coverage", "region"):
        if name in fields:
            record.values[name] = fields[name].text
    _read_year(record)
    _read_budget(record, currency, dollar)
    _read_dates(record)
    _read_countries(record)
    lines = [f"{name}: line {found.line}" for name, found in fields.items()]
    record.values["source_locator"] = "; ".join(lines)
    record.values["problems"] = record.problems
    return record.values


def _read_year(record: _Record) -> None:
    """Take the year of approval."""
    if "year" in record.fields:
        text = record.fields["year"].text
        if _INTEGER.fullmatch(text):
            record.values["year"] = int(text)
        else:
            record.problem("year", "not a year")


def _read_budget(record: _Record, currency: str | None, dollar: str | None) -> None:
    """Take the budget, and its currency from its words or from the label."""
    if "budget" not in record.fields:
        return
    found = record.fields["budget"]
    record.values["budget_text"] = found.text
    amount = parse_amount(found.text, dollar=dollar)
    if amount is None:
        record.problem("budget", "not understood as an amount of money")
        return
    stated = amount.currency or currency
    if amount.currency and currency and amount.currency != currency:
        record.problem("budget", f"the words say {amount.currency}, the label says {currency}")
        return
    record.values |= {"budget": amount.value, "currency": stated}
    if stated is None:
        record.problem("budget", "no currency is stated")


def _read_dates(record: _Record) -> None:
    """Take start and end, from one period or from two dates, each with its precision."""
    values, fields = record.values, record.fields
    texts = []
    if "period" in fields:
        texts.append(fields["period"].text)
        period = parse_period(fields["period"].text)
        if period is None:
            record.problem("period", _why_no_date(fields["period"].text))
        else:
            values |= {"start": period.start, "start_precision": period.start_precision}
            values |= {"end": period.end, "end_precision": period.end_precision}
            if period.start is None or period.end is None:
                record.problem("period", "start or end is not stated")
    for name in ("start", "end"):
        if name not in fields:
            continue
        found = fields[name]
        texts.append(f"{found.label} {found.text}".strip())
        moment = parse_date(found.text)
        if moment is None:
            record.problem(name, _why_no_date(found.text))
            continue
        values[name] = moment.first if name == "start" else moment.last
        values[f"{name}_precision"] = moment.precision
    if texts:
        values["period_text"] = "; ".join(texts)
    start, end = values.get("start"), values.get("end")
    if start and end and end < start:
        record.problem("end" if "end" in fields else "period", "the end lies before the start")


def _why_no_date(text: str) -> str:
    """Say why words gave no date."""
    if is_ambiguous_date(text):
        return "ambiguous: day first or month first?"
    return "not understood as a date"


def _read_countries(record: _Record) -> None:
    """Take recipient countries; a name that no list knows is a problem, a region is none."""
    if "named_in" in record.fields:
        words = record.fields["named_in"].text
        record.values |= {"countries": mentioned_countries(words) or None, "countries_text": words}
    for name in ("countries", "other_countries"):
        if name not in record.fields:
            continue
        found = record.fields[name]
        places = find_places(found.text)
        if places.codes:
            record.values[name] = places.codes
        for unknown in places.unknown:
            record.problem(
                name,
                f"no list knows the country {unknown!r}; if it is one, the line for "
                f"codelists/places.csv is: {alias_line(unknown)}",
            )
        if name == "countries":
            record.values["countries_text"] = found.text
            if places.regions and not places.codes:
                record.problem(name, "a region, no country")
