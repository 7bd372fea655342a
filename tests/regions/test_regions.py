import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import migfund as mf
from migfund.codelists import codelist

NEW = ["region_m49", "subregion_m49", "intermediate_region_m49"]
FILE = Path(mf.__file__).parent / "codelists" / "m49.csv"


def rows_of(table: pd.DataFrame) -> list[list[object]]:
    found = table[NEW].astype(object)
    return found.where(found.notna(), None).to_numpy().tolist()


def split(*codes: object) -> pd.DataFrame:
    return pd.DataFrame({"country": pd.Series(codes, dtype=object)})


def unsplit(*lists: object) -> pd.DataFrame:
    return pd.DataFrame({"countries": pd.Series(lists, dtype=object)})


def test_countries_by_hand() -> None:
    found = mf.add_region(split("BLR", "KEN", "NAM", "ARM", "ARG", "DEU", "FJI"), scheme="m49")
    assert rows_of(found) == [
        ["Europe", "Eastern Europe", None],
        ["Africa", "Sub-Saharan Africa", "Eastern Africa"],
        ["Africa", "Sub-Saharan Africa", "Southern Africa"],
        ["Asia", "Western Asia", None],
        ["Americas", "Latin America and the Caribbean", "South America"],
        ["Europe", "Western Europe", None],
        ["Oceania", "Melanesia", None],
    ]
    assert [found[name].dtype for name in NEW] == ["str"] * 3


def test_every_country_agrees_with_the_file() -> None:
    with FILE.open(encoding="utf-8") as file:
        listed = {row["iso3"]: row for row in csv.DictReader(file)}
    assert len(listed) > 240
    found = mf.add_region(split(*listed))
    for code, regions in zip(found["country"], rows_of(found), strict=True):
        expected = [listed[code][n] or None for n in ("region", "subregion", "intermediate_region")]
        assert regions == expected, code
    assert codelist("m49")["iso3"].is_unique


def test_unallocated_stays_and_missing_stays_missing() -> None:
    found = rows_of(mf.add_region(split("unallocated", None, float("nan"))))
    assert found == [["unallocated"] * 3, [None] * 3, [None] * 3]


def test_what_the_scheme_leaves_out_is_missing_but_no_error() -> None:
    assert rows_of(mf.add_region(split("XKX", "TWN", "SRB"))) == [
        [None] * 3,
        [None] * 3,
        ["Europe", "Southern Europe", None],
    ]


def test_unknown_codes() -> None:
    table = split("ARM", "ZZZ", "ZZZ", "XXA", "arm", "AM")
    with pytest.raises(
        mf.PlaceError,
        match=r"5 country codes are not ISO .*row 1: ZZZ; row 2: ZZZ; row 3: XXA; row 4: arm",
    ):
        mf.add_region(table)
    found = mf.add_region(table, on_missing="null")
    assert found["region_m49"].isna().tolist() == [False, True, True, True, True, True]
    with pytest.raises(mf.PlaceError, match=r"7 country codes .* and 2 more"):
        mf.add_region(split(*"ABCDEFG"))
    with pytest.raises(mf.PlaceError, match=r"1 country codes are not ISO .*row 0: ZZZ"):
        mf.add_region(unsplit(["ARM", "ZZZ"]))


def test_tables_that_are_not_split() -> None:
    found = mf.add_region(
        unsplit(["ARM", "GEO"], [], None, ["ARM", "KEN"], ["KEN", "NAM"], ("UKR",), ["XKX"])
    )
    assert rows_of(found) == [
        ["Asia", "Western Asia", None],
        [None] * 3,
        [None] * 3,
        ["several regions", "several regions", None],
        ["Africa", "Sub-Saharan Africa", "several regions"],
        ["Europe", "Eastern Europe", None],
        [None] * 3,
    ]


def test_regression_one_region_beside_an_unknown_one_is_not_several() -> None:
    table = unsplit(["SRB", "XKX"], ["XKX", "SRB", "KEN"], ["SRB", "ALB"])
    assert mf.add_region(table)["region_m49"].tolist()[1:] == ["several regions", "Europe"]
    assert mf.add_region(table)["region_m49"].isna().tolist() == [True, False, False]
    unknown = mf.add_region(unsplit(["ARM", "ZZZ"]), on_missing="null")
    assert unknown["region_m49"].isna().all()


def test_split_and_unsplit_agree_for_single_countries() -> None:
    codes = codelist("m49")["iso3"].tolist()
    one = mf.add_region(split(*codes))
    other = mf.add_region(unsplit(*[[code] for code in codes]))
    pd.testing.assert_frame_equal(one[NEW], other[NEW])


@pytest.mark.parametrize("dtype", ["category", "string", "str", object])
def test_kinds_of_text(dtype: object) -> None:
    table = split("BLR", None, "unallocated").astype(dtype)
    found = mf.add_region(table)
    assert found["region_m49"].tolist()[::2] == ["Europe", "unallocated"]
    assert found["country"].dtype == table["country"].dtype


def test_labels_order_and_input_are_kept() -> None:
    for table in (split("KEN", "ARM", "UKR"), unsplit(["KEN"], ["ARM"], ["UKR"])):
        table = table.assign(title=["c", "a", "b"]).set_axis(["z", "a", "z"], axis=0)
        before = table.copy(deep=True)
        found = mf.add_region(table)
        assert found.index.tolist() == ["z", "a", "z"]
        assert found["region_m49"].tolist() == ["Africa", "Asia", "Europe"]
        assert list(found) == [*before.columns, *NEW]
        pd.testing.assert_frame_equal(table, before)


def test_empty_tables() -> None:
    for table in (split(), unsplit()):
        found = mf.add_region(table)
        assert list(found)[1:] == NEW
        assert len(found) == 0
        assert found["region_m49"].dtype == "str"


def test_bad_options_and_columns() -> None:
    with pytest.raises(
        mf.MigfundError, match="no scheme 'oecd'; there is 'm49', 'world_bank', 'dac'"
    ):
        mf.add_region(split("ARM"), scheme="oecd")
    with pytest.raises(mf.MigfundError, match="on_missing must be 'raise' or 'null', not 'skip'"):
        mf.add_region(split("ARM"), on_missing="skip")
    with pytest.raises(mf.ColumnsError, match=r"no column 'countries'.*split_by_country"):
        mf.add_region(pd.DataFrame({"a": [1]}))
    with pytest.raises(mf.ColumnsError, match="already has 'region_m49'"):
        mf.add_region(mf.add_region(split("ARM")))
    with pytest.raises(mf.ColumnsError, match="must hold a list"):
        mf.add_region(unsplit("ARM"))


def test_lists_of_numpy_texts() -> None:
    assert mf.add_region(unsplit(np.array(["ARM"])))["region_m49"].tolist() == ["Asia"]
