"""A table of rates as people and offices write it, to a row a date and currency.

What a column holds is told by its heading or, where that says nothing, by its cells.
"""

import json
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import currencies
from migfund.currency.by_country import years_across
from migfund.currency.currencies import did_you_mean
from migfund.currency.forms import Published, Series, published, series_of
from migfund.currency.marked import rows_of_marked
from migfund.currency.written import TENS, all_of, date_text, is_date, is_day, is_number, most_of
from migfund.errors import ColumnsError, CurrencyError, ReadError, list_values
from migfund.files.sheets import HEADING_ROWS, PARQUET, read_bytes, rows_of_file, table_of_records
from migfund.parse.date_words import MONTH_HEADINGS, YEAR_HEADINGS, months
from migfund.parse.text import NOT_STATED, fold
from migfund.schema import Array

__all__ = ["Said", "by_content", "check_codes", "long_table", "table_of", "with_dates"]

_DATE_HEADINGS = ("date", "month", "year")
_ALSO_DATES = (
    *("end date", "day", "datum", "dag", "jour", "fecha", "data", "дата", "time_period"),
    *YEAR_HEADINGS,
    *MONTH_HEADINGS,
)
"""Headings of dates where none of those stands."""
_UNIT_HEADINGS = ("unit", "units", "nominal", "quantity", "per", "единиц")
_TENS_HEADINGS = ("unit_mult",)
"""Headings of columns that say for how many units a rate is, or for which power of ten."""
_ACROSS = re.compile(
    r"\d{4}(?:-?[MQ]?\d\d?|-\d\d-\d\d)?|(?:\d{1,2}[ -])?[^\W\d_]{3,9}\.?[ -](?:\d\d|\d{4})"
)
"""Headings that are dates: 2020, 2020-03, 2020M3, Mar-20, March 2020."""
_LABELLED = re.compile(r"([A-Z0-9_]+): ?\S.*")
"""A code with its label, as SDMX writes both in one cell."""
_KIND_OF_RATE = re.compile(
    r"\b(?:average|avg|mean|mid|middle|end|eop|closing|opening|spot|forward|buy|buying|purchase|sell|"
    r"selling|sale|bid|ask|offer|high|low|\d+ ?m(?:onths?)?)\b",
    re.IGNORECASE,
)
"""Words of which rate of several it is."""


class Said(NamedTuple):
    """What the caller, or the form of a published file, says of a table of rates."""

    base: str
    frequency: str
    kind: str
    per: str | Mapping[str, str]
    units: Mapping[str, float]
    until: str | None
    date: str | None

    def per_of(self, code: str) -> str:
        """Return what the figures of a currency are per; what a mapping does not name, the base."""
        return self.per if isinstance(self.per, str) else self.per.get(code, "base")


def check_codes(codes: Any, where: str, advice: str = "") -> None:
    """Raise if codes are not in ISO 4217."""
    wrong = [code for code in codes if not isinstance(code, str) or code not in currencies()]
    if wrong:
        meant = [code for code in map(did_you_mean, wrong) if code]
        raise ColumnsError(
            f"No ISO 4217 currency code in {where}: {list_values(wrong)}. "
            + (f"Did you mean {list_values(meant)}? " if meant else "")
            + f"Rename or drop it; codes are three capital letters such as 'USD'.{advice}"
        )


