import csv
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migfund.codelists import codelist_rows
from migfund.errors import PlaceError
from migfund.parse import place_names
from migfund.parse.country_codes import code_systems, read_codes
from migfund.parse.places import (
    Places,
    alias_line,
    country_name,
    find_places,
    mentioned_countries,
    parse_countries,
)

ROOT = Path(__file__).resolve().parents[2]
LABELLED = ROOT / "data" / "labels" / "places.tsv"
CODES = sorted(place_names.countries())


def test_labelled_examples() -> None:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) > 50
    wrong = {
        r["text"]: r["iso3"]
        for r in rows
        if sorted(parse_countries(r["text"])) != r["iso3"].split()
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Belarus Republic of Moldova Ukraine", "BLR MDA UKR"),
        ("Costa RicaEl Salvador", "CRI SLV"),
        ("USAKenya", "USA KEN"),
        ("Kenya, new", "KEN"),
        ("KenyaUSA", "KEN USA"),
        ("Bolivia (Plurinational State of)Brazil", "BOL BRA"),
        ("Kosovo*", "XKX"),
        ("Kosovo (UNSCR 1244/99)", "XKX"),
        ("Kosovo¹, Serbia", "XKX SRB"),
        ("Kenya (40%), Uganda (60%)", "KEN UGA"),
        ("Kenya 40 %; Uganda 60 %", "KEN UGA"),
        ("Côte d´Ivoire", "CIV"),
        ("COTE D`IVOIRE", "CIV"),
        ("Côte d’Ivoire & Ghana", "CIV GHA"),
        ("Baku, Azerbaijan", "AZE"),
        ("Sudan and South Sudan", "SDN SSD"),
        ("Sudan, South Africa", "SDN ZAF"),
        ("Guinea Guinea-Bissau Equatorial Guinea Papua New Guinea", "GIN GNB GNQ PNG"),
        ("Congo Democratic Republic of the Congo", "COG COD"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Congo (Brazzaville)", "COG"),
        ("Democratic\nRepublic of the Congo", "COD"),
        ("Republic of the Congo", "COG"),
        ("Zaire", "COD"),
        ("Central African Republic", "CAF"),
        ("American Samoa", "ASM"),
        ("China, Hong Kong SAR", "HKG"),
        ("Hong Kong (China)", "HKG"),
        ("Hong Kong, China", "HKG CHN"),
        ("Micronesia (Federated States of)", "FSM"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Lao PDR", "LAO"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Korea, Republic of", "KOR"),
        ("occupied Palestinian territory", "PSE"),
        ("oPt", "PSE"),
        ("Swaziland, Burma, FYROM, Cape Verde, East Timor, Upper Volta", "SWZ MMR MKD CPV TLS BFA"),
        ("Czech Republic/Slovak Republic", "CZE SVK"),
        ("Italian Republic", "ITA"),
        ("Serbia and Montenegro", "SRB MNE"),
        ("Bosnia & Herzegovina, Trinidad-Tobago", "BIH TTO"),
        ("St. Kitts & Nevis", "KNA"),
        ("República Democrática do Congo", "COD"),
        ("Ouzbékistan et Kirghizstan", "UZB KGZ"),
        ("España e Italia", "ESP ITA"),
        ("Irã e Iraque", "IRN IRQ"),
        ("Молдова, Украина и Грузия", "MDA UKR GEO"),
        ("• Niger\n• Nigeria", "NER NGA"),
        ("USA, UK, UAE and DRC", "USA GBR ARE COD"),
        ("BF, ML, NA", "BFA MLI NAM"),
        ("KEN UGA", "KEN UGA"),
        ("IT", "ITA"),
        ("Kenya, UG", "KEN UGA"),
        ("Tyskland", "DEU"),
        ("Güney Sudan", "SSD"),
        ("Frankrike, Mexiko og Danmark", "FRA MEX DNK"),
        ("Frankrike och Sverige", "FRA SWE"),
        ("in Nederland en België", "NLD BEL"),
        # a territory with its state
        ("Curaçao (The Netherlands)", "CUW"),
        ("Mayotte (France), Réunion (FR)", "MYT REU"),
        ("Puerto Rico (USA)", "PRI"),
        ("Somalia (Kenya)", "SOM KEN"),
        ("Puerto Rico (Spain)", "PRI ESP"),
        ("Puerto Rico, USA", "PRI USA"),
        ("Curaçao (the Netherlands)", "CUW"),
        ("Taiwan, China", "TWN"),
        # a name with another one of the same country in brackets
        ("Congo (DRC), Taiwan (China)", "COD TWN"),
        ("Turkey (Türkiye), Myanmar (Burma)", "TUR MMR"),
        # names as UN and World Bank lists shorten them
        ("Dem. People's Rep. of Korea", "PRK"),
        ("Congo - DRC", "COD"),
        ("Congo, Dem. Rep.", "COD"),
        ("Congo, Rep.", "COG"),
        ("Fed. States of Micronesia", "FSM"),
        ("French Guyana", "GUF"),
        ("Guyana", "GUY"),
        ("AT, BE, EL, IT", "AUT BEL GRC ITA"),
        # Russian and Ukrainian cases
        ("в Кыргызстане, Таджикистане, Казахстане и России", "KGZ TJK KAZ RUS"),
        ("Демократической Республики Конго", "COD"),
        ("Южном Судане", "SSD"),
        ("у Польщі та Молдові", "POL MDA"),
        ("Боснії та Герцеговині", "BIH"),
        # a region and a country, in either order
        ("Western Balkans and Türkiye", "TUR"),
        ("Türkiye and the Western Balkans", "TUR"),
        ("Västra Balkan och Turkiet", "TUR"),
        # a crisis, and who helps
        ("Syria crisis: Jordan, Lebanon", "JOR LBN"),
        ("the Syria crisis in Jordan", "JOR"),
        ("Palestine refugees in Syria", "SYR"),
        ("Conflict in Syria: refugees in Turkey", "TUR"),
        # a crisis of several countries
        ("Syria and Iraq crisis", ""),
        ("Syria/Iraq crisis: Lebanon", "LBN"),
        ("Syria, Iraq and Yemen crises", ""),
        ("Hilfe in der Syrien-/ Irakkrise", ""),
        ("Syrien- und Irakkrise", ""),
        ("guerre de Syrie et du Yemen", ""),
        ("Lebanon and the Syria crisis", "LBN"),
        ("Jordan, Syria crisis response", "JOR"),
        ("Lebanon – Syria crisis", "LBN"),
        ("Jordan Amman", "JOR"),
        # a territory and its state
        ("Curaçao (the Netherlands), Mayotte (France)", "CUW MYT"),
        # one name in as many words as any of its spellings has
        ("DPR Korea; D.P.R. Korea; D. P. R. Korea", "PRK"),
        # Belarus is not a part of Russia, nor Equatorial Guinea of Guinea
        ("Wit-Rusland, Vitryssland, Hviterussland, Hviderusland", "BLR"),
        ("Ekvatorial-Guinea, Nord-Korea", "GNQ PRK"),
        ("Westjordanland und Gazastreifen", "PSE"),
        # what parts names
        ("Guinea; Bissau", "GIN"),
        ("Guinea Bissau", "GNB"),
    ],
)
def test_country_lists(text: str, codes: str) -> None:
    assert parse_countries(text) == codes.split()


