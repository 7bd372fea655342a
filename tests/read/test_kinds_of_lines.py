"""Kinds of lines on structured pages: labels and values that stand close, apart or over lines."""

import datetime

import pytest

from migfund.parse.amounts import parse_amount
from migfund.parse.dates import parse_date
from migfund.parse.periods import parse_period
from migfund.read.pages import read_page


def day(year: int, month: int, of_month: int) -> datetime.date:
    return datetime.date(year, month, of_month)


def read(page: str) -> dict[str, object]:
    record = read_page(page)
    assert record is not None
    return record


@pytest.mark.parametrize(
    "text", ["2014. Nov", "2014. november", "2014 Nov", "2014/Nov", "2014-Nov", "2014, novembre"]
)
def test_a_month_may_stand_behind_its_year(text: str) -> None:
    date = parse_date(text)
    assert date is not None
    assert (date.first, date.precision) == (day(2014, 11, 1), "month")


@pytest.mark.parametrize("text", ["2014-Nov-05", "2014. nov. 5.", "2014/Nov/05", "2014. 11. 05."])
def test_a_day_may_stand_behind_its_year(text: str) -> None:
    date = parse_date(text)
    assert date is not None
    assert (date.first, date.precision) == (day(2014, 11, 5), "day")


@pytest.mark.parametrize(
    "text",
    [
        "2014. Nov - 2016. Nov",
        "2014 Nov - 2016 Nov",
        "2014/Nov-2016/Nov",
        "2014, novembre – 2016, novembre",
        "Nov 2014 Nov 2016",
        "noviembre 2014 noviembre 2016",
    ],
)
def test_periods_with_the_year_first_or_with_a_blank_alone(text: str) -> None:
    period = parse_period(text)
    assert period is not None
    assert (period.start, period.end) == (day(2014, 11, 1), day(2016, 11, 30))


@pytest.mark.parametrize(
    "text",
    [
        "It ended in 2014. November was cold.",
        "Jan 2018 Feb 2018 Mar 2018",
        "Dec 2020 Jan 2018",
        "date 2017-04 5 avril 2017",
    ],
)
def test_dates_beside_each_other_are_not_always_a_period(text: str) -> None:
    period = parse_period(text)
    assert period is None or period.end is None or period.start is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2 an(s) 11 mois", 35),
        ("2 year(s) and 6 month(s)", 30),
        ("1 año(s) 3 mes(es)", 15),
        ("2 Jahr(e) 3 Monat(e)", 27),
        ("2 anno(i), 3 mese(i)", 27),
        ("18 month(s)", 18),
    ],
)
def test_units_with_their_plural_in_brackets(text: str, months: int) -> None:
    period = parse_period(text)
    assert period is not None
    assert period.duration_months == months


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("49, 890.52 EUR", 49890.52, "EUR"),
        ("49, 890 EUR", 49890, "EUR"),
        ("AED365000 – $100000", 365000, "AED"),
        ("EUR 146,000 / USD 160,000", 146000, "EUR"),
        ("146.000 €/160.000 $", 146000, "EUR"),
        ("CHF 1'000'000 | EUR 900'000", 1000000, "CHF"),
        ("€ 1.5M / $2M", 1500000, "EUR"),
        ("ca. 1,234,500", 1234500, None),
    ],
)
def test_amounts_in_odd_spellings(text: str, value: float, currency: str | None) -> None:
    amount = parse_amount(text)
    assert amount is not None
    assert (amount.value, amount.currency) == (value, currency)


@pytest.mark.parametrize(
    "text",
    [
        "EUR 100, 200 of them women",
        "EUR 5,000 / USD 6,000 for the partners",
        "1,234,500 (of which EUR 1,000,000 from the EU)",
        "EUR 5,000 – EUR 6,000",
        "EUR 1,000,000 / NOK 800,000",
        "USD 5,000,000 | EUR 300,000",
    ],
)
def test_amounts_that_may_be_several_are_none(text: str) -> None:
    amount = parse_amount(text)
    assert amount is None


