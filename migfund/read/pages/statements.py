"""Lines to statements: which words stand behind, below or above which label.

A label stands in a line of its own, before a mark ("Budget: 5 €", "Start - 2019", a tab, a bar),
before its value without one ("Planned start date 2022-10-01"), several times in a line, or as the
heading of a table's column. Its value may stand below it or, where the whole page has it so, above
it. A label whose next line is another label is empty: its value was lost.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from migfund.parse.places import Places
from migfund.read.page import Found, Page
from migfund.read.pages.asked import (
    amounts_in,
    is_ambiguous,
    is_told,
    one_amount,
    one_date,
    one_period,
    places_in,
)
from migfund.read.pages.lines import Line
from migfund.read.pages.words import (
    OURS,
    Label,
    has_word,
    label_of,
    may_begin_label,
    may_end_label,
    publisher_of,
)

__all__ = ["ASIDE", "DATES", "MONEY", "PERIODS", "PLACES", "Statement", "Statements", "fits"]

MONEY = frozenset({"budget", "budget_total", "contribution"})
DATES = frozenset({"start", "end"})
PERIODS = frozenset({"period", "period_total", "period_phase", "duration"})
PLACES = frozenset({"countries", "other_countries", "location"})
_TYPED = MONEY | DATES | PERIODS | PLACES | {"year"}
ASIDE = frozenset(
    "contact deadline published updated signed previous_phase next_phase related call_budget "
    "programme_budget media menu reporting staff participants spent balance".split()
)
"""Fields below whose label nothing is the project's."""
_OTHERS = frozenset({"related", "previous_phase", "next_phase"})
_NEED_COLON = frozenset("fund menu media related contact status coverage".split())
_STICKY = frozenset({"related"})
_LONGEST_HEAD = 60
_MOST_WORDS = 8
_MOST_COLONS = 400
_MOST_LOOKS = 40
_ENOUGH = 5
"""Values that show how a page is made."""
_MOST_TEXT = 50_000
"""Letters of a page in which the signs of its publisher are sought."""
_GLUED = 200
"""Letters of a line from which on labels are sought in the middle of it."""
_WORD = re.compile(r"\S+")
_COLON = re.compile(r"(?<!\d):(?!//)|(?<=\d):(?!//|\d)")
_CODE = re.compile(r"(?=.*\d)[\w./-]{3,30}")
_FIRST_PLACE = re.compile(r"[:(,;/–-]|\band\b")
_RULE = re.compile(r"[-|:= ]{3,}$")
_NUMBERED = re.compile(r"(?<=\S) \d{1,2}(?:\.\d)?\. (?=[^\W\d_])")
_DASH = re.compile(r"\s+[-–—]\s+|(?<=\w) ?[=→] ?")
_FROM = re.compile(
    r"(?:from|since|de|du|des|depuis|von|vom|ab|seit|desde|da|dal|do|van|sedan|från|fra|с|від|з)\s",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![\d.,])")
_NUMBER_WORDS = re.compile(r"\d|milli|milh|mili|miljo|милл|мільй|тыс|mio\b|mrd", re.IGNORECASE)


# Forms that need no closer look, as most values have them.
_PLAIN_MONEY = re.compile(
    r"(?:(?:EUR|USD|US\$|[€$£]) ?)?\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{5,9}\.\d\d"
)
_CURRENCY_LIKE = re.compile(
    r"[$€£¥]|\b[A-Z]{3}\b|eur|doll|dól|fran|pound|kron|руб|долл|євр|евр|million", re.IGNORECASE
)
_DATE = r"(?:\d{1,2} )?(?:[A-Z][a-z]{2,9} )?(?:19|20)\d\d|\d\d\.\d\d\.20\d\d|20\d\d-\d\d-\d\d"
_PLAIN_DATES = re.compile(rf"(?:{_DATE})(?: (?:[-–]|to) (?:{_DATE}))?")


