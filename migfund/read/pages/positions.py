"""Lines that are values by their form alone: an amount, a period, a status, a list of countries."""

import re
from typing import NamedTuple

from migfund.parse.text import fold
from migfund.read.page import Found
from migfund.read.pages.forms import before_value
from migfund.read.pages.labels import NAMES, OURS, is_label_word
from migfund.read.pages.lines import Line
from migfund.read.pages.statements import FIGURES, Statements
from migfund.read.pages.values import (
    DATES,
    MONEY,
    NOTE,
    PERIODS,
    TYPED,
    amounts_in,
    is_ambiguous,
    is_told,
    kind_of,
    one_date,
    one_period,
)

__all__ = ["Value", "several_projects", "value_lines"]

_MOST = 500
_VAGUE = frozenset({"status", "coverage", "region", "project_type"})
_LABELLED = frozenset({"budget", "period", "countries"})
_MAY_GO_ON = TYPED | {"title", "fund", "implementer", "staff", "description", "objective"}
"""Labels below whose value another line may stand that is a value by itself."""
_GROUPS = {
    **dict.fromkeys(("title", "project_id", "prima_id"), "title"),
    **dict.fromkeys(MONEY, "budget"),
    **dict.fromkeys(PERIODS | DATES, "period"),
    **{name: name for name in ("fund", "status", "countries", "objective", "description")},
}
"""What the labels say that a page about several projects has for each of them."""
_ONCE = frozenset({"title", "period", "objective", "description"})
_NUMBERED = re.compile(r"\d{1,2}[.)] +\S+ \S+ ")
_LENGTH = 20
"""Letters of the longest line that is a length."""
_HEAD = 14
"""Lines at the top of a page in which a value may stand by itself."""


class Value(NamedTuple):
    """A line that is a value: its field, its words, and what stands in the place of a label."""

    field: str
    found: Found
    above: str = ""


def value_lines(statements: Statements) -> tuple[list[Value], list[Value]]:
    """Find the lines of a page that are values: those of the project, and those left alone."""
    lines, at = statements.lines, statements.at
    near = {at[s.line] for s in statements.stated if s.field in FIGURES and s.line in at}
    labelled = len({s.field for s in statements.ours}) >= 2
    runs, left = _runs(statements, labelled=labelled)
    best = max(runs, key=lambda run: len(_kinds(run)), default=None)
    taken: list[Value] = []
    for run in runs:
        kinds, places = _kinds(run), [at[one.found.line] for one in run]
        on_top = places[0] < _HEAD
        ours = any(place + by in near for place in places for by in (-2, -1, 1, 2))
        ours |= on_top and labelled
        ours |= run is best and (len(kinds) > 1 or on_top)
        # The number of a project may be the first line of its page.
        ours |= kinds == {"code"} and places[0] == 0
        if kinds <= _VAGUE:
            ours &= lines[places[0]].mark != "-"
            ours &= _beside_title(places[0], lines)
        if ours:
            taken += _of_run(run, kinds)
        else:
            left += [one for one in run if one.field]
    return taken, left


def _runs(statements: Statements, *, labelled: bool) -> tuple[list[list[Value]], list[Value]]:
    """Return the values that stand together, with lines between that have no field, and others.

    On a page with labels, what stands below an unknown one is one of the others.
    """
    lines, scopes = statements.lines, {line.number: scope for line, scope in statements.plain}
    plain = [
        line
        for line, scope in statements.plain
        if not statements.page.is_part(line.number)
        if not scope or (scope in _MAY_GO_ON and _may_stand_below(scope, kind_of(line.text)))
    ][:_MOST]
    left: list[Value] = []
    runs: list[list[Value]] = [[]]
    idle = False
    for line in plain:
        below = lines[statements.at[line.number] + 1 : statements.at[line.number] + 2]
        field = None if line.menu else kind_of(line.text) or _start_above(line, below)
        one = Value(field or "", Found(line.text, line.number))
        if field:
            idle = False
            place = statements.at[line.number] + (1 if statements.above else -1)
            beside = lines[place] if 0 <= place < len(lines) else None
            on_top = line.number < statements.ours[0].line if statements.ours else False
            goes_on = left and left[-1].field == field and left[-1].found.line == line.number - 1
            money = beside is not None and _is_of_money(beside)
            if (
                beside
                and (money or labelled or (statements.ours and not on_top))
                and field in _LABELLED
                and (money or line.gap == 0 or not scopes.get(beside.number))
                and (goes_on or (beside.number in scopes and _is_label(beside)))
                and not (field == "countries" and on_top and _is_acronym(beside))
            ):
                left.append(one._replace(above=beside.text))
                runs.append([])
            else:
                runs[-1].append(one)
        elif runs[-1]:
            told = is_told(line.text) or len(line.text) > 80
            # A sentence on who pays may stand among lines that are values.
            if idle or (told and not (line.gap == 0 and len(_kinds(runs[-1])) > 1)):
                runs.append([])
            elif line.gap == 0 and line.mark != "-" and not told:
                runs[-1].append(one)
            idle = True
    return [run for run in runs if _kinds(run)], left


