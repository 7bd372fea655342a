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

__all__ = ["FORMS", "FREQUENCIES", "Published", "Series", "published", "series_of"]


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
        are such, ``date``, ``until`` (the last day), ``units``, ``base``, ``frequency`` and
        ``kind``; all must be there.
    series
        Of a wide table, the form of the headings of its columns.
    codes
        What such a heading calls a currency, and which way round it is quoted, where it has no
        ISO 4217 code.
    first
        The first headings of a wide table that are codes.
    skipped
        Of a wide table, the form of headings of columns that are no rates, such as flags.
    names
        Whether currencies are written as names.
    date_format, decimal
        As of ``read_rates``; without a decimal sign the figures tell.
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
    skipped: str = ""
    names: bool = False
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
# In the Federal Reserve's own file the yen is JA, and the direction stands before the code.
_H10 = {
    name.replace("US", "", 1) if name[:2] == "US" else name[:2]: code
    for name, code in _FRED.items()
}
_H10 |= {"JA": _H10.pop("JP")}
_NOON = {
    name: (code, "currency")
    for name, code in zip(
        "EUROCAE01 IEXE0101 IEXE0301 IEXE0701 IEXE0901 IEXE1001 IEXE1101 IEXE1201 IEXE1401"
        " IEXE1901 IEXE2001 IEXE2201 IEXE2301 IEXE2401 IEXE2501 IEXE2601 IEXE3001 IEXE3101"
        " IEXE3201 IEXE3301 IEXE3401 IEXE3501 IEXE3601 IEXE3701 IEXE4801 IEXE5001 IEXE5701"
        " IEXE5802".split(),
        "EUR USD DKK JPY NOK SEK CHF GBP HKD NZD MXN CNY CZK PLN HUF IDR INR KRW MYR PHP ZAR TWD"
        " THB SGD MAD PKR TND TRY".split(),
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
        "HM Revenue & Customs",
        "GBP",
        kind="in force",
        columns=_columns(
            country="country/territories",
            currency="currency code",
            rate="currency units per £1",
            date="start date",
            until="end date",
        ),
        date_format="%d/%m/%Y",
    ),
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
        ),
        decimal="",
    ),
    Form(
        "Eurostat",
        "EUR",
        columns=_columns(
            date="time_period",
            currency="currency",
            rate="obs_value",
            frequency="freq",
            kind="statinfo",
        ),
    ),
    Form(
        "Eurostat",
        "EUR",
        frequency="day",
        columns=_columns(
            date="time_period", currency="currency", rate="obs_value", unit="unit", freq="freq"
        ),
    ),
    Form(
        "Swiss National Bank",
        "CHF",
        "currency",
        frequency="month",
        columns=_columns(date="date", kind="d0", currency="d1", rate="value"),
    ),
    Form(
        "Bank of Russia",
        "RUB",
        "currency",
        names=True,
        columns=_columns(date="data", units="nominal", currency="cdx", rate="curs"),
        date_format="%d.%m.%Y",
        decimal="",
    ),
    Form(
        "Bank of Russia",
        "RUB",
        "currency",
        columns=_columns(units="единиц", currency="букв. код", rate="курс"),
        date_format="%d.%m.%Y",
        decimal="",
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
    Form(
        "Narodowy Bank Polski",
        "PLN",
        "currency",
        series=r"(?P<units>10*)(?P<code>[A-Z]{3})",
        first=("data",),
        skipped=r"nr tabeli|pe.?.?ny numer tabeli",
        date_format="%Y%m%d",
        decimal="",
    ),
    Form(
        "Central Bank of Turkey",
        "TRY",
        "currency",
        series=r"TP[ _.]DK[ _.](?P<code>[A-Z]{3})[ _.][AS][ _.]YTL",
        date_format="%d-%m-%Y",
    ),
    Form("ECB euro reference rates", "EUR", frequency="day", first=("date", "usd", "jpy")),
    Form(
        "Bank of Canada", "CAD", "currency", series=r"FX(?P<frequency>[MA]?)(?P<code>[A-Z]{3})CAD"
    ),
    Form("Bank of Canada", "CAD", series=r"FX(?P<frequency>[MA]?)CAD(?P<code>[A-Z]{3})"),
    Form("Bank of Canada, noon rates", "CAD", codes=_NOON, series=r"(?P<code>EUROCAE01|IEXE\d{4})"),
    Form(
        "Deutsche Bundesbank",
        series=r"BBEX3\.(?P<frequency>[DMA])\.(?P<code>[A-Z]{3})\.(?P<base>[A-Z]{3})\.BB\.AC\."
        r"(?:000|A\d\d)",
        skipped=r"BBEX3\..*_FLAGS",
        decimal="",
    ),
    Form(
        "Federal Reserve H.10",
        "USD",
        codes=_H10,
        series=r"RXI(?:\$US)?_N\.(?P<frequency>[BMA])\.(?P<code>[A-Z]{2})",
        skipped=r"J?RX\w*_N\.[BMA](?:\.VE\w*)?",
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

FREQUENCIES = {"D": "day", "B": "day", "M": "month", "A": "year", "Y": "year"}
_LABEL = re.compile(r"(?<=[a-z_]): ?\S.*$")
"""The label behind the code of a heading of SDMX: FREQ:Frequency."""
_CODE = re.compile(
    r"(?:(?P<units>[\d.,\s]*\d)\s*)?(?P<code>[A-Za-z]{3})"
    r"(?:\s*(?:\(|/|per\s|pro\s|par\s|\s)\s*(?P<more>[\d.,\s]*\d)\s*\)?|(?P<behind>10{0,4}))?"
)


@dataclass(frozen=True)
class Published:
    """A form that is recognised, with the series of its columns by position."""

    form: Form
    series: Mapping[int, Series]


def published(headings: Sequence[str]) -> Published | None:
    """Return the form of a file with such headings; None where none fits."""
    lower = [_LABEL.sub("", heading.strip().casefold()) for heading in headings]
    for form in FORMS:
        if form.columns and set(form.columns.values()) <= set(lower):
            return Published(form, {})
        if form.first and tuple(lower[: len(form.first)]) != form.first:
            continue
        if form.series:
            found = {n: _series(form, heading) for n, heading in enumerate(headings) if n}
            known = {n: series for n, series in found.items() if series is not None}
            others = [h for h in headings[1:] if h.strip().casefold() not in ("", "time period")]
            others = [h for h in others if not re.fullmatch(form.skipped, h.rpartition("/")[2])]
            if known and len(known) >= len(others):
                return Published(form, known)
        elif form.first:
            return Published(form, {})
    per = [match for heading in lower if (match := re.fullmatch(r"units per ([a-z]{3})", heading))]
    if "currency" in lower and len(per) == 1:
        columns = {"currency": "currency", "rate": per[0][0]}
        return Published(Form("XE", per[0][1].upper(), columns=columns), {})
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
    frequency = FREQUENCIES[said.get("frequency") or default]
    # A day's rate is both the average and the end of its day.
    kind = "average" if frequency == "day" else kind
    return Series(
        code, float(said.get("units") or 1), said.get("base") or form.base, per, frequency, kind
    )


def series_of(text: str) -> Series | None:
    """Read a currency with the number of its units; None where a text is no such.

    Examples
    --------
    >>> series_of("100 JPY")[:2], series_of("JPY100")[:2], series_of("SEKEURPMI")[:2]
    (('JPY', 100.0), ('JPY', 100.0), ('EUR', 1.0))
    """
    riksbank = re.fullmatch(r"SEK([A-Z]{3})PMI", text.strip())
    match = _CODE.fullmatch(riksbank[1] if riksbank else text.strip())
    if match is None or match["code"].upper() not in currencies():
        return None
    stated = match.group("units", "more", "behind")
    units = [number for number in stated if number]
    digits = {re.sub(r"\D", "", number) for number in units}
    if len(digits) > 1 or any(int(number) == 0 for number in digits):
        return None
    return Series(match["code"].upper(), float(digits.pop()) if digits else 1.0)
