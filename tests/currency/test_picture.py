"""What a notebook shows of a table of rates."""

import datetime as dt
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.currency.coverage import stretches

NAN = float("nan")


def table(frequency: str = "month", source: str = "by hand", **columns: list[float]) -> mf.Rates:
    alias = {"day": "D", "month": "MS", "year": "YS"}[frequency]
    rows = len(next(iter(columns.values())))
    frame = pd.DataFrame(columns, index=pd.date_range("2020-01-01", periods=rows, freq=alias))
    end = frame.index[-1].date()
    return mf.Rates(frame, "USD", source, end, "as its publisher says", frequency)


def parsed(rates: mf.Rates) -> ElementTree.Element:
    return ElementTree.fromstring(rates._repr_html_().replace("&nbsp;", " "))


def hints(rates: mf.Rates, code: str) -> list[str]:
    found = [title.text or "" for title in parsed(rates).iter("title")]
    return [text.partition(": ")[2] for text in found if text.startswith(f"{code}: ")]


def test_the_facts_stand_above_the_chart() -> None:
    rates = table(KES=[100, 101], MAD=[9, 9.1])
    text = " ".join(parsed(rates).itertext())
    for words in ("by hand", "USD", "month average", "3, with the base", "as its publisher says"):
        assert words in text
    assert "2020-01-01 to 2020-02-29" in text
    assert "Fallback" not in text
    assert "fixed by law" not in text


def test_fallbacks_are_named_and_described() -> None:
    both = table(KES=[100, 101]) | table("year", "the IMF's", NGN=[300, 360])
    root = parsed(both)
    assert "then" not in " ".join(root.itertext())
    assert [summary.text for summary in root.iter("summary")] == ["Fallback 1: the IMF's"]
    assert hints(both, "KES") == ["2020-01-01 to 2020-02-01"]
    assert hints(both, "NGN") == ["2020-01-01 to 2021-01-01"]


def test_a_row_a_currency_and_a_bar_a_stretch() -> None:
    rates = table(KES=[100, NAN, 102, 103], MAD=[9, 9.1, 9.2, 9.3])
    assert hints(rates, "KES") == ["2020-01-01 to 2020-01-01", "2020-03-01 to 2020-04-01"]
    assert hints(rates, "MAD") == ["2020-01-01 to 2020-04-01"]
    bars = [
        (float(bar.attrib["x"]), float(bar.attrib["width"])) for bar in parsed(rates).iter("rect")
    ]
    # A quarter of 560 pixels for each of four months, after the codes of 34.
    assert bars == [(34, 140), (314, 280), (34, 560)]


def test_holes_of_the_ecb_are_seen_and_weekends_are_not() -> None:
    rates = mf.ecb_rates()
    krona = hints(rates, "ISK")
    assert [days.split()[::2] for days in krona] == [
        ["1999-01-04", "2008-12-09"],
        ["2018-02-01", str(rates.last_day)],
    ]
    assert hints(rates, "RUB") == ["2005-04-01 to 2022-03-01"]
    assert hints(rates, "HRK") == ["2005-04-01 to 2022-12-30", f"2023-01-02 to {rates.last_day}"]
    colours = {bar.attrib["fill"] for bar in parsed(rates).iter("rect")}
    assert len(colours) == 2


@pytest.mark.parametrize("currencies", [40, 170])
def test_forty_and_a_hundred_and_seventy_currencies_fit_a_page(currencies: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [f"X{a}{b}" for a in letters for b in letters][:currencies]
    rates = table(**{code: [1.0] * 300 for code in codes})
    svg = next(parsed(rates).iter("svg"))
    assert float(svg.attrib["width"]) <= 960
    assert float(svg.attrib["height"]) <= 820
    texts = [text.text for text in svg.iter("text")]
    assert sorted(text for text in texts if text in codes) == codes
    # No two rows of one column overlap, and no bar reaches the next column.
    for group in svg.iter("g"):
        rows = [float(text.attrib["y"]) for text in group.iter("text") if text.text in codes]
        assert np.diff(rows).min() >= 12
        for bar in group.iter("rect"):
            assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= 34 + 560 + 1


def test_words_of_a_source_cannot_become_markup() -> None:
    rates = table(source="<script>alert(1)</script> & co", KES=[100.0])
    assert "<script" not in rates._repr_html_()
    assert "& co" in " ".join(parsed(rates).itertext())


def test_years_are_marked_at_round_steps() -> None:
    def years(rates: mf.Rates) -> list[str]:
        return re.findall(r">(\d{4})</text>", rates._repr_html_())

    assert years(table(KES=[1.0] * 30)) == ["2020", "2021", "2022"]
    assert years(table(KES=[1.0] * 300)) == ["2020", "2025", "2030", "2035", "2040"]
    assert years(mf.fixed_rates({"EUR": 1.1}, to="USD")) == ["1950", "2000", "2050", "2100"]
    assert "stated" in mf.fixed_rates({"EUR": 1.1}, to="USD")._repr_html_()


def test_a_table_without_other_currencies() -> None:
    one = mf.Rates(
        pd.DataFrame({"KES": [NAN]}, index=pd.date_range("2020-01-01", periods=1)),
        base="USD",
        source="nothing",
        as_of=dt.date(2020, 1, 1),
        licence="none",
    )
    assert hints(one, "KES") == []
    assert one.coverage.loc["KES", ["days", "missing"]].tolist() == [0, 0]


def test_nothing_heavy_is_loaded() -> None:
    code = (
        "import sys, migfund as mf; mf.ecb_rates()._repr_html_(); "
        "print([m for m in ('matplotlib', 'lxml', 'PIL') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 4))
def test_stretches_against_a_plain_loop(known: list[bool], gap: int) -> None:
    expected: list[tuple[int, int]] = []
    for row, there in enumerate(known):
        if not there:
            continue
        if expected and row - expected[-1][1] <= gap + 1:
            expected[-1] = (expected[-1][0], row)
        else:
            expected.append((row, row))
    assert stretches(np.array(known, dtype=bool), gap) == expected


def test_coverage_names_the_holes() -> None:
    rates = table(KES=[NAN, 1, NAN, NAN, 2, NAN, 3], MAD=[1, 2, 3, 4, 5, 6, NAN])
    coverage = rates.coverage
    assert coverage.columns.tolist() == ["first", "last", "days", "missing", "longest_hole"]
    assert coverage.loc["KES"].tolist() == [
        pd.Timestamp("2020-02-01"),
        pd.Timestamp("2020-07-01"),
        3,
        3,
        "2020-03-01 to 2020-04-01",
    ]
    assert coverage.loc["MAD", "missing"] == 0
    assert pd.isna(coverage.loc["MAD", "longest_hole"])
    # A month of which nothing was published is a hole too; a weekend of a daily table is none.
    assert table(KES=[1, NAN, 2]).coverage.loc["KES", "missing"] == 1
    assert table("day", KES=[1, NAN, 2]).coverage.loc["KES", "missing"] == 0
    krona = mf.ecb_rates().coverage.loc["ISK"]
    assert krona["longest_hole"] == "2008-12-10 to 2018-01-31"
