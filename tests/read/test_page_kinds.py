"""Kinds of pages that agencies publish, each in the smallest page that shows it."""

import pandas as pd
import pytest

import migfund as mf
from migfund.read.pages import read_page

TOLD = {
    "en": "The project has a budget of EUR 2 million and helps people to find work.",
    "fr": "Le projet a un budget de 2 millions d'euros et aide à trouver du travail.",
    "es": "El proyecto tiene un presupuesto de 2 millones de euros y ayuda a encontrar trabajo.",
    "pt": "O projeto tem um orçamento de 2 milhões de euros e ajuda a encontrar trabalho.",
}


def read(tmp_path, text, name="page.txt"):
    (tmp_path / name).write_text(text)
    return mf.read_projects(tmp_path / name).iloc[0]


def test_values_before_their_labels_in_one_line(tmp_path):
    row = read(
        tmp_path,
        "Une mine de compétences pour les jeunes\nProjet\nAchevé\n01/02/2018 Date de début\n"
        "31/01/2020 Date de fin\n900 000 EUR Montant du financement\nTogo Pays\n",
    )
    assert row["title"] == "Une mine de compétences pour les jeunes"
    assert (row["budget"], row["currency"], row["status"]) == (900_000, "EUR", "Achevé")
    assert (row["start"], row["end"]) == (pd.Timestamp("2018-02-01"), pd.Timestamp("2020-01-31"))
    assert list(row["countries"]) == ["TGO"]


@pytest.mark.parametrize("tag", ["span", "a"])
def test_elements_that_only_style_parts(tmp_path, tag):
    pairs = [("Status", "Closed"), ("Start Date", "2018-04-01"), ("Budget", "$6,400")]
    rows = "".join(f"<div><{tag}>{a}</{tag}><{tag}>{b}</{tag}></div>" for a, b in pairs)
    row = read(tmp_path, f"<html><body><h1>Host towns of Uganda</h1>{rows}</body></html>", "p.html")
    assert (row["status"], row["budget"]) == ("Closed", 6400)
    assert row["start"] == pd.Timestamp("2018-04-01")


def test_parts_of_one_word_or_amount_stay_together(tmp_path):
    row = read(
        tmp_path,
        "<html><body><h1><span>Mig</span><span>ration in Peru</span></h1>"
        "<p>Budget: <span>EUR</span><span>5,000</span></p></body></html>",
        "p.html",
    )
    assert (row["title"], row["budget"]) == ("Migration in Peru", 5000)


@pytest.mark.parametrize("gap", ["", "\n"])
def test_other_projects_below_their_heading(tmp_path, gap):
    row = read(
        tmp_path,
        "Ports of Togo\nStatus\nClosed\nBudget\nEUR 5 million\nDuration\n2018 – 2019\n"
        f"Related projects\n{gap}Ports of Benin\nBudget: EUR 9 million\nDuration: 2012 – 2014\n",
    )
    assert (row["budget"], row["start"].year, row["end"].year) == (5_000_000, 2018, 2019)


def test_a_total_length_does_not_replace_dates(tmp_path):
    row = read(
        tmp_path,
        "Ports of Togo\n\nPeriod\nMarch 2018 – February 2020\nTotal duration\n24 months\n",
    )
    assert (row["start_precision"], row["start"]) == ("month", pd.Timestamp("2018-03-01"))
    assert row["end"] == pd.Timestamp("2020-02-29")


def test_the_last_item_of_a_menu(tmp_path):
    row = read(
        tmp_path,
        "Home\nOur work\nContact\nBorder posts for northern Togo\nFACTS HERE\n"
        "Status\nClosed\nBudget\nEUR 5 million\n",
    )
    assert row["title"] == "Border posts for northern Togo"


@pytest.mark.parametrize(
    ("told", "budget"),
    [
        (
            "The project cost EUR 9 million in all: EUR 7 million from the EU, EUR 2 million own.",
            9e6,
        ),
        ("The project has EUR 9 million (EU grant EUR 7 million; partners EUR 2 million).", 9e6),
        ("The project cost EUR 9 million and EUR 7 million.", None),
    ],
)
def test_parts_that_add_up_in_a_sentence(tmp_path, told, budget):
    row = read(tmp_path, f"Ports of Togo\n\nStatus: Closed\n\n{told}\n")
    assert row["budget"] == budget if budget else pd.isna(row["budget"])


def test_labels_among_sentences(tmp_path):
    row = read(
        tmp_path,
        "Ports of Togo\n\nThe action started in January 2020 with the help of two ministries. "
        "Duration: 06/01/2020 – 31/12/2021.\n",
    )
    assert (row["start"], row["start_precision"]) == (pd.Timestamp("2020-01-06"), "day")
    assert row["end"] == pd.Timestamp("2021-12-31")


