"""Money that stands twice: parts, transactions within a load, activities read twice."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Links"]

_STRING = pa.large_string()
_OUTGOING = ("2", "3", "4", "12")
_INCOMING = ("1", "11", "13")


class Links:
    """What activities of a load say of each other, for its tables one after the other.

    Parameters
    ----------
    activities
        The ids of the activities and of their parents, and where each stands.
    children
        The ids of activities and of those that they name as their children.
    """

    def __init__(self, activities: pa.Table, children: pa.Table) -> None:
        self._ids = pc.unique(activities["project_id"].combine_chunks()).drop_null()
        self._children = _pairs(children, "child_id", "project_id")
        self._parents = self._children | _pairs(activities, "project_id", "parent_id")
        self._repeated = _repeated(activities, self._ids)

    def added_to(self, name: str, table: pa.Table) -> pa.Table:
        """Return a table with what its rows say of other activities of the load.

        ``parent_id`` is filled in where only the parent names the child, and leads past activities
        without a row to the nearest that has one; ``in_load`` says whether a related activity was
        read, and ``counted_in`` where the money of a value stands again.
        """
        if name in ("projects", "budgets", "planned_disbursements"):
            table = _with_parents(table, self._children)
        if name in ("budgets", "planned_disbursements"):
            table = _past_gaps(table, self._parents)
        if name == "related":
            table = _replaced(table, "in_load", pc.is_in(table["related_id"], self._ids))
        if name == "transactions":
            batches = table.to_batches()  # each alone, as the columns are long
            within = [_within(pa.Table.from_batches([batch]), self._ids) for batch in batches]
            table = pa.concat_tables(within or [table])
        if name in ("budgets", "planned_disbursements", "transactions") and self._repeated:
            table = _again(table, self._repeated)
        return table


def _replaced(table: pa.Table, name: str, values: Any) -> pa.Table:
    at = table.schema.get_field_index(name)
    field = table.schema.field(at)
    if pa.types.is_dictionary(field.type):
        values = values.dictionary_encode()
    return table.set_column(at, field, values)


def _pairs(table: pa.Table, key: str, value: str) -> dict[str, str]:
    """Return two columns as a dict, without the rows in which the second is missing."""
    columns = (table.filter(pc.is_valid(table[value]))[name].to_pylist() for name in (key, value))
    return dict(zip(*columns, strict=True))


def _with_parents(table: pa.Table, children: dict[str, str]) -> pa.Table:
    """Fill in the parents that are known from the parents' side alone."""
    if not children:
        return table
    found = [children.get(own) for own in table["project_id"].to_pylist()]
    return _replaced(table, "parent_id", pc.coalesce(table["parent_id"], pa.array(found, _STRING)))


def _past_gaps(table: pa.Table, parents: dict[str, str]) -> pa.Table:
    """Lead from parents without a row to the nearest activity above them that has one."""
    here = set(pc.unique(table["project_id"]).drop_null().to_pylist())
    nearest: dict[str, str | None] = {}
    for parent in pc.unique(table["parent_id"]).drop_null().to_pylist():
        above: str | None = parent
        passed: set[str] = set()
        while above is not None and above not in here and above not in passed:
            passed.add(above)
            above = parents.get(above)
        nearest[parent] = above if above in here else parent
    if all(above == parent for parent, above in nearest.items()):
        return table
    found = [nearest.get(parent) for parent in table["parent_id"].to_pylist()]
    return _replaced(table, "parent_id", pa.array(found, _STRING))


def _within(transactions: pa.Table, ids: pa.Array) -> pa.Table:
    """Name the activity of the load to or from which a transaction goes."""
    kinds = transactions["transaction_type"].cast(_STRING)
    counted = transactions["counted_in"].cast(_STRING)
    for codes, column in (
        (_OUTGOING, "receiver_activity_id"),
        (_INCOMING, "provider_activity_id"),
    ):
        other = transactions[column].cast(_STRING)
        inside = pc.and_(
            pc.is_in(kinds, pa.array(codes, _STRING)),
            pc.and_(
                pc.is_in(other, ids),
                pc.not_equal(other, transactions["project_id"]).fill_null(True),
            ),
        ).fill_null(False)
        counted = pc.coalesce(counted, pc.if_else(inside, other, pa.scalar(None, _STRING)))
    return _replaced(transactions, "counted_in", counted)


def _repeated(activities: pa.Table, ids: pa.Array) -> dict[str, str]:
    """Return by source and XPath of each activity that repeats an id where it was read first."""
    if len(ids) + activities["project_id"].null_count == len(activities):
        return {}
    first: dict[str, str] = {}
    found = {}
    names = ("project_id", "source", "locator")
    for own, source, locator in zip(*(activities[n].to_pylist() for n in names), strict=True):
        place = f"{source} {locator}"
        if own is not None and first.setdefault(own, place) != place:
            found[place] = first[own]
    return found


def _again(table: pa.Table, repeated: dict[str, str]) -> pa.Table:
    """Say of the values of a repeated activity where it was read first."""
    pattern = r"^(?P<activity>.*?/iati-activity\[\d+\])"
    owner = pc.struct_field(pc.extract_regex(table["source_locator"], pattern), "activity")
    source = table["source"].cast(_STRING)
    places = pc.binary_join_element_wise(source, owner, pa.scalar(" ", _STRING))
    at = pc.index_in(places, pa.array(list(repeated), _STRING))
    first = pa.array(list(repeated.values()), _STRING).take(at)
    return _replaced(table, "counted_in", pc.coalesce(table["counted_in"].cast(_STRING), first))
