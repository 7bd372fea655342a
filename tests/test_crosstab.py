import pandas as pd
import pytest

import migfund as mf


def projects() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "fund": ["IDF", "IDF", "MPF", None],
            "year": [2019, 2020, 2020, 2019],
            "budget_usd": [10.0, 4.0, None, 5.0],
        }
    )


def cells(table: pd.DataFrame) -> list[list[object]]:
    plain = table.astype(object)
    return plain.where(plain.notna(), None).to_numpy().tolist()


def test_by_hand_with_a_missing_key_and_nothing_known() -> None:
    found = mf.crosstab(projects(), "fund", "year", "budget_usd")
    assert list(found) == [
        *("fund", "2019", "2020", "total", "n_projects", "n_known"),
        *("currency", "basis", "split_rule"),
    ]
    assert cells(found.iloc[:, :6]) == [
        ["IDF", 10.0, 4.0, 14.0, 2, 2],
        ["MPF", None, None, None, 1, 0],
        [None, 5.0, None, 5.0, 1, 1],
        ["all", 15.0, 4.0, 19.0, 4, 3],
    ]


def test_a_missing_key_across_the_top_and_sorting() -> None:
    found = mf.crosstab(projects(), "year", "fund", "budget_usd", grand_total=False)
    assert cells(found.iloc[:, :5]) == [
        [2019, 10.0, None, 5.0, 15.0],
        [2020, 4.0, None, None, 4.0],
    ]
    assert list(found.columns[1:4]) == ["IDF", "MPF", "missing"]
    table = projects().assign(budget_usd=[1.0, 1.0, 9.0, 5.0])
    assert mf.crosstab(table, "fund", "year", "budget_usd", sort="total")["fund"].tolist()[:2] == [
        "MPF",
        "IDF",
    ]


def test_categories_keep_their_order_and_their_empty_ones() -> None:
    kinds = pd.CategoricalDtype(["MPF", "JRS", "IDF"])
    found = mf.crosstab(projects().astype({"fund": kinds}), "year", "fund", "budget_usd")
    assert list(found.columns[1:5]) == ["MPF", "JRS", "IDF", "missing"]
    assert found["JRS"].isna().all()


def test_the_whole_under_each_country_has_no_row_of_all() -> None:
    table = pd.DataFrame({"countries": [["ARM", "GEO"]], "budget_usd": [8.0], "year": [2020]})
    full = mf.split_by_country(table, rule="full")
    found = mf.crosstab(full, "country", "year", "budget_usd", grand_total=False)
    assert found["2020"].tolist() == [8.0, 8.0]
    with pytest.raises(mf.ScopeError, match="rule 'full'"):
        mf.crosstab(full, "country", "year", "budget_usd")


def test_values_that_would_name_two_columns() -> None:
    table = projects().assign(fund=["total", "IDF", "IDF", "IDF"])
    with pytest.raises(mf.ColumnsError, match="'total' in column 'fund' would name two columns"):
        mf.crosstab(table, "year", "fund", "budget_usd")
    mixed = projects().assign(code=pd.Series(["1", 1, "2", "3"], dtype=object))
    with pytest.raises(mf.ColumnsError, match="'1' in column 'code'"):
        mf.crosstab(mixed, "year", "code", "budget_usd")


def test_several_currencies_are_refused() -> None:
    table = projects().rename(columns={"budget_usd": "budget"})
    with pytest.raises(mf.ScopeError, match="different currencies"):
        mf.crosstab(table.assign(currency=["EUR", "USD", "EUR", "EUR"]), "fund", "year", "budget")


def test_printed_as_a_table() -> None:
    printed = mf.table(mf.crosstab(projects(), "fund", "year", "budget_usd"))
    assert "2019" in printed.as_raw_html()
