"""Kinds of pages on which values were lost or wrong at first sight; each value is on its page."""

import pandas as pd
import pytest

import migfund as mf


def read(tmp_path, text):
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    return mf.read_projects(path, on_error="report")


def row_of(tmp_path, text):
    return read(tmp_path, text).iloc[0]


HEAD = "Safe migration for all workers\n\n"
FACTS = "Duration: 1 May 2019 - 30 April 2021\nCountry: Kenya\n"


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("september 2022 t/m augustus 2024", "2022-09-01", "2024-08-31"),
        ("de janvier 2019 à mars 2020", "2019-01-01", "2020-03-31"),
        ("juni 2018 bis mai 2019", "2018-06-01", "2019-05-31"),
        ("ottobre 2020 fino a settembre 2022", "2020-10-01", "2022-09-30"),
    ],
)
def test_months_in_small_letters_below_a_label_and_a_blank_line(tmp_path, period, start, end):
    text = (
        f"Nieuwe kansen voor vluchtelingen\n\nStatus\n\nLooptijd\n\n{period}\n\nSubsidie\n\nAMIF\n"
    )
    row = row_of(tmp_path, text)
    assert (row["start"], row["end"]) == (pd.Timestamp(start), pd.Timestamp(end))


def test_a_payer_is_parted_from_what_it_gives(tmp_path):
    row = row_of(tmp_path, f"{HEAD}Donor: European Union (EUR 2,000,000)\n{FACTS}")
    assert (row["fund"], row["budget"], row["currency"]) == ("European Union", 2_000_000, "EUR")
    row = row_of(
        tmp_path, f"{HEAD}Total budget: EUR 5 million\nDonor: Malta, EUR 2,000,000\n{FACTS}"
    )
    assert (row["fund"], row["budget"]) == ("Malta", 5_000_000)


def test_amounts_of_several_payers_are_a_problem(tmp_path):
    projects = read(
        tmp_path, f"{HEAD}Funded by: EU – EUR 3,000,000; Malta - EUR 1,000,000\n{FACTS}"
    )
    assert pd.isna(projects["budget"].iloc[0])
    reasons = mf.problems(projects).query("field == 'budget'")["reason"]
    assert list(reasons) == ["gives amounts of its own, which may be parts; none was taken"]


def test_a_label_of_money_without_money_names_who_pays(tmp_path):
    row = row_of(
        tmp_path, "Neue Wege\n\nFörderung: Ministerium für Bildung\nLaufzeit: 2019 – 2021\n"
    )
    assert row["fund"] == "Ministerium für Bildung"


@pytest.mark.parametrize(
    ("words", "status", "start"),
    [
        ("Stato: in corso (da giugno 2017)", "in corso", "2017-06-01"),
        ("Status: ongoing (since June 2017)", "ongoing", "2017-06-01"),
        ("Status: (completed)", "completed", None),
        ("Status: laufend (seit 2016)", "laufend", "2016-01-01"),
    ],
)
def test_a_status_is_parted_from_its_date(tmp_path, words, status, start):
    row = row_of(tmp_path, f"{HEAD}{words}\nCountry: Kenya\n")
    assert row["status"] == status
    assert row["start"] == pd.Timestamp(start) if start else pd.isna(row["start"])


def test_a_number_on_top_of_a_page(tmp_path):
    for number in ("2016.2180.4", "K-AFM-2024-9003"):
        row = row_of(tmp_path, f"{number}\n\n{HEAD}Client\nMinistry of Labour\nCountry\nKenya\n")
        assert row["project_id"] == number


def test_a_theme_that_is_also_a_label_does_not_end_a_row(tmp_path):
    row = row_of(
        tmp_path,
        "Sichere Migration\n\nPays/région Thème Période Budget\nBangladesh\nMigration\n"
        "Transferts de fonds\nTravailleurs migrants\n01.01.2019 - 31.08.2022\nCHF  1’330’000\n",
    )
    assert list(row["countries"]) == ["BGD"]
    assert row["end"] == pd.Timestamp("2022-08-31")
    assert (row["budget"], row["currency"]) == (1_330_000, "CHF")


def test_a_sentence_that_begins_with_the_title_is_the_projects(tmp_path):
    row = row_of(
        tmp_path,
        "Capacity Building for Borders – a common approach\n\nCapacity Building for Borders was "
        "funded by the EU and conducted from July 2011 to October 2013.\n",
    )
    assert row["start"] == pd.Timestamp("2011-07-01")
    assert row["end"] == pd.Timestamp("2013-10-31")