def test_a_headline_right_above_its_text(tmp_path):
    told = "Das Vorhaben läuft von April 2018 bis März 2021 und hilft Menschen, die heimkehren. "
    row = read(tmp_path, f"Neue Chancen für Menschen, die nach Gambia heimkehren\n{told * 2}\n")
    assert row["title"] == "Neue Chancen für Menschen, die nach Gambia heimkehren"
    headline, others = "Mehr Chancen in vielen Orten", "Viele kehren in diesem Jahr heim. "
    assert read(tmp_path, f"{headline}\n{told * 2}\n")["title"] == headline
    # What a text on all and sundry stands below may be a headline alone.
    assert pd.isna(read(tmp_path, f"{headline}\n{others}{told * 2}\n")["title"])


@pytest.mark.parametrize(
    "headline",
    [
        "Japan to deepen its help for people who return",
        "Japan, UNICEF help people who return",
        "Sweden and partners help people who come home",
        "La Suède et ses partenaires aident ceux qui reviennent",
        "Schweden und Partner helfen Menschen, die heimkehren",
        "Australia and IOM open a centre for returnees",
    ],
)
def test_a_donor_that_begins_a_headline_is_no_place(tmp_path, headline):
    row = read(tmp_path, f"{headline}\n\nBudget: EUR 500,000\nStatus: Closed\n")
    assert row["countries"] is pd.NA


def test_a_headline_counts_less_than_the_place_of_work(tmp_path):
    row = read(
        tmp_path,
        "Sweden and partners help people who come home\n"
        "The project is implemented in Ethiopia from 2019 to 2022 and reaches many people there.\n",
    )
    assert list(row["countries"]) == ["ETH"]


def test_a_place_behind_an_article(tmp_path):
    row = read(tmp_path, "Ciudades abiertas\n\nEl proyecto se ejecuta en el Perú desde 2019.\n")
    assert list(row["countries"]) == ["PER"]


@pytest.mark.parametrize("form", ["{}: {}\n", "{}\n{}\n"])
def test_all_that_stands_below_an_earlier_phase_is_of_it(tmp_path, form):
    earlier = form.format("Budget", "EUR 2 million") + form.format("Duration", "2014 – 2017")
    now = form.format("Budget", "EUR 4 million") + form.format("Country", "Ghana")
    row = read(tmp_path, f"Ports of Ghana\n\nPrevious phase\n{earlier}\nCurrent phase\n{now}")
    assert row["budget"] == 4_000_000
    assert pd.isna(row["start"])
    assert list(row["countries"]) == ["GHA"]


def test_an_earlier_phase_in_one_line_ends_there(tmp_path):
    row = read(
        tmp_path,
        "Ports of Ghana\n\nPrevious phase\n2014 – 2017, EUR 2 million\nStatus\nClosed\n"
        "Budget\nEUR 4 million\n",
    )
    assert (row["budget"], row["status"]) == (4_000_000, "Closed")


@pytest.mark.parametrize(("total", "budget"), [("9", 9e6), ("8", None)])
def test_a_total_is_the_budget_where_its_parts_add_up(tmp_path, total, budget):
    row = read(
        tmp_path,
        "Ports of Ghana\n\nEU contribution: EUR 7 million\nHarbour town contribution: "
        f"EUR 2 million\nTotal: EUR {total} million\nStatus: Closed\n",
    )
    # A larger total that they do not add up to is not understood, and no part of it the budget.
    assert (None if pd.isna(row["budget"]) else row["budget"]) == budget


@pytest.mark.parametrize("line", ["Budget 2024: EUR 800,000", "Budget (2024): EUR 800,000"])
def test_the_budget_of_one_year_is_not_that_of_the_project(tmp_path, line):
    row = read(tmp_path, f"Ports of Ghana\n\nStatus: Closed\n{line}\nCountry: Ghana\n")
    assert pd.isna(row["budget"])
    assert [one["reason"] for one in row["problems"]] == ["the amount of one year"]
    row = read(tmp_path, f"Ports of Ghana\n\n{line}\nCountry: Ghana\nBudget: EUR 3 million\n")
    assert row["budget"] == 3_000_000


def test_a_budget_of_several_years_is_the_projects(tmp_path):
    row = read(tmp_path, "Ports of Ghana\n\nBudget (2018-2021): EUR 8 million\nCountry: Ghana\n")
    assert row["budget"] == 8_000_000


