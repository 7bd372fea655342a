"""What a label or a line beside it says of amounts: the currency, and what they count."""

import pytest

from migfund.read.pages.reader import read_page


def money(lines, title="Refugee support in Kenya"):
    row = read_page(f"{title}\n\n{lines}\nStart: 2018-03-01\nEnd: 2019-04-30\n") or {}
    return row.get("budget"), row.get("currency")


LABELS = [
    ("Budget in thousands of euros", 3_500),
    ("Budget, in € million", 3_500_000),
    ("Budget [EUR bn]", 3_500_000_000),
    ("Budget en millions d'euros", 3_500_000),
    ("Budget (Md €)", 3_500_000_000),
    ("Presupuesto (miles de euros)", 3_500),
    ("Presupuesto en millones de EUR", 3_500_000),
    ("Budget in Mio. €", 3_500_000),
    ("Gesamtkosten in Millionen Euro", 3_500_000),
    ("Gesamtkosten / Tsd. EUR", 3_500),
    ("Orçamento em mil milhões de euros", 3_500_000_000),
    ("Orçamento (milhares de euros)", 3_500),
    ("Budget in migliaia di euro", 3_500),
    ("Importo - mln €", 3_500_000),
    ("Бюджет в тысячах евро", 3_500),
    ("Бюджет (млн евро)", 3_500_000),
    ("Бюджет (у мільйонах євро)", 3_500_000),
    ("Бюджет, тис. євро", 3_500),
    ("Begroting (miljoen euro)", 3_500_000),
    ("Budget x 1.000 euro", 3_500),
    ("Budget i miljoner euro", 3_500_000),
    ("Budsjett (i tusen euro)", 3_500),
    ("Samlet budget i mia. euro", 3_500_000_000),
    ("Budget in TEUR", 3_500),
    ("Budget, MEUR", 3_500_000),
    ("Budget (EUR '000)", 3_500),
    ("Budget in EUR 1 000", 3_500),
]


@pytest.mark.parametrize(("label", "amount"), LABELS)
def test_a_label_says_currency_and_unit(label, amount):
    number = "3.5" if label.startswith("Budget") else "3,5"
    assert money(f"{label}: {number}") == (amount, "EUR")
    assert money(f"| {label} | {number} |") == (amount, "EUR")
    assert money(f"{label}: € {number}") == (amount, "EUR")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Budget in millions: USD 3.5", (3_500_000, "USD")),
        ("Presupuesto en millones: USD 3,5", (3_500_000, "USD")),
        ("Budget (EUR): 3,500.50", (3500.5, "EUR")),
        # An amount behind a label without a mark, and no unit.
        ("Budget 1.000 EUR", (1000, "EUR")),
    ],
)
def test_a_unit_may_stand_without_a_currency(line, said):
    assert money(line) == said


@pytest.mark.parametrize(
    "line", ["Budget (mil. EUR): 3,5", "Budget EUR 1.000: 3,5", "Budget (in hundreds of EUR): 35"]
)
def test_a_unit_that_is_not_understood_bars_the_amount(line):
    row = read_page(f"Refugee support in Kenya\n\n{line}\nStart: 2018-03-01\n")
    assert row.get("budget") is None
    assert "count" in next(p["reason"] for p in row["problems"] if p["field"] == "budget")


def test_a_part_does_not_replace_a_total_in_a_unit_that_is_not_understood():
    assert money("Total budget (mil. EUR): 3,5\nEU contribution: EUR 1,000,000") == (None, None)


AROUND = [
    ("PROJECT FINANCING DATA (US$, Millions)\nTotal Project Cost 50.00", (5e7, "USD")),
    ("Financing (in USD Million)\nAmount\nTotal Project Cost 200.00", (2e8, "USD")),
    ("Total Project Cost: 50.00\nAll amounts in US$ million", (5e7, "USD")),
    ("Total Project Cost: USD 50.00\nAll amounts in US$ million", (5e7, "USD")),
    ("Project | Amount (US$ million)\nTotal project cost | 50.00", (5e7, "USD")),
    ("Budget: 3.5 (in million EUR)", (3.5e6, "EUR")),
    ("Budget: 350\nMontants en milliers d'euros", (350e3, "EUR")),
    ("Budget: 350\nAlle Angaben in Tsd. Euro", (350e3, "EUR")),
    ("Presupuesto: 350\nImportes en miles de euros", (350e3, "EUR")),
    ("Orçamento: 350\nValores em milhares de euros", (350e3, "EUR")),
    ("Budget: 350\nImporti in migliaia di euro", (350e3, "EUR")),
    ("Бюджет: 350\nСуммы в тыс. евро", (350e3, "EUR")),
    ("Бюджет: 350\nСуми в тис. євро", (350e3, "EUR")),
    ("Budget: 350\nBedragen x € 1.000", (350e3, "EUR")),
    # The two lines say two things, or one of them what nobody can tell.
    ("Figures (in USD million)\nBudget: 350\nAmounts in thousands of euros", (None, None)),
    ("Budget: 350\nKey figures (mil. EUR)", (None, None)),
    ("Budget: 3.5", (None, None)),
    # What is large and has a currency is not counted in anything else.
    ("We help people (USD million)\nBudget: USD 350,000", (350e3, "USD")),
    ("Budget 250.000 EUR\nOwn contribution 1.000 EUR", (250e3, "EUR")),
]


@pytest.mark.parametrize(("lines", "said"), AROUND)
def test_a_line_around_an_amount_says_currency_and_unit(lines, said):
    assert money(lines) == said
