"""Values that go on in the next line, that say nothing, or that another one says better."""

import pytest

from migfund.read.page import Page
from migfund.read.pages import read_page
from migfund.read.pages.lines import lines_of
from migfund.read.pages.statements import Statements

HEAD = "Safe ports for migrants\n\nCountry: Kenya\n"


def said(lines, *fields):
    record = read_page(HEAD + lines)
    return tuple(record.get(name) for name in fields)


def dates(lines):
    return tuple(str(date) if date else None for date in said(lines, "start", "end"))


@pytest.mark.parametrize(
    "lines",
    [
        "Duration: 1 January 2019 -\n31 December 2021",
        "Project period\n1 January 2019 to\n31 December 2021",
        "Laufzeit: 01.01.2019 –\n31.12.2021",
        "Durée : du 1er janvier 2019\nau 31 décembre 2021",
    ],
)
def test_a_period_over_two_lines(lines):
    assert dates(lines) == ("2019-01-01", "2021-12-31")


def test_a_start_above_another_period_keeps_its_own_end_open():
    assert dates("Duration: from 1 January 2019\n1 March 2020 – 1 April 2020") == (
        "2019-01-01",
        None,
    )


@pytest.mark.parametrize("end", ["to tbc", "– TBD", "- n/a", "- to be confirmed", "– unknown"])
def test_an_end_that_is_not_known(end):
    assert dates(f"Duration: 1 January 2019 {end}") == ("2019-01-01", None)


@pytest.mark.parametrize("words", ["Laufzeit: 1.1.2019 – offen", "Durée : 1/1/2019 – à définir"])
def test_an_end_that_is_not_known_in_other_languages(words):
    assert dates(words) == ("2019-01-01", None)


def test_the_more_exact_of_two_dates_that_agree():
    assert dates("Start date: 2019\nStart date: 1 March 2019\nEnd date: 2021") == (
        "2019-03-01",
        "2021-12-31",
    )
    assert dates("Start date: 2018\nStart date: 1 March 2019\nEnd date: 2021")[0] is None


@pytest.mark.parametrize("lines", ["Budget: 500,000\nEUR", "Budget\n500,000\nEUR"])
def test_a_currency_in_the_next_line(lines):
    assert said(lines, "budget", "currency") == (500_000, "EUR")


def test_two_amounts_below_a_heading_disagree():
    assert said("Budget\nEUR 2,500,000\nEUR 500,000", "budget") == (None,)
    # The sum of the others is the whole.
    three = "Budget\nEUR 3,000,000\nEUR 2,500,000\nEUR 500,000"
    assert said(three, "budget") == (3_000_000,)


def test_the_same_sum_in_another_currency_below_a_heading():
    assert said("Budget\nEUR 2,500,000\nUSD 2,700,000", "budget", "currency") == (2_500_000, "EUR")


@pytest.mark.parametrize("lines", ["Value of equipment: {}", "Value of equipment\n{}"])
def test_a_label_that_only_begins_as_a_known_one(lines):
    record = read_page(HEAD + lines.format("USD 1,200,000"))
    assert "budget" not in record
    reasons = [row["reason"] for row in record["problems"] if row["field"] == "budget"]
    assert "the label 'Value of equipment' is not known" in reasons[0]


@pytest.mark.parametrize("words", ["N/A", "n.a.", "-", "not available"])
def test_a_status_that_says_nothing(words):
    assert said(f"Status: {words}", "status") == (None,)


def test_a_label_and_its_status_in_one_line_without_a_mark():
    lines = "Project Status Approved\nBudget Amount (USD) 200,000"
    assert said(lines, "status", "budget", "currency") == ("Approved", 200_000, "USD")


def test_one_of_several_projects_is_one():
    record = read_page(
        "One of eight pilot projects, Safe Ports helps migrants in Kenya. "
        "The project has a budget of EUR 2 million."
    )
    assert record["budget"] == 2_000_000


@pytest.mark.parametrize(
    ("lines", "budget"),
    [
        ("Budget: USD 2.5\nmillion", 2_500_000),
        ("Gesamtbudget: EUR 2,5\nMillionen", 2_500_000),
        ("Budget\nEUR 79\n500 000", 79_500_000),
        ("Budget: EUR 50 000\n300 people were trained", 50_000),
        ("\nThe project, which has a budget of EUR 2.5\nmillion, runs in Kenya.", 2_500_000),
    ],
)
def test_an_amount_over_two_lines(lines, budget):
    assert said(lines, "budget") == (budget,)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("Countries: Democratic Republic of\nthe Congo", ["COD"]),
        ("Countries: Senegal, Guinea-\nBissau", ["SEN", "GNB"]),
        ("Countries: Senegal, Papua New\nGuinea", ["SEN", "PNG"]),
        ("Countries\nSenegal\nGuinea", ["SEN", "GIN"]),
    ],
)
def test_the_name_of_a_country_over_two_lines(lines, codes):
    record = read_page(f"Safe ports for migrants\n\n{lines}\nBudget: EUR 5 million\n")
    assert record["countries"] == codes


def test_a_sentence_over_several_lines():
    lines = (
        "\nThe project, which is funded by the European Union and has a\n"
        "budget of EUR 2.5 million, runs from January 2016 to December\n"
        "2018."
    )
    assert said(lines, "budget") == (2_500_000,)
    assert dates(lines) == ("2016-01-01", "2018-12-31")


def test_each_line_of_a_page_has_its_place():
    """A cell of a table may begin in a line that is joined to another, or no line by itself."""
    text = (
        "Safe ports\n\nThe project helps many people who live in the villages\nof the north.\n"
        "---|---|---\nBudget: EUR 5\n"
    )
    page = Page("", text)
    statements = Statements(page, lines_of(page))
    assert sorted(statements.at) == [1, 2, 3, 4, 5, 6]
    assert statements.at[4] == statements.at[3] == statements.at[5] == 1
