"""Averages of few days, the fuller of two tables, official rates and corrected ones."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

import migfund as mf
from migfund.currency.official import official_only
from migfund.schema import make_table

BOTH = mf.ecb_rates() | mf.world_rates()


def one(currency: str, start: str, precision: str, **options: Any) -> pd.Series:
    record = {"budget": 1000.0, "currency": currency, "start": pd.Timestamp(start)}
    table = make_table([{**record, "start_precision": precision}])
    return mf.convert_currency(table, **options).iloc[0]


def month_ends() -> pd.DataFrame:
    return list(mf.world_rates().chain())[-1].to_frame()


def test_regression_the_fuller_table_counts() -> None:
    # The ECB has the rouble for two months of 2022, the other table for all of them.
    row = one("RUB", "2022-01-01", "year", rates=BOTH)
    averages = next(mf.world_rates().chain()).to_frame()["RUB"].loc["2022"]
    assert len(averages) == 12
    assert row["budget_usd_rate"] == pytest.approx(1 / averages.mean(), rel=1e-12)
    assert row["budget_usd_basis"] == "year average at start"
    # The birr's average of 2024 rests on January, and nothing knows more.
    assert month_ends()["ETB"].loc["2024"].count() == 1
    with pytest.raises(mf.CurrencyError, match="only 8% of the days are known"):
        one("ETB", "2024-01-01", "year", rates=BOTH)


def test_a_thin_year_fails_and_the_message_is_followed() -> None:
    with pytest.raises(mf.CurrencyError, match=r"only 16% of the days are known.*\(min_share=0\)"):
        one("RUB", "2022-01-01", "year")
    missing = one("RUB", "2022-01-01", "year", on_missing="null")
    words = "missing: only 16% of the days are known, less than min_share=0.5"
    assert missing["budget_usd_basis"] == words
    taken = one("RUB", "2022-01-01", "year", min_share=0)
    assert taken["budget_usd_basis"] == "year average at start, partial (16% of the days)"
    # The nearest day is no average of the year.
    with pytest.raises(mf.CurrencyError, match="only 16%"):
        one("RUB", "2022-01-01", "year", on_missing="nearest", max_gap_days=31)
    for junk in (None, "half", 2, -0.1, True, float("nan")):
        with pytest.raises(mf.CurrencyError, match="min_share must be a number from 0 to 1"):
            one("EUR", "2022-01-01", "year", min_share=junk)


def test_the_nearest_rate_stays_on_its_side_and_is_the_nearest_of_all_tables() -> None:
    near: dict[str, Any] = {"on_missing": "nearest", "rates": BOTH}
    for code, day in (("BYN", "2016-06-28"), ("XEU", "1998-12-30"), ("ECU", "1998-12-30")):
        with pytest.raises(mf.CurrencyError, match="1 of 1 rows have a budget"):
            one(code, day, "day", max_gap_days=60, **near)
    days = pd.DataFrame({"USD": [1.0]}, index=pd.DatetimeIndex(["2020-01-01"]))
    late = pd.DataFrame({"USD": [2.0]}, index=pd.DatetimeIndex(["2020-02-01"]))
    first = mf.Rates(days, base="EUR", source="a") | mf.Rates(late, base="EUR", source="b")
    row = one("EUR", "2020-01-28", "day", rates=first, on_missing="nearest", max_gap_days=40)
    assert row["budget_usd_source"] == "b"
    assert row["budget_usd_basis"] == "nearest day to the one at start (4 days off)"


@pytest.mark.parametrize(
    ("code", "day", "official"),
    [
        ("LBP", "2019-09-15", False),
        ("LBP", "2021-06-15", True),
        ("NGN", "2023-06-01", True),
        ("NGN", "2023-08-15", False),
        ("YER", "2018-05-01", False),
        ("KES", "2021-06-15", False),
    ],
)
def test_official_rates_say_so(code: str, day: str, official: bool) -> None:
    row = one(code, day, "month", rates=BOTH)
    words = "; official rate, the market's differed widely"
    assert row["budget_usd_basis"] == "month end at start" + words * official
    table = pd.DataFrame([row])
    found = mf.check_projects(table)
    assert found["check"].tolist() == ["official_rate_only"] * official
    text = mf.methods_note(table).text
    assert ("it is an official rate; the market's differed widely" in text) == official
    assert "rests on rates at the end of the month" in text
    # Rates that somebody states are not official ones.
    own = mf.read_rates(
        pd.DataFrame({"month": [day[:7]], code: [12_000.0]}),
        base="USD",
        frequency="month",
        units={code: 1},
    )
    assert one(code, day, "month", rates=own)["budget_usd_basis"] == "month average at start"


def test_the_list_of_official_rates_is_in_order() -> None:
    for code, times in official_only().items():
        assert times == sorted(times), code
        assert all(first <= last for first, last in times)
        assert all(a[1] < b[0] for a, b in pairwise(times)), code


def test_known_glitches_are_left_out_and_named() -> None:
    ends, table = list(mf.world_rates().chain())[-1], month_ends()
    for code, month in (("GYD", "1999-02-01"), ("BIF", "2002-03-01"), ("STD", "2001-04-01")):
        assert pd.isna(table.loc[month, code])
        around = table[code].loc[str(int(month[:4]))].dropna()
        assert (around.pct_change().abs().dropna() < 0.25).all()
    assert any(note.startswith("YER 2017-01 to 2019-12 kept") for note in ends.notes)
    assert ends.get("YER", "USD", "2018-05").date_from == dt.date(2018, 5, 1)


@pytest.mark.parametrize("official", [None, True, False])
def test_own_rates_are_not_official_unless_they_are_said_to_be(official: bool | None) -> None:
    figures = pd.DataFrame({"LBP": [1507.5]}, index=pd.to_datetime(["2021-03-01"]))
    said = {} if official is None else {"official": official}
    rates = mf.Rates(figures, base="USD", source="by hand", **said)
    table = pd.DataFrame({"budget": [3015.0], "currency": "LBP", "start_precision": "day"})
    table = table.assign(start=figures.index)
    done = mf.convert_currency(table, rates=rates)
    assert done["budget_usd"].tolist() == [2]
    words = (
        "day at start; official rate, the market's differed widely" if official else "day at start"
    )
    assert done["budget_usd_basis"].tolist() == [words]
