"""Words -> a record: the one builder of rows of the project table, from pages and from tables.

Words that give no value are a problem of the record, unless they say that there is none ("n/a").
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import codelist_rows, currencies
from migfund.dates import OPEN_FROM
from migfund.parse.amounts import possible_currencies
from migfund.parse.country_codes import read_codes
from migfund.parse.dates import last_day
from migfund.parse.numbers import LARGEST
from migfund.parse.places import Places, alias_line
from migfund.parse.text import is_stated
from migfund.read.page import Found, Page, day_first, decimal_mark
from migfund.read.remembered import (
    countries_in,
    is_ambiguous,
    one_amount,
    one_date,
    one_period,
    places_in,
)
from migfund.schema import PRECISIONS

__all__ = [
    "AMBIGUOUS",
    "Date",
    "Money",
    "Record",
    "Unclear",
    "Words",
    "make_record",
    "names_several_currencies",
    "plain_number",
    "read_budget",
    "read_currency",
    "read_day",
    "read_percentage",
    "read_places",
    "states_a_year",
    "written",
]

_MACHINE_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d\d?)?|\.\d+|\d+(?:\.\d+)?[eE][+-]?\d+)")
"""Numbers that only a program writes, or that no mark makes doubtful: 24000000.5, .55, 2.4e+07."""
_A_YEAR = re.compile(
    r"(?:/|\b(?:per|par|pro|por|al|à l['’]) ?)(?:year|yr|annum|an|année|jahr|año|anno|ano|jaar"
    r"|month|mois|monat|mes|mese|maand)\b|\bp\. ?a\.|\b(?:annual(?! (?:action|work|program))"
    r"|yearly|monthly|annuel(?:le)?|mensuel(?:le)?|anual|mensual|mensal|annuale|mensile"
    r"|jährlich\w*|monatlich\w*|jaarlijkse?|jahres\w+|årligt?|roczn[ya]|roční)\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d\d?|(?:,\d{3}){2,})")
"""Numbers whose commas can be nothing but marks of thousands."""
_SIGN = r"(?:[^\W\d_]{1,4}\.?|(?:[A-Z]{1,3})?[€$£¥₤₺₹])?"
"""A currency beside a number in brackets."""
_DASH = "[-\u2010-\u2015\u2212]"
_NEGATIVE = re.compile(
    rf"{_DASH}\s*(?P<after>[^-\s].*\d.*)|(?P<to>[€$£¥])\s*{_DASH}\s+(?P<gap>\d.*)"
    rf"|(?P<before>{_SIGN})\s*\((?P<inside>{_SIGN}\s*\d[\d\s.,'’]*{_SIGN})\)\s*(?P<behind>{_SIGN})"
    rf"|(?P<trailed>{_SIGN}\s*\d[\d\s.,'’]*\d){_DASH}"
)
"""Sums below nothing as accounts write them: - 300, (1,500), EUR (1,500), 400.00-."""
_FOOTNOTE = re.compile(r"(?<=\d)\s*\((?:\d{1,2}|[a-z])\)$")
"""The mark of a footnote behind a number: 2 500 (1)."""
_NO_CENTS = re.compile(r"(?<=\d)[.,]\s?(?:[-–—=]{1,2})(?=$|\s)")
"""A dash in the place of cents: 340'000.-, 1.250,--."""
_FISCAL = re.compile(r"FY\s*(?P<first>(?:19|20)?\d\d)\s*[/–-]\s*(?P<last>(?:19|20)?\d\d)", re.I)
_YEAR = re.compile(r"((?:19|20)\d\d|2100)(?:\.0+)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_PERCENTAGE = re.compile(r"(\d+(?:[.,]\d+)?(?:e[+-]?\d+)?)\s*%?", re.IGNORECASE)
_LONE = re.compile("[\ud800-\udfff]")
"""Halves of letters, which stand in text that was decoded badly and cannot be written."""
_OPEN_END = re.compile(r"(?<!\w)(?:2099|2999|9999)(?!\w)")
OPEN = "2099-12-31 or later stands for an open end"
AMBIGUOUS = "ambiguous: thousands or decimals?"
_SEVERAL = re.compile(r"[/,;&+|]|\b(?:and|or|et|ou|und|oder|y|e|o|en)\b", re.IGNORECASE)


class Words(NamedTuple):
    """Words that say something, where they stand, and the label or heading before them.

    ``cell`` is what a workbook or a DataFrame holds in their place, such as a number or a date.
    """

    text: str
    where: str | None = None
    label: str = ""
    cell: Any = None


class Money(NamedTuple):
    """A budget, the currency that its own words state, and why there is no budget."""

    value: float | None
    currency: str | None = None
    reason: str | None = None


class Date(NamedTuple):
    """First or last day that words allow, its precision, and why there is none."""

    day: dt.date | None
    precision: str | None = None
    reason: str | None = None


_LENGTHS = {"day": 10, "month": 7, "year": 4}
"""Letters of an ISO date that stand for its precision."""


class Record:
    """One row of the project table while it is built, with the problems met on the way.

    Parameters
    ----------
    source
        File or URL.
    page
        The text around the words, whose other dates and numbers show how doubtful ones are written.
    dayfirst, decimal
        How doubtful dates and numbers are written where the page does not show it.
    short_years
        Whether 05/06/18 has a year of two digits.
    """

    def __init__(
        self,
        source: str | None = None,
        *,
        page: str = "",
        dayfirst: bool | None = None,
        decimal: str | None = None,
        short_years: bool = False,
    ) -> None:
        self.page, self.dayfirst, self.decimal = page, dayfirst, decimal
        self.short_years = short_years
        self.taken: dict[str, Any] = {"source": source}
        self.problems: list[dict[str, str | None]] = []
        self.regions: list[str] = []
        self._period: list[str] = []
        self._end: tuple[str, Words | None] = "end", None

    def note(self, field: str, words: Words | None, reason: str) -> None:
        """Note why words could not be understood as a field's value."""
        text, where = (words.text or None, words.where) if words else (None, None)
        self.problems.append({"locator": where, "field": field, "text": text, "reason": reason})

    def take_budget(
        self,
        words: Words | None,
        currency: str | None = None,
        *,
        said_by: str | None = None,
        dollar: str | None = None,
        field: str = "budget",
        scale: float = 1,
    ) -> None:
        """Take a budget, and its currency: as stated beside it, else from its words.

        Parameters
        ----------
        words
            The budget's, or None.
        currency
            As a label, a column or the caller states it.
        said_by
            What states it, for ``currency_from``.
        dollar
            Currency of a bare "$".
        field
            ``budget``, or another column of money, whose currency has a column of its own.
        scale
            What the heading says of all numbers: 1,000,000 below "EUR million".
        """
        money = Money(None)
        if words is not None:
            self.taken[f"{field}_text"] = words.text
            money = self._read_budget(words, currency, dollar)
            if money.reason == AMBIGUOUS and words.cell is None and currency and scale == 1:
                # "Currency: EUR / Budget: 425.000" says what "EUR 425.000" does.
                money = _read_money(f"{currency} {words.text}", currency, None, dollar)
            if money.value is not None and scale != 1:
                money = _scaled(money, words, scale)
        if words is not None and money.reason:
            self.note(field, words, money.reason)
        if money.currency and not currency:
            currency, said_by = money.currency, "words of the budget"
        if money.value is not None and not currency:
            self.note(field, words, "no currency is stated")
        self.taken[field] = money.value
        if field != "budget":
            self.taken[f"{field}_currency"] = currency if money.value is not None else None
        elif currency and (said_by or money.value is not None):
            self.taken |= {"currency": currency, "currency_from": said_by}

    def _read_budget(self, words: Words, currency: str | None, dollar: str | None) -> Money:
        if words.cell is not None:
            return read_budget(words.cell, currency, self.decimal)
        money = _read_money(words.text, currency, None, dollar)
        decimal = decimal_mark(self.page) if money.reason == AMBIGUOUS else None
        # No budget has three decimals: the page can only make the mark one of thousands.
        if decimal is None or decimal in words.text:
            return money
        return _read_money(words.text, currency, decimal, dollar)

    def take_period(self, words: Words) -> None:
        """Take start and end from one period."""
        self._period.append(words.text)
        if not is_stated(words.text):
            return
        fiscal = _FISCAL.fullmatch(words.text)
        text = f"{_century(fiscal['first'])}-{_century(fiscal['last'])}" if fiscal else words.text
        period = one_period(text, self._day_first(text), self.short_years)
        if period is not None:
            self.taken |= {"start": period.start, "start_precision": period.start_precision}
            self.taken |= {"end": period.end, "end_precision": period.end_precision}
        if period is None or period.start is None or period.end is None:
            unread = period is None or is_ambiguous(words.text)
            reason = _why_no_date(words.text) if unread else "start or end is not stated"
            if period is not None and period.start and _OPEN_END.search(words.text):
                reason = OPEN
            self.note("period", words, reason)
        self._end = "period", words

    def take_date(self, name: str, words: Words, precision: Words | None = None) -> None:
        """Take the start or the end, with the precision of its words, or a coarser one stated."""
        self._period.append(f"{words.label} {words.text}".strip())
        end, cell = name == "end", words.cell
        if cell is None:
            order = self._day_first(words.text)
            date = _read_date(words.text, end=end, dayfirst=order, short_years=self.short_years)
        else:
            date = read_day(cell, end=end, dayfirst=self._day_first(str(cell)))
        if date.reason:
            self.note(name, words, date.reason)
        if date.day is None or date.precision is None:
            return
        if name == "end" and date.day >= OPEN_FROM:
            self.note(name, words, OPEN)
            return
        if precision is not None:
            date = self._widened(name, date.day, date.precision, precision)
        if self._is_finer_in_period(name, date, words):
            return
        self.taken |= {name: date.day, f"{name}_precision": date.precision}
        if name == "end":
            self._end = "end", words

    def _is_finer_in_period(self, name: str, date: Date, words: Words) -> bool:
        """Tell whether the period says the same date more exactly; note it if it says another."""
        said, as_exact = self.taken.get(name), self.taken.get(f"{name}_precision")
        if said is None or as_exact is None or date.day is None or date.precision is None:
            return False
        own, other = (_LENGTHS[one] for one in (date.precision, as_exact))
        shared = min(own, other)
        if date.day.isoformat()[:shared] != said.isoformat()[:shared]:
            reason = f"the period says {said.isoformat()[:other]}; the {name} of its own was taken"
            self.note(name, words, reason)
            return False
        return other > own

    def _widened(self, name: str, day: dt.date, precision: str, stated: Words) -> Date:
        """Widen a day to the month or year that a column of precisions says it stands for."""
        word = stated.text
        if word not in PRECISIONS or PRECISIONS.index(word) < PRECISIONS.index(precision):
            reason = f"not the precision of the date: {precision}"
            self.note(f"{name}_precision", stated, reason)
            return Date(day, precision)
        first = day.replace(day=1, month=1 if word == "year" else day.month)
        whole = day if word == "day" else first if name == "start" else last_day(first, word)
        return Date(whole, word)

    def _day_first(self, text: str) -> bool | None:
        """Return whether the day comes first, where words are ambiguous alone."""
        return day_first(self.page, self.dayfirst) if is_ambiguous(text) else None

    def take_countries(
        self,
        several: Sequence[Words],
        where: str | None,
        *,
        codes: bool | tuple[str, ...] | None = False,
    ) -> list[list[str]]:
        """Take recipient countries, and return those of each of the words; regions are kept apart.

        ``where`` is where they stand together. ``codes`` says that words are ISO codes; None: they
        are, but "NA" may mark what is missing; or names the systems that the codes fit.
        """
        found = [self._places("countries", words, codes) for words in several]
        texts = ", ".join(words.text for words in several)
        self.regions = [region for places in found for region in places.regions]
        listed = list(dict.fromkeys(code for places in found for code in places.codes))
        if several:
            self.taken["countries_text"] = texts
        if listed:
            self.taken["countries"] = listed
            if len(found) == 1 and found[0].shares:
                self.taken["country_shares"] = found[0].shares
        elif self.regions:
            self.note("countries", Words(texts, where), "a region, no country")
        return [places.codes for places in found]

    def take_other_countries(self, words: Words) -> None:
        """Take the countries that benefit without being eligible members."""
        self.taken["other_countries"] = self._places("other_countries", words).codes or None

    def _places(
        self, field: str, words: Words, codes: bool | tuple[str, ...] | None = False
    ) -> Places:
        """Return the places that words name; a name that no list knows is a problem."""
        if codes is None and words.text == "NA":
            self.note(field, words, "ambiguous: Namibia, or not available?")
            return Places([], [], [])
        if not codes and not is_stated(words.text):
            return Places([], [], [])
        if isinstance(codes, tuple):
            found = read_codes(words.text, codes)
        else:
            found = read_places(words.text, codes=codes is not False)
        for name in found.unknown:
            reason = (
                f"the code {name!r} names no one country"
                if isinstance(codes, tuple)
                else f"no list knows the country {name!r}; if it is one, the line for "
                f"codelists/places.csv is: {alias_line(name)}"
            )
            self.note(field, words, reason)
        return replace(found, regions=list(filter(is_stated, found.regions)))

    def finish(self, locator: str) -> dict[str, Any]:
        """Return the values by column, with where they stand and the problems."""
        values = self.taken
        if self._period:
            values["period_text"] = "; ".join(self._period)
        if values.get("start") and values.get("end") and values["end"] < values["start"]:
            self.note(*self._end, reason="the end lies before the start")
        return values | {"source_locator": locator, "problems": self.problems}


def make_record(
    page: Page,
    fields: Mapping[str, Found],
    *,
    fund: str | None = None,
    currency: str | None = None,
    dollar: str | None = None,
    scale: float = 1,
    dayfirst: bool | None = None,
    short_years: bool = False,
    problems: list[dict[str, str | None]] | None = None,
    read_from: str = "label",
) -> dict[str, Any]:
    """Return the record that is made of the words that a layout found on a page.

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
    scale
        What the label says that a number counts: 1,000 behind "in TEUR".
    dayfirst
        Whether the publisher writes the day before the month, where that is known.
    short_years
        Whether 05/06/18 has a year of two digits.
    problems
        What the layout itself could not understand.
    read_from
        How the layout finds its values: label, position, heading or prose.

    Returns
    -------
    dict
        Values by column; what was not understood is absent and listed under ``problems``.
    """
    record = Record(page.source, page=page.text, dayfirst=dayfirst, short_years=short_years)
    record.problems.extend(problems or [])
    said = {name: Words(w.text, f"line {w.line}", w.label) for name, w in fields.items()}
    record.taken |= {"fund": fund, "read_from": read_from}
    for name in ("title", "project_id", "prima_id", "status", "project_type", "coverage", "region"):
        if name in said:
            record.taken[name] = said[name].text
    if "year" in said:
        _take_year(record, said["year"])
    if "budget" in said:
        record.take_budget(said["budget"], currency, dollar=dollar, scale=scale)
    if "period" in said:
        record.take_period(said["period"])
    for name in ("start", "end"):
        if name in said:
            record.take_date(name, said[name])
    if "countries" in said:
        record.take_countries([said["countries"]], said["countries"].where)
    if "named_in" in said:
        words = said["named_in"].text
        record.taken |= {"countries": list(countries_in(words)) or None, "countries_text": words}
    if "other_countries" in said:
        record.take_other_countries(said["other_countries"])
    return record.finish("; ".join(f"{name}: {words.where}" for name, words in said.items()))


def _take_year(record: Record, words: Words) -> None:
    """Take the year of approval."""
    if re.fullmatch(r"\d{4}", words.text):
        record.taken["year"] = int(words.text)
    elif is_stated(words.text):
        record.note("year", words, "not a year")


def _scaled(money: Money, words: Words, scale: float) -> Money:
    """Return an amount of which the heading says the unit, unless its own words say one too."""
    if _unit_words().search(words.text) and not _MACHINE_NUMBER.fullmatch(words.text):
        return Money(None, reason="the heading states a unit, such as million, and the cell too")
    return money._replace(value=round((money.value or 0.0) * scale, 4))


@cache
def _unit_words() -> re.Pattern[str]:
    """Return what finds a unit beside a number: million, Mio., k; any long word may be one."""
    rows = codelist_rows("currency_words")
    found = sorted({row["word"].rstrip(".") for row in rows if row["kind"] == "factor"})
    words = "|".join(re.escape(word) for word in found)
    return re.compile(rf"[^\W\d_]{{4,}}|(?<![^\W\d_])(?:{words})(?![^\W\d_])", re.IGNORECASE)


class Unclear(str):
    """Words of a cell that is known to be no value of its row, and why."""

    reason: str

    def __new__(cls, text: str, reason: str) -> "Unclear":
        """Return words with the reason."""
        made = super().__new__(cls, text)
        made.reason = reason
        return made


def written(cell: Any) -> str | None:
    """Return a cell as text, as a spreadsheet shows it; None where there is nothing.

    Examples
    --------
    >>> written(2.4e7), written(" 5 Mio. € "), written(dt.datetime(2019, 2, 1)), written(["A", "B"])
    ('24000000', '5 Mio. €', '2019-02-01', 'A, B')
    """
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, str):
        return _LONE.sub("\ufffd", " ".join(cell.split())) or None
    if isinstance(cell, list | tuple):
        return ", ".join(text for text in map(written, cell) if text) or None
    if cell is None or (pd.api.types.is_scalar(cell) and pd.isna(cell)):
        return None
    if isinstance(cell, dt.datetime | np.datetime64):
        return str(pd.Timestamp(cell).isoformat()).removesuffix("T00:00:00")
    if isinstance(cell, float | np.floating) and np.isfinite(cell):
        return np.format_float_positional(cell, trim="-")
    return " ".join(str(cell).split()) or None


