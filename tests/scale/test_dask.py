"""The same totals and reports on a Dask cluster, also when workers are lost; Dask's own frames."""

import os
import shutil
import signal
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from analyses import ANALYSES, EVERY_FUNCTION, by_region_and_year
from made_projects import converted_projects, made_projects

import migfund as mf
from migfund.cli import main
from migfund.engine import read_pages

dask = pytest.importorskip("dask")
dd = pytest.importorskip("dask.dataframe")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore::migfund.OverlapWarning")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process that is forked from one that has imported Dask."""
    options = {
        "distributed.admin.tick.limit": "1h",
        "distributed.scheduler.allowed-failures": 2,
        "distributed.worker.multiprocessing-method": "forkserver",
    }
    with (
        dask.config.set(options),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL"
        ) as workers,
    ):
        yield workers


def parts_of(table: pd.DataFrame, folder: Path, count: int) -> Path:
    for number in range(count):
        table.iloc[number::count].to_parquet(folder / f"{number:02}.parquet")
    return folder


def test_threads_and_dask_give_the_same(cluster: Any, tmp_path: Path) -> None:
    """All analyses that `test_same_totals` holds to one table, on random projects and on pages."""
    table = made_projects(100)
    over = parts_of(table, tmp_path, 3)
    pages = mf.read_projects("data/pages").reset_index(drop=True)
    with distributed.Client(cluster, set_as_default=False) as client:
        for analysis in ANALYSES:
            found = mf.run(analysis, over=over, engine=client)
            pd.testing.assert_frame_equal(found, analysis(table), check_exact=True)
        for analysis in EVERY_FUNCTION:
            parts = [pages.iloc[:20], pages.head(0), pages.iloc[20:]]
            found = mf.run(analysis, over=parts, engine=client)
            pd.testing.assert_frame_equal(found, analysis(pages), check_exact=True)
    parts = [table.iloc[n::10] for n in range(10)] + [table.head(0)] * 15
    found = mf.run(by_region_and_year, over=parts, engine=cluster.scheduler_address)
    pd.testing.assert_frame_equal(found, by_region_and_year(table), check_exact=True)


def test_errors_come_back_from_the_workers(cluster: Any, tmp_path: Path) -> None:
    over = parts_of(made_projects(20), tmp_path, 2)
    (over / "00.parquet").write_bytes(b"not Parquet")
    with pytest.raises(mf.PartitionError, match=r"1 partitions .*00\.parquet: Arrow") as caught:
        mf.run(by_region_and_year, over=over, engine=cluster.scheduler_address)
    assert caught.value.totals["n_all"].iloc[0] == 10
    parts = [made_projects(3).assign(currency="XYZ")]
    with pytest.raises(mf.CurrencyError, match="'XYZ'"):
        mf.run(lambda t: mf.convert_currency(t), over=parts, engine=cluster.scheduler_address)


