"""Digits and marks -> a number, or nothing.

THE RULE for the two marks "." and ",", which mean opposite things in different countries:

1. Both marks occur: the last one is the decimal mark (``1.234,50``, ``1,234.50``).
2. One mark, repeated: it groups thousands (``1.887.078``); so do spaces and apostrophes, and both
   in one number where zeros alone follow the spaces (``1.500 000``).
3. One mark followed by one or two digits: decimal (``62.55``, ``1,5``).
4. One mark followed by exactly three digits, one to three digits before it, is ambiguous:
   a. ``decimal`` decides where it is given, and a tail such as ",-" shows that the mark groups;
   b. before a multiplier, a point is decimal (``1.234 million``: 1234 million is absurd) and a
      comma groups after English "million" or "billion"; after words of languages with a decimal
      comma (Mio., milliards, млн) a comma is decimal, and a point (thousands in Spain, decimal in
      Mexico) yields nothing; after bare letters (M, bn) so does a comma. Before a thousand the
      mark groups (``4.700 k€``: a budget of 4,700 in thousands to the unit is absurd), except
      where it is the decimal mark of the word's language, which yields nothing;
   c. otherwise a comma groups (``59,625``);
   d. otherwise a point groups if a currency stands beside it, because a budget to three decimals
      does not exist (``400.000 euros``), except in a currency with three decimals (TND, JOD ...);
   e. a lone ``1.234`` yields nothing.
   ``0.500`` is decimal, and so is a point after four or more digits (``1459753.720``).
"""

import re
from collections.abc import Iterator
from decimal import Decimal

__all__ = ["LARGEST", "YEAR", "iter_numbers", "read_number", "split_thousand"]

LARGEST = Decimal("1e13")  # no fund is larger
YEAR = re.compile(r"(?:19|20)[0-9]{2}|2100")

_SP = "[ \u00a0\u2007\u2009\u202f]"
_NUMBER = re.compile(
    r"(?=[0-9])(?<![0-9])(?:(?<![.,])[0-9](?:\.[0-9]+)?[eE]\+[0-9]{1,2}(?![\w.])"
    r"|(?<![.,])[0-9]\.[0-9]+[eE][0-9]{1,2}(?![\w.])"
    rf"|(?:[0-9]{{5,}}|[0-9]{{1,3}}(?:\.[0-9]{{3}})+),{_SP}[0-9]{{2}}(?=\s?(?:€|(?i:eur)))"
    rf"|[0-9]{{1,3}}[.,][0-9]{{3}}(?:{_SP}000(?![0-9]))+(?![.,][0-9])"
    rf"|[0-9]{{1,3}}(?:{_SP}[0-9]{{3}}(?![0-9]))+(?:[.,][0-9]+)?"
    rf"|[0-9]{{1,3}}(?:,{_SP}?[0-9]{{3}}(?![0-9]))+(?:\.[0-9]+)?"
    r"|[0-9]+(?:[.,'’´`][0-9]+)*)"
)
_DATE = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}|[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}")
_SPLIT = re.compile(rf",{_SP}([0-9]{{3}})")
# Below, "_" stands for a space and "'" for any apostrophe.
_ONE_MARK = re.compile(r"(?P<whole>0|[1-9][0-9]*)(?P<mark>[.,])(?P<rest>[0-9]+)")
_GROUPED = (
    re.compile(r"[1-9][0-9]{0,2}(?:(?:_[0-9]{3})+|(?:'[0-9]{3})+)(?P<decimals>[.,][0-9]{1,2})?"),
    re.compile(
        r"[1-9][0-9]{0,2}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*"
        r"(?P<decimals>(?!(?P=mark))[.,][0-9]+)?"
    ),
    re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}(?:_000)+(?P<decimals>[.,][0-9]{1,2})?"),
    re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?P<decimals>\.[0-9]{1,2})?"),  # India
)


def iter_numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield the numbers that are not dates and not identifiers with a leading zero."""
    for match in _NUMBER.finditer(text):
        raw = match.group()
        if not _DATE.fullmatch(raw) and (raw[0] != "0" or raw[1:2] in {"", ".", ","}):
            yield match


def split_thousand(raw: str) -> str | None:
    """Return the digits behind a comma and a space: "300, 000" is one number, "100, 200" two."""
    split = _SPLIT.search(raw)
    return split[1] if split else None


def read_number(
    raw: str,
    *,
    style: str | None,
    point_groups: bool,
    tail: bool,
    decimal: str | None,
    thousands: bool = False,
) -> Decimal | None:
    """Return the number that digits and marks are by THE RULE.

    `style` is that of the multiplier beside it (see `Factor`), None without one, and `thousands`
    says that it is a thousand; `point_groups` says that a currency without three decimals stands
    beside the number, `tail` that ",-" follows it.
    What could be read in two ways, or is no number, is None.

    Examples
    --------
    >>> read_number("1.234,50", style=None, point_groups=False, tail=False, decimal=None)
    Decimal('1234.50')
    """
    if len(raw) > 60:
        return None  # far beyond any sum, and Decimal overflows
    if "e" in raw.lower():
        return Decimal(raw)  # "2.4e+07", as spreadsheets write it
    # "1295281, 01 euro" has a blank too many.
    text = re.sub(_SP, "_", re.sub("['’´`]", "'", raw)).replace(",_", ",")
    if text.isdigit():
        return Decimal(text) if text == "0" or text[0] != "0" else None
    single = _ONE_MARK.fullmatch(text)
    if single is not None:
        groups = _mark_groups(single, style, point_groups, tail, decimal, thousands)
        if groups is None or (tail and not groups):
            return None
        return Decimal(single["whole"] + ("" if groups else ".") + single["rest"])
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _GROUPED)), None)
    if match is None:
        return None
    decimals = match["decimals"] or ""
    if tail and decimals:
        return None
    if len(decimals) > 3 and style is None and decimals[0] != decimal:
        return None  # "1,234.567": a slip for 1,234,567 is as likely as three decimals
    whole = text[: len(text) - len(decimals)]
    return Decimal(re.sub("[^0-9]", "", whole) + decimals.replace(",", "."))


def _mark_groups(
    match: re.Match[str],
    style: str | None,
    point_groups: bool,
    tail: bool,
    decimal: str | None,
    thousands: bool,
) -> bool | None:
    """Tell whether the only mark of a number groups thousands; None if that cannot be told."""
    whole, mark, rest = match["whole"], match["mark"], match["rest"]
    if len(rest) < 3 or whole == "0":
        return False
    if len(rest) > 3 or len(whole) > 3:
        return False if mark == "." or style is not None or mark == decimal else None
    if tail:
        return True
    if decimal is not None:
        return mark != decimal
    if style is not None and thousands:
        return None if mark == {"en": ".", "eu": ","}.get(style) else True
    if style is not None:
        if mark == ".":
            return None if style == "eu" else False
        return {"en": True, "eu": False}.get(style)
    return True if mark == "," or point_groups else None
