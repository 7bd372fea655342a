"""The dates of a text, one by one, told from the numbers of laws, money, people and codes."""

import dataclasses
import re
from collections.abc import Iterable

from migfund.parse.date_forms import YEAR, Moment, Token, forms, has_short_year, slashed
from migfund.parse.folded import Folded, compiled, fold_in_place
from migfund.parse.month_names import any_month

__all__ = ["checked", "find_tokens", "is_ambiguous_date", "only_neutral", "parse_date"]

_COUNT_NOUN = (
    r"\s*(?:%|percent|per\s+cent|k\b|m\b|mln|million|mio|(?:(?:eur|euros?|usd|chf|gbp|dollars?)\b"
    r"|[€$£¥₽])(?!\W{0,2}\d)|migra|people|persons?\b|personnes|personas|pessoas|person[ei]\b"
    r"|personen|menschen|return(?:ee|ing)|refugee|refugie|household|beneficia|participa|individual"
    r"|famil|children|women|men\b|victim|officer|official|student|idps?\b|km\b|мигрант|человек"
    r"|vulnerable)"
)
_MONEY_OR_LAW = (
    r"(?:(?<![\d,.-]\s)(?:\b(?:eur|usd|chf|gbp|sek|nok|dkk|cad|aud|euros?|dollars?)|[€$£¥₽])\W{0,2}"
    r"|\b(?:regulations?|directives?|decisions?|resolutions?|reglement|verordnung|richtlinie"
    r"|reglamento|regolamento|no|nr|n°|№|ref|reference)[\s.:]*"
    r"(?:\((?:eu|ec|eec|ue|ce|eg)\)\s*)?(?:no\.?\s*)?)$"
)
# What may stand beside a date that is the whole message.
_NEUTRAL = frozenset(
    "period periods time frame timeframe duration year years project implementation implementing "
    "date dates in during for the of on and start started end planned actual expected estimated "
    "foreseen periode duree annee annees en de la le du des projet pour prevue zeitraum laufzeit "
    "dauer im am projektlaufzeit jahr jahre der periodo plazo duracion ano anos anno anni durata "
    "duracao del el prazo период срок год годы в проекта реализации длительность from since with "
    "over an a t z".split()
)


def _scan(folded: Folded, dayfirst: bool | None) -> list[Token]:
    """Find what is written as a date, in order; no two overlap, and the first form wins."""
    text = folded.text
    years = [m.span() for m in compiled(YEAR).finditer(text)]
    if not years:
        return []
    plain = forms(named=False)
    if len(text) == 4:  # nothing but a year
        wanted = plain[-1:]
    else:
        named = forms(named=True) if compiled(any_month()).search(text) else []
        wanted = [plain[0], slashed(text, dayfirst), *named, *plain[1:]]  # "01.04. - 30.06.2020"
    tokens: list[Token] = []
    taken = bytearray(len(text))
    for pattern, make in wanted:
        known = len(tokens)
        for m in pattern.finditer(text):
            if not any(taken[m.start() : m.end()]):
                tokens.append(make(folded, m))
                taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
        if len(tokens) > known and all(any(taken[start:end]) for start, end in years):
            break  # every form needs a year
    return sorted(_settle(text, tokens), key=lambda token: token.start)


def _settle(text: str, tokens: list[Token]) -> list[Token]:
    """Read ``2005-06 - 2007-02`` as months: the second, as years, would run backwards.

    ``2005-06 - 2006-07`` stays open: school and budget years are written like that.
    """
    parts = [(t.kind, text[t.start : t.end]) for t in tokens]
    twos = [(kind, part) for kind, part in parts if re.fullmatch(r"\d{4}[-–/]\d\d", part)]
    months = any(kind == "date" or int(part[2:4]) + 1 != int(part[5:]) for kind, part in twos)
    if not months or len(twos) < 2 or any(kind == "range" for kind, _ in twos):
        return tokens
    return [dataclasses.replace(t, kind="date") if t.kind == "either" else t for t in tokens]


