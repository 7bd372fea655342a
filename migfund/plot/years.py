"""Totals by year, quarter or month, on an axis of numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError
from migfund.plot.chart import open_chart
from migfund.plot.money import common_unit, money_axis, one_currency, with_unit
from migfund.plot.rows import (
    SHOWN,
    as_groups,
    caption_of,
    check_top,
    color_groups,
    counted,
    figures,
    left_out,
    names_of,
    times_of,
)
from migfund.plot.style import ink, shades, style
from migfund.schema import TIME_COLUMNS
from migfund.totals.others import gather_others, no_group
from migfund.totals.total_by import keys_of
from migfund.totals.words import key_text, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_years", "plot_years", "time_and_group"]


def plot_years(
    totals: pd.DataFrame,
    *,
    top: int | None = None,
    partial: Sequence[int] = (),
    unit: str | None = None,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw totals by year, quarter or month as bars on an axis of time, on which gaps are seen.

    Totals by time and another key, such as the fund, are stacked. A time in which no figure is
    known has a cross. Bounds are drawn as lines, where bars are not stacked. What has no year is
    not shown, and the caption says how much it is.

    Parameters
    ----------
    totals
        Totals by one key of time (``start_year``, ``calendar_year``, ``fiscal_year``, ``quarter``,
        ``month``, or another that holds years), or by it and another key; or some of the rows.
    top
        How many groups are stacked each with a colour of its own, at most 6; the rest is added up
        as "43 others".
    partial
        Years of which it is known that they are not complete, such as the current one: hatched.
    unit
        As in :func:`plot_totals`.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption: currency, basis, the projects that are in and out.

    Raises
    ------
    ColumnsError
        If the table is not one of totals by a key of time and at most one other.
    ScopeError
        If the totals are in different currencies.
    MigfundError
        If an option is none of those above.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"start": pd.to_datetime(["2019-02-01", "2022-05-01"]),
    ...                          "budget_usd": [300_000.0, 119_187.08]})
    >>> ax = mf.plot_years(mf.total_by_year(projects))
    >>> mf.plot_data(ax)[["start_year", "total"]].values.tolist()
    [[2019, 300000.0], [2022, 119187.08]]
    """
    common_unit([], unit)
    given = as_groups(totals)
    currency = one_currency(texts_of(given, "currency"))
    time, group = time_and_group(given)
    dated = ~np.isnan(times_of(given[time]))
    rows = shown = given[dated]
    if group is not None:
        rows = gather_others(shown, [time, group], group, min(check_top(top, 6), 6))
    with style():
        chart = open_chart(ax)
        said = draw_years(chart.ax, rows, time, partial=partial, group=group)
        # Rounding makes Matplotlib's limits of nothing but zeros a little more than zero.
        reach = np.append(chart.ax.dataLim.intervaly, 0) * figures(rows, "total").any()
        money_axis(chart.ax.yaxis, reach, currency, "Total", unit)
        if group is not None:
            names = [key_text(group, key) for key in color_groups(chart.ax, rows, group)]
            chart.add_legend([bars[0] for bars in chart.ax.containers], names)
        said += [counted(shown, given), left_out(given[~dated], unit, "without a year")]
        data = rows[[time, *([group] if group else []), *(n for n in SHOWN if n in rows)]]
        if group:
            data = data.assign(**{group: names_of(rows, group)})
        if not len(rows):
            chart.leave_empty()
        return chart.finish(caption_of(shown, with_unit(currency, unit), *said), data, title)


def time_and_group(totals: pd.DataFrame) -> tuple[str, str | None]:
    """Return the key of time and the other one, if there is one.

    Raises
    ------
    ColumnsError
        If there is no key of time, or more than one other.
    """
    keys = keys_of(totals)
    cells = {key: totals[key][~no_group(totals[key])] for key in keys}
    times = [key for key in keys if not np.isnan(times_of(cells[key])).any()]
    if not 0 < len(keys) < 3 or not times:
        raise ColumnsError(
            f"this chart shows totals by time, or by time and one other key; these are by {keys}. "
            "Total by time: mf.total_by_year(table), or mf.total_by(table, ['start_year', 'fund'])."
        )
    # A key with a name of migfund's own goes before another that holds years as well.
    time = next((key for key in times if key in (*TIME_COLUMNS, "start_year")), times[0])
    return time, next((key for key in keys if key != time), None)


