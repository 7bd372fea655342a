from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_boxes import SIZES, assert_words_have_room
from charts import dated, labels
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle

import migfund as mf
from migfund.plot.chart import take_caption
from migfund.plot.style import shades

EVERYTHING = dated(
    ("Strengthening border management in Central America and Mexico", "2019-03", "2021-06"),
    ("By years", "2018", "2020"),
    ("By days", "2019-01-15", "2020-07-14"),
    ("End not stated", "2020-05", None),
    ("Start not stated", None, "2019-11-30"),
    ("One day", "2020-02-02", "2020-02-02"),
    ("Same year", "2020", "2020"),
    ("Start and length", "2021-01-01", None),
    ("Length alone", None, None),
    ("Nothing", None, None),
    ("Crossed", "2021-01-01", "2019-01-01"),
)
EVERYTHING["period_text"] = [None] * 7 + ["18 months", "24 months", None, None]
TABLES = {
    "everything": EVERYTHING,
    "one row": EVERYTHING.iloc[[0]],
    "lengths alone": EVERYTHING.iloc[[8]],
    "all missing": EVERYTHING.iloc[[9]],
    "no rows": EVERYTHING.iloc[:0],
    "many": dated(
        *[
            (f"Project number {n} with a long title" * 2, f"20{n % 20:02d}", f"20{n % 20 + 3:02d}")
            for n in range(1000)
        ]
    ),
}


def bars(ax: Axes) -> list[Rectangle]:
    """The rectangles that are no slices of a fade."""
    return [bar for bar in ax.patches if isinstance(bar, Rectangle) and bar.get_alpha() is None]


def spans(ax: Axes) -> list[tuple[float, float, bool]]:
    """First day, day after the last, and whether the part is certain, of each bar."""
    return [
        (bar.get_x(), bar.get_x() + bar.get_width(), bar.get_hatch() is None) for bar in bars(ax)
    ]


def fades(ax: Axes) -> list[Rectangle]:
    return [bar for bar in ax.patches if isinstance(bar, Rectangle) and bar.get_alpha() is not None]


def days(*texts: str) -> list[float]:
    return [float(date2num(np.datetime64(text))) for text in texts]


def legend(ax: Axes) -> list[str]:
    ax.figure.canvas.draw()
    found: Any = ax.get_legend()
    return [text.get_text().replace("\n", " ") for text in found.get_texts()]


@pytest.mark.parametrize("size", ["one column", "four in a bare figure"])
@pytest.mark.parametrize("table", TABLES)
def test_words_of_a_timeline_are_neither_cut_off_nor_over_each_other(table: str, size: str) -> None:
    with plt.style.context("dark_background" if size == "one column" else "default"):
        axes = np.atleast_1d(plt.subplots(**SIZES[size])[1]).ravel()
        for ax in axes:
            assert mf.plot_timeline(TABLES[table], ax=ax, title="Projects in time") is ax
        assert_words_have_room(axes[-1])


def test_timeline_draws_what_is_certain_and_what_is_not() -> None:
    ax = mf.plot_timeline(
        dated(("by years", "2021", "2023"), ("by days", "2020-03-05", "2020-04-04"))
    )
    assert labels(ax) == ["by days", "by years"]
    assert spans(ax) == [
        (*days("2020-03-05", "2020-04-05"), True),
        (*days("2021-01-01", "2021-12-31"), False),
        (*days("2021-12-31", "2023-01-02"), True),
        (*days("2023-01-02", "2024-01-01"), False),
    ]
    assert take_caption(ax) == "2 of 2 projects are in."


def test_an_end_that_is_not_stated_fades_out_with_an_arrow() -> None:
    ax = mf.plot_timeline(
        dated(("one end", "2021", None), ("neither", None, None), ("last", None, "2019-05"))
    )
    assert labels(ax) == ["last", "one end"]
    assert spans(ax) == [
        (*days("2019-05-01", "2019-06-01"), False),
        (*days("2021-01-01", "2022-01-01"), False),
    ]
    assert sorted({line.get_marker() for line in ax.lines}) == ["<", ">"]
    low, high = ax.get_xlim()
    for row, end in ((0, "2019-05-01"), (1, "2022-01-01")):
        parts = [bar for bar in fades(ax) if abs(bar.get_y() + bar.get_height() / 2 - row) < 0.1]
        assert parts[0].get_x() == pytest.approx(days(end)[0])
        alphas = [bar.get_alpha() for bar in parts]
        assert alphas == sorted(alphas, reverse=True)
        reach = [bar.get_x() + bar.get_width() for bar in parts] + [bar.get_x() for bar in parts]
        assert low <= min(reach) < max(reach) <= high
        assert max(reach) - min(reach) > 0.05 * (high - low)
    assert "start or end not stated" in legend(ax)
    assert take_caption(ax) == "2 of 3 projects are in; 1 without any date is out."


