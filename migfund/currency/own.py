"""Rates that the user brings: a published table read and checked, or a few fixed numbers."""

import calendar
import json
import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import currencies
from migfund.currency.by_country import by_country, years_across
from migfund.currency.currencies import did_you_mean, redenominated
from migfund.currency.forms import Published, Series, published, series_of
from migfund.currency.lookup import UNITS
from migfund.currency.marked import rows_of_marked
from migfund.currency.rates import Rates
from migfund.currency.verify import check_directions, check_fixed
from migfund.errors import ColumnsError, CurrencyError, MigfundError, ReadError, list_values
from migfund.files.sheets import (
    HEADING_ROWS,
    PARQUET,
    read_bytes,
    rows_of_file,
    table_of_records,
)
from migfund.parse.date_words import months
from migfund.parse.text import NOT_STATED, fold
from migfund.schema import Array, check_option

__all__ = ["fixed_rates", "read_rates"]

_LARGEST_JUMP = 3.0
_AHEAD = 6
"""How many years ahead a date may be: forecasts have five."""
_LONGEST_IN_FORCE = 366
"""How many days a rate in force holds at most where nothing says until when."""

_KINDS = ("average", "end", "in force")
_DATE_HEADINGS = ("date", "month", "year")
_ALSO_DATES = (
    "end date", "day", "datum", "dag", "jour", "fecha", "data", "дата", "time_period", "period",
    "mois", "mes", "monat", "mese", "mês", "maand", "année", "jahr", "año", "anno", "ano", "год",
)  # fmt: skip
"""Headings of dates where none of those stands."""
_UNIT_HEADINGS = ("unit", "units", "nominal", "quantity", "per", "единиц")
_TENS_HEADINGS = ("unit_mult",)
"""Headings of columns that say for how many units a rate is, or for which power of ten."""
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NO_NUMBER = re.compile(r"[+-]?(?:inf(?:inity)?)", re.IGNORECASE)
_MONTH_FIRST = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -])?([^\W\d]+)\.?(?: (\d{1,2})(?=,))?,?[ -](\d{4})"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})-?[mM](\d{1,2})(?:[dD](\d{1,2}))?|(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2})\.?)?"
)
_ACROSS = re.compile(
    r"\d{4}(?:-?[MQ]?\d\d?|-\d\d-\d\d)?|(?:\d{1,2}[ -])?[^\W\d_]{3,9}\.?[ -](?:\d\d|\d{4})"
)
"""Headings that are dates: 2020, 2020-03, 2020M3, Mar-20, March 2020."""
_EXAMPLES = {"day": "2020-03-31", "month": "2020-03", "year": "2020"}


class _Style(NamedTuple):
    """How numbers and dates are written."""

    decimal: str
    thousands: str | None
    date_format: str | None


class _Said(NamedTuple):
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


