"""What is doubtful in a project table: findings for a person to look at, nothing is changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import codelist_rows
from migfund.duplicates.find import Sameness, days_of, keys_of, same_project, title_key
from migfund.duplicates.likeness import alike_projects, fund_names
from migfund.errors import MigfundError, ScopeError, list_values
from migfund.parse.place_names import codes, mentioned_countries
from migfund.parse.places import country_name
from migfund.schema import (
    TEXT,
    Array,
    as_table,
    is_split,
    lists_of_text,
    map_distinct,
    numbers_of,
)
from migfund.totals.cofunding import nested_rows

__all__ = ["CHECKS", "check_projects"]

_COMPLETED = frozenset(
    "completed closed ended finished acheve acheves termine terminee cloture cloturee finalizado "
    "completado terminado cerrado concluido abgeschlossen beendet".split()
)
_NOT = frozenset("not non no nicht to be partly partially".split())
_NATIONAL = frozenset(("national", "nacional", "nationale"))
_LONGEST = 15  # years


class Finding(NamedTuple):
    """What a check found: position of the row, field, value in words, and why it is doubtful."""

    row: int
    field: str
    value: str
    reason: str


class View:
    """A project table with what several checks need of it, worked out once."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table
        missing = np.full(len(table), np.nan)
        self.budget = numbers_of(table, "budget") if "budget" in table else missing
        self.currency = self.texts("currency")

    def texts(self, column: str) -> Array:
        """Return a column of texts; None where there is none."""
        if column not in self.table:
            return np.full(len(self.table), None, dtype=object)
        return map_distinct(self.table[column], str)

    def lists(self, column: str) -> list[list[str]]:
        """Return a column of lists; empty ones where there is none."""
        if column not in self.table:
            return [[] for _ in range(len(self.table))]
        return [found or [] for found in lists_of_text(self.table, column).to_pylist()]

    @cached_property
    def recipients(self) -> list[list[str]]:
        """The recipient countries, and those named beside them."""
        both = zip(self.lists("countries"), self.lists("other_countries"), strict=True)
        return [own + others if own else [] for own, others in both]

    @cached_property
    def same(self) -> Sameness | None:
        """Which rows are the same project; None where nothing tells projects apart."""
        known = any(name in self.table for name in ("prima_id", "project_id", "title"))
        return same_project(self.table) if known else None

    @cached_property
    def sources(self) -> Array:
        """The sources; None where there is none."""
        return self.texts("source")

    def money(self, row: int) -> str:
        """Write a row's budget."""
        return _money(self.budget[row], self.currency[row])

    def others(self, row: int, rows: Sequence[int]) -> str:
        """Name other rows by label and source: the first three, and how many more there are."""
        shown = [other for other in rows[:4] if other != row][:3]
        parts = [
            f"row {self.table.index[other]}"
            + f" ({self.sources[other]})" * bool(self.sources[other])
            for other in shown
        ]
        more = len(rows) - 1 - len(shown)
        return ", ".join(parts) + (f" and {more} more" if more else "")


def _rows(flags: Array) -> list[int]:
    return np.flatnonzero(flags).tolist()


def _money(value: float, currency: object) -> str:
    figure = f"{value:,.2f}".removesuffix(".00")
    return f"{currency} {figure}" if isinstance(currency, str) else figure


def _names(found: Iterable[str]) -> str:
    """Write countries by name."""
    known = set(codes().values())
    return ", ".join(country_name(code) if code in known else code for code in found)


def budget_outside_bounds(view: View) -> Iterator[Finding]:
    """Find budgets outside the bounds that their fund publishes today."""
    funds, budget = view.texts("fund"), view.budget
    for bound in codelist_rows("fund_bounds"):
        of_fund = (funds == bound["fund"]) & (view.currency == bound["currency"]) & (budget > 0)
        low, high = float(bound["low"] or 0), float(bound["high"] or "inf")
        for row in _rows(of_fund & ((budget < low) | (budget > high))):
            side, limit = ("below", low) if budget[row] < low else ("above", high)
            reason = (
                f"{side} {_money(limit, bound['currency'])}, outside today's bounds of "
                f"{bound['fund']} ({bound['source']}); they were others for earlier projects"
            )
            yield Finding(row, "budget", view.money(row), reason)


def budget_not_positive(view: View) -> Iterator[Finding]:
    """Find budgets of zero or less."""
    for row in _rows(view.budget <= 0):
        reason = "a budget of zero or less: often one that is not known; missing is not zero"
        yield Finding(row, "budget", view.money(row), reason)


