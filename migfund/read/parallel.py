"""A long row of pages read in several processes, with the same result as in one."""

import os
import sys
import time
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from migfund.files.sources import Item, load

__all__ = ["read_all"]

TRIAL_SECONDS = 2.0
"""Time of reading in one process after which it is known how long the rest will take."""
WORTH_SECONDS = 6.0
"""What the rest must take for several processes to be faster; the how-to has the measurement."""

Pages = list[tuple[str, bytes | str]]
Read = Callable[[str, bytes | str], dict[str, Any]]


def read_all(items: list[Item], read: Read) -> Iterator[dict[str, Any]]:
    """Read all pages in order; a long rest of them in several processes.

    Parameters
    ----------
    items
        Where the pages are.
    read
        A function of a module, which other processes can import: source and bytes, or the reason
        why there are none, to a record.
    """
    from multiprocessing import parent_process

    done, began = 0, time.monotonic()
    workers = min(os.cpu_count() or 1, 8)
    # Who runs this in a process of a pool has the cores at work already.
    may_start = workers > 1 and parent_process() is None
    for source, content in load(items):
        yield read(source, content)
        done += 1
        spent = time.monotonic() - began
        rest = spent / done * (len(items) - done)
        if may_start and spent >= TRIAL_SECONDS and rest >= WORTH_SECONDS:
            break
    try:
        for record in _read_in_processes(items[done:], read, workers):
            yield record
            done += 1
    except (ImportError, OSError, RuntimeError):
        # No processes here, or they were ended: the rest is read below, with the same result.
        pass
    for source, content in load(items[done:]):
        yield read(source, content)


def _read_in_processes(items: list[Item], read: Read, workers: int) -> Iterator[dict[str, Any]]:
    """Read pages in chunks, with few of them in memory at a time."""
    if not items:
        return
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    waiting: deque[Future[list[dict[str, Any]]]] = deque()
    # A fork of a process with threads, as pandas' and a notebook's, may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        with _script_out_of_sight():
            for _ in range(workers):
                pool.submit(os.getpid)
        for chunk in _chunks(load(items)):
            waiting.append(pool.submit(_read_chunk, read, chunk))
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


def _chunks(pages: Iterable[tuple[str, bytes | str]]) -> Iterator[Pages]:
    """Cut pages into chunks of 32, or fewer if they are large."""
    chunk: Pages = []
    for page in pages:
        chunk.append(page)
        if len(chunk) == 32 or sum(len(content) for _, content in chunk) > 4_000_000:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _read_chunk(read: Read, pages: Pages) -> list[dict[str, Any]]:
    """Read several pages, in a process of their own."""
    return [read(source, content) for source, content in pages]