def read_rates(
    path_or_frame: str | PathLike[str] | pd.DataFrame,
    *,
    base: str | None = None,
    frequency: Literal["day", "month", "year"] | None = None,
    per: Literal["base", "currency"] | Mapping[str, str] | None = None,
    kind: Literal["average", "end", "in force"] | None = None,
    units: Mapping[str, float] | None = None,
    valid_to: str | None = None,
    date: str | None = None,
    source: str | None = None,
    licence: str = "as its publisher says",
    allow_jumps: bool = False,
    allow_backcasts: bool = False,
    decimal: str | None = None,
    thousands: str | None = None,
    date_format: str | None = None,
) -> Rates:
    """Read a table of exchange rates that you trust, and check it.

    **Files as their publishers write them** need no options: the UN operational rates, InforEuro,
    the ECB's file and data portal, Norges Bank, the Riksbank, the Bank of Canada, the Bank of
    England, the Banque de France, the Bundesbank, the Swiss National Bank, the Bank of Russia, the
    Federal Reserve's H.10, also from FRED, Eurostat, the Polish and the Turkish bank, HM Revenue &
    Customs, and the World Bank's, the IMF's and the OECD's rates by country. They are known by
    their headings; an option that is given counts more.

    **Which way round** other numbers are quoted is for you to say: ``per="base"`` means units of
    each currency for one unit of the base, as the ECB, InforEuro (base EUR) and the UN (base USD)
    quote; ``per="currency"`` means units of the base for one unit of the currency;
    ``per={"GBP": "currency"}`` says so of some, and the others are per base. Every figure of which
    the bundled rates know currency and time is compared with them; what fits better the other way
    round, for 10, 100 or 1,000 units, as another currency, base or year, or lies far outside of
    what is known around its time, is refused; ``units={"KES": 1}`` states that it is right.

    Rows may stand in any order. A month or a day that the table lacks has no rate; nothing is
    filled in. ``Rates.coverage`` counts the holes, and ``Rates.notes`` the rows that gave no rate.

    Parameters
    ----------
    path_or_frame
        A file of text (commas, semicolons or tabs between the cells), a workbook (of one sheet with
        such headings), XML, JSON or Parquet, or a DataFrame; lines above the headings of a file are
        passed over. Either
        wide, a column ``date`` (or ``month``, ``year``, or the index) and a column a currency,
        headed by its ISO 4217 code; or long, with the columns ``date``, ``currency`` and ``rate``
        (others are ignored, but for ``unit``, ``nominal`` and ``UNIT_MULT``); under other headings,
        one column has codes, one dates, one figures, one perhaps units. Headings in any case;
        "100 JPY" says the units. Dates as 2020-03-31, 2020-03 or 2020, or with the month's name or
        the year first (1 January 2020, 2020M01), not coarser than ``frequency``.
    base
        ISO 4217 code of the currency that the others are quoted against.
    frequency
        What a row is: a day (if not given), a month or a year.
    per
        What the numbers are for one unit of: the base (if not given), or each currency; or a
        mapping of currencies to one of the two.
    kind
        ``"average"`` of the row's month or year (if not given); the rate at its ``"end"``; or
        ``"in force"``: each rate holds from its date until the next one of its currency, but no
        longer than 366 days, and the last one to the end of its month.
    units
        For how many units a currency's figures are, where not for one: ``{"SEK": 100}``.
    valid_to
        Column with the last day of each rate in force.
    date
        The date of all rows, where the file has no column of dates: ``"2020-03"``.
    source
        What to cite; without it the name of the form and of the file, or "own rates".
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
        Sign before the decimals; a point if not given.
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
        the numbers are quoted the other way round or for other units.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"Month": ["2020-01", "2020-02"], "KES": [100.8, 100.5]})
    >>> rates = read_rates(table, base="USD", frequency="month", source="Central Bank of Kenya")
    >>> round(rates.get("USD", "KES", "2020-02").rate, 1)
    100.5
    """
    _check_options(locals())
    frame = _frame(path_or_frame)
    form = published(list(frame.columns))
    if form and form.form.first and not form.series and base not in (None, form.form.base):
        form = None  # headings of codes alone are anybody's
    countries = by_country(frame) if form is None else None
    if countries is not None:
        frame, form, left_out = countries
    frame, said = _said(
        frame,
        form,
        _Said(base, frequency, kind, per, units or {}, valid_to, date),  # type: ignore[arg-type]
    )
    style = _style(form, frame, decimal, thousands, date_format)
    frame = frame if form else _by_content(frame, said)
    frame = _with_dates(frame, form, said)
    long, notes = _long(frame, form, said)
    long = long.assign(
        date=_dates(long["date"], said.frequency, style.date_format, whole=said.kind != "in force"),
        rate=_numbers(long, style) / long["units"],
    )
    long, twice = _without_repeats(long[long["rate"].notna()])
    _check_rates(long)
    notes += twice + (left_out if countries is not None else [])
    if frequency is None and said.kind == "average" and said.frequency == "day":
        _check_days(long["date"], style.date_format)
    turned = long["currency"].map(said.per_of) == "currency"
    long = long.assign(quoted=long["rate"], rate=long["rate"].where(~turned, 1 / long["rate"]))
    wide = long.set_index(["date", "currency"])["rate"].unstack()  # noqa: PD010
    wide = _without_base(wide.rename_axis(index=None, columns=None).sort_index(), said.base)
    if not allow_jumps:
        _check_jumps(long.set_index(["date", "currency"])["quoted"].unstack())  # noqa: PD010
    per_code = {str(code): said.per_of(str(code)) for code in wide}
    check_directions(wide, said.base, said.frequency, said.kind, per_code, said.units)
    name = _source_of(path_or_frame, form) if source is None else source
    backcasts = _backcasts(wide, said.frequency, allow_backcasts)
    if said.kind == "in force":
        ends = _until(long, style) if said.until is not None else None
        wide = _in_force(wide, ends)
    return Rates(
        wide,
        base=said.base,
        source=f"{name}{backcasts}",
        licence=licence,
        frequency=said.frequency,
        kind=said.kind,
        notes=tuple(notes),
        per_currency=tuple(code for code, way in per_code.items() if way == "currency"),
    )


