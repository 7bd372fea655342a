"""Tables of price indices as they are published: World Bank, IMF, DAC and simpler ones."""

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import codelist_rows
from migfund.errors import MigfundError, ReadError, list_values
from migfund.files.sheets import HEADING_ROWS, as_text, rows_of_file
from migfund.parse.date_words import MONTH_HEADINGS, YEAR_HEADINGS, months
from migfund.parse.places import parse_countries
from migfund.parse.text import NOT_STATED, fold
from migfund.prices.deflators import Deflators

__all__ = ["read_deflators"]

_YEAR = re.compile(r"(?:YR)?((?:1[89]|20|21)\d\d)(?:\.0)?(?: \[YR\1\])?", re.IGNORECASE)
_PART = re.compile(r"((?:1[89]|20|21)\d\d)(?:-?(?P<kind>[MQ])|-)(\d{1,2})(-\d\d(?:[T ].*)?)?")
_NAMED = re.compile(r"([^\W\d]+)(\d?)\.?[ -]?((?:1[89]|20|21)\d\d)")
"""A month or quarter as "Jan 2015" or "Q1 2015"."""
_PARTS = {"M": 12, "Q": 4, "D": 12}
_TIMES = (*YEAR_HEADINGS, "date", "month", "time", "time_period", "ref_date", "observation_date",
    "quarter", "period", "zeit")  # fmt: skip
"""Headings of a column of years, months or quarters."""
_ALMOST_YEAR = re.compile(r"(?:1[89]|20|21)\d\d\s*[-/.–]\s*\d+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_FLAGGED = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*\(?[a-z]{1,3}\)?")
"""A figure with a flag of Eurostat: b (break), e (estimated), p (provisional)."""
_NO_INDEX = re.compile(
    r"%|percent|per cent|pct|change|growth|inflation\b|\bRCH_|^RCH|variaci|variaz|veränder|"
    r"croissance|taux|anual|annuel|annual rate|التغير|نمو|purchasing power|kaufkraft|multipl"
    r"|pouvoir d.achat|poder adquisitivo|poder de compra|potere d.acquisto|koopkracht"
    r"|price levels?\b|preisniveau|niveaux? d[eu]s? prix|\bPPPs?\b|\bPLI|^pl_[a-z]+$"
    r"|\bscores?\b|\branks?\b",
    re.IGNORECASE,
)
"""Words of what is a rate of change, or compares places, and is no index over time."""
_OTHER_INDEX = re.compile(
    r"volum|quantum|\bquantit|exchange rate|\b[RN]EER\b|terms of trade|\bproduction\b|productiv|"
    r"\bwages?\b|earnings|labou?r costs?|employment|population|human development|\bHDI\b|"
    r"corrup|perception|confidence|competitive|turnover|\bsales\b|(?<!unit )value index|"
    r"lohn|löhne|produktion|mengen|wechselkurs|umsatz|bevölkerung|arbeitskosten|"
    r"salair|salari|sueldo|retribuzion|taux de change|termes de l|chiffre d.affaires|emploi|"
    r"producción|produção|produzione|tipo de cambio|taxa de câmbio|tasso di cambio|empleo|emprego|"
    r"población|população|ventas|vendas|fatturato|productie|lonen|wisselkoers|lønn|lön\b|løn\b|"
    r"объ[её]м|зарплат|заработн|производств|занятост|населени|üretim|ücret|hacim",
    re.IGNORECASE,
)
"""Words of what has indices too and is no price."""
_INDEX = re.compile(r"ind[ei][xck]|índice|индекс|endeks", re.IGNORECASE)
_PRICES = re.compile(
    r"pri[cx]|pre[cçi]|prij|pris|fiyat|цен|\bceny?\b|deflat|déflat|дефлятор|consum|konsum|"
    r"verbrauch|cost of living|inflat|\bH?[CI]P[CI]\b|\bPPI\b|\bHICP\b|أسعار",
    re.IGNORECASE,
)
_BASE = re.compile(r"([^=(\[;,|]*)= ?\$?100(?![\d.,]*\d)")
"""What is 100: a year, as in "2015=100", or the year before, in whatever language."""
_NO_INDEX_CODE = re.compile(
    r"AGRWTH|INDPRO|IPMAN|[RN][BN][A-Z]{2}BIS|D?TWEX\w+|G[1YO]|PA|PC(_.*)?|(.*_)?PCH(_.*)?|(CP|CLV\d*|PYP)_.*|.*TOTLZG.*|.*_(PC[1HA]|CH1|CHG|CCA)"
)
"""Codes of the OECD, Eurostat and FRED for a rate of change, a share or an amount of money."""
_INDICES = ("NGDP_D", "PCPI", "NY.GDP.DEFL.ZS", "NY.GDP.DEFL.ZS.AD", "FP.CPI.TOTL")
"""Subjects that are price indices, in whatever language their name is."""
_SUBJECT = re.compile(r"[A-Z]{2}(?:\.[A-Z0-9]+){2,}")
"""A code of an indicator of the World Bank, in whatever language its heading is."""
_WEO_CODES = {"WBG": "PSE", "UVK": "XKX", "KOS": "XKX"}
"""Codes of the World Economic Outlook that are not those of the project table."""


