"""Bytes of an IATI file to its activities, one at a time, in bounded memory.

Entities of the file's own, DTDs and the network are off; expansion that grows, text of more than
10 MB and nesting of more than 256 elements are refused by libxml2, as long as ``huge_tree`` is
off. Where the XML breaks, the activity that was open is given as far as it got, and reading goes
on at the next activity: its start is looked for in the bytes, and a new parser is told what stood
around it.
"""

import codecs
import contextlib
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

__all__ = ["Activity", "Break", "read_activities"]

CHUNK = 1 << 16
MAX_BYTES = 100_000_000
"""Bytes that an activity may have, or what stands between two of them."""
MAX_BREAKS = 500
"""Breaks of one file after which the rest is left unread: it is no XML."""
MAX_RATIO = 200
"""Times that a file of more than 100 MB may be larger than its gzip."""

_TAG = "{*}iati-activity"
_NAME = b"iati-activity"
_START = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?iati-activity(?=[\s/>])")
_LONGEST_START = 100
_HIDING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
"""What a start tag may stand in without being one, by how it begins and ends."""
_LONGEST_MARK = 8
_AT_ONCE = 1 << 18
"""Bytes of an activity that wait for its end: whole ones are parsed in four fifths of the time."""
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


class Break(NamedTuple):
    """Where and why the XML breaks; the line counts from 1, the byte from 0."""

    reason: str
    line: int = 0
    offset: int = 0

    def __str__(self) -> str:
        """Write the break for a list of problems."""
        where = f"the XML breaks at line {self.line}, byte {self.offset}: " if self.line else ""
        return where + self.reason


class Activity(NamedTuple):
    """An activity's element, its XPath, and the break if it has only what ended before one.

    Without an element it is a break outside any activity. ``doubt`` says what else is wrong.
    """

    element: Any
    path: str = ""
    broken: Break | None = None
    doubt: str = ""


class TooLargeError(Exception):
    """A file that unpacks to more than files do."""


def read_activities(stream: IO[bytes]) -> Iterator[Activity]:
    """Return the activities of a file one after the other, each valid until the next is asked for.

    A file that breaks gives what stands before the break and after it.
    """
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
    parser = _Parser()
    try:
        for chunk in _chunks(buffered, parser):
            yield from parser.feed(chunk)
            if parser.breaks > MAX_BREAKS:
                yield Activity(None, broken=Break(f"more than {MAX_BREAKS} breaks, it is no XML"))
                return
    except (OSError, EOFError, zlib.error, TooLargeError) as error:
        parser.cut_off = f"the file is broken ({error}); what follows is not read"
    yield from parser.close()


def _chunks(stream: Any, parser: "_Parser") -> Iterator[bytes]:
    """Read a file, unpacked if it is a gzip, in UTF-8 if its letters have several bytes."""
    packed = None
    if stream.peek(2)[:2] == b"\x1f\x8b":
        packed, stream = stream, gzip.GzipFile(fileobj=stream)
    head = stream.peek(4)
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            parser.encoding = "utf-8"
            stream = codecs.getreader(encoding)(stream, "replace")
            break
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if packed and size > max(100_000_000, MAX_RATIO * packed.tell()):
            raise TooLargeError(f"it unpacks to more than {MAX_RATIO} times its size")
        yield chunk.encode("utf-8", "replace") if isinstance(chunk, str) else chunk