def draw_years(
    ax: "Axes",
    rows: pd.DataFrame,
    time: str,
    *,
    partial: Sequence[int] = (),
    group: str | None = None,
    color: str | None = None,
) -> list[str]:
    """Draw totals by time, stacked by groups if there are any, and return what explains it."""
    not_complete = _years_among(partial)
    at, total = times_of(rows[time]), figures(rows, "total")
    width = 0.8 * {"quarter": 1 / 4, "month": 1 / 12}.get(time, 1)
    ground = ax.get_facecolor()
    every = {None: (np.ones(len(rows), dtype=bool), color or shades(ax).certain)}
    heaps: dict[tuple[float, bool], float] = {}
    for own, shade in (every if group is None else color_groups(ax, rows, group)).values():
        base = []
        for place, value in zip(at[own], np.nan_to_num(total[own]), strict=True):
            base.append(heaps.get((place, value < 0), 0.0))
            heaps[place, value < 0] = base[-1] + value
        bars = ax.bar(
            at[own], total[own], width, bottom=base, color=shade, edgecolor=ground, linewidth=0.5
        )
        for bar, place in zip(bars, at[own], strict=True):
            if int(place) in not_complete:
                bar.set_hatch("////")
    said = ["Hatched: not complete."] * any(bar.get_hatch() for bar in ax.patches)
    low, high = figures(rows, "total_low"), figures(rows, "total_high")
    wide = (low < high) & (group is None)
    if wide.any():
        ax.vlines(
            at[wide], low[wide], high[wide], color=ink(ax), linewidth=1 if len(at) < 30 else 0.5
        )
        said.append("Lines: between the bounds that the dates allow.")
    some = figures(rows, "n_projects") != 0
    unknown = [year for year in np.unique(at[some]) if np.isnan(total[some & (at == year)]).all()]
    if unknown:
        ax.plot(unknown, np.zeros(len(unknown)), "x", color=ink(ax), markersize=4, clip_on=False)
        said.append("×: no figure is known.")
    ax.axhline(0, color=ink(ax), linewidth=0.6)
    ax.margins(y=0.08)
    ax.spines["left"].set_visible(False)
    if len(at):
        around = max(width, 0.6, 2 - np.ptp(at) / 2)  # one bar alone is no wall
        ax.set_xlim(at.min() - around, at.max() + around)
    _write_years(ax, fiscal=any("/" in str(cell) for cell in rows[time]))
    return said


def _write_years(ax: "Axes", *, fiscal: bool) -> None:
    """Write whole years on the axis of time, as 2019/20 where they are fiscal."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    # Matplotlib takes a label for three letters wide.
    figure = ax.get_figure(root=True)
    most = int(ax.bbox.width / (figure.dpi if figure else 100) / (0.6 if fiscal else 0.4))
    most = min(most, int(np.ptp(ax.get_xlim())))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=max(most, 1), integer=True, min_n_ticks=1))
    ax.xaxis.set_major_formatter(FuncFormatter(_fiscal_year if fiscal else _year))


def _year(year: float, _: Any) -> str:
    return f"{year:.0f}"


def _fiscal_year(year: float, _: Any) -> str:
    return f"{year:.0f}/{(year + 1) % 100:02.0f}"


def _years_among(partial: Any) -> set[int]:
    """Return the years that are not complete."""
    whole = isinstance(partial, Sequence) and all(
        isinstance(year, int) and not isinstance(year, bool) for year in partial
    )
    if not whole:
        raise MigfundError(f"partial must be a list of years, such as [2026], not {partial!r}.")
    return set(partial)
