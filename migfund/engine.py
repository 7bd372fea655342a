"""One analysis over many partitions: threads on this machine, or a Dask cluster.

The only module that knows of threads and of Dask; so the pages of a report that a cluster reads are
read here, too (`read_pages`). What an analysis finds in each partition is kept
as exact sums (`totals.sums`) and added up in the order of the partitions, so the totals are those
of one table that has all rows, whatever the partitions, the engine and the number of its workers.
"""

import glob
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import numpy as np
import pandas as pd

from migfund.errors import (
    MigfundError,
    MissingExtraError,
    PartitionError,
    ScopeError,
    join_some,
)
from migfund.schema import Array, as_table, is_split, make_table
from migfund.totals.ids import id_numbers, in_several
from migfund.totals.sums import Partial, added_up, kept_partials
from migfund.totals.total_by import totals_of

__all__ = ["read_pages", "run"]

_ROWS = 250_000
"""Rows of a Parquet file that are read at once; row groups are not divided."""
_AT_ONCE = 64
"""Partitions whose sums are kept before they are added up."""
_PAGES = 20
"""Pages that a worker reads at once, for the members of an archive are found together."""
_PAUSE = 1.0
"""Seconds after which a wait for workers looks whether they can still answer."""
_RETRIES = 3
"""How often a task is tried again on a cluster."""
_BYTES = 16 * 2**20
"""Size of a Parquet file up to which it is one partition."""
_NULL = "__HIVE_DEFAULT_PARTITION__"
_TIMEOUT = "10s"
_SUFFIXES = (".parquet", ".pq", ".parq")


def run(
    analysis: Callable[[pd.DataFrame], pd.DataFrame],
    *,
    over: Any,
    engine: Any = "threads",
) -> pd.DataFrame:
    """Return the totals of an analysis over many partitions, as of one table that has all rows.

    The analysis is applied to each partition, and the sums are added up: exactly, so that the
    result is the same, to the last bit, for any partitions, any engine and any number of workers,
    and when workers are lost in mid-run. Only sums and the ids of projects stay in memory.

    Parameters
    ----------
    analysis
        A function from a project table to the totals of :func:`total_by`, `total_by_country`,
        `total_by_region` or `total_by_year`, which it returns as they are. It sees one partition
        at a time, so it must treat each project alike, wherever it stands.
    over
        What to go over: the path of a Parquet file, of a folder of them (also of folders named
        ``fund=IDF`` and the like), a pattern such as ``"projects/*.parquet"``, or a URL that fsspec
        knows ("s3://…"); of IATI files (``.xml``, ``.xml.gz``; `read_iati`) or pages
        (`read_projects`), where each path or match is one partition; a list of such paths; or an
        iterable of tables. A project must be whole in one partition.
    engine
        ``"threads"``, one a processor; a ``dask.distributed.Client``; or the address of a Dask
        scheduler, such as "tcp://127.0.0.1:8786".

    Returns
    -------
    pandas.DataFrame
        The totals, as the function in the analysis makes them.

    Raises
    ------
    PartitionError
        If partitions cannot be read, or a cluster loses them again and again. The others are
        finished first: its ``failed`` lists all of them, and ``totals`` has those of the others.
    ScopeError
        If the analysis returns something that cannot be added up, such as quartiles
        (``describe=True``), shares or a table of its own; if one project stands in two partitions;
        or if the partitions are split tables.
    MissingExtraError
        If Dask or fsspec is needed and not installed.
    MigfundError
        What the analysis raises, with the partition in a note.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> tables = [pd.DataFrame({"fund": ["IDF"], "budget_usd": [10.0 * n]}) for n in range(4)]
    >>> def by_fund(projects):
    ...     return mf.total_by(projects, "fund")
    >>> mf.run(by_fund, over=tables)[["fund", "total", "n_projects"]].values.tolist()
    [['IDF', 60.0, 4]]
    """
    if not callable(analysis):
        raise MigfundError(
            "analysis must be a function from a project table to totals, such as "
            f"lambda table: mf.total_by(table, 'fund'), not {type(analysis).__name__}."
        )
    partitions, count = _partitions(over)
    with ExitStack() as stack:
        return _Run(analysis, _workers(engine, stack)).totals(partitions, count)


