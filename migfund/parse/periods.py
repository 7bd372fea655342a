"""Words to periods, with the precision that the words have and no more.

The dates themselves are read in `migfund.parse.dates`. Here: which date is a start and which an
end, in twelve languages. What is not certain
yields nothing: an ambiguous 01/02/2019, an impossible 31 February, a year number in a sentence,
"up to 36 months", two durations or two ends that contradict each other.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import pandas as pd

from migfund.dates import OPEN_FROM
from migfund.parse.date_words import (
    AND,
    BEFORE_RANGE,
    BETWEEN,
    COUNTED,
    DURATION_LABEL,
    DURING,
    END,
    END_BEHIND,
    EXTENDED,
    JOINED,
    LASTING,
    NOT_BEFORE_DURATION,
    NOT_BEHIND_DURATION,
    OPEN,
    PLURAL,
    REVISED,
    START,
    START_BEHIND,
    YEAR_UNIT,
    duration_pattern,
    is_number_before,
    number_in,
)
from migfund.parse.dates import Moment, Token, dated, only_neutral
from migfund.parse.text import Folded, compiled, parse_column, words_of
from migfund.schema import check_option

__all__ = ["Period", "find_durations", "find_periods", "parse_period"]

_COLUMNS: dict[str, Any] = {
    "start": "datetime64[us]",
    "end": "datetime64[us]",
    "start_precision": "str",
    "end_precision": "str",
    "duration_months": "float64",
    "text": "str",
}


@dataclass(frozen=True, slots=True)
class Period:
    """When something starts and ends, as far as a text says so.

    Of a range of quarters or half-years ("Q1 2020 – Q4 2021") the start is the first month of the
    first and the end the last month of the last, both with precision "month", by convention: read
    "month" there as "the quarter's outer month". A season has precision "year".

    Parameters
    ----------
    start, end
        The first day that the words allow for the start, and the last for the end; None: not said.
    start_precision, end_precision
        "day", "month" or "year"; None without a date.
    duration_months
        Length in months where the text states one; never computed from the dates. Weeks and days
        are not converted.
    text
        The part of the source from the first to the last word that was used.

    Examples
    --------
    >>> parse_period("June 2021 to May 2024").end
    datetime.date(2024, 5, 31)
    """

    start: datetime.date | None
    end: datetime.date | None
    start_precision: str | None
    end_precision: str | None
    duration_months: float | None
    text: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A period before it is merged with others; offsets count in the folded text."""

    start: Moment | None
    end: Moment | None
    first: int
    last: int
    extended: bool = False


class _Stated(NamedTuple):
    """A stated length in months, and where it stands in the folded text."""

    months: float
    start: int
    end: int


def _lead(text: str, tokens: list[Token], i: int) -> str:
    begin = max(_behind(text, tokens[i - 1])[1] if i else 0, tokens[i].start - 80)
    return text[begin : tokens[i].start]


def _behind(text: str, token: Token) -> tuple[str | None, int]:
    """Return whether a verb behind a date makes it a "start" or an "end", and where it ends."""
    for role, words in (("start", START_BEHIND), ("end", END_BEHIND)):
        if verb := compiled(words).match(text, token.end):
            return role, verb.end()
    return None, token.end


def _role(text: str, tokens: list[Token], i: int) -> tuple[str, int] | None:
    """Return whether words make a date a "start" or an "end", and where they begin; else None."""
    token = tokens[i]
    if token.kind not in ("date", "year"):
        return None
    lead = _lead(text, tokens, i)
    words = [("start", compiled(START).search(lead)), ("end", compiled(END).search(lead))]
    roles = [(m.start(), role) for role, m in words if m]
    if not roles:
        return None
    if token.kind == "year" and compiled(COUNTED).search(lead):
        after = r"\s*(?:$|[^\w\s]|(?:on|onwards?|until|to|and|with|for|by|in)\b)"
        if not compiled(after).match(text, token.end):
            return None
    begin, role = min(roles)  # "until the beginning of", "started at the end of": the outer word
    return role, token.start - len(lead) + begin


def _find(text: str, tokens: list[Token]) -> list[_Found]:
    """Join the dates of a folded text into periods, from left to right."""
    found: list[_Found] = []
    i = 0
    while i < len(tokens):
        role = _role(text, tokens, i)
        period, used = _pair(text, tokens, i, role)
        if period is None:
            period, used = _single(text, tokens, i, role)
        if period is not None:
            found.append(period)
        i += used
    return found


