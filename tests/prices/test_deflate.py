from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.currency.convert import convert_currency
from migfund.errors import ColumnsError, CurrencyError, DateError, MigfundError, ScopeError
from migfund.prices.deflate import deflate
from migfund.prices.deflators import Deflators
from migfund.prices.read_deflators import read_deflators
from migfund.schema import make_table

DEVINIT = (
    Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "deflators"
) / "devinit_usd_deflators_2021WEO.csv"
NEW = [f"budget_usd_2019_{what}" for what in ("deflator", "basis", "source")]
PRICES = Deflators(
    pd.DataFrame({"USA": [0.8, 1.0, np.nan, 1.25]}, index=[2015, 2019, 2020, 2023]),
    source="by hand",
)
EUROS = make_table(
    [
        {
            "budget": 100.0,
            "currency": "EUR",
            "start": pd.Timestamp("2015-01-01"),
            "start_precision": "year",
        }
    ]
)


def converted(budgets: list[float], starts: list[str | None], **more: Any) -> pd.DataFrame:
    return pd.DataFrame({"budget_usd": budgets, "start": pd.to_datetime(starts), **more})


def test_by_hand() -> None:
    got = deflate(
        converted([80.0, 100.0, 125.0], ["2015-12-31", "2019-02-01", "2023-01-01"]),
        to_year=2019,
        deflators=PRICES,
    )
    assert got["budget_usd_2019"].tolist() == [100.0, 100.0, 100.0]
    assert got["budget_usd_2019_deflator"].tolist() == [0.8, 1.0, 1.25]
    assert got["budget_usd_2019_basis"].tolist()[0] == "prices of 2015 to prices of 2019"
    assert set(got["budget_usd_2019_source"]) == {"by hand: USA"}
    late = deflate(converted([80.0], ["2015-01-01"]), to_year=2023, deflators=PRICES)
    assert late["budget_usd_2023"].tolist() == [80.0 * 1.25 / 0.8]


def test_convert_then_deflate_each_with_its_basis_beside_it() -> None:
    record = {
        "budget": 100.0,
        "currency": "USD",
        "start": pd.Timestamp("2015-01-01"),
        "start_precision": "year",
    }
    table = convert_currency(make_table([record, {**record, "currency": "EUR"}]))
    got = deflate(table, to_year=2023, deflators=PRICES)
    assert got["budget_usd_basis"].tolist() == ["same currency", "year average at start"]
    assert got["budget_usd_2023_basis"].tolist() == ["prices of 2015 to prices of 2023"] * 2
    assert got["budget_usd_2023_deflator"].tolist() == [0.8 / 1.25] * 2
    assert list(got.columns[-4:]) == [
        "budget_usd_2023",
        "budget_usd_2023_deflator",
        "budget_usd_2023_basis",
        "budget_usd_2023_source",
    ]


def test_regression_two_years_and_two_currencies_stand_side_by_side() -> None:
    table = convert_currency(convert_currency(EUROS), to="CHF")
    got = deflate(table, to_year=2023, deflators=PRICES)
    got = deflate(got, to_year=2019, deflators=PRICES)
    got = deflate(got, to_year=2019, deflators=PRICES, value="budget_chf")
    for value, year in (("budget_usd", 2023), ("budget_usd", 2019), ("budget_chf", 2019)):
        alone = deflate(table, to_year=year, deflators=PRICES, value=value)
        new = [name for name in alone if name not in table]
        pd.testing.assert_frame_equal(got[new], alone[new])


