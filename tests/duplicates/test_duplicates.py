"""Rows that are the same project: what joins them, what keeps them apart, and one row of each."""

import itertools
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.duplicates.find import same_project
from migfund.duplicates.merge import conflicts_of
from migfund.schema import make_table

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"


def groups(rows: list[dict[str, Any]]) -> list[list[int]]:
    found = mf.find_duplicates(make_table(rows))
    return [part.index.tolist() for _, part in found.groupby("group")]


def project(**values: Any) -> dict[str, Any]:
    if "start" in values:
        text = values.pop("start")
        values["start"] = pd.Timestamp(text)
        values["start_precision"] = {4: "year", 7: "month", 10: "day"}[len(text)]
    if "end" in values:
        text = values.pop("end")
        last = {4: pd.offsets.YearEnd(0), 7: pd.offsets.MonthEnd(0), 10: pd.Timedelta(0)}
        values["end"] = pd.Timestamp(text) + last[len(text)]
        values["end_precision"] = {4: "year", 7: "month", 10: "day"}[len(text)]
    return values


@pytest.mark.parametrize(
    ("one", "other", "by"),
    [
        ({"prima_id": "GE10P0527"}, {"prima_id": " ge10p0527"}, "prima_id"),
        (
            {"prima_id": "GE1", "project_id": "A"},
            {"prima_id": "GE1", "project_id": "B"},
            "prima_id",
        ),
        ({"project_id": "CE.0265", "fund": "IDF"}, {"project_id": "CE.0265"}, "project_id"),
        ({"title": "Aid to Bénin"}, {"title": "AID TO  BENIN."}, "title"),
        (
            {"title": "A B", "start": "2019", "countries": ["ARM", "GEO"]},
            {"title": "a–b", "start": "2019-02", "countries": ["GEO", "ARM"]},
            "title",
        ),
        (
            {"title": "A", "budget": 5.0, "currency": "USD", "project_id": "X"},
            {"title": "A", "budget": 5.0},
            "title",
        ),
        # English and French titles of one id, with one country more on one page.
        (
            {"project_id": "V57", "title": "Support for a centre", "countries": ["CRI", "PAN"]},
            {"project_id": "V57", "title": "Appui à un centre", "countries": ["PAN"]},
            "project_id",
        ),
        # An id on copies without a country in common, but with one title, is no placeholder.
        (
            {"project_id": "V57", "title": "Support to Congo", "countries": ["COG"]},
            {"project_id": "V57", "title": "Support to Congo", "countries": ["COD"]},
            "project_id",
        ),
        ({"title": "A", "project_id": "TBC"}, {"title": "A", "project_id": "CE.1"}, "title"),
    ],
)
def test_what_joins(one, other, by):
    found = mf.find_duplicates(make_table([project(**one), project(**other)]))
    assert found["group"].tolist() == [0, 0]
    assert found["same_by"].tolist() == [by, by]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"project_id": "X", "fund": "IDF"}, {"project_id": "X", "fund": "EUTF"}),
        ({"prima_id": "X", "fund": "IDF"}, {"prima_id": "X", "fund": "EUTF"}),
        ({"title": "A", "fund": "IDF"}, {"title": "A", "fund": "EUTF"}),
        ({"project_id": "X", "prima_id": "P1"}, {"project_id": "X", "prima_id": "P2"}),
        ({"title": "A", "project_id": "X"}, {"title": "A", "project_id": "Y"}),
        ({"title": "A", "prima_id": "X"}, {"title": "A", "prima_id": "Y"}),
        ({"title": "A", "countries": ["ARM"]}, {"title": "A", "countries": ["ARM", "GEO"]}),
        ({"title": "A", "budget": 5.0}, {"title": "A", "budget": 6.0}),
        (
            {"title": "A", "budget": 5.0, "currency": "USD"},
            {"title": "A", "budget": 5.0, "currency": "EUR"},
        ),
        ({"title": "A", "start": "2019"}, {"title": "A", "start": "2020-02"}),
        ({"title": "A", "start": "2019-03"}, {"title": "A", "start": "2019-02-01"}),
        ({"project_id": "N/A"}, {"project_id": "N/A"}),
        ({"title": "–"}, {"title": "..."}),
        ({"budget": 5.0, "countries": ["ARM"]}, {"budget": 5.0, "countries": ["ARM"]}),
        # Two languages, no id in common: the same countries and fund are not enough.
        (
            {"fund": "IDF", "title": "Support for a centre", "countries": ["CRI", "GTM", "PAN"]},
            {
                "fund": "IDF",
                "title": "Appui à un centre",
                "countries": ["CRI", "GTM", "PAN"],
                "project_id": "V57-805",
            },
        ),
    ],
)
def test_what_stays_apart(one, other):
    assert groups([project(**one), project(**other)]) == []


