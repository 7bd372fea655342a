"""Amounts behind labels: what they count, whether one is the whole, and what keeps one out.

A line such as "in thousand EUR" says what the sums around it count. What nothing says is not
understood, and no amount.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from migfund.parse.amounts import Amount, possible_currencies
from migfund.read.page import Found
from migfund.read.pages.labels import Label, money_of_line
from migfund.read.pages.statements import Statement, Statements
from migfund.read.pages.values import MONEY, amounts_in, fits, has_number, is_told, one_amount
from migfund.read.pages.words import has_word, marks_in

__all__ = [
    "NOT_UNDERSTOOD",
    "Unit",
    "in_clear_currency",
    "in_units",
    "is_part",
    "scale_of",
    "units_in",
    "unlabelled_amounts",
    "why_no_amount",
    "with_totals",
]

_COUNTED = re.compile(r"^(?:[x×] ?1|\D{0,8}1?[., ]?000\D{0,6}:\s*\D{0,4}\d)")
"""A unit that is no part of the label: "EUR 1.000: 3,5"."""
_OF_YEAR = re.compile(
    r"(?:[^\W\d]{1,9}\.? ?)?(?:19|20)(\d\d)(?:\s?[/–-]\s?(?:19|20)?(\d\d))?|FY ?\d\d"
    r"|[^\W\d]{2,9}\.? \d{1,2}"
)
"""What stands before the amount of one year or part: "2021", "2020/21", "FY20", "Year 1"."""
_LABEL_YEAR = re.compile(r"^[^\d]*\b(?:19|20)\d\d\b[^\d]*$")
"""A budget of one year: "Budget 2024: EUR 5", "Budget (2024)"; 2018–2021 is no one year."""
_BOUND = re.compile(r"[<>≤≥]|(?:max|min)\b", re.IGNORECASE)
_TIMES = re.compile(r"\d\s?[x×*+]\s*$")
_PLUS = re.compile(r"\s*\+\s*\d")
_MOST_MONEY = 1e11
_BEHIND = re.compile(r"([^()]*\d) ?[(\[]([^()\[\]]{2,40})[)\]]")
_MOST_LINES = 2_000
_AROUND = 15
"""Lines between an amount and what says for several amounts what they count."""
_SMALL = 10_000
"""Amounts from which on a currency beside them is enough."""
_MOST_LETTERS = 5_000
"""Letters of a line in which amounts are sought."""
_REACH = 60
"""Letters behind an amount within which it may stand in another currency."""
NOT_UNDERSTOOD = "is not understood"
"""The end of what is said of an amount for which no part may stand."""
Unit = tuple[int, tuple[str | None, float | None]]
"""A line, and the currency and the unit that it says."""


def why_no_amount(statement: Statement) -> str | None:
    """Say why the amount behind a label of money is not taken."""
    words, label = statement.words, statement.label
    if _is_of_year(statement) or _LABEL_YEAR.search(label.words):
        return "the amount of one year"
    if _BOUND.match(words):
        return "a lower or upper bound"
    if label.unit is None or _COUNTED.search(words):
        return f"what the numbers behind {label.words!r} count {NOT_UNDERSTOOD}"
    if _is_of_other(words):
        return "a part, a bound or the amount of something else"
    amount = one_amount(words)
    small = amount is not None and amount.value < 1000
    if amount and small and not (_is_counted(label, words) or possible_currencies(words)):
        return f"too small without a currency; what {amount.text!r} counts {NOT_UNDERSTOOD}"
    if amount and amount.value * scale_of(label, words) > _MOST_MONEY:
        return f"too much behind {label.words!r}: what it counts {NOT_UNDERSTOOD}"
    return None


def _is_of_other(words: str) -> bool:
    """Tell "up to EUR 5", "part of a programme of EUR 5", "EUR 5 a year", "2 x EUR 5", "5 + 1"."""
    amounts = amounts_in(words[:_MOST_LETTERS])
    if not amounts or len(amounts) > 1:
        return False
    before, behind = words[: amounts[0].start], words[amounts[0].end :]
    if _TIMES.search(before) or _PLUS.match(behind):
        return True
    kinds = {mark.kind for mark in marks_in(before)}
    each = any(mark.kind == "apiece" and mark.start < 3 for mark in marks_in(behind))
    return each or bool(kinds & {"limit", "aside", "framework"})


def units_in(statements: Statements) -> list[Unit]:
    """Return the lines that say what sums above or below them count, and in which currency."""
    labels = {one.label.words for one in statements.stated if one.words}
    figures = {one.line for one in statements.stated if any(map(str.isdigit, one.words))}
    said = [
        (line.number, money_of_line(line.text))
        for line in statements.lines[:_MOST_LINES]
        if line.text not in labels and line.number not in figures
    ]
    # "DKK million: 2021: 40"
    heads = [one for one in statements.stated[:_MOST_LINES] if not one.field and one.words]
    said += [(one.line, money_of_line(one.label.words)) for one in heads]
    # "Budget in Euro" above "Overall: 2.013.450"
    empty = [one for one in statements.stated if one.field in MONEY and not one.words]
    said += [(o.line, (o.label.currency, o.label.unit)) for o in empty if _is_counted(o.label, "")]
    return [(number, money) for number, money in said if money]


def in_units(one: Statement, units: Callable[[], list[Unit]]) -> Statement:
    """Give an amount without a currency, or a small one, those of a line around it."""
    inside = _BEHIND.fullmatch(one.words)
    unit = money_of_line(f"({inside[2]})") if inside else None
    if inside and unit and fits("budget", inside[1]):
        # "3.5 (in million EUR)"
        one = one._replace(words=inside[1])
    amount = one_amount(one.words)
    label = one.label
    counted = _is_counted(label, one.words)
    if not amount or counted or (amount.currency and amount.value >= _SMALL):
        return one
    around = (
        {unit}
        if unit
        else {
            money
            for number, money in units()
            if abs(number - one.line) <= _AROUND and money[0] in (None, amount.currency or money[0])
        }
    )
    sizes = {size for _, size in around}
    names = {name for name, _ in around if name}
    if not around or (amount.currency and sizes == {1}):
        return one
    size = sizes.pop() if len(sizes) == 1 and len(names) < 2 else None
    name = names.pop() if len(names) == 1 else None
    return one._replace(label=label._replace(currency=name, unit=size))


def with_totals(stated: list[Statement]) -> Iterator[Statement]:
    """Yield statements, with "Total" as the whole where amounts near it are its parts."""
    amounts = [
        one_amount(one.words) if one.field in MONEY or not one.field else None for one in stated
    ]
    for place, one in enumerate(stated):
        whole = amounts[place]
        if whole and not one.field and has_word("total", one.label.words):
            around = (amounts[:place][-_AROUND:][::-1], amounts[place + 1 :][:_AROUND])
            label = one.label._replace(field="budget_total")
            total = one._replace(label=label)
            beside = stated[max(place - 1, 0) : place + 2]
            given = any(is_part(o, total) and abs(o.line - one.line) < 2 for o in beside)
            one = total if given or any(_adds_up(whole, rows) for rows in around) else one
        yield one


def _adds_up(whole: Amount, rows: Sequence[Amount | None]) -> bool:
    """Tell whether two or more rows next to a total add up to it."""
    added = 0.0
    for count, part in enumerate(rows, 1):
        if part is None or part.currency != whole.currency:
            return False
        added += part.value
        if count > 1 and abs(added - whole.value) <= 0.005 * whole.value:
            return True
    return False


def unlabelled_amounts(statements: Statements) -> Iterator[tuple[Found, Amount]]:
    """Yield the amounts of lines that are no sentences, but those behind a known label."""
    told = {line.number for line, scope in statements.plain if scope or is_told(line.text)}
    known: dict[int, list[Statement]] = {}
    for one in statements.stated:
        if one.field:
            known.setdefault(one.line, []).append(one)
    for line in statements.lines:
        if line.number in told or line.menu:
            continue
        labelled = known.get(line.number, [])
        # Behind the last label of a long line stands running text.
        end = line.text.rfind(labelled[-1].label.words) if labelled else -1
        for amount in amounts_in(line.text[: end if end > 0 else _MOST_LETTERS]):
            if not any(amount.text in one.words for one in labelled):
                yield Found(amount.text, line.number), amount


def in_clear_currency(money: Found, statements: Statements) -> str | None:
    """Return the same sum behind one in a currency that is not clear: "CFA 6,560 (EUR 10)"."""
    place = statements.at.get(money.line)
    line = statements.lines[place].text if place is not None else money.text
    begin = line.find(money.text)
    around = line[begin : begin + len(money.text) + _REACH] if begin >= 0 else money.text
    words = around[: around.find(")", len(money.text) - 1) + 1] or money.text
    amount = one_amount(words)
    clear = amount and not amount.currency and amount.also and amount.also.currency
    return amount.also.text if clear and amount and amount.also else None


def _is_of_year(statement: Statement) -> bool:
    """Tell whether an amount is that of one year, which stands before it, or beside it in a row."""
    amounts = amounts_in(statement.words)
    before = statement.words[: amounts[0].start].strip(" :()–-") if amounts else ""
    years = _OF_YEAR.fullmatch(before)
    if years and years[2]:
        return (int(years[2]) - int(years[1])) % 100 < 2
    return bool(years) or statement.form == "years"


def _is_counted(label: Label, words: str) -> bool:
    """Tell whether a label or words say what a number counts, or in which currency it is."""
    return bool(label.currency) or label.unit != 1 or _names_size(words)


def is_part(part: Statement, whole: Statement) -> bool:
    """Tell whether one party gives a part of an amount, be it an estimate."""
    if part.field != "contribution" or whole.field not in MONEY - {"contribution"}:
        return False
    given, all_of_it = one_amount(part.words), one_amount(whole.words)
    return bool(given and all_of_it and given.value < all_of_it.value)


def scale_of(label: Label, words: str) -> float:
    """Return what a label says that numbers count, where the words of the amount do not."""
    return 1 if _names_size(words) else label.unit or 1


def _names_size(words: str) -> bool:
    return has_number(re.sub(r"\d", "", words))
