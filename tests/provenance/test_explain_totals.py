"""The rows under one total."""

import datetime as dt
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from migfund.provenance.explain_totals import ExplainedTotal

import migfund as mf

VALUE = "budget_usd"


def projects() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "project_id": ["P1", "P2", "P3", "P4", "P5"],
            "fund": ["IDF", "IDF", "MPF", None, "IDF"],
            "year": [2019, 2020, 2020, 2019, 2019],
            "budget_usd": [30.0, 50.0, 7.0, 2.0, None],
            "source": ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"],
        },
        index=[10, 11, 12, 13, 14],
    )


def labels(totals: pd.DataFrame, key: Any, **given: Any) -> list[Any]:
    found = mf.explain(totals, key, **given)
    rows: list[Any] = found.rows.index.tolist()  # type: ignore[union-attr]
    return rows


def test_one_key_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    table = projects()
    totals = mf.total_by(table, "fund", value=VALUE)
    before = totals.copy(deep=True)
    found = mf.explain(totals, "IDF")
    assert isinstance(found, ExplainedTotal)
    printed = capsys.readouterr().out
    assert printed == f"{found}\n"
    assert printed.splitlines()[0] == "fund IDF: budget_usd 80.00, from 3 rows"
    rows = found.rows  # type: ignore[union-attr]
    assert list(rows) == ["project_id", "fund", "budget_usd", "part_of_total", "source"]
    # The largest first, on their own labels; what is not known is no part.
    assert rows.index.tolist() == [11, 10, 14]
    assert rows["part_of_total"].tolist()[:2] == [0.625, 0.375]
    assert pd.isna(rows["part_of_total"].iloc[2])
    assert rows["source"].tolist() == ["b.txt", "a.txt", "e.txt"]
    pd.testing.assert_frame_equal(totals, before)
    pd.testing.assert_frame_equal(table, projects())


def test_a_missing_key() -> None:
    totals = mf.total_by(projects(), "fund", value=VALUE)
    for missing in (None, pd.NA, float("nan"), pd.NaT, (None,)):
        assert labels(totals, missing) == [13]
    assert mf.explain(totals, None).name == "fund missing: budget_usd 2.00, from 1 row"  # type: ignore[union-attr]
    full = mf.total_by(projects().dropna(), "fund", value=VALUE)
    with pytest.raises(mf.ColumnsError, match="no row has the fund None; there is 'IDF', 'MPF'"):
        mf.explain(full, None)


@pytest.mark.parametrize("grand_total", [False, True])
def test_all_is_every_row(grand_total: bool) -> None:
    totals = mf.total_by(projects(), "fund", value=VALUE, grand_total=grand_total)
    found = mf.explain(totals, "all")
    assert found.name == "fund all: budget_usd 89.00, from 5 rows"  # type: ignore[union-attr]
    assert found.rows.index.tolist() == [11, 10, 12, 13, 14]  # type: ignore[union-attr]


def test_several_keys() -> None:
    totals = mf.total_by(projects(), ["fund", "year"], value=VALUE, grand_total=True)
    assert labels(totals, ("IDF", 2019)) == [10, 14]
    assert labels(totals, (None, 2019)) == [13]
    assert labels(totals, "all") == [11, 10, 12, 13, 14]
    with pytest.raises(
        mf.ColumnsError, match=r"keys 'fund', 'year'; .* a tuple of 2 values, not 1"
    ):
        mf.explain(totals, "IDF")
    with pytest.raises(mf.ColumnsError, match="a tuple of 2 values, not 3"):
        mf.explain(totals, ("IDF", 2019, 1))
    with pytest.raises(mf.ColumnsError, match="a tuple of 2 values, not 0"):
        mf.explain(totals, ())
    with pytest.raises(mf.ColumnsError, match="must give one value, not 2"):
        mf.explain(mf.total_by(projects(), "fund", value=VALUE), ("IDF", 2019))
    # This is no row of totals with several keys.
    with pytest.raises(mf.ColumnsError, match="no row has the fund 'all'"):
        mf.explain(totals, ("all", 2019))


def test_regression_the_key_of_the_last_row_is_the_grand_total() -> None:
    totals = mf.total_by(projects(), ["fund", "year"], value=VALUE, grand_total=True)
    last = tuple(totals[["fund", "year"]].iloc[-1])
    assert last[0] == "all"
    assert labels(totals, last) == [11, 10, 12, 13, 14]
    for _, row in totals.iterrows():
        found = mf.explain(totals, tuple(row[["fund", "year"]]))
        assert found.rows[VALUE].sum() == row["total"]  # type: ignore[union-attr]


