"""Totals and durations by any keys, worked out by hand and with loops."""

import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.schema import make_table
from migfund.totals.total_by import grand_totals

RESULTS = [
    *("total", "n_projects", "n_known", "share_of_total"),
    *("currency", "basis", "split_rule", "n_all", "n_all_known"),
]
DESCRIBED = ["mean", "median", "q25", "q75", "min", "max", "first_year", "last_year"]
COUNTS = ["total", "n_projects", "n_known", "currency", "basis", "n_all", "n_all_known"]
DURATIONS = [
    *("n_projects", "n_known", "min", "q25", "median", "q75", "max"),
    *("split_rule", "n_all", "n_all_known"),
]


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
    table = projects()
    before = table.copy(deep=True)
    found = mf.total_by(table, "fund")
    pd.testing.assert_frame_equal(table, before)
    assert list(found) == ["fund", *RESULTS]
    assert plain(found[["fund", *COUNTS]]) == [
        ["EUTF", None, 1, 0, "USD", "as stated", 5, 4],
        ["IDF", 120.0, 2, 2, "USD", "as stated", 5, 4],
        ["MPF", 40.0, 1, 1, "USD", "as stated", 5, 4],
        [None, 7.0, 1, 1, "USD", "as stated", 5, 4],
    ]
    assert found["share_of_total"].tolist()[1:] == [120 / 167, 40 / 167, 7 / 167]
    assert found.index.tolist() == [0, 1, 2, 3]
    assert found.attrs == {}
    pd.testing.assert_frame_equal(found, mf.total_by(table, ["fund"], value="budget_usd"))


def test_the_projects_of_each_group_are_described_on_request() -> None:
    table = projects().assign(budget_usd=[100.0, 40.0, 20.0, 7.0, 30.0], fund=list("AAABA"))
    lean = mf.total_by(table, "fund", grand_total=True)
    found = mf.total_by(table, "fund", grand_total=True, describe=True)
    assert list(found) == ["fund", *RESULTS[:4], *DESCRIBED, *RESULTS[4:]]
    pd.testing.assert_frame_equal(found[list(lean)], lean)
    # Of 20, 30, 40, 100 by linear interpolation: 27.5, 35, 55.
    assert plain(found[["fund", *DESCRIBED]]) == [
        ["A", 47.5, 35.0, 27.5, 55.0, 20.0, 100.0, 2019, None],
        ["B", 7.0, 7.0, 7.0, 7.0, 7.0, 7.0, None, None],
        ["all", 39.4, 30.0, 20.0, 40.0, 7.0, 100.0, 2019, None],
    ]
    ended = table.assign(end=pd.Timestamp("2021-06-30"))
    assert mf.total_by(ended, "fund", describe=True)["last_year"].tolist() == [2021, 2021]


def test_two_keys() -> None:
    table = projects().assign(year=[2019, 2020, 2019, 2019, 2020])
    found = mf.total_by(table, ["year", "fund"])
    assert plain(found[["year", "fund", "total", "n_projects"]]) == [
        [2019, "IDF", 120.0, 2],
        [2019, None, 7.0, 1],
        [2020, "EUTF", None, 1],
        [2020, "MPF", 40.0, 1],
    ]


def test_categories_without_projects_are_shown_as_nothing_known() -> None:
    kinds = pd.CategoricalDtype(["MPF", "IDF", "JRS", "EUTF"])
    table = projects().astype({"fund": kinds})
    found = mf.total_by(table, "fund")
    assert plain(found[["fund", "total", "n_projects", "n_known"]]) == [
        ["MPF", 40.0, 1, 1],
        ["IDF", 120.0, 2, 2],
        ["JRS", None, 0, 0],
        ["EUTF", None, 1, 0],
        [None, 7.0, 1, 1],
    ]
    found = mf.duration_by(table.assign(duration_months=[1.0, 2, 3, 4, 5]), "fund")
    assert found["n_projects"].tolist() == [1, 2, 0, 1, 1]


def test_all_missing_is_no_total_and_not_zero() -> None:
    table = pd.DataFrame({"fund": ["A", "A", "B"], "budget_usd": [None, None, 0.0]})
    found = mf.total_by(table, "fund")
    assert plain(found[["fund", "total", "n_known"]]) == [["A", None, 0], ["B", 0.0, 1]]


def test_the_largest_first_and_what_is_no_group_last() -> None:
    table = pd.DataFrame(
        {
            "country": ["ARM", "GEO", "unallocated", None, "KEN"],
            "budget_usd": [1.0, 5.0, 90.0, 80.0, None],
        }
    )
    for grand_total in (False, True):
        found = mf.total_by(table, "country", sort="total", grand_total=grand_total)
        expected = ["GEO", "ARM", "unallocated", None, "KEN", *["all"] * grand_total]
        assert plain(found[["country"]]) == [[name] for name in expected]


def test_regression_a_group_called_all_was_taken_for_the_grand_total() -> None:
    table = pd.DataFrame({"fund": ["all", "all", "IDF"], "budget_usd": [1.0, 2.0, 4.0]})
    found = mf.total_by(table, "fund")
    assert plain(found[["fund", "total"]]) == [["IDF", 4.0], ["all", 3.0]]
    assert not grand_totals(found).any()
    renamed = table.assign(fund=table["fund"].astype("str").replace("all", "every"))
    whole = mf.total_by(renamed, "fund", grand_total=True)
    assert grand_totals(whole).tolist() == [False, False, True]
    assert grand_totals(whole.tail(2)).tolist() == [False, True]
    # Beside a grand total, or where it has every project as that has, it could not be told apart.
    with pytest.raises(mf.ColumnsError, match=r"'fund' holds 'all', .*\.replace\('all', 'every'\)"):
        mf.total_by(table, "fund", grand_total=True)
    with pytest.raises(mf.ColumnsError, match="and the group of that name has every project"):
        mf.total_by(table.head(2), "fund")
    assert not grand_totals(table).any()


