"""Kinds of places, dates and numbers that pages state, in invented words; values by hand."""

import pytest

from migfund.read.pages.reader import read_page

HEAD = "Wells and schools for returnees\n\n"
PARTNERS = [
    "Il progetto vede a Tunisi i rappresentanti dei tre paesi partner (Belgio, Spagna e Svezia).",
    "The project welcomed the representatives of three partner countries (Belgium, Spain, Sweden).",
    "Le projet a réuni les représentants de trois pays partenaires (Belgique, Espagne et Suède).",
    "El proyecto contó con los representantes de tres países socios (Bélgica, España y Suecia).",
    "El proyecto estudia los pozos, con universidades de tres países (Chequia, Italia y Serbia).",
    "Das Projekt begrüßte Vertreter aus drei Partnerländern (Belgien, Spanien und Schweden).",
    "Este projeto, que surgiu na República Checa em 2004, quer dar água aos residentes.",
    "Este proyecto, que nació en Chile en 2004, quiere dar agua a los vecinos.",
    "The project, which originated in Canada, gives water to all.",
    "Il progetto, nato in Francia nel 2004, vuole dare acqua a tutti.",
    "Projektet, som uppstod i Norge, vill ge vatten.",
]
PLACES = [
    ("The project wants to strengthen the capacity of the authorities of Kenya.", "KEN"),
    ("Le projet veut renforcer les capacités des institutions de Guinée.", "GIN"),
    ("El proyecto quiere reforzar las capacidades de las autoridades de Perú.", "PER"),
    ("Das Projekt stärkt die Kapazitäten der Behörden von Ghana.", "GHA"),
    ("Il progetto migliora le capacità delle autorità di Cuba.", "CUB"),
    ("O projeto reforça as capacidades das autoridades de Angola.", "AGO"),
    (
        "The beneficiary of the project is the Ministry of Work of Cabo Verde.",
        "CPV",
    ),
    ("The project works in the countries of El Salvador, Guatemala and Honduras.", "GTM HND SLV"),
    ("Le projet intervient dans les pays suivants : Sénégal, Gambie et Mali.", "GMB MLI SEN"),
    (
        "Le projet aide les Croix-Rouges des pays cible (Mali, Niger,) et CR Espagnole.",
        "MLI NER",
    ),
    (
        "This pump will be piloted in 3 countries (Serbia, Greece, Malta).\n\nBudget: € 500",
        "GRC MLT SRB",
    ),
    (
        "We are launching a new project aimed at promoting labour migration from India and Nepal "
        "to the countries of the Gulf.",
        "IND NPL",
    ),
    (
        "The project subject to this evaluation is “Water for all” funded by IOM, which was "
        "implemented in Bangladesh, Nepal and the Maldives.",
        "BGD MDV NPL",
    ),
]
LABELLED = [
    ("Plaats:\n\nIn dorpen en steden doorheen Jordanië (wijk A)\n\nBudget:\n\n€ 500", "JOR"),
    ("Plaats:\n\nBurundi en vluchtelingenkamp in Rwanda\n\nBudget:\n\n€ 500", "BDI RWA"),
    ("Countries:\n\nIn Kenya it helps many refugees from Somalia\n\nBudget:\n\n€ 500", "KEN"),
    ("Plaats:\n\nBurundi en vluchtelingenkamp in Rwanda\n\nBudget: € 500", "BDI RWA"),
    ("Beneficiari: Sfollati provenienti dalla vicina Nigeria in Niger\nBudget: € 500", "NER"),
    (
        "Beneficiari: Sfollati provenienti dalla vicina Nigeria\nBudget: € 500\n\nCosì in Nigeria. "
        "La Nigeria soffre.",
        "",
    ),
    ("Location: Refugees from Syria in Lebanon\nBudget: € 500", "LBN"),
]
DATES = [
    ('In July 2015, we started the implementation of the project “Wells”.', "2015-07-01", None),
    ("In July 2015, the project started a course on wells.", None, None),
    ("The project was executed over 27 months from November 2014 to October 2016, with an "
     "extension until the end of January 2017.", "2014-11-01", "2017-01-31"),
    ("This is a three-year project which will be implemented by May 2022.", None, "2022-05-31"),
    ("Il progetto sarà realizzato entro maggio 2022.", None, "2022-05-31"),
    ("The project helps. Activities implemented by the project in 2019 helped many.", None, None),
    ("The project launched operations in June 2011.", "2011-06-01", None),
    ("Partito il 1 gennaio 2021 con termine previsto il 31 marzo 2025, il progetto TOGETHER "
     "vuole dare acqua.", "2021-01-01", "2025-03-31"),
    ("In the two first phases of the project (2011-2018) much was done. Phase III of the project "
     "is planned for 4 years, from 16 September 2018 to 15 July 2022.", "2018-09-16", "2022-07-15"),
    ("Durée du projet : Accord cadre\njanvier 2015 – décembre 2018*", "2015-01-01", "2018-12-31"),
    ("Dove: Kenya\nInizio: Ottobre 2019 – prestazione attiva", "2019-10-01", None),
    ("Dove: Kenya\nInizio: da Ottobre 2019", "2019-10-01", None),
    ("Início: 26/04/17; Fim: 05/06/18;", "2017-04-26", "2018-06-05"),
    ("Laufzeit: 26/04/17 - 05/06/18", "2017-04-26", "2018-06-05"),
    ("Laufzeit: 17-04-26 - 18-06-05", None, None),
    ("Start: 26/04/17\nEnd: 05/06/18", None, None),
]  # fmt: skip
STATUS = ["in corso (da giugno 2017)", "in corso dal giugno 2017"]
NUMBERS = [
    ("CRIS number: 2015\nBudget: € 500", None),
    ("CRIS number: 2015 / financed under the Instrument\nBudget: € 500", None),
    ("CRIS number: 2015/371-222 / financed under it\nBudget: € 500", "2015/371-222"),
    ("Budget: € 500\nProjecto PT/2017/FAMI/261", "PT/2017/FAMI/261"),
    ("Budget: € 500\nPrevious project: PT/2017/FAMI/261", None),
    ("Budget: € 500\nPT/2017/FAMI/261 and PT/2018/FAMI/4", None),
    ("Budget: € 500\n(Grant Agreement N. 957930)", "957930"),
    ("Budget: € 500\n\n101083015\n\nEuropean Commission, Erasmus+", "101083015"),
    ("Budget: € 500\nSafe Refuge Administration Project (P165542)", "P165542"),
    ("Budget: € 500\nGA No. 957930", "957930"),
    ("Budget: € 500\nDCI-MIGR/2009/153-483", "DCI-MIGR/2009/153-483"),
    ("Budget: € 500\nThe grant is ENI/2017/386-512.", "ENI/2017/386-512"),
    ("Budget: € 500\n2019-1-DE02-KA204-006123", "2019-1-DE02-KA204-006123"),
    (
        "Budget: € 500\n612345-EPP-1-2019-1-DE-EPPKA3-IPI",
        "612345-EPP-1-2019-1-DE-EPPKA3-IPI",
    ),
]


