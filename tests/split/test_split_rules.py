"""Every rule of a split by country, on tables small enough to divide by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import migfund as mf

LISTS = pd.ArrowDtype(pa.list_(pa.string()))
PEOPLE = pd.Series({"ARM": 3.0, "GEO": 4.0, "MDA": 3.0, "KEN": 50.0}, name="population")
REST = "unallocated"


def table_of(*countries: Any, shares: list[Any] | None = None, **columns: Any) -> pd.DataFrame:
    table = pd.DataFrame({"countries": pd.Series(list(countries), dtype=object)})
    if shares is not None:
        table["country_shares"] = pd.Series(shares, dtype=object)
    return table.assign(budget=1200.0, **columns)


def cells(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Label, country, share and budget of each row, the numbers to nine digits."""
    rows = zip(table.index, table["country"], table["share"], table["budget"], strict=True)
    return [(label, country, round(s, 9), round(b, 6)) for label, country, s, b in rows]


def rules(table: pd.DataFrame) -> list[str]:
    return table["split_rule"].astype(object).tolist()


def mixed() -> pd.DataFrame:
    """Shares stated, none stated, one country, no country."""
    return table_of(
        ["GEO", "ARM"],
        ["ARM", "GEO", "MDA"],
        ["KEN"],
        [],
        shares=[[0.75, 0.25], None, None, None],
    )


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
    assert mf.problems(done).empty


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
        "unallocated by country: no shares of its 3 countries",
        "shares by country",
        "unallocated by country: no country is stated",
    ]
    found = mf.problems(done)
    assert found.index.tolist() == [1]
    assert found["reason"].tolist() == ["unallocated by country: no shares of its 3 countries"]


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
    # Only the proportion counts, and other kinds of numbers give the same.
    for same in (PEOPLE * 1e6, PEOPLE.astype(int), PEOPLE.astype("Int64"), PEOPLE[::-1]):
        again = mf.split_by_country(mixed(), rule="weights", weights=same)
        assert cells(again) == cells(done)


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ({"ARM": 3.0}, "no weight of 'GEO'"),
        ({"ARM": 3.0, "GEO": None}, "no weight of 'GEO'"),
        ({"ARM": 3.0, "GEO": -1.0}, "no weight of 'GEO'"),
        ({"ARM": np.inf, "GEO": np.inf}, "no weight of 'ARM', 'GEO'"),
        ({"ARM": "three", "GEO": "4"}, "no weight of 'ARM'"),
        ({"ARM": 0, "GEO": 0}, "the weights of its countries are all zero"),
    ],
)
def test_weights_that_do_not_divide(weights: dict[str, Any], reason: str) -> None:
    table = table_of([], ["ARM", "GEO"], ["ARM"])
    weights = {"KEN": 1.0, **weights}
    series = pd.Series(weights, name="people")
    with pytest.raises(mf.PlaceError, match=rf"weights that .*row 1: {reason}.*of 0 or more"):
        mf.split_by_country(table, rule="weights", weights=series)
    done = mf.split_by_country(table, rule="weights", weights=series, on_invalid="unallocated")
    assert cells(done)[:2] == [(0, REST, 1.0, 1200.0), (1, REST, 1.0, 1200.0)]
    assert rules(done)[1] == f"unallocated by country: {reason}"


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


def test_full_is_never_added_up_over_countries() -> None:
    done = mf.split_by_country(mixed().assign(currency="USD", fund="IDF"), rule="full")
    with pytest.raises(mf.ScopeError, match=r"rule 'full'.*several times.*rule='equal'"):
        mf.total_by(done, "fund", value="budget")
    found = mf.total_by(done, "country", value="budget", grand_total=True)
    assert found["country"].tolist() == ["ARM", "GEO", "KEN", "MDA", REST, "all"]
    assert found["total"].tolist()[:5] == [2400.0, 2400.0, 1200.0, 1200.0, 1200.0]
    assert found["total"].isna().tolist() == [False] * 5 + [True]
    assert found["share_of_total"].isna().all()
    assert found["n_projects"].tolist() == [2, 2, 1, 1, 1, 4]
    # Read back from a file, the rules are plain text, and after a split by year they go on.
    plain = done.astype({"split_rule": object})
    with pytest.raises(mf.ScopeError, match="rule 'full'"):
        mf.total_by(
            plain.assign(split_rule=plain["split_rule"] + "; uniform by year"),
            "fund",
            value="budget",
        )


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
    assert mf.problems(done).index.tolist() == [0]


