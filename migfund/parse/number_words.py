"""Number words -> numbers: "five million", "zweihundertfünfzigtausend", "два миллиона".

The words are data, `codelists/number_words.csv`; the grammar is one for all twelve languages:
a number below a thousand stands before each multiplier, and multipliers grow smaller. What breaks
it ("one two million", "several hundred thousand", "zwei Komma fünf Millionen") is no number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from itertools import product

from migfund.codelists import codelist_rows
from migfund.parse.text import Folded, Lexicon

__all__ = ["NumberWords", "duration_numbers", "has_multiplier", "is_number_word", "number_words"]

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SCALES = re.compile(  # behind a letter: the digits of "5 million" need no words
    r"mil(?:l|h|j|i|a\b|\b)|bil[lhj]|tus|tausend|thousand|duizend|тыс|тис|мил|міль"
    r"|mi[oa]\b|mln\b|mrd\b|млн|млрд"
)
_BEHIND_LETTER = re.compile(r"[^\W\d_][\s'’-]{0,3}\Z")
_LONGEST = 5  # words of one entry, and words looked back at
_NO_PART = ("link", "vague", "point")
_GLUE = frozenset({"und", "en", "og", "e"})  # inside "zweihundertundzehn"


@dataclass(frozen=True, slots=True)
class _Word:
    kind: str
    value: Fraction
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A number in words; offsets count in the folded text.

    `value` is None where the words are no certain number; `large` tells "two million" from "two".
    """

    value: Fraction | None
    start: int
    end: int
    languages: frozenset[str]
    large: bool


@cache
def _entries() -> dict[str, tuple[_Word, ...]]:
    """Return the listed words, folded and with spaces for hyphens: of a word all its meanings."""
    entries: dict[str, tuple[_Word, ...]] = {}
    for row in codelist_rows("number_words"):
        word = _Word(row["kind"], Fraction(row["value"] or 0), frozenset(row["languages"].split()))
        entries[row["word"]] = (*entries.get(row["word"], ()), word)
    return entries


@cache
def _abbreviations() -> frozenset[str]:
    """Return the words for millions and the like that are written with a full stop: "mio."."""
    factors = {row["word"] for row in codelist_rows("currency_words") if row["kind"] == "factor"}
    return frozenset(word for word in _entries() if f"{word}." in factors)


@cache
def _beginnings() -> Lexicon[tuple[_Word, ...]]:
    return Lexicon(_entries())


@cache
def duration_numbers() -> dict[str, dict[str, float]]:
    """Return the number words that count months and years, and their values by language."""
    numbers: dict[str, dict[str, float]] = {}
    for word, meanings in _entries().items():
        for meaning in meanings:
            if meaning.kind == "number" and 1 <= meaning.value < 100:
                for language in meaning.languages:
                    numbers.setdefault(word, {})[language] = float(meaning.value)
    for language in ("ru", "uk"):  # the list has their tens and units, in all cases
        mine = {word: values[language] for word, values in numbers.items() if language in values}
        tens = {word: value for word, value in mine.items() if value >= 20}
        units = {word: value for word, value in mine.items() if value in range(1, 10)}
        for ten, unit in product(tens, units):
            numbers.setdefault(f"{ten} {unit}", {})[language] = tens[ten] + units[unit]
    return numbers


def is_number_word(word: str) -> bool:
    """Tell whether a folded word is a number in one of the languages."""
    return any(m.kind in ("number", "hundred", "scale") for m in _entries().get(word, ()))


@lru_cache(maxsize=4096)
def _glued(word: str) -> tuple[tuple[_Word, ...], ...]:
    """Take "zweihundertfünfzigtausend" apart into listed words; nothing if that fails."""
    if len(word) < 7 or len(word) > 60:
        return ()
    best: list[tuple[tuple[_Word, ...], ...] | None] = [(), *[None] * len(word)]
    for begin in range(len(word)):
        before = best[begin]
        if before is None:
            continue
        if begin:
            for glue in _GLUE:
                if word.startswith(glue, begin) and best[begin + len(glue)] is None:
                    best[begin + len(glue)] = before
        for count, meanings in _beginnings().matches(word[begin:]):
            kept = tuple(m for m in meanings if m.kind in ("number", "hundred", "scale"))
            longer, other = (*before, kept), best[begin + count]
            # The fewest words, for "fünfundzwanzig" is one, and all of one language.
            if (other is None or len(longer) < len(other)) and _common_languages(longer):
                best[begin + count] = longer
    return best[-1] or ()


