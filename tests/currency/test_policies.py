"""The policies of conversion, by hand and against plain Python over the ECB's file."""

import csv
import datetime as dt
import io
import math
import zipfile
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from currency_converter import CURRENCY_FILE

import migfund as mf
from migfund.currency.currencies import laws
from migfund.schema import make_table

T = pd.Timestamp
NAN = float("nan")


def by_hand(rates: list[float], first: str, source: str = "by hand", code: str = "USD") -> mf.Rates:
    index = pd.date_range(first, periods=len(rates))
    table = pd.DataFrame({code: rates}, index=index, dtype=float)
    last = index[-1].date()
    return mf.Rates(table, base="EUR", source=source, as_of=last, licence="none")


# From Monday 3 to Tuesday 11 February 2020, nothing at the weekend of 8 and 9.
SMALL = by_hand([1, 2, 3, 4, 5, NAN, NAN, 6, 7], "2020-02-03")


def project(start: str | None, end: str | None = None, **values: Any) -> dict[str, Any]:
    """Make a project of one euro; "2020", "2020-02" and "2020-02-03" carry their precisions."""
    record: dict[str, Any] = {"budget": 1.0, "currency": "EUR", **values}
    for name, text in (("start", start), ("end", end)):
        if text is not None:
            record[name] = T(text)
            record[f"{name}_precision"] = {4: "year", 7: "month", 10: "day"}[len(text)]
    return record


def convert_one(record: dict[str, Any], **options: Any) -> tuple[float, str, str, str]:
    row = mf.convert_currency(make_table([record]), **{"rates": SMALL, **options}).iloc[0]
    name = f"budget_{options.get('to', 'USD').lower()}_"
    first, last = (str(row[name + what])[:10] for what in ("rate_from", "rate_to"))
    return row[name + "rate"], row[name + "basis"], first, last


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("start", (2, "day at start", "2020-02-04", "2020-02-04")),
        # Sunday 9 February takes Friday's.
        ("end", (5, "day at end", "2020-02-07", "2020-02-07")),
        # 4 to 9 February: two days and a half after the 4th, rounded down.
        ("midpoint", (4, "day at midpoint", "2020-02-06", "2020-02-06")),
        # 4, 5, 6 and 7 February: (2 + 3 + 4 + 5) / 4.
        ("period", (3.5, "period average over the period", "2020-02-04", "2020-02-09")),
        ("2020-02-10", (6, "day of 2020-02-10", "2020-02-10", "2020-02-10")),
        (dt.date(2020, 2, 8), (5, "day of 2020-02-08", "2020-02-07", "2020-02-07")),
        # 7 of the 20 weekdays of February: 28 / 7.
        (
            "2020-02",
            (4, "month average of 2020-02, partial (35% of the days)", "2020-02-03", "2020-02-11"),
        ),
    ],
)
def test_policies_by_hand(at: Any, expected: tuple[float, str, str, str]) -> None:
    assert convert_one(project("2020-02-04", "2020-02-09"), at=at, min_share=0.3) == expected


def test_the_year_is_the_calendar_year_of_the_start_however_exact_it_is() -> None:
    average = mf.ecb_rates().get("EUR", "USD", "2019").rate
    for start in ("2019-05-07", "2019-12", "2019"):
        found = convert_one(project(start), at="year", rates=None)
        assert found == (average, "year average of the start's year", "2019-01-01", "2019-12-31")


def test_a_column_of_value_dates() -> None:
    table = make_table([project("2020-02-04"), project("2020-02-05"), project(None)])
    table["signed"] = pd.to_datetime(["2020-02-07", "2020-02-01", None])
    table["signed_precision"] = ["day", "month", None]
    done = mf.convert_currency(table, at="signed", rates=SMALL, on_missing="null", min_share=0)
    assert done["budget_usd_rate"].fillna(0).tolist() == [5, 4, 0]
    assert done["budget_usd_basis"].tolist() == [
        "day at signed",
        "month average at signed, partial (35% of the days)",
        "missing: no signed date is stated",
    ]
    with pytest.raises(mf.ColumnsError, match="signed_precision='day'"):
        mf.convert_currency(table.drop(columns="signed_precision"), at="signed")


