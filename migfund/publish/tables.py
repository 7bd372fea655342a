"""Totals as tables for a paper: formatted cells, clear heads, and notes that say what they are."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from migfund.errors import MissingExtraError
from migfund.publish.cells import Plan, cells_of, head_of, order_of, plan_of, under_one_head
from migfund.publish.words import DASH, notes_of

if TYPE_CHECKING:
    from great_tables import GT

__all__ = ["table"]

_LOOK: dict[str, Any] = {
    "table_font_size": "10pt",
    "heading_align": "left",
    "heading_title_font_size": "110%",
    "data_row_padding": "3px",
    "stub_border_style": "none",
    "table_body_hlines_style": "none",
    "grand_summary_row_padding": "3px",
    "grand_summary_row_border_style": "solid",
    "grand_summary_row_border_width": "1px",
    "source_notes_font_size": "85%",
}
"""Horizontal rules only, as journals print tables."""


def table(
    totals: pd.DataFrame,
    *,
    title: str | None = None,
    columns: Sequence[str] | None = None,
    unit: float = 1,
    decimals: int | Mapping[str, int] | None = None,
    currency: str | None = None,
    country_names: bool = True,
    labels: Mapping[str, str] | None = None,
    notes: str | Sequence[str] = (),
) -> "GT":
    r"""Make a table for a paper out of totals, with notes that say what the figures are.

    Missing is printed as a dash and explained, never as zero, and a sum that rounds to zero as
    "<0.1". Rows keep their order, but unallocated money and missing keys come last, then the
    grand total under a rule. What comes back is a table of the package great_tables: its methods
    change it further. :func:`migfund.save_table` writes it to a file.

    Parameters
    ----------
    totals
        What :func:`migfund.total_by`, :func:`migfund.duration_by` or
        :func:`migfund.concentration` return, or a cross table: keys first, one column of numbers
        a group, and ``total``.
    title
        Title; none if not given.
    columns
        Columns to print beside the keys, in this order. If not given: the total, with its bounds
        where there are some, the number of projects and the share of the total; of durations the
        number of projects, median, quartiles and extremes; of a cross table its groups.
    unit
        1, 1e3, 1e6 or 1e9: money is printed in this unit, which the head names.
    decimals
        Places after the point, of all figures or by column. If not given: none for money in units
        of 1, else one; one for shares and months; three for measures of concentration.
    currency
        Currency of the figures, where the table has no column ``currency``.
    country_names
        Whether countries are named or stand as ISO 3166-1 alpha-3 codes.
    labels
        Heads of your own, by column.
    notes
        Notes of your own, after those that the table's own columns give: unit, currency, prices,
        basis, number of projects with and without a value, the rule of a split, overlaps, and
        what a dash, "unallocated" and "not stated" mean.

    Returns
    -------
    great_tables.GT
        The table. The same input gives the same table, its HTML id included.

    Raises
    ------
    ColumnsError
        If a column asked for is not there, or keys stand in the index or on several levels.
    ScopeError
        If the rows are in several currencies, or there are several grand totals.
    MigfundError
        If ``unit`` is another, or is given for what is no money.
    MissingExtraError
        If great_tables is not installed.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [300_000.0, 1_190_000.0]})
    >>> printed = mf.table(mf.total_by(projects, "fund"), unit=1e6)
    >>> print(printed.as_latex())  # doctest: +ELLIPSIS
    \begin{table}[!t]
    ...
    Fund & Total (million USD) & Projects...
    IDF & 0.3 & 1...
    MPF & 1.2 & 1...
    """
    names = ["Not stated" if pd.isna(name) else str(name) for name in totals.columns]
    totals = totals.set_axis(pd.Index(names, name=totals.columns.name), axis=1)
    plan = plan_of(totals, columns, unit, decimals, currency, country_names, labels)
    body, last = cells_of(totals.iloc[order_of(totals, plan.keys)], plan)
    said = notes_of(totals, plan.keys, plan.shown, plan.money)
    printed = body if last is None else pd.concat([body, last.to_frame().T])
    if (printed[plan.shown] == DASH).to_numpy().any():
        empty = "no project, or no known value" if plan.groups else "not known, which is not zero"
        said.append(f"{DASH}: {empty}.")
    said += [notes] if isinstance(notes, str) else list(notes)
    heads = {name: head_of(name, plan, totals.columns.name) for name in [*plan.keys, *plan.shown]}
    return _laid_out(body, last, plan, heads, title, said)


def _laid_out(
    body: pd.DataFrame,
    last: pd.Series | None,
    plan: Plan,
    heads: Mapping[str, str],
    title: str | None,
    notes: Sequence[str],
) -> "GT":
    """Put cells, heads and notes into a table with rules above, below and under the head."""
    try:
        from great_tables import GT
    except ImportError:
        raise MissingExtraError(
            "a table for a paper needs great_tables: pip install 'migfund[tables]'."
        ) from None
    parts = [title, *heads.items(), *notes, body.to_csv(), last is not None and last.to_csv()]
    # The package would give a table a random id, and so other bytes each time.
    name = "migfund-" + hashlib.sha256(repr(parts).encode()).hexdigest()[:8]
    made = GT(body.reset_index(drop=True), rowname_col=plan.keys or None, id=name)
    if plan.keys:
        stub = [heads[key] for key in plan.keys]
        made = made.tab_stubhead([*stub] if len(stub) > 1 else stub[0])
    made = made.cols_label({column: heads[column] for column in plan.shown})
    made = made.cols_align("right", plan.numbers).tab_options(**_LOOK)
    # A key that stands for several rows is read from the first of them.
    made = made.opt_css(f"#{name} .gt_stub {{ vertical-align: top; }}")
    over = under_one_head(plan)
    if over and plan.unit_words:
        made = made.tab_spanner(plan.unit_words[:1].upper() + plan.unit_words[1:], columns=over)
    if title is not None:
        made = made.tab_header(title)
    if last is not None:
        cells = last[plan.shown]
        made = made.grand_summary_rows(fns={last[plan.keys[0]]: lambda _: cells})
    for note in notes:
        made = made.tab_source_note(note)
    return made
