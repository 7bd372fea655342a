"""Totals by keys that need a split, worked out without making the rows of the split."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.codelists import codelist
from migfund.dates import NO_SPAN, Spans, spans_of
from migfund.errors import ScopeError, list_values
from migfund.provenance.basis import SplitStep, split_words
from migfund.regions.add import LEVELS, add_region
from migfund.regions.schemes import scheme_of
from migfund.schema import (
    SPLIT_COLUMNS,
    TEXT,
    UNALLOCATED,
    Array,
    beside,
    currency_column,
    distinct_codes,
    is_split,
    money_of,
    unbounded,
)
from migfund.split.by_country import country_parts, split_by_country
from migfund.split.by_year import (
    Calendar,
    bounds_of,
    calendar_of_spans,
    split_by_year,
    year_parts,
    year_steps,
)
from migfund.split.parts import said_before
from migfund.totals.groups import Groups, exact_sums, group_rows, holds_lists
from migfund.totals.sums import Said, Sums, regrouped

__all__ = ["is_fixed", "made_keys", "sums_without_rows", "with_keys"]

_FREQ = {"calendar_year": "year", "quarter": "quarter", "month": "month"}
"""The columns that a split by year adds of which the name says all."""
_SCHEMES = {f"{level}_{name}": name for name, levels in LEVELS.items() for level in levels}

_PARTS = 2**16
"""Parts that are worked out at once: as many as fit into the processor's cache."""
_CELLS = 2**21
"""Combinations of keys up to which each has a cell of its own, used or not."""
_BESIDE = (
    *("countries", "country_shares", "region", "region_share"),
    *("start", "start_precision", "end", "end_precision"),
    *("project_id", "parent_id", "fund", "publisher", "publisher_ref", "source", "title"),
    *("counted_in", "transaction_type"),
)
"""What a split, a guard or a description looks at beside the keys and the value."""


def made_keys(table: pd.DataFrame, by: Sequence[str]) -> list[str]:
    """Return the keys that the table lacks and a split of it gives.

    Raises
    ------
    ScopeError
        If one is of a scheme in which a country's region depends on a date that is not given, or
        a country can be in several.
    """
    if is_split(table):
        return []
    lists = "countries" in table and "country" not in table
    made = [
        name
        for name in by
        if name not in table.columns
        and (name in _FREQ or (lists and (name == "country" or name in _SCHEMES)))
    ]
    for name in [name for name in made if name in _SCHEMES]:
        if not is_fixed(_SCHEMES[name]):
            raise ScopeError(
                f"{name!r} is of a scheme that changes over time, or in which a country can be in "
                "several groups. Say which date counts: "
                f"mf.add_region(mf.split_by_country(table), scheme={_SCHEMES[name]!r}, at='start')."
            )
    if len([name for name in made if name in _FREQ]) > 1:
        raise ScopeError(
            f"a table can be split by one of {list_values([n for n in made if n in _FREQ])}, not "
            "by several. Total by one of them."
        )
    return made


@cache
def is_fixed(scheme: str) -> bool:
    """Tell whether each country is in one group of a scheme, whatever the date."""
    used = scheme_of(scheme, None, False)
    return not (used.changes or used.overlapping)


@cache
def _regions(scheme: str) -> pd.DataFrame:
    """Return the groups of every country, and of none, in a scheme that is fixed."""
    every = [*codelist("countries")["iso3"], UNALLOCATED]
    countries = pd.DataFrame({"country": pd.array(every, dtype=TEXT)})
    return add_region(countries, scheme=scheme).set_index("country")


def with_keys(
    table: pd.DataFrame, by: Sequence[str], made: Sequence[str], value: str
) -> pd.DataFrame:
    """Return the table split so that it has these keys; only with the columns that are needed."""
    stem = unbounded(table, value)
    money = money_of(table, stem)
    used = {*by, *_BESIDE, value, stem, beside(stem, "low"), beside(stem, "high")}
    if money:
        used.add(currency_column(table, money.stated))
        used |= {beside(name, "basis") for name in (money.nominal, money.name)}
        used |= {beside(name, "source") for name in (money.nominal, money.name)}
    rows = table[[name for name in table.columns if name in used]].reset_index(drop=True)
    places, times = _apart(made)
    if places:
        rows = split_by_country(rows, value=value)
    regions = [name for name in places if name in _SCHEMES]
    for scheme in dict.fromkeys(_SCHEMES[name] for name in regions):
        own = add_region(
            rows[[n for n in ("country", "region", *SPLIT_COLUMNS) if n in rows]], scheme=scheme
        )
        rows = rows.assign(**{name: own[name] for name in regions if _SCHEMES[name] == scheme})
    for time in times:
        rows = split_by_year(rows, freq=_FREQ[time], value=value)
    return rows


