"""Documents to the text that is read line by line: plain text, saved web pages, PDF; by content."""

import codecs
import importlib.util
import re

from migfund.errors import MigfundError, MissingExtraError
from migfund.files import limits
from migfund.files.apart import AbortedError, Limits, read_apart
from migfund.files.decode import Document, Doubt, decode
from migfund.files.html import INVISIBLE, html_text, is_html

__all__ = ["read_document"]

_MHTML = re.compile(
    rb"(?:From|MIME-Version|Subject|Date|Snapshot-Content-Location): ", re.IGNORECASE
)
_XML = re.compile(r"\s*<(?:\?xml\s|iati-)")
_HOLDING = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)
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
        If the bytes are nothing of this kind, broken, protected, or larger than documents
        are.
    MissingExtraError
        If it is a PDF and pypdfium2 is not installed.

    Examples
    --------
    >>> page = b"<html><dl><dt>Start Date</dt><dd>2025</dd><dt>Status</dt><dd>Active</dd></dl>"
    >>> read_document(page).text.splitlines()
    ['Start Date', '2025', 'Status', 'Active']
    """
    if len(data) > limits.MAX_BYTES:
        raise MigfundError(
            f"larger than {limits.MAX_BYTES // 10**6} MB, which no project page is; save the page "
            "alone"
        )
    start = data[:2_000].removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"%PDF-"):
        return _read_pdf(data)
    if _MHTML.match(start) and b"multipart/related" in data[:4000].lower():
        return _read_mhtml(data)
    document = decode(data)
    if is_html(document.text):
        return _as_lines(document)
    if _XML.match(document.text):
        raise MigfundError("it is XML and no web page; mf.read_iati reads IATI files")
    return _bounded(document)


def _as_lines(page: Document) -> Document:
    """Return a web page as its lines."""
    return _bounded(page._replace(text=html_text(page.text)))


def _bounded(document: Document) -> Document:
    """Raise if a document has more text than a page about a project."""
    if len(document.text) > limits.MAX_LETTERS:
        raise MigfundError(
            f"more than {limits.MAX_LETTERS / 10**6:g} million letters, which no project page has; "
            "save the page alone"
        )
    return document


def _read_mhtml(data: bytes) -> Document:
    """Return the page in an MHTML file, which holds its images and styles as well."""
    import email

    if len(_HOLDING.findall(data)) > limits.MAX_PARTS:
        raise MigfundError(
            f"the saved page (MHTML) has more than {limits.MAX_PARTS} parts that hold parts; save "
            "the page as HTML"
        )
    try:
        for part in email.message_from_bytes(data).walk():
            if part.get_content_type() == "text/html":
                content, charset = part.get_payload(decode=True), part.get_content_charset()
                if isinstance(content, bytes):
                    return _as_lines(decode(content, declared=charset))
    except MigfundError:
        raise
    except Exception as error:  # of any kind, for the parser of mail trusts what it reads
        raise MigfundError(
            f"the saved page (MHTML) is broken ({type(error).__name__}); save the page as HTML"
        ) from None
    raise MigfundError("the saved page (MHTML) holds no HTML; save the page again")


def _read_pdf(data: bytes) -> Document:
    """Return the text layer of a PDF, its pages parted by blank lines."""
    if importlib.util.find_spec("pypdfium2") is None:
        raise MissingExtraError("reading PDF needs pypdfium2: pip install 'migfund[pdf]'")
    most = 8 * limits.MAX_LETTERS + 10**7
    bounds = Limits(limits.MAX_PDF_MEMORY, limits.MAX_PDF_SECONDS, most)
    name = "migfund.files.native:pdf_pages"
    try:
        pages = list(read_apart(name, data, limits.MAX_LETTERS, limits=bounds))
    except AbortedError as error:
        reasons = {
            "time": "reading the PDF takes too long",
            "memory": "reading the PDF takes too much memory",
        }
        raise MigfundError(
            f"{reasons.get(str(error), 'the PDF is broken')}; print the page to a new PDF, or save "
            "it as text"
        ) from None
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
