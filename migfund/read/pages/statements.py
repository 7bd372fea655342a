"""Lines to statements: which words stand behind, below or above which label.

A label's value stands in its line, below it or, where the whole page has it so, above it. A label
whose next line is another label is empty: its value was lost.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from migfund.read.page import Found, Page
from migfund.read.pages.forms import (
    DAYS,
    MENU,
    Form,
    are_glued,
    before_value,
    behind_value,
    form_of,
    header_of,
    joined,
    parted,
)
from migfund.read.pages.labels import NUMBER, OURS, Label, label_of, may_end_label
from migfund.read.pages.lines import Line, goes_on
from migfund.read.pages.publishers import publisher_of
from migfund.read.pages.values import (
    DATES,
    MONEY,
    PERIODS,
    PLACES,
    TYPED,
    amounts_in,
    are_countries,
    begins_with_places,
    countries_in,
    fits,
    is_span,
    is_told,
    kind_of,
    one_amount,
    one_period,
    places_in,
)
from migfund.read.pages.words import LINKS, has_word, is_stage, marks_in, tokens_of, words_of

__all__ = ["FIGURES", "Statement", "Statements"]

_OF_NAMES = frozenset({"fund", "implementer", "partner", "staff"})
"""Fields whose values are names of others, and no figures."""
_OTHERS = frozenset({"related", "previous_phase", "next_phase"})
"""Fields below whose label nothing is the project's."""
FIGURES = OURS | frozenset(
    "cofinancing own_contribution spent balance programme_budget call_budget".split()
)
"""Fields of the project, and of amounts that are not the project's."""
_OF_PROJECT = frozenset({"description", "objective", "activities"})
"""Fields of headings below which a page speaks of the project."""
_APART, _AFTER = "apart", "after"
_HEADING = 60
"""Letters of the longest heading."""
_TOP = 6
"""Lines of a page among which its title may stand with an amount."""
_MOST_LOOKS = 40
_BROKEN = 40
"""Letters of the shortest line that goes on in the next one."""
_LONGEST_TEXT = 2_000
"""Letters up to which lines are joined."""
_OWN = frozenset({"own", "total"})
"""Kinds of words with which a sentence gives the project's money."""
_ENOUGH = 5
"""Values that show how a page is made."""
_VALUES = ["plain"] * 3
_SENTENCE = 4
"""Words of an amount, above which it is one of a sentence that ends in a full stop."""
_SKIPPED = 3
"""Numbers from one numbered label to the next one, those of unknown labels between them."""
_RUN = 4
"""Labels right below each other that have lost their values."""
_FEW = 10
"""Lines of a page that has all its text in them, such as a PDF without line breaks."""
_MOST_SIGNED = 2_000
"""Lines of a page in which the signs of its publisher are sought."""
_TERMS = {"total": ("budget_total", "period_total"), "part": ("contribution", "period_phase")}
"""What words for a total and a part make of a budget and of a period."""
_CODE = re.compile(r"(?=.*\d)[\w./-]{3,30}")
_IN_BRACKETS = re.compile(r"\(([^()]{9,40})\)")
_CAPITAL = re.compile(r"(?<= )(?=[A-ZÀ-ÞА-ЯІЇЄ])")
_DIGITS = DATES | DAYS | {"project_id"}
"""Fields whose values show by their digits."""
_LONGEST_PLACE = 200
_RULE = re.compile(r"[-|:= ]{3,}$")
_BARE = re.compile(r"(\d{1,2}) ([^\W\d].{2,60})$")
_ITEM = re.compile(r"\d{1,2}[.)] ")
_YEAR = re.compile(r"(?<![\d.,’'])(?:19|20)\d\d(?![\d.,’'])|[^\W\d]{2,9}\.? \d{1,2}\b(?= \D)")
_FOOTNOTE = re.compile(r"[(\[]?\d[)\]]?(?: \([A-Z]{3}\))?|\*+")


class Statement(NamedTuple):
    """A label and the words that belong to it; empty words where the value was lost.

    ``form`` is "label" for a value in the label's line, "heading" for one below or above it,
    "table" for a cell below its column's heading. ``apart`` is "apart" for one below a
    heading of something else, "after" for one that counts only where those above are silent.
    """

    label: Label
    words: str
    line: int
    form: str
    apart: str = ""

    @property
    def field(self) -> str:
        """The field of ``labels.csv``; "" for a label that is not in it."""
        return self.label.field

    @property
    def found(self) -> Found:
        """Its words as those of a field."""
        return Found(self.words, self.line, self.label.words.strip(" :"))


