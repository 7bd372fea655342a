"""Values out of sentences, taken only where a sentence says that they are the project's.

A sentence counts if it speaks of the project, or goes on about it ("It runs …"),
and has no word by which it speaks of something else: an earlier phase, another project, a call,
what people earn or owe. The word nearest to a figure decides: "the project … from 2016 to 2018" is
its period, "the strategy 2016–2018" is not. Where two sentences disagree, nothing is taken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from migfund.parse.amounts import Amount, possible_currencies
from migfund.parse.dates import Moment
from migfund.parse.periods import Period
from migfund.read.page import Found, Page
from migfund.read.pages.donors import origins_in, recipients, without_donors, without_origins
from migfund.read.pages.labels import PEOPLE, label_of
from migfund.read.pages.publishers import fund_named
from migfund.read.pages.sentences import Sentence, capitalised, numbers_in
from migfund.read.pages.values import (
    amounts_in,
    are_countries,
    countries_in,
    has_number,
    is_told,
    one_date,
    one_period,
    periods_in,
    places_in,
    sum_of_others,
)
from migfund.read.pages.words import LINKS, PROJECTS, Mark, has_word, plain, tokens_of, words_of

__all__ = ["Prose", "is_about"]

_GOES_ON = 2
"""Sentences that may go on about the project one after the other."""
_MOST_SEEN = 100
"""Sentences among which lists of countries are sought."""
_MOST_VALUES = 30
"""Different values of one field that are weighed against each other."""
_REACH = 40
"""Letters between a verb of giving and its amount, a payer and its country."""
_LEAST = 10_000
"""Less than this, in any currency, is a project's budget only where a sentence says "budget"."""
_NEAR = 32
"""Letters between a date and "started" behind it, an amount and "project" behind it."""
_FAR = 80
"""Letters between who pays and "with EUR 5"."""
_SHORT = 10
"""Letters between "the project" and what it does: "will also"."""
_WORDS_OF_NAME = 5
"""Words behind "the total budget" that say of what: "of the Ministry of Labour"."""
_OF_YEAR = re.compile(
    r"\b(?:for|pour|para|für|per|voor|för|за|на)\s(?:(?:the|das|l')\s?\w+\s)?(?:19|20)\d\d\b"
    r"(?!\s?(?:[-–/]|to|until|bis|à|a|till?|til|и|та|and|und|et|y|e|до|по)\s?\d)"
)
"""The amount of one year: "the budget for 2014 is EUR 5", "EUR 5 for 2014"."""
_TOTALS = ("total", "totaal", "gesamt")
"""What words for the total begin with: "totalbudget", "Gesamtkosten"."""
_PHASES = ("phase", "fase", "этап", "етап")
"""What words for the phase begin with, of which a page may tell as of its project."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_PHRASE_ENDS = frozenset(",;:()")
_YEAR_LIKE = re.compile(r"\d(?:(?:(?<=1)9|(?<=2)0)\d\d|[./]\d\d\b)")
_DATED = re.compile(r" ([^,;:()]{4,22}?(?:19|20)\d\d),? ")
_YEARS = re.compile(r"\d{4}\s?[-–/]\s?\d{4}")
_CAPITAL_BEFORE = re.compile(r"([A-ZÀ-ÞА-ЯІЇЄ][\w’'-]+),? $")
_CAPITAL_BEHIND = re.compile(r" ([A-ZÀ-ÞА-ЯІЇЄ][\w’'-]+)")
_AGAIN = re.compile(r"[\s,]*[(=/][^\d]{0,30}$")
"""Between an amount and the same in another currency."""
_NOTED = re.compile(r" ?\d{1,2},? (?=[^\W\d])")
"""The number of a footnote inside a list."""
_SMALL_WORDS = re.compile(
    r"(?: ?(?:(?:[^\W\dA-ZÀ-ÞА-ЯІЇЄ]|['’-])++|\d{1,3}(?!\w))){1,5} ?(?=[A-ZÀ-ÞА-ЯІЇЄ])"
)
_IN_QUOTES = re.compile(r"[“«„\"][^“”«»„\"]*[”»“\"]|\([^()]*\)")
_WITH = re.compile(r"\b(?:with|avec|con|com|mit|met|med)(?: \w+){0,2} $", re.IGNORECASE)
_APPOSED = re.compile(r"(?:,| [-–])(?: \w+){0,3} ")
"""Between an amount and what it is: ", le", ", which is the"."""
_INSERTED = re.compile(r",[^,]*,")
"""A clause between two commas, with which a sentence breaks off."""
_COLON = re.compile(r"\s*:\s*|\s*(?=\()")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_IN_NAME = re.compile(
    r"(?:\b[A-Z]{2,}-|[A-ZÀ-ÞА-ЯІЇЄ][\w’']+ (?:[^\W\dA-ZÀ-ÞА-ЯІЇЄ]{1,3}[’'\s])*)"
    r"([A-ZÀ-ÞА-ЯІЇЄ][\w’-]+)"
)
"""A word with a capital that belongs to another one: "EU-Morocco", "Royaume du Maroc"."""
_CUES = ("own", "run", "covers", "event", "aside", "review")
"""Marks before the words of a place, of which the last says what happens there."""
_OF_OTHERS = frozenset("other call review event projects several framework".split())
"""Marks by which a sentence is of something else, whatever its form."""
_CARRY_ON = frozenset({"own", "goes_on"})
"""Marks of "the project", and of "it" in its place."""
_PAID = frozenset("given pays payer gift own noun".split())
"""Marks of a sentence on money that somebody gives, or of the project."""
_ENDS = frozenset(";:.(")
"""Signs that part the words of a place from what happens there."""
_OWN_LABELS = frozenset("budget budget_total period period_total countries coverage".split())
"""Labels that make a sentence of running text one about the project."""


class Prose:
    """What the sentences of a page say of the project.

    Parameters
    ----------
    page
        The page; its steps are counted.
    sentences
        Its sentences.
    """

    def __init__(self, page: Page, sentences: Sequence[Sentence]):
        self.page = page
        self.sentences = sentences

    # --- money ----------------------------------------------------------------------------

    def budgets(self) -> list[tuple[Found, Amount]]:
        """Return the amounts that sentences give as the project's, each once, the surest kind.

        "The total budget of the project" is surer than what somebody gives for it.
        """
        found: dict[bool, dict[tuple[float, str | None], tuple[Found, Amount]]] = {}
        for sentence in self.sentences:
            text = sentence.text
            amounts = self._amounts(text) or _behind_to(sentence)
            if not amounts:
                continue
            changed = _changed_to(sentence, amounts)
            whole = changed or sum_of_others(amounts)
            about = is_about(sentence)
            if whole and not changed and not about and _is_behind_strong(sentence, whole):
                # "The total is EUR 9: EUR 7 from the fund, EUR 2 from the State budget."
                end = whole.end if whole == amounts[0] and "own" in sentence.kinds else len(text)
                about = sentence.last_mark(end, _OF_OTHERS) is None
            if not about or ("changed" in sentence.kinds and not changed):
                continue
            if not whole and any(_is_beside_another(sentence, one, amounts) for one in amounts):
                continue
            for amount in [whole] if whole else amounts:
                named = _is_named_total(sentence, amount)
                if named is False or (not (named or whole) and _is_no_total(sentence, amount)):
                    continue
                sure = bool(named) or _is_behind_strong(sentence, amount)
                sure = sure or text[: amount.start].endswith(", da ")
                if amount.value < _LEAST and (not sure or _is_theirs(sentence, amount)):
                    continue
                behind = text[amount.end : amount.end + _NEAR].partition(",")[0]
                sure = sure or any(has_word("project", word) for word in tokens_of(behind)[:2])
                sure = sure or _is_for_project(sentence, amount) or _is_what(sentence, amount)
                sure = sure or _is_brought(sentence, amount)
                if sure or whole or "money" in sentence.kinds or _is_paid(sentence, amount):
                    one = (Found(amount.text, sentence.line), amount)
                    found.setdefault(sure, {}).setdefault((amount.value, amount.currency), one)
        every = {**found.get(False, {}), **found.get(True, {})}
        chosen = list((found.get(True) or found.get(False) or {}).values())[:_MOST_VALUES]
        most = max((amount.value for _, amount in chosen), default=0)
        totals = [one for one in self.totals() if one[1].value == most] if len(chosen) > 1 else []
        chosen = totals[:1] or chosen
        exact = [_exact(one, list(every.values())[:_MOST_VALUES]) for one in chosen]
        return list({(amount.value, amount.currency): (f, amount) for f, amount in exact}.values())

    def totals(self) -> list[tuple[Found, Amount]]:
        """Return the amounts that sentences call the total of the project."""
        told = [one for one in self.sentences if is_about(one)]
        return [
            (Found(amount.text, one.line), amount)
            for one in told
            if len(amounts := self._amounts(one.text)) == 1
            for amount in amounts
            if _is_total(one, amount) and not _is_no_total(one, amount)
        ]

    def given(self) -> list[tuple[Found, Amount]]:
        """Return the amounts that a donor gives, on a page that tells of one gift."""
        found: dict[tuple[float, str | None], tuple[Found, Amount]] = {}
        for sentence in self.sentences:
            if "given" not in sentence.kinds:
                continue
            amounts = self._amounts(sentence.text)
            if "projects" in sentence.kinds:
                return []
            before = sentence.before
            part = before and before.kinds & {"other", "several"} and amounts_in(before.text)
            if part or sentence.kinds & {"other", "call", "review", "several"}:
                continue
            near = [
                *self._amounts(before.text if before else ""),
                *self._amounts(self._behind(sentence)),
            ]
            most = {one.currency: one.value for one in sorted(near, key=lambda one: one.value)}
            for amount in amounts:
                cue = sentence.last_mark(amount.start, ("given", "more"))
                between = sentence.text[cue.end : amount.start] if cue else ""
                if cue is None or cue.kind == "more" or len(between) > _REACH or "%" in between:
                    continue
                told_aside = _is_told_aside(sentence.text[: cue.start])
                if told_aside or amount.value < _LEAST or _is_no_total(sentence, amount):
                    continue
                if amounts[0].end <= cue.start or most.get(amount.currency, 0) > amount.value:
                    # "Of the USD 25 million, Norway gives NOK 6", "It costs EUR 7. The EU gives 5."
                    return []
                one = (Found(amount.text, sentence.line), amount)
                found.setdefault((amount.value, amount.currency), one)
        return list(found.values())[:_MOST_VALUES]

    def announced(self, headline: str) -> list[tuple[Found, Amount]]:
        """Return the amount that a headline and a sentence say, as the sentence has it."""
        amounts = self._amounts(headline)
        if len(amounts) != 1 or amounts[0].value < _LEAST:
            return []
        said = amounts[0]
        return [
            (Found(amount.text, sentence.line), amount)
            for sentence in self.sentences
            if sentence.text != headline and not sentence.kinds & _OF_OTHERS - {"event"}
            if sentence.kinds & _PAID
            for amount in self._amounts(sentence.text)
            if abs(amount.value - said.value) <= 0.01 * said.value
            and said.currency in (amount.currency, None)
            and not _is_no_total(sentence, amount)
        ][:1]

    def _behind(self, sentence: Sentence) -> str:
        """Return the words of the sentence behind one in the same line."""
        following = self.sentences[sentence.place + 1 : sentence.place + 2]
        return "".join(one.text for one in following if one.before is sentence)

    def _amounts(self, text: str) -> list[Amount]:
        """Find the amounts of a sentence, without those that say the same in another currency."""
        self.page.steps += len(text) // 20
        kept: list[Amount] = []
        for amount in amounts_in(text):
            last = kept[-1] if kept else None
            again = last and _AGAIN.match(text[last.end : amount.start])
            if not (again and last and last.currency != amount.currency):
                kept.append(amount)
        return kept

    # --- time -----------------------------------------------------------------------------

    def periods(self, budget: float | None = None) -> list[tuple[Found, Period]]:
        """Return the periods that sentences give as the project's, those that say most.

        Parameters
        ----------
        budget
            The budget that was taken: a sentence that names it, or goes on about that money, is
            of the project.
        """
        found: list[tuple[Found, Period]] = []
        for sentence in self.sentences:
            if not _YEAR_LIKE.search(sentence.text):
                continue
            gives = _gives(sentence, budget)
            if gives or is_about(sentence):
                self.page.steps += len(sentence.text) // 20
                mine = _periods_of_project(sentence, gives=gives)
                found += [(Found(period.text, sentence.line), period) for period in mine]
            elif self._has_money(sentence, budget):
                mine = [one for one in periods_in(sentence.text) if _has_its_length(one)]
                found += [(Found(one.text, sentence.line), one) for one in mine]
        kept = list({(p.start, p.end): (one, p) for one, p in reversed(found)}.values())
        kept = kept[-_MOST_VALUES:][::-1]
        return [one for one in kept if not any(_says_more(other[1], one[1]) for other in kept)]

    def _has_money(self, sentence: Sentence, budget: float | None) -> bool:
        """Tell whether a sentence names money or is beside the one with the project's budget."""
        if sentence.kinds & (_OF_OTHERS | {"aside"}):
            return False
        before = sentence.before.text if sentence.before else ""
        near = [*self._amounts(before), *self._amounts(self._behind(sentence))]
        mine = any(amount.value == budget for amount in near)
        return mine or any(one.value >= _LEAST for one in self._amounts(sentence.text))

    def starts(self) -> list[tuple[Found, Moment]]:
        """Return the dates of "In July 2015, we started the project", "… ist im Juli gestartet"."""
        found = []
        for sentence in self.sentences[:_MOST_SEEN]:
            about = _YEAR_LIKE.search(sentence.text) and is_about(sentence)
            for mark in sentence.marks if about else ():
                dated = _DATED.match(sentence.text, mark.end) if mark.kind == "in" else None
                moment = one_date(dated[1]) if dated else None
                if dated and moment and _begins(sentence, dated, first=mark.start == 0):
                    found.append((Found(dated[1], sentence.line), moment))
        return found

    # --- places ---------------------------------------------------------------------------

    def countries(self) -> list[tuple[Found, list[str]]]:
        """Return the countries that sentences say the project works in, the surest kind."""
        found: dict[bool, dict[tuple[str, ...], tuple[Found, list[str]]]] = {}
        for sentence in self.sentences:
            kinds, about = sentence.kinds, is_about(sentence)
            if "other" in kinds or not (about or kinds & {"run", "covers"}):
                continue
            if not about and kinds & {"event", "aside", "review", "money", "projects", "several"}:
                continue
            named: dict[bool, list[str]] = {}
            for words, is_sure in _places_in(sentence, about):
                self.page.steps += 1 + len(words) // 20
                if words and countries_in(words) and (about or is_sure):
                    named.setdefault(is_sure, []).append(words)
            for is_sure, parts in named.items():
                codes = list(dict.fromkeys(c for part in parts for c in countries_in(part)))
                words = "\n".join(dict.fromkeys(parts))
                one = (Found(words, sentence.line), codes)
                found.setdefault(is_sure, {}).setdefault(tuple(sorted(codes)), one)
        surest = (found.get(True) or found.get(False) or {}).values()
        said = [one for one in surest if len(one[1]) >= self.least_countries][:_MOST_VALUES]
        # A list that is a part of another one says less.
        return [one for one in said if not any(set(one[1]) < set(other[1]) for other in said)]

    @cached_property
    def least_countries(self) -> int:
        """How many countries the page says that it has: "in all five countries"."""
        every = words_of("all")
        counts = [
            count
            for one in self.sentences[:_MOST_SEEN]
            for noun, count in numbers_in(one, "countries")
            if not every.isdisjoint(tokens_of(one.text[: noun.start])[-4:])
        ]
        return max(counts, default=1)

    def names_more(self, codes: Iterable[str]) -> bool:
        """Tell whether a list in a sentence that may be the project's has these and others."""
        fewer = set(codes)
        return any(
            fewer < set(countries_in(words))
            for one in self.sentences[:_MOST_SEEN]
            if fewer < set(countries_in(one.text)) and _may_be_about(one)
            for words in _lists_in(one.text)
        )

    def names_others(self, codes: Iterable[str]) -> bool:
        """Tell whether sentences name countries, and none of these."""
        seen = [without_donors(one.text) for one in self.sentences[:_MOST_SEEN]]
        named = {code for text in seen for code in countries_in(text)}
        return bool(named) and named.isdisjoint(codes)

    def names_as_origins(self, codes: Iterable[str]) -> bool:
        """Tell whether sentences name countries only as those from which people have come."""
        told = [one.text for one in self.sentences[:_MOST_SEEN] if is_told(one.text)]
        origins = {
            c for text in told for _, named in origins_in(text) for c in places_in(named).codes
        }
        kept = (countries_in(without_origins(text)) for text in told)
        return origins.issuperset(codes) and all(map(set(codes).isdisjoint, kept))

    def only_country(self) -> Found | None:
        """Return the words that name a country that receives aid, if none names another such.

        Beside donors a sentence on the project or on money must name it. Named once, it counts only
        as a part of another name: a land where some people now live is none of the project's.
        """
        said: list[Found] = []
        named: set[str] = set()
        times = 0
        in_name = donors = told = False
        for sentence in self.sentences[:_MOST_SEEN]:
            text = sentence.text
            self.page.steps += 1 + len(text) // 20
            label = label_of(text.partition(" ")[0])
            named_in = PEOPLE & {sentence.scope, label.field if label else ""}
            every = () if named_in else countries_in(text)
            codes = recipients().intersection(every)
            donors |= len(codes) < len(every)
            named.update(codes)
            times += bool(codes)
            if len(named) > 1:
                return None
            if codes and not countries_in(without_origins(text)):
                # Where people come from is no place of the project.
                return None
            kept = without_donors(text) if codes and "event" not in sentence.kinds else ""
            if not named.isdisjoint(countries_in(kept)):
                # Beside it may stand a donor.
                names = [one for one in _lists_in(text) if {*countries_in(one)} == named]
                said += [Found(one, sentence.line) for one in names[:1]]
                in_name |= not named.isdisjoint(_in_names(kept))
                told |= is_about(sentence) or bool(sentence.kinds & _PAID)
        known = said and (in_name or times > 1) and (told or not donors)
        return said[0] if known and named <= recipients() else None

    def fund(self) -> str | None:
        """Return the one fund that sentences name as the payer."""
        named = {
            fund
            for one in self.sentences
            if (fund := fund_named(one.text, programme=True)) and "payer" in one.kinds
        }
        return named.pop() if len(named) == 1 else None


