"""Dates and numbers of a table of rates as they are written, to days and figures."""

import calendar
import re
from typing import Any, NamedTuple

import pandas as pd

from migfund.errors import CurrencyError, list_values
from migfund.parse.date_words import months
from migfund.parse.text import fold

__all__ = [
    "TENS",
    "Style",
    "all_of",
    "date_text",
    "dates_of",
    "is_date",
    "is_day",
    "is_number",
    "most_of",
    "numbers_of",
]

_AHEAD = 6
"""How many years ahead a date may be: forecasts have five."""
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NO_NUMBER = re.compile(r"[+-]?(?:inf(?:inity)?)", re.IGNORECASE)
_MONTH_FIRST = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -])?([^\W\d]+)\.?(?: (\d{1,2})(?=,))?,?[ -](\d{4})"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})-?[mM](\d{1,2})(?:[dD](\d{1,2}))?|(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2})\.?)?"
)
_EXAMPLES = {"day": "2020-03-31", "month": "2020-03", "year": "2020"}
TENS = re.compile(r"10{0,4}(?:\.0)?")
_FISCAL = re.compile(r"(\d{4})\s?[-/–]\s?(?:\d\d)?(\d\d)")
_MARKS = ("/", "-", ".", " ", "'", "")
_FORMATS = [
    order.replace("~", mark) + time
    for order in (
        *("%d~%m~%Y", "%m~%d~%Y", "%Y~%m~%d", "%d~%b~%Y", "%d~%m~%y", "%m~%d~%y", "%d~%b~%y"),
        *("%m~%Y", "%Y~%m", "%Y~%b", "%Y~%B", "%b~%y", "%B~%y", "%b~%Y"),
    )
    for mark in _MARKS
    for time in ("", " %H:%M:%S", " %H:%M")
]
_FORMATS += [
    f"%Y-%m-%d{time}" for time in ("T%H:%M:%S", "T%H:%M:%SZ", "T%H:%M:%S.%fZ", " %H:%M:%S.%f")
]


class Style(NamedTuple):
    """How numbers and dates are written."""

    decimal: str
    thousands: str | None
    date_format: str | None


def all_of(column: Any, test: Any) -> bool:
    """Tell whether a test holds for the texts of a column, and there are any."""
    if isinstance(column, pd.DataFrame):  # a heading that stands twice
        return False
    texts = [str(value).strip() for value in column.dropna().map(str).unique()[:200]]
    texts = [text for text in texts if text]
    return bool(texts) and all(map(test, texts))


def most_of(column: Any, test: Any) -> bool:
    """Tell whether a test holds for most texts of a column; below them notes may stand."""
    texts = [text for cell in column.dropna().head(200) if (text := str(cell).strip())]
    return len(texts) > 0 and sum(map(bool, map(test, texts))) > 0.6 * len(texts)


def is_day(text: str) -> bool:
    """Tell whether a text is a day, month or year, however its parts stand."""
    iso = date_text(text)
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:-\d\d){0,2}", iso)) or bool(
        re.fullmatch(r"\d{1,2}([./-])\d{1,2}\1\d{4}|(?:19|20)\d{6}", text)
    )


def is_number(text: str) -> bool:
    """Tell whether a text is a number, however its marks are to be read."""
    return bool(re.fullmatch(r"[\d.,' \u00a0\u202f]*\d", text)) and not re.fullmatch(
        r"(?:19|20)\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}", text
    )


def is_date(text: str) -> bool:
    """Tell whether a text is a date in one of many forms."""
    short = r"\d{1,2}[ ./-](?:\d{1,2}|[^\W\d_]{3,9}\.?)[ ./-]\d\d"
    return bool(re.fullmatch(short, text)) or (
        bool(re.search(r"(?:19|20)\d\d", text)) and bool(re.fullmatch(r"[\w .,/:-]{4,25}", text))
    )


def dates_of(
    written: pd.Series, frequency: str, date_format: str | None, *, whole: bool = True
) -> pd.Series:
    """Return the first day of each written day, month or year.

    A rate in force may be of a month (``whole`` is false), and begins on its first day.
    """
    if pd.api.types.is_datetime64_any_dtype(written):
        days = written.dt.tz_localize(None).astype("datetime64[ns]").dt.normalize()
    elif date_format is not None:
        text = written.map(date_text)
        days = _as_written(text, date_format).dt.normalize()
        # A workbook has dates as such beside those that are written.
        days = days.fillna(pd.to_datetime(text, format="%Y-%m-%d", errors="coerce"))
    else:
        text = written.map(date_text)
        needed = {"day": r"(?:-\d\d){2}", "month": r"(?:-\d\d){1,2}", "year": r"(?:-\d\d){0,2}"}
        readable = text.str.fullmatch(r"\d{4}" + needed[frequency if whole else "month"])
        full = (text + "-01-01").str.slice(0, 10).where(readable)
        days = pd.to_datetime(full, format="%Y-%m-%d", errors="coerce")
    _refuse_fiscal_years(written, frequency)
    late = days[days > pd.Timestamp.now() + pd.DateOffset(years=_AHEAD)]
    if len(late):
        raise CurrencyError(
            f"Dates that are more than {_AHEAD} years ahead ({len(late)}): "
            f"{list_values(late.dt.date)}. Mend them."
        )
    if days.isna().any():
        bad = written[days.isna()]
        raise CurrencyError(
            f"Dates that are not written as a {frequency} such as {_EXAMPLES[frequency]} "
            f"({len(bad)} values): {list_values(bad)}. "
            f"{_date_advice(bad, every=len(bad) == len(written))}"
        )
    if frequency == "day":
        return pd.Series(days)
    return pd.Series(days.dt.to_period(frequency[0].upper()).dt.to_timestamp())


