"""What the law fixes, from which day on, and what it does not."""

import datetime as dt

import pandas as pd
import pytest

import migfund as mf
from migfund.currency.currencies import (
    ENDED,
    add_laws,
    barriers,
    did_you_mean,
    fixed_rate,
    laws,
    redenominated,
)

NAN = float("nan")

EURO_SINCE = {
    1999: "ATS BEF DEM ESP FIM FRF IEP ITL LUF NLG PTE",
    2001: "GRD",
    2007: "SIT",
    2008: "CYP MTL",
    2009: "SKK",
    2011: "EEK",
    2014: "LVL",
    2015: "LTL",
    2023: "HRK",
    2026: "BGN",
}


def test_the_euro_replaced_twenty_one_currencies_each_on_its_day() -> None:
    expected = {code: year for year, codes in EURO_SINCE.items() for code in codes.split()}
    assert len(expected) == 21
    by_code = {law.currency: law for law in laws()}
    assert len(by_code) == len(laws())
    for code, year in expected.items():
        assert (by_code[code].per, by_code[code].since) == ("EUR", dt.date(year, 1, 1)), code
        assert "Council Regulation" in by_code[code].law


@pytest.mark.parametrize(
    ("code", "units", "when"),
    [
        ("HRK", 7.5345, "2023-01-02"),
        ("HRK", 7.5345, "2024"),
        ("DEM", 1.95583, "1999-01-04"),
        ("DEM", 1.95583, "2005-03"),
        ("BGN", 1.95583, "2026-01-02"),
        ("BGN", 1.95583, "2026-02"),
        ("LTL", 3.4528, "2015"),
        ("ITL", 1936.27, "2001-12-31"),
        ("XEU", 1.0, "1999-06"),
        ("XOF", 655.957, "2010"),
        ("XAF", 655.957, "2020-05-04"),
        ("KMF", 491.96775, "2020-05"),
        ("CVE", 110.265, "2020"),
        ("BAM", 1.95583, "2020"),
        ("XPF", 1000 / 8.38, "2012-04"),
    ],
)
def test_parities_to_the_euro_are_exact_and_cite_the_law(
    code: str, units: float, when: str
) -> None:
    rate = mf.ecb_rates().get("EUR", code, when)
    assert rate.rate == pytest.approx(units, rel=1e-15)
    assert "partial" not in rate.basis
    law = next(law.law for law in laws() if law.currency == code)
    assert rate.source == f"{mf.ecb_rates().source}; {code} fixed to EUR by {law}"
    assert mf.ecb_rates().get(code, "EUR", when).rate == pytest.approx(1 / units, rel=1e-15)


@pytest.mark.parametrize(
    ("code", "units", "holiday"),
    [
        ("HRK", 7.5345, "2023-01-01"),
        ("BGN", 1.95583, "2026-01-01"),
        ("LVL", 0.702804, "2014-01-01"),
        ("GRD", 340.75, "2001-01-01"),
    ],
)
def test_regression_on_the_first_day_of_a_law_its_rate_holds_with_its_own_days(
    code: str, units: float, holiday: str
) -> None:
    rates, day = mf.ecb_rates(), dt.date.fromisoformat(holiday)
    there, back = rates.get("EUR", code, holiday), rates.get(code, "EUR", holiday)
    assert (there.rate, back.rate) == (units, 1 / units)
    for rate in (there, back):
        assert (rate.date_from, rate.date_to, rate.basis) == (day, day, "day")
        assert f"{code} fixed to EUR by Council Regulation" in rate.source
    # Against other currencies the days are those of the published rate.
    dollars = rates.get("EUR", "USD", holiday)
    assert dollars.date_from < day
    assert rates.get(code, "USD", holiday)[:3] == (dollars.rate / units, *dollars[1:3])
    assert rates.get("USD", code, holiday).rate == pytest.approx(units / dollars.rate, rel=1e-15)
    assert "by Council Regulation" in rates.get(code, "USD", holiday).source


