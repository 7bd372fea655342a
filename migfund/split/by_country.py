"""One row a project becomes one row a project and country, and the parts sum to the whole."""

from collections.abc import Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from migfund.errors import MigfundError, PlaceError, list_values
from migfund.parse.place_names import countries
from migfund.provenance.basis import SplitStep
from migfund.schema import (
    TEXT,
    UNALLOCATED,
    Array,
    as_table,
    beside,
    check_option,
    list_rows,
    lists_of_text,
    map_distinct,
    numbers_of,
)
from migfund.split.parts import (
    BOUNDS,
    FULL,
    PRIMARY,
    check_parts,
    make_rows,
    said_before,
    value_columns,
    wholes_of,
)
from migfund.split.rounding import check_decimals, round_parts

__all__ = ["RULES", "CountryParts", "country_parts", "split_by_country"]

RULES = ("equal", "shares", "weights", FULL, PRIMARY)
"""The rules by which a project can be divided between its countries."""

_TOLERANCE = 1e-6
"""How far a project's shares may be from adding up to 1: what rounding in a file leaves."""

_SLACK = 1e-9
"""How far a sum of decimal shares is off: 0.33 three times is not quite 0.99."""


def split_by_country(
    table: pd.DataFrame,
    *,
    rule: str | None = None,
    value: str | Sequence[str] | None = None,
    weights: "pd.Series[Any] | None" = None,
    rebase: float | None = None,
    on_invalid: str = "raise",
    decimals: int | None = None,
) -> pd.DataFrame:
    """Return one row for each project and recipient country, by a rule that has a name.

    Which rule is right, no table can say: a paper must. Without one, a project is divided by the
    shares that it states, and equally where it states none; ``split_rule`` says which of the two.
    A project that names no country stays one row, under "unallocated".

    Parameters
    ----------
    table
        Needs ``countries`` (lists of ISO 3166-1 alpha-3 codes). Shares are read from
        ``country_shares`` (lists of shares, 0 to 1, one a country); a share that goes to no country
        but to what ``region`` names, from ``region_share``, and it stays "unallocated" with that
        reason. Each project needs an index label of its own, unless the table was split by year
        before.
    rule
        ``"equal"``, the same for each country, whatever shares are stated; ``"shares"``, as the
        table states them, also for each project of several countries; ``"weights"``, in
        proportion to ``weights``; ``"full"``, the whole value under each country: such rows
        overlap, and :func:`migfund.total_by` refuses to add them up over countries;
        ``"primary"``, the whole to the country of the largest share, or else the first listed.
    value
        More columns of numbers to divide. Every column of money is divided in any case, with its
        bounds (``<value>_low``, ``<value>_high``); any other number stands whole in each row.
    weights
        For ``rule="weights"``: a number for each country, by ISO 3166-1 alpha-3 code, such as its
        population. The name of the Series stands in ``split_rule``.
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
        The same columns on a new index, the values multiplied by the share, and

        - ``country``;
        - ``project``, the index label of the project in the table given;
        - ``share``, the part of the whole project, 0 to 1;
        - ``split_rule``: "equal by country", "shares rebased from 0.99 by country", "weights
          (population) by country" or "unallocated by country: no country is stated";
        - ``divided``, the names of the columns that were divided.

        The order is that of the projects, then that of their countries. After a split by year,
        ``share`` is multiplied, ``split_rule`` is continued, and the rest stays.

    Raises
    ------
    PlaceError
        If a country stands twice in a project or has no such code, or the rule cannot divide a
        project.
    ScopeError
        If index labels stand twice in a table that was not split before.
    ColumnsError
        If a column is missing, holds something else, or is there already.
    MigfundError
        If an option is none of those above.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> two = pd.DataFrame({"countries": [["ARM", "GEO"], []], "budget": [400_000.0, 50_000.0]})
    >>> mf.split_by_country(two)[["project", "country", "share", "budget"]].values.tolist()
    [[0, 'ARM', 0.5, 200000.0], [0, 'GEO', 0.5, 200000.0], [1, 'unallocated', 1.0, 50000.0]]
    >>> people = pd.Series({"ARM": 3.0, "GEO": 3.7}, name="population")
    >>> by_people = mf.split_by_country(two, rule="weights", weights=people)
    >>> by_people["budget"].round().tolist()
    [179104.0, 220896.0, 50000.0]

    Every country in a list receives a part. Leave out beforehand those that receive nothing, here
    Georgia; or, where a column says the role of each country, all but the recipients.

    >>> others = two["countries"].map(lambda codes: [c for c in codes if c != "GEO"], "ignore")
    >>> mf.split_by_country(two.assign(countries=others))["country"].tolist()
    ['ARM', 'unallocated']
    >>> roles = [["donor", "recipient"], []]
    >>> others = [[c for c, role in zip(*row) if role == "recipient"]
    ...           for row in zip(two["countries"], roles)]
    >>> mf.split_by_country(two.assign(countries=others))["country"].tolist()
    ['GEO', 'unallocated']
    """
    table = as_table(table, ["countries"])
    _check_options(rule, weights, rebase, on_invalid)
    check_decimals(decimals)
    check_parts(table, "country", [], doing="split_by_country")
    names = value_columns(table, value)
    bounds = [beside(name, bound) for name in names for bound in BOUNDS]
    both = list(dict.fromkeys([*names, *(name for name in bounds if name in table.columns)]))
    wholes = wholes_of(table, both, decimals)
    parts, codes = country_parts(table, rule, weights, rebase, on_invalid)
    new: dict[str, Any] = {
        "country": pd.array([*codes, UNALLOCATED], dtype=TEXT).take(parts.country)
    }
    new |= {name: _divided(whole, parts, rule, decimals) for name, whole in wholes.items()}
    if decimals is not None:
        _keep_bounds_outside(new)
    return make_rows(table, parts.parent, new, parts.share, parts.step, parts.steps, names)


