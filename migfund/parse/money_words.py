"""The words of money: currency codes, symbols and names, multipliers, and labels of a budget."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from migfund.codelists import codelist_rows, currencies

__all__ = ["Factor", "Unit", "money_words"]

# Codes that are also words or well-known abbreviations: "SDG 16", "COP 26", "ALL 50 projects".
WORDLIKE_CODES = frozenset(
    "ALL AMD ANG ARS BAM BOB BSD CDF COP CUP DEM ECU ERN ESP GEL IRR MAD MOP MRO NAD PEN SAR SCR "
    "SDG SIT SOS SSP STD TOP TRY".split()
)
ENGLISH_CODES = frozenset({"ALL", "TOP", "TRY"})
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

# Multipliers that grow on to a code or symbol: MEUR, k€, TEUR, Md€ in front, €m, EURm behind.
_GLUED_BEHIND = {"k": 10**3, "K": 10**3, "m": 10**6, "M": 10**6, "mn": 10**6, "bn": 10**9}
_GLUED_IN_FRONT = _GLUED_BEHIND | {"T": 10**3, "Mio": 10**6, "mln": 10**6}
_GLUED_IN_FRONT |= {"Md": 10**9, "Mds": 10**9, "Mrd": 10**9}


class Unit(NamedTuple):
    """A currency word: every currency that it can mean, and the multiplier grown on to it."""

    codes: frozenset[str]
    by: int = 1


class Factor(NamedTuple):
    """A multiplier and how its language writes numbers.

    `style` is "en": a comma groups; "eu": a comma is decimal; "": either; "mil": 1e3 or 1e6.
    """

    by: int
    style: str = ""


Entry = TypeVar("Entry")


class WordTable(Generic[Entry]):
    """Words and phrases that are looked up at a position; any white space counts as one space.

    A word is found as it is written in the table or, by a table entry in small letters, in any
    case. It must not be part of a longer word.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._reach = 2 * max(map(len, entries))
        self._starts = _sizes(entries, 0)
        self._ends = _sizes(entries, -1)

    def starting(self, text: str, pos: int) -> tuple[Entry, int] | None:
        """Find the longest entry that starts at a position, and where it ends."""
        words = _single_spaced(text[pos : pos + self._reach])
        if not words or text[pos].isspace():
            return None
        small = words.lower()
        for size in self._starts.get(small[0], ()):
            entry = self._entries.get(words[:size]) or self._entries.get(small[:size])
            if entry is None:
                continue
            word = words[:size]
            end = pos + len(word)
            while len(_single_spaced(text[pos:end])) < len(word):
                end += 1
            if not (word[-1].isalpha() and text[end : end + 1].isalpha()):
                return entry, end
        return None

    def ending(self, text: str, pos: int) -> tuple[Entry, int] | None:
        """Find the longest entry that ends at a position, and where it starts."""
        words = _single_spaced(text[max(0, pos - self._reach) : pos])
        if not words:
            return None
        small = words.lower()
        for size in self._ends.get(small[-1], ()):
            entry = self._entries.get(words[-size:]) or self._entries.get(small[-size:])
            if entry is None:
                continue
            word = words[-size:]
            start = pos - len(word)
            while len(_single_spaced(text[start:pos])) < len(word):
                start -= 1
            previous = text[start - 1 : start]
            joined = previous.isdigit() or previous == "_"
            if not previous.isalpha() and not (joined and word[0].isalpha()):
                return entry, start
        return None


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _sizes(entries: Iterable[str], at: int) -> dict[str, list[int]]:
    """List the lengths of the entries with the same first (0) or last (-1) letter, longest first.

    Most texts begin or end like few entries, so that few look-ups are needed.
    """
    sizes: dict[str, set[int]] = {}
    for word in entries:
        sizes.setdefault(word.lower()[at], set()).add(len(word))
    return {letter: sorted(found, reverse=True) for letter, found in sizes.items()}


class MoneyWords(NamedTuple):
    """The word list: what names currencies, multiplies, labels a budget or fills a label."""

    units: WordTable[Unit]
    factors: WordTable[Factor]
    labels: frozenset[str]
    fillers: frozenset[str]
    dollar: frozenset[str]


@cache
def money_words() -> MoneyWords:
    """Load the word list once, on first use."""
    units = {code: Unit(frozenset({code})) for code in currencies()}
    units["ECU"] = units["XEU"]  # the usual name, never an ISO code
    factors: dict[str, Factor] = {}
    others: dict[str, set[str]] = {"label": set(), "filler": set()}
    for row in codelist_rows("currency_words"):
        if row["kind"] == "currency":
            units[row["word"]] = Unit(frozenset(row["codes"].split()))
        elif row["kind"] == "factor":
            factors[row["word"]] = Factor(int(row["factor"]), row["style"])
        else:
            others[row["kind"]].add(row["word"])
    return MoneyWords(
        WordTable(_glued(units) | units),
        WordTable(factors),
        frozenset(others["label"]),
        frozenset(others["filler"]),
        units["$"].codes,
    )


def _glued(units: Mapping[str, Unit]) -> dict[str, Unit]:
    """Grow the multipliers on to the codes and the commonest symbols."""
    names = {code: units[code].codes for code in sorted(currencies() - WORDLIKE_CODES)}
    names |= {symbol: units[symbol.lower()].codes for symbol in ("€", "$", "£", "US$")}
    glued: dict[str, Unit] = {}
    for name, codes in names.items():
        glued |= {head + name: Unit(codes, by) for head, by in _GLUED_IN_FRONT.items()}
        glued |= {name + tail: Unit(codes, by) for tail, by in _GLUED_BEHIND.items()}
    return glued
