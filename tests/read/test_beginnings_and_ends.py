"""When sentences say that a project began and ended, and what it is given, in twelve languages.

Each sentence stands behind one on the project. The same words on an office, a law, a strategy or
another project say nothing of it.
"""

from typing import Any

import pandas as pd
import pytest

from migfund.read.pages import read_page

TOLD = {
    "en": "The project helps young people to find work.",
    "fr": "Le projet aide les jeunes à trouver du travail.",
    "es": "El proyecto ayuda a los jóvenes a encontrar trabajo.",
    "it": "Il progetto aiuta i giovani a trovare lavoro.",
    "pt": "O projeto ajuda os jovens a encontrar trabalho.",
    "de": "Das Projekt hilft jungen Menschen, Arbeit zu finden.",
    "nl": "Het project helpt jongeren om werk te vinden.",
    "ru": "Проект помогает молодёжи найти работу.",
    "uk": "Проєкт допомагає молоді знайти роботу.",
    "sv": "Projektet hjälper unga att hitta arbete.",
    "nb": "Prosjektet hjelper unge med å finne arbeid.",
    "da": "Projektet hjælper unge med at finde arbejde.",
}
BOTH = {
    "en": [
        "It {} in March 2019 and {} in May 2022.",
        "was begun, came to an end|got under way, wound up|kicked off, will be finished",
    ],
    "fr": [
        "Il {} en mars 2019 et {} en mai 2022.",
        "doit commencer, s'achever|a débuté, doit prendre fin|démarrera, se clôturera",
    ],
    "es": [
        "{} en marzo de 2019 y {} en mayo de 2022.",
        "Arrancó, concluyó|Se puso en marcha, culminará|Empieza, se cerrará",
    ],
    "it": [
        "Le attività {} nel marzo 2019 e {} nel maggio 2022.",
        "sono partite, si sono concluse|sono iniziate, si chiuderanno|sono cominciate, finiranno",
    ],
    "pt": [
        "{} em março de 2019 e {} em maio de 2022.",
        "Arrancou, encerrou|Iniciou-se, acabará|Teve início, chegou ao fim",
    ],
    "de": [
        "Es ist im März 2019 {} und {}.",
        "gestartet, endet im Mai 2022|angelaufen, wird im Mai 2022 enden"
        "|begonnen worden, im Mai 2022 zu Ende gegangen",
    ],
    "nl": [
        "Het {} en loopt in mei 2022 af{}.",
        "is in maart 2019 van start gegaan, |ging in maart 2019 van start, "
        "|startte in maart 2019, ",
    ],
    "ru": [
        "Она {} в марте 2019 года и {} мая 2022 года.",
        "началась, рассчитана до|стартовала, продлится до|была запущена, продлена до",
    ],
    "uk": [
        "Вона {} у березні 2019 року і {} травня 2022 року.",
        "розпочалася, триватиме до|стартувала, розрахована до|почалася, продовжено до",
    ],
    "sv": [
        "Det {} i mars 2019 och {} i maj 2022.",
        "drog igång, upphörde|påbörjades, löper ut|lanserades, avslutas",
    ],
    "nb": [
        "Det {} i mars 2019 og {} i mai 2022.",
        "ble satt i gang, ble fullført|kom i gang, utløper|ble lansert, opphører",
    ],
    "da": [
        "Det {} i marts 2019 og {} i maj 2022.",
        "blev igangsat, udløber|gik i gang, ophører|blev lanceret, blev afsluttet",
    ],
}
ENDS = [
    ("es", "Comenzó el pasado mes de enero y se prolongará hasta mayo de 2022."),
    ("es", "La iniciativa arrancó hace poco y se prorrogará hasta mayo de 2022."),
    ("en", "It was to end in May 2021 and has now been prolonged to May 2022."),
    ("fr", "Il devait finir en mai 2021 et a été prolongé jusqu'en mai 2022."),
    ("de", "Es sollte im Mai 2021 enden und wurde verlängert bis Mai 2022."),
    ("it", "Doveva finire nel maggio 2021 ed è stato prolungato fino al maggio 2022."),
    ("fr", "L'agence met le projet en œuvre jusqu'en mai 2022."),
]
OF_OTHERS = {
    "en": [
        "The country office got under way in March 2019 and will be closed in May 2022.",
        "The new law went into force in March 2019 and ends in May 2022.",
        "The strategy started in March 2019 and will be completed in May 2022.",
        "A similar project kicked off in March 2019 and wound up in May 2022.",
        "The work of the ministry started in March 2019 and finished in May 2022.",
        "The strategy began in 2019. It has a budget of EUR 5 million.",
    ],
    "fr": [
        "Les travaux de la route ont commencé en mars 2019 et doivent s'achever en mai 2022.",
        "La nouvelle loi est entrée en vigueur en mars 2019 et doit s'achever en mai 2022.",
        "Le budget de la commune a été porté à 3 millions d'euros.",
        "Il soutient la mairie, dont le budget a été porté à 3 millions d'euros.",
    ],
    "es": [
        "Comenzó la construcción de la escuela en marzo de 2019 y terminó en mayo de 2022.",
        "Inicia el curso el 1 de marzo de 2019.",
        "Terminó la guerra en mayo de 2022.",
        "El presupuesto del ministerio se elevó a 3 millones de euros.",
        "La ciudad dispone de 3 millones de euros.",
    ],
    "it": [
        "L'ufficio ha preso il via nel marzo 2019 e si chiuderà nel maggio 2022.",
        "La scuola è sostenuta con 3 milioni di euro della Regione.",
        "L'ambasciata ricorda che il programma paese 2017-2019 vale 125 milioni di euro.",
    ],
    "pt": [
        "A estratégia arrancou em março de 2019 e termina em maio de 2022.",
        "Terminou o ano letivo em maio de 2022.",
    ],
    "de": [
        "Das Gesetz wurde am 1. März 2019 eingeleitet und am 31. Mai 2022 abgeschlossen.",
        "Die Arbeit der Regierung hat im März 2019 begonnen.",
        "Für die Schule sind 5 Millionen Euro vorgesehen.",
        "Die Schule kostete 3 Millionen Euro.",
    ],
    "nl": ["De wet is op 1 maart 2019 van start gegaan en loopt op 31 mei 2022 af."],
    "ru": [
        "Работа министерства началась в марте 2019 года.",
        "Программа правительства рассчитана до мая 2022 года. Она началась в марте 2019 года.",
        "В прошлом проекте (2018–2019, 300 тысяч евро) семей было 90.",
        "Бюджет министерства был увеличен до 3 млн евро.",
    ],
    "uk": [
        "Стратегія розпочалася в березні 2019 року. Її бюджет становить 5 млн євро.",
        "Бюджет міста становить 5 млн євро.",
    ],
    "sv": ["Regeringens arbete slutade i maj 2022.", "Skolan kostade 3 miljoner euro."],
    "nb": ["Det ble vedtatt en lov i mars 2019.", "Skolen kostet 3 millioner euro."],
}
MONEY = [
    ("en", "At first set at EUR 2 million, its budget was raised in 2020 to EUR 3 million."),
    ("en", "Originally set at EUR 2 million, its budget has been increased to EUR 3 million."),
    ("fr", "Fixé à 2 millions d'euros, le budget du projet a été porté à 3 millions d'euros."),
    ("es", "Fijado en 2 millones de euros, su presupuesto se elevó a 3 millones de euros."),
    ("it", "Fissato a 2 milioni di euro, il suo budget è stato portato a 3 milioni di euro."),
    ("de", "Das Budget des Projekts wurde 2020 auf 3 Millionen Euro aufgestockt."),
    ("en", "The project is funded by the EU Trust Fund for Africa with EUR 3 million."),
    ("fr", "Il est financé par le Fonds fiduciaire de l'UE à hauteur de 3 millions d'euros."),
    ("it", "L'iniziativa è finanziata dal Fondo Fiduciario dell'UE con 3 milioni di euro."),
    ("de", "Das Projekt wird vom Treuhandfonds der EU mit 3 Millionen Euro finanziert."),
    (
        "en",
        "With EUR 3 million from the Union, two agencies find jobs by May, when the project ends.",
    ),
    ("fr", "Avec 3 millions d'euros du Japon, le projet construira dix écoles."),
    ("de", "Mit 3 Millionen Euro der Union baut das Projekt zehn Schulen."),
    ("es", "Con 3 millones de euros de la Unión, el proyecto construirá diez escuelas."),
    ("fr", "Le coût du projet est estimé à 3 millions d'euros, dont 1 million sous forme de prêt."),
    ("en", "The cost of the project is put at EUR 3 million, of which EUR 1 million as a loan."),
    ("de", "Jeder Ort erhält 40.000 Euro; die Stiftung stellt für das Projekt 3 Mio. Euro bereit."),
    (
        "de",
        "Dafür sind 3 Mio. Euro vorgesehen, wovon bis zum 30. Mai 1 Mio. Euro abgeflossen sind.",
    ),
    ("ru", "На него Красный Крест выделил 3 млн евро."),
    ("uk", "На нього Червоний Хрест виділив 3 млн євро."),
    ("fr", "L'Union y consacre 3 millions d'euros."),
    ("it", "Il progetto è sostenuto con 3 milioni di euro dei fondi della Regione."),
    ("es", "La Unión lo financia con 3 millones de euros."),
    ("nl", "De Unie financiert het met 3 miljoen euro."),
    ("en", "Norway gives the larger part, EUR 2 million, of its total budget of EUR 3 million."),
]
PARTS = [
    ("en", "With EUR 3 million of its own, the city builds schools, and the project trains."),
    (
        "en",
        "The city's budget was raised from EUR 2 million in 2019 to EUR 3 million by the project.",
    ),
    ("en", "It is financed by the Trust Fund for Africa, which has EUR 4 billion."),
    ("en", "The school was financed by the EU Trust Fund with EUR 3 million."),
    ("en", "It shows firms how to repay a loan of EUR 3 million."),
    ("en", "Each school gets EUR 20,000; the teachers get EUR 30,000."),
    ("en", "The project is supported by the EU with EUR 3 million and by Italy."),
    ("es", "El proyecto está apoyado por la UE con 3 millones de euros y por Italia."),
    ("de", "Das Projekt wird von der EU mit 3 Millionen Euro und von Italien gefördert."),
    ("de", "Mit 3 Millionen Euro der Stadt baut die Schule eine Halle, die das Projekt nutzt."),
    ("fr", "Avec 3 millions d'euros de pertes, la ville a besoin d'aide, et le projet y répond."),
]
BOUNDS = [
    "One public list of grants above EUR 60,000.",
    "Grants of at least EUR 60,000 should be published.",
    "Contracts below EUR 60,000 need no tender.",
    "Une liste publique des subventions supérieures à 60 000 euros.",
    "Eine Liste der Zuwendungen von mindestens 60.000 Euro.",
    "Lista pública de subvenciones superiores a 60.000 euros.",
    "Un elenco pubblico dei contributi superiori a 60.000 euro.",
]
TRAVELS = [
    ("de", "Zwei Delegationen fuhren nach Kanada und Schweden."),
    ("de", "Zwei Gruppen reisten nach Schweden und Kanada."),
    ("en", "Officials of the project travelled to Canada and Sweden."),
    ("fr", "Des élus se sont rendus en Suède et au Canada."),
    ("es", "Los alcaldes viajaron a Suecia y Canadá."),
    ("it", "I sindaci si sono recati in Svezia e in Canada."),
    ("ru", "Участники ездили в Швецию и Канаду."),
]

