"""The words of money, and what of them stands before and after a number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Generic, NamedTuple

from migfund.codelists import codelist_rows, currencies
from migfund.parse.text import Entry, Lexicon

__all__ = [
    "ENGLISH_CODES",
    "LETTER_SIGNS",
    "TAIL",
    "THREE_DECIMALS",
    "WORDLIKE_CODES",
    "After",
    "Before",
    "money_words",
    "read_after",
    "read_before",
    "read_sign",
]

# Codes that are also words or well-known abbreviations: "SDG 16", "COP 26", "ALL 50 projects".
WORDLIKE_CODES = frozenset(
    "ALL AMD ANG ARS BAM BOB BSD CDF COP CUP DEM ECU ERN ESP GEL IRR MAD MOP MRO NAD PEN SAR SCR "
    "SDG SDR SIT SOS SSP STD TOP TRY UA UC DTS JD DT LE Fr Frs fr frs".split()
)
ENGLISH_CODES = frozenset({"ALL", "TOP", "TRY"})
LETTER_SIGNS = frozenset("KNPQR")  # for a currency only in front of millions: "N4 billion"
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

# Multipliers that grow on to a code or symbol: MEUR, k€, TEUR, Md€ in front, €m, EURm behind.
_GLUED_BEHIND = {"k": 10**3, "K": 10**3, "m": 10**6, "M": 10**6, "mn": 10**6, "bn": 10**9}
_GLUED_IN_FRONT = _GLUED_BEHIND | {"T": 10**3, "Mio": 10**6, "mln": 10**6}
_GLUED_IN_FRONT |= {"Md": 10**9, "Mds": 10**9, "Mrd": 10**9}

TAIL = re.compile(r"[.,:](?:--?|[–—])(?![0-9])")  # "500.-", "500:-"
_SPELLED = re.compile(r"\s?\([^\W\d_]+(?:[ -][^\W\d_]+){0,4}\)\s")
_OF_BEFORE = re.compile(r"(?:\b(?:of|de|di|in)|\bd['’])\Z")
_OF_AFTER = re.compile(r"(?:de|di|of|von)\s+|d['’]\s?")
_SPANISH = re.compile(
    r"(?:euros|d[oó]lares|pesos|reais|soles|francos|libras|coronas|coroas|rublos|quetzales|lempiras"
    r"|colones|bolivianos|guaran[ií]es|kwanzas|meticais|escudos)(?: .*)?"
)
"""Currencies in Spanish and Portuguese, behind which "mil" is a thousand."""
_THOUSANDS = re.compile(r"(?:(?<![\d.,'’])(?<!\d[\s,])['’]?000|\bmiles)\Z")
_BRACKET = re.compile(r"\(\s?(?:in |en |em )?")
_NAMED = re.compile(r"\s?\(([A-Z]{3})\)")
_HYPHEN = re.compile(r"-(?=[^\W\d_])")
_ODD_SPACE = re.compile(r"\s\s|[^\S ]")
_ABOUT = re.compile(r"\b([^\W\d_]+)\.?\s*\Z|[~≈]\s*\Z")
_AMOUNT_END = re.compile(r"[0-9]\s?(?:[kKmM]|[bm]n)\Z")
_FAR = 3  # a blank line or more in between


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


class WordTable(Generic[Entry]):
    """Words that are looked up at a position in a text; any white space counts as one space.

    A word is found as it is written in the table or, by a table entry in small letters, in any
    case. It must not be part of a longer word.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._reach = 2 * max(map(len, entries))
        self._forward = Lexicon(entries)
        self._backward = Lexicon({word[::-1]: entry for word, entry in entries.items()})

    def starting(self, text: str, pos: int) -> tuple[Entry, int] | None:
        """Return the longest entry that starts at a position, and where it ends."""
        found = None
        for length, entry in _matches(self._forward, text[pos : pos + self._reach]):
            last, after = text[pos + length - 1], text[pos + length : pos + length + 1]
            if not (last.isalpha() and after.isalpha()):
                found = entry, pos + length
        return found

    def ending(self, text: str, pos: int) -> tuple[Entry, int] | None:
        """Return the longest entry that ends at a position, and where it starts."""
        found = None
        for length, entry in _matches(self._backward, text[max(0, pos - self._reach) : pos][::-1]):
            begin = pos - length
            first, before = text[begin], text[max(0, begin - 1) : begin]
            joined = before.isdigit() or before == "_"
            if not before.isalpha() and not (joined and first.isalpha()):
                found = entry, pos - length
        return found


