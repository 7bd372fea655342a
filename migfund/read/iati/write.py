"""The project table to IATI 2.03: `write_iati`."""

import datetime as dt
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError, list_values
from migfund.files.replace import replaced
from migfund.read.iati.standard import CATEGORY, CELLS, RESTORED, TABLES
from migfund.schema import TEXT, as_table, list_rows, lists_of_text, numbers_of

__all__ = ["write_iati"]

_NAMESPACE = CELLS[1 : CELLS.index("}")]
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS = {
    "1": "pipeline planned proposed approved",
    "2": "active ongoing current implementing running started",
    "3": "finalisation closing completing",
    "4": "closed completed ended finished complete",
    "5": "cancelled canceled",
    "6": "suspended",
}
"""Other words for the codes of an activity's status."""


def write_iati(
    projects: pd.DataFrame,
    path: str | Path,
    *,
    publisher: str | None = None,
    publisher_ref: str | None = None,
    status: str | None = None,
) -> None:
    """Write the project table as an IATI 2.03 activity file, valid against the standard.

    What IATI has no place for (a year without a day, a status in other words, the words that values
    came from) is kept in an attribute of a namespace of its own, which the standard allows: read
    back with :func:`migfund.read_iati`, the columns of the project table are the same. A value that
    is one sum for the whole project is written as one budget or transaction.

    Parameters
    ----------
    projects
        Needs ``project_id`` (one each), ``fund`` or ``publisher``, ``start`` or ``end``, and a
        ``status`` or ``activity_status``; without these an activity is not valid. Columns that are
        not of the project table are not written.
    path
        The file.
    publisher, publisher_ref
        Name and identifier of the organisation that reports, where the columns of these names do
        not say it. It is marked as a secondary reporter.
    status
        Code of the status (``"1"`` to ``"6"``) of projects whose own is missing or in other words
        than the code list's.

    Raises
    ------
    MigfundError
        If projects lack what every activity must have, or the file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile, pandas as pd, migfund as mf
    >>> fiche = pd.DataFrame({"project_id": ["MPF-7"], "title": ["Talent & skills"],
    ...                       "fund": ["MPF"], "status": ["Completed"], "budget": [105_000.0],
    ...                       "currency": ["EUR"], "start": pd.to_datetime(["2019-02-01"]),
    ...                       "start_precision": ["month"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "mpf.xml")
    ...     mf.write_iati(fiche, path, publisher="ICMPD", publisher_ref="XM-DAC-30010")
    ...     again = mf.read_iati(path)
    >>> again[["title", "status", "budget", "start_precision"]].values.tolist()
    [['Talent & skills', 'Completed', 105000.0, 'month']]
    """
    table = as_table(projects, ["project_id"])
    for name, value in (("publisher", publisher), ("publisher_ref", publisher_ref)):
        if value is not None and not isinstance(value, str):
            raise MigfundError(f"{name} must be text, not {value!r}.")
    if status is not None and status not in _STATUS:
        raise MigfundError(
            f"status must be one of {list_values(_STATUS, limit=9)}, not {status!r}."
        )
    if not isinstance(path, str | Path):
        raise MigfundError(f"path must name a file, not {path!r}.")
    _check_columns(table)
    rows = _rows(table, publisher, publisher_ref, status)
    _check(table, rows)
    differing = _differing(rows, _document(rows, [{}] * len(rows)))
    document = _document(rows, differing)
    with replaced(path) as beside:
        beside.write_bytes(document)


Row = dict[str, Any]


def _check_columns(table: pd.DataFrame) -> None:
    """Raise if a column of money, dates or lists holds something else."""
    for name in ("budget", "commitment", "disbursement"):
        if name in table:
            numbers_of(table, name)
    for name in ("countries", "sectors", "tags", "policy_markers", "sdgs"):
        if name in table:
            lists_of_text(table, name, holds="codes")
    for name in ("start", "end"):
        if name in table and not pd.api.types.is_datetime64_any_dtype(table[name]):
            if table[name].isna().all():
                continue
            raise ColumnsError(
                f"column {name!r} must hold dates (datetime64), not {table[name].dtype}. "
                "mf.parse_period reads dates with their precision."
            )


