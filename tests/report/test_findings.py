"""What the report says of its figures, on tables whose figures are worked out by hand."""

import pandas as pd
import pytest

import migfund as mf
from migfund.report.findings import Money, durations_said, lead, span_of, totals_said
from migfund.report.report import analyse


def said(finding):
    return finding.replace("\xa0", " ")


def projects(budgets, **columns):
    """Return projects in dollars, each of a page of its own."""
    count = len(budgets)
    table = {
        "fund": [None] * count,
        "project_id": [f"P{number}" for number in range(count)],
        "title": [f"Project {number}" for number in range(count)],
        "countries": [None] * count,
        "start": pd.to_datetime([None] * count),
        "end": pd.to_datetime([None] * count),
        "start_precision": [None] * count,
        "end_precision": [None] * count,
        "budget": budgets,
        "currency": ["USD"] * count,
        "source": [f"{number}.txt" for number in range(count)],
        "source_locator": ["budget: line 1"] * count,
        **dict.fromkeys(("budget_text", "period_text", "countries_text")),
    }
    return pd.DataFrame(table | columns)


def leads(budgets, sources=None, **columns):
    tables = analyse(projects(budgets, **columns))
    found = lead(tables, "budget_usd", "USD", sources=sources or len(budgets))
    return [said(words) for words in found]


@pytest.mark.parametrize(
    ("funds", "budgets", "wanted"),
    [
        (["A", "B", "A"], [1e6, 1e6, 2e6], "A has the most: USD 3.00 million, 75 % of the total"),
        (["A", None], [1.0, 3.0], "A has the most: USD 1, 25 % of the total; 75 % names no fund"),
        (["A", None], [1e6, 5e3], "A has the most: USD 1.00 million, more than 99 % of the total"),
        (["A", "A"], [1.0, 2.0], "A: USD 3"),
        # None of those that have the same is before the others.
        (["A", "B", "C"], [4.0, 4.0, 2.0], "A and B have the most: USD 4, 40 % of the total each"),
        (
            ["A", "B", "C", "D"],
            [1.0] * 4,
            "A, B and 2 more have the most: USD 1, 25 % of the total each",
        ),
        ([None, None], [1.0, 2.0], "100 % names no fund"),
        (["A", "B"], [None, None], "No sum is known in USD"),
        # Shares of a total with parts below zero say nothing.
        (["A", "B"], [5.0, -1.0], "A has the most: USD 5"),
        (["A", "B"], [0.0, 0.0], "A has the most: USD 0"),
    ],
)
def test_what_is_said_of_totals(funds, budgets, wanted):
    table = pd.DataFrame({"fund": funds, "budget_usd": budgets, "currency": "USD"})
    assert said(totals_said(Money.of(mf.total_by(table, "fund")), "USD")) == wanted


def test_one_project_that_makes_much_of_what_names_no_country_is_named():
    (basis, left, countries, *_) = leads([6e6, 4e6, 2.5e6], countries=[None, None, ["BEN"]])
    assert basis == "3 sources describe 3 projects, with USD 12.5 million in all."
    assert left == "Of the money, 80 % names no country; one project, “Project 0”, is 60 % of that."
    untitled = {
        "countries": [None, None, ["BEN"]],
        "title": [None] * 3,
        "fund": ["MPF", None, None],
    }
    (_, left, *_) = leads([6e6, 4e6, 2.5e6], **untitled)
    assert left.endswith("; one project without a title (MPF, no country) is 60 % of that.")
    (_, left, *_) = leads([4e6, 6e6, 2.5e6], **untitled)
    assert left.endswith("; one project without a title (no fund, no country) is 60 % of that.")
    assert countries == "All that names a country is for Benin (USD 2.50 million)."


def test_a_project_alone_is_no_part_of_anything():
    found = leads([5.0])
    assert found[:2] == [
        "1 source describes 1 project, with USD 5 in all.",
        "Of the money, 100 % names no country.",
    ]


def test_how_few_projects_make_half_of_the_total():
    few = [words for words in leads([10, 1, 1, 1, 1, 1, 1, 1]) if "with a sum" in words]
    assert few == ["Of 8 projects with a sum, one project makes 59 % of the total."]
    few = [words for words in leads([6, 5, 1, 1, 1, 1, 1]) if "with a sum" in words]
    assert few == ["Of 7 projects with a sum, the largest 2 make 69 % of the total."]
    assert not any("with a sum" in words for words in leads([1.0] * 8))


def test_the_lead_counts_only_what_there_is_to_read_below():
    assert not any("listed below" in words for words in leads([1e6]))
    (*_, left) = leads([1e6, 2e6], currency=["USD", "XXX"])
    assert left == "1 value or file could not be read or converted; it is listed below."


def test_what_is_in_no_total_is_said():
    (basis, *_) = leads([1e6, None, 3e6], currency=["USD", None, "EUR"], sources=5)
    assert basis == (
        "5 sources describe 3 projects. 2 projects state a budget. The 1 that could be put into "
        "USD comes to USD 1.00 million; 2 projects are in no total."
    )
    (none, *_) = leads([None], sources=1)
    assert none == "1 source describes 1 project. No budget could be put into USD; stated: 0."


def test_dates_and_durations():
    table = pd.DataFrame(
        {
            "start": pd.to_datetime(["2019-01-01", "2020-06-01", None]),
            "end": pd.to_datetime(["2020-12-31", None, None]),
            "duration_months": [24.0, None, None],
        }
    )
    assert span_of(table) == "Projects run from 2019 to 2020; 1 of 3 state both dates"
    assert durations_said(table) == "Projects with both dates last 24 months"
    assert span_of(table.head(1)) == "The project runs from 2019 to 2020"
    assert durations_said(table.head(1)) == "The project lasts 24 months"
    assert span_of(table.tail(1)) == "No project states a date"
    assert durations_said(table.tail(1)) == "No project states both dates"
