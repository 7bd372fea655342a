"""The rules by which activities become figures: each by hand, on the smallest file for it."""

import io
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import migfund as mf
from migfund.read.iati.standard import TABLES


def read(*activities, tables="projects", **options):
    xml = f"<iati-activities version='2.03'>{''.join(activities)}</iati-activities>"
    return mf.read_iati(io.StringIO(xml), tables, **options)


def activity(inside="", name="A", currency="EUR"):
    default = f" default-currency='{currency}'" if currency else ""
    return (
        f"<iati-activity{default}><iati-identifier>{name}</iati-identifier>{inside}</iati-activity>"
    )


def value(amount, currency=None, date="2019-05-01"):
    stated = f" currency='{currency}'" if currency else ""
    return f"<value{stated} value-date='{date}'>{amount}</value>"


def budget(amount, kind="1", start="2019-01-01", end="2019-12-31", currency=None):
    return (
        f"<budget type='{kind}'><period-start iso-date='{start}'/><period-end iso-date='{end}'/>"
        f"{value(amount, currency)}</budget>"
    )


def planned(amount, kind="1"):
    return budget(amount, kind).replace("budget", "planned-disbursement")


def transaction(kind, amount, currency=None, inside="", date="2019-05-01"):
    return (
        f"<transaction><transaction-type code='{kind}'/><transaction-date iso-date='{date}'/>"
        f"{value(amount, currency)}{inside}</transaction>"
    )


def reasons(projects, row=0):
    found = projects["problems"][row]
    return [problem["reason"] for problem in found] if isinstance(found, list | np.ndarray) else []


MONEY = (
    budget(100)
    + budget(150, start="2020-01-01", end="2020-12-31")
    + planned(70)
    + transaction("2", 400)
    + transaction("3", 30)
    + transaction("4", 5)
    + transaction("3", -10)
    + transaction("1", 999)
    + transaction("11", 888)
)


@pytest.mark.parametrize(
    ("choice", "total", "words"),
    [
        ("budgets", 250, "sum of 2 budgets"),
        ("commitments", 400, "1 commitment"),
        ("planned-disbursements", 70, "1 planned-disbursement"),
        ("largest", 400, "1 commitment"),
    ],
)
def test_what_the_budget_is_the_sum_of(choice, total, words):
    row = read(activity(MONEY), budget=choice).iloc[0]
    assert (row.budget, row.commitment, row.disbursement) == (total, 400, 25)
    assert row.budget_text == words
    assert row.budget_from == ("commitments" if choice == "largest" else choice)
    assert row.currency == "EUR"


def test_the_largest_sum_is_not_known_if_one_of_them_is_not():
    unread = read(activity(budget(100) + transaction("2", "3,000")), budget="largest")
    row = unread.iloc[0]
    assert row[["budget", "budget_from", "budget_text"]].isna().all()
    why = "which sum is largest is not known: "
    assert f"{why}1 of 1 commitments are missing or cannot be converted" in reasons(unread)
    assert set(mf.problems(unread)["field"]) == {"budget", "commitment", "value"}
    assert row.currency == "EUR"
    several = read(activity(budget(100) + transaction("2", 90, "USD")), budget="largest")
    assert several["budget"].isna().all()
    assert reasons(several) == [
        f"{why}the sums are in several currencies; to='USD' converts each value"
    ]
    mixed = read(
        activity(budget(100) + budget(90, currency="USD", start="2018-01-01")), budget="largest"
    )
    assert mixed["budget"].isna().all()
    assert read(activity(planned(5)), budget="largest")["budget"].tolist() == [5]
    assert reasons(read(activity(), budget="largest")) == []
    # What is no candidate may be unknown.
    spent = read(activity(budget(100) + transaction("3", "?")), budget="largest")
    assert spent["budget"].tolist() == [100]


def test_expenditures_count_unless_left_out():
    assert read(activity(MONEY))["disbursement"].tolist() == [25]
    assert read(activity(MONEY), expenditures=False)["disbursement"].tolist() == [20]


