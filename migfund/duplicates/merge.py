"""One row of the rows that are the same project, and what their sources contradict in."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from migfund.duplicates.find import Sameness, same_project
from migfund.duplicates.sameness import (
    IDS,
    TEXT_KEYS,
    Flags,
    Ints,
    days_of,
    keys_of,
    lists_of,
    set_keys,
    title_key,
    values_of,
)
from migfund.errors import MigfundError
from migfund.schema import TEXT, TEXT_LIST, need_columns, numbers_of

__all__ = ["conflicts", "merge_duplicates"]

_CONFLICT_FIELDS = ("field", "value", "source", "other_value", "other_source")
_CONFLICT_LIST = pd.ArrowDtype(
    pa.list_(pa.struct([(field, pa.string()) for field in _CONFLICT_FIELDS]))
)
# What goes with a value: it comes from the same row, or the figures would not fit together.
_COMPANIONS = {
    "budget": ("currency", "budget_text"),
    "start": ("start_precision",),
    "end": ("end_precision",),
    "countries": ("country_shares", "countries_text"),
}
_SUREST = (
    "label", "heading", "table", "extract", "position", "title", "sentence", "prose", "hint"
)  # fmt: skip
_OF_THE_RECORD = ("source", "source_locator", "read_from", "problems", "sources", "conflicts")


def merge_duplicates(projects: pd.DataFrame, *, prefer: Sequence[str] = _SUREST) -> pd.DataFrame:
    """Make one row of the rows that :func:`find_duplicates` joins; list where they contradict.

    Merge before converting, adding durations and splitting: what is derived from a value is
    taken from the row that gives the value, not worked out anew.

    Parameters
    ----------
    projects
        A project table, as for :func:`find_duplicates`.
    prefer
        Words of ``read_from``, the surest first. A column is filled from the row whose value of
        it was read in the surest way, then from the more exact date, then from the row that comes
        first.
        Values that belong together (a budget and its currency, a date and its precision,
        countries and their shares) come from one row; lists are not united.

    Returns
    -------
    pandas.DataFrame
        One row a project, in order of first appearance, with the index label, ``source`` and
        ``source_locator`` of its first row, the problems of all, and two more columns:
        ``sources``, the list of all sources, and ``conflicts``, the values not taken that
        contradict those taken (see :func:`conflicts`). Where the table has these columns from a
        merge before, they are kept and added to.

    Raises
    ------
    ColumnsError
        If ``sources`` or ``conflicts`` hold something else than lists.
    ScopeError
        If the table is split by country.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> pages = pd.DataFrame({"prima_id": ["GE10P0527"] * 2, "budget": [None, 400_000.0],
    ...                       "currency": [None, "USD"], "source": ["blank.txt", "full.txt"]})
    >>> mf.merge_duplicates(pages)[["budget", "currency", "source"]].values.tolist()
    [[400000.0, 'USD', 'blank.txt']]
    >>> mf.merge_duplicates(pages)["sources"].tolist()
    [['blank.txt', 'full.txt']]
    """
    if isinstance(prefer, str):
        raise MigfundError(f"prefer must list values of read_from, not be one text: {prefer!r}.")
    same = same_project(projects)
    first = same.first
    kept = np.unique(first)
    sources, found = lists_of(projects, "sources"), lists_of(projects, "conflicts")
    if "source" in projects:
        own = [[text] if isinstance(text, str) else [] for text in projects["source"]]
        sources = [old or new for old, new in zip(sources, own, strict=True)]
    merged = projects.copy()
    if len(kept) < len(projects):
        several = _Several(projects, same, prefer)
        merged = several.fill(projects, kept)
        for row in np.flatnonzero(first != np.arange(len(first))).tolist():
            known = sources[first[row]]
            known += [text for text in sources[row] if text not in known]
            found[first[row]] += found[row]
        for project, conflict in several.conflicts():
            found[project].append(conflict)
        _join_problems(merged, projects, first, kept)
    merged["sources"] = _arrow([sources[row] for row in kept], TEXT_LIST)
    merged["conflicts"] = _arrow([found[row] for row in kept], _CONFLICT_LIST)
    return merged


def _arrow(values: list[Any], dtype: pd.ArrowDtype) -> Any:
    """Put lists into an Arrow array."""
    return pd.array(pa.array(values, type=dtype.pyarrow_dtype), dtype=dtype)


def _join_problems(merged: pd.DataFrame, projects: pd.DataFrame, first: Ints, kept: Ints) -> None:
    """Put the problems of all rows of a project into its one row, with the source of the others."""
    if "problems" not in projects:
        return
    joined = lists_of(projects, "problems")
    sources = values_of(projects, "source")
    for row in np.flatnonzero(first != np.arange(len(first))).tolist():
        for problem in joined[row]:
            where = [text for text in (sources[row], problem["locator"]) if isinstance(text, str)]
            joined[first[row]].append({**problem, "locator": ": ".join(where) or None})
    dtype = projects["problems"].dtype
    values = [joined[row] for row in kept]
    if isinstance(dtype, pd.ArrowDtype):
        merged["problems"] = _arrow(values, dtype)
    else:
        merged["problems"] = pd.Series(values, index=merged.index, dtype=object)


class _Several:
    """The rows of projects that have more than one, and which row gives each value."""

    def __init__(self, table: pd.DataFrame, same: Sameness, prefer: Sequence[str]) -> None:
        self.places = same.several()
        self.rows = rows = table.iloc[self.places]
        self.projects, self.group = np.unique(same.first[self.places], return_inverse=True)
        self.surest = {name: place for place, name in enumerate(prefer)}
        self.known: dict[str, Ints] = {}
        self.leads = {
            companion: lead
            for lead, companions in _COMPANIONS.items()
            if lead in rows
            for companion in companions
        }
        for name in map(str, rows.columns):
            if name.startswith(("budget_", "fx_")) and "budget" in rows:
                self.leads[name] = "budget"
            elif name.startswith("duration_months") and "start" in rows:
                self.leads[name] = "start"

    def fill(self, table: pd.DataFrame, kept: Ints) -> pd.DataFrame:
        """Take the first row of each project of a table, each column from the row that gives it."""
        filled = table.iloc[kept].copy()
        of_several = np.searchsorted(kept, self.projects)
        for place, name in enumerate(table.columns):
            if name in _OF_THE_RECORD:
                continue
            taken = kept.copy()
            taken[of_several] = self.places[self.taken(name)]
            if (taken != kept).any():
                filled.isetitem(place, table.iloc[:, place].array.take(taken))
        return filled

    def taken(self, name: str) -> Ints:
        """Give for each project the row that a column is taken from."""
        if name == "period_text":
            return self._period_text()
        lead = self.leads.get(name, name)
        if lead not in self.known:
            self.known[lead] = self._best(lead, self._has(lead), self._exactness(lead))
            if lead == "budget" and "currency" in self.rows:
                self._complete_currency()
        return self.known[lead]

    def _ways(self, name: str) -> Ints:
        """Rank the rows by the way in which a column was read: "budget: label; start: title"."""
        codes, distinct = pd.factorize(np.array(values_of(self.rows, "read_from"), dtype=object))
        fields = (name, "period") if name in ("start", "end", "period_text") else (name,)
        ranks = [len(self.surest)]
        for said in map(str, distinct):
            ways = dict(part.split(": ", 1) for part in said.split("; ") if ": " in part)
            way = next((ways[field] for field in fields if field in ways), said)
            ranks.append(self.surest.get(way, len(self.surest)))
        return np.array(ranks, dtype=np.int64)[codes + 1]

    def _best(self, name: str, has: Flags, exactness: Ints | None = None) -> Ints:
        """Give the best row of each project that has a value; its first row where none has."""
        order = np.arange(len(self.rows))
        way = self._ways(name)
        ranks = [order, way] if exactness is None else [order, exactness, way]
        by_rank = np.lexsort([np.where(has, rank, order) for rank in ranks] + [~has, self.group])
        return by_rank[np.unique(self.group[by_rank], return_index=True)[1]]

    def _has(self, name: str) -> Flags:
        """Tell which rows have a value; a list without items, or "n/a" for an id, is none."""
        if name == "countries":
            return np.array([key is not None for key in set_keys(self.rows, name)], dtype=bool)
        if name in IDS:
            keys = keys_of(self.rows, name, TEXT_KEYS[name])
            return np.array([key is not None for key in keys], dtype=bool)
        return self.rows[name].notna().to_numpy(dtype=bool)

    def _exactness(self, name: str) -> Ints | None:
        """Give the days that each date allows, for dates that have a precision."""
        if name not in ("start", "end"):
            return None
        first, last = days_of(self.rows, name)
        return np.where(np.isnat(first), 0, (last - first).astype(np.int64))

    def _complete_currency(self) -> None:
        """Where a budget was taken without a currency, take the same figure with one."""
        taken = self.known["budget"][self.group]
        budget = numbers_of(self.rows, "budget")
        stated = self.rows["currency"].notna().to_numpy(dtype=bool)
        fits = stated & ~stated[taken] & (budget == budget[taken])
        better = np.unique(self.group[fits])
        self.known["budget"][better] = self._best("budget", fits)[better]

    def _period_text(self) -> Ints:
        """Give the row of the words for the start taken, else for the end, else the first words."""
        taken = self._best("period_text", self._has("period_text"))
        for name in ("end", "start"):
            if name in self.rows:
                has = self._has(name)[self.taken(name)]
                taken = np.where(has, self.taken(name), taken)
        return taken

    def conflicts(self) -> list[tuple[int, dict[str, str | None]]]:
        """List the values that contradict those taken, with the first row of their project."""
        sources = [s if isinstance(s, str) else None for s in values_of(self.rows, "source")]
        found = []
        for name in self.rows.columns:
            if name in self.leads or name in _OF_THE_RECORD or name == "period_text":
                continue
            chosen = self.taken(name)[self.group]
            others = np.flatnonzero(self._has(name) & self._differs(name, chosen))
            taken = chosen[others]
            words = self._words(name, taken), self._words(name, others)
            for row, one, value, other in zip(others.tolist(), taken.tolist(), *words, strict=True):
                conflict = (str(name), value, sources[one], other, sources[row])
                project = int(self.projects[self.group[row]])
                found.append((project, dict(zip(_CONFLICT_FIELDS, conflict, strict=True))))
        return found

    def _differs(self, name: Any, chosen: Ints) -> Flags:
        """Tell which rows say something else than the row taken."""
        if name in ("start", "end"):
            first, last = days_of(self.rows, name)
            # A coarser statement of the same date says nothing else; a finer one says more.
            holds: Flags = (first <= first[chosen]) & (last >= last[chosen])
            return ~holds
        if name == "budget":
            budget = np.round(numbers_of(self.rows, "budget"), 2)
            other: Flags = budget != budget[chosen]
            if "currency" in self.rows:
                codes = pd.factorize(self.rows["currency"])[0]
                both = (codes >= 0) & (codes[chosen] >= 0)
                other |= both & (codes != codes[chosen])
            return other
        if name in ("countries", "other_countries"):
            written = set_keys(self.rows, name)
        else:
            key = TEXT_KEYS.get(name, title_key)
            written = [key(str(value)) for value in self.rows[name]]
        keys = np.array([key or "" for key in written], dtype=object)
        return np.asarray(keys != keys[chosen], dtype=bool)

    def _words(self, name: Any, places: Ints) -> list[str]:
        """Write a column's values in some of the rows."""
        rows = self.rows.iloc[places]
        if name in ("start", "end"):
            first, last = days_of(rows, name)
            spans = (last - first).astype(int).tolist()
            lengths = [10 if span == 0 else 7 if span < 31 else 4 for span in spans]
            return [str(day)[:n] for day, n in zip(first, lengths, strict=True)]
        if name == "budget":
            figures = [np.format_float_positional(v, trim="-") for v in numbers_of(rows, name)]
            return [
                f"{code} {figure}" if isinstance(code, str) else figure
                for code, figure in zip(values_of(rows, "currency"), figures, strict=True)
            ]
        lists = (list, tuple, np.ndarray)
        return [", ".join(map(str, v)) if isinstance(v, lists) else str(v) for v in rows[name]]