@pytest.mark.parametrize(
    "above",
    [
        "A project by the city of Graz",
        "Ein Projekt von Amt für Auswärtige Angelegenheiten",
        "Search for European projects",
        "About HGRA",
        "112 126Unified Service Center",
        "Two women talking to each other © Caritas",
        "Progetto attivato nel 2017",
        "Проєкт фінансується фондом AMIF",
        "Международная организация по миграции\nМиссия в Кыргызской Республике",
        "OIM Niger",
        "EU Delegation to Bangladesh",
        "Delegação da União Europeia em Angola",
        "Ministerio de Asuntos Exteriores",
        "Bundesministerium des Innern",
        "Oficina Regional para Centroamérica y el Caribe",
        "UNHCR\nThe UN Refugee Agency",
        "Interreg Italia-Croatia",
        "Kohesio: discover EU projects in your region",
        "Publié le 24.02.2009 Mis à jour le 11.02.2013",
        "Home / Projects / Safe migration for all workers",
    ],
)
def test_what_stands_above_a_title_and_is_none(tmp_path, above):
    row = row_of(tmp_path, f"{above}\n\n{HEAD}{FACTS}")
    assert row["title"] == "Safe migration for all workers"


def test_the_name_of_a_site_before_the_title_once_more(tmp_path):
    title = "Steun aan vluchtelingen in Jordanië"
    row = row_of(tmp_path, f"{title}\n\nCaritas België {title}\n\nCaritas\n\nDuur: 2019-2021\n")
    assert row["title"] == title
    assert list(row["countries"]) == ["JOR"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (
            "Open-Call Project title: Safe Ports for Minors in Samos",
            "Safe Ports for Minors in Samos",
        ),
        ("Periodic Reporting for period 2 - SAFE (Safe Ports)", "SAFE (Safe Ports)"),
        (
            "Flucht und Forschung:\nVernetzung und Transfer",
            "Flucht und Forschung: Vernetzung und Transfer",
        ),
        ("Projecto PT/2017/FAMI/261 – “Começar de novo em casa”", "Começar de novo em casa"),
        ("For Integration. Fostering Refugee and Immigrant Ties", None),
    ],
)
def test_titles_behind_what_is_none_of_them(tmp_path, line, title):
    row = row_of(tmp_path, f"{line}\n\n{FACTS}")
    assert row["title"] == (title or line)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("IOM runs the “Wells for All” project in Ghana.", "Wells for All"),
        ("The project “Wells for All,” will run in Ghana.", "Wells for All"),
        ("The project “Wells for All. Pumps too” runs in Ghana.", "Wells for All. Pumps too"),
        (
            "Le projet Puits Pour Tous (PPT) est arrivé à son terme au Ghana.",
            "Puits Pour Tous (PPT)",
        ),
        ("The project called `Wells for All` runs in Ghana.", "Wells for All"),
        ("Safe Wells for All is a two-year project in Ghana.", "Safe Wells for All"),
        (
            "Building a Future: Make it in Ghana é o mais recente projeto do IMVF.",
            "Building a Future: Make it in Ghana",
        ),
        ("Titlen på projektet er: ”Hope for Accra”.", "Hope for Accra"),
        ("Better water for towns (BWT) est un projet de GIZ.", "Better water for towns (BWT)"),
    ],
)
def test_names_in_sentences(tmp_path, sentence, title):
    row = row_of(tmp_path, f"{sentence} The project started in May 2019.\n")
    assert row["title"] == title
    assert row["start"] == pd.Timestamp("2019-05-01")


def test_a_project_with_an_organisation_is_no_name(tmp_path):
    text = (
        "The new Project with the European Union (EU) is to protect workers in Kenya since 2019.\n"
    )
    assert pd.isna(row_of(tmp_path, text)["title"])


def test_a_profile_of_a_project_has_its_title_behind_a_dash(tmp_path):
    text = "Project profile — Promoting the Rights of Workers\n\nILO (41302)\n2016-12-07 - 2024\n"
    assert row_of(tmp_path, text)["title"] == "Promoting the Rights of Workers"


def test_a_title_in_quotation_marks_in_a_row_is_enough(tmp_path):
    text = "Emergenza\n\nTitolo originale | “Aiuto agli sfollati di Diffa” |\nBeneficiari | Donne\n"
    assert row_of(tmp_path, text)["title"] == "Aiuto agli sfollati di Diffa"


@pytest.mark.parametrize(
    "title",
    [
        "Support to Returnees: Jobs and Housing",
        "Cities4All – Welcoming Ports of the Adriatic",
        "Tornare per restare. Formazione e lavoro nelle zone di partenza",
        "JUST+ | Justice pour les victimes",
    ],
)
def test_titles_right_above_lines_with_labels(tmp_path, title):
    assert row_of(tmp_path, f"{title}\n{FACTS}")["title"] == title


