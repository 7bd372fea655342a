"""Speed and memory of splits beside floors, in one run.

    python benchmarks/totals.py               10^5 and 10^6 projects
    python benchmarks/totals.py --large       10^7 too
    python benchmarks/totals.py --rows 10000  one size

Project-years: `mf.split_by_year` on projects of one month to five years (3.5 years a project),
with every column that `mf.convert_currency` adds; texts of few values are categories. Repeat: a
bare `np.repeat` of the index and of each of the table's columns (for categories, of their codes)
by the number of years of each project, and the multiplication of one of them by the share; the
numbers and shares are made beforehand. Take: the same by `ndarray.take` with positions made
beforehand. Both leave out what the split adds: labels, days, bounds, share and rule. Goals: at
most 1.5 times the repeat where dates are days; 10^7 projects within 6 GB. Mixed: the same projects,
a third of the dates stated as months and a third as years, which need bounds.
"""

import argparse
import gc
import resource

import numpy as np
import pandas as pd
import pyarrow as pa
from currency import projects_of, seconds

import migfund as mf

SIZES = (100_000, 1_000_000)
LARGE = 10_000_000
VALUE = "budget_usd"
CATEGORIES = ["currency", "start_precision", "end_precision", "fx_basis", "fx_source", "fund"]


def converted_projects(rows: int) -> pd.DataFrame:
    """Make converted projects whose columns are numbers, dates and categories."""
    projects = projects_of(rows).astype(dict.fromkeys(CATEGORIES[:3], "category"))
    projects["fund"] = np.array(["IDF", "MPF", "EUTF", "AMIF"])[np.arange(rows) % 4]
    converted = mf.convert_currency(projects).astype(dict.fromkeys(CATEGORIES[3:], "category"))
    # What Arrow keeps of the texts made on the way would count as memory of the split.
    pa.default_memory_pool().release_unused()
    return converted


def with_mixed_precision(projects: pd.DataFrame) -> pd.DataFrame:
    """State a third of the dates as months and a third as years."""
    code = np.random.default_rng(3).integers(0, 3, (2, len(projects)))
    kinds = [pd.Categorical.from_codes(c, ["day", "month", "year"]) for c in code]
    return projects.assign(start_precision=kinds[0], end_precision=kinds[1])


def arrays_of(projects: pd.DataFrame) -> list[np.ndarray]:
    """Give the index and the columns as bare arrays, the value last."""
    columns = [projects.index.to_series(), *(projects[n] for n in projects if n != VALUE)]
    arrays = [c.cat.codes if c.dtype == "category" else c for c in columns]
    return [array.to_numpy() for array in [*arrays, projects[VALUE]]]


def floors_of(projects: pd.DataFrame, counts: np.ndarray, share: np.ndarray):
    """Prepare the floors: arrays, numbers of years, positions and shares are made beforehand."""
    arrays = arrays_of(projects)
    positions = np.repeat(np.arange(len(projects)), counts)

    def repeat():
        parts = [np.repeat(array, counts) for array in arrays]
        parts[-1] *= share
        return parts

    def take():
        parts = [array.take(positions) for array in arrays]
        parts[-1] *= share
        return parts

    return repeat, take


def peak() -> float:
    """Give the largest memory that the process has had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def project_years(sizes: list[int]) -> None:
    print("project-years")
    print(
        f"{'projects':>11} {'rows':>11} {'migfund':>9} {'repeat':>9} {'x repeat':>9} {'take':>9} "
        f"{'x take':>7} {'mixed':>9} {'peak':>8} {'peak mixed':>11}"
    )
    for size in sizes:
        projects = converted_projects(size)
        split = mf.split_by_year(projects, value=VALUE)
        # Memory is read before the floors run, which would add theirs.
        days_peak = peak()
        rows, share = len(split), split["share"].to_numpy().copy()
        counts = split.groupby(level=0).size().to_numpy()
        del split
        runs = 5 if size <= 1_000_000 else 2
        days = seconds(lambda: mf.split_by_year(projects, value=VALUE), runs)  # noqa: B023
        repeat, take = (seconds(call, runs) for call in floors_of(projects, counts, share))
        del share, counts
        gc.collect()
        projects = with_mixed_precision(projects)
        mixed = seconds(
            lambda: mf.split_by_year(projects, value=VALUE, on_invalid="unallocated"),  # noqa: B023
            runs,
        )
        print(
            f"{size:>11,} {rows:>11,} {days:>8.4f}s {repeat:>8.4f}s {days / repeat:>9.2f} "
            f"{take:>8.4f}s {days / take:>7.2f} {mixed:>8.4f}s {days_peak:>5.2f} GB "
            f"{peak():>8.2f} GB"
        )


def main(sizes: list[int]) -> None:
    project_years(sizes)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int)
    arguments.add_argument("--large", action="store_true", help="10^7 projects too")
    options = arguments.parse_args()
    main([options.rows] if options.rows else [*SIZES, *([LARGE] if options.large else [])])
