"""A page as layouts see it, and words found on it."""

from typing import NamedTuple

__all__ = ["Found", "Page", "problem"]


class Found(NamedTuple):
    """Words on the page: what they are, the line they begin in, and the label before them."""

    text: str
    line: int
    label: str = ""


class Page:
    """The text of one page.

    Parameters
    ----------
    source
        File or URL that it came from.
    text
        The whole text.
    """

    def __init__(self, source: str, text: str) -> None:
        self.source = source
        self.text = text
        self.lines = [line.strip() for line in text.splitlines()]

    def found(self, index: int) -> Found:
        """Give one line as words on the page."""
        return Found(self.lines[index], index + 1)


def problem(field: str, found: Found, reason: str) -> dict[str, str | None]:
    """Note that words on a page could not be understood as a field's value."""
    return {
        "locator": f"line {found.line}",
        "field": field,
        "text": found.text,
        "reason": reason,
    }
