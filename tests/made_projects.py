"""Projects made up for the tests of totals over many partitions."""

import numpy as np
import pandas as pd
import pyarrow as pa

import migfund as mf

CODES = ["ARM", "GEO", "KEN", "MLI", "XKX", "COL"]
LIST = pd.ArrowDtype(pa.list_(pa.string()))


def made_projects(rows: int = 400) -> pd.DataFrame:
    """Projects with values that no float sum of them adds up exactly."""
    rng = np.random.default_rng(7)
    some = [rng.permutation(CODES)[: rng.integers(0, 5)].tolist() for _ in range(rows)]
    start = np.datetime64("2015-01-01") + rng.integers(0, 900, rows)
    figures = rng.lognormal(12, 3, rows) / 3
    figures[rng.random(rows) < 0.1] = np.nan
    return pd.DataFrame(
        {
            "project_id": [f"P{number}" for number in range(rows)],
            "fund": rng.choice(["IDF", "MPF"], rows),
            "countries": pd.array(some, dtype=LIST),
            "start": start.astype("M8[us]"),
            "start_precision": rng.choice(["day", "month", "year"], rows),
            "end": (start + rng.integers(0, 2000, rows)).astype("M8[us]"),
            "end_precision": "day",
            "budget": figures,
            "currency": rng.choice(["EUR", "USD", "CHF"], rows),
        }
    )


def converted_projects(rows: int = 400) -> pd.DataFrame:
    return mf.convert_currency(made_projects(rows))
