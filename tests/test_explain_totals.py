import pickle
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf


def parts() -> pd.DataFrame:
    projects = pd.DataFrame(
        {
            "project_id": ["A1", "B2", "C3"],
            "title": ["Borders", "Data", "Return"],
            "countries": [["ARM", "GEO"], ["GEO"], []],
            "budget_usd": [100.0, 20.0, 7.0],
            "year": [2019, 2020, 2020],
            "source": ["a.txt", "b.txt", "c.txt"],
        }
    )
    return mf.split_by_country(projects)


def test_the_rows_under_one_total(capsys: pytest.CaptureFixture[str]) -> None:
    totals = mf.total_by_country(parts(), value="budget_usd", grand_total=True)
    found = mf.explain(totals, "GEO")
    assert found.name == "country GEO: budget_usd 70.00, from 2 rows"
    assert found.rows["budget_usd"].tolist() == [50.0, 20.0]
    assert found.rows["part_of_total"].tolist() == pytest.approx([5 / 7, 2 / 7])
    assert found.rows.index.tolist() == [0, 1]
    assert found.rows["source"].tolist() == ["a.txt", "b.txt"]
    assert capsys.readouterr().out.startswith(found.name)
    everything = mf.explain(totals, "all")
    assert everything.rows["budget_usd"].sum() == totals["total"].iloc[-1] == 127
    assert "<table" in found._repr_html_()
    assert repr(found) == "<ExplainedTotal of country GEO: budget_usd 70.00, from 2 rows>"


def test_several_keys_numbers_and_missing_ones() -> None:
    table = parts().assign(fund=["IDF", "IDF", None, "MPF"])
    totals = mf.total_by(table, ["fund", "year"], value="budget_usd")
    assert mf.explain(totals, ("IDF", 2019)).rows["budget_usd"].tolist() == [50.0, 50.0]
    assert mf.explain(totals, (None, "2020")).rows["budget_usd"].tolist() == [20.0]
    with pytest.raises(mf.ColumnsError, match="must give a tuple of 2 values, not 1"):
        mf.explain(totals, "IDF")
    with pytest.raises(mf.ColumnsError, match="no row has the fund 'EUTF'; there is 'IDF', 'MPF'"):
        mf.explain(totals, ("EUTF", 2019))


def test_a_total_that_is_not_known() -> None:
    table = pd.DataFrame({"fund": ["A", "B"], "budget_usd": [None, 1.0]})
    found = mf.explain(mf.total_by(table, "fund", value="budget_usd"), "A")
    assert found.name == "fund A: budget_usd not known, from 1 row"
    assert found.rows["part_of_total"].isna().all()


def test_what_is_changed_afterwards_does_not_reach_the_explanation() -> None:
    table = parts()
    totals = mf.total_by_country(table, value="budget_usd")
    table.loc[0, "budget_usd"] = -1.0
    assert mf.explain(totals, "ARM").rows["budget_usd"].tolist() == [50.0]


def test_totals_from_a_file_ask_for_their_rows(tmp_path: Path) -> None:
    totals = mf.total_by_country(parts(), value="budget_usd")
    totals.to_parquet(tmp_path / "totals.parquet")
    for read in (
        pd.read_parquet(tmp_path / "totals.parquet"),
        pickle.loads(pickle.dumps(totals)),
        pd.concat([totals, mf.total_by_country(parts(), value="budget_usd")]),
    ):
        with pytest.raises(mf.ScopeError, match=r"do not know their rows.*rows=table"):
            mf.explain(read, "ARM")
        found = mf.explain(read, "ARM", rows=parts(), value="budget_usd")
        assert found.rows["budget_usd"].tolist() == [50.0]
        with pytest.raises(mf.MigfundError, match="rows= goes with value="):
            mf.explain(read, "ARM", rows=parts())


def test_totals_that_were_filtered_sorted_or_copied_know_their_rows() -> None:
    totals = mf.total_by_country(parts(), value="budget_usd")
    for same in (totals[totals["total"] > 1], totals.sort_values("total"), totals.copy()):
        assert mf.explain(same, "ARM").rows["budget_usd"].tolist() == [50.0]
    # A table of projects is still explained as one.
    assert isinstance(mf.explain(parts().loc[[1]], "B2").steps, pd.DataFrame)


def test_cross_tables_and_groups_that_overlap() -> None:
    crossed = mf.crosstab(parts(), "country", "year", "budget_usd")
    assert mf.explain(crossed, ("GEO", 2020)).rows["budget_usd"].tolist() == [20.0]
    table = pd.DataFrame({"countries": [["HTI"], ["KEN"]], "budget_usd": [10.0, 5.0]})
    groups = mf.add_region(mf.split_by_country(table), scheme="un_special", year=2020)
    key = groups.columns[-1]
    with pytest.warns(mf.OverlapWarning, match="must not be added up"):
        totals = mf.total_by(groups, key, value="budget_usd")
    # Haiti is both: its money counts in each group, and Kenya's under no group.
    assert totals.set_index(key)["total"].to_dict() == {"LDC": 10.0, "SIDS": 10.0} | {
        totals[key].iloc[-1]: 5.0
    }
    assert totals["share_of_total"].tolist() == pytest.approx([10 / 15, 10 / 15, 5 / 15])
    assert mf.explain(totals, "SIDS").rows["country"].tolist() == ["HTI"]


def test_regression_what_is_not_added_up_has_no_sum_in_the_explanation_either() -> None:
    projects = pd.DataFrame(
        {"countries": [["ARM", "GEO"], ["GEO"], []], "budget_usd": [100.0, 20.0, 7.0]}
    )
    full = mf.split_by_country(projects, rule="full")
    totals = mf.total_by(full, "country", value="budget_usd", grand_total=True)
    assert mf.explain(totals, "all").name == "country all: budget_usd not known, from 4 rows"
    assert mf.explain(totals, "ARM").rows["part_of_total"].tolist() == [1.0]
    money = pd.DataFrame({"currency": ["EUR", "USD"], "budget": [1.0, 2.0]})
    found = mf.explain(mf.total_by(money, "currency", value="budget", grand_total=True), "all")
    assert found.name == "currency all: budget not known, from 2 rows"
    assert found.rows["part_of_total"].isna().all()