def test_a_revised_budget_replaces_the_original_of_its_period_alone():
    inside = (
        budget(100)
        + budget(130, "2")
        + budget(50, start="2020-01-01", end="2020-12-31")
        + budget(60, "2", start="2020-01-01", end="2020-06-30")
    )
    tables = read(activity(inside), tables=["projects", "budgets"])
    budgets = tables["budgets"]
    assert budgets["value"].tolist() == [100, 130, 50, 60]
    assert budgets["counted_in"].astype(object).fillna("").tolist() == [
        "/iati-activities/iati-activity[1]/budget[2]",
        "",
        "",
        "",
    ]
    assert tables["projects"]["budget"].tolist() == [240]
    assert budgets.loc[budgets["counted_in"].isna(), "value"].sum() == 240


def test_two_revised_budgets_of_a_period_both_count_and_are_doubtful():
    projects = read(activity(budget(100) + budget(10, "2") + budget(20, "2")))
    assert projects["budget"].tolist() == [30]
    assert "more than one revised budget for the period; all of them count" in reasons(projects)


def test_planned_disbursements_are_revised_too():
    tables = read(activity(planned(7) + planned(9, "2")), tables=["planned_disbursements"])
    assert tables["planned_disbursements"]["counted_in"].notna().tolist() == [True, False]


def test_currencies_of_the_elements_count_and_must_agree():
    agreed = read(activity(budget(1, currency="USD") + transaction("3", 2, "USD"))).iloc[0]
    assert (agreed.budget, agreed.disbursement, agreed.currency) == (1, 2, "USD")
    mixed = read(activity(budget(1) + budget(2, currency="USD", start="2020-01-01")))
    assert mixed["budget"].isna().all()
    assert mixed["currency"].tolist() == ["EUR"]
    assert "several currencies" in reasons(mixed)[0]
    other = read(activity(budget(1) + transaction("3", 2, "USD")))
    assert other["budget"].tolist() == [1]
    assert other["disbursement"].isna().all()
    assert reasons(other)[0].startswith("in USD, so there is no sum in one currency")
    none = read(activity(budget(1), currency=None), tables=["projects", "budgets"])
    assert none["budgets"]["currency"].isna().all()
    assert none["projects"]["budget"].tolist() == [1]
    assert none["projects"]["currency"].isna().all()
    assert "no currency is stated" in reasons(none["projects"])


def test_nothing_is_added_up_where_a_value_is_missing():
    tables = read(activity(budget(1) + budget("n/a")), tables=["projects", "budgets"])
    assert tables["budgets"]["value"].isna().tolist() == [False, True]
    assert tables["projects"]["budget"].isna().all()
    problem = tables["budgets"]["problems"][1][0]
    assert problem["text"] == "n/a"
    assert problem["locator"] == "/iati-activities/iati-activity[1]/budget[2]/value"
    assert reasons(tables["projects"]) == [
        "not a number",
        "1 of 2 values are missing or cannot be converted, so there is no sum",
    ]


def test_no_money_is_missing_and_not_zero():
    row = read(activity()).iloc[0]
    assert np.isnan([row.budget, row.commitment, row.disbursement]).all()
    assert row.currency == "EUR"
    assert read(activity(transaction("3", 0)))["disbursement"].tolist() == [0]


def test_value_dates_and_what_they_come_from():
    inside = (
        "<transaction><transaction-date iso-date='2018-03-04'/><value>1</value></transaction>"
        "<transaction><value value-date='2017-01'>1</value></transaction>"
        "<transaction><value value-date='2019-13-01'>1</value></transaction>"
        "<transaction><transaction-date>2010</transaction-date><value>1</value></transaction>"
    )
    tables = read(activity(inside), tables=["projects", "transactions"])
    rows = tables["transactions"]
    assert rows["value_date"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2018-03-04",
        "2017-01-01",
        "",
        "2010-01-01",
    ]
    assert rows["value_date_from"].astype(object).fillna("").tolist() == [
        "transaction-date",
        "value-date",
        "",
        "transaction-date",
    ]
    assert rows["value_date_precision"].astype(object).fillna("").tolist() == [
        "day",
        "month",
        "",
        "year",
    ]
    assert rows["end"].dt.strftime("%Y-%m-%d").fillna("").tolist()[3] == "2010-12-31"
    assert "not a date" in reasons(tables["projects"])


def dates(**days):
    codes = {"planned_start": 1, "actual_start": 2, "planned_end": 3, "actual_end": 4}
    return "".join(
        f"<activity-date type='{codes[name]}' iso-date='{day}'/>" for name, day in days.items()
    )


