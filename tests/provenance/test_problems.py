"""Problems of reading, converting, deflating and dividing, and contradictions, in one table."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import migfund as mf
from migfund.schema import PROBLEM_FIELDS, make_table

PRICES = pd.Series([1.0, 1.1], index=[2019, 2020], name="USA")


def records() -> pd.DataFrame:
    """Return budgets that cannot be converted, cannot be deflated, and can be both."""
    table = make_table(
        [
            {"source": "a.txt", "budget": 5.0, "currency": "XXX", "budget_text": "XXX 5"},
            {"source": "b.txt", "budget": 6.0, "currency": "USD", "budget_text": "USD 6"},
            {"source": "c.txt", "budget": 7.0, "currency": "USD", "budget_text": "USD 7"},
        ]
    ).set_axis(["a", "b", "c"], axis=0)
    table["start"] = pd.to_datetime(["2019-01-01", "2031-01-01", "2020-01-01"])
    return table.assign(start_precision="year")


def test_problems_of_reading_and_of_converting() -> None:
    read = [
        {"locator": "line 3", "field": "end", "text": "soon", "reason": "no date"},
        {"locator": "line 4", "field": "budget", "text": "much", "reason": "no number"},
    ]
    table = records().assign(problems=[None, read, []])
    found = mf.problems(mf.convert_currency(table, on_missing="null"))
    assert list(found) == list(PROBLEM_FIELDS)
    assert found.index.tolist() == ["b", "b", "a"]
    assert found["text"].tolist() == ["soon", "much", "XXX 5"]
    assert found["field"].tolist() == ["end", "budget", "budget_usd"]
    assert found["source"].tolist() == ["b.txt", "b.txt", "a.txt"]
    assert found["reason"].tolist()[2] == "'XXX' is not among the currencies of the rates"
    assert found["locator"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize("dtype", ["category", "str", object])
@pytest.mark.parametrize("reverse", [False, True])
def test_regression_problems_of_deflating_wherever_the_columns_stand(
    dtype: Any, reverse: bool
) -> None:
    done = mf.convert_currency(records(), on_missing="null")
    done = mf.deflate(done, to_year=2020, deflators=PRICES, on_missing="null")
    for name in ("budget_usd_basis", "budget_usd_2020_basis"):
        done[name] = done[name].astype(dtype)
    found = mf.problems(done[done.columns[::-1]] if reverse else done).sort_index()
    assert found.index.tolist() == ["a", "b"]
    assert found["field"].tolist() == ["budget_usd", "budget_usd_2020"]
    assert found["text"].tolist() == ["XXX 5", "USD 6"]
    assert found["reason"].tolist()[1] == "2031 is outside 2019–2020 of USA"


def test_each_value_and_currency_has_its_own_problems() -> None:
    table = records().assign(commitment=[1.0, None, None], commitment_text="one")
    for to in ("USD", "CHF"):
        table = mf.convert_currency(table, to=to, on_missing="null")
    table = mf.convert_currency(table, value="commitment", on_missing="null")
    found = mf.problems(table)
    assert found.loc["a", ["field", "text"]].to_numpy().tolist() == [
        ["budget_usd", "XXX 5"],
        ["budget_chf", "XXX 5"],
        ["commitment_usd", "one"],
    ]
    # 2031 has no rate to francs yet, and dollars need none.
    assert found.loc[["b"], "field"].tolist() == ["budget_chf"]


def test_parts_of_one_project_have_their_problem_once() -> None:
    table = records().assign(countries=[["ARM", "GEO"], ["ARM"], []])
    table = mf.convert_currency(table, on_missing="null")
    whole, parts = mf.problems(table), mf.problems(mf.split_by_country(table))
    assert parts.index.name == "project"
    pd.testing.assert_frame_equal(parts.rename_axis(None), whole)
    # Put together from two tables, each project keeps its own.
    two = [mf.split_by_country(table).assign(project=lambda t, n=n: t["project"] + n) for n in "xy"]
    assert mf.problems(pd.concat(two)).index.tolist() == ["ax", "ay"]


def test_what_a_split_could_not_divide() -> None:
    table = records().assign(
        countries=[["ARM", "GEO"], ["ARM", "GEO"], []],
        country_shares=[[0.5, 0.2], None, None],
        end=pd.to_datetime(["2020-12-31", "2020-12-31", None]),
        end_precision="year",
        countries_text=["70% here", "both", "none"],
        period_text=["then", "back", "never"],
    )
    parts = mf.split_by_country(table, on_invalid="unallocated")
    parts = mf.split_by_year(parts, on_invalid="unallocated")
    found = mf.problems(parts)
    # Countries and dates that are not stated are no faults of the split.
    assert found.index.tolist() == ["a", "b"]
    assert found["field"].tolist() == ["country_shares", "end"]
    assert found["text"].tolist() == ["70% here", "back"]
    assert "add up to 0.7" in found["reason"].iloc[0]
    assert "the end is before the start" in found["reason"].iloc[1]


def test_contradictions_are_among_the_problems() -> None:
    pages = pd.DataFrame(
        {
            "project_id": ["CE.1", "CE.1", "CE.2"],
            "budget": [150_000, 130_000, 5],
            "currency": "USD",
            "source": ["a.txt", "b.txt", "c.txt"],
        },
        index=["x", "y", "z"],
    )
    merged = mf.merge_duplicates(pages)
    found = mf.problems(merged)
    assert found.index.tolist() == ["x"]
    assert found[["source", "field", "text"]].to_numpy().tolist() == [
        ["b.txt", "budget", "USD 130000"]
    ]
    parts = mf.split_by_country(merged.assign(countries=[["ARM", "GEO"], ["ARM"]]))
    assert mf.problems(parts).index.tolist() == ["x"]


def test_problems_of_tables_without_any() -> None:
    for table in (pd.DataFrame({"a": [1, 2]}), make_table([{}]), make_table([])):
        found = mf.problems(table)
        assert list(found) == list(PROBLEM_FIELDS)
        assert len(found) == 0


def test_regression_problems_kept_as_arrays_are_listed() -> None:
    # So they come back from Parquet.
    row = {"locator": "line 3", "field": "end", "text": "soon", "reason": "no date"}
    held = pd.Series([np.array([row], dtype=object), None], dtype=object)
    assert mf.problems(pd.DataFrame({"problems": held}))["text"].tolist() == ["soon"]


def test_columns_of_somebody_else_are_refused() -> None:
    for name in ("problems", "conflicts"):
        with pytest.raises(mf.ColumnsError, match=rf"'{name}' holds no lists .* rename yours"):
            mf.problems(pd.DataFrame({name: ["late"]}))
