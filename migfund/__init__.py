"""Project records of migration funds as pandas tables, with every figure traceable."""

from migfund.checks import check_projects
from migfund.convert import convert_currency
from migfund.duplicates import find_duplicates
from migfund.durations import add_duration
from migfund.errors import (
    ColumnsError,
    CurrencyError,
    DateError,
    MigfundError,
    MissingExtraError,
    PlaceError,
    ReadError,
    ScopeError,
)
from migfund.merge import conflicts, merge_duplicates
from migfund.parse.amounts import parse_amount
from migfund.parse.periods import parse_period
from migfund.parse.places import group_members, parse_countries
from migfund.plot import plot_durations, plot_timeline, plot_totals
from migfund.rates.ecb import ecb_rates
from migfund.rates.table import Rates
from migfund.read.projects import read_projects
from migfund.regions import add_region
from migfund.schema import problems
from migfund.split import split_by_country
from migfund.totals import (
    duration_by,
    total_by,
    total_by_country,
    total_by_fund,
    total_by_region,
    total_by_year,
)
from migfund.trace import mark_source
from migfund.write import write_table

__all__ = [
    "ColumnsError",
    "CurrencyError",
    "DateError",
    "MigfundError",
    "MissingExtraError",
    "PlaceError",
    "Rates",
    "ReadError",
    "ScopeError",
    "add_duration",
    "add_region",
    "check_projects",
    "conflicts",
    "convert_currency",
    "duration_by",
    "ecb_rates",
    "find_duplicates",
    "group_members",
    "mark_source",
    "merge_duplicates",
    "parse_amount",
    "parse_countries",
    "parse_period",
    "plot_durations",
    "plot_timeline",
    "plot_totals",
    "problems",
    "read_projects",
    "split_by_country",
    "total_by",
    "total_by_country",
    "total_by_fund",
    "total_by_region",
    "total_by_year",
    "write_table",
]
