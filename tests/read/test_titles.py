from math import exp
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf
from migfund.codelists import codelist_rows
from migfund.read.page import Page
from migfund.read.pages.lines import lines_of
from migfund.read.pages.positions import value_lines
from migfund.read.pages.reader import read_page
from migfund.read.pages.statements import Statements
from migfund.read.pages.titles import candidates_of, shares_of

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"
POINTS = {row["sign"]: float(row["points"]) for row in codelist_rows("title_signs")}
PAGE = "Water Office\n\nSafe wells for villages in Kenya\n\nBudget: EUR 5 million\n"


def candidates(text):
    page = Page("", text)
    lines = lines_of(page)
    statements = Statements(page, lines)
    values, _ = value_lines(statements)
    return candidates_of(statements, values, [])


def title_of(page):
    return (read_page(page) or {}).get("title")


def test_the_signs_of_two_lines():
    office, title = candidates(PAGE)
    assert {"first", "organisation", "under 24 letters"} <= office.signs
    assert {"above the values", "country", "longest above the values", "gap below"} <= title.signs
    assert title.found == ("Safe wells for villages in Kenya", 3, "")


def test_a_share_is_that_of_a_logit():
    office, title = candidates(PAGE)
    worth = [exp(sum(POINTS[sign] for sign in one.signs)) for one in (office, title)]
    whole = sum(worth) + exp(POINTS["none of them"])
    assert shares_of([office, title]) == pytest.approx([one / whole for one in worth])


def test_every_sign_has_points():
    pages = sorted(PAGES.glob("*.txt"))[:30]
    found = [one for path in pages for one in candidates(path.read_text(encoding="utf-8"))]
    signs = {sign for one in found for sign in one.signs}
    assert len(signs) > 30
    assert signs <= set(POINTS)


def test_a_line_that_comes_near_is_a_problem(tmp_path):
    told = "Viele kehren in diesem Jahr heim. Das Vorhaben läuft von April 2018 bis März 2021. "
    path = tmp_path / "page.txt"
    path.write_text(f"Mehr Chancen in vielen Orten\n{told}{told}\n", encoding="utf-8")
    projects = mf.read_projects(path)
    assert pd.isna(projects["title"].iloc[0])
    problems = mf.problems(projects)
    near = problems[problems["field"] == "title"]
    assert near["text"].tolist() == ["Mehr Chancen in vielen Orten"]
    assert near["reason"].tolist() == ["may be the title, but no line is clearly it"]


def test_a_title_over_two_lines_and_one_in_quotation_marks(tmp_path):
    for text, title in [
        (
            "Safe wells for all villages\nof the north of Kenya\n",
            "Safe wells for all villages of the north of Kenya",
        ),
        ("“Safe wells for all villages in Kenya”\n", "Safe wells for all villages in Kenya"),
    ]:
        path = tmp_path / "page.txt"
        path.write_text(f"{text}\nBudget: EUR 5 million\nCountry: Kenya\n", encoding="utf-8")
        assert mf.read_projects(path)["title"].iloc[0] == title


def test_the_name_of_a_fund_is_no_title(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("IOM Development Fund\n\nBudget: USD 5,000\nCountry: Kenya\n", encoding="utf-8")
    projects = mf.read_projects(path)
    assert pd.isna(projects["title"].iloc[0])
    assert projects["fund"].iloc[0] == "IDF"


def read_title(text):
    return read_page(f"{text}\nBudget: EUR 5 million\nPartner: Red Cross\n").get("title")


@pytest.mark.parametrize(
    "line",
    [
        "IOM Belgium and Luxembourg",
        "Migration MPTF | Pipeline of Joint Programmes",
        "IOM Development Fund newsletter",
        "Under the Asylum, Migration and Integration Fund (AMIF)",
    ],
)
def test_the_lines_of_a_site_are_no_title(line):
    assert read_title(f"{line}\n") is None
    assert read_title(f"{line}\n\nSafe wells for villages\n") == "Safe wells for villages"


def test_a_line_with_its_number_is_the_title():
    lines = "Summary of approved applications in 2018\n\nPT/2018/FAMI/363 – Safe wells – for all\n"
    assert read_title(lines) == "Safe wells – for all"


def test_of_a_title_in_two_languages_the_upper_one_is_taken():
    lines = (
        "Strengthening alternatives to camps for refugees in Ethiopia\n\n"
        "Qualifizierung von Geflüchteten und Gemeinden in Äthiopien\n"
    )
    assert read_title(lines) == "Strengthening alternatives to camps for refugees in Ethiopia"


@pytest.mark.parametrize(
    "way", ["Home | Projects | Contact", "Home / Projects / Ports", "Home  Who we are  Projects"]
)
def test_a_site_has_its_name_above_its_menu(way):
    page = f"Nordic Advice\n{way}\n\nSafe ports for migrant workers\n\nBudget: EUR 5,000\n"
    assert title_of(page) == "Safe ports for migrant workers"


def test_an_apostrophe_ends_no_quotation():
    page = "Title   ‘Appui à l’emploi et à l’accueil’\nBudget   EUR 5,000\n"
    assert title_of(page) == "Appui à l’emploi et à l’accueil"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Terms of reference for the evaluation of the project: “Safe ports: jobs” (SPJ)",
         "Safe ports: jobs"),
        ("Renforcement des capacités des gouvernements des pays d’Afrique de l’Est concernant la"
         " gestion de la migration de",) * 2,
        ("This action is funded by the", None),
    ],
)  # fmt: skip
def test_titles_behind_a_colon_and_cut_off(line, expected):
    assert title_of(f"{line}\n\nBudget: EUR 5,000\n") == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("Title: No End: Care for All", "No End: Care for All"),
        ("Title: Safe Ways Home: Support for Kenya", "Safe Ways Home: Support for Kenya"),
        ("Title: Safe Ports Country: Kenya", "Safe Ports"),
        ("Tel. +254 20 712 3456", None),
        ("Home About us Projects News Contact", None),
    ],
)
def test_colons_of_titles_and_lines_of_sites(page, expected):
    assert title_of(f"{page}\n\nBudget: EUR 5,000\n") == expected


