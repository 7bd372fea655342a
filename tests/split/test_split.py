from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.codelists import codelist
from migfund.split.rows import budget_columns

CODES = sorted(codelist("countries")["iso3"])
LISTS = pd.ArrowDtype(pa.list_(pa.string()))


def table_of(*countries: Any, **columns: Any) -> pd.DataFrame:
    lists = pd.Series(list(countries), dtype=object)
    return pd.DataFrame({"countries": lists, "budget": [1200.0] * len(lists), **columns})


def cells(table: pd.DataFrame) -> list[list[Any]]:
    return table[["country", "share", "budget"]].to_numpy().tolist()


def test_equal_shares_and_the_unallocated_row() -> None:
    done = mf.split_by_country(table_of(["ARM", "GEO", "MDA", "UKR"], [], ["KEN"], None))
    assert cells(done) == [
        ["ARM", 0.25, 300.0],
        ["GEO", 0.25, 300.0],
        ["MDA", 0.25, 300.0],
        ["UKR", 0.25, 300.0],
        ["unallocated", 1.0, 1200.0],
        ["KEN", 1.0, 1200.0],
        ["unallocated", 1.0, 1200.0],
    ]
    assert done.index.tolist() == [0, 0, 0, 0, 1, 2, 3]
    assert done["country"].dtype == "str"


def test_shares_of_the_table() -> None:
    shares = pd.Series([[0.75, 0.25], None, [], [1.0, 0.0]], dtype=object)
    table = table_of(["GEO", "ARM"], ["KEN", "UGA"], ["KEN", "UGA"], ["ALB", "SRB"])
    done = mf.split_by_country(table.assign(country_shares=shares))
    assert done["share"].tolist() == [0.75, 0.25, 0.5, 0.5, 0.5, 0.5, 1.0, 0.0]
    assert done["budget"].tolist() == [900, 300, 600, 600, 600, 600, 1200, 0]


@pytest.mark.parametrize(
    "kind",
    [list, tuple, np.array, lambda x: np.array(x, dtype=object)],
    ids=["list", "tuple", "array", "object array"],
)
def test_kinds_of_lists(kind: Any) -> None:
    table = table_of(kind(["ARM", "GEO"]), kind([]), kind(["KEN"]))
    table["country_shares"] = pd.Series([kind([0.25, 0.75]), None, None], dtype=object)
    assert cells(mf.split_by_country(table)) == [
        ["ARM", 0.25, 300.0],
        ["GEO", 0.75, 900.0],
        ["unallocated", 1.0, 1200.0],
        ["KEN", 1.0, 1200.0],
    ]


def test_arrow_lists_also_of_a_part_of_a_table() -> None:
    table = table_of(["KEN"], ["ARM", "GEO"], [], None, ["MDA"]).astype({"countries": LISTS})
    table["country_shares"] = pd.array(
        pa.array([[1.0], [0.25, 0.75], None, [], None], type=pa.list_(pa.float64())),
        dtype=pd.ArrowDtype(pa.list_(pa.float64())),
    )
    done = mf.split_by_country(table.iloc[1:])
    assert done["country"].tolist() == ["ARM", "GEO", "unallocated", "unallocated", "MDA"]
    assert done["share"].tolist() == [0.25, 0.75, 1, 1, 1]
    assert done["countries"].dtype == LISTS


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ([0.5], "1 shares for 2 countries"),
        ([0.5, 0.4], r"shares \[0\.5, 0\.4\] add up to 0\.9"),
        ([0.7, 0.7], r"add up to 1\.4"),
        ([1.5, -0.5], r"shares \[1\.5, -0\.5\]"),
        ([50, 50], "add up to 100"),
        ([0.5, None], r"shares \[0\.5, nan\]"),
        ("half", "'half' is no list of numbers"),
        (["half", "half"], "is no list of numbers"),
        (0.5, "0.5 is no list of numbers"),
    ],
)
def test_bad_shares(shares: object, reason: str) -> None:
    table = table_of(["KEN"], ["ARM", "GEO"])
    table["country_shares"] = pd.Series([None, shares], dtype=object)
    with pytest.raises(mf.PlaceError, match=f"1 projects have shares .* row 1: .*{reason}"):
        mf.split_by_country(table)


def test_shares_without_countries() -> None:
    table = table_of([]).assign(country_shares=pd.Series([[1.0]], dtype=object))
    with pytest.raises(mf.PlaceError, match="1 shares for 0 countries"):
        mf.split_by_country(table)


def test_a_country_that_stands_twice() -> None:
    table = table_of(["KEN"], ["ARM", "GEO", "ARM"]).assign(source=["a.txt", "b.txt"])
    with pytest.raises(mf.PlaceError, match=r"1 countries stand twice .* row 1 \(b.txt\): ARM"):
        mf.split_by_country(table)


def test_labels_that_stand_twice() -> None:
    table = table_of(["KEN"], ["ARM"]).set_axis([7, 7], axis=0)
    with pytest.raises(mf.ScopeError, match=r"stand more than once: 7. Give each project its own"):
        mf.split_by_country(table)


