"""What the charts of totals draw and refuse, one by one."""

import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_boxes import faults
from charts import bars, caption, labels, legend_of, notes

import migfund as mf
from migfund.plot.chart import take_caption

PROJECTS = pd.DataFrame(
    {
        "fund": ["IDF", "IDF", "MPF", "MPF", "EUTF", None],
        "year": [2015, 2018, 2018, 2019, 2019, 2018],
        "budget_usd": [4e6, 1e6, 2e6, None, 3e6, 5e5],
    }
)


def test_years_stand_on_an_axis_of_numbers_with_gaps() -> None:
    ax = mf.plot_years(mf.total_by(PROJECTS, "year"), partial=[2019])
    middles = [round(bar.get_x() + bar.get_width() / 2, 6) for bar in bars(ax)]
    assert middles == [2015, 2018, 2019]
    assert [bar.get_height() for bar in bars(ax)] == [4e6, 3.5e6, 3e6]
    assert [bar.get_hatch() for bar in bars(ax)] == [None, None, "////"]
    assert ax.get_ylabel() == "Total, USD million"
    assert caption(ax) == (
        "USD, as stated. Hatched: not complete. 5 of 6 projects are in; 1 without a figure is out."
    )


def test_years_are_stacked_by_another_key() -> None:
    totals = mf.total_by(PROJECTS, ["year", "fund"])
    ax = mf.plot_years(totals)
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    legend = ax.get_legend()
    assert legend is not None
    # The largest at the bottom, what has no fund on top.
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["IDF", "EUTF", "MPF", "Not stated"]
    tops = [bar.get_y() + bar.get_height() for bar in bars(ax) if round(bar.get_x()) == 2018]
    assert np.nanmax(tops) == 3.5e6
    few = mf.plot_years(totals, top=1)
    assert mf.plot_data(few)["fund"].unique().tolist() == ["IDF", "Not stated", "2 others"]
    assert mf.plot_data(few)["total"].sum() == 10.5e6


def test_quarters_fiscal_years_and_months_have_places_on_the_axis() -> None:
    for key, cells, wanted in (
        ("quarter", ["2019Q1", "2019Q3"], [2019, 2019.5]),
        ("month", ["2019-01", "2019-07"], [2019, 2019.5]),
        ("fiscal_year", ["2018/19", "2019/20"], [2018, 2019]),
    ):
        table = pd.DataFrame({key: cells, "budget_usd": [1.0, 2.0]})
        ax = mf.plot_years(mf.total_by(table, key))
        middles = [bar.get_x() + bar.get_width() / 2 for bar in bars(ax)]
        np.testing.assert_allclose(middles, wanted)


def test_years_refuse_what_is_no_time() -> None:
    with pytest.raises(mf.ColumnsError, match=r"by time.*these are by \['fund'\]"):
        mf.plot_years(mf.total_by(PROJECTS, "fund"))
    for wrong in (2019, ["2019"], [True]):
        with pytest.raises(mf.MigfundError, match=r"partial must be a list of years"):
            mf.plot_years(mf.total_by(PROJECTS, "year"), partial=wrong)  # type: ignore[arg-type]


def test_panels_have_common_axes_and_one_caption() -> None:
    panels = mf.plot_panels(mf.total_by(PROJECTS, ["fund", "year"]), title="Funds")
    assert [ax.get_title(loc="left") for ax in panels] == ["IDF", "EUTF", "MPF"]
    assert len({ax.get_ylim() for ax in panels}) == 1
    assert len({ax.get_xlim() for ax in panels}) == 1
    figure = panels[0].figure
    figure.draw_without_rendering()
    below = " ".join(figure.get_supxlabel().split())
    assert "Not shown: what is without a year or a fund, 500k." in below
    shown = mf.plot_data(panels[0])
    assert (shown["year"].tolist(), shown["total"].tolist()) == ([2015, 2018], [4e6, 1e6])
    with pytest.raises(mf.MigfundError, match="empty figure of Matplotlib, not one that has Axes"):
        mf.plot_panels(mf.total_by(PROJECTS, ["fund", "year"]), figure=figure)
    with pytest.raises(mf.MigfundError, match=r"no key beside the time; mf.plot_years"):
        mf.plot_panels(mf.total_by(PROJECTS, "year"))