def test_a_programme_that_the_project_is_part_of_is_no_title(tmp_path):
    told = (
        "It is part of the programme “Ways to Work in Africa”. The project lasts from {} to 2021."
    )
    row = read(
        tmp_path,
        f"A new centre for work in Africa, in the north of Mali\n\n{told.format(2019) * 2}\n",
    )
    assert row["title"] == "A new centre for work in Africa, in the north of Mali"


@pytest.mark.parametrize(
    ("headline", "told"),
    [
        ("IOM, Netherlands launch programme to help returnees in Nigeria", TOLD["en"]),
        ("Help for all those who return unveiled in Nigeria", TOLD["en"]),
        ("L'OIM lance un nouveau projet pour les migrants au Nigéria", TOLD["fr"]),
        ("La OIM presenta un proyecto para migrantes retornados en Nigeria", TOLD["es"]),
        ("OIM lança novo programa para quem regressa na Nigéria", TOLD["pt"]),
    ],
)
def test_a_headline_of_news_is_no_title_but_names_the_country(tmp_path, headline, told):
    row = read(tmp_path, f"{headline}\n\n{told}\n")
    assert pd.isna(row["title"])
    assert headline in [one["text"] for one in row["problems"] if one["field"] == "title"]
    assert (list(row["countries"]), row["budget"]) == (["NGA"], 2_000_000)


@pytest.mark.parametrize(
    ("told", "title"),
    [
        (
            "The money pays for the Project for Enhancing the Border Management Capacity in "
            "Pacific Island Countries, with which officers are trained.",
            "Project for Enhancing the Border Management Capacity in Pacific Island Countries",
        ),
        (
            "With the Project for the Improvement of Roads in Refugee-Hosting Areas of West "
            "Nile refugees get there faster.",
            "Project for the Improvement of Roads in Refugee-Hosting Areas of West Nile",
        ),
        ("The Ministry leads the Project for Women in Mali.", None),
        ("The Project on Migration ended.", None),
    ],
)
def test_names_that_begin_with_project_for(tmp_path, told, title):
    row = read(
        tmp_path, f"IOM launches project in Samoa\n\n{told} It has a budget of EUR 5 million.\n"
    )
    assert row["title"] == title if title else pd.isna(row["title"])


@pytest.mark.parametrize(
    ("headline", "told", "budget"),
    [
        (
            "Bangladesh signs €2.97m agreement with IOM",
            "The government signs an agreement of €2,970,297. Staff earn EUR 15,000 a year.",
            2_970_297,
        ),
        (
            "ONU firma con Costa Rica fondo de USD 2 millones para migración",
            "La ONU financia con 2 millones de dólares estadounidenses la ayuda a migrantes.",
            2_000_000,
        ),
        ("IOM launches USD 5 million project", "Migrants sent home USD 70 million.", None),
        ("IOM launches USD 5 million project", "Traffickers earned EUR 5 million.", None),
        ("IOM launches project as floods cost EUR 7 million", "Floods cost EUR 7 million.", None),
        ("IOM launches project", "Migrants sent home USD 70 million.", None),
    ],
)
def test_an_amount_of_the_headline_that_the_text_says_again(tmp_path, headline, told, budget):
    row = read(tmp_path, f"{headline}\n\n{told} The project helps people in Costa Rica.\n")
    assert row["budget"] == budget if budget else pd.isna(row["budget"])


@pytest.mark.parametrize(
    "headline",
    [
        "Call for proposals: reception of refugees in Mali",
        "Appel à projets pour l’accueil des réfugiés au Mali",
        "Convocatoria de propuestas para la acogida en Malí",
        "Bando di gara per l'accoglienza in Mali",
    ],
)
def test_a_text_below_a_call_states_nothing_of_a_project(headline):
    told = "The project “Safe Returns” has a budget of EUR 2 million."
    record = read_page(f"{headline}\n\nThe fund helps towns. {told}\n")
    assert [record.get("title"), record.get("budget")] == [None, None]
    assert "call for proposals" in record["problems"][0]["reason"]
    paid = read_page(f"Safe Returns\n\nThe call for proposals of 2019 paid. {told}\n")
    assert paid["budget"] == 2_000_000


@pytest.mark.parametrize(
    ("told", "countries"),
    [
        ("Japan pays for work in Kenya. The project of Japan helps Kenya.", ["KEN"]),
        ("Japan gave EUR 2 million for Kenya. Kenya and Japan work on it.", ["KEN"]),
        ("Japan pays for work in Kenya. Uganda helps the project.", []),
        ("Japan pays for work in Kenya.", []),
    ],
)
def test_the_one_country_that_receives_aid_beside_donors(told, countries):
    record = read_page(f"Decent work for all\n\nThe project trains many people. {told}\n") or {}
    assert list(record.get("countries") or []) == countries


