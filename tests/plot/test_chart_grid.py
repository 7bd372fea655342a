"""Every chart on every kind of data and size: nothing is cut, overlaps or says something else."""

import pickle
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_boxes import faults
from chart_cases import CASES, CHARTS, data, draw, not_negative
from charts import bars, caption
from effort import FUZZ

import migfund as mf
from migfund.plot.chart import chart_of

# Light and dark do not change where things are, so each size is drawn on one ground.
GROUNDS = {"one column": "default", "two columns": "dark_background", "bare": "default"}


def sizes_of(case: str) -> list[str]:
    """Return the sizes to draw: the narrowest always, all of them by `make fuzz`."""
    return list(GROUNDS) if case == "real" or FUZZ else ["one column"]


READ = (
    *("totals", "years", "years by fund", "panels", "flows"),
    *("heat map", "budget and duration", "slope", "lorenz"),
)
"""The charts whose figures are kept, for a test reads off them what they show."""
Drawn = Callable[[str, str], Any]


@pytest.fixture(scope="module")
def faults_and_figure() -> Callable[[str, str], tuple[list[str], Any]]:
    """Return a function that draws a chart of a case in one column, once for all tests."""

    @cache
    def of(chart: str, case: str) -> tuple[list[str], Any]:
        figure = draw(chart, case, "one column", GROUNDS["one column"])
        return faults(figure), figure

    return of


@pytest.fixture
def drawn(faults_and_figure: Callable[[str, str], tuple[list[str], Any]]) -> Drawn:
    """Return a function that returns the figure of a chart, drawn."""
    return lambda chart, case: faults_and_figure(chart, case)[1]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("chart", CHARTS)
def test_no_text_is_cut_off_or_overlaps(
    chart: str, case: str, faults_and_figure: Callable[[str, str], tuple[list[str], Any]]
) -> None:
    found = {}
    for size in sizes_of(case):
        if size == "one column" and chart in READ:
            found[size] = faults_and_figure(chart, case)[0]
            continue
        figure = draw(chart, case, size, GROUNDS[size])
        found[size] = faults(figure)
        plt.close(figure)
    assert found == {size: [] for size in found}


def known(projects: pd.DataFrame) -> pd.Series:
    return projects["budget_usd"].notna()


def in_and_out(ax: Any) -> tuple[int, int]:
    """Return the numbers of "28 of 38 projects are in"."""
    found = re.search(r"([\d,]+) of ([\d,]+) (?:projects|groups) are in", caption(ax))
    assert found, caption(ax)
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


@pytest.mark.parametrize("case", CASES)
def test_bars_are_as_long_as_the_totals(case: str, drawn: Drawn) -> None:
    projects = data(case)
    ax = drawn("totals", case).axes[0]
    shown = mf.plot_data(ax)
    lengths = [bar.get_width() for bar in bars(ax)]
    np.testing.assert_allclose(lengths, shown["total"] * shown["scale"])
    np.testing.assert_allclose(shown["total"].sum(), projects["budget_usd"].sum())
    # By another route: the countries of each project share its budget.
    each = projects.assign(part=projects["budget_usd"] / projects["countries"].list.len())
    by_hand = each.explode("countries").groupby("countries")["part"].sum()
    largest = by_hand.abs().nlargest(3 if known(projects).any() else 0).index
    np.testing.assert_allclose(
        sorted(abs(by_hand[largest])),
        sorted(shown["total"][shown["scale"] == 1].abs().nlargest(len(largest))),
    )
    assert in_and_out(ax) == (known(projects).sum(), len(projects))


@pytest.mark.parametrize("chart", ["years", "years by fund", "panels"])
@pytest.mark.parametrize("case", CASES)
def test_the_bars_of_years_add_up(chart: str, case: str, drawn: Drawn) -> None:
    projects = data(case)
    figure = drawn(chart, case)
    dated = projects[projects["start"].notna()]
    heights = [bar.get_height() for ax in figure.axes for bar in bars(ax)]
    if chart == "panels":
        dated = dated[dated["fund"].notna()]
    np.testing.assert_allclose(np.nansum(heights), dated["budget_usd"].sum())
    by_year = dated.groupby(dated["start"].dt.year)["budget_usd"].sum(min_count=1).dropna()
    for year, total in by_year.items():
        own = [
            bar.get_height()
            for ax in figure.axes
            for bar in bars(ax)
            if round(bar.get_x() + bar.get_width() / 2) == year
        ]
        np.testing.assert_allclose(np.nansum(own), total)
    if len(dated):
        text = chart_of(figure.axes[0]).words
        assert f"{known(dated).sum():,} of {len(dated):,} projects are in" in text


