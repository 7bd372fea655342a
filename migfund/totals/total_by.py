"""Totals and durations by any keys, with the number of projects that each rests on."""

import warnings
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.dates import whole_days
from migfund.errors import ColumnsError, OverlapWarning, list_values
from migfund.provenance.basis import split_words
from migfund.schema import (
    ALL,
    TEXT,
    TIME_COLUMNS,
    UNALLOCATED,
    Array,
    as_table,
    beside,
    check_option,
    currency_column,
    distinct_codes,
    is_split,
    money_of,
    need_columns,
    numbers_of,
    unbounded,
)
from migfund.split.parts import FULL, PRIMARY, split_columns
from migfund.totals.groups import (
    Groups,
    columns_of,
    describe_values,
    exact_sums,
    extreme_years,
    first_of_each,
    group_rows,
    holds_lists,
    projects_in,
    sums_of,
)
from migfund.totals.guards import (
    currency_of,
    projects_of,
    refuse_counted_again,
    refuse_loose_levels,
    refuse_mixed_transactions,
    refuse_overlap,
    refuse_repeated_ids,
    refuse_undivided,
    steps_of,
    without_nested,
)
from migfund.totals.ids import NO_IDS, ids_of
from migfund.totals.sums import Partial, Said, Sums, is_kept, keep
from migfund.totals.unsplit import made_keys, sums_without_rows, with_keys

__all__ = [
    "OVERLAP",
    "RESULTS",
    "Rows",
    "as_totals",
    "basis_of",
    "duration_by",
    "grand_totals",
    "is_crosstab",
    "is_totals",
    "keys_of",
    "need_value",
    "rows_to_add",
    "total_by",
    "totals_of",
    "warn_of_overlap",
]

RESULTS = (
    *("total", "total_low", "total_high", "n_projects", "n_known", "share_of_total"),
    *("mean", "median", "q25", "q75", "min", "max", "first_year", "last_year"),
    *("currency", "basis", "split_rule", "n_all", "n_all_known"),
)
"""The columns that stand beside the keys in totals, in order; not all are in all totals."""

_WORDS = ("currency", "basis", "split_rule")
_TELLING = ("total", "n_projects", "n_known", "share_of_total", "n_all", "n_all_known")
"""What totals have, and no table of projects has."""

OVERLAP = "groups overlap: their totals add up to more than the whole"
"""How the basis of totals ends where a project counts whole in several groups."""

_Columns = dict[str, Any]


