"""Words on charts: how wide they are, where they break, and how they keep clear of each other."""

from functools import cache
from itertools import chain
from typing import Any

import numpy as np

from migfund.plot.style import FONT
from migfund.schema import Array

__all__ = ["font_of", "named_sum", "plain", "spread_out", "text_width", "wrap"]


def font_of(size: float) -> Any:
    """Return the letters of charts in a size."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=FONT, size=size)


def plain(words: str) -> str:
    """Return words that Matplotlib writes as they are: a dollar begins no formula."""
    return words.replace("$", r"\$")


def named_sum(name: str, figure: str) -> str:
    """Write a figure behind a name, so that the two stay together where a long name is cut."""
    return f"{name},\N{NO-BREAK SPACE}{figure}"


def text_width(text: str, weight: str = "normal") -> float:
    """Return how wide a text is, in sizes of its letters; faster than to have it laid out."""
    return sum(_advance(letter, weight) for letter in text.replace(r"\$", "$"))


@cache
def _advance(letter: str, weight: str) -> float:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font: Any = get_font(findfont(FontProperties(family=FONT, weight=weight)))
    font.set_size(100, 72)
    try:
        glyph = font.load_char(ord(letter))
    except RuntimeError:  # a sign that these letters lack, such as an emoji, is drawn as a box
        return 1.0
    return float(glyph.linearHoriAdvance) / 65536 / 100


def _size_of_letters(renderer: Any, font: Any) -> float:
    """Return by what to multiply `text_width` for pixels: small letters are fitted to them."""
    size, weight = renderer.points_to_pixels(font.get_size_in_points()), str(font.get_weight())
    key = (type(renderer), size, weight)
    if key not in _SIZES:
        wide = renderer.get_text_width_height_descent(_SAMPLE, font, False)[0]
        _SIZES[key] = 1.02 * wide / text_width(_SAMPLE, weight)
    return _SIZES[key]


_SAMPLE = "USD, month average at start; 28 of 38 projects are in, each counted in every group."
_SIZES: dict[tuple[Any, float, str], float] = {}


def wrap(words: str, width: float, renderer: Any, font: Any, *, lines: int = 100) -> str:
    """Break words into lines of at most a width in pixels; what does not fit ends in "…"."""
    size = _size_of_letters(renderer, font)

    def wide(text: str) -> float:
        return size * text_width(text, str(font.get_weight()))

    def fit(text: str, end: str = "") -> str:
        room = width - wide(end)
        for count in range(1, len(text)):
            room -= wide(text[count - 1])
            if room < wide(text[count]):
                return text[:count]
        return text

    def cut(text: str) -> str:
        # Names often differ in their last word; a figure behind it is never cut.
        last = text.rsplit(" ", 1)[-1]
        ends = [f"… {word}" for word in (last, last.rsplit("\N{NO-BREAK SPACE}", 1)[-1])]
        end = next((end for end in ends if wide(end) < 0.75 * width), "…")
        return fit(text, end).rstrip() + end

    done: list[str] = []
    whole = words.replace(" %", "\N{NO-BREAK SPACE}%").split(" ")
    # A name and its figure that are together longer than a line stand on two.
    parts = [word.split("\N{NO-BREAK SPACE}") if wide(word) > width else [word] for word in whole]
    for word in chain.from_iterable(parts):
        longer = f"{done[-1]} {word}" if done else word
        if done and wide(longer) <= width:
            done[-1] = longer
            continue
        while wide(word) > width and len(word) > 1:  # a word longer than a line
            start = fit(word)
            done.append(start)
            word = word[len(start) :]
        done.append(word)
    if len(done) > lines:
        done = [*done[: lines - 1], cut(" ".join(done[lines - 1 :]))]
    return "\n".join(done)


def spread_out(wanted: Array, sizes: Array, low: float, high: float) -> Array:
    """Return middles near those wanted for things of these sizes, clear of each other.

    They are between two limits; where there is no room for all, they are closer.

    Examples
    --------
    >>> spread_out(np.array([1.0, 5.0, 5.0]), np.array([2.0, 2.0, 2.0]), 0.0, 10.0).tolist()
    [1.0, 4.0, 6.0]
    """
    if not len(wanted):
        return wanted
    sizes = sizes * min((high - low) / max(sizes.sum(), 1e-9), 1)
    order = np.argsort(wanted, kind="stable")
    before = np.cumsum(sizes[order]) - sizes[order] / 2
    # Runs that want to be closer than that stand around the middle of what they want.
    runs: list[tuple[float, int]] = []
    for aim in wanted[order] - before:
        runs.append((float(aim), 1))
        while len(runs) > 1 and runs[-2][0] > runs[-1][0]:
            (second, m), (first, n) = runs.pop(), runs.pop()
            runs.append(((first * n + second * m) / (n + m), n + m))
    aims = np.repeat([aim for aim, _ in runs], [n for _, n in runs])
    found = np.empty(len(wanted))
    found[order] = np.clip(aims, low, high - sizes.sum()) + before
    return found
