"""Hostile and broken inputs, each made by itself and small, and what migfund makes of them."""

import gzip
import io
import os
import re
import socket
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import migfund as mf

PAGE = "Border posts\nStart Date\n2019\nBudget\nEUR 5,000\n"
TABLE = "title,budget,currency\nBorder posts,5000,EUR\n"
Make = Callable[[Path], Any]
Read = Callable[[Any], pd.DataFrame]

PAGES: dict[str, Make] = {}
TABLES: dict[str, Make] = {}
IATI: dict[str, Make] = {}


def fed(group: dict[str, Make], name: str) -> Callable[[Make], Make]:
    """Put a function that makes an input into a group, under the words of the table."""

    def put(make: Make) -> Make:
        group[name] = make
        return make

    return put


def written(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@fed(PAGES, "a pipe (FIFO) that nobody writes to")
def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "page.txt")
    return folder / "page.txt"


@fed(PAGES, "a socket")
def socket_file(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(folder / "page.txt"))
    return folder / "page.txt"


@fed(PAGES, "a device that never ends (`/dev/zero`)")
def device(_: Path) -> Path:
    return Path("/dev/zero")


@fed(PAGES, "a file of `/proc`, which has no size")
def of_proc(_: Path) -> Path:
    return Path("/proc/version")


@fed(PAGES, "a folder with pipes and broken links beside a page")
def mixed_folder(folder: Path) -> Path:
    fifo(folder)
    (folder / "gone.txt").symlink_to(folder / "nothing")
    written(folder / "good.txt", PAGE)
    return folder


def looping(folder: Path) -> None:
    for name in "abc":
        (folder / name).symlink_to(folder)
    written(folder / "page.txt", PAGE)


@fed(PAGES, "a folder with three links to itself")
def looping_folder(folder: Path) -> Path:
    looping(folder)
    return folder


@fed(PAGES, "the pattern `**/*.txt` over such a folder")
def looping_pattern(folder: Path) -> str:
    looping(folder)
    return f"{folder}/**/*.txt"


@fed(PAGES, "a file name that is not UTF-8")
def odd_name(folder: Path) -> str:
    path = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(path, "w") as file:
        file.write(PAGE)
    return os.fsdecode(path)


@fed(PAGES, "`None` in the place of a path")
def no_path(_: Path) -> None:
    return None


class Raising(io.BytesIO):
    def read(self, *_: Any) -> bytes:
        raise KeyError("lost connection")


class Numbers(io.BytesIO):
    def read(self, *_: Any) -> Any:
        return 10**12


@fed(PAGES, "an open file whose `read` raises")
def raising_stream(_: Path) -> Any:
    return Raising()


@fed(PAGES, "an open file whose `read` returns a number")
def numbers_stream(_: Path) -> Any:
    return Numbers()


@fed(PAGES, "an empty file")
def empty(folder: Path) -> Path:
    return written(folder / "page.txt", "")


@fed(PAGES, "a file of 51 MB")
def large(folder: Path) -> Path:
    with open(folder / "page.txt", "wb") as file:
        file.truncate(51_000_000)
    return folder / "page.txt"


@fed(PAGES, "a line of six million spaces")
def spaces(folder: Path) -> Path:
    return written(folder / "page.txt", f"{PAGE}a{' ' * 6_000_000}b\n")


@fed(PAGES, "an image")
def image(folder: Path) -> Path:
    return written(folder / "page.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)


@fed(PAGES, "a gzip of 100 MB of zeros")
def gzip_bomb(folder: Path) -> Path:
    return written(folder / "page.txt", gzip.compress(b"\0" * 100_000_000))


@fed(PAGES, "a web page of 600,000 table cells")
def cells(folder: Path) -> Path:
    return written(folder / "page.html", "<html><body><table>" + "<tr><td>1" * 300_000)


@fed(PAGES, "a web page nested 100,000 deep")
def deep(folder: Path) -> Path:
    return written(folder / "page.html", "<html><body>" + "<div>" * 100_000 + "x")


HTML = "<html><body><dl><dt>Budget<dd>EUR 5,000<dt>Start Date<dd>2019</dl></body></html>"


def mhtml(kind: str, body: str) -> str:
    return f"MIME-Version: 1.0\r\nContent-Type: multipart/related; {kind}\r\n\r\n{body}"


@fed(PAGES, "a saved page (MHTML) with an encoding by RFC 2231")
def rfc_2231(folder: Path) -> Path:
    part = f"--b\r\nContent-Type: text/html; charset*=utf-8'en'utf%2D8\r\n\r\n{HTML}\r\n--b--\r\n"
    return written(folder / "page.mhtml", mhtml("boundary=b", part))


@fed(PAGES, "the same with a broken encoding")
def rfc_2231_broken(folder: Path) -> Path:
    kind = "text/html; charset*0*=no'x; charset*x*=%zz; charset*9999999999999999999=u"
    part = f"--b\r\nContent-Type: {kind}\r\n\r\n{HTML}\r\n--b--\r\n"
    return written(folder / "page.mhtml", mhtml("boundary*0*=utf-8''; boundary=b", part))


@fed(PAGES, "a saved page (MHTML) in a part in a part, 500 times")
def nested_mhtml(folder: Path) -> Path:
    head = "--b{}\r\nContent-Type: multipart/related; boundary=b{}\r\n\r\n"
    parts = "".join(head.format(n, n + 1) for n in range(500))
    return written(folder / "page.mhtml", mhtml("boundary=b0", parts))


@fed(PAGES, "a zip with a page that unpacks to 200 times its size")
def ratio(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "pages.zip", "w", zipfile.ZIP_DEFLATED) as pages:
        pages.writestr("page.txt", b" " * 40_000_000)
    return folder / "pages.zip"


@fed(PAGES, "a zip that states 100 bytes for a page of 100 MB")
def lying(folder: Path) -> Path:
    path = folder / "pages.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pages:
        pages.writestr("page.txt", b" " * 100_000_000)
    size = (100_000_000).to_bytes(4, "little")
    return written(path, path.read_bytes().replace(size, (100).to_bytes(4, "little")))


@fed(PAGES, "a zip in a zip")
def zip_in_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "pages.zip", "w") as pages:
        pages.writestr("more.zip", b"PK\x03\x04 and so on")
    return folder / "pages.zip"


