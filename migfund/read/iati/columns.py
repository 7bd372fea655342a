"""Raw rows of text to typed columns, with a problem for each text that gives no value."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from migfund.codelists import codelist_rows, currencies
from migfund.read.iati.extract import Extractor, slots_of
from migfund.read.iati.standard import DEFAULT_VOCABULARY, ELEMENTS, RULED, Field
from migfund.schema import Array

__all__ = ["Columns", "Problem", "Raw", "code_name", "country_of", "distinct", "note", "read_columns"]

Columns = dict[str, Any]
"""Arrow arrays by name."""

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*|Z|[+-]\d\d:\d\d)?")


class Problem(NamedTuple):
    """What could not be understood: where, by activity and by row of an element, what and why."""

    activity: int
    element: str
    row: int
    locator: str
    field: str
    text: str | None
    reason: str


class Raw(NamedTuple):
    """The rows of an element: position of the activity and of the row around, XPath, columns."""

    element: str
    activity: Array
    outer: Array
    locator: pa.Array
    columns: Columns

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.activity)


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
        rows = extracted.rows[element]
        cells: list[Any] = list(zip(*rows, strict=True)) if rows else []
        activity, outer = (
            np.array(cells[slot] if rows else [], dtype=np.int64) for slot in (0, 1)
        )
        locators = _locators(element, activity, outer, paths, found)
        raw = found[element] = Raw(element, activity, outer, locators, {})
        slots = slots_of(element)
        for field in fields:
            texts = _texts(cells[slots[field.name]] if rows else ())
            _CONVERTERS.get(field.kind, _code)(raw, field, texts, problems)
    for at, name in extracted.doubled:
        reason = f"more than one {name}; the first counts"
        problems.append(Problem(at, "", at, paths[at], name, None, reason))
    return found


def _locators(
    element: str, activity: Array, outer: Array, paths: list[str], found: dict[str, Raw]
) -> pa.Array:
    """Return the XPath of each row."""
    above, _, name = element.rpartition("/")
    if not element:
        return pa.array(paths, pa.large_string())
    around = found[above].locator if above else found[""].locator
    owner = outer if above else activity
    first = np.searchsorted(owner, owner, side="left")
    number = pa.array(np.arange(len(owner)) - first + 1).cast(pa.large_string())
    parts = [pa.scalar(part, pa.large_string()) for part in (f"/{name}[", "]", "")]
    return pc.binary_join_element_wise(
        around.take(pa.array(owner)), parts[0], number, parts[1], parts[2]
    )


def _texts(cells: Iterable[str | None]) -> pa.Array:
    """Return texts without the space around them; none where nothing is left."""
    texts = pc.utf8_trim_whitespace(pa.array(cells, pa.large_string()))
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.large_string()), texts)


def distinct(texts: pa.Array) -> tuple[Array, list[str]]:
    """Return each row's position among the distinct texts (-1: none), and these."""
    encoded = texts.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes, encoded.dictionary.to_pylist()


def note(
    problems: list[Problem], raw: Raw, rows: Array, field: str, reason: str,
    texts: pa.Array | None = None, path: str = "",
) -> None:
    """Add a problem for each of the rows of an element."""
    for row in rows.tolist():
        locator = raw.locator[row].as_py() + path
        text = None if texts is None else texts[row].as_py()
        activity = int(raw.activity[row])
        problems.append(Problem(activity, raw.element, row, locator, field, text, reason))


def _note(
    raw: Raw, field: Field, texts: pa.Array, rows: Array, reason: str, problems: list[Problem]
) -> None:
    """Add a problem for each of the rows in which a field gave no value."""
    where = field.path.split(" | ")[0].replace("*", "")
    path = "" if where == "." else f"/{where}"
    note(problems, raw, rows, field.name, reason, texts, path)


def _text(raw: Raw, field: Field, texts: pa.Array, problems: list[Problem]) -> None:
    raw.columns[field.name] = texts


def _words(raw: Raw, field: Field, texts: pa.Array, problems: list[Problem]) -> None:
    """Put words on one line."""
    odd = pc.match_substring(texts, "\n")
    for space in ("\t", "  ", "\r"):
        odd = pc.or_(odd, pc.match_substring(texts, space))
    if pc.any(odd).as_py():
        joined = [" ".join(text.split()) for text in texts.filter(odd).to_pylist()]
        texts = pc.replace_with_mask(texts, odd.fill_null(False), pa.array(joined, texts.type))
    raw.columns[field.name] = texts


def _valued(
    raw: Raw,
    field: Field,
    texts: pa.Array,
    problems: list[Problem],
    value_of: Callable[[str], float | None],
    reason: str,
) -> None:
    """Read numbers, one distinct text at a time."""
    codes, names = distinct(texts)
    read = [value_of(name) for name in names]
    values = np.array([np.nan if value is None else value for value in read] + [np.nan])
    raw.columns[field.name] = pa.array(values[codes], from_pandas=True)
    if None in read:
        bad = np.array([value is None for value in read] + [False])
        _note(raw, field, texts, np.flatnonzero(bad[codes]), reason, problems)


