"""Tables of price indices as they are published: World Bank, IMF, DAC and simpler ones."""

import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from migfund.errors import ReadError, list_values
from migfund.files.sheets import HEADING_ROWS, as_text, rows_of_file
from migfund.parse.places import parse_countries
from migfund.prices.deflators import Deflators

__all__ = ["read_deflators"]

_YEAR = re.compile(r"((?:1[89]|20|21)\d\d)(?:\.0)?(?: \[YR\1\])?", re.IGNORECASE)
_ALMOST_YEAR = re.compile(r"(?:1[89]|20|21)\d\d\s*[-/.–]\s*\d+")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_MISSING = {"", "n/a", "na", "n.a.", "nan", "<na>", "none", "-", "--", "..", "...", "…"}
_WEO_CODES = {"WBG": "PSE", "UVK": "XKX"}
"""Codes of the World Economic Outlook that are not those of the project table."""


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
_CODES = ("iso3", "iso3 code", "iso_code", "iso code", "iso", "country code", "code")


def read_deflators(
    path_or_frame: str | Path | pd.DataFrame,
    *,
    source: str | None = None,
    series: str | None = None,
) -> Deflators:
    """Read price indices in the wide forms in which they are published.

    The headings say which: World Bank (``Country Code``, ``Indicator Code``, years; lines above
    the headings are passed over), IMF World Economic Outlook (``ISO``, ``WEO Subject Code``,
    ``Units``, years), DAC deflators (donors by name, years), any table with a code or a name in
    one column and years in the others, and one with a column ``year``. A figure of zero or less is
    no price index: it is missing, and ``notes`` says so.

    Parameters
    ----------
    path_or_frame
        CSV or tab-separated text in any usual encoding, an Excel workbook, or a table.
    source
        What to cite; the form and the name of the file if not given.
    series
        Code of the subject or indicator (``NGDP_D``, ``NY.GDP.DEFL.ZS``) where a file has several.

    Returns
    -------
    Deflators
        One column a country: its ISO 3166-1 alpha-3 code, or the name that the file gives where
        it has no code and the name is no country's.

    Raises
    ------
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
    if isinstance(path_or_frame, pd.DataFrame):
        name, rows = "the table", as_text([path_or_frame.columns, *path_or_frame.to_numpy(object)])
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
    heading = [cell.casefold() for cell in rows[top]]
    strange = [cell for cell in rows[top] if _ALMOST_YEAR.fullmatch(cell) and not _year(cell)]
    if strange:
        raise ReadError(name, f"headings are no whole calendar years: {list_values(strange)}.")
    if "year" in heading and sum(map(bool, map(_year, rows[top]))) < 2:
        return _by_year(rows[top:], heading.index("year"), source or name, name, series)
    form = _form_of(heading)
    return _wide(rows[top:], heading, form, source or f"{form.name} ({name})", name, series)


def _year(cell: str) -> int | None:
    """Read a heading as a calendar year."""
    match = _YEAR.fullmatch(cell)
    return int(match[1]) if match else None


def _heading(rows: list[list[str]]) -> int | None:
    """Find the row of headings: two years or more, or a column of years."""
    for place, row in enumerate(rows[:HEADING_ROWS]):
        years = sum(_year(cell) is not None or bool(_ALMOST_YEAR.fullmatch(cell)) for cell in row)
        if years > 1 or (len(row) > 1 and "year" in map(str.casefold, row)):
            return place
    return None


def _form_of(heading: list[str]) -> _Form:
    """Tell the form by its headings; the simple one has a code, or a name, in one column."""
    for form in _FORMS:
        if {form.code, form.label, form.subject} - {None} <= set(heading):
            return form
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
    years = {place: year for place, cell in enumerate(heading) if (year := _year(cell))}
    body = [row + [""] * (len(heading) - len(row)) for row in rows[1:]]
    # A footnote has words and no figure.
    body = [row for row in body if any(row[i].casefold() not in _MISSING for i in years)]
    place = {cell: i for i, cell in reversed(list(enumerate(heading)))}
    if form.subject is not None:
        body = _one_subject(body, place[form.subject], place.get(form.unit or "", -1), name, series)
    elif series is not None:
        raise ReadError(name, f"has no column of subjects; series={series!r} chooses nothing here.")
    code = None if form.code is None else place[form.code]
    label = _label(body, years, code) if form.label is None else place[form.label]
    columns: dict[str, list[float]] = {}
    notes: list[str] = []
    for row in body:
        key = _series_name(row, code, label)
        if not key:
            raise ReadError(name, f"a row of figures has no country: {list_values(row, limit=8)}.")
        if key in columns:
            raise ReadError(name, f"{key} stands twice. Keep one of its rows.")
        numbers = [_number(row[i], form.thousands, f"{key} {y}", name) for i, y in years.items()]
        columns[key] = _above_zero(numbers, list(years.values()), key, notes)
    table = pd.DataFrame(columns, index=list(years.values()), dtype=float)
    estimates = _estimates(body, place, code, label)
    return Deflators(table, source, estimates_after=estimates, notes=tuple(notes))


def _label(body: list[list[str]], years: dict[int, int], code: int | None) -> int | None:
    """Find the column of names where no heading tells it: the first one with words."""
    for place in range(max(map(len, body), default=0)):
        if place not in years and place != code and any(row[place] for row in body):
            return place
    return None


def _by_year(
    rows: list[list[str]], where: int, source: str, name: str, series: str | None
) -> Deflators:
    """Read a table of years down and series across."""
    if series is not None:
        raise ReadError(name, f"has no column of subjects; series={series!r} chooses nothing here.")
    body = [row for row in rows[1:] if any(row)]
    odd = [row[where] for row in body if _year(row[where]) is None]
    if odd:
        raise ReadError(name, f"column 'year' has what is no whole year: {list_values(odd)}.")
    years = [_year(row[where]) or 0 for row in body]
    notes: list[str] = []
    columns: dict[str, list[float]] = {}
    for place, key in enumerate(rows[0]):
        if place == where:
            continue
        if not key or key in columns:
            raise ReadError(name, f"heading {key!r} is empty or stands twice.")
        cells = [row[place] if place < len(row) else "" for row in body]
        numbers = [_number(c, False, f"{key} {y}", name) for c, y in zip(cells, years, strict=True)]
        columns[key] = _above_zero(numbers, years, key, notes)
    return Deflators(pd.DataFrame(columns, index=years, dtype=float), source, notes=tuple(notes))


def _one_subject(
    body: list[list[str]], subject: int, unit: int, name: str, series: str | None
) -> list[list[str]]:
    """Keep the rows of one subject, if it is an index: a rate of change deflates nothing."""
    found = list(dict.fromkeys(row[subject] for row in body if row[subject]))
    if series is None and len(found) > 1:
        raise ReadError(
            name,
            f"has {len(found)} subjects: {list_values(found, limit=10)}. Choose one: series='…'.",
        )
    wanted = found[0] if series is None and found else series
    if wanted not in found:
        raise ReadError(
            name, f"has no figures for subject {wanted!r}; it has {list_values(found, limit=10)}."
        )
    kept = [row for row in body if row[subject] == wanted]
    units = {row[unit] for row in kept} if unit >= 0 else set()
    odd = [u for u in units if "%" in u or not re.search("index|deflator", u, re.IGNORECASE)]
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
    if cell.casefold() in _MISSING:
        return float("nan")
    if _NUMBER.fullmatch(cell):
        return float(cell)
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
    stated = {_series_name(row, code, label): _year(row[column]) for row in body}
    return {key: year for key, year in stated.items() if year is not None}
