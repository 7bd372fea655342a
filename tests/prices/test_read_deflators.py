import csv
import math
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effort import tried
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from migfund.errors import CurrencyError, MigfundError, MissingExtraError, ReadError
from migfund.prices.deflators import Deflators
from migfund.prices.read_deflators import read_deflators

DEVINIT = (
    Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "deflators"
) / "devinit_usd_deflators_2021WEO.csv"
WORLD_BANK = """"Data Source","World Development Indicators",

"Last Updated Date","2024-06-28",

"Country Name","Country Code","Indicator Name","Indicator Code","2009","2010","2011",
"Kenya","KEN","Consumer price index (2010 = 100)","FP.CPI.TOTL","96.1","100","1,114.0",
"Aruba","ABW","Consumer price index (2010 = 100)","FP.CPI.TOTL","","100","104.3",
"""
WEO_HEADINGS = (
    "WEO Country Code\tISO\tWEO Subject Code\tCountry\tSubject Descriptor\tUnits\tScale\t"
    "2018\t2019\t2030\tEstimates Start After"
)
WEO = f"""{WEO_HEADINGS}
512\tAFG\tNGDP_D\tAfghanistan\tGDP, deflator\tIndex\t\t99.5\t"1,020.5"\tn/a\t2018
512\tAFG\tPCPIPCH\tAfghanistan\tInflation\tPercent change\t\t2.1\t--\tn/a\t2018
967\tUVK\tNGDP_D\tKosovo\tGDP, deflator\tIndex\t\t100.0\t101.0\t120\t
\t\t\t\t\t\t\t\t\t\t
International Monetary Fund, World Economic Outlook Database, October 2021
"""


