"""What the report says of its figures: sums in three figures, findings, and the lead."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.plot.money import common_unit, money
from migfund.schema import UNALLOCATED, numbers_of
from migfund.totals.total_by import grand_totals, keys_of
from migfund.totals.words import key_text

__all__ = ["Money", "durations_said", "lead", "span_of", "totals_said"]

_WITHOUT = {
    "country": "names no country",
    "region_m49": "is of no region",
    "fund": "names no fund",
    "start_year": "has no start",
}
"""How a sum that belongs to no group is called, by the key of the groups."""
_NOTICED = 0.01
"""The least share of a total that is worth a word."""


def sum_of(value: float, currency: str) -> str:
    r"""Write a sum of money in three figures, without a break in it.

    Examples
    --------
    >>> [sum_of(value, "USD").replace("\xa0", " ") for value in (61_406_213.7, 999_999.9, 119_187)]
    ['USD 61.4 million', 'USD 1.00 million', 'USD 119,000']
    >>> sum_of(-7.25, "EUR").split(), sum_of(0, "EUR").split()
    (['EUR', '−7.25'], ['EUR', '0'])
    """
    size = float(f"{abs(value):.3g}")
    unit = common_unit([size])
    text = f"{size:,.10g}" if unit in ("one", "thousand") else f"{money(size, unit)} {unit}"
    return f"{currency} {'−' if value < 0 else ''}{text}".replace(" ", "\N{NO-BREAK SPACE}")


def share_of(part: float, whole: float) -> str:
    r"""Write a part in per cent of a whole; neither 0 nor 100 unless it is.

    Examples
    --------
    >>> [share_of(part, 1000).replace("\xa0", " ") for part in (333, 999, 1)]
    ['33 %', 'more than 99 %', 'less than 1 %']
    """
    share = part / whole
    if 0 < share < 0.005:
        return "less than 1\N{NO-BREAK SPACE}%"
    if 0.995 <= share < 1:
        return "more than 99\N{NO-BREAK SPACE}%"
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def count_of(number: int, one: str, many: str = "") -> str:
    """Write a number of things.

    Examples
    --------
    >>> count_of(1, "project"), count_of(2000, "project"), count_of(2, "country", "countries")
    ('1 project', '2,000 projects', '2 countries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


class Money(NamedTuple):
    """The groups of a table of totals.

    Parameters
    ----------
    key
        The column that they are grouped by.
    groups
        Names and totals of the groups with a known total, the largest first.
    aside
        The total of what belongs to no group; NaN if it is not known.
    size
        How many groups there are.
    """

    key: str
    groups: list[tuple[str, float]]
    aside: float
    size: int

    @classmethod
    def of(cls, totals: pd.DataFrame) -> "Money":
        """Return the groups of totals by one key."""
        (key,) = keys_of(totals)
        rows = totals[~grand_totals(totals)]
        aside = (rows[key].isna() | rows[key].eq(UNALLOCATED).fillna(False)).to_numpy(dtype=bool)
        sums = numbers_of(rows, "total")
        named = [
            (key_text(key, name), float(total))
            for name, total in zip(rows[key][~aside], sums[~aside], strict=True)
            if not np.isnan(total)
        ]
        named.sort(key=lambda pair: -pair[1])
        return cls(key, named, float(pd.Series(sums[aside]).sum(min_count=1)), int((~aside).sum()))

    @property
    def total(self) -> float:
        """The total of all groups and of what belongs to none."""
        return sum(total for _, total in self.groups) + (0 if np.isnan(self.aside) else self.aside)

    @property
    def divides(self) -> bool:
        """Whether the totals are parts of one whole, of which they have shares."""
        parts = [total for _, total in self.groups] + [self.aside]
        return self.total > 0 and not any(part < 0 for part in parts)

    def left(self) -> str:
        """Say how much belongs to no group; nothing if it is little."""
        if not self.divides or not self.aside > _NOTICED * self.total:
            return ""
        return f"{share_of(self.aside, self.total)} {_WITHOUT.get(self.key, 'is of no group')}"

    def listed(self, currency: str, most: int = 5) -> str:
        """List the largest groups with their totals."""
        shown = [f"{name} {sum_of(total, currency)}" for name, total in self.groups[:most]]
        more = len(self.groups) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "")


def totals_said(groups: Money, currency: str) -> str:
    """Say which group has the most, and how much belongs to none."""
    left = groups.left()
    if not groups.groups:
        return f"{left[:1].upper()}{left[1:]}" if left else f"No sum is known in {currency}"
    name, total = groups.groups[0]
    said = sum_of(total, currency)
    equal = [name for name, one in groups.groups if np.isclose(one, total, rtol=1e-9) and one > 0]
    if groups.size == 1 and not groups.aside > 0:
        return f"All begins in {name}: {said}" if groups.key == "start_year" else f"{name}: {said}"
    if groups.divides:
        said += f", {share_of(total, groups.total)} of the total"
    if len(equal) > 1:
        name, said = _joined(equal), f"{said} each"
    if groups.key == "start_year":
        said = f"Most money begins in {name}: {said}"
    else:
        said = f"{name} {'has' if len(equal) < 2 else 'have'} the most: {said}"
    return f"{said}; {left}" if left else said


