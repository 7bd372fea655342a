"""Words to values: amounts, periods and places; no files, no tables."""