def _in_names(text: str) -> Iterator[str]:
    """Yield the countries that are a part of another name, and no name of two words themselves."""
    for name in _IN_NAME.finditer(text):
        if name[0].count(" ") != 1 or not are_countries(name[0]):
            yield from countries_in(name[1])


def is_about(sentence: Sentence) -> bool:
    """Tell whether a sentence speaks of the project, or goes on about it, and of no other."""
    one: Sentence | None = sentence
    for _ in range(_GOES_ON + 1):
        if one is None or one.kinds & {"other", "call", "review"}:
            return False
        if _is_own(one):
            return not _is_of_framework(one)
        one = one.before if "refers" in one.kinds or _goes_on(one) else None
    return False


def _may_be_about(sentence: Sentence) -> bool:
    """Tell a list that may be the project's from one in a sentence on where a donor gives."""
    told = sentence.text[-1] in ".!?" and not ("covers" in sentence.kinds or _goes_on(sentence))
    return not told or is_about(sentence)


def _goes_on(sentence: Sentence) -> bool:
    """Tell whether a sentence or a clause of it begins as "It runs …"."""
    return any(
        mark.kind == "goes_on" and _leads(sentence, mark) and not _names_its_own(sentence, mark)
        for mark in sentence.marks
    )


def _names_its_own(sentence: Sentence, mark: Mark) -> bool:
    """Tell "The work of the ministry", "Comenzó la escuela", from "The budget of EUR 5"."""
    behind = tokens_of(sentence.text[mark.end : mark.end + _NEAR])[:3]
    if any(word[0].isdigit() or possible_currencies(word) for word in behind):
        return False
    verb = mark._replace(kind="run") in sentence.marks
    subject = verb and not any(has_word(kind, w) for w in behind[1:2] for kind in ("run", "recent"))
    return any(has_word("of", word) or (subject and has_word("the", word)) for word in behind[:1])


