"""The rate that each day takes: its own, or the last one published, and what the law says."""

import datetime as dt

import numpy as np

from migfund.currency.currencies import STOPPED
from migfund.currency.figures import MAX_GAP_DAYS, Figures, Floats, Integers
from migfund.dates import Days

__all__ = ["carried_rates"]


def carried_rates(figures: Figures, target: int) -> tuple[Floats, Days]:
    """Give, for each currency and day, the rate that the day takes and the day that it is of.

    That is the last day, within the permitted gap, on which both currencies were published.

    Parameters
    ----------
    figures
        A daily table.
    target
        Column of the target currency.

    Returns
    -------
    tuple of numpy.ndarray
        A row a currency, a column a day; the days go on beyond the last row for as long as the
        permitted gap. NaN and NaT where there is none.
    """
    values = np.pad(figures.values, ((0, MAX_GAP_DAYS), (0, 0)), constant_values=np.nan)
    cross = values[:, [target]] / values
    rows = np.arange(len(cross), dtype=np.int32)[:, None]
    last = np.maximum.accumulate(np.where(np.isnan(cross), -1, rows), axis=0)
    near = (last >= 0) & (rows - last <= MAX_GAP_DAYS)
    rates = np.take_along_axis(cross, np.maximum(last, 0), axis=0)
    rates = np.where(near, rates, np.nan)
    _put_law_in_force(figures, rates, last, target)
    _stop(figures, rates, last, target)
    days = figures.days(last.T.astype(np.int64))
    days[np.isnan(rates.T)] = np.datetime64("NaT")
    return rates.T, days


def _put_law_in_force(figures: Figures, rates: Floats, last: Integers, target: int) -> None:
    """Mend the days on which a law is in force and nothing has been published since.

    On 1 January 2023 the last published rates are of 30 December, but the kuna's is the euro's.
    """
    published = np.flatnonzero(~np.isnan(figures.values[:, 0]))
    for since in sorted({life.since for life in figures.fixed.values()}):
        begin = (np.datetime64(since, "D") - figures.origin).astype(int)
        place = np.searchsorted(published, begin)
        if place == 0:
            continue
        before = published[place - 1]
        end = min([*published[place : place + 1], before + MAX_GAP_DAYS + 1])
        cross = _cross_by_law(figures, int(before), since, target)
        there = ~np.isnan(cross)
        rates[begin:end, there], last[begin:end, there] = cross[there], before


def _cross_by_law(figures: Figures, row: int, day: dt.date, target: int) -> Floats:
    """Give the rates of a published row, as the laws that came since, up to a day, mend it."""
    values, mended = figures.values[row].copy(), set()
    places = {code: place for place, code in enumerate(figures.currencies)}
    for code, life in figures.fixed.items():
        by_law = values[places[life.per]] * life.units
        newer = figures.days(np.array(row)) < np.datetime64(life.since) or life.per in mended
        if newer and np.datetime64(life.since) <= day and not np.isnan(by_law):
            values[places[code]] = by_law
            mended.add(code)
    cross: Floats = values[target] / values
    return cross


def _stop(figures: Figures, rates: Floats, last: Integers, target: int) -> None:
    """Take away what would carry the last rate of a stopped series on for some days."""
    for code, day in STOPPED.items():
        if code in figures.currencies:
            column = figures.currencies.index(code)
            columns = slice(None) if column == target else slice(column, column + 1)
            end = int((np.datetime64(day, "D") - figures.origin).astype(int))
            part = rates[max(end + 1, 0) :, columns]
            part[last[max(end + 1, 0) :, columns] <= end] = np.nan
