"""Values out of sentences, taken only where a sentence says that they are the project's.

A sentence counts if it speaks of the project, names its title, or goes on about it ("It runs …"),
and has no word by which it speaks of something else: an earlier phase, another project, a call,
what people earn or owe. The word nearest to a figure decides: "the project … from 2016 to 2018" is
its period, "the strategy 2016–2018" is not. Where two sentences disagree, nothing is taken.
Which words say what stands in ``codelists/page_words.csv``, for all languages.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from migfund.parse.amounts import Amount
from migfund.parse.number_words import duration_numbers
from migfund.parse.periods import Period
from migfund.read.page import Found, Page
from migfund.read.pages.labels import label_of
from migfund.read.pages.lines import Line
from migfund.read.pages.publishers import fund_named, is_fund_alone
from migfund.read.pages.statements import Statement
from migfund.read.pages.values import (
    PLACES,
    amounts_in,
    are_countries,
    countries_in,
    one_period,
    periods_in,
    sum_of_others,
)
from migfund.read.pages.words import LINKS, Mark, has_word, is_of_call, marks_in, plain

__all__ = ["Prose", "Sentence"]

_END = re.compile(
    r"[.!?…][\"”’)»]*(?:\s+(?=[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ“\"(«„])"
    r"|(?<=[a-zà-ÿа-яії)\"]\.)(?=[A-ZÀ-ÖØ-Þ][a-zà-ÿ ’]))"
)
_MONTH = re.compile(
    r"\s*(?:jan|jän|feb|mär|mar|apr|mai|maj|jun|jul|aug|sep|okt|oct|nov|dez|des|dec)\w*",
    re.IGNORECASE,
)
_BEFORE_STOP = re.compile(
    r"(?:\b(?:Mio|Mrd|Nr|No|St|ca|Ms|Mr|Mrs|Dr|Prof|approx|Art|bzw|vs|etc|mln|млн|млрд|тыс|тис|долл|дол|руб|г|р|ул|№))$"
)
_LONGEST = 800
"""Letters of the longest sentence that is read as one."""
_GOES_ON = 20
"""Sentences that may go on about the project one after the other."""
_MOST = 1000
"""Sentences of a page that are looked at."""
_MOST_SEEN = 100
"""Sentences among which one of the project is sought before another one."""
_MOST_VALUES = 30
"""Different values of one field that are weighed against each other."""
_REACH = 40
"""Letters between "the" and "project" in one phrase."""
_NEAR = 8
"""Letters between "part of" and "project"."""
_SKIPPED = frozenset(
    "? contact related previous_phase next_phase call call_budget programme_budget".split()
)
_NAMES = frozenset("partner implementer fund staff media beneficiaries cofinancing".split())
"""Labels below which names of organisations stand, with their countries."""
_TOLD = frozenset(
    "description objective activities results target_group sector project_type".split()
)
"""Labels whose values are running text about the project."""
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d|\d[./]\d\d\b")
_OF_NAME = re.compile(r" (?=[A-ZÀ-Ý][a-zà-ÿ]+)(?!\w+(?:er|en|e|ung)\b)")
"""Behind years that are a part of a name: "2018-2022 Strategic Plan", but no German noun."""
_LISTED = re.compile(r"[(:]\s*([^():]{5,300}?)(?=[).]|$)")
_QUOTE = re.compile(
    r"[“«„\"”»]\s*([^“”«»„\"]{6,240}?)\s*[”»“\"]|(?<=\s)[‘‚']([^‘’‚'“”«»\"]{8,200})[’‘'](?!\w)"
)
_NAMED = re.compile(r":\s+([A-ZÀ-ÞА-ЯІЇЄ][^.“”«»\"]{14,220})\.?$")
_QUOTED = re.compile(r"[^.“«„\"]{0,40}[“«„\"]\s?[A-ZÀ-ÞА-ЯІЇЄҐ]")
_PARTED = re.compile(r"[;:]|\((?!\d{4}\b)|,(?!\d|\s(?:[€$£\d]|\w+-\w))")
"""Parts "the" from "project", but not in "a six-year (2015-2019), EU-funded project"."""
_TITLED = re.compile(r"\s+([A-ZÀ-Þ][^.;:“”«»\"()]{14,200}\s\([A-Z][\w/ -]{1,20}\))")
_SENT_IN = re.compile("subm[ei]|recei|soumis|reçu|presentad|recibid|eingereicht|ricevut|apresentad")
"""Of two applications that were sent in, one may have been chosen."""
_MANY = 50
"""A number of projects that a programme may have paid for, and still be one."""
_FIRST = 4
"""Sentences of a page that say whether it is about several projects."""
_LEFT_OUT = re.compile(
    r",\s*,|\b(?:am?bass?[ai]d|am?bassy|emba(?:ssy|jad|ixad)|botschaft|ambasciat|consul|konsul|посольств|посол)",
    re.IGNORECASE,
)
"""Of an ambassador of Japan, Japan is no country of the project; ", , and" has lost some."""
_CODE = re.compile(r"\b[A-Z]{2,}[/-]\d{2,4}[/-][\w/-]*\d\b")
_RELATIVE = re.compile(
    r"\S.*,\s(?:die|der|das|den|who|which|that|qui|que|che|som|котор\w+|як\w+)\s$", re.DOTALL
)
"""Goes on about people: "Returnees, who in Germany …"."""
_WHO = re.compile(
    r"(?:\b(?:who|which|qui|котор\w+)|,\s(?:die|der|das|den|that|que|che|som|як\w+))\s[^,;]{0,80}$"
)
"""Begins a clause about what stands right before it."""
_OF_FUND = re.compile(r"(?:[A-ZÀ-Ý][\w’'-]+,? (?:(?:e|et|y|and|und|de|di|of|la|le|the) )*){2,}$")
"""A name of two words or more, right before years that are a part of it."""
_YEARS = re.compile(r"\d{4}\s?[-–/]\s?\d{4}")
_BEHIND = re.compile(r"\W{0,2}(?:(?:joint|pilot|regional|national|global|flagship)\s)?(\w+)")
_SECOND = re.compile(
    r"[\s,]*(?:\(|=|/|soit|oder|or|около|близько|rund|ca\.?|about|approx\w*|equivalent)[^\d]{0,30}$"
)
_MEANT = re.compile(
    r"(?:(?:[A-Z]{2}|o)-|(?<!\bin )(?<!\ben )\b(?:the|le|la|l['’]|el|il|das|o|a) ?)"
    r"(?:[A-ZÀ-Ý][\w’']+ (?:of|du|de|von|di|do|da) (?:the |la )?)?[A-ZÀ-Ý]"
)
_PROGRAMME = re.compile(r"program|программ|програм", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\w\s]|\d+")
_BACK = re.compile(
    r";|\b(?:and|et|und|y|e|en|och|og|и|та|і)\b[^,;]{0,25}$"
    r"|,\s(?!(?:which|that|who|qui|que|che|das|die|der|som|котор|як))(?:\w+\s){1,2}$",
    re.IGNORECASE,
)
"""After these a sentence is about its own subject again."""
_OWN_LABELS = frozenset("budget budget_total period period_total countries coverage".split())
"""Labels that make a sentence of running text one about the project."""
_AMID = re.compile(r"[;:()]|\d")
"""Parts a gift's verb from its amount."""
_SUBJECTS = ("own", "noun", "refers")
_NO_LIST = re.compile(
    r"[();:.]|\s(?!(?:and|et|und|y|e|och|og|и|і|та|the|la|le|les|el|los|die)\s)[^\WA-ZÀ-ÞА-ЯІЇЄ\d_]\S*"
)
"""Signs and words that part two lists of names."""
_IN_OTHER = re.compile(r"\S*\d\S*(?: \w+)? \($")
"""A sum in the donor's currency, before the same in brackets."""
_LEAST_GIFT = 50_000
"""Less than this is given to a person, not for a project."""
_PURPOSE = re.compile(
    r"\b(?:[Tt]o|[Ff]or|pour|en faveur|para|a favor|a favore|a supporto|per|für|zur?|zum|zugunsten"
    r"|voor|in (?:een|het)|till|för|til|для|на)\b"
)
_PER_ITALIAN = re.compile(r" per (?!persona|capita|famiglia|anno|mese|ogni|ciascun)")
_HEADED = re.compile(
    r"\W{0,2}(?:[A-Z]{3}\s?)?\d[\d.,]*\s?\w+(?: (?:d['’]|de )?[^\W\d]+)? "
    r"(?:[Tt]o|[Ff]or|pour|para|für|per|voor|till|til|для|на) [^.]+$"
)
"""A headline such as "€5 million to clean wells"."""
_SPEECH = re.compile(r"[“”„«»\"]")
_ACRONYM = re.compile(
    r"\s((?=\w*[a-zà-ÿ]*[A-ZÀ-Þ])[A-ZÀ-Þ][\w-]*[A-ZÀ-Þ][\w-]+(?<!\d)(?: \([A-Z][^()]{10,100}\))?)"
    r"(?=[\s,.])(?! [A-ZÀ-Þ]{2,})"
)
"""A name with capitals inside, behind "project"."""
_ENGLISH = re.compile(
    r" ([A-Z][\w-]+(?: [A-Z][\w-]+)* (?:to|for|of|and|in|the)(?: (?:the )?[A-Z][\w-]+)+)"
    r" (?=[a-zà-ÿ])"
)
"""An English name behind "progetto" or "Projekt": "Back to the Wells"."""
_WORLD = re.compile(r"\b(?:World|Nations|Nazioni|Naciones|Nações|[Mm]ondial|[Mm]undial)\b")
"""Of a programme that is an organisation."""
_SAID = re.compile(
    r"(?:We|I|You|They|There|Wir|Ich|Nous|Je|Vous|Noi|Io|Nosotros|Eu|Nós|Vi|Jag|Jeg|Мы|Я|Ми)\b"
)
"""What is quoted is speech, and no name."""
_ACRONYM_OF = re.compile(r"(?:\b[Tt]he|\b[Oo]ur) ([A-Z][\w-]*[A-Z][\w-]+) $")
_SPELT = re.compile(
    r"\b[Tt]he ((?:(?:[A-Z][\w’'-]*|of|to|for|and|in|the|on|with|from|&|–|against),? ){1,16})$"
)
_SPELT_ON = re.compile(r"[^.,;:()“”«»\"]{8,150} \([A-Z][\w-]*[A-Z][\w-]*\)")
_PRICED = re.compile(r"\b[Tt]he (?=[^.,;:()]{0,8}\d)[^.;:()“\"«]{4,30} (?=$|[“\"«‘])")
"""Before the name in 'The EUR 4 million "Wells for All" will help'."""
_ATTRIBUTE = re.compile(
    r" (?:d['’]|de |des |du |di |del |della |of |für |para |per )[^.,;:()!?]{3,70}"
)
"""Between "project" and its name: "projet d'appui aux investissements « X »"."""
_IS_A = re.compile(
    r"(?:(?:The|Le|La|El|Il|Das|Die|Der|Het|De|O|A) |L['’])?"
    r"([A-ZÀ-Þ][^.;:“”«»\"()]{6,150} \([^()]{2,25}\)) (?:is|was|est|es|è|é|ist|war|är|er|var) "
    r"(?:an?|une?|ein|eine|uno|una|uma?|en|ett|et|een) "
)
_ALL = re.compile(
    r"\b(?:all|alle[nr]?|tous|toutes|tod[oa]s|tutti|tutte|alla|samtliga|всех|всі|усіх)\b", re.I
)
_BRACKETS = re.compile(r"\([^()]*\)")
_AFTER = frozenset(
    "of de des du von di do da van av af for pour fur para per per voor til till in im en i that "
    "which who die der que qui che with mit avec con com med on the".split()
)
"""Words between "is a" and "project" with which it is no such thing."""
_OF = frozenset("of de des du der von di do da van av af".split())


