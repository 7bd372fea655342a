"""Words -> one date: every written form of a date, told from laws, money, people and codes.

What is said here in one place for the whole package: ``01.02.2019`` with points is day.month.year
(the custom of all countries that write points; but not beside 09.30.2021, which shows the other
order), ``2019-02-01`` is always ISO, ``01/02/2019`` has
no order of its own, and years run from 1945 to 2100.
"""

import datetime
import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

from migfund.parse.date_words import (
    JOIN,
    JOIN_OR_END,
    NEUTRAL,
    ORDINALS,
    SEASONS,
    WEEKDAYS,
    WORDS_TOO,
    any_month,
    months,
    ordinal,
)
from migfund.parse.text import Folded, compiled, fold_in_place, words_of

__all__ = [
    "Moment",
    "Token",
    "dated",
    "find_tokens",
    "is_ambiguous_date",
    "last_day",
    "only_neutral",
    "parse_date",
]

_YEAR = r"(?:19(?:4[5-9]|[5-9]\d)|20\d\d|2100)"
_YEAR_END = r"(?!\d)(?:\s?(?:roku?|r(?=\.)|гг?|год[ауеы]?|годом|рр?|рок[уиі]|рік)(?![^\W\d_])\.?)?"
_YEAR_END += r"(?:\.(?=\s?[-–—]))?"
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


_NEPAL = 2060  # budget years such as "2076/77" after it are those of Nepal's calendar: 2019/20

_Make = Callable[[Folded, re.Match[str]], Token | None]
_Form = tuple[re.Pattern[str], _Make]
_Part = tuple[
    str, str | None, str | None, str
]  # year, month, day, name of the group with the words


def last_day(first: datetime.date, precision: str) -> datetime.date:
    """Return the last day of the day, month or year that begins at a date.

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

    Examples
    --------
    >>> last_day(datetime.date(2020, 2, 1), "month")
    datetime.date(2020, 2, 29)
    """
    if precision == "day":
        return first
    if precision == "month":
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first.replace(month=12, day=31)


def _token(folded: Folded, m: re.Match[str], *parts: _Part) -> Token:
    """Return a token from one date or from the two ends of a range."""
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
    first = (g.get("x") or g["y"], month or other, g.get("d"), "v")
    return _token(folded, m, first, (g["y"], other or month, g.get("e"), "w"))


def _quarter(folded: Folded, m: re.Match[str]) -> Token:
    """Read a quarter or a half-year, or a range of them within one year."""
    length = 3 if m["unit"][0] in "qtkк" else 6
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
    is_years = year < later <= year + 30 and not (m["sep"] == "/" and year > _NEPAL)
    if is_years and not is_month:
        return _token(folded, m, (m["y"], None, None, "v"), (str(later), None, None, "w"))
    if not is_month:
        return Token("bad", *m.span())
    token = _token(folded, m, (m["y"], m["n"], None, "all"))
    return Token("either", *m.span(), token.first) if is_years else token


def _years(folded: Folded, m: re.Match[str]) -> Token | None:
    """Read ``2020/21 - 2022/23``: from the first year of the first to the last of the second.

    None for what may be months.
    """
    first, last = int(m["x"]), int(m["y"])
    follow = last <= _NEPAL and (int(m["a"]) - first) % 100 == 1 == (int(m["b"]) - last) % 100
    months = len(m["a"]) == 2 and max(int(m["a"]), int(m["b"])) <= 12
    if not follow or months:
        return None
    return _token(folded, m, (m["x"], None, None, "v"), (str(last + 1), None, None, "w"))


def _day_month(
    shown: set[tuple[str, bool, bool]], dayfirst: bool | None, folded: Folded, m: re.Match[str]
) -> Token:
    """Read two small numbers and a year, day first or month first as the text shows."""
    day_first = (m["sep"], True, False) in shown
    month_first = (m["sep"], False, True) in shown
    if m["sep"] == "." and not month_first:
        day_first = True
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


def _slashed(text: str, dayfirst: bool | None) -> _Form:
    """Return the form of dates such as 01/02/2019, whose order the text itself may show."""
    pattern = _slashed_pattern(_YEAR)
    shown = {(m["sep"], int(m["a"]) > 12, int(m["b"]) > 12) for m in pattern.finditer(text)}
    return pattern, partial(_day_month, shown, dayfirst)