def test_the_government_of_a_donor_is_no_place(tmp_path):
    row = read(
        tmp_path,
        "IOM and ILO work with Government of Japan to support returnees\n\nBudget: EUR 5,000\n"
        "Status: Closed\n",
    )
    assert row["countries"] is pd.NA
    row = read(tmp_path, "Support to the Government of Kenya on data\n\nBudget: EUR 5,000\n")
    assert list(row["countries"]) == ["KEN"]


def test_the_number_of_a_contract_in_brackets_behind_the_title(tmp_path):
    row = read(
        tmp_path, "Protecting Refugees in Syria (ENPI/2011/023-371)\n\nTotal cost: EUR 5,000\n"
    )
    assert (row["title"], row["project_id"]) == (
        "Protecting Refugees in Syria", "ENPI/2011/023-371",
    )  # fmt: skip


def test_an_annex_and_its_agreement_are_no_title(tmp_path):
    row = read(
        tmp_path,
        "Annexe IV à l'Accord Instituant le Fonds Fiduciaire et ses règles internes\n"
        "1. IDENTIFICATION\nPays\nMali\nCoût total\nEUR 8 200 000\n",
    )
    assert pd.isna(row["title"])
    assert (row["budget"], list(row["countries"])) == (8_200_000, ["MLI"])


def test_where_other_projects_were_is_no_place(tmp_path):
    row = read(
        tmp_path,
        "Against trafficking\n\nJapan gives EUR 2 million to the project “Safe Ways for All in "
        "Nepal” of the ILO.\nThe fund was set up in 1999. Projects have also been carried out in "
        "Thailand and Laos.\n",
    )
    assert list(row["countries"]) == ["NPL"]


def test_a_list_beside_a_country_of_its_own_label(tmp_path):
    told = "The project supports Egypt, Libya and Tunisia in this."
    row = read(
        tmp_path, f"Against smuggling\n\n{told}\n\nPrimary country\nLibya\nLanguage\nEnglish\n"
    )
    assert row["countries"] is pd.NA


def test_a_title_goes_on_below_a_blank_line_behind_of(tmp_path):
    row = read(
        tmp_path,
        "Resilience of Refugees in Awubare District of\n\nSomali, Regional States, Ethiopia\n\n"
        "Budget: EUR 5,000\nStatus: Closed\n",
    )
    assert row["title"] == (
        "Resilience of Refugees in Awubare District of Somali, Regional States, Ethiopia"
    )


def test_a_region_and_a_country_in_the_title_are_no_list_of_all_countries(tmp_path):
    told = "This programme has three beneficiaries: Albania, Serbia and Turkey."
    row = read(tmp_path, f"Return in the Western Balkans and Turkey\n\nStatus: Closed\n\n{told}\n")
    assert row["countries"] is pd.NA


def test_labels_in_a_long_line_that_stand_right_behind_values(tmp_path):
    row = read(
        tmp_path,
        "Safe Ports of the North\n\nContract partner: Association for the promotion of the "
        "employment of young people and of all those who return, in the north and in the south of "
        "the countryCountry: Burkina Faso Funding amount: € 200.000,00Project start: "
        "01.03.2013End: 31.12.2013\n",
    )
    assert (row["budget"], list(row["countries"])) == (200_000, ["BFA"])
    assert row[["start", "end"]].tolist() == [
        pd.Timestamp("2013-03-01"),
        pd.Timestamp("2013-12-31"),
    ]


def test_a_project_that_sentences_name_has_that_name_below_a_headline(tmp_path):
    told = "The project is called Safe Returns through Work in the North. " + TOLD["en"]
    row = read(tmp_path, f"IOM launches project for returnees in Nigeria\n\n{told}\n")
    assert row["title"] == "Safe Returns through Work in the North"


def test_amounts_and_who_pays_in_sentences(tmp_path):
    for told, budget in [
        ("The EUR 5 million programme runs from 2019 to 2021.", 5e6),
        ("Nederland draagt 4 miljoen euro bij aan het project.", 4e6),
        ("Das Vorhaben läuft bis 2021. Dafür stehen 6 Millionen Euro zur Verfügung.", 6e6),
    ]:
        row = read(tmp_path, f"Ports of Ghana\n\nStatus: Closed\n\n{told}\n")
        assert row["budget"] == budget


def test_a_second_project_is_another_one(tmp_path):
    row = read(
        tmp_path,
        "Ports du Togo\n\nLe projet a un budget de 2 millions d'euros et dure de 2018 à 2021. "
        "Un second projet de 3 millions d'euros débutera en 2022.\n",
    )
    assert (row["budget"], row["end"].year) == (2_000_000, 2021)


