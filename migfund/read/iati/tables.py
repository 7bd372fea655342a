"""Columns of elements to the tidy tables: what a row takes from its activity, and what counts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migfund.read.iati.columns import (
    Columns,
    Problem,
    Raw,
    country_of,
    distinct,
    names_of,
    note,
)
from migfund.read.iati.standard import TABLES
from migfund.schema import DATE, TEXT, Array, Column

__all__ = ["Batch", "Places", "arrow_schema", "complete", "gather", "list_array", "make_tables"]

STRING = pa.large_string()
_ARROW: dict[Any, pa.DataType] = {
    TEXT: STRING,
    "category": pa.dictionary(pa.int32(), STRING),
    DATE: pa.timestamp("us"),
    "float64": pa.float64(),
    "boolean": pa.bool_(),
}


@dataclass
class Batch:
    """Some activities: the rows of their elements, their sources, and what is wrong with them.

    ``broken`` has the positions of those that are not whole.
    """

    raw: dict[str, Raw]
    sources: list[str]
    problems: list[Problem]
    broken: list[int]

    @property
    def activities(self) -> Raw:
        """The rows of the activities themselves."""
        return self.raw[""]

    @cached_property
    def places(self) -> "Places":
        """Where each activity is."""
        return places_of(self, "")

    @cached_property
    def parents(self) -> pa.Array:
        """The id of the parent that each activity names first."""
        return _parents_of(self)

    def note(self, row: int, field: str, reason: str) -> None:
        """Add a problem of an activity."""
        note(self.problems, self.activities, [row], field, reason)

    def of_activity(self, name: str, raw: Raw) -> pa.Array:
        """Return a column of the activities for the rows of an element."""
        return self.activities.columns[name].take(pa.array(raw.activity))


class Places(NamedTuple):
    """Recipient countries and their shares as lists, regions and their share; null if none.

    Each has a value a row of an element; ``stated`` tells which rows name any place.
    """

    countries: pa.Array
    shares: pa.Array
    region: pa.Array
    region_share: pa.Array
    stated: pa.Array


@cache
def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """Return the types that columns have before they become a DataFrame."""
    types = [_ARROW.get(dtype) or dtype.pyarrow_dtype for _, dtype, _ in columns]
    return pa.schema(list(zip((name for name, _, _ in columns), types, strict=True)))


def make_tables(batch: Batch, wanted: Iterable[str]) -> dict[str, pa.Table]:
    """Return the tidy tables of some activities, all but the project table."""
    makers: dict[str, Callable[[Batch], Columns]] = {
        "budgets": partial(_budgets, element="budget"),
        "planned_disbursements": partial(_budgets, element="planned-disbursement"),
        "transactions": _transactions,
        "recipients": partial(_both, elements=("recipient-country", "recipient-region")),
        "sectors": partial(_both, elements=("sector",)),
        "participants": partial(_linked, element="participating-org"),
        "results": _results,
        "related": partial(_linked, element="related-activity"),
    }
    return {name: gather(makers[name](batch), name) for name in makers if name in wanted}


def gather(columns: Columns, name: str) -> pa.Table:
    """Put columns into the table's order and types; what is not there is missing."""
    schema = arrow_schema(TABLES[name])
    size = len(columns["source_locator"])
    arrays = []
    for field in schema:
        values = columns.get(field.name)
        if values is None or values.null_count == size:
            values = pa.nulls(size, field.type)
        elif pa.types.is_dictionary(field.type) and not pa.types.is_dictionary(values.type):
            values = values.cast(STRING).dictionary_encode()
        elif values.type != field.type:
            values = values.cast(field.type)
        arrays.append(values)
    return pa.Table.from_arrays(arrays, schema=schema)


def named(kind: str, codes: pa.Array) -> pa.Array:
    """Return the names of codes; null where the package's list does not have one."""
    if codes.null_count == len(codes):
        return codes
    places, found = distinct(codes)
    names = pa.array([*map(names_of(kind).get, found), None], STRING)
    return names.take(pa.array(np.where(places < 0, len(found), places)))


def list_array(owner: Array, values: pa.Array, size: int) -> pa.Array:
    """Return the values of each owner as a list, in order; null for one that has none."""
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=size)
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    offsets = pa.array(ends, mask=np.concatenate([counts == 0, [False]]))
    return pa.ListArray.from_arrays(offsets, values.take(pa.array(order)))


def problem_lists(problems: Sequence[Problem], owner: Sequence[int], size: int) -> pa.Array:
    """Return the problems of each owner as a list; null for one that has none."""
    kind = arrow_schema(TABLES["projects"]).field("problems").type
    if not problems:
        return pa.nulls(size, kind)
    structs = pa.array([problem[3:] for problem in problems], kind.value_type)
    return list_array(np.array(owner), structs, size)