def test_what_the_law_fixes_holds_before_and_after_the_days_of_the_table() -> None:
    rates = mf.ecb_rates()
    later = rates.last + dt.timedelta(days=500)
    for day in (dt.date(1999, 1, 1), later):
        rate = rates.get("DEM", "ITL", day)
        assert (rate.rate, rate.date_from) == (1936.27 / 1.95583, day)
    with pytest.raises(mf.CurrencyError, match="is after the last rate"):
        rates.get("DEM", "USD", later)
    with pytest.raises(mf.CurrencyError, match="is before the first rate"):
        rates.get("DEM", "USD", "1999-01-01")
    # In a table of months too: the law is of a day.
    rate = mf.world_rates().get("BYR", "BYN", "2016-07-09")
    assert (rate.rate, rate.date_from, rate.basis) == (1 / 10_000, dt.date(2016, 7, 9), "day")
    assert mf.world_rates().get("BYR", "BYN", "2016-07").basis == "month end"


def test_a_rate_that_follows_from_laws_alone() -> None:
    fixed = {law.currency: law for law in laws()}
    assert fixed_rate(fixed, "BGL", "EUR") == (1 / 1955.83, dt.date(2026, 1, 1))
    assert fixed_rate(fixed, "BGL", "BGN") == (1 / 1000, dt.date(1999, 7, 5))
    assert fixed_rate(fixed, "EUR", "HRK") == (7.5345, dt.date(2023, 1, 1))
    assert fixed_rate(fixed, "SVC", "DEM") is None
    assert fixed_rate(fixed, "USD", "GBP") is None
    assert fixed_rate(fixed, "HRK", "HRK") is None


def test_walls_that_no_nearest_rate_may_cross() -> None:
    assert barriers("EUR", "USD") == []
    assert barriers("XEU", "BYN") == [dt.date(1999, 1, 1), dt.date(2016, 7, 1)]
    assert barriers("TRY", None) == [dt.date(2005, 1, 1)]
    assert barriers("TRL", "BYR") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("eur", "EUR"), ("Eur ", "EUR"), ("€", "EUR"), ("euros", "EUR"), ("US$", "USD")),
        *(("EUR", ""), ("$", ""), ("XXQ", ""), ("dollars of somewhere", ""), (5, ""), (None, "")),
    ],
)
def test_a_text_that_surely_stands_for_a_code(text: object, code: str) -> None:
    assert did_you_mean(text) == code


def test_two_currencies_that_the_euro_replaced_on_one_day() -> None:
    rates = mf.ecb_rates()
    assert rates.get("CYP", "MTL", "2008-01-01").rate == 0.4293 / 0.585274
    assert rates.get("MTL", "CYP", "2008-01-01").rate == 0.585274 / 0.4293


def test_before_adoption_the_published_rate_stays_and_no_law_is_cited() -> None:
    rates = mf.ecb_rates()
    eve = rates.get("EUR", "HRK", "2022-12-31")
    assert (eve.rate, eve.date_from) == (7.5365, dt.date(2022, 12, 30))
    assert eve.source == rates.source
    # Published figures are never replaced: the lev stood at 1.9558 in the ECB's list.
    assert rates.get("EUR", "BGN", "2025-12-31").rate == 1.9558


@pytest.mark.parametrize("rates", ["ecb", "world", "both"])
@pytest.mark.parametrize("other", ["USD", "EUR", "GBP"])
def test_regression_the_ecu_before_1999_is_refused_on_every_path(rates: str, other: str) -> None:
    table = {"ecb": mf.ecb_rates(), "world": mf.world_rates()}.get(
        rates, mf.ecb_rates() | mf.world_rates()
    )
    for when in ("1998", "1995-06", "1998-12-31"):
        for pair in (("XEU", other), (other, "XEU")):
            with pytest.raises(mf.CurrencyError, match="is before the euro; no rates of the ECU"):
                table.get(*pair, when)
    rows = pd.DataFrame({"budget": [100.0], "currency": ["XEU"]})
    for name, day in (("start", "1998-05-01"), ("end", "1998-12-31")):
        rows[name], rows[f"{name}_precision"] = pd.Timestamp(day), "day"
    for at in ("start", "end", "midpoint", "period", "year", "1998-12"):
        for options in ({"on_missing": "null"}, {"on_missing": "nearest", "max_gap_days": 900}):
            if options["on_missing"] == "nearest":
                with pytest.raises(mf.CurrencyError, match="is before the euro"):
                    mf.convert_currency(rows, to=other, rates=table, at=at, **options)
            else:
                done = mf.convert_currency(rows, to=other, rates=table, at=at, **options)
                assert done[f"budget_{other.lower()}"].isna().all()
    # On its other side the euro's rate is the ECU's, one for one.
    near = rows.assign(start=pd.Timestamp("1999-01-02"))
    options = {"on_missing": "nearest", "max_gap_days": 5}
    done = mf.convert_currency(near, to="USD", rates=mf.ecb_rates(), **options)
    assert done["budget_usd"].tolist() == [117.89]


