"""The same money on two levels: a programme and its parts, a decision and its contracts."""

from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.schema import (
    TEXT,
    Array,
    as_table,
    currency_column,
    list_rows,
    money_of,
    need_columns,
    numbers_of,
    refuse_repeated_labels,
)

__all__ = ["clean_texts", "cofunding", "fund_codes", "nested_rows"]

_NONE = -1
"""The code of a row without an id, or without a parent."""


def cofunding(
    table: pd.DataFrame,
    *,
    value: str = "budget",
    parent: str = "parent_id",
    by_prefix: str | None = None,
) -> pd.DataFrame:
    """Return the projects that are parts of other projects of the table, one row a pair.

    The money of a part stands in its parent as well: the two must not be added up. A project is
    paired with the parent that it names, not with that one's parent: of a programme, its project
    and its contract there are two pairs. A part whose parent is not in the table is no pair.

    Parameters
    ----------
    table
        A project table, one row a project; needs ``project_id``, ``value``, and ``currency``
        unless ``value`` was converted. Where there is a column ``fund``, a part and its
        parent must have the same one, or both none.
    value
        Column of money, in units of its currency.
    parent
        Column with the id of the parent project, one id a row.
    by_prefix
        Sign that divides ids into their parts, such as ``"-"``: where no parent is stated, the
        parent is the project whose id the part's id continues after that sign (the longest such
        id). ``T05-EUTF-NOA-REG-14-01`` continues ``T05-EUTF-NOA-REG-14``, and not
        ``T05-EUTF-NOA-REG-1``. Nothing is read from ids unless this is given. Ids are compared as
        they are written: ``HoA`` is not ``HOA``.

    Returns
    -------
    pandas.DataFrame
        In the order of the parents in the table, then of their parts:

        - ``parent``, ``part``: their index labels; ``parent_id``, ``part_id``;
        - ``parent_budget``, ``parent_currency``, ``part_budget``, ``part_currency``;
        - ``part_of_parent``: the part's share of its parent, 0 to 1, and more where the part is
          larger; missing unless both are known, in one currency;
        - ``found_by``: ``"parent_id column"`` (after the column's name) or ``"project_id prefix"``;
        - of the parent, on each of its rows: ``n_parts``; ``n_parts_known``, those with a budget in
          the parent's currency; ``parts_total``, their sum; ``difference``, the parent less that
          sum, and ``adds_up``, whether it is nothing to the cent, both missing unless the parent
          and all of its parts are known in one currency.

    Raises
    ------
    ScopeError
        If a project is a part of itself, directly or over others, or an id of a pair stands on
        several rows, or index labels stand twice.
    ColumnsError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> eutf = pd.DataFrame({"project_id": ["REG-14", "REG-14-01", "REG-14-02"],
    ...                      "parent_id": [None, "REG-14", "REG-14"],
    ...                      "budget": [100.0, 75.0, 25.0], "currency": ["EUR"] * 3})
    >>> pairs = mf.cofunding(eutf)
    >>> pairs[["parent_id", "part_id", "part_of_parent", "adds_up"]].values.tolist()
    [['REG-14', 'REG-14-01', 0.75, True], ['REG-14', 'REG-14-02', 0.25, True]]
    """
    if not isinstance(parent, str):
        raise ColumnsError(f"parent is a column, which is named by text, not by {parent!r}.")
    if by_prefix is not None and (not isinstance(by_prefix, str) or not by_prefix):
        raise MigfundError(f"by_prefix must be a sign between parts of ids, not {by_prefix!r}.")
    table = as_table(
        table,
        ["project_id"] if by_prefix else ["project_id", parent],
        hint="parent= names the column of parent ids; by_prefix='-' reads them from the ids.",
    )
    need_columns(table, [value])
    money = money_of(table, value)
    converted = money.currency if money else None
    beside_it = currency_column(table, value)
    need_columns(table, [] if converted else [beside_it])
    refuse_repeated_labels(table, doing="cofunding")
    own, above, prefixed = _links(table, parent, by_prefix)
    _refuse_circles(table, own, above)
    part = np.flatnonzero(np.isin(above, own) & (above != _NONE))
    _refuse_repeated_ids(table, own, np.union1d(above[part], own[part]))
    parents = np.flatnonzero(np.isin(own, above[part]))
    whole = pd.Series(parents, index=own[parents]).reindex(above[part]).to_numpy(dtype=np.int64)
    order = np.lexsort((part, whole))
    whole, part = whole[order], part[order]
    ids, budget = clean_texts(table["project_id"]), numbers_of(table, value)
    if converted:
        currency = pd.Series(converted, index=table.index, dtype=TEXT)
    else:
        currency = clean_texts(table[beside_it])
    pairs = pd.DataFrame(
        {
            "parent": table.index.take(whole),
            "part": table.index.take(part),
            "parent_id": ids.array[whole],
            "part_id": ids.array[part],
            "parent_budget": budget[whole],
            "parent_currency": currency.array[whole],
            "part_budget": budget[part],
            "part_currency": currency.array[part],
        }
    )
    found_by = np.where(prefixed[part], "project_id prefix", f"{parent} column").astype(object)
    return _compared(pairs, pd.array(found_by, dtype=TEXT), whole)


