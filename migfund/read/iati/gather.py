"""Files to the tables of all their activities, a batch at a time, in one process or in several."""

import io
import os
import zipfile
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from migfund.errors import ReadError
from migfund.files.apart import call_each
from migfund.files.limits import MAX_BYTES
from migfund.files.paths import open_regular
from migfund.files.sources import Item
from migfund.files.web import cache_folder, fetch
from migfund.read.iati.columns import Problem, read_columns
from migfund.read.iati.extract import Extractor
from migfund.read.iati.overlaps import LINKS
from migfund.read.iati.projects import Rules, make_projects
from migfund.read.iati.standard import ELEMENTS
from migfund.read.iati.stream import Break, read_activities
from migfund.read.iati.tables import Batch, complete, make_tables

__all__ = [
    "LIMIT",
    "Plan",
    "open_item",
    "read_files",
    "read_some",
]

LIMIT = 4_000_000_000
"""Bytes that a member of an archive may have: it is read as a stream."""
_BATCH = 400_000
"""Cells of raw text that are kept before they become columns."""
_TASK = 32_000_000
"""Bytes of files that a process reads at one go."""

Found = tuple[dict[str, pa.Table], list[ReadError]]
"""What some activities say, a table each, and the files in which there was none."""


class Plan(NamedTuple):
    """What is to be read, and by which rules."""

    tables: tuple[str, ...]
    rules: Rules
    language: str | None

    @property
    def elements(self) -> frozenset[str]:
        """The elements that have to be read."""
        unwanted = set() if "results" in self.tables else {"result", "result/indicator"}
        if not {"projects", "sectors"} & set(self.tables):
            unwanted |= {"sector", "transaction/sector"}
        if "projects" not in self.tables:
            unwanted |= {"activity-date", "policy-marker", "tag"}
        return frozenset(ELEMENTS) - unwanted


def read_files(items: list[Item], plan: Plan, workers: int) -> Iterator[Found]:
    """Yield what is read of all files, in one process or in several."""
    if min(workers, len(items)) < 2:
        return read_some(items, plan)
    tasks = _tasks(items, workers)
    return call_each("migfund.read.iati.gather:read_some", tasks, plan, workers)


def _tasks(items: list[Item], workers: int) -> list[list[Item]]:
    """Divide files into tasks of about one size, so that small ones cost no call each."""
    sizes = [_size(item) for item in items]
    most = min(_TASK, sum(sizes) // (4 * workers))
    tasks: list[list[Item]] = []
    size = most
    for item, more in zip(items, sizes, strict=True):
        if size + more > most:
            tasks.append([])
            size = 0
        tasks[-1].append(item)
        size += more
    return tasks


def _size(item: Item) -> int:
    """Return the bytes of a file; of one that is not here, as many as a task has."""
    if item.data is not None:
        return len(item.data)
    if item.member is not None:
        return item.member.file_size
    try:
        return os.path.getsize(item.path)
    except OSError:
        return _TASK


def read_some(items: list[Item], plan: Plan) -> Iterator[Found]:
    """Yield what is read of some files, one after the other, a batch at a time.

    What breaks between activities goes to the one before.
    """
    gathering = _Gathering(plan)
    for item in items:
        yield from gathering.read(item)
    yield from gathering.flush()


class _Gathering:
    """Activities of one file after the other, made into tables a batch at a time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._extractor = Extractor(plan.elements, plan.language)
        self._begin()

    def _begin(self) -> None:
        self._extractor.clear()
        self._paths: list[str] = []
        self._sources: list[str] = []
        self._problems: list[Problem] = []
        self._broken: list[int] = []
        self._unread: list[ReadError] = []

    def read(self, item: Item) -> Iterator[Found]:
        """Read a file; yield what has become a batch."""
        some = False
        try:
            with open_item(item) as stream:
                for element, path, broken, doubt in read_activities(stream):
                    if element is not None:
                        self._add(item.source, element, path, broken)
                        some = True
                    elif not some:
                        self._add_unread(item.source, str(broken))
                        some = True
                        continue
                    elif broken:
                        self._note(item.source, str(broken))
                    if doubt:
                        self._note(item.source, doubt)
                    if self._extractor.size > _BATCH:
                        yield from self.flush()
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            self._add_unread(item.source, f"cannot be read ({error})")
        if item.error:
            self._add_unread(item.source, item.error)

    def _add(self, source: str, element: Any, path: str, broken: Break | None) -> None:
        """Add an activity."""
        at = len(self._paths)
        self._paths.append(path)
        self._sources.append(source)
        if broken:
            self._broken.append(at)
            reason = f"{broken}; the rest of the activity is not read, and nothing is added up"
            self._problems.append(Problem(at, "", at, path, "", None, reason))
        self._extractor.add(element)

    def _add_unread(self, source: str, reason: str) -> None:
        """Keep a row for a file that has no activity."""
        self._unread.append(ReadError(source, reason))
        self._add_empty(source)
        self._note(source, reason)

    def _add_empty(self, source: str) -> None:
        from lxml import etree

        self._add(source, etree.Element("iati-activity"), "", None)

    def _note(self, source: str, reason: str) -> None:
        """Add a problem to the activity before, or to a row of its own if that is gone."""
        if self._sources[-1:] != [source]:
            self._add_empty(source)
        at = len(self._paths) - 1
        self._problems.append(Problem(at, "", at, self._paths[at], "", None, reason))

    def flush(self) -> Iterator[Found]:
        """Make tables of what was gathered."""
        if not self._paths:
            return
        raw = read_columns(self._extractor, self._paths, self._problems)
        batch = Batch(raw, self._sources, self._problems, self._broken)
        complete(batch)
        made = make_tables(batch, self.plan.tables) | _links(batch)
        if "projects" in self.plan.tables:
            made["projects"] = make_projects(batch, self.plan.rules)
        yield made, self._unread
        self._begin()


def _links(batch: Batch) -> dict[str, pa.Table]:
    """Return the ids of the activities, and which is said to be a child of which."""
    ids = batch.activities.columns["project_id"]
    sources = pa.array(batch.sources, pa.large_string())
    related = batch.raw["related-activity"]
    is_child = pc.equal(related.columns["related_activity"], "2")
    ends = batch.of_activity("project_id", related), related.columns["related_id"]
    activities = [ids, sources, batch.activities.locator, batch.parents]
    children = [column.filter(is_child) for column in ends]
    return {
        name: pa.table(columns, schema=LINKS[name])
        for name, columns in (("_activities", activities), ("_children", children))
    }


def open_item(item: Item) -> IO[bytes]:
    """Open a file, a member of an archive or bytes."""
    if item.error:
        return io.BytesIO(b"<iati-activities/>")
    if item.url:
        fetched = fetch(item.url, cache_folder(None))
        if isinstance(fetched, str):
            raise OSError(fetched)
        return io.BytesIO(fetched)
    if item.data is not None:
        if len(item.data) > MAX_BYTES:
            limit = f"{MAX_BYTES // 10**6} MB"
            raise OSError(f"an open file of more than {limit} is not read whole; give its path")
        return io.BytesIO(item.data)
    if item.member is not None:
        return zipfile.ZipFile(item.path).open(item.member)
    return open_regular(item.path)
