"""`migfund run`: totals of many files from the shell."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from made_projects import made_projects

from migfund.cli import main

SCRIPT = """
import migfund as mf

def totals(table):
    return mf.total_by(table, ["fund", "currency"], value="budget")
"""


SLOW = """
import pathlib, time

def slow(table):
    pathlib.Path(__file__ + ".begun").touch()
    time.sleep(1)
    return totals(table)
"""


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "analysis.py"
    path.write_text(SCRIPT)
    made_projects(20).to_parquet(tmp_path / "a.parquet")
    made_projects(30).iloc[20:].to_parquet(tmp_path / "b.parquet")
    return f"{path}:totals"


def test_totals_go_to_standard_output_or_into_a_file(
    script: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pattern, out = str(tmp_path / "*.parquet"), tmp_path / "totals.csv"
    assert main(["run", script, pattern]) == 0
    printed = capsys.readouterr().out
    assert main(["run", script, pattern, "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 6 groups\n"
    assert printed.splitlines() == out.read_text().splitlines()
    assert pd.read_csv(out)["n_projects"].sum() == 30


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda script: script.replace(":totals", ""), "names no function in a Python file"),
        (lambda script: script.replace(":totals", ":none"), "no function 'none'; it has 'totals'"),
    ],
)
def test_a_function_that_is_not_there(
    change: object, message: str, script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", change(script), "nowhere"]) == 1  # type: ignore[operator]
    assert message in capsys.readouterr().err
    assert main(["run", script, "nowhere"]) == 1
    assert "nowhere: there is no such file" in capsys.readouterr().err


def test_a_script_at_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.py"
    path.write_text("import nothing_of_this_name")
    assert main(["run", f"{path}:totals", str(tmp_path)]) == 1
    assert "ModuleNotFoundError" in capsys.readouterr().err


def test_ctrl_c_leaves_no_file(tmp_path: Path) -> None:
    """Partitions that wait are not begun, nothing is written, and there is no traceback."""
    script, out = tmp_path / "slow.py", tmp_path / "totals.csv"
    script.write_text(SCRIPT + SLOW)
    made_projects(2).to_parquet(tmp_path / "a.parquet")
    files = [str(tmp_path / "a.parquet")] * 200
    command = [sys.executable, "-m", "migfund", "run", f"{script}:slow", *files]
    process = subprocess.Popen(
        [*command, "--out", str(out)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        # A shell lets what it starts in the background ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    begun = Path(f"{script}.begun")
    for _ in range(600):
        if begun.exists() or process.poll() is not None:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)  # 200 partitions of a second would take longer
    assert process.returncode == 130
    assert said.endswith("migfund: stopped\n")
    assert "Traceback" not in said
    assert not out.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(("totals", ".totals"))]
