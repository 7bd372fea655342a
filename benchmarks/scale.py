"""Twenty million projects: one analysis by threads and on Dask, beside a bare kernel.

    python benchmarks/scale.py                      10^5, 10^6 and 2 * 10^6 projects
    python benchmarks/scale.py --rows 20000000      one size (1.2 GB of files in a temporary folder)
    python benchmarks/scale.py --slope              10^5, 10^6 and 2 * 10^7, and how the cost grows
    python benchmarks/scale.py --rows N --dask      with a Dask cluster of two worker processes

The projects are generated (seed 11): one to four of sixty countries in Arrow lists, one month to
five years, budgets in seven currencies, an id each; Parquet files of 250,000 rows. The analysis:
convert to dollars, at the rate of the start's day or at the average of the period; split equally
to countries and by days to years; total by M49 region and year. migfund does it with its full
contract: ids, dates, codes and currencies are checked, missing values counted, bounds, words and
shares given, sums exact. The kernel keeps none of that: some lines of NumPy and Arrow on tables of
rates and regions made beforehand, and it reads only the columns that it needs. Both go over the
files through the same threads. Goals: at most 2.5 times the kernel; Dask at most 1.3 times the
threads' time beside its start, with which its workers have imported migfund and read the rates;
2 GB for the whole process tree; a cost a row that does not grow. On a machine with other work the
ratio of the processors' time (x CPU, of all processes) is steadier than that of the clock's; up to
2 * 10^6 projects the least of three times counts. Memory is that of all processes together in a
run of its own, looked at ten times a second: the sum of their proportional set sizes.
"""

import argparse
import contextlib
import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import migfund as mf

SIZES = (100_000, 1_000_000, 2_000_000)
SLOPE = (100_000, 1_000_000, 20_000_000)
FILE = 250_000
CURRENCIES = ["USD", "CHF", "GBP", "SEK", "NOK", "DKK", "JPY"]
FIRST, LAST = np.datetime64("2004-01-01"), np.datetime64("2024-12-31")


def generated(rows: int, seed: int) -> pa.Table:
    """Make projects; no figure is that of a real one."""
    rng = np.random.default_rng([11, seed])
    codes = mf.region_schemes("m49")["country"].drop_duplicates().iloc[::4].to_numpy()
    counts = rng.integers(1, 5, rows)
    begin = np.repeat(rng.integers(0, len(codes), rows), counts)
    rank = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    listed = pa.DictionaryArray.from_arrays((begin + rank) % len(codes), pa.array(codes))
    ends = np.concatenate([[0], np.cumsum(counts)]).astype("i4")
    start = np.datetime64("2005-01-03") + rng.integers(0, 14 * 365, rows)
    numbers = np.arange(rows) + seed * FILE
    columns = {
        "project_id": pa.array(numbers).cast(pa.string()),
        "countries": pa.ListArray.from_arrays(ends, listed.cast(pa.string())),
        "start": start.astype("M8[us]"),
        "start_precision": pa.array(["day"] * rows).dictionary_encode(),
        "end": (start + rng.integers(30, 5 * 365, rows)).astype("M8[us]"),
        "end_precision": pa.array(["day"] * rows).dictionary_encode(),
        "budget": np.round(rng.lognormal(12, 1.5, rows), 2),
        "currency": pa.DictionaryArray.from_arrays(
            rng.integers(0, 7, rows).astype("i1"), pa.array(CURRENCIES)
        ),
    }
    return pa.table(columns)


