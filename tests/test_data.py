"""data/ is what data/datapackage.json says it is."""

import csv
import hashlib
import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = PACKAGE["resources"]
TABLES = [resource for resource in RESOURCES if "schema" in resource]
JSON_TYPES = {"string": str, "number": float, "integer": int, "array": list, "object": dict}


def rows_of(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the rows of a table or of JSON lines; what is empty is None."""
    text = (DATA / resource["path"]).read_text(encoding="utf-8")
    if resource["format"] == "jsonl":
        yield from map(json.loads, text.splitlines())
        return
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield {name: value or None for name, value in row.items()}


def table(name: str) -> list[dict[str, Any]]:
    """Give the rows of one of the tables, by its name."""
    return list(rows_of(next(resource for resource in TABLES if resource["name"] == name)))


def by_name(resource: dict[str, Any]) -> str:
    return str(resource["path"])


def test_package_states_what_it_must() -> None:
    assert re.fullmatch(r"[a-z0-9._-]+", PACKAGE["name"])
    assert PACKAGE["title"]
    assert PACKAGE["licenses"][0]["name"] == "MIT"
    assert "prose was written for this benchmark" in PACKAGE["description"]
    titles = {source["title"] for source in PACKAGE["sources"]}
    assert {source["title"] for r in RESOURCES for source in r["sources"]} <= titles
    names = [resource["name"] for resource in RESOURCES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9._-]+", name) for name in names)


def test_package_lists_exactly_the_files_there_are() -> None:
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    assert {by_name(r) for r in RESOURCES} == files - {"README.md", "datapackage.json"}


@pytest.mark.parametrize("resource", RESOURCES, ids=by_name)
def test_size_hash_and_encoding_hold(resource: dict[str, Any]) -> None:
    content = (DATA / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert "\r" not in content.decode(resource["encoding"])


@pytest.mark.parametrize("resource", TABLES, ids=by_name)
def test_table_has_the_columns_and_values_of_its_schema(resource: dict[str, Any]) -> None:
    fields = resource["schema"]["fields"]
    rows = list(rows_of(resource))
    assert rows
    for row in rows:
        assert list(row) == [field["name"] for field in fields]
        for field in fields:
            check_value(field, row[field["name"]], is_text=resource["format"] == "tsv")


def check_value(field: dict[str, Any], value: Any, *, is_text: bool) -> None:
    """Hold one value to its column's type and constraints."""
    rules = field.get("constraints", {})
    if value is None:
        assert not rules.get("required"), field["name"]
        return
    if is_text and field["type"] == "number":
        value = float(value)
    assert type(value) is JSON_TYPES[field["type"]], (field["name"], value)
    if "pattern" in rules:
        assert re.fullmatch(rules["pattern"], str(value)), (field["name"], value)
    assert value in rules.get("enum", [value])


@pytest.mark.parametrize("resource", [r for r in TABLES if r["format"] == "tsv"], ids=by_name)
def test_quoting_makes_no_difference(resource: dict[str, Any]) -> None:
    # The Data Package has no word for "quoting off", so a reader may quote.
    assert '"' not in (DATA / resource["path"]).read_text(encoding="utf-8")


def test_each_page_has_one_gold_row_and_each_row_its_page() -> None:
    labelled = sorted(row["file"] for row in table("gold"))
    assert labelled == sorted(path.name for path in (DATA / "pages").iterdir())


def test_gold_rows_name_only_columns_that_exist() -> None:
    for row in table("gold"):
        assert set(row["ambiguous"]) | set(row["alt"]) <= set(row), row["file"]


@pytest.mark.parametrize("name", ["amounts", "periods", "places"])
def test_words_come_from_a_page_or_say_from_where(name: str) -> None:
    pages = {path.stem for path in (DATA / "pages").iterdir()}
    sources = {row["source"] for row in table(name)}
    elsewhere = sources - pages - {"INDEX", "variant"}
    assert all(source.startswith("skipped:") for source in elsewhere)


def test_building_again_gives_the_same_file() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "build_datapackage.py"))
    assert script["build"]() == (DATA / "datapackage.json").read_bytes().decode("utf-8")
