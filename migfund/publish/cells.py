"""The text of a table for a paper: what is shown, each cell and head, and the notes."""

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import NamedTuple

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.provenance.basis import split_steps, split_words
from migfund.schema import TIME_COLUMNS, UNALLOCATED, need_columns
from migfund.totals.guards import holds_full
from migfund.totals.short_forms import NO_KEY
from migfund.totals.total_by import RESULTS, grand_totals, is_crosstab, keys_of
from migfund.totals.words import (
    DASH,
    groups_overlap,
    key_text,
    label,
    number,
    percent,
    projects_shown,
    texts_of,
)

__all__ = ["Plan", "cells_of", "heads_of", "notes_of", "plan_of"]

_UNITS = {1: "", 1_000: "thousand", 1_000_000: "million", 1_000_000_000: "billion"}
_COUNTS = ("n_projects", "n_known", "n_all", "n_all_known", "n_groups")
_SPREAD = ("mean", "median", "q25", "q75", "min", "max")
_FIGURES = ("total", "total_low", "total_high", *_SPREAD)
"""Columns in the unit of the value: money, or months."""
_BY_DEFAULT = ("total", "total_low", "total_high", "n_projects", "share_of_total")
_OF_DURATIONS = ("n_projects", "median", "q25", "q75", "min", "max")
_MEASURES = ("value", "excluded", "n_groups")
"""What concentration has beside its key, the measure."""


class Plan(NamedTuple):
    """What is shown: the keys, the columns beside them, and which of these are cells of a crosstab.

    ``unit`` is that of money, and ``unit_words`` what the figures are in: "million USD" or months.
    """

    keys: list[str]
    shown: list[str]
    across: list[str]
    unit: int
    unit_words: str
    decimals: int | Mapping[str, int] | None

    def is_figure(self, name: str) -> bool:
        """Tell whether a column holds figures in the unit of the value."""
        return name in _FIGURES or name in self.across


def plan_of(
    totals: pd.DataFrame,
    columns: str | Sequence[str] | None,
    unit: float,
    decimals: int | Mapping[str, int] | None,
) -> Plan:
    """Check what was asked for, and settle what is shown.

    Raises
    ------
    MigfundError
        As `format_table`.
    """
    if not isinstance(unit, Real) or isinstance(unit, bool) or unit not in _UNITS:
        raise MigfundError(f"unit must be 1, 1e3, 1e6 or 1e9, not {unit!r}.")
    given = list(decimals.values()) if isinstance(decimals, Mapping) else [decimals]
    wrong = [n for n in given if n is not None and (type(n) is not int or not 0 <= n <= 15)]
    if wrong:
        raise MigfundError(f"decimals must be whole numbers, 0 to 15, not {list_values(wrong)}.")
    need_columns(totals, list(decimals) if isinstance(decimals, Mapping) else [])
    named = [columns] if isinstance(columns, str) else [] if columns is None else columns
    if not isinstance(named, list | tuple | pd.Index):
        raise MigfundError(f"columns must be the names of columns in a list, not {columns!r}.")
    need_columns(totals, named)
    crossed = is_crosstab(totals)
    beside = [name for name in (*_MEASURES, *named) if name in totals and name not in RESULTS]
    keys = keys_of(totals.drop(columns=beside))
    if not set(keys) - {"currency"} or totals[keys].astype(str).duplicated().any():
        # A key was named among the columns.
        keys = keys_of(totals.drop(columns=list(set(beside) & set(_MEASURES))))
    across = [n for n in totals if n not in (*keys, *RESULTS)] if crossed else []
    usual: Sequence[str] = ["value"] if "measure" in keys else _OF_DURATIONS
    if "total" in totals:
        usual = [*across, "total"] if crossed else _BY_DEFAULT
    shown = [n for n in dict.fromkeys(named or usual) if n in totals and n not in keys]
    if not shown:
        raise ColumnsError(
            f"there is nothing to print beside the keys {keys}; the table has "
            f"{list_values(totals.columns, limit=30)}. Name columns of it: columns=['total']."
        )
    words = "months"
    if "total" in totals:
        # Where there are several currencies, each row names its own.
        currency = [] if "currency" in keys else texts_of(totals, "currency")
        words = " ".join(filter(None, [_UNITS[int(unit)], *currency]))
    elif unit != 1:
        raise MigfundError("unit= is for money; this table has no column 'total'. Leave it out.")
    return Plan(keys, shown, across, int(unit), words, decimals)


