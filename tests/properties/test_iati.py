"""Random IATI of all versions against the model it was made from; damaged IATI raises nothing.

`make test` takes a few hundred mutations; `make fuzz` sets MIGFUND_FUZZ.
"""

import datetime as dt
import io
import os
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from effort import tried
from hypothesis import Phase, given
from hypothesis import strategies as st

import migfund as mf
from migfund.read.iati.standard import TABLES

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
VERSIONS = ["1.01", "1.02", "1.03", "1.04", "1.05", "2.01", "2.02", "2.03"]
KINDS = {"1": "IF", "2": "C", "3": "D", "4": "E", "7": "R"}
ROLES = {"1": "Funding", "2": "Accountable", "3": "Extending", "4": "Implementing"}
DATES = {"1": "start-planned", "2": "start-actual", "3": "end-planned", "4": "end-actual"}
COUNTRIES = {"AM": "ARM", "GE": "GEO", "KE": "KEN", "NA": "NAM", "XK": "XKX"}

texts = st.text(st.sampled_from("aB &<>\"'é中\u0301 ]"), max_size=12)
currencies = st.sampled_from(["EUR", "USD", "GBP", None])
days = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)).map(str)
# Sums of whole cents are the same in any order.
values = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
maybe_day = st.none() | days
shares = st.none() | st.integers(0, 100)


@dataclass
class Money:
    """A budget or a transaction."""

    kind: str
    value: float | None
    currency: str | None
    value_date: str | None
    start: str | None
    end: str | None = None
    doubled: bool = False


@dataclass
class Activity:
    """What an activity is made of."""

    name: str | None
    titles: list
    default: str | None
    dates: list
    organisations: list
    countries: list
    sectors: list
    budgets: list = field(default_factory=list)
    transactions: list = field(default_factory=list)
    parent: str | None = None


budgets = st.builds(
    Money, st.sampled_from("12"), st.none() | values, currencies, maybe_day, maybe_day, maybe_day,
    st.booleans(),
)  # fmt: skip
transactions = st.builds(
    Money, st.sampled_from(list(KINDS)), st.none() | values, currencies, maybe_day, maybe_day,
    st.none(), st.booleans(),
)  # fmt: skip
activities = st.builds(
    Activity,
    st.none() | st.sampled_from(["XM-1", "A & B", "<3>"]),
    st.lists(st.tuples(st.sampled_from(["en", "fr", None]), texts), max_size=3),
    currencies,
    st.lists(st.tuples(st.sampled_from("1234"), days), max_size=5),
    st.lists(st.tuples(st.sampled_from("1234"), texts), max_size=3),
    st.lists(st.tuples(st.sampled_from(list(COUNTRIES)), shares), max_size=3),
    st.lists(st.tuples(st.sampled_from(["15190", "93010"]), shares), max_size=2),
    st.lists(budgets, max_size=3),
    st.lists(transactions, max_size=4),
    st.none() | st.sampled_from(["XM-1", "elsewhere"]),
)  # fmt: skip


