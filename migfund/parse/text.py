"""Text as it is compared: without accents, case and the differences of spaces."""

import re
import unicodedata

__all__ = ["fold", "is_sentence"]

_SPACE = re.compile(r"\s+")
# Small words that stand inside names and lists of names in the languages of the pages.
_LINKS = frozenset(
    "a al and au aux d da das de del della der des di do dos du e ed et for in l la las le les los "
    "of on or ou the to und y".split()
)


def fold(text: str) -> str:
    """Give text without accents, case, and differences of spaces.

    Examples
    --------
    >>> fold("  Année  de DÉBUT ")
    'annee de debut'
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _SPACE.sub(" ", bare).strip().casefold()


def is_sentence(text: str) -> bool:
    """Tell running prose from a value: three or more small words that are no links of a name.

    Examples
    --------
    >>> is_sentence("Bolivia (Plurinational State of) Trinidad and Tobago")
    False
    >>> is_sentence("Four components make up this project.")
    True
    """
    words = re.findall(r"[^\W\d_]+", text)
    small = [word for word in words if word[0].islower() and word.casefold() not in _LINKS]
    return len(small) >= 3
