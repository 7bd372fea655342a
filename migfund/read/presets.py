"""Which heading of a table holds what: by a named preset, or as the caller says."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import pandas as pd

from migfund.errors import ColumnsError, MigfundError, list_values
from migfund.schema import TEXT

__all__ = [
    "FIELDS",
    "MONEY_FIELDS",
    "ONE_ROW",
    "Preset",
    "find_preset",
    "fitting_presets",
    "headings_by_field",
    "known_headings",
    "table_presets",
]

TEXT_FIELDS = (
    "fund",
    "project_id",
    "title",
    "status",
    "project_type",
    "coverage",
    "region",
    "level",
    "parent_id",
)
"""Columns that are taken as they are written."""

MONEY_FIELDS = ("budget", "commitment", "disbursement")
"""Sums that a row states; each may have a column of currencies of its own."""

FIELDS = (
    *TEXT_FIELDS,
    "countries",
    "country_percentages",
    "country_shares",
    "start",
    "end",
    "start_precision",
    "end_precision",
    "period",
    *MONEY_FIELDS,
    "currency",
    *(f"{name}_currency" for name in MONEY_FIELDS),
)
"""What a heading can hold."""

_ENOUGH = 4
"""Headings by choice that a table has more of if a preset without others fits it."""

ONE_ROW = ("project", "project and country")
"""What one row of a table may be."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A table of a known publisher.

    Parameters
    ----------
    name, holds, publisher
        Its name, what is in it and who publishes it.
    needs, may_have
        Headings by field: those that it must have, and those that some vintages lack.
    fund, currency
        What holds for the whole table.
    one_row
        What a row is.
    country_codes
        Whether countries are ISO codes, so that "NA" is Namibia.
    parents_by_id
        Whether the id of a contract is that of its decision, a hyphen and a number.
    levels
        What the words of the level mean.
    unit
        What the numbers of columns of money count, such as 1,000,000.
    least
        What some sum of the table has at least; where none has, they are in thousands or millions.
    choices
        Headings by field of which a vintage has one: the first that there is.
    """

    name: str
    holds: str
    publisher: str
    needs: Mapping[str, str]
    may_have: Mapping[str, str] = field(default_factory=dict)
    fund: str | None = None
    currency: str | None = None
    one_row: str = "project"
    country_codes: bool = False
    parents_by_id: bool = False
    levels: Mapping[str, str] = field(default_factory=dict)
    unit: float = 1
    least: float = 0
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


@cache
def _presets() -> dict[str, Preset]:
    """Return the presets by name."""
    text = files("migfund").joinpath("codelists/table_presets.toml").read_text(encoding="utf-8")
    return {name: Preset(name, **entry) for name, entry in tomllib.loads(text).items()}


@cache
def known_headings() -> frozenset[str]:
    """Return the headings of all presets, in small letters."""
    presets = _presets().values()
    named = [name for p in presets for name in (*p.needs.values(), *p.may_have.values())]
    named += [name for p in presets for several in p.choices.values() for name in several]
    return frozenset(map(str.casefold, named))


def table_presets() -> pd.DataFrame:
    """Return the tables of known publishers that :func:`migfund.read_table` reads by name.

    Returns
    -------
    pandas.DataFrame
        One row a preset: ``preset`` (its name), ``holds``, ``publisher``, ``one_row`` (what a row
        is), ``headings`` (those it must have) and ``optional_headings``.

    Examples
    --------
    >>> import migfund as mf
    >>> mf.table_presets()["preset"].tolist()[:2]
    ['eutf-database', 'eutf-akvo-projects']
    >>> mf.table_presets()["headings"][0]
    'ProjectID, ProjectTitle, ProjectBudget, ProjectLocation'
    """
    rows = [
        {
            "preset": preset.name,
            "holds": preset.holds,
            "publisher": preset.publisher,
            "one_row": preset.one_row,
            "headings": ", ".join(preset.needs.values())
            or " or ".join(preset.choices.get("title", ())),
            "optional_headings": ", ".join(
                [*preset.may_have.values(), *map(" or ".join, preset.choices.values())]
            ),
        }
        for preset in _presets().values()
    ]
    return pd.DataFrame(rows, dtype=TEXT)


def find_preset(name: str) -> Preset:
    """Return a preset by its name.

    Raises
    ------
    MigfundError
        If there is none of this name.
    """
    if not isinstance(name, str) or name not in _presets():
        raise MigfundError(
            f"no preset {name!r}; there is {list_values(_presets(), limit=30)} "
            "(mf.table_presets()). For another table say which heading is what: columns={...}."
        )
    return _presets()[name]


def headings_by_field(
    headings: Sequence[str], preset: Preset | None, columns: Mapping[str, str] | None
) -> dict[str, str]:
    """Return which heading of a table holds which field.

    Parameters
    ----------
    headings
        Those of the table.
    preset
        What is known of the table.
    columns
        Headings by field as the caller says; they count before those of the preset. Without
        either, headings that are fields' names hold these.

    Raises
    ------
    ColumnsError
        If a field is unknown, a heading is missing, or no heading is known.
    """
    if columns is not None and not isinstance(columns, Mapping):
        raise ColumnsError(
            "columns is a dictionary from fields to headings, such as {'budget': 'Amount'}, "
            f"not {type(columns).__name__}."
        )
    unknown = [name for name in columns or {} if name not in FIELDS]
    if unknown:
        raise ColumnsError(
            f"columns has {list_values(unknown)}, which a table is not read into. It maps "
            f"{list_values(FIELDS, limit=30)} to headings of the table; other columns are kept "
            "as they are."
        )
    if preset is None and not columns:
        found = {name: name for name in FIELDS if name in headings}
        if not found:
            raise ColumnsError(
                f"no heading is a column of the project table; the table has "
                f"{list_values(headings, limit=30)}. Say which is what, such as "
                "columns={'budget': ...}; mf.suggest_mapping proposes it."
                f"{_below_a_title(headings)}{_hint(headings)}"
            )
        return found
    said = {name: str(heading).strip() for name, heading in (columns or {}).items()}
    needed = (_spelled(preset.needs, headings) if preset else {}) | said
    missing = [heading for heading in needed.values() if heading not in headings]
    if missing:
        raise ColumnsError(_missing(missing, headings, preset))
    optional = _spelled(preset.may_have, headings) if preset else {}
    known = {name: heading for name, heading in optional.items() if heading in headings}
    found = _chosen(preset, headings) | known | needed
    lacking = _lacking(preset, found) if preset else None
    if lacking:
        raise ColumnsError(
            f"{lacking} It has {list_values(headings, limit=30)}. Say which is meant: "
            f"columns={{...}}.{_hint(headings, preset)}"
        )
    return found


def _chosen(preset: Preset | None, headings: Sequence[str]) -> dict[str, str]:
    """Return the headings that stand for a field in this vintage of a publisher's table."""
    choices = preset.choices if preset else {}
    found = {
        name: next((h for h in (_alike(choice, headings) for choice in several) if h), None)
        for name, several in choices.items()
    }
    return {name: heading for name, heading in found.items() if heading}