PARTS_OF_COUNTRIES = [
    ("en", "It is carried out in ten districts of Bangladesh.", ["BGD"]),
    ("en", "It works in 24 municipalities of Libya.", ["LBY"]),
    ("fr", "Il est mis en œuvre dans trois régions du Niger.", ["NER"]),
    ("es", "Se ejecuta en 12 municipios de Colombia.", ["COL"]),
    ("it", "Si svolge in cinque regioni del Senegal.", ["SEN"]),
    ("en", "It was presented in two cities of Canada.", None),
    ("fr", "Il est financé par deux régions de Suède.", None),
    ("es", "Ayuda a personas que viven en dos ciudades de Suecia.", None),
    ("it", "È stato presentato in tre città della Svezia.", None),
]


def facts_of(page: str) -> dict[str, Any]:
    return dict.fromkeys(("start", "end", "budget")) | (read_page(page) or {})


def read(language: str, sentence: str) -> dict[str, Any]:
    page = f"Safe Wells of the North\n\n{TOLD[language]} {sentence} Ten schools take part.\n"
    return facts_of(page)


def period_of(row: dict[str, Any]) -> tuple[str | None, ...]:
    return tuple(None if pd.isna(row[one]) else str(row[one])[:7] for one in ("start", "end"))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (language, form.format(*verbs.split(", ")))
        for language, (form, pairs) in BOTH.items()
        for verbs in pairs.split("|")
    ],
)
def test_verbs_of_a_beginning_and_an_end(language, sentence):
    assert period_of(read(language, sentence)) == ("2019-03", "2022-05")