def table_of(path_or_frame: str | PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Return the table as it is written; blank rows stay, to be counted."""
    if isinstance(path_or_frame, pd.DataFrame):
        frame = path_or_frame
    elif isinstance(path_or_frame, str | PathLike):
        frame = _read_file(Path(path_or_frame))
    else:
        raise ReadError("the table of rates", f"is no file and no DataFrame: {path_or_frame!r}.")
    if frame.empty:
        raise CurrencyError(
            "The table of rates has no rates: no row or no column. It needs a column of dates and "
            "one a currency."
        )
    headings = [str(heading).strip() for heading in frame.columns]
    codes = [_LABELLED.fullmatch(heading) for heading in headings]
    if all(codes):  # FREQ:Frequency above M: Monthly
        headings = [match[1] for match in codes if match]
        frame = frame.astype(object).map(
            lambda c: match[1] if isinstance(c, str) and (match := _LABELLED.fullmatch(c)) else c
        )
    return frame.set_axis(headings, axis="columns")


def by_content(frame: pd.DataFrame, said: Said) -> pd.DataFrame:
    """Return a table under usual headings, where what its columns hold tells which is which.

    One column has dates; of a long table, one has codes, one has figures that are no numbers of
    codes, and one may have the number of units.
    """
    columns = [str(name) for name in frame.columns]
    lower = [name.lower() for name in columns]
    if len(set(lower)) < len(lower):
        return frame
    mine = [n for n in columns if said.until is None or n.lower() != said.until.lower()]
    codes = [
        name
        for name in mine
        if all_of(frame[name], lambda c: _of_pair(c, said.base) is not None)
        and not (frame[name].dropna().map(str).str.strip() == said.base).all()
    ]
    if len(codes) > 1:
        pairs = {name: frame[name].map(_pairs(frame[name], said.base)) for name in codes}
        if len({tuple(one and one.currency for one in pair) for pair in pairs.values()}) == 1:
            # All say the same; one of them may say for how many units.
            units = {name: sum(one.units != 1 for one in pair) for name, pair in pairs.items()}
            codes = [max(codes, key=units.__getitem__)]
    dates = [n for n in mine if n.lower() in _DATE_HEADINGS]
    dates = dates or [n for n in mine if n.lower() in _ALSO_DATES]
    dates = dates or [n for n in mine if most_of(frame[n], is_day)]
    if len(codes) == 1:
        rest = [n for n in mine if n not in codes]
        dates = dates or [n for n in rest if most_of(frame[n], is_date)]
    names = {dates[0]: "date"} if len(dates) == 1 and dates[0].lower() not in _DATE_HEADINGS else {}
    if len(codes) == 1 and (len(dates) == 1 or said.date is not None):
        names |= _long_names(frame, codes[0], [n for n in rest if n not in dates])
    room = [n for n in columns if n.lower() in names.values() and n not in names]
    return frame.drop(columns=room).rename(columns=names)


def _long_names(frame: pd.DataFrame, code: str, rest: list[str]) -> dict[str, str]:
    """Return the new names of the columns of currencies, rates and units, if one has rates."""
    rates, units = _figures(frame, code, rest)
    rates = [n for n in rates if n.lower() == "rate"] or rates
    if len(rates) != 1:
        return {}
    unit = {units[0]: "unit"} if len(units) == 1 and units[0].lower() not in _UNIT_HEADINGS else {}
    return {code: "currency", rates[0]: "rate", **unit}


def _figures(frame: pd.DataFrame, code: str, rest: list[str]) -> tuple[list[str], list[str]]:
    """Return the columns that may have rates, and those of the number of units."""
    numbers = [n for n in rest if all_of(frame[n], is_number)]
    units = [n for n in numbers if all_of(frame[n], TENS.fullmatch)]
    units = [n for n in units if n.lower() not in ("rate", *_TENS_HEADINGS)]
    rates = [n for n in numbers if n not in units and not _numbers_codes(frame, code, n)]
    return rates, units


def _numbers_codes(frame: pd.DataFrame, code: str, name: str) -> bool:
    """Tell whether a column has one whole number for each currency, as that of its code is."""
    several = frame[code].nunique() < len(frame)
    return (
        several
        and all_of(frame[name], str.isdigit)
        and bool((frame.groupby(frame[code].map(str))[name].nunique() < 2).all())
    )


def with_dates(frame: pd.DataFrame, form: Published | None, said: Said) -> pd.DataFrame:
    """Return a table with its dates in a column, without the columns that are blank."""
    frame = _years_with_months(frame)
    columns = list(frame.columns)
    dated = [name for name in columns if name.lower() in _DATE_HEADINGS]
    named = form.form.columns.get("date") if form else None
    if named is not None and not dated:
        frame = frame.rename(columns={n: "date" for n in columns if n.lower() == named})
    elif form and form.series and not dated:
        frame = frame.set_axis(["date", *columns[1:]], axis="columns")
    elif not dated and len(also := [name for name in columns if name.lower() in _ALSO_DATES]) == 1:
        frame = frame.rename(columns={also[0]: "date"})
    elif not dated and said.date is not None:
        frame = frame.assign(date=said.date)
    elif not dated:
        # An index without a name is written under an empty heading, by pandas as "Unnamed: 0".
        unnamed = columns[:1] in (["Unnamed: 0"], [""])
        index = frame.iloc[:, 0] if unnamed else frame.index.to_series(index=frame.index)
        if not unnamed and isinstance(frame.index, pd.RangeIndex):
            raise ColumnsError(
                f"The table of rates has no column of dates ({list_values(_DATE_HEADINGS)}); it "
                f"has {list_values(columns, limit=10)}.{_advice(frame, form, said.base)}"
            )
        frame = frame.iloc[:, 1:] if unnamed else frame
        frame = frame.assign(date=index)
    # A comma at the end of each line makes a column without a heading and without cells.
    headed = [bool(n) and not re.fullmatch(r"Unnamed: \d+", str(n)) for n in frame.columns]
    kept = np.array(headed) | ~_blank(frame).all(axis=0)
    return frame.iloc[:, np.flatnonzero(kept)].reset_index(drop=True)


def _years_with_months(frame: pd.DataFrame) -> pd.DataFrame:
    """Put a column of years and one of months of the year together."""
    lower = [str(name).lower() for name in frame.columns]
    years, parts = (
        [n for n, name in enumerate(lower) if name in names]
        for names in (YEAR_HEADINGS, MONTH_HEADINGS)
    )
    if len(years) != 1 or len(parts) != 1 or "date" in lower:
        return frame
    year, month = (frame.iloc[:, places[0]].map(date_text) for places in (years, parts))
    number = month.map(lambda text: str(months().get(fold(text), text)).zfill(2))
    if not number.str.fullmatch(r"0[1-9]|1[0-2]").all():
        return frame
    kept = [n for n in range(frame.shape[1]) if n not in (*years, *parts)]
    return frame.iloc[:, kept].assign(month=year + "-" + number)


def _blank(frame: pd.DataFrame) -> Array:
    """Tell which cells are empty."""
    empty = frame.isna() | frame.map(lambda cell: isinstance(cell, str) and not cell.strip())
    blank: Array = empty.to_numpy(dtype=bool)
    return blank


def _read_file(path: Path) -> pd.DataFrame:
    """Read a file; lines above the row of headings are passed over."""
    data = read_bytes(path)
    if data.startswith(PARQUET):
        return table_of_records(path, data)
    marked = _of_canada(data) or rows_of_marked(path, data)
    if marked is not None:
        return pd.DataFrame(marked[1:], columns=pd.Index(marked[0], dtype=object), dtype=object)
    rows = rows_of_file(path, _find_heading)
    if rows and "\\" in str(rows[0][0]):
        return _of_eurostat(rows)
    texts = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
    top = _find_heading(texts)
    if top is None:
        rows = rows_of_file(path, _plain_heading)
        texts = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
        top = _plain_heading(texts)
    if top is None:  # the fullest of the first rows, to say what is there
        top = max(
            range(len(rows[:HEADING_ROWS])),
            key=lambda n: (
                _filled(texts[n]) > 1 and not any(map(is_number, texts[n])),
                _filled(texts[n]),
            ),
            default=None,
        )
    if top is None:
        raise ReadError(path, "has no rates: it is empty.")
    heading = texts[top]
    if any(map(is_number, heading)):
        raise ReadError(
            path,
            f"has no row of headings: {list_values(filter(None, heading), limit=8)}. Write one "
            "above the first row: date, and a code above each column of rates; or date, currency "
            "and rate, and another word above each column that is none of these.",
        )
    while heading and not heading[-1]:
        heading = heading[:-1]
    body = []
    for number, row in enumerate(rows[top + 1 :], top + 2):
        more = list(filter(None, texts[number - 1][len(heading) :]))
        if more and not any(re.search(r"\d", cell) for cell in more):
            raise ReadError(
                path,
                f"has headings in several rows ({list_values(more)} in line {number}). Write one "
                "row of headings: date and a code, above one column of each currency.",
            )
        if more:
            raise CurrencyError(
                f"Line {number} has more cells than there are headings: "
                f"{list_values(texts[number - 1], limit=8)}. A comma in a number parts it in two "
                "where commas stand between the cells: save with semicolons, and pass decimal=','."
            )
        body.append([*row, *[None] * len(heading)][: len(heading)])
    return pd.DataFrame(body, columns=pd.Index(heading, dtype=object), dtype=object)


def _of_eurostat(rows: list[list[Any]]) -> pd.DataFrame:
    """Return Eurostat's table of times across, with several headings in one, with times down."""
    names, _, time = str(rows[0][0]).partition("\\")
    times = [str(cell).strip() for cell in rows[0][1:]]
    body = [
        [*str(row[0]).split(","), when, re.sub(r" ?[a-z]*$", "", str(cell).strip())]
        for row in rows[1:]
        for when, cell in zip(times, row[1:], strict=False)
    ]
    return pd.DataFrame(
        body, columns=pd.Index([*names.split(","), time, "OBS_VALUE"]), dtype=object
    )


def _of_canada(data: bytes) -> list[list[Any]] | None:
    """Return the observations of the Bank of Canada's JSON; None of any other file."""
    if not data.lstrip().startswith(b"{"):
        return None
    try:
        observations = [{**row} for row in json.loads(data)["observations"]]
        dates = [row.pop("d") for row in observations]
        names = list(dict.fromkeys(name for row in observations for name in row))
        rows = [[row.get(name, {}).get("v") for name in names] for row in observations]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return [["date", *names], *([day, *row] for day, row in zip(dates, rows, strict=True))]


def _filled(row: list[str]) -> int:
    """Count the cells that hold something."""
    return sum(map(bool, row))


def _find_heading(rows: list[list[str]]) -> int | None:
    """Find the row of headings: dates, or an index without a name, beside codes or rates."""
    for place, row in enumerate(rows[:HEADING_ROWS]):
        if published(row) is not None:
            return place
        if 2 < len(years_across(row)) < _filled(row):
            return place
    for named in (True, False):
        for place, row in enumerate(rows[:HEADING_ROWS]):
            lower = [cell.lower() for cell in row]
            dates = (*_DATE_HEADINGS, *_ALSO_DATES)
            dated = any(cell in dates for cell in lower) if named else lower[:1] == [""]
            rates = any(series_of(cell) for cell in row[0 if named else 1 :])
            if dated and (rates or {"currency", "rate"} <= set(lower)):
                return place
    return None


def _plain_heading(rows: list[list[str]]) -> int | None:
    """Find a row of words alone above rows of as many cells, of which some are figures."""
    for place, row in enumerate(rows[:HEADING_ROWS]):
        cells, below = list(filter(None, row)), rows[place + 1 : place + 4]
        if len(cells) < 2 or not below or any(is_number(c) or is_day(c) for c in cells):
            continue
        if all(
            _filled(r) >= len(cells) - 1 and any(map(is_number, filter(None, r))) for r in below
        ):
            return place
    return None


def _part(
    written: pd.Series,
    last: pd.Series | None,
    currency: pd.Series | str,
    rate: pd.Series,
    units: pd.Series | float,
    country: pd.Series | None = None,
) -> pd.DataFrame:
    """Return rates as rows of date, currency, rate, units, until, row and country."""
    columns = {"date": written, "currency": currency, "rate": rate, "units": units, "until": last}
    return pd.DataFrame({**columns, "row": np.arange(len(written)), "country": country})


def long_table(
    frame: pd.DataFrame, form: Published | None, said: Said
) -> tuple[pd.DataFrame, list[str]]:
    """Return a row a date and currency, as written, and what became of the other rows.

    The columns are date, currency, rate, units, until (the last day) and row.
    """
    lower = [heading.lower() for heading in frame.columns]
    dates = [place for place, heading in enumerate(lower) if heading in _DATE_HEADINGS]
    if len(dates) > 1:
        raise ColumnsError(
            f"The table of rates has more than one column of dates: "
            f"{list_values(frame.columns[dates])}. Drop all but one."
        )
    columns = form.form.columns if form else {}
    names = columns if columns else {"currency": "currency", "rate": "rate"}
    is_long = {names["currency"], names["rate"]} <= set(lower)
    until = None
    if said.until is not None:
        until = next((n for n, name in enumerate(lower) if name == said.until.lower()), None)
        if until is None:
            raise ColumnsError(f"valid_to={said.until!r} is no column of the table of rates.")
    places: dict[int, Series | None]
    if is_long:
        places = {lower.index(names["rate"]): None}
    else:
        places = dict(_series_of_headings(frame, form, {dates[0], until}, said.base))
        if form is None:
            frame, places = _units_below(frame, dates[0], places)
    if not places:
        raise CurrencyError("The table of rates has no rates: no column of a currency.")
    published_wide = form is not None and bool(form.series)
    frame, notes = _rows_with_rates(frame, dates[0], list(places), metadata=published_wide)
    written = frame.iloc[:, dates[0]]
    last = frame.iloc[:, until] if until is not None else None
    if is_long:
        parts = [_part(written, last, *_of_long(frame, lower, form, names, said.base))]
    else:
        parts = [
            _part(written, last, one.currency, frame.iloc[:, place], one.units)
            for place, one in places.items()
            if one is not None
        ]
    long = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"currency": []})
    if set(long["currency"]) <= {said.base}:
        raise CurrencyError(f"The table of rates has no currency besides its base {said.base}.")
    long["rate"] = long["rate"].map(lambda cell: None if _marks_nothing(cell) else cell)
    _check_known(long, form, said)
    long["units"] *= long["currency"].map(lambda code: said.units.get(code, 1.0)).astype(float)
    return long, notes


