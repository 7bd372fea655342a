"""Pages that have lost their lines, as the text of a PDF does: each of them is one line."""

from datetime import date

import pytest

from migfund.read.page import Page
from migfund.read.pages import read_page
from migfund.read.pages.flattened import restored

ACTION = (
    "1 ACTION DOCUMENT THE TRUST FUND FOR WELLS AND PONDS IN AFRICA 1. IDENTIFICATION "
    "Title/Number Wells for the Drylands of Kenya (T05-EUTF-HOA-KE-77) Zone benefitting from the "
    "action / Localisation Kenya Total cost Estimated total cost: EUR 6 500 000 Total amount drawn "
    "from the Trust Fund: EUR 5 000 000 Aid modality Project approach 2. RATIONALE AND CONTEXT "
    "2.1. Summary of the action The action brings water to 40 000 people, some from Somalia."
)
BANK = (
    "The World Bank Wells and Ponds Project (P123456) Project Information Document (PID) Appraisal "
    "Stage | Date Prepared/Updated: 05-Mar-2024 Page 1 of 9 BASIC INFORMATION A. Basic Project "
    "Data Country Project ID Project Name Parent Project ID (if any) Kenya P123456 Wells and Ponds "
    "Project PROJECT FINANCING DATA (US$, Millions) SUMMARY Total Project Cost 31.50 Total "
    "Financing 31.50 of which IBRD/IDA 30.00 Financing Gap 0.00 DETAILS World Bank Group Financing"
)
NUMBERED = (
    "Länder | Projekte 1. Projekttitel Brunnen für alle 2. Laufzeit 28. Juli 2017 bis 15. August "
    "2020 3. Projektstatus Abgeschlossen 4. Gesamtkosten 9.000.000 CHF 5. Partnerländer Kenia, "
    "Mali Beschreibung Im Jahr 2011 kamen 750.000 Menschen aus Somalia in das Land."
)
COLONS = (
    "Wells for all in the valley Duration:2023 – 2024 Budget:US$1,645,305 (US$ 1,149,214 managed "
    "by UNDP) Donor:Government of Japan Coverage:Kenya Focus Area:Water Partners:Ministry of "
    "Water, villages Project Summary: In 2022 there were 12 wells; there shall be 300 of them."
)
CAPITALS = (
    "FICHE PROJET Puits pour les villages du lac DURÉE 18 mois (15 avril 2021 au 14 "
    "octobre 2022) BAILLEUR DE FONDS Gouvernement du Japon BUDGET 2 727 273 USD PAYS Tchad "
    "BÉNÉFICIAIRES 38 500 personnes CONTEXTE Depuis 2015 beaucoup sont venus du Nigéria."
)


@pytest.mark.parametrize(
    ("page", "title", "budget", "currency", "countries"),
    [
        (ACTION, "Wells for the Drylands of Kenya", 6_500_000, "EUR", ["KEN"]),
        (BANK, "Wells and Ponds Project", 31_500_000, "USD", None),
        (NUMBERED, "Brunnen für alle", 9_000_000, "CHF", ["KEN", "MLI"]),
        (COLONS, None, 1_645_305, "USD", ["KEN"]),
        (CAPITALS, None, 2_727_273, "USD", ["TCD"]),
    ],
    ids=["action document", "bank", "numbered", "colons", "capitals"],
)
def test_a_page_in_one_line(
    page: str, title: str | None, budget: float, currency: str, countries: list[str] | None
) -> None:
    record = read_page(page)
    assert record is not None
    assert record.get("title") == title
    assert (record["budget"], record["currency"]) == (budget, currency)
    assert record.get("countries") == countries
    words = [record.get(name) for name in ("title", "budget_text", "countries_text")]
    assert all(one in page for one in words if one)


def test_dates_and_numbers_of_a_page_in_one_line() -> None:
    record, action, bank = map(read_page, (NUMBERED, ACTION, BANK))
    assert record is not None
    assert action is not None
    assert bank is not None
    assert (record["start"], record["end"]) == (date(2017, 7, 28), date(2020, 8, 15))
    assert record["status"] == "Abgeschlossen"
    assert action["project_id"] == "T05-EUTF-HOA-KE-77"
    assert bank["project_id"] == "P123456"


def test_locators_name_the_line_of_the_page() -> None:
    record = read_page(f"Home\n\n{NUMBERED}\n\nContact\n")
    assert record
    places = dict(one.split(": ") for one in record["source_locator"].split("; "))
    assert set(places.values()) == {"line 3"}
    silent = read_page(f"Home\n\n{COLONS}\n")
    assert silent
    assert {row["locator"] for row in silent["problems"]} <= {"line 3"}