def test_actual_dates_come_first_unless_planned_ones_are_asked_for():
    inside = dates(planned_start="2018-01-01", actual_start="2018-05-01", planned_end="2020-12-31")
    row = read(activity(inside)).iloc[0]
    assert (str(row.start.date()), row.start_from) == ("2018-05-01", "actual")
    assert (str(row.end.date()), row.end_from) == ("2020-12-31", "planned")
    assert row.period_text == "actual start 2018-05-01; planned end 2020-12-31"
    asked = read(activity(inside), dates="planned").iloc[0]
    assert (str(asked.start.date()), asked.start_from) == ("2018-01-01", "planned")
    reversed_ = read(activity(dates(actual_start="2020-01-01", actual_end="2019-01-01")))
    assert reasons(reversed_) == ["the end lies before the start"]


def country(code, share=None):
    return f"<recipient-country code='{code}'" + (f" percentage='{share}'/>" if share else "/>")


def test_countries_with_percentages_regions_and_words():
    inside = (
        country("KE", 40) + country("UG", 20) + "<recipient-region code='298' percentage='40'/>"
    )
    row = read(activity(inside)).iloc[0]
    assert list(row.countries) == ["KEN", "UGA"]
    assert list(row.country_shares) == [0.4, 0.2]
    assert row.region == "Africa, regional"
    assert row.countries_text == "KE 40%; UG 20%"
    assert row.problems is pd.NA


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (country("KE", 40) + country("UG", 40), "the percentages add up to 80"),
        (country("KE", 40) + country("UG"), "1 of 2 have no percentage"),
        (country("KE", "much") + country("UG"), "not a percentage from 0 to 100"),
        (country("998"), "not a country code of ISO 3166-1"),
        ("<recipient-country>Kenya</recipient-country>", "no code of the country is stated"),
    ],
)
def test_what_is_wrong_with_percentages_and_countries(inside, reason):
    projects = read(activity(inside))
    assert reason in reasons(projects)
    assert (
        read(activity(country("KE", 33.33) + country("UG", 33.33) + country("TZ", 33.34)))[
            "problems"
        ]
        .isna()
        .all()
    )


def test_countries_by_alpha_3_and_by_name_alone():
    row = read(activity(country("KEN", 40) + "<recipient-country>Uganda</recipient-country>"))
    assert [list(countries) for countries in row["countries"]] == [["KEN"]]
    assert row["countries_text"].tolist() == ["KEN 40%; Uganda"]


def test_regions_of_two_lists_are_not_added_up():
    inside = (
        "<recipient-region code='298' percentage='100' vocabulary='1'/>"
        "<recipient-region code='002' percentage='100' vocabulary='2'/>"
    )
    assert read(activity(inside))["problems"].isna().all()


def test_countries_of_transactions_are_theirs_else_the_activitys():
    inside = (
        transaction("3", 1, inside=country("KE"))
        + transaction("3", 2, inside=country("UG") + "<sector code='15190'/>")
        + transaction("3", 3)
    )
    tables = read(activity(inside), tables=["projects", "transactions", "recipients", "sectors"])
    rows = tables["transactions"]
    assert [list(c) if c is not pd.NA else None for c in rows["countries"]] == [
        ["KEN"],
        ["UGA"],
        None,
    ]
    row = tables["projects"].iloc[0]
    assert (list(row.countries), row.countries_from) == (["KEN", "UGA"], "transactions")
    assert list(row.sectors) == ["15190"]
    assert tables["recipients"]["transaction"].tolist() == rows["source_locator"].tolist()[:2]
    stated = read(activity(country("TZ") + inside), tables=["projects", "transactions"])
    assert list(stated["projects"]["countries"][0]) == ["TZA"]
    assert stated["transactions"]["countries_from"].tolist() == [
        "transaction",
        "transaction",
        "activity",
    ]