def roles_table() -> pd.DataFrame:
    return table_of(
        ["DEU", "ARM", "GEO"],
        ["DEU", "ARM"],
        ["DEU"],
        [],
        role=pd.Series(
            [["donor", "recipient", "recipient"], None, ["implementer"], None], dtype=object
        ),
    )


def test_roles_as_a_dict_hold_for_every_project() -> None:
    done = mf.split_by_country(roles_table(), roles={"DEU": "donor", "ARM": "recipient"})
    assert cells(done) == [
        (0, "ARM", 0.5, 600.0),
        (0, "GEO", 0.5, 600.0),
        (1, "ARM", 1.0, 1200.0),
        (2, REST, 1.0, 1200.0),
        (3, REST, 1.0, 1200.0),
    ]
    assert rules(done)[3:] == [
        "unallocated by country: no recipient is among its countries",
        "unallocated by country: no country is stated",
    ]
    assert mf.problems(done).index.tolist() == [2]


def test_roles_as_a_column_hold_for_their_project() -> None:
    done = mf.split_by_country(roles_table(), roles="role")
    assert cells(done) == [
        (0, "ARM", 0.5, 600.0),
        (0, "GEO", 0.5, 600.0),
        (1, "DEU", 0.5, 600.0),
        (1, "ARM", 0.5, 600.0),
        (2, REST, 1.0, 1200.0),
        (3, REST, 1.0, 1200.0),
    ]
    odd = roles_table().assign(role=pd.Series([["donor"], None, None, None], dtype=object))
    with pytest.raises(
        mf.PlaceError, match=r"^1 projects .*row 0: 1 roles for 3 countries\. Give one role a"
    ):
        mf.split_by_country(odd, roles="role")
    with pytest.raises(mf.ColumnsError, match="no column 'part'"):
        mf.split_by_country(odd, roles="part")
    with pytest.raises(mf.ColumnsError, match=r"'role' must hold a list of the role.*'donor'"):
        mf.split_by_country(odd.assign(role="donor"), roles="role")


@pytest.mark.parametrize("missing", [None, pd.NA, float("nan")])
def test_regression_a_country_without_a_role_in_a_list_is_a_recipient(missing: Any) -> None:
    table = table_of(["ARM", "DEU", "GEO"])
    table["role"] = pd.Series([[missing, "donor", "recipient"]], dtype=object)
    expected = [(0, "ARM", 0.5, 600.0), (0, "GEO", 0.5, 600.0)]
    assert cells(mf.split_by_country(table, roles="role")) == expected
    arrow = table.assign(role=pd.array([[None, "donor", "recipient"]], dtype=LISTS))
    assert cells(mf.split_by_country(arrow, roles="role")) == expected


def test_the_shares_of_those_that_receive_nothing_are_not_handed_on_unasked() -> None:
    table = table_of(["DEU", "ARM", "GEO"], shares=[[0.0, 0.6, 0.4]])
    assert cells(mf.split_by_country(table, roles={"DEU": "donor"})) == [
        (0, "ARM", 0.6, 720.0),
        (0, "GEO", 0.4, 480.0),
    ]
    half = table.assign(country_shares=pd.Series([[0.5, 0.3, 0.2]], dtype=object))
    with pytest.raises(mf.PlaceError, match=r"row 0: shares \[0\.3, 0\.2\] add up to 0\.5"):
        mf.split_by_country(half, roles={"DEU": "donor"})
    done = mf.split_by_country(half, roles={"DEU": "donor"}, on_invalid="unallocated")
    assert cells(done) == [
        (0, "ARM", 0.3, 360.0),
        (0, "GEO", 0.2, 240.0),
        (0, REST, 0.5, 600.0),
    ]


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


def test_what_rounding_leaves_is_spread_without_being_asked() -> None:
    table = table_of(["ARM", "GEO", "MDA"], shares=[[0.3333333] * 3])
    done = mf.split_by_country(table, rule="shares")
    assert done["budget"].tolist() == pytest.approx([400.0] * 3, abs=1e-9)
    assert set(rules(done)) == {"shares by country"}


