"""Groups of rows by keys, and what is said of the figures of each group."""

import contextlib
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import take

from migfund.errors import ColumnsError, ScopeError, list_values
from migfund.schema import ALL, TEXT, Array, need_columns

__all__ = [
    "Groups",
    "columns_of",
    "describe_values",
    "exact_sums",
    "extreme_years",
    "first_of_each",
    "group_rows",
    "holds_lists",
    "projects_in",
    "rounded",
    "rows_of_group",
    "sums_of",
]


class Groups(NamedTuple):
    """Which rows are in which group.

    ``code`` is the group of each of the rows at ``position``, where a row in several groups stands
    once for each; no position means every row once. ``keys`` has one row a group, in order.
    """

    code: Array
    keys: pd.DataFrame
    position: Array | None

    @property
    def overlapping(self) -> bool:
        """Whether a row can be in several groups."""
        return self.position is not None

    def spread(self, values: Array) -> Array:
        """Return the values of rows, once for each group that the row is in."""
        return values if self.position is None else values.take(self.position)


def columns_of(by: str | Sequence[str]) -> list[str]:
    """Return the names of the columns to group by.

    Raises
    ------
    ColumnsError
        If they are none, or one stands twice.
    """
    names = [by] if isinstance(by, str) else list(by) if isinstance(by, list | tuple) else []
    texts = [name for name in names if isinstance(name, str)]
    if not names or len(set(texts)) < len(names):
        raise ColumnsError(f"by must name one column, or several in a list, each once, not {by!r}.")
    return texts


def holds_lists(column: pd.Series) -> bool:
    """Tell whether each row holds a list of texts, as that of groups that overlap."""
    kind = column.dtype.pyarrow_dtype if isinstance(column.dtype, pd.ArrowDtype) else pa.null()
    return bool(pa.types.is_list(kind) and pa.types.is_string(kind.value_type))


def group_rows(table: pd.DataFrame, by: Sequence[str]) -> Groups:
    """Group rows by their keys: in order, a missing key last, and a category without rows kept.

    A row that holds a list of groups is in each of them.

    Raises
    ------
    ColumnsError
        If a key holds lists that are no groups, or values that have no order.
    ScopeError
        If more than one key holds lists, or the keys have more combinations than can be counted.
    """
    keys, position = _one_key_a_row(table, by)
    factors = [_factorise(keys[name]) for name in keys]
    sizes = [len(level) + 1 for _, level in factors]
    if math.prod(sizes) >= 2**62:
        raise ScopeError("these keys have too many values to be combined. Total by fewer keys.")
    combined = np.zeros(len(keys), dtype=np.int64)
    for (code, _), size in zip(factors, sizes, strict=True):
        combined *= size
        combined += code
    code, found = pd.factorize(combined, sort=True)
    groups = _with_every_category(
        found, sizes, [isinstance(k, pd.CategoricalDtype) for k in keys.dtypes]
    )
    if len(groups) > len(found):
        code = np.searchsorted(groups, found).take(code)
    frame = {
        name: take(level, np.where(own < len(level), own, -1), allow_fill=True)
        for name, (_, level), own in zip(keys, factors, _apart(groups, sizes), strict=True)
    }
    return Groups(code, pd.DataFrame(frame), position)


def _one_key_a_row(table: pd.DataFrame, by: Sequence[str]) -> tuple[pd.DataFrame, Array | None]:
    """Return the keys, with a row for each group in a list, and the positions of these rows."""
    keys = table[list(by)]
    lists = [name for name in by if holds_lists(keys[name])]
    if "countries" in lists:
        raise ColumnsError(
            "column 'countries' holds lists, which cannot be a key. For countries, split first: "
            "mf.split_by_country(table), then use 'country'."
        )
    if len(lists) > 1:
        raise ScopeError(
            f"only one key can be of groups that overlap, not {len(lists)}: {', '.join(lists)}."
        )
    if not lists:
        return keys, None
    groups = keys[lists[0]].reset_index(drop=True).explode().astype(TEXT)
    position = groups.index.to_numpy()
    # A group that stands twice in a list counts once.
    once = ~pd.DataFrame({"row": position, "group": groups.array}).duplicated().to_numpy()
    position = position[once]
    return keys.iloc[position].assign(**{lists[0]: groups.array[once]}), position


