"""The names of places as the codelists have them, and where they stand in a text."""

import re
import unicodedata
from collections.abc import Iterator, KeysView
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from migfund.codelists import codelist_rows
from migfund.parse.text import Lexicon, fold

__all__ = [
    "CONNECTORS",
    "Word",
    "codes",
    "countries",
    "foreign_code",
    "has_other_names",
    "is_other_name",
    "key_of",
    "listed_keys",
    "mentioned_countries",
    "name_words",
    "names_in",
    "separates",
    "sovereigns",
    "split_words",
    "stands_behind",
]

CONNECTORS = frozenset(
    "and et und y e ed и и/или ou or oder o или as well with och og samt eller en та і або".split()
)
_PLACE_BEFORE = frozenset(
    "new nueva nuevo nouveau nouvelle nova novo lake river mount lac lago fleuve".split()
)
_PLACE_OF = frozenset(
    "gulf sea strait straits bay university college golfe golfo universite "
    "provenance procedente procedentes proveniente provenienti".split()
)
_OF = frozenset("of de d du von di the".split())
_PLACE_AFTER = frozenset(
    "institute university college river delta valley basin street avenue road tech airways "
    "airlines sea lake".split()
)
# Country names that are also given names, words or other places: never taken from a sentence.
_NOT_IN_SENTENCES = frozenset(
    "maurice mauricio dominique grenade chili macedonia macedoine mazedonien macedonie moldau "
    "домініка домініку доминика доминике доминику dominika "
    "reunion lareunion inde emirates union holland holanda malte mann guam niue salvador".split()
)
_SHORT_NAMES = frozenset({"bih"})
"""Short names that are no word or abbreviation of anything else."""
_CLOSE = ("", " ", "-", "–", "'")
_JOINED = ("/", "-", "-/", "-/ ")
"""Between two names of which both share what follows."""
_MOST_SHARED = 3
"""Names behind one that may share a crisis with it."""
_THE = frozenset("the la le les der die den il".split())
_LOWER_INSIDE = CONNECTORS | frozenset(
    "s the of la le les l du de des d der del della da do".split()
)
_OF_COUNTRY = re.compile(r"(?<!че)сь?к(?:ого|о[иіюему]{1,2}|[иі]и|им|ая?|ую?)$")
_APOSTROPHE = re.compile("[´`’‘ʼʹ′＇]")
_NOTE = re.compile("[*†‡¹²³⁰⁴⁵⁶⁷⁸⁹]")
_WORD = re.compile(r"([^\W\d_]+)")
# What UN and World Bank lists shorten: "Dem. People's Rep. of Korea", "St. Lucia".
_SHORT = {
    "st": "saint",
    "ste": "sainte",
    "dem": "democratic",
    "rep": "republic",
    "fed": "federated",
}
_FAMILY = re.compile(
    "(?:[b-df-hj-np-tv-z]|er|na|to)son$|[a-z]{3}(?:dez|lez|nez|sky|ovic|berg|stein)$"
)
_HARD = re.compile(r"[;|•·▪‣◦●■]|\n\s*\n")
_SEPARATOR = re.compile(r"[,;/|•·▪‣◦●■\n\t()&:+0-9]| [-–—] ")
_MAX_WORDS = 14  # "Saint Helena, Ascension and Tristan da Cunha" has 7, long names up to 12


class _Entry(NamedTuple):
    code: str  # ISO 3166-1 alpha-3, or "" for a name left out
    reason: str
    letters: str  # as listed, to tell "Irã" from "IRA"
    words: int  # as listed: "To go" has one more than Togo


class Word(NamedTuple):
    """A word of a text, or a part of one as Uruguay in "ChileUruguay"."""

    key: str  # the spelling in which all spellings meet
    letters: str
    gap: str  # what stands between it and the word before; "" if they are glued


@cache
def countries() -> dict[str, dict[str, str]]:
    """Return the rows of countries.csv by alpha-3 code."""
    return {row["iso3"]: row for row in codelist_rows("countries")}


