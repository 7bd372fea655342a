"""Work in other processes: scripts without a guard, threads, forks, processes that are killed."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import inputs
import pytest

import migfund as mf
from migfund.errors import MigfundError
from migfund.files.apart import AbortedError, Limits, Worker, _worker

DATA = Path(__file__).resolve().parents[2] / "data"
IATI = sorted((DATA / "iati").glob("*.xml"))

SCRIPT = """
import sys
import migfund as mf
print("the script runs")
main = sys.modules["__main__"]
files = sys.argv[1:]
print(mf.read_iati(files, workers=2).equals(mf.read_iati(files)))
print(sys.modules["__main__"] is main)
"""


def test_a_script_without_a_guard_runs_once(tmp_path):
    script = inputs.written(tmp_path / "analysis.py", SCRIPT)
    command = [sys.executable, str(script), *map(str, IATI)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, env=environment)
    assert (done.stdout, done.stderr) == ("the script runs\nTrue\nTrue\n", "")


def test_threads_that_read_with_several_processes_at_once():
    main = sys.modules["__main__"]
    seen, over = [], threading.Event()

    def watch() -> None:
        while not over.wait(0.001):
            seen.append(sys.modules.get("__main__") is main)

    watcher = threading.Thread(target=watch)
    watcher.start()
    alone = mf.read_iati(IATI)
    with ThreadPoolExecutor(2) as pool:
        tables = list(pool.map(lambda _: mf.read_iati(IATI, workers=2), range(2)))
    over.set()
    watcher.join()
    assert all(table.equals(alone) for table in tables)
    assert seen
    assert all(seen)


def test_pdf_in_threads():
    matplotlib = pytest.importorskip("matplotlib.figure")
    import io

    figure, buffer = matplotlib.Figure(), io.BytesIO()
    figure.text(0.1, 0.5, "Budget: EUR 5,000", fontsize=8)
    figure.savefig(buffer, format="pdf")
    pdf = buffer.getvalue()
    broken = pdf[: len(pdf) // 2]

    def read(n: int) -> str:
        given = io.BytesIO(broken if n % 3 == 0 else pdf)
        table = mf.read_projects(given, on_error="report")
        return str(table["budget"].tolist())

    with ThreadPoolExecutor(32) as pool:
        found = list(pool.map(read, range(96)))
    assert set(found[1::3] + found[2::3]) == {"[5000.0]"}
    assert len(set(found[::3])) == 1


def test_a_process_that_is_killed_is_replaced():
    worker = Worker()
    limits = Limits(10**9, 30.0, 10**6)
    with pytest.raises(AbortedError, match="memory"):
        worker.call("os:abort", limits=limits)
    with pytest.raises(AbortedError, match="time"):
        worker.call("time:sleep", 30, limits=limits._replace(seconds=0.2))
    with pytest.raises(AbortedError, match="ZeroDivisionError"):
        worker.call("operator:truediv", 1, 0, limits=limits)
    with pytest.raises(AbortedError, match="size"):
        worker.call("itertools:repeat", "x" * 10_000, 1_000, limits=limits)
    assert list(worker.call("itertools:repeat", "x", 3, limits=limits)) == ["x"] * 3
    worker.end()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_fork_has_a_process_of_its_own(tmp_path):
    path = inputs.workbook(tmp_path / "a.xlsx")
    table = mf.read_table(path)
    ours = _worker._process.pid
    child = os.fork()
    if not child:
        code = 1
        try:
            same = mf.read_table(path).equals(table)
            code = 0 if same and _worker._process.pid != ours else 2
        finally:
            _worker.end()
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert mf.read_table(path).equals(table)
    assert _worker._process.pid == ours


def test_no_process_can_be_started(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with pytest.raises(MigfundError, match="none can be started"):
        Worker().call("itertools:repeat", 1, 1)