def _has_short_year(text: str) -> bool:
    """Tell whether a folded text holds a date with a two-digit year, such as 01/02/19."""
    pairs = [(int(m["a"]), int(m["b"])) for m in _slashed_pattern(r"\d\d").finditer(text)]
    return any(0 < min(p) <= 12 and max(p) <= 31 for p in pairs)


def _named_forms() -> list[tuple[str, _Make]]:
    """Return the forms with month names, the most specific first."""
    free = rf"{_FREE}(?<!\d[-/]\d\d[-/])"  # the 18 of 2019-06-18 is no "18 to"
    month = rf"(?:{any_month()})(?![^\W\d_])"
    m, n = rf"(?P<m>{month})", rf"(?P<n>{month})"
    d, e = rf"(?P<d>\d\d?){_ORDINAL_END}", rf"(?P<e>\d\d?){_ORDINAL_END}"
    year = rf"(?P<y>{_YEAR}){_YEAR_END}"
    start = r"(?:(?<![^\W_])|(?<=\D(?:19|20)\d\d))"  # "March 2011March 2015"
    link = r"\s*(?:[-/.]\s*)?(?:(?:of|de|di)\s+)?"
    into = rf"(?!(?<=\b(?:{WORDS_TOO}))\s\d)\.?(?:\s*,\s*|[-/]|\s*)(?:(?:of|de|del|do)\s+)?"
    no_count = r"(?<!\d{4}[-/])(?<!phase )(?<!no )(?<!no\. )(?<!part )(?<!lot )"
    glued = rf"(?P<m>{any_month()})(?={month}\s*{_YEAR})"
    before = r"(?:[.,]\s?|[-/ ])"  # "2014. Nov", as in Hungary
    ends = r"(?=\.?\s*(?:\Z|[\n),;–—]|-\s?\d))"
    return [
        (
            rf"{free}(?P<v>(?P<x>{_YEAR}){before}{m}\.?){JOIN}(?P<w>{year}{before}{n}\.?)(?!\s?\d)",
            _two,
        ),
        (rf"{free}(?P<w>{year}(?P<sep>[-/]|\.\s?){m}\.?(?P=sep)(?P<d>\d\d?)\.?)(?!\w)", _one),
        (rf"{free}(?P<v>{d}{link}{m}\.?){JOIN_OR_END}(?P<w>{e}{link}{n}{into}{year})", _two),
        (rf"{start}(?P<v>{m}\.?\s+{d}){JOIN_OR_END}(?P<w>{n}\.?\s+{e}\s*,?\s+{year})", _two),
        (rf"{free}{no_count}(?P<v>{d}){JOIN}(?P<w>{e}{link}{m}{into}{year})", _two),
        (rf"{start}(?P<v>{m}\.?\s+{d}){JOIN}(?P<w>{e}\s*,?\s+{year})", _two),
        (rf"{free}(?P<w>(?:{WEEKDAYS})?{d}{link}{m}{into}{year})", _one),
        (rf"{start}(?P<w>(?:{WEEKDAYS})?{m}\.?\s+{d}\s*,?\s+{year})", _one),
        (rf"{start}(?P<v>{m}\.?){JOIN}(?P<w>{n}{into}{year})", _two),
        (rf"{start}(?P<v>{glued})(?P<w>{n}{into}{year})", _two),
        (rf"{start}(?P<w>{m}{into}{year})", _one),
        (rf"{free}(?P<w>{year}{before}{m}{ends}\.?)", _one),
    ]