class Sentence:
    """A sentence, with the line it begins in; its marks are sought when they are asked for.

    Parameters
    ----------
    text, line
        Its words, and where they stand.
    item
        Whether it is an item of a list, where "a project" is one of several.
    called
        The project's title and name, where they are known.
    before
        The sentence before it in the same line.
    scope
        The field of the label that it stands below.
    """

    def __init__(
        self,
        text: str,
        line: int,
        item: bool,
        called: list[str],
        before: "Sentence | None",
        scope: str,
    ):
        self.scope = scope
        self.text = text
        self.line = line
        self._item = item
        self._called = called
        self._before = before

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The words that say whose a value is."""
        return tuple(_with_own(self.text, list(marks_in(self.text)), self._item))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of its marks."""
        return frozenset(mark.kind for mark in self.marks)

    @cached_property
    def about(self) -> bool:
        """Whether it speaks of the project, or goes on about it, and of nothing else."""
        sentence: Sentence | None = self
        for _ in range(_GOES_ON):
            if sentence is None or sentence.kinds & {"other", "review"}:
                return False
            if sentence._is_own():
                return True
            goes_on = "refers" in sentence.kinds or any(
                mark.kind == "goes_on" and sentence.text[: mark.start][-2:] in ("", ", ")
                for mark in sentence.marks
            )
            sentence = sentence._before if goes_on else None
        return False

    def _is_own(self) -> bool:
        """Tell whether the sentence itself names the project, its title or a fund that pays."""
        head, colon, _ = self.text[:_REACH].partition(": ")
        label = label_of(head) if colon else None
        if label and label.field in _OWN_LABELS:
            return True
        if "own" in self.kinds or any(name in self.text[:-10] for name in self._called):
            return True
        return "payer" in self.kinds and fund_named(self.text, programme=True) is not None

    def gives(self, budget: float | None) -> bool:
        """Tell whether it names the budget that was taken, or goes on about that money."""
        if budget and any(amount.value == budget for amount in amounts_in(self.text)):
            return True
        goes_on = any(mark.kind == "gift" and mark.start == 0 for mark in self.marks)
        return goes_on and self._before is not None and self._before.gives(budget)

    def is_of_more(self) -> bool:
        """Tell whether the sentence before names a sum of several, of which this is a part."""
        before = self._before
        several = before and before.kinds & {"other", "several", "projects"}
        return bool(before and several and amounts_in(before.text))

    def aside_before(self, place: int) -> Mark | None:
        """Return the nearest mark before a place by which the sentence turns to something else.

        "within the Trust Fund" does, "paid by the Trust Fund" and "part of the project" do not.
        """
        found = self.last_mark(place, ("aside",))
        if found and any(
            mark.kind == "own"
            and 0 <= mark.start - found.end <= _NEAR
            and not _PROGRAMME.search(self.text, mark.start, mark.end)
            for mark in self.marks
        ):
            return None
        payer = found and self.last_mark(found.start, ("payer",))
        by = payer and found and len(self.text[payer.end : found.start]) <= 20
        return (
            None if by and found and "fund" in self.text[found.start : found.end].lower() else found
        )

    def last_mark(self, place: int, kinds: Iterable[str]) -> Mark | None:
        """Return the nearest mark of some kinds before a place in the sentence."""
        before = [mark for mark in self.marks if mark.end <= place + 1 and mark.kind in kinds]
        return max(before, key=lambda mark: mark.end, default=None)


