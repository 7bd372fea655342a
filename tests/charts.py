"""What the tests of charts share: how a chart is read, and projects with dates of a precision."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from migfund.schema import make_table

NAMES = {4: "year", 7: "month", 10: "day"}


def notes(ax: Axes) -> list[str]:
    return [text.get_text().replace("\n", " ").replace("\xa0", " ") for text in ax.texts]


def caption(ax: Axes) -> str:
    return notes(ax)[-1]


def legend_of(ax: Axes) -> list[str]:
    """Return what the legend explains, once the chart is drawn."""
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    legend = ax.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def labels(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def bars(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def dated(*projects: tuple[str, str | None, str | None]) -> pd.DataFrame:
    return make_table(
        [
            {
                "title": title,
                "start": pd.Timestamp(start) if start else None,
                "start_precision": NAMES[len(start)] if start else None,
                "end": pd.Timestamp(end) if end else None,
                "end_precision": NAMES[len(end)] if end else None,
            }
            for title, start, end in projects
        ]
    )