@cache
def codes() -> dict[str, str]:
    """Return alpha-3 codes by alpha-2 and alpha-3 codes."""
    return {row[column]: iso3 for iso3, row in countries().items() for column in ("iso2", "iso3")}


def _plain(text: str) -> str:
    """Return text with one kind of apostrophe and of letters, and without marks of footnotes."""
    if text.isascii():
        return text.replace("`", "'").replace("*", " ")
    return unicodedata.normalize("NFKC", _NOTE.sub(" ", _APOSTROPHE.sub("'", text)))


@lru_cache(maxsize=65536)
def _parts(word: str, gap: str) -> tuple[Word, ...]:
    """Return the parts of a glued word behind a gap, or the one part of another."""
    starts = [
        i
        for i, letter in enumerate(word)
        if i == 0
        or (
            letter.isupper()
            and (word[i - 1].islower() or (word[i - 1].isupper() and word[i + 1 : i + 2].islower()))
        )
    ]
    parts = [word[i:j] for i, j in zip(starts, [*starts[1:], None], strict=True)]
    short = _SHORT if word[0].isupper() else {}
    return tuple(
        Word(short.get(key := fold(part), key), part, "" if i else gap)
        for i, part in enumerate(parts)
    )


def split_words(text: str) -> list[Word]:
    """Return the words of a text; the first stands as if behind a comma, whatever opens it."""
    _, *apart = _WORD.split(_plain(text))
    gaps = [",", *apart[1:-1:2]]
    return list(chain.from_iterable(map(_parts, apart[::2], gaps)))


def key_of(name: str) -> str:
    """Return a name without case, accents and spaces, so that spellings meet."""
    return "".join(word.key for word in split_words(name))


@cache
def _listed() -> list[tuple[str, str, str, list[Word]]]:
    """Return the names of all lists but the foreign ones, with code, reason and words."""
    listed = [(row["name"], iso3, "") for iso3, row in countries().items()]
    listed += [(row["name"], row["iso3"], "") for row in codelist_rows("places")]
    listed += [(row["name"], row["iso3"], "") for row in codelist_rows("more_names")]
    listed += [(row["group"], "", "group") for row in codelist_rows("regional_groups")]
    listed += [(row["name"], "", row["reason"]) for row in codelist_rows("left_out")]
    return [(name, code, reason, split_words(name)) for name, code, reason in listed]


@cache
def _vocabulary() -> Lexicon[_Entry]:
    """Return what each key stands for. Earlier lists win: countries, aliases, left-out names.

    A name such as "Hong Kong (China)" is two names without its bracket and one with it: its key
    keeps the bracket. Such names come last, when all others are known.
    """
    entries: dict[str, _Entry] = {}
    for name, code, reason, words in sorted(_listed(), key=lambda row: "(" in row[0]):
        letters = [word.letters for word in words]
        entry = _Entry(code, reason, "".join(letters), len(_WORD.findall(_plain(name))))
        key = "".join(word.key for word in words)
        parts = [key_of(part) for part in name.split("(", 1)] if "(" in name else []
        if parts and all(part in entries and entries[part].code for part in parts):
            keys = ["(".join(parts)]
        else:
            # "Trinidad-Tobago" is without the "and" of the listed name.
            inner = [word.key for word in words if word.key not in CONNECTORS]
            keys = [key] if len(inner) == len(words) or len(inner) < 2 else [key, "".join(inner)]
        for key in keys:
            old = entries.setdefault(key, entry)
            # Spellings of one meaning may have as many words as the longest of them.
            if old.code == code:
                entries[key] = old._replace(words=max(old.words, entry.words))
    return Lexicon(entries)


def separates(gap: str) -> bool:
    """Tell whether a gap between words holds a mark that separates names in a list."""
    return gap != " " and _SEPARATOR.search(gap) is not None


