import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from docx import Document
from great_tables import GT
from lxml import html
from migfund.publish.grid import Grid, grid_of, widths_of
from migfund.publish.words import label

import migfund as mf
from migfund.regions.schemes import LEVELS

NOTE = "10% of_it & more {x} #1 ~ ^ \\ $"


def totals() -> pd.DataFrame:
    """Totals by country as total_by gives them, with the grand total."""
    return pd.DataFrame(
        {
            "country": ["ARM", None, "CIV", "unallocated", "KEN", "all"],
            "total": [12_400_000.0, None, 3_260_000.0, 500_000.0, 2_000.0, 16_162_000.0],
            "n_projects": [12, 1, 3, 2, 1, 18],
            "n_known": [10, 0, 3, 2, 1, 15],
            "share_of_total": [0.7672, None, 0.2017, 0.0309, 0.0001, 1.0],
            "mean": [1_240_000.0, None, 1_086_666.7, 250_000.0, 2_000.0, 1_077_466.7],
            "median": [1e6, None, 1e6, 250_000.0, 2_000.0, 8e5],
            "first_year": pd.array([2015, None, 2017, 2019, 2020, 2015], dtype="Int64"),
            "currency": "USD",
            "basis": "month average at start; ECB euro reference rates to 2026-10-30",
            "n_all": 18,
            "n_all_known": 15,
        }
    )


def by_two_keys() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "country": ["ARM", "ARM", "ARM", "CIV", "unallocated", "all"],
            "calendar_year": ["unallocated", "2019", "2020", "2019", "unallocated", None],
            "total": [3e5, 1e6, 2.5e6, -4e4, 5e5, 4.26e6],
            "total_low": [3e5, 9e5, 2.4e6, -4e4, 5e5, 4.1e6],
            "total_high": [3e5, 1.1e6, 2.6e6, -4e4, 5e5, 4.4e6],
            "n_projects": [1, 3, 4, 1, 2, 9],
            "n_known": [1, 3, 4, 1, 2, 9],
            "currency": "USD",
            "basis": "as stated",
            "n_all": 9,
            "n_all_known": 9,
        }
    )


def cross() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "country": ["CIV", "GEO", "all"],
            "2019": [1e6, None, 1e6],
            "2020": [0.0, 3e6, 3e6],
            "total": [1e6, 3e6, 4e6],
        }
    )


def rows(printed: Any) -> list[list[str]]:
    """Cells row by row, a spanning cell where it begins."""
    grid = grid_of(printed)
    return [[cell.text for cell in grid.cells if cell.row == at] for at in range(grid.n_rows)]


def notes(printed: Any) -> list[str]:
    return grid_of(printed).notes


def test_a_table_of_totals_by_hand() -> None:
    given = totals()
    before = given.copy(deep=True)
    printed = mf.table(given, title="Budgets", unit=1e6)
    assert isinstance(printed, GT)
    assert rows(printed) == [
        ["Country", "Total (million USD)", "Projects", "Share (%)"],
        ["Armenia", "12.4", "10 of 12", "76.7"],
        ["Côte d'Ivoire", "3.3", "3", "20.2"],
        ["Kenya", "<0.1", "1", "<0.1"],
        ["Unallocated", "0.5", "2", "3.1"],
        ["Not stated", "–", "0 of 1", "–"],
        ["All", "16.2", "15 of 18", "100.0"],
    ]
    grid = grid_of(printed)
    assert grid.title == ["Budgets"]
    assert (grid.n_heads, grid.ruled) == (1, [6])
    assert [cell.align for cell in grid.cells if cell.row == 1] == ["left"] + ["right"] * 3
    pd.testing.assert_frame_equal(given, before)


def test_the_notes_say_what_the_table_knows() -> None:
    printed = mf.table(totals(), unit=1e6, notes=["Mine.", NOTE])
    assert notes(printed) == [
        "Amounts in million USD; basis: month average at start; ECB euro reference rates to "
        "2026-10-30.",
        "n = 18 projects: 15 with a known value, 3 without, which are left out. A project in "
        "several groups counts in each, so their numbers add up to more.",
        "“10 of 12”: of 12 projects, 10 have a known value.",
        "Unallocated: projects that state no recipient country.",
        "Not stated: no country is known.",
        "–: not known, which is not zero.",
        "Mine.",
        NOTE,
    ]
    clean = totals().iloc[[2, 4]].assign(n_all=4, n_all_known=4)
    assert notes(mf.table(clean))[1:] == ["n = 4 projects, all with a known value."]
    assert notes(mf.table(clean.assign(n_all=5)))[1] == (
        "n = 5 projects: 4 with a known value, 1 without, which is left out."
    )


