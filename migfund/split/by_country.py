"""One row a project becomes one row a project and country, and the parts sum to the whole."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.errors import MigfundError, PlaceError, list_values
from migfund.schema import (
    TEXT,
    UNALLOCATED,
    list_rows,
    need_columns,
    numbers_of,
)
from migfund.split.places import places_of, recipients
from migfund.split.rounding import check_decimals, round_parts
from migfund.split.rows import continued_rule, refuse_clashes, rows_of, value_columns, whole_values
from migfund.split.rules import FULL, RULES, Division, divide

__all__ = ["split_by_country"]

_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]


def split_by_country(
    projects: pd.DataFrame,
    *,
    value: str | Sequence[str] | None = None,
    rule: str | None = None,
    weights: "pd.Series[Any] | None" = None,
    roles: str | Mapping[str, str] | None = None,
    rebase: float | None = None,
    on_invalid: str = "raise",
    decimals: int | None = None,
) -> pd.DataFrame:
    """Split each project into one row a recipient country, by a rule that has a name.

    Which rule is right, no table can say: a paper must. Without one, a project is divided by the
    shares that it states, and equally where it states none; ``split_rule`` says which of the two.
    A project that names no country stays one row, under "unallocated".

    Parameters
    ----------
    projects
        Needs ``countries`` (lists of ISO 3166-1 alpha-3 codes). Shares are read from
        ``country_shares`` (lists of shares, 0 to 1, one a country). Each project needs an index
        label of its own, unless the table was split by year before.
    value
        Column or columns to split; every budget column if not given.
    rule
        ``"equal"``, the same for each country, whatever shares are stated; ``"shares"``, as the
        table states them, also for each project of several countries; ``"weights"``, in
        proportion to ``weights``; ``"full"``, the whole budget under each country: such rows
        overlap, and :func:`migfund.total_by` refuses to add them up over countries;
        ``"primary"``, the whole to the country of the largest share, or else the first named.
    weights
        For ``rule="weights"``: a number for each country, by ISO 3166-1 alpha-3 code, such as its
        population. The name of the Series stands in ``split_rule``.
    roles
        Countries that receive nothing: a dict from country to role, or the name of a column of
        lists beside ``countries``. Any role other than "recipient" (donor, implementer) is left
        out; a country or project without a role is a recipient.
    rebase
        How far the stated shares of a project may be from adding up to 1 to be scaled to it: 0.01
        scales 33 %, 33 % and 33 %. Not at all if not given, for a sum of 0.9 may mean that a tenth
        goes elsewhere. What rounding in the seventh decimal leaves is always spread.
    on_invalid
        ``"raise"`` where a rule cannot divide a project; or ``"unallocated"`` to put what cannot
        be assigned under "unallocated", with the reason in ``split_rule`` and in
        :func:`migfund.problems`. That is what shares of less than 1 leave, and otherwise the whole.
    decimals
        Round the parts to so many decimals, by largest remainder, so that they still sum to the
        value (rounded itself first). Not rounded if not given.

    Returns
    -------
    pandas.DataFrame
        The same columns, the values multiplied by the share, and ``country``, ``share`` (0 to 1)
        and ``split_rule``: such as "equal by country", "shares rebased from 0.99 by country",
        "weights (population) by country" or "unallocated by country: no country is stated". The
        index label of the project stands on each of its rows; the order is that of the projects,
        then that of their countries.

    Raises
    ------
    PlaceError
        If a country stands twice in a project or has no such code, or the rule cannot divide a
        project.
    ScopeError
        If index labels stand twice in a table without ``share``.
    ColumnsError
        If a column is missing or taken.
    MigfundError
        If an option is none of those above.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> two = pd.DataFrame({"countries": [["ARM", "GEO"], []], "budget": [400_000.0, 50_000.0]})
    >>> mf.split_by_country(two)[["country", "share", "budget"]].values.tolist()
    [['ARM', 0.5, 200000.0], ['GEO', 0.5, 200000.0], ['unallocated', 1.0, 50000.0]]
    >>> people = pd.Series({"ARM": 3.0, "GEO": 3.7}, name="population")
    >>> by_people = mf.split_by_country(two, rule="weights", weights=people)
    >>> by_people["budget"].round().tolist()
    [179104.0, 220896.0, 50000.0]
    """
    _check_options(rule, weights, roles, rebase, on_invalid)
    check_decimals(decimals)
    need_columns(projects, ["countries"])
    names = value_columns(projects, value)
    # The bounds of a part of time are divided with the part.
    bounds = [f"{name}_{bound}" for name in names for bound in ("low", "high")]
    names += [name for name in bounds if name in projects]
    refuse_clashes(projects, ["country"], doing="split_by_country")
    places, codes, faults = places_of(projects)
    receiving = recipients(projects, places, codes, roles)
    division = divide(receiving, codes, rule, weights, rebase, faults)
    if division.faults and on_invalid == "raise":
        raise PlaceError(_message(projects, division.faults, weights is not None))
    parts = _parts(division, places.counts)
    return _split_rows(projects, names, parts, codes, decimals)


def _check_options(
    rule: str | None,
    weights: "pd.Series[Any] | None",
    roles: str | Mapping[str, str] | None,
    rebase: float | None,
    on_invalid: str,
) -> None:
    """Refuse options that are none, or do not go together."""
    if rule is not None and rule not in RULES:
        raise MigfundError(f"no rule {rule!r}; there is {list_values(RULES)}.")
    if (rule == "weights") != (weights is not None):
        raise MigfundError("weights go with rule='weights': a number for each country.")
    if weights is not None and not (isinstance(weights, pd.Series) and weights.index.is_unique):
        raise MigfundError(
            "weights must be a Series with each country's code once in its index, such as "
            "pd.Series({'ARM': 3.0, 'GEO': 3.7}, name='population')."
        )
    if not isinstance(roles, str | Mapping | None):
        raise MigfundError(
            "roles must be a dict such as {'DEU': 'donor'} or the name of a column, "
            f"not {roles!r}."
        )
    if rebase is not None and not (isinstance(rebase, Real) and 0 <= rebase < 1):
        raise MigfundError(f"rebase must be a distance from 1 such as 0.01, not {rebase!r}.")
    if on_invalid not in ("raise", "unallocated"):
        raise MigfundError(f"on_invalid must be 'raise' or 'unallocated', not {on_invalid!r}.")


def _message(projects: pd.DataFrame, faults: dict[int, str], weighted: bool) -> str:
    """Say which projects could not be divided, why, and what to do."""
    rows = sorted(faults)
    kind = "shares"
    advice = (
        "Give one share of 0 to 1 a country, adding up to 1, or none (missing) for equal shares; "
        "scale what rounding has left, rebase=0.01;"
    )
    if weighted:
        kind, advice = "weights", "Give a weight of 0 or more for each country;"
    return (
        f"{len(rows)} projects have {kind} that do not divide them: "
        f"{list_rows(projects, rows, [faults[row] for row in rows])}. {advice} or keep what "
        "cannot be assigned under 'unallocated': on_invalid='unallocated'."
    )


class _Parts(NamedTuple):
    """The rows of the result: project, country (the last one: none), share and rule of each.

    ``counts`` has the number of rows of each project, ``rules`` the texts of the rules.
    """

    parent: _Integers
    country: _Integers
    share: _Floats
    rule: _Integers
    counts: _Integers
    rules: list[str]


def _parts(division: Division, named: _Integers) -> _Parts:
    """Put the countries of each project into rows, and behind them what no country gets."""
    rules, rest = list(division.rules), division.rest.copy()
    why = np.full(len(rest), len(rules))
    rules.append("unallocated by country: no country is stated")
    why[(division.places.counts == 0) & (named > 0)] = len(rules)
    rules.append("unallocated by country: no recipient is among its countries")
    whole = np.zeros(len(rest), dtype=bool)
    for row, reason in division.faults.items():
        why[row] = len(rules)
        rules.append(f"unallocated by country: {reason}")
        # What shares of less than 1 leave is known; any other fault spoils the whole.
        whole[row] = rest[row] == 0
    rest[whole] = 1.0
    kept = ~whole[division.places.row]
    places = division.places.keep(kept)
    counts = places.counts + (rest > 0)
    ends = np.cumsum(counts)
    # Each country stands as many rows further down as there are rests before it.
    at = np.arange(len(places.row)) + (np.cumsum(rest > 0) - (rest > 0))[places.row]
    last = ends[rest > 0] - 1
    parent = np.repeat(np.arange(len(counts)), counts)
    country, share = np.full(len(parent), -1), np.empty(len(parent))
    rule = division.rule[parent]
    country[at], share[at] = places.code, division.share[kept]
    share[last], rule[last] = rest[rest > 0], why[rest > 0]
    return _Parts(parent, country, share, rule, counts, rules)


def _split_rows(
    projects: pd.DataFrame, names: list[str], parts: _Parts, codes: list[str], decimals: int | None
) -> pd.DataFrame:
    """Make the table of the parts."""
    new: dict[str, Any] = {}
    for name in names:
        wholes = whole_values(projects, name, decimals)
        if decimals is None:
            new[name] = wholes.take(parts.parent) * parts.share
        elif FULL in parts.rules:
            new[name] = wholes.round(decimals).take(parts.parent)
        else:
            new[name] = round_parts(wholes, parts.share, parts.counts, decimals=decimals)[1]
    if decimals is not None:
        _keep_bounds_outside(new)
    texts = pd.array([*codes, UNALLOCATED], dtype=TEXT)
    new["country"] = texts.take(np.where(parts.country < 0, len(codes), parts.country))
    new["share"] = parts.share
    if "share" in projects:
        new["share"] = parts.share * numbers_of(projects, "share").take(parts.parent)
    new["split_rule"] = continued_rule(projects, parts.parent, parts.rule, parts.rules)
    return rows_of(projects, parts.parent, new)


def _keep_bounds_outside(new: dict[str, Any]) -> None:
    """Put rounded bounds that have crossed their value back onto it.

    Largest remainder can give a part of the larger whole less than that of the smaller one.
    """
    for bound, outer in (("low", np.minimum), ("high", np.maximum)):
        for name in [name for name in new if f"{name}_{bound}" in new]:
            new[f"{name}_{bound}"] = outer(new[f"{name}_{bound}"], new[name])