def country_parts(
    table: pd.DataFrame,
    rule: str | None = None,
    weights: "pd.Series[Any] | None" = None,
    rebase: float | None = None,
    on_invalid: str = "raise",
) -> tuple["CountryParts", list[str]]:
    """Return the parts of all projects, those of one standing together, and the country codes."""
    listed, codes, faults = _countries_of(table)
    if rule is None and not {"country_shares", "region_share"} & {*table.columns}:
        rule = "equal"  # as no project states shares
    if rule is None or rule == "shares":
        region = np.zeros(len(table))
        if "region_share" in table:
            region = np.nan_to_num(numbers_of(table, "region_share"))
        division = _by_shares(listed, region, rebase, faults, strict=rule == "shares")
    else:
        division = _divide(listed, codes, rule, weights, faults)
    if division.faults and on_invalid == "raise":
        raise PlaceError(_message(table, division.faults, weights is not None))
    return _parts(division, table["region"].tolist() if "region" in table else []), codes


def _check_options(
    rule: str | None, weights: "pd.Series[Any] | None", rebase: float | None, on_invalid: str
) -> None:
    """Raise if an option is none, or two of them do not go together."""
    check_option("rule", rule, (None, *RULES))
    check_option("on_invalid", on_invalid, ("raise", "unallocated"))
    if (rule == "weights") != (weights is not None):
        raise MigfundError("weights go with rule='weights': a number for each country.")
    if weights is not None and not (isinstance(weights, pd.Series) and weights.index.is_unique):
        raise MigfundError(
            "weights must be a Series with each country's code once in its index, such as "
            "pd.Series({'ARM': 3.0, 'GEO': 3.7}, name='population')."
        )
    number = isinstance(rebase, Real) and not isinstance(rebase, bool)
    if rebase is not None and not (number and 0 <= rebase < 1):
        raise MigfundError(f"rebase must be a distance from 1 such as 0.01, not {rebase!r}.")
    if rebase is not None and rule not in (None, "shares"):
        raise MigfundError(
            f"rebase scales shares that are stated, and rule={rule!r} takes none of them: leave "
            "rebase out, or pass rule='shares'."
        )


class _Countries(NamedTuple):
    """The countries of all projects one after the other.

    ``row`` is the position of each one's project, ``code`` the country; ``counts`` has the number
    of countries of each project, and ``stated`` the share that the table states, NaN where none.
    """

    row: Array
    code: Array
    counts: Array
    stated: Array

    def keep(self, flags: Array) -> "_Countries":
        """Leave out the countries that are not flagged."""
        counts = np.bincount(self.row[flags], minlength=len(self.counts))
        return _Countries(self.row[flags], self.code[flags], counts, self.stated[flags])

    def sums(self, values: Array) -> Array:
        """Add a value of each country up by project."""
        sums: Array = np.bincount(self.row, weights=values, minlength=len(self.counts))
        return sums

    def of(self, row: int) -> slice:
        """Return where the countries of one project stand."""
        return slice(*np.searchsorted(self.row, [row, row + 1]).tolist())