def write(folder: Path, text: str, encoding: str = "utf-8", name: str = "prices.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_world_bank_form_with_lines_above_and_a_comma_at_the_end(tmp_path: Path) -> None:
    table = read_deflators(write(tmp_path, WORLD_BANK, "utf-8-sig"))
    assert table.source == "World Bank (prices.csv)"
    assert table.series == ("KEN", "ABW")
    assert table.to_frame().index.tolist() == [2009, 2010, 2011]
    assert table.to_frame()["KEN"].tolist() == [96.1, 100.0, 1114.0]
    assert math.isnan(table.to_frame().loc[2009, "ABW"])
    assert table.base == "2010 = 100"


def test_world_bank_databank_form() -> None:
    headings = ["Country Name", "Country Code", "Series Name", "Series Code"]
    frame = pd.DataFrame(
        [
            ["Kenya", "KEN", "GDP deflator", "NY.GDP.DEFL.ZS", "..", "1.5"],
            ["Last Updated: x", *[""] * 5],
        ],
        columns=[*headings, "2019 [YR2019]", "2020 [YR2020]"],
    )
    assert read_deflators(frame).to_frame()["KEN"].dropna().to_dict() == {2020: 1.5}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_world_economic_outlook(tmp_path: Path, encoding: str) -> None:
    text = WEO.replace("\tKosovo", "\tKosovo é")
    path = write(tmp_path, text, encoding, "WEOOct2021all.xls")
    table = read_deflators(path, series="NGDP_D")
    assert table.source == "IMF World Economic Outlook (WEOOct2021all.xls)"
    assert table.series == ("AFG", "XKX")
    assert table.to_frame()["AFG"].dropna().to_dict() == {2018: 99.5, 2019: 1020.5}
    assert table.to_frame()["XKX"].tolist() == [100.0, 101.0, 120.0]
    assert table.estimates_after == {"AFG": 2018}
    assert table.pick("XKX").estimates_after == {}


def test_country_groups_of_the_world_economic_outlook_keep_their_names(tmp_path: Path) -> None:
    headings = WEO_HEADINGS.replace("\tISO", "").replace("\tCountry", "\tCountry Group Name")
    text = f"{headings}\n001\tPCPI\tWorld\tInflation\tIndex\t\t1\t2\t3\t2018\n"
    assert read_deflators(write(tmp_path, text)).series == ("World",)


def test_a_file_of_several_subjects_needs_a_choice(tmp_path: Path) -> None:
    path = write(tmp_path, WEO)
    with pytest.raises(ReadError, match=r"has 2 subjects: 'NGDP_D', 'PCPIPCH'\. Choose one"):
        read_deflators(path)
    with pytest.raises(ReadError, match="'PCPIPCH' is no price index but 'Percent change'"):
        read_deflators(path, series="PCPIPCH")
    with pytest.raises(ReadError, match="no figures for subject 'NGDP'"):
        read_deflators(path, series="NGDP")


def test_a_yearly_percentage_of_the_world_bank_is_no_index(tmp_path: Path) -> None:
    text = WORLD_BANK.replace("Consumer price index (2010 = 100)", "GDP deflator (annual %)")
    with pytest.raises(ReadError, match="is no price index"):
        read_deflators(write(tmp_path, text))


def test_dac_form_donors_by_name_under_a_title(tmp_path: Path) -> None:
    text = """Deflators for Resource Flows from DAC Donors (2020=100),,
,,
,,2019,2020
,Germany,98.1,100.0
,Slovak Republic,97.0,100.0
,EU Institutions,98.0,100.0
,Total DAC,97.5,100.0
,,,
Note: each reflects prices and exchange rates.,,,
"""
    table = read_deflators(write(tmp_path, text), source="OECD DAC, 2021")
    assert table.series == ("DEU", "SVK", "EU Institutions", "Total DAC")
    assert table.to_frame()["DEU"].tolist() == [98.1, 100.0]
    assert repr(table) == "Deflators(OECD DAC, 2021; 4 series, 2019 to 2020, 2020 = 100)"


def test_a_workbook_gives_its_one_sheet_with_years(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    pytest.importorskip("xlsxwriter")
    path = tmp_path / "dac.xls"
    with pd.ExcelWriter(tmp_path / "dac.xlsx", engine="xlsxwriter") as book:
        pd.DataFrame({"about": ["words"]}).to_excel(book, sheet_name="About", index=False)
        data = pd.DataFrame({"": ["Germany"], 2019: [98.1], 2020: [100]})
        data.to_excel(book, sheet_name="Data", index=False, startrow=3)
    (tmp_path / "dac.xlsx").rename(path)
    assert read_deflators(path).to_frame()["DEU"].tolist() == [98.1, 100.0]
    with pd.ExcelWriter(tmp_path / "two.xlsx", engine="xlsxwriter") as book:
        data.to_excel(book, sheet_name="A", index=False)
        data.to_excel(book, sheet_name="B", index=False)
    with pytest.raises(ReadError, match="2 sheets have the headings of a table: 'A', 'B'"):
        read_deflators(tmp_path / "two.xlsx")
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(ReadError, match="no Excel workbook"):
        read_deflators(tmp_path / "bad.xlsx")


def test_a_workbook_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    (tmp_path / "dac.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(MissingExtraError, match=r"migfund\[excel\]"):
        read_deflators(tmp_path / "dac.xlsx")


def test_years_down(tmp_path: Path) -> None:
    table = read_deflators(write(tmp_path, "Year;USA;KEN\n2020;1;\n2019;0.9;0.5\n"))
    assert (table.first, table.last) == (2019, 2020)
    assert table.to_frame()["USA"].tolist() == [0.9, 1.0]
    assert table.source == "prices.csv"
    with pytest.raises(ReadError, match=r"no whole year: '2019\.5'"):
        read_deflators(pd.DataFrame({"year": [2019.5], "USA": [1.0]}))
    with pytest.raises(CurrencyError, match="years of deflators stand twice: 2019"):
        read_deflators(pd.DataFrame({"year": [2019, 2019], "USA": [1.0, 1.0]}))
    with pytest.raises(ReadError, match="chooses nothing here"):
        read_deflators(pd.DataFrame({"year": [2019], "USA": [1.0]}), series="NGDP_D")


def test_zero_or_less_is_missing_and_noted() -> None:
    frame = pd.DataFrame({"ISO3": ["CZE"], "1980": [0], "1981": [-1], "1990": [0.5]})
    table = read_deflators(frame)
    assert table.to_frame()["CZE"].dropna().to_dict() == {1990: 0.5}
    assert table.notes == ("CZE: zero or less, so taken as missing: 1980, 1981",)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("a,b\n1,2\n", "no headings with two years or more"),
        ("", "no headings"),
        ("iso3,2019,2020\nUSA,1,2\nUSA,1,2\n", "USA stands twice"),
        ("iso3,2019,2019\nUSA,1,2\n", "years of deflators stand twice: 2019"),
        ("iso3,2019/20,2020/21\nUSA,1,2\n", "no whole calendar years: '2019/20', '2020/21'"),
        ("iso3,2019,2020\nUSA,1,two\n", "USA 2020: 'two' is no number"),
        ("iso3;2019;2020\nUSA;1;1,070\n", "'1,070' is no number"),
        ("iso3,2019,2020\n,1,2\n", "a row of figures has no country"),
        ("year,USA,USA\n2019,1,2\n", "heading 'USA' is empty or stands twice"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises((ReadError, CurrencyError), match=match):
        read_deflators(write(tmp_path, text))


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        read_deflators(tmp_path / "none.csv")


@pytest.mark.skipif(not DEVINIT.exists(), reason="the shared data are not here")
def test_the_file_of_development_initiatives() -> None:
    table = read_deflators(DEVINIT)
    assert len(table.series) == 203
    assert (table.first, table.last) == (1980, 2026)
    assert table.base == "2019 = 1"
    assert table.to_frame().loc[2023, "USA"] == 1.077728706
    assert "Total DAC" not in table.series
    assert "TOTAL DAC" in table.series
    assert any(note.startswith("CZE: zero or less") for note in table.notes)


@pytest.mark.skipif(not DEVINIT.exists(), reason="the shared data are not here")
def test_every_cell_of_that_file_by_another_route() -> None:
    table = read_deflators(DEVINIT).to_frame()
    # Looked up by hand in the file.
    assert table.loc[2010, "DEU"] == 1.0215961
    assert table.loc[2000, "KEN"] == 0.363847813
    assert table.loc[2026, "USA"] == 1.142965251
    assert math.isnan(table.loc[1980, "CZE"])
    with DEVINIT.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    compared = 0
    for name, code, *cells in rows:
        series = table[code or name]
        for year, cell in zip(heading[2:], cells, strict=True):
            figure = float(cell) if cell else 0
            if figure <= 0:
                assert math.isnan(series[int(year)]), (name, year)
            else:
                assert series[int(year)] == figure, (name, year)
                compared += 1
    assert compared > 8000


@pytest.mark.parametrize("junk", [None, 5, ["a"], {"USA": 1.0}])
def test_regression_junk_is_an_error_of_ours(junk: Any) -> None:
    with pytest.raises(ReadError, match="no file and no DataFrame"):
        read_deflators(junk)


CHANGES = [4.2, 3.0, 3.0, 2.6, 2.8, 2.9, 2.3, 1.6, 2.2, 3.4]  # consumer prices of the USA, 1991 on
YEARS = [str(year) for year in range(1991, 2001)]


def test_regression_yearly_changes_of_one_country_are_no_index() -> None:
    wide = pd.DataFrame([CHANGES], columns=YEARS)
    for named in (wide.assign(iso3="USA"), wide.assign(Country="United States")):
        with pytest.raises(ReadError, match="seems to hold yearly changes and no price index"):
            read_deflators(named)
    down = pd.DataFrame({"Year": YEARS, "USA": CHANGES})
    with pytest.raises(ReadError, match="seems to hold yearly changes"):
        read_deflators(down)
    # datasets/cpi: a row a country and year, and a heading that says what it is.
    long = pd.DataFrame({"Country Name": "United States", "Country Code": "USA"}, index=range(10))
    long = long.assign(Year=YEARS, Inflation=CHANGES)
    with pytest.raises(ReadError, match="'Inflation' is a rate of change and no price index"):
        read_deflators(long)
    with pytest.raises(ReadError, match=r"yearly changes.*pass mf\.Deflators\(table, source="):
        read_deflators(long.rename(columns={"Inflation": "CPI"}))
    # The remedy, followed: a table that is an index whatever it looks like.
    table = Deflators(down.set_index(down["Year"].astype(int))[["USA"]], source="by hand")
    assert table.series == ("USA",)


def test_a_row_a_country_and_year() -> None:
    long = pd.DataFrame(
        {
            "Country Name": ["Kenya", "Kenya", "Aruba"],
            "Country Code": ["KEN", "KEN", "ABW"],
            "Year": [2011, 2010, 2010],
            "CPI": [114.0, 100.0, 100.0],
        }
    )
    table = read_deflators(long).to_frame()
    assert table["KEN"].tolist() == [100, 114]
    assert table["ABW"].dropna().to_dict() == {2010: 100}
    with pytest.raises(ReadError, match="several figures for a country and year"):
        read_deflators(pd.concat([long, long]).reset_index(drop=True))


@pytest.mark.parametrize(
    "headings",
    [
        '"Nombre del país","Código del país","Nombre del indicador","Código del indicador"',
        '"Nom du pays","Code du pays","Nom de l\'indicateur","Code de l\'indicateur"',
        '"اسم البلد","رمز البلد","اسم المؤشر","رمز المؤشر"',
    ],
)
def test_the_world_bank_in_other_languages(tmp_path: Path, headings: str) -> None:
    english = '"Country Name","Country Code","Indicator Name","Indicator Code"'
    text = WORLD_BANK.replace(english, headings).replace(
        "Consumer price index", "Índice de precios al consumidor"
    )
    table = read_deflators(write(tmp_path, text))
    assert table.series == ("KEN", "ABW")
    assert table.to_frame()["KEN"].tolist() == [96.1, 100.0, 1114.0]
    changes = text.replace("(2010 = 100)", "(% anual)")
    with pytest.raises(ReadError, match="is no price index"):
        read_deflators(write(tmp_path, changes))


PORTAL = """\
"DATASET","SERIES_CODE","OBS_MEASURE","COUNTRY","INDICATOR","FREQUENCY","SCALE","UNIT",\
"LATEST_ACTUAL_ANNUAL_DATA","2023","2024","2025"
"IMF.RES:WEO(9.0.0)","ITA.NGDP_D.A","OBS_VALUE","Italy","GDP deflator, index","Annual","Units",\
"Index","2024","110.1","112.2","114.4"
"IMF.RES:WEO(9.0.0)","ITA.PCPIPCH.A","OBS_VALUE","Italy","Inflation","Annual","Units",\
"Percent change","2024","5.9","1.1","1.8"
"IMF.RES:WEO(9.0.0)","KOS.NGDP_D.A","OBS_VALUE","Kosovo","GDP deflator, index","Annual","Units",\
"Index","FY2023/24","120.5","124.0","126.0"
"""


def test_the_world_economic_outlook_in_its_new_form(tmp_path: Path) -> None:
    path = write(tmp_path, PORTAL)
    with pytest.raises(ReadError, match=r"2 subjects: 'NGDP_D', 'PCPIPCH'\. .*series='NGDP_D'"):
        read_deflators(path)
    table = read_deflators(path, series="NGDP_D")
    assert table.to_frame()["ITA"].tolist() == [110.1, 112.2, 114.4]
    assert table.series == ("ITA", "XKX")
    assert table.estimates_after == {"ITA": 2024, "XKX": 2023}
    with pytest.raises(ReadError, match="'PCPIPCH' is no price index but"):
        read_deflators(path, series="PCPIPCH")


def test_the_columns_of_wbgapi() -> None:
    frame = pd.DataFrame(
        {"YR2015": [90.0], "YR2019": [100.0]}, index=pd.Index(["KEN"], name="economy")
    )
    assert read_deflators(frame).to_frame()["KEN"].to_dict() == {2015: 90.0, 2019: 100.0}


TSV = """\
freq,unit,coicop,geo\\TIME_PERIOD\t2014 \t2015 \t2016
A,INX_A_AVG,CP00,DE\t99.9 \t100.0 \t105.8 b
A,INX_A_AVG,CP00,EL\t: \t100.0 d\t100.3
A,RCH_A_AVG,CP00,DE\t0.8 \t0.7 \t0.4
"""


def test_eurostat_with_its_flags(tmp_path: Path) -> None:
    table = read_deflators(write(tmp_path, TSV, name="prc_hicp_aind.tsv")).to_frame()
    assert table["DEU"].tolist() == [99.9, 100.0, 105.8]
    assert table["GRC"].dropna().to_dict() == {2015: 100.0, 2016: 100.3}
    several = TSV + "A,INX_A_AVG,CP01,DE\t99.0 \t100.0 \t101.0 \n"
    with pytest.raises(ReadError, match=r"several coicop: 'CP00', 'CP01'\. .*series='CP00'"):
        read_deflators(write(tmp_path, several))
    chosen = read_deflators(write(tmp_path, several), series="CP01").to_frame()
    assert chosen["DEU"].tolist() == [99.0, 100.0, 101.0]
    rates = "\n".join(line for line in TSV.splitlines() if "INX" not in line)
    with pytest.raises(ReadError, match="has rates of change and no price index"):
        read_deflators(write(tmp_path, rates))
    sdmx = "DATAFLOW,LAST UPDATE,freq,unit,coicop,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
    sdmx += "".join(f"x,y,A,I15,CP00,DE,{year},{105 + year - 2016},b\n" for year in (2016, 2017))
    assert read_deflators(write(tmp_path, sdmx)).to_frame()["DEU"].tolist() == [105, 106]


def test_months_and_quarters_become_averages_of_whole_years() -> None:
    months = [f"{year}-{n:02}" for year in (2019, 2020) for n in range(1, 13)][:20]
    figures = [float(100 + n) for n in range(20)]
    fred = pd.DataFrame({"observation_date": [f"{m}-01" for m in months], "CPIAUCSL": figures})
    table = read_deflators(fred)
    # 100 to 111; of 2020 four months are missing.
    assert table.to_frame()["CPIAUCSL"].dropna().to_dict() == {2019: 105.5}
    assert table.notes == (
        "averages of 12 months or quarters a year",
        "years without all of them are missing: 2020",
    )
    across = pd.DataFrame([figures], columns=[m.replace("-", "M") for m in months])
    assert read_deflators(across.assign(iso3="USA")).to_frame()["USA"].dropna().tolist() == [105.5]
    quarters = pd.DataFrame([[1.0, 2.0, 3.0, 6.0]], columns=[f"2019-Q{n}" for n in range(1, 5)])
    assert read_deflators(quarters.assign(iso3="USA")).to_frame()["USA"].tolist() == [3.0]
    with pytest.raises(ReadError, match="no whole calendar years: '2001-02', '2002-03'"):
        read_deflators(pd.DataFrame([[1.0, 2.0, "USA"]], columns=["2001-02", "2002-03", "iso3"]))
    with pytest.raises(ReadError, match="a month or quarter twice"):
        read_deflators(pd.concat([fred, fred.tail(1)]).reset_index(drop=True))


INDEX = st.lists(st.floats(0.97, 1.2), min_size=4, max_size=12)
"""By how much prices rise from year to year."""


@tried(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(INDEX, min_size=1, max_size=4),
    shape=st.sampled_from(["wide", "down", "long", "months", "yr", "wbgapi", "changes"]),
    mark=st.sampled_from(["", ",", ";", "\t"]),
    decimal=st.sampled_from([".", ","]),
    holes=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 11)), max_size=5),
    order=st.randoms(use_true_random=False),
    empty=st.sampled_from(["", "..", "n/a"]),
)
def test_any_way_to_write_an_index(
    tmp_path: Path,
    steps: list[list[float]],
    shape: str,
    mark: str,
    decimal: str,
    holes: set[tuple[int, int]],
    order: Any,
    empty: str,
) -> None:
    size = min(map(len, steps)) + 1
    codes, years = ["USA", "KEN", "DEU", "FRA"][: len(steps)], list(range(2010, 2010 + size))
    index = {
        c: np.cumprod([100.0, *step[: size - 1]]) for c, step in zip(codes, steps, strict=True)
    }
    if shape == "changes":
        index = {code: np.array([0.0, *(np.diff(v) / v[:-1] * 100)]) for code, v in index.items()}
    known = pd.DataFrame(index, index=years)
    for row, column in holes:
        if row < len(codes) and column < size:
            known.iloc[column, row] = np.nan
    text = known.map(lambda v: f"{v:.8f}".replace(".", decimal) if v == v else empty)
    shuffled = order.sample(years, len(years))
    if shape in ("wide", "yr", "wbgapi", "changes"):
        table = text.T[shuffled]
        names = {"wide": "{}", "yr": "{} [YR{}]", "wbgapi": "YR{}", "changes": "{}"}[shape]
        table = table.set_axis([names.format(year, year) for year in shuffled], axis="columns")
        table = table.rename_axis("economy").reset_index()
    elif shape == "down":
        table = text.loc[shuffled].rename_axis("Year").reset_index()
    elif shape == "long":
        table = (
            text.rename_axis("Year").reset_index().melt("Year", var_name="Code", value_name="CPI")
        )
        table = table.iloc[order.sample(range(len(table)), len(table))].reset_index(drop=True)
    else:
        months = text.loc[text.index.repeat(12)]
        dates = [f"{year}-{n:02}" for year in years for n in range(1, 13)]
        table = months.set_axis(dates).rename_axis("date").reset_index()
    source: Any = table
    if mark:
        source = tmp_path / "prices.csv"
        table.to_csv(source, index=False, sep=mark)
    try:
        read = read_deflators(source).to_frame()
    except MigfundError:
        only_falls = len(codes) == 1 and max(steps[0]) < 1  # as the value of money does
        if shape != "changes" and decimal == "." and not only_falls:
            raise
        return
    if shape == "changes":  # a few steps of one size cannot be told from an index
        return
    for code in codes:
        for year in years:
            figure = known.loc[year, code]
            got = read[code].get(year, np.nan) if code in read else np.nan
            assert (math.isnan(figure) and math.isnan(got)) or got == pytest.approx(
                figure, rel=1e-7
            )


INFLATION = [1.6, 3.2, 2.1, 1.5, 1.6, 0.1, 1.3, 2.1, 2.4, 1.8, 1.2]


@pytest.mark.parametrize(
    "figures",
    [
        [100 + n for n in INFLATION],
        [1 + n / 100 for n in INFLATION],
        [n / 100 for n in INFLATION],
    ],
    ids=["year before = 100", "factors", "shares"],
)
def test_regression_changes_on_the_year_before_are_no_index(figures: list[float]) -> None:
    table = pd.DataFrame({"year": range(2010, 2021), "USA": figures})
    with pytest.raises(ReadError, match="yearly changes and no price index"):
        read_deflators(table)
    # Chained, they are one.
    chained = pd.DataFrame({"year": range(2010, 2021), "USA": np.cumprod([1.02] * 11) * 100})
    assert read_deflators(chained).to_frame()["USA"].count() == 11


@pytest.mark.parametrize(
    "said",
    [
        {"MEASURE": "AGRWTH"},
        {"UNIT_MEASURE": "PA", "TRANSFORMATION": "GY"},
        {"indicator": "Inflation, annual %"},
    ],
)
def test_regression_codes_of_changes_in_a_long_table(said: dict[str, str]) -> None:
    table = pd.DataFrame({"LOCATION": ["USA"] * 3, **said, "TIME": [2018, 2019, 2020]})
    table["Value"] = [2.4, 1.8, 1.2]
    with pytest.raises(ReadError, match="rate of change"):
        read_deflators(table)
    right = table.drop(columns=list(said)).assign(MEASURE="IDX2015", Value=[100.0, 102, 104])
    assert read_deflators(right).to_frame()["USA"].tolist() == [100, 102, 104]


@pytest.mark.parametrize("unit", ["PD_PCH_PRE_EUR", "CP_MEUR", "CLV15_MEUR"])
def test_regression_units_of_eurostat_that_are_no_index(unit: str) -> None:
    table = pd.DataFrame({"unit": [unit] * 2, "na_item": "B1GQ", "geo": "DE"})
    table = table.assign(TIME_PERIOD=[2019, 2020], OBS_VALUE=[105.0, 107.0])
    with pytest.raises(ReadError, match="no price index"):
        read_deflators(table)
    right = read_deflators(table.assign(unit="PD15_EUR"))
    assert right.to_frame()["DEU"].tolist() == [105, 107]


def test_regression_dates_of_years_and_quarters() -> None:
    """FRED writes a year as its first day, and a quarter as its first."""
    days = [f"{year}-01-01" for year in (2018, 2019, 2020)]
    yearly = read_deflators(pd.DataFrame({"observation_date": days, "DEF": [98.0, 100, 101]}))
    assert yearly.to_frame()["DEF"].tolist() == [98, 100, 101]
    days = [f"{year}-{month:02}-01" for year in (2019, 2020) for month in (1, 4, 7, 10)]
    quarters = pd.DataFrame({"observation_date": days, "GDPDEF": [*map(float, range(100, 108))]})
    assert read_deflators(quarters).to_frame()["GDPDEF"].tolist() == [101.5, 105.5]
    ends = quarters.assign(
        observation_date=[
            f"{y}-{d}" for y in (2019, 2020) for d in ("03-31", "06-30", "09-30", "12-31")
        ]
    )
    assert read_deflators(ends).to_frame()["GDPDEF"].tolist() == [101.5, 105.5]
    with pytest.raises(ReadError, match="has no year with all of its"):
        read_deflators(pd.DataFrame({"date": ["2019-01", "2019-02"], "CPI": [100.0, 101]}))


def test_regression_months_in_other_forms() -> None:
    """By name, across as the Bureau of Labor Statistics writes them, or beside a year."""
    figures = [100.0 + n for n in range(24)]
    stamps = pd.period_range("2015-01", periods=24, freq="M")
    named = pd.DataFrame({"date": [m.strftime("%b %Y") for m in stamps], "USA": figures})
    beside = pd.DataFrame({"year": stamps.year, "month": stamps.month, "USA": figures})
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    across = pd.DataFrame([figures[:12], figures[12:]], columns=months)
    across.insert(0, "Year", [2015, 2016])
    for table in (named, beside, across):
        [column] = read_deflators(table).to_frame().to_numpy().T.tolist()
        assert column == [105.5, 117.5]
    quarters = pd.DataFrame([["USA", *range(100, 108)]])
    quarters.columns = pd.Index(["ISO3", *(f"Q{q} {y}" for y in (2019, 2020) for q in range(1, 5))])
    assert read_deflators(quarters).to_frame()["USA"].tolist() == [101.5, 105.5]


def test_regression_a_slipped_digit() -> None:
    table = pd.DataFrame({"year": [2014, 2015, 2016], "USA": [99.5, 1005.0, 101.5]})
    with pytest.raises(ReadError, match=r"ten times or a tenth .*'USA 2015: 1005'\. Mend"):
        read_deflators(table)


@pytest.mark.parametrize(
    "figures",
    [
        [2.1, 8.3],
        [1.2, 2.1, 4.7, 8.3],
        [8.3, 2.1],
        [1.8, 2.4, 2.9],
        [None, 2.1, 8.3],
        [6.9, 6.6, 6.3, 8.0, 4.7, 5.2, 5.4, 6.1],
    ],
)
def test_regression_inflation_that_only_rises_is_no_index(figures: list[float]) -> None:
    table = pd.DataFrame({"year": range(2020, 2020 + len(figures)), "DEU": figures})
    with pytest.raises(ReadError, match="seems to hold yearly changes"):
        read_deflators(table)


@pytest.mark.parametrize(
    ("years", "figures"),
    [([2015, 2023], [0.9, 1.2]), ([2021, 2022], [0.92, 1.0]), ([2021, 2022], [100, 180]),
     ([2010, 2020], [54.2, 231.0]), ([2020, 2021, 2022], [0.94, 0.97, 1.04])],
)  # fmt: skip
def test_short_indices_are_read(years: list[int], figures: list[float]) -> None:
    prices = read_deflators(pd.DataFrame({"year": years, "DEU": figures}))
    assert prices.to_frame()["DEU"].tolist() == figures


ONS = """\
"Title","CPI INDEX 00: ALL ITEMS 2015=100"
"CDID","D7BT"
"Source dataset ID","MM23"
"PreUnit",""
"Unit","Index, base year = 100"
"Release date","18-02-2026"
"Important notes",
"2015","100.0"
"2016","100.7"
"2015 Q1","99.3"
"2015 JAN","98.9"
"2015 FEB","99.4"
"""
CANADA = """\
"REF_DATE","GEO","DGUID","Products and product groups","UOM","UOM_ID","SCALAR_FACTOR","VALUE",\
"STATUS"
"2018","Canada","2016A000011124","All-items","2002=100","17","units","133.4",""
"2019","Canada","2016A000011124","All-items","2002=100","17","units","136.0",""
"2018","Canada","2016A000011124","Food","2002=100","17","units","143.8",""
"2019","Canada","2016A000011124","Food","2002=100","17","units","148.7",""
"2018","Alberta","2016A000248","All-items","2002=100","17","units","140.7",""
"2019","Alberta","2016A000248","All-items","2002=100","17","units","143.1",""
"""


def test_a_series_of_the_office_for_national_statistics(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_text(ONS)
    assert read_deflators(path).to_frame()["D7BT"].to_dict() == {2015: 100.0, 2016: 100.7}
    months = "".join(f'"2015 {m}","{100 + n}"\n' for n, m in enumerate(
        "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()))  # fmt: skip
    path.write_text(ONS.split('"2015","100.0"')[0] + months)
    assert read_deflators(path).to_frame()["D7BT"].to_dict() == {2015: 105.5}
    for old, new in (("Index, base year = 100", "%"), ("CPI INDEX", "CPI ANNUAL RATE")):
        path.write_text(ONS.replace(old, new))
        with pytest.raises(ReadError, match="is a rate of change and no price index"):
            read_deflators(path)


def test_a_table_of_statistics_canada(tmp_path: Path) -> None:
    path = tmp_path / "18100005.csv"
    path.write_text(CANADA, encoding="utf-8-sig")
    with pytest.raises(ReadError, match=r"several products and .* series='All-items'"):
        read_deflators(path)
    prices = read_deflators(path, series="All-items")
    assert prices.to_frame()["CAN"].to_dict() == {2018: 133.4, 2019: 136.0}
    assert prices.series == ("CAN", "Alberta")
    path.write_text(CANADA.replace("2002=100", "Percentage change"))
    with pytest.raises(ReadError, match="rates of change"):
        read_deflators(path)


def test_regression_an_index_that_begins_anew_at_its_base() -> None:
    table = pd.DataFrame(
        {"year": range(2012, 2018), "KEN": [140.0, 148.0, 158.2, 100.0, 106.3, 114.8]}
    )
    with pytest.raises(ReadError, match=r"begin anew at its base \(1\): 'KEN 2015'"):
        read_deflators(table)
    linked = table.assign(KEN=[88.5, 93.6, 100.0, 105.6, 112.2, 121.2])
    assert read_deflators(linked).to_frame().loc[2017, "KEN"] == 121.2
    # Prices of oil fall by as much, and in other years too.
    oil = table.assign(KEN=[140.0, 155.0, 148.0, 100.0, 92.0, 104.0])
    assert read_deflators(oil).to_frame().loc[2015, "KEN"] == 100


@pytest.mark.parametrize(
    "words",
    ["Consumer prices, previous year = 100", "Verbraucherpreise (Vorjahr=100)",
     "Indice des prix, année précédente = 100", "Inflation, consumer prices"],
)  # fmt: skip
def test_words_of_a_change_beside_figures_that_only_rise(words: str) -> None:
    table = pd.DataFrame(
        {"ISO": ["KEN"], "Series": [words], "2018": [104.7], "2019": [105.2], "2020": [105.4]}
    )
    with pytest.raises(ReadError, match="is a rate of change and no price index"):
        read_deflators(table)


def test_words_of_the_year_before_above_the_headings(tmp_path: Path) -> None:
    path = tmp_path / "cpi.csv"
    path.write_text("CPI (preceding year = 100),\nYear,CPI\n2018,104.7\n2019,105.2\n2020,105.4\n")
    with pytest.raises(ReadError, match="is a rate of change and no price index"):
        read_deflators(path)


def test_one_index_that_begins_anew_after_a_fall_of_a_tenth() -> None:
    years = [2007, 2008, 2009, 2010, 2011]
    table = pd.DataFrame({"Year": years, "CPI": [98.1, 112, 100, 104.0, 118.6]})
    with pytest.raises(ReadError, match="begin anew at its base"):
        read_deflators(table)


@pytest.mark.parametrize("heading", ["Jahr", "Année", "Año", "Quarter"])
def test_a_column_of_times_in_another_language(heading: str) -> None:
    times = [f"2019-Q{n}" for n in (1, 2, 3, 4)] if heading == "Quarter" else ["2018", "2019"]
    table = pd.DataFrame({heading: times, "DEU": [104.0, 105.0, 106.0, 107.0][-len(times) :]})
    right = 105.5 if heading == "Quarter" else 107.0
    assert read_deflators(table).to_frame()["DEU"][2019] == right


def test_a_change_beside_an_index_in_german() -> None:
    table = pd.DataFrame({"Jahr": ["2018", "2019"], "VPI": [103.8, 105.3]})
    with pytest.raises(ReadError, match="'Veränderung zum Vorjahr' is a rate of change"):
        read_deflators(table.assign(**{"Veränderung zum Vorjahr": [1.8, 1.4]}))


OECD = (
    "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,Reference area,FREQ,MEASURE,UNIT_MEASURE,EXPENDITURE,"
    "TRANSFORMATION,TIME_PERIOD,Time period,OBS_VALUE,OBS_STATUS,UNIT_MULT,BASE_PER"
)
OECD_ROW = "DATAFLOW,OECD:DF_PRICES_ALL(1.0),I,{},x,{},CPI,{},{},{},{},,{},A,0,{}"
LEVELS = {
    "USA": {2018: 105.9, 2019: 107.8, 2020: 109.2},
    "SWE": {2018: 104.9, 2019: 106.8, 2020: 107.3},
}


def oecd(
    freq: str = "A", unit: str = "IX", what: str = "_T", change: str = "_Z", base: str = "2015"
) -> list[str]:
    """Return rows as the OECD's data explorer writes them."""
    return [
        OECD_ROW.format(place, freq, unit, what, change, year, value, base)
        for place, series in LEVELS.items()
        for year, value in series.items()
    ]


def test_the_oecds_new_files(tmp_path: Path) -> None:
    growth = oecd(unit="PA", change="GY")
    path = tmp_path / "oecd.csv"
    for rows in (oecd(), oecd() + growth, growth + oecd()):
        path.write_text("\n".join([OECD, *rows]))
        assert read_deflators(path).to_frame().to_dict() == LEVELS
    path.write_text("\n".join([OECD, *growth]))
    with pytest.raises(ReadError, match="rates of change and no price index"):
        read_deflators(path)
    path.write_text("\n".join([OECD, *oecd(), *oecd(what="CP01")]))
    with pytest.raises(
        ReadError, match=r"several expenditure: '_T', 'CP01'. Choose one: series='_T'"
    ):
        read_deflators(path)
    assert read_deflators(path, series="_T").to_frame().to_dict() == LEVELS
    path.write_text("\n".join([OECD, *oecd(), *oecd(base="2020")]))
    with pytest.raises(ReadError, match="has several base periods of 'USA', 'SWE'"):
        read_deflators(path)
    months = [
        OECD_ROW.format("DEU", "M", "IX", "_T", "_Z", f"2019-{n:02}", 100 + n, "2015")
        for n in range(1, 13)
    ]
    path.write_text("\n".join([OECD, *months]))
    assert read_deflators(path).to_frame()["DEU"].to_dict() == {2019: 106.5}
    path.write_text("\n".join([OECD, *months, *oecd()]))
    with pytest.raises(ReadError, match="several freq: 'M', 'A'"):
        read_deflators(path)


def test_regression_a_series_that_a_file_has_not_was_passed_over(tmp_path: Path) -> None:
    text = (
        "freq,unit,coicop,geo\\TIME_PERIOD\t2018\t2019\t2020\nA,INX_A_AVG,CP01,DE\t104\t105\t106\n"
    )
    path = tmp_path / "hicp.tsv"
    path.write_text(text)
    with pytest.raises(
        ReadError, match=r"has no rows of series='CP00'; it has 'A', 'INX_A_AVG', 'CP01'"
    ):
        read_deflators(path, series="CP00")
    assert read_deflators(path, series="CP01").to_frame()["DEU"].tolist() == [104, 105, 106]


@pytest.mark.parametrize(
    "heading",
    ["Wskaźnik (rok poprzedni = 100)", "Index (stejné období předchozího roku = 100)",
     "Indeks, prethodna godina=100", "Önceki yıl = 100", "previous year = 100", "OECD = 100",
     "Purchasing power of the dollar (1982-84 = $1.00)", "Kaufkraft", "Multiply by", "Multiplier"],
)  # fmt: skip
def test_regression_what_is_no_level_in_any_language(heading: str) -> None:
    table = pd.DataFrame({"year": range(2016, 2021), heading: [101.5, 101.8, 102.1, 102.9, 103.2]})
    with pytest.raises(ReadError, match="is a rate of change and no price index"):
        read_deflators(table)


@pytest.mark.parametrize(
    "heading",
    ["CPI (2015=100)", "Index, Dec 1999 = 100", "1982-84=100", "Wskaźnik (2010 = 100)",
     "Base = 100",
     "Q1 2015=100", "CPI"],
)  # fmt: skip
def test_an_index_with_its_base_in_the_heading(heading: str) -> None:
    table = pd.DataFrame({"year": range(2016, 2021), heading: [101.5, 103.8, 104.1, 106.9, 108.2]})
    assert read_deflators(table).to_frame()[heading].tolist() == [101.5, 103.8, 104.1, 106.9, 108.2]


def test_regression_a_series_that_only_falls_is_no_index() -> None:
    table = pd.DataFrame({"year": range(2016, 2021), "factor": [1.078, 1.056, 1.031, 1.0125, 1.0]})
    with pytest.raises(ReadError, match="go up and down as changes do, or only down"):
        read_deflators(table)
    japan = pd.DataFrame({"year": range(1999, 2004), "CPI": [102.7, 102.1, 101.5, 100.8, 100.6]})
    assert read_deflators(japan).to_frame()["CPI"].count() == 5


MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "de": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
    ).split(),
}


@pytest.mark.parametrize("language", MONTHS)
@pytest.mark.parametrize("year", ["Year", "Jahr"])
@pytest.mark.parametrize("form", ["across", "halves", "down", "numbers", "codes"])
def test_months_of_statistical_offices(tmp_path: Path, language: str, year: str, form: str) -> None:
    names = MONTHS[language]
    figures = {
        y: [round(100 + 2 * (y - 2018) + n / 10, 1) for n in range(12)] for y in (2018, 2019)
    }
    if form in ("across", "halves"):
        more = ";HALF1;HALF2" if form == "halves" else ";Mittel"
        lines = [f"{year};{';'.join(names)}{more}"]
        for y, values in figures.items():
            lines.append(
                f"{y};"
                + ";".join(f"{v:.1f}".replace(".", ",") for v in values)
                + ";101,1" * more.count(";")
            )
    else:
        how = {
            "down": lambda n: names[n],
            "numbers": lambda n: n + 1,
            "codes": lambda n: f"M{n + 1:02}",
        }
        lines = [f"Series;{year};{'Period' if form == 'codes' else 'Month'};Value"]
        lines += [
            f"S1;{y};{how[form](n)};{v}"
            for y, values in figures.items()
            for n, v in enumerate(values)
        ]
        lines += [
            f"S1;{y};M13;{np.mean(values)}" for y, values in figures.items() if form == "codes"
        ]
    path = tmp_path / "months.csv"
    path.write_text("Base: 2015\n\n" + "\n".join(lines), encoding="utf-8")
    (column,) = read_deflators(path).to_frame().items()
    assert column[1].tolist() == pytest.approx([np.mean(v) for v in figures.values()])


def test_long_tables_by_name_and_times_under_any_heading(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(
        "Entity,Code,Year,CPI\nKenya,KEN,2018,168\nKenya,KEN,2019,177\nKenya,KEN,2020,186\n"
        "World,OWID_WRL,2018,120\nWorld,OWID_WRL,2019,122\nWorld,OWID_WRL,2020,125\n"
    )
    assert read_deflators(path).to_frame()["KEN"].tolist() == [168, 177, 186]
    path.write_text(
        "Country,Year,CPI\n"
        + "".join(f"{c},{y},{y - 1900}\n" for c in ("Kenya", "Sweden") for y in (2018, 2019, 2020))
    )
    assert list(read_deflators(path).to_frame()) == ["KEN", "SWE"]
    path.write_text("Godina,Indeks\n2018,101\n2019,103\n2020,104\n")
    assert read_deflators(path).to_frame()["Indeks"].tolist() == [101, 103, 104]
    path.write_text("Tarih,TP FG J0\n" + "".join(f"{n:02}-2019,{100 + n}\n" for n in range(1, 13)))
    assert read_deflators(path).to_frame()["TP FG J0"].tolist() == [106.5]


@pytest.mark.parametrize(
    "heading",
    ["REER (2010=100)", "GDP volume index", "Industrial production index", "Nominallohnindex",
     "Indice des salaires", "Índice de producción", "Population index", "Human Development Index",
     "Corruption Perceptions Index", "CPI score", "Terms of trade index", "INDPRO", "pl_gdpo",
     "Price level (US = 100)", "Индекс производства"],
)  # fmt: skip
def test_regression_an_index_of_what_is_no_price(tmp_path: Path, heading: str) -> None:
    table = pd.DataFrame({"year": [2017, 2018, 2019], heading: [101.2, 104.4, 105.6]})
    with pytest.raises(ReadError, match=re.escape(f"{heading!r} is a rate of change and no price")):
        read_deflators(table)
    if heading.isascii() and "ndex" in heading:
        path = tmp_path / "titled.csv"
        path.write_text(f"{heading}\nCountry,2017,2018\nKenya,101.2,104.4\nMali,101,105\n")
        with pytest.raises(ReadError, match="or an index of what is no price"):
            read_deflators(path)


@pytest.mark.parametrize(
    "heading",
    ["CPI-W: urban wage earners", "Producer price index", "Industrial production price index",
     "Price deflator of export volumes", "Index produkce, ceny", "Indice des prix à la production"],
)  # fmt: skip
def test_prices_of_what_has_other_indices_too(heading: str) -> None:
    table = pd.DataFrame({"year": [2017, 2018, 2019], heading: [101.2, 104.4, 105.6]})
    assert read_deflators(table).to_frame()[heading].tolist() == [101.2, 104.4, 105.6]


def test_regression_months_down_and_years_across_were_a_series_each(tmp_path: Path) -> None:
    path = tmp_path / "months.csv"
    names = "January February March April May June July August September October November December"
    lines = [f"{name},{100 + n},{112 + n}" for n, name in enumerate(names.split())]
    path.write_text("\n".join(["Month,2018,2019", *lines, "Average,105.5,117.5"]))
    assert read_deflators(path).to_frame()["index"].tolist() == [105.5, 117.5]


def test_regression_quarters_by_the_last_month_of_each() -> None:
    quarters = [f"{m}-{y}" for y in (2018, 2019) for m in ("Mar", "Jun", "Sep", "Dec")]
    table = pd.DataFrame({"Series ID": quarters, "A2325846C": [*range(101, 109)]})
    assert read_deflators(table).to_frame()["A2325846C"].tolist() == [102.5, 106.5]
    with pytest.raises(ReadError, match="has no year with all of its"):
        read_deflators(table.iloc[[3, 7]].rename(columns={"Series ID": "date"}))  # Decembers


def test_notes_below_flags_and_labels_above(tmp_path: Path) -> None:
    path = tmp_path / "office.csv"
    path.write_text("Perioden;2015 = 100\n2017;101,7\n2018;103,4\n2019;106,1\n____\nBron: X\n")
    assert read_deflators(path).to_frame()["2015 = 100"].tolist() == [101.7, 103.4, 106.1]
    path.write_text("Country;2017;2018\nFrance;101.7;103.4\nCodes;A;P\n")
    assert read_deflators(path).to_frame()["FRA"].tolist() == [101.7, 103.4]
    text = "Unit,Index Numbers,Percent\nFrequency,Year,Year\nSeries ID,A1,A2\n"
    path.write_text(text + "2017,101,1.0\n2018,103,2.0\n2019,104,1.0\n")
    with pytest.raises(ReadError, match=r"'A2 \(Percent\)' is a rate of change .* or drop it"):
        read_deflators(path)


@pytest.mark.parametrize("code", ["664", "KEN.3.1.0.0.PVGD"])
def test_codes_of_the_publishers_own_are_no_countries(code: str) -> None:
    table = pd.DataFrame({"CODE": [code], "Title": "Deflator", "Country": "Kenya", "2018": 104.6})
    assert read_deflators(table.assign(**{"2019": 106.9})).to_frame()["KEN"].tolist() == [
        104.6,
        106.9,
    ]


def test_the_food_and_agriculture_organizations_months() -> None:
    names = pd.date_range("2018-01-01", periods=12, freq="MS").strftime("%B")
    table = pd.DataFrame(
        {"Area Code (M49)": 404, "Area": "Kenya", "Year Code": 2018, "Year": 2018,
         "Item": "Consumer Prices, General Indices (2015 = 100)",
         "Months Code": range(7001, 7013), "Months": names, "Value": range(100, 112)}
    )  # fmt: skip
    assert read_deflators(table).to_frame()["KEN"].tolist() == [105.5]
    food = table.assign(Item="Consumer Prices, Food Indices (2015 = 100)", Value=range(200, 212))
    with pytest.raises(ReadError, match=r"country and year \(they differ in 'Item'\). Keep one"):
        read_deflators(pd.concat([table, food], ignore_index=True))
