"""Words -> money: the amount and the currency that a text states, or nothing.

How digits and marks are read is THE RULE in `migfund.parse.numbers`. Which numbers are money is
decided here, by what stands around them: identifiers, percentages, years, dates, durations, people
and areas are none. The ends of a range, and a number whose currency or size could be read in two
ways, are money but not sure. What could be read in two ways yields nothing.
"""

import re
from bisect import bisect
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, overload

import pandas as pd

from migfund.codelists import currencies
from migfund.errors import CurrencyError, MigfundError
from migfund.parse.money_words import (
    ENGLISH_CODES,
    LETTER_SIGNS,
    TAIL,
    THREE_DECIMALS,
    WORDLIKE_CODES,
    After,
    Before,
    Factor,
    money_words,
    read_after,
    read_before,
    read_sign,
)
from migfund.parse.number_words import has_multiplier, number_words
from migfund.parse.numbers import LARGEST, YEAR, iter_numbers, read_number, split_thousand
from migfund.parse.text import fold_in_place, is_number, parse_column, words_of
from migfund.schema import check_option

__all__ = ["Amount", "find_amounts", "parse_amount", "possible_currencies"]

_LABEL = re.compile(r"[\w\s()/'’.,&-]*?[\s:=|–—-]*")
_NOTE = re.compile(
    r"(?:\s|[*†‡¹²³⁴-⁹]|\[\w{1,3}\]|\([A-Z][A-Z0-9&/ +-]{1,24}\)|\((?:approx|ca|est)\.?\))*\.?"
)
_NOT_MONEY_AFTER = re.compile(
    r"\s*(?:[%‰]|per ?cent\b|percent|pour ?cent|por ciento|Prozent)|/[0-9]"
)
# A fraction, a power of ten or a multiplier of a language that the list lacks changes the size.
_SIZE_UNKNOWN = re.compile(r"\s*[½¼¾]|[⁰-⁹²³]|\s*(?i:mil|mij|bil|tril|mld|mlr|mrd|мил|мiл|hundred)")
_HALF = re.compile(
    r"\s*(?i:and a half|et demie?|y medi[oa]|e mei[oa]|e mezz[oa]|und eine halbe|en een half"
    r"|o(?:ch|g) e[nt]t? halvt?|с половиной|з половиною)\b"
)
_MIL = {
    "BRL": 10**3,
    **dict.fromkeys(["BAM", "CZK", "HRK", "MDL", "RON", "RSD"], 10**6),
}
"""What "mil" is beside a currency of one language."""
# "EUR 500 per month", "500 euros al mes", "EUR 500/person", "EUR 500 p.a.", "EUR 500 (per month)"
_FOR_EACH = re.compile(
    r"\s*(?:,\s?(?=per\s|par\s|por\s|pro\s|pr\.))?(?P<bracket>\(\s?)?"
    r"(?:(?P<per>(?:(?i:(?:(?:for|to|once|pour|para|für)\s+)?(?:per|par|por|pro|pr\.?|ao?|an|al|je|om"
    r"|od|pe|på|za|в|на|every|each|cada|chaque))|im?(?!\s+\w+\s+[0-9]))\s+|(?:al)?l['’])"
    r"|(?P<slash>/\s?))?(?P<word>p[./]\s?[am]\b|[€$£]|[^\W\d_]+)"
)
_TO_PROJECT = re.compile(r"\s*(?:al?|ao|an)\s+(?:pro[gjy]e|prosje)", re.IGNORECASE)
"""To the project, not for each: "EUR 500,000 al progetto"."""
_ENDS_EACH = re.compile(r"\s*(?:\Z|[\n\d.,;()/])")
_EACH_BEFORE = re.compile(
    r"(?:\b(?i:per|par|por|pro|pr\.|every|each|cada|chaque)\s+)?([^\W\d_]+)\s+\Z"
)
_PART_OF = re.compile(
    r"(?:%|(?i:per ?cent|half|thirds?|quarters?|moitié|tiers|mitad|hälfte|drittel|viertel|metade"
    r"|metà|helft|hälften|halvparten|halvdelen|половин\w+))"
    r"\s+(?:(?i:of|de|von|der|di|van|av|af|от|від)\s+)?\Z"
)
_APOSTROPHE = re.compile("['’´`]")
# "Budget (1000 EUR): 5", "Budget (EUR x 1.000) 5", "Beløb i 1.000 kr.: 5"
_SIGN = r"(?:[^\W\d_]{1,4}\$?\.?|[€$£¥])"
_LAST_NUMBER = r"\s{0,5}[€$£]?\d[\d.,'’ \u00a0\u202f]*(?:\Z|[\n|])"
_IN_THOUSANDS = re.compile(
    rf"(\((?:(?:in|en|em|i)\s)?(?:[x×]\s?)?(?:{_SIGN}\s?)?|\s(?:in|en|em|i)\s)"
    rf"((?:[x×]\s?)?1[., ]?000)(?![.,]?\d)"
    rf"((?:\s?{_SIGN})?(?:\s?[x×])?\s?(?:\)\s?[:=](?=\s?[€$£]?\d)|[:)](?={_LAST_NUMBER})))"
)
# Also what a scan has torn apart: "1 ,234 ,567", "1.5 0 0.000".
_MORE_DIGITS = re.compile(
    r"[.,'’][0-9]|[.,][OoIl][0-9]|\s(?:[.,]\s?[0-9]|[0-9](?:\s[0-9]|[.,][0-9]{3})|[1-3]/[2-4](?![0-9])"
    r"|0(?:0|[0-9]{2})(?![0-9./:-]))"
)
_TORN = re.compile(r"[.,][^\S\n][0-9]")  # "USD 1. 5 million", "EUR 2. 500. 000"
_MINUS = re.compile(r"\b(?:minus|минус|мінус)\s+\Z", re.I)
_BASIS_BEFORE = re.compile(r"(?:constant|current|real|in|prices)[\s(]*\Z", re.I)
_BASIS_AFTER = re.compile(r"\s*(?:prices|constant|:|[0-9])")
_CLEAN_END = re.compile(r"\s*(?:\Z|[\n.,;:()\[\]*|/]|[-–—]\s)")
_LINE_END = re.compile(r"[^\S\n]*(?:\Z|[\n(\[*])")
_COMPOUND = re.compile(r"-\w|\s(?:area|zone)")
_TO = re.compile(
    r"\s*(?:-|–|—|‒|−|to|up to|bis|à|a|al|até|ate|до|tot|til|till|until|по|or|ou|oder|eller|of"
    r"|или|або|o)\s*"
)
_AND = re.compile(r"\s*(?:,|and|or|et|ou|y|o|e|und|oder|en|of|og|och|eller|и|или|та|і|й|або)?\s*")
_EACH = re.compile(
    r"(?i)\b(?:respective?(?:ly|ment|mente|lijk)|rispettivamente|respektive|beziehungsweise|jeweils"
    r"|соответственно|відповідно)\b"
)
_BETWEEN = re.compile(
    r"\b(?:between|entre|zwischen|tra|fra|tussen|mellan|mellom|mellem|между|між)\s*\Z", re.I
)


