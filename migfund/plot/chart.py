"""What all charts share: Axes to draw on, layout, title, legend, caption and data.

A chart begins with :func:`open_chart` and ends with :meth:`Chart.finish`. What depends on the size
of the figure is arranged each time the figure is drawn, so that it holds on Axes of any size.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import MigfundError
from migfund.plot.style import LEAST, LINE, ROW, SMALL, TWO_COLUMNS, ink, off_grid
from migfund.plot.text import font_of, plain, spread_out, wrap
from migfund.schema import Array

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

__all__ = [
    "Chart",
    "open_chart",
    "plot_data",
    "rows_that_fit",
    "share_texts",
    "take_caption",
    "width_of",
]


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
        self._arranged: tuple[Any, ...] | None = None
        self.caption: Text | None = None
        self._names: tuple[Any, list[str]] | None = None
        self._values: tuple[list[Any], Array, list[list[str]]] | None = None
        self._sides: list[tuple[Array, list[tuple[Any, str]]]] | None = None
        self._span = (0.0, 1.0)
        self._limits: tuple[float, float] | None = None
        self._legend: tuple[Any, list[Any], list[str]] | None = None
        self._legend_title = ""
        self._box: tuple[Text, str] | None = None
        self._title: tuple[Text, str] | None = None

    def __call__(self, ax: Any, renderer: Any) -> Any:
        """Arrange what depends on the size, and return the place of the Axes."""
        if renderer is not None:
            ax.apply_aspect()
            # Matplotlib asks twice for each drawing, with nothing done between.
            if self._arranged == self._place(renderer):
                self._arranged = None
                return ax.get_position(original=True)
            for step in self.steps:
                step(renderer)
            self._wrap_names(renderer)
            self._make_room(renderer)
            self._arrange_sides(renderer)
            self._place_around(renderer)
            self._arranged = self._place(renderer)
        return ax.get_position(original=True)

    def _place(self, renderer: Any) -> tuple[Any, ...]:
        """Return all that the arrangement depends on, but for what the caller writes."""
        figure: Any = self.ax.get_figure(root=True)
        places = (ax.get_position(original).bounds for ax in figure.axes for original in (0, 1))
        limits = (self.ax.get_xlim(), self.ax.get_ylim())
        return (id(renderer), figure.dpi, figure.bbox.bounds, *places, *limits)

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
        self.ax.tick_params(axis="y", length=0, labelsize=ROW)
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
                    fontsize=SMALL,
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
        colors: Sequence[Any] = (),
    ) -> None:
        """Write words left and right of a span, near their heights and clear of each other.

        Parameters
        ----------
        span
            Where the drawing between the words begins and ends, in units of the x axis.
        left, right
            The heights, in units of the y axis, and the words.
        colors
            Of the lines that lead to the words, if not those of the words.
        """
        self._sides = []
        for at, (heights, words), step in ((span[0], left, -1), (span[1], right, 1)):
            texts = []
            leads = colors or [ink(self.ax)] * len(words)
            for height, word, color in zip(heights, words, leads, strict=True):
                text = self.ax.annotate(
                    plain(word),
                    (at, height),
                    xytext=(6 * step, 0),
                    textcoords="offset points",
                    va="center",
                    ha="right" if step < 0 else "left",
                    fontsize=SMALL,
                    color=ink(self.ax),
                    annotation_clip=False,
                    arrowprops={
                        "arrowstyle": "-",
                        "linewidth": 0.6 if colors else 0.4,
                        "color": color,
                        "alpha": 0.8,
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

    def add_box(self, words: str) -> None:
        """Write words below the chart, above the legend, in a box."""
        label = self.ax.set_xlabel("", loc="left", fontsize=SMALL, labelpad=6)
        look = {"facecolor": "none", "edgecolor": ink(self.ax), "linewidth": 0.5}
        label.set_bbox({"boxstyle": "square,pad=0.3", **look})
        self._box = (label, plain(words))

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
                written.set(fontsize=ROW, fontweight="normal")
            self._title = (written, plain(title))
        self.ax.set_axes_locator(self)
        return self.ax

    @property
    def _pitch(self) -> float:
        """Height of a row, in points."""
        rows = abs(float(np.diff(self.ax.get_ylim())[0]))
        return float(self.ax.bbox.height) / max(rows, 1e-9) / self.dot

    @property
    def _rows_a_name(self) -> int:
        """How many rows there are to each one of which the words have room."""
        size = LEAST if self._values is None else SMALL
        return max(int(np.ceil(size * 1.1 / max(self._pitch, 0.1))), 1)

    def _wrap_names(self, renderer: Any) -> None:
        """Wrap the names of the rows at two fifths of the width, in lines for which there is room.

        Names that the caller has changed since are left alone.
        """
        if self._names is None or self.ax.yaxis.get_major_formatter() is not self._names[0]:
            return
        formatter, names = self._names
        pitch = self._pitch
        for size in (ROW, 6.75, LEAST):
            lines, font = max(int(pitch / size / LINE), 1), font_of(size)
            some = [wrap(n, 0.4 * self.width, renderer, font, lines=lines) for n in names]
            if pitch > size * LINE and not any("…" in name for name in some):
                break
        self.ax.tick_params(axis="y", labelsize=size)
        # On Axes that are too small for all names, some are left out rather than all illegible.
        every = self._rows_a_name
        formatter.seq = [name if not row % every else "" for row, name in enumerate(some)]

    def _make_room(self, renderer: Any) -> None:
        """Set the limits so that each bar and the words beside it stand within the Axes.

        Limits that the caller has changed since are left alone.
        """
        if self._values is None or self.ax.get_xlim() != self._limits:
            return
        texts, ends, words = self._values
        for row, text in enumerate(texts):
            text.set_visible(not row % self._rows_a_name)
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
        wide, font = [0.0, 0.0], font_of(SMALL)
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
        to_axes, inside = ax.transAxes.inverted(), 0.35 * SMALL * dot
        if self._box is not None:
            label, words = self._box
            font = label.get_fontproperties()
            label.set_text(wrap(words, self.width - 2 * inside, renderer, font))
            label.set_x(inside / ax.bbox.width)
        sides = [axis.get_tightbbox(renderer) for axis in (ax.xaxis, ax.yaxis) if ax.axison]
        boxes = [box for box in sides if box is not None]
        bottom = min([ax.bbox.y0, *(box.y0 for box in boxes)]) - (7 if self._box else 4) * dot
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
            self._fit_caption(self.caption, renderer)
            around.append(self.caption)
        # Axes may begin far to the right in their place, below others with long names.
        widest = max((artist.get_window_extent(renderer).width for artist in around), default=0)
        left = min(left, _slot(ax).x1 - widest)
        if self._box is not None:
            self._box[0].set_x(to_axes.transform((left + inside, 0))[0])
        for artist in around:
            if artist is self.caption and artist is not None:
                artist.set_position(tuple(to_axes.transform((left, bottom))))
            elif self._title is not None and artist is self._title[0]:
                artist.set_x(to_axes.transform((left, 0))[0])
            else:
                artist.set_bbox_to_anchor(tuple(to_axes.transform((left, bottom))), ax.transAxes)
                bottom -= artist.get_window_extent(renderer).height + 3 * dot

    def _fit_caption(self, caption: "Text", renderer: Any) -> None:
        """Wrap the caption, and end it in "…" where small Axes have no room for all of it."""
        font = caption.get_fontproperties()
        lines = wrap(plain(self.words), self.width, renderer, font).split("\n")
        legend = self._legend[0].get_window_extent(renderer).height if self._legend else 0
        room = min(0.3 * self.height, 0.5 * self.height - legend)
        most = max(int(room / (1.15 * SMALL * self.dot)), 1)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1].rsplit(' ', 1)[0]} …"]
        caption.set_text("\n".join(lines))

    def _fit_legend(self, renderer: Any) -> Any:
        """Return the legend, with as many columns as fit into the width."""
        assert self._legend is not None
        legend, handles, names = self._legend
        if legend is not None and legend.get_window_extent(renderer).width <= self.width:
            return legend
        font, few = font_of(ROW), len(handles) < 4
        # Names run down each column, so that columns of one length read best.
        lengths = range(-(-len(handles) // 6), len(handles) + 1)
        for columns in dict.fromkeys(-(-len(handles) // length) for length in lengths):
            fitting = names
            if columns == 1 or (columns == 2 and not few):
                room = self.width / columns - 3 * ROW * _dot(self.ax)
                fitting = [wrap(n, room, renderer, font, lines=5 if few else 2) for n in names]
            legend = self.ax.legend(
                handles,
                fitting,
                ncols=columns,
                loc="upper left",
                borderaxespad=0,
                borderpad=0,
                frameon=False,
                fontsize=ROW,
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
    below = figure.supxlabel("", x=0.01, ha="left", fontsize=SMALL, color=color, alpha=0.85)
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
        fontproperties=font_of(SMALL),
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
    ax.tick_params(labelsize=ROW, width=0.6, length=2.5)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_fontproperties(font_of(8))
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
    return int(np.clip(points // (LEAST * LINE + 1.2), 3, most))


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