def test_the_last_step_of_a_numbered_path_is_the_title_without_its_number() -> None:
    page = "1. Home\n2. Projects\n3. Wells and Ponds for Kenya\nWells and Ponds for Kenya\n"
    record = read_page(f"{page}Status\nOngoing\nStart Date\n2019\n")
    assert record is not None
    assert record["title"] == "Wells and Ponds for Kenya"


def test_a_title_that_the_site_cut_off_is_not_taken_where_the_whole_stands() -> None:
    whole = "Wells and Ponds for the Villages of Kenya"
    page = "Project title: Wells and Ponds for …\n\nDownload\n"
    record = read_page(f"{page}Project title: {whole}\nBudget: EUR 5 million\nStart: 2019\n")
    assert record is not None
    assert record["title"] == whole


def test_a_label_of_countries_above_all_others_may_have_the_title() -> None:
    page = "Country: Strengthening Wells in Kenya (SWK)\n\nDuration: 2016 – 2018\n\n"
    record = read_page(f"{page}Donor: Norad\n\nCountry: Kenya\n")
    assert record is not None
    assert record["title"] == "Strengthening Wells in Kenya (SWK)"
    assert record["countries"] == ["KEN"]
    alone = read_page(f"{page}Donor: Norad\n")
    assert alone is not None
    assert alone.get("title") is None


SITES = [
    "Labour Organisation of the North\nWork for all who come\nTopics | Projects | Contact",
    "Единый оператор помощи гражданам страны\nГлавная / Проекты / Карточка проекта",
    "Nederlandse Organisatie voor Onderzoek\nHome / Projecten / 410.19.107",
    "Working together for those who move\nStart > Projekte > Detail",
]


@pytest.mark.parametrize("site", SITES)
def test_what_a_site_says_of_itself_above_its_menu_is_no_title(site):
    title = "Growing wells for villages of returnees"
    facts = "Country: Kenya\nBudget: EUR 5 million\nStart: 2019\n"
    assert title_of(f"{site}\n\n{title}\n\n{facts}") == title


def test_a_title_above_a_path_is_one():
    facts = "Country: Kenya\nBudget: EUR 5 million\n"
    assert title_of(f"Data for better policy\nPrague Talks > Projects\n{facts}") == (
        "Data for better policy"
    )


@pytest.mark.parametrize(
    "path",
    [
        "Start / Insatser / {}",
        "Start / Ethiopia / Activities / {}",
        "Accueil / Projets / {}",
        "MPF Projects / {}",
    ],
)
def test_the_end_of_a_path_may_be_the_title(path):
    title = "Durable solutions for returnees in Kenya"
    assert title_of(f"{path.format(title)}\n\nBudget: EUR 5 million\nStart: 2019\n") == title


@pytest.mark.parametrize("head", ["Project profile —", "Project profile –", "Evaluation title:"])
def test_what_a_page_is_stands_before_its_title(head):
    title = "Safer Paths: Skills for Returned Workers"
    page = f"Menu\n\n{head} {title}\n\nSearch | Results\n\nBudget: EUR 5 million\nStart: 2019\n"
    assert title_of(page) == title


def test_a_title_that_has_lost_its_line_is_none():
    page = "Title: Safe Ports Own share of the partner: EUR 5,000\nBudget: EUR 9,000\nStart: 2019\n"
    assert title_of(page) is None


@pytest.mark.parametrize(
    ("sheet", "title"),
    [
        ("Projektsteckbrief", "Stärkung der Grenzgemeinden"),
        ("Fiche projet", "Compétences pour les jeunes migrants"),
        ("Prosjektark", "Sterkere grensesamfunn for alle"),
    ],
)
def test_the_name_of_a_sheet_stands_before_the_title(sheet, title):
    assert title_of(f"{sheet} — {title}\n\nBudget: EUR 5 million\n") == title


def test_a_sentence_behind_the_name_of_a_sheet_is_no_title():
    page = "Fiche projet : Le projet aide les jeunes à rester.\n\nBudget: EUR 5 million\n"
    assert title_of(page) is None


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            "Safe wells for the villages\nопубликовано 14 июля 2023 года",
            "Safe wells for the villages",
        ),
        ("“Safe wells for the villages” (hereinafter", "Safe wells for the villages"),
        ("Safe wells for the villages, Kenya, 2009 - 2012", None),
    ],
)
def test_a_day_a_bracket_cut_off_and_the_facts_of_a_list_are_no_part_of_a_title(lines, title):
    assert title_of(f"{lines}\n\nBudget: EUR 5 million\n") == title
