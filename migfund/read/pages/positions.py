"""Lines that are values by their form alone: an amount, a period, a status, a list of countries."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from migfund.read.pages.asked import is_told, one_amount, periods_in, places_in
from migfund.read.pages.lines import Line
from migfund.read.pages.words import has_word, is_fund_alone

__all__ = ["Value", "kind_of", "value_lines"]

_LONGEST = 400
"""Characters of the longest line that is looked at: a list of many countries."""
_IDS = (
    ("prima_id", re.compile(r"[A-Z]{2}\d{2}P\d{4}")),
    (
        "project_id",
        re.compile(r"[A-Z]{2}\.\d{4}|[A-Z][A-Z0-9]{1,3}-\d{3}|T\d{2}-EUTF(?:-[A-Z0-9]{1,9}){2,5}"),
    ),
)
_CODE = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})(?=(?:\D*\d){3})(?!COVID)[A-Z][A-Z0-9./-]{4,29}")
_NOTE = re.compile(r"\s*\([^()]{1,60}\)$")
_BARE = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+(?:[.,]\d{1,2})?|\d{4,}(?:[.,]\d{1,2})?")
_LABELLED = frozenset({"budget", "period", "countries"})
_HEAD = 14
"""Lines at the top of a page in which a value may stand by itself."""


class Value(NamedTuple):
    """A line that is a value: its field, and the line."""

    field: str
    line: Line
    above: str = ""
    """What stands above it in the place of a label."""


@lru_cache(maxsize=20_000)
def kind_of(line: str) -> str | None:
    """Return the field that a line is a value of, by its form alone.

    Examples
    --------
    >>> [kind_of(line) for line in ("CV10P0001", "150,000", "Cabo Verde", "Completed", "Our work")]
    ['prima_id', 'budget', 'countries', 'status', None]
    """
    if not line or len(line) > _LONGEST or (len(line) > 100 and line[-1] in ".:;!?"):
        return None
    for field, pattern in _IDS:
        if pattern.fullmatch(line):
            return field
    if _CODE.fullmatch(line):
        return "code"
    for field in ("coverage", "status", "theme"):
        if len(line) <= 60 and has_word(field, line):
            return "project_type" if field == "theme" else field
    if is_told(line):
        return None
    if any(letter.isdigit() for letter in line):
        return _kind_of_number(line)
    if is_fund_alone(line):
        return "fund"
    places = places_in(line)
    if places.unknown:
        return None
    return "countries" if places.codes else "region" if places.regions else None


def _kind_of_number(line: str) -> str | None:
    """Tell amounts and periods, which must be most of the line, from others with digits."""
    bare = _NOTE.sub("", line)
    amount = one_amount(bare) if len(bare) <= 60 else None
    if amount and 2 * len(amount.text) >= len(bare):
        return (
            "budget" if amount.currency or _BARE.fullmatch(bare) or not bare[-1].isdigit() else None
        )
    periods = periods_in(bare) if len(bare) <= 80 else []
    if len(periods) == 1 and 2 * len(periods[0].text) >= len(bare):
        return "period"
    return None


def value_lines(
    page: list[Line],
    lines: list[tuple[int, Line]],
    near: Iterable[int],
    labelled: bool,
    headed: bool,
    above: bool,
) -> tuple[list[Value], list[Value]]:
    """Find the lines that are values: those of the project, and those left alone.

    Parameters
    ----------
    page
        All lines.
    lines
        The lines without a label, each with its place among all lines.
    near
        The places of statements, beside which a value may stand.
    labelled
        Whether the page has labels, so that what stands below an unknown one is not taken.
    headed
        Whether its values stand below their labels, with blank lines at times.
    above
        Whether its values stand above their labels.
    """
    runs: list[list[tuple[int, Value]]] = [[]]
    idle = 0
    for number, (place, line) in enumerate(lines):
        field = None if line.menu else kind_of(line.text)
        if field:
            beside = number + 1 if above else number - 1
            label = lines[beside] if 0 <= beside < len(lines) else None
            if (
                labelled
                and label
                and field in _LABELLED
                and _may_be_label(place, line, *label, headed)
            ):
                runs.append([(place, Value(f"?{field}", line, label[1].text))])
                runs.append([])
            else:
                runs[-1].append((place, Value(field, line)))
            idle = 0
        elif runs[-1]:
            if idle or is_told(line.text) or len(line.text) > 80:
                runs.append([])
            elif line.gap == 0 and line.mark != "-":
                runs[-1].append((place, Value("", line)))
            idle += 1
    runs = [run for run in runs if any(value.field for _, value in run)]
    places = set(near)

    def kinds(run: list[tuple[int, Value]]) -> set[str]:
        return {value.field for _, value in run} - {"", "fund"}

    best = max(runs, key=lambda run: len(kinds(run)), default=[])
    taken: list[Value] = []
    left: list[Value] = []
    for run in runs:
        beside = any({place - 2, place - 1, place + 1, place + 2} & places for place, _ in run)
        on_top = run[0][0] < _HEAD
        vague = kinds(run) <= {"status", "coverage", "region", "project_type"}
        if vague and (run[0][1].line.mark == "-" or not _beside_title(run[0][0], page)):
            left += [value for _, value in run if value.field]
        elif run[0][1].field.startswith("?"):
            left += [value._replace(field=value.field[1:]) for _, value in run]
        elif (run is best and (len(kinds(run)) > 1 or on_top)) or beside or (on_top and labelled):
            taken += _of_run([value for _, value in run], kinds(run))
        else:
            left += [value for _, value in run if value.field]
    return taken, left


def _may_be_label(place: int, line: Line, beside: int, label: Line, headed: bool) -> bool:
    """Tell whether the line beside a value can be a label that no list knows."""
    gap = max(line, label, key=lambda one: one.number).gap
    return (
        abs(beside - place) == 1
        and (gap == 0 or headed)
        and kind_of(label.text) is None
        and len(label.text) <= 60
        and not is_told(label.text)
    )


def _beside_title(place: int, page: list[Line]) -> bool:
    """Tell whether the line above or below has the words of a title."""
    near = [page[other] for other in (place - 1, place + 1) if 0 <= other < len(page)]
    return any(len(line.text.split()) > 2 and not line.menu and line.mark != "-" for line in near)


def _of_run(run: list[Value], kinds: set[str]) -> list[Value]:
    """Take the values of a run of lines; where it has ids or the like, one other is the type."""
    fund_block = (
        bool(kinds & {"project_id", "prima_id"})
        or kinds >= {"coverage", "status"}
        or kinds >= {"budget", "status"}
    )
    taken = []
    for number, value in enumerate(run):
        if value.field == "":
            inside = 0 < number < len(run) - 1
            wordy = not any(map(str.isdigit, value.line.text))
            if inside and wordy and fund_block and "project_type" not in {v.field for v in taken}:
                taken.append(value._replace(field="project_type"))
            continue
        if value.field == "budget" and not fund_block:
            amount = one_amount(_NOTE.sub("", value.line.text))
            if amount is None or (
                amount.currency is None and not re.search(r"[$€£¥]|kr", value.line.text)
            ):
                continue
        taken.append(value)
    return taken
