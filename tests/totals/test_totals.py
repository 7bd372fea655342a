import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.schema import make_table

SHAPE = [
    *("total", "n_projects", "n_known", "share_of_total", "mean", "median", "q25", "q75"),
    *("min", "max", "first_year", "last_year", "currency", "basis", "split_rule"),
    *("n_all", "n_all_known"),
]
COUNTS = ["total", "n_projects", "n_known", "currency", "basis", "n_all", "n_all_known"]
DURATIONS = ["n_projects", "n_known", "min", "q25", "median", "q75", "max", "n_all", "n_all_known"]


def plain(table: pd.DataFrame) -> list[list[Any]]:
    """Cells with None for missing."""
    cells = table.astype(object)
    return cells.where(cells.notna(), None).to_numpy().tolist()


def projects() -> pd.DataFrame:
    return make_table(
        [
            {"fund": "IDF", "countries": ["ARM", "GEO"], "start": pd.Timestamp("2019-03-01")},
            {"fund": "MPF", "countries": ["KEN"], "start": pd.Timestamp("2020-01-01")},
            {"fund": "IDF", "countries": ["ARM"], "start": pd.Timestamp("2019-12-31")},
            {"fund": None, "countries": [], "start": None},
            {"fund": "EUTF", "countries": ["KEN"], "start": pd.Timestamp("2020-07-01")},
        ]
    ).assign(budget_usd=[100.0, 40.0, 20.0, 7.0, None])


def test_total_by_by_hand() -> None:
    found = mf.total_by(projects(), "fund", value="budget_usd")
    assert list(found) == ["fund", *SHAPE]
    assert plain(found[["fund", *COUNTS]]) == [
        ["EUTF", None, 1, 0, "USD", "as stated", 5, 4],
        ["IDF", 120.0, 2, 2, "USD", "as stated", 5, 4],
        ["MPF", 40.0, 1, 1, "USD", "as stated", 5, 4],
        [None, 7.0, 1, 1, "USD", "as stated", 5, 4],
    ]
    assert found.index.tolist() == [0, 1, 2, 3]
    pd.testing.assert_frame_equal(found, mf.total_by_fund(projects(), value="budget_usd"))
    pd.testing.assert_frame_equal(found, mf.total_by(projects(), ["fund"], value="budget_usd"))


def test_by_country_splits_first() -> None:
    found = mf.total_by_country(projects(), value="budget_usd")
    assert plain(found[["country", "total", "n_projects", "n_known", "n_all"]]) == [
        ["ARM", 70.0, 2, 2, 5],
        ["GEO", 50.0, 1, 1, 5],
        ["KEN", 40.0, 2, 1, 5],
        ["unallocated", 7.0, 1, 1, 5],
    ]
    split = mf.split_by_country(projects())
    pd.testing.assert_frame_equal(found, mf.total_by_country(split, value="budget_usd"))


def test_by_region_counts_a_project_once_in_a_group() -> None:
    found = mf.total_by_region(projects(), value="budget_usd")
    assert plain(found[["region_m49", "total", "n_projects", "n_known", "n_all_known"]]) == [
        ["Africa", 40.0, 2, 1, 4],
        ["Asia", 120.0, 2, 2, 4],
        ["unallocated", 7.0, 1, 1, 4],
    ]
    finer = mf.total_by_region(projects(), value="budget_usd", level="intermediate_region")
    assert plain(finer[["intermediate_region_m49", "total"]]) == [
        ["Eastern Africa", 40.0],
        ["unallocated", 7.0],
        [None, 120.0],
    ]
    regions = mf.add_region(mf.split_by_country(projects()))
    pd.testing.assert_frame_equal(found, mf.total_by_region(regions, value="budget_usd"))


def test_by_region_splits_a_project_in_two_regions_also_after_add_region() -> None:
    table = make_table([{"countries": ["ARM", "KEN"]}]).assign(budget_usd=[10.0])
    expected = [["Africa", 5.0], ["Asia", 5.0]]
    found = mf.total_by_region(table, value="budget_usd")
    assert plain(found[["region_m49", "total"]]) == expected


