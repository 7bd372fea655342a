"""Rates that the user brings: a published table read and checked, or a few fixed numbers."""

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import currencies
from migfund.currency.bundled import ecb_rates, world_rates
from migfund.currency.currencies import did_you_mean, redenominated
from migfund.currency.lookup import UNITS
from migfund.currency.rates import Rates
from migfund.errors import ColumnsError, CurrencyError, MigfundError, ReadError, list_values
from migfund.files.sheets import HEADING_ROWS, rows_of_file
from migfund.parse.date_words import months
from migfund.parse.text import fold
from migfund.schema import check_option

__all__ = ["fixed_rates", "read_rates"]

_LARGEST_JUMP = 3.0
_CLEARLY_NOT_ONE = 1.5
"""A rate nearer to 1 than this says nothing on which way round it is quoted."""
_NEAR = 1.2
"""How far off a rate of the same currency and time may be to be the same, as a factor."""

_DATE_HEADINGS = ("date", "month", "year")
_MISSING = frozenset(
    ("", "n/a", "na", "n.a.", "#n/a", "nan", "<na>", "null", "none", "-", "--", "..", "...", "…")
)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NO_NUMBER = re.compile(r"[+-]?(?:inf(?:inity)?)", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -])?([^\W\d]+)\.?,?[ -](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-?[mM](\d{1,2})|(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?")
_EXAMPLES = {"day": "2020-03-31", "month": "2020-03", "year": "2020"}


class _Style(NamedTuple):
    """How numbers and dates are written."""

    decimal: str
    thousands: str | None
    date_format: str | None


def read_rates(
    path_or_frame: str | PathLike[str] | pd.DataFrame,
    *,
    base: str,
    frequency: Literal["day", "month", "year"] = "day",
    per: Literal["base", "currency"] = "base",
    source: str | None = None,
    licence: str = "as its publisher says",
    allow_jumps: bool = False,
    allow_backcasts: bool = False,
    decimal: str = ".",
    thousands: str | None = None,
    date_format: str | None = None,
) -> Rates:
    """Read a table of exchange rates that you trust, and check it.

    **Which way round** the numbers are quoted is for you to say: ``per="base"`` means units of each
    currency for one unit of the base, as the ECB, InforEuro (base EUR) and the UN (base USD) quote;
    ``per="currency"`` means units of the base for one unit of the currency. Numbers that are the
    inverse of the bundled rates are refused.

    A month or a day that the table lacks has no rate; nothing is filled in.
    ``Rates.coverage`` counts the holes, and says from when to when the longest is.

    Parameters
    ----------
    path_or_frame
        A file of text (commas, semicolons or tabs between the cells), a workbook (of one sheet with
        such headings) or a DataFrame; lines above the headings of a file are passed over. Either
        wide, a column ``date`` (or ``month``, ``year``, or the index) and a column a currency,
        headed by its ISO 4217 code; or long, with the columns ``date``, ``currency`` and ``rate``
        (others are ignored). Headings in any case. Dates as 2020-03-31, 2020-03 or 2020, or with
        the month's name or the year first (1 January 2020, 2020M01), not coarser than
        ``frequency``.
    base
        ISO 4217 code of the currency that the others are quoted against.
    frequency
        What a row is: a day, or the average of a month or a year.
    per
        What the numbers are for one unit of: the base, or each currency.
    source
        What to cite; without it the name of the file, or "own rates".
    licence
        Terms of use of the figures.
    allow_jumps
        Whether a rate may be more than three times its neighbour or less than a third of it. That
        is an error otherwise, for mostly it is a slipped digit or a redenomination.
    allow_backcasts
        Whether a currency may have rates from before it existed (BYN before July 2016), in its own
        later units. They would convert an amount in the old money, marked with the new code, at a
        rate that is thousands of times too high. ``source`` then names these currencies.
    decimal
        Sign before the decimals.
    thousands
        Sign between thousands, if there is one.
    date_format
        How other dates are written, in the signs of ``datetime.strptime``: ``"%d/%m/%Y"``.

    Returns
    -------
    Rates
        One row a day, month or year.

    Raises
    ------
    ReadError
        If the file cannot be read.
    ColumnsError
        If a needed column is missing or a heading is no ISO 4217 code.
    CurrencyError
        If a date or number cannot be read, a rate is not positive, a date has two rates for one
        currency, a currency has no rate at all or rates from before it existed, a rate jumps, or
        the numbers are quoted the other way round.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"Month": ["2020-01", "2020-02"], "KES": [100.8, 100.5]})
    >>> rates = read_rates(table, base="USD", frequency="month", source="UN operational rates")
    >>> round(rates.get("USD", "KES", "2020-02").rate, 1)
    100.5
    """
    check_option("frequency", frequency, UNITS)
    check_option("per", per, ("base", "currency"))
    check_option("decimal", decimal, (".", ","))
    for name, given in (("thousands", thousands), ("date_format", date_format)):
        if given is not None and not isinstance(given, str):
            raise MigfundError(f"{name} must be text, not {given!r}.")
    _check_codes([base], "base")
    frame = _frame(path_or_frame)
    long = _long(frame, base)
    dates = _dates(long["date"], frequency, date_format)
    long = long.assign(date=dates, rate=_numbers(long, _Style(decimal, thousands, date_format)))
    _check_rates(long)
    wide = long.set_index(["date", "currency"])["rate"].dropna().unstack()  # noqa: PD010
    wide = _without_base(wide.rename_axis(index=None, columns=None), base)
    if not allow_jumps:
        _check_jumps(wide)
    wide = wide if per == "base" else 1 / wide
    _check_way_round(wide, base, per)
    if source is None:
        own = isinstance(path_or_frame, pd.DataFrame)
        source = "own rates" if own else Path(path_or_frame).name  # type: ignore[arg-type]
    return Rates(
        wide,
        base=base,
        source=f"{source}{_backcasts(wide, frequency, allow_backcasts)}",
        licence=licence,
        frequency=frequency,
    )


def fixed_rates(rates: Mapping[str, float], *, to: str, source: str = "own") -> Rates:
    """Use one rate for each currency whatever the date, such as those of a budget or a call.

    Parameters
    ----------
    rates
        Units of ``to`` for one unit of each currency: ``{"EUR": 1.12}`` with ``to="USD"`` makes
        112 dollars of 100 euros.
    to
        ISO 4217 code of the currency that the numbers are in.
    source
        What to cite.

    Returns
    -------
    Rates
        One rate a currency, which needs no date: no budget is asked for its start.

    Raises
    ------
    ColumnsError
        If a code is no ISO 4217 code.
    CurrencyError
        If there is no rate, or one that is no positive number.

    Examples
    --------
    >>> rate = fixed_rates({"EUR": 1.12}, to="USD").get("EUR", "USD", "2019-02-01")
    >>> round(rate.rate, 12), rate.basis, rate.source
    (1.12, 'fixed rate', 'fixed rates: 1 EUR = 1.12 USD (own)')
    """
    _check_codes([to], "to")
    if not isinstance(rates, Mapping):
        raise CurrencyError(
            f"fixed rates are a number a currency, such as {{'EUR': 1.12}}, not {rates!r}."
        )
    _check_codes(rates, "rates")
    if not set(rates) - {to}:
        raise CurrencyError(f"There is no rate besides that of {to} itself. Give some.")
    numbers = pd.to_numeric(pd.Series(dict(rates), dtype=object), errors="coerce").astype(float)
    bad = numbers[~(np.isfinite(numbers) & (numbers > 0))]
    if len(bad):
        raise CurrencyError(
            f"Fixed rates must be positive numbers; these are not: {list_values(bad.index)}."
        )
    numbers = _without_base(numbers.to_frame().T, to).iloc[0]
    stated = ", ".join(f"1 {code} = {number!r} {to}" for code, number in numbers.items())
    one = pd.DatetimeIndex(["2000-01-01"])  # a date of no meaning, for a table has one
    return Rates(
        pd.DataFrame({code: 1 / number for code, number in numbers.items()}, index=one),
        base=to,
        source=f"fixed rates: {stated} ({source})",
        licence="none",
        kind="fixed",
    )


def _check_codes(codes: Any, where: str, advice: str = "") -> None:
    """Raise if codes are not in ISO 4217."""
    wrong = [code for code in codes if not isinstance(code, str) or code not in currencies()]
    if wrong:
        meant = [code for code in map(did_you_mean, wrong) if code]
        raise ColumnsError(
            f"No ISO 4217 currency code in {where}: {list_values(wrong)}. "
            + (f"Did you mean {list_values(meant)}? " if meant else "")
            + f"Rename or drop it; codes are three capital letters such as 'USD'.{advice}"
        )


def _frame(path_or_frame: str | PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Return the table as it is written, with its dates in a column and without blank rows."""
    if isinstance(path_or_frame, pd.DataFrame):
        frame = path_or_frame
    elif isinstance(path_or_frame, str | PathLike):
        frame = _read_file(Path(path_or_frame))
    else:
        raise ReadError("the table of rates", f"is no file and no DataFrame: {path_or_frame!r}.")
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
    """Return a row a date and currency, with the columns date, currency and rate as written."""
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
        _check_codes(wrong, "the headings", _advice(frame))
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
    """Raise on codes that are not in ISO 4217, or a column of other words."""
    wrong = [code for code in codes.unique() if code not in currencies()]
    advice = _advice(frame)
    if wrong and len(wrong) < codes.nunique():
        name = next(name for name in frame if str(name).lower() == "currency")
        advice = f" To drop the rows: table[~table[{name!r}].isin({wrong})]."
    _check_codes(wrong, "the column currency", advice)


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
    """Return the first day of each written day, month or year."""
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


def _numbers(long: pd.DataFrame, style: _Style) -> pd.Series:
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


def _plain(text: str, style: _Style) -> str | None:
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


def _check_rates(long: pd.DataFrame) -> None:
    """Raise on two rates for one currency and date, and rates that are not positive numbers."""
    long = long[long["rate"].notna()]
    places = long["currency"] + " " + long["date"].dt.strftime("%Y-%m-%d")
    twice = places[long.duplicated(["date", "currency"])]
    if len(twice):
        rates = long.groupby(["currency", "date"])["rate"].agg(["min", "max"])
        unlike = rates[rates["min"] < rates["max"]].reset_index().drop_duplicates("currency")
        codes = long.loc[twice.index, "currency"].unique()
        same = [code for code in codes if code not in set(unlike["currency"])]
        differ = [
            f"{row.currency} ({row.min:.8g} and {row.max:.8g} for {row.date:%Y-%m-%d})"
            for row in unlike.itertuples()
        ]
        what = f" Those of {list_values(same)} are the same: drop the repeats." if same else ""
        if differ:
            more = f" and {len(differ) - 5} more" if len(differ) > 5 else ""
            what += f" Those of {', '.join(differ[:5])}{more} differ: keep one."
        raise CurrencyError(
            f"More than one rate for a currency and date ({len(twice)} values): "
            f"{list_values(twice)}.{what}"
        )
    bad = long[~(np.isfinite(long["rate"]) & (long["rate"] > 0))]
    if len(bad):
        shown = places[bad.index] + ": " + bad["rate"].astype(str)
        raise CurrencyError(
            f"Rates must be positive and finite ({len(bad)} values are not): {list_values(shown)}."
        )


def _without_base(wide: pd.DataFrame, base: str) -> pd.DataFrame:
    """Drop the base's own column, which some tables carry, if it is 1 throughout."""
    if base not in wide:
        return wide
    odd = wide[base].dropna().loc[lambda rates: rates != 1]
    if len(odd):
        shown = [f"{rate:g} in row {day}".replace(" 00:00:00", "") for day, rate in odd.items()]
        raise CurrencyError(
            f"The rate of the base {base} is not 1 ({len(odd)} values): {list_values(shown)}. Is "
            f"{base} really the base? If so, drop these rows."
        )
    return wide.drop(columns=base)


def _check_jumps(wide: pd.DataFrame) -> None:
    """Raise on a rate more than three times the one before it, or less than a third of it."""
    shown = []
    for code in wide:
        known = wide[code].dropna()
        before = known.shift()
        jumps = (known > before * _LARGEST_JUMP) | (known < before / _LARGEST_JUMP)
        shown += [
            f"{code} {day:%Y-%m-%d}: {old:g} to {new:g}"
            for day, old, new in zip(known.index[jumps], before[jumps], known[jumps], strict=True)
        ]
    if shown:
        raise CurrencyError(
            f"Rates that jump to more than three times or less than a third of the one before "
            f"({len(shown)} values): {list_values(shown)}. Mend them, or pass allow_jumps=True if "
            "they are real."
        )


def _check_way_round(wide: pd.DataFrame, base: str, per: str) -> None:
    """Raise on rates that are the inverse of the bundled ones, wherever the two can be compared."""
    bundled = [table for table in (ecb_rates() | world_rates()).chain() if base in table.currencies]
    inverted, straight = [], 0
    for code in wide:
        known = wide[code].dropna()
        for day in pd.DatetimeIndex(known.index)[[0, len(known) // 2, -1]].unique():
            other = _bundled(bundled, base, str(code), day)
            if other is None or max(other, 1 / other) < _CLEARLY_NOT_ONE:
                continue
            ratio, inverse = known[day] / other, known[day] * other
            straight += max(ratio, 1 / ratio) < _NEAR
            if max(inverse, 1 / inverse) < _NEAR:
                inverted.append(f"{code} {day:%Y-%m-%d}: {known[day]:g}, not {other:g}")
    if inverted and not straight:
        turned = "currency" if per == "base" else "base"
        raise CurrencyError(
            f"The rates seem to be quoted the other way round: {list_values(inverted)} for 1 "
            f"{base}. Pass per={turned!r}, or another base."
        )


def _bundled(tables: list[Rates], base: str, code: str, day: pd.Timestamp) -> float | None:
    """Return a bundled rate of the month of a day, if there is one."""
    for table in tables:
        if code in table.currencies:
            try:  # from the code to the base: what leads to one target is worked out once
                return 1 / table.get(code, base, f"{day:%Y-%m}").rate
            except CurrencyError:
                continue
    return None


def _backcasts(wide: pd.DataFrame, frequency: str, allowed: bool) -> str:
    """Raise on rates from before a currency existed, or name those currencies for the source."""
    ends = wide.index.to_series().dt.to_period(frequency[0].upper()).dt.end_time
    found = []
    for code, life in redenominated().items():
        if code in wide and wide[code][ends < pd.Timestamp(life.since)].notna().any():
            found.append(f"{code} before {life.since}")
    if not found:
        return ""
    if not allowed:
        raise CurrencyError(
            f"Rates from before the currency existed: {list_values(found, limit=20)}. An amount of "
            "that time is in other money, worth less by the factor struck off. Drop these rates, "
            "or pass allow_backcasts=True if your amounts are in the later units too."
        )
    return f"; in later units: {', '.join(found)}"
