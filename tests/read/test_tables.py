"""Tables of projects in any form, by small invented ones."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.read.presets import FIELDS, find_preset
from migfund.schema import COLUMNS, TABLE_COLUMNS

COLUMNS_OF = {
    "project_id": "Code",
    "title": "Name",
    "budget": "Sum",
    "countries": "Where",
    "start": "From",
    "end": "To",
}
ROWS = """Code,Name,Sum,Where,From,To,Officer
A-1,Border posts,10000000,"Mauritanie, Niger",2017-07-03,2021,Ann
A-2,Retour,2.4e+07,Kenya,,,
"""


def save(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns)


def reasons(table: pd.DataFrame) -> list[tuple[str, str]]:
    listed = mf.problems(table)
    return list(zip(listed["field"], listed["reason"], strict=True))


def test_a_csv_file_becomes_the_project_table(tmp_path: Path) -> None:
    path = save(tmp_path, ROWS)
    table = mf.read_table(path, columns=COLUMNS_OF, currency="EUR", fund="EUTF")
    assert list(table) == [c.name for c in COLUMNS + TABLE_COLUMNS] + ["Officer"]
    for column in COLUMNS + TABLE_COLUMNS:
        assert table[column.name].dtype == column.dtype, column.name
    assert table["budget"].tolist() == [10_000_000.0, 24_000_000.0]
    assert [list(found) for found in table["countries"]] == [["MRT", "NER"], ["KEN"]]
    first, second = table.iloc[0], table.iloc[1]
    assert first["start"] == pd.Timestamp("2017-07-03")
    assert first["end"] == pd.Timestamp("2021-12-31")
    assert (first["start_precision"], first["end_precision"]) == ("day", "year")
    assert first["period_text"] == "From 2017-07-03; To 2021"
    assert first["countries_text"] == "Mauritanie, Niger"
    assert (first["budget_text"], second["budget_text"]) == ("10000000", "2.4e+07")
    assert (first["source"], first["source_locator"]) == ("table.csv", "row 2")
    assert (first["fund"], first["currency"]) == ("EUTF", "EUR")
    assert first["currency_from"] == "currency= of read_table"
    assert second[["start", "end", "start_precision", "period_text"]].isna().all()
    assert first["Officer"] == "Ann"
    assert pd.isna(second["Officer"])
    assert len(mf.problems(table)) == 0


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
    with pytest.raises(mf.MigfundError, match="header is the number of a row, 1 or more"):
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
    with pytest.raises(mf.ReadError, match=r"none\.csv: cannot be opened"):
        mf.read_table(tmp_path / "none.csv")


def test_a_table_without_rows_is_a_table_without_projects(tmp_path: Path) -> None:
    table = mf.read_table(save(tmp_path, "title,budget,Officer\n"), currency="EUR")
    assert len(table) == 0
    assert list(table)[-1] == "Officer"


def workbook(folder: Path, **sheets: pd.DataFrame) -> Path:
    pytest.importorskip("python_calamine")
    pytest.importorskip("xlsxwriter")
    path = folder / "grants.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, sheet in sheets.items():
            sheet.to_excel(book, sheet_name=name, index=False)
    return path


def test_a_spreadsheet(tmp_path: Path) -> None:
    sheet = frame(
        title=["Posts", "Centres", None, "Returns"],
        budget=[1.5e6, 250_000, None, "EUR 2 million"],
        start=[dt.datetime(2019, 2, 1), 2020, None, 43466],
        end=[dt.date(2021, 3, 31), "May 2022", None, 2023.0],
        countries=["Mali", "NA", None, "Niger"],
        Rank=[1, 2, None, 4],
    )
    table = mf.read_table(workbook(tmp_path, Grants=sheet), currency="EUR")
    assert table["budget"].tolist() == [1_500_000.0, 250_000.0, 2_000_000.0]
    assert table["budget_text"].tolist() == ["1500000", "250000", "EUR 2 million"]
    assert table["start_precision"].tolist()[:2] == ["day", "year"]
    assert pd.isna(table["start"][2])
    assert table["end"].tolist() == list(pd.to_datetime(["2021-03-31", "2022-05-31", "2023-12-31"]))
    assert table["end_precision"].tolist() == ["day", "month", "year"]
    assert table["source_locator"].tolist() == ["row 2", "row 3", "row 5"]
    assert table["Rank"].tolist() == [1, 2, 4]
    assert pd.api.types.is_numeric_dtype(table["Rank"])
    assert reasons(table) == [
        (
            "start",
            "a number and no date; if it is the serial number of a day, give the column a date "
            "format",
        )
    ]


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
        mf.read_table(save(tmp_path, ROWS), sheet="Grants")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(mf.MissingExtraError, match=r"migfund\[excel\]"):
        mf.read_table(path)


@pytest.mark.parametrize(
    ("cell", "budget", "currency"),
    [
        (24_000_000, 24e6, "EUR"),
        (np.float64(12.5), 12.5, "EUR"),
        ("2.4e+07", 24e6, "EUR"),
        ("1.234.567,00 €", 1_234_567.0, "EUR"),
        ("EUR 1.5 million", 1.5e6, "EUR"),
        ("-250", -250.0, "EUR"),
        ("2019", 2019.0, "EUR"),
        (0, 0.0, "EUR"),
    ],
)
def test_budgets_as_numbers_and_as_words(cell: object, budget: float, currency: str) -> None:
    table = mf.read_table(frame(budget=[cell]), currency="EUR")
    assert table[["budget", "currency"]].to_numpy().tolist() == [[budget, currency]]
    assert reasons(table) == []


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1.234", "ambiguous: thousands or decimals?"),
        ("about five", "not understood as money"),
        (True, "not understood as money"),
        (dt.date(2019, 1, 1), "not understood as money"),
        (1e15, "too large for a budget"),
        (float("inf"), "too large for a budget"),
        ("USD 500", "the words say USD, but the currency is stated as EUR"),
        ("$ 500", "the words say another currency, but the currency is stated as EUR"),
    ],
)
def test_budgets_that_are_not_certain_are_missing(cell: object, reason: str) -> None:
    table = mf.read_table(frame(budget=[cell]), currency="EUR")
    assert table["budget"].isna().all()
    assert reasons(table) == [("budget", reason)]
    assert table["budget_text"].notna().all()


@pytest.mark.parametrize("cell", [None, "", "n/a", "TBC", float("nan"), pd.NA, "-"])
def test_a_budget_that_is_not_stated_is_missing_without_a_problem(cell: object) -> None:
    table = mf.read_table(frame(budget=pd.Series([cell, 5], dtype=object)), currency="EUR")
    assert table["budget"].isna().tolist() == [True, False]
    assert reasons(table) == []


def test_other_numbers_of_the_column_show_the_decimal_mark() -> None:
    numbers = frame(budget=["1.234", "1.234,50", "1.234.567"])
    assert mf.read_table(numbers, currency="EUR")["budget"].tolist() == [1234, 1234.5, 1_234_567]
    alone = frame(budget=["1.234", "12"])
    assert mf.read_table(alone, currency="EUR")["budget"].isna().tolist() == [True, False]
    assert mf.read_table(alone, currency="EUR", decimal=",")["budget"].tolist() == [1234, 12]
    assert mf.read_table(alone, currency="EUR", decimal=".")["budget"].tolist() == [1.234, 12]


def test_currencies_of_a_column() -> None:
    rows = frame(budget=[1, 2, 3, "USD 4", 5], currency=["eur", "€", "crowns", "EUR", None])
    table = mf.read_table(rows)
    assert table["currency"].fillna("").tolist() == ["EUR", "EUR", "", "EUR", ""]
    assert table["budget"].fillna(-1).tolist() == [1, 2, 3, -1, 5]
    assert set(table["currency_from"].dropna()) == {"column 'currency'"}
    assert reasons(table) == [
        ("currency", "no ISO 4217 code, and no name of one currency"),
        ("budget", "no currency is stated"),
        ("budget", "the words say USD, but the currency is stated as EUR"),
        ("budget", "no currency is stated"),
    ]
    with pytest.raises(mf.ColumnsError, match="both state the currency"):
        mf.read_table(rows, currency="EUR")
    with pytest.raises(mf.CurrencyError, match="'Euro' is no ISO 4217 code"):
        mf.read_table(rows, currency="Euro")
    with pytest.raises(mf.ColumnsError, match="both state the fund"):
        mf.read_table(frame(fund=["IDF"], budget=[1]), fund="MPF")


def test_dates_in_words_and_their_order() -> None:
    rows = frame(start=["01/02/2019", "2019-02", "soon", "n/a"], end=["31/03/2021"] + [None] * 3)
    table = mf.read_table(rows)
    assert table["start"].tolist()[:2] == [pd.Timestamp("2019-02-01")] * 2
    assert table["start_precision"].tolist()[:2] == ["day", "month"]
    assert reasons(table) == [("start", "not understood as a date")]
    alone = rows.drop(columns="end")
    assert ("start", "ambiguous: day first or month first?") in reasons(mf.read_table(alone))
    american = mf.read_table(alone, dayfirst=False)
    assert american["start"][0] == pd.Timestamp("2019-01-02")


def test_an_end_before_its_start_is_kept_and_listed() -> None:
    table = mf.read_table(frame(start=["2020-01-01"], end=["2019-01-01"]))
    assert table["end"].tolist() == [pd.Timestamp("2019-01-01")]
    assert reasons(table) == [("end", "the end lies before the start")]


def test_a_precision_of_the_table_widens_a_date() -> None:
    rows = frame(
        start=["2019-01-01", "2019-02-14", "2019-02-14", "2019", "2019-05-01", None],
        start_precision=["year", "month", "day", "day", "about", "year"],
        end=["2019-12-31", "2020-02-14", "2020-02-14", "2020", "2020", None],
        end_precision=["year", "month", None, "year", None, None],
    )
    table = mf.read_table(rows)
    starts = ["2019-01-01", "2019-02-01", "2019-02-14", "2019-01-01", "2019-05-01", None]
    ends = ["2019-12-31", "2020-02-29", "2020-02-14", "2020-12-31", "2020-12-31", None]
    assert table["start"].equals(pd.Series(pd.to_datetime(starts)).astype("datetime64[us]"))
    assert table["end"].equals(pd.Series(pd.to_datetime(ends)).astype("datetime64[us]"))
    words = ["year", "month", "day", "year", "day"]
    assert table["start_precision"].tolist()[:5] == words
    assert table["end_precision"].tolist()[:5] == ["year", "month", "day", "year", "year"]
    assert reasons(table) == [
        ("start_precision", "not the precision of the date: year"),
        ("start_precision", "not the precision of the date: day"),
    ]
    with pytest.raises(mf.ColumnsError, match="a precision of the start but no start"):
        mf.read_table(rows.drop(columns="start"))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "parquet"])
def test_regression_a_table_that_was_written_was_read_anew(tmp_path: Path, ending: str) -> None:
    rows = frame(
        title=["Posts", "Centres"],
        budget=[1.5e6, 2e5],
        currency=["EUR", "USD"],
        countries=["Mali, Niger", "Kenya"],
        country_shares=[[0.25, 0.75], None],
        start=["2019", "May 2020"],
        end=["2021-06-30", "2022"],
    )
    table, path = mf.read_table(rows.assign(grant=["007", "2"])), tmp_path / f"projects.{ending}"
    mf.write_table(table, path)
    pd.testing.assert_frame_equal(mf.read_table(path), table.astype({"grant": table["fund"].dtype}))
    # With an option it is anybody's table.
    mapped = mf.read_table(path, columns={"budget": "budget"}, currency="EUR")
    assert mapped["title_in_file"].tolist() == ["Posts", "Centres"]


def test_a_written_table_that_was_changed_is_read_as_anybodys(tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    mf.write_table(mf.read_table(frame(title=["Posts"], budget=[5], start=["2019"])), path)
    path.write_text(path.read_text().replace("2019-01-01", '"May 2018"'))
    table = mf.read_table(path)
    assert table["start"].tolist() == [pd.Timestamp("2018-01-01")]
    (reason,) = [said for field, said in reasons(table) if field == "file"]
    assert "a table that migfund wrote, but 'start' was changed" in reason


def test_parquet_and_json_lines_of_others(tmp_path: Path) -> None:
    rows = frame(title=["Posts"], budget=["5 Mio. EUR"], start=[2019.0])
    rows.to_parquet(tmp_path / "a.parquet")
    rows.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    for name in ("a.parquet", "a.jsonl"):
        table = mf.read_table(tmp_path / name)
        assert table["budget"].tolist() == [5e6]
        assert table[["source", "source_locator"]].to_numpy().tolist() == [[name, "row 1"]]
    (tmp_path / "a.jsonl").write_text('{"title": 1}\n[2]\n')
    with pytest.raises(mf.ReadError, match="line 2 is no JSON object"):
        mf.read_table(tmp_path / "a.jsonl")
    (tmp_path / "a.parquet").write_bytes(b"PAR1nothing")
    with pytest.raises(mf.ReadError, match="is no Parquet file"):
        mf.read_table(tmp_path / "a.parquet")


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (None, {}, "a table is needed"),
        (5, {}, "a table is needed"),
        (pd.Series(["a"]), {}, "a table is needed"),
        (pd.DataFrame([[1, 2]], columns=["budget", "budget"]), {}, "more than one column"),
        (pd.DataFrame({"budget": [1]}), {"columns": ["budget"]}, "columns is a dictionary"),
        (pd.DataFrame({"budget": [1]}), {"columns": {"budget": 5}}, "no heading '5'"),
        (pd.DataFrame({"budget": [1]}), {"preset": ["x"]}, r"no preset \['x'\]"),
        (pd.DataFrame({"budget": [1]}), {"currency": ["EUR"]}, "is no ISO 4217 code"),
        (pd.DataFrame({"budget": [1]}), {"fund": 5}, "fund is a name, not 5"),
        (pd.DataFrame({"budget": [1]}), {"dayfirst": "yes"}, "dayfirst must be one of"),
        ("a.csv", {"header": "1"}, "header is the number of a row"),
        ("a.csv", {"delimiter": 5}, "delimiter must be one character"),
        ("a.csv", {"sheet": 5}, "sheet is the name of a sheet"),
        ("a\0b.csv", {}, "cannot be opened"),
    ],
)
def test_regression_junk_is_a_migfund_error(
    tmp_path: Path, table: Any, options: dict[str, Any], message: str
) -> None:
    if isinstance(table, str):
        (tmp_path / "a.csv").write_text("budget,b\n1,2\n")
        table = tmp_path / table
    with pytest.raises(mf.MigfundError, match=message):
        mf.read_table(table, **options)


def test_periods() -> None:
    rows = frame(period=["2019 – 2021", "since May 2020", "later", "tbc", None])
    table = mf.read_table(rows)
    assert table["end"].tolist()[0] == pd.Timestamp("2021-12-31")
    assert table["start_precision"].tolist()[:2] == ["year", "month"]
    assert table["period_text"].tolist()[:4] == rows["period"].tolist()[:4]
    assert reasons(table) == [
        ("period", "start or end is not stated"),
        ("period", "not understood as a date"),
    ]
    with pytest.raises(mf.ColumnsError, match="'period' and 'start'"):
        mf.read_table(rows.assign(start="2019"))


def test_countries_regions_and_words_not_understood() -> None:
    words = ["Mali; Atlantis", "Regional", "Sahel and Lake Chad", "Kenya, Horn of Africa", "NA"]
    table = mf.read_table(frame(countries=words))
    found = [list(v) if isinstance(v, list) else None for v in table["countries"]]
    assert found == [["MLI"], None, None, ["KEN"], None]
    assert table["region"].fillna("").tolist() == [
        "",
        "Regional",
        "Sahel and Lake Chad",
        "Horn of Africa",
        "",
    ]
    assert table["countries_text"].tolist() == words
    fields, said = zip(*reasons(table), strict=True)
    assert set(fields) == {"countries"}
    assert "no list knows the country 'Atlantis'" in said[0]
    assert said[1:] == ("a region, no country",) * 2


def test_a_region_of_the_table_stays() -> None:
    table = mf.read_table(frame(countries=["Sahel"], region=["SAH"]))
    assert table["region"].tolist() == ["SAH"]


def test_na_is_namibia_among_codes_and_nothing_among_names(tmp_path: Path) -> None:
    codes = save(tmp_path, 'title,countries\nA,"BF, ML, MR"\nB,NA\nC,"NA, ZA"\n')
    table = mf.read_table(codes)
    assert [list(found) for found in table["countries"]] == [
        ["BFA", "MLI", "MRT"],
        ["NAM"],
        ["NAM", "ZAF"],
    ]
    names = save(tmp_path, "title,countries\nA,Mali\nB,NA\n")
    assert mf.read_table(names)["countries"].isna().tolist() == [False, True]
    # Where NA marks empty cells of other columns, it may do so here.
    unsure = save(tmp_path, "title,countries,end\nA,BF,2019\nB,NA,NA\n")
    table = mf.read_table(unsure)
    assert table["countries"].isna().tolist() == [False, True]
    assert reasons(table) == [("countries", "ambiguous: Namibia, or not available?")]


def test_lists_of_a_frame_and_shares() -> None:
    rows = frame(
        countries=[["ARM", "GEO"], "Kenya", "Mali, Niger", "Mali, Niger", "Mali, Niger"],
        country_percentages=["75; 25", "100 %", "33,3; 66,7", "50", "60; 30"],
    )
    table = mf.read_table(rows)
    shares = [list(v) if isinstance(v, list) else None for v in table["country_shares"]]
    assert shares[:2] == [[0.75, 0.25], [1.0]]
    assert shares[2] == pytest.approx([0.333, 0.667])
    assert shares[3] is None
    assert shares[4] == [0.6, 0.3]
    assert reasons(table) == [
        ("country_percentages", "not understood as shares of 2 countries"),
        ("country_percentages", "they add up to 90, not 100"),
    ]
    fractions = mf.read_table(frame(countries=["Mali, Niger"], country_shares=[[0.25, 0.75]]))
    assert list(fractions["country_shares"][0]) == [0.25, 0.75]
    with pytest.raises(mf.ColumnsError, match="choose one"):
        mf.read_table(rows.assign(country_shares=None))


# One project over several rows

RECIPIENTS = """id,budget,country,part,note
P-1,1e+06,BF,40,first
P-2,500,TD,,
P-1,1000000,ML,60.0,second
,70,NE,100,
P-3,200,SN,,
P-3,200,GM,,
"""
SEVERAL = {
    "project_id": "id",
    "budget": "budget",
    "countries": "country",
    "country_percentages": "part",
}


def gathered(folder: Path, text: str, **options: Any) -> pd.DataFrame:
    path = save(folder, text)
    options = {"currency": "EUR", "one_row": "project and country"} | options
    return mf.read_table(path, columns=SEVERAL, **options)


def test_rows_of_a_project_are_gathered_and_its_budget_counts_once(tmp_path: Path) -> None:
    table = gathered(tmp_path, RECIPIENTS)
    assert table["budget"].tolist() == [1e6, 500, 70, 200]
    assert [list(found) for found in table["countries"]] == [
        ["BFA", "MLI"],
        ["TCD"],
        ["NER"],
        ["SEN", "GMB"],
    ]
    shares = [list(v) if isinstance(v, list) else None for v in table["country_shares"]]
    assert shares == [[0.4, 0.6], None, [1.0], None]
    assert table["source_locator"].tolist() == ["rows 2, 4", "row 3", "row 5", "rows 6-7"]
    assert table["countries_text"].tolist() == ["BF, ML", "TD", "NE", "SN, GM"]
    assert table["note"].fillna("").tolist() == ["first; second", "", "", ""]
    assert reasons(table) == [("project_id", "without an id the row is a project of its own")]
    split = mf.split_by_country(table, value="budget")
    assert split.groupby("country")["budget"].sum().to_dict() == {
        "BFA": 400_000.0,
        "GMB": 100.0,
        "MLI": 600_000.0,
        "NER": 70.0,
        "SEN": 100.0,
        "TCD": 500.0,
    }


def test_budgets_that_differ_are_an_error_or_missing(tmp_path: Path) -> None:
    text = RECIPIENTS.replace("P-3,200,GM", "P-3,300,GM")
    with pytest.raises(
        mf.ScopeError, match=r"1 projects of table\.csv.*P-3: .*200 \(row 6\), 300 \(row 7\)"
    ):
        gathered(tmp_path, text)
    table = gathered(tmp_path, text, on_error="report")
    assert table["budget"].isna().tolist() == [False, False, False, True]
    assert list(table["countries"][3]) == ["SEN", "GMB"]
    assert ("budget", "rows of one project differ: 200 (row 6), 300 (row 7)") in reasons(table)


def test_titles_that_differ_are_missing_and_listed(tmp_path: Path) -> None:
    path = save(tmp_path, "project_id,title,budget\nP,One,5\nP,Two,5\nP,One,5\n")
    table = mf.read_table(path, currency="EUR", one_row="project and country")
    assert table[["budget", "source_locator"]].to_numpy().tolist() == [[5.0, "rows 2-4"]]
    assert table["title"].isna().all()
    assert reasons(table) == [("title", "rows of one project differ: One (row 2), Two (row 3)")]


@pytest.mark.parametrize(
    ("rows", "shares", "reason"),
    [
        (["BF,50", "ML,30"], [0.5, 0.3], "they add up to 80, not 100"),
        (["BF,100", "ML,"], [1.0, None], "none is stated for MLI"),
        (["BF,60", "BF,40"], [1.0], "several rows name BFA; their shares are added"),
        ([",100", "ML,"], None, "stands without a country"),
        (["BF,half", "ML,50"], None, "not understood as shares of 1 country"),
    ],
)
def test_percentages_that_do_not_divide_are_listed(
    tmp_path: Path, rows: list[str], shares: list[float | None] | None, reason: str
) -> None:
    text = "id,budget,country,part\n" + "".join(f"P,5,{row}\n" for row in rows)
    table = gathered(tmp_path, text)
    found = table["country_shares"][0]
    assert (list(found) if isinstance(found, list) else None) == shares
    assert reasons(table) == [("country_percentages", reason)]
    assert table["budget"].tolist() == [5.0]


def test_gathering_needs_an_id_and_keeps_what_rows_agree_on() -> None:
    rows = frame(project_id=["P", "P"], budget=[5, 5], Rank=[7, 7], Seen=[True, None])
    table = mf.read_table(rows, currency="EUR", one_row="project and country")
    assert table["source_locator"].tolist() == ["index 0, 1"]
    assert table["Rank"].tolist() == [7]
    assert table["Rank"].dtype == rows["Rank"].dtype
    with pytest.raises(mf.ColumnsError, match="gathers rows by 'project_id'"):
        mf.read_table(frame(budget=[5]), one_row="project and country")


# Presets

AKVO = """iati_id,prefix,title,budget,recipient_country,project_parent,date_start
F-AA-1,DEC,Decision,1e+06,"BF, ML",Framework,2019-01-01
F-aa-1-01,CTR,Contract,4e+05,BF,F-AA-1,
F-AA-1-02,CTR,No parent,3e+05,ML,,
F-AA-1-03,CTR,Two parents,2e+05,ML,"F-AA-1, F-BB-2",
F-AA-1-04,CTR,Wrong parent,1e+05,ML,F-BB-2,
F-BB-2,DEC,Other,9e+05,NE,Framework,
X,CTR,Id of another form,1e+04,NE,F-BB-2,
Framework,,All,4e+09,,,
"""


def test_decisions_and_contracts_keep_their_level_and_parent(tmp_path: Path) -> None:
    table = mf.read_table(save(tmp_path, AKVO), preset="eutf-akvo-projects")
    assert table["level"].fillna("").tolist() == [
        "decision",
        *["contract"] * 4,
        "decision",
        "contract",
        "",
    ]
    assert table["parent_id"].fillna("").tolist() == [
        "Framework",
        "F-AA-1",
        "F-AA-1",
        "F-AA-1",
        "F-BB-2",
        "Framework",
        "F-BB-2",
        "",
    ]
    assert table["fund"].tolist() == ["EUTF"] * 8
    listed = mf.problems(table)
    assert listed["field"].tolist() == ["parent_id"] * 4
    assert listed["locator"].tolist() == ["row 4", "row 5", "row 6", "row 8"]
    assert listed["reason"].tolist() == [
        "taken to be a part of 'F-AA-1', which its id extends",
        "taken to be a part of 'F-AA-1', which its id extends",
        "its id extends 'F-AA-1', which the table has too; the parent stated is kept",
        "its id, 'X', does not extend the parent stated",
    ]


def test_a_preset_with_the_callers_words_on_top(tmp_path: Path) -> None:
    text = "ProjectID,ProjectTitle,ProjectBudget,Location,Adopted\nT-1,Posts,5,Mali,2016\n"
    path = save(tmp_path, text)
    with pytest.raises(mf.ColumnsError) as caught:
        mf.read_table(path, preset="eutf-database")
    message = str(caught.value)
    assert "no heading 'ProjectLocation' that preset 'eutf-database' needs" in message
    assert "it has 'ProjectID', 'ProjectTitle', 'ProjectBudget', 'Location', 'Adopted'" in message
    assert "Closest: 'ProjectLocation': 'Location'" in message
    table = mf.read_table(
        path,
        preset="eutf-database",
        columns={"countries": "Location", "start": "Adopted"},
        currency="USD",
        fund="Mine",
    )
    assert table[["currency", "currency_from", "fund", "start_precision"]].to_numpy().tolist() == [
        ["USD", "currency= of read_table", "Mine", "year"]
    ]
    assert list(table["countries"][0]) == ["MLI"]


def test_an_error_names_the_preset_that_the_headings_fit(tmp_path: Path) -> None:
    path = save(tmp_path, "ProjectID,ProjectTitle,ProjectBudget,ProjectLocation\nT-1,A,5,Mali\n")
    fits = r"Its headings fit preset='eutf-database'\."
    with pytest.raises(mf.ColumnsError, match=f"no heading is a column of the project.*{fits}"):
        mf.read_table(path)
    with pytest.raises(mf.ColumnsError, match=f"'iati_id'.*{fits}"):
        mf.read_table(path, preset="eutf-akvo-recipients")
    with pytest.raises(mf.ColumnsError, match=f"'Sum' that was asked for.*{fits}"):
        mf.read_table(path, columns={"budget": "Sum"})
    with pytest.raises(mf.MigfundError, match="no preset 'eutf'; there is 'eutf-database'"):
        mf.read_table(path, preset="eutf")


def test_presets_are_listed_and_sound() -> None:
    listed = mf.table_presets()
    assert listed["preset"].is_unique
    assert listed[["holds", "publisher", "headings"]].notna().all(axis=None)
    assert {"eutf-database", "eutf-akvo-projects", "eutf-akvo-recipients"} <= set(listed["preset"])
    for name in listed["preset"]:
        preset = find_preset(name)
        assert set(preset.needs) | set(preset.may_have) <= set(FIELDS)
        assert not set(preset.needs) & set(preset.may_have)
        needed = pd.DataFrame({heading: ["1"] for heading in preset.needs.values()})
        assert len(mf.read_table(needed, preset=name)) == 1


def test_commitments_of_the_crs_are_no_budget() -> None:
    rows = frame(
        RecipientName=["Kenya"], ProjectTitle=["Wells"], CrsID=["7"], USD_Commitment=[18.5]
    )
    table = mf.read_table(rows, preset="crs-microdata")
    assert table["budget"].isna().all()
    assert table["currency"].isna().all()
    assert table[["project_id", "USD_Commitment"]].to_numpy().tolist() == [["7", 18.5]]


# Headings


def test_headings_that_clash_with_the_project_table_are_kept_under_another_name() -> None:
    rows = frame(Amount=[5], budget=["old"], problems=["none"], status=["open"])
    table = mf.read_table(rows, columns={"budget": "Amount"}, currency="EUR")
    assert list(table)[-3:] == ["budget_in_file", "problems_in_file", "status_in_file"]
    assert table["status"].isna().all()
    assert table[["budget", "budget_in_file", "status_in_file"]].to_numpy().tolist() == [
        [5.0, "old", "open"]
    ]


def test_headings_without_words_or_twice(tmp_path: Path) -> None:
    path = save(tmp_path, ",Note,budget,Note,,\n1,a,5,b,c,\n")
    table = mf.read_table(path, currency="EUR")
    assert list(table)[-4:] == ["column_1", "Note", "Note.1", "column_5"]
    assert table.iloc[0, -4:].tolist() == ["1", "a", "b", "c"]
    with pytest.raises(mf.ColumnsError, match=r"the heading 'Note' stands 2 times in table\.csv"):
        mf.read_table(path, columns={"title": "Note", "budget": "budget"})


def test_words_that_are_no_field_or_no_choice(tmp_path: Path) -> None:
    path = save(tmp_path, ROWS)
    with pytest.raises(mf.ColumnsError, match="columns has 'amount', which a table is not read"):
        mf.read_table(path, columns={"amount": "Sum"})
    with pytest.raises(mf.MigfundError, match="on_error must be one of 'raise', 'report', not"):
        mf.read_table(path, on_error="ignore")  # type: ignore[call-overload]
    with pytest.raises(mf.MigfundError, match="one_row must be one of 'project'"):
        mf.read_table(path, one_row="country")  # type: ignore[arg-type]
    with pytest.raises(mf.MigfundError, match="decimal must be"):
        mf.read_table(path, decimal="'")
    with pytest.raises(mf.MigfundError, match="sheet='A' has no meaning for a DataFrame"):
        mf.read_table(pd.DataFrame({"budget": [1]}), sheet="A")


def test_a_frame_keeps_index_and_other_columns() -> None:
    rows = pd.DataFrame(
        {"budget": [5, 6], 2019: [1.5, 2.5], "When": pd.to_datetime(["2019-01-01", None])},
        index=pd.Index(["x", "y"], name="key"),
    )
    before = rows.copy(deep=True)
    table = mf.read_table(rows, currency="EUR")
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(table[[2019, "When"]], rows[[2019, "When"]])
    assert table["source_locator"].tolist() == ["index x", "index y"]
    assert set(table["source"]) == {"DataFrame"}


CELL = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**9), 10**9),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.sampled_from(["EUR 5 million", "2019", "Mali", "01/02/2019", "NA", "50; 50", "1.234"]),
)


@given(st.lists(st.tuples(*[CELL] * 6), max_size=8))
def test_every_row_in_is_a_row_out_whatever_its_cells(rows: list[tuple[object, ...]]) -> None:
    names = ["title", "budget", "countries", "start", "country_percentages", "Other"]
    given_rows = pd.DataFrame(rows, columns=names, dtype=object)
    before = given_rows.copy(deep=True)
    table = mf.read_table(given_rows, currency="EUR")
    pd.testing.assert_frame_equal(given_rows, before)
    assert table.index.equals(given_rows.index)
    pd.testing.assert_series_equal(table["Other"], given_rows["Other"])
    for column in COLUMNS + TABLE_COLUMNS:
        assert table[column.name].dtype == column.dtype
    assert table["start"].isna().equals(table["start_precision"].isna())
    once = mf.read_table(
        given_rows.rename(columns={"title": "project_id"}),
        currency="EUR",
        one_row="project and country",
        on_error="report",
    )
    ids = table["title"].dropna().nunique() + int(table["title"].isna().sum())
    assert len(once) == ids