def budget_without_currency(view: View) -> Iterator[Finding]:
    """Find budgets that cannot be converted or added up."""
    for row in _rows(~np.isnan(view.budget) & pd.isna(view.currency)):
        yield Finding(row, "budget", view.money(row), "the budget has no currency")


def official_rate_only(view: View) -> Iterator[Finding]:
    """Find money of a time at which hardly anybody could trade at the official rate."""
    start, names = pd.to_datetime(view.table["start"], errors="coerce"), view.currency
    for row in codelist_rows("official_rates"):
        since, until = pd.Timestamp(row["since"]), pd.Timestamp(row["until"] or "2262-01-01")
        within = ((start >= since) & (start <= until)).to_numpy()
        for place in _rows((names == row["currency"]) & within):
            to = f" to {row['until']}" if row["until"] else ""
            reason = (
                f"from {row['since']}{to} the market's rate of {row['currency']} differed widely "
                f"from the official one ({row['note']}; {row['source']}): at which was it bought?"
            )
            yield Finding(place, "currency", str(names[place]), reason)


def budget_repeated(view: View) -> Iterator[Finding]:
    """Find equal budgets on rows that share a title or project id and are not one project."""
    if view.same is None:
        return
    told: set[int] = set()
    for name in ("project_id", "title"):
        shared = keys_of(view.table, name, title_key)
        rows = pd.DataFrame({"shared": shared, "budget": view.budget, "currency": view.currency})
        rows = rows.assign(project=view.same.first, row=rows.index)
        keys = ["shared", "budget", "currency"]
        rows = rows[rows["shared"].notna() & (rows["budget"] > 0)]
        several = rows[rows.groupby(keys, dropna=False)["project"].transform("nunique") > 1]
        for alike in several.groupby(keys, dropna=False, sort=False)["row"].agg(list):
            for row in [row for row in alike if row not in told]:
                reason = (
                    f"the same budget and {name} as {view.others(row, alike)}, not taken for one "
                    "project: a whole and its part, or a copy? A total counts both"
                )
                yield Finding(row, "budget", view.money(row), reason)
            told.update(alike)


def end_before_start(view: View) -> Iterator[Finding]:
    """Find ends that lie before the start whatever days the words allow."""
    start, end = days_of(view.table, "start")[0], days_of(view.table, "end")[1]
    for row in _rows(end < start):
        yield Finding(row, "end", str(end[row]), f"the end lies before the start, {start[row]}")


def lone_end(view: View) -> Iterator[Finding]:
    """Find ends without a start that look like a default of the site."""
    first, last = days_of(view.table, "end")
    lone = ~np.isnat(last) & np.isnat(days_of(view.table, "start")[0])
    ends = pd.DataFrame({"fund": view.texts("fund"), "first": first, "last": last})
    alike = ends[lone].groupby(list(ends))["first"].transform("size")
    counts = alike.reindex(ends.index).fillna(0).to_numpy(dtype=int)
    completed = map_distinct(pd.Series(view.texts("status"), dtype=object), _is_completed)
    years = np.where(np.isnat(last), 0, (last - first).astype(int)) > 31
    default = completed.astype(bool) & years
    for row in _rows(lone & ((counts > 1) | default)):
        reasons = []
        if counts[row] > 1:
            reasons.append(f"{counts[row]} rows of {ends['fund'][row]} have this end and no start")
        if default[row]:
            reasons.append("a completed project with a year for its end and no start")
        value = str(last[row])[: 4 if years[row] else 10]
        yield Finding(row, "end", value, "; ".join(reasons) + ": a default of the site?")


def _is_completed(status: str) -> bool:
    """Tell whether a status says that a project is over."""
    words = set((title_key(status) or "").split())
    return bool(words & _COMPLETED) and not words & _NOT


def title_country_not_recipient(view: View) -> Iterator[Finding]:
    """Find countries that the title names and the recipient countries do not."""
    named = cache(mentioned_countries)  # a title often stands on several rows
    for row, (title, own) in enumerate(zip(view.texts("title"), view.recipients, strict=True)):
        missing = [code for code in named(title) if code not in own] if title and own else []
        if missing:
            reason = f"the title names {_names(missing)}, the recipients are {_names(own)}"
            yield Finding(row, "countries", ", ".join(own), reason)


