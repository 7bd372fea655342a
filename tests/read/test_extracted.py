"""Words that the caller's own extractor gives: only those of the page, and only with a meaning."""

from pathlib import Path
from typing import Any

import pytest

import migfund as mf
from migfund.errors import MigfundError
from migfund.read.page import Found, Page
from migfund.read.pages.extracted import words_on_page

PAGE = Page("", "It costs 1,500 euros.\nStatus: ongoing\nCountries:  Kenya")


def test_words_of_the_page_are_taken_with_their_line() -> None:
    given = {"budget": "1,500 euros", "countries": "Countries: Kenya", "title": ["ongoing", "It"]}
    accepted, refused = words_on_page(PAGE, given)
    assert refused == []
    assert accepted == {
        "budget": Found("1,500 euros", 1),
        "countries": Found("Countries: Kenya", 3),
        "title": Found("ongoing\nIt", 2),
    }


def test_nothing_said_is_nothing() -> None:
    assert words_on_page(PAGE, {"title": None, "status": " ", "region": []}) == ({}, [])


@pytest.mark.parametrize(
    ("field", "words", "quoted", "reason"),
    [
        ("budget", "500 euros", "500 euros", "gave words that do not stand on the page"),
        ("budget", "1,500 euro", "1,500 euro", "gave words that do not stand on the page"),
        ("title", ["It", "a title"], "a title", "gave words that do not stand on the page"),
        ("countries", "ongoing", "ongoing", "gave words that are not understood"),
        ("start", "Kenya", "Kenya", "gave words that are not understood"),
    ],
)
def test_other_words_are_refused(field: str, words: Any, quoted: str, reason: str) -> None:
    accepted, refused = words_on_page(PAGE, {field: words})
    assert accepted == {}
    assert [(row["field"], row["text"], row["reason"]) for row in refused] == [
        (field, quoted, f"extract= {reason}")
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["budget"], "must return a dict from field to words on the page, not list"),
        ({"cost": "5", "titel": "x"}, "gave 'cost', 'titel'; the fields are 'budget', 'countries'"),
        ({"budget": [5]}, r"gave \[5\] for budget; give text, or a list of texts"),
    ],
)
def test_what_is_no_dict_of_words_is_refused(given: Any, said: str) -> None:
    with pytest.raises(MigfundError, match=said):
        words_on_page(PAGE, given)


def test_regression_the_first_letters_of_a_word_were_taken_for_it() -> None:
    accepted, refused = words_on_page(Page("", "Countries: Nigeria"), {"countries": "Niger"})
    assert accepted == {}
    assert [row["text"] for row in refused] == ["Niger"]


def test_an_extractor_of_the_wrong_kind_is_refused_and_its_own_error_names_the_page() -> None:
    page = Path(__file__).parents[2] / "data" / "pages" / "seed_idf.txt"
    with pytest.raises(mf.MigfundError, match=r"extract is a function that takes .*, not str"):
        mf.read_projects(page, extract="regex")
    with pytest.raises(mf.MigfundError, match="extract gave 80000 for budget; give text, or a"):
        mf.read_projects(page, extract=lambda _: {"budget": 80000})
    with pytest.raises(KeyError) as caught:
        mf.read_projects(page, extract=lambda _: {}["budget"])
    assert caught.value.__notes__ == [f"Raised by extract= on the page {page}."]