def test_an_id_of_quite_different_projects_joins_nothing():
    rows = [
        {"project_id": "0000", "title": "Border posts in Ghana", "countries": ["GHA"]},
        {"project_id": "0000", "title": "Return centres", "countries": ["KEN"]},
        {"project_id": "0000", "title": "Border posts in Ghana", "countries": ["GHA"]},
    ]
    assert groups(rows) == [[0, 2]]  # by their title
    assert same_project(make_table(rows)).shared["project_id"].tolist() == [0, 1, 2]


def test_joins_reach_by_way_of_others():
    rows = [
        {"title": "One", "prima_id": "P1"},
        {"title": "Other"},
        {"prima_id": "P1", "project_id": "X"},
        {"project_id": "X", "title": "Two"},
        {"title": "two"},
    ]
    found = mf.find_duplicates(make_table(rows).assign(source=list("abcde")))
    assert found.index.tolist() == [0, 2, 3, 4]
    assert found["same_by"].tolist() == ["prima_id", "prima_id", "project_id", "title"]
    assert found["source"].tolist() == list("acde")


def test_a_row_without_fund_is_joined_to_neither_of_two_funds():
    rows = [
        {"project_id": "X", "fund": "IDF"},
        {"project_id": "X", "fund": "MPF"},
        {"project_id": "X"},
        {"project_id": "X", "fund": "idf"},
    ]
    assert groups(rows) == [[0, 3]]


def test_a_chain_through_a_row_without_fund_joins_no_two_funds():
    rows = [
        {"project_id": "X", "fund": "IDF"},
        {"project_id": "X", "title": "A", "prima_id": "P"},
        {"project_id": "Y", "title": "B", "prima_id": "P"},
        {"project_id": "Y", "fund": "MPF"},
    ]
    assert groups(rows) == [[1, 2]]


def test_what_a_joined_row_brings_is_used():
    rows = [
        {"title": "A", "prima_id": "P"},
        {"prima_id": "P", "countries": ["ARM"]},
        {"title": "A", "countries": ["ARM"]},
        {"title": "A", "countries": ["KEN"]},
    ]
    assert groups(rows) == [[0, 1, 2]]


def test_labels_are_the_callers_and_any_of_the_columns_is_enough():
    table = pd.DataFrame({"title": ["a", "b", "A"]}, index=pd.Index(list("xyz"), name="key"))
    found = mf.find_duplicates(table)
    assert found.index.tolist() == ["x", "z"]
    assert found.index.name == "key"
    assert list(found) == ["group", "source", "same_by"]
    assert found["source"].isna().all()
    with pytest.raises(mf.ColumnsError, match="no column 'title'"):
        mf.find_duplicates(pd.DataFrame({"budget": [1.0]}))
    one = project(title="A", countries=["ARM", "GEO"], start="2019-01", end="2020-06")
    for split in (mf.split_by_country, mf.split_by_year):
        parts = split(make_table([one]))
        for function in (mf.find_duplicates, mf.merge_duplicates):
            with pytest.raises(mf.ScopeError, match="the table is split: its rows are parts"):
                function(parts)


def test_empty_tables():
    assert len(mf.find_duplicates(make_table([]))) == 0
    merged = mf.merge_duplicates(make_table([]))
    assert list(merged)[-2:] == ["sources", "conflicts"]
    assert list(conflicts_of(merged)) == ["source", "locator", "field", "text", "reason"]


