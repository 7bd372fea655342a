"""Region schemes of the user's own: a dict, or a CSV file."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from migfund.codelists import codelist
from migfund.errors import DateError, MigfundError, PlaceError, ReadError, list_values
from migfund.regions.schemes import Scheme, listed_scheme, read_spans

__all__ = ["OwnGroups", "scheme_of"]

OwnGroups = Mapping[str, Any]
"""A scheme of the user's own: country to group, or group to a list of countries."""


def scheme_of(
    scheme: str | os.PathLike[str] | OwnGroups, name: str | None = None, overlapping: bool = False
) -> Scheme:
    """Give the scheme of a name, of a dict of the user's own or of a CSV file.

    Raises
    ------
    MigfundError
        If there is no such scheme, or ``name`` or ``overlapping`` is given for a listed one.
    ReadError
        If the file cannot be read as a scheme.
    PlaceError
        If a country is unknown, or in several groups at a time without ``overlapping``.
    """
    if isinstance(scheme, Mapping):
        rows = _own_rows(scheme)
        return _own(name or "own", rows, "a dict of your own", overlapping)
    is_file = isinstance(scheme, os.PathLike) or str(scheme).lower().endswith(".csv")
    if is_file:
        path = Path(scheme)
        return _own(name or path.stem, _file_rows(path), str(path), overlapping)
    if name is not None or overlapping:
        raise MigfundError(
            f"name= and overlapping= are for a scheme of your own (a dict or a CSV file), not for "
            f"{scheme!r}, whose columns have their names."
        )
    return listed_scheme(str(scheme))


def _own_rows(groups: OwnGroups) -> pd.DataFrame:
    """Turn a dict of the user's own, either way round, into rows of country and group."""
    lists = [isinstance(value, list | tuple | set | frozenset) for value in groups.values()]
    if not groups or (any(lists) and not all(lists)):
        raise MigfundError(
            "a scheme of your own maps each country to its group, {'KEN': 'East'}, or each group "
            "to a list of countries, {'East': ['KEN', 'UGA']}; this dict is empty or mixes the two."
        )
    if all(lists):
        pairs = [(code, group) for group, members in groups.items() for code in sorted(members)]
    else:
        pairs = list(groups.items())
    return pd.DataFrame(pairs, columns=["iso3", "group"])


def _file_rows(path: Path) -> pd.DataFrame:
    """Read the CSV file of a scheme of the user's own."""
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ReadError(path, f"cannot be read as a CSV file in UTF-8 ({error}).") from None
    lacking = [column for column in ("iso3", "group") if column not in rows]
    if lacking or rows.empty:
        what = f"has no column {list_values(lacking)}" if lacking else "has no rows"
        raise ReadError(
            path,
            f"{what}. A scheme is a CSV file with the columns iso3 and group, and where a group "
            f"changes since and until; this one has {list_values(rows.columns, limit=30)}.",
        )
    return rows


def _own(name: str, rows: pd.DataFrame, source: str, overlapping: bool) -> Scheme:
    """Check the rows of a scheme of the user's own and make the scheme."""
    rows = rows.map(lambda value: value.strip() if isinstance(value, str) else value)
    known = {*codelist("countries")["iso3"]}
    strange = [code for code in rows["iso3"] if code not in known]
    if strange:
        raise PlaceError(
            f"{source} has {len(strange)} countries that are not ISO 3166-1 alpha-3 codes "
            f"(Kosovo: XKX): {list_values(strange)}. mf.parse_countries turns names into codes."
        )
    nameless = [
        code
        for code, group in rows[["iso3", "group"]].itertuples(index=False)
        if not isinstance(group, str) or not group
    ]
    if nameless:
        raise MigfundError(
            f"{source} has {len(nameless)} countries whose group is no text: "
            f"{list_values(nameless)}. Leave out the countries that are in no group."
        )
    try:
        members = rows[["iso3", "group"]].join(read_spans(rows))
    except DateError as error:
        raise ReadError(source, f"since and until are days, months or years: {error}") from None
    level = "groups" if overlapping else "group"
    members = members.drop_duplicates().rename(columns={"group": level})
    _check_spans(members, source, overlapping)
    return Scheme(name, (level,), source, "your own", overlapping, members)


def _check_spans(members: pd.DataFrame, source: str, overlapping: bool) -> None:
    """Raise if a span ends before it begins, or a country is in two groups at a time."""
    back = members[members["until"] < members["since"]]
    if len(back):
        raise DateError(
            f"{source} has {len(back)} spans whose until is before their since: "
            f"{list_values(back['iso3'])}."
        )
    if overlapping:
        return
    rows = members.sort_values(["iso3", "since"], na_position="first")
    before = rows["iso3"] == rows["iso3"].shift()
    end = rows["until"].shift()
    twice = rows[before & (end.isna() | rows["since"].isna() | (rows["since"] <= end))]
    if len(twice):
        raise PlaceError(
            f"{source} has {len(twice)} countries in several groups at a time: "
            f"{list_values(twice['iso3'])}. Give each one group a day, or say overlapping=True: "
            "the column then holds a list in each row."
        )
