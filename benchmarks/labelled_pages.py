"""Labelled pages: what the labels say, and whether a record says the same."""

import json
from pathlib import Path

import pandas as pd

NAMES = {"project_code": "project_id", "amount_text": "budget_text"}
NO_FIELDS = {"file", "layout", "difficulty", "notes", "ambiguous", "alt"}


def load_labels(path: Path) -> list[dict]:
    """Read a file of labels, one JSON object a page."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def fields_of(label: dict) -> list[str]:
    """Name the fields that a page's labels decide."""
    return sorted(set(label) - NO_FIELDS - set(label["ambiguous"]))


def stated(record, field: str):
    """Give a field of a record as labels write it: dates at their precision, lists sorted."""
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


def is_right(label: dict, record, field: str) -> bool:
    """Tell whether a record says what the label says, or a date more exactly than that."""
    said = stated(record, field)
    accepted = [label[field], *label["alt"].get(field, [])]
    if isinstance(label[field], list):
        return said in [sorted(one or []) for one in accepted]
    if field in ("start", "end") and said:
        return any(one and said.startswith(one) for one in accepted)
    return said in accepted
