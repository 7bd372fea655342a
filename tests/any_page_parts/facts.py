"""Facts of projects, and figures, dates and countries beside them that are none of theirs."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from any_page_parts.languages import DONORS, RECIPIENTS, Label, Moment, Writer

CURRENCIES = "EUR EUR EUR EUR USD USD USD CHF SEK NOK DKK GBP CAD UAH".split()


@dataclass
class Row:
    """A label with its value; `field` is one of labels.csv's."""

    label: Label
    value: str
    values: list[str] = field(default_factory=list)
    """The value's lines, where a form may give each a line of its own."""


@dataclass
class Stated:
    """What is right to read in a field; not needed: reading nothing is right, too."""

    right: tuple[Any, ...]
    needed: bool = True
    unknown: bool = False
    """Whether it stands under a label that nobody knows: then a problem must say so."""


@dataclass
class Page:
    """A page, with what it states and what stands beside it."""

    seed: int
    number: int
    language: str
    form: str
    text: str = ""
    stated: dict[str, Stated] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    """Labels of our fields that the page has."""
    words: dict[str, str] = field(default_factory=dict)
    """Values of our fields as they stand on the page, by the label's field."""
    others: dict[str, str] = field(default_factory=dict)
    """Distractors by their kind, for the report."""


@dataclass
class Facts:
    """The facts of a project; None where the page does not state one."""

    title: str
    named_in_title: bool
    budget: float | None
    currency: str
    start: Moment | None
    end: Moment | None
    countries: list[str]
    status: str | None
    project_id: str | None
    fund: str | None


def make_facts(writer: Writer) -> Facts:
    """Return facts of a project that nobody has ever carried out; each is missing at times."""
    rng, words = writer.rng, writer.words

    def maybe(value: Any, chance: float = 0.85) -> Any:
        return value if rng.random() < chance else None

    count = rng.choice([1, 1, 1, 1, 2, 2, 3, 4, 5, 6])
    countries = maybe(sorted(rng.sample(RECIPIENTS, count))) or []
    title = rng.choice(words["page"]["titles"])
    named = bool(countries) and count <= 3 and rng.random() < 0.35
    if named:
        title += " " + writer.inside(countries)
    start, end = make_period(rng)
    if rng.random() < 0.15:
        start = end = None
    elif rng.random() < 0.06:
        end = None
    return Facts(
        title,
        named,
        maybe(make_amount(rng)),
        rng.choice(CURRENCIES),
        start,
        end,
        countries,
        maybe(rng.choice(words["values"]["status"]), 0.7),
        maybe(make_code(rng), 0.7),
        maybe(rng.choice(sorted(writer.language.funds)), 0.6),
    )


def make_amount(rng: random.Random) -> float:
    """Return the size of a budget, mostly a round one."""
    return rng.choice(
        [
            rng.randint(2, 18) * 25_000,
            rng.randint(10, 120) * 100_000,
            rng.randint(2, 10) * 1_000_000,
            rng.randint(20_000, 30_000_000),
            rng.randint(2_000_000, 900_000_000) / 100,
        ]
    )