class Prose:
    """The sentences of a page.

    Parameters
    ----------
    page
        The page; its steps are counted.
    plain, statements
        Its lines without a label, each with the field of the label above, and its statements.
    title
        The project's title, where it is known already.
    """

    def __init__(
        self,
        page: Page,
        plain: Iterable[tuple[Line, str]],
        statements: Iterable[Statement],
        title: str = "",
    ) -> None:
        self.page = page
        self.called = [title] if title else []
        told = [
            (s.line, s.words, "", "")
            for s in statements
            if s.field in _TOLD or len(s.words) > (100 if s.field else 40)
        ]
        texts = [
            (one.number, one.text, scope, one.mark) for one, scope in plain if len(one.text) > 30
        ]
        self.sentences = list(self._read(sorted([*texts, *told])))

    def _read(self, lines: list[tuple[int, str, str, str]]) -> Iterator[Sentence]:
        """Cut the lines into sentences."""
        count = 0
        for line, text, scope, item in lines:
            if scope in _SKIPPED:
                continue
            before = None
            for part in _split(text):
                count += 1
                if count > _MOST:
                    return
                self.page.steps += 1 + len(part) // 50
                before = Sentence(part, line, bool(item), self.called, before, scope)
                yield before

    @cached_property
    def is_call(self) -> bool:
        """Whether the page asks for applications, so that its amounts are none of a project."""
        return any(is_of_call(sentence.text) for sentence in self.sentences)

    @cached_property
    def is_several(self) -> bool:
        """Whether it tells of one project and then of another."""
        for sentence in self.sentences[:_FIRST]:
            for noun, _ in _numbers(sentence, "projects"):
                if not _SENT_IN.search(sentence.text, max(0, noun.start - _REACH), noun.start):
                    return True
            if sentence.about:
                break
        kinds: list[str] = []
        codes: dict[str, str] = {}
        for sentence in self.sentences:
            if code := _CODE.search(sentence.text):
                # "Approved was application X/2018/428. … Approved was application X/2018/434."
                begins = " ".join(sentence.text.split()[:3])
                if codes.setdefault(begins, code[0]) != code[0] and sentence.about:
                    return True
            for mark in marks_in(sentence.text[:_REACH]):
                if mark.start:
                    break
                if mark.kind == "besides" and self._tells_of_another(sentence):
                    return True
                if mark.kind in ("first_of", "second_of"):
                    # "The second workshop" is of no second project.
                    last = sentence.text[: mark.end].split()[-1]
                    if has_word("project", last) or sentence.text[mark.end :].lstrip()[:1] in ",–—":
                        kinds.append(mark.kind)
        return "first_of" in kinds and "second_of" in kinds[kinds.index("first_of") :]

    def _tells_of_another(self, sentence: Sentence) -> bool:
        """Tell whether "In addition, EUR 4 million go to a project …" follows money of one."""
        noun = next((mark for mark in sentence.marks if mark.kind == "noun"), None)
        the = sentence.last_mark(noun.start, ("the", "refers")) if noun else None
        if not noun or (the and noun.start - the.end <= 2 * _NEAR) or not amounts_in(sentence.text):
            return False
        before = itertools.takewhile(lambda one: one is not sentence, self.sentences[:_MOST_SEEN])
        return any("noun" in one.kinds and amounts_in(one.text) for one in before)

    def budgets(self) -> list[tuple[Found, Amount]]:
        """Return the amounts that sentences give as the project's, each once, the surest kind."""
        strong: dict[tuple[float, str | None], tuple[Found, Amount]] = {}
        weak: dict[tuple[float, str | None], tuple[Found, Amount]] = {}
        for sentence in self.sentences:
            text = sentence.text
            amounts = self._amounts(text)
            if not amounts or self.is_several or self.is_call:
                continue
            whole = sum_of_others(amounts)
            # "The total is EUR 9: EUR 7 from the fund, EUR 2 from the State budget."
            about = sentence.about
            if whole and whole == amounts[0] and "own" in sentence.kinds:
                about = about or sentence.last_mark(whole.end, ("other",)) is None
            if not about or self._is_another(sentence):
                continue
            spoken = "money" in sentence.kinds
            refused = 0.0
            for amount in [whole] if whole else amounts:
                if _is_no_total(sentence, amount) or amount.value < refused:
                    # "about EUR 4 million, 2 million of it new" names a part.
                    refused = max(refused, amount.value)
                    continue
                cue = sentence.last_mark(amount.start, ("strong",))
                near = cue and len(text[cue.end : amount.start].split()) <= 5
                noun = _BEHIND.match(text, amount.end)
                sure = near or (noun and has_word("project", noun[1]))
                sure = sure or any(text.startswith(name, amount.end + 2) for name in self.called)
                if not (spoken or sure):
                    continue
                found = (Found(amount.text, sentence.line), amount)
                (strong if sure else weak).setdefault((amount.value, amount.currency), found)
        given = _without_rounded(list((strong or weak).values())[:_MOST_VALUES])
        whole = sum_of_others([amount for _, amount in given])
        return [one for one in given if whole in (None, one[1])]

    def given(self) -> list[tuple[Found, Amount]]:
        """Return the amounts that a donor gives, on a page that tells of one gift and its purpose.

        What somebody is quoted to say counts only where nothing else does.
        """
        if self.is_several or self.is_call:
            return []
        purpose = False
        found: dict[bool, dict[tuple[float, str | None], tuple[Found, Amount]]] = {}
        for sentence in self.sentences:
            headed = _HEADED.match(sentence.text) is not None and self.is_told()
            if "given" not in sentence.kinds and not headed:
                continue
            amounts = self._amounts(sentence.text)
            if "projects" in sentence.kinds:
                return []
            if sentence.kinds & {"other", "review", "several"} or sentence.is_of_more():
                continue
            whole = sum_of_others(amounts)
            for amount in [whole] if whole else amounts:
                cue = sentence.last_mark(amount.start, ("given", "more"))
                begin = 0 if headed else cue.end if cue and cue.kind == "given" else None
                if cue and _WHO.search(sentence.text[max(0, cue.start - 20) : cue.start]):
                    # "the ministry, which provides EUR 2 million for wells" is told aside.
                    continue
                if begin is None or _is_no_total(sentence, amount):
                    continue
                between = _IN_OTHER.sub("", sentence.text[begin : amount.start])
                if len(between) > _REACH or _AMID.search(between):
                    continue
                if amount.value < _LEAST_GIFT:
                    # A person who returns is given EUR 2,000 for a shop.
                    return []
                purpose |= _PURPOSE.search(sentence.text) is not None
                one = (Found(amount.text, sentence.line), amount)
                quoted = _SPEECH.search(sentence.text) is not None
                found.setdefault(quoted, {}).setdefault((amount.value, amount.currency), one)
        said = (found.get(False) or found.get(True) or {}) if purpose or self.names else {}
        return _without_rounded(list(said.values())[:_MOST_VALUES])

    def is_told(self) -> bool:
        """Tell whether a sentence speaks of the project, on a page about no more than one."""
        return not self.is_several and any(one.about for one in self.sentences[:_MOST_SEEN])

    def _is_another(self, sentence: Sentence) -> bool:
        """Tell whether a sentence begins with "A regional programme" after one on the project."""
        begins = any(mark.kind == "a" and mark.start == 0 for mark in sentence.marks)
        noun = next((m for m in sentence.marks if m.kind == "noun"), None) if begins else None
        if noun is None or noun.start > _REACH:
            return False
        before = itertools.takewhile(lambda one: one is not sentence, self.sentences[:_MOST_SEEN])
        return any("own" in one.kinds and one.about for one in before)

    def _amounts(self, text: str) -> list[Amount]:
        """Find the amounts of a sentence, without those that say the same in another currency."""
        self.page.steps += len(text) // 20
        kept: list[Amount] = []
        for amount in amounts_in(text):
            last = kept[-1] if kept else None
            again = (
                last
                and last.currency != amount.currency
                and _SECOND.match(text[last.end : amount.start])
            )
            if not again:
                kept.append(amount)
        return kept

    def periods(self, budget: float | None = None) -> list[tuple[Found, Period]]:
        """Return the periods that sentences give as the project's, those that say most."""
        found: list[tuple[Found, Period]] = []
        for sentence in [] if self.is_several else self.sentences:
            text = sentence.text
            if not _YEAR_LIKE.search(text):
                continue
            told = sentence.about or sentence.gives(budget)
            named = [text.find(name) + len(name) for name in self.called if name in text]
            if not (told or named) or self._is_another(sentence):
                continue
            self.page.steps += len(text) // 20
            mine, runs = [], []
            periods = periods_in(text)
            for period in periods:
                place = text.find(period.text)
                if not told and not any(0 <= place - end <= _NEAR * 4 for end in named):
                    # "The study of “X”, which ran from 2011 to 2015, …"
                    continue
                who = _WHO.search(text[max(0, place - 120) : place])
                if who and not sentence.last_mark(max(0, place - 120) + who.start(), _SUBJECTS):
                    # "The organisation, which since 1951 …, supports the project."
                    continue
                if _OF_NAME.match(text, place + len(period.text)):
                    continue
                if _YEARS.match(period.text) and _OF_FUND.search(text[:place][-120:]):
                    continue
                near = sentence.last_mark(
                    place + len(period.text) // 2, ("run", "event", "own", "aside", "goes_on")
                )
                aside = sentence.aside_before(place)
                beside = aside and not _BACK.search(text[aside.end : near.start if near else place])
                beside = beside and not (near and aside and near.start <= aside.start)
                if not beside and (near is None or near.kind not in ("event", "aside")):
                    mine.append(period)
                    runs += [period] * (near is not None and near.kind == "run")
            if any(period.start and period.end for period in runs):
                # "It runs from 2018 to 2021" says more than a fund's years beside it.
                mine = runs
            if len(mine) > 1 and len(mine) == len(periods):
                one = one_period(text)
                mine = [one] if one and one_period(one.text) else mine
            found += [(Found(period.text, sentence.line), period) for period in mine]
        kept = list({(p.start, p.end): (one, p) for one, p in reversed(found)}.values())[
            -_MOST_VALUES:
        ]
        kept.reverse()
        return [one for one in kept if not any(_says_more(other[1], one[1]) for other in kept)]

    def countries(self) -> list[tuple[Found, list[str]]]:
        """Return the countries that sentences say the project works in, the surest kind."""
        sure: dict[tuple[str, ...], tuple[Found, list[str]]] = {}
        likely: dict[tuple[str, ...], tuple[Found, list[str]]] = {}
        for sentence in [] if self.is_several else self.sentences:
            kinds = sentence.kinds
            if "other" in kinds or not (sentence.about or kinds & {"run", "covers"}):
                continue
            if not sentence.about and kinds & {"event", "aside", "review", "money"}:
                continue
            named: dict[bool, list[str]] = {}
            for words, is_sure in _places_in(sentence):
                self.page.steps += 1 + len(words) // 20
                if countries_in(words) and not _LEFT_OUT.search(words):
                    named.setdefault(is_sure, []).append(words)
            for is_sure, parts in named.items():
                codes = list(dict.fromkeys(c for part in parts for c in countries_in(part)))
                if sentence.about or is_sure:
                    into = sure if is_sure else likely
                    found = Found("\n".join(dict.fromkeys(parts)), sentence.line)
                    into.setdefault(tuple(sorted(codes)), (found, codes))
        said = [one for one in (sure or likely).values() if len(one[1]) >= self.least_countries]
        return _widest(said[:_MOST_VALUES])

    @cached_property
    def least_countries(self) -> int:
        """How many countries the page says that it has: "in all five countries"."""
        counts = [
            count
            for one in self.sentences[:_MOST_SEEN]
            for noun, count in _numbers(one, "countries")
            if (one.about and "run" in one.kinds)
            or _ALL.search(one.text, max(0, noun.start - _REACH), noun.start)
        ]
        return max(counts, default=1)

    def names_more(self, codes: Iterable[str]) -> bool:
        """Tell whether a list in a sentence has these countries and others."""
        fewer = set(codes)
        for one in self.sentences[:_MOST_SEEN]:
            if fewer < set(countries_in(one.text)):
                lists = _NO_LIST.split(one.text)
                # "A (Portugal), B (Greece) and C (Italy)"
                lists.append(", ".join(_BRACKETS.findall(one.text)))
                if any(fewer < set(countries_in(words)) for words in lists):
                    return True
        return False

    def names_others(self, codes: Iterable[str]) -> bool:
        """Tell whether sentences name countries, and none of these."""
        named = {code for one in self.sentences[:_MOST_SEEN] for code in countries_in(one.text)}
        return bool(named) and named.isdisjoint(codes)

    @cached_property
    def names(self) -> list[Found]:
        """Names of projects: in quotation marks behind "project", or with letters of their own."""
        found: dict[str, Found] = {}
        for sentence in self.sentences:
            short = [one for one in _short_names_in(sentence) if self._is_repeated(one)]
            for name in (*_names_in(sentence), *short):
                found.setdefault(plain(name), Found(name, sentence.line))
            if len(found) > _MOST_VALUES:
                break
        for one in [*found.values()][:1]:
            self.called += one.text.removesuffix(")").split(" (", 1)
        # Known names make more sentences tell of the project, so they are sought before.
        return [] if self.is_several else list(found.values())

    def _is_repeated(self, name: str) -> bool:
        """Tell whether a name of one word stands twice, not always before one and the same word."""
        if " " in name:
            return True
        follows = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])(?: ?\w*)")
        after = [match[0] for one in self.sentences for match in follows.finditer(one.text)]
        return len(after) > 1 and (len({plain(words) for words in after}) > 1)

    def fund(self) -> str | None:
        """Return the one fund that sentences name as the payer."""
        paying = [one.text for one in self.sentences if "payer" in one.kinds]
        named = {fund_named(text, programme=True) for text in paying} - {None}
        return named.pop() if len(named) == 1 else None

    def only_country(self) -> Found | None:
        """Return the words that name a country if all sentences name that one and no other."""
        named: dict[str, Found | None] = {}
        for sentence in self.sentences[:60]:
            if sentence.scope in _NAMES:
                continue
            self.page.steps += 1 + len(sentence.text) // 20
            codes = countries_in(sentence.text)
            if not codes:
                continue
            # "in Japan", "of Norway", "from Syria" may say anything of the country.
            aside = "event" in sentence.kinds or not _MEANT.search(sentence.text)
            paid = sentence.last_mark(len(sentence.text), ("payer",))
            payers = countries_in(sentence.text[paid.end : paid.end + _REACH]) if paid else []
            for code in codes:
                if code in payers:
                    named.setdefault(code, None)
                    continue
                named[code] = named.get(code) or (
                    None if aside else Found(sentence.text, sentence.line)
                )
            if len(named) > 1:
                return None
        return next(iter(named.values()), None)


