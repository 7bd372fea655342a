"""`migfund run`: totals of many files from the shell."""

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