def total_by(
    table: pd.DataFrame,
    by: str | Sequence[str],
    *,
    value: str = "budget_usd",
    grand_total: bool = False,
    sort: str = "by",
    nested: str = "raise",
    repeated: str = "raise",
    describe: bool = False,
) -> pd.DataFrame:
    """Return the totals of a value by one or more keys.

    A missing value is not zero: a group in which none is known has no total. A row without a key
    is not dropped: it is counted under a missing key. A project split over several countries or
    years counts once in each group, with the sum of its parts there.

    Parameters
    ----------
    table
        A project table or one that was split; needs the keys and ``value``.
    by
        Column or columns to group by. Of a table that is not split also ``country``, the regions
        of a scheme, such as ``region_m49``, ``calendar_year``, ``quarter`` or ``month``: each
        project counts in its countries by stated or else equal shares, and by days in its years,
        as after :func:`split_by_country`, :func:`add_region` and :func:`split_by_year`. A category
        without rows is a group without projects. A column of lists of groups that overlap
        (``add_region`` with "un_special") counts a row in each of its groups, and an
        `OverlapWarning` says so.
    value
        Column of numbers to add up.
    grand_total
        Whether the last row is the total of all, with "all" in the first key.
    sort
        ``"by"``, in the order of the keys, or ``"total"`` for the largest first; what is
        unallocated, without a key or without a total comes last.
    nested
        ``"raise"`` where a row's ``parent_id`` is another row's ``project_id``, for the same money
        stands in both; ``"parents"`` to leave out the parts, ``"parts"`` to leave out the parents.
    repeated
        ``"raise"`` where one ``project_id`` of a fund stands in several rows that are not parts of
        one project; ``"count"`` to count each as a project.
    describe
        Whether to describe the projects of each group as well.

    Returns
    -------
    pandas.DataFrame
        A row a group, with the keys and

        - ``total``; ``total_low`` and ``total_high``, where a key is the time by which the table
          was split and it has the bounds ``<value>_low`` and ``<value>_high``: the sums of the
          bounds, so wider than likely (none in the grand total, in which nothing depends on the
          dates);
        - ``n_projects``, the projects in the group; ``n_known``, those with a known value;
        - ``share_of_total``: of the total of all rows, 0 to 1;
        - ``currency``, ``basis`` (what the rates and prices are) and ``split_rule``, in words;
        - ``n_all`` and ``n_all_known``: projects and known ones in the whole table.

        With ``describe=True`` also, after ``share_of_total``: ``mean``, ``median``, ``q25``,
        ``q75`` (by linear interpolation), ``min`` and ``max`` of the projects' known values in the
        group; ``first_year`` and ``last_year``, of the earliest start and the latest end in the
        group, or of its parts of time.

    Raises
    ------
    ScopeError
        If the values are in several currencies; if the money of IATI rows stands elsewhere as well
        (``counted_in``), or their transactions are of several kinds; if a "full" split would be
        added up over countries; if a project stands in the table twice, or beside its own parts;
        if projects were split, but not this value; if tables were put together in which one label
        stands for several projects.
    ColumnsError
        If a column is missing, or the value is infinite somewhere, or a key holds lists that are
        no groups, or a group is called "all" and could be taken for the grand total.
    MigfundError
        If an option is none of those above.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "budget_usd": [10.0, None, 5.0]})
    >>> totals = mf.total_by(projects, "fund", grand_total=True)
    >>> totals[["fund", "total", "n_projects", "n_known"]].values.tolist()
    [['IDF', 10.0, 2, 1], ['MPF', 5.0, 1, 1], ['all', 15.0, 3, 2]]
    >>> one = pd.DataFrame({"countries": [["ARM", "KEN"]], "budget_usd": [400_000.0]})
    >>> mf.total_by(one, "region_m49")[["region_m49", "total", "split_rule"]].values.tolist()
    [['Africa', 200000.0, 'equal by country'], ['Asia', 200000.0, 'equal by country']]
    """
    names = columns_of(by)
    check_option("sort", sort, ("by", "total"))
    check_option("grand_total", grand_total, (False, True))
    check_option("describe", describe, (False, True))
    table = as_table(table)
    made = made_keys(table, names)
    need_columns(table, [name for name in names if name not in made])
    partial = None
    if made and not describe:
        partial = _partial_without_rows(table, names, made, value, nested, repeated)
    if partial is None:
        whole = with_keys(table, names, made, value) if made else table
        rows = rows_to_add(whole, names, value, nested, repeated)
        partial = rows.partial(names, describe=describe, grand_total=grand_total)
    totals = totals_of(partial, grand_total=grand_total, sort=sort)
    keep(totals, replace(partial, ending=(grand_total, sort)))
    warn_of_overlap(table, names)
    return totals


def _partial_without_rows(
    table: pd.DataFrame,
    by: Sequence[str],
    made: Sequence[str],
    value: str,
    nested: str,
    repeated: str,
) -> Partial | None:
    """Return the sums by keys that need a split without making its rows; none if that cannot be."""
    rows = rows_to_add(table, by, value, nested, repeated)
    found = sums_without_rows(rows.table, rows.figures, value, by, made)
    if found is None:
        return None
    own, everyone, split = found
    return rows.partial_of(by, own, everyone, replace(rows.said, rules=split.rules))