class Parquet(NamedTuple):
    """Row groups of a Parquet file, all if none are given, and the values in its folders' names."""

    path: str
    groups: tuple[int, ...] | None
    values: dict[str, str | int | None]
    system: Any = None

    def read(self) -> pd.DataFrame:
        """Return them as a table."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with _opened(self.path, self.system) as file, pq.ParquetFile(file) as opened:
            groups = range(opened.num_row_groups) if self.groups is None else self.groups
            table = opened.read_row_groups(list(groups), use_threads=False)
        for name, value in self.values.items():
            if name not in table.column_names:
                kind = pa.int64() if isinstance(value, int) else pa.string()
                table = table.append_column(name, pa.repeat(pa.scalar(value, kind), len(table)))
        return as_table(table)


class Partition(NamedTuple):
    """A part of what is gone over: its name for people, and how it is read.

    ``kind`` is "table", "parquet", "iati" or "pages"; ``what`` the table, or a path with the row
    groups and the values in folders' names.
    """

    name: str
    kind: str
    what: Any

    def read(self) -> pd.DataFrame:
        """Return the partition as a table."""
        if self.kind == "parquet":
            parquet: pd.DataFrame = self.what.read()
            return parquet
        if self.kind == "iati":
            from migfund.read.iati.read import read_iati

            found: pd.DataFrame = read_iati(self.what)
            return found
        if self.kind == "pages":
            from migfund.read.projects import read_projects

            return read_projects(self.what)
        return as_table(self.what)


class _ReadFailed(NamedTuple):
    """Why a partition cannot be read, or that it was ``lost`` with its worker."""

    reason: str
    lost: bool = False


def _work(analysis: Callable[[pd.DataFrame], pd.DataFrame], part: Partition) -> Any:
    """Read a partition and return the sums of what the analysis finds in it."""
    try:
        table = part.read()
    except Exception as error:  # whatever a file or a file system may raise
        return _ReadFailed(f"{type(error).__name__}: {' '.join(str(error).split())}")
    if is_split(table):
        raise ScopeError(
            f"{part.name} is a split table, whose parts of projects may stand in other partitions "
            "as well. Go over the table of the projects, and split in the analysis."
        )
    with kept_partials() as kept:
        try:
            totals = analysis(table)
        except Exception as error:
            error.add_note(f"in the partition {part.name}")
            raise
    partial = next((one for made, one in kept if made is totals), None)
    if partial is None:
        raise ScopeError(_not_totals(totals))
    if partial.groups.described:
        raise ScopeError(
            "describe=True asks for quartiles, which cannot be put together from those of "
            "partitions. Leave it out; and for quartiles read the few columns that they need of "
            "all partitions into one table, pd.read_parquet(path, columns=[...]), and total that."
        )
    return partial


def _not_totals(found: object) -> str:
    what = "a table of its own" if isinstance(found, pd.DataFrame) else type(found).__name__
    return (
        f"the analysis returns {what}, and only totals can be added up over partitions: return "
        "what mf.total_by, mf.total_by_country, mf.total_by_region or mf.total_by_year gives, as "
        "it is. Do what comes after with the result of mf.run: sort or select rows, cross two keys "
        "(totals.pivot(index=..., columns=..., values='total')), mf.concentration(totals). What "
        "looks at all projects, as mf.duration_by and mf.cofunding do, needs them in one table: "
        "pd.read_parquet(path, columns=[...]) reads the few columns that it needs of all files."
    )


class _Run:
    """One run: its sums up to now, and what could not be read."""

    def __init__(
        self, analysis: Callable[[pd.DataFrame], pd.DataFrame], workers: "_Workers"
    ) -> None:
        self.analysis, self.workers = analysis, workers
        self.sums: list[Partial] = []
        self.ids: list[tuple[Partition, Array, Array]] = []
        self.failed: list[tuple[str, str]] = []

    def totals(self, partitions: Iterator[Partition], count: int | None) -> pd.DataFrame:
        from tqdm.auto import tqdm

        waiting: deque[tuple[Partition, Future[Any]]] = deque()
        with tqdm(total=count, unit="partition", leave=False, disable=None) as bar:
            try:
                for part in partitions:
                    waiting.append((part, self.workers.submit(_work, self.analysis, part)))
                    if len(waiting) >= self.workers.window:
                        self._take(waiting)
                        bar.update()
                while waiting:
                    self._take(waiting)
                    bar.update()
            except BaseException:
                for _, future in waiting:
                    future.cancel()
                raise
        return self._finish()

    def _take(self, waiting: "deque[tuple[Partition, Future[Any]]]") -> None:
        """Add what was found in the next partition, in the order of the partitions."""
        part, future = waiting.popleft()
        found = self.workers.result(future)
        if isinstance(found, _ReadFailed) and found.lost:
            # One beside it may have ended its worker: again, when nothing else is worked on.
            self.workers.wait([other for _, other in waiting])
            found = self.workers.result(self.workers.submit(_work, self.analysis, part))
        if isinstance(found, _ReadFailed):
            self.failed.append((part.name, found.reason))
            return
        if len(found.ids):
            name = part if part.kind == "parquet" else part._replace(what=None)
            self.ids.append((name, found.ids, found.parents))
        self.sums.append(_without_ids(found))
        if len(self.sums) >= _AT_ONCE:
            self.sums = [added_up(self.sums)]

    def _finish(self) -> pd.DataFrame:
        if not self.sums and not self.failed:
            raise MigfundError("there is nothing to go over: over has no partition.")
        totals = pd.DataFrame()
        if self.sums:
            partial = added_up(self.sums)
            _refuse_projects_in_several(self.ids, partial.repeated)
            grand_total, sort = partial.ending
            totals = totals_of(partial, grand_total=grand_total, sort=sort)
        if self.failed:
            raise PartitionError(self.failed, totals if self.sums else None)
        return totals


_LOST = ("KilledWorker", "FutureCancelledError", "CancelledError", "NoWorker")
"""The names of errors by which Dask says that a task was lost."""


class _Workers(NamedTuple):
    """What runs the tasks, how many of them wait at most, and the client if it is Dask's."""

    executor: Executor
    window: int
    client: Any = None

    def submit(self, *task: Any) -> "Future[Any]":
        """Hand a function and what it takes to a worker."""
        try:
            return self.executor.submit(*task)
        except Exception:
            _refuse_closed(self.client)
            raise

    def wait(self, tasks: list["Future[Any]"]) -> None:
        """Wait for tasks to end, unless the connection to the cluster ends first."""
        while wait(tasks, timeout=_PAUSE).not_done:
            _refuse_closed(self.client)

    def result(self, task: "Future[Any]") -> Any:
        """Return what a task returns; if it was lost, that it was."""
        self.wait([task])
        try:
            return task.result()
        except Exception as error:
            name = type(error).__name__
            if name not in _LOST:
                raise
            return _ReadFailed(
                f"lost with its worker {_RETRIES + 1} times ({name}): too large for the worker's "
                "memory?",
                lost=True,
            )