def test_regression_a_table_split_by_time_must_be_told_which_date_counts() -> None:
    # A project of 2018 and 2019 in two parts, and one whose time is not known.
    parts = converted([500.0, 500.0, 7.0], ["2018-01-01", "2018-01-01", None])
    parts = parts.assign(
        project=[0, 0, 1],
        share=[0.5, 0.5, 1.0],
        split_rule=["uniform by calendar year"] * 2 + ["unallocated by calendar year: no start"],
        divided="budget_usd",
        calendar_year=["2018", "2019", "unallocated"],
        period_from=pd.to_datetime(["2018-01-01", "2019-01-01", None]),
        period_to=pd.to_datetime(["2018-12-31", "2019-12-31", None]),
    )
    prices = pd.Series([0.8, 1.0, 1.25], index=[2018, 2019, 2020], name="USA")
    options: dict[str, Any] = {"to_year": 2020, "deflators": prices, "on_missing": "null"}
    with pytest.raises(ScopeError, match="at='start' for the start of the project, at='part'"):
        deflate(parts, **options)
    by_part = deflate(parts, at="part", **options)
    assert by_part["budget_usd_2020"].tolist()[:2] == [500 / 0.64, 500 / 0.8]
    assert by_part["budget_usd_2020_basis"].tolist() == [
        "prices of 2018 to prices of 2020",
        "prices of 2019 to prices of 2020",
        "missing: no part is stated",
    ]
    column = deflate(parts, at="calendar_year", **options)
    pd.testing.assert_series_equal(column["budget_usd_2020"], by_part["budget_usd_2020"])
    by_start = deflate(parts, at="start", **options)
    assert by_start["budget_usd_2020"].tolist()[:2] == [500 / 0.64] * 2
    with pytest.raises(ScopeError, match="not split by time"):
        deflate(parts.drop(columns="divided"), at="part", **options)
    fiscal = parts.assign(period_to=pd.Timestamp("2020-03-31"))
    with pytest.raises(DateError, match="2 of 3 parts lie in two calendar years"):
        deflate(fiscal.assign(period_from=parts["period_from"]).head(3), at="part", **options)


def test_a_budget_that_was_not_converted_stays_missing() -> None:
    table = make_table([{"budget": 1.0, "currency": "XXX"}])
    got = deflate(convert_currency(table, on_missing="null"), to_year=2019, deflators=PRICES)
    assert got[["budget_usd_2019", *NEW]].isna().all(axis=None)


def test_what_is_outside_the_table_is_an_error_or_missing_with_its_reason() -> None:
    table = converted([1.0, 2.0, 3.0, np.nan], ["2031-01-01", "2020-01-01", None, "2031-01-01"])
    with pytest.raises(CurrencyError, match=r"3 of 4 .*row 0: 2031 is outside 2015–2023 of USA"):
        deflate(table, to_year=2019, deflators=PRICES)
    got = deflate(table, to_year=2019, deflators=PRICES, on_missing="null")
    assert got[["budget_usd_2019", *NEW[::2]]].isna().all(axis=None)
    assert got["budget_usd_2019_basis"].tolist()[:3] == [
        "missing: 2031 is outside 2015–2023 of USA",
        "missing: 2020 has no index within 2015–2023 of USA",
        "missing: no start is stated",
    ]
    assert pd.isna(got["budget_usd_2019_basis"].iloc[3])
    assert isinstance(got["budget_usd_2019_basis"].dtype, pd.CategoricalDtype)


@pytest.mark.parametrize("to_year", [2014, 2020, 2031])
@pytest.mark.parametrize("on_missing", ["raise", "null"])
def test_a_to_year_without_an_index_is_always_an_error(to_year: int, on_missing: str) -> None:
    for table in (converted([1.0], ["2019-01-01"]), converted([], [])):
        with pytest.raises(CurrencyError, match=f"to_year={to_year} .* have 2015–2023"):
            deflate(table, to_year=to_year, deflators=PRICES, on_missing=on_missing)


