"""Totals by two keys, one across the top, worked out by hand."""

from typing import Any

import pandas as pd
import pytest

import migfund as mf

MARKS = ["total", "n_projects", "n_known", "currency", "basis", "split_rule"]


def plain(table: pd.DataFrame) -> list[list[Any]]:
    """Cells with None for missing."""
    cells = table.astype(object)
    return cells.where(cells.notna(), None).to_numpy().tolist()


def projects() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "fund": ["MPF", "IDF", None, "IDF", "IDF", "EUTF"],
            "year": ["2020", "2019", "2019", None, "2019", "2020"],
            "budget_usd": [5.0, 10.0, 3.0, 4.0, 0.5, None],
        },
        index=list("abcdef"),
    )


def test_by_hand_with_missing_keys_on_both_sides() -> None:
    table = projects()
    before = table.copy(deep=True)
    found = mf.crosstab(table, "fund", "year", "budget_usd")
    assert list(found) == ["fund", "2019", "2020", "missing", *MARKS]
    assert found.index.tolist() == [0, 1, 2, 3, 4]
    assert plain(found[["fund", "2019", "2020", "missing", "total", "n_projects", "n_known"]]) == [
        ["EUTF", None, None, None, None, 1, 0],
        ["IDF", 10.5, None, 4.0, 14.5, 3, 3],
        ["MPF", None, 5.0, None, 5.0, 1, 1],
        [None, 3.0, None, None, 3.0, 1, 1],
        ["all", 13.5, 5.0, 4.0, 22.5, 6, 5],
    ]
    assert set(found["currency"]) == {"USD"}
    pd.testing.assert_frame_equal(table, before)


def test_the_order_of_rows_changes_nothing() -> None:
    table = projects()
    turned = mf.crosstab(table.iloc[::-1], "fund", "year", "budget_usd")
    pd.testing.assert_frame_equal(turned, mf.crosstab(table, "fund", "year", "budget_usd"))


def test_without_the_grand_total_the_other_rows_are_the_same() -> None:
    found = mf.crosstab(projects(), "fund", "year", "budget_usd", grand_total=False)
    assert plain(found[["fund", "total"]]) == [
        ["EUTF", None],
        ["IDF", 14.5],
        ["MPF", 5.0],
        [None, 3.0],
    ]
    full = mf.crosstab(projects(), "fund", "year", "budget_usd")
    pd.testing.assert_frame_equal(full.iloc[:-1], found)


def test_sorted_by_total_the_row_of_all_stays_last() -> None:
    found = mf.crosstab(projects(), "fund", "year", "budget_usd", sort="total")
    assert plain(found[["fund", "2019", "2020", "missing"]]) == [
        ["IDF", 10.5, None, 4.0],
        ["MPF", None, 5.0, None],
        [None, 3.0, None, None],
        ["EUTF", None, None, None],
        ["all", 13.5, 5.0, 4.0],
    ]


def test_categories_keep_their_order_and_those_without_rows() -> None:
    funds = pd.CategoricalDtype(["MPF", "JRS", "IDF", "EUTF"])
    years = pd.CategoricalDtype(["2020", "2018", "2019"])
    table = projects().astype({"fund": funds, "year": years})
    found = mf.crosstab(table, "fund", "year", "budget_usd")
    assert list(found)[:5] == ["fund", "2020", "2018", "2019", "missing"]
    assert plain(found[["fund", "2020", "2018", "2019", "missing", "total", "n_projects"]]) == [
        ["MPF", 5.0, None, None, None, 5.0, 1],
        ["JRS", None, None, None, None, None, 0],
        ["IDF", None, None, 10.5, 4.0, 14.5, 3],
        ["EUTF", None, None, None, None, None, 1],
        [None, None, None, 3.0, None, 3.0, 1],
        ["all", 5.0, None, 13.5, 4.0, 22.5, 6],
    ]


def test_numbers_as_keys_are_headed_as_text_in_the_order_of_numbers() -> None:
    table = pd.DataFrame({"phase": [9, 10, 9], "year": [2, 10, 10], "budget_usd": [1.0, 2.0, 4.0]})
    found = mf.crosstab(table, "phase", "year", "budget_usd")
    assert list(found)[:3] == ["phase", "2", "10"]
    assert plain(found[["phase", "2", "10", "total"]]) == [
        ["9", 1.0, 4.0, 5.0],
        ["10", None, 2.0, 2.0],
        ["all", 1.0, 6.0, 7.0],
    ]
    found = mf.crosstab(table, "phase", "year", "budget_usd", grand_total=False)
    assert found["phase"].tolist() == [9, 10]


def test_a_table_without_rows() -> None:
    found = mf.crosstab(projects().iloc[:0], "fund", "year", "budget_usd")
    assert plain(found[["fund", "total", "n_projects"]]) == [["all", None, 0]]
    none = mf.crosstab(projects().iloc[:0], "fund", "year", "budget_usd", grand_total=False)
    assert list(none) == ["fund", *MARKS]
    assert len(none) == 0


