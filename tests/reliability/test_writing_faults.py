"""A full disk, an interruption, two who write at once: a file is whole, or the old one stays."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf

POSIX = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX")
TABLE = pd.DataFrame(
    {
        "project_id": ["P1"],
        "title": ["Border posts"],
        "fund": ["IDF"],
        "status": ["Closed"],
        "start": pd.to_datetime(["2019-01-01"]),
        "start_precision": ["day"],
        "budget": [5.0],
        "currency": ["EUR"],
    }
)

FULL = """
import resource, sys
import pandas as pd, migfund as mf
rows = 300
table = pd.read_pickle(sys.argv[1])
table = pd.concat([table] * rows, ignore_index=True)
table["project_id"] = [f"P{n * 7919}" for n in range(rows)]
table["title"] = [f"{n * 104729 % 1000003:x}" * 5 for n in range(rows)]
totals = mf.total_by(mf.convert_currency(table), "title", sort="total")
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
for path in sys.argv[2:]:
    try:
        if path.endswith(".xml"):
            mf.write_iati(table, path, publisher="P", publisher_ref="X-1")
        elif path.endswith(".tex"):
            mf.format_table(totals).save(path)
        else:
            mf.write_table(table, path)
    except mf.MigfundError as error:
        print(error)
"""


@POSIX
def test_the_old_file_stays_on_a_full_disk(tmp_path):
    endings = (".csv", ".jsonl", ".parquet", ".xlsx", ".xml", ".tex")
    paths = [tmp_path / f"table{ending}" for ending in endings]
    for path in paths:
        path.write_text("old")
    TABLE.to_pickle(tmp_path / "table.pickle")
    command = [sys.executable, "-c", FULL, tmp_path / "table.pickle", *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert [line.split(": cannot be written")[0] for line in said] == list(map(str, paths))
    assert {path.read_text() for path in paths} == {"old"}
    assert len(os.listdir(tmp_path)) == len(paths) + 1


@POSIX
def test_a_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")
    path.chmod(0o640)
    mf.write_table(TABLE, path)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_an_interruption_leaves_no_half_file(tmp_path, ending, monkeypatch):
    path = tmp_path / f"table{ending}"
    mf.write_table(TABLE, path)
    before = path.read_bytes()

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        mf.write_table(TABLE, path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


COMMAND = """
import sys
from migfund.cli import main
import migfund.files.write, migfund.read.pages, migfund.read.projects
print("ready", flush=True)
sys.exit(main(sys.argv[1:]))
"""


@POSIX
@pytest.mark.parametrize("after", [0.05, 0.2, 0.6])
def test_the_command_line_stops_without_a_traceback(tmp_path, after):
    for n in range(200):
        page = f"Post {n}\nStart Date\n2019\nBudget\nEUR {n},000\n" * 40
        (tmp_path / f"{n}.txt").write_text(page)
    out = tmp_path / "out.csv"
    command = [sys.executable, "-c", COMMAND, "read", str(tmp_path), "--out", str(out)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets what it starts in the background ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout.readline() == "ready\n"
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    if process.returncode == 0:  # it was faster
        assert len(pd.read_csv(out)) == 200
    else:
        assert (process.returncode, "migfund: stopped" in said, out.exists()) == (130, True, False)
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


ADDS = """
import datetime as dt, sys
from pathlib import Path
from migfund.currency.live import _add_to_cache, _Answer
for n in range(30):
    day = dt.date(2024, 1, 1) + dt.timedelta(n)
    answer = _Answer("https://example.org", sys.argv[2], day, day, day, {"EUR": 1.0 + n})
    _add_to_cache(Path(sys.argv[1]), [answer])
"""


@POSIX
def test_two_processes_add_to_the_rate_cache_at_once(tmp_path):
    path = tmp_path / "rates.json"
    bases = ["USD", "GBP", "CHF"]
    running = [subprocess.Popen([sys.executable, "-c", ADDS, str(path), base]) for base in bases]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    answers = json.loads(path.read_text())["answers"]
    assert len({(answer["base"], answer["asked"]) for answer in answers}) == 90


def test_errors_go_from_one_process_to_another():
    import pickle

    error = pickle.loads(pickle.dumps(mf.ReadError(Path("a.txt"), "is empty")))
    assert (str(error), error.source, error.reason) == ("a.txt: is empty", "a.txt", "is empty")
