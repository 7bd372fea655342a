"""Whose money a sentence speaks of: the project's, a framework's, the total or one party's part."""

import pytest

from migfund.read.pages.reader import read_page

FRAMEWORKS = [
    "The EU and Kenya signed the National Indicative Programme 2014-2020, which has a budget of"
    " 62 million euros.",
    "The EU and Kenya signed the National Indicative Programme 2014-2020, with a budget of"
    " 62 million euros.",
    "The Global Fund programme 2014-2020 has an indicative budget of 62 million euros.",
    "In 2013 the Country Strategy Paper 2014-2020 was signed. It has a budget of 62 million euros.",
    "The Indicative Programme began in 2014. The programme has a budget of EUR 62 million.",
    "L'UE a signé le Programme indicatif national 2014-2020, qui dispose d'un budget de 62 millions"
    " d'euros.",
    "La UE firmó el Programa Indicativo Nacional 2014-2020, que tiene un presupuesto de 62 millones"
    " de euros.",
    "A UE assinou o Programa Indicativo (PIC) 2014-2020, que tem um orçamento de 62 milhões de"
    " euros.",
    "L'UE ha firmato il Programma indicativo nazionale 2014-2020, che ha un bilancio di 62 milioni"
    " di euro.",
    "Die EU unterzeichnete das Richtprogramm 2014-2020, das ein Budget von 62 Millionen Euro hat.",
    "De EU ondertekende het Indicatief Programma 2014-2020, dat een budget van 62 miljoen euro"
    " heeft.",
    "EU undertecknade det vägledande programmet 2014-2020, som har en budget på 62 miljoner euro.",
    "EU signerte det veiledende programmet 2014-2020, som har et budsjett på 62 millioner euro.",
    "EU underskrev det vejledende program 2014-2020, som har et budget på 62 millioner euro.",
    "ЕС подписал Национальную индикативную программу на 2014-2020 годы, бюджет которой составляет"
    " 62 млн евро.",
    "ЄС підписав Національну індикативну програму на 2014-2020 роки, бюджет якої становить"
    " 62 млн євро.",
]


def read(lines, head="Hope for Kenya\nCountry: Kenya"):
    row = read_page(f"{head}\n{lines}\n") or {}
    return {name: row.get(name) for name in ("title", "budget", "currency", "start", "end")}


@pytest.mark.parametrize("sentence", FRAMEWORKS)
def test_a_framework_is_not_the_project(sentence):
    labelled = read(sentence, "Hope for Kenya\nCountry: Kenya\nDuration: 12 months")
    told = read(f"The project helps refugees in Kenya.\n{sentence}", "Hope for Kenya")
    for said in (labelled, told):
        assert said["budget"] is said["start"] is said["end"] is None
        assert said["title"] in ("Hope for Kenya", None)


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("The programme has a budget of EUR 62 million and runs from 2014 to 2020.", (2014, 2020)),
        ("The four-year programme (2014-2018) has a budget of EUR 62 million.", (2014, 2018)),
        ("The Hope programme 2014-2018 has a budget of EUR 62 million.", (2014, 2018)),
        (
            "The project, funded under the National Indicative Programme 2014-2020, has a budget"
            " of EUR 62 million.",
            None,
        ),
    ],
)
def test_the_project_beside_or_as_a_programme(sentence, years):
    said = read(sentence)
    found = (said["start"].year, said["end"].year) if said["start"] else None
    assert (said["budget"], found) == (62_000_000, years)


