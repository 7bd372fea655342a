from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from charts import bars, caption, dated, labels, notes
from matplotlib.axes import Axes

import migfund as mf
from migfund.schema import make_table


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
    return mf.total_by_country(table)


@pytest.fixture
def durations() -> pd.DataFrame:
    table = pd.DataFrame(
        {"fund": ["A", "B", "B", "C", None], "duration_months": [12.0, 24.0, 36.0, None, 6.0]}
    )
    return mf.duration_by(table, "fund")


def test_totals_are_sorted_labelled_and_counted(totals: pd.DataFrame) -> None:
    ax = mf.plot_totals(totals)
    assert isinstance(ax, Axes)
    assert labels(ax) == ["Armenia", "Kenya", "Ukraine", "Unallocated"]
    widths = [bar.get_width() for bar in bars(ax)]
    assert [*widths[:2], widths[3]] == [2600, 2500, 50]
    assert np.isnan(widths[2])
    assert notes(ax)[:4] == [
        "2.60k (n = 2)",
        "2.50k (n = 1 of 2)",
        "no figure (n = 0 of 1)",
        "50 (n = 1)",
    ]
    assert ax.get_xlabel() == "Total, USD thousand"
    assert ax.yaxis_inverted()
    colours = [bar.get_facecolor() for bar in bars(ax)]
    assert colours[0] == colours[1] == colours[2] != colours[3]


def test_the_caption_of_totals(totals: pd.DataFrame) -> None:
    assert caption(mf.plot_totals(totals)) == (
        "USD, as stated. 3 of 5 projects are in; 2 without a figure are out."
    )
    other = mf.plot_totals(totals.assign(currency=None))
    assert caption(other).startswith("No currency, as stated.")
    assert other.get_xlabel() == "Total, thousand"


def test_regression_the_caption_counted_projects_of_rows_that_were_not_drawn(
    totals: pd.DataFrame, durations: pd.DataFrame
) -> None:
    # Armenia has part of two projects; all the money is in three groups, one project in two.
    assert caption(mf.plot_totals(totals.head(1))) == (
        "USD, as stated. 2 of 2 projects are in, each counted in every group it belongs to. The "
        "groups shown have 50.5 % of the total."
    )
    money = totals[totals["total"].notna()]
    assert "3 of 5 projects are in; 2 without a figure are out." in caption(mf.plot_totals(money))
    assert caption(mf.plot_durations(durations.head(2))).endswith(
        "3 of 3 projects are in. 2 of all 5 are in groups that are not shown."
    )


def test_bars_in_different_currencies_are_refused() -> None:
    table = pd.DataFrame({"fund": ["A", "B"], "budget": [1.0, 2.0], "currency": ["EUR", "USD"]})
    stated = mf.total_by(table, ["fund", "currency"], value="budget")
    with pytest.raises(mf.ScopeError, match=r"currencies.*'EUR', 'USD'.*\['currency'\] == 'EUR'\]"):
        mf.plot_totals(stated)
    assert labels(mf.plot_totals(stated[stated["currency"] == "EUR"])) == ["A"]


def test_the_key_is_told_by_its_name(totals: pd.DataFrame) -> None:
    moved = totals[[*totals.columns[1:], "country"]].assign(per_head=1.0)
    assert notes(mf.plot_totals(moved)) == notes(mf.plot_totals(totals))


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
        "USD, converted at the month's average at the start; "
        f"rates: {mf.ecb_rates().source}. "
        "1 of 2 projects are in; 1 without a figure is out."
    )


def test_years_stand_in_their_order_and_a_missing_key_has_words() -> None:
    table = pd.DataFrame(
        {"start": pd.to_datetime(["2020-01-01", "2019-01-01", None]), "budget_usd": [1.0, 2.0, 9.0]}
    )
    ax = mf.plot_totals(mf.total_by_year(table))
    assert labels(ax) == ["2019", "2020", "Not stated"]


def by_years(**options: Any) -> pd.DataFrame:
    """Totals of a project that may have run from a day of 2019 to one of 2020, and others."""
    table = dated(("month", "2019-12", "2020-01"), ("day", "2020-03-01", "2020-03-31"))
    table = pd.concat([table, dated(("no dates", None, None))], ignore_index=True)
    parts = mf.split_by_year(table.assign(budget_usd=[62_000.0, 900.0, 5.0]))
    return mf.total_by_year(parts, **options)


def test_totals_with_bounds_have_a_line_between_them() -> None:
    ax = mf.plot_totals(by_years())
    assert labels(ax) == ["2019", "2020", "Unallocated"]
    # By hand: of 62,000, 31 days of each year in the middle; 1 of 32, or 31 of 32, at the ends.
    assert notes(ax)[:3] == [
        "31.0k (1.94k to 60.1k; n = 1)",
        "31.9k (2.84k to 61.0k; n = 2)",
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
    assert labels(mf.plot_totals(text)) == ["2019", "2020", "Unallocated"]


def test_a_grand_total_is_no_bar() -> None:
    ax = mf.plot_totals(by_years(grand_total=True))
    assert labels(ax) == ["2019", "2020", "Unallocated"]
    assert "3 of 3 projects are in" in caption(ax)
    missing = pd.DataFrame({"fund": ["A", None], "budget_usd": [1.0, 2.0]})
    ax = mf.plot_totals(mf.total_by(missing, "fund", grand_total=True))
    assert labels(ax) == ["A", "Not stated"]


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
    assert labels(mf.plot_totals(two[two["fund"] == "IDF"].drop(columns="fund")))
    with pytest.raises(mf.ColumnsError, match="no column 'total'"):
        mf.plot_totals(pd.DataFrame({"fund": ["A"]}))


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


def test_other_axes_are_refused(totals: pd.DataFrame) -> None:
    with pytest.raises(mf.MigfundError, match="ax must be one Axes of Matplotlib, not ndarray"):
        mf.plot_totals(totals, ax=plt.subplots(1, 2)[1])


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


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("same currency", "USD, as stated."),
        ("nothing converted", "USD, nothing converted."),
        (
            "day at start; month average at start; year average of 2019; same currency; ECB",
            "USD, converted at the day's rate or the month's average at the start, or the year's "
            "average of 2019 or as stated; rates: ECB.",
        ),
        (
            "period average over the period; ECB; in prices of 2020; OECD",
            "USD, converted at the average over the period; rates: ECB; in prices of 2020; OECD.",
        ),
        ("month end at signed; A; B", "USD, converted at the month end at signed; rates: A; B."),
        ("fixed rate; own rates", "USD, converted at the fixed rate; rates: own rates."),
        (
            "day at start; ECB; without 2 projects that have parts in the table",
            "USD, converted at the day's rate at the start; rates: ECB; without 2 projects that "
            "have parts in the table.",
        ),
        ("own words", "USD, own words."),
    ],
)
def test_captions_say_the_basis_for_readers_of_a_paper(basis: str, said: str) -> None:
    totals = mf.total_by(pd.DataFrame({"fund": ["A"], "budget_usd": [1.0]}), "fund")
    assert caption(mf.plot_totals(totals.assign(basis=basis))).startswith(said)
