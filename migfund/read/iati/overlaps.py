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
        ids = activities["project_id"]
        self._ids = pc.unique(ids).drop_null()
        self._children = _pairs(children["child_id"], children["project_id"])
        self._parents = self._children | _pairs(ids, activities["parent_id"])
        repeats = len(self._ids) + ids.null_count < len(ids)
        self._repeated = _repeated(activities) if repeats else {}

    def column(self, table: str, stored: Stored, name: str) -> pa.ChunkedArray:
        """Return a column of a table with what its rows say of other activities of the load.

        ``parent_id`` is filled in where only the parent names the child, and leads past activities
        without a row to the nearest that has one; ``in_load`` says whether a related activity was
        read, and ``counted_in`` where the money of a value stands again.
        """
        values = stored[name]
        if name == "parent_id" and self._children:
            found = [self._children.get(own) for own in stored["project_id"].to_pylist()]
            values = pc.coalesce(values, pa.array(found, _STRING))
        if name == "parent_id" and table in _BUDGETS:
            values = _past_gaps(values, stored["project_id"], self._parents)
        if name == "in_load":
            values = pc.is_in(stored["related_id"], self._ids)
        if name == "counted_in" and table == "transactions":
            values = _within(stored, self._ids)
        if name == "counted_in" and self._repeated:
            values = _again(values.cast(_STRING), stored, self._repeated)
        kind = stored.schema.field(name).type
        return values if values.type == kind else values.dictionary_encode()


def _pairs(keys: pa.ChunkedArray, values: pa.ChunkedArray) -> dict[str, str]:
    """Return two columns as a dict, without the rows in which the second is missing."""
    known = pc.is_valid(values)
    columns = (column.filter(known).to_pylist() for column in (keys, values))
    return dict(zip(*columns, strict=True))


def _past_gaps(parents_of: Any, ids: Any, parents: dict[str, str]) -> pa.ChunkedArray:
    """Lead from parents without a row to the nearest activity above them that has one."""
    here = set(pc.unique(ids).drop_null().to_pylist())
    nearest: dict[str, str | None] = {}
    for parent in pc.unique(parents_of).drop_null().to_pylist():
        above: str | None = parent
        passed: set[str] = set()
        while above is not None and above not in here and above not in passed:
            passed.add(above)
            above = parents.get(above)
        nearest[parent] = above if above in here else parent
    if all(above == parent for parent, above in nearest.items()):
        return parents_of
    found = [nearest.get(parent) for parent in parents_of.to_pylist()]
    return pa.chunked_array([pa.array(found, _STRING)])


def _within(transactions: Stored, ids: pa.Array) -> pa.ChunkedArray:
    """Name the activity of the load to or from which a transaction goes."""
    kinds = transactions["transaction_type"].cast(_STRING)
    own = transactions["project_id"]
    counted = transactions["counted_in"].cast(_STRING)
    for codes, column in (
        (_OUTGOING, "receiver_activity_id"),
        (_INCOMING, "provider_activity_id"),
    ):
        other = transactions[column].cast(_STRING)
        inside = pc.and_(
            pc.is_in(kinds, pa.array(codes, _STRING)),
            pc.and_(pc.is_in(other, ids), pc.not_equal(other, own).fill_null(True)),
        ).fill_null(False)
        counted = pc.coalesce(counted, pc.if_else(inside, other, pa.scalar(None, _STRING)))
    return counted


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


def _again(counted: Any, table: Stored, repeated: dict[str, str]) -> pa.ChunkedArray:
    """Say of the values of a repeated activity where it was read first."""
    pattern = r"^(?P<activity>.*?/iati-activity\[\d+\])"
    owner = pc.struct_field(pc.extract_regex(table["source_locator"], pattern), "activity")
    source = table["source"].cast(_STRING)
    places = pc.binary_join_element_wise(source, owner, pa.scalar(" ", _STRING))
    at = pc.index_in(places, pa.array(list(repeated), _STRING))
    first = pa.array(list(repeated.values()), _STRING).take(at)
    return pc.coalesce(counted, first)
