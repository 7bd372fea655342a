"""What totals refuse to add up, and what they say to do."""

import io
import warnings
from typing import Any

import pandas as pd
import pytest

import migfund as mf


def projects() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "project_id": ["P1", "P2", "P3"],
            "fund": ["IDF", "IDF", "MPF"],
            "countries": [["ARM", "KEN"], ["ARM"], []],
            "budget_usd": [100.0, 40.0, 7.0],
        }
    )


def dated() -> pd.DataFrame:
    days = pd.to_datetime(["2019-07-01", "2020-01-01", "2019-03-01"])
    ends = pd.to_datetime(["2020-06-30", "2020-12-31", "2019-12-31"])
    return projects().assign(start=days, start_precision="day", end=ends, end_precision="day")


def held(totals: pd.DataFrame) -> dict[Any, Any]:
    """Give the total of each key."""
    return dict(zip(totals.iloc[:, 0], totals["total"], strict=True))


def test_one_project_id_in_several_rows() -> None:
    table = projects().assign(project_id=["P1", "P1", "P3"])
    with pytest.raises(
        mf.ScopeError,
        match=r"1 projects stand in several rows.*row 0: P1; row 1: P1\..*repeated='count'",
    ):
        mf.total_by(table, "fund")
    counted = mf.total_by(table, "fund", repeated="count")
    assert counted[["total", "n_projects"]].to_numpy().tolist() == [[140.0, 2], [7.0, 1]]
    # A fund's id is its own.
    other = table.assign(fund=["IDF", "MPF", "MPF"])
    assert held(mf.total_by(other, "fund")) == {"IDF": 100.0, "MPF": 47.0}
    # An id that is not stated is no id.
    none = table.assign(project_id=[None, None, "P3"])
    assert held(mf.total_by(none, "fund")) == {"IDF": 140.0, "MPF": 7.0}
    # Without funds, an id is an id; and it stands twice after the split too.
    with pytest.raises(mf.ScopeError, match="stand in several rows"):
        mf.total_by(other.drop(columns="fund"), "project_id")
    with pytest.raises(mf.ScopeError, match="stand in several rows"):
        mf.total_by_country(table)


def test_the_parts_of_one_project_are_no_repeats() -> None:
    split = mf.split_by_country(projects())
    expected = {"ARM": 90.0, "KEN": 50.0, "unallocated": 7.0}
    assert held(mf.total_by(split, "country")) == expected
    # Less than the whole is a choice of rows.
    some = split[split["country"] == "KEN"]
    assert held(mf.total_by(some, "country")) == {"KEN": 50.0}


@pytest.mark.parametrize("rule", ["equal", "full"])
def test_parts_that_are_more_than_the_whole(rule: str) -> None:
    split = mf.split_by_country(projects().drop(columns="project_id"), rule=rule)
    twice = pd.concat([split, split])
    for options in ({}, {"repeated": "count"}):
        with pytest.raises(
            mf.ScopeError, match=r"parts of 3 projects are more than the whole: 0, 1, 2\..*assign"
        ):
            mf.total_by(twice, "country", **options)
    with pytest.raises(mf.ScopeError, match="the parts of 1 projects are more than the whole: 1"):
        mf.total_by(pd.concat([split, split[split["project"] == 1]]), "country")
    # The remedy, where the two are different projects.
    other = split.assign(project="b" + split["project"].astype(str))
    found = mf.total_by(pd.concat([split, other]), "country")
    once = mf.total_by(split, "country")
    assert found["total"].tolist() == [2 * total for total in once["total"]]
    assert found["n_projects"].tolist() == [2 * number for number in once["n_projects"]]


def test_a_full_split_beside_an_equal_one_is_more_than_the_whole() -> None:
    table = projects().head(1)
    full, equal = (mf.split_by_country(table, rule=rule) for rule in ("full", "equal"))
    with pytest.raises(mf.ScopeError, match="the parts of 1 projects are more than the whole"):
        mf.total_by(pd.concat([full, equal]), "country")


def test_regression_two_split_tables_with_the_same_labels_counted_as_one_project() -> None:
    one = pd.DataFrame({"countries": [["ARM", "GEO"]], "budget_usd": [100.0]})
    tables = [one.assign(title="A"), one.assign(title="B", budget_usd=300.0)]
    # Of each table a country, so that the shares of the one label do not exceed 1.
    parts = [mf.split_by_country(table) for table in tables]
    some = [parts[0].head(1), parts[1].tail(1)]
    with pytest.raises(
        mf.ScopeError, match=r"1 labels in .* 'project' stand for several .*title differ: 0\. Put"
    ):
        mf.total_by(pd.concat(some), "country")
    with pytest.raises(mf.ScopeError, match="stand for several projects"):
        mf.duration_by(pd.concat(parts).assign(duration_months=1.0), "country")
    # Both remedies give two projects, also where they lie apart in the table.
    told = parts[1].assign(project="b" + parts[1]["project"].astype(str))
    together = mf.split_by_country(pd.concat(tables, ignore_index=True))
    for table in (pd.concat([parts[0], told]), together, pd.concat([told, parts[0]]).iloc[::-1]):
        found = mf.total_by(table, "country", describe=True)
        shown = found[["country", "total", "n_projects", "mean", "n_all"]]
        assert shown.to_numpy().tolist() == [["ARM", 200, 2, 100, 2], ["GEO", 200, 2, 100, 2]]


