"""One analysis from sources to a page that shows it: tables, charts, gaps and method."""

import base64
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from migfund.currency.bundled import ecb_rates
from migfund.currency.convert import convert_currency
from migfund.currency.rates import Rates, rate_text
from migfund.duplicates.merge import merge_duplicates
from migfund.durations import add_duration
from migfund.errors import MigfundError, MissingExtraError, ReadError, join_some
from migfund.files.write import write_excel, write_table
from migfund.parse.places import country_name
from migfund.plot.groups import plot_durations
from migfund.plot.timeline import plot_timeline
from migfund.plot.totals import plot_totals
from migfund.provenance.checks import check_projects
from migfund.provenance.problems import problems
from migfund.read.projects import PathLike, read_projects
from migfund.regions.add import add_region
from migfund.schema import beside, converted_name
from migfund.split.by_country import split_by_country
from migfund.totals.short_forms import total_by_country, total_by_region, total_by_year
from migfund.totals.total_by import duration_by, keys_of, total_by
from migfund.totals.words import DASH, key_text, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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
        ``projects`` (with budgets converted and durations), ``by_fund``, ``by_country``,
        ``by_region``, ``by_year``, ``durations_by_region``, ``durations_by_fund``, ``problems``
        (also where pages of one project differ, or shares do not divide it) and ``findings`` (of
        :func:`migfund.check_projects`).
    """
    value = converted_name("budget", to)
    findings = check_projects(projects)
    # A project that stands on several pages counts once.
    projects = merge_duplicates(projects)
    projects = convert_currency(
        add_duration(projects, on_invalid="null"), to=to, rates=rates, at=at, on_missing="null"
    )
    parts = split_by_country(projects, on_invalid="unallocated")
    parts = add_region(parts, on_missing="null")
    return {
        "projects": projects,
        "by_fund": total_by(projects, "fund", value=value),
        "by_country": total_by_country(parts, value=value),
        "by_region": total_by_region(parts, value=value),
        "by_year": total_by_year(projects, value=value),
        "durations_by_region": duration_by(parts, "region_m49"),
        "durations_by_fund": duration_by(projects, "fund"),
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
) -> list[Path]:
    """Read sources and write a page with tables and charts, and the tables as Parquet and Excel.

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

    Returns
    -------
    list of pathlib.Path
        What was written: the page, ``report.html``, first; beside it a Parquet file a table and
        ``tables.xlsx``, which is left out where xlsxwriter is not installed.

    Raises
    ------
    MigfundError
        If nothing at all could be read, or the folder cannot be written to.
    """
    rates = ecb_rates() if rates is None else rates
    rates.position(to)
    projects = paths if isinstance(paths, pd.DataFrame) else read_projects(paths, on_error="report")
    if projects["source_locator"].isna().all():
        faults = problems(projects)
        shown = [f"{row.source}: {row.reason}" for row in faults.head(5).itertuples()]
        raise ReadError("nothing could be read", join_some(shown, of=len(faults)))
    tables = analyse(projects, to=to, rates=rates, at=at)
    folder = Path(out)
    page, workbook = folder / "report.html", folder / "tables.xlsx"
    files = [page]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            files.append(folder / f"{name}.parquet")
            write_table(table, files[-1])
        try:
            write_excel(tables, workbook)
            files.append(workbook)
        except MissingExtraError:
            workbook.unlink(missing_ok=True)  # of an earlier report
        page.write_text(_page(tables, to, rates, at, title), encoding="utf-8")
    except OSError as error:
        raise MigfundError(
            f"{folder}: cannot be written ({error.strerror or error}). Choose another folder."
        ) from None
    return files


def _page(tables: Tables, to: str, rates: Rates, at: str, title: str | None) -> str:
    """Fill the template."""
    import jinja2

    import migfund

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("migfund.report"), autoescape=True, trim_blocks=True
    )
    projects, value = tables["projects"], converted_name("budget", to)
    read = projects["source_locator"].notna()
    return environment.get_template("report.html").render(
        to=to,
        sources=len({name for names in projects["sources"] for name in names}),
        unread=int((~read).sum()),
        count=int(read.sum()),
        with_budget=int(projects["budget"].notna().sum()),
        known=int(projects[value].notna().sum()),
        total=number(projects[value].sum()),
        with_duration=int(projects["duration_months"].notna().sum()),
        charts=_charts(tables),
        totals={n: _group_rows(tables[f"by_{n}"]) for n in ("fund", "country", "region", "year")},
        durations=_group_rows(tables["durations_by_region"]),
        projects=[_project_row(row, value) for row in projects[read].to_dict("records")],
        # Whole files first.
        problems=sorted(_text_rows(tables["problems"]), key=lambda row: row["field"] != DASH),
        findings=_text_rows(tables["findings"]),
        rates=rates,
        ecb=rates is ecb_rates(),
        at=at,
        title=title or f"Migration fund projects in {to}",
        version=migfund.__version__,
    )


def _charts(tables: Tables) -> dict[str, str]:
    """Draw the charts, each as an image that stands in the page itself."""
    draws: dict[str, Callable[[], Axes]] = {
        "country": lambda: plot_totals(tables["by_country"]),
        "region": lambda: plot_totals(tables["by_region"]),
        "fund": lambda: plot_totals(tables["by_fund"]),
        "year": lambda: plot_totals(tables["by_year"]),
        "timeline": lambda: plot_timeline(tables["projects"]),
        "durations": lambda: plot_durations(tables["durations_by_region"]),
    }
    return {name: _image(draw) for name, draw in draws.items()}


def _image(draw: Callable[[], "Axes"]) -> str:
    """Draw a chart as SVG in a data address; the same chart gives the same bytes."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    with mpl.rc_context({"svg.hashsalt": "migfund", "backend": "agg"}):
        figure = draw().get_figure()
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})  # type: ignore[union-attr]
        plt.close(figure)  # type: ignore[arg-type]
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue()).decode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else DASH


