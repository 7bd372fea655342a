"""Names of projects in sentences: in quotation marks, behind a colon, or with capitals inside."""

import re
from collections.abc import Iterator, Sequence

from migfund.read.page import Found
from migfund.read.pages.labels import label_of
from migfund.read.pages.publishers import is_fund_alone
from migfund.read.pages.sentences import Sentence
from migfund.read.pages.values import amounts_in, countries_in
from migfund.read.pages.words import LINKS, Mark, has_word, marks_in, plain, tokens_of, words_of

__all__ = ["project_names"]

_QUOTE = re.compile(
    r"[“«„\"”»]\s*([^“”«»„\"]{6,240}?)\s*[”»“\"«]"
    r"|(?<=\s)[‘‚'`´]([^‘’‚'`´“”«»\"]{8,200})[’‘'`´](?!\w)"
)
_BEHIND_COLON = re.compile(r":\s+([A-ZÀ-ÞА-ЯІЇЄ][^.“”«»\"]{14,220})\.?$")
_ACRONYM = re.compile(
    r"\s((?=\w*[a-zà-ÿ]*[A-ZÀ-Þ])[A-ZÀ-Þ][\w-]*[A-ZÀ-Þ][\w-]+(?<!\d)(?: \([A-Z][^()]{10,100}\))?)"
    r"(?=[\s,.])(?! (?:for )?[A-ZÀ-Þ])"
)
"""A name with capitals inside, behind "project"."""
_SHORTENED = re.compile(
    r"\s([A-ZÀ-ÞА-ЯІЇЄ][^.,;:()“”«»\"]{9,150} \((?=[^()]*[A-Z][^()]*[A-Z\d])[A-Z][\w-]{1,19}\))"
)
"""A name behind "project" that ends in its acronym: "project Water for All (WFA)"."""
_WITH_ACRONYM = re.compile(r"[^.,;:()“”«»\"]{0,150}\([A-ZÀ-Þ][\w-]*[A-ZÀ-Þ][\w-]*\)")
"""What stands behind "Project" in a name that ends in its acronym: "Projet de puits (PP)"."""
_ACRONYM_BEHIND = re.compile(r" \([A-ZÀ-Þ][\w-]*[A-ZÀ-Þ][\w-]*\)")
_SMALL_WORDS = LINKS | frozenset(
    "for to in on by with against from through via among towards project".split()
)
_SMALL = "|".join(sorted(_SMALL_WORDS - {"project"}))
_STEM = re.compile("proje|proye|progett|prosje|проект|проєкт")
_PROJECT = re.compile(rf"\W*(?:[\w-]*-)?(?:{_STEM.pattern})")
_ENDS_SHORT = re.compile(r"\([A-Z][\w-]*[A-Z][\w-]*\)$")
_MOST_WORDS = 30
"""Words of a sentence within which its verb stands."""
_SMALL_FIRST = re.compile(r"^(?: [a-zà-ÿ]+)+ ")
_CAPITALS = re.compile(rf"(?<!\w)[A-ZÀ-Þ][\w’'-]*(?:,? (?:[A-ZÀ-Þ&–][\w’'-]*|{_SMALL}))*,? $")
"""Words in capitals, and small ones between them, up to "Project"."""
_CALLED = re.compile(rf" ([A-ZÀ-Þ][\w’'-]*(?: (?:(?:{_SMALL}) )*[A-ZÀ-Þ\d][\w’'-]*)*)")
"""A name without quotation marks behind "is called"."""
_PROJECT_FOR = re.compile(
    rf"Project (?:for|on) (?:the )?[A-Z][\w’'-]*(?:,? (?:[A-Z&–][\w’'-]*|{_SMALL})(?![\w’'-]))*"
)
_FEWEST = 6
"""Words of a name that begins with "Project for"."""
_MAY = re.compile(r"[“«„\"”»‘‚'’`´]|: |Project (?:for|on) ")
_CAPITAL = re.compile(r"[A-ZÀ-Þ](?<=\w.)")
"""A sentence without any of these has no name; with a capital, one behind "project"."""
_APPOSED = re.compile(r" ?|(?: \([^()]*\))?,(?: [^\s,;:]+){0,3} ")
"""Between a name and "project" behind it."""
_DONE = frozenset({"run", "given", "gift"})
"""What is done with a project: it is launched, or paid."""
_NEAR = 40
"""Letters between "project" and its name."""
_MOST = 30
"""Names of a page that are looked at."""


