"""What totals refuse to add up, and what they say to do."""

import warnings
from typing import Any

import pandas as pd
import pytest

import migfund as mf

VALUE = "budget_usd"


def projects() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "project_id": ["P1", "P2", "P3"],
            "fund": ["IDF", "IDF", "MPF"],
            "countries": [["ARM", "KEN"], ["ARM"], []],
            "budget_usd": [100.0, 40.0, 7.0],
        }
    )


def held(totals: pd.DataFrame) -> dict[Any, Any]:
    """Give the total of each key."""
    return dict(zip(totals.iloc[:, 0], totals["total"], strict=True))


def test_one_project_id_in_several_rows() -> None:
    table = projects().assign(project_id=["P1", "P1", "P3"])
    with pytest.raises(
        mf.ScopeError,
        match=r"1 projects stand in several rows.*row 0: P1; row 1: P1\..*repeated='count'",
    ):
        mf.total_by(table, "fund", value=VALUE)
    counted = mf.total_by(table, "fund", value=VALUE, repeated="count")
    assert counted[["total", "n_projects"]].to_numpy().tolist() == [[140.0, 2], [7.0, 1]]
    # A fund's id is its own.
    other = table.assign(fund=["IDF", "MPF", "MPF"])
    assert held(mf.total_by(other, "fund", value=VALUE)) == {"IDF": 100.0, "MPF": 47.0}
    # An id that is not stated is no id.
    none = table.assign(project_id=[None, None, "P3"])
    assert held(mf.total_by(none, "fund", value=VALUE)) == {"IDF": 140.0, "MPF": 7.0}
    # Without funds, an id is an id; and it stands twice after the split too.
    with pytest.raises(mf.ScopeError, match="stand in several rows"):
        mf.total_by(other.drop(columns="fund"), "project_id", value=VALUE)
    with pytest.raises(mf.ScopeError, match="stand in several rows"):
        mf.total_by_country(table, value=VALUE)
    with pytest.raises(mf.MigfundError, match="repeated must be one of 'raise', 'count', not 'x'"):
        mf.total_by(projects(), "fund", value=VALUE, repeated="x")


def test_the_parts_of_one_project_are_no_repeats() -> None:
    split = mf.split_by_country(projects())
    assert held(mf.total_by(split, "country", value=VALUE)) == {
        "ARM": 90.0,
        "KEN": 50.0,
        "unallocated": 7.0,
    }


@pytest.mark.parametrize("key", ["country", "fund"])
def test_a_split_table_given_twice(key: str) -> None:
    split = mf.split_by_country(projects().drop(columns="project_id"))
    with pytest.raises(
        mf.ScopeError, match=r"the parts of 3 projects are more than the whole: 0, 1, 2\..*ignore_"
    ):
        mf.total_by(pd.concat([split, split]), key, value=VALUE)
    once = mf.total_by(split, key, value=VALUE)
    twice = mf.total_by(pd.concat([split, split]), key, value=VALUE, repeated="count")
    assert twice["total"].tolist() == [2 * total for total in once["total"]]


def test_one_project_of_a_split_table_given_twice() -> None:
    split = mf.split_by_country(projects())
    with pytest.raises(mf.ScopeError, match="the parts of 1 projects are more than the whole: 1"):
        mf.total_by(pd.concat([split, split.loc[[1]]]), "country", value=VALUE)
    # Less than the whole is a choice of rows.
    some = split[split["country"] == "KEN"]
    assert held(mf.total_by(some, "country", value=VALUE)) == {"KEN": 50.0}


def test_regression_a_full_split_given_twice() -> None:
    split = mf.split_by_country(projects(), rule="full")
    for table in (split, split.drop(columns="project_id")):
        assert held(mf.total_by(table, "country", value=VALUE)) == {
            "ARM": 140.0,
            "KEN": 100.0,
            "unallocated": 7.0,
        }
        with pytest.raises(mf.ScopeError, match="the parts of 3 projects are more than the whole"):
            mf.total_by(pd.concat([table, table]), "country", value=VALUE)


def test_a_full_split_is_no_sum_over_regions_or_funds() -> None:
    split = mf.add_region(mf.split_by_country(projects(), rule="full"))
    for key in ("region_m49", "fund"):
        with pytest.raises(
            mf.ScopeError, match=r"several times\. Total by country, or .*rule='equal'"
        ):
            mf.total_by(split, key, value=VALUE)
    with pytest.raises(mf.ScopeError, match="each country's row holds the whole budget"):
        mf.total_by_region(split, value=VALUE)
    both = mf.total_by(split, ["region_m49", "country"], value=VALUE)
    assert both["total"].tolist() == [100.0, 140.0, 7.0]
    # Read back, the rule is plain text.
    plain = split.astype({"split_rule": object})
    with pytest.raises(mf.ScopeError, match="each country's row holds the whole budget"):
        mf.total_by(plain, "region_m49", value=VALUE)