_FEW, _SMALL = 6, 30
"""Up to how many steps from year to year a series is short, and how small changes are."""


class _Form(NamedTuple):
    """A published form: where it keeps code, name, subject and unit (headings in lower case)."""

    name: str
    code: str | None
    label: str | None
    subject: str | None = None
    unit: str | None = None
    thousands: bool = False


_WEO = _Form(
    "IMF World Economic Outlook", "iso", "country", "weo subject code", "units", thousands=True
)
_FORMS = (
    _WEO,
    _WEO._replace(code=None, label="country group name"),
    _Form("World Bank", "country code", "country name", "indicator code", "indicator name", True),
    _Form("World Bank", "country code", "country name", "series code", "series name", True),
)
_EUROSTAT = {"EL": "GRC", "UK": "GBR"}
_CODES = ("iso3", "iso3 code", "iso_code", "iso code", "iso", "country code", "code")


def read_deflators(
    path_or_frame: str | Path | pd.DataFrame,
    *,
    source: str | None = None,
    series: str | None = None,
) -> Deflators:
    """Read price indices in the wide forms in which they are published.

    The headings or, in other languages, the codes below them say which: World Bank (``Country
    Code``, ``Indicator Code``, years; lines above the headings are passed over), IMF World Economic
    Outlook (``ISO``, ``WEO Subject Code``, ``Units``, years; or ``SERIES_CODE``), DAC deflators
    (donors by name, years), Eurostat's tables with their flags, Statistics Canada, a series of the
    Office for National Statistics, wbgapi's ``YR2015``, any table with a code or a name in one
    column and years in the others, and one with a column ``year``. Months and quarters become the
    average of a year that has all of them. A figure of zero or less is no price index: it is
    missing, and ``notes`` says so; a series of yearly changes is refused.

    Parameters
    ----------
    path_or_frame
        CSV or tab-separated text in any usual encoding, an Excel workbook, or a table.
    source
        What to cite; the form and the name of the file if not given.
    series
        Code of the subject or indicator (``NGDP_D``, ``NY.GDP.DEFL.ZS``, ``CP00``) where a file has
        several.

    Returns
    -------
    Deflators
        One column a country: its ISO 3166-1 alpha-3 code, or the name that the file gives where
        it has no code and the name is no country's.

    Raises
    ------
    MigfundError
        If ``source`` or ``series`` is no text.
    ReadError
        If no headings are found, the subject is none or no index, a cell is no number, or a
        heading is no whole year.
    CurrencyError
        If a country or a year stands twice.
    MissingExtraError
        If an Excel workbook is given and python-calamine is not installed.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> wide = pd.DataFrame({"name": ["United States"], "ISO3": ["USA"],
    ...                      "2015": [0.9], "2019": [1.0]})
    >>> mf.read_deflators(wide, source="by hand").to_frame()["USA"].tolist()
    [0.9, 1.0]
    """
    for option, given in (("source", source), ("series", series)):
        if given is not None and not isinstance(given, str):
            raise MigfundError(f"{option} must be text, not {given!r}.")
    if isinstance(path_or_frame, pd.DataFrame):
        frame = path_or_frame
        if not isinstance(frame.index, pd.RangeIndex):  # wbgapi has the economies there
            frame = frame.reset_index()
        name, rows = "the table", as_text([frame.columns, *frame.to_numpy(object)])
    elif isinstance(path_or_frame, str | Path):
        name, rows = Path(path_or_frame).name, as_text(rows_of_file(Path(path_or_frame), _heading))
    else:
        raise ReadError("the deflators", f"are no file and no DataFrame: {path_or_frame!r}.")
    top = _heading(rows)
    if top is None:
        raise ReadError(
            name,
            f"no headings with two years or more, or a column 'year', in the first {HEADING_ROWS} "
            "rows. Each year is a column, such as 2019.",
        )
    above = [cell for row in rows[:top] for cell in row]
    odd = [cell for cell in above if "100" in cell and _is_no_index(cell)]
    odd += [cell for cell in above if _INDEX.search(cell) and _is_other_index(cell)]
    if len(rows[top]) > 2:  # what stands above one of several columns is said of it
        alike = [row for row in rows[:top] if sum(map(bool, row)) > 1]
        odd += [
            f"{heading} ({row[n]})"
            for n, heading in enumerate(rows[top])
            for row in alike
            if n and n < len(row) and _is_no_index(row[n])
        ]
    _refuse_changes(list(dict.fromkeys(odd)), name)
    rows, series = _plain_form(_with_time(_with_points(rows[top:])), name, series)
    rows = _months_down(rows)
    heading = [cell.casefold() for cell in rows[0]]
    strange = [cell for cell in rows[0] if _ALMOST_YEAR.fullmatch(cell) and not _period(cell)]
    across = {place: period for place, cell in enumerate(rows[0]) if (period := _period(cell))}
    parts = [period for period in across.values() if period[1]]
    if parts and len({year for year, _, _ in parts}) == len(parts):
        strange = [cell for cell in rows[0] if (period := _period(cell)) and period[1]]
    if strange:
        raise ReadError(name, f"headings are no whole calendar years: {list_values(strange)}.")
    down = next((n for n, cell in enumerate(heading) if cell in _TIMES), None)
    if down is not None and len(across) < 2:
        return _by_year(rows, down, source or name, name, series)
    form = _form_of(heading, rows[1:])
    return _wide(rows, heading, form, source or f"{form.name} ({name})", name, series)


