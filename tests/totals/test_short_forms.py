"""Totals by country, region and year, and by two keys across each other, worked out by hand."""

from typing import Any

import pandas as pd
import pytest

import migfund as mf
from migfund.schema import make_table

BESIDE = [
    *("total", "n_projects", "n_known", "currency", "basis", "split_rule"),
    *("n_all", "n_all_known"),
]


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
    found = mf.crosstab(table, ["fund", "year"])
    assert list(found) == ["fund", "2019", "2020", "missing", *BESIDE]
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
    turned = mf.crosstab(table.iloc[::-1], ["fund", "year"])
    pd.testing.assert_frame_equal(turned, mf.crosstab(table, ["fund", "year"]))


def test_without_the_grand_total_the_other_rows_are_the_same() -> None:
    found = mf.crosstab(projects(), ["fund", "year"], grand_total=False)
    assert plain(found[["fund", "total"]]) == [
        ["EUTF", None],
        ["IDF", 14.5],
        ["MPF", 5.0],
        [None, 3.0],
    ]
    full = mf.crosstab(projects(), ["fund", "year"])
    pd.testing.assert_frame_equal(full.iloc[:-1], found)


def test_sorted_by_total_the_row_of_all_stays_last() -> None:
    found = mf.crosstab(projects(), ["fund", "year"], sort="total")
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
    found = mf.crosstab(table, ["fund", "year"])
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
    found = mf.crosstab(table, ["phase", "year"])
    assert list(found)[:3] == ["phase", "2", "10"]
    assert plain(found[["phase", "2", "10", "total"]]) == [
        ["9", 1.0, 4.0, 5.0],
        ["10", None, 2.0, 2.0],
        ["all", 1.0, 6.0, 7.0],
    ]
    found = mf.crosstab(table, ["phase", "year"], grand_total=False)
    assert found["phase"].tolist() == [9, 10]


def test_a_table_without_rows() -> None:
    found = mf.crosstab(projects().iloc[:0], ["fund", "year"])
    assert plain(found[["fund", "total", "n_projects"]]) == [["all", None, 0]]
    none = mf.crosstab(projects().iloc[:0], ["fund", "year"], grand_total=False)
    assert list(none) == ["fund", *BESIDE]
    assert len(none) == 0


def test_several_currencies_are_refused() -> None:
    table = projects().rename(columns={"budget_usd": "budget"})
    mixed = table.assign(currency=["EUR", "USD", "EUR", "EUR", "EUR", "EUR"])
    with pytest.raises(mf.ScopeError, match=r"'EUR', 'USD'\. Convert first"):
        mf.crosstab(mixed, ["fund", "year"], value="budget")
    # Nor do the groups themselves make it right.
    with pytest.raises(mf.ScopeError, match=r"'EUR', 'USD'\. Convert first"):
        mf.crosstab(mixed, ["year", "fund"], value="budget", grand_total=False)
    one = mf.crosstab(table.assign(currency="EUR"), ["fund", "year"], value="budget")
    assert set(one["currency"]) == {"EUR"}


def test_currencies_across_the_top_are_kept_apart() -> None:
    table = projects().rename(columns={"budget_usd": "budget"})
    mixed = table.assign(budget_currency=["EUR", "USD", "EUR", "EUR", "EUR", "EUR"])
    found = mf.crosstab(mixed, ["fund", "budget_currency"], value="budget")
    assert plain(found[["fund", "EUR", "USD", "total", "currency"]]) == [
        ["EUTF", None, None, None, None],
        ["IDF", 4.5, 10.0, None, None],
        ["MPF", 5.0, None, None, None],
        [None, 3.0, None, None, None],
        ["all", 12.5, 10.0, None, None],
    ]


def two_countries() -> pd.DataFrame:
    """One project of 365 days in 2019 and 366 in 2020, in two countries; another in 2020."""
    table = pd.DataFrame(
        {
            "fund": ["A", "B"],
            "countries": [["ARM", "GEO"], ["ARM"]],
            "start": pd.to_datetime(["2019-01-01", "2020-01-01"]),
            "end": pd.to_datetime(["2020-12-31", "2020-12-31"]),
            "start_precision": "day",
            "end_precision": "day",
            "budget_usd": [731.0, 100.0],
        }
    )
    return mf.split_by_year(mf.split_by_country(table, rule="full"))


