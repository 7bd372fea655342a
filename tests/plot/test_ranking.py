import matplotlib.pyplot as plt
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


def test_a_line_a_group_and_its_rank_at_both_ends(compared: pd.DataFrame) -> None:
    ax = mf.plot_ranking(compared, move=2)
    lines = {tuple(line.get_ydata()): line.get_color() for line in ax.lines}
    assert {(2.0, 1.0), (3.0, 1.0)} <= set(lines)
    assert lines[(3.0, 1.0)] != lines[(2.0, 1.0)]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["equal", "primary"]
    assert notes(ax)[:5] == [
        "Georgia  1",
        "Armenia  2",
        "Kenya  3",
        "1  Armenia, Kenya",
        "3  Uganda",
    ]
    assert "USD. 4 groups are shown; 1 below rank 20" in notes(ax)[-1]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
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