def test_uncertain_ends_and_middles_take_the_average_that_they_allow() -> None:
    rates, record = mf.ecb_rates(), project("2018", "2019-06")
    end = convert_one(record, at="end", rates=rates)
    assert end[:2] == (rates.get("EUR", "USD", "2019-06").rate, "month average at end")
    # From 1 January 2018 to 30 June 2019 the middle is 30 September 2018; the year is as exact
    # as the less exact of the two.
    middle = convert_one(record, at="midpoint", rates=rates)
    assert middle[:2] == (rates.get("EUR", "USD", "2018").rate, "year average at midpoint")
    middle = convert_one(project("2018-01-01", "2019-06"), at="midpoint", rates=rates)
    assert middle[0] == rates.get("EUR", "USD", "2018-09").rate
    assert middle[1:] == ("month average at midpoint", "2018-09-01", "2018-09-30")
    # The period is from the first day that the start allows to the last one of the end.
    assert convert_one(record, at="period", rates=rates)[2:] == ("2018-01-01", "2019-06-30")


@pytest.mark.parametrize(
    ("at", "record", "reason"),
    [
        ("start", project(None), "no start date is stated"),
        ("year", project(None, "2020"), "no start date is stated"),
        ("end", project("2020"), "no end date is stated"),
        ("period", project("2020"), "no start and end date is stated"),
        ("midpoint", project(None, "2020"), "no start and end date is stated"),
        ("period", project("2020-02-05", "2020-02-04"), "the end is before the start"),
        ("midpoint", project("2020-02-05", "2020-02-04"), "the end is before the start"),
        ("period", project("2030", "2031"), "2030-01-01 to 2031-12-31 is after the last rate"),
        ("midpoint", project("2030", "2031"), "2031-01-01 to 2031-12-31 is after the last rate"),
        ("end", project("2020", "2031"), "2031-01-01 to 2031-12-31 is after the last rate"),
        ("2031-05", project(None), "2031-05-01 to 2031-05-31 is after the last rate"),
        ("period", project("1990", "1991"), "1990-01-01 to 1991-12-31 is before the first rate"),
    ],
)
def test_what_a_policy_cannot_know_follows_on_missing(
    at: str, record: dict[str, Any], reason: str
) -> None:
    if at == "midpoint" and "2031" in reason:
        record = project("2031", "2031")
    table = make_table([record, project("2019-02", "2019-03", currency="USD")])
    with pytest.raises(mf.CurrencyError, match=f"1 of 2 rows have a budget .* row 0: {reason}"):
        mf.convert_currency(table, at=at)
    done = mf.convert_currency(table, at=at, on_missing="null")
    assert done["budget_usd_basis"].iloc[0].startswith(f"missing: {reason}")
    assert (
        done.iloc[0][["budget_usd", "budget_usd_rate", "budget_usd_rate_from", "budget_usd_source"]]
        .isna()
        .all()
    )
    assert done["budget_usd_rate"].iloc[1] == 1


def test_a_period_past_the_last_rate_uses_the_known_part_and_says_its_share() -> None:
    # Monday 10 to Friday 14 February: the 10th and 11th are known, 2 of 5 weekdays: (6 + 7) / 2.
    found = convert_one(project("2020-02-10", "2020-02-14"), at="period")
    note = "period average over the period, partial (40% of the days)"
    assert found == (6.5, note, "2020-02-10", "2020-02-11")
    # 1 to 28 March and on: wholly after.
    with pytest.raises(mf.CurrencyError, match=r"is after the last rate \(2020-02-11\)"):
        convert_one(project("2020-03", "2020-04"), at="period")


def test_a_period_into_the_future_on_the_bundled_rates() -> None:
    last = mf.ecb_rates().last
    dollars = published()["USD"]
    first, end = dt.date(last.year, 1, 1), dt.date(last.year + 3, 12, 31)
    past = [rate for day, rate in dollars.items() if first <= day]
    to_come = weekdays(last + dt.timedelta(days=1), end)
    found = convert_one(project(str(first.year), str(end.year)), at="period", rates=None)
    assert found[0] == pytest.approx(math.fsum(past) / len(past), rel=1e-13)
    share = len(past) / (len(past) + to_come)
    assert found[1] == f"period average over the period, partial ({share:.0%} of the days)"
    in_year = [day for day in dollars if first <= day]
    assert found[2:] == (str(min(in_year)), str(max(in_year)))