def _alike(name: str, headings: Sequence[str]) -> str | None:
    """Return the heading that a preset names, in whatever case and with whatever marks.

    Examples
    --------
    >>> _alike("project_title", ["Project Title", "Title"]), _alike("id", ["ID", "Id."])
    ('Project Title', None)
    """
    if name in headings:
        return name
    found = [heading for heading in headings if _letters(heading) == _letters(name)]
    return found[0] if len(found) == 1 else None


@cache
def _letters(heading: str) -> str:
    return re.sub(r"[\W_]+", "", heading).casefold()


def _spelled(named: Mapping[str, str], headings: Sequence[str]) -> dict[str, str]:
    """Return a preset's headings as this table spells them."""
    return {field: _alike(name, headings) or name for field, name in named.items()}


def _lacking(preset: Preset, known: Mapping[str, str]) -> str | None:
    """Return the choices of which a table has none although it cannot be this one without."""
    wanted = [("title",), MONEY_FIELDS] if preset.choices else []
    for names in wanted:
        several = [h for name in names for h in preset.choices.get(name, ())]
        if several and not known.keys() & set(names):
            return (
                f"the table has none of {list_values(several, limit=12)}, one of which preset "
                f"{preset.name!r} needs."
            )
    return None


def _missing(missing: Sequence[str], headings: Sequence[str], preset: Preset | None) -> str:
    """Return which headings are missing, which exist, and which of those are near."""
    near = []
    folded = {heading.casefold(): heading for heading in headings if heading}
    for heading in missing:
        close = get_close_matches(heading.casefold(), folded, n=2, cutoff=0.6)
        if close:
            near.append(f"{heading!r}: {list_values(folded[name] for name in close)}")
    wanted = f"that preset {preset.name!r} needs" if preset else "that was asked for"
    message = (
        f"the table has no heading {list_values(missing, limit=30)} {wanted}; it has "
        f"{list_values(headings, limit=30)}."
    )
    if near:
        message += f" Closest: {'; '.join(near)}. If one of them is meant, say so: columns={{...}}."
    return message + _below_a_title(headings) + _hint(headings, preset)


def _below_a_title(headings: Sequence[str]) -> str:
    """Return a hint at the row of headings, where a title of the table seems to stand for it.

    A title fills one cell, or was joined with each heading below it.

    Examples
    --------
    >>> _below_a_title(["Grants of 2024 ID", "Grants of 2024 Name"])[:48]
    ' The first row seems to be a title of the table.'
    >>> _below_a_title(["Project ID", "Project name"])
    ''
    """
    said = [heading for heading in headings if heading]
    begins = {tuple(heading.split()[:2]) for heading in said}
    if len(headings) < 2 or len(begins) != 1:
        return ""
    return (
        " The first row seems to be a title of the table. If the headings of the file stand below "
        "it, give the number of their row, such as header=3."
    )


def fitting_presets(headings: Sequence[str], tried: Preset | None = None) -> list[Preset]:
    """Return the presets that the headings fit, but for one that was tried."""
    return [
        preset
        for preset in _presets().values()
        if preset is not tried
        and set(_spelled(preset.needs, headings).values()) <= set(headings)
        and (preset.needs or len(_chosen(preset, headings)) > _ENOUGH)
        and _lacking(preset, dict(preset.needs) | _chosen(preset, headings)) is None
    ]


def _hint(headings: Sequence[str], tried: Preset | None = None) -> str:
    """Return a hint at the presets that the headings fit."""
    names = [preset.name for preset in fitting_presets(headings, tried)]
    return f" Its headings fit preset={list_values(names)}." if names else ""
