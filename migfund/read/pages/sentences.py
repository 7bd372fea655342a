"""The sentences of a page, with the words in them that say whose a value is.

Which words say what stands in ``codelists/page_words.csv``, for all languages.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from migfund.parse.date_words import months
from migfund.parse.number_words import duration_numbers
from migfund.read.page import Page
from migfund.read.pages.lines import Line
from migfund.read.pages.statements import Statement
from migfund.read.pages.values import amounts_in, are_countries, countries_in, has_number, is_told
from migfund.read.pages.words import LINKS, Mark, has_word, language_of, marks_in, plain, tokens_of

__all__ = ["Sentence", "capitalised", "numbers_in", "sentences_of", "tell_of_several"]

_END = re.compile(
    r"[.!?…][\"”’)»]*(?:\s+(?=[A-ZÀ-ÖØ-ÞА-ЯІЇЄҐ“\"(«„])|(?<=[a-zà-ÿа-яії]{4}[.!?])\s+(?=\d)"
    r"|(?<=[a-zà-ÿа-яії)\"]\.)(?=[A-ZÀ-ÖØ-Þ][a-zà-ÿ ’]))"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\w\s]|\d+")
_BETWEEN_WORDS = re.compile(r"[ '’]")
_PARTED = re.compile(r"[;:]|\((?!\d)")
"""Parts "the" from "project", but not in "a five-year (2016-2021) project"."""
_QUOTES = frozenset('“«„"”»')
_CLOSING = {"“": "”", "«": "»", "„": "“”", '"': '"', "‘": "’"}
_QUOTED = 120
"""Letters of the longest name in quotation marks."""
_BEHIND_NAME = re.compile(r":| [-–—(]")
_ACRONYM = re.compile(r"\(([A-ZÀ-Þ][\w-]{2,})\)")
_BRACKET = re.compile(r"^ ?\([^()]{1,60}\)")
_WITH_YEARS = re.compile(
    r"((?: [\w’'-]+){0,6}?)(?: \([^()\d]{1,20}\))? (?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d"
)
"""What stands behind "Programme" in a name that ends in its years."""
_NAME = 3
"""Words of a title by which a sentence speaks of the project."""
_LONGEST = 800
"""Letters of the longest sentence that is read as one."""
_MOST = 1000
"""Sentences of a page that are looked at."""
_BEHIND = 35
"""Letters between "workshop" and the end of "of the regional project"."""
_REACH = 60
"""Letters between "the" and "project" in one phrase."""
_OF_OTHERS = frozenset({"event", "other", "review"})
_OF_PROJECT = frozenset({"own", "noun", "framework"})
_NEAR = 8
"""Letters between "part of" and "project"."""
_VERBS = frozenset({"run", "covers", "money", "strong", "gives", "named", "own", "aside", "other"})
"""Kinds of what may stand behind "it"."""
_SKIPPED = frozenset(
    "? contact related previous_phase next_phase call call_budget programme_budget".split()
)
"""Labels below which nothing is the project's."""
_TOLD = frozenset(
    "description objective activities results target_group sector project_type".split()
)
"""Labels whose values are running text about the project."""
_FIRST = 4
"""Sentences of a page that say whether it is about several projects."""
_MANY = 50
"""A number of projects that a programme may have paid for, and still be one."""