def _apart(made: Sequence[str]) -> tuple[list[str], list[str]]:
    return [name for name in made if name not in _FREQ], [name for name in made if name in _FREQ]


class _Places(NamedTuple):
    """The countries of all rows, one row's after the other.

    ``row`` is each one's row, ``code`` the position of its keys in ``keys`` and ``share`` its
    share; ``begin`` has the position of each row's first, and of the end. ``step`` is the position
    in ``steps`` of how it came about. Where no key is of countries, each row has one place.
    """

    row: Array
    code: Array
    share: Array | None
    begin: Array
    keys: pd.DataFrame
    step: Array
    steps: list[SplitStep]

    def part(self, rows: slice) -> "_Places":
        """Return the places of some rows, which are counted from the first of these."""
        some = slice(self.begin[rows.start], self.begin[rows.stop])
        share = None if self.share is None else self.share[some]
        row, code, step = self.row[some] - rows.start, self.code[some], self.step[some]
        return self._replace(row=row, code=code, share=share, step=step)


class _Times(NamedTuple):
    """The years, quarters or months of all rows.

    ``first`` and ``length`` have the number of each row's first one, and how many it has; the last
    number, behind those of the calendar, is that of rows without a span. Where no key is of time,
    each row has one.
    """

    spans: Spans | None
    calendar: Calendar | None
    first: Array
    length: Array
    size: int

    def part(self, rows: slice) -> "_Times":
        """Return the times of some rows."""
        spans = None if self.spans is None else self.spans.part(rows)
        return self._replace(spans=spans, first=self.first[rows], length=self.length[rows])

    def column(self, reached: Array) -> tuple[Any, Array]:
        """Return the labels that are reached as a category, and the code of each number."""
        labels = [*(self.calendar.labels() if self.calendar else []), UNALLOCATED]
        used = [label for label, there in zip(labels, reached, strict=True) if there]
        kind = pd.CategoricalDtype(pd.Index(used, dtype=TEXT), ordered=True)
        return kind, np.cumsum(reached) - 1


def sums_without_rows(
    table: pd.DataFrame, figures: Array, value: str, by: Sequence[str], made: Sequence[str]
) -> tuple[Sums, Sums, Said] | None:
    """Return the sums of groups and of all, and the rules of the splits.

    They are those of the rows that ``split_by_country``, `add_region` and ``split_by_year`` make,
    in that order and without options, to the last bit: the same parts are multiplied out, a part
    of the table at a time, and added up exactly. None where the keys have too many combinations,
    or there is something in the way of a split, which the split itself says best.
    """
    others = [name for name in by if name not in made]
    of_place, of_time = _apart(made)
    taken = [beside(value, bound) for bound in ("low", "high") if of_time]
    lists = any(holds_lists(table[name]) for name in others)
    if not len(table) or lists or unbounded(table, value) != value or {*taken} & {*table.columns}:
        return None
    nowhere = np.zeros(len(table), dtype=np.int64)
    base = Groups(nowhere, pd.DataFrame(index=range(1)), None)
    if others:
        base = group_rows(table, others)
    places = _places_of(table, of_place)
    times = _times_of(table, of_time[0] if of_time else None)
    shape = (len(base.keys), len(places.keys), times.size)
    if np.prod(shape, dtype=float) > _CELLS:
        return None
    exact, counts, kinds = _added(base.code if others else None, figures, places, times, shape)
    used = np.flatnonzero(counts[0])
    one, two, three = np.unravel_index(used, shape)
    keys = pd.concat(
        [base.keys.take(one).reset_index(drop=True), places.keys.take(two).reset_index(drop=True)],
        axis=1,
    )
    if of_time:
        reached: Array = np.bincount(three, minlength=shape[2]) > 0
        kind, codes = times.column(reached)
        keys[of_time[0]] = pd.Categorical.from_codes(codes.take(three), dtype=kind)
    exact = {name: levels[:, used] for name, levels in exact.items()}
    sums = Sums(keys[list(by)], exact, counts[0][used], counts[1][used])
    total = exact["total"]
    all_of_it = exact_sums(np.zeros(total.size, dtype=np.int64), total.ravel(), 1)
    n_known = np.array([np.count_nonzero(~np.isnan(figures))])
    alone = pd.DataFrame(index=range(1))
    everyone = Sums(alone, {"total": all_of_it}, np.array([len(table)]), n_known)
    return regrouped(sums, by), everyone, _said(kinds, places.steps, of_time)


