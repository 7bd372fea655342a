"""One analysis over many partitions: what it goes over, and what goes wrong."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_projects import converted_projects, made_projects

import migfund as mf
from migfund.schema import TEXT


def by_year_and_region(table: pd.DataFrame) -> pd.DataFrame:
    return mf.total_by(mf.convert_currency(table), ["region_m49", "calendar_year"])


def by_currency(table: pd.DataFrame) -> pd.DataFrame:
    return mf.total_by(table, ["currency", "fund"], value="budget", grand_total=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    table = made_projects(90)
    for number in range(4):
        path = tmp_path / f"fund={'AB'[number % 2]}" / f"year=201{number}" / "some.parquet"
        path.parent.mkdir(parents=True)
        mf.write_table(table.iloc[number::4].drop(columns="fund"), path)
    (tmp_path / "_SUCCESS").write_text("")
    return tmp_path


@pytest.mark.parametrize("pattern", ["", "**/*.parquet", "fund=?/year=*/some.parquet"])
def test_folders_and_patterns_of_parquet(folder: Path, pattern: str) -> None:
    found = mf.run(by_year_and_region, over=folder / pattern)
    expected = by_year_and_region(made_projects(90))
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_names_of_folders_are_columns(folder: Path) -> None:
    def analysis(table: pd.DataFrame) -> pd.DataFrame:
        return mf.total_by(table, ["fund", "year"], value="budget", repeated="count")

    found = mf.run(lambda t: analysis(t.assign(currency="EUR")), over=str(folder))
    assert found["fund"].tolist() == ["A", "A", "B", "B"]
    assert found["year"].tolist() == [2010, 2012, 2011, 2013]
    assert found["n_projects"].sum() == 90


def test_a_large_file_is_read_in_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, sizes = folder / "one.parquet", []
    made_projects(100).to_parquet(path, row_group_size=10)
    monkeypatch.setattr("migfund.engine._BYTES", 0)
    monkeypatch.setattr("migfund.engine._ROWS", 30)

    def analysis(table: pd.DataFrame) -> pd.DataFrame:
        sizes.append(len(table))
        return by_year_and_region(table)

    found = mf.run(analysis, over=path)
    assert sorted(sizes) == [10, 30, 30, 30]
    pd.testing.assert_frame_equal(found, by_year_and_region(made_projects(100)), check_exact=True)


def test_remote_files(folder: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    for path in folder.rglob("*.parquet"):
        system.pipe(f"/projects/{path.relative_to(folder)}", path.read_bytes())
    expected = by_year_and_region(made_projects(90))
    for url in ("memory://projects", "memory://projects/*/*/*.parquet"):
        pd.testing.assert_frame_equal(mf.run(by_year_and_region, over=url), expected)
    with pytest.raises(mf.PartitionError, match=r"memory://none.*no such file or folder"):
        mf.run(by_year_and_region, over="memory://none")


def test_iati_files_and_pages() -> None:
    files = sorted(Path("data/iati").rglob("*.xml"))[:3]

    def analysis(table: pd.DataFrame) -> pd.DataFrame:
        return mf.total_by(table, "currency", value="budget", nested="parents", repeated="count")

    found = mf.run(analysis, over=files)
    pd.testing.assert_frame_equal(found, analysis(mf.read_iati(files)), check_exact=True)
    pages = sorted(Path("data/pages").rglob("*.txt"))[:3]
    found = mf.run(analysis, over=list(map(str, pages)))
    pd.testing.assert_frame_equal(found, analysis(mf.read_projects(pages)), check_exact=True)


def test_a_corrupt_file_is_reported_and_the_others_are_finished(folder: Path) -> None:
    (folder / "broken.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(
        mf.PartitionError, match=r"^1 partitions .*broken\.parquet: Arrow"
    ) as caught:
        mf.run(by_year_and_region, over=folder)
    [(name, _)] = caught.value.failed
    assert name.endswith("broken.parquet")
    expected = by_year_and_region(made_projects(90))
    pd.testing.assert_frame_equal(caught.value.totals, expected, check_exact=True)


def test_a_file_lost_in_mid_run_is_reported(folder: Path) -> None:
    files = sorted(folder.rglob("*.parquet"))
    others = [made_projects(200).iloc[n : n + 1] for n in range(100, 112)]

    def analysis(table: pd.DataFrame) -> pd.DataFrame:
        files[0].unlink(missing_ok=True)
        return by_year_and_region(table)

    with pytest.raises(mf.PartitionError, match=r"some\.parquet: FileNotFoundError"):
        mf.run(analysis, over=[files[1], *others, files[0]])


def test_errors_of_the_analysis_name_the_partition() -> None:
    table = made_projects(10).assign(currency="XYZ")
    with pytest.raises(mf.CurrencyError, match="'XYZ'") as caught:
        mf.run(by_year_and_region, over=[table])
    assert caught.value.__notes__ == ["in the partition table 0"]
    with pytest.raises(ZeroDivisionError):
        mf.run(lambda part: len(part) / 0, over=[table])  # type: ignore[arg-type,return-value]


def test_a_project_in_two_partitions_is_refused(folder: Path) -> None:
    table = made_projects(90)
    with pytest.raises(mf.ScopeError, match=r"1 projects stand .* in table 0 and table 1"):
        mf.run(by_year_and_region, over=[table.head(3), table.tail(88)])
    mf.write_table(table.head(1).drop(columns="fund"), folder / "fund=A" / "again.parquet")
    with pytest.raises(mf.ScopeError, match=r"'P0' in .*again\.parquet and .*some\.parquet"):
        mf.run(lambda t: mf.total_by(t, "currency", value="budget"), over=folder)
    counted = mf.run(
        lambda t: mf.total_by(t, "currency", value="budget", repeated="count"), over=folder
    )
    assert counted["n_projects"].sum() == 91


def test_ids_with_one_number_are_refused_and_never_counted_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two ids have one number of 64 bits once in a hundred thousand runs of twenty million."""
    monkeypatch.setattr("migfund.totals.ids._mixed", lambda numbers: numbers & np.uint64(0))
    table = made_projects(3)
    with pytest.raises(mf.ScopeError, match=r"1 projects stand .* in table 0 and table 1"):
        mf.run(by_currency, over=[table.head(1), table.tail(2)])
    assert by_currency(table)["n_projects"].iloc[-1] == 3
    assert mf.run(by_currency, over=[table])["n_projects"].iloc[-1] == 3