def test_a_clear_currency_counts_before_a_bare_dollar() -> None:
    page = "Titre du projet: Puits pour tous\nBudget total: $ 732 321,67 / XAF 439 096 411,72"
    record = read(page)
    assert (record["budget"], record["currency"]) == (439096411.72, "XAF")


@pytest.mark.parametrize(
    "label", ["Budget (EUR):", "Budget EUR", "Montant (en euros):", "Presupuesto (€):"]
)
@pytest.mark.parametrize(
    "value",
    ["146,000 (USD 160,000)", "146,000 (of which EUR 100,000 from the EU)", "146,000 (EU 90%)"],
)
def test_a_label_has_the_currency_of_a_sum_with_a_note(label: str, value: str) -> None:
    record = read(f"Safe Ports for All\n\n{label} {value}\nCountry: Kenya")
    assert (record["budget"], record["currency"]) == (146000, "EUR")


def test_catalan_labels() -> None:
    page = (
        "Estat: Tancat\n"
        "- Títol del projecte: POUS PER A TOTHOM\n"
        "- País: Senegal\n"
        "- Data d'inici: 1 de gener de 2019\n"
        "- Data de finalització: 31 de desembre de 2020\n"
        "- Any aprovació: 2018\n"
        "- Import del projecte: 185.614,63 Euros\n"
        "- Import sol·licitat: 185.614,63 Euros\n"
        "- Aportació del Fons: 120.000,00 Euros\n"
    )
    record = read(page)
    assert record["title"] == "POUS PER A TOTHOM"
    assert (record["budget"], record["currency"]) == (185614.63, "EUR")
    assert record["status"] == "Tancat"
    assert record["countries"] == ["SEN"]
    assert (record["start"], record["end"]) == (day(2019, 1, 1), day(2020, 12, 31))
    assert read("Títol: Pous\nEstat: En execució\nDurada: 2019 - 2020")["status"] == "En execució"


_LONG = (
    "Bureau OIM Niamey BP 10260 Project Proposal: {title} Project type: {kind} "
    "Geographical Coverage: Niger and Mali Executing agency: International Organization for "
    "Migration (IOM) Duration: 12 months Estimated budget: {money} and more"
)


@pytest.mark.parametrize(
    ("money", "text"),
    [
        ("1,425, 000 USD SUMMARY", "1,425, 000 USD"),
        ("USD 1,425,000 DEV. Aid", "USD 1,425,000"),
        ("USD 1,425,000 (over two years) Proposed", None),
    ],
)
def test_a_value_in_running_text_ends_before_the_next_heading(money: str, text: str | None) -> None:
    title, kind = "Safe Borders in the Sahel Project Data Table", "Training (TC). Secondary project"
    page = _LONG.format(title=title, kind=f"{kind} type: n/a", money=money)
    record = read(page)
    assert record["title"] == "Safe Borders in the Sahel"
    assert record["project_type"] == "Training (TC)"
    assert (record["budget"], record["currency"]) == (1425000, "USD")
    assert text is None or record["budget_text"] == text


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (
            "Scale Up the Emergency Response to Burundian Refugees in Tanzania TZA161. "
            "Appeal Target: US$ 2,998,470 Balance Requested: US$ 2,998,470",
            "Scale Up the Emergency Response to Burundian Refugees in Tanzania TZA161",
        ),
        (
            "Puits et Pompes des Villages de la Région de Kayes et Koulikoro, Mali – "
            "Budget total: US$ 2,998,470",
            "Puits et Pompes des Villages de la Région de Kayes et Koulikoro, Mali",
        ),
    ],
)
def test_a_name_before_a_label_of_money(line: str, title: str) -> None:
    record = read(f"{line}\n\nPeople have fled.\n")
    assert (record["title"], record["budget"]) == (title, 2998470)


def test_a_sentence_before_a_label_of_money_is_no_name() -> None:
    line = (
        "The following sum was given by others in the year before it all began. Budget: EUR 5,000"
    )
    record = read_page(f"Safe Ports\n\n{line}\nCountry: Kenya")
    assert record is not None
    assert record["title"] == "Safe Ports"