@pytest.mark.parametrize(
    "text",
    [
        "Western Balkans", "Africa, regional", "North Africa", "South America", "Korea",
        "Virgin Islands", "Netherlands Antilles", "N/A", "NA", "NO", "TBC", "Global", "Worldwide",
        "New Mexico", "Northern Ireland", "Gulf of Guinea", "Lake Chad Basin", "Saint Martin",
        "Italian", "African", "Mauritian", "London", "here", "it", "no", "to go", "and", "per",
        "Amérique latine et Caraïbes", "Mittel- und Osteuropa", "États membres de l'UE",
        "Центральная Азия", "Georgia (USA)", "Republic of China", "", " ", "40 %", "*",
        "KENYAUGANDA", "Luxembourg (Belgium)", "New Georgia", "Солтүстік Корея", "Georgia, U.S.A.",
        # countrynames takes these for countries, or CLDR has them in an unfinished list
        "Nairobi", "Buenos Aires", "Dagestan", "Ukrainian", "Lithunian", "Londra", "Hertfordshire",
        "Provinz Equateur", "province de l'Équateur", "Mar de China", "Mer d'Oman",
        "Syria crisis", "Syria refugee crisis", "war in Ukraine", "Krieg in der Ukraine",
        "кризис в Сирии", "Syria's crisis", "Chad Smith", "Jordan Peterson", "Dr. Michael Jordan",
        "the war in Syria and Iraq", "the war in Syria, the Lebanon and Iraq",
        "Congo belge", "Nouvelle-Guinée", "Georgia Meloni", "Chad Kroeger", "EL",
        "United Kindgom", "Nikaraagua", "Öland", "Almanía", "Kēni", "Norfolk", "England",
    ],
)  # fmt: skip
def test_no_country(text: str) -> None:
    assert parse_countries(text) == []


