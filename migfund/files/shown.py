"""What a workbook shows beside what its cells hold: months of days, signs of currencies, no row.

calamine returns the day or the number that a cell holds, not the format that it is shown in nor
whether its row is hidden, so both are read from the workbook's own XML.
"""

import datetime as dt
import html
import io
import re
import zipfile
import zlib
from typing import NamedTuple

from migfund.errors import join_some
from migfund.files.limits import MAX_SHEET_BYTES

__all__ = ["Shown", "last_cell", "shown", "uncalculated"]

_BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy"}
"""The formats of percentages, and the one without a day, that Excel has by number alone."""
_OF_PLACES = {
    "$": {"409": "USD", "c09": "AUD", "1009": "CAD", "c0c": "CAD", "1409": "NZD", "80a": "MXN"},
    "kr": {"414": "NOK", "814": "NOK", "41d": "SEK", "81d": "SEK", "406": "DKK", "40f": "ISK"},
    "¥": {"411": "JPY", "804": "CNY"},
}
"""What the sign of several currencies means in the format of one place: [$$-C09] is Australia's."""
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_CELL = re.compile(rb"<c\s([^>]*)>\s*<v>([^<]*)</v>")
_FORMULA = re.compile(
    rb"<c\s([^>]*)>\s*<f(?:[^>]*/|[^>]*>([^<]*)</f)>\s*(?:<v\s*/>|<v>\s*([^<]*)</v>|(?=</c>))"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,4})(\d{1,9})"')