def _pair(
    text: str, tokens: list[Token], i: int, role: tuple[str, int] | None
) -> tuple[_Found | None, int]:
    """Read a range: one token, or two dates with "to", a dash or "between ... and" around."""
    token = tokens[i]
    lead = _lead(text, tokens, i)
    words = compiled(BEFORE_RANGE).search(lead)
    begin = token.start - len(lead) + words.start() if words else token.start
    if role and role[0] == "start":
        begin = min(begin, role[1])
    if token.kind == "range":
        if i + 1 < len(tokens) and tokens[i + 1].kind in ("date", "year"):
            gap = text[token.end : tokens[i + 1].start]
            if compiled(JOINED).fullmatch(gap):  # "2020/21 – 2023"
                return None, 2
        return _Found(token.first, token.second, begin, token.end), 1
    if token.kind == "either" or i + 1 == len(tokens):
        return None, 1
    after = tokens[i + 1]
    if after.kind in ("range", "either") or (token.first is None and after.first is None):
        return None, 1
    gap = text[token.end : after.start]
    months = all(m.precision == "month" for m in (token.first, after.first) if m)
    glued = token.kind == after.kind == "date" and (
        months if not gap else gap == " " and _is_all(text, token, after)
    )  # "May 2011May 2015", and "May 2011 May 2015" where no more is said
    if not glued and not compiled(JOINED).fullmatch(gap):
        years = _two_years(lead, token, after)
        if not compiled(AND).fullmatch(gap) or not (years or compiled(BETWEEN).search(lead)):
            return None, 1
        begin = min(begin, token.start - len(lead) + years.start()) if years else begin
    # A date that may be of two days belongs to the text: alone, the other would be a whole period.
    return _Found(token.first, after.first, begin, after.end), 2


def _is_all(text: str, token: Token, after: Token) -> bool:
    """Tell whether two dates, one later than the other, are all that is said, but for a length."""
    first, second = token.first, after.first
    follows = first and second and first.last < second.first and first.precision == second.precision
    lengths = [(one.start, one.end) for one in find_durations(text)] if follows else []
    used = [(token.start, token.end), (after.start, after.end), *lengths]
    return bool(follows) and only_neutral(text, used)


def _two_years(lead: str, token: Token, after: Token) -> re.Match[str] | None:
    """Return the words before two years that follow each other: "in 2016 and 2017"."""
    years = [one.first for one in (token, after) if one.kind == "year" and one.first]
    follows = len(years) == 2 and years[1].first.year == years[0].first.year + 1
    return compiled(DURING).search(lead) if follows else None


def _single(
    text: str, tokens: list[Token], i: int, role: tuple[str, int] | None
) -> tuple[_Found | None, int]:
    """Read a date whose words say that it is a start or an end, and the end that follows."""
    token = tokens[i]
    lead = _lead(text, tokens, i)
    revised, longer = compiled(REVISED).match(text, token.end), compiled(EXTENDED).search(lead)
    if token.kind in ("date", "year") and (revised or longer):
        # With the words that make it an end: alone it would be a start as well.
        begin = token.start - len(lead) + longer.start() if longer else token.start
        last = revised.end() if revised else token.end
        return _Found(None, token.first, begin, last, extended=True), 1
    opened = compiled(OPEN).match(text, token.end)
    if opened and token.kind in ("date", "year"):
        return _Found(token.first, None, role[1] if role else token.start, opened.end()), 1
    behind, last = _behind(text, token)
    if role is None and behind and token.kind in ("date", "year"):
        starts = behind == "start"
        first, end = (token.first, None) if starts else (None, token.first)
        return _Found(first, end, token.start, last), 1
    if role is None:
        return None, 1
    if role[0] == "end":
        return _Found(None, token.first, role[1], token.end), 1
    if i + 1 < len(tokens) and tokens[i + 1].start - token.end <= 120:
        after = _role(text, tokens, i + 1)
        if after and after[0] == "end":
            return _Found(token.first, tokens[i + 1].first, role[1], tokens[i + 1].end), 2
    return _Found(token.first, None, role[1], token.end), 1