def test_by_country() -> None:
    prices = pd.DataFrame({"KEN": [0.5, 1.0], "UGA": [0.25, 1.0]}, index=[2015, 2019])
    prices["SOM"] = [1.0, np.nan]
    table = converted([1.0] * 5, ["2015-01-01"] * 5)
    table["country"] = ["KEN", "UGA", "SOM", "unallocated", None]
    options: dict[str, Any] = {"to_year": 2019, "deflators": prices, "series": "country"}
    got = deflate(table, **options, on_missing="null")
    assert got["budget_usd_2019"].tolist()[:2] == [2.0, 4.0]
    assert got["budget_usd_2019"].isna().tolist() == [False, False, True, True, True]
    assert got["budget_usd_2019_source"].tolist()[:2] == [
        "table of the caller: KEN",
        "table of the caller: UGA",
    ]
    assert got["budget_usd_2019_basis"].tolist()[2:] == [
        "missing: 2019 is outside 2015–2015 of SOM",
        "missing: 'unallocated' is not among the series of the deflators",
        "missing: no country is stated",
    ]
    with pytest.raises(CurrencyError, match="3 of 5 rows have a budget_usd without a deflator"):
        deflate(table, **options)
    with pytest.raises(CurrencyError, match="have 3 series: 'KEN', 'UGA', 'SOM'"):
        deflate(table, to_year=2019, deflators=prices)


def test_estimates_are_said_to_be_so() -> None:
    prices = Deflators(PRICES.to_frame(), source="by hand", estimates_after={"USA": 2021})
    table = converted([1.0, 1.0], ["2019-01-01", "2023-01-01"])
    now = deflate(table, to_year=2015, deflators=prices)["budget_usd_2015_basis"].tolist()
    assert now == ["prices of 2019 to prices of 2015", "prices of 2023 to prices of 2015, estimate"]
    later = deflate(table, to_year=2023, deflators=prices)["budget_usd_2023_basis"]
    assert later.str.endswith(", estimate").all()


def test_years_of_another_column() -> None:
    table = converted([80.0, 80.0], ["2019-01-01"] * 2, year=pd.array([2015, None], dtype="Int64"))
    prices = pd.Series([0.8, 1.0], index=[2015, 2019])
    got = deflate(table, to_year=2019, deflators=prices, at="year", on_missing="null")
    assert got["budget_usd_2019"].iloc[0] == 100.0
    assert got["budget_usd_2019_basis"].iloc[1] == "missing: no year is stated"
    assert got["budget_usd_2019_source"].iloc[0] == "series of the caller: deflator"
    with pytest.raises(DateError, match=r"whole years: 2015\.5"):
        deflate(table.assign(year=2015.5), to_year=2019, deflators=prices, at="year")


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"value": "budget"}, ScopeError, "Convert first, then deflate"),
        ({"value": "budget_usd_2019"}, ScopeError, "in constant prices already.*'budget_usd'"),
        ({"value": "budget_eur"}, ColumnsError, "no column 'budget_eur'"),
        ({"at": "end"}, ColumnsError, "no column 'end'"),
        ({"series": "country"}, ColumnsError, "no column 'country'"),
        ({"to_year": "2019"}, DateError, "to_year must be a whole year"),
        ({"to_year": 2019.0}, DateError, "to_year must be a whole year"),
        ({"on_missing": "nearest"}, MigfundError, "must be one of 'raise', 'null'"),
        ({"deflators": {2019: 1.0}}, MigfundError, "not dict"),
    ],
)
def test_what_is_refused(options: dict[str, Any], error: type[Exception], match: str) -> None:
    table = converted([1.0], ["2019-01-01"], budget=[1.0], budget_usd_2019=[1.0])
    with pytest.raises(error, match=match):
        deflate(table, **{"to_year": 2015, "deflators": PRICES, **options})


def test_nothing_is_overwritten() -> None:
    once = deflate(converted([1.0], ["2019-01-01"]), to_year=2015, deflators=PRICES)
    with pytest.raises(ColumnsError, match="already has 'budget_usd_2015'"):
        deflate(once, to_year=2015, deflators=PRICES)


