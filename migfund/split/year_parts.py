"""The parts of projects in pieces of time: which there are, their shares and the shares' bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from migfund.schema import DATE
from migfund.split.pieces import Pieces
from migfund.split.profiles import Profile
from migfund.split.spans import Spans

__all__ = ["Parts", "parts_of"]

_Array = npt.NDArray[Any]

_CHUNK = 2**16
"""Parts that are worked out at once."""

_DAY = 24 * 60 * 60 * 1_000_000
"""Microseconds."""


@dataclass(frozen=True)
class Parts:
    """The parts of all projects, those of one project standing together in the order of time.

    Attributes
    ----------
    parent, piece, share
        One entry a part: the positions of its project and of its piece of time, and its share of
        the project.
    day_from, day_to
        First and last day of each part on which the project may have run.
    counts, first
        One entry a project: its number of parts, and the position of the first of them.
    reached
        One entry a piece of time: whether a project with a span may have reached it.
    uncertain, least, most
        The positions of the parts of projects whose first or last day is uncertain, and the least
        and the largest share of each.
    """

    parent: _Array
    piece: _Array
    share: _Array
    day_from: _Array
    day_to: _Array
    counts: _Array
    first: _Array
    reached: _Array
    uncertain: _Array
    least: _Array
    most: _Array


def parts_of(spans: Spans, pieces: Pieces, profile: Profile) -> Parts:
    """Make one part for each piece of time that a project may have reached."""
    begin = pieces.of_days(spans.early)
    counts = pieces.of_days(spans.final) - begin + 1
    first = np.cumsum(counts) - counts
    parent = np.repeat(np.arange(len(counts)), counts)
    piece, share, day_from, day_to = _even_parts(spans, pieces, parent, begin - first)
    if profile.name != "uniform" or len(spans.inner):
        other = np.full(len(counts), profile.name != "uniform")
        other[spans.inner] = True
        starts, ends = spans.middle()
        for some in chunks(np.flatnonzero(other.take(parent))):
            project = parent[some]
            share[some] = profile.part(starts[project], ends[project], *pieces.days(piece[some]))
    known = spans.reason == 0
    size = len(pieces.begins)
    changes = np.bincount(begin[known], minlength=size)
    changes -= np.bincount((begin + counts)[known], minlength=size)
    reached = np.cumsum(changes)[:-1] > 0
    bounds = _bounds(spans, pieces, profile, parent, piece)
    return Parts(parent, piece, share, day_from, day_to, counts, first, reached, *bounds)


def _even_parts(
    spans: Spans, pieces: Pieces, parent: _Array, offset: _Array
) -> tuple[_Array, _Array, _Array, _Array]:
    """Share each project out evenly over its longest case.

    Parameters
    ----------
    spans, pieces, parent
        As elsewhere.
    offset
        What makes the position of a part the number of its piece, one entry a project.

    Returns
    -------
    tuple of numpy.ndarray
        Piece, share, first day and last day of each part.
    """
    size = len(parent)
    # Small numbers, with room for one more: they become the codes of a category column.
    piece = np.empty(size, dtype=np.min_scalar_type(-len(pieces.begins) - 1))
    share, opened, closed = np.empty(size), np.empty(size, np.int64), np.empty(size, np.int64)
    end = spans.final + 1
    length = end - spans.early
    for at in range(0, size, _CHUNK):
        some = slice(at, min(at + _CHUNK, size))
        project = parent[some]
        number = np.arange(some.start, some.stop) + offset.take(project)
        opens = np.maximum(pieces.begins.take(number), spans.early.take(project))
        closes = np.minimum(pieces.begins.take(number + 1), end.take(project))
        piece[some], share[some] = number, (closes - opens) / length.take(project)
        # In microseconds, as all dates of a table: pandas takes these arrays as they are.
        opened[some], closed[some] = opens * _DAY, (closes - 1) * _DAY
    return piece, share, opened.view(DATE), closed.view(DATE)


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