_PER_DOLLAR = {
    **dict.fromkeys("USD EUR GBP CHF AUD CAD".split(), 1),
    **dict.fromkeys("DKK NOK SEK".split(), 8),
    **dict.fromkeys("XAF XOF".split(), 550),
}
"""Roughly how many units are a dollar, by which two sums with a bar between may be the same."""
_COLUMNS = {"value": "float64", "currency": "str", "text": "str"}


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of money and the words that it came from.

    Parameters
    ----------
    value
        In units of the currency, not in thousands or millions.
    currency
        ISO 4217 code; None where the text names no currency or only an ambiguous one ("$", "kr").
    text
        The very words, a substring of the input.
    start, end
        The span of `text` in the input.
    also
        The same sum in a second currency, where the text gives one: it is never added.

    Examples
    --------
    >>> Amount(62550000.0, "EUR", "EUR 62.55 Million", 0, 17).value
    62550000.0
    """

    value: float
    currency: str | None
    text: str
    start: int
    end: int
    also: "Amount | None" = field(default=None, repr=False)


@dataclass(slots=True)
class _Money:
    """A number and what stands around it, weighed by `_scan`."""

    raw: str
    start: int
    end: int
    before: Before | None
    after: After
    sign: int
    number: Decimal = Decimal(0)
    in_words: bool = False  # "five million": the number is known, and the multiplier is in it
    value: Decimal | None = None  # None where the digits could not be read
    factor: int = 1
    codes: frozenset[str] | None = None  # the possible currencies, None without any
    sure: bool = True
    stated: bool = False  # money by its currency, not a count, a year or a code

    @property
    def begin(self) -> int:
        """The start of the number's words, the currency in front included."""
        return self.before.start if self.before else self.start

    @property
    def is_year(self) -> bool:
        """Whether the digits look like a year."""
        return YEAR.fullmatch(self.raw) is not None

    @property
    def is_small(self) -> bool:
        """Whether the digits look like a count: below 1000 and without a multiplier."""
        return self.factor == 1 and self.number < 1000

    @property
    def currency(self) -> str | None:
        """The ISO 4217 code; "$" for dollars of any country; None where it is open."""
        if self.codes == money_words().dollar:
            return "$"
        return next(iter(self.codes)) if self.codes and len(self.codes) == 1 else None


