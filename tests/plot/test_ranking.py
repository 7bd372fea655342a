import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import migfund as mf

Totals = dict[str, pd.DataFrame]


def totals_of(key: str, value: str, **rules: dict[str, float | None]) -> Totals:
    return {
        rule: mf.total_by(
            pd.DataFrame({key: list(sums), value: list(sums.values())}), key, value=value
        )
        for rule, sums in rules.items()
    }


@pytest.fixture
def compared() -> Totals:
    return totals_of(
        "country",
        "budget_usd",
        equal={"GEO": 9.0, "ARM": 5.0, "KEN": 4.0, "UGA": None, "unallocated": 70.0},
        primary={"GEO": None, "ARM": 9.0, "KEN": 9.0, "UGA": 1.0, "unallocated": 70.0},
    )


def notes(ax: Axes) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def heights(ax: Axes) -> dict[str, list[float]]:
    """The heights of the dots of each group, by the name that stands at an end of its line."""
    names = [text for text in ax.texts[:-1] if text.get_ha() != "center"]
    at_end = {tuple(text.xy): text.get_text() for text in names}
    found = {}
    for line in ax.lines:
        if line.get_linestyle() == ":":
            continue
        dots = list(zip(line.get_xdata(), line.get_ydata(), strict=True))
        found[next(at_end[dot] for dot in dots if dot in at_end)] = [float(y) for _, y in dots]
    return found


def test_lines_of_one_rank_stand_apart_in_the_order_of_the_column_before(
    compared: Totals,
) -> None:
    ax = mf.plot_ranking(compared, move=2)
    np.testing.assert_equal(
        heights(ax),
        {"Georgia": [0, np.nan], "Armenia": [1, 0], "Kenya": [2, 1], "Uganda": [np.nan, 2]},
    )
    assert [label.get_text() for label in ax.get_xticklabels()] == ["equal", "primary"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert "USD. 4 groups are shown; 1 below rank 20" in notes(ax)[-1]
    plt.close("all")


def test_each_dot_has_its_rank_and_each_end_its_name(compared: Totals) -> None:
    ax = mf.plot_ranking(compared)
    inside = {tuple(text.xy): text.get_text() for text in ax.texts if text.get_ha() == "center"}
    assert inside == {(0, 0): "1", (0, 1): "2", (0, 2): "3", (1, 0): "1", (1, 1): "1", (1, 2): "3"}
    sides = [(text.get_text(), text.get_ha()) for text in ax.texts]
    ends = [side for side in sides if side[1] in ("left", "right")][:-1]
    assert ends == [
        ("Georgia", "right"),
        ("Armenia", "right"),
        ("Armenia", "left"),
        ("Kenya", "right"),
        ("Kenya", "left"),
        ("Uganda", "left"),
    ]
    plt.close("all")


def test_colours_say_how_far_a_group_moves(compared: Totals) -> None:
    ax = mf.plot_ranking(compared, move=2)
    still, one, two, _ = [line.get_color() for line in ax.lines]
    assert len({still, one, two}) == 3
    nearer = mf.plot_ranking(compared, move=1)
    assert [line.get_color() for line in nearer.lines][1:3] == [two, two]
    plt.close("all")


def test_a_group_without_a_rank_in_the_middle_has_its_names_where_its_line_ends() -> None:
    rules: dict[str, dict[str, float | None]] = {
        "a": {"A": 2.0, "B": 1.0},
        "b": {"A": None, "B": 1.0},
        "c": {"A": 1.0, "B": 2.0},
    }
    ax = mf.plot_ranking(totals_of("fund", "people", **rules))
    np.testing.assert_equal(heights(ax), {"A": [0, np.nan, 1], "B": [1, 0, 0]})
    over = [line for line in ax.lines if line.get_linestyle() == ":"]
    assert [(list(line.get_xdata()), list(line.get_ydata())) for line in over] == [([0, 2], [0, 1])]
    assert notes(ax)[-1].startswith("Ranks by total budget. 2 groups")
    plt.close("all")


def test_only_the_best_and_the_callers_axes(compared: Totals) -> None:
    _, own = plt.subplots()
    ax = mf.plot_ranking(compared, top=1, ax=own)
    assert ax is own
    assert len(ax.lines) == 3
    assert "3 groups are shown; 2 below rank 1" in notes(ax)[-1]
    plt.close("all")


def test_no_groups_and_no_comparison(compared: Totals) -> None:
    none = {rule: totals.iloc[:0] for rule, totals in compared.items()}
    assert "0 groups are shown" in notes(mf.plot_ranking(none))[-1]
    with pytest.raises(mf.MigfundError, match="must name one or more tables of totals"):
        mf.plot_ranking(compared["equal"])  # type: ignore[arg-type]
    plt.close("all")
