import csv
import datetime as dt
import io
import zipfile
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from currency_converter import CURRENCY_FILE

import migfund as mf
from migfund.schema import make_table, numbers_of

BESIDE = ("rate", "rate_from", "rate_to", "basis", "source")
NEW = ["budget_usd", *(f"budget_usd_{what}" for what in BESIDE)]


def project(**values: Any) -> dict[str, Any]:
    return {
        "budget": 105_000.0,
        "currency": "EUR",
        "start": pd.Timestamp("2019-02-01"),
        "start_precision": "month",
        **values,
    }


def day(text: str) -> dict[str, Any]:
    return {"start": pd.Timestamp(text), "start_precision": "day"}


def convert_one(record: dict[str, Any], **options: Any) -> pd.Series:
    return mf.convert_currency(make_table([record]), **options).iloc[0]


def published(code: str) -> dict[str, float]:
    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        rows = csv.DictReader(io.StringIO(archive.read("eurofxref-hist.csv").decode()))
        return {row["Date"]: float(row[code]) for row in rows if row[code] != "N/A"}


def two_currency_rates() -> mf.Rates:
    """Two euro days: 2 and 4 dollars, 8 and 8 crowns."""
    table = pd.DataFrame({"USD": [2.0, 4.0], "CZK": [8.0, 8.0]})
    table.index = pd.date_range("2020-05-28", periods=2)
    return mf.Rates(table, base="EUR", source="by hand", as_of=dt.date(2020, 5, 29), licence="none")


def test_the_fiche_of_the_worked_example() -> None:
    february = [rate for date, rate in published("USD").items() if date[:7] == "2019-02"]
    average = sum(february) / len(february)
    row = convert_one(project())
    assert row["budget_usd"] == pytest.approx(105_000 * average, rel=1e-12)
    assert round(row["budget_usd"], 2) == 119_187.08
    assert row["budget_usd_rate"] == pytest.approx(average, rel=1e-12)
    assert row["budget_usd_basis"] == "month average at start"
    assert row["budget_usd_rate_from"] == pd.Timestamp("2019-02-01")
    assert row["budget_usd_rate_to"] == pd.Timestamp("2019-02-28")
    assert row["budget_usd_source"] == mf.ecb_rates().source


def test_a_sunday_takes_fridays_rate() -> None:
    row = convert_one(project(budget=1.0, **day("2019-02-03")))
    assert row["budget_usd"] == published("USD")["2019-02-01"]
    assert row["budget_usd_basis"] == "day at start"
    assert row["budget_usd_rate_from"] == row["budget_usd_rate_to"] == pd.Timestamp("2019-02-01")


def test_at_end_and_at_a_date_of_ones_own() -> None:
    record = project(budget=1.0, end=pd.Timestamp("2020-02-29"), end_precision="month")
    rates = mf.ecb_rates()
    end = convert_one(record, at="end")
    assert end["budget_usd_basis"] == "month average at end"
    assert end["budget_usd_rate"] == rates.get("EUR", "USD", "2020-02").rate
    month = convert_one(record, at="2018-05")
    assert month["budget_usd_basis"] == "month average of 2018-05"
    assert month["budget_usd_rate"] == rates.get("EUR", "USD", "2018-05").rate
    one = convert_one(record, at=dt.date(2019, 2, 3))
    assert one["budget_usd_basis"] == "day of 2019-02-03"
    assert one["budget_usd_rate"] == published("USD")["2019-02-01"]
    # No dates are needed for one date for all.
    short = pd.DataFrame({"budget": [1.0], "currency": ["EUR"]})
    assert mf.convert_currency(short, at="2018")["budget_usd_basis"].tolist() == [
        "year average of 2018"
    ]


def test_same_currency_needs_no_date_and_has_rate_one() -> None:
    rows = make_table([{"budget": 300_000, "currency": "USD"}, {"budget": 0, "currency": "USD"}])
    done = mf.convert_currency(rows)
    assert done["budget_usd"].tolist() == [300_000.0, 0.0]
    assert done["budget_usd_rate"].tolist() == [1.0, 1.0]
    assert done["budget_usd_basis"].tolist() == ["same currency"] * 2
    assert (
        done[["budget_usd_rate_from", "budget_usd_rate_to", "budget_usd_source"]]
        .isna()
        .all(axis=None)
    )
    # The dates are not even looked at.
    bare = pd.DataFrame({"budget": [1.0], "currency": ["ISK"]})
    assert mf.convert_currency(bare, to="ISK")["budget_isk"].tolist() == [1.0]