def _joined_forms() -> list[tuple[str, _Make]]:
    """Return the forms of numbers with a mark between them, the most specific first."""
    year = rf"(?P<y>{_YEAR}){_YEAR_END}"
    stop = r"(?!\w)"
    time = r"(?:[t ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[-+]\d\d:?\d\d)?)?"
    points = (
        rf"(?P<v>(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.?){JOIN}"
        rf"(?P<w>(?P<e>\d\d?)\.\s?(?P<n>\d\d?)\.\s?{year})"
    )
    day = r"(?P<sep>[-/]|\.\s?)(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?:\.(?!\w))?"
    iso = rf"(?P<w>(?P<y>{_YEAR}){day}){time}"
    two = rf"(?P<all>(?P<v>(?P<y>{_YEAR}))(?P<sep>[-–/])(?P<w>(?P<n>\d\d)))"
    school = rf"(?P<v>(?P<x>{_YEAR})[-/](?P<a>(?:\d\d)?\d\d)){JOIN}(?:fy\s?)?"
    school += rf"(?P<w>(?P<y>{_YEAR})[-/](?P<b>(?:\d\d)?\d\d))"
    dotted = (
        rf"(?P<v>(?P<x>{_YEAR})\.(?P<m>0\d|1[0-2])){JOIN}(?P<w>(?P<y>{_YEAR})\.(?P<n>0\d|1[0-2]))"
    )
    return [
        (rf"{_FREE}{points}", _two),
        (rf"(?<!\d[.,:])(?<![^\W_])(?:fy\s?)?{school}{stop}", _years),
        (rf"{_FREE}{dotted}{stop}(?!\.\d)", _two),
        (rf"{_FREE}{iso}{stop}", _one),
        (
            rf"{_FREE}(?P<w>(?P<m>\d\d?(?=[/-])|\d\d(?=\.))[-/.]{year}){stop}(?!-(?:19|20)\d\d(?![-/\d]))",
            _one,
        ),
        (rf"{_FREE}{two}{stop}(?:\s?гг?(?![^\W\d_])\.?)?", _year_and_two),
    ]


def _plain_forms() -> list[tuple[str, _Make]]:
    """Return the other forms without month names, a bare year last."""
    year = rf"(?P<y>{_YEAR}){_YEAR_END}"
    start, stop = r"(?<!\w)", r"(?!\w)"
    of = r"(?:\s+(?:of|de|del|du|des|do|di))?(?:\s+the\s+year)?"
    unit = (
        r"(?P<unit>quarter|quartal|trimestre|kwartaal|kvartal(?:et)?"
        r"|квартал[аеуі]?|half|halbjahr|semestre|halvar(?:et)?|полугоди[ея]|півріччя)"
    )
    letter = r"(?P<unit>[qth]|kvartal|quarter|trimestre|kwartaal|квартал)\s?(?P<a>[1-4])"
    more = r"(?:\s?(?:-|–|/|to)\s?[qth]\s?(?P<b>[1-4]))?"
    no_amount = r"(?![.,:]\d)(?!\s?%)(?! \d\d\d(?!\d))"
    return [
        (rf"{start}(?P<w>{letter}{more}{of}(?:\s*[/,.]\s*|-|\s*){year})", _quarter),
        (rf"{_FREE}(?P<w>(?P<y>{_YEAR})(?:\s*[/,]\s*|-|\s+){letter}){stop}", _quarter),
        (rf"{start}(?P<w>(?P<a>{'|'.join(ORDINALS)})[.°-]?o?\s?{unit}{of}\s*{year})", _quarter),
        (rf"{start}(?P<w>(?:{SEASONS})(?:\s+|-)(?:(?:of|de|del|di|the)\s+)?{year})", _one),
        (rf"{_FREE}(?P<w>{year}){stop}{no_amount}", _one),
    ]


@cache
def _month_word() -> re.Pattern[str]:
    """Return what finds the name of a month, or "MarchApril", but no "market"."""
    return re.compile(rf"(?<![^\W\d_])(?:{any_month()}){{1,2}}(?![^\W\d_])")


_JOINED = re.compile(r"\d[-–/.]\s?\d")  # stands in all dates of `_joined_forms`


@cache
def _forms(listed: Callable[[], list[tuple[str, _Make]]]) -> list[_Form]:
    """Return listed forms in the order in which they are tried."""
    return [(compiled(form), make) for form, make in listed()]


