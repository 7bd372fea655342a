"""What is said of figures goes into words and comes back as the same data."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
