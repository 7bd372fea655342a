"""What notebooks show of an explanation, a note or a page: a title and a table."""

import html

import pandas as pd

__all__ = ["show_table"]


def show_table(title: str, table: pd.DataFrame, *, markup: bool = False, bare: bool = True) -> str:
    """Return a title and a table as HTML, its first 200 rows.

    Parameters
    ----------
    title
        Text above the table.
    table
        What to show; its text cannot become markup, unless it is that already.
    markup
        Whether the cells are HTML.
    bare
        Whether to leave out the index and the names of the columns, and to align to the left.
    """
    with pd.option_context("display.max_colwidth", None):
        body = table.to_html(
            index=not bare,
            header=not bare,
            border=0,
            escape=not markup,
            max_rows=None if bare else 200,
            float_format="{:,.2f}".format,
        )
    if bare:  # notebooks align to the right
        body = body.replace("<td>", '<td style="text-align:left; vertical-align:top">')
    return f"<p><b>{html.escape(title)}</b></p>{body}"
