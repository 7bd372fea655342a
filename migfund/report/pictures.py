"""The pictures of the report: each chart drawn for a wide page and for a phone, light and dark."""

import base64
import io
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from migfund.plot.style import ONE_COLUMN, TWO_COLUMNS, take_caption

__all__ = ["Picture", "draw"]

_INK, _PAPER = "#1c2326", "#fdfcf9"
"""The colours of text and ground that charts are drawn with, those of a light page."""
_DARK = {_INK: "#e9e5dc", _PAPER: "#14181a", "#ffffff": "#14181a"}
_COLOURS: Any = {
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), _INK
    ),
    **dict.fromkeys(("axes.facecolor", "figure.facecolor"), _PAPER),
    "axes.titlecolor": _INK,
    "savefig.facecolor": "none",
    "svg.hashsalt": "migfund",
    "backend": "agg",
}


class Picture(NamedTuple):
    """A chart as images that stand in the page itself.

    Parameters
    ----------
    wide, narrow
        Addresses of the images.
    size
        Width and height of the wide one.
    caption
        What the chart says of itself.
    """

    wide: str
    narrow: str
    size: tuple[int, int]
    caption: str


def draw(chart: Callable[[Any], Any], height: float) -> Picture:
    """Draw a chart on Axes of two widths; the same chart gives the same bytes.

    Parameters
    ----------
    chart
        Draws on the Axes that it is given, and returns them.
    height
        Height of the images in inches.
    """
    wide, caption = _svg(chart, TWO_COLUMNS, height)
    narrow, _ = _svg(chart, ONE_COLUMN, height)
    size = round(TWO_COLUMNS * 96), round(height * 96)
    return Picture(_address(wide), _address(narrow), size, caption)


def _svg(chart: Callable[[Any], Any], width: float, height: float) -> tuple[str, str]:
    """Draw a chart as SVG, without its caption, and return the caption beside it."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    with mpl.rc_context(_COLOURS):
        figure, ax = plt.subplots(figsize=(width, height), layout="constrained")
        caption = take_caption(chart(ax))
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(figure)
    return _for_both_grounds(buffer.getvalue()), caption


def _for_both_grounds(svg: str) -> str:
    """Let the colours of text and ground follow the reader's choice of a light or dark page."""
    names = {colour: f"c{number}" for number, colour in enumerate(_DARK)}
    light = "".join(f"--{name}:{colour};" for colour, name in names.items())
    dark = "".join(f"--{names[colour]}:{instead};" for colour, instead in _DARK.items())
    rules = f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    for colour, name in names.items():
        svg = re.sub(rf"(?<=: ){colour}\b", f"var(--{name})", svg)
    return svg.replace('<style type="text/css">', f'<style type="text/css">{rules}', 1)


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
