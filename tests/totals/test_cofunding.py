from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.totals.cofunding import nested_rows

EUTF = Path(__file__).resolve().parents[3] / "shared/data/eutf"


def projects(rows: list[tuple[Any, ...]], **more: Any) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["project_id", "parent_id", "budget", "currency"])
    return table.astype({"budget": float}).assign(**more)


def programme() -> pd.DataFrame:
    return projects(
        [
            ("A-1", "A", 60.0, "EUR"),
            ("A", None, 100.0, "EUR"),
            ("A-2", "A", 40.0, "EUR"),
            ("A-2-x", "A-2", 10.0, "EUR"),
            ("B", None, 7.0, "USD"),
            ("C-1", "C", 5.0, "USD"),
        ]
    ).set_axis(list("pqrstu"))


def plain(table: pd.DataFrame) -> list[list[Any]]:
    cells = table.astype(object)
    return cells.where(cells.notna(), None).to_numpy().tolist()


def test_pairs_by_hand() -> None:
    table = programme()
    before = table.copy(deep=True)
    found = mf.cofunding(table)
    assert plain(found) == [
        # C is not in the table: C-1 is in no pair.
        ["q", "p", "A", "A-1", 100, "EUR", 60, "EUR", 0.6, "parent_id column", 2, 2, 100, 0, True],
        ["q", "r", "A", "A-2", 100, "EUR", 40, "EUR", 0.4, "parent_id column", 2, 2, 100, 0, True],
        [
            *("r", "s", "A-2", "A-2-x", 40, "EUR", 10, "EUR", 0.25),
            *("parent_id column", 1, 1, 10, 30, False),
        ],
    ]
    assert list(found)[-6:] == [
        *("found_by", "n_parts", "n_parts_known", "parts_total", "difference", "adds_up")
    ]
    pd.testing.assert_frame_equal(table, before)


def test_what_is_unknown_or_in_another_currency_is_not_compared() -> None:
    table = projects(
        [
            ("A", None, 100.0, "EUR"),
            ("A-1", "A", 60.0, "USD"),
            ("A-2", "A", None, "EUR"),
            ("A-3", "A", 30.0, "EUR"),
            ("B", None, None, "EUR"),
            ("B-1", "B", 5.0, "EUR"),
            ("D", None, 5.0, None),
            ("D-1", "D", 5.0, None),
        ]
    )
    found = mf.cofunding(table)
    columns = ["part_id", "part_of_parent", "n_parts", "n_parts_known", "parts_total"]
    assert plain(found[[*columns, "difference", "adds_up"]]) == [
        ["A-1", None, 3, 1, 30.0, None, None],
        ["A-2", None, 3, 1, 30.0, None, None],
        ["A-3", 0.3, 3, 1, 30.0, None, None],
        ["B-1", None, 1, 1, 5.0, None, None],
        ["D-1", None, 1, 0, None, None, None],
    ]


def test_converted_budgets_have_their_currency_in_their_name() -> None:
    table = programme().assign(budget_usd=[6.0, 10.0, 4.01, 1.0, 7.0, 5.0]).drop(columns="currency")
    found = mf.cofunding(table, value="budget_usd")
    assert found["parent_currency"].tolist() == ["USD"] * 3
    assert found["difference"].round(9).tolist() == [-0.01, -0.01, 3.01]
    assert found["adds_up"].tolist() == [False, False, False]


def test_another_column_names_the_parent() -> None:
    table = programme().rename(columns={"parent_id": "decision"})
    found = mf.cofunding(table, parent="decision")
    assert found["found_by"].unique().tolist() == ["decision column"]
    assert len(found) == 3
    with pytest.raises(mf.ColumnsError, match=r"no column 'parent_id'.*by_prefix"):
        mf.cofunding(table)


