import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import migfund as mf
from migfund.schema import (
    COLUMNS,
    PAGE_COLUMNS,
    Money,
    add_columns,
    as_table,
    check_option,
    currency_column,
    list_rows,
    lists_of_text,
    make_table,
    map_distinct,
    money_columns,
    money_of,
    need_columns,
    numbers_of,
    refuse_repeated_labels,
)


def test_project_table_has_the_columns_of_the_design_in_order() -> None:
    words = (
        "fund project_id title status project_type coverage region countries country_shares start "
        "end start_precision end_precision budget currency source source_locator budget_text "
        "period_text countries_text"
    )
    assert [column.name for column in COLUMNS] == words.split()
    assert all(column.meaning for column in COLUMNS + PAGE_COLUMNS)


def test_make_table_gives_every_column_its_dtype_with_and_without_records() -> None:
    full = make_table(
        [
            {
                "title": "Open South America",
                "countries": ["ARG", "BRA"],
                "country_shares": [0.25, 0.75],
                "start": pd.Timestamp("2021-01-01"),
                "budget": 100_000,
                "year": 2020,
                "problems": [{"locator": "line 3", "field": "end", "text": "soon", "reason": "?"}],
            },
            {},
        ]
    )
    empty = make_table([])
    for column in COLUMNS + PAGE_COLUMNS:
        assert full[column.name].dtype == column.dtype, column.name
        assert empty[column.name].dtype == column.dtype, column.name
    assert len(empty) == 0
    assert full.index.tolist() == [0, 1]
    assert full.loc[0, "budget"] == 100_000.0
    assert list(full.loc[0, "countries"]) == ["ARG", "BRA"]
    assert full.loc[1].isna().all()


def test_make_table_with_columns_of_ones_own() -> None:
    table = make_table([{"budget": 1}, {"budget": None}], [COLUMNS[13]])
    assert list(table) == ["budget"]
    assert table["budget"].dtype == np.float64
    assert table["budget"].isna().tolist() == [False, True]


def test_need_columns_says_what_is_missing_what_exists_and_the_hint() -> None:
    table = pd.DataFrame({"a": [1]})
    need_columns(table, ["a"])
    with pytest.raises(mf.ColumnsError, match=r"no column 'b', 'c'; it has 'a'\. Do this\."):
        need_columns(table, ["a", "b", "c"], hint="Do this.")


class Labelled(pd.DataFrame):
    _metadata = ["label"]  # noqa: RUF012

    @property
    def _constructor(self) -> type:
        return Labelled


def test_added_columns_leave_all_else_as_it_was() -> None:
    table = Labelled({"a": [1, 2]}, index=[3, 3])
    table.label, table.attrs, table.columns.name = "mine", {"from": ["here"]}, "what"
    wider = add_columns(table, {"b": np.array([0.5, 1.5]), "c": pd.Categorical(["u", "v"])})
    assert isinstance(wider, Labelled)
    assert (wider.label, wider.columns.name) == ("mine", "what")
    assert wider.index.tolist() == [3, 3]
    assert wider.to_dict("list") == {"a": [1, 2], "b": [0.5, 1.5], "c": ["u", "v"]}
    wider.attrs["from"].append("there")
    wider["a"] = 0
    wider.loc[3, "b"] = 0
    assert table.attrs == {"from": ["here"]}
    assert table.to_dict("list") == {"a": [1, 2]}


def test_add_columns_refuses_a_taken_name_and_keeps_the_input() -> None:
    table = pd.DataFrame({"a": [1, 2]}, index=["x", "y"])
    wider = add_columns(table, {"b": np.array([3, 4])})
    assert wider.to_dict("list") == {"a": [1, 2], "b": [3, 4]}
    assert wider.index.tolist() == ["x", "y"]
    assert list(table) == ["a"]
    with pytest.raises(mf.ColumnsError, match=r"already has 'a'.*drop\(columns=\['a'\]\)"):
        add_columns(table, {"a": [1, 2]})


@pytest.mark.parametrize(
    "lists",
    [
        [["ARM", "GEO"], [], None],
        [("ARM", "GEO"), (), float("nan")],
        [np.array(["ARM", "GEO"]), np.array([], dtype=object), pd.NA],
        [np.array(["ARM", "GEO"], dtype=object), [], np.nan],
    ],
)
def test_lists_may_be_lists_tuples_or_arrays(lists: list[object]) -> None:
    table = pd.DataFrame({"countries": pd.Series(lists, dtype=object)})
    found = lists_of_text(table)
    assert (found.to_pylist()[0], found.value_lengths().fill_null(0).to_pylist()) == (
        ["ARM", "GEO"],
        [2, 0, 0],
    )


@pytest.mark.parametrize("kind", [pa.list_(pa.string()), pa.large_list(pa.large_string())])
def test_lists_may_be_arrow_lists_also_in_parts(kind: pa.DataType) -> None:
    dtype = pd.ArrowDtype(kind)
    lists = pd.Series([["KEN"], ["ARM", "GEO"], None, []], dtype=dtype)
    table = pd.DataFrame({"countries": lists})
    part = table.iloc[1:]
    assert lists_of_text(part).flatten().to_pylist() == ["ARM", "GEO"]
    assert lists_of_text(table.iloc[:0]).to_pylist() == []
    both = pd.concat([part, table], ignore_index=True)
    assert lists_of_text(both).flatten().to_pylist() == ["ARM", "GEO", "KEN", "ARM", "GEO"]


