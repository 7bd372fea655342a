"""Many threads at any public function give what one gives; `make fuzz` takes 32."""

import io
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from effort import FUZZ
from matplotlib.axes import Axes
from matplotlib.text import Text
from test_junk import CALLS, PROJECTS

import migfund as mf

THREADS = 32 if FUZZ else 8
DATA = Path(__file__).resolve().parents[2] / "data"
PAGES = sorted((DATA / "pages").glob("*.txt"))[:3]


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    """Charts drawn at once leave Matplotlib's settings, one for all threads, as they are."""
    before = dict(mpl.rcParams.copy())
    yield
    assert dict(mpl.rcParams.copy()) == before


def plain(result: Any) -> str:
    """Write a result so that two can be compared."""
    if isinstance(result, pd.DataFrame):
        return f"{result.dtypes.to_dict()}\n{result.to_dict('split')}"
    if isinstance(result, Axes):
        texts = sorted(text.get_text() for text in result.findobj(Text))
        bars = [(p.get_x(), p.get_width()) for p in result.patches if hasattr(p, "get_width")]
        return f"{texts}{bars}"
    if isinstance(result, dict):
        return str({name: plain(value) for name, value in result.items()})
    if hasattr(result, "frame"):
        return plain(result.frame)
    return str(result)


def at_once(call: Callable[[], Any]) -> set[str]:
    """Return what a call gives in many threads that begin together."""
    ready = threading.Barrier(THREADS)

    def one(_: int) -> str:
        ready.wait()
        try:
            return plain(call())
        except mf.MigfundError as error:
            return f"{type(error).__name__}: {error}"

    with ThreadPoolExecutor(THREADS) as pool:
        return set(pool.map(one, range(THREADS)))


@pytest.mark.parametrize("name", CALLS)
def test_a_public_function_in_threads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(mpl.rcParams, "figure.max_open_warning", 0)
    arguments = CALLS[name]
    found = at_once(lambda: getattr(mf, name)(**arguments))
    assert len(found) == 1


@pytest.mark.parametrize("name", ["pages", "folder", "table", "workbook", "iati"])
def test_readers_in_threads(name: str, tmp_path: Path) -> None:
    mf.write_table(PROJECTS.drop(columns="parent_id"), tmp_path / "a.xlsx")
    reads: dict[str, Callable[[], Any]] = {
        "pages": lambda: mf.read_projects(PAGES),
        "folder": lambda: mf.read_projects([io.BytesIO(p.read_bytes()) for p in PAGES[:2]]),
        "table": lambda: mf.read_table(PROJECTS.drop(columns="parent_id")),
        "workbook": lambda: mf.read_table(tmp_path / "a.xlsx"),
        "iati": lambda: mf.read_iati(DATA / "iati" / "canada_refugees.xml"),
    }
    alone = plain(reads[name]())
    assert at_once(reads[name]) == {alone}


def test_writers_in_threads(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    mf.write_table(PROJECTS, path)
    whole = path.read_bytes()
    assert at_once(lambda: (mf.write_table(PROJECTS, path), path.read_bytes())[1]) == {str(whole)}
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]
