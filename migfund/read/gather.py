"""Rows of a table that belong together: several rows a project, and parts of a project."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from migfund.read.values import written
from migfund.schema import TEXT

__all__ = ["add_parents", "gather", "join_rest"]


def gather(ids: Sequence[Any]) -> list[list[int]]:
    """Give the rows of each project, in order of appearance; a row without an id is alone.

    Examples
    --------
    >>> gather(["A", "B", None, "A", None])
    [[0, 3], [1], [2], [4]]
    """
    groups: dict[object, list[int]] = {}
    for place, cell in enumerate(ids):
        text = written(cell)
        groups.setdefault(place if text is None else text, []).append(place)
    return list(groups.values())


def join_rest(rest: pd.DataFrame, groups: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Give the columns that are not read one row a project: what its rows say, each text once."""
    if all(len(places) == 1 for places in groups):
        return rest.iloc[[places[0] for places in groups]]
    joined = {}
    for position in range(rest.shape[1]):
        column = rest.iloc[:, position]
        texts = [written(cell) for cell in column]
        first, differ = [], False
        for places in groups:
            said = [place for place in places if texts[place] is not None]
            first.append(said[0] if said else places[0])
            differ |= len({texts[place] for place in said}) > 1
        if differ:
            each = [
                "; ".join(dict.fromkeys(text for p in places if (text := texts[p]) is not None))
                for places in groups
            ]
            column = pd.Series([text or None for text in each], dtype=TEXT)
            joined[position] = column
        else:
            joined[position] = column.iloc[first].reset_index(drop=True)
    return pd.DataFrame(joined, index=pd.RangeIndex(len(groups))).set_axis(rest.columns, axis=1)


def add_parents(records: Sequence[dict[str, Any]], *, stated: bool) -> None:
    """Complete the parent of each record by its id, and note where the two contradict.

    The id of a part is that of the whole, a hyphen and a number, and letters may differ in case:
    EUTF-HOA-ET-24-03 is a part of EUTF-HoA-ET-24 if the table has that.

    Parameters
    ----------
    records
        Records with ``project_id``, ``parent_id``, ``level`` and ``problems``; they are changed.
    stated
        Whether the table has a column of parents. It counts first: its parent stays where the id
        says another.
    """
    ids = [record["project_id"] for record in records if record.get("project_id")]
    spelled: dict[str, set[str]] = {}
    for name in ids:
        spelled.setdefault(name.casefold(), set()).add(name)
    for record in records:
        whole = _extended(record.get("project_id"), spelled)
        parent = record.get("parent_id")
        several = [part.strip().casefold() for part in (parent or "").split(",")]
        if whole is not None and (
            parent is None or (len(several) > 1 and whole.casefold() in several)
        ):
            record["parent_id"] = whole
            reason = f"taken to be a part of {whole!r}, which its id extends"
        elif whole is not None and several != [whole.casefold()]:
            reason = f"its id extends {whole!r}, which the table has too; the parent stated is kept"
        elif (
            whole is None
            and parent is not None
            and record.get("project_id")
            and record.get("level") == "contract"
            and not record["project_id"].casefold().startswith(f"{parent.casefold()}-")
        ):
            reason = f"its id, {record['project_id']!r}, does not extend the parent stated"
        else:
            continue
        if stated:
            record["problems"].append(
                {
                    "locator": record["source_locator"],
                    "field": "parent_id",
                    "text": parent,
                    "reason": reason,
                }
            )


def _extended(name: str | None, spelled: dict[str, set[str]]) -> str | None:
    """Give the id that a part's id extends, as the table spells it; None for none or several."""
    head, _, tail = (name or "").rpartition("-")
    found = spelled.get(head.casefold(), set()) if tail.isdigit() else set()
    if head in found:
        return head
    return next(iter(found)) if len(found) == 1 else None
