"""What cannot be added up: several currencies, parts that overlap, the same money twice."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import ScopeError, join_some, list_values
from migfund.provenance.basis import SplitStep, split_steps
from migfund.schema import (
    SPLIT_COLUMNS,
    TEXT,
    Array,
    check_option,
    converted_name,
    currency_column,
    distinct_codes,
    is_split,
    list_rows,
    money_of,
    need_columns,
    numbers_of,
    project_codes,
    unbounded,
)
from migfund.split.parts import FULL
from migfund.totals.cofunding import fund_codes, nested_rows

__all__ = [
    "currency_of",
    "holds_full",
    "is_full",
    "projects_of",
    "refuse_counted_again",
    "refuse_loose_levels",
    "refuse_mixed_transactions",
    "refuse_overlap",
    "refuse_repeated_ids",
    "refuse_undivided",
    "steps_of",
    "without_nested",
]

NESTED = ("raise", "parents", "parts")
_IDENTITY = ("source", "source_locator", "project_id", "title", "fund", "start")
"""What is the same in all parts of a project."""

_SLACK = 1e-6
_APART = (
    "Put the tables of the projects together before the split, pd.concat(..., ignore_index=True); "
    "or, where labels of two tables mean different projects, tell these apart: "
    "parts.assign(project='b' + parts['project'].astype(str))."
)


def steps_of(table: pd.DataFrame) -> tuple[Array, list[list[SplitStep]]]:
    """Return the steps of splits: a number for each row's, and those of each number.

    A number that no row has is without steps.
    """
    if not is_split(table):
        return np.zeros(len(table), dtype=np.int64), [[]]
    codes, texts = distinct_codes(table["split_rule"])
    used = np.bincount(codes + 1, minlength=len(texts) + 1)[1:] > 0
    return codes, [split_steps(str(t)) if u else [] for t, u in zip(texts, used, strict=True)]


def projects_of(table: pd.DataFrame) -> Array | None:
    """Return the number of each row's project; none where the table is not split: each is one.

    Raises
    ------
    ScopeError
        If some of what a split adds is missing, if a label of ``project`` stands for several
        projects, or if the parts of a project are more than the whole.
    """
    if not is_split(table):
        _refuse_lost_columns(table)
        return None
    lost = int(table[["share", "split_rule"]].isna().any(axis=1).sum())
    if lost:
        raise ScopeError(
            f"{lost} of {len(table)} rows have no share or no split_rule, as parts of projects "
            f"have: were tables put together of which only some are split? {_APART}"
        )
    project, labels = project_codes(table)
    project = project.astype(np.int64, copy=False)
    _refuse_several_projects(table, project, labels)
    over = _more_than_whole(table, project)
    if over.any():
        raise ScopeError(
            f"the parts of {int(over.sum())} projects are more than the whole: "
            f"{list_values(labels[over])}. They stand twice, or one label means several projects. "
            f"{_APART}"
        )
    return project


def _more_than_whole(table: pd.DataFrame, project: Array) -> Array:
    """Tell which projects have parts of which the shares add up to more than 1."""
    share, full = numbers_of(table, "share"), _full_rows(table)
    count = project.max(initial=-1) + 1
    sums = np.bincount(project[~full], weights=share[~full], minlength=count)
    over: Array = sums > 1 + _SLACK
    if full.any() and "country" in table:
        # The whole stands under each country, but once, and not beside shares of it.
        codes, names = distinct_codes(table.loc[full, "country"])
        pair, pairs = pd.factorize(project[full] * (len(names) + 1) + codes + 1)
        twice = pairs[np.bincount(pair, weights=share[full]) > 1 + _SLACK] // (len(names) + 1)
        over[twice] = True
        over |= (sums > 0) & (np.bincount(project[full], minlength=count) > 0)
    return over


def _refuse_lost_columns(table: pd.DataFrame) -> None:
    """Raise where some columns of a split are there and others are not.

    ``project`` and ``share`` may be the user's own.
    """
    there = [name for name in SPLIT_COLUMNS if name in table]
    if {"split_rule", "divided"} & set(there):
        lost = [name for name in SPLIT_COLUMNS if name not in table]
        raise ScopeError(
            f"the table has {list_values(there)}, as parts of projects have, but not "
            f"{list_values(lost)}, without which they cannot be counted. Keep all of "
            f"{list_values(SPLIT_COLUMNS)}; if the table is not split, rename those it has."
        )


def _refuse_several_projects(table: pd.DataFrame, project: Array, labels: Any) -> None:
    """Raise if a label stands for projects that state something else."""
    names = [name for name in _IDENTITY if name in table]
    rows = table[names]
    if (np.diff(project) < 0).any():
        order = np.argsort(project, kind="stable")
        rows, project = rows.take(order), project[order]
    other = np.zeros(max(len(rows) - 1, 0), dtype=bool)
    for name in names:
        now, before = rows[name].array[1:], rows[name].array[:-1]
        same = pd.Series(now == before).fillna(False).to_numpy(dtype=bool)
        other |= ~(same | (pd.isna(now) & pd.isna(before)))
    other &= project[1:] == project[:-1]
    if other.any():
        several = labels[np.unique(project[1:][other])]
        raise ScopeError(
            f"{len(several)} labels in the column 'project' stand for several "
            f"projects, whose {' or '.join(names)} differ: {list_values(several)}. {_APART}"
        )


def refuse_repeated_ids(table: pd.DataFrame, project: Array | None, ids: Array | None) -> None:
    """Raise if two projects have one ``project_id`` of a fund.

    ``ids`` has the numbers of all ids in order, where every row is a project.

    Raises
    ------
    ScopeError
        With the rows.
    """
    if "project_id" not in table:
        return
    if ids is not None and not (ids[1:] == ids[:-1]).any():
        return
    number = np.arange(len(table))
    names = table["project_id"].astype(TEXT).array
    every = pd.DataFrame({"id": names, "fund": fund_codes(table)})
    every = every.assign(project=number if project is None else project, row=number)
    once = every[every["id"].notna()].drop_duplicates(["id", "fund", "project"])
    twice = once[once.duplicated(["id", "fund"], keep=False)]
    if len(twice):
        said, _ = _list_projects(table, np.isin(number, twice["row"]))
        raise ScopeError(
            f"{twice['id'].nunique()} projects stand in several rows, and their money would count "
            f"several times: {said}. Keep one row a "
            "project (mf.merge_duplicates), gather rows of one project (mf.read_table(..., "
            "one_row='project and country')), or say that each row is money of its own: "
            "repeated='count'."
        )


def refuse_undivided(table: pd.DataFrame, value: str) -> None:
    """Raise if projects were split, but not this value, so that it stands whole in each row.

    Raises
    ------
    ScopeError
        With what was divided.
    """
    if not is_split(table):
        return
    whole = unbounded(table, value)
    money = money_of(table, whole)
    enough = {value, whole} | ({money.nominal, money.stated} if money else set())
    codes, texts = distinct_codes(table["divided"])
    # Where nothing was divided the text is empty, and missing in a table read from CSV.
    divided = [set(str(text).split(", ")) for text in texts] + [set[str]()]
    lacking = [names for code in np.unique(codes) if not enough & (names := divided[code])]
    if lacking:
        raise ScopeError(
            f"column {value!r} was not divided when the projects were split: the whole of it "
            "stands in each of their rows, and would count several times. Divided were: "
            f"{list_values(sorted(set.union(*lacking) - {''})) or 'none'}. Name it in the split, "
            f"value=[{value!r}]; or if you have divided it yourself, say so: "
            f"table.assign(divided=table['divided'].astype(str) + ', {value}')."
        )


def refuse_overlap(table: pd.DataFrame, by: Sequence[str]) -> set[str]:
    """Raise if the whole of a project stands under each of its countries, which would be added up.

    Returns
    -------
    set of str
        The keys without which nothing may be added up: the country, or none.

    Raises
    ------
    ScopeError
        If the country is needed and is no key.
    """
    if not is_full(table):
        return set()
    if "country" not in by:
        raise ScopeError(
            "each country's row holds the whole value of the project (rule 'full'): added up over "
            "countries, it would count several times. Total by country, or split by another rule, "
            "such as mf.split_by_country(table, rule='equal')."
        )
    return {"country"}


def is_full(table: pd.DataFrame) -> bool:
    """Tell whether the whole of a project stands under each of its countries."""
    return bool(_full_rows(table).any())


def _full_rows(table: pd.DataFrame) -> Array:
    """Tell which rows hold the whole of their project under one of its countries."""
    codes, steps = steps_of(table)
    found: Array = np.array([holds_full(some) for some in [*steps, []]])[codes]
    return found


def holds_full(steps: Iterable[SplitStep]) -> bool:
    """Tell whether one of the steps put the whole of a project under each of its countries."""
    return any(step.by == "country" and step.rule == FULL for step in steps)


def currency_of(
    table: pd.DataFrame, value: str, figures: Array, by: Sequence[str]
) -> tuple[list[str], set[str]]:
    """Return the currencies of a value, and the key that keeps several apart, where there are.

    There is none where the value is no money, or none is known.

    Raises
    ------
    ScopeError
        If the known values are in several currencies, or some in none, and the currency is no key.
    """
    money = money_of(table, unbounded(table, value))
    if money is None or money.currency is not None:
        return ([money.currency] if money and money.currency else []), set()
    column = currency_column(table, money.stated)
    need_columns(
        table,
        [column],
        hint=f"If every {money.stated} is in one currency, say so: table.assign({column}='EUR').",
    )
    known = table[column][~np.isnan(figures)].astype(object)
    stated, unknown = known.dropna().unique().tolist(), int(known.isna().sum())
    if (len(stated) > 1 and column not in by) or unknown:
        without = f" and {unknown} without a currency" if unknown else ""
        given = "" if money.stated == "budget" else f"value={money.stated!r}, "
        raise ScopeError(
            f"column {value!r} is in different currencies, which cannot be added up: "
            f"{list_values(stated)}{without}. Convert first: mf.convert_currency(table, {given}"
            f"to='USD'), then value={converted_name(money.stated, 'USD')!r}."
        )
    return stated, {column} if len(stated) > 1 else set()


def refuse_counted_again(table: pd.DataFrame) -> None:
    """Raise if the money of some rows stands in others as well, as ``counted_in`` says.

    Raises
    ------
    ScopeError
        With the rows and the remedy.
    """
    if "counted_in" not in table:
        return
    rows = np.flatnonzero(table["counted_in"].notna())
    if len(rows):
        where = [f"counted in {text}" for text in table["counted_in"].iloc[rows[:5]]]
        raise ScopeError(
            f"the money of {len(rows)} rows stands elsewhere in these tables as well: "
            f"{list_rows(table, rows.tolist(), where)}. Leave them out, "
            "table[table['counted_in'].isna()]; or if what they name is not among your rows, count "
            "them: table.drop(columns='counted_in')."
        )


_TOGETHER = {"4": "3"}
"""An expenditure is a disbursement of those who spend the money themselves."""


def refuse_mixed_transactions(table: pd.DataFrame, figures: Array, by: Sequence[str]) -> set[str]:
    """Raise if commitments, disbursements, incoming funds or other kinds would be added up.

    Returns
    -------
    set of str
        The kind that is added up, if one is stated and none is a key.

    Raises
    ------
    ScopeError
        With the kinds and the remedy.
    """
    if "transaction_type" not in table or {"transaction_type", "transaction_type_name"} & {*by}:
        return set()
    column = table["transaction_type"][~np.isnan(figures)].astype(object)
    kinds: dict[str, list[object]] = {}
    for kind in column.unique().tolist():
        text = "none" if pd.isna(kind) else str(kind).removesuffix(".0")
        kinds.setdefault(_TOGETHER.get(text, text), []).append(kind)
    if len(kinds) > 1:
        counted = [f"{text} ({column.isin(found).sum()} rows)" for text, found in kinds.items()]
        chosen = kinds.get("3") or next(found for text, found in kinds.items() if text != "none")
        raise ScopeError(
            "transactions of several kinds cannot be added up, for a commitment and its "
            f"disbursements are the same money: transaction_type {list_values(counted)}. Take one "
            f"kind, table[table['transaction_type'].isin({chosen})], or name 'transaction_type' "
            "in by."
        )
    return set(kinds)


def refuse_loose_levels(table: pd.DataFrame, figures: Array, by: Sequence[str]) -> set[str]:
    """Raise if rows of several levels would be added up, and not one names what it is a part of.

    Returns
    -------
    set of str
        The level that is added up, if it is stated without any parent, and is no key.

    Raises
    ------
    ScopeError
        With the levels and the remedy.
    """
    linked = "parent_id" in table and table["parent_id"].notna().any()
    if "level" not in table or "level" in by or linked:
        return set()
    levels = table["level"][~np.isnan(figures) & (figures != 0)].astype(object).value_counts()
    if len(levels) > 1:
        counted = join_some([f"{level!r} ({rows} rows)" for level, rows in levels.items()])
        raise ScopeError(
            "rows of several levels cannot be added up, for a decision and its contracts are the "
            f"same money, and no row says in parent_id what it is a part of: level {counted}. Take "
            f"one level, table[table['level'] == {levels.index[0]!r}]; name 'level' in by; or put "
            "the project_id of the decision into parent_id of its contracts."
        )
    return set(map(str, levels.index))


def without_nested(table: pd.DataFrame, nested: str) -> tuple[pd.DataFrame, int]:
    """Leave out one of two levels on which the same money stands; say how many projects that is.

    Raises
    ------
    ScopeError
        If both levels are in the table and ``nested`` is "raise".
    """
    check_option("nested", nested, NESTED)
    parents, parts = nested_rows(table)
    if not parts.any():
        return table, 0
    if nested == "raise":
        said, number = _list_projects(table, parts)
        raise ScopeError(
            f"{number} projects are parts of other projects, and their money would count twice: "
            f"{said}. See mf.cofunding(table) of the projects; then count one level: "
            "nested='parents' leaves the parts out, nested='parts' the parents."
        )
    left = parts if nested == "parents" else parents
    return table[~left], _list_projects(table, left)[1]


def _list_projects(table: pd.DataFrame, marked: Array) -> tuple[str, int]:
    """Write the ids of the projects of some rows for a message, and say how many projects it is.

    The label of a project is that of its row in the table of the projects, split or not.
    """
    rows = np.flatnonzero(marked)
    if is_split(table):
        project, labels = project_codes(table)
        table = table.set_axis(pd.Index(labels, tupleize_cols=False).take(project))
        rows = rows[~pd.Series(project[rows]).duplicated().to_numpy()]
    ids = table["project_id"].iloc[rows].astype(str).tolist()
    return list_rows(table, rows.tolist(), ids), len(rows)