def test_a_slope_needs_names_and_two_columns() -> None:
    with pytest.raises(mf.ColumnsError, match="a column of names and two or more of numbers"):
        mf.plot_slope(pd.DataFrame({"name": ["a"], "x": [1.0]}))
    rows = pd.DataFrame({"country": ["KEN", "UGA", "unallocated"], "x": 1.0, "y": [2.0, None, 9.0]})
    ax = mf.plot_slope(rows)
    assert notes(ax)[:2] == ["1", "Kenya, 2"]
    assert caption(ax) == (
        "1 of 2 groups are in; 1 without a figure in each column is out. "
        "Not shown: what is unallocated or without a group."
    )
    # A part of the rows has an index of numbers, which are no figures.
    assert mf.plot_data(mf.plot_slope(rows.iloc[::-1]))["name"].tolist() == ["Kenya"]


def test_a_lorenz_curve_by_hand() -> None:
    table = pd.DataFrame({"fund": ["A", "B", "C", None], "budget_usd": [1.0, 2.0, 5.0, 8.0]})
    ax = mf.plot_lorenz(mf.total_by(table, "fund"))
    np.testing.assert_allclose(mf.plot_data(ax)["share_of_total"], [0, 1 / 8, 3 / 8, 1])
    # Twice the area between: 1 - (1/8 + 4/8 + 11/8) / 3.
    assert caption(ax) == (
        "USD, as stated. Gini coefficient 0.33, from 0 (equal) to 0.67 (all in one of 3 groups). "
        "Not shown: what is without a group, 8."
    )
    with pytest.raises(mf.ScopeError, match="negative"):
        mf.plot_lorenz(mf.total_by(table.assign(budget_usd=-1.0), "fund"))


def test_a_heat_map_writes_figures_and_hatches_what_is_not_known() -> None:
    table = mf.crosstab(PROJECTS, ["fund", "year"])
    ax = mf.plot_heatmap(table)
    assert labels(ax) == ["EUTF", "IDF", "MPF", "Not stated"]
    assert notes(ax)[:-1] == ["3.00m", "4.00m", "1.00m", "2.00m", "500k"]
    assert len(bars(ax)) == 12
    # MPF has no figure in one year, and the crosstab does not say in which.
    assert sum(bar.get_hatch() is not None for bar in bars(ax)) == 2
    assert legend_of(ax)[-2:] == ["no figure, or no project", "no project"]
    assert "1 of 1 projects are in" in caption(mf.plot_heatmap(table.head(1)))
    with pytest.raises(mf.ColumnsError, match="totals by two keys; these are by 1"):
        mf.plot_heatmap(mf.total_by(PROJECTS, "fund"))


def test_a_heat_map_of_totals_tells_no_figure_from_no_project() -> None:
    totals = mf.total_by(PROJECTS, ["fund", "year"])
    ax = mf.plot_heatmap(totals)
    hatched = [bar for bar in bars(ax) if bar.get_hatch()]
    # MPF is the third row, 2019 the third column.
    (middle,) = [(bar.get_x() + bar.get_width() / 2, bar.get_y() + 0.47) for bar in hatched]
    np.testing.assert_allclose(middle, (2, 2))
    assert legend_of(ax)[-2:] == ["no figure", "no project"]
    of_crosstab = mf.plot_data(mf.plot_heatmap(mf.crosstab(PROJECTS, ["fund", "year"])))
    pd.testing.assert_frame_equal(mf.plot_data(ax), of_crosstab)


