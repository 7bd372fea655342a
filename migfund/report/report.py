"""One analysis from sources to a page that shows it: tables, charts, gaps and method."""

import base64
import io
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from migfund.currency.bundled import ecb_rates
from migfund.currency.convert import convert_currency
from migfund.duplicates.merge import merge_duplicates
from migfund.durations import add_duration
from migfund.errors import MigfundError, ReadError
from migfund.files.write import write_excel, write_table
from migfund.parse.places import country_name
from migfund.plot import plot_durations, plot_timeline, plot_totals
from migfund.plot.style import label_of
from migfund.provenance.checks import check_projects
from migfund.provenance.problems import problems
from migfund.read.projects import PathLike, read_projects
from migfund.regions.add import add_region
from migfund.split.by_country import split_by_country
from migfund.totals.short_forms import total_by_country, total_by_region, total_by_year
from migfund.totals.total_by import duration_by, total_by

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["analyse", "write_report"]

Tables = dict[str, pd.DataFrame]


def analyse(projects: pd.DataFrame, *, to: str = "USD") -> Tables:
    """Merge, convert, measure and total a project table; what cannot be converted stays missing.

    Parameters
    ----------
    projects
        A project table.
    to
        ISO 4217 code of the target currency.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``projects`` (with budgets converted and durations), ``by_fund``, ``by_country``,
        ``by_region``, ``by_year``, ``durations_by_region``, ``durations_by_fund``, ``problems``
        (also where pages of one project differ) and ``findings`` (of
        :func:`migfund.check_projects`).
    """
    value = f"budget_{to.lower()}"
    findings = check_projects(projects)
    # A project that stands on several pages counts once.
    projects = merge_duplicates(projects)
    projects = convert_currency(add_duration(projects, on_invalid="null"), to=to, on_missing="null")
    parts = add_region(split_by_country(projects), on_missing="null")
    return {
        "projects": projects,
        "by_fund": total_by(projects, "fund", value=value),
        "by_country": total_by_country(parts, value=value),
        "by_region": total_by_region(parts, value=value),
        "by_year": total_by_year(projects, value=value),
        "durations_by_region": duration_by(parts, "region_m49"),
        "durations_by_fund": duration_by(projects, "fund"),
        "problems": problems(projects),
        "findings": findings,
    }


def write_report(
    paths: PathLike | Iterable[PathLike], *, to: str = "USD", out: str | Path = "report"
) -> Path:
    """Read sources and write a page with tables and charts, and the tables as Parquet and Excel.

    Parameters
    ----------
    paths
        As in :func:`migfund.read_projects`; what cannot be read is listed in the report.
    to
        ISO 4217 code of the target currency.
    out
        Folder to write to; it is made if need be.

    Returns
    -------
    pathlib.Path
        The page, ``report.html``; beside it ``tables.xlsx`` and a Parquet file a table.

    Raises
    ------
    MigfundError
        If nothing at all could be read, or the folder cannot be written to.
    """
    ecb_rates().position(to)
    projects = read_projects(paths, on_error="report")
    if projects["source_locator"].isna().all():
        faults = problems(projects)
        shown = [f"{row.source}: {row.reason}" for row in faults.head(5).itertuples()]
        more = f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
        raise ReadError("nothing could be read", "; ".join(shown) + more)
    tables = analyse(projects, to=to)
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            write_table(table, folder / f"{name}.parquet")
        write_excel(tables, folder / "tables.xlsx")
        page = folder / "report.html"
        page.write_text(_page(tables, to), encoding="utf-8")
    except OSError as error:
        raise MigfundError(
            f"{folder}: cannot be written ({error.strerror or error}). Choose another folder."
        ) from None
    return page