class Statements:
    """The statements of a page, and the lines that belong to none.

    Parameters
    ----------
    page
        The page; its steps are counted.
    lines
        Its lines.
    """

    def __init__(self, page: Page, lines: list[Line]) -> None:
        self.page = page
        whole = joined(_unwrapped(_unnumbered(lines)))
        glued = are_glued(whole)
        self.lines = [
            part
            for place, line in enumerate(whole)
            for part in parted(line, on_top=place < _TOP, glued=glued)
        ]
        self.of_others: list[Statement] = []
        """What stands below the label of other projects, by its own label."""
        self.stated: list[Statement] = []
        self.ours: list[Statement] = []
        """Those of the project's fields that have words."""
        self._our_fields = set[str]()
        self.plain: list[tuple[Line, str]] = []
        """Lines without a label, each with the field of the label above that it may belong to."""
        self.free: list[tuple[Line, str]] = []
        """Lines that have no known label, as in `plain`: one of them may be the title."""
        self._scope = ""
        self._filled = False
        self._section = False
        """Whether the label of the scope stood alone, above lines of its own."""
        self._absorbed = False
        """Whether statements of their own already stand below that label."""
        self._head = self.lines[0] if self.lines else Line("", 0)
        """The line of that label."""
        self._told = False
        self._looked = 0
        self._forms = self._forms_of_lines()
        self.above = self._values_stand_above()
        """Whether the values of this page stand above their labels."""
        self._read()

    @cached_property
    def publisher(self) -> str:
        """The publisher by the signs in all but running text; "" for none or several."""
        told = len(self.lines) >= _FEW
        return publisher_of(
            line.text
            for line in self.lines[:_MOST_SIGNED]
            # In running text one is only spoken of.
            if not (told and len(line.text) > 200 and not line.cells and line.text.count(":") < 3)
        )

    @cached_property
    def at(self) -> dict[int, int]:
        """The place of each line among `lines`, by its number; of one in a joined line, that."""
        places = {line.number: place for place, line in enumerate(self.lines)}
        for number in range(1, len(self.raw) + 1):
            places.setdefault(number, places.get(number - 1, 0))
        return places

    # --- what each line is ----------------------------------------------------------------

    def _forms_of_lines(self) -> list[Form]:
        """Say what each line is; what may be a label with its value is one beside another one."""
        forms = []
        for line in self.lines:
            self.page.steps += 1 + len(line.text) // 10
            form = form_of(line)
            form = form_of(line, self.publisher) if form.special else form
            row = line.cells[:1] and line.cells[0][-1] == ":"
            if form.kind != "label" and self.page.is_part(line.number) and not row:
                form = Form("plain")
            forms.append(form)
        self._forms = forms
        for place, (line, below) in enumerate(pairwise(self.lines)):
            if forms[place].field == "status" and is_stage(below.text):
                # Below "Status", "Approved" is no label.
                forms[place + 1] = Form("plain")
            if below.cells:
                forms[place] = header_of(line, below, self.publisher) or forms[place]
        self._values_before_labels(forms)
        for place in [place for place, form in enumerate(forms) if form.maybe]:
            maybe = forms[place].maybe
            if maybe and self._is_statement(place, *maybe):
                forms[place] = Form("stated", (maybe,), bare=True)
        return forms

    def _values_before_labels(self, forms: list[Form]) -> None:
        """Read lines such as "3 500 000 EUR Funding amount", where several of them have figures."""
        bare = [i for i, form in enumerate(forms) if form.kind == "plain" and not form.maybe]
        figures = [place for place in bare if self.lines[place].text[0].isdigit()]
        found = [behind_value(self.lines[place].text, self.publisher) for place in figures]
        parts = [part for part in found if part]
        # "2.14 million € Project budget" says it alone, too.
        whole = len(parts) == 1 and " " in parts[0][0].words and parts[0][0].field in MONEY
        if whole or len({label.field for label, _ in parts} & OURS) > 1:
            for place in bare:
                if part := behind_value(self.lines[place].text, self.publisher):
                    forms[place] = Form("stated", (part,))

    def _is_statement(self, place: int, label: Label, words: str) -> bool:
        """Tell whether a label and words without a mark between them are a statement."""
        field = label.field
        reach = 4 if field == "title" else 2
        near = self._forms[max(place - 1, 0) : place] + self._forms[place + 1 : place + reach]
        beside = any(form.parts or form.maybe for form in near)
        several = " " in label.words or "/" in label.words
        if field in ("project_id", "prima_id"):
            sure = several or len(label.words) > 10 or beside
            return sure and bool(_CODE.fullmatch(words))
        if field in PERIODS | {"status"} and is_stage(words):
            # "Status completed", "Phase completed"
            return True
        begins = not words[0].islower()
        if field in TYPED or field not in OURS:
            # In most languages months begin with a small letter, as numbers in words do.
            begins |= field in PERIODS | DATES | MONEY and len(words) <= 60
            typed = field not in TYPED or fits(field, words)
            # "The project grants EUR 5 to local organisations."
            typed &= field not in MONEY or words[-1] != "." or len(words.split()) < _SENTENCE
            # "Project locations Dakar (Senegal), Kayes (Mali)"
            typed = typed or (field in PLACES and several and bool(countries_in(words)))
            typed = typed or (field in PERIODS and is_stage(words))
            return begins and not is_told(words) and typed
        if has_word(field, words):
            return True
        longest = 250 if several or field == "title" else 60
        return beside and begins and len(words) <= longest and fits(field, words)

    def _values_stand_above(self) -> bool:
        """Tell whether the values of this page stand above their labels."""
        alone = [
            place
            for place, form in enumerate(self._forms)
            if form.kind == "label"
            and form.field in FIGURES
            # "2. Budget" stands above its value.
            and not (self.lines[place].text[-1] == ":" or _has_number(self.lines[place]))
        ][:_MOST_LOOKS]
        typed = [place for place in alone if self._forms[place].field in TYPED]
        fit_above, fit_below = _votes(self._fits_at, typed[:_ENOUGH])
        if fit_above < fit_below:
            # What fits a label says more than what stands close to it.
            return False
        above, below = _votes(self._is_close, alone)
        return above + fit_above > 1 if fit_above > fit_below else above > max(below, 1)

    @cached_property
    def _gapped(self) -> bool:
        """Tell whether blank lines stand between the labels of this page and their values."""
        alone = [
            place
            for place, form in enumerate(self._forms[:-1])
            if form.kind == "label" and form.field in TYPED | {"project_id", "prima_id"}
        ]
        fitting = [place for place in alone[:_MOST_LOOKS] if self._fits_at(place, place + 1)]
        gaps = [self.lines[place + 1].gap > 0 for place in fitting[:_ENOUGH]]
        return 2 * sum(gaps) > len(gaps)

    def _is_close(self, place: int, other: int) -> bool:
        """Tell whether a line without a label stands right above or below."""
        if not 0 <= other < len(self.lines) or self._forms[other].kind != "plain":
            return False
        return self.lines[max(place, other)].gap == 0

    def _fits_at(self, place: int, other: int) -> bool:
        """Tell whether the line at another place can be the value of a label."""
        if not 0 <= other < len(self.lines):
            return False
        words = self.lines[other].text
        plain = self._forms[other].kind == "plain"
        return plain and not is_told(words) and fits(self._forms[place].field or "", words)

    # --- line by line ---------------------------------------------------------------------

    def _read(self) -> None:
        """Go through the lines once."""
        place = 0
        while place < len(self.lines):
            line, form = self.lines[place], self._forms[place]
            below = self.lines[place + 1 : place + 2] if form.kind == "label" else ()
            if below and below[0].text == line.text:
                # The text of a picture says again what the label says.
                place += 1
                continue
            if line.gap and (self._filled or self._absorbed) and self._scope != "related":
                self._scope = ""
            in_menu = line.menu and (line.mark == "-" or not self._told)
            if in_menu and form.kind == "label" and form.field not in OURS:
                # An item of a menu, or one above all that is the project's, may be a label, too.
                form = MENU
            if apart := self._apart_at(place):
                self._scope, self._filled, self._section = apart, False, True
                if apart == _APART:
                    self.plain.append((line, apart))
                    self.free.append((line, apart))
                    place += 1
                    continue
            starts = form.kind == "label" or (form.kind == "plain" and (line.gap or not place))
            if starts and not self.above and (end := self._run(place)):
                place = end
            elif form.kind == "header":
                place = self._table(place)
            elif form.kind == "label":
                place = self._heading(place, form.parts[0][0])
            elif form.kind == "stated":
                if not form.field:
                    self.free.append((line, "?" if self._in_block(place) else self._scope))
                for label, words in form.parts[:-1]:
                    self._add(label, words, line.number, "label")
                place = self._last(place, *form.parts[-1])
            else:
                if form.kind == "plain":
                    self.plain.append((line, self._scope))
                    self.free.append((line, self._scope))
                    self._filled = True
                    self._told = self._told or (len(line.text) > 60 and is_told(line.text))
                elif self._scope != "related":
                    self._scope = ""
                place += 1

    def _apart_at(self, place: int) -> str:
        """Return what a heading below the facts says of those below it; "" for no such heading.

        "Final conference" and "About the Fund" are of others ("apart"); what stands below any other
        heading behind a text counts "after" the facts above.
        """
        line, form = self.lines[place], self._forms[place]
        if len(self._our_fields) < 2:
            return ""
        if (line.gap or line.mark == "#") and self._is_heading(place):
            of_others = not words_of("section").isdisjoint(tokens_of(line.text))
            return _APART if of_others and form.field not in OURS else ""
        inside = self._scope in (_APART, _AFTER) or self._scope in _OTHERS
        if line.gap or form.kind not in ("label", "stated") or inside:
            return ""
        # Below the heading may stand a name.
        near = range(place - 1, max(place - 3, 0), -1)
        top = next((n for n in near if self.lines[n].gap or self.lines[n].mark == "#"), None)
        if top is None or not all(map(self._is_heading, range(top, place))):
            return ""
        last = self.ours[-1].line
        texts = [one for one, _ in self.plain if last < one.number < self.lines[top].number]
        told = any(one.text[-1] in ".!?" and one.text.count(" ") > 3 for one in texts)
        return _AFTER if told and self._forms[top].field not in _OF_PROJECT else ""

    def _is_heading(self, place: int) -> bool:
        """Tell whether a line may be a heading, and is no statement of the project."""
        text, form = self.lines[place].text, self._forms[place]
        short = len(text) <= _HEADING and text[-1] not in ".;"
        return short and not (form.kind == "stated" and form.field in OURS)

    def _in_block(self, place: int) -> bool:
        """Tell whether a line with an unknown label is one among statements, or one of a code."""
        words = self._forms[place].parts[0][1]
        above = self._forms[place - 1] if place and not self.lines[place].gap else MENU
        of_code = " " not in words and any(map(str.isdigit, words))
        # Above the title may stand "FIIAPP | Projects".
        return of_code or (above.kind == "stated" and (bool(above.field) or place > 1))

    def _add(self, label: Label, words: str, line: int, form: str) -> None:
        """Keep a statement; what stands in a list of other projects is theirs."""
        if self._section and self._scope in _OTHERS and label.field in OURS | {""}:
            self.of_others.append(Statement(label, words, line, form))
            label = label._replace(field=self._scope)
        apart = self._scope if self._section and self._scope in (_APART, _AFTER) else ""
        one = Statement(label, words, line, form, apart)
        self.stated.append(one)
        if words and label.field in OURS and not apart:
            self.ours.append(one)
            self._our_fields.add(one.field)
            self._told = True

    def _open(self, label: Label, line: Line, *, filled: bool) -> None:
        """Begin what belongs to a label; a list of other projects stands below the project."""
        if label.field == "related" and not (self._told and self._is_apart(line)):
            # Among the statements of a project it is one of them, and its value no list.
            self._scope, self._filled, self._section = "?", filled, False
            return
        if self._scope == "related" and (filled or label.field in OURS):
            # "5. Related projects" ends at "6. Budget".
            same = _has_number(self._head) and _has_number(line)
            number = NUMBER.match(self._head.text)
            # "2.1 Title" is below "2. Related projects".
            below = number and line.text.startswith(f"{number[0].rstrip(' .)')}.")
            if below or not (same and line.level <= self._head.level):
                return
        if self._scope in (_APART, _AFTER) and (self._gapped or not line.gap):
            self._filled = not self._gapped
            return
        if (
            self._section
            and self._scope in _OTHERS
            and label.field in OURS - {"period_phase"}
            and not (line.gap or self._filled)
            and (filled or self._has_gaps)
        ):
            # All that stands right below "Previous phase" is of that phase.
            self._absorbed = True
            return
        self._scope, self._filled, self._section = label.field, filled, not filled
        self._absorbed, self._head = False, line

    def _is_apart(self, line: Line) -> bool:
        """Tell whether blank lines part a line from others, or none part any on the page."""
        after = self.at[line.number] + 1
        below = self.lines[after : after + 1]
        return bool(line.gap or (below and below[0].gap)) or not self._has_gaps

    @cached_property
    def _has_gaps(self) -> bool:
        return any(line.gap for line in self.lines)

    def _last(self, place: int, label: Label, words: str) -> int:
        """Take the last value of a line, which may go on below it."""
        line = self.lines[place]
        if not words or (label.field in MONEY and self._is_before_amount(words, place + 1)):
            return self._heading(place, label)
        number, words, after = self._continued(label, words, line.number, place + 1)
        self._add(label, words, number, "label")
        if label.field not in DAYS:
            self._open(label, line, filled=True)
        return after

    def _is_before_amount(self, words: str, below: int) -> bool:
        """Tell whether the day of a grant or a footnote's mark stands before its amount below."""
        if _FOOTNOTE.fullmatch(words) and below < len(self.lines):
            return fits("budget", self.lines[below].text[:60])
        return not fits("budget", words) and fits("start", words) and not fits("year", words)

    def _heading(self, place: int, label: Label) -> int:
        """Take the value of a label that stands alone: below it, or above where all are."""
        line, after = self.lines[place], place + 1
        if (
            self.above
            and not line.gap
            and line.text[-1] != ":"
            and self.plain
            and self.plain[-1][0] is self.lines[place - 1]
        ):
            above, _ = self.plain.pop()
            self.free.pop()
            self._add(label, above.text, above.number, "heading")
            self._scope = ""
            return after
        if not self.above or label.field not in OURS:
            self._open(label, line, filled=False)
        if label.field in OURS and not self.above and after < len(self.lines):
            end = self._below(after, label)
            end = end or self._below_other(after, label)
            if end:
                return end
        self._add(label, "", line.number, "heading")
        return after

    def _below_other(self, place: int, label: Label) -> int:
        """Take a sum or date below another label, "Budget: / Donor: / EUR 5 / EU"; 0 if none."""
        form, lines = self._forms[place], self.lines[place + 1 : place + 3]
        kinds = [one.kind for one in self._forms[place + 1 : place + 3]]
        if form.kind != "label" or form.field not in _OF_NAMES or kinds[:1] != ["plain"]:
            return 0
        figure = label.field in TYPED - PLACES and fits(label.field, lines[0].text)
        if not figure or lines[0].gap:
            return 0
        self._add(label, lines[0].text, lines[0].number, "heading")
        other = form.parts[0][0]
        own = len(lines) > 1 and kinds[1] == "plain" and not lines[1].gap
        words, number = (lines[1].text, lines[1].number) if own else ("", self.lines[place].number)
        self._add(other, words, number, "heading")
        return place + 2 + own

    def _below(self, place: int, label: Label) -> int:
        """Take the value that stands below a label; 0 if there is none."""
        line, field = self.lines[place], label.field
        if line.text[0] + line.text[-1] == "()" and not fits(field, line.text):
            # A note on the label.
            place = min(place + 1, len(self.lines) - 1)
            line = self.lines[place]
        if field in MONEY and (end := self._years(place, label)):
            return end
        form = self._forms[place]
        # "Kenya: Safe Ports", "Kenya: Nairobi"
        unlabelled = form.kind == "stated" and (
            (field == "title" and not form.field)
            or (field in PLACES and are_countries(form.parts[0][0].words))
        )
        if form.kind == "stated" and not unlabelled:
            return self._nested(place, label)
        if form.kind != "plain" and not unlabelled:
            return 0
        if end := self._before_label(place, label):
            return end
        # Below headings stand blank lines.
        gap = 0 if self.lines[place - 1].mark == "#" else line.gap
        marked = gap == 0 or self._gapped or self.lines[place - 1].text[-1] == ":"
        leads = field in PLACES and marked and _leads_to_places(line.text)
        amounts = amounts_in(line.text[:200]) if field in MONEY else ()
        ends = len(amounts) == 1 and line.text.endswith(amounts[0].text)
        if ends and not gap and len(self._forms[place - 1].parts) > 1:
            # Below several labels in a line stand their values in one.
            self._add(label, amounts[0].text, line.number, "heading")
            return place + 1
        if leads or self._is_value(field, line.text, gap):
            number, words, after = self._continued(label, line.text, line.number, place + 1)
            self._add(label, words, number, "heading")
            self._filled = not self._absorbed
            return self._more_amounts(after, label) if field in MONEY else after
        if amounts and amounts[0].start == 0:
            # "EUR 5 million, which the fund pays in three parts."
            self._add(label, amounts[0].text, line.number, "heading")
            return place + 1
        return 0

    def _more_amounts(self, place: int, label: Label) -> int:
        """Take the amounts in the same currency that stand right below another one."""
        first = one_amount(self.stated[-1].words)
        while first and place < len(self.lines) and self._forms[place].kind == "plain":
            line = self.lines[place]
            other = one_amount(line.text) if kind_of(line.text) == "budget" else None
            if line.gap or other is None or other.currency != first.currency:
                break
            self._add(label, line.text, line.number, "heading")
            place += 1
        return place

    def _before_label(self, place: int, label: Label) -> int:
        """Take a value that the next label stands behind, whose own value is below; 0 if none."""
        line, below = self.lines[place], self.lines[place + 1 : place + 2]
        if not below or not may_end_label(line.text.rpartition(" ")[2]):
            return 0
        for match in islice(_CAPITAL.finditer(line.text), 6):
            words, after = line.text[: match.start()].strip(), line.text[match.start() :]
            other = label_of(after, True)
            if other and other.field in _DIGITS and fits(label.field, words):
                if other.field == "project_id" and not _CODE.fullmatch(below[0].text):
                    return 0
                if other.field != "project_id" and not fits("start", below[0].text):
                    return 0
                self._add(label, words, line.number, "heading")
                self._add(other, below[0].text, below[0].number, "heading")
                self._filled = True
                return place + 2
        return 0

    def _is_value(self, field: str, words: str, gap: int) -> bool:
        """Tell whether the line below a label is its value, or the text that goes on."""
        if field == "title":
            return len(words) <= 400
        near = gap == 0 or self._gapped or (field == "status" and has_word("status", words))
        short = len(words) <= 80
        if is_told(words):
            # A name of several words, such as that of a theme, is short and has no full stop.
            value = fits(field, words) if field in TYPED else words[-1] not in ".:;,"
            # "The crisis has cost EUR 40 million" is no budget.
            said = (
                m.kind in _OWN or (m.kind == "goes_on" and m.start == 0) for m in marks_in(words)
            )
            return near and short and value and (field not in MONEY or any(said))
        if field in TYPED:
            vague = gap == 0 and short and words[-1] != ":" and field != "year"
            # "Recipient country / Date of dispatch", in a form for a search
            vague &= field not in PLACES or not any(has_word("date", one) for one in words.split())
            return vague or fits(field, words)
        return near and fits(field, words)

    def _years(self, place: int, label: Label) -> int:
        """Take the lines of a table of years, each with one amount, below a label; 0 if none."""
        end = place
        while (
            end < len(self.lines)
            and self._forms[end].kind == "plain"
            and len(amounts_in(self.lines[end].text[:60])) == 1
            and _YEAR.search(self.lines[end].text)
        ):
            end += 1
        if end < place + 2:
            return 0
        for line in self.lines[place:end]:
            self._add(label, line.text, line.number, "years")
        self._filled = True
        return end

    def _nested(self, place: int, label: Label) -> int:
        """Take lines such as "Total: EUR 5 million" below the label "Budget"; 0 if none."""
        first = place
        while place < len(self.lines) and self._forms[place].kind == "stated":
            inner, words = self._forms[place].parts[0]
            field, text = label.field, self.lines[place].text
            if inner.field and (inner.field not in PERIODS or field not in MONEY):
                break
            words = text if field in PERIODS and fits(field, text) else words
            if field not in MONEY | PERIODS | PLACES or not fits(field, words):
                break
            if field in MONEY | PERIODS and words != text:
                named = inner.words.split()
                kinds = [kind for kind in _TERMS if any(has_word(kind, word) for word in named)]
                said = before_value(inner.words, self.publisher)
                if not kinds or (said and said[0].field not in OURS):
                    # "Own contribution of the partner" is no part that the fund gives.
                    break
                of_money, of_time = _TERMS[kinds[0]]
                field = of_money if field in MONEY else of_time
            self._add(label._replace(field=field), words, self.lines[place].number, "heading")
            place += 1
        self._filled = True
        return place if place > first else 0

    def _continued(self, label: Label, words: str, number: int, place: int) -> tuple[int, str, int]:
        """Add to a value the lines below that go on with it; return its line and the next place."""
        if label.field in PLACES | {"title"}:
            after = self._flows(place) if label.field == "title" and len(words) > _BROKEN else place
            while place < after or self._goes_on(place) or self._is_in_name(place, words):
                link = "\n" if words[-1] in "-–" else " "
                words, place = f"{words}{link}{self.lines[place].text}", place + 1
        if label.field in MONEY and (whole := self._whole_amount(place, words)):
            words, place = whole, place + 1
        if label.field in PERIODS:
            words, place = self._with_dates(words, place)
        elif label.field in PLACES and (label.field != "location" or fits("countries", words)):
            begins = bool(places_in(words).codes)
            more, place = self._more_places(place, follows=begins)
            if more and not begins:
                words, number = more[0].text, more[0].number
                more = more[1:]
            words = "\n".join([words, *(one.text for one in more)])
        return number, words, place

    def _whole_amount(self, place: int, words: str) -> str:
        """Return an amount that goes on in the line below: "EUR 2.5 / million", "5,000 / EUR"."""
        if place == len(self.lines) or self._forms[place].kind != "plain" or self.lines[place].gap:
            return ""
        line = self.lines[place].text
        for whole in (f"{words}\n{line}", f"{words} {line}"):
            amount = one_amount(whole)
            if amount is None or not amount.start < len(words) < amount.end - 1:
                continue
            # "EUR 50 / 300 people" is EUR 50.
            if line[0].isalpha() or amount.end == len(whole):
                return whole
        return ""

    def _is_in_name(self, place: int, words: str) -> bool:
        """Tell whether the name of a country goes on in the line below: "Papua New / Guinea"."""
        if place >= len(self.lines) or self._forms[place].kind != "plain":
            return False
        line = self.lines[place]
        last, first = words.rpartition(",")[2], line.text.partition(",")[0]
        if line.gap or len(last) + len(first) > _HEADING:
            return False
        whole = places_in(f"{last}\n{first}").codes
        return bool(whole) and {*whole} != {*places_in(last).codes, *places_in(first).codes}

    def _flows(self, place: int) -> int:
        """Return where lines end above the next label, the last of which begin in small letters."""
        end = place
        while end < min(place + 3, len(self.lines)) and self._forms[end].kind == "plain":
            end += 1
        lines, below = self.lines[place:end], self._forms[end : end + 1]
        parted = any(line.gap for line in lines[1:]) or (below and self.lines[end].gap)
        flows = len(lines) > 1 and lines[-1].text[0].islower() and not is_told(lines[-1].text)
        # Joined lines have begun so.
        flows |= bool(lines and below) and self.lines[end].number > lines[-1].number + 1
        return end if flows and below and below[0].field in OURS and not parted else place

    def _goes_on(self, place: int) -> bool:
        """Tell whether a line goes on from the one above: "… of / the villages"."""
        if place >= len(self.lines) or self._forms[place].kind != "plain":
            return False
        above = self.lines[place - 1]
        return len(above.text) > _BROKEN and goes_on(above, self.lines[place])

    def _more_places(self, place: int, *, follows: bool) -> tuple[list[Line], int]:
        """Take the lines below that go on with a list of countries."""
        more: list[Line] = []
        gapped = follows and place > 0 and self.lines[place - 1].gap > 0
        for other in range(place, min(place + 60, len(self.lines))):
            line, form = self.lines[other], self._forms[other]
            text = line.text
            if form.kind == "stated" and len(form.parts) == 1 and form.field not in OURS:
                head, words = form.parts[0]
                if are_countries(head.words):
                    words = text
                elif (follows and not more) or (head.field and places_in(words).unknown):
                    break
                text = words
            elif form.kind != "plain" or (is_told(text) and len(text) > 60):
                break
            if line.gap > (0 if more or follows else 1) and not gapped:
                break
            places = places_in(text) if begins_with_places(text) else None
            if places is None or not places.codes:
                break
            if follows and line.gap and places.unknown:
                break
            more.append(line._replace(text=text))
            place = other + 1
        return more, place

    def _with_dates(self, words: str, place: int) -> tuple[str, int]:
        """Add the next line where a label's own value is a length and the dates follow it."""
        said = one_period(words)
        if place == len(self.lines):
            return words, place
        line = self.lines[place]
        both = f"{words}\n{line.text}"
        if is_span(both) and not (line.gap or is_span(words) or is_span(line.text)):
            # "1 January 2019 – / 31 December 2021"
            return both, place + 1
        if said and (said.start or said.end):
            return words, place
        if said is None:
            # "Period: Framework agreement", with the dates below
            below = self._forms[place].kind == "plain" and not line.gap and is_span(line.text)
            lost = below and not any(map(str.isdigit, words))
            return (line.text, place + 1) if lost else (words, place)
        begins = _IN_BRACKETS.match(line.text)
        if begins and fits("period", begins[1]) and self._forms[place].field not in PERIODS:
            # "(April 2017 - April 2022) Funded by: …" goes on with other labels.
            return f"{words}\n{begins[1]}", place
        value = self._forms[place].kind == "plain" and fits("period", line.text)
        dates = one_period(line.text) if value else None
        if dates and (dates.start or dates.end):
            return f"{words}\n{line.text}", place + 1
        return words, place

    # --- tables ---------------------------------------------------------------------------

    def _run(self, place: int) -> int:
        """Read labels right below each other, above as many values; 0 where they are none.

        Where there are fewer values than labels, whose they are does not show.
        """
        end = place + 1
        least = 2 if self._forms[place].kind == "label" else 3
        below = self._forms[end : place + least]
        if end < self._looked or not below or not below[0].kind == below[-1].kind == "label":
            return 0
        while end < min(len(self.lines), place + 2 * _MOST_LOOKS):
            # A blank line may part all the labels from all the values.
            turn = self._forms[end - 1].kind == "label" and self._forms[end].kind == "plain"
            if self.lines[end].gap and not (turn and self._are_labels(place, end)):
                break
            end += 1
        if end - place < least:
            return 0
        self._looked = end
        size, odd = divmod(end - place, 2)
        lines, forms = self.lines[place:end], self._forms[place:end]
        heads = [
            form.parts[0][0] if form.kind == "label" else Label("", line.text)
            for form, line in zip(forms[:size], lines, strict=False)
        ]
        known = sum(bool(head.field) for head in heads)
        typed = [
            fits(head.field, line.text)
            or (head.field in PLACES and has_word("coverage", line.text))
            for head, line in zip(heads, lines[size:], strict=False)
            if head.field in TYPED
        ]
        enough = len(typed) >= (1 if known == size > 2 else 2) and 4 * known >= 3 * size
        enough &= all(line.text[-1] != ":" for line in lines[size:])
        if enough and all(typed) and not odd:
            for head, line in zip(heads, lines[size:], strict=True):
                self._add(head, line.text, line.number, "heading")
            return end
        kinds = [form.kind for form in forms]
        size = max(place for place, kind in enumerate(kinds) if kind == "label") + 1
        known = kinds[:size].count("label")
        lost = known >= _RUN and kinds[size : size + 3] == _VALUES
        # "Deadline / Start / End / 5 June 2021 / 31 May 2023"
        said = [kind_of(one.text) or fits("start", one.text) for one in lines[size:]]
        lost |= 2 <= len(said) < known and all(said)
        if not lost or 4 * known < 3 * size:
            return 0
        listed = forms[size - 1].field in PLACES and fits("countries", lines[size].text)
        if listed and is_told(lines[size + 1].text):
            # Above the text stands the value of the last label alone.
            return 0
        for form, line in zip(forms[:size], lines, strict=False):
            if form.kind == "label":
                self._add(form.parts[0][0], "", line.number, "heading")
        self._scope, self._filled, self._section = "?", False, False
        return place + size

    def _are_labels(self, place: int, end: int) -> bool:
        """Tell whether several lines are labels, all of them."""
        kinds = {form.kind for form in self._forms[place:end]}
        return end > place + 1 and kinds == {"label"}

    def _table(self, place: int) -> int:
        """Read the rows below the headings of a table's columns."""
        labels = [label for label, _ in self._forms[place].parts]
        size, after = len(labels), place + 1
        rows: list[list[tuple[str, int]]] = []
        edged = self._has_edge(self.lines[place])
        while after < len(self.lines):
            line = self.lines[after]
            row = [(cell, line.number) for cell in line.cells or (line.text,)]
            # A bar or tab before fewer cells stands behind an empty one.
            shifted = len(row) == size - 1 and not edged and self._has_edge(line)
            # Below come the labels of the next row.
            ends = self._forms[after].kind == "header"
            if ends or not (shifted or len(line.cells) in (size, size - 1)):
                break
            rows.append([("", line.number), *row] if shifted else row)
            after += 1
        if not rows and "|" in self.raw[self.lines[place].number - 1]:
            rows, after = self._cells_over_lines(place, size)
        if not rows:
            rows, after = self._cells_in_lines(place, labels)
        for row in rows:
            for label, (words, number) in zip(labels, row, strict=False):
                self._add(label, words, number, "table")
        return after

    def _has_edge(self, line: Line) -> bool:
        """Tell whether a bar or a tab stands before the first cell of a line."""
        return self.raw[line.number - 1].lstrip(" ")[:1] in ("|", "\t")

    def _cells_in_lines(
        self, place: int, labels: list[Label]
    ) -> tuple[list[list[tuple[str, int]]], int]:
        """Read one row whose cells are lines of their own, each by what it can be a value of."""
        after = place + 1
        while after < min(len(self.lines), place + 3 * len(labels) + 1):
            line = self.lines[after]
            # A theme such as "Remittances" may be a label, too.
            if self._forms[after].kind not in ("plain", "label") or line.gap or line.cells:
                break
            after += 1
        lines: list[Line] = []
        for line in self.lines[place + 1 : after]:
            if lines and line.text[0] in "-–—":
                # "01.12.2018 / - 30.06.2022"
                line = lines[-1]._replace(text=f"{lines.pop().text} {line.text}")
            lines.append(line)
        row: list[tuple[str, int]] = []
        for label in labels:
            typed = label.field in TYPED
            fitting = [line for line in lines if typed and fits(label.field, line.text)]
            row.append((fitting[0].text, fitting[0].number) if len(fitting) == 1 else ("", 0))
        if sum(bool(words) for words, _ in row) < 2:
            return [], place + 1
        last = max(number for _, number in row)
        return [row], place + 1 + sum(o.number <= last for o in self.lines[place + 1 : after])

    @cached_property
    def raw(self) -> list[str]:
        """The lines of the page as they stand."""
        return self.page.text.splitlines()

    def _cells_over_lines(self, place: int, size: int) -> tuple[list[list[tuple[str, int]]], int]:
        """Read one row whose cells run over several lines and end at bars."""
        cells: list[tuple[str, int]] = [("", 0)]
        number = self.lines[place].number + 1
        last = min(number + _MOST_LOOKS, self.lines[-1].number)
        while (
            number <= last
            and len(cells) <= size + (not cells[0][0])
            and self.raw[number - 1].strip()
        ):
            raw = self.raw[number - 1]
            first, *others = [""] if _RULE.match(raw) else raw.split("|")
            words = " ".join([cells[-1][0], *first.split()]).strip()
            cells[-1] = (words, cells[-1][1] or (number if first.strip() else 0))
            cells += [(" ".join(part.split()), number if part.strip() else 0) for part in others]
            number += 1
        if not cells[0][0]:
            # A row may begin with a bar, too.
            del cells[0]
        if len(cells) < size:
            return [], place + 1
        after = place + 1
        while after < len(self.lines) and self.lines[after].number < number:
            after += 1
        return [cells[:size]], after