def test_codes_of_all_versions_and_names():
    old = (
        "<transaction><transaction-type code='D'/></transaction>"
        "<participating-org role='Funding'>Norad</participating-org>"
        "<activity-status code='2'>Under way</activity-status>"
        "<sector vocabulary='DAC-3' code='151'/><sector code='15190'/>"
        "<related-activity type='Parent' ref='P'/>"
    )
    tables = read(activity(old), tables=list(TABLES))
    assert tables["transactions"]["transaction_type_name"].tolist() == ["Disbursement"]
    assert tables["projects"]["fund"].tolist() == ["Norad"]
    assert tables["projects"]["status"].tolist() == ["Implementation"]
    assert tables["projects"]["parent_id"].tolist() == ["P"]
    assert tables["sectors"]["vocabulary"].tolist() == ["2", "1"]
    assert tables["sectors"]["name"].tolist() == [
        "Government and civil society, general",
        "Facilitation of orderly, safe, regular and responsible migration and mobility",
    ]
    unknown = read(activity("<transaction><transaction-type code='77'/></transaction>"))
    assert "not in the code list of transaction types" in reasons(unknown)
    kept = read(activity("<default-finance-type code='999'/>"))
    assert kept["finance_type"].tolist() == ["999"]
    assert kept["problems"].isna().all()


def test_the_aid_type_of_the_dac_counts_beside_others():
    inside = (
        "<default-aid-type vocabulary='2' code='1'/><default-aid-type code='C01'/>"
        "<default-aid-type vocabulary='3' code='A'/>"
    )
    row = read(activity(inside)).iloc[0]
    assert (row.aid_type, row.aid_type_name) == ("C01", "Project-type interventions")
    assert row.problems is pd.NA


def test_languages():
    inside = (
        "<title><narrative xml:lang='fr'>Aide</narrative><narrative xml:lang='en'>Aid</narrative>"
        "</title><description>x <b>y</b> z</description>"
    )
    assert read(activity(inside))["title"].tolist() == ["Aide"]
    assert read(activity(inside), language="en")["title"].tolist() == ["Aid"]
    assert read(activity(inside), language="de")["title"].tolist() == ["Aide"]
    assert read(activity(inside))["description"].tolist() == ["x y z"]


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Aid"), ("EN-gb", "British aid"), ("fr", "Aide"), ("de", "Hilfe")],
)
def test_a_language_has_variants_and_may_be_that_of_the_activity(language, title):
    texts = [("de-AT", "Hilfe"), ("en_US", "Aid"), ("en-GB", "British aid")]
    old = "".join(f"<title xml:lang='{tag}'>{text}</title>" for tag, text in texts)
    new = old.replace("title", "narrative")
    of_the_activity = "<{0}>Aide</{0}>"
    for inside in (
        old + of_the_activity.format("title"),
        f"<title>{new}{of_the_activity.format('narrative')}</title>",
    ):
        xml = activity(inside).replace("<iati-activity", "<iati-activity xml:lang='fr'")
        assert read(xml, language=language)["title"].tolist() == [title]


def test_lists_of_markers_tags_and_goals():
    inside = (
        "<policy-marker code='1' significance='2'/><policy-marker vocabulary='99' code='x'/>"
        "<tag vocabulary='3' code='10.7'/><tag vocabulary='99' code='own'/>"
        "<sector vocabulary='7' code='10'/>"
    )
    row = read(activity(inside)).iloc[0]
    assert list(row.policy_markers) == ["1:2"]
    assert list(row.tags) == ["3:10.7", "99:own"]
    assert list(row.sdgs) == ["10.7", "10"]


def test_results_have_titles_and_indicators():
    inside = (
        "<result type='1'><title><narrative>Trained</narrative></title>"
        "<indicator measure='1'><title><narrative>People</narrative></title>"
        "<period><target value='5'/></period></indicator><indicator measure='2'/></result>"
        "<result type='9'><title><narrative>Other</narrative></title></result>"
    )
    rows = read(activity(inside), tables=["results"])["results"]
    assert rows["title"].tolist() == ["Trained", "Trained", "Other"]
    assert rows["indicator"].fillna("").tolist() == ["People", "", ""]
    assert rows["source_locator"].str.rpartition("]/")[2].tolist() == [
        "indicator[1]",
        "indicator[2]",
        "result[2]",
    ]


def party(role, name):
    return f"<{role}-org {role}-activity-id='{name}'/>"


