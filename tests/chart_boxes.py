"""Where the words of a chart stand once it is drawn: none cut off, none over another."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

SIZES: dict[str, dict[str, Any]] = {
    "two columns": {"figsize": (6.9, 4.4)},
    "one column": {"figsize": (3.3, 3.4)},
    "bare": {},
    "four in a bare figure": {"nrows": 2, "ncols": 2},
}
"""What `plt.subplots` is called with."""


@contextmanager
def drawn_texts() -> Iterator[list[tuple[str, Any, Any]]]:
    """Collect the words, boxes and colours of all texts that are drawn."""
    found: list[tuple[str, Any, Any]] = []
    draw_text = Text.draw

    def note(self: Text, renderer: Any, *args: Any, **kwargs: Any) -> None:
        if self.get_visible() and self.get_text().strip():
            box = Text.get_window_extent(self, renderer)
            found.append((self.get_text(), box, self.get_color()))
        draw_text(self, renderer, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", note)
        yield found


def faults(figure: Any) -> list[str]:
    """Name the texts that leave the figure, or overlap another one."""
    with drawn_texts() as texts:
        figure.draw_without_rendering()
    edge = figure.bbox
    wrong = [
        f"{words!r} leaves the figure"
        for words, box, _ in texts
        if box.x0 < -1 or box.y0 < -1 or box.x1 > edge.x1 + 1 or box.y1 > edge.y1 + 1
    ]
    left, bottom, right, top = np.array([box.extents for _, box, _ in texts]).reshape(-1, 4).T
    wide = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    tall = np.minimum.outer(top, top) - np.maximum.outer(bottom, bottom)
    for one, other in np.argwhere(np.tril((wide > 1.5) & (tall > 1.5), -1)):
        wrong.append(f"{texts[one][0]!r} overlaps {texts[other][0]!r}")
    return wrong


def assert_words_have_room(ax: Axes) -> None:
    assert faults(ax.get_figure(root=True)) == []