def cells_of(totals: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, bool]:
    """Write all cells as text, in the order of print; and tell whether the last row is of all.

    Rows keep their order, but what is unallocated, then what has no first key, then the grand total
    come last. A key is not repeated from row to row.

    Raises
    ------
    ScopeError
        If there are several grand totals.
    """
    whole = grand_totals(totals)
    if whole.sum() > 1:
        raise ScopeError(
            f"{whole.sum()} rows are grand totals. Choose the rows of one table of totals."
        )
    rank = whole * 3
    if plan.keys:
        first = totals[plan.keys[0]].astype(object).reset_index(drop=True)
        rank += np.where(first.isna(), 2, first.map(str).eq(UNALLOCATED)) * ~whole
    order = np.argsort(rank, kind="stable")
    rows, whole = totals.iloc[order], whole[order]
    text = {}
    above = np.arange(len(rows)) > 0
    for key in plan.keys:
        names = pd.Series([key_text(key, cell) for cell in rows[key]], dtype=object)
        # Of the keys of a grand total only the first says so; the others are missing.
        names[whole & rows[key].isna().to_numpy()] = ""
        above &= names.eq(names.shift()).to_numpy()
        text[key] = names.mask(above, "").tolist()
    text |= {name: _column(rows, name, plan) for name in plan.shown}
    return pd.DataFrame(text, dtype=object), bool(whole.any())


def _column(rows: pd.DataFrame, name: str, plan: Plan) -> list[str]:
    """Write the cells of one column."""
    cells = rows[name].astype(object).tolist()
    if name == "n_projects" and "n_known" in rows and "n_known" not in plan.shown:
        pairs = zip(rows["n_known"], cells, strict=True)
        return [number(n) if n == of else f"{number(n)} of {number(of)}" for n, of in pairs]
    if name in ("first_year", "last_year"):
        return [DASH if pd.isna(cell) else str(int(cell)) for cell in cells]
    if not pd.api.types.is_numeric_dtype(rows[name]):
        return [DASH if pd.isna(cell) else str(cell) for cell in cells]
    decimals = _decimals(rows, name, plan)
    if name == "share_of_total":
        return [percent(cell, decimals) for cell in cells]
    by = plan.unit if plan.is_figure(name) else 1
    return [number(None if pd.isna(cell) else cell / by, decimals) for cell in cells]


def _decimals(rows: pd.DataFrame, name: str, plan: Plan) -> int:
    """Return how many decimals a column is printed with."""
    if name in _COUNTS:
        return 0
    given = plan.decimals.get(name) if isinstance(plan.decimals, Mapping) else plan.decimals
    if given is not None:
        return given
    if name == "value":
        return 3
    if "total" in rows and plan.is_figure(name):
        return 0 if plan.unit == 1 else 1
    return 0 if pd.api.types.is_integer_dtype(rows[name]) else 1


def heads_of(totals: pd.DataFrame, plan: Plan, labels: Mapping[str, str] | None) -> list[str]:
    """Write the heads of the columns; the first of the figures with the unit of all.

    Raises
    ------
    MigfundError
        If ``labels`` has something else than texts, or names a column that the table has not.
    """
    labels = {} if labels is None else labels
    texts = [*labels, *labels.values()] if isinstance(labels, Mapping) else [None]
    if not all(isinstance(text, str) for text in texts):
        raise MigfundError(f"labels must give heads by column, {{'total': 'Sum'}}, not {labels!r}.")
    need_columns(totals, labels)
    first = next((name for name in plan.shown if name in _FIGURES), None)
    heads = []
    for name in [*plan.keys, *plan.shown]:
        words = label(name)
        if name in plan.across:
            words = key_text("", None if name == NO_KEY else name)
        unit = f" ({plan.unit_words})" if name == first and plan.unit_words else ""
        heads.append(labels.get(name, words + unit))
    return heads