def _matches(words: Lexicon[Entry], letters: str) -> Iterable[tuple[int, Entry]]:
    """Return the entries that the letters spell, the longest last; as written before small ones."""
    small = letters.lower()
    if small[:1] not in words.beginnings and letters[:1] not in words.beginnings:
        return ()
    parts = _single_spaced(letters)
    if small == letters:
        return words.matches(parts)
    found = dict(words.matches(part.lower() for part in parts)) | dict(words.matches(parts))
    return sorted(found.items())


def _single_spaced(letters: str) -> Sequence[str]:
    """Return the letters one by one: of white space one space, and "" for the rest of it."""
    if not _ODD_SPACE.search(letters):
        return letters
    return [
        ("" if last.isspace() else " ") if letter.isspace() else letter
        for last, letter in zip(f"x{letters}", letters, strict=False)
    ]


class MoneyWords(NamedTuple):
    """The word list: what names currencies, multiplies, labels a budget, equates two sums."""

    units: WordTable[Unit]
    factors: WordTable[Factor]
    labels: frozenset[str]
    fillers: frozenset[str]
    equal: frozenset[str]  # what says that the same sum follows in another currency
    about: frozenset[str]
    between: frozenset[str]
    each: frozenset[str]  # "month", "person": an amount for each of them is not the project's
    regular: frozenset[str]  # "monthly", "each"
    dollar: frozenset[str]


@cache
def money_words() -> MoneyWords:
    """Return the word list, loaded on first use."""
    units = {code: Unit(frozenset({code})) for code in currencies()}
    units["ECU"] = units["XEU"]  # the usual name, never an ISO code
    factors: dict[str, Factor] = {}
    others: dict[str, set[str]] = {}
    for row in codelist_rows("currency_words"):
        if row["kind"] == "currency":
            units[row["word"]] = Unit(frozenset(row["codes"].split()), int(row["factor"] or 1))
        elif row["kind"] == "factor":
            factors[row["word"]] = Factor(int(row["factor"]), row["style"])
        else:
            others.setdefault(row["kind"], set()).add(row["word"])
    return MoneyWords(
        WordTable(_glued(units) | units),
        WordTable(factors),
        frozenset(others["label"]),
        frozenset(others["filler"]),
        frozenset(others["equal"]),
        frozenset(others["about"]),
        frozenset(others["between"]),
        frozenset(others["each"]),
        frozenset(others["regular"]),
        units["$"].codes,
    )


def _glued(units: Mapping[str, Unit]) -> dict[str, Unit]:
    """Return the codes and the commonest symbols with multipliers grown on to them."""
    names = {code: units[code].codes for code in sorted(currencies() - WORDLIKE_CODES)}
    names |= {symbol: units[symbol.lower()].codes for symbol in ("€", "$", "£", "US$")}
    glued: dict[str, Unit] = {}
    for name, codes in names.items():
        glued |= {head + name: Unit(codes, by) for head, by in _GLUED_IN_FRONT.items()}
        glued |= {name + tail: Unit(codes, by) for tail, by in _GLUED_BEHIND.items()}
    return glued


class Before(NamedTuple):
    """The words in front of a number."""

    start: int
    codes: frozenset[str]
    factor: Factor | None
    near: int  # 0 touches the number, 1 is one or more spaces away, 2 is on the line above
    label: bool  # "(USD) 5", "USD: 5": the currency belongs to a label
    sure: bool


