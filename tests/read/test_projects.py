"""Paths, files at fault and what becomes of them."""

import os
import shutil
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
        ("other.txt", b"Nothing about projects.", "no reader knows this layout"),
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


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing.txt", "no such file or folder"),
        ("*.pdf", "no file matches the pattern"),
        ("hollow", "the folder holds no file"),
    ],
)
def test_a_path_that_holds_nothing(folder, path, reason):
    (folder / "hollow").mkdir()
    with pytest.raises(mf.ReadError, match=reason):
        mf.read_projects(folder / path)
    projects = mf.read_projects([folder / "good.txt", folder / path], on_error="report")
    assert projects["title"].notna().tolist() == [True, False]
    assert reason in mf.problems(projects)["reason"].iloc[0]


def test_many_faults_are_counted(tmp_path):
    for number in range(7):
        (tmp_path / f"{number}.txt").write_text("")
    with pytest.raises(mf.ReadError, match=r"7 of 7 files .*4\.txt.*; and 2 more\. on_error="):
        mf.read_projects(tmp_path)


def test_no_path_at_all():
    with pytest.raises(mf.ReadError, match="no path was given"):
        mf.read_projects([])


def test_an_unknown_policy():
    with pytest.raises(mf.MigfundError, match="on_error must be 'raise' or 'report', not 'skip'"):
        mf.read_projects(GOOD, on_error="skip")


def test_file_folder_pattern_and_list_agree(folder):
    one = mf.read_projects(folder / "good.txt")
    for other in (folder, str(folder / "*.txt"), [folder / "good.txt", folder]):
        assert mf.read_projects(other).equals(one)


def test_order_is_that_of_the_paths_and_of_the_names(tmp_path):
    for name in ("b.txt", "a.txt", "c.txt", ".hidden"):
        shutil.copy(GOOD, tmp_path / name)
    names = lambda table: [os.path.basename(source) for source in table["source"]]  # noqa: E731
    assert names(mf.read_projects(tmp_path)) == ["a.txt", "b.txt", "c.txt"]
    assert names(mf.read_projects([tmp_path / "c.txt", tmp_path])) == ["c.txt", "a.txt", "b.txt"]


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
