"""Numbers that stand for the ids of projects, by which ids of many tables can be compared."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from migfund.schema import Array, is_split, project_codes
from migfund.totals.cofunding import clean_texts, fund_codes

__all__ = ["NO_IDS", "id_numbers", "ids_of", "in_several"]

NO_IDS: Array = np.zeros(0, dtype=np.uint64)
_STRETCHES = 256
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def ids_of(table: pd.DataFrame, repeated: str) -> tuple[Array, Array]:
    """Return the numbers of the projects' ids in order, and of the parents outside the table.

    There are none where it makes no difference whether another table has the same ids.
    """
    names = {"project_id", "parent_id"} & set(table.columns)
    if "project_id" not in names or (repeated == "count" and "parent_id" not in names):
        return NO_IDS, NO_IDS
    if is_split(table):
        table = table[~pd.Series(project_codes(table)[0]).duplicated().to_numpy()]
    ids, known = id_numbers(table, "project_id")
    own = _in_order(ids[known])
    if "parent_id" not in names:
        return own, NO_IDS
    parents, stated = id_numbers(table, "parent_id")
    above = parents[stated]
    return own, above[~np.isin(above, own)] if len(above) else NO_IDS


def _in_order(numbers: Array) -> Array:
    """Sort numbers that are spread over 64 bits.

    They are put roughly in order by their first two bytes before, which takes numpy little time:
    together a third of that of sorting them at once.
    """
    rough = np.argsort((numbers >> np.uint64(48)).astype(np.uint16), kind="stable")
    ordered: Array = numbers.take(rough)
    ordered.sort(kind="stable")  # which is quick where little is out of order
    return ordered


def in_several(parts: Sequence[Array]) -> Array:
    """Return the numbers that stand twice in some arrays, each of which is in order.

    A stretch of all numbers at a time, so that they are never put together in memory.
    """
    edges = np.arange(1, _STRETCHES, dtype=np.uint64) * np.uint64(2**64 // _STRETCHES)
    cuts = [[0, *np.searchsorted(part, edges).tolist(), len(part)] for part in parts]
    found = [NO_IDS]
    for n in range(_STRETCHES):
        some = np.concatenate(
            [part[cut[n] : cut[n + 1]] for part, cut in zip(parts, cuts, strict=True)]
        )
        some.sort(kind="stable")
        found.append(some[1:][some[1:] == some[:-1]])
    return np.unique(np.concatenate(found))


def id_numbers(table: pd.DataFrame, column: str) -> tuple[Array, Array]:
    """Return a number for each row's fund and id, and whether there is an id.

    Two ids have the same number by chance once in 2**64 pairs: of twenty million ids, one time in
    a hundred thousand.
    """
    texts = clean_texts(table[column])
    known = texts.notna().to_numpy()
    numbers = _numbers_of(texts)
    if "fund" in table:
        codes = fund_codes(table)
        first = np.unique(codes, return_index=True)
        funds = _numbers_of(clean_texts(table["fund"].iloc[first[1]]))
        funds[first[0] <= 0] = 0  # none, or that of a publisher whose ids are unique in the world
        numbers ^= funds.take(np.searchsorted(first[0], codes))
    return _mixed(numbers), known


def _numbers_of(texts: "pd.Series[Any]") -> Array:
    """Return a number of 64 bits for each text, which depends on the text alone.

    Eight bytes of all texts at a time: fifteen times as fast as hashing them one by one, which
    pandas does while no other thread can run.
    """
    array = pa.array(texts, type=pa.large_string())
    chunks = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    _, offsets, data = chunks.buffers()
    ends = np.frombuffer(offsets, dtype=np.int64)[chunks.offset :][: len(chunks) + 1]
    begin, length = ends[:-1], np.diff(ends)
    padded = np.zeros(int(ends[-1]) + 8, dtype=np.uint8)
    if data is not None:
        padded[:-8] = np.frombuffer(data, dtype=np.uint8)[: ends[-1]]
    words = np.ndarray(len(padded) - 7, dtype="<u8", buffer=padded, strides=(1,))
    numbers = length.astype(np.uint64)
    for at in range(0, int(length.max(initial=0)), 8):
        rest = np.clip(length - at, 0, 8)
        rows = slice(None) if rest.all() else np.flatnonzero(rest)
        word = words.take(begin[rows] + at)
        word &= np.uint64(2**64 - 1) >> (np.uint64(8) * (8 - rest[rows]).astype(np.uint64))
        numbers[rows] = _mixed(numbers[rows] ^ word)
    return numbers


def _mixed(numbers: Array) -> Array:
    """Spread what differs over all bits; the constants are those of splitmix64."""
    with np.errstate(over="ignore"):
        numbers = numbers + _MIX[0]
        numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX[1]
        numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX[2]
    mixed: Array = numbers ^ (numbers >> np.uint64(31))
    return mixed
