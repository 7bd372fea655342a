import csv
import math
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migfund.codelists import currencies
from migfund.errors import CurrencyError, MigfundError
from migfund.parse.amounts import find_amounts, parse_amount

LABELLED = Path(__file__).resolve().parents[2] / "data" / "labels" / "amounts.tsv"

STATED = [
    # currency in front, behind, as symbol, code and word
    ("€ 3.000.000,00", 3000000, "EUR"),
    ("Euro 78.000,-", 78000, "EUR"),
    ("CHF 500.-", 500, "CHF"),
    ("2 750 000 €", 2750000, "EUR"),
    ("€\u00a0142\u202f515", 142515, "EUR"),
    ("USD300, 000", 300000, "USD"),
    ("USD 301, 250", 301250, "USD"),
    ("1'000'000 CHF", 1000000, "CHF"),
    ("US$ 1,234.50", 1234.5, "USD"),
    ("£250,000", 250000, "GBP"),
    ("C$5,000", 5000, "CAD"),
    ("AU$5m", 5000000, "AUD"),
    ("R$ 1.500.000,00", 1500000, "BRL"),
    ("15 000 dollars E.-U.", 15000, "USD"),
    ("$5 CAD", 5, "CAD"),
    ("5,000 (EUR)", 5000, "EUR"),
    ("EUR\n5 million", 5000000, "EUR"),
    # any white space inside a currency word is one space
    ("5,000 US  dollars", 5000, "USD"),
    ("US \n $ 5,000", 5000, "USD"),
    ("500 francs\u00a0\tsuisses", 500, "CHF"),
    ("3 mil  millones de euros", 3000000000, "EUR"),
    # multipliers
    ("EUR 62.55 Million", 62550000, "EUR"),
    ("4.8 MEUR", 4800000, "EUR"),
    ("MEUR 4,8", 4800000, "EUR"),
    ("€2.97m", 2970000, "EUR"),
    ("1,5 Mio. EUR", 1500000, "EUR"),
    ("Mio. Euro 5", 5000000, "EUR"),
    ("mln EUR 5", 5000000, "EUR"),
    ("bn EUR 5", 5000000000, "EUR"),
    ("Budget (mil EUR): 5", 5000, "EUR"),
    ("5 € million", 5000000, "EUR"),
    ("500 EUR\nThousands of people", 500, "EUR"),
    ("2 Milliarden Euro", 2000000000, "EUR"),
    ("EUR 2.5 bn", 2500000000, "EUR"),
    ("k€ 500", 500000, "EUR"),
    ("500 K€", 500000, "EUR"),
    ("EUR 500k", 500000, "EUR"),
    ("TEUR 500", 500000, "EUR"),
    ("1295281, 01 euro", 1295281.01, "EUR"),
    ("s’élève à 250.000 EUR. 2.000 personnes", 250000, "EUR"),
    ("NOK 10 mill.", 10000000, "NOK"),
    ("3,5 millions d’euros", 3500000, "EUR"),
    ("500 milliers d'euros", 500000, "EUR"),
    ("500 mil euros", 500000, "EUR"),
    ("3 milhões de euros", 3000000, "EUR"),
    ("500 mila euro", 500000, "EUR"),
    ("5 млн евро", 5000000, "EUR"),
    ("100 тыс. долларов США", 100000, "USD"),
    ("5 miljoen euro", 5000000, "EUR"),
    ("Budget (in thousands of EUR): 500", 500000, "EUR"),
    ("Budget (EUR million): 1.5", 1500000, "EUR"),
    ("Budget ('000 EUR): 500", 500000, "EUR"),
    ("Budget (EUR '000): 500", 500000, "EUR"),
    ("Budget (000 EUR): 500", 500000, "EUR"),
    ("500 '000 EUR", 500000, "EUR"),
    ("Rs. 12,50,000", 1250000, None),
    # ambiguous currencies: the value stands
    ("500 mil dólares", 500000, None),
    ("¥ 5,000", 5000, None),
    ("5 millions FCFA", 5000000, None),
    ("500 kr", 500, None),
    # the rule for "." and ","
    ("1.234 EUR", 1234, "EUR"),
    ("400.000 euros", 400000, "EUR"),
    ("1.234 million", 1234000, None),
    ("EUR 1,234 million", 1234000000, "EUR"),
    ("1,234 Mio. EUR", 1234000, "EUR"),
    ("0.500", 0.5, None),
    ("USD 1459753.720", 1459753.72, "USD"),
    # sentences and notes
    ("EUR 105,000.00 (of which EUR 90,000 AMIF)", 105000, "EUR"),
    ("USD 120,000 (EUR 110,000)", 120000, "USD"),
    ("a 5 million-euro project", 5000000, "EUR"),
    ("a 5 million-€ project", 5000000, "EUR"),
    ("In 2014 EUR 5,000 were spent", 5000, "EUR"),
    ("a grant of USD 2000", 2000, "USD"),
    ("5,000 EUR\n7,000", 5000, "EUR"),
    ("2014-2020 EUR 5 million", 5000000, "EUR"),
    ("5.000.000 EUR 36 months", 5000000, "EUR"),
    ("EUR 5 million for 22,000 migrants", 5000000, "EUR"),
    ("Phase 1 - EUR 5 million", 5000000, "EUR"),
    ("SDG 10.7 and EUR 5 million", 5000000, "EUR"),
    ("300,000* (AMIF)", 300000, None),
    ("Montant : 150 000", 150000, None),
    ("budget of the project 5,000", 5000, None),
    # number words
    ("EUR five million", 5000000, "EUR"),
    ("a five-million-euro project", 5000000, "EUR"),
    ("one hundred and fifty thousand euros", 150000, "EUR"),
    ("half a million euros", 500000, "EUR"),
    ("rund vier Millionen Euro", 4000000, "EUR"),
    ("zweihundertfünfzigtausend Euro", 250000, "EUR"),
    ("zweihundertfünfundzwanzigtausend Euro", 225000, "EUR"),
    ("fünfundzwanzigtausend Euro", 25000, "EUR"),
    ("zweihundertundfünfzigtausend Euro", 250000, "EUR"),
    ("vijfentwintigduizend euro", 25000, "EUR"),
    ("novecentoseimila euro", 906000, "EUR"),
    ("hundert Millionen Euro", 100000000, "EUR"),
    ("due miliardi e 500 milioni di euro", 2500000000, "EUR"),
    ("(USD 6,000) EUR 5,000", 5000, "EUR"),
    ("EUR 5,000 or about USD 6,000", 5000, "EUR"),
    ("5 million 300 thousand – 600 thousand euros", 600000, "EUR"),
    ("mil cien millones de euros", 1100000000, "EUR"),
    ("EUR 5  m", 5000000, "EUR"),  # two spaces are one
    ("EUR 5\nmn", 5000000, "EUR"),
    ("EUR 5\nm", 5, "EUR"),  # a letter on a line of its own is none
    ("cent mille euros", 100000, "EUR"),
    ("eineinhalb Millionen Euro", 1500000, "EUR"),
    ("deux millions et demi d'euros", 2500000, "EUR"),
    ("quatre-vingt-dix mille euros", 90000, "EUR"),
    ("quinientos mil euros", 500000, "EUR"),
    ("cinco mil millones de dólares de los EE. UU.", 5000000000, "USD"),
    ("duzentos e cinquenta mil euros", 250000, "EUR"),
    ("un milione e mezzo di euro", 1500000, "EUR"),
    ("более пяти миллионов евро", 5000000, "EUR"),
    ("двадцать пять миллионов долларов США", 25000000, "USD"),
    ("п’ять мільйонів гривень", 5000000, "UAH"),
    ("anderhalf miljoen euro", 1500000, "EUR"),
    ("femhundratusen euro", 500000, "EUR"),
    ("to og en halv million euro", 2500000, "EUR"),
    ("halvtreds millioner danske kroner", 50000000, "DKK"),
    ("a hundred thousand euros", 100000, "EUR"),
    ("nineteen hundred thousand euros", 1900000, "EUR"),
    ("half a million and five thousand euros", 505000, "EUR"),
    ("полмиллиона евро", 500000, "EUR"),
    ("five thousand million euros", 5000000000, "EUR"),
    ("two million one thousand euros", 2001000, "EUR"),
    # one sum in several parts
    ("347 milioni e 753.777 euro", 347753777, "EUR"),
    ("dois milhões e quinhentos mil euros", 2500000, "EUR"),
    ("3 millones 500 mil euros", 3500000, "EUR"),
    ("5 млн 300 тыс. евро", 5300000, "EUR"),
    ("zwei Millionen dreihunderttausend Euro", 2300000, "EUR"),
    # the first of two currencies
    ("8 millions d'euros, soit environ 86.288.000 MAD", 8000000, "EUR"),
    ("(USD 5.5 million) EUR 5 million", 5000000, "EUR"),
    ("EUR 5 million [USD 5.5 million]", 5000000, "EUR"),
    ("5 Mio. EUR, das sind rund 5,4 Mio. CHF", 5000000, "EUR"),
    ("5 млн евро, что составляет около 500 млн рублей", 5000000, "EUR"),
    ("SEK 50 million, motsvarande 5 miljoner euro", 50000000, "SEK"),
    ("EUR 5 million or about USD 5.5 million", 5000000, "EUR"),
    # other ways to write currencies and numbers
    ("US D 1.9 billion", 1900000000, "USD"),
    ("8.486.809 dólares EE. UU.", 8486809, "USD"),
    ("2.4e+07", 24000000, None),
    ("USD 2.4E+07", 24000000, "USD"),
    ("N4 billion", 4000000000, "NGN"),
    ("R5m", 5000000, "ZAR"),
    ("R$ 5 mi", 5000000, "BRL"),
    ("5 mkr", 5000000, None),
    ("DKK 5 mia.", 5000000000, "DKK"),
    # "mil." in languages where it is a million, and words of more currencies
    ("1,5 mil. lei", 1500000, None),
    ("3 mil. RSD", 3000000, "RSD"),
    ("1,2 Mds €", 1200000000, "EUR"),
    ("450 000 soles", 450000, "PEN"),
    ("2 milliárd forint", 2000000000, "HUF"),
    ("250 mln soʻm", 250000000, "UZS"),
    ("12,5 milyon Avro", 12500000, "EUR"),
    ("12 milhões de escudos", 12000000, None),
    # an amount for each beside the whole, and what only looks like one
    ("EUR 1 million per year (EUR 5 million in total)", 5000000, "EUR"),
    ("EUR 5 million, USD 500 per family", 5000000, "EUR"),
    ("EUR 5 million im Jahr 2019", 5000000, "EUR"),
    ("€ 500.000 per il progetto", 500000, "EUR"),
    ("EUR 500,000 / Project duration", 500000, "EUR"),
    ("EUR 500,000 per 31 December 2019", 500000, "EUR"),
    ("80% of the EUR 5 million budget", 5000000, "EUR"),
    ("EUR 5 million, a project of three partners", 5000000, "EUR"),
    ("EUR 5 million (annual reports)", 5000000, "EUR"),
    ("USD 1,500,000 05 May 2019", 1500000, "USD"),
    # signs
    ("-5000 EUR", -5000, "EUR"),
    ("-EUR 5,000", -5000, "EUR"),
    ("EUR -5,000", -5000, "EUR"),
    ("Budget - EUR 5,000", 5000, "EUR"),
    ("(-5,000 EUR)", -5000, "EUR"),
    ("Balance:-5,000 EUR", -5000, "EUR"),
    ("€-5,000", -5000, "EUR"),
    ("−5,000 EUR", -5000, "EUR"),
    # parts in words and in figures
    ("five million 300 thousand euros", 5300000, "EUR"),
    ("cinque milioni e 300.000 euro", 5300000, "EUR"),
    ("fünf Millionen 300.000 Euro", 5300000, "EUR"),
]

