"""A table of rates as somebody wrote it: its headings, dates and numbers, read without guessing."""

import re
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import currencies
from migfund.errors import ColumnsError, CurrencyError, ReadError, list_values
from migfund.files.sheets import HEADING_ROWS, rows_of_file
from migfund.parse.date_words import months
from migfund.parse.text import fold

__all__ = ["Style", "check_codes", "long_table"]

_DATE_HEADINGS = ("date", "month", "year")
_MISSING = frozenset(
    ("", "n/a", "na", "n.a.", "#n/a", "nan", "<na>", "null", "none", "-", "--", "..", "...", "…")
)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NO_NUMBER = re.compile(r"[+-]?(?:inf(?:inity)?)", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -])?([^\W\d]+)\.?,?[ -](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-?[mM](\d{1,2})|(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?")
_EXAMPLES = {"day": "2020-03-31", "month": "2020-03", "year": "2020"}


class Style(NamedTuple):
    """How numbers and dates are written."""

    decimal: str
    thousands: str | None
    date_format: str | None


def long_table(
    path_or_frame: str | PathLike[str] | pd.DataFrame, base: str, frequency: str, style: Style
) -> pd.DataFrame:
    """Give a row a date and currency: ``date`` (its first day), ``currency`` and ``rate``."""
    long = _long(_frame(path_or_frame), base)
    dates = _dates(long["date"], frequency, style.date_format)
    return long.assign(date=dates, rate=_numbers(long, style))


def check_codes(codes: Any, where: str, advice: str = "") -> None:
    """Refuse codes that are not in ISO 4217."""
    wrong = [code for code in codes if code not in currencies()]
    if wrong:
        raise ColumnsError(
            f"No ISO 4217 currency code in {where}: {list_values(wrong)}. Rename or drop it; codes "
            f"are three capital letters such as 'USD'.{advice}"
        )


def _frame(path_or_frame: str | PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Give the table as it is written, with its dates in a column and without blank rows."""
    if isinstance(path_or_frame, pd.DataFrame):
        frame = path_or_frame
    else:
        frame = _read_file(Path(path_or_frame))
    if frame.empty:
        raise CurrencyError("The table of rates has no rates: no row or no column.")
    headings = [str(heading).strip() for heading in frame.columns]
    frame = frame.set_axis(headings, axis="columns")
    if not any(heading.lower() in _DATE_HEADINGS for heading in headings):
        # An index without a name is written under an empty heading, by pandas as "Unnamed: 0".
        unnamed = headings[:1] in (["Unnamed: 0"], [""])
        index = frame.iloc[:, 0] if unnamed else frame.index.to_series(index=frame.index)
        if not unnamed and isinstance(frame.index, pd.RangeIndex):
            raise ColumnsError(
                f"The table of rates has no column of dates ({list_values(_DATE_HEADINGS)}); it "
                f"has {list_values(headings, limit=10)}.{_advice(frame)}"
            )
        frame = frame.iloc[:, 1:] if unnamed else frame
        frame = frame.assign(date=index)
    blank = frame.isna() | frame.map(lambda cell: isinstance(cell, str) and not cell.strip())
    # A comma at the end of each line makes a column without a heading and without cells.
    kept = np.array([bool(name) for name in frame.columns]) | ~blank.all(axis=0).to_numpy()
    frame = frame.iloc[:, np.flatnonzero(kept)]
    return frame[~blank.all(axis=1)].reset_index(drop=True)


def _read_file(path: Path) -> pd.DataFrame:
    """Read a file; lines above the row of headings are passed over."""
    rows = rows_of_file(path, _find_heading)
    texts = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
    top = _find_heading(texts)
    if top is None:  # the fullest of the first rows, to say what is there
        top = max(range(len(rows[:HEADING_ROWS])), key=lambda n: _filled(texts[n]), default=None)
    if top is None:
        raise ReadError(path, "has no rates: it is empty.")
    heading = texts[top]
    while heading and not heading[-1]:
        heading = heading[:-1]
    body = []
    for number, row in enumerate(rows[top + 1 :], top + 2):
        if _filled(texts[number - 1][len(heading) :]):
            raise CurrencyError(
                f"Line {number} has more cells than there are headings: "
                f"{list_values(texts[number - 1], limit=8)}. A comma in a number parts it in two "
                "where commas stand between the cells: save with semicolons, and pass decimal=','."
            )
        body.append([*row, *[None] * len(heading)][: len(heading)])
    return pd.DataFrame(body, columns=pd.Index(heading, dtype=object), dtype=object)


def _filled(row: list[str]) -> int:
    """Count the cells that hold something."""
    return sum(map(bool, row))


def _find_heading(rows: list[list[str]]) -> int | None:
    """Find the row of headings: dates, or an index without a name, beside codes or rates."""
    for named in (True, False):
        for place, row in enumerate(rows[:HEADING_ROWS]):
            lower = [cell.lower() for cell in row]
            dated = any(cell in _DATE_HEADINGS for cell in lower) if named else lower[:1] == [""]
            rates = any(cell.upper() in currencies() for cell in row[0 if named else 1 :])
            if dated and (rates or {"currency", "rate"} <= set(lower)):
                return place
    return None


def _long(frame: pd.DataFrame, base: str) -> pd.DataFrame:
    """Give a row a date and currency, with the columns date, currency and rate as written."""
    lower = [heading.lower() for heading in frame.columns]
    dates = [place for place, heading in enumerate(lower) if heading in _DATE_HEADINGS]
    if len(dates) > 1:
        raise ColumnsError(
            f"The table of rates has more than one column of dates: "
            f"{list_values(frame.columns[dates])}. Drop all but one."
        )
    if {"currency", "rate"} <= set(lower):
        places = [dates[0], lower.index("currency"), lower.index("rate")]
        long = frame.iloc[:, places].set_axis(["date", "currency", "rate"], axis="columns")
        long["currency"] = long["currency"].map(lambda code: str(code).strip().upper())
        _check_column(long["currency"], frame)
    else:
        wide = frame.drop(columns=frame.columns[dates])
        codes = [heading.upper() for heading in wide.columns]
        wrong = [c for c, code in zip(wide, codes, strict=True) if code not in currencies()]
        check_codes(wrong, "the headings", _advice(frame))
        parts = [
            pd.DataFrame(
                {"date": frame.iloc[:, dates[0]], "currency": code, "rate": wide.iloc[:, place]}
            )
            for place, code in enumerate(codes)
        ]
        long = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"currency": []})
    if set(long["currency"]) <= {base}:
        raise CurrencyError(f"The table of rates has no currency besides its base {base}.")
    long["rate"] = long["rate"].map(lambda cell: None if _marks_nothing(cell) else cell)
    empty = long.groupby("currency", sort=False)["rate"].count().loc[lambda count: count == 0]
    if len(empty):
        raise CurrencyError(
            f"There is no rate at all under {list_values(empty.index)}. Drop the heading, or mend "
            "the file."
        )
    return long


def _check_column(codes: pd.Series, frame: pd.DataFrame) -> None:
    """Refuse codes that are not in ISO 4217, or a column of other words."""
    wrong = [code for code in codes.unique() if code not in currencies()]
    advice = _advice(frame)
    if wrong and len(wrong) < codes.nunique():
        name = next(name for name in frame if str(name).lower() == "currency")
        advice = f" To drop the rows: table[~table[{name!r}].isin({wrong})]."
    check_codes(wrong, "the column currency", advice)


def _marks_nothing(cell: object) -> bool:
    """Tell whether a cell is one of the usual marks for a missing figure."""
    return isinstance(cell, str) and cell.strip().lower() in _MISSING


def _advice(frame: pd.DataFrame) -> str:
    """Say which columns seem to be those of a long table, for the reader to rename them."""
    across = [name for name in frame if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", _date_text(name))]
    if len(across) > 1:
        return (
            f" Its dates stand across: try table.set_index({frame.columns[0]!r}).T, with a column "
            "a currency, headed by its code."
        )
    codes = [name for name in frame if _all(frame[name], lambda c: c.upper() in currencies())]
    taken = {*codes, *(name for name in frame if str(name).lower() in _DATE_HEADINGS)}
    numbers = [name for name in frame if name not in taken and _all(frame[name], _is_number)]
    dates = [n for n in frame if n not in taken and n not in numbers and _all(frame[n], _is_date)]
    if not codes or not numbers:
        return (
            " read_rates needs a column date and a column a currency, headed by its code; or the "
            "columns date, currency and rate."
        )
    seen = [(codes, "currency"), (numbers, "rate"), (dates, "date")]
    wanted = {names[0]: new for names, new in seen if names and str(names[0]).lower() != new}
    # A second column of the name that is wanted must make room.
    room = [name for name in frame if str(name).lower() in wanted.values() and name not in wanted]
    first = f"table.drop(columns={room})" if room else "table"
    advice = f" It seems to be a long table: try {first}.rename(columns={wanted})"
    has_date = dates or any(str(name).lower() in _DATE_HEADINGS for name in frame)
    return advice + ("." if has_date else ", with the date of the rates: .assign(date='2020-03').")


def _all(column: Any, test: Any) -> bool:
    """Tell whether a test holds for the texts of a column, and there are any."""
    if isinstance(column, pd.DataFrame):  # a heading that stands twice
        return False
    texts = [str(value).strip() for value in column.dropna().unique()[:200]]
    texts = [text for text in texts if text]
    return bool(texts) and all(map(test, texts))


def _is_number(text: str) -> bool:
    """Tell whether a text is a number, however its marks are to be read."""
    return bool(re.fullmatch(r"[\d.,' \u00a0\u202f]*\d", text)) and not re.fullmatch(
        r"(?:19|20)\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}", text
    )


def _is_date(text: str) -> bool:
    """Tell whether a text is a date in one of many forms."""
    return bool(re.search(r"(?:19|20)\d\d", text)) and bool(re.fullmatch(r"[\w .,/:-]{4,25}", text))


def _dates(written: pd.Series, frequency: str, date_format: str | None) -> pd.Series:
    """Give the first day of each written day, month or year."""
    if isinstance(written.dtype, pd.PeriodDtype):
        written = written.astype(str)
    if pd.api.types.is_datetime64_any_dtype(written):
        days = written.dt.tz_localize(None).dt.normalize()
    elif date_format is not None:
        days = pd.to_datetime(written.map(_date_text), format=date_format, errors="coerce")
    else:
        text = written.map(_date_text)
        needed = {"day": r"(?:-\d\d){2}", "month": r"(?:-\d\d){1,2}", "year": r"(?:-\d\d){0,2}"}
        readable = text.str.fullmatch(r"\d{4}" + needed[frequency])
        whole = (text + "-01-01").str.slice(0, 10).where(readable)
        days = pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        bad = written[days.isna()]
        slashes = bad.astype(str).str.fullmatch(r"\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s*").any()
        form = "'%d/%m/%Y' (day first) or '%m/%d/%Y'" if slashes else "'%d %b %y'"
        raise CurrencyError(
            f"Dates that are not written as a {frequency} such as {_EXAMPLES[frequency]} "
            f"({len(bad)} values): {list_values(bad)}. Say how they are written: date_format="
            f"{form}, or mend them."
        )
    if frequency == "day":
        return pd.Series(days)
    return pd.Series(days.dt.to_period(frequency[0].upper()).dt.to_timestamp())


def _date_text(value: object) -> str:
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
    if named is None or number is None:
        return text
    return f"{named[3]}-{number:02}" + (f"-{int(named[1]):02}" if named[1] else "")


def _numbers(long: pd.DataFrame, style: Style) -> pd.Series:
    """Give the rates as numbers; an empty cell is missing."""
    written = long["rate"]
    plain = written.map(lambda cell: _plain(cell, style) if isinstance(cell, str) else cell)
    numbers = pd.to_numeric(plain, errors="coerce").astype(float)
    bad = long[numbers.isna() & written.notna()]
    if len(bad):
        texts = bad["rate"].astype(str)
        hint = ""
        if texts.str.contains(",", regex=False).any() and style.decimal != ",":
            hint = " If the comma is the decimal sign, pass decimal=','; if not, thousands=','."
        elif texts.str.contains("\\d[ .'\u00a0\u202f]\\d{3}").any():
            hint = " Say what stands between the thousands, as thousands=' '."
        raise CurrencyError(
            f"Rates that are no numbers with a decimal {_name(style.decimal)} ({len(bad)} values): "
            f"{list_values(bad['currency'] + ' ' + texts)}.{hint}"
        )
    return numbers


def _name(mark: str) -> str:
    """Name a decimal sign."""
    return {".": "point", ",": "comma"}.get(mark, repr(mark))


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
