"""The caption of a chart, an artist of Matplotlib; apart, so that Matplotlib is loaded late."""

from typing import Any

from matplotlib.text import Text
from matplotlib.transforms import Bbox

__all__ = ["Caption"]


class Caption(Text):
    """Text whose width the layout of the figure does not count."""

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """Return a box as high as the text, in the middle of the Axes."""
        box, ax = self.get_window_extent(renderer), self.axes
        middle = (box.x0 + box.x1) / 2 if ax is None else (ax.bbox.x0 + ax.bbox.x1) / 2
        return Bbox([[middle - 0.5, box.y0], [middle + 0.5, box.y1]])
