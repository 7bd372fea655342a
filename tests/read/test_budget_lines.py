"""Lines of money: footnotes, tables of years, sums of parts, labels that contradict values."""

import pytest

from migfund.read.pages.reader import read_page


def money(lines, title="Water for Harran"):
    row = read_page(f"{title}\n\nStart: 2018-03-01\nEnd: 2019-04-30\n{lines}\n") or {}
    return row.get("budget"), row.get("currency")


@pytest.mark.parametrize(
    "label",
    [
        *("Total Project Cost 1", "Total Project Cost1", "Total Project Cost [1]"),
        *("Total Project Cost ¹", "Total Project Cost 1)", "Total Project Cost: 1"),
        *("Total Budget 2", "Coût total 1", "Gesamtkosten 1", "Presupuesto total 1"),
    ],
)
def test_the_mark_of_a_footnote_is_no_amount(label):
    lines = f"{label}\nUS$ 162.50 million\nCommitment Amount\nUS$ 150.00 million"
    assert money(lines) == (162_500_000, "USD")


def test_the_mark_of_a_footnote_at_a_label_before_its_amount():
    assert money("Total Project Cost¹: US$ 162.50 million") == (162_500_000, "USD")


@pytest.mark.parametrize(
    "rows",
    [
        *("2020/21 {}\n2021/22 {}", "FY 2020-2021 {}\nFY 2021-2022 {}", "2020 {}\n2021 {}"),
        *("FY20 {}", "2020-2021 {}", "Année 2020 {}\nAnnée 2021 {}", "Jahr 1 {}\nJahr 2 {}"),
        *("{} (2020)\n{} (2021)", "{} in 2020\n{} in 2021", "{} 2020-2021\n{} 2021-2022"),
    ],
)
def test_the_amounts_of_years_are_not_the_budget(rows):
    rows = rows.replace("{}", "EUR 2,500,000.00", 1).replace("{}", "EUR 3,000,000.00")
    assert money(f"Budget\n{rows}") == (None, None)
    whole = "Maximum Contribution: EUR 10,000,000.00"
    assert money(f"{whole}\nBudget:\n{rows}") == (10_000_000, "EUR")


def test_the_years_of_the_whole_project_may_stand_before_its_budget():
    assert money("Budget: 2014-2020 EUR 5,000,000") == (5_000_000, "EUR")


@pytest.mark.parametrize(
    ("label", "other"),
    [
        (
            "Total PBF approved project budget (by recipient organization)",
            "Any other existing funding for the project",
        ),
        ("Budget total approuvé par le PBF (par agence)", "Autres financements existants"),
        ("Presupuesto total aprobado por el PBF (por agencia)", "Otros fondos existentes"),
    ],
)
def test_the_sum_of_what_all_get_is_the_budget(label, other):
    rows = "IOM: USD 2,000,000\nUNDP: USD 1,500,000\nTotal: USD 3,500,000"
    assert money(f"{label}:\n{rows}\n{other}: USD 400,000 (Italy)") == (3_500_000, "USD")
    assert money(f"{other}: USD 400,000") == (None, None)


def test_a_total_of_other_rows_is_not_the_budget():
    assert money("IOM: USD 2,000,000\nUNDP: USD 1,500,000\nTotal: USD 9,500,000") == (None, None)


@pytest.mark.parametrize("part", ["Norsk bidrag: USD 1 000 000", "Tilskudd: USD 1 000 000"])
def test_a_part_does_not_stand_for_a_budget_that_contradicts_its_label(part):
    assert money(f"Budsjett mill NOK: USD 4 000 000\n{part}") == (None, None)


def test_kroner_of_a_label_are_those_of_the_page():
    page = "Vatten för Harran\n\nProjektets start: 2018-03-01\nBelopp (tkr): 450\n"
    row = read_page(page)
    assert (row["budget"], row["currency"]) == (450_000, "SEK")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        *[(f"Budget{sign}58,800", (58_800, code)) for sign, code in (("£", "GBP"), ("€ ", "EUR"))],
        ("BudgetEUR 58,800", (58_800, "EUR")),
        ("Total costUSD 58,800", (58_800, "USD")),
        ("Streefbedrag€ 58.800", (58_800, "EUR")),
        ("Orçamento - mil milhões € 3,5", (3_500_000_000, "EUR")),
        ("Budget – million 3.5 EUR", (3_500_000, "EUR")),
        ("Begroting – mln EUR 3,5", (3_500_000, "EUR")),
        ("Budget – EUR 3.5 million", (3_500_000, "EUR")),
        ("Budget – 1 million EUR", (1_000_000, "EUR")),
    ],
)
def test_an_amount_beside_its_label(line, said):
    assert money(line) == said


@pytest.mark.parametrize("title", ["Wells for Kenya", "Puits pour Kakuma", "Brunnen für Kakuma"])
@pytest.mark.parametrize("amount", ["({})", "– {}"])
def test_an_amount_at_the_end_of_the_title(title, amount):
    page = f"{title} {amount.format('EUR 150,000')}\nCountry: Kenya\n"
    row = read_page(page)
    assert (row["title"], row["budget"], row["currency"]) == (title, 150_000, "EUR")
    row = read_page(f"{page}Budget: EUR 200,000\n")
    assert (row["title"], row["budget"]) == (title, 200_000)


def test_the_same_amount_in_brackets_is_no_other_one():
    page = "Безпечні кордони\n\n7 000 000 CHF (987 000,00 MAD)\nЗагальний бюджет\n\n"
    row = read_page(f"{page}лютий 2013\nДата початку\n\n31.03.2016\nДата закінчення\n")
    assert (row["budget"], row["currency"]) == (7_000_000, "CHF")


@pytest.mark.parametrize(
    ("country", "currency"),
    [("Bosnia and Herzegovina", "BAM"), ("Comoros", "KMF"), ("Kenya", None)],
)
def test_km_is_the_money_of_the_country(country, currency):
    row = read_page(f"Homes for all\nCountry: {country}\nBudget: 250,000 KM\n")
    assert (row["budget"], row.get("currency")) == (250_000, currency)
    assert "budget" not in read_page(f"Homes for all\nCountry: {country}\nRoads: 250 km\n")


def test_two_blanks_in_a_sentence_part_nothing():
    text = "The project that UNHCR is funding with  2.5 million EUR, will help returnees in Bosnia."
    assert read_page(f"Help for Bosnia\n\n{text}\n")["budget"] == 2_500_000


@pytest.mark.parametrize(
    "lines",
    [
        "Total amount:\n\nSummary\n\n€146,000 shall be allocated to the programme for its work.",
        "Bilateral ambitions\n€146,000 shall be allocated to the programme.",
        "Management costs\nThe project received €146,000.",
        "Small grants scheme\nThe project received €146,000.",
        "Frais de gestion\nLe projet a reçu 146 000 EUR.",
    ],
)
def test_a_part_of_a_total_that_was_lost_is_no_budget(lines):
    assert money(lines) == (None, None)