def test_several_currencies_are_refused() -> None:
    table = projects().rename(columns={"budget_usd": "budget"})
    mixed = table.assign(currency=["EUR", "USD", "EUR", "EUR", "EUR", "EUR"])
    with pytest.raises(mf.ScopeError, match=r"'EUR', 'USD'\. Convert first"):
        mf.crosstab(mixed, "fund", "year", "budget")
    # Nor do the groups themselves make it right.
    with pytest.raises(mf.ScopeError, match=r"'EUR', 'USD'\. Convert first"):
        mf.crosstab(mixed, "year", "fund", "budget", grand_total=False)
    one = mf.crosstab(table.assign(currency="EUR"), "fund", "year", "budget")
    assert set(one["currency"]) == {"EUR"}


def two_countries() -> pd.DataFrame:
    """One project of 365 days in 2019 and 366 in 2020, in two countries."""
    table = pd.DataFrame(
        {
            "countries": [["ARM", "GEO"], ["ARM"]],
            "start": pd.to_datetime(["2019-01-01", "2020-01-01"]),
            "end": pd.to_datetime(["2020-12-31", "2020-12-31"]),
            "start_precision": "day",
            "end_precision": "day",
            "budget_usd": [731.0, 100.0],
        }
    )
    return mf.split_by_year(mf.split_by_country(table, rule="full"))


def test_a_full_split_by_country_and_year_has_no_total_over_countries() -> None:
    rows = two_countries()
    found = mf.crosstab(rows, "country", "calendar_year", "budget_usd", grand_total=False)
    assert plain(found[["country", "2019", "2020", "total", "n_projects"]]) == [
        ["ARM", 365.0, 466.0, 831.0, 2],
        ["GEO", 365.0, 366.0, 731.0, 1],
    ]
    assert set(found["split_rule"]) == {"full by country; uniform by year"}
    with pytest.raises(mf.ScopeError, match=r"whole budget of the project \(rule 'full'\)"):
        mf.crosstab(rows, "country", "calendar_year", "budget_usd")
    with pytest.raises(mf.ScopeError, match=r"whole budget of the project \(rule 'full'\)"):
        mf.crosstab(rows, "calendar_year", "country", "budget_usd", grand_total=False)


def test_a_project_in_several_columns_is_one_project_in_its_row() -> None:
    table = pd.DataFrame({"fund": ["A"], "countries": [["ARM", "GEO"]], "budget_usd": [10.0]})
    found = mf.crosstab(mf.split_by_country(table), "fund", "country", "budget_usd")
    assert plain(found[["fund", "ARM", "GEO", "total", "n_projects"]]) == [
        ["A", 5.0, 5.0, 10.0, 1],
        ["all", 5.0, 5.0, 10.0, 1],
    ]


def test_parts_of_projects_are_left_out_on_request_in_every_cell() -> None:
    table = projects().assign(project_id=list("abcdef"), parent_id=[None] * 4 + ["b", None])
    with pytest.raises(mf.ScopeError, match="1 rows are parts of other rows"):
        mf.crosstab(table, "fund", "year", "budget_usd")
    found = mf.crosstab(table, "fund", "year", "budget_usd", nested="parents").set_index("fund")
    assert found.loc[["IDF", "all"], ["2019", "total"]].to_numpy().tolist() == [
        [10.0, 14.0],
        [13.0, 22.0],
    ]


@pytest.mark.parametrize("word", ["fund", "total", "n_projects", "currency", "basis"])
def test_values_that_would_name_a_column_twice_are_refused(word: str) -> None:
    table = projects().assign(year=[word, *["2019"] * 5])
    with pytest.raises(mf.ColumnsError, match=f"'{word}' in column 'year' would name two"):
        mf.crosstab(table, "fund", "year", "budget_usd")


def test_a_key_called_missing_beside_a_missing_key_is_refused() -> None:
    table = projects().assign(year=["missing", None, *["2019"] * 4])
    with pytest.raises(mf.ColumnsError, match="'missing' in column 'year' would name two columns"):
        mf.crosstab(table, "fund", "year", "budget_usd")


def test_regression_a_row_called_missing_got_the_cells_of_the_rows_without_a_key() -> None:
    table = projects().assign(fund=["missing", None, *["IDF"] * 4])
    for grand_total in (True, False):
        with pytest.raises(mf.ColumnsError, match="'missing' in column 'fund' would name two rows"):
            mf.crosstab(table, "fund", "year", "budget_usd", grand_total=grand_total)
    alone = mf.crosstab(table.assign(fund="missing"), "fund", "year", "budget_usd")
    assert plain(alone[["fund", "total"]]) == [["missing", 22.5], ["all", 22.5]]


def test_regression_a_row_called_all_got_the_cells_of_the_grand_total() -> None:
    table = projects().assign(fund=["all", *["IDF"] * 5])
    with pytest.raises(mf.ColumnsError, match="'fund' holds 'all', which the grand total is"):
        mf.crosstab(table, "fund", "year", "budget_usd")
    found = mf.crosstab(table, "fund", "year", "budget_usd", grand_total=False)
    assert plain(found[["fund", "2019", "2020", "missing"]]) == [
        ["IDF", 13.5, None, 4.0],
        ["all", None, 5.0, None],
    ]


def test_keys_that_are_none() -> None:
    with pytest.raises(mf.ColumnsError, match="each once"):
        mf.crosstab(projects(), "fund", "fund", "budget_usd")
    with pytest.raises(mf.ColumnsError, match="no column 'donor'"):
        mf.crosstab(projects(), "fund", "donor", "budget_usd")
    with pytest.raises(mf.MigfundError, match="sort must be one of"):
        mf.crosstab(projects(), "fund", "year", "budget_usd", sort="size")
