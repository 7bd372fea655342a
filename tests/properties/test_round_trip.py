"""What `write_table` writes, `read_table` reads back exactly, in every form of file."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort import tried
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import migfund as mf
from migfund.schema import (
    CATEGORY,
    COLUMNS,
    PAGE_COLUMNS,
    PROBLEM_FIELDS,
    TABLE_COLUMNS,
    TEXT,
    Column,
    make_table,
)

ENDINGS = ["parquet", "csv", "jsonl", "xlsx"]
FEW = tried(12, suppress_health_check=[HealthCheck.function_scoped_fixture])

WORDS = st.sampled_from(
    ["007", "2019-02-01", "1e5", "True", "NA", "null", "é; ü", '"', "a,b", "l1\nl2", "a\u2028\x85"]
) | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=8)
# Excel keeps no spaces at the ends of a text that is nothing else, and knows no empty text.
TEXTS = WORDS.filter(lambda text: text.strip() != "")
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)).map(pd.Timestamp)
AMOUNTS = st.floats(-1e12, 1e12) | st.integers(0, 10**9).map(float)
PRECISIONS = st.sampled_from(["day", "month", "year"])
CODES = st.lists(st.sampled_from(["ARM", "GEO", "NAM", "XKX"]), max_size=3)
SHARES = st.lists(st.none() | st.floats(0, 1), max_size=3)
PROBLEMS = st.lists(
    st.fixed_dictionaries({name: st.none() | TEXTS for name in PROBLEM_FIELDS[1:]}), max_size=3
)


def values_of(column: Column) -> st.SearchStrategy[Any]:
    """Return values for a column of the project table, as its dtype asks."""
    by_name = {
        "countries": CODES,
        "other_countries": CODES,
        "country_shares": SHARES,
        "problems": PROBLEMS,
        "start_precision": PRECISIONS,
        "end_precision": PRECISIONS,
        "year": st.integers(1990, 2100),
    }
    by_dtype = {"datetime64[us]": DAYS, "float64": AMOUNTS}
    return st.none() | by_name.get(column.name, by_dtype.get(str(column.dtype), TEXTS))


def records(columns: tuple[Column, ...]) -> st.SearchStrategy[list[dict[str, Any]]]:
    row = st.fixed_dictionaries({column.name: values_of(column) for column in columns})
    return st.lists(row, min_size=2, max_size=5)


@st.composite
def project_tables(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a project table of pages or of a spreadsheet, with columns of the user's.

    The dtype of these is that of their cells, so that none is without a value, and whole numbers
    are Int64 where some are missing.
    """
    columns = COLUMNS + draw(st.sampled_from([PAGE_COLUMNS, TABLE_COLUMNS]))
    table = make_table(draw(records(columns)), columns)
    rows = len(table)

    def some(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=rows, max_size=rows))

    ids = pd.array(some(TEXTS), dtype=TEXT)
    return table.assign(
        own_text=ids,
        own_number=np.array(some(st.integers(-(10**9), 10**9)), dtype="int64"),
        own_flag=some(st.booleans()),
        own_half=np.array(some(st.integers(0, 9)), dtype=float) + 0.5,
        own_count=pd.array([None, *some(st.integers(0, 9))][:-1], dtype="Int64"),
        own_maybe=pd.array([None, *some(st.booleans())][:-1], dtype="boolean"),
    )


