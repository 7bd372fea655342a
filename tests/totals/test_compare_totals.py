import pandas as pd
import pytest

import migfund as mf
from migfund.totals.compare_totals import compare_totals


def totals(**figures: float | None) -> pd.DataFrame:
    table = pd.DataFrame({"country": list(figures), "budget_usd": list(figures.values())})
    return mf.total_by(table, "country", grand_total=True)


def test_totals_and_ranks_side_by_side() -> None:
    compared = compare_totals(
        {
            "equal": totals(ARM=5.0, GEO=9.0, KEN=None, unallocated=70.0),
            "primary": totals(ARM=9.0, GEO=9.0, UGA=1.0, unallocated=70.0),
        }
    )
    assert compared["country"].tolist() == ["GEO", "ARM", "KEN", "UGA", "unallocated"]
    assert compared["equal"].fillna(-1).tolist() == [9, 5, -1, -1, 70]
    assert compared["rank_equal"].fillna(-1).tolist() == [1, 2, -1, -1, -1]
    assert compared["rank_primary"].fillna(-1).tolist() == [1, 1, -1, 3, -1]
    assert compared["rank_change"].fillna(-1).tolist() == [0, 1, -1, 0, -1]
    assert set(compared["currency"]) == {"USD"}


def test_regression_a_group_called_all_vanished() -> None:
    table = pd.DataFrame({"fund": ["all", "IDF"], "budget_usd": [6.0, 3.0]})
    compared = compare_totals({"one": mf.total_by(table, "fund")})
    assert compared[["fund", "one", "rank_one"]].to_numpy().tolist() == [
        ["all", 6.0, 1],
        ["IDF", 3.0, 2],
    ]


def test_what_cannot_be_compared() -> None:
    one = totals(ARM=1.0)
    with pytest.raises(mf.MigfundError, match="must name one or more tables"):
        compare_totals({})
    with pytest.raises(mf.ScopeError, match="one key, the same in all; these have 'country', 'of'"):
        compare_totals({"a": one, "b": one.rename(columns={"country": "of"})})
    with pytest.raises(mf.ScopeError, match="different currencies: 'EUR', 'USD'"):
        compare_totals({"a": one, "b": one.assign(currency="EUR")})
    with pytest.raises(mf.ColumnsError, match="'currency' cannot be a name"):
        compare_totals({"currency": one})
    with pytest.raises(mf.ColumnsError, match="'a' is no table of totals"):
        compare_totals({"a": one.drop(columns="total")})