def _only_date(text: str, tokens: list[Token], durations: list[_Stated]) -> list[_Found]:
    """Read a text that is one date, besides durations: it starts and ends there."""
    if len(tokens) != 1 or tokens[0].kind not in ("date", "year"):
        return []
    token = tokens[0]
    if not only_neutral(text, [(token.start, token.end), *((d.start, d.end) for d in durations)]):
        return []
    moment = token.first
    if moment and any(_longer(d.months, moment) for d in durations):
        # "1 July 2019 for 3 years" starts there; "1 July 2019, 3 years" may end there.
        lasts = token.end <= durations[0].start and compiled(LASTING).fullmatch(
            text[token.end : durations[0].start]
        )
        return [_Found(moment, None, token.start, token.end)] if lasts else []
    ends = text[token.end :].strip() not in ("-", "–")  # "2019 –" does not
    starts = text[: token.start].strip() not in ("-", "–")
    first, last = token.first if starts else None, token.first if ends else None
    return [_Found(first, last, token.start, token.end)]


def _longer(months: float, moment: Moment) -> bool:
    """Tell whether a duration does not fit into a day, a month or a year."""
    return months * 30 > (moment.last - moment.first).days + 1


def _agreed(moments: Iterable[Moment | None]) -> Moment | None:
    """Return the most precise of several dates if it lies within all the others."""
    given = [m for m in moments if m is not None]
    best = min(given, key=lambda m: m.last - m.first, default=None)
    if best and all(m.first <= best.first and best.last <= m.last for m in given):
        return best
    return None


def _period(folded: Folded, found: list[_Found], durations: list[_Stated]) -> Period | None:
    """Merge what was found, field by field; contradictions leave a field empty."""
    start, end = _agreed(f.start for f in found), _agreed(f.end for f in found)
    longer = _agreed(f.end for f in found if f.extended)
    if longer and all(f.end is None or f.end.last <= longer.last for f in found):
        end = longer
    if end and end.last >= OPEN_FROM:
        end = None
    months = {d.months for d in durations}
    duration = months.pop() if len(months) == 1 else None
    places = [(f.first, f.last) for f in found if start or end]
    places += [(d.start, d.end) for d in durations if duration is not None]
    if not places:
        return None
    first, last = folded.span(min(p[0] for p in places), max(p[1] for p in places))
    return Period(
        start.first if start else None,
        end.last if end else None,
        start.precision if start else None,
        end.precision if end else None,
        duration,
        folded.source[first:last],
    )


def find_periods(text: str, *, dayfirst: bool | None = None) -> list[Period]:
    """Return every period with at least one date in running prose, in order.

    A range is a period, and so is a date whose words make it a start or an end ("since", "until",
    "launched in"). A date or a year without such words is none.

    Parameters
    ----------
    text
        Any text.
    dayfirst
        As in `parse_date`.

    Returns
    -------
    list of Period
        With a duration where one, and only one, is stated in the same sentence.

    Raises
    ------
    MigfundError
        If `text` is no text, number or date.

    Examples
    --------
    >>> [p.text for p in find_periods("In 2013 it was signed. It ran from 2016 to 2019.")]
    ['from 2016 to 2019']
    """
    folded, tokens = dated(words_of(text, asked_by="find_periods"), dayfirst, False)
    found = _find(folded.text, tokens)
    stated = find_durations(folded.text) if found else []
    nearest = [min(found, key=lambda f: _gap(f, d), default=None) for d in stated]
    periods = []
    for one in found:
        own = [d for d, f in zip(stated, nearest, strict=True) if f is one]
        own = [d for d in own if _same_sentence(folded.text, one, d)]
        period = _period(folded, [one], own)
        if period is not None:
            periods.append(period)
    return periods


def _gap(found: _Found, duration: _Stated) -> int:
    return max(duration.start - found.last, found.first - duration.end, 0)


def _same_sentence(text: str, found: _Found, duration: _Stated) -> bool:
    between = text[min(found.last, duration.end) : max(found.first, duration.start)]
    return len(between) <= 120 and not re.search(r"[.!?]\s", between)


@overload
def parse_period(
    text: str | int | datetime.date, *, dayfirst: bool | None = ..., short_years: bool = ...
) -> Period | None: ...
@overload
def parse_period(
    text: "pd.Series[Any]", *, dayfirst: bool | None = ..., short_years: bool = ...
) -> pd.DataFrame: ...


