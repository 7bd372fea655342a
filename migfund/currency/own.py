"""Rates that the user brings: a published table read and checked, or a few fixed numbers."""

import re
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from migfund.currency.by_country import by_country
from migfund.currency.columns import Said, by_content, check_codes, long_table, table_of, with_dates
from migfund.currency.currencies import redenominated
from migfund.currency.forms import FREQUENCIES, Published, published
from migfund.currency.lookup import UNITS
from migfund.currency.rates import Rates
from migfund.currency.verify import check_directions, check_fixed
from migfund.currency.written import Style, dates_of, numbers_of
from migfund.errors import ColumnsError, CurrencyError, MigfundError, list_values
from migfund.schema import check_option

__all__ = ["fixed_rates", "read_rates"]
_LARGEST_JUMP = 3.0
_LONGEST_IN_FORCE = 366
"""How many days a rate in force holds at most where nothing says until when."""
_KINDS = ("average", "end", "in force")
_WORDS = {
    "frequency": FREQUENCIES,
    "kind": {"A": "average", "E": "end", "M0": "average", "M1": "end", "AVG": "average"}
    | {"END": "end"},
}
"""What the codes of columns of published files mean."""


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
    frame = table_of(path_or_frame)
    form = published(list(frame.columns))
    if form and form.form.first and not form.series and base not in (None, form.form.base):
        form = None  # headings of codes alone are anybody's
    countries = by_country(frame) if form is None else None
    if countries is not None:
        frame, form, left_out = countries
    frame, said = _said(
        frame,
        form,
        Said(base, frequency, kind, per, units or {}, valid_to, date),  # type: ignore[arg-type]
    )
    style = _style(form, frame, decimal, thousands, date_format)
    frame = frame if form else by_content(frame, said)
    frame = with_dates(frame, form, said)
    long, notes = long_table(frame, form, said)
    long = long.assign(
        date=dates_of(
            long["date"], said.frequency, style.date_format, whole=said.kind != "in force"
        ),
        rate=numbers_of(long, style) / long["units"],
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
        check_codes(per, "per")
        for way in per.values():
            check_option("per", way, ("base", "currency"))
    elif per is not None:
        check_option("per", per, ("base", "currency"))
    if units is not None:
        if not isinstance(units, Mapping):
            raise MigfundError(
                f"units must be a number a currency, such as {{'SEK': 100}}, not {units!r}."
            )
        check_codes(units, "units")
        for number in units.values():
            if (
                isinstance(number, bool)
                or not isinstance(number, int | float)
                or not 0 < number < float("inf")
            ):
                raise MigfundError(f"units must be positive numbers, not {number!r}.")


def _said(frame: pd.DataFrame, form: Published | None, given: Said) -> tuple[pd.DataFrame, Said]:
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
    check_codes([said["base"]], "base")
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
    return frame, Said(
        said["base"], frequency, said["kind"], per or "base", given.units, until, given.date
    )


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
) -> Style:
    usual = form.form.decimal if form else "."
    if decimal is None and not usual:
        commas = frame.astype(object).map(lambda cell: bool(re.fullmatch(r"\d+,\d+", str(cell))))
        usual = "," if commas.any(axis=None) else "."
    return Style(
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
    check_codes([to], "to")
    if not isinstance(rates, Mapping):
        raise CurrencyError(
            f"fixed rates are a number a currency, such as {{'EUR': 1.12}}, not {rates!r}."
        )
    check_codes(rates, "rates")
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


def _until(long: pd.DataFrame, style: Style) -> pd.DataFrame:
    """Return the last day of each rate in force, by date and currency."""
    ends = dates_of(long["until"], "day", style.date_format)
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
