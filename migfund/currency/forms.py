"""Files of rates as central banks and others publish them, known by their headings.

One table of headings, and no module for each publisher: a form says where date, currency, rate and
units stand, against which currency the rates are, which way round, and what a row is. The figures
are compared with the bundled rates whatever a form says.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from migfund.codelists import currencies

__all__ = ["FORMS", "Published", "Series", "published", "series_of"]


class Series(NamedTuple):
    """What the heading of a column says of the rates below it; "" where it says nothing."""

    currency: str
    units: float = 1.0
    base: str = ""
    per: str = ""
    frequency: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Form:
    """How a file is published.

    Parameters
    ----------
    name
        Publisher and file, for the source of the rates.
    base, per, kind, frequency
        As of ``read_rates``; "" where a column or a heading says it.
    columns
        Of a long table, the headings in small letters of ``currency`` and ``rate`` and, where there
        are such, ``date``, ``until`` (the last day), ``units``, ``tens`` (units as a power of ten),
        ``base``, ``frequency`` and ``kind``; all must be there.
    series
        Of a wide table, the form of the headings of its columns.
    codes
        What such a heading calls a currency, and which way round it is quoted, where it has no
        ISO 4217 code.
    first
        The first headings of a wide table that are codes.
    date_format, decimal
        As of ``read_rates``.
    """

    name: str
    base: str = ""
    per: str = "base"
    kind: str = "average"
    frequency: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    series: str = ""
    codes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    date_format: str | None = None
    decimal: str = "."


def _columns(**headings: str) -> dict[str, str]:
    return headings


# The Federal Reserve quotes some currencies in dollars, and the others per dollar.
_FRED = {
    f"US{name}": (code, "currency")
    for name, code in zip("AL EU NZ UK".split(), "AUD EUR NZD GBP".split(), strict=True)
}
_FRED |= {
    f"{name}US": (code, "base")
    for name, code in zip(
        "BZ CA CH DN HK IN JP KO MA MX NO SD SF SI SL SZ TA TH".split(),
        "BRL CAD CNY DKK HKD INR JPY KRW MYR MXN NOK SEK ZAR SGD LKR CHF TWD THB".split(),
        strict=True,
    )
}
_ENGLAND = {
    name: (code, "base")
    for name, code in zip(
        "AD BK8 CD CZ DK ER HD JY ND NK SF SG SK SR TW US ZR".split(),
        "AUD CNY CAD CZK DKK EUR HKD JPY NZD NOK CHF SGD SEK SAR TWD USD ZAR".split(),
        strict=True,
    )
}
_EXR = r"EXR\.(?P<frequency>[DMA])\.(?P<code>[A-Z]{3})\.(?P<base>[A-Z]{3})\.SP00\.(?P<kind>[AE])"

FORMS = (
    Form(
        "UN operational rates of exchange",
        "USD",
        kind="in force",
        columns=_columns(date="effective date", currency="code", rate="rate"),
    ),
    Form(
        "UN operational rates of exchange",
        "USD",
        kind="in force",
        columns=_columns(date="effective date", currency="abbreviation", rate="rate"),
    ),
    Form(
        "UN operational rates of exchange",
        "USD",
        kind="in force",
        columns=_columns(date="rate_date", currency="f_curr_code", rate="rate"),
    ),
    Form(
        "InforEuro",
        "EUR",
        kind="in force",
        date_format="%d/%m/%Y",
        columns=_columns(
            date="datestart",
            until="dateend",
            currency="currencyiso",
            base="refcurrencyiso",
            rate="amount",
        ),
    ),
    Form(
        "InforEuro", "EUR", kind="in force", columns=_columns(currency="iso a3 code", rate="value")
    ),
    Form("InforEuro", "EUR", kind="in force", columns=_columns(currency="isoa3code", rate="value")),
    Form(
        "European Central Bank, data portal",
        columns=_columns(
            date="time_period",
            currency="currency",
            base="currency_denom",
            rate="obs_value",
            frequency="freq",
            kind="exr_suffix",
        ),
    ),
    Form(
        "BIS",
        "USD",
        columns=_columns(
            country="ref_area",
            date="time_period",
            currency="currency",
            rate="obs_value",
            frequency="freq",
            kind="collection",
        ),
    ),
    Form(
        "Norges Bank",
        per="currency",
        columns=_columns(
            date="time_period",
            currency="base_cur",
            base="quote_cur",
            rate="obs_value",
            frequency="freq",
            tens="unit_mult",
        ),
    ),
    Form(
        "Sveriges Riksbank",
        "SEK",
        "currency",
        columns=_columns(date="period", currency="serie", rate="värde"),
        decimal=",",
    ),
    Form(
        "Sveriges Riksbank",
        "SEK",
        "currency",
        columns=_columns(date="period", currency="series", rate="value"),
    ),
    Form(
        "Sveriges Riksbank",
        "SEK",
        "currency",
        columns=_columns(date="date", currency="series", rate="value"),
    ),
    Form(
        "IMF",
        "USD",
        columns=_columns(
            date="date",
            currency="currency",
            rate="rate",
            frequency="frequency",
            country="country code",
        ),
    ),
    Form(
        "Banque de France",
        series=_EXR,
        first=("code série :",),
        date_format="%d/%m/%Y",
        decimal=",",
    ),
    Form("European Central Bank, data portal", series=_EXR),
    Form("ECB euro reference rates", "EUR", frequency="day", first=("date", "usd", "jpy")),
    Form(
        "Bank of Canada", "CAD", "currency", series=r"FX(?P<frequency>[MA]?)(?P<code>[A-Z]{3})CAD"
    ),
    Form(
        "Federal Reserve H.10 (FRED)",
        "USD",
        codes=_FRED,
        series=r"(?P<frequency>D|A|)EX(?P<code>US[A-Z]{2}|[A-Z]{2}US)",
    ),
    Form(
        "Bank of England",
        "GBP",
        codes=_ENGLAND,
        series=r"XU(?P<frequency>D|M|A)(?P<kind>L|A)(?P<code>[A-Z]{2}|BK8)S?",
    ),
)
"""The forms, those with the surest signs first."""

_FREQUENCIES = {"D": "day", "B": "day", "M": "month", "A": "year", "Y": "year"}
_CODE = re.compile(
    r"(?:(?P<units>[\d.,\s]*\d)\s*)?(?P<code>[A-Za-z]{3})"
    r"(?:\s*(?:\(|/|per\s|pro\s|par\s|\s)\s*(?P<more>[\d.,\s]*\d)\s*\)?)?"
)


@dataclass(frozen=True)
class Published:
    """A form that is recognised, with the series of its columns by position."""

    form: Form
    series: Mapping[int, Series]


def published(headings: Sequence[str]) -> Published | None:
    """Return the form of a file with such headings; None where none fits."""
    lower = [heading.strip().casefold() for heading in headings]
    for form in FORMS:
        if form.columns and set(form.columns.values()) <= set(lower):
            return Published(form, {})
        if form.first and tuple(lower[: len(form.first)]) != form.first:
            continue
        if form.series:
            found = {n: _series(form, heading) for n, heading in enumerate(headings) if n}
            known = {n: series for n, series in found.items() if series is not None}
            if known and len(known) >= len([c for c in lower[1:] if c not in ("", "time period")]):
                return Published(form, known)
        elif form.first:
            return Published(form, {})
    return None


def _series(form: Form, heading: str) -> Series | None:
    """Read the heading of a column of one form."""
    match = re.search(rf"(?:^|(?<=\W)){form.series}(?:$|(?=\W))", heading.strip())
    if match is None:
        return None
    said = match.groupdict(default="")
    code, per = form.codes.get(said["code"], (said["code"], form.per))
    if code not in currencies():
        return None
    kind = {"E": "end", "A": "average"}.get(said.get("kind", ""), "average")
    default = "M" if form.codes is _FRED else "D"
    frequency = _FREQUENCIES[said.get("frequency") or default]
    # A day's rate is both the average and the end of its day.
    kind = "average" if frequency == "day" else kind
    return Series(code, 1.0, said.get("base") or form.base, per, frequency, kind)


def series_of(text: str) -> Series | None:
    """Read a currency with the number of its units; None where a text is no such.

    Examples
    --------
    >>> series_of("100 JPY")[:2], series_of("JPY (100)")[:2], series_of("SEKEURPMI")[:2]
    (('JPY', 100.0), ('JPY', 100.0), ('EUR', 1.0))
    """
    riksbank = re.fullmatch(r"SEK([A-Z]{3})PMI", text.strip())
    match = _CODE.fullmatch(riksbank[1] if riksbank else text.strip())
    if match is None or match["code"].upper() not in currencies():
        return None
    units = [number for number in (match["units"], match["more"]) if number]
    digits = {re.sub(r"\D", "", number) for number in units}
    if len(digits) > 1 or any(int(number) == 0 for number in digits):
        return None
    return Series(match["code"].upper(), float(digits.pop()) if digits else 1.0)
