"""Every rule of a split by country, on tables small enough to divide by hand."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import migfund as mf
from migfund.provenance.basis import split_steps

LISTS = pd.ArrowDtype(pa.list_(pa.string()))
PEOPLE = pd.Series({"ARM": 3.0, "GEO": 4.0, "MDA": 3.0, "KEN": 50.0}, name="population")
REST = "unallocated"


def table_of(*countries: Any, shares: list[Any] | None = None, **columns: Any) -> pd.DataFrame:
    table = pd.DataFrame({"countries": pd.Series(list(countries), dtype=object)})
    if shares is not None:
        table["country_shares"] = pd.Series(shares, dtype=object)
    return table.assign(**{"budget": 1200.0, **columns})


def cells(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Project, country, share and budget of each row, the numbers to nine digits."""
    rows = table[["project", "country", "share", "budget"]].itertuples(index=False)
    return [(n, country, round(share, 9), round(budget, 6)) for n, country, share, budget in rows]


def rules(table: pd.DataFrame) -> list[str]:
    return table["split_rule"].astype(object).tolist()


def faults(table: pd.DataFrame) -> list[tuple[Any, str, str]]:
    """Project, column at fault and reason of what was not divided for a fault, once a project."""
    found = [
        (project, step.field, step.unallocated)
        for project, words in zip(table["project"], table["split_rule"], strict=True)
        for step in split_steps(words)
        if step.field
    ]
    return list(dict.fromkeys(found))


def mixed() -> pd.DataFrame:
    """Shares stated, none stated, one country, no country."""
    return table_of(
        ["GEO", "ARM"],
        ["ARM", "GEO", "MDA"],
        ["KEN"],
        [],
        shares=[[0.75, 0.25], None, None, None],
    )


# --- Rules


def test_without_a_rule_shares_are_taken_where_they_are_stated() -> None:
    done = mf.split_by_country(mixed())
    assert cells(done) == [
        (0, "GEO", 0.75, 900.0),
        (0, "ARM", 0.25, 300.0),
        (1, "ARM", 0.333333333, 400.0),
        (1, "GEO", 0.333333333, 400.0),
        (1, "MDA", 0.333333333, 400.0),
        (2, "KEN", 1.0, 1200.0),
        (3, REST, 1.0, 1200.0),
    ]
    assert rules(done) == [
        *["shares by country"] * 2,
        *["equal by country"] * 4,
        "unallocated by country: no country is stated",
    ]
    # That no country is stated is no fault.
    assert faults(done) == []
    zero = table_of(["ALB", "SRB"], shares=[[1.0, 0.0]])
    assert cells(mf.split_by_country(zero)) == [(0, "ALB", 1, 1200), (0, "SRB", 0, 0)]


def test_equal_whatever_shares_are_stated() -> None:
    done = mf.split_by_country(mixed(), rule="equal")
    assert cells(done)[:2] == [(0, "GEO", 0.5, 600.0), (0, "ARM", 0.5, 600.0)]
    assert cells(done)[2:] == cells(mf.split_by_country(mixed()))[2:]
    assert set(rules(done)[:6]) == {"equal by country"}
    # Also where the shares could not be used.
    bad = table_of(["ARM", "GEO"], shares=[[0.9, 0.9]])
    assert cells(mf.split_by_country(bad, rule="equal")) == [
        (0, "ARM", 0.5, 600.0),
        (0, "GEO", 0.5, 600.0),
    ]


