import builtins
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import migfund as mf
from migfund.schema import make_table

CHROMIUM = Path("/usr/bin/chromium")
HEADS = re.compile(r"<th>(.*?)</th>")


@pytest.fixture
def projects() -> pd.DataFrame:
    table = make_table(
        [
            {
                "title": "A <b>bold</b> title </script>",
                "fund": "IDF",
                "countries": ["KEN", "UGA"],
                "start": pd.Timestamp("2019-01-01"),
                "start_precision": "year",
                "end": pd.Timestamp("2020-02-29"),
                "end_precision": "month",
                "budget": 105_000.0,
                "currency": "EUR",
                "source": "page.txt",
            },
            {"title": "B", "budget": 4.5e13, "currency": "USD"},
            {"title": "C", "budget": -3.0, "currency": "USD", "start": pd.Timestamp("2021-05-06")},
            {"title": "D", "budget": 0.0},
            {"title": "E"},
        ]
    )
    return table.assign(budget_usd=[119_187.08, 4.5e13, -3.0, 0.0, None])


def heads(shown: Any) -> list[str]:
    return HEADS.findall(re.findall(r"<thead>.*?</thead>", shown.data, re.DOTALL)[-1])


def cells(shown: Any) -> str:
    found = re.search(r'"data_json": "(.*?)",\n', shown.data)
    assert found is not None
    return found[1].replace('\\"', '"')


def test_a_short_set_of_columns_of_projects(projects: pd.DataFrame) -> None:
    before = projects.copy(deep=True)
    shown = mf.show(projects)
    assert heads(shown) == [
        *("title", "fund", "countries", "start", "end", "budget", "currency", "budget_usd")
    ]
    pd.testing.assert_frame_equal(projects, before)


def test_money_and_dates_are_written_as_exactly_as_they_are_known(projects: pd.DataFrame) -> None:
    found = cells(mf.show(projects))
    assert '"KEN, UGA", "2019", "2020-02", "105,000", "EUR", "119,187"' in found
    assert '["B", "", "", "", "", "45,000,000,000,000", "USD"' in found
    assert '["C", "", "", "2021-05-06", "", "-3", "USD", "-3"]' in found
    assert '["D", "", "", "", "", "0", "", "0"]' in found
    assert '["E", "", "", "", "", "", "", ""]' in found


def test_text_cannot_become_markup_and_nothing_is_loaded(projects: pd.DataFrame) -> None:
    shown = mf.show(projects).data
    assert "&lt;b&gt;bold" in cells(mf.show(projects))
    assert "<b>bold" not in shown
    assert not re.search(r"""(?:src|import|link href)\s*=?\s*\(?["']https?:""", shown)
    odd = mf.show(pd.DataFrame({"<i>x</i>": ["a"]})).data
    assert "<i>x" not in odd


def test_totals_and_other_tables() -> None:
    rows = pd.DataFrame({"fund": ["IDF", None], "budget_usd": [1234.4, None]})
    shown = mf.show(mf.total_by(rows, "fund"))
    assert heads(shown)[:5] == ["fund", "total", "n_projects", "n_known", "share_of_total"]
    assert '["IDF", "1,234", "1", "1", "1"' in cells(shown)
    other = mf.show(pd.DataFrame({"a": [1 / 3], "b": [["x", "y"]]}, index=["row"]))
    assert heads(other) == ["", "a", "b"]
    assert '"0.333333", "x, y"' in cells(other)


def test_chosen_columns_and_faults(projects: pd.DataFrame) -> None:
    assert heads(mf.show(projects, columns=["source", "title"])) == ["source", "title"]
    with pytest.raises(mf.ColumnsError, match="no column 'nothing'"):
        mf.show(projects, columns=["nothing"])
    for columns in ("title", 3):
        with pytest.raises(mf.MigfundError, match="columns must be the names"):
            mf.show(projects, columns=columns)
    assert heads(mf.show(projects.iloc[:0]))[0] == "title"


def test_many_rows_are_cut_and_that_is_said() -> None:
    table = pd.DataFrame({"title": [f"{n}" for n in range(10_001)]})
    shown = mf.show(table).data
    assert "The first 10,000 of 10,001 rows." in shown
    assert '\\"9999\\"' in shown
    assert '\\"10000\\"' not in shown


def test_without_itables_the_remedy_is_named(
    projects: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.split(".")[0] == "itables":
            raise ImportError(name)
        return known(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(mf.MissingExtraError, match=r"pip install 'migfund\[notebook\]'"):
        mf.show(projects)


@pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium here")
def test_a_browser_sorts_and_filters_without_the_web(
    projects: pd.DataFrame, tmp_path: Path
) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    page_file = tmp_path / "table.html"
    html = f"<!DOCTYPE html><meta charset=utf-8><body>{mf.show(projects).data}</body>"
    page_file.write_text(html, encoding="utf-8")
    with sync_api.sync_playwright() as driver:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=options)
        page = browser.new_page(viewport={"width": 900, "height": 700})
        faults: list[str] = []
        asked: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        page.wait_for_selector("table.dataTable tbody td")
        titles = page.locator("table.dataTable tbody td:nth-child(1)")

        def first_letters() -> list[str]:
            return [text[:1] for text in titles.all_text_contents()]

        assert first_letters() == ["A", "B", "C", "D", "E"]
        head = page.locator("table.dataTable thead th").nth(7)
        head.click()
        page.wait_for_function(
            "!document.querySelector('table.dataTable tbody td').textContent.startsWith('A')"
        )
        by_money = [letter for letter in first_letters() if letter != "E"]
        assert by_money == ["C", "D", "A", "B"]
        page.locator("table.dataTable tfoot input").first.press_sequentially("bold")
        page.wait_for_function("document.querySelectorAll('table.dataTable tbody tr').length == 1")
        assert first_letters() == ["A"]
        width = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    assert faults == []
    assert not [url for url in asked if url.startswith("http")]
    assert width <= 900
