"""Paths, patterns, archives, open files and URLs to the bytes of pages."""

import glob
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import IO, Any, NamedTuple

from migfund.errors import MigfundError, list_values
from migfund.files.limits import MAX_ARCHIVE_BYTES, MAX_BYTES, MAX_RATIO
from migfund.files.paths import files_below, files_matching, path_text, read_regular
from migfund.files.web import fetch, is_url

__all__ = ["Item", "PathLike", "find", "load"]

_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)

PathLike = str | os.PathLike[str] | IO[Any]
"""A path, a pattern, a URL, ``"-"`` or an open file."""


class Item(NamedTuple):
    """A page to be read: where it is, or its bytes, or the reason why there are none."""

    source: str
    path: str = ""
    member: zipfile.ZipInfo | None = None
    data: bytes | None = None
    error: str | None = None
    url: str = ""


def find(paths: Any, *, limit: int = MAX_BYTES) -> list[Item]:
    """Return each file, member of an archive or stream once, in order, and what holds none.

    A member of an archive that unpacks to more than ``limit`` bytes is not read, nor is one that
    unpacks to very much more than its size. Members that are read as a stream may be large.

    Raises
    ------
    MigfundError
        If no path is given, or something that is none.
    """
    found: dict[object, Item] = {}
    for path in _one_by_one(paths):
        if path == "-":
            found.setdefault("-", _read_stream("-", getattr(sys.stdin, "buffer", sys.stdin)))
        elif hasattr(path, "read"):
            name = getattr(path, "name", None)
            name = name if isinstance(name, str) else "<stream>"
            found.setdefault(id(path), _read_stream(name, path))
        elif is_url(path):
            found.setdefault(path, Item(path, url=path))
        else:
            for item in _find_files(os.fsdecode(path), limit):
                found.setdefault((*item[:2], item.member and item.member.header_offset), item)
    return list(found.values())


def _one_by_one(paths: Any) -> list[Any]:
    """Return the paths given, one or several, or raise if something is no path."""
    if isinstance(paths, str | os.PathLike) or hasattr(paths, "read"):
        return [paths]
    table = hasattr(paths, "columns") or isinstance(paths, Mapping)
    try:
        several = [paths] if table else list(paths)
    except TypeError:
        several = [paths]
    odd = [p for p in several if not (isinstance(p, str | os.PathLike) or hasattr(p, "read"))]
    if odd:
        hint = " mf.read_table reads a table." if table else ""
        raise MigfundError(
            "pages are read from paths (of a file, a folder, a pattern), URLs, open files, or "
            f"lists of these, not from {list_values(type(p).__name__ for p in odd)}.{hint}"
        )
    if not several:
        raise MigfundError("no path was given; name a file, a folder or a pattern")
    return several


def _read_stream(source: str, stream: Any) -> Item:
    """Read one page from standard input or from an open file."""
    try:
        data = stream.read(MAX_BYTES + 1)
    except Exception as error:  # whatever a stream of somebody's raises
        return Item(source, error=f"cannot be read ({type(error).__name__}: {error})")
    if isinstance(data, str):
        # The mark keeps letters that are known from being taken for another encoding.
        data = ("\ufeff" + data).encode("utf-8", errors="replace")
    if data is None:
        data = b""
    if not isinstance(data, bytes | bytearray | memoryview):
        return Item(source, error=f"gives neither bytes nor text but {type(data).__name__}")
    return Item(source, data=bytes(data))


def _find_files(path: str, limit: int) -> list[Item]:
    """Return the files of a path, those in archives too, or the reason why there is none."""
    files: list[Path] = []
    try:
        if os.path.isdir(path):
            files = sorted(Path(path, file) for file in files_below(path))
            reason = "the folder holds no file; name a folder with saved project pages"
        elif os.path.exists(path):
            return _find_members(str(Path(path)), limit)
        elif glob.has_magic(path):
            files = sorted(map(Path, files_matching(path)))
            reason = "no file matches the pattern; see which files there are, and their endings"
        else:
            reason = (
                "no such file or folder; check the path (it is taken from the folder you are in)"
            )
    except MigfundError as error:
        reason = str(error)
    if not files:
        return [Item(path_text(path), error=reason)]
    return [item for file in files for item in _find_members(str(file), limit)]