def parse_period(
    text: "str | int | datetime.date | pd.Series[Any]",
    *,
    dayfirst: bool | None = None,
    short_years: bool = False,
) -> Period | pd.DataFrame | None:
    """Return when something starts and ends, and how long it lasts, as far as the words say.

    A duration alone gives no end. An end before its start is returned as stated. Several periods
    in one text are merged field by field; where they contradict each other, the field is missing,
    but an end that the text calls extended counts for all ("2019 – 2022, extended to 2023").

    Parameters
    ----------
    text
        One text, or a Series of them, in which missing values stay missing. A number such as 2019
        is a year, and a date is a day.
    dayfirst
        As in `parse_date`; it applies where the same text does not show the order.
    short_years
        As in `parse_date`: whether ``01/02/19`` has a year of two digits.

    Returns
    -------
    Period, None or pandas.DataFrame
        For a text the period or None. For a Series a frame on the same index with the columns
        start, end (datetime64[us]), start_precision, end_precision (str), duration_months
        (float64, months) and text (str).

    Raises
    ------
    MigfundError
        If `text` is neither text, a number, a date nor a Series, or `dayfirst` is no choice.

    Examples
    --------
    >>> period = parse_period("30 months implementation period during the years 2015-2017")
    >>> period.start, period.end, period.duration_months
    (datetime.date(2015, 1, 1), datetime.date(2017, 12, 31), 30.0)
    >>> parse_period(pd.Series(["2019 – present", None]))["start_precision"].tolist()
    ['year', nan]
    """
    check_option("dayfirst", dayfirst, (True, False, None))
    check_option("short_years", short_years, (True, False))
    if isinstance(text, pd.Series):
        return parse_column(text, lambda value: _parse_one(value, dayfirst, short_years), _COLUMNS)
    return _parse_one(text, dayfirst, short_years)


def _parse_one(text: Any, dayfirst: bool | None, short_years: bool) -> Period | None:
    folded, tokens = dated(words_of(text, asked_by="parse_period"), dayfirst, short_years)
    durations = find_durations(folded.text)
    found = _find(folded.text, tokens) or _only_date(folded.text, tokens, durations)
    return _period(folded, found, durations)


def find_durations(text: str) -> list[_Stated]:
    """Return the durations that a folded text states, in order.

    Examples
    --------
    >>> find_durations("2 years and 6 months, after 3 months")
    [_Stated(months=30.0, start=0, end=20)]
    """
    found: list[_Stated] = []
    for m in duration_pattern().finditer(text):
        months = _months_of(m)
        if found and m["m"] and months < 12 and _goes_on(text, found[-1], m.start()):
            found[-1] = _Stated(found[-1].months + months, found[-1].start, m.end())
        elif (
            0 < months <= 180
            and not compiled(NOT_BEHIND_DURATION).search(text[max(0, m.start() - 40) : m.start()])
            and not compiled(NOT_BEFORE_DURATION).match(text, m.end())
        ):
            found.append(_Stated(months, *m.span()))
    if found:
        return found
    labels = compiled(DURATION_LABEL).finditer(text)
    return [_Stated(float(m["n"]), *m.span()) for m in labels if int(m["n"])]


def _goes_on(text: str, last: _Stated, start: int) -> bool:
    """Tell whether "2 years" goes on with "(and) 6 months"."""
    years = last.months % 12 == 0 and re.search(
        rf"(?:{YEAR_UNIT}){PLURAL}$", text[last.start : last.end]
    )
    between = re.fullmatch(
        r"\s*,?\s*(?:(?:and|et|und|y|e|en|och|og|и|і|та)\s*)?", text[last.end : start]
    )
    return bool(years and between)


def _months_of(m: re.Match[str]) -> float:
    figure = m["n"] or m["same"]
    number = float(figure.replace(",", ".")) if figure else 0.0
    if m["w"] and not figure:
        number = number_in(m["w"], m["m"] or m["y"])
        if not number or is_number_before(m.string, m.start()):
            return 0.0
    if m["half"] or m["half2"] or m["half3"]:
        number += 0.5
    return number * (12 if m["y"] else 1)