def _places_of(table: pd.DataFrame, names: Sequence[str]) -> _Places:
    """Return the places of each row, by the keys that are of countries."""
    size = len(table)
    if not names:
        nowhere = np.zeros(size, dtype=np.int64)
        alone = pd.DataFrame(index=range(1))
        return _Places(np.arange(size), nowhere, None, np.arange(size + 1), alone, nowhere, [])
    parts, countries = country_parts(table)
    # A part without a country may be in the region that its row names.
    regions: list[Any] = [None]
    place = parts.country.copy()
    nowhere = np.flatnonzero(place < 0)
    place[nowhere] = len(countries)
    if "region" in table and len(nowhere):
        codes, found = distinct_codes(table["region"].iloc[parts.parent[nowhere]])
        regions += found
        place[nowhere] += codes + 1
    named = [*countries, *[UNALLOCATED] * len(regions)]
    small = pd.DataFrame({"country": pd.array(named, dtype=TEXT)})
    small["region"] = pd.Series([*[None] * len(countries), *regions], dtype=object)
    for scheme in dict.fromkeys(_SCHEMES[name] for name in names if name in _SCHEMES):
        if len(regions) > 1:
            small = add_region(small, scheme=scheme)
            continue
        for name in [name for name in names if _SCHEMES.get(name) == scheme]:
            small[name] = _regions(scheme)[name].reindex(small["country"]).array
    groups = group_rows(small, names)
    begin = np.concatenate([[0], np.cumsum(parts.counts)])
    code = groups.code.take(place)
    return _Places(parts.parent, code, parts.share, begin, groups.keys, parts.step, parts.steps)


def _times_of(table: pd.DataFrame, name: str | None) -> _Times:
    """Return the times of each row."""
    if name is None:
        size = len(table)
        return _Times(None, None, np.zeros(size, np.int64), np.ones(size, np.int64), 1)
    spans = spans_of(table, remedy="split with mf.split_by_year(table, on_invalid='unallocated')")
    calendar = calendar_of_spans(spans, _FREQ[name])
    first = calendar.numbers(spans.first_start.view(np.int64))
    count = calendar.numbers(spans.last_end.view(np.int64)) - first + 1
    size = len(calendar.begins)
    first[spans.reason > 0] = size - 1
    return _Times(spans, calendar, first, count, size)


def _added(
    base: Array | None, figures: Array, places: _Places, times: _Times, shape: Sequence[int]
) -> tuple[dict[str, Array], list[Array], Array]:
    """Return what is known of each combination of keys.

    ``base`` is the number of each row's combination of the keys that the table has.

    Returns
    -------
    tuple
        The exact sums of the parts by the name of the total; how many projects there are, and how
        many with a known value; and by which pairs of steps, numbered as in `_kinds`, there are
        projects that were divided.
    """
    size = int(np.prod(shape))
    levels: dict[str, list[Array]] = {}
    changes: Array = np.zeros((2, shape[0] * shape[1] * (shape[2] + 1)), dtype=np.int64)
    divided = np.zeros(max(len(places.steps), 1) * len(NO_SPAN), dtype=np.int64)
    for rows in _stretches(places, times, max(_PARTS, size)):
        place, time, whole = places.part(rows), times.part(rows), figures[rows]
        cell = place.code
        if base is not None:
            cell = base[rows].take(place.row) * shape[1] + cell
        left_out, unknown = said_before(place.row, cell), np.isnan(whole)
        counted = _changes(cell, left_out, place, time, changes.shape[1])
        changes[0] += counted
        if unknown.any():
            left_out = left_out | unknown.take(place.row)
            counted = _changes(cell, left_out, place, time, changes.shape[1])
        changes[1] += counted
        divided += np.bincount(_kinds(place, time), minlength=len(divided))
        sums: dict[int, Array] = {}  # bounds are often the very same values
        for name, group, values in _parts_of(cell, whole, place, time):
            if id(values) not in sums:
                sums[id(values)] = exact_sums(group, values, size)
            levels.setdefault(name, []).append(sums[id(values)])
    found: dict[str, Array] = {}
    for name, some_levels in levels.items():
        every = np.concatenate(some_levels)
        found[name] = exact_sums(np.tile(np.arange(size), len(every)), every.ravel(), size)
    counts = np.cumsum(changes.reshape(2, -1, shape[2] + 1), axis=2)[:, :, :-1].reshape(2, -1)
    return found, [*counts], divided


