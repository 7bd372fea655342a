"""An end of 9999-12-31 is an open end: said as such, and not eight thousand years."""

import io
import time

import pandas as pd
import pytest

import migfund as mf

WORDS = "2099-12-31 or later stands for an open end"
RULE = "unallocated by month for its end: the end is open (2099-12-31 or later)"


def projects(ends, start="2019-01-01", precision="day"):
    return pd.DataFrame(
        {
            "title": [f"project {n}" for n in range(len(ends))],
            "start": pd.Series([start] * len(ends), dtype="datetime64[us]"),
            "start_precision": "day",
            "end": pd.Series(ends, dtype="datetime64[us]"),
            "end_precision": precision,
            "budget": 100.0,
        }
    )


@pytest.mark.parametrize("end", ["2099-12-31", "2100-01-01", "2999-12-31", "9999-12-31"])
def test_splits_and_durations_of_an_open_end(end):
    table = projects([end, "2019-03-31"])
    parts = mf.split_by_year(table, freq="month")
    assert parts["month"].tolist() == ["unallocated", "2019-01", "2019-02", "2019-03"]
    assert parts["budget"].groupby(parts["project"]).sum().tolist() == pytest.approx([100, 100])
    assert parts["split_rule"].iloc[0] == RULE
    assert mf.problems(parts)["field"].tolist()[0] == "end"
    assert mf.add_duration(table)["duration_months"].isna().tolist() == [True, False]


def test_an_end_before_that_is_a_date():
    assert mf.add_duration(projects(["2099-12-30"]))["duration_months"].notna().all()
    whole = projects(["2099-12-31"], precision="year")
    assert mf.add_duration(whole)["duration_months"].isna().all()


@pytest.mark.parametrize("start", ["0001-01-01", "1753-01-01", "1900-01-01"])
def test_a_start_that_stands_for_none(start):
    (part,) = mf.split_by_year(projects(["2020-12-31"], start=start)).to_dict("records")
    assert part["calendar_year"] == "unallocated"
    assert "the start is 1900-01-01 or earlier" in part["split_rule"]


def test_regression_two_thousand_open_ends_made_19_gb_of_months():
    begun = time.monotonic()
    assert len(mf.split_by_year(projects(["9999-12-31"] * 2_000), freq="month")) == 2_000
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("end", ["31/12/9999", "31/12/2099", "2999-12-31", "9999"])
def test_pages_and_tables(end):
    page = f"Border posts\nStart Date\n2019-01-01\nEnd Date\n{end}\nBudget\nEUR 5\n"
    table = pd.DataFrame({"title": ["Border posts"], "start": ["2019-01-01"], "end": [end]})
    for read in (mf.read_projects(io.StringIO(page)), mf.read_table(table)):
        assert read["start"].tolist() == [pd.Timestamp("2019-01-01")]
        assert read["end"].isna().all()
        assert ["end", end, WORDS] in mf.problems(read)[
            ["field", "text", "reason"]
        ].to_numpy().tolist()


@pytest.mark.parametrize(
    "period", ["13/02/2019 - 31/12/9999", "1 February 2019 to 31 December 2099", "2019 - 9999"]
)
def test_periods(period):
    found = mf.parse_period(period)
    assert (found.start.year, found.end) == (2019, None)


def test_dates_of_a_data_frame():
    read = mf.read_table(projects(["9999-12-31", "2020-01-31"]))
    assert read["end"].isna().tolist() == [True, False]
    assert mf.problems(read[["source", "problems"]])["reason"].tolist().count(WORDS) == 1
