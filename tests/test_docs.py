"""The documentation is true: its examples run, its tables agree, its site loads nothing."""

import doctest
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pyarrow as pa
import pytest
from PIL import Image

import migfund as mf
from migfund.schema import COLUMNS, PAGE_COLUMNS, TABLE_COLUMNS, Column, make_table

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT / "scripts"))

from build_readme_chart import CHART, draw  # noqa: E402
from check_repository import ORDER  # noqa: E402

PAGES = sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_BLOCK = re.compile(r"^```(?:\{code-cell\} )?python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_RUN_BY_A_TEST = re.compile(r"^```python\n", re.MULTILINE)
_LOADED = re.compile(
    r"""<(?:script|img|iframe|source|embed)\b[^>]*?\bsrc\s*=\s*["']?(?:https?:)?//"""
    r"""|<link\b(?=[^>]*\brel\s*=\s*["']?(?:stylesheet|preload|icon|preconnect|modulepreload))"""
    r"""[^>]*?\bhref\s*=\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)


def page_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in a folder with the data of the repository, where examples may write files."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    with pd.option_context("display.width", 120):
        yield tmp_path
    plt.close("all")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if _RUN_BY_A_TEST.search(page.read_text("utf-8"))],
    ids=page_name,
)
def test_examples_run_and_give_what_the_page_says(page: Path) -> None:
    """Where there are cells alone, the site is built from their results, and no error passes."""
    text = page.read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start(1))
        code = block.group(1)
        if not code.startswith(">>> "):
            exec(compile("\n" * line + code, str(page), "exec"), names)
            continue
        test = doctest.DocTestParser().get_doctest(code, names, page.name, str(page), line)
        faults: list[str] = []
        runner = doctest.DocTestRunner(optionflags=OPTIONS)
        runner.run(test, out=faults.append, clear_globs=False)
        names = test.globs
        assert not faults, "".join(faults)


def column_table(name: str) -> list[tuple[str, ...]]:
    """Return the rows of the table of columns that stands behind a mark in conventions.md."""
    text = (DOCS / "conventions.md").read_text(encoding="utf-8")
    table = text.split(f"<!-- columns: {name} -->\n\n")[1].split("\n\n")[0]
    rows = table.strip().splitlines()[2:]
    return [tuple(cell.strip().strip("`") for cell in row.strip("|").split("|")) for row in rows]


def kind_of(column: Column) -> str:
    """Name a column's dtype in words."""
    if not isinstance(column.dtype, pd.ArrowDtype):
        words = {"float64": "number", "Int64": "whole number", "datetime64[us]": "date"}
        return words.get(str(column.dtype), "text")
    inner = column.dtype.pyarrow_dtype.value_type
    if pa.types.is_struct(inner):
        return "list of problems"
    return "list of numbers" if pa.types.is_floating(inner) else "list of text"


@pytest.mark.parametrize(
    ("name", "columns"),
    [("project table", COLUMNS), ("pages", PAGE_COLUMNS), ("tables", TABLE_COLUMNS)],
    ids=str,
)
def test_columns_in_the_docs_are_those_of_the_schema(
    name: str, columns: tuple[Column, ...]
) -> None:
    assert column_table(name) == [(c.name, kind_of(c), c.meaning) for c in columns]


def deflate(table: pd.DataFrame) -> pd.DataFrame:
    prices = pd.Series({2023: 1.0})
    return mf.deflate(table.assign(budget_usd=float("nan")), to_year=2023, deflators=prices)


ADDING = [mf.merge_duplicates, mf.convert_currency, deflate, mf.add_duration]
ADDING += [mf.split_by_country, mf.split_by_year, mf.add_region]


@pytest.mark.parametrize("function", ADDING, ids=lambda function: function.__name__)
def test_added_columns_in_the_docs_are_those_added(
    function: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    projects = make_table([{"countries": ["BLR"]}])
    before = [*projects, "budget_usd"] if function is deflate else list(projects)
    added = [name for name in function(projects).columns if name not in before]
    stated = [row[0] for row in column_table("added") if row[1] == function.__name__]
    assert stated == added


def test_what_the_docs_call_is_there() -> None:
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    for page in [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md", *notebooks]:
        called = set(re.findall(r"\bmf\.(\w+)", page.read_text(encoding="utf-8")))
        assert called <= {*dir(mf)}, page_name(page)


def test_reference_has_every_public_name_once() -> None:
    text = (DOCS / "reference.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\.\. auto(?:function|class|exception):: (\w+)$", text, re.MULTILINE)
    assert sorted(documented) == sorted(mf.__all__)
    listed = re.findall(r"^   ([A-Za-z]\w+)$", text, re.MULTILINE)
    assert sorted(listed) == sorted(mf.__all__)


def test_the_chart_of_the_readme_shows_what_the_pages_say(tmp_path: Path) -> None:
    with Image.open(CHART) as picture:
        drawn = picture.info["Description"]
    assert drawn == draw(tmp_path / "chart.png"), "run scripts/build_readme_chart.py"


def test_the_architecture_names_what_is_there() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")

    def place(name: str) -> Path:
        outside = name.split("/")[0] in ("migfund", "docs", "scripts", "tests", "data")
        return ROOT / name if outside else ROOT / "migfund" / name

    for name in re.findall(r"`([\w/.-]+(?:/|\.(?:py|csv|toml|md|html|jsonl)))`", text):
        assert place(name).exists(), name
    for name, inside in re.findall(r"`(\S+\.py)` \((`[^)]+`)\)", text):
        code = place(name).read_text(encoding="utf-8")
        for word in re.findall(r"`(?:\w+\.)?(\w+)`", inside):
            assert re.search(rf"^\s*(?:def |class )?{word}\b", code, re.MULTILINE), (name, word)
    packages = re.findall(r"^\| `([\w.]+)` \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE)
    assert packages == list(ORDER)


def test_citation_has_the_version_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in citation
    assert f"\nlicense: {project['license']}\n" in citation


def test_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    command += ["-d", str(tmp_path / "doctrees"), str(DOCS), str(tmp_path / "html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "html").rglob("*.html"))
    assert tmp_path / "html" / "tutorial.html" in pages
    for page in pages:
        found = _LOADED.search(page.read_text(encoding="utf-8"))
        assert not found, f"{page.name}: {found}"
    # A cell that draws shows its picture.
    for page in DOCS.rglob("*.md"):
        cells = re.findall(r"```\{code-cell\} python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        drawing = [cell for cell in cells if re.search(r"\bplot\w*\(|subplots\(", cell)]
        html = tmp_path / "html" / page.relative_to(DOCS).with_suffix(".html")
        if drawing:
            shown = re.findall(r'<img[^>]+src="[./]*_images/[0-9a-f]{32,}', html.read_text("utf-8"))
            assert len(shown) == len(drawing), page.name
    for style in (tmp_path / "html").rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), style.name


def test_links_of_pages_outside_the_site_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *PAGES]:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in link and not (DOCS in page.parents and link.startswith("notebooks/")):
                assert (page.parent / link).exists(), f"{page_name(page)}: {link}"
