"""Files to the tables of all their activities, a batch at a time, in one process or in several."""

import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from migfund.errors import ReadError
from migfund.files.apart import call_each
from migfund.files.limits import MAX_BYTES
from migfund.files.paths import open_regular
from migfund.files.sources import Item
from migfund.files.web import cache_folder, fetch
from migfund.read.iati.columns import Problem, read_columns
from migfund.read.iati.extract import Extractor
from migfund.read.iati.projects import Rules, make_projects
from migfund.read.iati.standard import ELEMENTS, TABLES
from migfund.read.iati.stream import Break, read_activities
from migfund.read.iati.tables import (
    Batch,
    arrow_schema,
    make_tables,
    superseded,
    with_countries,
    with_money,
)
from migfund.schema import TEXT

__all__ = [
    "LIMIT",
    "LINKS",
    "Plan",
    "as_frame",
    "join_parts",
    "open_item",
    "read_files",
    "read_one",
]

LIMIT = 4_000_000_000
"""Bytes that a member of an archive may have: it is read as a stream."""
LINKS = ("_activities", "_children")
"""The tables that say how activities are linked."""
_BATCH = 300_000
"""Cells of raw text that are kept before they become columns."""
_NOTHING = pd.CategoricalDtype(pd.Index([], dtype=TEXT))


Parts = dict[str, list[pa.Table]]


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


def read_files(items: list[Item], plan: Plan, workers: int) -> tuple[Parts, list[ReadError]]:
    """Return what is read of all files, in one process or in several."""
    if min(workers, len(items)) < 2:
        return _read_items(items, plan)
    parts: Parts = {}
    unread: list[ReadError] = []
    for found, faults in call_each("migfund.read.iati.gather:read_one", items, plan, workers):
        unread += faults
        for name, tables in found.items():
            parts.setdefault(name, []).extend(tables)
    return parts, unread


def read_one(item: Item, plan: Plan) -> Iterator[tuple[Parts, list[ReadError]]]:
    """Yield what is read of one file: the whole work of another process."""
    yield _read_items([item], plan)


def _read_items(items: list[Item], plan: Plan) -> tuple[Parts, list[ReadError]]:
    """Read files one after the other; what breaks between activities goes to the one before."""
    gathering = _Gathering(plan)
    for item in items:
        gathering.read(item)
    gathering.flush()
    return gathering.parts, gathering.unread


class _Gathering:
    """Activities of one file after the other, made into tables a batch at a time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.parts: Parts = {}
        self.unread: list[ReadError] = []
        self._extractor = Extractor(plan.elements, plan.language)
        self._begin()

    def _begin(self) -> None:
        self._extractor.clear()
        self._paths: list[str] = []
        self._sources: list[str] = []
        self._problems: list[Problem] = []
        self._broken: list[int] = []

    def read(self, item: Item) -> None:
        """Read a file."""
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
                        self.flush()
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
        from lxml import etree

        self.unread.append(ReadError(source, reason))
        self._add(source, etree.Element("iati-activity"), "", None)
        self._note(source, reason)

    def _note(self, source: str, reason: str) -> None:
        """Add a problem to the activity before, or to a row of its own if that is gone."""
        if not self._sources or self._sources[-1] != source:
            from lxml import etree

            self._add(source, etree.Element("iati-activity"), "", None)
        at = len(self._paths) - 1
        self._problems.append(Problem(at, "", at, self._paths[at], "", None, reason))

    def flush(self) -> None:
        """Make tables of what was gathered."""
        if not self._paths:
            return
        raw = read_columns(self._extractor, self._paths, self._problems)
        batch = Batch(raw, self._sources, self._problems, self._broken)
        with_countries(batch)
        for element, dated in (
            ("budget", "period-start"),
            ("planned-disbursement", "period-start"),
            ("transaction", "transaction-date"),
        ):
            if element != "transaction":
                superseded(batch, element)
            with_money(batch, element, dated)
        made = {}
        if "projects" in self.plan.tables:
            made["projects"] = make_projects(batch, self.plan.rules)
        made |= make_tables(batch, self.plan.tables)
        made |= _links(batch)
        for name, table in made.items():
            self.parts.setdefault(name, []).append(table)
        self._begin()


def _links(batch: Batch) -> dict[str, pa.Table]:
    """Return the ids of the activities, and which is said to be a child of which."""
    ids = batch.activities.columns["project_id"]
    related = batch.raw["related-activity"]
    kinds = related.columns["related_activity"].to_pylist()
    rows = pa.array([row for row, kind in enumerate(kinds) if kind == "2"], pa.int64())
    return {
        "_activities": pa.table(
            {
                "project_id": ids,
                "source": pa.array(batch.sources, pa.large_string()),
                "locator": batch.activities.locator,
                "parent_id": batch.parents,
            }
        ),
        "_children": pa.table(
            {
                "project_id": batch.of_activity("project_id", related).take(rows),
                "child_id": related.columns["related_id"].take(rows),
            }
        ),
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


def join_parts(name: str, parts: list[pa.Table]) -> pa.Table:
    """Put the parts of a table together."""
    if parts:
        return pa.concat_tables(parts).unify_dictionaries()
    if name in TABLES:
        return arrow_schema(TABLES[name]).empty_table()
    names = {"_activities": ("project_id", "source", "locator", "parent_id")}.get(
        name, ("project_id", "child_id")
    )
    return pa.table({column: pa.array([], pa.large_string()) for column in names})


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return a table with the dtypes of its columns, its texts as Arrow has them."""
    rows, columns = pd.RangeIndex(len(table)), {}
    for name in table.column_names:  # one after the other: no two copies of a long table
        columns[name] = _as_array(table[name])
        table = table.drop_columns(name)
    return pd.DataFrame(columns, index=rows, copy=False)


def _as_array(column: pa.ChunkedArray) -> Any:
    kind = column.type
    if pa.types.is_dictionary(kind):
        if column.null_count == len(column):
            return pd.Categorical.from_codes(np.full(len(column), -1, np.int8), dtype=_NOTHING)
        column = column.unify_dictionaries()
        codes = [chunk.indices.fill_null(-1).to_numpy() for chunk in column.chunks]
        names = column.chunk(0).dictionary
        categories = pd.CategoricalDtype(pd.Index(_from_arrow(TEXT, names), copy=False))
        return pd.Categorical.from_codes(np.concatenate(codes), dtype=categories)
    if pa.types.is_large_string(kind):
        return _from_arrow(TEXT, column)
    if pa.types.is_boolean(kind):
        return _from_arrow(pd.BooleanDtype(), column)
    if pa.types.is_list(kind):
        return _from_arrow(pd.ArrowDtype(kind), column)
    return column.to_numpy()


def _from_arrow(dtype: Any, values: Any) -> Any:
    return dtype.__from_arrow__(values)