@pytest.mark.parametrize(
    "sentence",
    [
        "Trata-se de um projeto avaliado em 9.000.000 euros.",
        "O projeto envolve fundos na ordem dos 9.000.000 €.",
        "The project, valued at EUR 9,000,000, supports the ministry.",
        "The project involves funds of about EUR 9,000,000.",
        "Le projet, évalué à 9.000.000 euros, soutient le ministère.",
        "Le projet mobilise des fonds de l'ordre de 9.000.000 €.",
        "El proyecto, valorado en 9.000.000 euros, apoya al ministerio.",
        "Il progetto, del valore di 9.000.000 euro, sostiene il ministero.",
        "De projectkosten bedragen in totaal 9 miljoen euro.",
        "Projektets totalbudget var 9 millioner euro.",
        "Prosjektet er finansiert av EU med 9 millionar euro.",
    ],
)
def test_words_for_what_a_project_is_worth(sentence):
    said = read(sentence)
    assert (said["budget"], said["currency"]) == (9_000_000, "EUR")


@pytest.mark.parametrize(
    "lines",
    [
        "Grant: EUR 5,750\nThe project was approved for a total of EUR 17,250.",
        "Bijdrage: € 5.750\nDit project is goedgekeurd voor een totaalbedrag van € 17.250.",
        "Subvention : 5 750 EUR\nLe projet a été approuvé pour un montant total de 17 250 EUR.",
        "Bevilling: 5.750 EUR\nProjektets totalbudget var 17.250 EUR.",
        'IOM received a grant of EUR 5,750 for the project "Hope for Kenya".'
        " The total budget of the project was EUR 17,250.",
        "L'OIM a reçu une subvention de 5 750 EUR pour le projet « Espoir pour le Kenya »."
        " Le budget total du projet est de 17 250 EUR.",
    ],
)
def test_the_total_of_a_sentence_beats_what_one_party_gives(lines):
    assert (read(lines)["budget"], read(lines)["currency"]) == (17_250, "EUR")


def test_a_total_that_is_not_the_projects_beats_nothing():
    lines = "Grant: EUR 5,750\nThe programme has a total cost of EUR 17,250."
    assert read(lines)["budget"] == 5_750
    told = "Frauen lernen einen Beruf. Das Gesamtvolumen beträgt EUR 17.250."
    assert read(f"Fördersumme: EUR 5.750\n{told}")["budget"] == 5_750


@pytest.mark.parametrize(
    "background",
    [
        "En 26 pays, l'Initiative conjointe a déjà coûté 346 millions d'euros.",
        "The EU has given 346 million euros to the region during this time.",
        "Seit 2015 hilft die EU; in dieser Zeit gab sie 346 Millionen Euro.",
        "Desde entonces la UE ha donado 346 millones de euros.",
        "ЄС за цей час виділив на допомогу 346 млн євро.",
        "ЕС за это время выделил на помощь 346 млн евро.",
    ],
)
def test_what_was_given_all_the_while_is_not_the_project_s(background):
    told = "Le projet « Retour digne » a été lancé au Kenya."
    assert read(f"{told}\n{background}", "Hope for Kenya")["budget"] is None


@pytest.mark.parametrize(
    "money",
    [
        "Expenditure to date: EUR 500,000\nTotal: EUR 500,000",
        "Staff: USD 300,000\nTravel: USD 200,000\nTotal: EUR 500,000",
        "Budget: min. EUR 500,000",
        "Budget: x 1 EUR 500,000",
        "The total budget available does not exceed EUR 9.5 million.",
        "Le budget total disponible ne dépasse pas 9,5 millions d'euros.",
        "El presupuesto total disponible no supera 9,5 millones de euros.",
        "O orçamento total disponível não excede 9,5 milhões de euros.",
        "Das Gesamtbudget wird 9,5 Millionen Euro nicht übersteigen.",
        "Das Projekt hat ein Budget von bis zu 9,5 Millionen Euro.",
        "Norge bidrar med 1 920 000 € til prosjektet og Sverige med 960 000 EUR.",
        "Norway gives EUR 1,920,000 to the project and Sweden EUR 960,000.",
        "Норвегия выделяет на проект 1 920 000 EUR, а Швеция — 960 000 EUR.",
        "Projektets budget höjdes med 640 000 EUR.",
    ],
)
def test_what_is_no_sum_of_the_project_is_no_budget(money: str) -> None:
    record = read_page(f"Wells for all\n\nCountry: Kenya\nStatus: Ongoing\n{money}\n")
    assert record is not None
    assert record.get("budget") is None
    assert "budget" in {row["field"] for row in record["problems"]}


