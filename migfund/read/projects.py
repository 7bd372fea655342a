"""Files, folders, patterns, archives and streams to one project table."""

import glob
import multiprocessing
import os
import re
import sys
import time
import types
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pandas as pd

from migfund.errors import MigfundError, ReadError
from migfund.read.documents import MAX_BYTES, read_document
from migfund.read.page import Page
from migfund.read.pages import read_page
from migfund.schema import make_table

__all__ = ["read_projects"]

MAX_ARCHIVE_BYTES = 200_000_000
"""Bytes that the pages of one archive may have when unpacked."""
MAX_RATIO = 200
"""Times that a page of more than a megabyte may be larger than it is in its archive."""
TRIAL_SECONDS = 2.0
"""Time of reading in one process after which it is known how long the rest will take."""
WORTH_SECONDS = 6.0
"""What the rest must take for several processes to be faster; the how-to has the measurement."""

_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Readable(Protocol):
    """An open file or anything else with ``read``."""

    def read(self, size: int = ..., /) -> bytes | str:
        """Give the content."""


PathLike = str | os.PathLike[str] | Readable


class _Item(NamedTuple):
    """A page to be read: where it is, or its bytes, or the reason why there are none."""

    source: str
    path: str = ""
    member: zipfile.ZipInfo | None = None
    data: bytes | None = None
    error: str | None = None


def read_projects(
    path_or_paths: PathLike | Iterable[PathLike], *, on_error: str = "raise"
) -> pd.DataFrame:
    """Read project records from files into one table, one row a record.

    Text, saved web pages (HTML, MHTML) and PDF with a text layer, known by their content.

    The layout of a page is known by what its text shows, never by its file's name: pages of the
    IOM Development Fund, the Migration Partnership Facility, ICMPD, the Austrian Development
    Agency, EU delegations, Finland, Global Affairs Canada and others, and prose.

    Parameters
    ----------
    path_or_paths
        A file, a folder (with all the files in it and below, hidden ones left out), a pattern
        such as ``"pages/*.txt"``, ``"-"`` for a page from standard input, an open file, or several
        of these. A file named twice is read once. Of a zip archive each file in it is a record,
        with the source ``archive.zip/name``.
    on_error
        ``"raise"``, or ``"report"`` to keep what cannot be read as a row with its source alone;
        :func:`migfund.problems` lists the reason.

    Returns
    -------
    pandas.DataFrame
        The project table, with ``prima_id``, ``year`` (of approval), ``other_countries`` and
        ``problems`` beside it. Files keep the order given, those of a folder or pattern the order
        of their names. ``source_locator`` says in which line of the text each value stands.

    Raises
    ------
    ReadError
        If a path does not exist or holds nothing, or a file is empty, broken, protected, larger
        than 50 MB, without text, or has a layout that no reader knows; up to five are named.

    Examples
    --------
    >>> import migfund as mf
    >>> page = "data/pages/iom_a05_armenia_georgia.txt"
    >>> mf.read_projects(page)[["budget", "currency", "start_precision"]].values.tolist()
    [[400000.0, 'USD', 'year']]
    """
    if on_error not in ("raise", "report"):
        raise MigfundError(f"on_error must be 'raise' or 'report', not {on_error!r}.")
    items = _find(path_or_paths)
    records = list(_progress(_read_all(items), len(items)))
    errors = [_error_of(record) for record in records if record.keys() == _UNREAD]
    if errors and on_error == "raise":
        raise _all_in_one(errors, len(records))
    return make_table(records)


def _find(paths: Any) -> list[_Item]:
    """Give each file, member of an archive or stream once, in order, and what holds none."""
    one = isinstance(paths, str | os.PathLike) or hasattr(paths, "read")
    several = [paths] if one else list(paths)
    if not several:
        raise ReadError("read_projects", "no path was given; name a file, a folder or a pattern")
    found: dict[object, _Item] = {}
    for path in several:
        if path == "-" or hasattr(path, "read"):
            found.setdefault(path if path == "-" else id(path), _read_stream(path))
            continue
        for item in _find_files(str(os.fspath(path))):
            found.setdefault((*item[:2], item.member and item.member.header_offset), item)
    return list(found.values())