def test_a_missing_budget_stays_missing_without_an_error() -> None:
    rows = make_table(
        [
            project(budget=None),
            project(budget=None, currency="USD"),
            project(budget=None, currency="XXX"),
            {},
        ]
    )
    done = mf.convert_currency(rows)
    assert done[NEW].isna().all(axis=None)


def test_rates_of_ones_own_by_hand() -> None:
    rows = make_table(
        [
            project(currency="EUR", budget=10, **day("2020-05-29")),
            project(currency="CZK", budget=10, **day("2020-05-30")),
            project(currency="CZK", budget=10, start=pd.Timestamp("2020-05-01")),
        ]
    )
    done = mf.convert_currency(rows, rates=two_currency_rates(), min_share=0)
    # 10 × 4; 10 × 4/8; 10 × mean(2, 4)/8
    assert done["budget_usd"].tolist() == [40.0, 5.0, 3.75]
    assert done["budget_usd_source"].tolist() == ["by hand"] * 3
    # The table has the last 2 of the 21 weekdays of May 2020.
    assert (
        done["budget_usd_basis"].tolist()[2] == "month average at start, partial (10% of the days)"
    )
    assert done["budget_usd_rate_from"].iloc[2] == pd.Timestamp("2020-05-28")
    assert done["budget_usd_rate_to"].iloc[2] == pd.Timestamp("2020-05-29")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (project(currency="XXX"), "'XXX' is not among the currencies of the rates"),
        (
            project(currency="usd"),
            "'usd' is not among the currencies of the rates: did you mean 'USD'?",
        ),
        (
            project(currency="€"),
            "'€' is not among the currencies of the rates: did you mean 'EUR'?",
        ),
        (project(currency=None), "no currency is stated"),
        (project(start=None, start_precision=None), "no start date is stated"),
        (project(start=None, start_precision="day"), "no start date is stated"),
        (project(start=None, start_precision="year"), "no start date is stated"),
        (
            project(start=pd.Timestamp("1998-01-01"), start_precision="year"),
            "1998-01-01 to 1998-12-31 is before the first rate (1999-01-04)",
        ),
        (project(**day("1999-01-03")), "1999-01-03 is before the first rate (1999-01-04)"),
        (
            project(currency="RUB", **day("2022-03-09")),
            "no rate from RUB to USD was published for 2022-03-09 (there are RUB rates from "
            "2005-04-01 to 2022-03-01 and USD rates from 1999-01-04 to "
            f"{mf.ecb_rates().last})",
        ),
        (
            project(currency="ISK", start=pd.Timestamp("2012-01-01"), start_precision="year"),
            "no rate from ISK to USD was published for 2012-01-01 to 2012-12-31 (there are ISK "
            f"rates from 1999-01-04 to {mf.ecb_rates().last} and USD rates from 1999-01-04 to "
            f"{mf.ecb_rates().last})",
        ),
    ],
)
def test_what_cannot_be_converted_has_a_reason(record: dict[str, Any], reason: str) -> None:
    rows = make_table([record, project()]).set_axis(["bad", "good"], axis=0)
    with pytest.raises(
        mf.CurrencyError, match="1 of 2 rows have a budget that cannot be converted"
    ) as told:
        mf.convert_currency(rows)
    assert f"row bad: {reason}" in str(told.value)
    done = mf.convert_currency(rows, on_missing="null")
    assert done.loc["bad", "budget_usd_basis"] == f"missing: {reason}"
    assert done.loc["bad", [n for n in NEW if n != "budget_usd_basis"]].isna().all()
    assert round(done.loc["good", "budget_usd"], 2) == 119_187.08


def test_the_message_names_the_call_for_a_currency_that_the_ecb_lacks() -> None:
    rows = make_table([project(currency="KES"), project(currency="NGN"), project(currency="XXX")])
    call = r"mf\.world_rates\(\) has 'KES', 'NGN': rates=mf\.ecb_rates\(\) \| mf\.world_rates\(\)\."
    with pytest.raises(mf.CurrencyError, match=call):
        mf.convert_currency(rows)
    # The remedy, followed to the letter.
    done = mf.convert_currency(rows.head(2), rates=mf.ecb_rates() | mf.world_rates())
    assert done["budget_usd"].notna().all()
    with pytest.raises(mf.CurrencyError, match=call.replace("'KES', 'NGN'", "'KES'")):
        mf.convert_currency(rows.tail(1), to="KES")
    with pytest.raises(mf.CurrencyError) as told:
        mf.convert_currency(rows, rates=two_currency_rates())
    assert "rates=your rates | mf.world_rates()" in str(told.value)


