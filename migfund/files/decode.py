"""Bytes to text: the one decoder of pages and tables.

Encodings, in this order: a byte order mark; UTF-16 by its zero bytes; UTF-8 where all bytes are
UTF-8; what the page declares; UTF-8 with a few broken bytes; else the bytes are evidence. Letters
above ASCII that stand alone between others are Western European (Windows-1252, which holds
ISO-8859-1 too) unless words show those of Central Europe or of Turkey; whole words of them are
another script, and charset-normalizer weighs which. What such evidence does not settle is a guess,
and is reported.
"""

import codecs
import re
from typing import NamedTuple

from migfund.errors import MigfundError

__all__ = ["Document", "Doubt", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = {
    "an image": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8"),
    "an archive or an Office document": (b"PK\x03\x04",),
    "an Office document": (b"\xd0\xcf\x11\xe0",),
}
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
_CENTRAL = re.compile(
    r"\b(?:się|są|która|które|także|więc|między|środk\w+|będzie|zł|tytuł\w*|wartoś\w+|zakończ\w+"
    r"|który|při|než|země|včetně|může|částk\w+|měsíc\w*|začát\w+|ukonče\w+|kč|číslo|příspěv\w+"
    r"|způsobil\w+|ďalš\w+|počas|začiat\w+|prijímateľ\w*|također|između|početak|država"
    r"|idő\w*|között\w*|kezdő\w*|működ\w*|fő|finanţ\w+|ţar[aă])\b",
    re.IGNORECASE,
)
# Words of Central Europe and of Turkey that these encodings write otherwise than Windows-1252.
_OTHER_LATIN = {
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1254": re.compile(
        r"\b(?:başl\w+|bitiş\w*|olduğu|değil|çalış\w+|eğitim\w*|yıl\w*|sığınmacı\w*"
        r"|amacıyla|desteğ\w*|geliştir\w*|yardım\w*|bakanlığı|toplantı\w*|sayı\w*|topluluğ\w*)\b",
        re.IGNORECASE,
    ),
}
_UNKNOWN_ENCODING = "the file's encoding is not known; save it again as UTF-8"


class Doubt(NamedTuple):
    """What was assumed about a document, or is lacking in it."""

    field: str
    reason: str


class Document(NamedTuple):
    """The text of a document, line by line as layouts read it, and what is doubtful about it."""

    text: str
    doubts: tuple[Doubt, ...] = ()


def decode(data: bytes, *, declared: str | None = None) -> Document:
    """Return the text of bytes; a guessed encoding is a doubt.

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
        raise MigfundError("the file is empty; save it again")
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding:
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
        return _with_doubt_if_broken(text, encoding.upper())
    wide = _utf16_by_zeros(data)
    if wide is not None:
        return Document(wide)
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


def _utf16_by_zeros(data: bytes) -> str | None:
    """Decode UTF-16 without a mark: of most letters, one of the two bytes is zero."""
    start = data[:200]
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if 2 * start[first::2].count(0) > len(start[first::2]) and 0 not in start[1 - first :: 2]:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _check_text(data: bytes) -> None:
    """Raise if bytes are known to be something else than text."""
    for kind, marks in _NOT_TEXT.items():
        if data.startswith(marks):
            raise MigfundError(
                f"the file is not text but {kind}; save a page as text (.txt), HTML or PDF, and a "
                "table as CSV"
            )
    start = data[:10_000]
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if b"\x00" in data or controls > len(start) // 100:
        raise MigfundError("the file is not text; save it as text: .txt for a page, .csv a table")


def _doubtful(text: str, reason: str) -> Document:
    return Document(text, (Doubt("encoding", f"{reason}; save it again as UTF-8"),))


def _with_doubt_if_broken(text: str, encoding: str) -> Document:
    """Return a text, and how many letters of it could not be made out."""
    broken = text.count("\ufffd")
    if not broken:
        return Document(text)
    return _doubtful(text, f"{broken} places are not {encoding} as the rest is and show as \ufffd")


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
    encoding, name = ("iso8859-15", "ISO-8859-15") if euro else ("cp1252", "Windows-1252")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise MigfundError(_UNKNOWN_ENCODING) from None
    found = []
    for other, known in _OTHER_LATIN.items():
        its = data.decode(other, errors="replace")
        said = {match[0] for match in known.finditer(its)}
        if "\ufffd" not in its and any(word not in text for word in said):
            found.append((len(said), other, its))
    if found:
        _, other, its = max(found, key=lambda one: one[0])
        return _doubtful(its, f"no encoding is declared; {other} was assumed, by its words")
    differ = _letters_in_doubt(data, encoding)
    if not differ or _WESTERN.search(text):
        return Document(text)
    shown = ", ".join(differ[:5])
    return _doubtful(
        text, f"no encoding is declared; {name} was assumed, by which letters are {shown}"
    )


def _letters_in_doubt(data: bytes, encoding: str) -> list[str]:
    """Return the letters in words that other encodings of Latin script read as others."""
    beside = re.findall(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])", data)
    letters = b"".join(set(beside))
    ours = letters.decode(encoding)
    differ = {
        letter
        for other in _NEIGHBOURS
        for letter, its in zip(ours, letters.decode(other, errors="replace"), strict=True)
        if letter != its and (letter.isalpha() or its.isalpha())
    }
    return sorted(differ)


def _decode_other_script(data: bytes, words: bytes) -> Document:
    """Decode text in another script than Latin, as its words look most likely."""
    from charset_normalizer import from_bytes

    best = from_bytes(words[:20_000], cp_isolation=_OTHER_SCRIPTS).best()
    if best is None:
        raise MigfundError(_UNKNOWN_ENCODING)
    text = data.decode(best.encoding, errors="replace")
    return _doubtful(text, f"no encoding is declared; {best.encoding} was assumed, by its words")