def test_shares_must_be_stated_for_several_countries() -> None:
    with pytest.raises(
        mf.PlaceError,
        match=r"^1 projects have shares that do not divide them: row 1: no shares of its 3 "
        r"countries\. Give one share of 0 to 1 .*rebase=0\.01; .*on_invalid='unallocated'\.$",
    ):
        mf.split_by_country(mixed(), rule="shares")
    done = mf.split_by_country(mixed(), rule="shares", on_invalid="unallocated")
    assert cells(done) == [
        (0, "GEO", 0.75, 900.0),
        (0, "ARM", 0.25, 300.0),
        (1, REST, 1.0, 1200.0),
        (2, "KEN", 1.0, 1200.0),
        (3, REST, 1.0, 1200.0),
    ]
    assert rules(done) == [
        *["shares by country"] * 2,
        "unallocated by country for its country_shares: no shares of its 3 countries",
        "shares by country",
        "unallocated by country: no country is stated",
    ]
    assert faults(done) == [(1, "country_shares", "no shares of its 3 countries")]


def test_weights_in_proportion() -> None:
    done = mf.split_by_country(mixed(), rule="weights", weights=PEOPLE)
    assert cells(done) == [
        (0, "GEO", 0.571428571, 685.714286),  # 4 of 7
        (0, "ARM", 0.428571429, 514.285714),
        (1, "ARM", 0.3, 360.0),
        (1, "GEO", 0.4, 480.0),
        (1, "MDA", 0.3, 360.0),
        (2, "KEN", 1.0, 1200.0),
        (3, REST, 1.0, 1200.0),
    ]
    assert set(rules(done)[:6]) == {"weights (population) by country"}
    unnamed = mf.split_by_country(mixed(), rule="weights", weights=PEOPLE.rename(None))
    assert set(rules(unnamed)[:6]) == {"weights (own) by country"}
    odd = mf.split_by_country(mixed(), rule="weights", weights=PEOPLE.rename("of\n2020; (UN)"))
    assert [step.detail for step in split_steps(rules(odd)[0])] == ["of 2020, (UN)"]
    # Only the proportion counts, and other kinds of numbers give the same.
    for same in (PEOPLE * 1e6, PEOPLE.astype(int), PEOPLE.astype("Int64"), PEOPLE[::-1]):
        again = mf.split_by_country(mixed(), rule="weights", weights=same)
        assert cells(again) == cells(done)


@pytest.mark.parametrize("scale", [1e308, 1e-308, 5e-324])
def test_regression_weights_of_any_size_conserve_the_money(scale: float) -> None:
    # The sum of large weights is infinite, and each part was nothing.
    weights = pd.Series({"ARM": scale, "GEO": scale, "KEN": 1.0})
    done = mf.split_by_country(table_of(["ARM", "GEO"], ["ARM"]), rule="weights", weights=weights)
    assert cells(done) == [(0, "ARM", 0.5, 600), (0, "GEO", 0.5, 600), (1, "ARM", 1, 1200)]


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ({"ARM": 3.0}, "no weight of 'GEO'"),
        ({"ARM": 3.0, "GEO": None}, "no weight of 'GEO'"),
        ({"ARM": 3.0, "GEO": -1.0}, "no weight of 'GEO'"),
        ({"ARM": np.inf, "GEO": np.inf}, "no weight of 'ARM', 'GEO'"),
        ({"ARM": "three", "GEO": "4"}, "no weight of 'ARM'"),
        ({"ARM": 3.0, "GEO": 1j}, "no weight of 'ARM', 'GEO'"),
        ({"ARM": 3.0, "GEO": pd.Timestamp("2020-01-01")}, "no weight of 'GEO'"),
        ({"ARM": 0, "GEO": 0}, "the weights of its countries are all zero"),
    ],
)
def test_weights_that_do_not_divide(weights: dict[str, Any], reason: str) -> None:
    table = table_of([], ["ARM", "GEO"], ["ARM"])
    series = pd.Series({"KEN": 1.0, **weights}, name="people")
    with pytest.raises(mf.PlaceError, match=rf"weights that .*row 1: {reason}.*of 0 or more"):
        mf.split_by_country(table, rule="weights", weights=series)
    done = mf.split_by_country(table, rule="weights", weights=series, on_invalid="unallocated")
    assert cells(done)[:2] == [(0, REST, 1.0, 1200.0), (1, REST, 1.0, 1200.0)]
    assert faults(done)[0] == (1, "countries", reason)


