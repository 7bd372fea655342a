"""Made-up pages in languages of which only the most frequent labels are listed."""

import pytest

from migfund.read.pages import read_page

# The page, then title, number, first and last day, budget, currency and status.
PAGES = {
    "pl": (
        """Strona główna
Fundusz Azylu, Migracji i Integracji

Tytuł projektu: Nowy start w mieście
Numer projektu: PL/2016/PR/0042
Beneficjent: Fundacja Zielony Most
Partnerzy projektu: Miasto Lublin
Okres realizacji projektu: 01.10.2016 – 30.09.2018
Całkowita wartość projektu: 1 250 000,00 zł
Dofinansowanie z UE: 937 500,00 zł
Budżet państwa: 312 500,00 zł
Status projektu: zakończony
Osoba do kontaktu: Anna Nowak
""",
        ("Nowy start w mieście", "PL/2016/PR/0042"),
        ("2016-10-01", "2018-09-30", 1_250_000, "PLN", "zakończony"),
    ),
    "pl, CORDIS": (
        """Mosty dla nowych sąsiadów
Informacje na temat projektu
MOSTY
Identyfikator umowy o grant: 870999
Status
Projekt zamknięty
Data rozpoczęcia
1 Stycznia 2020
Data zakończenia
31 Grudnia 2022
Finansowanie w ramach
SOCIETAL CHALLENGES
Koszt całkowity
€ 2 999 125,00
Wkład UE
€ 2 999 125,00
Koordynowany przez
UNIWERSYTET NADMORSKI
Polska
""",
        ("Mosty dla nowych sąsiadów", "870999"),
        ("2020-01-01", "2022-12-31", 2_999_125, "EUR", "Projekt zamknięty"),
    ),
    "ro": (
        """Acasă
Titlul proiectului: Pași spre comunitate
Codul proiectului: FAMI/17.02.01
Beneficiarul: Asociația Podul Verde
Perioada de implementare: 01.02.2017 - 31.07.2018
Valoarea totală a proiectului: 412.500,75 RON
Contribuția UE: 309.375,56 RON
Cofinanțare națională: 103.125,19 RON
Stadiul proiectului: finalizat
Grup țintă: beneficiari ai protecției internaționale
""",
        ("Pași spre comunitate", "FAMI/17.02.01"),
        ("2017-02-01", "2018-07-31", 412_500.75, "RON", "finalizat"),
    ),
    "ro, table": (
        """| Denumirea proiectului | Drumul spre casă |
| Cod proiect | RO-2019-008 |
| Data începerii | 15.03.2019 |
| Data finalizării | 14.03.2021 |
| Bugetul proiectului | 480.000 EUR |
| Sursa de finanțare | Fondul pentru Azil, Migrație și Integrare |
| Locul de implementare | Timișoara |
| Persoana de contact | Ion Popescu |
""",
        ("Drumul spre casă", "RO-2019-008"),
        ("2019-03-15", "2021-03-14", 480_000, "EUR", None),
    ),
    "hu": (
        """Főoldal
Menekültügyi, Migrációs és Integrációs Alap

A projekt címe: Új szomszédok Szegeden
Projekt azonosítószáma: MMIA-2.2.1/9-2016-00077
Kedvezményezett neve: Zöld Híd Alapítvány
A projekt kezdete: 2016.10.01.
A projekt befejezése: 2018.06.30.
A projekt összköltsége: 62 500 000 Ft
Uniós támogatás: 46 875 000 Ft
Önerő: 15 625 000 Ft
Célcsoport: harmadik országbeli állampolgárok
""",
        ("Új szomszédok Szegeden", "MMIA-2.2.1/9-2016-00077"),
        ("2016-10-01", "2018-06-30", 62_500_000, "HUF", None),
    ),
    "hu, table": (
        """| Projekt címe | Kapuk a városban |
| Projekt azonosítója | HU-2019-014 |
| Megvalósítás időszaka | 2019.01.01. – 2020.12.31. |
| Projekt teljes költségvetése | 310 000 EUR |
| A projekt állapota | befejezett |
| Kapcsolattartó | Kiss Éva |
""",
        ("Kapuk a városban", "HU-2019-014"),
        ("2019-01-01", "2020-12-31", 310_000, "EUR", "befejezett"),
    ),
    "el": (
        """Αρχική
Τίτλος έργου: Νέοι γείτονες στην πόλη
Κωδικός ΟΠΣ: 5009999
Δικαιούχος: Δήμος Βόλου
Ημερομηνία έναρξης: 01/09/2017
Ημερομηνία λήξης: 31/08/2019
Συνολικός προϋπολογισμός: 840.500,00 €
Ενωσιακή συμμετοχή: 630.375,00 €
Εθνική συμμετοχή: 210.125,00 €
Κατάσταση έργου: Ολοκληρώθηκε
Στοιχεία επικοινωνίας: Μαρία Παππά
""",
        ("Νέοι γείτονες στην πόλη", "5009999"),
        ("2017-09-01", "2019-08-31", 840_500, "EUR", "Ολοκληρώθηκε"),
    ),
    "el, table": (
        """| Τίτλος Πράξης | Γέφυρες γλώσσας |
| Κωδικός Πράξης | EL-2018-031 |
| Διάρκεια υλοποίησης | 15.04.2018 – 14.04.2020 |
| Προϋπολογισμός έργου | 275.000 ευρώ |
| Πηγή χρηματοδότησης | Ταμείο Ασύλου, Μετανάστευσης και Ένταξης |
| Εταίροι | Πανεπιστήμιο Θεσσαλίας |
""",
        ("Γέφυρες γλώσσας", "EL-2018-031"),
        ("2018-04-15", "2020-04-14", 275_000, "EUR", None),
    ),
    "cs": (
        """Úvodní stránka
Název projektu: Sousedé z celého světa
Registrační číslo projektu: AMIF/10/08
Příjemce: Spolek Zelený most
Doba realizace: 1. 1. 2016 – 31. 12. 2017
Celkové způsobilé výdaje: 3 450 000 Kč
Příspěvek EU: 2 587 500 Kč
Státní rozpočet: 862 500 Kč
Stav projektu: ukončen
Kontaktní osoba: Jana Nováková
""",
        ("Sousedé z celého světa", "AMIF/10/08"),
        ("2016-01-01", "2017-12-31", 3_450_000, "CZK", "ukončen"),
    ),
    "cs, table": (
        """| Název projektu | Cesta do školy |
| Číslo projektu | CZ-2019-0456 |
| Datum zahájení | 1. února 2019 |
| Datum ukončení | 31. prosince 2020 |
| Celkový rozpočet | 190.000 EUR |
| Cílová skupina | děti cizinců |
| Místo realizace | Brno |
""",
        ("Cesta do školy", "CZ-2019-0456"),
        ("2019-02-01", "2020-12-31", 190_000, "EUR", None),
    ),
    "sk": (
        """Úvodná stránka
Názov projektu: Most k susedom
Kód projektu: SK 2016 AMIF SC2/7
Konečný príjemca: Nadácia Zelený dom
Obdobie realizácie: 01.11.2016 – 30.04.2018
Celkové oprávnené výdavky: 226 400,00 EUR
Schválená výška grantu: 215 000,00 EUR
Štátny rozpočet: 53 750,00 EUR
Stav realizácie: ukončený
""",
        ("Most k susedom", "SK 2016 AMIF SC2/7"),
        ("2016-11-01", "2018-04-30", 226_400, "EUR", "ukončený"),
    ),
    "sk, table": (
        """| Názov projektu | Prvé kroky v meste |
| Číslo projektu | SK-2020-019 |
| Dátum začatia | 01.03.2020 |
| Dátum ukončenia | 28.02.2022 |
| Rozpočet projektu | 145.000 EUR |
| Zdroj financovania | Fond pre azyl, migráciu a integráciu |
| Miesto realizácie | Košice |
""",
        ("Prvé kroky v meste", "SK-2020-019"),
        ("2020-03-01", "2022-02-28", 145_000, "EUR", None),
    ),
    "bg": (
        """Начална страница
Наименование на проекта: Нови съседи в града
Номер на договора: BG-AMIF-0123
Бенефициент: Фондация Зелен мост
Период на изпълнение: 01.05.2018 – 30.04.2020
Обща стойност на проекта: 782 330,40 лв.
Финансиране от ЕС: 586 747,80 лв.
Национално съфинансиране: 195 582,60 лв.
Статус на проекта: приключен
Лице за контакт: Иван Петров
""",
        ("Нови съседи в града", "BG-AMIF-0123"),
        ("2018-05-01", "2020-04-30", 782_330.40, "BGN", "приключен"),
    ),
    "bg, table": (
        """| Наименование на проекта | Мост към училище |
| Номер на проекта | BG-2021-0077 |
| Начална дата | 15.02.2021 |
| Крайна дата | 14.02.2023 |
| Общ бюджет | 260.000 евро |
| Източник на финансиране | Фонд „Убежище, миграция и интеграция“ |
| Място на изпълнение | Пловдив |
""",
        ("Мост към училище", "BG-2021-0077"),
        ("2021-02-15", "2023-02-14", 260_000, "EUR", None),
    ),
    "hr": (
        """Početna stranica
Naziv projekta: Novi susjedi u gradu
Kod projekta: UP.02.1.1.0042
Nositelj projekta: Udruga Zeleni most
Početak provedbe projekta: 01.10.2018.
Završetak provedbe projekta: 30.09.2020.
Ukupna vrijednost projekta: 1.450.000,00 kn
Bespovratna sredstva: 1.232.500,00 kn
Državni proračun: 217.500,00 kn
Status projekta: u provedbi
Kontakt osoba: Ana Horvat
""",
        ("Novi susjedi u gradu", "UP.02.1.1.0042"),
        ("2018-10-01", "2020-09-30", 1_450_000, "HRK", "u provedbi"),
    ),
    "bs and sr, table": (
        """| Naziv projekta | Put kući |
| Broj projekta | BA-2020-011 |
| Datum početka | 01.06.2020. |
| Datum završetka | 31.05.2022. |
| Ukupan budžet | 375.000 EUR |
| Izvor finansiranja | Evropska unija |
| Nosilac projekta | Grad Tuzla |
| Ciljna grupa | povratnici |
""",
        ("Put kući", "BA-2020-011"),
        ("2020-06-01", "2022-05-31", 375_000, "EUR", None),
    ),
    "sl": (
        """Domača stran
Naslov projekta: Skupaj v mestu
Številka projekta: SI-AMIF-017
Upravičenec: Društvo Zeleni most
Obdobje izvajanja: 1. 3. 2017 – 28. 2. 2019
Celotna vrednost projekta: 188.250,00 EUR
Prispevek EU: 141.187,50 EUR
Nacionalni prispevek: 47.062,50 EUR
Stanje projekta: zaključen
""",
        ("Skupaj v mestu", "SI-AMIF-017"),
        ("2017-03-01", "2019-02-28", 188_250, "EUR", "zaključen"),
    ),
    "sl, table": (
        """| Naslov projekta | Prva pomoč besed |
| Šifra projekta | SI-2021-008 |
| Začetek projekta | 01.09.2021 |
| Konec projekta | 31.08.2023 |
| Skupna vrednost projekta | 96.000 EUR |
| Vir financiranja | Sklad za azil, migracije in vključevanje |
| Kontaktna oseba | Maja Zupan |
""",
        ("Prva pomoč besed", "SI-2021-008"),
        ("2021-09-01", "2023-08-31", 96_000, "EUR", None),
    ),
    "fi": (
        """Etusivu
Hankkeen nimi: Uudet naapurit kylässä
Hankekoodi: S21999
Tuensaaja: Vihreä silta ry
Hankkeen toteuttamisaika: 1.1.2017 – 31.12.2018
Hankkeen kokonaiskustannukset: 412 500 €
Myönnetty EU-tuki: 309 375 €
Valtion rahoitus: 103 125 €
Hankkeen tila: päättynyt
Yhteyshenkilö: Maija Virtanen
""",
        ("Uudet naapurit kylässä", "S21999"),
        ("2017-01-01", "2018-12-31", 412_500, "EUR", "päättynyt"),
    ),
    "fi, table": (
        """| Hankkeen julkinen nimi | Kielestä kotiin |
| Hankenumero | FI-2020-044 |
| Alkamispäivämäärä | 01.08.2020 |
| Päättymispäivämäärä | 31.07.2022 |
| Kokonaisrahoitus | 265.000 EUR |
| Rahoitusohjelma | Turvapaikka-, maahanmuutto- ja kotouttamisrahasto |
| Toteutuspaikka | Oulu |
""",
        ("Kielestä kotiin", "FI-2020-044"),
        ("2020-08-01", "2022-07-31", 265_000, "EUR", None),
    ),
    "tr": (
        """Ana sayfa
Projenin Adı: Şehirde Yeni Komşular
Proje Numarası: TR2017/GM/012
Yararlanıcı Kurum: Yeşil Köprü Derneği
Başlangıç Tarihi: 01.04.2018
Bitiş Tarihi: 31.03.2020
Toplam Bütçe: 2.750.000,00 ₺
AB Katkısı: 2.337.500,00 ₺
Ulusal Katkı: 412.500,00 ₺
Proje Durumu: Tamamlandı
İletişim: Ayşe Yılmaz
""",
        ("Şehirde Yeni Komşular", "TR2017/GM/012"),
        ("2018-04-01", "2020-03-31", 2_750_000, "TRY", "Tamamlandı"),
    ),
    "tr, table": (
        """| Proje Başlığı | Okula Giden Yol |
| Proje No | TR-2020-033 |
| Proje Süresi | 1 Ocak 2020 – 31 Aralık 2021 |
| Proje Bütçesi | 1.100.000 Avro |
| Finansman Kaynağı | Avrupa Birliği |
| Proje Faydalanıcısı | Göç İdaresi |
| Hedef Grup | çocuklar |
""",
        ("Okula Giden Yol", "TR-2020-033"),
        ("2020-01-01", "2021-12-31", 1_100_000, "EUR", None),
    ),
    "et": (
        """Avaleht
Projekti nimi: Uued naabrid linnas
Projekti number: AMIF2016-19
Toetuse saaja: MTÜ Roheline Sild
Projekti periood: 01.02.2017 – 31.01.2019
Projekti kogumaksumus: 154 320,50 €
EL toetus: 115 740,37 €
Riiklik kaasfinantseering: 38 580,13 €
Projekti staatus: lõppenud
Kontaktisik: Mari Tamm
""",
        ("Uued naabrid linnas", "AMIF2016-19"),
        ("2017-02-01", "2019-01-31", 154_320.50, "EUR", "lõppenud"),
    ),
    "et, table": (
        """| Projekti nimetus | Keelest koduks |
| Projekti kood | EE-2021-006 |
| Projekti algus | 01.05.2021 |
| Projekti lõpp | 30.04.2023 |
| Projekti eelarve | 88.000 EUR |
| Rahastaja | Varjupaiga-, Rände- ja Integratsioonifond |
| Sihtrühm | uussisserändajad |
""",
        ("Keelest koduks", "EE-2021-006"),
        ("2021-05-01", "2023-04-30", 88_000, "EUR", None),
    ),
    "lv": (
        """Sākumlapa
Projekta nosaukums: Jaunie kaimiņi pilsētā
Projekta numurs: PMIF/12/2017/1/05
Finansējuma saņēmējs: Biedrība Zaļais tilts
Projekta īstenošanas laiks: 01.09.2017 – 31.08.2019
Projekta kopējās izmaksas: 203 415,20 EUR
PMIF finansējums: 152 561,40 EUR
Valsts budžeta finansējums: 50 853,80 EUR
Projekta statuss: pabeigts
Kontaktpersona: Anna Bērziņa
""",
        ("Jaunie kaimiņi pilsētā", "PMIF/12/2017/1/05"),
        ("2017-09-01", "2019-08-31", 203_415.20, "EUR", "pabeigts"),
    ),
    "lv, table": (
        """| Projekta nosaukums | No valodas uz mājām |
| Projekta nr. | LV-2020-027 |
| Projekta sākums | 01.02.2020 |
| Projekta beigas | 31.01.2022 |
| Kopējais finansējums | 175.000 EUR |
| Finansējuma avots | Patvēruma, migrācijas un integrācijas fonds |
| Mērķa grupa | trešo valstu pilsoņi |
""",
        ("No valodas uz mājām", "LV-2020-027"),
        ("2020-02-01", "2022-01-31", 175_000, "EUR", None),
    ),
    "lt": (
        """Naujienos
Projekto pavadinimas: Nauji kaimynai mieste
Projekto numeris: PMIF-2.1.7-K-01
Projekto vykdytojas: VšĮ Žalias tiltas
Projekto įgyvendinimo laikotarpis: 2017-10-01 – 2019-09-30
Bendra projekto vertė: 241 800,00 Eur
ES lėšos: 181 350,00 Eur
Valstybės biudžeto lėšos: 60 450,00 Eur
Projekto būsena: baigtas
""",
        ("Nauji kaimynai mieste", "PMIF-2.1.7-K-01"),
        ("2017-10-01", "2019-09-30", 241_800, "EUR", "baigtas"),
    ),
    "lt, table": (
        """| Projekto pavadinimas | Nuo kalbos iki namų |
| Projekto kodas | LT-2021-013 |
| Projekto pradžia | 2021.03.01 |
| Projekto pabaiga | 2023.02.28 |
| Projekto biudžetas | 119.000 EUR |
| Finansavimo šaltinis | Prieglobsčio, migracijos ir integracijos fondas |
| Tikslinė grupė | užsieniečiai |
""",
        ("Nuo kalbos iki namų", "LT-2021-013"),
        ("2021-03-01", "2023-02-28", 119_000, "EUR", None),
    ),
}


@pytest.mark.parametrize("language", PAGES)
def test_labels_of_a_language(language):
    page, names, facts = PAGES[language]
    row = read_page(page)
    assert (row["title"], row["project_id"]) == names
    dates = tuple(row[field] and str(row[field])[:10] for field in ("start", "end"))
    assert (*dates, row["budget"], row["currency"], row.get("status")) == facts
