"""A printed table as a grid of cells, read from its HTML: what Word and RTF are written from."""

from typing import TYPE_CHECKING, Any, NamedTuple

from migfund.errors import MigfundError

if TYPE_CHECKING:
    from great_tables import GT

__all__ = ["Cell", "Grid", "grid_of", "widths_of"]

_RULED = "gt_first_grand_summary_row_bottom"
"""The class of the cells of a grand total, above which a rule stands."""


class Cell(NamedTuple):
    """One cell: its text, its place, the rows and columns that it spans, and its alignment."""

    text: str
    row: int
    column: int
    rows: int
    columns: int
    align: str


class Grid(NamedTuple):
    """A table: title lines, cells, number of head rows, rows with a rule above, and notes."""

    title: list[str]
    cells: list[Cell]
    n_rows: int
    n_columns: int
    n_heads: int
    ruled: list[int]
    notes: list[str]


def grid_of(printed: "GT") -> Grid:
    """Read the cells of a table that great_tables made, formatted as its HTML has them.

    The HTML is the package's public output: whatever was done to the table stands in it.

    Raises
    ------
    MigfundError
        If there is no table in it.
    """
    from lxml import html

    root = html.fromstring(printed.as_raw_html())
    tables = root.xpath("descendant-or-self::table")
    if not tables:
        raise MigfundError("great_tables wrote no table; save it as .html to see what it wrote.")
    heads, title = [], []
    for row in tables[0].xpath("./thead/tr"):
        if "gt_heading" in _classes(row):
            title.append(_text(row))
        else:
            heads.append(row)
    body = tables[0].xpath("./tbody/tr")
    rows = [*heads, *body]
    cells = _placed(rows)
    return Grid(
        title=title,
        cells=cells,
        n_rows=len(rows),
        n_columns=max((cell.column + cell.columns for cell in cells), default=0),
        n_heads=len(heads),
        ruled=[at for at, row in enumerate(rows) if any(_RULED in _classes(c) for c in row)],
        notes=[_text(note) for note in tables[0].xpath("./tfoot/tr/td") if _text(note)],
    )


def _placed(rows: list[Any]) -> list[Cell]:
    """Give each cell its column: the first that no cell of an earlier row spans."""
    cells, taken = [], set()
    for at, row in enumerate(rows):
        column = 0
        for element in row.xpath("./th | ./td"):
            while (at, column) in taken:
                column += 1
            # A span beyond the last row ends there, as in a browser.
            tall = min(int(element.get("rowspan") or 1), len(rows) - at)
            wide = int(element.get("colspan") or 1)
            taken |= {(at + i, column + j) for i in range(tall) for j in range(wide)}
            cells.append(Cell(_text(element), at, column, tall, wide, _align(element)))
    return cells


def widths_of(grid: Grid, whole: int) -> list[int]:
    """Share a width out to the columns by the longest text in each."""
    longest = [4] * grid.n_columns
    for cell in grid.cells:
        if cell.columns == 1:
            longest[cell.column] = max(longest[cell.column], min(len(cell.text) + 3, 40))
    return [length * whole // sum(longest) for length in longest]


def _classes(element: Any) -> list[str]:
    """Give the classes of an element."""
    return (element.get("class") or "").split()


def _align(element: Any) -> str:
    """Give the alignment of a cell: left, center or right."""
    classes = _classes(element)
    return next((side for side in ("right", "center") if f"gt_{side}" in classes), "left")


def _text(element: Any) -> str:
    """Give the text of an element on one line."""
    return " ".join(str(element.text_content()).split())
