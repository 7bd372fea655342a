"""The schemes that put countries into regions and groups: lists read, checked and shown."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from migfund.codelists import codelist
from migfund.dates import literal_period
from migfund.errors import MigfundError, list_values
from migfund.schema import DATE, TEXT

__all__ = ["LEVELS", "Scheme", "listed_scheme", "read_spans", "region_schemes"]

_SPAN = ("since", "until")


@dataclass(frozen=True)
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

    @property
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
    """List the groups of the region schemes and the countries in them.

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
    names = list(LEVELS) if scheme is None else [scheme]
    return pd.concat([_shown(listed_scheme(name)) for name in names], ignore_index=True)


def _shown(scheme: Scheme) -> pd.DataFrame:
    """Give one scheme as rows of :func:`region_schemes`."""
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
    """Give one of the schemes that come with migfund."""
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
    members = rows[["iso3", *levels]].join(read_spans(rows))
    return Scheme(name, levels, source, version, overlapping=False, members=members)


def read_spans(rows: pd.DataFrame) -> pd.DataFrame:
    """Read the columns of first and last days; a year counts from its first day to its last."""
    nothing = pd.Series("", index=rows.index)
    spans = {
        column: [
            literal_period(text)[place] if text else None for text in rows.get(column, nothing)
        ]
        for place, column in enumerate(_SPAN)
    }
    return pd.DataFrame(spans, index=rows.index, dtype=DATE)
