import pandas as pd
import pytest

import migfund as mf
from migfund.totals.ranks import rank_groups


def totals(**figures: float | None) -> pd.DataFrame:
    table = pd.DataFrame({"country": list(figures), "budget_usd": list(figures.values())})
    return mf.total_by(table, "country", grand_total=True)


def test_ranks_side_by_side() -> None:
    ranks = rank_groups(
        {
            "equal": totals(ARM=5.0, GEO=9.0, KEN=None, unallocated=70.0),
            "primary": totals(ARM=9.0, GEO=9.0, UGA=1.0, unallocated=70.0),
        }
    )
    assert ranks.index.tolist() == ["GEO", "ARM", "KEN", "UGA", "unallocated"]
    assert ranks.index.name == "country"
    assert ranks["equal"].fillna(-1).tolist() == [1, 2, -1, -1, -1]
    assert ranks["primary"].fillna(-1).tolist() == [1, 1, -1, 3, -1]


def test_regression_a_group_called_all_vanished() -> None:
    table = pd.DataFrame({"fund": ["all", "IDF"], "budget_usd": [6.0, 3.0]})
    ranks = rank_groups({"one": mf.total_by(table, "fund")})
    assert ranks["one"].to_dict() == {"all": 1, "IDF": 2}


def test_what_cannot_be_compared() -> None:
    one = totals(ARM=1.0)
    for nothing in ({}, [one], {"a": one.drop(columns="total")}, {"a": None}):
        with pytest.raises(mf.MigfundError, match="must name one or more tables of totals"):
            rank_groups(nothing)  # type: ignore[arg-type]
    with pytest.raises(mf.ScopeError, match="one key, the same in all; these have 'country', 'of'"):
        rank_groups({"a": one, "b": one.rename(columns={"country": "of"})})
    with pytest.raises(mf.ScopeError, match="different currencies: 'EUR', 'USD'"):
        rank_groups({"a": one, "b": one.assign(currency="EUR")})
