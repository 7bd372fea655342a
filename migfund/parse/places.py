"""Country names in words -> ISO 3166-1 alpha-3 codes, by reviewed lists and never by likeness."""

import csv
import io
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, pairwise
from typing import Any, overload

import pandas as pd
import pyarrow as pa

from migfund.errors import PlaceError
from migfund.parse.place_names import (
    CONNECTORS,
    Word,
    codes,
    countries,
    foreign_code,
    has_other_names,
    is_other_name,
    mentioned_countries,
    name_words,
    names_in,
    separates,
    sovereigns,
    split_words,
    stands_behind,
)
from migfund.schema import distinct_codes

__all__ = [
    "Places",
    "alias_line",
    "country_name",
    "find_places",
    "may_be_places",
    "mentioned_countries",
    "parse_countries",
]

# Reasons in left_out.csv that settle a part; the others (ambiguous, other place, former state)
# leave it among the unknown, for the reader of the page to decide.
_SETTLED = frozenset({"region", "global", "group", "not stated", "coverage word"})
_NOISE = CONNECTORS | frozenset(
    # articles and prepositions
    "the of in from for to la le les l los las el der die das den des du de d da do dos das von in "
    "del della dei degli di il lo gli en au aux y a s also incl including including etc "
    "i pa till til voor van het uit om fra fran av af vid ved med aan bij в во на у до із з для из "
    "со с за по ad mit con территории території "
    # the words of long names, left over when "the Republic of Angola" has given Angola
    "republic republique republik republica repubblica республика kingdom royaume konigreich reino "
    "regno commonwealth state etat staat estado stato federal democratic islamic people peoples "
    "union government gouvernement regierung gobierno governo правительство "
    # labels in front of the names
    "country countries land lander pays pais paises paese paesi страна страны location locations "
    "lieu ort lugar luogo recipient recipients beneficiary beneficiaries participating "
    "covered geographic geographical geographique geografico scope coverage area areas".split()
)
# What follows is what the list leaves out: "all countries of the region except Kenya".
_EXCEPT = frozenset(
    "except excluding excepting outside sauf excepte hors excepto salvo exceto tranne eccetto "
    "ausser ausgenommen кроме исключая окрім крім behalve uitgezonderd utom unntatt undtagen "
    "excl excluded excepted exclus exclue exclues excluido excluida excluidos escluso esclusa "
    "esclusi escluse exception excepcion excecao eccezione ausnahme исключением винятком "
    "uitzondering undantag unntak undtagelse exclusion exclusive exklusive exclusief exceptee "
    "esclusione ausschluss forutom bortset apart".split()
)
# Right before a country only: "Asia without China", but "Doctors without Borders, Kenya".
_WITHOUT = frozenset(
    "without minus not than save less bar sans ohne senza sin sem zonder utan uten uden без".split()
)
# So is who else may take part: "Egypt and Tunisia, also open to others (Libya)".
_OPEN = frozenset("open offen ouvert ouverte abierto abierta aperto aperta aberto aberta".split())
_TO = frozenset("to for fur a aux ai al alla para".split())
_MAY_EXCEPT = _EXCEPT | _WITHOUT | _OPEN
_ENDS_EXCEPTION = re.compile(r"[.;)\]\n]")
_BEGINS_PART = re.compile(r"[,;:(\[\n]")
_EU_CODES = {"EL": "GRC"}  # the European Union's own
_NEW = frozenset("new nueva nuevo nouveau nouvelle nova novo".split())
_LETTER = re.compile(r"[^\W\d_]")
_PERCENTAGE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,3})?) ?%")
_ROUNDED = 0.11  # what three shares of 33.3 % lack
_MOST_WORDS = 6  # of a name in another language


@dataclass(frozen=True, slots=True)
class Places:
    """What a list of place names says.

    Parameters
    ----------
    codes
        ISO 3166-1 alpha-3 codes (XKX for Kosovo), in order of appearance, each once.
    regions
        Regions, groups and words left out on purpose, as the text has them.
    unknown
        Pieces that are neither: candidates for ``codelists/places.csv``.
    shares
        The share of each country, 0 to 1, where the text gives each a percentage and they add up
        to 100: "Kenya: 40 %; Uganda: 60 %".
    """

    codes: list[str]
    regions: list[str]
    unknown: list[str]
    shares: list[float] | None = field(default=None, repr=False)