class After(NamedTuple):
    """The words behind a number.

    `mil` tells "mil.", which is a thousand in Spanish and a million in Czech.
    """

    end: int
    bare_end: int  # the end without the currency
    codes: frozenset[str] | None
    factor: Factor | None
    glued: Factor | None  # the multiplier that is part of the currency or follows it
    near: int
    sure: bool
    mil: bool = False

    def without_currency(self) -> "After":
        """Return the same without the currency, which is the next number's."""
        return self._replace(end=self.bare_end, codes=None, glued=None)


def _skip(text: str, pos: int) -> tuple[int, int]:
    """Return where white space ends, and how far that is, as `near` in `Before`."""
    end = pos
    while text[end : end + 1].isspace():
        end += 1
    return end, _distance(text[pos:end])


def _skip_back(text: str, pos: int) -> tuple[int, int]:
    """Return where white space begins, and how far that is, as `near` in `Before`."""
    start = pos
    while start and text[start - 1].isspace():
        start -= 1
    return start, _distance(text[start:pos])


def _distance(gap: str) -> int:
    return min(1 + gap.count("\n"), _FAR) if gap else 0


def read_before(text: str, start: int) -> Before | None:
    """Read the currency in front of a number: "EUR 5", "EUR € 5", "Budget (in thousand EUR): 5"."""
    words = money_words()
    pos, near = _skip_back(text, start)
    about = _ABOUT.search(text, max(0, pos - 16), pos)
    if about is not None and (about[1] is None or about[1].lower() in words.about):
        pos, near = _skip_back(text, about.start())  # "EUR ca. 5 million"
    label = about is not None and pos <= about.start()
    while pos and text[pos - 1] in ":=)-–—":
        if text[pos - 1] in "-–—" and not (near and text[pos - 2 : pos - 1].isspace()):
            return None
        label = True
        pos, step = _skip_back(text, pos - 1)
        near = max(near, step)
    factor: Factor | None = None
    found = words.units.ending(text, pos)
    if found is None:
        multiplier = words.factors.ending(text, pos)
        if multiplier is None:
            return None
        factor, pos = multiplier  # "USD million 5"
        pos, step = _skip_back(text, pos)
        near = max(near, step)
        found = words.units.ending(text, pos)
    if found is None or near == _FAR:
        return None
    unit, begin = found
    if unit.by > 1:
        factor = Factor(unit.by) if factor is None else None
    second = words.units.ending(text, _skip_back(text, begin)[0])
    codes, begin = _joined(unit.codes, begin, second)
    size, sure = _factor_in_front(text, begin, label)
    if size is not None:
        factor, sure = size, sure and factor is None
    return Before(begin, codes, factor, near, label, sure)


def _joined(
    codes: frozenset[str], edge: int, second: tuple[Unit, int] | None
) -> tuple[frozenset[str], int]:
    """Join two words for one currency: "EUR € 5", "$5 CAD"."""
    if second is not None and codes & second[0].codes and second[0].by == 1:
        return codes & second[0].codes, second[1]
    return codes, edge


def _factor_in_front(text: str, begin: int, label: bool) -> tuple[Factor | None, bool]:
    """Read a multiplier in front of the currency: "(in millions of EUR)", "Mio. EUR 5"."""
    pos = _skip_back(text, begin)[0]
    connector = _OF_BEFORE.search(text[max(0, pos - 3) : pos])
    if connector is not None:
        pos = _skip_back(text, pos - len(connector.group()))[0]
    found = money_words().factors.ending(text, pos)
    if found is None:
        thousands = _THOUSANDS.search(text[max(0, pos - 8) : pos])
        return (Factor(1000), label) if thousands else (None, True)
    factor, start = found
    short = 1 < len(text[start:pos].rstrip(".")) <= 3 and factor.style != "mil"
    # "several million EUR 300 grants": outside a label only an abbreviation is sure to belong here.
    return factor, label or short