def _check_options(dollar: str | None, decimal: str | None) -> None:
    if dollar is not None and not (isinstance(dollar, str) and dollar in currencies()):
        raise CurrencyError(
            f"dollar={dollar!r} is not an ISO 4217 code; give one such as 'USD' or 'CAD', or None"
        )
    check_option("decimal", decimal, (".", ",", None))


def find_amounts(
    text: str, *, dollar: str | None = None, decimal: str | None = None
) -> list[Amount]:
    """Return every amount of money in running text.

    Only numbers beside a currency (symbol, code or word) count: a bare number is not money here.
    Numbers may be written in words ("five million euros").
    Ranges and numbers that can be read in two ways are left out.

    Parameters
    ----------
    text
        Any text, in one of the twelve languages of ``codelists/number_words.csv``.
    dollar
        The ISO 4217 code that a bare "$" or "dollars" stands for; None leaves the currency out.
    decimal
        "." or ",": the decimal mark where a number such as 1.234 does not show it.

    Returns
    -------
    list of Amount
        In the order of the text.

    Raises
    ------
    CurrencyError
        If `dollar` is not an ISO 4217 code.
    MigfundError
        If `decimal` is not a decimal mark.

    Examples
    --------
    >>> [(a.value, a.currency) for a in find_amounts("USD 120,000 of 1,5 Mio. EUR for 300 people")]
    [(120000.0, 'USD'), (1500000.0, 'EUR')]
    """
    _check_options(dollar, decimal)
    if not isinstance(text, str):
        raise MigfundError(f"find_amounts reads text, not {type(text).__name__}.")
    return [
        _amount(text, money, dollar)
        for money in _scan(text, decimal, bare=False)
        if money.stated and money.sure
    ]


@overload
def parse_amount(
    text: str | float, *, dollar: str | None = ..., decimal: str | None = ...
) -> Amount | None: ...


@overload
def parse_amount(
    text: "pd.Series[Any]", *, dollar: str | None = ..., decimal: str | None = ...
) -> pd.DataFrame: ...


def parse_amount(
    text: "str | float | pd.Series[Any]",
    *,
    dollar: str | None = None,
    decimal: str | None = None,
) -> Amount | pd.DataFrame | None:
    """Return the one amount of money that a text states.

    A bare number counts only if it is the whole text, apart from a label ("Budget:"), footnote
    marks and a note in brackets ("(AMIF)"). Several different amounts yield nothing, unless all but
    one stand in brackets or are the same sum in another currency ("EUR 5, i.e. USD 6": the first is
    taken, the second is its `also`); so do ranges, and all that could be read in two ways (see the
    module).

    Parameters
    ----------
    text
        A text, or a Series of texts, in which missing values stay missing. A number is its own
        value, without a currency.
    dollar
        The ISO 4217 code that a bare "$" or "dollars" stands for; None leaves the currency out.
    decimal
        "." or ",": the decimal mark where a number such as 1.234 does not show it.

    Returns
    -------
    Amount, None or pandas.DataFrame
        For a Series a frame on the same index: `value` (float64, units of the currency),
        `currency` (str, ISO 4217) and `text` (str, the words that were read).

    Raises
    ------
    CurrencyError
        If `dollar` is not an ISO 4217 code.
    MigfundError
        If `decimal` is not a decimal mark, or `text` is neither text, a number nor a Series.

    Examples
    --------
    >>> parse_amount("Budget: EUR 62.55 Million")
    Amount(value=62550000.0, currency='EUR', text='EUR 62.55 Million', start=8, end=25)
    >>> parse_amount("EUR 1-2 million") is None
    True
    >>> import pandas as pd
    >>> parse_amount(pd.Series(["78.000,- Euro", None, "36 months"]))["value"].tolist()
    [78000.0, nan, nan]
    """
    _check_options(dollar, decimal)
    if isinstance(text, pd.Series):
        return parse_column(text, lambda value: _parse_any(value, dollar, decimal), _COLUMNS)
    words_of(text, asked_by="parse_amount")  # raises if it is no text and no number
    return _parse_any(text, dollar, decimal)


