"""The parts of projects in pieces of time: which there are, their shares and the shares' bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from migfund.pieces import Pieces
from migfund.profiles import Profile
from migfund.spans import Spans

__all__ = ["Parts", "parts_of"]

_Array = npt.NDArray[Any]

_CHUNK = 2**16
"""Parts that are worked out at once."""


@dataclass(frozen=True)
class Parts:
    """The parts of all projects, those of one project standing together in the order of time.

    Attributes
    ----------
    parent, piece, share
        One entry a part: the positions of its project and of its piece of time, and its share of
        the project.
    counts, first, last
        One entry a project: its number of parts, and the positions of its first and last part.
    uncertain, least, most
        The positions of the parts of projects whose first or last day is uncertain, and the least
        and the largest share of each.
    """

    parent: _Array
    piece: _Array
    share: _Array
    counts: _Array
    first: _Array
    last: _Array
    uncertain: _Array
    least: _Array
    most: _Array


def parts_of(spans: Spans, pieces: Pieces, profile: Profile) -> Parts:
    """Make one part for each piece of time that a project may have reached."""
    begin = pieces.of_days(spans.early)
    counts = pieces.of_days(spans.final) - begin + 1
    after = np.cumsum(counts)
    first, last = after - counts, after - 1
    # Taking by position is several times faster than repeating.
    parent = np.repeat(np.arange(len(counts)), counts)
    piece = np.arange(len(parent))
    piece += (begin - first).take(parent)
    share = _even_shares(spans, pieces, parent, piece, first, last)
    if profile.name != "uniform" or len(spans.inner):
        other = np.full(len(counts), profile.name != "uniform")
        other[spans.inner] = True
        starts, ends = spans.middle()
        for some in chunks(np.flatnonzero(other.take(parent))):
            project = parent[some]
            share[some] = profile.part(starts[project], ends[project], *pieces.days(piece[some]))
    uncertain, least, most = _bounds(spans, pieces, profile, parent, piece)
    return Parts(parent, piece, share, counts, first, last, uncertain, least, most)


def _even_shares(
    spans: Spans, pieces: Pieces, parent: _Array, piece: _Array, first: _Array, last: _Array
) -> _Array:
    """Share each project out evenly over its longest case: whole pieces, and two ends to cut."""
    end = spans.final + 1
    share: _Array = np.diff(pieces.begins).astype(float).take(piece)
    share[first] = np.minimum(pieces.begins[piece[first] + 1], end) - spans.early
    share[last] = end - np.maximum(pieces.begins[piece[last]], spans.early)
    share /= (end - spans.early).astype(float).take(parent)
    return share


def _bounds(
    spans: Spans, pieces: Pieces, profile: Profile, parent: _Array, piece: _Array
) -> tuple[_Array, _Array, _Array]:
    """Give the parts whose days are uncertain, and the least and the largest share of each."""
    chosen = spans.uncertain
    rows = np.flatnonzero(chosen.take(parent)) if chosen.any() else np.zeros(0, dtype=np.int64)
    least, most = np.empty(len(rows)), np.empty(len(rows))
    for some, low, high in zip(*map(chunks, (rows, least, most)), strict=True):
        project = parent[some]
        starts = spans.early[project], spans.late[project]
        ends = spans.soon[project], spans.final[project]
        low[:], high[:] = profile.bounds(starts, ends, *pieces.days(piece[some]))
    return rows, least, most


def chunks(array: _Array) -> Iterator[_Array]:
    """Give an array in parts that fit into the processor's cache, which is faster."""
    for begin in range(0, len(array), _CHUNK):
        yield array[begin : begin + _CHUNK]