def test_prices_rules_and_overlaps_are_noted() -> None:
    table = totals().assign(
        basis="day of start; prices of 2015 to prices of 2019; prices of 2018 to prices of 2019",
        split_rule=pd.array(["full by country"] * 6, dtype="category"),
    )
    said = notes(mf.table(table))
    assert said[0].startswith("Amounts in USD; constant prices of 2019; basis: day of start")
    assert "Projects in several groups were divided: full by country." in said
    overlap = (
        "Totals by country overlap, for the whole of a project stands in each of its groups: they "
        "must not be added up."
    )
    assert overlap in said
    equal = totals().assign(split_rule="equal by country")
    assert overlap not in notes(mf.table(equal))
    assert overlap in notes(mf.table(equal.assign(share_of_total=[0.9, None, 0.9, 0, 0, 1.0])))
    priced = totals().assign(price_year=2023, basis="as stated")
    assert notes(mf.table(priced))[0] == (
        "Amounts in USD; constant prices of 2023; basis: as stated."
    )


def test_columns_labels_decimals_and_codes() -> None:
    printed = mf.table(
        totals().iloc[:1],
        columns=["country", "first_year", "n_projects", "n_known", "total", "basis"],
        labels={"total": "Budget", "country": "Recipient"},
        decimals={"total": 2},
        country_names=False,
    )
    assert rows(printed) == [
        ["Recipient", "First year", "Projects", "Value known", "Budget", "Basis"],
        ["ARM", "2015", "12", "10", "12,400,000.00", totals()["basis"][0]],
    ]
    assert rows(mf.table(totals().iloc[:1], columns="total", decimals=1))[1][1] == "12,400,000.0"
    assert rows(mf.table(totals().iloc[[1]], columns=["first_year", "mean"]))[1][1:] == ["–", "–"]
    assert rows(mf.table(totals().iloc[:1], decimals=0, unit=1e3))[1] == [
        *("Armenia", "12,400", "10 of 12", "77"),
    ]


def test_several_columns_of_money_stand_under_one_head() -> None:
    printed = mf.table(totals(), columns=["total", "median", "n_projects"], unit=1e3)
    assert rows(printed)[:2] == [["Country", "Thousand USD", "Projects"], ["Total", "Median"]]
    # Apart from each other, each has its unit.
    printed = mf.table(totals(), columns=["total", "n_projects", "median"], unit=1e9)
    assert rows(printed)[0] == [
        *("Country", "Total (billion USD)", "Projects", "Median (billion USD)"),
    ]


def test_two_keys_keep_their_order_with_the_unallocated_last() -> None:
    printed = mf.table(by_two_keys(), unit=1e3, decimals=0)
    assert rows(printed) == [
        ["Country", "Year", "Thousand USD", "Projects"],
        ["Total", "Lowest", "Highest"],
        ["Armenia", "2019", "1,000", "900", "1,100", "3"],
        ["2020", "2,500", "2,400", "2,600", "4"],
        ["Unallocated", "300", "300", "300", "1"],
        ["Côte d'Ivoire", "2019", "−40", "−40", "−40", "1"],
        ["Unallocated", "Unallocated", "500", "500", "500", "2"],
        ["All", "4,260", "4,100", "4,400", "9"],
    ]
    tall = [cell for cell in grid_of(printed).cells if cell.text == "Armenia"]
    assert [(cell.rows, cell.columns) for cell in tall] == [(3, 1)]
    assert "Lowest and highest: what the stated dates allow." in notes(printed)
    assert "Unallocated: projects that state no start or no end." in notes(printed)


def test_rows_keep_the_order_given() -> None:
    largest = totals().sort_values("total", ascending=True)
    found = [row[0] for row in rows(mf.table(largest))[1:]]
    assert found == ["Kenya", "Côte d'Ivoire", "Armenia", "Unallocated", "Not stated", "All"]


