"""What a file has and what of it is read: `iati_coverage`."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd

from migfund.files.sources import PathLike, find
from migfund.read.iati.standard import ELEMENTS
from migfund.schema import TEXT

__all__ = ["iati_coverage"]


def iati_coverage(paths: PathLike | Iterable[PathLike]) -> pd.DataFrame:
    """Count the elements and attributes of IATI activities by path, and say which are read.

    Parameters
    ----------
    paths
        As in :func:`migfund.read_iati`.

    Returns
    -------
    pandas.DataFrame
        One row a file and path, such as ``transaction/value/@currency``, in the order in which they
        first stand there: ``source``, ``path``, ``count``, ``read``. An element counts as read if
        its text or one of its attributes is.

    Examples
    --------
    >>> import io, migfund as mf
    >>> xml = io.StringIO("<iati-activity><budget type='1'/><location/></iati-activity>")
    >>> mf.iati_coverage(xml)[["path", "count", "read"]].values.tolist()
    [['budget', 1, True], ['budget/@type', 1, True], ['location', 1, False]]
    """
    from migfund.read.iati.gather import LIMIT, open_item
    from migfund.read.iati.stream import read_activities

    rows = []
    for item in find(paths, limit=LIMIT):
        counts: Counter[str] = Counter()
        if not item.error:
            with open_item(item) as stream:
                for element, *_ in read_activities(stream):
                    if element is not None:
                        _count(element, "", counts)
        rows += [(item.source, path, number, path in _known()) for path, number in counts.items()]
    return pd.DataFrame(rows, columns=["source", "path", "count", "read"]).astype(
        {"source": TEXT, "path": TEXT, "count": "int64", "read": bool}
    )


def _count(element: Any, path: str, counts: Counter[str]) -> None:
    """Count what an element has, by path below the activity."""
    for name in element.keys():  # noqa: SIM118 - an element is no mapping
        counts[f"{path}/@{name.rpartition('}')[2]}".lstrip("/")] += 1
    for child in element:
        if isinstance(child.tag, str):
            below = f"{path}/{child.tag.rpartition('}')[2]}".lstrip("/")
            counts[below] += 1
            _count(child, below, counts)


@cache
def _known() -> frozenset[str]:
    """Return the paths that are read."""
    known = set()
    for element, fields in ELEMENTS.items():
        known.add(element)
        for field in fields:
            for place in field.path.split(" | "):
                place = re.sub(r"\*|\[[^]]*\]", "", place).rstrip(".")
                path = "/".join(filter(None, (element, place)))
                known.add(path.replace("@xml:lang", "@lang"))
                stem = path.partition("@")[0].rstrip("/")
                known.add(stem)
                if field.kind == "words":
                    known.add(f"{stem}/narrative".lstrip("/"))
    return frozenset(known)