def test_money_that_stands_twice_is_named():
    inside = (
        transaction("3", 5, inside=party("receiver", "B"))
        + transaction("3", 6, inside=party("receiver", "elsewhere"))
        + transaction("3", 7, inside=party("receiver", "A"))
    )
    other = transaction("1", 5, inside=party("provider", "A")) + transaction("4", 5)
    child = activity("<related-activity type='1' ref='A'/>" + other, "B")
    named = activity("<related-activity type='2' ref='C'/>" + inside, "A")
    tables = read(named, child, activity("", "C"), tables=list(TABLES))
    rows = tables["transactions"]
    assert rows["counted_in"].astype(object).fillna("").tolist() == ["B", "", "", "A", ""]
    assert tables["projects"]["parent_id"].fillna("").tolist() == ["", "A", "A"]
    assert tables["related"]["in_load"].tolist() == [True, True]
    found = mf.check_projects(tables)
    assert found[["table", "check", "value"]].to_numpy().tolist() == [
        ["projects", "part_of_another", "B"],
        ["projects", "part_of_another", "C"],
        ["transactions", "counted_again", "EUR 5"],
        ["transactions", "counted_again", "EUR 5"],
    ]
    assert found.index.tolist() == [1, 2, 0, 3]
    assert mf.check_projects(rows)["reason"].tolist() == [
        "the same money stands in B",
        "the same money stands in A",
    ]
    with pytest.raises(mf.MigfundError, match="none of the tables 'sectors' has projects"):
        mf.check_projects({"sectors": tables["sectors"]})


@pytest.mark.parametrize("side", ["child", "parent"])
@pytest.mark.parametrize("name", ["budgets", "planned_disbursements"])
@pytest.mark.parametrize("among", [[], ["projects"], ["projects", "transactions"]])
def test_totals_refuse_budgets_of_a_programme_beside_its_parts(side, name, among):
    money = {"budgets": budget, "planned_disbursements": planned}[name]
    up = "<related-activity type='1' ref='P'/>" if side == "child" else ""
    down = "<related-activity type='2' ref='P-1'/>" if side == "parent" else ""
    files = activity(down + money("1447.41"), "P"), activity(up + money("500"), "P-1")
    rows = read(*files, tables=[*among, name])[name]
    assert rows["parent_id"].fillna("").tolist() == ["", "P"]

    def total(**options):
        totals = mf.total_by(rows, "currency", value="value", repeated="count", **options)
        return totals[["total", "n_projects"]].to_numpy().tolist()

    with pytest.raises(mf.ScopeError, match=r"1 projects are parts of other projects.*: P-1\."):
        total()
    assert total(nested="parents") == [[1447.41, 1]]
    assert total(nested="parts") == [[500, 1]]


def test_a_level_without_budgets_does_not_hide_the_parts_below_it():
    chain = [
        activity(budget(100), "A"),
        activity("<related-activity type='1' ref='A'/><related-activity type='2' ref='C'/>", "B"),
        activity(budget(40) + budget(20, start="2020-01-01", end="2020-12-31"), "C"),
        activity("<related-activity type='1' ref='elsewhere'/>" + budget(7), "D"),
    ]
    tables = read(*chain, tables=["projects", "budgets"])
    assert tables["projects"]["parent_id"].fillna("").tolist() == ["", "A", "B", "elsewhere"]
    rows = tables["budgets"]
    assert rows["parent_id"].fillna("").tolist() == ["", "A", "A", "elsewhere"]
    options = {"value": "value", "repeated": "count"}
    assert mf.total_by(rows, "currency", nested="parents", **options)["total"].tolist() == [107]
    assert mf.total_by(rows, "currency", nested="parts", **options)["total"].tolist() == [67]
    around = "<related-activity type='1' ref='{}'/>".format
    circle = activity(around("Y"), "X"), activity(around("X"), "Y"), activity(around("X") + MONEY)
    assert read(*circle, tables="budgets")["parent_id"].tolist() == ["X", "X"]


@pytest.mark.parametrize("name", ["budgets", "planned_disbursements"])
def test_parents_of_values_are_written_and_read_again(tmp_path, name):
    part = "<related-activity type='1' ref='P'/>" + budget(5) + planned(5)
    rows = read(activity(budget(9) + planned(9), "P"), activity(part), tables=name)
    mf.write_table(rows, tmp_path / "rows.parquet")
    again = mf.read_table(tmp_path / "rows.parquet")
    assert list(again) == list(rows)
    pd.testing.assert_series_equal(again["parent_id"], rows["parent_id"])
    mf.write_table(rows, tmp_path / "rows.csv")
    again = mf.read_table(tmp_path / "rows.csv")
    assert again["parent_id"].fillna("").tolist() == ["", "P"]