def test_taken_and_missing_columns() -> None:
    with pytest.raises(mf.ColumnsError, match="already has 'country'"):
        mf.split_by_country(table_of(["KEN"]).assign(country="KEN"))
    with pytest.raises(mf.ColumnsError, match="already has 'share'"):
        mf.split_by_country(table_of(["KEN"]).assign(share=1))
    with pytest.raises(mf.ColumnsError, match="already has 'split_rule'"):
        mf.split_by_country(table_of(["KEN"]).assign(split_rule="ours"))
    with pytest.raises(mf.ColumnsError, match="no column 'countries'"):
        mf.split_by_country(pd.DataFrame({"budget": [1.0]}))
    with pytest.raises(mf.ColumnsError, match="no column 'budget_usd'"):
        mf.split_by_country(table_of(["KEN"]), value="budget_usd")
    with pytest.raises(mf.ColumnsError, match="'title' must hold numbers"):
        mf.split_by_country(table_of(["KEN"]).assign(title="Open"), value="title")


def test_which_columns_are_split() -> None:
    table = table_of(
        ["ARM", "GEO"],
        budget_usd=[10],
        budget_text="USD 10",
        duration_months=[9.0],
        commitment=[8.0],
        budget_known=[True],
    )
    assert budget_columns(table) == ["budget", "budget_usd"]
    done = mf.split_by_country(table)
    assert done["budget_usd"].tolist() == [5.0, 5.0]
    assert done["duration_months"].tolist() == [9.0, 9.0]
    assert done["commitment"].tolist() == [8.0, 8.0]
    assert done["budget_known"].tolist() == [True, True]
    one = mf.split_by_country(table, value="commitment")
    assert (one["commitment"].tolist(), one["budget"].tolist()) == ([4.0, 4.0], [1200.0, 1200.0])
    two = mf.split_by_country(table, value=["commitment", "budget"])
    assert (two["commitment"].tolist(), two["budget"].tolist()) == ([4.0, 4.0], [600.0, 600.0])
    none = mf.split_by_country(table, value=[])
    assert none["budget"].tolist() == [1200.0, 1200.0]


def test_missing_budgets_stay_missing() -> None:
    table = table_of(["ARM", "GEO"], []).assign(budget=pd.array([None, 3], dtype="Int64"))
    assert mf.split_by_country(table)["budget"].isna().tolist() == [True, True, False]


def test_labels_order_other_columns_and_the_input_are_kept() -> None:
    table = table_of(["UKR", "ARM"], [], ["KEN"], title=["b", "c", "a"])
    table.index = pd.Index(["z", "a", "m"], name="key")
    before = table.copy(deep=True)
    done = mf.split_by_country(table)
    assert done.index.tolist() == ["z", "z", "a", "m"]
    assert done.index.name == "key"
    assert done["title"].tolist() == ["b", "b", "c", "a"]
    assert list(done) == [*table.columns, "country", "share", "split_rule"]
    pd.testing.assert_frame_equal(table, before)


def test_an_empty_table() -> None:
    done = mf.split_by_country(table_of())
    assert list(done) == ["countries", "budget", "country", "share", "split_rule"]
    assert len(done) == 0
    assert done["share"].dtype == np.float64


@st.composite
def projects(draw: st.DrawFn) -> pd.DataFrame:
    lists, shares, budgets = [], [], []
    for _ in range(draw(st.integers(1, 4))):
        lists.append(draw(st.lists(st.sampled_from(CODES), unique=True, max_size=30)))
        weights = draw(
            st.lists(st.integers(0, 9), min_size=len(lists[-1]), max_size=len(lists[-1]))
        )
        # Shares as people write them: rounded to seven places.
        stated = [round(w / sum(weights), 7) for w in weights] if sum(weights) else None
        own = stated is not None and abs(sum(stated) - 1) < 9e-7 and draw(st.booleans())
        shares.append(stated if own else None)
        budgets.append(draw(st.integers(0, 10**11)) / 100)
    return pd.DataFrame(
        {
            "countries": pd.Series(lists, dtype=object),
            "country_shares": pd.Series(shares, dtype=object),
            "budget": budgets,
        }
    )


@given(projects())
def test_the_parts_sum_to_the_whole_to_the_cent(table: pd.DataFrame) -> None:
    done = mf.split_by_country(table)
    for label, countries in table["countries"].items():
        parts = done.loc[[label]]
        assert parts["country"].tolist() == (countries or ["unallocated"])
        assert sum(parts["share"]) == pytest.approx(1, abs=1e-12)
        assert round(sum(parts["budget"]), 2) == table.loc[label, "budget"]


def test_regression_rounded_shares_lose_nothing() -> None:
    # 3 × 0.3333333 of 100 million left ten dollars out.
    table = table_of(["ARM", "GEO", "MDA"]).assign(budget=1e8)
    table["country_shares"] = pd.Series([[0.3333333] * 3], dtype=object)
    assert mf.split_by_country(table)["budget"].sum() == pytest.approx(1e8, abs=0.001)


def test_regression_a_column_such_as_budget_year_is_not_divided() -> None:
    table = pd.DataFrame(
        {"countries": [["ARM", "GEO"]], "budget_usd": [10.0], "budget_year": [2020]}
    )
    parts = mf.split_by_country(table)
    assert parts["budget_usd"].tolist() == [5.0, 5.0]
    assert parts["budget_year"].tolist() == [2020, 2020]