def test_years_and_numbers_as_keys() -> None:
    table = totals().iloc[:2].rename(columns={"country": "start_year"})
    whole = table.assign(start_year=pd.array([2019, None], dtype="Int64"))
    for keys in (whole, whole.astype({"start_year": float})):
        found = rows(mf.table(keys))
        assert [row[0] for row in found] == ["Start year", "2019", "Not stated"]
    two = totals().iloc[:1]
    two.insert(1, "start_year", [2019])
    assert rows(mf.table(two))[0][:3] == ["Country", "Start year", "Total (USD)"]


def test_a_cross_table() -> None:
    printed = mf.table(cross(), unit=1e6, currency="EUR", decimals=1)
    assert rows(printed) == [
        ["Country", "Million EUR"],
        ["2019", "2020", "Total"],
        ["Côte d'Ivoire", "1.0", "0.0", "1.0"],
        ["Georgia", "–", "3.0", "3.0"],
        ["All", "1.0", "3.0", "4.0"],
    ]
    assert notes(printed) == ["Amounts in million EUR.", "–: no project, or no known value."]
    countries = cross().rename(columns={"country": "fund", "2019": "CIV", "2020": "unallocated"})
    countries.columns.name = "country"
    assert rows(mf.table(countries))[0] == ["Fund", "Côte d'Ivoire", "Unallocated", "Total"]
    numbers = cross().rename(columns={"2019": 2019, "2020": float("nan")})
    assert rows(mf.table(numbers))[0] == ["Country", "2019", "Not stated", "Total"]


def test_durations() -> None:
    projects = pd.DataFrame({"fund": ["IDF"] * 3 + ["MPF"], "duration_months": [12, 24, None, 7.5]})
    printed = mf.table(mf.duration_by(projects, "fund"))
    assert rows(printed) == [
        ["Fund", "Projects", "Months"],
        ["Median", "Q1", "Q3", "Min", "Max"],
        ["IDF", "2 of 3", "18.0", "15.0", "21.0", "12.0", "24.0"],
        ["MPF", "1", "7.5", "7.5", "7.5", "7.5", "7.5"],
    ]
    assert notes(printed)[0] == (
        "n = 4 projects: 3 with a known value, 1 without, which is left out."
    )
    assert any("Q1, Q3: first and third quartile." in note for note in notes(printed))


def test_concentration() -> None:
    printed = mf.table(mf.concentration(totals(), top=(1, 3)))
    assert [row[0] for row in rows(printed)] == [
        *("Measure", "Share of the largest", "Share of the largest 3", "Herfindahl index"),
        *("Effective number of groups", "Gini coefficient"),
    ]
    assert rows(printed)[1][1] == f"{12_400 / (12_400 + 3_260 + 2):.3f}"
    assert notes(printed) == [
        "Over 3 groups with a known total.",
        "Left out: no country: no known total; unallocated: 500,000 USD, 3.1% of all.",
    ]


def test_empty_tables_and_tables_of_one_row() -> None:
    assert rows(mf.table(totals().iloc[:0])) == [["Country", "Total", "Projects", "Share (%)"]]
    assert rows(mf.table(totals().iloc[5:]))[1:] == [["All", "16,162,000", "15 of 18", "100.0"]]


def test_what_is_refused() -> None:
    with pytest.raises(mf.ColumnsError, match="no column 'budget'; it has 'country'"):
        mf.table(totals(), columns=["budget"])
    with pytest.raises(mf.ColumnsError, match="reset_index"):
        mf.table(totals().set_index("country"))
    with pytest.raises(mf.ColumnsError, match="nothing to print"):
        mf.table(pd.DataFrame({"fund": ["IDF"]}))
    with pytest.raises(mf.ScopeError, match=r"different currencies: 'USD', 'EUR'"):
        mf.table(totals().assign(currency=["USD"] * 5 + ["EUR"]))
    with pytest.raises(mf.ScopeError, match=r"different currencies: 'EUR', 'USD'"):
        mf.table(totals(), currency="EUR")
    with pytest.raises(mf.ScopeError, match="2 rows have the key 'all'"):
        mf.table(pd.concat([totals(), totals().iloc[[5]]]))
    with pytest.raises(mf.MigfundError, match="unit must be 1, 1e3, 1e6 or 1e9, not 100"):
        mf.table(totals(), unit=100)
    with pytest.raises(mf.MigfundError, match="unit= is for money"):
        mf.table(totals().drop(columns="total"), unit=1e3)
    with pytest.raises(mf.MigfundError, match=r"decimals must be whole numbers from 0, not -1"):
        mf.table(totals(), decimals={"total": -1})