def project_names(sentences: Sequence[Sentence]) -> list[Found]:
    """Return the names of projects that sentences give, each once."""
    found: dict[str, Found] = {}
    for sentence in sentences:
        kinds = {mark.kind for mark in marks_in(sentence.text)}
        noun = "noun" in kinds and _CAPITAL.search(sentence.text)
        if noun or "named" in kinds or _MAY.search(sentence.text):
            for name in _names_in(sentence):
                found.setdefault(plain(name), Found(name, sentence.line))
        if len(found) > _MOST:
            break
    said = [] if found else [(_said_to_be_a_project(one.text), one.line) for one in sentences]
    return [*found.values(), *(Found(name, line) for name, line in said if name)][:_MOST]


def _names_in(sentence: Sentence) -> Iterator[str]:
    text = sentence.text
    other = min((m.end for m in sentence.marks if m.kind == "other"), default=len(text))
    nouns = [
        mark
        for mark in sentence.marks
        if mark.kind == "noun"
        and mark.end <= other
        # "part of the programme “X”" names what the project belongs to.
        and not (
            has_word("programme", text[mark.start : mark.end]) and sentence.aside_before(mark.start)
        )
    ]
    reports = [mark.end for mark in sentence.marks if mark.kind == "review"]
    called = [mark.end for mark in sentence.marks if mark.kind == "called"]
    said = [
        mark.end
        for mark in sentence.marks
        if mark.kind == "named"
        and mark.end <= other
        and (subject := sentence.last_mark(mark.start, ("own",)))
        and not text[subject.end : mark.start].strip()
    ]
    ends = [*reports, *called, *said, *(mark.end for mark in nouns)]
    for match in _QUOTE.finditer(text):
        name = (match[1] or match[2]).rstrip(",;. ")
        # "The project helps the organisation “Caritas”" does not name the project.
        helped = sentence.last_mark(match.start(), ("covers",))
        helps = helped.end if helped else 0
        near = any(0 <= match.start() - e <= _NEAR and helps <= e for e in ends)
        # "“Safe Wells” (SaW) has been under way", "“Safe Wells” is what the project is called"
        named_so = bool(said) or _ACRONYM_BEHIND.match(text, match.end()) is not None
        near = near or (match.start() == 0 and named_so and other == len(text))
        # "The “Safe Wells” project", "“Safe Wells”, a two-year project"
        near = near or any(
            0 <= mark.start - match.end() <= _NEAR
            and _APPOSED.fullmatch(text, match.end(), mark.start)
            and words_of("and").isdisjoint(tokens_of(text[match.end() : mark.start]))
            for mark in nouns
        )
        near = near or (match.start() < other and _is_object(sentence, *match.span()))
        # "The EUR 4 million “Wells for All” will help."
        near = near or any(
            0 <= match.start() - text.find(a.text) - len(a.text) <= 2 for a in amounts_in(text)
        )
        # The report “X” has a name of its own, the report on “X” has the project's.
        own = any(match.start() - 1 <= end <= match.start() for end in reports)
        speaks = has_word("speaker", name.split()[0])
        if near and not own and not speaks and name[0].isupper() and match.start() < other:
            yield name
    # "The project is called MigraSafe"
    for place in [place for place in said if text[place + 1 : place + 2].isupper()]:
        name = _CALLED.match(text, place)
        if name and _may_name(name[1]):
            yield name[1]
    named = _BEHIND_COLON.search(text)
    if named and has_word("project", text[: named.start()].rpartition(" ")[2]):
        yield named[1].strip()
    for noun in nouns:
        if text[noun.start].islower():
            named = _ACRONYM.match(text, noun.end) or _SHORTENED.match(text, noun.end)
            name = named[1] if named else ""
        else:
            name = _spelt_out(text, noun)
        if name and _may_name(name):
            yield name