def test_a_weight_of_zero_is_a_part_of_nothing() -> None:
    people = pd.Series({"ARM": 0, "GEO": 5})
    done = mf.split_by_country(table_of(["ARM", "GEO"]), rule="weights", weights=people)
    assert cells(done) == [(0, "ARM", 0.0, 0.0), (0, "GEO", 1.0, 1200.0)]


def test_full_is_the_whole_under_each_country() -> None:
    done = mf.split_by_country(mixed(), rule="full")
    assert done["country"].tolist() == ["GEO", "ARM", "ARM", "GEO", "MDA", "KEN", REST]
    assert done["share"].tolist() == [1.0] * 7
    assert done["budget"].tolist() == [1200.0] * 7
    assert set(rules(done)[:6]) == {"full by country"}
    assert rules(done)[6] == "unallocated by country: no country is stated"
    third = mf.split_by_country(mixed().assign(budget=10 / 3), rule="full", decimals=2)
    assert third["budget"].tolist() == [3.33] * 7


def test_primary_is_the_largest_share_or_else_the_first_named() -> None:
    table = table_of(
        ["ARM", "GEO", "MDA"],
        ["ARM", "GEO", "MDA"],
        ["ARM", "GEO", "MDA"],
        ["KEN"],
        None,
        ["ARM", "GEO"],
        shares=[[0.2, 0.3, 0.5], [0.2, 0.4, 0.4], None, None, None, [0.3, 0.4]],
    )
    done = mf.split_by_country(table, rule="primary")
    assert cells(done) == [
        (0, "MDA", 1.0, 1200.0),
        (1, "GEO", 1.0, 1200.0),  # of two equal ones the first
        (2, "ARM", 1.0, 1200.0),
        (3, "KEN", 1.0, 1200.0),
        (4, REST, 1.0, 1200.0),
        (5, "GEO", 1.0, 1200.0),  # the largest, also of shares that do not add up
    ]
    assert set(rules(done.drop(4))) == {"primary by country"}


@pytest.mark.parametrize(
    ("shares", "reason"),
    [([0.1], "1 shares for 2 countries"), ([0.1, None], r"shares \[0\.1, nan\]")],
)
def test_regression_primary_does_not_guess_past_shares_that_it_cannot_read(
    shares: list[Any], reason: str
) -> None:
    table = table_of(["ARM", "GEO"], ["KEN"], shares=[shares, [None]])
    with pytest.raises(mf.PlaceError, match=rf"^1 projects .*row 0: {reason}"):
        mf.split_by_country(table, rule="primary")
    done = mf.split_by_country(table, rule="primary", on_invalid="unallocated")
    assert cells(done) == [(0, REST, 1.0, 1200.0), (1, "KEN", 1.0, 1200.0)]
    assert [fault[0] for fault in faults(done)] == [0]


@pytest.mark.parametrize("rule", ["equal", "weights", "full", "primary"])
def test_percentages_in_the_place_of_shares_do_not_multiply_the_budget(rule: str) -> None:
    weights = pd.Series({"ARM": 1.0, "GEO": 1.0}) if rule == "weights" else None
    projects = table_of(["ARM", "GEO"], shares=[[60, 40]])
    done = mf.split_by_country(projects, rule=rule, weights=weights)
    assert done["budget"].max() <= 1200
    with pytest.raises(mf.PlaceError, match="add up to 100"):
        mf.split_by_country(projects, rebase=0.99)