def _names_in(sentence: Sentence) -> Iterator[str]:
    """Find the names of projects in a sentence."""
    text = sentence.text
    is_one = _is_a_project(text, sentence.marks)
    if is_one and _may_name(is_one):
        yield is_one
    nouns = [mark for mark in sentence.marks if mark.kind in ("noun", "review")]
    for mark in sentence.marks:
        # "the new project titled Wells for All (WFA) …"
        titled = _TITLED.match(text, mark.end) if mark.kind == "own" else None
        words = text[mark.start : mark.end].split()
        if titled and has_word("project", words[0]) and len(words) > 1:
            yield titled[1]
    # "part of the programme “X”" names what the project belongs to.
    nouns = [
        mark
        for mark in nouns
        if not (_PROGRAMME.match(text, mark.start) and sentence.aside_before(mark.start))
    ]
    if not nouns and "called" not in sentence.kinds and not _PRICED.search(text):
        return
    other = min((m.end for m in sentence.marks if m.kind == "other"), default=len(text))
    ends = [m.end for m in (*nouns, *sentence.marks) if m in nouns or m.kind == "called"]
    reports = [m.end for m in nouns if m.kind == "review"]
    for match in _QUOTE.finditer(text):
        name = match[1] or match[2]
        near = _PRICED.search(text[: match.start()]) is not None or any(
            0 <= match.start() - end <= 40 or _ATTRIBUTE.fullmatch(text, end, match.start())
            for end in ends
        )
        # "the WELLS project (“Wells for All”)" has its name before.
        again = text[match.start() - 1 : match.start()] == "("
        # The report “X” has a name of its own, the report on “X” has the project's.
        again |= any(match.start() - 1 <= end <= match.start() for end in reports)
        is_name = name[0].isupper() and not again and not _SAID.match(name)
        if is_name and near and other > match.start():
            yield name
    for noun in nouns:
        if text[noun.start].isupper() and noun.end < other:
            name = _spelt_out(text, noun)
            if name and _may_name(name):
                yield name
        elif noun.end < other and (english := _ENGLISH.match(text, noun.end)):
            yield english[1]
    named = _NAMED.search(text)
    before = text[: named.start()] if named else ""
    # "Type of project: …" is none of its name.
    last = before.split()[-4:]
    heads = [" ".join(last[place:]) for place, word in enumerate(last) if word[0].isupper()]
    listed = any(label.field != "title" for label in map(label_of, heads) if label)
    if named and not listed and has_word("project", before.rpartition(" ")[2]):
        yield named[1].strip()