def test_regression_a_key_that_is_there_but_not_beside_the_other_is_not_offered() -> None:
    totals = mf.total_by(projects(), ["fund", "year"], value=VALUE)
    with pytest.raises(
        mf.ColumnsError, match=r"no row has the year 2019 beside fund MPF; there is '2020'\."
    ):
        mf.explain(totals, ("MPF", 2019))


def test_regression_a_missing_key_that_pandas_would_not_compare() -> None:
    totals = mf.total_by(projects(), "fund", value=VALUE)
    assert labels(totals, pd.NA) == [13]


def test_numbers_as_keys() -> None:
    for table in (projects(), projects().astype({"year": "Int64"})):
        totals = mf.total_by(table, "year", value=VALUE)
        assert labels(totals, 2020) == labels(totals, np.int64(2020)) == [11, 12]
        # Beside a grand total keys are text, and are found as they are shown.
        shown = mf.total_by(table, "year", value=VALUE, grand_total=True)["year"].iloc[0]
        assert labels(mf.total_by(table, "year", value=VALUE, grand_total=True), shown) == [
            *(10, 13, 14)
        ]


def test_regression_whole_numbers_beside_missing_ones() -> None:
    table = projects().assign(year=[2019, 2020, None, None, 2019])
    assert table["year"].dtype == float
    for grand_total in (False, True):
        totals = mf.total_by(table, "year", value=VALUE, grand_total=grand_total)
        assert labels(totals, 2019) == labels(totals, totals["year"].iloc[0]) == [10, 14]
        assert labels(totals, None) == [12, 13]
        with pytest.raises(mf.ColumnsError, match="no row has the year 2018"):
            mf.explain(totals, 2018)


def test_text_that_looks_like_a_number() -> None:
    table = projects().assign(year=["2019", "2020", "02019", "2020", "2019"])
    totals = mf.total_by(table, "year", value=VALUE)
    assert labels(totals, "2019") == labels(totals, 2019) == [10, 14]
    assert labels(totals, "02019") == [12]


def test_days_as_keys() -> None:
    days = pd.to_datetime(["2019-01-01", "2020-05-06", "2019-01-01", None, None])
    totals = mf.total_by(projects().assign(start=days), "start", value=VALUE)
    assert labels(totals, pd.Timestamp("2019-01-01")) == labels(totals, totals["start"][0])
    assert labels(totals, pd.Timestamp("2019-01-01")) == [10, 12]
    assert labels(totals, dt.datetime(2020, 5, 6)) == [11]
    assert labels(totals, pd.NaT) == [13, 14]


def test_categories() -> None:
    kinds = pd.CategoricalDtype(["MPF", "JRS", "IDF"])
    totals = mf.total_by(projects().astype({"fund": kinds}), "fund", value=VALUE)
    assert labels(totals, "MPF") == [12]
    assert labels(totals, None) == [13]
    with pytest.raises(mf.ColumnsError, match="no row has the fund 'JRS'; there is 'IDF', 'MPF'"):
        mf.explain(totals, "JRS")


def test_groups_that_overlap() -> None:
    table = pd.DataFrame(
        {
            # Nepal and Chad are least developed and landlocked; Haiti is an island state too.
            "countries": [["NPL", "KEN"], ["TCD"], ["HTI"], ["ARM"]],
            "start": pd.to_datetime(["2020-01-01"] * 4),
            "budget_usd": [10.0, 20.0, 40.0, 80.0],
        }
    )
    rows = mf.add_region(mf.split_by_country(table), scheme="un_special", year=2020)
    with pytest.warns(mf.OverlapWarning, match="must not be added up"):
        totals = mf.total_by(rows, "groups_un_special", value=VALUE, grand_total=True)
    held = dict(zip(totals["groups_un_special"].fillna("none"), totals["total"], strict=True))
    assert held == {"LDC": 65.0, "LLDC": 105.0, "SIDS": 40.0, "none": 5.0, "all": 150.0}
    assert labels(totals, "LDC") == [2, 1, 0]
    assert labels(totals, "LLDC") == [3, 1, 0]
    assert labels(totals, "SIDS") == [2]
    assert labels(totals, None) == [0]
    # Every row once, though some are in two groups.
    everything = mf.explain(totals, "all").rows  # type: ignore[union-attr]
    assert everything["country"].tolist() == ["ARM", "HTI", "TCD", "NPL", "KEN"]
    assert everything[VALUE].sum() == 150.0


