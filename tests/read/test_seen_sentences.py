"""Sentences that pages have, in invented words; what each states of the project, and no more."""

import pandas as pd
import pytest

import migfund as mf

COUNTED = [
    "The project covers the {n} countries {names} and is open to others.",
    "Le projet a ciblé {n} pays du continent, à savoir {names}.",
    "El proyecto estará centrado en pozos que comparten {n} países: {names}.",
    "Das Projekt hilft in {n} Ländern ({names}).",
    "Il progetto coinvolge {n} paesi ({names}).",
]
NUMBERS = {
    "en": ["three", "3"],
    "fr": ["trois", "3"],
    "es": ["tres", "3"],
    "de": ["drei", "3"],
    "it": ["tre", "3"],
}
NAMES = ["Mali, Senegal, Niger", "Mali, Niger, Senegal", "Senegal; Mali; Niger"]
NONE = {"budget": None, "start": None, "end": None, "countries": None}
SENTENCES = {
    "a diaspora": (
        "Ce projet pilote a réuni 67 membres de la diaspora africaine en France et en Allemagne.",
        {"countries": None},
    ),
    "people in a clause of their own": (
        "Das Programm „Brunnen“ unterstützt die Reise von Rückkehrern aus Deutschland, "
        "die in Deutschland kein Wasser haben.",
        {"countries": None},
    ),
    "seven examples": (
        "Wir helfen vielen Dörfern. Sieben Beispiele. Insgesamt 6,5 Mio. EUR stellt das Amt für "
        "dieses Vorhaben bereit. Das Vorhaben läuft von 2016 bis 2019.",
        NONE,
    ),
    "two new projects": (
        "IOM began two new projects for wells. The project in Ghana is worth EUR 5 million.",
        NONE,
    ),
    "one of two applications": (
        "Foram submetidas 2 candidaturas. O projeto tem um orçamento de 5 milhões de euros.",
        {"budget": 5_000_000},
    ),
    "an amount for each person": (
        "Binnen dit project is er voor iedere terugkeerder een bedrag van 1.500 euro.",
        {"budget": None},
    ),
    "the continuation of another project": (
        "Данный проект станет продолжением проекта по воде, который идёт с марта 2005 года.",
        {"start": None},
    ),
    "a list that has lost names": (
        "The project shall be carried out in the following countries: , , and Kenya, Uganda.",
        {"countries": None},
    ),
    "an embassy": (
        "Notes were exchanged between the Ambassador of Japan and the town on the project.",
        {"countries": None},
    ),
    "other programmes": (
        "Other joint programmes will be implemented in North Macedonia; in Chile and Mexico.",
        {"countries": None},
    ),
    "what each project may cost": (
        "The project helps villages. Each project is given EUR 3,000.",
        {"budget": None},
    ),
    "a limit": (
        "Le projet aide les villages. Le budget du projet ne peut pas dépasser 3 000 euros.",
        {"budget": None},
    ),
    "two projects": (
        "The first project, worth EUR 4 million, will run from 2021 to 2023 in Mali. "
        "The second, worth EUR 2 million, will run from 2022 to 2024 in Niger.",
        NONE,
    ),
    "two applications": (
        "Foi aprovada a candidatura PT/2018/POÇO/1 – Água, com realização de 01.01.2018 a "
        "31.12.2020.\nFoi aprovada a candidatura PT/2018/POÇO/2 – Poços, com realização de "
        "01.01.2019 a 31.12.2021.",
        NONE,
    ),
    "progress of some years": (
        "Progreso del proyecto de pozos para todos en la zona\n\n"
        "Progreso del proyecto en 2018-2020: 500 pozos.",
        {"start": None, "end": None},
    ),
    "a fund's name with its years": (
        "POZZI è un progetto finanziato dal Fondo Acqua, Pozzi e Villaggi 2014-2020 per tutti.",
        {"start": None, "end": None},
    ),
    "an adjective with a hyphen, to the tune of": (
        "Wells Lebanon is a six-year, EU-funded project to the tune of EUR 14 million.",
        {"budget": 14_000_000},
    ),
    "a joint initiative": (
        "The Wells Action was a four-year (2015-2019), €11 million joint initiative by the EU.",
        {"budget": 11_000_000, "start": "2015-01-01", "end": "2019-12-31"},
    ),
    "an investment of which a part is paid": (
        "Foi aprovado um investimento total elegível de 311.325,13 €, sendo o montante do "
        "cofinanciamento de 233.493,85 €.\nA candidatura tem realização prevista de 01.01.2018 a "
        "31.12.2020.",
        {"budget": 311_325.13, "start": "2018-01-01", "end": "2020-12-31"},
    ),
    "money given to the project": (
        "Европейский союз выделил 2 млн евро на проект, который будет реализован в Азербайджане "
        "в 2022–2024 годах.",
        {"budget": 2_000_000, "countries": ["AZE"], "start": "2022-01-01"},
    ),
    "a list with a member that no list of countries has": (
        "The project costs EUR 5 million and drills wells in the villages that have none of their "
        "own. The project works in Mali, Zanguria and Niger.",
        {"countries": None},
    ),
    "a list whose last member has another preposition": (
        "Il progetto viene realizzato in Mali, in Kenya e nelle Filippine.",
        {"countries": ["KEN", "MLI", "PHL"]},
    ),
    "a donor that is named alone": (
        "The project lasts from 2019 to 2021. Staff of Switzerland work with it. The Government of "
        "Switzerland is glad.",
        {"countries": None},
    ),
    "a payer's part behind a total that cannot be read": (
        "The project is worth 464 044,084 euro, where 394 438,11 euro comes from a fund.",
        {"budget": None},
    ),
    "a compound with a hyphen": (
        "Das EU-Projekt kostet 5 Millionen Euro und läuft von 2018 bis 2020.",
        {"budget": 5_000_000, "start": "2018-01-01", "end": "2020-12-31"},
    ),
    "a year that is no start": (
        "Since 2010 the centre has helped the project in Kenya.",
        {"start": None},
    ),
    "a total whose parts follow": (
        "The total funding of the project is EUR 9 000, of which EUR 7 000 are from the fund and "
        "EUR 2 000 from the State budget.",
        {"budget": 9_000},
    ),
    "a length gives no end, also from its start": (
        "The project lasts 36 months as of 1 January 2018.",
        {"start": "2018-01-01", "end": None},
    ),
}