def _linked(batch: Batch, element: str) -> Columns:
    """Return the columns that link a row to its activity, and those of its own."""
    raw = batch.raw[element]
    sources = pa.array(batch.sources, STRING).dictionary_encode()
    own = [problem for problem in batch.problems if problem.element == element]
    return {
        **raw.columns,
        "project_id": batch.of_activity("project_id", raw),
        "source": sources.take(pa.array(raw.activity)),
        "source_locator": raw.locator,
        "problems": problem_lists(own, [problem.row for problem in own], len(raw)),
    }


def complete(batch: Batch) -> None:
    """Complete what elements leave to the activity, to code lists or to other elements."""
    _with_names(batch)
    _with_countries(batch)
    for element in ("budget", "planned-disbursement"):
        _superseded(batch, element)
        _with_money(batch, element, "period-start")
    _with_money(batch, "transaction", "transaction-date")


def _with_money(batch: Batch, element: str, dated: str) -> None:
    """Complete values: the activity's currency, and the date or the start where none is stated."""
    raw = batch.raw[element]
    columns = raw.columns
    columns["currency"] = pc.coalesce(
        columns["currency"], batch.of_activity("default_currency", raw)
    )
    stated = pc.is_valid(columns["value_date"])
    instead = pc.and_(pc.invert(stated), pc.is_valid(columns["start"]))
    said = pc.if_else(instead, pa.scalar(dated, STRING), pa.scalar(None, STRING))
    columns["value_date_from"] = pc.if_else(stated, pa.scalar("value-date", STRING), said)
    for name in ("value_date", "value_date_precision"):
        start = columns[name.replace("value_date", "start")]
        columns[name] = pc.if_else(stated, columns[name], start)
    known = pc.is_valid(columns["value"])
    lacking = pc.and_(known, pc.is_null(columns["currency"])).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(lacking).tolist()
    note(batch.problems, raw, rows, "currency", "no currency is stated")
    _note_missing(batch, element, "value", "no value is stated")
    if element == "transaction":
        _note_missing(batch, element, "transaction_type", "no type of transaction is stated")


def _note_missing(batch: Batch, element: str, field: str, reason: str) -> None:
    """Note the rows without a value of which nothing is said yet."""
    raw = batch.raw[element]
    missing = raw.columns[field].is_null().to_numpy(zero_copy_only=False)
    said = {p.row for p in batch.problems if p.element == element and p.field == field}
    rows = [row for row in np.flatnonzero(missing).tolist() if row not in said]
    note(batch.problems, raw, rows, field, reason)


def _superseded(batch: Batch, element: str) -> None:
    """Say of each original budget that has a revised one for the same period which that is."""
    raw = batch.raw[element]
    kinds, *period = (raw.columns[name] for name in ("budget_type", "start", "end_last"))
    is_revised = pc.equal(kinds, "2").fill_null(False).to_numpy(zero_copy_only=False)
    revised = np.flatnonzero(is_revised)
    raw.columns["counted_in"] = pa.nulls(len(raw), STRING)
    if not len(revised):
        return
    texts = [array.cast(pa.int64()).cast(STRING) for array in (pa.array(raw.activity), *period)]
    keys, _ = distinct(
        pc.binary_join_element_wise(*texts, pa.scalar(" ", STRING), null_handling="replace")
    )
    first = np.unique(keys[revised], return_index=True)[1]
    reason = "more than one revised budget for the period; all of them count"
    note(batch.problems, raw, np.delete(revised, first).tolist(), "budget_type", reason)
    last = np.full(len(raw), -1)
    last[keys[revised]] = revised
    stated = pc.or_(*map(pc.is_valid, period)).to_numpy(zero_copy_only=False)
    found = np.where(stated & ~is_revised, last[keys], -1)
    raw.columns["counted_in"] = raw.locator.take(pa.array(found, mask=found < 0))


