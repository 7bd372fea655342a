"""The rates of all days, months and years that a date may name, in one list to read off."""

import numpy as np

from migfund.currency.averages import Averages
from migfund.currency.carried import carried_rates
from migfund.currency.figures import MAX_GAP_DAYS, UNITS, Figures, Integers, Quotes
from migfund.dates import Days

__all__ = ["DatedRates"]


class DatedRates:
    """The rate of each currency for each day, month and year, worked out once.

    A large table has more rows than there are such dates. They are those of the whole years of the
    table of rates, with a day that has no rate before and behind them to stand for all others.

    Parameters
    ----------
    figures
        The table.
    target
        Column of the target currency.
    averages
        The averages to that currency.
    """

    def __init__(self, figures: Figures, target: int, averages: Averages) -> None:
        first, last = (edge.astype("datetime64[Y]") for edge in figures.begins[[0, -2]])
        before, behind = first.astype("datetime64[D]") - 1, (last + 1).astype("datetime64[D]")
        days = np.arange(before, behind + MAX_GAP_DAYS + 1)
        self._before, self._number = before.astype(np.int64), len(days)
        self._daily = figures.frequency == "day"
        parts = [_carried(figures, target, days)] if self._daily else []
        # The place of each day's rate in the list, and that of its month's and its year's.
        places = [np.arange(len(days))] if self._daily else []
        ranks = list(UNITS)
        for unit in ranks[len(parts) :]:
            periods, place = np.unique(
                days.astype(f"datetime64[{UNITS[max(unit, figures.frequency, key=ranks.index)]}]"),
                return_inverse=True,
            )
            places.append(place + sum(part.rate.shape[1] for part in parts))
            parts.append(_averaged(figures, averages, periods))
        self._places = np.concatenate(places)
        self._length = sum(part.rate.shape[1] for part in parts)
        self._rate, self._date_from, self._date_to, self._share = (
            np.concatenate(column, axis=1).ravel() for column in zip(*parts, strict=True)
        )

    def on(self, columns: Integers, currency: Integers, days: Days, precision: Integers) -> Quotes:
        """Read rates off the list.

        Parameters
        ----------
        columns, currency
            As in :meth:`migfund.currency.kernel.Kernel.quote`.
        days
            A day of each day, month or year.
        precision
            Whether it is a day (0), a month (1) or a year (2).
        """
        place = np.clip(days.view(np.int64) - self._before, 0, self._number - 1)
        averages = not self._daily or precision.any()
        if averages:
            place += np.multiply(np.maximum(precision, 0), self._number, dtype=np.int64)
            place = self._places.take(place)
        place += (columns * self._length).take(currency)
        rate, date_from = self._rate.take(place), self._date_from.take(place)
        if not averages:
            return Quotes(rate, date_from, date_from, None)
        return Quotes(rate, date_from, self._date_to.take(place), self._share.take(place))


def _carried(figures: Figures, target: int, days: Days) -> Quotes:
    """Give the rates of days, a row a currency and one that has nothing."""
    rates, used = carried_rates(figures, target)
    begin = (figures.begins[0].astype("datetime64[D]") - days[0]).astype(int)
    around = ((0, 1), (begin, len(days) - begin - rates.shape[1]))
    rates = np.pad(rates, around, constant_values=np.nan)
    used = np.pad(used, around, constant_values=np.datetime64("NaT"))
    return Quotes(rates, used, used, np.ones_like(rates))


def _averaged(figures: Figures, averages: Averages, periods: Days) -> Quotes:
    """Give the averages of months or years, a row a currency and one that has nothing."""
    begin = figures.row_of(periods.astype("datetime64[D]"))
    end = figures.row_of((periods + 1).astype("datetime64[D]") - 1)
    lanes, size = len(figures.currencies) + 1, len(periods)
    quotes = averages.over(
        np.arange(lanes),
        np.repeat(np.arange(lanes), size),
        np.tile(begin, lanes),
        np.tile(end, lanes),
    )
    share = np.ones(lanes * size) if quotes.share is None else quotes.share
    return Quotes(*(column.reshape(lanes, size) for column in (*quotes[:3], share)))
