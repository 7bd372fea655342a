"""What all charts share: colours, Axes, rows with labels and counts, and the caption line."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from migfund.errors import MigfundError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["CERTAIN", "GREY", "MUTED", "UNCERTAIN", "axes_for", "finish", "write_beside"]

CERTAIN = "#1f6f8b"
UNCERTAIN = "#b9d7e0"
MUTED = "#9aa5ab"
GREY = "#4a5459"


def axes_for(
    ax: Any, labels: Sequence[str], *, per_row: float = 0.34, letter: float = 0.09
) -> "Axes":
    """Return the Axes given; or else new ones with room for a row a label.

    Parameters
    ----------
    ax
        What the caller gave.
    labels
        The labels of the rows.
    per_row, letter
        Height of a row and width of a letter, in inches.

    Raises
    ------
    MigfundError
        If what was given is something else.
    """
    import matplotlib.pyplot as plt
    from matplotlib.axes import Axes

    if ax is None:
        width = 7.2 + letter * max(map(len, labels), default=0)
        height = 1.5 + per_row * max(len(labels), 2)
        ax = plt.subplots(figsize=(width, height), layout="constrained")[1]
    if not isinstance(ax, Axes):
        raise MigfundError(
            f"ax must be one Axes of Matplotlib, not {type(ax).__name__}: "
            "figure, ax = plt.subplots()."
        )
    return ax


def write_beside(ax: "Axes", at: int, right_of: float, words: str) -> None:
    """Write small words in a row, a little to the right of a value."""
    ax.annotate(
        words,
        (right_of, at),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=GREY,
    )


def finish(ax: "Axes", labels: Sequence[str], caption: str, *, size: float | None = None) -> None:
    """Label the rows, the first on top, take away what says nothing, and write the caption."""
    ax.set_yticks(np.arange(len(labels)), labels, fontsize=size)
    ax.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#e3e8ea", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.annotate(
        textwrap.fill(caption, 88),
        xy=(0, 0),
        xycoords="axes fraction",
        xytext=(0, -42),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=GREY,
        annotation_clip=False,
    )
