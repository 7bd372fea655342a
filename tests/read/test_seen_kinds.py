"""Kinds of pages that publishers have, in invented words; what each states, and no more."""

import pandas as pd
import pytest

import migfund as mf

ROW = "Kenya\nWater\n15.05.2009 - 13.06.2017\nCHF 85’000\n"
TOLD = "A sentence about the people who come here and what they need.\n\n"
BARS = (
    "|---|---|---|---|\n|\nKenya |\nWater\nHealth |\n"
    "15.05.2009\n- 13.06.2017 |\nCHF 85'000\n|\n- Outcome 1: Water.\n"
)
SWISS = {"countries": ["KEN"], "start": "2009-05-15", "end": "2017-06-13", "budget": 85_000}
KINDS = {
    "a country that is also a word of menus": (
        "Safe wells for all\n\nGeographical coverage: Belgium, UK, France\nBudget: EUR 5 million\n",
        {"countries": ["BEL", "FRA", "GBR"]},
    ),
    "a country among others with bars that is also a word of menus": (
        "Safe wells for all\n\nCountries: Kenya / UK / Ghana\nBudget: EUR 5 million\n",
        {"countries": ["GBR", "GHA", "KEN"]},
    ),
    "headings of columns with blanks alone between them": (
        f"Wells for host villages\n\n{TOLD}Country/region Topic Period Budget\n{ROW}",
        {"title": "Wells for host villages", **SWISS},
    ),
    "the same in German": (
        f"Brunnen für Dörfer\n\n{TOLD}Land/Region Thema Periode Budget\n{ROW}",
        {"title": "Brunnen für Dörfer", **SWISS},
    ),
    "no country below such headings, a status below the title": (
        "Wells for host villages\nProject completed\n\n"
        f"{TOLD}Country/region Topic Period Budget\nSouth\n{ROW[6:]}",
        {"title": "Wells for host villages", "status": "Project completed", "countries": None},
    ),
    "cells over lines, a bar first": (
        f"Wells for villages\n\n{TOLD}| Country/region | Topic | Period | Budget |\n{BARS}",
        {"title": "Wells for villages", **SWISS},
    ),
    "cells over lines": (
        f"Wells for villages\n\n{TOLD}Country/region | Topic | Period | Budget\n{BARS}",
        {"title": "Wells for villages", **SWISS},
    ),
    "years in a plan's name": (
        "Safe wells for villages in Ghana\n\n"
        "The project will also help with its 2018-2022 Strategic Plan.\n",
        {"start": None, "end": None, "countries": ["GHA"]},
    ),
    "a fund's years beside the term": (
        "Pozzi per tutti\n\nIl progetto, finanziato dai fondi FAMI 2014-2020, ha la durata di "
        "36 mesi (settembre 2018 – settembre 2021).\n",
        {"start": "2018-09-01", "end": "2021-09-30"},
    ),
    "the interest of a donor": (
        "Wells for the strip\n\nBudget: CHF 85’000\n\n"
        "In the interest of Switzerland, this programme adds to the wealth of the region.\n",
        {"countries": None},
    ),
    "a sentence between lines that are values": (
        "Wells for villages\n\nKenya / Uganda\nJanuary 2020 to December 2024\n"
        "The project is funded from the Water Fund, managed by a ministry.\nEUR 62.55 Million\n",
        {"budget": 62_550_000, "countries": ["KEN", "UGA"]},
    ),
    "whole and phase below a heading of money": (
        "Brunnen für alle\n\nProjektwert\n• Gesamtvorhaben : 314 768 461  Euro\n"
        "• Aktuelles Projekt: 181 390 461  Euro\nLand\nÄthiopien\n",
        {"budget": 314_768_461, "currency": "EUR"},
    ),
    "an amount below the period": (
        "Project Duration\n2016 - 2019\n€ 6.870 million\nLearn more about the project\n\n"
        "Countries covered:\n\n  • Algeria\n  • Egypt\n",
        {"title": None, "budget": 6_870_000, "countries": ["DZA", "EGY"]},
    ),
    "a title with a label's word in it": (
        "Intitulé/numéro Déploiement des Puits au Niveau Régional (T05-EUTF-NOA-MA-04) Coût total "
        "Coût total estimé: 8 000 000 EUR Méthode d’aide Gestion indirecte Code CAD 15190 "
        "Secteur Facilitation des migrations Durée 36 mois et encore tout ce qui suit ici",
        {"title": "Déploiement des Puits au Niveau Régional", "project_id": "T05-EUTF-NOA-MA-04"},
    ),
    "a number above the title": (
        "K-AFM-2024-9003\nWater for villages of the strip\nWasser\nBrunnen Hilfe Tschad\n"
        "Afrika\n15.08.2024 – 15.04.2026\n4.111.111,11 Euro\n",
        {"title": "Water for villages of the strip", "budget": 4_111_111.11},
    ),
    "a labelled number above the title": (
        "ref n° 2020/123-456\nWells for villages in Kenya\nBudget: EUR 5 million\n",
        {"title": "Wells for villages in Kenya", "project_id": "2020/123-456"},
    ),
    "labels right behind values": (
        "Wells for villages\n\nContract partner: Water CentreCountry: Uganda Funding amount: "
        "€ 300.000,00Project start: 01.01.2009End: 31.12.2009\nproject number2371-00/2009\n",
        {
            "countries": ["UGA"],
            "budget": 300_000,
            "start": "2009-01-01",
            "end": "2009-12-31",
            "project_id": "2371-00/2009",
        },
    ),
    "a title with a country and labels": (
        "Supporting Wells in Turkey\n\nDonor: Water Fund\nImplementing agency: Water Centre\n",
        {"title": "Supporting Wells in Turkey", "countries": ["TUR"]},
    ),
    "countries behind a colon": (
        "Pozos\n\nEl proyecto tiene un presupuesto de 5 millones de euros. El proyecto estará "
        "centrado en tres fronteras que comparten 3 países: Argentina; Paraguay; Brasil.\n",
        {"countries": ["ARG", "BRA", "PRY"], "budget": 5_000_000},
    ),
    "a call for proposals": (
        "Wells\n\nDeadline: ongoing\nGrant size: up to $1,000,000\n"
        "Total available budget: 8.000.000€\n",
        {"budget": None},
    ),
    "an amount that the label counts in thousands": (
        "Wells for villages\n\nCountry: Kenya\nTotal agreed amount (1000 NOK): 30 000\n",
        {"budget": 30_000_000, "currency": "NOK"},
    ),
    "a unit without brackets": (
        "Brunnen für Dörfer\n\nLand: Kenia\nBudget in TEUR: 500\n",
        {"budget": 500_000, "currency": "EUR"},
    ),
    "a unit of the label and the same one beside the amount": (
        "Wells for villages\n\nCountry: Kenya\nBudget (in EUR million): EUR 30 million\n",
        {"budget": 30_000_000, "currency": "EUR"},
    ),
    "more than a label in millions can mean": (
        "Brunnen für Dörfer\n\nLand: Kenia\nBudget (Mio. €): 30.000.000\n",
        {"budget": None, "countries": ["KEN"]},
    ),
    "two projects with the same labels": (
        "Projects\n\nWells of the valley\n\nDonor: Water Fund\n\n"
        "Duration: November 2018 -  November 2020\n\nCountry: Lebanon\n\nWater for all\n\n"
        "Donor: Water Ministry\n\nDuration: March 2016 - December 2019\n\nCountry: Lebanon\n",
        dict.fromkeys(("title", "fund", "start", "end", "countries")),
    ),
    "numbered projects, each above its period": (
        "Projects on wells\n\n1. Wells for villages in Kenya\n\n1 June 2017 - 30 June 2019\n\n"
        "2. Water for towns in Ghana\n\n1 January 2016 - 30 April 2019\n",
        dict.fromkeys(("title", "start", "end", "countries")),
    ),
    "two donors of one project": (
        "Wells for villages\n\nCountry: Kenya\nDuration: 2019 - 2020\nDonor: Water Fund\n"
        "Amount: EUR 5,000\nDonor: Well Fund\nAmount: EUR 6,000\n",
        {"title": "Wells for villages", "start": "2019-01-01", "countries": ["KEN"]},
    ),
    "a title and countries that go on in the next line": (
        "Title:\nWells for the Contribution of Villages to Growth\nand Water in the South\n"
        "Country/subregion/region:\nSoutheast Asia, with focus on Cambodia, Lao PDR, Thailand\n"
        "and Vietnam\nLead Office:\nWater Office\n",
        {
            "title": "Wells for the Contribution of Villages to Growth and Water in the South",
            "countries": ["KHM", "LAO", "THA", "VNM"],
        },
    ),
    "a sentence behind a label of titles": (
        "WELLS - The Global Action for Wells\n\nProject:\n\nWELLS - The Global Action for Wells is "
        "run by the Water Office and the Water Fund with the Organisation for Wells and the Wells "
        "Centre, and it is there for villages that need wells and for all others that need water."
        "\n\nBudget: EUR 10 million\n",
        {"title": "WELLS - The Global Action for Wells", "budget": 10_000_000},
    ),
    "a bound in place of an amount": (
        "Brunnen für Dörfer\n\nLand: Kenia\nFördersumme: > 10.000 €\nDauer: 2019 - 2020\n",
        {"budget": None, "start": "2019-01-01"},
    ),
    "a title above its part and the labels": (
        "Strengthening the Wells of Eastern Europe (WELLS)\n\nConsolidation of the Wells\n\n"
        "From: 1 February 2013    To: 1 February 2015\n\nGeographic scope\nUkraine\n",
        {"title": "Strengthening the Wells of Eastern Europe (WELLS)", "start": "2013-02-01"},
    ),
    "a number at the end of a sentence": (
        "Wells for villages\n\nCountry: Kenya\nProject No. WLL/2023/2.\n",
        {"project_id": "WLL/2023/2"},
    ),
    "a number that counts references": (
        "Wells for villages\n\nCountry: Kenya\nRef no: 3\nContract number: 2019/409-877\n",
        {"project_id": "2019/409-877"},
    ),
    "a status that is a label elsewhere": (
        "Wells for villages\n\nStatus\nCompletion\n\nBudget\n£5,000,000\n",
        {"status": "Completion", "budget": 5_000_000},
    ),
    "two blanks inside an amount and between two dates": (
        "Wells for villages\n\nBudget: MAD  85’000\nDuration: 5 May 2018 -  4 May 2020\n",
        {"budget": 85_000, "currency": "MAD", "start": "2018-05-05", "end": "2020-05-04"},
    ),
    "a dated heading above the labels": (
        "date 2021-12-01 PROJECT OVERVIEW AND OBJECTIVES\n\nCountry: Kenya\nBudget: EUR 5m\n",
        {"title": None, "budget": 5_000_000},
    ),
    "a heading in capitals": (
        "Action fiche of the Wells Fund, Egypt 2016 T05.1.WLL 1.\n\nIDENTIFICATION\n\nTitle/Number"
        "\n\nEnhancing the response to thirst in Egypt (ERT)\n\nTotal cost\n\nEUR 5 million\n",
        {"status": None, "budget": 5_000_000},
    ),
    "a statement without a mark below the number": (
        "Water Office\nWells in West Nile\nContract number 2779-00/2019\n"
        "Contract partner Wells Austria\nCountry Uganda\nFunding amount € 1.900.000,00\n",
        {"title": "Wells in West Nile", "project_id": "2779-00/2019"},
    ),
    "labels that no list knows, with a colon": (
        "Studnie dla wsi\n\nNumer umowy: 101/2023/M\nKraj: Kenia\nRealizator: Fundacja Studnia\n"
        "Okres realizacji: 1.02.2023 – 31.12.2023\nStatus: Zakończony\n",
        {"title": "Studnie dla wsi"},
    ),
    "a name with a year before the title": (
        "WELLS-2020: Pozos para las aldeas\n\nPaís: Perú\nPresupuesto: 5.000.000 EUR\n",
        {"title": "WELLS-2020: Pozos para las aldeas", "project_id": None},
    ),
    "another name of the project below its title": (
        "POÇOS – Centro de Apoio às Aldeias\n\nou “Wells for all in Cape Verde”\n\n"
        "País: Cabo Verde\nInício: 2009\n",
        {"title": "POÇOS – Centro de Apoio às Aldeias", "start": "2009-01-01"},
    ),
    "a title that goes on behind a small word": (
        "Intitulé du projet         Villes accueillantes : des puits aux communes de\n"
        "                           Nouakchott\nPays                       Mauritanie\n",
        {"title": "Villes accueillantes : des puits aux communes de Nouakchott"},
    ),
    "a control of the site above the labels": (
        "Pozos para niños en el sur\n\n< Cerrar ventanaEntidad Local\nGranollers\nAño\n2021\n"
        "País\nArgelia\n",
        {"title": "Pozos para niños en el sur"},
    ),
    "a label right behind its value, in capitals": (
        "Des puits au Maroc\n\n-\n9 M€BUDGET\n-\n25/09/2020DEBUT DU PROJET\n-\n48 moisDUREE\n",
        {"title": "Des puits au Maroc", "budget": 9_000_000, "start": "2020-09-25"},
    ),
    "a note between a label and its value": (
        "Wells for villages\n\nTerm\n\n• Entire project:\n(with all its earlier phases)\n"
        "22.03.2016 - 30.04.2024\n• Actual project implementation phase:15.05.2016 - 30.09.2019\n",
        {"start": "2016-03-22", "end": "2024-04-30"},
    ),
    "an empty status below a list of countries": (
        "Wells for villages\n\nPriority Area:\nWells that last\nEaP Countries:\n"
        "Armenia, Georgia, Ukraine\nProject Status:\nStart Date:\nEnd Date:\n",
        {"countries": ["ARM", "GEO", "UKR"], "status": None},
    ),
    "a share of one payer behind its name": (
        "Brunnar för alla\n\n2,3 miljoner kronor kommer från en fond.\n"
        "Brunns kommun 630 000 kronor.\n",
        {"budget": None},
    ),
    "a reference of an organisation": (
        "Wells for villages\n\nCountry: Kenya\nRef: SE-0\n",
        {"project_id": None},
    ),
    "a donor in the title": (
        "UN Uganda receives US$ 6 million from Japan to drill wells\n\nBudget: US$ 6 million\n",
        {"countries": ["UGA"]},
    ),
    "the caption of a picture": (
        "The minister at a well in the south of the land on Tuesday. The funds will go towards "
        "wells for the villages of the south. Picture courtesy of the Water Office\n\n"
        "Budget: EUR 5 million\n",
        {"title": None, "budget": 5_000_000},
    ),
    "a label of the title without other facts": (
        "Project Title\n\nWells for Refugees\n\nProject Acronym\n\nProject Start Date:\n",
        {"title": "Wells for Refugees"},
    ),
    "who may apply, and how": (
        "Brunnen\n\nAntragsberechtigte: Vereine\nAntragsverfahren: zweistufig\n"
        "Laufzeit: 2021–2023\nBudget: 5 Mio. EUR\n",
        {"title": None, "budget": None, "start": None},
    ),
    "two blocks that begin with an objective": (
        "Ongoing Wells\n\nWells in Kosovo\n\nObjective: To drill wells.\nSummary: They were dry."
        "\nDuration: 2016 – 2018\n\nWells in Serbia\n\nObjective: To clean wells.\n"
        "Summary: They are dirty.\n",
        {"title": None, "start": None, "countries": None},
    ),
    "a currency in words behind a label": (
        "Wells for villages\n\nBudget in euros: 5 000 000\nCountry: Kenya\n",
        {"budget": 5_000_000, "currency": "EUR"},
    ),
    "labels side by side": (
        "Puits\n\nNom du projet Nom des partenaires chargés de la réalisation\n\n"
        "Budget: EUR 5 million\n",
        {"budget": 5_000_000},
    ),
    "the next label behind a value": (
        "Namn på projektet\n\nBrunnsprojektet Diarienummer\n\nFFF2019/000154\n\nStartdatum\n\n"
        "2020-01-01 Inkom datum\n\n2019-09-12\n",
        {"title": "Brunnsprojektet", "project_id": "FFF2019/000154", "start": "2020-01-01"},
    ),
    "a menu with its texts": (
        "Who we are\nWho we areThe Well Office has drilled since 1951 in its programme.\n"
        "Partners\nPartners\nWells for Kenya\nStart date\n2002\nCountry\nKenya\n",
        {"title": "Wells for Kenya", "start": "2002-01-01", "countries": ["KEN"]},
    ),
    "a heading of a box": (
        "Fakten zum Projekt\n\nLand: Irak\nGesamtkosten: 10.000 Euro\n",
        {"title": None, "countries": ["IRQ"], "budget": 10_000},
    ),
    "whole years in one order of day and month": (
        "Wells for villages\n\nDuration: 02/01/2018 – 01/01/2020\nCountry: Kenya\n",
        {"start": "2018-01-02", "end": "2020-01-01"},
    ),
    "no order gives whole years": (
        "Wells for villages\n\nDuration: 02/01/2018 – 05/03/2020\nCountry: Kenya\n",
        {"start": None, "end": None},
    ),
    "years in brackets behind the money": (
        "Wells for villages\n\nBudget requested: EUR 10m for 5 years (2010-2015)\nCountry: Kenya\n",
        {"budget": 10_000_000, "start": "2010-01-01", "end": "2015-12-31"},
    ),
    "dates in brackets below a length": (
        "Wells for villages\nDuration: 60 Months\n\n(April 2017—April 2022) Funded by: a fund "
        "Lead Ministries: Water\nCountry: Rwanda\n",
        {"start": "2017-04-01", "end": "2022-04-30"},
    ),
    "a label of dates with an open end": (
        "Wells for villages\n\nDatum:1 dec 2019 →  Heden\nLand: Kenia\n",
        {"start": "2019-12-01", "end": None},
    ),
    "one country of a list elsewhere": (
        "The money goes to people who come to Kenya, Uganda and Rwanda.\n\n"
        "In Kenya, the project will be carried out in the region of the lake.\n",
        {"countries": None},
    ),
    "a country that no sentence names": (
        "Projet de puits pour les villages\n\n\nOuganda\n\nLe projet est réalisé au Burkina Faso, "
        "où le climat est dur et les puits sont à sec.\n",
        {"countries": None},
    ),
    "the name of a report": (
        "Wells for the coast of Kenya\n\nThe report “Water in the cities of the coast” on the "
        "project was published.\n\nThe wells project will help 200 families in Kenya.\n",
        {"title": "Wells for the coast of Kenya"},
    ),
    "a gift told aside": (
        "Water for villages in Kenya\n\nThe centre works with the ministry, which provides EUR 2 "
        "million for wells. The families are glad of the water in Kenya.\n",
        {"budget": None},
    ),
    "since when an organisation works": (
        "Die Organisation, die seit 1951 für Brunnen wirbt, unterstützt das Programm in Mali.\n",
        {"start": None, "countries": ["MLI"]},
    ),
    "money of another project in addition": (
        "Wells for Kenya\n\nThe EU will carry out a project of EUR 5 million in Kenya. It runs "
        "from 2018 to 2021.\n\nIn addition, the EU and Japan finance a project of EUR 4 million "
        "against drought in Kenya.\n",
        {"title": None, "budget": None, "start": None},
    ),
    "more money of the same project": (
        "Wells for Kenya\n\nThe project has a budget of EUR 5 million in Kenya.\n\n"
        "In addition, the project will get EUR 2 million for pumps.\n",
        {"budget": 5_000_000},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_page(tmp_path, kind):
    text, stated = KINDS[kind]
    (tmp_path / "page.txt").write_text(text, encoding="utf-8")
    row = mf.read_projects(tmp_path, on_error="report").iloc[0]
    read = {}
    for name in stated:
        value = row.get(name)
        if name == "countries":
            value = sorted(value) if isinstance(value, list) or hasattr(value, "tolist") else None
            value = value or None
        elif value is None or pd.isna(value):
            value = None
        elif name in ("start", "end"):
            value = value.date().isoformat()
        read[name] = value
    assert read == stated
