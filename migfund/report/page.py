"""The page of the report: its lead, figures, tables and marked sources, given to the template."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from migfund.currency.rates import rate_text
from migfund.errors import MigfundError
from migfund.parse.places import country_name
from migfund.plot.groups import plot_durations, plot_totals
from migfund.plot.timeline import plot_timeline
from migfund.provenance.marks import mark_source
from migfund.provenance.methods import methods_note
from migfund.report.findings import (
    Money,
    durations_said,
    lead,
    span_of,
    totals_said,
)
from migfund.report.pictures import Picture, draw
from migfund.schema import beside, converted_name
from migfund.totals.total_by import keys_of
from migfund.totals.words import DASH, key_text, label, number, texts_of

__all__ = ["render"]

_GROUPS, _PROJECTS = 15, 40
"""How many groups and projects a chart shows, and a table before it is unfolded."""
_MOST_ROWS, _MOST_PAGES = 1000, 100
"""How many rows a table of the page has at most, and how many sources show the lines at fault."""
_BOUNDS = ("min", "q25", "median", "q75", "max")

Tables = Mapping[str, pd.DataFrame]


class Cell(NamedTuple):
    """What a cell says, and the number by which it is sorted, if it is one."""

    text: str
    value: float | None = None


class Table(NamedTuple):
    """A table of the page: names of its columns, whether each holds numbers, and its rows."""

    name: str
    caption: str
    heads: list[tuple[str, bool]]
    rows: list[list[Cell]]
    shown: int
    size: int


class Figure(NamedTuple):
    """A numbered figure: what it finds, what it shows, its picture, alternative text and table."""

    name: str
    finding: str
    shows: str
    picture: Picture
    alt: str
    table: Table | None


class Line(NamedTuple):
    """A line of a source: its number, and its text before, in and after a mark."""

    number: int
    before: str
    marked: str
    after: str


def render(
    tables: Tables,
    read: pd.DataFrame,
    *,
    to: str,
    title: str,
    date: datetime.date,
    files: Sequence[Path],
) -> str:
    """Return the page.

    Parameters
    ----------
    tables
        What the analysis made.
    read
        The projects as they were read, a row a source.
    to
        The target currency.
    title, date
        Title of the page, and the day on which it was made.
    files
        The files beside it.
    """
    import jinja2

    import migfund

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("migfund.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    value = converted_name("budget", to)
    note = methods_note(tables["parts"])
    folder, names = _short_names(read["source"])
    unread, doubtful = _problems(tables["problems"], read, names)
    return environment.get_template("report.html").render(
        title=title,
        date=f"{date.day} {date:%B %Y}",
        year=date.year,
        to=to,
        sources=len(read),
        lead=lead(tables, value, to, sources=len(read)),
        sections=_figures(tables, to),
        folder=folder,
        projects=_projects(tables["projects"], value, to, names),
        unread=unread,
        doubtful=doubtful,
        findings=_findings(tables["findings"], names),
        methods=note.text.split("\n\n"),
        bibtex=note.bibtex,
        files=_files(tables, files),
        workbook=next((path.name for path in files if path.suffix == ".xlsx"), None),
        version=migfund.__version__,
    )


def _short_names(sources: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return the folder that all sources are in, and the name of each within it."""
    every = list(sources)
    parts = zip(*(source.split("/")[:-1] for source in every), strict=False)
    shared = takewhile(lambda names: len(set(names)) == 1, parts)
    folder = "".join(f"{names[0]}/" for names in shared)
    return folder, {source: source[len(folder) :] for source in every}


