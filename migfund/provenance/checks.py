"""What is doubtful in a project table: findings for a person to look at, nothing is changed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.codelists import codelist_rows
from migfund.duplicates.find import Sameness, days_of, keys_of, same_project, title_key
from migfund.parse.place_names import codes, mentioned_countries
from migfund.parse.places import country_name
from migfund.schema import TEXT, lists_of_text, numbers_of

__all__ = ["CHECKS", "Finding", "check_projects"]

_COMPLETED = frozenset(
    "completed closed ended finished acheve acheves termine terminee cloture cloturee finalizado "
    "completado terminado cerrado concluido abgeschlossen beendet".split()
)
_NOT = frozenset("not non no nicht to be partly partially".split())
_NATIONAL = frozenset(("national", "nacional", "nationale"))
_LONGEST = 15  # years

_Texts = npt.NDArray[Any]


class Finding(NamedTuple):
    """What a check found: position of the row, field, value in words, and why it is doubtful."""

    row: int
    field: str
    value: str
    reason: str


class _View:
    """A project table with what several checks need of it, worked out once."""

    def __init__(self, projects: pd.DataFrame) -> None:
        self.projects = projects
        self.sources = self.texts("source")
        self.currency = self.texts("currency")
        missing = np.full(len(projects), np.nan)
        self.budget = numbers_of(projects, "budget") if "budget" in projects else missing

    def texts(self, column: str) -> _Texts:
        """Give a column of texts; None where there is none."""
        if column not in self.projects:
            return np.full(len(self.projects), None, dtype=object)
        values = self.projects[column].astype(object)
        return values.where(values.notna(), None).to_numpy(dtype=object)

    @cached_property
    def countries(self) -> list[list[str]]:
        """The recipient countries of each row."""
        return [found or [] for found in lists_of_text(self.projects).to_pylist()]

    @cached_property
    def recipients(self) -> list[list[str]]:
        """The recipient countries, and those named beside them."""
        if "other_countries" not in self.projects:
            return self.countries
        others = lists_of_text(self.projects, "other_countries").to_pylist()
        both = zip(self.countries, others, strict=True)
        return [own + (other or []) if own else [] for own, other in both]

    @cached_property
    def same(self) -> Sameness | None:
        """Which rows are the same project; None where nothing tells projects apart."""
        known = any(name in self.projects for name in ("prima_id", "project_id", "title"))
        return same_project(self.projects) if known else None

    def money(self, row: int) -> str:
        """Write a row's budget."""
        return _money(self.budget[row], self.currency[row])

    def others(self, row: int, places: Sequence[int]) -> str:
        """Name other rows by label and source: the first three, and how many more there are."""
        shown = [place for place in places[:4] if place != row][:3]
        parts = [
            f"row {self.projects.index[place]}"
            + (f" ({self.sources[place]})" if self.sources[place] else "")
            for place in shown
        ]
        more = len(places) - 1 - len(shown)
        return ", ".join(parts) + (f" and {more} more" if more else "")


def _money(value: float, currency: object) -> str:
    """Write a budget."""
    figure = f"{value:,.2f}".removesuffix(".00")
    return f"{currency} {figure}" if isinstance(currency, str) else figure


def _names(found: Iterable[str]) -> str:
    """Write countries by name."""
    known = set(codes().values())
    return ", ".join(country_name(code) if code in known else code for code in found)


def budget_outside_bounds(view: _View) -> Iterator[Finding]:
    """Find budgets outside the bounds that their fund publishes today."""
    funds, budget = view.texts("fund"), view.budget
    for bound in codelist_rows("fund_bounds"):
        of_fund = (funds == bound["fund"]) & (view.currency == bound["currency"]) & (budget > 0)
        low, high = float(bound["low"] or 0), float(bound["high"] or "inf")
        for row in np.flatnonzero(of_fund & ((budget < low) | (budget > high))).tolist():
            side, limit = ("below", low) if budget[row] < low else ("above", high)
            yield Finding(
                row,
                "budget",
                view.money(row),
                f"{side} {_money(limit, bound['currency'])}, outside today's bounds of "
                f"{bound['fund']} ({bound['source']}); they were others for earlier projects",
            )


def budget_not_positive(view: _View) -> Iterator[Finding]:
    """Find budgets of zero or less."""
    for row in np.flatnonzero(view.budget <= 0).tolist():
        reason = "a budget of zero or less: often one that is not known; missing is not zero"
        yield Finding(row, "budget", view.money(row), reason)


