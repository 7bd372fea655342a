"""The schemes that put countries into regions and groups: those listed, and the user's own."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from migfund.codelists import codelist
from migfund.dates import literal_period
from migfund.errors import DateError, MigfundError, PlaceError, ReadError, list_values
from migfund.schema import DATE, TEXT

__all__ = ["LEVELS", "OwnGroups", "Scheme", "listed_scheme", "region_schemes", "scheme_of"]

OwnGroups = Mapping[str, Any]
"""A scheme of the user's own: country to group, or group to a list of countries."""

_SPAN = ("since", "until")


@dataclass(frozen=True, eq=False)
class Scheme:
    """A list of countries and the groups that they are in.

    Parameters
    ----------
    name
        Ends the names of the columns that it adds.
    levels
        Columns of ``members`` that hold groups, coarse to fine.
    source, version
        Whose list it is, and of when.
    overlapping
        Whether a country may be in several groups at a time.
    members
        Columns ``iso3``, the levels (empty text: in no group), ``since`` and ``until`` (first and
        last day; missing: always).
    """

    name: str
    levels: tuple[str, ...]
    source: str
    version: str
    overlapping: bool
    members: pd.DataFrame

    @cached_property
    def changes(self) -> bool:
        """Whether a country's group depends on the day."""
        return bool(self.members[list(_SPAN)].notna().any(axis=None))


# Name: levels, source, version.
_LISTED = {
    "m49": (
        ("region", "subregion", "intermediate_region"),
        "UN Statistics Division, Standard country or area codes (M49)",
        "October 2025",
    ),
    "world_bank": (
        ("region", "income_group"),
        "World Bank Country and Lending Groups",
        "fiscal year 2026 (July 2025 to June 2026)",
    ),
    "dac": (
        ("status", "group"),
        "OECD DAC List of ODA Recipients",
        "lists for the flows of 2000 to 2026",
    ),
    "iom": (
        ("region", "fund_region"),
        "IOM, nine regional offices; IOM Development Fund, list of eligible Member States",
        "before the regional offices were merged in 2024; fund list of August 2024",
    ),
    "eu_neighbourhood": (
        ("group",),
        "European Commission and EEAS, neighbourhood and enlargement policies",
        "2025",
    ),
    "ldc": (("group",), "UN Committee for Development Policy, list of LDCs", "August 2026"),
    "lldc": (("group",), "UN Statistics Division, M49: landlocked developing", "August 2026"),
    "sids": (("group",), "UN Statistics Division, M49: small island developing", "August 2026"),
    "un_special": (
        ("groups",),
        "UN lists of LDC, LLDC and SIDS, as in the three schemes of these names",
        "August 2026",
    ),
    "eu": (("membership",), "Treaties of accession to the European Union", "2025"),
}
_PARTS = {"un_special": ("ldc", "lldc", "sids")}
"""Overlapping schemes, and the schemes that they are made of."""

LEVELS = {name: levels for name, (levels, _, _) in _LISTED.items()}
"""The levels of each scheme, coarse to fine: a column is named after level and scheme."""


def region_schemes(scheme: str | None = None) -> pd.DataFrame:
    """Return the groups of the region schemes and the countries in them.

    Parameters
    ----------
    scheme
        One of the schemes, such as ``"ldc"``; all if not given.

    Returns
    -------
    pandas.DataFrame
        A row a scheme, level, group, country and span of time: ``scheme``, ``level``, ``group``,
        ``country`` (ISO 3166-1 alpha-3), ``since`` and ``until`` (first and last day in the group;
        missing: no such day is on the list), ``overlapping`` (whether a country may be in several
        groups at a time), ``source`` and ``version``.

    Raises
    ------
    MigfundError
        If there is no such scheme.

    Examples
    --------
    >>> import migfund as mf
    >>> rows = mf.region_schemes("eu")
    >>> rows[rows["country"] == "GBR"][["group", "since", "until"]].astype(str).values.tolist()
    [['EU member', '1973-01-01', '2020-01-31']]
    """
    names = list(LEVELS) if scheme is None else [str(scheme)]
    return pd.concat([_shown(listed_scheme(name)) for name in names], ignore_index=True)


def _shown(scheme: Scheme) -> pd.DataFrame:
    """Return one scheme as rows of :func:`region_schemes`."""
    levels = []
    for level in scheme.levels:
        rows = scheme.members[["iso3", level, *_SPAN]]
        rows = rows[rows[level] != ""].set_axis(["country", "group", *_SPAN], axis=1)
        levels.append(_joined(rows).assign(level=level))
    table = pd.concat(levels, ignore_index=True)
    for name in ("name", "source", "version"):
        table[name] = pd.array([getattr(scheme, name)] * len(table), dtype=TEXT)
    table["overlapping"] = scheme.overlapping
    table = table.rename(columns={"name": "scheme"})
    columns = ["scheme", "level", "group", "country", *_SPAN, "overlapping", "source", "version"]
    return table[columns].astype(dict.fromkeys(["level", "group", "country"], TEXT))