class _Parser:
    """A parser that goes on after a break, and knows where it is in the file.

    The bytes are cut before each start tag of an activity. There the activity before must have
    ended; if not, it is broken, for the parser itself waits after a bare ``&`` for a semicolon, and
    would take what follows a missing end tag for a part of the activity.
    """

    def __init__(self) -> None:
        self.encoding: str | None = None
        self.cut_off = ""
        self.breaks = 0
        self._parser: Any = None
        self._rest = b""  # not yet given to the parser, but for what stands before the place
        self._at = 0
        self._announced = False  # whether the rest begins with an activity that is expected
        self._piece: list[bytes] = []  # given to the parser since it was last known to be sound
        self._size = 0
        self._offset, self._line, self._column = 0, 1, 0  # where the piece begins
        self._first_line, self._first_column = 1, 0  # where the parser began, less what was added
        self._expected = self._begun = 0  # activities in the bytes and in the events
        self._open: list[Any] | None = None
        self._parent: Any = None
        self._parent_path = ""
        self._around: list[bytes] | None = None
        self._counts: Counter[str] = Counter()
        self._root = ""

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[Activity]:
        """Read the next bytes of the file."""
        if self._parser is None and not self.breaks:
            self._start(b"")
        self._rest = self._rest[self._at :] + chunk
        self._at = 0
        while self.breaks <= MAX_BREAKS:
            at = _find_start(self._rest, self._at + int(self._announced))
            found = at >= 0
            end = len(self._rest)
            if not found and not last and end - self._at < _AT_ONCE:
                return
            if not found:
                at = end if last else max(self._at, end - _LONGEST_START)
            piece = self._rest[self._at : at]
            self._at = at
            fault = self._give(piece) if piece else None
            yield from self._events()
            if fault is None:
                fault = self._unsound() if found else self._too_large()
            if fault is not None:
                yield self._broken(fault)
            elif found:
                self._announce()
            else:
                return

    def close(self) -> Iterator[Activity]:
        """Finish the file: what is still open is broken."""
        yield from self.feed(b"", last=True)
        while self._parser is not None and self.breaks <= MAX_BREAKS:
            fault = self._end()
            yield from self._events()
            if self.cut_off:
                fault = Break(self.cut_off, *self._end_of_piece())
            if fault is None:
                if not self._counts and self._root not in ("", "iati-activities"):
                    yield Activity(
                        None, broken=Break(f"no iati-activity in it; its root is {self._root!r}")
                    )
                return
            yield self._broken(fault)
            yield from self.feed(b"", last=True)

    def _start(self, around: bytes) -> None:
        """Begin with a new parser, told what stands around."""
        from lxml import etree

        self._parser = _new_parser(self.encoding, _TAG)
        if around:
            try:
                self._parser.feed(around)
            except etree.XMLSyntaxError:  # as of a broken name that cannot be written again
                around = b"<iati-activities>"
                self._parser = _new_parser(self.encoding, _TAG)
                self._parser.feed(around)
        self._expected = self._begun = 0
        self._open, self._parent, self._entities = None, None, False
        self._hidden_until, self._tail = b"", b""
        self._first_line, self._first_column = self._line, self._column - _letters(around)

    def _give(self, piece: bytes) -> Break | None:
        """Give bytes to the parser; return where they break it."""
        from lxml.etree import XMLSyntaxError

        self._announced = False
        self._look_for_hiding(piece)
        self._piece.append(piece)
        self._size += len(piece)
        if self._parser is None:
            return None
        try:
            self._parser.feed(piece)
        except XMLSyntaxError as error:
            return self._fault(error.msg, *error.position)
        for entry in self._parser.feed_error_log:  # an undeclared entity raises nothing
            if entry.level_name == "FATAL":
                return self._fault(entry.message, entry.line, entry.column)
        return None

    def _end(self) -> Break | None:
        """End the parser; return what it lacks."""
        from lxml.etree import XMLSyntaxError

        try:
            self._root = self._parser.close().tag.rpartition("}")[2]
        except XMLSyntaxError as error:
            return self._fault(error.msg, *error.position)
        return None

    @property
    def _settled(self) -> bool:
        """Whether every activity that began has ended."""
        return self._parser is None or (self._open is None and self._begun == self._expected)

    def _look_for_hiding(self, piece: bytes) -> None:
        """Note whether the piece ends in a comment or the like, in which no tag is one."""
        text = self._tail + piece if b"<" in self._tail else piece
        self._tail = text[-_LONGEST_MARK:]
        if not self._hidden_until and not _has(text, b"<!") and not _has(text, b"<?"):
            return
        at = 0
        while True:
            if self._hidden_until:
                end = text.find(self._hidden_until, at)
                if end < 0:
                    return
                at, self._hidden_until = end + len(self._hidden_until), b""
            begins = [(text.find(mark, at), mark) for mark in _HIDING]
            begin, mark = min((found for found in begins if found[0] >= 0), default=(-1, b""))
            if begin < 0:
                return
            at, self._hidden_until = begin + len(mark), _HIDING[mark]

    def _announce(self) -> None:
        """Go on with the activity that the rest begins with."""
        self._announced = True
        if self._parser is None:
            self._forget()
            self._start(b"".join(self._around or [b"<iati-activities>"]))
        if self._settled and not self._hidden_until:
            self._forget()
            self._expected += 1

    def _unsound(self) -> Break | None:
        """Return the break if an activity should have ended before the next one."""
        if self._settled or self._hidden_until:
            return None
        return self._end() or Break("the activity does not end", *self._end_of_piece())

    def _too_large(self) -> Break | None:
        """Return the break if more is open than memory should hold."""
        if self._size <= MAX_BYTES:
            return None
        if self._settled:
            self._forget()
            return None
        limit = f"{MAX_BYTES // 10**6} MB"
        return Break(f"more than {limit} without the end of the activity", *self._end_of_piece())

    def _forget(self, size: int | None = None) -> None:
        """Move on behind the bytes that were read, or the first of them."""
        piece = b"".join(self._piece)[:size]
        self._offset += len(piece)
        lines = piece.count(b"\n")
        self._line += lines
        self._column = (0 if lines else self._column) + _letters(piece[piece.rfind(b"\n") + 1 :])
        self._piece, self._size = [], 0

    def _end_of_piece(self) -> tuple[int, int]:
        lines = sum(part.count(b"\n") for part in self._piece)
        return self._line + lines, self._offset + self._size

    def _fault(self, message: str | None, line: int, column: int) -> Break:
        """Say where in the file the parser stopped."""
        piece = b"".join(self._piece)
        reason = re.sub(r", line \d+, column \d+( \(.*\))?$", "", message or "not XML")
        if line <= 1:
            column += self._first_column
        line = max(line, 1) + self._first_line - 1
        letters = column - 1 - (self._column if line == self._line else 0)
        if line < self._line or letters < 0:  # after a bare & the parser has waited until here
            return Break(reason, line, max(0, self._offset - 1))
        at = 0
        for _ in range(line - self._line):
            at = piece.find(b"\n", at) + 1 or len(piece)
        text = piece[at : at + 4 * letters].decode("utf-8", "replace")
        at += len(text[:letters].encode("utf-8", "replace"))
        return Break(reason, line, self._offset + min(at, len(piece)))

    def _events(self) -> Iterator[Activity]:
        """Return the activities that have ended."""
        if self._parser is None:
            return
        for event, element in self._parser.read_events():
            if event == "start":
                self._begun += 1
                self._open = [element, self._path(element)]
                continue
            if self._open is None:  # the end of one around another
                continue
            opened, self._open = self._open, None
            doubt = _write_out_entities(element) if self._entities else ""
            yield Activity(opened[0], opened[1], doubt=doubt)
            element.clear()
            parent = element.getparent()
            if parent is not None:
                while element.getprevious() is not None:
                    del parent[0]

    def _broken(self, fault: Break) -> Activity:
        """Return the activity that the break is in, and go on behind the break."""
        self.breaks += 1
        opened = self._open or [None, ""]
        self._parser, self._open = None, None
        piece = b"".join(self._piece)
        read = min(max(fault.offset - self._offset, 1), len(piece))
        if fault.offset < self._offset and opened[0] is None:
            read = 0
        self._rest, self._at = piece[read:] + self._rest[self._at :], 0
        self._announced = False
        self._forget(read)
        if opened[0] is not None:
            del opened[0][_ended(piece[:read], self.encoding) :]
            if self._entities:
                _write_out_entities(opened[0])
        return Activity(opened[0], opened[1], fault)

    def _path(self, element: Any) -> str:
        """Return the XPath of an activity, by the count of those seen in the same element."""
        parent = element.getparent()
        if parent is not self._parent or parent is None:
            self._parent = parent
            if not (self.breaks and self._parent_path):
                self._parent_path = _path_of(parent)
            tree = element.getroottree()
            self.encoding = self.encoding or tree.docinfo.encoding or "utf-8"
            self._entities = tree.docinfo.internalDTD is not None
            if self._around is None:
                self._around = _tags_around(element)
        self._counts[self._parent_path] += 1
        return f"{self._parent_path}/iati-activity[{self._counts[self._parent_path]}]"


