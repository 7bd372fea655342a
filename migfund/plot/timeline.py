"""Projects in time: a bar each, what is not known of it drawn as not known."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.dates import ONE_DAY, allowed_days
from migfund.parse.periods import parse_period
from migfund.plot.chart import open_chart, rows_that_fit
from migfund.plot.rows import check_top
from migfund.plot.style import ink, off_grid, shades, style
from migfund.schema import Array, as_table, is_split, money_columns, numbers_of, project_codes
from migfund.totals.words import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_timeline"]

_MOST = 40
_A_MONTH = 365.2425 / 12
"""Days."""
_FADE, _VISIBLE = 0.09, 0.008
"""Shares of the time shown: length of a fade, and of the shortest bar that is no mark."""
_SLICES = 16
_HEIGHT = 0.62
_LEGEND = {
    "certain": "certainly running",
    "open": "left open by a date to the month or year",
    "fade": "start or end not stated",
    "length": "length stated",
    "day": "too short for a bar",
}


class _Bar(NamedTuple):
    """What is known of when a project ran, in days of Matplotlib; NaN where nothing is.

    ``begin`` and ``end`` are the first moment of all and the last, ``begun`` and ``ending`` those
    between which it certainly ran; ``months`` is a stated length.
    """

    begin: Any
    begun: Any
    ending: Any
    end: Any
    months: Any

    @property
    def is_dated(self) -> Any:
        return ~np.isnan(self.begin) | ~np.isnan(self.end)

    @property
    def first(self) -> Any:
        return np.where(np.isnan(self.begin), self.end, self.begin)


def plot_timeline(
    projects: pd.DataFrame,
    *,
    top: int | None = None,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw a bar a project from its start to its end, in order of start.

    The full colour is the time in which the project certainly ran; the hatched parts are the days
    that a month or a year alone leaves open. Where one end is not stated, the bar fades out with
    an arrow. Projects of which ``period_text`` states a length, and no date is known, stand apart
    below, on the same scale. In a table that was split, each project is drawn once.

    Parameters
    ----------
    projects
        Needs ``start``, ``start_precision``, ``end`` and ``end_precision``; ``title`` (or
        ``project_id``) labels the bars.
    top
        How many projects to show at most; by default as many as can be read, up to 40. They are
        those with the largest converted money (``budget_usd``), or else those that start first;
        the caption says which.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption that says how many projects are in and out.

    Raises
    ------
    ColumnsError
        If a column is missing.
    MigfundError
        If ``top`` is no whole number above 0.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> years = pd.DataFrame({"title": ["Open South America"],
    ...                       "start": pd.to_datetime(["2021-01-01"]), "start_precision": ["year"],
    ...                       "end": pd.to_datetime(["2021-12-31"]), "end_precision": ["year"]})
    >>> mf.plot_timeline(years).get_yticklabels()[0].get_text()
    'Open South America'
    """
    needed = [f"{end}{part}" for end in ("start", "end") for part in ("", "_precision")]
    projects = as_table(projects, needed)
    most = check_top(top, rows_that_fit(ax, _MOST))
    if is_split(projects):
        projects = projects[~pd.Series(project_codes(projects)[0]).duplicated().to_numpy()]
    times = _times(projects)
    crossed = times.end <= times.begin
    usable = (times.is_dated | ~np.isnan(times.months)) & ~crossed
    shown = np.flatnonzero(usable)
    with style():
        chart = open_chart(ax, rows=min(len(shown), most) + 2.5)
        chosen, how = _chosen(projects, times, shown, most)
        bars = [_Bar(*(float(part[row]) for part in times)) for row in chosen]
        dated = int(times.is_dated[chosen].sum())
        at = np.arange(len(bars)) + np.where(np.arange(len(bars)) < dated, 0.0, 1.2)
        chart.name_rows([_label(projects, row) for row in chosen], at)
        found = _draw_bars(chart.ax, bars, at, dated)
        if bars:
            _label_time(chart.ax, has_dates=dated > 0)
        else:
            chart.leave_empty()
        kinds, handles = [kind for kind in _LEGEND if kind in found], _handles(chart.ax)
        chart.add_legend([handles[kind] for kind in kinds], [_LEGEND[kind] for kind in kinds])
        data = projects.iloc[chosen].filter(["title", "project_id", *needed])
        data["stated_months"] = times.months[chosen]
        left = [
            (int((~usable & ~crossed).sum()), "without any date"),
            (int(crossed.sum()), "whose end lies before the start"),
        ]
        return chart.finish(_caption(len(projects), len(bars), left, how), data, title)


