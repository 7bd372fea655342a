import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import migfund as mf


@pytest.fixture
def comparison() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "currency": "USD",
            "day": [100.0, 2000.0, None],
            "period": [110.0, 1600.0, 5.0],
            "spread_percent": [10.0, 25.0, None],
        },
        index=["small", 7, "half"],
    )


def notes(ax: Axes) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def labels(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def dots(ax: Axes) -> dict[str, list[float]]:
    """Where the dots of each policy stand, from the top row down."""
    return {
        str(part.get_label()): np.ma.filled(part.get_offsets()[:, 0], np.nan).tolist()
        for part in ax.collections
        if not str(part.get_label()).startswith("_")
    }


def test_a_row_a_project_and_a_dot_a_policy(comparison: pd.DataFrame) -> None:
    ax = mf.plot_comparison(comparison)
    assert labels(ax) == ["row 7", "small", "half"]
    assert ax.yaxis_inverted()
    found = dots(ax)
    np.testing.assert_allclose(found["day"], [25, 0, np.nan])
    np.testing.assert_allclose(found["period"], [0, 10, np.nan])
    assert notes(ax) == [
        "25.0 % (1,600 to 2,000)",
        "10.0 % (100 to 110)",
        "no spread",
        "USD, by the policies day, period. 2 of 3 projects are in; 1 without figures by two "
        "policies are out.",
    ]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["day", "period"]


def test_groups(comparison: pd.DataFrame) -> None:
    groups = comparison.reset_index(drop=True)
    for place, (name, values) in enumerate(
        {
            "country": ["KEN", "ARM", None],
            "fund": ["A", "B", "B"],
            "n_projects": [2, 3, 1],
            "n_known": [2, 1, 0],
            "n_all": [6] * 3,
            "n_all_known": [3] * 3,
        }.items()
    ):
        groups.insert(place, name, values)
    groups["period"] = [110.0, 1600.0, None]
    ax = mf.plot_comparison(groups)
    assert labels(ax) == ["Armenia · B", "Kenya · A", "not stated · B"]
    assert notes(ax) == [
        "25.0 % (1,600 to 2,000; n = 1 of 3)",
        "10.0 % (100 to 110; n = 2)",
        "no spread (n = 0 of 1)",
        "USD, by the policies day, period. 3 of 6 projects are in; 3 that not every policy can "
        "convert are out.",
    ]


def test_no_rows_and_other_tables(comparison: pd.DataFrame) -> None:
    ax = mf.plot_comparison(comparison.iloc[:0])
    assert notes(ax) == ["No projects are in: the table has no rows."]
    ax.figure.canvas.draw()
    with pytest.raises(mf.ColumnsError, match="no column 'spread_percent'"):
        mf.plot_comparison(comparison.drop(columns="spread_percent"))


def test_it_uses_the_axes_given_and_changes_no_table(comparison: pd.DataFrame) -> None:
    before = comparison.copy(deep=True)
    figure, axes = plt.subplots(1, 2)
    open_figures = plt.get_fignums()
    assert mf.plot_comparison(comparison, ax=axes[1]) is axes[1]
    assert plt.get_fignums() == open_figures
    figure.canvas.draw()
    pd.testing.assert_frame_equal(comparison, before)