@cache
def _known_codes() -> dict[str, str]:
    return codes() | _EU_CODES


def _code_words(words: list[Word], text: str) -> dict[int, str]:
    """Return the words that are ISO codes: upper-case, alone between separators or all of them."""
    known = _known_codes()
    found = {i: known[word.letters] for i, word in enumerate(words) if word.letters in known}
    if not found:
        return {}
    gaps = _gaps(words, text)
    found = {  # the SA of "CUUR0000SA0" is no code of a country
        i: code
        for i, code in found.items()
        if not (gaps[i][-1:].isdigit() or gaps[i + 1][:1].isdigit())
    }
    # Alone, NA and NO are answers ("not available", "no") sooner than Namibia and Norway.
    if len(words) == 1 and words[0].letters in ("NA", "NO"):
        return {}
    if set(found.values()) == {"GRC"} and "EL" in {word.letters for word in words}:
        return {}  # alone, EL is an article
    if len(found) == len(words):
        return found
    gaps = [*(word.gap for word in words), ","]
    return {i: code for i, code in found.items() if separates(gaps[i]) and separates(gaps[i + 1])}


def _gaps(words: list[Word], text: str) -> list[str]:
    """Return what stands before each word of a text, and behind the last one."""
    around = _LETTER.split(text)
    return [around[0], *(word.gap for word in words[1:]), around[-1]]


def _parts(words: list[Word], taken: Container[int] = ()) -> Iterator[list[int]]:
    """Yield the words between one separator, "and" or taken word and the next."""
    part: list[int] = []
    for i, word in enumerate(words):
        apart = i in taken or word.key in CONNECTORS
        if part and (apart or separates(word.gap)):
            yield part
            part = []
        if not apart:
            part.append(i)
    if part:
        yield part


def _said(words: list[Word], first: int, after: int) -> str:
    """Return the words as the text has them, with single spaces."""
    text = "".join(word.gap + word.letters for word in words[first:after])
    return " ".join(text.removeprefix(words[first].gap).split())


def _foreign(words: list[Word], left: set[int]) -> dict[int, str]:
    """Look up all words, then whole parts, that hold words left: "Güney Sudan" is not Sudan."""
    found: dict[int, str] = {}
    for part in [list(range(len(words))), *_parts(words)]:
        if len(part) > _MOST_WORDS or left.isdisjoint(part):
            continue
        inner = [i for i in part if words[i].letters[0].isupper() or words[i].key not in _NOISE]
        for whole in (part, inner):
            if whole and (code := foreign_code(words[whole[0] : whole[-1] + 1])):
                found |= dict.fromkeys(part, code)
                left = left.difference(part)
                break
    return found


def _left_over(words: list[Word], taken: Container[int]) -> Iterator[tuple[int, str]]:
    """Yield the runs of words that were not taken: where each begins, and its words."""
    for part in _parts(words, taken):
        if all(words[i].key in _NOISE for i in part):
            continue
        kept = [i for i in part if words[i].key not in _NOISE or not words[i].letters[0].islower()]
        yield kept[0], _said(words, kept[0], kept[-1] + 1)