@st.composite
def converted_tables(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a table with budgets in dollars, also of 2015, and what they rest on."""
    table = draw(project_tables())
    rows = len(table)
    floats = st.lists(st.none() | AMOUNTS, min_size=rows, max_size=rows)
    words = st.lists(st.none() | TEXTS, min_size=rows, max_size=rows)
    dates = st.lists(st.none() | DAYS, min_size=rows, max_size=rows)
    made: dict[str, Any] = {}
    for name, numbers in (
        ("budget_usd", ("", "_rate", "_low", "_high")),
        ("budget_usd_2015", ("", "_deflator")),
    ):
        made |= {f"{name}{end}": np.array(draw(floats), dtype=float) for end in numbers}
        made |= {
            f"{name}{end}": pd.Categorical(pd.array(draw(words), dtype=TEXT))
            for end in ("_basis", "_source")
        }
    for end in ("_rate_from", "_rate_to"):
        made[f"budget_usd{end}"] = pd.Series(draw(dates), dtype="datetime64[us]")
    return table.assign(**made)


@st.composite
def split_tables(draw: st.DrawFn) -> pd.DataFrame:
    """Draw the parts of projects by country and year."""
    table = draw(converted_tables())
    rows = len(table)

    def some(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=rows, max_size=rows))

    years = pd.array(some(st.sampled_from(["2019", "2020", "unallocated"])), dtype=TEXT)
    rule = pd.array(some(TEXTS), dtype=TEXT)
    return table.assign(
        project=some(st.integers(0, 9)),
        country=pd.array(some(st.sampled_from(["ARM", "unallocated"])), dtype=TEXT),
        share=np.array(some(st.floats(0, 1)), dtype=float),
        calendar_year=pd.Categorical(years, ordered=True),
        period_from=pd.Series(some(DAYS), dtype="datetime64[us]"),
        split_rule=pd.Categorical(rule),
        divided=pd.Categorical(pd.array(["budget, budget_usd"] * rows, dtype=TEXT)),
    )


@st.composite
def totals(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a table of totals."""
    keys = draw(st.lists(TEXTS, min_size=1, max_size=4))
    rows = len(keys)
    floats = st.lists(st.none() | AMOUNTS, min_size=rows, max_size=rows)
    made: dict[str, Any] = {"country": pd.array(keys, dtype=TEXT)}
    for name in ("total", "total_low", "total_high", "share_of_total"):
        made[name] = np.array(draw(floats), dtype=float)
    for name in ("n_projects", "n_known"):
        made[name] = draw(st.lists(st.integers(0, 99), min_size=rows, max_size=rows))
    basis = draw(st.lists(TEXTS, min_size=rows, max_size=rows))
    words = {"currency": ["USD"] * rows, "basis": basis, "split_rule": basis}
    return pd.DataFrame(made).assign(**{k: pd.array(v, dtype=TEXT) for k, v in words.items()})


def assert_comes_back(table: pd.DataFrame, path: Path) -> None:
    before = table.copy(deep=True)
    mf.write_table(table, path)
    pd.testing.assert_frame_equal(table, before)
    found = mf.read_table(path)
    # Excel keeps 16 digits of a number.
    exact: dict[str, Any] = {"rtol": 1e-15} if path.suffix == ".xlsx" else {"check_exact": True}
    pd.testing.assert_frame_equal(found, table, **exact)
    assert [path.name for path in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
@FEW
@given(table=project_tables() | converted_tables() | split_tables() | totals())
def test_what_is_written_comes_back(tmp_path: Path, ending: str, table: pd.DataFrame) -> None:
    assert_comes_back(table, tmp_path / f"a.{ending}")


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@FEW
@given(data=st.data())
def test_a_file_changed_anywhere_is_no_other_table(
    tmp_path: Path, ending: str, data: st.DataObject
) -> None:
    """A byte more, less or other raises a `MigfundError`, or gives a table with as many columns."""
    table = data.draw(project_tables())
    path = tmp_path / f"a.{ending}"
    mf.write_table(table, path)
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    path.write_bytes(content)
    try:
        found = mf.read_table(path, on_error="report")
    except mf.MigfundError:
        return
    assert len(found.columns) >= len(COLUMNS)


@pytest.mark.parametrize("ending", ENDINGS)
def test_dtypes_of_a_table_without_a_value(tmp_path: Path, ending: str) -> None:
    table = make_table([{"source": "a"}, {"source": "b"}])
    table["budget_usd"] = np.nan
    table["budget_usd_basis"] = pd.Series([None, None], dtype=TEXT).astype(CATEGORY)
    assert_comes_back(table, tmp_path / f"a.{ending}")


def test_a_long_csv_is_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from migfund.files import write

    monkeypatch.setattr(write, "_ROWS", 3)
    table = make_table([{"title": f"Project {n}", "budget": n} for n in range(10)])
    assert_comes_back(table, tmp_path / "a.csv")
