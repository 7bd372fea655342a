"""How fast large tables are read: a CSV file and a workbook, beside pandas alone.

    python benchmarks/tables.py               1,000,000 rows of CSV, 100,000 rows of xlsx
    python benchmarks/tables.py --rows N --sheet-rows M

Each file is read in a process of its own, so that its memory is its own. ``distinct`` is how many
different budgets, countries and dates there are; ids and titles differ in every row.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

GOALS = {"seconds": 15, "gigabytes": 1.0}

READ = """
import re, sys, time
import migfund as mf, pandas as pd

def peak():
    try:
        status = open("/proc/self/status").read()
    except OSError:
        return float("nan")  # no Linux
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1e6

before = peak()
begin, worked = time.perf_counter(), time.process_time()
columns = {"project_id": "ID", "title": "Title", "budget": "Amount", "currency": "Currency",
           "countries": "Country", "start": "From", "end": "To", "status": "Status"}
if sys.argv[2] == "migfund":
    table = mf.read_table(sys.argv[1], columns=columns)
    total = table["budget"].sum()
else:
    read = pd.read_excel if sys.argv[1].endswith("xlsx") else pd.read_csv
    options = {"engine": "calamine"} if sys.argv[1].endswith("xlsx") else {}
    table = read(sys.argv[1], **options)
    total = table["Amount"].sum()
seconds, worked = time.perf_counter() - begin, time.process_time() - worked
print(f"{len(table):,} rows, sum {total:,.2f}: {seconds:.1f} s ({worked:.1f} s of a core), "
      f"{peak():.2f} GB at most ({before:.2f} GB before)")
"""


def make(path: Path, rows: int) -> None:
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(1)
    countries = ["Mali", "Niger", "Kenya, Uganda", "Côte d'Ivoire", "Sahel", "Armenia; Georgia"]
    days = pd.date_range("2005-01-01", "2024-12-31").strftime("%Y-%m-%d").to_numpy()
    table = pd.DataFrame(
        {
            "ID": [f"P-{number:07d}" for number in range(rows)],
            "Title": [f"Support to border management, part {number}" for number in range(rows)],
            "Amount": random.integers(10_000, 10_000_000, rows),
            "Currency": random.choice(["EUR", "USD", "GBP"], rows),
            "Country": random.choice(countries, rows),
            "From": random.choice(days, rows),
            "To": random.choice(["2025", "2026-06-30", "December 2027", ""], rows),
            "Status": random.choice(["open", "closed"], rows),
            "Officer": random.choice(["Ann", "Bo", "Cy"], rows),
            "Note": random.choice(["", "seen", "to be checked by the desk"], rows),
        }
    )
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        table.to_excel(path, index=False, engine="xlsxwriter")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--sheet-rows", type=int, default=100_000)
    options = arguments.parse_args()
    print(f"Goal for a million rows of CSV: {GOALS['seconds']} s, {GOALS['gigabytes']} GB")
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in (("table.csv", options.rows), ("table.xlsx", options.sheet_rows)):
            path = Path(folder, name)
            make(path, rows)
            for reader in ("migfund", "pandas"):
                run = [sys.executable, "-c", READ, str(path), reader]
                said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
                print(f"{path.suffix[1:]:<5} {reader:<8} {said.strip()}", flush=True)


if __name__ == "__main__":
    main()