def test_a_code_and_a_bar_before_a_title(tmp_path):
    row = row_of(tmp_path, f"MLI/025 | Skills for the Sahel\n\n{FACTS}")
    assert (row["project_id"], row["title"]) == ("MLI/025", "Skills for the Sahel")


def test_a_title_behind_its_label_that_looks_like_one(tmp_path):
    text = "Project Name\nEthiopia: Second Displacement Impacts Project\nProject ID\nP178047\n"
    assert row_of(tmp_path, text)["title"] == "Ethiopia: Second Displacement Impacts Project"


def test_a_sentence_with_a_full_stop_is_no_title(tmp_path):
    row = row_of(tmp_path, f"Foreningen har fået støtte.\n\n{FACTS}")
    assert pd.isna(row["title"])


def test_a_status_behind_a_title_is_none_of_it(tmp_path):
    row = row_of(tmp_path, f"Utveg for unge migrantar (avslutta)\n\n{FACTS}")
    assert row["title"] == "Utveg for unge migrantar"


def test_a_named_project_with_words_behind_it(tmp_path):
    row = row_of(tmp_path, f"Проект «Помощь на Юге» в действии\n\n{FACTS}")
    assert row["title"] == "Помощь на Юге"


def test_a_day_above_a_length_is_the_start(tmp_path):
    text = f"{HEAD}QUDRA helps many people.\n  • 21.2 M€\n  • 15/06/2016\n  • 36 months\n"
    row = row_of(tmp_path, text)
    assert (row["start"], row["budget"]) == (pd.Timestamp("2016-06-15"), 21_200_000)
    assert pd.isna(row["end"])
    projects = read(tmp_path, text.replace("15/06", "01/03"))
    assert pd.isna(projects["start"].iloc[0])
    reasons = mf.problems(projects).query("field == 'start'")["reason"]
    assert list(reasons) == ["ambiguous: day first or month first?"]


def test_the_name_of_the_project_as_the_subject_of_another_sentence(tmp_path):
    row = row_of(
        tmp_path,
        "Make Water Here is a project of Solidar in Ghana.\n"
        "With EUR 23 million, Make Water Here will run from January 2019 to December 2021.\n",
    )
    assert (row["title"], row["start"]) == ("Make Water Here", pd.Timestamp("2019-01-01"))


def test_labels_glued_to_their_values(tmp_path):
    row = row_of(
        tmp_path, f"{HEAD}ProjectnummerSS.N.103\nStreefbedrag€ 58.800\nLocatieZuid-Soedan\n"
    )
    assert (row["project_id"], row["budget"], row["currency"]) == ("SS.N.103", 58_800, "EUR")
    assert list(row["countries"]) == ["SSD"]


def test_labels_that_stand_twice(tmp_path):
    row = row_of(
        tmp_path,
        f"{HEAD}Looptijd\nLooptijd\n15 mei 2023 - 14 mei 2025\nBudget\nBudget\n610.600 euro\n",
    )
    assert (row["start"], row["budget"]) == (pd.Timestamp("2023-05-15"), 610_600)


def test_a_second_donor_is_no_country_of_the_project(tmp_path):
    row = row_of(
        tmp_path, f"{HEAD}Donor(s)\n\n• Luxembourg\n• Switzerland\n\nPeriod: 2023 - 2027\n"
    )
    assert row["countries"] is pd.NA
    assert row["start"] == pd.Timestamp("2023-01-01")


def test_a_sentence_behind_a_label_is_no_status(tmp_path):
    row = row_of(tmp_path, f"{HEAD}Stato: Il progetto è stato avviato il 1 marzo 2021.\n{FACTS}")
    assert pd.isna(row["status"])


def test_a_status_right_below_a_title(tmp_path):
    row = row_of(tmp_path, f"Improved services for towns\nIn execution\n\n{FACTS}")
    assert (row["title"], row["status"]) == ("Improved services for towns", "In execution")


@pytest.mark.parametrize(
    "title", ['"Mi casa es tu casa": Host Families, Phase III', "«Puentes» para jóvenes"]
)
def test_a_name_in_quotation_marks_that_goes_on(tmp_path, title):
    assert row_of(tmp_path, f"{title}\n\n{FACTS}")["title"] == title