def _parse_one(text: str, dollar: str | None, decimal: str | None) -> Amount | None:
    """Choose the one amount of a text, or none."""
    found = _scan(text, decimal)
    stated = [money for money in found if money.stated]
    if not stated:
        return _bare_amount(text, found[0]) if found else None
    several = len(stated) > 1
    bare = found[0].codes is None and _looks_like_money(found[0])
    if bare and _is_bracketed(text, stated[0]):
        return None  # "1,234,500 (of which EUR 1,000,000)"
    chosen = (several and _outside_brackets(text, stated)) or stated
    first, others = chosen[0], chosen[1:]
    also = [money for money in stated if several and _is_same_sum(text, first, money)]
    if not all(money.sure for money in chosen):
        return None
    others = [money for money in others if money not in also]
    if any((money.value, money.codes) != (first.value, first.codes) for money in others):
        return None
    amount = _amount(text, first, dollar)
    return replace(amount, also=_amount(text, also[0], dollar)) if also else amount


def _is_bracketed(text: str, money: _Money) -> bool:
    """Tell whether the first amount with a currency stands in a bracket behind other words."""
    head = text[: money.begin]
    return head.rfind("(") > max(0, head.rfind(")"))


def _is_same_sum(text: str, first: _Money, second: _Money) -> bool:
    """Tell whether a second amount is the first one in another currency: "EUR 5 (= USD 6)"."""
    if not first.codes or not second.codes or first.codes & second.codes or not second.sure:
        return False
    words = money_words()
    if second.after.end <= first.begin:  # "(USD 6) EUR 5"
        return re.fullmatch(r"\s*[)\]]\s*", text[second.after.end : first.begin]) is not None
    gap = _gap(text, first.after.end, second.begin)
    if gap is None:
        return False
    if gap in ("/", "|", "-", "–", "—"):
        # "EUR 5 / USD 6", and nothing else
        around = text[: first.begin] + text[second.after.end :]
        return not any(map(str.isalnum, around)) and _may_be_equal(first, second)
    said = set(re.findall(r"[^\W\d_]+(?:\.[^\W\d_]+)*|[=≈~]", gap.lower()))
    if not said <= words.equal | words.about | words.between:
        return False
    bracket = gap[:1] in ("(", "[") and not said & words.between
    alternative = said & {"or", "ou", "o", "oder", "eller", "или", "або"} and said & words.about
    return bool(said & words.equal or bracket or alternative)


def _may_be_equal(first: _Money, second: _Money) -> bool:
    """Tell whether two sums may be the same by the rough worth of their currencies."""
    worth = []
    for money in (first, second):
        units = [_PER_DOLLAR[code] for code in sorted(money.codes or ()) if code in _PER_DOLLAR]
        if not (units and money.value):
            return bool(money.value)
        worth.append(float(money.value) / (1 if "USD" in (money.codes or ()) else units[0]))
    return 0.4 < worth[0] / worth[1] < 2.5


def _outside_brackets(text: str, stated: list[_Money]) -> list[_Money]:
    """Return the amounts that stand in no bracket, those of a label "(USD)" among them."""
    outside, depth, seen = [], 0, 0
    for money in stated:
        for bracket in re.findall(r"[()\[\]]", text[seen : money.start]):
            depth = depth + 1 if bracket in "([" else max(0, depth - 1)
        seen = money.start
        if not depth or (money.before is not None and money.before.label):
            outside.append(money)
    return outside