def _common_languages(parts: tuple[tuple[_Word, ...], ...]) -> frozenset[str]:
    """Return the languages in which each part has a meaning."""
    return frozenset.intersection(
        *(frozenset().union(*(meaning.languages for meaning in part)) for part in parts)
    )


@lru_cache(maxsize=4096)
def _may_begin(word: str) -> bool:
    """Tell whether a number may begin with a word."""
    return f"{word} " in _beginnings().beginnings or word in _entries() or bool(_glued(word))


@dataclass(slots=True)
class _Sum:
    """A number that grows word by word, in one language."""

    total: Fraction = Fraction(0)
    current: Fraction = Fraction(0)
    scale: Fraction | None = None  # the last multiplier
    closed: bool = False  # nothing may follow "and a half" but a multiplier
    article: bool = False

    def add(self, word: _Word, language: str) -> bool:
        """Add one word; False if the number cannot go on with it."""
        value = word.value
        if word.kind == "single" and self.current != 1 and self.current.denominator == 1:
            return False  # "to million" is not two
        if word.kind in ("scale", "single"):
            return self._multiply(value, language)
        if self.closed or (self.article and word.kind != "hundred"):
            return False
        if word.kind == "hundred":
            if self.current > 19 or self.current != int(self.current):
                return False
            if not self.current and language == "en":
                return False  # "several hundred"
            self.current = (self.current or 1) * value
            self.article = False
        elif word.kind == "plus":
            if self.current:
                self.current += value
            elif self.scale and self.total < 1000 * self.scale:  # not "dos mil millones y medio"
                self.total += value * self.scale
            else:
                return False
            self.closed = True
        elif word.kind == "article":
            if self.current or self.scale:
                return False
            self.current, self.article = value, True
        else:
            open_tens = language in ("en", "ru", "uk") and self.current % 100 >= 20
            room = 10 if open_tens and not self.current % 10 else 100
            fits = not self.current or (value < room and not self.current % room)
            if not fits or (value >= 1000 and self.scale):
                return False
            if value >= 1000:  # one word for half a million
                self.total, self.scale = value, Fraction(1000)
            else:
                self.current += value
                self.closed = value != int(value)
        return True

    def _multiply(self, value: Fraction, language: str) -> bool:
        if not self.current and not self.scale and value == 1000 and language in ("es", "pt"):
            self.current = Fraction(1)
        if not self.current:
            if self.scale == 1000 and self.total < 10**6 and value > 1000:
                self.total *= value  # "cinco mil millones"
                self.scale = value
                return True
            return False
        if self.scale == 1000 and self.current >= 100 and self.total < 10**6 and value > 1000:
            self.total = (self.total + self.current) * value  # "mil quinientos millones"
            self.current, self.scale = Fraction(0), value
            return True
        if self.scale is not None and value >= self.scale:
            return False
        self.total += self.current * value
        self.current, self.scale, self.closed, self.article = Fraction(0), value, False, False
        return True

    @property
    def value(self) -> Fraction:
        return self.total + self.current


def has_multiplier(text: str) -> bool:
    """Tell whether a text may hold a number in words that is large enough for money."""
    small = text.lower()
    return any(
        _BEHIND_LETTER.search(small[max(0, scale.start() - 4) : scale.start()])
        for scale in _SCALES.finditer(small)
    )


def number_words(folded: Folded) -> list[NumberWords]:
    """Return the numbers that are written in words in a folded text that has a multiplier.

    Examples
    --------
    >>> from migfund.parse.text import fold_in_place
    >>> [int(n.value) for n in number_words(fold_in_place("cinco milhões e duzentos mil euros"))]
    [5200000]
    """
    text = folded.text
    words = list(_WORD.finditer(text))
    found: list[NumberWords] = []
    i = 0
    while i < len(words):
        read = _read(text, words, i) if _may_begin(words[i].group()) else None
        if read is None:
            i += 1
            continue
        number, after = read
        if _doubtful(text, words, i, found, number):
            number = replace(number, value=None)
        found.append(number)
        i = after
    return found


