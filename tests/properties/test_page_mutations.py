"""Damaged pages raise nothing but migfund's errors, and no value stands on words not on them.

`make test` takes a fixed number of mutations; `make fuzz` sets MIGFUND_FUZZ to 100,000.
"""

import os
import random
import re
import unicodedata
from pathlib import Path

import pytest

import migfund as mf
from migfund.files.documents import read_document
from migfund.parse.places import mentioned_countries
from migfund.read.pages import read_page

PAGES = sorted((Path(__file__).resolve().parents[2] / "data" / "pages").glob("*.txt"))
MUTATIONS = int(os.environ.get("MIGFUND_FUZZ", "2500"))
SHARDS = 8
TEXTS = (
    "title project_id prima_id status project_type coverage region budget_text period_text "
    "countries_text"
).split()


def truncated(rng, text):
    begin, end = sorted(rng.sample(range(len(text) + 1), 2))
    return text[begin:end]


def shuffled_lines(rng, text):
    lines = text.split("\n")
    begin, end = sorted(rng.sample(range(len(lines) + 1), 2))
    part = lines[begin:end]
    rng.shuffle(part)
    return "\n".join(lines[:begin] + part + lines[end:])


def foreign_bytes(rng, text):
    letters = list(text)
    for _ in range(rng.randint(1, 20)):
        place = rng.randrange(len(letters) + 1)
        letters.insert(place, chr(rng.choice([0, 9, 160, 173, 0x200B, 0xFEFF, 0x660, 0x1F600, 65])))
    return "".join(letters)


def swapped_numbers(rng, text):
    numbers = re.findall(r"\d+", text)
    rng.shuffle(numbers)
    return re.sub(r"\d+", lambda _: numbers.pop(), text)


def doubled_lines(rng, text):
    lines = text.split("\n")
    for _ in range(rng.randint(1, 6)):
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    return "\n".join(lines)


def joined_lines(rng, text):
    return re.sub(r"\n", lambda _: rng.choice(["\n", " ", "\n\n", "\t"]), text)


def two_pages(rng, text):
    other = rng.choice(PAGES).read_text(encoding="utf-8")
    return shuffled_lines(rng, truncated(rng, text) + "\n" + truncated(rng, other))


MUTATE = (
    truncated,
    shuffled_lines,
    foreign_bytes,
    swapped_numbers,
    doubled_lines,
    joined_lines,
    two_pages,
)


def check(text):
    """Read a damaged page; every word of each value must stand on it."""
    try:
        text = read_document(text.encode("utf-8", "surrogatepass")).text
    except mf.MigfundError:
        return
    record = read_page(text, "page.txt")
    if record is None:
        return
    words = set(text.split())
    for field in TEXTS:
        for word in (record.get(field) or "").replace("; ", " ").split():
            # Labels lose their colon; an amount or a date may end within a word.
            assert word in words or word in text, (field, word)
    budget = record.get("budget")
    if budget is not None:
        again = mf.parse_amount(record["budget_text"], decimal=",")
        plain = mf.parse_amount(record["budget_text"])
        assert budget in {amount.value for amount in (again, plain) if amount}
    for name in ("start", "end"):
        if record.get(name) is not None:
            said = "".join(c for c in record["period_text"] if unicodedata.category(c) != "Cf")
            digits = re.findall(r"\d+", said)
            year = f"{record[name].year:04d}"
            assert any(number in (year, year[2:]) for number in digits), (name, record[name])
    for code in record.get("countries") or []:
        said = record["countries_text"]
        assert code in {*mf.parse_countries(said), *mentioned_countries(said)}, code


@pytest.mark.parametrize("shard", range(SHARDS))
def test_mutations(shard):
    for number in range(shard, MUTATIONS, SHARDS):
        rng = random.Random(number)
        text = rng.choice(PAGES).read_text(encoding="utf-8")
        for mutate in rng.sample(MUTATE, rng.randint(1, 3)):
            if text:
                text = mutate(rng, text)
        try:
            check(text)
        except Exception as error:
            raise AssertionError(f"mutation {number}: {error!r}") from error
