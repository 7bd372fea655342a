"""What a workbook's own XML says beside its cells: which dates show as months, where it ends.

calamine returns the day that a cell holds, not the format that it is shown in, so formats are read
from the workbook's own XML, where it has any that leave out the day.
"""

import datetime as dt
import io
import re
import zipfile
import zlib

from migfund.files.limits import MAX_SHEET_BYTES

__all__ = ["last_cell", "months_shown"]

_BUILT_IN = {17: "mmm-yy"}
"""The format without a day that Excel has by number, not by its own words."""
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_CELL = re.compile(rb"<c\s([^>]*)>\s*<v>([^<]*)</v>")
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_ZERO = dt.date(1899, 12, 30)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)


def _unit(code: str) -> str | None:
    """Return what a number format shows of a date if it leaves out the day: month or year."""
    letters = _NOT_LETTERS.sub("", code.split(";")[0]).lower()
    if "y" not in letters or re.search(r"[dhs0#?]", letters):
        return None
    return "month" if "m" in letters else "year"


def months_shown(data: bytes, sheet: int) -> dict[tuple[int, int], str]:
    """Return the dates of a sheet that show as months or years, in ISO's form.

    Parameters
    ----------
    data
        Bytes of a workbook; of another kind than xlsx there are none.
    sheet
        Position of the sheet.

    Returns
    -------
    dict
        Such as ``{(2, 0): "2019-11"}``: number of the row, position of the column.
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
            units = {
                str(at).encode(): unit
                for at, style in enumerate(styles.iterfind(".//{*}cellXfs/{*}xf"))
                if (unit := _unit(codes.get(int(style.get("numFmtId") or 0), "")))
            }
            if not units:
                return {}
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
        return {}
    return _found(cells, units, 1462 if date_1904 else 0)


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
                            row = max(row, int(number[:9]))
                            column = max(column, letters[:4], key=lambda c: (len(c), c))
                        rest = chunk[-30:]
    except _BROKEN:
        return None
    return f"{column.decode()}{row}" if row else None


def _found(cells: bytes, units: dict[bytes, str], later: int) -> dict[tuple[int, int], str]:
    found = {}
    for attributes, value in _CELL.findall(cells):
        style, at = _STYLE.search(attributes), _REFERENCE.search(attributes)
        unit = units.get(style[1]) if style else None
        if unit is None or at is None:
            continue
        try:
            day = _ZERO + dt.timedelta(days=int(float(value)) + later)
        except (ValueError, OverflowError):
            continue
        column = 0
        for letter in at[1]:
            column = column * 26 + letter - 64
        found[int(at[2]), column - 1] = f"{day:%Y-%m}" if unit == "month" else f"{day:%Y}"
    return found
