from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.split.rounding import check_decimals, round_parts


def rounded(whole: float, shares: list[float], decimals: int = 2) -> list[float]:
    """The parts of one whole."""
    counts = np.array([len(shares)])
    return round_parts(np.array([whole]), np.array(shares), counts, decimals=decimals)[1].tolist()


@pytest.mark.parametrize(
    ("whole", "shares", "decimals", "parts"),
    [
        (100, [1 / 3] * 3, 2, [33.34, 33.33, 33.33]),
        (-100, [1 / 3] * 3, 2, [-33.34, -33.33, -33.33]),
        (0.01, [0.25, 0.5, 0.25], 2, [0, 0.01, 0]),
        (0.02, [0.25, 0.5, 0.25], 2, [0.01, 0.01, 0]),
        (10, [0.5, 0.0, 0.5], 2, [5, 0, 5]),
        (7, [1.0], 0, [7]),
        # 1.4, 1.4 and 4.2 are cut to 6; the two lost most, and the first of them gets the unit.
        (7, [0.2, 0.2, 0.6], 0, [2, 1, 4]),
        (0, [0.5, 0.5], 2, [0, 0]),
    ],
)
def test_by_hand(whole: float, shares: list[float], decimals: int, parts: list[float]) -> None:
    assert rounded(whole, shares, decimals) == parts


def test_a_whole_with_more_decimals_is_rounded_first() -> None:
    wholes, parts = round_parts(
        np.array([1.128, -0.375]), np.array([0.5, 0.5, 1.0]), np.array([2, 1]), decimals=2
    )
    assert wholes.tolist() == [1.13, -0.38]
    assert parts.tolist() == [0.57, 0.56, -0.38]


def test_missing_stays_missing_and_the_others_are_not_touched() -> None:
    wholes = np.array([1.0, np.nan, 1.0])
    parts = round_parts(wholes, np.full(9, 1 / 3), np.array([3, 3, 3]), decimals=1)[1]
    assert parts[:3].tolist() == parts[6:].tolist() == [0.4, 0.3, 0.3]
    assert np.isnan(parts[3:6]).all()
    assert np.isnan(wholes[1])


def test_no_wholes() -> None:
    nothing = np.zeros(0)
    wholes, parts = round_parts(nothing, nothing, np.zeros(0, dtype=int), decimals=2)
    assert (len(wholes), len(parts)) == (0, 0)


def test_no_zero_is_negative() -> None:
    assert not np.signbit(rounded(-0.01, [0.5, 0.5])[1])
    wholes, _ = round_parts(np.array([-0.001]), np.ones(1), np.ones(1, dtype=int), decimals=2)
    assert not np.signbit(wholes[0])


@pytest.mark.parametrize("whole", [1e16, -1e16, np.inf])
def test_too_large(whole: float) -> None:
    with pytest.raises(mf.MigfundError, match="1 values are too large to be rounded to 2 decimals"):
        rounded(whole, [0.5, 0.5])


@pytest.mark.parametrize("decimals", [-1, 13, 1.5, True, "2"])
def test_bad_decimals(decimals: object) -> None:
    with pytest.raises(mf.MigfundError, match="decimals must be a whole number from 0 to 12"):
        check_decimals(decimals)  # type: ignore[arg-type]


@pytest.mark.parametrize("decimals", [None, 0, 2, np.int64(12)])
def test_good_decimals(decimals: int | None) -> None:
    check_decimals(decimals)


WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=40).filter(any)


@given(st.lists(st.tuples(st.integers(-(10**15), 10**15), WEIGHTS), min_size=1, max_size=4))
def test_parts_sum_to_the_whole_and_are_next_to_their_exact_values(
    cases: list[tuple[int, list[int]]],
) -> None:
    wholes = np.array([cents / 100 for cents, _ in cases])
    shares = np.concatenate([np.array(weights) / sum(weights) for _, weights in cases])
    counts = np.array([len(weights) for _, weights in cases])
    parts = round_parts(wholes, shares, counts, decimals=2)[1]
    begin = 0
    for cents, weights in cases:
        mine = [round(part * 100) for part in parts[begin : begin + len(weights)]]
        begin += len(weights)
        assert sum(mine) == cents
        for part, weight in zip(mine, weights, strict=True):
            # One unit by the method; at 10^15 units the products themselves are a unit off.
            assert abs(part - Fraction(cents * weight, sum(weights))) <= 1 + abs(cents) / 2**52
            if abs(cents) < 10**12:
                assert part * cents >= 0
                assert weight or not part


@given(st.integers(0, 10**9), WEIGHTS)
def test_the_units_left_over_go_to_the_largest_remainders(cents: int, weights: list[int]) -> None:
    exact = [Fraction(cents * weight, sum(weights)) for weight in weights]
    cut = [part.numerator // part.denominator for part in exact]
    order = sorted(range(len(weights)), key=lambda at: cut[at] - exact[at])
    for at in order[: cents - sum(cut)]:
        cut[at] += 1
    shares = (np.array(weights) / sum(weights)).tolist()
    mine = [round(part * 100) for part in rounded(cents / 100, shares)]
    # Remainders that are equal in fractions may differ in floats: the losses must be the same.
    losses = [sorted(e - m for e, m in zip(exact, parts, strict=True)) for parts in (mine, cut)]
    assert losses[0] == losses[1]
