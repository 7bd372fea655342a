"""Elements of activities to raw rows of text, by the mapping in `standard`.

Each path of the mapping becomes a small function that is called with the element: half the time of
one loop that asks for every element what is read of it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from migfund.read.iati.standard import ELEMENTS

__all__ = ["Extractor", "slots_of"]

_LANG = b"{http://www.w3.org/XML/1998/namespace}lang"
_FIRST = 1
"""Slot 0 holds the position of the row of the element around."""

_Row = list[Any]
_Read = Callable[[Any, _Row], None]


class _Leaf(NamedTuple):
    """What is read of an element inside a row: attributes, text and words with their slots.

    ``main`` is the slot that says whether an element of the name was read already; ``many`` says
    that several may stand there, ``only`` which attribute must be absent or have which value.
    """

    attributes: list[tuple[bytes, int]]
    text: list[int]
    words: list[int]
    many: bool
    only: tuple[str, ...] | None

    @property
    def main(self) -> int:
        """The slot of the text or else of the first attribute."""
        return [*self.text, *self.words, *(slot for _, slot in self.attributes)][0]


def slots_of(element: str) -> dict[str, int]:
    """Return the slot of each field in the rows of an element; its own attributes come first."""
    return {field.name: _FIRST + at for at, field in enumerate(ELEMENTS[element])}


def _leaves(element: str) -> dict[str, _Leaf]:
    """Return what is read of an element itself, under ``""``, and of those inside."""
    slots, leaves = slots_of(element), {"": _Leaf([], [], [], False, None)}
    for field in ELEMENTS[element]:
        for path in field.path.split(" | "):
            step, _, attribute = path.partition("@")
            name, _, condition = step.rstrip("/*.]").partition("[")
            only = tuple(condition.split("=")) if condition else None
            leaf = leaves.setdefault(name, _Leaf([], [], [], "*" in step, only))
            slot = slots[field.name]
            if attribute:
                key = _LANG if attribute == "xml:lang" else attribute.encode()
                leaf.attributes.append((key, slot))  # as bytes: lxml encodes text at each call
            else:
                (leaf.words if field.kind == "words" else leaf.text).append(slot)
    return leaves


class Extractor:
    """Collects the rows of activities as text, the cells of each element's rows in one long list.

    One list a row would be a million objects for the garbage collector to look through.

    Parameters
    ----------
    wanted
        Paths of the elements that are wanted.
    language
        Language that is preferred where a text has several.
    """

    def __init__(self, wanted: frozenset[str], language: str | None = None) -> None:
        self.wanted = wanted
        self.language = language.lower() if language else None
        self.doubled: list[tuple[int, str]] = []
        self._cells: dict[str, list[Any]] = {element: [] for element in ELEMENTS}
        self._widths = {element: _FIRST + len(ELEMENTS[element]) for element in ELEMENTS}
        self._readers: dict[str, _Read] = {}

    @property
    def size(self) -> int:
        """How many cells there are."""
        return sum(map(len, self._cells.values()))

    def columns(self, element: str) -> list[list[Any]]:
        """Return the columns of an element's rows: the slots, in order."""
        width = self._widths[element]
        return [self._cells[element][slot::width] for slot in range(width)]

    def clear(self) -> None:
        """Begin anew."""
        for cells in self._cells.values():
            cells.clear()
        self.doubled.clear()

    def add(self, activity: Any) -> None:
        """Add the rows of an activity."""
        namespace = activity.tag[: activity.tag.rfind("}") + 1]
        read = self._readers.get(namespace)
        if read is None:
            read = self._readers[namespace] = self._row_reader("", namespace)
        read(activity, [])

    def _row_reader(self, element: str, namespace: str) -> _Read:
        """Return a function that adds the row of an element."""
        leaves = _leaves(element)
        own = leaves.pop("")
        children: dict[str, _Read] = {
            namespace + name: self._leaf_reader(leaf, name, namespace)
            for name, leaf in leaves.items()
        } | {
            namespace + path.rpartition("/")[2]: self._row_reader(path, namespace)
            for path in sorted(self.wanted)
            if path and path.rpartition("/")[0] == element
        }
        outer = element.rpartition("/")[0]
        around, width = self._cells[outer], self._widths[outer]  # its row follows when it is read
        add = self._cells[element].extend
        attributes, empty = own.attributes, [None] * len(ELEMENTS[element])
        words = self._words_reader(namespace)
        text_at, words_at = [*own.text, 0][0], [*own.words, 0][0]

        def read(element: Any, _: _Row) -> None:
            row: _Row = [len(around) // width, *empty]
            get = element.get
            for name, at in attributes:
                row[at] = get(name)
            if words_at:
                row[words_at] = words(element)
            elif text_at and not row[text_at]:
                row[text_at] = element.text
            if children:
                for child in element:
                    below = children.get(child.tag)
                    if below is not None:
                        below(child, row)
            add(row)

        return read

    def _leaf_reader(self, leaf: _Leaf, name: str, namespace: str) -> _Read:
        """Return a function that reads an element inside a row."""
        attributes, main, only = leaf.attributes, leaf.main, leaf.only
        attribute, slot = [*attributes, (b"", 0)][0]
        words = self._words_reader(namespace)
        text_at, words_at = [*leaf.text, 0][0], [*leaf.words, 0][0]

        def again(element: Any) -> bool:
            """Tell whether an element counts although there was one before."""
            if not leaf.many:
                self.doubled.append((len(self._cells[""]) // self._widths[""], name))
            wanted = self.language
            if not leaf.many or wanted is None or not _is_in(wanted, element):
                return False
            before = element.itersiblings(element.tag, preceding=True)
            return not any(_is_in(wanted, other) for other in before)

        def read_attribute(element: Any, row: _Row) -> None:
            if only and element.get(only[0], only[1]) != only[1]:
                return
            if row[slot] is None or again(element):
                row[slot] = element.get(attribute)

        def read(element: Any, row: _Row) -> None:
            if row[main] is not None and not again(element):
                return
            for key, at in attributes:
                row[at] = element.get(key)
            if words_at:
                row[words_at] = words(element)
            elif text_at != slot or not row[slot]:  # a date's attribute counts before its text
                row[text_at] = element.text if not len(element) else _all_text(element, namespace)

        return read if leaf.text or leaf.words or len(attributes) > 1 else read_attribute

    def _words_reader(self, namespace: str) -> Callable[[Any], str | None]:
        """Return a function for the text of an element, in version 2 that of its narrative."""
        narrative, wanted = f"{namespace}narrative", self.language

        def words(element: Any) -> str | None:
            inside = len(element)
            if not inside:
                text: str | None = element.text
                return text if text and not text.isspace() else None
            if inside == 1 and (child := element[0]).tag == narrative and not len(child):
                return child.text  # type: ignore[no-any-return]
            narratives = element.findall(narrative)
            if not narratives:
                return _all_text(element, namespace)
            stated = [child for child in narratives if _all_text(child, namespace).strip()]
            chosen = [child for child in stated if wanted and _is_in(wanted, child)]
            return _all_text((chosen or stated)[0], namespace) if stated else None

        return words


def _is_in(language: str, element: Any) -> bool:
    """Tell whether an element is in a language, by its own word or that of an element around."""
    own = next(filter(None, (e.get(_LANG) for e in (element, *element.iterancestors()))), "")
    own = own.lower().replace("_", "-")
    return bool(own == language or own.startswith(f"{language}-"))


def _all_text(element: Any, namespace: str) -> str:
    """Return the text of an element and of marks in it such as ``b``; not of foreign ones."""
    parts = [element.text or ""]
    for child in element:
        if child.tag.startswith(namespace or "{") == bool(namespace):
            parts.append(_all_text(child, namespace))
        parts.append(child.tail or "")
    return "".join(parts)
