"""Values out of sentences, taken only where the sentence says that they are the project's."""

import re
from collections.abc import Iterator

from migfund.parse.amounts import find_amounts
from migfund.parse.periods import Period, find_periods, parse_period
from migfund.parse.places import mentioned_countries
from migfund.read.page import Found, Page

__all__ = ["budget_in", "countries_in", "is_call", "period_in", "sentences", "title_in"]

_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[A-ZÀ-ÖØ-Þ“\"(«])")
# The sentence is about another project, a part of this one or what it is a part of, its evaluation,
# or money of other people.
_ANOTHER = re.compile(
    r"\bas a whole\b|\bco-?fund|\bco-?financ|\b(?:larger|earlier|former|forerunner|predecessor)\b"
    r"|\bprevious(?:ly)?\b|\bparent (?:project|programme)\b|\b(?:an)?other projects?\b"
    r"|\bsimilar projects?\b|\b(?:first|last|preceding|next|second|third) phase\b"
    r"|\bfollow(?:s|ing|ed)?[- ](?:on|up)\b|\bevaluat(?:ion|or)s? (?:\w+ ){0,8}cost"
    r"|\b(?:smallest|largest|biggest|highest|lowest|average)\b|\b\d+ projects\b|\bdamals\b"
    r"|\bper (?:year|month|person|capita)\b|\beach (?:year|month|person|household|family)\b"
    r"|\bdebts?\b|\bremittances?\b|\bfees?\b|\bloans?\b|\bsalar(?:y|ies)\b|\bGDP\b|\bappeal"
    r"|^(?:The|This|Its|An?) (?:\w+ )?(?:evaluation|study|survey|mission|census|call)\b",
    re.IGNORECASE,
)
_OTHER_TITLE = re.compile(
    r"\bco-?f(?:und|inanc)|\b(?:larger|earlier|former|forerunner|predecessor|previous)\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\bcalls? for (?:proposals|applications|tenders)\b|\bapplications? (?:may|must|should|can)\b"
    r"|\bappels? à (?:propositions|projets)\b|\bdeadline for\b",
    re.IGNORECASE,
)
_MONEY_CUE = re.compile(
    r"\bbudget|\bfund(?:ing|ed|s)?\b|\bworth\b|\bcosts?\b|\bcosting\b|\bgrants?\b|\bcontribut"
    r"|\bfinanc|\bvalue(?:d)?\b|\bprojects?\b|\bprogrammes?\b|\bprojets?\b|\bmontant\b"
    r"|\bpresupuesto\b|\bsupport(?:s|ed)?\b|\bFördersumme\b|\bGesamtbudget\b|\bBeitrag\b"
    r"|\bstellt\b|\bfördert\b",
    re.IGNORECASE,
)
_BUDGET_BEFORE = re.compile(
    r"\b(?:budget|presupuesto|Gesamtbudget|Budget|worth|funding|grant|contribution)"
    r"(?:\s+[\w'’]+){0,4}\s*[:(]?\s*$",
    re.IGNORECASE,
)
_PROJECT_AFTER = re.compile(
    r"^[\s-]*(?:project|programme|initiative|budget|grant)\b", re.IGNORECASE
)
_TIME_CUE = re.compile(
    r"\bprojects?\b|\bprogrammes?\b|\bphases?\b|\bimplement|\bperiod\b|\bduration\b|\bran\b"
    r"|\bruns?\b|\brunning\b|\bwork (?:went|started|began|goes)\b|\binitiative\b|\bactions?\b"
    r"|\bprojets?\b|\bproyectos?\b|\bProjekts?\b|\bLaufzeit\b|\bdurée\b",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"\bsigned\b|\bfounded\b|\bestablished\b|\bsince \d{4}\b|\bdates? from\b|\bpolicy\b"
    r"|\bstrategy\b|\bdeclaration\b|\bagreement\b|\blaw\b|\bsurvey\b|\bcensus\b"
    r"|\bevaluation took\b|\bpublished\b",
    re.IGNORECASE,
)
_PLACE_AFTER = re.compile(
    r"\b(?:implemented|carried out|active|operates?|takes? place|took place) in\b"
    r"|\bworks?(?: \w+){0,5} in\b"
    r"|\b(?:cover(?:s|ing)?|targets?|targeting|beneficiary countries|participating countries)\b"
    r"|\b(?:helps?|helped|assists?|assisted|supports?|supported) (?=(?:the )?(?:governments? of "
    r"|authorities of |republic of )?(?:the )?[A-Z])",
)
_CLAUSE_END = re.compile(r"[;:]|\bfrom \d|\bfrom [A-Z][a-z]+ \d{4}|\bwith\b|, (?:which|who)\b")
_PLACE_BEFORE = re.compile(r"\b(?:was|were|is|are) (?:covered|targeted|the beneficiar)")
_QUOTED = re.compile(
    r"\b(?:projects?|programmes?|initiatives?|actions?|evaluation|review|at|called|titled|entitled"
    r"|projets?|Projekte?s?|proyectos?|projetos?|progett[oi]|programas?|programmi?)"
    r"\b[^“«„\"]{0,40}[“«„\"]\s*([A-ZÀ-Þ][^“”«»„\"]{14,220}?)\s*[”»“\"]",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"\bproject(?: called| named| titled| entitled)?:\s+([A-ZÀ-Þ][^.]{14,220})\."
)


