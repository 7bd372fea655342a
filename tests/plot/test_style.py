"""The look, the words of money, the layout and the data of charts."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_boxes import faults
from charts import bars, caption, labels, notes

import migfund as mf
from migfund.plot.chart import take_caption
from migfund.plot.money import money
from migfund.plot.style import shades
from migfund.plot.text import named_sum, spread_out, wrap


@pytest.fixture
def totals() -> pd.DataFrame:
    funds = ["European Union Emergency Trust Fund for Africa", "IDF", "MPF", None]
    table = pd.DataFrame({"fund": funds, "budget_usd": [9e6, 3e6, 1e6, 5e7]})
    return mf.total_by(table, "fund")


def test_the_look_is_set_for_a_while_alone(totals: pd.DataFrame) -> None:
    before = dict(mpl.rcParams)
    with mf.style():
        assert mpl.rcParams["font.size"] == 8
    mf.plot_totals(totals)
    assert dict(mpl.rcParams) == before
    with plt.style.context(mf.style()):
        assert mpl.rcParams["axes.titlelocation"] == "left"


def test_the_look_leaves_the_colours_of_text_and_ground() -> None:
    assert not [name for name in mf.style() if "color" in name]
    with plt.style.context("dark_background"):
        figure, ax = plt.subplots()
    # The Axes are dark, also where the style is no longer so.
    table = pd.DataFrame({"fund": ["IDF"], "budget_usd": [5.0]})
    mf.plot_totals(mf.total_by(table, "fund"), ax=ax, title="Funds")
    figure.draw_without_rendering()
    assert {mpl.colors.to_hex(text.get_color()) for text in ax.texts} == {"#ffffff"}


def lightness(color: str) -> float:
    red, green, blue = mpl.colors.to_rgb(color)
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


@pytest.mark.parametrize("ground", ["white", "black"])
def test_colours_stand_out_from_their_ground_and_in_grey_from_their_neighbours(ground: str) -> None:
    shade = shades(plt.subplots(subplot_kw={"facecolor": ground})[1])
    greys = [116 * lightness(color) ** (1 / 3) - 16 for color in shade.groups]
    assert min(abs(np.diff(greys))) > 10
    # What counts most stands out most: at least the contrast of 3 to 1 asked of graphics.
    for color in (shade.certain, shade.aside):
        light, dark = sorted([lightness(color), lightness(ground)], reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 3 - 0.1


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.0, None, "0"),
        (7.25, None, "7.25"),
        (999.6, None, "1.00k"),
        (1000.0, None, "1.00k"),
        (4.5e13, None, "45.0tn"),
        (1.2345e18, None, "1,230,000tn"),
        (0.00012345, None, "0.000123"),
        (-2.5e6, None, "−2.50m"),
        (1_234_567.0, "one", "1,234,567"),
        (-0.2, "one", "0"),
        (1_234_567.0, "thousand", "1,230"),
    ],
)
def test_money_in_three_figures(value: float, unit: str | None, words: str) -> None:
    assert money(value, unit) == words


def test_units_are_checked(totals: pd.DataFrame) -> None:
    with pytest.raises(mf.MigfundError, match=r"unit must be .*'million'.* not 'euro'"):
        mf.plot_totals(totals, unit="euro")
    ax = mf.plot_totals(totals, unit="one")
    assert ax.get_xlabel() == "Total, USD"
    assert "9,000,000 (n = 1)" in notes(ax)


def test_the_caption_can_be_taken(totals: pd.DataFrame) -> None:
    ax = mf.plot_totals(totals)
    words = "USD, as stated. Hatched bars: at 1/10 of the scale. 4 of 4 projects are in."
    assert take_caption(ax) == words
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    assert caption(ax) == ""
    assert take_caption(ax) == ""
    for other in (plt.subplots()[1], None, "ax"):
        with pytest.raises(mf.MigfundError, match="must be the Axes of a chart of migfund"):
            mf.plot_data(other)  # type: ignore[arg-type]


def test_the_data_are_a_copy(totals: pd.DataFrame) -> None:
    ax = mf.plot_totals(totals)
    copy = mf.plot_data(ax)
    copy["total"] = 0
    assert mf.plot_data(ax)["total"].tolist() == [9e6, 3e6, 1e6, 5e7]


def test_what_is_set_after_the_chart_was_drawn_stays(totals: pd.DataFrame) -> None:
    figure, ax = plt.subplots()
    mf.plot_totals(totals, ax=ax)
    ax.set_xlim(0, 77e6)
    ax.set_yticks(ax.get_yticks(), ["a", "b", "c", "d"])
    figure.draw_without_rendering()
    assert ax.get_xlim() == (0, 77e6)
    assert labels(ax) == ["a", "b", "c", "d"]


def test_a_figure_of_another_size_is_arranged_anew(totals: pd.DataFrame) -> None:
    figure, ax = plt.subplots(figsize=(9, 3))
    mf.plot_totals(totals, ax=ax)
    figure.draw_without_rendering()
    assert labels(ax)[0] == "European Union Emergency Trust Fund for Africa"
    figure.set_size_inches(3.3, 3)
    figure.draw_without_rendering()
    assert labels(ax)[0].split("\n")[0] == "European Union"
    # Names take no more than two fifths of the width.
    assert ax.get_position().width > 0.5


def test_a_layout_that_the_caller_chose_stays(totals: pd.DataFrame) -> None:
    for layout in ("tight", "constrained"):
        figure, ax = plt.subplots(layout=layout)
        engine = figure.get_layout_engine()
        mf.plot_totals(totals, ax=ax)
        figure.draw_without_rendering()
        assert figure.get_layout_engine() is engine


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_charts_are_saved_cut_to_what_is_drawn(
    totals: pd.DataFrame, kind: str, tmp_path: Any
) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(8, 3))
    for ax in axes:
        mf.plot_totals(totals, ax=ax)
    path = tmp_path / f"chart.{kind}"
    figure.savefig(path, bbox_inches="tight")
    assert path.stat().st_size > 1000


def test_words_below_a_chart_stay_in_the_figure_below_one_with_long_names() -> None:
    names = ["Strengthening the management of migration and of borders in the region"] * 3
    long = mf.total_by(pd.DataFrame({"fund": names, "budget_usd": [3e6, 2e6, 1e6]}), "fund")
    countries = pd.DataFrame({"country": ["KEN", "UGA", None], "budget_usd": [9e6, 4e6, 2e6]})
    figure, axes = plt.subplots(2, 2, figsize=(10, 7))
    for ax in axes[:, 0]:
        mf.plot_totals(long, ax=ax)
    mf.plot_totals(long, ax=axes[0, 1])
    mf.plot_tiles(mf.total_by(countries, "country"), ax=axes[1, 1], title="Countries")
    assert faults(figure) == []


def test_words_on_a_grid_hide_it(totals: pd.DataFrame) -> None:
    ax = mf.plot_totals(totals)
    ax.set_facecolor("black")
    dark = plt.subplots(subplot_kw={"facecolor": "black"})[1]
    mf.plot_totals(totals, ax=dark)
    for chart, color in ((ax, "#ffffff"), (dark, "#000000")):
        words = [text for text in chart.texts if text.get_gid() != "caption"]
        boxes: list[Any] = [text.get_bbox_patch() for text in words]
        assert {mpl.colors.to_hex(box.get_facecolor()) for box in boxes} == {color}


def test_a_legend_of_seven_has_columns_of_one_length() -> None:
    table = pd.DataFrame({"fund": list("ABCDEFGH"), "year": 2020, "budget_usd": np.arange(8.0)})
    ax = mf.plot_years(mf.total_by(table, ["year", "fund"]))
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    legend: Any = ax.get_legend()
    assert (len(legend.get_texts()), legend._ncols) == (7, 4)


def test_dollars_begin_no_formula() -> None:
    table = pd.DataFrame({"fund": ["$5m and $6m_x"], "budget_usd": [5.0]})
    ax = mf.plot_totals(mf.total_by(table, "fund"), title="From $1 to $2")
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    assert labels(ax) == [r"\$5m and \$6m_x"]


def test_words_are_wrapped_at_a_width() -> None:
    figure = plt.figure(dpi=72)
    font = mpl.font_manager.FontProperties(size=10)
    renderer: Any = figure.canvas.get_renderer()  # type: ignore[attr-defined]

    def wrapped(words: str, width: float, lines: int = 100) -> list[str]:
        return wrap(words, width, renderer, font, lines=lines).split("\n")

    assert wrapped("", 50) == [""]
    assert wrapped("one two", 500) == ["one two"]
    assert wrapped("one two", 30) == ["one", "two"]
    long = wrapped("x" * 100, 50)
    assert "".join(long) == "x" * 100
    assert len(long) > 5
    # The last word is what tells names apart.
    (cut,) = wrapped("Fund of the Ministry of Foreign Affairs 12", 120, lines=1)
    assert cut.startswith("Fund of")
    assert cut.endswith("… 12")
    # A figure behind a name is never cut.
    (cut,) = wrapped(named_sum("UN Migration Multi-Partner Trust Programme", "2.00m"), 100, lines=1)
    assert cut.startswith("UN Mig")
    assert cut.endswith("… 2.00m")
    # Nor is the figure behind a single word that is too long with it.
    named = named_sum("Guinea-Bissau", "3.60m")
    assert wrapped(named, 80) == ["Guinea-Bissau,", "3.60m"]
    (cut,) = wrapped(named, 80, lines=1)
    assert cut.startswith("Guin")
    assert cut.endswith("… 3.60m")


def test_things_are_moved_apart() -> None:
    size = np.full(3, 2.0)
    assert spread_out(np.array([9.0, 9.0, 9.0]), size, 0, 10).tolist() == [5, 7, 9]
    assert spread_out(np.array([1.0, 5.0, 9.0]), size, 0, 10).tolist() == [1, 5, 9]
    # There is room for half of them.
    assert spread_out(np.array([0.0, 0.0, 0.0]), size, 0, 3).tolist() == [0.5, 1.5, 2.5]
    assert spread_out(np.array([]), np.array([]), 0, 1).tolist() == []


def test_what_is_unallocated_does_not_flatten_the_others(totals: pd.DataFrame) -> None:
    ax = mf.plot_totals(totals)
    # 50m is more than twice 9m; at a tenth it is no longer than that.
    assert [bar.get_width() for bar in bars(ax)] == [9e6, 3e6, 1e6, 5e6]
    assert mf.plot_data(ax)["scale"].tolist() == [1, 1, 1, 0.1]
    assert "at 1/10 of the scale above:" in notes(ax)
    inside = mf.plot_totals(totals, unallocated="in")
    assert labels(inside)[0] == "Not stated"
    assert bars(inside)[0].get_width() == 5e7
    out = mf.plot_totals(totals, unallocated="out")
    assert len(bars(out)) == 3
    assert caption(out) == (
        "USD, as stated. 3 of 3 projects are in. 1 of all 4 are in groups that are not shown. "
        "Not shown: what is without a group, 50.0m."
    )


def test_the_others_add_up(totals: pd.DataFrame) -> None:
    funds = [f"F{n}" for n in range(30)]
    table = pd.DataFrame({"fund": funds, "budget_usd": np.arange(30.0)})
    ax = mf.plot_totals(mf.total_by(table, "fund"), top=4)
    assert labels(ax) == ["F29", "F28", "F27", "F26", "26 others"]
    # 0 to 25 by hand: 25 x 26 / 2.
    assert mf.plot_data(ax)["total"].tolist() == [29, 28, 27, 26, 325]
    assert "30 of 30 projects are in" in caption(ax)
    for wrong in (0, -1, 2.5, True, "3"):
        with pytest.raises(mf.MigfundError, match="top must be a whole number from 1"):
            mf.plot_totals(totals, top=wrong)  # type: ignore[arg-type]


def test_regression_a_caption_counted_all_projects_after_rows_were_filtered() -> None:
    table = pd.DataFrame({"fund": ["A", "A", "B"], "budget_usd": [1.0, None, 2.0]})
    some = mf.total_by(table, "fund").query("fund == 'A'")
    assert "1 of 2 projects are in; 1 without a figure is out. 1 of all 3" in caption(
        mf.plot_totals(some)
    )


def test_regression_what_a_backend_sets_at_its_first_figure_stays() -> None:
    # A notebook shows figures only while "interactive" is on, which its backend sets by itself.
    assert not plt.isinteractive()
    with mf.style():
        plt.ion()
    assert plt.isinteractive()
    plt.ioff()


def test_signs_without_a_glyph_do_not_stop_a_chart() -> None:
    funds = ["Фонд миграции", "🌍 Global_Fund^2 at $5", "基金"]
    table = pd.DataFrame({"fund": funds, "budget_usd": [3.0, 2.0, 1.0]})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        ax = mf.plot_totals(mf.total_by(table, "fund"), title="🌍 Funds, 基金 and $ and x_1^2")
        assert faults(ax.figure) == []
    assert len(labels(ax)) == 3


def test_names_that_have_no_room_are_left_out() -> None:
    table = pd.DataFrame({"fund": [f"F{n}" for n in range(40)], "duration_months": 12.0})
    figure, ax = plt.subplots(figsize=(3.3, 2.2))
    mf.plot_durations(mf.duration_by(table, "fund"), ax=ax)
    assert faults(figure) == []
    named = [bool(name) for name in labels(ax)]
    assert named[0]
    assert 3 < sum(named) < 40


def test_a_caption_leaves_small_axes_their_room(totals: pd.DataFrame) -> None:
    figure, axes = plt.subplots(4, 4, figsize=(6.4, 4.8))
    basis = "at the rates of the day on which each of the projects began, as the bank gives them"
    ax = mf.plot_totals(totals.assign(basis=basis), ax=axes[0, 0])
    figure.canvas.draw()
    words = next(one.get_text() for one in ax.get_children() if one.get_gid() == "caption")
    assert words.startswith("USD, at the rates")
    assert words.endswith(" …")
    assert words.count("\n") < 3
    assert take_caption(ax).endswith("4 of 4 projects are in.")


def test_settings_are_put_back_in_whatever_order_threads_are_done() -> None:
    size, style = "font.size", mf.style()
    before = mpl.rcParams[size]
    first, second = (ThreadPoolExecutor(1) for _ in range(2))
    with first, second:
        first.submit(style.__enter__).result()
        second.submit(style.__enter__).result()
        first.submit(style.__exit__).result()
        assert mpl.rcParams[size] == style[size]
        second.submit(style.__exit__).result()
    assert mpl.rcParams[size] == before != style[size]