def test_totals_refuse_money_that_stands_twice_and_the_remedies_work():
    tables = read(
        activity(transaction("3", 5, inside=party("receiver", "B")) + transaction("4", 2)),
        activity(transaction("1", 5, inside=party("provider", "A")) + transaction("2", 9), "B"),
        tables=["transactions"],
    )
    rows = tables["transactions"].assign(of="every")

    def total(rows, by="of"):
        return mf.total_by(rows, by, value="value", repeated="count")["total"].dropna().tolist()

    with pytest.raises(
        mf.ScopeError, match=r"of 2 rows stands .*counted in B; row 2 .*: counted in A"
    ):
        total(rows)
    rows = rows[rows["counted_in"].isna()]
    with pytest.raises(mf.ScopeError, match=r"kinds .*3 \(1 rows\).*2 \(1 rows\).*isin\(\['4'\]\)"):
        total(rows)
    assert total(rows[rows["transaction_type"].isin(["4"])]) == [2]
    assert sorted(total(rows, by=["of", "transaction_type"])) == [2, 9]
    # Disbursements and expenditures are one kind; of B alone nothing stands twice.
    both = tables["transactions"].assign(of="every").drop(columns="counted_in").iloc[:2]
    assert total(both) == [7]


def test_a_part_with_another_fund_than_its_parent_is_refused():
    fund = "<participating-org role='1'><narrative>{}</narrative></participating-org>"
    said = "<reporting-org ref='XM'><narrative>XM</narrative></reporting-org>"
    parent = activity(said + fund.format("EU") + budget(100))
    part = activity(
        said + fund.format("NL") + budget(60) + "<related-activity type='1' ref='A'/>", "B"
    )
    projects = read(parent, part)
    with pytest.raises(mf.ScopeError, match=r"1 projects are parts .*nested='parents'"):
        mf.total_by(projects, "publisher", value="budget")
    top = mf.total_by(projects, "publisher", value="budget", nested="parents")
    assert top["total"].tolist() == [100]
    with pytest.raises(mf.ScopeError, match="1 projects stand in several rows"):
        mf.total_by(
            pd.concat([projects, projects.assign(fund="X")])[lambda t: t.project_id == "A"],
            "publisher",
            value="budget",
        )


def test_a_share_of_a_region_stays_unallocated_under_its_name():
    places = (
        "<recipient-country code='KE' percentage='40'/>"
        "<recipient-country code='UG' percentage='20'/>"
        "<recipient-region code='298' percentage='40'/>"
        "<recipient-region vocabulary='99' code='X' percentage='100'/>"
    )
    tables = read(activity(places + budget(1000)), tables=["projects", "budgets"])
    assert tables["projects"]["region_share"].tolist() == [0.4]
    assert reasons(tables["projects"]) == []
    for name, column in (("projects", "budget"), ("budgets", "value")):
        parts = mf.split_by_country(tables[name])
        assert parts[["country", "share", column]].to_numpy().tolist() == [
            ["KEN", 0.4, 400], ["UGA", 0.2, 200], ["unallocated", 0.4, 400],
        ]  # fmt: skip
        assert parts["split_rule"].astype(str).tolist()[1:] == [
            "shares by country",
            "unallocated by country: stated for Africa, regional, X",
        ]
        assert mf.problems(parts).empty
    short = read(activity(places.replace("'20'", "'10'") + budget(1000)))
    with pytest.raises(
        mf.PlaceError, match=r"shares \[0.4, 0.1\] and 0.4 of a region add up to 0.9"
    ):
        mf.split_by_country(short)
    scaled = mf.split_by_country(short, rebase=0.1)
    assert scaled["budget"].tolist() == pytest.approx([1000 * part / 9 for part in (4, 1, 4)])
    bare = read(
        activity(places.replace(" percentage='20'", "").replace("'KE' percentage='40'", "'KE'"))
    )
    with pytest.raises(mf.PlaceError, match=r"no shares of its countries beside 0\.4 of a region"):
        mf.split_by_country(bare)


