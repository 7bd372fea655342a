"""Run notebooks and store them executed, or only check that they run.

python scripts/run_notebooks.py notebooks            run all and store them
python scripts/run_notebooks.py --check notebooks    run all, change nothing
"""

import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Where an object lay in memory, which differs each time."""

WIDGET = "application/vnd.jupyter.widget-view+json"


def run(path: Path) -> nbformat.NotebookNode:
    """Run one notebook from its own folder, as a reader would."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    )
    client.execute()
    for cell in notebook.cells:
        # Times of day and cell ids of a run say nothing and would differ each time.
        cell.metadata.pop("execution", None)
        # A progress bar says nothing when it is done.
        shown = [one for one in cell.get("outputs", []) if WIDGET not in one.get("data", {})]
        if cell.cell_type == "code":
            cell.outputs = shown
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/plain" in data:
                data["text/plain"] = ADDRESS.sub("", data["text/plain"])
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def notebooks(paths: list[str]) -> list[Path]:
    """Give the notebooks named, and those of the folders named."""
    found = []
    for path in map(Path, paths):
        found += sorted(path.glob("*.ipynb")) if path.is_dir() else [path]
    return found


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    folders = [argument for argument in arguments if argument != "--check"] or ["notebooks"]
    for path in notebooks(folders):
        try:
            notebook = run(path)
        except CellExecutionError as error:
            print(f"{path}: a cell failed\n{error}", file=sys.stderr)
            return 1
        if not check:
            nbformat.write(notebook, path)
        print(f"{path}: {'runs' if check else 'run and stored'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