def _new_parser(encoding: str | None, tag: str | None = None) -> Any:
    from lxml import etree

    return etree.XMLPullParser(
        events=("start", "end"),
        tag=tag,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
        encoding=encoding,
    )


def _ended(piece: bytes, encoding: str | None) -> int:
    """Return how many elements of a broken activity have ended before the break."""
    from lxml import etree

    parser = _new_parser(encoding)
    with contextlib.suppress(etree.XMLSyntaxError):
        parser.feed(piece)
    depth, inside, number = 0, 0, 0
    for event, element in parser.read_events():
        depth += 1 if event == "start" else -1
        if event == "start" and not inside and element.tag.rpartition("}")[2] == "iati-activity":
            inside = depth
        elif event == "end" and inside and depth == inside:
            number += 1
    return number


def _find_start(data: bytes, after: int) -> int:
    """Return where the next activity begins; -1 if none does."""
    name = data.find(_NAME, after)
    while name >= 0:
        open_ = data.rfind(b"<", max(after, name - _LONGEST_START // 2), name)
        if open_ >= 0 and _START.match(data, open_):
            return open_
        name = data.find(_NAME, name + 1)
    return -1


def _has(data: bytes, mark: bytes) -> bool:
    """Tell whether a mark of two letters is there, of which the second is rare."""
    return mark[1:] in data and mark in data


def _letters(line: bytes) -> int:
    return len(line if line.isascii() else line.decode("utf-8", "ignore"))


def _write_out_entities(activity: Any) -> str:
    """Put ``&name;`` where the file's own entities stand; return which those are."""
    from lxml import etree

    names = {}
    for entity in list(activity.iter(etree.Entity)):
        text, parent, before = (
            entity.text + (entity.tail or ""),
            entity.getparent(),
            entity.getprevious(),
        )
        if before is None:
            parent.text = (parent.text or "") + text
        else:
            before.tail = (before.tail or "") + text
        names[entity.text] = True
        entity.tail = None
        parent.remove(entity)
    return f"entities of the file's own are not resolved: {', '.join(names)}" if names else ""


def _path_of(element: Any) -> str:
    """Return the XPath of an element, with its number where others of the name come before it."""
    path = ""
    while element is not None:
        before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
        name = element.tag.rpartition("}")[2]
        path = f"/{name}[{before + 1}]{path}" if before else f"/{name}{path}"
        element = element.getparent()
    return path


def _tags_around(element: Any) -> list[bytes]:
    """Write the start tags of the elements around an activity."""
    from lxml import etree

    tags = []
    for outer in element.iterancestors():
        alone = etree.Element(outer.tag, dict(outer.attrib), outer.nsmap)
        tags.append(etree.tostring(alone)[:-2] + b">")
    return tags[::-1]