def test_nearest_takes_the_nearest_day_within_the_gap_and_flags_it() -> None:
    near: dict[str, Any] = {"on_missing": "nearest", "max_gap_days": 30}
    # 8 days after the last rate; a day that has a rate is not touched.
    late = convert_one(project("2020-02-19"), **near)
    assert late == (7, "nearest day to the one at start (8 days off)", "2020-02-11", "2020-02-11")
    early = convert_one(project("2020-01"), **near)
    assert early[:2] == (1, "nearest day to the one at start (3 days off)")
    assert convert_one(project("2020-02-08"), **near)[:2] == (5, "day at start")
    assert convert_one(project("2020-03-12"), **near)[0] == 7
    with pytest.raises(mf.CurrencyError, match="2020-03-13 is after the last rate"):
        convert_one(project("2020-03-13"), **near)
    with pytest.raises(mf.CurrencyError, match="2020-02-19 is after the last rate"):
        convert_one(project("2020-02-19"), on_missing="nearest", max_gap_days=7)
    period = convert_one(project("2020-02-12", "2020-12-31"), at="period", **near)
    assert (period[0], period[2]) == (7, "2020-02-11")
    assert period[1].startswith("nearest day to the ")
    assert period[1].endswith("(1 days off)")


def test_nearest_in_the_hole_of_the_krona() -> None:
    near: dict[str, Any] = {"currency": "ISK", "budget": 1.0}
    last = max(day for day in published()["ISK"] if day < dt.date(2010, 1, 1))
    wanted = last + dt.timedelta(days=20)
    found = convert_one(
        project(str(wanted), **near),
        to="EUR",
        rates=None,
        on_missing="nearest",
        max_gap_days=20,
    )
    assert found[0] == pytest.approx(1 / published()["ISK"][last], rel=1e-15)
    assert found[1:3] == ("nearest day to the one at start (20 days off)", str(last))
    with pytest.raises(mf.CurrencyError, match="no rate from ISK to EUR was published for"):
        convert_one(
            project("2012-06-15", **near),
            to="EUR",
            rates=None,
            on_missing="nearest",
            max_gap_days=365,
        )


@pytest.mark.parametrize("options", [{"on_missing": "nearest"}, {"max_gap_days": 5}])
def test_the_gap_and_nearest_go_together(options: dict[str, Any]) -> None:
    with pytest.raises(mf.MigfundError, match="max_gap_days goes with on_missing='nearest'"):
        convert_one(project("2020-02-04"), **options)


def test_rates_of_b_fill_where_a_has_nothing_and_each_row_says_which() -> None:
    hand = by_hand([10] * 40, "2020-02-01", source="b")
    other = by_hand([20] * 10, "2020-02-03", source="c", code="GEL")
    rows = [
        project("2020-02-04"),
        project("2020-03-05"),
        project("2020-02-04", currency="USD"),
        project("2020-02-04", currency="GEL"),
        project("2030"),
        project("2020-02-04", currency="XXX"),
    ]
    table = make_table(rows).set_axis(list("uvwxyz"), axis=0)
    done = mf.convert_currency(table, to="EUR", rates=SMALL | hand | other, on_missing="null")
    assert done["budget_eur_rate"].fillna(0).tolist() == [1, 1, 0.5, 1 / 20, 1, 0]
    table = table.drop(index="x")
    done = mf.convert_currency(table, rates=SMALL | hand | other, on_missing="null")
    assert done["budget_usd_rate"].fillna(0).tolist() == [2, 10, 1, 0, 0]
    assert done["budget_usd_source"].astype(object).fillna("").tolist() == [
        "by hand",
        "b",
        "",
        "",
        "",
    ]
    assert done["budget_usd_basis"].tolist()[3:] == [
        "missing: 2030-01-01 to 2030-12-31 is after the last rate (2020-02-11)",
        "missing: 'XXX' is not among the currencies of the rates",
    ]
    with pytest.raises(mf.CurrencyError, match=r"The rates \(by hand\) have .* \(b\) .*EUR, GEL"):
        mf.convert_currency(table, rates=SMALL | hand | other)
    # All have a rate first, the nearest one comes last of all.
    near = mf.convert_currency(
        table.loc[["v"]], rates=SMALL | hand, on_missing="nearest", max_gap_days=99
    )
    assert near["budget_usd_source"].tolist() == ["b"]