def prima_id_country_not_recipient(view: View) -> Iterator[Finding]:
    """Find Prima IDs whose first two letters are a country that is no recipient."""
    ids = pd.Series(view.texts("prima_id"), dtype=TEXT).str.strip()
    country = ids.str.extract(r"^([A-Z]{2})\d{2}P\d+$", expand=False).map(codes())
    for row, (prima_id, code, own) in enumerate(zip(ids, country, view.recipients, strict=True)):
        if isinstance(code, str) and own and code not in own:
            reason = (
                f"the ID begins with the code of {country_name(code)}, the recipients are "
                f"{_names(own)}; a hint only, for a regional office may have given the ID"
            )
            yield Finding(row, "prima_id", prima_id, reason)


def long_duration(view: View) -> Iterator[Finding]:
    """Find projects that last longer than 15 years, however their dates are taken."""
    start, (end, last) = days_of(view.table, "start")[1], days_of(view.table, "end")
    years = (end - start) / np.timedelta64(1, "D") / 365.25
    for row in _rows(years > _LONGEST):
        reason = f"{years[row]:.0f} years or more after the start; over {_LONGEST} years is rare"
        yield Finding(row, "end", str(last[row]), reason)


def year_after_start(view: View) -> Iterator[Finding]:
    """Find years of approval after the year of the start."""
    start = pd.DatetimeIndex(days_of(view.table, "start")[0]).year.to_numpy(dtype=float)
    year = numbers_of(view.table, "year")
    for row in _rows(year > start):
        reason = f"approved in a year after the start, {start[row]:.0f}"
        yield Finding(row, "year", f"{year[row]:.0f}", reason)


def national_with_several_countries(view: View) -> Iterator[Finding]:
    """Find projects of national coverage with more than one recipient country."""
    coverage = view.texts("coverage")
    for row, (words, own) in enumerate(zip(coverage, view.lists("countries"), strict=True)):
        if words and title_key(words) in _NATIONAL and len(set(own)) > 1:
            reason = f"national coverage, but {len(set(own))} recipient countries: {_names(own)}"
            yield Finding(row, "coverage", words, reason)


def project_twice(view: View) -> Iterator[Finding]:
    """Find rows that are the same project."""
    if view.same is None:
        return
    many = view.same.several()
    texts = {name: view.texts(name) for name in ("prima_id", "project_id", "title")}
    for rows in pd.Series(many).groupby(view.same.first[many]).agg(list):
        for row in rows:
            name, others = str(view.same.same_by[row]), view.others(row, rows)
            reason = f"the same project as {others}; merge_duplicates makes one row of them"
            yield Finding(row, name, str(texts[name][row]), reason)


def project_perhaps_twice(view: View) -> Iterator[Finding]:
    """Find rows that may be the same project, and are not taken for it."""
    if view.same is None:
        return
    titles = view.texts("title")
    for alike in alike_projects(view.table, view.same):
        words = ", ".join(alike.words[:5])
        for row in alike.rows:
            reason = (
                f"may be the same project as {view.others(row, alike.rows)}: the same "
                f"{' and '.join(alike.agree)}, and {words} in both"
            )
            if alike.money is not None:
                reason += f"; {'this' if row == alike.money else 'the other'} alone has a budget"
            reason += ". If they are one, give them one title, and merge_duplicates joins them"
            yield Finding(row, "title", titles[row], reason)


def fund_under_several_names(view: View) -> Iterator[Finding]:
    """Find funds that may be one, once for each name but the most frequent."""
    funds = view.texts("fund")
    for first, *others in fund_names(funds.tolist()):
        for name in others:
            rows = _rows(funds == name)
            reason = (
                f"on {len(rows)} row{'s' * (len(rows) != 1)}; perhaps the same fund as {first!r}: "
                "they are totalled apart. If they are one: "
                f"table.replace({{'fund': {{{name!r}: {first!r}}}}})"
            )
            yield Finding(rows[0], "fund", name, reason)


def id_of_several_projects(view: View) -> Iterator[Finding]:
    """Find ids that stand on rows of quite different projects."""
    for name, rows in (view.same.shared if view.same else {}).items():
        texts = view.texts(name)
        for row in rows:
            reason = (
                "the same id stands on rows with quite different titles and no country in common; "
                "it is not taken to tell projects apart"
            )
            yield Finding(row, name, str(texts[row]), reason)