def test_ids_are_read_only_if_asked() -> None:
    ids = ["T05-14", "T05-14-01", "T05-1", "T05-14-01-a-b", "T05-141"]
    table = projects([(name, None, 1.0, "EUR") for name in ids])
    assert len(mf.cofunding(table)) == 0
    found = mf.cofunding(table, by_prefix="-")
    assert plain(found[["parent_id", "part_id", "found_by"]]) == [
        ["T05-14", "T05-14-01", "project_id prefix"],
        ["T05-14-01", "T05-14-01-a-b", "project_id prefix"],
    ]
    without = table.drop(columns="parent_id")
    pd.testing.assert_frame_equal(mf.cofunding(without, by_prefix="-"), found)
    # A stated parent counts, also one that is not in the table.
    stated = table.assign(parent_id=[None, "T05-1", None, "elsewhere", None])
    pairs = mf.cofunding(stated, by_prefix="-")
    assert plain(pairs[["parent_id", "part_id", "found_by"]]) == [
        ["T05-1", "T05-14-01", "parent_id column"]
    ]
    for wrong in ("", 3):
        with pytest.raises(mf.MigfundError, match="by_prefix must be a sign"):
            mf.cofunding(table, by_prefix=wrong)  # type: ignore[arg-type]


def test_a_parent_is_of_the_same_fund() -> None:
    rows = [("1", None, 9.0, "EUR"), ("1", None, 8.0, "EUR"), ("2", "1", 1.0, "EUR")]
    table = projects([*rows, ("3", "1", 2.0, "EUR")], fund=["IDF", "MPF", "MPF", None])
    found = mf.cofunding(table)
    assert plain(found[["parent", "part", "parent_budget"]]) == [[1, 2, 8.0]]
    assert [mask.tolist() for mask in nested_rows(table)] == [
        [False, True, False, False],
        [False, False, True, False],
    ]
    none = table.assign(fund=pd.array([None, "MPF", "MPF", None], dtype="category"))
    assert plain(mf.cofunding(none)[["parent", "part"]]) == [[0, 3], [1, 2]]


def test_parts_without_an_id_of_their_own_are_parts() -> None:
    table = projects([("A", None, 9.0, "EUR"), (None, "A", 4.0, "EUR"), (None, "A", 5.0, "EUR")])
    found = mf.cofunding(table)
    assert plain(found[["part", "part_id", "adds_up"]]) == [[1, None, True], [2, None, True]]
    assert [mask.tolist() for mask in nested_rows(table)] == [
        [True, False, False],
        [False, True, True],
    ]


@pytest.mark.parametrize("kind", ["object", "str", "category"])
def test_kinds_of_text_and_blanks(kind: str) -> None:
    table = projects([(" A ", None, 4.0, "EUR"), ("B", "A ", 1.0, "EUR"), ("C", " ", 1.0, "EUR")])
    table = table.astype({"project_id": kind, "parent_id": kind, "currency": kind})
    assert plain(mf.cofunding(table)[["parent_id", "part_id"]]) == [["A", "B"]]


@pytest.mark.parametrize(
    "pairs",
    [[("A", "A")], [("A", "B"), ("B", "A")], [("A", "B"), ("B", "C"), ("C", "A"), ("D", "A")]],
)
def test_a_circle_is_refused(pairs: list[tuple[str, str]]) -> None:
    table = projects([(*pair, 1.0, "EUR") for pair in [*pairs, ("Z", None), ("Y", "Z")]])
    for function in (mf.cofunding, nested_rows):
        with pytest.raises(mf.ScopeError, match=rf"{len(pairs)} projects are.*row 0: .*Mend"):
            function(table)


def test_what_else_is_refused() -> None:
    table = programme()
    twice = pd.concat([table, table.iloc[[0]].set_axis(["v"])])
    with pytest.raises(mf.ScopeError, match=r"2 rows share their project_id.*'A-1'"):
        mf.cofunding(twice)
    alone = pd.concat([table, table.loc[["t"]].set_axis(["v"])])
    assert len(mf.cofunding(alone)) == 3  # B stands twice, and is in no pair
    with pytest.raises(mf.ScopeError, match="stand more than once: 'p'"):
        mf.cofunding(pd.concat([table, table.loc[["p"]]]))
    with pytest.raises(mf.ColumnsError, match=r"'parent_id' must hold text.*12"):
        mf.cofunding(table.assign(parent_id=12))
    for wrong in (None, 5, ["parent_id"]):
        for by_prefix in (None, "-"):
            with pytest.raises(mf.ColumnsError, match="named by text"):
                mf.cofunding(table, parent=wrong, by_prefix=by_prefix)  # type: ignore[arg-type]


