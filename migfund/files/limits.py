"""The bounds of what is read: sizes, numbers and times beyond which a file is refused.

They lie far above what project pages and tables are, and low enough that no file, however it was
made, takes more than some gigabytes and minutes. ``docs/reliability.md`` lists them.
"""

__all__ = [
    "MAX_ARCHIVE_BYTES",
    "MAX_BOOK_BYTES",
    "MAX_BOOK_MEMORY",
    "MAX_BOOK_SECONDS",
    "MAX_BYTES",
    "MAX_CELLS",
    "MAX_FILES",
    "MAX_LETTERS",
    "MAX_PARTS",
    "MAX_PDF_MEMORY",
    "MAX_PDF_SECONDS",
    "MAX_RATIO",
    "MAX_SHEET_BYTES",
    "MAX_TAGS",
]

MAX_FILES = 1_000_000
"""Files that one folder or pattern may name."""

MAX_BYTES = 50_000_000
"""Bytes of the largest document that is read."""
MAX_LETTERS = 5_000_000
"""Letters that a document's text may have: some 2,000 pages in print."""
MAX_TAGS = 500_000
"""Tags that a web page may have, counted by their first sign, ``<``."""
MAX_PARTS = 20
"""Parts of a saved web page (MHTML) that may hold parts themselves."""

MAX_ARCHIVE_BYTES = 200_000_000
"""Bytes that the pages of one archive may have when unpacked."""
MAX_RATIO = 200
"""Times that a page of more than a megabyte may be larger than it is in its archive."""

MAX_PDF_MEMORY = 1_000_000_000
"""Bytes of memory for reading a PDF."""
MAX_PDF_SECONDS = 60.0
"""Seconds for reading a PDF."""
MAX_BOOK_MEMORY = 2_500_000_000
"""Bytes of memory for reading a workbook."""
MAX_CELLS = 25_000_000
"""Cells of a sheet, empty ones among them: its rows times its columns."""
MAX_BOOK_SECONDS = 300.0
"""Seconds for reading a workbook."""
MAX_BOOK_BYTES = 1_000_000_000
"""Bytes of what the cells of a workbook hold."""
MAX_SHEET_BYTES = 2_000_000_000
"""Bytes of a sheet's XML, unpacked."""
