"""What sentences give is the project's, or is missing; never what stands beside it."""

import pandas as pd
import pytest

from migfund.read.pages import read_page

TITLE = "Better lives for migrants and their hosts"
SENTENCES: list[tuple[str, dict[str, object]]] = [
    ("The project, funded by Denmark, helps returnees in Iraq.", {"countries": ["IRQ"]}),
    ("With support from Sweden and Norway, the project works in Uganda.", {"countries": ["UGA"]}),
    (
        "Le projet, financé par la Suisse, est mis en œuvre au Bénin et au Togo.",
        {"countries": ["BEN", "TGO"]},
    ),
    (
        "Das Projekt wird von Deutschland und Frankreich finanziert und in Niger umgesetzt.",
        {"countries": ["NER"]},
    ),
    ("Il progetto, finanziato dall'Italia, si svolge in Tunisia.", {"countries": ["TUN"]}),
    ("El proyecto, con fondos de España, se ejecuta en Honduras.", {"countries": ["HND"]}),
    ("O projeto, financiado por Portugal, decorre na Guiné-Bissau.", {"countries": ["GNB"]}),
    (
        "Het project, gefinancierd door Nederland, wordt uitgevoerd in Ethiopië.",
        {"countries": ["ETH"]},
    ),
    ("Prosjektet, finansiert av Norge, gjennomføres i Malawi.", {"countries": ["MWI"]}),
    ("Projektet, finansieret af Danmark, gennemføres i Kenya.", {"countries": ["KEN"]}),
    ("Projektet, finansierat av Sverige, genomförs i Bolivia.", {"countries": ["BOL"]}),
    ("Проект, финансируемый Японией, реализуется в Кыргызстане.", {"countries": ["KGZ"]}),
    ("Проєкт, який фінансує Канада, реалізується в Україні.", {"countries": ["UKR"]}),
    (
        "The project trains police who served in Somalia; it is carried out in Burundi.",
        {"countries": ["BDI"]},
    ),
    (
        "The project builds on lessons from Kenya and is implemented in Malawi.",
        {"countries": ["MWI"]},
    ),
    ("The project helps people displaced from Syria to Lebanon.", {"countries": ["LBN"]}),
    (
        "The project costs EUR 5 million, of which EUR 4 million comes from the EU.",
        {"budget": 5000000.0},
    ),
    (
        "The EU contributes EUR 4 million to the project, whose total budget is EUR 5 million.",
        {"budget": 5000000.0},
    ),
    ("The project is part of a EUR 50 million programme.", {}),
    (
        "The project, part of a EUR 50 million programme, has a budget of EUR 3 million.",
        {"budget": 3000000.0},
    ),
    ("The project gave each family USD 500.", {}),
    ("The project will create jobs for 5,000 people and cost up to EUR 2 million.", {}),
    (
        "Returnees in the project receive EUR 1,000 each; it runs from 2018 to 2020.",
        {"start": "2018", "end": "2020"},
    ),
    ("The organisation, founded in 1951, runs the project in Peru.", {"countries": ["PER"]}),
    (
        "Since 1992, IOM has worked in Georgia. The project started in March 2019.",
        {"start": "2019-03", "countries": ["GEO"]},
    ),
    (
        "The project follows the national strategy 2015-2020 and runs from 2017 to 2019.",
        {"start": "2017", "end": "2019"},
    ),
    (
        "The first phase ran from 2012 to 2015. The project now runs from 2016 to 2019.",
        {"start": "2016", "end": "2019"},
    ),
    ("The project is financed under AMIF 2014-2020.", {}),
    (
        "In 2015, 1 million people arrived in Greece. The project helps them.",
        {"countries": ["GRC"]},
    ),
    (
        "The project's phase II (2019-2022) has EUR 6 million; phase I (2015-2018) had 4 million.",
        {"budget": 6000000.0, "start": "2019", "end": "2022"},
    ),
    (
        "The total cost of the project is EUR 1.2 million and EUR 300,000 was added in 2020.",
        {"budget": 1200000.0},
    ),
    ("The project received EUR 300,000 in 2018 and EUR 400,000 in 2019.", {}),
    ("Two projects with EUR 2 million and EUR 3 million will run in Mali.", {}),
    ("The agreement for the project was signed on 5 May 2018 in Brussels, Belgium.", {}),
    ("The project will end two years after the signature in June 2019.", {}),
    (
        "Le projet a débuté en 2016 après la conférence de Malte de 2015 et couvre le Sénégal.",
        {"start": "2016", "countries": ["SEN"]},
    ),
    ("Das Projekt kostet 3 Mio. Euro. Davon trägt der Bund 2 Mio. Euro.", {"budget": 3000000.0}),
    (
        "Projektet har en budget på 5 miljoner kronor, varav 4 miljoner kommer från AMIF.",
        {"budget": 5000000.0},
    ),
    (
        "Het project kost 2,5 miljoen euro, waarvan 1,5 miljoen uit het AMIF komt.",
        {"budget": 2500000.0},
    ),
    (
        "Il progetto ha un costo di 900.000 euro, di cui 700.000 euro dal FAMI.",
        {"budget": 900000.0},
    ),
    (
        "El proyecto cuenta con 1,5 millones de euros, de los cuales la UE aporta 1,2 millones.",
        {"budget": 1500000.0},
    ),
    ("O projeto tem um custo de 800 mil euros, dos quais 600 mil são da UE.", {"budget": 800000.0}),
    (
        "Le projet est doté de 12 millions d'euros, dont 10 millions d'euros de l'UE.",
        {"budget": 12000000.0},
    ),
    (
        "Бюджет проекта составляет 2 млн евро, из которых 1,5 млн евро выделил ЕС.",
        {"budget": 2000000.0},
    ),
    (
        "The project, which Canadian partners visited in 2018, works in Ghana until 2021.",
        {"end": "2021", "countries": ["GHA"]},
    ),
    ("The minister of Kenya visited the project in Uganda.", {"countries": ["UGA"]}),
    ("The project was presented at a conference in Vienna, Austria, on 3 May 2019.", {}),
    ("The project was evaluated in 2020 at a cost of USD 30,000.", {}),
    (
        "The Ambassador of Japan said that the project in Zambia will last until 2022.",
        {"countries": ["ZMB"], "end": "2022"},
    ),
    ("Refugees from Myanmar in Bangladesh benefit from the project.", {"countries": ["BGD"]}),
    (
        "The project, led by the University of Oxford (UK), studies migration in Ghana.",
        {"countries": ["GHA"]},
    ),
    (
        "The project brings together partners from Italy, Spain and Greece.",
        {"countries": ["ITA", "ESP", "GRC"]},
    ),
    (
        "Japan has provided USD 3 million to the project in Somalia.",
        {"budget": 3000000.0, "countries": ["SOM"]},
    ),
    ("The project's website had 2,000 visitors in 2019 and cost EUR 10,000.", {}),
    ("Germany gives each returnee EUR 1,200 to start again.", {}),
    ("Norway lends EUR 20 million for housing in Serbia.", {}),
    ("The EU pledges EUR 30 million for refugees in Jordan.", {}),
    ("Anna Berg gave 500 dollars for wells in Mali.", {}),
    ("A farmer donated USD 60,000 for a school in Kenya.", {"budget": 60000}),
    ("Applicants may ask for up to EUR 500,000 for projects of 24 months.", {}),
    ("The call for proposals has EUR 10 million; projects last from 2020 to 2022.", {}),
    (
        "The ministry has two projects: one of EUR 2 million in Mali, one of EUR 1 million here.",
        {},
    ),
    ("An earlier project of EUR 2 million ran in Mali from 2010 to 2012.", {}),
    (
        "A previous project in Chad ended in 2012. This project runs from 2013 to 2015.",
        {"start": "2013", "end": "2015"},
    ),
    ("The project is one of twelve that share EUR 40 million.", {}),
    (
        "The project, one of twelve with EUR 40 million in all, works in Mali.",
        {"countries": ["MLI"]},
    ),
    (
        "Remittances to Nepal reached USD 8 billion in 2019. The project helps families there.",
        {"countries": ["NPL"]},
    ),
    ("The project reached 2,019 people and trained 2,020 officers.", {}),
    ("The project's office in Nairobi, Kenya, covers Somalia.", {"countries": ["SOM"]}),
    ("The project office is in Belgium; work takes place in Rwanda.", {"countries": ["RWA"]}),
    ("The team of the project met in Morocco in May 2019.", {}),
    ("The workshop of the project in Morocco took place from 3 to 5 May 2019.", {}),
    ("“We gave EUR 3,000 to the project,” said a neighbour.", {}),
    ("The project buys 40 computers for EUR 20,000.", {}),
    ("The project has paid EUR 20,000 so far.", {}),
    ("By 2030 the project's country wants to host 5 million tourists.", {}),
    ("The project supports the 2030 Agenda and the Strategy 2018-2022.", {}),
    ("The project began after the war of 1992 to 1995.", {}),
    ("The project is based on a law of 2004 and a decree of 12 May 2016.", {}),
    ("Founded in 2001, the association runs the project in Italy.", {"countries": ["ITA"]}),
    (
        "Le projet a reçu la visite du ministre du Japon en mai 2018 au Mali.",
        {"countries": ["MLI"]},
    ),
    ("Le projet aide des réfugiés venus de Syrie en Turquie.", {"countries": ["TUR"]}),
    ("Depuis 1990, l'association mène des projets au Mali.", {}),
    ("L'évaluation du projet a coûté 20 000 euros.", {}),
    ("Chaque famille du projet reçoit 300 euros.", {}),
    (
        "Le prêt de 40 millions d'euros financera le projet au Maroc.",
        {"budget": 40000000.0, "countries": ["MAR"]},
    ),
    ("Die Evaluierung des Projekts kostete 20.000 Euro.", {}),
    ("Das Projekt hilft Geflüchteten aus Syrien im Libanon.", {"countries": ["LBN"]}),
    (
        "Die Stiftung wurde 1977 gegründet und führt das Projekt in Ghana durch.",
        {"countries": ["GHA"]},
    ),
    ("Jede Familie im Projekt erhält 300 Euro.", {}),
    ("Das Vorgängerprojekt lief von 2012 bis 2015 mit 2 Millionen Euro.", {}),
    ("El proyecto entrega 300 euros a cada familia.", {}),
    ("La evaluación del proyecto costó 20.000 euros.", {}),
    ("El proyecto ayuda a venezolanos en Colombia.", {"countries": ["COL"]}),
    ("Il progetto dà 300 euro a ogni famiglia.", {}),
    ("La valutazione del progetto è costata 20.000 euro.", {}),
    ("Il progetto precedente, da 2 milioni di euro, è durato dal 2012 al 2015.", {}),
    ("O projeto dá 300 euros a cada família.", {}),
    ("Het vorige project liep van 2012 tot 2015 en kostte 2 miljoen euro.", {}),
    ("Elke familie in het project krijgt 300 euro.", {}),
    ("Det tidigare projektet pågick 2012 till 2015 och kostade 2 miljoner kronor.", {}),
    ("Varje familj i projektet får 300 kronor.", {}),
    ("Hver familie i prosjektet får 300 kroner.", {}),
    ("Hver familie i projektet får 300 kroner.", {}),
    ("Каждая семья в рамках проекта получает 300 долларов.", {}),
    ("Предыдущий проект длился с 2012 по 2015 год и стоил 2 млн евро.", {}),
    ("Кожна родина в проєкті отримує 300 доларів.", {}),
    ("Оценка проекта стоила 20 000 евро.", {}),
    ("The project aims to raise EUR 5 million from investors.", {}),
    ("The project generated savings of EUR 5 million.", {}),
    ("The fines in the project's country are EUR 5,000.", {}),
    ("The project helps municipalities whose budget is EUR 900 million.", {}),
    ("The grant scheme of the project pays out EUR 5,000 per start-up.", {}),
    ("Project staff earn USD 3,000 a month.", {}),
    ("The project is worth visiting: 3,000 euros were collected at its feast in Spain.", {}),
]
"""Sentences, and what they state of the project; what is not listed is of something else."""
WHOLE = 0.7
"""Share of what they state that must be read."""