def _read(folder, words: str) -> pd.Series:
    (folder / "page.txt").write_text(f"Wells for all\n\n{words}\n", encoding="utf-8")
    table = mf.read_projects(folder, on_error="report")
    return table.iloc[0] if len(table) else pd.Series(dtype=object)


@pytest.mark.parametrize("kind", SENTENCES)
def test_a_kind_of_sentence(tmp_path, kind):
    words, expected = SENTENCES[kind]
    row = _read(tmp_path, words)
    for name, value in expected.items():
        found = row.get(name)
        if isinstance(value, list):
            assert sorted(found) == value
        elif value is None:
            assert found is None or pd.api.types.is_list_like(found) or pd.isna(found), found
            assert not pd.api.types.is_list_like(found) or not len(found), found
        elif isinstance(value, str):
            assert found == pd.Timestamp(value)
        else:
            assert found == value


@pytest.mark.parametrize(
    ("headline", "country"),
    [
        ("Norway-funded wells open in Ghana", "GHA"),
        ("Norway funds wells in Ghana", "GHA"),
        ("Wells for people fleeing Mali in Ghana", "GHA"),
        ("Ghana gets wells from Norway", "GHA"),
    ],
)
def test_who_pays_and_who_fled_is_no_country_of_the_project(tmp_path, headline, country):
    told = "The project drills wells in the villages of the north and the south."
    (tmp_path / "page.txt").write_text(f"{headline}\n\n{told}\n", encoding="utf-8")
    assert list(mf.read_projects(tmp_path, on_error="report").iloc[0]["countries"]) == [country]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("template", COUNTED)
def test_a_list_behind_the_number_of_its_countries(tmp_path, template, names):
    language = list(NUMBERS)[COUNTED.index(template)]
    for number in NUMBERS[language]:
        row = _read(tmp_path, template.format(n=number, names=names))
        assert sorted(row["countries"]) == ["MLI", "NER", "SEN"], number


def test_a_list_shorter_than_its_number_is_left_out(tmp_path):
    row = _read(tmp_path, "The project covers four countries: Mali, Niger and Senegal.")
    assert row.get("countries") is None or not pd.api.types.is_list_like(row["countries"])