@pytest.mark.parametrize(
    ("shares", "rebase", "said", "budgets"),
    [
        ([0.33, 0.33, 0.33], 0.01, "0.99", [400.0, 400.0, 400.0]),
        ([0.5, 0.3, 0.19], 0.01, "0.99", [606.060606, 363.636364, 230.30303]),
        ([0.5, 0.3, 0.21], 0.01, "1.01", [594.059406, 356.435644, 249.504950]),
        ([0.5, 0.25, 0.2], 0.05, "0.95", [631.578947, 315.789474, 252.631579]),
        ([0.3333, 0.3333, 0.3333], 0.0001, "0.9999", [400.0, 400.0, 400.0]),
    ],
)
def test_regression_rebase_reaches_the_distance_that_it_names(
    shares: list[float], rebase: float, said: str, budgets: list[float]
) -> None:
    table = table_of(["ARM", "GEO", "MDA"], shares=[shares])
    for rule in (None, "shares"):
        done = mf.split_by_country(table, rule=rule, rebase=rebase)
        assert done["budget"].round(6).tolist() == pytest.approx(budgets, abs=2e-6)
        assert done["share"].sum() == pytest.approx(1, abs=1e-12)
        assert set(rules(done)) == {f"shares rebased from {said} by country"}
        with pytest.raises(mf.PlaceError, match=f"add up to {said}"):
            mf.split_by_country(table, rule=rule, rebase=rebase * 0.99)
        with pytest.raises(mf.PlaceError, match=f"add up to {said}"):
            mf.split_by_country(table, rule=rule)


def test_regression_shares_of_nothing_are_not_rebased() -> None:
    # A distance of all but 1 took a sum of 0 for one to be scaled, and the money was missing.
    table = table_of(["ARM", "GEO"], shares=[[0.0, 0.0]])
    with pytest.raises(mf.PlaceError, match=r"shares \[0\.0, 0\.0\] add up to 0"):
        mf.split_by_country(table, rebase=1 - 1e-12)


def test_regression_what_rounding_leaves_is_spread_without_being_asked() -> None:
    # 3 x 0.3333333 of 100 million left ten dollars out.
    table = table_of(["ARM", "GEO", "MDA"], shares=[[0.3333333] * 3], budget=1e8)
    for rule in (None, "shares"):
        done = mf.split_by_country(table, rule=rule)
        assert done["budget"].tolist() == pytest.approx([1e8 / 3] * 3, abs=1e-6)
        assert set(rules(done)) == {"shares by country"}


# --- What cannot be assigned


BAD_SHARES: dict[str, Any] = {
    "1 shares for 2 countries": [0.5],
    "shares [0.5, 0.4] add up to 0.9": [0.5, 0.4],
    "shares [0.7, 0.7] add up to 1.4": [0.7, 0.7],
    "shares [1.5, -0.5]": [1.5, -0.5],
    "shares [50.0, 50.0] add up to 100": [50, 50],
    "shares [0.5, nan]": [0.5, None],
    "shares [0.0, 0.0] add up to 0": [0, 0],
    "'half' is no list of numbers": "half",
    "['half', 'half'] is no list of numbers": ["half", "half"],
    "0.5 is no list of numbers": 0.5,
}


@pytest.mark.parametrize("rule", [None, "shares"])
@pytest.mark.parametrize("reason", BAD_SHARES)
def test_bad_shares(reason: str, rule: str | None) -> None:
    table = table_of(["KEN"], ["ARM", "GEO"], shares=[None, BAD_SHARES[reason]])
    message = rf"^1 projects have shares that do not divide them: row 1: {re.escape(reason)}"
    with pytest.raises(mf.PlaceError, match=message):
        mf.split_by_country(table, rule=rule)
    done = mf.split_by_country(table, rule=rule, on_invalid="unallocated")
    assert faults(done) == [(1, "country_shares", reason)]
    # What shares of less than 1 leave is a row; what else is wrong spoils the whole.
    kept = {"0.9": [("ARM", 600.0), ("GEO", 480.0), (REST, 120.0)]}
    kept["0"] = [("ARM", 0.0), ("GEO", 0.0), (REST, 1200.0)]
    expected = kept.get(reason.rpartition("add up to ")[2], [(REST, 1200.0)])
    assert [(place, budget) for n, place, _, budget in cells(done) if n == 1] == expected