def _is_own(sentence: Sentence) -> bool:
    """Tell whether a sentence itself names the project, or a fund that pays."""
    owns = [mark for mark in sentence.marks if mark.kind == "own"]
    frame = next((m for m in sentence.marks if m.kind == "framework"), None)
    if frame and plain(sentence.text[frame.start : frame.end]) not in plain(sentence.title):
        # "L'Initiative conjointe, dotée d'un budget de", "the programme of the government"
        apart = (own for own in owns if own.end <= frame.start or frame.end <= own.start)
        if all(_has_strong(sentence, own) for own in apart):
            return False
    # "The ministry has a budget of" is none; "It has a budget of", "A budget of" are, but not
    # behind "The strategy began in 2019."
    before = sentence.before.kinds if sentence.before else frozenset()
    others = before & {"other", "framework"} and "own" not in before
    leads = _names_total if others else _leads
    led = (m.kind in ("own", "goes_on") and leads(sentence, m) for m in sentence.marks)
    if owns and (not all(_has_strong(sentence, own) for own in owns) or any(led)):
        return True
    head, colon, _ = sentence.text[:_REACH].partition(": ")
    label = label_of(head) if colon else None
    if label and label.field in _OWN_LABELS:
        return True
    return "payer" in sentence.kinds and fund_named(sentence.text, programme=True) is not None