def test_a_share_of_a_region_of_the_dac_is_in_its_group_of_m49():
    places = (
        "<recipient-country code='KE' percentage='40'/>"
        "<recipient-country code='AM' percentage='20'/>"
        "<recipient-region code='{}' percentage='40'/>"
    )
    expected = {
        "298": {"Africa": 800, "Asia": 200},
        "489": {"Africa": 400, "Americas": 400, "Asia": 200},
        "289": {"Africa": 400, "Asia": 200, "unallocated": 400},  # with Sudan: no group of M49
    }
    for code, by_region in expected.items():
        parts = mf.split_by_country(read(activity(places.format(code) + budget(1000))))
        totals = mf.total_by_region(parts, value="budget").dropna(subset="total")
        assert dict(zip(totals["region_m49"], totals["total"], strict=True)) == by_region


def test_a_transaction_of_a_region_alone_is_not_of_the_activitys_countries():
    inside = "<recipient-country code='KE'/>" + transaction(
        "3", 5, inside="<recipient-region code='298'/>"
    )
    row = read(activity(inside), tables=["transactions"])["transactions"].iloc[0]
    assert row["countries"] is pd.NA
    assert (row["region"], row["countries_from"]) == ("Africa, regional", "transaction")


def test_an_activity_in_two_files_counts_in_the_first(tmp_path):
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text(activity(budget(1)))
    tables = mf.read_iati(tmp_path, ["budgets"])
    assert tables["budgets"]["counted_in"].astype(object).fillna("").tolist() == [
        "",
        f"{tmp_path / 'a.xml'} /iati-activity[1]",
    ]


def test_tables_have_their_columns_and_dtypes_also_when_empty():
    for xml in ("<iati-activities/>", activity(MONEY)):
        tables = mf.read_iati(io.StringIO(xml), list(TABLES))
        for name, table in tables.items():
            assert list(table.columns) == [column.name for column in TABLES[name]]
            for column in TABLES[name]:
                assert table[column.name].dtype == column.dtype, (name, column.name)
            assert table.index.equals(pd.RangeIndex(len(table)))


def test_several_processes_give_the_same_tables(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.xml").write_text(activity(MONEY, f"A{number}"))
    one = mf.read_iati(tmp_path, list(TABLES))
    two = mf.read_iati(tmp_path, list(TABLES), workers=2)
    for name in TABLES:
        pd.testing.assert_frame_equal(one[name], two[name])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"tables": "nothing"}, "tables must be one of 'projects', 'budgets'"),
        ({"tables": []}, "tables names none of"),
        ({"budget": "all"}, "budget must be one of"),
        ({"dates": "any"}, "dates must be one of"),
        ({"expenditures": 1}, "expenditures must be one of"),
        ({"workers": 0}, "workers must be a number of processes"),
        ({"workers": True}, "workers must be a number of processes"),
        ({"language": 3}, "language must be a code"),
        ({"on_error": "skip"}, "on_error must be one of"),
        ({"to": 3}, "to must be a currency code"),
        ({"tables": 3}, "tables must be one of"),
    ],
)
def test_wrong_options_are_refused(options, words):
    with pytest.raises(mf.MigfundError, match=words):
        mf.read_iati(io.StringIO("<iati-activities/>"), **options)


def test_coverage_counts_every_path():
    inside = "<location><name/></location><location/>" + budget(1) + "<budget/>"
    coverage = mf.iati_coverage(io.StringIO(activity(inside))).set_index("path")
    assert coverage["count"].to_dict() == {
        "@default-currency": 1,
        "iati-identifier": 1,
        "location": 2,
        "location/name": 1,
        "budget": 2,
        "budget/@type": 1,
        "budget/period-start": 1,
        "budget/period-start/@iso-date": 1,
        "budget/period-end": 1,
        "budget/period-end/@iso-date": 1,
        "budget/value": 1,
        "budget/value/@value-date": 1,
    }
    assert coverage.index[~coverage["read"]].tolist() == ["location", "location/name"]


