"""The rows under one total."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.provenance.explain import Explanation


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


def explain(table: pd.DataFrame, by: Any, key: Any, **options: Any) -> Explanation:
    """Total a table and explain one of its totals."""
    return mf.explain(mf.total_by(table, by, **options), key, rows=table)


def labels(table: pd.DataFrame, by: Any, key: Any, **options: Any) -> list[Any]:
    found: list[Any] = explain(table, by, key, **options).steps.index.tolist()
    return found


def test_one_key_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    table = projects()
    totals = mf.total_by(table, "fund")
    before = totals.copy(deep=True)
    found = mf.explain(totals, "IDF", rows=table)
    assert isinstance(found, Explanation)
    assert found.name == "fund IDF: budget_usd 80.00, from 3 rows"
    rows = found.steps
    assert list(rows) == ["project_id", "fund", "budget_usd", "part_of_total", "source"]
    # The largest first, on their own labels; what is not known is no part.
    assert rows.index.tolist() == [11, 10, 14]
    assert rows["part_of_total"].tolist()[:2] == [0.625, 0.375]
    assert pd.isna(rows["part_of_total"].iloc[2])
    assert rows["source"].tolist() == ["b.txt", "a.txt", "e.txt"]
    assert str(found) == repr(found)
    assert str(found).splitlines()[0] == found.name
    assert capsys.readouterr().out == ""
    pd.testing.assert_frame_equal(totals, before)
    pd.testing.assert_frame_equal(table, projects())


def test_regression_two_currencies_of_one_value_have_their_own_totals() -> None:
    table = projects().assign(budget_chf=lambda t: t["budget_usd"] / 2)
    totals = mf.total_by(table, "fund", value="budget_chf")
    found = mf.explain(totals, "IDF", rows=table, value="budget_chf")
    assert found.name == "fund IDF: budget_chf 40.00, from 3 rows"
    with pytest.raises(mf.ScopeError, match="another one than value='budget_usd'"):
        mf.explain(totals, "IDF", rows=table)


def test_a_missing_key() -> None:
    for missing in (None, pd.NA, float("nan"), pd.NaT, (None,)):
        assert labels(projects(), "fund", missing) == [13]
    found = explain(projects(), "fund", None)
    assert found.name == "fund missing: budget_usd 2.00, from 1 row"
    with pytest.raises(mf.ColumnsError, match="no row has the fund None; there is 'IDF', 'MPF'"):
        explain(projects().dropna(), "fund", None)


@pytest.mark.parametrize("grand_total", [False, True])
def test_all_is_every_row(grand_total: bool) -> None:
    found = explain(projects(), "fund", "all", grand_total=grand_total)
    assert found.name == "fund all: budget_usd 89.00, from 5 rows"
    assert found.steps.index.tolist() == [11, 10, 12, 13, 14]


def test_several_keys() -> None:
    table, by = projects(), ["fund", "year"]
    totals = mf.total_by(table, by, grand_total=True)
    for key, rows in {
        ("IDF", 2019): [10, 14],
        (None, 2019): [13],
        "all": [11, 10, 12, 13, 14],
    }.items():
        assert mf.explain(totals, key, rows=table).steps.index.tolist() == rows
    for key, number in (("IDF", 1), (("IDF", 2019, 1), 3), ((), 0)):
        with pytest.raises(
            mf.ColumnsError, match=rf"keys 'fund', 'year'; .* a tuple of 2 values, not {number}"
        ):
            mf.explain(totals, key, rows=table)
    with pytest.raises(mf.ColumnsError, match="must give one value, not 2"):
        explain(table, "fund", ("IDF", 2019))
    # This is no row of totals with several keys.
    with pytest.raises(mf.ColumnsError, match=r"no row has the year 2019; there is none\."):
        mf.explain(totals, ("all", 2019), rows=table)


def test_regression_the_key_of_the_last_row_is_the_grand_total() -> None:
    table = projects()
    totals = mf.total_by(table, ["fund", "year"], grand_total=True)
    last = tuple(totals[["fund", "year"]].iloc[-1])
    assert last[0] == "all"
    assert mf.explain(totals, last, rows=table).steps.index.tolist() == [11, 10, 12, 13, 14]
    for _, row in totals.iterrows():
        found = mf.explain(totals, tuple(row[["fund", "year"]]), rows=table)
        assert found.steps["budget_usd"].sum() == row["total"]


def test_regression_a_key_that_is_there_but_not_beside_the_other_is_not_offered() -> None:
    with pytest.raises(mf.ColumnsError, match=r"no row has the year 2019; there is '2020'\."):
        explain(projects(), ["fund", "year"], ("MPF", 2019))


def test_numbers_as_keys() -> None:
    for table in (projects(), projects().astype({"year": "Int64"})):
        assert labels(table, "year", 2020) == labels(table, "year", np.int64(2020)) == [11, 12]
        # Beside a grand total keys are text, and are found as they are shown.
        shown = mf.total_by(table, "year", grand_total=True)["year"].iloc[0]
        assert labels(table, "year", shown, grand_total=True) == [10, 13, 14]


def test_regression_whole_numbers_beside_missing_ones() -> None:
    table = projects().assign(year=[2019, 2020, None, None, 2019])
    assert table["year"].dtype == float
    for grand_total in (False, True):
        totals = mf.total_by(table, "year", grand_total=grand_total)
        for key in (2019, totals["year"].iloc[0]):
            assert mf.explain(totals, key, rows=table).steps.index.tolist() == [10, 14]
        assert mf.explain(totals, None, rows=table).steps.index.tolist() == [12, 13]
        with pytest.raises(mf.ColumnsError, match="no row has the year 2018"):
            mf.explain(totals, 2018, rows=table)


def test_text_that_looks_like_a_number() -> None:
    table = projects().assign(year=["2019", "2020", "02019", "2020", "2019"])
    assert labels(table, "year", "2019") == labels(table, "year", 2019) == [10, 14]
    assert labels(table, "year", "02019") == [12]


def test_days_as_keys() -> None:
    days = pd.to_datetime(["2019-01-01", "2020-05-06", "2019-01-01", None, None])
    table = projects().assign(start=days)
    assert labels(table, "start", pd.Timestamp("2019-01-01")) == [10, 12]
    assert labels(table, "start", mf.total_by(table, "start")["start"][0]) == [10, 12]
    assert labels(table, "start", dt.datetime(2020, 5, 6)) == [11]
    assert labels(table, "start", pd.NaT) == [13, 14]


def test_categories() -> None:
    table = projects().astype({"fund": pd.CategoricalDtype(["MPF", "JRS", "IDF"])})
    assert labels(table, "fund", "MPF") == [12]
    assert labels(table, "fund", None) == [13]
    with pytest.raises(mf.ColumnsError, match="no row has the fund 'JRS'; there is 'IDF', 'MPF'"):
        explain(table, "fund", "JRS")


def test_groups_that_overlap() -> None:
    table = pd.DataFrame(
        {
            # Nepal and Chad are least developed and landlocked; Haiti is an island state too.
            "countries": [["NPL", "KEN"], ["TCD"], ["HTI"], ["ARM"]],
            "start": pd.to_datetime(["2020-01-01"] * 4),
            "budget_usd": [10.0, 20.0, 40.0, 80.0],
        }
    )
    rows = mf.add_region(mf.split_by_country(table), scheme="un_special", at=2020)
    with pytest.warns(mf.OverlapWarning, match="must not be added up"):
        totals = mf.total_by(rows, "groups_un_special", grand_total=True)
    held = dict(zip(totals["groups_un_special"].fillna("none"), totals["total"], strict=True))
    assert held == {"LDC": 65.0, "LLDC": 105.0, "SIDS": 40.0, "none": 5.0, "all": 150.0}
    under = {
        "LDC": ["HTI", "TCD", "NPL"],
        "LLDC": ["ARM", "TCD", "NPL"],
        "SIDS": ["HTI"],
        None: ["KEN"],
        # Every row once, though some are in two groups.
        "all": ["ARM", "HTI", "TCD", "NPL", "KEN"],
    }
    for key, countries in under.items():
        steps = mf.explain(totals, key, rows=rows).steps
        assert steps["country"].tolist() == countries
        assert steps["budget_usd"].sum() == held[key or "none"]


def countries_of() -> pd.DataFrame:
    return projects().assign(countries=[["ARM", "GEO"], ["ARM"], ["GEO"], [], ["ARM"]])


def test_a_split_table_says_how_it_was_split() -> None:
    parts = mf.split_by_country(countries_of())
    totals = mf.total_by_country(countries_of())
    rows = mf.explain(totals, "ARM", rows=parts).steps
    assert rows["project"].tolist() == [11, 10, 14]
    assert rows["share"].tolist() == [1.0, 0.5, 1.0]
    assert set(rows["split_rule"]) == {"equal by country"}
    assert rows["part_of_total"].tolist()[:2] == pytest.approx([50 / 65, 15 / 65])
    # Each row can be explained in turn.
    assert mf.explain(parts, rows.index[1]).name == "P1"
    nowhere = mf.explain(totals, "unallocated", rows=parts).steps
    assert nowhere["project"].tolist() == [13]
    with pytest.raises(
        mf.ColumnsError, match=r"no column 'country'.*mf\.split_by_country\(table\)"
    ):
        mf.explain(totals, "ARM", rows=countries_of())


def test_regression_a_full_split_has_no_sum_over_countries() -> None:
    parts = mf.split_by_country(countries_of(), rule="full")
    totals = mf.total_by(parts, "country", grand_total=True)
    assert pd.isna(totals["total"].iloc[-1])
    found = mf.explain(totals, "all", rows=parts)
    assert found.name == "country all: budget_usd not known, from 6 rows"
    assert found.steps["part_of_total"].isna().all()
    assert mf.explain(totals, "ARM", rows=parts).name.startswith("country ARM: budget_usd 80.00")


def test_regression_a_sum_over_currencies_is_none() -> None:
    table = pd.DataFrame({"currency": ["EUR", "USD"], "fund": ["A", "A"], "budget": [1.0, 2.0]})
    totals = mf.total_by(table, "currency", value="budget", grand_total=True)
    found = mf.explain(totals, "all", rows=table, value="budget")
    assert found.name == "currency all: budget not known, from 2 rows"
    assert found.steps["part_of_total"].isna().all()
    totals = mf.total_by(table, ["fund", "currency"], value="budget")
    one = mf.explain(totals, ("A", "USD"), rows=table, value="budget")
    assert one.steps["budget"].tolist() == [2.0]


def test_parts_that_were_left_out_are_not_under_the_total() -> None:
    table = projects().assign(parent_id=[None, "P1", None, None, None])
    assert labels(table, "fund", "IDF", nested="parents") == [10, 14]
    assert labels(table, "fund", "IDF", nested="parts") == [11, 14]


def test_the_rows_returned_are_the_callers_own() -> None:
    table = projects()
    found = explain(table, "fund", "IDF").steps
    found["budget_usd"] = 0.0
    pd.testing.assert_frame_equal(table, projects())


def test_nothing_known_is_no_total() -> None:
    for budget, said in ((np.nan, "not known"), (0.0, "0.00")):
        found = explain(projects().assign(budget_usd=budget), "fund", "MPF")
        assert found.name == f"fund MPF: budget_usd {said}, from 1 row"
        assert found.steps["part_of_total"].isna().all()


def test_a_group_called_all_is_found_where_there_is_no_grand_total() -> None:
    table = projects().assign(fund=["all", "IDF", "MPF", None, "IDF"])
    assert labels(table, "fund", "all") == [10]
    with pytest.raises(mf.ColumnsError, match="'fund' holds 'all', which the grand total is"):
        mf.total_by(table, "fund", grand_total=True)


def test_regression_a_cross_table_is_no_project_table() -> None:
    crossed = mf.crosstab(projects(), ["fund", "year"], value="budget_usd")
    for rows in (None, projects()):
        with pytest.raises(
            mf.MigfundError, match=r"a cross table .* mf\.total_by\(table, \[down, across\]"
        ):
            mf.explain(crossed, ("IDF", 2019), rows=rows)


def test_totals_changed_sorted_filtered_or_read_back_are_explained(tmp_path: Path) -> None:
    table = projects()
    totals = mf.total_by(table, "fund")
    totals.to_parquet(tmp_path / "totals.parquet")
    changed = [
        totals[totals["total"] > 10],
        totals.iloc[::-1].reset_index(drop=True),
        totals.assign(total=totals["total"].round(1)),
        pd.concat([totals.iloc[:1], totals.iloc[1:]]),
        pd.read_parquet(tmp_path / "totals.parquet"),
    ]
    for some in changed:
        assert mf.explain(some, "IDF", rows=table).steps.index.tolist() == [11, 10, 14]
    # No figure of the rows is in the file.
    assert b"a.txt" not in (tmp_path / "totals.parquet").read_bytes()


def test_rows_and_value_that_do_not_fit() -> None:
    table = projects()
    totals = mf.total_by(table, "fund")
    with pytest.raises(mf.MigfundError, match=r"explain\(totals, key, rows=table, value="):
        mf.explain(totals, "IDF")
    with pytest.raises(mf.ColumnsError, match=r"no column 'fund'.*the table that was totalled"):
        mf.explain(totals, "IDF", rows=table.drop(columns="fund"))
    with pytest.raises(mf.ColumnsError, match="no column 'budget_eur'"):
        mf.explain(totals, "IDF", rows=table, value="budget_eur")
    with pytest.raises(mf.MigfundError, match="rows= goes with totals"):
        mf.explain(table, "P1", rows=table)
    # Rows that were not totalled, or were changed since, do not add up.
    for other in (table.drop(index=11), table.assign(budget_usd=1.0), pd.concat([table, table])):
        with pytest.raises(mf.ScopeError, match="do not add up to the total"):
            mf.explain(totals, "IDF", rows=other)


def test_markup_in_a_table_stays_text() -> None:
    table = projects().assign(fund="<b>x</b>", title="<script>")
    html = explain(table, "fund", "<b>x</b>")._repr_html_()
    assert "<script" not in html
    assert "<b>x" not in html
    assert "&lt;script" in html


def test_many_rows_are_cut_in_print_and_kept_in_the_table() -> None:
    table = pd.DataFrame({"fund": "IDF", "budget_usd": np.arange(25.0)})
    found = explain(table, "fund", "IDF")
    assert str(found).startswith("fund IDF: budget_usd 300.00, from 25 rows\n")
    assert str(found).endswith("\n… and 5 more rows")
    assert len(found.steps) == 25


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
    split = mf.split_by_country(table)
    keys = names[:number]
    totals = mf.total_by(split, keys, grand_total=grand_total)
    seen = 0
    for _, row in totals.iterrows():
        rows = mf.explain(totals, tuple(row[keys]), rows=split).steps
        assert rows["budget_usd"].sum(min_count=1) == pytest.approx(row["total"], nan_ok=True)
        assert rows["project"].nunique() == row["n_projects"]
        if row["total"] > 0:
            assert rows["part_of_total"].sum() == pytest.approx(1)
        seen += len(rows)
    assert seen == len(split) * (2 if grand_total else 1)