def places_of(batch: Batch, element: str) -> Places:
    """Return the recipient countries and regions of each activity, or of each transaction.

    ``element`` is that of the one or of the other. A country that stands twice has the sum of its
    percentages, regions have that of the first list of regions if all state one.
    """
    size = len(batch.raw[element])
    below = f"{element}/".lstrip("/")
    raw = batch.raw[f"{below}recipient-country"]
    owner = raw.outer
    stated = np.bincount(owner, minlength=size) > 0
    places, names = distinct(raw.columns["country"])
    rows = np.flatnonzero(places >= 0)
    percentages = raw.columns["percentage"].to_numpy(zero_copy_only=False)[rows].astype(float)
    keys = owner[rows] * len(names) + places[rows]
    first, at = np.unique(keys, return_index=True, return_inverse=True)[1:]
    if len(first) < len(rows):
        known = np.bincount(at, weights=~np.isnan(percentages)) > 0
        sums = np.where(known, np.bincount(at, weights=np.nan_to_num(percentages)), np.nan)
        order = np.argsort(first)
        rows, percentages = rows[first[order]], sums[order]
    owners = owner[rows]
    countries = raw.columns["country"].cast(pa.string()).take(pa.array(rows))
    countries = list_array(owners, countries, size)
    shares = list_array(owners, pa.array(percentages / 100, from_pandas=True), size)
    some = np.bincount(owners, weights=~np.isnan(percentages), minlength=size) > 0
    shares = pc.if_else(pa.array(some), shares, None)
    raw = batch.raw[f"{below}recipient-region"]
    region, region_share = regions_of(raw, raw.outer, size)
    stated |= np.bincount(raw.outer, minlength=size) > 0
    return Places(countries, shares, region, region_share, pa.array(stated))


def regions_of(raw: Raw, owner: Array, size: int) -> tuple[pa.Array, pa.Array]:
    """Return the names of each owner's regions, joined, and the share of those of its first list.

    Regions of several lists are the same place told twice.
    """
    if not len(raw):
        return pa.nulls(size, STRING), pa.nulls(size, pa.float64())
    names = pc.coalesce(raw.columns["name"], raw.columns["code"])
    counted = of_first_list(raw, owner, size)
    percentages = raw.columns["percentage"].to_numpy(zero_copy_only=False)[counted].astype(float)
    sums = np.bincount(owner[counted], weights=percentages, minlength=size)
    sums[np.bincount(owner, minlength=size) == 0] = np.nan
    return joined(*once(owner, names), size), pa.array(sums / 100, from_pandas=True)


def of_first_list(raw: Raw, owner: Array, size: int) -> Array:
    """Return the rows whose code is of the vocabulary that their owner names first."""
    vocabulary = raw.columns["vocabulary"].to_numpy(zero_copy_only=False)
    return np.flatnonzero(vocabulary == first_of(owner, vocabulary, size, None)[owner])


def _parents_of(batch: Batch) -> pa.Array:
    raw = batch.raw["related-activity"]
    is_parent = pc.and_(
        pc.equal(raw.columns["related_activity"], "1"), pc.is_valid(raw.columns["related_id"])
    ).fill_null(False)
    owner = raw.activity[is_parent.to_numpy(zero_copy_only=False)]
    above = raw.columns["related_id"].filter(is_parent).to_numpy(zero_copy_only=False)
    found = first_of(owner, above, len(batch.activities), None)
    return pa.array(found, STRING)


def first_of(owner: Array, values: Any, size: int, empty: Any) -> Array:
    """Return the first value of each owner."""
    found = np.full(size, empty, dtype=values.dtype)
    found[owner[::-1]] = values[::-1]
    return found


def once(owner: Array, values: pa.Array) -> tuple[Array, pa.Array]:
    """Return each distinct value of an owner once, in order, without the missing ones."""
    places, names = distinct(values)
    keys = np.where(places < 0, -1, owner * len(names) + places)
    first = np.unique(keys, return_index=True)[1]
    rows = np.sort(first[keys[first] >= 0])
    return owner[rows], values.take(pa.array(rows))


def joined(owner: Array, texts: pa.Array, size: int) -> pa.Array:
    """Return the texts of each owner as one, divided by semicolons; null if there is none."""
    lists = list_array(owner, texts, size)
    return pc.binary_join(lists.cast(pa.list_(STRING)), pa.scalar("; ", STRING))


def _placed(raw: Raw, activity: Places, own: Places | None = None) -> Columns:
    """Return the places of rows: their own, or else those of their activity."""
    at = pa.array(raw.activity)
    *places, stated = (array.take(at) for array in activity)
    said = pc.if_else(stated, pa.scalar("activity", STRING), None)
    if own is not None and pc.any(own.stated).as_py():
        places = [
            pc.if_else(own.stated, mine, other)
            for mine, other in zip(own[:-1], places, strict=True)
        ]
        said = pc.if_else(own.stated, pa.scalar("transaction", STRING), said)
    names = ("countries", "country_shares", "region", "region_share")
    return {**dict(zip(names, places, strict=True)), "countries_from": said}


def _dated(columns: Columns, first: str, last: str) -> Columns:
    """Return the bounds of a period: the first day of its start, the last day of its end."""
    return {
        "start": columns[first],
        "end": columns[f"{last}_last"],
        "start_precision": columns[f"{first}_precision"],
        "end_precision": columns[f"{last}_precision"],
    }


