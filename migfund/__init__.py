"""Project records of migration funds as pandas tables, with every figure traceable.

Read
    read_projects, read_table, suggest_mapping, table_presets; read_iati, iati_coverage,
    select_migration; parse_amount, parse_countries, parse_period for words; load_example,
    example_pages
Put into one currency and one year's prices
    convert_currency with ecb_rates, world_rates, live_rates, read_rates or fixed_rates (Rates);
    compare_conversions; deflate with us_cpi or read_deflators (Deflators)
Measure and divide
    add_duration, add_region, region_schemes; split_by_country, split_by_year
Add up
    total_by, total_by_country, total_by_region, total_by_year, crosstab; duration_by,
    concentration, cofunding; run for one analysis over many files
Check and trace
    problems, check_projects, find_duplicates, merge_duplicates; explain, mark_source, methods_note
Show and keep
    plot_totals, plot_years, plot_panels, plot_map, plot_tiles, plot_timeline, plot_durations,
    plot_budget_duration, plot_slope, plot_flows, plot_lorenz, plot_heatmap; plot_data, style,
    country_shapes; show, format_table, write_table, write_iati

Most functions take a table first and return a new one:

>>> import pandas as pd, migfund as mf
>>> projects = pd.DataFrame({"budget": [105_000.0], "currency": "EUR", "countries": [["BLR"]],
...                          "start": pd.to_datetime(["2019-02-01"]), "start_precision": "month"})
>>> totals = projects.pipe(mf.convert_currency, to="USD").pipe(mf.total_by_country)
>>> totals[["country", "total", "currency"]].round(2).values.tolist()
[['BLR', 119187.08, 'USD']]

Every error that migfund raises on purpose is a MigfundError.
"""

import lazy_loader

__version__ = "0.1.0"

# The names stand in __init__.pyi; a module is loaded when one of its names is first asked for.
__getattr__, _, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __dir__() -> list[str]:
    """Return the public names, so that completion does not show the packages within."""
    return [*__all__, "__version__"]