def _ends(words: list[Word], first: int) -> dict[int, _Entry]:
    """Return the listed names that begin at a word, by the word after each."""
    vocabulary, ends = _vocabulary(), {}
    key, bracketed, letters, apart = "", "", "", 1
    for after, word in enumerate(words[first : first + _MAX_WORDS], first + 1):
        if key and word.gap not in ("", " "):
            if _HARD.search(word.gap):
                break  # what parts names
            bracketed += "(" * ("(" in word.gap)
        apart += bool(key and word.gap)
        key, bracketed, letters = key + word.key, bracketed + word.key, letters + word.letters
        if key not in vocabulary.beginnings and bracketed not in vocabulary.beginnings:
            break
        for entry in map(vocabulary.entries.get, (key, bracketed)):
            # Three letters are too few to overlook case: "Irã" counts, "ira" does not.
            if (
                entry
                and apart <= entry.words
                and (
                    len(key) > 3
                    or letters in (entry.letters, entry.letters.upper())
                    or entry.reason == "not stated"
                )
            ):
                ends[after] = entry
    return ends


def _longest(words: list[Word], first: int) -> tuple[int, _Entry] | None:
    """Return the longest name at a word, unless a shorter one lets the next reach as far.

    "Sudan, South Africa" is Sudan and South Africa although "Sudan, South" is listed.
    """
    ends = _ends(words, first)
    if not ends:
        return None
    longest, *shorter = sorted(ends, reverse=True)
    if shorter:
        reach = max(_ends(words, longest), default=longest)
        for after in shorter:
            next_reach = max(_ends(words, after), default=after)
            if next_reach > longest and next_reach >= reach:
                return after, ends[after]
    return longest, ends[longest]


def names_in(words: list[Word]) -> Iterator[tuple[int, int, _Entry]]:
    """Yield the listed names in a text: the first word, the word after, what it stands for."""
    vocabulary, done = _vocabulary(), 0
    beginnings, entries = vocabulary.beginnings, vocabulary.entries
    for i, word in enumerate(words):
        key = word.key
        if key not in beginnings or i < done:
            continue
        if key not in entries:
            # Most words begin like a name and go on like none.
            below = words[i + 1] if i + 1 < len(words) else None
            if not below or not ("(" in below.gap or key + below.key in beginnings):
                continue
        if match := _longest(words, i):
            yield i, *match
            done = match[0]


def stands_behind(words: list[Word], i: int, before: frozenset[str]) -> bool:
    """Tell whether a word stands right behind one of the given ones, or joined by a hyphen."""
    return i > 0 and words[i - 1].key in before and words[i].gap.strip() in ("", "-")


@cache
def _place_words() -> dict[str, frozenset[str]]:
    """Return the words around a country's name that make it part of another one, by kind."""
    words: dict[str, set[str]] = {}
    for row in codelist_rows("place_words"):
        words.setdefault(row["kind"], set()).add(fold(row["word"]))
    words["suspect"] = words["event"] | words["name"] | {s.split()[0] for s in words["state"]}
    words["state"] = {word.replace(" ", "") for word in words["state"]}
    return {kind: frozenset(of_kind) for kind, of_kind in words.items()}


@cache
def sovereigns() -> dict[str, str]:
    """Return the state of each territory, by alpha-3 codes."""
    return {row["iso3"]: row["of"] for row in codelist_rows("territories")}


def has_other_names(words: list[Word]) -> bool:
    """Tell whether a text may hold the name of a crisis or of a person; most do not."""
    keys = [word.key for word in words]
    suspects = not _place_words()["suspect"].isdisjoint(keys)
    return len(words) > 1 and (suspects or any(key.endswith(_event_endings()) for key in keys))


@cache
def _event_endings() -> tuple[str, ...]:
    return tuple(word for word in _place_words()["event"] if len(word) > 4)