def _countries_of(table: pd.DataFrame) -> tuple[_Countries, list[str], dict[int, str]]:
    """Return the countries of all projects, their codes, and what is wrong with stated shares.

    Raises
    ------
    PlaceError
        If a country stands twice in a project, is missing within a list, or has no such code.
    """
    lists = lists_of_text(table)
    counts = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
    code, codes = _distinct(lists.flatten())
    row = np.repeat(np.arange(len(counts)), counts)
    if code.min(initial=0) < 0:
        gaps = np.unique(row[code < 0]).tolist()
        raise PlaceError(
            f"{len(gaps)} projects have a missing value among their countries: "
            f"{list_rows(table, gaps, [str(lists[n].as_py()) for n in gaps[:5]])}. "
            "Leave it out of the list, or name the country."
        )
    known = countries()
    if not known.keys() >= {*codes}:
        strange = np.flatnonzero(np.array([name not in known for name in codes])[code])
        values = [codes[n] for n in code[strange[:5]]]
        raise PlaceError(
            f"{len(strange)} country codes are not ISO 3166-1 alpha-3 (Kosovo: XKX): "
            f"{list_rows(table, row[strange].tolist(), values)}. mf.parse_countries turns names "
            "into codes: table.assign(countries=mf.parse_countries(table['countries']"
            ".map('; '.join, na_action='ignore')))."
        )
    repeated = np.flatnonzero(said_before(row, code))
    if len(repeated):
        twice = [codes[n] for n in code[repeated[:5]]]
        raise PlaceError(
            f"{len(repeated)} countries stand twice in their project: "
            f"{list_rows(table, row[repeated].tolist(), twice)}. Name each country once."
        )
    stated, faults = _stated_shares(table, counts)
    return _Countries(row, code, counts, stated), codes, faults


def _distinct(texts: pa.StringArray) -> tuple[Array, list[str]]:
    """Return each text's position among the distinct ones, -1 where missing, and these.

    Country codes have three bytes each, and are told apart as numbers: that takes a quarter of the
    time of Arrow's ``dictionary_encode``, which does the same for any texts.
    """
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[texts.offset :][: len(texts) + 1]
    if not len(texts) or texts.null_count or (np.diff(ends) != 3).any():
        encoded = texts.dictionary_encode()
        code = np.asarray(encoded.indices.fill_null(-1), dtype=np.int64)
        return code, encoded.dictionary.to_pylist()
    padded = np.zeros(3 * len(texts) + 1, dtype=np.uint8)
    padded[:-1] = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]
    numbers = np.ndarray(len(texts), "<u4", padded, strides=(3,)) & np.uint32(0xFFFFFF)
    code, distinct = pd.factorize(numbers)
    return code, [text.decode() for text in distinct.astype("<u4").view("S4").tolist()]


def _stated_shares(table: pd.DataFrame, counts: Array) -> tuple[Array, dict[int, str]]:
    """Return the stated share of each country, NaN where none is, and what cannot be a share."""
    stated = np.full(counts.sum(), np.nan)
    if "country_shares" not in table:
        return stated, {}
    lists, faults = _lists_of_numbers(table["country_shares"])
    lengths = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
    for row in np.flatnonzero((lengths > 0) & (lengths != counts)):
        faults[int(row)] = f"{lengths[row]} shares for {counts[row]} countries"
    fits = lengths == counts
    numbers = np.asarray(lists.flatten().fill_null(np.nan), dtype=float)
    wanted = np.repeat(fits, counts)
    stated[wanted] = numbers[np.repeat(fits, lengths)]
    # A share that is missing is not zero, and not the rest.
    ends = np.cumsum(counts)
    for row in np.unique(np.repeat(np.arange(len(counts)), counts)[wanted & ~(stated >= 0)]):
        own = slice(ends[row] - counts[row], ends[row])
        faults[int(row)] = f"shares {stated[own].tolist()}"
        stated[own] = np.nan
    return stated, faults


def _lists_of_numbers(column: pd.Series) -> tuple[pa.ListArray, dict[int, str]]:
    """Return a column of lists of numbers as one Arrow array, and what is no such list."""
    kind = pa.list_(pa.float64())
    own = column.dtype.pyarrow_dtype if isinstance(column.dtype, pd.ArrowDtype) else pa.null()
    value = own.value_type if pa.types.is_list(own) else own
    if pa.types.is_list(own) and (pa.types.is_floating(value) or pa.types.is_integer(value)):
        array = pa.array(column)
        chunks = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        return chunks.cast(kind), {}
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


