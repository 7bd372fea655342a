r"""Tables for a paper: what `format_table` returns, as text, HTML, LaTeX and Word."""

import hashlib
import html
import io
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from migfund.errors import ColumnsError, MigfundError, MissingExtraError, list_values
from migfund.files.replace import replaced
from migfund.publish.cells import cells_of, heads_of, notes_of, plan_of
from migfund.schema import as_table
from migfund.totals.total_by import as_totals
from migfund.totals.words import DASH

__all__ = ["FormattedTable", "format_table"]

_ROWS_A_PAGE = 40
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_LATEX = str.maketrans(
    {sign: rf"\{sign}" for sign in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    # Not every font of TeX has these signs of print.
    | {"<": "$<$", ">": "$>$", "−": "$-$", "–": "--"}
)
_BEGIN_NOTES = r"\par\vspace{3pt}\begin{minipage}{\linewidth}\footnotesize"
_LOOK = [
    {
        "selector": "",
        "props": "border-collapse: collapse; border-block: 2px solid; margin: 0.5em 0",
    },
    {"selector": "caption", "props": "text-align: left; font-weight: bold; padding: 0.3em 0"},
    {"selector": "th, td", "props": "padding: 0.2em 0.6em; vertical-align: top; border: none"},
    {"selector": "th", "props": "text-align: center; vertical-align: bottom"},
    {"selector": "thead tr:last-child", "props": "border-bottom: 1px solid"},
]
"""Horizontal rules only, as journals print tables."""


@dataclass(frozen=True, repr=False, eq=False)
class FormattedTable:
    """A table for a paper: notebooks show it as HTML, ``print`` as text, ``save`` writes a file.

    Parameters
    ----------
    cells
        All cells as text, under their heads.
    text
        The columns that stand to the left, as text does; the others are numbers.
    total
        Whether the last row is a grand total.
    title
        Title; none if "".
    notes
        What stands below.
    """

    cells: pd.DataFrame
    text: Sequence[bool]
    total: bool
    title: str
    notes: Sequence[str]

    def save(self, path: str | Path) -> None:
        r"""Write the table to a file; the ending of its name says how. The same bytes each time.

        Parameters
        ----------
        path
            ``.docx`` for Word, ``.tex`` for LaTeX (its first line names the packages that the
            preamble must load; more than 40 rows run over pages), ``.html`` for a page that loads
            nothing.

        Raises
        ------
        MigfundError
            If the ending is another, or the file cannot be written.
        MissingExtraError
            If the ending is ``.docx`` and python-docx is not installed.
        """
        if not isinstance(path, str | os.PathLike):
            raise MigfundError(f"save takes the name of a file, not {type(path).__name__}.")
        path = Path(path)
        writers: dict[str, Callable[[], bytes]] = {
            ".docx": self._word,
            ".tex": lambda: self._latex().encode(),
            ".html": lambda: self._page().encode(),
        }
        if path.suffix.lower() not in writers:
            raise MigfundError(
                f"{path}: no way to write {path.suffix or 'a name without an ending'!r}; "
                f"there is {list_values(writers)}."
            )
        content = writers[path.suffix.lower()]()
        with replaced(path) as beside:
            beside.write_bytes(content)

    def __str__(self) -> str:
        """Write the table as text, for the screen."""
        columns = []
        for (head, cells), left in zip(self.cells.items(), self.text, strict=True):
            lines = [str(head), *cells]
            width = max(map(len, lines))
            columns.append([line.ljust(width) if left else line.rjust(width) for line in lines])
        rows = ["  ".join(row).rstrip() for row in zip(*columns, strict=True)]
        return "\n".join([*filter(None, [self.title]), *rows, *self.notes])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Write the table as HTML, for a notebook."""
        sides = [("left" if left else "right") for left in self.text]
        look = [
            *_LOOK,
            *(
                {"selector": f".col{n}", "props": f"text-align: {side}"}
                for n, side in enumerate(sides)
            ),
        ]
        if self.total:
            look.append({"selector": "tbody tr:last-child", "props": "border-top: 1px solid"})
        name = hashlib.sha256(str(self).encode()).hexdigest()[:8]
        styler = self._styler(html.escape).set_uuid(name).set_table_styles(look)
        if self.title:
            styler = styler.set_caption(html.escape(self.title))
        notes = "".join(f"<div>{html.escape(note)}</div>\n" for note in self.notes)
        return f'{styler.to_html()}<div style="font-size: 85%">\n{notes}</div>\n'

    def _page(self) -> str:
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{html.escape(self.title or 'Table')}</title>\n</head>\n"
            f"<body>\n{self._repr_html_()}</body>\n</html>\n"
        )

    def _latex(self) -> str:
        long = len(self.cells) > _ROWS_A_PAGE
        environment = "longtable" if long else "table"
        text: str = self._styler(_latex_text).to_latex(
            hrules=True,
            environment=environment,
            position_float=None if long else "centering",
            caption=_latex_text(self.title) if self.title else None,
            column_format="".join("l" if left else "r" for left in self.text),
        )
        lines = text.splitlines()
        if self.total:
            last = max(at for at, line in enumerate(lines) if line.endswith(r"\\"))
            lines.insert(last, r"\midrule")
        end = len(lines) if long else lines.index(r"\end{table}")
        notes = [rf"\par {_latex_text(note)}" for note in self.notes]
        lines[end:end] = [_BEGIN_NOTES, *notes, r"\end{minipage}"] if notes else []
        packages = "booktabs,longtable" if long else "booktabs"
        return "\n".join([rf"% In the preamble: \usepackage{{{packages}}}", *lines, ""])

    def _word(self) -> bytes:
        try:
            from docx import Document
            from docx.enum.text import WD_ALIGN_PARAGRAPH
            from docx.oxml import OxmlElement
            from docx.oxml.ns import qn
            from docx.shared import Pt
        except ImportError:
            raise MissingExtraError(
                "writing Word needs python-docx: pip install 'migfund[tables]'."
            ) from None
        document = Document()
        document.core_properties.title = self.title
        document.core_properties.author = document.core_properties.comments = ""
        document.styles["Normal"].font.size = Pt(10)
        if self.title:
            document.add_paragraph().add_run(self.title).bold = True
        rows = [[*self.cells.columns], *self.cells.to_numpy().tolist()]
        made = document.add_table(len(rows), len(self.text), "Light Shading")
        # Rules as journals print them: not every second row in grey, and one above a grand total.
        look = made._tbl.tblPr.find(qn("w:tblLook"))
        for what, on in (("noHBand", True), ("firstColumn", False), ("lastRow", self.total)):
            look.set(qn(f"w:{what}"), str(int(on)))
        for row, texts in zip(made.rows, rows, strict=True):
            for cell, words, left in zip(row.cells, texts, self.text, strict=True):
                cell.text = words
                side = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.RIGHT
                cell.paragraphs[0].alignment = side
        # The heads are repeated on each page.
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for note in self.notes:
            document.add_paragraph(note)
        return _without_times(document)

    def _styler(self, escaped: Callable[[Any], str]) -> Any:
        return self.cells.style.hide(axis="index").format(escaped).format_index(escaped, axis=1)


def _latex_text(text: str) -> str:
    return text.translate(_LATEX)


def _without_times(document: Any) -> bytes:
    """Return a document's bytes, with the same time on each of its files."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return fixed.getvalue()


def format_table(
    totals: pd.DataFrame,
    *,
    title: str = "",
    columns: str | Sequence[str] | None = None,
    unit: float = 1,
    decimals: int | Mapping[str, int] | None = None,
    labels: Mapping[str, str] | None = None,
    notes: str | Sequence[str] = (),
) -> FormattedTable:
    """Return a table for a paper, made of totals, with notes that say what the figures are.

    Missing is printed as a dash and explained, never as zero, and a sum that rounds to zero as
    "<0.1". Rows keep their order, but what is unallocated or has no key comes last, then the grand
    total under a rule. What the notes say is of the rows given, such as ``totals.head(5)``.

    Parameters
    ----------
    totals
        What :func:`migfund.total_by`, :func:`migfund.crosstab`, :func:`migfund.duration_by` or
        :func:`migfund.concentration` return, or some of the rows. Columns of your own are printed
        where `columns` names them.
    title
        Title.
    columns
        Columns to print beside the keys, in this order. If not given: the total, with its bounds
        where there are some, the number of projects and the share of the total; of durations the
        number of projects, median, quartiles and extremes; of a crosstab its cells and the total.
    unit
        1, 1e3, 1e6 or 1e9: money is printed in this unit, which the head names.
    decimals
        Decimals of all figures, or by column. If not given: none for money in units of 1, else
        one; one for shares and months; three for measures of concentration.
    labels
        Heads of your own, by column.
    notes
        Notes of your own, after those that the table's own columns give: unit, currency, basis,
        projects that are in and out, the rule of a split, overlaps, and what a dash,
        "unallocated" and "not stated" mean.

    Returns
    -------
    FormattedTable
        The table: a notebook shows it as HTML, ``print`` as text, and ``.save("name.docx")``
        writes it for Word, LaTeX (``.tex``) or the web (``.html``). The same input gives the same
        bytes.

    Raises
    ------
    ColumnsError
        If a column asked for is not there, or keys stand in the index or on several levels.
    ScopeError
        If there are several grand totals.
    MigfundError
        If an option is none of those above, or ``unit`` is given for what is no money.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [300_000.0, 1_190_000.0]})
    >>> print(mf.format_table(mf.total_by(projects, "fund"), unit=1e6))
    Fund  Total (million USD)  Projects  Share (%)
    IDF                   0.3         1       20.1
    MPF                   1.2         1       79.9
    Amounts in million USD; basis: as stated.
    2 of 2 projects are in.
    """
    totals = as_table(totals)
    if totals.columns.nlevels > 1 or any(name is not None for name in totals.index.names):
        raise ColumnsError(
            "a table is made of a flat frame, with keys and columns on one level. Bring the keys "
            "into columns first: totals.reset_index()."
        )
    own = [notes] if isinstance(notes, str) else notes
    if not isinstance(title, str) or not isinstance(own, list | tuple):
        raise MigfundError("title must be a text, and notes a text or a list of texts.")
    totals = as_totals(totals)
    plan = plan_of(totals, columns, unit, decimals)
    heads = heads_of(totals, plan, labels)
    cells, total = cells_of(totals, plan)
    said = notes_of(totals, plan)
    if (cells[plan.shown] == DASH).to_numpy().any():
        empty = "no project, or no known value" if plan.across else "not known, which is not zero"
        said.append(f"{DASH}: {empty}.")
    return FormattedTable(
        cells=cells.set_axis(heads, axis=1),
        text=[n in plan.keys or not pd.api.types.is_numeric_dtype(totals[n]) for n in cells],
        total=total,
        title=title,
        notes=[*said, *map(str, own)],
    )
