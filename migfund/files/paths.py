"""Regular files: opened without waiting, and found in folders without going in circles."""

import fnmatch
import glob
import io
import os
import stat
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from migfund.errors import MigfundError
from migfund.files.limits import MAX_FILES

__all__ = ["files_below", "files_matching", "open_regular", "path_text", "read_regular"]

_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def path_text(path: str | os.PathLike[str]) -> str:
    r"""Return a path as text that can be printed and stored, whatever bytes its name is made of.

    Examples
    --------
    >>> path_text(os.fsdecode(b"caf\xe9.txt")), path_text("café.txt")
    ('caf\\xe9.txt', 'café.txt')
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def open_regular(path: str | os.PathLike[str]) -> IO[bytes]:
    """Open a file to read its bytes.

    What is no regular file (a pipe, a socket, a device) may never end, and is refused. A file that
    has no size, such as many in ``/proc``, is empty.

    Raises
    ------
    OSError
        If it cannot be opened, or is no regular file.
    ValueError
        If no file can have such a name.
    """
    handle = os.open(path, os.O_RDONLY | _NO_WAIT)
    file = open(handle, "rb")  # noqa: SIM115 - the caller closes it
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode) and status.st_size:
        return file
    file.close()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is no regular file; of a pipe or device give the content, as a file")
    return io.BytesIO()


def read_regular(path: str | os.PathLike[str], most: int = -1) -> bytes:
    """Return the bytes of a file, as `open_regular` does; no more than so many if told so."""
    with open_regular(path) as file:
        return file.read(most)


def files_below(folder: str, *, hidden: bool = False) -> Iterator[str]:
    """Yield the regular files in a folder and below, as paths relative to it.

    Links to folders are followed, but no folder is entered twice. Hidden files and folders are
    left out unless they are asked for.

    Raises
    ------
    MigfundError
        If there are more than ``MAX_FILES``.
    """
    entered, waiting, found = set(), deque([""]), 0
    while waiting:
        below = waiting.popleft()
        try:
            status = os.stat(os.path.join(folder, below))
            names = os.listdir(os.path.join(folder, below))
        except OSError:
            continue  # gone meanwhile, or not ours to read
        if (status.st_dev, status.st_ino) in entered:
            continue
        entered.add((status.st_dev, status.st_ino))
        # The shortest way to a folder counts, so that the paths do not depend on the links.
        for name in sorted(names):
            if name.startswith(".") and not hidden:
                continue
            path = os.path.join(below, name)
            try:
                mode = os.stat(os.path.join(folder, path)).st_mode
            except OSError:
                continue
            if stat.S_ISDIR(mode):
                waiting.append(path)
            elif stat.S_ISREG(mode):
                found += 1
                if found > MAX_FILES:
                    raise MigfundError(
                        f"{path_text(folder)} holds more than {MAX_FILES:,} files; name a folder "
                        "further down, or a pattern"
                    )
                yield path


def files_matching(pattern: str) -> list[str]:
    """Return the regular files whose paths match a pattern, as ``glob`` does, but without circles.

    ``**`` stands for any number of folders.
    """
    parts = Path(pattern).parts
    if "**" not in parts:
        return [path for path in glob.glob(pattern) if os.path.isfile(path)]
    first = next(n for n, part in enumerate(parts) if glob.has_magic(part))
    base, wanted = os.path.join("", *parts[:first]), parts[first:]
    hidden = any(part.startswith(".") for part in wanted)
    files = files_below(base or os.curdir, hidden=hidden)
    return [os.path.join(base, path) for path in files if _fit(Path(path).parts, wanted)]


def _fit(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Tell whether the folders and the name of a file match the parts of a pattern."""
    if not path or not pattern:
        return not path and pattern in ((), ("**",))
    if path[0].startswith(".") and not pattern[0].startswith("."):
        return False
    if pattern[0] == "**":
        return _fit(path, pattern[1:]) or _fit(path[1:], pattern)
    return fnmatch.fnmatch(path[0], pattern[0]) and _fit(path[1:], pattern[1:])