def _is_of_framework(sentence: Sentence) -> bool:
    """Tell whether "it" or "the programme" is the framework of the sentence before."""
    before = sentence.before
    if before is None or "framework" not in before.kinds or "own" in before.kinds:
        return False
    named = [sentence.text[m.start : m.end] for m in sentence.marks if m.kind == "noun"]
    return all(has_word("programme", name) for name in named)


def _is_told_aside(before: str) -> bool:
    """Tell whether what follows belongs to "…, which" or "who", so to what stands before that."""
    return not words_of("relative").isdisjoint(tokens_of(before[-16:])[-1:])


def _is_of_another(sentence: Sentence, place: int) -> bool:
    """Tell whether a place is in a clause on something else: "It helps MENTOR, which ended in"."""
    head, comma, clause = sentence.text[:place].rpartition(",")
    relatives = words_of("relative")
    if not comma or relatives.isdisjoint(tokens_of(clause)[:1]):
        return False
    own = sentence.last_mark(len(head), ("own", "noun"))
    # "the ministry, que tiene un fondo de": this verb has the relative as its subject.
    verb = place - len(clause.lstrip().partition(" ")[2])
    subjects = (m for m in sentence.marks if m.kind == "goes_on" and verb < m.start < place)
    if any(mark._replace(kind="run") not in sentence.marks for mark in subjects):
        # "in Kenya, where it runs"
        return False
    if own is None:
        return True
    # "The project funded by IOM, which began in" goes on about the project.
    paid = sentence.last_mark(len(head), ("from",))
    between = head[own.end : paid.start if paid and paid.start > own.end else len(head)]
    between = _IN_QUOTES.sub("", between)
    return any(word[0].islower() and len(word) > 3 for word in between.split())


def _is_no_total(sentence: Sentence, amount: Amount) -> bool:
    """Tell whether an amount is what something else costs, what each is given, or a bound."""
    aside = sentence.aside_before(amount.start)
    total = sentence.last_mark(amount.start, ("own",))
    cue = sentence.last_mark(amount.start, ("strong",))
    if (
        _is_of_another(sentence, amount.start)
        or _is_of_owner(sentence, amount)
        or _is_total_of_another(sentence, amount)
    ):
        return True
    # "… within the programme, with a total value of EUR 5": these words are of the project.
    is_total = total and cue and cue.end == total.end
    told = is_total and cue and aside and "," in sentence.text[aside.end : cue.end]
    if aside and not (told or _pays_with(sentence, aside, amount)):
        return True
    before = sentence.text[cue.end if cue else amount.start : amount.start]
    if _OF_YEAR.search(before) or _OF_YEAR.match(sentence.text[amount.end :].lstrip()):
        return True
    if _is_added(sentence, amount) or _is_given_on(sentence, amount):
        return True
    link, by = [*sentence.text[amount.end : amount.end + _NEAR].split(), "", ""][:2]
    # "é" is no "e".
    beside = link in words_of("and") and has_word("by", by)
    if beside and sentence.kinds & {"payer", "pays"}:
        # "funded by the EU with EUR 5 and by Italy"
        return True
    return any(
        (mark.kind == "apiece" and 0 <= mark.start - amount.end <= 2)
        or (mark.kind == "limit" and 0 <= amount.start - mark.end <= 12)
        # "wird EUR 5 nicht übersteigen.", but not "EUR 5 hasta 2025"
        or (
            mark.kind == "limit"
            and sentence.text[amount.end : mark.end + 1].endswith((".", ","))
            and 0 <= mark.start - amount.end <= 2
        )
        or (mark.kind == "aside" and _is_part_of_it(sentence.text, amount, mark))
        or (mark.kind == "rest" and cue is None and mark.start >= amount.end)
        for mark in sentence.marks
    )


def _leads(sentence: Sentence, mark: Mark) -> bool:
    """Tell whether a mark begins its sentence or a clause of it, or is "the total cost"."""
    return _names_total(sentence, mark) or sentence.text[: mark.start][-2:] in ("", ", ", "; ")


def _names_total(sentence: Sentence, mark: Mark) -> bool:
    """Tell "the total cost" from "it has a budget"."""
    words = tokens_of(sentence.text[mark.start : mark.end])
    return any(has_word("total", word) or word.startswith(_TOTALS) for word in words)


def _has_strong(sentence: Sentence, mark: Mark) -> bool:
    """Tell "has a budget of" from "the project"."""
    inside = (m for m in sentence.marks if m.kind == "strong")
    return any(m.start < mark.end and mark.start < m.end for m in inside)