_COMMA = re.compile(r"[+-]?\d+,\d+")


def _with_points(rows: list[list[str]]) -> list[list[str]]:
    """Return rows in which figures have a point where their comma can be nothing but decimal.

    That is so if some have other than three digits behind it, and none has a point.
    """
    cells = {cell for row in rows[1:] for cell in row}
    commas = {cell for cell in cells if _COMMA.fullmatch(cell)}
    sure = any(len(cell.partition(",")[2]) != 3 or re.match(r"[+-]?0", cell) for cell in commas)
    if not sure or any(_NUMBER.fullmatch(cell) and "." in cell for cell in cells):
        return rows
    return [[c.replace(",", ".") if c in commas else c for c in row] for row in rows]


def _months_down(rows: list[list[str]]) -> list[list[str]]:
    """Return a table of years and months, in two columns or months across, with one of months."""
    heading = [cell.casefold() for cell in rows[0]]
    named = [(row[0], months().get(fold(row[0])), row[1:]) for row in rows[1:] if any(row)]
    if all(map(_year, rows[0][1:])) and {month for _, month, _ in named} >= {*range(1, 13)}:
        # The months stand down and the years across; other rows are averages or notes.
        return [
            ["date", "index"],
            *(
                [f"{_year(year)}-{month:02}", cell]
                for _, month, row in named
                if month
                for year, cell in zip(rows[0][1:], row, strict=False)
                if cell
            ),
        ]
    year = next((n for n, cell in enumerate(heading) if cell in YEAR_HEADINGS), None)
    if year is None:
        return rows
    body = [row + [""] * (len(heading) - len(row)) for row in rows[1:] if any(row)]
    body = [row for row in body if _year(row[year])]  # others are notes, or say what is below
    years = [_year(row[year]) for row in body]
    across = {n: month for n, cell in enumerate(heading) if (month := months().get(fold(cell)))}
    if len(across) == 12 and not any(map(_NUMBER.fullmatch, heading)):
        each = zip(years, body, strict=True)
        long = [[f"{y}-{m:02}", row[n]] for y, row in each for n, m in across.items()]
        return [["date", "index"], *[row for row in long if row[1]]]
    month = next((n for n, cell in enumerate(heading) if cell in MONTH_HEADINGS), None)
    if month is None:
        return rows
    # Of the Bureau of Labor Statistics M13 is the year.
    pairs = [(y, row) for y, row in zip(years, body, strict=True) if row[month] != "M13"]
    number = [
        str(months().get(fold(row[month]), row[month].removeprefix("M"))).zfill(2)
        for _, row in pairs
    ]
    kept = [n for n in range(len(heading)) if n not in (year, month)]
    joined = [
        [f"{y}-{m}", *(row[n] for n in kept)] for (y, row), m in zip(pairs, number, strict=True)
    ]
    return [["date", *(rows[0][n] for n in kept)], *joined]


def _plain_form(
    rows: list[list[str]], name: str, series: str | None
) -> tuple[list[list[str]], str | None]:
    """Return the rows of the IMF's new form and of Eurostat's with a column for each thing said.

    With them, the series that is still to be chosen.
    """
    heading = [cell.casefold() for cell in rows[0]]
    if _is_of_ons(rows):
        return _of_ons(rows, name), series
    if {"ref_date", "geo", "uom", "value"} <= set(heading):
        return _of_eurostat(*_of_canada(rows, heading), name, series), None
    if "series_code" in heading:  # USA.NGDP_D.A
        if "type_of_transformation" in heading:
            at = heading.index("type_of_transformation")
            plain = [row for row in rows[1:] if len(row) > at and not _is_no_index(row[at])]
            rows = [rows[0], *plain] if plain else rows
        place = heading.index("series_code")
        split = [row[place].split(".") if len(row) > place else [] for row in rows[1:]]
        codes = [[*part[:2], ""][:2] if len(part) > 1 else ["", ""] for part in split]
        new = {"latest_actual_annual_data": "Estimates Start After", "unit": "Units"}
        first = ["ISO", "WEO Subject Code", *(new.get(c.casefold(), c) for c in rows[0])]
        unit = next((heading.index(c) for c in ("indicator", "unit") if c in heading), place)
        body = [[*code, *row] for code, row in zip(codes, rows[1:], strict=True)]
        if "unit" in heading and "indicator" in heading:  # the name says "index" as well
            where = heading.index("unit") + 2
            for row in body:
                row[where] = f"{row[where]} {row[unit + 2]}"
        return [first, *body], series
    if "\\" in rows[0][0]:  # freq,unit,coicop,geo\\TIME_PERIOD
        names = rows[0][0].split("\\")[0].split(",")
        body = [[*row[0].split(","), *row[1:]] for row in rows[1:] if any(row)]
        rows = [[*names, *rows[0][1:]], *body]
        heading = [cell.casefold() for cell in rows[0]]
    if {"ref_area", "time_period", "obs_value"} <= set(heading):  # the OECD
        heading = ["geo" if cell == "ref_area" else cell for cell in heading]
    if "geo" in heading:
        return _of_eurostat(rows, heading, name, series), None
    return rows, series


