"""What a statement says of the project: the field that it means, its parts, or why it says nothing.

A label and its value together decide that: "Status: 2019 – 2021" is a period.
"""

import re
from collections.abc import Hashable, Iterator

from migfund.parse.dates import Moment
from migfund.parse.text import fold
from migfund.read.page import Found
from migfund.read.pages import values
from migfund.read.pages.labels import Label
from migfund.read.pages.publishers import fund_named
from migfund.read.pages.statements import Statement
from migfund.read.pages.sums import scale_of, why_no_amount
from migfund.read.pages.values import DATES, MONEY, PERIODS, PLACES, are_countries, fits, kind_of
from migfund.read.pages.words import has_word, is_stage

__all__ = [
    "DOLLAR",
    "SLASHED",
    "TAIL",
    "field_of",
    "has_dates",
    "is_length",
    "is_missing",
    "parts_of",
    "says",
    "suits",
    "usable_of",
    "why_not_taken",
]

_PURPOSE = re.compile(r"\b(?:crs|cad|dac|snpc)\b", re.IGNORECASE)
"""Words of labels behind which five figures are the code of a sector."""
_BLANK = re.compile(r" ")
_NEWER = re.compile(
    r"\b(?:actual|effecti|real|réel|tatsächlich|now|new|current|nouve|neu|nuev|nuov|nov[ao])", re.I
)
"""Words by which a date in brackets is the one that counts."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER_BEFORE_TEXT = re.compile(r"\S*\d\S*[/-]\S*\d(?= [A-Z][a-z]+ [a-z])")
"""The number in "2019/041-701 Financed under the Development Cooperation Instrument"."""
TAIL = re.compile(r"\s+[/–-]\s+(?=\D*$)")
"""What stands before words behind a number or a date: "MIGR-12 / financed under the Instrument"."""
SLASHED = re.compile(r"\d[/.-]\d")
DOLLAR = re.compile(r"\$|dol|dól|долл", re.IGNORECASE)


def why_not_taken(statement: Statement) -> str | None:
    """Say why a statement of a field is none."""
    field, words = statement.field, statement.words
    # Whichever of "01-05-2018" is the month, it is one day.
    period = (
        values.one_period(words, dayfirst=True) if field in PERIODS and len(words) <= 18 else None
    )
    if period and period.start_precision == "day" and period.start == period.end:
        return "a single day, no period"
    return why_no_amount(statement) if field in MONEY else None


def field_of(statement: Statement) -> str:
    """Return the field that a label means, where its value decides that."""
    field, words = statement.field, statement.words
    if words and statement.label.note.startswith("money, else fund"):
        if fits("budget", words) or is_missing(words):
            return field
        # Below a label that is also a word of menus stands a fund only where it is one.
        return "fund" if statement.form != "heading" or fund_named(words) else "menu"
    if (field == "title" or field in PERIODS) and is_stage(words):
        return "status"
    if field == "status" and are_countries(words):
        # "Stato", "État"
        return "countries"
    if field == "project_id" and len(words) == 5 and words.isdecimal():
        field = "sector" if _PURPOSE.search(statement.label.words) else field
    recipient = field == "implementer" and fold(statement.label.words).startswith("recipient")
    if (recipient or field == "beneficiaries") and are_countries(words):
        # A country receives aid, an organisation a grant.
        field = "countries"
    if field == "project_id" and kind_of(words) == "prima_id":
        return "prima_id"
    if field == "title" and " " not in words and sum(map(str.isdigit, words)) > 2:
        # A site calls the number of the project by its label, too.
        return "project_id"
    if field in PLACES and words and has_word("coverage", words):
        return "coverage"
    if not field and has_word("date", statement.label.words) and values.is_span(words):
        return "period"
    return field


def parts_of(field: str, one: Statement) -> Iterator[tuple[str, Statement]]:
    """Part a payer from what it gives, and a status from its dates.

    "Donor: European Union (EUR 2 million)", "Status: ongoing (since June 2017)".
    """
    words = one.words
    for space in _BLANK.finditer(words) if field == "status" and _YEAR.search(words) else ():
        status, dates = words[: space.start()], words[space.end() :]
        if has_word("status", status) and fits("period", dates.strip("()")):
            yield "period", one._replace(words=dates.strip("()"))
            words = status
            break
    if field == "project_id" and (number := _NUMBER_BEFORE_TEXT.match(words)):
        words = number[0]
    if field in DATES and not fits(field, words):
        # "October 2019 – still going on"
        words = TAIL.split(words)[0]
        note = values.NOTE.search(words)
        # "January 2016 (phase II)", "31/12/2021 (initially 31/12/2020)"
        aside = note and (not _YEAR.search(note[0]) or _is_later(words[: note.start()], note[0]))
        words = words[: note.start()] if note and aside else words
        period = values.one_period(words) if not fits(field, words) else None
        if period and (period.start is None) != (period.end is None):
            field = "period"
    amounts = values.amounts_in(words) if field == "fund" and not values.is_told(words) else ()
    amount = amounts[0] if len(amounts) == 1 and "%" not in words else None
    if amount:
        yield "contribution", one._replace(words=amount.text)
        rest = words[: amount.start], words[amount.start + len(amount.text) :]
        words = " ".join(part for text in rest if (part := text.strip(" ,;:()–-")))
    if words or field != "fund":
        yield field, one if words == one.words else one._replace(words=words)


def _is_later(words: str, note: str) -> bool:
    """Tell whether a date is later than the one that a note ends in, which it has replaced."""
    if _NEWER.search(note):
        return False
    last = note.strip(" ()").split()
    dates = (values.one_date(" ".join(last[place:])) for place in range(len(last)))
    own, other = values.one_date(words), next(filter(None, dates), None)
    return own is not None and other is not None and own.first > other.last


def suits(name: str, words: str) -> bool:
    """Tell whether words may be the value of a field that is kept in its own words."""
    if is_missing(words):
        return False
    if name == "status":
        # "Stand: 18.06.2006" is the day of the page, "The project was started in …" a sentence.
        return not fits("start", words) and (has_word("status", words) or not values.is_told(words))
    if name == "project_id":
        # "Ref no 3" counts the references of a consultant, "SE-0" is one of an organisation; of
        # "CRIS number: 2015" the number was lost.
        year = values.fits("year", TAIL.split(words)[0]) and words[:2] in ("19", "20")
        return sum(map(str.isdigit, words)) > 1 and not year
    if name == "project_type":
        return not has_word("status", words)
    return name not in ("coverage", "region") or not are_countries(words)


def usable_of(name: str, statements: list[Statement]) -> list[Statement]:
    """Leave out what others of the same field say better: plans, and parts of longer lists."""
    if name in DATES:
        mine = [one for one in statements if not one.label.planned] or statements
        dates = [values.one_date(one.words) for one in mine]
        # "2019" says less than "1 March 2019".
        return [
            one
            for one, date in zip(mine, dates, strict=True)
            if not (date and any(other and _is_within(other, date) for other in dates))
        ]
    if name == "budget" and len(statements) > 2:
        # The last row of a table of payers adds up the others.
        said = [values.one_amount(one.words) for one in statements]
        whole = values.sum_of_others([amount for amount in said if amount])
        return [o for o, a in zip(statements, said, strict=True) if a is whole] or statements
    if name == "countries" and len(statements) > 1:
        if statements[0].form == "table":
            words = "\n".join(dict.fromkeys(one.words for one in statements))
            return [statements[0]._replace(words=words)]
        codes = [frozenset(values.places_in(one.words).codes) for one in statements]
        pairs = zip(statements, codes, strict=True)
        return [one for one, mine in pairs if not any(mine < other for other in codes)]
    return statements


def _is_within(exact: Moment, coarse: Moment) -> bool:
    """Tell whether a date says all that another one does, and more."""
    days = coarse.first <= exact.first and exact.last <= coarse.last
    return days and (exact.first, exact.last) != (coarse.first, coarse.last)


def is_length(statement: Statement) -> bool:
    """Tell whether a period is a length alone."""
    period = values.one_period(statement.words)
    dated = SLASHED.search(statement.words)
    return bool(period and not period.start and not period.end and not dated)


def has_dates(statement: Statement) -> bool:
    """Tell whether a period has its first and its last day."""
    period = values.one_period(statement.words)
    return bool(period and period.start and period.end)


def says(name: str, found: Found, label: Label | None = None) -> Hashable:
    """Return what words say, so that two spellings of it are the same."""
    if name == "budget" and (amount := values.one_amount(found.text)):
        scale, currency = (scale_of(label, found.text), label.currency) if label else (1, None)
        return amount.value * scale, amount.currency or currency
    if name == "period" and (period := values.one_period(found.text)):
        return period.start, period.end
    if name in DATES and (moment := values.one_date(found.text)):
        return moment.first, moment.last
    return frozenset(values.places_in(found.text).codes) if name == "countries" else found.text


def is_missing(words: str) -> bool:
    """Tell whether words say that there is nothing to say."""
    return has_word("missing", words) or not any(map(str.isalnum, words))
