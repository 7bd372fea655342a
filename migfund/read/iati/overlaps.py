"""Money that stands twice: parts, transactions within a load, activities read twice."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from migfund.read.iati.stored import Stored

__all__ = ["LINKS", "Links"]

_STRING = pa.large_string()
_OUTGOING = ("2", "3", "4", "12")
_INCOMING = ("1", "11", "13")
LINKS = {
    name: pa.schema([(column, _STRING) for column in columns])
    for name, columns in (
        ("_activities", ("project_id", "source", "locator", "parent_id")),
        ("_children", ("project_id", "child_id")),
    )
}
"""The tables that say how activities are linked."""
_BUDGETS = ("budgets", "planned_disbursements")


class Links:
    """What activities of a load say of each other.

    Parameters
    ----------
    activities
        The ids of the activities and of their parents, and where each stands.
    children
        The ids of activities and of those that they name as their children.
    """

    def __init__(self, activities: Stored, children: Stored) -> None:
        ids, parents = activities["project_id"], activities["parent_id"]
        self._ids = pc.unique(ids).drop_null()
        self._children = _pairs(children["child_id"], children["project_id"])
        # Of what is no parent, no parent is asked for.
        above = pc.or_(
            pc.is_in(ids, pc.unique(parents)), pc.is_in(ids, pc.unique(children["project_id"]))
        )
        self._parents = self._children | _pairs(ids.filter(above), parents.filter(above))
        repeats = len(self._ids) + ids.null_count < len(ids)
        self._repeated = _repeated(activities) if repeats else {}

    def complete(self, name: str, table: Stored) -> None:
        """Complete what the rows of a table say of other activities of the load.

        ``parent_id`` is filled in where only the parent names the child, and leads past activities
        without a row to the nearest that has one; ``in_load`` says whether a related activity was
        read, and ``counted_in`` where the money of a value stands again.
        """
        columns = table.schema.names
        if "parent_id" in columns and self._children:
            for at in range(len(table)):
                found = [self._children.get(own) for own in table.get(at, "project_id").to_pylist()]
                stated = table.get(at, "parent_id")
                table.put(at, "parent_id", pc.coalesce(stated, pa.array(found, _STRING)))
        if name in _BUDGETS:
            self._past_gaps(table)
        if "in_load" in columns:
            here = _within(_distinct(table, "related_id"), self._ids)
            for at in range(len(table)):
                table.put(at, "in_load", pc.is_in(table.get(at, "related_id"), here))
        if name == "transactions":
            for codes, column in (
                (_OUTGOING, "receiver_activity_id"),
                (_INCOMING, "provider_activity_id"),
            ):
                self._counted(table, codes, column)
        if "counted_in" in columns and self._repeated:
            for at in range(len(table)):
                _coalesce(table, at, _again(table, at, self._repeated))

    def _past_gaps(self, table: Stored) -> None:
        """Lead from parents without a row to the nearest activity above them that has one."""
        parents = _distinct(table, "parent_id")
        ids = pa.array({*parents.to_pylist(), *self._parents.values()}, _STRING)
        here = set(_within(ids, _distinct(table, "project_id")).to_pylist())
        nearest: dict[str, str] = {}
        for parent in parents.to_pylist():
            above: str | None = parent
            passed: set[str] = set()
            while above is not None and above not in here and above not in passed:
                passed.add(above)
                above = self._parents.get(above)
            if above is not None and above in here and above != parent:
                nearest[parent] = above
        if not nearest:
            return
        for at in range(len(table)):
            found = [nearest.get(own, own) for own in table.get(at, "parent_id").to_pylist()]
            table.put(at, "parent_id", pa.array(found, _STRING))

    def _counted(self, table: Stored, codes: tuple[str, ...], column: str) -> None:
        """Name the activity of the load to or from which transactions of some types go."""
        here = _within(_distinct(table, column), self._ids)
        for at in range(len(table)) if len(here) else ():
            kinds = table.get(at, "transaction_type").cast(_STRING)
            other = table.get(at, column).cast(_STRING)
            inside = pc.and_(pc.is_in(kinds, pa.array(codes, _STRING)), pc.is_in(other, here))
            apart = pc.not_equal(other, table.get(at, "project_id")).fill_null(True)
            _coalesce(table, at, pc.if_else(pc.and_(inside, apart), other, None))


def _distinct(table: Stored, name: str) -> pa.Array:
    """Return the distinct values of a column."""
    if not table.has(name):
        return pa.array([], _STRING)
    some = [pc.unique(chunk.cast(_STRING)) for chunk in table.chunks(name)]
    return pc.unique(pa.chunked_array(some)).drop_null()


def _within(values: pa.Array, ids: pa.Array) -> pa.Array:
    """Return those of some values that are ids."""
    return values.filter(pc.is_in(values, ids))


def _coalesce(table: Stored, at: int, found: pa.Array) -> None:
    """Put values where ``counted_in`` has none."""
    counted = pc.coalesce(table.get(at, "counted_in").cast(_STRING), found)
    table.put(at, "counted_in", counted.dictionary_encode())


def _pairs(keys: pa.ChunkedArray, values: pa.ChunkedArray) -> dict[str, str]:
    """Return two columns as a dict, without the rows in which the second is missing."""
    known = pc.is_valid(values)
    columns = (column.filter(known).to_pylist() for column in (keys, values))
    return dict(zip(*columns, strict=True))


def _repeated(activities: Stored) -> dict[str, str]:
    """Return by source and XPath of each activity that repeats an id where it was read first."""
    first: dict[str, str] = {}
    found = {}
    names = ("project_id", "source", "locator")
    for own, source, locator in zip(*(activities[n].to_pylist() for n in names), strict=True):
        place = f"{source} {locator}"
        if own is not None and first.setdefault(own, place) != place:
            found[place] = first[own]
    return found


def _again(table: Stored, at: int, repeated: dict[str, str]) -> Any:
    """Return for the values of a repeated activity where it was read first."""
    steps = pc.split_pattern(table.get(at, "source_locator"), "/", max_splits=1, reverse=True)
    source = table.get(at, "source").cast(_STRING)
    places = pc.binary_join_element_wise(source, pc.list_element(steps, 0), pa.scalar(" ", _STRING))
    encoded = places.dictionary_encode()
    first = [repeated.get(place) for place in encoded.dictionary.to_pylist()]
    return pa.array(first, _STRING).take(encoded.indices)