def test_the_last_row_of_a_table_of_payers_is_their_total(tmp_path):
    row = read(
        tmp_path,
        "Ports of Ghana\n\nCountry: Ghana\n\nDonor | Share | Budget\n"
        "Norway | 33 % | USD 1,000,000\nSweden | 67 % | USD 2,000,000\n"
        "Total | 100 % | USD 3,000,000\n",
    )
    assert row["budget"] == 3_000_000


def test_a_path_of_pages_is_no_title(tmp_path):
    row = read(tmp_path, "Data for better policy\nPrague Talks > Projects\nBudget: EUR 5,000\n")
    assert row["title"] == "Data for better policy"


@pytest.mark.parametrize(
    ("country", "currency"), [("Sénégal", "XOF"), ("Cameroun", "XAF"), ("Sénégal, Cameroun", None)]
)
def test_cfa_francs_are_those_of_the_countries(tmp_path, country, currency):
    row = read(tmp_path, f"Retour et emploi\n\nPays : {country}\nBudget : 85 000 000 FCFA\n")
    assert row["budget"] == 85_000_000
    assert row["currency"] == currency or (currency is None and pd.isna(row["currency"]))


@pytest.mark.parametrize(
    ("page", "currency"),
    [
        ("Arbete i Irak\n\nStatus: 2019\nAvtalat belopp: 32 miljoner kronor\n", "SEK"),
        ("Arbete i Irak\n\nStatus: 2019\nBudget: 32 miljoner kronor\n", "SEK"),
        ("Rettshjelp i Irak\n\nProsjektet har et budsjett på 32 millioner kroner.\n", "NOK"),
        ("Retshjælp i Irak\n\nProjektet løber i to år og støttes med 32 mio. kr. af os.\n", "DKK"),
        ("Irak 2019\n\nBudget: 32 000 000 kr\n", None),
    ],
)
def test_kroner_are_those_of_the_language_of_the_page(tmp_path, page, currency):
    row = read(tmp_path, page)
    assert row["budget"] == 32_000_000
    assert row["currency"] == currency or (currency is None and pd.isna(row["currency"]))


def test_dates_count_before_a_length_beside_them(tmp_path):
    page = (
        "Puertos seguros\n\nPeriodo de ejecución: del 1 de febrero de 2021 al 31 de julio de 2022\n"
    )
    row = read(tmp_path, f"{page}Duración: 18 meses\nPaís: Nepal\n")
    assert (str(row["start"])[:10], str(row["end"])[:10]) == ("2021-02-01", "2022-07-31")


def test_what_was_planned_first_does_not_count_before_what_is_given(tmp_path):
    row = read(
        tmp_path,
        "Safe ports\n\nMaximum contribution: EUR 98,000\nOriginal budget: EUR 90,000\n",
    )
    assert row["budget"] == 98_000


def test_an_acronym_and_a_colon_above_the_labels_are_the_title(tmp_path):
    labels = "Country: Nepal\nBudget: EUR 5 million\n"
    title = "PORTAL: Safer ports for seafarers"
    assert read(tmp_path, f"Harbour Agency\n{title}\n{labels}")["title"] == title


def test_a_kind_of_page_and_a_dateline_are_no_title_and_hide_nothing(tmp_path):
    text = (
        "The project in Nepal has a budget of EUR 5 million and trains the staff of four ports.\n"
    )
    for above in ("News", "News\n31 March 2022", "Press release\nKathmandu, 4 July 2019"):
        row = read(tmp_path, f"Four ports in Nepal become safer\n{above}\n{text}")
        assert (row["title"], row["budget"]) == ("Four ports in Nepal become safer", 5_000_000)


def test_a_path_that_is_also_a_label_does_not_hide_the_title(tmp_path):
    page = "Haven Nepal\nHome > Projecten\nVeilige havens voor zeelieden\nBudget\n€ 6.500.000\n"
    assert read(tmp_path, page)["title"] == "Veilige havens voor zeelieden"


def test_a_sentence_that_begins_with_another_programme_is_not_of_the_project(tmp_path):
    row = read(
        tmp_path,
        "Safe ports in Nepal\n\nThe project trains staff. It costs EUR 5 million. "
        "A regional programme with a budget of EUR 46 million was launched in 2016.\n",
    )
    assert row["budget"] == 5_000_000
    assert pd.isna(row["start"])


def test_one_end_of_a_period_that_cannot_be_told_does_not_make_the_other_both(tmp_path):
    day = "01/06/2022 to 10/10/2023"
    row = read(tmp_path, f"Safe ports in Nepal\n\nThe project runs from {day} in Nepal.\n")
    assert pd.isna(row["start"])
    assert str(row["end"])[:10] == "2023-10-10"


