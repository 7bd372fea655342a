"""Fiches of the Migration Partnership Facility."""

import textwrap

import pandas as pd
import pytest

import migfund as mf

FICHE = """\

    LABOUR MIGRATION

    Skilled Workers between Lithuania and Armenia

    Project ongoing

    About the Project

    Firms in Vilnius look for staff, and in 2019 a survey counted 12,000 vacancies.

    Countries

    Lithuania
    Armenia

    Time frame

    1 March 2021 – 28 February 2023

    Budget

    EUR 1,250,000.50 (AMIF)

    Activities

    Training in Yerevan, from May 2021.

    The Migration Partnership Facility
    """


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "fiche.txt"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return mf.read_projects(path).iloc[0]

    return read_text


def test_every_field(read):
    record = read(FICHE)
    assert record["fund"] == "MPF"
    assert record["title"] == "Skilled Workers between Lithuania and Armenia"
    assert record["status"] == "Project ongoing"
    assert record["project_type"] == "LABOUR MIGRATION"
    assert record["countries"] == ["LTU", "ARM"]
    assert (record["start"], record["start_precision"]) == (pd.Timestamp("2021-03-01"), "day")
    assert (record["end"], record["end_precision"]) == (pd.Timestamp("2023-02-28"), "day")
    assert (record["budget"], record["currency"]) == (1250000.5, "EUR")
    assert record["budget_text"] == "EUR 1,250,000.50 (AMIF)"
    assert record["problems"] == []


def test_countries_in_paragraphs_of_their_own(read):
    assert read(FICHE.replace("Lithuania\n    Armenia", "Lithuania\n\n    Armenia"))[
        "countries"
    ] == ["LTU", "ARM"]


def test_headings_that_are_blank(read):
    record = read(FICHE.replace("EUR 1,250,000.50 (AMIF)", ""))
    assert pd.isna(record["budget"])
    assert pd.isna(record["budget_text"])


def test_no_status_and_no_theme(read):
    record = read(FICHE.replace("Project ongoing", "").replace("LABOUR MIGRATION", ""))
    assert record["title"] == "Skilled Workers between Lithuania and Armenia"
    assert pd.isna(record["status"])
    assert pd.isna(record["project_type"])


def test_a_period_with_one_end_is_listed(read):
    record = read(FICHE.replace("1 March 2021 – 28 February 2023", "from March 2021"))
    assert record["start_precision"] == "month"
    assert pd.isna(record["end"])
    assert [p["reason"] for p in record["problems"]] == ["start or end is not stated"]


def test_a_title_over_two_lines(read):
    record = read(FICHE.replace("between Lithuania", "\n    between Lithuania"))
    assert record["title"] == "Skilled Workers between Lithuania and Armenia"
    assert record["status"] == "Project ongoing"


def test_a_project_to_be_launched(read):
    record = read(FICHE.replace("Project ongoing", "Project to be launched"))
    assert record["status"] == "Project to be launched"
    assert record["title"] == "Skilled Workers between Lithuania and Armenia"