def test_a_title_with_its_label_beats_a_headline(tmp_path):
    headline = "Uganda strengthens health for refugees"
    row = row_of(tmp_path, f"{headline}\n\nProject title: Hand in Hand\n{FACTS}")
    assert row["title"] == "Hand in Hand"


def test_the_country_of_another_is_no_country_of_the_project(tmp_path):
    row = row_of(tmp_path, f"{HEAD}Country of donor: Belgium\nBudget: EUR 5 million\n")
    assert row["countries"] is pd.NA
    assert row["title"] == "Safe migration for all workers"


def test_the_year_of_a_budget_is_no_period(tmp_path):
    text = "BUDGET\n2018-05-01 to 2018-12-31\nEUR 150,000\n2019-01-01 to 2019-12-31\nEUR 250,000\n"
    row = row_of(tmp_path, f"{HEAD}Country: Kenya\n{text}")
    assert pd.isna(row["start"])
    assert pd.isna(row["budget"])


def test_an_acronym_in_a_longer_name_is_no_title(tmp_path):
    row = row_of(tmp_path, "The project SAFE Streets is carried out in Serbia from 2019 to 2021.\n")
    assert pd.isna(row["title"])


@pytest.mark.parametrize(
    "text",
    [
        "Approved applications\n\nPT/2022/FAMI/873 - Safe wells, of the Red Cross\nThe investment "
        "is EUR 273,633.04.\n\nPT/2022/FAMI/875 “Open doors”, of Loures\nThe investment is "
        "EUR 77,152.50.\n",
        "EU Trust Fund for Africa: five new programmes for the Sahel\n\nFive programmes of over "
        "EUR 141 million were adopted under the EU Trust Fund for Africa.\n",
        "Grants: open call for initiatives\n\nUp to 100 % and EUR 15,000 an initiative. The fund "
        "has EUR 16.5 million.\n",
    ],
)
def test_a_list_of_projects_or_a_call_gives_no_figure(tmp_path, text):
    projects = read(tmp_path, text)
    facts = projects[["budget", "start", "end"]]
    assert facts.isna().all(axis=None)


def test_labels_of_one_word_and_with_a_dash_without_a_mark(tmp_path):
    row = row_of(
        tmp_path,
        "Title Safe wells for refugees by way of social entrepreneurship in many villages\n"
        "Programme INTERREG V-B\nProject Number 1221\nStart – End Date 01/02/2021 – 31/01/2023\n",
    )
    title = "Safe wells for refugees by way of social entrepreneurship in many villages"
    assert row["title"] == title
    assert (str(row["start"].date()), str(row["end"].date())) == ("2021-02-01", "2023-01-31")


def test_the_number_of_the_trust_fund_names_a_country_that_the_page_names_too(tmp_path):
    text = f"{HEAD}Project number: T05-EUTF-NOA-MA-04\nBudget: EUR 5 million\n\n"
    told = "Many people come home to Morocco and look for work in their villages every year.\n"
    assert row_of(tmp_path, text + told)["countries"] == ["MAR"]
    assert pd.isna(row_of(tmp_path, text)["countries"])


def test_a_title_with_its_label_that_a_sentence_names_too(tmp_path):
    row = row_of(
        tmp_path,
        "Individual ways for those who return – beyond the offers that there are\n\n"
        'The project "RETURN wells" helps people who want to return.\n\n'
        "• Project: RETURN wells\n• Duration: 1 May 2019 - 30 April 2021\n",
    )
    assert row["title"] == "RETURN wells"


def test_an_initiative_that_begins_inside_a_word_is_no_name(tmp_path):
    row = row_of(
        tmp_path,
        "WELLS: wElls EU eXpertise Initiative (WELLS)\n\nJordan\nJanuary 2009 to March 2024\n\n"
        "WELLS+ (wElls EU eXpertise) Initiative (WELLS) was funded by the European Union.\n",
    )
    assert row["title"] == "WELLS: wElls EU eXpertise Initiative (WELLS)"


@pytest.mark.parametrize(
    "sentence",
    [
        "IOM today launched “Safe Wells for Many Villages”.",
        "“Safe Wells for Many Villages”, a two-year project, began.",
        "Japan gave USD 2 million to “Safe Wells for Many Villages”.",
        "“Safe Wells for Many Villages” cost USD 125,000.",
        "Projektet heter Safe Wells for Many Villages och pågår till 2020.",
        "Ministeren gav penge til NGOens projekt »Safe Wells for Many Villages«.",
    ],
)
def test_names_beside_what_is_launched_or_paid(tmp_path, sentence):
    row = row_of(tmp_path, f"New help for people who return home\n\n{sentence}\n")
    assert row["title"] == "Safe Wells for Many Villages"
