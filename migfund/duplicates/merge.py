"""One row of the rows that are the same project, and where their sources contradict."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from migfund.duplicates.find import (
    CONFLICT_FIELDS,
    IDS,
    TEXT_KEYS,
    Sameness,
    days_of,
    keys_of,
    lists_of,
    same_project,
    set_keys,
    title_key,
    values_of,
)
from migfund.errors import MigfundError
from migfund.schema import (
    PROBLEM_FIELDS,
    PROBLEM_LIST,
    TEXT,
    TEXT_LIST,
    Array,
    as_table,
    beside,
    currency_column,
    money_of,
    numbers_of,
)

__all__ = ["conflicts_of", "merge_duplicates"]

_CONFLICT_LIST = pd.ArrowDtype(
    pa.list_(pa.struct([(field, pa.string()) for field in CONFLICT_FIELDS]))
)
# What goes with a value: it comes from the same row, or the figures would not fit together.
_COMPANIONS = {
    "start": ("start_precision",),
    "end": ("end_precision",),
    "countries": ("country_shares", "countries_text"),
}
_SUREST = (
    "label", "heading", "table", "extract", "position", "title", "sentence", "prose", "hint"
)  # fmt: skip
_OF_THE_RECORD = ("source", "source_locator", "read_from", "problems", "sources", "conflicts")


def merge_duplicates(table: pd.DataFrame, *, prefer: Sequence[str] = _SUREST) -> pd.DataFrame:
    """Return one row for the rows that :func:`find_duplicates` joins, with what they contradict in.

    Merge before converting, adding durations and splitting: what is derived from a value is
    taken from the row that gives the value, not worked out anew.

    Parameters
    ----------
    table
        A project table, as for :func:`find_duplicates`.
    prefer
        Words of ``read_from``, the surest first. A column is filled from the row whose value of
        it was read in the surest way, then from the more exact date, then from the row that comes
        first.
        Values that belong together (a budget and its currency, all sums of one currency column, a
        date and its precision, countries and their shares) come from one row; lists are not
        united.

    Returns
    -------
    pandas.DataFrame
        One row a project, in order of first appearance, with the index label, ``source`` and
        ``source_locator`` of its first row, the problems of all, and two more columns:
        ``sources``, the list of all sources, and ``conflicts``, the values not taken that
        contradict those taken, which :func:`migfund.problems` lists. Where the table has these
        columns from a merge before, they are kept and added to.

    Raises
    ------
    ColumnsError
        If ``sources`` or ``conflicts`` hold something else than lists.
    ScopeError
        If the table is split.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> pages = pd.DataFrame({"prima_id": ["GE10P0527"] * 2, "budget": [None, 400_000.0],
    ...                       "currency": [None, "USD"], "source": ["blank.txt", "full.txt"]})
    >>> merged = mf.merge_duplicates(pages)
    >>> merged[["budget", "currency", "source"]].values.tolist()
    [[400000.0, 'USD', 'blank.txt']]
    >>> merged["sources"].tolist()
    [['blank.txt', 'full.txt']]
    """
    if not isinstance(prefer, list | tuple) or not all(isinstance(way, str) for way in prefer):
        raise MigfundError(f"prefer must be a list of values of read_from, not {prefer!r}.")
    table = as_table(table)
    same = same_project(table)
    first = same.first
    kept = np.unique(first)
    own = values_of(table, "source")
    sources = lists_of(table, "sources")
    sources = [old or [o] * isinstance(o, str) for old, o in zip(sources, own, strict=True)]
    conflicts = lists_of(table, "conflicts", CONFLICT_FIELDS)
    problems = lists_of(table, "problems", PROBLEM_FIELDS[1:])
    merged = table.copy()
    if len(kept) < len(table):
        several = _Several(table, same, prefer)
        merged = several.fill(table, kept)
        for row in np.flatnonzero(first != np.arange(len(first))).tolist():
            home = first[row]
            sources[home] += [text for text in sources[row] if text not in sources[home]]
            conflicts[home] += conflicts[row]
            problems[home] += [_placed(problem, own[row]) for problem in problems[row]]
        for project, conflict in several.conflicts():
            conflicts[project].append(conflict)
        if "problems" in table:
            merged["problems"] = _lists(problems, kept, PROBLEM_LIST)
    merged["sources"] = _lists(sources, kept, TEXT_LIST)
    merged["conflicts"] = _lists(conflicts, kept, _CONFLICT_LIST)
    return merged


def _lists(values: list[Any], kept: Array, dtype: pd.ArrowDtype) -> Any:
    """Return the lists of the rows that are kept as an Arrow column."""
    return pd.array(pa.array([values[row] for row in kept], type=dtype.pyarrow_dtype), dtype=dtype)


def _placed(problem: dict[str, Any], source: Any) -> dict[str, Any]:
    """Return a problem with the source that it is of before its place there."""
    where = [text for text in (source, problem["locator"]) if isinstance(text, str)]
    return {**problem, "locator": ": ".join(where) or None}


def conflicts_of(merged: pd.DataFrame) -> pd.DataFrame:
    """Return where the sources of merged projects contradict, as :func:`migfund.problems` lists it.

    Parameters
    ----------
    merged
        A table from :func:`merge_duplicates`; any other has no conflicts.

    Returns
    -------
    pandas.DataFrame
        One row a value not taken, with the index label of its project: ``source`` is the one that
        states it, ``text`` the value, and ``reason`` says what was taken, and from where.

    Examples
    --------
    >>> import migfund as mf
    >>> pages = pd.DataFrame({"project_id": ["CE.0265"] * 2, "budget": [150_000, 130_000],
    ...                       "currency": "USD", "source": ["a.txt", "b.txt"]})
    >>> conflicts_of(mf.merge_duplicates(pages))[["source", "text", "reason"]].values.tolist()
    [['b.txt', 'USD 130000', 'contradicts USD 150000 in a.txt, which was taken']]
    """
    rows, labels = [], []
    for label, listed in enumerate(lists_of(merged, "conflicts", CONFLICT_FIELDS)):
        for conflict in listed:
            known, source = conflict["value"], conflict["source"]
            where = f" in {source}" if isinstance(source, str) else ""
            reason = (
                f"contradicts {known}{where}, which was taken"
                if isinstance(known, str)
                else f"not taken: what it belongs with was taken from {source or 'another row'}"
            )
            rows.append(
                {
                    "source": conflict["other_source"],
                    "field": conflict["field"],
                    "text": conflict["other_value"],
                    "reason": reason,
                }
            )
            labels.append(label)
    columns = {
        name: pd.array([row.get(name) for row in rows], dtype=TEXT) for name in PROBLEM_FIELDS
    }
    return pd.DataFrame(columns, index=merged.index.take(labels))


class _Several:
    """The rows of projects that have more than one, and which row gives each value."""

    def __init__(self, table: pd.DataFrame, same: Sameness, prefer: Sequence[str]) -> None:
        self.positions = same.several()
        self.rows = rows = table.iloc[self.positions]
        self.projects, self.group = np.unique(same.first[self.positions], return_inverse=True)
        self.surest = {name: rank for rank, name in enumerate(prefer)}
        self.known: dict[str, Array] = {}
        self.leads = {
            companion: lead
            for lead, companions in _COMPANIONS.items()
            if lead in rows
            for companion in companions
        }
        self.money = _stated_money(rows)
        self.leads |= _leads_of_money(rows, self.money)
        if "start" in rows:
            names = [name for name in rows.columns if str(name).startswith("duration_months")]
            self.leads |= dict.fromkeys(names, "start")

    def fill(self, table: pd.DataFrame, kept: Array) -> pd.DataFrame:
        """Take the first row of each project of a table, each column from the row that gives it."""
        filled = table.iloc[kept].copy()
        of_several = np.searchsorted(kept, self.projects)
        for number, name in enumerate(table.columns):
            if name in _OF_THE_RECORD:
                continue
            taken = kept.copy()
            taken[of_several] = self.positions[self.taken(name)]
            if (taken != kept).any():
                filled.isetitem(number, table.iloc[:, number].array.take(taken))
        return filled

    def taken(self, name: str) -> Array:
        """Return for each project the row that a column is taken from."""
        if name == "period_text":
            return self._period_text()
        lead = self.leads.get(name, name)
        if lead not in self.known:
            self.known[lead] = self._best(lead, self._gives(lead), self._exactness(lead))
            if lead in self.money:
                self._complete_currency(lead)
        return self.known[lead]

    def _ways(self, name: str) -> Array:
        """Rank the rows by the way in which a column was read: "budget: label; start: title"."""
        codes, distinct = pd.factorize(np.array(values_of(self.rows, "read_from"), dtype=object))
        fields = (name, "period") if name in ("start", "end", "period_text") else (name,)
        ranks = [len(self.surest)]
        for said in map(str, distinct):
            ways = dict(part.split(": ", 1) for part in said.split("; ") if ": " in part)
            way = next((ways[field] for field in fields if field in ways), said)
            ranks.append(self.surest.get(way, len(self.surest)))
        return np.array(ranks, dtype=np.int64)[codes + 1]

    def _best(self, name: str, has: Array, exactness: Array | None = None) -> Array:
        """Return the best row of each project that has a value; its first row where none has."""
        order = np.arange(len(self.rows))
        way = self._ways(name)
        ranks = [order, way] if exactness is None else [order, exactness, way]
        by_rank = np.lexsort([np.where(has, rank, order) for rank in ranks] + [~has, self.group])
        best: Array = by_rank[np.unique(self.group[by_rank], return_index=True)[1]]
        return best

    def _has(self, name: str) -> Array:
        """Tell which rows have a value; a list without items, or "n/a" for an id, is none."""
        if name == "countries":
            return np.array([key is not None for key in set_keys(self.rows, name)], dtype=bool)
        if name in IDS:
            keys = keys_of(self.rows, name, TEXT_KEYS[name])
            return np.array([key is not None for key in keys], dtype=bool)
        return self.rows[name].notna().to_numpy(dtype=bool)

    def _gives(self, lead: str) -> Array:
        """Tell which rows can give a value, or, where none has it, money in the same currency."""
        has = self._has(lead)
        beside_it = [name for name in self.money if name != lead and self.leads.get(name) == lead]
        if beside_it:
            without = ~np.isin(self.group, self.group[has])
            has = has | without & self.rows[beside_it].notna().any(axis=1).to_numpy(dtype=bool)
        return has

    def _exactness(self, name: str) -> Array | None:
        """Return the days that each date allows, for dates that have a precision."""
        if name not in ("start", "end"):
            return None
        first, last = days_of(self.rows, name)
        return np.where(np.isnat(first), 0, (last - first).astype(np.int64))

    def _complete_currency(self, money: str) -> None:
        """Where money was taken without a currency, take the same figure with one."""
        if self.money[money] not in self.rows:
            return
        taken = self.known[money][self.group]
        figures = numbers_of(self.rows, money)
        stated = self.rows[self.money[money]].notna().to_numpy(dtype=bool)
        fits = stated & ~stated[taken] & (figures == figures[taken])
        better = np.unique(self.group[fits])
        self.known[money][better] = self._best(money, fits)[better]

    def _period_text(self) -> Array:
        """Return the row of the words for the start taken, else for the end, else the first."""
        taken = self._best("period_text", self._has("period_text"))
        for name in ("end", "start"):
            if name in self.rows:
                has = self._has(name)[self.taken(name)]
                taken = np.where(has, self.taken(name), taken)
        return taken

    def conflicts(self) -> list[tuple[int, dict[str, str | None]]]:
        """Return the values that contradict those taken, with the first row of their project."""
        sources = [s if isinstance(s, str) else None for s in values_of(self.rows, "source")]
        found = []
        for name in self.rows.columns:
            led = name in self.leads and name not in self.money
            if led or name in _OF_THE_RECORD or name == "period_text":
                continue
            chosen, has = self.taken(name)[self.group], self._has(name)
            others = np.flatnonzero(has & self._differs(name, chosen))
            taken = chosen[others]
            words = self._words(name, taken), self._words(name, others)
            for row, one, value, other in zip(others.tolist(), taken.tolist(), *words, strict=True):
                stated = value if has[one] else None
                conflict = (str(name), stated, sources[one], other, sources[row])
                project = int(self.projects[self.group[row]])
                found.append((project, dict(zip(CONFLICT_FIELDS, conflict, strict=True))))
        return found

    def _differs(self, name: str, chosen: Array) -> Array:
        """Tell which rows say something else than the row taken."""
        if name in ("start", "end"):
            first, last = days_of(self.rows, name)
            # A coarser statement of the same date says nothing else; a finer one says more.
            holds: Array = (first <= first[chosen]) & (last >= last[chosen])
            return ~holds
        if name in self.money:
            figures = np.round(numbers_of(self.rows, name), 2)
            other: Array = figures != figures[chosen]
            codes = pd.factorize(pd.Series(values_of(self.rows, self.money[name]), dtype=object))[0]
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

    def _words(self, name: str, positions: Array) -> list[str]:
        """Write a column's values in some of the rows."""
        rows = self.rows.iloc[positions]
        if name in ("start", "end"):
            first, last = days_of(rows, name)
            spans = (last - first).astype(int).tolist()
            lengths = [10 if span == 0 else 7 if span < 31 else 4 for span in spans]
            return [str(day)[:n] for day, n in zip(first, lengths, strict=True)]
        if name in self.money:
            figures = [np.format_float_positional(v, trim="-") for v in numbers_of(rows, name)]
            return [
                f"{code} {figure}" if isinstance(code, str) else figure
                for code, figure in zip(values_of(rows, self.money[name]), figures, strict=True)
            ]
        lists = (list, tuple, np.ndarray)
        return [", ".join(map(str, v)) if isinstance(v, lists) else str(v) for v in rows[name]]


def _stated_money(rows: pd.DataFrame) -> dict[str, str]:
    """Return the columns of stated money with that of their currency, the budget first."""
    found = {}
    for name in rows.columns:
        money = money_of(rows, name) if isinstance(name, str) else None
        if money and money.currency is None:
            values = rows[name]
            if pd.api.types.is_numeric_dtype(values) or values.isna().all():
                found[money.name] = currency_column(rows, money.name)
    return dict(sorted(found.items(), key=lambda pair: (pair[0] != "budget", len(pair[0]))))


def _leads_of_money(rows: pd.DataFrame, money: Mapping[str, str]) -> dict[str, str]:
    """Return for each column that goes with money the one whose row it is taken from.

    Money in one currency column is taken from one row, with all that was worked out from it.
    """
    first: dict[str, str] = {}
    leads = {}
    for stated, currency in money.items():
        lead = leads[currency] = first.setdefault(currency, stated)
        for name in rows.columns:
            if name == stated or str(name).startswith(beside(stated, "")):
                leads[name] = lead
    return {name: lead for name, lead in leads.items() if name not in first.values()}
