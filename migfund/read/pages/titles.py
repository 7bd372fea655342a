"""The title of a project: from its label, or the line that stands as the page's heading."""

import re
from functools import lru_cache
from itertools import pairwise

from migfund.read.page import Found
from migfund.read.pages.forms import before_value
from migfund.read.pages.labels import OURS, label_of
from migfund.read.pages.lines import Line
from migfund.read.pages.positions import Value
from migfund.read.pages.publishers import is_fund_alone
from migfund.read.pages.statements import Statement, Statements
from migfund.read.pages.values import countries_in, is_told, kind_of, one_date
from migfund.read.pages.words import LINKS, has_word, plain

__all__ = ["find_title"]

_SITE_NAME = re.compile(
    r"[^–—|:]{1,60}(?:organi[sz]ation for migration|internationale pour les migrations|"
    r"internacional para las migraciones)"
    r"|[^:]{2,30}: (?:discover|explore|find|search|entdecke|finde|découvr|trouve|descubr|encuentr"
    r"|scopri|trova|ontdek|upptäck).*"
    r"|(?-i:[a-z\d-]{3,30}\.[a-z]{2,4}(?: .*)?)",
    re.IGNORECASE,
)
"""The name of a site, or what it says of itself: "Wells: find projects near you"."""
_BEFORE_NOUN = LINKS | frozenset("the about zum zur uber sul sulla over om por".split())
"""Words before "project" in headings such as "Facts about the project"."""
_STEPS = frozenset(">»›→/")
_PATH = re.compile(r"\s[>»›→/]\s+|[>»›]\s+")
"""What parts a path through the site, at the end of which stands the page's title."""
_STEP = re.compile(r"\s[>»›]\s")
_ITEM = re.compile(
    r"[\"“«„]?\d{1,2}\)|\d{1,2}\.\d|(?:date )?\d{4}-\d\d(?:-\d\d)? "
    r"|(?:[Dd]ownload|or|ou|oder|o|eller|of|или|або) [\"“«„]|Logo "
)
"""An item of a list, the number of a section, a day, another name of what stands above."""
_CAPTION = re.compile(
    r"©|[Pp](?:icture|hoto)s?(?:[.:]| courtesy| by| credit)|[Ff]oto:|[a-zß-ÿ\d]{3}\. [A-Z].{99}"
)
_OF_BODY = re.compile(r".* \(\d{5,6}\)")
"""Names of organisations with their number: "World Bank (44001)"."""
_FUND = re.compile(r"(?:\S+ ){1,5}(?:Fund|Fonds|Fondo|Fundo|Fonden|Fondet)(?: \([A-Z]+\))?")
_COUNT = re.compile(r"\d{1,3}(?:[ .,’']\d{3})+ ")
_DAY = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{4}")
_CLOCK = re.compile(r"\b\d{1,2} ?[:hu] ?\d\d\b")
"""The time of day, as in "Last updated at 08:55 on 14/09"."""
_QUOTED = re.compile(r"[“«„\"]([^“”«»„\"]+)[”»“\"](?: \([^()]{1,40}\))?")
_GOES_ON = frozenset("From For Of In To And With".split())
"""Capitals with which the second line of a title may begin as with small letters."""
_NEVER = frozenset(
    "? partner implementer contact staff fund related beneficiaries target_group".split()
)
_LONGEST = 300
_SENTENCE = 200
_QUESTION = 8
"""Words from which on a question may be a title, and no heading."""
_SHORT = 24
"""Letters of a line that is a title only where no longer one is near."""
_LABEL = 40
"""Letters of a line that may be an unknown label."""
_FORM = 3
"""Unknown labels that make a page a form."""
_MOST_WORDS = 25
"""Words of a first line that is taken before one with more."""
_LOOKS = 60
_HEAD = 6
"""Lines at the top of a page in which its number may stand above the title."""


def find_title(
    statements: Statements, values: list[Value], left: list[Value], labelled: list[Statement]
) -> tuple[Found, str] | None:
    """Return the words of the title and what they rest on: label, heading, position, first line."""
    # A long sentence behind "Project:" describes it, and "2." is the next section.
    labelled = [
        one
        for one in labelled
        if (len(one.words) < _SENTENCE or one.words[-1] != ".") and any(map(str.isalpha, one.words))
    ]
    head = statements.stated[0] if statements.stated else None
    if head and head.line == statements.lines[0].number and head.field == "description":
        # "Project profile: Safe Ports" is the first line of all.
        labelled = labelled or [head] * (len(head.words.split()) > 2 and not is_told(head.words))
    found = (
        (labelled[0].found, labelled[0].form) if labelled else _unlabelled(statements, values, left)
    )
    if found and _STEP.search(found[0].text):
        # "Tools for » Safe Ports" is a path.
        found = found[0]._replace(text=_STEP.split(found[0].text)[-1]), found[1]
    if found and (quoted := _QUOTED.fullmatch(found[0].text)):
        return found[0]._replace(text=quoted[1]), found[1]
    named = before_value(found[0].text, None) if found else None
    if found and named and named[0].field == "title" and " " in named[0].words:
        # "Action Document for Safe Ports" is a title behind its label.
        found = found[0]._replace(text=named[1]), found[1]
    # What begins with "of the" goes on from a line above.
    return found if found and found[0].text.partition(" ")[0] not in LINKS else None