def _is_of_ons(rows: list[list[str]]) -> bool:
    """Tell whether rows are a series of the Office for National Statistics."""
    return rows[0][:1] == ["Title"] and any(row[:1] == ["CDID"] for row in rows[:HEADING_ROWS])


def _of_ons(rows: list[list[str]], name: str) -> list[list[str]]:
    """Return the yearly figures of a series of the ONS, else its months."""
    said = {row[0]: row[1] for row in rows if len(row) > 1 and not _period(row[0])}
    odd = [text for key in ("Title", "Unit") if _is_no_index(text := said.get(key, ""))]
    _refuse_changes(odd, name)
    cells = [(_period(row[0]), row[1]) for row in rows if len(row) > 1 and _period(row[0])]
    kinds = [kind for kind in ("", "M", "Q") if any(p and p[1] == kind for p, _ in cells)]
    body = [
        [str(p[0]) if not p[1] else f"{p[0]}-{p[1]}{p[2]}", cell]
        for p, cell in cells
        if p and p[1] == kinds[0]
    ]
    return [["year", said.get("CDID", "index")], *body]


_SAID = re.compile(
    r"structure.*|action|dataflow|last update|geo|geopolitical entity.*|reference area|time|"
    r"time[ _]period|observation.*|obs_.*|conf.*|decimals?|base_per|base period"
)
"""Headings of Eurostat and the OECD that say nothing of what the figures are."""
_CANADA = (
    *("dguid", "uom_id", "scalar_factor", "scalar_id", "vector", "coordinate"),
    *("status", "symbol", "terminated", "decimals"),
)
"""Headings of Statistics Canada that say nothing of what the figures are."""


def _of_canada(rows: list[list[str]], heading: list[str]) -> tuple[list[list[str]], list[str]]:
    """Return the rows of Statistics Canada under Eurostat's headings, and these."""
    kept = [n for n, cell in enumerate(heading) if cell not in _CANADA]
    new = {"ref_date": "time_period", "value": "obs_value"}
    named = [new.get(heading[n], heading[n]) for n in kept]
    body = [[row[n] if n < len(row) else "" for n in kept] for row in rows[1:] if any(row)]
    return [named, *body], named


def _of_eurostat(
    rows: list[list[str]], heading: list[str], name: str, series: str | None
) -> list[list[str]]:
    """Return Eurostat's rows of one unit and classification, a row a country and years across."""
    geo = heading.index("geo")
    value = heading.index("obs_value") if "obs_value" in heading else None
    body = [row for row in rows[1:] if any(row)]
    body = [row + [""] * (len(heading) - len(row)) for row in body]
    kinds = [n for n, cell in enumerate(heading) if not _SAID.fullmatch(cell) and not _period(cell)]
    if series is not None:
        found = list(dict.fromkeys(row[n] for row in body for n in kinds))
        if series not in found:
            raise ReadError(
                name, f"has no rows of series={series!r}; it has {list_values(found, limit=20)}."
            )
        body = [row for row in body if series in (row[n] for n in kinds)]
    indices = [row for row in body if not any(_is_no_index(row[n]) for n in kinds)]
    if not indices:
        raise ReadError(name, "has rates of change and no price index.")
    for n in kinds:
        found = list(dict.fromkeys(row[n] for row in indices))
        if len(found) > 1:
            raise ReadError(
                name,
                f"has several {heading[n]}: {list_values(found)}. Choose one: series={found[0]!r}.",
            )
    if "base_per" in heading:
        base = heading.index("base_per")
        bases: dict[str, set[str]] = {}
        for row in indices:
            bases.setdefault(row[geo], set()).add(row[base])
        odd = [place for place, found in bases.items() if len(found) > 1]
        if odd:
            raise ReadError(
                name, f"has several base periods of {list_values(odd)}. Keep the rows of one."
            )
    codes = {row["iso2"]: row["iso3"] for row in codelist_rows("countries")} | _EUROSTAT
    if "Canada" in {row[geo] for row in indices}:
        codes["Canada"] = "CAN"
    if value is None:
        years = [n for n, cell in enumerate(rows[0]) if _period(cell)]
        kept = [[codes.get(row[geo], row[geo]), *(row[n] for n in years)] for row in indices]
        return [["code", *(rows[0][n] for n in years)], *kept]
    time = heading.index("time_period")
    cells = {(row[geo], row[time]): row[value] for row in indices}
    if len(cells) < len(indices):
        raise ReadError(name, "has several figures for a country and time. Keep one of each.")
    times = sorted({when for _, when in cells})
    places = dict.fromkeys(place for place, _ in cells)
    kept = [[codes.get(p, p), *(cells.get((p, when), "") for when in times)] for p in places]
    return [["code", *times], *kept]


def _refuse_changes(found: list[str], name: str) -> None:
    """Raise ReadError if words or codes of what is no index were found."""
    if found:
        raise ReadError(
            name,
            f"{list_values(found)} is a rate of change and no price index, or an index of what is "
            "no price. Choose the publisher's table of the price index itself, in which one year "
            "is 100; or drop it, if the index stands beside it.",
        )


