"""The contract of the design: what every function keeps, whatever the caller's table looks like."""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.schema import make_table

Function = Callable[[pd.DataFrame], pd.DataFrame]

ROW_FUNCTIONS: dict[str, tuple[Function, list[str]]] = {
    "convert_currency": (
        lambda t: mf.convert_currency(t, on_missing="null"),
        [
            "budget_usd",
            "budget_usd_rate",
            "budget_usd_rate_from",
            "budget_usd_rate_to",
            "budget_usd_basis",
            "budget_usd_source",
        ],
    ),
    "add_duration": (
        lambda t: mf.add_duration(t, on_invalid="null"),
        ["duration_months", "duration_months_low", "duration_months_high"],
    ),
    "add_region": (mf.add_region, ["region_m49", "subregion_m49", "intermediate_region_m49"]),
}
TABLE_FUNCTIONS: dict[str, Function] = {
    "split_by_country": mf.split_by_country,
    "total_by": lambda t: mf.total_by(t, ["fund", "start_precision"], value="weight"),
    "total_by_country": lambda t: mf.total_by_country(t, value="weight"),
    "total_by_region": lambda t: mf.total_by_region(t, value="weight"),
    "total_by_year": lambda t: mf.total_by_year(t, value="weight"),
    "duration_by": lambda t: mf.duration_by(mf.add_duration(t, on_invalid="null"), "fund"),
    "problems": mf.problems,
}
INDEXES: dict[str, Callable[[int], pd.Index]] = {
    "range": pd.RangeIndex,
    "shuffled": lambda n: pd.Index(np.random.default_rng(1).permutation(n) * 7 - 3, name="key"),
    "texts": lambda n: pd.Index([f"p{n - i}" for i in range(n)], name="project"),
    "dates": lambda n: pd.date_range("2020-05-01", periods=n, name="seen")[::-1],
    "levels": lambda n: pd.MultiIndex.from_product([["a"], range(n)], names=["x", "y"]),
    "floats": lambda n: pd.Index(np.linspace(0, 1, n)),
}

DAY = st.datetimes(pd.Timestamp("1990-01-01"), pd.Timestamp("2030-12-31")).map(
    lambda moment: pd.Timestamp(moment).normalize()
)
PRECISION = st.sampled_from(["day", "month", "year"])


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    start, end = draw(st.none() | DAY), draw(st.none() | DAY)
    return {
        "fund": draw(st.sampled_from(["IDF", "MPF", None])),
        "countries": draw(
            st.none()
            | st.lists(st.sampled_from(["ARM", "KEN", "UKR", "XKX"]), unique=True, max_size=3)
        ),
        "start": start,
        "start_precision": draw(PRECISION) if start else None,
        "end": end,
        "end_precision": draw(PRECISION) if end else None,
        "budget": draw(st.none() | st.integers(0, 10**9).map(lambda cents: cents / 100)),
        "currency": draw(st.sampled_from(["EUR", "USD", "CZK", "RUB", "XXX", None])),
        "source": draw(st.sampled_from(["a.txt", "b.txt"])),
    }