def _changes(cell: Array, left_out: Array, places: _Places, times: _Times, size: int) -> Array:
    """Return by how many rows each time has more than the one before it, for all places but some.

    The times of a row follow each other: it enters at the first and leaves after the last. Each
    place has a number more than there are times.
    """
    nowhere = np.flatnonzero(left_out)
    enter = cell * (times.size + 1) + times.first.take(places.row)
    leave = enter + times.length.take(places.row)
    enter[nowhere] = leave[nowhere] = size
    changes = np.bincount(enter, minlength=size + 1) - np.bincount(leave, minlength=size + 1)
    return changes[:size]


def _kinds(places: _Places, times: _Times) -> Array:
    """Return the numbers of the pairs of steps by which places came about that were divided."""
    number = places.step * len(NO_SPAN)
    divided = (times.length > 1).take(places.row)
    if places.share is not None:
        divided |= places.share < 1 - 1e-9
    if times.spans is not None and times.spans.reason.any():
        number += times.spans.reason.take(places.row)
    return number if divided.all() else number[divided]


def _stretches(places: _Places, times: _Times, most: int) -> Iterator[slice]:
    """Yield rows that follow each other and have so many parts together, or are one row."""
    counts = np.cumsum(np.diff(places.begin) * times.length)
    begin, done = 0, 0
    while begin < len(counts):
        end = max(int(np.searchsorted(counts, done + most, side="right")), begin + 1)
        yield slice(begin, end)
        begin, done = end, int(counts[end - 1])


def _parts_of(
    cell: Array, figures: Array, places: _Places, times: _Times
) -> Iterator[tuple[str, Array, Array]]:
    """Yield the totals to which places add, with the combination of keys and value of each part.

    ``cell`` is the combination of the keys of each place without the time.
    """
    whole = figures.take(places.row)
    if places.share is not None:
        whole *= places.share
    if times.spans is None or times.calendar is None:
        yield "total", cell, whole
        return
    parts = year_parts(times.spans, times.calendar, "uniform", with_days=False)
    # The parts of a place stand in the order of time, as those of its row do.
    count = times.length.take(places.row)
    begin = np.cumsum(count) - count
    before = (np.cumsum(times.length) - times.length).take(places.row)
    place = np.repeat(np.arange(len(count)), count)
    group = np.arange(len(place))
    part = group + (before - begin).take(place)
    group += (cell * times.size + times.first.take(places.row) - begin).take(place)
    values = whole.take(place)
    values *= parts.share.take(part)
    yield "total", group, values
    low = high = values
    if len(parts.uncertain):
        where = np.full(len(parts.parent), -1)
        where[parts.uncertain] = np.arange(len(parts.uncertain))
        at = where.take(part)
        some = np.flatnonzero(at >= 0)
        at = at[some]
        low, high = values.copy(), values.copy()
        low[some], high[some] = bounds_of(
            whole.take(place[some]), parts.least.take(at), parts.most.take(at), values[some]
        )
    yield "total_low", group, low
    yield "total_high", group, high


def _said(kinds: Array, of_places: list[SplitStep], of_time: Sequence[str]) -> Said:
    """Return the rules by which projects were divided, as the splits would say them."""
    steps: list[SplitStep | None] = [*of_places] or [None]
    later: list[SplitStep | None] = [None] * len(NO_SPAN)
    if of_time:
        later = [*year_steps(of_time[0], "uniform")]
    found = np.flatnonzero(kinds)
    pairs = [(steps[n // len(later)], later[n % len(later)]) for n in found.tolist()]
    rules = frozenset(split_words(one for one in pair if one) for pair in pairs)
    return replace(Said(frozenset()), rules=rules)
