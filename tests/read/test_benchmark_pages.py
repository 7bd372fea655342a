"""The labelled pages: every field of every page is right, and stands on the words it says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import migfund as mf

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "benchmarks")]

from labelled_pages import NO_FIELDS, fields_of, is_right, load_labels, stated  # noqa: E402

PAGES = ROOT / "data" / "pages"
LABELS = load_labels(ROOT / "data" / "labels" / "gold.jsonl")
# Pages of the same families, made up for the tests: other values, other traps.
INVENTED = ROOT / "tests" / "read" / "invented"
MORE_LABELS = load_labels(INVENTED / "labels.jsonl")
SCORER = ROOT.parent / "shared" / "pages-benchmark" / "score.py"


@pytest.fixture(scope="module")
def projects():
    return mf.read_projects(PAGES, on_error="report")


@pytest.fixture(scope="module")
def invented():
    return mf.read_projects(INVENTED / "*.txt", on_error="report")


def record_of(projects, label):
    return projects[projects["source"].str.endswith("/" + label["file"])].iloc[0]


def wrong_fields(projects, label):
    """The fields that are not as labelled; what sentences say may be missing, but not wrong."""
    record = record_of(projects, label)
    return {
        field: (label[field], stated(record, field))
        for field in fields_of(label)
        if not is_right(label, record, field)
        if label["difficulty"] == "structured" or stated(record, field)
    }


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label["file"])
def test_every_labelled_field_is_right(projects, label):
    assert wrong_fields(projects, label) == {}


@pytest.mark.parametrize("label", MORE_LABELS, ids=lambda label: label["file"])
def test_invented_pages(invented, label):
    assert wrong_fields(invented, label) == {}


def test_every_value_stands_in_its_line(projects):
    for record in projects[projects["source_locator"].notna()].to_dict("records"):
        lines = Path(record["source"]).read_text(encoding="utf-8").splitlines()
        for part in record["source_locator"].split("; "):
            field, line = part.split(": line ")
            words = {"budget": "budget_text", "countries": "countries_text"}.get(field, field)
            if words in ("title", "project_id", "prima_id", "status", "budget_text"):
                assert record[words] in lines[int(line) - 1], (record["source"], field)


def test_nothing_is_lost(projects):
    assert len(projects) == len(list(PAGES.glob("*.txt"))) == len(LABELS) == 66
    assert projects["source_locator"].notna().all()


@pytest.mark.skipif(not SCORER.exists(), reason="the scorer is not at hand")
def test_the_scorer_agrees(projects, tmp_path):
    rows = []
    for label in LABELS:
        record = record_of(projects, label)
        row = {field: stated(record, field) for field in set(label) - NO_FIELDS}
        rows.append(json.dumps(row | {"file": label["file"]}, default=str))
    (tmp_path / "pred.jsonl").write_text("\n".join(rows))
    command = [sys.executable, SCORER, "--pred", "pred.jsonl", "--json", "out.json"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    score = json.loads((tmp_path / "out.json").read_text())
    assert score["structured"]["wholly_right"] == score["structured"]["pages"]
    assert score["all"]["total"]["precision"] == 1
    assert score["prose"]["total"]["recall"] >= 0.9