def part_of_another(view: View) -> Iterator[Finding]:
    """Find parts of projects that are in the table as well."""
    ids, above = view.texts("project_id"), view.texts("parent_id")
    for row in _rows(nested_rows(view.table, circles=True)[1]):
        reason = (
            f"a part of {above[row]}, which is in the table as well: where both have the same "
            "money, total_by counts one of them, nested='parents' or nested='parts'"
        )
        yield Finding(row, "parent_id", str(ids[row]), reason)


def counted_again(view: View) -> Iterator[Finding]:
    """Find budgets and transactions of IATI whose money stands elsewhere as well."""
    value, where = numbers_of(view.table, "value"), view.texts("counted_in")
    for row in _rows(view.table["counted_in"].notna().to_numpy()):
        reason = f"the same money stands in {where[row]}"
        yield Finding(row, "value", _money(value[row], view.currency[row]), reason)


CHECKS: dict[Callable[[View], Iterable[Finding]], tuple[str, ...]] = {
    budget_outside_bounds: ("fund", "budget", "currency"),
    budget_not_positive: ("budget",),
    budget_without_currency: ("budget", "currency"),
    official_rate_only: ("currency", "start"),
    budget_repeated: ("budget",),
    end_before_start: ("start", "end"),
    lone_end: ("fund", "start", "end"),
    long_duration: ("start", "end"),
    year_after_start: ("year", "start"),
    title_country_not_recipient: ("title", "countries"),
    prima_id_country_not_recipient: ("prima_id", "countries"),
    national_with_several_countries: ("coverage", "countries"),
    project_twice: (),
    project_perhaps_twice: (),
    fund_under_several_names: ("fund",),
    id_of_several_projects: (),
    part_of_another: ("project_id", "parent_id"),
}
"""Every check of projects, in the order in which a project's findings are listed: the columns
without which it is left out."""
_OF_VALUES: dict[Callable[[View], Iterable[Finding]], tuple[str, ...]] = {counted_again: ("value",)}
"""The checks of tables that have ``counted_in``: a row is a budget or a transaction."""


def check_projects(table: pd.DataFrame | Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what is doubtful in a project table; nothing is changed or left out.

    A finding is no error: it is a value to compare with the source before a figure rests on it.
    Nothing is compared with today's date, so the same table gives the same findings.

    Parameters
    ----------
    table
        A project table, not split. A check whose columns are missing is left out. Of the budgets
        and transactions of :func:`migfund.read_iati`, those are listed whose money stands elsewhere
        as well; a dict of its tables is checked whole.

    Returns
    -------
    pandas.DataFrame
        One row a finding, in the order of the projects, with the index label of the project:
        ``source``, ``check`` (its short name), ``field``, ``value`` (as text) and ``reason``. Of a
        dict of tables also ``table``, the name.

    Raises
    ------
    ScopeError
        If the table is split.
    ColumnsError
        If a column holds something else than it should.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"budget": [400_000.0, 0.0], "currency": [None, "USD"]})
    >>> mf.check_projects(projects)[["check", "value"]].values.tolist()
    [['budget_without_currency', '400,000'], ['budget_not_positive', 'USD 0']]
    """
    if isinstance(table, Mapping):
        return _check_tables(table)
    table = as_table(table)
    if is_split(table):
        raise ScopeError(
            "the table is split: its rows are parts of projects, which would be taken for copies. "
            "Check the table of the projects, before the split."
        )
    view = View(table)
    found: list[tuple[Any, ...]] = [
        (check.__name__, *finding)
        for check, needs in (_OF_VALUES if "counted_in" in table else CHECKS).items()
        if all(name in table for name in needs)
        for finding in check(view)
    ]
    columns = ["check", "row", "field", "value", "reason"]
    findings = pd.DataFrame(found, columns=columns).sort_values("row", kind="stable")
    rows = findings.pop("row").to_numpy(dtype=np.int64)
    findings.insert(0, "source", view.sources[rows])
    return findings.astype(TEXT).set_axis(table.index.take(rows), axis=0)


def _check_tables(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Check each table that has projects or money, and name it."""
    checked = {n: t for n, t in tables.items() if n == "projects" or "counted_in" in as_table(t)}
    if not checked:
        raise MigfundError(
            f"none of the tables {list_values(tables)} has projects, budgets or transactions; "
            "mf.read_iati(paths, ['projects', 'transactions']) reads such tables."
        )
    found = {name: check_projects(one) for name, one in checked.items()}
    for name, findings in found.items():
        findings.insert(0, "table", pd.Series(name, index=findings.index, dtype=TEXT))
    return pd.concat(list(found.values()))