def test_shares_without_countries_and_many_faults() -> None:
    table = table_of([], *[["ARM", "GEO"]] * 6, shares=[[1.0], *[[0.5, 0.4]] * 6], source="a.csv")
    with pytest.raises(
        mf.PlaceError,
        match=r"^7 projects .*row 0 \(a\.csv\): 1 shares for 0 countries; row 1 .*; and 2 more\.",
    ):
        mf.split_by_country(table)


@pytest.mark.parametrize("code", ["arm", "AM", "Armenia", "XXX", "unallocated", "not found"])
def test_regression_a_code_that_is_no_countrys_was_a_country_of_its_own(code: str) -> None:
    with pytest.raises(mf.PlaceError, match=f"1 country codes are not ISO .*row 1: {code}"):
        mf.split_by_country(table_of(["KEN"], ["GEO", code]))


def test_a_country_that_stands_twice() -> None:
    table = table_of(["KEN"], ["ARM", "GEO", "ARM"]).assign(source=["a.txt", "b.txt"])
    with pytest.raises(mf.PlaceError, match=r"1 countries stand twice .* row 1 \(b.txt\): ARM"):
        mf.split_by_country(table)


def test_regression_a_gap_in_a_list_of_countries_is_no_other_country() -> None:
    # It took the weight of the last country of the table.
    gaps = pd.array([["ARM", None], ["GEO"], ["ARM"]], dtype=LISTS)
    table = table_of([], [], []).assign(countries=gaps)
    message = r"^1 projects have a missing value among their countries: row 0: \['ARM', None\]\. Le"
    for options in ({}, {"rule": "weights", "weights": PEOPLE}):
        with pytest.raises(mf.PlaceError, match=message):
            mf.split_by_country(table, **options)


# --- Tables


@pytest.mark.parametrize(
    "kind",
    [list, tuple, np.array, lambda x: np.array(x, dtype=object)],
    ids=["list", "tuple", "array", "object array"],
)
def test_kinds_of_lists(kind: Any) -> None:
    table = table_of(kind(["ARM", "GEO"]), kind([]), kind(["KEN"]), None)
    table["country_shares"] = pd.Series([kind([0.25, 0.75]), None, None, None], dtype=object)
    assert cells(mf.split_by_country(table)) == [
        (0, "ARM", 0.25, 300.0),
        (0, "GEO", 0.75, 900.0),
        (1, REST, 1.0, 1200.0),
        (2, "KEN", 1.0, 1200.0),
        (3, REST, 1.0, 1200.0),
    ]


def test_arrow_lists_also_of_a_part_of_a_table() -> None:
    table = table_of(["KEN"], ["ARM", "GEO"], [], None, ["MDA"]).astype({"countries": LISTS})
    table["country_shares"] = pd.array(
        pa.array([[1.0], [0.25, 0.75], None, [], None], type=pa.list_(pa.float64())),
        dtype=pd.ArrowDtype(pa.list_(pa.float64())),
    )
    done = mf.split_by_country(table.iloc[1:])
    assert done["country"].tolist() == ["ARM", "GEO", "unallocated", "unallocated", "MDA"]
    assert done["share"].tolist() == [0.25, 0.75, 1, 1, 1]
    assert done["countries"].dtype == LISTS
    assert done["country"].dtype == "str"


@pytest.mark.parametrize("dtype", [object, LISTS])
def test_donors_are_left_out_by_pandas(dtype: Any) -> None:
    table = table_of(["BEL", "ARM", "GEO"], ["BEL"], None, ["FRA", "KEN"])
    table = table.astype({"countries": dtype})
    donors = {"BEL", "FRA"}
    others = table["countries"].map(lambda codes: [c for c in codes if c not in donors], "ignore")
    assert [row[:3] for row in cells(mf.split_by_country(table.assign(countries=others)))] == [
        (0, "ARM", 0.5),
        (0, "GEO", 0.5),
        (1, REST, 1.0),
        (2, REST, 1.0),
        (3, "KEN", 1.0),
    ]


# --- Rounding


