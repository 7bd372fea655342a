"""The tables of the page: what each cell says, and by which number it is sorted."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from migfund.currency.rates import rate_text
from migfund.parse.places import country_name
from migfund.schema import beside
from migfund.totals.total_by import keys_of
from migfund.totals.words import DASH, key_text, label, number, texts_of

__all__ = [
    "GROUPS",
    "PROJECTS",
    "Table",
    "findings_table",
    "groups_table",
    "projects_table",
    "unread_table",
]

GROUPS, PROJECTS = 15, 40
"""How many groups and projects are shown before a table is unfolded, and in a chart."""
_MOST_ROWS = 1000
"""How many rows a table of the page has at most."""
_BOUNDS = ("min", "q25", "median", "q75", "max")


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


def groups_table(name: str, table: pd.DataFrame, caption: str) -> Table:
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
    return _table(name, caption, heads, rows, GROUPS)


def _table(
    name: str,
    caption: str,
    heads: list[tuple[str, bool]],
    rows: list[list[Cell]],
    shown: int = PROJECTS,
    size: int | None = None,
) -> Table:
    return Table(name, caption, heads, rows, shown, len(rows) if size is None else size)


def _figure(value: Any, decimals: int) -> Cell:
    return Cell(number(value, decimals), None if pd.isna(value) else float(value))


def _text(value: Any) -> Cell:
    return Cell(value if isinstance(value, str) else DASH)


def projects_table(projects: pd.DataFrame, value: str, to: str, names: Mapping[str, str]) -> Table:
    """Write the projects, the largest first: from the words on the page to the converted figure."""
    rows = projects[projects["source_locator"].notna()]
    rows = rows.sort_values(value, ascending=False, kind="stable", na_position="last")
    heads = [("Project", False), ("Fund", False), ("Countries", False), ("Dates in words", False)]
    heads += [("Months", True), ("Budget in words", False), ("Budget", True), (to, True)]
    heads += [("Rate and its basis", False), ("Source and lines", False)]
    cells = [_project(row, value, names) for row in rows.head(_MOST_ROWS).to_dict("records")]
    return _table("projects", "Every project", heads, cells, PROJECTS, len(rows))


def _project(row: dict[Any, Any], value: str, names: Mapping[str, str]) -> list[Cell]:
    countries = row["countries"] if isinstance(row["countries"], list) else []
    months, low, high = (
        number(row[name], 1)
        for name in ("duration_months", "duration_months_low", "duration_months_high")
    )
    rate, *days = (row[beside(value, what)] for what in ("rate", "rate_from", "rate_to"))
    stated = " to ".join(dict.fromkeys(f"{day:%Y-%m-%d}" for day in days if not pd.isna(day)))
    basis = row[beside(value, "basis")]
    figure = None if pd.isna(rate) else rate_text(rate)
    said = ", ".join(words for words in (figure, basis, stated) if isinstance(words, str) and words)
    amount = _figure(row["budget"], 2)
    currency = row["currency"] if isinstance(row["currency"], str) else ""
    source = names.get(row["source"], DASH)
    others = [names[name] for name in row["sources"] if name != row["source"]]
    also = f"; also on {', '.join(others)}" if others else ""
    known = [name for name in (row["project_id"], source) if isinstance(name, str)]
    return [
        Cell(row["title"] if isinstance(row["title"], str) else f"no title ({known[0]})"),
        _text(row["fund"]),
        Cell(", ".join(country_name(code) for code in countries) or DASH),
        _text(row["period_text"]),
        Cell(
            months if low == high else f"{months} ({low} to {high})",
            None if pd.isna(row["duration_months"]) else float(row["duration_months"]),
        ),
        _text(row["budget_text"]),
        Cell(f"{currency} {amount.text}".strip(), amount.value),
        _figure(row[value], 2),
        Cell(said or DASH),
        Cell(f"{source} ({row['source_locator']}){also}"),
    ]


def findings_table(findings: pd.DataFrame, names: Mapping[str, str]) -> Table:
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
    return _table("findings", "Statements to check", heads, rows, GROUPS, len(findings))


def unread_table(problems: pd.DataFrame, names: Mapping[str, str]) -> Table:
    """Write the sources that could not be read."""
    whole = problems[problems["field"].isna()]
    rows = [
        [Cell(names.get(row["source"], DASH)), _text(row["reason"])]
        for row in whole.head(_MOST_ROWS).to_dict("records")
    ]
    return _table(
        "problems",
        "Sources not read",
        [("Source", False), ("Why", False)],
        rows,
        GROUPS,
        len(whole),
    )