def _check_options(given: Mapping[str, Any]) -> None:
    """Raise on options that are none."""
    for name, allowed in (
        ("frequency", tuple(UNITS)),
        ("kind", _KINDS),
        ("decimal", (".", ",")),
    ):
        if given[name] is not None:
            check_option(name, given[name], allowed)
    for name in ("base", "source", "licence", "thousands", "date_format", "date", "valid_to"):
        if given[name] is not None and not isinstance(given[name], str):
            raise MigfundError(f"{name} must be text, not {given[name]!r}.")
    for name in ("allow_jumps", "allow_backcasts"):
        if not isinstance(given[name], bool):
            raise MigfundError(f"{name} must be True or False, not {given[name]!r}.")
    per, units = given["per"], given["units"]
    if isinstance(per, Mapping):
        _check_codes(per, "per")
        for way in per.values():
            check_option("per", way, ("base", "currency"))
    elif per is not None:
        check_option("per", per, ("base", "currency"))
    if units is not None:
        if not isinstance(units, Mapping):
            raise MigfundError(
                f"units must be a number a currency, such as {{'SEK': 100}}, not {units!r}."
            )
        _check_codes(units, "units")
        for number in units.values():
            if (
                isinstance(number, bool)
                or not isinstance(number, int | float)
                or not 0 < number < float("inf")
            ):
                raise MigfundError(f"units must be positive numbers, not {number!r}.")


def _said(frame: pd.DataFrame, form: Published | None, given: _Said) -> tuple[pd.DataFrame, _Said]:
    """Return what is said of a table: by the caller, else by its form, else what is usual."""
    columns = form.form.columns if form else {}
    lower = [heading.lower() for heading in frame.columns]
    found: dict[str, str] = {}
    for what in ("base", "frequency", "kind"):
        if what in columns:
            name = frame.columns[lower.index(columns[what])]
            frame, found[what] = _only(frame, str(name), getattr(given, what), what)
    if form and form.series:
        for what in ("base", "frequency", "kind"):
            values = list(dict.fromkeys(getattr(s, what) for s in form.series.values()))
            if len(values) > 1:
                raise ColumnsError(
                    f"The columns have several: {what} {list_values(values)}. Keep those of one."
                )
            found[what] = values[0]
    usual = {"base": "", "frequency": "day", "kind": "average"}
    if form:
        usual |= {what: value for what in usual if (value := getattr(form.form, what))}
    said = {what: getattr(given, what) or found.get(what) or usual[what] for what in usual}
    if form and found.get("base", form.form.base) != said["base"]:
        raise CurrencyError(
            f"The file ({form.form.name}) is quoted against {found.get('base', form.form.base)}, "
            f"not {said['base']!r}. Leave base out; or, if the file is another publisher's, rename "
            "its columns: date, currency and rate."
        )
    if not said["base"]:
        raise ColumnsError(
            "base must be given: the ISO 4217 code of the currency that the others are quoted in."
        )
    _check_codes([said["base"]], "base")
    per = given.per
    if per is None and form:
        mixed = {s.currency: s.per for s in form.series.values() if s.per}
        per = mixed or form.form.per
    for what, allowed in (("frequency", tuple(UNITS)), ("kind", _KINDS)):
        if said[what] not in allowed:
            raise ColumnsError(
                f"The rates of the file are of {what} {said[what]!r}, which read_rates does not "
                f"take; it takes {list_values(allowed)}. Fetch those."
            )
    if given.until is not None and said["kind"] != "in force":
        raise MigfundError("valid_to goes with kind='in force'.")
    if said["kind"] == "end" and said["frequency"] == "day":
        raise MigfundError("kind='end' goes with frequency='month' or 'year'.")
    if said["kind"] == "in force" and given.frequency == "year":
        raise MigfundError("kind='in force' takes no frequency: each rate holds from its own day.")
    frequency = "day" if said["kind"] == "in force" else said["frequency"]
    until = given.until or columns.get("until")
    return frame, _Said(
        said["base"], frequency, said["kind"], per or "base", given.units, until, given.date
    )