def _times(projects: pd.DataFrame) -> _Bar:
    """Return what is known of all projects, arrays in place of numbers."""
    from matplotlib.dates import date2num

    begin, begun = allowed_days(projects, "start")
    ending, end = allowed_days(projects, "end")
    months = np.full(len(projects), np.nan)
    part = np.flatnonzero(np.isnat(begin) | np.isnat(end))
    if len(part) and "duration_months" in projects:
        months[part] = numbers_of(projects, "duration_months")[part]
    part = part[np.isnan(months[part])]
    if len(part) and "period_text" in projects:
        months[part] = parse_period(projects["period_text"].iloc[part])["duration_months"]
    days = (begin, begun, ending + ONE_DAY, end + ONE_DAY)
    begin, begun, ending, end = (date2num(day) for day in days)  # type: ignore[no-untyped-call]
    return _Bar(begin, begun, ending, end, months)


def _chosen(projects: pd.DataFrame, times: _Bar, shown: Array, most: int) -> tuple[Array, str]:
    """Return the rows to draw, those without dates last, and how they were chosen."""
    order = np.lexsort((times.first[shown], ~times.is_dated[shown]))
    if len(shown) <= most:
        return shown[order], ""
    money = next((one for one in money_columns(projects) if one.currency), None)
    if money is None:
        return shown[order][:most], "those that start first"
    amounts = np.nan_to_num(numbers_of(projects, money.name)[shown], nan=-np.inf)
    largest = np.zeros(len(shown), dtype=bool)
    largest[np.argsort(-amounts, kind="stable")[:most]] = True
    prices = f" of {money.year}" if money.year else ""
    what = f"{label(money.stated).lower()}s in {money.currency}{prices}"
    return shown[order[largest[order]]], f"those with the largest {what}"


def _caption(count: int, drawn: int, left: list[tuple[int, str]], how: str) -> str:
    said = f"{drawn:,} of {count:,} projects are {f'shown, {how}' if how else 'in'}"
    out = [f"{n:,} {why} {'is' if n == 1 else 'are'} out" for n, why in left if n]
    return "; ".join([said, *out]) + "."


def _draw_bars(ax: "Axes", bars: list[_Bar], at: Array, dated: int) -> set[str]:
    """Draw all rows, set the limits of time, and return the kinds of marks there are."""
    low, span = _span(bars[:dated], [bar.months for bar in bars[dated:]])
    kinds: set[str] = set()
    for row, bar in zip(at, bars[:dated], strict=False):
        kinds |= _draw_dated(ax, row, bar, span)
    for row, bar in zip(at[dated:], bars[dated:], strict=True):
        _draw_length(ax, row, low, low + bar.months * _A_MONTH)
        ax.annotate(
            f"{bar.months:,.6g} months",
            (low + bar.months * _A_MONTH, row),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=6.5,
            color=ink(ax),
            bbox=off_grid(ax),
        ).set_in_layout(False)
    if len(bars) > dated:
        kinds.add("length")
        words = "Length stated, dates not:"
        heading = ax.text(low, at[dated] - 0.95, words, va="center", fontsize=6.5, color=ink(ax))
        heading.set_bbox(off_grid(ax))
        heading.set_in_layout(False)
    before, after = (
        _FADE * any(np.isnan(bar[end]) and np.isnan(bar.months) for bar in bars[:dated])
        for end in (0, 3)
    )
    ax.set_xlim(low - (before + 0.01) * span, low + (1.01 + after) * span)
    return kinds


def _span(dated: list[_Bar], lengths: list[float]) -> tuple[float, float]:
    """Return the first day shown, and how many days there are; room for words beside lengths."""
    days = [day for bar in dated for day in bar[:4] if not np.isnan(day)]
    for bar in dated:
        ends = (bar.begin + bar.months * _A_MONTH, bar.end - bar.months * _A_MONTH)
        days += [day for day in ends if not np.isnan(day)]
    low = min(days, default=0.0)
    least = [1.0 if days else 12 * _A_MONTH, *(1.4 * months * _A_MONTH for months in lengths)]
    return low, max(max(days, default=0.0) - low, *least)


