"""The rules of split_by_country, on tables worked out by hand."""

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


def rows(split: pd.DataFrame) -> list[tuple[Any, ...]]:
    columns = ("country", "share", "budget", "split_rule")
    return list(split[[*columns]].itertuples(index=False, name=None))


def test_without_a_rule_stated_shares_count_and_equal_ones_elsewhere() -> None:
    projects = table(["ARM", "GEO"], ["KEN", "UGA"], [], shares=[[0.75, 0.25], None, None])
    assert rows(mf.split_by_country(projects)) == [
        ("ARM", 0.75, 900.0, "shares by country"),
        ("GEO", 0.25, 300.0, "shares by country"),
        ("KEN", 0.5, 600.0, "equal by country"),
        ("UGA", 0.5, 600.0, "equal by country"),
        ("unallocated", 1.0, 1200.0, "unallocated by country: no country is stated"),
    ]


def test_equal_leaves_stated_shares_aside_even_bad_ones() -> None:
    projects = table(["ARM", "GEO"], ["KEN"], shares=[[0.9, 0.4], [0.3]])
    assert rows(mf.split_by_country(projects, rule="equal")) == [
        ("ARM", 0.5, 600.0, "equal by country"),
        ("GEO", 0.5, 600.0, "equal by country"),
        ("KEN", 1.0, 1200.0, "equal by country"),
    ]


def test_shares_wants_them_of_each_project_of_several_countries() -> None:
    projects = table(["ARM", "GEO"], ["KEN"], ["UGA", "TZA"], shares=[[0.75, 0.25], None, None])
    with pytest.raises(mf.PlaceError, match=r"1 projects .* row 2: no shares of its 2 countries"):
        mf.split_by_country(projects, rule="shares")
    kept = mf.split_by_country(projects, rule="shares", on_invalid="unallocated")
    assert rows(kept) == [
        ("ARM", 0.75, 900.0, "shares by country"),
        ("GEO", 0.25, 300.0, "shares by country"),
        ("KEN", 1.0, 1200.0, "shares by country"),
        ("unallocated", 1.0, 1200.0, "unallocated by country: no shares of its 2 countries"),
    ]
    assert mf.problems(kept)[["field", "reason"]].to_numpy().tolist() == [
        ["country_shares", "unallocated by country: no shares of its 2 countries"]
    ]


def test_what_shares_of_less_than_1_leave_is_unallocated() -> None:
    projects = table(["ARM", "GEO"], shares=[[0.6, 0.3]])
    with pytest.raises(mf.PlaceError, match=r"shares \[0.6, 0.3\] add up to 0.9"):
        mf.split_by_country(projects)
    kept = mf.split_by_country(projects, on_invalid="unallocated")
    assert kept["country"].tolist() == ["ARM", "GEO", "unallocated"]
    assert kept["share"].tolist() == pytest.approx([0.6, 0.3, 0.1])
    assert kept["budget"].tolist() == pytest.approx([720, 360, 120])
    reason = "unallocated by country: shares [0.6, 0.3] add up to 0.9"
    assert kept["split_rule"].tolist() == ["shares by country"] * 2 + [reason]


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ([0.7, 0.7], r"shares \[0.7, 0.7\] add up to 1.4"),
        ([0.5, None], r"shares \[0.5, nan\]"),
        ([1.5, -0.5], r"shares \[1.5, -0.5\]"),
        ([1.0], "1 shares for 2 countries"),
        ([60, 40], r"shares \[60.0, 40.0\] add up to 100"),
        ("half", "'half' is no list of numbers"),
    ],
)
def test_any_other_fault_leaves_the_whole_unallocated(shares: Any, reason: str) -> None:
    projects = table(["KEN"], ["ARM", "GEO"], shares=[None, shares])
    with pytest.raises(mf.PlaceError, match=f"row 1: {reason}.*on_invalid='unallocated'"):
        mf.split_by_country(projects)
    kept = mf.split_by_country(projects, on_invalid="unallocated")
    assert kept["country"].tolist() == ["KEN", "unallocated"]
    assert kept["budget"].tolist() == [1200, 1200]
    assert len(mf.problems(kept)) == 1