def write_files(folder: Path, rows: int) -> None:
    for number in range(-(-rows // FILE)):
        size = min(FILE, rows - number * FILE)
        pq.write_table(generated(size, number), folder / f"{number:05}.parquet")


def analysis(table: pd.DataFrame, at: str) -> pd.DataFrame:
    converted = mf.convert_currency(table, to="USD", at=at)
    return mf.total_by(converted, ["region_m49", "calendar_year"])


class Kernel:
    """The bare kernel, and the tables of rates and regions that it reads."""

    def __init__(self, at: str) -> None:
        days = np.arange(FIRST, LAST + 1)
        self.at, self.years = at, np.arange(2005, 2025)
        rates, stated = euro_rates(CURRENCIES, days)  # USD is the first
        self.rates = rates[0] / rates
        self.sums = np.cumsum(np.pad(rates * stated, ((0, 0), (1, 0))), axis=1)
        regions = mf.region_schemes("m49").query("level == 'region'")
        self.codes = pa.array(regions["country"])
        self.names, self.region = np.unique(regions["group"], return_inverse=True)
        begins = [np.datetime64(f"{year}-01-01") for year in range(2005, 2026)]
        self.begins = np.array(begins) - FIRST

    def __call__(self, path: Path) -> np.ndarray:
        """Add up one file."""
        table = pq.read_table(path, columns=NEEDED, use_threads=False)
        start, end = ((table[n].to_numpy().astype("M8[D]") - FIRST).astype(int) for n in ENDS)
        currency = table["currency"].combine_chunks().indices.to_numpy()
        rate = self.rates[currency, start]
        if self.at == "period":
            dollars, own = (self.sums[c, end + 1] - self.sums[c, start] for c in (0, currency))
            rate = dollars / own
        lists = table["countries"].combine_chunks()
        counts = lists.value_lengths().to_numpy()
        value = table["budget"].to_numpy() * rate / counts / (end + 1 - start)
        parent = np.repeat(np.arange(len(counts)), counts)
        region = self.region[pa.compute.index_in(lists.flatten(), self.codes).to_numpy()]
        found = np.zeros((len(self.years), len(self.names)))
        for year, (first, after) in enumerate(zip(self.begins, self.begins[1:], strict=False)):
            days = np.minimum(end + 1, after.astype(int)) - np.maximum(start, first.astype(int))
            part = (value * np.maximum(days, 0))[parent]
            found[year] = np.bincount(region, weights=part, minlength=len(self.names))
        return found


ENDS = ("start", "end")
NEEDED = [*ENDS, "countries", "budget", "currency"]


def euro_rates(currencies: list[str], days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Look up what a euro costs on each day, and whether that rate is of the day itself."""
    table = pd.DataFrame({"budget": 1.0, "currency": "EUR", "day": days.astype("M8[us]")})
    table = table.assign(day_precision="day")
    rates, stated = [], []
    for code in currencies:
        name = f"budget_{code.lower()}"
        found = mf.convert_currency(table, to=code, at="day")
        rates.append(found[name].to_numpy())
        stated.append((found[f"{name}_rate_from"] == found["day"]).to_numpy())
    return np.array(rates), np.array(stated)


def by_kernel(folder: Path, kernel: Kernel) -> np.ndarray:
    files = sorted(folder.glob("*.parquet"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.sum(list(pool.map(kernel, files)), axis=0)


def tree() -> list[int]:
    """List this process and all below it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            text = stat.read_text().rpartition(")")[2].split()
            parents.setdefault(int(text[1]), []).append(int(stat.parent.name))
    found = [os.getpid()]
    for pid in found:
        found += parents.get(pid, [])
    return found


def memory() -> float:
    """Return the memory of the process tree, in GB; pages that several share count once."""
    total = 0
    for pid in tree():
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1e6


def peak_of(call: Callable[[], object]) -> float:
    """Return the largest memory of the process tree in the course of a call.

    To look at it takes time of the processors and holds the memory's owner up, so that a call is
    timed another time.
    """
    done, peak = threading.Event(), [0.0]

    def look() -> None:
        while not done.wait(0.1):
            peak[0] = max(peak[0], memory())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        call()
    finally:
        done.set()
        thread.join()
    return peak[0]


def processors() -> float:
    """Return the time that processors have spent on the process tree, in seconds."""
    ticks = 0
    for pid in tree():
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def timed(call: Callable[[], object], times: int = 1) -> tuple[float, float, Any]:
    """Return the least time of the clock and of the processors, and the result."""
    clock, cpu, found = np.inf, np.inf, None
    for _ in range(times):
        begin = time.perf_counter(), processors()
        found = call()
        clock = min(clock, time.perf_counter() - begin[0])
        cpu = min(cpu, processors() - begin[1])
    return clock, cpu, found


def compare(found: pd.DataFrame, kernel: Kernel, sums: np.ndarray) -> None:
    """Check that both have the same totals, to what rounding leaves."""
    wide = found.dropna(subset="region_m49").pivot_table(
        index="calendar_year", columns="region_m49", values="total", observed=False
    )
    wide = wide.reindex(index=map(str, kernel.years), columns=kernel.names).fillna(0)
    np.testing.assert_allclose(wide.to_numpy(), sums, rtol=1e-6, atol=1)


def main(sizes: list[int], dask: bool) -> None:
    print(
        f"{'projects':>11} {'rate':>7} {'kernel':>8} {'threads':>8} {'x kernel':>9} {'x CPU':>6} "
        f"{'ns a row':>9} {'CPU ns':>7} {'peak':>8}"
        + dask
        * f" {'start':>6} {'Dask':>8} {'x threads':>9} {'x CPU':>6} {'peak':>8}"
    )
    costs: dict[tuple[str, str], list[float]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_files(folder, size)
            for at in ("start", "period"):
                kernel = Kernel(at)
                call = partial(analysis, at=at)
                over_all = partial(mf.run, call, over=folder)
                mf.run(call, over=[generated(1000, 0)])
                times = 3 if size <= max(SIZES) else 1
                bare, bare_cpu, sums = timed(partial(by_kernel, folder, kernel), times)
                own, cpu, found = timed(over_all, times)
                compare(found, kernel, sums)
                costs.setdefault((at, "the clock"), []).append(own)
                costs.setdefault((at, "the processors"), []).append(cpu)
                line = f"{size:>11,} {at:>7} {bare:>7.2f}s {own:>7.2f}s {own / bare:>9.2f} "
                line += f"{cpu / bare_cpu:>6.2f} {own / size * 1e9:>9.0f} {cpu / size * 1e9:>7.0f} "
                line += f"{peak_of(over_all):>5.2f} GB"
                print(
                    line + (on_dask(over_all, found, own, cpu, times) if dask else ""), flush=True
                )
    for (at, what), cost in costs.items():
        if len(cost) > 1:
            slope = np.polyfit(np.log(sizes), np.log(cost), 1)[0]
            print(f"{at}: time of {what} grows as the number of rows to the power of {slope:.2f}")


ALLOCATOR = {
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), 1),
    **{"MALLOC_TRIM_THRESHOLD_": 2**28, "MALLOC_MMAP_THRESHOLD_": 2**25},
}
"""The environment of workers. With Dask's own, glibc returns each larger array to the system."""


def on_dask(call: Callable, expected: pd.DataFrame, own: float, cpu: float, times: int) -> str:
    """Time the same on two worker processes, and check that the totals are the same to the bit."""
    import dask
    from distributed import Client, LocalCluster

    with dask.config.set({"distributed.nanny.pre-spawn-environ": ALLOCATOR}):
        begin = time.perf_counter()
        options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
        with LocalCluster(**options) as cluster, Client(cluster) as client:
            client.run(call.args[0], generated(1000, 0))  # on each worker
            started = time.perf_counter() - begin
            over_all = partial(call, engine=client)
            took, used, found = timed(over_all, times)
            peak = peak_of(over_all)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    return f" {started:>5.1f}s {took:>7.2f}s {took / own:>9.2f} {used / cpu:>6.2f} {peak:>5.2f} GB"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int)
    arguments.add_argument("--slope", action="store_true", help="10^5 to 2 * 10^7 projects")
    arguments.add_argument("--dask", action="store_true", help="on a Dask cluster, too")
    options = arguments.parse_args()
    sizes = SLOPE if options.slope else SIZES
    main([options.rows] if options.rows else [*sizes], options.dask)