@pytest.mark.parametrize(
    "text",
    [
        "The Total Cost of the Project Duration was a Budget Country Status in the Title of a Law. "
        * 4,
        "In Kenya the Ministry of Water, the Implementing Partner and the Project Partners met. "
        * 4,
        "Country | Budget | Status | Title | Start | End | " * 8,
    ],
)
def test_running_text_and_rows_stay_as_they_are(text: str) -> None:
    record = read_page(text)
    assert record is None or not any(
        record.get(name) for name in ("title", "budget", "countries", "start", "status")
    )


def test_a_list_that_goes_on_behind_a_footnote_is_not_taken_in_part() -> None:
    page = (
        "Title: Wells for all Total cost: EUR 5 million Zone: The action covers Morocco, Tunisia, "
        "Libya 1 and Egypt. Status: Ongoing Sector: Water Partners: villages and towns of the "
        "coast and of the valleys behind it, as far as they have asked for help."
    )
    record = read_page(page)
    assert record
    assert record["budget"] == 5_000_000
    assert record.get("countries") in (None, ["EGY", "LBY", "MAR", "TUN"])


def test_numbered_parts_behind_a_label_are_not_the_whole() -> None:
    page = (
        "Title: Wells for all in the valley Country: Kenya Status: Ongoing Total budget: 1. Human "
        "resources EUR 1,000,000 2. Travel EUR 500,000 3. Equipment EUR 1,000,000 Project number: "
        "RE.0590 Start date: 1 June 2017 End date: 31 May 2019 Partners: villages of the valley"
    )
    record = read_page(page)
    assert record is not None
    assert record.get("budget") is None
    assert record["project_id"] == "RE.0590"


def test_a_numbered_label_in_capitals_may_end_with_a_word_for_project() -> None:
    page = (
        "1. TITLE OF THE ACTION Wells for the Villages 2. COUNTRY Kenya 3. TOTAL BUDGET EUR "
        "5,000,000 4. START DATE 1 June 2017 5. END DATE 31 May 2019 6. PARTNERS villages of the "
        "valley and of the hills behind it, as far as they have asked for help and have no well"
    )
    record = read_page(page)
    assert record is not None
    assert record["title"] == "Wells for the Villages"
    assert (record["budget"], record["countries"]) == (5_000_000, ["KEN"])


def test_what_another_extractor_gives_is_sought_on_the_page_as_it_was() -> None:
    words = {"countries": "Zone benefitting from the action / Localisation Kenya"}
    record = read_page(f"Home\n\n{ACTION}", words=words)
    assert record is not None
    assert record["countries_text"] == words["countries"]
    assert "countries: line 3" in record["source_locator"]
    assert not [row for row in record["problems"] if "do not stand" in str(row["reason"])]


def test_no_letter_is_lost_or_doubled() -> None:
    # The numbers of labels are left out.
    for page in (ACTION, BANK, COLONS, CAPITALS, f"{COLONS} • Status: • 1. Ongoing, and so on"):
        whole = restored(Page("", page)).text
        assert "".join(filter(str.isalpha, whole)) == "".join(filter(str.isalpha, page))


@pytest.mark.parametrize(
    "line",
    [
        "Country Kenya Budget EUR 500,000 Start date 01/06/2020 End date 30/06/2023 Status Ongoing",
        "Pays Kenya Budget total 500 000 EUR Date de début 01/06/2020 Date de fin 30/06/2023",
        "Country: Kenya Budget: EUR 500,000 Start: 01/06/2020 End: 30/06/2023 Donor: Norway",
    ],
)
def test_a_line_of_less_than_two_hundred_letters_may_hold_the_table(line):
    record = read_page(f"Safe ways for all\n\n{line}\n")
    assert (record["budget"], record["countries"]) == (500_000, ["KEN"])
    assert (record["start"].isoformat(), record["end"].isoformat()) == ("2020-06-01", "2023-06-30")


def test_sentences_with_words_of_labels_are_no_table():
    told = (
        "The project helps migrants. The project is carried out in Tunisia. The total budget of the"
        " project is EUR 3,746,210. The project started on 1 September 2012 and runs until"
        " September 2014. Local councils take part."
    )
    record = read_page(f"Skills for young returnees\n\n{told}\n")
    assert (record["budget"], record["countries"]) == (3_746_210, ["TUN"])
    assert (record["start"].isoformat(), record["end"].isoformat()) == ("2012-09-01", "2014-09-30")


def test_rows_that_have_kept_their_cells_are_left_as_they_are():
    head = "| EU CONTRIBUTION | CITY | LAST UPDATE | PROGRESS | PERIOD | PROJECT NUMBER |"
    row = "| EUR 9 000 000 | Dakar | 03/03/2014 | Ongoing | 11/2014 to 31/07/2016 | 4253-32/2016 |"
    record = read_page(f"Safe ways for all\n\n{head}\n{row}\n")
    assert (record["budget"], record["project_id"]) == (9_000_000, "4253-32/2016")