def _is_no_index(text: str) -> bool:
    """Tell whether words or a code are those of a rate of change, an amount or another index."""
    bases = [
        base for base in _BASE.findall(text) if not re.search(r"\d\d|^\s*$|\bbase\b", base, re.I)
    ]
    changes = bases or _NO_INDEX.search(text) or _NO_INDEX_CODE.fullmatch(text)
    return bool(changes) or _is_other_index(text)


def _is_other_index(text: str) -> bool:
    """Tell whether words are those of another index than one of prices, such as of wages."""
    return bool(_OTHER_INDEX.search(text)) and not _PRICES.search(text)


def _year(cell: str) -> int | None:
    """Read a heading as a calendar year."""
    match = _YEAR.fullmatch(cell)
    return int(match[1]) if match else None


def _period(cell: str) -> tuple[int, str, int] | None:
    """Read a year, month, quarter or day: the year, "M", "Q", "D" or "", and which month of it."""
    year = _year(cell)
    if year is not None:
        return year, "", 0
    turned = re.sub(r"^(\d{4}) ([^\W\d]+\d?)$", r"\2 \1", cell)  # 2015 JAN, 2015 Q1
    turned_month = re.fullmatch(r"(\d{1,2})[-/.](\d{4})", cell)  # 01-2018
    if turned_month and 1 <= int(turned_month[1]) <= 12:
        return int(turned_month[2]), "M", int(turned_month[1])
    match, named = _PART.fullmatch(cell), _NAMED.fullmatch(turned)
    if named:
        month = int(named[2] or 0) if named[1].upper() == "Q" else months().get(fold(named[1]), 0)
        kind = "Q" if named[2] else "M"
        return (int(named[3]), kind, month) if 1 <= month <= _PARTS[kind] else None
    if match is None:
        return None
    kind, number = match["kind"] or ("D" if match[4] else "M"), int(match[3])
    return (int(match[1]), kind, number) if 1 <= number <= _PARTS[kind] else None


def _heading(rows: list[list[str]]) -> int | None:
    """Find the row of headings: two years or more, or a column of years, months or quarters."""
    if rows and _is_of_ons(rows):
        return 0
    for place, row in enumerate(rows[:HEADING_ROWS]):
        years = sum(_period(cell) is not None or bool(_ALMOST_YEAR.fullmatch(cell)) for cell in row)
        if years > 1 or (len(row) > 1 and _has_times(row, rows[place + 1 :])):
            return place
    return _above_times(rows)


def _has_times(row: list[str], below: list[list[str]]) -> bool:
    """Tell whether a row has a heading of times, and below it stands nothing else."""
    first = next((other for other in below if any(other)), [])
    return not any(map(_year, row)) and any(
        cell.casefold() in _TIMES
        and re.match(r"\d|[^\W\d]{3,9}\W?\d|\w\d\W|$", first[n] if n < len(first) else "")
        for n, cell in enumerate(row)
    )


def _above_times(rows: list[list[str]]) -> int | None:
    """Find the row above a column of years, months or quarters, whatever its heading is."""
    for place, row in enumerate(rows[:HEADING_ROWS]):
        below = rows[place + 1 : place + 4]
        times = [
            n for n in range(min(map(len, [row, *below]))) if all(_period(r[n]) for r in below)
        ]
        if len(below) == 3 and len(row) > 1 and len(times) == 1 and not _period(row[times[0]]):
            return place
    return None


def _with_time(rows: list[list[str]]) -> list[list[str]]:
    """Return rows below a heading "time" where only the column tells that it is one."""
    if set(_TIMES) & set(map(str.casefold, rows[0])) or sum(map(bool, map(_period, rows[0]))) > 1:
        return rows
    if _above_times(rows) != 0:
        return rows
    (times,) = [n for n in range(len(rows[1])) if all(_period(row[n]) for row in rows[1:4])]
    heading = ["time" if n == times else cell for n, cell in enumerate(rows[0])]
    if len(heading) == 2 and "" in heading:
        heading[heading.index("")] = "index"
    return [heading, *rows[1:]]


def _form_of(heading: list[str], body: list[list[str]]) -> _Form:
    """Tell the form by its headings; the simple one has a code, or a name, in one column."""
    for form in _FORMS:
        if {form.code, form.label, form.subject} - {None} <= set(heading):
            return form
    subject = _column_of(body, lambda cell: bool(_SUBJECT.fullmatch(cell)))
    code = _column_of(body, lambda cell: bool(re.fullmatch("[A-Z]{3}", cell)))
    if subject is not None and code is not None and code != subject:
        names = [n for n in range(max(code, subject)) if n not in (code, subject)]
        return _Form(
            "World Bank",
            heading[code],
            heading[names[0]] if names else None,
            heading[subject],
            heading[subject - 1] if subject - 1 in names[1:] else None,
            thousands=True,
        )
    return _Form("deflators", next((name for name in _CODES if name in heading), None), None)


