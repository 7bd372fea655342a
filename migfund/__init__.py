"""Project records of migration funds as pandas tables, with every figure traceable."""

from migfund.currency.convert import convert_currency
from migfund.currency.ecb import ecb_rates
from migfund.currency.live import live_rates
from migfund.currency.own import fixed_rates, read_rates
from migfund.currency.rates import Rates
from migfund.currency.world import world_rates
from migfund.duplicates.find import find_duplicates
from migfund.duplicates.merge import conflicts, merge_duplicates
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
from migfund.parse.places import group_members, parse_countries
from migfund.plot import plot_comparison, plot_durations, plot_ranking, plot_timeline, plot_totals
from migfund.prices.deflate import deflate
from migfund.prices.deflators import Deflators, us_cpi
from migfund.prices.read_deflators import read_deflators
from migfund.provenance.checks import check_projects
from migfund.provenance.explain import explain
from migfund.provenance.marks import mark_source
from migfund.provenance.methods import methods_note
from migfund.provenance.problems import problems
from migfund.publish import save_table, table
from migfund.read.iati.coverage import iati_coverage
from migfund.read.iati.read import read_iati
from migfund.read.iati.select import select_migration
from migfund.read.iati.write import write_iati
from migfund.read.presets import table_presets
from migfund.read.projects import read_projects
from migfund.read.tables import read_table
from migfund.regions.add import add_region
from migfund.regions.schemes import region_schemes
from migfund.split.by_country import split_by_country
from migfund.split.by_year import split_by_year
from migfund.totals.cofunding import cofunding
from migfund.totals.compare_conversions import compare_conversions
from migfund.totals.compare_totals import compare_totals
from migfund.totals.concentration import concentration
from migfund.totals.crosstab import crosstab
from migfund.totals.durations import duration_by
from migfund.totals.short_forms import (
    total_by_country,
    total_by_fund,
    total_by_region,
    total_by_year,
)
from migfund.totals.total_by import total_by

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
    "compare_totals",
    "concentration",
    "conflicts",
    "convert_currency",
    "crosstab",
    "deflate",
    "duration_by",
    "ecb_rates",
    "explain",
    "find_duplicates",
    "fixed_rates",
    "group_members",
    "iati_coverage",
    "live_rates",
    "mark_source",
    "merge_duplicates",
    "methods_note",
    "parse_amount",
    "parse_countries",
    "parse_period",
    "plot_comparison",
    "plot_durations",
    "plot_ranking",
    "plot_timeline",
    "plot_totals",
    "problems",
    "read_deflators",
    "read_iati",
    "read_projects",
    "read_rates",
    "read_table",
    "region_schemes",
    "save_table",
    "select_migration",
    "split_by_country",
    "split_by_year",
    "table",
    "table_presets",
    "total_by",
    "total_by_country",
    "total_by_fund",
    "total_by_region",
    "total_by_year",
    "us_cpi",
    "world_rates",
    "write_iati",
    "write_table",
]