def _amount(text: str, money: _Money, dollar: str | None) -> Amount:
    """Make the public record of a number that is sure."""
    start = money.start if money.before and money.before.label else money.begin
    if money.sign < 0 and text[:start].endswith(("-", "−")):
        start -= 1
    currency = dollar if money.currency == "$" else money.currency
    end = money.after.end
    return Amount(float(money.value or 0), currency, text[start:end], start, end)


def _bare_amount(text: str, money: _Money) -> Amount | None:
    """Take a number without a currency that is the whole text but for a label and notes."""
    start, end = money.start - (money.sign < 0), money.after.end
    labelled = _is_label(text[:start])
    if labelled is None or not money.sure or not _NOTE.fullmatch(text, end):
        return None
    if money.codes is not None or (money.factor == 1 and money.is_year):
        return None
    if 0 < len(text[money.end : end].strip()) < 3 and not labelled:
        return None  # "5 m" alone may be metres
    return Amount(float(money.value or 0), None, text[start:end], start, end)


def _is_label(head: str) -> bool | None:
    """Tell whether the words before a bare number name money; None if they name something else."""
    if len(head) > 120 or not _LABEL.fullmatch(head) or re.search("[0-9]|[(]$", head.strip()):
        return None
    words = money_words()
    named = set(re.findall(r"[^\W\d_]+", head.lower()))
    if not named:
        return None if re.search(r"[^\s:=–—|-]", head) else False
    if named <= words.about:
        return False
    return True if named & words.labels and named <= words.labels | words.fillers else None


def _parse_any(value: Any, dollar: str | None, decimal: str | None) -> Amount | None:
    """Parse a text; a number is its own value if it is finite and of a believable size."""
    if is_number(value) and abs(value) <= LARGEST:
        text = str(value)
        return Amount(float(value), None, text, 0, len(text))
    return _parse_one(value, dollar, decimal) if isinstance(value, str) else None


def possible_currencies(text: str, *, decimal: str | None = None) -> frozenset[str]:
    """Return the currencies that the first words of money, such as "$" or "kr", may mean."""
    return next((money.codes for money in _scan(text, decimal) if money.codes), frozenset())


def _scan(text: str, decimal: str | None, *, bare: bool = True) -> list[_Money]:
    """Find and weigh all numbers of a text; without `bare`, only where one has a currency."""
    if "000" in text:
        text = _IN_THOUSANDS.sub(_as_unit, text)
    found = _numbers(text)
    if has_multiplier(text):
        found = _with_words(text, found)
    if not bare and not any(money.before or money.after.codes for money in found):
        return []
    _share_currencies(text, found)
    for money in found:
        _weigh(text, money, decimal)
    found = _join_sums(text, found)
    _doubt_ranges(text, found)
    for money in found:
        money.stated = _is_stated(text, money)
    return found


def _as_unit(label: re.Match[str]) -> str:
    """Write the unit of a label as one that is no number, in as many letters."""
    return label[1] + "'000".rjust(len(label[2])) + label[3]


def _numbers(text: str) -> list[_Money]:
    """Find the numbers that are not parts of dates, fractions or identifiers."""
    found = []
    for match in iter_numbers(text):
        start, end = match.span()
        after = read_after(text, end)
        if text[end : end + 1].isalpha() and after.end == end:
            continue  # "500kg", "5th"
        sign, at = read_sign(text, start)
        before = read_before(text, at)
        if before is not None and text[before.start : at].strip() in LETTER_SIGNS:
            large = after.factor is not None and after.factor.by >= 10**6
            before = before if large and before.near == 0 else None  # "N4 billion", not "N4"
        if before is not None and not before.label and at == start:
            sign = read_sign(text, before.start)[0]
        previous = text[at - 1 : at]
        glued = previous.isalpha() or (previous != "" and previous in "._/#№")
        touched = before is not None and before.near == 0
        if sign != 0 and (touched or not glued):
            found.append(_Money(match.group(), start, end, before, after, sign))
    return found


