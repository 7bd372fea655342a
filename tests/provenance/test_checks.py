"""What is doubtful is found, what is not is left in peace, and nothing is changed."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import migfund as mf
from migfund.provenance.checks import CHECKS
from migfund.schema import make_table

PAGES = Path(__file__).resolve().parents[2] / "data" / "pages"
LAST = {"year": pd.offsets.YearEnd(0), "month": pd.offsets.MonthEnd(0), "day": pd.Timedelta(0)}


def project(**values: Any) -> dict[str, Any]:
    for name in ("start", "end"):
        if name in values:
            precision = {4: "year", 7: "month", 10: "day"}[len(values[name])]
            moment = pd.Timestamp(values[name])
            values[name] = moment + LAST[precision] if name == "end" else moment
            values[f"{name}_precision"] = precision
    return values


def findings(*rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = mf.check_projects(make_table([project(**row) for row in rows]))
    return list(found[["check", "field", "value"]].itertuples(name=None))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"fund": "IDF", "budget": 49_999.5, "currency": "USD"},
            ("budget_outside_bounds", "budget", "USD 49,999.50"),
        ),
        ({"budget": 0.0, "currency": "EUR"}, ("budget_not_positive", "budget", "EUR 0")),
        ({"budget": -1.0, "currency": "EUR"}, ("budget_not_positive", "budget", "EUR -1")),
        ({"budget": 150_000.0}, ("budget_without_currency", "budget", "150,000")),
        ({"start": "2020", "end": "2019"}, ("end_before_start", "end", "2019-12-31")),
        (
            {"fund": "IDF", "status": "Achevé", "end": "2024"},
            ("lone_end", "end", "2024"),
        ),
        ({"start": "2000", "end": "2016-02"}, ("long_duration", "end", "2016-02-29")),
        ({"start": "2019-12", "year": 2020}, ("year_after_start", "year", "2020")),
        (
            {"title": "SADC and Zimbabwe", "countries": ["ZAF", "ZMB"]},
            ("title_country_not_recipient", "countries", "ZAF, ZMB"),
        ),
        (
            {"prima_id": "GY10P0001", "countries": ["LCA"]},
            ("prima_id_country_not_recipient", "prima_id", "GY10P0001"),
        ),
        (
            {"coverage": "National", "countries": ["ARM", "GEO"]},
            ("national_with_several_countries", "coverage", "National"),
        ),
    ],
)
def test_found(row, expected):
    assert findings(row) == [(0, *expected)]


@pytest.mark.parametrize(
    "row",
    [
        {"fund": "IDF", "budget": 50_000.0, "currency": "USD"},
        {"fund": "IDF", "budget": 400_000.0, "currency": "USD"},
        {"fund": "MPF", "budget": 10.0, "currency": "EUR"},
        {"fund": "IDF", "budget": 10.0, "currency": "EUR"},
        {"start": "2019-06", "end": "2019"},
        {"fund": "IDF", "status": "Active", "end": "2024"},
        {"fund": "IDF", "status": "Not completed", "end": "2024"},
        {"fund": "IDF", "status": "Completed", "end": "2024-03-01"},
        {"start": "2000", "end": "2015"},  # 15 years or less if it began late and ended early
        {"start": "2019", "year": 2019},
        {"title": "Readmission to Georgia", "countries": ["GEO", "ARM"]},
        {"title": "Gulf of Guinea", "countries": ["GHA"]},
        {"title": "Open Chile", "countries": ["ARG"], "other_countries": ["CHL"]},
        {"title": "Support to Kenya"},
        {"prima_id": "XK10P0001", "countries": ["XKX"]},
        {"prima_id": "QQ10P0001", "countries": ["LCA"]},
        {"prima_id": "GYANA", "countries": ["LCA"]},
        {"coverage": "Regional", "countries": ["ARM", "GEO"]},
        {},
    ],
)
def test_not_found(row):
    assert findings(row) == []


def test_an_end_that_several_rows_of_a_fund_share_without_a_start():
    rows = [
        {"fund": "IDF", "end": "2024"},
        {"fund": "MPF", "end": "2024"},
        {"fund": "IDF", "end": "2024"},
        {"fund": "IDF", "start": "2020", "end": "2024"},
    ]
    assert findings(*rows) == [(0, "lone_end", "end", "2024"), (2, "lone_end", "end", "2024")]


def test_a_budget_repeated_by_a_co_funding_row():
    rows = [
        {"fund": "IDF", "title": "Return", "budget": 5e4, "currency": "USD", "source": "a"},
        {"fund": "EUTF", "title": "RETURN", "budget": 5e4, "currency": "USD", "source": "b"},
        {"fund": "MPF", "title": "Return", "budget": 6e4, "currency": "USD", "source": "c"},
    ]
    found = mf.check_projects(make_table(rows))
    assert found["check"].tolist() == ["budget_repeated"] * 2
    assert found["reason"].iloc[0].startswith("the same budget and title as row 1 (b), not taken")
    assert found["reason"].iloc[1].startswith("the same budget and title as row 0 (a), not taken")


def test_rows_that_are_one_project():
    rows = [{"prima_id": "P1", "source": name} for name in "abcdef"]
    found = mf.check_projects(make_table(rows))
    assert found["check"].tolist() == ["project_twice"] * 6
    assert found["reason"].iloc[1] == (
        "the same project as row 0 (a), row 2 (c), row 3 (d) and 2 more; "
        "merge_duplicates makes one row of them"
    )


def test_an_id_on_quite_different_projects():
    rows = [
        {"project_id": "0000", "title": "Border posts in Ghana", "countries": ["GHA"]},
        {"project_id": "0000", "title": "Return centres", "countries": ["KEN"]},
    ]
    assert findings(*rows) == [
        (0, "id_of_several_projects", "project_id", "0000"),
        (1, "id_of_several_projects", "project_id", "0000"),
    ]


def test_reasons_say_what_contradicts():
    rows = [
        project(fund="IDF", budget=10.0, currency="USD"),
        project(start="2020-02", end="2019"),
        project(prima_id="GY10P0001", countries=["LCA"]),
    ]
    reasons = mf.check_projects(make_table(rows))["reason"].tolist()
    assert "below USD 50,000, outside today's bounds of IDF" in reasons[0]
    assert reasons[1] == "the end lies before the start, 2020-02-01"
    assert "a hint only, for a regional office may have given the ID" in reasons[2]


def test_labels_order_columns_and_the_callers_table():
    rows = [project(budget=0.0), project(), project(budget=-5.0, currency="EUR", source="c.txt")]
    table = make_table(rows).set_axis(pd.Index(list("xyz"), name="key"), axis=0)
    before = table.copy(deep=True)
    found = mf.check_projects(table)
    pd.testing.assert_frame_equal(table, before)
    assert list(found) == ["source", "check", "field", "value", "reason"]
    assert found.index.tolist() == ["x", "x", "z"]
    assert found.index.name == "key"
    assert found["source"].iloc[2] == "c.txt"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_whose_columns_are_missing_is_left_out(check):
    table = make_table([project(budget=0.0, countries=["ARM"], start="2019", title="A")])
    for name in CHECKS[check]:
        assert check.__name__ not in set(
            mf.check_projects(table.drop(columns=name, errors="ignore"))["check"]
        )


def test_tables_with_few_columns_and_none():
    assert mf.check_projects(pd.DataFrame({"budget": [1.0]})).empty
    assert mf.check_projects(pd.DataFrame(index=[1, 2])).empty
    assert mf.check_projects(make_table([])).empty


def test_the_bounds_are_a_list_of_numbers_with_a_source():
    path = Path(mf.__file__).parent / "codelists" / "fund_bounds.csv"
    bounds = pd.read_csv(path)
    assert list(bounds) == ["fund", "currency", "low", "high", "source"]
    assert bounds["source"].notna().all()
    assert bounds[["low", "high"]].notna().any(axis=1).all()
    assert not bounds.duplicated(["fund", "currency"]).any()


def test_what_is_doubtful_on_the_pages():
    table = mf.read_projects(PAGES, on_error="report")
    found = mf.check_projects(table).assign(page=lambda t: t["source"].map(lambda s: Path(s).stem))
    pages = found.groupby("check")["page"].agg(set)
    default = {"iom_fr01_benin", "iom_fr03_central_america", "iom_fr06_travel_documents"}
    default |= {"idf_fr01_vulnerables"}
    assert pages["lone_end"] == default
    prima = {"iom_a23_saint_lucia", "idf_fr01_vulnerables"}
    assert pages["prima_id_country_not_recipient"] == prima
    assert pages["title_country_not_recipient"] == {"iom_a31_sadc", "iom_c12_congo"}
    assert {"devfund_01_cabo_verde", "iom_c01_armenia_georgia_blank"} <= pages["project_twice"]
    assert not set(pages.index) & {"end_before_start", "year_after_start", "budget_not_positive"}