class Statement(NamedTuple):
    """A label and the words that belong to it; empty words where the value was lost.

    ``form`` is "label" for a value in the label's line, "heading" for one below or above it,
    "table" for a cell below its column's heading.
    """

    label: Label
    words: str
    line: int
    form: str

    @property
    def field(self) -> str:
        """The field of ``labels.csv``; "" for a label that is not in it."""
        return self.label.field

    @property
    def found(self) -> Found:
        """Its words as those of a field."""
        return Found(self.words, self.line, self.label.words.strip(" :"))


def fits(field: str, words: str) -> bool:
    """Tell whether words can be a value of a field, by their form.

    Examples
    --------
    >>> fits("budget", "EUR 5 million"), fits("start", "EUR 5 million"), fits("countries", "Kenya")
    (True, False, True)
    """
    if len(words) > 600 or not words:
        return False
    if field in PLACES:
        return begins_with_places(places_in(words), words)
    if field in MONEY:
        if _PLAIN_MONEY.fullmatch(words):
            return True
        if not _NUMBER_WORDS.search(words) or len(words) > 200:
            return False
        return one_amount(words) is not None or bool(_THOUSANDS.fullmatch(words))
    if field in DATES | PERIODS | {"year"}:
        if field != "year" and _PLAIN_DATES.fullmatch(words):
            return True
        if not any(map(str.isdigit, words)) or len(words) > 200 or _is_money(words):
            return False
        if field == "year":
            return len(words) == 4 and words.isdigit()
        read = one_date if field in DATES else one_period
        return read(words) is not None or is_ambiguous(words)
    if field in ("project_id", "prima_id"):
        return any(map(str.isdigit, words)) and len(words) <= 80 and not is_told(words)
    if field == "title":
        return len(words) <= 400
    return len(words) <= 200 and not is_told(words)


def _is_money(words: str) -> bool:
    """Tell whether words have a currency, so that "EUR 2019" is no year."""
    return bool(_CURRENCY_LIKE.search(words)) and bool(amounts_in(words))


def begins_with_places(places: Places, words: str) -> bool:
    """Tell whether words are countries or regions, or begin with them: "Vietnam: Quang Tri"."""
    if not places.codes and not places.regions:
        return False
    if not places.unknown:
        return True
    first = _FIRST_PLACE.split(words, maxsplit=1)[0]
    start = places_in(first)
    return bool(start.codes) and not start.unknown