def _before_project(text: str, noun: Mark) -> re.Match[str] | None:
    """Find the name in "the WELLS project (“…": without more, it may be who runs it."""
    more = text[noun.end :].startswith((" (“", ' ("', " («", " („", " –", ":"))
    return _ACRONYM_OF.search(text[: noun.start]) if more else None


def _short_names_in(sentence: Sentence) -> Iterator[str]:
    """Find names with capitals inside, beside "project"."""
    text = sentence.text
    for noun in sentence.marks:
        if noun.kind == "noun" and text[noun.start].islower():
            for short in (_ACRONYM.match(text, noun.end), _before_project(text, noun)):
                if short and _may_name(short[1]):
                    yield short[1]


def _spelt_out(text: str, noun: Mark) -> str | None:
    """Return "Safe Wells for All Project (SWAP)", "Projet d'appui aux puits (PAP)"."""
    before = _SPELT.search(text[: noun.start])
    behind = _BRACKETS.match(text, noun.end + 1) or _SPELT_ON.match(text, noun.end)
    if text.startswith("Action", noun.start) or not (before or (behind and noun.start)):
        # "Action Against Hunger (AAH)" is an organisation.
        return None
    few = before is None or len(before[1].split()) < 3
    if _WORLD.search(text, before.start(1) if before else noun.start, noun.end + 30):
        return None
    if not behind and (few or _PROGRAMME.match(text, noun.start)):
        return None
    return text[before.start(1) if before else noun.start : behind.end() if behind else noun.end]


