"""What all charts share: colours, new Axes, labels and the caption line."""

import textwrap
from collections.abc import Sequence
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


def new_axes(labels: Sequence[str], *, per_row: float = 0.34, letter: float = 0.09) -> "Axes":
    """Make a figure with room for a row a label, of letters so many inches wide; give its Axes."""
    import matplotlib.pyplot as plt

    width = 7.2 + letter * max(map(len, labels), default=0)
    height = 1.5 + per_row * max(len(labels), 2)
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


def set_caption(ax: "Axes", text: str, *, below: float = -42) -> None:
    """Write the caption line below the axis, so many points from it."""
    ax.annotate(
        textwrap.fill(text, 88),
        xy=(0, 0),
        xycoords="axes fraction",
        xytext=(0, below),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=GREY,
        annotation_clip=False,
    )
