"""Sentences in twelve languages that are on people who move, and others that only look so.

All are written for this test; some were the reason for a term of the list, most were not.
"""

import pandas as pd

import migfund as mf

LOOK_ALIKES = {
    "en": """
        Monitoring of bird migration over the strait
        Satellite tags follow the migration of whales
        The seasonal migration of wildebeest in the reserve
        Migration of the whole database to a new server
        Schema migration of the land register
        Cloud migration for small municipalities
        Migration of the old payroll to new software
        Cell migration during the healing of wounds
        Heat migration through insulated walls
        Moisture migration in stored grain
        Vertical migration of plankton in the fjord
        An exhibition on the history of immigration to the town
        A wildlife refuge for wetland birds
        A mountain refuge for hikers
        History of the psychiatric asylum and its patients
        The lunatic asylum as a building of heritage
        Dispersal of seeds and the botanical diaspore
        Transit traffic on the ring road
        Hedges along the borders of school gardens
        Protein trafficking in plant cells
        Membrane trafficking and vesicle transport
        Trafficking of wildlife and timber
        Remittance advice for suppliers
        Displaced air in ventilation shafts
        A stateless protocol for web services
    """,
    "fr": """
        La migration des baleines le long de la côte
        La migration de la base de données vers un nouveau serveur
        Migration cellulaire et cicatrisation
        Un refuge pour oiseaux blessés
        Le refuge de montagne du parc national
        Migration de l'humidité dans les murs
        L'asile psychiatrique du dix-neuvième siècle
        Les bordures des jardins scolaires
        Gestion du trafic de transit en ville
    """,
    "es": """
        Refugio para animales silvestres
        Refugio de montaña en la sierra
        La migración de ballenas en el golfo
        Migración de la base de datos del catastro
        Historia de un asilo psiquiátrico
        Asilo de ancianos de la parroquia
        El tránsito urbano en la capital
        Migración celular y cicatrización
        Ruta de la mariposa migratoria
    """,
    "pt": """
        Refúgio de vida silvestre no pantanal
        Refúgio para animais abandonados
        A migração das baleias ao longo da costa
        Migração da base de dados do município
        Asilo de idosos da paróquia
        Trânsito urbano e ciclovias
        Migração celular em feridas
        O asilo psiquiátrico da cidade
    """,
    "it": """
        Rifugio alpino per escursionisti
        Rifugio per animali selvatici
        La migrazione delle balene nel golfo
        Migrazione del database comunale
        Asilo nido del quartiere
        Migrazione delle cellule nella guarigione
        Rimesse per autobus e tram
        La rotta degli uccelli migratori
    """,
    "de": """
        Fluchtpunkt und Perspektive im Zeichenunterricht
        Fluchtwege in öffentlichen Gebäuden
        Migration der Datenbank auf einen neuen Server
        Wanderung der Zugvögel über die Alpen
        Zellmigration bei der Wundheilung
        Die Migration von Schadstoffen im Boden
        Flüchtige organische Verbindungen in der Luft
        Asyl für Igel und andere Wildtiere
        Migration von Walen in der Nordsee
    """,
    "nl": """
        Migratie van de database naar een nieuwe server
        Vogelmigratie boven de Waddenzee
        De migratie van walvissen
        Vluchtige stoffen in de lucht
        Dierenasiel in de gemeente
        Migratie van cellen bij wondgenezing
        Vluchtwegen in openbare gebouwen
        Een toevluchtsoord voor otters
    """,
    "sv": """
        Fågelmigration över Östersjön
        Migrering av databasen till en ny server
        Migration av lax i älven
        Cellmigration vid sårläkning
        Flyktiga ämnen i luften
        Utrymning och flyktvägar i skolor
        Gränsytor mellan trädgårdar
    """,
    "no": """
        Fuglemigrasjon langs kysten
        Migrering av databasen til ny server
        Cellemigrasjon og sårheling
        Flyktige stoffer i lufta
        Rømningsveier i skoler
        Migrasjon av laks i elva
    """,
    "da": """
        Fuglemigration over Øresund
        Migrering af databasen til en ny server
        Cellemigration ved sårheling
        Flygtige stoffer i luften
        Flugtveje i skoler
        Migration af laks i åen
    """,
    "ru": """
        Миграция китов вдоль побережья
        Миграция базы данных на новый сервер
        Миграция клеток при заживлении ран
        Убежище для диких животных
        Миграция влаги в стенах зданий
        Горный приют для туристов
    """,
    "uk": """
        Міграція китів уздовж узбережжя
        Міграція бази даних на новий сервер
        Міграція клітин під час загоєння ран
        Притулок для бездомних тварин
        Міграція вологи у стінах будівель
        Гірський притулок для туристів
    """,
}
ON_MIGRATION = {
    "en": """
        Legal advice for asylum seekers at the border
        Lower costs of remittances for families of seasonal workers abroad
        Cash for internally displaced families
        Schooling of refugee children in host communities
        Safe return and reintegration of migrants
        Shelters for victims of human trafficking
        A fund of the diaspora for rural businesses
        Birth registration against statelessness
        Rules for the recruitment of migrant workers
        A study of the migration of nurses
    """,
    "fr": """
        Accueil des demandeurs d'asile en région
        Réintégration des migrants de retour
        Aide aux personnes déplacées par le conflit
        Coût des transferts de fonds des émigrés
        Lutte contre la traite des personnes
        Écoles pour enfants réfugiés
    """,
    "es": """
        Asistencia a solicitantes de asilo
        Regularización de trabajadores migrantes
        Apoyo a familias desplazadas por la violencia
        Remesas y desarrollo local
        Lucha contra la trata de personas
        Reintegración de retornados
    """,
    "pt": """
        Acolhimento de refugiados nas escolas
        Apoio aos trabalhadores migrantes
        Retorno voluntário e reintegração
        Combate ao tráfico de seres humanos
        Assistência aos requerentes de asilo
    """,
    "it": """
        Accoglienza di rifugiati nei comuni
        Rimpatrio volontario assistito
        Lavoratori migranti in agricoltura
        Assistenza agli sfollati interni
        Rimesse degli emigrati e sviluppo
    """,
    "de": """
        Berufsbildung für Geflüchtete
        Beratung von Rückkehrenden
        Faire Anwerbung von Arbeitsmigranten
        Schulen für Flüchtlingskinder
        Rechtsberatung im Asylverfahren
        Unterkünfte für Binnenvertriebene
    """,
    "nl": """
        Onderwijs voor gevluchte kinderen
        Begeleiding van asielzoekers
        Bescherming van arbeidsmigranten
        Hulp aan ontheemden in het noorden
    """,
    "sv": """
        Skola för barn på flykt
        Stöd till asylsökande
        Rättigheter för arbetskraftsinvandrare
        Hjälp till internflyktingar
    """,
    "no": """
        Skole for barn på flukt
        Rettshjelp til asylsøkere
        Vern av arbeidsmigranter
        Støtte til internt fordrevne familier
    """,
    "da": """
        Skole for flygtningebørn
        Rådgivning af asylansøgere
        Bistand til internt fordrevne
    """,
    "ru": """
        Обучение детей беженцев
        Правовая помощь просителям убежища
        Поддержка трудовых мигрантов
        Жильё для внутренне перемещённых лиц
    """,
    "uk": """
        Навчання дітей біженців
        Житло для внутрішньо переміщених осіб
        Підтримка трудових мігрантів
    """,
}


def sentences(kind):
    return [line.strip() for text in kind.values() for line in text.strip().splitlines()]


def found(titles):
    chosen = mf.select_migration(pd.DataFrame({"title": titles}), by="words")
    return dict(zip(chosen["title"], chosen["migration_evidence"], strict=True))


def test_sentences_that_look_alike_are_left_out():
    titles = sentences(LOOK_ALIKES)
    assert len(titles) >= 100
    assert found(titles) == {}


def test_sentences_on_people_who_move_are_found():
    titles = sentences(ON_MIGRATION)
    assert len(titles) >= 60
    assert sorted(set(titles) - set(found(titles))) == []
