"""Write the headline figures of data/ to tests/golden, which a test holds every change to.

Run it only after a change that is meant to alter figures, and say in the changelog which and why.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import migfund as mf

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "headline_figures.csv"


def figures() -> dict[str, str]:
    """Return the headline figures of the pages and IATI files in data/, as text."""
    projects = mf.read_projects(ROOT / "data" / "pages", on_error="report")
    projects = projects.assign(source=[Path(source).name for source in projects["source"]])
    merged = mf.merge_duplicates(projects)
    activities = mf.read_iati(sorted((ROOT / "data" / "iati").glob("*.xml")), to="USD")
    found = {"pages": str(len(projects)), "projects": str(len(merged))}
    found |= {f"projects with {name}": str(merged[name].notna().sum()) for name in _STATED}
    found["problems"] = str(len(mf.problems(projects)))
    for to in ("USD", "EUR"):
        for at in ("start", "end"):
            money = mf.convert_currency(merged, to=to, at=at, on_missing="null")
            value = f"budget_{to.lower()}"
            found[f"pages, {to} at {at}"] = f"{money[value].sum():.2f}"
            if (to, at) == ("USD", "start"):
                found |= _totals(f"pages, {to} at {at}", money, value)
    lasting = mf.add_duration(merged, on_invalid="null")["duration_months"]
    found["pages, mean duration in months"] = f"{lasting.mean():.4f}"
    found["pages, median duration in months"] = f"{lasting.median():.4f}"
    found["activities"] = str(len(activities))
    for value in ("budget", "commitment", "disbursement"):
        found[f"activities, {value} in USD"] = f"{activities[value].sum():.2f}"
    return found


_STATED = ("title", "budget", "currency", "start", "end", "countries", "region", "status")


def _totals(name: str, table: pd.DataFrame, value: str) -> dict[str, str]:
    """Return sums to the cent by fund, by country, by subregion and by year."""
    parts = mf.split_by_country(table, on_invalid="unallocated")
    years = mf.split_by_year(table, on_invalid="unallocated")
    tables = {
        "fund": mf.total_by(table, "fund", value=value),
        "country": mf.total_by(parts, "country", value=value),
        "subregion": mf.total_by_region(parts, level="subregion", value=value),
        "year": mf.total_by(years, "calendar_year", value=value),
    }
    found: dict[str, str] = {}
    for key, totals in tables.items():
        found |= dict(_rows(f"{name}, {key}", totals))
    return found


def _rows(name: str, totals: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for key, total in zip(totals.iloc[:, 0], totals["total"], strict=True):
        yield f"{name} {key}", "" if pd.isna(total) else f"{total:.2f}"


def write(target: Path = GOLDEN) -> None:
    """Write the figures, one a row."""
    target.parent.mkdir(exist_ok=True)
    with open(target, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerows([("figure", "value"), *figures().items()])


if __name__ == "__main__":
    write()
    print(GOLDEN.relative_to(ROOT))
