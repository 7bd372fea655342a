"""Bytes to the text that layouts read: plain text, saved web pages, PDF; known by content.

Encodings, in this order: a byte order mark; UTF-8 where all bytes are UTF-8; what the page
declares; UTF-8 with a few broken bytes; else the bytes are evidence. Letters above ASCII that
stand alone between others are Western European (Windows-1252, which holds ISO-8859-1 too); whole
words of them are another script, and charset-normalizer weighs which. What such evidence does not
settle is a guess, and is reported.
"""

import codecs
import re
from typing import Any, NamedTuple

from migfund.errors import MigfundError, MissingExtraError

__all__ = ["MAX_BYTES", "Document", "Doubt", "decode", "html_text", "read_document"]

MAX_BYTES = 50_000_000
"""Bytes of the largest document that is read."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"PK\x03\x04", "an archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
)
_CONTROLS = bytes({*range(1, 32)} - set(b"\t\n\v\f\r\x1b"))
_DECLARED = re.compile(
    rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})"
    rb"|^\s*<\?xml[^>]{1,100}?encoding\s*=\s*[\"']([\w:.-]{2,40})",
    re.IGNORECASE,
)
# What browsers take a name to mean: the wider set of the same family.
_WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "iso8859-9": "cp1254"}
_OTHER_SCRIPTS = ["cp1251", "koi8_r", "cp866", "iso8859_5", "cp1253", "cp1256", "gb18030"]
# These give other letters for the bytes by which Windows-1252 writes French, Spanish and so on.
_NEIGHBOURS = ("cp1250", "cp1254", "cp1257", "iso8859-15")
_WESTERN = re.compile(
    r"\b(?:à|où|coûts?|août|très|après|même|être|modèle|è|più|città|não|são|\w+(?:ção|ções)|años?|niñ[oa]s?"
    r"|español\w*|señal\w*|más|für|über|können|gefördert\w*)\b",
    re.IGNORECASE,
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.{0,2000}?-->\s*){0,9}<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    r"\s*<(?:div|main|article|section|table|dl|p|h[1-6]|ul|ol|nav|header|meta|title)\b[^<]*>",
    re.IGNORECASE,
)
_MHTML = re.compile(
    rb"(?:From|MIME-Version|Subject|Date|Snapshot-Content-Location): ", re.IGNORECASE
)

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre search"
    " section summary table tbody td tfoot th thead tr ul br".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_UNSEEN = "head|script|style|noscript|template|svg|canvas|iframe|object|select|datalist"
# An element in the line that is a label or a value of its own, as content systems write them.
_FIELD = re.compile(
    r"\bfield__(?:label|items?)\b|\bfield-(?:label|items?|content|value)\b|\bviews-label\b"
    r"|(?:^|[\s_-])(?:label|value)(?:$|[\s_-])"
)
# What a page folds away until somebody opens it is hidden in a saved copy, but is its text.
_FOLDED = re.compile(r"accordion|collaps|tab|panel|toggle|expand", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_COOKIES = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_ENOUGH = 200
"""Letters in the main part of a page that make what stands around it the site's own."""


class Doubt(NamedTuple):
    """What was assumed about a document, or is lacking in it."""

    field: str
    reason: str


class Document(NamedTuple):
    """The text of a document, line by line as layouts read it, and what is doubtful about it."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def read_document(data: bytes) -> Document:
    """Turn the bytes of a document into text, whatever its file was called.

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
    return document._replace(text=html_text(document.text)) if _is_html(document.text) else document


def _is_html(text: str) -> bool:
    """Tell a web page, or a part of one, from text that only begins with a tag."""
    return bool(
        _HTML.match(text) or (_FRAGMENT.match(text) and text.rstrip()[-1:] == ">" and "</" in text)
    )