def _refuse_closed(client: Any) -> None:
    if client is not None and client.status in ("closing", "closed"):
        raise MigfundError(
            "the connection to the Dask cluster is closed, so there are no totals. Connect again, "
            "engine=Client(address), or start the cluster again if it has ended; and run once more."
        )


def _without_ids(partial: Partial) -> Partial:
    return replace(partial, ids=partial.ids[:0], parents=partial.parents[:0])


def _refuse_projects_in_several(found: list[tuple[Partition, Array, Array]], repeated: str) -> None:
    """Raise if a project, or a project and its parent, stand in different partitions."""
    if len(found) < 2:
        return
    parents = np.concatenate([above for _, _, above in found])
    if len(parents):
        ids = np.concatenate([own for _, own, _ in found])
        apart = np.unique(parents[np.isin(parents, ids)])
        if len(apart):
            raise ScopeError(
                f"{len(apart)} projects are parts of projects in other partitions, and their money "
                f"would count twice: {_listed(found, apart, 'parent_id')}. Put a programme and its "
                "parts into one partition, or leave one level out before: "
                "table[table['parent_id'].isna()] in the analysis leaves the parts out."
            )
    if repeated == "count":
        return
    twice = in_several([own for _, own, _ in found])
    if len(twice):
        raise ScopeError(
            f"{len(twice)} projects stand in several partitions, and their money would count "
            f"several times: {_listed(found, twice, 'project_id')}. Put all rows of a project into "
            "one partition, keep one row a project, or say in the analysis that each row is money "
            "of its own: repeated='count'."
        )


def _listed(found: list[tuple[Partition, Array, Array]], numbers: Array, column: str) -> str:
    """Say where the first of some projects stand, and their ids where these can be read again."""
    said = []
    for number in numbers[:5]:
        parts = [
            part
            for part, own, above in found
            if number in own or (column == "parent_id" and number in above)
        ]
        names = " and ".join(dict.fromkeys(part.name for part in parts[:3]))
        said.append(f"{_text_of(parts[0], number)}in {names}")
    return join_some(said, of=len(numbers))


def _text_of(part: Partition, number: Any) -> str:
    """Return the id that a number stands for, if the partition can be read again."""
    if part.what is None:
        return ""
    table = part.read()
    for column in [name for name in ("project_id", "parent_id") if name in table]:
        numbers, known = id_numbers(table, column)
        rows = np.flatnonzero(known & (numbers == number))
        if len(rows):
            return f"{table[column].iloc[rows[0]]!r} "
    return ""