class Writer:
    """Writes a model as XML, each time in another of the ways in which the same can be written."""

    def __init__(self, version, rng, space):
        self.old, self.version, self.rng = version.startswith("1"), version, rng
        self.space = space

    def text(self, text):
        """Write text with entities, numbers, CDATA and comments."""
        ways = {
            "&": ["&amp;", "&#38;", "&#x26;", "<![CDATA[&]]>"],
            "<": ["&lt;", "&#60;", "<![CDATA[<]]>"],
            ">": ["&gt;", "&#62;"],
            '"': ['"', "&quot;"],
            "'": ["'", "&apos;"],
            "é": ["é", "&#233;", "&#xE9;"],
        }
        parts = [self.rng.choice(ways.get(letter, [letter])) for letter in text]
        if parts and self.rng.random() < 0.2:
            parts.insert(
                self.rng.randrange(len(parts)), self.rng.choice(["<!-- a > b -->", "<?p q?>"])
            )
        return "".join(parts)

    def attributes(self, **values):
        """Write attributes in any order; none for a missing value."""
        found = [(name.rstrip("_").replace("_", "-"), value) for name, value in values.items()]
        self.rng.shuffle(found)
        return "".join(
            f' {name.replace("xml-", "xml:")}="{self.quoted(value)}"'
            for name, value in found
            if value is not None
        )

    def quoted(self, value):
        ways = {"&": "&amp;", "<": "&#60;", '"': "&quot;", "é": "&#233;"}
        return "".join(ways.get(letter, letter) for letter in str(value))

    def between(self):
        """Write what may stand between two elements and means nothing."""
        return self.rng.choice(
            [
                "", "\n", "  ", "<!-- <budget/> -->", "<?p?>", "<x:value>7</x:value>",
                "<unknown><value>8</value><title>no</title></unknown>",
                "<x:budget type='1'><x:value>9</x:value></x:budget>",
            ]
        )  # fmt: skip

    def words(self, tag, words, **attributes):
        """Write an element with words in one or more languages."""
        if self.old:
            return "".join(
                f"<{tag}{self.attributes(xml_lang=lang, **attributes)}>{self.text(text)}</{tag}>"
                for lang, text in words
            )
        inside = "".join(
            f"<narrative{self.attributes(xml_lang=lang)}>{self.text(text)}</narrative>"
            for lang, text in words
        )
        foreign = self.rng.choice(["", " ", "<!-- no -->", "<x:value>7</x:value>"])
        return f"<{tag}{self.attributes(**attributes)}>{foreign}{inside}</{tag}>"

    def value(self, money):
        written = (
            ""
            if money.value is None
            else self.rng.choice(["{:.2f}", " {:.2f}\n", "{:.10f}"]).format(money.value)
        )
        attributes = self.attributes(currency=money.currency, value_date=money.value_date)
        one = f"<value{attributes}>{written}</value>"
        return one + (
            "<value currency='JPY' value-date='1999-09-09'>1</value>"
            * (money.doubled and bool(written))
        )

    def date(self, tag, day):
        if day is None:
            return ""
        if self.old and self.rng.random() < 0.3:
            return f"<{tag}>{day}</{tag}>"
        return f"<{tag}{self.attributes(iso_date=day + self.rng.choice(['', 'Z', 'T00:00:00']))}/>"

    def activity(self, model):
        parts = []
        if model.name is not None:
            parts.append(f"<iati-identifier>{self.text(model.name)}</iati-identifier>")
        if model.titles:
            parts.append(self.words("title", model.titles))
        parts += [
            f"<activity-date{self.attributes(type_=kind, iso_date=day)}/>"
            for kind, day in [(DATES[k] if self.old else k, day) for k, day in model.dates]
        ]
        parts += [
            self.words("participating-org", [(None, name)], role=ROLES[role] if self.old else role)
            for role, name in model.organisations
        ]
        parts += [
            f"<recipient-country{self.attributes(code=code, percentage=share)}/>"
            for code, share in model.countries
        ]
        vocabulary = self.rng.choice(["DAC", None] if self.old else ["1", None])
        parts += [
            f"<sector{self.attributes(code=code, vocabulary=vocabulary, percentage=share)}/>"
            for code, share in model.sectors
        ]
        for money in model.budgets:
            kind = {"1": "Original", "2": "Revised"}[money.kind] if self.old else money.kind
            inside = [
                self.date("period-start", money.start),
                self.date("period-end", money.end),
                self.value(money),
            ]
            parts.append(f"<budget{self.attributes(type_=kind)}>{self.join(inside)}</budget>")
        for money in model.transactions:
            kind = KINDS[money.kind] if self.old else money.kind
            inside = [
                f"<transaction-type{self.attributes(code=kind)}/>",
                self.date("transaction-date", money.start),
                self.value(money),
            ]
            parts.append(f"<transaction>{self.join(inside)}</transaction>")
        if model.parent:
            parts.append(f"<related-activity{self.attributes(type_='1', ref=model.parent)}/>")
        attributes = self.attributes(default_currency=model.default)
        if self.rng.random() < 0.3:
            attributes += f' x:version="{self.version}"'
        return f"<iati-activity{attributes}>{self.join(parts)}</iati-activity>"

    def join(self, parts):
        return self.between() + "".join(part + self.between() for part in parts)

    def document(self, models):
        version = self.rng.choice([f' version="{self.version}"', "", ' version="none"'])
        space = ' xmlns="urn:iati"' * self.space
        inside = "\n".join(map(self.activity, models))
        return (
            self.rng.choice(["", "<?xml version='1.0' encoding='UTF-8'?>\n", "\ufeff"])
            + f'<iati-activities{version} xmlns:x="urn:x"{space}>{inside}</iati-activities>'
        )