def test_a_merge_fills_and_lists_conflicts():
    table = make_table(
        [
            project(
                prima_id="P1",
                title="Appui au Bénin",
                budget=100.0,
                end="2024",
                read_from="prose",
                source="fr.txt",
                source_locator="line 1",
                budget_text="100",
                problems=[{"locator": "line 2", "field": "budget", "text": "100", "reason": "r"}],
            ),
            project(title="Other", budget=7.0, currency="EUR", source="other.txt"),
            project(
                prima_id="P1",
                title="Support to Benin",
                budget=150.0,
                currency="USD",
                budget_text="USD 150",
                countries=["BEN"],
                countries_text="Benin",
                start="2019",
                end="2021-03",
                read_from="label",
                source="en.txt",
                source_locator="line 9",
                problems=[{"locator": "line 5", "field": "end", "text": "x", "reason": "s"}],
            ),
            project(prima_id="P1", start="2019-02-03", read_from="label", source="old.txt"),
        ]
    )
    before = table.copy(deep=True)
    merged = mf.merge_duplicates(table.set_axis(list("abcd"), axis=0))
    pd.testing.assert_frame_equal(table, before)
    assert merged.index.tolist() == ["a", "b"]
    row = merged.loc["a"]
    assert (row.title, row.budget, row.currency) == ("Support to Benin", 150.0, "USD")
    assert (row.budget_text, row.countries_text) == ("USD 150", "Benin")
    assert list(row.countries) == ["BEN"]
    assert (row.start, row.start_precision) == (pd.Timestamp("2019-02-03"), "day")
    assert (row.end, row.end_precision) == (pd.Timestamp("2021-03-31"), "month")
    assert (row.source, row.source_locator) == ("fr.txt", "line 1")
    assert list(row.sources) == ["fr.txt", "en.txt", "old.txt"]
    assert [(p["locator"], p["reason"]) for p in row.problems] == [
        ("line 2", "r"),
        ("en.txt: line 5", "s"),
    ]
    assert list(merged.loc["b"].sources) == ["other.txt"]
    assert len(merged.loc["b"].conflicts) == 0
    found = conflicts_of(merged)
    assert found.index.tolist() == ["a", "a", "a"]
    assert set(found["source"]) == {"fr.txt"}
    assert found[["field", "text", "reason"]].to_numpy().tolist() == [
        ["title", "Appui au Bénin", "contradicts Support to Benin in en.txt, which was taken"],
        ["end", "2024", "contradicts 2021-03 in en.txt, which was taken"],
        ["budget", "100", "contradicts USD 150 in en.txt, which was taken"],
    ]
    listed = mf.problems(merged)
    assert listed.index.tolist() == ["a"] * 5
    assert listed["reason"].tolist() == ["r", "s", *found["reason"]]
    assert merged["budget"].sum() == 157.0


def test_the_surest_way_of_reading_comes_before_exactness_and_order():
    rows = [
        project(prima_id="P", start="2019-02", title="A", read_from="prose", source="p"),
        project(prima_id="P", start="2019", title="B", read_from="label", source="l"),
    ]
    merged = mf.merge_duplicates(make_table(rows))
    assert merged[["start_precision", "title"]].to_numpy().tolist() == [["year", "B"]]
    # The finer date that was not taken is listed: nothing is lost.
    assert conflicts_of(merged)[["field", "text"]].to_numpy().tolist() == [
        ["title", "A"],
        ["start", "2019-02"],
    ]
    merged = mf.merge_duplicates(make_table(rows), prefer=["prose"])
    assert merged[["start_precision", "title"]].to_numpy().tolist() == [["month", "A"]]
    assert conflicts_of(merged)["field"].tolist() == ["title"]
    with pytest.raises(mf.MigfundError, match="list of values of read_from, not 'label'"):
        mf.merge_duplicates(make_table(rows), prefer="label")


def test_the_same_figure_with_its_currency_is_taken_whole():
    rows = [
        {"prima_id": "P", "budget": 5.0, "budget_text": "5", "read_from": "label"},
        {"prima_id": "P", "budget": 5.0, "currency": "USD", "budget_text": "USD 5"},
        {"prima_id": "P", "budget": 6.0, "currency": "EUR", "source": "e.txt"},
    ]
    merged = mf.merge_duplicates(make_table(rows))
    assert merged[["budget", "currency", "budget_text"]].to_numpy().tolist() == [
        [5.0, "USD", "USD 5"]
    ]
    assert conflicts_of(merged)["text"].tolist() == ["EUR 6"]