NOT_STATED = [
    "1 EUR = 1.17 USD",
    *("USD 1 is equivalent to KES 103", "1 EUR entspricht 1,08 CHF", "1 USD equals 655 XOF"),
    # for each month or person, or a share of it
    *("EUR 1,500 per month", "EUR 3,000/month", "10 mkr/år 2019", "150 € / personne", "$1 a day"),
    *("EUR 450 monthly", "€500 p.a.", "EUR 2,500 each", "500 € al mes", "3 M€ anuales"),
    *("jährlich 500.000 Euro", "500.000 Euro im Jahr", "35 euro al giorno a persona"),
    *("€ 5 miljoen per jaar", "10 mio. kr. om året", "500 евро в месяц", "10 млн євро щороку"),
    *("EUR 1,000 (per month)", "EUR 1,000, per month", "EUR 1,000 (monthly)", "€ 300 p/m"),
    *("USD 250 for each family", "EUR 1,000 once a month", "2 milioni di euro all'anno"),
    *("pro Jahr 2 Mio. Euro", "jeweils 2 Mio. Euro", "300 долл./мес.", "R$ 600,00 por família"),
    *("75% of EUR 2,000,000", "half of EUR 2 million", "die Hälfte von 2 Mio. Euro"),
    *("USD 1.12 per EUR", "USD 1.12/€", "655.957 XOF/EUR", "minus EUR 12,500"),
    # torn by a scan
    *("EUR 1 ,234 ,567", "USD 1.5 0 0.000", "EUR 5000 000", "EUR 50 00 000", "USD 1. 5 million"),
    *("EUR 2 , 500 , 000", "EUR 100,O00", "USD 1 1/2 million"),
    *("MUSD 2-3", "US$2.5M–US$3.0M"),
    "€1 = $1.17",
    "12345 kr. 5.000",
    *("of the: 5,000", "for 5,000"),  # words of a label without a label
    *("2024", "Year 2024", "1.234", "Presupuesto: 150.000", "5 m", "", "N/A", "01.07.2017"),
    *("EUR 936,664 EUR 842,998", "936,664 EUR 842,998 EUR", "€1 million and €2 million"),
    *("EUR 1 to 2 million", "EUR 1-2 million", "from 1 to 2 million EUR", "€5.5–€6.5 million"),
    *("between EUR 100,000 and 200,000", "USD 300,000-500,000", "EUR 1 and 2 million"),
    *(
        "EUR 500 - EUR 2000",
        "EUR 1.234,50.-",
        "1.234,50,- EUR",
        "constant USD 2015",
        "Budget (EUR) 2014",
    ),
    *("(5,000) EUR", "EUR 500 USD", "EUR 5 ½", "EUR 10 mil", "EUR 5 miljardov"),
    "1.234,50,- EUR",
    *("1.234 millones de euros", "JOD 400.000", "1,234.567 EUR"),
    *("EUR 100, 200 and 300", "grants of EUR 100, 200 of which", "1/2 million EUR"),
    *("ALL 50 projects", "SDG 16.9", "COP 26", "Euro 6", "19 euro area members", "EUR 90%"),
    *("in 2015 US dollars", "the 3 EUR-funded projects", "27 Euro-Mediterranean countries"),
    *("Budget (EUR) 22 partners", "Budget (USD)\n1. Objectives", "Component 5\nEUR total"),
    *("Beneficiaries: 22000", "300,000 beneficiaries", "99999999999999999 EUR", "1e400"),
    *("٣٠٠ EUR", "EUR ３００"),
    # number words that are no sum
    *("five to ten million euros", "between five and ten million euros", "several million euros"),
    *("5 million 300 thousand – 6 million euros", "EUR 5,000 or USD 6,000", "EUR 100000 million"),
    *(
        "zwei bis drei Millionen Euro",
        "mehrere hunderttausend Euro",
        *("zwei Komma fünf Millionen Euro", "zwei, drei Millionen Euro", "2 or 3 million euros"),
        *("10 à quinze millions d'euros", "EUR 1 million and a half", "2 eller tre miljoner euro"),
    ),
    *("three quarters of a million euros", "несколько сот тысяч евро", "one two million euros"),
    # a multiplier behind another is one only as in "cinco mil millones"
    *("полмиллиона тысяч евро", "dos mil mil euros", "un millón de millones de euros"),
    *("five million thousand euros", "five million million euros", "twenty hundred thousand euros"),
    *("полмиллиона пять тысяч евро", "five hundred euros", "2 five million euros"),
    *("five a million euros", "five thousand a hundred euros"),
    # two multipliers, and one in front that may belong to other words
    *("MEUR 5 million", "Mio. EUR 5 Mio.", "Budget (in thousands of EUR): 5 million"),
    *("5 million thousand EUR", "several million EUR 300", "million EUR 5", "M EUR 5", "mil EUR 5"),
    *("en millions d'euros", "five million people", "due to million euro", "five euros"),
    # two sums
    *("5 million and 300,000 euros", "di 5 milioni e 300.000 euro rispettivamente"),
    *("EUR 5 million and USD 5.5 million", "EUR 5 million, USD 5.5 million"),
    # a part behind millions that is no part of theirs
    *("two thousand 300 euros", "3 milioni e 999 euro", "3 milioni e 1.000.000 euro"),
    *("-5 milioni e 300.000 euro", "1.234 milioni e 300.000 euro", "2 millions et 500 euros"),
    "EUR 5 million million",
    (
        "EUR 5,000,000 a remark of more than sixty letters that stands between the two sums, or "
        "USD 6,000,000"
    ),
    # a dash that joins a number to a word is no sign, and a long one may be either
    *("COVID-19 EUR", "Phase-5 EUR", "–5,000 EUR", "-5 million 300 thousand EUR"),
    # letters that are no currency
    *("N4", "Annex K5", "4 N 500", "Room 5 K", "P 5 million"),
]