@pytest.mark.parametrize(
    "label", ["Region / City", "City/Region", "Région / Ville", "Región/Ciudad", "Region / Stadt"]
)
def test_region_and_city_is_one_label(label: str) -> None:
    record = read(
        f"Official title of the project\nSafe Ports\n\n{label}\nTotal budget\n\n5,000 EUR"
    )
    assert record.get("region") is None
    assert record["budget"] == 5000


def test_labels_over_several_lines() -> None:
    page = (
        "Title:\nSafe Ports for All\nPotential\nImplementing\nPartners:\nMinistry of Labour\n"
        "Budget and\ntimeframe:\nProposed Donor\nAgency:\nA$20m for ten years (2015 –2025)\n"
        "Technical\nCooperation Code:\nRAS/15/05/AUS\n"
    )
    record = read(page)
    assert record.get("status") is None
    assert (record["budget"], record["currency"]) == (20000000, "AUD")
    assert (record["start"], record["end"]) == (day(2015, 1, 1), day(2025, 12, 31))
    assert record["project_id"] == "RAS/15/05/AUS"


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ("Budget", "Donor", "EUR 5,000,000"),
        ("Montant", "Bailleur", "5 000 000 €"),
        ("Presupuesto", "Donante", "5.000.000 EUR"),
    ],
)
def test_a_sum_below_the_label_of_a_payers_name(first: str, second: str, value: str) -> None:
    record = read(f"Title: Safe Ports\n\n{first}\n{second}\n{value}\nNorad\n\nCountry: Kenya")
    assert record["budget"] == 5000000
    assert record["fund"] == "Norad"


@pytest.mark.parametrize("other", ["Own contribution", "Published", "Co-financing"])
def test_a_figure_below_another_label_of_figures_is_its_own(other: str) -> None:
    record = read(f"Title: Safe Ports\nCountry: Kenya\n\nBudget\n{other}\nEUR 5,000,000\n")
    assert record.get("budget") is None


@pytest.mark.parametrize(
    ("title", "button"),
    [
        ("Gestion locale des migrations", "Retour vers les projets"),
        ("Safe Ports for All", "Back to projects"),
        ("Sichere Häfen für alle", "Zurück zur Übersicht"),
        ("Puertos seguros para todos", "Volver a los proyectos"),
    ],
)
def test_a_button_at_the_end_of_a_title(title: str, button: str) -> None:
    record = read(f"{title} {button}\n\nBudget: EUR 5,000\nCountry: Kenya\n")
    assert record["title"] == title


def test_a_word_of_menus_at_the_end_of_a_title_belongs_to_it() -> None:
    record = read("Communities Hosting Displaced People, Agenda 2030\n\nBudget: EUR 5,000\n")
    assert record["title"] == "Communities Hosting Displaced People, Agenda 2030"


def test_a_country_below_own_funds() -> None:
    page = (
        "Steun aan vluchtelingen in Mahama\n\nBUDGET:\n\n€ 645.000\n\nDUUR:\n\n1 juni 2017 tot 31 "
        "mei 2018\n\nLOKALE PARTNER:\n\nCaritas\n\nDONATEURS:\n\nCaritas\n\nEIGEN FONDSEN:\n\n"
        "€ 30.000\n\nRwanda\n\nDoelstellingen\n\nWie in het kamp woont, moet beter leven.\n"
    )
    assert read(page)["countries"] == ["RWA"]


def test_a_title_over_three_lines() -> None:
    page = (
        "Titre du projet: Assistance en eau, environnement, énergie et mass\n\n\n"
        "Media en faveur des réfugiés dans la région\nde l’Extrême-Nord\n"
        "Exercice budgétaire: 2020\nDate de début du projet: 01/01/2020\n"
    )
    assert read(page)["title"] == (
        "Assistance en eau, environnement, énergie et mass Media en faveur des réfugiés dans la "
        "région de l’Extrême-Nord"
    )


