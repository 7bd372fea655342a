"""The chain behind one figure: the steps to that of a project, the rows under a total."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import numpy as np
import pandas as pd

from migfund.currency.rates import rate_text
from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.provenance.notebook import show_table
from migfund.schema import (
    ALL,
    PRECISIONS,
    SPLIT_COLUMNS,
    TEXT,
    TIME_COLUMNS,
    Array,
    Money,
    as_table,
    beside,
    currency_column,
    is_split,
    list_rows,
    money_columns,
    money_of,
    need_columns,
    numbers_of,
    unbounded,
)
from migfund.split.parts import split_columns
from migfund.totals.groups import rows_of_group
from migfund.totals.total_by import RESULTS, Rows, as_totals, keys_of, need_value, rows_to_add

__all__ = ["Explanation", "explain", "find_row", "holds_totals", "money_in_order"]

Step = tuple[str, str | None]

_SHOWN = {"day": 10, "month": 7, "year": 4}
"""How many characters of an ISO date its precision covers."""

_ROWS_PRINTED = 20
_THE_ROWS = (
    "rows= is the table that was totalled, as it was then, with the columns that it was totalled "
    "by: after total_by_country mf.split_by_country(table), after total_by_region "
    "mf.add_region(mf.split_by_country(table)), after total_by_year "
    "table.assign(start_year=table['start'].dt.year)."
)


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """The steps to one figure; notebooks show them as a table.

    Parameters
    ----------
    name
        What the project is called; or the group, its total and the number of its rows, in words.
    steps
        Of a project, a row a step: ``column``, the column of the table that says it, and ``says``.
        Of a total, the rows that were added up, on their index labels, the largest value first:
        what the project is called, how it was split, the value, ``part_of_total`` (0 to 1) and
        ``source``.
    """

    name: str
    steps: pd.DataFrame

    def __repr__(self) -> str:
        """Write the steps as lines: of a total, the numbers of the first rows."""
        if "says" in self.steps:
            width = self.steps["column"].str.len().max()
            lines = [f"  {column:<{width}}  {says}" for column, says in self.steps.to_numpy()]
            return "\n".join([self.name, *(" ".join(line.split("\n")) for line in lines)])
        numbers = self.steps.select_dtypes("number")
        more = len(numbers) - _ROWS_PRINTED
        shown = numbers.head(_ROWS_PRINTED).to_string(float_format="{:,.2f}".format)
        return f"{self.name}\n{shown}" + (f"\n… and {more} more rows" if more > 0 else "")

    def _repr_html_(self) -> str:
        return show_table(self.name, self.steps, bare="says" in self.steps)


def explain(
    table: pd.DataFrame, key: Any, *, rows: pd.DataFrame | None = None, value: str | None = None
) -> Explanation:
    """Return the chain of one figure, from its source to the result.

    Of a project, the steps from the words in the source to the figures; of a total, the rows that
    it was added up from, with their shares, each of which can be explained in turn.

    It says what the table says, and checks it: whether converted money is the money stated times
    the rate, whether constant prices are the converted money divided by the deflator, and whether
    the rows add up to the total. Rates and sums have so many digits that what is shown multiplies
    out.

    Parameters
    ----------
    table
        A project table, at best of :func:`migfund.read_projects` and after
        :func:`migfund.convert_currency`, :func:`migfund.deflate` and the splits. Steps whose
        columns the table lacks are left out.
        Or totals of :func:`migfund.total_by` or a short form.
    key
        Of a project table, the ``project_id`` or index label of one row. Of totals, the key of one
        group: ``"ARM"``, or a tuple where there are several keys; None for a missing key, and
        ``"all"`` for all.
    rows
        The table that was totalled, which totals need.
    value
        Of a project table, the column of money to explain, with what it came from; all of them if
        not given. Of totals, the column that was added up: ``budget_usd`` if not given.

    Returns
    -------
    Explanation
        With ``steps``, a table of the steps, or of the rows under the total.

    Raises
    ------
    ColumnsError
        If no row has that id, label or key, or ``value`` is no column of money.
    ScopeError
        If several rows have the id or label; or if the rows are not those that were totalled.
    MigfundError
        If totals are without ``rows``, or a project table is with them.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = mf.read_projects("data/pages/seed_mpf.txt")
    >>> mf.explain(mf.convert_currency(projects, to="USD"), 0)  # doctest: +ELLIPSIS
    Support to the development of the Concept of the National Migration Policy in Belarus
      source             data/pages/seed_mpf.txt
      budget_text        EUR 105,000.00 (AMIF), line 35
      period_text        February 2019 – February 2020, line 29
      start              2019-02 (month)
      end                2020-02 (month)
      budget             105,000.00 EUR
      budget_usd_basis   month average at start
      budget_usd_rate    1.135115 USD for 1 EUR, published 2019-02-01 to 2019-02-28
      budget_usd_source  ECB euro reference rates ...
      budget_usd         105,000.00 EUR x 1.135115 = 119,187.08 USD
    >>> parts = mf.split_by_country(mf.convert_currency(projects))
    >>> totals = mf.total_by_country(parts)
    >>> mf.explain(totals, "BLR", rows=parts)
    country BLR: budget_usd 119,187.08, from 1 row
       project  share  budget_usd  part_of_total
    0        0   1.00  119,187.08           1.00
    """
    table = as_table(table)
    if not (value is None or isinstance(value, str)):
        raise MigfundError(f"value must be the name of a column, not {value!r}.")
    if holds_totals(table):
        return _explain_total(table, key, rows, value)
    if rows is not None:
        raise MigfundError(
            "rows= goes with totals, which have the columns 'total', 'n_projects' and 'n_known'; "
            "this table has not."
        )
    row = _Row(table, find_row(table, key))
    steps = pd.DataFrame(_steps_of(row, _chosen(table, value)), columns=["column", "says"])
    return Explanation(row.name(), steps.astype(TEXT))


def holds_totals(table: pd.DataFrame) -> bool:
    """Tell whether a table is one of totals, flat or crossed."""
    return {"total", "n_projects", "n_known"} <= set(table.columns)


def money_in_order(table: pd.DataFrame) -> list[Money]:
    """Return the columns of money: the budget first, each before what came from it.

    The order of the columns in the table makes no difference.
    """
    return sorted(
        money_columns(table),
        key=lambda m: (m.stated != "budget", m.stated, m.currency or "", m.year or 0),
    )


def _chosen(table: pd.DataFrame, value: str | None) -> list[Money]:
    """Return the columns of money to explain: those of a value and what it came from, or all."""
    every = money_in_order(table)
    if value is None:
        return every
    need_columns(table, [value])
    money = money_of(table, unbounded(table, value))
    if money is None or money not in every:
        raise ColumnsError(
            f"{value!r} is no column of money; there is "
            f"{list_values(one.name for one in every) or 'none'}."
        )
    return [one for one in every if one.name in (money.stated, money.nominal, money.name)]


def find_row(table: pd.DataFrame, key: Any) -> int:
    """Return the position of the one row with an id or index label.

    Raises
    ------
    ColumnsError
        If there is none.
    ScopeError
        If there are several.
    """
    named = zip(table.index, table.get("project_id", table.index), strict=True)
    found = [row for row, names in enumerate(named) if any(_same(name, key) for name in names)]
    if len(found) == 1:
        return found[0]
    if found:
        names = [name for name in ("title", "country", *TIME_COLUMNS) if name in table]
        said = [
            ", ".join(str(table[name].iloc[row]) for name in names) or str(key) for row in found
        ]
        raise ScopeError(
            f"{len(found)} rows have the id or index label {key!r}: "
            f"{list_rows(table, found, said)}. Choose one: a label that stands once, or table[...] "
            "with one of these rows."
        )
    known = list_values(table["project_id"].dropna()) if "project_id" in table else ""
    raise ColumnsError(
        f"no project has the id or index label {key!r}; there are the ids {known or 'none'} and "
        f"the labels {list_values(table.index) or 'none'}."
    )


def _same(value: Any, wanted: Any) -> bool:
    """Tell whether two labels are the same; a text and a number never are."""
    if isinstance(value, str) != isinstance(wanted, str) or not pd.api.types.is_hashable(wanted):
        return False
    same = value == wanted
    return isinstance(same, bool | np.bool_) and bool(same)  # not where one is missing


class _Row:
    """One row of a table, whose cells may be missing or not be there."""

    def __init__(self, table: pd.DataFrame, position: int) -> None:
        self.table = table.iloc[[position]]

    def cell(self, name: str) -> Any:
        """Return a value; None where it is missing or no such column exists."""
        value = self.table[name].iloc[0] if name in self.table else None
        return None if pd.api.types.is_scalar(value) and pd.isna(value) else value

    def number(self, name: str) -> float | None:
        """Return a number; None where it is missing or no such column exists."""
        number = numbers_of(self.table, name)[0] if name in self.table else np.nan
        return None if np.isnan(number) else float(number)

    def day(self, name: str) -> str | None:
        """Return a date as text; None where it is missing or no such column exists."""
        date = self.cell(name)
        return None if date is None else str(date)[:10]

    def name(self) -> str:
        """Return title and id of the project, or the label of the row."""
        known = [str(self.cell(n)) for n in ("title", "project_id") if self.cell(n) is not None]
        return " (".join(known) + ")" * (len(known) == 2) or f"row {self.table.index[0]}"


def _steps_of(row: _Row, values: Sequence[Money]) -> list[tuple[str, str]]:
    """Return the steps of one row: the columns that the table has, and what they say."""
    steps = [
        *_source_steps(row, [money.name for money in values if not money.currency]),
        ("start", _date(row, "start")),
        ("end", _date(row, "end")),
        ("duration_months", _duration(row)),
        *(_split_steps(row) if is_split(row.table) else ()),
    ]
    for money in values:
        steps += _derived_steps(row, money) if money.currency else _stated_steps(row, money)
    return [(name, str(says or "not stated")) for name, says in steps if name in row.table]


def _source_steps(row: _Row, stated: Sequence[str]) -> Iterator[Step]:
    """Say in which file, where and in which words the values stand."""
    yield "source", row.cell("source")
    sources = row.cell("sources")
    if isinstance(sources, list | np.ndarray) and len(sources) > 1:
        yield "sources", f"{', '.join(map(str, sources))}: each may have given some of the values"
    located = str(row.cell("source_locator") or "")
    lines = dict(part.split(": ", 1) for part in located.split("; ") if ": " in part)
    if not lines:
        yield "source_locator", located
    for field in (*stated, "period"):
        words = row.cell(beside(field, "text"))
        where = f", {lines[field]}" if field in lines else ""
        yield beside(field, "text"), None if words is None else f"{words}{where}"


def _date(row: _Row, name: str) -> str | None:
    """Write a date no more exactly than it is known."""
    date, precision = row.day(name), row.cell(f"{name}_precision")
    if date is None or precision not in PRECISIONS:
        return date
    return f"{date[: _SHOWN[precision]]} ({precision})"


def _duration(row: _Row) -> str | None:
    """Write a duration and its bounds."""
    name = "duration_months"
    months, low, high = map(row.number, (name, beside(name, "low"), beside(name, "high")))
    if months is None or low is None or high is None:
        return None if months is None else f"{months:.1f}"
    return f"{months:.1f} ({low:.1f} to {high:.1f} as the dates allow)"


def _split_steps(row: _Row) -> Iterator[Step]:
    """Say which part of which project the row is, and how it was split."""
    yield "project", str(row.cell("project"))
    share = row.number("share")
    yield "share", None if share is None else f"{share:g}"
    for name in split_columns(row.table):
        part, days = row.cell(name), [row.day("period_from"), row.day("period_to")]
        dated = f" ({days[0]} to {days[1]})" if name in TIME_COLUMNS and days[0] else ""
        yield name, None if part is None else f"{part}{dated}"
    yield "split_rule", row.cell("split_rule")


def _stated_steps(row: _Row, money: Money) -> Iterator[Step]:
    """Say how much is stated, in which currency."""
    currency = row.cell(currency_column(row.table, money.name)) or "(no currency is stated)"
    amount = row.number(money.name)
    yield money.name, None if amount is None else f"{_money(amount)} {currency}"


def _derived_steps(row: _Row, money: Money) -> Iterator[Step]:
    """Say how money was converted or deflated, and the result; or why there is none."""
    unit = f"{money.currency} of {money.year}" if money.year else str(money.currency)
    if row.cell(beside(money.name, "basis")) is not None:
        yield beside(money.name, "basis"), row.cell(beside(money.name, "basis"))
    result, factor = _calculation(row, money, unit)
    if factor and money.year:
        yield beside(money.name, "deflator"), factor
    elif factor:
        days = filter(None, (row.day(beside(money.name, f"rate_{end}")) for end in ("from", "to")))
        published = " to ".join(dict.fromkeys(days))
        says = f"{factor} {unit} for 1 {row.cell(currency_column(row.table, money.stated))}"
        yield beside(money.name, "rate"), says + (f", published {published}" if published else "")
    if row.cell(beside(money.name, "source")) is not None:
        yield beside(money.name, "source"), row.cell(beside(money.name, "source"))
    yield money.name, result
    low, high = row.number(beside(money.name, "low")), row.number(beside(money.name, "high"))
    if low is not None and high is not None:
        yield beside(money.name, "low"), f"{_money(low)} {unit}, the least that the dates allow"
        yield beside(money.name, "high"), f"{_money(high)} {unit}, the most that they allow"


def _calculation(row: _Row, money: Money, unit: str) -> tuple[str, str]:
    """Write how money was worked out, and its rate or deflator; nothing where there is none.

    If the result is another one than the table has, that is said.
    """
    of, what = (money.nominal, "deflator") if money.year else (money.stated, "rate")
    value, amount, factor = map(row.number, (money.name, of, beside(money.name, what)))
    shown = "missing" if value is None else f"{_money(value)} {unit}"
    if amount is None or not factor:
        return shown, ""
    result = amount / factor if money.year else amount * factor
    for digits in range(12):  # as many as it takes to multiply out to the cent
        left, right = _money(amount, 2 + digits), rate_text(factor, 7 + digits)
        one, other = Decimal(left.replace(",", "")), Decimal(right)
        if _money(one / other if money.year else one * other) == _money(result):
            break
    from_unit = money.currency if money.year else row.cell(currency_column(row.table, of))
    same = from_unit == unit
    words = f"{left} {from_unit}" + ("" if same else f" {'/' if money.year else 'x'} {right}")
    if value is None or not np.isclose(value, result, rtol=1e-9, atol=0):
        rounded = ", or it was rounded in the split" if is_split(row.table) else ""
        shown += f", which is not {words}: one was changed since{rounded}"
    elif not same:
        shown = f"{words} = {shown}"
    return shown, "" if same else right


def _money(value: float | Decimal, decimals: int = 2) -> str:
    """Write a sum of money with two decimals, or as many as are wanted and not zero."""
    with localcontext(rounding=ROUND_HALF_UP):
        whole, _, part = f"{Decimal(value):,.{decimals}f}".partition(".")
    return f"{whole}.{part.rstrip('0'):0<2}"


def _explain_total(
    totals: pd.DataFrame, key: Any, rows: pd.DataFrame | None, value: str | None
) -> Explanation:
    """Return the rows under one total."""
    if "share_of_total" not in totals:
        raise ScopeError(
            "a cross table does not say what stands across its top. Total the table again and "
            "explain these totals: mf.total_by(table, [down, across], value='budget_usd')."
        )
    totals = as_totals(totals, ["n_all"])
    if rows is None:
        raise MigfundError(
            "for a total, give the table that was totalled and the column that was added up: "
            f"mf.explain(totals, key, rows=table, value='budget_usd'). {_THE_ROWS}"
        )
    value, keys = value or "budget_usd", keys_of(totals)
    rows = as_table(rows, keys, hint=_THE_ROWS)
    # A key of decimal numbers, such as years of which some are missing, stands in the rows too.
    others = [n for n in totals if n not in RESULTS and n in rows.columns]
    by = [str(n) for n in totals if n in keys or n in others]
    need_value(rows, value)
    given = key if isinstance(key, tuple) else (key,)
    if not all(map(pd.api.types.is_scalar, given)):
        raise ColumnsError(f"key must be a value of {list_values(by)}, a tuple of several keys.")
    wanted = [None if pd.api.types.is_scalar(one) and pd.isna(one) else one for one in given]
    whole = wanted == [ALL, *[None] * (len(wanted) - 1)]
    if len(wanted) != len(by) and not whole:
        raise ColumnsError(
            f"the totals have the keys {list_values(by)}; the key must give "
            f"{'one value' if len(by) == 1 else f'a tuple of {len(by)} values'}, not {len(wanted)}."
        )
    keys = [ALL] * len(by) if whole else wanted
    stated = totals.iloc[rows_of_group(totals, by, keys)]
    added, position, total = _rows_under(rows, by, value, keys, stated)
    named = ", ".join(
        f"{name} {'missing' if one is None else one}" for name, one in zip(by, wanted, strict=False)
    )
    shown = "not known" if np.isnan(total) else f"{total:,.2f}"
    count = "1 row" if len(position) == 1 else f"{len(position)} rows"
    steps = _shares(added, by, position, total)
    return Explanation(f"{named}: {value} {shown}, from {count}", steps)


def _rows_under(
    rows: pd.DataFrame, by: Sequence[str], value: str, keys: Sequence[Any], stated: pd.DataFrame
) -> tuple[Rows, Array, float]:
    """Return the rows that were added up, the positions of those of a group, and their total.

    Raises
    ------
    ScopeError
        If they do not give what the totals state.
    """
    # Where all is asked for and there is no grand total, nothing states the total of all.
    totals = stated["total"].iloc[: 0 if len(stated) > 1 and set(keys) == {ALL} else None]
    named = {name for name, one in zip(by, keys, strict=True) if one != ALL}
    counts, lost = set(), []
    for nested in ("parents", "parts"):  # what was left out, where the same money stands twice
        added = rows_to_add(rows, by, value, nested, "count")
        count = len(added.table) if added.project is None else len(np.unique(added.project))
        counts.add(count)
        try:
            position = rows_of_group(added.table, by, keys)
        except ColumnsError as error:
            lost.append(error)
            continue
        total = np.nan
        if added.apart <= named:
            total = float(pd.Series(added.figures[position]).sum(min_count=1))
        same = np.isclose(totals.astype(float), total, rtol=1e-6, equal_nan=True)
        if same.all() and set(stated["n_all"]) == {count}:
            return added, position, total
    if len(lost) == 2:
        raise lost[0]
    raise ScopeError(
        f"these rows do not add up to the total: they are {list_values(sorted(counts))} projects, "
        f"and the totals are of {list_values(stated['n_all'])}; or the column that was added up is "
        f"another one than value={value!r}. {_THE_ROWS}"
    )


def _shares(added: Rows, by: Sequence[str], position: Array, total: float) -> pd.DataFrame:
    """Return the rows of a group, the largest first, with what part of the total each is."""
    some, figures = added.table.iloc[position], added.figures[position]
    split = (*SPLIT_COLUMNS[:-1], "country", *TIME_COLUMNS) if is_split(some) else ()
    names = dict.fromkeys(["project_id", "title", "fund", *by, *split])
    found = some[[name for name in names if name in some]].assign(
        **{added.value: figures, "part_of_total": figures / total if total else np.nan}
    )
    if "source" in some:
        found["source"] = some["source"].array
    return found.iloc[np.argsort(-np.nan_to_num(figures, nan=-np.inf), kind="stable")]