def test_the_whole_of_a_full_split_is_not_known_and_its_projects_are() -> None:
    split = mf.split_by_country(projects(), rule="full")
    totals = mf.total_by(split, "country", value=VALUE, grand_total=True)
    last = totals.iloc[-1]
    assert last["country"] == "all"
    assert pd.isna(last["total"])
    assert (last["n_projects"], last["n_known"]) == (3, 3)
    assert totals["share_of_total"].isna().all()


def test_the_currency_as_key_does_not_make_one_currency_of_several() -> None:
    table = projects().rename(columns={"budget_usd": "budget"}).assign(currency=["EUR"] * 3)
    one = mf.total_by(table, "currency", value="budget")
    assert list(one).count("currency") == 1
    assert held(one) == {"EUR": 147.0}
    mixed = table.assign(currency=["EUR", "USD", "EUR"])
    apart = mf.total_by(mixed, "currency", value="budget")
    assert apart["total"].notna().all()
    assert apart["share_of_total"].isna().all()
    # Of what was converted, the currency of the total is another one than the key.
    stated = mixed.assign(budget_usd=[1.0, 2.0, 4.0])
    with pytest.raises(mf.ColumnsError, match=r"'currency' cannot be a key.*rename"):
        mf.total_by(stated, "currency", value=VALUE)
    renamed = stated.rename(columns={"currency": "stated_in"})
    assert held(mf.total_by(renamed, "stated_in", value=VALUE)) == {"EUR": 5.0, "USD": 2.0}


def test_groups_that_overlap_warn_and_keep_the_whole() -> None:
    table = pd.DataFrame({"countries": [["NPL"], ["HTI"], ["ARM"]], "budget_usd": [1.0, 2.0, 4.0]})
    rows = mf.add_region(mf.split_by_country(table), scheme="un_special", year=2020)
    with pytest.warns(mf.OverlapWarning, match="must not be added up") as caught:
        totals = mf.total_by(rows, "groups_un_special", value=VALUE)
    assert caught[0].filename == __file__
    assert held(totals) == {"LDC": 3.0, "LLDC": 5.0, "SIDS": 2.0}
    assert totals["share_of_total"].tolist() == pytest.approx([3 / 7, 5 / 7, 2 / 7])
    assert set(totals["n_all"]) == {3}
    assert totals["basis"].str.contains("groups overlap").all()
    again = rows.assign(groups_again=rows["groups_un_special"])
    with pytest.raises(mf.ScopeError, match="only one key can be of groups that overlap, not 2"):
        mf.total_by(again, ["groups_un_special", "groups_again"], value=VALUE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        mf.total_by(rows, "country", value=VALUE)


def test_regression_sorting_by_total_raised() -> None:
    table = projects().assign(fund=["B", None, "A"])
    for options, expected in (
        ({}, ["B", "A", None]),
        ({"grand_total": True}, ["B", "A", None, "all"]),
    ):
        totals = mf.total_by(table, "fund", value=VALUE, sort="total", **options)  # type: ignore[arg-type]
        assert [name if isinstance(name, str) else None for name in totals["fund"]] == expected
    split = mf.split_by_country(table.assign(budget_usd=[10.0, 40.0, 900.0]))
    ranked = mf.total_by(split, "country", value=VALUE, sort="total")
    assert ranked["country"].tolist() == ["ARM", "KEN", "unallocated"]


def test_a_value_that_was_not_divided_is_refused() -> None:
    table = pd.DataFrame(
        {"countries": [["ARM", "GEO"], ["KEN"]], "budget_usd": [8.0, 1.0], "people": [30, 5]}
    )
    split = mf.split_by_country(table)
    with pytest.raises(mf.ScopeError, match="'people' was not divided when"):
        mf.total_by(split, "country", value="people")
    assert mf.total_by(split, "country", value="budget_usd")["total"].tolist() == [4, 4, 1]
    both = mf.split_by_country(table, value=["budget_usd", "people"])
    assert mf.total_by(both, "country", value="people")["total"].tolist() == [15, 15, 5]
    # One row a project: nothing can count twice.
    alone = mf.split_by_country(table.iloc[1:])
    assert mf.total_by(alone, "country", value="people")["total"].tolist() == [5]


def test_infinite_values_are_not_added_up() -> None:
    table = pd.DataFrame(
        {"fund": ["IDF"] * 3, "budget_usd": [1.0, float("inf"), float("-inf")]}, index=list("abc")
    )
    with pytest.raises(
        mf.ColumnsError,
        match=r"2 of 3 rows have an infinite budget_usd.*row b: inf; row c: -inf\. Mend them",
    ):
        mf.total_by(table, "fund", value="budget_usd")
    mended = table.replace([float("inf"), float("-inf")], float("nan"))
    assert mf.total_by(mended, "fund", value="budget_usd")["total"].tolist() == [1]
