"""Kinds of sentences in several languages: what each gives of the project, and what gives none."""

import datetime

import pandas as pd
import pytest

from migfund.read.pages import read_page

TITLE = "Better lives for migrants and their hosts"
GIVEN: list[tuple[str, dict[str, object]]] = [
    ("The project, funded by Norway and worth EUR 2 million, trains nurses.", {"budget": 2000000}),
    ("Das Projekt im Wert von 2 Millionen Euro bildet Pflegekräfte aus.", {"budget": 2000000}),
    ("El proyecto, valorado en 2 millones de euros, forma a jóvenes.", {"budget": 2000000}),
    (
        "La UE anunció que el proyecto tiene un presupuesto de 2 millones de euros.",
        {"budget": 2000000},
    ),
    ("Die EU fördert das Projekt mit 2 Millionen Euro.", {"budget": 2000000}),
    ("Le projet est lancé. L'enveloppe s'élève à 4 380 000 euros.", {"budget": 4380000}),
    ("O projeto começou. O financiamento é de cerca de 4 milhões de euros.", {"budget": 4000000}),
    ("El proyecto dispone de un fondo de 6 millones de euros.", {"budget": 6000000}),
    ("Проект помогает. Общая сумма поддержки 2 млн евро.", {"budget": 2000000}),
    (
        "El proyecto, apoyado por la Junta de Comunidades de Castilla-La Mancha con 25.000 euros, "
        "forma a jóvenes.",
        {"budget": 25000},
    ),
    ("Le projet dispose d’une enveloppe de plus de 2 millions d'euros.", {"budget": 2000000}),
    (
        "Le projet aide. Il sera mis en œuvre au Mali et au Niger, deux pays de transit vers "
        "l’Algérie ou le Maroc.",
        {"countries": ["MLI", "NER"]},
    ),
    ("With €2.9 million the EU pays for the SAFE Project in the north.", {"budget": 2900000}),
    (
        "The project helps people a lot. It is implemented in three countries: Kenya, Nepal and "
        "Mali; India may join later if all goes well there.",
        {"countries": ["KEN", "MLI", "NPL"]},
    ),
    (
        "From 1 September to 31 December 2023 the International Organization for Migration (IOM) "
        "implements the project in the capital.",
        {"start": "2023-09-01", "end": "2023-12-31"},
    ),
    ("The project (2016–2018) trains nurses.", {"start": "2016", "end": "2018"}),
    ("Die IOM setzt das Projekt von 2016 bis 2018 um.", {"start": "2016", "end": "2018"}),
    ("Het project helpt. Het loopt van 2016 tot 2018.", {"start": "2016", "end": "2018"}),
    ("Le projet forme. Il va de 2016 à 2018.", {"start": "2016", "end": "2018"}),
    ("The project creates jobs in Kenya and Nepal.", {"countries": ["KEN", "NPL"]}),
    ("The project works in Kenya and helps two countries more.", {"countries": ["KEN"]}),
    ("The project runs in Kenya and Mali; it helps Nepal.", {"countries": ["KEN", "MLI", "NPL"]}),
    ("The project runs courses in Kenya and Nepal.", {"countries": ["KEN", "NPL"]}),
    (
        "For 30 months, from March 2020 to August 2022, and with EUR 746,315, two ministries "
        "advise.",
        {"start": "2020-03", "end": "2022-08"},
    ),
    (
        "During 18 months, from January 2015 to June 2016, IOM helped three towns. The IOM "
        "Development Fund gave USD 120,000.",
        {"start": "2015-01", "end": "2016-06", "budget": 120000},
    ),
    (
        "Durante los dieciocho meses que van de enero de 2015 a junio de 2016 la OIM acompañó a "
        "tres municipios. El Fondo aportó 120.000 dólares.",
        {"start": "2015-01", "end": "2016-06", "budget": 120000},
    ),
    (
        "Pendant 24 mois, de janvier 2021 à décembre 2022, l'OIM aide trois villes. La Suisse "
        "donne 300 000 francs suisses.",
        {"start": "2021-01", "end": "2022-12", "budget": 300000},
    ),
    (
        "O projeto dura dois anos (janeiro 2021 – dezembro 2022).",
        {"start": "2021-01", "end": "2022-12"},
    ),
    (
        "The project trains. The work is done in three countries: Ethiopia, Nigeria and Ghana.",
        {"countries": ["ETH", "GHA", "NGA"]},
    ),
    (
        "El trabajo del proyecto se hace en tres países: Etiopía, Nigeria y Ghana. En los dos "
        "primeros hay cursos.",
        {"countries": ["ETH", "GHA", "NGA"]},
    ),
    (
        "Le projet forme. Le travail se fait dans trois pays : l'Éthiopie, le Nigéria et le Ghana.",
        {"countries": ["ETH", "GHA", "NGA"]},
    ),
    (
        "Il progetto forma. Si lavora in tre paesi: Etiopia, Nigeria e Ghana.",
        {"countries": ["ETH", "GHA", "NGA"]},
    ),
    (
        "O projeto forma. O trabalho faz-se em três países: Etiópia, Nigéria e Gana.",
        {"countries": ["ETH", "GHA", "NGA"]},
    ),
    (
        "Het project helpt. Er wordt gewerkt in drie landen: Ethiopië, Nigeria en Ghana.",
        {"countries": ["ETH", "GHA", "NGA"]},
    ),
    (
        "Projektet hjälper. Arbetet sker i tre länder: Etiopien, Nigeria och Ghana.",
        {"countries": ["ETH", "GHA", "NGA"]},
    ),
    (
        "The project helps towns. BMZ put 7.2 million euros into it, and SDC another 1.3 million "
        "euros, so that EUR 8.5 million were spent in all.",
        {"budget": 8500000},
    ),
    (
        "Die EU gibt 5 Millionen Euro, die GIZ 2,2 Millionen Euro, bei einem Gesamtbudget von "
        "7,2 Millionen Euro.",
        {"budget": 7200000},
    ),
    (
        "L'UE mette 5 milioni di euro e la Regione 2,2 milioni di euro, per un importo totale di "
        "7,2 milioni di euro.",
        {"budget": 7200000},
    ),
    (
        "La UE pone 5 millones de euros y la AECID 2,2 millones de euros, con un importe total "
        "de 7,2 millones de euros.",
        {"budget": 7200000},
    ),
    (
        "Le projet forme des jeunes. La Suisse donne 1.386.212 euros, Enabel complète jusqu’à "
        "1.459.171 euros, le coût total de l’action.",
        {"budget": 1459171},
    ),
    (
        "La ministre a annoncé 5,8 millions de dollars canadiens pour le projet « Travailler "
        "ailleurs ».",
        {"budget": 5800000},
    ),
    (
        "The minister announced CAD 5.8 million for the project “Work elsewhere”.",
        {"budget": 5800000},
    ),
    (
        "Die Ministerin nannte 5,8 Millionen Euro für das Projekt „Anderswo arbeiten“.",
        {"budget": 5800000},
    ),
    (
        "La ministra anunció 5,8 millones de euros para el proyecto «Trabajar fuera».",
        {"budget": 5800000},
    ),
    (
        "La ministra ha annunciato 5,8 milioni di euro per il progetto «Lavorare altrove».",
        {"budget": 5800000},
    ),
    ("The agency pays EUR 5.8 million for this one-year project.", {"budget": 5800000}),
    (
        "CARE wants jobs for 1,800 people. Their project costs EUR 1.35 million, of which the "
        "Agency bears EUR 1.08 million.",
        {"budget": 1350000},
    ),
    (
        "Deux associations forment des jeunes. Leur projet coûte 1,35 million d'euros.",
        {"budget": 1350000},
    ),
    ("Zwei Vereine bilden aus. Ihr Projekt kostet 1,35 Millionen Euro.", {"budget": 1350000}),
    (
        "Due associazioni formano giovani. Il loro progetto costa 1,35 milioni di euro.",
        {"budget": 1350000},
    ),
    ("Twee verenigingen leiden op. Hun project kost 1,35 miljoen euro.", {"budget": 1350000}),
    ("Två föreningar utbildar. Deras projekt kostar 1,35 miljoner kronor.", {"budget": 1350000}),
    ("To foreninger utdanner. Deres prosjekt koster 1,35 millioner kroner.", {"budget": 1350000}),
    (
        "Дві організації навчають молодь. Їхній проєкт має бюджет 1,35 млн євро.",
        {"budget": 1350000},
    ),
    (
        "The total value of this second phase is €10.2 million, all of it borne by the European "
        "Union.",
        {"budget": 10200000},
    ),
    ("Le budget de cette deuxième phase est de 10,2 millions d'euros.", {"budget": 10200000}),
    ("Diese zweite Phase kostet 10,2 Millionen Euro.", {"budget": 10200000}),
    ("Esta segunda fase cuesta 10,2 millones de euros.", {"budget": 10200000}),
    (
        "The project is called MigraSafe Africa, has a budget of EUR 1,359,922 and lasts until "
        "31 December 2024.",
        {"title": "MigraSafe Africa", "budget": 1359922, "end": "2024-12-31"},
    ),
    (
        "El proyecto se llama MigraSafe África, tiene un presupuesto de 1.359.922 euros.",
        {"title": "MigraSafe África", "budget": 1359922},
    ),
    (
        "Il progetto si chiama MigraSafe Africa, e costa 1,3 milioni di euro.",
        {"title": "MigraSafe Africa", "budget": 1300000},
    ),
    (
        "“Stamping Out Slavery” (SoSiN) has been under way since September 2018.",
        {"title": "Stamping Out Slavery", "start": "2018-09"},
    ),
    (
        "“Stamping Out Slavery” is what the project is called, and it has a budget of EUR 3 "
        "million.",
        {"title": "Stamping Out Slavery", "budget": 3000000},
    ),
    (
        "The project is a $21 million, five-year (2016-2021) regional activity.",
        {"budget": 21000000, "start": "2016", "end": "2021"},
    ),
    (
        "The project has EUR 3 million and runs from 2016 to 2018.",
        {"budget": 3000000, "start": "2016", "end": "2018"},
    ),
    (
        "The project helps returnees. The total cost, with what towns and migrants add, is CHF "
        "6.85 million.",
        {"budget": 6850000},
    ),
    ("Il progetto forma giovani. Costa 1,3 milioni di euro.", {"budget": 1300000}),
    ("El proyecto forma a jóvenes. Cuenta con 1,3 millones de euros.", {"budget": 1300000}),
    (
        "The project funded by IOM, which began in March 2019, works in Ghana.",
        {"start": "2019-03", "countries": ["GHA"]},
    ),
    ("The project costs EUR 3 million of which the EU pays EUR 2 million.", {"budget": 3000000}),
    # The title itself as the subject, in other letters than above.
    ("BETTER LIVES FOR MIGRANTS AND THEIR HOSTS is worth EUR 3 million.", {"budget": 3000000}),
]
"""Sentences, and all that they state of the project."""
OF_OTHERS = [
    "L’Initiative conjointe, dotée d’un budget de 45 millions d'euros, dure de 2017 à 2022.",
    "L’Iniziativa congiunta, con un budget di 45 milioni di euro, dura dal 2017 al 2022.",
    "The programme of the government started in 2011 and has a budget of EUR 70 million.",
    "Das Programm der Regierung begann 2011 und hat ein Budget von 70 Millionen Euro.",
    "The project runs in Kenya; Uganda; and Rwanda.",
    "The project runs in Kenya, Uganda and two other countries.",
    "Le projet est mis en œuvre au Mali et dans trois autres pays.",
    "From 1 May 2020 to 2 May 2022 the city of the north built roads; the project helps.",
    "The World Bank has a programme of EUR 70 million for roads.",
    "The city launched a project of EUR 70 million for a new port.",
    "El proyecto trabaja con el ministerio, que tiene un fondo de 7 millones de euros.",
    "El proyecto visita un hospital, que costará 7 millones de euros.",
    "El proyecto visita un hospital apoyado por Japón con 7 millones de euros.",
    "El proyecto ha creado un fondo de 7 millones de euros para becas.",
    "The project handed over an ambulance. The sum is EUR 7 million.",
    "El proyecto ayuda a una escuela. Costará 7 millones de euros.",
    "The city signed an agreement worth EUR 7 million with a builder.",
    "The project is run by Italy and Spain, two countries with long borders.",
    "Participants of the project earn EUR 15,000 a year.",
    "The project helps Caritas, which works in Kenya.",
    "The project follows MENTOR, which ran from 2014 to 2018.",
    "The project helps towns, which have a budget of EUR 900 million.",
    "The project helps a bakery, which cost EUR 60,000.",
    "Fatou opened a shop. Their project costs EUR 3,000.",
    "The Ministry has EUR 5 million for the project office.",
    "EUR 50,000 for the project launch came from Norway.",
    "A fund of GBP 5 million works in Albania but is no part of this programme.",
    "The next call of the programme closes on 23 February 2022 with a budget of 72 million euros.",
    "A new call with EUR 5 million opens in March 2023; the project helps applicants.",
    "The EU gives EUR 709,000 of this. The project helps returnees.",
    "Half of all refugees live in three countries: Turkey, Uganda and Pakistan.",
    "Refugees from three countries, Syria, Iraq and Sudan, get help in the project.",
    "Three countries host most refugees: Turkey, Uganda and Pakistan.",
    "The agency has offices in three countries: Kenya, Uganda and Mali.",
    "The war of five years (January 2010 to December 2014) left many without a home.",
    "The crisis lasted two years, from March 2015 to February 2017.",
    "The previous project took 24 months, from January 2015 until December 2016.",
    "The study took 12 months, from January 2020 until December 2020.",
    "The strategy covers five years, from January 2015 to December 2019.",
    "Sweden gave EUR 2 million, Norway EUR 3 million, and other projects EUR 5 million.",
    "Two projects with EUR 2 million and EUR 3 million make EUR 5 million.",
    "The call has two lots of EUR 2 million and EUR 3 million, EUR 5 million in all.",
    "Of the USD 25 million that the fund holds, Norway gives NOK 6 million.",
    "The project has a partner, whose budget of EUR 5 million is larger.",
    'The programme "Wells" (EUR 40 million) is not part of the project.',
    "The project works with Save the Children, which has been in Mali since 2012.",
    "The first phase of the project cost EUR 2 million and ran from 2012 to 2014.",
    "Les participants du projet gagnent 15 000 euros par an.",
    "Le projet aide Caritas, qui travaille au Kenya.",
    "Le projet suit MENTOR, qui a duré de 2014 à 2018.",
    "L'UE donne 709 000 euros de ce montant. Le projet aide les villages.",
    "Le prochain appel, doté d'un budget de 5 millions d'euros, ouvre en mars 2023.",
    "Un fonds de 5 millions d'euros aide le Mali mais ne fait pas partie de ce projet.",
    "La moitié des réfugiés vivent dans trois pays : le Tchad, le Mali et le Niger.",
    "La crise a duré deux ans, de mars 2015 à février 2017.",
    "Le projet précédent a duré 24 mois, de janvier 2015 à décembre 2016.",
    "Deux projets de 2 millions d'euros et de 3 millions d'euros font 5 millions d'euros.",
    "Teilnehmer des Projekts verdienen 15.000 Euro im Jahr.",
    "Das Projekt hilft der Caritas, die in Kenia arbeitet.",
    "Das Projekt baut auf MENTOR auf, das von 2014 bis 2018 lief.",
    "Das Projekt hilft Gemeinden, die ein Budget von 900 Millionen Euro haben.",
    "Die EU gibt 709.000 Euro davon. Das Projekt hilft Rückkehrern.",
    "Ein Fonds von 5 Millionen Euro hilft in Mali, ist aber kein Teil dieses Programms.",
    "Die Hälfte der Flüchtlinge lebt in drei Ländern: Tschad, Mali und Niger.",
    "Der Krieg dauerte zwei Jahre, von März 2015 bis Februar 2017.",
    "Das Vorgängerprojekt lief 24 Monate, von Januar 2015 bis Dezember 2016.",
    "Zwei Projekte mit 2 Millionen Euro und 3 Millionen Euro ergeben 5 Millionen Euro.",
    "Der nächste Aufruf mit einem Budget von 5 Millionen Euro beginnt im März 2023.",
    "El proyecto ayuda a Cáritas, que trabaja en Kenia.",
    "El proyecto sigue a MENTOR, que duró de 2014 a 2018.",
    "La UE da 709.000 euros de este importe. El proyecto ayuda a pueblos.",
    "La próxima convocatoria, con un presupuesto de 5 millones de euros, se abre en marzo de 2023.",
    "Un fondo de 5 millones de euros ayuda en Malí, pero no forma parte de este proyecto.",
    "La mitad de los refugiados viven en tres países: Chad, Malí y Níger.",
    "La crisis duró dos años, de marzo de 2015 a febrero de 2017.",
    "María abrió una panadería. Su proyecto costó 3.000 euros.",
    "El proyecto anterior duró 24 meses, de enero de 2015 a diciembre de 2016.",
    "Il progetto aiuta la Caritas, che lavora in Kenya.",
    "Il progetto segue MENTOR, che è durato dal 2014 al 2018.",
    "L'UE dà 709.000 euro di questi. Il progetto aiuta i villaggi.",
    "Il prossimo bando, con una dotazione di 5 milioni di euro, apre a marzo 2023.",
    "Un fondo di 5 milioni di euro aiuta in Mali, ma non fa parte di questo progetto.",
    "La metà dei rifugiati vive in tre paesi: Ciad, Mali e Niger.",
    "La crisi è durata due anni, da marzo 2015 a febbraio 2017.",
    "O projeto ajuda a Cáritas, que trabalha no Quénia.",
    "O próximo aviso, com um orçamento de 5 milhões de euros, abre em março de 2023.",
    "Um fundo de 5 milhões de euros ajuda no Mali, mas não faz parte deste projeto.",
    "Metade dos refugiados vivem em três países: Chade, Mali e Níger.",
    "A crise durou dois anos, de março de 2015 a fevereiro de 2017.",
    "Het project helpt Caritas, dat in Kenia werkt.",
    "Het project volgt op MENTOR, dat van 2014 tot 2018 liep.",
    "Een fonds van 5 miljoen euro helpt in Mali, maar is geen onderdeel van dit project.",
    "De helft van de vluchtelingen woont in drie landen: Tsjaad, Mali en Niger.",
    "De volgende oproep met een budget van 5 miljoen euro opent in maart 2023.",
    "Projektet hjälper Caritas, som arbetar i Kenya.",
    "Nästa utlysning med en budget på 5 miljoner euro öppnar i mars 2023.",
    "En fond på 5 miljoner euro hjälper i Mali, men ingår inte i projektet.",
    "Hälften av flyktingarna bor i tre länder: Tchad, Mali och Niger.",
    "En fond på 5 millioner euro hjelper i Mali, men inngår ikke i prosjektet.",
    "Halvparten av flyktningene bor i tre land: Tsjad, Mali og Niger.",
    "En fond på 5 millioner euro hjælper i Mali, men indgår ikke i projektet.",
    "Halvdelen af flygtningene bor i tre lande: Tchad, Mali og Niger.",
    "Проект помогает организации «Каритас», которая работает в Кении.",
    "Фонд в размере 5 млн евро помогает в Мали, но не является частью проекта.",
    "Половина беженцев живут в трех странах: Чад, Мали и Нигер.",
    "Следующий конкурс с бюджетом 5 млн евро откроется в марте 2023 года.",
    "Проєкт допомагає організації «Карітас», яка працює в Кенії.",
    "Фонд у розмірі 5 млн євро допомагає в Малі, але не є частиною проєкту.",
    "Половина біженців живуть у трьох країнах: Чад, Малі та Нігер.",
    "Наступний конкурс з бюджетом 5 млн євро відкриється в березні 2023 року.",
    "Sweden paid SEK 2 million and Norway SEK 3 million to the United Nations, SEK 5 million "
    "in all.",
    "Refugees pay smugglers EUR 20,000, their families EUR 30,000, EUR 50,000 together.",
    "In 2018 Norway gave EUR 2 million, in 2019 EUR 3 million and so far EUR 5 million since 2018.",
    "The seven-year budget of the EU (January 2014 - December 2020) does not pay for housing.",
    "He was minister for two years, from 1 March 2018 until 29 February 2020.",
    "The pandemic closed the border for 12 months, from March 2020 to February 2021.",
    "The scholarship lasts 12 months, from September 2020 to August 2021.",
    "A sister project took 24 months, from January 2015 until December 2016.",
    "A pilot phase took 12 months, from January 2015 until December 2015.",
    "The EU mission was prolonged for two years, from 1 July 2018 until 30 June 2020.",
    "The farm of the family, which received EUR 40,000, helps the project.",
    "The project trains staff of the agency, whose annual budget is EUR 20 million.",
    "EUR 50,000 for the project's website came from Norway.",
    "EUR 50,000 for the project team were found.",
    "The ministry pays EUR 90,000 for the evaluation of the project.",
    "Norway spends NOK 40 million, the total cost of the camp.",
    "The centre costs EUR 2 million. The project helps its people.",
    "The project builds a school. It cost EUR 3,000.",
    "Their neighbours have EUR 50,000 in the bank; the project helps them.",
    "Amina and her sister opened a shop; their project cost EUR 4,000.",
    "The report is called Better Roads, and the project pays for it.",
    "“Water First” (WF) is another project of the agency.",
    "“We came in 2015 (UNHCR) and stayed,” said the mayor.",
    "People in four countries, Mali, Niger, Chad and Ghana, were asked by a survey.",
    "Students from Ghana, Mali and Togo live in three countries: Italy, Spain and Malta.",
    "The agency has staff in three countries: Kenya, Uganda and Mali.",
    "Malaria kills most children in three countries: Nigeria, Niger and Mali.",
    "Prices rose in three countries: Kenya, Uganda and Mali.",
    "The partners had EUR 40 million of their own.",
    "The project has a loan of EUR 5 million from a bank.",
    "The project has EUR 20,000 left.",
    "The project has had 30,000 visitors and EUR 300,000 in sales.",
    "L'école coûte 3 millions d'euros, le coût total des travaux du village.",
    "La Suède a versé 2 millions d'euros, la Norvège 3 millions d'euros et un autre projet 5 "
    "millions d'euros.",
    "Il a été ministre pendant deux ans, de mars 2018 à février 2020.",
    "Awa et sa sœur ont ouvert un magasin ; leur projet a coûté 4 000 euros.",
    "500 000 euros pour le site web du projet viennent de Suède.",
    "Le rapport s'appelle Routes Nouvelles, et le projet le paie.",
    "Le paludisme tue surtout dans trois pays : le Nigéria, le Niger et le Mali.",
    "L'étude a duré 12 mois, de janvier 2020 à décembre 2020.",
    "Schweden zahlte 2 Millionen Euro, Norwegen 3 Millionen Euro, ein anderes Projekt 5 "
    "Millionen Euro.",
    "Awa und ihre Schwester haben einen Laden; ihr Projekt kostete 4.000 Euro.",
    "50.000 Euro für die Webseite des Projekts kamen aus Norwegen.",
    "Die Studie dauerte 12 Monate, von Januar 2020 bis Dezember 2020.",
    "Malaria tötet vor allem in drei Ländern: Nigeria, Niger und Mali.",
    "Die Schule kostet 3 Millionen Euro, die Gesamtkosten des Baus im Dorf.",
    "Fue ministro durante dos años, de marzo de 2018 a febrero de 2020.",
    "Suecia pagó 2 millones de euros, Noruega 3 millones de euros y otro proyecto 5 millones "
    "de euros.",
    "El estudio duró 12 meses, de enero de 2020 a diciembre de 2020.",
    "El paludismo mata sobre todo en tres países: Nigeria, Níger y Malí.",
    "El colegio abre en mayo. Cuesta 3 millones de euros.",
    "El informe se llama Caminos Nuevos y el proyecto lo paga.",
    "È stato ministro per due anni, da marzo 2018 a febbraio 2020.",
    "Lo studio è durato 12 mesi, da gennaio 2020 a dicembre 2020.",
    "La scuola apre a maggio. Costa 3 milioni di euro.",
    "La malaria uccide soprattutto in tre paesi: Nigeria, Niger e Mali.",
    "O estudo durou 12 meses, de janeiro de 2020 a dezembro de 2020.",
    "A escola abre em maio. Custa 3 milhões de euros.",
    "De studie duurde 12 maanden, van januari 2020 tot december 2020.",
    "Studien varade i 12 månader, från januari 2020 till december 2020.",
    "Исследование длилось 12 месяцев, с января 2020 по декабрь 2020 года.",
    "Дослідження тривало 12 місяців, з січня 2020 по грудень 2020 року.",
    "Repairs of the old road have been under way since 2012; the project helps the workers.",
    "The partners began in 2015 with another scheme of EUR 4 million.",
    "The festival is called Water Days, and the project pays for it.",
    "The project helps a school. The school is called Hope for All.",
    "The partners of the bank had EUR 40 million in 2019.",
    "Norway puts NOK 40 million into schools each year; the project is one of them.",
    "The village has a mill. It is called Red Mill, and the project repairs it.",
    "Peace talks have been under way since March 2019.",
    "The bank had EUR 5 million, and the project had none.",
    "The region is a EUR 5 billion market.",
    "The project is in a town with EUR 5 million of debt.",
    "The project had EUR 5 million in losses.",
    "The government wants EUR 30 million for the projects of its towns.",
    "The project asks EUR 30 million for roads.",
    "Il progetto aiuta una cantina. La bottiglia costa 30 euro.",
    "Il progetto aiuta un paese. La casa più grande vale 3 milioni di euro.",
    "L'export, che vale 3 milioni di euro, aiuta il progetto.",
    "El proyecto ayuda a un pueblo. El hospital cuenta con 30 millones de euros.",
    "El proyecto ayuda a un pueblo. La carretera cuesta 30 millones de euros.",
    "La guerra duró dos años, de marzo de 2015 a febrero de 2017, y costó 30 millones de euros.",
    "La carretera, que cuesta 3 millones de euros, ayuda al proyecto.",
    "La escuela se llama Nueva Esperanza y el proyecto la pinta.",
    "L'école s'appelle Nouvel Espoir, et le projet la peint.",
    "Le projet aide une ferme. Le village coûte 3 millions d'euros par an.",
    "Die Schule heißt Neue Hoffnung, und das Projekt malt sie an.",
    "Die Partner hatten 2019 ein Budget von 40 Millionen Euro.",
    "Der Krieg dauerte zwei Jahre, von März 2015 bis Februar 2017, und kostete 30 Millionen Euro.",
    "O projeto ajuda uma aldeia. A estrada custa 3 milhões de euros.",
    "A escola chama-se Nova Esperança, e o projeto pinta-a.",
    "De school heet Nieuwe Hoop, en het project schildert haar.",
    "Skolan heter Nytt Hopp, och projektet målar den.",
    "Школа называется «Новая надежда», и проект её красит.",
    "Школа називається «Нова надія», і проєкт її фарбує.",
    # Another one has the budget, though the project stands beside it.
    "The ministry that runs the project has a budget of EUR 790,000.",
    "Le ministère qui met en œuvre le projet dispose d’un budget de 170 000 euros.",
    "Das Ministerium, das das Projekt durchführt, hat ein Budget von 350.000 Euro.",
    "Het ministerie dat het project uitvoert, heeft een budget van 930.000 euro.",
    "Министерство, которое ведёт проект, имеет бюджет 170 000 евро.",
    "The city has a budget of EUR 570,000 for schools, and the project adds training.",
    "La commune a un budget de 2 millions d'euros ; le projet la conseille.",
    "De stad heeft een budget van 110.000 euro voor scholen, en het project voegt iets toe.",
    "Il progetto lavora con i comuni. Il comune di Tirana ha un budget di 2 milioni di euro.",
    "Het project werkt met steden. Het ministerie heeft een budget van 2 miljoen euro.",
    "UNICEF has a project of its own in the same schools, with a budget of EUR 920,000.",
    "UNICEF tiene su propio proyecto en las mismas escuelas, con un presupuesto de 330.000 euros.",
    # What is cut, comes later, or is worth it is no budget.
    "The budget of the project was cut by EUR 380,000 in 2016.",
    "Das Budget des Projekts wurde 2011 um 680.000 Euro gekürzt.",
    "In its first year the project received EUR 150,000.",
    "Nel primo anno il progetto ha ricevuto 200.000 euro.",
    "Norway contributes EUR 950,000 to the project, and other donors the rest.",
    "Het project kreeg hulp: Noorwegen draagt 190.000 euro bij aan het project, Zweden de rest.",
    "The project handed over equipment worth EUR 690,000 to the police.",
    "Das Projekt baute eine Brücke im Wert von 2 Millionen Euro.",
    "Com o apoio do projeto, o centro de saúde, avaliado em 880.000 euros, abriu em maio.",
    "Bisher hat das Projekt private Investitionen von 230.000 Euro mobilisiert.",
    "El proyecto ha ahorrado al Estado 830.000 euros.",
    # In these years it did not run.
    "Maria Rossi, ministra de 2008 a 2010, dirige o projeto.",
    "The law that the project helped to draft was in force from 2016 to 2018.",
    "Le projet a analysé les données 2012–2014.",
    "Norwegen förderte das Projekt von 2007 bis 2009, heute fördert es Schweden.",
    "Ivan Petrov dirigió el proyecto de 2008 a 2010.",
    "Come tirocinante del progetto dal 15 marzo 2018 al 27 maggio 2018, Amina ha imparato.",
    "The project was suspended from 15 March 2016 to 17 May 2016.",
    "Les cours du projet ont eu lieu du 14 mars 2018 au 20 mai 2018.",
    "The training ran from March 2012 to May 2012 and the project paid for it.",
    "The project draws on a drought that lasted from 2011 to 2013.",
    "El proyecto estudió la sequía que duró de 2010 a 2012.",
    "The project should have started in 2015, but it was postponed.",
    # There it does not work.
    "The project prepares nurses for jobs in Switzerland.",
    "Il progetto prepara infermieri per lavorare in Austria.",
    "Le projet a son bureau en Belgique et est dirigé de là.",
    "Das Projekt hat seinen Sitz in Österreich.",
    "En el futuro, el proyecto se ampliará a Afganistán.",
    "Das Projekt nimmt sich das Aufnahmesystem in Schweden zum Vorbild.",
    "Le projet a organisé un voyage d’étude en Suisse.",
]
"""What people earn, clauses on others, calls, parts, sums of others, where people live."""
PLACES = {
    "alone": "{}",
    "with a label": "Status: Ongoing\n\n{}",
    "below the project": "The project trains teachers.\n\n{}",
    "below its budget": "The project costs EUR 1.5 million.\n{}",
}