def test_a_line_below_a_title_that_is_another_one_is_left() -> None:
    page = (
        "Project title: Safe Ports for Everyone in the North of Kenya\n"
        "A project of the Ministry\nBudget: EUR 5,000\nCountry: Kenya\n"
    )
    assert read(page)["title"] == "Safe Ports for Everyone in the North of Kenya"


def test_values_in_one_line_below_labels_in_one_line() -> None:
    page = (
        "Open-Call Project title: Shelters for Minors\n\n"
        "Project PromoterProgramme outcome:Project grant rate:Maximum project grant amount:\n"
        "METAdrasi Better services in open reception centres 90%€ 2,224,503\n"
    )
    record = read(page)
    assert (record["budget"], record["currency"]) == (2224503, "EUR")
    assert record["budget_text"] == "€ 2,224,503"


def test_labels_of_a_search_form_are_no_countries() -> None:
    page = (
        "País Donante\nPaís Receptor\nDispatch date\n\nFull title of the project:\n\n"
        "Seeds for Farmers in Uganda\n\nUSD 758 294\n"
    )
    record = read(page)
    assert record["countries"] == ["UGA"]
    assert not [row for row in record["problems"] if row["field"] == "countries"]


@pytest.mark.parametrize(
    ("label", "below"),
    [
        ("Recipient country", "Date of dispatch"),
        ("País receptor", "Fecha de envío del acuerdo"),
        ("Land", "Datum der Sendung"),
    ],
)
def test_a_date_is_no_country(label: str, below: str) -> None:
    record = read(f"Title: Seeds for Farmers in Uganda\n\n{label}\n{below}\nA–Z\n\nUSD 758 294\n")
    assert record["countries"] == ["UGA"]


@pytest.mark.parametrize("text", ["jan. 2018 – des. 2020", "jan-2018 - des-2020"])
def test_december_in_norwegian(text: str) -> None:
    period = parse_period(text)
    assert period is not None
    assert (period.start, period.end) == (day(2018, 1, 1), day(2020, 12, 31))
    assert parse_date("l'aide des 2020 migrants") is None


@pytest.mark.parametrize(
    "text",
    [
        "Tytuł projektu: Studnie\nOkres realizacji: 01.01.2020 – 31.12.2022\n"
        "Wartość projektu: 3 214 560,00 PLN\nStatus: zakończony\n",
        "Hankkeen nimi: Kaivot\nToteutusaika: 1.1.2020 – 31.12.2022\n"
        "Kokonaisbudjetti: 3 214 560 PLN\nHankkeen tila: päättynyt\n",
        "Τίτλος Έργου: Πηγάδια\nΗμερομηνία έναρξης: 01/01/2020\nΗμερομηνία λήξης: 31/12/2022\n"
        "Προϋπολογισμός: 3.214.560,00 PLN\nΚατάσταση: Σε εξέλιξη\n",
    ],
)
def test_labels_of_small_languages(text):
    record = read_page(text)
    assert (record["budget"], record["currency"]) == (3_214_560, "PLN")
    assert (str(record["start"]), str(record["end"])) == ("2020-01-01", "2022-12-31")
    assert record["title"] == text.split("\n")[0].partition(": ")[2]
    assert record["status"] == text.strip().rpartition(": ")[2]


@pytest.mark.parametrize(
    "line",
    [
        "All amounts in US$",
        "All amounts are in USD",
        "Tous les montants sont en dollars US",
        "Todos los importes en dólares estadounidenses",
        "Alle Beträge in US-Dollar",
    ],
)
def test_a_line_says_the_currency_of_all_amounts(line: str) -> None:
    record = read(f"Wells for all\n\nCountry: Kenya\n{line}\nTotal budget 1,499,980\n")
    assert (record["budget"], record["currency"]) == (1499980, "USD")


@pytest.mark.parametrize("label", ["Period", "Project period", "Período"])
@pytest.mark.parametrize("written", ["01/05/2018", "01-05-2018", "13/05/2018", "2018-05-01"])
def test_a_single_day_is_no_period_whatever_its_order(label: str, written: str) -> None:
    record = read_page(f"Wells for all\n\nBudget: EUR 5 million\n{label}: {written}\n")
    assert record is not None
    assert record.get("start") is None
    assert record.get("end") is None
    assert [row["text"] for row in record["problems"]] == [written]


