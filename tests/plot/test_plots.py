from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle

import migfund as mf
from migfund.schema import make_table

NAMES = {4: "year", 7: "month", 10: "day"}


def notes(ax: Axes) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def caption(ax: Axes) -> str:
    return notes(ax)[-1]


def labels(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def bars(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def dated(*projects: tuple[str, str | None, str | None]) -> pd.DataFrame:
    return make_table(
        [
            {
                "title": title,
                "start": pd.Timestamp(start) if start else None,
                "start_precision": NAMES[len(start)] if start else None,
                "end": pd.Timestamp(end) if end else None,
                "end_precision": NAMES[len(end)] if end else None,
            }
            for title, start, end in projects
        ]
    )


@pytest.fixture
def totals() -> pd.DataFrame:
    table = make_table(
        [
            {"countries": ["ARM"]},
            {"countries": ["KEN", "ARM"]},
            {"countries": ["UKR"]},
            {"countries": []},
            {"countries": ["KEN"]},
        ]
    ).assign(budget_usd=[100.0, 5000.0, None, 50.0, None])
    return mf.total_by_country(table, value="budget_usd")


@pytest.fixture
def durations() -> pd.DataFrame:
    table = pd.DataFrame(
        {"fund": ["A", "B", "B", "C", None], "duration_months": [12.0, 24.0, 36.0, None, 6.0]}
    )
    return mf.duration_by(table, "fund")


def test_totals_are_sorted_labelled_and_counted(totals: pd.DataFrame) -> None:
    ax = mf.plot_totals(totals)
    assert isinstance(ax, Axes)
    assert labels(ax) == ["Armenia", "Kenya", "unallocated", "Ukraine"]
    widths = [bar.get_width() for bar in bars(ax)]
    assert widths[:3] == [2600, 2500, 50]
    assert np.isnan(widths[3])
    assert notes(ax)[:4] == [
        "2,600 (n = 2)",
        "2,500 (n = 1 of 2)",
        "50 (n = 1)",
        "no figure (n = 0 of 1)",
    ]
    assert ax.get_xlabel() == "Total budget, USD"
    assert ax.yaxis_inverted()
    colours = [bar.get_facecolor() for bar in bars(ax)]
    assert colours[0] == colours[1] != colours[2]


def test_the_caption_of_totals(totals: pd.DataFrame) -> None:
    assert caption(mf.plot_totals(totals)) == (
        "USD, as stated. 3 of 5 projects are in; 2 without a figure are out."
    )
    other = mf.plot_totals(totals.assign(currency=None))
    assert caption(other).startswith("No currency, as stated.")
    assert other.get_xlabel() == "Total budget"


def test_the_caption_names_basis_and_source() -> None:
    table = pd.DataFrame(
        {
            "fund": ["MPF", "MPF"],
            "budget": [105_000.0, 1.0],
            "currency": ["EUR", "XXX"],
            "start": pd.to_datetime(["2019-02-01"] * 2),
            "start_precision": ["month"] * 2,
        }
    )
    done = mf.convert_currency(table, on_missing="null")
    text = caption(mf.plot_totals(mf.total_by(done, "fund")))
    assert text == (
        f"USD, month average at start; {mf.ecb_rates().source}. "
        "1 of 2 projects are in; 1 without a figure are out."
    )


def test_years_stand_in_their_order_and_a_missing_key_has_words() -> None:
    table = pd.DataFrame(
        {"start": pd.to_datetime(["2020-01-01", "2019-01-01", None]), "budget_usd": [1.0, 2.0, 9.0]}
    )
    ax = mf.plot_totals(mf.total_by_year(table, value="budget_usd"))
    assert labels(ax) == ["2019", "2020", "not stated"]


def by_years(**options: Any) -> pd.DataFrame:
    """Totals of a project that may have run from a day of 2019 to one of 2020, and others."""
    table = dated(("month", "2019-12", "2020-01"), ("day", "2020-03-01", "2020-03-31"))
    table = pd.concat([table, dated(("no dates", None, None))], ignore_index=True)
    parts = mf.split_by_year(table.assign(budget_usd=[62_000.0, 900.0, 5.0]))
    return mf.total_by_year(parts, value="budget_usd", **options)


def test_totals_with_bounds_have_a_line_between_them() -> None:
    ax = mf.plot_totals(by_years())
    assert labels(ax) == ["2019", "2020", "unallocated"]
    # By hand: of 62,000, 31 days of each year in the middle; 1 of 32, or 31 of 32, at the ends.
    assert notes(ax)[:3] == [
        "31,000 (1,938 to 60,062; n = 1)",
        "31,900 (2,838 to 60,962; n = 2)",
        "5 (n = 1)",
    ]
    spans = ax.collections[0].get_segments()  # type: ignore[attr-defined]
    assert [segment[:, 0].tolist() for segment in spans] == [[1937.5, 60062.5], [2837.5, 60962.5]]
    assert [segment[:, 1].tolist() for segment in spans] == [[0, 0], [1, 1]]
    assert "Lines: between the bounds that the dates allow. 3 of 3 projects" in caption(ax)


def test_totals_without_open_dates_have_no_lines(totals: pd.DataFrame) -> None:
    exact = by_years().assign(total_low=lambda t: t["total"], total_high=lambda t: t["total"])
    for table in (totals, exact):
        ax = mf.plot_totals(table)
        assert [len(part.get_segments()) for part in ax.collections] == [0]  # type: ignore[attr-defined]
        assert "Lines:" not in caption(ax)


def test_years_of_a_split_stand_in_their_order_also_as_text() -> None:
    # 2020 is the largest, and would stand on top by its total.
    text = by_years().astype({"calendar_year": object}).iloc[[2, 1, 0]]
    assert labels(mf.plot_totals(text)) == ["2019", "2020", "unallocated"]


def test_a_grand_total_is_no_bar() -> None:
    ax = mf.plot_totals(by_years(grand_total=True))
    assert labels(ax) == ["2019", "2020", "unallocated"]
    assert "3 of 3 projects are in" in caption(ax)
    missing = pd.DataFrame({"fund": ["A", None], "budget_usd": [1.0, 2.0]})
    ax = mf.plot_totals(mf.total_by(missing, "fund", grand_total=True))
    assert labels(ax) == ["not stated", "A"]


def test_totals_all_missing_and_empty(totals: pd.DataFrame) -> None:
    ax = mf.plot_totals(totals.assign(total=np.nan, n_known=0, n_all_known=0))
    assert notes(ax)[0] == "no figure (n = 0 of 2)"
    assert "0 of 5 projects are in; 5 without a figure are out." in caption(ax)
    ax = mf.plot_totals(totals.iloc[:0])
    assert bars(ax) == []
    assert caption(ax) == "No projects are in: the table has no rows."


def test_totals_refuse_two_keys_and_other_tables(totals: pd.DataFrame) -> None:
    two = totals.copy()
    two.insert(0, "fund", "IDF")
    with pytest.raises(mf.ColumnsError, match=r"shows one key; the totals have 2: \['fund', 'c"):
        mf.plot_totals(two)
    with pytest.raises(mf.ColumnsError, match="no column 'total'"):
        mf.plot_totals(pd.DataFrame({"fund": ["A"]}))


def test_durations(durations: pd.DataFrame) -> None:
    ax = mf.plot_durations(durations)
    assert labels(ax) == ["B", "A", "not stated", "C"]
    assert notes(ax)[:4] == ["n = 2", "n = 1", "n = 1", "no duration (n = 0 of 1)"]
    assert ax.get_xlabel() == "Months"
    medians = ax.get_lines()[0].get_xdata()
    assert np.asarray(medians)[:3].tolist() == [30, 12, 6]
    assert "4 of 5 projects are in; 1 without both dates are out." in caption(ax)
    assert "median" in caption(ax)


def test_durations_empty_all_missing_and_refused(durations: pd.DataFrame) -> None:
    assert caption(mf.plot_durations(durations.iloc[:0])).startswith("No projects are in")
    nothing = mf.plot_durations(durations.iloc[[2]])
    assert notes(nothing)[0] == "no duration (n = 0 of 1)"
    with pytest.raises(mf.ColumnsError, match="no column 'n_projects'"):
        mf.plot_durations(pd.DataFrame({"fund": ["A"]}))
    two = durations.copy()
    two.insert(0, "year", 2019)
    with pytest.raises(mf.ColumnsError, match="shows one key; the durations have 2"):
        mf.plot_durations(two)


def spans(ax: Axes) -> list[tuple[float, float, bool]]:
    """First day, day after the last, and whether the part is certain, of each bar."""
    return [
        (bar.get_x(), bar.get_x() + bar.get_width(), bar.get_hatch() is None) for bar in bars(ax)
    ]


def days(*texts: str) -> list[float]:
    return [float(date2num(np.datetime64(text))) for text in texts]


def test_timeline_draws_what_is_certain_and_what_is_not() -> None:
    ax = mf.plot_timeline(
        dated(("by years", "2021", "2023"), ("by days", "2020-03-05", "2020-04-04"))
    )
    assert labels(ax) == ["by days", "by years"]
    assert spans(ax) == [
        (*days("2020-03-05", "2020-04-05"), False),
        (*days("2020-03-05", "2020-04-05"), True),
        (*days("2021-01-01", "2024-01-01"), False),
        (*days("2021-12-31", "2023-01-02"), True),
    ]
    assert "2 of 2 projects are in; 0 without any date are out." in caption(ax)


def test_timeline_with_one_end_or_none() -> None:
    ax = mf.plot_timeline(
        dated(("one end", "2021", None), ("neither", None, None), ("last", None, "2019-05"))
    )
    assert labels(ax) == ["last", "one end"]
    assert spans(ax) == [
        (*days("2019-05-01", "2019-06-01"), False),
        (*days("2021-01-01", "2022-01-01"), False),
    ]
    assert "one end alone (2). 2 of 3 projects are in; 1 without any date are out." in caption(ax)


def test_timeline_within_one_year_is_nowhere_certain() -> None:
    ax = mf.plot_timeline(dated(("short", "2021", "2021")))
    assert spans(ax) == [(*days("2021-01-01", "2022-01-01"), False)]


def test_timeline_labels() -> None:
    table = dated(("x" * 80, "2021", "2021"), ("", "2022", "2022"), ("", "2023", "2023"))
    table["title"] = table["title"].where(table["title"] != "")
    table["project_id"] = [None, "TC.1234", None]
    assert labels(mf.plot_timeline(table)) == ["x" * 61 + "…", "TC.1234", "row 2"]


def test_timeline_without_rows_or_dates() -> None:
    ax = mf.plot_timeline(dated())
    assert bars(ax) == []
    assert "0 of 0 projects are in" in caption(ax)
    ax = mf.plot_timeline(dated(("neither", None, None)))
    assert "0 of 1 projects are in; 1 without any date are out." in caption(ax)


def test_timeline_needs_precisions() -> None:
    with pytest.raises(mf.ColumnsError, match="no column 'start', 'start_precision'"):
        mf.plot_timeline(pd.DataFrame({"title": ["x"]}))


@pytest.mark.parametrize("empty", [False, True])
def test_every_chart_uses_the_axes_it_is_given_and_changes_no_table(
    totals: pd.DataFrame, durations: pd.DataFrame, empty: bool
) -> None:
    timeline = dated(("a", "2021", "2022"), ("b", "2020-01", None))
    charts: list[tuple[Any, pd.DataFrame]] = [
        (mf.plot_totals, totals),
        (mf.plot_durations, durations),
        (mf.plot_timeline, timeline),
    ]
    for function, table in charts:
        given = table.iloc[:0] if empty else table
        before = given.copy(deep=True)
        figure, axes = plt.subplots(1, 2)
        open_figures = plt.get_fignums()
        assert function(given, ax=axes[1]) is axes[1]
        assert plt.get_fignums() == open_figures
        assert not axes[0].patches
        assert caption(axes[1])
        figure.canvas.draw()
        pd.testing.assert_frame_equal(given, before)


def test_every_chart_can_be_drawn_on_axes_of_its_own(
    totals: pd.DataFrame, durations: pd.DataFrame
) -> None:
    for ax in (
        mf.plot_totals(totals),
        mf.plot_durations(durations),
        mf.plot_timeline(dated(("a", "2021", "2022"))),
    ):
        assert ax.figure.number in plt.get_fignums()
        ax.figure.canvas.draw()