def _is_of_owner(sentence: Sentence, amount: Amount) -> bool:
    """Tell whether what has or is worth an amount is not the project, but stands near it."""
    text, marks = sentence.text, sentence.marks
    owns = [m for m in marks if m.kind in ("own", "noun") and not _has_strong(sentence, m)]
    # "The total budget is EUR 5" is of the project; "the city has a budget of EUR 5" is not.
    own_words = [m for m in marks if m.kind in ("own", "goes_on") and _leads(sentence, m)]
    named = [m for m in (*owns, *own_words) if m.start < amount.start]
    value = sentence.last_mark(amount.start, ("worth",))
    if value and len(text[value.end : amount.start].split()) <= 2:
        # "The project handed over equipment worth EUR 5"; "a project, funded by IOM and worth".
        last = max((m.end for m in named if m.end <= value.start), default=0)
        paid = sentence.last_mark(value.start, ("from",))
        between = text[last : paid.start if paid and paid.start >= last else value.start]
        words = _WORD.findall(_IN_QUOTES.sub("", between))
        return not all(word[0].isupper() or has_word("is", word) for word in words)
    own = min(owns, key=lambda m: m.start, default=None)
    if own is None:
        return False
    if not named:
        # "The city has a budget of EUR 5 for schools, and the project adds training."
        behind = text[amount.end : own.start]
        link = behind.rpartition(",")[2].split() if "," in behind else []
        return ";" in behind or (len(link) == 1 and not has_word("when", link[0]))
    # "The ministry that runs the project has", "Das Ministerium, das das Projekt leitet, hat"
    for word in _WORD.finditer(text, 0, own.start):
        if has_word("relative", word[0]) and not any(m.end <= word.start() for m in named):
            clause = text[: word.start()].endswith(", ")
            verb = text[word.end() : own.start].strip()
            rest = text[own.end : amount.start].partition(",")
            if (verb and (clause or word[0].lower() not in LINKS)) or (rest[0].strip() and rest[1]):
                return True
    return False


def _is_total_of_another(sentence: Sentence, amount: Amount) -> bool:
    """Tell "the total budget of the ministry is EUR 5" from that of the project."""
    marks = (m for m in sentence.marks if m.end <= amount.start and m.kind in ("strong", "own"))
    cues = [m.end for m in marks if m.kind == "strong" or _has_strong(sentence, m)]
    cue = max(cues, default=amount.start)
    said = sentence.text[cue : amount.start].replace("’", "'").replace("'", "' ").split()
    link = said[0].strip("'") if len(said) > 2 else ""
    if not (has_word("of", link) or (has_word("for", link) and not said[1][0].isdigit())):
        return False
    if has_word("of", said[-1]) and not has_word("is", said[-2]):
        # "a budget of the order of EUR 5"
        return False
    named = said[1:_WORDS_OF_NAME]
    says = any(has_word("the", word) for word in said[:2]) or any(
        has_word("is", word) for word in said[2:]
    )
    capitals = [plain(word) for word in named if word[0].isupper()]
    mine = any(
        has_word("project", word.strip(".,")) or plain(word).startswith(_PHASES) for word in said
    )
    mine |= any(m.kind in ("own", "noun") and cue < m.end < amount.start for m in sentence.marks)
    # "of the Ministry's programme"
    mine &= not any(word[0].isupper() and word.endswith("'") for word in named)
    mine |= any(word in plain(sentence.title) for word in capitals)
    return bool(says or capitals or has_word("for", link)) and not mine


def _is_part_of_it(text: str, amount: Amount, mark: Mark) -> bool:
    """Tell "EUR 1 million of which came from the EU", not "EUR 1 million of which EUR 5 came"."""
    of_which = mark.start - amount.end == 1 and has_word("part", text[mark.start : mark.end])
    return of_which and not has_number(text[mark.end :])


def _is_named_total(sentence: Sentence, amount: Amount) -> bool | None:
    """Tell an amount with its name behind it: "EUR 5, the total cost of the project".

    False where it is the total of something else, None where no name stands there.
    """
    text = sentence.text
    for mark in sentence.marks:
        between = text[amount.end : mark.start]
        if mark.kind == "strong" and mark.start > amount.end and _APPOSED.fullmatch(between):
            name = tokens_of(f"{between} {text[mark.start : mark.end + 12]}")
            if any(has_word("total", word) or word.startswith(_TOTALS) for word in name):
                of = any(has_word("of", word) for word in text[mark.end :].split()[:2])
                near = (m.start - mark.end for m in sentence.marks if m.kind == "own")
                return not of or any(0 <= letters <= _NEAR for letters in near)
    return None


def _is_theirs(sentence: Sentence, amount: Amount) -> bool:
    """Tell "their project", which may be that of people who are helped, and "it"."""
    own = sentence.last_mark(amount.start, ("own",))
    words = tokens_of(sentence.text[own.start : own.end]) if own else ()
    return own is None or not words_of("their").isdisjoint(words)


def _is_for_project(sentence: Sentence, amount: Amount) -> bool:
    """Tell "EUR 5 for the project “X”"; in "for the project office" it is for something else."""
    text = sentence.text
    link, _, rest = text[amount.end :].lstrip().partition(" ")
    place = len(text) - len(rest)
    own = next((m for m in sentence.marks if m.kind == "own" and m.end > place), None)
    if own is None or not has_word("for", link):
        return False
    between = text[place : own.start].split()
    of_it = any(has_word("of", word) or has_word("in", word) for word in between)
    # "EUR 5 for the Spotlight Initiative" is for another one.
    of_it |= any(w[0].isupper() and plain(w) not in plain(sentence.title) for w in between)
    behind = text[own.end :].split()[:1]
    small = any(word[0].islower() and not has_word("in", word) for word in behind)
    return (
        len(between) <= 3 and not (of_it or small) and text[own.end : own.end + 1] not in ("'", "’")
    )


def _is_what(sentence: Sentence, amount: Amount) -> bool:
    """Tell "The project is a EUR 5 million initiative", "The project has EUR 5 million"."""
    own = sentence.last_mark(amount.start, ("own",))
    between = sentence.text[own.end : amount.start] if own else ""
    words = _IN_QUOTES.sub("", between).split()
    more = all(has_word("is", word) or has_word("a", word) for word in words[1:])
    return 0 < len(words) <= 2 and has_word("is", words[0]) and more