def find_places(text: str) -> Places:
    """Return what the names in the value of a country label stand for.

    Names are found as listed, in any case, with or without accents, in twelve languages and in
    their long forms; they need no separators between them. Nothing is matched by likeness: a
    region gives no country, and a name that is not listed is handed back as unknown.

    Parameters
    ----------
    text
        One or more names, such as "Niger, Nigeria" or "ChileUruguay".

    Returns
    -------
    Places
        The codes, the regions and other names left out on purpose, and the unknown parts.

    Examples
    --------
    >>> find_places("Kosovo*, Western Balkans and Atlantis")
    Places(codes=['XKX'], regions=['Western Balkans'], unknown=['Atlantis'])
    """
    words = split_words(text)
    taken: dict[int, str] = {}  # each word that is settled, with its code or ""
    regions: list[str] = []
    unknown: list[tuple[int, str]] = []
    code_words = _code_words(words, text)
    others, apart = has_other_names(words), -1
    last = (0, "")  # the word behind the last country, and its code
    for first, after, entry in names_in(words):
        if entry.code and stands_behind(words, first, _NEW):
            continue  # New Mexico: the words stay together among the unknown
        if after == first + 1 and first in code_words:
            continue
        if entry.code and others and is_other_name(words, first, after, apart):
            apart = after  # the Syria crisis, Chad Smith
            continue
        if entry.code and _is_state_of(words, first, last, entry.code):
            taken |= dict.fromkeys(range(first, after), "")  # Mayotte (France) is one place
            continue
        last = (after, entry.code)
        taken |= dict.fromkeys(range(first, after), entry.code)
        if entry.reason in _SETTLED:
            regions.append(_said(words, first, after))
        elif not entry.code:
            unknown.append((first, _said(words, first, after)))
    for first, after in _exceptions(
        words, {*code_words, *(i for i, code in taken.items() if code)}
    ):
        for i in range(first, after):
            taken.pop(i, None)
            code_words.pop(i, None)
        unknown.append((first, _said(words, first, after)))
        taken |= dict.fromkeys(range(first, after), "")
    for i in code_words:  # Puerto Rico (US)
        if _is_state_of(words, i, (i, taken.get(i - 1, "")), code_words[i]):
            code_words[i] = ""
    for i, word in enumerate(words):  # "Jordan JO 55" says the same twice
        said = taken.get(i - 1) if i not in taken and word.gap.isspace() else None
        if said and _known_codes().get(word.letters) == said:
            taken[i] = ""
    taken = code_words | taken
    left = {i for i, word in enumerate(words) if i not in taken and word.key not in _NOISE}
    if left:
        taken |= _foreign(words, left)
        unknown += _left_over(words, taken)
    found = list(dict.fromkeys(code for _, code in sorted(taken.items()) if code))
    alone = "%" in text and not regions and not unknown
    return Places(
        found,
        list(dict.fromkeys(regions)),
        list(dict.fromkeys(part for _, part in sorted(unknown))),
        _shares(text, words, taken, found) if alone else None,
    )


@cache
def _known_words() -> frozenset[str]:
    return _NOISE | name_words() | {code.lower() for code in _known_codes()}


def may_be_places(text: str) -> bool:
    """Tell whether all words of a text stand in names of places, or between them.

    If not, a part of it is unknown to `find_places`, which takes several times as long.

    Examples
    --------
    >>> may_be_places("Kenya and Burkina"), may_be_places("Wells for Kenya")
    (True, False)
    """
    return _known_words().issuperset([word.key for word in split_words(text)])


