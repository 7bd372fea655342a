"""Files of cells in many dialects: which mark parts them, which sheet is meant, what is refused."""

import re
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from made_tables import frame, save, workbook

import migfund as mf
from migfund.files.sheets import rows_of_file
from migfund.schema import COLUMNS, TABLE_COLUMNS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found_out(tmp_path: Path, encoding: str, mark: str) -> None:
    rows = [["Titre", "Pays", "Montant"], ["Réinsertion après retour", "Sénégal", "1 500 000 €"]]
    text = "".join(mark.join(row) + "\r\n" for row in rows)
    table = mf.read_table(
        save(tmp_path, text, encoding=encoding),
        columns={"title": "Titre", "countries": "Pays", "budget": "Montant"},
    )
    assert table["title"].tolist() == ["Réinsertion après retour"]
    assert list(table["countries"][0]) == ["SEN"]
    assert table[["budget", "currency"]].to_numpy().tolist() == [[1_500_000.0, "EUR"]]
    assert table["currency_from"].tolist() == ["words of the budget"]
    assert len(mf.problems(table)) == 0


def test_a_guessed_encoding_is_a_problem(tmp_path: Path) -> None:
    path = save(tmp_path, "title,budget\nMÎnchen,5\n", encoding="cp1252")
    table = mf.read_table(path, currency="EUR")
    assert mf.problems(table)["field"].tolist() == ["encoding"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = 'title,budget\n"two\nlines",1\n\n , \nlast,2\n'
    table = mf.read_table(save(tmp_path, text), currency="EUR")
    assert table["title"].tolist() == ["two lines", "last"]
    assert table["source_locator"].tolist() == ["row 2", "row 5"]


def test_headings_may_stand_further_down(tmp_path: Path) -> None:
    path = save(tmp_path, "Grants of 2019,\n,\ntitle,budget\nPosts,5\n")
    table = mf.read_table(path, header=3, currency="EUR")
    assert table[["title", "source_locator"]].to_numpy().tolist() == [["Posts", "row 4"]]
    with pytest.raises(mf.ReadError, match="row 2 is empty, where the headings should be"):
        mf.read_table(path, header=2)
    with pytest.raises(mf.MigfundError, match="header is the number of a row, 1 or more, not 0"):
        mf.read_table(path, header=0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title,budget\nPosts,1,5\nMore,2\n", r"1 rows have not as many cells.*rows 2"),
        ("title,budget\nPosts\n", r"1 rows have not as many cells as the 2 headings: rows 2"),
        ("a,b;c,d\n1,2;3,4\n", r"could be parted by ',', ';'.*delimiter="),
        ("Grants\ntitle,budget\nPosts,5\n", "row 1 has not several headings.*header="),
        ('title,budget\n"Posts,5\n', "unexpected end of data"),
        ("", "the file is empty"),
        ("%PDF-1.4\0\0", "the file is not text"),
    ],
)
def test_files_that_are_no_certain_table_are_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    path = save(tmp_path, text)
    with pytest.raises(mf.ReadError, match=message):
        mf.read_table(path, currency="EUR")
    table = mf.read_table(path, currency="EUR", on_error="report")
    assert table["source"].tolist() == ["table.csv"]
    assert list(table) == [c.name for c in COLUMNS + TABLE_COLUMNS]
    assert len(mf.problems(table)) == 1


def test_a_delimiter_that_rows_do_not_tell_can_be_given(tmp_path: Path) -> None:
    path = save(tmp_path, "a,b;budget\n1,2;3,4\n")
    table = mf.read_table(path, delimiter=";", currency="EUR")
    assert table[["budget", "a,b"]].to_numpy().tolist() == [[3.4, "1,2"]]
    with pytest.raises(mf.MigfundError, match="delimiter must be one character"):
        mf.read_table(path, delimiter=";;")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(mf.ReadError, match=r"none\.csv: cannot be read"):
        mf.read_table(tmp_path / "none.csv")


def test_a_table_without_rows_is_a_table_without_projects(tmp_path: Path) -> None:
    table = mf.read_table(save(tmp_path, "title,budget,Officer\n"), currency="EUR")
    assert len(table) == 0
    assert list(table)[-1] == "Officer"


def test_headings_without_words_or_twice(tmp_path: Path) -> None:
    path = save(tmp_path, ",Note,budget,Note,,\n1,a,5,b,c,\n")
    table = mf.read_table(path, currency="EUR")
    assert list(table)[-4:] == ["column_1", "Note", "Note.1", "column_5"]
    assert table.iloc[0, -4:].tolist() == ["1", "a", "b", "c"]
    with pytest.raises(mf.ColumnsError, match=r"the heading 'Note' stands 2 times in table\.csv"):
        mf.read_table(path, columns={"title": "Note", "budget": "budget"})


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_figures_are_parted_by_the_mark_that_gives_their_headings(
    tmp_path: Path, mark: str
) -> None:
    rows = [["A title; of, all"], ["year", "USD"], ["2019", "1.5"]]
    text = "\n".join(mark.join(row) for row in rows)
    found = rows_of_file(save(tmp_path, text), has_year)
    assert found[-2:] == rows[-2:]