def _wide(
    rows: list[list[str]],
    heading: list[str],
    form: _Form,
    source: str,
    name: str,
    series: str | None,
) -> Deflators:
    """Read rows of one country and subject each, with years as columns."""
    years = {place: period for place, cell in enumerate(rows[0]) if (period := _period(cell))}
    body = [row + [""] * (len(heading) - len(row)) for row in rows[1:]]
    # A footnote, or a row of flags, has words and no figure.
    body = [row for row in body if any(re.search(r"\d", row[i]) for i in years)]
    place = {cell: i for i, cell in reversed(list(enumerate(heading)))}
    if form.subject is not None:
        body = _one_subject(body, place[form.subject], place.get(form.unit or "", -1), name, series)
    elif series is not None:
        raise ReadError(name, f"has no column of subjects; series={series!r} chooses nothing here.")
    else:
        said = {cell for row in body for n, cell in enumerate(row) if n not in years}
        odd = sorted(
            cell for cell in said if _is_no_index(cell) and not _NO_INDEX_CODE.fullmatch(cell)
        )
        _refuse_changes(odd, name)
    code = None if form.code is None else place[form.code]
    label = _label(body, years, code) if form.label is None else place[form.label]
    if code is not None and not any(re.fullmatch(r"[A-Za-z]\w+", row[code]) for row in body):
        code = None  # the publisher's own
    columns: dict[str, list[float]] = {}
    notes: list[str] = []
    for row in body:
        key = _series_name(row, code, label)
        if not key:
            raise ReadError(name, f"a row of figures has no country: {list_values(row, limit=8)}.")
        if key in columns:
            raise ReadError(name, f"{key} stands twice. Keep one of its rows.")
        numbers = [_number(row[i], form.thousands, f"{key} {y[0]}", name) for i, y in years.items()]
        columns[key] = _above_zero(numbers, [year for year, _, _ in years.values()], key, notes)
    table = _by_calendar_year(columns, list(years.values()), name, notes)
    _need_indices(table, name)
    estimates = _estimates(body, place, code, label)
    return Deflators(table, source, estimates_after=estimates, notes=tuple(notes))


def _label(body: list[list[str]], years: Collection[int], code: int | None) -> int | None:
    """Find the column of names where no heading tells it: of countries, else the first one."""
    places = [n for n in range(max(map(len, body), default=0)) if n not in years and n != code]
    places = [n for n in places if any(row[n] for row in body)]
    named = [n for n in places if all(len(parse_countries(row[n])) == 1 for row in body)]
    return next(iter(named or places), None)


def _by_year(
    rows: list[list[str]], where: int, source: str, name: str, series: str | None
) -> Deflators:
    """Read a table of years, months or quarters down and series across."""
    if series is not None:
        raise ReadError(name, f"has no column of subjects; series={series!r} chooses nothing here.")
    # Notes stand below, in one cell.
    body = [row for row in rows[1:] if sum(map(bool, row)) > (not _period(row[where]))]
    when = [_period(row[where]) for row in body]
    odd = [row[where] for row, period in zip(body, when, strict=True) if period is None]
    if odd:
        raise ReadError(
            name,
            f"column {rows[0][where]!r} has what is no whole year: {list_values(odd)}. Write a "
            "year as 2018, a month as 2018-01 and a day as 2018-01-31.",
        )
    periods = [period for period in when if period is not None]
    years = [year for year, _, _ in periods]
    long = _long_by_year(rows, where, name)
    if long is not None:
        rows, body, periods = long
        years = [year for year, _, _ in periods]
        where = 0
    notes: list[str] = []
    columns: dict[str, list[float]] = {}
    for place, key in enumerate(rows[0]):
        if place == where:
            continue
        if not key or key in columns:
            raise ReadError(name, f"heading {key!r} is empty or stands twice.")
        cells = [row[place] if place < len(row) else "" for row in body]
        words = {cell for cell in cells if cell and not re.search(r"\d", cell)} - NOT_STATED
        about = len(rows[0]) > 2 and (
            (len(set(cells)) == 1 and not _NUMBER.fullmatch(cells[0])) or all(map(_period, cells))
        )
        if about:  # says of all rows the same, or their times once more
            _refuse_changes(sorted(filter(_is_no_index, words)), name)
            continue
        if len(rows[0]) > 2 and words and not any(re.search(r"\d", cell) for cell in cells):
            raise ReadError(
                name, f"has several {key}: {list_values(sorted(words))}. Keep the rows of one."
            )
        _refuse_changes([key] if _is_no_index(key) else [], name)
        numbers = [_number(c, False, f"{key} {y}", name) for c, y in zip(cells, years, strict=True)]
        columns[key] = _above_zero(numbers, years, key, notes)
    table = _by_calendar_year(columns, periods, name, notes)
    _need_indices(table, name)
    return Deflators(table, source, notes=tuple(notes))


