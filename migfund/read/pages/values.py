"""Words as values: what a field's words may be, and what is asked of the same words many times."""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from migfund.codelists import codelist_rows, currencies
from migfund.parse import amounts, periods, text
from migfund.parse.amounts import Amount
from migfund.read.pages.publishers import is_fund_alone
from migfund.read.pages.words import has_word, plain, words_of
from migfund.read.remembered import (
    are_place_words,
    countries_in,
    is_ambiguous,
    one_amount,
    one_date,
    one_period,
    places_in,
)

__all__ = [
    "DATES",
    "MONEY",
    "NOTE",
    "PERIODS",
    "PLACES",
    "TYPED",
    "amounts_in",
    "are_countries",
    "begins_with_places",
    "countries_in",
    "fits",
    "has_number",
    "is_ambiguous",
    "is_currency",
    "is_span",
    "is_told",
    "kind_of",
    "one_amount",
    "one_date",
    "one_period",
    "order_of",
    "periods_in",
    "places_in",
    "sum_of_others",
    "whole_of",
]

MONEY = frozenset({"budget", "budget_total", "contribution"})
DATES = frozenset({"start", "end"})
PERIODS = frozenset({"period", "period_total", "period_phase", "duration"})
PLACES = frozenset({"countries", "other_countries", "location"})
TYPED = MONEY | DATES | PERIODS | PLACES | {"year"}
"""Fields whose values are known by their form."""

_KEPT = 8192
_LONGEST = 400
"""Characters of the longest line that is looked at: a list of many countries."""
_IDS = (
    ("prima_id", re.compile(r"[A-Z]{2}\d{2}P\d{4}")),
    (
        "project_id",
        re.compile(r"[A-Z]{2}\.\d{4}|[A-Z][A-Z0-9]{1,3}-\d{3}|T\d{2}-EUTF(?:-[A-Z0-9]{1,9}){2,5}"),
    ),
)
_CODE = re.compile(
    r"P\d{6}|7F-\d{5}(?:\.\d\d){1,2}|\d{2,4}\.\d{4}\.\d(?:-\d{3}\.\d\d)?"
    r"|(?=(?:[^A-Z]*[A-Z]){2})(?=(?:\D*\d){3})(?!COVID)[A-Z][A-Z0-9./-]{4,29}"
)
_NUMBER_SIGN = re.compile(r"^(?:N[°º]|No\.|Nr\.|№)\s*")
_YEARS_BEHIND = re.compile(r"[A-ZÀ-ÞΑ-ΩА-ЯІЇЄ]{2,}[^\W\d]* \d{4} ?[-–/] ?\d{4}$")
NOTE = re.compile(r"\s*\([^()]{1,60}\)$")
_BARE = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+(?:[.,]\d{1,2})?|\d{4,}(?:[.,]\d{1,2})?")
_BARE_WITH_NOTE = re.compile(rf"({_BARE.pattern})\s*\([^()]{{1,80}}\)$")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"mill[io]|milh|mili|miljo|милл|мільй|тыс|mio\b|mrd")
_SIGN = re.compile(r"[^\W\d_]+|[^\w\s]")
_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")
_GROWN = "k m t mn bn mio mln md mds mrd".split()
"""Multipliers that are written in one word with a currency's code."""
_LOST = re.compile(r",\s*,")
_FIRST_PLACE = re.compile(r"[:(,;/–-]|\band\b")

periods_in = lru_cache(_KEPT)(lambda words: tuple(periods.find_periods(words)))


@cache
def _money_words() -> frozenset[str]:
    """Return words and signs of which one stands beside every amount in running text."""
    words = {"ecu", *(code.lower() for code in currencies())}
    for row in codelist_rows("currency_words"):
        if row["kind"] == "currency":
            parts = _SIGN.findall(row["word"].lower())
            signs = [part for part in parts if unicodedata.category(part[0]) == "Sc"]
            words.add(max(signs or parts, key=len))
    # MEUR, MioEUR and EURm are written in one word.
    codes = [word for word in words if len(word) == 3]
    grown = {word for code in codes for by in _GROWN for word in (f"{by}{code}", f"{code}{by}")}
    return frozenset(words | grown)


