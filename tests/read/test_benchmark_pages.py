"""The labelled pages: each label-form IDF page and the fiche is read with every field right."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "data" / "pages"
GOLD = [
    json.loads(line)
    for line in (ROOT / "data/labels/gold.jsonl").read_text(encoding="utf-8").splitlines()
]
SCORER = ROOT.parent / "shared" / "pages-benchmark" / "score.py"
# iom_c08 has lost its labels and is prose.
READABLE = [
    row
    for row in GOLD
    if (row["layout"].startswith("iom_") and row["layout"] != "iom_country")
    or row["layout"] == "mpf"
    if row["difficulty"] == "structured"
]
NAMES = {"project_code": "project_id", "amount_text": "budget_text"}


@pytest.fixture(scope="module")
def projects():
    return mf.read_projects(PAGES, on_error="report")


def as_written(record, field):
    """Give a field as the labels write it: dates at their precision, lists sorted."""
    value = record[NAMES.get(field, field)]
    if isinstance(value, list):
        return sorted(value)
    if field in ("countries", "other_countries"):
        return []
    if pd.isna(value):
        return None
    if field in ("start", "end"):
        length = {"year": 4, "month": 7, "day": 10}[record[f"{field}_precision"]]
        return value.date().isoformat()[:length]
    return value


def test_there_are_pages_to_read():
    assert len(READABLE) == 23


@pytest.mark.parametrize("gold", READABLE, ids=lambda row: row["file"])
def test_every_labelled_field_is_right(projects, gold):
    record = projects[projects["source"].str.endswith(gold["file"])].iloc[0]
    fields = set(gold) - {"file", "layout", "difficulty", "notes", "ambiguous", "alt"}
    for field in fields - set(gold["ambiguous"]):
        wanted = sorted(gold[field]) if isinstance(gold[field], list) else gold[field]
        accepted = [wanted, *gold["alt"].get(field, [])]
        assert as_written(record, field) in accepted, field


def test_every_value_stands_in_its_line(projects):
    for record in projects[projects["source_locator"].notna()].to_dict("records"):
        lines = Path(record["source"]).read_text(encoding="utf-8").splitlines()
        for part in record["source_locator"].split("; "):
            field, line = part.split(": line ")
            words = {"budget": "budget_text", "countries": "countries_text"}.get(field, field)
            if field in ("title", "project_id", "prima_id", "status", "budget", "countries"):
                assert record[words] in lines[int(line) - 1], (record["source"], field)


def test_nothing_is_lost(projects):
    assert len(projects) == len(list(PAGES.glob("*.txt"))) == 40
    unread = projects[projects["source_locator"].isna()]
    reasons = mf.problems(unread)
    assert reasons["source"].tolist() == unread["source"].tolist()
    assert reasons["reason"].notna().all()
    assert unread.drop(columns=["source", "problems"]).isna().all(axis=None)


@pytest.mark.skipif(not SCORER.exists(), reason="the scorer is not at hand")
def test_the_scorer_agrees(projects, tmp_path):
    rows = []
    for record in projects.to_dict("records"):
        fields = set(GOLD[0]) - {"layout", "difficulty", "notes", "ambiguous", "alt", "file"}
        row = {field: as_written(record, field) for field in fields}
        rows.append(row | {"file": Path(record["source"]).name})
    readable = {row["file"] for row in READABLE}
    (tmp_path / "pred.jsonl").write_text(
        "\n".join(json.dumps(row, default=str) for row in rows if row["file"] in readable)
    )
    (tmp_path / "gold.jsonl").write_text("\n".join(json.dumps(row) for row in READABLE))
    command = [sys.executable, SCORER, "--pred", "pred.jsonl", "--gold", "gold.jsonl"]
    command += ["--split", "all", "--json", "out.json"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    score = json.loads((tmp_path / "out.json").read_text())["structured"]
    assert score["pages"] == score["wholly_right"] == 23
    assert score["total"]["precision"] == score["total"]["recall"] == 1