def read_number(text: str) -> float | None:
    """Return a decimal number, as XML Schema has them; none for any other text."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if "_" not in text and abs(value) < np.inf else None


def _number(raw: Raw, field: Field, texts: pa.Array, problems: list[Problem]) -> None:
    _valued(raw, field, texts, problems, read_number, "not a number")


def _percentage(raw: Raw, field: Field, texts: pa.Array, problems: list[Problem]) -> None:
    def value_of(text: str) -> float | None:
        value = read_number(text.removesuffix("%").rstrip())
        return value if value is not None and 0 <= value <= 100 else None

    _valued(raw, field, texts, problems, value_of, "not a percentage from 0 to 100")


@cache
def read_day(text: str) -> tuple[Any, Any, str] | None:
    """Return first day, last day and precision of a date as XML Schema has them.

    Examples
    --------
    >>> read_day("2019-02")[1:]
    (numpy.datetime64('2019-02-28'), 'month')
    >>> read_day("2019-13-01") is None
    True
    """
    match = _DAY.fullmatch(text)
    if match is None or match[1] == "0000":
        return None
    year, month, day = match.groups()
    try:
        if day:
            only = np.datetime64(f"{year}-{month}-{day}", "D")
            return only, only, "day"
        unit, stem = ("M", f"{year}-{month}") if month else ("Y", year)
        begin = np.datetime64(stem, unit)
    except ValueError:
        return None
    last = (begin + 1).astype("datetime64[D]") - 1
    return begin.astype("datetime64[D]"), last, "month" if month else "year"


def _date(raw: Raw, field: Field, texts: pa.Array, problems: list[Problem]) -> None:
    """Read dates: first and last day that the text allows, and the precision."""
    codes, names = distinct(texts)
    read = [read_day(name) for name in names]
    none = (np.datetime64("NaT", "D"), np.datetime64("NaT", "D"), None)
    parts = list(zip(*(day or none for day in [*read, None]), strict=True))
    for name, days in zip(("", "_last"), parts[:2], strict=True):
        values = np.array(days, dtype="datetime64[D]").astype("datetime64[us]")[codes]
        raw.columns[field.name + name] = pa.array(values, from_pandas=True)
    raw.columns[f"{field.name}_precision"] = pa.array(parts[2], pa.large_string()).take(
        pa.array(np.where(codes < 0, len(names), codes))
    )
    if None in read:
        bad = np.array([day is None for day in read] + [False])
        _note(raw, field, texts, np.flatnonzero(bad[codes]), "not a date", problems)


def _flag(raw: Raw, field: Field, texts: pa.Array, problems: list[Problem]) -> None:
    lower = pc.utf8_lower(texts)
    yes = pc.is_in(lower, pa.array(["1", "true"], pa.large_string()))
    known = pc.or_(yes, pc.is_in(lower, pa.array(["0", "false"], pa.large_string())))
    raw.columns[field.name] = pc.if_else(known, yes, None)
    bad = pc.and_(pc.is_valid(texts), pc.invert(known)).to_numpy(zero_copy_only=False)
    _note(raw, field, texts, np.flatnonzero(bad), "neither true nor false", problems)


def _mapped(
    raw: Raw,
    field: Field,
    texts: pa.Array,
    problems: list[Problem],
    code_of: Callable[[str], str | None],
    reason: str,
) -> None:
    """Read codes, one distinct text at a time; none is a problem if there is a reason."""
    codes, names = distinct(texts)
    read = [code_of(name) for name in names]
    kept = [name if code is None and not reason else code for name, code in zip(names, read, strict=True)]
    places = pa.array(np.where(codes < 0, len(names), codes))
    raw.columns[field.name] = pa.array([*kept, None], pa.large_string()).take(places)
    if reason and None in read:
        bad = np.array([code is None for code in read] + [False])
        _note(raw, field, texts, np.flatnonzero(bad[codes]), reason, problems)


def _currency(raw: Raw, field: Field, texts: pa.Array, problems: list[Problem]) -> None:
    known = currencies()

    def code_of(text: str) -> str | None:
        code = text.upper()
        return code if code in known else None

    _mapped(raw, field, texts, problems, code_of, "not a currency code of ISO 4217")


def _code(raw: Raw, field: Field, texts: pa.Array, problems: list[Problem]) -> None:
    """Read a code of a list, in the words of version 1 or the numbers of version 2."""
    codes = codes_of(field.kind)
    ruled = field.kind in RULED
    reason = f"not in the code list of {field.kind.replace('_', ' ')}s" if ruled else ""
    _mapped(raw, field, texts, problems, lambda text: codes.get(text.lower()), reason)
    default = DEFAULT_VOCABULARY.get(field.kind)
    if default:
        raw.columns[field.name] = raw.columns[field.name].fill_null(default)


_CONVERTERS = {
    "text": _text,
    "words": _words,
    "number": _number,
    "percentage": _percentage,
    "date": _date,
    "flag": _flag,
    "currency": _currency,
}


@cache
def codes_of(kind: str) -> dict[str, str]:
    """Return the codes of version 2.03 by those of any version, in small letters."""
    found = {}
    for row in codelist_rows("iati_codes"):
        if row["list"] == kind:
            found[row["code"].lower()] = row["code"]
            found |= {old: row["code"] for old in row["old"].split("|") if old}
    return found


@cache
def _names(kind: str) -> dict[str, str]:
    rows = codelist_rows("iati_codes")
    return {row["code"]: row["name"] for row in rows if row["list"] == kind}


def code_name(kind: str, code: str | None) -> str | None:
    """Return the name of a code; none where the package's list does not have it.

    Examples
    --------
    >>> code_name("transaction_type", "3")
    'Disbursement'
    """
    return _names(kind).get(code) if code is not None else None


@cache
def _alpha3() -> dict[str, str]:
    return {row["iso2"]: row["iso3"] for row in codelist_rows("countries")}


def country_of(code: str) -> str | None:
    """Return the alpha-3 code of a country's alpha-2 code.

    Examples
    --------
    >>> country_of("am")
    'ARM'
    """
    return _alpha3().get(code.upper())
