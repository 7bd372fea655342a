"""Budgets in the prices of one year: convert first, then deflate."""

import operator
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from migfund.currency.convert import MISSING
from migfund.dates import whole_days
from migfund.errors import CurrencyError, DateError, MigfundError, ScopeError, list_values
from migfund.prices.deflators import Deflators
from migfund.schema import (
    TEXT,
    UNALLOCATED,
    add_columns,
    budget_currency,
    list_rows,
    need_columns,
    numbers_of,
)

__all__ = ["deflate"]

_CONVERTED = re.compile(r"[a-z]\w*_(?!low)[a-z]{3}")
_DEFLATED = re.compile(r"\w+_[a-z]{3}_\d{4}")


def deflate(
    projects: pd.DataFrame,
    *,
    base_year: int,
    deflators: "Deflators | pd.Series[Any] | pd.DataFrame",
    value: str = "budget_usd",
    year: str = "start",
    by: str | None = None,
    on_missing: str = "raise",
) -> pd.DataFrame:
    """Add converted budgets in the prices of one year, with the deflator and what it rests on.

    The deflator is the index of the price year divided by the index of the base year, and the
    constant budget is the budget divided by it: above 1, prices rose from base year to price year.
    The deflators must be those of the budgets' currency. Nothing is extrapolated.

    Parameters
    ----------
    projects
        Needs ``value``, ``year`` and, if given, ``by``.
    base_year
        The year whose prices are wanted.
    deflators
        From :func:`migfund.read_deflators` or :func:`migfund.us_cpi`; or a Series of indices by
        year; or a table of years by series.
    value
        A converted column, its currency at the end of its name: ``budget_usd``.
    year
        Column that gives each row's price year: of dates (the calendar year, whatever their
        precision), of whole years, or of years as text, such as ``calendar_year`` after
        :func:`migfund.split_by_year`.
    by
        Column that names each row's series, such as ``country`` after
        :func:`migfund.split_by_country`; not needed for deflators of one series.
    on_missing
        ``"raise"``, or ``"null"`` to leave the budgets without a deflator missing, with the reason
        in ``deflator_basis``. A missing budget is no error: it stays missing.

    Returns
    -------
    pandas.DataFrame
        The same rows, index and columns, and: ``budget_usd_2023`` (named after ``value`` and
        ``base_year``); ``deflator``, a ratio; ``deflator_basis``, such as "converted (day at
        start), then prices of 2019 to prices of 2023", with ", estimate" where the source says
        that one of the two indices is one, or "missing: " and the reason; ``deflator_source``,
        what to cite.

    Raises
    ------
    ScopeError
        If ``value`` is not converted, or is in constant prices already.
    CurrencyError
        If no series that is used has the base year (whatever ``on_missing`` says), or a budget
        has no deflator and ``on_missing`` is "raise".
    DateError
        If the years are not whole.
    ColumnsError
        If a column is missing, or one of the new ones is there already.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> converted = pd.DataFrame({"budget_usd": [90_000.0],
    ...                           "start": pd.to_datetime(["2015-06-01"])})
    >>> prices = pd.Series([0.9, 1.0, 1.2], index=[2015, 2019, 2023], name="USA")
    >>> row = mf.deflate(converted, base_year=2019, deflators=prices).iloc[0]
    >>> print(round(row.budget_usd_2019, 2), row.deflator, row.deflator_basis)
    100000.0 0.9 prices of 2015 to prices of 2019
    """
    if on_missing not in ("raise", "null"):
        raise MigfundError(f"on_missing must be 'raise' or 'null', not {on_missing!r}.")
    base = _whole_year(base_year)
    _need_converted(value)
    need_columns(projects, [value, year] if by is None else [value, year, by])
    table = _as_deflators(deflators)
    budget, years = numbers_of(projects, value), _price_years(projects, year)
    known = ~np.isnan(budget)
    column = _series_of(projects, table, by)
    figures = table.table.to_numpy(dtype=float)
    _need_base(table, base, column[known & (column >= 0)])
    row = table.table.index.get_indexer(pd.Index(years))
    found = known & (row >= 0) & (column >= 0)
    deflator = np.full(len(projects), np.nan)
    at_base = figures[table.years.index(base)]
    deflator[found] = figures[row[found], column[found]] / at_base[column[found]]
    failed = np.flatnonzero(known & np.isnan(deflator))
    basis = _basis(projects, value, table, base, years, column, ~np.isnan(deflator))
    reasons: dict[tuple[int, int, object], str] = {}
    for place in failed:
        name = projects[by].iloc[place] if by is not None else None
        case = (int(years[place]), int(column[place]), name if isinstance(name, str) else None)
        if case not in reasons:
            reasons[case] = MISSING + _reason(table, base, case[0], case[1], year, by, case[2])
        basis[place] = reasons[case]
    if len(failed) and on_missing == "raise":
        raise CurrencyError(_message(projects, failed, basis))
    names = np.array([_cite(table, name) for name in table.series] + [None], dtype=object)
    return add_columns(
        projects,
        {
            f"{value}_{base}": budget / deflator,
            "deflator": deflator,
            "deflator_basis": pd.array(basis, dtype=TEXT),
            "deflator_source": pd.array(
                names[np.where(np.isnan(deflator), -1, column)], dtype=TEXT
            ),
        },
    )