def _near(text: str, words: list[re.Match[str]], i: int) -> bool:
    """Tell whether nothing but a space or a hyphen parts a word from the one before."""
    return i > 0 and text[words[i - 1].end() : words[i].start()] in (" ", "-", " -", "- ")


def _meanings(
    text: str, words: list[re.Match[str]], i: int
) -> Iterator[tuple[int, tuple[_Word, ...]]]:
    """Yield the listed words at a word, the longest first, and how many words each takes."""
    entries = _entries()
    keys = []
    for j in range(i, min(i + _LONGEST, len(words))):
        if j > i and not _near(text, words, j):
            break
        keys.append(words[j].group())
    for count in range(len(keys), 0, -1):
        meanings = entries.get(" ".join(keys[:count]))
        if meanings:
            yield count, meanings


def _read(text: str, words: list[re.Match[str]], i: int) -> tuple[NumberWords, int] | None:
    """Read the longest number that begins at a word, in the language that reads the most."""
    first = words[i].group()
    starts = [m for _, ms in _meanings(text, words, i) for m in ms]
    starts += [m for ms in _glued(first)[:1] for m in ms]
    languages = frozenset().union(
        *(m.languages for m in starts if m.kind in ("number", "hundred", "article"))
    )
    if first == "mil" and not _digits_before(text, words[i].start()):
        languages |= {"es", "pt"}  # "mil millones": a thousand needs no "one" in front
    best: dict[int, dict[str, _Sum]] = {}
    for language in languages:
        total, after = _sum(text, words, i, language)
        if after > i:
            best.setdefault(after, {})[language] = total
    if not best:
        return None
    after, sums = max(best.items())
    values = {total.value for total in sums.values()}
    value = values.pop() if len(values) == 1 else None
    large = any(total.scale for total in sums.values())
    if first == "mil" and after == i + 1:  # alone it may be short for million
        value, large = None, False
    start, end = words[i].start(), words[after - 1].end()
    if text[end : end + 1] == "." and words[after - 1].group() in _abbreviations():
        end += 1
    return NumberWords(value, start, end, frozenset(sums), large), after


def _sum(text: str, words: list[re.Match[str]], i: int, language: str) -> tuple[_Sum, int]:
    """Add up the words of one language from a word on; return the sum and the word after it."""
    total, at, after = _Sum(), i, i
    while at < len(words) and (at == i or _near(text, words, at)):
        taken = _step(text, words, at, language, total)
        if taken:
            at += taken
            if not total.article:
                after = at
            continue
        link = any(
            m.kind == "link" and language in m.languages
            for m in _entries().get(words[at].group(), ())
        )
        if not link or at == i or total.closed or at != after:
            break
        at += 1
    return total, after


def _step(text: str, words: list[re.Match[str]], at: int, language: str, total: _Sum) -> int:
    """Add the word at a position; return how many words that took, 0 if it does not fit."""
    for count, meanings in _meanings(text, words, at):
        for meaning in meanings:
            fits = language in meaning.languages and meaning.kind not in _NO_PART
            if fits and total.add(meaning, language):
                return count
    parts = _glued(words[at].group())
    if len(parts) < 2:
        return 0
    grown = replace(total)
    for meanings in parts:
        mine = [m for m in meanings if language in m.languages]
        if not mine or not grown.add(mine[0], language):
            return 0
    total.total, total.current, total.scale = grown.total, grown.current, grown.scale
    total.closed, total.article = grown.closed, grown.article
    return 1


def _digits_before(text: str, start: int) -> bool:
    return text[max(0, start - 8) : start].rstrip(" -")[-1:].isdigit()


def _doubtful(
    text: str,
    words: list[re.Match[str]],
    i: int,
    found: list[NumberWords],
    number: NumberWords,
) -> bool:
    """Tell whether what stands before a number makes it another one, or none."""
    start = words[i].start()
    if _digits_before(text, start):
        return True
    if not _near(text, words, i):
        return False
    last = found[-1] if found else None
    if last and last.end == words[i - 1].end() and last.languages & number.languages:
        return True
    for back in range(1, 3):
        if i < back:
            break
        key = " ".join(word.group() for word in words[i - back : i])
        if any(m.kind in ("vague", "point") for m in _entries().get(key, ())):
            return True
    return False
