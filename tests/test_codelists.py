from pathlib import Path

import pandas as pd
import pytest

from migfund.parse.places import find_places, parse_countries

ROOT = Path(__file__).resolve().parents[1]
LISTS = ROOT / "migfund" / "codelists"
UN_TABLE = ROOT / ".." / "shared" / "data" / "regions" / "unsd_m49_countries.csv"


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


COUNTRIES = read(LISTS / "countries.csv")
M49 = read(LISTS / "m49.csv")
PLACES = read(LISTS / "places.csv")
LEFT_OUT = read(LISTS / "left_out.csv")
GROUPS = read(LISTS / "regional_groups.csv")


def test_m49_columns_and_keys() -> None:
    levels = ["region", "subregion", "intermediate_region"]
    columns = ["iso3", "m49", "country"] + [c for level in levels for c in (level, level + "_code")]
    assert M49.columns.tolist() == columns
    assert M49["iso3"].is_unique
    assert M49["m49"].str.fullmatch(r"\d{3}").all()
    assert M49.loc[M49["region"] == "", "iso3"].tolist() == ["ATA"]


def test_only_kosovo_and_taiwan_lack_a_region() -> None:
    assert sorted(set(COUNTRIES["iso3"]) - set(M49["iso3"])) == ["TWN", "XKX"]
    assert set(M49["iso3"]) <= set(COUNTRIES["iso3"])


@pytest.mark.skipif(not UN_TABLE.exists(), reason="the copy of the UN table is not here")
def test_m49_agrees_with_the_un_table() -> None:
    un = read(UN_TABLE).set_index("iso_alpha3").rename_axis("iso3").sort_index()
    ours = M49.set_index("iso3").sort_index()
    pairs = {
        "country": "country_or_area",
        "region": "region_name",
        "subregion": "sub_region_name",
        "intermediate_region": "intermediate_region_name",
        "m49": "m49_code",
        "region_code": "region_code",
        "subregion_code": "sub_region_code",
        "intermediate_region_code": "intermediate_region_code",
    }
    for mine, theirs in pairs.items():
        expected = un[theirs]
        if mine.endswith(("_code", "m49")):  # there numbers, here text of three digits
            expected = expected.str.removesuffix(".0").map(lambda c: c.zfill(3) if c else c)
        pd.testing.assert_series_equal(ours[mine], expected, check_names=False)


def test_countries() -> None:
    assert len(COUNTRIES) == 250
    assert COUNTRIES["iso3"].str.fullmatch("[A-Z]{3}").all()
    assert COUNTRIES["iso2"].str.fullmatch("[A-Z]{2}").all()
    assert all(COUNTRIES[column].is_unique for column in COUNTRIES)
    names = COUNTRIES.set_index("iso3")["name"]
    assert COUNTRIES.set_index("iso3").loc["NAM", "iso2"] == "NA"
    assert names["COD"] == "Democratic Republic of the Congo"
    assert names["TUR"] == "Türkiye"


def test_every_listed_name_reads_as_listed() -> None:
    rows = pd.concat([COUNTRIES[["name", "iso3"]], PLACES[["name", "iso3"]]])
    assert rows["iso3"].isin(COUNTRIES["iso3"]).all()
    wrong = [
        (name, code)
        for name, code in rows.itertuples(index=False)
        if find_places(name).codes != [code]
    ]
    assert wrong == []


def test_no_name_left_out_gives_a_country() -> None:
    assert LEFT_OUT["name"].is_unique
    by_hand = LEFT_OUT[LEFT_OUT["reason"] != "no country name"]
    assert [name for name in by_hand["name"] if parse_countries(name)] == []
    # A listed name may stand beside one of the others ("Nairobi Kenya"); alone it gives nothing.
    single = LEFT_OUT[~LEFT_OUT["name"].str.contains(r"\W")]
    assert [name for name in single["name"].str.title() if parse_countries(name)] == []


def test_groups() -> None:
    assert GROUPS["iso3"].isin(COUNTRIES["iso3"]).all()
    assert not GROUPS.duplicated().any()
    sizes = GROUPS.groupby("group").size()
    assert sizes["European Union"] == 27
    assert sizes["SADC"] == 16
    assert sizes["ECOWAS"] == 12
    assert sizes["CARICOM"] == 15
