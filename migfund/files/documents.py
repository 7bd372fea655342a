"""Documents to the text that is read line by line: plain text, saved web pages, PDF; by content."""

import codecs
import re

from migfund.errors import MigfundError, MissingExtraError
from migfund.files.decode import Document, Doubt, decode
from migfund.files.html import INVISIBLE, html_text, is_html

__all__ = ["MAX_BYTES", "read_document"]

MAX_BYTES = 50_000_000
"""Bytes of the largest document that is read."""

_MHTML = re.compile(
    rb"(?:From|MIME-Version|Subject|Date|Snapshot-Content-Location): ", re.IGNORECASE
)
# Behind a mark of a list (Word's "o" is one) or a label begins something new.
_NOT_ON = re.compile(r"o |\w{1,4}[.)]|[^.:]{1,40}:")
_FULL_LINE = 60
"""Letters that a line of a PDF has at least if its end is no more than the margin's doing."""


def read_document(data: bytes) -> Document:
    """Return the text of a document, whatever its file was called.

    Parameters
    ----------
    data
        A text in any encoding, a web page saved as HTML or MHTML, or a PDF with a text layer.

    Raises
    ------
    MigfundError
        If the bytes are nothing of this kind, broken, protected, or more than `MAX_BYTES`.
    MissingExtraError
        If it is a PDF and pypdfium2 is not installed.

    Examples
    --------
    >>> page = b"<html><dl><dt>Start Date</dt><dd>2025</dd><dt>Status</dt><dd>Active</dd></dl>"
    >>> read_document(page).text.splitlines()
    ['Start Date', '2025', 'Status', 'Active']
    """
    if len(data) > MAX_BYTES:
        raise MigfundError(
            f"larger than {MAX_BYTES // 10**6} MB, which no project page is; save the page alone"
        )
    start = data[:2_000].removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"%PDF-"):
        return _read_pdf(data)
    if _MHTML.match(start) and b"multipart/related" in data[:4000].lower():
        return _read_mhtml(data)
    document = decode(data)
    return _as_lines(document) if is_html(document.text) else document


def _as_lines(page: Document) -> Document:
    """Return a web page as its lines."""
    return page._replace(text=html_text(page.text))


def _read_mhtml(data: bytes) -> Document:
    """Return the page in an MHTML file, which holds its images and styles as well."""
    import email

    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return _as_lines(decode(content, declared=part.get_content_charset()))
    raise MigfundError("the saved page (MHTML) holds no HTML; save the page again")


def _read_pdf(data: bytes) -> Document:
    """Return the text layer of a PDF, its pages parted by blank lines."""
    try:
        import pypdfium2
    except ImportError:
        raise MissingExtraError("reading PDF needs pypdfium2: pip install 'migfund[pdf]'") from None
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            pages = [page.get_textpage().get_text_range() for page in pdf]
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            reason = "the PDF is protected by a password; save it without one"
        else:
            reason = "the PDF is broken; download or save it again"
        raise MigfundError(reason) from None
    # U+FFFE and U+0002 stand for the hyphen of a word that is parted at the end of a line.
    texts = [re.sub("[\ufffe\x02](?:\r?\n)?", "", page).translate(INVISIBLE) for page in pages]
    bare = [str(number) for number, page in enumerate(texts, 1) if not page.strip()]
    if len(bare) == len(texts):
        raise MigfundError("the PDF has no text layer; run text recognition first")
    reason = f"without text: page {', '.join(bare[:5])}; run text recognition on the PDF"
    text = "\n\n".join("\n".join(_join_wrapped(page.splitlines())) for page in texts)
    return Document(text, (Doubt("text", reason),) if bare else ())


def _join_wrapped(lines: list[str]) -> list[str]:
    """Join a line that fills its page with the next one if the sentence goes on there.

    A label and a value in small letters look the same but for their length, and stay apart.
    """
    full = max(_FULL_LINE, 0.75 * max(map(len, lines), default=0))
    joined: list[str] = []
    last = ""
    for line in lines:
        ends = len(last) < full or last[-1] in ".:;!?…-"
        if ends or not line[:1].islower() or _NOT_ON.match(line):
            joined.append(line)
        else:
            joined[-1] = f"{joined[-1].rstrip()} {line}"
        last = line.rstrip()
    return joined
