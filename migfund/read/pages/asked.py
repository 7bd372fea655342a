"""What is asked of the same words several times while a page is read, worked out once."""

import re
import unicodedata
from functools import cache, lru_cache

from migfund.codelists import codelist_rows, currencies
from migfund.parse import amounts, dates, periods, places, text

__all__ = [
    "amounts_in",
    "countries_in",
    "has_money",
    "is_ambiguous",
    "is_told",
    "one_amount",
    "one_date",
    "one_period",
    "periods_in",
    "places_in",
]

_KEPT = 4096

_NUMBER = re.compile(r"\d|milli|milh|mili|miljo|милл|мільй", re.IGNORECASE)
_SIGN = re.compile(r"[^\W\d_]+|[^\w\s]")


@cache
def _money_words() -> frozenset[str]:
    """Return words and signs of which one stands beside every amount in running text."""
    words = {code.lower() for code in currencies()}
    for row in codelist_rows("currency_words"):
        if row["kind"] == "currency":
            parts = _SIGN.findall(row["word"].lower())
            words.add(
                max(parts, key=lambda part: (unicodedata.category(part[0]) == "Sc", len(part)))
            )
    # MEUR and kEUR are written in one word.
    return frozenset(words | {f"{by}{word}" for word in words if len(word) == 3 for by in "mkt"})


def has_money(words: str) -> bool:
    """Tell whether words may hold an amount with its currency; a look that costs little."""
    if not _NUMBER.search(words):
        return False
    return not _money_words().isdisjoint(_SIGN.findall(words.lower()))


@lru_cache(_KEPT)
def amounts_in(words: str) -> tuple[amounts.Amount, ...]:
    """Return the amounts of running text."""
    return tuple(amounts.find_amounts(words)) if has_money(words) else ()


one_amount = lru_cache(_KEPT)(lambda words, dollar=None: amounts.parse_amount(words, dollar=dollar))
periods_in = lru_cache(_KEPT)(lambda words: tuple(periods.find_periods(words)))
one_period = lru_cache(_KEPT)(lambda words: periods.parse_period(words))
one_date = lru_cache(_KEPT)(lambda words: dates.parse_date(words))
is_ambiguous = lru_cache(_KEPT)(dates.is_ambiguous_date)
places_in = lru_cache(_KEPT)(places.find_places)
countries_in = lru_cache(_KEPT)(lambda words: tuple(places.mentioned_countries(words)))
is_told = lru_cache(_KEPT)(text.is_sentence)
