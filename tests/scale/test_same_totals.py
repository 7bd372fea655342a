"""The totals of any partitions are those of one table, to the last bit."""

import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from analyses import ANALYSES, EVERY_FUNCTION, Analysis, by_region_and_year
from effort import FUZZ, tried
from hypothesis import given
from hypothesis import strategies as st
from made_projects import CODES, LIST, made_projects

import migfund as mf
from migfund.engine import _AT_ONCE

pytestmark = pytest.mark.filterwarnings("ignore::migfund.OverlapWarning")


@cache
def pages() -> pd.DataFrame:
    return mf.read_projects("data/pages").reset_index(drop=True)


def is_the_same(analysis: Analysis, table: pd.DataFrame, parts: Sequence[pd.DataFrame]) -> None:
    found = mf.run(analysis, over=parts)
    pd.testing.assert_frame_equal(found, analysis(table), check_exact=True)


def test_the_analyses_use_every_function() -> None:
    used = {name for one in EVERY_FUNCTION for name in one.__code__.co_names}
    begins = ("convert_", "add_", "deflate", "split_", "total_by")
    wanted = {name for name in mf.__all__ if name.startswith(begins)}
    assert wanted - used == {"convert_currency"}  # which `converted` calls
    assert {"convert_currency", "deflate", "total_by_year"} <= wanted


@pytest.mark.parametrize("analysis", ANALYSES)
@pytest.mark.parametrize("count", [1, 4])
def test_made_up_projects(analysis: Analysis, count: int) -> None:
    table = made_projects(120)
    is_the_same(analysis, table, [table.iloc[n::count] for n in range(count)] + [table.head(0)])