def read(text):
    record = read_page(f"{TITLE}\n\n{text}\n") or {}
    said = {"countries": sorted(record.get("countries") or []), "budget": record.get("budget")}
    for name in ("start", "end"):
        date, precision = record.get(name), record.get(f"{name}_precision")
        whole = date is not None and not pd.isna(date)
        said[name] = str(date)[: {"year": 4, "month": 7, "day": 10}[precision]] if whole else None
    title = record.get("title")
    said["title"] = None if title == TITLE else title
    return {name: value for name, value in said.items() if value}


@pytest.mark.parametrize(("sentence", "stated"), GIVEN)
def test_what_a_sentence_gives_is_taken(sentence, stated):
    found = read(sentence)
    if "title" not in stated:
        # Some give the name of the project, too.
        found.pop("title", None)
    assert found == stated


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sentence", OF_OTHERS)
def test_what_is_of_something_else_is_not_taken(sentence, place):
    found = read(PLACES[place].format(sentence))
    if place == "below its budget":
        assert found.pop("budget", None) in (None, 1_500_000)
    assert found == {}


def test_what_a_gift_is_a_part_of_stands_beside_it():
    for text in (
        "It takes EUR 746,315.79. The EU gives EUR 709,000 for wells.",
        "The EU gives EUR 709,000 for wells. In all it takes EUR 746,315.79.",
        "Of the USD 25 million that it holds, Switzerland gives CHF 6.4 million.",
        "Hicieron falta 651.686 €, de los que la UE aportó 620.000 €.",
    ):
        assert "budget" not in read(text), text
    assert read("The EU gives EUR 709,000 for wells in Georgia.")["budget"] == 709_000


