import numpy as np
import pandas as pd
import pytest
from charts import bars, caption, dated, labels
from matplotlib.axes import Axes
from matplotlib.dates import date2num

import migfund as mf


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


def test_timeline_of_a_split_table_draws_each_project_once() -> None:
    table = dated(("a", "2021", "2022"), ("b", "2020-01", "2020-02"))
    parts = mf.split_by_year(table.assign(budget_usd=1.0))
    assert len(parts) == 3
    assert labels(mf.plot_timeline(parts)) == ["b", "a"]
    assert "2 of 2 projects are in" in caption(mf.plot_timeline(parts))


def test_timeline_needs_precisions() -> None:
    with pytest.raises(mf.ColumnsError, match="no column 'start', 'start_precision'"):
        mf.plot_timeline(pd.DataFrame({"title": ["x"]}))