def test_totals_are_the_same_when_workers_are_killed(cluster: Any, tmp_path: Path) -> None:
    """Twice in mid-run with one partition; a partition that kills every worker is reported."""
    table = made_projects(150)
    (tmp_path / "parts").mkdir()
    over = parts_of(table, tmp_path / "parts", 7)
    marks = tmp_path / "marks"
    marks.mkdir()

    def killed_twice(part: pd.DataFrame) -> pd.DataFrame:
        times = len(list(marks.iterdir()))
        if "P3" in set(part["project_id"]) and times < 2:
            (marks / str(times)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return by_region_and_year(part)

    found = mf.run(killed_twice, over=over, engine=cluster.scheduler_address)
    assert len(list(marks.iterdir())) == 2
    pd.testing.assert_frame_equal(found, by_region_and_year(table), check_exact=True)

    def deadly(part: pd.DataFrame) -> pd.DataFrame:
        if "P3" in set(part["project_id"]):
            os.kill(os.getpid(), signal.SIGKILL)
        return by_region_and_year(part)

    with pytest.raises(mf.PartitionError, match=r"03\.parquet: .*too large for the worker") as lost:
        mf.run(deadly, over=over, engine=cluster.scheduler_address)
    others = table[~table.index.isin(table.iloc[3::7].index)]
    expected = by_region_and_year(others)
    pd.testing.assert_frame_equal(lost.value.totals, expected, check_exact=True)


def report(*options: str) -> dict[str, bytes]:
    """Write a report by `migfund report`, and return its files."""
    out = Path(options[options.index("--out") + 1])
    assert main(["report", "--date", "2026-11-28", *options]) == 0
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.usefixtures("without_pictures")
def test_a_cluster_reads_the_pages_of_a_report(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files in folders and archives, by a path that is relative to another folder than theirs."""
    pages = sorted(Path("data/pages").glob("*.txt"))[:22]
    (tmp_path / "pages").mkdir()
    for page in pages:
        shutil.copy(page, tmp_path / "pages")
    with zipfile.ZipFile(tmp_path / "pages" / "z.zip", "w") as archive:
        for page in pages[:3]:
            archive.write(page, f"in/{page.name}")
        archive.writestr("in/nothing.txt", "")
    (tmp_path / "pages" / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    monkeypatch.chdir(tmp_path)
    scheduler = ("--scheduler", cluster.scheduler_address)
    paths = ("pages", "nowhere.txt", "pages/*.zip")
    expected = report(*paths, "--out", "here")
    assert report(*paths, "--out", "there", *scheduler) == expected
    assert {"report.html", "projects.csv", "projects.parquet", "tables.xlsx"} <= expected.keys()
    projects = pd.read_csv(tmp_path / "there" / "projects.csv")
    assert {"pages/z.zip/in/nothing.txt", "nowhere.txt"} <= {*projects["source"]}


class Deadly(distributed.WorkerPlugin):  # type: ignore[misc]
    """Ends each worker, also one that is started in the place of another, at some pages."""

    name = "deadly"

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - Dask's signature
        import migfund.read.projects as module

        self.read = read = module._read

        def ended(source: str, *others: Any) -> Any:
            if "deadly" in source:
                os.kill(os.getpid(), signal.SIGKILL)
            return read(source, *others)

        module._read = ended

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's signature
        import migfund.read.projects as module

        module._read = self.read


def test_a_page_that_ends_worker_after_worker_is_listed(cluster: Any, tmp_path: Path) -> None:
    """The pages that were read with it are read without it."""
    page = Path("data/pages/seed_idf.txt")
    for name in ("a.txt", "deadly.txt", "z.txt"):
        shutil.copy(page, tmp_path / name)
    with distributed.Client(cluster, set_as_default=False) as client:
        client.register_plugin(Deadly())
        found = read_pages(tmp_path, cluster.scheduler_address)
        client.unregister_worker_plugin("deadly")
    assert found["budget"].isna().tolist() == [False, True, False]
    assert "too large for the worker" in mf.problems(found)["reason"].str.cat()


def test_one_table_is_not_read_by_a_cluster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_projects(2).to_csv(tmp_path / "one.csv")
    assert main(["report", str(tmp_path / "one.csv"), "--scheduler", "tcp://127.0.0.1:9"]) == 1
    assert "not one table; leave it out" in capsys.readouterr().err
    assert main(["report", str(tmp_path), "--scheduler", "here"]) == 1
    assert "--scheduler must be the address of a scheduler" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migfund.engine._TIMEOUT", "100ms")
    with pytest.raises(mf.MigfundError, match=r"no Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        mf.run(by_region_and_year, over=[made_projects(1)], engine="tcp://127.0.0.1:9")


def test_without_dask_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(mf.MissingExtraError, match=r"pip install 'migfund\[scale\]'.*'threads'"):
        mf.run(by_region_and_year, over=[made_projects(1)], engine="tcp://127.0.0.1:9")


def split_to_years(table: pd.DataFrame) -> pd.DataFrame:
    # Dask does not put ordered categories of different years together.
    return mf.split_by_year(table).astype({"calendar_year": "str"})


def split_to_countries_and_years(table: pd.DataFrame) -> pd.DataFrame:
    return split_to_years(mf.split_by_country(table))


FUNCTIONS: list[tuple[Any, dict[str, Any]]] = [
    (mf.convert_currency, {"to": "USD"}),
    (mf.convert_currency, {"to": "EUR", "at": "period"}),
    (mf.add_duration, {}),
    (mf.add_region, {"scheme": "m49"}),
    (mf.add_region, {"scheme": "ldc"}),
    (mf.add_region, {"scheme": "un_special"}),
    (mf.split_by_country, {}),
    (split_to_years, {}),
    (split_to_countries_and_years, {}),
]
KINDS = {
    "text": {},
    "category": dict.fromkeys(["fund", "currency", "start_precision", "end_precision"], "category"),
    "arrow": {
        "fund": "string[pyarrow]",
        "budget": "double[pyarrow]",
        "currency": "string[pyarrow]",
    },
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("function", "options"), FUNCTIONS)
def test_functions_map_over_partitions(function: Any, options: dict[str, Any], kind: str) -> None:
    table = made_projects(40).astype(KINDS[kind])
    with dask.config.set(scheduler="synchronous"):
        frame = dd.from_pandas(table, npartitions=3, sort=False)
        lazy = frame.map_partitions(function, **options)
        found = lazy.compute()
    expected = function(table, **options)
    assert list(lazy.columns) == list(expected.columns)
    same = {
        name: "object"
        for name in expected
        if isinstance(expected[name].dtype, pd.CategoricalDtype | pd.StringDtype)
    }
    pd.testing.assert_frame_equal(
        found.astype(same).reset_index(drop=True), expected.astype(same).reset_index(drop=True)
    )


def test_constant_prices_map_over_partitions() -> None:
    pytest.importorskip("cpi")
    table = converted_projects(40)
    with dask.config.set(scheduler="synchronous"):
        frame = dd.from_pandas(table, npartitions=3)
        found = frame.map_partitions(mf.deflate, to_year=2015, deflators=mf.us_cpi()).compute()
    expected = mf.deflate(table, to_year=2015, deflators=mf.us_cpi())
    assert found["budget_usd_2015"].equals(expected["budget_usd_2015"])


def test_a_table_of_two_rows_is_not_taken_for_one_that_dask_made_up() -> None:
    table = made_projects(2)
    assert len(mf.add_duration(table)) == 2
    made_up = sys.modules["dask.dataframe.utils"].meta_nonempty(table.head(0))
    assert len(mf.add_duration(made_up)) == 0


def test_a_connection_that_is_closed_is_said(cluster: Any) -> None:
    """Before the run and in mid-run; with the remedy the totals are right."""
    parts = [made_projects(1).assign(project_id=f"P{number}") for number in range(40)]
    client = distributed.Client(cluster, set_as_default=False)

    def closing() -> Iterator[pd.DataFrame]:
        for number, part in enumerate(parts):
            if number == 20:
                client.close()
            yield part

    for over in (closing(), parts):
        with pytest.raises(mf.MigfundError, match="Connect again, engine=Client"):
            mf.run(by_region_and_year, over=over, engine=client)
    with distributed.Client(cluster, set_as_default=False) as again:
        found = mf.run(by_region_and_year, over=parts, engine=again)
    expected = by_region_and_year(pd.concat(parts))
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_a_scheduler_that_ends_in_mid_run_is_no_endless_wait() -> None:
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as ending,
        distributed.Client(ending.scheduler_address, set_as_default=False, timeout=1) as client,
    ):
        ends = threading.Timer(0.5, ending.close)
        ends.start()
        with pytest.raises(mf.MigfundError, match="start the cluster again if it has ended"):
            mf.run(by_region_and_year, over=[made_projects(1)] * 60, engine=client)
        ends.join()