def _is_object(sentence: Sentence, begin: int, end: int) -> bool:
    """Tell what is launched or paid: "launched “Safe Wells”", "gave EUR 5 to “Safe Wells”"."""
    before = [m for m in sentence.marks if m.end <= begin and m.kind in _DONE]
    link = sentence.text[:begin].rstrip().rpartition(" ")[2]
    if begin and any(begin - m.end <= 2 for m in before):
        return True
    if before and link and has_word("for", link):
        return True
    # "“Safe Wells” cost EUR 5."
    behind = (m.start - end for m in sentence.marks if m.kind in ("run", "strong"))
    return begin == 0 and any(0 <= letters <= 1 for letters in behind)


def _said_to_be_a_project(text: str) -> str:
    """Return the subject of "Safe Wells (SAW) is a two-year project"."""
    words = text.split()[:_MOST_WORDS] if _STEM.search(plain(text)) else []
    for place in [place for place in range(1, len(words) - 2) if has_word("be", words[place])]:
        if has_word("a", words[place + 1]) or has_word("the", words[place + 1]):
            behind = [plain(word) for word in words[place + 2 : place + 7]]
            noun = next((n for n, word in enumerate(behind) if _PROJECT.match(word)), len(behind))
            if noun == len(behind) or not words_of("of").isdisjoint(behind[:noun]):
                # "… is a partner of the project"
                return ""
            begin = 1 if has_word("the", words[0]) else 0
            subject = words[begin:place]
            name = " ".join(subject)
            small = [word for word in subject if word[0].islower() and word not in _SMALL_WORDS]
            named = sum(word.strip("(")[:1].isupper() for word in subject) > 1 or name.isupper()
            named |= len(subject) == 1 and sum(map(str.isupper, name)) > 1
            named &= all(len(word) <= 3 for word in small) or bool(_ENDS_SHORT.search(name))
            return name if named and _may_name(name) and not _QUOTE.search(name) else ""
    return ""


def _spelt_out(text: str, noun: Mark) -> str:
    """Return "Safe Wells for All Project (SWAP)", all of it."""
    word = text[noun.start : noun.end]
    behind = _WITH_ACRONYM.match(text, noun.end)
    if not behind and (spelt := _PROJECT_FOR.match(text, noun.start)):
        # "the Project for Enhancing the Border Management Capacity in Pacific Island Countries"
        words = spelt[0].split(" ")
        while words[-1] in _SMALL_WORDS:
            words.pop()
        return " ".join(words).rstrip(",") if len(words) >= _FEWEST else ""
    named = has_word("project", word) and word != "Action"
    if behind and has_word("programme", word):
        # "World Food Programme (WFP)" and "Action against Hunger (ACF)" are organisations.
        named = not behind[0].startswith(" (")
    if not behind or not named:
        return ""
    before = _CAPITALS.search(text[max(0, noun.start - 200) : noun.start])
    begins = before[0].rpartition("the ")[2].rpartition("The ")[2] if before else ""
    name = begins + text[noun.start : behind.end()]
    if not begins and behind[0].startswith(" ("):
        # "Initiative (WELLS)" has lost its beginning.
        return ""
    of_whom = _SMALL_FIRST.sub("", behind[0])
    if not before and is_fund_alone(of_whom.partition(" (")[0], any_name=True):
        # "Project with the European Union (EU)"
        return ""
    # "Project Steering Committee (PSC)" is a body of the project.
    return name if words_of("authority").isdisjoint(tokens_of(name)) else ""


def _may_name(name: str) -> bool:
    """Tell whether letters are no name of a fund, an organisation or a country."""
    parts = name.removesuffix(")").split(" (")
    known = [part for part in parts if is_fund_alone(part, any_name=True) or label_of(part)]
    body = not words_of("authority").isdisjoint(tokens_of(parts[0]))
    return (
        len(parts[0]) > 3
        and not known
        and not body
        and not (" " not in name and countries_in(name))
    )