def test_regression_a_type_of_transaction_may_stand_as_text():
    """Such a disbursement was left out of the sum, and nothing said so."""
    inside = "".join(
        f"<transaction><transaction-type>{kind}</transaction-type>{value(amount)}</transaction>"
        for kind, amount in (("D", 50), ("Disbursement", 51), ("expenditure", 2), ("C", 400))
    )
    tables = read(activity(inside), tables=["projects", "transactions"])
    assert tables["transactions"]["transaction_type"].tolist() == ["3", "3", "4", "2"]
    assert tables["projects"]["disbursement"].tolist() == [103.0]
    assert tables["projects"]["commitment"].tolist() == [400.0]


def test_a_transaction_without_a_type_is_a_problem():
    inside = f"<transaction>{value(5)}</transaction>" + transaction("99", 6)
    assert reasons(read(activity(inside))) == [
        "not in the code list of transaction types",
        "no type of transaction is stated",
    ]


def test_regions_of_the_dac_have_their_names():
    regions = "".join(f"<recipient-region code='{code}'/>" for code in ("298", "1027", "1035"))
    assert read(activity(regions))["region"].tolist() == [
        "Africa, regional; Eastern Africa, regional; Polynesia, regional"
    ]


def test_columns_do_not_hold_the_table_they_came_from():
    many = activity("".join(transaction("3", number) for number in range(3000)))
    before = pa.total_allocated_bytes()
    types = read(many, tables="transactions")["transaction_type_name"].array
    dates = read(many, tables="transactions")["source_locator"].array
    held = pa.total_allocated_bytes() - before
    assert len(types) == len(dates) == 3000
    assert held < 1.5 * dates.nbytes


def test_activities_of_several_batches_keep_their_words(monkeypatch):
    monkeypatch.setattr("migfund.read.iati.gather._BATCH", 1)
    to = "<receiver-org receiver-activity-id='{}'/>"
    found = read(
        activity(transaction("3", 1, inside=to.format("B")), "A"),
        activity(transaction("2", 2, "USD", to.format("C")), "B"),
        activity(transaction("4", 3, "GBP"), "C"),
        tables="transactions",
    )
    assert found["counted_in"].astype("str").fillna("").tolist() == ["B", "C", ""]
    assert found["currency"].tolist() == ["EUR", "USD", "GBP"]


EVERY = list(TABLES)


def test_tables_in_a_mapped_file_are_those_in_memory(monkeypatch):
    paths = sorted((Path(__file__).parents[3] / "data" / "iati").glob("*.xml"))
    paths.append(paths[0])  # read twice: `counted_in` is completed
    in_memory = mf.read_iati(paths, EVERY)
    monkeypatch.setattr("migfund.read.iati.stored._IN_MEMORY", 1)
    monkeypatch.setattr("migfund.read.iati.stored._CHUNK", 2000)
    monkeypatch.setattr("migfund.read.iati.gather._BATCH", 1)
    mapped = mf.read_iati(paths, EVERY)
    for name in EVERY:
        pd.testing.assert_frame_equal(in_memory[name], mapped[name])
    columns = mapped["transactions"]["source_locator"].array
    assert len(pa.chunked_array(columns.__arrow_array__()).chunks) > 1


@pytest.mark.parametrize("bytes_in_memory", [1, 8_000_000])
def test_columns_can_be_written_to(monkeypatch, bytes_in_memory):
    monkeypatch.setattr("migfund.read.iati.stored._IN_MEMORY", bytes_in_memory)
    table = read(activity(MONEY), tables="transactions")
    changes = {
        "value": 1.5,
        "start": pd.Timestamp("2001-02-03"),
        "currency": "EUR",
        "transaction_type": "3",
        "project_id": "B",
        "humanitarian": True,
    }
    for name, cell in changes.items():
        table.loc[1, name] = cell
    assert table.loc[1, list(changes)].tolist() == list(changes.values())
    again = read(activity(MONEY), tables="transactions")
    assert again["value"].tolist() == [400, 30, 5, -10, 999, 888]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_an_error_with_a_remedy(monkeypatch):
    monkeypatch.setattr("migfund.read.iati.stored._IN_MEMORY", 1)
    full = Path("/dev/full")
    monkeypatch.setattr("tempfile.TemporaryFile", partial(full.open, "w+b"))
    with pytest.raises(mf.MigfundError, match=r"no room for them in .* \(No space left .*TMPDIR"):
        read(activity(MONEY), tables="transactions")