def _text_rows(table: pd.DataFrame) -> list[dict[str, str]]:
    return [
        {str(name): _text(value) for name, value in row.items()} for row in table.to_dict("records")
    ]


def _group_rows(groups: pd.DataFrame) -> list[dict[str, str]]:
    """Write totals, the largest first but years in order, or durations, in order."""
    (key,) = keys_of(groups)
    if "total" in groups and key != "start_year":
        groups = groups.sort_values("total", ascending=False, kind="stable")
    decimals = {"total": 0, "n_known": 0, "n_projects": 0}
    decimals |= dict.fromkeys(("min", "q25", "median", "q75", "max"), 1)
    return [
        {"key": key_text(key, row[key])}
        | {name: number(row[name], places) for name, places in decimals.items() if name in row}
        for row in groups.to_dict("records")
    ]


def _project_row(row: dict[Any, Any], value: str) -> dict[str, str]:
    """Write one project for people: from the words on the page to the converted figure."""
    countries = row["countries"] if isinstance(row["countries"], list) else []
    months, low, high = (
        number(row[name], 1)
        for name in ("duration_months", "duration_months_low", "duration_months_high")
    )
    rate, *days = (row[beside(value, what)] for what in ("rate", "rate_from", "rate_to"))
    stated = [f"{day:%Y-%m-%d}" for day in days if not pd.isna(day)]
    return {
        "title": _text(row["title"]),
        "fund": _text(row["fund"]),
        "id": _text(row["project_id"]),
        "countries": ", ".join(country_name(code) for code in countries) or DASH,
        "period": _text(row["period_text"]),
        "months": months if low == high else f"{months} ({low} to {high})",
        "budget_text": _text(row["budget_text"]),
        "budget": number(row["budget"], 2),
        "currency": _text(row["currency"]),
        "rate": DASH if pd.isna(rate) else rate_text(rate),
        "days": " to ".join(dict.fromkeys(stated)) or DASH,
        "basis": _text(row[beside(value, "basis")]),
        "value": number(row[value], 2),
        "source": f"{row['source']} ({row['source_locator']})",
        "others": ", ".join(name for name in row["sources"] if name != row["source"]),
    }