def _with_words(text: str, found: list[_Money]) -> list[_Money]:
    """Return the numbers of a text together with those that it writes in words."""
    folded = fold_in_place(text)
    both, small = found, []
    for words in number_words(folded):
        start, end = folded.span(words.start, words.end)
        if not words.large:
            small.append((start, end))
            continue
        before, after = read_before(text, start), read_after(text, end)
        money = _Money("", start, end, before, after, 1, in_words=True)
        money.sure = words.value is not None and after.factor is None
        money.number = Decimal(float(words.value or 0))
        both = [*both, money]
    both = sorted(both, key=lambda money: money.start)
    starts = [money.start for money in both]
    for start, end in small:  # "two to three million"
        i = bisect(starts, start)
        if i < len(both):
            gap = _gap(text, end, both[i].begin)
            if gap and (_TO.fullmatch(gap) or _AND.fullmatch(gap)):
                both[i].sure = False
    return both


def _join_sums(text: str, found: list[_Money]) -> list[_Money]:
    """Join the parts of one sum: "347 milioni e 753.777 euro", "5 million 300 thousand"."""
    joined: list[_Money] = []
    for right in found:
        left = joined[-1] if joined else None
        link = _link(text, left, right) if left else None
        if left is None or link is None:
            joined.append(right)
            continue
        if not link:
            left.sure = right.sure = False
            joined.append(right)
            continue
        sides = [side.codes for side in (left, right) if side.codes]
        codes = frozenset.intersection(*sides) if sides else None
        total = (left.value or Decimal()) + (right.value or Decimal())
        joined[-1] = replace(
            left,
            raw="",
            end=right.end,
            after=right.after,
            number=total,
            value=total,
            factor=1,
            codes=codes,
            in_words=True,
            sure=left.sure and right.sure and codes != frozenset(),
        )
    return joined


def _link(text: str, left: _Money, right: _Money) -> bool | None:
    """Tell whether two numbers are the parts of one sum; None if they are not, False if in doubt.

    Where only Italian and Portuguese join the parts by "e", other languages list two sums by "and".
    """
    if right.before is not None or left.after.codes is not None:
        return None
    if not (right.after.codes or right.factor > 1 or right.in_words):
        return None
    gap = _gap(text, left.after.end, right.start)
    if gap is None or not _AND.fullmatch(gap):
        return None
    scale = left.after.factor.by if left.after.factor else left.factor
    if left.in_words and left.value is not None:
        scale = next((s for s in (10**9, 10**6, 10**3) if left.value % s == 0), 1)
    read = left.value is not None and right.value is not None and left.sign > 0
    if not (read and 1000 <= (right.value or 0) < scale):
        # "3 million and 300 euros": a part of the sum, or another sum
        return False if scale > 1 and left.codes is None else None
    whole = left.number == int(left.number)
    around = text[max(0, left.begin - 80) : right.after.end + 80]
    return gap in ("", "e") and whole and not _EACH.search(around)


def _gap(text: str, start: int, end: int) -> str | None:
    """Return the words between two numbers, None where there are many."""
    gap = text[start:end].strip()
    return gap if len(gap) <= 60 else None


def _share_currencies(text: str, found: list[_Money]) -> None:
    """Return a currency that stands between two numbers to one of them, or to neither."""
    for left, right, following in zip(found, found[1:], [*found[2:], None], strict=False):
        if right.before is None or left.after.codes is None or left.after.end <= right.begin:
            continue
        # "250.000 EUR. 2.000 people": behind a whole amount the full stop ends a sentence.
        ended = text[left.after.end - 1] == "." and _is_written_out(left)
        owned = not ended and _right_owns(left, right, right.before, following)
        if owned is None:
            left.sure = right.sure = False
        elif owned:
            left.after = left.after.without_currency()
        else:
            right.before = None


def _right_owns(
    left: _Money, right: _Money, between: Before, following: _Money | None
) -> bool | None:
    """Tell to which of two numbers the currency between them belongs; None if that is open."""
    likely = [_looks_like_money(side) for side in (left, right)]
    if left.before is not None:
        # "EUR 500 EUR 300" are two amounts, "$5,000 USD 24 months" is one.
        return left.before.codes == between.codes or likely[1] or not likely[0]
    if left.is_year != right.is_year:
        return left.is_year
    if right.after.codes is not None and (following is None or right.after.end <= following.begin):
        return False
    if left.after.near != between.near:
        return between.near < left.after.near
    return likely[1] if likely[0] != likely[1] else None


def _is_written_out(money: _Money) -> bool:
    """Tell whether a number has a mark of thousands or decimals, or a multiplier."""
    return money.in_words or money.after.factor is not None or not money.raw.isdigit()