def read(sentence):
    record = read_page(f"{TITLE}\n\n{sentence}\n") or {}
    said = {"countries": sorted(record.get("countries") or []), "budget": record.get("budget")}
    for name in ("start", "end"):
        date, precision = record.get(name), record.get(f"{name}_precision")
        whole = date is not None and not pd.isna(date)
        said[name] = str(date)[: {"year": 4, "month": 7, "day": 10}[precision]] if whole else None
    return {name: value for name, value in said.items() if value}


@pytest.mark.parametrize(("sentence", "stated"), SENTENCES)
def test_nothing_of_something_else_is_taken(sentence, stated):
    stated = {n: sorted(v) if isinstance(v, list) else v for n, v in stated.items()}
    assert read(sentence).items() <= stated.items()


def test_most_of_what_is_stated_is_read():
    asked = [(sentence, name) for sentence, stated in SENTENCES for name in stated]
    found = [name in read(sentence) for sentence, name in asked]
    assert sum(found) >= WHOLE * len(asked)


NO_TOTALS = [
    "€146,000 of the project budget shall be allocated to study visits.",
    "Of the project's budget, €146,000 is for study visits.",
    "The project allocates €146,000 to small grants.",
    "The project provides €146,000 in small grants.",
    "The project grants €146,000 to local organisations.",
    "The project receives an additional €146,000.",
    "The project received a further grant of €146,000.",
    "The project received another €146,000 in 2020.",
    "The project receives an extra €146,000.",
    "The project's own contribution is €146,000.",
    "€146,000 shall be allocated to the programme from the fund for bilateral relations.",
    "A further €146,000 shall be allocated to the programme for study visits.",
    "The Fund for bilateral relations gives €146,000 to the project.",
    "An additional amount of €146,000 was granted to the project.",
    "The project will award €146,000 to start-ups.",
    "The project pays €146,000 to returnees.",
    "Un montant supplémentaire de 146 000 euros a été accordé au projet.",
    "Le projet alloue 146 000 euros à de petites subventions.",
    "Le projet a reçu une subvention additionnelle de 146 000 euros.",
    "Le projet accorde 146 000 euros à des associations.",
    "Le budget du projet a été augmenté de 146 000 euros.",
    "El proyecto recibe 146.000 euros más de la reserva.",
    "146.000 euros del presupuesto del proyecto se destinan a visitas.",
    "El proyecto otorga 146.000 euros a asociaciones.",
    "El proyecto recibe otros 146.000 euros.",
    "El presupuesto del proyecto aumentó en 146.000 euros.",
    "146.000 Euro des Projektbudgets sind für Studienreisen vorgesehen.",
    "Das Projekt erhält weitere 146.000 Euro.",
    "Das Projekt vergibt 146.000 Euro an kleine Vereine.",
    "Die Eigenmittel des Projekts betragen 146.000 Euro.",
    "Das Budget des Projekts wurde um 146.000 Euro erhöht.",
    "O projeto recebe mais 146.000 euros.",
    "146.000 euros do orçamento do projeto destinam-se a visitas.",
    "O projeto concede 146.000 euros a associações.",
    "O orçamento do projeto foi aumentado em 146.000 euros.",
    "Il progetto riceve ulteriori 146.000 euro.",
    "Il progetto ha ricevuto un contributo aggiuntivo di 146.000 euro.",
    "Il progetto assegna 146.000 euro a piccole sovvenzioni.",
    "Il contributo proprio del progetto è di 146.000 euro.",
    "Il progetto concede 146.000 euro ai giovani.",
    "Проект получил дополнительно 146 000 евро.",
    "Проекту выделено дополнительное финансирование в размере 146 000 евро.",
    "Проект выделяет 146 000 евро на малые гранты.",
    "Бюджет проекта увеличен на 146 000 евро.",
    "Проєкт отримав додатково 146 000 євро.",
    "Проєкту виділено додаткове фінансування у розмірі 146 000 євро.",
    "Проєкт виділяє 146 000 євро на малі гранти.",
    "Бюджет проєкту збільшено на 146 000 євро.",
    "Het project ontvangt nog eens 146.000 euro.",
    "Het project ontvangt een aanvullende subsidie van 146.000 euro.",
    "Het project kent 146.000 euro toe aan kleine subsidies.",
    "De eigen bijdrage van het project bedraagt 146.000 euro.",
    "Het project krijgt bijkomend 146.000 euro.",
    "Projektet får ytterligare 146 000 euro.",
    "146 000 euro av projektets budget går till resor.",
    "Projektet beviljar 146 000 euro till föreningar.",
    "Projektets budget har ökats med 146 000 euro.",
    "Prosjektet får ytterligere 146 000 euro.",
    "146 000 euro av prosjektets budsjett går til reiser.",
    "Prosjektet bevilger 146 000 euro til foreninger.",
    "Prosjektets budsjett er økt med 146 000 euro.",
    "Projektet får yderligere 146.000 euro.",
    "146.000 euro af projektets budget går til rejser.",
    "Projektet bevilger 146.000 euro til foreninger.",
    "Projektets budget er øget med 146.000 euro.",
]
"""Additions, parts of the budget, the project's own share, what it gives to others."""
TOTALS = [
    "The project has a budget of €146,000.",
    "The EU provides €146,000 to the project.",
    "The project receives €146,000 from the EU.",
    "Le projet a un budget de 146 000 euros.",
    "Le projet reçoit 146 000 euros.",
    "L'UE alloue 146 000 euros au projet.",
    "El proyecto tiene un presupuesto de 146.000 euros.",
    "El proyecto recibe 146.000 euros.",
    "La UE destina 146.000 euros al proyecto.",
    "Das Projekt hat ein Budget von 146.000 Euro.",
    "Das Projekt erhält 146.000 Euro.",
    "Die EU stellt dem Projekt 146.000 Euro zur Verfügung.",
    "O projeto tem um orçamento de 146.000 euros.",
    "O projeto recebe 146.000 euros.",
    "A UE atribui 146.000 euros ao projeto.",
    "Il progetto ha un budget di 146.000 euro.",
    "Il progetto riceve 146.000 euro.",
    "L'UE assegna 146.000 euro al progetto.",
    "Бюджет проекта составляет 146 000 евро.",
    "ЕС выделил 146 000 евро на проект.",
    "Бюджет проєкту становить 146 000 євро.",
    "ЄС виділив 146 000 євро на проєкт.",
    "Het project heeft een budget van 146.000 euro.",
    "Het project ontvangt 146.000 euro.",
    "Projektet har en budget på 146 000 euro.",
    "Prosjektet har et budsjett på 146 000 euro.",
    "Projektet har et budget på 146.000 euro.",
]