def is_other_name(words: list[Word], first: int, after: int, last: int) -> bool:
    """Tell whether a country's name is part of the name of a crisis or of a person.

    ``last`` is the word behind the last such name: in "the war in Syria and Iraq", Iraq is one too.
    """
    between = words[last : first + 1] if 0 < last <= first < last + 3 else []
    listed = all(word.gap.strip() in ("", ",") for word in between)
    chained = listed and all(word.key in CONNECTORS | _THE | _OF for word in between[:-1])
    if between and chained and (len(between) > 1 or "," in words[first].gap):
        return True
    if after < len(words) and words[after].gap.startswith(",") and words[first].key != "united":
        # "Lebanon, Pennsylvania" is a town.
        states = _place_words()["state"]
        town = "".join(word.key for word in words[after : after + 2])
        if words[after].key in states or town in states:
            return True
    shared = _is_event(words, first, after) or _shares_event(words, after)
    return shared or _is_person(words, first, after)


def _shares_event(words: list[Word], after: int) -> bool:
    """Tell whether a name shares what is behind another: "Syria/Iraq crisis", "Syrien-/Irakkrise".

    In "Lebanon and the Syria crisis" Lebanon is a place.
    """
    for _ in range(_MOST_SHARED):
        gap = words[after].gap if after < len(words) else ""
        linked = after < len(words) and words[after].key in CONNECTORS
        first = after + linked
        if first >= len(words) or not (linked or gap in _JOINED or gap == ", "):
            return False
        match = _longest(words, first)
        if match is None:
            # "Syrien-/Irakkrise"
            return gap.startswith("-") and words[first].key.endswith(_event_endings())
        after = match[0]
        if gap != ", " and _is_event(words, first, after):
            # "Syria, Iraq and Yemen crises", but not "Jordan, Syria crisis"
            return True
    return False


def _is_event(words: list[Word], first: int, after: int) -> bool:
    """Tell whether a country is in the name of a crisis: "Syria crisis", "war in Ukraine"."""
    kinds = _place_words()
    end = after
    while end - after < 3 and _follows(words, end, kinds["between"]):
        end += 1
    if _follows(words, end, kinds["event"]):
        return not _follows(words, end + 1, kinds["after"])
    head = first
    while head and first - head < 3 and _follows(words, head - 1, kinds["inside"]):
        head -= 1
    if head in (0, first) or words[first].gap.strip() or words[head].gap.strip():
        return False
    if words[head - 1].key not in kinds["leading"]:
        return False
    # In "the Syria crisis in Jordan" the crisis has its country; "сирийской" is one, too.
    of = words[head - 2]
    apart = words[head - 1].gap.strip(" -") or head < 2 or of.key in _THE
    return bool(apart) or not (of.letters[0].isupper() or _OF_COUNTRY.search(of.key))


def _follows(words: list[Word], i: int, kind: frozenset[str]) -> bool:
    return i < len(words) and words[i].key in kind and words[i].gap in _CLOSE


def _is_person(words: list[Word], first: int, after: int) -> bool:
    """Tell whether a country's name is a person's: "Chad Smith", "Michael Jordan", "Dr. Israel"."""
    kinds = _place_words()
    if after != first + 1 or words[first].key not in kinds["name"]:
        return False
    if not words[first].letters[0].isupper():
        return False
    before = words[first - 1] if first and not words[first].gap.strip(" .") else None
    if before and before.letters[0].isupper() and before.key in kinds["title"] | kinds["given"]:
        return True
    if after == len(words) or words[after].gap != " " or not words[after].letters[:1].isupper():
        return False
    follower = words[after]
    if follower.key in kinds["family"] or _FAMILY.search(follower.key):
        return True
    # A value of two words, and the second no place: "Chad Kroeger".
    alone = len(words) == 2 and follower.letters[1:].islower()
    return alone and follower.key not in kinds["city"] and not _ends(words, after)


def listed_keys() -> KeysView[str]:
    """Return the keys of all names in the lists, foreign names aside."""
    return _vocabulary().entries.keys()


@cache
def _foreign() -> list[tuple[list[Word], str]]:
    """Return the words of names in the languages that the other lists do not have, and codes."""
    return [(split_words(row["name"]), row["iso3"]) for row in codelist_rows("foreign_names")]