@pytest.mark.parametrize("case", CASES)
def test_the_bands_of_flows_are_as_high_as_the_totals(case: str, drawn: Drawn) -> None:
    projects = not_negative(data(case))
    ax = drawn("flows", case).axes[0]
    shown = mf.plot_data(ax)
    np.testing.assert_allclose(shown["total"].sum(), projects["budget_usd"].sum())
    assert in_and_out(ax) == (known(projects).sum(), len(projects))
    ends = [bar for bar in bars(ax) if bar.get_x() == 0]
    heights = sorted(bar.get_height() for bar in ends)
    sums = sorted(shown.groupby("fund", dropna=False)["total"].sum())
    np.testing.assert_allclose(
        np.array(heights) * sum(sums), np.array(sums) * sum(heights), rtol=1e-6
    )


@pytest.mark.parametrize("case", CASES)
def test_the_cells_of_a_heat_map_are_the_totals(case: str, drawn: Drawn) -> None:
    parts = mf.split_by_country(data(case))
    ax = drawn("heat map", case).axes[0]
    cells = mf.plot_data(ax).drop(columns="country")
    # The greater a sum, the darker or as dark its cell.
    light = [sum(bar.get_facecolor()[:3]) for bar in bars(ax)]
    pairs = zip(cells.to_numpy().ravel(), light, strict=True)
    darkness = [-shade for _, shade in sorted(pair for pair in pairs if pair[0] > 0)]
    assert darkness == sorted(darkness)
    np.testing.assert_allclose(np.nansum(cells.to_numpy()), parts["budget_usd"].sum())


@pytest.mark.parametrize("case", CASES)
def test_dots_stand_where_the_projects_are(case: str, drawn: Drawn) -> None:
    projects = data(case)
    ax = drawn("budget and duration", case).axes[0]
    both = projects[known(projects) & projects["duration_months"].notna()]
    dots = np.asarray(ax.collections[1].get_offsets())
    np.testing.assert_allclose(dots, both[["duration_months", "budget_usd"]])
    assert in_and_out(ax) == (len(both), len(projects))
    assert list(mf.plot_data(ax)["title"]) == list(both["title"])


@pytest.mark.parametrize("case", CASES)
def test_lines_of_a_slope_end_at_the_figures(case: str, drawn: Drawn) -> None:
    ax = drawn("slope", case).axes[0]
    shown = mf.plot_data(ax)
    ends = {tuple(line.get_ydata()) for line in ax.lines}
    assert ends == {tuple(row) for row in shown.drop(columns="name").to_numpy()}
    assert in_and_out(ax)[0] == len(shown)
    # The whole of a project is with the first country that it names.
    first = data(case).assign(country=data(case)["countries"].list[0])
    sums = first.groupby("country")["budget_usd"].sum(min_count=1)
    for name, total in zip(shown["name"], shown["the first country named"], strict=True):
        (code,) = mf.parse_countries(name)
        np.testing.assert_allclose(total, sums[code])


@pytest.mark.parametrize("case", CASES)
def test_the_lorenz_curve_and_its_coefficient(case: str, drawn: Drawn) -> None:
    totals = mf.total_by_country(not_negative(data(case)))
    ax = drawn("lorenz", case).axes[0]
    groups = totals[totals["country"] != "unallocated"]["total"].dropna()
    if len(groups) < 2:
        assert "No Gini coefficient" in caption(ax)
        return
    # Half the mean difference of all pairs, over the mean.
    pairs = np.abs(np.subtract.outer(groups.to_numpy(), groups.to_numpy()))
    gini = pairs.mean() / groups.mean() / 2
    assert f"Gini coefficient {gini:.2f}," in caption(ax)
    share = mf.plot_data(ax)["share_of_total"]
    assert (share.iloc[0], round(share.iloc[-1], 9)) == (0, 1)
    np.testing.assert_allclose(ax.lines[1].get_ydata(), 100 * share)
    np.testing.assert_allclose(share.diff().iloc[-1], groups.max() / groups.sum())


@pytest.mark.parametrize("chart", CHARTS)
def test_a_figure_can_be_pickled(chart: str, drawn: Drawn) -> None:
    figure = drawn(chart, "odd sums")
    again = pickle.loads(pickle.dumps(figure))
    again.draw_without_rendering()
    if chart != "panels":
        pd.testing.assert_frame_equal(mf.plot_data(again.axes[0]), mf.plot_data(figure.axes[0]))
