"""The chain behind one figure of a project, from the words in the source to constant prices."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"
PRICES = pd.Series([0.8, 1.0], index=[2019, 2023], name="USA")


@pytest.fixture
def converted() -> pd.DataFrame:
    pages = [PAGES / "seed_idf.txt", PAGES / "seed_mpf.txt", PAGES / "eu_04_eutf_ghana.txt"]
    return mf.convert_currency(mf.read_projects(pages), on_missing="null")


def says(table: pd.DataFrame, key: Any, **options: Any) -> dict[str, str]:
    steps = mf.explain(table, key, **options).steps
    return dict(zip(steps["column"], steps["says"], strict=True))


def one(**columns: Any) -> pd.DataFrame:
    """Return a project of 400 euros for two countries from 6 January 2020."""
    day = pd.to_datetime(["2020-01-06"])
    table = pd.DataFrame(
        {"project_id": ["P1"], "budget": [400.0], "currency": ["EUR"], "start": day}
    )
    return table.assign(start_precision="day", countries=[["ARM", "GEO"]], **columns)


def test_the_whole_chain(converted: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    before = converted.copy(deep=True)
    chain = mf.explain(mf.add_duration(converted), 1)
    assert capsys.readouterr().out == ""
    assert list(chain.steps) == ["column", "says"]
    found = dict(chain.steps.to_numpy().tolist())
    source = converted["budget_usd_source"].iloc[1]
    assert found.pop("source").endswith("seed_mpf.txt")
    assert list(found.items()) == [
        ("budget_text", "EUR 105,000.00 (AMIF), line 35"),
        ("period_text", "February 2019 – February 2020, line 29"),
        ("start", "2019-02 (month)"),
        ("end", "2020-02 (month)"),
        ("duration_months", "13.0 (11.2 to 13.0 as the dates allow)"),
        ("budget", "105,000.00 EUR"),
        ("budget_usd_basis", "month average at start"),
        ("budget_usd_rate", "1.135115 USD for 1 EUR, published 2019-02-01 to 2019-02-28"),
        ("budget_usd_source", source),
        ("budget_usd", "105,000.00 EUR x 1.135115 = 119,187.08 USD"),
    ]
    assert repr(chain) == str(chain)
    first, *lines = str(chain).splitlines()
    assert first.startswith("Support to the development")
    assert lines[-1] == "  budget_usd         105,000.00 EUR x 1.135115 = 119,187.08 USD"
    assert "105,000.00 EUR x 1.135115" in chain._repr_html_()
    pd.testing.assert_frame_equal(converted, before)


def test_by_id_in_the_target_currency(converted: pd.DataFrame) -> None:
    found = says(converted, "IB.0450")
    assert found["budget_usd_basis"] == "same currency"
    assert found["budget_usd"] == "300,000.00 USD"
    assert "budget_usd_rate" not in found


def test_what_is_missing_says_why(converted: pd.DataFrame) -> None:
    found = says(converted, "T05-EUTF-SAH-GH-01")
    assert (found["start"], found["end"]) == ("not stated", "not stated")
    assert found["budget_usd_basis"] == "missing: no start date is stated"
    assert found["budget_usd"] == "missing"
    empty = mf.convert_currency(one(budget=np.nan), to="USD")
    found = says(empty, 0)
    assert found["budget"] == "not stated"
    assert found["budget_usd"] == "missing"
    assert "budget_usd_basis" not in found


def test_a_part_of_a_project_says_how_it_was_split() -> None:
    whole = one(end=pd.Timestamp("2021-01-05"), end_precision="day")
    parts = mf.split_by_year(mf.split_by_country(mf.convert_currency(whole)))
    with pytest.raises(mf.ScopeError, match=r"4 rows .* 'P1': row 0: ARM, 2020; row 1: ARM, 2021;"):
        mf.explain(parts, "P1")
    found = says(parts, 2)
    # 361 of the 366 days, of a half.
    assert found["share"] == f"{361 / 366 / 2:g}"
    assert found["project"] == "0"
    assert found["country"] == "GEO"
    assert found["calendar_year"] == "2020 (2020-01-06 to 2020-12-31)"
    assert found["split_rule"] == "equal by country; uniform by calendar year"
    assert found["budget_usd"] == "197.27 EUR x 1.1194 = 220.82 USD"
    assert found["budget_usd_low"] == "220.82 USD, the least that the dates allow"
    # An own column of such a name is none of a split.
    assert "country" not in says(one(country="GEO", share=0.5), "P1")
    without = mf.split_by_year(whole.assign(end=pd.NaT))
    assert says(without, 0)["calendar_year"] == "unallocated"


def test_parts_that_were_rounded_are_not_passed_for_products() -> None:
    parts = mf.split_by_country(mf.convert_currency(one(budget=401.0)), decimals=0)
    found = says(parts, 0)
    assert found["budget_usd"] == (
        "225.00 USD, which is not 201.00 EUR x 1.1194: one was changed since, or it was rounded in "
        "the split"
    )


@pytest.mark.parametrize("reverse", [False, True])
def test_regression_constant_prices_wherever_the_column_stands(
    converted: pd.DataFrame, reverse: bool
) -> None:
    done = mf.deflate(converted.iloc[[1]], to_year=2023, deflators=PRICES)
    found = says(done[done.columns[::-1]] if reverse else done, 1)
    assert list(found)[-4:] == [
        *("budget_usd_2023_basis", "budget_usd_2023_deflator"),
        *("budget_usd_2023_source", "budget_usd_2023"),
    ]
    assert found["budget_usd_2023_basis"] == "prices of 2019 to prices of 2023"
    assert found["budget_usd_2023_deflator"] == "0.8"
    assert found["budget_usd_2023_source"] == "series of the caller: USA"
    # 119,187.075 / 0.8
    assert found["budget_usd_2023"] == "119,187.075 USD / 0.8 = 148,983.84 USD of 2023"
    changed = says(done.assign(budget_usd_2023=1.0), 1)
    assert changed["budget_usd_2023"] == (
        "1.00 USD of 2023, which is not 119,187.075 USD / 0.8: one was changed since"
    )


def test_what_has_no_deflator_says_why(converted: pd.DataFrame) -> None:
    late = converted.iloc[[1]].assign(start=pd.Timestamp("2030-02-01"))
    done = mf.deflate(late, to_year=2023, deflators=PRICES, on_missing="null")
    found = says(done, 1)
    assert found["budget_usd_2023_basis"] == "missing: 2030 is outside 2019–2023 of USA"
    assert found["budget_usd_2023"] == "missing"
    assert "budget_usd_2023_deflator" not in found


def test_regression_two_targets_stand_side_by_side_or_one_is_chosen() -> None:
    table = one(commitment=100.0, value_usd=7.0)
    table = mf.convert_currency(mf.convert_currency(table), to="CHF")
    table = mf.convert_currency(table, value="commitment")
    table = mf.deflate(table, to_year=2020, deflators=pd.Series([1.0], index=[2020]))
    every = list(says(table, 0))
    money = ["budget", "budget_chf", "budget_usd", "budget_usd_2020"]
    assert [n for n in every if n in [*money, "commitment", "commitment_usd", "value_usd"]] == [
        *(*money, "commitment", "commitment_usd", "value_usd")
    ]
    assert says(table, 0)["value_usd"] == "7.00 USD"
    chosen = says(table, 0, value="budget_usd_2020")
    assert [name for name in chosen if name in every and name in (*money, "commitment")] == [
        *("budget", "budget_usd", "budget_usd_2020")
    ]
    assert "budget_usd" not in says(table, 0, value="budget")
    with pytest.raises(
        mf.ColumnsError, match="'currency' is no column of money; there is 'budget'"
    ):
        mf.explain(table, 0, value="currency")
    with pytest.raises(mf.ColumnsError, match="has no column 'budget_eur'"):
        mf.explain(table, 0, value="budget_eur")


def multiplies_out(words: str) -> bool:
    found = re.fullmatch(
        r"([\d,.]+) [A-Z]{3} (.) ([\d.]+) = ([\d,.]+) [A-Z]{3}(?: of \d{4})?", words
    )
    assert found is not None, words
    left, right, result = (Decimal(found[n].replace(",", "")) for n in (1, 3, 4))
    exact = left * right if found[2] == "x" else left / right
    # To the cent, or as exactly as a float holds sums of trillions.
    return abs(exact - result) <= max(Decimal("0.005"), abs(exact) * Decimal(2) ** -51)


def test_regression_a_small_rate_multiplies_out() -> None:
    lira = one(budget=1e9, currency="TRL", start=pd.to_datetime(["2004-06-01"]))
    found = says(mf.convert_currency(lira), "P1")
    assert found["budget_usd_rate"].startswith("0.00000066619")
    assert found["budget_usd"].endswith("= 666.19 USD")
    assert multiplies_out(found["budget_usd"])


@given(st.floats(1, 1e12), st.floats(1e-8, 1e4))
def test_what_is_shown_multiplies_out(budget: float, rate: float) -> None:
    rates = mf.fixed_rates({"EUR": rate}, to="USD")
    table = mf.convert_currency(one(budget=budget), rates=rates)
    prices = pd.Series([1.0, 3.0], index=[2019, 2020])
    table = mf.deflate(table, to_year=2019, deflators=prices)
    found = says(table, "P1")
    assert multiplies_out(found["budget_usd"])
    assert multiplies_out(found["budget_usd_2019"])
    assert "published" not in found["budget_usd_rate"]


def test_a_figure_changed_after_the_conversion_is_not_explained_away(
    converted: pd.DataFrame,
) -> None:
    found = says(converted.assign(budget_usd=1.0), 1)
    assert found["budget_usd"] == (
        "1.00 USD, which is not 105,000.00 EUR x 1.135115: one was changed since"
    )


def test_a_merged_project_names_all_its_sources() -> None:
    pages = pd.DataFrame(
        {
            "prima_id": ["GE10P0527"] * 2,
            "budget": [None, 400_000.0],
            "currency": [None, "USD"],
            "source": ["blank.txt", "full.txt"],
        }
    )
    found = says(mf.merge_duplicates(pages), 0)
    assert found["source"] == "blank.txt"
    assert found["sources"] == "blank.txt, full.txt: each may have given some of the values"


def test_a_table_that_was_not_converted_or_read() -> None:
    table = pd.DataFrame({"budget": [5.0], "currency": [None]}, index=["a"])
    assert says(table, "a") == {"budget": "5.00 (no currency is stated)"}
    assert str(mf.explain(table, "a")).splitlines()[0] == "row a"
    listed = table.assign(source="a.xlsx", source_locator="row 3", start="2019", title=None)
    assert says(listed, "a") == {
        "source": "a.xlsx",
        "source_locator": "row 3",
        "start": "2019",
        "budget": "5.00 (no currency is stated)",
    }


def test_an_unknown_or_repeated_project(converted: pd.DataFrame) -> None:
    with pytest.raises(
        mf.ColumnsError,
        match=r"no project .* 'X9'; there are the ids 'IB\.0450', .* labels 0, 1, 2",
    ):
        mf.explain(converted, "X9")
    with pytest.raises(mf.ScopeError, match=r"2 rows have the id or index label 'IB\.0450'"):
        mf.explain(pd.concat([converted, converted]), "IB.0450")
    # The text "1" is no label here, and the number 1 is no id.
    for odd in ("1", None, pd.NA, np.nan, [1], np.array([0, 1]), {"a": 1}, converted):
        with pytest.raises(mf.ColumnsError, match="no project has the id or index label"):
            mf.explain(converted, odd)
    with pytest.raises(mf.ColumnsError, match="the ids none and the labels none"):
        mf.explain(converted.iloc[:0], 1)


def test_words_of_a_source_cannot_become_markup(converted: pd.DataFrame) -> None:
    html = mf.explain(converted.assign(budget_text="<script>", title="<b>"), 1)._repr_html_()
    assert "<script" not in html
    assert "<b>&lt;b&gt;" in html


def test_regression_rows_with_one_id_are_named_also_without_titles() -> None:
    table = pd.DataFrame({"project_id": ["A", "A"], "budget_usd": [1.0, 2.0]}, index=[7, 8])
    with pytest.raises(mf.ScopeError, match="row 7: A; row 8: A"):
        mf.explain(table, "A")
