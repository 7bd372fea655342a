"""How rates are taken from a table for many rows at once: dates, averages, the nearest one."""

import numpy as np

from migfund.currency.averages import Averages
from migfund.currency.dated import DatedRates
from migfund.currency.figures import Figures, Integers, Quotes
from migfund.currency.nearest import nearest_rates
from migfund.dates import Days, has_missing

__all__ = ["Kernel"]


class Kernel:
    """The figures of a table, and what is worked out from them once for each target currency.

    Parameters
    ----------
    figures
        The figures.
    """

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self._averages: dict[int, Averages] = {}
        self._dated: dict[int, DatedRates] = {}

    def _averages_to(self, target: int) -> Averages:
        """Give the running sums for a target currency."""
        if target not in self._averages:
            self._averages[target] = Averages(self.figures, target)
        return self._averages[target]

    def quote(
        self, columns: Integers, currency: Integers, target: int, days: Days, precision: Integers
    ) -> Quotes:
        """Look the rates of many dates up at once: of days, or averages of months and years.

        Parameters
        ----------
        columns
            Columns of the currencies that are asked for, and before them the number of currencies
            of the table, which stands for none.
        currency
            Which of these each date is asked for; 0 for none.
        target
            Column of the target currency.
        days
            A day of each day, month or year, datetime64[D].
        precision
            0 for a day, 1 for its month, 2 for its year.
        """
        if target not in self._dated:
            averages = self._averages_to(target)
            self._dated[target] = DatedRates(self.figures, target, averages)
        return self._dated[target].on(columns, currency, days, precision)

    def average(
        self, columns: Integers, currency: Integers, target: int, first: Days, last: Days
    ) -> Quotes:
        """Average over many periods at once.

        Parameters
        ----------
        columns, currency, target
            As in :meth:`quote`.
        first, last
            First and last day of each period, datetime64[D]; one without a first day has no rate.
        """
        if has_missing(first):
            currency = currency * ~np.isnat(first)
        begin, end = self.figures.row_of(first), self.figures.row_of(last)
        return self._averages_to(target).over(columns, currency, begin, end)

    def nearest(
        self, position: Integers, target: int, first: Days, last: Days, gap: int
    ) -> tuple[Quotes, Integers]:
        """Take the published rate nearest to each period, within a gap of days, and the days off.

        Parameters
        ----------
        position
            Column of each period's currency.
        target, first, last
            As in :meth:`average`.
        gap
            How many days off a rate may be.
        """
        return nearest_rates(self.figures, position, target, first, last, gap)
