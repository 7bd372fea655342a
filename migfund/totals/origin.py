"""The table that totals were added up from, kept with them so that they can be explained."""

from typing import Any

import pandas as pd

__all__ = ["ORIGIN", "Origin", "origin_of"]

ORIGIN = "migfund_origin"
"""Where in ``DataFrame.attrs`` the origin stands."""


class Origin(dict[str, Any]):
    """A reference to the table behind totals.

    pandas copies ``attrs`` deeply, compares them when tables are concatenated and writes them as
    JSON into Parquet files. This is an empty dict to all of these: it is not copied, equals itself
    alone, and is written as nothing, so that no file holds a table within a table.

    Parameters
    ----------
    table
        The rows that were added up.
    keys
        Columns that they were grouped by.
    value
        Column that was added up.
    """

    def __init__(self, table: pd.DataFrame, keys: list[str], value: str) -> None:
        super().__init__()
        self.table = table
        self.by = keys
        self.value = value

    def __deepcopy__(self, memo: dict[int, Any]) -> "Origin":
        """Give the same reference."""
        return self

    def __eq__(self, other: object) -> bool:
        """Tell whether the other is the same reference."""
        return self is other

    def __ne__(self, other: object) -> bool:
        """Tell whether the other is another reference."""
        return self is not other

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the table out of a pickle."""
        return dict, ()


def origin_of(totals: pd.DataFrame) -> Origin | None:
    """Give the origin of totals; none where they were read from a file or put together."""
    found = totals.attrs.get(ORIGIN)
    return found if isinstance(found, Origin) else None