def test_lists_are_not_united_and_shares_stay_with_their_countries():
    rows = [
        {"prima_id": "P", "countries": ["ARM"], "title": "A"},
        {"prima_id": "P", "countries": ["ARM", "GEO"], "country_shares": [0.5, 0.5], "title": "A"},
    ]
    merged = mf.merge_duplicates(make_table(rows))
    assert [list(found) for found in merged["countries"]] == [["ARM"]]
    assert merged["country_shares"].isna().all()
    assert conflicts_of(merged)[["text", "reason"]].to_numpy().tolist() == [
        ["ARM, GEO", "contradicts ARM, which was taken"]
    ]


def test_converted_budgets_stay_with_their_budget():
    rows = [
        project(prima_id="P", read_from="prose", budget=1.0, currency="EUR", start="2019"),
        project(prima_id="P", read_from="label", budget=2.0, currency="USD", start="2019"),
    ]
    merged = mf.merge_duplicates(mf.convert_currency(make_table(rows)))
    values = ["budget", "budget_usd", "budget_usd_rate"]
    assert merged[values].to_numpy().tolist() == [[2.0, 2.0, 1.0]]


def test_regression_two_sums_in_one_currency_column_came_from_rows_in_different_currencies():
    rows = [
        {"prima_id": "P", "budget": 5.0, "currency": "EUR", "source": "e.txt"},
        {"prima_id": "P", "budget": None, "currency": "USD", "source": "u.txt"},
    ]
    table = make_table(rows).assign(commitment=[None, 8.0], commitment_text=[None, "$8"])
    merged = mf.merge_duplicates(table)
    assert merged[["budget", "currency"]].to_numpy().tolist() == [[5.0, "EUR"]]
    assert merged[["commitment", "commitment_text"]].isna().all(axis=None)
    assert conflicts_of(merged)[["source", "field", "text", "reason"]].to_numpy().tolist() == [
        [
            *("u.txt", "commitment", "USD 8"),
            "not taken: what it belongs with was taken from e.txt",
        ]
    ]
    # Without a budget anywhere, the commitment is taken with its currency.
    merged = mf.merge_duplicates(table.assign(budget=[None, None], currency=[None, "USD"]))
    assert merged[["commitment", "currency"]].to_numpy().tolist() == [[8.0, "USD"]]
    # With a currency of its own it is taken by itself.
    own = table.assign(commitment_currency=[None, "USD"])
    merged = mf.merge_duplicates(own)
    kept = merged[["budget", "currency", "commitment", "commitment_currency"]]
    assert kept.to_numpy().tolist() == [[5.0, "EUR", 8.0, "USD"]]


def test_the_columns_that_a_merge_adds_must_be_its_own():
    table = pd.DataFrame({"title": ["a", "b"], "sources": ["my own", "mine, too"]})
    with pytest.raises(
        mf.ColumnsError, match=r"'sources' holds no lists of texts: row 0: .*; row 1: .*rename your"
    ):
        mf.merge_duplicates(table)
    assert conflicts_of(table).empty
    for own in (["x", "y"], [["x"], None], [[{"field": "x"}], None]):
        with pytest.raises(mf.ColumnsError, match="'conflicts' holds no lists of field, value, so"):
            mf.find_duplicates(table.assign(conflicts=own))
    with pytest.raises(mf.ColumnsError, match="column 'title' must hold one value in each row"):
        mf.find_duplicates(table.assign(title=[["a"], ["b"]]))


def test_new_rows_are_merged_into_a_merged_table():
    rows = [
        {"prima_id": "P", "budget": b, "currency": "USD", "source": s}
        for b, s in [(1.0, "a"), (2.0, "b")]
    ]
    merged = mf.merge_duplicates(make_table(rows))
    more = make_table([{"prima_id": "P", "budget": 3.0, "currency": "USD", "source": "c"}])
    both = mf.merge_duplicates(pd.concat([merged, more], ignore_index=True))
    assert [list(found) for found in both["sources"]] == [["a", "b", "c"]]
    assert conflicts_of(both)["text"].tolist() == ["USD 2", "USD 3"]


