"""What may be one project or one fund: offered, never taken for it."""

import pandas as pd

import migfund as mf
from migfund.duplicates.likeness import fund_names

BOMCA = {
    "fund": ["European Union", None, "The European Union"],
    "title": ["BOMCA 10: Border Management Programme in Central Asia", None, "Aid to Benin"],
    "source": ["pages/04_programme.txt", "pages/05_bomca10_budget.txt", "pages/06.txt"],
    "start": pd.to_datetime(["2021-04-01", "2021-04-01", "2021-04-01"]),
    "start_precision": ["month", "day", "day"],
    "budget": [None, 21_650_000.0, None],
    "currency": [None, "EUR", None],
}


def findings(changes=None, check="project_perhaps_twice"):
    found = mf.check_projects(pd.DataFrame(BOMCA | (changes or {})))
    return found[found["check"] == check]


def test_a_page_without_a_title_is_offered_as_the_project_that_its_file_is_named_after():
    found = findings()
    assert found.index.tolist() == [0, 1]
    assert found["reason"].tolist() == [
        "may be the same project as row 1 (pages/05_bomca10_budget.txt): the same start, and bomca "
        "in both; the other alone has a budget. If they are one, give them one title, and "
        "merge_duplicates joins them",
        "may be the same project as row 0 (pages/04_programme.txt): the same start, and bomca in "
        "both; this alone has a budget. If they are one, give them one title, and "
        "merge_duplicates joins them",
    ]
    table = pd.DataFrame(BOMCA)
    table.loc[1, "title"] = table.loc[0, "title"]
    assert len(mf.merge_duplicates(table)) == 2


def test_likeness_needs_a_date_or_money_and_nothing_against_it():
    for changes in (
        {"start": pd.to_datetime(["2021-04-01", "2021-05-01", "2021-04-01"])},
        {"start_precision": ["year", "year", "year"]},
        {"budget": [5.0, 6.0, None], "currency": ["EUR", "EUR", None]},
        {"countries": [["KGZ"], ["BEN"], None]},
        {"fund": ["European Union", "IDF", None]},
        {"project_id": ["A1", "A2", None]},
        {"title": ["BOMCA 10", "BOMCA 9", "Aid"]},
    ):
        assert findings(changes).empty, changes


def test_the_same_budget_counts_as_the_same_start_does():
    titles = ["Border Management Programme", "Programme on the management of borders", "Aid"]
    changes = {"title": titles, "start": pd.NaT, "budget": [7.0, 7.0, 7.0], "currency": "EUR"}
    assert findings(changes)["reason"].str.contains("the same budget, and").tolist() == [True, True]


def test_projects_alike_in_frequent_words_alone_are_not_offered():
    places = "Benin Togo Ghana Mali Niger Chad Gabon Kenya Uganda Malawi Zambia Angola".split()
    titles = [f"Capacity building in {place}" for place in places]
    table = pd.DataFrame({"title": titles, "start": pd.Timestamp("2020-05-01")})
    assert mf.check_projects(table).empty


def test_time_grows_with_the_number_of_rows_and_not_with_its_square(monkeypatch):
    from migfund.duplicates import likeness

    compared = []
    whole = likeness._Rows.compare
    monkeypatch.setattr(likeness._Rows, "compare", lambda *of: compared.append(1) or whole(*of))
    names = ["".join(chr(97 + n // 26**k % 26) for k in range(3)) for n in range(3000)]
    titles = [f"Support to migration management {name}" for name in names]
    table = pd.DataFrame({"title": titles, "start": pd.Timestamp("2020-05-01"), "budget": 1.0})
    mf.check_projects(table)
    assert len(compared) < 3000


def test_funds_under_several_names():
    names = ["The European Union", "European Union", "European Commission", "European Union"]
    assert fund_names(names) == [["European Union", "The European Union", "European Commission"]]
    assert fund_names(["BMZ", "Federal Ministry of Nothing (BMZ)", "IDF", None]) == [
        ["BMZ", "Federal Ministry of Nothing (BMZ)"]
    ]
    table = pd.DataFrame({"fund": ["Fonds Á", "Fonds Á", "Le fonds A", "Other"], "budget": 1.0})
    (found,) = mf.check_projects(table).to_dict("records")
    assert (found["check"], found["value"]) == ("fund_under_several_names", "Le fonds A")
    remedy = found["reason"].split("one: ")[1]
    assert remedy == "table.replace({'fund': {'Le fonds A': 'Fonds Á'}})"
    assert eval(remedy)["fund"].tolist() == ["Fonds Á"] * 3 + ["Other"]
