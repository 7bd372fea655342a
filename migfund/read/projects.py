"""Files, folders and patterns to one project table."""

import glob
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from migfund.errors import MigfundError, ReadError
from migfund.read.page import Page
from migfund.read.pages import read_page
from migfund.schema import make_table

__all__ = ["decode", "read_projects"]

PathLike = str | os.PathLike[str]


def read_projects(
    path_or_paths: PathLike | Iterable[PathLike], *, on_error: str = "raise"
) -> pd.DataFrame:
    """Read project records from files into one table, one row a record.

    The layout of a page is known by what its text shows, never by its file's name: pages of the
    IOM Development Fund, the Migration Partnership Facility, ICMPD, the Austrian Development
    Agency, EU delegations, Finland, Global Affairs Canada and others, and prose.

    Parameters
    ----------
    path_or_paths
        A file, a folder (with all the files in it and below, hidden ones left out), a pattern
        such as ``"pages/*.txt"``, or several of these. A file named twice is read once.
    on_error
        ``"raise"``, or ``"report"`` to keep what cannot be read as a row with its source alone;
        :func:`migfund.problems` lists the reason.

    Returns
    -------
    pandas.DataFrame
        The project table, with ``prima_id``, ``year`` (of approval), ``other_countries`` and
        ``problems`` beside it. Files keep the order given, those of a folder or pattern the order
        of their names. ``source_locator`` says in which line each value stands.

    Raises
    ------
    ReadError
        If a path does not exist or holds nothing, or a file is empty, no text, or has a layout
        that no reader knows; up to five are named.

    Examples
    --------
    >>> import migfund as mf
    >>> page = "data/pages/iom_a05_armenia_georgia.txt"
    >>> mf.read_projects(page)[["budget", "currency", "start_precision"]].values.tolist()
    [[400000.0, 'USD', 'year']]
    """
    if on_error not in ("raise", "report"):
        raise MigfundError(f"on_error must be 'raise' or 'report', not {on_error!r}.")
    records = [_read(item) for item in _progress(_find_files(path_or_paths))]
    errors = [record for record in records if isinstance(record, ReadError)]
    if errors and on_error == "raise":
        raise _all_in_one(errors, len(records))
    return make_table(_unread(r) if isinstance(r, ReadError) else r for r in records)


def _find_files(paths: PathLike | Iterable[PathLike]) -> list[Path | ReadError]:
    """Give each file once, in order; an error in the place of what holds no file."""
    several = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not several:
        raise ReadError("read_projects", "no path was given; name a file, a folder or a pattern")
    found: dict[Path | ReadError, None] = {}
    for path in (str(os.fspath(path)) for path in several):
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
            reason = (
                "no such file or folder; check the path (it is taken from the folder you are in)"
            )
        found.update(dict.fromkeys(files))
        if not files:
            found[ReadError(path, reason)] = None
    return list(found)


def _is_visible_file(file: Path, folder: str) -> bool:
    """Tell whether a file, and the folders below the given one that hold it, are not hidden."""
    return file.is_file() and not any(
        part.startswith(".") for part in file.relative_to(folder).parts
    )


def _progress(items: list[Path | ReadError]) -> Iterable[Path | ReadError]:
    """Show progress on a terminal, once reading has taken longer than a second."""
    if len(items) < 2:
        return items
    from tqdm import tqdm

    return tqdm(items, desc="Reading", unit="file", delay=1, disable=None)


def _read(item: Path | ReadError) -> dict[str, Any] | ReadError:
    """Read the record of one file, or say why there is none."""
    if isinstance(item, ReadError):
        return item
    try:
        text = decode(item.read_bytes())
    except OSError as error:
        return ReadError(item, f"cannot be opened ({error.strerror or error})")
    except MigfundError as error:
        return ReadError(item, str(error))
    record = read_page(Page(str(item), text))
    if record is None:
        return ReadError(
            item,
            "no reader knows this layout; no sentence gives a project's budget or period either. "
            "See whether it is a project page, saved as text",
        )
    return record


def decode(data: bytes) -> str:
    """Turn the bytes of a page into text.

    Parameters
    ----------
    data
        UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises
    ------
    MigfundError
        If there is nothing, or it is not text.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise MigfundError("the file is empty; save the page again")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = [] if b"\x00" in data else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MigfundError("the file is not text; save the page as text (.txt)")


def _unread(error: ReadError) -> dict[str, Any]:
    """Keep a source that gave no record: nothing but its name and the reason."""
    problem = {"locator": None, "field": None, "text": None, "reason": error.reason}
    return {"source": error.source, "problems": [problem]}


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