def _of_long(
    frame: pd.DataFrame,
    lower: list[str],
    form: Published | None,
    names: Mapping[str, str],
    base: str,
) -> tuple[pd.Series, pd.Series, pd.Series, pd.Series | None]:
    """Return the currency, rate, units and country of each row of a long table."""
    heading = lower.index(names["currency"])
    cells = frame.iloc[:, heading].map(lambda cell: str(cell).strip())
    named = form is not None and form.form.names
    meant = {
        cell: series_of(did_you_mean(cell) or cell) if named else _of_pair(cell, base)
        for cell in cells.unique()
    }
    codes = cells.map(lambda cell: m.currency if (m := meant[cell]) else cell.upper())
    _check_column(codes, frame, str(frame.columns[heading]), base)
    if form is None:
        _check_others(frame, codes, base)
    units = cells.map(lambda cell: m.units if (m := meant[cell]) else 1.0)
    country = names.get("country", "country")
    where = frame.iloc[:, lower.index(country)] if country in lower else None
    rate = frame.iloc[:, lower.index(names["rate"])]
    return codes, rate, units * _stated_units(frame, lower), where


def _check_known(long: pd.DataFrame, form: Published | None, said: Said) -> None:
    """Raise if a currency, or the whole table, has no rate, or one that is named is not there."""
    empty = long.groupby("currency", sort=False)["rate"].count().loc[lambda count: count == 0]
    if len(empty) and form is None:
        raise CurrencyError(
            f"There is no rate at all under {list_values(empty.index)}. Drop the heading, or mend "
            "the file."
        )
    if long["rate"].notna().sum() == 0:
        raise CurrencyError("The table of rates has no rates: every cell is empty.")
    odd = [code for code in said.units if code not in set(long["currency"])]
    if not isinstance(said.per, str):
        odd += [code for code in said.per if code not in set(long["currency"]) and form is None]
    if odd:
        raise CurrencyError(
            f"per and units name currencies that the table has not: {list_values(odd)}."
        )


