"""IOM Development Fund pages in the forms that sites and people save them in."""

import textwrap

import pandas as pd
import pytest

import migfund as mf


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "page.txt"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return mf.read_projects(path).iloc[0]

    return read_text


DASHES = """\
    - Where we work
    -
    Take Action
    Training Border Officers in Lesotho
    -
    Start Date
    2018
    -
    End Date
    2020
    -
    Budget Amount (USD)
    150000.00
    -
    Prima ID
    LS10P0001
    -
    Projects ID
    IB.0100
    -
    Benefiting Member States
    Lesotho
    Officers at the crossings lack training, and the project gives it to 120 of them by 2020.
    """


def test_dash_form(read):
    record = read(DASHES)
    assert record["title"] == "Training Border Officers in Lesotho"
    assert (record["budget"], record["currency"]) == (150000.0, "USD")
    assert (record["start"], record["end"]) == (
        pd.Timestamp("2018-01-01"),
        pd.Timestamp("2020-12-31"),
    )
    assert record["countries"] == ["LSO"]
    lines = record["source_locator"].split("; ")
    assert {"title: line 4", "start: line 7", "end: line 10"} <= set(lines)


def test_bullets_and_a_value_behind_a_colon(read):
    record = read("""\
        Training Border Officers in Lesotho

          • Start Date: March 2018
          • Budget Amount (USD): 150,000
          • Projects ID: IB.0100
          • Benefiting Member States: Lesotho
        """)
    assert record["start_precision"] == "month"
    assert (record["budget"], record["project_id"]) == (150000.0, "IB.0100")
    assert record["countries"] == ["LSO"]


def test_spanish_labels(read):
    record = read("""\
        Fortalecimiento de la gestión migratoria en el Perú

          • Fecha de inicio
            2015
          • Fecha de finalización
            2017
          • Estado del proyecto
            Completado
          • Budget Amount (USD)
            200000.00
          • IDF Region
            América Latina y el Caribe
          • Proyecto ID
            IB.0077
          • Estados miembros beneficiarios
            Perú
        """)
    assert (record["status"], record["region"]) == ("Completado", "América Latina y el Caribe")
    assert record["start"].year == 2015
    assert record["countries"] == ["PER"]


def test_lost_values_do_not_shift_the_rest(read):
    record = read("""\
        Training Border Officers in Lesotho

          • Start Date
          • End Date
            2020
          • Project Status
          • Budget Amount (USD)
          • Projects ID
            IB.0100
          • Benefiting Member States

        The project trains officers who work at the crossings and lends them equipment.
        """)
    assert pd.isna(record["start"])
    assert record["end"].year == 2020
    assert pd.isna(record["budget"])
    assert pd.isna(record["status"])
    # The label is blank; the title names the country.
    assert record["countries"] == ["LSO"]
    assert record["countries_text"] == record["title"]


def test_a_list_of_the_text_is_no_label(read):
    record = read(DASHES + "It covers:\n- Year\n- 2031\n- Coverage\n")
    assert pd.isna(record["year"])
    assert pd.isna(record["coverage"])


def test_a_label_that_stands_twice_with_two_values_gives_none(read):
    record = read(
        DASHES.replace(
            "    -\n    End Date", "    -\n    Start Date\n    2019\n    -\n    End Date"
        )
    )
    assert pd.isna(record["start"])
    reason = "2 headings disagree; none was taken"
    assert [(p["text"], p["reason"]) for p in record["problems"]] == [
        ("2018", reason),
        ("2019", reason),
    ]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("by request", "not understood as money"),
        ("1.234,567", "ambiguous"),
        ("EUR 1,000", "the words say EUR"),
    ],
)
def test_a_budget_that_is_not_understood_is_listed(read, value, reason):
    record = read(DASHES.replace("150000.00", value))
    assert pd.isna(record["budget"])
    assert pd.isna(record["currency"])
    assert record["budget_text"] == value
    (problem,) = record["problems"]
    assert problem["field"] == "budget"
    assert problem["text"] == value
    assert reason in problem["reason"]


def test_an_unknown_country_prints_the_line_to_add(read):
    record = read(DASHES.replace("\n    Lesotho\n", "\n    Lesotho, Ruritania\n"))
    assert record["countries"] == ["LSO"]
    (problem,) = record["problems"]
    assert "Ruritania" in problem["reason"]
    assert "codelists/places.csv" in problem["reason"]


def test_an_end_before_the_start_is_kept_and_listed(read):
    record = read(DASHES.replace("2020\n    -\n    Budget", "2016\n    -\n    Budget"))
    assert (record["start"].year, record["end"].year) == (2018, 2016)
    assert [p["reason"] for p in record["problems"]] == ["the end lies before the start"]


def test_a_page_of_another_kind_is_not_taken(read):
    record = read("A project\n\nBudget\nEUR 5000\nCountry\nLesotho\nDuration\n2020-2021\n")
    assert pd.isna(record["fund"])


def test_words_for_nothing_to_say_are_no_problem(read):
    record = read(DASHES.replace("150000.00", "N/A").replace("2018", "TBC"))
    assert pd.isna(record["budget"])
    assert pd.isna(record["start"])
    assert record["budget_text"] == "N/A"
    assert record["period_text"] == "Start Date TBC; End Date 2020"
    assert record["problems"] == []


def test_regression_a_page_without_countries_had_a_problem(read):
    record = read(DASHES.replace("\n    Lesotho\n", "\n    Not specified\n"))
    assert record["problems"] == []


def test_regression_a_sign_of_another_currency_was_taken_for_the_labels(read):
    euros = DASHES.replace("(USD)", "(EUR)").replace("150000.00", "$ 150,000")
    record = read(euros)
    assert pd.isna(record["budget"])
    assert "the words say another currency" in record["problems"][0]["reason"]
    assert read(euros.replace("(EUR)", "(CAD)"))["currency"] == "CAD"