def notes_of(totals: pd.DataFrame, plan: Plan) -> list[str]:
    """Write what a reader must know of the rows shown, a sentence or two a note."""
    basis = "; ".join(texts_of(totals, "basis"))
    money = f"Amounts in {plan.unit_words}" if "total" in totals and plan.unit_words else ""
    said = [f"{money}; basis: {basis}."] if money and basis else []
    said += [] if said else [f"{words}." for words in (money, f"Basis: {basis}" * bool(basis))]
    if {"n_projects", "n_known", "n_all", "n_all_known"} <= set(totals.columns):
        lacking = "a figure" if "total" in totals else "both dates"
        said.append(projects_shown(totals, lacking=lacking))
    said += [*_divided(totals, plan), *_columns(totals, plan.shown)]
    groups = totals[~grand_totals(totals)]
    for key in plan.keys:
        if groups[key].astype(object).map(str).eq(UNALLOCATED).any():
            lack = "start or no end" if key in TIME_COLUMNS else "recipient country"
            said.append(f"Unallocated: projects that state no {lack}.")
        if groups[key].isna().any():
            said.append(f"Not stated: no {_within(label(key))} is known.")
    return [note for note in said + _measured(totals) if note != "."]


def _divided(totals: pd.DataFrame, plan: Plan) -> list[str]:
    """Say by which rule projects were divided, and whether totals hold the same money twice."""
    rules = [split_steps(text) for text in texts_of(totals, "split_rule")]
    shares = [split_words(steps) for steps in rules if not holds_full(steps)]
    said = []
    if shares and "total" in totals:
        said.append(f"Projects in several groups were divided: {'; '.join(shares)}.")
    if groups_overlap(totals):
        named = " and ".join(_within(label(key)) for key in plan.keys) or "group"
        said.append(
            f"Totals by {named} overlap, for the whole of a project stands in each of its groups: "
            "they must not be added up."
        )
    return said


def _within(words: str) -> str:
    """Write a label within a sentence: one that begins with an abbreviation stays as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _columns(totals: pd.DataFrame, shown: Sequence[str]) -> list[str]:
    """Explain the columns that do not explain themselves."""
    said = []
    if {"total_low", "total_high"} & set(shown):
        said.append("Lowest and highest: what the stated dates allow.")
    spread = [label(name) for name in _SPREAD if name in shown]
    if spread:
        quartiles = " Q1, Q3: first and third quartile." if {"q25", "q75"} & set(shown) else ""
        said.append(f"{', '.join(spread)}: of the projects with a known value.{quartiles}")
    if "n_projects" in shown and "n_known" not in shown and "n_known" in totals:
        differ = totals[totals["n_known"] != totals["n_projects"]]
        if len(differ):
            largest = differ.sort_values("n_projects", ascending=False).iloc[0]
            known, of = (number(largest[name]) for name in ("n_known", "n_projects"))
            have = "has" if known == "1" else "have"
            said.append(f"“{known} of {of}”: of {of} projects, {known} {have} a known value.")
    return said


def _measured(totals: pd.DataFrame) -> list[str]:
    """Say what measures of concentration rest on, and what they leave out."""
    if not {"measure", "n_groups", "n_known"} <= set(totals.columns) or not len(totals):
        return []
    groups, known = (number(totals[name].iloc[0]) for name in ("n_groups", "n_known"))
    said = [f"Over {known} groups with a known total{'' if groups == known else f', of {groups}'}."]
    left_out = [words for words in texts_of(totals, "excluded") if words != "none"]
    return said + ([f"Left out: {'; '.join(left_out)}."] if left_out else [])
