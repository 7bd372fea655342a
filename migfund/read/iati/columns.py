"""Raw rows of text to typed columns, with a problem for each text that gives no value."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migfund.codelists import codelist_rows, currencies
from migfund.read.iati.extract import Extractor, slots_of
from migfund.read.iati.standard import DEFAULT_VOCABULARY, ELEMENTS, RULED, Field
from migfund.schema import Array

__all__ = [
    "Columns",
    "Problem",
    "Raw",
    "country_of",
    "distinct",
    "note",
    "read_columns",
]

Columns = dict[str, Any]
"""Arrow arrays by name."""

_STRING = pa.large_string()
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*|Z|[+-]\d\d:\d\d)?")


class Problem(NamedTuple):
    """What could not be understood: where, by activity and by row of an element, what and why."""

    activity: int
    element: str
    row: int
    locator: str | None
    field: str
    text: str | None
    reason: str


class Raw:
    """The rows of an element: position of the activity and of the row around, columns, XPaths.

    ``outer`` counts the rows of the element ``around``; an activity has none around it.
    """

    def __init__(self, element: str, outer: Array, around: "Raw | None", paths: list[str]) -> None:
        self.element, self.outer = element, outer
        self.activity: Array = outer if around is None else around.activity[outer]
        self.columns: Columns = {}
        self._around, self._paths = around, paths

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.activity)

    def codes_in(self, *vocabularies: str) -> pa.Array:
        """Return the codes that are of these vocabularies; null for others."""
        chosen = pc.is_in(self.columns["vocabulary"], pa.array(vocabularies, _STRING))
        return pc.if_else(chosen, self.columns["code"], None)

    @cached_property
    def locator(self) -> pa.Array:
        """The XPath of each row; of most elements, none is asked for."""
        if self._around is None:
            return pa.array(self._paths, pa.large_string())
        name, owner = self.element.rpartition("/")[2], self.outer
        number = np.arange(len(owner)) - np.searchsorted(owner, owner, side="left") + 1
        return pc.binary_join_element_wise(
            self._around.locator.take(pa.array(owner)),
            pa.scalar(f"/{name}[", pa.large_string()),
            pa.array(number).cast(pa.large_string()),
            pa.scalar("]", pa.large_string()),
            pa.scalar("", pa.large_string()),
        )


def read_columns(extracted: Extractor, paths: list[str], problems: list[Problem]) -> dict[str, Raw]:
    """Return the rows of each element as typed columns; add what could not be understood.

    Parameters
    ----------
    extracted
        The rows.
    paths
        The XPath of each activity.
    """
    found: dict[str, Raw] = {}
    for element, fields in ELEMENTS.items():
        cells = extracted.columns(element)
        outer = np.array(cells[0], dtype=np.int64)
        around = found[element.rpartition("/")[0]] if element else None
        raw = found[element] = Raw(element, outer, around, paths)
        slots = slots_of(element)
        for field in fields:
            texts = _Texts(raw, field, cells[slots[field.name]], problems)
            if field.kind in _READERS:
                reader, kind, reason = _READERS[field.kind]
                raw.columns[field.name] = texts.spread(texts.read(reader, reason), kind)
            else:
                raw.columns |= _dates(texts) if field.kind == "date" else _codes(texts)
    for at, name in extracted.doubled:
        note(problems, found[""], [at], name, f"more than one {name}; the first counts")
    return found


class _Texts:
    """The texts of a field: what is to be said of a million is said once of each distinct one.

    ``places`` has for each row the position of its text among the distinct ``names``, null where
    there is none.
    """

    def __init__(self, raw: Raw, field: Field, cells: list[Any], problems: list[Problem]) -> None:
        self.raw, self.field, self.problems = raw, field, problems
        self.places, self.names = pa.nulls(len(cells), pa.int32()), []
        if any(cells):  # in most columns there is none
            encoded = pa.array(cells, _ENCODED)
            self.places = encoded.indices
            self.names = [name.strip() for name in encoded.dictionary.to_pylist()]

    def read(self, value_of: Callable[[str], Any], reason: str = "") -> list[Any]:
        """Return what a function makes of each text; nothing is a problem if there is a reason."""
        values = [value_of(name) if name else None for name in self.names]
        bad = [at for at, name in enumerate(self.names) if values[at] is None and name and reason]
        if bad:
            where = self.field.path.split(" | ")[0].replace("*", "")
            path = "" if where == "." else f"/{where}"
            places = self.places.fill_null(-1).to_numpy()
            rows = np.flatnonzero(np.isin(places, bad))
            texts = [self.names[place] for place in places[rows].tolist()]
            note(self.problems, self.raw, rows.tolist(), self.field.name, reason, texts, path)
        return values

    def spread(self, values: Sequence[Any], kind: pa.DataType) -> pa.Array:
        """Return for each row the value of its text."""
        if not self.names:
            return pa.nulls(len(self.places), kind)
        return pa.array(values, kind).take(self.places)


_ENCODED = pa.dictionary(pa.int32(), pa.string())


def note(
    problems: list[Problem],
    raw: Raw,
    rows: Iterable[int],
    field: str,
    reason: str,
    texts: Sequence[str] | None = None,
    path: str = "",
) -> None:
    """Add a problem for each of the rows of an element."""
    for at, row in enumerate(rows):
        locator = raw.locator[row].as_py() + path
        text = None if texts is None else texts[at]
        activity = int(raw.activity[row])
        problems.append(Problem(activity, raw.element, row, locator, field, text, reason))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def read_number(text: str) -> float | None:
    """Return a decimal number, as XML Schema has them; none for any other text."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if "_" not in text and abs(value) < np.inf else None


