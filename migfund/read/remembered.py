"""The parsers as pages and tables ask them: each distinct text is understood once."""

from functools import lru_cache

from migfund.parse.amounts import Amount, parse_amount
from migfund.parse.dates import Moment, is_ambiguous_date, parse_date
from migfund.parse.periods import Period, parse_period
from migfund.parse.places import find_places, may_be_places, mentioned_countries

__all__ = [
    "are_place_words",
    "countries_in",
    "is_ambiguous",
    "one_amount",
    "one_date",
    "one_period",
    "places_in",
]

_REMEMBERED = 10_000

_amount = lru_cache(_REMEMBERED)(lambda text, **options: parse_amount(text, **options))
_period = lru_cache(_REMEMBERED)(lambda text, **options: parse_period(text, **options))
_date = lru_cache(_REMEMBERED)(lambda text, **options: parse_date(text, **options))
is_ambiguous = lru_cache(_REMEMBERED)(is_ambiguous_date)
places_in = lru_cache(_REMEMBERED)(find_places)
are_place_words = lru_cache(_REMEMBERED)(may_be_places)
countries_in = lru_cache(_REMEMBERED)(lambda text: tuple(mentioned_countries(text)))


def one_amount(text: str, decimal: str | None = None, dollar: str | None = None) -> Amount | None:
    """Return the one amount that a text states, by `parse_amount`."""
    amount: Amount | None = _amount(text, decimal=decimal, dollar=dollar)
    return amount


def one_period(text: str, dayfirst: bool | None = None, short_years: bool = False) -> Period | None:
    """Return the period that a text states, by `parse_period`."""
    period: Period | None = _period(text, dayfirst=dayfirst, short_years=short_years)
    return period


def one_date(text: str, dayfirst: bool | None = None, short_years: bool = False) -> Moment | None:
    """Return the date that a text is, by `parse_date`."""
    moment: Moment | None = _date(text, dayfirst=dayfirst, short_years=short_years)
    return moment
