"""What cannot be added up: several currencies, overlapping splits, the same money twice."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.schema import TEXT, budget_currency, distinct_codes, list_rows, need_columns
from migfund.totals.cofunding import nested_rows

FULL = "full by country"
UNDIVIDED = "migfund_undivided"

__all__ = [
    "has_full",
    "is_full",
    "one_currency",
    "projects_of",
    "refuse_infinite",
    "refuse_repeats",
    "refuse_undivided",
    "without_nested",
]

NESTED = ("raise", "parents", "parts")
_SLACK = 1e-6
_LABELS = (
    "The rows of a project that was split must keep its index label: no reset_index, and "
    "index_col=0 where they are read from CSV. "
)
_Integers = npt.NDArray[Any]


def one_currency(
    table: pd.DataFrame, value: str, figures: npt.NDArray[Any], *, apart: bool = False
) -> str | None:
    """Give the one currency of a value; missing where the value is no budget, or has several.

    They may be several where the currency is a key, so that the groups keep them apart.

    Raises
    ------
    ScopeError
        If the value is ``"budget"`` and the known ones are in several currencies, or in none.
    """
    if value != "budget":
        return budget_currency(value)
    need_columns(table, ["currency"])
    known = table["currency"][~np.isnan(figures)].astype(object)
    stated = known.dropna().unique().tolist()
    if (len(stated) > 1 and not apart) or known.isna().any():
        without = f" and {int(known.isna().sum())} without a currency" if known.isna().any() else ""
        raise ScopeError(
            f"budgets in different currencies cannot be added up: {list_values(stated)}{without}. "
            "Convert first: mf.convert_currency(table, to='USD'), then value='budget_usd'."
        )
    return stated[0] if len(stated) == 1 else None


def refuse_infinite(table: pd.DataFrame, value: str, figures: npt.NDArray[Any]) -> None:
    """Raise if a value is infinite, as a division by zero gives it: no total is right then.

    Raises
    ------
    ColumnsError
        With the rows.
    """
    rows = np.flatnonzero(np.isinf(figures))
    if len(rows):
        found = [str(figure) for figure in figures[rows]]
        raise ColumnsError(
            f"{len(rows)} of {len(table)} rows have an infinite {value}, which cannot be added up: "
            f"{list_rows(table, rows.tolist(), found)}. Mend them, or set them to missing (NaN)."
        )


def has_full(table: pd.DataFrame) -> bool:
    """Tell whether some rows hold the whole of their project under one of its countries."""
    if "split_rule" not in table:
        return False
    _, texts = distinct_codes(table["split_rule"].astype("category").cat.remove_unused_categories())
    return any(FULL in str(text).split("; ") for text in texts)


def is_full(table: pd.DataFrame, names: Sequence[str]) -> bool:
    """Tell whether the whole of a project stands under each of its countries.

    Raises
    ------
    ScopeError
        If it does, and the keys would add it up over countries.
    """
    if not has_full(table):
        return False
    if "country" not in names:
        raise ScopeError(
            "each country's row holds the whole budget of the project (rule 'full'): added up over "
            "countries, it would count several times. Total by country, or split by another rule, "
            "such as mf.split_by_country(table, rule='equal')."
        )
    return True


def projects_of(table: pd.DataFrame) -> _Integers:
    """Give each project a number: a row, or in a split table the rows of one label and source."""
    if "share" not in table:
        return np.arange(len(table))
    numbers, labels = pd.factorize(table.index, use_na_sentinel=False)  # a missing label is one
    size = len(labels)
    for name in ("source", "source_locator"):
        if name in table:
            codes, names = distinct_codes(table[name])
            numbers, distinct = pd.factorize(numbers * (len(names) + 1) + codes + 1)
            size = len(distinct)
    return numbers.astype(np.int64, copy=False) if size else np.zeros(0, dtype=np.int64)


def refuse_repeats(table: pd.DataFrame, project: _Integers, *, full: bool) -> None:
    """Raise if a project stands in the table twice.

    Raises
    ------
    ScopeError
        If the shares of one project (under rule "full", of one in one country) add up to more than
        1, or two projects have one id.
    """
    if "share" in table:
        whole = project
        if full:  # the whole stands under each country, but once
            codes, names = distinct_codes(table["country"])
            whole = project * (len(names) + 1) + codes + 1
            whole = pd.factorize(whole)[0]
        sums = np.bincount(whole, weights=table["share"].to_numpy(dtype=float, na_value=0.0))
        rows = np.flatnonzero((sums > 1 + _SLACK)[whole])
        if len(rows):
            labels = table.index[rows].unique()
            raise ScopeError(
                f"the parts of {len(labels)} projects are more than the whole: "
                f"{list_values(labels)}. They stand twice, or several projects share a label: give "
                "each project its own before the split, pd.concat(..., ignore_index=True)."
            )
    if "project_id" not in table:
        return
    ids = table["project_id"].astype(TEXT)
    fund = table["fund"].astype(TEXT) if "fund" in table else pd.Series("", index=table.index)
    both = pd.DataFrame(
        {
            "id": ids.array,
            "fund": fund.array,
            "project": project,
            "label": np.arange(len(table)),
        }
    )
    once = both[both["id"].notna()].drop_duplicates(["id", "fund", "project"])
    twice = once[once.duplicated(["id", "fund"], keep=False)]
    if len(twice):
        places = twice["label"].tolist()
        raise ScopeError(
            f"{twice['id'].nunique()} projects stand in several rows, and their money would count "
            f"several times: {list_rows(table, places, twice['id'].tolist())}. "
            f"{_LABELS if 'share' in table else ''}Keep one row a project "
            "(mf.merge_duplicates), gather rows of one project (mf.read_table(..., "
            "one_row='project and country')), or say that each row is money of its own: "
            "repeated='count'."
        )


def refuse_undivided(table: pd.DataFrame, project: _Integers, value: str) -> None:
    """Raise if projects were split, but not this value, so that it stands whole in each row.

    Raises
    ------
    ScopeError
        If a project of such a value has several rows.
    """
    if value in table.attrs.get(UNDIVIDED, ()) and (np.bincount(project) > 1).any():
        raise ScopeError(
            f"column {value!r} was not divided when the projects were split: the whole of it "
            "stands in each of their rows, and would count several times. Name it in the split, "
            f"value=[..., {value!r}]; or rename it, if you have divided it yourself."
        )


def without_nested(table: pd.DataFrame, nested: str) -> tuple[pd.DataFrame, str | None]:
    """Leave out one of two levels on which the same money stands; say what was left out.

    Raises
    ------
    ScopeError
        If both levels are in the table and ``nested`` is "raise".
    """
    if nested not in NESTED:
        raise MigfundError(f"nested must be one of {list_values(NESTED)}, not {nested!r}.")
    if not {"project_id", "parent_id"} <= set(table.columns):
        return table, None
    parents, parts = nested_rows(table)
    if not parts.any():
        return table, None
    if nested == "raise":
        rows = np.flatnonzero(parts)
        ids = table["project_id"].iloc[rows].tolist()
        raise ScopeError(
            f"{len(rows)} rows are parts of other rows, and their money would count twice: "
            f"{list_rows(table, rows.tolist(), ids)}. See mf.cofunding(table); then count one "
            "level: nested='parents' leaves the parts out, nested='parts' the parents."
        )
    left = parts if nested == "parents" else parents
    side = "parts of other projects" if nested == "parents" else "projects with parts in the table"
    return table[~left], f"without {int(left.sum())} rows that are {side}"
