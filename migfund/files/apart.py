"""Work done in a process of its own, which may be ended without harm to this one.

PDF and workbooks are read by native code, in which a broken or hostile file can take all memory
and abort the whole interpreter: forms of a PDF that call each other, one cell in the last corner
of a sheet. So they are read in another Python process, under a limit of memory and of time. It is
started at the first such file, serves one file after the other, and ends with this process. It
bounds what a file costs; it is no sandbox.

It is started by the interpreter with a line of its own, not by ``multiprocessing``, which would run
the caller's script again in each new process.
"""

import atexit
import contextlib
import importlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from typing import IO, Any, NamedTuple

from migfund.errors import MigfundError, list_values

__all__ = ["AbortedError", "Limits", "Worker", "call_each", "read_apart", "serve"]

_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer);"
    "from migfund.files.apart import serve; serve()"
)


class Limits(NamedTuple):
    """What a call may take: bytes of memory, seconds, and bytes of its answer."""

    memory: int
    seconds: float
    answer: int


class AbortedError(Exception):
    """A call that did not come to its end: for lack of memory or time, or by a fault of a library.

    The text says which of the limits was reached, if that is known.
    """


class Worker:
    """Another Python process, which calls functions one after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def call(self, function: str, *arguments: Any, limits: Limits | None = None) -> Iterator[Any]:
        """Return what a generator yields there, once it has come to its end.

        Parameters
        ----------
        function
            Its module and name, ``"migfund.files.pdf:pages"``.
        *arguments
            What it is called with; copies are sent.
        limits
            What it may take; as much as it wants if not given.

        Raises
        ------
        AbortedError
            If it was ended.
        MigfundError
            If it raises one, or no process can be started.
        """
        with self._lock:
            frames = self._frames(function, arguments, limits)
        ended = pickle.loads(frames.pop())
        if isinstance(ended, BaseException):
            raise ended
        return map(pickle.loads, frames)

    def _frames(self, function: str, arguments: Any, limits: Limits | None) -> list[bytes]:
        process = self._started()
        out: Any = process.stdout
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.seconds if limits else 0, stop)
        timer.daemon = True
        if limits is not None:
            timer.start()
        frames: list[bytes] = []
        try:
            pickle.dump((function, arguments, limits), process.stdin)  # type: ignore[arg-type]
            process.stdin.flush()  # type: ignore[union-attr]
            size = 0
            while True:
                head = out.read(9)
                length = int.from_bytes(head[1:], "big")
                size += length
                if limits is not None and size > limits.answer:
                    raise AbortedError("size")
                frames.append(out.read(length))
                if len(head) < 9 or len(frames[-1]) < length:
                    raise AbortedError("time" if late.is_set() else "memory")
                if head[0]:
                    return frames
        except BaseException as error:
            # Of an interrupted call, the rest of the answer would be taken for the next one's.
            self.end(kill=True)
            if isinstance(error, BrokenPipeError):
                raise AbortedError("time" if late.is_set() else "memory") from None
            raise
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the process, a new one if there is none or it belongs to the parent of a fork."""
        if self._process is not None and self._owner == os.getpid():
            if self._process.poll() is None:
                return self._process
            self.end()
        try:
            process = subprocess.Popen(
                [sys.executable, "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            pickle.dump(sys.path, process.stdin)  # type: ignore[arg-type]
        except OSError as error:
            raise MigfundError(
                f"PDF and workbooks are read in a Python process of their own, and none can be "
                f"started ({error.strerror or error}); read them where {sys.executable} runs"
            ) from None
        self._process, self._owner = process, os.getpid()
        return process

    def end(self, *, kill: bool = False) -> None:
        """End the process, at once if told so; a later call starts another."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        if kill:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what could not be sent to a process that is gone
                pipe.close()  # type: ignore[union-attr]
        process.wait()


_worker = Worker()
atexit.register(_worker.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: setattr(_worker, "_lock", threading.Lock()))


def read_apart(function: str, data: bytes, *options: Any, limits: Limits) -> Iterator[Any]:
    """Call a function that reads a file in the one process that is kept for this."""
    return _worker.call(function, data, *options, limits=limits)


def call_each(function: str, firsts: Sequence[Any], second: Any, number: int) -> Iterator[Any]:
    """Yield what a generator yields for each first argument, in order, by several processes.

    Raises
    ------
    MigfundError
        If a process ends before it has answered, such as for lack of memory.
    """
    from concurrent.futures import ThreadPoolExecutor

    free: SimpleQueue[Worker] = SimpleQueue()
    workers = [Worker() for _ in range(min(number, len(firsts)))]
    for worker in workers:
        free.put(worker)

    def call(first: Any) -> list[Any]:
        worker = free.get()
        try:
            return list(worker.call(function, first, second))
        except AbortedError as error:
            raise MigfundError(
                f"a process that read {list_values(item.source for item in first)} was ended "
                f"({error}); read with fewer processes: workers=1"
            ) from None
        finally:
            free.put(worker)

    pool = ThreadPoolExecutor(len(workers))
    try:
        for found in pool.map(call, firsts):
            yield from found
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.end(kill=True)


def serve() -> None:
    """Call what is asked for on standard input, until it ends."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    # What a library prints must not get between the answers.
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            function, arguments, limits = pickle.load(asked)
        except EOFError:
            return
        ended: object = None
        try:
            _limit(limits)
            module, _, name = function.partition(":")
            for item in getattr(importlib.import_module(module), name)(*arguments):
                _send(answers, item, last=False)
        except MigfundError as error:
            ended = error
        except MemoryError:
            ended = AbortedError("memory")
        except BaseException as error:  # a panic of Rust is no Exception
            ended = AbortedError(f"{type(error).__name__}: {error}"[:200])
        del arguments
        _send(answers, ended, last=True)


def _send(answers: IO[bytes], item: object, *, last: bool) -> None:
    frame = pickle.dumps(item, protocol=5)
    answers.write(bytes([last]) + len(frame).to_bytes(8, "big") + frame)
    answers.flush()


def _limit(limits: Limits | None) -> None:
    """Bound the memory of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = resource.RLIM_INFINITY if limits is None else limits.memory
    if hard != resource.RLIM_INFINITY:
        wanted = hard if limits is None else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