def test_flows_refuse_what_cannot_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    totals = mf.total_by(PROJECTS, ["fund", "year"])
    with pytest.raises(mf.ColumnsError, match="by two keys; these are by 1"):
        mf.plot_flows(mf.total_by(PROJECTS, "fund"))
    with pytest.raises(mf.ScopeError, match="totals are negative, and cannot flow"):
        mf.plot_flows(totals.assign(total=-totals["total"]))
    zero = mf.plot_flows(totals.assign(total=[0.0, *totals["total"][1:]]))
    assert "1 flow of zero is not drawn." in caption(zero)
    monkeypatch.setitem(sys.modules, "sankeyflow", None)
    with pytest.raises(mf.MissingExtraError, match=r"pip install 'migfund\[flows\]'"):
        mf.plot_flows(totals)


def test_budget_and_duration_of_projects_alone() -> None:
    table = PROJECTS.assign(title="x", duration_months=[12, 24, 36.0, 48, 60, None])
    ax = mf.plot_budget_duration(table)
    assert "4 of 6 projects are in; 2 without a duration or a figure are out." in caption(ax)
    assert ax.get_yscale() == "linear"
    wide = mf.plot_budget_duration(table.assign(budget_usd=[0.0, 5, 5e6, 1, 2, 3]))
    assert wide.get_yscale() == "symlog"
    assert "Money on a logarithmic scale." in caption(wide)
    with pytest.raises(mf.ColumnsError, match=r"duration_months.*mf.add_duration"):
        mf.plot_budget_duration(PROJECTS)
    stated = table.assign(budget=1.0, currency=["EUR", "USD"] * 3)
    with pytest.raises(mf.ScopeError, match="dots in different currencies"):
        mf.plot_budget_duration(stated, value="budget")
    parts = mf.split_by_country(table.assign(countries=[["KEN", "UGA"]] * 6))
    with pytest.raises(mf.ScopeError, match="the rows are parts of projects"):
        mf.plot_budget_duration(parts)