def test_regression_the_whole_number_of_projects_under_the_rule_full() -> None:
    parts = [
        mf.split_by_country(projects().iloc[:1].assign(title=title), rule="full") for title in "AB"
    ]
    told = parts[1].assign(project="b" + parts[1]["project"].astype(str), project_id="P9")
    found = mf.total_by(pd.concat([parts[0], told]), "country")
    assert found[["country", "total", "n_projects", "n_all"]].to_numpy().tolist() == [
        ["ARM", 200.0, 2, 2],
        ["KEN", 200.0, 2, 2],
    ]


def test_a_full_split_is_no_sum_over_regions_or_funds() -> None:
    split = mf.add_region(mf.split_by_country(projects(), rule="full"))
    expected = {"ARM": 140.0, "KEN": 100.0, "unallocated": 7.0}
    for table in (split, split.drop(columns="project_id"), split.astype({"split_rule": object})):
        assert held(mf.total_by(table, "country")) == expected
        for key in ("region_m49", "fund"):
            with pytest.raises(
                mf.ScopeError, match=r"whole value .* Total by country, or .*rule='equal'"
            ):
                mf.total_by(table, key)
    with pytest.raises(mf.ScopeError, match="each country's row holds the whole value"):
        mf.total_by_region(split)
    with pytest.raises(mf.ScopeError, match="each country's row holds the whole value"):
        mf.total_by(split.drop(columns="country"), "fund")
    months = split.drop(columns="country").assign(duration_months=2.0)
    assert mf.duration_by(months, "fund")["n_projects"].tolist() == [2, 1]
    both = mf.total_by(split, ["region_m49", "country"])
    assert both["total"].tolist() == [100.0, 140.0, 7.0]
    totals = mf.total_by(split, "country", grand_total=True, describe=True)
    last = totals.iloc[-1]
    assert last[["total", "mean", "median", "max"]].isna().all()
    assert (last["country"], last["n_projects"], last["n_known"]) == ("all", 3, 3)
    assert totals["share_of_total"].isna().all()


STATED = ["budget", "commitment", "disbursement", "value", "grant"]


@pytest.mark.parametrize("value", STATED)
def test_regression_stated_money_in_several_currencies(value: str) -> None:
    column = "grant_currency" if value == "grant" else "currency"
    table = pd.DataFrame({"fund": list("AABB"), value: [1.0, 2.0, None, 4.0], column: ["EUR"] * 4})
    assert mf.total_by(table, "fund", value=value)["currency"].tolist() == ["EUR", "EUR"]
    # Where no budget stands, its currency does not matter.
    other = table.assign(**{column: ["EUR", "EUR", "USD", "EUR"]})
    assert mf.total_by(other, "fund", value=value)["total"].tolist() == [3.0, 4.0]
    mixed = table.assign(**{column: ["EUR", "USD", "EUR", "EUR"]})
    for function in (mf.total_by, mf.concentration):
        with pytest.raises(mf.ScopeError, match=rf"'EUR', 'USD'\. Convert .* value='{value}_usd'"):
            function(mixed, "fund", value=value)
    with pytest.raises(mf.ScopeError, match="'EUR' and 1 without a currency"):
        mf.total_by(table.assign(**{column: ["EUR", None, "EUR", "EUR"]}), "fund", value=value)
    if value != "grant":
        with pytest.raises(mf.ColumnsError, match=r"no column 'currency'.*currency='EUR'\)"):
            mf.total_by(table.drop(columns=column), "fund", value=value)
    # A bound is in the currency of its value.
    bounds = mixed.assign(**{f"{value}_low": mixed[value]})
    with pytest.raises(mf.ScopeError, match="'EUR', 'USD'"):
        mf.total_by(bounds, "fund", value=f"{value}_low")


def test_what_is_no_money_has_no_currency() -> None:
    table = projects().assign(people=1, currency=["EUR", "USD", None])
    assert mf.total_by(table, "fund", value="people")["currency"].isna().all()
    assert mf.total_by(table, "fund")["currency"].tolist() == ["USD", "USD"]


