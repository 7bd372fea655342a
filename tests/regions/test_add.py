"""The groups of countries and projects: by date, by the name of a region, by one's own lists."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.regions.schemes import LEVELS
from migfund.schema import TEXT_LIST, make_table

NEW = ["region_m49", "subregion_m49", "intermediate_region_m49"]
CODES = sorted(mf.region_schemes("m49")["country"].unique())


def split(*codes: object, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"country": pd.Series(codes, dtype=object), **columns})


def projects(*lists: object, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"countries": pd.Series(lists, dtype=object), **columns})


def groups(table: pd.DataFrame, column: str) -> list[Any]:
    """Return a column with None for missing and plain lists."""
    values = [value.tolist() if isinstance(value, np.ndarray) else value for value in table[column]]
    return [None if not isinstance(value, list) and pd.isna(value) else value for value in values]


# --- Countries and projects


def rows_of(table: pd.DataFrame) -> list[list[object]]:
    found = table[NEW].astype(object)
    return found.where(found.notna(), None).to_numpy().tolist()


def test_countries_by_hand() -> None:
    found = mf.add_region(split("BLR", "KEN", "NAM", "ARM", "ARG", "DEU", "FJI"), scheme="m49")
    assert rows_of(found) == [
        ["Europe", "Eastern Europe", None],
        ["Africa", "Sub-Saharan Africa", "Eastern Africa"],
        ["Africa", "Sub-Saharan Africa", "Southern Africa"],
        ["Asia", "Western Asia", None],
        ["Americas", "Latin America and the Caribbean", "South America"],
        ["Europe", "Western Europe", None],
        ["Oceania", "Melanesia", None],
    ]
    assert [found[name].dtype for name in NEW] == ["str"] * 3


def test_every_country_agrees_with_the_file() -> None:
    path = Path(mf.__file__).parent / "codelists" / "m49.csv"
    with path.open(encoding="utf-8") as file:
        listed = {row["iso3"]: row for row in csv.DictReader(file)}
    assert len(listed) > 240
    found = mf.add_region(split(*listed))
    for code, regions in zip(found["country"], rows_of(found), strict=True):
        expected = [listed[code][n] or None for n in ("region", "subregion", "intermediate_region")]
        assert regions == expected, code


def test_unallocated_stays_and_missing_stays_missing() -> None:
    found = rows_of(mf.add_region(split("unallocated", None, float("nan"))))
    assert found == [["unallocated"] * 3, [None] * 3, [None] * 3]


def test_what_the_scheme_leaves_out_is_missing_but_no_error() -> None:
    assert rows_of(mf.add_region(split("XKX", "TWN", "SRB"))) == [
        [None] * 3,
        [None] * 3,
        ["Europe", "Southern Europe", None],
    ]


def test_unknown_codes() -> None:
    table = split("ARM", "ZZZ", "ZZZ", "XXA", "arm", "AM")
    with pytest.raises(
        mf.PlaceError,
        match=r"5 country codes are not ISO .*row 1: ZZZ; row 2: ZZZ; row 3: XXA; row 4: arm",
    ):
        mf.add_region(table)
    found = mf.add_region(table, on_missing="null")
    assert found["region_m49"].isna().tolist() == [False, True, True, True, True, True]
    with pytest.raises(mf.PlaceError, match=r"7 country codes .* and 2 more"):
        mf.add_region(split(*"ABCDEFG"))
    with pytest.raises(mf.PlaceError, match=r"1 country codes are not ISO .*row 0: ZZZ"):
        mf.add_region(projects(["ARM", "ZZZ"]))


def test_tables_that_are_not_split() -> None:
    found = mf.add_region(
        projects(["ARM", "GEO"], [], None, ["ARM", "KEN"], ["KEN", "NAM"], ("UKR",), ["XKX"])
    )
    assert rows_of(found) == [
        ["Asia", "Western Asia", None],
        [None] * 3,
        [None] * 3,
        ["several regions", "several regions", None],
        ["Africa", "Sub-Saharan Africa", "several regions"],
        ["Europe", "Eastern Europe", None],
        [None] * 3,
    ]


def test_regression_one_region_beside_an_unknown_one_is_not_several() -> None:
    table = projects(["SRB", "XKX"], ["XKX", "SRB", "KEN"], ["SRB", "ALB"])
    assert mf.add_region(table)["region_m49"].tolist()[1:] == ["several regions", "Europe"]
    assert mf.add_region(table)["region_m49"].isna().tolist() == [True, False, False]
    unknown = mf.add_region(projects(["ARM", "ZZZ"]), on_missing="null")
    assert unknown["region_m49"].isna().all()


@pytest.mark.parametrize("dtype", ["category", "string", "str", object])
def test_kinds_of_text(dtype: object) -> None:
    table = split("BLR", None, "unallocated").astype(dtype)
    found = mf.add_region(table)
    assert found["region_m49"].tolist()[::2] == ["Europe", "unallocated"]
    assert found["country"].dtype == table["country"].dtype


def test_labels_order_and_input_are_kept() -> None:
    for table in (split("KEN", "ARM", "UKR"), projects(["KEN"], ["ARM"], ["UKR"])):
        table = table.assign(title=["c", "a", "b"]).set_axis(["z", "a", "z"], axis=0)
        before = table.copy(deep=True)
        found = mf.add_region(table)
        assert found.index.tolist() == ["z", "a", "z"]
        assert found["region_m49"].tolist() == ["Africa", "Asia", "Europe"]
        assert list(found) == [*before.columns, *NEW]
        pd.testing.assert_frame_equal(table, before)


def test_bad_options_and_columns() -> None:
    with pytest.raises(
        mf.MigfundError, match="no scheme 'oecd'; there is 'm49', 'world_bank', 'dac'"
    ):
        mf.add_region(split("ARM"), scheme="oecd")
    with pytest.raises(
        mf.MigfundError, match="on_missing must be one of 'raise', 'null', not 'skip'"
    ):
        mf.add_region(split("ARM"), on_missing="skip")
    with pytest.raises(mf.ColumnsError, match=r"no column 'countries'.*split_by_country"):
        mf.add_region(pd.DataFrame({"a": [1]}))
    with pytest.raises(mf.ColumnsError, match="already has 'region_m49'"):
        mf.add_region(mf.add_region(split("ARM")))
    with pytest.raises(mf.ColumnsError, match="must hold a list"):
        mf.add_region(projects("ARM"))


def test_lists_of_numpy_texts() -> None:
    assert mf.add_region(projects(np.array(["ARM"])))["region_m49"].tolist() == ["Asia"]


# --- Schemes that stay


def test_world_bank() -> None:
    found = mf.add_region(
        split("KEN", "XKX", "AFG", "ETH", "AIA", "unallocated"), scheme="world_bank"
    )
    assert groups(found, "region_world_bank") == [
        "Sub-Saharan Africa",
        "Europe & Central Asia",
        "Middle East, North Africa, Afghanistan & Pakistan",
        "Sub-Saharan Africa",
        None,
        "unallocated",
    ]
    assert groups(found, "income_group_world_bank") == [
        "Lower middle income",
        "Upper middle income",
        "Low income",
        None,
        None,
        "unallocated",
    ]


def test_iom_and_neighbourhood_and_un() -> None:
    table = split("ETH", "GEO", "JOR", "USA", "NPL", "KEN")
    assert groups(mf.add_region(table, scheme="iom"), "region_iom") == [
        "East Africa and the Horn of Africa",
        "South-Eastern Europe, Eastern Europe and Central Asia",
        "Middle East and North Africa",
        "Central and North America and the Caribbean",
        "Asia and the Pacific",
        "East Africa and the Horn of Africa",
    ]
    assert groups(mf.add_region(table, scheme="iom"), "fund_region_iom") == [
        "Africa",
        "Europe",
        None,
        None,
        "Asia and Oceania",
        "Africa",
    ]
    neighbours = groups(mf.add_region(table, scheme="eu_neighbourhood"), "group_eu_neighbourhood")
    assert neighbours == [None, "Eastern Partnership", "Southern Neighbourhood", None, None, None]
    assert groups(mf.add_region(table, scheme="lldc"), "group_lldc") == [
        *["LLDC", None, None, None, "LLDC", None]
    ]
    assert groups(mf.add_region(split("CPV", "SGP"), scheme="sids"), "group_sids") == ["SIDS"] * 2


# --- Schemes that change


@pytest.mark.parametrize(
    ("date", "precision", "member"),
    [
        ("2013-06-30", "day", None),
        ("2013-07-01", "day", "EU member"),
        ("2013-01-01", "year", "EU member"),  # the larger part of 2013
        ("2012-01-01", "year", None),
        ("2013-06-01", "month", None),
        ("2013-07-01", "month", "EU member"),
    ],
)
def test_a_date_counts_as_its_middle(date: str, precision: str, member: str | None) -> None:
    table = split("HRV", start=pd.to_datetime([date]), start_precision=[precision])
    assert groups(mf.add_region(table, scheme="eu"), "membership_eu") == [member]
    if precision == "day":
        exact = table.drop(columns="start_precision")
        assert groups(mf.add_region(exact, scheme="eu"), "membership_eu") == [member]


def test_the_united_kingdom_in_2020() -> None:
    table = split("GBR", "GBR", "GBR", d=pd.to_datetime(["2020-01-31", "2020-02-01", None]))
    found = mf.add_region(table, scheme="eu", at="d")
    assert groups(found, "membership_eu") == ["EU member", None, None]
    assert groups(mf.add_region(table, scheme="eu", at=2019), "membership_eu") == ["EU member"] * 3
    assert groups(mf.add_region(table, scheme="eu", at=2020), "membership_eu") == [None] * 3


@pytest.mark.parametrize(
    "at",
    [
        2019,
        np.int64(2019),
        "2019",
        "2019-07",
        "2019-01-31",
        dt.date(2019, 5, 4),
        pd.Timestamp("2019-12-31"),
    ],
)
def test_one_year_for_all_rows(at: Any) -> None:
    found = mf.add_region(split("COK", "KEN", "DEU"), scheme="dac", at=at)
    assert groups(found, "status_dac") == ["recipient", "recipient", None]
    assert groups(found, "group_dac") == ["UMIC", "LMIC", None]


@pytest.mark.parametrize(
    "values",
    [[2012.0, 2019.0, float("nan")], pd.to_datetime(["2012-03-01", "2019-03-01", None])],
    ids=["years", "dates"],
)
def test_columns_of_years_and_dates(values: Any) -> None:
    table = split("KEN", "KEN", "KEN", when=values)
    found = mf.add_region(table, scheme="dac", at="when")
    assert groups(found, "group_dac") == ["Other LIC", "LMIC", None]
    assert groups(found, "status_dac") == ["recipient", "recipient", None]


def dated(**columns: Any) -> pd.DataFrame:
    """A project in Vanuatu, which left the LDCs on 4 December 2020, from October 2020 to 2021."""
    table = projects(["VUT"], start=pd.to_datetime(["2020-10-01"]), start_precision="day")
    return table.assign(end=pd.Timestamp("2021-12-31"), end_precision="day", **columns)


def test_parts_of_time_have_the_group_of_their_own_days() -> None:
    parts = mf.split_by_year(mf.split_by_country(dated()))
    # The middle of October to December is 15 November.
    for at in (None, "part"):
        found = mf.add_region(parts, scheme="ldc", at=at)
        assert groups(found, "group_ldc") == ["LDC", None]
    for at in ("start", "2020-06", 2019):
        found = mf.add_region(parts, scheme="ldc", at=at)
        assert groups(found, "group_ldc") == ["LDC", "LDC"]
    months = mf.add_region(mf.split_by_year(dated(), freq="month"), scheme="ldc")
    # The middle of December is after the fourth.
    assert groups(months, "group_ldc") == ["LDC", "LDC", *[None] * 13]
    undated = mf.split_by_year(dated().assign(end=pd.NaT, end_precision=None))
    assert groups(mf.add_region(undated, scheme="ldc"), "group_ldc") == [None]


def test_regression_a_period_of_the_users_own_is_no_part() -> None:
    table = dated(period_from=pd.Timestamp("2021-01-01"), period_to=pd.Timestamp("2021-12-31"))
    assert groups(mf.add_region(table, scheme="ldc"), "group_ldc") == ["LDC"]
    assert groups(mf.add_region(table, scheme="ldc", at="period_to"), "group_ldc") == [None]
    with pytest.raises(mf.ColumnsError, match=r"no column 'part'.*mf.split_by_year\(table\)"):
        mf.add_region(table, scheme="ldc", at="part")


def test_regression_a_country_of_the_users_own_is_not_that_of_a_split() -> None:
    # A project in Armenia and Georgia was in Germany, where the column said who paid.
    table = projects(["ARM", "KEN"], ["GEO"], country=["DEU", "DEU"])
    assert groups(mf.add_region(table), "region_m49") == ["several regions", "Asia"]
    parts = mf.split_by_country(table.drop(columns="country"))
    assert groups(mf.add_region(parts), "region_m49") == ["Asia", "Africa", "Asia"]
    # Without `countries`, it is all that there is.
    assert groups(mf.add_region(table[["country"]]), "region_m49") == ["Europe", "Europe"]
    with pytest.raises(mf.ColumnsError, match="no column 'country'"):
        mf.add_region(parts.drop(columns="country"))
    with pytest.raises(mf.ColumnsError, match="'country' must hold one value in each row"):
        mf.add_region(table[["countries"]].rename(columns={"countries": "country"}))


def test_what_has_no_date_is_missing_and_what_has_no_country_stays() -> None:
    table = split("KEN", "unallocated", None, start=pd.to_datetime([None, None, "2019-01-01"]))
    found = mf.add_region(table, scheme="dac")
    assert groups(found, "status_dac") == [None, "unallocated", None]
    assert len(found) == 3


def test_before_and_after_the_lists_nothing_is_known() -> None:
    for year in (1999, 2027):
        assert groups(mf.add_region(split("KEN"), scheme="dac", at=year), "status_dac") == [None]
    assert groups(mf.add_region(split("KEN"), scheme="dac", at=2004), "group_dac") == [None]


def test_schemes_that_stay_need_no_year() -> None:
    table = split("KEN", start=pd.to_datetime([None]))
    for at in (None, 2019, "start"):
        found = mf.add_region(table, scheme="iom", at=at)
        assert groups(found, "fund_region_iom") == ["Africa"]
    with pytest.raises(mf.ColumnsError, match="no column 'nonsense'"):
        mf.add_region(table, scheme="iom", at="nonsense")


def test_bad_years() -> None:
    with pytest.raises(
        mf.ColumnsError, match=r"'dac' .* depends on the date, .* no start\. Give at= .*at=2020"
    ):
        mf.add_region(split("KEN"), scheme="dac")
    with pytest.raises(mf.ColumnsError, match=r"no column 'when'.*at=2020"):
        mf.add_region(split("KEN"), scheme="dac", at="when")
    with pytest.raises(mf.DateError, match="'2019-13' is not a day"):
        mf.add_region(split("KEN"), scheme="dac", at="2019-13")
    with pytest.raises(mf.DateError, match="at must be a year, a date or the name of a column"):
        mf.add_region(split("KEN"), scheme="dac", at=2019.5)  # type: ignore[arg-type]
    with pytest.raises(mf.DateError, match="not True"):
        mf.add_region(split("KEN"), scheme="dac", at=True)
    strange = split("KEN", "KEN", "KEN", when=["2019/20", "19", 2019.5])
    with pytest.raises(
        mf.DateError, match=r"'when' has 3 values that are no year or date: '2019/20', '19'"
    ):
        mf.add_region(strange, scheme="dac", at="when")
    imprecise = split("KEN", start=pd.to_datetime(["2019-01-01"]), start_precision=["decade"])
    with pytest.raises(mf.DateError, match="precision is not day, month or year"):
        mf.add_region(imprecise, scheme="dac")


# --- Overlapping schemes


def test_un_special_holds_lists() -> None:
    table = split("BGD", "NPL", "TUV", "KEN", "CPV", "CPV", "unallocated", "XKX")
    table["when"] = [2020, 2020, 2020, 2020, 2006, 2008, 2020, 2020]
    found = mf.add_region(table, scheme="un_special", at="when")
    assert groups(found, "groups_un_special") == [
        ["LDC"],
        ["LDC", "LLDC"],
        ["LDC", "SIDS"],
        None,
        ["LDC", "SIDS"],
        ["SIDS"],
        ["unallocated"],
        None,
    ]
    assert found["groups_un_special"].dtype == TEXT_LIST


def test_un_special_of_projects() -> None:
    table = projects(["NPL", "BTN"], ["NPL", "BGD"], ["NPL", "KEN"], ["KEN"], [])
    found = mf.add_region(table, scheme="un_special", at=2020)
    assert groups(found, "groups_un_special") == [
        *[["LDC", "LLDC"], ["several regions"], None, None, None]
    ]


# --- Regions by name


def test_a_row_without_country_is_in_the_region_that_it_names() -> None:
    named = [
        "Africa",
        "eastern  AFRICA",
        "Melanesia",
        "Sub-Saharan Africa",
        "Western Balkans",
        None,
    ]
    table = split(*["unallocated"] * 6, region=pd.Series(named, dtype=object))
    found = mf.add_region(table)
    assert groups(found, "region_m49") == [
        *["Africa", "Africa", "Oceania", "Africa", "unallocated", "unallocated"]
    ]
    assert groups(found, "subregion_m49") == [
        "unallocated",
        "Sub-Saharan Africa",
        "Melanesia",
        "Sub-Saharan Africa",
        "unallocated",
        "unallocated",
    ]
    # Melanesia has no intermediate regions, as its countries have none.
    assert groups(found, "intermediate_region_m49") == [
        *["unallocated", "Eastern Africa", None, "unallocated", "unallocated", "unallocated"]
    ]
    balkans = mf.add_region(table, scheme="eu_neighbourhood")
    assert groups(balkans, "group_eu_neighbourhood")[4] == "Western Balkans"


def test_a_country_goes_before_the_region_named() -> None:
    table = split("KEN", "XKX", None, region=["Asia"] * 3)
    assert groups(mf.add_region(table), "region_m49") == ["Africa", None, None]


def test_projects_without_countries_are_in_the_region_that_they_name() -> None:
    table = projects([], None, ["KEN"], [], region=["Africa", "Asia", "Asia", "Mars"])
    found = mf.add_region(table)
    assert groups(found, "region_m49") == ["Africa", "Asia", "Africa", None]
    assert groups(found, "subregion_m49") == [
        *["unallocated", "unallocated", "Sub-Saharan Africa", None]
    ]


def test_names_of_iom_regions() -> None:
    words = [
        "East Africa and Horn of Africa",
        "East and Horn of Africa",
        "asia and oceania",
        "Africa",
    ]
    table = split(*["unallocated"] * 4, region=words)
    found = mf.add_region(table, scheme="iom")
    assert groups(found, "region_iom") == [
        *["East Africa and the Horn of Africa"] * 2,
        *["unallocated"] * 2,
    ]
    # All of the Horn is in the fund's Africa.
    assert groups(found, "fund_region_iom") == ["Africa", "Africa", "Asia and Oceania", "Africa"]


def test_other_levels_of_a_named_group() -> None:
    table = split(*["unallocated"] * 3, region=["LMIC", "High income", "recipient"])
    found = mf.add_region(table, scheme="dac", at=2020)
    assert groups(found, "status_dac") == ["recipient", "unallocated", "recipient"]
    assert groups(found, "group_dac") == ["LMIC", "unallocated", "unallocated"]
    bank = mf.add_region(table, scheme="world_bank")
    assert groups(bank, "region_world_bank") == ["unallocated"] * 3
    assert groups(bank, "income_group_world_bank")[1] == "High income"


def test_a_regional_project_stays_in_the_total_of_its_region() -> None:
    table = projects([], ["KEN", "NPL"], region=["Africa", None], budget_usd=[30.0, 100.0])
    totals = mf.total_by_region(table, value="budget_usd")
    assert dict(zip(totals["region_m49"], totals["total"], strict=True)) == {
        "Africa": 80.0,
        "Asia": 50.0,
    }


@pytest.mark.parametrize("scheme", [name for name in LEVELS if name != "un_special"])
def test_total_by_region_takes_every_scheme(scheme: str) -> None:
    table = projects(
        ["KEN", "NPL"], [], budget_usd=[30.0, 10.0], start=pd.to_datetime(["2019-01-01"] * 2)
    )
    for level in LEVELS[scheme]:
        totals = mf.total_by_region(table, value="budget_usd", scheme=scheme, level=level)
        assert totals["total"].sum() == 40.0
        assert totals.columns[0] == f"{level}_{scheme}"


# --- Schemes of one's own


def test_a_dict_either_way_round() -> None:
    table = split("KEN", "UGA", "MAR", "XKX", "DEU", "unallocated")
    one = mf.add_region(table, scheme={"KEN": "East", "UGA": "East", "MAR": "North", "XKX": "NA"})
    other = mf.add_region(
        table, scheme={"East": ["KEN", "UGA"], "North": ("MAR",), "NA": {"XKX"}}, name="own"
    )
    assert groups(one, "group_own") == ["East", "East", "North", "NA", None, "unallocated"]
    pd.testing.assert_frame_equal(one, other)


def test_an_own_scheme_by_name_and_in_projects() -> None:
    table = projects(["KEN", "UGA"], ["KEN", "MAR"], [], region=[None, None, "EAST"])
    found = mf.add_region(table, scheme={"East": ["KEN", "UGA"], "North": ["MAR"]}, name="desk")
    assert groups(found, "group_desk") == ["East", "several regions", "East"]


def test_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "corridors.csv"
    path.write_text(
        "\ufeffiso3,group,since,until,note\n"
        "NAM,South,,2015,\nNAM, East ,2016,,\nKEN,East,2010-07,,x\n",
        encoding="utf-8",
    )
    table = split("NAM", "NAM", "KEN", "KEN", when=[2015, 2016, 2009, 2011])
    for given_path in (path, str(path)):
        found = mf.add_region(table, scheme=given_path, at="when")
        assert groups(found, "group_corridors") == ["South", "East", None, "East"]
    assert "group_routes" in mf.add_region(table, scheme=path, at="when", name="routes")
    static = tmp_path / "static.CSV"
    static.write_text("iso3,group\nNAM,South\n", encoding="utf-8")
    assert groups(mf.add_region(table, scheme=static), "group_static") == ["South"] * 2 + [None] * 2


def test_an_own_overlapping_scheme() -> None:
    routes = {"Central": ["LBY", "TUN"], "Western": ["MAR", "TUN"]}
    with pytest.raises(
        mf.PlaceError, match=r"1 countries in several groups at a time: 'TUN'.*over"
    ):
        mf.add_region(split("TUN"), scheme=routes)
    found = mf.add_region(
        split("TUN", "MAR", "KEN"), scheme=routes, overlapping=True, name="routes"
    )
    assert groups(found, "groups_routes") == [["Central", "Western"], ["Western"], None]
    assert found["groups_routes"].dtype == TEXT_LIST


# --- The contract


@given(
    st.lists(st.sampled_from([*CODES, "XKX", "TWN", "unallocated", None]), max_size=20),
    st.sampled_from(list(LEVELS)),
    st.integers(1998, 2028),
    st.randoms(),
)
def test_rows_order_index_and_columns_are_kept(
    codes: list[str | None], scheme: str, year: int, random: Any
) -> None:
    labels = list(range(len(codes)))
    random.shuffle(labels)
    table = split(*codes, title=pd.Series(labels, dtype="int64")).set_axis(labels, axis=0)
    before = table.copy(deep=True)
    found = mf.add_region(table, scheme=scheme, at=year)
    new = [f"{level}_{scheme}" for level in LEVELS[scheme]]
    assert list(found) == [*before, *new]
    pd.testing.assert_frame_equal(found[list(before)], before)
    pd.testing.assert_frame_equal(table, before)
    # Looked up one by one in what region_schemes lists.
    rows = mf.region_schemes(scheme)
    moment = pd.Timestamp(year, 7, 2)
    begun = rows["since"].isna() | (rows["since"] <= moment)
    rows = rows[begun & (rows["until"].isna() | (rows["until"] >= moment))]
    for level, column in zip(LEVELS[scheme], new, strict=True):
        of_level = rows[rows["level"] == level]
        for code, group in zip(codes, groups(found, column), strict=True):
            expected: Any = of_level.loc[of_level["country"] == code, "group"].tolist()
            expected = ["unallocated"] if code == "unallocated" else expected
            if scheme == "un_special":
                assert group == (expected or None)
            else:
                assert [group] == (expected or [None])


@given(st.lists(st.sampled_from([*CODES, "XKX"]), max_size=10), st.sampled_from(list(LEVELS)))
def test_split_and_unsplit_agree_for_single_countries(codes: list[str], scheme: str) -> None:
    one = mf.add_region(split(*codes), scheme=scheme, at=2015)
    other = mf.add_region(projects(*[[code] for code in codes]), scheme=scheme, at=2015)
    pd.testing.assert_frame_equal(one.drop(columns="country"), other.drop(columns="countries"))


@pytest.mark.parametrize("scheme", list(LEVELS))
def test_empty_tables(scheme: str) -> None:
    for table in (split(), projects(), make_table([])):
        found = mf.add_region(table.assign(start=pd.to_datetime([])), scheme=scheme)
        assert len(found) == 0
        for level in LEVELS[scheme]:
            dtype = found[f"{level}_{scheme}"].dtype
            assert dtype == (TEXT_LIST if scheme == "un_special" else "str")