def read_after(text: str, end: int) -> After:
    """Read what follows a number: ",-", a multiplier, a currency: "5 million euros", "5 (EUR)"."""
    units = money_words().units
    bare_end, factor = _factor_behind(text, end)
    pos, near = _skip(text, bare_end)
    if text.startswith("-", bare_end) and (factor or _HYPHEN.match(text, bare_end)):
        pos += 1  # "5 million-euro", "5-euro"
    connector = _OF_AFTER.match(text, pos)
    begin = connector.end() if connector else pos
    bracket = _BRACKET.match(text, begin)
    found = units.starting(text, bracket.end() if bracket else begin)
    if found and text[found[1] - 1 : found[1]] in LETTER_SIGNS and found[1] - 1 in (begin, pos):
        found = None  # "N4 billion", but not "4 N"
    close = _skip(text, found[1])[0] if found else 0
    if bracket and text[close : close + 1] != ")":
        found = None  # "5,000 (USD 400)"
    sure = True
    mil = factor is not None and factor.style == "mil"
    if mil:
        # Thousand in Spanish and Portuguese; elsewhere, and with a full stop, short for million.
        word = text[begin : found[1]] if found else ""
        sure = not text[:bare_end].endswith(".") and _SPANISH.fullmatch(word) is not None
        factor = Factor(1000, "eu")
    if found is None or near == _FAR:
        return After(bare_end, bare_end, None, factor, None, near, sure, mil)
    unit, stop = found
    glued = Factor(unit.by) if unit.by > 1 else None
    if bracket:
        stop = close + 1
    elif factor is None and glued is None:
        glued, stop = _late_factor(text, stop)
    codes, stop = _joined(unit.codes, stop, units.starting(text, _skip(text, stop)[0]))
    if len(codes) > 1 and (named := _NAMED.match(text, stop)) and named[1] in codes:
        codes, stop = frozenset({named[1]}), named.end()  # "5 million francs CFA (XAF)"
    return After(stop, bare_end, codes, factor, glued, near, sure, mil)


def _factor_behind(text: str, end: int) -> tuple[int, Factor | None]:
    """Read a tail and a multiplier behind a number: "500.-", "5 million", "5-million"."""
    tail = TAIL.match(text, end)
    bare_end = tail.end() if tail else end
    words = money_words()
    spelled = _SPELLED.match(text, bare_end)  # "5 (five) million"
    if spelled and any(w.starting(text, spelled.end()) for w in (words.factors, words.units)):
        bare_end = spelled.end() - 1
    hyphen = _HYPHEN.match(text, bare_end)
    pos, near = (hyphen.end(), 0) if hyphen else _skip(text, bare_end)
    found = words.factors.starting(text, pos)
    if found is None or near == _FAR:
        return bare_end, None
    # A single letter is a multiplier only beside the number, and "b" only grown on to it.
    word = text[pos : found[1]]
    beside = near <= (0 if word in "bB" else 1)
    return (found[1], found[0]) if len(word) > 1 or beside else (bare_end, None)


def _late_factor(text: str, stop: int) -> tuple[Factor | None, int]:
    """Read a multiplier behind the currency: "5 € million"."""
    found = money_words().factors.starting(text, _skip(text, stop)[0])
    if found is None or found[0].style == "mil" or "\n" in text[stop : found[1]]:
        return None, stop
    return Factor(found[0].by), found[1]


def read_sign(text: str, start: int) -> tuple[int, int]:
    """Read a sign that touches what follows: -1, 1, or 0 for a dash that joins it to a word."""
    if start == 0 or text[start - 1] not in "-−–—":
        return 1, start
    before = text[start - 2 : start - 1] or " "
    if before.isdigit() or _AMOUNT_END.search(text, max(0, start - 6), start - 1):
        return 1, start  # a range: "1-2 million", "$1M-$2M"
    if text[start - 1] in "-−" and (before.isspace() or before in "(:€$£"):
        return -1, start - 1
    return 0, start
