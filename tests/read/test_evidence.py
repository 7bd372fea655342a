"""What is ambiguous alone is decided by the page, or left missing with that reason."""

import pandas as pd
import pytest

import migfund as mf
from migfund.read.page import day_first, decimal_mark, language
from migfund.read.pages.reader import read_page

ENGLISH = "The project helps the officers of the country to work with the law and to train for it."
FRENCH = "Le projet aide les agents du pays à travailler avec la loi et les forme pour cela."


@pytest.mark.parametrize(
    ("text", "custom", "answer"),
    [
        ("from 01/02/2019 to 31/03/2021", None, True),
        ("from 01/02/2019 to 03/31/2021", None, False),
        ("from 13/02/2019 to 03/31/2021", True, None),  # they contradict each other
        ("from 01/02/2019", True, True),
        ("from 01/02/2019. " + ENGLISH, None, None),
        ("du 01/02/2019. " + FRENCH, None, True),
    ],
)
def test_day_first(text, custom, answer):
    assert day_first(text, custom) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1.234 and 5.000.000 EUR", ","),
        ("1.234 and 1.234,50", ","),
        ("1.234 and 1,234.50", "."),
        ("5.000.000 and 5,000,000", None),
        ("1.234 " + FRENCH, ","),
        ("1.234 " + ENGLISH, "."),
        ("1.234", None),
    ],
)
def test_decimal_mark(text, answer):
    assert decimal_mark(text) == answer


def test_language():
    assert language(ENGLISH) == "en"
    assert language(FRENCH) == "fr"
    assert language("Belarus 2019 EUR") is None


def test_a_date_decided_by_another_one_of_the_page(tmp_path):
    text = "Safe ports in Lesotho\n"
    text += "• Start Date\n01/02/2019\n• End Date\n31/03/2021\n• Projects ID\nIB.0001\n"
    text += "• Benefiting Member States\nLesotho\n"
    (tmp_path / "page.txt").write_text(text)
    record = mf.read_projects(tmp_path / "page.txt").iloc[0]
    assert record["start"] == pd.Timestamp("2019-02-01")
    (tmp_path / "page.txt").write_text(text.replace("31/03/2021", "2021"))
    record = mf.read_projects(tmp_path / "page.txt").iloc[0]
    assert pd.isna(record["start"])
    assert record["problems"][0]["reason"] == "ambiguous: day first or month first?"


def test_a_period_and_a_date_of_its_own_say_the_same_or_it_is_said(tmp_path):
    path = tmp_path / "page.txt"
    page = "Safe ports in Lesotho\nDuration: January 2019 - March 2021\n{}\n"
    for line, start, end, reasons in [
        ("End: 2021", "2019-01-01", "2021-03-31", []),
        ("Start date: 5 January 2019", "2019-01-05", "2021-03-31", []),
        (
            "Start date: 2018",
            "2018-01-01",
            "2021-03-31",
            ["the period says 2019-01; the start of its own was taken"],
        ),
    ]:
        path.write_text(page.format(line))
        record = mf.read_projects(path).iloc[0]
        assert (record["start"], record["end"]) == (pd.Timestamp(start), pd.Timestamp(end))
        assert [row["reason"] for row in record["problems"] or []] == reasons


@pytest.mark.parametrize(
    "amount",
    ["kr 11,9 mill.", "11 900 000 руб.", "$ 5,000,000", "Rs 5,000,000", "5 000 000 francs"],
)
def test_an_amount_in_an_unclear_currency_is_never_lost_in_silence(amount):
    record = read_page(f"Safe wells for villages\n\nXyzzy: {amount}\nCountry: Kenya\n")
    assert [(one["field"], one["text"]) for one in record["problems"]] == [("budget", amount)]
    alone = read_page(f"Safe wells for villages\n\n{amount}\n\nKenya\n\n2019 - 2021\n")
    assert alone["budget"] in (5_000_000, 11_900_000)
    assert alone.get("currency") is None


def test_a_beneficiary_may_be_a_country_and_a_fund_has_its_years():
    page = (
        "FONDO ASILO, MIGRAZIONE E INTEGRAZIONE (FAMI) 2014-2020\n\nTitolo: Pozzi per tutti\n"
        "Beneficiario: Repubblica del Mali\nCosto totale: € 3.986.400,00\n"
    )
    record = read_page(page)
    assert (record["fund"], record["countries"]) == ("AMIF", ["MLI"])