@pytest.mark.parametrize(("language", "sentence"), ENDS)
def test_a_date_behind_until_is_no_beginning(language, sentence):
    assert period_of(read(language, sentence)) == (None, "2022-05")


@pytest.mark.parametrize(
    ("language", "sentence"), [(one, said) for one, some in OF_OTHERS.items() for said in some]
)
def test_what_began_and_cost_beside_the_project(language, sentence):
    row = read(language, sentence)
    assert period_of(row) == (None, None)
    assert pd.isna(row["budget"])


@pytest.mark.parametrize(("language", "sentence"), MONEY)
def test_what_a_project_is_given_in_other_words(language, sentence):
    assert read(language, sentence)["budget"] == 3_000_000


@pytest.mark.parametrize(("language", "sentence"), PARTS)
def test_what_is_no_budget_of_the_project(language, sentence):
    assert pd.isna(read(language, sentence)["budget"])


@pytest.mark.parametrize("sentence", BOUNDS)
def test_a_bound_is_no_budget(sentence):
    row = facts_of(f"Following the money\n\nRECOMMENDATIONS\n1. {sentence}\n")
    assert pd.isna(row["budget"])


@pytest.mark.parametrize(("language", "sentence"), TRAVELS)
def test_a_journey_is_no_place_of_the_project(language, sentence):
    assert not read(language, sentence).get("countries")


def test_the_short_name_of_a_framework_is_the_framework():
    page = (
        "Cent migrants ouvrent leur commerce\n\n"
        "L'opération relève de l'Initiative conjointe UE-OIM. Le projet aide cent migrants.\n\n"
        "Lancée en décembre 2016, l'Initiative dispose de 357 millions d'euros.\n"
    )
    row = facts_of(page)
    assert pd.isna(row["start"])
    assert pd.isna(row["budget"])


@pytest.mark.parametrize(
    "heading", ["Ähnliche Vorhaben", "Similar initiatives", "Actions similaires"]
)
def test_below_similar_projects_nothing_is_of_the_project(heading):
    page = (
        f"Land der Brunnen – Ankommen am Wasser\n\n{TOLD['de']}\n\n{heading}\n"
        "Brunnen der Vielfalt (2019–2021) · Moving Wells (Förderung: 850.000 Euro)\n"
    )
    row = facts_of(page)
    assert pd.isna(row["budget"])
    assert period_of(row) == (None, None)


@pytest.mark.parametrize(("language", "sentence", "codes"), PARTS_OF_COUNTRIES)
def test_districts_of_a_country(language, sentence, codes):
    assert (read(language, sentence).get("countries") or None) == codes