def _read_stream(stream: Any) -> _Item:
    """Read one page from standard input or from an open file."""
    if stream == "-":
        source, stream = "-", getattr(sys.stdin, "buffer", sys.stdin)
    else:
        name = getattr(stream, "name", None)
        source = name if isinstance(name, str) else "<stream>"
    try:
        data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        return _Item(source, error=f"cannot be read ({error})")
    if isinstance(data, str):
        # The mark keeps letters that are known from being taken for another encoding.
        data = ("\ufeff" + data).encode("utf-8", errors="replace")
    return _Item(source, data=bytes(data or b""))


def _find_files(path: str) -> list[_Item]:
    """Give the files of a path, those in archives too, or the reason why there is none."""
    files: list[Path] = []
    if os.path.isdir(path):
        files = sorted(file for file in Path(path).rglob("*") if _is_visible_file(file, path))
        reason = "the folder holds no file; name a folder with saved project pages"
    elif os.path.exists(path):
        files = [Path(path)]
    elif glob.has_magic(path):
        matches = sorted(map(Path, glob.glob(path, recursive=True)))
        files = [file for file in matches if file.is_file()]
        reason = "no file matches the pattern; see which files there are, and their endings"
    else:
        reason = "no such file or folder; check the path (it is taken from the folder you are in)"
    if not files:
        return [_Item(path, error=reason)]
    return [item for file in files for item in _find_members(str(file))]


def _is_visible_file(file: Path, folder: str) -> bool:
    """Tell whether a file, and the folders below the given one that hold it, are not hidden."""
    return file.is_file() and not any(
        part.startswith(".") for part in file.relative_to(folder).parts
    )


def _find_members(path: str) -> list[_Item]:
    """Give the pages in a zip archive; of any other file the file itself."""
    itself = _Item(path, path)
    try:
        if not os.path.isfile(path):
            return [itself]
        with open(path, "rb") as file:
            if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return [itself]
        with zipfile.ZipFile(path) as archive:
            members = sorted(archive.infolist(), key=lambda member: member.filename)
    except PermissionError:
        return [itself]
    except _ZIP_ERRORS as error:
        return [_Item(path, error=f"the archive is broken ({error}); download or pack it again")]
    if {"[Content_Types].xml", "mimetype"} & {member.filename for member in members}:
        # Office documents and e-books are archives, too, but none of pages.
        return [itself]
    members = [member for member in members if _is_visible_member(member)]
    if not members:
        return [_Item(path, error="the archive holds no file; pack saved project pages")]
    if sum(member.file_size for member in members) > MAX_ARCHIVE_BYTES:
        limit = f"{MAX_ARCHIVE_BYTES // 10**6} MB"
        return [_Item(path, error=f"the archive unpacks to more than {limit}; split it")]
    return [_member_item(path, member) for member in members]


def _is_visible_member(member: zipfile.ZipInfo) -> bool:
    """Tell files from folders, hidden files and what macOS adds."""
    parts = re.split(r"[/\\]", member.filename)
    return not member.is_dir() and not any(p.startswith(".") or p == "__MACOSX" for p in parts)


def _member_item(path: str, member: zipfile.ZipInfo) -> _Item:
    """Give a page in an archive, or why it is not unpacked."""
    source, error = f"{path}/{member.filename}", None
    if member.flag_bits & 1:
        error = "protected by a password; unpack the archive and give the folder"
    elif member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        error = "packed by a method that is not read; unpack the archive and give the folder"
    elif member.file_size > MAX_BYTES:
        error = f"larger than {MAX_BYTES // 10**6} MB, which no project page is"
    elif member.file_size > max(10**6, MAX_RATIO * member.compress_size):
        error = f"unpacks to more than {MAX_RATIO} times its size, which no project page does"
    return _Item(source, path, member, error=error)


def _load(items: Iterable[_Item]) -> Iterator[tuple[str, bytes | str]]:
    """Give source and bytes of each page, or the reason why there are none in their place."""
    for path, group in groupby(items, key=lambda item: item.path if item.member else ""):
        if not path:
            yield from ((item.source, item.error or _bytes_of(item)) for item in group)
            continue
        pages = list(group)
        try:
            archive = zipfile.ZipFile(path)
        except _ZIP_ERRORS:
            yield from ((item.source, "the archive has changed; read it again") for item in pages)
            continue
        with archive:
            yield from ((item.source, item.error or _unpack(archive, item)) for item in pages)