_WORDS = {
    "frequency": {"D": "day", "B": "day", "M": "month", "A": "year", "Y": "year"},
    "kind": {"A": "average", "E": "end", "M0": "average", "M1": "end", "AVG": "average"}
    | {"END": "end"},
}
"""What the codes of columns of published files mean."""


def _only(frame: pd.DataFrame, name: str, given: str | None, what: str) -> tuple[pd.DataFrame, str]:
    """Keep the rows of one base, frequency or kind: the given one, or the only one."""
    words = frame[name].map(lambda cell: str(cell).strip().upper() if pd.notna(cell) else "")
    meant = words.map(lambda word: _WORDS.get(what, {}).get(word, word))
    values = [value for value in meant.unique() if value]
    if given is not None and given in values:
        return frame[(meant == given) | (meant == "")], given
    if len(values) != 1:
        raise ColumnsError(
            f"Column {name!r} has several values: {list_values(values)}. Say which: "
            f"{what}={values[0] if values else None!r}."
        )
    return frame, str(values[0])


def _style(
    form: Published | None,
    frame: pd.DataFrame,
    decimal: str | None,
    thousands: str | None,
    date_format: str | None,
) -> _Style:
    usual = form.form.decimal if form else "."
    if decimal is None and not usual:
        commas = frame.astype(object).map(lambda cell: bool(re.fullmatch(r"\d+,\d+", str(cell))))
        usual = "," if commas.any(axis=None) else "."
    return _Style(
        decimal or usual, thousands, date_format or (form.form.date_format if form else None)
    )


def _source_of(path_or_frame: Any, form: Published | None) -> str:
    own = isinstance(path_or_frame, pd.DataFrame)
    name = "" if own else Path(path_or_frame).name
    if form is None:
        return name or "own rates"
    return f"{form.form.name} ({name})" if name else form.form.name


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
        If there is no rate, or one that is no positive number, or one that was never near while
        its inverse was.

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
    check_fixed({str(code): float(number) for code, number in numbers.items()}, to)
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


_LABELLED = re.compile(r"([A-Z0-9_]+): ?\S.*")
"""A code with its label, as SDMX writes both in one cell."""


def _by_content(frame: pd.DataFrame, said: _Said) -> pd.DataFrame:
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
        if _all(frame[name], lambda c: _of_pair(c, said.base) is not None)
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
    dates = dates or [n for n in mine if _mostly(frame[n], _is_day)]
    if len(codes) == 1:
        rest = [n for n in mine if n not in codes]
        dates = dates or [n for n in rest if _mostly(frame[n], _is_date)]
    names = {dates[0]: "date"} if len(dates) == 1 and dates[0].lower() not in _DATE_HEADINGS else {}
    if len(codes) == 1 and (len(dates) == 1 or said.date is not None):
        names |= _long_names(frame, codes[0], [n for n in rest if n not in dates])
    room = [n for n in columns if n.lower() in names.values() and n not in names]
    return frame.drop(columns=room).rename(columns=names)


def _long_names(frame: pd.DataFrame, code: str, rest: list[str]) -> dict[str, str]:
    """Return the new names of the columns of currencies, rates and units, if one has rates."""
    numbers = [n for n in rest if _all(frame[n], _is_number)]
    units = [n for n in numbers if _all(frame[n], _TENS.fullmatch) and n.lower() != "rate"]
    units = [n for n in units if n.lower() not in _TENS_HEADINGS]
    rates = [n for n in numbers if n not in units and not _numbers_codes(frame, code, n)]
    rates = [n for n in rates if n.lower() == "rate"] or rates
    if len(rates) != 1:
        return {}
    unit = {units[0]: "unit"} if len(units) == 1 and units[0].lower() not in _UNIT_HEADINGS else {}
    return {code: "currency", rates[0]: "rate", **unit}


def _numbers_codes(frame: pd.DataFrame, code: str, name: str) -> bool:
    """Tell whether a column has one whole number for each currency, as that of its code is."""
    several = frame[code].nunique() < len(frame)
    return (
        several
        and _all(frame[name], str.isdigit)
        and bool((frame.groupby(frame[code].map(str))[name].nunique() < 2).all())
    )


