"""Facts below headings of something else, and pages on which a call or a payer is only named."""

import pytest

import migfund as mf
from migfund.read.pages import read_page

TEXT = "Many people leave to look for work abroad, and those who come back find little help."
PAGE = (
    "Safe ways home: support to migrants\n\nCountry: Nepal\nDuration: 2016 – 2018\n"
    f"{{}}\n{TEXT}\n\n{{}}\n"
)
BUDGET = "Budget: EUR 1,500,000\n"


@pytest.mark.parametrize(
    "heading",
    [
        "About the Fund",
        "About the Fund\nThe Fund works in forty countries and was set up by six donors.",
        "Component 2: Vocational training",
        "Final conference",
        "Komponente 2: Berufsbildung",
        "Vacancy: project officer",
        "Évaluation finale",
        "Historia de éxito\nUna escuela para todos",
    ],
)
def test_what_stands_below_a_heading_of_something_else_is_not_the_projects(heading):
    block = f"{heading}\nTotal budget: EUR 40,000,000\nStart date: 14 May 2019"
    record = read_page(PAGE.format(BUDGET, block))
    assert (record["budget"], str(record["start"])) == (1_500_000, "2016-01-01")
    alone = read_page(PAGE.format("", block))
    assert "budget" not in alone
    reasons = [one["reason"] for one in alone["problems"] if one["field"] == "budget"]
    assert reasons == [
        "stands below a heading of something else, or in an address; if it is the project's, "
        "extract= may give it"
    ]


@pytest.mark.parametrize(
    "heading",
    ["Key data", "Project team", "Laufzeit und Budget", "Safe ways home: support to migrants"],
)
def test_what_stands_below_another_heading_counts_where_nothing_else_does(heading):
    block = f"{heading}\nTotal budget: EUR 40,000,000"
    assert read_page(PAGE.format("", block))["budget"] == 40_000_000
    assert read_page(PAGE.format(BUDGET, block))["budget"] == 1_500_000


@pytest.mark.parametrize(
    "page",
    [
        f"Safe ways home\n\n{TEXT} It was selected in the 2014 call for proposals.\n\n{{}}",
        "Home\nProjects\nCalls for proposals\nNews\n\nSafe ways home\n\n{}",
        "Safe ways home\n\nAppel à propositions : AMIF 2014\n{}",
    ],
)
def test_a_project_that_names_its_call_is_no_call(page):
    record = read_page(page.format(f"Country: Nepal\nDuration: 2016 – 2018\n{BUDGET}"))
    assert (record["budget"], record["countries"]) == (1_500_000, ["NPL"])


def test_a_programme_above_its_name_hides_nothing():
    record = read_page(
        f"Protecting children on the move\n\n{TEXT}\n\nProgramme\nAsylum, Migration and "
        "Integration Fund\nCountry\nNepal\nDuration\n2016 – 2018\nBudget\nEUR 300,000\n"
    )
    assert (record["budget"], record["countries"]) == (300_000, ["NPL"])


@pytest.mark.parametrize(
    "lines",
    [
        "EU contribution: EUR 880,000\nCo-financing: EUR 220,000",
        "EU contribution: EUR 880,000\nImplementing partner: EUR 220,000",
        "Budget\nEU contribution: EUR 880,000\nNorway: EUR 220,000",
        "Budget: part of a programme of EUR 40 million",
        "Budget: up to EUR 40 million",
        "Budget: 2 x EUR 500,000",
        "Budget: 900,000 + 100,000 EUR",
        "Budget : 260 000 EUR par an",
        "Budget 2019\n\nCHF 110,000",
    ],
)
def test_a_part_or_a_bound_is_no_budget(lines):
    record = read_page(f"Safe ways home\n\nCountry: Nepal\n{lines}\n")
    assert record.get("budget") is None
    assert any(one["field"] == "budget" for one in record["problems"])


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("Budget: EUR 1,500,000 (EU: 80 %)", "budget", 1_500_000),
        ("Start date: January 2016 (phase II)", "start", "2016-01-01"),
        (
            "Country          Duration\nNepal            2016 – 2018\nStatus           Budget\n"
            "Ongoing          EUR 300,000",
            "budget",
            300_000,
        ),
        ("Implementation\nStart date: 2016", "status", None),
    ],
)
def test_values_beside_notes_and_in_grids(lines, field, value):
    said = read_page(f"Safe ways home for returning migrants\n\nPartner: Red Cross\n{lines}\n")
    said = said.get(field)
    assert (str(said) if field == "start" else said) == value