def _bytes_of(item: _Item) -> bytes | str:
    """Read a file, no further than one that is too large needs."""
    if item.data is not None:
        return item.data
    try:
        with open(item.path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        return f"cannot be opened ({error.strerror or error})"


def _unpack(archive: zipfile.ZipFile, item: _Item) -> bytes | str:
    """Unpack one page; no more comes out than the archive lists."""
    try:
        return archive.read(item.member or item.source)
    except _ZIP_ERRORS as error:
        return f"broken in its archive ({error}); pack it again"


def _read_all(items: list[_Item]) -> Iterator[dict[str, Any]]:
    """Read all pages in order; a long rest of them in several processes."""
    done, began = 0, time.monotonic()
    workers = min(os.cpu_count() or 1, 8)
    # Who runs this in a process of a pool has the cores at work already.
    may_start = workers > 1 and multiprocessing.parent_process() is None
    for source, content in _load(items):
        yield _read(source, content)
        done += 1
        spent = time.monotonic() - began
        rest = spent / done * (len(items) - done)
        if may_start and spent >= TRIAL_SECONDS and rest >= WORTH_SECONDS:
            break
    try:
        for record in _read_in_processes(items[done:], workers):
            yield record
            done += 1
    except (ImportError, OSError, RuntimeError):
        # No processes here, or they were ended: the rest is read below, with the same result.
        pass
    for source, content in _load(items[done:]):
        yield _read(source, content)


def _read_in_processes(items: list[_Item], workers: int) -> Iterator[dict[str, Any]]:
    """Read pages in chunks, with few of them in memory at a time."""
    if not items:
        return
    from concurrent.futures import Future, ProcessPoolExecutor

    # A fork of a process with threads, as pandas' and a notebook's, may hang.
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[list[dict[str, Any]]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        with _script_out_of_sight():
            for _ in range(workers):
                pool.submit(os.getpid)
        for chunk in _chunks(_load(items)):
            waiting.append(pool.submit(_read_chunk, chunk))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


@contextmanager
def _script_out_of_sight() -> Iterator[None]:
    """Keep new processes from running the caller's script, which they do to find its functions.

    They need none of them, and a script that is not written for it would begin anew in each.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _chunks(
    pages: Iterator[tuple[str, bytes | str]],
) -> Iterator[list[tuple[str, bytes | str]]]:
    """Cut pages into chunks of 32, or fewer if they are large."""
    chunk: list[tuple[str, bytes | str]] = []
    for page in pages:
        chunk.append(page)
        if len(chunk) == 32 or sum(len(content) for _, content in chunk) > 4_000_000:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _read_chunk(pages: list[tuple[str, bytes | str]]) -> list[dict[str, Any]]:
    """Read several pages, in a process of their own."""
    return [_read(source, content) for source, content in pages]


def _progress(records: Iterable[Any], total: int) -> Iterable[Any]:
    """Show progress on a terminal, once reading has taken longer than a second."""
    if total < 2:
        return records
    from tqdm import tqdm

    return tqdm(records, desc="Reading", unit="file", total=total, delay=1, disable=None)


def _read(source: str, content: bytes | str) -> dict[str, Any]:
    """Read the record of one page; of one that gives none, only its source and the reason."""
    if isinstance(content, str):
        return _unread(source, content)
    try:
        document = read_document(content)
    except MigfundError as error:
        return _unread(source, str(error))
    record = read_page(Page(source, document.text))
    if record is None:
        return _unread(
            source,
            "no reader knows this layout; no sentence gives a project's budget or period either. "
            "See whether it is a project page, saved as text, HTML or PDF",
        )
    doubts = [_problem(doubt.reason, doubt.field) for doubt in document.doubts]
    return record | {"problems": [*record["problems"], *doubts]}


_UNREAD = {"source", "problems"}


def _unread(source: str, reason: str) -> dict[str, Any]:
    """Keep a source that gave no record: nothing but its name and the reason."""
    return {"source": source, "problems": [_problem(reason)]}


def _problem(reason: str, field: str | None = None) -> dict[str, str | None]:
    """Note a problem of a whole page."""
    return {"locator": None, "field": field, "text": None, "reason": reason}


def _error_of(record: dict[str, Any]) -> ReadError:
    """Make an error of the reason why a source gave no record."""
    return ReadError(record["source"], record["problems"][0]["reason"])


def _all_in_one(errors: list[ReadError], files: int) -> ReadError:
    """Name up to five of the files that could not be read, and say what to do."""
    if files == 1:
        return errors[0]
    shown = "; ".join(str(error) for error in errors[:5])
    more = f"; and {len(errors) - 5} more" if len(errors) > 5 else ""
    return ReadError(
        f"{len(errors)} of {files} files could not be read",
        f"{shown}{more}. on_error='report' keeps them as rows that say why.",
    )