@pytest.mark.parametrize(("to", "meant"), [("eur", "EUR"), ("€", "EUR"), ("us dollars", "USD")])
def test_a_target_that_is_meant(to: str, meant: str) -> None:
    with pytest.raises(mf.CurrencyError, match=rf"Did you mean '{meant}'\?"):
        convert_one(project(), to=to)


def test_the_message_has_five_rows_a_count_what_exists_and_what_to_do() -> None:
    rows = make_table([project(currency="XXX", source=f"{n}.txt") for n in range(7)] + [project()])
    with pytest.raises(mf.CurrencyError, match="7 of 8 rows have a budget") as caught:
        mf.convert_currency(rows)
    text = str(caught.value)
    assert "row 4 (4.txt): 'XXX' is not" in text
    assert "row 5" not in text
    assert "; and 2 more." in text
    assert "CHF, CNY, CVE, CYP, CZK" in text
    assert "ZAR (1999-01-04 to " in text
    assert text.endswith("or keep them as missing: on_missing='null'.")


def test_bad_options_and_columns() -> None:
    rows = make_table([project()])
    with pytest.raises(mf.MigfundError, match="one of 'raise', 'null', 'nearest', not 'drop'"):
        mf.convert_currency(rows, on_missing="drop")
    with pytest.raises(mf.CurrencyError, match="'XXX' is not among the currencies of the rates"):
        mf.convert_currency(rows, to="XXX")
    with pytest.raises(mf.ColumnsError, match="no column 'currency' and no 'budget_currency'"):
        mf.convert_currency(rows.drop(columns="currency"))
    with pytest.raises(mf.ColumnsError, match="no column 'start'"):
        mf.convert_currency(rows[["budget", "currency"]])
    with pytest.raises(mf.ColumnsError, match="already has 'budget_usd', 'budget_usd_rate'"):
        mf.convert_currency(mf.convert_currency(rows))
    with pytest.raises(mf.ColumnsError, match="'budget' must hold numbers, not str"):
        mf.convert_currency(rows.astype({"budget": "str"}))
    with pytest.raises(mf.ColumnsError, match="'start' must hold dates"):
        mf.convert_currency(rows.astype({"start": "str"}))
    with pytest.raises(mf.DateError, match="precision is not day, month or year: 'week'"):
        mf.convert_currency(rows.assign(start_precision="week"))


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float32", "Float64", "int64[pyarrow]"])
def test_budgets_of_any_numbers(dtype: str) -> None:
    rows = make_table([project(budget=1024)]).astype({"budget": dtype})
    done = mf.convert_currency(rows)
    assert done["budget"].dtype == dtype
    assert done["budget_usd"].dtype == np.float64
    assert done["budget_usd"].iloc[0] == 1024 * done["budget_usd_rate"].iloc[0]


def test_budgets_as_objects_are_refused_unless_all_missing() -> None:
    rows = make_table([project(budget=5), project(budget=None)]).astype({"budget": object})
    with pytest.raises(mf.ColumnsError, match="must hold numbers, not object"):
        mf.convert_currency(rows)
    nothing = rows.assign(budget=pd.Series([None, None], dtype=object))
    assert mf.convert_currency(nothing)["budget_usd"].isna().all()
    with pytest.raises(mf.ColumnsError, match="must hold numbers, not bool"):
        numbers_of(pd.DataFrame({"budget": [True]}), "budget")


@pytest.mark.parametrize("dtype", ["category", "str", "string", "string[pyarrow]", object])
def test_regression_currency_and_precision_of_any_text_also_missing(dtype: object) -> None:
    rows = make_table(
        [
            project(),
            project(currency="USD"),
            project(budget=None, currency=None, start=None, start_precision=None),
            project(currency=None),
        ]
    ).astype({"currency": dtype, "start_precision": dtype})
    done = mf.convert_currency(rows, on_missing="null")
    assert done["budget_usd"].round(2).tolist()[:2] == [119_187.08, 105_000.0]
    assert done["budget_usd"].isna().tolist() == [False, False, True, True]
    assert done["budget_usd_basis"].tolist()[3] == "missing: no currency is stated"
    assert done["currency"].dtype == rows["currency"].dtype


