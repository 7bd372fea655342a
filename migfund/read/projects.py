"""Files, folders, patterns, archives, streams and URLs to one project table."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from migfund.errors import MigfundError, ReadError, join_some
from migfund.files.documents import read_document
from migfund.files.sheets import PARQUET
from migfund.files.sources import Item, PathLike, find, load
from migfund.files.web import cache_folder
from migfund.schema import check_option, make_table

__all__ = ["TABLES", "Extract", "PathLike", "read_projects", "records_of", "unread"]

Extract = Callable[[str], Mapping[str, Any] | None]
"""A function from the text of a page to the words that stand for fields on it."""

T = TypeVar("T")
TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".jsonl")
"""Endings of tables, which are no pages."""


def read_projects(
    path_or_paths: PathLike | Iterable[PathLike],
    *,
    extract: Extract | None = None,
    cache: str | os.PathLike[str] | None = None,
    on_error: str = "raise",
) -> pd.DataFrame:
    """Return the project records of files as one table, one row a record.

    Text, saved web pages (HTML, MHTML) and PDF with a text layer, known by their content. One
    reader takes any page about a project, in twelve languages: a value is taken where a label, the
    form of a line, the title or a sentence says that it is the project's; the column
    ``read_from`` says which. What looks like a value and was not taken is a row of
    :func:`migfund.problems`.

    Parameters
    ----------
    path_or_paths
        A file, a folder (with all the files in it and below, hidden ones left out), a pattern
        such as ``"pages/*.txt"``, ``"-"`` for a page from standard input, an open file, a URL
        (``"https://…"``, fetched if robots.txt allows it), or several of these. A file named
        twice is read once. Of a zip archive each file in it is a record, with the source
        ``archive.zip/name``.
    extract
        A function of your own, such as one that asks a language model: it gets the text of a page
        and returns a dict from field to the words that stand for it on the page (title,
        project_id, status, budget, period, start, end, countries, fund …). Only words that stand
        on the page are taken, and they are read by the same rules as all others; what was refused
        is a problem. Fields that it leaves out are read as usual.
    cache
        The folder in which pages of URLs are kept, each with the day on which it was fetched and
        its hash; what is there is not fetched again. If not given, ``migfund/pages`` in the user's
        cache folder.
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
        than 50 MB, without text, or states nothing of a project; up to five are named.
    MigfundError
        If ``extract`` returns something else than fields and words.

    Examples
    --------
    >>> import migfund as mf
    >>> page = "data/pages/iom_a05_armenia_georgia.txt"
    >>> mf.read_projects(page)[["budget", "currency", "start_precision"]].values.tolist()
    [[400000.0, 'USD', 'year']]
    >>> found = mf.read_projects(page, extract=lambda text: {"status": "Active"})
    >>> [way for way in found["read_from"][0].split("; ") if "extract" in way]
    ['status: extract']
    """
    check_option("on_error", on_error, ("raise", "report"))
    if extract is not None and not callable(extract):
        raise MigfundError(
            f"extract is a function that takes the text of a page, not {type(extract).__name__}."
        )
    folder = cache_folder(cache)
    items = find(path_or_paths)
    records = list(_progress(records_of(items, folder, extract), len(items)))
    if on_error == "raise":
        _raise_unread(records)
    return make_table(records)


def records_of(
    items: Iterable[Item], cache: Path, extract: Extract | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the record of each page; of one that gives none, only its source and the reason."""
    for source, content in load(items, cache):
        yield _read(source, content, extract)


def _progress(pages: Iterable[T], total: int) -> Iterable[T]:
    """Return the pages, with a bar on a terminal once reading has taken longer than a second."""
    if total < 2:
        return pages
    from tqdm import tqdm

    return tqdm(pages, desc="Reading", unit="file", total=total, delay=1, disable=None)


def _read(source: str, content: bytes | str, extract: Extract | None) -> dict[str, Any]:
    """Return the record of one page; of one that gives none, only its source and the reason."""
    if isinstance(content, str):
        return unread(source, content)
    if _is_table(source, content):
        return unread(source, "a table and no page; mf.read_table reads tables")
    try:
        document = read_document(content)
    except MigfundError as error:
        return unread(source, str(error))
    # The vocabulary is large: not before a page is read.
    from migfund.read.pages import read_page

    try:
        words = None if extract is None else extract(document.text)
    except Exception as error:
        error.add_note(f"Raised by extract= on the page {source}.")
        raise
    record = read_page(document.text, source, words)
    if record is None:
        return unread(
            source,
            "states nothing of a project: no label, no line by its form and no sentence gives a "
            "budget, period, countries, id or status. See whether it is a project page, saved "
            "whole as text, HTML or PDF",
        )
    doubts = [_problem(doubt.reason, doubt.field) for doubt in document.doubts]
    return record | {"problems": [*record["problems"], *doubts]}


def _is_table(source: str, content: bytes) -> bool:
    """Tell a table by its ending, or by its first bytes."""
    return source.lower().endswith(TABLES) or content.startswith(PARQUET)


def unread(source: str, reason: str) -> dict[str, Any]:
    """Return what is kept of a source that gave no record: its name and the reason."""
    return {"source": source, "problems": [_problem(reason)]}


def _problem(reason: str, field: str | None = None) -> dict[str, str | None]:
    """Return a problem of a whole page."""
    return {"locator": None, "field": field, "text": None, "reason": reason}


def _raise_unread(records: list[dict[str, Any]]) -> None:
    """Raise with up to five of the sources that gave no record, and what to do."""
    errors = [
        ReadError(record["source"], record["problems"][0]["reason"])
        for record in records
        if record.keys() == {"source", "problems"}
    ]
    if not errors:
        return
    if len(records) == 1:
        raise errors[0]
    raise ReadError(
        f"{len(errors)} of {len(records)} files could not be read",
        f"{join_some(list(map(str, errors)))}. on_error='report' keeps them as rows that say why.",
    )