_COUNT_NOUN = (
    r"\s*(?:%|percent|per\s+cent|k\b|m\b|mln|million|mio|(?:(?:eur|euros?|usd|chf|gbp|dollars?)\b"
    r"|[€$£¥₽])(?!\W{0,2}\d)|migra|people|persons?\b|personnes|personas|pessoas|person[ei]\b"
    r"|personen|menschen|return(?:ee|ing)|refugee|refugie|household|beneficia|participa|individual"
    r"|famil|children|women|men\b|victim|officer|official|student|idps?\b|km\b|mensen|manniskor|mennesker"
    r"|vluchteling|flykting|flyktning|мигрант|мігрант|человек|осіб|людеи|б[еі]жен[ец]"
    r"|vulnerable)"
)
_MONEY_OR_LAW = (
    r"(?:(?<![\d,.-]\s)(?:\b(?:eur|usd|chf|gbp|sek|nok|dkk|cad|aud|euros?|dollars?)|[€$£¥₽])\W{0,2}"
    r"|\b(?:regulations?|directives?|decisions?|resolutions?|reglement|verordnung|richtlinie"
    r"|reglamento|regolamento|no|nr|n°|№|ref|reference)[\s.:]*"
    r"(?:\((?:eu|ec|eec|ue|ce|eg)\)\s*)?(?:no\.?\s*)?)$"
)


def _scan(folded: Folded, dayfirst: bool | None) -> list[Token]:
    """Return what is written as a date, in order; no two overlap, and the first form wins."""
    text = folded.text
    years = [m.span() for m in compiled(_YEAR).finditer(text)]
    if not years:
        return []
    wanted = _forms(_plain_forms)
    if len(text) == 4:  # nothing but a year
        wanted = wanted[-1:]
    else:
        named = _forms(_named_forms) if _month_word().search(text) else []
        if _JOINED.search(text):
            points, *joined = _forms(_joined_forms)  # "01.04. - 30.06.2020"
            wanted = [points, _slashed(text, dayfirst), *named, *joined, *wanted]
        else:
            wanted = [*named, *wanted]
    tokens: list[Token] = []
    taken = bytearray(len(text))
    for pattern, make in wanted:
        known = len(tokens)
        for m in pattern.finditer(text):
            token = None if any(taken[m.start() : m.end()]) else make(folded, m)
            if token is not None:
                tokens.append(token)
                taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
        if len(tokens) > known and all(any(taken[start:end]) for start, end in years):
            break  # every form needs a year
    return sorted(_settle(text, tokens), key=lambda token: token.start)


def _settle(text: str, tokens: list[Token]) -> list[Token]:
    """Read ``2005-06 - 2007-02`` as months: the second, as years, would run backwards.

    ``2005-06 - 2006-07`` stays open: school and budget years are written like that.
    """
    parts = [(t.kind, text[t.start : t.end]) for t in tokens]
    twos = [(kind, part) for kind, part in parts if re.fullmatch(r"\d{4}[-–/]\d\d", part)]
    months = any(kind == "date" or int(part[2:4]) + 1 != int(part[5:]) for kind, part in twos)
    if not months or len(twos) < 2 or any(kind == "range" for kind, _ in twos):
        return tokens
    return [replace(t, kind="date") if t.kind == "either" else t for t in tokens]


@lru_cache(maxsize=1024)
def dated(text: str, dayfirst: bool | None, short_years: bool) -> tuple[Folded, list[Token]]:
    """Return a text folded, and its dates by `find_tokens`; the same words are asked for often."""
    folded = fold_in_place(text)
    folded = with_centuries(folded) if short_years else folded
    return folded, find_tokens(folded, dayfirst)


def find_tokens(folded: Folded, dayfirst: bool | None) -> list[Token]:
    """Return the dates of a folded text, without numbers of laws, money, people and codes.

    Also what looks like a date and is none (kinds "bad" and "unsure").

    Examples
    --------
    >>> [t.first.text for t in find_tokens(fold_in_place("May 2019 (EUR 2020), 3.6.2021"), None)]
    ['May 2019', '3.6.2021']
    """
    text = folded.text
    tokens = [t for t in _scan(folded, dayfirst) if not _is_number_of(text, t)]
    while True:  # what stands beside a code is part of the code
        kept = [t for i, t in enumerate(tokens) if not _in_code(text, tokens, i)]
        if len(kept) == len(tokens):
            return kept
        tokens = kept


def _is_number_of(text: str, token: Token) -> bool:
    if token.first is not None and token.first.precision == "day":
        return False
    if re.search(r"[^\W\d_]", text[token.start : token.end]):
        return False
    if compiled(_MONEY_OR_LAW).search(text[max(0, token.start - 30) : token.start]):
        return True
    return compiled(_COUNT_NOUN).match(text, token.end) is not None