@pytest.mark.parametrize("rule", [None, "shares"])
def test_what_shares_leave_is_a_row_and_what_they_spoil_the_whole(rule: str | None) -> None:
    table = table_of(
        *[["ARM", "GEO"]] * 6,
        [],
        shares=[[0.5, 0.4], [0.7, 0.7], [0.5, None], [1.0], [0, 0], [-0.5, 1.5], [0.4]],
        countries_text="both",
        source=list("abcdefg"),
    )
    done = mf.split_by_country(table, rule=rule, on_invalid="unallocated")
    assert cells(done) == [
        (0, "ARM", 0.5, 600.0),
        (0, "GEO", 0.4, 480.0),
        (0, REST, 0.1, 120.0),
        (1, REST, 1.0, 1200.0),
        (2, REST, 1.0, 1200.0),
        (3, REST, 1.0, 1200.0),
        (4, "ARM", 0.0, 0.0),
        (4, "GEO", 0.0, 0.0),
        (4, REST, 1.0, 1200.0),
        (5, REST, 1.0, 1200.0),
        (6, REST, 1.0, 1200.0),
    ]
    reasons = [
        "shares [0.5, 0.4] add up to 0.9",
        "shares [0.7, 0.7] add up to 1.4",
        "shares [0.5, nan]",
        "1 shares for 2 countries",
        "shares [0.0, 0.0] add up to 0",
        "shares [-0.5, 1.5]",
        "1 shares for 0 countries",
    ]
    found = mf.problems(done)
    assert sorted(
        zip(found.index, found["source"], found["text"], found["field"], strict=True)
    ) == [(n, name, "both", "country_shares") for n, name in enumerate("abcdefg")]
    assert found["reason"].sort_index().tolist() == [
        f"unallocated by country: {reason}" for reason in reasons
    ]
    with pytest.raises(
        mf.PlaceError, match=r"^7 projects .*row 0 \(a\): .*row 4 \(e\): .*add up to 0; and 2 more"
    ):
        mf.split_by_country(table, rule=rule)


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


@pytest.mark.parametrize("decimals", [-1, 13, 2.0, "2", True])
def test_decimals_that_are_none(decimals: Any) -> None:
    with pytest.raises(mf.MigfundError, match="decimals must be a whole number from 0 to 12"):
        mf.split_by_country(mixed(), decimals=decimals)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rule": "even"}, r"no rule 'even'; there is 'equal', 'shares', 'weights', 'full', 'pri"),
        ({"rule": "weights"}, "weights go with rule='weights': a number for each country"),
        ({"weights": PEOPLE}, "weights go with rule='weights'"),
        ({"rule": "equal", "weights": PEOPLE}, "weights go with rule='weights'"),
        ({"rule": "weights", "weights": {"ARM": 1}}, "weights must be a Series with each count"),
        ({"rule": "weights", "weights": pd.concat([PEOPLE] * 2)}, "weights must be a Series with"),
        ({"rebase": -0.1}, r"rebase must be a distance from 1 such as 0\.01, not -0\.1"),
        ({"rebase": 1}, "rebase must be a distance from 1 such as 0.01, not 1"),
        ({"rebase": float("nan")}, "rebase must be a distance from 1 .*not nan"),
        ({"rebase": "1 %"}, "rebase must be a distance from 1 .*not '1 %'"),
        ({"roles": ["DEU"]}, r"roles must be a dict such as .*not \['DEU'\]"),
        ({"on_invalid": "drop"}, "on_invalid must be 'raise' or 'unallocated', not 'drop'"),
    ],
)
def test_options_that_are_none(options: dict[str, Any], message: str) -> None:
    with pytest.raises(mf.MigfundError, match=message):
        mf.split_by_country(mixed(), **options)


def test_regression_a_gap_in_a_list_of_countries_is_no_other_country() -> None:
    # It took the role and the weight of the last country of the table.
    gaps = pd.array([["ARM", None], ["GEO"]], dtype=LISTS)
    table = table_of([], []).assign(countries=gaps)
    message = r"^1 projects have a missing value among their countries: row 0: \['ARM', None\]\. Le"
    for options in ({}, {"roles": {"GEO": "donor"}}, {"rule": "weights", "weights": PEOPLE}):
        with pytest.raises(mf.PlaceError, match=message):
            mf.split_by_country(table, **options)


