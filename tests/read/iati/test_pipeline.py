"""IATI tables through conversion, splits and totals, like any project table."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import migfund as mf

DATA = Path(__file__).resolve().parents[3] / "data" / "iati"
RATES = mf.fixed_rates({"EUR": 2.0, "GBP": 3.0, "CAD": 0.5}, to="USD", source="by hand")


def one(inside):
    xml = f"<iati-activity default-currency='EUR'><iati-identifier>A</iati-identifier>{inside}"
    return io.StringIO(xml + "</iati-activity>")


def spent(amount, currency, day):
    return (
        f"<transaction><transaction-type code='3'/><transaction-date iso-date='{day}'/>"
        f"<value currency='{currency}' value-date='{day}'>{amount}</value></transaction>"
    )


def test_to_converts_each_value_before_they_are_added_up():
    inside = spent(10, "EUR", "2019-01-01") + spent(100, "GBP", "2020-01-01")
    row = mf.read_iati(one(inside), to="USD", rates=RATES).iloc[0]
    assert (row.disbursement, row.currency) == (320, "USD")
    assert np.isnan(row.budget)
    lacking = mf.read_iati(one(inside + spent(1, "XDR", "2020-01-01")), to="USD", rates=RATES)
    assert lacking["disbursement"].isna().all()
    assert "1 of 3 values are missing or cannot be converted" in lacking["problems"][0][0]["reason"]


def test_each_value_takes_the_rate_of_its_own_day():
    inside = spent(100, "EUR", "2019-02-01") + spent(100, "EUR", "2020-02-03")
    table = mf.read_iati(one(inside), ["transactions"])["transactions"]
    converted = mf.convert_currency(table, value="value", to="USD", at="value_date")
    assert converted["value_usd_rate"].nunique() == 2
    total = mf.read_iati(one(inside), to="USD")["disbursement"][0]
    assert total == pytest.approx(converted["value_usd"].sum())


@pytest.mark.parametrize("name", ["budgets", "transactions"])
def test_totals_by_region_and_year_keep_the_whole(name):
    table = mf.read_iati(DATA, [name])[name]
    table = table[table["counted_in"].isna()]
    if name == "transactions":
        table = table[table["transaction_type"].isin(["3", "4"])]
    dollars = mf.convert_currency(table, value="value", at="value_date", rates=RATES)
    parts = mf.add_region(mf.split_by_year(mf.split_by_country(dollars)))
    total = mf.total_by(parts, ["region_m49", "calendar_year"], value="value_usd", repeated="count")
    rate = table["currency"].map({"EUR": 2.0, "GBP": 3.0, "CAD": 0.5}).astype(float)
    assert total["total"].sum() == pytest.approx((table["value"] * rate).sum())
    assert pd.notna(total["calendar_year"]).all()
    project = mf.read_iati(DATA, to="USD", rates=RATES)
    column = "budget" if name == "budgets" else "disbursement"
    assert total["total"].sum() == pytest.approx(project[column].sum())


def test_transactions_on_a_day_stand_in_its_year():
    inside = spent(10, "EUR", "2019-12-31") + spent(7, "EUR", "2020-01-01")
    table = mf.read_iati(one(inside), ["transactions"])["transactions"]
    parts = mf.split_by_year(table)
    assert parts[["calendar_year", "value"]].astype(float).to_numpy().tolist() == [
        [2019, 10],
        [2020, 7],
    ]