def test_regression_a_missing_currency_beside_known_ones_is_not_the_first_of_the_table() -> None:
    table = pd.DataFrame(
        {
            "budget": [10.0, 10.0],
            "currency": ["EUR", None],
            "start": pd.to_datetime(["2019-03-01", "2019-03-01"]),
            "start_precision": "day",
        }
    )
    done = mf.convert_currency(table, on_missing="null")
    assert done["budget_usd"].isna().tolist() == [False, True]
    assert done["budget_usd_basis"].tolist() == ["day at start", "missing: no currency is stated"]


def test_a_currency_that_ended_says_what_became_of_it() -> None:
    table = pd.DataFrame({"budget": [10.0], "currency": ["PLZ"], "start": [pd.NaT]})
    done = mf.convert_currency(table.assign(start_precision=None), on_missing="null")
    assert done["budget_usd_basis"].tolist() == [
        "missing: PLZ ended in 1995 (10,000 PLZ were 1 PLN)"
    ]


@pytest.mark.parametrize("number", [125, 126, 127, 128, 200])
def test_currencies_of_any_number_keep_their_places(number: int) -> None:
    # Around 127, the largest of the smallest integers.
    names = [f"X{place:02X}" for place in range(number)]
    day = dt.date(2020, 1, 1)
    figures = pd.DataFrame([np.arange(1.0, number + 1)], pd.DatetimeIndex([day]), names)
    rates = mf.Rates(figures, base="EUR", source="by hand")
    table = pd.DataFrame({"budget": 1.0, "currency": [*names, None, "EUR", "ZZZ"]})
    done = mf.convert_currency(table, to="EUR", rates=rates, at=day, on_missing="null")
    assert done["budget_eur_rate"].tolist()[:number] == [1 / (place + 1) for place in range(number)]
    assert done["budget_eur_basis"].tolist()[number:] == [
        "missing: no currency is stated",
        "same currency",
        "missing: 'ZZZ' is not among the currencies of the rates",
    ]


def test_as_many_reasons_as_rows_are_all_kept() -> None:
    days = pd.date_range("1900-01-01", periods=300)
    table = pd.DataFrame({"budget": 1.0, "currency": "EUR", "start": days})
    done = mf.convert_currency(table.assign(start_precision="day"), on_missing="null")
    assert done["budget_usd_basis"].tolist() == [
        f"missing: {day:%Y-%m-%d} is before the first rate (1999-01-04)" for day in days
    ]


def test_regression_two_targets_stand_side_by_side() -> None:
    rows = make_table([project(), project(currency="USD")])
    dollars = mf.convert_currency(rows, to="USD")
    both = mf.convert_currency(dollars, to="CHF")
    assert list(both.columns[-12:]) == [
        *NEW,
        *(name.replace("usd", "chf") for name in NEW),
    ]
    pd.testing.assert_frame_equal(both[dollars.columns], dollars)
    alone = mf.convert_currency(rows, to="CHF")
    pd.testing.assert_frame_equal(both[alone.columns], alone)
    with pytest.raises(mf.ColumnsError, match="already has 'budget_usd', 'budget_usd_rate'"):
        mf.convert_currency(both, to="USD")


def test_any_money_with_its_currency_beside_it() -> None:
    rows = make_table([project(budget=1.0), project(budget=2.0, currency="GBP")])
    rows = rows.assign(
        disbursement=[10.0, None],
        value=[3.0, 4.0],
        value_currency=["CHF", "USD"],
        grant=[5, 6],
        grant_currency="EUR",
    )
    done = rows
    for name in ("budget", "disbursement", "value", "grant"):
        done = mf.convert_currency(done, value=name)
    rate = {
        code: mf.ecb_rates().get(code, "USD", "2019-02").rate for code in ("EUR", "GBP", "CHF")
    } | {"USD": 1.0}
    assert done["budget_usd"].tolist() == [rate["EUR"], 2 * rate["GBP"]]
    assert done["disbursement_usd"].fillna(0).tolist() == [10 * rate["EUR"], 0]
    assert done["value_usd"].tolist() == [3 * rate["CHF"], 4.0]
    assert done["grant_usd"].tolist() == [5 * rate["EUR"], 6 * rate["EUR"]]
    assert done["value_usd_basis"].tolist() == ["month average at start", "same currency"]