def with_extras(table: pd.DataFrame) -> pd.DataFrame:
    """Columns that a user may have beside the project table."""
    rows = len(table)
    return table.assign(
        weight=np.arange(rows, dtype="float32"),
        kind=pd.Categorical(["x", "y"][rows % 2 :] * rows)[:rows],
        flag=np.arange(rows) % 2 == 0,
        seen=pd.date_range("2020-01-01", periods=rows, tz="Europe/Paris"),
        notes=[{"n": n, "deep": [n]} for n in range(rows)],
        months=pd.period_range("2020-01", periods=rows, freq="M"),
        small=pd.array(np.arange(rows) % 100, dtype="Int8"),
        words=pd.array(["ü"] * rows, dtype=pd.ArrowDtype(pa.string())),
        **{"Total budget, as of 2020": 1},
    )


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Give categories as text: which texts are among the categories depends on the other rows."""
    named = table.select_dtypes("category").columns
    return table.astype(dict.fromkeys(named, "str"))


def check_unchanged(table: pd.DataFrame, before: pd.DataFrame, notes: list[Any]) -> None:
    pd.testing.assert_frame_equal(table, before)
    assert (table.dtypes == before.dtypes).all()
    assert table["notes"].tolist() == notes


def check_row_function(table: pd.DataFrame, function: Function, new: list[str]) -> pd.DataFrame:
    before, notes = table.copy(deep=True), copy.deepcopy(table["notes"].tolist())
    done = function(table)
    check_unchanged(table, before, notes)
    assert list(done) == [*before, *new]
    pd.testing.assert_frame_equal(done[list(before)], before)
    pd.testing.assert_index_equal(done.index, before.index)
    assert done is not table
    # The result is the caller's: changing it changes nothing else.
    done[new[0]] = None
    done.loc[:, "weight"] = -1
    check_unchanged(table, before, notes)
    return function(table)


@pytest.mark.parametrize("name", ROW_FUNCTIONS)
@pytest.mark.parametrize("index", INDEXES)
@tried(4)
@given(st.lists(records(), min_size=1, max_size=6))
def test_row_functions_keep_rows_index_dtypes_and_columns(
    name: str, index: str, rows: list[dict[str, Any]]
) -> None:
    function, new = ROW_FUNCTIONS[name]
    table = with_extras(make_table(rows))
    expected = function(table)[new]
    labelled = table.set_axis(INDEXES[index](len(table)), axis=0)
    done = check_row_function(labelled, function, new)
    # The values do not depend on the labels.
    pd.testing.assert_frame_equal(done[new].reset_index(drop=True), expected)


@pytest.mark.parametrize("name", ROW_FUNCTIONS)
@tried(8)
@given(st.lists(records(), min_size=2, max_size=6), st.randoms())
def test_row_functions_look_at_one_row_at_a_time(
    name: str, rows: list[dict[str, Any]], chance: Any
) -> None:
    function, new = ROW_FUNCTIONS[name]
    table = make_table(rows)
    whole = function(table)[new]
    order = list(range(len(table)))
    chance.shuffle(order)
    pd.testing.assert_frame_equal(function(table.iloc[order])[new], whole.iloc[order])
    parts = pd.concat([as_text(function(table.iloc[[at]])[new]) for at in range(len(table))])
    pd.testing.assert_frame_equal(parts, as_text(whole))


@pytest.mark.parametrize("name", ROW_FUNCTIONS)
def test_row_functions_on_empty_tables_have_the_same_columns_and_dtypes(name: str) -> None:
    function, new = ROW_FUNCTIONS[name]
    record = {"budget": 1, "currency": "USD", "countries": ["ARM"]}
    full, empty = function(make_table([record])), function(make_table([]))
    assert list(empty) == list(full)
    assert len(empty) == 0
    assert [dtype.name for dtype in empty.dtypes] == [dtype.name for dtype in full.dtypes]
    part = function(make_table([record]).iloc[:0])
    assert [dtype.name for dtype in part.dtypes] == [dtype.name for dtype in full.dtypes]
    assert set(new) <= set(part)


@pytest.mark.parametrize("name", ROW_FUNCTIONS)
def test_row_functions_take_labels_that_stand_twice(name: str) -> None:
    function, new = ROW_FUNCTIONS[name]
    records = [
        {"budget": 1, "currency": "USD", "countries": ["ARM"]},
        {"budget": 2, "currency": "XXX", "countries": ["KEN"]},
    ]
    table = with_extras(make_table(records)).set_axis([5, 5], axis=0)
    check_row_function(table, function, new)


@pytest.mark.parametrize("name", TABLE_FUNCTIONS)
@tried(5)
@given(st.lists(records(), min_size=0, max_size=6))
def test_functions_that_make_other_tables_leave_theirs_unchanged(
    name: str, rows: list[dict[str, Any]]
) -> None:
    table = with_extras(make_table(rows))
    before, notes = table.copy(deep=True), copy.deepcopy(table["notes"].tolist())
    done = TABLE_FUNCTIONS[name](table)
    check_unchanged(table, before, notes)
    assert done is not table
    pd.testing.assert_frame_equal(done, TABLE_FUNCTIONS[name](table))


@pytest.mark.parametrize("index", INDEXES)
def test_split_rows_name_the_label_of_their_project(index: str) -> None:
    table = with_extras(
        make_table(
            [
                {"countries": ["ARM", "KEN"], "budget": 10.0},
                {"countries": [], "budget": 5.0},
                {"countries": ["UKR"], "budget": 1.0},
            ]
        )
    )
    table = table.set_axis(INDEXES[index](3), axis=0)
    done = mf.split_by_country(table)
    assert done.index.equals(pd.RangeIndex(4))
    assert done["project"].tolist() == table.index.take([0, 0, 1, 2]).tolist()
    own = [name for name in table if name != "budget"]
    pd.testing.assert_frame_equal(done[own], table[own].take([0, 0, 1, 2]).reset_index(drop=True))
    assert done.groupby("project", sort=False)["budget"].sum().tolist() == [10.0, 5.0, 1.0]


def test_functions_can_be_piped() -> None:
    table = make_table(
        [
            {
                "fund": "MPF",
                "countries": ["BLR"],
                "budget": 105_000,
                "currency": "EUR",
                "start": pd.Timestamp("2019-02-01"),
                "start_precision": "month",
                "end": pd.Timestamp("2020-02-29"),
                "end_precision": "month",
            }
        ]
    )
    found = (
        table.pipe(mf.convert_currency, to="USD")
        .pipe(mf.add_duration)
        .pipe(mf.split_by_country)
        .pipe(mf.add_region, scheme="m49")
    )
    totals = found.pipe(mf.total_by, ["region_m49", "country"], value="budget_usd")
    assert totals[["region_m49", "country"]].to_numpy().tolist() == [["Europe", "BLR"]]
    assert round(totals["total"].iloc[0], 2) == 119_187.08
    assert found["duration_months"].tolist() == [13]


def test_figures_follow_from_the_columns_beside_them() -> None:
    rows = [
        {
            "budget": 1000.0 * n,
            "currency": code,
            "start": pd.Timestamp("2010-03-01"),
            "start_precision": precision,
        }
        for n, code in enumerate(["EUR", "USD", "CZK", "GBP"])
        for precision in ("day", "month", "year")
    ]
    done = mf.convert_currency(make_table(rows), to="CHF")
    assert (done["budget_chf"] == done["budget"] * done["budget_chf_rate"]).all()
    quotes = mf.ecb_rates().to_frame()
    for row in done.itertuples():
        days = quotes.loc[row.budget_chf_rate_from : row.budget_chf_rate_to]
        assert row.budget_chf_rate == pytest.approx(days["CHF"].mean() / days[row.currency].mean())


POLICIES = ("start", "end", "midpoint", "period", "year", "2019", "2019-02-03", "seen_on")
FX = [
    "budget_usd",
    "budget_usd_rate",
    "budget_usd_rate_from",
    "budget_usd_rate_to",
    "budget_usd_basis",
    "budget_usd_source",
]


def with_seen_on(table: pd.DataFrame) -> pd.DataFrame:
    """A value date of the user's own beside the project table."""
    days = pd.date_range("2019-01-05", periods=len(table), freq="97D")
    return table.assign(seen_on=days, seen_on_precision="month")