def _mostly(column: Any, test: Any) -> bool:
    """Tell whether a test holds for most texts of a column; below them notes may stand."""
    texts = [text for cell in column.dropna().head(200) if (text := str(cell).strip())]
    return len(texts) > 0 and sum(map(bool, map(test, texts))) > 0.6 * len(texts)


def _with_dates(frame: pd.DataFrame, form: Published | None, said: _Said) -> pd.DataFrame:
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
    kept = np.array([_is_heading(name) for name in frame.columns]) | ~_blank(frame).all(axis=0)
    return frame.iloc[:, np.flatnonzero(kept)].reset_index(drop=True)


def _years_with_months(frame: pd.DataFrame) -> pd.DataFrame:
    """Put a column of years and one of months of the year together."""
    places = {str(name).lower(): n for n, name in enumerate(frame.columns)}
    if not {"year", "month"} <= set(places) or "date" in places:
        return frame
    year, month = (frame.iloc[:, places[name]].map(_date_text) for name in ("year", "month"))
    number = month.map(lambda text: str(months().get(fold(text), text)).zfill(2))
    if not number.str.fullmatch(r"0[1-9]|1[0-2]").all():
        return frame
    kept = [n for n in range(frame.shape[1]) if n not in (places["year"], places["month"])]
    return frame.iloc[:, kept].assign(month=year + "-" + number)