def states_a_year(words: str) -> bool:
    """Tell whether words speak of a sum for each year or month.

    Examples
    --------
    >>> states_a_year("Annual budget (EUR)"), states_a_year("Budget of 2021")
    (True, False)
    """
    return bool(_A_YEAR.search(words))


def read_budget(cell: Any, currency: str | None, decimal: str | None = None) -> Money:
    """Return the budget that a cell is: a number, or words.

    Parameters
    ----------
    cell
        The cell.
    currency
        Currency that a column or the caller states; words for another contradict it.
    decimal
        Decimal mark of numbers such as 1.234, where known.

    Examples
    --------
    >>> read_budget("2.4e+07", "EUR").value, read_budget("USD 5", "EUR").reason
    (24000000.0, 'the words say USD, but the currency is stated as EUR')
    >>> [read_budget(text, "EUR").value for text in ("(1,500.00)", "- 300.00", "2 500 (1)")]
    [-1500.0, -300.0, 2500.0]
    """
    text = written(cell)
    if text is None or not is_stated(text):
        return Money(None)
    if isinstance(cell, Unclear):
        return Money(None, reason=cell.reason)
    if isinstance(cell, bool | np.bool_ | dt.date | dt.time | dt.timedelta | np.datetime64):
        return Money(None, reason="not understood as money")
    if isinstance(cell, int | float | np.number | Decimal) or _MACHINE_NUMBER.fullmatch(text):
        value = float(cell if isinstance(cell, Decimal) else text)
        if abs(value) <= LARGEST:
            return Money(value)
        return Money(None, reason="too large for a budget")
    if states_a_year(text):
        return Money(None, reason="so much a year or month; what the whole is, it does not say")
    text = _NO_CENTS.sub("", _FOOTNOTE.sub("", text))
    if match := _NEGATIVE.fullmatch(text):
        money = _read_money(" ".join(filter(None, match.groups())), currency, decimal, None)
        return money if money.value is None else money._replace(value=0.0 - money.value)
    return _read_money(text, currency, decimal, None)