def _long_by_year(
    rows: list[list[str]], where: int, name: str
) -> tuple[list[list[str]], list[list[str]], list[tuple[int, str, int]]] | None:
    """Return a long table, a row a country and year, with countries across; None if it is none."""
    heading = [cell.casefold() for cell in rows[0]]
    body = [row for row in rows[1:] if any(row)]
    code = _column_of(body, lambda cell: bool(re.fullmatch("[A-Z]{3}|OWID_[A-Z_]+", cell)))
    if code is None:
        code = _column_of(body, lambda c: bool(parse_countries(c)) and not re.search(r"\d", c))
    if code is None:
        return None
    body = [row for row in body if row[code]]
    others = [
        n
        for n in range(len(heading))
        if n not in (where, code) and not re.search(r"(?:^|[ _])code\b", heading[n])
    ]
    figures = [n for n in others if any(_NUMBER.fullmatch(row[n]) for row in body if n < len(row))]
    if len(figures) != 1:
        shown = list_values([rows[0][n] for n in figures]) or "none"
        raise ReadError(
            name, f"has {len(figures)} columns of figures by country and year: {shown}. Keep one."
        )
    said = {row[n] for row in body for n in range(len(row)) if n not in (where, code, *figures)}
    odd = [text for text in (rows[0][figures[0]], *sorted(said)) if _is_no_index(text)]
    _refuse_changes(odd, name)
    by_name = {cell: _series_name([cell], None, 0) for cell in {row[code] for row in body}}
    cells = {(row[where], by_name[row[code]]): row[figures[0]] for row in body}
    if len(cells) < len(body):
        differ = [rows[0][n] for n in set(others) - set(figures) if len({r[n] for r in body}) > 1]
        by = f" (they differ in {list_values(differ)})" if differ else ""
        raise ReadError(name, f"has several figures for a country and year{by}. Keep one of each.")
    times, places = (list(dict.fromkeys(key[n] for key in cells)) for n in (0, 1))
    wide = [[when, *(cells.get((when, place), "") for place in places)] for when in times]
    periods = [period for when in times if (period := _period(when))]
    return [["year", *places], *wide], wide, periods


def _column_of(body: list[list[str]], test: Callable[[str], bool]) -> int | None:
    """Return the first column of which each cell that holds something passes a test."""
    for place in range(max(map(len, body), default=0)):
        cells = [row[place] for row in body if place < len(row) and sum(map(bool, row)) > 2]
        if any(cells) and all(map(test, filter(None, cells))):
            return place
    return None


def _by_calendar_year(
    columns: dict[str, list[float]],
    periods: list[tuple[int, str, int]],
    name: str,
    notes: list[str],
) -> pd.DataFrame:
    """Return figures by year: of months or quarters the average, where a year has all of them."""
    kinds = {kind for _, kind, _ in periods}
    years = pd.Index([year for year, _, _ in periods])
    table = pd.DataFrame(columns, index=years, dtype=float)
    if kinds <= {""}:
        return table
    if len(kinds) > 1:
        raise ReadError(name, "mixes years with months or quarters. Keep one of them.")
    if len(set(periods)) < len(periods):
        raise ReadError(name, "has a month or quarter twice. Keep one of each.")
    whole = _PARTS[kinds.pop()]
    if {"D"} >= {kind for _, kind, _ in periods}:  # the first or last day of a year or quarter
        first = {number for _, _, number in periods}
        steps = [step for step in (12, 3) if first <= {*range(1, 13, step)}]
        steps += [step for step in (12, 3) if first <= {*range(step, 13, step)}]
        whole = 12 // max(steps, default=1)
    elif whole == 12 and {number % 3 for _, _, number in periods} == {periods[0][2] % 3}:
        whole = 4  # quarters by their first, middle or last month
    if whole == 1:
        return table
    grouped = table.groupby(level=0)
    yearly = grouped.mean().where(grouped.count() == whole)
    short = [year for year, known in grouped.count().max(axis=1).items() if 0 < known < whole]
    if not yearly.notna().any(axis=None):
        raise ReadError(name, f"has no year with all of its {whole} months or quarters.")
    notes.append(f"averages of {whole} months or quarters a year")
    if short:
        notes.append(f"years without all of them are missing: {list_values(short)}")
    return yearly


def _need_indices(table: pd.DataFrame, name: str) -> None:
    """Raise if most series are rates of change: they go up and down, and are near no level.

    An index keeps its level: what one year adds the next does not take away again. In a series of
    changes a fall is as common as a rise, and most are large.
    """
    odd, slips, rebased = [], [], []
    for series in table:
        known = table[series].dropna().sort_index()
        figures = known.to_numpy()
        before, after = figures[1:-1] / figures[:-2], figures[1:-1] / figures[2:]
        alone = ((before > 8) & (after > 8)) | ((before < 1 / 8) & (after < 1 / 8))
        slips += [f"{series} {year}: {known[year]:g}" for year in known.index[1:-1][alone]]
        steps, based = np.diff(np.log(figures)), np.isin(figures, (1, 100)).any()
        if len(steps) > 2:
            # The value of money falls, or what sums are to be multiplied by; prices hardly ever do.
            if table.shape[1] == 1 and steps.max() < 0 and np.median(steps) < -0.01:
                odd.append(series)
            both = min((steps < 0).mean(), (steps > 0).mean()) >= 0.25
            # Prices of countries that sell oil go up and down by a tenth; their base year tells.
            small = figures.max() < _SMALL and not based
            if both and (small or np.median(np.abs(steps)) > (0.3 if based else 0.12)):
                odd.append(series)
            # Of the year before as 100 or 1: never below it, and no nearer to it in the end.
            floor = 100.0 if figures.min() > 50 else 1.0
            changes = len(steps) > 4 and floor < figures.min() and figures.max() < 1.3 * floor
            if changes and min((steps < 0).mean(), (steps > 0).mean()) >= 0.3:
                odd.append(series)
        # A new base: the index begins at 100 again, while prices rise in all other years.
        # Among many, deflators of oil have fallen into their base year; one alone must not at all.
        falls = np.flatnonzero(steps < np.log(0.8 if table.shape[1] > 1 else 0.95))
        if len(falls) == 1 and figures[falls[0] + 1] in (1, 100):
            others = np.delete(steps, falls)
            if len(others) > 2 and others.min() > -0.03:
                rebased.append(f"{series} {known.index[falls[0] + 1]}")
        # A few small figures that are near no base may be changes though they only rise.
        yearly = np.abs(steps) / np.maximum(np.diff(known.index.to_numpy()), 1)
        few = 0 < len(steps) < _FEW and not based and figures.max() < _SMALL
        if few and (np.median(yearly) > 0.25 or (len(steps) < 3 and figures.max() > 1.5)):
            odd.append(series)
    odd = list(dict.fromkeys(odd))
    counted = [series for series in table if table[series].count() > 1]
    if counted and len(odd) > len(counted) / 2:
        raise ReadError(
            name,
            f"seems to hold yearly changes and no price index ({list_values(odd)}): the figures "
            "go up and down as changes do, or only down. An index is needed, such as FP.CPI.TOTL; "
            "if it is one, pass mf.Deflators(table, source=...).",
        )
    if rebased:
        raise ReadError(
            name,
            f"seems to begin anew at its base ({len(rebased)}): {list_values(rebased)}. Put the "
            "years before and after on one base, or keep one of the two.",
        )
    if slips:
        raise ReadError(
            name,
            f"has figures of ten times or a tenth of those of the years on both sides "
            f"({len(slips)}): {list_values(slips)}. Mend them.",
        )