def test_what_is_left_over() -> None:
    assert find_places("State Customs Service of Ukraine; Africa; Atlantis") == Places(
        ["UKR"], ["Africa"], ["State Customs Service", "Atlantis"]
    )
    assert find_places("Zimbabwe, Nationwide") == Places(["ZWE"], ["Nationwide"], [])
    assert find_places("Korea and New Mexico") == Places([], [], ["Korea", "New Mexico"])
    assert find_places("Land: Austria") == Places(["AUT"], [], [])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("EU-Morocco cooperation", "MAR"),
        ("Ethiopia–Kenya Border", "ETH KEN"),
        ("Support to the Republic of Moldova and Kenya's police", "MDA KEN"),
        ("Western Sahara, South Sudan and Papua New Guinea", "ESH SSD PNG"),
        ("Sudan, South Africa and Guinea", "SDN ZAF GIN"),
        ("New Mexico, Northern Ireland, Georgia Institute of Technology", ""),
        ("Gulf of Guinea, Lake Chad, Niger Delta, Jordan River, Sea of Japan", ""),
        ("Horn of Africa", ""),
        ("the Gulf of Guinea and the University of Jordan", ""),
        ("Mount Lebanon", ""),
        ("Chad and Mali, by way of Niger", "TCD MLI NER"),
        ("Italian police in Libya", "LBY"),
        ("IT support for turkey farms and US visas", ""),
        ("Nothing To Go", ""),
        ("Réunion de coordination", ""),
        ("in Mali and Oman", "MLI OMN"),
        ("new Kenya", "KEN"),
        ("the University of the Congo, Support of the Congo", "COG"),
        ("Kenya Institute and a Uganda institute", "UGA"),
        ("University Kenya", "KEN"),
        ("Chad river, Mali River", "TCD"),
        ("Mayotte (France), Martinique (Spain)", "MYT MTQ ESP"),
    ],
)
def test_mentions(text: str, codes: str) -> None:
    assert mentioned_countries(text) == codes.split()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(CODES), min_size=1, max_size=12, unique=True),
    st.sampled_from([", ", " / ", " ", "\n", "; ", " and ", ""]),
)
def test_any_list_of_names_reads_back(codes: list[str], separator: str) -> None:
    assert parse_countries(separator.join(country_name(code) for code in codes)) == codes


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text_gives_valid_codes(text: str) -> None:
    assert set(parse_countries(text)) <= set(CODES)
    assert set(mentioned_countries(text)) <= set(CODES)


def test_series_keeps_index_and_missing() -> None:
    column = pd.Series(["Niger", None, "Niger Nigeria", "Africa"], index=[7, 3, 3, 1], name="c")
    result = parse_countries(column)
    assert result.dtype == pd.ArrowDtype(pa.list_(pa.string()))
    assert result.index.tolist() == [7, 3, 3, 1]
    assert result.name == "c"
    assert result.isna().tolist() == [False, True, False, False]
    assert [list(value) for value in result.dropna()] == [["NER"], ["NER", "NGA"], []]
    assert column.tolist()[0] == "Niger"


def test_empty_series() -> None:
    assert parse_countries(pd.Series([], dtype="str")).dtype == pd.ArrowDtype(pa.list_(pa.string()))


