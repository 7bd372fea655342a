"""Tables of price indices, and the US consumer prices of the package cpi."""

import importlib.metadata
import importlib.util
import math
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from migfund.errors import CurrencyError, MissingExtraError, ReadError
from migfund.prices.deflators import Deflators, us_cpi

PRICES = Deflators(
    pd.DataFrame({"USA": [0.9, math.nan, 1.0], "KEN": [math.nan, 0.8, 1.0]}, [2015, 2017, 2019]),
    source="by hand",
)


def test_what_the_table_says_of_itself() -> None:
    assert (PRICES.series, PRICES.first, PRICES.last, PRICES.base) == (
        ("USA", "KEN"),
        2015,
        2019,
        "2019 = 1",
    )
    assert repr(PRICES) == "Deflators(by hand; 2 series, 2015 to 2019, 2019 = 1)"
    assert PRICES.coverage.loc["USA"].tolist() == [2015, 2019, 2, 3, "2016 to 2018"]
    assert PRICES.coverage.loc["KEN"].tolist() == [2017, 2019, 2, 1, "2018 to 2018"]
    shown = PRICES._repr_html_()
    for words in ("by hand", "2015 to 2019", "2019 = 1", "as its publisher says", "2016 to 2018"):
        assert words in shown
    assert PRICES.pick("KEN").to_frame()["KEN"].dropna().to_dict() == {2017: 0.8, 2019: 1.0}
    assert PRICES.pick("KEN", "USA").series == ("KEN", "USA")


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ({"USA": [1.0]}, "need a table"),
        (pd.DataFrame(), "need a table"),
        (pd.DataFrame({"USA": [1.0]}, index=[2019.5]), "whole years"),
        (pd.DataFrame({"USA": [1.0]}, index=pd.to_datetime(["2019-01-01"])), "whole years"),
        (pd.DataFrame({"USA": [1.0, 2.0]}, index=[2019, 2019]), "stand twice: 2019"),
        (pd.DataFrame([[1.0, 2.0]], columns=["USA", "USA"], index=[2019]), "twice: 'USA'"),
        (pd.DataFrame({"USA": [0.0]}, index=[2019]), "zero, less or infinite"),
        (pd.DataFrame({"USA": [math.inf]}, index=[2019]), "zero, less or infinite"),
        (pd.DataFrame({"USA": ["a"]}, index=[2019]), "must be numbers"),
    ],
)
def test_deflators_are_checked(table: Any, match: str) -> None:
    with pytest.raises(CurrencyError, match=match):
        Deflators(table, source="by hand")


def test_deflators_are_frozen() -> None:
    frame = pd.DataFrame({"USA": [1.0]}, index=[2019])
    table = Deflators(frame, source="by hand")
    frame.loc[2019, "USA"] = 9.0
    copy = table.to_frame()
    copy.loc[2019, "USA"] = 9.0
    assert table.to_frame().loc[2019, "USA"] == 1.0
    with pytest.raises(AttributeError, match="source"):
        table.source = "other"  # type: ignore[misc]
    with pytest.raises(CurrencyError, match="'KEN' is not among the series"):
        table.pick("KEN")
    with pytest.raises(CurrencyError, match="nothing is not among the series"):
        table.pick()


CPI = """
import warnings
import pandas as pd

warnings.warn("CPI data is out of date", UserWarning)


class _Series:
    def __init__(self, rows):
        self.rows = rows

    def to_dataframe(self):
        return pd.DataFrame(self.rows, columns=["series_id", "year", "value", "period_type"])


class series:
    def get_by_id(code):
        if code != "CUUR0000SA0":
            raise KeyError(code)
        return _Series([(code, *row) for row in ROWS])


ROWS = [
    (2020, 258.811, "annual"),
    (2019, 255.657, "annual"),
    (2021, 261.582, "monthly"),
]
"""


@pytest.fixture
def cpi_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the package: what it offers to the public, and that it has data."""
    folder = tmp_path / "cpi"
    folder.mkdir()
    (folder / "__init__.py").write_text(CPI)
    (folder / "cpi.db").write_bytes(b"")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "cpi", raising=False)
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "2.1.0")
    return folder


@pytest.fixture(autouse=True)
def _forget_the_stand_in() -> Any:
    yield
    sys.modules.pop("cpi", None)


@pytest.mark.usefixtures("cpi_package")
def test_us_consumer_prices_are_the_annual_averages() -> None:
    table = us_cpi()
    assert table.to_frame()["USA"].to_dict() == {2019: 255.657, 2020: 258.811}
    assert "CUUR0000SA0" in table.source
    assert "to 2020 (cpi 2.1.0)" in table.source


def test_us_consumer_prices_without_data_are_not_fetched(cpi_package: Path) -> None:
    (cpi_package / "__init__.py").write_text("raise RuntimeError('imported')")
    with pytest.raises(ReadError, match=r"cannot read its data .*imported"):
        us_cpi()
    (cpi_package / "cpi.db").unlink()
    with pytest.raises(ReadError, match="carries no data here"):
        us_cpi()
    (cpi_package / "cpi.db").write_bytes(b"")
    (cpi_package / "__init__.py").write_text(CPI.replace('"annual"', '"monthly"'))
    with pytest.raises(ReadError, match="no annual averages"):
        us_cpi()


@pytest.mark.skipif(importlib.util.find_spec("cpi") is None, reason="cpi is not installed")
def test_the_package_itself() -> None:
    table = us_cpi().to_frame()["USA"]
    assert table.loc[[1913, 2019]].tolist() == [9.9, 255.657]


def test_us_consumer_prices_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"migfund\[prices\]"):
        us_cpi()