def test_by_year_of_start() -> None:
    found = mf.total_by_year(projects(), value="budget_usd")
    assert found["start_year"].dtype == "Int64"
    assert plain(found[["start_year", "total", "n_projects"]]) == [
        [2019, 120.0, 2],
        [2020, 40.0, 2],
        [None, 7.0, 1],
    ]
    with pytest.raises(mf.ColumnsError, match="already has 'start_year'"):
        mf.total_by_year(projects().assign(start_year=1), value="budget_usd")


def test_two_keys() -> None:
    table = projects().assign(year=[2019, 2020, 2019, 2019, 2020])
    found = mf.total_by(table, ["year", "fund"], value="budget_usd")
    assert plain(found[["year", "fund", "total", "n_projects"]]) == [
        [2019, "IDF", 120.0, 2],
        [2019, None, 7.0, 1],
        [2020, "EUTF", None, 1],
        [2020, "MPF", 40.0, 1],
    ]


def test_categories_without_projects_are_shown_as_nothing_known() -> None:
    kinds = pd.CategoricalDtype(["MPF", "IDF", "JRS", "EUTF"])
    found = mf.total_by(projects().astype({"fund": kinds}), "fund", value="budget_usd")
    assert plain(found[["fund", "total", "n_projects", "n_known"]]) == [
        ["MPF", 40.0, 1, 1],
        ["IDF", 120.0, 2, 2],
        ["JRS", None, 0, 0],
        ["EUTF", None, 1, 0],
        [None, 7.0, 1, 1],
    ]
    found = mf.duration_by(
        projects().astype({"fund": kinds}).assign(duration_months=[1.0, 2, 3, 4, 5]), "fund"
    )
    assert found["n_projects"].tolist() == [1, 2, 0, 1, 1]


def test_all_missing_is_no_total_and_not_zero() -> None:
    table = pd.DataFrame({"fund": ["A", "A", "B"], "budget_usd": [None, None, 0.0]})
    found = mf.total_by_fund(table, value="budget_usd")
    assert plain(found[["fund", "total", "n_known"]]) == [["A", None, 0], ["B", 0.0, 1]]


def test_currency_of_stated_budgets() -> None:
    table = pd.DataFrame(
        {"fund": list("AABB"), "budget": [1.0, 2.0, None, 4.0], "currency": ["EUR"] * 4}
    )
    assert mf.total_by_fund(table, value="budget")["currency"].tolist() == ["EUR", "EUR"]
    # Where no budget stands, its currency does not matter.
    other = table.assign(currency=["EUR", "EUR", "USD", "EUR"])
    assert mf.total_by_fund(other, value="budget")["total"].tolist() == [3.0, 4.0]
    with pytest.raises(mf.ScopeError, match=r"'EUR', 'USD'. Convert first: mf.convert_currency"):
        mf.total_by_fund(table.assign(currency=["EUR", "USD", "EUR", "EUR"]), value="budget")
    with pytest.raises(mf.ScopeError, match="'EUR' and 1 without a currency"):
        mf.total_by_fund(table.assign(currency=["EUR", None, "EUR", "EUR"]), value="budget")
    with pytest.raises(mf.ColumnsError, match="no column 'currency'"):
        mf.total_by_fund(table.drop(columns="currency"), value="budget")
    months = table.assign(duration_months=1.0)
    assert mf.total_by_fund(months, value="duration_months")["currency"].isna().all()


def test_basis_says_what_the_figures_rest_on() -> None:
    table = make_table(
        [
            {"fund": "A", "budget": 1, "currency": "USD"},
            {
                "fund": "A",
                "budget": 1,
                "currency": "EUR",
                "start": pd.Timestamp("2019-01-01"),
                "start_precision": "year",
            },
            {"fund": "B", "budget": 1, "currency": "XXX"},
        ]
    )
    done = mf.convert_currency(table, on_missing="null")
    found = mf.total_by_fund(done, value="budget_usd")
    assert (
        found["basis"].tolist()
        == [f"same currency; year average at start; {mf.ecb_rates().source}"] * 2
    )
    lost = mf.convert_currency(table.iloc[2:], on_missing="null")
    assert mf.total_by_fund(lost, value="budget_usd")["basis"].tolist() == ["nothing converted"]