def _read(words: str, head: str = HEAD) -> dict:
    return read_page(head + words) or {}


@pytest.mark.parametrize("words", PARTNERS)
def test_countries_of_partners_and_of_a_method_are_none(words):
    assert not _read(f"{words} Budget: € 500").get("countries")


@pytest.mark.parametrize(("words", "codes"), [*PLACES, *LABELLED])
def test_countries(words, codes):
    assert sorted(_read(words).get("countries") or ()) == codes.split()


def test_a_list_in_a_sentence_says_more_than_a_headline():
    words = "We are launching a new project on labour migration from India, Nepal and Pakistan."
    assert sorted(_read(words, "Nepal starts a project\n\n")["countries"]) == ["IND", "NPL", "PAK"]


@pytest.mark.parametrize(("words", "start", "end"), DATES)
def test_dates(words, start, end):
    row = _read(words)
    assert [str(row[name]) if row.get(name) else None for name in ("start", "end")] == [start, end]


def test_months_behind_a_title():
    row = _read(
        "The project helps people in Kenya.",
        "Assistance to victims of trafficking – Phase IV Jan 2007- Dec 2008\n\n",
    )
    assert (str(row["start"]), str(row["end"])) == ("2007-01-01", "2008-12-31")


@pytest.mark.parametrize("words", STATUS)
def test_a_status_with_its_dates(words):
    row = _read(f"Avanzamento del progetto: {words}\nBudget: € 500")
    assert (row["status"], str(row["start"])) == ("in corso", "2017-06-01")