def _unlabelled(
    statements: Statements, values: list[Value], left: list[Value]
) -> tuple[Found, str] | None:
    """Find the heading, the line above the values or the first line that can be the title."""
    labels = {value.above for value in left}
    labels |= {
        line.text
        for (line, _), (below, _) in pairwise(statements.free)
        if (below.number == line.number + 1 and _DAY.fullmatch(below.text))
        # A small heading of an amount is its label.
        or (line.mark == "#" and line.level > 2 and kind_of(below.text) in ("budget", "period"))
    }
    free = [(line, scope) for line, scope in statements.free if line.text not in labels]
    lines = [line for line, scope in free if not scope or (line.gap and scope not in _NEVER)]
    headings = [
        line for line in lines[:_LOOKS] if line.mark == "#" and line.level <= 2 and _may_be(line)
    ]
    if headings:
        best = min(headings, key=lambda line: line.level)
        return Found(best.text, best.number), "heading"
    paths = [one.text for one in statements.lines[:_LOOKS] if not _STEPS.isdisjoint(one.text)]
    ends = {_PATH.split(path)[-1] for path in paths if _PATH.search(path)}
    for line, _ in free[:_LOOKS] if ends else ():
        if line.text in ends and " " in line.text and _may_be(line):
            return Found(line.text, line.number), "position"
    ours = [s for s in statements.stated if s.field in OURS]
    marked = [s.line for s in ours if s.words or s.label.words[-1] == ":"]
    firsts = marked or [s.line for s in ours if len(ours) > 2]
    places = [v.found.line for v in values if v.field not in ("project_type", "fund", "code")]
    first, last = min(firsts + places, default=0), max(firsts + places, default=0)
    every = [line for line, scope in free if scope not in _NEVER]
    above = [line for line in every if line.number < last]
    rows = {line.number for line in above if statements.may_be_statement(line)}
    lines, every = (
        [line for line in some if line.number not in rows] or some for some in (lines, every)
    )
    codes = {v.found.line for v in (*values, *left) if v.field in ("code", "project_id")}
    codes |= {s.line for s in statements.stated if s.field == "project_id"}
    for line in every[:_LOOKS]:
        if line.number - 1 in codes and line.number < _HEAD and not line.gap and _may_be(line):
            # A page may begin with the project's number, and its title below that.
            return Found(line.text, line.number), "position"
    menus = [
        line.number
        for line in statements.lines[:_LOOKS]
        if line.menu and (line.cells or not _STEPS.isdisjoint(line.text))
    ]
    for limit, wanted in ((first, lines), (min(firsts, default=0), lines), (first, every)):
        above = [line for line in wanted if line.number < limit][-_LOOKS:]
        if found := _above(above, menus):
            return found, "position"
    told = [line for line, scope in free if scope != "?"]
    unknown = [line for line, _ in free if line.text[-1] == ":" and len(line.text) < _LABEL]
    if len(unknown) >= _FORM and not any(s.words for s in ours):
        # A form in a language that no list knows has its title below one of them.
        return None
    # Between labels stand labels that no list knows, and their values.
    limits = sorted(set(firsts) - codes) or [last]
    told = [line for line in told if not firsts or line.number < limits[0]]
    return _first_line(told, statements)


def _above(above: list[Line], menus: list[int]) -> Found | None:
    """Take the nearest line above the values that can be a title, or what stands above the text.

    Above a row of a menu stands the head of a site.
    """

    def parted(upper: Line, lower: Line) -> bool:
        return any(upper.number < menu < lower.number for menu in menus)

    told, place = False, -1
    for number in range(len(above) - 1, -1, -1):
        line = above[number]
        if place >= 0 and parted(line, above[place]):
            break
        if _is_told(line) or not _may_be(line):
            if place >= 0 and (_is_told(line) or not told):
                break
            told |= _is_told(line)
            continue
        words = len(line.text.split())
        # "Safe ports in Nepal" is one, "IOM Nepal Office" is a name.
        few = len(line.text) < _SHORT and not (words > 3 and countries_in(line.text))
        short = few or words < 3
        if short and told and not above[number + 1].gap:
            # A word right above running text is no heading of it.
            continue
        if place < 0 or not short:
            place = number
            if not short and not told:
                break
    if place < 0:
        return None
    best, upper = above[place], above[place - 1] if place else None
    if upper is None or not _may_be(upper) or _is_told(upper):
        return Found(best.text, best.number)
    last = place == len(above) - 1
    few = len(best.text) < _SHORT or 3 * len(best.text) < 2 * len(upper.text)
    if best.gap and last and few and len(upper.text) > len(best.text) and not parted(upper, best):
        # Between a title and lines that are values stands a theme.
        return Found(upper.text, upper.number)
    named = set(countries_in(best.text))
    beside = best.number == upper.number + 1
    same = named == set(countries_in(upper.text)) and len(upper.text) > _SHORT
    if named and same and beside:
        # Below a title stands its translation.
        return Found(upper.text, upper.number)
    goes_on = best.text[0].islower() or best.text.split()[0] in _GOES_ON
    goes_on &= beside and len(upper.text) > 8
    if goes_on and not upper.text.isupper() and (place == 1 or upper.gap):
        return Found(f"{upper.text} {best.text}", upper.number)
    return Found(best.text, best.number)


