"""Which activities are on migration: codes, funds, words in twelve languages, look-alikes."""

from pathlib import Path

import pandas as pd
import pytest

import migfund as mf
from migfund.codelists import codelist_rows
from migfund.parse.text import fold

LABELS = Path(__file__).resolve().parents[3] / "data" / "labels" / "migration_titles.tsv"


def evidence(title, **options):
    found = mf.select_migration(pd.DataFrame({"title": [title]}), by="words", **options)
    return found["migration_evidence"].tolist()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Support to Migrants and Mobile Populations", "Migrants, Mobile Populations"),
        ("Intégration des réfugiés et demandeurs d’asile", "réfugiés, demandeurs d’asile"),
        ("Atención a personas desplazadas y migrantes", "desplazadas, migrantes"),
        ("Freiwillige Rückkehr aus Deutschland", "Freiwillige Rückkehr"),
        ("Apoio aos deslocados internos", "deslocados internos"),
        ("Accoglienza dei richiedenti asilo", "richiedenti asilo"),
        ("Помощь беженцам и трудовым мигрантам", "беженцам, мигрантам"),
        ("Opvang van vluchtelingen", "vluchtelingen"),
        ("Stöd till flyktingar", "flyktingar"),
        ("Støtte til internt fordrevne", "internt fordrevne"),
        ("Hjælp til flygtninge", "flygtninge"),
        ("Підтримка внутрішньо переміщених осіб", "внутрішньо переміщених"),
        ("Trafficking in persons along the border", "Trafficking in persons"),
    ],
)
def test_words_of_twelve_languages(title, words):
    assert evidence(title) == [f"title: {words}"]


@pytest.mark.parametrize(
    "title",
    [
        "Bird migration along the East Atlantic flyway",
        "Conservation of migratory species",
        "Migrated Data for Closed Project",
        "Data migration to a new statistical system",
        "Cell migration in wound healing",
        "A museum on the history of immigration to the town",
        "Oiseaux migrateurs du Sahel",
        "Migración de datos del registro civil",
        "Datenmigration im Grundbuchamt",
        "Миграция птиц Арктики",
        "Urban mobility plan",
        "Drug trafficking and customs",
        "Cross-border transfer of agricultural technologies",
        "Export Control and Related Border Security Assistance",
        "Mobilising poor families",
    ],
)
def test_what_looks_alike_is_left_out(title):
    assert evidence(title) == []


def test_a_look_alike_does_not_hide_a_word_beside_it():
    assert evidence("Data migration for the refugee register") == ["title: refugee"]


def test_codes_goals_and_funds():
    projects = pd.DataFrame(
        {
            "title": ["a", "b", "c", "d", "e", None],
            "sectors": [["15190", "11110"], ["11110"], None, [], None, None],
            "sdgs": [None, ["10.7"], None, None, None, None],
            "aid_type": [None, None, "H04", None, "C01", None],
            "fund": [None, None, None, "EUTF", "Other", None],
            "publisher_ref": [None, None, None, None, "XM-DAC-47066", None],
        },
        index=list("uvwxyz"),
    )
    found = mf.select_migration(projects)
    assert found["migration_evidence"].to_dict() == {
        "u": "sector 15190",
        "v": "SDG 10.7",
        "w": "aid type H04",
        "x": "fund: EUTF",
        "y": "publisher XM-DAC-47066",
    }
    assert mf.select_migration(projects, by="sector").index.tolist() == ["u", "v", "w"]
    assert mf.select_migration(projects.iloc[:0])["migration_evidence"].tolist() == []
    assert "migration_evidence" not in projects


def test_the_table_is_kept_but_for_the_rows():
    projects = mf.read_projects(LABELS.parents[1] / "pages", on_error="report")
    found = mf.select_migration(projects, by=["fund", "words"])
    pd.testing.assert_frame_equal(
        found.drop(columns="migration_evidence"), projects.loc[found.index]
    )


def test_wrong_tables_and_ways_are_refused():
    titles = pd.DataFrame({"title": ["a"]})
    with pytest.raises(mf.MigfundError, match="by must be one of 'sector', 'fund', 'words'"):
        mf.select_migration(titles, by="colour")
    with pytest.raises(mf.MigfundError, match="by must name some of"):
        mf.select_migration(titles, by=3)
    with pytest.raises(mf.MigfundError, match="by names none of"):
        mf.select_migration(titles, by=[])
    with pytest.raises(mf.ColumnsError, match="by='sector' needs one of the columns 'sectors'"):
        mf.select_migration(titles)
    with pytest.raises(mf.ColumnsError, match="a table is needed"):
        mf.select_migration("titles")


def test_no_term_stands_twice_and_there_are_twelve_languages():
    rows = [row for row in codelist_rows("iati_migration") if row["kind"] in ("word", "look-alike")]
    languages = {row["language"] for row in rows if row["kind"] == "word"}
    assert languages == set("en fr es pt it de nl sv no da ru uk".split())
    folded = {(row["kind"], row["language"], fold(row["term"])) for row in rows}
    assert len(folded) == len(rows)


def test_titles_labelled_by_hand():
    labels = pd.read_csv(LABELS, sep="\t", quoting=3)
    found = labels.index.isin(mf.select_migration(labels, by="words").index)
    is_right = labels["migration"] == "yes"
    visible = labels["basis"] == "title"
    assert len(labels) >= 300
    assert (found & is_right).sum() / found.sum() > 0.97
    assert (found & is_right).sum() / is_right.sum() > 0.9
    assert (found & visible).sum() / visible.sum() > 0.95