@pytest.mark.parametrize(("words", "number"), NUMBERS)
def test_numbers(words, number):
    assert _read(words).get("project_id") == number


def test_a_heading_is_no_fund():
    assert (
        _read("Fund Dates\n\nStart date: 3 April 2017\nEnd date: 3 April 2018").get("fund") is None
    )


SUBNATIONAL = "Resilience against labour migration in southern Kyrgyzstan\n\nBudget: USD 900,000\n"


def test_the_title_names_the_country_of_places_that_no_list_knows():
    row = read_page(f"{SUBNATIONAL}Geographic coverage: Osh, Batken and Jalal-Abad provinces\n")
    assert row["countries"] == ["KGZ"]
    assert "countries: title" in row["read_from"]
    reasons = [one["reason"] for one in row["problems"] if one["field"] == "countries"]
    assert "no list knows the country 'Osh'" in reasons[0]


def test_the_title_names_the_country_of_a_region():
    row = read_page(
        "Support to border management in Morocco\n\nBudget: EUR 900,000\nCountry: North of Africa\n"
    )
    assert row["countries"] == ["MAR"]
    assert ("North of Africa", "a region, no country") in [
        (one["text"], one["reason"]) for one in row["problems"]
    ]


def test_a_donor_in_the_title_is_none_of_the_countries_of_a_region():
    row = read_page(
        "Canada-ASEAN dialogue on trafficking\n\nBudget: EUR 900,000\nCountry: Southeast Asia\n"
    )
    assert row.get("countries") is None


@pytest.mark.parametrize(
    ("office", "countries"),
    [("UNDP Kyrgyzstan", ["KGZ"]), ("OIM TCHAD", ["TCD"]), ("IOM Germany", None)],
)
def test_the_country_of_the_office_whose_page_it_is(office, countries):
    row = read_page(f"{office}\n\nSafe wells for all villages\n\nBudget: USD 900,000\n")
    assert (row["title"], row.get("countries")) == ("Safe wells for all villages", countries)


def test_the_countries_of_the_title_come_before_that_of_the_office():
    row = read_page("IOM Niger\n\nSafe wells for all villages in Mali\n\nBudget: USD 900,000\n")
    assert row["countries"] == ["MLI"]


@pytest.mark.parametrize("words", ["Stato: Kenya", "État : Kenya"])
def test_a_label_of_the_status_may_be_one_of_the_country(words):
    row = _read(f"{words}\nBudget: € 5 000 000")
    assert (row["countries"], row.get("status")) == (["KEN"], None)


@pytest.mark.parametrize(
    "status", ["Opération en cours", "Closed project", "Progetto concluso", "Action terminée"]
)
def test_a_status_beside_a_word_for_the_project(status):
    row = _read(f"{status}\n\nBudget: € 5 000 000\nPays : Kenya")
    assert row["status"] == status


def test_a_number_that_begins_as_the_word_number():
    row = _read("IATI identifier: NO-BRC-971277882-LBY-17/0008\nBudget: NOK 5,000,000")
    assert row["project_id"] == "NO-BRC-971277882-LBY-17/0008"
    assert _read("Project number: No. 12345\nBudget: NOK 5,000,000")["project_id"] == "12345"


def test_the_words_of_a_picture_before_the_same_words():
    row = _read("Completed Completed\n\nBudget: NOK 5,000,000\nCountry: Kenya")
    assert row["status"] == "Completed"


def test_provinces_behind_countries_are_kept_as_problems():
    row = _read(
        "Geographical Area Vietnam: Quang Tri\nCambodia: Svay Rieng\nSector Human Rights\n"
        "Budget: € 5 000 000"
    )
    assert row["countries"] == ["VNM", "KHM"]
    assert "no list knows the country 'Quang Tri'" in row["problems"][0]["reason"]