@pytest.mark.parametrize(("text", "value", "currency"), STATED)
def test_parse_amount_reads(text, value, currency):
    amount = parse_amount(text)
    assert amount is not None
    assert (amount.value, amount.currency) == (value, currency)
    assert text[amount.start : amount.end] == amount.text


@pytest.mark.parametrize("text", NOT_STATED)
def test_parse_amount_says_nothing(text):
    assert parse_amount(text) is None


def test_parse_amount_agrees_with_the_labelled_examples():
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wrong = []
    for row in rows:
        amount = parse_amount(row["text"])
        right = (amount is None) == (row["amount"] == "")
        if amount is not None and row["amount"]:
            right = amount.value == float(row["amount"])
            right &= row["currency"] in {"*", amount.currency or ""}
        if not right:
            wrong.append((row["text"], amount))
    assert rows
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Budget: EUR 62.55 Million in all", "EUR 62.55 Million"),
        ("EUR € 936,664 90%", "EUR € 936,664"),
        ("Der Beitrag ist Euro 78.000,- (7,03 %)", "Euro 78.000,-"),
        ("Budget Amount (USD) 110000.00", "110000.00"),
        ("Budget: 150,000", "150,000"),
        ("a loss of -EUR 5,000", "-EUR 5,000"),
        ("EUR -5,000 -", "EUR -5,000"),
        ("Budget: 5,000 US  dollars (AMIF)", "5,000 US  dollars"),
    ],
)
def test_text_holds_the_very_words(text, words):
    amount = parse_amount(text)
    assert amount is not None
    assert amount.text == words
    assert amount.start == text.index(words)


