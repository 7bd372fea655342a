"""Where the words of a chart stand once it is drawn: none cut off, none over another."""

from itertools import combinations
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

SIZES: dict[str, dict[str, Any]] = {
    "two columns": {"figsize": (6.9, 4.4)},
    "one column": {"figsize": (3.3, 3.4)},
    "bare": {},
    "four in a bare figure": {"nrows": 2, "ncols": 2},
}
"""What `plt.subplots` is called with."""


def boxes(ax: Axes) -> dict[str, Bbox]:
    """Draw the figure, and return the box of each text that is seen, by its words and a number."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.canvas.draw()
    legend = ax.get_legend()
    texts = [*ax.texts, ax.title, ax._left_title, *ax.artists]
    if ax.axison:
        texts += [ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels(), *ax.get_yticklabels()]
    texts += [*legend.get_texts(), legend.get_title()] if legend else []
    seen = [text for text in texts if text.get_visible() and text.get_text().strip()]
    low, high = sorted(ax.get_xlim())
    ticks = set(ax.get_xticklabels())
    inside = [t for t in seen if t not in ticks or low <= t.get_position()[0] <= high]
    return {f"{n}: {text.get_text()}": text.get_window_extent() for n, text in enumerate(inside)}


def assert_words_have_room(ax: Axes) -> None:
    figure = ax.get_figure(root=True)
    assert figure is not None
    found = boxes(ax)
    outside = [
        words
        for words, box in found.items()
        if box.x0 < -1 or box.y0 < -1 or box.x1 > figure.bbox.x1 + 1 or box.y1 > figure.bbox.y1 + 1
    ]
    assert outside == []
    over = [
        (one, other)
        for (one, first), (other, second) in combinations(found.items(), 2)
        if min(first.x1, second.x1) - max(first.x0, second.x0) > 1
        and min(first.y1, second.y1) - max(first.y0, second.y0) > 1.5
    ]
    assert over == []
