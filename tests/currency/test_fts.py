"""Real flows of OCHA's Financial Tracking Service, converted with the rates that they state."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import migfund as mf

FILE = Path(__file__).resolve().parents[2] / ".." / "shared/data/fts/fts_api_grouped_germany.csv"

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the shared data are not here")

INCONSISTENT = {
    282715,
    282720,
    282733,
    288077,
    291007,
    295418,
    320449,
    329339,
    334068,
    334281,
}
"""Flows whose dollars are 1 % or more off their own euros and rate: another rate was used."""

ROUNDED = {
    265925,
    288074,
    294531,
    297893,
    301267,
    301285,
    301306,
    302188,
    328897,
    329841,
    330168,
    340028,
    340030,
    340031,
    340032,
    340036,
    340039,
    340041,
}
"""Flows off by more than 2 dollars and less than 1 %: the rate is stated with too few digits."""


def rate_stated(euros_per_dollar: float) -> mf.Rates:
    index = pd.to_datetime(["2020-01-01"])
    return mf.Rates(
        pd.DataFrame({"EUR": [euros_per_dollar]}, index=index),
        base="USD",
        source=f"FTS: {euros_per_dollar} EUR for a dollar",
        as_of=dt.date(2020, 1, 1),
        licence="as stated",
    )


def converted() -> pd.DataFrame:
    flows = pd.read_csv(FILE).rename(
        columns={"originalAmount": "budget", "originalCurrency": "currency"}
    )
    flows = flows.dropna(subset=["budget", "currency", "exchangeRate"])
    parts = [
        mf.convert_currency(part, rates=rate_stated(float(rate)), at="2020-01-01")
        for rate, part in flows.groupby("exchangeRate")
    ]
    return pd.concat(parts).sort_index()


def test_consistent_flows_reproduce_their_dollars_and_the_others_are_known() -> None:
    done = converted()
    off = (done["budget_usd"] - done["amountUSD"]).abs()
    far = off > 0.01 * done["amountUSD"]
    assert len(pd.read_csv(FILE)) == 755
    assert len(done) == 737  # the other 18 state no rate
    assert (off <= 2).sum() == 709
    assert set(done.loc[(off > 2) & far, "id"]) == INCONSISTENT
    assert set(done.loc[(off > 2) & ~far, "id"]) == ROUNDED
    assert len(INCONSISTENT) + len(ROUNDED) == 28


def test_each_flow_keeps_its_row_and_cites_its_rate() -> None:
    done = converted()
    flows = pd.read_csv(FILE)
    assert done["id"].tolist() == flows.loc[done.index, "id"].tolist()
    assert (done["budget_usd_rate"] == 1 / done["exchangeRate"]).all()
    stated = done["exchangeRate"].map(lambda rate: f"FTS: {rate} EUR for a dollar")
    assert (done["budget_usd_source"] == stated).all()
    assert set(done["budget_usd_basis"]) == {"day of 2020-01-01"}
