from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.totals.concentration import lorenz_curve


def totals(values: list[Any], keys: list[Any] | None = None, **more: Any) -> pd.DataFrame:
    keys = [f"F{n}" for n in range(len(values))] if keys is None else keys
    table = pd.DataFrame(
        {"fund": pd.array(keys, dtype="str"), "total": pd.Series(values, dtype=float)}
    )
    share = table["total"] / table["total"].sum()
    standard = {"n_known": 1, "share_of_total": share, "currency": "USD", "n_all": 9}
    return table.assign(n_projects=1, **{**standard, "n_all_known": 9, **more})


def values(found: pd.DataFrame) -> dict[str, float]:
    return dict(zip(found["measure"], found["value"], strict=True))


def test_by_hand() -> None:
    # Shares 0.1, 0.2, 0.3, 0.4. Gini: (-3*1 - 1*2 + 1*3 + 3*4) / (4 * 10) = 10 / 40.
    found = mf.concentration(totals([30.0, 10.0, 40.0, 20.0]), top=(1, 3, 9))
    assert list(found) == ["measure", "value", "n_groups", "n_known", "excluded"]
    assert values(found) == pytest.approx(
        {
            "top_1_share": 0.4,
            "top_3_share": 0.9,
            "top_9_share": 1.0,
            "herfindahl": 0.01 + 0.04 + 0.09 + 0.16,
            "effective_number": 1 / 0.3,
            "gini": 0.25,
        }
    )
    assert found["n_groups"].tolist() == [4] * 6
    assert found["n_known"].tolist() == [4] * 6
    assert found["excluded"].tolist() == ["none"] * 6


def test_gini_is_half_the_mean_difference_over_the_mean() -> None:
    x = np.array([5.0, 0.0, 12.5, 3.0, 3.0])
    by_pairs = np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())
    assert values(mf.concentration(totals(x.tolist())))["gini"] == pytest.approx(by_pairs)


def test_a_zero_is_a_group_and_an_unknown_total_is_none() -> None:
    found = mf.concentration(totals([6.0, 0.0, None]), top=[1])
    assert (found["n_groups"].iloc[0], found["n_known"].iloc[0]) == (3, 2)
    assert values(found) == {
        "top_1_share": 1.0,
        "herfindahl": 1.0,
        "effective_number": 1.0,
        "gini": 0.5,
    }


def test_what_is_in_no_group_is_left_out_and_named() -> None:
    projects = pd.DataFrame(
        {"fund": ["ARM", "GEO", "unallocated", None], "budget_usd": [60.0, 20.0, 15.0, 5.0]}
    )
    table = mf.total_by(projects, "fund", grand_total=True)
    found = mf.concentration(table, top=[1])
    assert values(found)["top_1_share"] == 0.75
    assert found["n_groups"].iloc[0] == 2
    assert found["excluded"].iloc[0] == (
        "unallocated: 15 USD, 15.0% of all; no fund: 5 USD, 5.0% of all"
    )
    unknown = totals([60.0, None], ["ARM", "unallocated"])
    assert mf.concentration(unknown)["excluded"].iloc[0] == "unallocated: no known total"


def test_nothing_known_is_missing_and_so_are_zeros() -> None:
    for figures in ([None, None], [0.0, 0.0], []):
        found = mf.concentration(totals(figures))
        assert found["value"].isna().all()
        assert len(found) == 7
    # A share of nothing is none.
    nothing = totals([0.0, 0.0], ["ARM", "unallocated"])
    assert mf.concentration(nothing)["excluded"].iloc[0] == "unallocated: 0 USD"


def test_a_project_table_is_split_and_totalled() -> None:
    projects = pd.DataFrame(
        {"countries": [["ARM", "GEO"], ["ARM"], []], "budget_usd": [100.0, 50.0, 7.0]}
    )
    before = projects.copy(deep=True)
    found = mf.concentration(projects)
    assert values(found)["top_1_share"] == pytest.approx(2 / 3)
    pd.testing.assert_frame_equal(projects, before)
    for same in (
        mf.split_by_country(projects),
        mf.total_by_country(projects),
        mf.total_by_country(projects, grand_total=True, sort="total"),
    ):
        pd.testing.assert_frame_equal(mf.concentration(same), found)
    funds = projects.assign(fund=["IDF", "IDF", "MPF"])
    assert values(mf.concentration(funds, by="fund"))["top_1_share"] == pytest.approx(150 / 157)


def test_what_is_refused() -> None:
    with pytest.raises(mf.ScopeError, match=r"1 totals are negative.*F1: -2\.00"):
        mf.concentration(totals([1.0, -2.0]))
    with pytest.raises(mf.ColumnsError, match="1 of 2 rows have an infinite total"):
        mf.concentration(totals([1.0, float("inf")]))
    with pytest.raises(mf.ScopeError, match=r"different currencies.*'USD', 'EUR'"):
        mf.concentration(totals([1.0, 2.0]).assign(currency=["USD", "EUR"]))
    table = pd.DataFrame({"fund": ["A"], "year": [1], "budget_usd": [1.0]})
    for rows in (mf.total_by(table, ["fund", "year"]), table):
        with pytest.raises(mf.ScopeError, match="over one key, not 'fund', 'year'"):
            mf.concentration(rows, by=["fund", "year"])  # type: ignore[arg-type]
    with pytest.raises(mf.ScopeError, match="these totals are by 'fund', not by 'region'"):
        mf.concentration(totals([1.0]), "region")
    with pytest.raises(mf.ScopeError, match="1 rows repeat a group: 'A'"):
        mf.concentration(totals([1.0, 2.0], ["A", "A"]))
    with pytest.raises(mf.ColumnsError, match=r"no column 'budget_usd'.*Convert first, mf\."):
        mf.concentration(pd.DataFrame({"fund": ["A"]}), by="fund")
    for wrong in ([0], [1.5], [True], "3"):
        with pytest.raises(mf.MigfundError, match="whole numbers from 1"):
            mf.concentration(totals([1.0]), top=wrong)  # type: ignore[arg-type]


