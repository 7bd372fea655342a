"""One row a project becomes one row a project and country, and the parts sum to the whole."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from migfund.convert import budget_values
from migfund.errors import MigfundError, PlaceError, list_values
from migfund.parse.place_names import countries
from migfund.schema import (
    TEXT,
    UNALLOCATED,
    countries_of,
    list_rows,
    need_columns,
)
from migfund.split.rounding import check_decimals, round_parts
from migfund.split.rows import continued_rule, refuse_clashes, rows_of, value_columns, whole_values

__all__ = ["FULL", "RULES", "split_by_country"]

RULES = ("equal", "shares", "weights", "full", "primary")
"""The rules by which a project can be divided between its countries."""

FULL = "full by country"
"""What ``split_rule`` says where each country's row has the whole budget."""

_TOLERANCE = 1e-6
"""How far a project's shares may be from adding up to 1: what rounding in a file leaves."""

_SLACK = 1e-9
"""How far a sum of decimal shares is off: 0.33 three times is not quite 0.99."""

_RECIPIENT = "recipient"
_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]


class _Places(NamedTuple):
    """The countries of all projects one after the other.

    ``row`` is the position of each one's project, ``code`` the country; ``counts`` has the number
    of countries of each project, and ``stated`` the share that the table states, NaN where none.
    """

    row: _Integers
    code: _Integers
    counts: _Integers
    stated: _Floats

    def keep(self, flags: npt.NDArray[Any]) -> "_Places":
        """Leave out the countries that are not flagged."""
        counts = np.bincount(self.row[flags], minlength=len(self.counts))
        return _Places(self.row[flags], self.code[flags], counts, self.stated[flags])

    def sums(self, values: _Floats) -> _Floats:
        """Add a value of each country up by project."""
        sums: _Floats = np.bincount(self.row, weights=values, minlength=len(self.counts))
        return sums

    def of(self, row: int) -> slice:
        """Give the places of the countries of one project."""
        return slice(*np.searchsorted(self.row, [row, row + 1]).tolist())


class _Division(NamedTuple):
    """How the projects are divided.

    ``share`` is that of each of the ``places``, ``rest`` what is left of each project to no
    country. ``rule`` is the place of each project's rule among the ``rules``, and ``faults`` has,
    by the position of the project, why it could not be divided.
    """

    places: _Places
    share: _Floats
    rest: _Floats
    rule: _Integers
    rules: list[str]
    faults: dict[int, str]


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
    places, codes, faults = _places(projects)
    recipients = _recipients(projects, places, codes, roles)
    division = _divide(recipients, codes, rule, weights, rebase, faults)
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


def _places(projects: pd.DataFrame) -> tuple[_Places, list[str], dict[int, str]]:
    """Give the countries of all projects, their codes, and what is wrong with stated shares.

    Raises
    ------
    PlaceError
        If a country stands twice in a project, is missing within a list, or has no such code.
    """
    lists = countries_of(projects)
    counts = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
    encoded = lists.flatten().dictionary_encode()
    code = np.asarray(encoded.indices.fill_null(-1), dtype=np.int64)
    row = np.repeat(np.arange(len(counts)), counts)
    gaps = np.unique(row[code < 0]).tolist()
    if gaps:
        raise PlaceError(
            f"{len(gaps)} projects have a missing value among their countries: "
            f"{list_rows(projects, gaps, [str(lists[place].as_py()) for place in gaps])}. "
            "Leave it out of the list, or name the country."
        )
    codes = encoded.dictionary.to_pylist()
    _refuse_unknown(projects, codes, code, row)
    repeated = pd.DataFrame({"row": row, "code": code}).duplicated().to_numpy()
    if repeated.any():
        twice = [codes[place] for place in code[repeated]]
        raise PlaceError(
            f"{len(twice)} countries stand twice in their project: "
            f"{list_rows(projects, row[repeated].tolist(), twice)}. Name each country once."
        )
    stated, faults = _stated_shares(projects, counts)
    return _Places(row, code, counts, stated), codes, faults


def _refuse_unknown(
    projects: pd.DataFrame, codes: list[str], code: _Integers, row: _Integers
) -> None:
    """Raise if a code is no country's: "arm" would be a second Armenia."""
    known = countries()
    strange = np.array([name not in known for name in codes], dtype=bool)[code]
    if strange.any():
        values = [codes[place] for place in code[strange]]
        raise PlaceError(
            f"{len(values)} country codes are not ISO 3166-1 alpha-3 (Kosovo: XKX): "
            f"{list_rows(projects, row[strange].tolist(), values)}. mf.parse_countries turns names "
            "into codes."
        )


def _stated_shares(projects: pd.DataFrame, counts: _Integers) -> tuple[_Floats, dict[int, str]]:
    """Give the stated share of each country, NaN where none is, and what cannot be a share."""
    stated = np.full(counts.sum(), np.nan)
    if "country_shares" not in projects:
        return stated, {}
    lists, faults = _number_lists(projects["country_shares"])
    lengths = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
    for row in np.flatnonzero((lengths > 0) & (lengths != counts)):
        faults[int(row)] = f"{lengths[row]} shares for {counts[row]} countries"
    fits = lengths == counts
    numbers = np.asarray(lists.flatten().fill_null(np.nan), dtype=float)
    numbers = numbers[np.repeat(fits, lengths)]
    wanted = np.repeat(fits & (lengths > 0), counts)
    stated[wanted] = numbers
    # A share that is missing is not zero, and not the rest.
    row_of = np.repeat(np.arange(len(counts)), counts)
    for row in np.unique(row_of[wanted & ~(stated >= 0)]):
        faults[int(row)] = f"shares {stated[row_of == row].tolist()}"
        stated[row_of == row] = np.nan
    return stated, faults


