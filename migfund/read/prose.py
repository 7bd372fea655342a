"""Values out of sentences, taken only where the sentence says that they are the project's.

A sentence counts if it speaks of "the project", of one with its title, or goes on about it with
"It"; not if it is about a part, another project, a contract, an event or what people pay. An amount
right behind "budget of" and the like counts before one that only shares the sentence. Where two
sentences disagree, nothing is taken.
"""

import re
from collections.abc import Iterator

from migfund.parse.amounts import find_amounts
from migfund.parse.periods import Period, find_periods, parse_period
from migfund.parse.places import mentioned_countries
from migfund.read.funds import fund_named
from migfund.read.page import Found, Page

__all__ = ["budget_in", "countries_in", "period_in", "sentences", "title_in"]

_I = re.IGNORECASE
# A full stop behind a day, a title or a unit ends no sentence.
_END = re.compile(
    r"(?<=[.!?…])(?<!\b\d\.)(?<!\b\d\d\.)(?<!\bMio\.)(?<!\bMrd\.)(?<!\bNr\.)(?<!\bNo\.)(?<!\bSt\.)"
    r"(?<!\bca\.)(?<!\bMs\.)(?<!\bMr\.)[\"”’)]*\s+(?=[A-ZÀ-ÖØ-Þ“\"(«„])"
)
_THE_PROJECT = re.compile(
    r"\b(?:the|this|our|present|whole) (?:[\w’'-]+ ){0,3}?(?:project|initiative|action)\b"
    r"|\b(?:project|initiative|programme)s?\b[^.“«„\"]{0,40}[“«„\"]"
    r"|\bthe implementation period\b|^As an? [^,.]{0,40}\bproject\b"
    r"|\b(?:le|ce|du|au) (?:[\w’'-]+ ){0,2}?projet\b|\bprojet [“«\"]"
    r"|\b(?:das|dem|des|dieses|im) (?:\w+ ){0,2}?Projekte?s?\b|\bProjekt [„“\"»]"
    r"|\b(?:el|este|del|al) (?:\w+ ){0,2}?proyecto\b|\b(?:o|do|este) projeto\b|\bil progetto\b"
    r"|\bwork (?:started|began|went on|goes on)\b|^With a (?:total |overall )?budget\b"
    r"|^(?:The )?(?:total|overall) (?:budget|funding|cost)\b",
    _I,
)
_NAMED_PROGRAMME = re.compile(r"\b(?:Project|Programme|Program|Initiative)\b")
_GOES_ON = re.compile(
    r"^(?:It|Its|Il|Elle|Son|Sa|Es|Sein|Seine|Su|El mismo|Ele|Esso)\b|^D[’']un montant\b"
    r"|\b(?:dafür|hierfür)\b"
)
# The sentence is about another project, a part, an event, an evaluation, or other people's money.
_ANOTHER = re.compile(
    r"\bas a whole\b|\bco-?fund|\bco-?financ|\b(?:larger|earlier|older|former|forerunner)\b"
    r"|\b(?:predecessor|previous(?:ly)?|damals)\b|\bparent (?:project|programme)\b"
    r"|\b(?:an)?other (?:projects?|one)\b|\bsimilar projects?\b|\b\d+ projects\b"
    r"|\b(?:first|last|preceding|next|second|third) phase\b|\bfollow(?:s|ing|ed)?[- ](?:on|up)\b"
    r"|\b(?:smallest|largest|biggest|highest|lowest|average)\b|\bnot (?:approved|funded)\b"
    r"|\b(?:turned down|rejected|cancelled|proposed|requested)\b|\bcontract\b|\btenders?\b"
    r"|\bper (?:year|month|person|capita)\b|\beach (?:year|month|person|household|family)\b"
    r"|\bdebts?\b|\bremittances?\b|\bfees?\b|\bloans?\b|\bsalar(?:y|ies)\b|\bGDP\b|\bappeal"
    r"|^(?:The|This|Its|An?) (?:\w+ )?(?:evaluation|study|survey|mission|census|call)\b",
    _I,
)
_OTHER_TITLE = re.compile(
    r"\bco-?f(?:und|inanc)|\b(?:larger|earlier|former|forerunner|predecessor|previous)\b", _I
)
_CALL = re.compile(
    r"\bcalls? for (?:proposals|applications|tenders)\b|\bapplications? (?:may|must|should|can)\b"
    r"|\bcontract notice\b|\btenders? (?:are|must|should|may)\b"
    r"|\bappels? à (?:projets|propositions)\b|\bappel d[’']offres\b|\bdeadline for\b",
    _I,
)
# What stands between the project and a figure shows that the figure is something else's.
_NOT_ITS_OWN = re.compile(
    r"\b(?:complements?|builds? on|belongs? to (?:a|the) \w* ?programme|part of|within)\b[^.;]*$"
    r"|\bwhose\b[^.;]*$|\b(?:policy|strategy|trust fund|facility)\b[^.;,]*$"
    r"|\bprogrammes?\b[^.;]{0,60}\bwhich\b[^.;]*$|\b(?:each|every|per|pays?)\b[^.;,]{0,40}$"
    r"|\b(?:spent|disbursed|spends?|of which)\b[^.;,]{0,25}$",
    _I,
)
_APIECE = re.compile(r"^\s*(?:each\b|apiece\b|per\b|a (?:year|month|head|day)\b|to each\b)", _I)
_MONEY_CUE = re.compile(
    r"\bbudget|\bfund(?:ing|ed|s)?\b|\bworth\b|\bcosts?\b|\bcosting\b|\bgrants?\b|\bcontribut"
    r"|\bfinanc|\bvalued?\b|\bprojects?\b|\bprovides?\b|\bsupport(?:s|ed)?\b|\bprojet\b|\bmontant\b"
    r"|\bpresupuesto\b|\bProjekt\b|\bFördersumme\b|\bGesamtbudget\b|\bBeitrag\b|\bstellt\b"
    r"|\bfördert\b|\bdotiert\b",
    _I,
)
_BUDGET_BEFORE = re.compile(
    r"\b(?:budget|presupuesto|montant|Gesamtbudget|worth|funding|grant|contribution)"
    r"(?:\s+[\w'’]+){0,4}\s*[:(]?\s*$",
    _I,
)
_PROJECT_AFTER = re.compile(r"^[\s-]*(?:project|initiative|budget|grant)\b", _I)
_OTHER_TIME = re.compile(
    r"\bsigned\b|\bfounded\b|\bestablished\b|\bsince \d{4}\b|\bdates? from\b|\bpolicy\b"
    r"|\bstrategy\b|\bdeclaration\b|\bagreement\b|\blaw\b|\bsurvey\b|\bcensus\b|\bpublished\b"
    r"|\bevaluation took\b|\b(?:first|originally|initially) (?:meant|planned|foreseen)\b"
    r"|\b(?:workshop|meeting|conference|training|course|visit|ceremony)\b",
    _I,
)
_PLACE_AFTER = re.compile(
    r"\b(?:implemented|carried out|active|operates?|takes? place|took place)(?: by [\w’ -]{1,40}?)?"
    r" in\b|\bworks?(?: \w+){0,5} in\b"
    r"|\b(?:cover(?:s|ing)?|targets?|targeting|beneficiary countries|participating countries)\b"
    r"|\b(?:helps?|helped|assists?|assisted|supports?|supported) (?=(?:the )?(?:governments? of "
    r"|authorities of |republic of )?(?:the )?[A-Z])"
    r"|\bmise? en (?:œ|oe)uvre (?:au|aux|en|à|dans)\b|[»”\"] (?:au|aux|en|à|in|im|in der)\b"
    r"|\bse (?:implementa|ejecuta|ejecutará|desarrolla|lleva a cabo) en\b|\bstartet in\b"
)
_CLAUSE_END = re.compile(
    r"[;:]|\bfrom \d|\bfrom [A-Z][a-z]+ \d{4}|\bwith\b|, (?:which|who)\b|\bdas Projekt\b"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:was|were|is|are) (?:covered|targeted|the beneficiar)|\b(?:umgesetzt|durchgeführt)\b"
)
_QUOTED = re.compile(
    r"\b(?:projects?|programmes?|initiatives?|actions?|evaluation|review|at|called|titled|entitled"
    r"|projets?|Projekte?s?|proyectos?|projetos?|progett[oi]|programas?|programmi?)"
    r"\b[^“«„\"]{0,40}[“«„\"]\s*([A-ZÀ-Þ][^“”«»„\"]{14,220}?)\s*[”»“\"]",
    _I,
)
_ANNOUNCED = re.compile(
    r"\bproject(?: called| named| titled| entitled)?:\s+([A-ZÀ-Þ][^.“”«»\"]{14,220})\."
)


