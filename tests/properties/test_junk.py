"""Junk arguments: every public function gives a result or an error of migfund's, nothing else."""

import datetime as dt
import inspect
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from effort import FUZZ

import migfund as mf

PROJECTS = pd.DataFrame(
    {
        "project_id": ["P1", "P2", "P3"],
        "title": ["Border posts", "Return", "Diaspora"],
        "fund": ["IDF", "IDF", "MPF"],
        "countries": [["ARM", "GEO"], ["KEN"], []],
        "start": pd.to_datetime(["2019-02-01", "2020-01-01", "2018-01-01"]),
        "start_precision": ["month", "day", "year"],
        "end": pd.to_datetime(["2021-02-01", "2020-12-31", "2019-01-01"]),
        "end_precision": ["month", "day", "year"],
        "budget": [100_000.0, 50_000.0, None],
        "currency": ["EUR", "USD", "EUR"],
        "source": ["a.txt", "b.txt", "c.txt"],
        "parent_id": [None, "P1", None],
    }
)
DONE = mf.add_duration(mf.convert_currency(PROJECTS.drop(columns="parent_id")))
PARTS = mf.split_by_country(DONE)
TOTALS = mf.total_by(PARTS, "country")
DATED = DONE.assign(start_year=DONE["start"].dt.year)
POLICIES = {"start": "start", "2019": "2019"}
INDEX = pd.DataFrame({"year": [2018, 2019, 2020], "USA": [98.0, 100, 102]})
RATES = pd.DataFrame({"date": ["2019-02-01", "2019-02-04"], "USD": [1.14, 1.15]})


CALLS: dict[str, dict[str, Any]] = {
    "add_duration": {"table": PROJECTS},
    "add_region": {"table": PARTS},
    "check_projects": {"table": PROJECTS},
    "cofunding": {"table": PROJECTS},
    "compare_conversions": {"table": PROJECTS, "policies": POLICIES},
    "concentration": {"table": PARTS},
    "convert_currency": {"table": PROJECTS},
    "crosstab": {"table": PARTS, "by": ["country", "fund"]},
    "deflate": {"table": DONE, "to_year": 2020, "deflators": mf.read_deflators(INDEX)},
    "duration_by": {"table": DONE, "by": "fund"},
    "explain": {"table": TOTALS, "key": "ARM", "rows": PARTS},
    "find_duplicates": {"table": PROJECTS},
    "fixed_rates": {"rates": {"EUR": 1.1}, "to": "USD"},
    "format_table": {"totals": TOTALS},
    "live_rates": {"currencies": ["eur?"], "dates": ["2024-03-15"]},
    "mark_source": {"table": PROJECTS, "key": 0},
    "merge_duplicates": {"table": PROJECTS},
    "methods_note": {"table": DONE},
    "parse_amount": {"text": "EUR 5"},
    "parse_countries": {"text": "Kenya"},
    "parse_period": {"text": "2019"},
    "plot_budget_duration": {"projects": DONE},
    "plot_data": {"ax": None},
    "plot_durations": {"durations": mf.duration_by(DONE, "fund")},
    "plot_flows": {"totals": mf.total_by(PARTS, ["fund", "country"])},
    "plot_heatmap": {"table": mf.crosstab(PARTS, ["country", "fund"])},
    "plot_lorenz": {"totals": TOTALS},
    "plot_panels": {"totals": mf.total_by(DATED, ["fund", "start_year"])},
    "plot_slope": {"compared": mf.compare_conversions(DONE, policies=POLICIES, by="fund")},
    "plot_map": {"totals": TOTALS},
    "plot_tiles": {"totals": TOTALS},
    "plot_timeline": {"projects": DONE},
    "plot_totals": {"totals": TOTALS},
    "plot_years": {"totals": mf.total_by(DATED, ["start_year", "fund"])},
    "problems": {"table": DONE},
    "read_deflators": {"path_or_frame": INDEX},
    "read_projects": {"path_or_paths": "nowhere.txt"},
    "read_rates": {"path_or_frame": RATES, "base": "EUR"},
    "read_table": {"path_or_frame": PROJECTS.drop(columns="parent_id")},
    "region_schemes": {},
    "run": {"analysis": lambda table: mf.total_by(table, "fund"), "over": [DONE]},
    "show": {"table": DONE},
    "split_by_country": {"table": DONE},
    "split_by_year": {"table": DONE, "on_invalid": "unallocated"},
    "suggest_mapping": {"path_or_frame": PROJECTS},
    "table_presets": {},
    "total_by": {"table": PARTS, "by": "country"},
    "total_by_country": {"table": PARTS},
    "total_by_region": {"table": PARTS},
    "total_by_year": {"table": DONE},
    "iati_coverage": {"paths": "nowhere.xml"},
    "read_iati": {"paths": "nowhere.xml"},
    "select_migration": {"projects": PROJECTS},
}
"""A call of each function that is right but for the one argument that is junk."""

WITHOUT_ARGUMENTS = {
    "country_shapes",
    "example_pages",
    "load_example",
    "ecb_rates",
    "world_rates",
    "us_cpi",
    "style",
}
WRITING = {"write_table", "write_iati"}


class Odd:
    """A thing that nothing can be done with."""

    def __repr__(self) -> str:
        return "Odd()"