def _in_code(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether a hyphen or a slash ties a number to something that is no date."""
    token = tokens[i]
    before, after = text[max(0, token.start - 5) : token.start], text[token.end : token.end + 2]
    left = text[token.start].isdigit() and re.search(r"[^\W_][-–/]$", before) is not None
    right = after[:1] in "-–/" and after[1:].isdigit()
    if left and (i == 0 or tokens[i - 1].end != token.start - 1):
        return re.search(r"(?<!\w)(?:mid|mi|end|early|late)-$", before) is None
    if right and (i + 1 == len(tokens) or tokens[i + 1].start != token.end + 1):
        return True
    return (left and right) or ((left or right) and token.kind in ("range", "bad"))


def only_neutral(text: str, used: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a folded text says nothing besides the parts used."""
    rest = list(text)
    for start, end in used:
        rest[start:end] = " " * (end - start)
    return NEUTRAL.issuperset(re.findall(r"\w+", "".join(rest)))


def with_centuries(folded: Folded) -> Folded:
    """Return a folded text in which dates with two-digit years, such as 01/02/19, have four.

    The years are of 1950 to 2049. Only where a whole column shows that they are years.
    """
    text, where, end = "", [], 0
    for m in _short_year().finditer(folded.text):
        text += folded.text[end : m.start("y")] + ("20" if m["y"] < "50" else "19")
        where += [*folded.where[end : m.start("y")], *[folded.where[m.start("y")]] * 2]
        end = m.start("y")
    if not end:
        return folded
    return Folded(text + folded.text[end:], [*where, *folded.where[end:]], folded.source)


@cache
def _short_year() -> re.Pattern[str]:
    day = r"\d\d?(?P<sep>[-/.])\d\d?(?P=sep)"
    named = rf"(?:\d\d?[\s./-]{{1,2}})?(?:{any_month()})[-/]"
    after_day = rf"\d\d?[\s./-]{{1,2}}(?:{any_month()})[\s.-]{{1,2}}"
    return re.compile(rf"(?<![\w./-])(?:{day}|{named}|{after_day})(?P<y>\d\d)(?!\w|[./-]\d)")


def parse_date(
    text: str, *, dayfirst: bool | None = None, short_years: bool = False
) -> Moment | None:
    """Return the date that a text is, such as the value of a "Start Date" label.

    ``01.02.2019`` with points is always day.month.year, and ``2019-02-01`` always ISO.

    Parameters
    ----------
    text
        The text; a second date or further words yield nothing.
    dayfirst
        The order of ``01/02/2019`` where the text does not show it; None: such a date is nothing.
    short_years
        Whether ``01/02/19`` and ``Mar-19`` have years of two digits, of 1950 to 2049.

    Returns
    -------
    Moment or None
        The date with its precision, or None. `is_ambiguous_date` tells why.

    Raises
    ------
    MigfundError
        If `text` is no text, number or date.

    Examples
    --------
    >>> parse_date("1er mars 2018").first
    datetime.date(2018, 3, 1)
    >>> parse_date("2021").precision
    'year'
    >>> parse_date("01/02/2019") is None
    True
    """
    folded, tokens = dated(words_of(text, asked_by="parse_date"), dayfirst, short_years)
    if len(tokens) != 1 or tokens[0].kind not in ("date", "year", "either"):
        return None
    token = tokens[0]
    if token.kind == "either" and "-" not in folded.text[token.start : token.end]:
        return None
    return token.first if only_neutral(folded.text, [(token.start, token.end)]) else None


def is_ambiguous_date(text: str) -> bool:
    """Tell whether a text holds a date that can be read in two ways, and so is not read.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    bool
        True for ``01/02/2019`` (without a date in the text that shows the order), for two-digit
        years such as ``01/02/19``, and for ``2005/06``.

    Raises
    ------
    MigfundError
        If `text` is no text, number or date.

    Examples
    --------
    >>> [is_ambiguous_date(t) for t in ("01/02/2019", "31/03/2019", "N/A")]
    [True, False, False]
    """
    folded, tokens = dated(words_of(text, asked_by="is_ambiguous_date"), None, False)
    for token in tokens:
        if token.kind == "unsure":
            return True
        if token.kind == "either" and "/" in folded.text[token.start : token.end]:
            return True
    return _has_short_year(folded.text)