def _units_below(
    frame: pd.DataFrame, date: int, places: dict[int, Series | None]
) -> tuple[pd.DataFrame, dict[int, Series | None]]:
    """Take a row without a date that has powers of ten alone for the units of each currency."""
    cells = frame.iloc[:, list(places)].astype(object).map(date_text)
    tens = cells.map(lambda text: bool(TENS.fullmatch(text))).to_numpy(dtype=bool).all(axis=1)
    undated = np.array([not re.search(r"\d", str(cell)) for cell in frame.iloc[:, date]], bool)
    rows = np.flatnonzero(tens & undated)
    if not len(rows):
        return frame, places
    units = cells.iloc[rows[0]].astype(float).tolist()
    stated = {
        place: one._replace(units=one.units if one.units != 1 else unit)
        for (place, one), unit in zip(places.items(), units, strict=True)
        if one is not None
    }
    return frame[~(tens & undated)], dict(stated)


def _of_pair(heading: str, base: str) -> Series | None:
    """Read a heading of one currency, or of a pair with the base: KES per USD, EUR/USD, EURUSD=X.

    Which way round its figures are, it does not say: USD/KES is written for both.
    """
    alone = series_of(heading)
    words = re.findall(r"(?<![A-Z])(?:[A-Z]{3}){1,2}(?![A-Z])", heading)
    codes = {word[n : n + 3] for word in words for n in range(0, len(word), 3)} & currencies()
    units = set(re.findall(r"\d+", heading)) - {"1"}
    if alone is not None or base not in codes or len(codes) != 2 or len(units) > 1:
        return alone
    [code] = codes - {base}
    return Series(code, float(units.pop()) if units else 1.0)


