"""The headline figures of data/ are those of the golden file, to the cent."""

import csv
import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "build_golden.py"


def test_headline_figures():
    spec = importlib.util.spec_from_file_location("build_golden", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    with open(script.GOLDEN, encoding="utf-8", newline="") as file:
        golden = {row["figure"]: row["value"] for row in csv.DictReader(file)}
    found = script.figures()
    changed = {
        name: (golden.get(name), found.get(name))
        for name in {**golden, **found}
        if golden.get(name) != found.get(name)
    }
    # Meant to change? python scripts/build_golden.py, and a line in the changelog.
    assert changed == {}