def conflicts(merged: pd.DataFrame) -> pd.DataFrame:
    """List where the sources of merged projects contradict, one row a value not taken.

    Parameters
    ----------
    merged
        A table from :func:`merge_duplicates`.

    Returns
    -------
    pandas.DataFrame
        Columns ``field``, ``value`` (the one taken), ``source``, ``other_value``,
        ``other_source``, as text; the index holds the label of the project's row.

    Raises
    ------
    ColumnsError
        If the table was not merged.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> pages = pd.DataFrame({"project_id": ["CE.0265"] * 2, "budget": [150_000, 130_000],
    ...                       "currency": "USD", "source": ["a.txt", "b.txt"]})
    >>> mf.conflicts(mf.merge_duplicates(pages)).values.tolist()
    [['budget', 'USD 150000', 'a.txt', 'USD 130000', 'b.txt']]
    """
    need_columns(merged, ["conflicts"], hint="Merge first: mf.merge_duplicates(projects).")
    listed = lists_of(merged, "conflicts")
    rows = [conflict for found in listed for conflict in found]
    labels = np.repeat(np.arange(len(merged)), [len(found) for found in listed])
    return pd.DataFrame(
        {name: pd.array([row[name] for row in rows], dtype=TEXT) for name in _CONFLICT_FIELDS},
        index=merged.index.take(labels),
    )