def _votes(stands: Callable[[int, int], bool], places: list[int]) -> tuple[int, int]:
    """Count the places of which only what stands above counts, and only what stands below."""
    pairs = [(stands(place, place - 1), stands(place, place + 1)) for place in places]
    return sum(up > down for up, down in pairs), sum(down > up for up, down in pairs)


def _has_number(line: Line) -> bool:
    """Tell whether a label is a heading: "2. Budget", "# Budget"."""
    return line.mark == "#" or bool(NUMBER.match(line.text))


def _unnumbered(lines: list[Line]) -> list[Line]:
    """Make headings of labels whose numbers have no mark and go up: "1 Title", "2 Countries"."""
    bare = [(n, _BARE.match(o.text)) for n, o in enumerate(lines) if o.text[0].isdigit()]
    found = [(place, match) for place, match in bare if match and label_of(match[2])]
    numbers = [int(match[1]) for _, match in found]
    # "12 countries, 300 partners" go up, too.
    near = all(1 <= after - before <= _SKIPPED for before, after in pairwise(numbers))
    if len(found) < 2 or not near:
        return lines
    whole = list(lines)
    for place, match in found:
        whole[place] = lines[place]._replace(text=match[2], mark="#")
    return whole


def _unwrapped(lines: list[Line]) -> Iterator[Line]:
    """Join the lines of running text that a narrow page or column has cut."""
    above: Line | None = None
    cut = False
    for line in lines:
        if above and _is_cut(above, line, again=cut):
            above, cut = above._replace(text=f"{above.text} {line.text}"), True
            continue
        if above:
            yield above
        above, cut = line, False
    if above:
        yield above