@pytest.mark.parametrize("value", [5, ["Niger"], object(), True])
def test_a_value_that_is_not_text(value: object) -> None:
    for text in (value, pd.Series(["Niger", value], dtype=object), pd.Series([value])):
        with pytest.raises(PlaceError, match="must be text, not"):
            parse_countries(text)  # type: ignore[call-overload]


def test_a_million_rows_cost_their_distinct_values() -> None:
    names = [row["name"] for row in codelist_rows("places")][:1900]
    column = pd.Series([names[i % len(names)] for i in range(10**6)])
    parse_countries(column.head())
    start = time.perf_counter()
    parse_countries(column)
    assert time.perf_counter() - start < 1.0  # 0.05 s on a free machine; room for a busy one


def test_four_letters_are_enough_to_overlook_case() -> None:
    assert parse_countries("mali; chad; IRAN") == ["MLI", "TCD", "IRN"]
    assert parse_countries("ira") == []


def test_names_in_other_languages() -> None:
    assert parse_countries("Tyskland, Norge, Россия, ኢትዮጵያ") == ["DEU", "NOR", "RUS", "ETH"]
    assert parse_countries("saksa") == []  # no capital letter
    assert parse_countries("Saksa") == ["DEU"]
    assert parse_countries("the Saksa") == ["DEU"]
    assert find_places("viejo Saksa").unknown == ["viejo Saksa"]
    assert find_places("Frankrikee").unknown == ["Frankrikee"]


def test_no_shares_where_a_region_or_a_name_that_is_not_known_stands_too() -> None:
    assert find_places("Kenya 100 %").shares == [1.0]
    assert find_places("Kenya 100 %; Western Balkans").shares is None
    assert find_places("Kenya 100 %; Atlantis").shares is None


def test_shares_behind_or_before_each_country() -> None:
    for text in ("Kenya: 40 %; Uganda: 60 %", "Kenya (40%), Uganda (60%)", "40% Kenya, 60% Uganda"):
        assert find_places(text).shares == [0.4, 0.6]
    for text in (
        "Kenya: 40 %; Uganda: 50 %", "Kenya: 40 %; Africa: 60 %", "Kenya, Uganda (60%)",
        "Kenya 40% Kenya 60%", "Kenya, Uganda",
    ):  # fmt: skip
        assert find_places(text).shares is None


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("Kenya 33.3 %, Uganda 33.3 %, Niger 33.3 %", [0.333, 0.333, 0.333]),
        ("Kenya 50 %, Uganda 49.9 %", [0.5, 0.499]),
        ("Kenya 50 %, Uganda 49.88 %", None),
        ("Kenya 50 %, Uganda 50.1 %", [0.5, 0.501]),
        ("Kenya 50 %, Uganda 50.12 %", None),
        ("Kenya 100,0 %", [1.0]),
    ],
)
def test_rounded_shares_lack_a_tenth_of_a_percent_at_most(
    text: str, shares: list[float] | None
) -> None:
    found = find_places(text).shares
    assert found == (shares if shares is None else pytest.approx(shares))


def test_codes_follow_the_system_of_their_column() -> None:
    assert code_systems(["KEN", "AUS"]) == ("iso",)
    assert code_systems(["KEN", "WBG", "ZAR"]) == ("iso",)
    assert code_systems(["GFR", "AUS"]) == ("unhcr",)
    assert code_systems(["404", "4"]) == ("m49",)
    assert code_systems(["298", "498"]) == ("iati region",)
    assert code_systems(["Kenya"]) == code_systems([]) == code_systems(["KEN", "404"]) == ()
    assert read_codes("WBG;ZAR;TMP;ROM", ("iso",)).codes == ["PSE", "COD", "TLS", "ROU"]
    assert read_codes("AUS", ("unhcr",)).codes == ["AUT"]
    assert read_codes("4 404 002", ("m49",)) == Places(["AFG", "KEN"], ["Africa"], [])
    assert read_codes("380", ("iati region",)) == Places([], ["West Indies, regional"], [])
    # Which of two lists is not known, or a state with several successors.
    assert read_codes("AUS, ROM", ("iso", "unhcr")) == Places(["ROU"], [], ["AUS"])
    assert read_codes("380", ("m49", "iati region")) == Places([], [], ["380"])
    assert read_codes("SCG", ("iso",)) == Places([], [], ["SCG"])


