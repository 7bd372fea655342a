"""Every written form of one date, and what it stands for.

What is said here in one place for the whole package: ``01.02.2019`` with points is day.month.year
(the custom of all countries that write points), ``2019-02-01`` is always ISO, ``01/02/2019`` has
no order of its own, and years run from 1945 to 2100.
"""

import datetime
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from migfund.parse.folded import Folded, compiled
from migfund.parse.month_names import (
    JOIN,
    ORDINALS,
    SEASONS,
    WEEKDAYS,
    WORDS_TOO,
    any_month,
    months,
    ordinal,
)

__all__ = ["YEAR", "Form", "Moment", "Token", "forms", "has_short_year", "last_day", "slashed"]

YEAR = r"(?:19(?:4[5-9]|[5-9]\d)|20\d\d|2100)"
_YEAR_END = r"(?!\d)(?:\s?(?:гг?|год[ауеы]?|годом)(?![^\W\d_])\.?)?"
_ORDINAL_END = r"(?:\s?(?:st|nd|rd|th|ere|ero|er|ro|e|o|a|°|-?го|-?е)(?![^\W\d_])|\.)?"
_FREE = r"(?<!\w)(?<!\d[.,:])"


@dataclass(frozen=True, slots=True)
class Moment:
    """One date as the text gives it.

    Parameters
    ----------
    first, last
        The first and the last day that the words allow.
    precision
        "day", "month" or "year". A quarter or a half-year has precision "month" with `first` in
        its first and `last` in its last month; a season has precision "year".
    text
        The very words, ``source[start:end]``.
    start, end
        Where they stand in the source, in characters.

    Examples
    --------
    >>> Moment(datetime.date(2021, 1, 1), datetime.date(2021, 12, 31), "year", "2021", 0, 4).text
    '2021'
    """

    first: datetime.date
    last: datetime.date
    precision: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A date or a range written as one; offsets count in the folded text.

    `kind` is "date", "year" (a bare year number), "range", "either" (``2005-06``), "unsure"
    (day and month cannot be told apart) or "bad" (no such day).
    """

    kind: str
    start: int
    end: int
    first: Moment | None = None
    second: Moment | None = None


Make = Callable[[Folded, re.Match[str]], Token]
Form = tuple[re.Pattern[str], Make]
Part = tuple[str, str | None, str | None, str]  # year, month, day, name of the group with the words


def last_day(first: datetime.date, precision: str) -> datetime.date:
    """Give the last day of the day, month or year that begins at a date.

    Parameters
    ----------
    first
        The first day.
    precision
        "day", "month" or "year".

    Returns
    -------
    datetime.date
        The last day, included.

    Raises
    ------
    ValueError
        If the precision is another word.

    Examples
    --------
    >>> last_day(datetime.date(2020, 2, 1), "month")
    datetime.date(2020, 2, 29)
    """
    if precision == "day":
        return first
    if precision == "month":
        return first.replace(day=monthrange(first.year, first.month)[1])
    if precision == "year":
        return first.replace(month=12, day=31)
    raise ValueError(f"precision is {precision!r}; it must be 'day', 'month' or 'year'")


def _token(folded: Folded, m: re.Match[str], *parts: Part) -> Token:
    """Build a token from one date or from the two ends of a range."""
    moments = []
    for year, month, day, words in parts:
        number = 1 if month is None else int(month) if month.isdigit() else months()[month]
        try:
            first = datetime.date(int(year), number, int(day or 1))
        except ValueError:  # 31 February, month 13: never moved to another day
            return Token("bad", *m.span())
        precision = "day" if day else "month" if month else "year"
        last = last_day(first, precision)
        moments.append(_moment(folded, first, last, precision, m.span(words)))
    return _joined(m, moments)


def _joined(m: re.Match[str], moments: list[Moment]) -> Token:
    if len(moments) == 1:
        bare = moments[0].precision == "year" and m[0].startswith(m["y"])  # and no season's year
        return Token("year" if bare else "date", *m.span(), moments[0])
    if moments[0].first > moments[1].first:  # "November - February 2015": which November?
        return Token("bad", *m.span())
    return Token("range", *m.span(), *moments)


def _moment(
    folded: Folded,
    first: datetime.date,
    last: datetime.date,
    precision: str,
    place: tuple[int, int],
) -> Moment:
    start, end = folded.span(*place)
    return Moment(first, last, precision, folded.source[start:end], start, end)


def _one(folded: Folded, m: re.Match[str]) -> Token:
    g = m.groupdict()
    return _token(folded, m, (g["y"], g.get("m"), g.get("d"), "w"))


def _two(folded: Folded, m: re.Match[str]) -> Token:
    """Read a range whose first part borrows the year, or whose parts share the month."""
    g = m.groupdict()
    month, other = g.get("m"), g.get("n")
    first = (g["y"], month or other, g.get("d"), "v")
    return _token(folded, m, first, (g["y"], other or month, g.get("e"), "w"))


def _quarter(folded: Folded, m: re.Match[str]) -> Token:
    """Read a quarter or a half-year, or a range of them within one year."""
    length = 3 if m["unit"][0] in "qtк" else 6
    a = ordinal(m["a"])
    b = ordinal(m.groupdict().get("b") or m["a"])
    if max(a, b) * length > 12:
        return Token("bad", *m.span())
    moments = []
    for number in dict.fromkeys((a, b)):
        first = datetime.date(int(m["y"]), (number - 1) * length + 1, 1)
        last = last_day(first.replace(month=number * length), "month")
        moments.append(_moment(folded, first, last, "month", m.span("w")))
    return _joined(m, moments)


def _year_and_two(folded: Folded, m: re.Match[str]) -> Token:
    """Read ``2015-12`` as a month, ``2015-17`` as years, and tell where it could be either."""
    year, number = int(m["y"]), int(m["n"])
    later = year - year % 100 + number + (100 if number < year % 100 else 0)
    is_month = 1 <= number <= 12 and m["sep"] != "–"
    is_years = year < later <= year + 30
    if is_years and not is_month:
        return _token(folded, m, (m["y"], None, None, "v"), (str(later), None, None, "w"))
    if not is_month:
        return Token("bad", *m.span())
    token = _token(folded, m, (m["y"], m["n"], None, "all"))
    return Token("either", *m.span(), token.first) if is_years else token


def _day_month(
    shown: set[tuple[str, bool, bool]], dayfirst: bool | None, folded: Folded, m: re.Match[str]
) -> Token:
    """Read two small numbers and a year, day first or month first as the text shows."""
    day_first = m["sep"] == "." or (m["sep"], True, False) in shown
    month_first = m["sep"] != "." and (m["sep"], False, True) in shown
    a, b = int(m["a"]), int(m["b"])
    if day_first == month_first:  # no evidence, or both kinds: each date for itself
        day_first = a > 12 or (dayfirst is True and b <= 12) or a == b
        month_first = b > 12 or (dayfirst is False and a <= 12)
    if not day_first and not month_first:
        return Token("unsure", *m.span())
    day, month = (a, b) if day_first else (b, a)
    return _token(folded, m, (m["y"], str(month), str(day), "w"))


@cache
def _slashed_pattern(year: str) -> re.Pattern[str]:
    numbers = r"(?P<a>\d\d?)(?P<sep>[-/.])\s?(?P<b>\d\d?)(?P=sep)"
    return re.compile(rf"{_FREE}(?P<w>{numbers}\s?(?P<y>{year}){_YEAR_END})(?!\w)")


def slashed(text: str, dayfirst: bool | None) -> Form:
    """Give the form of dates such as 01/02/2019, whose order the text itself may show."""
    pattern = _slashed_pattern(YEAR)
    shown = {(m["sep"], int(m["a"]) > 12, int(m["b"]) > 12) for m in pattern.finditer(text)}
    return pattern, partial(_day_month, shown, dayfirst)


def has_short_year(text: str) -> bool:
    """Tell whether a folded text holds a date with a two-digit year, such as 01/02/19."""
    pairs = [(int(m["a"]), int(m["b"])) for m in _slashed_pattern(r"\d\d").finditer(text)]
    return any(0 < min(p) <= 12 and max(p) <= 31 for p in pairs)


def _named_forms() -> list[tuple[str, Make]]:
    """List the forms with month names, the most specific first."""
    month = rf"(?:{any_month()})(?![^\W\d_])"
    m, n = rf"(?P<m>{month})", rf"(?P<n>{month})"
    d, e = rf"(?P<d>\d\d?){_ORDINAL_END}", rf"(?P<e>\d\d?){_ORDINAL_END}"
    year = rf"(?P<y>{YEAR}){_YEAR_END}"
    start = r"(?<![^\W_])"
    link = r"\s*(?:[-/.]\s*)?(?:(?:of|de|di)\s+)?"
    into = rf"(?!(?<=\b(?:{WORDS_TOO}))\s\d)\.?(?:\s*,\s*|[-/]|\s*)(?:(?:of|de|del|do)\s+)?"
    no_count = r"(?<!phase )(?<!no )(?<!no\. )(?<!part )(?<!lot )"
    glued = rf"(?P<m>{any_month()})(?={month}\s*{YEAR})"
    return [
        (rf"{_FREE}(?P<v>{d}{link}{m}\.?){JOIN}(?P<w>{e}{link}{n}{into}{year})", _two),
        (rf"{start}(?P<v>{m}\.?\s+{d}){JOIN}(?P<w>{n}\.?\s+{e}\s*,?\s+{year})", _two),
        (rf"{_FREE}{no_count}(?P<v>{d}){JOIN}(?P<w>{e}{link}{m}{into}{year})", _two),
        (rf"{start}(?P<v>{m}\.?\s+{d}){JOIN}(?P<w>{e}\s*,?\s+{year})", _two),
        (rf"{_FREE}(?P<w>(?:{WEEKDAYS})?{d}{link}{m}{into}{year})", _one),
        (rf"{start}(?P<w>(?:{WEEKDAYS})?{m}\.?\s+{d}\s*,?\s+{year})", _one),
        (rf"{start}(?P<v>{m}\.?){JOIN}(?P<w>{n}{into}{year})", _two),
        (rf"{start}(?P<v>{glued})(?P<w>{n}{into}{year})", _two),
        (rf"{start}(?P<w>{m}{into}{year})", _one),
    ]


def _plain_forms() -> list[tuple[str, Make]]:
    """List the forms without month names, the most specific first, a bare year last."""
    year = rf"(?P<y>{YEAR}){_YEAR_END}"
    start, stop = r"(?<!\w)", r"(?!\w)"
    time = r"(?:[t ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[-+]\d\d:?\d\d)?)?"
    of = r"(?:\s+(?:of|de|del|du|des|do|di))?(?:\s+the\s+year)?"
    unit = r"(?P<unit>quarter|quartal|trimestre|квартал[ае]?|half|halbjahr|semestre|полугоди[ея])"
    letter = r"(?P<unit>[qth])\s?(?P<a>[1-4])"
    more = r"(?:\s?(?:-|–|/|to)\s?[qth]\s?(?P<b>[1-4]))?"
    points = (
        rf"(?P<v>(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.?){JOIN}"
        rf"(?P<w>(?P<e>\d\d?)\.\s?(?P<n>\d\d?)\.\s?{year})"
    )
    iso = rf"(?P<w>(?P<y>{YEAR})(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)){time}"
    two = rf"(?P<all>(?P<v>(?P<y>{YEAR}))(?P<sep>[-–/])(?P<w>(?P<n>\d\d)))"
    no_amount = r"(?![.,:]\d)(?!\s?%)(?! \d\d\d(?!\d))"
    return [
        (rf"{_FREE}{points}", _two),
        (rf"{_FREE}{iso}{stop}", _one),
        (rf"{start}(?P<w>{letter}{more}{of}(?:\s*[/,.]\s*|-|\s*){year})", _quarter),
        (rf"{_FREE}(?P<w>(?P<y>{YEAR})(?:\s*[/,]\s*|-|\s+){letter}){stop}", _quarter),
        (rf"{start}(?P<w>(?P<a>{'|'.join(ORDINALS)})[.°-]?\s?{unit}{of}\s*{year})", _quarter),
        (rf"{_FREE}(?P<w>(?P<m>\d\d?(?=[/-])|\d\d(?=\.))[-/.]{year}){stop}", _one),
        (rf"{_FREE}{two}{stop}(?:\s?гг?(?![^\W\d_])\.?)?", _year_and_two),
        (rf"{start}(?P<w>(?:{SEASONS})(?:\s+|-)(?:(?:of|de|del|di|the)\s+)?{year})", _one),
        (rf"{_FREE}(?P<w>{year}){stop}{no_amount}", _one),
    ]


@cache
def forms(named: bool) -> list[Form]:
    """List the forms with month names, or those without, in the order in which they are tried."""
    listed = _named_forms() if named else _plain_forms()
    return [(compiled(form), make) for form, make in listed]