def none_or(value):
    """Return a cell as the model has it."""
    return None if value is None or value != value else value


def on_one_line(text):
    return " ".join(text.split()) or None


def expected_money(activity, money):
    dated = money.value_date or money.start
    currency = money.currency or activity.default
    return (money.kind, money.value, currency, dated, money.start)


def read_money(table, kind):
    days = {
        name: [None if day != day else str(day.date()) for day in table[name]]
        for name in ("value_date", "start")
    }
    columns = [table[kind], table["value"], table["currency"].astype(object)]
    return [
        tuple(map(none_or, row))
        for row in zip(*columns, days["value_date"], days["start"], strict=True)
    ]


def one_sum(activity, rows):
    """Add up values as the project table does: none where one is missing or currencies differ."""
    if not rows or any(money.value is None for money in rows):
        return None, None
    currencies = {money.currency or activity.default for money in rows}
    return sum(money.value for money in rows), currencies


def counted(budgets):
    revised = {
        (money.start, money.end)
        for money in budgets
        if money.kind == "2" and (money.start or money.end)
    }
    return [m for m in budgets if m.kind == "2" or (m.start, m.end) not in revised]


def above(model, models):
    """Return the nearest activity above with budgets, or else the parent."""
    here = {other.name for other in models if other.budgets} - {None}
    parents = {other.name: other.parent for other in models if other.parent}
    chain = [model.parent]
    for _ in models:
        chain.append(parents.get(chain[-1]) if chain[-1] else None)
    return next((name for name in chain if name in here), model.parent)


@tried(30, phases=PHASES)
@given(
    st.lists(activities, max_size=4),
    st.sampled_from(VERSIONS),
    st.integers(0, 10**6),
    st.booleans(),
)
def test_random_iati_gives_the_model_back(models, version, seed, space):
    writer = Writer(version, random.Random(seed), space)
    xml = writer.document(models)
    tables = mf.read_iati(io.BytesIO(xml.encode()), list(TABLES))
    projects = tables["projects"]
    assert len(projects) == len(models)
    for name, kind, own in (
        ("budgets", "budget_type", "budgets"),
        ("transactions", "transaction_type", "transactions"),
    ):
        expected = [
            expected_money(model, money) for model in models for money in getattr(model, own)
        ]
        assert read_money(tables[name], kind) == expected
    assert [none_or(parent) for parent in tables["budgets"]["parent_id"]] == [
        above(model, models) for model in models for _ in model.budgets
    ]
    assert tables["recipients"]["code"].tolist() == [c for m in models for c, _ in m.countries]
    assert tables["sectors"]["code"].tolist() == [code for m in models for code, _ in m.sectors]
    assert [none_or(name) for name in tables["participants"]["name"]] == [
        on_one_line(name) for m in models for _, name in m.organisations
    ]
    for row, model in zip(projects.itertuples(), models, strict=True):
        assert none_or(row.project_id) == model.name
        titles = [on_one_line(text) for _, text in model.titles]
        first = next((title for title in titles if title), None)
        assert none_or(row.title) == first
        found = (
            [] if row.countries is None or row.countries is mf.schema.pd.NA else list(row.countries)
        )
        assert found == list(dict.fromkeys(COUNTRIES[code] for code, _ in model.countries))
        assert none_or(row.parent_id) == model.parent
        chosen = {}
        for kind, day in model.dates:
            chosen.setdefault(kind, day)
        start, end = chosen.get("2", chosen.get("1")), chosen.get("4", chosen.get("3"))
        assert (none_or(row.start) and str(row.start.date())) == start
        assert (none_or(row.end) and str(row.end.date())) == end
        check_sums(row, model)


