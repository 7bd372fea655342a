"""What charts and tables say of totals: names of groups and columns, numbers, who is in and out."""

import re
from typing import Any

import numpy as np
import pandas as pd

from migfund.errors import PlaceError
from migfund.parse.places import country_name
from migfund.provenance.basis import split_steps
from migfund.schema import ALL, UNALLOCATED, Array, numbers_of
from migfund.totals.guards import holds_full
from migfund.totals.total_by import OVERLAP, grand_totals

__all__ = [
    "DASH",
    "groups_overlap",
    "key_text",
    "label",
    "number",
    "percent",
    "projects_shown",
    "texts_of",
]

DASH = "–"
"""What is printed for a value that is not known."""

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


def label(name: str) -> str:
    """Write the name of a column or a measure in English.

    Examples
    --------
    >>> label("start_year"), label("q25"), label("2019"), label("region_iom")
    ('Start year', 'Q1', '2019', 'Region (IOM)')
    """
    top = _TOP_SHARE.fullmatch(name)
    if top:
        return "Share of the largest" + ("" if top[1] == "1" else f" {top[1]}")
    words = name.replace("_", " ").strip()
    return _LABELS.get(name, words[:1].upper() + words[1:])


def key_text(key: str, value: Any, *, country_names: bool = True) -> str:
    """Write one key of a group: names for codes of countries, words for a missing key.

    Examples
    --------
    >>> key_text("country", "CIV"), key_text("start_year", 2019.0), key_text("fund", None)
    ("Côte d'Ivoire", '2019', 'Not stated')
    """
    if pd.api.types.is_scalar(value) and pd.isna(value):
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


def number(value: Any, decimals: int = 0) -> str:
    """Write a number with separators of thousands; a dash where it is missing.

    A number that is not zero is not printed as zero.

    Examples
    --------
    >>> number(1234567.89, 1), number(-3.0), number(0.02, 1), number(0.0, 1), number(None)
    ('1,234,567.9', '−3', '<0.1', '0.0', '–')
    """
    if pd.isna(value):
        return DASH
    text = f"{abs(value):,.{decimals}f}"
    if value and not float(text.replace(",", "")):
        return ("<" if value > 0 else ">−") + f"{10**-decimals:.{decimals}f}"
    return f"−{text}" if value < 0 else text


def percent(share: Any, decimals: int = 1) -> str:
    """Write a share, 0 to 1, as a percentage, without the sign.

    Examples
    --------
    >>> percent(0.125), percent(None)
    ('12.5', '–')
    """
    return number(None if pd.isna(share) else share * 100, decimals)


def projects_shown(totals: pd.DataFrame, *, lacking: str = "a figure") -> str:
    """Say how many projects the rows of totals or durations rest on, and how many are left out.

    All that is said is of the rows given, which may be some of the rows that there were. A project
    in several groups is counted once where all groups are there, and else in each.

    Parameters
    ----------
    totals
        Needs ``n_projects``, ``n_known``, ``n_all`` and ``n_all_known``.
    lacking
        What the projects that are left out are without.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "IDF", "MPF"], "budget_usd": [10.0, None, 5.0]})
    >>> totals = mf.total_by(projects, "fund")
    >>> projects_shown(totals)
    '2 of 3 projects are in; 1 without a figure is out.'
    >>> projects_shown(totals.tail(1))
    '1 of 1 projects are in. 2 of all 3 are in groups that are not shown.'
    """
    whole = grand_totals(totals)
    rows = totals if whole.all() else totals[~whole]
    if not len(rows):
        return "No projects are in: the table has no rows."
    projects, known, every, every_known = (
        numbers_of(rows, name) for name in ("n_projects", "n_known", "n_all", "n_all_known")
    )
    if any(np.isnan(counts).any() for counts in (projects, known, every, every_known)):
        return "How many projects are in is not known."
    shown, found, of, of_found = projects.sum(), known.sum(), every.max(), every_known.max()
    one_table = (every == of).all() and (every_known == of_found).all()
    overlap = groups_overlap(totals)
    several = bool(shown > of or overlap or texts_of(rows, "split_rule"))
    share = _share_of_total(totals, whole)
    # Where each project is in one group, counts tell whether all groups are here; else money does.
    all_money = abs(share - 1) < 1e-9 and found >= of_found and not overlap
    if one_table and (all_money or not of_found if several else shown == of):
        return _in_and_out(of_found, of, "", lacking)
    how = ", each counted in every group it belongs to" if several else ""
    said = _in_and_out(found, shown, how, lacking)
    if one_table and not several:
        said += f" {of - shown:,.0f} of all {of:,.0f} are in groups that are not shown."
    if one_table and several and share < 1 - 1e-9:
        said += f" The groups shown have {percent(share)} % of the total."
    return said


def _share_of_total(totals: pd.DataFrame, whole: Array) -> float:
    """Return the share of the total that the groups have together; NaN where that is not known."""
    if "share_of_total" in totals:
        return float(pd.Series(numbers_of(totals, "share_of_total"))[~whole].sum(min_count=1))
    if "total" in totals and whole.any():
        money = pd.Series(numbers_of(totals, "total"))
        of = money[whole].iloc[0]
        return float(money[~whole].sum() / of) if of else float("nan")
    return float("nan")


def _in_and_out(known: float, projects: float, how: str, lacking: str) -> str:
    out = projects - known
    left = f"; {out:,.0f} without {lacking} {'is' if out == 1 else 'are'} out" if out else ""
    return f"{known:,.0f} of {projects:,.0f} projects are in{how}{left}."


def groups_overlap(totals: pd.DataFrame) -> bool:
    """Tell whether a project counts whole in several groups, whose totals must not be added up."""
    rules = [split_steps(text) for text in texts_of(totals, "split_rule")]
    overlap = any(text.endswith(OVERLAP) for text in texts_of(totals, "basis"))
    return overlap or any(map(holds_full, rules))


def texts_of(totals: pd.DataFrame, column: str) -> list[str]:
    """Return the distinct texts of a column in order; none if it is not there."""
    if column not in totals:
        return []
    return sorted({str(cell) for cell in totals[column].astype(object).dropna()})
