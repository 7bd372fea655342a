"""Speed and memory of splits and totals beside floors and a peer, in one run.

    python benchmarks/totals.py               10^5 and 10^6 projects
    python benchmarks/totals.py --large       10^7 too
    python benchmarks/totals.py --rows 10000  one size

Project-years: `mf.split_by_year` on projects of one month to five years (3.5 years a project),
with every column that `mf.convert_currency` adds; texts of few values are categories. Repeat: a
bare `np.repeat` of the index and of each of the table's columns (for categories, of their codes)
by the number of years of each project, and the multiplication of the two of money by the share;
the numbers and shares are made beforehand. Take: the same by `ndarray.take` with positions made
beforehand. Both leave out what the split adds: labels, days, bounds, share and rule. Goals: at
most 1.5 times the repeat where dates are days; 10^7 projects within 6 GB. Mixed: the same projects,
a third of the dates stated as months and a third as years, which need bounds.

Region by year: projects of one to four countries, in Arrow lists, are split to countries and years
and totalled by M49 subregion and year. Pandas: the pipeline that one writes by hand, explode, a
merge with the countries' regions, one row a year by `Index.repeat`, days of overlap and a groupby;
it keeps neither order nor index, shares, bounds, missing values, counts, quartiles nor words, and
gives the totals alone. Goal: at most twice that. Both give the same totals, which is checked.
"""

import argparse
import contextlib
import gc
import resource
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
from currency import medians, projects_of

import migfund as mf

SIZES = (100_000, 1_000_000)
LARGE = 10_000_000
VALUE = "budget_usd"
MONEY = ["budget", VALUE]
TEXTS = ["currency", "start_precision", "end_precision", "fund"]


def converted_projects(rows: int) -> pd.DataFrame:
    """Make converted projects whose columns are numbers, dates and categories."""
    projects = projects_of(rows)
    projects["fund"] = np.array(["IDF", "MPF", "EUTF", "AMIF"])[np.arange(rows) % 4]
    converted = mf.convert_currency(projects.astype(dict.fromkeys(TEXTS, "category")))
    # What Arrow keeps of the texts made on the way would count as memory of the split.
    pa.default_memory_pool().release_unused()
    return converted


def with_mixed_precision(projects: pd.DataFrame) -> pd.DataFrame:
    """State a third of the dates as months and a third as years."""
    code = np.random.default_rng(3).integers(0, 3, (2, len(projects)))
    kinds = [pd.Categorical.from_codes(c, ["day", "month", "year"]) for c in code]
    return projects.assign(start_precision=kinds[0], end_precision=kinds[1])


def arrays_of(projects: pd.DataFrame) -> list[np.ndarray]:
    """Return the index and the columns as bare arrays, those of money last."""
    columns = [projects.index.to_series(), *(projects[n] for n in projects if n not in MONEY)]
    arrays = [c.cat.codes if c.dtype == "category" else c for c in columns]
    return [array.to_numpy() for array in [*arrays, *(projects[name] for name in MONEY)]]


def floors_of(projects: pd.DataFrame, counts: np.ndarray, share: np.ndarray):
    """Prepare the floors: arrays, numbers of years, positions and shares are made beforehand."""
    arrays = arrays_of(projects)
    positions = np.repeat(np.arange(len(projects)), counts)

    def repeat():
        parts = [np.repeat(array, counts) for array in arrays]
        return [*parts[:-2], parts[-2] * share, parts[-1] * share]

    def take():
        parts = [array.take(positions) for array in arrays]
        return [*parts[:-2], parts[-2] * share, parts[-1] * share]

    return repeat, take