def find_tokens(folded: Folded, dayfirst: bool | None) -> list[Token]:
    """Find the dates, without the numbers of laws, of money, of people and of codes.

    Also what looks like a date and is none (kinds "bad" and "unsure").

    Examples
    --------
    >>> [t.first.text for t in find_tokens(fold_in_place("May 2019 (EUR 2020), 3.6.2021"), None)]
    ['May 2019', '3.6.2021']
    """
    text = folded.text
    tokens = [t for t in _scan(folded, dayfirst) if not _is_number_of(text, t)]
    while True:  # what stands beside a code is part of the code
        kept = [t for i, t in enumerate(tokens) if not _in_code(text, tokens, i)]
        if len(kept) == len(tokens):
            return kept
        tokens = kept


def _is_number_of(text: str, token: Token) -> bool:
    if token.first is not None and token.first.precision == "day":
        return False
    if re.search(r"[^\W\d_]", text[token.start : token.end]):
        return False
    if compiled(_MONEY_OR_LAW).search(text[max(0, token.start - 30) : token.start]):
        return True
    return compiled(_COUNT_NOUN).match(text, token.end) is not None


def _in_code(text: str, tokens: list[Token], i: int) -> bool:
    """Tell whether a hyphen or a slash ties a number to something that is no date."""
    token = tokens[i]
    before, after = text[max(0, token.start - 5) : token.start], text[token.end : token.end + 2]
    left = text[token.start].isdigit() and re.search(r"[^\W_][-–/]$", before) is not None
    right = after[:1] in "-–/" and after[1:].isdigit()
    if left and (i == 0 or tokens[i - 1].end != token.start - 1):
        return re.search(r"(?<!\w)(?:mid|mi)-$", before) is None
    if right and (i + 1 == len(tokens) or tokens[i + 1].start != token.end + 1):
        return True
    return (left and right) or ((left or right) and token.kind in ("range", "bad"))


def only_neutral(text: str, used: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a folded text says nothing besides the parts used."""
    rest = list(text)
    for start, end in used:
        rest[start:end] = " " * (end - start)
    return _NEUTRAL.issuperset(re.findall(r"\w+", "".join(rest)))


def checked(text: str) -> str:
    """Refuse what is no text."""
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}; give a str, or a Series to parse_period")
    return text


def parse_date(text: str, *, dayfirst: bool | None = None) -> Moment | None:
    """Read a text that is one date, such as the value of a "Start Date" label.

    ``01.02.2019`` with points is always day.month.year, and ``2019-02-01`` always ISO.

    Parameters
    ----------
    text
        The text; a second date or further words yield nothing.
    dayfirst
        The order of ``01/02/2019`` where the text does not show it; None: such a date is nothing.

    Returns
    -------
    Moment or None
        The date with its precision, or None. `is_ambiguous_date` tells why.

    Raises
    ------
    TypeError
        If `text` is no string.

    Examples
    --------
    >>> parse_date("1er mars 2018").first
    datetime.date(2018, 3, 1)
    >>> parse_date("2021").precision
    'year'
    >>> parse_date("01/02/2019") is None
    True
    """
    folded = fold_in_place(checked(text))
    tokens = find_tokens(folded, dayfirst)
    if len(tokens) != 1 or tokens[0].kind not in ("date", "year", "either"):
        return None
    token = tokens[0]
    if token.kind == "either" and "-" not in folded.text[token.start : token.end]:
        return None
    return token.first if only_neutral(folded.text, [(token.start, token.end)]) else None


def is_ambiguous_date(text: str) -> bool:
    """Tell whether a text holds a date that can be read in two ways, and so is not read.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    bool
        True for ``01/02/2019`` (without a date in the text that shows the order), for two-digit
        years such as ``01/02/19``, and for ``2005/06``.

    Raises
    ------
    TypeError
        If `text` is no string.

    Examples
    --------
    >>> [is_ambiguous_date(t) for t in ("01/02/2019", "31/03/2019", "N/A")]
    [True, False, False]
    """
    folded = fold_in_place(checked(text))
    for token in find_tokens(folded, None):
        if token.kind == "unsure":
            return True
        if token.kind == "either" and "/" in folded.text[token.start : token.end]:
            return True
    return has_short_year(folded.text)