def test_the_remedy_for_what_stands_below_another_heading_works(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(
        PAGE.format("", "About the Fund\nTotal budget: EUR 40,000,000"), encoding="utf-8"
    )
    projects = mf.read_projects(path, extract=lambda _: {"budget": "EUR 40,000,000"})
    assert projects["budget"].tolist() == [40_000_000]


_OTHER = (
    "Project name: Border Health{0}Project ID: RE.0590{0}Country: Ethiopia{0}Start date: 01/06/2017"
    "{0}End date: 28/02/2021{0}Total budget: USD 900,000{0}Status: Completed\n"
)


@pytest.mark.parametrize("mark", ["\n", " "], ids=["lines", "one line"])
@pytest.mark.parametrize("told", ["\nThe project trains 3000 officers of the ministry.\n", ""])
@pytest.mark.parametrize("head", ["Other projects", "Related projects"])
def test_facts_below_other_projects_are_theirs(mark: str, told: str, head: str) -> None:
    own = "Project title: Safe Ways\nCountry: Kenya\nStatus: Ongoing\n"
    record = read_page(f"{own}{told}\n{head}\n\n{_OTHER.format(mark)}")
    assert record is not None
    assert (record["title"], record["countries"]) == ("Safe Ways", ["KEN"])
    assert record["status"] == "Ongoing"
    assert [record.get(name) for name in ("budget", "start", "end", "project_id")] == [None] * 4


def test_a_long_line_below_other_projects_is_no_sentence_on_the_project() -> None:
    own = "Country Kenya Start date 01/06/2020 End date 30/06/2023 Total budget EUR 500,000"
    record = read_page(f"Safe Ways\n\n{own}\n\nRelated projects\n\n{_OTHER.format(' ')}")
    assert record is not None
    assert record.get("budget") in (None, 500_000)


ADDRESSES = [
    "Supplier details\nName: Coral Tree\nPostal address: Level 7\nTown: Perth\nCountry: Australia",
    "Organisme: Caritas\nAdresse: 1 rue de Paris\nVille: Lyon\nPays: France",
    "Träger: Caritas\nStraße: Hauptstr. 1\nPLZ: 10117\nOrt: Berlin\nLand: Deutschland",
    "Entidad: CEAR\nDirección: Calle 1\nCiudad: Madrid\nPaís: España",
    "Ente: CIES\nIndirizzo: Via Roma 1\nCittà: Torino\nPaese: Italia",
    "Address\nSint Pietersnieuwstraat 25\n9000 Gent\nCountry\nBelgium",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_country_of_an_address_is_none_of_the_project(address: str) -> None:
    own = "Safe ways home for all\n\nBudget: EUR 5,000,000\nStart: 2019\n\n"
    alone = read_page(f"{own}{address}\n")
    assert alone is not None
    assert "countries" not in alone
    assert [one["field"] for one in alone["problems"]] == ["countries"]
    beside = read_page(f"{own}Country: Kenya\n\n{address}\n")
    assert beside is not None
    assert beside["countries"] == ["KEN"]


def test_a_country_in_another_block_than_an_address_or_behind_other_facts_is_the_projects() -> None:
    for between in ("\n", "Budget: EUR 5,000,000\n"):
        page = f"Safe ways home for all\n\nAddress: 7 Main Street\n{between}Country: Kenya\n"
        record = read_page(page)
        assert record is not None
        assert record["countries"] == ["KEN"]


def test_money_below_the_share_of_one_organisation_is_its_own() -> None:
    one = "Coordinator\nUniversity of Gent\nNet EU contribution\n€ 689 375\nTotal cost\n€ 700 000\n"
    own = "Start date\n1 February 2023\nTotal cost\n€ 2 987 640\nEU contribution\n€ 2 789 515\n"
    for page in (f"{one}\n{own}", f"{own}\n{one}"):
        record = read_page(f"Safe ways home for all\n\n{page}")
        assert record is not None
        assert record["budget"] == 2_987_640


@pytest.mark.parametrize(
    "head",
    [
        "Other grants",
        "Ähnliche Vorhaben",
        "Autres subventions",
        "Otros convenios",
        "Our latest projects",
        "Nos derniers projets",
        "Proyectos recientes",
        "Våra senaste projekt",
        "Наши последние проекты",
    ],
)
def test_the_grants_of_others_are_no_budget(head: str) -> None:
    own = "Market gardens at Nakivale\n\nGrant amount\n€6,250,000\nCountry\nUganda\n"
    record = read_page(f"{own}\n{head}\nJobs in Dollo Ado, Ethiopia — UNHCR, €100,000,000\n")
    assert record is not None
    assert (record["budget"], record["countries"]) == (6_250_000, ["UGA"])


def test_a_heading_of_the_projects_of_a_site_above_the_project_hides_nothing() -> None:
    own = "Market gardens at Nakivale\n\nGrant amount\n€6,250,000\nCountry\nUganda\n"
    record = read_page(f"Our projects\n\n{own}")
    assert record is not None
    assert (record["budget"], record["countries"]) == (6_250_000, ["UGA"])


def test_a_vacancy_is_no_project() -> None:
    page = "Vacancy\nProject officer, Skopje\nClosing date: 24 October 2022\nGrade: EUR 32,400\n"
    record = read_page(page) or {}
    assert {record.get(name) for name in ("end", "budget", "start", "countries")} == {None}