def _factorise(column: pd.Series) -> tuple[Array, Any]:
    """Return the position of each value among the distinct ones in order, and these.

    A missing value comes after them.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        every = np.arange(len(column.dtype.categories))
        # Taken by position, the categories are a category again.
        level: Any = pd.Categorical.from_codes(every, dtype=column.dtype)
        code = column.cat.codes.to_numpy()
    else:
        try:
            code, distinct = pd.factorize(column, sort=True)
        except (TypeError, NotImplementedError):  # of objects, of Arrow's lists
            raise ColumnsError(
                f"column {column.name!r} cannot be a key: it holds lists, or values of kinds that "
                f"have no order, such as {list_values(column.dropna().head(3))}. Take one value of "
                f"one kind a row, such as text: table.assign({column.name}=table[{column.name!r}]"
                ".map(str))."
            ) from None
        level = distinct.array
    return np.where(code < 0, len(level), code.astype(np.int64)), level


def _apart(groups: Array, sizes: Sequence[int]) -> list[Array]:
    """Take the numbers of groups apart into the positions of their keys."""
    codes = []
    for size in reversed(sizes):
        groups, code = np.divmod(groups, size)
        codes.append(code)
    return codes[::-1]


def _with_every_category(groups: Array, sizes: Sequence[int], kinds: Sequence[bool]) -> Array:
    """Add, to what occurs of the other keys, every category."""
    if not any(kinds):
        return groups
    others = np.zeros(len(groups), dtype=np.int64)
    for code, size, every in zip(_apart(groups, sizes), sizes, kinds, strict=True):
        others = others * size + (0 if every else code)
    wanted = np.zeros(1, dtype=np.int64) if all(kinds) else np.unique(others)
    step = 1
    for size, every in zip(reversed(sizes), reversed(kinds), strict=True):
        if every:
            wanted = (wanted[:, None] + step * np.arange(size - 1)).ravel()
        step *= size
    return np.union1d(groups, wanted)


def rows_of_group(table: pd.DataFrame, by: Sequence[str], key: Sequence[Any]) -> Array:
    """Return the positions of the rows in one group.

    Parameters
    ----------
    table
        The table that was totalled.
    by
        The columns that it was grouped by.
    key
        A value for each of them: none for a missing one; "all", where no group is called so, for
        every one. A number may be a text, as it is in totals with a grand total.

    Raises
    ------
    ColumnsError
        If no row has the key.

    Examples
    --------
    >>> rows = pd.DataFrame({"fund": ["IDF", "MPF", "IDF"], "year": [2019, 2019, None]})
    >>> rows_of_group(rows, ["fund", "year"], ["IDF", "all"]).tolist()
    [0, 2]
    >>> rows_of_group(rows, ["fund", "year"], ["IDF", None]).tolist()
    [2]
    """
    need_columns(table, by, hint="Give the table that was totalled, split as it was then.")
    keys, position = _one_key_a_row(table, by)
    mine = np.ones(len(keys), dtype=bool)
    for name, wanted in zip(by, key, strict=True):
        same = _holds(keys[name], wanted)
        if isinstance(wanted, str) and wanted == ALL and not same.any():
            continue
        if not (mine & same).any():
            there = keys[name][mine].astype(object).drop_duplicates().map(str, na_action="ignore")
            listed = list_values(there.dropna().sort_values(), limit=20) or "none"
            raise ColumnsError(
                f"no row has the {name} {wanted!r}; there is {listed}. A missing key is None."
            )
        mine &= same
    found = np.flatnonzero(mine) if position is None else np.unique(position[mine])
    return np.asarray(found, dtype=np.int64)


def _holds(column: pd.Series, wanted: Any) -> Array:
    """Tell which rows have a key."""
    if pd.api.types.is_scalar(wanted) and pd.isna(wanted):
        return column.isna().to_numpy(dtype=bool)
    number = wanted.item() if isinstance(wanted, np.generic) else wanted
    texts = column.astype(object).map(str, na_action="ignore")
    same = texts.eq(str(number))
    if isinstance(number, int | float):  # beside a grand total, years may be shown as 2019.0
        numeric = pd.api.types.is_numeric_dtype(column.dtype)
        same |= column.eq(number) if numeric else texts.eq(str(float(number)))
    return same.to_numpy(dtype=bool, na_value=False)


def sums_of(group: Array, value: Array, size: int) -> Array:
    """Add the known values of each group up; missing where none is known.

    The sum is the float nearest to the exact sum, so it depends on the values alone: not on their
    order, and not on how many tables they stand in.
    """
    return rounded(exact_sums(group, value, size))


def exact_sums(group: Array, value: Array, size: int) -> Array:
    """Return numbers of which each column has the exact sum of the known values of a group.

    A group in which no value is known has missing numbers. Multiples of one step add up without
    rounding in whatever order, so the values are taken apart into such multiples, again and again
    until nothing is left; each time gives one row. To sort the values and add them up one by one
    takes five times as long. Rows found in several tables are added up in the same way, by this
    function.
    """
    known = ~np.isnan(value)
    if not known.all():
        group, value = group[known], value[known]
    counts = np.bincount(group, minlength=size)
    digits = 52 - int(counts.max(initial=1)).bit_length()
    nothing = np.where(counts > 0, 0.0, np.nan)
    levels, rest = [nothing], value
    while largest := max(rest.max(initial=0.0), -rest.min(initial=0.0)):
        step = math.ldexp(1.0, max(math.frexp(largest)[1] - digits, -1074))
        multiples = rest / step
        np.rint(multiples, out=multiples)
        multiples *= step
        levels.append(np.bincount(group, weights=multiples, minlength=size))
        rest = np.subtract(rest, multiples, out=multiples)
    return np.array(levels) + nothing


def rounded(levels: Array) -> Array:
    """Return the exact sum of each column of numbers, rounded once."""
    sums: Array = levels.sum(axis=0)  # of two numbers, which most are, it is rounded once
    several = np.count_nonzero(levels, axis=0) > 2
    for column in np.flatnonzero(several & ~np.isnan(sums)):
        with contextlib.suppress(OverflowError):
            sums[column] = math.fsum(levels[:, column])
    return sums


def projects_in(
    group: Array, project: Array | None, size: int, known: Array | None = None
) -> Array:
    """Return how many projects each group has, or how many with a known value.

    Each row is a project where their numbers are not given.
    """
    if known is not None and not known.all():
        group, project = group[known], None if project is None else project[known]
    if project is not None and size == 1:
        return np.array([np.count_nonzero(np.bincount(project))])
    if project is not None:
        group = group[first_of_each(group, project)]
    return np.bincount(group, minlength=size)


def first_of_each(group: Array, project: Array) -> Array:
    """Tell which rows are the first of their project in their group."""
    pairs = pd.Series(group * (project.max(initial=0) + 1) + project)
    first: Array = ~pairs.duplicated().to_numpy()
    return first


def describe_values(group: Array, value: Array, size: int) -> dict[str, Array]:
    """Return the least, the quartiles and the largest of each group's known values, by name.

    Quartiles are by linear interpolation between the two nearest values.
    """
    shares = {"median": 0.5, "q25": 0.25, "q75": 0.75, "min": 0.0, "max": 1.0}
    known = ~np.isnan(value)
    found = pd.Series(value[known]).groupby(group[known]).quantile(np.array(list(shares.values())))
    table = found.unstack().reindex(index=range(size), columns=list(shares.values()))  # noqa: PD010
    return dict(zip(shares, table.to_numpy(dtype=float).T, strict=True))


def extreme_years(group: Array, days: Array | None, size: int, which: str) -> Any:
    """Return the year of the first ("min") or last ("max") of each group's days, or missing."""
    if days is None:
        return pd.array([pd.NA] * size, dtype="Int64")
    known = ~np.isnat(days)
    found = pd.Series(days[known]).groupby(group[known]).agg(which).reindex(range(size))
    return found.dt.year.astype("Int64").array