def test_drachmas_and_levs_before_they_have_any_rate() -> None:
    with pytest.raises(mf.CurrencyError, match="no rate from GRD to EUR was published for 2000"):
        mf.ecb_rates().get("GRD", "EUR", "2000")
    with pytest.raises(mf.CurrencyError, match="no rate from BGN to EUR was published for 1999"):
        mf.ecb_rates().get("BGN", "EUR", "1999")


def test_lira_and_leu_old_and_new() -> None:
    rates = mf.ecb_rates()
    assert rates.get("TRY", "TRL", "2005-01-03").rate == pytest.approx(1_000_000, rel=1e-14)
    assert rates.get("RON", "ROL", "2005-07-01").rate == pytest.approx(10_000, rel=1e-14)
    assert rates.get("RON", "ROL", "2019").rate == pytest.approx(10_000, rel=1e-14)
    # An old code dated long after: its new units' rate, a million to one.
    new, old = rates.get("TRY", "USD", "2019-05").rate, rates.get("TRL", "USD", "2019-05").rate
    assert old * 1_000_000 == pytest.approx(new, rel=1e-13)
    assert "Turkish Law No 5083" in rates.get("TRL", "USD", "2019-05").source
    # On the first two days of 2005, a weekend, the new lira has no rate yet.
    assert rates.get("TRL", "EUR", "2005-01-02").date_from == dt.date(2004, 12, 31)
    # Before the law: as the ECB published the old lira.
    before = rates.get("EUR", "TRL", "2004-12-31")
    assert before.rate == 1_836_200
    assert before.source == rates.source
    with pytest.raises(mf.CurrencyError, match="no rate from TRY to EUR was published for 2004"):
        rates.get("TRY", "EUR", "2004")


def test_pegged_currencies_against_each_other() -> None:
    rates = mf.ecb_rates()
    assert rates.get("XOF", "XAF", "2020").rate == 1
    assert rates.get("BAM", "XOF", "2020-05-04").rate == pytest.approx(655.957 / 1.95583, rel=1e-15)
    both = rates.get("BAM", "XOF", "2020-05-04").source
    assert both.count(" fixed to EUR by ") == 2
    dollars = rates.get("EUR", "USD", "2020").rate
    assert rates.get("XOF", "USD", "2020").rate == pytest.approx(dollars / 655.957, rel=1e-13)


OLD_AND_NEW = [
    # Old code, new code, units, last month of the old, IMF's rate in old units for 1 USD at its
    # end (the figure of the new unit's back-cast, multiplied by hand), first month of the new.
    ("BGL", "BGN", 1_000, "1999-06", 1893.7, "1999-08"),
    ("MGF", "MGA", 5, "2004-12", 9347, "2005-01"),
    ("TRL", "TRY", 1_000_000, "2004-12", 1_339_500, "2005-01"),
    ("ROL", "RON", 10_000, "2005-06", 29_891, "2005-07"),
    ("AZM", "AZN", 5_000, "2005-12", 4593, "2006-01"),
    ("MZM", "MZN", 1_000, "2006-06", 25_831, "2006-07"),
    ("SDD", "SDG", 100, "2006-12", 201.32, "2007-02"),
    ("GHC", "GHS", 10_000, "2007-06", 9264.73, "2007-07"),
    ("ZMK", "ZMW", 1_000, "2012-12", 5150, "2013-01"),
    ("BYR", "BYN", 10_000, "2016-06", 20_053, "2016-07"),
    ("MRO", "MRU", 10, "2017-12", 353.48, "2018-01"),
    ("STD", "STN", 1_000, "2017-12", 20_529.6, "2018-01"),
    ("SLL", "SLE", 1_000, "2022-06", 13_153.1, "2022-07"),
]


def month_ends() -> mf.Rates:
    return list(mf.world_rates().chain())[1]