def test_a_stated_length_is_drawn_as_a_length() -> None:
    ax = mf.plot_timeline(EVERYTHING)
    assert labels(ax)[-1] == "Length alone"
    lengths = [bar for bar in bars(ax) if to_rgb(bar.get_edgecolor()) == to_rgb(shades(ax).aside)]
    months = [bar.get_width() / (365.2425 / 12) for bar in lengths]
    assert months == pytest.approx([18, 24])
    assert lengths[0].get_x() == days("2021-01-01")[0]
    words = [text.get_text() for text in ax.texts]
    assert "24 months" in words
    assert "Length stated, dates not:" in words
    # A row is left free above those without dates.
    rows = ax.yaxis.get_major_locator().locs
    assert rows[-1] - rows[-2] > 2
    assert take_caption(ax) == (
        "9 of 11 projects are in; 1 without any date is out; "
        "1 whose end lies before the start is out."
    )


def test_lengths_alone_are_drawn_in_months() -> None:
    ax = mf.plot_timeline(TABLES["lengths alone"])
    ax.figure.canvas.draw()
    assert ax.get_xlabel() == "Months"
    assert [t.get_text() for t in ax.get_xticklabels()][:3] != []
    assert "24" in [t.get_text() for t in ax.get_xticklabels()]


def test_a_project_of_a_day_is_a_mark_and_no_sliver() -> None:
    ax = mf.plot_timeline(dated(("day", "2020-02-02", "2020-02-02"), ("long", "2010", "2020")))
    marks = [line for line in ax.lines if line.get_marker() == "D"]
    assert [float(mark.get_xdata()[0]) for mark in marks] == [days("2020-02-02")[0] + 0.5]
    assert "too short for a bar" in legend(ax)
    low, high = ax.get_xlim()
    least = min(bar.get_width() for bar in bars(ax))
    assert least > 0.005 * (high - low)


def test_timeline_within_one_year_is_nowhere_certain() -> None:
    ax = mf.plot_timeline(dated(("short", "2021", "2021")))
    assert spans(ax) == [(*days("2021-01-01", "2022-01-01"), False)]


def test_timeline_labels_are_titles() -> None:
    table = dated(("x", "2021", "2021"), ("", "2022", "2022"), ("", "2023", "2023"))
    table["title"] = table["title"].where(table["title"] != "")
    table["project_id"] = [None, "TC.1234", None]
    assert labels(mf.plot_timeline(table)) == ["x", "no title (TC.1234)", "no title"]
    table["fund"] = "IDF"
    assert labels(mf.plot_timeline(table)) == ["x", "no title (TC.1234)", "no title (IDF)"]


def test_at_most_so_many_rows_the_largest_or_the_first() -> None:
    table = TABLES["many"]
    assert len(labels(mf.plot_timeline(table))) == 40
    ax = mf.plot_timeline(table, top=3)
    assert len(labels(ax)) == 3
    assert take_caption(ax) == "3 of 1,000 projects are shown, those that start first."
    money = dated(
        ("a", "2021", "2022"), ("b", "2019", "2020"), ("c", "2020", "2021"), ("d", None, None)
    )
    ax = mf.plot_timeline(money.assign(budget_usd=[5.0, 1.0, 9.0, 99.0], currency="USD"), top=2)
    assert labels(ax) == ["c", "a"]
    assert take_caption(ax) == (
        "2 of 4 projects are shown, those with the largest budgets in USD; "
        "1 without any date is out."
    )
    assert mf.plot_data(ax)["title"].tolist() == ["c", "a"]
    narrow = plt.subplots(figsize=(3.3, 2.4))[1]
    assert len(labels(mf.plot_timeline(table, ax=narrow))) < 20


def test_timeline_of_a_split_table_draws_each_project_once() -> None:
    table = dated(("a", "2021", "2022"), ("b", "2020-01", "2020-02"))
    parts = mf.split_by_year(table.assign(budget_usd=1.0))
    assert len(parts) == 3
    ax = mf.plot_timeline(parts)
    assert labels(ax) == ["b", "a"]
    assert take_caption(ax) == "2 of 2 projects are in."


def test_timeline_changes_no_table_and_refuses_others() -> None:
    before = EVERYTHING.copy(deep=True)
    mf.plot_timeline(EVERYTHING)
    pd.testing.assert_frame_equal(EVERYTHING, before)
    with pytest.raises(mf.ColumnsError, match="no column 'start', 'start_precision'"):
        mf.plot_timeline(pd.DataFrame({"title": ["x"]}))
    for top in (0, True, 1.5, "3"):
        with pytest.raises(mf.MigfundError, match="top must be a whole number"):
            mf.plot_timeline(EVERYTHING, top=top)