def test_the_same_id_of_another_fund_is_another_project() -> None:
    table = made_projects(5)
    parts = [table.assign(fund="IDF"), table.assign(fund="MPF"), table.assign(fund=None)]
    assert mf.run(by_currency, over=parts)["n_projects"].iloc[-1] == 15


def test_a_part_of_a_project_in_another_partition_is_refused() -> None:
    whole = made_projects(4).assign(parent_id=pd.Series([None] * 4, dtype=TEXT), fund="IDF")
    parts = whole.assign(project_id=["a", "b", "c", "d"], parent_id=["P1", None, "a", None])
    analysis = lambda t: mf.total_by(t, "currency", value="budget", nested="parents")  # noqa: E731
    with pytest.raises(mf.ScopeError, match="1 projects are parts of projects in other partitions"):
        mf.run(analysis, over=[whole, parts])
    parts["parent_id"] = ["elsewhere", None, "a", None]
    found = mf.run(analysis, over=[whole, parts])
    one = analysis(pd.concat([whole, parts], ignore_index=True))
    pd.testing.assert_frame_equal(found, one, check_exact=True)
    assert found["basis"].str.endswith("without 1 projects that are parts of other projects").all()


def test_partitions_in_different_currencies_are_refused() -> None:
    parts = [made_projects(3).assign(currency=code, project_id=code) for code in ("EUR", "CHF")]
    parts = [part.assign(project_id=part["project_id"] + part.index.astype(str)) for part in parts]
    with pytest.raises(mf.ScopeError, match=r"different currencies.*'CHF', 'EUR'"):
        mf.run(lambda t: mf.total_by(t, "fund", value="budget"), over=parts)


