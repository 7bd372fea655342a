"""The look that all charts share: style, colours, money in words, layout, caption and data.

A chart begins with :func:`open_chart` and ends with :meth:`Chart.finish`. What depends on the size
of the figure is arranged each time the figure is drawn, so that it holds on Axes of any size.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import MigfundError, ScopeError, list_values
from migfund.schema import Array, check_option

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

__all__ = [
    "ASIDE",
    "CERTAIN",
    "COLORS",
    "ONE_COLUMN",
    "OTHERS",
    "TWO_COLUMNS",
    "UNCERTAIN",
    "UNITS",
    "Chart",
    "Style",
    "common_unit",
    "ink",
    "is_dark",
    "money",
    "money_axis",
    "off_grid",
    "one_currency",
    "open_chart",
    "plain",
    "plot_data",
    "rows_that_fit",
    "share_texts",
    "spread_out",
    "style",
    "take_caption",
    "text_width",
    "width_of",
    "wrap",
]

ONE_COLUMN, TWO_COLUMNS = 3.3, 6.9
"""The widths of a figure in a journal of two columns, in inches."""

COLORS = ("#27618c", "#d8863b", "#8fc1d9", "#8c3b52", "#e8cf86", "#4d9a83", "#c9a9cf")
"""Colours of groups: told apart by people who are colour-blind, and in grey by their neighbours."""

CERTAIN, UNCERTAIN, ASIDE, OTHERS = "#3f83b0", "#a9cbe0", "#8d979d", "#ccd3d7"
"""The colours of what is known, of what is open, of what belongs to no group, and of the rest."""

UNITS = {
    "one": (1.0, ""),
    "thousand": (1e3, "k"),
    "million": (1e6, "m"),
    "billion": (1e9, "bn"),
    "trillion": (1e12, "tn"),
}
"""Units of money: how much each is, and its short form behind a figure."""

_STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.axisbelow": True,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "lines.linewidth": 1.5,
    "hatch.linewidth": 0.6,
    "figure.dpi": 120,
    "savefig.dpi": 300,
    "figure.constrained_layout.use": True,
    "pdf.fonttype": 42,
}
_ROW, _SMALL, _LEAST = 7.5, 7.0, 6.0
"""Sizes of letters in points: names of rows, what stands beside them, and the least."""
_LINE = 1.25
"""Height of a line of text, in sizes of its letters."""


class Style(dict[str, Any]):
    """Settings of Matplotlib, which ``with`` applies for a while."""

    def __enter__(self) -> "Style":
        """Apply the settings."""
        import matplotlib as mpl

        # These alone are put back: a notebook's backend sets others when the first figure is made.
        settings: Any = mpl.rcParams
        self._before = {name: settings[name] for name in self}
        settings.update(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Put back what was set before."""
        import matplotlib as mpl

        settings: Any = mpl.rcParams
        settings.update(self._before)


def style() -> Style:
    """Return the look of migfund's charts, for charts of your own.

    Every chart of migfund has it anyway, and sets nothing for others. It leaves the colours of
    text and ground as they are, so it goes on top of a dark style as well.

    Returns
    -------
    dict
        Settings of Matplotlib: ``with mf.style():`` applies them to what is drawn inside,
        ``plt.style.use(mf.style())`` to all that follows.

    Examples
    --------
    >>> import matplotlib.pyplot as plt, migfund as mf
    >>> with mf.style():
    ...     figure, ax = plt.subplots(figsize=(3.3, 2.2))
    >>> ax.xaxis.label.get_fontsize()
    8.0
    """
    return Style(_STYLE)


def plot_data(ax: "Axes") -> pd.DataFrame:
    """Return what a chart shows, as a table: a row a bar, point or line.

    Parameters
    ----------
    ax
        The Axes that a ``plot_`` function returned.

    Returns
    -------
    pandas.DataFrame
        The figures drawn, in the order in which they stand, with names as they are printed.

    Raises
    ------
    MigfundError
        If no chart of migfund is drawn on it.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "budget_usd": [300_000.0, 119_187.08]})
    >>> ax = mf.plot_totals(mf.total_by(projects, "fund"))
    >>> mf.plot_data(ax)[["fund", "total"]].values.tolist()
    [['IDF', 300000.0], ['MPF', 119187.08]]
    """
    return chart_of(ax).data.copy()