@cache
def _foreign_names() -> dict[str, str]:
    return {"".join(word.key for word in words): code for words, code in _foreign()}


@cache
def name_words() -> frozenset[str]:
    """Return the keys of all words that stand in a name of a place, and of the names as one word.

    Examples
    --------
    >>> {"burkina", "burkinafaso", "report"} & name_words() == {"burkina", "burkinafaso"}
    True
    """
    names = [words for *_, words in _listed()] + [words for words, _ in _foreign()]
    keys = {word.key for words in names for word in words}
    return frozenset(keys | listed_keys() | _foreign_names().keys())


def foreign_code(words: list[Word]) -> str | None:
    """Look up the words of one whole name in a language that the other lists do not have."""
    # Names begin with a capital; words that are none ("here") come in lower case.
    first = words[0].letters[0]
    if first != first.title():
        return None
    key = "".join(word.key for word in words)
    return None if key in listed_keys() else _foreign_names().get(key)


@cache
def _country_words() -> frozenset[str]:
    """Return the longest word of each name of a country, and each name as one word."""
    names = [[word.key for word in words] for _, code, _, words in _listed() if code]
    longest = {max(keys, key=len) for keys in names if len("".join(keys)) > 3}
    return frozenset(longest | {key for key, one in _vocabulary().entries.items() if one.code})


@lru_cache(maxsize=65536)
def _may_be_of_country(word: str) -> bool:
    """Tell whether the name of a country may stand where a word of a text does."""
    keys = [part.key for part in _parts(word, " ")]
    return not _country_words().isdisjoint([*keys, "".join(keys)])


def mentioned_countries(text: str) -> list[str]:
    """Return the countries named in a title or a sentence.

    Stricter than `find_places`, because a sentence has other words: only full capitalised names
    of four letters or more, no codes, no words for people, and no name that is part of another
    proper name (New Mexico, Gulf of Guinea, Georgia Institute).

    Parameters
    ----------
    text
        A title or running text.

    Returns
    -------
    list of str
        ISO 3166-1 alpha-3 codes in order of appearance, each once.

    Examples
    --------
    >>> mentioned_countries("EU-Morocco cooperation and the Gulf of Guinea")
    ['MAR']
    """
    if not any(map(_may_be_of_country, _WORD.findall(_plain(text)))):
        return []
    words = split_words(text)
    found: list[str] = []
    apart = -1
    for first, after, entry in names_in(words):
        key = "".join(word.key for word in words[first:after])
        if not entry.code or (len(key) < 4 and key not in _SHORT_NAMES) or key in _NOT_IN_SENTENCES:
            continue
        named = words[first:after]
        # Of "Den demokratiske republikken Kongo" and "В'єтнам" not all begin with a capital.
        small = [word.letters[0].islower() and word.gap != "'" for word in named]
        written = not all(small) and all(
            not lower or len(named) > 2 or word.key in _LOWER_INSIDE
            for lower, word in zip(small, named, strict=True)
        )
        other = is_other_name(words, first, after, apart)
        apart = after if other else apart
        if written and not other and not _inside_name(words, first, after):
            states = sovereigns().get(found[-1]) if found and "(" in words[first].gap else None
            if states != entry.code:
                found.append(entry.code)
    return list(dict.fromkeys(found))


def _inside_name(words: list[Word], first: int, after: int) -> bool:
    """Tell whether a country name is part of the name of something else, or of a word."""
    if stands_behind(words, first, _PLACE_BEFORE) and words[first - 1].letters[0].isupper():
        return True
    head = first
    while head and first - head < 2 and words[head - 1].key in _OF:
        head -= 1
    if 0 < head < first and words[head - 1].key in _PLACE_OF:
        return True
    if not words[first].gap or after == len(words):
        return not words[first].gap
    follower = words[after]
    named = follower.key in _PLACE_AFTER and follower.letters[0].isupper()
    return not follower.gap or (named and not follower.gap.strip())
