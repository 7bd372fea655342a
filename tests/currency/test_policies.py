"""The policies of conversion, by hand and against plain Python over the ECB's file."""

import csv
import datetime as dt
import io
import math
import random
import zipfile
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from currency_converter import CURRENCY_FILE

import migfund as mf
from migfund.currency.policies import rate_periods
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
    first, last = str(row["fx_date_from"])[:10], str(row["fx_date_to"])[:10]
    return row["fx_rate"], row["fx_basis"], first, last


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("start", (2, "day at start", "2020-02-04", "2020-02-04")),
        # Sunday 9 February takes Friday's.
        ("end", (5, "day at end", "2020-02-07", "2020-02-07")),
        # 4 to 9 February: two days and a half after the 4th, rounded down.
        ("midpoint", (4, "day at midpoint", "2020-02-06", "2020-02-06")),
        # 4, 5, 6 and 7 February: (2 + 3 + 4 + 5) / 4.
        ("period", (3.5, "period average", "2020-02-04", "2020-02-09")),
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
    assert convert_one(project("2020-02-04", "2020-02-09"), at=at) == expected


def test_the_year_is_the_calendar_year_of_the_start_however_exact_it_is() -> None:
    average = mf.ecb_rates().get("EUR", "USD", "2019").rate
    for start in ("2019-05-07", "2019-12", "2019"):
        found = convert_one(project(start), at="year", rates=None)
        assert found == (average, "year average of the start's year", "2019-01-01", "2019-12-31")


