import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import migfund as mf
from migfund.files import write
from migfund.files.write import plain_table, write_excel, write_table
from migfund.schema import make_table

FORMULA = '=HYPERLINK("http://a.example","x")'


def projects() -> pd.DataFrame:
    return make_table(
        [
            {
                "project_id": "007",
                "source": "https://fund.example/projects/7",
                "title": FORMULA,
                "countries": ["ARM", "NAM"],
                "country_shares": [0.25, 0.75],
                "start": pd.Timestamp("2019-02-01"),
                "start_precision": "month",
                "budget": 105_000.25,
                "currency": "EUR",
                "budget_text": "€ 105 000,25; “approx.”\nplus more",
                "year": 2019,
                "problems": [
                    {"locator": "line 3", "field": "end", "text": "später", "reason": "no date"}
                ],
            },
            {"title": "+1; -2; @x", "countries": [], "year": None},
        ]
    )


def read_excel(path: Path, **options: Any) -> pd.DataFrame:
    return pd.read_excel(path, engine="calamine", dtype=object, **options)


def test_parquet_keeps_all_but_the_kind_of_lists(tmp_path: Path) -> None:
    table = mf.add_duration(mf.convert_currency(projects())).set_axis(["x", "y"], axis=0)
    write_table(table, tmp_path / "a.parquet")
    found = pd.read_parquet(tmp_path / "a.parquet")
    assert list(found) == list(table)
    lists = ["countries", "country_shares", "other_countries", "problems"]
    pd.testing.assert_frame_equal(found.drop(columns=lists), table.drop(columns=lists))
    assert list(found.loc["x", "countries"]) == ["ARM", "NAM"]
    assert found.loc["x", "country_shares"].tolist() == [0.25, 0.75]
    # What comes back can be worked on.
    done = mf.split_by_country(found)
    assert done["country"].tolist() == ["ARM", "NAM", "unallocated"]
    assert done["budget"].tolist()[:2] == [105_000.25 / 4, 105_000.25 * 3 / 4]
    assert mf.problems(found)["text"].tolist() == ["später"]


def test_regression_parquet_could_not_be_read_by_pandas(tmp_path: Path) -> None:
    write_table(make_table([]), tmp_path / "a.parquet")
    found = pd.read_parquet(tmp_path / "a.parquet")
    assert list(found) == list(make_table([]))
    assert len(found) == 0
    arrow = pd.read_parquet(tmp_path / "a.parquet", dtype_backend="pyarrow")
    assert str(arrow["countries"].dtype).startswith("list<")


def test_csv(tmp_path: Path) -> None:
    write_table(projects(), tmp_path / "a.csv")
    found = pd.read_csv(tmp_path / "a.csv", dtype=str, keep_default_na=False)
    assert list(found) == list(projects())
    assert found["countries"].tolist() == ["ARM; NAM", "[]"]
    assert found["country_shares"].tolist() == ["0.25; 0.75", ""]
    assert found["title"].tolist() == [FORMULA, "+1; -2; @x"]
    assert found["start"].tolist() == ["2019-02-01", ""]
    assert found["budget"].tolist() == ["105000.25", ""]
    assert found["year"].tolist() == ["2019", ""]
    assert found["budget_text"].tolist()[0] == "€ 105 000,25; “approx.”\nplus more"
    assert json.loads(found["problems"].tolist()[0])["text"] == "später"


def test_json_lines(tmp_path: Path) -> None:
    write_table(projects(), tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    one, two = (json.loads(line, parse_constant=lambda _: 1 / 0) for line in lines)
    assert one["countries"] == ["ARM", "NAM"]
    assert one["country_shares"] == [0.25, 0.75]
    assert (one["start"], one["budget"], one["year"]) == ("2019-02-01", 105_000.25, 2019)
    assert one["problems"] == [
        {"locator": "line 3", "field": "end", "text": "später", "reason": "no date"}
    ]
    assert "später" in lines[0]
    assert two["countries"] == []
    assert {name for name, value in two.items() if value is not None} == {"title", "countries"}
    assert list(two) == list(projects())


def test_regression_json_lines_of_other_values(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "a": [dt.date(2020, 1, 31)],
            "b": [("ARM", "GEO")],
            "c": [np.array([0.5, np.nan])],
            "d": [np.int64(3)],
            "e": [pd.NA],
            "f": [{"x": float("nan")}],
            "g": [True],
        }
    )
    write_table(table, tmp_path / "a.jsonl")
    text = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert text == (
        '{"a": "2020-01-31", "b": ["ARM", "GEO"], "c": [0.5, null], "d": 3, "e": null, '
        '"f": {"x": null}, "g": true}\n'
    )


