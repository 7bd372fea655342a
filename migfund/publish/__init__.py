"""Tables for a paper: totals as cells of text with clear heads and notes, and their files."""
