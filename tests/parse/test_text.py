"""The one way to fold text, and words of a list found in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migfund.parse.text import Lexicon, fold, fold_in_place, is_sentence, is_stated


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Année  de\tDÉBUT\n", "annee de debut"),
        ("Straße, Œuvre, Łódź, Tromsø", "strasse, oeuvre, lodz, tromso"),
        ("2019—2021 − 3", "2019–2021 - 3"),
        ("l’État `a´", "l'etat 'a'"),
        ("Mig\u00adra\u200btion\u00a0fund", "migration fund"),
        ("Fe\u0301vrier ٢٠١٩", "fevrier 2019"),
        ("ЯНВАРЬ", "январь"),
        ("İstanbul ℍ ﬁ", "istanbul h fi"),
        ("½ € %", "½ € %"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_both_ways_to_fold_agree_and_lead_back(text: str) -> None:
    folded = fold_in_place(text)
    assert folded.text.strip() == fold(text)
    assert fold(fold(text)) == fold(text)
    for at, letter in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert letter in fold(text[start:end]) or letter == " "


def test_what_is_not_stated() -> None:
    nothing = ["", "n/a", "N.A.", "–", "—", "TBC", "To be confirmed", "#N/A", "<NA>", "..", "…"]
    assert not any(map(is_stated, nothing))
    assert all(map(is_stated, ["0", "no", "2019", "none of these"]))


def test_sentences() -> None:
    assert is_sentence("Officers learn about the law at home")
    assert is_sentence("Kenya builds better roads")
    assert not is_sentence("Kenya builds roads")
    assert not is_sentence("Trinidad and Tobago, Congo (the Democratic Republic of)")


def test_words_of_a_lexicon_are_found_shortest_first() -> None:
    words = Lexicon({"guinea": "GIN", "guineabissau": "GNB"})
    assert list(words.matches(["guinea", "bissau", "x"])) == [(1, "GIN"), (2, "GNB")]
    assert list(words.matches("guineabis")) == [(6, "GIN")]
    assert list(words.matches(["gu", "", "inea"])) == [(3, "GIN")]
    assert list(words.matches(["new", "guinea"])) == []
