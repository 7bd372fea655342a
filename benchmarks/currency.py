"""Speed and memory of currency conversion beside a floor and its peers, in one run.

    python benchmarks/currency.py               10^3, 10^5, 10^6 and 10^7 rows
    python benchmarks/currency.py --rows 100000 one size
    python benchmarks/currency.py --base PATH   beside the code in another checkout, in turns

Floor: a bare numpy gather `rates[day, currency] * budget` from arrays of integers that were made
beforehand, without any check, date or column of provenance; for periods the same with running sums,
`(sums[after, USD] - sums[first, USD]) / (sums[after, currency] - sums[first, currency]) * budget`.
Peers: a pandas merge on day and
currency, CurrencyConverter's conversion row by row (timed on 2,000 rows), pydeflate where it is
installed (years only). migfund converts a table whose texts (currency and precisions) are
categories, as for the merge, and the same table with plain text. Each figure is the median of
several runs that take turns.

Goals: days at most 4 times the floor with all columns of provenance, faster than the merge, at
least 30 times CurrencyConverter; averages over periods at most 3 times as long as days; memory
growth at most 1.5 times the columns added; at most 1.5 times as long as before a change, and no
longer at 10^4 rows. "Mixed" has months and years, missing dates and a currency that ends: what
of it cannot be converted is missing, with the reason.
"""

import argparse
import gc
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import migfund as mf

