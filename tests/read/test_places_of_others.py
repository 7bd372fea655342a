"""Whose countries, dates, statuses and codes pages state, in invented words; values by hand."""

import pytest

from migfund.parse.periods import parse_period
from migfund.read.pages.reader import read_page

HEAD = "Wells and schools for returnees\n\n"
LISTS = [
    ("The project “Wells for All” is implemented in Rwanda.",
     "Since 2010 Japan has extended 12 billion yen to Burundi, Uganda and Rwanda.", "RWA"),
    ("Das Projekt „Brunnen für alle“ wird in Georgien umgesetzt.",
     "Insgesamt gingen 12 Millionen Euro nach Georgien, Armenien und Moldau.", "GEO"),
    ("Il progetto “Pozzi per tutti” è realizzato in Libano.",
     "L'Italia ha stanziato 20 milioni di euro per Giordania, Libano e Siria.", "LBN"),
    ("Le projet « Puits pour tous » est mis en œuvre au Mali.",
     "Le Mali, le Sénégal et la Mauritanie se sont mis d'accord sur une carte.", "MLI"),
    ("El proyecto «Pozos para todos» se ejecuta en Perú.",
     "Colombia, Ecuador y Perú acogen a cuatro de los cinco millones de personas.", "PER"),
    ("Проект «Колодцы для всех» реализуется в Армении.",
     "С 2010 года Япония выделила средства Грузии, Армении и Молдове.", "ARM"),
]  # fmt: skip
THE_PROJECT = {
    "en": "The project “Wells for All” was launched in Rwanda. It runs from 2021 to 2023 with a "
    "budget of EUR 2 million.",
    "fr": "Le projet « Puits pour tous » est mis en œuvre au Rwanda. Il va de 2021 à 2023, avec "
    "un budget de 2 millions d'euros.",
    "es": "El proyecto «Pozos para todos» se ejecuta en Ruanda. Dura de 2021 a 2023, con un "
    "presupuesto de 2 millones de euros.",
    "de": "Das Projekt „Brunnen für alle“ wird in Ruanda umgesetzt. Es läuft von 2021 bis 2023 "
    "mit einem Budget von 2 Millionen Euro.",
}
ANOTHER = [
    ("en", "A pilot project was carried out in Guatemala in 2020 with EUR 400,000."),
    ("en", "A pilot was carried out in Guatemala in 2020 with EUR 400,000."),
    ("fr", "Un projet du même genre avait été mené au Maroc de 2019 à 2020, pour 5 millions "
     "d'euros."),
    ("fr", "Une initiative comparable existe au Sénégal depuis 2017 avec 4 millions d'euros."),
    ("es", "Un proyecto piloto se llevó a cabo en Senegal en 2017 con 4 millones de euros."),
    ("de", "Ein Pilotprojekt gab es im Senegal 2017 mit 4 Millionen Euro."),
]  # fmt: skip
DIASPORA = [
    "Support for Ghanaians in Germany", "Support to the Congolese Diaspora in Belgium",
    "Appui aux Maliens en France", "Appui à la diaspora malienne en France",
    "Apoyo a congoleses en España", "Unterstützung für Ghanaer in Deutschland",
    "Steun aan Marokkanen in België", "Sostegno ai senegalesi in Italia",
    "Stöd till somalier i Sverige", "Støtte til somaliere i Norge",
    "Поддержка киргизов в Польше",
]  # fmt: skip
PLACES = [
    ("The foundation granted funds for a project in Khabour in north-eastern Syria.", "SYR"),
    ("Het project helpt in de regio Tellipalai, in het uiterste noorden van Sri Lanka.", "LKA"),
    ("Le projet aide dans la région de Kidal, dans l'extrême nord du Mali.", "MLI"),
    ("Vi har fått pengar för ett större biståndsprojekt i nord-östra Syrien.", "SYR"),
    ("Le fonds finance une intervention au Mozambique.", "MOZ"),
    ("The main beneficiaries of the project are BiH Ministry of Security and others.", "BIH"),
]
PERIODS = [
    ("El proyecto se ejecutó durante 2016 y 2017.", "2016-01-01", "2017-12-31"),
    ("Das Projekt wurde in den Jahren 2016 und 2017 umgesetzt.", "2016-01-01", "2017-12-31"),
    ("Проект реализован в 2016 и 2017 годах.", "2016-01-01", "2017-12-31"),
    ("The project helps. It trained 30 people in 2016 and 2017.", None, None),
    ("Проект начался с середины октября 2015 г.", "2015-10-01", None),
    ("Il progetto è iniziato a metà ottobre 2015.", "2015-10-01", None),
    ("Le projet a commencé début octobre 2015.", "2015-10-01", None),
    ("Het project is in december 2016 begonnen.", "2016-12-01", None),
    ("Das Projekt ist im Dezember 2016 angelaufen.", "2016-12-01", None),
    ("Das Projekt ist im Dezember 2016 vorgestellt worden.", None, None),
    ("Projektet løber fra 1. januar 2017 til 31. december 2018 og bliver en videreførelse af to "
     "tidligere projekter.", "2017-01-01", "2018-12-31"),
    ("The project is a continuation of the work from 2014 to 2016.", None, None),
]  # fmt: skip
STATED = [
    ("Project Status\nApproved\n\nCountry\nKenya", "status", "Approved"),
    ("Projektstatus\nGenehmigt\n\nLand\nKenia", "status", "Genehmigt"),
    ("Phase Clôture\nPays: Mali\nBudget: 500 000 EUR", "status", "Clôture"),
    ("Fase Uitvoering\nLand: Mali\nBudget: 500 000 EUR", "status", "Uitvoering"),
    ("Title/Number\nJobs at home\nT05-EUTF-HOA-SO-41\nTotal cost: EUR 5 000 000",
     "project_id", "T05-EUTF-HOA-SO-41"),
    ("Titre: Puits\nCode SNPC: 15190\nPays: Mali", "project_id", None),
    ("Title: Wells\nCode CAD 15190\nCountry: Mali", "project_id", None),
    ("Project number: GA: 822625\nBudget: EUR 500,000", "project_id", "822625"),
    ("Recipient: Jordan\nBudget: USD 500,000", "countries", ["JOR"]),
    ("Recipient: UNHCR\nBudget: USD 500,000", "countries", None),
    ("TRUST FUND FOR PEACE AND WATER\nCountry: Benin\nBudget: EUR 5,000", "fund", None),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "others", "iso3"), LISTS)