def test_nested_rows_of_a_split_table_are_marked_alike() -> None:
    table = programme()
    split = table.loc[["p", "p", "q", "q", "r", "s", "t", "u"]].assign(share=1.0)
    parents, parts = nested_rows(split)
    assert parents.tolist() == [False, False, True, True, True, False, False, False]
    assert parts.tolist() == [True, True, False, False, True, True, False, False]


def test_tables_without_ids_or_rows() -> None:
    for table in (programme().drop(columns="parent_id"), programme().drop(columns="project_id")):
        assert not np.any(nested_rows(table))
    empty = mf.cofunding(programme().iloc[:0])
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, mf.cofunding(programme()).dtypes)


@pytest.mark.skipif(not EUTF.is_dir(), reason="the data of the EU Trust Fund are not here")
def test_the_decisions_and_contracts_of_the_eu_trust_fund() -> None:
    raw = pd.read_csv(EUTF / "data_processed_EUTF_projects_akvo.csv")
    table = raw.drop_duplicates("iati_id").rename(columns={"iati_id": "project_id"})
    table = table.assign(currency="EUR", fund="EUTF")
    found = mf.cofunding(table, parent="project_parent")
    # By another route: a plain merge.
    parts, named = table.dropna(subset="project_parent"), table.dropna(subset="project_id")
    merged = parts.merge(named, left_on="project_parent", right_on="project_id")
    assert len(found) == len(merged) > 300
    assert sorted(found["part_id"].dropna()) == sorted(merged["project_id_x"].dropna())
    one = found[found["parent_id"] == "T05-EUTF-HOA-KE-18"]
    assert len(one) == 0  # written with another case: HoA
    one = found[found["parent_id"] == "T05-EUTF-HoA-KE-18"].iloc[0]
    assert (one["n_parts"], one["parts_total"]) == (4, 14_660_000)
    read = mf.cofunding(table, by_prefix="-", parent="none")
    both = read.merge(found.dropna(subset="part_id"), on="part_id")
    assert len(both) > 200
    assert (both["parent_id_x"] == both["parent_id_y"]).mean() > 0.95


forests = st.lists(st.integers(-3, 30), min_size=1, max_size=30)


@given(forests)
def test_leaving_out_parents_or_parts_leaves_no_pair(above: list[int]) -> None:
    # A parent stands before its parts, so that there is no circle.
    parents_of = [None if not 0 <= up < at else f"P{up}" for at, up in enumerate(above)]
    rows = [(f"P{at}", up, float(at), "EUR") for at, up in enumerate(parents_of)]
    table = projects(rows)
    found = mf.cofunding(table)
    parents, parts = nested_rows(table)
    assert set(found["parent"]) == set(np.flatnonzero(parents))
    assert sorted(found["part"]) == np.flatnonzero(parts).tolist()
    assert len(mf.cofunding(table[~parents])) == 0
    assert len(mf.cofunding(table[~parts])) == 0
    for _, pairs in found.groupby("parent"):
        assert pairs["parts_total"].iloc[0] == pytest.approx(pairs["part_budget"].sum())


LEVELS = pd.DataFrame(
    {"project_id": ["D1", "C1", "C2"], "level": ["decision", "contract", "contract"],
     "fund": "EUTF", "budget_usd": [30.0, 10.0, 20.0]}
)  # fmt: skip


def test_regression_a_decision_and_its_contracts_without_parents_were_added_up() -> None:
    said = r"no row says in parent_id .* level 'contract' \(2 rows\); 'decision' \(1 rows\)"
    with pytest.raises(mf.ScopeError, match=said):
        mf.total_by(LEVELS, "fund")
    with pytest.raises(mf.ScopeError, match="the partitions have level 'contract', 'decision'"):
        mf.run(lambda part: mf.total_by(part, "fund"), over=[LEVELS[:1], LEVELS[1:]])
    # The remedies of the message.
    one = LEVELS[LEVELS["level"] == "contract"]
    assert mf.total_by(one, "fund")["total"].tolist() == [30]
    assert mf.total_by(LEVELS, ["fund", "level"])["total"].tolist() == [30, 30]
    linked = LEVELS.assign(parent_id=[None, "D1", "D1"])
    assert mf.total_by(linked, "fund", nested="parts")["total"].tolist() == [30]
    # A decision of which no sum is known counts nothing twice.
    known = LEVELS.assign(budget_usd=[float("nan"), 10, 20])
    assert mf.total_by(known, "fund")["total"].tolist() == [30]
