"""The same budgets by several policies."""

import numpy as np
import pandas as pd
import pytest

import migfund as mf

POLICIES = {"day": "start", "period": {"at": "period"}}


@pytest.fixture
def rates() -> mf.Rates:
    """Give 1.00, 1.50 and 2.00 USD for a euro on three days."""
    days = pd.date_range("2020-01-06", periods=3)
    table = pd.DataFrame({"USD": [1.0, 1.5, 2.0]}, index=days)
    return mf.Rates(table, base="EUR", source="example", as_of=days[-1].date(), licence="none")


@pytest.fixture
def projects() -> pd.DataFrame:
    """Give one project with both dates, one without an end, one in dollars, one without budget."""
    return pd.DataFrame(
        {
            "fund": ["A", "A", "B", None],
            "budget": [100.0, 10.0, 7.0, None],
            "currency": ["EUR", "EUR", "USD", "EUR"],
            "start": pd.to_datetime(["2020-01-06", "2020-01-07", None, "2020-01-06"]),
            "end": pd.to_datetime(["2020-01-08", None, None, "2020-01-08"]),
            "start_precision": "day",
            "end_precision": "day",
        },
        index=["w", "x", "y", "z"],
    )


def test_a_row_a_project(projects: pd.DataFrame, rates: mf.Rates) -> None:
    before = projects.copy(deep=True)
    compared = mf.compare_conversions(projects, policies=POLICIES, rates=rates)
    assert list(compared.columns) == ["currency", "day", "period", "spread_percent"]
    assert compared.index.tolist() == ["w", "x", "y", "z"]
    # By hand: 100 x 1.00 on the first day, 100 x (1 + 1.5 + 2) / 3 over the period.
    np.testing.assert_allclose(compared["day"], [100, 15, 7, np.nan])
    np.testing.assert_allclose(compared["period"], [150, np.nan, 7, np.nan])
    np.testing.assert_allclose(compared["spread_percent"], [50, np.nan, 0, np.nan])
    one = mf.compare_conversions(projects.assign(budget=1.0), policies=POLICIES, rates=rates)
    np.testing.assert_allclose(one["spread_percent"], [50, np.nan, 0, 50])
    pd.testing.assert_frame_equal(projects, before)


def test_a_column_is_what_convert_currency_gives(projects: pd.DataFrame, rates: mf.Rates) -> None:
    compared = mf.compare_conversions(
        projects, policies={"end": "end", "fixed": "2020-01-07"}, rates=rates
    )
    for name, at in (("end", "end"), ("fixed", "2020-01-07")):
        one = mf.convert_currency(projects, at=at, rates=rates, on_missing="null")["budget_usd"]
        np.testing.assert_array_equal(compared[name], one)


def test_a_policy_may_have_its_own_rates(projects: pd.DataFrame, rates: mf.Rates) -> None:
    compared = mf.compare_conversions(
        projects.iloc[:1], policies={"mine": {"rates": rates}, "ecb": "start"}
    )
    assert compared["mine"].iloc[0] == 100
    assert compared["ecb"].iloc[0] == pytest.approx(100 * 1.1194)  # 6 January 2020


def test_groups_rest_on_the_projects_that_every_policy_converts(
    projects: pd.DataFrame, rates: mf.Rates
) -> None:
    compared = mf.compare_conversions(projects, policies=POLICIES, by="fund", rates=rates)
    assert compared["fund"].isna().tolist() == [False, False, True]
    assert compared["n_projects"].tolist() == [2, 1, 1]
    assert compared["n_known"].tolist() == [1, 1, 0]
    assert compared["n_all"].tolist() == [4, 4, 4]
    assert compared["n_all_known"].tolist() == [2, 2, 2]
    # "x" is known by the day alone, so it is in neither sum.
    np.testing.assert_allclose(compared["day"], [100, 7, np.nan])
    np.testing.assert_allclose(compared["period"], [150, 7, np.nan])
    np.testing.assert_allclose(compared["spread_percent"], [50, 0, np.nan])


def test_a_converted_table_is_compared_as_it_is(projects: pd.DataFrame, rates: mf.Rates) -> None:
    converted = mf.convert_currency(projects, rates=rates, on_missing="null")
    pd.testing.assert_frame_equal(
        mf.compare_conversions(converted, policies=POLICIES, rates=rates),
        mf.compare_conversions(projects, policies=POLICIES, rates=rates),
    )


def test_a_negative_or_zero_budget(rates: mf.Rates) -> None:
    rows = pd.DataFrame(
        {
            "budget": [-100.0, 0.0],
            "currency": "EUR",
            "start": pd.to_datetime(["2020-01-06"] * 2),
            "start_precision": "day",
        }
    )
    compared = mf.compare_conversions(rows, policies={"a": "start", "b": "2020-01-08"}, rates=rates)
    assert compared["spread_percent"].iloc[0] == 100
    assert pd.isna(compared["spread_percent"].iloc[1])


def test_one_policy_and_no_rows(projects: pd.DataFrame, rates: mf.Rates) -> None:
    one = mf.compare_conversions(projects, policies={"day": "start"}, rates=rates)
    assert one["spread_percent"].isna().all()
    for by in (None, "fund"):
        empty = mf.compare_conversions(projects.iloc[:0], policies=POLICIES, by=by, rates=rates)
        assert len(empty) == 0
        assert empty["day"].dtype == "float64"


@pytest.mark.parametrize("policies", [{}, ["start"], "start"])
def test_policies_must_be_named(projects: pd.DataFrame, policies: object) -> None:
    with pytest.raises(mf.MigfundError, match="policies must name one or more ways"):
        mf.compare_conversions(projects, policies=policies)  # type: ignore[arg-type]


def test_what_a_policy_may_not_say(projects: pd.DataFrame) -> None:
    with pytest.raises(mf.MigfundError, match="policy 'a' has 'on_missing'; a policy may have"):
        mf.compare_conversions(projects, policies={"a": {"on_missing": "raise"}})
    with pytest.raises(mf.ColumnsError, match="'n_known' cannot be a policy's name"):
        mf.compare_conversions(projects, policies={"n_known": "start"})
    with pytest.raises(mf.ColumnsError, match="'fund' cannot be a policy's name"):
        mf.compare_conversions(projects, policies={"fund": "start"}, by="fund")
    with pytest.raises(mf.DateError, match="at='begin' is no policy"):
        mf.compare_conversions(projects, policies={"a": "begin"})