def _is_paid(sentence: Sentence, amount: Amount) -> bool:
    """Tell "With EUR 5 million the EU pays for the project", "funded by Japan with EUR 5"."""
    paid = [m for m in sentence.marks if m.kind in ("payer", "pays") and _is_of_own(sentence, m)]
    reach = _FAR if _WITH.search(sentence.text[: amount.start]) else _SHORT
    return any(
        0 <= amount.start - m.end <= reach or 0 <= m.start - amount.end <= _NEAR for m in paid
    )


def _pays_with(sentence: Sentence, fund: Mark, amount: Amount) -> bool:
    """Tell "The project is financed by the Trust Fund for Africa with EUR 5"."""
    text = sentence.text
    between = text[fund.end : amount.start]
    if text[fund.start].islower() or not _PHRASE_ENDS.isdisjoint(between):
        return False
    gift = sentence.last_mark(amount.start, ("given",))
    given = gift is not None and gift.start >= fund.end and gift.end + 1 == amount.start
    paid = [m for m in sentence.marks if m.kind == "payer" and _is_of_own(sentence, m)]
    return bool(_CARRY_ON & sentence.kinds) and any(
        (m.end <= fund.start and _names_alone(text[m.end : fund.start]))
        or 0 <= m.start - amount.end <= 2
        for m in paid
        if given or _WITH.search(between)
    )


def _names_alone(words: str) -> bool:
    """Tell whether words are names and the small words between them."""
    return all(len(word) <= 3 or not word[0].islower() for word in words.split())


def _is_brought(sentence: Sentence, amount: Amount) -> bool:
    """Tell "With EUR 5 million from the European Union, the project will build ten schools"."""
    text = sentence.text
    own = next((m for m in sentence.marks if m.kind == "own" and m.start > amount.end), None)
    first = _WITH.fullmatch(text, 0, amount.start) is not None
    if own is None or not first or text[own.end : own.end + 1] in ("'", "’"):
        return False
    between = text[amount.end : own.start].rstrip()
    # "Mit 5 Millionen Euro der Europäischen Union baut das Projekt"
    turned = "," not in between and len(between.split()) <= _WORDS_OF_NAME + 1
    return turned or between.find(",") == len(between) - 1


def _changed_to(sentence: Sentence, amounts: Sequence[Amount]) -> Amount | None:
    """Return the new sum of "the budget of the project was raised from EUR 2 to EUR 3"."""
    text = sentence.text
    verb = next((m for m in sentence.marks if m.kind == "changed"), None)
    if verb is None or "strong" not in sentence.kinds:
        return None
    ends = [one for one in amounts if has_word("to", text[: one.start].rstrip().rpartition(" ")[2])]
    behind = [one for one in ends if one.start > verb.start]
    new = next(iter(behind or ends[::-1]), None)
    if new is None or not sentence.last_mark(new.start, _CARRY_ON):
        return None
    other = _is_total_of_another(sentence, new) or sentence.aside_before(new.start)
    return None if other else new


def _behind_to(sentence: Sentence) -> list[Amount]:
    """Find the new sum of "raised from EUR 2 million to EUR 3 million", which reads as a range."""
    for word in _WORD.finditer(sentence.text) if "changed" in sentence.kinds else ():
        found = amounts_in(sentence.text[word.end() :]) if has_word("to", word[0]) else ()
        if found and found[0].start <= 1:
            new, place = found[0], word.end()
            return [replace(new, start=new.start + place, end=new.end + place)]
    return []


def _is_beside_another(sentence: Sentence, amount: Amount, amounts: Sequence[Amount]) -> bool:
    """Tell "Norway gives EUR 5 to the project and Sweden EUR 2", but no budget beside a gift."""
    gives = sentence.last_mark(amount.start, ("given", "gives"))
    if gives is None and _is_behind_strong(sentence, amount):
        return False
    following = next((one for one in amounts if one.start > amount.end), None)
    words = sentence.text[amount.end : following.start].split() if following else []
    return len(words) <= _WORDS_OF_NAME + 2 and any(
        has_word("and", link) and name[0].isupper() for link, name in pairwise(words)
    )


def _is_of_own(sentence: Sentence, mark: Mark) -> bool:
    """Tell "the project “X”, funded by" from "the project builds a school funded by"."""
    if has_word("noun", sentence.text[mark.start : mark.end].partition(" ")[0]):
        # "a programme of"
        return False
    own = sentence.last_mark(mark.start, ("own", "noun"))
    between = _IN_QUOTES.sub("", sentence.text[own.end : mark.start]).split() if own else []
    told = (w for w in between if w[0].islower() and w not in LINKS and not has_word("is", w))
    return not any(len(word) > 3 for word in told)


def _is_behind_strong(sentence: Sentence, amount: Amount) -> bool:
    """Tell whether a word such as "budget" stands up to five words before an amount."""
    cue = sentence.last_mark(amount.start, ("strong",))
    between = sentence.text[cue.end : amount.start] if cue else ""
    return cue is not None and len(_INSERTED.sub("", between).split()) <= 5


def _is_total(sentence: Sentence, amount: Amount) -> bool:
    """Tell whether an amount is called the total, in a sentence about the project."""
    cue = sentence.last_mark(amount.start, ("strong",))
    if cue is None or len(sentence.text[cue.end : amount.start].split()) > 5:
        return False
    near = tokens_of(sentence.text[: amount.start])[-8:]
    whole = any(has_word("total", one) or one.startswith(_TOTALS) for one in near)
    return whole and any(
        one.startswith(PROJECTS) or (has_word("project", one) and not has_word("programme", one))
        for one in tokens_of(sentence.text)
    )


def _exact(
    one: tuple[Found, Amount], every: Iterable[tuple[Found, Amount]]
) -> tuple[Found, Amount]:
    """Return the exact amount where one is rounded: "over 5 million" beside "5,016,858"."""
    value, currency = one[1].value, one[1].currency
    digits = len(f"{value:.0f}".rstrip("0"))
    same = [
        other
        for other in every
        if other[1].currency == currency
        and len(f"{other[1].value:.0f}".rstrip("0")) > max(digits, 3)
        and abs(other[1].value - value) <= 0.05 * value
    ]
    return same[0] if len(same) == 1 and digits <= 2 else one


def _is_added(sentence: Sentence, amount: Amount) -> bool:
    """Tell an addition: "an additional grant of EUR 5", "EUR 5 more"; "more than" is none."""
    bounds = [mark for mark in sentence.marks if mark.kind == "more"]
    for mark in [mark for mark in sentence.marks if mark.kind == "added"]:
        before = sentence.text[mark.end : amount.start]
        near = 0 <= amount.start - mark.end <= _REACH and _PHRASE_ENDS.isdisjoint(before)
        between = sentence.text[amount.end : mark.start].split()
        behind = mark.start >= amount.end and all(has_word("of", word) for word in between)
        # "de plus de 5 millions" is "of more than 5 million".
        bound = any(m.start < mark.end and mark.start < m.end for m in bounds)
        if behind or (near and not bound):
            return True
    return False