def test_excel_has_text_as_text(tmp_path: Path) -> None:
    write_table(projects(), tmp_path / "a.xlsx")
    found = read_excel(tmp_path / "a.xlsx", sheet_name="projects")
    assert list(found) == list(projects())
    assert found["title"].tolist() == [FORMULA, "+1; -2; @x"]
    assert found["project_id"].tolist()[0] == "007"
    assert found["countries"].tolist()[0] == "ARM; NAM"
    assert found["budget"].tolist()[0] == 105_000.25
    assert found["start"].tolist()[0] == "2019-02-01"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_excel_with_several_sheets(tmp_path: Path) -> None:
    sheets = {
        "projects": projects(),
        "empty": projects().iloc[:0],
        "totals": pd.DataFrame({"total": [2.0]}, index=pd.Index(["IDF"], name="fund")),
    }
    write_excel(sheets, tmp_path / "a.xlsx")
    found = read_excel(tmp_path / "a.xlsx", sheet_name=None)
    assert list(found) == list(sheets)
    assert len(found["empty"]) == 0
    assert found["totals"].to_numpy().tolist() == [["IDF", 2]]


@pytest.mark.parametrize("name", ["a.ods", "a", "a.json", ".csv", "a.csv.gz"])
def test_unknown_endings(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        mf.MigfundError, match=r"no way to write .*; there is '\.parquet', '\.csv', '\.jsonl', '\.x"
    ):
        write_table(projects(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_endings_in_capitals_and_paths_as_text(tmp_path: Path) -> None:
    write_table(projects(), str(tmp_path / "A.CSV"))
    assert (tmp_path / "A.CSV").read_text(encoding="utf-8").startswith('"fund","project_id",')


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl", "xlsx"])
def test_a_place_that_is_not_there(tmp_path: Path, ending: str) -> None:
    with pytest.raises(mf.MigfundError, match=r"cannot be written \(.*\)\. Choose another place"):
        write_table(projects(), tmp_path / "none" / f"a.{ending}")


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl", "xlsx"])
def test_a_file_is_replaced_only_by_a_whole_one(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a.{ending}"
    write_table(projects(), path)
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write.os, "replace", fail)
    with pytest.raises(mf.MigfundError, match=r"cannot be written \(No space left on device\)"):
        write_table(projects().head(1), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.csv").symlink_to(tmp_path / "folder" / "b.csv")
    write_table(projects(), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").is_symlink()
    assert len(mf.read_table(tmp_path / "folder" / "b.csv")) == 2


@pytest.mark.parametrize(
    ("table", "path", "message"),
    [
        (None, "a.csv", "a table is needed"),
        (pd.Series([1]), "a.csv", "a table is needed"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "a.csv", "more than one column 'a'"),
        (pd.DataFrame({"a": [1]}), None, "takes the name of a file, not NoneType"),
        (pd.DataFrame({"a": [1, "x"]}), "a.parquet", "Parquet cannot hold the table"),
        (pd.DataFrame({"a": ["x" * 40_000]}), "a.xlsx", "Excel holds .* 32,767 characters"),
    ],
)
def test_regression_what_cannot_be_written_is_a_migfund_error(
    tmp_path: Path, table: Any, path: Any, message: str
) -> None:
    with pytest.raises(mf.MigfundError, match=message):
        write_table(table, tmp_path / path if path else path)
    assert list(tmp_path.iterdir()) == []


def test_text_of_csv_stands_in_quotation_marks_and_numbers_bare(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "a": ["007", ""],
            "b": [7, 8],
            "c": [7.0, np.nan],
            "d": [True, False],
            "e": pd.to_datetime(["2019-02-01", None]),
            "f": [["x", "y"], []],
            "g": pd.Categorical(["p", None]),
            "h": pd.to_datetime(["2019-02-01 10:30", None]),
        }
    )
    write_table(table, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        '"007",7,7.0,True,2019-02-01,"[""x"", ""y""]","p",2019-02-01T10:30:00.000000',
        '"",8,,False,,"[]",,',
    ]


def test_a_named_index_becomes_a_column_where_a_form_has_none(tmp_path: Path) -> None:
    table = pd.DataFrame({"total": [1.0]}, index=pd.Index(["ARM"], name="country"))
    write_table(table, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == '"country","total"\n"ARM",1.0\n'
    write_table(table, tmp_path / "a.parquet")
    pd.testing.assert_frame_equal(mf.read_table(tmp_path / "a.parquet"), table)


def test_regression_plain_table_joins_every_kind_of_list() -> None:
    held = pd.Series([["A", "B"], ("A", "B"), np.array(["A", "B"]), [], None], dtype=object)
    plain = plain_table(pd.DataFrame({"countries": held}).set_axis(list("abcde"), axis=0))
    assert plain["countries"].tolist()[:4] == ["A; B", "A; B", "A; B", "[]"]
    assert plain["countries"].isna().tolist() == [False, False, False, False, True]
    assert plain.index.tolist() == list("abcde")