def sentences(page: Page) -> Iterator[Found]:
    """Give the sentences of a page, each with the line it stands in."""
    for index, line in enumerate(page.lines):
        for sentence in _END.split(line):
            if sentence:
                yield Found(sentence, index + 1)


def is_call(page: Page) -> bool:
    """Tell a call for proposals, whose amounts and dates are no project's."""
    return _CALL.search(page.text) is not None


def budget_in(page: Page) -> Found | None:
    """Take the one amount that the sentences give as the project's; None for none or several.

    An amount right behind "budget of" and the like counts before those that only share a sentence
    with such words.
    """
    strong: dict[tuple[float, str | None], Found] = {}
    weak: dict[tuple[float, str | None], Found] = {}
    for sentence in sentences(page):
        if _ANOTHER.search(sentence.text) or not _MONEY_CUE.search(sentence.text):
            continue
        for amount in find_amounts(sentence.text):
            said = _BUDGET_BEFORE.search(sentence.text[: amount.start])
            said = said or _PROJECT_AFTER.search(sentence.text[amount.end :])
            found = Found(amount.text, sentence.line)
            (strong if said else weak).setdefault((amount.value, amount.currency), found)
    amounts = list((strong or weak).values())
    return amounts[0] if len(amounts) == 1 else None


def period_in(page: Page) -> Found | None:
    """Take the one period that the sentences give as the project's; None for none or several."""
    periods: list[tuple[Period, Found]] = []
    for sentence in sentences(page):
        if _ANOTHER.search(sentence.text) or not _TIME_CUE.search(sentence.text):
            continue
        if _OTHER_TIME.search(sentence.text):
            continue
        # What the sentence leaves open, such as an end before and after an extension, is missing.
        period = parse_period(sentence.text) if find_periods(sentence.text) else None
        if period and parse_period(period.text):
            periods.append((period, Found(period.text, sentence.line)))
    periods = [one for one in periods if not any(_says_more(other[0], one[0]) for other in periods)]
    said = {(period.start, period.end) for period, _ in periods}
    return periods[0][1] if len(said) == 1 else None


def _says_more(one: Period, other: Period) -> bool:
    """Tell whether a period says all that another does, and more exactly or more of it."""
    if (one.start, one.end) == (other.start, other.end):
        return False
    for name in ("start", "end"):
        exact, coarse = getattr(one, name), getattr(other, name)
        if coarse is None:
            continue
        if exact is None:
            return False
        length = {"day": 10, "month": 7, "year": 4}[getattr(other, f"{name}_precision")]
        if exact.isoformat()[:length] != coarse.isoformat()[:length]:
            return False
    return True


def countries_in(page: Page) -> Found | None:
    """Take the words that say in which countries the project works, if all agree."""
    found: dict[tuple[str, ...], Found] = {}
    for sentence in sentences(page):
        if _ANOTHER.search(sentence.text):
            continue
        after, before = _PLACE_AFTER.search(sentence.text), _PLACE_BEFORE.search(sentence.text)
        words = sentence.text[after.end() :] if after else ""
        words = sentence.text[: before.start()] if before else words
        # What follows in another clause ("in Kenya, and trains officers in Uganda") is not meant.
        words = re.split(
            r"[;:]|\bfrom \d|\bfrom [A-Z][a-z]+ \d{4}|\bwith\b|, (?:which|who)", words
        )[0]
        codes = mentioned_countries(words)
        if codes:
            found.setdefault(tuple(sorted(codes)), Found(words.strip(), sentence.line))
    return next(iter(found.values())) if len(found) == 1 else None


def title_in(page: Page) -> Found | None:
    """Take a title in quotation marks behind "project" and the like, or behind "project:"."""
    for sentence in sentences(page):
        if _OTHER_TITLE.search(sentence.text):
            continue
        match = _ANNOUNCED.search(sentence.text) or _QUOTED.search(sentence.text)
        if match:
            return Found(match[1].strip(), sentence.line)
    return None
