"""Analyses that together use every public function that makes columns, parts or totals.

Each treats a project alike wherever it stands, so it has the same totals over any partitions. The
options let tables with gaps, faults and repeated ids pass, as those of the repository's pages.
"""

from collections.abc import Callable

import pandas as pd

import migfund as mf

Analysis = Callable[[pd.DataFrame], pd.DataFrame]


def converted(table: pd.DataFrame, at: str | None = None, to: str = "USD") -> pd.DataFrame:
    return mf.convert_currency(table, to=to, at=at, on_missing="null")


def by_region_and_year(table: pd.DataFrame) -> pd.DataFrame:
    rows = converted(table)
    return mf.total_by(rows, ["region_m49", "calendar_year"], repeated="count", grand_total=True)


def by_country_and_fund_at_period_rates(table: pd.DataFrame) -> pd.DataFrame:
    return mf.total_by(converted(table, "period"), ["country", "fund"], repeated="count")


def by_quarter_of_the_rows(table: pd.DataFrame) -> pd.DataFrame:
    rows = mf.split_by_country(table, rule="primary", on_invalid="unallocated")
    rows = mf.split_by_year(rows, freq="quarter", profile="front", on_invalid="unallocated")
    rows = converted(rows, "part", "EUR")
    return mf.total_by(rows, "quarter", value="budget_eur", repeated="count", grand_total=True)


def by_month_of_the_rows(table: pd.DataFrame) -> pd.DataFrame:
    rows = mf.split_by_year(converted(table), freq="month", on_invalid="unallocated")
    return mf.total_by_year(rows, repeated="count")


def by_month(table: pd.DataFrame) -> pd.DataFrame:
    return mf.total_by(converted(table), ["month", "region_world_bank"], repeated="count")


def by_start_year_at_the_worlds_rates(table: pd.DataFrame) -> pd.DataFrame:
    rates = mf.ecb_rates() | mf.world_rates()
    rows = mf.convert_currency(table, to="USD", rates=rates, on_missing="null")
    return mf.total_by_year(rows, repeated="count")


def whole_under_each_country(table: pd.DataFrame) -> pd.DataFrame:
    rows = converted(mf.split_by_country(table, rule="full"))
    return mf.total_by_country(rows, sort="total", grand_total=True, repeated="count")


def by_region_of_a_listed_scheme(table: pd.DataFrame) -> pd.DataFrame:
    return mf.total_by_region(converted(table), scheme="ldc", at=2019, repeated="count")


def by_groups_that_overlap(table: pd.DataFrame) -> pd.DataFrame:
    rows = mf.add_region(mf.split_by_country(converted(table)), scheme="un_special", at=2019)
    return mf.total_by(rows, "groups_un_special", repeated="count")


def months_by_subregion(table: pd.DataFrame) -> pd.DataFrame:
    rows = mf.add_duration(table, on_invalid="null")
    return mf.total_by_region(rows, value="duration_months", level="subregion", repeated="count")


def in_constant_prices(table: pd.DataFrame) -> pd.DataFrame:
    made_up = pd.Series({year: 50.0 + 1.7 * (year - 1980) for year in range(1980, 2040)})
    rows = mf.deflate(converted(table), to_year=2015, deflators=made_up, on_missing="null")
    rows = mf.split_by_year(rows, fiscal_year_start=7, profile="back", on_invalid="unallocated")
    return mf.total_by_year(rows, value="budget_usd_2015", repeated="count")


def as_stated(table: pd.DataFrame) -> pd.DataFrame:
    known = table[table["currency"].notna()]
    return mf.total_by(known, ["currency", "start_precision"], value="budget", repeated="count")


# Those of the first list use every function, the others further keys and options.
EVERY_FUNCTION: list[Analysis] = [
    whole_under_each_country,
    by_groups_that_overlap,
    months_by_subregion,
    in_constant_prices,
]
ANALYSES: list[Analysis] = [
    *EVERY_FUNCTION,
    by_region_and_year,
    by_country_and_fund_at_period_rates,
    by_quarter_of_the_rows,
    by_month_of_the_rows,
    by_month,
    by_start_year_at_the_worlds_rates,
    by_region_of_a_listed_scheme,
    as_stated,
]
