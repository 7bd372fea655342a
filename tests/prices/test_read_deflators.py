import csv
import math
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from migfund.errors import CurrencyError, MissingExtraError, ReadError
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
