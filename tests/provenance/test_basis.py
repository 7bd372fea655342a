"""What is said of figures goes into words and comes back as the same data."""

import ast
import codecs
import re
import string
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.provenance import basis as words_of_basis
from migfund.provenance.basis import (
    RATE_KINDS,
    PriceBasis,
    RateBasis,
    SplitStep,
    price_basis,
    rate_basis,
    split_steps,
    split_words,
)

POLICIES = ("start", "end", "midpoint", "period", "year", "part", "approved", "2019", "2019-02-01")
NAMES = (
    st.text(string.ascii_letters + " ;:(),é", min_size=1, max_size=12).map(str.strip).filter(bool)
)


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (RateBasis("day", "start"), "day at start"),
        (RateBasis("month", "part"), "month average of the part"),
        (RateBasis("year", "year"), "year average of the start's year"),
        (RateBasis("period", "period"), "period average over the period"),
        (RateBasis("month end", "2019-02"), "month end of 2019-02"),
        (
            RateBasis("year of month ends", "end", 0.84),
            "year average of month ends at end, partial (84% of the days)",
        ),
        (
            RateBasis("day", "midpoint", days_off=15),
            "nearest day to the one at midpoint (15 days off)",
        ),
        (RateBasis(same=True), "same currency"),
        (RateBasis(missing="no start date is stated"), "missing: no start date is stated"),
    ],
)
def test_a_rate_in_words(basis, words):
    assert str(basis) == words
    assert rate_basis(words) == basis


@given(
    st.sampled_from(sorted(RATE_KINDS)),
    st.sampled_from(POLICIES),
    st.one_of(st.none(), st.integers(0, 999)),
    st.floats(0, 1),
)
def test_words_of_any_rate_come_back(kind, at, days_off, share):
    basis = RateBasis(kind, at, 1.0 if days_off is not None else share, days_off)
    back = rate_basis(str(basis))
    assert (back.kind, back.at, back.days_off) == (kind, at, days_off)
    assert abs(back.share - basis.share) <= 0.0051
    assert str(back) == str(basis)


def test_a_rule_is_said_without_what_is_of_one_row():
    assert RateBasis("month", "start", 0.84).rule == "month average at start"
    assert RateBasis("day", "start", days_off=3).rule == "nearest day to the one at start"


def test_words_of_somebody_else_stay_as_they_are():
    assert str(rate_basis("as the auditors say")) == "as the auditors say"
    assert rate_basis("as the auditors say").converted
    assert str(price_basis("own index")) == "own index"
    assert split_steps("by hand; and by heart") == []


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (PriceBasis(2019, 2023), "prices of 2019 to prices of 2023"),
        (PriceBasis(2019, 2023, estimate=True), "prices of 2019 to prices of 2023, estimate"),
        (PriceBasis(missing="no index"), "missing: no index"),
    ],
)
def test_prices_in_words(basis, words):
    assert str(basis) == words
    assert price_basis(words) == basis


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([SplitStep("country", "equal")], "equal by country"),
        ([SplitStep("country", "weights", "population")], "weights (population) by country"),
        (
            [SplitStep("country", "shares", rebased_from="0.99"), SplitStep("quarter", "front")],
            "shares rebased from 0.99 by country; front by quarter",
        ),
        (
            [SplitStep("country", unallocated="no country is stated")],
            "unallocated by country: no country is stated",
        ),
        (
            [SplitStep("country", unallocated="3 shares for 2", field="country_shares")],
            "unallocated by country for its country_shares: 3 shares for 2",
        ),
    ],
)
def test_splits_in_words(steps, words):
    assert split_words(steps) == words
    assert split_steps(words) == steps