def read_percentage(text: str) -> float | None:
    """Return a percentage, with or without its sign."""
    value = read_number(text.removesuffix("%").rstrip())
    return value if value is not None and 0 <= value <= 100 else None


@cache
def read_day(text: str) -> tuple[Any, Any, str] | None:
    """Return first day, last day and precision of a date as XML Schema has them.

    Examples
    --------
    >>> read_day("2019-02")[1:]
    (datetime.date(2019, 2, 28), 'month')
    >>> read_day("2019-13-01") is None
    True
    """
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first, first, "day"
    last_month = int(month or 12)
    last = dt.date(first.year, last_month, monthrange(first.year, last_month)[1])
    return first, last, "month" if month else "year"


def _dates(texts: _Texts) -> Columns:
    """Read dates: first and last day that the text allows, and the precision."""
    days = texts.read(read_day, "not a date")
    name = texts.field.name
    parts = ("", pa.date32()), ("_last", pa.date32()), ("_precision", _STRING)
    columns = {
        name + suffix: texts.spread([day and day[at] for day in days], kind)
        for at, (suffix, kind) in enumerate(parts)
    }
    for suffix in ("", "_last"):
        columns[name + suffix] = columns[name + suffix].cast(pa.timestamp("us"))
    return columns


_FLAGS = {"1": True, "true": True, "0": False, "false": False}


def read_flag(text: str) -> bool | None:
    """Return a flag, as XML Schema has them."""
    return _FLAGS.get(text.lower())


def read_currency(text: str) -> str | None:
    """Return a currency code in capital letters."""
    return text.upper() if text.upper() in currencies() else None


def _codes(texts: _Texts) -> Columns:
    """Read codes of a list and name them; version 1 has words for numbers of version 2."""
    kind, name = texts.field.kind, texts.field.name
    codes, names = codes_of(kind), names_of(kind)
    if kind in RULED:
        reason = f"not in the code list of {kind.replace('_', ' ')}s"
        found = texts.read(lambda text: codes.get(text.lower()), reason)
    else:
        found = texts.read(lambda text: codes.get(text.lower(), text))
    columns = {
        name: texts.spread(found, _STRING),
        f"{name}_name": texts.spread([names.get(code) for code in found], _STRING),
    }
    if kind in DEFAULT_VOCABULARY:
        default = DEFAULT_VOCABULARY[kind]
        unstated = columns[name].is_null()
        columns[name] = pc.if_else(unstated, default, columns[name])
        columns[f"{name}_name"] = pc.if_else(unstated, names[default], columns[f"{name}_name"])
    return columns


_READERS: dict[str, tuple[Callable[[str], Any], pa.DataType, str]] = {
    "text": (str, _STRING, ""),
    "words": (_on_one_line, _STRING, ""),
    "number": (read_number, pa.float64(), "not a number"),
    "percentage": (read_percentage, pa.float64(), "not a percentage from 0 to 100"),
    "flag": (read_flag, pa.bool_(), "neither true nor false"),
    "currency": (read_currency, _STRING, "not a currency code of ISO 4217"),
}
"""How the texts of each kind are read, and why one gives no value; else dates and codes."""


def distinct(texts: pa.Array) -> tuple[Array, list[str]]:
    """Return each row's position among the distinct texts (-1: none), and these."""
    encoded = texts.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes, encoded.dictionary.to_pylist()


@cache
def codes_of(kind: str) -> dict[str, str]:
    """Return the codes of version 2.03 by those of any version or names, in small letters."""
    found = {}
    for row in codelist_rows("iati_codes"):
        if row["list"] == kind:
            found[row["code"].lower()] = found[row["name"].lower()] = row["code"]
            found |= {old: row["code"] for old in row["old"].split("|") if old}
    return found


@cache
def names_of(kind: str) -> dict[str, str]:
    """Return the names of a code list by code."""
    rows = codelist_rows("iati_codes")
    return {row["code"]: row["name"] for row in rows if row["list"] == kind}


@cache
def _alpha3() -> dict[str, str]:
    return {row["iso2"]: row["iso3"] for row in codelist_rows("countries")}


def country_of(code: str) -> str | None:
    """Return the alpha-3 code of a country's alpha-2 code, or of one that is alpha-3 already.

    Examples
    --------
    >>> country_of("am"), country_of("ARM")
    ('ARM', 'ARM')
    """
    code = code.upper()
    return code if code in _alpha2() else _alpha3().get(code)


@cache
def _alpha2() -> dict[str, str]:
    return {alpha3: alpha2 for alpha2, alpha3 in _alpha3().items()}


def country_code(country: str) -> str | None:
    """Return the alpha-2 code of a country's alpha-3 code."""
    return _alpha2().get(country)