def _rows(
    table: pd.DataFrame, publisher: str | None, ref: str | None, status: str | None
) -> list[Row]:
    """Return the cells of the project table as plain values, completed by the options."""
    names = [name for name in RESTORED if name in table.columns]
    texts = {column.name for column in TABLES["projects"] if column.dtype in (TEXT, CATEGORY)}
    columns = {
        name: [
            str(cell) if cell is not None and name in texts else cell
            for cell in map(_plain, table[name])
        ]
        for name in names
    }
    rows = [dict(zip(names, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    for row in rows:
        said = row.get("publisher") or publisher or row.get("fund")
        row["_publisher"] = (said, row.get("publisher_ref") or ref or said)
        row["_status"] = _status_code(row) or status
    return rows


def _plain(cell: Any) -> Any:
    """Return a cell as JSON has it."""
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, list | tuple):
        return [_plain(item) for item in cell]
    if cell is None or pd.isna(cell):
        return None
    if isinstance(cell, dt.datetime):
        return cell.isoformat()[: 10 if cell == pd.Timestamp(cell.date()) else None]
    return cell.item() if isinstance(cell, np.generic) else cell


def _status_code(row: Row) -> str | None:
    """Return the code of a status in words of the list, or in others that mean the same."""
    code = row.get("activity_status")
    if code in _STATUS:
        return str(code)
    from migfund.read.iati.columns import names_of

    words = str(row.get("status") or "").casefold().strip()
    named = {name.casefold(): code for code, name in names_of("activity_status").items()}
    others = {word: code for code, said in _STATUS.items() for word in said.split()}
    return named.get(words) or others.get(words)


def _check(table: pd.DataFrame, rows: list[Row]) -> None:
    """Raise if projects lack what every activity must have."""
    ids = [row["project_id"] for row in rows]
    twice = {one for one in ids if ids.count(one) > 1} if len(set(ids)) < len(ids) else set()
    faults: dict[int, str] = {}
    for at, row in enumerate(rows):
        if not row["project_id"]:
            faults[at] = "no project_id"
        elif row["project_id"] in twice:
            faults[at] = f"project_id {row['project_id']!r} stands more than once"
        elif not row["_publisher"][0]:
            faults[at] = "no publisher and no fund; publisher='...' names one for all"
        elif not row["_status"]:
            faults[at] = f"status {row.get('status')!r} has no code; status='2' gives one"
        elif not (row.get("start") or row.get("end")):
            faults[at] = "no start and no end; leave such projects out"
    if faults:
        raise MigfundError(
            f"{len(faults)} of {len(rows)} projects are no valid IATI activities: "
            f"{list_rows(table, list(faults), list(faults.values()))}."
        )


def _document(rows: list[Row], cells: Sequence[Row]) -> bytes:
    """Write an activity file."""
    from lxml import etree

    root = etree.Element("iati-activities", {"version": "2.03"}, nsmap={"migfund": _NAMESPACE})
    for row, own in zip(rows, cells, strict=True):
        root.append(_activity(row, own))
    etree.indent(root)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return document


def _activity(row: Row, own: Row) -> Any:
    """Return the element of a project; its parts stand in the order of the standard."""
    from lxml import etree

    activity = etree.Element("iati-activity")
    for name, column in (
        ("default-currency", "currency"),
        (_LANG, "language"),
        ("hierarchy", "level"),
        ("last-updated-datetime", "last_updated"),
    ):
        if row.get(column):
            activity.set(name, _clean(row[column]))
    if row.get("humanitarian") is not None:
        activity.set("humanitarian", "1" if row["humanitarian"] else "0")
    if own:
        activity.set(CELLS, json.dumps(own))
    name, ref = row["_publisher"]
    _add(activity, "iati-identifier", text=row["project_id"])
    kind = row.get("publisher_type") or "90"
    reporter = {"ref": ref, "type": kind, "secondary-reporter": "1"}
    _add(activity, "reporting-org", reporter, words=name)
    _add(activity, "title", words=row.get("title") or row["project_id"])
    said = row.get("description") or row.get("title") or row["project_id"]
    _add(activity, "description", {"type": "1"}, words=said)
    funding = (row.get("fund") or "").split("; ") if row.get("fund") else []
    for fund in funding:
        _add(activity, "participating-org", {"role": "1"}, words=fund)
    if not funding:
        _add(activity, "participating-org", {"role": "3", "ref": ref}, words=name)
    _add(activity, "activity-status", {"code": row["_status"]})
    _add_dates(activity, row)
    if row.get("activity_scope"):
        _add(activity, "activity-scope", {"code": row["activity_scope"]})
    _add_lists(activity, row)
    for column, tag in (
        ("collaboration_type", "collaboration-type"),
        ("flow_type", "default-flow-type"),
        ("finance_type", "default-finance-type"),
        ("aid_type", "default-aid-type"),
        ("tied_status", "default-tied-status"),
    ):
        if row.get(column):
            _add(activity, tag, {"code": row[column]})
    _add_money(activity, row)
    if row.get("parent_id"):
        _add(activity, "related-activity", {"type": "1", "ref": row["parent_id"]})
    return activity


def _add(
    parent: Any,
    tag: str,
    attributes: Row | None = None,
    text: str | None = None,
    words: str | None = None,
) -> Any:
    """Add an element, with words as a narrative."""
    from lxml import etree

    given = {name: _clean(value) for name, value in (attributes or {}).items() if value is not None}
    element = etree.SubElement(parent, tag, given)
    if text is not None:
        element.text = _clean(text)
    if words is not None:
        etree.SubElement(element, "narrative").text = _clean(words)
    return element


def _clean(value: Any) -> str:
    """Leave out what no XML may have: control characters, and halves of characters."""
    return "".join(
        letter
        for letter in str(value)
        if letter in "\t\n\r" or (letter >= " " and not "\ud800" <= letter <= "\udfff")
        if letter not in "\ufffe\uffff"
    )


def _add_dates(activity: Any, row: Row) -> None:
    """Add the dates; a planned one as such."""
    for name, codes in (("start", {"planned": "1"}), ("end", {"planned": "3"})):
        if row.get(name):
            actual = "2" if name == "start" else "4"
            kind = codes.get(row.get(f"{name}_from") or "", actual)
            _add(activity, "activity-date", {"type": kind, "iso-date": row[name][:10]})


def _add_lists(activity: Any, row: Row) -> None:
    """Add countries or the region, sectors, tags and policy markers."""
    from migfund.read.iati.columns import country_code

    countries = row.get("countries") or []
    codes = [country_code(country) for country in countries]
    shares = _percentages(row.get("country_shares"), len(countries))
    for code, share in zip(codes, shares, strict=True):
        if code:
            _add(activity, "recipient-country", {"code": code, "percentage": share})
    if row.get("region") and (not countries or row.get("region_share") is not None):
        share = _percentages([row.get("region_share")], 1)[0]
        region = {"code": row["region"], "vocabulary": "99", "percentage": share}
        _add(activity, "recipient-region", region, words=row["region"])
    sectors = row.get("sectors") or []
    shares = _percentages(row.get("sector_shares"), len(sectors))
    for code, share in zip(sectors, shares, strict=True):
        _add(activity, "sector", {"vocabulary": "1", "code": code, "percentage": share})
    for tag in row.get("tags") or []:
        vocabulary, _, code = tag.partition(":")
        if code and vocabulary != "?":
            _add(activity, "tag", {"vocabulary": vocabulary, "code": code})
    for marker in row.get("policy_markers") or []:
        code, _, significance = marker.partition(":")
        if significance and significance != "?":
            attributes = {"vocabulary": "1", "code": code, "significance": significance}
            _add(activity, "policy-marker", attributes)


def _percentages(shares: Any, number: int) -> list[str | None]:
    """Write shares as percentages; none if there is not one for each."""
    if not shares or len(shares) != number:
        return [None] * number
    return [
        None
        if share is None or not 0 <= share <= 1
        else np.format_float_positional(round(share * 100, 10), trim="-")
        for share in shares
    ]


def _add_money(activity: Any, row: Row) -> None:
    """Add the sums of a project, each as one budget or transaction over its whole time."""
    start = str(row.get("start") or row["end"])[:10]
    end = str(row.get("end") or row["start"])[:10]

    def add_value(parent: Any, value: float) -> None:
        attributes = {"currency": row.get("currency"), "value-date": start}
        _add(parent, "value", attributes, text=np.format_float_positional(value, trim="-"))

    if row.get("budget") is not None and np.isfinite(row["budget"]):
        budget = _add(activity, "budget")
        _add(budget, "period-start", {"iso-date": start})
        _add(budget, "period-end", {"iso-date": end})
        add_value(budget, row["budget"])
    for column, kind in (("commitment", "2"), ("disbursement", "3")):
        if row.get(column) is not None and np.isfinite(row[column]):
            transaction = _add(activity, "transaction")
            _add(transaction, "transaction-type", {"code": kind})
            _add(transaction, "transaction-date", {"iso-date": start})
            add_value(transaction, row[column])
            _add(transaction, "description", words="Sum over the whole project")


def _differing(rows: list[Row], document: bytes) -> list[Row]:
    """Return the cells that reading the document would not give back."""
    from migfund.read.iati.read import read_iati

    if not rows:
        return []
    again = read_iati(io.BytesIO(document))
    names = [name for name in RESTORED if name in rows[0]]
    found = zip(*([_plain(cell) for cell in again[name]] for name in names), strict=True)
    return [
        {name: row[name] for name, cell in zip(names, cells, strict=True) if cell != row[name]}
        for row, cells in zip(rows, found, strict=True)
    ]