def pdf(*objects: bytes) -> bytes:
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>>>"
    )
    first = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page)
    numbered = enumerate([*first, *objects], 1)
    return (
        b"%PDF-1.4\n"
        + b"".join(b"%d 0 obj" % n + one + b"endobj\n" for n, one in numbered)
        + b"trailer<</Root 1 0 R>>\n"
    )


def stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n" % (head, len(content)) + content + b"\nendstream "


@fed(PAGES, "a PDF whose forms draw each other")
def looping_pdf(folder: Path) -> Path:
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 5 0 R/B 6 0 R>>>>"
    forms = stream(b"/B Do /B Do", head), stream(b"/A Do /A Do", head)
    return written(folder / "page.pdf", pdf(stream(b"/A Do"), *forms))


@fed(PAGES, "a PDF with a stream of 1 GB in 1 MB")
def pdf_bomb(folder: Path) -> Path:
    packer, spaces = zlib.compressobj(), b" " * 10**7
    first, more = (packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = first + more * 99 + packer.flush()
    return written(folder / "page.pdf", pdf(stream(packed, b"/Filter/FlateDecode")))


@fed(PAGES, "a PDF that is cut off")
def cut_pdf(folder: Path) -> Path:
    return written(folder / "page.pdf", b"%PDF-1.4\n1 0 obj<</Type/Cat")


def workbook(path: Path, *cells: tuple[int, int, str | None]) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Grants")
    for row, words in enumerate(TABLE.splitlines()):
        sheet.write_row(row, 0, words.split(","))
    for row, column, text in cells:
        if text is None:
            sheet.write_blank(row, column, None, book.add_format({"bold": True}))
        else:
            sheet.write(row, column, text)
    book.close()
    return path


def changed(path: Path, name: str, old: bytes, new: bytes) -> Path:
    """Make a workbook in a part of which other bytes stand."""
    with zipfile.ZipFile(workbook(path)) as book:
        parts = {member.filename: book.read(member) for member in book.infolist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for member, content in parts.items():
            book.writestr(member, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


@fed(TABLES, "a workbook with a space in the last cell of its sheet")
def last_cell(folder: Path) -> Path:
    return workbook(folder / "a.xlsx", (1_048_575, 16_383, " "))


@fed(TABLES, "a workbook with a format in the last cell, and nothing else")
def last_format(folder: Path) -> Path:
    return workbook(folder / "a.xlsx", (1_048_575, 16_383, None))


@fed(TABLES, "a workbook with a space in its last column and row 2,000")
def far_cell(folder: Path) -> Path:
    return workbook(folder / "a.xlsx", (1_999, 16_383, " "))


@fed(TABLES, "a workbook with a text of 32,000 letters in 120,000 cells")
def shared_text(folder: Path) -> Path:
    letters = b"".join(
        b'<row r="%d">' % row
        + b"".join(b'<c r="%c%d" t="s"><v>0</v></c>' % (65 + n, row) for n in range(3, 23))
        + b"</row>"
        for row in range(3, 6_003)
    )
    path = changed(folder / "a.xlsx", SHEET, b"</sheetData>", letters + b"</sheetData>")
    with zipfile.ZipFile(path) as book:
        parts = {member.filename: book.read(member) for member in book.infolist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
        b">title<", b">" + b"x" * 32_000 + b"<"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for member, content in parts.items():
            book.writestr(member, content)
    return path


@fed(TABLES, "a workbook with a cell `ZZZZZZZ99999999999`")
def no_such_cell(folder: Path) -> Path:
    return changed(folder / "a.xlsx", SHEET, b'r="A1"', b'r="ZZZZZZZ99999999999"')


@fed(TABLES, "a workbook whose sheet is cut off")
def cut_sheet(folder: Path) -> Path:
    return changed(folder / "a.xlsx", SHEET, b"</row>", b"</ro")


@fed(TABLES, "a workbook that is cut off")
def cut_book(folder: Path) -> Path:
    path = workbook(folder / "a.xlsx")
    return written(path, path.read_bytes()[:2_000])


@fed(TABLES, "a pipe in the place of a table")
def fifo_table(folder: Path) -> Path:
    return fifo(folder)


@fed(TABLES, "a CSV file whose quotation mark never closes")
def open_quote(folder: Path) -> Path:
    return written(folder / "a.csv", TABLE + '"Return,1,EUR\n' * 3)


@fed(TABLES, "a CSV file with a cell of 200,000 letters")
def long_cell(folder: Path) -> Path:
    return written(folder / "a.csv", TABLE + "x" * 200_000 + ",1,EUR\n")


@fed(TABLES, "a CSV file with rows of other lengths")
def uneven(folder: Path) -> Path:
    return written(folder / "a.csv", TABLE + "Return,1\n")


@fed(TABLES, "a table's end of 31/12/9999, 2099 or 2999-12-31")
def open_ends(_: Path) -> pd.DataFrame:
    ends = ["31/12/9999", "2099", "2999-12-31"]
    return pd.DataFrame({"title": ["a", "b", "c"], "start": "2019-01-01", "end": ends})


ACTIVITY = "<iati-activity><iati-identifier>A-1</iati-identifier></iati-activity>"


@fed(IATI, "entities that expand to a billion letters")
def laughs(folder: Path) -> Path:
    entities = '<!ENTITY a0 "haha">' + "".join(
        f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)
    )
    text = ACTIVITY.replace("A-1", "&a9;")
    return written(
        folder / "a.xml", f"<!DOCTYPE x [{entities}]><iati-activities>{text}</iati-activities>"
    )


@fed(IATI, "an entity that names a file (`file:///etc/passwd`)")
def external(folder: Path) -> Path:
    text = ACTIVITY.replace("A-1", "A-1&f;")
    kind = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return written(folder / "a.xml", f"{kind}<iati-activities>{text}</iati-activities>")


@fed(IATI, "a file cut off within its second activity")
def cut_iati(folder: Path) -> Path:
    return written(folder / "a.xml", f"<iati-activities>{ACTIVITY}{ACTIVITY[:40]}")


@fed(IATI, "a pipe in the place of an IATI file")
def fifo_iati(folder: Path) -> Path:
    return fifo(folder)


def read_page(path: Any) -> pd.DataFrame:
    return mf.read_projects(path, on_error="report")


def read_table(path: Any) -> pd.DataFrame:
    return mf.read_table(path, on_error="report")


def read_iati(path: Any) -> pd.DataFrame:
    table: pd.DataFrame = mf.read_iati(path, on_error="report")
    return table


def outcome(read: Read, given: Any, folder: Path) -> str:
    """Return what is made of an input: the words of an error or a problem, and what is kept."""
    try:
        table = read(given)
    except mf.MigfundError as error:
        return f"refused: {plain(error, folder)}"
    reasons = list(dict.fromkeys(mf.problems(table)["reason"].tolist()))
    known = table.drop(columns=["source", "problems"], errors="ignore")
    # A list that is empty is no value, nor what only says that there is none.
    read_at_all = bool(
        known.map(
            lambda cell: (
                isinstance(cell, str | float | pd.Timestamp) and cell == cell and cell != ""
            )
        )
        .to_numpy()
        .any()
    )
    kept = f"{len(table)} row{'s' * (len(table) != 1)}"
    what = f"{kept} read" if read_at_all else f"{kept} with the reason"
    return f"{what}: {'; '.join(plain(reason, folder) for reason in reasons)}" if reasons else what


def plain(words: object, folder: Path) -> str:
    """Write a message as it stands in the table of the docs."""
    text = re.sub(r"^\S*?(?:page\.\w+|a\.\w+|pages\.zip\S*|/dev/zero|<stream>): ", "", str(words))
    # What libraries say differs between their versions.
    text = re.sub(r"(byte \d+): [^;]*", r"\1", text)
    text = re.sub(r"(ODS that can be read): .*?\.$", r"\1.", text)
    text = re.sub(r"(PanicException): [^)]*", r"\1", text)
    text = re.sub(r"(its archive) \([^;]*\);", r"\1;", text)
    return text.replace(f"{folder}/", "").replace(str(folder), "").replace("|", "\\|")


GROUPS: list[tuple[str, dict[str, Make], Read]] = [
    ("Pages", PAGES, read_page),
    ("Tables", TABLES, read_table),
    ("IATI files", IATI, read_iati),
]