def test_rebasing_only_on_request_and_within_its_distance() -> None:
    projects = table(["ARM", "GEO"], shares=[[0.5, 0.49]])
    with pytest.raises(mf.PlaceError, match=r"add up to 0\.99"):
        mf.split_by_country(projects)
    with pytest.raises(mf.PlaceError, match=r"add up to 0\.99"):
        mf.split_by_country(projects, rebase=0.005)
    done = mf.split_by_country(projects, rebase=0.02)
    assert done["share"].tolist() == pytest.approx([0.5 / 0.99, 0.49 / 0.99])
    assert done["split_rule"].unique().tolist() == ["shares rebased from 0.99 by country"]
    assert done["budget"].sum() == pytest.approx(1200, abs=1e-9)
    # Rounding in the seventh decimal is spread without being asked, and is no rule of its own.
    third = mf.split_by_country(table(["ARM", "GEO", "AZE"], shares=[[0.3333333] * 3]))
    assert third["share"].tolist() == pytest.approx([1 / 3] * 3, rel=1e-15)
    assert set(third["split_rule"]) == {"shares by country"}


def test_weights() -> None:
    people = pd.Series({"ARM": 3.0, "GEO": 1.0, "KEN": 50.0, "XKX": 0.0}, name="population")
    projects = table(["GEO", "ARM"], ["KEN"], [])
    assert rows(mf.split_by_country(projects, rule="weights", weights=people)) == [
        ("GEO", 0.25, 300.0, "weights (population) by country"),
        ("ARM", 0.75, 900.0, "weights (population) by country"),
        ("KEN", 1.0, 1200.0, "weights (population) by country"),
        ("unallocated", 1.0, 1200.0, "unallocated by country: no country is stated"),
    ]
    lacking = table(["ARM", "UGA"], ["XKX"])
    with pytest.raises(mf.PlaceError, match=r"2 projects have weights.*no weight of 'UGA'"):
        mf.split_by_country(lacking, rule="weights", weights=people)
    kept = mf.split_by_country(lacking, rule="weights", weights=people, on_invalid="unallocated")
    assert kept["split_rule"].tolist() == [
        "unallocated by country: no weight of 'UGA'",
        "unallocated by country: the weights of its countries are all zero",
    ]
    unnamed = mf.split_by_country(projects, rule="weights", weights=people.rename(None))
    assert unnamed["split_rule"].iloc[0] == "weights (own) by country"


def test_full_puts_the_whole_under_each_country() -> None:
    projects = table(["ARM", "GEO"], [], shares=[[0.75, 0.25], None])
    full = mf.split_by_country(projects, rule="full", decimals=0)
    assert rows(full) == [
        ("ARM", 1.0, 1200.0, "full by country"),
        ("GEO", 1.0, 1200.0, "full by country"),
        ("unallocated", 1.0, 1200.0, "unallocated by country: no country is stated"),
    ]
    by_country = mf.total_by(full.assign(budget_usd=1200.0), "country", value="budget_usd")
    assert by_country["total"].tolist() == [1200.0] * 3
    assert by_country["share_of_total"].isna().all()
    with pytest.raises(mf.ScopeError, match=r"rule 'full'.*several times.*rule='equal'"):
        mf.total_by_region(full.assign(budget_usd=1.0), value="budget_usd")


def test_primary_is_the_largest_share_or_the_first_country() -> None:
    projects = table(["ARM", "GEO"], ["KEN", "UGA"], [], shares=[[0.25, 0.75], None, None])
    assert rows(mf.split_by_country(projects, rule="primary")) == [
        ("GEO", 1.0, 1200.0, "primary by country"),
        ("KEN", 1.0, 1200.0, "primary by country"),
        ("unallocated", 1.0, 1200.0, "unallocated by country: no country is stated"),
    ]
    even = table(["ARM", "GEO"], shares=[[0.5, 0.5]])
    assert mf.split_by_country(even, rule="primary")["country"].tolist() == ["ARM"]