def _series_of_headings(
    frame: pd.DataFrame, form: Published | None, others: set[int | None], base: str
) -> dict[int, Series]:
    """Return what the headings of a wide table say of the rates below them, by position."""
    if form and form.series:
        return dict(form.series)
    found = {n: _of_pair(h, base) for n, h in enumerate(frame.columns) if n not in others}
    wrong = [frame.columns[n] for n, series in found.items() if series is None]
    check_codes(wrong, "the headings", _advice(frame, form, base))
    return {n: series for n, series in found.items() if series is not None}


def _rows_with_rates(
    frame: pd.DataFrame, date: int, rates: list[int], *, metadata: bool
) -> tuple[pd.DataFrame, list[str]]:
    """Leave out rows that are blank or words alone, and say how many, and how many have no rate.

    A known publisher's rows of ``metadata`` may have figures, but no date.
    """
    blank = _blank(frame)
    cells = frame.iloc[:, rates]
    empty = blank[:, rates] | cells.map(_marks_nothing).to_numpy(dtype=bool)
    digits = cells.map(
        lambda cell: bool(re.match(r"\s*(?:[+-]?[.,]?\d|inf)", str(cell), re.I))
    ).to_numpy(dtype=bool)
    no_date = np.array([not re.search(r"\d", str(cell)) for cell in frame.iloc[:, date]], bool)
    others = np.delete(np.arange(frame.shape[1]), date)
    nothing = blank[:, others].all(axis=1) & blank[:, date]
    words = no_date & ((~digits | empty).all(axis=1) | metadata) & ~nothing
    lacking = empty.all(axis=1) & ~nothing & ~words
    used = len(frame) - int(nothing.sum() + words.sum() + lacking.sum())
    parts = [f"{len(frame)} rows read, {used} with rates"]
    parts += [f"{int(nothing.sum())} blank"] if nothing.any() else []
    for flags, what in ((words, "of words alone"), (lacking, "without a rate")):
        if flags.any():
            shown = list_values(frame.iloc[flags, date].map(str))
            parts.append(f"{int(flags.sum())} {what} ({shown})")
    return frame[~(nothing | words)], [", ".join(parts)]