def _may_name(name: str) -> bool:
    """Tell whether letters are no name of a fund, an organisation or a country."""
    parts = name.removesuffix(")").split(" (")
    known = [part for part in parts if is_fund_alone(part, any_name=True) or label_of(part)]
    return len(parts[0]) > 3 and not known and not (" " not in name and countries_in(name))


def _is_a_project(text: str, marks: Iterable[Mark]) -> str | None:
    """Return the name in "Wells for All (WFA) is a $2 million, five-year initiative"."""
    begins = _IS_A.match(text)
    noun = begins and next((m for m in marks if m.kind == "noun" and m.start >= begins.end()), None)
    if not begins or not noun or noun.start - begins.end() > 100:
        return None
    between = plain(text[begins.end() : noun.start])
    return None if set(_WORD.findall(_BRACKETS.sub("", between))) & _AFTER else begins[1]


def _with_own(text: str, marks: list[Mark], item: bool) -> Iterator[Mark]:
    """Add a mark where "the … project" stands; "a … project" in a list is one of several."""
    articles = ("the",) if item else ("the", "a")
    yield from marks
    for noun in marks:
        if noun.kind == "noun":
            acronym = text[noun.start].islower() and _ACRONYM.match(text, noun.end)
            the = bool(acronym) or any(
                mark.kind in articles
                and 0 < noun.start - mark.end <= _REACH
                and not _PARTED.search(text, mark.end, noun.start)
                for mark in marks
            )
            if the or _QUOTED.match(text, noun.end, noun.end + 44):
                yield Mark("own", noun.start, noun.end)