def _read_money(text: str, currency: str | None, decimal: str | None, dollar: str | None) -> Money:
    """Return the budget that words state."""
    if not is_stated(text):
        return Money(None)
    amount = one_amount(text, decimal, dollar)
    if amount is None:
        doubtful = one_amount(text, ".", dollar) or one_amount(text, ",", dollar)
        return Money(None, reason=AMBIGUOUS if doubtful else "not understood as money")
    own = amount.currency
    if currency and currency != own and plain_number(amount.text) is None:
        possible = {own} if own else possible_currencies(amount.text, decimal=decimal)
        if possible and currency not in possible:
            said = own or "another currency"
            reason = f"the words say {said}, but the currency is stated as {currency}"
            return Money(None, reason=reason)
    return Money(amount.value, own)


def read_currency(text: str) -> str | None:
    """Return the ISO 4217 code of a currency's code, sign or name; None for several.

    Examples
    --------
    >>> read_currency("eur"), read_currency("€"), read_currency("$"), read_currency("EUR/USD")
    ('EUR', 'EUR', None, None)
    """
    if text.upper() in currencies():
        return text.upper()
    if _SEVERAL.search(text) and names_several_currencies(text):
        return None
    amount = one_amount(f"{text} 5000") or one_amount(f"5000 {text}")
    return amount.currency if amount else None


