"""Values out of sentences, taken only where the sentence says that they are the project's."""

import re
from collections.abc import Iterator

from migfund.parse.amounts import find_amounts
from migfund.parse.periods import Period, find_periods, parse_period
from migfund.parse.places import mentioned_countries
from migfund.read.page import Found, Page

__all__ = ["budget_in", "countries_in", "period_in", "sentences", "title_in"]

_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[A-ZÀ-ÖØ-Þ“\"(«])")
# The sentence is about another project, a part or the whole of which this one is a part.
_ANOTHER = re.compile(
    r"\bas a whole\b|\bco-?fund|\bco-?financ|\blarger\b|\bearlier\b|\bprevious(?:ly)?\b|\bformer\b"
    r"|\bforerunner\b|\bpredecessor\b|\bparent\b|\banother project\b|\bother projects?\b"
    r"|\bsimilar projects?\b|\bfollow(?:s|ing|ed)? (?:on|up)\b|\bsecond phase will\b"
    r"|\bin total,? (?:the )?(?:fund|facility|programme)\b|\bper (?:year|month|person|capita)\b"
    r"|\beach (?:year|month|person|household|family)\b|\bdebt|\bremittances?\b|\bfees?\b|\bloans?\b"
    r"|\bsalar(?:y|ies)\b|\bGDP\b|\bcalls? for proposals\b",
    re.IGNORECASE,
)
_MONEY_CUE = re.compile(
    r"\bbudget|\bfund(?:ing|ed|s)?\b|\bworth\b|\bcosts?\b|\bcosting\b|\bgrants?\b|\bcontribut"
    r"|\bfinanc|\bvalue(?:d)?\b|\bprojects?\b|\bprogrammes?\b|\bprojets?\b|\bmontant\b"
    r"|\bpresupuesto\b|\bFördersumme\b|\bGesamtbudget\b|\bBeitrag\b",
    re.IGNORECASE,
)
_TIME_CUE = re.compile(
    r"\bprojects?\b|\bprogrammes?\b|\bphases?\b|\bimplement|\bperiod\b|\bduration\b|\bran\b"
    r"|\bruns?\b|\brunning\b|\bwork (?:went|started|began|goes)\b|\binitiative\b|\bactions?\b"
    r"|\bprojets?\b|\bproyectos?\b|\bProjekts?\b|\bLaufzeit\b|\bdurée\b",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"\bsigned\b|\bfounded\b|\bestablished\b|\bsince \d{4}\b|\bdates? from\b|\bpolicy\b"
    r"|\bstrategy\b|\bdeclaration\b|\bagreement\b|\blaw\b|\bsurvey\b|\bcensus\b|\bevaluation took\b"
    r"|\bpublished\b",
    re.IGNORECASE,
)
_PLACE_CUE = re.compile(
    r"\bcover(?:s|ed|ing)?\b|\bbeneficiar|\btarget(?:s|ed|ing)?\b|\bimplemented in\b"
    r"|\bcarried out in\b|\btakes? place in\b|\btook place in\b|\bin the following countries\b"
    r"|\bparticipating (?:countries|states)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“«„\"]\s*([A-ZÀ-Þ][^“”«»„\"]{14,220}?)\s*[”»“\"]")
_ANNOUNCED = re.compile(
    r"\bproject(?: called| named| titled| entitled)?:\s+([A-ZÀ-Þ][^.]{14,220})\."
)


def sentences(page: Page, *, start: int = 0) -> Iterator[Found]:
    """Give the sentences of a page from a line on, each with the line it stands in."""
    for index in range(start, len(page.lines)):
        for sentence in _END.split(page.lines[index]):
            if sentence:
                yield Found(sentence, index + 1)


def budget_in(page: Page, *, start: int = 0) -> Found | None:
    """Take the one amount that the sentences give as the project's; None for none or several."""
    amounts: dict[tuple[float, str | None], Found] = {}
    for sentence in sentences(page, start=start):
        if _ANOTHER.search(sentence.text) or not _MONEY_CUE.search(sentence.text):
            continue
        for amount in find_amounts(sentence.text):
            found = Found(amount.text, sentence.line)
            amounts.setdefault((amount.value, amount.currency), found)
    return next(iter(amounts.values())) if len(amounts) == 1 else None


def period_in(page: Page, *, start: int = 0) -> Found | None:
    """Take the one period that the sentences give as the project's; None for none or several."""
    periods: list[tuple[Period, Found]] = []
    for sentence in sentences(page, start=start):
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


def countries_in(page: Page, *, start: int = 0) -> Found | None:
    """Take the sentence that says in which countries the project works, if it is one alone."""
    found = [
        sentence
        for sentence in sentences(page, start=start)
        if _PLACE_CUE.search(sentence.text)
        and not _ANOTHER.search(sentence.text)
        and mentioned_countries(sentence.text)
    ]
    return found[0] if len(found) == 1 else None


def title_in(page: Page) -> Found | None:
    """Take a title in quotation marks, or behind "project:"."""
    for sentence in sentences(page):
        if _ANOTHER.search(sentence.text):
            continue
        match = _ANNOUNCED.search(sentence.text) or _QUOTED.search(sentence.text)
        if match:
            return Found(match[1].strip(), sentence.line)
    return None