def _exceptions(words: list[Word], coded: Container[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of words that name what is left out: "except Kenya", "Kenya excluded"."""
    after = 0
    for i, word in enumerate(words):
        if word.key not in _MAY_EXCEPT:
            continue
        opens = 0 < i < len(words) - 1 and word.key in _OPEN and words[i + 1].key in _TO
        rest = range(i + 1, len(words))
        if word.key in _WITHOUT:
            opens = next((j for j in rest if words[j].key not in _NOISE), None) in coded
        if i < after or not (opens or word.key in _EXCEPT):
            continue
        gaps = [words[j].gap.removeprefix("." if j == i + 1 else "") for j in rest]  # "excl. Mali"
        after = next(
            (j for j, gap in zip(rest, gaps, strict=True) if _ENDS_EXCEPTION.search(gap)),
            len(words),
        )
        first = i
        while after == i + 1 and first and not _BEGINS_PART.search(words[first].gap):
            first -= 1  # "Libya excluded"
        yield first, after


def _shares(
    text: str, words: list[Word], taken: dict[int, str], found: list[str]
) -> list[float] | None:
    """Return the share of each country if a percentage stands behind each, or before each."""
    stated = [_PERCENTAGE.findall(gap) for gap in _gaps(words, text)]
    firsts = [i for i, code in sorted(taken.items()) if code and taken.get(i - 1) != code]
    if [taken[i] for i in firsts] != found or sum(map(len, stated)) != len(found):
        return None
    edges = [*firsts, len(words)]
    for numbers in (
        [list(chain(*stated[i + 1 : j + 1])) for i, j in pairwise(edges)],  # behind each
        [list(chain(*stated[i + 1 : j + 1])) for i, j in pairwise([-1, *firsts])],  # before each
    ):
        if all(len(own) == 1 for own in numbers):
            values = [float(own[0].replace(",", ".")) for own in numbers]
            if abs(sum(values) - 100) < _ROUNDED:
                return [value / 100 for value in values]
    return None


def _is_state_of(words: list[Word], first: int, last: tuple[int, str], code: str) -> bool:
    """Tell whether a country stands in brackets right behind a territory of its."""
    behind = last[0] == first or (last[0] == first - 1 and words[first - 1].key == "the")
    return behind and "(" in words[last[0]].gap and sovereigns().get(last[1]) == code


def _codes_in(text: object) -> list[str]:
    if not isinstance(text, str):
        raise PlaceError(f"country names must be text, not {text!r}; convert the column first")
    return find_places(text).codes


@overload
def parse_countries(text: str) -> list[str]: ...
@overload
def parse_countries(text: "pd.Series[Any]") -> "pd.Series[Any]": ...


def parse_countries(text: "str | pd.Series[Any]") -> "list[str] | pd.Series[Any]":
    """Return country names as ISO 3166-1 alpha-3 codes.

    "Congo" alone is the Republic of the Congo, as the UN writes it; "Korea" and "Virgin Islands"
    alone name nothing. `find_places` says what was left over.

    Parameters
    ----------
    text
        The value of a country label, or a column of them.

    Returns
    -------
    list of str or Series
        The codes in order of appearance, each once; for a Series an Arrow list column of the same
        length and index, missing where the text is missing.

    Raises
    ------
    PlaceError
        If a value is neither text nor missing.

    Examples
    --------
    >>> parse_countries("Österreich, Slowenien und Italien")
    ['AUT', 'SVN', 'ITA']
    >>> parse_countries("Africa, regional")
    []
    """
    if not isinstance(text, pd.Series):
        return _codes_in(text)
    if text.dtype == object:
        odd = [value for value in text.dropna() if not isinstance(value, str)]
        _codes_in(odd[0] if odd else "")
    numbers, values = distinct_codes(text)
    lists = pa.array([_codes_in(value) for value in values], pa.list_(pa.string()))
    taken = lists.take(pa.array(numbers, mask=numbers < 0))
    arrow: Any = pd.array(taken, dtype=pd.ArrowDtype(taken.type))
    return pd.Series(arrow, index=text.index, name=text.name)


def country_name(iso3: str) -> str:
    """Return the short English name of a country for display.

    Parameters
    ----------
    iso3
        ISO 3166-1 alpha-3 code, or XKX for Kosovo.

    Returns
    -------
    str
        The name.

    Raises
    ------
    PlaceError
        If there is no such code.

    Examples
    --------
    >>> country_name("MDA")
    'Moldova'
    """
    try:
        return countries()[iso3]["name"]
    except KeyError:
        raise PlaceError(
            f"no country has the code {iso3!r}; codes are ISO 3166-1 alpha-3, such as 'MDA', "
            "and 'XKX' for Kosovo"
        ) from None


def alias_line(name: str) -> str:
    """Return the line that would teach ``codelists/places.csv`` an unknown name.

    Parameters
    ----------
    name
        The part of text that was not understood.

    Returns
    -------
    str
        A CSV line in which ISO3 stands for the code to fill in.

    Examples
    --------
    >>> alias_line("Atlantis, Lower")
    '"Atlantis, Lower",ISO3,variant'
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([name, "ISO3", "variant"])
    return line.getvalue()
