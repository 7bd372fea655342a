"""What a heading or label says of its sums: the currency, and what they count."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from migfund.codelists import codelist_rows, currencies
from migfund.parse.amounts import parse_amount
from migfund.parse.text import fold

__all__ = ["MAJOR", "money_of_heading", "states_constant_prices", "states_currency", "states_unit"]

MAJOR = frozenset("EUR USD GBP CHF SEK NOK DKK CAD AUD JPY NZD".split())
"""Codes that no word in capital or small letters is: ALL and TOP are codes as well."""
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_IN = re.compile(r"^(?:in|en|em|di|i|w|v|в|у|of|de|d'|amounts?|values?)\s+", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of|de|d'|di|von)\s+", re.IGNORECASE)
_TIMES = re.compile(r"^[x×]\s?1[ .,']?000\s+|^(?:miles )?(?:de|di)\s+", re.IGNORECASE)
_SHORT = {"t": 1e3, "miles": 1e3, "bin": 1e3, "mia": 1e9}
"""Words that are a unit where nothing but a currency stands beside them: "(EUR t)"; the others of
this kind, such as m and bn, are in the list of words for money."""
_LOCAL = frozenset("tl ft kc zl rs rp km kn dh da lv kr lei din sh tsh ush ksh fcfa dkk".split())
"""What currencies are called at home, without accents, also as one word with a unit."""
_GLUED = re.compile(rf"(m|mn|mio|t|k|md|e)(?:{'|'.join(sorted(_LOCAL))}|eur|usd|huf)\.?|(md)[pd]")
"""A unit and a currency as one word: mnkr, tkr, eFt; millions of pesos or dollars: mdp, mdd."""
_OF_GLUED = {"md": 1e9, "e": 1e3}
_BESIDE = frozenset(
    "total net netto brutto gross us usa excl incl est ca approx nominal current prices only equiv"
    " eq all amount value sum ht ttc vat mwst tva iva moms dph ex of and et und og och eu".split()
)
"""Words beside a currency that are no unit: "Budget (EUR, net)"."""
_CONSTANT = re.compile(
    r"\bconstant\b|\bdeflated|inflation[- ]adjusted|\breal (?:terms|prices|usd|eur|us\$)|\bppp\b"
    r"|purchasing power|(?<!\d)(?:19|20)\d\d[- ]prices|\bprices of (?:19|20)\d\d|prix constants"
    r"|\bconstantes?\b|prezzi costanti|konstante[nr]? preis|preisbereinigt|fast[ae] priser"
    r"|постоянных ценах"
)
"""Words of sums in the prices of one year or of another country."""
_TEN_TO_THE = re.compile(r"10 ?(?:\^|\*\*)? ?([3-9])(?!\d)")
_EAST = {"千": 1e3, "천": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4, "百万": 1e6, "백만": 1e6, "億": 1e8,
    "亿": 1e8, "억": 1e8, "十億": 1e9}  # fmt: skip
_OF_EAST = re.compile(
    f"({'|'.join(sorted(_EAST, key=len, reverse=True))})"
    "(?:円|元|원|圆|美元|欧元|米?ドル|ユーロ|달러|유로)"
)
_ELSEWHERE = {r"tisuc\w*": 1e3, r"hiljad\w*": 1e3, r"tisoc\w*": 1e3,
    "tisic": 1e3, "elfu": 1e3, "ribu": 1e3, "mije": 1e3, "nghin": 1e3, "هزار": 1e3, "אלף": 1e3,
    "พัน": 1e3, "հազար": 1e3, "ათასი": 1e3, "juta": 1e6, "trieu": 1e6, "מיליון": 1e6, "ล้าน": 1e6,
    "arba": 1e9, "miliar": 1e9, "ty dong": 1e9}  # fmt: skip
"""Units that are spelled out in languages of which the list of words has none."""
_SUMS = re.compile(
    r"amount|figure|value|sums?\b|betrag|betrage|angaben|montant|chiffre|importe|cifra|valor|valeur"
    r"|belop|kwot|bedrag|сумм|цифр|суми|importi|\(in |^in |^en "
)
"""Words of what says for all sums of a table what they count: "Amounts in thousands"."""
_UNSURE = re.compile(
    r"(?<!\d)(?<!\d )%|(?<![^\W\d_])(?:mil|hundreds?|cents?|centimes|percent|per cent|prozent"
    r"|pourcent|pourcentage|porcentaje|percentuale)(?![^\W\d_])"
)
"""Words that count something of which the rest of a heading does not tell how much it is."""


@lru_cache(maxsize=4096)
def money_of_heading(heading: str) -> tuple[str | None, float | None]:
    """Return the currency and the unit that the heading of a column of money states.

    The unit is None where the heading states one and nobody can tell which: "mil" is a thousand
    in Spanish and short for a million elsewhere.

    Examples
    --------
    >>> money_of_heading("Budget (EUR million)"), money_of_heading("USD_Commitment")
    (('EUR', 1000000.0), ('USD', 1.0))
    >>> money_of_heading("Amount in thousands of euros"), money_of_heading("EUR/USD")
    (('EUR', 1000.0), (None, 1.0))
    >>> money_of_heading("Belopp (tkr)"), money_of_heading("Budget (mil. EUR)")
    ((None, 1000.0), ('EUR', None))
    """
    parts = brackets = _BRACKETS.findall(heading)
    inside = re.search(r"\b(?:in|en)\s+(.+)$", _BRACKETS.sub(" ", heading), re.IGNORECASE)
    parts = [*parts, *([inside[1]] if inside else [])]
    bare = re.sub(r"(?<=\d)[ .,'](?=000)", "", _BRACKETS.sub(" ", heading).strip())
    words = re.split(r"[\s,:_]+", bare)
    # A number counts what follows, and at the end it need be no unit: "Grants over 1000".
    counts = [re.fullmatch(r"[2-9]|[1-9]\d+", word) for word in ["", *words]]
    parts += [
        " ".join(words[at:])
        for at in range(len(words))
        if not counts[at] and not (counts[at + 1] and at + 1 == len(words))
    ]
    codes, spelled, units = _codes(heading), _spelled(heading), set[float]()
    codes |= {"EUR"} if "€" in heading else set()
    strange = {part for part in brackets if _strange(part)}
    for part in parts:
        units.add(_alone(part))
        inner = _TIMES.sub("", _IN.sub("", part.strip())).replace(", ", " ")
        for said in (part, inner, _OF.sub(" ", inner)):
            amount = parse_amount(f"5 {said}")
            if amount is not None and amount.currency and amount.text == f"5 {said}":
                codes.add(amount.currency)
                units.add(amount.value / 5)
                strange.discard(part)
    units = spelled or units - {1.0}
    said = fold(heading).casefold()
    if len(units) > 1 or (not units and (_UNSURE.search(said) or strange)):
        unit = None
    else:
        unit = units.pop() if units else 1.0
    return (codes.pop() if len(codes) == 1 else None), unit


def _strange(part: str) -> bool:
    """Tell whether brackets have a short word beside a currency that may be a unit: "Bin TL"."""
    words = [
        word.strip(".'’") for word in re.split(r"[\s,;/]+", fold(_IN.sub("", part)).casefold())
    ]
    money = {word for word in words if word in _currency_words() | _LOCAL}
    money |= {word for word in words if len(word) == 3 and word.upper() in currencies()}
    others = [word for word in words if word and word not in money]
    return (
        bool(money)
        and len(others) == 1
        and 1 < len(others[0]) < 7
        and (others[0].isalpha() and others[0] not in _BESIDE)
    )


def states_constant_prices(heading: str) -> bool:
    """Tell whether a heading says that its sums are in the prices of one year.

    Examples
    --------
    >>> states_constant_prices("Budget (constant 2015 USD)"), states_constant_prices("Budget 2015")
    (True, False)
    """
    return bool(_CONSTANT.search(fold(heading).casefold()))


def states_unit(words: str) -> bool:
    """Tell whether words above or below a table say what its sums count.

    Examples
    --------
    >>> states_unit("Amounts in EUR thousand"), states_unit("Grants above EUR 1 million")
    (True, False)
    """
    counted = re.sub(r"(?<!\d)1(?=\s[^\d\s])", "2", words)
    code, unit = money_of_heading(counted)
    return unit not in (1.0, None) and bool(code or _SUMS.search(fold(words).casefold()))


def states_currency(words: str) -> bool:
    """Tell whether words beside sums say in which currency all of them are.

    Examples
    --------
    >>> states_currency("All amounts in US$"), states_currency("Costs in euro")
    (True, False)
    """
    return money_of_heading(words)[0] is not None and bool(_SUMS.search(fold(words).casefold()))


def _codes(heading: str) -> set[str]:
    """Return the currencies whose codes stand in a heading as words of their own."""
    capitals = heading.upper() == heading and not re.fullmatch(r"[A-Z]{3}", heading)
    bracketed = set(re.findall(r"[A-Z]{3}", " ".join(_BRACKETS.findall(heading))))
    found = set()
    for word in re.split(r"[\W_\d]+|(?<=[a-z])(?=[A-Z])", heading):
        code = word.upper()
        sure = code in MAJOR or code in bracketed or (word == code and not capitals)
        if len(word) == 3 and code in currencies() and sure:
            found.add(code)
    return found


@cache
def _unit_words() -> tuple[Mapping[str, float], re.Pattern[str]]:
    """Return the words for a thousand, a million and so on, and what finds one in a heading.

    Short ones are left out, and those that are also other words: a bill, a name.
    """
    sizes = {}
    for row in codelist_rows("currency_words"):
        word = fold(row["word"]).casefold().rstrip(".")
        if row["kind"] == "factor" and row["style"] != "mil" and word not in {"bill", "mia"}:
            sizes[word] = float(row["factor"])
    found = sorted((word for word in sizes if len(word) > 2), key=len, reverse=True)
    words = "|".join(map(re.escape, found))
    # A number before it counts something else: "Grants over 2 million".
    number = r"(?<![02-9] )(?<![02-9])(?<!\d\d )(?<!\d\d)"
    return sizes, re.compile(rf"(?<![^\W\d_]){number}(?:{words})(?![^\W\d_])")


def _size(word: str) -> float:
    """Return the unit that a word alone is; 1 if it is none."""
    return _SHORT.get(word) or _unit_words()[0].get(word, 1.0)


@cache
def _currency_words() -> frozenset[str]:
    """Return the words and signs of currencies, without accents, as headings have them."""
    words = {row["word"] for row in codelist_rows("currency_words") if row["kind"] == "currency"}
    return frozenset(
        fold(word).casefold().strip(".") for word in words if len(word) > 1 or not word.isalpha()
    )


def _spelled(heading: str) -> set[float]:
    """Return the units whose words stand in a heading, with whatever else."""
    said = " ".join(fold(heading).casefold().replace("_", " ").split())
    sizes, words = _unit_words()
    units = {sizes[word] for word in words.findall(said)}
    units |= {size for word, size in _ELSEWHERE.items() if re.search(rf"(?<!\w){word}(?!\w)", said)}
    units |= {_EAST[word] for word in _OF_EAST.findall(heading)}
    units |= {1e3 for _ in re.findall(r"(?<!\d)['’‘]000s?\b", heading)}
    units |= {_size(word) for word in re.findall(r"\bR(m|bn)\b", heading)}  # of rand
    return units


def _alone(part: str) -> float:
    """Return the unit that words in brackets or behind "in" are, if nothing but a unit."""
    codes = r"(?<![A-Za-z])(?!M(?:DH|DA|FT|KC|ZL|LV|RS|TL)\b)[A-Z]{3}(?![A-Za-z])"
    bare = re.sub(rf"{codes}|[€$£¥₹₦₺₽₴]", " ", _IN.sub("", part.strip()))
    said = fold(bare).casefold()
    said = _TEN_TO_THE.sub(lambda power: f" 1{'0' * int(power[1])} ", said)
    said = re.sub(r"(?<=\d)[ .,'](?=000)", "", said)
    said = re.sub(r"\b(?:in|en|i|u|в|у|of|de|d|x|us)\b|\bx(?=\d)|[,;:×*()]", " ", said)
    words = [word.strip(".'’") for word in said.split()]
    glued = [match for word in words if (match := _GLUED.fullmatch(word))]
    rest = [word for word in words if word and word not in _currency_words() | _LOCAL]
    if len(glued) == 1 and len(rest) <= 1:
        unit = glued[0][1]
        return 1e6 if unit is None else _OF_GLUED.get(unit) or _size(unit)
    if len(rest) != 1:
        return 1.0
    if number := re.fullmatch(r"1?(000{1,})s?", rest[0]):
        return float(f"1{number[1]}")
    return _size(rest[0])
