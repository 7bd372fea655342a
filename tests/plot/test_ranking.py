import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import migfund as mf


@pytest.fixture
def compared() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "country": ["GEO", "ARM", "KEN", "UGA", "unallocated"],
            "equal": [9.0, 5.0, 4.0, None, 70.0],
            "primary": [None, 9.0, 9.0, 1.0, 70.0],
            "rank_equal": pd.array([1, 2, 3, None, None], dtype="Int64"),
            "rank_primary": pd.array([None, 1, 1, 3, None], dtype="Int64"),
            "rank_change": pd.array([0, 1, 2, 0, None], dtype="Int64"),
            "currency": "USD",
        }
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
    compared: pd.DataFrame,
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


def test_each_dot_has_its_rank_and_each_end_its_name(compared: pd.DataFrame) -> None:
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


def test_colours_say_how_far_a_group_moves(compared: pd.DataFrame) -> None:
    ax = mf.plot_ranking(compared, move=2)
    still, one, two, _ = [line.get_color() for line in ax.lines]
    assert len({still, one, two}) == 3
    nearer = mf.plot_ranking(compared, move=1)
    assert [line.get_color() for line in nearer.lines][1:3] == [two, two]
    plt.close("all")


def test_a_group_without_a_rank_in_the_middle_has_its_names_where_its_line_ends() -> None:
    ranks = {"rank_a": [1, 2], "rank_b": [None, 1], "rank_c": [2, 1]}
    table = pd.DataFrame({"fund": ["A", "B"], "a": 1.0, "b": 1.0, "c": 1.0} | ranks).astype(
        dict.fromkeys(ranks, "Int64")
    )
    ax = mf.plot_ranking(table.assign(rank_change=1, currency=None))
    np.testing.assert_equal(heights(ax), {"A": [0, np.nan, 1], "B": [1, 0, 0]})
    over = [line for line in ax.lines if line.get_linestyle() == ":"]
    assert [(list(line.get_xdata()), list(line.get_ydata())) for line in over] == [([0, 2], [0, 1])]
    assert notes(ax)[-1].startswith("Ranks by total budget. 2 groups")
    plt.close("all")


def test_only_the_best_and_the_callers_axes(compared: pd.DataFrame) -> None:
    _, own = plt.subplots()
    ax = mf.plot_ranking(compared, top=1, ax=own)
    assert ax is own
    assert len(ax.lines) == 3
    assert "3 groups are shown; 2 below rank 1" in notes(ax)[-1]
    plt.close("all")


def test_no_groups_and_no_comparison(compared: pd.DataFrame) -> None:
    assert "0 groups are shown" in notes(mf.plot_ranking(compared.iloc[:0]))[-1]
    with pytest.raises(mf.ColumnsError, match="no column 'rank_change'"):
        mf.plot_ranking(compared.drop(columns="rank_change"))
    plt.close("all")