_HIDDEN = re.compile(rb'<row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,9})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_ZERO = dt.date(1899, 12, 30)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
_SIGN = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"]+)"|\\?([€£¥$₹₦₺])')
"""What may be the sign of a currency in a number format: [$EUR], [$€-407], "US$", €."""


class Shown(NamedTuple):
    """What cells show, by the number of the row and the position of the column; hidden rows."""

    months: dict[tuple[int, int], str]
    signs: dict[tuple[int, int], str]
    hidden: list[int]


def _unit(code: str) -> str | None:
    """Return what a number format shows of a date if it leaves out the day: month or year."""
    letters = _NOT_LETTERS.sub("", code.split(";")[0]).lower()
    if "y" not in letters or re.search(r"[dhs0#?]", letters):
        return None
    return "month" if "m" in letters else "year"


def _sign(code: str) -> str | None:
    """Return what may be the sign of a currency or a unit in a number format.

    "%" is one, and so are commas behind the digits, which show a thousandth each.
    """
    first = re.sub(r"\[\$?-[^\]]*\]|\[[^$\]]*\]", "", code.split(";")[0])
    if re.search("[0#?]%", first):
        return "%"
    divided = re.search("[0#?](,+)(?![0#?])", first)
    if divided:  # 1,500,000 shown as 1.5 M: the cell has all of it
        first = re.sub('"[^"]*"', "", first)
    placed = re.search(r"\[\$([^\]-]+)-0*([0-9A-Fa-f]+)\]", first)
    if placed and (code_of := _OF_PLACES.get(placed[1].strip(" ."), {}).get(placed[2].lower())):
        return code_of
    found = _SIGN.search(first) if re.search("[0#?]", first) else None
    sign = next((part.strip() for part in found.groups() if part), None) if found else None
    return sign or (divided[1] if divided else None)


def shown(data: bytes, sheet: int) -> Shown:
    """Return what a sheet shows: months or years of days, in ISO's form, and signs of currencies.

    And the numbers of the rows that it does not show.

    Parameters
    ----------
    data
        Bytes of a workbook; of another kind than xlsx there are none.
    sheet
        Position of the sheet.

    Returns
    -------
    Shown
        Such as ``{(2, 0): "2019-11"}``, ``{(2, 1): "€"}`` and ``[7]``. What a sign means, if
        anything, it does not say.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            styles = etree.fromstring(_part(book, "xl/styles.xml"), parser)
            codes = dict(_BUILT_IN) | {
                int(found.get("numFmtId")): found.get("formatCode")
                for found in styles.iterfind(".//{*}numFmts/{*}numFmt")
            }
            used = {
                str(at).encode(): codes.get(int(style.get("numFmtId") or 0), "")
                for at, style in enumerate(styles.iterfind(".//{*}cellXfs/{*}xf"))
            }
            units = {style: unit for style, code in used.items() if (unit := _unit(code))}
            signs = {style: sign for style, code in used.items() if (sign := _sign(code))}
            tree = etree.fromstring(_part(book, "xl/workbook.xml"), parser)
            date_1904 = any(
                found.get("date1904") in ("1", "true")
                for found in tree.iterfind(".//{*}workbookPr")
            )
            name = list(tree.iterfind(".//{*}sheets/{*}sheet"))[sheet].get(
                "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
            )
            links = etree.fromstring(_part(book, "xl/_rels/workbook.xml.rels"), parser)
            (target,) = (link.get("Target") for link in links if link.get("Id") == name)
            cells = _part(book, target[1:] if target.startswith("/") else f"xl/{target}")
    except (*_BROKEN, KeyError, IndexError, ValueError, TypeError, etree.XMLSyntaxError):
        return Shown({}, {}, [])
    return _found(cells, units, signs, 1462 if date_1904 else 0)


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of a workbook; raise ValueError if it is larger than any is."""
    with book.open(name) as file:
        data = file.read(MAX_SHEET_BYTES + 1)
    if len(data) > MAX_SHEET_BYTES:
        raise ValueError(name)
    return data


def last_cell(data: bytes) -> str | None:
    """Return the farthest row and column of any sheet of an xlsx, such as "XFD1048576".

    None where the bytes are no xlsx, or its sheets do not say it.
    """
    row, column = 0, b""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            names = [n for n in book.namelist() if re.match(r"xl/worksheets/[^/]+\.xml", n)]
            for name in names:
                with book.open(name) as file:
                    left, rest = MAX_SHEET_BYTES, b""
                    while left > 0 and (chunk := file.read(2**20)):
                        left -= len(chunk)
                        for letters, number in _REFERENCE.findall(rest + chunk):
                            row = max(row, int(number))
                            column = max(column, letters, key=lambda c: (len(c), c))
                        rest = chunk[-30:]
    except _BROKEN:
        return None
    return f"{column.decode()}{row}" if row else None


def uncalculated(data: bytes) -> str | None:
    """Return where an xlsx has formulas that no program has worked out, such as "cell B2: =1+1".

    Libraries write a formula without its value, or with 0 for all of them and the order to
    calculate when a spreadsheet program opens the file. None where there is none.
    """
    without, zeros, calculated = [], [], False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            ordered = re.search(rb'fullCalcOnLoad="(1|true)"', _part(book, "xl/workbook.xml"))
            for name in book.namelist():
                if not re.match(r"xl/worksheets/[^/]+\.xml", name):
                    continue
                for cell in _FORMULA.finditer(_part(book, name)):
                    attributes, formula, value = (part or b"" for part in cell.groups())
                    at = _REFERENCE.search(attributes)
                    text = b't="str"' in attributes  # of which the empty one is a value
                    if value == b"0" and ordered and not calculated and at:
                        zeros.append((at, formula))
                    elif value or text:
                        calculated |= bool(value)
                    elif at:
                        without.append((at, formula))
    except (*_BROKEN, KeyError, ValueError):
        return None
    places = [
        f"cell {at[1].decode()}{at[2].decode()}: ={html.unescape(formula.decode(errors='replace'))}"
        for at, formula in (without if calculated else without + zeros)
    ]
    return join_some(places) if places else None


def _found(cells: bytes, units: dict[bytes, str], signs: dict[bytes, str], later: int) -> Shown:
    found = Shown({}, {}, [int(number) for number in _HIDDEN.findall(cells)])
    for attributes, value in _CELL.findall(cells) if units or signs else ():
        style, at = _STYLE.search(attributes), _REFERENCE.search(attributes)
        if style is None or at is None or b' t="s"' in attributes:
            continue
        unit, sign = units.get(style[1]), signs.get(style[1])
        if unit is None and sign is None:
            continue
        column = 0
        for letter in at[1]:
            column = column * 26 + letter - 64
        place = int(at[2]), column - 1
        if sign is not None:
            found.signs[place] = sign
            continue
        try:
            day = _ZERO + dt.timedelta(days=int(float(value)) + later)
        except (ValueError, OverflowError):
            continue
        found.months[place] = f"{day:%Y-%m}" if unit == "month" else f"{day:%Y}"
    return found
