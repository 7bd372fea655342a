"""Saved web pages to lines, as layouts read them."""

import re
from collections.abc import Iterable
from typing import Any

from migfund.errors import MigfundError
from migfund.files import limits

__all__ = ["INVISIBLE", "html_text", "is_html"]

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.{0,2000}?-->\s*){0,9}<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT = re.compile(
    r"\s*<(?:div|main|article|section|table|dl|p|h[1-6]|ul|ol|nav|header|meta|title)\b[^<]*>",
    re.IGNORECASE,
)
INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
"""Letters that no reader sees, for ``str.translate``."""
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre search"
    " section summary table tbody td tfoot th thead tr ul br".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_UNSEEN = (
    "//head|//script|//style|//noscript|//template|//svg|//canvas|//iframe|//object|//select"
    "|//datalist"
)
# An element in the line that is a label or a value of its own, as content systems write them.
_FIELD = re.compile(
    r"\bfield__(?:label|items?)\b|\bfield-(?:label|items?|content|value)\b|\bviews-label\b"
    r"|(?:^|[\s_-])(?:label|value)(?:$|[\s_-])"
)
# What a page folds away until somebody opens it is hidden in a saved copy, but is its text.
_FOLDED = re.compile(r"accordion|collaps|tab|panel|toggle|expand", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_COOKIES = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_NOTE = re.compile(r"\[?(?:[0-9]{1,2}|[*†‡§]{1,3})\]?")
_NO_NOTE_BEHIND = re.compile(r"(?:(?<![^\W\d_])[kcdm]?m|(?<![0-9])10)\Z")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NO_TEXT = "the HTML page holds no text; save the page again"
_NOTHING = "wbr"
"""The tag of what shows nothing and parts no words."""
_MENU = (
    "//nav[(.//ul or .//ol or count(.//a) > 2) and not(.//h1 or .//dl or .//table)"
    " and not(contains(concat(@class, @id, @aria-label), 'readcrumb'))]"
)
_SOME = 50
"""Letters that a page must have besides its menus for these to be left out."""
_ENOUGH = 200
"""Letters in the main part of a page that make what stands around it the site's own."""


def is_html(text: str) -> bool:
    """Tell a web page, or a part of one, from text that only begins with a tag."""
    return bool(
        _HTML.match(text) or (_FRAGMENT.match(text) and text.rstrip()[-1:] == ">" and "</" in text)
    )


def html_text(page: str) -> str:
    r"""Return a web page as lines: each block, and each label and value, in a line of its own.

    A table's row of two cells is a label line and a value line; longer rows keep their cells in
    one line, with tabs between. A bold beginning of a line is parted from the rest by a tab. Items
    of lists begin with "- ". What stands around the main part is left out only where the page
    marks a main part; scripts and hidden elements always are.

    Raises
    ------
    MigfundError
        If the page holds no text, has more tags than pages have, or is nested too deeply to be
        read whole.

    Examples
    --------
    >>> html_text("<h1>Safe borders</h1><p><b>Budget</b> 5 €<ul><li>Armenia</ul>").splitlines()
    ['Safe borders', '', 'Budget\t5 €', '- Armenia']
    """
    from lxml.etree import iterwalk

    root = _parse(page)
    title = root.xpath("string(//head/title)").translate(INVISIBLE).split()
    _remove_unseen(root)
    _remove_surroundings(root)
    _remove_notes(root)
    lines = _Lines()
    if title and not root.xpath("//h1[normalize-space()]"):
        # Behind the last bar stands the name of the site.
        name, _, site = " ".join(title).rpartition(" | ")
        lines.lines += [name or site, ""]
    for event, element in iterwalk(root, events=("start", "end")):
        if event == "start":
            lines.open(element)
            lines.add(element.text or "")
        else:
            lines.close(element)
            lines.add(element.tail or "")
    lines.flush()
    text = "\n".join(lines.lines)
    if not text.strip():
        raise MigfundError(_NO_TEXT)
    return text


def _parse(page: str) -> Any:
    """Return the tree of a page, or raise if it would lack a part."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    if page.count("<") > limits.MAX_TAGS:
        raise MigfundError(
            f"more than {limits.MAX_TAGS:,} tags, which no project page has; save the page alone"
        )
    parser = HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        # Surrogates cannot be written; lone ones stand in text that was decoded badly.
        root = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError):
        raise MigfundError(_NO_TEXT) from None
    if any("RESOURCE_LIMIT" in entry.type_name for entry in parser.error_log):
        raise MigfundError(
            "the HTML page is nested too deeply to be read whole; save it as text (.txt)"
        )
    return root


def _drop(elements: Iterable[Any]) -> None:
    """Empty elements of their page and make them a mark that shows nothing.

    Taken out of the tree, each would have the text behind it copied to the text before it, which
    takes time that grows with the square of their number.
    """
    for element in elements:
        if element.getparent() is not None:
            element.clear(keep_tail=True)
            element.tag = _NOTHING


def _remove_unseen(root: Any) -> None:
    """Remove what no browser shows."""
    _drop(root.xpath(_UNSEEN))
    _drop(
        element
        for element in root.xpath("//body//*[@hidden or @style]")
        if (element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style", "")))
        and not _FOLDED.search(f"{element.get('class')} {element.get('role')}")
    )


def _remove_notes(root: Any) -> None:
    """Remove the marks of footnotes: the 1 of "EUR 45,000¹" would be a digit of the number.

    What is no mark, as in "km²" and "10⁶", is written so that it stays one.
    """
    marks = []
    for element in root.xpath("//sup"):
        previous, parent = element.getprevious(), element.getparent()
        before = (previous.tail if previous is not None else parent.text) or ""
        if previous is not None and not before:
            before = previous.text_content()
        mark = element.text_content().strip()
        power = _NO_NOTE_BEHIND.search(before) or (len(mark) > 1 and before[-1:].isdigit())
        if _NOTE.fullmatch(mark) and before.strip() and not (mark.isdigit() and power):
            marks.append(element)
        elif mark.isdigit():
            element.clear(keep_tail=True)
            element.text = mark.translate(_SUPERSCRIPT)
    _drop(marks)


def _remove_surroundings(root: Any) -> None:
    """Remove menus; banners and the like around the main part, where the page marks one."""
    menus = root.xpath(_MENU)
    if len(root.text_content()) > sum(len(menu.text_content()) for menu in menus) + _SOME:
        _drop(menus)
    parts = root.xpath("//main | //*[@role='main']") or root.xpath("//article")
    if sum(len("".join(part.text_content().split())) for part in parts) < _ENOUGH:
        return
    main = {element for part in parts for element in part.iter()}
    around = _with_ancestors(parts)
    kept = "//dl | //table"
    if not any(part.xpath(".//h1") for part in parts):
        kept += " | //h1/.."
    # Facts of the project stand beside the main part at times, and its title above it.
    holding = _with_ancestors(root.xpath(kept))
    surroundings = root.xpath("//nav | //header | //footer | //aside | //form")
    surroundings += [
        element
        for element in root.xpath("//*[@id or @class]")
        if _COOKIES.search(f"{element.get('id')} {element.get('class')}")
    ]
    _drop([e for e in surroundings if e not in main and e not in around and e not in holding])


def _with_ancestors(elements: Iterable[Any]) -> set[Any]:
    """Return elements and all that they stand in."""
    found: set[Any] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


class _Lines:
    """The lines of a page, written while its elements open and close."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.bullet = ""
        self.preformatted = 0
        self.lead: Any = None
        self.lead_ended = False
        self.cells: list[int] = []
        self.rows: list[list[tuple[str, int, int]]] = []

    def open(self, element: Any) -> None:
        """Begin an element."""
        tag = element.tag
        if _is_block(element):
            self.flush()
        elif tag in ("span", "a") and _stands_apart(element):
            self.line += "\t"
        elif tag in ("b", "strong", "label") and (self.lead_ended or not self.line.strip()):
            self.lead, self.lead_ended = element, False
        if tag == "li" and not _is_value(element):
            self.bullet = "- "
        elif tag == "pre":
            self.preformatted += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.cells.append(len(self.lines))

    def close(self, element: Any) -> None:
        """End an element."""
        tag = element.tag
        if _is_block(element):
            self.flush()
        elif element is self.lead:
            self.lead_ended = len(self.line.strip()) > 1
            self.lead = None
        if tag in _HEADINGS and self.lines and self.lines[-1]:
            self.lines.append("")
        elif tag == "li":
            self.bullet = ""
        elif tag == "pre":
            self.preformatted -= 1
        elif tag in ("td", "th"):
            start = self.cells.pop()
            if self.rows:
                self.rows[-1].append((tag, start, len(self.lines)))
        elif tag == "tr":
            self._end_row(self.rows.pop())

    def add(self, text: str) -> None:
        """Add text to the line, with spaces as a browser shows them."""
        if self.preformatted and "\n" in text:
            for line in text.splitlines():
                self.add(line)
                self.flush()
            return
        text = re.sub(r"\s+", " ", text.translate(INVISIBLE))
        if self.lead_ended and text.strip():
            # A bold first letter or a full stop belongs to the words beside it.
            if not (text[0].islower() or text[0] in ",.;:)’'-"):
                text = "\t" + text
            self.lead_ended = False
        self.line += text

    def flush(self) -> None:
        """End the line."""
        line = re.sub(r" *\t *", "\t", re.sub(" {2,}", " ", self.line)).strip()
        if line:
            self.lines.append(self.bullet + line)
            self.bullet = ""
        self.line, self.lead, self.lead_ended = "", None, False

    def _end_row(self, cells: list[tuple[str, int, int]]) -> None:
        """Join the cells of a row with tabs, unless they are labels and their values."""
        heads = [tag == "th" for tag, _, _ in cells]
        pairs = len(cells) % 2 == 0 and heads == [True, False] * (len(cells) // 2)
        if len(cells) < 2 or pairs or (len(cells) == 2 and not all(heads)):
            return
        texts = [[line for line in self.lines[start:end] if line] for _, start, end in cells]
        # A cell of several lines is a part of the page that a table only puts in its place.
        if all(len(lines) <= 1 for lines in texts):
            self.lines[cells[0][1] :] = ["\t".join("".join(lines) for lines in texts)]


def _is_block(element: Any) -> bool:
    """Tell whether an element stands in lines of its own."""
    return (
        element.tag in _BLOCKS
        or "-" in element.tag
        or bool(_FIELD.search(element.get("class", "")))
        or "display:block" in element.get("style", "").replace(" ", "")
    )


def _stands_apart(element: Any) -> bool:
    """Tell whether nothing parts an element from the one before it but the page's style."""
    before = element.getprevious()
    while before is not None and before.tag == _NOTHING and not before.tail:
        before = before.getprevious()
    if before is None or before.tag not in ("span", "a") or before.tail:
        return False
    words, begins = before.text_content().rstrip(), element.text_content()[:1]
    # "Status" and "Closed" stand apart; the parts of one word, or of "EUR 5,000", do not.
    return len(words) > 2 and words[-1].islower() and not (begins.islower() or begins in ",.;:)")


def _is_value(item: Any) -> bool:
    """Tell the items of a list that is a value, as behind a label, from those of other lists."""
    near = [item, *list(item.iterancestors())[:3]]
    return any(e.tag in ("dd", "td") or _FIELD.search(e.get("class", "")) for e in near)
