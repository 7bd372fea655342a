"""One row an activity: its dates, countries, organisations, and what its money adds up to."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from migfund.currency.convert import convert_currency
from migfund.read.iati.columns import Columns, Raw
from migfund.read.iati.standard import DATES, RESTORED, TABLES
from migfund.read.iati.tables import (
    STRING,
    Batch,
    arrow_schema,
    first_of,
    gather,
    joined,
    list_array,
    of_first_list,
    once,
    problem_lists,
    regions_of,
)
from migfund.schema import Array, converted_name

__all__ = ["Rules", "make_projects"]

_TOLERANCE = 0.05
"""How far percentages may be from 100: what rounding leaves."""


class Rules(NamedTuple):
    """Choices where people differ."""

    budget: str = "budgets"
    dates: str = "actual"
    expenditures: bool = True
    to: str | None = None
    rates: Any = None


def make_projects(batch: Batch, rules: Rules) -> pa.Table:
    """Return the project table of some activities."""
    activities = batch.activities
    columns: Columns = dict(activities.columns)
    columns["source"] = pa.array(batch.sources, STRING)
    columns["source_locator"] = activities.locator
    columns["iati_version"] = columns["version"]
    columns["status"] = pc.coalesce(columns["activity_status_name"], columns["status"])
    columns["coverage"] = columns["activity_scope_name"]
    columns |= _dates(batch, rules.dates)
    columns |= _countries(batch)
    columns |= _lists(batch)
    columns |= _money(batch, rules)
    _restore(batch, columns)
    problems = sorted(batch.problems, key=lambda problem: problem.activity)
    owner = [problem.activity for problem in problems]
    columns["problems"] = problem_lists(problems, owner, len(activities))
    return gather(columns, "projects")


def _restore(batch: Batch, columns: Columns) -> None:
    """Put cells in that a written project table has in an attribute of its own."""
    changed: dict[str, dict[int, Any]] = {}
    for row, written in enumerate(batch.activities.columns["cells"].to_pylist()):
        try:
            for name, cell in json.loads(written or "{}").items():
                changed.setdefault(name, {})[row] = cell
        except (ValueError, AttributeError):
            batch.note(row, "", "migfund's own cells cannot be read")
    schema = arrow_schema(TABLES["projects"])
    for name in RESTORED:
        if name not in changed:
            continue
        kind = schema.field(name).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        missing = name not in columns
        values = [None] * len(batch.activities) if missing else columns[name].to_pylist()
        for row, cell in changed[name].items():
            try:
                is_day = cell and pa.types.is_timestamp(kind)
                given = dt.datetime.fromisoformat(cell) if is_day else cell
                pa.array([given], kind)
                values[row] = given
            except (ValueError, TypeError, pa.ArrowException):
                batch.note(row, name, f"migfund's own cell {name!r} cannot be read")
        columns[name] = pa.array(values, kind)


def _dates(batch: Batch, preferred: str) -> Columns:
    """Return start and end, of the kind preferred or else of the other."""
    raw = batch.raw["activity-date"]
    size = len(batch.activities)
    kinds = raw.columns["activity_date"].to_numpy(zero_copy_only=False)
    columns: Columns = {}
    codes = {"start": {"planned": "1", "actual": "2"}, "end": {"planned": "3", "actual": "4"}}
    for name, code_of in codes.items():
        stated = raw.columns["date" if name == "start" else "date_last"]
        days = stated.to_numpy(zero_copy_only=False)
        precisions = raw.columns["date_precision"].to_numpy(zero_copy_only=False)
        day = np.full(size, np.datetime64("NaT", "us"), dtype="datetime64[us]")
        precision = np.full(size, None, dtype=object)
        said = np.full(size, None, dtype=object)
        order = [preferred, *(kind for kind in DATES if kind != preferred)]
        for kind in order:
            rows = np.flatnonzero((kinds == code_of[kind]) & ~np.isnat(days))
            found = first_of(raw.activity[rows], rows, size, -1)
            new = (found >= 0) & np.isnat(day)
            day[new] = days[found[new]]
            precision[new], said[new] = precisions[found[new]], kind
        columns[name] = pa.array(day, from_pandas=True)
        columns[f"{name}_precision"] = pa.array(precision, STRING)
        columns[f"{name}_from"] = pa.array(said, STRING)
    start, end = (columns[name].to_numpy(zero_copy_only=False) for name in ("start", "end"))
    reason = "the end lies before the start"
    for row in np.flatnonzero(end < start).tolist():
        batch.note(row, "end", reason)
    parts = [
        pc.binary_join_element_wise(
            columns[f"{name}_from"],
            pc.strftime(columns[name], "%Y-%m-%d").cast(STRING),
            pa.scalar(f" {name} ", STRING),
        )
        for name in ("start", "end")
    ]
    both = pc.binary_join_element_wise(*parts, pa.scalar("; ", STRING))
    columns["period_text"] = pc.coalesce(both, *parts)
    return columns


def _countries(batch: Batch) -> Columns:
    """Return recipient countries and regions, of the activity or else of its transactions."""
    size = len(batch.activities)
    places = batch.places
    own, regions = batch.raw["recipient-country"], batch.raw["recipient-region"]
    below = batch.raw["transaction/recipient-country"]
    region_below = batch.raw["transaction/recipient-region"]
    later = np.zeros(size, dtype=bool)
    later[below.activity] = later[region_below.activity] = True
    said = pc.if_else(pa.array(later), pa.scalar("transactions", STRING), None)
    said = pc.if_else(places.stated, pa.scalar("activity", STRING), said)
    countries, region = places.countries, places.region
    if later.any():
        through = _listed(below.activity, below.columns["country"], size).cast(countries.type)
        countries = pc.if_else(places.stated, countries, through)
        through = regions_of(region_below, region_below.activity, size)[0]
        region = pc.if_else(places.stated, region, through)
    _check_percentages(batch, own, regions)
    return {
        "countries": countries,
        "country_shares": places.shares,
        "countries_from": said,
        "countries_text": joined(own.activity, _with_percentages(own), size),
        "region": region,
        "region_share": places.region_share,
    }


def _with_percentages(raw: Raw) -> pa.Array:
    """Write codes with their percentages, as they were stated."""
    numbers = raw.columns["percentage"].to_numpy(zero_copy_only=False)
    codes = pc.coalesce(raw.columns["code"], raw.columns["name"]).to_pylist()
    return pa.array(
        [
            f"{code or '?'} {number:g}%" if number == number else code or "?"
            for code, number in zip(codes, numbers.tolist(), strict=True)
        ],
        STRING,
    )


def _check_percentages(batch: Batch, countries: Raw, regions: Raw) -> None:
    """Note percentages of an activity that do not add up to 100; regions of one list count."""
    size = len(batch.activities)
    counted = of_first_list(regions, regions.activity, size)
    owner = np.concatenate([countries.activity, regions.activity[counted]])
    of_regions = regions.columns["percentage"].take(pa.array(counted))
    both = pa.concat_arrays([countries.columns["percentage"], of_regions])
    stated = both.to_numpy(zero_copy_only=False).astype(float)
    known = ~np.isnan(stated)
    number = np.bincount(owner, minlength=size)
    having = np.bincount(owner, weights=known, minlength=size)
    sums = np.bincount(owner, weights=np.where(known, stated, 0), minlength=size)
    for row in np.flatnonzero((having > 0) & (having < number)).tolist():
        reason = f"{number[row] - having[row]:.0f} of {number[row]} have no percentage"
        batch.note(row, "country_shares", reason)
    off = (having > 0) & (having == number) & (np.abs(sums - 100) > _TOLERANCE)
    for row in np.flatnonzero(off).tolist():
        reason = f"the percentages add up to {sums[row]:.6g}"
        batch.note(row, "country_shares", reason)


def _lists(batch: Batch) -> Columns:
    """Return what an activity has several of: funding organisations, sectors, markers, tags."""
    size = len(batch.activities)
    raw = batch.raw["participating-org"]
    names = pc.coalesce(raw.columns["name"], raw.columns["ref"])
    funding = pc.if_else(pc.equal(raw.columns["organisation_role"], "1"), names, None)
    columns: Columns = {"fund": joined(*once(raw.activity, funding), size)}
    own, below = batch.raw["sector"], batch.raw["transaction/sector"]
    dac = own.codes_in("1")
    is_dac = dac.is_valid()
    owner = own.activity[is_dac.to_numpy(zero_copy_only=False)]
    stated = np.bincount(own.activity, minlength=size) > 0
    through = _listed(below.activity, below.codes_in("1"), size)
    lists = list_array(owner, dac.filter(is_dac), size)
    columns["sectors"] = pc.if_else(pa.array(stated), lists, through)
    shares = pc.divide(own.columns["percentage"], 100.0).filter(is_dac)
    some = np.bincount(owner, weights=shares.is_valid(), minlength=size) > 0
    columns["sector_shares"] = pc.if_else(pa.array(some), list_array(owner, shares, size), None)
    columns |= _markers(batch)
    columns["parent_id"] = batch.parents
    return columns


def _markers(batch: Batch) -> Columns:
    """Return policy markers, tags and development goals as lists of text."""
    size = len(batch.activities)
    raw = batch.raw["policy-marker"]
    marked = pc.binary_join_element_wise(
        raw.codes_in("1"), raw.columns["significance"].fill_null("?"), pa.scalar(":", STRING)
    )
    columns = {"policy_markers": _listed(raw.activity, marked, size)}
    raw = batch.raw["tag"]
    tags = pc.binary_join_element_wise(
        raw.columns["vocabulary"].fill_null("?"), raw.columns["code"], pa.scalar(":", STRING)
    )
    columns["tags"] = _listed(raw.activity, tags, size)
    sector = batch.raw["sector"]
    owner = np.concatenate([raw.activity, sector.activity])
    goals = pa.concat_arrays([raw.codes_in("2", "3"), sector.codes_in("7", "8")])
    columns["sdgs"] = _listed(owner, goals, size)
    return columns


def _listed(owner: Array, texts: pa.Array, size: int) -> pa.Array:
    """Return the distinct texts of each owner as a list."""
    return list_array(*once(owner, texts), size)


class _Sum(NamedTuple):
    """What some values of each project add up to, in a currency of one number (-1: none, -2: two).

    ``number`` counts the values, ``unknown`` those that are missing.
    """

    total: Array
    number: Array
    unknown: Array
    currency: Array


def _money(batch: Batch, rules: Rules) -> Columns:
    """Return budget, commitment and disbursement in one currency a project."""
    size = len(batch.activities)
    parts = {
        "budget": _rows(batch, "budget"),
        "planned": _rows(batch, "planned-disbursement"),
        "commitment": _rows(batch, "transaction", ["2"]),
        "disbursement": _rows(batch, "transaction", ["3", "4"] if rules.expenditures else ["3"]),
    }
    default = batch.activities.columns["default_currency"]
    if rules.to is not None:
        default = pa.array([rules.to] * size, STRING)
        for rows in parts.values():
            rows["value"] = _converted(rows, rules.to, rules.rates)
            rows["currency"] = pa.array([rules.to] * len(rows["activity"]), STRING)
    stated = [rows["currency"] for rows in parts.values()]
    encoded = pa.concat_arrays([*stated, default]).dictionary_encode(null_encoding="encode")
    codes, names = encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
    *of_parts, currency = np.split(codes, np.cumsum([len(array) for array in stated]))
    sums = {
        name: _sum(rows, of_part, size)
        for (name, rows), of_part in zip(parts.items(), of_parts, strict=True)
    }
    chosen = _chosen(batch, sums, rules.budget)
    said = {
        "budget": chosen,
        "commitment": sums["commitment"],
        "disbursement": sums["disbursement"],
    }
    for name in ("disbursement", "commitment", "budget"):
        currency = np.where(said[name].currency >= 0, said[name].currency, currency)
    columns = {
        name: _in_currency(batch, name, part, currency, names) for name, part in said.items()
    }
    columns["currency"] = encoded.dictionary.take(pa.array(currency))
    return columns | _said(sums, chosen, rules.budget)


_VALUE = ("value", "currency", "value_date", "value_date_precision")
_PARTS = {"budgets": "budget", "commitments": "commitment", "planned-disbursements": "planned"}


def _rows(batch: Batch, element: str, kinds: Iterable[str] = ()) -> Columns:
    """Return the values that count: of these transaction types, and not counted elsewhere."""
    raw = batch.raw[element]
    columns = raw.columns
    if kinds:
        keep = pc.is_in(columns["transaction_type"], pa.array(list(kinds), STRING))
    else:
        keep = pc.is_null(columns["counted_in"])
    kept = {name: columns[name].filter(keep) for name in _VALUE}
    return {"activity": raw.activity[keep.to_numpy(zero_copy_only=False)], **kept}


def _converted(rows: Columns, to: str, rates: Any) -> pa.Array:
    """Return values in one currency, each by its value date; missing where there is no rate."""
    values = pd.DataFrame({name: rows[name].to_numpy(zero_copy_only=False) for name in _VALUE})
    found = convert_currency(
        values, value="value", to=to, rates=rates, at="value_date", on_missing="null"
    )
    return pa.array(found[converted_name("value", to)].to_numpy(dtype=float), from_pandas=True)


def _sum(rows: Columns, currency: Array, size: int) -> _Sum:
    owner, value = rows["activity"], rows["value"].to_numpy(zero_copy_only=False)
    number = np.bincount(owner, minlength=size)
    least, most = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(least, owner, currency)
    np.maximum.at(most, owner, currency)
    total = np.bincount(owner, weights=value, minlength=size)
    return _Sum(
        np.where(number > 0, total, np.nan),
        number,
        np.bincount(owner, weights=np.isnan(value), minlength=size),
        np.where(number == 0, -1, np.where(least == most, most, -2)),
    )


def _chosen(batch: Batch, sums: dict[str, _Sum], choice: str) -> _Sum:
    """Return the sum that is the budget; of the largest, the one that is of each project.

    Which is the largest is known where all of them are, in one currency; elsewhere it is none, and
    a problem.
    """
    if choice != "largest":
        return sums[_PARTS[choice]]
    parts = [sums[name] for name in _PARTS.values()]
    number, unknown, currency = (np.array([part[at] for part in parts]) for at in (1, 2, 3))
    some = number > 0
    least = np.where(some, currency, np.iinfo(np.int64).max).min(axis=0)
    mixed = some.any(axis=0) & ((least < 0) | (least < currency.max(axis=0)))
    lacking = unknown.sum(axis=0) > 0
    for row in np.flatnonzero(lacking | mixed).tolist():
        reason = "the sums are in several currencies; to='USD' converts each value"
        if lacking[row]:
            of = zip(_PARTS, unknown[:, row], number[:, row], strict=True)
            found = ", ".join(f"{lost:.0f} of {size} {kind}" for kind, lost, size in of if lost)
            reason = f"{found} are missing or cannot be converted"
        reason = f"which sum is largest is not known: {reason}"
        batch.note(row, "budget", reason)
    best = _largest(sums)
    chosen = _Sum(*(np.choose(best, [part[at] for part in parts]) for at in range(4)))
    none = (np.nan, 0, 0, -1)
    return _Sum(*(np.where(lacking | mixed, *both) for both in zip(none, chosen, strict=True)))


def _largest(sums: dict[str, _Sum]) -> Array:
    """Return for each project the position among `_PARTS` of the largest sum."""
    totals = [sums[name].total for name in _PARTS.values()]
    best: Array = np.argmax(np.nan_to_num(totals, nan=-np.inf), axis=0)
    return best


def _in_currency(batch: Batch, name: str, part: _Sum, currency: Array, names: Any) -> pa.Array:
    """Return a sum where it is complete and in the project's currency; say why it is not."""
    known = (part.number > 0) & (part.unknown == 0)
    for row in np.flatnonzero(part.unknown > 0).tolist():
        reason = (
            f"{part.unknown[row]:.0f} of {part.number[row]} values are missing or cannot be "
            "converted, so there is no sum"
        )
        batch.note(row, name, reason)
    several = (part.number > 0) & (part.currency != currency)
    for row in np.flatnonzero(several).tolist():
        other = names[part.currency[row]] if part.currency[row] >= 0 else "several currencies"
        reason = f"in {other}, so there is no sum in one currency; to='USD' converts each value"
        batch.note(row, name, reason)
    known[batch.broken] = False
    return pa.array(np.where(known & ~several, part.total, np.nan), from_pandas=True)


def _said(sums: dict[str, _Sum], chosen: _Sum, choice: str) -> Columns:
    """Return what the budget is the sum of, and how many values that are."""
    kinds = np.array(list(_PARTS), dtype=object)
    largest = choice == "largest"
    of = kinds[_largest(sums)].tolist() if largest else [choice] * len(chosen.total)
    none = chosen.number == 0
    texts = [
        None if empty else f"sum of {count} {kind}" if count > 1 else f"1 {kind.removesuffix('s')}"
        for kind, count, empty in zip(of, chosen.number, none, strict=True)
    ]
    return {
        "budget_from": pa.array(of, STRING, mask=none),
        "budget_text": pa.array(texts, STRING),
    }