@pytest.mark.parametrize("sentence", NO_TOTALS)
def test_a_part_or_an_addition_is_no_budget(sentence):
    row = read_page(f"{TITLE}\n\nCountry: Kenya\nStart: 2018-03-01\n\n{sentence}\n")
    assert row.get("budget") is None


@pytest.mark.parametrize("sentence", TOTALS)
def test_the_whole_is_a_budget(sentence):
    row = read_page(f"{TITLE}\n\nCountry: Kenya\nStart: 2018-03-01\n\n{sentence}\n")
    assert row.get("budget") == 146_000


MONEY = [
    ("The project is funded by the EU with an amount of 1.000 000 EUR.", 1e6, "EUR"),
    ("Con 6 millones de dólares de presupuesto, el proyecto trabaja en Ecuador.", 6e6, "USD"),
    (
        "Le projet au Canada est doté de 6 millions de dollars (4 millions d'euros).",
        4e6,
        "EUR",
    ),
    (
        "The EU gives more than EUR 5 million to the project. It has a budget of EUR 5,016,858.",
        5_016_858,
        "EUR",
    ),
    ("Projektet har tilldelats 5 016 858 kr av ett råd.", 5_016_858, "SEK"),
    ("Вартість проекту становила 2 485 400,00 польських нових злотих.", 2_485_400, "PLN"),
    ("Бюджет проекта составляет 2 485 400 чешских крон.", 2_485_400, "CZK"),
    ("Vi er glade for en bevilling på 700.000 kr. fra en pulje i år.", 700_000, "DKK"),
    ("Il progetto, da 5 milioni di euro e di 3 anni, prevede corsi.", 5e6, "EUR"),
    # What others estimate, and the money of one year.
    ("Die Gesamtkosten wurden von UN-Organisationen auf 3 Mrd. USD geschätzt.", None, None),
    ("The total costs of the project were estimated by UN agencies at USD 3 billion.", None, None),
    ("The total cost of the project for 2014 is USD 3 million.", None, None),
    ("The total cost of the project for 2014-2016 is USD 3 million.", 3e6, "USD"),
    ("The total cost of the project is estimated at EUR 3 million.", 3e6, "EUR"),
]


