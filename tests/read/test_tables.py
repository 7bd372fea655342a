"""Tables of projects in any form, by small invented ones."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from made_tables import frame, reasons, save, workbook

import migfund as mf
from migfund.read.presets import FIELDS, find_preset
from migfund.schema import COLUMNS, TABLE_COLUMNS, make_table

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
            "format, or make days of it: pd.to_datetime(column, unit='D', origin='1899-12-30')",
        )
    ]


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
    default = mf.read_table(rows, currency="CHF")
    assert default["currency"].fillna("").tolist() == ["EUR", "EUR", "", "EUR", "CHF"]
    assert default["currency_from"].tolist()[4] == "currency= of read_table"
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
    if ending in ("csv", "xlsx"):  # with an option it is anybody's table
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


def test_a_template_that_somebody_filled_in_is_read_as_anybodys(tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    mf.write_table(make_table([{"title": "Posts", "countries": ["KEN"]}], COLUMNS), path)
    path.write_text(path.read_text().replace('"KEN"', '"Mali, Niger"'))
    table = mf.read_table(path)
    assert [list(found) for found in table["countries"]] == [["MLI", "NER"]]
    path.write_text(path.read_text().replace('"Mali, Niger"', "ARM"))
    assert [list(found) for found in mf.read_table(path)["countries"]] == [["ARM"]]


@pytest.mark.parametrize(
    "table", [None, 5, pd.Series(["a"]), {"a": [1]}, pd.DataFrame([[1, 2]], columns=["a", "a"])]
)
def test_regression_what_is_no_table_is_a_migfund_error(table: Any) -> None:
    with pytest.raises(mf.ColumnsError, match=r"a table is needed|more than one column 'a'"):
        mf.read_table(table)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("columns", ["budget"], "columns is a dictionary"),
        ("columns", {"budget": 5}, "no heading '5'"),
        ("columns", {"amount": "budget"}, "columns has 'amount', which a table is not read into"),
        ("preset", ["x"], r"no preset \['x'\]"),
        ("currency", ["EUR"], "is no ISO 4217 code"),
        ("fund", 5, "fund is a name, not 5"),
        ("one_row", "country", "one_row must be one of 'project'"),
        ("decimal", "'", "decimal must be one of"),
        ("dayfirst", "yes", "dayfirst must be one of"),
        ("on_error", "ignore", "on_error must be one of 'raise', 'report', not 'ignore'"),
        ("sheet", "A", "sheet='A' has no meaning for a DataFrame"),
        ("sheet", 5, "sheet is the name of a sheet"),
        ("delimiter", ";;", "delimiter must be one character"),
        ("header", "1", "header is the number of a row"),
    ],
)
def test_regression_junk_in_an_option_is_a_migfund_error(
    option: str, value: Any, message: str
) -> None:
    with pytest.raises(mf.MigfundError, match=message):
        mf.read_table(pd.DataFrame({"budget": [1]}), **{option: value})


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
        chosen = [several[0] for several in preset.choices.values()]
        assert set(preset.choices) <= set(FIELDS)
        needed = pd.DataFrame({heading: ["20000"] for heading in [*preset.needs.values(), *chosen]})
        assert len(mf.read_table(needed, preset=name)) == 1


def test_commitments_of_the_crs_are_no_budget() -> None:
    rows = frame(
        RecipientName=["Kenya"], ProjectTitle=["Wells"], CrsID=["7"], USD_Commitment=[18.5]
    )
    table = mf.read_table(rows, preset="crs-microdata")
    assert table["budget"].isna().all()
    assert table["currency"].isna().all()
    assert table[["project_id", "USD_Commitment"]].to_numpy().tolist() == [["7", 18.5]]


def test_headings_that_clash_with_the_project_table_are_kept_under_another_name() -> None:
    rows = frame(Amount=[5], budget=["old"], problems=["none"], status=["open"])
    table = mf.read_table(rows, columns={"budget": "Amount"}, currency="EUR")
    assert list(table)[-3:] == ["budget_in_file", "problems_in_file", "status_in_file"]
    assert table["status"].isna().all()
    assert table[["budget", "budget_in_file", "status_in_file"]].to_numpy().tolist() == [
        [5.0, "old", "open"]
    ]


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


def left_out(table: pd.DataFrame) -> list[int]:
    listed = mf.problems(table)
    rows = listed[(listed["field"] == "row") & listed["reason"].str.endswith("left out")]
    return [int(where.removeprefix("index ")) for where in rows["locator"]]


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
    try:
        table = mf.read_table(given_rows, currency="EUR")
    except mf.ReadError as error:  # Hypothesis tries words of the package, such as "total", too
        assume("no row of a project" not in str(error))
        raise
    pd.testing.assert_frame_equal(given_rows, before)
    assert table.index.equals(given_rows.index.difference(left_out(table), sort=False))
    pd.testing.assert_series_equal(table["Other"], given_rows["Other"].loc[table.index])
    for column in COLUMNS + TABLE_COLUMNS:
        assert table[column.name].dtype == column.dtype
    assert table["start"].isna().equals(table["start_precision"].isna())
    assume(not left_out(table))
    once = mf.read_table(
        given_rows.rename(columns={"title": "project_id"}),
        currency="EUR",
        one_row="project and country",
        on_error="report",
    )
    ids = table["title"].dropna().nunique() + int(table["title"].isna().sum())
    assert len(once) == ids


@given(st.lists(st.tuples(*[CELL] * 9), max_size=6))
def test_columns_say_what_rows_one_by_one_say(rows: list[tuple[object, ...]]) -> None:
    names = ["title", "budget", "currency", "commitment", "countries", "country_percentages"]
    names += ["start", "end", "fund"]
    given_rows = pd.DataFrame(rows, columns=names, dtype=object)
    given_rows.insert(0, "project_id", [f"P-{number}" for number in range(len(rows))])
    at_once = mf.read_table(given_rows)
    one_by_one = mf.read_table(given_rows, one_row="project and country", on_error="report")
    pd.testing.assert_frame_equal(at_once, one_by_one, check_index_type=False)
