"""Money that stands twice: parts, transactions within a load, activities read twice."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["link"]

_STRING = pa.large_string()
_OUTGOING = ("2", "3", "4", "12")
_INCOMING = ("1", "11", "13")


def link(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Say in the tables of a load which of its activities they speak of.

    ``parent_id`` is filled in where only the parent names the child, ``in_load`` says whether a
    related activity was read, and ``counted_in`` where the money of a value stands again.
    """
    activities = tables["_activities"]
    ids = pc.unique(activities["project_id"].combine_chunks()).drop_null()
    linked = dict(tables)
    if "projects" in tables:
        linked["projects"] = _with_parents(tables["projects"], tables["_children"])
    if "related" in tables:
        inside = pc.is_in(tables["related"]["related_id"], ids)
        linked["related"] = _replaced(tables["related"], "in_load", inside)
    if "transactions" in tables:
        batches = tables["transactions"].to_batches()  # each alone, as the columns are long
        within = [_within(pa.table(batch), ids) for batch in batches]
        linked["transactions"] = pa.concat_tables(within or [tables["transactions"]])
    repeated = _repeated(activities, ids)
    for name in ("budgets", "planned_disbursements", "transactions"):
        if name in tables and len(repeated):
            linked[name] = _again(linked[name], repeated)
    return linked


def _replaced(table: pa.Table, name: str, values: Any) -> pa.Table:
    at = table.schema.get_field_index(name)
    field = table.schema.field(at)
    if pa.types.is_dictionary(field.type):
        values = values.dictionary_encode()
    return table.set_column(at, field, values)


def _with_parents(projects: pa.Table, children: pa.Table) -> pa.Table:
    """Fill in the parents that are known from the parents' side alone."""
    if not len(children):
        return projects
    parents = dict(
        zip(*(children[name].to_pylist() for name in ("child_id", "project_id")), strict=True)
    )
    stated = projects["parent_id"]
    found = [parents.get(own) for own in projects["project_id"].to_pylist()]
    return _replaced(projects, "parent_id", pc.coalesce(stated, pa.array(found, _STRING)))


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


def _repeated(activities: pa.Table, ids: pa.Array) -> pd.DataFrame:
    """Return where each activity that repeats an id stands, and where it was read first."""
    if len(ids) + activities["project_id"].null_count == len(activities):
        return pd.DataFrame(columns=["project_id", "source", "locator", "first"])
    frame: pd.DataFrame = activities.to_pandas()
    frame = frame[frame["project_id"].notna()]
    again = frame[frame.duplicated("project_id")]
    firsts = frame.drop_duplicates("project_id")
    places = again.merge(firsts, on="project_id", suffixes=("", "_first"))
    first = places["source_first"] + " " + places["locator_first"]
    return places.assign(first=first)[["project_id", "source", "locator", "first"]]


def _again(table: pa.Table, repeated: pd.DataFrame) -> pa.Table:
    """Say of the values of a repeated activity where it was read first."""
    rows = np.flatnonzero(pc.is_in(table["project_id"], pa.array(repeated["project_id"])))
    part = table.select(["source", "source_locator"]).take(rows).to_pandas()
    owner = part["source_locator"].str.extract(r"^(.*?/iati-activity\[\d+\])", expand=False)
    first = repeated.set_index(["source", "locator"])["first"]
    found = np.full(len(table), None, dtype=object)
    found[rows] = first.reindex([part["source"].astype(str), owner]).to_numpy(dtype=object)
    counted = pc.coalesce(
        table["counted_in"].cast(_STRING), pa.array(found, _STRING, from_pandas=True)
    )
    return _replaced(table, "counted_in", counted)