def test_the_currency_as_key_does_not_make_one_currency_of_several() -> None:
    table = projects().rename(columns={"budget_usd": "budget"}).assign(currency=["EUR"] * 3)
    one = mf.total_by(table, "currency", value="budget")
    assert list(one).count("currency") == 1
    assert held(one) == {"EUR": 147.0}
    assert one["share_of_total"].tolist() == [1.0]
    mixed = table.assign(currency=["EUR", "USD", "EUR"])
    apart = mf.total_by(mixed, "currency", value="budget", grand_total=True)
    assert apart["total"].fillna(-1).tolist() == [107.0, 40.0, -1]
    assert apart["n_projects"].tolist() == [2, 1, 3]
    assert apart["share_of_total"].isna().all()
    with pytest.raises(mf.ScopeError, match="1 without a currency"):
        mf.total_by(table.assign(currency=["EUR", None, "USD"]), "currency", value="budget")
    # Of what was converted, the currency of the total is another one than the key.
    stated = mixed.assign(budget_usd=[1.0, 2.0, 4.0])
    with pytest.raises(mf.ColumnsError, match=r"'currency' cannot be a key.*rename"):
        mf.total_by(stated, "currency")
    renamed = stated.rename(columns={"currency": "stated_in"})
    assert held(mf.total_by(renamed, "stated_in")) == {"EUR": 5.0, "USD": 2.0}


def test_groups_that_overlap_warn_and_keep_the_whole() -> None:
    table = pd.DataFrame({"countries": [["NPL"], ["HTI"], ["ARM"]], "budget_usd": [1.0, 2.0, 4.0]})
    rows = mf.add_region(mf.split_by_country(table), scheme="un_special", at=2020)
    with pytest.warns(mf.OverlapWarning, match="must not be added up") as caught:
        totals = mf.total_by(rows, "groups_un_special")
    assert caught[0].filename == __file__
    assert held(totals) == {"LDC": 3.0, "LLDC": 5.0, "SIDS": 2.0}
    assert totals["share_of_total"].tolist() == pytest.approx([3 / 7, 5 / 7, 2 / 7])
    assert set(totals["n_all"]) == {3}
    assert totals["basis"].str.contains("groups overlap").all()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mf.total_by(rows, "country")


STORED = ["as it is", "merged", "put together", "in CSV", "in Parquet"]


@pytest.mark.parametrize("stored", STORED)
def test_regression_a_value_that_was_not_divided_counted_whole_in_each_part(stored: str) -> None:
    table = dated().assign(people=[30.0, 5.0, 1.0], budget=[10.0, 4.0, 1.0], currency="USD")
    parts = mf.split_by_country(table).drop(columns="countries")
    if stored == "merged":
        parts = parts.merge(pd.DataFrame({"country": ["ARM", "KEN"], "income": 1}), how="left")
    elif stored == "put together":
        parts = pd.concat([parts.head(2), parts.tail(2)])
    elif stored == "in CSV":
        parts = pd.read_csv(io.StringIO(parts.to_csv(index=False)))
    elif stored == "in Parquet":
        parts.to_parquet(file := io.BytesIO())
        parts = pd.read_parquet(file)
    with pytest.raises(
        mf.ScopeError,
        match=r"'people' was not divided .* Divided were: 'budget', 'budget_usd'\. .*\['people'\]",
    ):
        mf.total_by(parts, "fund", value="people")
    # The remedies: to say so of what was divided by hand, and to name it in the split.
    own = parts.assign(people=parts["people"] * parts["share"])
    said = own.assign(divided=own["divided"].astype(str) + ", people")
    named = mf.split_by_country(table, value=["people"])
    for done in (said, named):
        assert mf.total_by(done, "fund", value="people")["total"].tolist() == [35, 1]
    assert mf.total_by_country(table, value="people")["total"].tolist() == [20, 15, 1]
    # What was worked out from a value that was divided was divided with it; so were its bounds.
    for value in ("budget", "budget_usd", "budget_eur", "budget_usd_2015"):
        other = parts.assign(**{value: parts["budget"], f"{value}_low": parts["budget"]})
        assert mf.total_by(other, "fund", value=value)["total"].tolist() == [14, 1]
        assert mf.total_by(other, "fund", value=f"{value}_low")["total"].tolist() == [14, 1]


def test_parts_of_which_some_columns_are_gone() -> None:
    parts = mf.split_by_country(projects())
    for column in ("project", "share", "split_rule", "divided"):
        with pytest.raises(mf.ScopeError, match=f"as parts of projects have, but not '{column}'"):
            mf.total_by(parts.drop(columns=column), "country")
    # Without any trace of the split each row is a project, and so are rows with a share of theirs.
    bare = parts[["country", "budget_usd"]].assign(share=[0.9, 0.9, 0.9, 0.9], project="one")
    assert mf.total_by(bare, "country")["n_all"].tolist() == [4, 4, 4]
    with pytest.raises(mf.ScopeError, match=r"3 of 7 rows have no share .* of which only some"):
        mf.total_by(pd.concat([parts, projects()]), "fund")


