"""Tables for a paper to files: Word, RTF, LaTeX or HTML; the same table, the same bytes."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from migfund.errors import MigfundError, list_values
from migfund.publish.documents import rtf_text, word_bytes
from migfund.publish.grid import grid_of
from migfund.publish.tables import table

if TYPE_CHECKING:
    from great_tables import GT

__all__ = ["save_table"]

_RANDOM_ID = re.compile(r'<div id="([a-z]{10})"')
"""The id that great_tables gives to a table without one."""
_ROWS_A_PAGE = 40
_TABLE_START = re.compile(r"^.*\\begin\{(?:tabular\*|longtable)\}.*$", re.MULTILINE)
_UNDER_HEAD = r"\midrule\addlinespace[2.5pt]"
_NOTES = r"\begin{minipage}{\linewidth}"


def save_table(printed: "GT | pd.DataFrame", path: str | Path) -> None:
    r"""Write a table for a paper to a file; the ending of its name says how.

    Parameters
    ----------
    printed
        What :func:`migfund.table` returns, or another table of great_tables; or a table of totals,
        which is first made into one with the usual choices.
    path
        ``.docx`` for Word, ``.rtf`` for word processors, ``.tex`` for LaTeX (its first line names
        the packages that the preamble must load; more than 40 rows run over pages), ``.html`` for
        a page that loads nothing. Colours and other styles stand in HTML only.

    Raises
    ------
    MigfundError
        If the ending is another, or the file cannot be written.
    MissingExtraError
        If great_tables, or for Word python-docx, is not installed.

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [300_000.0, 119_187.08]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "funds.tex")
    ...     mf.save_table(mf.total_by(projects, "fund"), path)
    ...     print(path.read_text(encoding="utf-8").splitlines()[0])
    % In the preamble: \usepackage{booktabs,caption}
    """
    path = Path(path)
    writers: dict[str, Callable[[GT], bytes]] = {
        ".docx": lambda made: word_bytes(grid_of(made)),
        ".rtf": lambda made: rtf_text(grid_of(made)).encode("ascii"),
        ".tex": lambda made: _latex(made).encode(),
        ".html": lambda made: _page(made).encode(),
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise MigfundError(
            f"{path}: no way to write {path.suffix or 'a name without an ending'!r}; "
            f"there is {list_values(writers)}."
        )
    content = write(table(printed) if isinstance(printed, pd.DataFrame) else printed)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise MigfundError(
            f"{path}: cannot be written ({error.strerror or error}). Choose another place."
        ) from None


def _latex(printed: "GT") -> str:
    """Write LaTeX, without the upright rule that great_tables draws after the keys."""
    long = grid_of(printed).n_rows > _ROWS_A_PAGE
    text = printed.as_latex(use_longtable=long)
    start = _TABLE_START.search(text)
    if start:
        text = text.replace(start[0], start[0].replace("|", ""), 1)
    if long:
        text = text.replace(_UNDER_HEAD, _UNDER_HEAD + "\\endhead", 1)
    else:
        # The columns are spread over the width: less between them leaves room for more.
        text = text.replace(
            "\\begin{tabular*}", "\\setlength{\\tabcolsep}{3pt}\n\\begin{tabular*}", 1
        )
    text = text.replace(_NOTES, f"\\par\\vspace{{3pt}}\\noindent\n{_NOTES}\\footnotesize", 1)
    # A label over several columns has no space before it, as the other labels.
    text = re.sub(r"^(\\multicolumn\{\d+\}\{)l\}", r"\1@{}l}", text, flags=re.MULTILINE)
    # Not every TeX knows the minus sign of print.
    text = text.replace("−", "$-$")
    packages = "booktabs,caption" + (",longtable" if long else "")
    return f"% In the preamble: \\usepackage{{{packages}}}\n{text}"


def _page(printed: "GT") -> str:
    """Write a page of HTML; a random id becomes one that the content gives."""
    page = str(printed.as_raw_html(make_page=True))
    random = _RANDOM_ID.search(page)
    if random:
        rest = page.replace(random[1], "")
        page = page.replace(random[1], "table-" + hashlib.sha256(rest.encode()).hexdigest()[:8])
    return page
