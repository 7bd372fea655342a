"""What a line is by itself: a label, a statement, the headings of a table, a menu or plain words.

A label stands in a line of its own, before a mark ("Budget: 5 €", "Start - 2019", a bar or tab),
before its value without one ("Planned start date 2022-10-01"), behind it ("5 € / Budget"), several
times in a line, or as the heading of a table's column.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from migfund.read.pages.labels import (
    OURS,
    Label,
    label_of,
    may_begin_label,
    may_begin_open,
    may_end_label,
)
from migfund.read.pages.lines import Line
from migfund.read.pages.publishers import is_fund_alone
from migfund.read.pages.values import (
    MONEY,
    TYPED,
    amounts_in,
    fits,
    is_currency,
    is_told,
    kind_of,
    one_amount,
)
from migfund.read.pages.words import has_word

__all__ = [
    "DAYS",
    "MENU",
    "NO_MONTH",
    "Form",
    "Part",
    "are_glued",
    "before_value",
    "behind_value",
    "ended",
    "form_of",
    "header_of",
    "is_value_word",
    "joined",
    "parted",
    "value_first",
]

Part = tuple[Label, str]
"""A label, and the words behind it."""

DAYS = frozenset("published updated signed deadline".split())
"""Fields of which what has a digit is a value."""
_LONGEST_HEAD = 60
_MOST_IN_HEAD = 9
"""Letters and words of a label that no list has."""
_MOST_WORDS = 13
"""Words of the longest label."""
_MOST_COLONS = 400
"""A line with more colons is one of data, and left from there on."""
_FEWEST = 3
"""Labels that make a line of running text one of a table."""
_MOST_CELLS = 40
_LONGEST_TABLE = 1_000
"""Letters of the longest line that may be a table without blanks around its labels."""
_LONGEST_GLUED = 100
_MOST_SEAMS = 3
"""Letters and seams of a line in which a label is sought that stands right before its value."""
_MOST_LINES = 60
_GLUED = 200
"""Letters of a line from which on labels are sought in the middle of it."""
_WORD = re.compile(r"\S+")
_WITH_AMOUNT = re.compile(r"([^:]{4,}?)(?:\s*\(([^():]{4,30})\)|\s[–—-]\s([^():]{4,30}))")
"""A heading that ends in its amount: "Wells for Kenya (EUR 150,000)"."""
_COLON = re.compile(r":(?!//)(?:(?<!\d:)(?!(?<=[A-ZÅÄÖ]:)[a-zåäö])|(?<=\d:)(?!\d))")
_STATED = re.compile(r"[^:]{2,40}: ?[^\s:]")
_DASH = re.compile(r"\s+[-–—]\s+|(?<=\w) ?[=→] ?")
_DASHES = re.compile(r"[-–—=→]")
_PATH = frozenset(">»›")
_SEAM = re.compile(
    r"[A-ZÀ-ÞА-ЯЁІЇЄ€$£\d](?<=[a-zß-ÿа-яёіїє\d)€$£].)(?:(?<=[^€$£][^€$£\d])(?=[^:]{1,40}:)"
    r"|(?<=[^€$£\d])(?=[A-ZÀ-ÞА-ЯЁІЇЄ '’]{3,40}$)|(?<=[^\d)€$£]\d)(?!\d*+[^\W\d_])"
    r"|(?<=[^\d€$£].)(?=(?:(?<=[€$£])|(?<=[A-Z])[A-Z]{2})( ?\d)))"
)
"""What stands behind a letter or sign at which a label may begin, or end, without a blank."""
_GLUE = re.compile(
    r"[A-ZÀ-ÞА-ЯЁІЇЄ€$£\d](?<=\S.)(?:(?<=[a-zß-ÿа-яёіїє][^\d])|(?<=[^\W\d_]\d)(?=.)|(?<=\)\d)(?=.)"
    r"|(?<=\)[A-ZÀ-Þ€$£])|(?<=[A-ZÀ-ÞА-ЯЁІЇЄ][^\d€$£])(?=[a-zß-ÿа-яёіїє])|(?<=\bID[A-Z\d])(?=[\w./-]*\d))"
)
"""Where the value begins in "Project TypeReturn", "(USD)400", "IDF RegionAfrica", "IDLM.0473"."""
_VALUE_WORDS = ("coverage", "status")
_BARE = re.compile(r"\d{1,3}(?:[ .,’']\d{3})+(?:[.,]\d\d)?(?= [^\W\d_]|\s*$)")
_CAPITAL = re.compile(r"(?<= )(?=[A-ZÀ-ÞА-ЯЁІЇЄ])")
NO_MONTH = r"(?!(?:Jan|Jän|Feb|Mär|Apr|Ma[ij]|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Des|Dec)[a-z]{0,6}\b)"
"""What no name of a month stands behind: the number of a section is none of a day."""
_NUMBERED = re.compile(r" (?<=\S )\d{1,2}(?:\.\d)?\.(?:\s*$| (?=[A-ZÀ-ÞА-ЯІЇЄ])" + NO_MONTH + r")")


class Form(NamedTuple):
    """What a line is: its kind ("label", "stated", "header", "menu", "plain") and its labels."""

    kind: str
    parts: tuple[Part, ...] = ()
    maybe: Part | None = None
    """A label and what follows it without a mark between them."""
    bare: bool = False
    """Whether it is a statement only if that is one."""
    special: bool = False
    """Whether it is another thing on the pages of some publishers."""

    @property
    def field(self) -> str | None:
        """The field of its first label; "" for an unknown label, None where it has none."""
        return self.parts[0][0].field if self.parts else None


MENU = Form("menu")


def joined(lines: Iterable[Line]) -> list[Line]:
    """Join the lines over which a label goes that ends in a colon: "Potential / Partners:".

    Examples
    --------
    >>> from migfund.read.pages.lines import Line
    >>> [line.text for line in joined([Line("Budget and", 1), Line("timeframe:", 2)])]
    ['Budget and timeframe:']
    """
    whole: list[Line] = []
    for line in lines:
        whole.append(line)
        if line.text[-1] != ":" or line.cells:
            continue
        for size in (3, 2):
            label = " ".join(part.text for part in whole[-size:])
            first, *more = whole[-size:]
            if len(label) <= _LONGEST_HEAD and more and not any(part.gap for part in more):
                known = label_of(label, True) and not (":" in label[:-1] or kind_of(first.text))
                if known and not label_of(first.text):
                    whole[-size:] = [line._replace(text=label, gap=first.gap, mark=first.mark)]
                    break
    return whole


def parted(line: Line, *, on_top: bool = False, glued: bool = False) -> list[Line]:
    """Return a line with blanks around its labels; two lines where a bar parts a value from it.

    Among the first lines of a page, a heading may end in its amount. A label right before its value
    is a cell of its own; with `glued`, where most labels of the page stand so, any label is.

    Examples
    --------
    >>> from migfund.read.pages.lines import Line
    >>> [line.text for line in parted(Line("Place: HomeCountry: Kenya", 1))]
    ['Place: Home Country: Kenya']
    >>> cells = ("Client: Ministry", "2011 - 2012")
    >>> [line.text for line in parted(Line(" ".join(cells), 1, cells=cells))]
    ['Client: Ministry', '2011 - 2012']
    >>> parted(Line("Start Date2021", 1))[0].cells
    ('Start Date', '2021')
    """
    if len(line.text) > _GLUED:
        table = line.text.count(":") >= _FEWEST and len(line.text) <= _LONGEST_TABLE
        return [line._replace(text=_apart(line.text))] if table else [line]
    if len(line.cells) == 2 and not line.menu:
        head, last = line.cells
        value = kind_of(last) if not label_of(head) else None
        if value and ": " in head:
            whole = line._replace(cells=(), text=head)
            return [whole, whole._replace(text=last, gap=0)]
    if len(line.cells) > 1 and not line.menu and all(map(_STATED.match, line.cells)):
        # "Total: EUR 5 | EU contribution: EUR 4"
        return [
            line._replace(cells=(), text=cell, gap=line.gap * (not n))
            for n, cell in enumerate(line.cells)
        ]
    end = _end_of_label(line.text) if glued else _end_of_glued(line.text)
    if end and not line.cells:
        head, value = line.text[:end], line.text[end:].strip()
        return [line._replace(text=f"{head} {value}", cells=(head, value))]
    text = _apart(line.text)
    if ":" in text and (begin := _begin_of_money(text)):
        # "Wells for Kenya Appeal Target: US$ 2,998,470"
        head, rest = text[:begin].strip(" .–-"), text[begin:]
        return [line._replace(text=head), line._replace(text=rest, gap=0)]
    line = line if text == line.text else line._replace(text=text)
    ends = _WITH_AMOUNT.fullmatch(text) if on_top and not line.cells else None
    name = ends[1] if ends else ""
    if ends and not (label_of(name) or is_told(name) or kind_of(name) or amounts_in(name)):
        amount = ends[2] or ends[3]
        if kind_of(amount) == "budget" and amounts_in(amount):
            return [line._replace(text=name), line._replace(text=amount, gap=0)]
    return [line]


def _begin_of_money(text: str) -> int:
    """Return where a label of money begins behind a name in a line; 0 for nowhere."""
    colon = _COLON.search(text)
    found, begin = _before_colon(text, 0, colon.start(), None) if colon else (None, 0)
    head = text[:begin].strip()
    if not (found and head and colon and _is_money(found, text, begin, colon.start())):
        return 0
    return 0 if label_of(head) or _begins_with_label(head, None) or kind_of(head) else begin


def _is_money(label: Label, text: str, begin: int, colon: int) -> bool:
    """Tell whether an amount stands behind a label, and before it what is no sentence."""
    money = label.field in MONEY and value_first(label.field, text[colon + 1 :].strip())
    return bool(money) and not is_told(text[:begin])


def are_glued(lines: list[Line]) -> bool:
    """Tell whether the labels of a page stand right before their values: "Start Date2021"."""
    return sum([bool(_end_of_glued(line.text)) for line in lines[:_MOST_LINES]]) >= _FEWEST


@lru_cache(maxsize=20_000)
def _end_of_glued(text: str) -> int:
    """Return where a label ends that stands right before a value that shows, 0 for nowhere."""
    for seam in islice(_GLUE.finditer(text, 0, _LONGEST_GLUED), _MOST_SEAMS):
        label = label_of(text[: seam.start()], True)
        value = text[seam.start() :].strip()
        # "CountryKenya", "Project numberSS.103", "IDF RegionAfrica"
        if label and (
            _shows_as(label.field, value) or (label.field in OURS and " " in label.words)
        ):
            return seam.start()
    return 0


def _end_of_label(text: str) -> int:
    """Return where the longest label ends that has no blank behind it, 0 for nowhere."""
    for end in range(min(len(text) - 2, _LONGEST_GLUED), 2, -1):
        if text[end].isspace() or not (text[end - 1].isalnum() or text[end - 1] in ")]"):
            continue
        if not (label := label_of(text[:end], True)):
            continue
        rest = text[end:]
        # "BUDGETjuni 2005", but not "Costly wells": small letters must begin a whole value.
        whole = not rest[0].islower() or kind_of(rest) or fits("start", rest)
        if _GLUE.match(text, end) or (whole and _shows_as(label.field, rest)):
            return end
    return 0


@lru_cache(maxsize=20_000)
def _apart(text: str) -> str:
    """Put blanks around labels that stand right behind or before a value."""
    begin, parts = 0, []
    for seam in _SEAM.finditer(text):
        place = seam.start()
        is_behind = not (seam[1] or text[place].isdigit())
        words = text[place:].partition(":")[0] if is_behind else text[:place]
        if label_of(words, True):
            parts.append(text[begin:place])
            begin = place
    return " ".join([*parts, text[begin:]])


def form_of(line: Line, publisher: str | None = None) -> Form:
    """Return what a line is, on a page of a publisher where that is known.

    Examples
    --------
    >>> from migfund.read.pages.lines import Line
    >>> [form_of(Line(words, 1)).kind for words in ("Budget", "Budget: 5 €", "Safe borders")]
    ['label', 'stated', 'plain']
    """
    of = _form_of if len(line.text) <= _GLUED else _form_of.__wrapped__
    return of(line.text, line.cells, line.menu, publisher)


@lru_cache(maxsize=20_000)
def _form_of(text: str, cells: tuple[str, ...], menu: bool, publisher: str | None) -> Form:
    form = _form(text, cells, menu, publisher)
    parts = (*form.parts, form.maybe) if form.maybe else form.parts
    special = any(label.special for label, _ in parts)
    return form._replace(special=True) if special else form


def _form(text: str, cells: tuple[str, ...], menu: bool, publisher: str | None) -> Form:
    if cells and not menu and (row := _row(cells, publisher)):
        return row
    label = _label(text, publisher)
    if menu and (label is None or label.field == "menu" or not _PATH.isdisjoint(text)):
        return MENU
    if label:
        return Form("label", ((label, ""),))
    parts: tuple[Part, ...] = ()
    if ":" in text:
        parts = tuple(_before_colons(text, publisher))
        if len(parts) == 2 and parts[0][0].field == "title" and not _is_stated(*parts[1]):
            # "Title: No End: Care for All"
            parts = ((parts[0][0], text.partition(":")[2].strip()),)
    if not parts and _DASHES.search(text, 0, 100) and (dash := _DASH.search(text, 0, 100)):
        label = _label(text[: dash.start()], publisher)
        parts = ((label, text[dash.end() :]),) if label and label.field != "menu" else ()
        longer = before_value(text, publisher) if parts else None
        if longer and (len(longer[0].words) > dash.end() or longer[0].unit != 1):
            # "Start – End Date 2019 – 2021", "Budget – million EUR 3.5"
            parts = (longer,)
    if any(label.field for label, _ in parts):
        return Form("stated", parts)
    if heads := _heads(text, publisher):
        return Form("header", heads)
    maybe = before_value(text, publisher) if len(text) <= 300 else None
    if maybe and maybe[0].field not in OURS and not _is_figure(*maybe):
        maybe = None
    if maybe and (is_fund_alone(text) or (parts and not _is_parted(*maybe))):
        # "Fondo" is a label, and a word of funds' names; "Value of equipment: EUR 5" is none.
        maybe = None
    return Form("stated" if parts else "plain", parts, maybe)


def _is_stated(label: Label, words: str) -> bool:
    """Tell whether words can be what a label states."""
    return label.field != "menu" and (label.field not in TYPED or fits(label.field, words))


def _is_parted(label: Label, words: str) -> bool:
    """Tell whether a value, and no more words of the label, stands before a colon."""
    head = words.partition(":")[0]
    return any(map(str.isdigit, head)) or (label.field in TYPED and fits(label.field, head))


def _begins_with_label(text: str, publisher: str | None) -> bool:
    """Tell whether a label stands before words that go on with a capital, a number or a sign."""
    begins = before_value(text, publisher)
    return begins is not None and not begins[1][:1].islower()


def _label(words: str, publisher: str | None, *, whole: bool = False) -> Label | None:
    """Return the label that words are, on the pages of a publisher where that is known."""
    label = label_of(words, whole)
    if label and label.special and publisher is not None:
        label = label.at(publisher)
        return label if label.field else None
    return label


def _row(cells: tuple[str, ...], publisher: str | None) -> Form | None:
    """Read a row of a table: the headings of columns, or labels and values in turn."""
    labels = [_label(cell, publisher) for cell in cells[:_MOST_CELLS]]
    known = [place for place, label in enumerate(labels) if label]
    if cells[0][-1] == ":":
        # In "Project type: | Training" the last is a value.
        known = [place for place in known if cells[place][-1] == ":"]
    stated = [before_value(cell, publisher) for cell in cells]
    if all(part and _is_figure(*part) for part in stated):
        return Form("stated", tuple(filter(None, stated)))
    if len(cells) == 2 and not known and len(cells[0]) <= _LONGEST_HEAD and cells[0][0].isalpha():
        return Form("stated", ((Label("", cells[0]), cells[1]),))
    if len(known) == len(labels):
        return Form("header", tuple((label, "") for label in labels if label))
    if not known or known[0] != 0:
        return None
    ends = [*known[1:], len(cells)]
    return Form(
        "stated",
        tuple(
            (label, " ".join(cells[place + 1 : end]).strip(" :–—"))
            for place, end in zip(known, ends, strict=True)
            if (label := labels[place])
        ),
    )


def _heads(text: str, publisher: str | None) -> tuple[Part, ...]:
    """Read the headings of columns that stand in one line with blanks alone between them."""
    words = list(_WORD.finditer(text)) if len(text) <= 120 and text[0].isupper() else []
    if len(words) < _FEWEST or not (may_begin_label(words[0][0]) and may_end_label(words[-1][0])):
        return ()
    heads: list[Part] = []
    place = 0
    while place < len(words):
        for size in range(min(_MOST_WORDS, len(words) - place), 0, -1):
            head = text[words[place].start() : words[place + size - 1].end()]
            if not head[0].islower() and (label := _label(head, publisher, whole=True)):
                heads.append((label, ""))
                place += size
                break
        else:
            return ()
    return tuple(heads) if len({label.field for label, _ in heads} & OURS) > 2 else ()


def header_of(line: Line, below: Line, publisher: str | None = None) -> Form | None:
    """Return the headings of columns, some of them unknown, above a row with as many cells."""
    cells = line.cells
    if not 2 < len(cells) == len(below.cells) <= _MOST_CELLS:
        return None
    heads = [_label(cell, publisher) for cell in cells]
    known, others = (sum(map(bool, row)) for row in (heads, map(label_of, below.cells)))
    if 2 * known < len(heads) or 2 * others >= known:
        return None
    pairs = zip(heads, cells, strict=True)
    return Form("header", tuple((head or Label("", cell), "") for head, cell in pairs))


def _before_colons(text: str, publisher: str | None) -> Iterator[Part]:
    """Cut a line at the labels that stand before a colon; the first may be an unknown one."""
    label, begin = None, 0
    ends = [*(match.start() for match in _COLON.finditer(text)), len(text)]
    *colons, end = ends[: _MOST_COLONS + 1]
    text = text[:end]
    for number, colon in enumerate(colons):
        found, start = _before_colon(text, begin, colon, publisher)
        if found is None and number == 0:
            head = text[:colon].strip()
            if len(head) > _LONGEST_HEAD or len(head.split()) > _MOST_IN_HEAD:
                return
            if any(map(str.isdigit, head)) and any(a.currency for a in amounts_in(head)):
                return  # "It costs EUR 9 million: EUR 7 million from …"
            found, start = Label("", head), 0
        if found is None:
            continue
        if label:
            yield label, ended(label, text[begin:start])
        elif start > 0 and not (
            _label(text[:start].strip(), publisher) or _is_money(found, text, start, colon)
        ):
            # A label in the middle of running text, and not below the heading of its section.
            return
        label, begin = found, colon + 1
    if label:
        yield label, ended(label, text[begin:]) if len(text) > _GLUED else text[begin:].strip()


def ended(label: Label, words: str) -> str:
    """Cut a value in a line of several before the number or the heading of the next section."""
    words = _NUMBERED.split(words, maxsplit=1)[0].strip(" :;|,")
    if words.endswith((").", "].")):
        words = words[:-1]
    amount = one_amount(words) if label.field in MONEY else None
    if amount and words.startswith(amount.text):
        # "EUR 18 million DEV. Aid", "1,425,000 USD SUMMARY"
        after = words[len(amount.text) :]
        ended = after == "." or (after[:1] == " " and after[1:2].isupper())
        return amount.text if ended else words
    for begin in [*_CAPITAL.finditer(words, max(0, len(words) - _LONGEST_HEAD))][:_MOST_IN_HEAD]:
        head = words[begin.start() :]
        if " " in head and (other := label_of(head, True)) and other.field == "description":
            # "Safe Ports Project Data Table"
            return words[: begin.start()].strip()
    return words


def _before_colon(
    text: str, begin: int, colon: int, publisher: str | None
) -> tuple[Label | None, int]:
    """Find the longest label that ends at a colon, and where it begins."""
    words = list(_WORD.finditer(text, max(begin, colon - 120), colon))[-_MOST_WORDS:]
    if not words:
        return None, 0
    if not may_end_label(words[-1][0]) and not any(may_begin_open(word[0]) for word in words):
        return None, 0
    for word in words:
        first = not text[begin : word.start()].strip(" 0123456789.)")
        if not first and (word[0][0].islower() or (begin == 0 and colon < _LONGEST_HEAD)):
            continue
        if not any(map(str.isalnum, word[0])):
            # "Budget: 5 € Country: Kenya"
            continue
        if label := _label(text[word.start() : colon], publisher):
            return label, word.start()
    return None, 0


def is_value_word(word: str) -> bool:
    """Tell whether a word is a coverage or status, be it one that may stand in a label."""
    return any(has_word(kind, word) for kind in _VALUE_WORDS)


def value_first(field: str, words: str) -> str | None:
    """Return the value of a field that words begin with, as far as its form shows it."""
    if field in MONEY:
        found = amounts_in(words[:80])
        bare = _BARE.match(words)
        return found[0].text if found and found[0].start <= 3 else bare[0] if bare else None
    first = words[:160].split()[:_MOST_WORDS]
    sizes = range(len(first), 0, -1)
    beginnings = (" ".join(first[:size]) for size in sizes)
    return next((one for one in beginnings if _shows_as(field, one.rstrip(" ;,|"))), None)


def _shows_as(field: str, words: str) -> bool:
    """Tell whether words are a value of a field by their form, or by a list of such values."""
    if field in ("status", "coverage"):
        return has_word(field, words)
    if field in ("project_id", "prima_id"):
        return " " not in words and any(map(str.isdigit, words))
    if field == "fund":
        return is_fund_alone(words)
    return field in TYPED and fits(field, words)


@lru_cache(maxsize=20_000)
def before_value(text: str, publisher: str | None) -> Part | None:
    """Return the longest label that a line begins with, without a mark behind it."""
    if not may_begin_label(text.split(" ", 1)[0]):
        return None
    words = list(islice(_WORD.finditer(text, 0, 140), _MOST_WORDS + 1))
    found: Part | None = None
    for size in range(len(words) - 1, 0, -1):
        end = words[size - 1].end()
        # "Budget €" ends before the sign, which belongs to the amount.
        last = words[size - 1][0]
        if may_end_label(last) and (any(map(str.isalnum, last)) or last[-1] in ")]"):
            label = _label(text[:end], publisher, whole=True)
            after = text[end:].strip()
            if after[:1] == "/" and label and label.field not in TYPED:
                # "Region / City" is another label.
                continue
            if label and (size > 1 or not text[0].islower()):
                after = after.strip(" :/")
                found = found or (label, after)
                # The currency of "Budget EUR 5, of which EUR 4" belongs to the amount.
                of_value = last[-1] != ")" and is_currency(last)
                if of_value and (amount := one_amount(after)):
                    of_value = amount.start > 0 or not amount.currency
                shown = value_first(label.field, after) or value_first("budget", after)
                of_value |= is_value_word(last) and not shown
                if not of_value:
                    return label, after
    return found


@lru_cache(maxsize=20_000)
def behind_value(text: str, publisher: str | None) -> Part | None:
    """Return the label that a line ends with, where a value of it stands before it."""
    words = list(_WORD.finditer(text, 0, 140))
    if len(text) > 120 or len(words) < 2 or not may_end_label(words[-1][0]):
        return None
    for word in words[1:]:
        if word[0][0].isupper() and (label := _label(text[word.start() :], publisher, whole=True)):
            before = text[: word.start()].strip()
            typed = label.field in TYPED or has_word(label.field, before)
            return (label, before) if typed and fits(label.field, before) else None
    return None


def _is_figure(label: Label, words: str) -> bool:
    """Tell whether words are an amount or a date and nothing else."""
    if len(words) > 60 or not any(map(str.isdigit, words)):
        return False
    return label.field in DAYS or fits("budget", words) or fits("period", words)