CURRENCIES = ["EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "CAD", "AUD", "JPY", "USD"]
SIZES = (1_000, 100_000, 1_000_000, 10_000_000)
TEXTS = ["currency", "start_precision", "end_precision"]


def projects_of(rows: int) -> pd.DataFrame:
    """Make projects with days from 2005 to 2020 and periods of up to five years."""
    rng = np.random.default_rng(7)
    start = np.datetime64("2005-01-03") + rng.integers(0, 15 * 365, rows)
    return pd.DataFrame(
        {
            "budget": rng.integers(10_000, 5_000_000, rows).astype(float),
            "currency": pd.Series(np.array(CURRENCIES)[rng.integers(0, 10, rows)], dtype="str"),
            "start": start.astype("datetime64[us]"),
            "start_precision": pd.Series(["day"] * rows, dtype="str"),
            "end": (start + rng.integers(30, 1800, rows)).astype("datetime64[us]"),
            "end_precision": pd.Series(["day"] * rows, dtype="str"),
        }
    )


def mixed_of(projects: pd.DataFrame) -> pd.DataFrame:
    """Make them as projects are: days, months and years, a rouble that ends, 5 % without a date."""
    rng = np.random.default_rng(8)
    rows = len(projects)
    names = pd.Index(["day", "month", "year"], dtype="str")
    return projects.assign(
        currency=projects["currency"].cat.rename_categories({"JPY": "RUB"}),
        start=projects["start"].mask(rng.random(rows) < 0.05) + pd.Timedelta(5 * 365, "D"),
        start_precision=pd.Categorical.from_codes(rng.integers(0, 3, rows), names),
    )


def medians(calls: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Time calls in turn, so that all meet the same load of the machine; medians in seconds."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(runs):
        for name, call in calls.items():
            gc.collect()
            begin = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(column) for name, column in times.items()}


def floor_of(projects: pd.DataFrame) -> Callable[[], object]:
    """Prepare the floor: integers for days and currencies are made beforehand."""
    wide = mf.ecb_rates().to_frame()
    days = pd.date_range(wide.index[0], wide.index[-1])
    values = wide.reindex(days).ffill()[CURRENCIES].to_numpy()
    cross = values[:, [CURRENCIES.index("USD")]] / values
    day = (projects["start"].to_numpy() - days[0].to_numpy()).astype("timedelta64[D]").astype(int)
    code = pd.Categorical(projects["currency"], CURRENCIES).codes.astype(int)
    budget = projects["budget"].to_numpy()
    return lambda: cross[day, code] * budget


def period_floor_of(projects: pd.DataFrame) -> Callable[[], object]:
    """Prepare the floor of periods: integers and running sums are made beforehand."""
    wide = mf.ecb_rates().to_frame()
    days = pd.date_range(wide.index[0], wide.index[-1])
    values = wide.reindex(days)[CURRENCIES].fillna(0).to_numpy()
    sums = np.vstack([np.zeros(len(CURRENCIES)), values.cumsum(axis=0)])
    first, after = (
        (projects[column].to_numpy() - days[0].to_numpy()).astype("timedelta64[D]").astype(int) + n
        for column, n in (("start", 0), ("end", 1))
    )
    code = pd.Categorical(projects["currency"], CURRENCIES).codes.astype(int)
    dollars, budget = CURRENCIES.index("USD"), projects["budget"].to_numpy()

    def gather() -> object:
        in_dollars = sums[after, dollars] - sums[first, dollars]
        return in_dollars / (sums[after, code] - sums[first, code]) * budget

    return gather


def merge_of(projects: pd.DataFrame) -> Callable[[], object]:
    """Prepare the merge: a long table of rates is made beforehand."""
    wide = mf.ecb_rates().to_frame()[CURRENCIES]
    days = pd.date_range(wide.index[0], wide.index[-1])
    wide = wide.reindex(days).ffill().rename_axis("start")
    cross = wide.rdiv(wide["USD"], axis=0)
    long = cross.melt(ignore_index=False, var_name="currency", value_name="rate").reset_index()
    long["start"] = long["start"].astype(projects["start"].dtype)
    long["currency"] = long["currency"].astype(projects["currency"].dtype)

    def merge() -> object:
        merged = projects.merge(long, on=["start", "currency"], how="left")
        return merged.assign(budget_usd=merged["budget"] * merged["rate"])

    return merge


def loop_of(projects: pd.DataFrame) -> Callable[[], object]:
    """Prepare CurrencyConverter's conversion of the first rows."""
    from currency_converter import CurrencyConverter

    converter = CurrencyConverter(fallback_on_missing_rate=True)

    def loop() -> None:
        for row in projects.itertuples():
            converter.convert(row.budget, row.currency, "USD", date=row.start.date())

    return loop


MEMORY = """
import resource, sys
sys.path.insert(0, "benchmarks")
import currency, migfund as mf
projects = currency.projects_of({rows}).astype(dict.fromkeys(currency.TEXTS, "category"))
mf.convert_currency(projects.head(10), at={at!r})
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # the peak is counted from here on
with open("/proc/self/statm") as file:
    before = int(file.read().split()[1]) * resource.getpagesize()
converted = mf.convert_currency(projects, at={at!r})
with open("/proc/self/status") as file:
    peak = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
added = converted.drop(columns=projects.columns).memory_usage(index=False, deep=True).sum()
print(added / 1e6, (peak - before) / 1e6)
"""


def memory_growth(rows: int, at: str) -> tuple[float, float]:
    """Give the memory of the added columns and the growth of a process of its own, in MB."""
    code = MEMORY.format(rows=rows, at=at)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    added, grown = map(float, done.stdout.split())
    return added, grown


TIMES = """
import gc, json, sys, time
sys.path.insert(0, {benchmarks!r})
import currency, migfund as mf
seconds = {{}}
for rows in {sizes!r}:
    texts = currency.projects_of(rows)
    projects = texts.astype(dict.fromkeys(currency.TEXTS, "category"))
    mixed = currency.mixed_of(projects)
    for name, call in {{
        "days": lambda: mf.convert_currency(projects),
        "periods": lambda: mf.convert_currency(projects, at="period"),
        "mixed": lambda: mf.convert_currency(mixed, on_missing="null"),
        "days, plain text": lambda: mf.convert_currency(texts),
    }}.items():
        call()
        best = float("inf")
        for _ in range(10 if rows > 100_000 else 100):
            gc.collect()
            begin = time.process_time()
            call()
            best = min(best, time.process_time() - begin)
        seconds[f"{{rows:,}} rows, {{name}}"] = best
print(json.dumps(seconds))
"""


def beside(base: str, sizes: list[int]) -> None:
    """Time this code and that of another checkout in turns: the least time of a processor."""
    folders = (base, str(Path(__file__).resolve().parents[1]))
    code = TIMES.format(benchmarks=str(Path(__file__).parent), sizes=sizes)
    taken: dict[str, dict[str, float]] = {folder: {} for folder in folders}
    for _ in range(3):
        for folder, least in taken.items():
            done = subprocess.run(
                [sys.executable, "-c", code],
                capture_output=True,
                text=True,
                check=True,
                cwd=folder,
                env=os.environ | {"PYTHONPATH": folder},
            )
            for name, seconds in json.loads(done.stdout).items():
                least[name] = min(seconds, least.get(name, seconds))
    for name, seconds in taken[folders[1]].items():
        before = taken[base][name]
        print(
            f"  {name:<34} {before * 1e3:8.2f} ms, now {seconds * 1e3:8.2f} ms: "
            f"{seconds / before:.2f} times"
        )


def main(sizes: list[int]) -> None:
    for rows in sizes:
        texts = projects_of(rows)
        projects = texts.astype(dict.fromkeys(TEXTS, "category"))
        mixed, some = mixed_of(projects), projects.head(2_000)
        calls = {
            "floor": floor_of(projects),
            "floor of periods": period_floor_of(projects),
            "days": lambda: mf.convert_currency(projects),  # noqa: B023
            "periods": lambda: mf.convert_currency(projects, at="period"),  # noqa: B023
            "mixed": lambda: mf.convert_currency(mixed, on_missing="null"),  # noqa: B023
            "merge": merge_of(projects),
            "days, plain text": lambda: mf.convert_currency(texts),  # noqa: B023
            "merge, plain text": merge_of(texts),
            "CurrencyConverter": loop_of(some),
        }
        for name in ("days", "periods"):
            calls[name]()
        taken = medians(calls, 7 if rows <= 1_000_000 else 3)
        taken["CurrencyConverter"] *= rows / len(some)
        print(f"{rows:,} rows: x floor {'':>13} x days (above 1: slower than migfund)")
        for name, seconds in taken.items():
            print(
                f"  {name:<18} {seconds:>10.4f} s {seconds / taken['floor']:>8.1f} "
                f"{seconds / taken['days']:>8.2f}"
            )
        if rows >= 1_000_000 and sys.platform == "linux":
            for at in ("start", "period"):
                added, grown = memory_growth(rows, at)
                print(
                    f"  memory, {at:<10} {added:>10,.0f} MB of columns added, process grew "
                    f"{grown:,.0f} MB at its peak ({grown / added:.2f} times)"
                )
    if importlib.util.find_spec("pydeflate") is None:
        print("pydeflate is not installed (and fetches its data from the network)")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int)
    arguments.add_argument("--base")
    options = arguments.parse_args()
    if options.base:
        beside(options.base, [options.rows] if options.rows else [10_000, 1_000_000])
    else:
        main([options.rows] if options.rows else list(SIZES))