def test_money_without_a_currency_is_refused_with_a_remedy() -> None:
    rows = make_table([project()]).assign(grant=7.0)
    with pytest.raises(mf.ColumnsError, match=r"grant_currency'\. table\.assign\(grant_curr"):
        mf.convert_currency(rows, value="grant")
    done = mf.convert_currency(rows.assign(grant_currency="EUR"), value="grant")
    assert done["grant_usd"].notna().all()
    with pytest.raises(mf.ColumnsError, match=r"table\.assign\(currency='EUR'\)"):
        mf.convert_currency(rows.drop(columns="currency"))
    with pytest.raises(mf.ScopeError, match=r"'budget_usd' is in USD already.* value='budget'"):
        mf.convert_currency(mf.convert_currency(rows), value="budget_usd", to="EUR")
    with pytest.raises(mf.ColumnsError, match="no column 'commitment'"):
        mf.convert_currency(rows, value="commitment")


@pytest.mark.parametrize("budget", [float("inf"), -float("inf")])
def test_regression_an_infinite_budget_is_refused(budget: float) -> None:
    with pytest.raises(mf.ColumnsError, match="1 of 1 rows have an infinite budget"):
        convert_one(project(budget=budget))


def test_regression_an_amount_too_large_for_a_number_is_refused() -> None:
    with pytest.raises(mf.CurrencyError, match="budget_usd would be too large for a number"):
        convert_one(project(budget=1.7e308))
    assert convert_one(project(budget=1e307))["budget_usd"] > 1e307


JUNK: list[Any] = [None, 5, 3.5, "ecb", "", ["USD"], {"a": 1}, object(), True, float("nan")]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize(
    "name", ["table", "value", "to", "rates", "at", "on_missing", "max_gap_days"]
)
def test_regression_junk_is_an_error_of_ours(name: str, junk: Any) -> None:
    if junk is None and name in ("rates", "at", "max_gap_days"):
        return  # that is how they are left out
    given = {"table": make_table([project()]), name: junk}
    with pytest.raises(mf.MigfundError, match=r"\w"):
        mf.convert_currency(given.pop("table"), **given)


def test_the_error_names_where_the_currencies_that_lack_rates_have_some() -> None:
    rows = pd.DataFrame(
        {
            "budget": 1.0,
            "currency": ["EUR", "UAH", "GBP", "KES"],
            "start": pd.Timestamp("2019-01-01"),
            "start_precision": "year",
            "end": pd.Timestamp("2019-12-31"),
            "end_precision": "year",
        }
    )
    with pytest.raises(mf.CurrencyError, match=r"^2 of 4 .* mf\.world_rates\(\) has 'UAH', 'KES':"):
        mf.convert_currency(rows)


def test_series_arrow_tables_and_repeated_columns() -> None:
    rows = make_table([project()])[["budget", "currency", "start", "start_precision"]]
    arrow = mf.convert_currency(pa.Table.from_pandas(rows))
    assert arrow["budget_usd"].round(2).tolist() == [119_187.08]
    with pytest.raises(mf.ColumnsError, match="more than one column 'budget'"):
        mf.convert_currency(pd.concat([rows, rows[["budget"]]], axis=1))
    with pytest.raises(mf.ColumnsError, match="a table is needed"):
        mf.convert_currency(rows["budget"])  # type: ignore[arg-type]


@pytest.mark.parametrize("at", ["start", "period"])
def test_a_large_table_is_converted_like_its_parts(
    at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migfund.currency.lookup._ROWS", 6_553)  # so that less is large
    rng, size = np.random.default_rng(5), 15_000
    start = np.datetime64("1999-01-04", "us") + rng.integers(0, 9000, size) * np.timedelta64(1, "D")
    table = pd.DataFrame(
        {
            "budget": rng.integers(1, 10**6, size).astype(float),
            "currency": rng.choice(["EUR", "GBP", "ISK", "HRK", "USD", "XXX"], size),
            "start": start,
            "end": start + rng.integers(-5, 900, size) * np.timedelta64(1, "D"),
            "start_precision": rng.choice(["day", "month", "year"], size),
            "end_precision": "day",
        }
    )
    whole = mf.convert_currency(table, at=at, on_missing="null")
    parts = [
        mf.convert_currency(table[n : n + 4_000], at=at, on_missing="null")
        for n in range(0, size, 4_000)
    ]
    texts = {f"budget_usd_{what}": "str" for what in ("basis", "source")}
    pd.testing.assert_frame_equal(whole.astype(texts), pd.concat(p.astype(texts) for p in parts))