class _Parts(NamedTuple):
    """What a line is: "label", "stated", "header", "menu" or "plain", and its labels."""

    kind: str
    parts: tuple[tuple[Label, str], ...] = ()
    maybe: tuple[Label, str] | None = None
    """A label and what follows it without a mark between them."""
    bare: bool = False
    """Whether it is a statement only if that is one."""


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
        self.lines = lines
        self.stated: list[Statement] = []
        self.plain: list[tuple[Line, str]] = []
        """Lines without a label, each with the field of the label above that it may belong to."""
        self._text: list[str] = []
        self._publisher: str | None = None
        self._kinds = self._kinds_of_lines()
        self.free: list[tuple[Line, str]] = []
        """Lines that have no known label, as in `plain`: one of them may be the title."""
        self._scope = ""
        self._filled = False
        self._place = 0
        self._section = False
        """Whether the label of the scope stood alone, above lines of its own."""
        self._told = False
        self._looked = 0
        self.above = self._up = self._values_stand_above()
        self._read()

    @cached_property
    def headed(self) -> bool:
        """Whether most values stand below or above their labels."""
        return 2 * sum(one.form == "heading" for one in self.stated) > len(self.stated)

    def _label(self, words: str, *, whole: bool = False) -> Label | None:
        """Return the label that words are on this page."""
        label = label_of(words, whole)
        if label and label.special:
            label = label.at(self.publisher)
            return label if label.field else None
        return label

    @property
    def publisher(self) -> str:
        """The publisher by the signs that stand on the page; "" for none or several."""
        if self._publisher is None:
            labels = "\n".join(statement.label.words for statement in self.stated[:_MOST_LOOKS])
            self._publisher = publisher_of(labels) or publisher_of(self.page.text[:_MOST_TEXT])
        return self._publisher

    def _kinds_of_lines(self) -> list[_Parts]:
        """Say what each line is; what may be a label with its value is one beside another one."""
        kinds = [self._parts(line) for line in self.lines]
        self._rows_of_pairs(kinds)
        for place, kind in [*enumerate(kinds), *enumerate(kinds)]:
            if (
                kind.maybe
                and not kinds[place].bare
                and self._is_statement(kinds, place, *kind.maybe)
            ):
                kinds[place] = _Parts("stated", (kind.maybe,), bare=True)
        return kinds

    def _rows_of_pairs(self, kinds: list[_Parts]) -> None:
        """Tell rows of a label and its value, where the value looks like a label, from headings."""
        for place, kind in enumerate(kinds):
            if kind.kind != "header" or len(kind.parts) != 2:
                continue
            near = [kinds[i] for i in (place - 1, place + 1) if 0 <= i < len(kinds)]
            if any(
                other.kind == "stated" and len(other.parts) == 1 and other.parts[0][0].field
                for other in near
            ):
                kinds[place] = _Parts("stated", ((kind.parts[0][0], kind.parts[1][0].words),))

    def _is_statement(self, kinds: list[_Parts], place: int, label: Label, words: str) -> bool:
        """Tell whether a label and words without a mark between them are a statement."""
        if label.field in _TYPED or label.field not in OURS:
            begins = not words[0].isalpha() or words[0].isupper() or bool(_FROM.match(words))
            fit = label.field not in _TYPED or fits(label.field, words)
            return begins and fit and not is_told(words)
        if label.field == "status":
            return has_word("status", words)
        if label.field in ("project_id", "prima_id") and (
            len(label.words) > 10 or " " in label.words
        ):
            return bool(_CODE.fullmatch(words))
        near = [kinds[i].kind for i in (place - 1, place + 1) if 0 <= i < len(kinds)]
        starts = words[0].isupper() or words[0].isdigit() or not words[0].isalnum()
        sure = len(label.words.split()) > 1 or "/" in label.words or label.field not in OURS
        beside = bool({"label", "stated", "header"} & set(near))
        return (
            beside and starts and len(words) <= (250 if sure else 60) and fits(label.field, words)
        )

    def _parts(self, line: Line) -> _Parts:
        """Say what a line is by itself."""
        text = line.text
        self.page.steps += 1
        if line.cells and not line.menu and (row := self._cells(line.cells)):
            return row
        label = self._label(text)
        if line.menu and (label is None or (line.mark == "-" and label.field not in OURS)):
            return _Parts("menu")
        if label:
            return _Parts("label", ((label, ""),))
        parts: tuple[tuple[Label, str], ...] = ()
        if ":" in text:
            apart = line.cells if all(":" in cell[:-1] for cell in line.cells) else ()
            parts = tuple(part for one in apart or (text,) for part in self._before_colons(one))
        if len(text) > _GLUED and ":" in text:
            glued = tuple(self._in_running_text(text))
            parts = glued or parts
        if not parts and (dash := _DASH.search(text, 0, 100)):
            label = self._label(text[: dash.start()])
            parts = ((label, text[dash.end() :]),) if label else ()
        if any(label.field for label, _ in parts):
            return _Parts("stated", parts)
        if " / " in text or line.cells:
            words, _, last = (
                text.rpartition(" / ") if not line.cells else (line.cells[0], "", line.cells[-1])
            )
            label = self._label(last)
            if label and label.field in _TYPED and fits(label.field, words):
                return _Parts("stated", ((label, words),))
        maybe = self._before_value(text)
        if maybe and maybe[0].field not in OURS and not _is_figure(maybe[1]):
            maybe = None
        return _Parts("stated" if parts else "plain", parts, maybe)

    def _cells(self, cells: tuple[str, ...]) -> _Parts | None:
        """Read a row of a table: the headings of columns, or labels and values in turn."""
        labels = [self._label(cell) for cell in cells[:_MOST_LOOKS]]
        self.page.steps += len(labels)
        if len(labels) >= 2 and all(labels):
            return _Parts("header", tuple((label, "") for label in labels if label))
        known = [place for place, label in enumerate(labels) if label]
        if (
            len(cells) == 2
            and not known
            and len(cells[0]) <= _LONGEST_HEAD
            and cells[0][0].isalpha()
        ):
            return _Parts("stated", ((Label("", cells[0]), cells[1]),))
        if len(cells) > 2 and len(known) >= 2 and len(known) >= len(cells) - 1 and cells[0]:
            unknown = [label or Label("", cell) for label, cell in zip(labels, cells, strict=False)]
            return _Parts("header", tuple((label, "") for label in unknown))
        if not known or known[0] != 0:
            return None
        ends = [*known[1:], len(cells)]
        return _Parts(
            "stated",
            tuple(
                (label, " ".join(cells[place + 1 : end]).strip(" :–—"))
                for place, end in zip(known, ends, strict=True)
                if (label := labels[place])
            ),
        )

    def _before_colons(self, text: str) -> Iterator[tuple[Label, str]]:
        """Cut a line at the labels that stand before a colon."""
        label, begin = None, 0
        colons = [m.start() for m in _COLON.finditer(text)][:_MOST_COLONS]
        for number, colon in enumerate(colons):
            found, start = self._label_before(text, begin, colon)
            if found is None and number == 0:
                head = text[:colon].strip()
                if len(head) > _LONGEST_HEAD or len(head.split()) > _MOST_WORDS:
                    return
                found, start = Label("", head), 0
            if found is None:
                continue
            if label:
                yield label, text[begin:start].strip(" ;|,")
            elif start > 0:
                # A label in the middle of running text.
                return
            label, begin = found, colon + 1
        if label:
            yield label, text[begin:].strip()

    def _label_before(self, text: str, begin: int, colon: int) -> tuple[Label | None, int]:
        """Find the longest label that ends at a colon, and where it begins."""
        words = list(_WORD.finditer(text, max(begin, colon - 120), colon))[-_MOST_WORDS - 4 :]
        self.page.steps += 1
        if not words or not may_end_label(words[-1][0]):
            return None, 0
        for word in words:
            first = not text[begin : word.start()].strip(" 0123456789.)")
            if not first and (word[0][0].islower() or (begin == 0 and colon < _LONGEST_HEAD)):
                continue
            self.page.steps += 1
            label = self._label(text[word.start() : colon])
            if label:
                return label, word.start()
        return None, 0

    def _in_running_text(self, text: str) -> Iterator[tuple[Label, str]]:
        """Cut a text that runs over all of a table at its labels, with or without a colon."""
        words = list(_WORD.finditer(text))
        found: list[tuple[int, int, Label, bool]] = []
        place = 0
        while place < len(words):
            self.page.steps += 1
            step = 1
            if not words[place][0][0].islower() and may_begin_label(words[place][0]):
                for size in range(min(_MOST_WORDS, len(words) - place), 0, -1):
                    last = words[place + size - 1]
                    if not may_end_label(last[0]):
                        continue
                    label = label_of(text[words[place].start() : last.end()], True)
                    colon = text[last.end() : last.end() + 2].lstrip()[:1] == ":"
                    colon = colon or last[0][-1] == ":"
                    long = size > 1 or "/" in last[0]
                    if label and (colon or (long and label.field not in _NEED_COLON)):
                        found.append((words[place].start(), last.end(), label, colon))
                        step = size
                        break
            place += step
        if len(found) < 3:
            return
        if 2 * sum(by_colon for *_, by_colon in found) > len(found):
            # Where most labels have one, words without a colon are none.
            found = [one for one in found if one[3]]
        ends = [start for start, *_ in found[1:]] + [len(text)]
        cut = [
            (label, _NUMBERED.split(text[after:end], maxsplit=1)[0].strip(" :;"))
            for (_, after, label, _), end in zip(found, ends, strict=True)
        ]
        typed = {
            label.field
            for label, words_ in cut
            if label.field in _TYPED and fits_start(label.field, words_)
        }
        if (
            len(cut) >= 3
            and typed & MONEY
            and len(typed | {"title"} & {label.field for label, _ in cut}) >= 2
        ):
            yield from cut

    def _before_value(self, text: str) -> tuple[Label, str] | None:
        """Find the longest label that a line begins with, without a mark behind it."""
        if len(text) > 300:
            return None
        if not may_begin_label(text.split(" ", 1)[0]):
            return None
        words = list(_WORD.finditer(text, 0, 140))[: _MOST_WORDS + 1]
        if len(words) < 2:
            return None
        for size in range(len(words) - 1, 0, -1):
            if may_end_label(words[size - 1][0]):
                self.page.steps += 1
                label = self._label(text[: words[size - 1].end()], whole=True)
                if label and (size > 1 or not words[0][0][0].islower()):
                    return label, text[words[size - 1].end() :].strip(" :")
        return None

    def _values_stand_above(self) -> bool:
        """Tell whether the values of this page stand above their labels."""
        alone = [
            place
            for place, kind in enumerate(self._kinds)
            if kind.kind == "label" and kind.parts[0][0].field in OURS
        ][:_MOST_LOOKS]
        above = below = looks = 0
        for place in alone:
            up, down = self._is_close(place, place - 1), self._is_close(place, place + 1)
            if up and down and looks < _ENOUGH and self._kinds[place].parts[0][0].field in _TYPED:
                looks += 1
                up, down = self._fits_at(place, place - 1), self._fits_at(place, place + 1)
            above += up and not down
            below += down and not up
            if below > above + 1:
                return False
        return above > max(below, 1)

    @cached_property
    def _gapped(self) -> bool:
        """Tell whether blank lines stand between the labels of this page and their values."""
        alone = [
            place
            for place, kind in enumerate(self._kinds[:-1])
            if kind.kind == "label"
            and kind.parts[0][0].field in _TYPED
            and self._kinds[place + 1].kind == "plain"
        ][:_ENOUGH]
        apart = sum(
            self.lines[place + 1].gap > 0 and self._fits_at(place, place + 1) for place in alone
        )
        close = sum(
            self.lines[place + 1].gap == 0 and self._fits_at(place, place + 1) for place in alone
        )
        return apart > close

    def _is_close(self, place: int, other: int) -> bool:
        """Tell whether a line without a label stands right above or below."""
        if not 0 <= other < len(self.lines) or self._kinds[other].kind != "plain":
            return False
        return self.lines[max(place, other)].gap == 0

    def _fits_at(self, place: int, other: int) -> bool:
        """Tell whether the line at another place can be the value of a label."""
        if not 0 <= other < len(self.lines) or self._kinds[other].kind != "plain":
            return False
        self.page.steps += 1
        words = self.lines[other].text
        return not is_told(words) and fits(self._kinds[place].parts[0][0].field, words)

    def _read(self) -> None:
        """Go through the lines once."""
        place = 0
        while place < len(self.lines):
            self._place = place
            line, kind = self.lines[place], self._kinds[place]
            if line.gap and self._filled and self._scope not in _STICKY:
                self._scope = ""
            if kind.kind == "header":
                place = self._table(place)
            elif kind.kind == "label":
                place = self._heading(place, kind.parts[0][0])
            elif kind.kind == "stated":
                if not kind.parts[0][0].field:
                    self.free.append((line, "?" if self._in_block(place) else self._scope))
                for label, words in kind.parts[:-1]:
                    self._add(label, words, line.number, "label")
                label, words = kind.parts[-1]
                place = self._last(place, label, words) if words else self._heading(place, label)
            else:
                if kind.kind == "plain":
                    self.plain.append((line, self._scope))
                    self.free.append((line, self._scope))
                    self._filled = True
                    self._told |= len(line.text) > 60 and is_told(line.text)
                elif self._scope not in _STICKY:
                    self._scope = ""
                place += 1

    def _in_block(self, place: int) -> bool:
        """Tell whether a line with an unknown label stands among statements, or is one of a code."""
        words = self._kinds[place].parts[0][1]
        beside = [
            bool(self._kinds[other].kind == "stated" and self._kinds[other].parts[0][0].field)
            and not self.lines[max(place, other)].gap
            for other in (place - 1, place + 1)
            if 0 <= other < len(self.lines)
        ]
        return any(beside) or (" " not in words and any(map(str.isdigit, words)))

    def _add(self, label: Label, words: str, line: int, form: str) -> None:
        """Keep a statement; what stands in a list of other projects is theirs."""
        if self._section and self._scope in _OTHERS and label.field in OURS:
            label = label._replace(field=self._scope)
        self._told |= label.field in OURS
        self.stated.append(Statement(label, words, line, form))

    def _open(self, label: Label, filled: bool) -> None:
        """Begin what belongs to a label; a list of other projects stands below the project."""
        if label.field == "related" and not (self._told and self.lines[self._place].gap):
            return
        if self._scope == "related" and label.field in OURS:
            return
        self._scope, self._filled, self._section = label.field, filled, not filled

    def _last(self, place: int, label: Label, words: str) -> int:
        """Take the last value of a line, which may go on below it."""
        line = self.lines[place]
        after = place + 1
        if label.field in PLACES and (label.field != "location" or fits("countries", words)):
            more, after = self._more_places(after, follows=bool(places_in(words).codes))
            if more and not places_in(words).codes:
                words, line = more[0].text, more[0]
                more = more[1:]
            words = "\n".join([words, *(one.text for one in more)])
        elif label.field in PERIODS:
            words, after = self._with_dates(words, after)
        elif label.field in MONEY and not fits("budget", words) and fits("start", words):
            # The day on which it was granted stands between the label and the amount.
            return self._heading(place, label)
        self._add(label, words, line.number, "label")
        self._open(label, True)
        return after

    def _heading(self, place: int, label: Label) -> int:
        """Take the value of a label that stands alone: below it, or above where all are."""
        line, after = self.lines[place], place + 1
        if self._kinds[place].kind == "label" and not self._up and (column := self._column(place)):
            return column
        if self._up and not line.gap and self.plain and self.plain[-1][0] is self.lines[place - 1]:
            above, _ = self.plain.pop()
            self.free.pop()
            self._add(label, above.text, above.number, "heading")
            self._scope = ""
            return after
        if label.field not in OURS:
            self._add(label, "", line.number, "heading")
            self._open(label, False)
            return after
        if after < len(self.lines) and self._kinds[after].kind == "label":
            words = self.lines[after].text
            if label.field in ("status", "coverage") and has_word(label.field, words):
                self._kinds[after] = _Parts("plain")
        if self._up:
            self._add(label, "", line.number, "heading")
            return after
        self._open(label, False)
        if after == len(self.lines):
            self._add(label, "", line.number, "heading")
            return after
        below, kind = self.lines[after], self._kinds[after]
        words = below.text
        elsewhere = (
            kind.kind == "label"
            and kind.parts[0][0].field not in OURS
            and label.field not in _TYPED
        )
        if kind.bare or ((kind.kind == "menu" or elsewhere) and self._stands_alone(after)):
            # Below a label stands a value, be it that of a label or menu elsewhere.
            kind = _Parts("plain")
        if kind.kind == "stated" and not kind.parts[0][0].field:
            taken = self._nested(after, label)
            if taken:
                return taken
        dated = (
            label.field in MONEY
            and kind.kind == "plain"
            and not fits("budget", words)
            and fits("period", words)
        )
        if dated and (found := self._first_amount(after + 1)):
            self._add(label, found[0], found[1], "heading")
            return after + 2
        if kind.kind == "plain" and self._is_value(label.field, words, below.gap):
            after += 1
            if label.field in PLACES:
                more, after = self._more_places(after, follows=True)
                words = "\n".join([words, *(one.text for one in more)])
            elif label.field in PERIODS:
                words, after = self._with_dates(words, after)
            self._add(label, words, below.number, "heading")
            self._filled = True
            return after
        if kind.kind == "plain" and label.field in MONEY and (found := self._first_amount(after)):
            self._add(label, found[0], found[1], "heading")
            return after
        self._add(label, "", line.number, "heading")
        return after

    def _stands_alone(self, place: int) -> bool:
        """Tell whether a line right below a label is followed by a gap or another label of ours."""
        if self.lines[place].gap or self.lines[place].mark == "-":
            return False
        after = self._kinds[place + 1] if place + 1 < len(self.lines) else None
        if after is None or self.lines[place + 1].gap:
            return True
        return after.kind in ("label", "stated") and after.parts[0][0].field in OURS

    def _is_value(self, field: str, words: str, gap: int) -> bool:
        """Tell whether the line below a label is its value, or the text that goes on."""
        if field == "title":
            return len(words) <= 400
        if is_told(words) and field not in PLACES:
            # A name of several words, such as that of a theme, is short and has no full stop.
            return field not in _TYPED and gap == 0 and len(words) <= 80 and words[-1] not in ".:;,"
        if gap and field not in _TYPED and not self._gapped:
            return False
        return fits(field, words) or (
            gap == 0 and len(words) <= 80 and field in _TYPED - {"year"} and not words.endswith(":")
        )

    def _first_amount(self, place: int) -> tuple[str, int] | None:
        """Find the first line of a section that begins with an amount, and the amount."""
        for other in range(place, min(place + 6, len(self.lines))):
            if self._kinds[other].kind == "label" and self._kinds[other].parts[0][0].field in OURS:
                return None
            text = self.lines[other].text
            amounts = amounts_in(text[:200]) if _NUMBER_WORDS.search(text[:20]) else []
            if amounts and amounts[0].start == 0:
                return amounts[0].text, self.lines[other].number
        return None

    def _nested(self, place: int, label: Label) -> int:
        """Take lines such as "Total: EUR 5 million" below the label "Budget"."""
        first = place
        while place < len(self.lines) and self._kinds[place].kind == "stated":
            inner, words = self._kinds[place].parts[0]
            if inner.field or (place > first and self.lines[place].gap):
                break
            field = label.field
            if field in PERIODS and fits(field, self.lines[place].text):
                words = self.lines[place].text
            elif field in MONEY | PERIODS and fits(field, words):
                named = inner.words.split()
                if any(has_word("total", word) for word in named):
                    field = "budget_total" if field in MONEY else "period_total"
                elif any(has_word("part", word) for word in named):
                    field = "contribution" if field in MONEY else "period_phase"
                else:
                    break
            elif not (field in PLACES and fits(field, words)):
                break
            self._add(label._replace(field=field), words, self.lines[place].number, "heading")
            place += 1
        self._filled = True
        return place if place > first else 0

    def _more_places(self, place: int, *, follows: bool) -> tuple[list[Line], int]:
        """Take the lines below that go on with a list of countries."""
        more: list[Line] = []
        for other in range(place, min(place + 60, len(self.lines))):
            line, kind = self.lines[other], self._kinds[other]
            text = line.text
            if (
                kind.kind == "stated"
                and len(kind.parts) == 1
                and kind.parts[0][0].field not in OURS
            ):
                head, words = kind.parts[0]
                if places_in(head.words).codes and not places_in(head.words).unknown:
                    words = text
                elif (follows and not more) or (head.field and places_in(words).unknown):
                    break
                text = words
            elif kind.kind != "plain" or (is_told(text) and len(text) > 60):
                break
            if line.gap > (0 if more or follows else 1) and not (
                follows and self.lines[place - 1].gap
            ):
                break
            places = places_in(text)
            if (
                not places.codes
                or not begins_with_places(places, text)
                or (follows and line.gap and places.unknown)
            ):
                break
            more.append(line._replace(text=text))
            place = other + 1
        return more, place

    def _with_dates(self, words: str, place: int) -> tuple[str, int]:
        """Add the next line where a label's own value is a length and the dates follow it."""
        if (
            place < len(self.lines)
            and self._kinds[place].kind == "plain"
            and not self.lines[place].gap
        ):
            said = one_period(words)
            if said and said.start is None and said.end is None:
                below = self.lines[place].text
                following = (
                    one_period(below) if len(below) <= 200 and fits("period", below) else None
                )
                if following and (following.start or following.end):
                    return f"{words}\n{below}", place + 1
        return words, place

    def _column(self, place: int) -> int:
        """Read a run of labels with as many values below them; 0 where there is none."""
        if place < self._looked:
            return 0
        end = place + 1
        while end < min(len(self.lines), place + 2 * _MOST_LOOKS) and not self.lines[end].gap:
            end += 1
        self._looked = end
        size, odd = divmod(end - place, 2)
        kinds = self._kinds[place : place + size]
        labels = [
            kind.parts[0][0] if kind.kind == "label" else Label("", line.text)
            for kind, line in zip(kinds, self.lines[place:end], strict=False)
        ]
        values = self.lines[place + size : end]
        pairs = list(zip(labels, values, strict=False))
        typed = [(label, line) for label, line in pairs if label.field in _TYPED]
        known = sum(kind.kind == "label" for kind in kinds)
        if odd or len(typed) < 2 or 4 * known < 3 * size:
            return 0
        if not all(fits(label.field, line.text) for label, line in typed):
            return 0
        for label, line in pairs:
            self._add(label, line.text, line.number, "heading")
        return end

    def _table(self, place: int) -> int:
        """Read the rows below the headings of a table's columns."""
        labels = [label for label, _ in self._kinds[place].parts]
        size, after = len(labels), place + 1
        rows: list[list[tuple[str, int]]] = []
        while after < len(self.lines) and len(self.lines[after].cells) in (size, size - 1):
            line = self.lines[after]
            rows.append([(cell, line.number) for cell in line.cells])
            after += 1
        if not rows and "|" in self._raw(self.lines[place].number):
            rows, after = self._cells_over_lines(place, size)
        total = [
            row for row in rows if any(has_word("total", word) for word in row[0][0].split()[:2])
        ]
        several = len(rows) > 1 and any(label.field in ("title", "project_id") for label in labels)
        for row in total or rows:
            for label, (words, number) in zip(labels, row, strict=False):
                if several and label.field in OURS:
                    label = label._replace(field="related")
                self._add(label, words, number, "table")
        return after

    def _raw(self, number: int) -> str:
        if not self._text:
            self._text = self.page.text.splitlines()
        return self._text[number - 1]

    def _cells_over_lines(self, place: int, size: int) -> tuple[list[list[tuple[str, int]]], int]:
        """Read one row whose cells run over several lines and end at bars."""
        cells: list[tuple[str, int]] = [("", 0)]
        number = self.lines[place].number + 1
        last = min(number + _MOST_LOOKS, self.lines[-1].number)
        while number <= last and len(cells) <= size and self._raw(number).strip():
            first, *others = (
                self._raw(number).split("|") if not _RULE.match(self._raw(number)) else [""]
            )
            words = " ".join([cells[-1][0], *first.split()]).strip()
            cells[-1] = (words, cells[-1][1] or (number if first.strip() else 0))
            cells += [(" ".join(part.split()), number if part.strip() else 0) for part in others]
            number += 1
        if len(cells) <= size:
            return [], place + 1
        after = place + 1
        while after < len(self.lines) and self.lines[after].number < number:
            after += 1
        return [cells[:size]], after


def _is_figure(words: str) -> bool:
    """Tell whether words are an amount or a date and nothing else."""
    if len(words) > 60 or not any(map(str.isdigit, words)) or words[-1] in ".;!?":
        return False
    return fits("budget", words) or fits("start", words)


def fits_start(field: str, words: str) -> bool:
    """Tell whether words begin with a value of a field."""
    head = words[:80].strip()
    if field in MONEY:
        amounts = amounts_in(head)
        return bool(amounts and amounts[0].start <= 3) or fits(field, head)
    return fits(field, head) or fits(field, words[:200])
