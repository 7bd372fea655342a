"""add_region by other schemes than M49: by date, by name of a region, and of the user's own."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.regions.add import is_overlapping
from migfund.regions.schemes import LEVELS
from migfund.schema import TEXT_LIST, make_table

DOCS = Path(__file__).resolve().parents[2] / "docs"
CODES = sorted(mf.region_schemes("m49")["country"].unique())


def split(*codes: object, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"country": pd.Series(codes, dtype=object), **columns})


def projects(*lists: object, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"countries": pd.Series(lists, dtype=object), **columns})


def groups(table: pd.DataFrame, column: str) -> list[Any]:
    """Give a column with None for missing and plain lists."""
    values = [value.tolist() if isinstance(value, np.ndarray) else value for value in table[column]]
    return [None if not isinstance(value, list) and pd.isna(value) else value for value in values]


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
    found = mf.add_region(table, scheme="eu", year="d")
    assert groups(found, "membership_eu") == ["EU member", None, None]
    assert (
        groups(mf.add_region(table, scheme="eu", year=2019), "membership_eu") == ["EU member"] * 3
    )
    assert groups(mf.add_region(table, scheme="eu", year=2020), "membership_eu") == [None] * 3


@pytest.mark.parametrize(
    "year",
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
def test_one_year_for_all_rows(year: Any) -> None:
    found = mf.add_region(split("COK", "KEN", "DEU"), scheme="dac", year=year)
    assert groups(found, "status_dac") == ["recipient", "recipient", None]
    assert groups(found, "group_dac") == ["UMIC", "LMIC", None]


@pytest.mark.parametrize(
    "values",
    [
        pd.array([2012, 2019, None], dtype="Int64"),
        pd.array(["2012", "2019", "unallocated"], dtype="str"),
        pd.Categorical(["2012", "2019", None]),
        [2012.0, 2019.0, float("nan")],
        pd.to_datetime(["2012-03-01", "2019-03-01", None]),
    ],
    ids=["numbers", "texts", "category", "floats", "dates"],
)
def test_columns_of_years(values: Any) -> None:
    table = split("KEN", "KEN", "KEN", when=values)
    found = mf.add_region(table, scheme="dac", year="when")
    assert groups(found, "group_dac") == ["Other LIC", "LMIC", None]
    assert groups(found, "status_dac") == ["recipient", "recipient", None]


def test_parts_by_year_have_the_group_of_their_year() -> None:
    part = {
        "period_from": pd.to_datetime(["2020-10-01", "2021-01-01", None]),
        "period_to": pd.to_datetime(["2020-12-31", "2021-12-31", None]),
        # Were it not split, the start would count.
        "start": pd.to_datetime(["2020-10-01"] * 3),
    }
    table = split("VUT", "VUT", "VUT", **part)
    found = mf.add_region(table, scheme="dac")
    assert groups(found, "group_dac") == ["LDC", "LMIC", None]
    # The middle of the part, 16 November, is before 4 December.
    assert groups(mf.add_region(table, scheme="ldc"), "group_ldc") == ["LDC", None, None]
    only_from = table.drop(columns="period_to")
    assert groups(mf.add_region(only_from, scheme="ldc"), "group_ldc") == ["LDC", None, None]


def test_what_has_no_date_is_missing_and_what_has_no_country_stays() -> None:
    table = split("KEN", "unallocated", None, start=pd.to_datetime([None, None, "2019-01-01"]))
    found = mf.add_region(table, scheme="dac")
    assert groups(found, "status_dac") == [None, "unallocated", None]
    assert len(found) == 3


def test_before_and_after_the_lists_nothing_is_known() -> None:
    for year in (1999, 2027):
        assert groups(mf.add_region(split("KEN"), scheme="dac", year=year), "status_dac") == [None]
    assert groups(mf.add_region(split("KEN"), scheme="dac", year=2004), "group_dac") == [None]


def test_schemes_that_stay_need_no_year() -> None:
    table = split("KEN")
    assert list(mf.add_region(table, scheme="iom", year="nonsense")) == [
        *["country", "region_iom", "fund_region_iom"]
    ]


def test_bad_years() -> None:
    with pytest.raises(
        mf.ColumnsError, match=r"'dac' .*neither period_from .* nor start.*year=2020"
    ):
        mf.add_region(split("KEN"), scheme="dac")
    with pytest.raises(mf.ColumnsError, match=r"no column 'when'.*year=2020"):
        mf.add_region(split("KEN"), scheme="dac", year="when")
    with pytest.raises(mf.DateError, match="'2019-13' is not a day"):
        mf.add_region(split("KEN"), scheme="dac", year="2019-13")
    with pytest.raises(mf.DateError, match="year must be a year, a date or the name of a column"):
        mf.add_region(split("KEN"), scheme="dac", year=2019.5)  # type: ignore[arg-type]
    with pytest.raises(mf.DateError, match="not True"):
        mf.add_region(split("KEN"), scheme="dac", year=True)
    strange = split("KEN", "KEN", "KEN", when=["2019/20", "19", 2019.5])
    with pytest.raises(
        mf.DateError, match=r"'when' has 3 values that are no year: '2019/20', '19'"
    ):
        mf.add_region(strange, scheme="dac", year="when")
    imprecise = split("KEN", start=pd.to_datetime(["2019-01-01"]), start_precision=["decade"])
    with pytest.raises(mf.DateError, match="precision is not day, month or year"):
        mf.add_region(imprecise, scheme="dac")


# --- Overlapping schemes


def test_un_special_holds_lists() -> None:
    table = split("BGD", "NPL", "TUV", "KEN", "CPV", "CPV", "unallocated", "XKX")
    table["when"] = [2020, 2020, 2020, 2020, 2006, 2008, 2020, 2020]
    found = mf.add_region(table, scheme="un_special", year="when")
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
    assert is_overlapping(found["groups_un_special"])
    assert not is_overlapping(found["country"])
    assert not is_overlapping(mf.add_region(split("KEN"))["region_m49"])


def test_un_special_of_projects() -> None:
    table = projects(["NPL", "BTN"], ["NPL", "BGD"], ["NPL", "KEN"], ["KEN"], [])
    found = mf.add_region(table, scheme="un_special", year=2020)
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
    found = mf.add_region(table, scheme="dac", year=2020)
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
        found = mf.add_region(table, scheme=given_path, year="when")
        assert groups(found, "group_corridors") == ["South", "East", None, "East"]
    assert "group_routes" in mf.add_region(table, scheme=path, year="when", name="routes")
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
    assert is_overlapping(found["groups_routes"])


def test_bad_own_schemes(tmp_path: Path) -> None:
    table = split("KEN")
    with pytest.raises(
        mf.PlaceError, match=r"2 countries .* not ISO .*: 'Kenya', 'UK'. mf.parse_c"
    ):
        mf.add_region(table, scheme={"East": ["Kenya", "KEN"], "North": ["UK"]})
    with pytest.raises(mf.MigfundError, match="empty or mixes the two"):
        mf.add_region(table, scheme={})
    with pytest.raises(mf.MigfundError, match="empty or mixes the two"):
        mf.add_region(table, scheme={"KEN": "East", "North": ["MAR"]})
    with pytest.raises(mf.MigfundError, match="1 countries whose group is no text: 'KEN'"):
        mf.add_region(table, scheme={"KEN": None, "UGA": "East"})
    with pytest.raises(
        mf.MigfundError, match="name= and overlapping= are for a scheme of your own"
    ):
        mf.add_region(table, scheme="m49", name="mine")
    with pytest.raises(mf.ReadError, match=r"absent\.csv: cannot be read as a CSV file"):
        mf.add_region(table, scheme=tmp_path / "absent.csv")
    path = tmp_path / "own.csv"
    for text, message in {
        "country,group\nKEN,East\n": "has no column 'iso3'.*this one has 'country', 'group'",
        "iso3,group\n": "has no rows",
        "iso3,group\nKEN,\n": "1 countries whose group is no text",
        "iso3,group,since\nKEN,East,soon\n": "since and until are days, months or years: 'soon'",
        "iso3,group,since,until\nKEN,East,2010,2009\n": "1 spans whose until is before .*'KEN'",
        "iso3,group,since\nKEN,East,2010\nKEN,North,2012\n": "several groups at a time: 'KEN'",
        "": "cannot be read as a CSV file",
    }.items():
        path.write_text(text, encoding="utf-8")
        with pytest.raises(mf.MigfundError, match=message):
            mf.add_region(table, scheme=path, year=2011)


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
    found = mf.add_region(table, scheme=scheme, year=year)
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
    one = mf.add_region(split(*codes), scheme=scheme, year=2015)
    other = mf.add_region(projects(*[[code] for code in codes]), scheme=scheme, year=2015)
    pd.testing.assert_frame_equal(one.drop(columns="country"), other.drop(columns="countries"))


@pytest.mark.parametrize("scheme", list(LEVELS))
def test_empty_tables(scheme: str) -> None:
    for table in (split(), projects(), make_table([])):
        found = mf.add_region(table.assign(start=pd.to_datetime([])), scheme=scheme)
        assert len(found) == 0
        for level in LEVELS[scheme]:
            dtype = found[f"{level}_{scheme}"].dtype
            assert dtype == (TEXT_LIST if scheme == "un_special" else "str")


# --- What is shown


def test_region_schemes_has_one_form() -> None:
    rows = mf.region_schemes("ldc")
    assert list(rows) == [
        *["scheme", "level", "group", "country", "since", "until", "overlapping"],
        *["source", "version"],
    ]
    assert rows.loc[rows["country"] == "VUT", ["since", "until"]].astype(
        str
    ).to_numpy().tolist() == [["1985-01-01", "2020-12-03"]]
    pd.testing.assert_frame_equal(
        pd.concat([mf.region_schemes(name) for name in LEVELS], ignore_index=True),
        mf.region_schemes(),
    )
    with pytest.raises(mf.MigfundError, match="no scheme 'oecd'; there is 'm49'"):
        mf.region_schemes("oecd")


def test_spans_that_follow_each_other_are_joined() -> None:
    rows = mf.region_schemes("dac")
    samoa = rows[(rows["country"] == "WSM") & (rows["level"] == "group")]
    assert samoa[["group", "since", "until"]].astype(str).to_numpy().tolist() == [
        ["LDC", "2005-01-01", "2013-12-31"],
        ["LMIC", "2014-01-01", "2017-12-31"],
        ["LMIC", "2022-01-01", "2026-12-31"],
        ["UMIC", "2018-01-01", "2021-12-31"],
    ]
    status = rows[(rows["country"] == "WSM") & (rows["level"] == "status")]
    assert status[["since", "until"]].astype(str).to_numpy().tolist() == [
        ["2000-01-01", "2026-12-31"]
    ]


def test_what_is_shown_can_be_changed_without_harm() -> None:
    rows = mf.region_schemes("eu")
    rows.loc[:, "group"] = "x"
    assert "EU member" in set(mf.region_schemes("eu")["group"])


def test_the_docs_name_every_added_column() -> None:
    text = (DOCS / "conventions.md").read_text(encoding="utf-8")
    stated = re.findall(
        r'^\| `(\w+)` \| `add_region(?:\(scheme="(\w+)"\))?` \|', text, re.MULTILINE
    )
    added = [(f"{level}_{name}", name) for name in LEVELS for level in LEVELS[name]]
    assert [(column, name or "m49") for column, name in stated] == added