def _figures(tables: Tables, to: str) -> list[tuple[str, str, list[Figure]]]:
    """Return the sections of the page that have figures: name, heading and figures."""
    projects = tables["projects"]

    def totals(name: str, shows: str) -> Figure:
        table = tables[name]
        money = Money.of(table)
        finding = totals_said(money, to)
        rows = min(len(table), _GROUPS + 2)
        return Figure(
            name.replace("_", "-"),
            finding,
            shows,
            draw(_of_totals(table), 0.9 + 0.27 * max(rows, 2)),
            f"Bar chart of the {shows[:1].lower()}{shows[1:]}. {finding}. "
            f"{money.listed(to)}.".replace(". .", "."),
            _groups(name, table, shows),
        )

    dated = int((projects["start"].notna() | projects["end"].notna()).sum())
    when = Figure(
        "timeline",
        span_of(projects),
        "Projects in time, by their start",
        draw(lambda ax: plot_timeline(projects, ax=ax), 0.9 + 0.2 * max(min(dated, _PROJECTS), 2)),
        f"Bars from the start to the end of each project. {span_of(projects)}.",
        None,
    )
    lasting = tables["durations_by_region"]
    how_long = Figure(
        "durations",
        durations_said(projects),
        "Duration of projects by region (UN M49), months",
        draw(lambda ax: plot_durations(lasting, ax=ax), 0.9 + 0.27 * max(len(lasting), 2)),
        f"Box plot of durations by region. {durations_said(projects)}.",
        _groups("durations_by_region", lasting, "Durations by region, months"),
    )
    return [
        (
            "places",
            "Where the money goes",
            [
                totals("by_country", "Total budget by country"),
                totals("by_region", "Total budget by region (UN M49)"),
            ],
        ),
        ("funds", "Who pays", [totals("by_fund", "Total budget by fund")]),
        (
            "years",
            "When, and for how long",
            [totals("by_year", "Total budget by year of start"), when, how_long],
        ),
    ]


def _of_totals(table: pd.DataFrame) -> Callable[[Any], Any]:
    return lambda ax: plot_totals(table, ax=ax)


def _groups(name: str, table: pd.DataFrame, caption: str) -> Table:
    """Write totals, the largest first but years in order, or durations, in order."""
    (key,) = keys_of(table)
    if "total" in table and key != "start_year":
        table = table.sort_values("total", ascending=False, kind="stable")
    decimals = {"total": 0, "n_known": 0, "n_projects": 0} | dict.fromkeys(_BOUNDS, 1)
    decimals = {name: places for name, places in decimals.items() if name in table}
    names = {"total": ", ".join(["Total", *texts_of(table, "currency")])}
    names["n_known"] = "Projects with a figure" if "total" in table else "With both dates"
    rows = [
        [Cell(key_text(key, row[key])), *(_figure(row[name], decimals[name]) for name in decimals)]
        for row in table.to_dict("records")
    ]
    heads = [(label(key), False), *((names.get(name, label(name)), True) for name in decimals)]
    return _table(name, caption, heads, rows, _GROUPS)


def _table(
    name: str,
    caption: str,
    heads: list[tuple[str, bool]],
    rows: list[list[Cell]],
    shown: int = _PROJECTS,
    size: int | None = None,
) -> Table:
    return Table(name, caption, heads, rows, shown, len(rows) if size is None else size)


def _figure(value: Any, decimals: int) -> Cell:
    return Cell(number(value, decimals), None if pd.isna(value) else float(value))


def _text(value: Any) -> Cell:
    return Cell(value if isinstance(value, str) else DASH)


def _projects(projects: pd.DataFrame, value: str, to: str, names: Mapping[str, str]) -> Table:
    """Write the projects, the largest first: from the words on the page to the converted figure."""
    rows = projects[projects["source_locator"].notna()]
    rows = rows.sort_values(value, ascending=False, kind="stable", na_position="last")
    heads = [("Project", False), ("Fund", False), ("Countries", False), ("Dates in words", False)]
    heads += [("Months", True), ("Budget in words", False), ("Budget", True), ("Rate", True)]
    heads += [("Basis of the rate", False), (to, True), ("Source and lines", False)]
    cells = [_project(row, value, names) for row in rows.head(_MOST_ROWS).to_dict("records")]
    return _table("projects", "Every project", heads, cells, _PROJECTS, len(rows))


def _project(row: dict[Any, Any], value: str, names: Mapping[str, str]) -> list[Cell]:
    countries = row["countries"] if isinstance(row["countries"], list) else []
    months, low, high = (
        number(row[name], 1)
        for name in ("duration_months", "duration_months_low", "duration_months_high")
    )
    rate, *days = (row[beside(value, what)] for what in ("rate", "rate_from", "rate_to"))
    stated = " to ".join(dict.fromkeys(f"{day:%Y-%m-%d}" for day in days if not pd.isna(day)))
    basis = row[beside(value, "basis")]
    said = ", ".join(words for words in (basis, stated) if isinstance(words, str) and words)
    amount = _figure(row["budget"], 2)
    currency = row["currency"] if isinstance(row["currency"], str) else ""
    source = names[row["source"]]
    others = [names[name] for name in row["sources"] if name != row["source"]]
    also = f"; also on {', '.join(others)}" if others else ""
    named = [row["title"], row["project_id"], source]
    return [
        Cell(next(name for name in named if isinstance(name, str))),
        _text(row["fund"]),
        Cell(", ".join(country_name(code) for code in countries) or DASH),
        _text(row["period_text"]),
        Cell(
            months if low == high else f"{months} ({low} to {high})",
            None if pd.isna(row["duration_months"]) else float(row["duration_months"]),
        ),
        _text(row["budget_text"]),
        Cell(f"{currency} {amount.text}".strip(), amount.value),
        Cell(DASH if pd.isna(rate) else rate_text(rate), None if pd.isna(rate) else float(rate)),
        Cell(said or DASH),
        _figure(row[value], 2),
        Cell(f"{source} ({row['source_locator']}){also}"),
    ]


