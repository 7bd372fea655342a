"""What is said of figures: data first, and the words for it in ``…_basis`` and ``split_rule``.

Rates, deflators and splits say what they did as data of the kinds below; ``str()`` turns it into
the words of a column, and `rate_basis`, `price_basis` and `split_steps` turn the words back.
Nothing else reads these words, so a sentence can be changed here alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from migfund.schema import TIME_COLUMNS

__all__ = [
    "DATES",
    "RATE_KINDS",
    "PriceBasis",
    "RateBasis",
    "SplitStep",
    "price_basis",
    "rate_basis",
    "split_steps",
    "split_words",
]

RATE_KINDS = {
    "day": "day",
    "month": "month average",
    "year": "year average",
    "period": "period average",
    "month end": "month end",
    "year of month ends": "year average of month ends",
    "period of month ends": "period average of month ends",
    "year end": "year end",
    "period of year ends": "period average of year ends",
    "in force": "rate in force",
    "month in force": "month average of rates in force",
    "year in force": "year average of rates in force",
    "period in force": "period average of rates in force",
    "fixed": "fixed rate",
}
"""What a rate may be, and the words for it."""

_KINDS = {words: kind for kind, words in RATE_KINDS.items()}
DATES = {
    "period": "over the period",
    "year": "of the start's year",
    "part": "of the part",
    "midpoint": "at midpoint",
}
"""Words for the date that counts; any other is ``at`` a column or ``of`` a date."""
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_AT = {words: at for at, words in DATES.items()}
_MISSING = "missing: "
_OFFICIAL = "; official rate, the market's differed widely"
_SAME = "same currency"
_PARTIAL = re.compile(r", partial \((.+) of the days\)$")
_NEAREST = re.compile(r"nearest (.+?) to the one (.+) \((\d+) days off\)")
_PRICES = re.compile(r"prices of (\d+) to prices of (\d+)(, estimate)?")
_UNALLOCATED = re.compile(r"unallocated by ([a-z ]+?)(?: for its (\w+))?: (.*)")
_STEP = re.compile(r"(\w+)(?: \((.*)\))?(?: rebased from (\S+))? by ([a-z ]+)")


@dataclass(frozen=True)
class RateBasis:
    """What a rate is, or why there is none.

    Parameters
    ----------
    kind
        One of `RATE_KINDS`; none where there is no rate.
    at
        The date that counts: ``"start"``, ``"end"``, ``"midpoint"``, ``"period"``, ``"year"``,
        ``"part"``, the name of a column, or a date such as ``"2019-02"``; none of a fixed rate,
        which holds whatever the date.
    share
        What part of the period's days the rate rests on, 0 to 1.
    days_off
        How many days the nearest rate is off, where it was taken.
    missing
        Why there is no rate.
    same
        Whether the value is in the target currency already.
    official
        Whether it is an official rate at which hardly anybody could trade.
    other
        Words that are not of this module, as they stand.
    """

    kind: str = ""
    at: str = ""
    share: float = 1.0
    days_off: int | None = None
    missing: str = ""
    same: bool = False
    other: str = ""
    official: bool = False

    def __str__(self) -> str:
        """Write the words of a column."""
        if self.missing:
            return _MISSING + self.missing
        if self.same:
            return _SAME
        if self.official:
            return str(replace(self, official=False)) + _OFFICIAL
        if self.other:
            return self.other
        date = DATES.get(self.at, self.at)
        if date and date == self.at:
            date = f"{'of' if _DATE.fullmatch(self.at) else 'at'} {self.at}"
        name = RATE_KINDS[self.kind]
        if self.days_off is not None:
            return f"nearest {name} to the one {date} ({self.days_off} days off)"
        partial = f", partial ({_percent(self.share)} of the days)" if self.share < 1 else ""
        return f"{name} {date}".strip() + partial

    @property
    def converted(self) -> bool:
        """Whether a rate was used."""
        return bool(self.kind or self.other)

    @property
    def rule(self) -> str:
        """The words without what they say of one row alone: the share known, the days off."""
        if self.days_off is None:
            return str(replace(self, share=1.0))
        said = str(replace(self, official=False)).rpartition(" (")[0]
        return said + (_OFFICIAL if self.official else "")


def rate_basis(words: str) -> RateBasis:
    """Read the words of a rate's basis back; a share is known to the percent.

    Examples
    --------
    >>> rate_basis("month average at start, partial (84% of the days)")  # doctest: +ELLIPSIS
    RateBasis(kind='month', at='start', share=0.84, ...)
    """
    if words.startswith(_MISSING):
        return RateBasis(missing=words.removeprefix(_MISSING))
    if words == _SAME:
        return RateBasis(same=True)
    if words.endswith(_OFFICIAL):
        return replace(rate_basis(words.removesuffix(_OFFICIAL)), official=True)
    nearest = _NEAREST.fullmatch(words)
    if nearest and nearest[1] in _KINDS:
        return RateBasis(_KINDS[nearest[1]], _date(nearest[2]), days_off=int(nearest[3]))
    partial = _PARTIAL.search(words)
    stem = words[: partial.start()] if partial else words
    if stem in _KINDS:
        return RateBasis(_KINDS[stem], share=_share(partial[1]) if partial else 1.0)
    for name in sorted(_KINDS, key=len, reverse=True):
        date = _date(stem.removeprefix(f"{name} "))
        if stem.startswith(f"{name} ") and date:
            return RateBasis(_KINDS[name], date, _share(partial[1]) if partial else 1.0)
    return RateBasis(other=words)


def _date(words: str) -> str:
    """Read the date that counts; nothing where the words say none."""
    if words in _AT:
        return _AT[words]
    kind, _, date = words.partition(" ")
    return date if kind == ("of" if _DATE.fullmatch(date) else "at") else ""


def _percent(share: float) -> str:
    return "over 99%" if share >= 0.995 else "under 1%" if share <= 0.005 else f"{share:.0%}"


def _share(words: str) -> float:
    ends = {"over 99%": 0.996, "under 1%": 0.004}
    return ends[words] if words in ends else float(words.rstrip("%")) / 100


@dataclass(frozen=True)
class PriceBasis:
    """From the prices of which year to those of which a value was brought, or why it was not.

    ``estimate`` says that the source calls one of the two indices an estimate.
    """

    price_year: int | None = None
    base_year: int | None = None
    estimate: bool = False
    missing: str = ""
    other: str = ""

    def __str__(self) -> str:
        """Write the words of a column."""
        if self.missing:
            return _MISSING + self.missing
        if self.other:
            return self.other
        words = f"prices of {self.price_year} to prices of {self.base_year}"
        return words + (", estimate" if self.estimate else "")


def price_basis(words: str) -> PriceBasis:
    """Read the words of the basis of constant prices back.

    Examples
    --------
    >>> price_basis("prices of 2019 to prices of 2023").price_year
    2019
    """
    if words.startswith(_MISSING):
        return PriceBasis(missing=words.removeprefix(_MISSING))
    match = _PRICES.fullmatch(words)
    if match is None:
        return PriceBasis(other=words)
    return PriceBasis(int(match[1]), int(match[2]), bool(match[3]))


@dataclass(frozen=True)
class SplitStep:
    """How a split came to a row: by what, by which rule, or why nothing was assigned.

    Parameters
    ----------
    by
        The column that the split added: ``"country"``, ``"calendar_year"`` …
    rule
        Such as ``"equal"``; none where nothing was assigned.
    detail
        What the rule rests on, such as the name of weights.
    rebased_from
        The sum of the stated shares, where they were scaled.
    unallocated
        Why nothing was assigned.
    field
        The column at fault, where one is; a date or country that is not stated is no fault.
    """

    by: str
    rule: str = ""
    detail: str = ""
    rebased_from: str = ""
    unallocated: str = ""
    field: str = ""

    def __str__(self) -> str:
        """Write the words of ``split_rule``; a semicolon ends them."""
        by = self.by.replace("_", " ")
        if self.unallocated:
            fault = f" for its {self.field}" if self.field else ""
            return f"unallocated by {by}{fault}: {self.unallocated}".replace(";", ",")
        detail = f" ({self.detail})" if self.detail else ""
        rebased = f" rebased from {self.rebased_from}" if self.rebased_from else ""
        return f"{self.rule}{detail}{rebased} by {by}".replace(";", ",")

    @property
    def general(self) -> "SplitStep":
        """The same without what it says of one project alone."""
        return replace(self, rebased_from="…" if self.rebased_from else "")


def split_words(steps: Iterable[SplitStep]) -> str:
    """Write the steps of splits, one after the other, as ``split_rule`` has them."""
    return "; ".join(map(str, steps))


def split_steps(words: str) -> list[SplitStep]:
    """Read the words of ``split_rule`` back.

    Examples
    --------
    >>> [step.by for step in split_steps("equal by country; uniform by calendar year")]
    ['country', 'calendar_year']
    """
    return [step for part in words.split("; ") if (step := _split_step(part))]


def _split_step(words: str) -> SplitStep | None:
    """Read one step; none where the words are not of this module."""
    nothing = _UNALLOCATED.fullmatch(words)
    if nothing:
        by, fault, why = nothing.groups(default="")
        step = SplitStep(by.replace(" ", "_"), unallocated=why, field=fault)
    else:
        match = _STEP.fullmatch(words)
        if match is None:
            return None
        rule, detail, rebased, by = match.groups(default="")
        step = SplitStep(by.replace(" ", "_"), rule, detail, rebased)
    return step if step.by in ("country", *TIME_COLUMNS) else None
