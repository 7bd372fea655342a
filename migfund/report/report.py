"""One analysis from sources to a page that shows it: tables, charts, gaps and method."""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd

from migfund.currency.bundled import ecb_rates
from migfund.currency.convert import convert_currency
from migfund.currency.rates import Rates
from migfund.duplicates.merge import merge_duplicates
from migfund.durations import add_duration
from migfund.errors import MigfundError, MissingExtraError, ReadError, join_some
from migfund.files.replace import replaced
from migfund.files.write import write_excel, write_table
from migfund.provenance.checks import check_projects
from migfund.provenance.problems import problems
from migfund.read.projects import PathLike, read_projects
from migfund.regions.add import add_region
from migfund.report.page import render
from migfund.schema import converted_name
from migfund.split.by_country import split_by_country
from migfund.totals.short_forms import total_by_country, total_by_region, total_by_year
from migfund.totals.total_by import duration_by, total_by

__all__ = ["analyse", "write_report"]

Tables = dict[str, pd.DataFrame]


def analyse(
    projects: pd.DataFrame,
    *,
    to: str = "USD",
    rates: Rates | None = None,
    at: Literal["start", "end"] = "start",
) -> Tables:
    """Merge, convert, measure and total a project table; what cannot be converted stays missing.

    Parameters
    ----------
    projects
        A project table.
    to
        ISO 4217 code of the target currency.
    rates, at
        As in :func:`migfund.convert_currency`.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``projects`` (with budgets converted and durations), ``parts`` (the projects split by
        country, with regions), ``by_fund``, ``by_country``,
        ``by_region``, ``by_year``, ``durations_by_region``, ``durations_by_fund``, ``problems``
        (also where pages of one project differ, or shares do not divide it) and ``findings`` (of
        :func:`migfund.check_projects`).
    """
    value = converted_name("budget", to)
    # A project that stands on several pages counts once, and is checked as one.
    projects = merge_duplicates(projects)
    findings = check_projects(projects)
    projects = convert_currency(
        add_duration(projects, on_invalid="null"), to=to, rates=rates, at=at, on_missing="null"
    )
    parts = split_by_country(projects, on_invalid="unallocated")
    parts = add_region(parts, on_missing="null")
    # A source that could not be read is no project that is known of: it counts in no total.
    read, read_parts = (table[table["source_locator"].notna()] for table in (projects, parts))
    return {
        "projects": projects,
        "parts": parts,
        "by_fund": total_by(read, "fund", value=value),
        "by_country": total_by_country(read_parts, value=value),
        "by_region": total_by_region(read_parts, value=value),
        "by_year": total_by_year(read, value=value),
        "durations_by_region": duration_by(read_parts, "region_m49"),
        "durations_by_fund": duration_by(read, "fund"),
        "problems": problems(parts),
        "findings": findings,
    }


def write_report(
    paths: PathLike | Iterable[PathLike] | pd.DataFrame,
    *,
    to: str = "USD",
    out: str | Path = "report",
    rates: Rates | None = None,
    at: Literal["start", "end"] = "start",
    title: str | None = None,
    date: datetime.date | None = None,
) -> list[Path]:
    """Read sources and write a page with findings, charts and tables, and the tables beside it.

    Parameters
    ----------
    paths
        As in :func:`migfund.read_projects`; what cannot be read is listed in the report. Or a
        project table, such as :func:`migfund.read_table` returns.
    to
        ISO 4217 code of the target currency.
    out
        Folder to write to; it is made if need be.
    rates, at
        As in :func:`migfund.convert_currency`.
    title
        Title of the page.
    date
        The day that the page names as that of its making; today, if not given.

    Returns
    -------
    list of pathlib.Path
        What was written: the page, ``report.html``, first; beside it each table as CSV and
        Parquet, and all in ``tables.xlsx``, which is left out where xlsxwriter is not installed.

    Raises
    ------
    MigfundError
        If nothing at all could be read, or the folder cannot be written to.
    """
    rates = ecb_rates() if rates is None else rates
    rates.position(to)
    read = paths if isinstance(paths, pd.DataFrame) else read_projects(paths, on_error="report")
    read = read.reset_index(drop=True)
    if read["source_locator"].isna().all():
        faults = problems(read)
        shown = [f"{row.source}: {row.reason}" for row in faults.head(5).itertuples()]
        raise ReadError("nothing could be read", join_some(shown, of=len(faults)))
    tables = analyse(read, to=to, rates=rates, at=at)
    page = Path(out) / "report.html"
    try:
        files = _write_tables(tables, page.parent)
        text = render(
            tables,
            read,
            to=to,
            title=title or f"Migration fund projects in {to}",
            date=date or datetime.date.today(),
            files=files,
        )
        with replaced(page) as beside_page:
            beside_page.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MigfundError(
            f"{page.parent}: cannot be written ({error.strerror or error}). Choose another folder."
        ) from None
    return [page, *files]


def _write_tables(tables: Tables, folder: Path) -> list[Path]:
    """Write the tables and return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{name}.{ending}" for name in tables for ending in ("csv", "parquet")]
    for path in files:
        write_table(tables[path.stem], path)
    workbook = folder / "tables.xlsx"
    try:
        write_excel(tables, workbook)
    except MissingExtraError:
        workbook.unlink(missing_ok=True)  # of an earlier report
        return files
    return [*files, workbook]