def read_pages(paths: Any, scheduler: str) -> pd.DataFrame:
    """Return the table of `read_projects`, with ``on_error="report"``, its files read by a cluster.

    Workers must find the files and archives by the same absolute path. Pages of URLs and standard
    input are read here. A page with which worker after worker is lost is listed as one that cannot
    be read.
    """
    from tqdm.auto import tqdm

    from migfund.files.sources import find

    items = [one._replace(path=one.path and os.path.abspath(one.path)) for one in find(paths)]
    records: list[dict[str, Any]] = []
    with ExitStack() as stack, tqdm(total=len(items), unit="file", delay=1, disable=None) as bar:
        workers = _workers(scheduler, stack)
        waiting = []
        for there, alike in groupby(items, key=lambda item: bool(item.path)):
            some = list(alike)
            batches = [some[at : at + _PAGES] for at in range(0, len(some), _PAGES)]
            waiting += [(b, workers.submit(_read_batch, b) if there else None) for b in batches]
        for batch, future in waiting:
            if future is None:
                records += _read_batch(batch)
            elif isinstance(found := workers.result(future), list):
                records += found
            else:
                records += _read_alone(batch, workers, [other for _, other in waiting if other])
            bar.update(len(batch))
    return make_table(records)


def _read_batch(items: list[Any]) -> list[dict[str, Any]]:
    """Return the records of some pages."""
    from migfund.files.web import cache_folder
    from migfund.read.projects import records_of

    return list(records_of(items, cache_folder(None)))


def _read_alone(
    items: list[Any], workers: _Workers, others: list["Future[Any]"]
) -> list[dict[str, Any]]:
    """Return the records of pages that were lost with a worker, each read when nothing else is."""
    from migfund.read.projects import unread

    workers.wait(others)
    records: list[dict[str, Any]] = []
    for item in items:
        found = workers.result(workers.submit(_read_batch, [item]))
        records += found if isinstance(found, list) else [unread(item.source, found.reason)]
    return records


def _workers(engine: Any, stack: ExitStack) -> _Workers:
    """Return what runs the tasks."""
    if isinstance(engine, str) and engine == "threads":
        workers = os.cpu_count() or 1
        # Linux's C library gives each larger array back to the system, and fetches the next one
        # anew, until an array of this size was given back: then it keeps 64 MB. This one is never
        # written to, and takes a tenth off the time of all others.
        np.empty(31 * 2**20, dtype=np.uint8)
        pool = stack.enter_context(ThreadPoolExecutor(workers, thread_name_prefix="migfund"))
        return _Workers(pool, 2 * workers)
    try:
        import distributed
    except ImportError:
        raise MissingExtraError(
            "a Dask cluster needs dask and distributed: pip install 'migfund[scale]'. Without "
            "them, engine='threads' gives the same totals on this machine."
        ) from None
    dask: Any = distributed  # which has no types
    if isinstance(engine, str) and "://" in engine:
        engine = stack.enter_context(_client(dask, engine))
    if not isinstance(engine, dask.Client) or engine.asynchronous:
        raise MigfundError(
            "engine must be 'threads', a dask.distributed.Client or the address of a scheduler, "
            f"such as 'tcp://127.0.0.1:8786', not {engine!r}."
        )
    _refuse_closed(engine)
    threads = sum(engine.nthreads().values())
    executor = engine.get_executor(pure=False, retries=_RETRIES)
    return _Workers(executor, 4 * max(threads, 4), engine)


def _client(dask: Any, address: str) -> Any:
    """Return a client of a scheduler that is running."""
    try:
        return dask.Client(address, set_as_default=False, timeout=_TIMEOUT)
    except (OSError, ValueError) as error:
        raise MigfundError(
            f"no Dask scheduler answers at {address!r}: {error}. Start one, "
            "dask scheduler --port 8786, and workers, dask worker <address>; or leave engine= out."
        ) from None


def _partitions(over: Any) -> tuple[Iterator[Partition], int | None]:
    """Return the partitions of what the caller named, and how many they are if that is known."""
    if isinstance(over, str | os.PathLike):
        over = [over]
    if isinstance(over, pd.DataFrame | dict) or not isinstance(over, Iterable):
        raise MigfundError(
            "over must name files, folders or patterns, or be an iterable of tables, not "
            f"{type(over).__name__}. For one table: analysis(table)."
        )
    if not isinstance(over, list | tuple):
        return _tables(over), None
    found: list[Partition] = []
    for number, one in enumerate(over):
        found += _of_path(os.fspath(one)) if _is_path(one) else [_of_table(number, one)]
    return iter(found), len(found)


def _is_path(one: object) -> bool:
    return isinstance(one, str | os.PathLike)


