"""What both splits share: the columns that they add, what they divide, and a split of a split."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import migfund as mf
from migfund.schema import SPLIT_COLUMNS
from migfund.split.parts import said_before, split_columns

BOTH = pytest.mark.parametrize("split", [mf.split_by_country, mf.split_by_year])


def table_of(*countries: Any, **columns: Any) -> pd.DataFrame:
    """Projects of 1200 that ran for two years of 365 days."""
    return pd.DataFrame(
        {
            "countries": pd.Series(list(countries), dtype=object),
            "start": pd.to_datetime(["2018-01-01"] * len(countries)),
            "start_precision": "day",
            "end": pd.to_datetime(["2019-12-31"] * len(countries)),
            "end_precision": "day",
            "budget": 1200.0,
            **columns,
        }
    )


def two() -> pd.DataFrame:
    return table_of(["ARM", "GEO", "MDA", "UKR"], ["KEN"]).set_axis(["a", "b"], axis=0)


@pytest.mark.parametrize("longest", [1, 3, 11, 12, 13, 14, 30])
def test_codes_that_stood_in_their_row_before(longest: int) -> None:
    rng = np.random.default_rng(longest)
    rows = [rng.integers(0, longest + 2, rng.integers(1, longest + 1)) for _ in range(20)]
    rows += [np.arange(longest), np.append(np.arange(longest), 0)]
    expected = [code in row[:at] for row in map(list, rows) for at, code in enumerate(row)]
    row = np.repeat(np.arange(len(rows)), [len(codes) for codes in rows])
    assert said_before(row, np.concatenate(rows)).tolist() == expected


def rules(table: pd.DataFrame) -> list[str]:
    return table["split_rule"].astype(object).tolist()


# --- What the rows are parts of


def test_the_columns_of_a_split() -> None:
    done = mf.split_by_country(two())
    assert list(done) == [*two(), "country", *SPLIT_COLUMNS]
    assert done["project"].tolist() == ["a"] * 4 + ["b"]
    assert done.index.equals(pd.RangeIndex(5))
    assert done["divided"].tolist() == ["budget"] * 5
    for name in ("split_rule", "divided"):
        assert done[name].dtype == "category"
        assert done[name].cat.categories.dtype == "str"
    again = mf.split_by_year(done)
    new = ["calendar_year", "period_from", "period_to", "budget_low", "budget_high"]
    assert list(again) == [*done, *new]
    assert again["project"].tolist() == ["a"] * 8 + ["b"] * 2
    assert again["share"].tolist() == [0.125] * 8 + [0.5] * 2
    assert again["budget"].tolist() == [150.0] * 8 + [600.0] * 2
    assert set(rules(again)) == {"equal by country; uniform by calendar year"}
    assert split_columns(again) == ["country", "calendar_year"]
    assert split_columns(two().assign(country="ARM", calendar_year="2019")) == []


@BOTH
def test_labels_that_do_not_tell_projects_apart(split: Any) -> None:
    with pytest.raises(mf.ScopeError, match=r"split_by_\w+ tells projects apart .* once: 7\. Give"):
        split(two().set_axis([7, 7], axis=0))
    with pytest.raises(mf.ScopeError, match=r"one of its labels is missing"):
        split(two().set_axis([7, None], axis=0))


@BOTH
@pytest.mark.parametrize("names", [*([name] for name in SPLIT_COLUMNS), ["share", "split_rule"]])
def test_regression_columns_of_the_users_own_are_no_split(split: Any, names: list[str]) -> None:
    # A table with columns `share` and `split_rule` was taken for one whose rows are parts.
    with pytest.raises(mf.ColumnsError, match=f"already has '{names[0]}'.*Drop or rename first"):
        split(two().assign(**dict.fromkeys(names, 1.0)))


def test_a_table_is_not_split_twice_by_the_same() -> None:
    with pytest.raises(mf.ColumnsError, match="the table is split by country already"):
        mf.split_by_country(mf.split_by_country(two()).drop(columns="country"))
    years = mf.split_by_year(two())
    with pytest.raises(mf.ColumnsError, match="the table is split by calendar_year already"):
        mf.split_by_year(years)
    with pytest.raises(mf.ColumnsError, match="the table is split by calendar_year already"):
        mf.split_by_year(years.drop(columns=["period_from", "period_to"]), freq="month")


# --- What is divided


def test_money_is_divided_and_other_numbers_where_they_are_named() -> None:
    table = table_of(
        ["ARM", "GEO"],
        budget_usd=[10],
        budget_usd_rate=[0.5],
        budget_usd_2015=[8.0],
        commitment=[6.0],
        grant=[4.0],
        grant_currency="EUR",
        participants=[2],
        duration_months=[24.0],
        budget_year=[2020],
        budget_text="USD 10",
        budget_known=[True],
    )
    money = ["budget", "budget_usd", "budget_usd_2015", "commitment", "grant"]
    others = ["budget_usd_rate", "participants", "duration_months", "budget_year", "budget_known"]
    done = mf.split_by_country(table)
    assert done[money].to_numpy().tolist() == [[600.0, 5.0, 4.0, 3.0, 2.0]] * 2
    assert done[others].astype(float).to_numpy().tolist() == [[0.5, 2.0, 24.0, 2020.0, 1.0]] * 2
    assert done["divided"].tolist() == [", ".join(money)] * 2
    for named in (
        "participants",
        ["participants"],
        ("budget", "participants"),
        pd.Index(others[1:2]),
    ):
        more = mf.split_by_country(table, value=named)
        assert more["participants"].tolist() == [1.0, 1.0]
        assert more[money].equals(done[money])
        assert more["divided"].tolist() == [", ".join([*money, "participants"])] * 2
    years = mf.split_by_year(table, value="participants")
    for name in [*money, "participants"]:
        parts = years[[name, f"{name}_low", f"{name}_high"]].to_numpy() * 2
        assert parts.tolist() == [table[name].tolist() * 3] * 2
    nothing = mf.split_by_country(table_of(["ARM", "GEO"]).drop(columns="budget"))
    assert nothing["divided"].tolist() == ["", ""]


def test_bounds_are_divided_with_their_value() -> None:
    table = table_of(["ARM", "GEO"], budget_low=[1000.0], budget_high=[1400.0], other_low=[5.0])
    done = mf.split_by_country(table)
    assert (
        done[["budget_low", "budget", "budget_high"]].to_numpy().tolist() == [[500, 600, 700]] * 2
    )
    assert done["other_low"].tolist() == [5.0, 5.0]
    assert done["divided"].tolist() == ["budget"] * 2


def test_a_second_split_divides_what_the_first_one_did() -> None:
    table = table_of(["ARM", "GEO"], participants=[4], partners=[3])
    one = mf.split_by_year(mf.split_by_country(table, value="participants"))
    assert one["participants"].tolist() == [1.0] * 4
    assert one["partners"].tolist() == [3] * 4
    assert set(one["divided"]) == {"budget, participants"}
    # What only the second one divides is not divided: it stood whole in each country's row.
    late = mf.split_by_year(mf.split_by_country(table), value="participants")
    assert late["participants"].tolist() == [2.0] * 4
    assert set(late["divided"]) == {"budget"}
    # A column that is gone is no obstacle, and what came in between is money.
    gone = mf.split_by_country(table).drop(columns="budget").assign(budget_usd=100.0)
    assert mf.split_by_year(gone)["budget_usd"].tolist() == [50.0] * 4


def test_missing_values_stay_missing() -> None:
    table = table_of(["ARM", "GEO"], [], budget=pd.array([None, 3], dtype="Int64"))
    assert mf.split_by_country(table)["budget"].isna().tolist() == [True, True, False]
    for decimals in (None, 2):
        years = mf.split_by_year(table, decimals=decimals)
        assert years[["budget", "budget_low", "budget_high"]].iloc[:2].isna().all(axis=None)
        assert years["budget"].tolist()[2:] == [1.5, 1.5]


@BOTH
@pytest.mark.parametrize("endless", [np.inf, -np.inf])
def test_regression_an_infinite_value_is_refused(split: Any, endless: float) -> None:
    table = two().assign(budget=[1.0, endless])
    with pytest.raises(mf.ColumnsError, match=r"1 of 2 rows have an infinite budget: row b: -?inf"):
        split(table)


@BOTH
def test_columns_that_cannot_be_divided(split: Any) -> None:
    with pytest.raises(mf.ColumnsError, match="'title' must hold numbers, not str"):
        split(two().assign(title="Open"), value="title")
    named = two().rename(columns={"budget": "budget, in full"})
    with pytest.raises(mf.ColumnsError, match=r"column 'budget, in full' has a comma"):
        split(named, value="budget, in full")
    assert len(split(named))


# --- A split of a split


def dated() -> pd.DataFrame:
    """Two years of 365 days each, and half a year."""
    table = table_of(["ARM", "GEO"], ["ARM"], currency="USD")
    table["country_shares"] = pd.Series([[0.75, 0.25], None], dtype=object)
    return table.assign(start=pd.to_datetime(["2018-01-01", "2019-07-01"]))


@pytest.mark.parametrize("decimals", [None, 2])
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {"ARM 2018": 450.0, "ARM 2019": 1650.0, "GEO 2018": 150.0, "GEO 2019": 150.0}),
        (
            {"rule": "equal"},
            {"ARM 2018": 300.0, "ARM 2019": 1500.0, "GEO 2018": 300.0, "GEO 2019": 300.0},
        ),
        (
            {"rule": "weights", "weights": pd.Series({"ARM": 1, "GEO": 3})},
            {"ARM 2018": 150.0, "ARM 2019": 1350.0, "GEO 2018": 450.0, "GEO 2019": 450.0},
        ),
        ({"rule": "primary"}, {"ARM 2018": 600.0, "ARM 2019": 1800.0}),
        (
            {"rule": "full"},
            {"ARM 2018": 600.0, "ARM 2019": 1800.0, "GEO 2018": 600.0, "GEO 2019": 600.0},
        ),
    ],
    ids=["none", "equal", "weights", "primary", "full"],
)
def test_the_order_of_the_two_splits_does_not_matter(
    options: dict[str, Any], expected: dict[str, float], decimals: int | None
) -> None:
    one = mf.split_by_year(mf.split_by_country(dated(), decimals=decimals, **options))
    other = mf.split_by_country(mf.split_by_year(dated(), decimals=decimals), **options)
    for found in (one, other):
        names = found["country"] + " " + found["calendar_year"].astype(str)
        assert found["budget"].groupby(names).sum().round(9).to_dict() == expected
    keys = ["project", "country", "calendar_year"]
    same = [
        table.sort_values(keys, ignore_index=True)[[*keys, "budget", "budget_high", "share"]]
        for table in (one, other)
    ]
    pd.testing.assert_frame_equal(*same, check_exact=False, rtol=1e-12)
    own = rules(one)[0]
    assert own.endswith("; uniform by calendar year")
    assert rules(other)[0] == "; ".join(reversed(own.split("; ")))


def test_each_step_of_a_chain_says_why_nothing_was_divided() -> None:
    table = table_of([]).assign(start=pd.NaT, start_precision=None, end=pd.NaT, end_precision=None)
    done = mf.split_by_year(mf.split_by_country(table), fiscal_year_start=4)
    assert done[["country", "fiscal_year"]].astype(object).to_numpy().tolist() == [
        ["unallocated", "unallocated"]
    ]
    assert rules(done) == [
        "unallocated by country: no country is stated; "
        "unallocated by fiscal year: no start and no end are stated"
    ]


def test_cents_are_kept_where_only_the_second_split_rounds() -> None:
    table = table_of(["ARM", "GEO", "AZE"], budget=100.0)
    done = mf.split_by_year(
        mf.split_by_country(table).assign(end=pd.Timestamp("2018-12-31")), decimals=2
    )
    assert done["budget"].tolist() == [33.34, 33.33, 33.33]
    # A table whose rows are whole cents already keeps each of them.
    months = mf.split_by_year(mf.split_by_country(table, decimals=2), freq="month", decimals=2)
    sums = months.groupby("country", sort=False)["budget"].sum()
    assert sums.tolist() == pytest.approx([33.34, 33.33, 33.33], abs=1e-9)
    other = mf.split_by_country(mf.split_by_year(table, freq="month"), decimals=2)
    assert other["budget"].sum() == pytest.approx(100, abs=1e-9)


def test_regression_full_rows_are_rounded_alike_by_a_second_split() -> None:
    # The whole of 10 / 3 stands twice; together they are 6.67, and one of them was 3.34.
    full = mf.split_by_country(table_of(["ARM", "GEO"], budget=10 / 3), rule="full")
    done = mf.split_by_year(full, decimals=2)
    assert done["budget"].tolist() == [1.67, 1.66, 1.67, 1.66]


@pytest.mark.parametrize("first", ["country", "year"])
def test_negative_bounds_stay_around_their_value_also_when_rounded(first: str) -> None:
    projects = table_of(["ARM", "GEO", "KEN", "UGA"], [], budget=[-100.01, -7.77]).assign(
        start_precision="year", end_precision="year"
    )
    if first == "country":
        done = mf.split_by_year(mf.split_by_country(projects, decimals=2), decimals=2)
    else:
        done = mf.split_by_country(mf.split_by_year(projects, decimals=2), decimals=2)
    assert (done["budget_low"] <= done["budget"]).all()
    assert (done["budget"] <= done["budget_high"]).all()
    assert (done["budget_high"] <= 0).all()
    cents = done["budget"].mul(100).round().groupby(done["project"]).sum()
    assert cents.tolist() == [-10001, -777]


@pytest.mark.parametrize("kind", ["str", "category", object])
def test_words_in_any_kind_of_text_are_continued(kind: Any) -> None:
    parts = mf.split_by_country(two())
    expected = mf.split_by_year(parts)
    found = mf.split_by_year(parts.astype({"split_rule": kind, "divided": kind}))
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("empty", [False, True])
def test_regression_what_guards_need_survives_a_csv_file(empty: bool) -> None:
    # It stood in DataFrame.attrs, which a file, a merge and a concat lose.
    table = two().drop(columns="budget") if empty else two()
    parts = mf.split_by_country(table.assign(participants=4))
    assert parts.attrs == {}
    plain = parts.drop(columns="countries")
    read = pd.read_csv(io.StringIO(plain.to_csv(index=False)), parse_dates=["start", "end"])
    pd.testing.assert_frame_equal(
        mf.split_by_year(read), mf.split_by_year(plain), check_dtype=False
    )


def test_tables_put_together_whose_labels_mean_different_projects() -> None:
    one, other = (mf.split_by_country(two().assign(budget=b)) for b in (100.0, 200.0))
    message = r"^the parts of 2 projects are more than the whole: 'a', 'b'\. .*'b' \+ parts"
    with pytest.raises(mf.ScopeError, match=message):
        mf.split_by_year(pd.concat([one, other]), decimals=2)
    # As the message says.
    other = other.assign(project="b" + other["project"].astype(str))
    both = pd.concat([one, other])
    done = mf.split_by_year(both, decimals=2)
    assert done.groupby("project")["budget"].sum().to_dict() == {
        **{"a": 100.0, "b": 100.0, "ba": 200.0, "bb": 200.0}
    }


@BOTH
def test_a_table_of_which_only_a_part_is_split(split: Any) -> None:
    other = mf.split_by_country if split is mf.split_by_year else mf.split_by_year
    both = pd.concat([other(two()), two()])
    with pytest.raises(mf.ScopeError, match=r"2 of \d+ rows have no project, share or split_rule"):
        split(both)
    with pytest.raises(mf.ColumnsError, match="'share' must hold numbers"):
        split(other(two()).assign(share="all"))


# --- The table


@BOTH
def test_order_other_columns_notes_and_the_input_are_kept(split: Any) -> None:
    table = two().assign(title=["b", "a"], notes=[{"n": 1}, {"n": 2}]).rename_axis(columns="field")
    table.attrs["from"] = "IDF"
    before = table.copy(deep=True)
    done = split(table)
    assert list(done)[: table.shape[1]] == list(table)
    assert done["title"].tolist() == table.loc[done["project"], "title"].tolist()
    assert done.columns.name == "field"
    assert done.attrs == {"from": "IDF"}
    pd.testing.assert_frame_equal(table, before)
    # The result is the caller's: changing it changes nothing else, nor its other columns.
    done.loc[0, "budget"] = -1
    assert done["budget"].tolist()[1:] == split(table)["budget"].tolist()[1:]
    pd.testing.assert_frame_equal(table, before)


@BOTH
def test_an_empty_table_has_the_same_columns_and_dtypes(split: Any) -> None:
    full, empty = split(two()), split(two().head(0))
    assert len(empty) == 0
    assert list(empty) == list(full)
    assert [dtype.name for dtype in empty.dtypes] == [dtype.name for dtype in full.dtypes]
    assert len(split(pd.DataFrame(columns=list(two())))) == 0


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_regression_labels_of_several_levels_come_back_from_a_file(
    tmp_path: Path, ending: str
) -> None:
    projects = pd.DataFrame(
        {
            "fund": ["IDF", "IDF", "MPF"],
            "number": ["1", "2", "1"],
            "countries": [["ARM", "GEO"], ["KEN"], []],
            "budget_usd": [100.0, 50.0, 7.0],
        }
    ).set_index(["fund", "number"], drop=False)
    projects.index.names = ["a", "b"]
    parts = mf.split_by_country(projects)
    mf.write_table(parts, tmp_path / f"parts.{ending}")
    back = mf.read_table(tmp_path / f"parts.{ending}")
    for table in (parts, back):
        totals = mf.total_by(table, "fund")
        assert totals[["total", "n_projects"]].to_numpy().tolist() == [[150.0, 2], [7.0, 1]]
        assert len(mf.explain(totals, "IDF", rows=table).steps) == 3
        assert mf.problems(table).empty
        assert "3 projects" in str(mf.methods_note(table))


def test_the_wholes_under_rule_full_are_of_one_project_and_country_each() -> None:
    lists = [["ARM", "GEO", "MDA"], [], ["GEO", "ARM"], ["MDA"], ["UKR"], ["ARM"], ["GEO"]]
    full = mf.split_by_country(
        table_of(*lists, budget=[700, 600, 500, 400, 300, 200, 100]), rule="full"
    )
    years = mf.split_by_year(full, decimals=2)
    # Each stands for two years of the same length, and none is more than its whole.
    whole = [700, 700, 700, 600, 500, 500, 400, 300, 200, 100]
    assert years["budget"].tolist() == [half / 2 for half in whole for _ in range(2)]
