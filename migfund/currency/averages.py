"""Averages of rates over many periods at once, by differences of running sums."""

import numpy as np

from migfund.currency.figures import MAX_GAP_DAYS, Figures, Integers, Quotes

__all__ = ["Averages"]


class Averages:
    """Running sums of the rates of all currencies and of a target.

    The days that count are those that have both currencies: the dollars of a whole year must not be
    set against the roubles of its first two months.

    Parameters
    ----------
    figures
        The table.
    target
        Column of the target currency.
    """

    def __init__(self, figures: Figures, target: int) -> None:
        self._figures = figures
        values = figures.values.T
        both = ~np.isnan(values) & ~np.isnan(values[target])
        currencies, self._size = values.shape
        # A row a currency, and one that has nothing. Side by side are the sum of the currency, that
        # of the target, and what the two numbers lack, so that no digits are lost where two large
        # sums are nearly equal: a longer table gives a period the same average, to 1 in 10^15.
        self._sums = np.zeros((currencies + 1, self._size + 1, 4))
        self._days = np.zeros((currencies + 1, self._size + 1), dtype=np.int32)
        np.cumsum(both, axis=1, out=self._days[:-1, 1:])
        for sums, rates, counted in zip(self._sums, values, both, strict=False):
            for column, summed in enumerate((rates, values[target])):
                exact = np.cumsum(np.where(counted, summed, 0), dtype=np.longdouble)
                sums[1:, column] = exact
                sums[1:, column + 2] = exact - sums[1:, column]
        self._holed = (self._days != figures.published).any(axis=1)
        self._holed[-1] = False
        # The first day of each row, and the last day of the one before; then as many of none.
        none = np.full_like(figures.begins, "NaT")
        self._begins, self._ends = (np.append(d, none) for d in (figures.begins, figures.ends))

    def over(self, columns: Integers, currency: Integers, begin: Integers, end: Integers) -> Quotes:
        """Average over rows of the table.

        Parameters
        ----------
        columns, currency
            As in :meth:`migfund.currency.kernel.Kernel.quote`.
        begin, end
            First and last row of each period, which may be beyond the table.
        """
        size = self._size
        low, high = _within(size, begin, end)
        lane = (columns * (size + 1)).take(currency)
        sums = self._sums.reshape(-1, 4)
        total = sums.take(lane + high, axis=0)
        total -= sums.take(lane + low, axis=0)
        with np.errstate(invalid="ignore"):
            rate = (total[:, 1] + total[:, 3]) / (total[:, 0] + total[:, 2])
        # The dates of what has no rate are in the second half: in arithmetic, for a choice by each
        # flag would stall the processor.
        half = np.isnan(rate) * (size + 1)
        days = self._begins.take(low + half), self._ends.take(high + half)
        quotes = Quotes(rate, *days, None)
        # A period may be known in part where a currency lacks some of the table's published days,
        # or where the table begins later or ends earlier than the period does.
        doubtful = self._holed[columns]
        if doubtful.any() or (begin.size and (begin.min() < 0 or end.max() >= size)):
            outside = (begin < 0) | (end >= size)
            rows = np.flatnonzero((outside | doubtful.take(currency)) & ~np.isnan(rate))
            within = columns.take(currency[rows]), begin[rows], end[rows]
            return self._known_in_part(quotes, rows, *within)
        return quotes

    def _known_in_part(
        self, quotes: Quotes, rows: Integers, position: Integers, begin: Integers, end: Integers
    ) -> Quotes:
        """Put in which of some rows are known in part, how much of them, and from when to when."""
        figures, size = self._figures, self._size
        low, high = _within(size, begin, end)
        first, after = self._days[position, low], self._days[position, high]
        whole = figures.published[high] - figures.published[low]
        whole += self._publication_days_outside(begin, end)
        partial = after - first < whole
        if not partial.any():
            return quotes
        share = np.ones(len(quotes.rate))
        share[rows[partial]] = (after - first)[partial] / whole[partial]
        for code in np.unique(position[partial]):
            mine = partial & (position == code)
            both = np.flatnonzero(np.diff(self._days[code]))
            quotes.date_from[rows[mine]] = figures.begins[both[first[mine]]]
            quotes.date_to[rows[mine]] = figures.ends[both[after[mine] - 1] + 1]
        return quotes._replace(share=share)

    def _publication_days_outside(self, begin: Integers, end: Integers) -> Integers:
        """Count the rows that the table would have for periods before its first and after its last.

        A daily table is published on weekdays; before its first day a week's gap is let pass, for
        the first days of January 1999 were holidays.
        """
        size = self._size
        before, behind = np.maximum(-begin, 0), np.maximum(end - size + 1, 0)
        outside: Integers = before + behind
        if self._figures.frequency == "day":
            first, after = self._figures.begins[[0, size]].astype("datetime64[D]")
            late = np.busday_count(after + np.zeros_like(end), after + behind)
            early = np.busday_count(first - before, first + np.zeros_like(begin))
            outside = late + np.where(before > MAX_GAP_DAYS, early, 0)
        return outside


def _within(size: int, begin: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Give the first row of each period and the one behind its last, as far as a table has them."""
    return np.clip(begin, 0, size), np.clip(end + 1, 0, size)