def test_an_empty_table_has_the_same_shape() -> None:
    full, empty = projects(), projects().iloc[:0]
    for function in (
        mf.total_by_fund,
        mf.total_by_country,
        mf.total_by_region,
        mf.total_by_year,
    ):
        shape = function(full, value="budget_usd")
        found = function(empty, value="budget_usd")
        assert list(found) == list(shape)
        assert len(found) == 0
        assert (found.dtypes == shape.dtypes).all()
    described = mf.duration_by(empty.assign(duration_months=1.0), "fund")
    assert list(described) == ["fund", *DURATIONS]
    assert len(described) == 0


def test_bad_keys_and_values() -> None:
    table = projects()
    with pytest.raises(mf.ColumnsError, match="no column 'donor'; it has 'fund'"):
        mf.total_by(table, "donor", value="budget_usd")
    with pytest.raises(mf.ColumnsError, match="no column 'budget_eur'"):
        mf.total_by(table, "fund", value="budget_eur")
    with pytest.raises(mf.ColumnsError, match=r"'countries' holds lists, .*split_by_country"):
        mf.total_by(table, "countries", value="budget_usd")
    with pytest.raises(mf.ColumnsError, match="'title' must hold numbers"):
        mf.total_by(table.assign(title="x"), "fund", value="title")
    with pytest.raises(mf.ColumnsError, match="m49 has no level 'continent'; it has 'region', 'su"):
        mf.total_by_region(table, value="budget_usd", level="continent")
    with pytest.raises(mf.MigfundError, match="no scheme 'oecd'"):
        mf.total_by_region(table, value="budget_usd", scheme="oecd")
    with pytest.raises(mf.ColumnsError, match=r"no column 'duration_months'.*mf.add_duration"):
        mf.duration_by(table, "fund")


@pytest.mark.parametrize("keys", [[], ["fund", "fund"]])
def test_regression_keys_that_pandas_refused_in_its_own_words(keys: list[str]) -> None:
    with pytest.raises(mf.ColumnsError, match="keys must name one or more columns, each once"):
        mf.total_by(projects(), keys, value="budget_usd")


@pytest.mark.parametrize("key", ["total", "n_projects", "basis", "budget_usd"])
def test_regression_keys_of_the_names_of_the_result(key: str) -> None:
    table = projects().assign(total="x", n_projects="x", basis="EUR")
    with pytest.raises(mf.ColumnsError, match=f"'{key}' cannot be a key.*rename"):
        mf.total_by(table, key, value="budget_usd")


def slow_total(table: pd.DataFrame, key: str, value: str) -> dict[Any, tuple[Any, int, int]]:
    """Total, projects and known projects by key, with loops and sets alone."""
    groups: dict[Any, list[tuple[Any, float]]] = {}
    for label, name, figure in zip(table.index, table[key], table[value], strict=True):
        groups.setdefault(name if isinstance(name, str) else None, []).append((label, figure))
    return {
        name: (
            math.fsum(f for _, f in rows if f == f) if any(f == f for _, f in rows) else None,
            len({label for label, _ in rows}),
            len({label for label, f in rows if f == f}),
        )
        for name, rows in groups.items()
    }


FUNDS = st.sampled_from(["IDF", "MPF", "EUTF", None])
COUNTRIES = st.lists(st.sampled_from(["ARM", "GEO", "KEN", "UKR"]), unique=True, max_size=4)
FIGURES = st.one_of(st.none(), st.integers(0, 10**6).map(lambda n: n / 4))