VALUES = {
    "fund": ["IDF", "MPF"],
    "prima_id": ["P1", "P2", "n/a"],
    "project_id": ["X1", "X2", "TBC"],
    "title": ["alpha", "ALPHA", "beta", "gamma delta"],
    "countries": [["ARM"], ["KEN"], ["ARM", "KEN"]],
    "budget": [1.0, 2.0],
    "currency": ["USD", "EUR"],
    "start": ["2019", "2019-02", "2019-03", "2020", "2019-02-03"],
    "read_from": ["label", "prose", "position"],
    "status": ["Active", "Completed"],
}


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in range(draw(st.integers(1, 9))):
        drawn = {name: draw(st.none() | st.sampled_from(v)) for name, v in VALUES.items()}
        stated = {name: value for name, value in drawn.items() if value is not None}
        rows.append(project(**stated, source=f"{number}.txt"))
    return rows


@tried(12)
@given(tables(), st.integers(0, 10**6))
def test_the_order_of_rows_does_not_matter(rows, seed):
    table = make_table(rows)
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)

    def joined(found):
        parts = found.reset_index().groupby("group")["index"].agg(frozenset)
        return set(parts), found["same_by"].sort_index().to_dict()

    assert joined(mf.find_duplicates(table)) == joined(mf.find_duplicates(table.iloc[order]))


@tried(12)
@given(tables())
def test_merging_twice_changes_nothing_and_no_fund_or_prima_id_is_mixed(rows):
    table = make_table(rows)
    before = table.copy(deep=True)
    merged = mf.merge_duplicates(table)
    pd.testing.assert_frame_equal(table, before)
    assert mf.find_duplicates(merged).empty
    pd.testing.assert_frame_equal(mf.merge_duplicates(merged), merged)
    found = mf.find_duplicates(table)
    assert len(merged) == len(table) - len(found) + found["group"].nunique()
    assert merged["sources"].map(len).sum() == len(table)
    for _, part in found.groupby("group"):
        assert len(set(table.loc[part.index, "fund"].dropna())) <= 1
    # Every budget of the merged table is that of one row, so nothing is counted twice.
    assert merged["budget"].count() <= table["budget"].count()
    for label, sources in merged["sources"].items():
        of_project = table[table["source"].isin(list(sources))]
        stated = set(of_project["budget"].dropna())
        assert (not stated) == pd.isna(merged.loc[label, "budget"])


@tried(12)
@given(tables())
def test_tables_without_duplicates_come_back_with_two_more_columns(rows):
    table = make_table(rows)
    table = table[~table.index.isin(mf.find_duplicates(table).index)]
    if mf.find_duplicates(table).empty:
        merged = mf.merge_duplicates(table)
        pd.testing.assert_frame_equal(merged.drop(columns=["sources", "conflicts"]), table)


def test_pages_of_one_project_are_found_and_no_others():
    table = mf.read_projects(PAGES, on_error="report")
    names = table["source"].map(lambda source: "_".join(Path(source).name.split("_")[:2]))
    found = mf.find_duplicates(table)
    pairs = set()
    for _, part in found.groupby("group"):
        pairs |= set(itertools.combinations(sorted(names[part.index]), 2))
    # The notes of data/labels/gold.jsonl. The pages of BOMCA 10 share no title and no id; those
    # of the centre for Central America are in two languages, one of them without an id.
    assert {("devfund_01", "devfund_02"), ("iom_a05", "iom_c01")} <= pairs
    assert pairs <= {
        ("devfund_01", "devfund_02"),
        ("iom_a05", "iom_c01"),
        ("icmpd_04", "icmpd_05"),
        ("iom_c05", "iom_fr03"),
    }
    merged = mf.merge_duplicates(table)
    assert len(merged) == len(table) - found["group"].nunique()
    pd.testing.assert_frame_equal(mf.merge_duplicates(merged), merged)
    assert merged["budget"].sum() == table["budget"].sum() - 150_000