def _is_hidden(parts: Iterable[str]) -> bool:
    """Tell whether a file, or a folder that holds it, is hidden."""
    return any(part.startswith(".") for part in parts)


def _find_members(path: str, limit: int) -> list[Item]:
    """Return the pages in a zip archive; of any other file the file itself."""
    source = path_text(path)
    itself = Item(source, path)
    try:
        if read_regular(path, 4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return [itself]
    except (OSError, ValueError):
        return [itself]
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(archive.infolist(), key=lambda member: member.filename)
    except _ZIP_ERRORS as error:
        return [Item(source, error=f"the archive is broken ({error}); download or pack it again")]
    if {"[Content_Types].xml", "mimetype"} & {member.filename for member in members}:
        # Office documents and e-books are archives, too, but none of pages.
        return [itself]
    members = list(filter(_is_visible_member, members))
    if not members:
        return [Item(source, error="the archive holds no file; pack saved project pages")]
    most = limit if limit > MAX_BYTES else MAX_ARCHIVE_BYTES
    if sum(member.file_size for member in members) > most:
        reason = f"the archive unpacks to more than {most // 10**6} MB; split it"
        return [Item(source, error=reason)]
    return [_member_item(path, member, limit) for member in members]


def _is_visible_member(member: zipfile.ZipInfo) -> bool:
    """Tell files from folders, hidden files and what macOS adds."""
    parts = re.split(r"[/\\]", member.filename)
    return not (member.is_dir() or _is_hidden(parts) or "__MACOSX" in parts)


def _member_item(path: str, member: zipfile.ZipInfo, limit: int) -> Item:
    """Return a page in an archive, or why it is not unpacked."""
    error = None
    if member.flag_bits & 1:
        error = "protected by a password; unpack the archive and give the folder"
    elif member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        error = "packed by a method that is not read; unpack the archive and give the folder"
    elif member.file_size > limit:
        what = "project page" if limit == MAX_BYTES else "file"
        error = f"larger than {limit // 10**6} MB, which no {what} is"
    elif member.file_size > max(10**6, MAX_RATIO * member.compress_size):
        error = f"unpacks to more than {MAX_RATIO} times its size, which no project page does"
    return Item(path_text(f"{path}/{member.filename}"), path, member, error=error)


def load(items: Iterable[Item], cache: Path) -> Iterator[tuple[str, bytes | str]]:
    """Yield source and bytes of each page, or the reason why there are none in their place.

    Pages of URLs are kept in the folder `cache`.
    """
    for path, group in groupby(items, key=lambda item: item.path if item.member else ""):
        if not path:
            yield from ((item.source, item.error or _bytes_of(item, cache)) for item in group)
            continue
        try:
            archive = zipfile.ZipFile(path)
        except _ZIP_ERRORS:
            yield from ((item.source, "the archive has changed; read it again") for item in group)
            continue
        with archive:
            yield from ((item.source, item.error or _unpack(archive, item)) for item in group)


def _bytes_of(item: Item, cache: Path) -> bytes | str:
    """Return the bytes of a file, no more than show that it is too large, or of a URL."""
    if item.url:
        return fetch(item.url, cache)
    if item.data is not None:
        return item.data
    try:
        return read_regular(item.path, MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        return f"cannot be opened ({getattr(error, 'strerror', None) or error})"


def _unpack(archive: zipfile.ZipFile, item: Item) -> bytes | str:
    """Unpack one page, as far as the archive says that it reaches and one byte more."""
    member: Any = item.member
    try:
        with archive.open(member) as page:
            # Without a number, all that is packed would be unpacked before it is cut off.
            return page.read(member.file_size + 1)
    except _ZIP_ERRORS as error:
        return f"broken in its archive ({error}); pack it again"
