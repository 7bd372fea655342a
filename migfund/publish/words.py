"""The words of a table for a paper: labels, numbers and the notes at its foot."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from migfund.errors import PlaceError
from migfund.parse.places import country_name
from migfund.schema import UNALLOCATED

__all__ = ["ALL", "COUNTS", "DASH", "FIGURES", "key_text", "label", "notes_of", "number", "percent"]

ALL = "all"
"""The first key of a grand total."""
DASH = "–"
"""What is printed for a value that is not known."""
FIGURES = ("total", "total_low", "total_high", "mean", "median", "q25", "q75", "min", "max")
"""Columns in the unit of the value: money, or months."""
COUNTS = ("n_projects", "n_known", "n_all", "n_all_known", "n_groups")
_SPREAD = ("mean", "median", "q25", "q75", "min", "max")
_TIMES = ("calendar_year", "fiscal_year", "quarter", "month")
_LABELS = {
    "calendar_year": "Year",
    "region_m49": "Region (UN M49)",
    "subregion_m49": "Subregion (UN M49)",
    "intermediate_region_m49": "Intermediate region (UN M49)",
    "region_world_bank": "Region (World Bank)",
    "income_group_world_bank": "Income group (World Bank)",
    "status_dac": "Status (DAC)",
    "group_dac": "Income group (DAC)",
    "region_iom": "Region (IOM)",
    "fund_region_iom": "Region (IOM Development Fund)",
    "group_eu_neighbourhood": "Group (EU neighbourhood)",
    "group_ldc": "Least developed countries",
    "group_lldc": "Landlocked developing countries",
    "group_sids": "Small island developing states",
    "groups_un_special": "LDC, LLDC and SIDS",
    "membership_eu": "Membership (EU)",
    "total_low": "Lowest",
    "total_high": "Highest",
    "n_projects": "Projects",
    "n_known": "Value known",
    "n_all": "All projects",
    "n_all_known": "All, value known",
    "n_groups": "Groups",
    "share_of_total": "Share (%)",
    "q25": "Q1",
    "q75": "Q3",
    "min": "Min",
    "max": "Max",
    "herfindahl": "Herfindahl index",
    "gini": "Gini coefficient",
    "effective_number": "Effective number of groups",
}
_TOP_SHARE = re.compile(r"top_(\d+)_share")
_PRICES = re.compile(r"\bprices of \d{4} to prices of (\d{4})")
_FULL = re.compile(r"(?:^|; *)full\b")


def label(name: str, labels: Mapping[str, str] | None = None) -> str:
    """Write the name of a column or a measure in English, or as the caller's labels have it.

    Examples
    --------
    >>> label("start_year"), label("q25"), label("2019"), label("region_iom")
    ('Start year', 'Q1', '2019', 'Region (IOM)')
    """
    if labels and name in labels:
        return labels[name]
    top = _TOP_SHARE.fullmatch(name)
    if top:
        return "Share of the largest" + ("" if top[1] == "1" else f" {top[1]}")
    words = name.replace("_", " ").strip()
    return _LABELS.get(name, words[:1].upper() + words[1:])


def _within(words: str) -> str:
    """Write a label within a sentence: one that begins with an abbreviation stays as it is.

    Examples
    --------
    >>> _within("Region (IOM)"), _within("LDC, LLDC and SIDS")
    ('region (IOM)', 'LDC, LLDC and SIDS')
    """
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def number(value: Any, decimals: int) -> str:
    """Write a number with separators of thousands; a dash where it is missing.

    A number that is not zero is not printed as zero.

    Examples
    --------
    >>> number(1234567.89, 1), number(-3.0, 0), number(0.02, 1), number(0.0, 1), number(None, 0)
    ('1,234,567.9', '−3', '<0.1', '0.0', '–')
    """
    if pd.isna(value):
        return DASH
    text = f"{abs(value):,.{decimals}f}"
    if value and not float(text.replace(",", "")):
        return ("<" if value > 0 else ">−") + f"{10**-decimals:.{decimals}f}"
    return f"−{text}" if value < 0 else text


def percent(share: Any, decimals: int = 1) -> str:
    """Write a share, 0 to 1, as a percentage, without the sign, which the head has.

    Examples
    --------
    >>> percent(0.125), percent(None)
    ('12.5', '–')
    """
    return number(None if pd.isna(share) else share * 100, decimals)


def key_text(key: str, value: Any, *, country_names: bool) -> str:
    """Write one key of a group: names for codes of countries, words for a missing key.

    Examples
    --------
    >>> key_text("country", "CIV", country_names=True), key_text("start_year", 2019.0,
    ...                                                          country_names=True)
    ("Côte d'Ivoire", '2019')
    """
    if pd.isna(value):
        return "Not stated"
    if value in (UNALLOCATED, ALL):
        return str(value).capitalize()
    if key == "measure":
        return label(str(value))
    if key == "country" and country_names:
        try:
            return country_name(str(value))
        except PlaceError:
            return str(value)
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def notes_of(
    totals: pd.DataFrame, keys: Sequence[str], shown: Sequence[str], money: str | None
) -> list[str]:
    """Write what a reader must know of the totals, a sentence or two a note.

    Parameters
    ----------
    totals
        The table as it was given.
    keys
        Its keys.
    shown
        The columns that are printed beside them.
    money
        Unit and currency, such as "million USD"; missing where the figures are no money.
    """
    groups = totals[~_is_all(totals, keys)]
    return [
        *_amounts(totals, money),
        *_how_many(totals, groups),
        *_overlaps(totals, groups, keys),
        *_columns(totals, shown),
        *_special_keys(groups, keys),
        *(_excluded(totals)),
    ]


def _is_all(totals: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """Mark the grand total."""
    if not keys:
        return pd.Series(False, index=totals.index)
    return totals[keys[0]].astype(object) == ALL


def _words(totals: pd.DataFrame, column: str) -> list[str]:
    """Give the distinct texts of a column, none if it is not there."""
    if column not in totals:
        return []
    return sorted({str(cell) for cell in totals[column].astype(object).dropna()})


def _amounts(totals: pd.DataFrame, money: str | None) -> list[str]:
    """Say the unit, the currency, the prices and what the figures rest on."""
    basis = _words(totals, "basis")
    years = _words(totals, "price_year") or sorted(set(_PRICES.findall(" ".join(basis))))
    said = [f"Amounts in {money}"] if money else []
    if said and years:
        said.append(f"constant prices of {' and '.join(years)}")
    if basis:
        said.append(f"{'basis' if said else 'Basis'}: {'; '.join(basis)}")
    return [f"{'; '.join(said)}."] if said else []


def _how_many(totals: pd.DataFrame, groups: pd.DataFrame) -> list[str]:
    """Say how many projects there are, and how many have no figure."""
    if not {"n_all", "n_all_known"} <= set(totals.columns) or not len(totals):
        return []
    every, known = int(totals["n_all"].iloc[0]), int(totals["n_all_known"].iloc[0])
    if every == known:
        note = f"n = {every:,} projects, all with a known value."
    else:
        left_out = every - known
        note = (
            f"n = {every:,} projects: {known:,} with a known value, {left_out:,} without, which "
            f"{'is' if left_out == 1 else 'are'} left out."
        )
    counted = groups["n_projects"].sum() if "n_projects" in groups else 0
    if counted > every:
        note += " A project in several groups counts in each, so their numbers add up to more."
    return [note]


def _overlaps(totals: pd.DataFrame, groups: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """Say by which rule projects were divided, and whether totals hold the same money twice."""
    rules = _words(totals, "split_rule")
    said = [f"Projects in several groups were divided: {'; '.join(rules)}."] if rules else []
    shares = groups["share_of_total"].sum() if "share_of_total" in groups else 0
    if shares > 1 + 1e-6 or any(_FULL.search(rule) for rule in rules):
        named = " and ".join(_within(label(key)) for key in keys) or "group"
        said.append(
            f"Totals by {named} overlap, for the whole of a project stands in each of its groups: "
            "they must not be added up."
        )
    return said


def _columns(totals: pd.DataFrame, shown: Sequence[str]) -> list[str]:
    """Explain the columns that do not explain themselves."""
    said = []
    if {"total_low", "total_high"} & set(shown):
        said.append("Lowest and highest: what the stated dates allow.")
    spread = [label(name) for name in _SPREAD if name in shown]
    if spread:
        quartiles = " Q1, Q3: first and third quartile." if {"q25", "q75"} & set(shown) else ""
        said.append(f"{', '.join(spread)}: of the projects with a known value.{quartiles}")
    if "n_projects" in shown and "n_known" not in shown and "n_known" in totals:
        differ = totals[totals["n_known"] != totals["n_projects"]]
        if len(differ):
            known, of = int(differ["n_known"].iloc[0]), int(differ["n_projects"].iloc[0])
            said.append(f"“{known:,} of {of:,}”: of {of:,} projects, {known:,} have a known value.")
    return said


def _special_keys(groups: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """Explain the groups of what belongs to none."""
    said = []
    for key in keys:
        cells = groups[key].astype(object)
        if (cells == UNALLOCATED).any():
            lack = "start or no end" if key in _TIMES else "recipient country"
            said.append(f"Unallocated: projects that state no {lack}.")
        if cells.isna().any():
            said.append(f"Not stated: no {_within(label(key))} is known.")
    return list(dict.fromkeys(said))


def _excluded(totals: pd.DataFrame) -> list[str]:
    """Say what a measure of concentration rests on, and what it leaves out."""
    said = []
    if {"measure", "n_groups", "n_known"} <= set(totals.columns) and len(totals):
        groups, known = int(totals["n_groups"].iloc[0]), int(totals["n_known"].iloc[0])
        of = "" if groups == known else f", of {groups:,}"
        said.append(f"Over {known:,} groups with a known total{of}.")
    words = [word for word in _words(totals, "excluded") if word != "none"]
    if words:
        said.append(f"Left out: {'; '.join(words)}.")
    return said
