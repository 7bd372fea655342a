import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_boxes import SIZES, assert_words_have_room
from charts import labels

import migfund as mf
from migfund.plot.chart import take_caption

LONG = "A fund for the return and the reintegration of migrants with a long name"
DURATIONS = mf.duration_by(
    pd.DataFrame(
        {
            "fund": ["A", "B", "B", "C", None, LONG, LONG, LONG],
            "duration_months": [12.0, 24.0, 36.0, None, 6.0, 1.0, 13.0, 120.0],
        }
    ),
    "fund",
)
TABLES = {
    "all": DURATIONS,
    "one row": DURATIONS.iloc[[0]],
    "all missing": DURATIONS[DURATIONS["fund"] == "C"],
    "no rows": DURATIONS.iloc[:0],
}


@pytest.mark.parametrize("size", ["one column", "four in a bare figure"])
@pytest.mark.parametrize("table", TABLES)
def test_words_beside_durations_are_neither_cut_off_nor_over_each_other(
    table: str, size: str
) -> None:
    with plt.style.context("dark_background" if size == "one column" else "default"):
        axes = np.atleast_1d(plt.subplots(**SIZES[size])[1]).ravel()
        for ax in axes:
            assert mf.plot_durations(TABLES[table], ax=ax, title="How long projects last") is ax
        assert_words_have_room(axes[-1])


def test_durations_are_drawn_as_they_are() -> None:
    ax = mf.plot_durations(DURATIONS)
    assert labels(ax) == ["B", LONG, "A", "Not stated", "C"]
    assert [text.get_text().strip() for text in ax.texts][:5] == [
        "n = 2",
        "n = 3",
        "n = 1",
        "n = 1",
        "no duration (n = 0 of 1)",
    ]
    assert ax.get_xlabel() == "Months"
    dots = next(line for line in ax.lines if line.get_marker() == "o")
    assert np.asarray(dots.get_xdata())[:4].tolist() == [30, 13, 12, 6]
    boxes = [(bar.get_x(), bar.get_width()) for bar in ax.patches]
    assert boxes[:3] == [(27, 6), (7, 59.5), (12, 0)]
    assert take_caption(ax) == (
        "Dot: median; box: middle half; line: shortest to longest (central estimates). "
        "7 of 8 projects are in; 1 without both dates is out."
    )
    assert mf.plot_data(ax)["median"].tolist()[:2] == [30, 13]


def test_durations_of_nothing_say_so() -> None:
    assert take_caption(mf.plot_durations(TABLES["no rows"])).startswith("No projects are in")
    ax = mf.plot_durations(TABLES["all missing"])
    assert ax.texts[0].get_text().strip() == "no duration (n = 0 of 1)"


def test_durations_by_two_keys_and_other_tables_are_refused() -> None:
    with pytest.raises(mf.ColumnsError, match=r"no column 'min'.*mf.duration_by\(mf.add_"):
        mf.plot_durations(pd.DataFrame({"fund": ["A"]}))
    two = DURATIONS.copy()
    two.insert(0, "year", 2019)
    with pytest.raises(mf.ColumnsError, match="shows one key; the durations have 2"):
        mf.plot_durations(two)
