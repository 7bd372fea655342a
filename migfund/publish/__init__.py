"""Tables for a paper: totals with formatted cells, clear heads and notes, and their files."""

from migfund.publish.files import save_table
from migfund.publish.tables import table

__all__ = ["save_table", "table"]