@given(st.lists(st.tuples(FUNDS, COUNTRIES, FIGURES), min_size=1, max_size=12), st.randoms())
def test_totals_agree_with_loops_and_do_not_mind_the_order(
    records: list[tuple[Any, Any, Any]], chance: random.Random
) -> None:
    table = make_table(
        [{"fund": fund, "countries": countries} for fund, countries, _ in records]
    ).assign(budget_usd=np.array([figure for *_, figure in records], dtype=float))
    order = list(range(len(table)))
    chance.shuffle(order)
    split = mf.split_by_country(table)
    for name, rows in (("fund", table), ("fund", split), ("country", split)):
        found = mf.total_by(rows, name, value="budget_usd")
        held = {
            row[0]: (row[1], row[2], row[3])
            for row in plain(found[[name, "total", "n_projects", "n_known"]])
        }
        expected = slow_total(rows, name, "budget_usd")
        assert set(held) == set(expected)
        for group, (total, n_projects, n_known) in expected.items():
            assert held[group] == (pytest.approx(total), n_projects, n_known)
        assert set(found["n_all"]) == {len(table)}
        assert set(found["n_all_known"]) == {int(table["budget_usd"].count())}
    pd.testing.assert_frame_equal(
        mf.total_by_country(table, value="budget_usd"),
        mf.total_by_country(table.iloc[order], value="budget_usd"),
    )
    known = table["budget_usd"].sum()
    assert mf.total_by_country(table, value="budget_usd")["total"].sum() == pytest.approx(known)


def test_the_same_label_of_two_sources_is_two_projects() -> None:
    parts = [
        mf.split_by_country(projects().iloc[:2].assign(source=name)) for name in ("a.txt", "b.txt")
    ]
    found = mf.total_by_country(pd.concat(parts), value="budget_usd")
    assert plain(found[["country", "n_projects", "n_all"]]) == [
        ["ARM", 2, 4],
        ["GEO", 2, 4],
        ["KEN", 2, 4],
    ]


def test_duration_by_by_hand() -> None:
    table = pd.DataFrame(
        {
            "fund": ["A", "A", "A", "A", "B", None],
            "duration_months": [12.0, 24.0, 36.0, 60.0, None, 5.0],
        }
    )
    found = mf.duration_by(table, "fund")
    assert list(found) == ["fund", *DURATIONS]
    # Quartiles of 12, 24, 36, 60 by linear interpolation: 21, 30, 42.
    assert plain(found) == [
        ["A", 4, 4, 12.0, 21.0, 30.0, 42.0, 60.0, 6, 5],
        ["B", 1, 0, None, None, None, None, None, 6, 5],
        [None, 1, 1, 5.0, 5.0, 5.0, 5.0, 5.0, 6, 5],
    ]


def test_duration_by_of_a_split_table_counts_a_project_once() -> None:
    table = mf.split_by_country(projects().assign(duration_months=[12.0, 24.0, 36.0, None, 1.0]))
    found = mf.duration_by(table, "fund").set_index("fund")
    assert found.loc["IDF", ["n_projects", "min", "median", "max"]].tolist() == [2, 12, 24, 36]
    assert set(found["n_all"]) == {5}
    assert set(found["n_all_known"]) == {4}
    two = mf.duration_by(table, ["fund", "country"])
    assert list(two)[:3] == ["fund", "country", "n_projects"]
    assert len(two) == 5


def test_the_largest_first_and_what_is_no_group_last() -> None:
    table = pd.DataFrame(
        {
            "country": ["ARM", "GEO", "unallocated", None, "KEN"],
            "budget_usd": [1.0, 5.0, 90.0, 80.0, None],
        }
    )
    found = mf.total_by(table, "country", value="budget_usd", sort="total", grand_total=True)
    assert plain(found[["country"]]) == [
        ["GEO"],
        ["ARM"],
        ["unallocated"],
        [None],
        ["KEN"],
        ["all"],
    ]
    with pytest.raises(mf.MigfundError, match="sort must be one of 'keys', 'total', not 'size'"):
        mf.total_by(table, "country", value="budget_usd", sort="size")