@pytest.mark.parametrize("at", POLICIES)
@pytest.mark.parametrize("index", ["shuffled", "levels"])
@tried(5)
@given(st.lists(records(), min_size=1, max_size=6))
def test_every_policy_keeps_rows_index_dtypes_and_columns(
    at: str, index: str, rows: list[dict[str, Any]]
) -> None:
    table = with_seen_on(with_extras(make_table(rows)))
    table = table.set_axis(INDEXES[index](len(table)), axis=0)
    done = check_row_function(table, lambda t: mf.convert_currency(t, at=at, on_missing="null"), FX)
    # A missing rate is never a number, and a rate never goes without its basis.
    missing = done["budget_usd_rate"].isna()
    assert done.loc[missing, "budget_usd"].isna().all()
    assert (
        done.loc[missing, ["budget_usd_rate_from", "budget_usd_rate_to", "budget_usd_source"]]
        .isna()
        .all(axis=None)
    )
    assert done.loc[~missing, ["budget_usd", "budget_usd_basis"]].notna().all(axis=None)
    assert (done.loc[~missing, "budget_usd_rate"] > 0).all()
    known = done["budget"].notna()
    reasons = done.loc[missing & known, "budget_usd_basis"]
    assert reasons.str.startswith("missing: ").all()
    # Order does not matter.
    back = mf.convert_currency(table.iloc[::-1], at=at, on_missing="null")
    pd.testing.assert_frame_equal(back[FX].iloc[::-1], done[FX])