def _is_no_total(sentence: Sentence, amount: Amount) -> bool:
    """Tell whether an amount is what something else costs, what each is given, or a bound."""
    text = sentence.text
    aside = sentence.aside_before(amount.start)
    total = sentence.last_mark(amount.start, ("own",))
    cue = sentence.last_mark(amount.start, ("strong",))
    # "… within the programme, with a total value of EUR 5": these words are of the project.
    is_total = total and cue and cue.end == total.end > (aside.end if aside else 0)
    if aside and not is_total and ";" not in text[aside.end : amount.start]:
        return True
    given_to = any(m.kind == "own" and 0 <= m.start - amount.end <= 2 for m in sentence.marks)
    if "milion" in amount.text and _PER_ITALIAN.match(text, amount.end):
        given_to = True
    return any(
        (m.kind == "apiece" and not given_to and 0 <= m.start - amount.end <= 2)
        or (m.kind == "limit" and 0 <= amount.start - m.end <= 12)
        for m in sentence.marks
    )


def _split(text: str) -> Iterator[str]:
    """Cut a text into sentences; one without an end is cut at its longest."""
    begin = 0
    for end in _END.finditer(text):
        if text[end.start()] == ".":
            before = text[max(begin, end.start() - 8) : end.start()]
            day = before[-1:].isdigit() and _MONTH.match(text, end.end())
            if day or _BEFORE_STOP.search(before):
                continue
        yield from _chunks(text[begin : end.end()].strip())
        begin = end.end()
    yield from _chunks(text[begin:].strip())