@pytest.mark.parametrize(("old", "new", "units", "last", "figure", "first"), OLD_AND_NEW)
def test_money_that_was_replaced(
    old: str, new: str, units: float, last: str, figure: float, first: str
) -> None:
    rates = month_ends()
    before = rates.get("USD", old, last)
    assert before.rate == pytest.approx(figure, rel=1e-4)
    assert "fixed to" not in before.source
    # The new money did not exist, and its rate must not be given for it.
    with pytest.raises(
        mf.CurrencyError, match=rf"published for {last}.*; {new} began on .*, 1 for {units:,} {old}"
    ):
        rates.get(new, "USD", last)
    # From its first month on the old code counts in units of the new, and the law is named.
    after = rates.get("USD", old, first)
    assert after.rate == pytest.approx(rates.get("USD", new, first).rate * units, rel=1e-12)
    assert f"{old} fixed to {new} by " in after.source
    assert rates.get(new, old, first).rate == pytest.approx(units, rel=1e-12)
    # Nothing jumps by the factor that was struck off.
    assert 0.8 < after.rate / before.rate < 1.25
    late = rates.get(old, "EUR", "2022-12").rate
    assert late * units == pytest.approx(rates.get(new, "EUR", "2022-12").rate, rel=1e-12)


def test_the_table_of_replaced_money_leaves_none_out() -> None:
    listed = {(old, new, units) for old, new, units, *_ in OLD_AND_NEW}
    ours = {(law.currency, law.per, law.units) for law in redenominated().values()}
    assert ours - listed == {("TMM", "TMT", 5_000)}  # of which the bundled tables have no rates
    assert not {"TMM", "TMT"} & {c for t in mf.world_rates().chain() for c in t.currencies}


def test_budgets_in_money_before_and_after_it_was_replaced() -> None:
    months = ["2015-05", "2016-06", "2016-07", "2019-03"]
    rows = pd.DataFrame(
        {
            "budget": 20_000_000.0,
            "currency": "BYR",
            "start": pd.to_datetime(months),
            "start_precision": "month",
        }
    )
    rates = mf.ecb_rates() | mf.world_rates()
    old = mf.convert_currency(rows, rates=rates)["budget_usd"]
    # At 14,810 (May 2015), 20,053, 19,889 and 21,288 BYR to the dollar at the ends of the months.
    assert old.round(-1).tolist() == [1350, 1000, 1010, 940]
    new = rows.assign(budget=2_000.0, currency="BYN")
    new = mf.convert_currency(new, rates=rates, on_missing="null")
    assert new["budget_usd"].isna().tolist() == [True, True, False, False]
    assert new["budget_usd"].tolist()[2:] == pytest.approx(old.tolist()[2:], rel=1e-12)
    assert (
        new["budget_usd_basis"]
        .iloc[0]
        .startswith("missing: no rate from BYN to USD was published for")
    )
    assert new["budget_usd_basis"].iloc[0].endswith("; BYN began on 2016-07-01, 1 for 10,000 BYR")
    # The year of the change: six months of the new rouble, and twelve of the old.
    year = rows.head(1).assign(start_precision="year", start=pd.Timestamp("2016-01-01"))
    assert "partial" not in mf.convert_currency(year, rates=rates)["budget_usd_basis"].iloc[0]
    half = mf.convert_currency(year.assign(currency="BYN"), rates=rates)["budget_usd_basis"].iloc[0]
    assert half == "year average of month ends at start, partial (50% of the days)"


def test_there_is_nothing_before_the_old_money_itself() -> None:
    # BYB, of which 1,000 were 1 BYR, lasted to the end of 1999.
    with pytest.raises(mf.CurrencyError, match="no rate from BYR to USD was published for 1999-12"):
        month_ends().get("BYR", "USD", "1999-12")


def test_a_law_that_follows_from_another() -> None:
    rates = mf.ecb_rates()
    # The old lev counts in the new one, which the euro replaced.
    assert rates.get("EUR", "BGL", "2026-02").rate == pytest.approx(1955.83, rel=1e-14)
    assert rates.get("BGL", "USD", "2026-02").rate == pytest.approx(
        rates.get("EUR", "USD", "2026-02").rate / 1955.83, rel=1e-13
    )
    # Two laws, neither of the two currencies the euro.
    cross = rates.get("SIT", "XPF", "2010-05")
    assert cross.rate == pytest.approx(1000 / 8.38 / 239.64, rel=1e-14)
    assert cross.source.count(" fixed to EUR by ") == 2
    # Tolars in shillings: the euro's rate of the world's table, and no rate of its own.
    world = mf.ecb_rates() | mf.world_rates()
    assert world.get("SIT", "KES", "2010-05").rate == pytest.approx(
        mf.world_rates().get("EUR", "KES", "2010-05").rate / 239.64, rel=1e-12
    )