def _is_given_on(sentence: Sentence, amount: Amount) -> bool:
    """Tell what the project itself gives to others: "the project allocates EUR 5 to schools"."""
    text, marks = sentence.text, sentence.marks
    verb = sentence.last_mark(amount.start, ("gives",))
    subject = verb is not None and amount.start - verb.end <= _REACH
    subject &= any(m.kind == "own" and 0 < verb.start - m.end <= _SHORT for m in marks if verb)
    # "Das Projekt hat EUR 5 mobilisiert."
    subject |= "own" in {m.kind for m in marks if m.end < amount.start} and any(
        m.kind == "gives" and not text[amount.end : m.start].strip()
        for m in marks
        if m.start > amount.end
    )
    # "The programme allocates EUR 5 to the project."
    to_project = any(m.kind == "noun" and 0 < m.start - amount.end <= _NEAR for m in sentence.marks)
    return subject and not to_project


def _gives(sentence: Sentence, budget: float | None) -> bool:
    """Tell whether a sentence names the budget that was taken, or goes on about that money."""
    if budget and any(amount.value == budget for amount in amounts_in(sentence.text)):
        return True
    goes_on = any(mark.kind == "gift" and mark.start == 0 for mark in sentence.marks)
    return goes_on and sentence.before is not None and _gives(sentence.before, budget)


def _periods_of_project(sentence: Sentence, *, gives: bool) -> list[Period]:
    """Return the periods that a sentence about the project gives as its own.

    The project runs in them, or they have a length ("24 months, from …"), or stand beside the
    project or its budget. In other years it was led, suspended, or had data analysed.
    """
    text = sentence.text
    periods = periods_in(text)
    mine = []
    for period in periods:
        place = text.find(period.text)
        middle = place + len(period.text) // 2
        near = sentence.last_mark(middle, ("run", "event", "own", "aside", "goes_on"))
        # "Das Büro führt dieses Vorhaben von … bis … durch", "the duration of the project is …"
        verb = sentence.last_mark(middle, ("run",))
        own = near if near and near.kind in ("own", "goes_on") else None
        led = verb and own and len(text[verb.end : own.start].split()) <= 2
        # "From 1 May 2020 to 2 May 2022 the project will …" says when it runs, bare years do not.
        exact = place < 2 and "year" not in (period.start_precision, period.end_precision)
        runs = (
            (near is not None and near.kind == "run")
            or bool(led)
            # "From 1 May 2020 to 2 May 2022 the agency for migration implements the project"
            or (exact and any(_leads_project(sentence, m) for m in sentence.marks))
            or any(
                (mark.kind == "run" or (mark.kind == "own" and exact))
                and place <= mark.start <= place + len(period.text) + _NEAR
                for mark in sentence.marks
            )
        )
        if "own" in sentence.kinds and _is_before_own(sentence, place + len(period.text)):
            continue
        alone = one_period(period.text)
        if alone and alone.start == alone.end and alone.start_precision == "day":
            # A single day is no period.
            continue
        if not (runs or gives or period.duration_months or _is_beside(sentence, place, period)):
            continue
        if _is_of_name(sentence, place, period.text) or _is_of_another(sentence, place):
            continue
        if near and near.kind == "run" and _has_other_subject(sentence, near):
            continue
        aside = sentence.aside_before(place)
        if aside and not (
            (near and near.start <= aside.start)
            or _is_back(text[aside.end : near.start if near else place])
        ):
            continue
        if near is None or near.kind not in ("event", "aside"):
            mine.append(period)
    if len(mine) > 1 and len(mine) == len(periods):
        # "from 1 January and until 31 December 2017"
        one = one_period(text)
        mine = [one] if one and one_period(one.text) else mine
    return mine


def _leads_project(sentence: Sentence, verb: Mark) -> bool:
    """Tell whether a verb stands right before the project: "implements the project"."""
    own = (m.start - verb.end for m in sentence.marks if m.kind == "own")
    return verb.kind == "run" and any(0 <= letters <= _SHORT for letters in own)


def _has_other_subject(sentence: Sentence, verb: Mark) -> bool:
    """Tell "The training ran", and "a drought that lasted" from "the project that lasted"."""
    before, _, relative = sentence.text[: verb.start].rstrip().rpartition(" ")
    event = sentence.last_mark(verb.start, ("event",))
    if event and all(has_word("is", w) for w in sentence.text[event.end : verb.start].split()):
        return True
    own = sentence.last_mark(len(before), ("own", "noun"))
    words = _IN_QUOTES.sub("", before[own.end :]).split() if own else []
    told = has_word("relative", relative) and before[-1:] != ","
    return told and any(word[0].islower() and len(word) > 3 for word in words)


def _is_beside(sentence: Sentence, place: int, period: Period) -> bool:
    """Tell bare years beside the project: "the project (2016-2021)", "the 2016-2021 project"."""
    text, end = sentence.text, place + len(period.text)
    return bool(_YEARS.search(period.text)) and any(
        mark.kind in ("own", "noun")
        and all(
            not word[0].islower() for word in _IN_QUOTES.sub("", text[mark.end : place]).split()
        )
        if mark.end <= place
        else mark.kind == "noun" and len(text[end : mark.start].split()) <= 2
        for mark in sentence.marks
    )


def _is_before_own(sentence: Sentence, place: int) -> bool:
    """Tell "Repairs have been under way since 2012; the project helps"."""
    part = sentence.text.find(";", place)
    return part >= 0 and sentence.last_mark(part, ("own",)) is None


def _has_its_length(period: Period) -> bool:
    """Tell a period with months, and a length that they have: "30 months, March 2020 – …"."""
    start, end = period.start, period.end
    if not start or not end or "year" in (period.start_precision, period.end_precision):
        return False
    months = 12 * (end.year - start.year) + end.month - start.month + (end.day >= start.day)
    return abs((period.duration_months or 0) - months) < 1


def _begins(sentence: Sentence, dated: re.Match[str], *, first: bool) -> bool:
    """Tell whether the first verb behind a date says that the project started."""
    text, date = sentence.text, dated[1]
    verb = next((m for m in sentence.marks if m.kind == "run" and m.start >= dated.end()), None)
    period = one_period(f"{text[verb.start : verb.end].split()[0]} {date}") if verb else None
    if verb is None or period is None or period.start is None or period.end:
        return False
    if not first:
        return verb.start == dated.end() and sentence.last_mark(dated.start(), ("own",)) is not None
    near = (mark.start - verb.end for mark in sentence.marks if mark.kind == "own")
    return any(0 <= letters <= _NEAR for letters in near)