def _joined(names: list[str]) -> str:
    """Name up to three things."""
    shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def span_of(projects: pd.DataFrame) -> str:
    """Say from when to when the projects run."""
    days = pd.concat([projects["start"], projects["end"]]).dropna()
    if not len(days):
        return "No project states a date"
    first, last = days.min().year, days.max().year
    when = f"in {first}" if first == last else f"from {first} to {last}"
    both = int((projects["start"].notna() & projects["end"].notna()).sum())
    if len(projects) == 1:
        return f"The project runs {when}" if both else f"The project states one date, {when}"
    return f"Projects run {when}; {both} of {len(projects)} state both dates"


def durations_said(projects: pd.DataFrame) -> str:
    """Say how long the projects last."""
    months = projects["duration_months"].dropna()
    if not len(months):
        return "No project states both dates"
    low, middle, high = (f"{months.quantile(at):.0f}" for at in (0.25, 0.5, 0.75))
    if len(projects) == 1:
        return f"The project lasts {middle} months"
    if low == high:
        return f"Projects with both dates last {middle} months"
    return f"Half of the projects last {middle} months or longer, the middle half {low} to {high}"


def lead(
    tables: Mapping[str, pd.DataFrame], value: str, currency: str, *, sources: int
) -> list[str]:
    """Return the main findings and what they rest on, a paragraph each."""
    projects, countries = tables["projects"], Money.of(tables["by_country"])
    basis = _basis(projects, value, currency, sources)
    projects = projects[projects["source_locator"].notna()]
    said = [
        basis,
        _not_assigned(tables["parts"], value, countries),
        _largest(countries, currency),
        _few(projects[value]),
        f"{span_of(projects)}. ",
    ]
    if projects["duration_months"].notna().any():
        said[-1] += f"{durations_said(projects)}."
    faults, checks = len(tables["problems"]), len(tables["findings"])
    left = [
        f"{count_of(faults, 'value or file', 'values or files')} could not be read or converted",
        f"{count_of(checks, 'statement')} should be checked",
    ]
    left = [words for words, count in zip(left, (faults, checks), strict=True) if count]
    if left:
        said.append(
            f"{', and '.join(left)}; {'all are' if faults + checks > 1 else 'it is'} listed below."
        )
    return [words.strip() for words in said if words]


def _largest(countries: Money, currency: str) -> str:
    """Say for how many countries a sum is known, and which have the most."""
    named = [f"{name} ({sum_of(total, currency)})" for name, total in countries.groups[:3]]
    if not named:
        return ""
    if countries.size == 1:
        return f"All that names a country is for {named[0]}."
    known = f"A sum is known for {len(countries.groups)} of {countries.size} countries"
    if len(named) == 1:
        return f"{known}: {named[0]}."
    return f"{known}; {', '.join(named[:-1])} and {named[-1]} have the most."


def _basis(projects: pd.DataFrame, value: str, currency: str, sources: int) -> str:
    """Say how many projects there are, and how many of them the total rests on."""
    read = projects["source_locator"].notna()
    count, stated = int(read.sum()), int(projects["budget"].notna().sum())
    known, unread = int(projects[value].notna().sum()), int((~read).sum())
    verb = "describes" if sources - unread == 1 else "describe"
    said = f"{count_of(sources - unread, 'source')} {verb} {count_of(count, 'project')}"
    if unread:
        said += f"; {count_of(unread, 'more source')} could not be read"
    if not known:
        return f"{said}. No budget could be put into {currency}; stated: {stated}."
    total = sum_of(float(projects[value].sum()), currency)
    if known == count:
        return f"{said}, with {total} in all."
    out = f"{count_of(count - known, 'project')} {'is' if count - known == 1 else 'are'}"
    could = "All" if known == stated else f"The {known} that could be put into {currency}"
    come = "comes" if known == 1 else "come"
    return (
        f"{said}. {count_of(stated, 'project states', 'projects state')} a budget. {could} {come} "
        f"to {total}; {out} in no total."
    )


def _not_assigned(parts: pd.DataFrame, value: str, countries: Money) -> str:
    """Say how much names no country, and whether one project makes much of it."""
    left = countries.left()
    if not left:
        return ""
    rows = parts[parts["country"].eq(UNALLOCATED).fillna(False) & parts[value].gt(0)]
    largest = rows.sort_values(value).iloc[-1]
    share = float(largest[value]) / countries.aside
    if len(rows) > 1 and share >= 0.25:
        part = share_of(float(largest[value]), countries.aside)
        left += f"; {_one_project(largest)} is {part} of that"
    return f"Of the money, {left}."


def _one_project(row: "pd.Series[Any]") -> str:
    """Name a project that has no country by its title, or say that it has none, and its fund."""
    title, fund = row["title"], row["fund"]
    if not isinstance(title, str):
        fund = fund if isinstance(fund, str) else "no fund"
        return f"one project without a title ({fund}, no country)"
    words = title if len(title) <= 80 else title[:79].rstrip() + "…"
    return f"one project, “{words}”,"


def _few(values: "pd.Series[float]") -> str:
    """Say how few projects make half of the total or more, and how much they make."""
    sums = np.sort(values.dropna().to_numpy(dtype=float))[::-1]
    if len(sums) < 4 or sums[-1] < 0 or not sums.sum() > 0:
        return ""
    reached = np.cumsum(sums)
    half = int(np.searchsorted(reached, sums.sum() / 2)) + 1
    if half > len(sums) / 3:
        return ""
    which = "one project makes" if half == 1 else f"the largest {half} make"
    share = share_of(float(reached[half - 1]), float(sums.sum()))
    return f"Of {len(sums)} projects with a sum, {which} {share} of the total."