def several_projects(statements: Statements) -> list[Found]:
    """Return what the second of several projects says, where a page has the same for the first.

    Two of its labels, or lines that are a numbered title, a period, an amount or a country, stand
    twice with other words, one after the other.
    """
    said: dict[tuple[str, str], list[Found]] = {}
    for one in statements.stated:
        if one.field in _GROUPS and one.words and one.form != "table":
            said.setdefault((_GROUPS[one.field], fold(one.label.words)), []).append(one.found)
    for line, scope in statements.plain:
        kind = kind_of(line.text) if scope != "related" else None
        if kind in ("budget", "countries"):
            said.setdefault((kind, ""), []).append(Found(line.text, line.number))
        if kind != "period":
            continue
        place, period = statements.at[line.number], one_period(line.text)
        if place and period and period.start and period.end:
            said.setdefault(("period", ""), []).append(Found(line.text, line.number))
            above = statements.lines[place - 1]
            if _NUMBERED.match(above.text):
                said.setdefault(("title", ""), []).append(Found(above.text, above.number))
    seconds: dict[str, tuple[int, Found]] = {}
    for (group, _), founds in said.items():
        other = next((one for one in founds[1:] if fold(one.text) != fold(founds[0].text)), None)
        if other:
            seconds.setdefault(group, (founds[0].line, other))
    last_of_first = max((first for first, _ in seconds.values()), default=0)
    later = [found for _, found in seconds.values() if found.line > last_of_first]
    shows = len(later) > 1 and not seconds.keys().isdisjoint(_ONCE)
    return later if shows else []


def _may_stand_below(scope: str, kind: str | None) -> bool:
    """Tell whether a value may stand below a label of another field.

    Donors are countries, too, and below a budget stands the year that it is of.
    """
    of_label = (kind == "countries" and scope in NAMES) or (kind == "period" and scope in MONEY)
    return kind is not None and not of_label


def _kinds(run: list[Value]) -> set[str]:
    return {one.field for one in run} - {""}


def _start_above(line: Line, below: list[Line]) -> str | None:
    """Tell a day above a length, "1 March 2022 / 36 months": it is the start."""
    if not below or below[0].gap or below[0].mark != line.mark or len(below[0].text) > _LENGTH:
        return None
    period = one_period(below[0].text) if below[0].text[:1].isdigit() else None
    length = period and period.duration_months and not period.start and not period.end
    day = one_date(line.text) if length else None
    stands = bool(day and day.precision == "day") or (length and is_ambiguous(line.text))
    return "start" if stands else None


def _is_label(beside: Line) -> bool:
    """Tell whether the line beside a value can be a label that no list knows."""
    text = beside.text
    label = before_value(text, None)
    # "Sector Human Rights", but not "Value of equipment" and "Budget 2019"
    stated = label and label[0].field not in OURS and not label[1][:1].islower()
    value = kind_of(text) is not None or one_date(text) is not None or stated
    return not value and len(text) <= 60 and not is_told(text)


def _is_of_money(line: Line) -> bool:
    """Tell whether a line begins as "Budget 2019" does."""
    label = before_value(line.text, None)
    return label is not None and label[0].field in MONEY


def _is_acronym(line: Line) -> bool:
    """Tell whether a line below a blank one is an acronym, and no word of labels in capitals."""
    word = line.text
    return bool(line.gap) and word.isalpha() and word.isupper() and not is_label_word(fold(word))


def _beside_title(place: int, lines: list[Line]) -> bool:
    """Tell whether the line above or below has the words of a title."""
    near = [lines[other] for other in (place - 1, place + 1) if 0 <= other < len(lines)]
    return any(len(line.text.split()) > 2 and not line.menu and line.mark != "-" for line in near)


def _of_run(run: list[Value], kinds: set[str]) -> list[Value]:
    """Take the values of a run of lines; where it has ids or the like, one other is the type."""
    fund_block = (
        bool(kinds & {"project_id", "prima_id"})
        or kinds >= {"coverage", "status"}
        or kinds >= {"budget", "status"}
    )
    taken: list[Value] = []
    last = 0
    for number, (field, found, _) in enumerate(run):
        line = found.line
        if field == "" and fund_block and 0 < number < len(run) - 1:
            wordy = not any(map(str.isdigit, found.text))
            if wordy and "project_type" not in {one.field for one in taken}:
                field = "project_type"
        if field == "budget" and not (fund_block or amounts_in(NOTE.sub("", found.text))):
            continue
        if field == "countries" and taken and taken[-1].field == field and last == line - 1:
            before = taken.pop().found
            found = before._replace(text=f"{before.text}\n{found.text}")
        if field:
            taken.append(Value(field, found))
            last = line
    return taken
