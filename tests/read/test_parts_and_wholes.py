"""What one party gives is a part, and no budget where the whole stands on the page, read or not."""

import pytest

from migfund.read.pages.reader import read_page

TITLE = "Safe ports for seafarers\n\n"


def read(lines):
    return read_page(f"{TITLE}{lines}\n\nOfficers learn to use the new equipment.\n")


@pytest.mark.parametrize(
    "lines",
    [
        "Estimated budget: EUR 5,000,000\nDanish grant: EUR 4,000,000",
        "| Polish grant | Original project budget |\n|---|---|\n| EUR 4 million | EUR 5 million |",
        "Budget nécessaire : 5 000 000 €\nMontant du financement UE : 4 000 000 €",
        "Ориентировочный бюджет: 5 000 000 EUR\nВклад ЕС: 4 000 000 EUR",
        "IMPORTE TOTAL cinco millones de euros\nIMPORTE DE LA SUBVENCIÓN 4 millones de euros",
        "5 miljoen EUR\nOpdrachtwaarde\n\n4 miljoen EUR\nParallelle financiering",
        "Title of contract: Safe ports Region: Asia Project type: Training Acronym: SAFEPORT Total "
        "eligible cost of the action amount requested from the contracting authority: €5,000,000 "
        "Danish grant: EUR 4,000,000 Partner's own contribution: €1,000,000 Status: Ongoing",
    ],
)
def test_the_whole_is_the_budget(lines):
    assert read(lines)["budget"] == 5_000_000


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Zorvex: EUR 5,000,000", "EUR 5,000,000"),
        ("EUR 5 million zorvex", "EUR 5 million"),
    ],
)
def test_a_part_beside_a_larger_amount_that_is_not_understood_is_no_budget(line, text):
    record = read(f"{line}\nDanish grant: EUR 4,000,000\nCountry: Nepal")
    assert record.get("budget") is None
    assert any(text in one["reason"] for one in record["problems"])


@pytest.mark.parametrize(
    "line",
    [
        "Zorvex: EUR 3,000,000",
        "Zorvex: USD 5,000,000",
        "Budget of the call: EUR 9 million",
        "The ministry spent EUR 9 million on all ports of the country in that year.",
    ],
)
def test_a_part_counts_where_no_other_amount_may_be_the_whole(line):
    assert read(f"Danish grant: EUR 4,000,000\n{line}")["budget"] == 4_000_000


def test_what_the_partner_gives_of_its_own_is_not_the_budget_below_whose_heading_it_stands():
    lines = "Presupuesto\n{}: EUR 3.119.604,10\n\nDuración\n2011 – 2013"
    assert read(lines.format("Aporte propio del socio")).get("budget") is None
    assert read(lines.format("Aporte de la UE"))["budget"] == 3_119_604.1


@pytest.mark.parametrize(
    ("lines", "budget", "currency"),
    [
        ("Monnaie : EUR\nAllocation : 425.000", 425_000, "EUR"),
        ("Budget (EUR): 425.000", 425_000, "EUR"),
        ("Budget Amount (USD): 1.234", 1_234, "USD"),
        ("Budget €: 425,000", 425_000, "EUR"),
        ("Budget in £\n425,000", 425_000, "GBP"),
        ("Currency: TND\nBudget: 425.000", None, None),
        ("Budget (EUR million): 4.125", None, None),
    ],
)
def test_a_currency_apart_from_its_number(lines, budget, currency):
    record = read(f"{lines}\nCountry: Nepal")
    assert (record.get("budget"), record.get("currency")) == (budget, currency)


def test_a_label_that_goes_on_stands_before_a_colon():
    record = read("Estados miembros beneficiarios elegibles del programa: Honduras, Perú")
    assert record["countries"] == ["HND", "PER"]


@pytest.mark.parametrize(
    ("sentence", "countries"),
    [
        ("Many leave for the states nearby, and some now live in Equatorial Guinea.", None),
        ("Многие уезжают, некоторые живут теперь в Северной Македонии.", None),
        ("The ports of the Kingdom of Morocco lack equipment.", ["MAR"]),
    ],
)
def test_a_country_that_is_named_once_counts_within_another_name(sentence, countries):
    record = read_page(f"{TITLE}Budget: EUR 5 million\nStatus: Ongoing\n\n{sentence}\n")
    assert record.get("countries") == countries


def test_what_stands_in_a_list_of_other_projects_is_theirs_behind_any_label():
    record = read_page(
        f"{TITLE}Budget: EUR 5 million\nStatus: Ongoing\n\nMany now live in Colombia.\n\n"
        "Related projects\n\n- Safe borders: equipment for remote posts, Colombia, 2009 - 2012\n"
    )
    assert record.get("countries") is None


@pytest.mark.parametrize(
    "lines",
    [
        "Total: EUR 5,000,000 | EU contribution: EUR 4,000,000",
        "Total: EUR 5,000,000\nEU contribution: EUR 4,000,000",
        "Contribution de l'UE : 4 000 000 EUR\nTotal : 5 000 000 EUR",
    ],
)
def test_a_total_beside_what_one_party_gives_is_the_whole(lines):
    assert read(lines)["budget"] == 5_000_000


def test_the_last_row_of_a_table_with_wide_gaps_is_the_whole():
    table = (
        "Financials (US$)\n"
        "Participating Organization   Approved Budget   Transfers   Delivery Rate\n"
        "ILO   420,000   420,000   95.7%\n"
        "IOM   680,000   680,000   100.0%\n"
        "Total   1,100,000   1,100,000   96.9%\n"
    )
    record = read(table)
    assert (record["budget"], record["currency"]) == (1_100_000, "USD")
