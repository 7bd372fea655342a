"""A page to a record: the evidence for each field, and which of it is taken.

Strongest first: the field's own label (a total before a plain one before what one payer gives); a
line that is wholly a value; the title; a sentence that says it is the project's; a hint of the
whole page. What a label says, be it "to be confirmed", is never replaced by weaker evidence. Where
two of one kind disagree nothing is taken, and both are listed as problems.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from migfund.parse.text import fold
from migfund.read.page import Found, Page, problem
from migfund.read.pages.asked import (
    amounts_in,
    countries_in,
    one_amount,
    one_date,
    one_period,
    periods_in,
    places_in,
)
from migfund.read.pages.extracted import words_on_page
from migfund.read.pages.lines import lines_of
from migfund.read.pages.positions import value_lines
from migfund.read.pages.prose import Prose
from migfund.read.pages.statements import (
    DATES,
    MONEY,
    PERIODS,
    PLACES,
    Statement,
    Statements,
    fits,
)
from migfund.read.pages.titles import find_title
from migfund.read.pages.words import (
    OURS,
    Label,
    custom,
    fund_named,
    has_word,
    is_fund_alone,
    is_of_call,
    is_programme,
    publisher_of,
)
from migfund.read.records import make_record

__all__ = ["count_steps", "read_page"]

_TEXTS = "project_id prima_id status project_type coverage region".split()
_FACTS = frozenset(
    "budget period start end countries project_id prima_id status coverage project_type year "
    "region".split()
)
"""Fields of which one must be stated, or the page is none of a project."""
_OF_CALL = MONEY | PERIODS | DATES | PLACES | {"project_id", "status", "year"}
_ID = re.compile(r"\(?\b(T\d{2}-EUTF(?:-[A-Z0-9]{1,9}){2,5})\b\)?")
_DATED = ("period", "start", "end")
_SLASHED = re.compile(r"\d[/.-]\d")
_DOLLAR = re.compile(r"\$|dol|dól|долл", re.IGNORECASE)
_REPLACED = {
    "period": ("start", "end"),
    "start": ("period",),
    "end": ("period",),
    "countries": ("named_in",),
}
"""What the words of another extractor stand for, beside the field itself."""
_REF = re.compile(r"(?:Ref\.?\s*)?(?:N\s*[°ºo]|no|№)\.?\s*:?\s*(?=\S*\d)", re.IGNORECASE)
_MOST = 100
"""Statements of one field that are looked at, and a page's lines without a label that are."""
_MOST_DOUBTS = 3
"""Rows for words of one kind that were not taken."""