def test_the_same_sum_in_a_second_currency_is_noted():
    amount = parse_amount("8 millions d'euros, soit environ 86.288.000 MAD")
    assert amount.also is not None
    assert (amount.also.value, amount.also.currency) == (86288000, "MAD")
    assert parse_amount("EUR 5 million (of which USD 2 million from others)").also is None
    assert parse_amount("EUR 5 million").also is None


def test_find_amounts_lists_money_in_order():
    text = (
        "In 2015 EUR 500 went to 1,200 people, USD 1-2 million to SDG 16.9, $5m to €6m and "
        "\nBudget Amount (USD)\n110000.00\nMinimum 24 months"
    )
    found = [(a.value, a.currency, a.text) for a in find_amounts(text)]
    assert found == [
        (500, "EUR", "EUR 500"),
        (5000000, None, "$5m"),
        (6000000, "EUR", "€6m"),
        (110000, "USD", "110000.00"),
    ]


def test_endless_digits_are_no_money():
    assert find_amounts("EUR " + "9" * 2_000_000) == []


def test_find_amounts_ignores_bare_numbers():
    assert find_amounts("150,000 and 2.3 million") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # "million" may be meant for both, but not where the first has thousands of its own
        ("EUR 999 and 2 million", []),
        ("EUR 1,000 and 2 million", [1000]),
        # a number that follows is added, or leaves the sum open, only where it has a unit
        ("EUR 5 million and 300,000 people", [5e6]),
        ("EUR 5 million, of which 300,000 euro", [5e6, 3e5]),
        # a currency between two numbers is the first one's where the second has its own
        ("5 EUR 10 USD", [5, 10]),
        ("2,500 EUR 3,500", []),
        # a letter behind a number makes it no number, whatever follows
        ("EUR 500q, 3", []),
    ],
)
def test_numbers_beside_an_amount(text, values):
    assert [amount.value for amount in find_amounts(text)] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("5k€", 5e3), ("5K€", 5e3), ("5m€", 5e6), ("5M€", 5e6), ("5mn€", 5e6), ("5 bn€", 5e9)],
        *[("k€ 5", 5e3), ("K€ 5", 5e3), ("M€ 5", 5e6), ("bn€ 5", 5e9), ("T€ 5", 5e3)],
        *[("Mio€ 5", 5e6), ("mln€ 5", 5e6), ("Md€ 5", 5e9), ("Mds€ 5", 5e9), ("Mrd€ 2,5", 2.5e9)],
        *[("MEUR 3", 3e6), ("TEUR 3", 3e3)],
    ],
)
def test_multipliers_that_grow_on_to_a_currency(text, value):
    assert (parse_amount(text).value, parse_amount(text).currency) == (value, "EUR")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # no fund is larger than 10 million million
        ("10,000,000,000,000 EUR", 1e13),
        ("10,000,000,000,001 EUR", None),
        # nobody writes a hundred thousand millions
        ("EUR 99,999 million", 99_999e6),
        ("EUR 100,000 million", None),
        ("EUR 100,000 thousand", 1e8),
        # "Euro 6" is an engine
        ("Euro 9", None),
        ("Euro 10", 10),
        # a code that is a word is money from a thousand on
        ("ALL 999", None),
        ("ALL 1,000", 1000),
        # the second part of a sum is smaller than the unit of the first, and a thousand at least
        ("3 milioni e 1.000 euro", 3_001_000),
        ("3 milioni e 999.999 euro", 3_999_999),
        # a range goes up, and not further than to the thousandfold
        ("2 - 2,000 EUR", None),
        ("2 - 2,001 EUR", 2001),
        ("5 - 6 EUR", None),
        ("5 - 5 EUR", 5),
        ("EUR 5 - 6", None),
        ("EUR 5 - 5", 5),
        # one or two letters behind a bare number may be a measure, three are a word
        ("5 m", None),
        ("5 mio", 5e6),
        ("Budget: 5 m", 5e6),
        # a label has 120 letters at most, the space behind it among them
        ("budget" + " " * 114 + "5,000", 5000),
        ("budget" + " " * 115 + "5,000", None),
    ],
)
def test_the_last_number_on_each_side_of_a_rule(text, value):
    amount = parse_amount(text)
    assert (amount and amount.value) == value


