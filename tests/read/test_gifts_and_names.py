"""What news tell of a project: who gives how much for it, what it is called, from when to when."""

import pandas as pd
import pytest

from migfund.read.pages import read_page

GIFTS = {
    "en": "Japan approves EUR 2 million for wells in the villages.",
    "fr": "La Norvège a accordé 2 millions d'euros pour des puits.",
    "es": "Noruega aprobó 2 millones de euros para pozos.",
    "it": "La Norvegia ha concesso 2 milioni di euro per i pozzi.",
    "pt": "A Noruega concedeu 2 milhões de euros para poços.",
    "de": "Norwegen bewilligt 2 Millionen Euro für Brunnen.",
    "nl": "Noorwegen geeft 2 miljoen euro voor putten.",
    "sv": "Norge beviljar 2 miljoner euro till brunnar.",
    "nb": "Norge bevilger 2 millioner euro til brønner.",
    "da": "Norge giver 2 millioner euro til brønde.",
    "ru": "Норвегия выделит 2 млн евро на колодцы.",
    "uk": "Норвегія виділить 2 млн євро на колодязі.",
    "the donor's currency": "Japan has committed Shs350 million (US $2 million) to wells.",
    "a purpose that a name says": "Norway gives EUR 2 million. It goes into the project "
    "“Wells North”, for all.",
    "its parts": "Norway approved EUR 2 million for wells. It is EUR 1.5 million for Mali, EUR 0.5 "
    "million for Niger.",
}
NO_GIFTS = {
    "several projects": "Norway gave EUR 2 million to forty projects for wells.",
    "of many years": "Since 2010 Norway has provided EUR 2 million for wells.",
    "to each": "Norway provides EUR 60,000 per village for wells.",
    "a limit": "Norway will provide up to EUR 2 million for wells.",
    "a lower bound": "Norway has provided over EUR 2 million for wells.",
    "at least": "ЄС виділить щонайменше 2 млн євро на колодязі.",
    "two gifts": "Norway approved EUR 2 million for wells. Sweden gave EUR 1 million for schools.",
    "one of before": "Norway previously approved EUR 2 million for wells.",
    "more for what there is": "Norway gives an additional EUR 2 million for wells.",
    "a loan": "Norway granted a loan of EUR 2 million for wells.",
    "what a person gets": "A participant gets a grant of EUR 1,500 for tools.",
    "what a person gets, fr": "Le migrant reçoit une aide de 400 euros pour son voyage.",
    "no purpose": "In 2019 the agency awarded EUR 2 million in grants.",
    "of last year": "The minister said that Norway gave EUR 2 million for wells last year.",
    "a part of a pledge": "Donors pledged EUR 9 million. Norway will give EUR 2 million for wells.",
}
NAMES = {
    "El proyecto POZO-SUR tiene socios. POZO-SUR ayuda a aldeas.": "POZO-SUR",
    "Het project PUTTEN (Putten voor Iedereen) helpt.": "PUTTEN (Putten voor Iedereen)",
    "Le projet d’appui aux puits de la région « Creuser ici », est entré en phase active.": (
        "Creuser ici"
    ),
    "Unter dem Acronym „WellBird“ hilft das Projekt den Dörfern.": "WellBird",
    "The UNHCR project titled ‘Wells and Water for Girls’ helps.": "Wells and Water for Girls",
    'The EUR 9 million "Wells of the North" will help.': "Wells of the North",
    # What is no name:
    "The ACTED project digs wells. ACTED is new.": None,
    "El proyecto ACNUR ayuda. ACNUR es una agencia.": None,
    "The World Food Programme (WFP) is a partner of the project.": None,
    "The Ministry of Wells (MoW) is a partner of the project.": None,
    "The project manager said ‘We are glad to be here’.": None,
    "He worked on the project “Wells One” and on the project “Wells Two”.": None,
}
PERIODS = {
    "The project will be launched on January 1 and conclude on December 31, 2017.": (
        "2017-01-01",
        "2017-12-31",
    ),
    "Das Projekt beginnt am 1. Januar und endet am 31. Dezember 2017.": (
        "2017-01-01",
        "2017-12-31",
    ),
    "Le projet commence le 1er janvier et prendra fin le 31 décembre 2017.": (
        "2017-01-01",
        "2017-12-31",
    ),
    "Water for All (WFA) is a $2 million, five-year (2016-2021) initiative.": (
        "2016-01-01",
        "2021-12-31",
    ),
    "Het project PUTTEN (Putten voor Iedereen) is van start gegaan op 1 januari 2019.": (
        "2019-01-01",
        None,
    ),
    "Norway gives EUR 2 million for wells. The money is for one year from April 2021 to March "
    "2022.": ("2021-04-01", "2022-03-31"),
    "Wells in the villages of the north and the south, 2017 - 2019\n\nThis 24-month project "
    "helps the villages.": ("2017-01-01", "2019-12-31"),
}


def _read(words: str) -> dict:
    return read_page(words) or {}


@pytest.mark.parametrize("kind", GIFTS)
def test_what_a_donor_gives_for_a_purpose(kind):
    assert _read(GIFTS[kind])["budget"] == 2_000_000


@pytest.mark.parametrize("kind", NO_GIFTS)
def test_what_is_no_budget_of_one_project(kind):
    assert pd.isna(_read("Wells for all\n\n" + NO_GIFTS[kind]).get("budget"))


@pytest.mark.parametrize("words", NAMES)
def test_what_a_project_is_called(words):
    name = _read(words).get("title")
    assert name == NAMES[words] if NAMES[words] else pd.isna(name)


@pytest.mark.parametrize("words", PERIODS)
def test_from_when_to_when(words):
    row = _read(words)
    dates = [None if pd.isna(row.get(n)) else str(row[n])[:10] for n in ("start", "end")]
    assert tuple(dates) == PERIODS[words]


def test_a_status_in_brackets():
    row = _read("Brunnen für Dörfer\n\n(abgeschlossenes Projekt)\n\nDas Projekt hilft in Mali.")
    assert row["status"] == "abgeschlossenes Projekt"


@pytest.mark.parametrize(
    "told",
    [
        "El proyecto A-TIPSOM tiene un presupuesto de 8 millones de euros.\n\n"
        "A-TIPSOM comenzó en junio de 2018 y terminó en mayo de 2022.",
        "The project “SAFE-PORTS” has a budget of 8 million euros.\n\n"
        "SAFE-PORTS runs from June 2018 to May 2022.",
        "Das Projekt „Neu Anfangen“ hat ein Budget von 8 Millionen Euro.\n\n"
        "Neu Anfangen läuft von Juni 2018 bis Mai 2022.",
    ],
)
def test_a_name_that_a_sentence_gives_is_the_subject_of_another_one(told):
    row = read_page(f"News from the south\n\n{told}\n")
    dates = [str(row[name])[:7] for name in ("start", "end")]
    assert (dates, row["budget"]) == (["2018-06", "2022-05"], 8_000_000)