def test_a_column_of_value_dates() -> None:
    table = make_table([project("2020-02-04"), project("2020-02-05"), project(None)])
    table["signed"] = pd.to_datetime(["2020-02-07", "2020-02-01", None])
    table["signed_precision"] = ["day", "month", None]
    done = mf.convert_currency(table, at="signed", rates=SMALL, on_missing="null")
    assert done["fx_rate"].fillna(0).tolist() == [5, 4, 0]
    assert done["fx_basis"].tolist() == [
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
    with pytest.raises(mf.CurrencyError, match=f"1 of 2 budgets .* row 0: {reason}"):
        mf.convert_currency(table, at=at)
    done = mf.convert_currency(table, at=at, on_missing="null")
    assert done["fx_basis"].iloc[0].startswith(f"missing: {reason}")
    assert done.iloc[0][["budget_usd", "fx_rate", "fx_date_from", "fx_source"]].isna().all()
    assert done["fx_rate"].iloc[1] == 1


def test_a_period_past_the_last_rate_uses_the_known_part_and_says_its_share() -> None:
    # Monday 10 to Friday 14 February: the 10th and 11th are known, 2 of 5 weekdays: (6 + 7) / 2.
    found = convert_one(project("2020-02-10", "2020-02-14"), at="period")
    note = "period average, partial (40% of the days)"
    assert found == (6.5, note, "2020-02-10", "2020-02-11")
    # 1 to 28 March and on: wholly after.
    with pytest.raises(mf.CurrencyError, match=r"is after the last rate \(2020-02-11\)"):
        convert_one(project("2020-03", "2020-04"), at="period")


def test_a_period_into_the_future_on_the_bundled_rates() -> None:
    last = mf.ecb_rates().last_day
    dollars = published()["USD"]
    first, end = dt.date(last.year, 1, 1), dt.date(last.year + 3, 12, 31)
    past = [rate for day, rate in dollars.items() if first <= day]
    to_come = weekdays(last + dt.timedelta(days=1), end)
    found = convert_one(project(str(first.year), str(end.year)), at="period", rates=None)
    assert found[0] == pytest.approx(math.fsum(past) / len(past), rel=1e-13)
    share = len(past) / (len(past) + to_come)
    assert found[1] == f"period average, partial ({share:.0%} of the days)"
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
    assert done["fx_rate"].fillna(0).tolist() == [1, 1, 0.5, 1 / 20, 1, 0]
    table = table.drop(index="x")
    done = mf.convert_currency(table, rates=SMALL | hand | other, on_missing="null")
    assert done["fx_rate"].fillna(0).tolist() == [2, 10, 1, 0, 0]
    assert done["fx_source"].astype(object).fillna("").tolist() == ["by hand", "b", "", "", ""]
    assert done["fx_basis"].tolist()[3:] == [
        "missing: 2030-01-01 to 2030-12-31 is after the last rate (2020-02-11)",
        "missing: 'XXX' is not among the currencies of the rates",
    ]
    with pytest.raises(mf.CurrencyError, match=r"The rates \(by hand\) have .* \(b\) .*EUR, GEL"):
        mf.convert_currency(table, rates=SMALL | hand | other)
    # All have a rate first, the nearest one comes last of all.
    near = mf.convert_currency(
        table.loc[["v"]], rates=SMALL | hand, on_missing="nearest", max_gap_days=99
    )
    assert near["fx_source"].tolist() == ["b"]


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
    assert period == (4, "period average", "2020-01-01", "2020-03-31")
    late = convert_one(project("2020-04-02"), on_missing="nearest", max_gap_days=2, **options)
    assert late == (
        7,
        "nearest month to the one at start (2 days off)",
        "2020-03-01",
        "2020-03-31",
    )
    year = convert_one(project("2020"), **options)
    assert year[:2] == (4, "year average at start, partial (25% of the days)")


@cache
def published() -> dict[str, dict[dt.date, float]]:
    """Units of each currency for one euro, by published day."""
    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        text = archive.read("eurofxref-hist.csv").decode()
    table: dict[str, dict[dt.date, float]] = {"EUR": {}}
    for row in csv.DictReader(io.StringIO(text)):
        day = dt.date.fromisoformat(row["Date"])
        table["EUR"][day] = 1.0
        for code in ("USD", "GBP", "CHF", "JPY", "RUB", "ISK", "PLN", "CNY"):
            if row[code] not in ("N/A", ""):
                table.setdefault(code, {})[day] = float(row[code])
    return table


def weekdays(first: dt.date, last: dt.date) -> int:
    """Count Mondays to Fridays."""
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


def stretch(day: dt.date, precision: str) -> tuple[dt.date, dt.date]:
    """Give the first and last day that a date and its precision allow."""
    if precision == "day":
        return day, day
    if precision == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    after = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return day.replace(day=1), after - dt.timedelta(days=1)


def expected_average(
    code: str, to: str, first: dt.date, last: dt.date
) -> tuple[float, float] | None:
    """Average over the days with both currencies, and their share of the publication days."""
    own, other = (published()[name] for name in (code, to))
    both = [day for day in own if first <= day <= last and day in other]
    if not both:
        return None
    end_of_file = max(published()["EUR"])
    whole = sum(first <= day <= last for day in published()["EUR"])
    whole += weekdays(max(end_of_file + dt.timedelta(days=1), first), last)
    ratio = math.fsum(other[day] for day in both) / math.fsum(own[day] for day in both)
    return ratio, len(both) / whole


def said(share: float) -> str:
    """Write the share as the basis does."""
    if share == 1:
        return ""
    text = "over 99%" if share > 0.995 else "under 1%" if share < 0.005 else f"{share:.0%}"
    return f", partial ({text} of the days)"


def random_projects(count: int) -> list[dict[str, Any]]:
    """Make projects between 1999 and four years from the end of the file."""
    chance, codes = random.Random(44), sorted(published())
    records = []
    for _ in range(count):
        start = dt.date(1999, 1, 10) + dt.timedelta(days=chance.randrange(10_150))
        end = start + dt.timedelta(days=chance.randrange(1500))
        fine = [chance.choice(["day", "month", "year"]) for _ in range(2)]
        records.append(
            {
                "budget": 1.0,
                "currency": chance.choice(codes),
                "start": T(stretch(start, fine[0])[0]),
                "start_precision": fine[0],
                "end": T(stretch(end, fine[1])[1]),
                "end_precision": fine[1],
            }
        )
    return records


@pytest.mark.parametrize("to", ["CHF", "EUR", "ISK"])
@pytest.mark.parametrize("at", ["period", "year", "midpoint", "start", "end"])
def test_two_hundred_random_projects_recomputed_in_plain_python(at: str, to: str) -> None:
    records = [record for record in random_projects(200) if record["currency"] != to]
    done = mf.convert_currency(make_table(records), to=to, at=at, on_missing="null")
    found = missing = 0
    for record, row in zip(records, done.itertuples(), strict=True):
        fine = [record["start_precision"], record["end_precision"]]
        first, _ = stretch(record["start"].date(), fine[0])
        _, last = stretch(record["end"].date(), fine[1])
        precision, label = "period", ""
        if at == "year":
            (first, last), precision = stretch(first, "year"), "year"
            label = " of the start's year"
        elif at != "period":
            middle = first + dt.timedelta(days=(last - first).days // 2)
            coarser = max(fine, key=["day", "month", "year"].index)
            day, precision = {
                "start": (record["start"].date(), fine[0]),
                "end": (record["end"].date(), fine[1]),
                "midpoint": (middle, coarser),
            }[at]
            first, last = stretch(day, precision)
            label = f" at {at}"
        expected = None
        if precision == "day":
            basis = f"day{label}"
            for back in range(8):
                used = first - dt.timedelta(days=back)
                expected = expected or expected_average(record["currency"], to, used, used)
        else:
            expected = expected_average(record["currency"], to, first, last)
            basis = f"{precision} average{label}{said(expected[1]) if expected else ''}"
        if expected is None:
            assert np.isnan(row.fx_rate)
            assert row.fx_basis.startswith("missing: ")
            missing += 1
        else:
            assert row.fx_rate == pytest.approx(expected[0], rel=1e-12), record
            assert row.fx_basis == basis
            found += 1
    assert found > 50
    assert missing > 5


def test_policies_ask_for_no_dates_where_no_rate_is_needed() -> None:
    bare = pd.DataFrame({"budget": [1.0, None], "currency": ["USD", "EUR"]})
    for at in ("start", "end", "midpoint", "period", "year", "2031"):
        assert mf.convert_currency(bare, at=at)["budget_usd"].fillna(0).tolist() == [1, 0]


def test_a_period_of_a_weekend_has_no_average_and_says_so() -> None:
    # 6 and 7 February 2021 are a Saturday and a Sunday; a day takes Friday's rate.
    table = make_table([project("2021-02-06", "2021-02-07"), project("2021-02-05", "2021-02-07")])
    done = mf.convert_currency(table, at="period", on_missing="null")
    reason, known = done["fx_basis"].tolist()
    assert reason.startswith(
        "missing: no rate from EUR to USD was published for 2021-02-06 to 2021"
    )
    assert reason.endswith("; nor was any other on these days")
    assert known == "period average"
    friday = mf.ecb_rates().get("EUR", "USD", "2021-02-05").rate
    assert mf.convert_currency(table)["fx_rate"].tolist() == [friday, friday]
    near = mf.convert_currency(table, at="period", on_missing="nearest", max_gap_days=1)
    assert near["fx_basis"].tolist() == ["nearest day to the one (1 days off)", "period average"]
    assert near["fx_rate"].tolist() == pytest.approx([friday, friday], rel=1e-15)


def test_a_policy_that_is_none_says_what_there_is() -> None:
    with pytest.raises(mf.DateError, match=r"at='begin' is no policy \('start', 'end', 'midpoint'"):
        rate_periods(make_table([project("2020")]), "begin", needed=True)


def test_rate_periods_of_empty_tables() -> None:
    for at in ("start", "end", "midpoint", "period", "year", "2020-05"):
        periods = rate_periods(make_table([]), at, needed=True)(slice(0, 10))
        assert len(periods.first) == len(periods.last) == 0
        assert (periods.precision is None) == (at == "period")


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
    assert done["fx_basis"].tolist() == [
        "nearest day to the one at start (10 days off)",
        "day at start",
        "nearest day to the one at start (4 days off)",
        "same currency",
        "nearest day to the one at start (1 days off)",
    ]
    assert done["fx_date_from"].isna().tolist() == [False, False, False, True, False]