def test_decimals_by_largest_remainder() -> None:
    table = table_of(
        ["ARM", "GEO", "MDA"], ["ARM", "GEO", "MDA"], ["ARM", "GEO"], [], ["KEN", "ARM"]
    ).assign(budget=[100.0, -100.0, 0.125, 2.375, np.nan])
    done = mf.split_by_country(table, decimals=2)
    assert done["budget"].tolist()[:9] == [
        *(33.34, 33.33, 33.33),
        *(-33.34, -33.33, -33.33),
        *(0.06, 0.06),  # 0.125 is 0.12, halves to the even digit
        2.38,
    ]
    assert done["budget"].isna().tolist() == [False] * 9 + [True, True]
    # 10 by weights 3, 4 and 3 of 10 has no remainder; 5 has, and the first of the equals gets it.
    ten = table_of(["ARM", "GEO", "MDA"], ["ARM", "GEO", "MDA"]).assign(budget=[10.0, 5.0])
    whole = mf.split_by_country(ten, rule="weights", weights=PEOPLE, decimals=0)
    assert whole["budget"].tolist() == [3.0, 4.0, 3.0, 2.0, 2.0, 1.0]
    left = table_of(["ARM", "GEO"], shares=[[0.5, 0.4]]).assign(budget=0.11)
    rest = mf.split_by_country(left, on_invalid="unallocated", decimals=2)
    assert rest["budget"].tolist() == [0.06, 0.04, 0.01]  # 5.5, 4.4 and 1.1 cents


def test_regression_rounded_bounds_stay_outside_their_value() -> None:
    # By largest remainder, 5 cents at 45, 45 and 10 % are 2, 2 and 1, but 6 cents are 3, 3 and 0.
    table = table_of(["ARM", "GEO", "KEN"], shares=[[0.45, 0.45, 0.1]])
    low = table.assign(budget=0.06, budget_low=0.05, budget_high=0.06)
    done = mf.split_by_country(low, decimals=2)
    assert done["budget"].tolist() == [0.03, 0.03, 0.0]
    assert done["budget_low"].tolist() == [0.02, 0.02, 0.0]
    high = table.assign(budget=0.05, budget_low=0.05, budget_high=0.06)
    done = mf.split_by_country(high, decimals=2)
    assert done["budget"].tolist() == [0.02, 0.02, 0.01]
    assert done["budget_high"].tolist() == [0.03, 0.03, 0.01]


# --- Options


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rule": "even"}, r"rule must be one of None, 'equal', 'shares', 'weights', 'full', 'pri"),
        ({"rule": ["equal"]}, "rule must be one of"),
        ({"rule": "weights"}, "weights go with rule='weights': a number for each country"),
        ({"weights": PEOPLE}, "weights go with rule='weights'"),
        ({"rule": "equal", "weights": PEOPLE}, "weights go with rule='weights'"),
        ({"rule": "weights", "weights": {"ARM": 1}}, "weights must be a Series with each count"),
        ({"rule": "weights", "weights": pd.concat([PEOPLE] * 2)}, "weights must be a Series with"),
        ({"rebase": -0.1}, r"rebase must be a distance from 1 such as 0\.01, not -0\.1"),
        ({"rebase": 1}, "rebase must be a distance from 1 such as 0.01, not 1"),
        ({"rebase": False}, "rebase must be a distance from 1 .*not False"),
        ({"rebase": float("nan")}, "rebase must be a distance from 1 .*not nan"),
        ({"rebase": "1 %"}, "rebase must be a distance from 1 .*not '1 %'"),
        ({"rule": "equal", "rebase": 0.1}, "rule='equal' takes none of them: leave rebase out"),
        ({"on_invalid": "drop"}, "on_invalid must be one of 'raise', 'unallocated', not 'drop'"),
        ({"decimals": 2.0}, "decimals must be a whole number from 0 to 12"),
        ({"value": 5}, "value must be the name of a column or a list of names, not 5"),
        ({"value": [5]}, "columns are named by text, not by 5"),
        ({"value": "title"}, "no column 'title'"),
    ],
)
def test_options_that_are_none(options: dict[str, Any], message: str) -> None:
    with pytest.raises(mf.MigfundError, match=message):
        mf.split_by_country(mixed(), **options)


