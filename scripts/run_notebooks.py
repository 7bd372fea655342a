"""Run notebooks and store them executed.

python scripts/run_notebooks.py notebooks              run all and store them
python scripts/run_notebooks.py --to FOLDER notebooks  run all and store them in another folder

MIGFUND_ROWS in the environment sets how many projects 06_beyond_one_machine.ipynb generates; with
20000000 it takes some minutes, 2 GB of memory and half a GB of disk in the temporary folder.
"""

import argparse
import re
import sys
from pathlib import Path

# What checks notebooks would make grammars of addresses, of which no notebook has one: seconds.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402

ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Where an object lay in memory, which differs each time."""
TABLE = re.compile(r"\bT_[0-9a-f]{5}(?![0-9a-f])")
"""The name of a styled table, which pandas draws by lot."""

TIMEOUT = 1200
"""Seconds that a cell may take, also where other work shares the machine."""

WIDGET = "application/vnd.jupyter.widget-view+json"


def run(path: Path) -> nbformat.NotebookNode:
    """Run one notebook from its own folder, as a reader would."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": path.parent}}
    client = NotebookClient(notebook, timeout=TIMEOUT, kernel_name="python3", resources=resources)
    client.execute()
    for number, cell in enumerate(notebook.cells):
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
            if "text/html" in data:
                data["text/html"] = TABLE.sub(f"T_{number}", data["text/html"])
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def notebooks(paths: list[Path]) -> list[Path]:
    """Return the notebooks named, and those of the folders named."""
    found = []
    for path in paths:
        found += sorted(path.glob("*.ipynb")) if path.is_dir() else [path]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Run notebooks and store them executed.")
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("notebooks")])
    parser.add_argument("--to", type=Path, help="folder to store them in, if another")
    options = parser.parse_args()
    for path in notebooks(options.paths):
        try:
            notebook = run(path)
        except CellExecutionError as error:
            print(f"{path}: a cell failed\n{error}", file=sys.stderr)
            return 1
        nbformat.write(notebook, path if options.to is None else options.to / path.name)
        print(f"{path}: run and stored")
    return 0


if __name__ == "__main__":
    sys.exit(main())