def _chunks(text: str) -> Iterator[str]:
    while len(text) > _LONGEST:
        cut = text.rfind(" ", 0, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        yield text[:cut]
        text = text[cut:].lstrip()
    if text:
        yield text


def _places_in(sentence: Sentence) -> Iterator[tuple[str, bool]]:
    """Find the words behind "in" or "covers" that may name countries, and if they are sure to."""
    text = sentence.text
    head, colon, rest = text.partition(": ")
    label = label_of(head) if colon else None
    if label and label.field in PLACES | {"coverage"} and len(countries_in(rest)) > 1:
        yield rest, True
        return
    if counted := _counted_in(sentence):
        yield from ((words, True) for words in counted if words)
        return
    if sentence.about and not sentence.kinds & {"payer", "event"}:
        # "It reaches seven countries (Argentina, Bolivia, …)."
        for listed in _LISTED.finditer(text):
            if are_countries(listed[1]) and len(countries_in(listed[1])) > 1:
                yield listed[1], False
    for mark in sentence.marks:
        if mark.kind == "covers":
            if re.search(r"\b(?:was|were|is|are) $", text[: mark.start]):
                yield text[max(0, mark.start - 200) : mark.start], True
            elif sentence.last_mark(mark.start, ("aside",)) is None:
                yield _names_from(text, mark.end), sentence.about
        elif mark.kind == "in" and mark.start == 0:
            if sentence.last_mark(_REACH, ("aside",)):
                continue
            # "In Kenya, the project …"
            words = _names_from(text, mark.end)
            own = sentence.last_mark(mark.end + len(words) + 50, ("own",))
            if own and words:
                yield words, False
        elif mark.kind == "in":
            cue = sentence.last_mark(
                mark.start, ("own", "run", "covers", "event", "aside", "review")
            )
            if cue is None or cue.kind in ("event", "aside", "review"):
                continue
            between = text[cue.end : mark.start]
            if len(between.split()) <= 12 and not re.search(r"[;:.]", between):
                if _RELATIVE.search(between):
                    continue
                yield _names_from(text, mark.end), cue.kind == "run"


def _counted_in(sentence: Sentence) -> list[str]:
    """Return the list behind "three countries"; [""] where it names more or fewer."""
    for mark in [mark for mark in sentence.marks if mark.kind == "following"]:
        listed = re.split(r"\)|\.\s", sentence.text[mark.end :])[0]
        if len(countries_in(listed)) > 1:
            return [listed.strip(" :")]
    for noun, count in _numbers(sentence, "countries"):
        paying = sentence.last_mark(noun.start, ("payer", "event"))
        if paying and noun.start - paying.end < _REACH:
            continue
        rest = sentence.text[noun.end :]
        parts = [rest.split(")")[0], rest.split(". ")[0]]
        if countries_in(rest):
            return [next((part for part in parts if len(countries_in(part)) == count), "")]
    return []


def _numbers(sentence: Sentence, kind: str) -> Iterator[tuple[Mark, int]]:
    """Find nouns with the number that stands up to three words before them, from two on."""
    for noun in [mark for mark in sentence.marks if mark.kind == kind]:
        count = 0
        for word in plain(sentence.text[: noun.start]).split()[-3:]:
            of = duration_numbers().get(word, {}).values()
            count = int(word) if word.isdecimal() else int(next(iter(of), count))
        if 1 < count < _MANY:
            yield noun, count


def _names_from(text: str, place: int) -> str:
    """Take the capitalised words from a place on, with the small ones that link them."""
    words = list(_WORD.finditer(text, place, place + 300))
    end = place
    for number, word in enumerate(words):
        small = word[0][0].islower() and not (word[0][1:2] in "'’" and word[0][2:3].isupper())
        following = words[number + 1][0] if number + 1 < len(words) else ""
        if word[0] in ",/()–-’'" or word[0].lower() in LINKS or has_word("in", word[0]):
            continue
        if small and _goes_on(text, words, number):
            continue
        if not word[0][0].isalpha() or (small and following not in _OF):
            break
        if not small:
            end = word.end()
    return text[place:end].strip()


def _goes_on(text: str, words: list[re.Match[str]], small: int) -> bool:
    """Tell whether a small word is inside the name of a country: "Den demokratiske … Kongo"."""
    for last in words[small + 1 : small + 3]:
        if last[0][0].isupper() and small:
            whole = countries_in(text[words[small - 1].start() : last.end()])
            return len(whole) == 1 and whole != countries_in(last[0])
    return False


def _without_rounded(found: list[tuple[Found, Amount]]) -> list[tuple[Found, Amount]]:
    """Leave out amounts that only round another one."""

    def digits(amount: Amount) -> int:
        return len(f"{amount.value:.2f}".replace(".", "").strip("0"))

    return [
        one
        for one in found
        if not any(
            other[1].currency == one[1].currency
            and abs(other[1].value - one[1].value) <= 0.05 * other[1].value
            and digits(other[1]) > digits(one[1])
            for other in found
        )
    ]


def _widest(found: list[tuple[Found, list[str]]]) -> list[tuple[Found, list[str]]]:
    """Leave out lists of countries that are a part of another one."""
    return [one for one in found if not any(set(one[1]) < set(other[1]) for other in found)]


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