def duration_by(table: pd.DataFrame, by: str | Sequence[str]) -> pd.DataFrame:
    """Return how long projects last, in months, by one or more keys.

    Parameters
    ----------
    table
        A project table after :func:`migfund.add_duration`, split or not.
    by
        Column or columns to group by.

    Returns
    -------
    pandas.DataFrame
        A row a group, sorted by the keys: the keys, ``n_projects``, ``n_known`` (those with a
        duration), then ``min``, ``q25``, ``median``, ``q75`` and ``max`` of ``duration_months``
        (quartiles by linear interpolation), ``split_rule`` as in totals, ``n_all`` and
        ``n_all_known`` of the whole table.

    Raises
    ------
    ColumnsError
        If a column is missing, or a key holds lists.
    ScopeError
        As :func:`total_by`, where the table is split.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF"] * 3, "duration_months": [12.0, 24.0, None]})
    >>> mf.duration_by(projects, "fund")[["n_projects", "n_known", "median"]].values.tolist()
    [[3.0, 2.0, 18.0]]
    """
    names = columns_of(by)
    table = as_table(table, names)
    need_columns(table, ["duration_months"], hint="Add it first: mf.add_duration(table).")
    _refuse_taken(names, "duration_months", RESULTS)
    project, months = projects_of(table), numbers_of(table, "duration_months")
    groups = group_rows(table, names)
    size, code, value = len(groups.keys), groups.code, groups.spread(months)
    if project is None:
        everyone = months
    else:  # each project's duration once a group
        everyone = months[first_of_each(np.zeros_like(project), project)]
        once = first_of_each(code, groups.spread(project))
        code, value = code[once], value[once]
    quartiles = describe_values(code, value, size)
    rule = Said(frozenset(), rules=_rules(table)).words()["split_rule"]
    columns: dict[str, Any] = {
        "n_projects": np.bincount(code, minlength=size),
        "n_known": np.bincount(code[~np.isnan(value)], minlength=size),
        **{name: quartiles[name] for name in ("min", "q25", "median", "q75", "max")},
        "split_rule": pd.array([rule] * size, dtype=TEXT),
        "n_all": np.full(size, len(everyone)),
        "n_all_known": np.full(size, np.count_nonzero(~np.isnan(everyone))),
    }
    return groups.keys.assign(**columns)


_HOW_MADE = (
    "mf.total_by(projects, 'country', value='budget_usd') makes them of the projects. Or add them "
    "to sums of your own in a column total, with n as the number of projects behind each: "
    "table.assign(currency='USD', basis='as stated', n_projects=n, n_known=n, n_all=n.sum(), "
    "n_all_known=n.sum(), share_of_total=table['total'] / table['total'].sum())."
)


def as_totals(
    table: pd.DataFrame, needed: Sequence[str] = (), *, hint: str = _HOW_MADE
) -> pd.DataFrame:
    """Return a table of groups: figures are numbers, what is said of them and all names are text.

    Raises
    ------
    ColumnsError
        If it is no table, a column is missing or holds something else.
    """
    named = as_table(table, needed, hint=hint)
    table = as_table(named.set_axis(named.columns.map(str), axis=1))
    for name in (name for name in RESULTS if name in table):
        if name not in _WORDS:
            numbers_of(table, name)
            continue
        odd = [one for one in table[name].dropna() if not isinstance(one, str)]
        if odd:
            raise ColumnsError(
                f"column {name!r} of totals must hold text, not {list_values(odd)}. Pass the "
                "table, or rows of it, as mf.total_by gave it."
            )
    return table


def is_totals(table: pd.DataFrame) -> bool:
    """Tell whether a table is one of totals by keys."""
    return set(_TELLING) <= set(table.columns)


def keys_of(totals: pd.DataFrame) -> list[str]:
    """Return the columns that totals, durations or a crosstab are by, wherever they stand.

    They are what is none of `RESULTS`, and the currency where there are several. Numbers are the
    cells of a crosstab; elsewhere they are keys only where rows cannot be told apart without.

    Examples
    --------
    >>> rows = pd.DataFrame({"total": [1.0], "fund": ["IDF"], "share_of_total": 1.0, "each": 0.5})
    >>> keys_of(rows), keys_of(rows.drop(columns="fund"))
    (['fund'], ['each'])
    """
    names = [str(name) for name in totals]
    others = [name for name in names if name not in RESULTS]
    if is_crosstab(totals):
        texts = [n for n in others if not pd.api.types.is_numeric_dtype(totals[n])]
        return texts or names[:1]
    texts = [n for n in others if not pd.api.types.is_float_dtype(totals[n])]
    told_apart = texts and not totals[texts].astype(str).duplicated().any()
    keys = texts if told_apart else others
    several = "currency" in totals and len(totals["currency"].dropna().unique()) > 1
    return [n for n in names if n in keys or (n == "currency" and (several or not keys))]