@dataclass(eq=False, repr=False)
class Sentence:
    """A sentence, with the line it begins in; its marks are sought when they are asked for.

    Parameters
    ----------
    text, line
        Its words, and where they stand.
    item
        Whether it is an item of a list, where "a project" is one of several.
    before
        The sentence before it in the same line.
    scope
        The field of the label that it stands below.
    title
        The title of the project; a sentence with it before its verb is the project's.
    named
        Whether one above it names the project, so that "A project" is another one.
    """

    text: str
    line: int
    item: bool
    before: "Sentence | None"
    scope: str
    title: str = ""
    page: Sequence["Sentence"] = ()
    place: int = 0

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The words that say whose a value is; "the … project" is a mark as a whole."""
        marks = [m for m in marks_in(self.text) if m.kind != "goes_on" or not self._is_article(m)]
        if turn := next((mark for mark in marks if mark.kind == "continues"), None):
            # What stands behind "is a continuation of" says nothing of what stands before it.
            marks = [m for m in marks if m.end <= turn.start]
            marks.append(turn._replace(kind="aside"))
        marks = [
            mark for mark in marks if mark.kind != "other" or not self._is_of_part(mark, marks)
        ]
        # "A project" in a list is one of several.
        articles = [m for m in marks if m.kind == "the" or (m.kind == "a" and not self.item)]
        own = [
            Mark("own", noun.start, noun.end)
            for noun in marks
            if noun.kind == "noun"
            and any(
                0 < noun.start - one.end <= _REACH
                and not _PARTED.search(self.text, one.end, noun.start)
                for one in articles
            )
        ]
        small = plain(self.text) if self.title else ""
        for name in [name for name in _names_of(self.title) if name in small]:
            end = small.find(name) + len(name)
            rest = _BRACKET.sub("", self.text[end:].lstrip('”»“"'), 1).lstrip()
            at = len(self.text) - len(rest)
            runs = any(mark.start == at and mark.kind == "run" for mark in marks)
            whole = not self.text[end - len(name) - 1 : end - len(name)].isalnum()
            if whole and (runs or has_word("is", rest.partition(" ")[0])):
                own.append(Mark("own", end - len(name), end))
        if not own and _OF_PROJECT.isdisjoint([mark.kind for mark in marks]):
            return tuple(marks)
        another = _introduced(marks)
        above = itertools.islice(self.page, self.place)
        if another and (self.before or any(map(_names_the_project, above))):
            # "A regional programme", "Un projet du même genre"
            return tuple(self._beside_frameworks([*marks, another]))
        names = [mark for mark in marks if mark.kind == "own"]
        # "The beneficiary of the project" speaks of the project.
        marks = [
            mark
            for mark in marks
            if mark.kind not in _OF_OTHERS or not any(_is_part(mark, name) for name in names)
        ]
        # "The workshop of the project" speaks of a workshop.
        ends = [m.end for m in marks if m.kind in ("event", "review") and self.has_of(m.end)]
        marks = [
            mark
            for mark in (*marks, *own)
            if mark.kind != "own" or not any(0 < mark.end - end <= _BEHIND for end in ends)
        ]
        return tuple(self._beside_frameworks(marks))

    def _is_of_part(self, other: Mark, marks: Sequence[Mark]) -> bool:
        """Tell "EUR 5, of which EUR 1 as a loan", "first set at EUR 4, then raised to 5"."""
        word = self.text[other.start : other.end]
        if has_word("at_first", word):
            return any(mark.kind == "changed" for mark in marks)
        return has_word("loan", word) and any(
            mark.kind == "aside"
            and mark.end <= other.start
            and has_word("part", self.text[mark.start : mark.end])
            for mark in marks
        )

    def _is_article(self, mark: Mark) -> bool:
        """Tell "Il ministero", "Het ministerie" from "Il dure", "Het loopt", which go on."""
        if mark._replace(kind="the") not in marks_in(self.text):
            return False
        verbs = {m.start for m in marks_in(self.text) if m.kind in _VERBS}
        behind = self.text[mark.end + 1 :].partition(" ")[0]
        verb = mark.end + 1 in verbs or has_word("is", behind)
        return not verb and language_of(self.text, "fr", "it", "nl") != "fr"

    def _beside_frameworks(self, marks: list[Mark]) -> list[Mark]:
        """Leave out of the project's marks those of a programme that frames many projects."""
        frames = list(self._frameworks(marks))
        kept = [mark for mark in marks if mark.kind != "framework"]
        if not frames:
            return kept
        aside = frames
        if not any(mark.kind == "own" and mark.end <= frames[0].start for mark in kept):
            # "…, which has a budget of" goes on about the programme.
            aside = frames + [mark for mark in kept if mark.kind == "strong"]
        return frames + [
            mark
            for mark in kept
            if mark.kind not in ("own", "noun")
            or not any(mark.start < one.end and one.start < mark.end for one in aside)
        ]

    def _frameworks(self, marks: Sequence[Mark]) -> Iterator[Mark]:
        """Find them: "the National Indicative Programme", "the Sahel Programme 2014-2020"."""
        title = plain(self.title)
        for mark in marks:
            if mark.kind == "framework" and plain(self.text[mark.start : mark.end]) not in title:
                yield mark
            if mark.kind == "own" and self._is_short_for_framework(mark):
                yield mark._replace(kind="framework")
            if mark.kind != "noun" or not has_word("programme", self.text[mark.start : mark.end]):
                continue
            article = max(
                (m.end for m in marks if m.kind == "the" and m.end <= mark.start), default=0
            )
            years = _WITH_YEARS.match(self.text, mark.end)
            if not title or not years or mark.start - article > _REACH:
                continue
            words = f"{self.text[article : mark.start]} {years[1]}".split()
            names = [plain(word) for word in words if word[0].isupper()]
            mine = sum(name in title for name in names)
            small = [word for word in years[1].split() if word[0].islower() and word not in LINKS]
            if len(names) > 2 * mine and not small:
                yield Mark("framework", article, years.end())

    def _is_short_for_framework(self, own: Mark) -> bool:
        """Tell "the Initiative" below "the Joint Initiative" of another sentence."""
        noun = _BETWEEN_WORDS.split(self.text[own.start : own.end])[-1]
        return (
            noun[:1].isupper()
            and has_word("frame", noun)
            and any(
                mark.kind == "framework"
                and noun in _BETWEEN_WORDS.split(one.text[mark.start : mark.end])
                for one in itertools.islice(self.page, self.place)
                for mark in (one.marks if "framework" in one.kinds else ())
            )
        )

    def has_of(self, place: int) -> bool:
        """Tell whether "of" stands at a place."""
        return has_word("of", self.text[place : place + 8].lstrip().partition(" ")[0])

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of its marks."""
        return frozenset([mark.kind for mark in self.marks])

    def last_mark(self, place: int, kinds: Iterable[str]) -> Mark | None:
        """Return the nearest mark of some kinds before a place in the sentence."""
        before = [mark for mark in self.marks if mark.end <= place + 1 and mark.kind in kinds]
        return max(before, key=lambda mark: mark.end, default=None)

    def aside_before(self, place: int) -> Mark | None:
        """Return the nearest mark before a place by which the sentence turns to something else.

        "within the programme" does, "part of the project" does not.
        """
        found = self.last_mark(place, ("aside", "framework"))
        if found and self._is_over(found, place):
            return None
        if found and found.kind == "framework":
            # "The project, funded under the programme 2014-2020, has" goes on about the project.
            own = self.last_mark(found.start, ("own",))
            before = self.text[own.end : found.start] if own else ""
            return None if "," in before and "," in self.text[found.end : place] else found
        if found and any(
            mark.kind == "own"
            and 0 <= mark.start - found.end <= _NEAR
            and not has_word("programme", self.text[mark.start : mark.end].split()[-1])
            for mark in self.marks
        ):
            return None
        return found

    def _is_over(self, aside: Mark, place: int) -> bool:
        """Tell "Each gets EUR 1; the project costs EUR 5", and "X paid for the project with"."""
        part = self.text.find(";", aside.end, place)
        payer = aside._replace(kind="payer")
        return any(
            (mark.kind in ("own", "goes_on") and aside.start < mark.start < place)
            and (
                0 <= part < mark.start
                or any(m[:2] == payer[:2] and mark.start - m.end <= 2 for m in self.marks)
            )
            for mark in self.marks
        )


def _whole(statement: Statement, raw: str) -> str:
    """Return the words behind no known label; with those before the colon if that is none."""
    before, words = statement.label.words, statement.words
    named = not _QUOTES.isdisjoint(before) or words[:1] in _QUOTES
    leads = named or (is_told(before) and are_countries(words.split(". ")[0].rstrip(".")))
    # "Building a Future: Make it here is a project …"
    capitals = all(word[0].isupper() or len(word) <= 3 for word in before.split())
    leads |= before.count(" ") > 1 and capitals and words[-1:] == "." and is_told(words)
    begin = raw.find(before)
    place = raw.find(words, begin + len(before)) if begin >= 0 else -1
    # As they stand: "les pays suivants : Sénégal et Mali".
    return raw[begin : place + len(words)] if leads and words and place >= 0 else words


def _is_part(mark: Mark, whole: Mark) -> bool:
    """Tell whether a mark is a part of a longer one."""
    inside = whole.start <= mark.start and mark.end <= whole.end
    return inside and mark[1:] != whole[1:]


def sentences_of(
    page: Page,
    plain_lines: Iterable[tuple[Line, str]],
    statements: Iterable[Statement],
    title: str = "",
) -> list[Sentence]:
    """Cut the running text of a page into sentences.

    Parameters
    ----------
    page
        The page; its steps are counted.
    plain_lines, statements
        Its lines without a label, each with the field of the label above, and its statements.
    title
        Its title.
    """
    raw = page.text.splitlines()
    said = [(s, s.words if s.field else _whole(s, raw[s.line - 1])) for s in statements]
    lines = [
        (s.line, words, s.field if s.field in _SKIPPED else "", "")
        for s, words in said
        if s.field in _TOLD or len(words) > (100 if s.field else 40)
    ]
    lines += [
        (o.number, o.text, scope, o.mark)
        for o, scope in plain_lines
        if len(o.text) > 30 or (o.text[-1] == "." and o.text.count(" ") > 2)
    ]
    lines = [one for one in sorted(lines) if one[2] not in _SKIPPED]
    return list(itertools.islice(_read(page, lines, title), _MOST))


@lru_cache
def _names_of(title: str) -> tuple[str, ...]:
    """Return the title, what stands before its dash, and its acronym, if they name one project.

    "Migration" may begin a sentence about all migration.
    """
    several = dict.fromkeys((title, _BEHIND_NAME.split(title)[0], *_ACRONYM.findall(title)))
    named = (o for o in several if o.count(" ") + 1 >= _NAME or sum(map(str.isupper, o)) > 1)
    return tuple(map(plain, named))


def _read(page: Page, lines: Iterable[tuple[int, str, str, str]], title: str) -> Iterator[Sentence]:
    seen: list[Sentence] = []
    for line, text, scope, item in lines:
        before = None
        for part in _split(text):
            page.steps += 1 + len(part) // 50
            before = Sentence(part, line, bool(item), before, scope, title, seen, len(seen))
            seen.append(before)
            yield before


def _split(text: str) -> Iterator[str]:
    """Cut a text into sentences; one without an end is cut at its longest."""
    begin = 0
    for end in _END.finditer(text):
        if _is_in_quotes(text, begin, end.start()):
            continue
        if text[end.start()] == ".":
            last = tokens_of(text[max(begin, end.start() - 12) : end.start()])[-1:]
            following = tokens_of(text[end.end() : end.end() + 12])[:1]
            month = last and last[0] in months() and text[end.end()].isdigit()
            if month or (
                last and (has_word("abbreviation", last[0]) or _is_day(last[0], following))
            ):
                continue
        yield from _chunks(text[begin : end.end()].strip())
        begin = end.end()
    yield from _chunks(text[begin:].strip())


def _is_in_quotes(text: str, begin: int, place: int) -> bool:
    """Tell whether a place is inside a name in quotation marks: "“Safe. Open.” helps"."""
    opened = max(text.rfind(sign, max(begin, place - _QUOTED), place) for sign in '“«„"‘')
    if opened < 0 or (text[opened] == '"' and text.count('"', begin, place) % 2 == 0):
        return False
    ends = _CLOSING[text[opened]]
    behind = min(text.find(sign, place) % (len(text) + 1) for sign in ends)
    return not any(sign in text[opened + 1 : place] for sign in ends) and behind < opened + _QUOTED


def _is_day(word: str, following: list[str]) -> bool:
    return word.isdecimal() and bool(following) and following[0] in months()


def _chunks(text: str) -> Iterator[str]:
    while len(text) > _LONGEST:
        cut = text.rfind(" ", 0, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        yield text[:cut]
        text = text[cut:].lstrip()
    if text:
        yield text


def numbers_in(sentence: Sentence, kind: str) -> Iterator[tuple[Mark, int]]:
    """Find nouns with the number that stands up to three words before them, from two on."""
    for noun in [mark for mark in sentence.marks if mark.kind == kind]:
        count = 0
        before = plain(sentence.text[: noun.start]).split()
        for place in range(max(len(before) - 3, 0), len(before)):
            word = before[place]
            of = duration_numbers().get(word, {}).values()
            count = int(word) if word.isdecimal() else int(next(iter(of), count))
            # "12 million for projects" counts none, "one of two projects" one.
            million = not word.isdecimal() and has_number(word)
            count = 0 if million or _is_one_of(before[:place]) else count
        if 1 < count < _MANY:
            yield noun, count


def _is_one_of(words: Sequence[str]) -> bool:
    """Tell whether words end in "one of"."""
    one, of = words[-2:] if len(words) > 1 else ("", "")
    return 1 in duration_numbers().get(one, {}).values() and has_word("of", of)


def capitalised(text: str, place: int = 0) -> str:
    """Return the capitalised words from a place on, with the small ones that link them.

    Examples
    --------
    >>> capitalised("in Kenya, Uganda and the Sudan since 2019", 3)
    'Kenya, Uganda and the Sudan'
    """
    words = list(_WORD.finditer(text, place, place + 300))
    end = place
    for number, word in enumerate(words):
        small = word[0][0].islower() and not (word[0][1:2] in "'’" and word[0][2:3].isupper())
        if word[0] in ",/()–-’'" or word[0].lower() in LINKS or has_word("in", word[0]):
            continue
        if small and _is_inside(text, words, number):
            continue
        if small or not word[0][0].isalpha():
            break
        end = word.end()
    return text[place:end].strip()


def _is_inside(text: str, words: Sequence[re.Match[str]], small: int) -> bool:
    """Tell whether a small word is inside the name of a country: "Den demokratiske … Kongo"."""
    for last in words[small + 1 : small + 3]:
        if last[0][0].isupper() and small:
            whole = countries_in(text[words[small - 1].start() : last.end()])
            # In "Mali by Caritas" it is not: "Mali" says the same.
            return len(whole) == 1 and whole not in map(
                countries_in, (words[small - 1][0], last[0])
            )
    return False


def tell_of_several(sentences: Sequence[Sentence]) -> bool:
    """Tell whether sentences speak of "two new projects", or of a project and of another one."""
    for sentence in sentences[:_FIRST]:
        if any(numbers_in(sentence, "projects")):
            return True
        if "own" in sentence.kinds:
            break
    paid: set[float] = set()
    for sentence in sentences:
        if _names_the_project(sentence):
            # "A pilot project had EUR 5" below "the project" is another one.
            return False
        amounts = {amount.value for amount in amounts_in(sentence.text)}
        if amounts and "noun" in sentence.kinds and not sentence.kinds & {"other", "aside"}:
            if paid and paid.isdisjoint(amounts) and _introduces(sentence):
                return True
            paid |= amounts
    return False


def _names_the_project(sentence: Sentence) -> bool:
    """Tell whether a sentence speaks of "the project" and does not introduce "a project"."""
    return "own" in sentence.kinds and not _introduces(sentence)


def _introduces(sentence: Sentence) -> bool:
    """Tell whether a sentence introduces "a project"."""
    noun = next((mark for mark in sentence.marks if mark.kind == "noun"), None)
    article = sentence.last_mark(noun.start, ("a", "the", "refers")) if noun else None
    return bool(noun and article and article.kind == "a" and noun.start - article.end <= 2 * _NEAR)


def _introduced(marks: Sequence[Mark]) -> Mark | None:
    """Return "A regional programme" at the beginning of a sentence as a mark of another project."""
    begins = any(mark.kind == "a" and mark.start == 0 for mark in marks)
    noun = next((mark for mark in marks if mark.kind == "noun"), None)
    if noun is None or noun.start > _REACH:
        return None
    # "A UE assinou o Programa" introduces none.
    begins &= all(mark.kind != "the" or not 0 < mark.start < noun.start for mark in marks)
    return Mark("other", 0, noun.end) if begins else None
