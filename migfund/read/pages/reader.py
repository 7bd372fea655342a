"""A page to a record: the evidence for each field, and which of it is taken.

Strongest first: the field's own label (a total before a plain one before what one payer gives); a
line that is wholly a value; the title; a sentence that says it is the project's; a hint of the
whole page. What a label says, be it "to be confirmed", is never replaced by weaker evidence. Where
two of one kind disagree nothing is taken, and both are listed as problems.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from migfund.codelists import codelist_rows
from migfund.parse.amounts import possible_currencies
from migfund.parse.text import fold, is_stated
from migfund.read.page import Found, Page, problem
from migfund.read.pages import codes, meanings, sums, values
from migfund.read.pages.donors import (
    recipients,
    without_donors,
    without_givers,
    without_origins,
)
from migfund.read.pages.extracted import words_on_page
from migfund.read.pages.flattened import located, restored
from migfund.read.pages.labels import NAMES, OURS, Label
from migfund.read.pages.lines import lines_of
from migfund.read.pages.names import project_names
from migfund.read.pages.positions import several_projects, value_lines
from migfund.read.pages.prose import Prose, is_about
from migfund.read.pages.publishers import (
    custom,
    fund_named,
    is_fund_alone,
    is_programme,
    publisher_of,
)
from migfund.read.pages.sentences import Sentence, sentences_of, tell_of_several
from migfund.read.pages.statements import Statement, Statements
from migfund.read.pages.titles import NEWS, Candidate, candidates_of, find_title
from migfund.read.pages.values import DATES, MONEY, PERIODS, PLACES, are_countries, fits
from migfund.read.pages.words import PROJECTS, has_word, is_of_call, nordic_language, tokens_of
from migfund.read.records import make_record

__all__ = ["count_steps", "read_page"]

_TIERS = {
    "budget": ("budget_total", "budget", "contribution"),
    "period": ("period_total", "period", "period_phase", "duration"),
    "start": ("start",),
    "end": ("end",),
    "countries": ("countries",),
}
"""Labels of a field, the strongest first."""
_NAMES = {field: name for name, fields in _TIERS.items() for field in fields} | {
    "start": "period",
    "end": "period",
}
_TEXTS = "project_id prima_id status project_type coverage region year other_countries".split()
_OTHER_PAYERS = ("cofinancing", "own_contribution", "implementer", "partner")
"""Labels of what others give."""
_CLEAR = frozenset({*_TIERS, "project_id", "prima_id", "year"})
"""Fields of which one must be stated clearly, or the page is none of a project."""
_DATED = frozenset({"period", "start", "end"})
_SPANS = ("start", "end", "period")
_OF_PROJECT = OURS | {"implementer", "partner", "objective", "beneficiaries", "sector"}
"""Labels of which two show that a page is one of a project."""
_OF_CALL = frozenset({"call", "call_budget", "deadline"})
_OF_WORK = PERIODS | DATES | {"project_id", "status"}
"""Labels that no call for proposals has."""
_REF = re.compile(
    r"^(?:GA:|(?:Ref\.?\s*)?(?:N\s*[°ºo]|no|№)\.?)\s*:?\s*(?=[^\W_]\S*\d|\d)", re.IGNORECASE
)
_BRACKETS = re.compile(r"^\(([^()]*)\)$")
_OWN_YEARS = re.compile(r"[,(] ?((?:19|20)\d\d ?[-–—] ?(?:19|20)\d\d)\)?$")
"""The project's years at the end of its title."""
_BRACKETED = re.compile(r"\(([^()]*(?:19|20)\d\d[^()]*(?:19|20)\d\d)\)")
"""A period behind an amount: "EUR 5 million (2010-2015)"."""
_OF_EUTF = re.compile(r"T\d\d-EUTF-[A-Z]{3}-([A-Z]{2})-\d")
_DASHED = re.compile(r"\d-\d")
_KRONER = {"sv": "SEK", "nb": "NOK", "da": "DKK"}
_OF_COUNTRY = ({"XAF", "XOF"}, {"BAM", "KMF"})
"""Currencies with one name, of which the country shows which it is: francs CFA, KM."""
_REPLACED = {
    "period": ("start", "end"),
    "start": ("period",),
    "end": ("period",),
    "countries": ("named_in",),
}
"""What the words of another extractor stand for, beside the field itself."""
_MOST = 100
"""Statements of one field that are looked at, and a page's lines without a label that are."""
_TOP = 3
"""Lines on top of a page in which a site says which projects it has."""
_QUOTES = frozenset('“”„«»"')
_MORE = 3
"""Words of a heading beside a name that sentences give: "Wells for All (WFA) Phase II"."""
_LONGEST = 400
"""Letters of words that are kept though they are not understood."""
_SEVERAL = (
    "the page is about several projects, and nothing was taken: this is said twice, with other "
    "words; save each project as a page, or all of them as a table for read_table()"
)
_APART = (
    "stands below a heading of something else, or in an address; if it is the project's, extract= "
    "may give it"
)
_CALL = (
    "the page is a call for proposals or a vacancy, which states its facts of itself; nothing was "
    "taken"
)
_OF_ORGANISATION = {"address": frozenset({"countries"}), "share": MONEY}
"""Fields of an organisation that stand below one of its labels, by the label's note."""
_BLOCK = 7
"""Lines from a street to its country."""
_MOST_DOUBTS = 3
"""Rows for words of one kind that were not taken."""
_T = TypeVar("_T")
_Evidence = tuple[Found, str, Hashable]
"""Words, what they rest on, and what they say, by which two agree or not."""