def is_crosstab(table: pd.DataFrame) -> bool:
    """Tell whether a table of totals has keys down the side and across the top."""
    return "total" in table and "share_of_total" not in table


def grand_totals(totals: pd.DataFrame) -> Array:
    """Tell which rows of totals are the grand total.

    It is called "all" and holds every project; a group of that name which holds every project is
    refused, so no group is taken for it.
    """
    keys = keys_of(totals)
    return _grand_totals(totals, keys[0]) if keys else np.zeros(len(totals), dtype=bool)


def _grand_totals(totals: pd.DataFrame, key: str) -> Array:
    found = _called_all(totals[key])
    for some, of in (("n_projects", "n_all"), ("n_known", "n_all_known")):
        both = some in totals and of in totals
        found = found & (totals[some] == totals[of]).to_numpy() if both else found & False
    return found


def _refuse_called_all(totals: pd.DataFrame, key: str, *, grand_total: bool) -> None:
    """Raise if the first key has a group that is, or could be taken for, the grand total.

    Raises
    ------
    ColumnsError
        With the remedy.
    """
    alike = _called_all(totals[key])
    if not grand_total:
        alike = alike & _grand_totals(totals, key) & (totals["n_all"] > 0).to_numpy()
    if alike.any():
        why = "" if grand_total else ", and the group of that name has every project as well"
        raise ColumnsError(
            f"column {key!r} holds {ALL!r}, which the grand total is called{why}. Rename this "
            f"value first: table.assign({key}=table[{key!r}].astype('str')"
            f".replace({ALL!r}, 'every'))."
        )


def _called_all(keys: pd.Series) -> Array:
    same: Array = keys.astype(object).eq(ALL).to_numpy(dtype=bool, na_value=False)
    return same


class Rows(NamedTuple):
    """Rows that may be added up.

    ``project`` is the number of each row's project; none where each row is one. ``apart`` has the
    keys without which nothing may be added up: the country, where each has the whole of a project,
    or the currency, where there are several. ``said`` is what the totals rest on, ``repeated`` the
    option; ``ids`` and ``parents`` are those that `ids_of` returns.
    """

    table: pd.DataFrame
    value: str
    figures: Array
    project: Array | None
    apart: set[str]
    said: Said
    repeated: str
    ids: Array
    parents: Array

    def partial(
        self, by: Sequence[str], *, describe: bool = False, grand_total: bool = False
    ) -> Partial:
        """Return the sums of the rows by some of the keys by which they may be added up."""
        groups = group_rows(self.table, by)
        nowhere = np.zeros(len(self.figures), dtype=np.int64)
        everyone = Groups(nowhere, pd.DataFrame(index=range(1)), None)
        own = self._sums(groups, by, describe=describe)
        whole = self._sums(everyone, [], describe=describe and grand_total)
        return self.partial_of(by, own, whole, self.said, overlapping=groups.overlapping)

    def partial_of(
        self, by: Sequence[str], own: Sums, whole: Sums, said: Said, *, overlapping: bool = False
    ) -> Partial:
        """Put sums together with what else is known of the rows."""
        return Partial(
            by=(*by,),
            groups=own,
            everyone=whole,
            apart=frozenset(self.apart),
            overlapping=overlapping,
            said=said,
            ids=self.ids,
            parents=self.parents,
            repeated=self.repeated,
        )

    def _sums(self, groups: Groups, by: Sequence[str], *, describe: bool) -> Sums:
        """Return the sums of each group."""
        group, size = groups.code, len(groups.keys)
        figures = groups.spread(self.figures)
        project = None if self.project is None else groups.spread(self.project)
        known = ~np.isnan(figures)
        exact = {"total": exact_sums(group, figures, size)}
        split_by = split_columns(self.table)
        for bound in ("low", "high") if {*split_by} & {*by} & {*TIME_COLUMNS} else ():
            name = beside(self.value, bound)
            if name in self.table:
                limits = groups.spread(numbers_of(self.table, name))
                exact[f"total_{bound}"] = exact_sums(group, limits, size)
        described: _Columns = {}
        if describe:
            described = self._described(group, project, figures, size)
            described |= self._years(groups, in_parts=not set(TIME_COLUMNS).isdisjoint(split_by))
        return Sums(
            groups.keys,
            exact,
            projects_in(group, project, size),
            projects_in(group, project, size, known),
            described,
        )

    def _described(
        self, group: Array, project: Array | None, figures: Array, size: int
    ) -> dict[str, Array]:
        """Describe the figures of the projects of each group."""
        if project is not None:
            count = project.max(initial=0) + 1
            pair, pairs = pd.factorize(group * count + project)
            group, figures = pairs // count, sums_of(pair, figures, len(pairs))
        return describe_values(group, figures, size)

    def _years(self, groups: Groups, *, in_parts: bool) -> _Columns:
        """Return the first and the last year of each group, of its parts of time if it has any."""
        names = ("period_from", "period_to") if in_parts else ("start", "end")
        found: _Columns = {}
        for year, name, which in zip(
            ("first_year", "last_year"), names, ("min", "max"), strict=True
        ):
            dates = whole_days(self.table[name]) if name in self.table else None
            days = None if dates is None else groups.spread(dates)
            found[year] = extreme_years(groups.code, days, len(groups.keys), which)
        return found