def _looks_like_money(money: _Money) -> bool:
    """Tell whether a number is written or large like an amount, not like a count of months."""
    whole = re.sub("[.,][0-9]{1,2}$|[^0-9]", "", money.raw)
    return (
        money.in_words or money.after.factor is not None or (len(whole) > 3 and not money.is_year)
    )


def _weigh(text: str, money: _Money, decimal: str | None) -> None:
    """Fill in currency and value; a number whose reading is open is marked as not sure."""
    before, after = money.before, money.after
    if after.mil:
        codes = after.codes or (before and before.codes) or ()
        sizes = {_MIL.get(code) for code in codes}
        if len(sizes) == 1 and (size := sizes.pop()):
            after = money.after = after._replace(factor=Factor(size), sure=True)
    factors = [f for f in (before and before.factor, after.factor, after.glued) if f]
    sides = [side.codes for side in (before, after) if side and side.codes]
    money.codes = frozenset.intersection(*sides) if sides else None
    if money.codes and "CHF" in money.codes and _APOSTROPHE.search(money.raw):
        money.codes = frozenset({"CHF"})  # of the countries with francs one groups like this
    money.sure &= after.sure and (before is None or before.sure) and len(factors) < 2
    number = money.number if money.in_words else None
    small = len(money.raw) <= 3
    torn = _MORE_DIGITS.match(text, money.end) or (small and _TORN.match(text, money.end))
    if number is None and not torn and _is_one_number(text, money):
        number = read_number(
            money.raw,
            style=factors[0].style if factors else None,
            point_groups=money.codes is not None and not money.codes & THREE_DECIMALS,
            tail=TAIL.match(text, money.end) is not None,
            decimal=decimal,
            thousands=bool(factors) and factors[0].by == 1000,
        )
    if number is None:
        money.sure = False
        return
    money.number = number
    money.factor = factors[0].by if factors else 1
    money.value = number * money.factor * money.sign
    # A word that says how large the unit is may stand in a language that the list lacks.
    unknown = money.is_small and _SIZE_UNKNOWN.match(text, after.end)
    unknown = unknown or _HALF.match(text, after.end)
    absurd = money.factor >= 10**6 and number >= 10**5
    absurd |= after.factor is not None and read_after(text, after.end).factor is not None
    unknown = unknown or _MINUS.search(text[max(0, money.begin - 8) : money.begin])
    if unknown or absurd or money.codes == frozenset() or abs(money.value) > LARGEST:
        money.sure = False


def _is_one_number(text: str, money: _Money) -> bool:
    """Tell "300, 000" (one number) from "EUR 100, 200 of them" (two)."""
    digits = split_thousand(money.raw)
    if digits in {None, "000"} or _CLEAN_END.match(text, money.end):
        return True
    # "49, 890.52 EUR" says nothing else.
    alone = not text[: money.start].strip() and money.after.codes is not None
    return alone and _CLEAN_END.match(text, money.after.end) is not None


def _doubt_ranges(text: str, found: list[_Money]) -> None:
    """Mark the ends of ranges, sums in two parts and rates ("EUR 1 = USD 1.17") as not sure."""
    for left, right in pairwise(found):
        read = left.value is not None and right.value is not None
        if read and (_is_range(text, left, right) or _is_rate(text, left, right)):
            left.sure = right.sure = False


def _is_rate(text: str, left: _Money, right: _Money) -> bool:
    """Tell whether two numbers are a rate of exchange: "1 EUR = 1.17 USD", "USD 1 equals"."""
    gap, words = _gap(text, left.after.end, right.begin), money_words()
    if left.value not in (1, 100) or not gap:
        return False
    said = set(gap.lower().split())
    return bool(said & words.equal) and said <= words.equal | words.about | words.between