def test_charts_refuse_several_currencies_and_draw_on_the_axes_given() -> None:
    two = mf.total_by(PROJECTS, ["fund", "year"])
    mixed = two.assign(currency=["EUR", "USD"] * (len(two) // 2) + ["EUR"] * (len(two) % 2))
    for function in (mf.plot_years, mf.plot_flows, mf.plot_panels):
        with pytest.raises(mf.ScopeError, match="different currencies cannot be compared"):
            function(mixed)  # type: ignore[operator]
    figure, axes = plt.subplots(1, 3, figsize=(12, 3))
    assert mf.plot_years(two, ax=axes[0]) is axes[0]
    assert mf.plot_flows(two, ax=axes[1]) is axes[1]
    assert mf.plot_heatmap(mf.crosstab(PROJECTS, ["fund", "year"]), ax=axes[2]) is axes[2]
    figure.draw_without_rendering()


def test_shades_of_a_heat_map_are_classes_whatever_the_largest_sum() -> None:
    sums = [1.0, 2.0, 3.0, 4.0, 1e15, 0.0, -5.0]
    table = pd.DataFrame({"fund": list("ABCDEFG"), "year": 2020, "budget_usd": sums})
    ax = mf.plot_heatmap(mf.total_by(table, ["fund", "year"]))
    shade = [sum(bar.get_facecolor()[:3]) for bar in bars(ax)]
    # Five classes of one sum each, the greater the darker, and what is in no class.
    assert shade[:5] == sorted(set(shade[:5]), reverse=True)
    assert shade[0] < 3 - 0.3
    assert legend_of(ax) == ["1", "2", "3", "4", "1,000tn", "below zero", "zero"]


def test_a_heat_map_of_all_countries_counts_a_project_once() -> None:
    table = pd.DataFrame(
        {"fund": ["A", "B", "B"], "countries": [["KEN", "UGA"], ["KEN"], ["MLI"]]}
    ).assign(budget_usd=[2.0, 3.0, None])
    cross = mf.crosstab(mf.split_by_country(table), ["country", "fund"])
    ax = mf.plot_heatmap(cross)
    assert caption(ax).endswith("2 of 3 projects are in; 1 without a figure is out.")
    some = mf.plot_heatmap(cross[cross["country"] == "KEN"])
    assert "2 of 2 projects are in, each counted in every group" in caption(some)


@pytest.mark.parametrize("dpi", [50, 110, 300])
def test_long_names_of_a_heat_map_are_not_cut_off_when_it_is_saved(dpi: int) -> None:
    funds = ["Bundesministerium für wirtschaftliche Zusammenarbeit und Entwicklung (BMZ)"]
    funds += [f"Fund {n}" for n in range(10)]
    regions = ["Africa", "Americas", "Asia", "Europe", "Oceania", "Unallocated", "Not stated"]
    table = pd.DataFrame(
        {"fund": np.repeat(funds, 7), "region": regions * 11, "budget_usd": np.arange(77.0)}
    )
    figure, ax = plt.subplots(figsize=(6.9, 3.8), dpi=dpi)
    mf.plot_heatmap(mf.crosstab(table, ["fund", "region"]), ax=ax, title="Funds")
    assert faults(figure) == []


def test_years_of_nothing_but_zeros_have_one_tick() -> None:
    table = pd.DataFrame({"year": [2019, 2020, 2022], "budget_usd": [0.0, 0.0, 0.0]})
    ax = mf.plot_years(mf.total_by(table, "year"))
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0"]


def test_the_more_projects_the_fainter_each() -> None:
    def drawn(count: int) -> tuple[float, float]:
        months = np.linspace(10, 50, count)
        table = pd.DataFrame({"title": "T", "budget_usd": months, "duration_months": months})
        bounds = {"duration_months_low": months - 5, "duration_months_high": months + 5}
        lines, dots = mf.plot_budget_duration(table.assign(**bounds)).collections
        return float(lines.get_alpha()), float(dots.get_alpha())  # type: ignore[arg-type]

    assert drawn(40) == (0.5, 0.8)
    assert drawn(1000) < (0.1, 0.5)


def test_a_unit_that_was_asked_for_is_named() -> None:
    two = mf.total_by(PROJECTS, ["fund", "year"])
    for function in (mf.plot_flows, mf.plot_heatmap, mf.plot_years):
        assert caption(function(two, unit="thousand")).startswith("USD thousand, as stated.")
    assert caption(mf.plot_totals(mf.total_by(PROJECTS, "fund"), unit="million")).startswith(
        "USD million, as stated."
    )
    rules = pd.DataFrame({"currency": "USD", "name": ["a", "b"], "x": [1e6, 2.0], "y": [3.0, 4e6]})
    assert caption(mf.plot_slope(rules, unit="thousand")).startswith("USD thousand. 2 of 2")


def test_sums_of_ones_own_are_drawn_as_the_message_says() -> None:
    projects = pd.DataFrame({"country": ["ARM", "ARM", "GEO"], "budget_usd": [1e6, 2e6, 1e6]})
    groups = projects.groupby("country")["budget_usd"]
    table, n = groups.sum().rename("total").reset_index(), groups.count().to_numpy()
    for chart in (mf.plot_totals, mf.plot_map, mf.plot_tiles, mf.plot_lorenz):
        with pytest.raises(mf.ColumnsError, match=r"no column .*mf\.total_by\(projects") as raised:
            chart(table)
        first, second = str(raised.value).split(" makes them of the projects. ")
        for remedy in (first.split("'. ")[-1], second.split(": ", 1)[1].rstrip(".")):
            given = {"mf": mf, "projects": projects, "table": table, "n": n}
            drawn = mf.plot_data(chart(eval(remedy, given)))
            assert len(drawn) >= 2
    totals = eval(remedy, given)
    assert take_caption(mf.plot_totals(totals)) == "USD, as stated. 3 of 3 projects are in."


def test_totals_of_which_none_is_known_are_stacked_as_well() -> None:
    totals = mf.total_by(PROJECTS, ["year", "fund"]).assign(total=None)
    assert "USD" in caption(mf.plot_years(totals))
