"""Charts: each takes a table, draws it on an Axes and does no arithmetic."""
