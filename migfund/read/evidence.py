"""Until record.py and tables.py import from :mod:`migfund.read.page`."""

from migfund.read.page import day_first, decimal_mark, language

__all__ = ["day_first", "decimal_mark", "language"]