def _number_lists(column: pd.Series) -> tuple[pa.ListArray, dict[int, str]]:
    """Give a column of lists of numbers as one Arrow array, and what is no such list."""
    kind = pa.list_(pa.float64())
    if isinstance(column.dtype, pd.ArrowDtype) and pa.types.is_list(column.dtype.pyarrow_dtype):
        return pa.chunked_array([pa.array(column)]).combine_chunks().cast(kind), {}
    lists: list[Any] = [None] * len(column)
    faults = {}
    for row in np.flatnonzero(column.notna().to_numpy()):
        try:
            numbers = np.asarray(column.iloc[row], dtype=float)
        except (TypeError, ValueError):
            numbers = np.array(np.nan)
        if numbers.ndim == 1:
            lists[row] = numbers
        else:
            faults[int(row)] = f"{column.iloc[row]!r} is no list of numbers"
    return pa.array(lists, type=kind), faults


def _recipients(
    projects: pd.DataFrame,
    places: _Places,
    codes: list[str],
    roles: str | Mapping[str, str] | None,
) -> _Places:
    """Leave out the countries whose role is not that of a recipient."""
    if roles is None:
        return places
    if isinstance(roles, str):
        need_columns(projects, [roles])
        said_of = projects[[roles]]
        if said_of[roles].dtype == object:  # a list may leave out the role of a country
            said_of = pd.DataFrame({roles: [_with_roles(cell) for cell in said_of[roles]]})
        lists = countries_of(said_of, roles, holds="the role of each country, such as 'donor'")
        lengths = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
        odd = np.flatnonzero((lengths > 0) & (lengths != places.counts))
        if len(odd):
            reasons = [f"{lengths[row]} roles for {places.counts[row]} countries" for row in odd]
            raise PlaceError(
                f"{len(odd)} projects have roles that do not fit their countries: "
                f"{list_rows(projects, odd.tolist(), reasons)}. Give one role a country, or none."
            )
        said = np.full(len(places.row), _RECIPIENT, dtype=object)
        said[lengths[places.row] > 0] = lists.flatten().fill_null(_RECIPIENT).to_pylist()
        return places.keep(said == _RECIPIENT)
    allowed = np.array([roles.get(code, _RECIPIENT) == _RECIPIENT for code in codes], dtype=bool)
    return places.keep(allowed[places.code])


def _with_roles(cell: Any) -> Any:
    """Put the role of a recipient where a list of roles has none."""
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    if not isinstance(cell, list | tuple):
        return cell
    return [_RECIPIENT if pd.api.types.is_scalar(role) and pd.isna(role) else role for role in cell]


def _divide(
    places: _Places,
    codes: list[str],
    rule: str | None,
    weights: "pd.Series[Any] | None",
    rebase: float | None,
    faults: dict[int, str],
) -> _Division:
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


def _one_rule(places: _Places, share: _Floats, rule: str, faults: dict[int, str]) -> _Division:
    """Give a division in which all projects have the same rule."""
    rest = (places.counts == 0).astype(float)
    return _Division(places, share, rest, np.zeros(len(rest), dtype=np.int64), [rule], faults)


def _equal(places: _Places) -> _Floats:
    """Give each country the same."""
    share: _Floats = 1.0 / np.maximum(places.counts, 1)[places.row]
    return share


def _is_primary(places: _Places) -> npt.NDArray[Any]:
    """Flag in each project the country of the largest share, or else the first."""
    order = np.lexsort((-np.nan_to_num(places.stated), places.row))
    flags = np.zeros(len(order), dtype=bool)
    flags[order[np.diff(places.row, prepend=-1) > 0]] = True
    return flags


def _by_weights(
    places: _Places, codes: list[str], weights: "pd.Series[Any]"
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
    places: _Places, rebase: float | None, faults: dict[int, str], *, strict: bool
) -> _Division:
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
    return _Division(places, share, rest.astype(float), rule, rules, faults)


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


def _parts(division: _Division, named: _Integers) -> _Parts:
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
        new["share"] = parts.share * budget_values(projects, "share").take(parts.parent)
    new["split_rule"] = continued_rule(projects, parts.parent, parts.rule, parts.rules)
    return rows_of(projects, parts.parent, new)


def _keep_bounds_outside(new: dict[str, Any]) -> None:
    """Put rounded bounds that have crossed their value back onto it.

    Largest remainder can give a part of the larger whole less than that of the smaller one.
    """
    for bound, outer in (("low", np.minimum), ("high", np.maximum)):
        for name in [name for name in new if f"{name}_{bound}" in new]:
            new[f"{name}_{bound}"] = outer(new[f"{name}_{bound}"], new[name])