def budget_without_currency(view: _View) -> Iterator[Finding]:
    """Find budgets that cannot be converted or added up."""
    for row in np.flatnonzero(~np.isnan(view.budget) & pd.isna(view.currency)).tolist():
        yield Finding(row, "budget", view.money(row), "the budget has no currency")


def budget_repeated(view: _View) -> Iterator[Finding]:
    """Find equal budgets on rows that share a title or project id and are not one project."""
    if view.same is None:
        return
    told: set[int] = set()
    for name in ("project_id", "title"):
        shared = keys_of(view.projects, name, title_key)
        table = pd.DataFrame({"shared": shared, "budget": view.budget, "currency": view.currency})
        table = table.assign(project=view.same.first, row=table.index)
        keys = ["shared", "budget", "currency"]
        known = table[table["shared"].notna() & (table["budget"] > 0)]
        projects = known.groupby(keys, dropna=False)["project"].transform("nunique")
        several = known[projects > 1].groupby(keys, dropna=False, sort=False)["row"]
        for places in several.agg(list):
            for row in places:
                if row not in told:
                    reason = (
                        f"the same budget and {name} as {view.others(row, places)}, not taken for "
                        "one project: a whole and its part, or a copy? A total counts both"
                    )
                    yield Finding(row, "budget", view.money(row), reason)
            told.update(places)


def end_before_start(view: _View) -> Iterator[Finding]:
    """Find ends that lie before the start whatever days the words allow."""
    start, end = days_of(view.projects, "start")[0], days_of(view.projects, "end")[1]
    for row in np.flatnonzero(end < start).tolist():
        yield Finding(row, "end", str(end[row]), f"the end lies before the start, {start[row]}")


def lone_end(view: _View) -> Iterator[Finding]:
    """Find ends without a start that look like a default of the site."""
    first, last = days_of(view.projects, "end")
    lone = ~np.isnat(last) & np.isnat(days_of(view.projects, "start")[0])
    funds = view.texts("fund")
    table = pd.DataFrame({"fund": funds, "first": first, "last": last})[lone & ~pd.isna(funds)]
    alike = table.groupby(["fund", "first", "last"])["first"].transform("size")
    counts = alike.reindex(range(len(view.projects)), fill_value=0).to_numpy()
    completed = _is_completed(view.texts("status"))
    years = np.where(np.isnat(last), 0, (last - first).astype(int)) > 31
    for row in np.flatnonzero(lone & ((counts > 1) | (completed & years))).tolist():
        reasons = []
        if counts[row] > 1:
            reasons.append(f"{counts[row]} rows of {funds[row]} have this end and no start")
        if completed[row] and years[row]:
            reasons.append("a completed project with a year for its end and no start")
        value = str(last[row])[: 4 if years[row] else 10]
        yield Finding(row, "end", value, "; ".join(reasons) + ": a default of the site?")


def _is_completed(statuses: _Texts) -> npt.NDArray[np.bool_]:
    """Tell which statuses say that a project is over."""
    words = [set((title_key(str(status)) or "").split()) for status in statuses]
    return np.array([bool(w & _COMPLETED) and not w & _NOT for w in words], dtype=bool)


def title_country_not_recipient(view: _View) -> Iterator[Finding]:
    """Find countries that the title names and the recipient countries do not."""
    named = cache(mentioned_countries)  # a title often stands on several rows
    for row, (title, own) in enumerate(zip(view.texts("title"), view.recipients, strict=True)):
        if title is None or not own:
            continue
        missing = [code for code in named(title) if code not in own]
        if missing:
            reason = f"the title names {_names(missing)}, the recipients are {_names(own)}"
            yield Finding(row, "countries", ", ".join(own), reason)


def prima_id_country_not_recipient(view: _View) -> Iterator[Finding]:
    """Find Prima IDs whose first two letters are a country that is no recipient."""
    ids = view.projects["prima_id"].astype(TEXT).str.strip()
    country = ids.str.extract(r"^([A-Z]{2})\d{2}P\d+$", expand=False).map(codes())
    for row, (prima_id, code, own) in enumerate(zip(ids, country, view.recipients, strict=True)):
        if isinstance(code, str) and own and code not in own:
            reason = (
                f"the ID begins with the code of {country_name(code)}, the recipients are "
                f"{_names(own)}; a hint only, for a regional office may have given the ID"
            )
            yield Finding(row, "prima_id", prima_id, reason)