def test_regression_a_full_split_has_totals_by_country_and_another_key() -> None:
    rows = two_countries()
    found = mf.crosstab(rows, ["country", "calendar_year"])
    assert plain(found[["country", "2019", "2020", "total", "n_projects", "n_all"]]) == [
        ["ARM", 365.0, 466.0, 831.0, 2, 2],
        ["GEO", 365.0, 366.0, 731.0, 1, 2],
        # Over countries, the whole of a project would count several times.
        ["all", None, None, None, 2, 2],
    ]
    assert set(found["split_rule"]) == {"full by country; uniform by calendar year"}
    turned = mf.crosstab(rows, ["fund", "country"])
    assert plain(turned[["fund", "ARM", "GEO", "total", "n_projects"]]) == [
        ["A", 731.0, 731.0, None, 1],
        ["B", 100.0, None, None, 1],
        ["all", 831.0, 731.0, None, 2],
    ]
    with pytest.raises(mf.ScopeError, match=r"whole value of the project \(rule 'full'\)"):
        mf.crosstab(rows, ["fund", "calendar_year"])


def test_a_project_in_several_columns_is_one_project_in_its_row() -> None:
    table = pd.DataFrame({"fund": ["A"], "countries": [["ARM", "GEO"]], "budget_usd": [10.0]})
    found = mf.crosstab(mf.split_by_country(table), ["fund", "country"])
    assert plain(found[["fund", "ARM", "GEO", "total", "n_projects"]]) == [
        ["A", 5.0, 5.0, 10.0, 1],
        ["all", 5.0, 5.0, 10.0, 1],
    ]


def test_parts_of_projects_are_left_out_on_request_in_every_cell() -> None:
    table = projects().assign(project_id=list("abcdef"), parent_id=[None] * 4 + ["b", None])
    with pytest.raises(mf.ScopeError, match="1 projects are parts of other projects"):
        mf.crosstab(table, ["fund", "year"])
    found = mf.crosstab(table, ["fund", "year"], nested="parents").set_index("fund")
    assert found.loc[["IDF", "all"], ["2019", "total"]].to_numpy().tolist() == [
        [10.0, 14.0],
        [13.0, 22.0],
    ]


@pytest.mark.parametrize("word", ["fund", "total", "n_projects", "currency", "basis"])
def test_values_that_would_name_a_column_twice_are_refused(word: str) -> None:
    table = projects().assign(year=[word, *["2019"] * 5])
    with pytest.raises(mf.ColumnsError, match=f"'{word}' in column 'year' would name two"):
        mf.crosstab(table, ["fund", "year"])


def test_a_key_called_missing_beside_a_missing_key_is_refused() -> None:
    table = projects().assign(year=["missing", None, *["2019"] * 4])
    with pytest.raises(mf.ColumnsError, match="'missing' in column 'year' would name two columns"):
        mf.crosstab(table, ["fund", "year"])


def test_regression_a_row_called_missing_got_the_cells_of_the_rows_without_a_key() -> None:
    table = projects().assign(fund=["missing", None, *["IDF"] * 4])
    for grand_total in (True, False):
        with pytest.raises(mf.ColumnsError, match="'missing' in column 'fund' would name two rows"):
            mf.crosstab(table, ["fund", "year"], grand_total=grand_total)
    alone = mf.crosstab(table.assign(fund="missing"), ["fund", "year"])
    assert plain(alone[["fund", "total"]]) == [["missing", 22.5], ["all", 22.5]]


def test_regression_a_row_called_all_got_the_cells_of_the_grand_total() -> None:
    table = projects().assign(fund=["all", *["IDF"] * 5])
    with pytest.raises(mf.ColumnsError, match="'fund' holds 'all', which the grand total is"):
        mf.crosstab(table, ["fund", "year"])
    found = mf.crosstab(table, ["fund", "year"], grand_total=False)
    assert plain(found[["fund", "2019", "2020", "missing"]]) == [
        ["IDF", 13.5, None, 4.0],
        ["all", None, 5.0, None],
    ]


def test_what_is_no_cross_table() -> None:
    for by in ("fund", ["fund"], ["fund", "year", "budget_usd"]):
        with pytest.raises(mf.ColumnsError, match="by must name two columns"):
            mf.crosstab(projects(), by)
    with pytest.raises(mf.ColumnsError, match="no column 'donor'"):
        mf.crosstab(projects(), ["fund", "donor"])
    with pytest.raises(mf.MigfundError, match="sort must be one of"):
        mf.crosstab(projects(), ["fund", "year"], sort="size")


def five() -> pd.DataFrame:
    return make_table(
        [
            {"fund": "IDF", "countries": ["ARM", "GEO"], "start": pd.Timestamp("2019-03-01")},
            {"fund": "MPF", "countries": ["KEN"], "start": pd.Timestamp("2020-01-01")},
            {"fund": "IDF", "countries": ["ARM"], "start": pd.Timestamp("2019-12-31")},
            {"fund": None, "countries": [], "start": None},
            {"fund": "EUTF", "countries": ["KEN"], "start": pd.Timestamp("2020-07-01")},
        ]
    ).assign(budget_usd=[100.0, 40.0, 20.0, 7.0, None])