@pytest.mark.parametrize("dtype", ["category", "str", object])
def test_years_and_series_as_text_after_a_split(dtype: Any) -> None:
    table = converted([80.0, 50.0, 9.0], ["2015-01-01"] * 3)
    table["calendar_year"] = pd.Series(["2015", "2019", "unallocated"]).astype(dtype)
    table["country"] = pd.Series(["USA", "USA", "USA"]).astype(dtype)
    options: dict[str, Any] = {"to_year": 2019, "deflators": PRICES, "series": "country"}
    got = deflate(table, at="calendar_year", on_missing="null", **options)
    assert got["budget_usd_2019"].tolist()[:2] == [100.0, 50.0]
    assert got["budget_usd_2019_basis"].tolist() == [
        "prices of 2015 to prices of 2019",
        "prices of 2019 to prices of 2019",
        "missing: no calendar_year is stated",
    ]
    with pytest.raises(DateError, match=r"'fiscal_year' must hold .* not '2015/16'\. mf\.parse_p"):
        deflate(table.assign(fiscal_year="2015/16"), at="fiscal_year", **options)


def test_what_is_known_to_be_in_one_currency() -> None:
    table = converted([80.0], ["2015-01-01"])
    for name in ("budget_low", "budget_usd_low", "grant_usd", "note_usd"):
        other = table.assign(**{name: 1.0})
        with pytest.raises(ScopeError, match=f"'{name}' is not known to be in one currency"):
            deflate(other, to_year=2019, deflators=PRICES, value=name)
        # The remedy, followed to the letter.
        renamed = other.rename(columns={name: "value_usd"})
        got = deflate(renamed, to_year=2019, deflators=PRICES, value="value_usd")
        assert got["value_usd_2019"].tolist() == [1.25]
    own = table.assign(grant_usd=8.0, grant_currency="EUR")
    got = deflate(own, to_year=2019, deflators=PRICES, value="grant_usd")
    assert got["grant_usd_2019"].tolist() == [10.0]


@pytest.mark.parametrize("junk", [None, 5, 3.5, "ecb", "", ["USD"], {"a": 1}, True, float("nan")])
@pytest.mark.parametrize(
    "name",
    ["table", "to_year", "deflators", "value", "at", "series", "to", "rates", "on_missing"],
)
def test_regression_junk_is_an_error_of_ours(name: str, junk: Any) -> None:
    if junk is None and name in ("at", "series", "value", "to", "rates", "deflators"):
        return  # that is how they are left out
    given = {"table": converted([1.0], ["2015-01-01"]), "to_year": 2019, "deflators": PRICES}
    given[name] = junk
    with pytest.raises(MigfundError, match=r"\w"):
        deflate(given.pop("table"), **given)


def test_convert_at_the_rate_of_the_year_then_deflate_in_one_call() -> None:
    table = make_table(
        [
            {"budget": 100.0, "currency": "EUR", "start": pd.Timestamp(day), "start_precision": how}
            for day, how in (("2015-06-01", "day"), ("2019-02-01", "month"))
        ]
    )
    done = deflate(table, to_year=2019, to="USD", deflators=PRICES)
    daily = mf.ecb_rates().to_frame()["USD"]
    # The average dollar of each year, then prices of 2019: 0.8 was the index of 2015.
    expected = [100 * daily.loc["2015"].mean() / 0.8, 100 * daily.loc["2019"].mean()]
    assert done["budget_usd_2019"].tolist() == pytest.approx(expected, rel=1e-12)
    steps = mf.convert_currency(table, to="USD", at="year")
    pd.testing.assert_frame_equal(done, deflate(steps, to_year=2019, deflators=PRICES))
    with pytest.raises(MigfundError, match=r"at='end' is another date\. Convert first"):
        deflate(table, to_year=2019, to="USD", deflators=PRICES, at="end")
    with pytest.raises(MigfundError, match="rates go with to="):
        deflate(steps, to_year=2019, deflators=PRICES, rates=mf.ecb_rates())
    euros = mf.convert_currency(table, to="EUR")
    with pytest.raises(MigfundError, match="'budget_eur' is not in dollars, so deflators must"):
        deflate(euros, to_year=2019, value="budget_eur")
    parts = mf.split_by_year(table.assign(end=table["start"], end_precision="year"), value="budget")
    both = deflate(parts, to_year=2019, to="USD", deflators=PRICES, at="part")
    assert both["budget_usd_2019"].notna().all()


