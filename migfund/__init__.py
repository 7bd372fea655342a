"""Project records of migration funds as pandas tables, with every figure traceable.

Read
    read_projects, read_table, suggest_mapping, table_presets; parse_amount, parse_countries, parse_period for words
Put into one currency and one year's prices
    convert_currency with ecb_rates, world_rates, live_rates, read_rates or fixed_rates (Rates);
    compare_conversions; deflate with us_cpi or read_deflators (Deflators)
Measure and divide
    add_duration, add_region, region_schemes; split_by_country, split_by_year
Add up
    total_by, total_by_country, total_by_region, total_by_year, crosstab; duration_by,
    concentration, cofunding
Check and trace
    problems, check_projects, find_duplicates, merge_duplicates; explain, mark_source, methods_note
Show and keep
    plot_totals, plot_durations, plot_timeline; format_table, write_table

Most functions take a table first and return a new one:

>>> import pandas as pd, migfund as mf
>>> projects = pd.DataFrame({"budget": [105_000.0], "currency": "EUR", "countries": [["BLR"]],
...                          "start": pd.to_datetime(["2019-02-01"]), "start_precision": "month"})
>>> totals = projects.pipe(mf.convert_currency, to="USD").pipe(mf.total_by_country)
>>> totals[["country", "total", "currency"]].round(2).values.tolist()
[['BLR', 119187.08, 'USD']]

Every error that migfund raises on purpose is a MigfundError.
"""

from migfund.currency.bundled import ecb_rates, world_rates
from migfund.currency.convert import convert_currency
from migfund.currency.live import live_rates
from migfund.currency.own import fixed_rates, read_rates
from migfund.currency.rates import Rates
from migfund.duplicates.find import find_duplicates
from migfund.duplicates.merge import merge_duplicates
from migfund.durations import add_duration
from migfund.errors import (
    ColumnsError,
    CurrencyError,
    DateError,
    MigfundError,
    MissingExtraError,
    OverlapWarning,
    PlaceError,
    RatesUnavailable,
    ReadError,
    ScopeError,
)
from migfund.files.write import write_table
from migfund.parse.amounts import parse_amount
from migfund.parse.periods import parse_period
from migfund.parse.places import parse_countries
from migfund.plot.groups import plot_durations, plot_totals
from migfund.plot.timeline import plot_timeline
from migfund.prices.deflate import deflate
from migfund.prices.deflators import Deflators, us_cpi
from migfund.prices.read_deflators import read_deflators
from migfund.provenance.checks import check_projects
from migfund.provenance.explain import explain
from migfund.provenance.marks import mark_source
from migfund.provenance.methods import methods_note
from migfund.provenance.problems import problems
from migfund.publish.tables import format_table
from migfund.read.headings import suggest_mapping
from migfund.read.presets import table_presets
from migfund.read.projects import read_projects
from migfund.read.tables import read_table
from migfund.regions.add import add_region
from migfund.regions.schemes import region_schemes
from migfund.split.by_country import split_by_country
from migfund.split.by_year import split_by_year
from migfund.totals.cofunding import cofunding
from migfund.totals.compare_conversions import compare_conversions
from migfund.totals.concentration import concentration
from migfund.totals.short_forms import (
    crosstab,
    total_by_country,
    total_by_region,
    total_by_year,
)
from migfund.totals.total_by import duration_by, total_by

__version__ = "0.1.0"

__all__ = [
    "ColumnsError",
    "CurrencyError",
    "DateError",
    "Deflators",
    "MigfundError",
    "MissingExtraError",
    "OverlapWarning",
    "PlaceError",
    "Rates",
    "RatesUnavailable",
    "ReadError",
    "ScopeError",
    "add_duration",
    "add_region",
    "check_projects",
    "cofunding",
    "compare_conversions",
    "concentration",
    "convert_currency",
    "crosstab",
    "deflate",
    "duration_by",
    "ecb_rates",
    "explain",
    "find_duplicates",
    "fixed_rates",
    "format_table",
    "live_rates",
    "mark_source",
    "merge_duplicates",
    "methods_note",
    "parse_amount",
    "parse_countries",
    "parse_period",
    "plot_durations",
    "plot_timeline",
    "plot_totals",
    "problems",
    "read_deflators",
    "read_projects",
    "read_rates",
    "read_table",
    "region_schemes",
    "split_by_country",
    "split_by_year",
    "suggest_mapping",
    "table_presets",
    "total_by",
    "total_by_country",
    "total_by_region",
    "total_by_year",
    "us_cpi",
    "world_rates",
    "write_table",
]


def __dir__() -> list[str]:
    """Return the public names, so that completion does not show the packages within."""
    return [*__all__, "__version__"]