def test_a_split_table_says_how_it_was_split() -> None:
    table = projects().assign(countries=[["ARM", "GEO"], ["ARM"], ["GEO"], [], ["ARM"]])
    totals = mf.total_by_country(table, value=VALUE)
    rows = mf.explain(totals, "ARM").rows  # type: ignore[union-attr]
    assert rows.index.tolist() == [11, 10, 14]
    assert rows["share"].tolist() == [1.0, 0.5, 1.0]
    assert set(rows["split_rule"]) == {"equal by country"}
    assert rows["part_of_total"].tolist()[:2] == pytest.approx([50 / 65, 15 / 65])
    assert labels(totals, "unallocated") == [13]


def test_regression_a_full_split_has_no_sum_over_countries() -> None:
    table = projects().assign(countries=[["ARM", "GEO"], ["ARM"], ["GEO"], [], ["ARM"]])
    split = mf.split_by_country(table, rule="full")
    totals = mf.total_by(split, "country", value=VALUE, grand_total=True)
    assert pd.isna(totals["total"].iloc[-1])
    found = mf.explain(totals, "all")
    assert found.name == "country all: budget_usd not known, from 6 rows"  # type: ignore[union-attr]
    assert found.rows["part_of_total"].isna().all()  # type: ignore[union-attr]
    assert mf.explain(totals, "ARM").name.startswith("country ARM: budget_usd 80.00")  # type: ignore[union-attr]


def test_parts_that_were_left_out_are_not_under_the_total() -> None:
    table = projects().assign(parent_id=[None, "P1", None, None, None])
    for nested, expected in (("parents", [10, 14]), ("parts", [11, 14])):
        totals = mf.total_by(table, "fund", value=VALUE, nested=nested)
        assert labels(totals, "IDF") == expected


def test_a_table_changed_in_place_afterwards() -> None:
    table = projects()
    totals = mf.total_by(table, "fund", value=VALUE)
    table.loc[10, VALUE] = 1e9
    table[VALUE] *= 2
    table["fund"] = "JRS"
    del table["source"]
    rows = mf.explain(totals, "IDF").rows  # type: ignore[union-attr]
    assert rows.index.tolist() == [11, 10, 14]
    assert rows[VALUE].tolist()[:2] == [50.0, 30.0]


def test_the_rows_given_back_are_the_callers_own() -> None:
    totals = mf.total_by(projects(), "fund", value=VALUE)
    first = mf.explain(totals, "IDF").rows  # type: ignore[union-attr]
    first[VALUE] = 0.0
    assert mf.explain(totals, "IDF").rows[VALUE].sum() == 80.0  # type: ignore[union-attr]


def test_nothing_known_is_no_total() -> None:
    totals = mf.total_by(projects().assign(budget_usd=np.nan), "fund", value=VALUE)
    found = mf.explain(totals, "MPF")
    assert found.name == "fund MPF: budget_usd not known, from 1 row"  # type: ignore[union-attr]
    assert found.rows["part_of_total"].isna().all()  # type: ignore[union-attr]
    zero = mf.explain(mf.total_by(projects().assign(budget_usd=0.0), "fund", value=VALUE), "MPF")
    assert zero.name == "fund MPF: budget_usd 0.00, from 1 row"  # type: ignore[union-attr]
    assert zero.rows["part_of_total"].isna().all()  # type: ignore[union-attr]


def test_a_group_called_all_is_found_where_there_is_no_grand_total() -> None:
    table = projects().assign(fund=["all", "IDF", "MPF", None, "IDF"])
    assert labels(mf.total_by(table, "fund", value=VALUE), "all") == [10]
    with pytest.raises(mf.ColumnsError, match="'fund' holds 'all', which the grand total is"):
        mf.total_by(table, "fund", value=VALUE, grand_total=True)