@pytest.mark.parametrize(
    ("title", "countries"),
    [
        ("Norwegen-Fonds für Migrationssteuerung", []),
        ("Austria Fund for Migration Governance", []),
        ("Fondo de Suecia para la gobernanza migratoria", []),
        ("Apprendre de l'Allemagne : formation des jeunes", []),
        ("Retour d'Allemagne : insertion des jeunes", []),
        ("Reintegración de migrantes que retornan de Bélgica a Senegal", ["SEN"]),
        ("Reintegrazione dei migranti di ritorno da Austria in Albania", ["ALB"]),
        ("Retour volontaire au Kenya et au Népal", ["KEN", "NPL"]),
        ("Rückkehr und Reintegration in Österreich", ["AUT"]),
        ("EU Trust Fund: work in Kenya and Nepal", ["KEN", "NPL"]),
    ],
)
def test_a_donor_in_a_title_is_no_place(title, countries):
    record = read_page(f"{title}\n\nDuration: 2016 – 2018\nBudget: EUR 300,000\n") or {}
    assert sorted(record.get("countries") or []) == countries


_IT_GOES_ON = {
    "en": (
        "The project helps villages.",
        "It had a total budget of EUR 5 million.",
        "It ran from 30 August 2021 to 31 December 2024.",
        "It has a budget of EUR 5 million and runs from 2021 to 2024.",
    ),
    "fr": (
        "Le projet aide les villages.",
        "Il disposait d'un budget total de 5 millions d'euros.",
        "Il a duré du 30 août 2021 au 31 décembre 2024.",
        "Il a un budget de 5 millions d'euros et dure de 2021 à 2024.",
    ),
    "es": (
        "El proyecto ayuda a los pueblos.",
        "Contaba con un presupuesto total de 5 millones de euros.",
        "Duró del 30 de agosto de 2021 al 31 de diciembre de 2024.",
        "Tiene un presupuesto de 5 millones de euros y dura de 2021 a 2024.",
    ),
    "de": (
        "Das Projekt hilft den Dörfern.",
        "Es hatte ein Gesamtbudget von 5 Millionen Euro.",
        "Es lief vom 30. August 2021 bis zum 31. Dezember 2024.",
        "Es hat ein Budget von 5 Millionen Euro und läuft von 2021 bis 2024.",
    ),
    "pt": (
        "O projeto ajuda as aldeias.",
        "Contava com um orçamento total de 5 milhões de euros.",
        "Decorreu de 30 de agosto de 2021 a 31 de dezembro de 2024.",
        "Tem um orçamento de 5 milhões de euros e decorre de 2021 a 2024.",
    ),
    "it": (
        "Il progetto aiuta i villaggi.",
        "Aveva un budget totale di 5 milioni di euro.",
        "È durato dal 30 agosto 2021 al 31 dicembre 2024.",
        "Ha un budget di 5 milioni di euro e dura dal 2021 al 2024.",
    ),
    "nl": (
        "Het project helpt de dorpen.",
        "Het had een totaal budget van 5 miljoen euro.",
        "Het liep van 30 augustus 2021 tot 31 december 2024.",
        "Het heeft een budget van 5 miljoen euro en loopt van 2021 tot 2024.",
    ),
    "sv": (
        "Projektet hjälper byarna.",
        "Det hade en total budget på 5 miljoner euro.",
        "Det pågick från den 30 augusti 2021 till den 31 december 2024.",
        "Det har en budget på 5 miljoner euro och pågår från 2021 till 2024.",
    ),
    "da": (
        "Projektet hjælper landsbyerne.",
        "Det havde et samlet budget på 5 millioner euro.",
        "Det løb fra 30. august 2021 til 31. december 2024.",
        "Det har et budget på 5 millioner euro og løber fra 2021 til 2024.",
    ),
    "nb": (
        "Prosjektet hjelper landsbyene.",
        "Det hadde et samlet budsjett på 5 millioner euro.",
        "Det varte fra 30. august 2021 til 31. desember 2024.",
        "Det har et budsjett på 5 millioner euro og varer fra 2021 til 2024.",
    ),
    "ru": (
        "Проект помогает деревням.",
        "Его общий бюджет составлял 5 миллионов евро.",
        "Он длился с 30 августа 2021 года по 31 декабря 2024 года.",
        "Его бюджет составляет 5 миллионов евро, он длится с 2021 по 2024 год.",
    ),
    "uk": (
        "Проєкт допомагає селам.",
        "Його загальний бюджет становив 5 мільйонів євро.",
        "Він тривав з 30 серпня 2021 року по 31 грудня 2024 року.",
        "Його бюджет становить 5 мільйонів євро, він триває з 2021 по 2024 рік.",
    ),
}
"""A sentence on the project, then its budget, its time, and both, without naming it again."""


@pytest.mark.parametrize("language", _IT_GOES_ON)
def test_sentences_go_on_about_the_project_without_its_name(language: str) -> None:
    about, budget, time, both = _IT_GOES_ON[language]
    for text, start in (
        (f"{about} {budget} {time}", datetime.date(2021, 8, 30)),
        (f"{about} {time} {budget}", datetime.date(2021, 8, 30)),
        (f"{about} {both}", datetime.date(2021, 1, 1)),
    ):
        record = read_page(f"Wells\n\n{text}")
        assert record is not None
        assert (record["budget"], record["currency"]) == (5_000_000, "EUR")
        assert (record["start"], record["end"]) == (start, datetime.date(2024, 12, 31))