def junk() -> dict[str, Any]:
    return {
        "none": None,
        "true": True,
        "zero": 0,
        "minus": -1,
        "many": 10**30,
        "half": 0.5,
        "nan": float("nan"),
        "infinite": float("inf"),
        "complex": 1j,
        "empty text": "",
        "word": "ecb",
        "digits": "3",
        "null byte": "a\0b",
        "long text": "x" * 5000,
        "bytes": b"usd",
        "list": [],
        "list of none": [None],
        "list of lists": [["a"]],
        "tuple": ("budget", 3),
        "dict": {},
        "dict of odd": {"x": Odd()},
        "set": {"budget"},
        "odd": Odd(),
        "type": pd.DataFrame,
        "function": len,
        "date": dt.date(2019, 1, 1),
        "not a time": pd.NaT,
        "missing": pd.NA,
        "array": np.arange(3.0),
        "series": pd.Series([1.0, None, 3.0]),
        "series of lists": pd.Series([["a"], None, [1]]),
        "frame": pd.DataFrame({"a": [1]}),
        "empty frame": pd.DataFrame(),
    }


def odd_tables(table: pd.DataFrame, turn: int) -> dict[str, Any]:
    """Return tables of the same columns in which something is wrong."""
    names = list(table.columns)
    objects = table.astype(object)
    odd = {
        "lists in": lambda name: objects.assign(**{name: [[1, "a"]] * len(table)}),
        "words in": lambda name: objects.assign(**{name: "n/a"}),
        "numbers in": lambda name: table.assign(**{name: 7}),
        "infinite": lambda name: table.assign(**{name: -np.inf}),
        "nothing in": lambda name: table.assign(**{name: None}),
        "odd": lambda name: objects.assign(**{name: Odd()}),
        "dates in": lambda name: table.assign(**{name: pd.Timestamp("2019-02-01")}),
        "without": lambda name: table.drop(columns=name),
    }
    # Each column is wrong in one way, another one in each function; in all of them by `make fuzz`.
    wrong = {
        f"{way} {name}": odd[way](name)
        for at, name in enumerate(names, turn)
        for way in (odd if FUZZ else [list(odd)[at % 8]])
    }
    return {
        "no rows": table.iloc[:0],
        "no columns": table[[]],
        "doubled": pd.concat([table, table[names[:1]]], axis=1),
        "all doubled": pd.concat([table, table], axis=1),
        "levels": pd.concat({"x": table}, axis=1),
        "numbered": table.set_axis(range(len(names)), axis=1),
        "mixed names": table.rename(columns={names[-1]: 5}),
        "labels twice": table.set_axis([0] * len(table), axis=0),
        "labels missing": table.set_axis([np.nan] * len(table), axis=0),
        **wrong,
    }


def foreign_error(function: Callable[..., Any], arguments: dict[str, Any]) -> str:
    """Call a function; return the error that is not migfund's, or an empty text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            function(**arguments)
        except mf.MigfundError:
            return ""
        except Exception as error:  # what no caller should see
            return f"{type(error).__name__}: {str(error)[:80]}"
        finally:
            plt.close("all")
    return ""


def test_every_public_function_is_called() -> None:
    public = {name: getattr(mf, name) for name in mf.__all__}
    functions = {name for name, thing in public.items() if not inspect.isclass(thing)}
    assert functions == {*CALLS, *WITHOUT_ARGUMENTS, *WRITING}


@pytest.mark.parametrize("name", CALLS)
def test_junk_is_an_error_of_ours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migfund.currency.live._client", lambda _: pytest.fail("asked"))
    function, right = getattr(mf, name), CALLS[name]
    before = {key: given.copy() for key, given in right.items() if isinstance(given, pd.DataFrame)}
    found = []
    turn = list(CALLS).index(name)
    for at, parameter in enumerate(inspect.signature(function).parameters, turn):
        # Half of the kinds, the other half for the next argument; all of them by `make fuzz`.
        some = [one for number, one in enumerate(junk().items()) if FUZZ or (number + at) % 2]
        for kind, thing in some:
            error = foreign_error(function, {**right, parameter: thing})
            found += [f"{parameter}={kind}: {error}"] if error else []
        if isinstance(right.get(parameter), pd.DataFrame):
            for kind, thing in odd_tables(right[parameter], turn).items():
                error = foreign_error(function, {**right, parameter: thing})
                found += [f"{parameter} {kind}: {error}"] if error else []
    assert found == []
    for key, table in before.items():
        pd.testing.assert_frame_equal(right[key], table)


@pytest.mark.parametrize("name", sorted(WRITING))
def test_junk_is_not_written(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    function = getattr(mf, name)
    first = next(iter(inspect.signature(function).parameters))
    path = tmp_path / ("projects.xml" if name == "write_iati" else "projects.csv")
    given = {**junk(), **odd_tables(PROJECTS, 0)}
    found = {
        kind: foreign_error(function, {first: one, "path": path}) for kind, one in given.items()
    }
    places = {
        kind: foreign_error(function, {first: DONE, "path": one}) for kind, one in junk().items()
    }
    assert {kind: error for kind, error in {**found, **places}.items() if error} == {}


@pytest.mark.parametrize("name", sorted(WITHOUT_ARGUMENTS))
def test_functions_without_arguments_take_none(name: str) -> None:
    assert not [
        p
        for p in inspect.signature(getattr(mf, name)).parameters.values()
        if p.default is inspect.Parameter.empty
    ]