def test_parities_to_rand_and_dollar() -> None:
    rates = mf.ecb_rates()
    for code in ("LSL", "NAD"):
        assert rates.get("ZAR", code, "2015-07").rate == 1
        assert rates.get(code, "USD", "2015-07-01")[:2] == rates.get("ZAR", "USD", "2015-07-01")[:2]
    assert rates.get("USD", "SVC", "2010").rate == pytest.approx(8.75, rel=1e-14)
    with pytest.raises(mf.CurrencyError, match="no rate from SVC to USD was published for 2000"):
        rates.get("SVC", "USD", "2000")


@pytest.mark.parametrize("code", sorted(ENDED))
def test_codes_that_are_reported_and_not_converted(code: str) -> None:
    rates = mf.ecb_rates() | mf.world_rates()
    assert not any(code in table.currencies for table in rates.chain())
    with pytest.raises(mf.CurrencyError, match=rf"not among the currencies .*\. {code} "):
        rates.get(code, "USD", "2005")


def test_what_no_law_fixes_stays_missing() -> None:
    rates = mf.ecb_rates()
    for when in ("2022-03-09", "2022-04", "2022-12", "2023", "2024-05-06"):
        with pytest.raises(mf.CurrencyError, match="RUB rates from 2005-04-01 to 2022-03-01"):
            rates.get("RUB", "USD", when)
    for when in ("2009", "2017", "2013-05", "2009-01-02", "2018-01-31"):
        with pytest.raises(mf.CurrencyError, match="no rate from ISK to USD was published"):
            rates.get("ISK", "USD", when)


def test_laws_by_hand_and_the_callers_table_is_kept() -> None:
    days = pd.to_datetime(["2022-12-30", "2022-12-31", "2023-01-01", "2023-01-02"])
    table = pd.DataFrame({"USD": [1.0, NAN, NAN, 2.0], "HRK": [7.5, NAN, NAN, NAN]}, index=days)
    before = table.copy()
    done, used = add_laws(table, "EUR")
    pd.testing.assert_frame_equal(table, before)
    assert done["HRK"].fillna(0).tolist() == [7.5, 0, 0, 7.5345]
    # Nothing on days without any published rate.
    assert done["DEM"].fillna(0).tolist() == [1.95583, 0, 0, 1.95583]
    assert "BGN" not in done
    assert {"HRK", "DEM", "XEU", "XOF"} <= set(used)
    assert not {"BGN", "TRL", "BYR", "USD"} & set(used)


def test_laws_against_another_base() -> None:
    days = pd.to_datetime(["2016-06-30", "2016-07-01"])
    table = pd.DataFrame({"EUR": [0.5, 0.8], "BYN": [2.0, 3.0], "BYR": [20_500.0, NAN]}, index=days)
    done, used = add_laws(table, "USD")
    assert done["BYR"].tolist() == [20_500.0, 30_000.0]
    assert done["XOF"].tolist() == pytest.approx([655.957 / 2, 655.957 * 0.8])
    assert used["BYR"].since == dt.date(2016, 7, 1)
    # Without the euro in the table nothing can be fixed to it.
    alone, used = add_laws(table[["BYN"]], "USD")
    assert list(alone) == ["BYN", "SVC", "BYR"]
    assert alone["BYR"].fillna(0).tolist() == [0, 30_000.0]
    assert alone["SVC"].tolist() == [8.75, 8.75]
    assert set(used) == {"SVC", "BYR"}


def test_an_old_code_in_a_project_table() -> None:
    projects = pd.DataFrame(
        {
            "budget": [1_955_830.0, 7_534.5, 100.0],
            "currency": ["DEM", "HRK", "XEU"],
            "start": pd.to_datetime(["2000-05-04", "2023-01-01", "1997-01-01"]),
            "start_precision": ["day", "year", "year"],
        }
    )
    done = mf.convert_currency(projects, to="EUR", on_missing="null")
    assert done["budget_eur"].tolist()[:2] == pytest.approx([1_000_000, 1_000], rel=1e-15)
    assert done["budget_eur_source"].str.contains("Council Regulation").tolist()[:2] == [True, True]
    assert pd.isna(done["budget_eur"].iloc[2])
    assert done["budget_eur_basis"].iloc[2] == (
        "missing: 1997-01-01 to 1997-12-31 is before the euro; no rates of the ECU are here"
    )
