import pandas as pd

import migfund as mf
from migfund.totals.others import gather_others


def cells(totals: pd.DataFrame) -> list[list[object]]:
    found = totals.astype(object)
    return found.where(found.notna(), None).to_numpy().tolist()


def test_a_group_may_be_called_like_the_others() -> None:
    table = pd.DataFrame({"fund": ["2 others", "B", "C"], "budget_usd": [5.0, 2.0, 1.0]})
    gathered = gather_others(mf.total_by(table, "fund"), ["fund"], "fund", 1)
    assert cells(gathered[["fund", "total", "n_projects", "others"]]) == [
        ["2 others", 5.0, 1, False],
        ["2 others more", 3.0, 2, True],
    ]


def test_one_small_group_keeps_its_name_and_so_does_what_is_in_none() -> None:
    table = pd.DataFrame({"fund": ["A", "B", None, "C"], "budget_usd": [5.0, 2.0, 9.0, -3.0]})
    totals = mf.total_by(table, "fund")
    assert gather_others(totals, ["fund"], "fund", 2)["fund"].tolist()[:3] == ["A", "B", "C"]
    gathered = gather_others(totals, ["fund"], "fund", 1)
    # The largest by size, whatever its sign; the group without a fund is no group.
    assert cells(gathered[["fund", "total"]]) == [["A", 5.0], [None, 9.0], ["2 others", -1.0]]


def test_projects_and_totals_that_cannot_be_added_up_are_missing() -> None:
    projects = pd.DataFrame(
        {"countries": [["KEN"], ["KEN", "UGA"], ["UGA", "TZA"]], "budget_usd": [10.0, 4.0, 2.0]}
    )
    shown = ["country", "total", "n_projects"]
    parts = mf.total_by_country(projects)  # Kenya 10 + 2, Uganda 2 + 1, Tanzania 1
    gathered = gather_others(parts, ["country"], "country", 1)
    assert cells(gathered[shown]) == [["KEN", 12.0, 2], ["2 others", 4.0, None]]
    whole = mf.total_by_country(mf.split_by_country(projects, rule="full"))
    gathered = gather_others(whole, ["country"], "country", 1)
    assert cells(gathered[shown]) == [["KEN", 14.0, 2], ["2 others", None, None]]
    unknown = mf.total_by_country(projects.assign(budget_usd=[10.0, 4.0, None]))
    gathered = gather_others(unknown, ["country"], "country", 1)
    assert cells(gathered[[*shown, "n_known"]]) == [
        ["KEN", 12.0, 2, 2],
        ["2 others", 2.0, None, None],
    ]
    none = mf.total_by_country(projects.assign(budget_usd=[10.0, None, None]))
    gathered = gather_others(none, ["country"], "country", 1)
    assert cells(gathered[[*shown, "n_known"]]) == [
        ["KEN", 10.0, 2, 1],
        ["2 others", None, None, 0],
    ]
