"""The chain behind one figure: from the words in the source to the figure in constant prices."""

import html
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, ScopeError, list_values
from migfund.provenance.explain_totals import ExplainedTotal, explain_total, is_totals
from migfund.provenance.steps import stated, steps_of
from migfund.schema import TEXT, TIME_COLUMNS

__all__ = ["Explanation", "explain"]


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


def explain(
    table: pd.DataFrame, key: Any, *, rows: pd.DataFrame | None = None, value: str | None = None
) -> Explanation | ExplainedTotal:
    """Print and return the chain of one figure, from its source to the result.

    Of a project, the steps from the words in the source to the figure; of a total, the rows that
    it was added up from, with their shares, each of which can be explained in turn.

    It says what the table's row says, and checks two things: whether the converted budget is the
    budget times the rate, and whether the budget in constant prices is the converted one divided
    by the deflator. In a table that was split, both may be a share of that.

    Parameters
    ----------
    table
        A project table, at best of :func:`migfund.read_projects` and after
        :func:`migfund.convert_currency`, :func:`migfund.deflate` and the splits. Steps whose
        columns the table lacks are left out.
        Or totals of :func:`migfund.total_by`, a short form or :func:`migfund.crosstab`.
    key
        Of a project table, the ``project_id`` or index label of one row. Of totals, the key of one
        group: ``"ARM"``, or a tuple where there are several keys; None for a missing key, and
        ``"all"`` for the grand total; in a cross table ``("ARM", "all")`` is the total of a row.
    rows, value
        The table that was totalled and the column that was added up, for totals that do not know
        them any more because they were read from a file.

    Returns
    -------
    Explanation or ExplainedTotal
        With ``steps``, a table of the steps, printed one line a step; or with ``rows``, the rows
        under the total.

    Raises
    ------
    ColumnsError
        If no row has that id, label or key.
    ScopeError
        If several rows have the id or label, or totals do not know their rows.

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
    >>> totals = mf.total_by_country(mf.convert_currency(projects), value="budget_usd")
    >>> rows = mf.explain(totals, "BLR").rows  # doctest: +ELLIPSIS
    country BLR: budget_usd 119,187.08, from 1 row
    ...
    >>> rows[["share", "part_of_total"]].values.tolist()
    [[1.0, 1.0]]
    """
    if is_totals(table):
        total = explain_total(table, key, rows, value)
        print(total)
        return total
    if rows is not None or value is not None:
        raise MigfundError(
            "rows= and value= go with totals, which have the columns 'total', 'n_projects' and "
            "'n_known'; this table has not."
        )
    row = table.iloc[_find(table, key)]
    steps = pd.DataFrame(steps_of(row, table), columns=["step", "says", "columns"], dtype=TEXT)
    explanation = Explanation(_name(row), steps)
    print(explanation)
    return explanation


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
        names = [name for name in ("source", "country", *TIME_COLUMNS) if name in table]
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


def _name(row: pd.Series) -> str:
    """Call a project by its title and id, or by its row."""
    title, number = stated(row, "title"), stated(row, "project_id")
    known = [str(value) for value in (title, number) if value is not None]
    return f"{known[0]} ({known[1]})" if len(known) == 2 else "".join(known) or f"row {row.name}"