def read_page(
    text: str, source: str = "", words: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    r"""Return the record of a page; None where the page states nothing of a project.

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
    >>> read_page("Safe borders\n\nBudget: EUR 5 million\nCountry: Kenya")["countries"]
    ['KEN']
    """
    page = restored(Page(source, text))
    record = _Reader(page, words).record()
    return located(record, page) if record else None


def count_steps(text: str) -> int:
    r"""Return how much a page makes the reader look at, to see that it grows no faster than it.

    Examples
    --------
    >>> count_steps("Budget: 5 €\n" * 200) < 20 * count_steps("Budget: 5 €\n" * 20)
    True
    """
    page = restored(Page("", text))
    _Reader(page).record()
    return page.steps


class _Reader:
    """The evidence of one page, and what was chosen of it."""

    def __init__(self, page: Page, words: Mapping[str, Any] | None = None) -> None:
        self.page = page
        self.given = words or {}
        self.lines = lines_of(page)
        self.statements = Statements(page, self.lines)
        self.stated, self.plain = self.statements.stated, self.statements.plain
        self.ours = self.statements.ours
        self.fields: dict[str, Found] = {}
        self.rests_on: dict[str, str] = {}
        self.headline: Found | None = None
        """The first line above a text, with the title in it or, in news, in place of one."""
        self.nearest: list[Candidate] = []
        """What comes nearest to a title."""
        self.problems: list[dict[str, str | None]] = []
        self.settled: set[str] = set()
        """Fields of which a label says something, also that it is not known."""
        self.barred: set[str] = set()
        """Fields of money of which a value is not understood; no part stands for them."""
        self.by_field: dict[str, list[Statement]] = {}
        self.apart: list[Statement] = []
        """Those below a heading of something else, or in an address."""
        self._organisation: tuple[int, frozenset[str]] = (0, frozenset())
        said = {_NAMES.get(one.field, one.field) for one in self.ours}
        for one in sums.with_totals(self.stated):
            theirs = self._is_of_organisation(one) or one.apart == "apart"
            if theirs or (one.apart and _NAMES.get(one.field, one.field) in said):
                self.apart.append(one)
                continue
            if one.field in MONEY and one.words:
                one = sums.in_units(
                    one._replace(words=values.whole_of(one.words)), lambda: self._units
                )
            if one.field in PLACES and one.words:
                one = one._replace(words=without_origins(one.words))
            if one.words and (reason := meanings.why_not_taken(one)):
                self.problems.append(problem(one.field, one.found, reason))
                if reason.endswith(sums.NOT_UNDERSTOOD):
                    self.barred.add(one.field)
                    self.settled.add("budget")
                continue
            meant = meanings.field_of(one)
            first = OURS.isdisjoint(self.by_field)
            named = any(
                has_word("project", word) or word.startswith(PROJECTS)
                for word in tokens_of(one.label.words)
            )
            told = values.is_told(one.words) and one.words[-1] in ".!?…"
            if meant == "description" and first and named and one.words and not told:
                # "Project profile — Safe Ports", above all labels, is the title.
                meant = "title"
            if meant == "countries" and first and self._is_name(one):
                meant = "title"
            for field, part in meanings.parts_of(meant, one):
                self.by_field.setdefault(field, []).append(part)
        for several in self.by_field.values():
            several.sort(key=lambda one: one.label.note.startswith("second"))
        self.values, self.left = value_lines(self.statements)

    def _is_of_organisation(self, one: Statement) -> bool:
        """Tell a country right below the street of somebody, and money below somebody's share."""
        if theirs := _OF_ORGANISATION.get(one.label.note):
            self._organisation = one.line, theirs
        place, theirs = self._organisation
        if one.field in theirs and one.line - place < _BLOCK:
            return all(map(str.strip, self.statements.raw[place - 1 : one.line]))
        if one.field in OURS - PLACES:
            self._organisation = 0, frozenset()
        return False

    def record(self) -> dict[str, Any] | None:
        """Choose the evidence of each field and make the record."""
        if others := several_projects(self.statements):
            return self._none(others[0], _SEVERAL)
        if call := self._call():
            return self._none(call, _CALL)
        self._texts()
        for name in _TIERS:
            self._from_labels(name)
        self._leave_a_part()
        self._behind_amount()
        for name in self._missing("budget", "period", "countries", "start"):
            if name not in self.settled and not (name == "start" and _DATED & set(self.fields)):
                lines = [value for value in self.values if value.field == name]
                # Below the list of countries may stand one of partners.
                lines = lines[:1] if name == "countries" else lines
                self._choose(
                    name, [(v.found, "position", meanings.says(name, v.found)) for v in lines]
                )
        if self._places_are_unread():
            for value in [one for one in self.values if one.field == "countries"][:1]:
                self._take("named_in", value.found, "position")
        numbers = codes.numbers_of_form(self.statements)
        first = [one for one in numbers if self._begins_line(one)]
        if len(first) > 1 and "project_id" not in self.fields:
            return self._none(first[1], _SEVERAL)
        candidates = candidates_of(self.statements, self.values, self._of("title"))
        title, self.nearest = find_title(candidates, labels=not self.is_told)
        if title and self.is_told and NEWS in title.signs:
            # "IOM launches project in Ghana" is no title, but names the country.
            self.nearest, title = [title], None
        if title:
            self._take("title", title.found, title.kind)
            self._number_before_title()
        elif self.is_told:
            news = (
                one.found
                for one in candidates
                if NEWS in one.signs and "behind running text" not in one.signs
            )
            self.headline = next(news, None)
        if "project_id" not in self.fields and len(numbers) == 1:
            self._take("project_id", numbers[0], "position")
        self._number_behind_title()
        if {one.field for one in self.ours} <= {"fund"} and self.is_several:
            told = self.sentences[0]
            return self._none(Found(told.text, told.line), _SEVERAL)
        self._sentences()
        if self.given:
            self._extracted()
        about = self._states_facts() or self._tells_of_a_country() or self._is_named()
        if not about and not self._has_unread_money():
            return None
        self._hints()
        self._doubts()
        fund, kind = next(self._funds(), (None, ""))
        if fund:
            self.rests_on["fund"] = kind
        fields = self.fields
        slashed = any(meanings.SLASHED.search(fields[name].text) for name in _DATED & set(fields))
        dayfirst = self._day_first(fields) if slashed else None
        money = fields.get("budget")
        label = self._label_of(money) if money else None
        currency = self._currency(money, label) if money else None
        if money and not currency and (clear := sums.in_clear_currency(money, self.statements)):
            money = fields["budget"] = money._replace(text=clear)
        signed = money and not currency and meanings.DOLLAR.search(money.text)
        return make_record(
            self.page,
            fields,
            fund=fund,
            currency=currency,
            dollar=self.dollar if signed else None,
            scale=sums.scale_of(label, money.text) if label and money else 1,
            dayfirst=dayfirst,
            # Who writes the day first does not begin with the year, but 17-04-26 may.
            short_years=bool(dayfirst)
            and not any(_DASHED.search(fields[name].text) for name in _DATED & set(fields)),
            problems=self.problems,
            read_from="; ".join(f"{name}: {kind}" for name, kind in self.rests_on.items()),
        )

    def _is_name(self, one: Statement) -> bool:
        """Tell a title for whose label a site uses that of the countries, which it has below."""
        below = {
            code
            for other in self.ours
            if other.field == "countries" and other is not one and are_countries(other.words)
            for code in values.countries_in(other.words)
        }
        long = bool(below) and one.words.count(" ") > 2 and not are_countries(one.words)
        return long and below.issuperset(values.countries_in(one.words))

    def _none(self, found: Found, reason: str) -> dict[str, Any]:
        """Make the record of a page that is none of a project, with the reason."""
        return make_record(self.page, {}, problems=[problem("title", found, reason)])

    def _begins_line(self, found: Found) -> bool:
        """Tell whether a number is the first word of a line, or behind "The project"."""
        line = self.statements.lines[self.statements.at[found.line]].text
        return line[: line.find(found.text)].count(" ") <= 2

    def _call(self) -> Found | None:
        """Return the words by which a page is a call for proposals."""
        dated = any(
            one.field in DATES or (one.field in PERIODS and meanings.has_dates(one))
            for one in self.ours
        )
        for place, line in enumerate(self.lines[:4]):
            plain = not (line.cells or line.menu or line.mark)
            if plain and is_of_call(line.text[:200], begins=self.is_told) and not (place and dated):
                return Found(line.text, line.number)
        labels = {fold(one.label.words): one for one in self.stated if one.field in _OF_CALL}
        fields = {one.field for one in self.stated}
        calls = sum(one.field == "call" for one in labels.values())
        shows = fields & {"call", "call_budget"} and not fields & _OF_WORK
        if calls > 1 or (len(labels) > 1 and shows):
            return next(iter(labels.values())).found
        return None

    def _states_facts(self) -> bool:
        """Tell whether one fact that was taken can be understood, or two of the others stand."""
        taken = {name: found.text for name, found in self.fields.items()}
        title_line = self.fields["title"].line if "title" in taken else 0
        if any(fits(name, taken[name]) for name in _CLEAR & set(taken)):
            return True
        if any(has_word(name, taken.get(name, "")) for name in ("status", "coverage")):
            return True
        if any(
            len(one.label.words.split()) > 1 and title_line == one.line for one in self._of("title")
        ):
            # "Project title: Safe ports" says what the page is about.
            return True
        vague = {"status", "project_type", "coverage", "region"} & set(taken)
        return len(vague) > 1 or (bool(vague) and "title" in taken)

    def _has_unread_money(self) -> bool:
        """Tell whether a label has figures of money that are not understood."""
        money = self.fields.get("budget")
        return bool(self.barred) or bool(money and any(map(str.isdigit, money.text)))

    def _tells_of_a_country(self) -> bool:
        """Tell whether the title or a sentence names a country on a page about one project."""
        named = self._named_in_title() or self.fields.get("named_in")
        if not named:
            return False
        labels = {one.field for one in self.stated if one.words} & _OF_PROJECT
        return len(labels) > 1 or any(
            is_about(one) or (values.amounts_in(one.text) and one.kinds & {"payer", "money"})
            for one in self.sentences[:_MOST]
            if not one.kinds & {"other", "aside"}
        )

    def _is_named(self) -> bool:
        """Tell whether sentences name one project and no other."""
        title, names = self.fields.get("title"), self.names
        if not title or len(names) > 1:
            return False
        if any(name.text in title.text for name in names):
            return True
        seen = self.sentences[:_MOST]
        others = any(one.kinds & {"call", "projects"} for one in seen)
        return not others and any(is_about(one) and "own" in one.kinds for one in seen)

    def _take(self, name: str, found: Found, kind: str) -> None:
        self.fields[name] = found
        self.rests_on["countries" if name == "named_in" else name] = kind

    def _of(self, field: str) -> list[Statement]:
        """Return the statements of a field that have words, the first of very many."""
        return [one for one in self.by_field.get(field, ())[:_MOST] if one.words]

    def _missing(self, *names: str) -> list[str]:
        """Return the fields of some that nothing was taken for."""
        taken = set(self.fields)
        if taken & _DATED:
            taken.add("period")
        if "named_in" in taken:
            taken.add("countries")
        return [name for name in names if name not in taken]

    def _choose(self, name: str, evidence: Sequence[_Evidence]) -> None:
        """Take the one value that all evidence of one kind gives; list them where they differ."""
        said: dict[Hashable, tuple[Found, str]] = {}
        for found, kind, value in evidence:
            said.setdefault(value, (found, kind))
        if len(said) == 1:
            self._take(name, *next(iter(said.values())))
            return
        field = "countries" if name == "named_in" else name
        for found, kind in [*said.values()][:10]:
            reason = f"{len(said)} {kind}s disagree; none was taken"
            self.problems.append(problem(field, found, reason))

    # --- labels ---------------------------------------------------------------------------

    @cached_property
    def _units(self) -> list[sums.Unit]:
        """The lines that say what the sums around them count."""
        return sums.units_in(self.statements)

    def _texts(self) -> None:
        """Take the fields that are kept in their own words, the first of several."""
        codes.part_numbers(self.by_field)
        placed = {value.field: value.found for value in reversed(self.values)}
        if "code" in placed:
            placed.setdefault("project_id", placed["code"])
        for name in _TEXTS:
            if name in self.by_field:
                said = [(s.found, s.form) for s in self._of(name) if meanings.suits(name, s.words)]
            else:
                said = [(placed[name], "position")] if name in placed else []
            if name == "status" and not said:
                # A site calls the status by the label of the type, too.
                types = self._of("project_type")
                said = [(s.found, s.form) for s in types if has_word("status", s.words)]
            for found, form in said:
                taken = self.fields.get(name)
                if taken is None:
                    words = _REF.sub("", found.text, 1)
                    if name == "project_id":
                        words = meanings.TAIL.split(words)[0].rstrip(" .")
                    words = _BRACKETS.sub(r"\1", words) if name == "status" else words
                    self._take(name, found._replace(text=words), form)
                elif taken.text != found.text:
                    reason = f"stated twice; the first, {taken.text!r}, was taken"
                    self.problems.append(problem(name, found, reason))

    def _number_before_title(self) -> None:
        """Take the number of the project that stands before its title, and leave it out there."""
        title, stated = self.fields["title"], self.fields.get("project_id")
        if parted := codes.number_before(title.text, stated.text if stated else None):
            self.fields["title"] = title._replace(text=parted[1])
            if not stated:
                self._take("project_id", title._replace(text=parted[0]), self.rests_on["title"])

    def _number_behind_title(self) -> None:
        """Leave out of the title the number of the project that stands in brackets behind it."""
        title, number = self.fields.get("title"), self.fields.get("project_id")
        if title and number and title.text.endswith(behind := f"({number.text})"):
            self.fields["title"] = title._replace(text=title.text.removesuffix(behind).rstrip())

    def _from_labels(self, name: str) -> None:
        """Take a field from the strongest of its labels that say it, be it "not yet known"."""
        unread: Statement | None = None
        for field in _TIERS[name]:
            if field not in self.by_field and field not in self.barred:
                continue
            said = [one for one in self._of(field) if not self._second(name, one)]
            self.settled |= {name} if said else set()
            usable = meanings.usable_of(name, [s for s in said if fits(name, s.words)])
            if name == "period" and any(map(meanings.is_length, usable)):
                # The dates of another label say more than a length alone.
                dated = [s for s in usable if not meanings.is_length(s)]
                below = [
                    s for lower in _TIERS[name] for s in self._of(lower) if meanings.has_dates(s)
                ]
                usable = dated or below or usable
            self._choose(
                name, [(s.found, s.form, meanings.says(name, s.found, s.label)) for s in usable]
            )
            if usable or field in self.barred:
                return
            said = [s for s in said if len(s.words) <= _LONGEST]
            said = [s for s in said if not meanings.is_missing(s.words)] or [
                s for s in said if not is_stated(s.words)
            ]
            unread = unread or next(iter(said), None)
            if unread and name != "countries" and values.has_number(unread.words):
                # A total that is not understood is not replaced by its part.
                break
        if unread:
            self._take(name, unread.found, unread.form)
        elif name == "countries" and name not in self.settled:
            for one in [s for f in ("location", "coverage", "region") for s in self._of(f)]:
                if name not in self.fields and values.places_in(one.words).codes:
                    self._take(name, one.found, one.form)

    def _leave_a_part(self) -> None:
        """Leave out what one party gives where another one gives more, or a whole is not known."""
        if given := self._given_by_one():
            money, value, currency = given
            others = [s for f in _OTHER_PAYERS for s in self._of(f)]
            if any(one.field in MONEY and one.line == money.line - 1 for one in self.stated):
                # "Budget / EU contribution: EUR 8 / Norway: EUR 2"
                others += [one for one in self._of("") if one.line == money.line + 1]
            for other in [one for one in others if self._gives_another(one, value)][:1]:
                reason = f"a part: {other.label.words.strip(' :')!r} gives {other.words!r} more"
                self.problems.append(problem("budget", money, reason))
                del self.fields["budget"], self.rests_on["budget"]
                return
            for found, amount in sums.unlabelled_amounts(self.statements):
                if amount.value > value and amount.currency == currency:
                    reason = f"may be a part of {found.text!r}, which was not understood"
                    self.problems.append(problem("budget", money, reason))
                    del self.fields["budget"], self.rests_on["budget"]
                    return

    def _gives_another(self, other: Statement, value: float) -> bool:
        amount = values.one_amount(other.words) if fits("budget", other.words) else None
        return amount is not None and amount.value != value

    def _given_by_one(self) -> tuple[Found, float, str | None] | None:
        """Return the budget, its value and its currency where it is what one party gives."""
        money = self.fields.get("budget")
        label = self._label_of(money) if money else None
        part = values.one_amount(money.text) if money else None
        if money and part and label and label.field == "contribution":
            value = part.value * sums.scale_of(label, money.text)
            return money, value, part.currency or label.currency
        return None

    def _behind_amount(self) -> None:
        """Take a period in brackets behind the budget, where no label has one."""
        money = self.fields.get("budget")
        years = _BRACKETED.search(money.text) if money and not _DATED & self.settled else None
        if money and years and values.is_span(years[1]) and not _DATED & set(self.fields):
            self._take("period", money._replace(text=years[1]), self.rests_on["budget"])

    def _second(self, name: str, statement: Statement) -> bool:
        """Tell whether another label says what counts before this one: "Original budget"."""
        if statement.label.note == "second, beside a start" and not self._of("start"):
            return True
        return statement.label.note.startswith("second") and any(
            fits(name, one.words)
            and not one.label.note.startswith("second")
            and not sums.is_part(one, statement)
            for field in _TIERS[name]
            for one in self._of(field)
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

    def _day_first(self, fields: Mapping[str, Found]) -> bool | None:
        """Tell whether the publisher, or who labels in another language than English, does so."""
        said = custom(self.publisher, "dayfirst")
        said_in = [s.label.language for s in self.ours]
        # A site that has the month first in English need not in French.
        if said == "yes" or 2 * said_in.count("en") < len(said_in):
            return True
        return False if said else values.order_of(fields[f].text for f in _SPANS if f in fields)

    def _label_of(self, money: Found) -> Label | None:
        """Return the label that the budget was taken from."""
        said = (one for field in _TIERS["budget"] for one in self._of(field))
        return next((one.label for one in said if one.found == money), None)

    def _currency(self, money: Found, label: Label | None) -> str | None:
        """Return the currency by the budget's label, one of its own or the publisher's custom."""
        if label and label.currency:
            return label.currency
        for one in self._of("currency")[:1]:
            if amount := values.one_amount(f"{one.words} 5000"):
                return amount.currency
        amount = values.one_amount(money.text)
        if amount is None or amount.currency:
            return None
        said = [amount.text, f"5 {label.words.split()[-1]}" if label else ""]
        meant = next(filter(None, map(self._currency_meant, said)), None)
        return custom(self.publisher, "currency") or meant

    def _currency_meant(self, words: str) -> str | None:
        """Return which kroner the language of the labels means, which CFA francs the countries."""
        possible = possible_currencies(words)
        meant = {_KRONER.get(nordic_language(self.page.text) or "")} & possible
        if possible in _OF_COUNTRY or "USD" in possible:
            # In Ecuador all dollars are American; in Canada nobody can tell.
            paid = {row["iso3"]: row["currency"] for row in codelist_rows("country_currencies")}
            place = self.fields.get("countries") or self.fields.get("named_in")
            place = place or self._named_in_title()
            meant = {paid.get(code) for code in values.countries_in(place.text)} if place else set()
            meant = {"USD" if code == "PAB" else code for code in meant}
            meant = meant if possible in _OF_COUNTRY or meant == {"USD"} else set()
        return meant.pop() if len(meant) == 1 and meant <= possible else None

    # --- sentences and the whole page ---------------------------------------------------------

    @property
    def is_told(self) -> bool:
        """Whether no label of ours says anything, so that sentences alone tell of the project."""
        return not self.ours

    @cached_property
    def is_headed(self) -> bool:
        """Whether the title is the first line above a text, which may name a donor as well."""
        headed = self.rests_on.get("title") in ("first line", "position")
        return self.is_told and (headed or self.is_news)

    @property
    def is_news(self) -> bool:
        """Whether a headline that is no title stands above the text."""
        return self.headline is not None and "title" not in self.fields

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of the page, cut when they are first asked for."""
        title = self.fields.get("title")
        return sentences_of(self.page, self.plain, self.stated, title.text if title else "")

    @cached_property
    def is_several(self) -> bool:
        """Whether sentences tell of one project and then of another."""
        return tell_of_several(self.sentences)

    @cached_property
    def names(self) -> list[Found]:
        """Names of projects in sentences."""
        whole = [one for one in self.sentences if not self.page.is_part(one.line)]
        return self._of_one(project_names(whole))

    @cached_property
    def quoted(self) -> Found | None:
        """The name that sentences give, where no label has the title."""
        lacking = "title" not in self.settled and "title" not in self.fields
        return next(iter(self.names), None) if lacking or self.is_headed else None

    @cached_property
    def prose(self) -> Prose:
        """What the sentences say of the project."""
        return Prose(self.page, self.sentences)

    def _of_one(self, evidence: list[_T]) -> list[_T]:
        """Leave out what sentences say where they tell of several projects."""
        return [] if evidence and self.is_several else evidence

    def _sentences(self) -> None:
        """Take from sentences what nothing stronger gives."""
        self._total_for_part()
        open_ = {"period"} if not _DATED & self.settled else set()
        open_ |= {"budget", "countries", "title"} - self.settled
        wanted = open_ & set(self._missing("budget", "period", "countries", "title"))
        if not wanted:
            return
        quoted, headed = self.quoted, self.is_headed
        if quoted:
            # A sentence with that name as its subject is the project's, too.
            self.sentences = sentences_of(self.page, self.plain, self.stated, quoted.text)
        prose = self.prose
        if "budget" in wanted:
            amounts = prose.budgets() or (prose.given() if self.is_told else [])
            if self.headline and self.is_news:
                amounts = amounts or prose.announced(self.headline.text)
            if any(one.label.field == "budget_total" and not one.words for one in self.stated):
                # "Total amount:" has lost its value, for which no part stands.
                amounts = prose.totals()
            amounts = self._of_one(amounts)
            found = [(one, "sentence", (a.value, a.currency)) for one, a in amounts]
            self._choose("budget", found)
        if "period" in wanted:
            self._dates()
        if quoted:
            self.headline = self.fields.get("title")
            head = self.headline.text if self.headline else ""
            if f"({quoted.text})" not in f"({head.partition(':')[0]}){head}":
                # "WELLS: Water for All" and "Water for All (WELLS)" say more than "WELLS".
                self._take("title", self._whole_line(quoted), "sentence")
        if "countries" in wanted:
            place = None if headed else self._named_in_title()
            if place is None or prose.names_more(values.countries_in(place.text)):
                named = self._of_one(prose.countries())
                places = [(one, "sentence", tuple(sorted(codes))) for one, codes in named]
                self._choose("named_in", places)

    def _total_for_part(self) -> None:
        """Take the total that a sentence gives for what a label says that one party gives."""
        if given := self._given_by_one():
            _, value, currency = given
            totals = self._of_one(self.prose.totals())
            for found, amount in totals if len({one.value for _, one in totals}) == 1 else ():
                if amount.value > value and amount.currency in (currency, None):
                    self._take("budget", found, "sentence")
                    return

    def _whole_line(self, name: Found) -> Found:
        """Return the line that has a name from a sentence and up to three capitalised words."""
        for line in self.lines[:_MOST] if name.text.count(" ") > 1 else ():
            if name.text in line.text and _QUOTES.isdisjoint(line.text):
                more = line.text.replace(name.text, "").split()
                if len(more) <= _MORE and not any(word[0].islower() for word in more):
                    return name._replace(text=line.text, line=line.number)
        return name

    def _dates(self) -> None:
        """Take the period of sentences; a start and an end may stand in two of them."""
        budget = self.fields.get("budget")
        amount = values.one_amount(budget.text) if budget else None
        found = self._of_one(self.prose.periods(amount.value if amount else None))
        starts = {period.start for _, period in found if period.start}
        ends = {period.end for _, period in found if period.end}
        if found and len(starts) <= 1 and len(ends) <= 1:
            words = "\n".join(dict.fromkeys(one.text for one, _ in found))
            self._take("period", found[0][0]._replace(text=words), "sentence")
        else:
            self._choose("period", [(one, "sentence", (p.start, p.end)) for one, p in found])
        if not found:
            begun = self._of_one(self.prose.starts())
            self._choose("start", [(words, "sentence", moment) for words, moment in begun])
        title = self.fields.get("title")
        years = _own_period(title.text) if title and not found else None
        if title and years and any(map(is_about, self.sentences[:_MOST])):
            self._take("period", title._replace(text=years), "title")

    def _named_in_title(self) -> Found | None:
        title = self.fields.get("title")
        if self.headline and not (title and values.countries_in(title.text)):
            title = self.headline
        if title:
            given = self.is_news or (self.is_headed and values.amounts_in(title.text))
            leave_out = without_givers if given else without_donors
            title = title._replace(text=leave_out(title.text))
        codes = values.countries_in(title.text) if title else ()
        return title if codes and not self.prose.names_as_origins(codes) else None

    def _hints(self) -> None:
        """Take countries from the title, else from the whole page, if nothing else says them."""
        self._half_a_list()
        unread = self._places_are_unread()
        if not unread and (not self._missing("countries") or "countries" in self.settled):
            return
        if any(one.field in PLACES for one in self._of("coverage")):
            # "Country/region: Global"
            return
        title = self._named_in_title()
        if title:
            codes = values.countries_in(title.text)
            # "Southeast Asia, regional" is no Canada. Of "Central Asia" and "Western Balkans and
            # Turkey" a sentence may list more countries.
            clear = not unread or recipients().issuperset(codes)
            if unread or values.places_in(title.text).regions:
                clear = clear and not self.prose.names_more(codes)
            if clear and len(codes) >= self.prose.least_countries:
                self._take("named_in", title, "title")
            return
        if not unread and (office := self._office()):
            self._take("named_in", office, "hint")
        if not self._missing("countries"):
            return
        short = [s.found for s in self._of("beneficiaries") if len(s.words) <= _LONGEST]
        said = [found for found in short if values.countries_in(found.text)]
        helped = [found._replace(text=without_origins(found.text)) for found in said]
        helped = [found for found in helped if values.countries_in(found.text)]
        if not said and not self.prose.countries() and (only := self.prose.only_country()):
            # "Senegal: A project is launched"
            heads = {c for s in self._of("") for c in values.countries_in(s.label.words)}
            if {*values.countries_in(only.text)}.issuperset(heads & recipients()):
                helped.append(only)
        if helped:
            self._take("named_in", helped[0], "hint")
        elif number := self._country_in_number():
            self._take("countries", number, "hint")

    def _places_are_unread(self) -> bool:
        """Tell whether a label names places of which no list knows the country: "Osh, Batken"."""
        place = self.fields.get("countries")
        return bool(
            place and "named_in" not in self.fields and not values.places_in(place.text).codes
        )

    def _office(self) -> Found | None:
        """Return the country of the office whose page it is: "UNDP Kyrgyzstan", on top."""
        for line in self.lines[:_TOP]:
            name, _, place = line.text.partition(" ")
            named = has_word("organisation", name) and are_countries(place)
            if named and recipients().issuperset(values.countries_in(place)):
                return Found(place, line.number)
        return None

    def _country_in_number(self) -> Found | None:
        """Return the country in the number of an EU Trust Fund project, if the page names it too.

        "T05-EUTF-NOA-MA-04" is in Morocco.
        """
        number = self.fields.get("project_id")
        code = _OF_EUTF.match(number.text) if number else None
        codes = {*values.places_in(code[1]).codes} if code else set()
        told = codes and any(codes & {*values.countries_in(o.text)} for o in self.sentences[:_MOST])
        return number._replace(text=code[1]) if number and code and told else None

    def _half_a_list(self) -> None:
        """Leave out countries that are a part of a list elsewhere, or that no sentence names."""
        name = next((name for name in ("countries", "named_in") if name in self.fields), None)
        kind = self.rests_on.get("countries")
        alone = kind == "position" and {value.field for value in self.values} == {"countries"}
        if name is None or not (alone or kind in ("sentence", "hint")):
            return
        found = self.fields[name]
        codes = set(values.countries_in(found.text))
        others = [s for s in self.stated[:_MOST] if s.field not in NAMES]
        half = any(codes < set(values.countries_in(s.words[:_LONGEST])) for s in others)
        half |= (self.is_told or alone or kind == "sentence") and self.prose.names_more(codes)
        half |= self.is_told and alone and self.prose.names_others(codes)
        if half:
            reason = "the page names others or more of them in another place; none was taken"
            self.problems.append(problem("countries", found, reason))
            del self.fields[name], self.rests_on["countries"]
            self.settled.add("countries")

    # --- whose page it is -----------------------------------------------------------------

    @property
    def publisher(self) -> str:
        """The publisher by the signs that stand on the page."""
        return self.statements.publisher

    @cached_property
    def dollar(self) -> str | None:
        """What a bare "$" means, by the publisher or by whose name stands in a short line."""
        short = [line.text for line, _ in self.plain[:_MOST] if len(line.text) <= 90]
        publisher = self.publisher or publisher_of(short, names=True)
        return custom(publisher, "dollar")

    def _funds(self) -> Iterator[tuple[str, str]]:
        """Find the funds that are named, by label, publisher, title or sentence; surest first."""
        if "fund" in self.fields:
            yield self.fields.pop("fund").text, "extract"
        for one in self._of("fund"):
            if not meanings.is_missing(one.words) and not has_word("for", one.words.split()[0]):
                # "TRUST FUND FOR STABILITY" is no label with a value.
                named = fund_named(one.words, programme=True)
                yield named if named and is_fund_alone(one.words) else one.words, one.form
        own = custom(self.publisher, "fund")
        title = self.fields.get("title")
        named = None
        if title and not (own and is_programme(self.publisher)):
            named = fund_named(title.text, programme=True)
        if named and title and is_fund_alone(title.text, 0.5):
            yield named, "title"
        if own:
            yield own, "publisher"
        labels = "\n".join(one.label.words for one in self.stated[:_MOST])
        codes = " ".join(found.text for name, found in self.fields.items() if name == "project_id")
        if paid := fund_named(codes, programme=True) or fund_named(labels, programme=True):
            yield paid, "label"
        if named:
            yield named, "title"
        if paid := self.prose.fund():
            yield paid, "sentence"
        for line, scope in self.plain[:_MOST]:
            aside = scope in ("related", "contact") or len(line.text) > 60
            if not aside and is_fund_alone(line.text) and (found := fund_named(line.text)):
                yield found, "position"

    # --- what was not taken ---------------------------------------------------------------

    def _doubts(self) -> None:
        """List unknown labels of what looks like values, and what looks like a missing field's."""
        for one in self.by_field.get("", ())[:_MOST]:
            if field := _looks_like(one.words):
                reason = _unknown_label(one.label.words, field)
                self.problems.append(problem(field, one.found, reason))
        for one in [*self.apart, *self.statements.of_others][:_MOST]:
            name = _NAMES.get(one.field, one.field)
            if one.words and name in self._missing(*_TIERS, *_TEXTS):
                self.problems.append(problem(name, one.found, _APART))
        for near in self.nearest if self._missing("title") else ():
            reason = "may be the title, but no line is clearly it"
            self.problems.append(problem("title", near.found, reason))
        empty = set(self._missing("budget", "period", "countries")) - self.settled
        for one in self._of("fund") if "budget" in empty else ():
            if values.amounts_in(one.words):
                reason = "gives amounts of its own, which may be parts; none was taken"
                self.problems.append(problem("budget", one.found, reason))
        for value in self.left[:_MOST_DOUBTS]:
            if value.field in empty:
                reason = "no label says what this line is"
                if value.above:
                    reason = _unknown_label(value.above, value.field)
                self.problems.append(problem(value.field, value.found, reason))
        for name in sorted(empty - {row["field"] for row in self.problems}):
            reason = "no sentence says that this is the project's"
            for found in islice(self._untaken(name), _MOST_DOUBTS):
                self.problems.append(problem(name, found, reason))

    def _untaken(self, name: str) -> Iterator[Found]:
        """Find words in sentences that look like a value of a field."""
        for sentence in self.sentences[: 2 * _MOST]:
            text, words = sentence.text, []
            self.page.steps += 1 + len(text) // 20
            if name == "countries":
                words = [text] * bool(values.countries_in(text))
            elif name == "budget":
                words = [amount.text for amount in values.amounts_in(text)]
            elif re.search(r"(?:19|20)\d\d", text):
                words = [period.text for period in values.periods_in(text)]
            yield from (Found(one, sentence.line) for one in words)


def _unknown_label(words: str, field: str) -> str:
    """Say what to do about a label that no list knows."""
    return (
        f"the label {words!r} is not known; if it is the project's, the line for "
        f"codelists/labels.csv is: {fold(words).strip(' :')},{field},,,"
    )


def _own_period(title: str) -> str | None:
    """Return the period at the end of a title; years alone only behind a comma or in brackets."""
    if years := _OWN_YEARS.search(title):
        return years[1]
    for period in values.periods_in(title)[-1:]:
        if title.rstrip(" )").endswith(period.text) and period.start_precision in ("month", "day"):
            return period.text if period.end else None
    return None


def _looks_like(words: str) -> str | None:
    """Return the field that the words of an unknown label may be a value of."""
    if not words or len(words) > 120:
        return None
    if not any(map(str.isdigit, words)):
        return "countries" if are_countries(words) else None
    amounts = values.amounts_in(words)
    if amounts and 2 * len(amounts[0].text) >= len(words):
        return "budget"
    periods = values.periods_in(words)
    return "period" if periods and 2 * len(periods[0].text) >= len(words) else None
