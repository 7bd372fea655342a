"""The chain behind one figure: from the words in the source to the converted budget."""

import html
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from migfund.convert import MISSING
from migfund.errors import ColumnsError, ScopeError, list_values
from migfund.schema import PRECISIONS, TEXT, need_columns

__all__ = ["Explanation", "converted_column", "explain"]

_Step = tuple[str, str, str]
_TARGET = re.compile(r"budget_[a-z]{3}")
_NOT_STATED = "not stated"
_SHOWN = {"day": 10, "month": 7, "year": 4}
"""How many characters of an ISO date its precision covers."""


class Explanation:
    """The steps from a source to one figure; notebooks show them as a table.

    Parameters
    ----------
    project
        What the project is called.
    steps
        A row a step: ``step``, ``says``, and ``columns``, the columns of the table that say it.
    """

    def __init__(self, project: str, steps: pd.DataFrame) -> None:
        self.project = project
        self.steps = steps

    def __str__(self) -> str:
        """Write the steps as lines."""
        width = max(map(len, self.steps["step"]), default=0)
        lines = [
            f"  {step:<{width}}  {says.replace(chr(10), ' ')}"
            for step, says in zip(self.steps["step"], self.steps["says"], strict=True)
        ]
        return "\n".join([self.project, *lines])

    def __repr__(self) -> str:
        """Name the project; the text is printed when it is made."""
        return f"<Explanation of {self.project}>"

    def _repr_html_(self) -> str:
        """Write the steps as an HTML table."""
        rows = "".join(
            f'<tr><td style="text-align:left;vertical-align:top"><b>{html.escape(step)}</b></td>'
            f'<td style="text-align:left">{html.escape(says)}</td>'
            f'<td style="text-align:left;color:#5a666b">{html.escape(columns)}</td></tr>'
            for step, says, columns in self.steps.itertuples(index=False)
        )
        return f"<p><b>{html.escape(self.project)}</b></p><table>{rows}</table>"


def explain(table: pd.DataFrame, project_id: Any) -> Explanation:
    """Print and return the chain of one figure, from its source to the converted budget.

    It says what the table's row says, and checks one thing: whether the converted budget is the
    budget times the rate.

    Parameters
    ----------
    table
        A project table, at best of :func:`migfund.read_projects` and after
        :func:`migfund.convert_currency`. Steps whose columns the table lacks are left out.
    project_id
        Value of ``project_id``, or index label, of one row.

    Returns
    -------
    Explanation
        With ``steps``, a table of the steps; printed, one line a step.

    Raises
    ------
    ColumnsError
        If no row has that id or label.
    ScopeError
        If several rows have it.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = mf.read_projects("data/pages/seed_mpf.txt")
    >>> chain = mf.explain(mf.convert_currency(projects, to="USD"), 0)  # doctest: +ELLIPSIS
    Support to the development of the Concept of the National Migration Policy in Belarus
      source       data/pages/seed_mpf.txt, budget: line 35
      text         EUR 105,000.00 (AMIF)
      budget       105,000.00 EUR
      dates        2019-02 (month) to 2020-02 (month), from "February 2019 – ...
      policy       month average at start
      rate         1.135115 USD for 1 EUR, published 2019-02-01 to 2019-02-28
      rate source  ECB euro reference rates ...
      result       105,000.00 EUR x 1.135115 = 119,187.08 USD
    """
    row = table.iloc[_find(table, project_id)]
    steps = [*_source_steps(row), *_budget_steps(row), *_conversion_steps(row, table)]
    explanation = Explanation(
        _name(row), pd.DataFrame(steps, columns=["step", "says", "columns"], dtype=TEXT)
    )
    print(explanation)
    return explanation


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


def _find(table: pd.DataFrame, project_id: Any) -> int:
    """Give the position of the one row with an id or index label."""
    ids = table.get("project_id", table.index)
    rows = [
        row
        for row, names in enumerate(zip(table.index, ids, strict=True))
        if any(_same(name, project_id) for name in names)
    ]
    if len(rows) == 1:
        return rows[0]
    if len(rows):
        names = [name for name in ("source", "country") if name in table]
        listed = [
            ", ".join([f"row {table.index[row]}", *(str(table[name].iloc[row]) for name in names)])
            for row in rows
        ]
        more = f"; and {len(rows) - 5} more" if len(rows) > 5 else ""
        raise ScopeError(
            f"{len(rows)} rows have the id or index label {project_id!r}: "
            f"{'; '.join(listed[:5])}{more}. Choose one: a label that stands once, or "
            "table[...] with one of these rows."
        )
    known = list_values(table["project_id"].dropna()) if "project_id" in table else ""
    raise ColumnsError(
        f"no project has the id or index label {project_id!r}; there are the ids {known or 'none'} "
        f"and the labels {list_values(table.index) or 'none'}."
    )


def _same(value: Any, wanted: Any) -> bool:
    """Tell whether two labels are the same; a text and a number never are."""
    if value is pd.NA or isinstance(value, str) != isinstance(wanted, str):
        return False
    return bool(np.all(value == wanted))