class _Division(NamedTuple):
    """How the projects are divided.

    ``share`` is that of each of the ``countries``, ``rest`` what is left of each project to no
    country. ``step`` is the position of each project's rule in ``steps``, and ``faults`` says, by
    the position of the project, why it could not be divided; ``field`` is the column at fault.
    ``regional`` tells of which projects the rest goes to a region, as they state.
    """

    countries: _Countries
    share: Array
    rest: Array
    step: Array
    steps: list[SplitStep]
    faults: dict[int, str]
    field: str = "country_shares"
    regional: Array | None = None


def _divide(
    listed: _Countries,
    codes: list[str],
    rule: str,
    weights: "pd.Series[Any] | None",
    faults: dict[int, str],
) -> _Division:
    """Return the share of each country by a rule that takes no notice of the shares stated."""
    step, share = SplitStep("country", rule), _equal(listed)
    found: dict[int, str] = {}
    if weights is not None:
        share, found = _by_weights(listed, codes, weights)
        name = "own" if weights.name is None else " ".join(str(weights.name).split())
        step = SplitStep("country", rule, name)
    elif rule == PRIMARY:
        # Shares that cannot be read may hide the largest; a single country needs none.
        found = {row: why for row, why in faults.items() if listed.counts[row] > 1}
        order = np.lexsort((-np.nan_to_num(listed.stated), listed.row))
        chief = np.zeros(len(order), dtype=bool)
        chief[order[np.diff(listed.row, prepend=-1) > 0]] = True
        listed = listed.keep(chief)
    if rule in (FULL, PRIMARY):
        share = np.ones(len(listed.row))
    rest = (listed.counts == 0).astype(float)
    field = "countries" if weights is not None else "country_shares"
    return _Division(listed, share, rest, np.zeros(len(rest), np.int64), [step], found, field)


def _equal(listed: _Countries) -> Array:
    share: Array = (1.0 / np.maximum(listed.counts, 1)).take(listed.row)
    return share


def _by_weights(
    listed: _Countries, codes: list[str], weights: "pd.Series[Any]"
) -> tuple[Array, dict[int, str]]:
    """Divide in proportion to the weights of the countries; say where that cannot be."""
    given = pd.to_numeric(weights.astype(object), errors="coerce").to_dict()
    found = [given.get(code) for code in codes]
    numbers = np.array([n if isinstance(n, Real) else np.nan for n in found], dtype=float)
    usable = np.isfinite(numbers) & (numbers >= 0)
    weight = np.where(usable, numbers, 0.0)[listed.code]
    largest = np.zeros(len(listed.counts))
    np.maximum.at(largest, listed.row, weight)
    none = largest == 0
    # The sum of large weights may be infinite: they are divided by a power of two, which is exact.
    weight = np.ldexp(weight, -np.frexp(largest)[1][listed.row])
    faults = {
        int(row): "the weights of its countries are all zero"
        for row in np.flatnonzero(none & (listed.counts > 0))
    }
    for row in np.unique(listed.row[~usable[listed.code]]):
        own = listed.code[listed.of(int(row))]
        faults[int(row)] = f"no weight of {list_values([codes[c] for c in own if not usable[c]])}"
    return weight / np.where(none, 1.0, listed.sums(weight))[listed.row], faults


def _by_shares(
    listed: _Countries,
    region: Array,
    rebase: float | None,
    faults: dict[int, str],
    *,
    strict: bool,
) -> _Division:
    """Divide by the stated shares; equally where none are stated, unless that is not allowed.

    ``region`` is the share of each project that goes to no country, but to a region.
    """
    stated = ~np.isnan(listed.stated)
    numbers = np.where(stated, listed.stated, 0.0)
    having = listed.sums(stated) > 0
    region = np.where(listed.counts > 0, region, 0.0)  # of a project without countries it is all
    sums = listed.sums(numbers) + region
    off = np.abs(sums - 1)
    exact, near = off <= _TOLERANCE, off <= max((rebase or 0.0) + _SLACK, _TOLERANCE)
    near &= having & (sums > 0)
    faults = dict(faults)
    for row in np.flatnonzero(having & ~near):
        own = listed.stated[listed.of(int(row))]
        beside_it = f" and {region[row]:.6g} of a region" if region[row] else ""
        faults[int(row)] = f"shares {own.tolist()}{beside_it} add up to {sums[row]:.6g}"
    for row in np.flatnonzero(~having & (region != 0)):
        faults.setdefault(
            int(row), f"no shares of its countries beside {region[row]:.6g} of a region"
        )
    if strict:
        for row in np.flatnonzero(~having & (listed.counts > 1)):
            faults.setdefault(int(row), f"no shares of its {listed.counts[row]} countries")
    step = np.where(having | strict, 0, 1)
    rebased = np.flatnonzero(near & ~exact)
    words = map_distinct(pd.Series(sums[rebased]), lambda total: f"{total:.6g}")
    said, totals = pd.factorize(words)
    step[rebased] = said + 2
    steps = [SplitStep("country", "shares"), SplitStep("country", "equal")]
    steps += [SplitStep("country", "shares", rebased_from=total) for total in totals]
    # Rounded shares (a third as 0.333333) must still give out the whole; what is short of it stays.
    scale = np.where(near, sums, 1.0)[listed.row]
    share = np.where(having[listed.row], numbers / scale, _equal(listed))
    rest = np.where(having & ~near, np.maximum(1 - sums + region, 0.0), listed.counts == 0)
    known = near & (region > 0)
    rest = np.where(known, region / np.where(near, sums, 1.0), rest)
    return _Division(listed, share, rest, step, steps, faults, regional=known)