@pytest.mark.parametrize("analysis", EVERY_FUNCTION)
def test_many_partitions_of_which_most_are_empty(analysis: Analysis) -> None:
    """More than are added up at once."""
    count, rows = (100, 150) if FUZZ else (_AT_ONCE + 6, 100)
    table = made_projects(rows)
    ends = np.sort(np.random.default_rng(3).integers(0, rows // 5 + 1, count - 1)) * 5
    parts = [table.iloc[a:b] for a, b in zip([0, *ends], [*ends, rows], strict=True)]
    assert len(parts) == count
    assert sum(part.empty for part in parts) > count / 2
    is_the_same(analysis, table, parts)


@pytest.mark.parametrize("analysis", ANALYSES)
def test_projects_of_the_repository(analysis: Analysis) -> None:
    table = pages()
    parts = [table.iloc[n::7] for n in range(7)]
    is_the_same(analysis, table, [*parts[:3], table.head(0), *parts[3:]])


DAYS = st.integers(0, 9000)
PROJECT = st.fixed_dictionaries(
    {
        "project_id": st.none() | st.integers(0, 99).map(str),
        "fund": st.none() | st.sampled_from(["IDF", "MPF"]),
        "countries": st.none() | st.lists(st.sampled_from(CODES), max_size=4, unique=True),
        "start": st.none() | DAYS,
        "length": st.none() | st.integers(0, 3000),
        "start_precision": st.sampled_from(["day", "month", "year"]),
        "end_precision": st.just("day"),
        "budget": st.none() | st.floats(-1e15, 1e15),
        "currency": st.none() | st.sampled_from(["EUR", "USD", "CHF", "KES"]),
        "partition": st.integers(0, 4),
    }
)


def made_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    start = np.datetime64("1999-06-01") + pd.to_timedelta(table["start"].astype("Int64"), "D")
    end = start + pd.to_timedelta(table["length"].astype("Int64"), "D")
    lists = pd.Series(pd.array(table["countries"].tolist(), dtype=LIST))
    texts = ["project_id", "fund", "start_precision", "end_precision", "currency"]
    return table.drop(columns="length").assign(
        countries=lists,
        start=start.astype("M8[us]"),
        end=end.astype("M8[us]"),
        budget=table["budget"].astype(float),
        **{name: table[name].astype("str") for name in texts},
    )


@given(rows=st.lists(PROJECT, min_size=1, max_size=20), analysis=st.sampled_from(ANALYSES))
@tried(12)
def test_random_tables_in_random_partitions(rows: list[dict[str, Any]], analysis: Analysis) -> None:
    table = made_of(rows)
    where = table.pop("partition")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mf.OverlapWarning)
        is_the_same(analysis, table, [table[where == number] for number in range(5)])


def test_what_is_worked_out_of_totals_takes_the_result_of_a_run() -> None:
    table = made_projects(60)
    parts = [table.iloc[n::7] for n in range(7)]
    with pytest.raises(mf.ScopeError, match=r"with the result of mf\.run.*totals\.pivot\("):
        mf.run(lambda t: mf.crosstab(t, ["fund", "currency"], value="budget"), over=parts)
    totals = mf.run(lambda t: mf.total_by(t, ["fund", "currency"], value="budget"), over=parts)
    crossed = totals.pivot(index="fund", columns="currency", values="total")  # noqa: PD010
    expected = mf.crosstab(table, ["fund", "currency"], value="budget", grand_total=False)
    assert crossed.to_numpy().tolist() == expected[list(crossed)].to_numpy().tolist()

    with pytest.raises(mf.ScopeError, match=r"with the result of mf\.run.*concentration\(totals"):
        mf.run(lambda t: mf.concentration(mf.convert_currency(t)), over=parts)
    totals = mf.run(lambda t: mf.total_by_country(mf.convert_currency(t)), over=parts)
    expected = mf.concentration(mf.convert_currency(table))
    pd.testing.assert_frame_equal(mf.concentration(totals), expected, check_exact=True)


def test_what_looks_at_all_projects_takes_a_few_columns_of_all_partitions(tmp_path: Path) -> None:
    table = made_projects(60).assign(parent_id=lambda t: t["project_id"].shift(30))
    for number in range(3):
        mf.write_table(table.iloc[number::3], tmp_path / f"{number}.parquet")
    remedy = r"needs them in one table: pd\.read_parquet\(path, columns=.* the few columns"
    with pytest.raises(mf.ScopeError, match=remedy):
        mf.run(lambda t: mf.duration_by(mf.add_duration(t), "fund"), over=tmp_path)
    dates, money = ["start", "start_precision", "end", "end_precision"], ["budget", "currency"]
    whole = pd.read_parquet(tmp_path, columns=["fund", *dates])
    found = mf.duration_by(mf.add_duration(whole), "fund")
    pd.testing.assert_frame_equal(found, mf.duration_by(mf.add_duration(table), "fund"))

    with pytest.raises(mf.ScopeError, match=remedy):
        mf.run(mf.cofunding, over=tmp_path)
    whole = pd.read_parquet(tmp_path, columns=["project_id", "parent_id", "fund", *money])
    pairs = mf.cofunding(whole)["part_id"]
    assert sorted(pairs) == sorted(mf.cofunding(table)["part_id"])

    with pytest.raises(mf.ScopeError, match=r"describe=True.*pd\.read_parquet\(path, columns="):
        mf.run(
            lambda t: mf.total_by(t[money], "currency", value="budget", describe=True),
            over=tmp_path,
        )
    whole = pd.read_parquet(tmp_path, columns=money)
    found = mf.total_by(whole, "currency", value="budget", describe=True)
    expected = mf.total_by(table[money], "currency", value="budget", describe=True)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_regression_an_empty_partition_of_parts_of_time() -> None:
    """`at="part"` refused the parts of an empty table, for no row says by what it was split."""
    years = mf.split_by_year(made_projects(3).head(0))
    assert list(mf.convert_currency(years, at="part")["budget_usd"]) == []
    with pytest.raises(mf.ScopeError, match="two dates could count"):
        mf.convert_currency(years)
    assert by_region_and_year(made_projects(3).head(0))["n_all"].tolist() == [0]
