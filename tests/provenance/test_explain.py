"""The chain behind one figure."""

from pathlib import Path

import pandas as pd
import pytest

import migfund as mf

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"


@pytest.fixture
def converted() -> pd.DataFrame:
    pages = [PAGES / "seed_idf.txt", PAGES / "seed_mpf.txt", PAGES / "eu_04_eutf_ghana.txt"]
    return mf.convert_currency(mf.read_projects(pages), on_missing="null")


def says(explanation: object) -> dict[str, str]:
    steps = explanation.steps  # type: ignore[attr-defined]
    return dict(zip(steps["step"], steps["says"], strict=True))


def test_the_whole_chain(converted: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    before = converted.copy(deep=True)
    chain = mf.explain(mf.add_duration(converted), 1)
    assert capsys.readouterr().out == f"{chain}\n"
    assert list(chain.steps.columns) == ["step", "says", "columns"]
    found = says(chain)
    assert list(found) == [
        *("source", "text", "budget", "dates", "duration"),
        *("policy", "rate", "rate source", "result"),
    ]
    assert found["source"].endswith("seed_mpf.txt, budget: line 35")
    assert found["text"] == "EUR 105,000.00 (AMIF)"
    assert found["budget"] == "105,000.00 EUR"
    assert found["dates"] == (
        '2019-02 (month) to 2020-02 (month), from "February 2019 – February 2020" (line 29)'
    )
    assert found["duration"].startswith("13.0 months; the dates allow ")
    assert found["policy"] == "month average at start"
    assert found["rate"] == "1.135115 USD for 1 EUR, published 2019-02-01 to 2019-02-28"
    assert found["rate source"] == converted["fx_source"].iloc[1]
    assert found["result"] == "105,000.00 EUR x 1.135115 = 119,187.08 USD"
    assert "105,000.00 EUR x 1.135115" in chain._repr_html_()
    assert repr(chain).startswith("<Explanation of Support to the development")
    pd.testing.assert_frame_equal(converted, before)


def test_by_id_in_the_target_currency(converted: pd.DataFrame) -> None:
    found = says(mf.explain(converted, "IB.0450"))
    assert found["policy"] == "same currency"
    assert found["result"] == "300,000.00 USD"
    assert "rate" not in found


def test_what_is_missing_says_why(converted: pd.DataFrame) -> None:
    found = says(mf.explain(converted, "T05-EUTF-SAH-GH-01"))
    assert found["dates"] == "(not stated) to (not stated)"
    assert found["result"] == "no budget in USD: no start date is stated"
    empty = converted.assign(budget=float("nan"), budget_usd=float("nan"), fx_basis=None)
    found = says(mf.explain(empty, 1))
    assert found["budget"] == "not stated"
    assert found["result"] == "there is no budget to convert"


def test_a_part_of_a_project() -> None:
    two = pd.DataFrame(
        {
            "project_id": ["P1"],
            "budget": [400.0],
            "currency": ["EUR"],
            "start": pd.to_datetime(["2020-01-06"]),
            "start_precision": ["day"],
            "countries": [["ARM", "GEO"]],
        }
    )
    converted = mf.convert_currency(two, to="USD")
    parts = mf.split_by_country(converted)
    with pytest.raises(mf.ScopeError, match=r"2 rows .* 'P1': row 0, ARM; row 0, GEO\. Choose"):
        mf.explain(parts, "P1")
    found = says(mf.explain(parts[parts["country"] == "GEO"], "P1"))
    assert found["share"] == "0.5 of the project, for GEO"
    assert found["result"] == "200.00 EUR x 1.119400 = 223.88 USD"
    alone = mf.split_by_country(converted, value="budget_usd")
    found = says(mf.explain(alone.iloc[:1], "P1"))
    assert found["result"] == "400.00 EUR x 1.119400 x share 0.5 = 223.88 USD"


PRICES = pd.Series([0.8, 1.0], index=[2019, 2023], name="USA")


def test_constant_prices_follow_the_conversion(converted: pd.DataFrame) -> None:
    one = converted.iloc[[1]]
    done = mf.deflate(one, base_year=2023, deflators=PRICES)
    chain = mf.explain(done, 1)
    found = says(chain)
    assert list(found)[-4:] == ["result", "deflator", "deflator source", "constant prices"]
    assert found["deflator"] == "0.800000, prices of 2019 to prices of 2023"
    assert found["deflator source"] == "series of the caller: USA"
    # 119,187.075 / 0.8
    assert found["constant prices"] == "119,187.08 USD / 0.800000 = 148,983.84 USD of 2023"
    columns = dict(zip(chain.steps["step"], chain.steps["columns"], strict=True))
    assert columns["constant prices"] == "budget_usd_2023, budget_usd"
    changed = says(mf.explain(done.assign(budget_usd_2023=1.0), 1))
    assert changed["constant prices"] == (
        "1.00 USD of 2023, which is not 119,187.08 USD / 0.800000: one was changed since"
    )
    # Dollars of the caller's own, which were not converted here.
    own = pd.DataFrame({"spent_usd": [80.0], "start": pd.to_datetime(["2019-05-01"])})
    own = mf.deflate(own, base_year=2023, deflators=PRICES, value="spent_usd")
    found = says(mf.explain(own, 0))
    assert found["constant prices"] == "80.00 USD / 0.800000 = 100.00 USD of 2023"


def test_what_has_no_deflator_says_why(converted: pd.DataFrame) -> None:
    done = mf.deflate(
        converted.iloc[[1]].assign(start=pd.Timestamp("2030-02-01")),
        base_year=2023,
        deflators=PRICES,
        on_missing="null",
    )
    found = says(mf.explain(done, 1))
    assert found["constant prices"] == "no budget in USD of 2023: 2030 is outside 2019–2023 of USA"
    assert "deflator" not in found
    none = done.assign(deflator_basis=None, budget_usd=None)
    assert says(mf.explain(none, 1))["constant prices"] == "there is no budget to deflate"


def split_rows(dtype: object) -> pd.DataFrame:
    """Two years of one of two countries, of a project of 400 euros and 447.76 dollars."""
    rows = pd.DataFrame(
        {
            "project_id": "P1",
            "budget": 400.0,
            "currency": "EUR",
            "budget_usd": [55.97, 167.91],
            "fx_rate": 1.1194,
            "fx_date_from": pd.Timestamp("2020-01-06"),
            "fx_date_to": pd.Timestamp("2020-01-06"),
            "fx_basis": "day at start",
            "fx_source": "example",
            "country": "GEO",
            "calendar_year": ["2020", "2021"],
            "period_from": pd.to_datetime(["2020-10-01", "2021-01-01"]),
            "period_to": pd.to_datetime(["2020-12-31", "2021-09-30"]),
            "budget_usd_low": [50.0, 160.0],
            "budget_usd_high": [60.0, 170.0],
            "share": [0.125, 0.375],
            "split_rule": "shares by country; uniform by year",
        },
        index=[0, 0],
    )
    for name in ("fx_basis", "fx_source", "split_rule", "country", "calendar_year"):
        rows[name] = rows[name].astype(dtype)
    return rows


@pytest.mark.parametrize("dtype", ["category", "str", object])
def test_a_part_by_country_and_year_says_how_it_was_split(dtype: object) -> None:
    rows = split_rows(dtype)
    found = says(mf.explain(rows[rows["calendar_year"] == "2021"], "P1"))
    assert list(found) == [
        *("share", "split", "budget", "policy", "rate", "rate source", "result", "bounds")
    ]
    assert found["share"] == ("0.375 of the project, for GEO, in 2021 (2021-01-01 to 2021-09-30)")
    assert found["split"] == "shares by country; uniform by year"
    assert found["result"] == "400.00 EUR x 1.119400 x share 0.375 = 167.91 USD"
    assert found["bounds"] == "160.00 to 170.00 USD, as the dates allow"
    with pytest.raises(mf.ScopeError, match="row 0, GEO, 2020; row 0, GEO, 2021"):
        mf.explain(rows, "P1")
    # The constant prices of a part that was deflated before it was split.
    whole = rows.assign(budget_usd=447.76, budget_usd_2023=[69.9625, 209.8875], deflator=0.8)
    whole = whole.assign(deflator_basis="prices of 2019 to prices of 2023", deflator_source="x")
    whole = whole[[*(c for c in whole if c not in ("budget_usd_2023",))]]
    place = list(whole).index("deflator")
    whole.insert(place, "budget_usd_2023", [69.9625, 209.8875])
    found = says(mf.explain(whole.iloc[[1]], "P1"))
    assert found["constant prices"] == "447.76 USD / 0.800000 x share 0.375 = 209.89 USD of 2023"


def test_a_part_without_dates_is_of_no_year() -> None:
    rows = split_rows("str").head(1)
    rows = rows.assign(calendar_year="unallocated", period_from=pd.NaT, period_to=pd.NaT)
    found = says(mf.explain(rows, "P1"))
    assert found["share"] == "0.125 of the project, for GEO, in no calendar year (unallocated)"


def test_a_figure_changed_after_the_conversion_is_not_explained_away(
    converted: pd.DataFrame,
) -> None:
    found = says(mf.explain(converted.assign(budget_usd=1.0), 1))
    assert (
        found["result"] == "1.00 USD, which is not 105,000.00 EUR x 1.135115: one was changed since"
    )


def test_a_merged_project_names_all_its_sources() -> None:
    pages = pd.DataFrame(
        {
            "prima_id": ["GE10P0527"] * 2,
            "budget": [None, 400_000.0],
            "currency": [None, "USD"],
            "source": ["blank.txt", "full.txt"],
        }
    )
    found = says(mf.explain(mf.merge_duplicates(pages), 0))
    assert found["source"] == "blank.txt; merged with full.txt, which may have given the value"


def test_a_table_that_was_not_converted_or_read() -> None:
    table = pd.DataFrame({"budget": [5.0], "currency": [None]}, index=["a"])
    assert says(mf.explain(table, "a")) == {"budget": "5.00 (no currency is stated)"}
    assert str(mf.explain(table, "a")).splitlines()[0] == "row a"


def test_an_unknown_or_repeated_project(converted: pd.DataFrame) -> None:
    with pytest.raises(
        mf.ColumnsError,
        match=r"no project .* 'X9'; there are the ids 'IB\.0450', .* labels 0, 1, 2",
    ):
        mf.explain(converted, "X9")
    with pytest.raises(mf.ScopeError, match=r"2 rows have the id or index label 'IB\.0450'"):
        mf.explain(pd.concat([converted, converted]), "IB.0450")
    # The text "1" is no label here, and the number 1 is no id.
    with pytest.raises(mf.ColumnsError, match="label '1'"):
        mf.explain(converted, "1")
    with pytest.raises(mf.ColumnsError, match="the ids none and the labels none"):
        mf.explain(converted.iloc[:0], 1)


def test_words_of_a_source_cannot_become_markup(converted: pd.DataFrame) -> None:
    html = mf.explain(converted.assign(budget_text="<script>"), 1)._repr_html_()
    assert "<script" not in html
