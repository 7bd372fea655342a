"""Every chart on every kind of data: what the tests of charts and the contact sheet draw."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import migfund as mf
from migfund.schema import make_table

PAGES = Path(__file__).parents[1] / "data" / "pages"
SIZES: dict[str, tuple[float, float] | None] = {
    "one column": (3.3, 3.2),
    "two columns": (6.9, 3.8),
    "bare": None,
}
EUROPE = "AUT BEL BGR HRV CYP CZE DNK EST FIN FRA DEU GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT"
LONG = "COD GBR BIH STP VCT FSM CAF TTO PNG PRK LAO SXM MKD COG TCD GNB GNQ SLB KNA ATG MHL DOM"


def made(count: int, budgets: Any, countries: str, *, dated: bool = True) -> pd.DataFrame:
    """Return projects with converted budgets, durations and dates of several precisions."""
    codes = countries.split()
    years = [2012 + (3 * n) % 13 for n in range(count)]
    rows = [
        {
            "title": f"Strengthening the management of $ and borders in country {n}, phase {n % 4}",
            "project_id": f"P{n}",
            "fund": f"Fund of the Ministry of Foreign Affairs and International Relations {n % 11}"
            if n % 5
            else None,
            "countries": [codes[n % len(codes)], codes[(7 * n + 1) % len(codes)]][: 1 + n % 2],
            "start": pd.Timestamp(years[n], 1, 1) if dated else None,
            "start_precision": ("year", "month", "day")[n % 3] if dated else None,
            "end": pd.Timestamp(years[n] + 1 + n % 4, 12, 31) if dated else None,
            "end_precision": ("year", "day")[n % 2] if dated else None,
            "currency": "USD",
            "source": f"page{n}.txt",
        }
        for n in range(count)
    ]
    table = make_table(rows)
    table["budget"] = budgets
    return mf.add_duration(mf.convert_currency(table, on_missing="null"))


@cache
def real() -> pd.DataFrame:
    """Return the projects of the repository's pages."""
    projects = mf.read_projects(PAGES, on_error="report")
    projects = mf.convert_currency(mf.merge_duplicates(projects), on_missing="null")
    return mf.add_duration(projects)


@cache
def data(case: str) -> pd.DataFrame:
    """Return the projects of a case."""
    odd = [0.0, -2_500_000.0, 4.5e13, 12.0, np.nan, 1e6, -50.0, 0.0, 3e9, 7.25]
    many = np.random.default_rng(1).lognormal(13, 1.6, 1000)
    cases: dict[str, Callable[[], pd.DataFrame]] = {
        "real": real,
        "one row": lambda: made(1, [250_000.0], "ARM"),
        "long names": lambda: made(54, np.linspace(4e5, 3e6, 54), LONG + " VAT IRN SYR LBY VEN"),
        "all missing": lambda: made(6, [np.nan] * 6, EUROPE, dated=False),
        "odd sums": lambda: made(10, odd, EUROPE),
        "1,000 projects": lambda: made(1000, many, f"{EUROPE} {LONG}"),
    }
    return cases[case]()


CASES = ("real", "one row", "long names", "all missing", "odd sums", "1,000 projects")


def not_negative(projects: pd.DataFrame) -> pd.DataFrame:
    """Return the projects but for those with a negative budget, which some charts refuse."""
    return projects[~(projects["budget_usd"] < 0)]


def _by_start_year(projects: pd.DataFrame, *keys: str) -> pd.DataFrame:
    years = pd.array(projects["start"].dt.year, dtype="Int64")
    return mf.total_by(projects.assign(start_year=years), ["start_year", *keys])


def _compared(projects: pd.DataFrame) -> pd.DataFrame:
    by = {"equal": "equal shares", "primary": "the first country named"}
    found = {
        label: mf.total_by_country(mf.split_by_country(projects, rule=rule)).set_index("country")
        for rule, label in by.items()
    }
    return pd.DataFrame({label: totals["total"] for label, totals in found.items()})


CHARTS: dict[str, Callable[..., Any]] = {
    "totals": lambda p, **given: mf.plot_totals(mf.total_by_country(p), **given),
    "years": lambda p, **given: mf.plot_years(_by_start_year(p), **given),
    "years by fund": lambda p, **given: mf.plot_years(_by_start_year(p, "fund"), **given),
    "panels": lambda p, ax, **given: mf.plot_panels(
        _by_start_year(p, "fund"), figure=_emptied(ax), **given
    ),
    "slope": lambda p, **given: mf.plot_slope(_compared(p), **given),
    "lorenz": lambda p, **given: mf.plot_lorenz(mf.total_by_country(not_negative(p)), **given),
    "heat map": lambda p, **given: mf.plot_heatmap(
        mf.crosstab(mf.split_by_country(p), ["country", "fund"]), **given
    ),
    "heat map of regions": lambda p, **given: mf.plot_heatmap(
        mf.total_by(mf.add_region(mf.split_by_country(p)), ["fund", "region_m49"]), **given
    ),
    "flows": lambda p, **given: mf.plot_flows(
        mf.total_by(mf.add_region(mf.split_by_country(not_negative(p))), ["fund", "region_m49"]),
        **given,
    ),
    "budget and duration": mf.plot_budget_duration,
    "map": lambda p, **given: mf.plot_map(mf.total_by_country(p), **given),
    "map of circles": lambda p, **given: mf.plot_map(
        mf.total_by_country(p), kind="circles", **given
    ),
    "tiles": lambda p, **given: mf.plot_tiles(mf.total_by_country(p), classes="round", **given),
    "timeline": mf.plot_timeline,
    "durations": lambda p, **given: mf.plot_durations(mf.duration_by(p, "fund"), **given),
}
"""A chart of a table of projects, with the arguments ``ax`` and ``title``."""


def _emptied(ax: Any) -> Any:
    """Return the figure of an Axes without it."""
    ax.figure.clear()
    return ax.figure


def draw(chart: str, case: str, size: str, theme: str = "default") -> Any:
    """Draw a chart of a case on Axes of a size, and return its figure."""
    with plt.style.context(theme):
        figure, ax = plt.subplots(figsize=SIZES[size])
        CHARTS[chart](data(case), ax=ax, title=f"{chart.capitalize()}: planned budgets, {case}")
    return figure
