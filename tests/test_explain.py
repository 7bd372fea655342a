"""The chain behind one figure."""

from pathlib import Path

import pandas as pd
import pytest

import migfund as mf

PAGES = Path(__file__).resolve().parents[1] / "data" / "pages"


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
