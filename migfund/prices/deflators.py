"""Tables of price indices by year, checked and kept with their source."""

import importlib
import importlib.metadata
import importlib.util
import warnings
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from migfund.currency.rates import coverage_of, describe_html
from migfund.errors import CurrencyError, MissingExtraError, ReadError, list_values

__all__ = ["Deflators", "us_cpi"]

_CPI_SERIES = "CUUR0000SA0"


@dataclass(frozen=True, eq=False, repr=False)
class Deflators:
    """Price indices by year, one column a series, with what to cite.

    Only ratios of a series are used, so its base (2019 = 1, 2010 = 100) does not matter. Whether a
    series fits the currency of the budgets is for the researcher to say: dollars want a deflator
    of the dollar.

    Parameters
    ----------
    table
        Index of years (whole numbers); one column a series, mostly ISO 3166-1 alpha-3 codes; price
        indices above zero, missing where there is none. A copy is kept.
    source
        What to cite.
    licence
        Terms of use of the figures.
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
    >>> prices.first, prices.last, prices.series, prices.base
    (2015, 2019, ('USA',), '2019 = 1')
    """

    table: InitVar[pd.DataFrame]
    source: str
    licence: str = "as its publisher says"
    estimates_after: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    _table: pd.DataFrame = field(init=False)

    def __post_init__(self, table: pd.DataFrame) -> None:
        """Check the figures and keep a copy that nobody can change from outside."""
        object.__setattr__(self, "_table", _checked(table))

    def __repr__(self) -> str:
        """Say what the table holds."""
        base = f", {self.base}" if self.base else ""
        return f"Deflators({self.source}; {len(self.series)} series, {self.span}{base})"

    def _repr_html_(self) -> str:
        """Describe the table, for notebooks."""
        return describe_html(
            {
                "Deflators": self.source,
                "Base": self.base or "",
                "Series": str(len(self.series)),
                "Years": self.span,
                "Licence": self.licence,
                "Notes": "; ".join(self.notes),
            },
            self.coverage,
        )

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the series."""
        return tuple(self._table.columns)

    @property
    def first(self) -> int:
        """First year of the table."""
        return int(self._table.index[0])

    @property
    def last(self) -> int:
        """Last year of the table."""
        return int(self._table.index[-1])

    @property
    def span(self) -> str:
        """From when to when the table has indices, in words."""
        return f"{self.first} to {self.last}"

    @property
    def base(self) -> str | None:
        """The only year in which each index is 1, or each is 100; None where there is no such."""
        for unit in (1, 100):
            same = ((self._table == unit) | self._table.isna()).all(axis=1)
            years = self._table.index[same & self._table.notna().any(axis=1)]
            if len(years) == 1:
                return f"{years[0]} = {unit}"
        return None

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """First and last year, number of indices (``known``) and holes of each series."""
        years = pd.RangeIndex(self.first, self.last + 1)
        return coverage_of(self._table.reindex(years), "series")

    @cached_property
    def indices(self) -> dict[str, dict[int, float]]:
        """The known indices of each series, by year."""
        known = {name: self._table[name].dropna() for name in self.series}
        return {
            name: dict(zip(column.index.tolist(), column.tolist(), strict=True))
            for name, column in known.items()
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the indices: a row a year, a column a series."""
        return self._table.copy()

    def pick(self, *series: str) -> "Deflators":
        """Return some of the series.

        Raises
        ------
        CurrencyError
            If there is no such series.
        """
        unknown = [name for name in series if name not in self.series]
        if unknown or not series:
            raise CurrencyError(
                f"{list_values(unknown) or 'nothing'} is not among the series of the deflators "
                f"({self.source}); they have {list_values(self.series, limit=10)}."
            )
        kept = {key: year for key, year in self.estimates_after.items() if key in series}
        return replace(self, table=self._table[list(series)], estimates_after=kept)


def _checked(table: Any) -> pd.DataFrame:
    """Return a copy of the figures, in the order of the years.

    Raises
    ------
    CurrencyError
        If they are no table of price indices by year.
    """
    if not isinstance(table, pd.DataFrame) or table.empty:
        raise CurrencyError("deflators need a table (pandas.DataFrame) of indices by year.")
    figures: pd.DataFrame = table.copy()
    years = pd.to_numeric(pd.Series(figures.index, dtype=object), errors="coerce")
    odd = years.isna() | (years % 1 != 0)
    if isinstance(figures.index, pd.DatetimeIndex | pd.PeriodIndex) or odd.any():
        raise CurrencyError(
            f"the index of deflators must hold whole years, not "
            f"{list_values(map(str, figures.index))}. dates.year turns dates into years."
        )
    figures.index = pd.Index(years.astype(int), name="year")
    for name, labels in (("years", figures.index), ("series", figures.columns)):
        if labels.has_duplicates:
            twice = labels[labels.duplicated()]
            raise CurrencyError(f"{name} of deflators stand twice: {list_values(twice)}.")
    try:
        figures = figures.astype(float).sort_index()
    except (TypeError, ValueError):
        raise CurrencyError("deflators must be numbers; read_deflators reads text.") from None
    bad = (figures <= 0) | np.isinf(figures)
    if bad.any(axis=None):
        raise CurrencyError(
            f"{int(bad.to_numpy().sum())} deflators are zero, less or infinite, in the series "
            f"{list_values(figures.columns[bad.any()])}. A price index is above zero; a figure "
            "that is not known is missing (NaN)."
        )
    return figures


def us_cpi() -> Deflators:
    """Return the consumer price index of the United States, without any network.

    Annual averages of series CUUR0000SA0 (all urban consumers, all items, U.S. city average, not
    seasonally adjusted; 1982-84 = 100) of the Bureau of Labor Statistics, from the data that the
    installed package ``cpi`` carries; a year without an annual average has none. ``cpi.update()``
    fetches later ones, if you want to.

    Returns
    -------
    Deflators
        One series, ``USA``.

    Raises
    ------
    MissingExtraError
        If the package ``cpi`` is not installed.
    ReadError
        If the package carries no data, or not those expected.

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
    data = Path(next(iter(spec.submodule_search_locations))) / "cpi.db"
    if not data.is_file():  # without it the package fetches data when it is imported
        raise ReadError(data, "the package cpi carries no data here. Install cpi 2.0 or later.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says that its data are old, which the source says
            cpi: Any = importlib.import_module("cpi")
        indexes = cpi.series.get_by_id(_CPI_SERIES).to_dataframe()
        annual = indexes[indexes["period_type"] == "annual"].set_index("year")["value"]
    except Exception as error:
        raise ReadError(data, f"cpi cannot read its data ({error!r}).") from error
    if annual.empty:
        raise ReadError(data, f"has no annual averages of {_CPI_SERIES}.")
    version = importlib.metadata.version("cpi")
    return Deflators(
        annual.to_frame("USA"),
        source=f"US Bureau of Labor Statistics, CPI-U {_CPI_SERIES}, annual averages to "
        f"{annual.index.max()} (cpi {version})",
    )
