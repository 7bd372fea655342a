import pandas as pd
import pytest

import migfund as mf
from migfund.regions.schemes import LEVELS
from migfund.totals.total_by import grand_totals, keys_of
from migfund.totals.words import groups_overlap, label, projects_shown


def projects() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "countries": [["ARM"], ["ARM", "GEO"], ["KEN"], []],
            "fund": ["IDF", "IDF", "MPF", "MPF"],
            "year": [2019.0, 2019.0, None, 2020.0],
            "budget_usd": [10.0, 6.0, 4.0, None],
            "budget": [10.0, 6.0, 4.0, None],
            "currency": ["EUR", "EUR", "USD", None],
            "duration_months": [12.0, 24.0, None, 6.0],
        }
    )


@pytest.mark.parametrize("moved", [False, True])
def test_keys_are_told_by_names(moved: bool) -> None:
    table = projects()
    tables = {
        ("fund",): mf.total_by(table, "fund", grand_total=True, describe=True),
        ("fund", "year"): mf.total_by(table, ["fund", "year"]),
        ("year",): mf.total_by(table, "year"),
        ("currency",): mf.total_by(table, "currency", value="budget"),
        ("country",): mf.crosstab(mf.split_by_country(table), ["country", "fund"]),
    }
    for keys, totals in tables.items():
        names = [*totals.columns[::-1]] if moved and keys != ("year",) else [*totals]
        assert sorted(keys_of(totals[names])) == sorted(keys)
    added = tables["fund",].assign(per_head=1.5)
    assert keys_of(added) == ["fund"]
    assert grand_totals(added[added.columns[::-1]]).tolist() == [False, False, True]
    durations = mf.duration_by(table, ["year", "fund"])
    assert keys_of(durations[durations.columns[::-1]] if moved else durations)[::-1] == (
        ["year", "fund"] if moved else ["fund", "year"]
    )
    # The same fund in two currencies: a key though one of its values is in all rows of a part.
    both = mf.total_by(table, ["fund", "currency"], value="budget")
    assert keys_of(both) == ["fund", "currency"]
    assert keys_of(both[both["currency"] == "EUR"]) == ["fund"]


def test_what_is_said_of_all_groups_and_of_some() -> None:
    every = mf.total_by(projects(), "fund", grand_total=True)
    assert projects_shown(every) == "3 of 4 projects are in; 1 without a figure is out."
    assert projects_shown(every.iloc[1:2]) == (
        "1 of 2 projects are in; 1 without a figure is out. 2 of all 4 are in groups that are not "
        "shown."
    )
    assert projects_shown(every.tail(1)) == projects_shown(every)
    unknown = every.assign(n_known=float("nan"))
    assert projects_shown(unknown) == "How many projects are in is not known."
    assert projects_shown(every.head(0)) == "No projects are in: the table has no rows."
    other = mf.total_by(projects().head(1), "fund")
    assert projects_shown(pd.concat([every.head(1), other])) == "3 of 3 projects are in."


def test_a_project_in_several_groups_is_counted_once_where_all_the_money_is_shown() -> None:
    totals = mf.total_by_country(projects())
    assert totals["n_projects"].sum() == 5
    assert projects_shown(totals) == "3 of 4 projects are in; 1 without a figure is out."
    assert projects_shown(totals.head(2)) == (
        "3 of 3 projects are in, each counted in every group it belongs to. The groups shown "
        "have 80.0 % of the total."
    )
    one_each = mf.total_by_country(projects().iloc[[0, 2]])
    assert projects_shown(one_each) == "2 of 2 projects are in."
    unknown = pd.concat(
        [projects().iloc[[0, 2]], projects().iloc[[1]].assign(budget_usd=float("nan"))]
    )
    shown = projects_shown(mf.total_by_country(unknown.reset_index(drop=True)))
    assert shown == "2 of 3 projects are in; 1 without a figure is out."
    assert projects_shown(totals.head(1)) == (  # Armenia: 10 and half of 6, of 20
        "2 of 2 projects are in, each counted in every group it belongs to. The groups shown "
        "have 65.0 % of the total."
    )
    parts = mf.split_by_country(projects())
    crossed = mf.crosstab(parts, ["country", "fund"])
    assert projects_shown(crossed) == projects_shown(totals)
    assert "80.0 % of the total" in projects_shown(crossed.iloc[[0, 1, -1]])
    durations = mf.duration_by(parts, "country")
    assert projects_shown(durations, lacking="both dates") == (
        "4 of 5 projects are in, each counted in every group it belongs to; 1 without both dates "
        "is out."
    )
    full = mf.total_by_country(mf.split_by_country(projects(), rule="full"))
    assert groups_overlap(full)
    assert projects_shown(full).startswith("4 of 5 projects are in, each counted in every group")


def test_no_figure_at_all() -> None:
    none = projects().assign(budget_usd=None)
    expected = "0 of 4 projects are in; 4 without a figure are out."
    assert projects_shown(mf.total_by(none, "fund")) == expected
    assert projects_shown(mf.total_by_country(none)) == expected


def test_regression_a_rule_was_named_where_no_project_was_divided() -> None:
    one_country = projects().iloc[[0, 2, 3]]
    totals = mf.total_by_country(one_country)
    assert totals["split_rule"].isna().all()
    assert projects_shown(totals.head(1)).endswith("2 of all 3 are in groups that are not shown.")
    assert set(mf.total_by_country(projects())["split_rule"]) == {"equal by country"}
    # What stands whole in a row is not divided, but by these rules it may be of several countries.
    for rule in ("primary", "full"):
        whole = mf.total_by_country(mf.split_by_country(projects(), rule=rule))
        assert set(whole["split_rule"]) == {f"{rule} by country"}
    # One country of two is left: the rule by which it got its part still counts.
    parts = mf.split_by_country(projects())
    armenia = mf.total_by_country(parts[parts["country"] == "GEO"])
    assert armenia["split_rule"].tolist() == ["equal by country"]


def test_every_listed_region_has_a_label_with_its_scheme() -> None:
    for scheme, levels in LEVELS.items():
        for level in levels:
            words = label(f"{level}_{scheme}")
            assert words != f"{level} {scheme}".replace("_", " ").capitalize(), words


def test_shares_of_the_largest_are_told_by_number() -> None:
    assert label("top_1_share") == "Share of the largest"
    assert label("top_10_share") == "Share of the largest 10"