def test_a_project_that_stands_twice_is_refused() -> None:
    table = pd.DataFrame(
        {"project_id": ["A1", "A1", None, None], "fund": "IDF", "budget_usd": [1.0, 1.0, 2.0, 2.0]}
    )
    with pytest.raises(mf.ScopeError, match=r"1 projects stand in several rows.*row 0: A1; row 1"):
        mf.total_by(table, "fund", value="budget_usd")
    counted = mf.total_by(table, "fund", value="budget_usd", repeated="count")
    assert plain(counted[["total", "n_projects"]]) == [[6.0, 4]]
    # The same id in two funds is two projects, and so are parts of one project after a split.
    assert mf.total_by(table.iloc[:2].assign(fund=["IDF", "MPF"]), "fund", value="budget_usd")[
        "total"
    ].tolist() == [1.0, 1.0]
    one = pd.DataFrame({"project_id": ["A1"], "countries": [["ARM", "GEO"]], "budget_usd": [8.0]})
    assert mf.total_by_country(one, value="budget_usd")["total"].tolist() == [4.0, 4.0]


def test_parts_that_are_more_than_the_whole_are_refused() -> None:
    split = mf.split_by_country(projects())
    with pytest.raises(mf.ScopeError, match=r"the parts of 5 projects are more than the whole"):
        mf.total_by_country(pd.concat([split, split]), value="budget_usd")


def test_one_level_of_parents_and_parts() -> None:
    table = pd.DataFrame(
        {
            "project_id": ["P", "P-1", "P-2", "Q"],
            "parent_id": [None, "P", "P", None],
            "budget_usd": [100.0, 60.0, 30.0, 5.0],
            "of": "all projects",
        }
    )
    with pytest.raises(mf.ScopeError, match=r"2 rows are parts of other rows.*nested='parents'"):
        mf.total_by(table, "of", value="budget_usd")
    top = mf.total_by(table, "of", value="budget_usd", nested="parents")
    assert plain(top[["total", "n_all", "basis"]]) == [
        [105.0, 2, "as stated; without 2 rows that are parts of other projects"]
    ]
    low = mf.total_by(table, "of", value="budget_usd", nested="parts")
    assert plain(low[["total", "n_all"]]) == [[95.0, 3]]
    with pytest.raises(mf.MigfundError, match="nested must be one of"):
        mf.total_by(table, "of", value="budget_usd", nested="both")


def test_currency_can_be_a_key_and_its_totals_are_not_added_up() -> None:
    table = pd.DataFrame({"currency": ["EUR", "EUR", "USD"], "budget": [1.0, 2.0, 4.0]})
    found = mf.total_by(table, "currency", value="budget", grand_total=True)
    assert plain(found[["currency", "total", "n_projects", "share_of_total"]]) == [
        ["EUR", 3.0, 2, None],
        ["USD", 4.0, 1, None],
        ["all", None, 3, None],
    ]
    assert list(found).count("currency") == 1
    with pytest.raises(mf.ScopeError, match="1 without a currency"):
        mf.total_by(table.assign(currency=["EUR", None, "USD"]), "currency", value="budget")


def test_regression_a_full_split_that_stands_twice_counted_twice() -> None:
    full = mf.split_by_country(projects(), rule="full")
    assert mf.total_by(full, "country", value="budget_usd")["total"].tolist() == [120, 100, 40, 7]
    with pytest.raises(mf.ScopeError, match="the parts of 5 projects are more than the whole"):
        mf.total_by(pd.concat([full, full]), "country", value="budget_usd")
    equal = mf.split_by_country(projects())
    with pytest.raises(mf.ScopeError, match="are more than the whole"):
        mf.total_by(pd.concat([full, equal]), "country", value="budget_usd")


