"""What all charts share: colours, new Axes, labels and the caption line."""

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from migfund.parse.places import country_name
from migfund.schema import UNALLOCATED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["CERTAIN", "GREY", "MUTED", "UNCERTAIN", "label_of", "new_axes", "set_caption", "tidy"]

CERTAIN = "#1f6f8b"
UNCERTAIN = "#b9d7e0"
MUTED = "#9aa5ab"
GREY = "#4a5459"
_NOT_STATED = "not stated"


def new_axes(rows: int, *, per_row: float = 0.34, width: float = 8.5) -> "Axes":
    """Make a figure high enough for a number of rows and give its Axes."""
    import matplotlib.pyplot as plt

    height = 1.5 + per_row * max(rows, 2)
    _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    return ax


def label_of(key: str, value: Any) -> str:
    """Write one key of a group for people: names for country codes, words for a missing key."""
    if pd.isna(value):
        return _NOT_STATED
    if key == "country" and value != UNALLOCATED:
        return country_name(str(value))
    return str(value)


def tidy(ax: "Axes") -> None:
    """Take away what carries no information."""
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#e3e8ea", linewidth=0.8)
    ax.set_axisbelow(True)


def set_caption(ax: "Axes", text: str, *, share: float = 0.7) -> None:
    """Write the caption line below the axis, which takes this share of the figure's width."""
    figure = ax.get_figure(root=True)
    width = 8.5 if figure is None else figure.get_size_inches()[0]
    ax.annotate(
        textwrap.fill(text, int(width * share * 14)),
        xy=(0, 0),
        xycoords="axes fraction",
        xytext=(0, -42),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=GREY,
        annotation_clip=False,
    )