def _stated_units(frame: pd.DataFrame, lower: list[str]) -> "pd.Series[float]":
    """Return for how many units each row of a long table says that its rate is."""
    units = pd.Series(1.0, index=frame.index)
    for place, heading in enumerate(lower):
        if heading in (*_UNIT_HEADINGS, *_TENS_HEADINGS):
            texts = frame.iloc[:, place].map(
                lambda cell: "1" if pd.isna(cell) else re.sub(r"(?i)^per\s+|[\s,]", "", str(cell))
            )
            numbers = pd.to_numeric(texts, errors="coerce")
            if numbers.notna().all():
                units *= 10.0**numbers if heading in _TENS_HEADINGS else numbers
    bad = ~(np.isfinite(units) & (units > 0))
    if bad.any():
        raise CurrencyError(
            f"Rates for no number of units ({int(bad.sum())} rows): {list_values(units[bad])}."
        )
    return units


def _check_column(codes: pd.Series, frame: pd.DataFrame, name: str, base: str) -> None:
    """Raise on codes that are not in ISO 4217, or a column of other words."""
    wrong = [code for code in codes.unique() if code not in currencies()]
    advice = _advice(frame, None, base) if wrong else ""
    if wrong and len(wrong) < codes.nunique():
        advice = f" To drop the rows: table[~table[{name!r}].isin({wrong})]."
    check_codes(wrong, "the column currency", advice)