def _budgets(batch: Batch, element: str) -> Columns:
    raw = batch.raw[element]
    parents = {"parent_id": batch.parents.take(pa.array(raw.activity))}
    dated = _dated(raw.columns, "start", "end")
    return _linked(batch, element) | parents | dated | _placed(raw, batch.places)


def _transactions(batch: Batch) -> Columns:
    columns = _linked(batch, "transaction")
    raw = batch.raw["transaction"]
    columns |= _dated(columns, "start", "start")
    columns |= _placed(raw, batch.places, places_of(batch, "transaction"))
    for kind in ("flow_type", "finance_type", "aid_type", "tied_status", "humanitarian"):
        unstated = columns[kind].is_null()
        for name in {kind, f"{kind}_name"} & columns.keys():
            columns[name] = pc.if_else(unstated, batch.of_activity(name, raw), columns[name])
    return columns


def _both(batch: Batch, elements: Iterable[str]) -> Columns:
    """Put the rows of activities and of their transactions into one table, by activity."""
    parts = []
    for element in (*elements, *(f"transaction/{element}" for element in elements)):
        raw = batch.raw[element]
        columns = _linked(batch, element)
        columns["kind"] = pa.array([element.rpartition("-")[2]] * len(raw), STRING)
        if "/" in element:
            columns["transaction"] = batch.raw["transaction"].locator.take(pa.array(raw.outer))
        parts.append((raw.activity, columns))
    order = pa.array(np.argsort(np.concatenate([at for at, _ in parts]), kind="stable"))
    names = {name: array.type for _, columns in parts for name, array in columns.items()}
    joined = {}
    for name, kind in names.items():
        arrays = [
            columns[name] if name in columns else pa.nulls(len(at), kind) for at, columns in parts
        ]
        joined[name] = pa.chunked_array(arrays).combine_chunks().take(order)
    return joined


def _results(batch: Batch) -> Columns:
    """Return one row an indicator, and one a result that has none."""
    results, indicators = _linked(batch, "result"), batch.raw["result/indicator"]
    bare = np.setdiff1d(np.arange(len(batch.raw["result"])), indicators.outer)
    rows = np.concatenate([indicators.outer, bare])
    order = pa.array(np.argsort(rows, kind="stable"))
    at = pa.array(rows).take(order)
    columns = {name: values.take(at) for name, values in results.items()}
    own = indicators.columns | {"indicator": indicators.columns["title"]}
    for name in ("indicator", "indicator_measure", "indicator_measure_name"):
        nothing = pa.nulls(len(bare), own[name].type)
        columns[name] = pa.concat_arrays([own[name], nothing]).take(order)
    nothing = pa.nulls(len(bare), STRING)
    locator = pa.concat_arrays([indicators.locator, nothing]).take(order)
    columns["source_locator"] = pc.coalesce(locator, columns["source_locator"])
    return columns


def _with_names(batch: Batch) -> None:
    """Name regions and sectors by the code lists where nothing else does."""
    for element, vocabulary, kind in (
        ("recipient-region", "1", "region"),
        ("sector", "1", "sector"),
        ("sector", "2", "sector_category"),
    ):
        for raw in (batch.raw[element], batch.raw[f"transaction/{element}"]):
            codes = raw.codes_in(vocabulary)
            raw.columns["name"] = pc.coalesce(raw.columns["name"], named(kind, codes))


def _with_countries(batch: Batch) -> None:
    """Add alpha-3 codes to recipient countries; a code that is none is a problem."""
    for element in ("recipient-country", "transaction/recipient-country"):
        raw = batch.raw[element]
        codes = raw.columns["code"]
        places, found = distinct(codes)
        alpha3 = [country_of(code) for code in found]
        at = pa.array(np.where(places < 0, len(found), places))
        raw.columns["country"] = pa.array([*alpha3, None], STRING).take(at)
        bad = np.array([code is None for code in alpha3] + [False])
        rows = np.flatnonzero(bad[places]).tolist()
        reason = "not a country code of ISO 3166-1"
        texts = codes.take(pa.array(rows, pa.int64())).to_pylist()
        note(batch.problems, raw, rows, "countries", reason, texts, "/@code")
        unnamed = pc.and_(pc.is_null(codes), pc.is_valid(raw.columns["name"]))
        rows = np.flatnonzero(unnamed.to_numpy(zero_copy_only=False)).tolist()
        texts = raw.columns["name"].take(pa.array(rows, pa.int64())).to_pylist()
        note(batch.problems, raw, rows, "countries", "no code of the country is stated", texts)