def _is_of_name(sentence: Sentence, place: int, words: str) -> bool:
    """Tell whether bare years are a part of a name: "Fondo Asilo 2014-2020", "2018-2022 Plan"."""
    years = _YEARS.match(words)
    if not years:
        return False
    before = _CAPITAL_BEFORE.search(sentence.text, max(0, place - _REACH), place)
    behind = _CAPITAL_BEHIND.match(sentence.text, place + years.end())
    return any(
        one is not None
        and not any(
            mark.kind in ("run", "own", "noun")
            and mark.start < one.end(1)
            and one.start(1) < mark.end
            for mark in sentence.marks
        )
        for one in (before, behind)
    )


def _is_back(words: str) -> bool:
    """Tell whether a sentence is about its own subject again behind words."""
    clause = tokens_of(words.rpartition(",")[2])
    if ";" in words or not words_of("and").isdisjoint(clause):
        return True
    return "," in words and words_of("relative").isdisjoint(clause[:1])


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


def _places_in(sentence: Sentence, about: bool) -> Iterator[tuple[str, bool]]:
    """Find the words behind "in" or "covers" that may name countries, and if they are sure to."""
    text = sentence.text
    counted = _counted_in(sentence)
    if counted is not None:
        # "Refugees live in three countries"
        yield counted if about or "dwells" not in sentence.kinds else "", True
        return
    for mark in sentence.marks:
        if mark.kind == "covers":
            before = " ".join(text[: mark.start].split()[:-1])
            helps = any(m.kind == "pays" and m[1:] == mark[1:] for m in sentence.marks)
            if helps and sentence.has_of(mark.end):
                # "with the help of Portugal"
                continue
            if are_countries(before):
                # "Kenya and Uganda were covered."
                yield before, True
            elif sentence.last_mark(mark.start, ("aside",)) is None:
                yield _list_from(sentence, mark), about
        elif mark.kind == "in":
            cue = sentence.last_mark(mark.start, _CUES)
            met = any(m.kind == "event" and m.start < mark.start < m.end for m in sentence.marks)
            if cue is None or met or cue.kind in ("event", "aside", "review"):
                # "The team of the project met in Nepal."
                continue
            between = text[cue.end : mark.start]
            if len(between.split()) > 12 or not _ENDS.isdisjoint(between):
                continue
            if "," in between.strip(" ,") and _is_told_aside(between):
                # "Returnees, who in Germany …"
                continue
            if _is_of_another(sentence, mark.start):
                continue
            yield _list_from(sentence, mark), cue.kind == "run"


def _list_from(sentence: Sentence, mark: Mark) -> str:
    """Return the countries behind a mark; "" where a member of the list is not known."""
    colon = _COLON.match(sentence.text, mark.end)
    place = colon.end() if colon else _behind_compass(sentence.text, mark.end)
    bracket = _BRACKETED.match(sentence.text, place)
    words = bracket[1] if bracket else capitalised(sentence.text, place)
    end = place + len(words) + 1
    event = any(m.kind == "event" and mark.end <= m.start <= end for m in sentence.marks)
    found = places_in(words)
    unknown = len(found.codes) > 1 and any(one[0].isupper() for one in found.unknown)
    first, _, more = words.partition(", ")
    # "hilft der Caritas, die in Kenia arbeitet"
    told = not countries_in(first) and not words_of("relative").isdisjoint(tokens_of(more)[:1])
    more_behind = _goes_on_behind(sentence, sentence.text.find(words, place) + len(words))
    return "" if event or unknown or told or more_behind or not first else words


def _goes_on_behind(sentence: Sentence, place: int) -> bool:
    """Tell whether a list has more: "Kenya; Uganda; Mali", "Kenya and two other countries"."""
    text = sentence.text
    if text.startswith("; ", place):
        return are_countries(text[place + 2 :].split(";")[0].strip(" ."))
    if noted := _NOTED.match(text, place):
        # "Tunisia, Libya 1 and Egypt"
        return bool(countries_in(text[noted.end() :].partition(".")[0]))
    for noun, _ in numbers_in(sentence, "countries"):
        between = text[place : noun.start] if 0 < noun.start - place <= _REACH else "."
        if _PHRASE_ENDS.isdisjoint(between) and "." not in between:
            # "in Kenya and helps two countries"
            verb = any(m.kind in _CUES for m in sentence.marks if place <= m.start < noun.start)
            return not verb and not words_of("and").isdisjoint(tokens_of(between)[:1])
    return False


def _behind_compass(text: str, place: int) -> int:
    """Return where the country begins: "in the far north of Mali", "in ten districts of X"."""
    capital = _SMALL_WORDS.match(text, place)
    words = capital[0].replace("-", " ").split() if capital else []
    leads = (w for w in words if has_word("compass", w) or has_word("countries", w))
    return capital.end() if capital and any(leads) else place


def _counted_in(sentence: Sentence) -> str | None:
    """Return the list behind "three countries", "" where it names more or fewer; None for none."""
    for noun, count in numbers_in(sentence, "countries"):
        rest = sentence.text[noun.end :]
        if countries_in(rest):
            cue = sentence.last_mark(noun.start, _CUES)
            near = sentence.last_mark(noun.start, ("in", "covers", "from"))
            if (cue and cue.kind == "event") or (near and near.kind == "from"):
                # "the representatives of seven partner countries (…)", "people from two countries"
                return ""
            # "in Mali and Niger, two countries of transit for Algeria and Libya"
            behind = [m for m in sentence.marks if cue and m.kind == "in" and m.start >= cue.end]
            parts = [sentence.text[m.end : noun.start] for m in behind[:1]]
            parts += [rest.split(sign)[0] for sign in (")", ". ", "; ")]
            return next((part for part in parts if len(countries_in(part)) == count), "")
    return None


def _lists_in(text: str) -> Iterator[str]:
    """Find lists of names: capitalised words with commas and small words that link them."""
    links = (words_of("and") | words_of("the")) - words_of("in")
    run: list[str] = []
    for word in text.split():
        if word[0].islower() and word.strip(",") not in links:
            yield " ".join(run)
            run = []
            continue
        run.append(word)
        if word[-1] in ";:.":
            yield " ".join(run)
            run = []
    yield " ".join(run)
    # "A (Portugal), B (Greece) and C (Italy)"
    yield ", ".join(_BRACKETED.findall(text))
