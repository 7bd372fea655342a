"""Tables for a paper: cells, heads and notes by hand, and the files that they are written to."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from lxml import html

import migfund as mf
from migfund.publish.tables import FormattedTable
from migfund.regions.schemes import LEVELS
from migfund.totals.short_forms import NO_KEY
from migfund.totals.words import label

BOUNDS = ["total", "total_low", "total_high"]
NOTE = "10% of_it & more {x} #1 ~ ^ \\ $"


def totals() -> pd.DataFrame:
    """Totals by country as total_by gives them, with the grand total."""
    return pd.DataFrame(
        {
            "country": ["ARM", None, "CIV", "unallocated", "KEN", "all"],
            "total": [12_400_000.0, None, 3_260_000.0, 500_000.0, 2_000.0, 16_162_000.0],
            "n_projects": [12, 1, 3, 2, 1, 18],
            "n_known": [10, 0, 3, 2, 1, 15],
            "share_of_total": [12_400 / 16_162, None, 3_260 / 16_162, 500 / 16_162, 2 / 16_162, 1],
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
            "share_of_total": [3 / 42.6, 10 / 42.6, 25 / 42.6, -0.4 / 42.6, 5 / 42.6, 1],
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
            "n_projects": [2, 1, 3],
            "n_known": [2, 1, 3],
            "currency": "EUR",
            "n_all": 3,
            "n_all_known": 3,
        }
    )


def rows(printed: FormattedTable) -> list[list[str]]:
    """Return heads and cells, row by row."""
    return [list(printed.cells), *printed.cells.to_numpy().tolist()]


def test_a_table_of_totals_by_hand() -> None:
    given = totals()
    before = given.copy(deep=True)
    printed = mf.format_table(given, title="Budgets", unit=1e6)
    assert isinstance(printed, FormattedTable)
    assert rows(printed) == [
        ["Country", "Total (million USD)", "Projects", "Share (%)"],
        ["Armenia", "12.4", "10 of 12", "76.7"],
        ["Côte d'Ivoire", "3.3", "3", "20.2"],
        ["Kenya", "<0.1", "1", "<0.1"],
        ["Unallocated", "0.5", "2", "3.1"],
        ["Not stated", "–", "0 of 1", "–"],
        ["All", "16.2", "15 of 18", "100.0"],
    ]
    assert (printed.title, printed.total) == ("Budgets", True)
    assert printed.text == [True, False, False, False]
    pd.testing.assert_frame_equal(given, before)


def test_the_notes_say_what_the_table_knows() -> None:
    printed = mf.format_table(totals(), unit=1e6, notes=["Mine.", NOTE])
    assert printed.notes == [
        "Amounts in million USD; basis: month average at start; ECB euro reference rates to "
        "2026-10-30.",
        "15 of 18 projects are in; 3 without a figure are out.",
        "“15 of 18”: of 18 projects, 15 have a known value.",
        "Unallocated: projects that state no recipient country.",
        "Not stated: no country is known.",
        "–: not known, which is not zero.",
        "Mine.",
        NOTE,
    ]
    assert mf.format_table(totals(), notes="One.").notes[-1] == "One."
    clean = totals().iloc[[2, 4]].assign(n_all=4, n_all_known=4)
    assert mf.format_table(clean).notes[1:] == ["4 of 4 projects are in."]


def test_regression_the_notes_counted_projects_of_rows_that_are_not_shown() -> None:
    projects = pd.DataFrame({"fund": ["A", "A", "B", "C"], "budget_usd": [4.0, None, 3.0, 1.0]})
    found = mf.total_by(projects, "fund", sort="total")
    assert mf.format_table(found).notes[1] == "3 of 4 projects are in; 1 without a figure is out."
    assert "“1 of 2”: of 2 projects, 1 has a known value." in mf.format_table(found).notes
    assert mf.format_table(found.head(2)).notes[1] == (
        "2 of 3 projects are in; 1 without a figure is out. 1 of all 4 are in groups that are not "
        "shown."
    )
    # A project in two groups is counted in each where some groups are not shown.
    both = pd.DataFrame({"countries": [["ARM", "GEO"], ["UKR"]], "budget_usd": [6.0, 2.0]})
    found = mf.total_by_country(mf.split_by_country(both, rule="equal"))
    assert mf.format_table(found).notes[1] == "2 of 2 projects are in."
    assert mf.format_table(found.head(2)).notes[1] == (
        "2 of 2 projects are in, each counted in every group it belongs to. The groups shown "
        "have 75.0 % of the total."
    )


def test_regression_projects_in_several_groups_were_divided_where_none_is() -> None:
    words = "Projects in several groups were divided: equal by country."
    one = pd.DataFrame({"countries": [["ARM"], ["GEO"]], "budget_usd": [1.0, 2.0]})
    several = one.assign(countries=[["ARM"], ["GEO", "ARM"]])
    for table, said in ((one, False), (several, True)):
        found = mf.total_by_country(mf.split_by_country(table, rule="equal"))
        assert (words in mf.format_table(found).notes) is said


def test_prices_rules_and_overlaps_are_noted() -> None:
    basis = "day of start; prices of 2015 to prices of 2019"
    said = mf.format_table(totals().assign(basis=basis)).notes
    assert said[0] == f"Amounts in USD; basis: {basis}."
    overlap = (
        "Totals by country overlap, for the whole of a project stands in each of its groups: they "
        "must not be added up."
    )
    divided = "Projects in several groups were divided: equal by country."
    full = mf.format_table(totals().assign(split_rule="full by country")).notes
    assert overlap in full
    assert not [note for note in full if "divided" in note]
    equal = mf.format_table(totals().assign(split_rule="equal by country")).notes
    assert overlap not in equal
    assert divided in equal


def test_columns_labels_decimals_and_codes() -> None:
    printed = mf.format_table(
        totals().iloc[:1],
        columns=["country", "first_year", "n_projects", "n_known", "total", "basis"],
        labels={"total": "Budget", "country": "Recipient"},
        decimals={"total": 2},
    )
    assert rows(printed) == [
        ["Recipient", "First year", "Projects", "Value known", "Budget", "Basis"],
        ["Armenia", "2015", "12", "10", "12,400,000.00", totals()["basis"][0]],
    ]
    one = mf.format_table(totals().iloc[:1], columns="total", decimals=1)
    assert rows(one)[1] == ["Armenia", "12,400,000.0"]
    missing = mf.format_table(totals().iloc[[1]], columns=["first_year", "mean"])
    assert rows(missing)[1] == ["Not stated", "–", "–"]
    own = mf.format_table(totals().assign(note="x"), columns=["total", "note"])
    assert rows(own)[:2] == [["Country", "Total (USD)", "Note"], ["Armenia", "12,400,000", "x"]]
    assert own.text == [True, False, True]
    two = mf.format_table(by_two_keys(), columns=["country", "calendar_year", "total"])
    assert rows(two)[0] == ["Country", "Year", "Total (USD)"]
    assert rows(two)[1] == ["Armenia", "Unallocated", "300,000"]
    assert rows(mf.format_table(totals().iloc[:1], decimals=0, unit=1e3))[1] == [
        *("Armenia", "12,400", "10 of 12", "77"),
    ]


def test_the_unit_stands_in_the_first_head_of_money() -> None:
    printed = mf.format_table(totals(), columns=["n_projects", "median", "total"], unit=1e3)
    assert rows(printed)[:2] == [
        ["Country", "Projects", "Median (thousand USD)", "Total"],
        ["Armenia", "10 of 12", "1,000.0", "12,400.0"],
    ]
    assert "Median: of the projects with a known value." in printed.notes
    billions = mf.format_table(totals(), columns="total", unit=1e9)
    assert rows(billions)[0] == ["Country", "Total (billion USD)"]


def test_two_keys_keep_their_order_with_the_unallocated_last() -> None:
    table = by_two_keys().iloc[[1, 2, 0, 4, 3, 5]]
    printed = mf.format_table(table, unit=1e3, decimals=0, columns=[*BOUNDS, "n_projects"])
    assert rows(printed) == [
        ["Country", "Year", "Total (thousand USD)", "Lowest", "Highest", "Projects"],
        ["Armenia", "2019", "1,000", "900", "1,100", "3"],
        ["", "2020", "2,500", "2,400", "2,600", "4"],
        ["", "Unallocated", "300", "300", "300", "1"],
        ["Côte d'Ivoire", "2019", "−40", "−40", "−40", "1"],
        ["Unallocated", "Unallocated", "500", "500", "500", "2"],
        ["All", "", "4,260", "4,100", "4,400", "9"],
    ]
    assert "Lowest and highest: what the stated dates allow." in printed.notes
    assert "Unallocated: projects that state no start or no end." in printed.notes


def test_rows_keep_the_order_given() -> None:
    largest = totals().sort_values("total", ascending=True)
    found = [row[0] for row in rows(mf.format_table(largest))[1:]]
    assert found == ["Kenya", "Côte d'Ivoire", "Armenia", "Unallocated", "Not stated", "All"]


def test_years_and_numbers_as_keys() -> None:
    table = totals().iloc[:2].rename(columns={"country": "start_year"})
    whole = table.assign(start_year=pd.array([2019, None], dtype="Int64"))
    for keys in (whole, whole.astype({"start_year": float})):
        found = rows(mf.format_table(keys))
        assert [row[0] for row in found] == ["Start year", "2019", "Not stated"]
    two = totals().iloc[:1]
    two.insert(1, "start_year", [2019])
    assert rows(mf.format_table(two))[0][:3] == ["Country", "Start year", "Total (USD)"]


def test_a_cross_table() -> None:
    printed = mf.format_table(cross(), unit=1e6, decimals=1)
    assert rows(printed) == [
        ["Country", "2019", "2020", "Total (million EUR)"],
        ["Côte d'Ivoire", "1.0", "0.0", "1.0"],
        ["Georgia", "–", "3.0", "3.0"],
        ["All", "1.0", "3.0", "4.0"],
    ]
    assert printed.total
    assert printed.notes == [
        "Amounts in million EUR.",
        "3 of 3 projects are in.",
        "–: no project, or no known value.",
    ]
    numbers = cross().rename(columns={"2019": 2019, "2020": NO_KEY})
    assert rows(mf.format_table(numbers))[0] == ["Country", "2019", "Not stated", "Total (EUR)"]


def test_durations() -> None:
    projects = pd.DataFrame({"fund": ["IDF"] * 3 + ["MPF"], "duration_months": [12, 24, None, 7.5]})
    printed = mf.format_table(mf.duration_by(projects, "fund"))
    assert rows(printed) == [
        ["Fund", "Projects", "Median (months)", "Q1", "Q3", "Min", "Max"],
        ["IDF", "2 of 3", "18.0", "15.0", "21.0", "12.0", "24.0"],
        ["MPF", "1", "7.5", "7.5", "7.5", "7.5", "7.5"],
    ]
    assert printed.notes[0] == "3 of 4 projects are in; 1 without both dates is out."
    assert any("Q1, Q3: first and third quartile." in note for note in printed.notes)


def test_concentration() -> None:
    printed = mf.format_table(mf.concentration(totals(), top=(1, 3)))
    assert [row[0] for row in rows(printed)] == [
        *("Measure", "Share of the largest", "Share of the largest 3", "Herfindahl index"),
        *("Effective number of groups", "Gini coefficient"),
    ]
    assert rows(printed)[1][1] == f"{12_400 / (12_400 + 3_260 + 2):.3f}"
    assert printed.notes == [
        "Over 3 groups with a known total.",
        "Left out: no country: no known total; unallocated: 500,000 USD, 3.1% of all.",
    ]


def test_several_currencies_stand_in_their_rows() -> None:
    projects = pd.DataFrame({"fund": ["A", "B"], "budget": [1.0, 2.0], "currency": ["EUR", "USD"]})
    printed = mf.format_table(mf.total_by(projects, ["fund", "currency"], value="budget"))
    assert rows(printed)[0][:3] == ["Fund", "Currency", "Total"]
    assert [row[:3] for row in rows(printed)[1:]] == [["A", "EUR", "1"], ["B", "USD", "2"]]
    assert printed.notes[0] == "Basis: as stated."


def test_empty_tables_and_tables_of_one_row() -> None:
    empty = mf.format_table(totals().iloc[:0])
    assert rows(empty) == [["Country", "Total", "Projects", "Share (%)"]]
    assert "the table has no rows" in str(empty)
    one = mf.format_table(totals().iloc[5:])
    assert rows(one)[1:] == [["All", "16,162,000", "15 of 18", "100.0"]]


@pytest.mark.parametrize(
    ("table", "options", "error", "message"),
    [
        (totals(), {"columns": ["budget"]}, mf.ColumnsError, "no column 'budget'; it has 'country"),
        (totals(), {"columns": 5}, mf.MigfundError, "names of columns in a list, not 5"),
        (totals().set_index("country"), {}, mf.ColumnsError, "reset_index"),
        (pd.DataFrame({"fund": ["IDF"]}), {}, mf.ColumnsError, "nothing to print"),
        (totals().iloc[[0, 5, 5]], {}, mf.ScopeError, "2 rows are grand totals"),
        (totals(), {"unit": 100}, mf.MigfundError, "unit must be 1, 1e3, 1e6 or 1e9, not 100"),
        (totals().drop(columns="total"), {"unit": 1e3}, mf.MigfundError, "unit= is for money"),
        (totals(), {"decimals": {"total": -1}}, mf.MigfundError, "whole numbers, 0 to 15, not -1"),
        (totals(), {"decimals": True}, mf.MigfundError, "whole numbers, 0 to 15, not True"),
        (totals(), {"labels": {"total": 1}}, mf.MigfundError, "labels must give heads by column"),
        (totals(), {"decimals": {"totl": 1}}, mf.ColumnsError, "has no column 'totl'"),
        (totals(), {"labels": {"totl": "Sum"}}, mf.ColumnsError, "has no column 'totl'"),
        (totals(), {"title": None}, mf.MigfundError, "title must be a text"),
        (totals(), {"notes": 3}, mf.MigfundError, "notes a text or a list of texts"),
    ],
)
def test_what_is_refused(
    table: pd.DataFrame, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        mf.format_table(table, **options)


def test_text_for_the_screen() -> None:
    printed = mf.format_table(cross(), title="Budgets", unit=1e6, notes="Mine.")
    assert str(printed).splitlines() == [
        "Budgets",
        "Country        2019  2020  Total (million EUR)",
        "Côte d'Ivoire   1.0   0.0                  1.0",
        "Georgia           –   3.0                  3.0",
        "All             1.0   3.0                  4.0",
        "Amounts in million EUR.",
        "3 of 3 projects are in.",
        "–: no project, or no known value.",
        "Mine.",
    ]
    assert repr(printed) == str(printed)


def test_word_needs_a_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    printed = mf.format_table(totals())
    with pytest.raises(mf.MissingExtraError, match=r"pip install 'migfund\[tables\]'"):
        printed.save(tmp_path / "t.docx")
    assert not list(tmp_path.iterdir())
    printed.save(tmp_path / "t.html")


def test_the_packages_load_when_used() -> None:
    code = "import sys, migfund; print({'jinja2', 'docx', 'lxml'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def saved(printed: FormattedTable, path: Path) -> str:
    printed.save(path)
    return path.read_text(encoding="utf-8")


def test_latex_by_hand(tmp_path: Path) -> None:
    table = by_two_keys().iloc[3:]
    printed = mf.format_table(
        table, title="A & B_1", unit=1e3, decimals=0, columns=BOUNDS, notes=NOTE
    )
    text = saved(printed, tmp_path / "t.tex")
    lines = text.splitlines()
    assert lines[0] == "% In the preamble: \\usepackage{booktabs}"
    assert "\\caption{A \\& B\\_1}" in lines
    begin = lines.index("\\begin{tabular}{llrrr}")
    assert lines[begin + 1 : lines.index("\\end{tabular}")] == [
        "\\toprule",
        "Country & Year & Total (thousand USD) & Lowest & Highest \\\\",
        "\\midrule",
        "Côte d'Ivoire & 2019 & $-$40 & $-$40 & $-$40 \\\\",
        "Unallocated & Unallocated & 500 & 500 & 500 \\\\",
        "\\midrule",
        "All &  & 4,260 & 4,100 & 4,400 \\\\",
        "\\bottomrule",
    ]
    assert (
        "\\par 10\\% of\\_it \\& more \\{x\\} \\#1 \\textasciitilde{} \\textasciicircum{} "
        "\\textbackslash{} \\$"
    ) in lines
    assert text.count("\\begin{") == text.count("\\end{") == 3


def test_a_long_table_runs_over_pages_with_its_heads(tmp_path: Path) -> None:
    table = pd.concat([totals().iloc[:1]] * 45, ignore_index=True)
    table = pd.concat([table, totals().iloc[[5]]], ignore_index=True)
    text = saved(mf.format_table(table), tmp_path / "t.tex")
    assert text.splitlines()[0].endswith("{booktabs,longtable}")
    assert text.count("\\endhead") == 1
    body = text.split("\\endlastfoot")[1]
    assert body.index("Armenia") < body.index("\\midrule") < body.index("All &")


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX is installed")
def test_latex_compiles(tmp_path: Path) -> None:
    long = pd.concat([by_two_keys().iloc[:5]] * 10, ignore_index=True)
    tables = [
        mf.format_table(by_two_keys(), title="Title & 100%", notes=NOTE, unit=1e3),
        mf.format_table(totals()),
        mf.format_table(cross(), unit=1e6),
        mf.format_table(long, title="Long"),
    ]
    for number, printed in enumerate(tables):
        printed.save(tmp_path / f"t{number}.tex")
    inputs = "".join(f"\\input{{t{number}}}\n" for number in range(len(tables)))
    packages = "\\usepackage{booktabs,longtable}"
    (tmp_path / "all.tex").write_text(
        f"\\documentclass{{article}}{packages}\\begin{{document}}\n{inputs}\\end{{document}}\n"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def test_word_by_hand(tmp_path: Path) -> None:
    table = by_two_keys()
    printed = mf.format_table(table, title="A & B", unit=1e3, decimals=0, columns=BOUNDS)
    printed.save(tmp_path / "t.docx")
    document = Document(str(tmp_path / "t.docx"))
    made = document.tables[0]
    texts = [[cell.text for cell in row.cells] for row in made.rows]
    assert texts == rows(printed)
    assert texts[1] == ["Armenia", "Unallocated", "300", "300", "300"]
    assert texts[6] == ["All", "", "4,260", "4,100", "4,400"]
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words == ["A & B", *printed.notes]
    assert words[1] == "Amounts in thousand USD; basis: as stated."
    sides = [cell.paragraphs[0].alignment for cell in made.rows[1].cells]
    assert sides == [0, 0, 2, 2, 2]
    repeated = ["w:tblHeader" in row._tr.xml for row in made.rows]
    assert repeated == [True, *[False] * 6]
    assert 'w:lastRow="1"' in made._tbl.xml
    assert document.core_properties.author == ""
    with zipfile.ZipFile(io.BytesIO((tmp_path / "t.docx").read_bytes())) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_html_is_a_page_that_loads_nothing(tmp_path: Path) -> None:
    printed = mf.format_table(totals(), title="<b> & c", unit=1e6, notes=NOTE)
    text = saved(printed, tmp_path / "t.HTML")
    assert text.startswith("<!DOCTYPE html>")
    assert not re.search(r"(?:src|href)\s*=|@import|url\(", text)
    page = html.fromstring(text)
    assert page.xpath("//caption")[0].text_content() == "<b> & c"
    cells = [[cell.text_content() for cell in row] for row in page.xpath("//tr")]
    assert cells == rows(printed)
    assert cells[3] == ["Kenya", "<0.1", "1", "<0.1"]
    assert [note.text_content() for note in page.xpath("//body/div/div")] == printed.notes


def test_regression_a_sum_that_rounds_to_zero_was_markup_in_a_grand_total(tmp_path: Path) -> None:
    projects = pd.DataFrame({"fund": ["A", "B"], "budget_usd": [1.0, 2.0]})
    printed = mf.format_table(mf.total_by(projects, "fund", grand_total=True), unit=1e6)
    assert rows(printed)[3] == ["All", "<0.1", "2", "100.0"]
    text = saved(printed, tmp_path / "t.html")
    assert text.count("&lt;0.1") == 3
    assert "<0.1" not in text
    assert "All & $<$0.1 & 2 & 100.0 \\\\" in saved(printed, tmp_path / "t.tex")


@pytest.mark.parametrize("ending", ["docx", "tex", "html"])
def test_the_same_table_gives_the_same_bytes(ending: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.{ending}" for name in "abc"]
    for path, unit in zip(paths, (1e6, 1e6, 1e3), strict=True):
        mf.format_table(totals(), unit=unit).save(path)
    first, second, other = (path.read_bytes() for path in paths)
    assert first == second != other


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    printed = mf.format_table(totals())
    with pytest.raises(mf.MigfundError, match=r"no way to write '\.xlsx'; there is '\.docx'"):
        printed.save(tmp_path / "t.xlsx")
    with pytest.raises(mf.MigfundError, match=r"cannot be written.*Choose another place"):
        printed.save(tmp_path / "none" / "t.html")
    with pytest.raises(mf.MigfundError, match="takes the name of a file, not int"):
        printed.save(5)  # type: ignore[arg-type]


def test_every_listed_region_has_a_label_with_its_scheme() -> None:
    for scheme, levels in LEVELS.items():
        for level in levels:
            words = label(f"{level}_{scheme}")
            assert words != f"{level} {scheme}".replace("_", " ").capitalize(), words