def _draw_dated(ax: "Axes", row: float, bar: _Bar, span: float) -> set[str]:
    """Draw a project of which a date is known, and return the kinds of marks that it has."""
    kinds = set()
    begin, begun, ending, end, months = bar
    if np.isnan(begin) or np.isnan(end):
        side = 1 if np.isnan(end) else -1
        near, far = (begin, begun + 1) if side > 0 else (end, ending - 1)
        if abs(far - near) > 1:
            _rectangle(ax, row, *sorted((near, far)), certain=False)
            kinds.add("open")
        if np.isnan(months):
            _fade(ax, row, far if "open" in kinds else near, side * _FADE * span)
            return kinds | {"fade"}
        _draw_length(ax, row, *sorted((near, near + side * months * _A_MONTH)))
        return kinds | {"length"}
    if end - begin < _VISIBLE * span:
        ax.plot((begin + end) / 2, row, "D", color=shades(ax).certain, markersize=4, zorder=3)
        return {"day"}
    if begun >= ending:  # the end may lie before the latest start
        begun = ending = end
    for first, last, certain in (
        (begin, begun, False),
        (begun, ending, True),
        (ending, end, False),
    ):
        if last > first:
            _rectangle(ax, row, first, last, certain=certain)
            kinds.add("certain" if certain else "open")
    return kinds


def _rectangle(ax: "Axes", row: float, first: float, last: float, *, certain: bool) -> None:
    ax.barh(
        row,
        last - first,
        left=first,
        height=_HEIGHT,
        facecolor=shades(ax).certain if certain else shades(ax).uncertain,
        edgecolor=shades(ax).certain,
        linewidth=0 if certain else 0.6,
        hatch=None if certain else "/////",
    )


def _draw_length(ax: "Axes", row: float, first: float, last: float) -> None:
    """Draw a length whose place in time is not known, or not at both ends."""
    ax.barh(row, last - first, left=first, height=_HEIGHT, linewidth=1.0, **_length_on(ax))


def _fade(ax: "Axes", row: float, first: float, days: float) -> None:
    """Draw a bar that gets paler towards the end that is not known, and an arrow there."""
    steps = first + days * np.linspace(0, 1, _SLICES + 1)
    for n, (near, far) in enumerate(pairwise(steps)):
        ax.barh(
            row,
            far - near,
            left=near,
            height=_HEIGHT,
            facecolor=shades(ax).certain,
            linewidth=0,
            alpha=0.85 * (1 - n / _SLICES),
        )
    ax.plot(
        steps[-1],
        row,
        ">" if days > 0 else "<",
        color=shades(ax).certain,
        markersize=4,
        clip_on=False,
    )


def _length_on(ax: "Axes") -> dict[str, Any]:
    return {"facecolor": "none", "edgecolor": shades(ax).aside, "linestyle": "--"}


def _handles(ax: "Axes") -> dict[str, Any]:
    """Return what stands in the legend for each kind of mark."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    shade = shades(ax)
    return {
        "certain": Patch(facecolor=shade.certain),
        "open": Patch(
            facecolor=shade.uncertain, edgecolor=shade.certain, hatch="/////", linewidth=0.6
        ),
        "fade": Line2D(
            [], [], color=shade.certain, linewidth=4, alpha=0.5, marker=">", markersize=5
        ),
        "length": Patch(**_length_on(ax)),
        "day": Line2D([], [], color=shade.certain, marker="D", markersize=4, linestyle=""),
    }


def _label_time(ax: "Axes", has_dates: bool) -> None:
    """Write dates on the axis of time; months where no date is known at all."""
    from matplotlib import dates
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    if has_dates:
        locator: Any = dates.AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
        written: Any = dates.ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(written)
    else:
        ax.xaxis.set_major_locator(MultipleLocator(12 * _A_MONTH))
        ax.xaxis.set_major_formatter(FuncFormatter(_months))
        ax.set_xlabel("Months")
    ax.grid(axis="x", color=ink(ax), alpha=0.15, linewidth=0.6)


def _months(days: float, _: Any) -> str:
    return f"{days / _A_MONTH:.0f}"


def _label(projects: pd.DataFrame, row: int) -> str:
    """Return a project's title; or else say that it has none, and its id or fund."""
    stated = [
        projects[name].iloc[row]
        for name in ("title", "project_id", "fund")
        if name in projects and isinstance(projects[name].iloc[row], str)
    ]
    titled = "title" in projects and isinstance(projects["title"].iloc[row], str)
    return str(stated[0]) if titled else f"no title ({stated[0]})" if stated else "no title"