def test_regression_a_monthly_table_names_its_months() -> None:
    index = pd.date_range("2020-01-01", periods=3, freq="MS")
    table = pd.DataFrame({"GEL": [2.0, 3.0, 7.0]}, index=index)
    rates = mf.Rates(
        table, base="EUR", source="m", as_of=dt.date(2020, 3, 31), licence="-", frequency="month"
    )
    options: dict[str, Any] = {"to": "GEL", "rates": rates}
    day = convert_one(project("2020-02-09"), **options)
    assert day == (3, "month average at start", "2020-02-01", "2020-02-29")
    period = convert_one(project("2020-01-15", "2020-03-15"), at="period", **options)
    assert period == (4, "period average over the period", "2020-01-01", "2020-03-31")
    late = convert_one(project("2020-04-02"), on_missing="nearest", max_gap_days=2, **options)
    assert late == (
        7,
        "nearest month average to the one at start (2 days off)",
        "2020-03-01",
        "2020-03-31",
    )
    year = convert_one(project("2020"), min_share=0.25, **options)
    assert year[:2] == (4, "year average at start, partial (25% of the days)")


@cache
def published() -> dict[str, dict[dt.date, float]]:
    """Units of each currency for one euro, by published day."""
    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        text = archive.read("eurofxref-hist.csv").decode()
    table: dict[str, dict[dt.date, float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        for code in ("USD", "ISK"):
            if row[code] not in ("N/A", ""):
                table.setdefault(code, {})[dt.date.fromisoformat(row["Date"])] = float(row[code])
    return table


def weekdays(first: dt.date, last: dt.date) -> int:
    """Count Mondays to Fridays."""
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


def test_policies_ask_for_no_dates_where_no_rate_is_needed() -> None:
    bare = pd.DataFrame({"budget": [1.0, None], "currency": ["USD", "EUR"]})
    for at in ("start", "end", "midpoint", "period", "year", "2031"):
        assert mf.convert_currency(bare, at=at)["budget_usd"].fillna(0).tolist() == [1, 0]


def test_a_period_of_a_weekend_has_no_average_and_says_so() -> None:
    # 6 and 7 February 2021 are a Saturday and a Sunday; a day takes Friday's rate.
    table = make_table([project("2021-02-06", "2021-02-07"), project("2021-02-05", "2021-02-07")])
    done = mf.convert_currency(table, at="period", on_missing="null")
    reason, known = done["budget_usd_basis"].tolist()
    assert reason.startswith(
        "missing: no rate from EUR to USD was published for 2021-02-06 to 2021"
    )
    assert reason.endswith("; nor was any other on these days")
    assert known == "period average over the period"
    friday = mf.ecb_rates().get("EUR", "USD", "2021-02-05").rate
    assert mf.convert_currency(table)["budget_usd_rate"].tolist() == [friday, friday]
    near = mf.convert_currency(table, at="period", on_missing="nearest", max_gap_days=1)
    assert near["budget_usd_basis"].tolist() == [
        "nearest day to the one over the period (1 days off)",
        "period average over the period",
    ]
    assert near["budget_usd_rate"].tolist() == pytest.approx([friday, friday], rel=1e-15)


@pytest.mark.parametrize("at", ["begin", "", 5, 3.5, ["start"], 2019, pd.NaT, True])
def test_a_policy_that_is_none_says_what_there_is(at: Any) -> None:
    with pytest.raises(mf.DateError, match=r"'start', 'end', 'midpoint', 'period', 'year', 'part'"):
        mf.convert_currency(make_table([project("2020")]), at=at)


@pytest.mark.parametrize("at", ["start", "end", "midpoint", "period", "year", "2020-05"])
def test_empty_tables(at: str) -> None:
    done = mf.convert_currency(make_table([]), at=at)
    assert len(done) == 0
    assert done["budget_usd_rate"].dtype == "float64"


@pytest.mark.parametrize("gap", [-1, 1.5, "3", True, float("nan"), [3], "x"])
def test_regression_the_gap_is_a_whole_number_of_days(gap: Any) -> None:
    with pytest.raises(mf.MigfundError, match="max_gap_days must be a whole number of days, 0 or"):
        convert_one(project("2020-02-04"), on_missing="nearest", max_gap_days=gap)
    for good in (0, np.int64(3)):
        found = convert_one(project("2020-02-04"), on_missing="nearest", max_gap_days=good)
        assert found[:2] == (2, "day at start")


@pytest.mark.parametrize(
    ("code", "day", "to"),
    [("BYN", "2016-06-15", "USD"), ("USD", "2016-06-15", "BYN"), ("TRY", "2004-12-20", "EUR")],
)
def test_regression_no_nearest_rate_crosses_a_redenomination(code: str, day: str, to: str) -> None:
    rates = mf.ecb_rates() | mf.world_rates()
    options: dict[str, Any] = {"on_missing": "nearest", "max_gap_days": 400}
    table = make_table([project(day, currency=code)])
    with pytest.raises(mf.CurrencyError, match=rf"no rate from {code} to {to} was published"):
        mf.convert_currency(table, to=to, rates=rates, **options)
    # The old money has its own rate on that side.
    old = make_table([project("2016-06-15", currency="BYR")])
    done = mf.convert_currency(old, rates=rates, **options)
    assert done["budget_usd_rate"].iloc[0] == pytest.approx(1 / 20_053, rel=1e-4)


def test_regression_of_two_tables_the_nearest_rate_of_all_is_taken() -> None:
    far = by_hand([10], "2017-04-20", source="far")
    near = by_hand([20], "2020-02-19", source="near")
    same = by_hand([30], "2020-02-19", source="same")
    options: dict[str, Any] = {"on_missing": "nearest", "max_gap_days": 2000}
    for rates in (far | near | same, near | far | same):
        table = make_table([project("2020-02-04")])
        row = mf.convert_currency(table, rates=rates, **options).iloc[0]
        assert row["budget_usd_rate"] == 20
        assert row["budget_usd_basis"] == "nearest day to the one at start (15 days off)"
        assert row["budget_usd_source"] == "near"


def test_regression_a_nearest_rate_names_the_law_of_its_own_day() -> None:
    # The lats was last published on 31 December 2013; no table here has 2014.
    days = pd.to_datetime(["2014-01-06"])
    law = {law.currency: law for law in laws()}["LVL"]
    table = pd.DataFrame({"LVL": [0.702804], "USD": [1.36]}, index=days)
    rates = mf.Rates(table, base="EUR", source="s", fixed={"LVL": law})
    row = make_table([project("2013-12-30", currency="LVL")])
    done = mf.convert_currency(row, rates=rates, on_missing="nearest", max_gap_days=9)
    assert done["budget_usd_source"].iloc[0] == f"s; {law}"


def test_regression_a_fixed_rate_asks_for_no_date() -> None:
    fixed = mf.fixed_rates({"EUR": 1.25, "KES": 0.01}, to="USD")
    bare = pd.DataFrame({"budget": [100.0, 100.0, 7.0], "currency": ["EUR", "KES", "USD"]})
    for at in ("start", "end", "midpoint", "period", "year", "2031-05"):
        done = mf.convert_currency(bare, rates=fixed, at=at)
        assert done["budget_usd"].tolist() == [125.0, 1.0, 7.0]
        assert done["budget_usd_basis"].tolist() == ["fixed rate", "fixed rate", "same currency"]
        assert done[["budget_usd_rate_from", "budget_usd_rate_to"]].isna().all(axis=None)
    # Beside others it is asked for where it comes first, or where they have nothing.
    first = mf.convert_currency(bare, rates=fixed | mf.ecb_rates())
    assert first["budget_usd"].tolist() == [125.0, 1.0, 7.0]
    with pytest.raises(mf.ColumnsError, match="no column 'start'"):
        mf.convert_currency(bare, rates=mf.ecb_rates() | fixed)
    dated = make_table([project("2019-02-01"), project(None), project("2019", currency="KES")])
    done = mf.convert_currency(dated, rates=mf.ecb_rates() | fixed)
    assert done["budget_usd_basis"].tolist() == ["day at start", "fixed rate", "fixed rate"]
    assert done["budget_usd_rate"].tolist()[1:] == [1.25, 0.01]


def parts() -> pd.DataFrame:
    """A project of 2018 and 2019, split by year and by month, and one without dates."""
    table = make_table([project("2018-01-01", "2019-12-31", budget=600.0)] * 4 + [project(None)])
    return table.assign(
        project=[0, 0, 0, 0, 1],
        share=[0.5, 0.3, 0.1, 0.1, 1.0],
        split_rule=["uniform by calendar year"] * 4 + ["unallocated by calendar year: no start"],
        divided="budget",
        calendar_year=["2018", "2019", "2019", "2019", "unallocated"],
        period_from=pd.to_datetime(["2018-01-01", "2019-02-01", "2019-03-02", "2019-05-06", None]),
        period_to=pd.to_datetime(["2018-12-31", "2019-02-28", "2019-04-03", "2019-05-06", None]),
    )


def test_regression_a_table_split_by_time_must_be_told_which_date_counts() -> None:
    table, rates = parts(), mf.ecb_rates()
    with pytest.raises(mf.ScopeError, match="at='start' for the start of the project, at='part'"):
        mf.convert_currency(table)
    done = mf.convert_currency(table, at="part", on_missing="null")
    assert done["budget_usd_basis"].tolist() == [
        "year average of the part",
        "month average of the part",
        "period average of the part",
        "period average of the part",
        "missing: the part has no days",
    ]
    euro = published()["USD"]
    first, last = dt.date(2019, 3, 2), dt.date(2019, 4, 3)
    period = [rate for day, rate in euro.items() if first <= day <= last]
    assert done["budget_usd_rate"].tolist()[:4] == pytest.approx(
        [
            rates.get("EUR", "USD", "2018").rate,
            rates.get("EUR", "USD", "2019-02").rate,
            math.fsum(period) / len(period),
            euro[dt.date(2019, 5, 6)],
        ],
        rel=1e-12,
    )
    assert done["budget_usd_rate_to"].astype(str).tolist()[:2] == ["2018-12-31", "2019-02-28"]
    start = mf.convert_currency(table.head(4), at="start")
    assert set(start["budget_usd_rate"]) == {rates.get("EUR", "USD", "2018-01-01").rate}
    assert start["budget_usd_basis"].unique().tolist() == ["day at start"]
    # Words that leave no doubt are taken as they are; so is a split by country.
    mf.convert_currency(table.head(4), at="period")
    country = table.head(4).assign(split_rule="equal by country")
    assert mf.convert_currency(country)["budget_usd_basis"].unique().tolist() == ["day at start"]
    both = country.assign(split_rule="equal by country; uniform by quarter")
    with pytest.raises(mf.ScopeError, match="split by time"):
        mf.convert_currency(both)
    for whole in (country, make_table([project("2020")])):
        with pytest.raises(mf.ScopeError, match="not split by time"):
            mf.convert_currency(whole, at="part")
    # A column of the user's own proves nothing.
    own = make_table([project("2019-02")]).assign(calendar_year="2019", share=0.5)
    assert mf.convert_currency(own)["budget_usd_basis"].tolist() == ["month average at start"]


def test_regression_the_nearest_rate_leaves_the_rows_that_have_one_alone() -> None:
    days = pd.date_range("2020-01-01", periods=40)
    figures = pd.DataFrame({"USD": [2.0] * 9 + [1.0] + [float("nan")] * 29 + [8.0]}, index=days)
    rates = mf.Rates(figures, base="EUR", source="by hand", as_of=days[-1].date(), licence="none")
    table = pd.DataFrame(
        {
            "budget": 1.0,
            "currency": ["EUR", "EUR", "EUR", "USD", "EUR"],
            "start": ["2020-01-20", "2020-01-10", "2020-02-05", "2020-01-20", "2020-02-08"],
            "start_precision": "day",
        }
    )
    table["start"] = pd.to_datetime(table["start"])
    done = mf.convert_currency(table, rates=rates, on_missing="nearest", max_gap_days=12)
    # 10 January has a rate of its own; from 20 January it is 10 days back, and 5 February is 4 days
    # before 9 February.
    assert done["budget_usd"].tolist() == [1.0, 1.0, 8.0, 1.0, 8.0]
    assert done["budget_usd_basis"].tolist() == [
        "nearest day to the one at start (10 days off)",
        "day at start",
        "nearest day to the one at start (4 days off)",
        "same currency",
        "nearest day to the one at start (1 days off)",
    ]
    assert done["budget_usd_rate_from"].isna().tolist() == [False, False, False, True, False]