@pytest.mark.parametrize(("missing", "path"), [("great_tables", "x.html"), ("docx", "x.docx")])
def test_a_package_that_is_not_there(
    missing: str, path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    printed = mf.table(totals())
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(mf.MissingExtraError, match=r"pip install 'migfund\[tables\]'"):
        mf.save_table(totals() if missing == "great_tables" else printed, tmp_path / path)
    assert not list(tmp_path.iterdir())


def test_the_packages_load_when_used() -> None:
    code = "import sys, migfund; print({'great_tables', 'docx', 'lxml'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def latex(printed: Any, folder: Path) -> str:
    mf.save_table(printed, folder / "t.tex")
    return (folder / "t.tex").read_text(encoding="utf-8")


def test_latex_by_hand(tmp_path: Path) -> None:
    printed = mf.table(by_two_keys(), title="A & B_1", unit=1e3, decimals=0, notes=NOTE)
    text = latex(printed, tmp_path)
    assert text.startswith("% In the preamble: \\usepackage{booktabs,caption}\n")
    assert "|" not in text
    assert "{\\large A \\& B\\_1}" in text
    assert "Côte d'Ivoire & 2019 & $-$40 & $-$40 & $-$40 & 1 \\\\" in text
    grand = text.split("\\multicolumn{2}{@{}l}{All}")
    assert len(grand) == 2
    assert grand[0].rstrip().endswith("\\midrule\\addlinespace[2.5pt]")
    assert "10\\% of\\_it \\& more \\{x\\} \\#1 " in text
    assert text.count("\\begin{") == text.count("\\end{") == 3


def test_a_long_table_runs_over_pages_with_its_heads(tmp_path: Path) -> None:
    table = pd.concat([totals().iloc[:1]] * 45, ignore_index=True)
    text = latex(mf.table(table), tmp_path)
    assert text.splitlines()[0].endswith("{booktabs,caption,longtable}")
    assert text.count("\\endhead") == 1
    assert "tabular*" not in text


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX is installed")
def test_latex_compiles(tmp_path: Path) -> None:
    long = pd.concat([by_two_keys().iloc[:5]] * 10, ignore_index=True)
    tables = [
        mf.table(by_two_keys(), title="Title & 100%", notes=NOTE, unit=1e3),
        mf.table(totals()),
        mf.table(cross(), unit=1e6),
        mf.table(long, title="Long"),
    ]
    for number, printed in enumerate(tables):
        mf.save_table(printed, tmp_path / f"t{number}.tex")
    inputs = "".join(f"\\input{{t{number}}}\n" for number in range(len(tables)))
    packages = "\\usepackage{booktabs,caption,longtable}"
    (tmp_path / "all.tex").write_text(
        f"\\documentclass{{article}}{packages}\\begin{{document}}\n{inputs}\\end{{document}}\n"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull \\hbox" not in done.stdout.split("(./t3.tex")[0]


def test_word_by_hand(tmp_path: Path) -> None:
    mf.save_table(mf.table(by_two_keys(), title="A & B", unit=1e3, decimals=0), tmp_path / "t.docx")
    document = Document(str(tmp_path / "t.docx"))
    made = document.tables[0]
    texts = [[cell.text for cell in row.cells] for row in made.rows]
    assert texts[0] == ["Country", "Year", *["Thousand USD"] * 3, "Projects"]
    assert texts[1] == ["Country", "Year", "Total", "Lowest", "Highest", "Projects"]
    assert texts[2] == ["Armenia", "2019", "1,000", "900", "1,100", "3"]
    assert texts[4] == ["Armenia", "Unallocated", "300", "300", "300", "1"]
    assert texts[7] == ["All", "All", "4,260", "4,100", "4,400", "9"]
    assert document.paragraphs[0].text == "A & B"
    assert document.paragraphs[1].text == "Amounts in thousand USD; basis: as stated."
    assert made.cell(2, 2).paragraphs[0].alignment == 2
    xml = [row._tr.xml for row in made.rows]
    assert ["w:tblHeader" in row for row in xml] == [True, True, *[False] * 6]
    tops = ["<w:top " in row for row in xml]
    assert tops == [True, *[False] * 6, True]
    assert document.core_properties.author == ""


def test_rtf_by_hand(tmp_path: Path) -> None:
    mf.save_table(mf.table(by_two_keys(), title="{A}", unit=1e3, decimals=0), tmp_path / "t.rtf")
    text = (tmp_path / "t.rtf").read_bytes().decode("ascii")
    assert text.startswith("{\\rtf1\\ansi")
    assert "\\b \\{A\\}\\b0\\par" in text
    assert "\\ql C\\u244?te d'Ivoire\\cell" in text
    assert "\\qr \\u8722?40\\cell" in text
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")
    made = text.split("\\trowd")[1:]
    assert len(made) == 8
    assert [row.count("\\cellx") == row.count("\\cell\n") for row in made] == [True] * 8
    assert ["\\trhdr" in row for row in made] == [True, True, *[False] * 6]
    # The head, its second row and the grand total have a rule.
    assert ["\\clbrdrt" in row for row in made] == [True, *[False] * 6, True]


def test_html_is_a_page_that_loads_nothing(tmp_path: Path) -> None:
    mf.save_table(mf.table(totals(), title="<b> & c", notes=NOTE), tmp_path / "t.html")
    text = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert not re.search(r"(?:src|href)\s*=|@import|url\(", text)
    page = html.fromstring(text)
    assert page.xpath("//td[contains(@class, 'gt_title')]")[0].text_content() == "<b> & c"
    assert NOTE in page.text_content()
    assert "<0.1" in page.text_content()


@pytest.mark.parametrize("ending", ["docx", "rtf", "tex", "html"])
def test_the_same_table_gives_the_same_bytes(ending: str, tmp_path: Path) -> None:
    for name in "ab":
        mf.save_table(mf.table(totals(), unit=1e6), tmp_path / f"{name}.{ending}")
        mf.save_table(GT(pd.DataFrame({"x": [1]})), tmp_path / f"own_{name}.{ending}")
    for start in ("", "own_"):
        first, second = (tmp_path / f"{start}{name}.{ending}" for name in "ab")
        assert first.read_bytes() == second.read_bytes()
    mf.save_table(mf.table(totals(), unit=1e3), tmp_path / f"c.{ending}")
    assert (tmp_path / f"c.{ending}").read_bytes() != (tmp_path / f"a.{ending}").read_bytes()


def test_word_has_no_time_of_day(tmp_path: Path) -> None:
    mf.save_table(totals(), tmp_path / "t.docx")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "t.docx").read_bytes())) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_table_of_totals_is_saved_as_it_is(tmp_path: Path) -> None:
    mf.save_table(totals(), tmp_path / "a.HTML")
    mf.save_table(mf.table(totals()), str(tmp_path / "b.html"))
    assert (tmp_path / "a.HTML").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(mf.MigfundError, match=r"no way to write '\.xlsx'; there is '\.docx'"):
        mf.save_table(totals(), tmp_path / "t.xlsx")
    with pytest.raises(mf.MigfundError, match=r"cannot be written.*Choose another place"):
        mf.save_table(totals(), tmp_path / "none" / "t.html")


