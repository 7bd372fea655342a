"""How a project spends over its time: named profiles, their parts, and the bounds of a part."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from migfund.errors import MigfundError, list_values

__all__ = ["Profile", "profile_of"]

_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]
_GRID = np.linspace(0, 1, 1001)
"""Where a caller's function is looked at, beside the points that are used; 0 first, 1 last."""

_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Profile:
    """The part of a project's money that is spent by each point of its time.

    Attributes
    ----------
    name
        How it is called.
    spent
        Cumulative share: from points of the project's time, 0 (begin) to 1 (end), to the part of
        the money spent by then.
    named
        Whether it is one of the profiles of this module, whose bounds are exact.
    """

    name: str
    spent: Callable[[_Floats], _Floats]
    named: bool = True

    def part(self, begin: _Floats, end: _Floats, first: _Integers, after: _Integers) -> _Floats:
        """Give the share of projects that lies in pieces of time.

        Parameters
        ----------
        begin, end
            Where each project begins and ends, in days since 1970. A day is the time from its
            number to the next one, so the end is the number of the day after the last.
        first, after
            First day of each piece, and the day after it.
        """
        return self._by(after, begin, end) - self._by(first, begin, end)

    def bounds(
        self,
        starts: tuple[_Integers, _Integers],
        ends: tuple[_Integers, _Integers],
        first: _Integers,
        after: _Integers,
    ) -> tuple[_Floats, _Floats]:
        """Give the least and the largest share of pieces over all days that the dates allow.

        Parameters
        ----------
        starts, ends
            Earliest and latest first day of each project, and earliest and latest last day; the
            latest start is not after the latest end, the earliest end not before the earliest
            start. A pair of days is allowed if its start is not after its end.
        first, after
            First day of each piece, and the day after it.

        Notes
        -----
        For the named profiles these are the extremes themselves. For one end held fixed, the
        share of a piece first rises and then falls as the other end moves, and so it does for
        projects of one day as the day moves. Hence the least share lies at a corner of the
        allowed pairs of days. (The first day that may be both ends needs no look: where it lies
        outside the piece, another corner does too.) The largest lies where the piece fills most
        of the project: start and end as near to the piece's own ends as is allowed; under
        "front" a project that must start `d` days before the piece has its largest share when it
        ends `d` days after it, and under "back" the other way round. For any other profile the
        bounds are those of the two ends of the piece taken apart: no case exceeds them, but no
        case need reach them.
        """
        (early, late), (soon, final) = starts, ends
        if not self.named:
            return self._outer_bounds(starts, ends, first, after)

        def share(start: _Integers, end: _Integers) -> _Floats:
            return self.part(start, end + 1, first, after)

        least = share(early, soon)
        for start, end in (
            (early, final),
            (late, np.maximum(soon, late)),
            (late, final),
        ):
            np.minimum(least, share(start, end), out=least)
        last = after - 1
        if self.name == "back":
            end = np.clip(last, soon, final)
            beyond = np.maximum(end - last, 0)
            start = np.clip(first - beyond, early, late)
        else:
            start = np.clip(first, early, late)
            before = np.maximum(first - start, 0) if self.name == "front" else 0
            end = np.clip(last + before, soon, final)
        return least, share(start, end)

    def _outer_bounds(
        self,
        starts: tuple[_Integers, _Integers],
        ends: tuple[_Integers, _Integers],
        first: _Integers,
        after: _Integers,
    ) -> tuple[_Floats, _Floats]:
        """Bound a share by the least and the largest part spent at the two ends of the piece.

        The later a project starts or ends, the less of it is over on a given day.
        """
        earliest, latest = (starts[0], ends[0] + 1), (starts[1], ends[1] + 1)
        least = self._by(after, *latest) - self._by(first, *earliest)
        most = self._by(after, *earliest) - self._by(first, *latest)
        return np.maximum(least, 0), most

    def _by(self, day: _Integers, begin: _Floats, end: _Floats) -> _Floats:
        """Give the share spent before a day."""
        return self.spent(np.clip((day - begin) / (end - begin), 0, 1))


def profile_of(profile: str | Callable[[_Floats], _Floats]) -> Profile:
    """Give the profile of a name or of a caller's function.

    Raises
    ------
    MigfundError
        If the name is not known, or the function is no cumulative share.
    """
    if callable(profile):
        name = str(getattr(profile, "__name__", type(profile).__name__))
        spent = _checked(profile, name)
        spent(np.zeros(0))
        return Profile(name, spent, named=False)
    if profile not in _NAMED:
        raise MigfundError(
            f"profile must be {list_values(_NAMED)} or a function that gives the cumulative share "
            f"spent, not {profile!r}."
        )
    return Profile(profile, _NAMED[profile])


def _linear(points: _Floats) -> _Floats:
    return points


def _front(points: _Floats) -> _Floats:
    spent: _Floats = points * (2 - points)
    return spent


def _back(points: _Floats) -> _Floats:
    return points * points


_NAMED = {"uniform": _linear, "front": _front, "back": _back}


def _checked(function: Callable[[_Floats], _Floats], name: str) -> Callable[[_Floats], _Floats]:
    """Wrap a caller's function so that what it gives is a cumulative share, or raise."""

    def spent(points: _Floats) -> _Floats:
        # The grid goes in each time, so that a fall between it and the points is seen.
        asked = np.concatenate([_GRID, points])
        # The function gets an array of its own, which it may change.
        shares = np.array(function(asked.copy()), dtype=float)
        _refuse(name, asked, shares)
        # The whole is spent between the ends, to the last digit.
        shares = np.clip(shares, 0, 1)
        shares[asked == 0] = 0
        shares[asked == 1] = 1
        given: _Floats = shares[len(_GRID) :]
        return given

    return spent


def _refuse(name: str, points: _Floats, shares: _Floats) -> None:
    """Raise unless shares at points are those of a cumulative share."""
    last = len(_GRID) - 1
    if shares.shape != points.shape:
        fault = f"it gave an array of shape {shares.shape} for {len(points)} points"
    elif not np.isfinite(shares).all():
        fault = f"it is not a number at {points[~np.isfinite(shares)][0]:g}"
    elif abs(shares[0]) > _TOLERANCE:
        fault = f"at 0 it is {shares[0]:g}, not 0"
    elif abs(shares[last] - 1) > _TOLERANCE:
        fault = f"at 1 it is {shares[last]:g}, not 1"
    else:
        order = np.argsort(points, kind="stable")
        falls = np.flatnonzero(np.diff(shares[order]) < -_TOLERANCE)
        if not len(falls):
            return
        here, there = order[falls[0]], order[falls[0] + 1]
        fault = (
            f"it falls from {shares[here]:g} at {points[here]:g} to {shares[there]:g} at "
            f"{points[there]:g}"
        )
    raise MigfundError(
        f"profile {name!r} is no cumulative share: {fault}. It must take an array of points from "
        "0 (begin) to 1 (end) and give the part spent by each: 0 at 0, 1 at 1, never falling."
    )