def _may_name_currency(words: str) -> bool:
    """Tell whether one of the words and signs that all currencies have stands in a text."""
    return not _money_words().isdisjoint(_SIGN.findall(words.lower()))


def has_number(words: str) -> bool:
    """Tell whether words hold digits or a word such as "million"."""
    return bool(_DIGIT.search(words) or _NUMBER.search(words.lower()))


@lru_cache(_KEPT)
def amounts_in(words: str) -> tuple[amounts.Amount, ...]:
    """Return the amounts of running text."""
    if not (has_number(words) and _may_name_currency(words)):
        return ()
    return tuple(amounts.find_amounts(words))


@lru_cache(_KEPT)
def fits(field: str, words: str) -> bool:
    """Tell whether words can be a value of a field, by their form.

    Examples
    --------
    >>> fits("budget", "EUR 5 million"), fits("start", "EUR 5 million"), fits("countries", "Kenya")
    (True, False, True)
    """
    if field in PLACES:
        # ", , and Kenya" has lost names.
        return len(words) <= 600 and not _LOST.search(words) and begins_with_places(words)
    if field == "title":
        return 0 < len(words) <= 400
    if not words or len(words) > 200:
        return False
    if field in MONEY:
        if not has_number(words):
            return False
        return one_amount(whole_of(words)) is not None or _THOUSANDS.fullmatch(words) is not None
    if field == "year":
        return len(words) == 4 and words.isdigit()
    if field in DATES | PERIODS:
        # "EUR 2019" is no year.
        if not any(map(str.isdigit, words)) or amounts_in(words):
            return False
        read = one_date if field in DATES else one_period
        return read(words) is not None or is_ambiguous(words)
    if field in ("project_id", "prima_id") and not any(map(str.isdigit, words)):
        return False
    return not is_told(words)


@cache
def _of_which() -> re.Pattern[str]:
    # Words for a part that also turn a sentence to something else: "of which", "dont", "davon".
    words = sorted(words_of("part") & words_of("aside"), key=len, reverse=True)
    return re.compile(rf"[\s,;(–-]+(?:{'|'.join(map(re.escape, words))})\b")


def whole_of(words: str) -> str:
    """Return the words of an amount without those of its part, where both give no one amount.

    Examples
    --------
    >>> whole_of("EUR 1,200,000, of which EUR 900,000 from AMIF"), whole_of("5 €, of which 90 %")
    ('EUR 1,200,000', '5 €, of which 90 %')
    """
    if len(words) > 400 or one_amount(words) is not None:
        return words
    if bare := _BARE_WITH_NOTE.match(words):
        # "1,234,500 (of which EUR 1,000,000)": the label has the currency.
        return bare[1]
    part = _of_which().search(plain(words))
    # "EUR 5 a year" has no part.
    whole = words[: part.start()] if part and any(map(str.isdigit, words[part.end() :])) else words
    return whole if one_amount(whole) else words


def _is_amount(words: str) -> bool:
    """Tell whether words are one amount and hardly anything else."""
    found = amounts_in(words) if len(words) <= 80 else ()
    return len(found) == 1 and len(found[0].text) >= 0.8 * len(words)


def _is_period(words: str, share: float = 0.8) -> bool:
    """Tell whether words are one period and hardly anything else."""
    found = periods_in(words) if len(words) <= 80 else ()
    if len(found) != 1 or len(found[0].text) < share * len(words):
        return False
    # "The war began in May 2015" has a subject.
    return not any(map(str.isalpha, words[: words.find(found[0].text)]))


@lru_cache(maxsize=_KEPT)
def is_told(words: str) -> bool:
    """Tell running prose from a value: months, and amounts in words, are small words, too.

    Examples
    --------
    >>> is_told("il progetto aiuta molti"), is_told("settembre 2022 fino a luglio 2024")
    (True, False)
    """
    return text.is_sentence(words) and not (_is_period(words) or _is_amount(words))


def is_span(words: str) -> bool:
    """Tell whether words are a period with two dates or an open end, and no single date.

    Examples
    --------
    >>> is_span("1 Dec 2019 - present"), is_span("1 Dec 2019")
    (True, False)
    """
    return _is_period(words) and one_date(words) is None