def dated() -> pd.DataFrame:
    """Two years of 365 days each, and half a year."""
    return table_of(
        ["ARM", "GEO"],
        ["ARM"],
        shares=[[0.75, 0.25], None],
        start=pd.to_datetime(["2018-01-01", "2019-07-01"]),
        start_precision="day",
        end=pd.to_datetime(["2019-12-31", "2019-12-31"]),
        end_precision="day",
        currency="USD",
    )


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
    keys = ["country", "calendar_year"]
    totals = [mf.total_by(table, keys, value="budget") for table in (one, other)]
    for found in totals:
        names = found["country"] + " " + found["calendar_year"].astype(str)
        known = dict(zip(names, found["total"].round(9), strict=True))
        assert {name: value for name, value in known.items() if value == value} == expected
    same = [found.drop(columns=["split_rule", "basis"]) for found in totals]
    pd.testing.assert_frame_equal(*same, check_exact=False, rtol=1e-12)
    own = rules(one)[0]
    assert own.endswith("; uniform by year")
    assert rules(other)[0] == "; ".join(reversed(own.split("; ")))


def test_each_word_of_a_chain_says_why_nothing_was_divided() -> None:
    table = table_of([], start=pd.NaT, start_precision=None, end=pd.NaT, end_precision=None)
    done = mf.split_by_year(mf.split_by_country(table))
    assert done[["country", "calendar_year"]].astype(object).to_numpy().tolist() == [[REST, REST]]
    assert rules(done) == [
        "unallocated by country: no country is stated; "
        "unallocated by year: no start and no end are stated"
    ]
    with pytest.raises(mf.ColumnsError, match="already has 'country'"):
        mf.split_by_country(done)


def test_regression_rounded_bounds_stay_outside_their_value() -> None:
    # By largest remainder, 5 cents at 45, 45 and 10 % are 2, 2 and 1, but 6 cents are 3, 3 and 0.
    table = table_of(["ARM", "GEO", "KEN"], shares=[[0.45, 0.45, 0.1]])
    table = table.assign(share=1.0, split_rule="uniform by year")
    low = table.assign(budget=0.06, budget_low=0.05, budget_high=0.06)
    done = mf.split_by_country(low, decimals=2)
    assert done["budget"].tolist() == [0.03, 0.03, 0.0]
    assert done["budget_low"].tolist() == [0.02, 0.02, 0.0]
    high = table.assign(budget=0.05, budget_low=0.05, budget_high=0.06)
    done = mf.split_by_country(high, decimals=2)
    assert done["budget"].tolist() == [0.02, 0.02, 0.01]
    assert done["budget_high"].tolist() == [0.03, 0.03, 0.01]


def test_nothing_of_the_callers_is_changed() -> None:
    table, people, parts = roles_table(), PEOPLE.copy(), {"DEU": "donor"}
    before = table.copy(deep=True)
    mf.split_by_country(table, rule="weights", weights=people, roles=parts, decimals=2)
    mf.split_by_country(table, roles="role")
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_series_equal(people, PEOPLE)
    assert parts == {"DEU": "donor"}
    assert table["role"].iloc[0] == ["donor", "recipient", "recipient"]


def test_cents_are_kept_where_only_the_second_split_rounds() -> None:
    projects = pd.DataFrame(
        {
            "countries": [["ARM", "GEO", "AZE"]],
            "budget_usd": [100.0],
            "start": pd.to_datetime(["2020-01-01"]),
            "start_precision": "day",
            "end": pd.to_datetime(["2020-12-31"]),
            "end_precision": "day",
        }
    )
    by_country = mf.split_by_country(projects)
    done = mf.split_by_year(by_country, decimals=2)
    assert done["budget_usd"].tolist() == [33.34, 33.33, 33.33]
    # A table whose rows are whole cents already keeps each of them.
    cents = mf.split_by_country(projects, decimals=2)
    months = mf.split_by_year(cents, by="month", decimals=2)
    sums = months.groupby("country", sort=False)["budget_usd"].sum()
    assert sums.tolist() == pytest.approx([33.34, 33.33, 33.33], abs=1e-9)
    other = mf.split_by_country(mf.split_by_year(projects, by="month"), decimals=2)
    assert other["budget_usd"].sum() == pytest.approx(100, abs=1e-9)
