"""The page of the report: what its template is given, and the lines of sources at fault."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from migfund.errors import MigfundError
from migfund.provenance.marks import mark_source
from migfund.provenance.methods import bibtex_entry, latex_text, methods_note
from migfund.report.figures import figures
from migfund.report.findings import lead
from migfund.report.tables import findings_table, projects_table, unread_table
from migfund.schema import converted_name
from migfund.totals.words import DASH

__all__ = ["render"]

_MOST_PAGES = 100
"""How many sources show the lines at fault."""

Tables = Mapping[str, pd.DataFrame]


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

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("migfund.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    value = converted_name("budget", to)
    note = methods_note(tables["parts"])
    folder, names = _short_names(read["source"].dropna().unique())
    return environment.get_template("report.html").render(
        title=title,
        date=_day(date),
        year=date.year,
        fields={value: f"budget in {to}"},
        sources=len(names),
        lead=lead(tables, value, to, sources=len(names)),
        sections=figures(tables, to),
        folder=folder,
        projects=projects_table(tables["projects"], value, to, names),
        unread=unread_table(tables["problems"], names),
        doubtful=_doubtful(tables["problems"], read, names),
        findings=findings_table(tables["findings"], names),
        methods=note.text.split("\n\n"),
        bibtex=f"{_citation(title, date)}\n\n{note.bibtex}",
        files=_files(tables, files),
        workbook=next((path.name for path in files if path.suffix == ".xlsx"), None),
        version=metadata.version("migfund"),
    )


def _day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _citation(title: str, date: datetime.date) -> str:
    """Return the entry of BibTeX for the report itself."""
    return bibtex_entry(
        f"misc{{report_{date:%Y_%m_%d}",
        title=latex_text(title),
        year=f"{date.year}",
        note=f"Report of {_day(date)}, made with migfund {metadata.version('migfund')}",
    )


def _short_names(sources: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Return the folder that all sources are in, and the name of each within it."""
    every = list(sources)
    parts = zip(*(source.split("/")[:-1] for source in every), strict=False)
    shared = takewhile(lambda names: len(set(names)) == 1, parts)
    folder = "".join(f"{names[0]}/" for names in shared)
    return folder, {source: source[len(folder) :] for source in every}


class Doubtful(NamedTuple):
    """A source with values that were not understood: the problems, and the lines they stand in."""

    source: str
    title: str
    problems: list[dict[str, str]]
    lines: list[Line]


def _doubtful(
    problems: pd.DataFrame, read: pd.DataFrame, names: Mapping[str, str]
) -> list[Doubtful]:
    """Return the sources with values that were not understood."""
    doubtful: list[Doubtful] = []
    missing = problems["field"].notna()
    for row, some in problems[missing].groupby(level=0, sort=False):
        # What cannot be read cannot be converted for the same reason.
        found: Any = some.drop_duplicates(["text", "reason"]).fillna("").to_dict("records")
        source, title = read["source"].get(row), read["title"].get(row)
        lines = _lines(read, row, found) if len(doubtful) < _MOST_PAGES else []
        name = names.get(str(source), DASH)
        doubtful.append(Doubtful(name, title if isinstance(title, str) else "", found, lines))
    return doubtful


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