def _is_cut(above: Line, line: Line, *, again: bool) -> bool:
    """Tell whether a sentence goes on: the line begins small, or a small word stands before it.

    In a text of which a line was cut `again` others are, too.
    """
    if line.gap or line.mark or line.cells or line.menu or above.cells:
        return False
    long = line.text[-1] == "." or len(line.text) > _BROKEN
    if not (above.gap or again or (line.text[0].islower() and long)):
        return False
    if not _BROKEN < len(above.text) < _LONGEST_TEXT or ":" in above.text:
        return False
    # "from January 2016 to December / 2018", "the project in / Kenya"
    figure = line.text[0].isdigit() and above.text[-1] not in ".!?;" and not _ITEM.match(line.text)
    place = has_word("in", above.text.rpartition(" ")[2])
    # "… is paid for by the European / Union and the Ministry of Labour."
    again &= above.text[-1] not in ".!?;" and long
    cut = (figure or place or again or goes_on(above, line)) and is_told(above.text)
    return cut and not label_of(line.text.partition(":")[0])


def _leads_to_places(words: str) -> bool:
    """Tell whether words begin as "In villages throughout Kenya" or "Kenya and camps in Uganda"."""
    first, *others = words[:_LONGEST_PLACE].split(" ", 2)
    leads = has_word("in", first) or (are_countries(first) and not LINKS.isdisjoint(others[:1]))
    return leads and len(words) <= _LONGEST_PLACE and bool(countries_in(words))
