"""Groups of rows, and their sums: exact, whatever the order of the rows."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.totals.groups import rows_of_group, sums_of


def plain(values: Any) -> list[Any]:
    return [None if pd.isna(value) else value for value in values]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.floats(-1e300, 1e300) | st.just(math.nan)), max_size=30
    ),
    st.randoms(),
)
def test_sums_are_exact_in_any_order(rows: list[tuple[int, float]], chance: Any) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    sums = []
    for some in (rows, mixed):
        group = np.array([g for g, _ in some], dtype=np.int64)
        value = np.array([v for _, v in some], dtype=float)
        sums.append(sums_of(group, value, 4))
    assert sums[0].tobytes() == sums[1].tobytes()
    for number, total in enumerate(sums[0].tolist()):
        known = [v for g, v in rows if g == number and v == v]
        if known:
            assert total == pytest.approx(math.fsum(known), rel=1e-15, abs=1e-323)
        else:
            assert math.isnan(total)


def test_regression_the_order_of_parts_does_not_show_in_the_last_digit() -> None:
    shares = np.array([0.1, 0.2, 0.3, 0.15, 0.25])
    orders = [np.random.default_rng(seed).permutation(5) for seed in range(40)]
    assert len({math.fsum(shares), *(float(sum(shares[order])) for order in orders)}) > 1
    nowhere = np.zeros(5, dtype=np.int64)
    assert {sums_of(nowhere, shares[order], 1)[0] for order in orders} == {1.0}


KEYS = [
    ([True, False, True, None, True], object),
    ([2019.5, 2020.0, 2019.5, None, 2019.5], "float64"),
    ([7, 8, 7, None, 7], "Int16"),
    (["b", "a", "b", None, "b"], "category"),
    (["2019-01-02", "2019-01-01", "2019-01-02", None, "2019-01-02"], "datetime64[s]"),
]


@pytest.mark.parametrize(("cells", "kind"), KEYS)
def test_kinds_of_keys(cells: list[Any], kind: Any) -> None:
    table = pd.DataFrame({"key": pd.Series(cells, dtype=kind), "budget_usd": [1.0, 2, 4, 8, None]})
    found = mf.total_by(table, "key", grand_total=True)
    # Rows 0, 2 and 4 have one key, row 1 another one; which comes first depends on the kind.
    turned = slice(None) if kind in ("float64", "Int16") else slice(None, None, -1)
    assert plain(found["total"]) == [*[5, 2][turned], 8, 15]
    assert found["n_projects"].tolist() == [*[3, 1][turned], 1, 5]
    assert found["key"].isna().tolist() == [False, False, True, False]
    # Each group's rows are found by the key as the totals have it, also where it is text there.
    rows = [rows_of_group(table, ["key"], [key]).tolist() for key in found["key"]]
    assert rows == [*[[0, 2, 4], [1]][turned], [3], [0, 1, 2, 3, 4]]


def test_rows_of_a_group() -> None:
    table = pd.DataFrame(
        {"fund": ["IDF", "all", "IDF", None], "year": [2019, 2019, 2020, 2020]}, index=list("wxyz")
    )
    both = ["fund", "year"]
    assert rows_of_group(table, both, ["IDF", 2019]).tolist() == [0]
    assert rows_of_group(table, both, ["IDF", "2020"]).tolist() == [2]
    assert rows_of_group(table, both, [None, 2020]).tolist() == [3]
    assert rows_of_group(table, both, ["IDF", "all"]).tolist() == [0, 2]
    # A group may be called "all".
    assert rows_of_group(table, both, ["all", "all"]).tolist() == [1]
    with pytest.raises(mf.ColumnsError, match=r"no row has the year 2021; there is '2019', '2020'"):
        rows_of_group(table, both, ["IDF", 2021])
    with pytest.raises(mf.ColumnsError, match=r"no column 'donor'.*split as it was then"):
        rows_of_group(table, ["donor"], ["IDF"])
    lists = pd.Series([["LDC"], [], ["SIDS", "LDC"]], dtype=mf.schema.TEXT_LIST)
    groups = pd.DataFrame({"groups": lists})
    assert rows_of_group(groups, ["groups"], ["LDC"]).tolist() == [0, 2]
    assert rows_of_group(groups, ["groups"], [None]).tolist() == [1]


@pytest.mark.parametrize("by", [["kind", "fund"], ["fund", "kind"]])
def test_every_category_of_one_key_with_what_occurs_of_another(by: list[str]) -> None:
    kinds = pd.Categorical(["small", "large", "small"], categories=["small", "none", "large"])
    table = pd.DataFrame({"fund": list("BAB"), "kind": kinds, "budget_usd": [1.0, 2.0, 4.0]})
    totals = mf.total_by(table, by).set_index(["fund", "kind"])
    assert {key: plain(row) for key, *row in totals[["total", "n_projects"]].itertuples()} == {
        ("A", "small"): [None, 0],
        ("A", "none"): [None, 0],
        ("A", "large"): [2.0, 1],
        ("B", "small"): [5.0, 2],
        ("B", "none"): [None, 0],
        ("B", "large"): [None, 0],
    }


def test_years_are_missing_without_dates() -> None:
    table = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [1.0, 2.0]})
    described = mf.total_by(table, "fund", describe=True)
    for column in ("first_year", "last_year"):
        assert described[column].dtype == "Int64"
        assert described[column].isna().all()


def test_a_group_that_stands_twice_in_a_list_counts_once() -> None:
    lists = pd.Series([["LDC", "LDC"], ["SIDS", "LDC"]], dtype=mf.schema.TEXT_LIST)
    with pytest.warns(mf.OverlapWarning, match="overlap"):
        found = mf.total_by(pd.DataFrame({"groups": lists, "budget_usd": [1.0, 2.0]}), "groups")
    assert found[["groups", "total", "n_projects"]].to_numpy().tolist() == [
        ["LDC", 3.0, 2],
        ["SIDS", 2.0, 1],
    ]


@pytest.mark.parametrize("by", [[], ["fund", "fund"], None, 5, {"fund": 1}, [["fund"]], [5]])
def test_regression_keys_that_are_none_were_refused_in_other_words(by: Any) -> None:
    table = pd.DataFrame({"fund": ["IDF"], "budget_usd": [1.0], "duration_months": [1.0]})
    for function in (mf.total_by, mf.duration_by, mf.crosstab, mf.concentration):
        with pytest.raises(mf.ColumnsError, match="by must name one column, or several"):
            function(table, by)


def test_values_that_cannot_be_grouped() -> None:
    table = pd.DataFrame({"budget_usd": [1.0, 2.0]})
    lists = table.assign(countries=pd.Series([["ARM"], ["GEO"]], dtype=mf.schema.TEXT_LIST))
    with pytest.raises(mf.ColumnsError, match=r"'countries' holds lists, .*split_by_country"):
        mf.total_by(lists, "countries")
    twice = lists.rename(columns={"countries": "a"}).assign(b=lists["countries"])
    with pytest.raises(mf.ScopeError, match="only one key can be of groups that overlap, not 2"):
        mf.total_by(twice, ["a", "b"])
    for cells in ([["ARM"], ["GEO"]], [{"a": 1}, None], [1 + 2j, 2]):
        odd = table.assign(key=pd.Series(cells, dtype=object))
        with pytest.raises(mf.ColumnsError, match=r"'key' cannot be a key: .*\.map\(str\)"):
            mf.total_by(odd, "key")
        assert len(mf.total_by(odd.assign(key=odd["key"].map(str)), "key")) == 2
