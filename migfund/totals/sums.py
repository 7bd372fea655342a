"""Sums of groups before they are put into a table, so that those of several tables can be added up.

`total_by` works such sums out of one table and writes them as totals. `engine.run` keeps those of
each partition, adds them up here and writes them in the same way: hence the totals are the same,
to the last bit, however the rows were divided.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, ScopeError, list_values
from migfund.provenance.basis import rate_basis, split_steps, split_words
from migfund.schema import TIME_COLUMNS, UNALLOCATED, Array
from migfund.totals.groups import exact_sums, group_rows, rounded

__all__ = [
    "Partial",
    "Said",
    "Sums",
    "added_up",
    "is_kept",
    "keep",
    "kept_partials",
    "regrouped",
]


@dataclass(frozen=True)
class Said:
    """What totals rest on, before it is put into words.

    Parameters
    ----------
    currencies
        The currencies of the known values; none if the value is no money.
    rates, sources, prices
        The distinct texts of ``…_basis`` and ``…_source`` of a converted value, and of the
        ``…_source`` of its prices.
    year
        The year of constant prices.
    rules
        The distinct texts of ``split_rule`` of projects that were divided; none where no table is
        split.
    kinds, levels
        The kinds of transactions, and the levels of rows without a parent, that were added up.
    left_out
        How many projects were left out, for the same money stands on another level.
    nested
        Which level was left out.
    """

    currencies: frozenset[str]
    rates: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    prices: frozenset[str] = frozenset()
    year: int | None = None
    rules: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    left_out: int = 0
    nested: str = "raise"

    def __or__(self, other: "Said") -> "Said":
        """Return what totals of the two tables together rest on."""
        both = {
            name: getattr(self, name) | getattr(other, name)
            for name in ("currencies", "rates", "sources", "prices", "rules", "kinds", "levels")
        }
        left_out = self.left_out + other.left_out
        return Said(**both, year=self.year, left_out=left_out, nested=self.nested)

    def words(self) -> dict[str, str | None]:
        """Write the columns of totals that are words."""
        single = len(self.currencies) == 1
        what = (
            "are parts of other projects" if self.nested == "parents" else "have parts in the table"
        )
        left_out = f"without {self.left_out} projects that {what}" if self.left_out else ""
        return {
            "currency": next(iter(self.currencies)) if single else None,
            "basis": "; ".join(filter(None, [self._basis(), left_out])),
            "split_rule": self._rule(),
        }

    def _basis(self) -> str:
        """Say what the figures rest on: the rates, the prices and their sources."""
        rates = [rate_basis(text) for text in sorted(self.rates)]
        said = [rate.rule for rate in rates if not rate.missing]
        said += sorted(self.sources)
        if self.year is not None:
            said += [f"in prices of {self.year}", *sorted(self.prices)]
        return "; ".join(dict.fromkeys(said)) or ("nothing converted" if rates else "as stated")

    def _rule(self) -> str | None:
        """Name the rules of splits; none where every project is whole in one row."""
        in_order = sorted((split_steps(text) for text in self.rules), key=split_words)
        rules = [step.general for some in in_order for step in some if not step.unallocated]
        return split_words(dict.fromkeys(rules)) or None


@dataclass(frozen=True)
class Sums:
    """What is known of each group.

    Parameters
    ----------
    keys
        One row a group.
    exact
        The sums by the name of their column: rows of numbers as `groups.exact_sums` makes them.
    n_projects, n_known
        The projects in each group, and those with a known value.
    described
        Columns that describe the projects; they cannot be added up.
    """

    keys: pd.DataFrame
    exact: dict[str, Array]
    n_projects: Array
    n_known: Array
    described: dict[str, Any] = field(default_factory=dict)

    def columns(self, *, may_add: bool) -> dict[str, Any]:
        """Return the columns of totals; sums are missing where nothing may be added up."""
        found: dict[str, Any] = {name: rounded(levels) for name, levels in self.exact.items()}
        if self.described:
            found["mean"] = found["total"] / np.maximum(self.n_known, 1)
            found |= self.described
        if not may_add:
            years = ("first_year", "last_year")
            found |= {n: np.full(len(self.keys), np.nan) for n in found if n not in years}
        return found | {"n_projects": self.n_projects, "n_known": self.n_known}


@dataclass(frozen=True)
class Partial:
    """The sums of one table, or of several.

    Parameters
    ----------
    by
        The keys.
    groups, everyone
        The sums of each group and those of all rows as one group.
    apart
        The keys without which nothing may be added up.
    overlapping
        Whether a project can be in several groups.
    said
        What they rest on.
    ids, parents
        A number for each project's id and for that of its parent, where another table may have the
        same; none where that makes no difference.
    ending
        How the table is finished: the options ``grand_total`` and ``sort``.
    """

    by: tuple[str, ...]
    groups: Sums
    everyone: Sums
    apart: frozenset[str]
    overlapping: bool
    said: Said
    ids: Array
    parents: Array
    repeated: str = "raise"
    ending: tuple[bool, str] = (False, "by")


_KEPT: ContextVar[list[tuple[pd.DataFrame, Partial]] | None] = ContextVar("kept", default=None)


@contextmanager
def kept_partials() -> Iterator[list[tuple[pd.DataFrame, Partial]]]:
    """Collect, in this thread and until the end of the block, what `total_by` makes totals of."""
    collected: list[tuple[pd.DataFrame, Partial]] = []
    token = _KEPT.set(collected)
    try:
        yield collected
    finally:
        _KEPT.reset(token)


def keep(totals: pd.DataFrame, partial: Partial) -> None:
    """Keep what totals were made of, where somebody collects it."""
    collected = _KEPT.get()
    if collected is not None:
        collected.append((totals, partial))


def is_kept() -> bool:
    """Tell whether somebody collects what totals are made of."""
    return _KEPT.get() is not None


def added_up(partials: Sequence[Partial]) -> Partial:
    """Return the sums of several tables together, as those of one table that has all their rows.

    Raises
    ------
    ScopeError
        If their values are in several currencies, their transactions of several kinds, or their
        rows without a parent of several levels, where this is no key.
    ColumnsError
        If their keys differ.
    """
    filled = [one for one in partials if one.everyone.n_projects[0]] or [partials[0]]
    first, by = filled[0], list(filled[0].by)
    said = first.said
    for one in filled[1:]:
        said |= one.said
    apart = frozenset().union(*(one.apart for one in filled))
    if len(said.currencies) > 1:
        apart |= _kept_apart(said, by)
    if len(said.kinds) > 1 and not {"transaction_type", "transaction_type_name"} & {*by}:
        kinds = list_values(sorted(said.kinds))
        raise ScopeError(
            "transactions of several kinds cannot be added up, for a commitment and its "
            f"disbursements are the same money: the partitions have {kinds}. "
            "Take one kind in the analysis, or name 'transaction_type' in by."
        )
    if len(said.levels) > 1 and "level" not in by:
        raise ScopeError(
            "rows of several levels cannot be added up, for a decision and its contracts are the "
            "same money, and no row says in parent_id what it is a part of: the partitions have "
            f"level {list_values(sorted(said.levels))}. Take one level in the analysis, or name "
            "'level' in by."
        )
    found = group_rows(_all_keys([one.groups.keys for one in filled]), by)
    nowhere = np.zeros(len(filled), dtype=np.int64)
    return Partial(
        by=first.by,
        groups=_sums([one.groups for one in filled], found.code, found.keys),
        everyone=_sums([one.everyone for one in filled], nowhere, first.everyone.keys),
        apart=apart,
        overlapping=any(one.overlapping for one in filled),
        said=said,
        ids=np.concatenate([one.ids for one in filled]),
        parents=np.concatenate([one.parents for one in filled]),
        repeated=first.repeated,
        ending=first.ending,
    )


def regrouped(sums: Sums, by: Sequence[str]) -> Sums:
    """Return the sums with their keys in order, and every category."""
    found = group_rows(sums.keys, by)
    return _sums([sums], found.code, found.keys)


def _kept_apart(said: Said, by: Sequence[str]) -> frozenset[str]:
    """Return the key that keeps several currencies apart."""
    keys = frozenset(name for name in by if name == "currency" or name.endswith("_currency"))
    if not keys:
        raise ScopeError(
            "the partitions have their values in different currencies, which cannot be added up: "
            f"{list_values(sorted(said.currencies))}. Convert in the analysis: "
            "mf.convert_currency(table, to='USD'), then value='budget_usd'."
        )
    return keys


def _sums(parts: Sequence[Sums], code: Array, keys: pd.DataFrame) -> Sums:
    """Add up groups that are numbered one part after the other."""
    size = len(keys)
    ends = np.cumsum([len(part.keys) for part in parts])
    codes = np.split(code, ends[:-1])
    exact = {}
    for name in parts[0].exact:
        levels = [part.exact[name] for part in parts]
        group = [np.tile(own, len(some)) for own, some in zip(codes, levels, strict=True)]
        values = np.concatenate([some.ravel() for some in levels])
        exact[name] = exact_sums(np.concatenate(group), values, size)
    projects, known = (
        np.bincount(code, np.concatenate(counts), size).astype(np.int64)
        for counts in ([part.n_projects for part in parts], [part.n_known for part in parts])
    )
    return Sums(keys, exact, projects, known)


def _all_keys(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put keys one below the other; categories are those of all tables, in order.

    Times are in the order of time; categories without an order as they first occur.
    """
    first = frames[0]
    categories = {}
    for name in first:
        kinds: list[Any] = [frame[name].dtype for frame in frames]
        if not all(isinstance(kind, pd.CategoricalDtype) for kind in kinds):
            continue
        if all(kind == kinds[0] and kind.ordered == kinds[0].ordered for kind in kinds):
            continue
        levels = dict.fromkeys(level for kind in kinds for level in kind.categories)
        ordered = kinds[0].ordered
        if name in TIME_COLUMNS:
            levels = dict.fromkeys(sorted(levels, key=lambda label: (label == UNALLOCATED, label)))
        elif ordered:
            raise ColumnsError(
                f"column {name!r} is an ordered category of which the partitions have different "
                f"values, {list_values(levels)}, so that their order is not known. Give them the "
                f"same: table.assign({name}=pd.Categorical(table[{name!r}], [...], ordered=True))."
            )
        kind = kinds[0].categories.dtype
        categories[name] = pd.CategoricalDtype(pd.Index([*levels], dtype=kind), ordered=ordered)
    return pd.concat([frame.astype(categories) for frame in frames], ignore_index=True)