def test_roles_by_country_and_by_column() -> None:
    projects = table(["BEL", "SEN"], ["BEL"], ["KEN", "UGA"])
    done = mf.split_by_country(projects, roles={"BEL": "donor", "UGA": "recipient"})
    assert rows(done) == [
        ("SEN", 1.0, 1200.0, "equal by country"),
        (
            "unallocated",
            1.0,
            1200.0,
            "unallocated by country: no recipient is among its countries",
        ),
        ("KEN", 0.5, 600.0, "equal by country"),
        ("UGA", 0.5, 600.0, "equal by country"),
    ]
    roles = pd.Series([["donor", "recipient"], None, ["recipient", "implementer"]], dtype=object)
    by_column = mf.split_by_country(projects.assign(country_roles=roles), roles="country_roles")
    assert by_column["country"].tolist() == ["SEN", "BEL", "KEN"]
    odd = projects.assign(country_roles=pd.Series([["donor"], None, None], dtype=object))
    with pytest.raises(mf.PlaceError, match="1 roles for 2 countries"):
        mf.split_by_country(odd, roles="country_roles")


def test_cents_sum_to_the_whole_exactly() -> None:
    projects = table(["ARM", "GEO", "AZE"]).assign(budget=[100.0])
    done = mf.split_by_country(projects, decimals=2)
    assert done["budget"].tolist() == [33.34, 33.33, 33.33]
    assert done["share"].tolist() == [1 / 3] * 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rule": "best"}, "no rule 'best'; there is 'equal'"),
        ({"rule": "weights"}, "weights go with rule='weights'"),
        ({"weights": pd.Series({"ARM": 1.0})}, "weights go with rule='weights'"),
        ({"rule": "weights", "weights": {"ARM": 1.0}}, "weights must be a Series"),
        ({"rebase": -1}, "rebase must be a distance"),
        ({"on_invalid": "drop"}, "on_invalid must be 'raise' or 'unallocated'"),
        ({"decimals": 1.5}, "decimals must be a whole number"),
    ],
)
def test_options_that_are_none(options: dict[str, Any], message: str) -> None:
    with pytest.raises(mf.MigfundError, match=message):
        mf.split_by_country(table(["ARM"]), **options)


def dated() -> pd.DataFrame:
    projects = table(["ARM", "GEO"], ["KEN"], [], ["ARM"])
    projects["budget_usd"] = [1000.0, 500.0, 70.0, None]
    projects["start"] = pd.to_datetime(["2019-07-01", "2020-01-01", "2020-02-01", None])
    projects["end"] = pd.to_datetime(["2021-06-30", "2022-12-31", "2020-11-30", "2021-12-31"])
    return projects.assign(start_precision="day", end_precision=["month", "year", "day", "day"])


def test_splits_in_either_order_give_the_same_parts() -> None:
    keys = ["country", "calendar_year"]
    one = mf.split_by_year(mf.split_by_country(dated()), value="budget_usd")
    other = mf.split_by_country(mf.split_by_year(dated(), value="budget_usd"), value="budget_usd")
    columns = [*keys, "share", "budget_usd", "budget_usd_low", "budget_usd_high"]
    sides = [
        split.rename_axis("project").reset_index().sort_values(["project", *keys])
        for split in (one, other)
    ]
    for name in columns:
        left, right = (side[name].astype(object).to_list() for side in sides)
        if name in keys:
            assert left == right
        else:
            assert left == pytest.approx(right, nan_ok=True)
    assert one["share"].groupby(level=0).sum().tolist() == pytest.approx([1, 1, 1, 1])
    assert "equal by country; uniform by year" in set(one["split_rule"])
    assert "uniform by year; equal by country" in set(other["split_rule"])
    pd.testing.assert_frame_equal(
        mf.total_by(one, keys, value="budget_usd")[[*keys, "total", "n_projects"]].assign(
            calendar_year=lambda t: t["calendar_year"].astype(str)
        ),
        mf.total_by(other, keys, value="budget_usd")[[*keys, "total", "n_projects"]].assign(
            calendar_year=lambda t: t["calendar_year"].astype(str)
        ),
    )