def rows_to_add(
    table: pd.DataFrame, by: Sequence[str], value: str, nested: str, repeated: str
) -> Rows:
    """Return the rows of a table that may be added up by these keys; see :func:`total_by`.

    Raises
    ------
    ScopeError, ColumnsError, MigfundError
        As in :func:`total_by`.
    """
    check_option("repeated", repeated, ("raise", "count"))
    need_value(table, value)
    money = money_of(table, unbounded(table, value))
    # What is stated may be told apart by its currency; it is then the key that names it.
    own = {currency_column(table, money.stated)} if money and not money.currency else set()
    _refuse_taken(by, value, set(RESULTS) - own)
    one_row_each = not is_split(table)
    ids = parents = NO_IDS
    if is_kept() or (one_row_each and repeated == "raise"):
        ids, parents = ids_of(table, repeated)
    table, left_out = without_nested(table, nested)
    apart = refuse_overlap(table, by)
    figures, project = numbers_of(table, value), projects_of(table)
    kinds: set[str] = set()
    levels = refuse_loose_levels(table, figures, by) if nested == "raise" else set()
    if money and money.stated == "value":
        refuse_counted_again(table)
        kinds = refuse_mixed_transactions(table, figures, by)
    if repeated == "raise":
        refuse_repeated_ids(table, project, ids if one_row_each and not left_out else None)
    refuse_undivided(table, value)
    currencies, several = currency_of(table, value, figures, by)
    said = replace(
        _said(table, value),
        currencies=frozenset(currencies),
        rules=_rules(table),
        kinds=frozenset(kinds),
        levels=frozenset(levels),
        left_out=left_out,
        nested=nested,
    )
    return Rows(table, value, figures, project, apart | several, said, repeated, ids, parents)


def need_value(table: pd.DataFrame, value: str) -> None:
    """Raise unless the table has the column that is to be added up."""
    hint = "Convert first, mf.convert_currency(table, to='USD'), or name another column: value=."
    need_columns(table, [value], hint=hint)


def warn_of_overlap(table: pd.DataFrame, by: Sequence[str]) -> None:
    """Warn, as the caller of the function that calls this, of groups that overlap."""
    if any(holds_lists(table[name]) for name in by if name in table):
        warnings.warn(
            f"the groups of {list_values(by)} overlap: a project counts in each of its groups, so "
            "their totals must not be added up.",
            OverlapWarning,
            stacklevel=3,
        )


def totals_of(partial: Partial, *, grand_total: bool = False, sort: str = "by") -> pd.DataFrame:
    """Return totals as a table.

    Where nothing may be added up by these keys alone, there is no total.
    """
    by = partial.by
    found = partial.groups.columns(may_add=partial.apart <= {*by})
    everyone = partial.everyone.columns(may_add=not partial.apart)
    said = partial.said.words()
    if partial.overlapping:
        said["basis"] = f"{said['basis']}; {OVERLAP}"
    keys, last = _with_all(partial.groups.keys) if grand_total else (partial.groups.keys, None)
    totals = _frame(keys, found, everyone, said)
    _refuse_called_all(totals, by[0], grand_total=grand_total)
    totals = totals.take(_order(totals, by, sort)).reset_index(drop=True)
    if last is None:
        return totals
    bounds = {name: np.full(1, np.nan) for name in ("total_low", "total_high") if name in found}
    alone = _frame(last, everyone | bounds, everyone, said)
    return pd.concat([totals, alone], ignore_index=True)