def test_by_country_splits_first() -> None:
    found = mf.total_by_country(five())
    assert plain(found[["country", "total", "n_projects", "n_known", "n_all"]]) == [
        ["ARM", 70.0, 2, 2, 5],
        ["GEO", 50.0, 1, 1, 5],
        ["KEN", 40.0, 2, 1, 5],
        ["unallocated", 7.0, 1, 1, 5],
    ]
    split = mf.split_by_country(five())
    pd.testing.assert_frame_equal(found, mf.total_by_country(split))
    options: dict[str, Any] = {
        **{"grand_total": True, "sort": "total", "nested": "parts", "repeated": "count"},
        "describe": True,
    }
    pd.testing.assert_frame_equal(
        mf.total_by_country(split, **options), mf.total_by(split, "country", **options)
    )


def test_regression_an_own_column_country_was_taken_for_a_split() -> None:
    table = five().assign(country="DEU")
    for function in (mf.total_by_country, mf.total_by_region, mf.concentration):
        with pytest.raises(mf.ColumnsError, match=r"already has 'country'.*Drop or rename first"):
            function(table)
    # The remedy, and a table with a country a row.
    expected = mf.total_by_country(five())
    pd.testing.assert_frame_equal(mf.total_by_country(table.drop(columns=["country"])), expected)
    own = five().drop(columns="countries").assign(country=["ARM", "KEN", "ARM", None, "KEN"])
    assert plain(mf.total_by_country(own)[["country", "total"]]) == [
        ["ARM", 120.0],
        ["KEN", 40.0],
        [None, 7.0],
    ]
    regions = mf.total_by_region(own, level="subregion")
    assert plain(regions[["subregion_m49", "total"]]) == [
        ["Sub-Saharan Africa", 40.0],
        ["Western Asia", 120.0],
        [None, 7.0],
    ]


def test_regression_a_split_table_without_rows_was_not_taken_for_one() -> None:
    dates = {"start_precision": "day", "end": pd.Timestamp("2021-06-30"), "end_precision": "day"}
    table = five().assign(**dates)
    split = mf.split_by_year(mf.split_by_country(table.dropna(subset="start")))
    none = mf.split_by_year(mf.split_by_country(table.iloc[:0]))
    for function in (mf.total_by_country, mf.total_by_region, mf.total_by_year):
        assert list(function(none)) == list(function(split))
        assert len(function(none)) == 0


def test_by_region_counts_a_project_once_in_a_group() -> None:
    found = mf.total_by_region(five())
    assert plain(found[["region_m49", "total", "n_projects", "n_known", "n_all_known"]]) == [
        ["Africa", 40.0, 2, 1, 4],
        ["Asia", 120.0, 2, 2, 4],
        ["unallocated", 7.0, 1, 1, 4],
    ]
    finer = mf.total_by_region(five(), level="intermediate_region")
    assert plain(finer[["intermediate_region_m49", "total"]]) == [
        ["Eastern Africa", 40.0],
        ["unallocated", 7.0],
        [None, 120.0],
    ]
    # A project in two regions is divided between them.
    two = make_table([{"countries": ["ARM", "KEN"]}]).assign(budget_usd=[10.0])
    assert mf.total_by_region(two)["total"].tolist() == [5.0, 5.0]


def test_regression_the_year_of_a_scheme_was_ignored_beside_a_column_of_its_name() -> None:
    # Nepal leaves the list of the least developed countries in November 2026; Angola never has.
    table = make_table([{"countries": ["AGO"]}, {"countries": ["VUT"]}])
    table = table.assign(budget_usd=[4.0, 3.0])
    split = mf.split_by_country(table)
    before = mf.add_region(split, scheme="ldc", at=2010)
    after = mf.add_region(split, scheme="ldc", at=2024)
    for rows in (table, split, before, after):
        then = mf.total_by_region(rows, scheme="ldc", at=2010)
        assert plain(then[["group_ldc", "total"]]) == [["LDC", 7.0]]
        now = mf.total_by_region(rows, scheme="ldc", at=2024)
        assert plain(now[["group_ldc", "total"]]) == [["LDC", 4.0], [None, 3.0]]
    # A column of one's own is no region of the scheme; total_by totals by it.
    own = split.assign(region_m49="mine")
    assert mf.total_by_region(own)["region_m49"].tolist() == ["Africa", "Oceania"]
    assert mf.total_by(own, "region_m49")["region_m49"].tolist() == ["mine"]


