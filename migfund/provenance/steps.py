"""The steps of the chain behind one figure, each from the columns that say it."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from migfund.currency.convert import MISSING
from migfund.errors import ColumnsError, list_values
from migfund.schema import PRECISIONS, TIME_COLUMNS, UNALLOCATED, need_columns

__all__ = ["constant_column", "converted_column", "stated", "steps_of"]


Step = tuple[str, str, str]
_TARGET = re.compile(r"budget_(?!low)[a-z]{3}")
_CONSTANT = re.compile(r"(\w+_([a-z]{3}))_(\d{4})")
_NOT_STATED = "not stated"
_SHOWN = {"day": 10, "month": 7, "year": 4}
"""How many characters of an ISO date its precision covers."""


def steps_of(row: pd.Series, table: pd.DataFrame) -> list[Step]:
    """Give the steps of one row: what each is, what it says, and the columns that say it."""
    return [
        *_source_steps(row),
        *_split_steps(row),
        *_budget_steps(row),
        *_conversion_steps(row, table),
        *_deflation_steps(row, table),
    ]


def converted_column(table: pd.DataFrame) -> str:
    """Name the column that :func:`migfund.convert_currency` added, such as ``budget_usd``.

    Raises
    ------
    ColumnsError
        If the table was not converted, or it cannot be told which column is the result.
    """
    need_columns(
        table,
        ["fx_rate", "fx_date_from", "fx_date_to", "fx_basis", "fx_source", "currency", "budget"],
        hint="Convert first: mf.convert_currency(table, to='USD').",
    )
    columns = list(map(str, table.columns))
    before = columns[columns.index("fx_rate") - 1]
    found = [name for name in columns if _TARGET.fullmatch(name)]
    if before in found:  # where convert_currency puts it
        return before
    if len(found) != 1:
        raise ColumnsError(
            "it cannot be told which column convert_currency made: the table has "
            f"{list_values(found) or 'no column such as budget_usd'}. Keep the one that fx_rate "
            "belongs to directly before it."
        )
    return found[0]


def constant_column(table: pd.DataFrame) -> tuple[str, str, str, str] | None:
    """Name the column in constant prices, the one it came from, its currency and its base year.

    None where the table was not deflated, or it cannot be told which column is the result.
    """
    columns = list(map(str, table.columns))
    if not {"deflator", "deflator_basis", "deflator_source"} <= set(columns):
        return None
    before = columns[columns.index("deflator") - 1]  # where deflate puts it
    match = _CONSTANT.fullmatch(before)
    if match is None or match[1] not in columns:
        return None
    return before, match[1], match[2].upper(), match[3]


def stated(row: pd.Series, name: str) -> Any:
    """Give a value of the row; None where it is missing or no such column exists."""
    value = row.get(name)
    return None if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)) else value


def _places(row: pd.Series) -> dict[str, str]:
    """Give the line of each field; nothing where the locator is of another form."""
    located = stated(row, "source_locator")
    parts = [part.partition(": ") for part in str(located or "").split("; ")]
    return {field: place for field, _, place in parts if place}


def _source_steps(row: pd.Series) -> Iterator[Step]:
    """Say in which file, where and in which words the budget stands."""
    if "source" in row:
        places, source = _places(row), str(stated(row, "source") or _NOT_STATED)
        located = stated(row, "source_locator")
        if "budget" in places:
            source += f", budget: {places['budget']}"
        elif located is not None and not places:
            source += f", {located}"
        others = [one for one in _items(row, "sources") if one != stated(row, "source")]
        if others:
            source += f"; merged with {', '.join(others)}, which may have given the value"
        yield "source", source, "source, source_locator" + (", sources" if others else "")
    if "budget_text" in row:
        yield "text", str(stated(row, "budget_text") or _NOT_STATED), "budget_text"


def _items(row: pd.Series, name: str) -> list[str]:
    """Give a list of texts of the row; empty where there is none."""
    value = row.get(name)
    return [str(item) for item in value] if isinstance(value, list | tuple | np.ndarray) else []


def _split_steps(row: pd.Series) -> Iterator[Step]:
    """Say which part of the project the row is, and how it was split."""
    share, country = stated(row, "share"), stated(row, "country")
    piece = next((name for name in TIME_COLUMNS if "period_from" in row and name in row), None)
    if share is not None:
        part = f"{share:g} of the project"
        if "country" in row:
            part += f", for {_part(country, 'country')}"
        if piece is not None:
            part += f", in {_part(stated(row, piece), piece.replace('_', ' '))}"
            if stated(row, "period_from") is not None:
                part += f" ({row['period_from']:%Y-%m-%d} to {row['period_to']:%Y-%m-%d})"
        used = ["share"] + (["country"] if "country" in row else [])
        used += [piece, "period_from", "period_to"] if piece is not None else []
        yield "share", part, ", ".join(used)
    if stated(row, "split_rule") is not None:
        yield "split", str(row["split_rule"]), "split_rule"


def _part(name: Any, kind: str) -> str:
    """Name the country or the time that a row is of."""
    if name is None or name == UNALLOCATED:
        return f"no {kind}" + (f" ({UNALLOCATED})" if name is not None else "")
    return str(name)


def _budget_steps(row: pd.Series) -> Iterator[Step]:
    """Say the budget and the dates."""
    if "budget" in row:
        budget, currency = stated(row, "budget"), stated(row, "currency")
        says = _NOT_STATED if budget is None else _money(budget)
        if budget is not None:
            says += f" {currency or '(no currency is stated)'}"
        yield "budget", says, "budget, currency"
    if "start" in row and "end" in row:
        says = f"{_date(row, 'start')} to {_date(row, 'end')}"
        words, places = stated(row, "period_text"), _places(row)
        lines = dict.fromkeys(places[f] for f in ("period", "start", "end") if f in places)
        if words is not None:
            says += f', from "{words}"' + (f" ({', '.join(lines)})" if lines else "")
        yield "dates", says, "start, end, start_precision, end_precision, period_text"
    months = stated(row, "duration_months")
    if "duration_months" in row:
        says = _NOT_STATED if months is None else f"{months:.1f} months"
        low, high = stated(row, "duration_months_min"), stated(row, "duration_months_max")
        if low is not None and high is not None:
            says += f"; the dates allow {low:.1f} to {high:.1f}"
        yield "duration", says, "duration_months, duration_months_min, duration_months_max"


def _date(row: pd.Series, name: str) -> str:
    """Write a date no more exactly than it is known."""
    date, precision = stated(row, name), stated(row, f"{name}_precision")
    if date is None:
        return f"({_NOT_STATED})"
    if precision not in PRECISIONS:
        return f"{date:%Y-%m-%d}"
    return f"{date:%Y-%m-%d}"[: _SHOWN[precision]] + f" ({precision})"


def _money(value: Any) -> str:
    """Write a sum of money."""
    return f"{value:,.2f}"


def _conversion_steps(row: pd.Series, table: pd.DataFrame) -> Iterator[Step]:
    """Say the policy, the rate and the result, or why there is none."""
    if "fx_basis" not in row:
        return
    column = converted_column(table)
    to, basis, rate = column.removeprefix("budget_").upper(), stated(row, "fx_basis"), row.fx_rate
    if basis is None or str(basis).startswith(MISSING):
        reason = "there is no budget to convert" if basis is None else str(basis)
        yield "result", reason.replace(MISSING, f"no budget in {to}: ", 1), "fx_basis"
        return
    yield "policy", str(basis), "fx_basis"
    if stated(row, "fx_date_from") is not None:
        days = list(dict.fromkeys(f"{row[f'fx_date_{end}']:%Y-%m-%d}" for end in ("from", "to")))
        says = f"{rate:.6f} {to} for 1 {row.currency}, published {' to '.join(days)}"
        yield "rate", says, "fx_rate, fx_date_from, fx_date_to"
    if stated(row, "fx_source") is not None:
        yield "rate source", str(row.fx_source), "fx_source"
    yield "result", _result(row, column, to), f"{column}, budget, fx_rate"
    yield from _bounds(row, column, to)


def _bounds(row: pd.Series, column: str, unit: str) -> Iterator[Step]:
    """Say how far the dates leave the part of a year open."""
    names = [f"{column}_low", f"{column}_high"]
    low, high = (stated(row, name) for name in names)
    if low is not None and high is not None:
        says = f"{_money(low)} to {_money(high)} {unit}, as the dates allow"
        yield "bounds", says, ", ".join(names)


def _result(row: pd.Series, column: str, to: str) -> str:
    """Write the product, if the converted budget is one; say so if it is not."""
    value, budget, share = stated(row, column), stated(row, "budget"), stated(row, "share")
    if value is None or budget is None:
        return "missing, though the table has a rate" if value is None else f"{_money(value)} {to}"
    shown = f"{_money(budget)} {row.currency}"
    if np.isclose(value, budget * row.fx_rate, rtol=1e-9):
        same = row.currency == to
        return (
            f"{_money(value)} {to}"
            if same
            else f"{shown} x {row.fx_rate:.6f} = {_money(value)} {to}"
        )
    if share is not None and np.isclose(value, budget * row.fx_rate * share, rtol=1e-9):
        return f"{shown} x {row.fx_rate:.6f} x share {share:g} = {_money(value)} {to}"
    return f"{_money(value)} {to}, which is not {shown} x {row.fx_rate:.6f}: one was changed since"


def _deflation_steps(row: pd.Series, table: pd.DataFrame) -> Iterator[Step]:
    """Say the deflator, what it is, its source, and the result in constant prices."""
    found = constant_column(table)
    if found is None:
        return
    column, value, currency, year = found
    unit, basis = f"{currency} of {year}", stated(row, "deflator_basis")
    if basis is None or str(basis).startswith(MISSING):
        reason = "there is no budget to deflate" if basis is None else str(basis)
        says = reason.replace(MISSING, f"no budget in {unit}: ", 1)
        yield "constant prices", says, "deflator_basis"
        return
    # What was done before is in the steps above.
    prices = str(basis).rpartition("), then ")[2]
    yield "deflator", f"{row['deflator']:.6f}, {prices}", "deflator, deflator_basis"
    if stated(row, "deflator_source") is not None:
        yield "deflator source", str(row["deflator_source"]), "deflator_source"
    yield "constant prices", _quotient(row, column, value, currency, unit), f"{column}, {value}"
    yield from _bounds(row, column, unit)


def _quotient(row: pd.Series, column: str, value: str, currency: str, unit: str) -> str:
    """Write the quotient, if the constant budget is one; say so if it is not."""
    constant, nominal, share = stated(row, column), stated(row, value), stated(row, "share")
    if constant is None:
        return "missing, though the table has a deflator"
    shown = f"{_money(constant)} {unit}"
    if nominal is None:
        return shown
    quotient, words = nominal / row["deflator"], f"{_money(nominal)} {currency}"
    words += f" / {row['deflator']:.6f}"
    if np.isclose(constant, quotient, rtol=1e-9):
        return f"{words} = {shown}"
    if share is not None and np.isclose(constant, quotient * share, rtol=1e-9):
        return f"{words} x share {share:g} = {shown}"
    return f"{shown}, which is not {words}: one was changed since"
