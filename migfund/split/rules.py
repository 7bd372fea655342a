"""The rules by which projects are divided between their countries."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.errors import list_values
from migfund.split.places import Places

__all__ = ["FULL", "RULES", "Division", "divide"]

RULES = ("equal", "shares", "weights", "full", "primary")
"""The rules by which a project can be divided between its countries."""

FULL = "full by country"
"""What ``split_rule`` says where each country's row has the whole budget."""

_TOLERANCE = 1e-6
"""How far a project's shares may be from adding up to 1: what rounding in a file leaves."""

_SLACK = 1e-9
"""How far a sum of decimal shares is off: 0.33 three times is not quite 0.99."""

_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]


class Division(NamedTuple):
    """How the projects are divided.

    ``share`` is that of each of the ``places``, ``rest`` what is left of each project to no
    country. ``rule`` is the place of each project's rule among the ``rules``, and ``faults`` has,
    by the position of the project, why it could not be divided.
    """

    places: Places
    share: _Floats
    rest: _Floats
    rule: _Integers
    rules: list[str]
    faults: dict[int, str]


def divide(
    places: Places,
    codes: list[str],
    rule: str | None,
    weights: "pd.Series[Any] | None",
    rebase: float | None,
    faults: dict[int, str],
) -> Division:
    """Give the share of each country by a rule."""
    if rule is None or rule == "shares":
        return _by_shares(places, rebase, faults, strict=rule == "shares")
    if weights is not None:
        share, faults = _by_weights(places, codes, weights)
        named = weights.name if weights.name is not None else "own"
        return _one_rule(places, share, f"weights ({named}) by country", faults)
    if rule == "primary":
        chief = places.keep(_is_primary(places))
        # Shares that cannot be read may hide the largest; a single country needs none.
        faults = {row: why for row, why in faults.items() if places.counts[row] > 1}
        return _one_rule(chief, np.ones(len(chief.row)), "primary by country", faults)
    if rule == "full":
        return _one_rule(places, np.ones(len(places.row)), FULL, {})
    return _one_rule(places, _equal(places), "equal by country", {})


def _one_rule(places: Places, share: _Floats, rule: str, faults: dict[int, str]) -> Division:
    """Give a division in which all projects have the same rule."""
    rest = (places.counts == 0).astype(float)
    return Division(places, share, rest, np.zeros(len(rest), dtype=np.int64), [rule], faults)


def _equal(places: Places) -> _Floats:
    """Give each country the same."""
    share: _Floats = 1.0 / np.maximum(places.counts, 1)[places.row]
    return share


def _is_primary(places: Places) -> npt.NDArray[Any]:
    """Flag in each project the country of the largest share, or else the first."""
    order = np.lexsort((-np.nan_to_num(places.stated), places.row))
    flags = np.zeros(len(order), dtype=bool)
    flags[order[np.diff(places.row, prepend=-1) > 0]] = True
    return flags


def _by_weights(
    places: Places, codes: list[str], weights: "pd.Series[Any]"
) -> tuple[_Floats, dict[int, str]]:
    """Divide in proportion to the weights of the countries; say where that cannot be."""
    numbers = pd.to_numeric(weights, errors="coerce").reindex(codes).to_numpy(dtype=float)
    usable = np.isfinite(numbers) & (numbers >= 0)
    weight = np.where(usable, numbers, 0.0)[places.code]
    sums = places.sums(weight)
    faults = {
        int(row): "the weights of its countries are all zero"
        for row in np.flatnonzero((sums == 0) & (places.counts > 0))
    }
    for row in np.unique(places.row[~usable[places.code]]):
        own = places.code[places.of(int(row))]
        faults[int(row)] = f"no weight of {list_values([codes[c] for c in own if not usable[c]])}"
    return weight / np.where(sums == 0, 1.0, sums)[places.row], faults


def _by_shares(
    places: Places, rebase: float | None, faults: dict[int, str], *, strict: bool
) -> Division:
    """Divide by the stated shares; equally where none are stated, unless that is not allowed."""
    stated = ~np.isnan(places.stated)
    numbers = np.where(stated, places.stated, 0.0)
    sums, having = places.sums(numbers), places.sums(stated) > 0
    off = np.abs(sums - 1)
    exact, near = off <= _TOLERANCE, off <= max((rebase or 0.0) + _SLACK, _TOLERANCE)
    faults = dict(faults)
    for row in np.flatnonzero(having & ~near):
        own = places.stated[places.of(int(row))]
        faults[int(row)] = f"shares {own.tolist()} add up to {sums[row]:.6g}"
    if strict:
        for row in np.flatnonzero(~having & (places.counts > 1)):
            faults.setdefault(int(row), f"no shares of its {places.counts[row]} countries")
    rule = np.where(having | strict, 0, 1)
    rules = ["shares by country", "equal by country"]
    for row in np.flatnonzero(having & near & ~exact):
        rule[row] = len(rules)
        rules.append(f"shares rebased from {sums[row]:.6g} by country")
    # Rounded shares (a third as 0.333333) must still give out the whole; what is short of it stays.
    scale = np.where(having & near, sums, 1.0)
    share = np.where(having[places.row], numbers / scale[places.row], _equal(places))
    rest = np.where(having & ~near, np.maximum(1 - sums, 0.0), places.counts == 0)
    return Division(places, share, rest.astype(float), rule, rules, faults)