def has_year(rows: list[list[str]]) -> int | None:
    return next((place for place, row in enumerate(rows) if row[:1] == ["year"]), None)


def test_figures_of_a_workbook_are_on_the_sheet_with_their_headings(tmp_path: Path) -> None:
    figures = frame(year=[2019], USD=[1.5])
    path = workbook(tmp_path, About=frame(about=["words"]), Rates=figures)
    assert rows_of_file(path, has_year) == [["year", "USD"], [2019, 1.5]]
    path = workbook(tmp_path, About=frame(about=["words"]), More=frame(more=["words"]))
    assert rows_of_file(path, has_year) == [["about"], ["words"]]
    path = workbook(tmp_path, Rates=figures, More=figures)
    with pytest.raises(mf.ReadError, match="2 sheets have the headings of a table: 'Rates', 'More"):
        rows_of_file(path, has_year)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_figures_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = save(tmp_path, "Année,\nyear,€\n2019,5\n", encoding=encoding)
    assert rows_of_file(path, has_year)[0] == ["Année", ""]
    assert rows_of_file(save(tmp_path, ""), has_year) == []


def test_sheets_are_named_where_there_are_several(tmp_path: Path) -> None:
    grants = frame(title=["Posts"], budget=[0])
    path = workbook(tmp_path, About=frame(about=["words"]), Grants=grants)
    table = mf.read_table(path, sheet="Grants", currency="EUR")
    assert table["source_locator"].tolist() == ["sheet 'Grants', row 2"]
    assert table["budget"].tolist() == [0.0]
    with pytest.raises(mf.ReadError, match="2 sheets have cells: 'About', 'Grants'"):
        mf.read_table(path)
    with pytest.raises(mf.ReadError, match="no sheet 'Other' with cells; there is 'About'"):
        mf.read_table(path, sheet="Other")
    with pytest.raises(mf.MigfundError, match=r"delimiter=',' has no meaning for .*xlsx, a sprea"):
        mf.read_table(path, delimiter=",")
    with pytest.raises(mf.ReadError, match="the spreadsheet has no cells"):
        mf.read_table(workbook(tmp_path, Empty=pd.DataFrame()))


def test_spreadsheets_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("python_calamine")
    path = tmp_path / "bad.xlsx"
    path.write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(mf.ReadError, match="is no Excel workbook"):
        mf.read_table(path)
    with pytest.raises(mf.MigfundError, match=r"sheet='Grants' has no meaning for .*csv, a CSV"):
        mf.read_table(save(tmp_path, "a,b\n1,2\n"), sheet="Grants")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(mf.MissingExtraError, match=r"migfund\[excel\]"):
        mf.read_table(path)


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl", "a.json"])
def test_parquet_and_json_of_others(tmp_path: Path, name: str) -> None:
    rows = frame(project_id=["0012", "2"], title=["Posts", "2019"], budget=["5 Mio. EUR", 7])
    rows = rows.astype({"budget": str} if name == "a.parquet" else {})
    rows.to_parquet(tmp_path / "a.parquet") if name == "a.parquet" else None
    rows.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    rows.to_json(tmp_path / "a.json", orient="records", indent=2)
    table = mf.read_table(tmp_path / name, currency="EUR")
    assert table[["project_id", "title", "budget"]].to_numpy().tolist() == [
        ["0012", "Posts", 5e6],
        ["2", "2019", 7.0],
    ]
    assert table["source"].tolist() == [name, name]
    with pytest.raises(mf.MigfundError, match=r"has no meaning for .*, Parquet or JSON"):
        mf.read_table(tmp_path / name, header=2)


@pytest.mark.parametrize("text", ['{"a": [', '{"a": 1}\n[2]\n', '[{"a": 1}, 2]', "PAR1 broken"])
def test_json_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(mf.ReadError, match=r"Pass a table: pd\.DataFrame"):
        mf.read_table(path, columns={"title": "a"})


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<f>1000*5</f><v></v>", "=1000*5"),
        ('<f t="shared" si="0"/><v/>', "="),
        ("<f>A1&gt;2</f>", "=A1>2"),
    ],
)
def test_formulas_without_a_value_are_refused(tmp_path: Path, cell: str, text: str) -> None:
    path = workbook(tmp_path, Grants=frame(title=["Posts"], budget=[700], currency=["EUR"]))
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert "<v>700</v>" in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("<v>700</v>", cell)
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    with pytest.raises(mf.ReadError, match=re.escape(f"without a value (cell B2: {text}): no")):
        mf.read_table(path)


@pytest.mark.parametrize(("value", "read"), [(0, None), (7.5, 7.5)])
def test_formulas_that_a_library_wrote(tmp_path: Path, value: float, read: float | None) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "sums.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["title", "budget", "currency"])
        sheet.write_row(1, 0, ["Posts", "", "EUR"])
        sheet.write_formula(1, 1, "=3*2.5", None, value)
    if read is None:
        with pytest.raises(mf.ReadError, match=r"formulas without a value \(cell B2: =3\*2.5\)"):
            mf.read_table(path)
    else:
        assert mf.read_table(path)["budget"].tolist() == [read]