def test_partitions_with_different_transactions_are_refused() -> None:
    table = pd.DataFrame({"value": [1.0], "currency": "EUR", "fund": "IDF"})
    parts = [table.assign(transaction_type=kind) for kind in ("2", "3")]
    with pytest.raises(mf.ScopeError, match=r"several kinds.*'2', '3'"):
        mf.run(lambda t: mf.total_by(t, "fund", value="value"), over=parts)
    key = mf.run(lambda t: mf.total_by(t, "transaction_type", value="value"), over=parts)
    assert key["total"].tolist() == [1.0, 1.0]


def test_what_cannot_be_added_up_is_refused() -> None:
    parts = [converted_projects(5)]
    with pytest.raises(mf.ScopeError, match=r"describe=True.*read the few columns"):
        mf.run(lambda t: mf.total_by(t, "fund", describe=True), over=parts)
    with pytest.raises(mf.ScopeError, match=r"analysis returns a table of its own, and only"):
        mf.run(lambda t: mf.total_by(t, "fund").head(1), over=parts)
    with pytest.raises(mf.ScopeError, match=r"analysis returns float64, and only totals"):
        mf.run(lambda t: t["budget_usd"].sum(), over=parts)
    with pytest.raises(mf.ScopeError, match=r"table 0 is a split table"):
        mf.run(by_year_and_region, over=[mf.split_by_country(made_projects(3))])


def test_categories_of_partitions_are_put_together() -> None:
    table = pd.DataFrame({"fund": ["b", "a", "c", "a"], "budget_usd": [1.0, 2.0, 3.0, 4.0]})
    parts = [table.iloc[:2].astype({"fund": "category"}), table.iloc[2:].astype("object")]
    parts[1] = parts[1].astype({"fund": "category", "budget_usd": "float64"})
    found = mf.run(lambda t: mf.total_by(t, "fund"), over=parts)
    assert found["fund"].tolist() == ["a", "b", "c"]
    assert found["total"].tolist() == [6.0, 1.0, 3.0]
    parts = [part.assign(fund=part["fund"].cat.as_ordered()) for part in parts]
    with pytest.raises(mf.ColumnsError, match="an ordered category of which the partitions"):
        mf.run(lambda t: mf.total_by(t, "fund"), over=parts)
    same = table.assign(fund=pd.Categorical(table["fund"], ["c", "a", "b"], ordered=True))
    found = mf.run(lambda t: mf.total_by(t, "fund"), over=[same.iloc[:2], same.iloc[2:]])
    assert found["fund"].tolist() == ["c", "a", "b"]
    assert found["fund"].cat.ordered


def test_sums_are_exact_over_partitions_that_are_added_up_in_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("migfund.engine._AT_ONCE", 2)
    figures = [1e16, 1.0, -1e16, 1e-9, 3e15, 0.1] * 5
    parts = [pd.DataFrame({"fund": ["IDF"], "budget_usd": [figure]}) for figure in figures]
    found = mf.run(lambda t: mf.total_by(t, "fund"), over=parts)
    assert found["total"].tolist() == [float(np.longdouble(5) * 3e15 + 5 * 1.1 + 5e-9)]


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"over": []}, "nothing to go over"),
        ({"over": None}, "over must name files"),
        ({"over": made_projects(1)}, r"For one table: analysis\(table\)"),
        ({"over": ["nowhere/*.parquet"]}, r"nowhere/\*\.parquet: there is no such file"),
        ({"over": [3]}, r"table 0: ColumnsError: a table is needed"),
        ({"over": [made_projects(1)], "engine": "processes"}, "engine must be 'threads'"),
    ],
)
def test_junk_is_refused(options: dict[str, Any], match: str) -> None:
    with pytest.raises(mf.MigfundError, match=match):
        mf.run(by_currency, **options)
    with pytest.raises(mf.MigfundError, match="analysis must be a function"):
        mf.run("by_currency", **options)  # type: ignore[arg-type]