@pytest.mark.parametrize("at", POLICIES)
@tried(7)
@given(st.lists(records(), min_size=1, max_size=6), st.integers(-8, 8))
def test_conversion_is_linear(at: str, rows: list[dict[str, Any]], power: int) -> None:
    table = with_seen_on(make_table(rows))
    once = mf.convert_currency(table, at=at, on_missing="null")
    more = mf.convert_currency(
        table.assign(budget=table["budget"] * 2.0**power), at=at, on_missing="null"
    )
    # Powers of two are exact in binary figures.
    pd.testing.assert_series_equal(more["budget_usd"], once["budget_usd"] * 2.0**power)
    pd.testing.assert_frame_equal(more[FX[1:]], once[FX[1:]])


@pytest.mark.parametrize("at", POLICIES)
@tried(7)
@given(st.lists(records(), min_size=1, max_size=6), st.sampled_from(["CHF", "RUB", "XOF", "ISK"]))
def test_there_and_back_is_the_identity(at: str, rows: list[dict[str, Any]], to: str) -> None:
    table = with_seen_on(make_table(rows))
    for code in ("EUR", "CZK"):
        here = table.assign(currency=code)
        there = mf.convert_currency(here, to=to, at=at, on_missing="null")[f"budget_{to.lower()}"]
        back = mf.convert_currency(
            here.assign(budget=there, currency=to), to=code, at=at, on_missing="null"
        )[f"budget_{code.lower()}"]
        known = there.notna()
        assert (back.notna() == known).all()
        assert back[known].tolist() == pytest.approx(here["budget"][known].tolist(), rel=1e-12)


@pytest.mark.parametrize("at", POLICIES)
@tried(7)
@given(st.lists(records(), min_size=1, max_size=6), st.sampled_from(["CHF", "GBP", "XOF"]))
def test_through_a_third_currency_is_the_same_where_all_days_are_known(
    at: str, rows: list[dict[str, Any]], through: str
) -> None:
    table = with_seen_on(make_table(rows)).assign(currency="PLN")
    straight = mf.convert_currency(table, to="JPY", at=at, on_missing="null")
    first = mf.convert_currency(table, to=through, at=at, on_missing="null")
    middle = first[f"budget_{through.lower()}"]
    second = mf.convert_currency(
        table.assign(budget=middle, currency=through), to="JPY", at=at, on_missing="null"
    )
    full = ~straight["budget_jpy_basis"].astype("str").fillna("").str.contains("partial|missing")
    around, direct = second["budget_jpy"][full], straight["budget_jpy"][full]
    assert around.tolist() == pytest.approx(direct.tolist(), rel=1e-12, nan_ok=True)


@tried(8)
@given(st.lists(records(), min_size=1, max_size=6), st.integers(0, 4000))
def test_the_nearest_rate_is_always_flagged(rows: list[dict[str, Any]], gap: int) -> None:
    table = make_table(rows)
    exact = mf.convert_currency(table, on_missing="null")
    failing = exact["budget_usd_basis"].astype("str").fillna("").str.startswith("missing")
    for at in range(len(table)):
        one = table.iloc[[at]]
        try:
            near = mf.convert_currency(one, on_missing="nearest", max_gap_days=gap)
        except mf.CurrencyError:
            assert failing.iloc[at]
            continue
        if failing.iloc[at]:
            assert (
                near["budget_usd_basis"].str.fullmatch(r"nearest day to .* \(\d+ days off\)").all()
            )
            off = int(near["budget_usd_basis"].str.extract(r"\((\d+) days off")[0].iloc[0])
            assert 0 < off <= gap
        else:
            pd.testing.assert_frame_equal(as_text(near), as_text(exact.iloc[[at]]))
