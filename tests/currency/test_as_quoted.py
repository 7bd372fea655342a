"""An average is that of the figures in the direction in which they were quoted."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import migfund as mf

DAYS = ["2020-03-02", "2020-03-03", "2020-03-04"]
# Shillings for a dollar, for a euro and for a hundred yen: 105, 115 and 98 on average.
KENYA = {"USD": [100, 104, 111], "EUR": [110, 115, 120], "JPY": [95, 97, 102]}


def kenya(**options: Any) -> mf.Rates:
    table = pd.DataFrame({"date": DAYS, **KENYA})
    said: dict[str, Any] = {"base": "KES", "per": "currency", "units": {"JPY": 100}}
    return mf.read_rates(table, **said | options)


def month(rates: mf.Rates, currency: str, to: str) -> float:
    return rates.get(currency, to, "2020-03", min_share=0).rate


def test_the_average_is_that_of_the_banks_own_figures() -> None:
    rates = kenya()
    assert month(rates, "USD", "KES") == pytest.approx(105, rel=1e-14)
    assert month(rates, "KES", "USD") == pytest.approx(1 / 105, rel=1e-14)
    assert month(rates, "JPY", "KES") == pytest.approx(0.98, rel=1e-14)
    # A rate between two is the ratio of their averages, so the way does not matter.
    assert month(rates, "EUR", "USD") == pytest.approx(115 / 105, rel=1e-14)
    through = month(rates, "EUR", "JPY") * month(rates, "JPY", "USD")
    assert through == pytest.approx(115 / 105, rel=1e-14)
    assert rates.per_currency == ("EUR", "JPY", "USD")
    assert "Quoted per currency</th>" in rates._repr_html_()


def test_of_a_table_quoted_per_base_too() -> None:
    table = pd.DataFrame({"date": DAYS, "KES": KENYA["USD"]})
    assert month(mf.read_rates(table, base="USD"), "USD", "KES") == pytest.approx(105, rel=1e-14)


def test_a_table_of_both_directions_averages_each_as_quoted() -> None:
    # The Federal Reserve quotes dollars for a pound and yen for a dollar.
    table = pd.DataFrame({"date": DAYS, "GBP": [1.25, 1.3, 1.35], "JPY": [105, 107, 112]})
    rates = mf.read_rates(table, base="USD", per={"GBP": "currency"})
    assert month(rates, "GBP", "USD") == pytest.approx(1.3, rel=1e-14)
    assert month(rates, "USD", "JPY") == pytest.approx(108, rel=1e-14)
    assert month(rates, "GBP", "JPY") == pytest.approx(1.3 * 108, rel=1e-14)
    assert month(rates, "JPY", "GBP") == pytest.approx(1 / (1.3 * 108), rel=1e-14)


def test_months_in_force_and_ends_are_averaged_as_quoted_too() -> None:
    table = pd.DataFrame({"month": ["2020-01", "2020-02"], "USD": [100, 104]})
    for kind in ("average", "end"):
        rates = mf.read_rates(table, base="KES", per="currency", frequency="month", kind=kind)  # type: ignore[arg-type]
        assert rates.get("USD", "KES", "2020", min_share=0).rate == pytest.approx(102, rel=1e-14)
    begins = table.assign(month=["2020-01-30", "2020-01-31"])
    rates = mf.read_rates(begins, base="KES", per="currency", kind="in force")
    assert rates.get("USD", "KES", "2020-01", min_share=0).rate == pytest.approx(102, rel=1e-14)


def test_only_the_days_of_both_count() -> None:
    table = pd.DataFrame({"date": DAYS, "USD": KENYA["USD"], "EUR": [110, None, 120]})
    rates = mf.read_rates(table, base="KES", per="currency")
    found = rates.get("EUR", "USD", "2020-03", min_share=0)
    assert found.rate == pytest.approx(115 / ((100 + 111) / 2), rel=1e-14)
    assert "partial" in found.basis


def test_a_year_of_lira_agrees_with_a_plain_loop() -> None:
    euro = mf.ecb_rates().to_frame().loc["2021", ["TRY", "USD", "JPY"]]
    quoted = pd.DataFrame(
        {"USD": euro["TRY"] / euro["USD"], "JPY": 100 * euro["TRY"] / euro["JPY"]}
    )
    table = quoted.reset_index(names="date")
    rates = mf.read_rates(table, base="TRY", per="currency", units={"JPY": 100})
    total = number = 0.0
    for rate in quoted["USD"]:
        total, number = total + rate, number + 1
    year = rates.get("USD", "TRY", "2021")
    assert (year.basis, round(year.rate, 2)) == ("year average", 8.92)
    assert year.rate == pytest.approx(total / number, rel=1e-12)
    parts = [p for _, p in quoted["JPY"].groupby(quoted.index.month)]
    for number_of, part in enumerate(parts, 1):
        found = rates.get("JPY", "TRY", f"2021-{number_of:02}").rate
        assert found == pytest.approx(sum(part) / len(part) / 100, rel=1e-12)
    # A period of a project is averaged in the same way.
    project = pd.DataFrame({"budget": [1000.0], "currency": ["USD"]}).assign(
        start=pd.Timestamp("2021-06-01"), end=pd.Timestamp("2021-12-31")
    )
    project = project.assign(start_precision="day", end_precision="day")
    done = mf.convert_currency(project, to="TRY", rates=rates, at="period")
    expected = quoted.loc["2021-06":, "USD"].mean()
    assert done["budget_try_rate"].item() == pytest.approx(expected, rel=1e-12)


def test_rates_that_were_written_as_quoted_are_read_with_the_same_averages(tmp_path: Path) -> None:
    rates, path = kenya(), tmp_path / "rates.csv"
    quoted = rates.to_frame(as_quoted=True)
    assert quoted["USD"].tolist() == pytest.approx(KENYA["USD"], rel=1e-14)
    assert quoted["KES"].tolist() == [1, 1, 1]
    assert rates.to_frame()["USD"].tolist() == pytest.approx([1 / r for r in KENYA["USD"]])
    quoted.to_csv(path)
    per: Any = dict.fromkeys(rates.per_currency, "currency")
    back = mf.read_rates(path, base="KES", per=per)
    for code in KENYA:
        assert month(back, code, "KES") == pytest.approx(month(rates, code, "KES"), rel=1e-14)


def test_the_direction_survives_what_is_done_with_rates() -> None:
    rates = kenya()
    assert rates.pick("USD").per_currency == ("USD",)
    assert month(rates.pick("USD"), "USD", "KES") == pytest.approx(105, rel=1e-14)
    euro = mf.Rates(rates.to_frame()[["USD"]].loc[:"2020-03-03"], "KES", "other")
    assert month(rates | euro, "USD", "KES") == pytest.approx(105, rel=1e-14)
    other = mf.Rates(rates.to_frame()[["USD"]], "KES", "s", per_currency=("USD",))
    assert month(other, "USD", "KES") == pytest.approx(105, rel=1e-14)


def test_a_direction_of_a_currency_that_is_not_there_is_refused() -> None:
    with pytest.raises(mf.CurrencyError, match=r"per_currency names currencies .* not: 'GBP'"):
        mf.Rates(kenya().to_frame()[["USD"]], "KES", "s", per_currency=("USD", "GBP"))


def test_the_bundled_rates_are_quoted_per_base() -> None:
    assert not any(t.per_currency for t in (mf.ecb_rates() | mf.world_rates()).chain())
