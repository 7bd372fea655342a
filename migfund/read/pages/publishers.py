"""Publishers: whose page it is, and their customs, as ``codelists/publishers.csv`` has them."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from migfund.codelists import codelist_rows
from migfund.read.pages.words import plain, tokens_of

__all__ = ["custom", "fund_named", "is_fund_alone", "is_programme", "publisher_of"]

_AROUND = frozenset(
    "the of for in and eu ue european union emergency africa iom oim s l le la de du da do del "
    "under within para pour fur van voor til till i och og afrique afrika".split()
)
"""Words that may stand around the name of a fund in a line of its own."""
_KEPT = 8192


class _Publisher(NamedTuple):
    fund: str
    within: frozenset[str]
    """Publishers that it is a part of, as a fund is of an organisation."""
    customs: dict[str, str]


class _Sign(NamedTuple):
    publisher: str
    parts: frozenset[str]
    """What must stand in a text; all of it."""
    is_name: bool
    """Whether it is a name that also stands where others are spoken of."""


@cache
def _publishers() -> dict[str, _Publisher]:
    publishers = {}
    for row in codelist_rows("publishers"):
        customs = dict(one.strip().split("=", 1) for one in row["customs"].split(";") if "=" in one)
        within = frozenset(filter(None, customs.pop("within", "").split(",")))
        publishers[row["publisher"]] = _Publisher(row["fund"], within, customs)
    return publishers


def custom(publisher: str, name: str) -> str | None:
    """Return a custom of a publisher, such as what "dollar" means, or its "fund"; else None."""
    known = _publishers().get(publisher)
    if known is None:
        return None
    return known.fund or None if name == "fund" else known.customs.get(name)


@cache
def _signs() -> dict[str, list[tuple[str, str, list[_Sign]]]]:
    """Map the first word of each part of a sign to its words, the part and its signs."""
    parts: dict[str, list[_Sign]] = {}
    for row in codelist_rows("publishers"):
        for column in ("signs", "names"):
            for sign in filter(None, row[column].split(";")):
                for spelling in {sign, sign.replace("ae", "æ")}:
                    several = frozenset(plain(part.strip()) for part in spelling.split(" + "))
                    for part in several:
                        one = _Sign(row["publisher"], several, column == "names")
                        parts.setdefault(part, []).append(one)
    by_first: dict[str, list[tuple[str, str, list[_Sign]]]] = {}
    for part, signs in parts.items():
        words = tokens_of(part)
        by_first.setdefault(words[0], []).append((f" {' '.join(words)} ", part, signs))
    return by_first


@lru_cache(_KEPT)
def _parts_in(line: str) -> tuple[tuple[str, list[_Sign]], ...]:
    """Find the parts of signs that stand in a line, with the signs that they are of."""
    tokens = tokens_of(line)
    firsts = _signs().keys() & set(tokens)
    if not firsts:
        return ()
    joined = f" {' '.join(tokens)} "
    return tuple(
        (part, signs)
        for first in firsts
        for words, part, signs in _signs()[first]
        # A full stop at the end, as in "amif.", is a part of an address.
        if words in joined and (part[-1].isalnum() or part in plain(line))
    )


def _found_signs(lines: Iterable[str]) -> Iterator[_Sign]:
    """Find the signs of publishers in lines."""
    found = dict(chain.from_iterable(map(_parts_in, lines)))
    for signs in found.values():
        yield from [sign for sign in signs if found.keys() >= sign.parts]


def _narrowest(publishers: set[str]) -> set[str]:
    """Leave out publishers that another one is a part of."""
    wider = {name for other in publishers for name in _publishers()[other].within}
    return publishers - wider


def publisher_of(lines: Iterable[str], *, names: bool = False) -> str:
    """Return the one publisher whose signs, or names too, stand in lines; "" for none or several.

    Examples
    --------
    >>> publisher_of(["MPF@icmpd.org", "www.migrationpartnershipfacility.eu"])
    'mpf'
    """
    named = _narrowest(
        {sign.publisher for sign in _found_signs(lines) if names or not sign.is_name}
    )
    return named.pop() if len(named) == 1 else ""


def is_programme(publisher: str) -> bool:
    """Tell whether a publisher is a part of another one, as a fund of an organisation is."""
    return publisher in _publishers() and bool(_publishers()[publisher].within)


@lru_cache(_KEPT)
def fund_named(text: str, *, programme: bool = False) -> str | None:
    """Return the short name of the one fund that a text names; None for none or several.

    With `programme`, only funds that are a part of another publisher, such as the IOM Development
    Fund, and no donors.

    Examples
    --------
    >>> fund_named("a programme of the EU Emergency Trust Fund for Africa")
    'EUTF'
    """
    named = _narrowest(
        {s.publisher for s in _found_signs(text.split("\n")) if _publishers()[s.publisher].fund}
    )
    named = {name for name in named if is_programme(name) or not programme}
    return _publishers()[named.pop()].fund if len(named) == 1 else None


@lru_cache(_KEPT)
def is_fund_alone(text: str, share: float = 1.0, *, any_name: bool = False) -> bool:
    """Tell whether a line is the name of a fund and little else; `share` of its words.

    With `any_name`, publishers that are no funds count too.

    Examples
    --------
    >>> is_fund_alone("EUTF for Africa"), is_fund_alone("EUTF support to Ghana's borders")
    (True, False)
    """
    if len(text) > 160:
        return False
    signs = [s for s in _found_signs([text]) if any_name or _publishers()[s.publisher].fund]
    named = {word for sign in signs for part in sign.parts for word in tokens_of(part)}
    words = {word for word in tokens_of(text) if not word.isdigit()} if named else named
    return bool(named) and len(words & (named | _AROUND)) >= share * len(words)