def _page(tables: Tables, to: str) -> str:
    """Fill the template."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("migfund.report"), autoescape=True, trim_blocks=True
    )
    projects, value = tables["projects"], f"budget_{to.lower()}"
    known = projects[value].notna()
    read = projects["source_locator"].notna()
    parts = {
        name: _totals_rows(tables[f"by_{name}"]) for name in ("fund", "country", "region", "year")
    }
    return environment.get_template("report.html").render(
        to=to,
        sources=len({name for names in projects["sources"] for name in names}),
        unread=int((~read).sum()),
        count=int(read.sum()),
        with_budget=int(projects["budget"].notna().sum()),
        known=int(known.sum()),
        total=f"{projects[value].sum():,.0f}",
        with_duration=int(projects["duration_months"].notna().sum()),
        charts=_charts(tables),
        totals=parts,
        durations=_durations_rows(tables["durations_by_region"]),
        projects=[_project_row(row, value) for row in projects[read].to_dict("records")],
        problems=_problem_rows(tables["problems"]),
        findings=_text_rows(tables["findings"]),
        rates=ecb_rates(),
        version=version("migfund"),
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


def _figure(number: Any, digits: int = 0) -> str:
    """Write a number for people; missing is a dash."""
    return "–" if pd.isna(number) else f"{number:,.{digits}f}"


def _text(value: Any) -> str:
    """Write a text for people; missing is a dash."""
    return value if isinstance(value, str) else "–"


def _totals_rows(totals: pd.DataFrame) -> list[dict[str, str]]:
    """Write totals for people, the largest first."""
    key = str(totals.columns[0])
    rows = (
        totals
        if key == "start_year"
        else totals.sort_values("total", ascending=False, kind="stable")
    )
    return [
        {
            "key": label_of(key, row[key]),
            "total": _figure(row["total"]),
            "known": str(row["n_known"]),
            "projects": str(row["n_projects"]),
        }
        for row in rows.to_dict("records")
    ]


def _durations_rows(durations: pd.DataFrame) -> list[dict[str, str]]:
    """Write durations for people."""
    key = str(durations.columns[0])
    return [
        {
            "key": label_of(key, row[key]),
            "known": str(row["n_known"]),
            "projects": str(row["n_projects"]),
            **{name: _figure(row[name], 1) for name in ("min", "q25", "median", "q75", "max")},
        }
        for row in durations.to_dict("records")
    ]


def _project_row(row: dict[Any, Any], value: str) -> dict[str, str]:
    """Write one project for people: from the words on the page to the converted figure."""
    countries = row["countries"] if isinstance(row["countries"], list) else []
    months = _figure(row["duration_months"], 1)
    low, high = (_figure(row[f"duration_months_{end}"], 1) for end in ("min", "max"))
    days = [row["fx_date_from"], row["fx_date_to"]]
    stated = [f"{day:%Y-%m-%d}" for day in days if not pd.isna(day)]
    return {
        "title": _text(row["title"]),
        "fund": _text(row["fund"]),
        "id": _text(row["project_id"]),
        "countries": ", ".join(country_name(code) for code in countries) or "–",
        "period": _text(row["period_text"]),
        "months": months if low == high else f"{months} ({low} to {high})",
        "budget_text": _text(row["budget_text"]),
        "budget": _figure(row["budget"], 2),
        "currency": _text(row["currency"]),
        "rate": _figure(row["fx_rate"], 6),
        "days": " to ".join(dict.fromkeys(stated)) or "–",
        "basis": _text(row["fx_basis"]),
        "value": _figure(row[value], 2),
        "source": f"{row['source']} ({row['source_locator']})",
        "others": ", ".join(name for name in row["sources"] if name != row["source"]),
    }


def _problem_rows(table: pd.DataFrame) -> list[dict[str, str]]:
    """Write the problems for people, whole files first."""
    return sorted(_text_rows(table), key=lambda row: row["field"] != "–")


def _text_rows(table: pd.DataFrame) -> list[dict[str, str]]:
    """Write a table of texts for people."""
    return [
        {str(name): _text(value) for name, value in row.items()} for row in table.to_dict("records")
    ]
