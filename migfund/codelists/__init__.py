"""The reference lists that come with the package, and the one way to read them.

``SOURCES.md`` in this folder says where each list is from. A list is a CSV file, every cell text.
The shapes of countries are read in `migfund.plot.maps`.
"""

import csv
from functools import cache
from importlib.resources import files

import pandas as pd

__all__ = ["codelist", "codelist_rows", "currencies"]


@cache
def codelist_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a list, such as ``"countries"``, by heading; an empty cell is ""."""
    text = files("migfund.codelists").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    head, *rows = csv.reader(text.splitlines())
    # Half the time that a reader of dictionaries needs; no row has more or fewer cells.
    return tuple(dict(zip(head, row, strict=True)) for row in rows)


@cache
def codelist(name: str) -> pd.DataFrame:
    """Return a list as a table."""
    return pd.DataFrame(codelist_rows(name), dtype="str")


@cache
def currencies() -> frozenset[str]:
    """Return the codes of ISO 4217, those that have ended included."""
    return frozenset(row["code"] for row in codelist_rows("currencies"))