def test_regression_the_level_of_a_scheme_of_ones_own_was_ignored() -> None:
    own = {"East": ["KEN"], "West": ["ARM", "GEO"]}
    found = mf.total_by_region(five(), scheme=own, level="group")
    assert plain(found[["group_own", "total"]]) == [
        ["East", 40.0],
        ["West", 120.0],
        ["unallocated", 7.0],
    ]
    with pytest.raises(mf.MigfundError, match="level must be one of 'group', not 'nonsense'"):
        mf.total_by_region(five(), scheme=own, level="nonsense")
    with pytest.raises(mf.MigfundError, match="level must be one of 'region', 'subregion', 'inter"):
        mf.total_by_region(five(), level="continent")
    with pytest.raises(mf.MigfundError, match="no scheme 'oecd'"):
        mf.total_by_region(five(), scheme="oecd", level="region")


def test_a_region_without_countries_is_that_region_and_other_words_are_unallocated() -> None:
    table = make_table(
        [
            {"countries": [], "region": "Western Africa"},
            {"countries": [], "region": "Nowhere"},
            {"countries": ["KEN"]},
        ]
    ).assign(budget_usd=[10.0, 5.0, 1.0])
    found = mf.total_by_region(table)
    assert plain(found[["region_m49", "total"]]) == [["Africa", 11.0], ["unallocated", 5.0]]


def test_a_country_outside_a_scheme_is_counted_under_a_missing_key() -> None:
    table = make_table([{"countries": ["DEU", "UGA"]}]).assign(budget_usd=[10.0])
    found = mf.total_by_region(table, scheme="eu", at=2020)
    assert plain(found[["membership_eu", "total", "n_projects"]]) == [
        ["EU member", 5.0, 1],
        [None, 5.0, 1],
    ]


def test_by_year_of_start() -> None:
    found = mf.total_by_year(five())
    assert found["start_year"].dtype == "Int64"
    assert plain(found[["start_year", "total", "n_projects"]]) == [
        [2019, 120.0, 2],
        [2020, 40.0, 2],
        [None, 7.0, 1],
    ]
    with pytest.raises(mf.ColumnsError, match="already has 'start_year'"):
        mf.total_by_year(five().assign(start_year=1))
    with pytest.raises(
        mf.ColumnsError, match=r"no column 'start'.*mf.total_by\(table, 'calendar_y"
    ):
        mf.total_by_year(five().drop(columns="start"))


# 366 days from 1 October 2019: 92 in 2019 and in the first quarter, 274 in 2020.
SPLITS: list[tuple[dict[str, Any], str, list[Any]]] = [
    ({}, "calendar_year", [["2019", 92.0], ["2020", 274.0]]),
    ({"fiscal_year_start": 4}, "fiscal_year", [["2019/20", 183.0], ["2020/21", 183.0]]),
    (
        {"freq": "quarter"},
        "quarter",
        [["2019Q4", 92.0], ["2020Q1", 91.0], ["2020Q2", 91.0], ["2020Q3", 92.0]],
    ),
]


@pytest.mark.parametrize(("options", "column", "expected"), SPLITS)
def test_regression_by_year_ignored_a_split_by_other_times(
    options: dict[str, Any], column: str, expected: list[Any]
) -> None:
    table = make_table([{"start": pd.Timestamp("2019-10-01"), "end": pd.Timestamp("2020-09-30")}])
    table = table.assign(start_precision="day", end_precision="day", budget_usd=366.0)
    found = mf.total_by_year(mf.split_by_year(table, **options))
    assert plain(found[[column, "total"]]) == expected
    # A column of one's own is no split.
    own = table.assign(**{column: "2030"})
    assert plain(mf.total_by_year(own)[["start_year", "total"]]) == [[2019, 366.0]]


def test_by_year_of_rows_that_are_split_by_different_times() -> None:
    table = make_table([{"start": pd.Timestamp("2019-10-01"), "end": pd.Timestamp("2020-09-30")}])
    table = table.assign(
        start_precision="day", end_precision="day", budget_usd=366.0, countries=[["ARM"]]
    )
    years, quarters = mf.split_by_year(table), mf.split_by_year(table, freq="quarter")
    other = quarters.assign(project="b")
    with pytest.raises(mf.ScopeError, match="different times: 'calendar_year', 'quarter'"):
        mf.total_by_year(pd.concat([years, other]))
    countries = mf.split_by_country(table).assign(project="b")
    with pytest.raises(mf.ScopeError, match="different times: 'calendar_year', some by none"):
        mf.total_by_year(pd.concat([years, countries]))


def test_regression_crosstab_of_a_key_that_is_missing_everywhere_warns() -> None:
    table = pd.DataFrame(
        {"fund": ["IDF", "IDF"], "desk": [None, None], "budget_usd": [10.0, 4.0]},
    )
    across = mf.crosstab(table, ["fund", "desk"])
    assert plain(across[["fund", "missing", "total"]]) == [["IDF", 14.0, 14.0], ["all", 14.0, 14.0]]
    down = mf.crosstab(table, ["desk", "fund"])
    assert plain(down[["desk", "IDF", "total"]]) == [[None, 14.0, 14.0], ["all", 14.0, 14.0]]