def decode(data: bytes, *, declared: str | None = None) -> Document:
    """Turn the bytes of a text into letters; a guessed encoding is a doubt.

    Parameters
    ----------
    data
        Text in any encoding; see the module for how it is known.
    declared
        Encoding that stands outside of the text, such as in the headers of MHTML.

    Raises
    ------
    MigfundError
        If there is nothing, or it is not text.

    Examples
    --------
    >>> decode("3 à 5 €".encode("cp1252"))
    Document(text='3 à 5 €', doubts=())
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise MigfundError("the file is empty; save the page again")
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding:
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
        return _with_doubt_if_broken(text, encoding.upper())
    _check_text(data)
    try:
        return Document(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    fitting = _decode_declared(data, declared)
    if fitting is not None:
        return Document(fitting)
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if sum(letter > "\x7f" for letter in text) - broken > 2 * broken:
        return _with_doubt_if_broken(text, "UTF-8")
    return _decode_by_evidence(data)


def _check_text(data: bytes) -> None:
    """Raise if bytes are known to be something else than text."""
    for mark, kind in _NOT_TEXT:
        if data.startswith(mark):
            raise MigfundError(
                f"the file is not text but {kind}; save the page as text (.txt), HTML or PDF"
            )
    start = data[:10_000]
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if b"\x00" in data or controls > len(start) // 100:
        raise MigfundError("the file is not text; save the page as text (.txt)")


def _with_doubt_if_broken(text: str, encoding: str) -> Document:
    """Say how many letters could not be made out."""
    broken = text.count("\ufffd")
    if not broken:
        return Document(text)
    reason = f"{broken} places are not {encoding} as the rest is and show as \ufffd"
    return Document(text, (Doubt("encoding", f"{reason}; save the page again as UTF-8"),))


def _decode_declared(data: bytes, declared: str | None) -> str | None:
    """Decode as the page declares, if it declares an encoding that its bytes fit."""
    if declared is None:
        match = _DECLARED.search(data[:10_000])
        if match is None:
            return None
        declared = (match[1] or match[2]).decode("ascii", errors="replace")
    try:
        name = codecs.lookup(declared).name
        return data.decode(_WIDER.get(name, name))
    except (LookupError, ValueError):
        # Also codecs that make bytes of bytes, such as "hex", which are no encoding.
        return None


def _decode_by_evidence(data: bytes) -> Document:
    """Decode text that is not UTF-8 and declares nothing."""
    high = re.findall(rb"[\x80-\xff]+", data)
    words = [run for run in high if len(run) >= 4 and sum(byte >= 0xC0 for byte in run) >= 2]
    if 2 * sum(map(len, words)) > sum(map(len, high)):
        return _decode_other_script(data, b" ".join(high))
    # ISO-8859-15 has the euro sign where Windows-1252 has a sign that nobody writes.
    euro = b"\xa4" in data and not re.search(rb"[\x80-\x9f]", data)
    encoding = "iso8859-15" if euro else "cp1252"
    text = data.decode(encoding, errors="replace")
    if "\ufffd" in text:
        raise MigfundError("the file's encoding is not known; save the page again as UTF-8")
    beside = re.findall(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])", data)
    letters = b"".join(sorted(set(beside)))
    ours = letters.decode(encoding)
    differ = {
        letter
        for other in _NEIGHBOURS
        for letter, its in zip(ours, letters.decode(other, errors="replace"), strict=True)
        if letter != its and (letter.isalpha() or its.isalpha())
    }
    if not differ or _WESTERN.search(text):
        return Document(text)
    shown = ", ".join(sorted(differ)[:5])
    name = "ISO-8859-15" if euro else "Windows-1252"
    reason = f"no encoding is declared; {name} was assumed, by which letters are {shown}"
    return Document(text, (Doubt("encoding", f"{reason}; save the page again as UTF-8"),))


def _decode_other_script(data: bytes, words: bytes) -> Document:
    """Decode text in another script than Latin, as its words look most likely."""
    from charset_normalizer import from_bytes

    best = from_bytes(words[:20_000], cp_isolation=_OTHER_SCRIPTS).best()
    if best is None:
        raise MigfundError("the file's encoding is not known; save the page again as UTF-8")
    reason = f"no encoding is declared; {best.encoding} was assumed, by its words"
    text = data.decode(best.encoding, errors="replace")
    return Document(text, (Doubt("encoding", f"{reason}; save the page again as UTF-8"),))


def _read_mhtml(data: bytes) -> Document:
    """Read the page out of an MHTML file, which holds its images and styles as well."""
    import email

    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                document = decode(content, declared=part.get_content_charset())
                return document._replace(text=html_text(document.text))
    raise MigfundError("the saved page (MHTML) holds no HTML; save the page again")


def html_text(page: str) -> str:
    r"""Write a web page as lines: each block, and each label and value, in a line of its own.

    A table's row of two cells is a label line and a value line; longer rows keep their cells in
    one line, with tabs between. A bold beginning of a line is parted from the rest by a tab. Items
    of lists begin with "- ". What stands around the main part is left out only where the page
    marks a main part; scripts and hidden elements always are.

    Raises
    ------
    MigfundError
        If the page holds no text, or is nested too deeply to be read whole.

    Examples
    --------
    >>> html_text("<h1>Safe borders</h1><p><b>Budget</b> 5 €<ul><li>Armenia</ul>").splitlines()
    ['Safe borders', '', 'Budget\t5 €', '- Armenia']
    """
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        # Surrogates cannot be written; lone ones stand in text that was decoded badly.
        root = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        raise MigfundError("the HTML page holds no text; save the page again") from None
    if any("RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log):
        raise MigfundError(
            "the HTML page is nested too deeply to be read whole; save it as text (.txt)"
        )
    titles = root.xpath("string(//head/title)").translate(_INVISIBLE).split()
    _remove_unseen(root)
    _remove_surroundings(root)
    lines = _Lines()
    if titles and not root.xpath("//h1[normalize-space()]"):
        # Behind the last bar stands the name of the site.
        title, _, site = " ".join(titles).rpartition(" | ")
        lines.lines += [title or site, ""]
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            lines.open(element)
            lines.add(element.text)
        else:
            lines.close(element)
            lines.add(element.tail)
    lines.flush()
    text = "\n".join(lines.lines)
    if not text.strip():
        raise MigfundError("the HTML page holds no text; save the page again")
    return text


def _drop(elements: list[Any]) -> None:
    """Take elements out of their page, keeping the text behind them."""
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _remove_unseen(root: Any) -> None:
    """Remove what no browser shows."""
    _drop(root.xpath("|".join(f"//{tag}" for tag in _UNSEEN.split("|"))))
    hidden = [
        element
        for element in root.xpath("//body//*[@hidden or @style]")
        if (element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or ""))
        and not _FOLDED.search(f"{element.get('class')} {element.get('role')}")
    ]
    _drop(hidden)


def _remove_surroundings(root: Any) -> None:
    """Remove menus, banners and the like around the main part, where the page marks one."""
    parts = root.xpath("//main | //*[@role='main']") or root.xpath("//article")
    if sum(len("".join(part.text_content().split())) for part in parts) < _ENOUGH:
        return
    main = {element for part in parts for element in part.iter()}
    around = {element for part in parts for element in part.iterancestors()}
    kept = "./descendant-or-self::*[self::dl or self::table]"
    if not any(part.xpath(".//h1") for part in parts):
        kept += " | .//h1"
    surroundings = root.xpath("//nav | //header | //footer | //aside | //form")
    surroundings += [
        element
        for element in root.xpath("//*[@id or @class]")
        if _COOKIES.search(f"{element.get('id')} {element.get('class')}")
    ]
    # Facts of the project stand beside the main part at times, and its title above it.
    _drop([e for e in surroundings if e not in main and e not in around and not e.xpath(kept)])


class _Lines:
    """The lines of a page, written while its elements open and close."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.bullet = ""
        self.preformatted = 0
        self.lead: Any = None
        self.lead_ended = False
        self.cells: list[int] = []
        self.rows: list[list[tuple[str, int, int]]] = []

    def open(self, element: Any) -> None:
        """Begin an element."""
        tag = element.tag
        if _is_block(element):
            self.flush()
        elif tag in ("b", "strong", "label") and (self.lead_ended or not self.line.strip()):
            self.lead, self.lead_ended = element, False
        if tag == "li" and not _is_value(element):
            self.bullet = "- "
        elif tag == "pre":
            self.preformatted += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cells.append(len(self.lines))

    def close(self, element: Any) -> None:
        """End an element."""
        tag = element.tag
        if _is_block(element):
            self.flush()
        elif element is self.lead:
            self.lead_ended = len(self.line.strip()) > 1
            self.lead = None
        if tag in _HEADINGS and self.lines and self.lines[-1]:
            self.lines.append("")
        elif tag == "li":
            self.bullet = ""
        elif tag == "pre":
            self.preformatted -= 1
        elif tag in ("td", "th") and self.cells:
            start = self.cells.pop()
            if self.rows:
                self.rows[-1].append((tag, start, len(self.lines)))
        elif tag == "tr" and self.rows:
            self._end_row(self.rows.pop())

    def add(self, text: str | None) -> None:
        """Add text to the line, with spaces as a browser shows them."""
        if self.preformatted and text and "\n" in text:
            for line in text.splitlines():
                self.add(line)
                self.flush()
            return
        text = re.sub(r"\s+", " ", (text or "").translate(_INVISIBLE))
        if not text:
            return
        if self.lead_ended and text.strip():
            first = text[0]
            # A bold first letter or a full stop belongs to the words beside it.
            if not (first.islower() or first in ",.;:)’'-"):
                text = "\t" + text
            self.lead_ended = False
        self.line += text

    def flush(self) -> None:
        """End the line."""
        line = re.sub(r" *\t *", "\t", re.sub(" {2,}", " ", self.line)).strip()
        if line:
            self.lines.append(self.bullet + line)
            self.bullet = ""
        self.line, self.lead, self.lead_ended = "", None, False

    def _end_row(self, cells: list[tuple[str, int, int]]) -> None:
        """Join the cells of a row with tabs, unless they are labels and their values."""
        heads = [tag == "th" for tag, _, _ in cells]
        pairs = len(cells) % 2 == 0 and heads == [True, False] * (len(cells) // 2)
        if len(cells) < 2 or pairs or (len(cells) == 2 and not all(heads)):
            return
        texts = [[line for line in self.lines[start:end] if line] for _, start, end in cells]
        # A cell of several lines is a part of the page that a table only puts in its place.
        if all(len(lines) <= 1 for lines in texts):
            self.lines[cells[0][1] :] = ["\t".join("".join(lines) for lines in texts)]


def _is_block(element: Any) -> bool:
    """Tell whether an element stands in lines of its own."""
    return (
        element.tag in _BLOCKS
        or "-" in element.tag
        or bool(_FIELD.search(element.get("class") or ""))
        or "display:block" in (element.get("style") or "").replace(" ", "")
    )


def _is_value(item: Any) -> bool:
    """Tell the items of a list that is a value, as behind a label, from those of other lists."""
    near = [item, *list(item.iterancestors())[:3]]
    return any(e.tag in ("dd", "td") or _FIELD.search(e.get("class") or "") for e in near)


def _read_pdf(data: bytes) -> Document:
    """Read the text layer of a PDF, its pages parted by blank lines."""
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
    joined = [re.sub("[\ufffe\x02](?:\r?\n)?", "", page).translate(_INVISIBLE) for page in pages]
    bare = [str(number) for number, page in enumerate(joined, 1) if not page.strip()]
    if len(bare) == len(joined):
        raise MigfundError("the PDF has no text layer; run text recognition first")
    reason = f"without text: page {', '.join(bare[:5])}; run text recognition on the PDF"
    text = "\n\n".join("\n".join(page.splitlines()) for page in joined)
    return Document(text, (Doubt("text", reason),) if bare else ())