def _first_line(lines: list[Line], statements: Statements) -> tuple[Found, str] | None:
    """Take the longest of the first lines that stand alone, above the text."""
    alone: list[Line] = []
    if again := _stated_again(statements):
        return again, "first line"
    for line in lines[:8]:
        if _is_told(line):
            break
        place = statements.lines.index(line)
        below = statements.lines[place + 1 :][:1]
        stands = not below or below[0].gap > 0 or below[0].text == line.text
        # Below a headline stand the kind of page, the place and the day.
        stands = stands or below[0].menu or _is_dateline(below[0].text)
        stands = stands or _is_headline(statements.lines[max(0, place - 1) : place + 2])
        if stands and _may_be(line) and not line.text.endswith((".", ",")):
            alone.append(line)
            if below and below[0].text == line.text:
                # The name of the page, and the headline again.
                break
    # The beginning of the text, which is longer, may stand alone, too.
    short = [line for line in alone[:3] if len(line.text.split()) <= _MOST_WORDS]
    best = max(short or alone[:3], key=lambda line: len(line.text), default=None)
    return (Found(best.text, best.number), "first line") if best else None


def _stated_again(statements: Statements) -> Found | None:
    """Find the heading whose words the text right below it begins with."""
    for (line, _), (below, _) in pairwise(statements.free[:_LOOKS]):
        words = line.text.removesuffix(line.cells[-1]).strip() if line.cells else line.text
        longer = words.count(" ") > 2 and len(below.text) > len(words) + 20
        again = longer and below.mark != "-" and plain(below.text).startswith(plain(words))
        if again and _may_be(line):
            return Found(line.text, line.number)
    return None


def _is_headline(lines: list[Line]) -> bool:
    """Tell whether a line of some words stands right above running text, below nothing near."""
    *above, line, text = lines
    apart = not above or line.gap > 0 or above[0].menu
    words = text.text
    longer = len(words) > max(80, 1.5 * len(line.text)) and not words[0].islower()
    several = len(line.text.split()) > 3 or (" " in line.text and bool(countries_in(line.text)))
    return apart and longer and several and is_told(words)


def _is_told(line: Line) -> bool:
    """Tell running text."""
    text = line.text
    return len(text) > _LONGEST or (len(text) > 40 and text.endswith((".", ";")) and is_told(text))


def _may_be(line: Line) -> bool:
    """Tell whether a line can be a title: no menu, label, date, name of a site or value."""
    return not line.menu and line.mark != "-" and _is_title(line.text)


@lru_cache(maxsize=20_000)
def _is_title(text: str) -> bool:
    if len(text) < 4 or len(text) > _LONGEST or text[0] in "#@-–—" or _ITEM.match(text):
        return False
    if len(text) <= 60 and _CLOCK.search(text):
        return False
    if text.endswith((":", ";")) or _CAPTION.search(text) or not any(map(str.isalpha, text)):
        return False
    last = text.rpartition(" ")[2]
    if last in LINKS or (last == text and sum(map(str.isdigit, text)) > 2):
        return False
    if text[-1] == "?" and len(text.split()) < _QUESTION:
        return False
    label = label_of(text, whole=len(text.split()) > 4)
    if (text.endswith(".") and is_told(text)) or _COUNT.match(text) or one_date(text):
        return False
    if is_fund_alone(text, any_name=True) or _OF_BODY.fullmatch(text):
        return False
    if _FUND.fullmatch(text) and countries_in(text):
        # "Technical Assistance Fund" may be a title, "Nepal One Fund" is one of a country.
        return False
    words = text.split()
    if (len(words) <= 4 or text[-1] == ".") and _is_of_project(words):
        return False
    if len(words) <= 6 and has_word("authority", words[0]):
        return False
    if has_word("menu", " ".join(words[:2])) and words[2:] and words[2][0].isupper():
        # "Home page About Projects" is a menu without signs.
        return False
    return not (label or _is_dateline(text) or _SITE_NAME.fullmatch(text) or kind_of(text))


def _is_of_project(words: list[str]) -> bool:
    """Tell "Facts about the project" and "The project brings water." from titles."""
    places = (1, len(words) - 1) if words[-1][-1] == "." else (len(words) - 1,)
    return any(
        0 < place < len(words)
        and has_word("project", words[place])
        and plain(words[place - 1]) in _BEFORE_NOUN
        for place in places
    )


def _is_dateline(text: str) -> bool:
    """Tell a short line that ends in a day, as in "Nairobi, 4 July 2019"."""
    words = text.split()
    if len(text) > 60 or len(words) > 7 or not any(map(str.isdigit, words[-1])):
        return False
    days = (one_date(" ".join(words[place:])) for place in range(1, len(words)))
    return any(day is not None and day.precision == "day" for day in days)
