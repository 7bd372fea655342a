"""Files, folders, patterns, archives and open files: what is found in them, and what is refused."""

import io
import os
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.files import sources

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"
GOOD = PAGES / "seed_idf.txt"


@pytest.fixture
def folder(tmp_path):
    shutil.copy(GOOD, tmp_path / "good.txt")
    return tmp_path


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


@pytest.mark.parametrize("paths", [None, 5, [GOOD, None], pd.DataFrame(), {"a": 1}, b"a.txt", [[]]])
def test_regression_what_is_no_path_is_a_migfund_error(paths):
    with pytest.raises(mf.MigfundError, match=r"pages are read from paths .* not from '"):
        mf.read_projects(paths)


def test_no_path_at_all():
    with pytest.raises(mf.MigfundError, match="no path was given"):
        mf.read_projects([])


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


@pytest.fixture
def archive(tmp_path):
    """An archive with a page in a folder, one that is no page, and what is to be left out."""
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pages:
        pages.writestr("z/other.txt", "Nothing about projects.")
        pages.writestr("a/b/good.txt", GOOD.read_bytes())
        pages.writestr("a/inner.zip", b"PK\x03\x04")
        for name in ("__MACOSX/a/b/._good.txt", ".hidden", "a/.git/config", "empty/"):
            pages.writestr(name, "x")
    return path


def test_each_page_of_an_archive_is_a_record(archive):
    table = mf.read_projects(archive, on_error="report")
    names = ["a/b/good.txt", "a/inner.zip", "z/other.txt"]
    assert table["source"].tolist() == [f"{archive}/{name}" for name in names]
    alone = mf.read_projects(GOOD)
    assert table.drop(columns="source")[:1].equals(alone.drop(columns="source"))
    reasons = mf.problems(table)["reason"].tolist()
    assert "not text but an archive" in reasons[0]
    assert "states nothing of a project" in reasons[1]
    assert len(mf.read_projects([archive, archive.parent], on_error="report")) == 3


def test_an_archive_at_fault_is_reported(tmp_path, archive):
    whole = archive.read_bytes()
    cases = {"cut.zip": whole[: len(whole) // 2], "none.zip": b"PK\x05\x06" + b"\0" * 18}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(mf.ReadError, match=r"cut\.zip: the archive is broken"):
        mf.read_projects(tmp_path / "cut.zip")
    with pytest.raises(mf.ReadError, match=r"none\.zip: the archive holds no file"):
        mf.read_projects(tmp_path / "none.zip")


def test_a_page_at_fault_in_an_archive_is_reported(tmp_path):
    path = tmp_path / "faults.zip"
    with zipfile.ZipFile(path, "w") as pages:
        pages.writestr("bomb.txt", b" " * 2_000_000, zipfile.ZIP_DEFLATED)
        pages.writestr("method.txt", GOOD.read_bytes(), zipfile.ZIP_LZMA)
        pages.writestr("sum.txt", b"Start Date 2025")
    content = path.read_bytes().replace(b"Start Date 2025", b"Start Date 2026")
    path.write_bytes(content)
    reasons = mf.problems(mf.read_projects(path, on_error="report"))["reason"].tolist()
    assert "more than 200 times its size" in reasons[0]
    assert "packed by a method that is not read" in reasons[1]
    assert "broken in its archive" in reasons[2]


def test_an_encrypted_page_in_an_archive_is_reported(tmp_path):
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as pages:
        pages.writestr("page.txt", GOOD.read_bytes())
    content = bytearray(path.read_bytes())
    # The first bit of the flags, in the page's own header and in the list of pages.
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(mf.ReadError, match=r"page\.txt: protected by a password"):
        mf.read_projects(path)


def test_an_archive_that_unpacks_to_too_much(archive, monkeypatch):
    monkeypatch.setattr(sources, "MAX_ARCHIVE_BYTES", 1000)
    with pytest.raises(mf.ReadError, match=r"pages\.zip: the archive unpacks to more than"):
        mf.read_projects(archive)


@given(st.binary(min_size=1, max_size=40), st.integers(0, 400))
def test_damage_to_an_archive_raises_no_other_error(tmp_path_factory, damage, place):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pages:
        pages.writestr("a.txt", GOOD.read_bytes()[:200])
        pages.writestr("b.txt", b"b")
    content = bytearray(buffer.getvalue())
    content[place : place + len(damage)] = damage
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(content)
    assert len(mf.read_projects(path, on_error="report")) >= 1


def test_standard_input(monkeypatch):
    class Input:
        buffer = io.BytesIO(GOOD.read_bytes())

    monkeypatch.setattr("sys.stdin", Input)
    table = mf.read_projects(["-", GOOD, "-"])
    assert table["source"].tolist() == ["-", str(GOOD)]
    assert len(set(table["title"])) == 1


def test_open_files():
    text = GOOD.read_text(encoding="utf-8")
    with GOOD.open("rb") as file:
        table = mf.read_projects([file, io.StringIO(text), io.BytesIO(text.encode("utf-16"))])
    assert table["source"].tolist() == [str(GOOD), "<stream>", "<stream>"]
    assert len(set(table["title"])) == 1
    with pytest.raises(mf.ReadError, match=r"<stream>: the file is empty"):
        mf.read_projects(io.StringIO(""))


def test_a_closed_file_is_reported():
    file = GOOD.open("rb")
    file.close()
    with pytest.raises(mf.ReadError, match="cannot be read"):
        mf.read_projects(file)