def names_several_currencies(text: str) -> bool:
    """Tell whether words name more than one currency.

    Examples
    --------
    >>> names_several_currencies("USD and EUR"), names_several_currencies("crowns")
    (True, False)
    """
    parts = {read_currency(part.strip()) for part in _SEVERAL.split(text) if part.strip()}
    return len(parts - {None}) > 1


def plain_number(cell: Any) -> float | None:
    """Return the number of a cell that holds one and no words; None of any other, or too large."""
    if isinstance(cell, str):
        if isinstance(cell, Unclear):
            return None
        text = cell.strip()
        if _MACHINE_NUMBER.fullmatch(text):
            value = float(text)
        elif _GROUPED.fullmatch(text):
            value = float(text.replace(",", ""))
        else:
            return None
    elif isinstance(cell, int | float | np.number | Decimal) and not isinstance(
        cell, bool | np.bool_ | np.timedelta64
    ):
        value = float(cell)
    else:
        return None
    return value if value == value and abs(value) <= LARGEST else None


def read_day(cell: Any, *, end: bool, dayfirst: bool | None = None) -> Date:
    """Return the date, month or year that a cell is; a spreadsheet's serial number is none.

    Parameters
    ----------
    cell
        The cell.
    end
        Whether the last day that the words allow is wanted, not the first.
    dayfirst
        Order of 01/02/2019, where known.

    Examples
    --------
    >>> read_day(2019.0, end=True)
    Date(day=datetime.date(2019, 12, 31), precision='year', reason=None)
    >>> read_day(43466, end=False).reason.split("; ")[0]
    'a number and no date'
    """
    text = written(cell)
    if text is None:
        return Date(None)
    if isinstance(cell, dt.date | np.datetime64):
        return Date(pd.Timestamp(cell).date(), "day")
    year = _YEAR.fullmatch(text)
    date = _read_date(year[1] if year else text, end=end, dayfirst=dayfirst)
    if date.reason and (isinstance(cell, int | float | np.number) or _SERIAL.fullmatch(text)):
        return Date(
            None,
            reason="a number and no date; if it is the serial number of a day, give the column a "
            "date format, or make days of it: "
            "pd.to_datetime(column, unit='D', origin='1899-12-30')",
        )
    return date