def test_names() -> None:
    assert country_name("XKX") == "Kosovo"
    with pytest.raises(PlaceError, match="no country has the code 'ZZZ'"):
        country_name("ZZZ")
    assert alias_line("Atlantis") == "Atlantis,ISO3,variant"


def test_an_article_before_a_name_in_a_sentence() -> None:
    assert mentioned_countries("Nepal and the Maldives were covered") == ["NPL", "MDV"]
    assert mentioned_countries("in the Gambia, the congo") == ["GMB"]
    assert mentioned_countries("The Syria crisis drove many to Lebanon, says Chad Smith") == ["LBN"]
    assert mentioned_countries("поддержка Таджикистана и Молдовы") == ["TJK", "MDA"]


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("All countries except Kenya", [], ["except Kenya"]),
        ("Africa (except Kenya, Uganda), Nepal", ["NPL"], ["except Kenya, Uganda"]),
        ("Sahel, excluding Mali and Niger; Nepal", ["NPL"], ["excluding Mali and Niger"]),
        ("tous les pays sauf le Tchad", [], ["sauf le Tchad"]),
        ("alle Länder außer Kenia", [], ["außer Kenia"]),
        ("Ethiopia, Kenya, except Somalia", ["ETH", "KEN"], ["except Somalia"]),
        ("North Africa (Libya excluded), Mali", ["MLI"], ["Libya excluded"]),
        ("Nord Africa esclusa la Libia", [], ["esclusa la Libia"]),
        ("Algeria, Tunisia (not Libya)", ["DZA", "TUN"], ["not Libya"]),
        ("Asia ohne China und Indien", [], ["ohne China und Indien"]),
        ("Schengen area (excl. Croatia)", [], ["excl. Croatia"]),
        ("Afrique du Nord à l’exception de la Libye", [], ["exception de la Libye"]),
        ("Центральная Азия (за исключением Туркменистана)", [], ["исключением Туркменистана"]),
        ("África con exclusión de Libia", [], ["exclusión de Libia"]),
        ("Afrika exklusive Libyen", [], ["exklusive Libyen"]),
        ("Afrika bortset fra Libyen", [], ["bortset fra Libyen"]),
        # what is left out are no countries, so nothing is
        ("Ärzte ohne Grenzen, Kenia", ["KEN"], ["Ärzte ohne Grenzen"]),
        ("Kenya (not in Dadaab), Somalia", ["KEN", "SOM"], ["not in Dadaab"]),
    ],
)
def test_what_a_list_leaves_out_is_no_country_of_it(text, codes, unknown):
    found = find_places(text)
    assert found.codes == codes
    assert found.unknown == unknown


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Vereinigten Staaten", "USA"),
        ("Vereinigten Arabischen Emiraten", "ARE"),
        ("Zentralafrikanischen Republik", "CAF"),
        ("Dominikanischen Republik", "DOM"),
        ("Palästinensischen Gebieten", "PSE"),
        ("Niederlanden", "NLD"),
    ],
)
def test_german_names_behind_in(name, code):
    assert parse_countries(f"in den {name}") == parse_countries(f"in der {name}") == [code]


@pytest.mark.parametrize("text", ["CUUR0000SA0", "SA0", "X9SA0", "0SA", "BJ10P0001", "7F-10188.01"])
def test_letters_among_digits_are_no_code_of_a_country(text):
    assert parse_countries(text) == []


def test_codes_beside_shares_and_signs_are_codes():
    assert parse_countries("KE (40%), UG (60%)") == ["KEN", "UGA"]
    assert parse_countries("ETH 40%; SOM 60%") == ["ETH", "SOM"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("Syria crisis in Jordan", "JOR"), ("Crisis in Jordan", ""), ("The war in Ukraine", "")],
)
def test_a_crisis_with_its_country_is_in_another_one(text: str, codes: str) -> None:
    assert mentioned_countries(text) == codes.split()


def test_a_town_with_the_name_of_a_country() -> None:
    assert mentioned_countries("A school in Lebanon, Pennsylvania") == []
    assert mentioned_countries("A school in Lebanon, New York") == []
    assert mentioned_countries("A school in Lebanon, Jordan") == ["LBN", "JOR"]