def test_what_stands_below_other_projects_is_listed_where_nothing_else_says_it() -> None:
    record = read_page(
        "Wells for all\n\nStatus\n  Closed\n\nSee also\n  Ponds, Mali\n\n"
        "Financing\n  EU contribution: EUR 5 million\n\nThe project digs wells.\n"
    )
    assert record is not None
    assert record.get("budget") is None
    assert ("budget", "EUR 5 million") in [
        (row["field"], row["text"]) for row in record["problems"]
    ]


@pytest.mark.parametrize(
    ("line", "budget"),
    [("2.14m € Project Budget", 2140000), ("EUR 5 million Total cost", 5000000)],
)
def test_one_amount_may_stand_before_its_label(line: str, budget: float) -> None:
    record = read(f"Wells for all\n\nStart: 2019\n{line}\n4 Countries\n")
    assert (record["budget"], record["currency"]) == (budget, "EUR")


def test_a_word_of_status_before_an_amount_ends_the_label() -> None:
    page = "Poços para todos\n\nInício do projeto 2014\nPaíses Moçambique\n"
    spent = read_page(f"{page}Despesa elegível executada 2 823 598,27 euros\n")
    assert spent is not None
    assert spent.get("budget") is None
    assert read(f"{page}Despesa elegível 2 823 598,27 euros\n")["budget"] == 2823598.27


@pytest.mark.parametrize(
    "lines", ["Jordan JO 55\nLebanon LB 45", "Jordan JO\nLebanon LB", "Jordan\nLebanon"]
)
def test_a_country_and_its_code_say_the_same(lines: str) -> None:
    record = read(f"Wells for all\n\nBudget: EUR 5 million\nRecipient country\n{lines}\n")
    assert record["countries"] == ["JOR", "LBN"]
    assert record["problems"] == []


@pytest.mark.parametrize("written", ["01.01.2018 r. – 30.06.2020 r.", "2018 r. – 2020 r."])
def test_a_letter_for_the_year_stands_behind_it(written: str) -> None:
    period = parse_period(written)
    assert period is not None
    assert period.text == written
    assert (str(period.start), str(period.end)[:4]) == ("2018-01-01", "2020")


def test_the_lines_of_a_narrow_column_are_one_text():
    told = (
        "The project supports the border guards of\nKenya and runs from January 2019 to\n"
        "December 2021. It has a total budget of EUR\n5 million, of which most is paid by the\n"
        "European Union through its fund.\n"
    )
    record = read_page(f"Safe Ways Home\n\n{told}")
    assert record["budget"] == 5_000_000
    assert (record["start"].isoformat(), record["end"].isoformat()) == ("2019-01-01", "2021-12-31")


def test_a_headline_and_the_sentence_below_are_two():
    page = (
        "ЕС выделит Киевской области €1,5 миллиона на жильё\n"
        "Евросоюз даст €1,5 млн Киевской области, чтобы помочь переселенцам.\n"
    )
    assert read_page(f"Новости\n\n{page}")["budget"] == 1_500_000


def test_a_period_over_two_lines_below_the_headings_of_a_table():
    table = "Country/Region\tTopic\tPeriod\tBudget\nLebanon\nWater\n01.12.2018\n- 30.06.2022\n"
    record = read_page(f"Water for all hosts\n\n{table}CHF 5'460'000\n")
    assert (record["start"].isoformat(), record["end"].isoformat()) == ("2018-12-01", "2022-06-30")
    assert (record["budget"], record["countries"]) == (5_460_000, ["LBN"])


@pytest.mark.parametrize("sentence", ["Projektet genomförs i Kenya.", "Проект идёт в Кении."])
def test_a_short_sentence_is_never_lost_in_silence(sentence):
    record = read_page(f"Water for all hosts\n\nBudget: EUR 5 million\n\n{sentence}\n")
    said = [one["text"] for one in record["problems"] if one["field"] == "countries"]
    assert record.get("countries") == ["KEN"] or said == [sentence]