def long_duration(view: _View) -> Iterator[Finding]:
    """Find projects that last longer than 15 years, however their dates are taken."""
    start, (end, last) = days_of(view.projects, "start")[1], days_of(view.projects, "end")
    long = (end - start).astype(float) > _LONGEST * 365.25
    for row in np.flatnonzero(long & ~np.isnat(start) & ~np.isnat(end)).tolist():
        years = (end[row] - start[row]).astype(int) / 365.25
        reason = f"{years:.0f} years or more after the start; over {_LONGEST} years is rare"
        yield Finding(row, "end", str(last[row]), reason)


def year_after_start(view: _View) -> Iterator[Finding]:
    """Find years of approval after the year of the start."""
    start = pd.DatetimeIndex(days_of(view.projects, "start")[0]).year.to_numpy(dtype=float)
    year = numbers_of(view.projects, "year")
    for row in np.flatnonzero(year > start).tolist():
        reason = f"approved in a year after the start, {start[row]:.0f}"
        yield Finding(row, "year", f"{year[row]:.0f}", reason)


def national_with_several_countries(view: _View) -> Iterator[Finding]:
    """Find projects of national coverage with more than one recipient country."""
    coverage = keys_of(view.projects, "coverage", title_key)
    for row, (word, own) in enumerate(zip(coverage, view.countries, strict=True)):
        if word in _NATIONAL and len(set(own)) > 1:
            reason = f"national coverage, but {len(set(own))} recipient countries: {_names(own)}"
            yield Finding(row, "coverage", str(view.projects["coverage"].iloc[row]), reason)


def project_twice(view: _View) -> Iterator[Finding]:
    """Find rows that are the same project."""
    if view.same is None:
        return
    many = view.same.several()
    texts = {name: view.texts(name) for name in ("prima_id", "project_id", "title")}
    for rows_of in pd.Series(many).groupby(view.same.first[many]).agg(list):
        for row in rows_of:
            name = str(view.same.same_by[row])
            others = view.others(row, rows_of)
            reason = f"the same project as {others}; merge_duplicates makes one row of them"
            yield Finding(row, name, str(texts[name][row]), reason)


def id_of_several_projects(view: _View) -> Iterator[Finding]:
    """Find ids that stand on rows of quite different projects."""
    for name, places in (view.same.shared if view.same else {}).items():
        texts = view.texts(name)
        for row in places.tolist():
            reason = (
                "the same id stands on rows with quite different titles and no country in common; "
                "it is not taken to tell projects apart"
            )
            yield Finding(row, name, str(texts[row]), reason)


CHECKS: dict[Callable[[_View], Iterable[Finding]], tuple[str, ...]] = {
    budget_outside_bounds: ("fund", "budget", "currency"),
    budget_not_positive: ("budget",),
    budget_without_currency: ("budget", "currency"),
    budget_repeated: ("budget",),
    end_before_start: ("start", "end"),
    lone_end: ("fund", "start", "end"),
    long_duration: ("start", "end"),
    year_after_start: ("year", "start"),
    title_country_not_recipient: ("title", "countries"),
    prima_id_country_not_recipient: ("prima_id", "countries"),
    national_with_several_countries: ("coverage", "countries"),
    project_twice: (),
    id_of_several_projects: (),
}
"""Every check, in the order in which a project's findings are listed: the columns without which
it is left out."""


def check_projects(projects: pd.DataFrame) -> pd.DataFrame:
    """List what is doubtful in a project table; nothing is changed or left out.

    A finding is no error: it is a value to compare with the source before a figure rests on it.
    Nothing is compared with today's date, so the same table gives the same findings.

    Parameters
    ----------
    projects
        A project table, not split by country. A check whose columns are missing is left out.

    Returns
    -------
    pandas.DataFrame
        One row a finding, in the order of the projects, with the index label of the project:
        ``source``, ``check`` (its short name), ``field``, ``value`` (as text) and ``reason``.

    Raises
    ------
    ScopeError
        If the table is split by country.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"budget": [400_000.0, 0.0], "currency": [None, "USD"]})
    >>> mf.check_projects(projects)[["check", "value"]].values.tolist()
    [['budget_without_currency', '400,000'], ['budget_not_positive', 'USD 0']]
    """
    view = _View(projects)
    found = [
        (check.__name__, finding)
        for check, needs in CHECKS.items()
        if all(name in projects for name in needs)
        for finding in check(view)
    ]
    found.sort(key=lambda item: item[1].row)
    return pd.DataFrame(
        [(view.sources[finding.row], name, *finding[1:]) for name, finding in found],
        columns=["source", "check", "field", "value", "reason"],
        index=projects.index.take([finding.row for _, finding in found]),
        dtype=TEXT,
    )
