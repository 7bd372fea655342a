"""Numbers of a project where no label of their own states them.

Such a number stands beside a title or another number, or has a form that only numbers of projects
have.
"""

import re

from migfund.read.page import Found
from migfund.read.pages.statements import Statement, Statements
from migfund.read.pages.values import kind_of
from migfund.read.pages.words import marks_in

__all__ = ["IN_BRACKETS", "number_before", "numbers_of_form", "part_numbers"]

_OF_OTHERS = frozenset({"related", "previous_phase", "next_phase", "contact"})
_ID = re.compile(r"\(?\b(T\d{2}-EUTF(?:-[A-Z0-9]{1,9}){2,5})\b\)?")
IN_BRACKETS = re.compile(r"\((?:P\d{6}|T\d\d-EUTF[A-Z0-9-]{4,30})\)")
"""A number as it stands behind a title."""
_NUMBER = re.compile(
    r"(?<=\w\w\w)[\s(]+(?=(?:OPSYS|CRIS|Financed under|Financé|Financiad[ao])\b"
    r"|[A-Z]{2}[A-Z /]{0,40}[/-]\d{4}[/-])"
)
"""What stands before the number behind a title."""
_CODED = re.compile(
    r"(?!\D*+(?:19|20)\d\d[\s:])(\S+?)(?:\s*[:·•|–—-]|(?<=^[A-Z]{3}/\d{3}))\s+(\S.{8,})"
)
"""A number, but no name with a year alone, before a title."""
_FORMS = {
    "/FAMI/": r"(?<![\w/-])PT/\d{4}/FAMI/\d{1,4}(?![\w/])",
    "/20": r"(?<![\w/-])(?:DCI(?:-[A-Z]{2,6})?|ENPI|ENI|IPA|FED)/20\d\d/\d{3}-\d{3}(?![\w/])",
    "-KA": r"(?<![\w/-])\d{4}-\d-[A-Z]{2}\d\d-KA\d{3}-[A-Z]{0,3}-?\d{6,9}(?![\w/])",
    "-EPP-": r"(?<![\w/-])\d{6}-EPP-\d-\d{4}-\d-[A-Z]{2}-EPPKA\d-[A-Z-]{2,20}(?![\w/])",
    "rant ": r"\b[Gg]rant [Aa]greement[^\d\n]{0,16}(\d{6}|101\d{6})\b",
    "GA": r"\bGA\W{1,2}(?:[Nn][o°º]\.? ?)?(\d{6}|101\d{6})\b",
    "(P": r"\((P\d{6})\)",
    "101": r"^(101\d{6})$",
}
"""Numbers that are a project's wherever they stand, by letters that a page with one has; the last,
alone in a line, is of a EU grant."""
_FORM = re.compile("|".join(_FORMS.values()), re.MULTILINE)
_BEFORE = 100
"""Letters before a number that may speak of another project."""


def part_numbers(by_field: dict[str, list[Statement]]) -> None:
    """Part an id from a title, or another id, that stands beside it."""
    for place, one in enumerate(by_field.get("title", ())):
        if one.label.note.startswith("may hold the number") and " " in one.words:
            by_field["title"][place] = one._replace(words=_NUMBER.split(one.words)[0])
    for one in [*by_field.get("project_id", ()), *by_field.get("title", ())]:
        if match := _ID.search(one.words):
            rest = f"{one.words[: match.start()]} {one.words[match.end() :]}".strip(" :-–")
            for field, words in (("project_id", match[1]), ("title", rest)):
                others = [s for s in by_field.get(field, ()) if s is not one]
                label = one.label._replace(field=field)
                by_field[field] = [one._replace(label=label, words=words), *others]
            return


def number_before(title: str, stated: str | None) -> tuple[str, str] | None:
    """Part the number of the project from the title behind it: "SEN/028 · Safe ports".

    A number that a label has stated is one, whatever it looks like.
    """
    match = _CODED.match(title)
    if match and (kind_of(match[1]) == "code" or match[1] == stated):
        return match[1], match[2]
    return None


def numbers_of_form(statements: Statements) -> list[Found]:
    """Return the numbers of the page whose form shows that they are those of projects."""
    text = statements.page.text
    if not (any(sign in text for sign in _FORMS) and _FORM.search(text)):
        return []
    aside = {line.number for line, scope in statements.plain if scope in _OF_OTHERS}
    aside |= {one.line for one in statements.stated if one.field in _OF_OTHERS}
    numbers: dict[str, Found] = {}
    for line in statements.lines:
        for match in _FORM.finditer(line.text) if line.number not in aside else ():
            before = line.text[max(0, match.start() - _BEFORE) : match.start()]
            if not any(mark.kind == "other" for mark in marks_in(before)):
                words = next(filter(None, match.groups()), match[0])
                numbers.setdefault(words, Found(words, line.number))
    return [*numbers.values()]