def take_caption(ax: "Axes") -> str:
    """Remove the caption of a chart and return its words, to be printed elsewhere."""
    chart = chart_of(ax)
    words, chart.words = chart.words, ""
    if chart.caption is not None:
        chart.caption.set_text("")
        chart.caption.set_in_layout(False)
    return words


def chart_of(ax: Any) -> "Chart":
    """Return the chart that is drawn on an Axes.

    Raises
    ------
    MigfundError
        If there is none.
    """
    from matplotlib.axes import Axes

    chart = ax.get_axes_locator() if isinstance(ax, Axes) else None
    if not isinstance(chart, Chart):
        raise MigfundError(
            "ax must be the Axes of a chart of migfund, as mf.plot_totals(totals) returns it, not "
            f"{'Axes without one' if isinstance(ax, Axes) else type(ax).__name__}."
        )
    return chart


class Chart:
    """A chart on an Axes: its data and caption, and what is arranged when it is drawn.

    It is the Axes' locator, which Matplotlib asks for the place of the Axes before it measures or
    draws them; the place is left as it is.

    Attributes
    ----------
    steps
        Functions of the renderer that are called, in order, before the chart is drawn.
    data
        What :func:`plot_data` returns.
    words
        The caption, unwrapped.
    among_others
        Whether it is a panel, whose title is a small name, and whose caption is that of all.
    """

    def __init__(self, ax: "Axes") -> None:
        self.ax = ax
        self.steps: list[Callable[[Any], None]] = []
        self.data = pd.DataFrame()
        self.words = ""
        self.among_others = False
        self.caption: Text | None = None
        self._names: tuple[Any, list[str]] | None = None
        self._values: tuple[list[Any], Array, list[list[str]]] | None = None
        self._sides: list[tuple[Array, list[tuple[Any, str]]]] | None = None
        self._span = (0.0, 1.0)
        self._limits: tuple[float, float] | None = None
        self._legend: tuple[Any, list[Any], list[str]] | None = None
        self._legend_title = ""
        self._title: tuple[Text, str] | None = None

    def __call__(self, ax: Any, renderer: Any) -> Any:
        """Arrange what depends on the size, and return the place of the Axes."""
        if renderer is not None:
            ax.apply_aspect()
            for step in self.steps:
                step(renderer)
            self._wrap_names(renderer)
            self._make_room(renderer)
            self._arrange_sides(renderer)
            self._place_around(renderer)
        return ax.get_position(original=True)

    def get_subplotspec(self) -> Any:
        """Return the cell of the Axes, for Matplotlib's tight layout."""
        return self.ax.get_subplotspec()

    @property
    def width(self) -> float:
        """Width of what the Axes and all around them may take, in pixels."""
        return float(_slot(self.ax).width)

    @property
    def height(self) -> float:
        """Height of the same, in pixels."""
        return float(_slot(self.ax).height)

    @property
    def dot(self) -> float:
        """Pixels of a point."""
        return _dot(self.ax)

    def name_rows(self, names: Sequence[str], at: Sequence[float] | Array | None = None) -> None:
        """Write names beside the rows, the first on top."""
        from matplotlib.ticker import FixedFormatter, FixedLocator

        places = np.arange(len(names)) if at is None else np.asarray(at, dtype=float)
        formatter = FixedFormatter([plain(name) for name in names])
        self.ax.yaxis.set_major_locator(FixedLocator(places.tolist()))
        self.ax.yaxis.set_major_formatter(formatter)
        last = max(places, default=0)
        around = 0.6 + max(1.5 - last / 2, 0)  # one bar alone is no wall
        self.ax.set_ylim(last + around, -around)
        self.ax.tick_params(axis="y", length=0, labelsize=_ROW)
        self.ax.spines["left"].set_visible(False)
        self._names = (formatter, [plain(name) for name in names])

    def label_values(
        self, at: Sequence[float] | Array, ends: Sequence[float] | Array, words: list[list[str]]
    ) -> None:
        """Write words beside the ends of horizontal bars, and make room for them.

        Parameters
        ----------
        at
            The rows.
        ends
            Where the bars end, in units of the axis; the words stand on the side away from zero.
        words
            One or more lists of words a row, each shorter than the one before: the first is taken
            that leaves the bars their room.
        """
        ends = np.asarray(ends, dtype=float)
        texts = []
        for row, end in zip(at, ends, strict=True):
            texts.append(
                self.ax.annotate(
                    "",
                    (end, row),
                    xytext=(-3 if end < 0 else 3, 0),
                    textcoords="offset points",
                    va="center",
                    ha="right" if end < 0 else "left",
                    fontsize=_SMALL,
                    color=ink(self.ax),
                    annotation_clip=False,
                    bbox=off_grid(self.ax),
                )
            )
            texts[-1].set_in_layout(False)
        self._values = (texts, ends, [[plain(word) for word in some] for some in words])
        for text, word in zip(texts, self._values[2][0], strict=True):
            text.set_text(word)
        reach = np.append(ends, 0.0)
        self._limits = (float(reach.min()), float(reach.max()) or 1.0)
        self.ax.set_xlim(*self._limits)
        self._limits = self.ax.get_xlim()

    def label_sides(
        self,
        span: tuple[float, float],
        left: tuple[Array, list[str]],
        right: tuple[Array, list[str]],
    ) -> None:
        """Write words left and right of a span, near their heights and clear of each other.

        Parameters
        ----------
        span
            Where the drawing between the words begins and ends, in units of the x axis.
        left, right
            The heights, in units of the y axis, and the words.
        """
        self._sides = []
        for at, (heights, words), step in ((span[0], left, -1), (span[1], right, 1)):
            texts = []
            for height, word in zip(heights, words, strict=True):
                text = self.ax.annotate(
                    plain(word),
                    (at, height),
                    xytext=(6 * step, 0),
                    textcoords="offset points",
                    va="center",
                    ha="right" if step < 0 else "left",
                    fontsize=_SMALL,
                    color=ink(self.ax),
                    annotation_clip=False,
                    arrowprops={
                        "arrowstyle": "-",
                        "linewidth": 0.4,
                        "color": ink(self.ax),
                        "alpha": 0.6,
                        "shrinkA": 1,
                        "shrinkB": 1,
                        "relpos": (1 if step < 0 else 0, 0.5),
                    },
                )
                text.set_in_layout(False)
                texts.append((text, plain(word)))
            self._sides.append((np.asarray(heights, dtype=float), texts))
        self._span = span
        self.ax.set_xlim(*span)
        self._limits = self.ax.get_xlim()

    def add_legend(self, handles: Sequence[Any], names: Sequence[str], title: str = "") -> None:
        """Explain colours and marks below the chart, in as many columns as there is room for."""
        if handles:
            self._legend = (None, list(handles), [plain(name) for name in names])
            self._legend_title = plain(title)

    def leave_empty(self) -> None:
        """Say that there is nothing to be drawn, and take away what would measure it."""
        self.ax.axis("off")
        for line in [*self.ax.lines]:
            line.remove()
        self.ax.text(
            0.5,
            0.5,
            "nothing to show",
            transform=self.ax.transAxes,
            ha="center",
            va="center",
            fontsize=8,
            fontstyle="italic",
            color=ink(self.ax),
        )

    def finish(self, caption: str, data: pd.DataFrame, title: str | None = None) -> "Axes":
        """Write title and caption, keep the data, and return the Axes."""
        check_title(title)
        self.words, self.data = caption, data.reset_index(drop=True)
        if self.caption is None:
            self.caption = _caption(self.ax)
        self.caption.set_text(plain(caption))
        if title:
            written = self.ax.set_title(plain(title), loc="left", color=ink(self.ax))
            if self.among_others:
                written.set(fontsize=_ROW, fontweight="normal")
            self._title = (written, plain(title))
        self.ax.set_axes_locator(self)
        return self.ax

    def _wrap_names(self, renderer: Any) -> None:
        """Wrap the names of the rows at two fifths of the width, in lines for which there is room.

        Names that the caller has changed since are left alone.
        """
        if self._names is None or self.ax.yaxis.get_major_formatter() is not self._names[0]:
            return
        formatter, names = self._names
        bottom, top = self.ax.get_ylim()
        dot = _dot(self.ax)
        pitch = self.ax.bbox.height / max(abs(bottom - top), 1e-9) / dot
        for size in (_ROW, 6.75, _LEAST):
            lines, font = max(int(pitch / size / _LINE), 1), _font(size)
            some = [wrap(n, 0.4 * self.width, renderer, font, lines=lines) for n in names]
            if pitch > size * _LINE and not any("…" in name for name in some):
                break
        self.ax.tick_params(axis="y", labelsize=size)
        formatter.seq = some

    def _make_room(self, renderer: Any) -> None:
        """Set the limits so that each bar and the words beside it stand within the Axes.

        Limits that the caller has changed since are left alone.
        """
        if self._values is None or self.ax.get_xlim() != self._limits:
            return
        texts, ends, words = self._values
        room, pad = self.ax.bbox.width, 5 * _dot(self.ax)
        widths = np.zeros(len(texts))
        for some in words:
            for text, word in zip(texts, some, strict=True):
                text.set_text(word)
            widths = np.array([text.get_window_extent(renderer).width + pad for text in texts])
            if widths.max(initial=0) <= 0.4 * room:
                break
        below = ends < 0
        sides = [
            (np.append(np.abs(ends[at]), 0), np.append(widths[at], 0)) for at in (below, ~below)
        ]
        (left, left_words), (right, right_words) = sides
        reach = np.add.outer(left, right)
        free = np.maximum(room - np.add.outer(left_words, right_words), 0.05 * room)
        some_reach = reach > 0
        scale = (free[some_reach] / reach[some_reach]).min() if some_reach.any() else room
        first = -(left * scale + left_words).max() / scale
        self.ax.set_xlim(first, first + room / scale)
        self._limits = self.ax.get_xlim()

    def _arrange_sides(self, renderer: Any) -> None:
        """Wrap the words at the sides, move them apart, and leave the rest to what is between."""
        if self._sides is None or self.ax.get_xlim() != self._limits:
            return
        from matplotlib.text import Text

        ax, room, dot = self.ax, self.ax.bbox.width, _dot(self.ax)
        wide, font = [0.0, 0.0], _font(_SMALL)
        for side, (heights, texts) in enumerate(self._sides):
            for lines in (3, 2, 1):
                for text, words in texts:
                    text.set_text(wrap(words, 0.36 * room, renderer, font, lines=lines))
                boxes = [Text.get_window_extent(text, renderer) for text, _ in texts]
                tall = np.array([box.height for box in boxes]) + 2 * dot
                if tall.sum() <= ax.bbox.height:
                    break
            wide[side] = max((box.width for box in boxes), default=0.0) + 8 * dot
            wanted = ax.transData.transform(np.column_stack([0 * heights, heights]))[:, 1]
            places = spread_out(wanted, tall, ax.bbox.y0, ax.bbox.y1)
            for (text, _), move in zip(texts, (places - wanted) / dot, strict=True):
                text.set_position((text.get_position()[0], move))
        first, last = self._span
        scale = max(room - sum(wide), 0.1 * room) / (last - first)
        ax.set_xlim(first - wide[0] / scale, last + wide[1] / scale)
        self._limits = ax.get_xlim()

    def _place_around(self, renderer: Any) -> None:
        """Put title, legend and caption where names begin, over the whole width."""
        ax, dot = self.ax, _dot(self.ax)
        if self.among_others:
            if self._title is not None:
                title, words = self._title
                font = title.get_fontproperties()
                title.set_text(wrap(words, ax.bbox.width, renderer, font, lines=2))
            return
        to_axes = ax.transAxes.inverted()
        sides = [axis.get_tightbbox(renderer) for axis in (ax.xaxis, ax.yaxis) if ax.axison]
        boxes = [box for box in sides if box is not None]
        framed = ax.axison and ax.xaxis.label.get_text() and ax.xaxis.label.get_bbox_patch()
        bottom = min([ax.bbox.y0, *(box.y0 for box in boxes)]) - (7 if framed else 4) * dot
        left = min([ax.bbox.x0, *(box.x0 for box in boxes)])
        # Axes of a fixed shape may be smaller than their place.
        figure: Any = ax.get_figure(root=True)
        place = ax.get_position(original=True).x0 * figure.bbox.width
        left = place - max(ax.bbox.x0 - left - (ax.bbox.x0 - place), 0)
        around: list[Any] = []
        if self._title is not None and self._title[0].get_text():
            title, words = self._title
            title.set_text(wrap(words, self.width, renderer, title.get_fontproperties()))
            around.append(title)
        if self._legend is not None:
            around.append(self._fit_legend(renderer))
        if self.caption is not None and self.words:
            font = self.caption.get_fontproperties()
            self.caption.set_text(wrap(plain(self.words), self.width, renderer, font))
            around.append(self.caption)
        # Axes may begin far to the right in their place, below others with long names.
        widest = max((artist.get_window_extent(renderer).width for artist in around), default=0)
        left = min(left, _slot(ax).x1 - widest)
        for artist in around:
            if artist is self.caption and artist is not None:
                artist.set_position(tuple(to_axes.transform((left, bottom))))
            elif self._title is not None and artist is self._title[0]:
                artist.set_x(to_axes.transform((left, 0))[0])
            else:
                artist.set_bbox_to_anchor(tuple(to_axes.transform((left, bottom))), ax.transAxes)
                bottom -= artist.get_window_extent(renderer).height + 3 * dot

    def _fit_legend(self, renderer: Any) -> Any:
        """Return the legend, with as many columns as fit into the width."""
        assert self._legend is not None
        legend, handles, names = self._legend
        if legend is not None and legend.get_window_extent(renderer).width <= self.width:
            return legend
        font, few = _font(_ROW), len(handles) < 4
        # Names run down each column, so that columns of one length read best.
        lengths = range(-(-len(handles) // 6), len(handles) + 1)
        for columns in dict.fromkeys(-(-len(handles) // length) for length in lengths):
            fitting = names
            if columns == 1 or (columns == 2 and not few):
                room = self.width / columns - 3 * _ROW * _dot(self.ax)
                fitting = [wrap(n, room, renderer, font, lines=5 if few else 2) for n in names]
            legend = self.ax.legend(
                handles,
                fitting,
                ncols=columns,
                loc="upper left",
                borderaxespad=0,
                borderpad=0,
                frameon=False,
                fontsize=_ROW,
                labelcolor=ink(self.ax),
                handlelength=1.2,
                handleheight=0.9,
                columnspacing=1.2,
                title=wrap(self._legend_title, self.width, renderer, font) or None,
                title_fontproperties=font,
                alignment="left",
            )
            legend.get_title().set_color(ink(self.ax))
            if legend.get_window_extent(renderer).width <= self.width:
                break
        self._legend = (legend, handles, names)
        return legend


def check_title(title: Any) -> None:
    """Raise if a title is something else than text."""
    if title is not None and not isinstance(title, str):
        raise MigfundError(f"title must be text, not {type(title).__name__}.")


def share_texts(charts: Sequence[Chart], caption: str, title: str | None) -> None:
    """Write one caption below all charts of a figure, and one title above; each has a name."""
    check_title(title)
    figure: Any = charts[0].ax.get_figure()
    color = ink(charts[0].ax)
    below = figure.supxlabel("", x=0.01, ha="left", fontsize=_SMALL, color=color, alpha=0.85)
    below.set_gid("caption")
    texts = [(below, plain(caption))]
    if title:
        above = figure.suptitle("", x=0.01, ha="left", fontsize=9, weight="bold", color=color)
        texts.append((above, plain(title)))
    charts[0].steps.append(partial(_wrap_texts, figure, texts))
    for chart in charts:
        chart.caption, chart.among_others = below, True


def _wrap_texts(figure: Any, texts: list[tuple[Any, str]], renderer: Any) -> None:
    """Wrap texts at the width of the figure, but for one that was taken away."""
    for text, words in texts:
        if text.get_in_layout():
            font = text.get_fontproperties()
            text.set_text(wrap(words, 0.97 * figure.bbox.width, renderer, font))


def _caption(ax: "Axes") -> "Text":
    """Return an empty caption."""
    from migfund.plot.caption import Caption

    caption = Caption(
        0,
        0,
        "",
        transform=ax.transAxes,
        va="top",
        ha="left",
        fontproperties=_font(_SMALL),
        color=ink(ax),
        alpha=0.85,
        linespacing=1.15,
        clip_on=False,
    )
    caption.set_gid("caption")
    ax.add_artist(caption)
    return caption


def open_chart(
    ax: Any, *, rows: float | None = None, height: float = 3.4, width: float = TWO_COLUMNS
) -> Chart:
    """Return a chart on the Axes given, or else on new ones.

    A figure without a layout gets Matplotlib's constrained layout, by which nothing that stands
    around the Axes is cut off. To be called, as all that draws, within ``with style():``.

    Parameters
    ----------
    ax
        What the caller gave.
    rows
        How many rows need room in new ones.
    height, width
        Size of new ones, in inches; where rows are given, they make the height.

    Raises
    ------
    MigfundError
        If what was given is something else than one Axes.
    """
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes

    if ax is None:
        tall = height if rows is None else 1.1 + 0.25 * max(rows, 2)
        ax = plt.subplots(figsize=(width, tall), layout="constrained")[1]
    if not isinstance(ax, Axes):
        raise MigfundError(
            f"ax must be one Axes of Matplotlib, not {type(ax).__name__}: "
            "figure, ax = plt.subplots()."
        )
    figure = ax.get_figure(root=True)
    if figure is not None and figure.get_layout_engine() is None:
        figure.set_layout_engine("constrained")
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=_ROW, width=0.6, length=2.5)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_fontproperties(_font(8))
    return Chart(ax)


def rows_that_fit(ax: Any, most: int = 40, *, share: float = 1.0) -> int:
    """Return how many rows with a name each have room on the Axes given, or on new ones.

    Parameters
    ----------
    ax
        What the caller gave.
    most
        How many are enough on any Axes.
    share
        Share of the height that is theirs, after 1.2 inches for title, axis and caption.
    """
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        return most
    points = share * _slot(ax).height / _dot(ax) - 1.2 * 72
    return int(np.clip(points // (_LEAST * _LINE + 1.2), 3, most))


def ink(ax: "Axes") -> Any:
    """Return the colour of the text on an Axes, light where the ground is dark."""
    return ax.xaxis.label.get_color()


def off_grid(ax: "Axes") -> dict[str, Any]:
    """Return a box for words on an Axes in which no line of the grid is seen."""
    return {"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.6}


def is_dark(ax: "Axes") -> bool:
    """Tell whether the ground of an Axes is dark."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(ax.get_facecolor())
    return 0.3 * red + 0.59 * green + 0.11 * blue < 0.5


def width_of(ax: Any) -> float:
    """Return the width of the Axes given with all around them, or of new ones, in points."""
    from matplotlib.axes import Axes

    return float(_slot(ax).width) / _dot(ax) if isinstance(ax, Axes) else TWO_COLUMNS * 72


def _dot(ax: "Axes") -> float:
    """Return the pixels of a point."""
    figure = ax.get_figure(root=True)
    return 1.0 if figure is None else figure.dpi / 72


def _slot(ax: "Axes") -> "Bbox":
    """Return the place of an Axes with all around them, in pixels."""
    from matplotlib.transforms import Bbox

    figure = ax.get_figure()
    cell = ax.get_subplotspec()
    if figure is None or cell is None:
        return Bbox(ax.bbox.get_points())
    around = figure.bbox
    grid = cell.get_gridspec().get_subplot_params(figure)  # type: ignore[arg-type]
    box = cell.get_position(figure)  # type: ignore[arg-type]
    pad = 4 * _dot(ax)
    wide = around.width / max(grid.right - grid.left, 1e-9)
    tall = around.height / max(grid.top - grid.bottom, 1e-9)
    left = around.x0 + (box.x0 - grid.left) * wide + pad
    bottom = around.y0 + (box.y0 - grid.bottom) * tall + pad
    width, height = box.width * wide - 2 * pad, box.height * tall - 2 * pad
    return Bbox.from_bounds(left, bottom, max(width, 1), max(height, 1))


def _font(size: float) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=_STYLE["font.family"], size=size)


def plain(words: str) -> str:
    """Return words that Matplotlib writes as they are: a dollar begins no formula."""
    return words.replace("$", r"\$")


def text_width(text: str, weight: str = "normal") -> float:
    """Return how wide a text is, in sizes of its letters; faster than to have it laid out."""
    return sum(_advance(letter, weight) for letter in text.replace(r"\$", "$"))


@cache
def _advance(letter: str, weight: str) -> float:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font: Any = get_font(findfont(FontProperties(family=_STYLE["font.family"], weight=weight)))
    font.set_size(100, 72)
    return float(font.load_char(ord(letter)).linearHoriAdvance) / 65536 / 100


def _size_of_letters(renderer: Any, font: Any) -> float:
    """Return by what to multiply `text_width` for pixels: small letters are fitted to them."""
    size, weight = renderer.points_to_pixels(font.get_size_in_points()), str(font.get_weight())
    key = (type(renderer), size, weight)
    if key not in _SIZES:
        wide = renderer.get_text_width_height_descent(_SAMPLE, font, False)[0]
        _SIZES[key] = 1.02 * wide / text_width(_SAMPLE, weight)
    return _SIZES[key]


_SAMPLE = "USD, month average at start; 28 of 38 projects are in, each counted in every group."
_SIZES: dict[tuple[Any, float, str], float] = {}


def wrap(words: str, width: float, renderer: Any, font: Any, *, lines: int = 100) -> str:
    """Break words into lines of at most a width in pixels; what does not fit ends in "…"."""
    size = _size_of_letters(renderer, font)

    def wide(text: str) -> float:
        return size * text_width(text, str(font.get_weight()))

    def fit(text: str, end: str = "") -> str:
        while len(text) > 1 and wide(text + end) > width:
            text = text[:-1]
        return text

    def cut(text: str) -> str:
        # Names often differ in their last word.
        end = "… " + text.rsplit(" ", 1)[-1]
        end = end if wide(end) < 0.5 * width else "…"
        return fit(text, end).rstrip() + end

    done: list[str] = []
    for word in words.replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
        longer = f"{done[-1]} {word}" if done else word
        if done and wide(longer) <= width:
            done[-1] = longer
            continue
        while wide(word) > width and len(word) > 1:  # a word longer than a line
            start = fit(word)
            done.append(start)
            word = word[len(start) :]
        done.append(word)
    if len(done) > lines:
        done = [*done[: lines - 1], cut(" ".join(done[lines - 1 :]))]
    return "\n".join(done)


def spread_out(wanted: Array, sizes: Array, low: float, high: float) -> Array:
    """Return middles near those wanted for things of these sizes, clear of each other.

    They are between two limits; where there is no room for all, they are closer.

    Examples
    --------
    >>> spread_out(np.array([1.0, 5.0, 5.0]), np.array([2.0, 2.0, 2.0]), 0.0, 10.0).tolist()
    [1.0, 4.0, 6.0]
    """
    if not len(wanted):
        return wanted
    sizes = sizes * min((high - low) / max(sizes.sum(), 1e-9), 1)
    order = np.argsort(wanted, kind="stable")
    before = np.cumsum(sizes[order]) - sizes[order] / 2
    # Runs that want to be closer than that stand around the middle of what they want.
    runs: list[tuple[float, int]] = []
    for aim in wanted[order] - before:
        runs.append((float(aim), 1))
        while len(runs) > 1 and runs[-2][0] > runs[-1][0]:
            (second, m), (first, n) = runs.pop(), runs.pop()
            runs.append(((first * n + second * m) / (n + m), n + m))
    aims = np.repeat([aim for aim, _ in runs], [n for _, n in runs])
    found = np.empty(len(wanted))
    found[order] = np.clip(aims, low, high - sizes.sum()) + before
    return found


def money(value: float, unit: str | None = None, *, zeros: bool = True) -> str:
    """Write a sum of money in three figures, or in a unit; in "one", to the last whole figure.

    Round numbers, such as those of an axis, are written without ``zeros`` at their end.

    Examples
    --------
    >>> money(1_234_567), money(45e12), money(999_999), money(0.0), money(-12_340.0)
    ('1.23m', '45.0tn', '1.00m', '0', '−12.3k')
    >>> money(1_234_567, "one"), money(1_234_567, "billion"), money(float("nan"))
    ('1,234,567', '0.00123', '–')
    >>> money(200_000.0, "million"), money(200_000.0, "million", zeros=False), money(7.0)
    ('0.200', '0.2', '7')
    """
    if math.isnan(value):
        return "–"
    if unit == "one":
        text = f"{abs(value):,.0f}"
        sign = "−" if value < 0 and text != "0" else ""
        return sign + text
    size = _three_figures(abs(value))
    chosen = common_unit([size]) if unit is None else unit
    scale, short = UNITS[chosen]
    # A few dollars are whole as they stand, and no cents are said of them.
    zeros = zeros and (scale > 1 or size != int(size))
    text = _digits(_three_figures(size / scale), zeros) + (short if unit is None else "")
    return f"−{text}" if value < 0 else text


def _three_figures(size: float) -> float:
    return float(f"{size:.3g}")


def _digits(size: float, zeros: bool) -> str:
    """Write a number of three figures without exponent, and with the zeros at its end or not."""
    if size >= 1000:
        return f"{size:,.0f}"
    places = 0 if size == 0 else max(2 - math.floor(math.log10(size)), 0)
    text = f"{size:.{min(places, 12)}f}"
    return text if zeros or "." not in text else text.rstrip("0").rstrip(".")


def common_unit(values: Sequence[float] | Array, unit: str | None = None) -> str:
    """Return the unit given, or else the one in which the largest value is from 1 to 999.

    Raises
    ------
    MigfundError
        If the unit given is none of `UNITS`.
    """
    check_option("unit", unit, (None, *UNITS))
    sizes = np.abs(np.asarray(values, dtype=float))
    largest = float(np.nanmax(sizes)) if (~np.isnan(sizes)).any() else 0.0
    return unit or next((n for n in reversed(UNITS) if largest >= UNITS[n][0]), "one")


def money_axis(
    axis: "Axis",
    values: Sequence[float] | Array,
    currency: str,
    what: str,
    unit: str | None,
    *,
    log: bool = False,
) -> None:
    """Write an axis of money in one unit, which its label names; a logarithmic one in several."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    chosen = common_unit(values, unit)
    scale = UNITS[chosen][0]

    if log:
        axis.set_major_formatter(FuncFormatter(partial(_round_money, unit)))
        chosen = unit or "one"
    else:
        axis.set_major_formatter(FuncFormatter(partial(_in_unit, scale)))
        some = np.nan_to_num(np.asarray(values, dtype=float)).any()
        locator = MaxNLocator(nbins="auto", steps=[1, 2, 2.5, 5, 10])
        axis.set_major_locator(locator if some else FixedLocator([0]))
    of = " ".join(word for word in (currency, chosen if chosen != "one" else "") if word)
    axis.set_label_text(f"{what}, {of}" if of else what)
    axis.grid(True, color=axis.label.get_color(), alpha=0.15, linewidth=0.6)


def _round_money(unit: str | None, value: float, _: Any) -> str:
    return money(value, unit, zeros=False)


def _in_unit(scale: float, value: float, _: Any) -> str:
    text = f"{abs(value) / scale:,.12g}"
    return f"−{text}" if value < 0 else text


def one_currency(currencies: Sequence[str], what: str = "bars") -> str:
    """Return the one currency of the figures; an empty text if none is named.

    Raises
    ------
    ScopeError
        If there are several.
    """
    if len(currencies) > 1:
        raise ScopeError(
            f"{what} in different currencies cannot be compared: {list_values(currencies)}. Choose "
            f"the rows of one, totals[totals['currency'] == {currencies[0]!r}], or convert first: "
            "mf.convert_currency(table, to='USD')."
        )
    return "".join(currencies)