def _refuse_taken(by: Sequence[str], value: str, taken: Collection[str]) -> None:
    """Raise if a key is the value, or has the name of a column of the result."""
    both = [name for name in by if name == value or name in taken]
    if both:
        raise ColumnsError(
            f"{list_values(both)} cannot be a key, for the result has such a column of its own. "
            f"Rename it first: table.rename(columns={{{both[0]!r}: ...}})."
        )


def basis_of(table: pd.DataFrame, value: str) -> str:
    """Say what the figures of a column rest on: the rates, the prices and their sources."""
    return _said(table, value).words()["basis"] or ""


def _said(table: pd.DataFrame, value: str) -> Said:
    """Return what the figures of a column rest on: the rates, the prices and their sources."""
    money = money_of(table, unbounded(table, value))
    if money is None or money.currency is None:
        return Said(frozenset())
    return Said(
        frozenset(),
        rates=_texts(table, beside(money.nominal, "basis")),
        sources=_texts(table, beside(money.nominal, "source")),
        prices=_texts(table, beside(money.name, "source")) if money.year else frozenset(),
        year=money.year,
    )


def _rules(table: pd.DataFrame) -> frozenset[str]:
    """Return what is said of projects that were split into several rows."""
    if not is_split(table):
        return frozenset()
    codes, steps = steps_of(table)
    parts = np.bincount(codes, numbers_of(table, "share") < 1 - 1e-9, len(steps)) > 0
    return frozenset(
        split_words(some)
        for some, divided in zip(steps, parts, strict=True)
        if divided or any(step.rule in (FULL, PRIMARY) for step in some)
    )


def _texts(table: pd.DataFrame, name: str) -> frozenset[str]:
    """Return the distinct texts of a column; none where there is no such column."""
    if name not in table:
        return frozenset()
    codes, texts = distinct_codes(table[name])
    return frozenset(str(texts[code]) for code in pd.unique(codes) if code >= 0)


def _frame(
    keys: pd.DataFrame, found: _Columns, everyone: _Columns, said: dict[str, str | None]
) -> pd.DataFrame:
    """Put the keys and what is said of the groups into a table."""
    size, whole = len(keys), everyone["total"][0]
    columns = found | {"share_of_total": found["total"] / (whole if whole > 0 else np.nan)}
    columns |= {name: pd.array([text] * size, dtype=TEXT) for name, text in said.items()}
    columns["n_all"] = np.full(size, everyone["n_projects"][0])
    columns["n_all_known"] = np.full(size, everyone["n_known"][0])
    ordered = [name for name in RESULTS if name in columns and name not in keys]
    return keys.assign(**{name: columns[name] for name in ordered})


def _order(totals: pd.DataFrame, by: Sequence[str], sort: str) -> Array:
    """Return the order of the rows: by keys, or by total with what is no group at the end."""
    if sort == "by":
        return np.arange(len(totals))
    known = totals["total"].notna().to_numpy()
    for name in by:
        keys = totals[name].astype(object)
        known = known & (keys.notna() & (keys != UNALLOCATED)).to_numpy(dtype=bool)
    return np.lexsort((-totals["total"].fillna(0).to_numpy(), ~known))


def _with_all(keys: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the keys in types that a row of all fits into, and the keys of that row."""
    first = keys.columns[0]
    kinds: dict[Any, Any] = {
        name: "Int64"
        for name in keys
        if isinstance(keys[name].dtype, np.dtype) and keys[name].dtype.kind in "iu"
    }
    texts = keys[first].astype(object).map(str, na_action="ignore").astype(TEXT)
    keys = keys.astype(kinds).assign(**{first: texts})
    return keys, keys.iloc[:0].reindex([0]).assign(**{first: pd.array([ALL], dtype=TEXT)})