def _stated(row: pd.Series, name: str) -> Any:
    """Give a value of the row; None where it is missing or no such column exists."""
    value = row.get(name)
    return None if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)) else value


def _name(row: pd.Series) -> str:
    """Call a project by its title and id, or by its row."""
    title, number = _stated(row, "title"), _stated(row, "project_id")
    known = [str(value) for value in (title, number) if value is not None]
    return f"{known[0]} ({known[1]})" if len(known) == 2 else "".join(known) or f"row {row.name}"


def _places(row: pd.Series) -> dict[str, str]:
    """Give the line of each field; nothing where the locator is of another form."""
    located = _stated(row, "source_locator")
    parts = [part.partition(": ") for part in str(located or "").split("; ")]
    return {field: place for field, _, place in parts if place}


def _source_steps(row: pd.Series) -> Iterator[_Step]:
    """Say in which file, where and in which words the budget stands."""
    if "source" in row:
        places, source = _places(row), str(_stated(row, "source") or _NOT_STATED)
        located = _stated(row, "source_locator")
        if "budget" in places:
            source += f", budget: {places['budget']}"
        elif located is not None and not places:
            source += f", {located}"
        others = [one for one in _items(row, "sources") if one != _stated(row, "source")]
        if others:
            source += f"; merged with {', '.join(others)}, which may have given the value"
        yield "source", source, "source, source_locator" + (", sources" if others else "")
    if "budget_text" in row:
        yield "text", str(_stated(row, "budget_text") or _NOT_STATED), "budget_text"


def _items(row: pd.Series, name: str) -> list[str]:
    """Give a list of texts of the row; empty where there is none."""
    value = row.get(name)
    return [str(item) for item in value] if isinstance(value, list | tuple | np.ndarray) else []


def _budget_steps(row: pd.Series) -> Iterator[_Step]:
    """Say the share, the budget and the dates."""
    share = _stated(row, "share")
    if share is not None:
        part = f"{share:g} of the project, for {_stated(row, 'country') or 'no country'}"
        yield "share", part, "share, country"
    if "budget" in row:
        budget, currency = _stated(row, "budget"), _stated(row, "currency")
        says = _NOT_STATED if budget is None else _money(budget)
        if budget is not None:
            says += f" {currency or '(no currency is stated)'}"
        yield "budget", says, "budget, currency"
    if "start" in row and "end" in row:
        says = f"{_date(row, 'start')} to {_date(row, 'end')}"
        words, places = _stated(row, "period_text"), _places(row)
        lines = dict.fromkeys(places[f] for f in ("period", "start", "end") if f in places)
        if words is not None:
            says += f', from "{words}"' + (f" ({', '.join(lines)})" if lines else "")
        yield "dates", says, "start, end, start_precision, end_precision, period_text"
    months = _stated(row, "duration_months")
    if "duration_months" in row:
        says = _NOT_STATED if months is None else f"{months:.1f} months"
        low, high = _stated(row, "duration_months_min"), _stated(row, "duration_months_max")
        if low is not None and high is not None:
            says += f"; the dates allow {low:.1f} to {high:.1f}"
        yield "duration", says, "duration_months, duration_months_min, duration_months_max"


def _date(row: pd.Series, name: str) -> str:
    """Write a date no more exactly than it is known."""
    date, precision = _stated(row, name), _stated(row, f"{name}_precision")
    if date is None:
        return f"({_NOT_STATED})"
    if precision not in PRECISIONS:
        return f"{date:%Y-%m-%d}"
    return f"{date:%Y-%m-%d}"[: _SHOWN[precision]] + f" ({precision})"


def _money(value: Any) -> str:
    """Write a sum of money."""
    return f"{value:,.2f}"


def _conversion_steps(row: pd.Series, table: pd.DataFrame) -> Iterator[_Step]:
    """Say the policy, the rate and the result, or why there is none."""
    if "fx_basis" not in row:
        return
    column = converted_column(table)
    to, basis, rate = column.removeprefix("budget_").upper(), _stated(row, "fx_basis"), row.fx_rate
    if basis is None or str(basis).startswith(MISSING):
        reason = "there is no budget to convert" if basis is None else str(basis)
        yield "result", reason.replace(MISSING, f"no budget in {to}: ", 1), "fx_basis"
        return
    yield "policy", str(basis), "fx_basis"
    if _stated(row, "fx_date_from") is not None:
        days = list(dict.fromkeys(f"{row[f'fx_date_{end}']:%Y-%m-%d}" for end in ("from", "to")))
        says = f"{rate:.6f} {to} for 1 {row.currency}, published {' to '.join(days)}"
        yield "rate", says, "fx_rate, fx_date_from, fx_date_to"
    if _stated(row, "fx_source") is not None:
        yield "rate source", str(row.fx_source), "fx_source"
    yield "result", _result(row, column, to), f"{column}, budget, fx_rate"


def _result(row: pd.Series, column: str, to: str) -> str:
    """Write the product, if the converted budget is one; say so if it is not."""
    value, budget, share = _stated(row, column), _stated(row, "budget"), _stated(row, "share")
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