def test_a_table_changed_with_great_tables_keeps_its_changes(tmp_path: Path) -> None:
    own = GT(pd.DataFrame({"g": ["x", "y"], "a": [1.5, 2.5]}), groupname_col="g")
    own = own.fmt_currency("a").tab_source_note("Source").tab_header("Title", "Under it")
    grid = grid_of(own)
    assert grid.title == ["Title", "Under it"]
    assert [cell.text for cell in grid.cells] == ["a", "x", "$1.50", "y", "$2.50"]
    assert grid.notes == ["Source"]
    mf.save_table(own, tmp_path / "t.docx")
    texts = [row.cells[0].text for row in Document(str(tmp_path / "t.docx")).tables[0].rows]
    assert texts == ["a", "x", "$1.50", "y", "$2.50"]


def test_widths_are_shared_out_by_the_longest_text() -> None:
    grid = grid_of(mf.table(totals()))
    widths = widths_of(grid, 8640)
    assert sum(widths) <= 8640
    assert widths[1] < widths[0] < 8640 / 2
    assert np.all(np.array(widths) > 0)
    assert widths_of(Grid([], [], 0, 0, 0, [], []), 100) == []


def test_every_listed_region_has_a_label_with_its_scheme() -> None:
    for scheme, levels in LEVELS.items():
        for level in levels:
            words = label(f"{level}_{scheme}")
            assert words != f"{level} {scheme}".replace("_", " ").capitalize(), words