@pytest.mark.parametrize(("sentence", "budget", "currency"), MONEY)
def test_money_in_a_sentence(sentence, budget, currency):
    row = read_page(f"{TITLE}\n\n{sentence}\n") or {}
    assert row.get("budget") == budget
    assert budget is None or row["currency"] == currency


def test_millions_for_projects_count_no_projects():
    text = "12 miljoner till projekt för människor på flykt\nVi har beviljats 12 miljoner kronor."
    assert read_page(f"{TITLE}\n\n{text}\n")["budget"] == 12e6


def test_a_single_day_in_a_sentence_is_no_period():
    text = "Il progetto è a Roma.\nIl progetto ha la scadenza prorogata all’11 aprile 2018.\n"
    record = read_page(f"Budget: EUR 5 million\n\n{text}")
    assert "start" not in {name for name, value in record.items() if value is not None}
    assert record.get("end") is None


@pytest.mark.parametrize(
    "text",
    [
        "The project helps villages. 186 000 refugees lived there at the end of 2018.",
        "Its scope is Turkana. 186 000 refugees lived there at the end of 2018.",
        "Le projet aide les villages. 186 000 réfugiés y vivaient à la fin de 2018.",
        "Das Projekt hilft den Dörfern. 186 000 Geflüchtete lebten dort bis Ende 2018.",
    ],
)
def test_a_sentence_may_begin_with_a_number(text: str) -> None:
    record = read_page(f"Title: Wells in Kenya\nBudget: EUR 5 million\n\nThe project digs. {text}")
    assert record is not None
    assert record.get("end") is None
    assert record.get("start") is None
