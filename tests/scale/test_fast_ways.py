"""Quick ways that stand for plain ones give the same."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import migfund as mf
from migfund.totals.ids import ids_of, in_several


def test_numbers_of_ids_are_in_order_and_what_stands_in_several_tables_is_found() -> None:
    """Beside the numbers that Python's sets find."""
    tables = [pd.DataFrame({"project_id": [f"P{n % 700}" for n in part]}) for part in PARTS]
    numbers = [ids_of(table, "raise")[0] for table in tables]
    for table, own in zip(tables, numbers, strict=True):
        assert len(own) == len(table)
        assert (own[1:] >= own[:-1]).all()
    counts: dict[int, int] = {}
    for own in numbers:
        for number in own.tolist():
            counts[number] = counts.get(number, 0) + 1
    expected = sorted(number for number, count in counts.items() if count > 1)
    assert in_several(numbers).tolist() == expected
    assert in_several(numbers[:1]).tolist() == []
    ends = np.array([0, 2**64 - 1], dtype=np.uint64)
    assert in_several([ends, ends[:0], ends[1:]]).tolist() == [2**64 - 1]


PARTS = (range(0, 300), range(300, 420), range(400, 450), range(690, 705))


@pytest.mark.parametrize(
    "lists",
    [
        [["ARM", "GEO"], None, [], ["KEN"], ["GEO", "ARM", "KEN"]],
        [["ARM"], ["KEN"]] * 3,
        [None, []],
    ],
)
def test_codes_of_slices_of_lists(lists: list[list[str] | None]) -> None:
    """Country codes are told apart as numbers, also where Arrow's texts begin in mid-buffer."""
    column = pa.array([["AUT", "FRA"], *lists], type=pa.list_(pa.string())).slice(1)
    table = pd.DataFrame({"countries": pd.Series(column, dtype=pd.ArrowDtype(column.type))})
    parts = mf.split_by_country(table.assign(budget=12.0))
    expected = [(row, code) for row, one in enumerate(lists) for code in one or ["unallocated"]]
    assert list(zip(parts["project"], parts["country"], strict=True)) == expected


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["ARM", "A\x00\x00"], "1 country codes are not ISO"),
        (["ARM", "é1"], "row 0: é1"),  # three bytes
        (["ARM", "ARMENIA"], "row 0: ARMENIA"),
        (["ARM", "KEN", "ARM"], r"1 countries stand twice in their project: row 0: ARM"),
    ],
)
def test_codes_that_are_none_are_named(codes: list[str], said: str) -> None:
    with pytest.raises(mf.PlaceError, match=said):
        mf.split_by_country(pd.DataFrame({"countries": [codes], "budget": 1.0}))
