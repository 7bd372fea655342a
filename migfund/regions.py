"""The region of each country, by a named scheme."""

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from migfund.errors import MigfundError, PlaceError, list_values
from migfund.schema import (
    TEXT,
    UNALLOCATED,
    add_columns,
    countries_of,
    list_rows,
    need_columns,
)

__all__ = ["SEVERAL", "add_region", "codelist"]

SEVERAL = "several regions"
"""What stands for a project, not split by country, whose countries lie in more than one region."""

LEVELS = {"m49": ("region", "subregion", "intermediate_region")}
"""The levels of each scheme, coarse to fine: columns of its list."""

_Integers = npt.NDArray[Any]


@cache
def codelist(name: str) -> pd.DataFrame:
    """Read one of the reference lists in ``migfund/codelists``; every column is text."""
    with (files("migfund") / "codelists" / f"{name}.csv").open(encoding="utf-8") as file:
        # "NA" is Namibia.
        return pd.read_csv(file, dtype=str, keep_default_na=False)


def add_region(
    table: pd.DataFrame, *, scheme: str = "m49", on_missing: str = "raise"
) -> pd.DataFrame:
    """Add the region of each row's country by a named scheme.

    Parameters
    ----------
    table
        A table split by country (column ``country``), or a project table (column ``countries``),
        where projects in more than one region get "several regions". One region beside a country
        that has none is missing: whether they are the same is not known.
    scheme
        ``"m49"``: region, subregion and intermediate region of the UN Statistics Division.
    on_missing
        ``"raise"`` where a code is no ISO 3166-1 alpha-3 code, or ``"null"``. A true country that
        the scheme leaves out (M49: Kosovo, Taiwan) is missing in either case.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and ``region_m49``, ``subregion_m49`` and
        ``intermediate_region_m49``. "unallocated" stays "unallocated".

    Raises
    ------
    PlaceError
        If a code is unknown and ``on_missing`` is "raise".
    ColumnsError
        If there is neither ``country`` nor ``countries``, or a new column is there already.

    Notes
    -----
    Source: United Nations Statistics Division, Standard country or area codes for statistical use
    (M49); see ``codelists/SOURCES.md``.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> rows = pd.DataFrame({"country": ["BLR", "unallocated"]})
    >>> mf.add_region(rows, scheme="m49")["subregion_m49"].tolist()
    ['Eastern Europe', 'unallocated']
    """
    if scheme not in LEVELS:
        raise MigfundError(f"no scheme {scheme!r}; there is {list_values(LEVELS)}.")
    if on_missing not in ("raise", "null"):
        raise MigfundError(f"on_missing must be 'raise' or 'null', not {on_missing!r}.")
    country, row = _countries(table)
    if on_missing == "raise":
        _refuse_unknown(table, country, row)
    members = codelist(scheme).set_index("iso3")
    return add_columns(
        table,
        {
            f"{column}_{scheme}": _one_a_row(_look_up(country, members[column]), row, len(table))
            for column in LEVELS[scheme]
        },
    )


def _countries(table: pd.DataFrame) -> tuple[pd.Series, _Integers]:
    """Give the countries of a table, split or not, and the row that each stands in."""
    if "country" in table:
        return table["country"].astype(TEXT).reset_index(drop=True), np.arange(len(table))
    need_columns(table, ["countries"], hint="Or split first: mf.split_by_country(table).")
    lists = countries_of(table)
    codes = pd.Series(lists.flatten().to_numpy(zero_copy_only=False), dtype=TEXT)
    return codes, np.asarray(pc.list_parent_indices(lists), dtype=np.int64)


def _refuse_unknown(table: pd.DataFrame, country: pd.Series, row: _Integers) -> None:
    """Raise if a code is no country's."""
    known = {*codelist("countries")["iso3"], UNALLOCATED}
    strange = (country.notna() & ~country.isin(known)).to_numpy()
    if strange.any():
        codes = country[strange].tolist()
        raise PlaceError(
            f"{len(codes)} country codes are not ISO 3166-1 alpha-3 (Kosovo: XKX): "
            f"{list_rows(table, row[strange].tolist(), codes)}. mf.parse_countries turns names "
            "into codes; on_missing='null' leaves their region missing."
        )


def _look_up(country: pd.Series, region: pd.Series) -> pd.Series:
    """Give each country's region; missing where the scheme has none."""
    known = region[region != ""].to_dict() | {UNALLOCATED: UNALLOCATED}
    return country.map(known).astype(TEXT)


def _one_a_row(region: pd.Series, row: _Integers, rows: int) -> Any:
    """Give each row the one region of its countries, or "several regions"; missing where none."""
    pairs = pd.DataFrame({"row": row, "region": region}).drop_duplicates()
    known = pairs.dropna()
    several = known["row"].duplicated(keep=False)
    known = known.assign(region=known["region"].mask(several, SEVERAL)).drop_duplicates("row")
    # One known region beside a country without one: whether they are the same is not known.
    unsure = known["row"].isin(pairs["row"][pairs["region"].isna()]) & (known["region"] != SEVERAL)
    one: pd.Series = known[~unsure].set_index("row")["region"]
    return one.reindex(range(rows)).array