def forget_peak() -> None:
    """Let the largest memory be counted from here on, where the system allows it."""
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak() -> float:
    """Return the largest memory that the process has had, in GB."""
    with contextlib.suppress(OSError), open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def project_years(sizes: list[int]) -> None:
    print("project-years")
    print(
        f"{'projects':>11} {'rows':>11} {'migfund':>9} {'repeat':>9} {'x repeat':>9} {'take':>9} "
        f"{'x take':>7} {'mixed':>9} {'peak':>8} {'peak mixed':>11}"
    )
    for size in sizes:
        projects = converted_projects(size)
        forget_peak()
        split = mf.split_by_year(projects)
        # Memory is read before the floors run, which would add theirs.
        days_peak = peak()
        rows, share = len(split), split["share"].to_numpy().copy()
        counts = split.groupby("project").size().to_numpy()
        del split
        runs = 5 if size <= 1_000_000 else 2
        floors = dict(zip(("repeat", "take"), floors_of(projects, counts, share), strict=True))
        own = {"days": partial(mf.split_by_year, projects)}
        days, repeat, take = medians(own | floors, runs).values()
        del share, counts, floors
        gc.collect()
        projects = with_mixed_precision(projects)
        call = partial(mf.split_by_year, projects, on_invalid="unallocated")
        mixed = medians({"mixed": call}, runs)["mixed"]
        print(
            f"{size:>11,} {rows:>11,} {days:>8.4f}s {repeat:>8.4f}s {days / repeat:>9.2f} "
            f"{take:>8.4f}s {days / take:>7.2f} {mixed:>8.4f}s {days_peak:>5.2f} GB "
            f"{peak():>8.2f} GB"
        )


def with_countries(projects: pd.DataFrame) -> pd.DataFrame:
    """Give each project one to four of sixty countries."""
    rng = np.random.default_rng(5)
    codes = mf.region_schemes("m49")["country"].drop_duplicates().iloc[::4].to_numpy()
    counts = rng.integers(1, 5, len(projects))
    # Neighbours in a shuffled circle are all different.
    begin = np.repeat(rng.integers(0, len(codes), len(projects)), counts)
    rank = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    flat = pa.array(codes[(begin + rank) % len(codes)])
    lists = pa.ListArray.from_arrays(np.concatenate([[0], np.cumsum(counts)]).astype("i4"), flat)
    return projects.assign(countries=pd.array(lists, dtype=pd.ArrowDtype(lists.type)))


def by_migfund(projects: pd.DataFrame) -> pd.DataFrame:
    parts = mf.split_by_year(mf.split_by_country(projects))
    regions = mf.add_region(parts, scheme="m49")
    return mf.total_by(regions, ["subregion_m49", "calendar_year"])


def by_pandas(projects: pd.DataFrame) -> pd.DataFrame:
    regions = mf.region_schemes("m49").query("level == 'subregion'")[["country", "group"]]
    rows = projects[["start", "end", "countries", VALUE]].copy()
    rows[VALUE] /= rows["countries"].list.len()
    rows = rows.explode("countries").rename(columns={"countries": "country"})
    rows["country"] = rows["country"].astype("str")
    rows = rows.merge(regions, on="country", how="left").reset_index(drop=True)
    first, last = rows["start"].dt.year, rows["end"].dt.year
    years = rows.loc[rows.index.repeat(last - first + 1)]
    years["year"] = years["start"].dt.year + years.groupby(level=0).cumcount()
    begin = pd.to_datetime(years["year"].astype(str) + "-01-01")
    end = pd.to_datetime(years["year"].astype(str) + "-12-31")
    overlap = (years["end"].clip(upper=end) - years["start"].clip(lower=begin)).dt.days + 1
    years[VALUE] *= overlap / ((years["end"] - years["start"]).dt.days + 1)
    return years.groupby(["group", "year"])[VALUE].sum().reset_index()


def region_by_year(sizes: list[int]) -> None:
    print("region by year, from projects with countries")
    print(f"{'projects':>11} {'migfund':>9} {'pandas':>9} {'x pandas':>9} {'peak':>8}")
    # 10^6 projects have some 9 million parts; ten times as many do not fit into memory.
    for size in [size for size in sizes if size <= 1_000_000]:
        projects = with_countries(converted_projects(size))
        forget_peak()
        found = by_migfund(projects)
        own_peak = peak()
        plain = by_pandas(projects)
        held = found.dropna(subset=["total", "subregion_m49"])
        np.testing.assert_allclose(held["total"].to_numpy(), plain[VALUE].to_numpy())
        calls = {"own": partial(by_migfund, projects), "pandas": partial(by_pandas, projects)}
        own, peer = medians(calls, 3).values()
        print(f"{size:>11,} {own:>8.2f}s {peer:>8.2f}s {own / peer:>9.2f} {own_peak:>5.2f} GB")


def main(sizes: list[int]) -> None:
    region_by_year(sizes)
    project_years(sizes)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int)
    arguments.add_argument("--large", action="store_true", help="10^7 projects too")
    options = arguments.parse_args()
    main([options.rows] if options.rows else [*SIZES, *([LARGE] if options.large else [])])
