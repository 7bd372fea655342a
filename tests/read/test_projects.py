"""Paths, files at fault and what becomes of them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import migfund as mf

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"

GOOD = PAGES / "seed_idf.txt"


@pytest.fixture
def folder(tmp_path):
    shutil.copy(GOOD, tmp_path / "good.txt")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b"\xef\xbb\xbf \n\t\n", "the file is empty"),
        ("image.png", b"\x89PNG\r\n\x1a\n\x00\x00", "the file is not text"),
        ("other.txt", b"Nothing about projects.", "states nothing of a project"),
    ],
)
def test_a_file_at_fault_is_named_and_the_rest_is_kept(folder, name, content, reason):
    (folder / name).write_bytes(content)
    with pytest.raises(mf.ReadError, match=f"1 of 2 files could not be read: .*{name}: {reason}"):
        mf.read_projects(folder)
    projects = mf.read_projects(folder, on_error="report")
    assert sorted(projects["title"].notna()) == [False, True]
    (problem,) = mf.problems(projects).to_dict("records")
    assert problem["source"].endswith(name)
    assert reason in problem["reason"]


def test_many_faults_are_counted(tmp_path):
    for number in range(7):
        (tmp_path / f"{number}.txt").write_text("")
    with pytest.raises(mf.ReadError, match=r"7 of 7 files .*4\.txt.*; and 2 more\. on_error="):
        mf.read_projects(tmp_path)


@pytest.mark.parametrize("name", ["x.csv", "x.XLSX", "x.parquet", "x.jsonl", "parquet.bin"])
def test_regression_a_table_is_no_page_and_names_its_reader(tmp_path, name):
    mf.write_table(mf.read_projects(GOOD), tmp_path / "x.parquet")
    (tmp_path / "x.parquet").rename(tmp_path / name)
    with pytest.raises(mf.ReadError, match=r"a table and no page; mf\.read_table reads tables"):
        mf.read_projects(tmp_path / name)


def test_an_unknown_policy():
    with pytest.raises(mf.MigfundError, match="on_error must be one of 'raise', 'report', not 'sk"):
        mf.read_projects(GOOD, on_error="skip")


def test_encodings(tmp_path):
    text = (PAGES / "iom_fr01_benin.txt").read_text(encoding="utf-8")
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        (tmp_path / "page.txt").write_bytes(text.replace("•", "-").encode(encoding))
        record = mf.read_projects(tmp_path / "page.txt").iloc[0]
        assert (record["status"], record["countries"]) == ("Achevé", ["BEN"]), encoding


def test_the_table_is_of_one_shape_whatever_was_read(folder):
    (folder / "empty.txt").write_text("")
    read = mf.read_projects(folder / "good.txt")
    unread = mf.read_projects(folder / "empty.txt", on_error="report")
    assert read.dtypes.equals(unread.dtypes)


def test_importing_loads_nothing_that_only_reading_needs():
    heavy = "{'lxml', 'pypdfium2', 'charset_normalizer', 'multiprocessing', 'tqdm'}"
    code = f"import sys, migfund; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
