"""Speed of currency conversion beside a floor and its peers, in one run.

    python benchmarks/currency.py               10^3, 10^5, 10^6 and 10^7 rows
    python benchmarks/currency.py --rows 100000 one size

Floor: a bare numpy gather `rates[day, currency] * budget` from arrays of integers, without any
check or column of provenance. Peers: a pandas merge on day and currency, CurrencyConverter's
conversion row by row (timed on 2,000 rows), pydeflate where it is installed (years only).
Goals: days at most 3 times the floor with all columns of provenance, faster than the merge, at
least 30 times CurrencyConverter; averages over periods as fast as days; memory growth at most 1.5
times the columns added.
"""

import argparse
import gc
import importlib.util
import resource
import time

import numpy as np
import pandas as pd

import migfund as mf

CURRENCIES = ["EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "CAD", "AUD", "JPY", "USD"]
SIZES = (1_000, 100_000, 1_000_000, 10_000_000)


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


def seconds(call, runs: int = 3) -> float:
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        begin = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - begin)
    return best


def floor_of(projects: pd.DataFrame):
    """Prepare the floor: integers for days and currencies are made beforehand."""
    wide = mf.ecb_rates().to_frame()
    days = pd.date_range(wide.index[0], wide.index[-1])
    values = wide.reindex(days).ffill()[CURRENCIES].to_numpy()
    cross = values[:, [CURRENCIES.index("USD")]] / values
    day = (projects["start"].to_numpy() - days[0].to_numpy()).astype("timedelta64[D]").astype(int)
    code = pd.Categorical(projects["currency"], CURRENCIES).codes.astype(int)
    budget = projects["budget"].to_numpy()
    return lambda: cross[day, code] * budget


def merge_of(projects: pd.DataFrame):
    wide = mf.ecb_rates().to_frame()[CURRENCIES]
    days = pd.date_range(wide.index[0], wide.index[-1])
    wide = wide.reindex(days).ffill().rename_axis("start")
    cross = wide.rdiv(wide["USD"], axis=0)
    long = cross.melt(ignore_index=False, var_name="currency", value_name="rate").reset_index()
    long["start"] = long["start"].astype(projects["start"].dtype)

    def merge():
        merged = projects.merge(long, on=["start", "currency"], how="left")
        return merged.assign(budget_usd=merged["budget"] * merged["rate"])

    return merge


def converter_seconds_a_row(projects: pd.DataFrame) -> float:
    from currency_converter import CurrencyConverter

    converter = CurrencyConverter(fallback_on_missing_rate=True)
    some = projects.head(2_000)

    def loop():
        for row in some.itertuples():
            converter.convert(row.budget, row.currency, "USD", date=row.start.date())

    return seconds(loop, runs=2) / len(some)


def memory_growth(projects: pd.DataFrame) -> tuple[float, float]:
    """Give the memory of the added columns and the growth of the process, in MB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    converted = mf.convert_currency(projects)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    added = converted.drop(columns=projects.columns).memory_usage(deep=True).sum()
    return added / 1e6, grown / 1e3


def main(sizes: list[int]) -> None:
    print(
        f"{'rows':>11} {'floor':>9} {'days':>9} {'x floor':>8} {'periods':>9} {'x days':>7} "
        f"{'merge':>9} {'x days':>7} {'loop x days':>12}"
    )
    for rows in sizes:
        projects = projects_of(rows)
        mf.convert_currency(projects.head(10))
        runs = 3 if rows <= 1_000_000 else 1
        added, grown = memory_growth(projects) if rows >= 1_000_000 else (0, 0)
        floor = seconds(floor_of(projects), runs)
        days = seconds(lambda: mf.convert_currency(projects), runs)  # noqa: B023
        periods = seconds(lambda: mf.convert_currency(projects, at="period"), runs)  # noqa: B023
        merge = seconds(merge_of(projects), runs)
        loop = converter_seconds_a_row(projects) * rows
        print(
            f"{rows:>11,} {floor:>8.4f}s {days:>8.4f}s {days / floor:>8.1f} {periods:>8.4f}s "
            f"{periods / days:>7.2f} {merge:>8.4f}s {merge / days:>7.1f} {loop / days:>12,.0f}"
        )
        if added:
            print(
                f"{'':>11} memory: {added:,.0f} MB of columns added, process grew {grown:,.0f} MB "
                f"({grown / added:.2f} times)"
            )
    if importlib.util.find_spec("pydeflate") is None:
        print("pydeflate is not installed (and fetches its data from the network)")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int)
    options = arguments.parse_args()
    main([options.rows] if options.rows else list(SIZES))