def sentences(page: Page) -> Iterator[Found]:
    """Return the sentences of a page, each with the line it stands in."""
    for index, line in enumerate(page.lines):
        for sentence in _END.split(line):
            if sentence:
                yield Found(sentence, index + 1)


def _about_project(page: Page, budget: float | None = None) -> Iterator[Found]:
    """Return the sentences that speak of the project that the page is about, or of its budget."""
    goes_on = False
    for sentence in sentences(page):
        text = sentence.text
        about = bool(
            _THE_PROJECT.search(text)
            or _NAMED_PROGRAMME.search(text)
            or fund_named(text)
            or (goes_on and _GOES_ON.search(text))
            or (budget and any(amount.value == budget for amount in find_amounts(text)))
        )
        goes_on = about and not _ANOTHER.search(text)
        if goes_on:
            yield sentence


def budget_in(page: Page) -> Found | None:
    """Take the one amount that the sentences give as the project's; None for none or several."""
    if _CALL.search(page.text):
        return None
    strong: dict[tuple[float, str | None], Found] = {}
    weak: dict[tuple[float, str | None], Found] = {}
    for sentence in _about_project(page):
        text = sentence.text
        for amount in find_amounts(text) if _MONEY_CUE.search(text) else ():
            before, after = text[: amount.start], text[amount.end :]
            if _NOT_ITS_OWN.search(before) or _APIECE.search(after):
                continue
            said = _BUDGET_BEFORE.search(before) or _PROJECT_AFTER.search(after)
            found = Found(amount.text, sentence.line)
            (strong if said else weak).setdefault((amount.value, amount.currency), found)
    amounts = list((strong or weak).values())
    return amounts[0] if len(amounts) == 1 else None


def period_in(page: Page, *, budget: float | None = None) -> Found | None:
    """Take the one period that the sentences give as the project's; None for none or several.

    A sentence with the budget, where it is known, is about the project.
    """
    periods: list[tuple[Period, Found]] = []
    for sentence in _about_project(page, budget):
        text = sentence.text
        if _OTHER_TIME.search(text):
            continue
        found = find_periods(text)
        if not found or any(_NOT_ITS_OWN.search(text[: text.find(p.text)]) for p in found):
            continue
        # What the sentence leaves open, such as an end before and after an extension, is missing.
        period = parse_period(text)
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
        # What follows in another clause ("in Kenya, with officers from Uganda") is not meant.
        words = _CLAUSE_END.split(words)[0]
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