def test_dollars_are_deflated_by_us_consumer_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    prices = Deflators(
        pd.DataFrame({"USA": [100.0, 125.0]}, index=[2015, 2019]), source="CPI to 2019"
    )
    monkeypatch.setattr("migfund.prices.deflate.us_cpi", lambda: prices)
    done = deflate(converted([100.0], ["2015-01-01"]), to_year=2019)
    assert done["budget_usd_2019"].tolist() == [125.0]
    assert done["budget_usd_2019_source"].tolist() == ["CPI to 2019: USA"]


def test_regression_infinite_money_is_refused() -> None:
    with pytest.raises(ColumnsError, match="1 of 1 rows have an infinite budget_usd"):
        deflate(converted([np.inf], ["2015-01-01"]), to_year=2019, deflators=PRICES)
    with pytest.raises(CurrencyError, match="would be too large for a number"):
        deflate(converted([1.7e308], ["2015-01-01"]), to_year=2019, deflators=PRICES)


ROWS = st.lists(
    st.tuples(
        st.floats(min_value=0, max_value=1e9) | st.just(float("nan")),
        st.sampled_from(["2015-06-30", "2019-01-01", "2020-01-01", "2023-12-31", "2040-01-01"])
        | st.none(),
    ),
    max_size=8,
)


@given(rows=ROWS, factor=st.sampled_from([0.0, 0.5, 4.0]))
def test_contract(rows: list[tuple[float, str | None]], factor: float) -> None:
    table = make_table([{"title": "a"} for _ in rows])
    table["budget_usd"] = [budget for budget, _ in rows]
    table["start"] = pd.Series([pd.Timestamp(day) for _, day in rows], dtype="datetime64[us]")
    table.index = pd.Index([7] * len(rows))
    before = table.copy(deep=True)
    options: dict[str, Any] = {"to_year": 2019, "deflators": PRICES, "on_missing": "null"}
    got = deflate(table, **options)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(got[before.columns], before)
    assert list(got.columns) == [*before.columns, "budget_usd_2019", *NEW]
    own = (before["start"].dt.year == 2019).to_numpy()
    same = got.loc[own, "budget_usd_2019"].to_numpy()
    np.testing.assert_array_equal(same, before.loc[own, "budget_usd"].to_numpy())
    scaled = deflate(table.assign(budget_usd=table["budget_usd"] * factor), **options)
    np.testing.assert_allclose(
        scaled["budget_usd_2019"], got["budget_usd_2019"] * factor, rtol=1e-12, atol=1e-300
    )
    no_index = ~before["start"].dt.year.isin([2015, 2019, 2023]).to_numpy()
    assert got.loc[no_index, "budget_usd_2019"].isna().all()


@pytest.mark.skipif(not DEVINIT.exists(), reason="the shared data are not here")
def test_the_file_of_development_initiatives() -> None:
    prices = read_deflators(DEVINIT)
    table = converted([100.0, 100.0], ["2019-01-01", "2015-01-01"], country=["USA", "USA"])
    by_row = deflate(table, to_year=2023, deflators=prices, series="country")
    whole = deflate(table, to_year=2023, deflators=prices.pick("USA"))
    pd.testing.assert_frame_equal(by_row, whole)
    # 2019 is 1 in the file, 2023 is 1.077728706 and 2015 is 0.93194251.
    assert whole["budget_usd_2023"].iloc[0] == pytest.approx(107.7728706, rel=1e-12)
    assert whole["budget_usd_2023"].iloc[1] == pytest.approx(107.7728706 / 0.93194251, rel=1e-12)
    czech = converted([1.0], ["1985-01-01"])
    with pytest.raises(CurrencyError, match=r"1985 is outside \d{4}–2026 of CZE"):
        deflate(czech, to_year=2019, deflators=prices.pick("CZE"))


def test_regression_deflating_what_is_not_converted_names_the_conversion() -> None:
    with pytest.raises(ColumnsError, match=r"Convert first: mf\.convert_currency.*to='USD'\.$"):
        deflate(EUROS, to_year=2019, deflators=PRICES)
    done = deflate(EUROS, to_year=2019, deflators=PRICES, to="USD")
    assert "budget_usd_2019" in done
