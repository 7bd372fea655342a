"""What a sceptical reader would try on splits: wrong codes, percentages, both orders, problems."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import migfund as mf


def table(*lists: Any, shares: Any = None, **columns: Any) -> pd.DataFrame:
    projects = pd.DataFrame({"countries": pd.Series(list(lists), dtype=object), "budget": 1200.0})
    if shares is not None:
        projects["country_shares"] = pd.Series(list(shares), dtype=object)
    return projects.assign(**columns)


def dated() -> pd.DataFrame:
    projects = table(["ARM", "GEO"], ["KEN"], [], ["ARM"])
    projects["budget_usd"] = [1000.0, 500.0, 70.0, None]
    projects["start"] = pd.to_datetime(["2019-07-01", "2020-01-01", "2020-02-01", None])
    projects["end"] = pd.to_datetime(["2021-06-30", "2022-12-31", "2020-11-30", "2021-12-31"])
    return projects.assign(start_precision="day", end_precision=["month", "year", "day", "day"])


@pytest.mark.parametrize("code", ["arm", "AM", "Armenia", "XXX", "unallocated", "not found"])
def test_regression_a_code_that_is_no_countrys_was_a_country_of_its_own(code: str) -> None:
    with pytest.raises(mf.PlaceError, match=f"1 country codes are not ISO .*row 1: {code}"):
        mf.split_by_country(table(["KEN"], ["GEO", code]))


@pytest.mark.parametrize("rule", ["equal", "weights", "full", "primary"])
def test_percentages_in_the_place_of_shares_do_not_multiply_the_budget(rule: str) -> None:
    weights = pd.Series({"ARM": 1.0, "GEO": 1.0}) if rule == "weights" else None
    projects = table(["ARM", "GEO"], shares=[[60, 40]])
    done = mf.split_by_country(projects, rule=rule, weights=weights)
    assert done["budget"].max() <= 1200
    with pytest.raises(mf.PlaceError, match="add up to 100"):
        mf.split_by_country(projects, rebase=0.99)


def test_problems_name_the_column_at_fault_once_a_project() -> None:
    projects = table(["ARM", "UGA"], ["BEL"], [], countries_text=["Armenia, Uganda", "B", ""])
    projects = projects.assign(source="a.csv", start=pd.NaT, start_precision=None)
    projects = projects.assign(end=pd.NaT, end_precision=None)
    kept = mf.split_by_country(
        projects,
        rule="weights",
        weights=pd.Series({"ARM": 1.0}),
        roles={"BEL": "donor"},
        on_invalid="unallocated",
    )
    found = mf.problems(mf.split_by_year(kept)).sort_index()
    assert found.index.tolist() == [0, 1]
    assert found[["source", "field", "text", "reason"]].to_numpy().tolist() == [
        ["a.csv", "countries", "Armenia, Uganda", "unallocated by country: no weight of 'UGA'"],
        [
            *("a.csv", "countries", "B"),
            "unallocated by country: no recipient is among its countries",
        ],
    ]
    short = mf.split_by_country(
        table(["ARM", "GEO"], shares=[[0.5, 0.4]]), on_invalid="unallocated"
    )
    assert mf.problems(short)["field"].tolist() == ["country_shares"]
    assert len(mf.problems(mf.split_by_country(table([], ["ARM"])))) == 0


def test_full_and_year_in_either_order_are_full_under_each_country() -> None:
    one = mf.split_by_year(mf.split_by_country(dated(), rule="full"), value="budget_usd")
    other = mf.split_by_country(
        mf.split_by_year(dated(), value="budget_usd"), value="budget_usd", rule="full"
    )
    for split in (one, other):
        totals = mf.total_by(split, "country", value="budget_usd", grand_total=True)
        assert totals["country"].tolist() == ["ARM", "GEO", "KEN", "unallocated", "all"]
        assert totals["total"].tolist() == pytest.approx([1000, 1000, 500, 70, np.nan], nan_ok=True)
        with pytest.raises(mf.ScopeError, match="rule 'full'"):
            mf.total_by(split, "calendar_year", value="budget_usd")
        cells = mf.total_by(split, ["country", "calendar_year"], value="budget_usd")
        assert cells["total"].sum() == pytest.approx(2570)


@pytest.mark.parametrize("first", ["country", "year"])
def test_negative_bounds_stay_around_their_value_also_when_rounded(first: str) -> None:
    projects = table(["ARM", "GEO", "KEN", "UGA"], [])
    projects = projects.assign(
        budget=[-100.01, -7.77],
        start=pd.to_datetime(["2019-01-01"] * 2),
        start_precision="year",
        end=pd.to_datetime(["2021-12-31"] * 2),
        end_precision="year",
    )
    if first == "country":
        done = mf.split_by_year(mf.split_by_country(projects, decimals=2), decimals=2)
    else:
        done = mf.split_by_country(mf.split_by_year(projects, decimals=2), decimals=2)
    assert (done["budget_low"] <= done["budget"]).all()
    assert (done["budget"] <= done["budget_high"]).all()
    assert (done["budget_high"] <= 0).all()
    cents = done["budget"].mul(100).round().groupby(level=0).sum()
    assert cents.tolist() == [-10001, -777]


def test_a_donor_needs_no_weight() -> None:
    weights = pd.Series({"ARM": 1.0})
    done = mf.split_by_country(
        table(["ARM", "DEU"]), rule="weights", weights=weights, roles={"DEU": "donor"}
    )
    assert done["country"].tolist() == ["ARM"]
