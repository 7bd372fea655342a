"""The look of charts: sizes, letters and colours, on light and on dark."""

from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "FONT",
    "LEAST",
    "LINE",
    "ONE_COLUMN",
    "ROW",
    "SMALL",
    "TWO_COLUMNS",
    "Shades",
    "Style",
    "ink",
    "is_dark",
    "off_grid",
    "shades",
    "style",
]

ONE_COLUMN, TWO_COLUMNS = 3.3, 6.9
"""The widths of a figure in a journal of two columns, in inches."""

ROW, SMALL, LEAST = 7.5, 7.0, 6.0
"""Sizes of letters in points: names of rows, what stands beside them, and the least."""
LINE = 1.25
"""Height of a line of text, in sizes of its letters."""

FONT = ["DejaVu Sans"]
"""The letters of all charts, which come with Matplotlib."""

_STYLE: dict[str, Any] = {
    "font.family": FONT,
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


_LOCK = Lock()
_applied: list[tuple["Style", dict[str, Any]]] = []
"""Which settings are applied, and what each found."""


class Style(dict[str, Any]):
    """Settings of Matplotlib, which ``with`` applies for a while."""

    def __enter__(self) -> "Style":
        """Apply the settings."""
        import matplotlib as mpl

        # These alone are put back: a notebook's backend sets others when the first figure is made.
        settings: Any = mpl.rcParams
        with _LOCK:
            _applied.append((self, {name: settings[name] for name in self}))
            settings.update(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Put back what was set before; where other threads still draw, the last of them does."""
        import matplotlib as mpl

        settings: Any = mpl.rcParams
        with _LOCK:
            place = max(place for place, (style, _) in enumerate(_applied) if style is self)
            before = _applied.pop(place)[1]
            for name, value in before.items():
                found = next((later for _, later in _applied[place:] if name in later), settings)
                found[name] = value


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


class Shades(NamedTuple):
    """The colours of charts on a ground, light or dark.

    ``certain`` is what is known, ``uncertain`` what is open, ``aside`` what belongs to no group,
    ``others`` the rest. ``groups`` are told apart by people who are colour-blind, and in grey by
    their neighbours.
    """

    certain: str
    uncertain: str
    aside: str
    others: str
    groups: tuple[str, ...]


_ON_LIGHT = Shades(
    certain="#3f83b0",
    uncertain="#a9cbe0",
    aside="#8d979d",
    others="#ccd3d7",
    groups=("#27618c", "#d8863b", "#8fc1d9", "#8c3b52", "#e8cf86", "#4d9a83", "#c9a9cf"),
)
_ON_DARK = Shades(
    certain="#6cabd8",
    uncertain="#2c5673",
    aside="#7e888e",
    others="#4f5960",
    groups=("#3f7fb0", "#e39a52", "#a8d3e8", "#b0506b", "#ecd797", "#4d9a83", "#cdb0d3"),
)


def shades(ax: "Axes") -> Shades:
    """Return the colours that stand out from the ground of an Axes."""
    return _ON_DARK if is_dark(ax) else _ON_LIGHT


def ink(ax: "Axes") -> Any:
    """Return the colour of the text on an Axes, light where the ground is dark."""
    return ax.xaxis.label.get_color()


def is_dark(ax: "Axes") -> bool:
    """Tell whether the ground of an Axes is dark."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(ax.get_facecolor())
    return 0.3 * red + 0.59 * green + 0.11 * blue < 0.5


def off_grid(ax: "Axes") -> dict[str, Any]:
    """Return a box for words on an Axes in which no line of the grid is seen."""
    return {"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.6}