def test_the_first_word_of_a_menu_may_be_a_label(tmp_path):
    menu = "Puertos Nepal\nInicio\nQuiénes somos\nNoticias\n"
    row = read(tmp_path, f"{menu}Puertos seguros en Nepal\nPresupuesto\nUSD 2,300,000\n")
    assert (row["title"], row["budget"]) == ("Puertos seguros en Nepal", 2_300_000)


def test_an_action_document_names_its_basic_act_and_goes_on(tmp_path):
    page = (
        "1. Title\nOPSYS\nBasic Act\nSafe ports in Nepal\nOPSYS number: ACT-61234\n"
        "12. Amounts concerned\nTotal estimated cost: EUR 18 000 000\n"
    )
    assert read(tmp_path, page)["budget"] == 18_000_000


@pytest.mark.parametrize(("start", "end"), [("Starting date: 1 June 2013\n", "2019-05"), ("", "")])
def test_a_closing_date_is_the_end_beside_a_start(tmp_path, start, end):
    page = f"Safe ports in Nepal\n\nTotal budget: EUR 5\n{start}Closing date: 31 May 2019\n"
    row = read(tmp_path, page)
    assert str(row["end"])[:7] == end or (not end and pd.isna(row["end"]))


def test_the_cells_of_a_row_may_be_lines_of_their_own(tmp_path):
    row = read(
        tmp_path,
        "Safe ports in Asia\n\nCountry\tTopic\tPeriod\tBudget\nNepal\nPorts\nRights\n"
        "16.07.2019 - 15.07.2024\nCHF 21'500'000\n",
    )
    assert (list(row["countries"]), row["budget"]) == (["NPL"], 21_500_000)


def test_cells_may_each_have_a_label_and_its_value(tmp_path):
    page = (
        "Safe Mobility\n\nStart Date Jun 2020    End Date Dec 2023\nBudget $2,415,000    Spent $9\n"
    )
    row = read(tmp_path, page)
    assert (row["budget"], str(row["end"])[:7]) == (2_415_000, "2023-12")


def test_a_column_of_deadlines_makes_no_call_of_a_page(tmp_path):
    page = "| Country | Budget | Deadline for applications |\n| Chad | EUR 5 million | 2021 |\n"
    assert read(tmp_path, f"Skills\n\n{page}")["budget"] == 5_000_000


def test_a_sentence_of_part_of_the_project_is_about_it(tmp_path):
    told = "The centre is part of the project “Home with Skills”, which runs from 2021 to 2023."
    assert read(tmp_path, f"New centre opens in Georgia\n\n{told}\n")["start"].year == 2021


@pytest.mark.parametrize(
    "facts",
    [
        "Start date 1: 10 June 2010\nEnd date 2 : 31 May 2015\nTotal budget3: EUR 500,000\n",
        "Start date1\n10 June 2010\nEnd date2\n31 May 2015\nTotal budget (EUR)3\n500,000\n",
        "Project title: Safe Ports Total Budget: EUR 500,000 Starting Date 1 : 10 June 2010 "
        "End Date 2 : 31 May 2015 Evaluation Date: November 2012\n",
    ],
)
def test_a_label_may_have_the_mark_of_a_footnote(tmp_path, facts):
    row = read(tmp_path, f"Safe Ports\n\n{facts}")
    assert (row["budget"], row["currency"]) == (500_000, "EUR")
    assert (row["start"], row["end"]) == (pd.Timestamp("2010-06-10"), pd.Timestamp("2015-05-31"))


def test_the_day_of_a_date_is_no_mark_of_a_footnote(tmp_path):
    row = read(tmp_path, "Safe Ports\n\nStart date 1 February 2020\nEnd date 3 March 2021\n")
    assert (row["start"], row["start_precision"]) == (pd.Timestamp("2020-02-01"), "day")
    assert (row["end"], row["end_precision"]) == (pd.Timestamp("2021-03-03"), "day")


NUMBERED = "{}. {}", "{}) {}", "({}) {}", "{} {}", "1.{} {}", "{} – {}"


def numbered(form, *pairs):
    labels = [form.format(number, label) for number, (label, _) in enumerate(pairs, 1)]
    return "\n".join(f"{label}\n{value}" for label, (_, value) in zip(labels, pairs, strict=True))