@pytest.mark.parametrize("value", ["ARM", "ARM, GEO", 51, {"ARM": 1}, {"ARM", "GEO"}])
def test_one_text_for_a_whole_list_is_refused(value: object) -> None:
    table = pd.DataFrame({"countries": pd.Series([["KEN"], value], dtype=object)})
    with pytest.raises(mf.ColumnsError, match="'countries' must hold a list of ISO 3166-1 alpha-3"):
        lists_of_text(table)


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, 51])
def test_regression_a_missing_country_in_a_list_is_not_the_country_none(missing: object) -> None:
    table = pd.DataFrame({"countries": [["ARM", missing]]})
    with pytest.raises(mf.ColumnsError, match="must hold a list of ISO 3166-1 alpha-3 codes"):
        lists_of_text(table)


def test_refuse_repeated_labels_names_the_labels_that_stand_twice() -> None:
    table = pd.DataFrame({"a": range(4)}, index=["x", "y", "x", "x"])
    with pytest.raises(mf.ScopeError, match=r"work tells .* 2 of its labels .*'x'\. Give"):
        refuse_repeated_labels(table, doing="work")
    refuse_repeated_labels(table.reset_index(drop=True), doing="work")


def test_list_rows_writes_five_and_counts_the_rest() -> None:
    table = pd.DataFrame({"source": ["a.txt", None] + ["b.txt"] * 6}, index=list("abcdefgh"))
    text = list_rows(table, list(range(8)), [f"reason {n}" for n in range(8)])
    assert text == (
        "row a (a.txt): reason 0; row b: reason 1; row c (b.txt): reason 2; "
        "row d (b.txt): reason 3; row e (b.txt): reason 4; and 3 more"
    )
    assert list_rows(table[[]], [7], ["x"]) == "row h: x"


def test_money_is_told_by_its_name_and_what_stands_beside_it() -> None:
    names = ["budget", "currency", "budget_usd", "budget_usd_2015", "budget_low", "budget_net"]
    names += ["grant", "grant_currency", "grant_eur", "fee_chf", "fee_chf_basis", "n_all"]
    table = pd.DataFrame(columns=names)
    found = {name: money_of(table, name) for name in names}
    assert [name for name, money in found.items() if money] == (
        "budget budget_usd budget_usd_2015 grant grant_eur fee_chf".split()
    )
    assert found["budget_usd_2015"] == Money("budget_usd_2015", "budget", "USD", 2015)
    assert found["budget_usd_2015"].nominal == "budget_usd"
    assert found["fee_chf"] == Money("fee_chf", "fee", "CHF", None)
    assert currency_column(table, "grant") == "grant_currency"
    assert currency_column(table, "budget") == "currency"


def test_money_columns_are_numbers() -> None:
    table = pd.DataFrame({"budget": ["5"], "value": [1], "budget_usd": [True], "commitment": [2.0]})
    assert [money.name for money in money_columns(table)] == ["value", "commitment"]


def test_tables_of_others_are_converted_and_what_is_none_is_refused() -> None:
    arrow = pa.table({"budget": [1.0, None], "currency": ["EUR", "USD"]})
    assert as_table(arrow)["currency"].tolist() == ["EUR", "USD"]
    plain = pd.DataFrame({"a": [1]})
    assert as_table(plain) is plain
    for odd in (pd.Series([1.0]), {"a": [1]}, None, "x.csv", [1]):
        with pytest.raises(mf.ColumnsError, match="a table is needed"):
            as_table(odd)
    with pytest.raises(mf.ColumnsError, match="more than one column 'a'"):
        as_table(pd.DataFrame([[1, 2]], columns=["a", "a"]))
    with pytest.raises(mf.ColumnsError, match="has no column 'b'"):
        as_table(plain, ["b"])


def test_options_are_words_of_their_own_type() -> None:
    check_option("year", 1, [1, 2])
    for value in (True, "1", 3, None, [1]):
        with pytest.raises(mf.MigfundError, match="year must be one of 1, 2, not"):
            check_option("year", value, [1, 2])


def test_numbers_are_floats_and_infinite_ones_are_refused() -> None:
    table = pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": [None, None]})
    assert np.array_equal(numbers_of(table, "a"), [1, np.nan], equal_nan=True)
    assert np.isnan(numbers_of(table, "b")).all()
    with pytest.raises(mf.ColumnsError, match=r"1 of 2 rows have an infinite c: row 1: -inf\."):
        numbers_of(pd.DataFrame({"c": [1.0, -np.inf]}), "c")
    with pytest.raises(mf.ColumnsError, match="column 'd' must hold numbers"):
        numbers_of(pd.DataFrame({"d": ["1", "2"]}), "d")


def test_a_function_is_called_once_a_distinct_value() -> None:
    seen: list[str] = []

    def loud(word: str) -> str:
        seen.append(word)
        return word.upper()

    for dtype in ("str", "category"):
        column = pd.Series(["a", None, "b", "a"], dtype=dtype)
        assert map_distinct(column, loud).tolist() == ["A", None, "B", "A"]
        assert seen == ["a", "b"]
        seen.clear()


def test_arrow_lists_of_lists_are_refused() -> None:
    kind = pa.list_(pa.list_(pa.string()))
    nested = pd.array(pa.array([[["ARM"]]], type=kind), dtype=pd.ArrowDtype(kind))
    with pytest.raises(mf.ColumnsError, match="must hold a list of ISO 3166-1"):
        lists_of_text(pd.DataFrame({"countries": nested}))


def test_columns_that_hold_no_single_values_or_no_real_numbers() -> None:
    table = pd.DataFrame({"fund": [["IDF"], None], "budget": [1j, 2.0]})
    with pytest.raises(mf.ColumnsError, match="column 'fund' must hold one value in each row"):
        map_distinct(table["fund"], str)
    with pytest.raises(mf.ColumnsError, match="column 'budget' must hold numbers, not complex128"):
        numbers_of(table, "budget")