def make_period(rng: random.Random) -> tuple[Moment, Moment]:
    """Return start and end, mostly equally precise."""
    precision = rng.choice(["day", "day", "month", "year"])
    other = rng.choice("day month year".split()) if rng.random() < 0.1 else precision
    year = rng.randint(2004, 2023)
    start = Moment(year, rng.randint(1, 12), rng.choice([1, 1, 1, 15, rng.randint(1, 28)]))
    months = rng.randint(12, 60)
    index = start.year * 12 + start.month - 1 + months - 1
    end = Moment(index // 12, index % 12 + 1, rng.randint(1, 28))
    if rng.random() < 0.6:
        end = end.last_day
    return (
        Moment(start.year, start.month, start.day, precision),
        Moment(end.year, end.month, end.day, other),
    )


def make_code(rng: random.Random) -> str:
    """Return the code of a project as funds write them."""
    digits = "".join(rng.choice("0123456789") for _ in range(8))
    land = "".join(rng.choice("ABCDEFGHKLMNPRSTZ") for _ in range(2))
    return rng.choice(
        [
            f"{land}.0{digits[:3]}",
            f"T05-EUTF-SAH-{land}-{digits[:2]}",
            f"{digits[:4]}-{digits[4:6]}/2016",
            f"ICMPD/2021/MPF-{digits[:3]}-{digits[3:6]}",
            f"P1{digits[:5]}",
            f"{land}-GOV-1-3{digits[:5]}",
            f"7F-0{digits[:4]}.01.{digits[4:6]}",
            f"QZA-18/0{digits[:3]}",
        ]
    )


# -- what is not the project's

FREE_TEXT = ("objective", "description", "activities", "reporting", "media")


def other_value(name: str, facts: Facts, writer: Writer) -> str:
    """Return a value of the kind that labels of other fields have."""
    rng, values = writer.rng, writer.words["values"]
    if name in ("previous_phase", "next_phase"):
        return writer.period(Moment(2001), Moment(2003))
    if name in ("deadline", "published", "updated", "signed"):
        return writer.date(make_day(rng))
    if name == "contact":
        return "Anna Berg, +43 1 504 46 77"
    if name in ("implementer", "partner"):
        return fill(rng.choice(values["partner"]), facts, writer)
    if name in ("beneficiaries", "participants", "target_group"):
        return fill(rng.choice(values["beneficiaries"]), facts, writer)
    if name == "results":
        return fill(rng.choice(values["results"]), facts, writer)
    if name in ("sector", "markers"):
        return rng.choice(values["sector"])
    if name == "staff":
        return str(rng.randint(3, 140))
    if name in FREE_TEXT:
        return rng.choice(writer.words["page"]["neutral"])
    if name == "related":
        return related_project(facts, writer)
    return other_amount(facts, writer)


def make_day(rng: random.Random) -> Moment:
    return Moment(rng.randint(2004, 2024), rng.randint(1, 12), rng.randint(1, 28), "day")


def other_amount(facts: Facts, writer: Writer) -> str:
    """Return money that is not the project's budget."""
    value = make_amount(writer.rng)
    if value == facts.budget:
        value += 1000
    same = writer.rng.random() < 0.7
    return writer.amount(value, facts.currency if same else writer.rng.choice(CURRENCIES))


def related_project(facts: Facts, writer: Writer) -> str:
    """Return another project, as a list of related ones has it."""
    rng = writer.rng
    titles = [one for one in writer.words["page"]["titles"] if not facts.title.startswith(one)]
    land = writer.language.names[rng.choice(near_countries(facts))]
    years = writer.period(Moment(2009), Moment(2012))
    parts = [rng.choice(titles), land, years, other_amount(facts, writer)]
    return ", ".join(parts[: rng.randint(2, 4)])


def near_countries(facts: Facts) -> list[str]:
    return [code for code in RECIPIENTS if code not in facts.countries]


def fill(text: str, facts: Facts, writer: Writer) -> str:
    """Return a sentence with figures, dates and countries that are not the project's."""
    rng = writer.rng
    donor, near = rng.choice(DONORS), rng.choice(near_countries(facts))
    year = rng.randint(1990, 2015)
    made: dict[str, Callable[[], str]] = {
        "amount": lambda: other_amount(facts, writer),
        "small": lambda: writer.amount(rng.randint(2, 60) * 25, facts.currency),
        "date": lambda: writer.date(make_day(rng)),
        "year": lambda: str(year),
        "year2": lambda: str(year + rng.randint(1, 4)),
        "other": lambda: writer.language.names[donor],
        "other_in": lambda: writer.language.inside[donor],
        "near_in": lambda: writer.language.inside[near],
        "number": lambda: str(rng.randint(3, 40)),
        "count": lambda: writer.number(rng.randint(1, 60) * 250),
        "millions": lambda: str(rng.randint(2, 60)),
    }
    return text.format_map({name: make() for name, make in made.items() if f"{{{name}}}" in text})


def story(page: Page, facts: Facts, writer: Writer, count: int) -> list[str]:
    """Return sentences about the work, with distractors of `count` kinds among them."""
    rng = writer.rng
    kinds = rng.sample(sorted(writer.words["distractors"]), count)
    told = rng.sample(writer.words["page"]["neutral"], 3)
    for kind in kinds:
        sentence = fill(rng.choice(writer.words["distractors"][kind]), facts, writer)
        page.others[kind] = sentence
        told.insert(rng.randint(0, len(told)), sentence)
    return told
