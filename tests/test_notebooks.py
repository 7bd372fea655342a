"""Every notebook has the same form, runs from a clean start, and says what its cells show."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIGURE = re.compile(r"\d+(?:[,.]\d+)*")


class Notebook(dict[str, Any]):
    """A notebook, or a part of it, whose fields are attributes, too."""

    __getattr__ = dict.__getitem__


def read(path: Path) -> Notebook:
    """Read a notebook; nbformat would take seconds to be imported."""

    def part(fields: dict[str, Any]) -> Notebook:
        # A text is a list of its lines.
        for name, value in fields.items():
            if isinstance(value, list) and (value or name in ("source", "text")):
                lines = all(isinstance(line, str) for line in value)
                fields[name] = "".join(value) if lines else value
        return Notebook(fields)

    return json.loads(path.read_text(encoding="utf-8"), object_hook=part)


def code_of(notebook: Notebook) -> list[Notebook]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook: Notebook) -> str:
    """Return all that the outputs say, without markup."""
    texts = []
    for cell in code_of(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            html = re.sub(r"<style.*?</style>", "", data.get("text/html", ""), flags=re.DOTALL)
            texts += [output.get("text", ""), data.get("text/plain", "")]
            texts.append(re.sub(r"<[^>]*>", " ", html))
    return "\n".join(texts)


def unshown_figures(notebook: Notebook) -> set[str]:
    """Return the figures of the results box that no output has."""
    box = [line for line in notebook.cells[0].source.splitlines() if line.startswith(">")]
    return set(FIGURE.findall(" ".join(box))) - set(FIGURE.findall(shown(notebook)))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_form(path):
    notebook = read(path)
    code = code_of(notebook)
    assert len(code) <= 15
    first, last = notebook.cells[0], notebook.cells[-1]
    assert first.source.startswith("# ")
    assert re.search(r"^> \*\*\w", first.source, re.MULTILINE), "no box with the results"
    assert last.cell_type == "markdown"
    assert re.search(r"^## .*limits", last.source, re.MULTILINE)
    assert max(len(line) for cell in code for line in cell.source.splitlines()) <= 100
    assert max(map(len, shown_as_text(notebook))) <= 120


def shown_as_text(notebook: Notebook) -> list[str]:
    """Return the lines that a reader sees as text, not as a table or a picture."""
    outputs = [output for cell in code_of(notebook) for output in cell.outputs]
    texts = [output.get("text", "") for output in outputs]
    bare = [o.data for o in outputs if "data" in o and set(o.data) == {"text/plain"}]
    return "\n".join(texts + [data["text/plain"] for data in bare]).splitlines()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_function_hides_the_analysis(path):
    source = "\n".join(cell.source for cell in code_of(read(path)))
    nodes = list(ast.walk(ast.parse(source)))
    assert not [node for node in nodes if isinstance(node, ast.Lambda | ast.ClassDef)]
    # What mf.run works out is a function.
    functions = [node.name for node in nodes if isinstance(node, ast.FunctionDef)]
    assert not [name for name in functions if f"mf.run({name}" not in source]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_executed_without_errors(path):
    notebook = read(path)
    code = code_of(notebook)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert outputs
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    assert not re.search(r"/(home|root|tmp|work|Users)/", shown(notebook)), "a path of one machine"
    assert not unshown_figures(notebook)
    for cell in code:
        if re.search(r"mf\.plot_(?!data)|plt\.subplots", cell.source):
            assert any("image/png" in output.get("data", {}) for output in cell.outputs)


def test_they_run(tmp_path):
    """All at one call, for a process for each would import everything anew; each in a kernel."""
    script = ROOT / "scripts" / "run_notebooks.py"
    command = [sys.executable, script, "--to", tmp_path, *NOTEBOOKS]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    for path in NOTEBOOKS:
        notebook = read(tmp_path / path.name)
        if "MIGFUND_ROWS" not in path.read_text(encoding="utf-8"):  # fewer rows than stored
            assert not unshown_figures(notebook), path.stem
