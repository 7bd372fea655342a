"""Each hostile or broken input, and that the docs say of it what happens."""

import subprocess
import sys
import time
from pathlib import Path

import inputs
import pytest

import migfund as mf
from migfund.files import apart, limits
from migfund.files.limits import MAX_BOOK_MEMORY, MAX_PDF_MEMORY

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
CASES = [pytest.param(title, name, id=name) for title, group, _ in inputs.GROUPS for name in group]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, /proc and limits of Linux")


@pytest.fixture(autouse=True)
def _less_memory(monkeypatch):
    """Let what has no bounds reach a lower limit, sooner."""
    monkeypatch.setattr(limits, "MAX_PDF_MEMORY", MAX_PDF_MEMORY // 4)
    monkeypatch.setattr(limits, "MAX_BOOK_MEMORY", MAX_BOOK_MEMORY // 4)
    # A limit on memory bounds all that a process has ever needed.
    apart._worker.end()


def rows_of_docs(title: str) -> list[str]:
    section = DOCS.read_text(encoding="utf-8").split(f"\n### {title}\n")[1].split("\n##")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return rows[1:]


@pytest.mark.parametrize(("title", "name"), CASES)
def test_the_docs_say_what_happens(title, name, tmp_path, monkeypatch):
    group, read = next((group, read) for found, group, read in inputs.GROUPS if found == title)
    monkeypatch.chdir(tmp_path)
    given = group[name](tmp_path)
    if "row 2,000" in name:  # refused for its number of cells, which needs memory to be counted
        monkeypatch.setattr(limits, "MAX_BOOK_MEMORY", MAX_BOOK_MEMORY)
    begun = time.monotonic()
    row = f"| {name} | {inputs.outcome(read, given, tmp_path)} |"
    assert row in rows_of_docs(title)
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize("title", [title for title, _, _ in inputs.GROUPS])
def test_the_docs_have_no_other_inputs(title):
    group = next(group for found, group, _ in inputs.GROUPS if found == title)
    assert [row.split(" | ")[0] for row in rows_of_docs(title)] == [f"| {name}" for name in group]


def test_the_docs_name_every_limit(monkeypatch):
    monkeypatch.undo()
    text = DOCS.read_text(encoding="utf-8")
    for name in limits.__all__:
        assert f"| `{name}` | {getattr(limits, name):,} |" in text


def test_what_is_read_beside_a_bad_file_stays(tmp_path):
    inputs.fifo(tmp_path)
    inputs.written(tmp_path / "bad.pdf", b"%PDF-1.4 broken")
    inputs.written(tmp_path / "good.txt", inputs.PAGE)
    table = mf.read_projects(tmp_path, on_error="report")
    assert [Path(source).name for source in table["source"]] == ["bad.pdf", "good.txt"]
    assert table["budget"].tolist()[1] == 5000
    with pytest.raises(mf.ReadError, match=r"bad\.pdf: the PDF is broken"):
        mf.read_projects(tmp_path)


def test_a_name_that_is_no_text_can_be_printed_and_stored(tmp_path):
    table = mf.read_projects(inputs.odd_name(tmp_path))
    assert table["source"].tolist() == [f"{tmp_path}/caf\\xe9.txt"]
    mf.write_table(table, tmp_path / "out.parquet")
    assert mf.read_table(tmp_path / "out.parquet")["source"].equals(table["source"])


def test_a_missing_file_among_links_to_itself_is_found_once(tmp_path):
    inputs.looping(tmp_path)
    (tmp_path / "deeper").mkdir()
    inputs.written(tmp_path / "deeper" / "two.txt", inputs.PAGE)
    inputs.written(tmp_path / ".hidden.txt", inputs.PAGE)
    for path in (tmp_path, f"{tmp_path}/**/*.txt", f"{tmp_path}/**"):
        names = [Path(source).name for source in mf.read_projects(path)["source"]]
        assert sorted(names) == ["page.txt", "two.txt"]
    names = mf.read_projects(f"{tmp_path}/d*/**/tw?.t[x]t")["source"].tolist()
    assert names == [f"{tmp_path}/deeper/two.txt"]


def test_a_process_that_is_late_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_PDF_SECONDS", 0.05)
    monkeypatch.setattr(limits, "MAX_PDF_MEMORY", MAX_PDF_MEMORY)
    with pytest.raises(mf.ReadError, match="reading the PDF takes too long"):
        mf.read_projects(inputs.looping_pdf(tmp_path))


MEASURED = """
import re, resource, sys, tempfile
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import inputs
for name in sys.argv[2:]:
    with tempfile.TemporaryDirectory() as folder:
        given = getattr(inputs, name)(Path(folder))
        inputs.outcome(inputs.read_page, given, Path(folder))
from migfund.files.apart import _worker
_worker.end()
# Not ru_maxrss, which a process has from the one that started it.
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(own // 1000, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux")
def test_memory_is_bounded():
    names = ["lying", "spaces", "cells", "gzip_bomb", "large", "pdf_bomb"]
    command = [sys.executable, "-c", MEASURED, str(Path(inputs.__file__).parent), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100)
    own, of_process = map(int, done.stdout.split())
    assert own < 600  # of which inputs of 100 MB, made here, and the libraries are the most
    assert of_process < 1_100