def _is_range(text: str, left: _Money, right: _Money) -> bool:
    """Tell whether two neighbouring numbers are the ends of one range."""
    if left.codes and right.codes and not left.codes & right.codes:
        return False
    gap = _gap(text, left.after.end, right.begin)
    if gap is None:
        return False
    small, large = left.number * left.factor, right.number * right.factor
    if left.before and left.before.factor and text[left.end : right.start] in ("-", "–"):
        large = right.number * max(left.factor, right.factor)  # "MUSD 2-3"
    if _AND.fullmatch(gap) and not _TO.fullmatch(gap):
        lead = text[max(0, left.begin - 12) : left.begin]
        between = gap not in {"", ","} and _BETWEEN.search(lead)
        # "EUR 1 and 2 million", "9 million and 7 million EUR": what one has is meant for both.
        one = bool(left.codes) != bool(right.codes)
        shared = gap and right.factor > 1 and one and (left.is_small or left.factor > 1)
        parts = left.factor > right.factor > 1 and right.before is None
        return bool(between or shared or parts)
    if not _TO.fullmatch(gap):
        return False
    if left.codes is None:
        if right.before is not None or left.is_year:
            return False  # "Phase 1 - EUR 5 million"
        many = right.factor > 1 or right.in_words
        if many:  # "5 to 6 million", "5 million 300 thousand to 6 million"
            return left.number < right.number or (left.in_words and small < large)
        return small < large <= 1000 * small
    return small < large


def _is_stated(text: str, money: _Money) -> bool:
    """Tell money from a count, a year or a code that stands beside something like a currency."""
    before, after = money.before, money.after
    if money.codes is None or _NOT_MONEY_AFTER.match(text, money.end):
        return False
    if _is_for_each(text, money):
        return False
    year = money.factor == 1 and money.is_year
    if year and not _is_year_money(text, money):
        return False
    if money.is_small and not _stands_alone(text, money):
        return False
    words = text[money.begin : money.start] + " " + text[money.end : after.end]
    in_front = before is not None and words.strip().lower() == "euro"
    if in_front and money.factor == 1 and (year or money.number < 10):
        return False  # "Euro 6 engines", "Euro 2016"
    code = next((c for c in re.findall(r"[^\W\d_]+", words) if c in WORDLIKE_CODES), None)
    if code is None:
        return True
    clean = code not in ENGLISH_CODES or _ends_clean(text, money)
    return money.number * money.factor >= 1000 and not year and clean


def _is_for_each(text: str, money: _Money) -> bool:
    """Tell an amount for each month, person or euro, or a share of one: "75 % of EUR 2,000"."""
    words, lead = money_words(), text[max(0, money.begin - 32) : money.begin]
    often = _EACH_BEFORE.search(lead)
    if often and often[1].lower() in (
        words.regular if often.start(1) == often.start() else words.each
    ):
        return True
    if _PART_OF.search(lead):
        return True
    follows = _FOR_EACH.match(text, money.after.end)
    if follows is None or _TO_PROJECT.match(text, money.after.end):
        return False
    word, end = follows["word"].lower(), follows.end()
    if follows["slash"] or (follows["per"] or " ")[0] in "pP":
        unit = words.units.starting(text, follows.start("word"))
        if unit and not re.match(r"\s*[0-9]", text[unit[1] : unit[1] + 5]):
            return True  # "USD 1.12 per EUR", but "EUR 5 / USD 6"
    if follows["slash"]:  # but "EUR 5,000 / Project: return"
        return word in words.each and _ENDS_EACH.match(text, end) is not None
    if word in words.regular or word[1:2] in (".", "/"):
        return not follows["bracket"] or text[end : end + 1] == ")"
    return follows["per"] is not None and word in words.each


def _stands_alone(text: str, money: _Money) -> bool:
    """Tell a small amount from a count: "27 Euro-Med partners", "(EUR) 3 years", "5" + "EUR" below.

    Where a line break parts number and currency, the number must end its line.
    """
    before, after = money.before, money.after
    if before is None:
        return after.near < 2 and not _COMPOUND.match(text, after.end)
    if before.near == 2:
        return _LINE_END.match(text, after.end) is not None
    return not before.label or _ends_clean(text, money)


def _ends_clean(text: str, money: _Money) -> bool:
    return _CLEAN_END.match(text, money.after.end) is not None


def _is_year_money(text: str, money: _Money) -> bool:
    """Tell "a grant of USD 2000" from "2015 USD", "in USD 2010 prices" and "(EUR) 2014"."""
    before = money.before
    if before is None:
        return text[: money.start].strip() == "" and text[money.after.end :].strip() == ""
    if before.label or _BASIS_AFTER.match(text, money.end):
        return False
    return _BASIS_BEFORE.search(text[max(0, before.start - 20) : before.start]) is None