@given(
    st.lists(
        st.builds(
            SplitStep,
            st.sampled_from(["country", "calendar_year", "fiscal_year", "quarter", "month"]),
            st.sampled_from(["equal", "shares", "weights", "full", "primary", "uniform", "front"]),
            st.one_of(st.just(""), NAMES),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_steps_come_back_but_for_semicolons(steps):
    back = split_steps(split_words(steps))
    assert [(step.by, step.rule) for step in back] == [(step.by, step.rule) for step in steps]
    assert [step.detail for step in back] == [step.detail.replace(";", ",") for step in steps]


def figures() -> list[pd.DataFrame]:
    """Return what is worked out with the help of the words, without the words."""
    table = pd.DataFrame(
        {
            "budget": [100.0, 200.0, 300.0, 400.0, 500.0],
            "currency": ["EUR", "EUR", "USD", None, "EUR"],
            "start": pd.to_datetime(["2019-02-01", "2019-05-06", "2020-01-01", "2020-01-01", None]),
            "end": pd.to_datetime(["2020-03-31", "2020-03-31", "2019-12-31", "2020-06-30", None]),
            "countries": [["ARM", "GEO"], ["ARM"], [], ["GEO"], ["ARM", "GEO"]],
            "country_shares": [[0.5, 0.48], None, None, None, [0.9, 0.4]],
        }
    ).assign(start_precision="month", end_precision="day")
    table = mf.convert_currency(table, on_missing="null")
    prices = pd.Series([0.8, 1.0], index=[2019, 2020])
    table = mf.deflate(table, to_year=2020, deflators=prices, on_missing="null")
    parts = mf.split_by_country(table, rebase=0.05, on_invalid="unallocated")
    parts = mf.split_by_year(parts, on_invalid="unallocated")
    value = "budget_usd_2020"
    totals = mf.total_by(parts, ["country", "calendar_year"], value=value)
    key = ("ARM", "2019")
    note = mf.methods_note(parts)
    counts = pd.DataFrame({"n": re.findall(r"\((\d+)\)", note.text)})
    found = [
        mf.problems(parts)[["field", "text"]],
        totals,
        mf.total_by_country(parts, value=value),
        mf.crosstab(parts, ["country", "calendar_year"], value=value),
        mf.explain(totals, key, rows=parts, value=value).steps,
        note.rates,
        counts,
    ]
    return [some.drop(columns=["basis", "split_rule"], errors="ignore") for some in found]


def test_rewording_changes_no_behaviour(monkeypatch: pytest.MonkeyPatch) -> None:
    before = figures()

    def reword(text: str) -> str:
        return codecs.encode(text, "rot13")

    for kind in (RateBasis, PriceBasis, SplitStep):
        write = kind.__str__
        monkeypatch.setattr(kind, "__str__", lambda self, write=write: reword(write(self)))
    step = words_of_basis._split_step
    monkeypatch.setattr(words_of_basis, "_split_step", lambda text: step(reword(text)))
    for read in (rate_basis, price_basis):
        for name, module in list(sys.modules.items()):
            if name.startswith("migfund") and vars(module).get(read.__name__) is read:
                monkeypatch.setattr(
                    module, read.__name__, lambda text, read=read: read(reword(text))
                )
    assert str(RateBasis("day", "start")) == "qnl ng fgneg"
    for one, other in zip(before, figures(), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_no_other_module_has_the_words() -> None:
    words = {*RATE_KINDS.values(), *words_of_basis.DATES.values()} - {"day"}
    words |= {words_of_basis._MISSING, words_of_basis._SAME, "unallocated by ", "prices of "}
    words |= {f"by {name}" for name in ("country", "calendar year", "fiscal year", "quarter")}
    knowing = set()
    for path in Path(mf.__file__).parent.rglob("*.py"):
        texts = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found = {node.value for node in texts if isinstance(node, ast.Constant)}
        if words & {text.strip(";,()") for text in found if isinstance(text, str)}:
            knowing.add(path.relative_to(Path(mf.__file__).parent).as_posix())
    assert knowing == {"provenance/basis.py"}