def test_regression_a_project_table_with_columns_title_and_total_was_taken_for_totals() -> None:
    table = pd.DataFrame(
        {
            "title": ["A", "B", "C"],
            "total": [1.0, 1.0, 8.0],
            "fund": ["IDF", "IDF", "MPF"],
            "budget_usd": [30.0, 30.0, 40.0],
        }
    )
    assert values(mf.concentration(table, "fund", top=[1]))["top_1_share"] == 0.6
    bare = table.drop(columns="budget_usd")
    with pytest.raises(mf.ColumnsError, match=r"no column 'budget_usd'"):
        mf.concentration(bare, "fund")
    own = bare.rename(columns={"total": "grant"})
    assert values(mf.concentration(own, "fund", value="grant", top=[1]))["top_1_share"] == 0.8


@pytest.mark.parametrize("kind", ["object", "category"])
def test_overlapping_totals_are_refused(kind: str) -> None:
    projects = pd.DataFrame({"countries": [["ARM", "GEO"]], "budget_usd": [5.0]})
    full = mf.split_by_country(projects, rule="full")
    for table in (full, mf.total_by(full, "country")):
        table["split_rule"] = table["split_rule"].astype(kind)
        with pytest.raises(mf.ScopeError, match=r"rule 'full'.*Split in shares instead"):
            mf.concentration(table)


def test_regression_groups_that_overlap_were_refused_as_rule_full() -> None:
    lists = pd.Series([["LDC", "SIDS"], ["LDC"]], dtype=mf.schema.TEXT_LIST)
    table = pd.DataFrame({"groups": lists, "budget_usd": [1.0, 2.0]})
    with pytest.raises(mf.ScopeError, match="groups overlap: a project counts in each") as caught:
        mf.concentration(table, "groups")
    assert "full" not in str(caught.value)
    with pytest.warns(mf.OverlapWarning, match="overlap"):
        found = mf.total_by(table, "groups")
    with pytest.raises(mf.ScopeError, match="groups overlap: a project counts in each"):
        mf.concentration(found)


def test_regression_a_group_called_all_vanished() -> None:
    table = pd.DataFrame({"fund": ["all", "IDF", "MPF"], "budget_usd": [6.0, 3.0, 1.0]})
    found = mf.concentration(table, "fund", top=[1])
    assert (found["n_groups"].iloc[0], values(found)["top_1_share"]) == (3, 0.6)
    pd.testing.assert_frame_equal(mf.concentration(mf.total_by(table, "fund"), top=[1]), found)


amounts = st.lists(st.floats(0, 1e9).map(lambda x: round(x, 2)), min_size=1, max_size=20)


@given(amounts, st.floats(1e-3, 1e3), st.randoms(use_true_random=False))
def test_neither_scale_nor_order_matters(figures: list[float], scale: float, random: Any) -> None:
    found = mf.concentration(totals(figures))["value"].to_numpy()
    scaled = mf.concentration(totals([x * scale for x in figures]))["value"].to_numpy()
    np.testing.assert_allclose(scaled, found, rtol=1e-9, atol=1e-12)
    mixed = list(figures)
    random.shuffle(mixed)
    np.testing.assert_allclose(
        mf.concentration(totals(mixed))["value"].to_numpy(), found, rtol=1e-9, atol=1e-12
    )


@given(amounts.filter(any))
def test_bounds(figures: list[float]) -> None:
    n = len(figures)
    found = values(mf.concentration(totals(figures), top=(1, 2, 3)))
    slack = 1e-9
    assert 1 / n - slack <= found["top_1_share"] <= found["top_2_share"] <= found["top_3_share"]
    assert found["top_3_share"] <= 1 + slack
    assert 1 / n - slack <= found["herfindahl"] <= 1 + slack
    assert 1 - slack <= found["effective_number"] <= n + slack
    assert 0 <= found["gini"] <= 1 - 1 / n + slack


@given(st.floats(0.01, 1e9), st.integers(1, 30))
def test_equal_groups_have_no_inequality(amount: float, n: int) -> None:
    found = values(mf.concentration(totals([amount] * n)))
    assert found["gini"] == pytest.approx(0, abs=1e-12)
    assert found["herfindahl"] == pytest.approx(1 / n)
    assert found["effective_number"] == pytest.approx(n)


def test_a_lorenz_curve_of_less_than_one() -> None:
    groups, money = lorenz_curve(np.array([0.375, 0.125]))
    assert (groups.tolist(), money.tolist()) == ([0, 0.5, 1], [0, 0.25, 1])
