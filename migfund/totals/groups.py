"""Keys to groups: which group each row is in, and the table of the groups' keys."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import take

from migfund.errors import ColumnsError, ScopeError
from migfund.schema import TEXT

__all__ = ["Groups", "Rows", "group_rows", "rows_in_groups"]

_Integers = npt.NDArray[Any]


class Groups(NamedTuple):
    """The group of each row, and the keys of the groups in order, one row a group."""

    code: _Integers
    keys: pd.DataFrame


class Rows(NamedTuple):
    """Which rows of a table count, and whether one can count in several groups.

    ``position`` has the rows, repeated where a row is in several groups; ``keys`` their keys.
    """

    position: _Integers
    keys: pd.DataFrame
    overlapping: bool


def rows_in_groups(table: pd.DataFrame, names: Sequence[str]) -> Rows:
    """Give the keys of each row; a row of a list of groups stands once for each of them.

    Raises
    ------
    ColumnsError
        If a key holds lists that are no groups of an overlapping scheme.
    ScopeError
        If more than one key holds lists.
    """
    keys = table[list(names)]
    position = np.arange(len(table))
    lists = [name for name in names if _is_list(keys[name])]
    if len(lists) > 1:
        raise ScopeError(
            f"only one key can be of groups that overlap, not {len(lists)}: {', '.join(lists)}."
        )
    for name in lists:
        if name == "countries":
            raise ColumnsError(
                "column 'countries' holds lists, which cannot be a key. For countries, split "
                "first: mf.split_by_country(table), then use 'country'."
            )
        array = pa.chunked_array([pa.array(keys[name])]).combine_chunks()
        lengths = np.asarray(array.value_lengths().fill_null(0), dtype=np.int64)
        position = np.repeat(position, np.maximum(lengths, 1))
        groups = np.full(len(position), None, dtype=object)
        groups[(lengths > 0)[position]] = array.flatten().to_pylist()
        keys = keys.iloc[position].assign(**{name: pd.array(groups, dtype=TEXT)})
    for name in names:
        first = keys[name].dropna().head(1)
        if len(first) and not pd.api.types.is_hashable(first.iloc[0]):
            raise ColumnsError(
                f"column {name!r} holds lists, which cannot be a key. Take one value a row."
            )
    return Rows(position, keys, bool(lists))


def _is_list(column: pd.Series) -> bool:
    """Tell whether a column is an Arrow column of lists."""
    dtype = column.dtype
    return isinstance(dtype, pd.ArrowDtype) and pa.types.is_list(dtype.pyarrow_dtype)


def group_rows(keys: pd.DataFrame) -> Groups:
    """Group rows by their keys: in order, a missing key last, and a category without rows kept.

    Parameters
    ----------
    keys
        The keys of each row, one or more columns.

    Raises
    ------
    ScopeError
        If the keys have more combinations than can be counted.
    """
    factors = [_factorise(keys[name]) for name in keys]
    sizes = [len(level) + 1 for _, level in factors]
    if math.prod(sizes) >= 2**62:
        raise ScopeError("these keys have too many values to be combined. Total by fewer keys.")
    combined = np.zeros(len(keys), dtype=np.int64)
    for (code, _), size in zip(factors, sizes, strict=True):
        combined *= size
        combined += code
    groups = _distinct(combined, math.prod(sizes))
    kinds = [isinstance(keys[name].dtype, pd.CategoricalDtype) for name in keys]
    if any(kinds):
        groups = np.union1d(groups, _with_every_category(groups, sizes, kinds))
    codes = _apart(groups, sizes)
    frame = {
        name: take(level, np.where(code < len(level), code, -1), allow_fill=True)
        for name, (_, level), code in zip(keys, factors, codes, strict=True)
    }
    return Groups(_places(groups, combined), pd.DataFrame(frame))


def _factorise(column: pd.Series) -> tuple[_Integers, Any]:
    """Give the place of each value among the distinct ones in order, and these; missing is last."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        places = np.arange(len(column.dtype.categories))
        # Taken by place, the categories are a category again.
        level: Any = pd.Categorical.from_codes(places, dtype=column.dtype)
        code = column.cat.codes.to_numpy()
    else:
        code, distinct = pd.factorize(column, sort=True)
        level = distinct.array if isinstance(distinct, pd.Index) else distinct
    return np.where(code < 0, len(level), code.astype(np.int64)), level


def _distinct(combined: _Integers, size: int) -> _Integers:
    """Give the numbers that occur, in order."""
    if size <= len(combined) + 1_000_000:
        return np.flatnonzero(np.bincount(combined, minlength=1))
    return np.unique(combined)


def _apart(groups: _Integers, sizes: Sequence[int]) -> list[_Integers]:
    """Take the numbers of groups apart into the places of their keys."""
    codes = []
    for size in reversed(sizes):
        groups, code = np.divmod(groups, size)
        codes.append(code)
    return codes[::-1]


def _with_every_category(
    groups: _Integers, sizes: Sequence[int], kinds: Sequence[bool]
) -> _Integers:
    """Combine what occurs of the other keys with every category."""
    others = np.zeros(len(groups), dtype=np.int64)
    codes = _apart(groups, sizes)
    for code, size, every in zip(codes, sizes, kinds, strict=True):
        others = others * size + (0 if every else code)
    wanted = np.unique(others) if not all(kinds) else np.zeros(1, dtype=np.int64)
    step = 1
    for size, every in zip(reversed(sizes), reversed(kinds), strict=True):
        if every:
            wanted = (wanted[:, None] + step * np.arange(size - 1)).ravel()
        step *= size
    return wanted


def _places(groups: _Integers, combined: _Integers) -> _Integers:
    """Give the place of each row's number among those of the groups."""
    if not len(groups) or groups[-1] > len(combined) + 1_000_000:
        return np.searchsorted(groups, combined)
    table = np.zeros(groups[-1] + 1, dtype=np.int64)
    table[groups] = np.arange(len(groups))
    return table.take(combined)