def test_the_largest_number_that_is_its_own_value():
    assert parse_amount(10**13).value == 1e13
    assert parse_amount(-(10**13)).value == -1e13
    assert parse_amount(10**13 + 1) is None


def test_dollar_says_what_a_bare_dollar_is():
    assert parse_amount("$ 5,000", dollar="CAD").currency == "CAD"
    assert parse_amount("5,000 dollars", dollar="CAD").currency == "CAD"
    assert parse_amount("US$ 5,000", dollar="CAD").currency == "USD"
    assert parse_amount("5,000 pesos", dollar="CAD").currency is None


def test_decimal_decides_only_what_is_open():
    assert parse_amount("1.234", decimal=".").value == 1.234
    assert parse_amount("1.234", decimal=",").value == 1234
    assert parse_amount("59,625", decimal=",").value == 59.625
    assert parse_amount("EUR 1.234,50", decimal=".").value == 1234.5
    assert parse_amount("1,234.567 EUR", decimal=".").value == 1234.567
    assert parse_amount("1.234,567 EUR", decimal=",").value == 1234.567
    assert parse_amount("1,234.567 EUR", decimal=",") is None
    assert parse_amount("1,234.567 million EUR").value == 1_234_567_000


def test_wrong_options_and_input_raise():
    with pytest.raises(CurrencyError, match="dollar='dollars' is not an ISO 4217 code"):
        parse_amount("$5", dollar="dollars")
    with pytest.raises(CurrencyError, match=r"dollar=\['CAD'\] is not an ISO 4217 code"):
        parse_amount("$5", dollar=["CAD"])
    with pytest.raises(MigfundError, match=r"decimal must be one of '\.', ',', None, not"):
        find_amounts("EUR 5", decimal=";")