def _read_date(text: str, *, end: bool, dayfirst: bool | None, short_years: bool = False) -> Date:
    """Return the date that words are."""
    if not is_stated(text):
        return Date(None)
    moment = one_date(text, dayfirst, short_years)
    if moment is None:
        return Date(None, reason=_why_no_date(text))
    return Date(moment.last if end else moment.first, moment.precision)


def read_places(text: str, *, codes: bool = False) -> Places:
    """Return the countries that words name; in a column of codes "NA" alone is Namibia.

    Examples
    --------
    >>> read_places("NA", codes=True).codes, read_places("NA").codes
    (['NAM'], [])
    """
    # Beside another code, NA and NO are Namibia and Norway; a pair says no more than one.
    return places_in(f"{text}, {text}" if codes and text in ("NA", "NO") else text)


def read_percentage(cell: Any) -> float | None:
    """Return the percentage, 0 to 100, that a cell is; None where it is none.

    Examples
    --------
    >>> read_percentage("12,5 %"), read_percentage("half")
    (12.5, None)
    """
    match = _PERCENTAGE.fullmatch(written(cell) or "")
    return float(match[1].replace(",", ".")) if match else None


def _century(year: str) -> str:
    """Return the year of a fiscal year, which needs no century to be told."""
    return year if len(year) == 4 else f"{'20' if int(year) < 70 else '19'}{year}"


def _why_no_date(text: str) -> str:
    if _FISCAL.fullmatch(text):
        return "a fiscal year lies in two calendar years; as a period it could be read"
    if is_ambiguous(text):
        return "ambiguous: day first or month first?"
    if _OPEN_END.search(text):
        return OPEN
    return "not understood as a date"