def test_a_value_in_brackets_below_its_label_is_the_value() -> None:
    page = "Wells for all\nBudget\n(EUR 5 million)\nStart date\n(May 2019)\nCountry\n(Kenya)\n"
    record = read_page(page)
    assert record is not None
    assert (record["budget"], str(record["start"])) == (5_000_000, "2019-05-01")


def test_an_amount_near_the_budget_is_not_it() -> None:
    text = "The project in Kenya has a budget of EUR 2.63 million."
    record = read_page(f"Wells\n\n{text} It received EUR 2,512,345 from the EU.")
    assert record is not None
    assert record["budget"] == 2_630_000


TOTALS = [
    (
        "The total budget of {} is EUR 9.5 million.",
        "the project, the two-year action",
        "the ministry",
    ),
    (
        "The overall cost of {} amounts to EUR 9.5 million.",
        "the initiative",
        "the Union, the works",
    ),
    ("Le budget total {} s'élève à 9,5 millions d'euros.", "du projet, de l'action", "de l'Union"),
    ("Das Gesamtbudget {} beträgt 9,5 Millionen Euro.", "des Vorhabens, der Maßnahme", "der Stadt"),
    ("El presupuesto total {} asciende a 9,5 millones de euros.", "de la acción", "de la Unión"),
    ("Il budget totale {} è di 9,5 milioni di euro.", "dell'iniziativa", "del comune"),
    (
        "O orçamento total {} é de 9,5 milhões de euros.",
        "da intervenção",
        "da cidade, do ministério",
    ),
    ("The total cost of {} is EUR 9.5 million.", "Hope for Kenya", "the second component"),
    ("The total budget of {} is EUR 9.5 million.", "the action", "the Ministry's job programme"),
    ("Det samlede budget for {} er 9,5 mio. euro.", "projektet", "Milano by"),
    ("Den totala budgeten för {} uppgår till 9,5 miljoner euro.", "projektet", "ministeriet"),
]


@pytest.mark.parametrize(("sentence", "of_project", "of_another"), TOTALS)
def test_a_total_is_of_what_it_is_said_of(sentence, of_project, of_another):
    for words, budget in ((of_project, 9_500_000), (of_another, None)):
        for owner in words.split(", "):
            assert read(sentence.format(owner))["budget"] == budget, owner


@pytest.mark.parametrize(
    "sentence",
    [
        "The budget of the project was raised from €500,000 to €2,500,000.",
        "Le budget du projet a été porté de 2 millions d'euros à 2,5 millions d'euros.",
        "Das Budget des Projekts wurde von 2 auf 2,5 Millionen Euro erhöht.",
        "Le budget total est de l'ordre de 2,5 millions d'euros.",
    ],
)
def test_the_sum_to_which_a_budget_was_raised_is_the_budget_and_so_is_about_how_much(sentence):
    assert read(sentence)["budget"] == 2_500_000


@pytest.mark.parametrize(
    ("sentence", "start", "end"),
    [
        ("AREN startade i november 2015 och upphör i mars 2018.", "2015-11-01", "2018-03-31"),
        ("AREN started in July 2018 and ends in May 2020.", "2018-07-01", "2020-05-31"),
        ("Fahren ist seit 2012 verboten.", None, None),
    ],
)
def test_the_acronym_of_the_title_is_the_project(sentence, start, end):
    row = read(sentence, "Hope for all of Kenya (AREN)\nCountry: Kenya")
    said = [value and value.isoformat() for value in (row["start"], row["end"])]
    assert said == [start, end]
