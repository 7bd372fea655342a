"""The parsers as pages and tables ask them: each distinct text is understood once."""

from functools import lru_cache

from migfund.parse.amounts import Amount, parse_amount
from migfund.parse.dates import Moment, is_ambiguous_date, parse_date
from migfund.parse.periods import Period, parse_period
from migfund.parse.places import Places, find_places, mentioned_countries

__all__ = ["countries_in", "is_ambiguous", "one_amount", "one_date", "one_period", "places_in"]

_REMEMBERED = 10_000

is_ambiguous = lru_cache(_REMEMBERED)(is_ambiguous_date)


@lru_cache(_REMEMBERED)
def one_amount(text: str, decimal: str | None = None, dollar: str | None = None) -> Amount | None:
    """Return the one amount that a text states, by `parse_amount`."""
    return parse_amount(text, decimal=decimal, dollar=dollar)


@lru_cache(_REMEMBERED)
def one_period(text: str, dayfirst: bool | None = None) -> Period | None:
    """Return the period that a text states, by `parse_period`."""
    return parse_period(text, dayfirst=dayfirst)


@lru_cache(_REMEMBERED)
def one_date(text: str, dayfirst: bool | None = None) -> Moment | None:
    """Return the date that a text is, by `parse_date`."""
    return parse_date(text, dayfirst=dayfirst)


@lru_cache(_REMEMBERED)
def places_in(text: str) -> Places:
    """Return what the names in a list of countries stand for, by `find_places`."""
    return find_places(text)


@lru_cache(_REMEMBERED)
def countries_in(text: str) -> tuple[str, ...]:
    """Return the countries that running text names."""
    return tuple(mentioned_countries(text))
