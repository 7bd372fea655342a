"""Funds by the names that pages give them."""

import re

__all__ = ["fund_named", "names_fund_alone"]

_FUNDS = (
    (
        "IDF",
        r"IOM Development Fund|Fonds de l[’'´]OIM pour le d[ée]veloppement"
        r"|Fondo de la OIM para el Desarrollo|1035 Facility|\bIDF\b",
    ),
    ("MPF", r"Migration Partnership Facility|\bMPF\b"),
    (
        "EUTF",
        r"\bEUTF\b|(?:EU|European Union) (?:Emergency )?Trust Fund (?:\(EUTF\) )?for"
        r" (?:Africa|stability)|Emergency Trust Fund for (?:Africa|stability)"
        r"|Fonds fiduciaire d[’'´]urgence",
    ),
)

_AROUND = frozenset("the eu european union emergency for of in africa idf mpf eutf iom".split())
"""Words that may stand around the name of a fund in a line of its own."""


def fund_named(text: str) -> str | None:
    """Return the short name of the one fund that a text names; None for none or several.

    Examples
    --------
    >>> fund_named("a programme of the EU Emergency Trust Fund for Africa")
    'EUTF'
    """
    named = [code for code, words in _FUNDS if re.search(words, text, re.IGNORECASE)]
    return named[0] if len(named) == 1 else None


def names_fund_alone(text: str) -> bool:
    """Tell whether a line is the name of a fund and nothing else.

    Examples
    --------
    >>> names_fund_alone("EUTF for Africa"), names_fund_alone("EUTF support to Ghana's borders")
    (True, False)
    """
    code = fund_named(text)
    if code is None:
        return False
    rest = re.sub(dict(_FUNDS)[code], "", text, flags=re.IGNORECASE)
    return not set(re.findall(r"\w+", rest.casefold())) - _AROUND