def test_missing_columns_and_other_things_than_tables() -> None:
    with pytest.raises(mf.ColumnsError, match="no column 'countries'"):
        mf.split_by_country(pd.DataFrame({"budget": [1.0]}))
    with pytest.raises(mf.ColumnsError, match=r"a table is needed .*not Series"):
        mf.split_by_country(mixed()["countries"])  # type: ignore[arg-type]
    with pytest.raises(mf.ColumnsError, match=r"must hold a list .*One row has 'ARM, GEO'"):
        mf.split_by_country(table_of("ARM, GEO"))


def test_nothing_of_the_callers_is_changed() -> None:
    table, people = mixed(), PEOPLE.copy()
    before = table.copy(deep=True)
    mf.split_by_country(table, rule="weights", weights=people, decimals=2)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_series_equal(people, PEOPLE)


def test_regression_names_in_lists_become_codes_as_the_message_says() -> None:
    for dtype in (object, LISTS):
        table = table_of(["Armenia", "Korea, Republic of"], ["Kenya"], None)
        table = table.assign(countries=table["countries"].astype(dtype))
        with pytest.raises(mf.PlaceError) as error:
            mf.split_by_country(table)
        code = str(error.value).split("into codes: ")[1].removesuffix(".")
        mended = eval(code, {"table": table, "mf": mf})
        parts = mf.split_by_country(mended)
        assert parts["country"].tolist() == ["ARM", "KOR", "KEN", REST]


def test_regression_a_column_of_text_is_read_as_the_message_says() -> None:
    table = table_of(["ARM"], ["KEN"]).assign(budget=["EUR 1,200.50", "USD 5 million"])
    with pytest.raises(mf.ColumnsError) as error:
        mf.split_by_country(table, value="budget")
    code = re.search(r"mf\.parse_amount.*\]\]", str(error.value))
    assert code
    found = eval(code.group(), {"table": table, "mf": mf})
    assert found.to_numpy().tolist() == [[1200.5, "EUR"], [5_000_000.0, "USD"]]


def test_regression_tables_put_together_keep_their_shares() -> None:
    # pd.concat leaves a column of lists in several chunks, and a missing list was then an error.
    shares = pd.ArrowDtype(pa.list_(pa.float64()))
    one = pd.DataFrame({"countries": [["KEN", "UGA"]], "budget": [100.0], "currency": "EUR"})
    tables = [
        one.assign(country_shares=pd.Series([[0.6, 0.4]], dtype=shares)),
        one.assign(country_shares=pd.Series([None], dtype=shares)),
    ]
    parts = mf.split_by_country(pd.concat(tables, ignore_index=True))
    assert parts["budget"].tolist() == [60, 40, 50, 50]


def test_what_is_stated_for_a_region_stays_apart_beside_one_country_and_beside_two() -> None:
    table = pd.DataFrame(
        {
            "countries": [["KEN"], ["KEN", "UGA"]],
            "country_shares": [[0.6], [0.5, 0.3]],
            "region": ["East Africa", "East Africa"],
            "region_share": [0.4, 0.2],
            "budget": [100.0, 50.0],
            "currency": ["EUR", "EUR"],
        }
    )
    parts = mf.split_by_country(table)
    assert parts[["project", "country", "budget"]].to_numpy().tolist() == [
        [0, "KEN", 60.0],
        [0, "unallocated", 40.0],
        [1, "KEN", 25.0],
        [1, "UGA", 15.0],
        [1, "unallocated", 10.0],
    ]
    assert parts["split_rule"].str.contains("stated for East Africa").tolist() == [
        *(False, True),
        *(False, False, True),
    ]