@pytest.mark.parametrize("form", NUMBERED)
def test_numbered_headings_stand_above_their_values(tmp_path, form):
    row = read(
        tmp_path,
        numbered(
            form,
            ("Title", "Safe Ports of the North"),
            ("Countries", "Morocco and Tunisia"),
            ("Programming document", "Strategy Paper"),
            ("Sector", "Migration"),
            ("Amounts concerned", "Total estimated cost: EUR 3,150,000"),
        ),
    )
    assert (row["title"], row["budget"]) == ("Safe Ports of the North", 3_150_000)
    assert list(row["countries"]) == ["MAR", "TUN"]


@pytest.mark.parametrize("form", NUMBERED)
def test_a_numbered_label_never_takes_what_is_below_the_next_one(tmp_path, form):
    numbers = [
        form.format(n, label)
        for n, label in enumerate(("Previous phase", "Budget", "Co-financing", "Start date"), 1)
    ]
    page = "Safe Ways Home\n\n{}\n2011 – 2013, EUR 70,000\n{}\n{}\nEUR 90,000\n{}\n5 June 2021\n"
    row = read(tmp_path, page.format(*numbers))
    assert pd.isna(row["budget"])
    assert row["start"] == pd.Timestamp("2021-06-05")


@pytest.mark.parametrize("form", NUMBERED)
def test_a_numbered_list_of_others_ends_at_the_next_number(tmp_path, form):
    row = read(
        tmp_path,
        numbered(
            form,
            ("Project title", "Safe Ports of the North"),
            ("Total cost", "EUR 300,000"),
            ("Related projects", "Decent Work, Kenya, EUR 70,000"),
            ("Project number", "P123060"),
        ),
    )
    assert (row["budget"], row["project_id"]) == (300_000, "P123060")
    assert row["countries"] is pd.NA


def test_sub_numbers_of_a_list_of_others_are_of_others(tmp_path):
    row = read(
        tmp_path,
        "1. Title\nSafe Ports\n2. Related projects\n2.1 Title\nDecent Work\n2.2 Budget\n"
        "EUR 70,000\n3. Status\nClosed\n",
    )
    assert (row["title"], row["status"]) == ("Safe Ports", "Closed")
    assert pd.isna(row["budget"])


@pytest.mark.parametrize(
    "sentence",
    [
        "The war began in May 2015 and ended in June 2017.",
        "The drought lasted from May 2015 to June 2017",
        "A reforma começou em maio de 2015 e terminou em junho de 2017.",
        "La guerra comenzó en mayo de 2015 y terminó en junio de 2017.",
    ],
)
def test_a_line_on_the_time_of_something_else_is_no_period(tmp_path, sentence):
    row = read(tmp_path, f"Safe Ports of the North\n\nCountry: Kenya\n{sentence}\n")
    assert row[["start", "end"]].isna().all()
    assert "period" in [problem["field"] for problem in row["problems"]]


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("31/12/2021 (termine originario 31/12/2020)", "2021-12-31"),
        ("31 December 2021 (extended from 30 June 2021)", "2021-12-31"),
        ("31 December 2021 (revised)", "2021-12-31"),
        ("31/12/2020 (actual: 15/06/2020)", None),
        ("30/06/2020 (extended to 31/12/2020)", "2020-12-31"),
    ],
)
def test_a_date_beside_the_one_that_it_replaced(tmp_path, words, end):
    row = read(tmp_path, f"Safe Ports of the North\n\nCountry: Kenya\nEnd date: {words}\n")
    assert pd.isna(row["start"])
    assert row["end"] == pd.Timestamp(end) if end else pd.isna(row["end"])


def test_a_status_may_stand_below_a_blank_line(tmp_path):
    row = read(tmp_path, "Ports unis\n\nÉtat\n\nEn cours\n\nBudget\n5 000 EUR\nPays\nMali\n")
    assert (row["status"], row["budget"]) == ("En cours", 5_000)


def test_labels_that_stand_right_before_their_values(tmp_path):
    row = read(
        tmp_path,
        "Free movement of labour in East Africa\nStart Date2021\nEnd Date2024\n"
        "Project StatusActive\nProject TypeLabour Migration\nBudget Amount (USD)400000.00\n"
        "CoverageRegional\nYear2021\nIDF RegionAfrica\nPrima IDTZ10P0523\nProjects IDLM.0473\n"
        "Benefiting Member StatesKenya Rwanda Uganda United Republic of Tanzania\n",
    )
    assert row[["project_type", "region", "status"]].tolist() == [
        "Labour Migration", "Africa", "Active",
    ]  # fmt: skip
    assert row[["prima_id", "project_id"]].tolist() == ["TZ10P0523", "LM.0473"]
    assert row[["budget", "currency", "budget_text"]].tolist() == [400_000, "USD", "400000.00"]
    assert list(row["countries"]) == ["KEN", "RWA", "UGA", "TZA"]