def order_of(words: Iterable[str]) -> bool | None:
    """Return whether days stand first, where dates give whole years in one order alone.

    Examples
    --------
    >>> order_of(["02/01/2018 - 01/01/2020"]), order_of(["02/01/2018 - 01/02/2020"])
    (True, None)
    """
    text = " - ".join(words)
    whole = []
    for order in (True, False):
        read = periods.parse_period(text, dayfirst=order)
        if read and read.start and read.end:
            after = read.end + datetime.timedelta(days=1)
            whole += [order] * ((after.month, after.day) == (read.start.month, read.start.day))
    return whole[0] if len(whole) == 1 else None


def sum_of_others(amounts: Sequence[Amount]) -> Amount | None:
    """Return the amount that is the sum of all others, where there are two or more of them.

    Examples
    --------
    >>> sum_of_others(amounts_in("EUR 9: EUR 7 from the fund, EUR 2 from us")).value
    9.0
    """
    whole = max(amounts, key=lambda amount: amount.value, default=None)
    if not whole or len(amounts) < 3 or len({amount.currency for amount in amounts}) > 1:
        return None
    rest = sum(amount.value for amount in amounts) - whole.value
    return whole if abs(rest - whole.value) <= 0.005 * whole.value else None


def is_currency(words: str) -> bool:
    """Tell whether words are the name, the code or the sign of a currency and nothing else."""
    amount = one_amount(f"5000 {words}") if _may_name_currency(words) else None
    return amount is not None and bool(amount.currency) and amount.text == f"5000 {words}"


def begins_with_places(words: str) -> bool:
    """Tell whether words are countries or regions, or begin with them: "Vietnam: Quang Tri"."""
    first = _FIRST_PLACE.split(words, maxsplit=1)[0]
    if not are_place_words(first):
        return False
    found = places_in(words)
    if not found.codes and not found.regions:
        return False
    if not found.unknown:
        return True
    start = places_in(first)
    # "Southeast Asia, with focus on Cambodia and Laos"
    return bool(start.codes or (found.codes and start.regions)) and not start.unknown


def are_countries(words: str) -> bool:
    """Tell whether words are countries and nothing else."""
    found = places_in(words) if are_place_words(words) else None
    return found is not None and bool(found.codes) and not found.unknown


@lru_cache(maxsize=20_000)
def kind_of(line: str) -> str | None:
    """Return the field that a line is a value of, by its form alone.

    Examples
    --------
    >>> [kind_of(line) for line in ("CV10P0001", "150,000", "Cabo Verde", "Completed", "Our work")]
    ['prima_id', 'budget', 'countries', 'status', None]
    """
    if not line or len(line) > _LONGEST or (len(line) > 100 and line[-1] in ".:;!?"):
        return None
    for field, pattern in _IDS:
        if pattern.fullmatch(line):
            return field
    if _CODE.fullmatch(_NUMBER_SIGN.sub("", line)):
        return "code"
    for field in ("coverage", "status", "theme"):
        if len(line) <= 60 and has_word(field, line.strip("()")):
            return "project_type" if field == "theme" else field
    if any(map(str.isdigit, line)) or amounts_in(line):
        return _kind_of_number(line)
    if not are_place_words(line) or is_fund_alone(line):
        return None
    places = places_in(line)
    if places.unknown:
        return None
    if places.codes:
        return "countries"
    return "region" if places.regions and not has_word("missing", line) else None


def _kind_of_number(line: str) -> str | None:
    """Tell amounts and periods, which must be most of the line, from others with digits."""
    bare = NOTE.sub("", line)
    least = 0.8 if is_told(line) or line[-1] == "." else 0.5
    amount = one_amount(bare) if len(bare) <= 60 else None
    if amount and len(amount.text) >= least * len(bare):
        is_money = amounts_in(bare) or _BARE.fullmatch(bare) or not bare[-1].isdigit()
        return "budget" if is_money else None
    # "AMIF 2014-2020" is a programme.
    named = _YEARS_BEHIND.search(bare) is not None
    return "period" if not named and _is_period(bare, least) else None