def test_basis_says_what_the_figures_rest_on() -> None:
    start = {"start": pd.Timestamp("2019-01-01"), "start_precision": "year"}
    table = make_table(
        [
            {"fund": "A", "budget": 1, "currency": "USD"},
            {"fund": "A", "budget": 1, "currency": "EUR", **start},
            {"fund": "B", "budget": 1, "currency": "XXX"},
        ]
    )
    done = mf.convert_currency(table, on_missing="null")
    found = mf.total_by(done, "fund")
    source = done["budget_usd_source"].dropna().iloc[0]
    assert found["basis"].tolist() == [f"same currency; year average at start; {source}"] * 2
    lost = mf.convert_currency(table.iloc[2:], on_missing="null")
    assert mf.total_by(lost, "fund")["basis"].tolist() == ["nothing converted"]
    # What is said of one row alone is left out; other values have a basis of their own.
    words = [
        "year average at start, partial (84% of the days)",
        "year average at start, partial (over 99% of the days)",
        "nearest day to the one at start (3 days off)",
    ]
    several = done.assign(
        budget_usd_basis=pd.Categorical(words),
        budget_usd_2015=[1.0, 2.0, 3.0],
        budget_usd_2015_source="US CPI",
    )
    rules = f"nearest day to the one at start; year average at start; {source}"
    assert set(mf.total_by(several, "fund")["basis"]) == {rules}
    constant = mf.total_by(several, "fund", value="budget_usd_2015")
    assert set(constant["basis"]) == {f"{rules}; in prices of 2015; US CPI"}


def test_an_empty_table_has_the_same_shape() -> None:
    full, empty = projects(), projects().iloc[:0]
    for function in (mf.total_by_country, mf.total_by_region, mf.total_by_year):
        for describe in (False, True):
            shape = function(full, describe=describe)
            found = function(empty, describe=describe)
            assert list(found) == list(shape)
            assert len(found) == 0
            assert (found.dtypes == shape.dtypes).all()
    described = mf.duration_by(empty.assign(duration_months=1.0), "fund")
    assert list(described) == ["fund", *DURATIONS]
    assert len(described) == 0


def test_what_is_no_value_or_option() -> None:
    table = projects()
    with pytest.raises(mf.ColumnsError, match="no column 'donor'; it has 'fund'"):
        mf.total_by(table, "donor")
    bare = table.drop(columns="budget_usd")
    for function in (mf.total_by_country, mf.total_by_region, mf.total_by_year, mf.concentration):
        with pytest.raises(mf.ColumnsError, match=r"no column 'budget_usd'.*mf\.convert_currency"):
            function(bare)
    with pytest.raises(mf.ColumnsError, match="'title' must hold numbers"):
        mf.total_by(table.assign(title="x"), "fund", value="title")
    with pytest.raises(mf.ColumnsError, match=r"no column 'duration_months'.*mf\.add_duration"):
        mf.duration_by(table, "fund")
    for option, words in {
        "sort": "'by', 'total'",
        "nested": "'raise', 'parents', 'parts'",
        "repeated": "'raise', 'count'",
        "grand_total": "False, True",
        "describe": "False, True",
    }.items():
        for wrong in ("size", None, 1, ["by"]):
            with pytest.raises(mf.MigfundError, match=f"{option} must be one of {words}, not"):
                mf.total_by(table, "fund", **{option: wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["total", "n_projects", "basis", "budget_usd", "mean"])
def test_regression_keys_of_the_names_of_the_result(key: str) -> None:
    table = projects().assign(total="x", n_projects="x", basis="EUR", mean=1)
    with pytest.raises(mf.ColumnsError, match=f"'{key}' cannot be a key.*rename"):
        mf.total_by(table, key)


def slow_total(table: pd.DataFrame, key: str, value: str) -> dict[Any, tuple[Any, int, int]]:
    """Total, projects and known projects by key, with loops and sets alone."""
    groups: dict[Any, list[tuple[Any, float]]] = {}
    labels = table.get("project", table.index)
    for label, name, figure in zip(labels, table[key], table[value], strict=True):
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


@tried(10)  # tests/properties/test_totals_contract.py tries more keys and rules
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
        found = mf.total_by(rows, name)
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
    by_country = mf.total_by_country(table)
    pd.testing.assert_frame_equal(by_country, mf.total_by_country(table.iloc[order]))
    assert by_country["total"].sum() == pytest.approx(table["budget_usd"].sum())


def test_the_row_of_all_is_not_told_without_the_counts_of_the_table() -> None:
    table = pd.DataFrame({"fund": ["A", "B"], "budget_usd": [1.0, 2.0]})
    found = mf.total_by(table, "fund", grand_total=True)
    assert grand_totals(found).tolist() == [False, False, True]
    for name in ("n_projects", "n_all", "n_known", "n_all_known"):
        assert not grand_totals(found.drop(columns=name)).any()


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
        ["A", 4, 4, 12.0, 21.0, 30.0, 42.0, 60.0, None, 6, 5],
        ["B", 1, 0, None, None, None, None, None, None, 6, 5],
        [None, 1, 1, 5.0, 5.0, 5.0, 5.0, 5.0, None, 6, 5],
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