def _is_heading(name: object) -> bool:
    return bool(name) and not re.fullmatch(r"Unnamed: \d+", str(name))


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
                _filled(texts[n]) > 1 and not any(map(_is_number, texts[n])),
                _filled(texts[n]),
            ),
            default=None,
        )
    if top is None:
        raise ReadError(path, "has no rates: it is empty.")
    heading = texts[top]
    if any(map(_is_number, heading)):
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
        if len(cells) < 2 or not below or any(_is_number(c) or _is_day(c) for c in cells):
            continue
        if all(
            _filled(r) >= len(cells) - 1 and any(map(_is_number, filter(None, r))) for r in below
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


def _long(
    frame: pd.DataFrame, form: Published | None, said: _Said
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
        place, heading = lower.index(names["rate"]), lower.index(names["currency"])
        cells = frame.iloc[:, heading].map(lambda cell: str(cell).strip())
        named = form is not None and form.form.names
        meant = {
            cell: series_of(did_you_mean(cell) or cell) if named else _of_pair(cell, said.base)
            for cell in cells.unique()
        }
        codes = cells.map(lambda cell: m.currency if (m := meant[cell]) else cell.upper())
        _check_column(codes, frame, str(frame.columns[heading]), said.base)
        if form is None:
            _check_others(frame, codes, said.base)
        units = cells.map(lambda cell: m.units if (m := meant[cell]) else 1.0)
        country = columns.get("country", "country")
        where = frame.iloc[:, lower.index(country)] if country in lower else None
        units *= _stated_units(frame, lower)
        parts = [_part(written, last, codes, frame.iloc[:, place], units, where)]
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
    long["units"] *= long["currency"].map(lambda code: said.units.get(code, 1.0)).astype(float)
    return long, notes


def _units_below(
    frame: pd.DataFrame, date: int, places: dict[int, Series | None]
) -> tuple[pd.DataFrame, dict[int, Series | None]]:
    """Take a row without a date that has powers of ten alone for the units of each currency."""
    cells = frame.iloc[:, list(places)].astype(object).map(_date_text)
    tens = cells.map(lambda text: bool(_TENS.fullmatch(text))).to_numpy(dtype=bool).all(axis=1)
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
    _check_codes(wrong, "the headings", _advice(frame, form, base))
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


def _without_repeats(long: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out the rate of a currency that several countries have, if it is the same to 1e-6."""
    if long["country"].isna().all():
        return long, []
    first = long.groupby(["date", "currency"], dropna=False)["rate"].transform("first")
    same = long.duplicated(["date", "currency", "until"]) & (
        (long["rate"] - first).abs() <= 1e-6 * first
    )
    codes = long["currency"][same].unique()
    said = (
        [f"{int(same.sum())} repeats for other countries ({list_values(codes)})"]
        if same.any()
        else []
    )
    return long[~same], said


def _until(long: pd.DataFrame, style: _Style) -> pd.DataFrame:
    """Return the last day of each rate in force, by date and currency."""
    ends = _dates(long["until"], "day", style.date_format)
    early = long[ends < long["date"]]
    if len(early):
        shown = early["currency"] + " " + early["date"].dt.strftime("%Y-%m-%d")
        raise CurrencyError(
            f"Rates that end before they begin ({len(early)}): {list_values(shown)}."
        )
    return long.assign(until=ends).set_index(["date", "currency"])["until"].unstack()  # noqa: PD010


def _in_force(wide: pd.DataFrame, ends: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rate of each day: the last one that came into force, until it ends."""
    lasts = {}
    for code in wide:
        begin = wide[code].dropna().index.to_numpy().astype("datetime64[D]")
        if ends is not None:
            end = ends[code].dropna().to_numpy().astype("datetime64[D]")
        else:
            month = begin[-1:].astype("datetime64[M]") + np.timedelta64(1, "M")
            end = np.append(begin[1:], month.astype("datetime64[D]")) - np.timedelta64(1, "D")
            end = np.minimum(end, begin + np.timedelta64(_LONGEST_IN_FORCE - 1, "D"))
        lasts[code] = (
            begin,
            np.append(np.minimum(end[:-1], begin[1:] - np.timedelta64(1, "D")), end[-1:]),
        )
    after = max(e[-1] for _, e in lasts.values()) + np.timedelta64(1, "D")
    days = np.arange(min(b[0] for b, _ in lasts.values()), after)
    columns = {}
    for code, (begin, end) in lasts.items():
        place = np.searchsorted(begin, days, side="right") - 1
        rates = wide[code].dropna().to_numpy()
        columns[code] = np.where((place >= 0) & (days <= end[place]), rates[place], np.nan)
    return pd.DataFrame(columns, index=pd.DatetimeIndex(days))


def _check_column(codes: pd.Series, frame: pd.DataFrame, name: str, base: str) -> None:
    """Raise on codes that are not in ISO 4217, or a column of other words."""
    wrong = [code for code in codes.unique() if code not in currencies()]
    advice = _advice(frame, None, base) if wrong else ""
    if wrong and len(wrong) < codes.nunique():
        advice = f" To drop the rows: table[~table[{name!r}].isin({wrong})]."
    _check_codes(wrong, "the column currency", advice)


_KIND_OF_RATE = re.compile(
    r"\b(?:average|avg|mean|mid|middle|end|eop|closing|opening|spot|forward|buy|buying|purchase|sell|"
    r"selling|sale|bid|ask|offer|high|low|\d+ ?m(?:onths?)?)\b",
    re.IGNORECASE,
)
"""Words of which rate of several it is."""


def _check_others(frame: pd.DataFrame, codes: pd.Series, base: str) -> None:
    """Raise if another column of a long table says that its rates are of several bases or kinds."""
    for place, name in enumerate(map(str, frame.columns)):
        column = frame.iloc[:, place]
        values = list(column.dropna().unique())
        if _all(column, lambda cell: _of_pair(cell, base) is not None):
            pairs = _pairs(column, base)
            meant = column.map(lambda cell, p=pairs: one.currency if (one := p.get(cell)) else base)
            values = [base, *meant[(meant != codes) & (meant != base)].unique()]
        elif not _all(column, _KIND_OF_RATE.search):
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
    across = [name for name in frame if _ACROSS.fullmatch(_date_text(name))]
    codes = [name for name in frame if _all(frame[name], lambda c: c.upper() in currencies())]
    codes = [name for name in codes if not _all(frame[name], base.__eq__)]
    if across:
        by = (codes or list(frame.columns))[0]
        return (
            f" Its dates stand across: try table.set_index({by!r}).loc[:, {across[0]!r}:"
            f"{across[-1]!r}].T, with a column a currency, headed by its code."
        )
    taken = {*codes, *(name for name in frame if str(name).lower() in _DATE_HEADINGS)}
    dates = [n for n in frame if n not in taken and _all(frame[n], _is_date)]
    numbers = [n for n in frame if n not in {*taken, *dates} and _all(frame[n], _is_number)]
    units = [n for n in numbers if _all(frame[n], re.compile("10{0,4}").fullmatch)][:1]
    rates = [name for name in numbers if name not in units]
    rates = [n for n in rates if re.search(r"(?i)\brates?\b", str(n))] or rates
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


def _all(column: Any, test: Any) -> bool:
    """Tell whether a test holds for the texts of a column, and there are any."""
    if isinstance(column, pd.DataFrame):  # a heading that stands twice
        return False
    texts = [str(value).strip() for value in column.dropna().map(str).unique()[:200]]
    texts = [text for text in texts if text]
    return bool(texts) and all(map(test, texts))


_TENS = re.compile(r"10{0,4}(?:\.0)?")


def _is_day(text: str) -> bool:
    """Tell whether a text is a day, month or year, however its parts stand."""
    iso = _date_text(text)
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:-\d\d){0,2}", iso)) or bool(
        re.fullmatch(r"\d{1,2}([./-])\d{1,2}\1\d{4}|(?:19|20)\d{6}", text)
    )


def _is_number(text: str) -> bool:
    """Tell whether a text is a number, however its marks are to be read."""
    return bool(re.fullmatch(r"[\d.,' \u00a0\u202f]*\d", text)) and not re.fullmatch(
        r"(?:19|20)\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}", text
    )


def _is_date(text: str) -> bool:
    """Tell whether a text is a date in one of many forms."""
    short = r"\d{1,2}[ ./-](?:\d{1,2}|[^\W\d_]{3,9}\.?)[ ./-]\d\d"
    return bool(re.fullmatch(short, text)) or (
        bool(re.search(r"(?:19|20)\d\d", text)) and bool(re.fullmatch(r"[\w .,/:-]{4,25}", text))
    )


def _dates(
    written: pd.Series, frequency: str, date_format: str | None, *, whole: bool = True
) -> pd.Series:
    """Return the first day of each written day, month or year.

    A rate in force may be of a month (``whole`` is false), and begins on its first day.
    """
    if pd.api.types.is_datetime64_any_dtype(written):
        days = written.dt.tz_localize(None).astype("datetime64[ns]").dt.normalize()
    elif date_format is not None:
        text = written.map(_date_text)
        days = _as_written(text, date_format).dt.normalize()
        # A workbook has dates as such beside those that are written.
        days = days.fillna(pd.to_datetime(text, format="%Y-%m-%d", errors="coerce"))
    else:
        text = written.map(_date_text)
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


_FISCAL = re.compile(r"(\d{4})\s?[-/–]\s?(?:\d\d)?(\d\d)")


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


def _date_advice(bad: pd.Series, *, every: bool) -> str:
    """Say which ``date_format`` reads dates, which frequency they have, or which rows to drop."""
    texts = bad.map(str).str.strip()
    iso = texts.map(_date_text)
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
        elif len(marks := texts.str.extract(r"\d([ .'\u00a0\u202f])\d{3}")[0].dropna()):
            mark = " " if marks.iloc[0].isspace() else marks.iloc[0]
            hint = f" If {mark!r} parts thousands, pass thousands={mark!r}."
        else:
            hint = " Mend these cells, or leave them empty where there is no rate."
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
            f"Rates must be positive and finite ({len(bad)} values are not): {list_values(shown)}. "
            "Mend these rows, or drop them."
        )


def _check_days(dates: pd.Series, date_format: str | None) -> None:
    """Raise on days that are all about a month or more apart: they are no daily rates."""
    days = dates.drop_duplicates().sort_values()
    if len(days) > 2 and days.dt.month.max() == 1 and 2 < days.dt.day.max() < 13:
        raise CurrencyError(
            f"All dates are of the first days of January ({list_values(days.dt.date)}), as if days "
            "were taken for months. Turn %d and %m in date_format, or pass frequency='day'."
        )
    if len(days) > 2 and days.diff().min() >= pd.Timedelta(days=25):
        same = days.dt.day.min() == days.dt.day.max() and "%m" in (date_format or "")
        turn = " Or turn %d and %m in date_format, if days were taken for months." if same else ""
        raise CurrencyError(
            f"The dates are {days.diff().min().days} days or more apart, so the rates are not "
            "daily. Say what they are: frequency='month' or 'year', with kind='end' for rates at "
            "its end, or kind='in force' for rates that hold until the next; or frequency='day'."
            + turn
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