def _of_table(number: int, table: Any) -> Partition:
    return Partition(f"table {number}", "table", table)


def _tables(over: Iterable[Any]) -> Iterator[Partition]:
    for number, one in enumerate(over):
        if _is_path(one):
            yield from _of_path(os.fspath(one))
        else:
            yield _of_table(number, one)


def _of_path(path: str | bytes) -> list[Partition]:
    """Return the partitions that a path, pattern or URL names, in the order of their names.

    Raises
    ------
    PartitionError
        If there is nothing.
    """
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if "://" in path:
        return _remote(path)
    try:
        there = bool(path) and Path(path).exists()
        pattern = not there and any(sign in path for sign in "*?[")
        names = sorted(glob.glob(path, recursive=True)) if pattern else [path] * there
    except (OSError, ValueError) as error:  # a name that no file can have
        raise PartitionError([(path, str(error))], None) from None
    if not names:
        raise PartitionError([(path, "there is no such file or folder")], None)
    found = []
    for name in names:
        if Path(name).is_dir():
            files = [str(one) for one in sorted(Path(name).rglob("*")) if _is_parquet(one.name)]
            if files:
                found += _of_parquet(files, name)
                continue
        elif _is_parquet(name):
            found += _of_parquet([name], "")
            continue
        iati = name.lower().endswith((".xml", ".xml.gz"))
        found.append(Partition(name, "iati" if iati else "pages", name))
    return found


def _is_parquet(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) and not Path(name).name.startswith((".", "_"))


def _remote(url: str) -> list[Partition]:
    """Return the partitions of Parquet files that fsspec finds."""
    try:
        import fsspec
    except ImportError:
        raise MissingExtraError(
            f"{url} needs fsspec: pip install 'migfund[remote]', and the package of that storage."
        ) from None
    try:
        system, path = fsspec.core.url_to_fs(url)
        if any(sign in path for sign in "*?["):
            names = sorted(system.glob(path))
        elif system.isdir(path):
            names = sorted(name for name in system.find(path) if _is_parquet(name))
        else:
            names = [path] if system.exists(path) else []
    except Exception as error:  # whatever a storage may raise
        raise PartitionError([(url, f"{type(error).__name__}: {error}")], None) from None
    if not names:
        raise PartitionError([(url, "there is no such file or folder")], None)
    return _of_parquet(names, path, system)


def _opened(path: str, system: Any) -> Any:
    return open(path, "rb") if system is None else system.open(path, "rb")


def _of_parquet(names: list[str], root: str, system: Any = None) -> list[Partition]:
    """Return the partitions of Parquet files: a small file is one, a large one several."""
    values = [_values_of(name.removeprefix(root)) for name in names]
    found = []
    for name, own in zip(names, _as_numbers(values), strict=True):
        size = system.size(name) if system is not None else Path(name).stat().st_size
        pieces = _groups_of(name, system) if size is None or size > _BYTES else [None]
        for number, groups in enumerate(pieces):
            said = name if len(pieces) == 1 else f"{name} (part {number + 1} of {len(pieces)})"
            found.append(Partition(said, "parquet", Parquet(name, groups, own, system)))
    return found


def _groups_of(name: str, system: Any) -> list[tuple[int, ...] | None]:
    """Return the row groups of a file that are read together."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with _opened(name, system) as file:
            metadata = pq.read_metadata(file)
    except (OSError, pa.ArrowException):
        return [None]  # whoever reads it says what is wrong
    pieces: list[list[int]] = [[]]
    rows = 0
    for group in range(metadata.num_row_groups):
        size = metadata.row_group(group).num_rows
        if pieces[-1] and rows + size > _ROWS:
            pieces.append([])
            rows = 0
        pieces[-1].append(group)
        rows += size
    return [tuple(piece) for piece in pieces]


def _values_of(path: str) -> dict[str, str | None]:
    """Return the values that the names of folders give, as in "fund=IDF/year=2019"."""
    parts = [part.partition("=") for part in Path(path).parts[:-1]]
    texts = {name: unquote(value) for name, sign, value in parts if sign}
    return {name: None if text == _NULL else text for name, text in texts.items()}


def _as_numbers(values: list[dict[str, str | None]]) -> list[dict[str, str | int | None]]:
    """Turn the values of a name into whole numbers where all of them are."""
    texts: dict[str, list[str]] = {}
    for own in values:
        for name, text in own.items():
            texts.setdefault(name, []).extend([] if text is None else [text])
    whole = {name for name, some in texts.items() if all(text.isdecimal() for text in some)}
    return [
        {
            name: int(text) if text is not None and name in whole else text
            for name, text in own.items()
        }
        for own in values
    ]
