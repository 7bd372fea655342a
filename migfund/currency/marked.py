"""Rates in XML and JSON, as central banks' services return them, to rows of a table.

No publisher is known here: every element or object that holds nothing further is a row, with all
that stands in it and around it. A name of a currency or a date in the place of a heading
(``{"USD": 1.12}``) becomes a cell.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from migfund.codelists import currencies
from migfund.errors import ReadError

__all__ = ["rows_of_marked"]

_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}")
_OBSERVATION = {"ObsDimension": "TIME_PERIOD", "ObsValue": "OBS_VALUE"}
"""Elements of generic SDMX under the names that they have in its other forms."""
_MOST_DEEP = 30


def rows_of_marked(path: Path, data: bytes) -> list[list[Any]] | None:
    """Return the rows of XML or JSON below their headings; None of a file that is neither.

    Raises
    ------
    ReadError
        If it is broken, or no rows of currencies are in it.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not data.startswith((b"{", b"[", b"<")):
        return None
    try:
        tree = _of_xml(data) if data.startswith(b"<") else json.loads(data)
        found = list(_records(tree, {}, _MOST_DEEP))
    except (ValueError, SyntaxError, RecursionError):  # broken XML is a SyntaxError
        found = []
    found = [
        row for row in found if any(str(v).strip().upper() in currencies() for v in row.values())
    ]
    if not found:
        raise ReadError(
            path,
            "is XML, HTML or JSON in which no rows of currencies were found. Pass a table: "
            "pd.DataFrame(...) with the columns date, currency and rate.",
        )
    headings = list(dict.fromkeys(name for row in found for name in row))
    return [headings, *([row.get(name) for name in headings] for row in found)]


def _of_xml(data: bytes) -> Any:
    """Return XML as objects and lists, as JSON has them; attributes and short texts are values."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return _node(etree.fromstring(data, parser))


def _node(element: Any) -> dict[str, Any]:
    """Return an element with its attributes, and its children by name."""
    found: dict[str, Any] = {_local(name): value for name, value in element.attrib.items()}
    for child in element.iterchildren("{*}*"):
        name, said = _local(child.tag), {_local(k): v for k, v in child.attrib.items()}
        text = (child.text or "").strip()
        if len(child):
            found.setdefault(name, []).append(_node(child))
        elif said.keys() == {"id", "value"}:
            found[said["id"]] = said["value"]
        elif said.keys() == {"value"}:
            found[_OBSERVATION.get(name, name)] = said["value"]
        elif not said:
            found[name] = text
        else:
            inner = {**said, "rate": text} if text else said
            found.setdefault(name, [])
            if isinstance(found[name], list):
                found[name].append(inner)
    return found


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _records(node: Any, above: dict[str, Any], deep: int) -> Iterator[dict[str, Any]]:
    """Yield a record for each object that holds no other, with what stands around it."""
    if isinstance(node, list):
        for one in node:
            yield from _records(one, above, deep - 1)
    if not isinstance(node, dict) or not deep:
        return
    inner = {name: value for name, value in node.items() if isinstance(value, dict | list)}
    here = above | {name: value for name, value in node.items() if name not in inner}
    for name, value in list(inner.items()):
        one = value[0] if isinstance(value, list) and len(value) == 1 else value
        flat = isinstance(one, dict) and not any(isinstance(v, dict | list) for v in one.values())
        if flat and len(inner) > 1 and not _all_of(dict(one), currencies().__contains__):
            here |= one  # what is said once holds for all beside it
            del inner[name]
    if not inner:
        yield here
    for name, value in inner.items():
        if isinstance(value, dict) and _all_of(value, currencies().__contains__):
            for code, rate in value.items():
                yield {**here, "currency": code, "rate": rate}
        elif isinstance(value, dict) and _all_of(value, _DATE.fullmatch):
            for day, rates in value.items():
                yield from _records({name: rates}, {**here, "date": day}, deep - 1)
        else:
            yield from _records(value, here, deep - 1)


def _all_of(names: dict[str, Any], test: Any) -> bool:
    return bool(names) and all(map(test, names))