def _check_others(frame: pd.DataFrame, codes: pd.Series, base: str) -> None:
    """Raise if another column of a long table says that its rates are of several bases or kinds."""
    for place, name in enumerate(map(str, frame.columns)):
        column = frame.iloc[:, place]
        values = list(column.dropna().unique())
        if all_of(column, lambda cell: _of_pair(cell, base) is not None):
            pairs = _pairs(column, base)
            meant = column.map(lambda cell, p=pairs: one.currency if (one := p.get(cell)) else base)
            values = [base, *meant[(meant != codes) & (meant != base)].unique()]
        elif not all_of(column, _KIND_OF_RATE.search):
            continue
        if len(values) > 1:
            raise ColumnsError(
                f"Column {name!r} has several values: {list_values(values)}. Keep the rows of one: "
                f"table[table[{name!r}] == {values[0]!r}]."
            )


def _pairs(column: pd.Series, base: str) -> dict[Any, Series | None]:
    """Return what each distinct cell of a column says of a currency."""
    return {cell: _of_pair(str(cell).strip(), base) for cell in column.dropna().unique()}


def _marks_nothing(cell: object) -> bool:
    """Tell whether a cell is one of the usual marks for a missing figure."""
    return isinstance(cell, str) and cell.strip().casefold() in NOT_STATED


def _advice(frame: pd.DataFrame, form: Published | None, base: str) -> str:
    """Say which columns seem to be those of a long table, for the reader to rename them."""
    if form is not None and "date" not in form.form.columns:
        month = form.form.kind == "in force"
        when, example = ("month", "2020-03") if month else ("day", "2020-03-31")
        return (
            f" It is of {form.form.name}: say of which {when} its rates are, as date={example!r}."
        )
    across = [name for name in frame if _ACROSS.fullmatch(date_text(name))]
    codes = [name for name in frame if all_of(frame[name], lambda c: c.upper() in currencies())]
    codes = [name for name in codes if not all_of(frame[name], base.__eq__)]
    if across:
        by = (codes or list(frame.columns))[0]
        return (
            f" Its dates stand across: try table.set_index({by!r}).loc[:, {across[0]!r}:"
            f"{across[-1]!r}].T, with a column a currency, headed by its code."
        )
    taken = {*codes, *(name for name in frame if str(name).lower() in _DATE_HEADINGS)}
    dates = [n for n in frame if n not in taken and all_of(frame[n], is_date)]
    rest = [str(n) for n in frame if n not in {*taken, *dates}]
    rates = _figures(frame, str(codes[0]), rest)[0] if codes else []
    rates = [n for n in rates if re.search(r"(?i)\brates?\b", n)] or rates
    if not codes or not rates:
        return (
            " read_rates needs a column date and a column a currency, headed by its code; or the "
            "columns date, currency and rate."
        )
    if len(rates) > 1 or dates or len(taken) > len(codes):
        return (
            f" It seems to be a long table: rename {codes[0]!r} to 'currency', the column of the "
            f"rates that you want ({list_values(rates)}) to 'rate', and that of dates to 'date'."
        )
    return (
        " It is a long table without a column of dates: say of which day its rates are, as "
        "date='2020-03-31'."
    )