def _one_subject(
    body: list[list[str]], subject: int, unit: int, name: str, series: str | None
) -> list[list[str]]:
    """Keep the rows of one subject, if it is an index: a rate of change deflates nothing."""
    found = list(dict.fromkeys(row[subject] for row in body if row[subject]))
    if series is None and len(found) > 1:
        raise ReadError(
            name,
            f"has {len(found)} subjects: {list_values(found, limit=10)}. Choose one: "
            f"series={found[0]!r}.",
        )
    wanted = found[0] if series is None and found else series
    if wanted not in found:
        raise ReadError(
            name, f"has no figures for subject {wanted!r}; it has {list_values(found, limit=10)}."
        )
    kept = [row for row in body if row[subject] == wanted]
    units = {row[unit] for row in kept} if unit >= 0 else set()
    words = "index|deflator|índice|indice|deflactor|déflateur|مؤشر|الرقم|معامل"
    named = wanted in _INDICES
    odd = [
        text
        for text in units
        if _NO_INDEX.search(text)
        or _is_other_index(text)
        or not (named or re.search(words, text, re.IGNORECASE))
    ]
    if unit < 0 and (wanted or "").endswith((".ZG", "PCH")):
        odd = [str(wanted)]
    if odd:
        raise ReadError(
            name,
            f"subject {wanted!r} is no price index but {list_values(odd)}. Indices are NGDP_D and "
            "PCPI (IMF), NY.GDP.DEFL.ZS and FP.CPI.TOTL (World Bank).",
        )
    return kept


def _series_name(row: list[str], code: int | None, label: int | None) -> str:
    """Name a row's series: by its code, else by the country that its name surely is, else as is."""
    name = row[label] if label is not None else ""
    if code is not None:
        return _WEO_CODES.get(row[code], row[code]) or name
    countries = parse_countries(name)
    return countries[0] if len(countries) == 1 else name


def _number(cell: str, thousands: bool, where: str, name: str) -> float:
    """Read a figure; NaN where one of the usual marks says that there is none."""
    if cell.strip().casefold() in NOT_STATED:
        return float("nan")
    if _NUMBER.fullmatch(cell):
        return float(cell)
    flagged = _FLAGGED.fullmatch(cell)
    if flagged:
        return float(flagged[1])
    # Elsewhere a comma may be a decimal one: 1,070 would be a thousand times too large.
    if thousands and _THOUSANDS.fullmatch(cell):
        return float(cell.replace(",", ""))
    raise ReadError(
        name, f"{where}: {cell!r} is no number. Write numbers as 1.07, without other signs."
    )


def _above_zero(numbers: list[float], years: list[int], key: str, notes: list[str]) -> list[float]:
    """Leave figures of zero or less missing, and note them."""
    bad = [year for number, year in zip(numbers, years, strict=True) if number <= 0]
    if bad:
        notes.append(f"{key}: zero or less, so taken as missing: {list_values(bad)}")
    return [float("nan") if number <= 0 else number for number in numbers]


def _estimates(
    body: list[list[str]], place: dict[str, int], code: int | None, label: int | None
) -> dict[str, int]:
    """Return the last year of each series that is no estimate, where a column says so."""
    column = place.get("estimates start after")
    if column is None:
        return {}
    stated = {_series_name(row, code, label): _last_year(row[column]) for row in body}
    return {key: year for key, year in stated.items() if year is not None}


def _last_year(cell: str) -> int | None:
    """Read the year after which figures are estimates; of a fiscal year, the one before its end."""
    match = re.search(r"(?:FY)?((?:19|20)\d\d)", cell)
    return int(match[1]) if match else None