@pytest.mark.parametrize("value", [object(), None, True, ["EUR 5"], b"EUR 5", float("nan")])
def test_regression_what_is_no_text_is_a_migfund_error(value):
    with pytest.raises(MigfundError, match="parse_amount reads text, a number"):
        parse_amount(value)
    with pytest.raises(MigfundError, match="find_amounts reads text, not"):
        find_amounts(value)


@pytest.mark.parametrize("value", [5, 2024.5, np.float64(1e6), Decimal("12.5")])
def test_a_number_is_its_own_value(value):
    amount = parse_amount(value)
    assert (amount.value, amount.currency) == (float(value), None)
    assert parse_amount(1e15) is None


def test_currency_codes():
    assert {"EUR", "USD", "XOF", "ITL", "XEU", "ROL"} <= currencies()
    assert all(len(code) == 3 and code.isupper() for code in currencies())


def test_series_keeps_index_and_length():
    texts = pd.Series(
        ["EUR 5", None, [1], True, 2.5, 2024, math.inf, "$5", "EUR 5"], index=list("aabcdefgh")
    )
    before = texts.copy()
    result = parse_amount(texts)
    expected = pd.DataFrame(
        {
            "value": [5.0, np.nan, np.nan, np.nan, 2.5, 2024.0, np.nan, 5.0, 5.0],
            "currency": pd.array(["EUR", *[None] * 7, "EUR"], dtype="str"),
            "text": pd.array(
                ["EUR 5", None, None, None, "2.5", "2024", None, "$5", "EUR 5"], dtype="str"
            ),
        },
        index=texts.index,
    )
    pd.testing.assert_frame_equal(result, expected)
    pd.testing.assert_series_equal(texts, before)


@pytest.mark.parametrize("dtype", ["object", "str", "category", "float64"])
def test_series_may_be_empty(dtype):
    result = parse_amount(pd.Series([], dtype=dtype))
    assert list(result.columns) == ["value", "currency", "text"]
    assert [str(dtype) for dtype in result.dtypes] == ["float64", "str", "str"]
    assert len(result) == 0