def _message(projects: pd.DataFrame, failed: npt.NDArray[Any], basis: npt.NDArray[Any]) -> str:
    """Say which budgets have no deflator, why, and what to do."""
    reasons = [basis[place].removeprefix(MISSING) for place in failed]
    return (
        f"{len(failed)} of {len(projects)} budgets have no deflator: "
        f"{list_rows(projects, failed.tolist(), reasons)}. Mend the rows, bring other deflators "
        "(deflators=), or keep them as missing: on_missing='null'."
    )


def _whole_year(base_year: int) -> int:
    """Give the base year as a whole number."""
    try:
        return operator.index(base_year)
    except TypeError:
        raise DateError(
            f"base_year must be a whole year, such as 2023, not {base_year!r}."
        ) from None


def _need_converted(value: str) -> None:
    """Raise unless the column's name ends in a currency."""
    if _DEFLATED.fullmatch(value):
        raise ScopeError(
            f"{value!r} is in constant prices already. Deflate the column that it came from: "
            f"value={value[:-5]!r}."
        )
    if not _CONVERTED.fullmatch(value):
        raise ScopeError(
            f"{value!r} is not in one currency: a converted column ends in it (budget_usd). "
            "Convert first, then deflate: mf.convert_currency(table, to='USD')."
        )


def _as_deflators(deflators: Any) -> Deflators:
    """Give what the caller brings as Deflators."""
    if isinstance(deflators, Deflators):
        return deflators
    if isinstance(deflators, pd.Series):
        named = deflators.name is not None
        table = deflators.to_frame(str(deflators.name) if named else "deflator")
        return Deflators(table, source="series of the caller")
    if isinstance(deflators, pd.DataFrame):
        return Deflators(deflators, source="table of the caller")
    raise MigfundError(
        "deflators must come from mf.read_deflators or mf.us_cpi, or be a Series or a table of "
        f"indices by year, not {type(deflators).__name__}."
    )


def _price_years(projects: pd.DataFrame, year: str) -> npt.NDArray[Any]:
    """Give each row's price year; 0 where there is none."""
    stated = projects[year]
    if pd.api.types.is_numeric_dtype(stated) and not pd.api.types.is_bool_dtype(stated):
        numbers = stated.to_numpy(dtype=float, na_value=np.nan)
        odd = ~np.isnan(numbers) & (numbers % 1 != 0)
        if odd.any():
            raise DateError(
                f"column {year!r} must hold whole years: {list_values(numbers[odd].tolist())}."
            )
        return np.where(np.isnan(numbers), 0, numbers).astype(np.int64)
    if not pd.api.types.is_datetime64_any_dtype(stated) and stated.notna().any():
        return _text_years(stated, year)
    days = whole_days(stated)
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.where(np.isnat(days), 0, years)