def test_plain_input_is_divided_without_a_loop_over_its_rows() -> None:
    import pyarrow as pa

    counts = np.tile([1, 2, 3, 0], 25_000)
    codes = np.array(["ARM", "GEO", "AZE"])[
        np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    ]
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype("i4")
    lists = pa.ListArray.from_arrays(offsets, pa.array(codes))
    projects = pd.DataFrame(
        {"countries": pd.array(lists, dtype=pd.ArrowDtype(lists.type)), "budget": 6.0}
    )
    done = mf.split_by_country(projects)
    assert len(done) == counts.sum() + (counts == 0).sum()
    assert done["budget"].sum() == pytest.approx(600_000)
    assert done.loc[2, "budget"].tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("code", ["arm", "AM", "Armenia", "XXX", "unallocated", "not found"])
def test_regression_a_code_that_is_no_countrys_was_a_country_of_its_own(code: str) -> None:
    with pytest.raises(mf.PlaceError, match=f"1 country codes are not ISO .*row 1: {code}"):
        mf.split_by_country(table(["KEN"], ["GEO", code]))


def test_regression_three_times_a_third_in_percent_is_within_a_hundredth() -> None:
    done = mf.split_by_country(table(["ARM", "GEO", "KEN"], shares=[[0.33] * 3]), rebase=0.01)
    assert done["budget"].tolist() == pytest.approx([400.0] * 3)
    assert set(done["split_rule"]) == {"shares rebased from 0.99 by country"}
    more = mf.split_by_country(table(["ARM", "GEO"], shares=[[0.51, 0.5]]), rebase=0.01)
    assert more["budget"].tolist() == pytest.approx([1200 * 51 / 101, 1200 * 50 / 101])


@pytest.mark.parametrize("rule", ["equal", "weights", "full", "primary"])
def test_percentages_in_the_place_of_shares_do_not_multiply_the_budget(rule: str) -> None:
    weights = pd.Series({"ARM": 1.0, "GEO": 1.0}) if rule == "weights" else None
    projects = table(["ARM", "GEO"], shares=[[60, 40]])
    done = mf.split_by_country(projects, rule=rule, weights=weights)
    assert done["budget"].max() <= 1200
    with pytest.raises(mf.PlaceError, match="add up to 100"):
        mf.split_by_country(projects, rebase=0.99)


def test_primary_does_not_guess_where_shares_cannot_be_read() -> None:
    projects = table(["ARM", "GEO"], ["KEN"], shares=[[0.3, None], [None]])
    with pytest.raises(mf.PlaceError, match=r"1 projects .* row 0: shares \[0.3, nan\]"):
        mf.split_by_country(projects, rule="primary")
    kept = mf.split_by_country(projects, rule="primary", on_invalid="unallocated")
    assert kept["country"].tolist() == ["unallocated", "KEN"]
    # Shares that do not add up still have a largest one.
    short = table(["ARM", "GEO"], shares=[[0.2, 0.5]])
    assert mf.split_by_country(short, rule="primary")["country"].tolist() == ["GEO"]


def test_the_share_of_a_donor_goes_to_nobody_by_itself() -> None:
    projects = table(["ARM", "DEU"], shares=[[0.6, 0.4]])
    with pytest.raises(mf.PlaceError, match=r"add up to 0\.6"):
        mf.split_by_country(projects, roles={"DEU": "donor"})
    kept = mf.split_by_country(projects, roles={"DEU": "donor"}, on_invalid="unallocated")
    assert kept["country"].tolist() == ["ARM", "unallocated"]
    assert kept["budget"].tolist() == pytest.approx([720, 480])
    rebased = mf.split_by_country(projects, roles={"DEU": "donor"}, rebase=0.4)
    assert rebased["budget"].tolist() == [1200]
    weights = pd.Series({"ARM": 1.0})  # a donor needs no weight
    weighted = mf.split_by_country(projects, rule="weights", weights=weights, roles={"DEU": "d"})
    assert weighted["country"].tolist() == ["ARM"]


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