TIME_COLUMNS = st.sampled_from(
    [
        *("EUR", "€", "$", "US$", "ALL", "million", "Mio.", "k", "de", "to", "and", "İ", "ß"),
        *(" ", "\n", "\u00a0", ",", ".", "-", "–", "(", ")", ":", "%", "½", "'"),
        *("5", "000", "12", "1.234", "2019"),
    ]
)


@given(st.one_of(st.text(), st.lists(TIME_COLUMNS, max_size=14).map("".join)))
def test_any_text_gives_spans_of_itself(text):
    found = find_amounts(text)
    one = parse_amount(text)
    for amount in [*found, *([one] if one else [])]:
        assert text[amount.start : amount.end] == amount.text
        assert amount.text != ""
        assert math.isfinite(amount.value)
        assert abs(amount.value) <= 1e13
        assert amount.currency is None or amount.currency in currencies()
    assert all(a.end <= b.start for a, b in pairwise(found))


def english(cents):
    return f"{cents // 100:,}.{cents % 100:02}"


STYLES = {
    "english": english,
    "german": lambda c: english(c).translate({44: ".", 46: ","}),
    "swiss": lambda c: english(c).replace(",", "’"),
    "french": lambda c: english(c).translate({44: "\u202f", 46: ","}),
    "plain": lambda c: f"{c // 100}.{c % 100:02}",
    "thousands": lambda c: f"{c // 100:,}",
    "points": lambda c: f"{c // 100:,}".replace(",", "."),
}


@given(
    cents=st.integers(0, 10**14),
    style=st.sampled_from(sorted(STYLES)),
    code=st.sampled_from(["EUR", "USD", "CHF", "SEK", "XOF"]),
    shape=st.sampled_from(["{c} {n}", "{n} {c}", "{c}{n}", "Budget: {c} {n} (AMIF)"]),
)
def test_amounts_in_national_styles_come_back(cents, style, code, shape):
    whole = style in {"thousands", "points"}
    cents = cents // 100 * 100 if whole else cents
    amount = parse_amount(shape.format(c=code, n=STYLES[style](cents)))
    assert amount is not None
    assert (amount.value, amount.currency) == (cents / 100, code)


@pytest.mark.parametrize("text", ["EUR 500-2000", "EUR 500 - 2000", "USD 1500–2000"])
def test_a_range_up_to_a_number_like_a_year_is_a_range(text):
    assert parse_amount(text) is None


def test_a_code_in_brackets_says_which_currency_a_name_means():
    found = parse_amount("800 millions de francs CFA (XAF)")
    assert (found.value, found.currency) == (8e8, "XAF")
    assert parse_amount("800 millions de francs CFA (EUR)").currency is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9 million and 7 million EUR", None),
        ("EUR 9 million and 7 million", None),
        ("EUR 5 (five) million", 5_000_000),
        ("5 (five) million euros", 5_000_000),
        ("EUR 500 (net) per month", 500),
        ("600 mil dólares estadounidenses", 600_000),
    ],
)
def test_two_amounts_and_numbers_spelled_out_behind(text, value):
    amount = parse_amount(text)
    assert (amount and amount.value) == value


@pytest.mark.parametrize("unit", ["k€", "K€", "KEUR", "TEUR", "TCHF", "Tsd. Euro", "mil euros"])
@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999))
def test_before_a_thousand_a_point_groups(unit, thousands, rest):
    found = parse_amount(f"{thousands}.{rest:03d} {unit}")
    assert found is not None
    assert found.value == (thousands * 1000 + rest) * 1000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,250 k€", 1250000),
        ("1,250 thousand EUR", 1250000),
        ("1.5 k€", 1500),
        ("1,25 Tsd. Euro", 1250),
        ("1.250 thousand EUR", None),  # a decimal point to three places, or groups
        ("1,250 Tsd. Euro", None),
        ("1,250 mil pesos", None),
    ],
)
def test_the_mark_before_a_thousand(text, value):
    found = parse_amount(text)
    assert (found and found.value) == value


LABELS_IN_THOUSANDS = [
    "Budget (1000 {})", "Budget (1,000 {})", "Budget (1.000 {})", "Budget ({} 1000)",
    "Budget (in 1000 {})", "Budget ({} x 1000)", "Budget (x {} 1.000)", "Budget (x 1.000 {})",
    "Presupuesto (en miles de {})", "Budget ({} '000)", "Budget (k {})",
]  # fmt: skip