def test_a_cross_table_explains_its_cells_rows_and_columns() -> None:
    crossed = mf.crosstab(projects(), "fund", "year", VALUE)
    assert labels(crossed, ("IDF", 2019)) == labels(crossed, ("IDF", "2019")) == [10, 14]
    assert labels(crossed, (None, 2019)) == [13]
    assert labels(crossed, "all") == labels(crossed, ("all", "all")) == [11, 10, 12, 13, 14]
    with pytest.raises(mf.ColumnsError, match="2 values, not 1; 'all' is the total of a row"):
        mf.explain(crossed, "IDF")
    for _, row in crossed.iterrows():
        for year in ("2019", "2020", "total"):
            key = (row["fund"], "all" if year == "total" else year)
            if (pd.isna(row["fund"]) and year == "2020") or (
                row["fund"] == "MPF" and year == "2019"
            ):
                with pytest.raises(mf.ColumnsError, match="no row has the year"):
                    mf.explain(crossed, key)
                continue
            assert mf.explain(crossed, key).rows[VALUE].sum() == row[year]  # type: ignore[union-attr]


def test_changed_tables_of_totals_still_know_their_rows() -> None:
    totals = mf.total_by(projects(), "fund", value=VALUE)
    changed = [
        totals[totals["total"] > 10],
        totals.sort_values("total"),
        totals.iloc[::-1].reset_index(drop=True),
        totals.copy(),
        totals.copy(deep=False),
        totals.assign(note="x"),
        totals[["fund", "total"]],
        totals.round(1),
    ]
    for table in changed:
        assert labels(table, "IDF") == [11, 10, 14]


def test_totals_can_be_compared_and_put_together() -> None:
    one = mf.total_by(projects(), "fund", value=VALUE)
    same = mf.total_by(projects(), "fund", value=VALUE)
    pd.testing.assert_frame_equal(one, same)
    assert one.equals(same)
    assert (one["total"] == same["total"]).all()
    both = pd.concat([one, same], ignore_index=True)
    assert len(both) == 2 * len(one)
    merged = one.merge(same, on="fund")
    assert len(merged) == len(one)
    # Two tables of totals are under neither of them alone.
    with pytest.raises(mf.ScopeError, match=r"put together.*rows=table, value='budget_usd'"):
        mf.explain(both, "IDF")
    # Two parts of one table are.
    assert labels(pd.concat([one.iloc[:1], one.iloc[1:]]), "IDF") == [11, 10, 14]


@pytest.mark.parametrize("key", ["fund", ["fund", "year"]])
def test_read_back_from_parquet_totals_need_their_rows(
    key: str | list[str], tmp_path: Path
) -> None:
    table = projects()
    totals = mf.total_by(table, key, value=VALUE, grand_total=True)
    totals.to_parquet(tmp_path / "totals.parquet")
    # No figure of the rows is in the file.
    assert b"a.txt" not in (tmp_path / "totals.parquet").read_bytes()
    again = pd.read_parquet(tmp_path / "totals.parquet")
    assert plain(again) == plain(totals)
    one = "IDF" if key == "fund" else ("IDF", 2019)
    with pytest.raises(mf.ScopeError, match=r"do not know their rows .* rows=table, value="):
        mf.explain(again, one)
    given = {"rows": table, "value": VALUE}
    assert labels(again, one, **given) == labels(totals, one)
    assert labels(again, "all", **given) == labels(totals, "all")


def plain(table: pd.DataFrame) -> list[list[Any]]:
    """Cells with None for missing."""
    cells = table.astype(object)
    return cells.where(cells.notna(), None).to_numpy().tolist()


def test_totals_are_pickled_without_their_rows() -> None:
    totals = mf.total_by(projects(), "fund", value=VALUE)
    written = pickle.dumps(totals)
    assert b"a.txt" not in written
    again = pickle.loads(written)
    pd.testing.assert_frame_equal(again, totals)
    with pytest.raises(mf.ScopeError, match="do not know their rows any more"):
        mf.explain(again, "IDF")
    assert labels(again, "IDF", rows=projects(), value=VALUE) == [11, 10, 14]


def test_regression_a_cross_table_read_back_is_no_project_table(tmp_path: Path) -> None:
    crossed = mf.crosstab(projects(), "fund", "year", VALUE)
    crossed.to_parquet(tmp_path / "crossed.parquet")
    again = pd.read_parquet(tmp_path / "crossed.parquet")
    with pytest.raises(mf.ScopeError, match="do not know their rows any more"):
        mf.explain(again, ("IDF", 2019))
    with pytest.raises(mf.ScopeError, match=r"a cross table .* what stands across its top"):
        mf.explain(again, ("IDF", 2019), rows=projects(), value=VALUE)