def check_sums(row, model):
    parts = {
        "budget": counted(model.budgets),
        "commitment": [money for money in model.transactions if money.kind == "2"],
        "disbursement": [money for money in model.transactions if money.kind in "34"],
    }
    for name, rows in parts.items():
        total, currencies = one_sum(model, rows)
        found = none_or(getattr(row, name))
        if total is None or currencies != {none_or(row.currency)}:
            assert found is None, name
        else:
            assert found == pytest.approx(total, abs=1e-6), name
    if len({*map(str, [m.currency or model.default for m in parts["budget"]])}) == 1:
        assert none_or(row.currency) == (parts["budget"][0].currency or model.default)
    noted = (
        [p["reason"] for p in row.problems] if isinstance(row.problems, list | np.ndarray) else []
    )
    doubled = sum(m.doubled and m.value is not None for m in [*model.budgets, *model.transactions])
    assert sum(reason == "more than one value; the first counts" for reason in noted) == doubled


SAMPLES = sorted((Path(__file__).resolve().parents[2] / "data" / "iati").glob("*.xml"))
MUTATIONS = int(os.environ.get("MIGFUND_FUZZ", "250"))
SHARDS = 4


def cut(rng, data):
    begin, end = sorted(rng.sample(range(len(data) + 1), 2))
    return data[:begin] + data[end:] if rng.random() < 0.5 else data[begin:end]


def flipped(rng, data):
    letters = bytearray(data)
    for _ in range(rng.randint(1, 30)):
        letters[rng.randrange(len(letters))] = rng.choice([0, 9, 38, 60, 62, 34, 47, 200, 255, 65])
    return bytes(letters)


def inserted(rng, data):
    parts = (
        b"<", b"&", b"&amp", b"]]>", b"<!--", b"-->", b"<![CDATA[", b"<?", b"</iati-activity>",
        b"<iati-activity>", b"</iati-activities>", b"\xff\xfe", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"<value>1e999</value>", b"<value currency='ZZZ'>-1_0</value>", b"&b;", b"\x00",
        b"<transaction><transaction-type code='99'/></transaction>", b"iso-date='2019-13-01' ",
    )  # fmt: skip
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(parts) + data[at:]
    return data


def moved(rng, data):
    lines = data.split(b">")
    begin, end = sorted(rng.sample(range(len(lines) + 1), 2))
    part = lines[begin:end]
    rng.shuffle(part)
    return b">".join(lines[:begin] + part + lines[end:])


def repeated(rng, data):
    begin, end = sorted(rng.sample(range(len(data) + 1), 2))
    return data[:end] + data[begin:end] * rng.randint(1, 3) + data[end:]


def recoded(rng, data):
    return data.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-32", "utf-8-sig"]))


MUTATE = (cut, flipped, inserted, moved, repeated, recoded)


def mutation(number):
    """Return a part of a file that was changed at random, as an open file with a name."""
    rng = random.Random(number)
    data = rng.choice(SAMPLES).read_bytes()
    begin = rng.randrange(max(1, len(data) - 20_000))
    data = data[:1000] + data[begin : begin + 20_000]
    for mutate in rng.sample(MUTATE, rng.randint(1, 3)):
        if data:
            data = mutate(rng, data)
    stream = io.BytesIO(data)
    stream.name = f"mutation {number}"
    return stream


def read_mutations(numbers):
    return mf.read_iati(list(map(mutation, numbers)), list(TABLES), on_error="report")


@pytest.mark.parametrize("shard", range(SHARDS))
def test_mutations(shard):
    numbers = list(range(shard, MUTATIONS, SHARDS))
    for group in [numbers[at : at + 25] for at in range(0, len(numbers), 25)]:
        began = time.process_time()
        try:
            projects = read_mutations(group)["projects"]
        except Exception:
            for number in group:  # which of them it is
                try:
                    read_mutations([number])
                except Exception as error:
                    raise AssertionError(f"mutation {number}: {error!r}") from error
            raise
        assert time.process_time() - began < 30, group
        rows = projects["source"].value_counts()
        for number in group:
            data = mutation(number).getvalue()
            whole = data.count(b"</iati-activity>") + data.count(b"<iati-activity")
            assert 1 <= rows[f"mutation {number}"] <= 2 * whole + 1002, number