def _joined(rows: pd.DataFrame) -> pd.DataFrame:
    """Join the spans of a country in a group that follow each other without a gap."""
    rows = rows.sort_values(["group", "country", "since"], kind="stable", ignore_index=True)
    same = (rows["group"] == rows["group"].shift()) & (rows["country"] == rows["country"].shift())
    follows = same & (rows["since"] == rows["until"].shift() + pd.Timedelta(days=1))
    run = (~follows).cumsum()
    first = rows[~follows].reset_index(drop=True)
    return first.assign(until=rows.groupby(run)["until"].last().array)


@cache
def listed_scheme(name: str) -> Scheme:
    """Return one of the schemes that come with migfund."""
    if name not in _LISTED:
        raise MigfundError(
            f"no scheme {name!r}; there is {list_values(LEVELS, limit=30)}. One of your own is a "
            "dict of countries to groups, or the path of a .csv file with the columns iso3 and "
            "group."
        )
    levels, source, version = _LISTED[name]
    if name in _PARTS:
        parts = [listed_scheme(part).members for part in _PARTS[name]]
        members = pd.concat(parts, ignore_index=True).rename(columns={"group": levels[0]})
        return Scheme(name, levels, source, version, overlapping=True, members=members)
    rows = codelist(name)
    members = rows[["iso3", *levels]].join(_spans(rows))
    return Scheme(name, levels, source, version, overlapping=False, members=members)


def scheme_of(
    scheme: str | os.PathLike[str] | OwnGroups, name: str | None = None, overlapping: bool = False
) -> Scheme:
    """Return the scheme of a name, of a dict of the user's own or of a CSV file.

    Raises
    ------
    MigfundError
        If there is no such scheme, or ``name`` or ``overlapping`` is given for a listed one.
    ReadError
        If the file cannot be read as a scheme.
    PlaceError
        If a country is unknown, or in several groups at a time without ``overlapping``.
    """
    if not isinstance(name, str | None) or not isinstance(overlapping, bool):
        raise MigfundError(f"name must be text, not {name!r}; overlapping True or False.")
    if isinstance(scheme, Mapping):
        rows = _rows_of_dict(scheme)
        return _own(name or "own", rows, "a dict of your own", overlapping)
    if isinstance(scheme, os.PathLike) or str(scheme).lower().endswith(".csv"):
        path = Path(scheme)
        return _own(name or path.stem, _rows_of_file(path), str(path), overlapping)
    if name is not None or overlapping:
        raise MigfundError(
            f"name= and overlapping= are for a scheme of your own (a dict or a CSV file), not for "
            f"{scheme!r}, whose columns have their names."
        )
    return listed_scheme(str(scheme))


def _rows_of_dict(groups: OwnGroups) -> pd.DataFrame:
    """Turn a dict of the user's own, either way round, into rows of country and group."""
    lists = [isinstance(value, list | tuple | set | frozenset) for value in groups.values()]
    if not groups or (any(lists) and not all(lists)):
        raise MigfundError(
            "a scheme of your own maps each country to its group, {'KEN': 'East'}, or each group "
            "to a list of countries, {'East': ['KEN', 'UGA']}; this dict is empty or mixes the two."
        )
    pairs = list(groups.items())
    if all(lists):
        pairs = [(code, group) for group, codes in pairs for code in sorted(codes, key=str)]
    return pd.DataFrame(pairs, columns=["iso3", "group"], dtype=object)


def _rows_of_file(path: Path) -> pd.DataFrame:
    """Read the CSV file of a scheme of the user's own."""
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:  # what cannot be decoded or parsed is a ValueError
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
    strange = [code for code in rows["iso3"] if not isinstance(code, str) or code not in known]
    if strange:
        raise PlaceError(
            f"{source} has {len(strange)} countries that are not ISO 3166-1 alpha-3 codes "
            f"(Kosovo: XKX): {list_values(strange)}. mf.parse_countries turns names into codes."
        )
    nameless = [not isinstance(group, str) or not group for group in rows["group"]]
    if any(nameless):
        raise MigfundError(
            f"{source} has {sum(nameless)} countries whose group is no text: "
            f"{list_values(rows.loc[nameless, 'iso3'])}. Leave out the countries that are in no "
            "group."
        )
    try:
        members = rows[["iso3", "group"]].join(_spans(rows))
    except DateError as error:
        raise ReadError(source, f"since and until are days, months or years: {error}") from None
    level = "groups" if overlapping else "group"
    members = members.drop_duplicates().rename(columns={"group": level})
    _check_spans(members, source, overlapping)
    return Scheme(name, (level,), source, "your own", overlapping, members)


def _spans(rows: pd.DataFrame) -> pd.DataFrame:
    """Read the columns of first and last days; a year counts from its first day to its last."""
    nothing = pd.Series("", index=rows.index)
    spans = {
        column: [literal_period(text)[end] if text else None for text in rows.get(column, nothing)]
        for end, column in enumerate(_SPAN)
    }
    return pd.DataFrame(spans, index=rows.index, dtype=DATE)


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
