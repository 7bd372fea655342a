"""The record that is made of the words that a layout found on a page."""

import re
from collections.abc import Mapping
from typing import Any

from migfund.parse.amounts import parse_amount
from migfund.parse.periods import is_ambiguous_date, parse_date, parse_period
from migfund.parse.places import alias_line, find_places, mentioned_countries
from migfund.parse.text import fold
from migfund.read.evidence import day_first, decimal_mark
from migfund.read.funds import fund_named
from migfund.read.page import Found, Page, problem

__all__ = ["NOT_STATED", "make_record", "unknown_country", "why_no_date"]

_INTEGER = re.compile(r"\d{4}")
_ONE_MARK = re.compile(r"(?<![\d.,])\d{1,3}([.,])\d{3}(?![\d.,])")
"""A number that may be thousands or have three decimals."""
NOT_STATED = frozenset("n/a na n.a. - -- – — tbc tbd none nil s/o".split()) | {
    "to be confirmed",
    "to be determined",
    "not available",
    "not applicable",
    "not specified",
}
"""What is written, folded, where there is nothing to say."""


class _Record:
    """The values of one record, with the problems met on the way."""

    def __init__(self, page: Page, fields: Mapping[str, Found], dayfirst: bool | None) -> None:
        self.page = page
        self.fields = fields
        self.custom = dayfirst
        self.values: dict[str, Any] = {"source": page.source}
        self.problems: list[dict[str, str | None]] = []

    def problem(self, field: str, reason: str) -> None:
        """Note that the words of a field could not be understood."""
        self.problems.append(problem(field, self.fields[field], reason))

    def unread(self, field: str, reason: str) -> None:
        """Note the words that gave no value, unless they are those for nothing to say."""
        if fold(self.fields[field].text) not in NOT_STATED:
            self.problem(field, reason)


def make_record(
    page: Page,
    fields: Mapping[str, Found],
    *,
    fund: str | None = None,
    currency: str | None = None,
    dollar: str | None = None,
    dayfirst: bool | None = None,
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
    dayfirst
        Whether the publisher writes the day before the month, where that is known.
    problems
        What the layout itself could not understand.
    read_from
        How the layout finds its values: label, position, heading or prose.

    Returns
    -------
    dict
        Values by column; what was not understood is absent and listed under ``problems``.
    """
    record = _Record(page, fields, dayfirst)
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
            record.unread("year", "not a year")


def _read_budget(record: _Record, currency: str | None, dollar: str | None) -> None:
    """Take the budget, and its currency from its words or from the label."""
    if "budget" not in record.fields:
        return
    found = record.fields["budget"]
    amount = parse_amount(found.text, dollar=dollar)
    mark = _ONE_MARK.search(found.text)
    if amount is None and mark:
        decimal = decimal_mark(record.page)
        # No budget has three decimals: the page can only make the mark one of thousands.
        if decimal and decimal != mark[1]:
            amount = parse_amount(found.text, dollar=dollar, decimal=decimal)
    if amount is None:
        reason = "ambiguous: thousands or decimals?" if mark else "not understood as money"
        record.unread("budget", reason)
        return
    stated = amount.currency or currency
    if amount.currency and currency and amount.currency != currency:
        record.problem("budget", f"the words say {amount.currency}, the label says {currency}")
        return
    record.values |= {"budget": amount.value, "currency": stated, "budget_text": found.text}
    if stated is None:
        record.problem("budget", "no currency is stated")


def _read_dates(record: _Record) -> None:
    """Take start and end, from one period or from two dates, each with its precision."""
    values, fields = record.values, record.fields
    texts = []
    if "period" in fields:
        words = fields["period"].text
        period = parse_period(words, dayfirst=_day_first(record, words))
        if period is None:
            record.unread("period", why_no_date(words))
        else:
            texts.append(words)
            values |= {"start": period.start, "start_precision": period.start_precision}
            values |= {"end": period.end, "end_precision": period.end_precision}
            if period.start is None or period.end is None:
                record.problem("period", "start or end is not stated")
    for name in ("start", "end"):
        if name not in fields:
            continue
        found = fields[name]
        moment = parse_date(found.text, dayfirst=_day_first(record, found.text))
        if moment is None:
            record.unread(name, why_no_date(found.text))
            continue
        texts.append(f"{found.label} {found.text}".strip())
        values[name] = moment.first if name == "start" else moment.last
        values[f"{name}_precision"] = moment.precision
    if texts:
        values["period_text"] = "; ".join(texts)
    start, end = values.get("start"), values.get("end")
    if start and end and end < start:
        record.problem("end" if "end" in fields else "period", "the end lies before the start")


def _day_first(record: _Record, words: str) -> bool | None:
    """Ask the page whether the day comes first, where words are ambiguous alone."""
    return day_first(record.page, record.custom) if is_ambiguous_date(words) else None


def why_no_date(text: str) -> str:
    """Say why words gave no date."""
    if is_ambiguous_date(text):
        return "ambiguous: day first or month first?"
    return "not understood as a date"


def unknown_country(name: str) -> str:
    """Say what to do about a name that no list knows."""
    return (
        f"no list knows the country {name!r}; if it is one, the line for codelists/places.csv is: "
        f"{alias_line(name)}"
    )


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
            record.problem(name, unknown_country(unknown))
        if name == "countries":
            record.values["countries_text"] = found.text
            if places.regions and not places.codes:
                record.problem(name, "a region, no country")