def test_regression_an_own_column_share_made_two_projects_one() -> None:
    table = projects().assign(share=[0.4, 0.4, 0.2], project="one").set_axis([7, 7, 7])
    found = mf.total_by(table, "fund")
    assert found[["fund", "total", "n_projects"]].to_numpy().tolist() == [
        ["IDF", 140.0, 2],
        ["MPF", 7.0, 1],
    ]


def test_a_split_table_read_from_a_file_has_the_same_totals() -> None:
    split = mf.split_by_year(mf.split_by_country(dated()))
    keys = ["country", "calendar_year"]
    expected = mf.total_by(split, keys)
    read = pd.read_csv(io.StringIO(split.to_csv(index=False)))
    found = mf.total_by(read.astype({"calendar_year": "str"}), keys)
    # As text, years have no empty groups.
    some = expected[expected["n_projects"] > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        found.astype({"calendar_year": "str"}), some.astype({"calendar_year": "str"})
    )
    assert len(expected) > len(some)


def test_bounds_are_those_of_the_split() -> None:
    month = dated().assign(start_precision="year")
    split = mf.split_by_year(month)
    found = mf.total_by(split, ["calendar_year"], grand_total=True)
    by_hand = split.groupby("calendar_year", observed=False)["budget_usd_low"].sum()
    assert found["total_low"].tolist()[:-1] == pytest.approx(by_hand.tolist())
    assert (found["total_low"] < found["total_high"]).any()
    assert pd.isna(found["total_low"].iloc[-1])
    assert "total_low" not in mf.total_by(split, "fund")
    # Columns of these names that no split made are no bounds of a part of time.
    own = projects().assign(calendar_year=2019, budget_usd_low=0.0, budget_usd_high=1.0)
    assert "total_low" not in mf.total_by(own, "calendar_year")


def test_one_level_of_parents_and_parts() -> None:
    table = pd.DataFrame(
        {
            "project_id": ["P", "P-1", "P-2", "Q"],
            "parent_id": [None, "P", "P", None],
            "budget_usd": [100.0, 60.0, 30.0, 5.0],
            "of": "all projects",
        }
    )
    with pytest.raises(
        mf.ScopeError, match=r"2 projects are parts of other projects.*nested='parents'"
    ):
        mf.total_by(table, "of")
    top = mf.total_by(table, "of", nested="parents")
    assert top[["total", "n_all", "basis"]].to_numpy().tolist() == [
        [105.0, 2, "as stated; without 2 projects that are parts of other projects"]
    ]
    low = mf.total_by(table, "of", nested="parts")
    assert low[["total", "n_all"]].to_numpy().tolist() == [[95.0, 3]]


def test_infinite_values_are_not_added_up() -> None:
    table = pd.DataFrame(
        {"fund": ["IDF"] * 3, "budget_usd": [1.0, float("inf"), float("-inf")]}, index=list("abc")
    )
    for function in (mf.total_by, mf.concentration):
        with pytest.raises(
            mf.ColumnsError,
            match=r"2 of 3 rows have an infinite budget_usd.*row b: inf; row c: -inf\. Mend them",
        ):
            function(table, "fund")
    mended = table.replace([float("inf"), float("-inf")], float("nan"))
    assert mf.total_by(mended, "fund")["total"].tolist() == [1]


def test_regression_parts_of_programmes_are_named_and_counted_as_projects() -> None:
    table = pd.DataFrame(
        {
            "project_id": ["A", "B", "C", "C"],
            "parent_id": [None, "A", None, None],
            "countries": [["KEN"], ["ARM", "GEO"], ["MLI", "TCD"], ["NER"]],
            "budget_usd": [100.0, 60.0, 5.0, 7.0],
        },
        index=[10, 20, 30, 40],
    )
    programmes = table.loc[[10, 20]]
    message = r"1 projects are parts of other projects.*: row 20: B\."
    for rows in (programmes, mf.split_by_country(programmes)):
        with pytest.raises(mf.ScopeError, match=message):
            mf.total_by_country(rows)
        top = mf.total_by_country(rows, nested="parents")
        assert top["basis"].tolist() == [
            "as stated; without 1 projects that are parts of other projects"
        ]
    twice = table.loc[[30, 40]]
    for rows in (twice, mf.split_by_country(twice)):
        with pytest.raises(mf.ScopeError, match=r"1 projects stand.*: row 30: C; row 40: C\."):
            mf.total_by_country(rows)
