"""Numbers for ids, by which partitions tell which of their projects are the same."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import migfund as mf
from migfund.totals.ids import id_numbers, ids_of

# Around the eight bytes that are read at a time, with the same beginnings and endings.
TEXTS = ["a", "A", "ab", "ba", "é", "\0", "a\0", "a\0\0"]
for between in (5, 6, 7, 14, 15, 16, 31):
    TEXTS += [begin + "x" * between + end for begin in "ab" for end in "ab"]


@pytest.mark.parametrize("dtype", ["object", "str", "category", pd.ArrowDtype(pa.string())])
def test_two_ids_have_one_number_if_they_are_one_text(dtype: Any) -> None:
    table = pd.DataFrame({"project_id": pd.Series(TEXTS * 2, dtype=dtype)})
    found, known = id_numbers(table, "project_id")
    assert known.all()
    assert len(set(found.tolist())) == len(TEXTS)
    assert found[: len(TEXTS)].tolist() == found[len(TEXTS) :].tolist()


def test_a_number_rests_on_the_id_and_its_fund_alone() -> None:
    table = pd.DataFrame(
        {
            "fund": ["A", "A", "B", None, "B", "A", None],
            "project_id": ["1", "longer than eight", "1", "1", None, "", "1"],
        }
    )
    whole, known = id_numbers(table, "project_id")
    assert known.tolist() == [True, True, True, True, False, False, True]
    for rows in ([2, 0, 3], [1], [3, 2, 1, 0], [0, 2]):
        assert id_numbers(table.iloc[rows], "project_id")[0].tolist() == whole[rows].tolist()
    assert len({whole[0], whole[2], whole[3]}) == 3
    assert whole[3] == whole[6]
    assert whole[3] == id_numbers(table[["project_id"]], "project_id")[0][0]


def test_which_ids_are_needed() -> None:
    table = pd.DataFrame({"project_id": ["b", "a", None], "parent_id": ["a", "z", None]})
    numbers = dict(zip("abz", id_numbers(pd.DataFrame({"n": list("abz")}), "n")[0], strict=True))
    own, above = ids_of(table, "raise")
    assert own.tolist() == sorted([numbers["a"], numbers["b"]])
    assert above.tolist() == [numbers["z"]]
    assert [len(ids) for ids in ids_of(table.iloc[:0], "raise")] == [0, 0]
    alone = table[["project_id"]]
    assert [len(ids) for ids in ids_of(alone, "raise")] == [2, 0]
    assert [len(ids) for ids in ids_of(alone, "count")] == [0, 0]
    assert [len(ids) for ids in ids_of(table, "count")] == [2, 1]
    assert [len(ids) for ids in ids_of(table[["parent_id"]], "raise")] == [0, 0]
    assert np.array_equal(ids_of(table.iloc[::-1], "raise")[0], own)
    parts = mf.split_by_country(table.assign(countries=[["KEN", "UGA"], [], ["KEN"]], budget=1.0))
    assert [ids.tolist() for ids in ids_of(parts, "raise")] == [own.tolist(), above.tolist()]