@pytest.mark.parametrize("stored", ["as it is", "in Parquet", "copied"])
def test_regression_a_value_that_was_not_split_counted_whole_in_each_country(
    stored: str, tmp_path: Path
) -> None:
    table = projects().assign(people=[30, 5, 1, 2, None])
    split = mf.split_by_country(table)[["country", "share", "people", "fund"]]
    if stored == "in Parquet":
        split.to_parquet(tmp_path / "split.parquet")
        split = pd.read_parquet(tmp_path / "split.parquet")
    elif stored == "copied":
        split = split.copy()
    with pytest.raises(mf.ScopeError, match=r"'people' was not divided .*value=\[..., 'people'\]"):
        mf.total_by(split, "fund", value="people")
    # Where no project has several rows, nothing counts twice.
    one = mf.total_by(split[split["country"] == "ARM"], "country", value="people")
    assert one["total"].tolist() == [31.0]
    divided = mf.split_by_country(table, value=["budget_usd", "people"])
    assert mf.total_by(divided, "fund", value="people")["total"].sum() == 38
    assert mf.total_by_country(table, value="people")["total"].tolist() == [16, 15, 5, 2]
    # A second split that leaves out a value of the first.
    dated = table.assign(start_precision="day", end=pd.Timestamp("2021-12-31"), end_precision="day")
    years = mf.split_by_year(mf.split_by_country(dated), value="people")
    with pytest.raises(mf.ScopeError, match="'budget_usd' was not divided"):
        mf.total_by(years, "country", value="budget_usd")


def test_labels_of_a_split_that_were_lost_are_asked_for() -> None:
    split = mf.split_by_country(projects().assign(project_id=list("PQRST")))
    with pytest.raises(mf.ScopeError, match=r"must keep its index label: no reset_index"):
        mf.total_by(split.reset_index(drop=True), "country", value="budget_usd")


def test_a_split_table_read_from_a_file_has_the_same_totals(tmp_path: Path) -> None:
    table = projects().assign(
        start_precision="day", end=pd.Timestamp("2021-12-31"), end_precision="day"
    )
    split = mf.split_by_year(mf.split_by_country(table, value="budget_usd"), value="budget_usd")
    keys = ["country", "calendar_year"]
    expected = mf.total_by(split, keys, value="budget_usd")
    split.to_csv(tmp_path / "split.csv")
    dates = ["start", "end", "period_from", "period_to"]
    read = pd.read_csv(tmp_path / "split.csv", index_col=0, parse_dates=dates)
    found = mf.total_by(read.astype({"calendar_year": "str"}), keys, value="budget_usd")
    # As text, years have no empty groups.
    some = expected[expected["n_projects"] > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        found.astype({"calendar_year": "str"}), some.astype({"calendar_year": "str"})
    )
    assert len(expected) > len(some)


def test_a_region_without_countries_is_that_region_and_other_words_are_unallocated() -> None:
    table = make_table(
        [
            {"countries": [], "region": "Western Africa"},
            {"countries": [], "region": "Nowhere"},
            {"countries": ["KEN"]},
        ]
    ).assign(budget_usd=[10.0, 5.0, 1.0])
    found = mf.total_by_region(table, value="budget_usd")
    assert plain(found[["region_m49", "total"]]) == [["Africa", 11.0], ["unallocated", 5.0]]


def test_a_country_outside_a_scheme_is_counted_under_a_missing_key() -> None:
    table = make_table([{"countries": ["DEU", "UGA"]}]).assign(budget_usd=[10.0])
    found = mf.total_by_region(table, value="budget_usd", scheme="eu", year=2020)
    assert plain(found[["membership_eu", "total", "n_projects"]]) == [
        ["EU member", 5.0, 1],
        [None, 5.0, 1],
    ]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([True, False, True, None, True], object),
        ([2019.5, 2020.0, 2019.5, None, 2019.5], "float64"),
        ([7, 8, 7, None, 7], "Int16"),
        (["b", "a", "b", None, "b"], "category"),
        (["2019-01-02", "2019-01-01", "2019-01-02", None, "2019-01-02"], "datetime64[s]"),
    ],
)
def test_kinds_of_keys(cells: list[Any], kind: Any) -> None:
    table = projects().assign(key=pd.Series(cells, dtype=kind))
    found = mf.total_by(table, "key", value="budget_usd", grand_total=True)
    by_value = {None if pd.isna(k) else k: t for k, t in zip(table["key"], [0] * 5, strict=True)}
    for key, figure in zip(table["key"], table["budget_usd"], strict=True):
        by_value[None if pd.isna(key) else key] += 0 if pd.isna(figure) else figure
    assert found["total"].iloc[-1] == 167
    assert sorted(found["total"].iloc[:-1]) == sorted(by_value.values())
    assert found["key"].isna().tolist() == [False, False, True, False]