def _text_years(stated: pd.Series, year: str) -> npt.NDArray[Any]:
    """Read years that are text; what is unallocated has none."""
    texts = stated.astype(object).astype(TEXT)
    none = (texts.isna() | (texts == UNALLOCATED)).to_numpy(dtype=bool)
    whole = texts.str.fullmatch(r"\d{4}").fillna(False).to_numpy(dtype=bool)
    odd = ~none & ~whole
    if odd.any():
        raise DateError(
            f"column {year!r} must hold dates or whole calendar years, not "
            f"{list_values(texts[odd].tolist())}. pd.to_datetime turns text into dates; "
            "mf.split_by_year(table) gives whole calendar years."
        )
    return texts.where(~none, "0").to_numpy(dtype=object).astype(np.int64)


def _series_of(projects: pd.DataFrame, table: Deflators, by: str | None) -> npt.NDArray[Any]:
    """Give the place of each row's series; -1 where there is none."""
    if by is not None:
        return table.table.columns.get_indexer(pd.Index(projects[by].astype(object)))
    if len(table.series) != 1:
        raise CurrencyError(
            f"the deflators ({table.source}) have {len(table.series)} series: "
            f"{list_values(table.series)}. Choose the one of the budgets' currency, "
            "deflators.pick('USA'), or name the column that tells each row's: by='country'."
        )
    return np.zeros(len(projects), dtype=np.int64)


def _need_base(table: Deflators, base: int, used: npt.NDArray[Any]) -> None:
    """Raise unless the base year has an index in one at least of the series that are used."""
    columns = np.unique(used) if len(used) else np.arange(len(table.series))
    if base in table.years and table.table.loc[base].iloc[columns].notna().any():
        return
    years = table.table.iloc[:, columns].dropna(how="all").index
    span = f"{years[0]}–{years[-1]}" if len(years) else "no year"
    raise CurrencyError(
        f"base year {base} has no index in the deflators ({table.source}), which have {span}. "
        "Nothing is extrapolated: choose a base year that they have."
    )


def _basis(
    projects: pd.DataFrame,
    value: str,
    table: Deflators,
    base: int,
    years: npt.NDArray[Any],
    column: npt.NDArray[Any],
    found: npt.NDArray[Any],
) -> npt.NDArray[Any]:
    """Say for each row what was done, conversion first."""
    last = np.array([table.estimates_after.get(name, 9999) for name in table.series] or [9999])
    estimate = np.where(column >= 0, np.maximum(years, base) > last[column], False)
    basis = np.full(len(projects), None, dtype=object)
    for price_year in np.unique(years[found]):
        words = f"prices of {price_year} to prices of {base}"
        rows = found & (years == price_year)
        basis[rows] = words
        basis[rows & estimate] = f"{words}, estimate"
    others = [c for c in projects.columns if budget_currency(c) and not _DEFLATED.fullmatch(str(c))]
    # One conversion is all that fx_basis speaks of; with two columns it is unknown of which.
    if "fx_basis" in projects and others == [value]:
        stated = projects["fx_basis"]
        rows = found & stated.notna().to_numpy()
        basis[rows] = (
            "converted (" + stated.astype(object).to_numpy()[rows] + "), then " + basis[rows]
        )
    return basis


def _reason(
    table: Deflators,
    base: int,
    price_year: int,
    column: int,
    year: str,
    by: str | None,
    name: object,
) -> str:
    """Say why one budget has no deflator."""
    if column < 0:
        if isinstance(name, str):
            return f"{name!r} is not among the series of the deflators"
        return f"no {by} is stated"
    if price_year == 0:
        return f"no {year} is stated"
    known = table.table.iloc[:, column].dropna().index
    if not len(known):
        return f"{table.series[column]} has no index in any year"
    first, last = known[0], known[-1]
    missing = price_year if price_year not in known else base
    of = f" of {table.series[column]}"
    if first <= missing <= last:
        return f"{missing} has no index within {first}–{last}{of}"
    return f"{missing} is outside {first}–{last}{of}"


def _cite(table: Deflators, series: str) -> str:
    """Give what to cite for one series."""
    return f"{table.source}: {series}"