def test_a_list_in_a_sentence_of_others_takes_no_country_away(
    ours: str, others: str, iso3: str
) -> None:
    record = read_page(f"{HEAD}{ours}\n\n{others}")
    assert record is not None
    assert record["countries"] == [iso3]


def test_a_longer_list_of_the_project_does() -> None:
    text = "The project is implemented in Rwanda.\n\nIt also covers Burundi, Uganda and Rwanda."
    record = read_page(HEAD + text)
    assert record is not None
    assert not record.get("countries")


@pytest.mark.parametrize(("language", "another"), ANOTHER)
def test_a_project_below_the_project_is_another_one(language: str, another: str) -> None:
    record = read_page(f"{THE_PROJECT[language]}\n\n{another}")
    assert record is not None
    assert (record["budget"], record["countries"]) == (2_000_000, ["RWA"])
    assert (record["start"].year, record["end"].year) == (2021, 2023)


@pytest.mark.parametrize("title", DIASPORA)
def test_where_people_of_another_country_live_is_no_country_of_the_project(title: str) -> None:
    record = read_page(f"{title}\n\nDuration: 2019-2021\nBudget: EUR 500,000")
    assert record is not None
    assert not record.get("countries")


@pytest.mark.parametrize("title", ["Support for Venezuelans in Peru", "Wells for women in Peru"])
def test_where_people_have_fled_to_is_one(title: str) -> None:
    record = read_page(f"{title}\n\nDuration: 2019-2021\nBudget: EUR 500,000")
    assert record is not None
    assert record["countries"] == ["PER"]


def test_a_title_with_the_country_that_people_have_fled_is_none_of_the_project() -> None:
    text = "Ukraine is near\n\nBudget: EUR 500,000\n\nThe project is carried out in Poland and "
    record = read_page(text + "helps all who came to Poland fleeing the war in Ukraine.")
    assert record is not None
    assert record["countries"] == ["POL"]


def test_an_acronym_may_stand_between_the_title_and_the_country() -> None:
    text = "Appui aux Guinéens de Belgique\n\nAEGB\nGuinée\n\nRésumé du projet\n\nLe projet aide."
    for facts in ("", "\n\nCode GIN18\nDate de début 1 avril 2019\nBudget 5 000 000.00 €"):
        record = read_page(text + facts)
        assert record is not None
        assert record["countries"] == ["GIN"]


@pytest.mark.parametrize(("text", "iso3"), PLACES)
def test_a_place_and_a_point_of_the_compass_may_stand_before_a_country(
    text: str, iso3: str
) -> None:
    record = read_page(HEAD + text)
    assert record is not None
    assert record["countries"] == [iso3]


@pytest.mark.parametrize(("text", "start", "end"), PERIODS)
def test_sentences_date_the_project(text: str, start: str | None, end: str | None) -> None:
    record = read_page(HEAD + text) or {}
    dates = [str(day) if (day := record.get(name)) else None for name in ("start", "end")]
    assert dates == [start, end]


@pytest.mark.parametrize(("text", "field", "value"), STATED)
def test_lines_and_labels_state(text: str, field: str, value: object) -> None:
    record = read_page("Wells for All\n\n" + text)
    assert record is not None
    assert record.get(field) == value


def test_two_years_with_and_are_a_period_if_they_follow_each_other() -> None:
    period = parse_period("in 2016 and 2017")
    assert period is not None
    assert (period.start.year, period.end.year) == (2016, 2017)
    assert parse_period(period.text) == period
    assert parse_period("in 2016 and 2018") is None


@pytest.mark.parametrize(
    "headline",
    [
        "Japan to deepen its help to schools in Iraq",
        "Japan to deepen its help for returnees",
        "Le Japon remet des véhicules à la police du Mali",
        "UN Women and the Embassy of Japan open schools in Iraq",
        "Allemagne et Irak : l'ambassade du Japon soutient les écoles en Irak",
        "Niger : le Japon finance du gaz pour les camps",
        "Irak: Japan finanziert Schulen für Rückkehrer",
        "Japan and Norway support schools in Iraq",
    ],
)
def test_the_donor_of_a_headline_is_no_country_of_the_project(headline):
    told = "The project has a budget of USD 3 million and runs from 2018 to 2019."
    assert "JPN" not in (read_page(f"{headline}\n\n{told}\n").get("countries") or [])
