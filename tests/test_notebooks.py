"""Every notebook has the same form, runs from a clean start, and says what its cells show."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIGURE = re.compile(r"\d+(?:[,.]\d+)*")


def code_of(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook: nbformat.NotebookNode) -> str:
    """Return all that the outputs say, without markup."""
    texts = []
    for cell in code_of(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            html = re.sub(r"<style.*?</style>", "", data.get("text/html", ""), flags=re.DOTALL)
            texts += [output.get("text", ""), data.get("text/plain", "")]
            texts.append(re.sub(r"<[^>]*>", " ", html))
    return "\n".join(texts)


def unshown_figures(notebook: nbformat.NotebookNode) -> set[str]:
    """Return the figures of the results box that no output has."""
    box = [line for line in notebook.cells[0].source.splitlines() if line.startswith(">")]
    return set(FIGURE.findall(" ".join(box))) - set(FIGURE.findall(shown(notebook)))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_form(path):
    notebook = nbformat.read(path, as_version=4)
    code = code_of(notebook)
    assert len(code) <= 15
    first, last = notebook.cells[0], notebook.cells[-1]
    assert first.source.startswith("# ")
    assert re.search(r"^> \*\*\w", first.source, re.MULTILINE), "no box with the results"
    assert last.cell_type == "markdown"
    assert re.search(r"^## .*limits", last.source, re.MULTILINE)
    assert max(len(line) for cell in code for line in cell.source.splitlines()) <= 100
    assert max(map(len, shown_as_text(notebook))) <= 120


def shown_as_text(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the lines that a reader sees as text, not as a table or a picture."""
    outputs = [output for cell in code_of(notebook) for output in cell.outputs]
    texts = [output.get("text", "") for output in outputs]
    bare = [o.data for o in outputs if "data" in o and set(o.data) == {"text/plain"}]
    return "\n".join(texts + [data["text/plain"] for data in bare]).splitlines()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_function_hides_the_analysis(path):
    source = "\n".join(cell.source for cell in code_of(nbformat.read(path, as_version=4)))
    nodes = list(ast.walk(ast.parse(source)))
    assert not [node for node in nodes if isinstance(node, ast.Lambda | ast.ClassDef)]
    # What mf.run works out is a function.
    functions = [node.name for node in nodes if isinstance(node, ast.FunctionDef)]
    assert not [name for name in functions if f"mf.run({name}" not in source]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_executed_without_errors(path):
    notebook = nbformat.read(path, as_version=4)
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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path, tmp_path):
    script = ROOT / "scripts" / "run_notebooks.py"
    command = [sys.executable, script, "--to", tmp_path, path]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    notebook = nbformat.read(tmp_path / path.name, as_version=4)
    if "MIGFUND_ROWS" not in path.read_text(encoding="utf-8"):  # run with fewer rows than stored
        assert not unshown_figures(notebook)