def test_rows_given_go_before_those_known() -> None:
    totals = mf.total_by(projects(), "fund", value=VALUE)
    fewer = projects().drop(index=11)
    assert labels(totals, "IDF", rows=fewer, value=VALUE) == [10, 14]
    crossed = mf.crosstab(projects(), "fund", "year", VALUE)
    assert labels(crossed, ("IDF", 2020), rows=projects(), value=VALUE) == [11]


def test_regression_rows_and_value_that_do_not_fit() -> None:
    totals = mf.total_by(projects(), "fund", value=VALUE)
    with pytest.raises(mf.MigfundError, match="rows= goes with value="):
        mf.explain(totals, "IDF", rows=projects())
    with pytest.raises(mf.MigfundError, match="rows= goes with value="):
        mf.explain(totals, "IDF", value=VALUE)
    with pytest.raises(mf.ColumnsError, match=r"no column 'fund'.*the table that was totalled"):
        mf.explain(totals, "IDF", rows=projects().drop(columns="fund"), value=VALUE)
    with pytest.raises(mf.ColumnsError, match="no column 'budget_eur'"):
        mf.explain(totals, "IDF", rows=projects(), value="budget_eur")
    with pytest.raises(mf.MigfundError, match="rows= and value= go with totals"):
        mf.explain(projects(), "P1", rows=projects(), value=VALUE)


def test_markup_in_a_table_stays_text() -> None:
    table = projects().assign(fund="<b>x</b>", project_id="<script>")
    html = mf.explain(mf.total_by(table, "fund", value=VALUE, repeated="count"), "<b>x</b>")
    assert "<script" not in html._repr_html_()
    assert "<b>x" not in html._repr_html_()


def test_many_rows_are_cut_in_print_and_kept_in_the_table() -> None:
    table = pd.DataFrame({"fund": "IDF", "budget_usd": np.arange(25.0)})
    found = mf.explain(mf.total_by(table, "fund", value=VALUE), "IDF")
    assert str(found).endswith("\n… and 5 more rows")
    assert len(found.rows) == 25  # type: ignore[union-attr]
    assert repr(found) == "<ExplainedTotal of fund IDF: budget_usd 300.00, from 25 rows>"


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["IDF", "MPF", None]),
        st.one_of(st.none(), st.integers(2018, 2020)),
        st.lists(st.sampled_from(["ARM", "GEO", "KEN"]), unique=True),
        st.one_of(st.none(), st.integers(0, 10**6).map(lambda n: n / 4)),
    ),
    min_size=1,
    max_size=10,
)


@given(RECORDS, st.permutations(["fund", "year", "country"]), st.integers(1, 3), st.booleans())
def test_the_rows_of_every_total_add_up_to_it(
    records: list[Any], names: list[str], number: int, grand_total: bool
) -> None:
    table = pd.DataFrame(records, columns=["fund", "year", "countries", "budget_usd"])
    table = table.astype({"fund": "str", "budget_usd": float, "year": float})
    split = mf.split_by_country(table, value=VALUE)
    keys = names[:number]
    totals = mf.total_by(split, keys, value=VALUE, grand_total=grand_total)
    seen = 0
    for _, row in totals.iterrows():
        rows = mf.explain(totals, tuple(row[keys])).rows  # type: ignore[union-attr]
        assert rows[VALUE].sum(min_count=1) == pytest.approx(row["total"], nan_ok=True)
        assert rows.index.nunique() == row["n_projects"]
        if row["total"] > 0:
            assert rows["part_of_total"].sum() == pytest.approx(1)
        seen += len(rows)
    assert seen == len(split) * (2 if grand_total else 1)


def test_regression_a_sum_over_currencies_is_none() -> None:
    table = pd.DataFrame({"currency": ["EUR", "USD"], "fund": ["A", "A"], "budget": [1.0, 2.0]})
    found = mf.explain(mf.total_by(table, "currency", value="budget", grand_total=True), "all")
    assert found.name == "currency all: budget not known, from 2 rows"  # type: ignore[union-attr]
    assert found.rows["part_of_total"].isna().all()  # type: ignore[union-attr]
    one = mf.explain(mf.total_by(table, ["fund", "currency"], value="budget"), ("A", "USD"))
    assert one.rows["budget"].tolist() == [2.0]  # type: ignore[union-attr]