def test_french_labels_that_stand_right_before_their_values(tmp_path):
    row = read(
        tmp_path,
        "Gestion conjointe des frontières\nDate de fin2024\nStatut du projetAchevé\n"
        "Type de projetTCMMCB\nBudget Amount (USD)200000.00\nIDF RegionAfrique\nProjet IDTC.0735\n"
        "Etat(s) membre(s) beneficiaires remplissant les conditions requisesMauritanie Mali\n",
    )
    assert row[["project_type", "project_id", "region"]].tolist() == [
        "TCMMCB", "TC.0735", "Afrique",
    ]  # fmt: skip
    assert (row["budget"], list(row["countries"])) == (200_000, ["MRT", "MLI"])


def test_the_last_of_many_labels_without_values_has_its_own(tmp_path):
    row = read(
        tmp_path,
        "Contingency planning in the Western Balkans\nStart Date\nEnd Date\nProject Status\n"
        "Project Type\nEmergency Response\nBudget Amount (USD)\nCoverage\nYear\nIDF Region\n"
        "Prima ID\nProjects ID\nBenefiting Member States\nAlbania Serbia\n"
        "More and more people pass through the Western Balkans.\nThe project helps them.\n",
    )
    assert list(row["countries"]) == ["ALB", "SRB"]
    assert pd.isna(row["budget"])
    assert pd.isna(row["start"])


@pytest.mark.parametrize(
    ("facts", "field", "value"),
    [
        # an empty first cell, the mark of a footnote, a phase before, words that begin as a label
        ("Budget | Co-financing\n | EUR 90,000\n", "budget", None),
        ("Total budget (EUR) 2\n500,000\n", "budget", 500_000),
        ("Total budget 1 (EUR)\n500,000\n", "budget", 500_000),
        ("A. Previous phase\n2011 – 2013, EUR 70,000\nB. Budget\nEUR 500,000\n", "budget", 500_000),
        ("Budget:\nThe crisis in Syria has cost EUR 40 million.\n", "budget", None),
        ("Budget\nThe project costs EUR 40 million.\n", "budget", 40_000_000),
        ("Start Date2021\nProject StatusActive\nPrima IDTZ10P0523\nCostly floods took USD 9,000.\n",
         "budget", None),
        ("CRIS number: ACA/2019/041-701 Financed under the Instrument\n",
         "project_id", "ACA/2019/041-701"),
        ("Flag of Netherlands\nNetherlands\nBudget: EUR 500,000\n", "countries", ["NLD"]),
    ],
)  # fmt: skip
def test_whose_value_it_is(tmp_path, facts, field, value):
    row = read(tmp_path, f"Safe Ports\n\nCoverage: National\n{facts}")
    said = row[field]
    if value is None:
        assert pd.isna(said)
    else:
        assert (list(said) if isinstance(value, list) else said) == value


def test_an_empty_first_cell_keeps_its_column(tmp_path):
    row = read(tmp_path, "Safe Ports\nCountry: Kenya\nStart Date\tEnd Date\n\t2023-05-31\n")
    assert pd.isna(row["start"])
    assert row["end"] == pd.Timestamp("2023-05-31")


def test_fewer_values_than_labels_are_nobody_s(tmp_path):
    dates = "Deadline\nStart Date\nEnd Date\n5 June 2021\n31 May 2023\n"
    row = read(tmp_path, f"Safe Ports\n\n{dates}\nBudget: EUR 5 million\n")
    assert pd.isna(row["start"])
    assert pd.isna(row["end"])


def test_a_region_of_a_label_is_not_made_a_country_by_the_title(tmp_path):
    row = read(
        tmp_path,
        "Title: Borders in Central Asia and Afghanistan\nCountries: Central Asia\n"
        "Budget: EUR 5 million\n\nThe project is carried out in the following locations: "
        "Kazakhstan, Tajikistan, Uzbekistan and Afghanistan.\n",
    )
    assert pd.isna(row["countries"])


def test_all_labels_and_then_all_values(tmp_path):
    row = read(tmp_path, "Safe Ports\n\nStart Date\nEnd Date\n\n5 June 2021\n31 May 2023\n")
    assert row["start"] == pd.Timestamp("2021-06-05")
    assert row["end"] == pd.Timestamp("2023-05-31")


@pytest.mark.parametrize(
    "words",
    ["gives each returnee a maximum grant of EUR 500", "tells eligible applicants where to go"],
)
def test_a_project_that_gives_grants_is_no_call(tmp_path, words):
    row = read(tmp_path, f"Safe Ports\nCountry: Kenya\nThe project {words}. It began in 2019.\n")
    assert (row["start"].year, list(row["countries"])) == (2019, ["KEN"])
