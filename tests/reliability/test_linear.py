"""Ten times the faulty rows, or the elements of a page, take about ten times as long."""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import migfund as mf
from migfund.files.html import html_text


def bad_shares(rows: int) -> pd.DataFrame:
    shares = np.random.default_rng(1).random(rows) / 2
    return pd.DataFrame(
        {
            "title": [f"project {n}" for n in range(rows)],
            "countries": [["ARM", "GEO"]] * rows,
            "country_shares": [[share, 0.3] for share in shares],
            "start": pd.Timestamp("2019-06-01"),
            "start_precision": "day",
            "end": pd.Timestamp("2020-12-31"),
            "end_precision": "day",
            "budget": 100.0,
            "currency": "EUR",
        }
    )


def backwards(rows: int) -> pd.DataFrame:
    return bad_shares(rows).assign(end=pd.Timestamp("2018-01-01"))


def split_twice(table: pd.DataFrame) -> pd.DataFrame:
    return mf.split_by_year(mf.split_by_country(table, on_invalid="unallocated"))


def bad_cells(rows: int) -> pd.DataFrame:
    cells = [f"about {n} or so" for n in range(rows)]
    return pd.DataFrame({"title": cells, "budget": cells, "currency": "EUR", "start": cells})


def split_all(table: pd.DataFrame) -> pd.DataFrame:
    return mf.problems(mf.split_by_country(table, on_invalid="unallocated"))


CASES: dict[str, tuple[Callable[[int], pd.DataFrame], Callable[[pd.DataFrame], object]]] = {
    "splits of bad shares": (bad_shares, split_twice),
    "problems of bad shares": (bad_shares, split_all),
    "ends before starts": (backwards, lambda t: mf.split_by_year(t, on_invalid="unallocated")),
    "a table of words": (bad_cells, lambda t: mf.problems(mf.read_table(t))),
    "checks": (backwards, mf.check_projects),
    "conversion": (
        lambda n: bad_shares(n).assign(currency="XXX"),
        lambda t: mf.convert_currency(t, on_missing="null"),
    ),
}


def seconds(call: Callable[[], object]) -> float:
    """Return the processor time of a run."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def grows_with_the_length(few: Callable[[], object], many: Callable[[], object]) -> bool:
    """Tell whether eight times as much takes less than 20 times as long; quadratic work takes 64.

    What else runs meanwhile, or is done at the first call alone, only adds to a time, so that the
    lesser one of two counts.
    """
    most = 20 * max(min(seconds(few), seconds(few)), 0.02)
    return seconds(many) < most or seconds(many) < most


@pytest.mark.parametrize("name", CASES)
def test_faulty_rows(name: str) -> None:
    make, use = CASES[name]
    few, many = make(1_000), make(8_000)
    assert grows_with_the_length(lambda: use(few), lambda: use(many))


PAGES = {
    "scripts between words": lambda n: "xyz<script></script>" * n,
    "hidden elements": lambda n: "<p hidden>x</p>y " * n,
    "banners": lambda n: f"<main>{'x' * 300}</main>" + "<p class=cookie>x</p>" * n,
    "words in the line": lambda n: "<p>" + "<i>x </i>" * n,
    "cells": lambda n: "<table>" + "<tr><td>1<td>2<td>3" * n,
}


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str) -> None:
    few, many = (f"<html><body>Text {PAGES[name](n)}" for n in (2_000, 16_000))
    assert grows_with_the_length(lambda: html_text(few), lambda: html_text(many))