def _message(table: pd.DataFrame, faults: dict[int, str], weighted: bool) -> str:
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
        f"{list_rows(table, rows, [faults[row] for row in rows[:5]])}. {advice} or keep what "
        "cannot be assigned under 'unallocated': on_invalid='unallocated'."
    )


class CountryParts(NamedTuple):
    """The rows of the result: project, country (-1: none), share and step of each.

    ``counts`` has the number of rows of each project, ``steps`` what was done.
    """

    parent: Array
    country: Array
    share: Array
    step: Array
    counts: Array
    steps: list[SplitStep]


def _parts(division: _Division, regions: list[Any]) -> CountryParts:
    """Put the countries of each project into rows, and behind them what no country gets."""
    steps, rest = list(division.steps), division.rest.copy()
    if not division.faults and not rest.any():
        listed = division.countries
        step = division.step.take(listed.row)
        return CountryParts(listed.row, listed.code, division.share, step, listed.counts, steps)
    why = np.full(len(rest), len(steps))
    steps.append(SplitStep("country", unallocated="no country is stated"))
    reasons: dict[str, int] = {}
    whole = np.zeros(len(rest), dtype=bool)
    for row, reason in division.faults.items():
        why[row] = reasons.setdefault(reason, len(steps) + len(reasons))
        # What shares of less than 1 leave is known; any other fault spoils the whole.
        whole[row] = rest[row] == 0
    for reason in reasons:
        words = " ".join(reason.split())
        steps.append(SplitStep("country", unallocated=words, field=division.field))
    rest[whole] = 1.0
    if division.regional is not None and division.regional.any():
        rows = np.flatnonzero(division.regional)
        names = [_of_region(regions[row] if regions else None) for row in rows]
        said, texts = pd.factorize(np.array(names, dtype=object))
        why[rows] = len(steps) + said
        steps += [SplitStep("country", unallocated=text) for text in texts]
    kept = ~whole[division.countries.row]
    listed = division.countries.keep(kept)
    left = rest > 0
    counts = listed.counts + left
    # Each country stands as many rows further down as there are rests before it.
    at = np.arange(len(listed.row)) + (np.cumsum(left) - left)[listed.row]
    last = np.cumsum(counts)[left] - 1
    parent = np.repeat(np.arange(len(counts)), counts)
    country, share = np.full(len(parent), -1), np.empty(len(parent))
    step = division.step[parent]
    country[at], share[at] = listed.code, division.share[kept]
    share[last], step[last] = rest[left], why[left]
    return CountryParts(parent, country, share, step, counts, steps)


def _of_region(name: object) -> str:
    return f"stated for {' '.join(name.split())}" if isinstance(name, str) else "for a region"


def _divided(whole: Array, parts: CountryParts, rule: str | None, decimals: int | None) -> Array:
    """Return the parts of a value."""
    if decimals is None:
        divided: Array = whole.take(parts.parent) * parts.share
        return divided
    if rule == FULL:
        return whole.round(decimals).take(parts.parent)
    return round_parts(whole, parts.share, parts.counts, decimals=decimals)[1]


def _keep_bounds_outside(new: dict[str, Any]) -> None:
    """Put rounded bounds that have crossed their value back onto it.

    Largest remainder can give a part of the larger whole less than that of the smaller one.
    """
    for bound, outer in zip(BOUNDS, (np.minimum, np.maximum), strict=True):
        for name in [name for name in new if beside(name, bound) in new]:
            new[beside(name, bound)] = outer(new[beside(name, bound)], new[name])