def nested_rows(table: pd.DataFrame, *, circles: bool = False) -> tuple[Array, Array]:
    """Tell which rows are parents of rows here by ``parent_id``, and which are parts of rows here.

    Of a programme, its project and its contract, the project is both. All rows of a project that
    was split are told alike. Without ids or parent ids there are neither.

    Raises
    ------
    ScopeError
        If a project is a part of itself, directly or over others, unless ``circles`` are allowed.

    Examples
    --------
    >>> chain = pd.DataFrame({"project_id": ["A", "B", "C"], "parent_id": [None, "A", "B"]})
    >>> [mask.tolist() for mask in nested_rows(chain)]
    [[True, True, False], [False, True, True]]
    """
    if not {"project_id", "parent_id"} <= set(table.columns):
        return np.zeros(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
    own, above, _ = _links(table, "parent_id", None)
    if not circles:
        _refuse_circles(table, own, above)
    parents = pd.Series(own).isin(above[above != _NONE]).to_numpy()
    parts = pd.Series(above).isin(own[own != _NONE]).to_numpy()
    return parents, parts


def _links(table: pd.DataFrame, parent: str, by_prefix: str | None) -> tuple[Array, Array, Array]:
    """Return a code of each row's own fund and id, one of its parent's, and which are by prefix.

    Two rows have the same code if fund and id are the same.
    """
    ids, fund = clean_texts(table["project_id"]), fund_codes(table)
    if parent in table:
        above = clean_texts(table[parent])
    else:
        above = pd.Series(pd.NA, index=table.index, dtype=TEXT)
    prefixed = np.zeros(len(table), dtype=bool)
    if by_prefix is not None:
        continued = _continued(ids, fund, by_prefix)
        prefixed = (above.isna() & continued.notna()).to_numpy()
        above = above.where(~prefixed, continued)
    numbers, distinct = pd.factorize(pd.concat([ids, above], ignore_index=True))
    codes = np.where(numbers == _NONE, _NONE, np.tile(fund, 2) * len(distinct) + numbers)
    return codes[: len(table)], codes[len(table) :], prefixed


def clean_texts(values: pd.Series) -> pd.Series:
    """Return a column as texts without blanks around them; missing where nothing stands."""
    if not isinstance(values.dtype, pd.StringDtype):
        cells = values.astype(object).dropna()
        if len(cells) and pd.api.types.infer_dtype(cells) != "string":
            raise ColumnsError(
                f"column {values.name!r} must hold text, as ids, funds and currencies are; it has "
                f"{list_values(cells)}. table.astype({{{values.name!r}: 'str'}}) turns numbers "
                "into text."
            )
    texts = values.astype(TEXT).str.strip()
    return texts.mask(texts == "")


def fund_codes(table: pd.DataFrame) -> Array:
    """Return a number for the fund within which each row's id is one project's.

    Rows without a fund are a group of their own. So are IATI activities, which have a publisher:
    their identifiers are unique in the world, and a part may have another fund than its parent.
    """
    if "fund" not in table:
        return np.zeros(len(table), dtype=np.int64)
    funds = (pd.factorize(clean_texts(table["fund"]))[0] + 1).astype(np.int64)
    names = [name for name in ("publisher", "publisher_ref") if name in table]
    return np.where(table[names].notna().any(axis=1), -1, funds)


def _continued(ids: pd.Series, fund: Array, sign: str) -> pd.Series:
    """Return for each id the longest other id of its fund that it continues after the sign."""
    names = ids.fillna("").tolist()
    known = set(zip(fund.tolist(), names, strict=True))
    found: list[str | None] = [None] * len(names)
    for row, (group, rest) in enumerate(zip(fund.tolist(), names, strict=True)):
        while sign in rest:
            rest = rest.rpartition(sign)[0]
            if rest and (group, rest) in known:
                found[row] = rest
                break
    return pd.Series(found, index=ids.index, dtype=TEXT)


def _refuse_circles(table: pd.DataFrame, own: Array, above: Array) -> None:
    """Raise if a project is a part of itself, directly or over others."""
    here = (own != _NONE) & (above != _NONE)
    left = pd.DataFrame({"own": own[here], "above": above[here]}, index=np.flatnonzero(here))
    while len(left):
        # What remains at last are circles, and rows that hang on one.
        hanging = left["above"].isin(left["own"])
        if hanging.all():
            rows = left.index.to_list()
            names = [f"part of itself: {table['project_id'].iloc[row]}" for row in rows]
            raise ScopeError(
                f"{len(rows)} projects are, or belong to, projects that are part of themselves: "
                f"{list_rows(table, rows, names)}. Mend the ids of their parents."
            )
        left = left[hanging]


def _refuse_repeated_ids(table: pd.DataFrame, own: Array, paired: Array) -> None:
    """Raise if an id of a pair stands on several rows: the parts would be counted twice."""
    repeated = pd.Series(own).duplicated(keep=False).to_numpy() & (own != _NONE)
    rows = np.flatnonzero(np.isin(own, paired) & repeated)
    if len(rows):
        ids = table["project_id"].iloc[rows]
        raise ScopeError(
            f"{len(rows)} rows share their project_id with another, and it is that of a parent or "
            f"a part: {list_values(ids)}. Keep one row a project: see mf.find_duplicates and "
            "mf.merge_duplicates."
        )


def _compared(pairs: pd.DataFrame, found_by: Any, whole: Array) -> pd.DataFrame:
    """Add the share of each part, and whether the parts of each parent add up to it."""
    one_currency = (pairs["parent_currency"] == pairs["part_currency"]).fillna(False).to_numpy(bool)
    known = pairs["part_budget"].where(one_currency)
    budget = pairs["parent_budget"]
    groups = known.groupby(whole)
    n_parts = groups.transform("size").astype("int64")
    n_known = groups.transform("count").astype("int64")
    total = groups.transform("sum").where(n_known > 0).astype("float64")
    difference = (budget - total).where(n_known == n_parts)
    adds_up = (difference.round(2) == 0).astype("boolean").mask(difference.isna())
    return pairs.assign(
        part_of_parent=(known / budget.where(budget > 0)).astype("float64"),
        found_by=found_by,
        n_parts=n_parts,
        n_parts_known=n_known,
        parts_total=total,
        difference=difference,
        adds_up=adds_up,
    )
