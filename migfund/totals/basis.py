"""In words, what totals rest on: rates, prices, and the rules of splits."""

import re
from typing import Any

import pandas as pd

from migfund.currency.convert import MISSING
from migfund.schema import budget_currency, distinct_codes

__all__ = ["basis_of", "split_rules"]

_CONSTANT = re.compile(r"\w+_[a-z]{3}_(\d{4})")
_REBASED = re.compile(r"rebased from \S+")


def basis_of(table: pd.DataFrame, value: str) -> str:
    """Say what the figures of a column rest on: the bases and sources of rates and deflators."""
    if budget_currency(value) is None:
        return "as stated"
    said = [text for text in _texts(table, "fx_basis") if not text.startswith(MISSING)]
    said += _texts(table, "fx_source")
    prices = _CONSTANT.fullmatch(value)
    if prices:
        said += [f"in prices of {prices[1]}", *_texts(table, "deflator_source")]
    if said:
        return "; ".join(said)
    return "nothing converted" if "fx_basis" in table else "as stated"


def split_rules(table: pd.DataFrame) -> str | None:
    """Name the rules by which projects were split; none where the table was not.

    What is unallocated, and what a rule says of one project alone, is left out.
    """
    if "split_rule" not in table:
        return None
    rules = [rule for text in _texts(table, "split_rule") for rule in text.split("; ")]
    plain = [_REBASED.sub("rebased", rule) for rule in rules if not _is_unallocated(rule)]
    return "; ".join(dict.fromkeys(plain)) or None


def _is_unallocated(rule: str) -> bool:
    """Tell whether a rule says that something was not assigned."""
    return rule.startswith("unallocated")


def _texts(table: pd.DataFrame, name: str) -> list[Any]:
    """Give the distinct texts of a column in order; none where there is no such column."""
    if name not in table:
        return []
    codes, texts = distinct_codes(table[name])
    return sorted(texts[code] for code in pd.unique(codes) if code >= 0)