def _refuse_fiscal_years(written: pd.Series, frequency: str) -> None:
    """Raise on years such as 2010/11, which are no months either if all of them are such."""
    texts = written.map(lambda value: str(value).strip()).drop_duplicates()
    found = [_FISCAL.fullmatch(text) for text in texts]
    fiscal = [m is not None and (int(m[1]) + 1) % 100 == int(m[2]) for m in found]
    if len(fiscal) and all(fiscal) and (frequency == "year" or len(fiscal) > 1):
        raise CurrencyError(
            f"Dates that are fiscal years ({len(texts)}): {list_values(texts)}. A calendar year "
            "has no rate of theirs: give each the day on which its fiscal year begins, such as "
            "2010-07-01, and pass kind='in force'."
        )


def _date_advice(bad: pd.Series, *, every: bool) -> str:
    """Say which ``date_format`` reads dates, which frequency they have, or which rows to drop."""
    texts = bad.map(str).str.strip()
    iso = texts.map(date_text)
    for frequency, form in (("year", r"\d{4}"), ("month", r"\d{4}-\d\d")):
        if iso.str.fullmatch(form).all():
            said = f"They are {frequency}s: "
            return said + (f"pass frequency={frequency!r}." if every else "drop these rows.")
    if texts.str.contains(r"(?i)\bQ[1-4]|\d-?Q[1-4]\b").all():
        return "They are quarters, which read_rates does not take: fetch months or years."
    if texts.str.fullmatch(r"\d{5}(?:\.\d+)?").all():
        return (
            "They seem to be serial numbers of days: give the cells a date format, or use "
            "pd.to_datetime(column, unit='D', origin='1899-12-30')."
        )
    if not texts.str.contains(r"\d{4}|\d\D+\d\d|[^\W\d]\W?\d\d").any():
        return "Drop these rows, or mend them."
    fit = [f for f in _FORMATS if _as_written(iso, f).notna().all()]
    if not fit:
        return "Say how they are written, as date_format='%d %b %y', or mend them."
    turned = fit[0].startswith("%d") and fit[0].replace("%d", "%~").replace("%m", "%d")
    both = [fit[0], *(f for f in fit if turned and f == turned.replace("%~", "%m"))]
    first = " (day first) or " if len(both) > 1 else ""
    return f"Say how they are written: date_format={first.join(map(repr, both))}, or mend them."


def date_text(value: object) -> str:
    """Write a cell as an ISO date's text, if it can be read in one way alone.

    A spreadsheet gives years as 2020.0 and days with a time; others write "1 January 2020",
    "Jan 2020", "2020M01" and "2020/01/31".
    """
    text = re.sub(r"(?:[ T]00:00(?::00)?(?:\.0+)?Z?|\.0)$", "", str(value).strip())
    year_first = _YEAR_FIRST.fullmatch(text)
    if year_first:
        parts = [part for part in year_first.groups() if part]
        return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])
    named = _MONTH_FIRST.fullmatch(text)
    number = months().get(fold(named[2])) if named else None
    if named is None or number is None or (named[1] and named[3]):
        return text
    day = named[1] or named[3]
    return f"{named[4]}-{number:02}" + (f"-{int(day):02}" if day else "")


def _as_written(texts: pd.Series, date_format: str) -> pd.Series:
    """Read dates in one form, with the names of months in any language; NaT what is not in it."""
    names = {"%b": "month_abbr", "%B": "month_name"}
    english = next((getattr(calendar, n) for sign, n in names.items() if sign in date_format), None)
    if english is not None:
        texts = texts.map(
            lambda text: re.sub(
                r"[^\W\d_]+",
                lambda word: (
                    english[number] if (number := months().get(fold(word[0]))) else word[0]
                ),
                text,
            )
        )
    return pd.to_datetime(texts, format=date_format, errors="coerce")


def numbers_of(long: pd.DataFrame, style: Style) -> pd.Series:
    """Return the rates as numbers; an empty cell is missing."""
    written = long["rate"]
    plain = written.map(lambda cell: _plain(cell, style) if isinstance(cell, str) else cell)
    numbers = pd.to_numeric(plain, errors="coerce").astype(float)
    bad = long[numbers.isna() & written.notna()]
    if len(bad):
        texts = bad["rate"].astype(str)
        hint = ""
        if texts.str.contains(",", regex=False).any() and style.decimal != ",":
            hint = " If the comma is the decimal sign, pass decimal=','; if not, thousands=','."
        elif len(marks := texts.str.extract(r"\d([ .'\u00a0\u202f])\d{3}")[0].dropna()):
            mark = " " if marks.iloc[0].isspace() else marks.iloc[0]
            hint = f" If {mark!r} parts thousands, pass thousands={mark!r}."
        else:
            hint = " Mend these cells, or leave them empty where there is no rate."
        mark = "comma" if style.decimal == "," else "point"
        raise CurrencyError(
            f"Rates that are no numbers with a decimal {mark} ({len(bad)} values): "
            f"{list_values(bad['currency'] + ' ' + texts)}.{hint}"
        )
    return numbers


def _plain(text: str, style: Style) -> str | None:
    """Write a number with a decimal point and without other signs; None if it is none."""
    text = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
    if _NO_NUMBER.fullmatch(text):
        return text
    if style.thousands is not None and style.thousands in text:
        whole, point, part = text.partition(style.decimal)
        mark = re.escape(style.thousands)
        if not re.fullmatch(rf"[+-]?\d{{1,3}}(?:{mark}\d{{3}})+", whole):
            return None
        text = whole.replace(style.thousands, "") + point + part
    if style.decimal != ".":
        if "." in text:
            return None
        text = text.replace(style.decimal, ".", 1)
    return text if _PLAIN.fullmatch(text) else None