def read_page(
    text: str, source: str = "", words: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """Return the record of a page; None where the page states nothing of a project.

    Parameters
    ----------
    text
        The page.
    source
        File or URL that it came from.
    words
        Words by field that another extractor took from the page. They count before all evidence
        here, but only if they stand on the page and can be understood.

    Examples
    --------
    >>> read_page("Safe borders\\n\\nBudget: EUR 5 million\\nCountry: Kenya")["countries"]
    ['KEN']
    """
    return _Reader(Page(source, text), words).record()


def count_steps(text: str) -> int:
    r"""Return how much a page makes the reader look at, to see that it grows no faster than it.

    Examples
    --------
    >>> count_steps("Budget: 5 €\n" * 200) < 20 * count_steps("Budget: 5 €\n" * 20)
    True
    """
    page = Page("", text)
    _Reader(page).record()
    return page.steps


class _Reader:
    """The evidence of one page, and what was chosen of it."""

    def __init__(self, page: Page, words: Mapping[str, Any] | None = None) -> None:
        self.page = page
        self.given = words or {}
        self.lines = lines_of(page)
        statements = Statements(page, self.lines)
        self.stated = statements.stated
        self.plain = statements.plain
        self._statements = statements
        self.free = statements.free
        self.fields: dict[str, Found] = {}
        self.rests_on: dict[str, str] = {}
        self.problems: list[dict[str, str | None]] = []
        self.currency: str | None = None
        self.settled: set[str] = set()
        """Fields of which a label says something, also that it is not known."""
        self._prose: Prose | None = None
        self._by_field: dict[str, list[Statement]] = {}
        is_call = any(is_of_call(line.text[:200]) for line in self.lines[:4])
        for statement in self.stated:
            if is_call and statement.field in _OF_CALL:
                reason = "the page is a call for proposals, which states this of itself"
                if statement.words:
                    self.problems.append(problem(statement.field, _found(statement), reason))
                continue
            self._by_field.setdefault(_meant(statement), []).append(statement)
        for statements in self._by_field.values():
            statements.sort(key=lambda s: s.label.note.startswith("second"))
        self._values()

    def _values(self) -> None:
        """Find the lines that are values by their form."""
        at = {id(line): place for place, line in enumerate(self.lines)}
        numbers = {line.number: place for place, line in enumerate(self.lines)}
        near = {numbers[s.line] for s in self.stated if s.field in OURS and s.line in numbers}
        free = [(at[id(line)], line) for line, scope in self.plain if not scope][: 5 * _MOST]
        ours = {s.field for s in self.stated if s.field in OURS and s.words}
        headed = sum(s.form == "heading" for s in self.stated) * 2 > len(self.stated)
        self.values, self.left = value_lines(
            self.lines, free, near, len(ours) >= 2, headed, self._statements.above
        )

    # --- what is chosen -------------------------------------------------------------------

    def record(self) -> dict[str, Any] | None:
        """Choose the evidence of each field and make the record."""
        self._texts()
        self._budget()
        self._period()
        self._countries()
        title = find_title(self.free, self.stated, self.values, self._title_label())
        if title:
            self._take("title", title[0], title[1])
        self._sentences()
        if self.given:
            self._extracted()
        if not _FACTS & set(self.fields):
            return None
        self._hints()
        self._doubts()
        fund = self._fund()
        order = ["title", *(name for name in self.fields if name != "title")]
        fields = {name: self.fields[name] for name in order if name in self.fields}
        dated = any(_SLASHED.search(fields[name].text) for name in _DATED if name in fields)
        first_day = custom(self.publisher, "dayfirst") if dated else None
        bare = "budget" in fields and _DOLLAR.search(fields["budget"].text)
        return make_record(
            self.page,
            fields,
            fund=fund,
            currency=self.currency,
            dollar=self.dollar if bare else None,
            dayfirst=None if first_day is None else first_day == "yes",
            problems=self.problems,
            read_from="; ".join(f"{name}: {kind}" for name, kind in self.rests_on.items()),
        )

    def _extracted(self) -> None:
        """Take the words of another extractor, as far as they stand on the page."""
        given, refused = words_on_page(self.page, self.given)
        self.problems += refused
        for name, found in given.items():
            own = self.fields.get(name)
            if own and fold(own.text) != fold(found.text):
                reason = f"extract= gave {found.text!r} instead, which was taken"
                self.problems.append(problem(name, own, reason))
            for replaced in _REPLACED.get(name, ()):
                self.fields.pop(replaced, None)
                self.rests_on.pop(replaced, None)
            self._take(name, found, "extract")
            self.settled.add(name)
        if "fund" in self.fields:
            found = self.fields.pop("fund")
            self._by_field["fund"] = [
                Statement(Label("fund", ""), found.text, found.line, "extract")
            ]

    def _take(self, name: str, found: Found, kind: str) -> None:
        self.fields[name] = found
        self.rests_on["countries" if name == "named_in" else name] = kind

    def _of(self, field: str) -> list[Statement]:
        """The statements of a field that have words, the first of very many."""
        return [s for s in self._by_field.get(field, ())[:_MOST] if s.words]

    def _choose(
        self, name: str, found: Sequence[tuple[Found, str, Hashable]]
    ) -> tuple[Found, str] | None:
        """Take the one value that all evidence of one kind gives; list them where they differ."""
        if not found:
            return None
        if len({value for _, _, value in found}) == 1:
            return found[0][0], found[0][1]
        kept: set[Hashable] = set()
        for one, kind, value in found[:10]:
            if value not in kept:
                reason = f"{len({v for _, _, v in found})} {kind}s disagree; none was taken"
                self.problems.append(problem(name, one, reason))
                kept.add(value)
        return None

    def _title_label(self) -> Statement | None:
        """The statement that gives the title: one that says "title" or "project" before others."""
        titles = self._of("title")
        plain = [
            s for s in titles if fold(s.label.words).strip(" :") not in ("name", "nombre", "nom")
        ]
        return (plain or titles or [None])[0]

    def _texts(self) -> None:
        """Take the fields that are kept in their own words."""
        for name in (*_TEXTS, "year", "acronym"):
            statements = self._of(name)
            if name == "status":
                # "Stand: 18.06.2006" is the day of the page.
                statements = [s for s in statements if not fits("start", s.words)]
            if name == "project_id":
                # The publisher's own number before the one of a standard.
                statements = sorted(statements, key=lambda s: "iati" in fold(s.label.words))
            if name == "project_type":
                # A site calls the status by the label of the type, too.
                status = [s for s in statements if has_word("status", s.words)]
                statements = [s for s in statements if s not in status]
                if status and "status" not in self.fields:
                    self._take("status", _found(status[0]), status[0].form)
            if name in ("coverage", "region"):
                statements = [s for s in statements if not _is_countries(s.words)]
            for statement in statements:
                if name not in self.fields:
                    self._take(name, _found(statement), statement.form)
                elif statement.words != self.fields[name].text:
                    taken = self.fields[name].text
                    reason = f"stated twice; the first, {taken!r}, was taken"
                    self.problems.append(problem(name, _found(statement), reason))
            for value in self.values:
                if value.field == name and name not in self.fields and name not in self._by_field:
                    self._take(name, Found(value.line.text, value.line.number), "position")
        for value in self.values:
            if value.field == "code" and "project_id" not in self.fields | self._by_field:
                self._take("project_id", Found(value.line.text, value.line.number), "position")
        self._ids()
        self.fields.pop("acronym", None)
        self.rests_on.pop("acronym", None)

    def _ids(self) -> None:
        """Part an id from a title that stands beside it."""
        found = self.fields.get("project_id")
        if found and (match := _REF.match(found.text)):
            self.fields["project_id"] = found._replace(text=found.text[match.end() :])
        for statement in [*self._of("project_id"), *self._of("title")]:
            match = _ID.search(statement.words)
            if match:
                self._take("project_id", Found(match[1], statement.line), statement.form)
                rest = (
                    statement.words[: match.start()] + " " + statement.words[match.end() :]
                ).strip(" :-–")
                if rest and len(rest) < 400:
                    place = self.stated.index(statement)
                    self.stated[place] = statement._replace(
                        label=statement.label._replace(field="title"), words=rest
                    )
                    titles = self._by_field.setdefault("title", [])
                    titles[:] = [s for s in titles if s.words and s is not statement] + [
                        self.stated[place]
                    ]
                return

    def _budget(self) -> None:
        """Take the total, else the budget, else what one payer gives, else a line that is one."""
        for field in ("budget_total", "budget", "contribution"):
            statements = self._of(field)
            if not statements:
                continue
            self.settled.add("budget")
            stated = [s for s in statements if not _is_missing(s.words)]
            understood = [s for s in stated if fits("budget", s.words)]
            counted = [
                s
                for s in understood
                if not (s.label.unit and not re.search(r"[^\W\d_]{2}", s.words))
            ]
            for one in set(understood) - set(counted):
                reason = f"the label {one.label.words!r} counts in thousands or millions"
                self.problems.append(problem("budget", _found(one), reason))
            if counted and len(counted) > 1:
                dollar = self.dollar if any(_DOLLAR.search(s.words) for s in counted) else None
                amounts = {s: one_amount(s.words, dollar=dollar) for s in counted}
                chosen = self._choose(
                    "budget",
                    [
                        (
                            _found(s),
                            s.form,
                            (a.value, a.currency or s.label.currency) if a else s.words,
                        )
                        for s, a in amounts.items()
                    ],
                )
                if chosen:
                    self._take("budget", *chosen)
            elif counted:
                self._take("budget", _found(counted[0]), counted[0].form)
            elif stated and not understood and field == "budget":
                self._take("budget", _found(stated[0]), stated[0].form)
            if "budget" in self.fields:
                line = self.fields["budget"].line
                self.currency = next((s.label.currency for s in counted if s.line == line), None)
            if understood or (stated and "budget" in self.fields):
                break
        if "budget" not in self.settled:
            self._take_values("budget")
        if self.currency is None and "budget" in self.fields:
            stated_currency = self._of("currency")
            amount = one_amount(f"{stated_currency[0].words} 5000") if stated_currency else None
            self.currency = amount.currency if amount else custom(self.publisher, "currency")

    def _take_values(self, name: str) -> None:
        """Take a field from lines that are values, where they agree; countries may have several."""
        lines = [value.line for value in self.values if value.field == name]
        if not lines:
            return
        if name == "countries":
            listed = [lines[0]]
            for line in lines[1:]:
                if line.number - listed[-1].number <= 1:
                    listed.append(line)
            self._take(name, Found("\n".join(l.text for l in listed), lines[0].number), "position")
            return
        key: Callable[[str], Hashable] = (
            (lambda text: (a.value, a.currency) if (a := one_amount(text)) else text)
            if name == "budget"
            else (lambda text: (p.start, p.end) if (p := one_period(text)) else text)
        )
        found = [(Found(line.text, line.number), "position", key(line.text)) for line in lines]
        if chosen := self._choose(name, found):
            self._take(name, *chosen)

    def _period(self) -> None:
        """Take the whole term, else the period, else the phase; and start and end of their own."""
        for field in ("period_total", "period", "period_phase", "duration"):
            statements = [s for s in self._of(field) if not _is_missing(s.words)]
            dated = [s for s in statements if not self._is_single_day(s)]
            if not dated:
                continue
            self.settled.add("period")
            chosen = (
                self._choose("period", [(_found(s), s.form, _period_key(s.words)) for s in dated])
                if len(dated) > 1
                else (_found(dated[0]), dated[0].form)
            )
            if chosen:
                self._take("period", *chosen)
                break
        if "period" not in self.fields:
            # "From: March 2019 to: May 2020" is both under the label of one.
            for one in self._of("start")[:1]:
                if not fits("start", one.words) and fits("period", one.words):
                    self.settled |= {"period", "start"}
                    self._take("period", _found(one), one.form)
        for name in ("start", "end"):
            statements = self._of(name) if "start" not in self.settled or name == "end" else []
            if name in self._by_field and any(s.words for s in self._by_field[name]):
                self.settled.add(name)
            actual = [s for s in statements if not s.label.planned] or statements
            stated = [s for s in actual if not _is_missing(s.words)]
            if len(stated) > 1:
                found = [(_found(s), s.form, _date_key(s.words)) for s in stated]
                if chosen := self._choose(name, found):
                    self._take(name, *chosen)
            elif stated or actual:
                one = (stated or actual)[0]
                self._take(name, _found(one), one.form)
        if not self.settled & {"period", "start", "end"}:
            self._take_values("period")
        if "start" in self.fields and "end" in self.fields and "period" in self.fields:
            del self.fields["period"], self.rests_on["period"]

    def _is_single_day(self, statement: Statement) -> bool:
        """List a single day that stands for a whole period; it is none."""
        if len(statement.words) > 18:
            return False
        period = one_period(statement.words)
        if period and period.start_precision == "day" and period.start == period.end:
            reason = "a single day, no period"
            self.problems.append(problem("period", _found(statement), reason))
            return True
        return False

    def _countries(self) -> None:
        """Take the countries of a label, else of a place's label, else of a line that lists them."""
        statements = [s for s in self._of("countries") if not _is_missing(s.words)]
        if self._of("countries"):
            self.settled.add("countries")
        if len(statements) > 1:
            lists = [(s, frozenset(places_in(s.words).codes)) for s in statements]
            widest = [
                (s, codes) for s, codes in lists if not any(codes < other for _, other in lists)
            ]
            if statements[0].form == "table":
                words = "\n".join(dict.fromkeys(s.words for s in statements))
                self._take("countries", Found(words, statements[0].line), "table")
            elif chosen := self._choose("countries", [(_found(s), s.form, c) for s, c in widest]):
                self._take("countries", *chosen)
        elif statements:
            self._take("countries", _found(statements[0]), statements[0].form)
        for name in ("location", "coverage", "region"):
            for statement in self._of(name):
                if (
                    "countries" not in self.settled
                    and "countries" not in self.fields
                    and places_in(statement.words).codes
                ):
                    self._take("countries", _found(statement), statement.form)
        if not {"countries"} & (self.settled | set(self.fields)):
            self._take_values("countries")
        if others := self._of("other_countries"):
            self._take("other_countries", _found(others[0]), others[0].form)

    def _sentences(self) -> None:
        """Take from sentences what nothing stronger gives."""
        has_dates = {"period", "start", "end"} & (self.settled | set(self.fields))
        wanted = {"budget"} - self.settled - set(self.fields)
        wanted |= {"period"} if not has_dates else set()
        wanted |= {"countries"} - self.settled - set(self.fields)
        wanted |= {"title"} - set(self.fields)
        if not wanted:
            return
        prose = self.prose
        if "budget" in wanted:
            found = [(one, "sentence", (a.value, a.currency)) for one, a in prose.budgets()]
            if chosen := self._choose("budget", found):
                self._take("budget", *chosen)
        if "period" in wanted:
            budget = one_amount(self.fields["budget"].text) if "budget" in self.fields else None
            self._dates(prose.periods(budget.value if budget else None))
        quoted = prose.quoted_title()
        headline = self.rests_on.get("title") in ("first line", "position") and not any(
            s.field in OURS for s in self.stated
        )
        if quoted and ("title" in wanted or headline):
            self._take("title", quoted, "sentence")
        title = self.fields.get("title")
        if "countries" in wanted and not (title and countries_in(title.text)):
            places = [(one, "sentence", tuple(sorted(codes))) for one, codes in prose.countries()]
            if chosen := self._choose("countries", places):
                self._take("named_in", *chosen)

    def _dates(self, periods: list[tuple[Found, Any]]) -> None:
        """Take the period of sentences; a start and an end may stand in two of them."""
        starts = {p.start for _, p in periods if p.start}
        ends = {p.end for _, p in periods if p.end}
        if len(starts) <= 1 and len(ends) <= 1 and periods:
            words = "\n".join(dict.fromkeys(found.text for found, _ in periods))
            self._take("period", Found(words, periods[0][0].line), "sentence")
        else:
            self._choose("period", [(found, "sentence", (p.start, p.end)) for found, p in periods])

    @property
    def prose(self) -> Prose:
        """The sentences of the page, read when they are first asked for."""
        if self._prose is None:
            plain = [
                (line.number, line.text, scope, line.mark)
                for line, scope in self.plain
                if len(line.text) > 30
            ]
            title = self.fields["title"].text if "title" in self.fields else ""
            self._prose = Prose(self.page, plain, self.stated, title)
        return self._prose

    def _hints(self) -> None:
        """Take countries from the title, else from the page as a whole, if nothing else says them."""
        if {"countries", "named_in"} & set(self.fields) or "countries" in self.settled:
            return
        title = self.fields.get("title")
        if title and countries_in(title.text):
            self._take("named_in", title, "title")
            return
        for statement in self._of("beneficiaries"):
            if countries_in(statement.words):
                self._take("named_in", _found(statement), "hint")
                return
        if not self.prose.countries() and (only := self.prose.only_country()):
            self._take("named_in", only, "hint")

    # --- whose page it is -----------------------------------------------------------------

    @property
    def publisher(self) -> str:
        return self._statements.publisher

    @cached_property
    def dollar(self) -> str | None:
        """What a bare "$" means, by the publisher or by whose name stands in a short line."""
        short = [line.text for line, _ in self.plain[:_MOST] if len(line.text) <= 90]
        publisher = self.publisher or publisher_of("\n".join(short), names=True)
        return custom(publisher, "dollar")

    def _fund(self) -> str | None:
        """The fund that a label, the publisher, the title or a sentence names."""
        for statement in self._of("fund"):
            if not _is_missing(statement.words):
                self.rests_on["fund"] = statement.form
                named = fund_named(statement.words, programme=True)
                return named if named and is_fund_alone(statement.words) else statement.words
        title = self.fields.get("title")
        fund = custom(self.publisher, "fund")
        named = None
        if title and not (fund and is_programme(self.publisher)):
            named = fund_named(title.text, programme=True)
        if named and title and is_fund_alone(title.text, 0.5):
            self.rests_on["fund"] = "title"
            return named
        if fund:
            self.rests_on["fund"] = "publisher"
            return fund
        for value in self.values:
            if value.field == "fund":
                self.rests_on["fund"] = "position"
                return fund_named(value.line.text)
        words = "\n".join(s.label.words for s in self.stated[:_MOST])
        if paid := fund_named(words, programme=True):
            self.rests_on["fund"] = "label"
            return paid
        if named:
            self.rests_on["fund"] = "title"
            return named
        if found := self.prose.fund():
            self.rests_on["fund"] = "sentence"
            return found.text
        for line, scope in self.plain[:_MOST]:
            if (
                scope not in ("related", "contact")
                and len(line.text) <= 60
                and is_fund_alone(line.text)
            ):
                self.rests_on["fund"] = "position"
                return fund_named(line.text)
        return None

    # --- what was not taken ---------------------------------------------------------------

    def _doubts(self) -> None:
        """List what looks like a value of a field that stayed empty, and labels that are unknown."""
        for statement in self._by_field.get("", ())[:_MOST]:
            field = _looks_like(statement.words)
            if field:
                reason = _unknown_label(statement.label.words, field)
                self.problems.append(problem(field, _found(statement), reason))
        dated = {"period", "start", "end"} & set(self.fields)
        empty = {"budget", "countries"} - set(self.fields) | (set() if dated else {"period"})
        if "named_in" in self.fields:
            empty.discard("countries")
        for value in self.left[:_MOST_DOUBTS]:
            if value.field in empty:
                found = Found(value.line.text, value.line.number)
                reason = "no label says what this line is"
                if value.above:
                    reason = _unknown_label(value.above, value.field)
                self.problems.append(problem(value.field, found, reason))
        for name in ("budget", "period"):
            if name in empty and not any(p["field"] == name for p in self.problems):
                self._untaken(name)
        if "countries" in empty and not any(p["field"] == "countries" for p in self.problems):
            self._untaken("countries")

    def _untaken(self, name: str) -> None:
        """List sentences that name money, dates or countries that were not taken."""
        rows = 0
        for sentence in self.prose.sentences[:200]:
            text = sentence.text
            if name != "countries" and not any(map(str.isdigit, text)):
                continue
            if name == "period" and not re.search(r"(?:19|20)\d\d", text):
                continue
            self.page.steps += 1 + len(text) // 20
            words: Iterable[str] = (
                [a.text for a in amounts_in(text)]
                if name == "budget"
                else [p.text for p in periods_in(text)]
                if name == "period"
                else [text] * bool(countries_in(text))
            )
            for one in words:
                reason = "no sentence says that this is the project's"
                self.problems.append(problem(name, Found(one, sentence.line), reason))
                rows += 1
            if rows >= _MOST_DOUBTS:
                return


def _unknown_label(words: str, field: str) -> str:
    """Say what to do about a label that no list knows."""
    return (
        f"the label {words!r} is not known; if it is the project's, the line for "
        f"codelists/labels.csv is: {fold(words).strip(' :')},{field},,,"
    )


def _found(statement: Statement) -> Found:
    return Found(statement.words, statement.line, statement.label.words.strip(" :"))


def _meant(statement: Statement) -> str:
    """Return the field that a label means, where its value decides that."""
    field, words = statement.field, statement.words
    if words and statement.label.note.startswith("money, else fund"):
        if fits("budget", words) or _is_missing(words):
            return field
        # Below a label that is also a word of menus stands a fund only where it is one.
        return "fund" if statement.form != "heading" or fund_named(words) else "menu"
    if field in PLACES and words and has_word("coverage", words):
        return "coverage"
    return field


def _is_missing(words: str) -> bool:
    """Tell whether words say that there is nothing to say."""
    return has_word("missing", words) or not any(map(str.isalnum, words))


def _is_countries(words: str) -> bool:
    places = places_in(words)
    return bool(places.codes) and not places.unknown


def _period_key(words: str) -> Hashable:
    period = one_period(words)
    return (period.start, period.end) if period else words


def _date_key(words: str) -> Hashable:
    moment = one_date(words)
    return (moment.first, moment.last) if moment else words


def _looks_like(words: str) -> str | None:
    """Return the field that the words of an unknown label may be a value of."""
    if not words or len(words) > 120:
        return None
    if any(map(str.isdigit, words)):
        amount = one_amount(words)
        if amount and amount.currency and 2 * len(amount.text) >= len(words):
            return "budget"
        periods = periods_in(words)
        return "period" if periods and 2 * len(periods[0].text) >= len(words) else None
    return "countries" if _is_countries(words) else None
