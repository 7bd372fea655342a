"""The countries of projects, with the shares that are stated and without those that get nothing."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from migfund.errors import PlaceError
from migfund.parse.place_names import countries
from migfund.schema import list_rows, lists_of_text, need_columns

__all__ = ["Places", "places_of", "recipients"]

_RECIPIENT = "recipient"
_Floats = npt.NDArray[Any]
_Integers = npt.NDArray[Any]


class Places(NamedTuple):
    """The countries of all projects one after the other.

    ``row`` is the position of each one's project, ``code`` the country; ``counts`` has the number
    of countries of each project, and ``stated`` the share that the table states, NaN where none.
    """

    row: _Integers
    code: _Integers
    counts: _Integers
    stated: _Floats

    def keep(self, flags: npt.NDArray[Any]) -> "Places":
        """Leave out the countries that are not flagged."""
        counts = np.bincount(self.row[flags], minlength=len(self.counts))
        return Places(self.row[flags], self.code[flags], counts, self.stated[flags])

    def sums(self, values: _Floats) -> _Floats:
        """Add a value of each country up by project."""
        sums: _Floats = np.bincount(self.row, weights=values, minlength=len(self.counts))
        return sums

    def of(self, row: int) -> slice:
        """Give the places of the countries of one project."""
        return slice(*np.searchsorted(self.row, [row, row + 1]).tolist())


def places_of(projects: pd.DataFrame) -> tuple[Places, list[str], dict[int, str]]:
    """Give the countries of all projects, their codes, and what is wrong with stated shares.

    Raises
    ------
    PlaceError
        If a country stands twice in a project, is missing within a list, or has no such code.
    """
    lists = lists_of_text(projects)
    counts = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
    encoded = lists.flatten().dictionary_encode()
    code = np.asarray(encoded.indices.fill_null(-1), dtype=np.int64)
    row = np.repeat(np.arange(len(counts)), counts)
    gaps = np.unique(row[code < 0]).tolist()
    if gaps:
        raise PlaceError(
            f"{len(gaps)} projects have a missing value among their countries: "
            f"{list_rows(projects, gaps, [str(lists[place].as_py()) for place in gaps])}. "
            "Leave it out of the list, or name the country."
        )
    codes = encoded.dictionary.to_pylist()
    _refuse_unknown(projects, codes, code, row)
    repeated = pd.DataFrame({"row": row, "code": code}).duplicated().to_numpy()
    if repeated.any():
        twice = [codes[place] for place in code[repeated]]
        raise PlaceError(
            f"{len(twice)} countries stand twice in their project: "
            f"{list_rows(projects, row[repeated].tolist(), twice)}. Name each country once."
        )
    stated, faults = _stated_shares(projects, counts)
    return Places(row, code, counts, stated), codes, faults


def _refuse_unknown(
    projects: pd.DataFrame, codes: list[str], code: _Integers, row: _Integers
) -> None:
    """Raise if a code is no country's: "arm" would be a second Armenia."""
    known = countries()
    strange = np.array([name not in known for name in codes], dtype=bool)[code]
    if strange.any():
        values = [codes[place] for place in code[strange]]
        raise PlaceError(
            f"{len(values)} country codes are not ISO 3166-1 alpha-3 (Kosovo: XKX): "
            f"{list_rows(projects, row[strange].tolist(), values)}. mf.parse_countries turns names "
            "into codes."
        )


def _stated_shares(projects: pd.DataFrame, counts: _Integers) -> tuple[_Floats, dict[int, str]]:
    """Give the stated share of each country, NaN where none is, and what cannot be a share."""
    stated = np.full(counts.sum(), np.nan)
    if "country_shares" not in projects:
        return stated, {}
    lists, faults = _number_lists(projects["country_shares"])
    lengths = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
    for row in np.flatnonzero((lengths > 0) & (lengths != counts)):
        faults[int(row)] = f"{lengths[row]} shares for {counts[row]} countries"
    fits = lengths == counts
    numbers = np.asarray(lists.flatten().fill_null(np.nan), dtype=float)
    numbers = numbers[np.repeat(fits, lengths)]
    wanted = np.repeat(fits & (lengths > 0), counts)
    stated[wanted] = numbers
    # A share that is missing is not zero, and not the rest.
    row_of = np.repeat(np.arange(len(counts)), counts)
    for row in np.unique(row_of[wanted & ~(stated >= 0)]):
        faults[int(row)] = f"shares {stated[row_of == row].tolist()}"
        stated[row_of == row] = np.nan
    return stated, faults


def _number_lists(column: pd.Series) -> tuple[pa.ListArray, dict[int, str]]:
    """Give a column of lists of numbers as one Arrow array, and what is no such list."""
    kind = pa.list_(pa.float64())
    if isinstance(column.dtype, pd.ArrowDtype) and pa.types.is_list(column.dtype.pyarrow_dtype):
        return pa.chunked_array([pa.array(column)]).combine_chunks().cast(kind), {}
    lists: list[Any] = [None] * len(column)
    faults = {}
    for row in np.flatnonzero(column.notna().to_numpy()):
        try:
            numbers = np.asarray(column.iloc[row], dtype=float)
        except (TypeError, ValueError):
            numbers = np.array(np.nan)
        if numbers.ndim == 1:
            lists[row] = numbers
        else:
            faults[int(row)] = f"{column.iloc[row]!r} is no list of numbers"
    return pa.array(lists, type=kind), faults


def recipients(
    projects: pd.DataFrame,
    places: Places,
    codes: list[str],
    roles: str | Mapping[str, str] | None,
) -> Places:
    """Leave out the countries whose role is not that of a recipient."""
    if roles is None:
        return places
    if isinstance(roles, str):
        need_columns(projects, [roles])
        said_of = projects[[roles]]
        if said_of[roles].dtype == object:  # a list may leave out the role of a country
            said_of = pd.DataFrame({roles: [_with_roles(cell) for cell in said_of[roles]]})
        lists = lists_of_text(said_of, roles, holds="the role of each country, such as 'donor'")
        lengths = np.asarray(lists.value_lengths().fill_null(0), dtype=np.int64)
        odd = np.flatnonzero((lengths > 0) & (lengths != places.counts))
        if len(odd):
            reasons = [f"{lengths[row]} roles for {places.counts[row]} countries" for row in odd]
            raise PlaceError(
                f"{len(odd)} projects have roles that do not fit their countries: "
                f"{list_rows(projects, odd.tolist(), reasons)}. Give one role a country, or none."
            )
        said = np.full(len(places.row), _RECIPIENT, dtype=object)
        said[lengths[places.row] > 0] = lists.flatten().fill_null(_RECIPIENT).to_pylist()
        return places.keep(said == _RECIPIENT)
    allowed = np.array([roles.get(code, _RECIPIENT) == _RECIPIENT for code in codes], dtype=bool)
    return places.keep(allowed[places.code])


def _with_roles(cell: Any) -> Any:
    """Put the role of a recipient where a list of roles has none."""
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    if not isinstance(cell, list | tuple):
        return cell
    return [_RECIPIENT if pd.api.types.is_scalar(role) and pd.isna(role) else role for role in cell]