def _findings(findings: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """Write what is to be checked by hand."""
    heads = [("Source", False), ("Field", False), ("Value", False), ("Why it is doubtful", False)]
    rows = [
        [
            Cell(names.get(row["source"], DASH)),
            _text(row["field"]),
            _text(row["value"]),
            _text(row["reason"]),
        ]
        for row in findings.head(_MOST_ROWS).to_dict("records")
    ]
    return _table("findings", "Statements to check", heads, rows, _GROUPS, len(findings))


class Doubtful(NamedTuple):
    """A source with values that were not understood: the problems, and the lines they stand in."""

    source: str
    title: str
    problems: list[dict[str, str]]
    lines: list[Line]


def _problems(
    problems: pd.DataFrame, read: pd.DataFrame, names: Mapping[str, str]
) -> tuple[Table, list[Doubtful]]:
    """Return the sources that could not be read, and those with values not understood."""
    whole = problems["field"].isna()
    rows = [
        [Cell(names.get(row["source"], DASH)), _text(row["reason"])]
        for row in problems[whole].head(_MOST_ROWS).to_dict("records")
    ]
    heads = [("Source", False), ("Why", False)]
    unread = _table("problems", "Sources not read", heads, rows, _GROUPS, int(whole.sum()))
    labels = dict(zip(read["source"], read.index, strict=True))
    doubtful: list[Doubtful] = []
    for source, some in problems[~whole].groupby("source", sort=False):
        # What cannot be read cannot be converted for the same reason.
        found: Any = some.drop_duplicates(["text", "reason"]).fillna("").to_dict("records")
        row = labels.get(source)
        title = None if row is None else read.loc[row, "title"]
        shown = row is not None and len(doubtful) < _MOST_PAGES
        lines = _lines(read, row, found) if shown else []
        name = names.get(str(source), str(source))
        doubtful.append(Doubtful(name, title if isinstance(title, str) else "", found, lines))
    return unread, doubtful


def _lines(read: pd.DataFrame, row: Any, problems: Iterable[Mapping[str, str]]) -> list[Line]:
    """Return the lines of a source in which problems stand, marked, and the lines around them."""
    marks = {}
    for problem in problems:
        place = re.fullmatch(r"line (\d+)", problem["locator"])
        if place:
            marks[int(place[1])] = problem["text"].split("\n")[0].strip()
    if not marks:
        return []
    try:
        lines = mark_source(read, row).lines
    except MigfundError:  # in an archive, or no longer there
        return []
    near = {n for at in marks for n in range(at - 1, at + 2) if 1 <= n <= len(lines)}
    return [_marked(n, lines[n - 1], marks.get(n)) for n in sorted(near) if lines[n - 1].strip()]


def _marked(number: int, line: str, words: str | None) -> Line:
    """Mark words in a line; the whole of it where they do not stand in it as they are."""
    line = line.strip()
    if words is None:
        return Line(number, line, "", "")
    before, found, after = line.partition(words) if words else ("", "", "")
    return Line(number, before, found, after) if found else Line(number, "", line, "")


_HOLDS = {
    "projects": "every project, with its budget converted and its duration",
    "parts": "the parts of projects by country, from which the totals are made",
    "by_fund": "totals by fund",
    "by_country": "totals by country",
    "by_region": "totals by region (UN M49)",
    "by_year": "totals by year of start",
    "durations_by_region": "durations by region",
    "durations_by_fund": "durations by fund",
    "problems": "what could not be read or converted",
    "findings": "what should be checked",
}


def _files(tables: Tables, files: Sequence[Path]) -> Iterator[tuple[str, int, list[str]]]:
    """Return of each table what it holds, the number of its rows, and its files."""
    for name, table in tables.items():
        yield _HOLDS[name], len(table), [path.name for path in files if path.stem == name]