@pytest.mark.parametrize("label", LABELS_IN_THOUSANDS)
@pytest.mark.parametrize("code", ["NOK", "EUR", "€", "US$"])
@pytest.mark.parametrize("written", ["30 000", "30,000", "30.000", "30000"])
def test_a_label_that_counts_thousands(label, code, written):
    for mark in (": ", ":", " "):
        found = parse_amount(label.format(code) + mark + written)
        assert found is not None
        assert found.value == 30_000_000


@pytest.mark.parametrize(
    "text", ["Grant (1000 EUR)", "Grant (1000 EUR), 2019", "(1000 EUR) 36 months"]
)
def test_a_thousand_in_brackets_is_one_where_no_amount_follows(text):
    found = parse_amount(text)
    assert found is not None
    assert found.value == 1000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mil millones de euros", 1e9),
        ("mil milhões de euros", 1e9),
        ("mil quinientos millones de euros", 1.5e9),
        ("dos mil quinientos millones de euros", 2.5e9),
        ("mil e quinhentos milhões de euros", 1.5e9),
        ("3 mil millones de euros", 3e9),
        ("dos millones y medio de euros", 2.5e6),
        ("dos mil millones y medio de euros", None),  # of a thousand million, or of one
        ("entre mil y dos mil millones de euros", None),
        ("varios miles de millones de euros", None),
        ("mil euros", None),
        ("cinco mil mil euros", None),  # a thousand of thousands is said as a million
        ("dos mil quinientos mil euros", None),
    ],
)
def test_a_thousand_million_in_words(text, value):
    found = parse_amount(text)
    assert (found and found.value) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("due milioni e cinquecentomila euro", [2.5e6]),
        ("due milioni e tre milioni di euro", []),  # two sums that share a currency, or one
    ],
)
def test_only_what_is_less_than_the_scale_before_it_is_added(text, values):
    assert [found.value for found in find_amounts(text)] == values


@pytest.mark.parametrize("about", ["ca.", "ca", "approx.", "about", "rund", "environ", "~", "≈ "])
def test_about_between_the_currency_and_the_number(about):
    found = parse_amount(f"Budget: EUR {about} 3.5 million")
    assert found is not None
    assert (found.value, found.currency) == (3.5e6, "EUR")
    assert parse_amount(f"paid in USD {about} 20 people") is None


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("Fr. 45'000.–", 45000, "CHF"),
        ("Fr. 45’000", 45000, "CHF"),
        ("45'000 francs", 45000, "CHF"),
        ("Fr. 45.000", 45000, None),  # francs of some country
        ("5.17億円", 517000000, "JPY"),
        ("517百万円", 517000000, "JPY"),
        ("12,5 MDH", 12500000, "MAD"),
        ("329 MFCFA", 329000000, None),
        ("S/ 1,250,000.00", 1250000, "PEN"),
        ("15 000 000 UC", 15000000, "XUA"),
        ("UA 15 million", 15000000, "XUA"),
        ("SDR 7.5 million", 7500000, "XDR"),
        ("GEL 1.25 million", 1250000, "GEL"),
        ("CZK 7.5 mil.", 7500000, "CZK"),
        ("12,5 mil. Kč", 12500000, "CZK"),
        ("1.250.000 lei", 1250000, None),
        ("Bevilget: 450 000:-", 450000, None),
    ],
)
def test_moneys_that_are_written_in_their_own_way(text, value, currency):
    found = parse_amount(text.replace("Bevilget", "Budget"))
    assert found is not None
    assert (found.value, found.currency) == (value, currency)


@pytest.mark.parametrize(
    "text",
    ["Fr. 10.00 – 12.00", "SDG 16", "SDR 3", "UA 12", "UC 2", "EUR 450 mil.", "450 mil. EUR"],
)
def test_words_like_moneys(text):
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("R$ 450 mil", 450e3, "BRL"),
        ("Budget (£000s): 450", 450e3, "GBP"),
        ("Budget ('000s USD): 450", 450e3, "USD"),
        ("12,5 milyon TL", 12.5e6, None),  # lira of before 2005, or of after
        ("JD 1.2 million", 1.2e6, "JOD"),
        ("Rp 12.500.000.000", 12.5e9, "IDR"),
        ("Tk 12.5 crore", 125e6, "BDT"),
    ],
)
def test_more_signs_of_moneys(text, value, currency):
    found = parse_amount(text)
    assert found is not None
    assert (found.value, found.currency) == (value, currency)


def test_the_same_sum_in_brackets_before_it() -> None:
    found = parse_amount("(USD 6,000) EUR 5,000")
    assert found is not None
    assert found.also is not None
    assert (found.value, found.also.value, found.also.currency) == (5000, 6000, "USD")
