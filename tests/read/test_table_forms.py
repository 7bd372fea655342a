"""What stands in real tables beside projects: totals, tags, merged cells, sums, short dates."""

import csv
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from made_tables import frame, reasons, save

import migfund as mf
from migfund.errors import ColumnsError, MigfundError

CRS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "crs"
DECIMAL = pd.ArrowDtype(pa.decimal128(9, 2))
FTS = CRS.parent / "fts" / "fts_api_grouped_germany.csv"


@pytest.mark.parametrize(
    "label",
    [
        "Total", "TOTAL:", "Grand total", "Sub-total", "Total (EUR)", "Total 2019", "Total général",
        "Somme", "Sous-total", "Suma", "Total general", "Gesamtsumme", "Summe", "Zwischensumme",
        "Insgesamt", "Totale", "Totaal", "Razem", "Итого", "Всего:", "المجموع", "合计", "Toplam",
        "Összesen", "Σύνολο", "Yhteensä",
    ],
)  # fmt: skip
def test_regression_a_total_counted_as_a_project(label: str) -> None:
    table = mf.read_table(frame(title=["A", "B", label], budget=[100, 50, 150]), currency="EUR")
    assert table["budget"].sum() == 150
    assert reasons(table) == [("row", "a total, no project; left out")]
    assert mf.problems(table)[["locator", "text"]].to_numpy().tolist() == [
        ["index 2", f"{label} 150"]
    ]


@pytest.mark.parametrize("label", ["Total Sanitation", "Totalitarian past", "Sumba roads", "A-7"])
def test_a_title_that_only_begins_like_a_total_is_a_project(label: str) -> None:
    rows = frame(title=["A", label, "B"], budget=[100, 50, 7], countries=["Mali"] * 3)
    assert mf.read_table(rows, currency="EUR")["budget"].tolist() == [100, 50, 7]


def test_totals_of_groups_and_those_without_a_name() -> None:
    rows = frame(
        title=["A", "B", "Total Kenya", "C", "D", None, "Grand total"],
        budget=["1", "2", "3", "4", "5", "9", "12"],
    )
    table = mf.read_table(rows, currency="EUR")
    assert table["budget"].tolist() == [1, 2, 4, 5]
    assert [reason for _, reason in reasons(table)] == [
        "a total of rows above it, no project; left out",
        "a row without a name that adds up rows above it; left out",
        "a total, no project; left out",
    ]


def test_a_row_that_may_be_a_total_has_no_budget() -> None:
    rows = frame(title=["A", "B", "Total Kenya"], budget=[1, 2, 4])
    table = mf.read_table(rows, currency="EUR")
    assert table["budget"].isna().tolist() == [False, False, True]
    assert reasons(table) == [
        ("budget", "may be a total of other rows, though they have another sum")
    ]


def test_a_table_of_nothing_but_totals_is_refused() -> None:
    with pytest.raises(mf.ReadError, match="has no row of a project: a total"):
        mf.read_table(frame(title=["Total"], budget=[5]), currency="EUR")


def test_tags_are_no_project_and_map_the_columns(tmp_path: Path) -> None:
    text = "Projet,Montant,Lieu\n#activity+name,#value+budget+usd,#country\nPosts,5,Mali\n"
    table = mf.read_table(save(tmp_path, text))
    assert table[["title", "budget", "currency"]].to_numpy().tolist() == [["Posts", 5.0, "USD"]]
    assert list(table["countries"][0]) == ["MLI"]
    (reason,) = [said for field, said in reasons(table) if field == "row"]
    assert "tags of the Humanitarian Exchange Language" in reason
    with pytest.raises(mf.ColumnsError, match=r"says USD. Leave currency= out"):
        mf.read_table(save(tmp_path, text), currency="EUR")


def merged(tmp_path: Path) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "merged.xlsx") as book:
        sheet = book.add_worksheet()
        rows = [["id", "country", "budget"], ["P-1", "Mali", 90], ["", "Niger", ""], ["P-2", "", 5]]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, 0, 2, 0, "P-1")
        sheet.merge_range(1, 2, 2, 2, 90)
        sheet.merge_range(2, 1, 3, 1, "Niger")
    return tmp_path / "merged.xlsx"


def test_a_merged_cell_holds_for_its_rows_but_its_sum_counts_once(tmp_path: Path) -> None:
    columns = {"project_id": "id", "countries": "country", "budget": "budget"}
    table = mf.read_table(merged(tmp_path), columns=columns, currency="EUR")
    assert table["project_id"].tolist() == ["P-1", "P-1", "P-2"]
    assert [found[0] for found in table["countries"]] == ["MLI", "NER", "NER"]
    assert table["budget"].isna().tolist() == [True, True, False]
    assert "one merged cell for rows 2-3; whose the sum is" in reasons(table)[0][1]
    once = mf.read_table(
        merged(tmp_path), columns=columns, currency="EUR", one_row="project and country"
    )
    assert once["budget"].tolist() == [90, 5]
    assert list(once["countries"][0]) == ["MLI", "NER"]


@pytest.mark.parametrize("words", ["EUR/USD", "USD and EUR", "EUR, USD", "€ et CHF"])
def test_regression_one_of_several_currencies_was_taken(words: str) -> None:
    table = mf.read_table(frame(budget=[5, 6], currency=[words, "EUR"]), currency="CHF")
    assert table["budget"].isna().tolist() == [True, False]
    assert table["currency"].fillna("").tolist() == ["", "EUR"]
    assert ("budget", f"the column of currencies says {words!r}") in reasons(table)


@pytest.mark.parametrize(
    ("heading", "currency", "budget"),
    [
        ("Budget (EUR)", "EUR", 1.5),
        ("Amount in USD", "USD", 1.5),
        ("Montant en milliers d'euros", "EUR", 1500.0),
        ("Budget (EUR million)", "EUR", 1_500_000.0),
        ("Grant, Mio. EUR", "EUR", 1_500_000.0),
        ("Budget (in 1000 EUR)", "EUR", 1500.0),
        ("Budget (EUR, thousands)", "EUR", 1500.0),
        ("Budget (EUR x 1,000)", "EUR", 1500.0),
        ("Budget in 1 000 EUR", "EUR", 1500.0),
        ("Budget (USD 1.000.000)", "USD", 1_500_000.0),
        ("Budget (GBP), 1000s", "GBP", 1500.0),
        ("Budget 2019 (EUR)", "EUR", 1.5),
        ("Grants over 1000 (EUR)", "EUR", 1.5),
        ("amount_usd", "USD", 1.5),
        ("€", "EUR", 1.5),
    ],
)
def test_headings_state_currency_and_unit(heading: str, currency: str, budget: float) -> None:
    table = mf.read_table(pd.DataFrame({heading: [1.5]}), columns={"budget": heading})
    assert table[["budget", "currency"]].to_numpy().tolist() == [[budget, currency]]
    assert table["currency_from"].tolist() == [f"heading {heading!r}"]
    other = "CHF"
    with pytest.raises(mf.ColumnsError, match="Leave currency= out, or rename the heading"):
        mf.read_table(pd.DataFrame({heading: [1.5]}), columns={"budget": heading}, currency=other)
    rows = pd.DataFrame({heading: [1.5], "c": [other]})
    read = mf.read_table(rows, columns={"budget": heading, "currency": "c"})
    assert read["budget"].isna().all()
    assert reasons(read) == [
        ("budget", f"the heading says {currency}, and the column of currencies CHF")
    ]


@pytest.mark.parametrize("heading", ["ALL GRANTS", "Top budget", "Budget", "EUR/USD", "Try"])
def test_words_that_are_also_codes_state_no_currency(heading: str) -> None:
    table = mf.read_table(pd.DataFrame({heading: [5]}), columns={"budget": heading}, currency="CHF")
    assert table[["budget", "currency"]].to_numpy().tolist() == [[5.0, "CHF"]]


@pytest.mark.parametrize(
    ("column", "first", "precision"),
    [
        (["23/3/22"], "2022-03-23", "day"),
        (["3/4/22", "23/3/22"], "2022-04-03", "day"),
        (["3/4/22", "3/23/22"], "2022-03-04", "day"),
        (["3/4/22"], None, None),
        (["1-Feb-19"], "2019-02-01", "day"),
        (["Oct-23"], "2023-10-01", "month"),
        (["15-déc.-98"], "1998-12-15", "day"),
        (["01.02.19"], "2019-02-01", "day"),
        (["23-Oct"], None, None),
        ([2019], "2019-01-01", "year"),
        ([2019.0, None], "2019-01-01", "year"),
    ],
)
def test_short_dates_by_the_evidence_of_their_column(
    column: list[Any], first: str | None, precision: str | None
) -> None:
    table = mf.read_table(frame(start=column))
    if first is None:
        assert table["start"].isna().all()
        assert len(reasons(table)) == len(column)
        return
    assert table["start"][0] == pd.Timestamp(first)
    assert table["start_precision"][0] == precision


def test_a_date_that_excel_shows_as_a_month_is_a_month(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "dates.xlsx") as book:
        sheet = book.add_worksheet()
        for at, shown in enumerate(["mmm-yy", "dd/mm/yyyy", "yyyy", "[$-409]mmmm\\ yyyy;@"]):
            sheet.write(0, at, f"d{at}")
            form = book.add_format({"num_format": shown})
            sheet.write_datetime(1, at, dt.datetime(2019, 11, 15), form)
    read = [
        mf.read_table(tmp_path / "dates.xlsx", columns={"end": f"d{at}"}).iloc[0] for at in range(4)
    ]
    assert [row["end_precision"] for row in read] == ["month", "day", "year", "month"]
    assert [f"{row['end']:%Y-%m-%d}" for row in read] == [
        "2019-11-30", "2019-11-15", "2019-12-31", "2019-11-30",
    ]  # fmt: skip


SHOWN = {
    "euro": "[$€-407] #,##0.00", "code": "#,##0.00\\ [$EUR]", "quoted": '"€" #,##0',
    "dollar": '"$"#,##0',
    "pound": "[$£-809]#,##0;[Red]-[$£-809]#,##0", "plain": "#,##0.00", "locale": "[$-409]#,##0",
    "red": "[Red]#,##0", "percent": "0.0%", "unit": '0.0" M€"', "scaled": '0.0,,"M"',
}  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "stated", "budget", "currency", "said"),
    [
        ("euro", {"currency": "USD"}, None, "USD", "in €, but the currency is stated as USD"),
        ("code", {"currency": "USD"}, None, "USD", "in EUR, but the currency is stated as USD"),
        ("dollar", {"currency": "EUR"}, None, "EUR", r"in \$, but the currency is stated as EUR"),
        ("pound", {"columns": {"currency": "C"}}, None, "EUR", "in £, but .* stated as EUR"),
        ("euro", {}, 1000.0, "EUR", None),
        ("quoted", {}, 1000.0, "EUR", None),
        ("pound", {}, 1000.0, "GBP", None),
        ("euro", {"columns": {"currency": "C"}}, 1000.0, "EUR", None),
        ("dollar", {"currency": "CAD"}, 1000.0, "CAD", None),
        *((name, {"currency": "USD"}, 1000.0, "USD", None) for name in ("plain", "locale", "red")),
        ("dollar", {}, 1000.0, None, "no currency is stated"),
        ("percent", {"currency": "EUR"}, None, "EUR", "the sheet shows % behind it"),
        ("unit", {"currency": "EUR"}, None, "EUR", "the sheet shows M€ behind it"),
        ("scaled", {"currency": "EUR"}, 1000.0, "EUR", None),
    ],
)
def test_regression_the_currency_that_excel_shows_beside_a_number(
    tmp_path: Path, shown: str, stated: Any, budget: float | None, currency: str, said: str | None
) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "shown.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Sum", "C"])
        form = book.add_format({"num_format": SHOWN[shown]})
        for row in (1, 2):
            sheet.write_row(row, 0, [f"P{row}", None, "EUR"])
            sheet.write_number(row, 1, 1000 * row, form)
    options = {**stated, "columns": {"title": "Name", "budget": "Sum"} | stated.get("columns", {})}
    table = mf.read_table(tmp_path / "shown.xlsx", **options)
    if budget is None:
        assert table["budget"].isna().all()
    else:
        assert table["budget"].tolist() == [budget, 2 * budget]
    assert table["currency"].tolist() == [currency] * 2 or (
        currency is None and table["currency"].isna().all()
    )
    if said is None:
        assert not reasons(table)
    else:
        assert len(reasons(table)) == 2
        assert all(re.search(said, str(why)) for why in reasons(table))


def test_commitments_and_disbursements_stand_beside_the_budget() -> None:
    rows = pd.DataFrame(
        {
            "t": ["A", "B"], "b": [10, 20], "Committed (USD)": ["1,000.50", "2"], "p": [3, None],
            "c": ["EUR", "EUR"], "From": ["2019-01-02"] * 2, "Where": ["Mali, Niger", "Mali"],
        }
    )  # fmt: skip
    columns = {"title": "t", "budget": "b", "commitment": "Committed (USD)", "disbursement": "p",
               "disbursement_currency": "c", "start": "From", "countries": "Where"}  # fmt: skip
    table = mf.read_table(rows, columns=columns, currency="USD")
    assert table["commitment"].tolist() == [1000.5, 2]
    assert table["commitment_currency"].tolist() == ["USD", "USD"]
    assert table["disbursement_currency"].fillna("").tolist() == ["EUR", ""]
    converted = mf.convert_currency(table, value="disbursement", to="USD")
    assert converted["disbursement_usd"][0] == pytest.approx(3 * 1.1397, abs=0.01)
    parts = mf.split_by_country(converted)
    assert parts.groupby("project")["commitment"].sum().tolist() == [1000.5, 2]
    totals = mf.total_by(parts, "country", value="commitment")
    assert totals.set_index("country")["total"].to_dict() == {"MLI": 502.25, "NER": 500.25}


def test_headings_that_are_no_text_are_names_too() -> None:
    rows = pd.DataFrame({2019: ["A"], 2020.0: [5], dt.date(2021, 1, 1): ["Mali"]})
    columns: Any = {"title": 2019, "budget": 2020, "countries": dt.date(2021, 1, 1)}
    table = mf.read_table(rows, columns=columns, currency="EUR")
    assert table[["title", "budget"]].to_numpy().tolist() == [["A", 5.0]]
    assert list(table["countries"][0]) == ["MLI"]


@pytest.mark.parametrize(
    "make",
    [
        lambda rows: rows,
        lambda rows: rows.convert_dtypes(),
        lambda rows: rows.convert_dtypes(dtype_backend="pyarrow"),
        pa.Table.from_pandas,
        lambda rows: pytest.importorskip("polars").from_pandas(rows),
        lambda rows: rows.assign(budget=[Decimal("1.10"), None]),
        lambda rows: rows.assign(budget=pd.array([Decimal("1.10"), None], dtype=DECIMAL)),
    ],
)  # fmt: skip
def test_frames_of_others(make: Any) -> None:
    rows = pd.DataFrame(
        {"title": ["A", None], "budget": [1.1, None], "currency": "EUR", "start": ["2019", None]}
    )
    table = mf.read_table(make(rows))
    assert table["budget"].tolist()[0] == 1.1
    assert table["budget"].isna().tolist() == [False, True]
    assert table["title"].isna().tolist() == [False, True]
    assert table["start_precision"].tolist()[0] == "year"
    usd = mf.convert_currency(make(rows).assign(start=table["start"], start_precision="year")
                              if isinstance(make(rows), pd.DataFrame) else table, to="USD",
                              on_missing="null")  # fmt: skip
    assert type(usd) is pd.DataFrame
    assert usd["budget_usd"].tolist()[0] == pytest.approx(1.1 * 1.1195, abs=0.001)


def test_a_suggested_mapping_is_read(tmp_path: Path) -> None:
    path = save(
        tmp_path, "N°;Intitulé;Montant (EUR);Devise;Pays;Début;Fin\n1;A;5;EUR;Mali;2019;2020\n"
    )
    suggested = mf.suggest_mapping(path)
    assert suggested == {"title": "Intitulé", "budget": "Montant (EUR)", "countries": "Pays",
                         "start": "Début", "end": "Fin"}  # fmt: skip
    assert mf.read_table(path, columns=suggested)["budget"].tolist() == [5]


@pytest.mark.parametrize(
    "headings",
    [
        "Código|Título|Importe|País|Inicio|Fin",
        "Projektnummer|Titel|Auftragsvolumen|Land|Laufzeit von|Laufzeit bis",
        "Réf.|Titre du projet|Montant (EUR)|Pays|Début|Fin",
        "Codice|Titolo|Importo|Paese|Data inizio|Data fine",
        "Referência|Designação|Valor|País|Início|Fim",
        "Kenmerk|Titel|Bedrag|Land|Startdatum|Einddatum",
        "Projektnr|Titel|Belopp|Land|Startdatum|Slutdatum",
        "Sagsnr|Titel|Beløb|Land|Startdato|Slutdato",
        "Prosjektnummer|Tittel|Beløp|Land|Startdato|Sluttdato",
        "Номер проекта|Название|Бюджет|Страна|Дата начала|Дата окончания",
        "Номер проєкту|Назва|Бюджет|Країна|Початок|Кінець",
        "Project ID|Project Title|Total Budget (USD)|Country|Start Date|End Date",
    ],
)
def test_a_mapping_is_suggested_in_twelve_languages(headings: str) -> None:
    named = headings.split("|")
    row = ["A-1", "Posts", "500", "Kenya", "2019", "2020"]
    fields = ["project_id", "title", "budget", "countries", "start", "end"]
    for rows in ([row], []):
        suggested = mf.suggest_mapping(pd.DataFrame(rows, columns=named))
        assert suggested == dict(zip(fields, named, strict=True))


TWO_ROWS = (
    "Project,,Budget,,Country\nID,Title,EUR,USD,\nA-1,Posts,100,119,Kenya\nA-2,Centres,50,,Mali\n"
)


def test_headings_in_two_rows_are_joined(tmp_path: Path) -> None:
    path = save(tmp_path, TWO_ROWS)
    suggested = mf.suggest_mapping(path)
    assert suggested["countries"] == "Country"
    table = mf.read_table(path, columns={
        "project_id": "Project ID", "title": "Project Title", "budget": "Budget EUR",
        "countries": "Country"})  # fmt: skip
    assert table["title"].tolist() == ["Posts", "Centres"]
    assert table[["budget", "currency", "source_locator"]].to_numpy().tolist() == [
        [100.0, "EUR", "row 3"], [50.0, "EUR", "row 4"]]  # fmt: skip
    assert reasons(table) == [
        ("row", "the second row of headings, no project; joined with the first")
    ]
    # A first project of words alone is one, where a heading is empty but figures are nowhere else.
    one = save(tmp_path, "title,countries,\nPosts,Kenya,note\nCentres,Mali,none\n")
    assert mf.read_table(one)["title"].tolist() == ["Posts", "Centres"]


@pytest.mark.parametrize(
    ("cell", "budget"), [("EUR", 1000.0), ("(1000 EUR)", 1e6), ("Mio. €", 1e9), ("[EUR]", 1000.0)]
)
def test_regression_a_row_of_units_below_the_headings(cell: str, budget: float) -> None:
    rows = pd.DataFrame({"Title": [None, "A", "B"], "Budget": [cell, "1000", "500"]})
    table = mf.read_table(rows, columns={"title": "Title", "budget": f"Budget {cell}"})
    assert table[["budget", "currency"]].to_numpy().tolist()[0] == [budget, "EUR"]
    assert len(table) == 2
    with pytest.raises(ColumnsError, match=r"no heading 'Budget' .* 'Budget "):
        mf.read_table(rows, columns={"budget": "Budget"})
    # Words of another kind are those of a project.
    other = mf.read_table(rows.assign(Budget=["tbc", "1", "2"]), columns={"budget": "Budget"})
    assert len(other) == 3


@pytest.mark.parametrize("above", ["Grants of 2024,,\n,,\n", "Grants of 2024,,\nAll funds,,\n"])
def test_a_title_above_the_headings_and_the_remedy_of_the_message(
    tmp_path: Path, above: str
) -> None:
    path = tmp_path / "grants.csv"
    path.write_text(f"{above}Title,Budget (EUR),Country\nPosts,100,Kenya\n")
    for columns in (None, {"title": "Title", "budget": "Budget (EUR)"}):
        with pytest.raises(ColumnsError, match=r"a title of the table.*such as header=3"):
            mf.read_table(path, columns=columns)
    found = mf.suggest_mapping(path, header=3)
    assert found == {"title": "Title", "budget": "Budget (EUR)", "countries": "Country"}
    assert mf.read_table(path, header=3, columns=found)["budget"].tolist() == [100.0]


def test_a_country_that_is_given_once_above_its_rows(tmp_path: Path) -> None:
    text = "countries,title,budget\nKenya,A,1\n,B,2\n,C,3\nMali,D,4\n,E,5\n"
    path = save(tmp_path, text)
    table = mf.read_table(path, currency="EUR")
    assert table["countries"].isna().tolist() == [False, True, True, False, True]
    ((_, said),) = reasons(table)
    assert said.endswith("if each value holds for the rows below it: fill_down=['countries']")
    filled = mf.read_table(path, currency="EUR", fill_down=["countries"])
    assert [list(codes) for codes in filled["countries"]] == [["KEN"]] * 3 + [["MLI"]] * 2
    assert not reasons(filled)
    # Blank cells among countries that stand several times are blank.
    other = save(tmp_path, text.replace("Mali", "Kenya"))
    assert not reasons(mf.read_table(other, currency="EUR"))
    with pytest.raises(ColumnsError, match="fill_down names 'fund', which the table is not read"):
        mf.read_table(path, currency="EUR", fill_down=["fund"])
    with pytest.raises(MigfundError, match="fill_down is a list of fields"):
        mf.read_table(path, currency="EUR", fill_down="countries")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "budget"),
    [("1,500-", -1500.0), ("2 500 (1)", 2500.0), ("2,500(b)", 2500.0), ("EUR 2,500 (12)", 2500.0),
     ("1,500 -", None), ("2,500 (123)", None), ("(1,500)", -1500.0)],
)  # fmt: skip
def test_regression_marks_behind_a_number(cell: str, budget: float | None) -> None:
    table = mf.read_table(frame(title=["A", "B"], budget=[cell, "1,234.50"]), currency="EUR")
    assert table["budget"].astype(object).where(table["budget"].notna(), None)[0] == budget


def test_a_fiscal_year_is_a_period_and_no_start() -> None:
    table = mf.read_table(frame(period=["FY2019/20", "FY 98/99"]))
    assert table["start"].dt.year.tolist() == [2019, 1998]
    assert table["end"].dt.year.tolist() == [2020, 1999]
    table = mf.read_table(frame(start=["FY2019/20"]))
    assert reasons(table) == [
        ("start", "a fiscal year lies in two calendar years; as a period it could be read")
    ]


@pytest.mark.parametrize(
    "label",
    ["Carried forward", "Übertrag", "of which: salaries", "davon Reisekosten",
     "в том числе: аренда", "Remaining balance", "Solde"],
)  # fmt: skip
def test_regression_rows_about_other_rows_are_no_projects(label: str) -> None:
    table = mf.read_table(frame(title=["A", label, "B"], budget=[1000, 1000, 500]), currency="EUR")
    assert table["budget"].tolist() == [1000, 500]
    assert "no project; left out" in reasons(table)[0][1]
    # With dates or a country of its own it is one.
    own = mf.read_table(
        frame(title=["A", "Balance", "B"], budget=[1000, 70, 500], start=["2019"] * 3),
        currency="EUR",
    )
    assert own["budget"].tolist() == [1000, 70, 500]


def test_regression_a_sum_of_rows_above_by_another_name() -> None:
    rows = frame(title=["A", "B", "Sum of budgets"], budget=[1000, 500, 1500])
    assert mf.read_table(rows, currency="EUR")["budget"].tolist() == [1000, 500]
    other = mf.read_table(rows.assign(budget=[1000, 500, 70]), currency="EUR")
    assert other["budget"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("Budget (EUR x1000)", 1e3), ("Budget (bln RUB)", 1e9), ("Kwota (mld PLN)", 1e9),
     ("Budget T€", 1e3), ("Budget (lakh INR)", 1e5), ("2019 Budget (EUR)", 1)],
)  # fmt: skip
def test_units_in_headings(heading: str, unit: float) -> None:
    table = mf.read_table(pd.DataFrame({heading: [5]}), columns={"budget": heading})
    assert table["budget"][0] == 5 * unit


def test_the_world_banks_names_of_columns_below_its_headings(tmp_path: Path) -> None:
    text = (
        '"World Bank Projects, data as of 09/15/2026",,,,\n'
        "Project ID,Country,Project Name,Board Approval Date,Total\n"
        "id,countryshortname,project_name,boardapprovaldate,totalcommamt\n"
        'P1,Kenya,Posts,2019-01-02,"16,000,000"\nP2,Mali,Roads,2020-01-02,"5,000,000"\n'
    )
    path = save(tmp_path, text)
    table = mf.read_table(path, preset="world-bank-projects", header=2, columns={
        "commitment": "Total"})  # fmt: skip
    assert table["project_id"].tolist() == ["P1", "P2"]
    assert table["commitment"].tolist() == [16e6, 5e6]
    assert reasons(table)[0] == ("row", "names of the columns, no project; left out")
    again = mf.read_table(path, preset="world-bank-projects", header=3)
    assert again["commitment"].tolist() == [16e6, 5e6]
    millions = text.replace("totalcommamt", "curr_total_commitment").replace(",000,000", "")
    with pytest.raises(ColumnsError, match="hardly units of USD"):
        mf.read_table(save(tmp_path, millions), preset="world-bank-projects", header=3)


@pytest.mark.parametrize(
    ("heading", "day"),
    [("Date (MM/DD/YYYY)", "2010-10-05"), ("Start (dd/mm/yyyy)", "2010-05-10"), ("Start", None)],
)
def test_a_heading_that_says_the_order_of_dates(heading: str, day: str | None) -> None:
    table = mf.read_table(pd.DataFrame({heading: ["10/5/2010"]}), columns={"start": heading})
    assert table["start"][0] == pd.Timestamp(day) if day else table["start"].isna().all()


@pytest.mark.skipif(not FTS.exists(), reason="the shared data are not here")
def test_flows_of_the_fts_have_the_sum_of_a_plain_reading() -> None:
    with FTS.open(encoding="utf-8", newline="") as file:
        plain = [float(row["amountUSD"]) for row in csv.DictReader(file)]
    table = mf.read_table(FTS, preset="ocha-fts")
    assert table["commitment"].sum() == sum(plain)
    assert len(table) == len(plain)
    assert set(table["commitment_currency"]) == {"USD"}


@pytest.mark.parametrize(
    ("cell", "budget"),
    [
        ("(1,500)", -1500), ("- 300.00", -300), ("– 300", -300), ("−700", -700), ("-€ 300", -300),
        ("€ - 300", -300), ("€(2,000)", -2000), ("(€2,000)", -2000), ("EUR (1,500.00)", -1500),
        ("400.00-", -400), ("- 1.5 million", -1_500_000), ("0", 0),
        ("EUR - 300", 300), ("(1 500 000,50 €)", -1_500_000.5),
    ],
)  # fmt: skip
def test_regression_sums_below_nothing_lost_their_sign(cell: str, budget: float) -> None:
    table = mf.read_table(frame(title=["A"], budget=[cell]), currency="EUR")
    assert table["budget"].tolist() == [budget]
    assert table["budget_text"].tolist() == [cell]


def test_a_total_of_sums_below_nothing_agrees() -> None:
    rows = frame(title=["A", "B", "Total Mali"], budget=["1,000.00", "(400.00)", "600.00"])
    assert mf.read_table(rows, currency="EUR")["budget"].tolist() == [1000, -400]


def test_regression_rows_within_and_below_a_table_counted_as_projects(tmp_path: Path) -> None:
    text = """Title,Country,Budget (USD)
MALI,,
A,Mali,100
Title,Country,Budget (USD)
B,Mali,200
Average,,150
% of total,,100%

Figures are unaudited,,
Source: IOM,,
"""
    table = mf.read_table(
        save(tmp_path, text),
        columns={"title": "Title", "countries": "Country", "budget": "Budget (USD)"},
    )
    assert table["title"].tolist() == ["A", "B"]
    listed = mf.problems(table)
    assert listed[["locator", "reason"]].to_numpy().tolist() == [
        ["row 6", "a figure about the rows above it, no project; left out"],
        ["row 7", "a figure about the rows above it, no project; left out"],
        ["row 4", "the headings again, no project; left out"],
        ["row 2", "a heading of rows below it, no project; left out"],
        ["row 9", "words below the table, no project; left out"],
        ["row 10", "words below the table, no project; left out"],
    ]


@pytest.mark.parametrize("title", ["Mali roads", "Average incomes", "Notebooks for schools"])
def test_a_title_without_more_is_a_project(title: str) -> None:
    rows = frame(title=["A", title, "B", title], budget=[1, None, 2, None])
    assert mf.read_table(rows, currency="EUR")["title"].tolist() == ["A", title, "B", title]


def test_a_heading_merged_over_two_rows_is_a_heading(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "grants.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.merge_range("A1:A2", "Project")
    sheet.merge_range("B1:C1", "Amounts in EUR")
    for row, cells in enumerate([["", "Planned", "Paid"], ["A", 100, 80], ["B", 200, 10]], 1):
        sheet.write_row(row, 1 if row == 1 else 0, cells[1:] if row == 1 else cells)
    book.close()
    columns = {"title": "Project", "budget": "Planned", "disbursement": "Paid"}
    table = mf.read_table(path, header=2, currency="EUR", columns=columns)
    assert table[["title", "budget", "disbursement"]].to_numpy().tolist() == [
        ["A", 100, 80],
        ["B", 200, 10],
    ]
    assert table["source_locator"].tolist() == ["row 3", "row 4"]


def test_a_line_that_tells_excel_the_delimiter_is_no_heading(tmp_path: Path) -> None:
    text = "sep=;\r\ntitle;budget;countries\r\nA;1.000,50;Mali, Niger\r\n"
    table = mf.read_table(save(tmp_path, text), currency="EUR")
    assert table["budget"].tolist() == [1000.5]
    assert table["source_locator"].tolist() == ["row 2"]


def test_dates_as_programs_write_them() -> None:
    starts = ["12/31/2025 12:00:00 AM", "3/4/2019 12:00:00 AM", "20190301", "3/4/22 0:00"]
    table = mf.read_table(frame(start=starts))
    assert table["start"].astype(str).tolist() == [
        "2025-12-31",
        "2019-03-04",
        "2019-03-01",
        "2022-03-04",
    ]
    assert table["start_precision"].eq("day").all()
    assert table["period_text"].tolist() == [f"start {start}" for start in starts]


def test_regression_world_bank_commitments_in_millions() -> None:
    rows = frame(
        id=["P1", "P2"], project_name=["A", "B"], countryname=["Republic of Niger", "Mali"],
        curr_total_commitment=[80, 50], totalcommamt=["80,000,000", "50,000,000"],
    )  # fmt: skip
    table = mf.read_table(rows, preset="world-bank-projects")
    assert table["commitment"].tolist() == [80e6, 50e6]
    rows = rows.drop(columns="totalcommamt")
    with pytest.raises(mf.ColumnsError, match="hardly units of USD") as error:
        mf.read_table(rows, preset="world-bank-projects")
    assert "'curr_total_commitment (million)'" in str(error.value)
    name = "curr_total_commitment (million)"
    renamed = rows.rename(columns={"curr_total_commitment": name})
    table = mf.read_table(renamed, preset="world-bank-projects", columns={"commitment": name})
    assert table["commitment"].tolist() == [80e6, 50e6]


def test_a_preset_knows_its_headings_in_any_case() -> None:
    rows = pd.DataFrame(
        {"PROJECT TITLE": ["A"], "Usd Commitment": [1.5], "Recipient-Name": ["Mali"], "CRS ID": [7]}
    )
    table = mf.read_table(rows, preset="crs")
    assert table[["project_id", "title", "commitment"]].to_numpy().tolist() == [["7", "A", 1.5e6]]
    with pytest.raises(mf.ColumnsError, match="'title', 'project_title'"):
        mf.read_table(rows.rename(columns={"PROJECT TITLE": "Name"}), preset="undp-projects")


@pytest.mark.parametrize(
    ("heading", "cells", "budgets"),
    [
        ("EUR million", ["1,234", "2,5"], [1_234_000, 2_500_000]),
        ("EUR million", ["1.250", "2.5"], [1_250_000, 2_500_000]),
        ("Mio. EUR", ["1.200", "12,5"], [1_200_000_000, 12_500_000]),
        ("EUR million", ["12,500", "7"], [None, 7_000_000]),
        ("EUR '000", ["12,500", "7"], [12_500_000, 7_000]),
        ("EUR", ["1.200", "12,5"], [1200, 12.5]),
        ("EUR", ["1,200", "12,5"], [None, 12.5]),
        ("EUR", ["1,200", "12.5"], [1200, 12.5]),
        ("EUR", ["1.234,50", "1,234.50", "3,000", "2.000"], [1234.5, 1234.5, None, None]),
        ("EUR", ["3,000"], [3000]),
    ],
)
def test_regression_one_mark_before_three_digits(
    heading: str, cells: list[str], budgets: list[float | None]
) -> None:
    table = mf.read_table(pd.DataFrame({heading: cells}), columns={"budget": heading})
    assert table["budget"].astype(object).where(table["budget"].notna(), None).tolist() == budgets
    doubtful = mf.problems(table)["reason"].tolist()
    assert doubtful == ["ambiguous: thousands or decimals?"] * budgets.count(None)


def test_regression_a_suggested_currency_was_that_of_another_amount(tmp_path: Path) -> None:
    tags = "#description,#value+usd,#value+orig,#currency"
    path = save(tmp_path, f"desc,amountUSD,originalAmount,cur\n{tags}\nA,5,4,EUR\n")
    suggested = mf.suggest_mapping(path)
    assert suggested == {"budget": "amountUSD"}
    assert mf.read_table(path, columns=suggested)[["budget", "currency"]].to_numpy().tolist() == [
        [5.0, "USD"]
    ]


def test_a_country_alone_in_a_later_column_is_no_heading(tmp_path: Path) -> None:
    text = "title,budget,countries\nA,100,Mali\n,,Niger\nB,50,Chad\n"
    table = mf.read_table(save(tmp_path, text), currency="EUR")
    assert [list(codes) for codes in table["countries"]] == [["MLI"], ["NER"], ["TCD"]]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Belopp (tkr)", 1e3), ("Bevilling (mio. kr.)", 1e6), ("Beløp i 1000 kr", 1e3),
        ("Beløp (mill. kroner)", 1e6), ("Belopp, tusental kronor", 1e3), ("Budget (mnkr)", 1e6),
        ("Montant (en millions de FCFA)", 1e6), ("Montant (milliards FCFA)", 1e9),
        ("Importe (miles de millones de pesos)", 1e9), ("Orçamento (milhares de euros)", 1e3),
        ("Бюджет, млн руб.", 1e6), ("Сума (хил. лв.)", 1e3), ("Összeg (ezer Ft)", 1e3),
        ("Összeg (MFt)", 1e6), ("Suma (mii lei)", 1e3), ("Ποσό (χιλ. €)", 1e3),
        ("Suma (tūkst. EUR)", 1e3), ("Summa (tuh. EUR)", 1e3), ("Bütçe (Milyon TL)", 1e6),
        ("الميزانية (مليون دولار)", 1e6), ("预算(万元)", 1e4), ("予算(百万円)", 1e6),
        ("예산(백만원)", 1e6), ("Budget (Rs. crore)", 1e7), ("Budget (Rs in lakhs)", 1e5),
        ("Budget (R'000)", 1e3), ("Budget Rm", 1e6), ("Budget (birr, million)", 1e6),
        ("Budget tEUR", 1e3), ("Budget (EUR 10,000)", 1e4), ("Budget (10^6 EUR)", 1e6),
        ("Budget_kEUR", 1e3), ("Budget (MSEK)", 1e6), ("Budget 1 000 000 EUR", 1e6),
        ("Grants over 2 million", 1), ("Bill amount (EUR)", 1), ("Paid of 80 % (EUR)", 1),
        ("Total US$ 2,000", 1), ("Budget T1", 1), ("Miles travelled", 1),
    ],
)  # fmt: skip
def test_unit_of_a_heading_without_a_known_currency(heading: str, unit: float) -> None:
    table = mf.read_table(pd.DataFrame({heading: [1.5, "2.5"]}), columns={"budget": heading})
    assert table["budget"].tolist() == [1.5 * unit, 2.5 * unit]


@pytest.mark.parametrize(
    "heading",
    ["Iznos (mil. EUR)", "Importe (mil €)", "Budget (% of total)", "Budget (cents EUR)",
     "Budget (hundreds of EUR)", "Budget (EUR million, thousand)"],
)  # fmt: skip
def test_unit_of_a_heading_that_nobody_can_tell(heading: str) -> None:
    table = mf.read_table(pd.DataFrame({heading: [1.5, "2.5"]}), columns={"budget": heading})
    assert table["budget"].isna().all()
    assert mf.problems(table)["reason"].str.contains("does not say for certain").all()


def test_unit_in_the_column_of_currencies() -> None:
    rows = [
        ("1500", "EUR thousand", 1.5e6, "EUR"), (250, "kEUR", 250e3, "EUR"),
        (250, "MUSD", 250e6, "USD"), ("1,5", "Mio. EUR", 1.5e6, "EUR"), (100, "EUR", 100, "EUR"),
        (100, "TEUR", 100e3, "EUR"), (100, "1000 EUR", 100e3, "EUR"), (100, "€ 000", 100e3, "EUR"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["sum", "money", "right", "code"])
    table = mf.read_table(frame, columns={"budget": "sum", "currency": "money"})
    assert table["budget"].tolist() == frame["right"].tolist()
    assert table["currency"].tolist() == frame["code"].tolist()


def test_unit_in_the_heading_and_in_the_column_of_currencies() -> None:
    frame = pd.DataFrame({"Sum (thousand)": [5, 6, 7], "C": ["EUR", "EUR million", "EUR mil"]})
    table = mf.read_table(frame, columns={"budget": "Sum (thousand)", "currency": "C"})
    assert table["budget"].fillna(-1).tolist() == [5000, -1, -1]
    assert mf.problems(table)["reason"].tolist() == [
        "'EUR million' states a unit, as the heading does",
        "'EUR mil' states a unit, not for certain which",
    ]


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Portfolio (amounts in EUR thousand)\n\nName;Sum\nPosts;1500\nCentres;250\n", 3),
        ("Montants en milliers d'euros;\nName;Sum\nPosts;1500\nCentres;250\n", 2),
        ("Name;Sum\nPosts;1500\nCentres;250\n\n* figures in million USD;\n", 1),
    ],
)
def test_a_unit_that_stands_above_or_below_the_table(
    text: str, header: int, tmp_path: Path
) -> None:
    path = tmp_path / "grants.csv"
    path.write_text(text)
    columns = {"title": "Name", "budget": "Sum"}
    table = mf.read_table(path, header=header, currency="EUR", columns=columns)
    assert table["budget"].isna().all()
    found = mf.problems(table)
    assert found.loc[found["field"] == "budget", "text"].tolist() == ["1500", "250"]
    assert found.loc[found["field"] == "budget", "reason"].str.contains("the table says").all()
    # The remedy, followed to the letter.
    path.write_text(text.replace("Sum\n", "Sum (thousand)\n"))
    columns = {"title": "Name", "budget": "Sum (thousand)"}
    table = mf.read_table(path, header=header, currency="EUR", columns=columns)
    assert table["budget"].tolist() == [1_500_000, 250_000]


def test_a_line_that_counts_something_else(tmp_path: Path) -> None:
    path = tmp_path / "grants.csv"
    path.write_text("Grants above EUR 1 million, for 5 million people\nName;Sum\nPosts;1500\n")
    table = mf.read_table(path, header=2, currency="EUR", columns={"budget": "Sum"})
    assert table["budget"].tolist() == [1500]


def test_a_second_table_with_sums_of_another_heading() -> None:
    rows = [
        ("Posts", "Kenya", "1500"), ("Centres", "Mali", "2500"),
        ("Name", "Where", "Sum (USD)"), ("Dialogue", "Niger", "700"),
        ("Name", "Where", "Sum (EUR)"), ("Returns", "Chad", "300"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["Name", "Where", "Sum (EUR)"])
    columns = {"title": "Name", "countries": "Where", "budget": "Sum (EUR)"}
    table = mf.read_table(frame, columns=columns)
    assert table["title"].tolist() == ["Posts", "Centres", "Dialogue", "Returns"]
    assert table["budget"].fillna(-1).tolist() == [1500, 2500, -1, 300]
    reasons = mf.problems(table)["reason"].tolist()
    assert reasons[0] == "headings of another table, no project; left out"
    assert reasons[-1].startswith("in a second table, which begins at index 2")


def test_a_column_that_says_the_unit_of_each_row() -> None:
    frame = pd.DataFrame({"Sum (EUR)": [15, 25, 35], "Scale": ["Thousands", "Units", None]})
    table = mf.read_table(frame, columns={"budget": "Sum (EUR)"})
    assert table["budget"].fillna(-1).tolist() == [-1, 25, 35]
    assert mf.problems(table)["reason"].str.startswith("the column 'Scale' says 'Thous").all()


def test_a_sum_that_a_sheet_shows_in_part_below_a_heading_with_a_unit(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "grants.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Sum (EUR million)", "Paid (EUR)"])
        shown = book.add_format({"num_format": "0.0,,"})
        sheet.write_row(1, 0, [1_500_000, 1_200_000], shown)
    columns = {"budget": "Sum (EUR million)", "disbursement": "Paid (EUR)"}
    table = mf.read_table(path, columns=columns)
    assert table["budget"].isna().all()
    assert table["disbursement"].tolist() == [1_200_000]
    assert mf.problems(table)["reason"].str.startswith("the sheet shows a part of it").all()


@pytest.mark.parametrize(
    "text", ["100 000 €/an", "EUR 2,000 per year", "3 000 EUR p.a.", "EUR 50/month", "9 € par mois"]
)
def test_a_sum_a_year_is_no_budget(text: str) -> None:
    table = mf.read_table(pd.DataFrame({"Sum": [text, "EUR 5"]}), columns={"budget": "Sum"})
    assert table["budget"].fillna(-1).tolist() == [-1, 5]
    assert mf.problems(table)["reason"].str.startswith("so much a year or month").all()


def test_a_percentage_is_not_suggested_as_the_budget() -> None:
    assert "budget" not in mf.suggest_mapping(pd.DataFrame({"Title": ["A"], "Budget %": [5]}))


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Bütçe (Bin TL)", 1e3), ("Bütçe (Milyon TL)", 1e6), ("Költségvetés (eFt)", 1e3),
        ("Támogatás (MFt)", 1e6), ("Presupuesto (mdp)", 1e6), ("Presupuesto (mdd)", 1e6),
        ("Iznos (tisuća kuna)", 1e3), ("Iznos (u 000 KM)", 1e3), ("Montant (MDH)", 1e6),
        ("Tiền (tỷ đồng)", 1e9), ("Tiền (triệu đồng)", 1e6), ("Anggaran (juta Rp)", 1e6),
        ("Kwota (tys. zł)", 1e3), ("Rozpočet (tis. Kč)", 1e3), ("Budget (KES bn)", 1e9),
        ("Budget (EUR, net)", 1), ("Grant (total EUR)", 1), ("Arab Fund (USD)", 1),
        ("Budget (planned)", 1), ("Budget (gross EUR)", 1), ("Amount (xyz EUR)", None),
    ],
)  # fmt: skip
def test_regression_a_unit_in_a_language_without_a_list(heading: str, unit: float | None) -> None:
    rows = pd.DataFrame({"t": ["A", "B"], heading: [12.5, 3]})
    table = mf.read_table(rows, columns={"title": "t", "budget": heading})
    wanted = [12.5 * unit, 3 * unit] if unit else [None, None]
    assert table["budget"].astype(object).where(table["budget"].notna(), None).tolist() == wanted
    assert unit or "does not say for certain what it counts" in reasons(table)[0][1]


@pytest.mark.parametrize(
    "heading",
    ["Budget (constant 2015 USD)", "USD, 2015 prices", "Dépenses (prix constants, EUR)",
     "Budget, inflation-adjusted EUR", "Budget (PPP USD)"],
)  # fmt: skip
def test_regression_sums_in_constant_prices_were_taken_for_current(heading: str) -> None:
    rows = pd.DataFrame({"t": ["A", "B"], heading: [12.5, 3]})
    table = mf.read_table(rows, columns={"title": "t", "budget": heading})
    assert table["budget"].isna().all()
    assert "in the prices of one year" in reasons(table)[0][1]
    as_said = mf.read_table(rows, columns={"title": "t"})
    assert as_said[heading].tolist() == [12.5, 3]


@pytest.mark.parametrize(
    ("heading", "cell", "known"),
    [("UNIT_MULT", 6, False), ("Unit multiplier", "3", False), ("Scale", 6, False),
     ("UNIT_MULT", 0, True),
     ("Scale factor", 1, True),
     ("Unit", 1000, False), ("Units", 25, True), ("Unit", 1, True)],
)  # fmt: skip
def test_regression_a_column_of_powers_of_ten_was_passed_over(
    heading: str, cell: object, known: bool
) -> None:
    rows = pd.DataFrame({"title": ["A", "B"], "budget": [12, 3], heading: [cell, cell]})
    table = mf.read_table(rows, currency="EUR")
    assert table["budget"].notna().tolist() == [known, known]
    if not known:
        assert f"the column {heading!r} says" in reasons(table)[0][1]


def test_regression_a_unit_in_brackets_below_the_headings_was_a_project(tmp_path: Path) -> None:
    path = save(tmp_path, "Title,Budget\n,(in thousand EUR)\nA,1200\nB,340\n")
    table = mf.read_table(path, columns={"title": "Title", "budget": "Budget (in thousand EUR)"})
    assert table["budget"].tolist() == [1_200_000, 340_000]
    assert table["currency"].tolist() == ["EUR", "EUR"]


def test_regression_wholes_above_their_parts_counted_twice() -> None:
    numbered = frame(project_id=["1", "1.1", "1.2", "2"], budget=[300, 100, 200, 50])
    blocks = frame(title=["Niger", "A", "B", "Mali", "C", "D"], budget=[300, 100, 200, 60, 25, 35])
    one = frame(title=["All of it", "A", "B", "C"], budget=[6, 1, 2, 3])
    for rows, whole, total in ((numbered, [0], 350), (blocks, [0, 3], 360), (one, [0], 6)):
        table = mf.read_table(rows, currency="EUR")
        assert table["budget"].sum() == total
        assert table.index[table["budget"].isna()].tolist() == whole
        assert all(
            "rows below it, which count as rows of their own" in r for _, r in reasons(table)
        )
    nameless = frame(
        countries=["Niger", None, None, "Mali", None], title=[None, "A", "B", None, "C"],
        budget=[300, 100, 200, 50, 50],
    )  # fmt: skip
    table = mf.read_table(nameless, currency="EUR")
    assert table["title"].tolist() == ["A", "B", "C"]
    assert table["budget"].sum() == 350


@pytest.mark.parametrize(
    "budget", [[300, 100, 150], [2, 1, 1, 5], [100, 100], [5, 3, 2, 9, 4], [0, 0, 0]]
)
def test_projects_that_add_up_to_nothing_keep_their_budgets(budget: list[int]) -> None:
    rows = frame(title=list("ABCDE")[: len(budget)], budget=budget)
    assert mf.read_table(rows, currency="EUR")["budget"].tolist() == budget
    unequal = frame(project_id=["1", "1.1", "1.2"], budget=[300, 100, 150])
    assert mf.read_table(unequal, currency="EUR")["budget"].sum() == 550


def test_projects_with_dates_are_no_wholes_of_the_next_ones() -> None:
    budget = [300, 100, 200, 60, 25, 35]
    rows = frame(title=list("ABCDEF"), budget=budget, start=[2018, 2019, 2019, 2020, 2020, 2021])
    assert mf.read_table(rows, currency="EUR")["budget"].tolist() == budget


def test_sums_without_cents_and_without_a_zero() -> None:
    rows = frame(title=["A", "B", "C", "D"], budget=["340'000.-", "1.250.000,--", ".55", "-.5"])
    assert mf.read_table(rows, currency="CHF")["budget"].tolist() == [
        340_000,
        1_250_000,
        0.55,
        -0.5,
    ]


def test_regression_shares_and_dollars_as_excel_shows_them(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "shares.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "country", "share", "sum"])
        formats = [
            book.add_format({"num_format": code}) for code in ("0%", "[$$-409]0", "[$$-C09]0")
        ]
        for row, (name, country, share) in enumerate([("P", "Mali", 0.4), ("P", "Niger", 0.6)], 1):
            sheet.write_row(row, 0, [name, country])
            sheet.write(row, 2, share, formats[0])
            sheet.write(row, 3, 9, formats[row])
        sheet.write_row(3, 0, ["Q", "Chad", 100])
        sheet.write(3, 3, 0.75, formats[0])
    columns = {"project_id": "id", "countries": "country", "country_percentages": "share"}
    table = mf.read_table(tmp_path / "shares.xlsx", one_row="project and country", columns=columns)
    assert [list(shares) for shares in table["country_shares"]] == [[0.4, 0.6], [1.0]]
    sums = mf.read_table(tmp_path / "shares.xlsx", columns={"title": "id", "budget": "sum"})
    assert sums["currency"].fillna("").tolist() == ["USD", "AUD", ""]
    assert sums["budget"].isna().tolist() == [False, False, True]
    assert "the sheet shows % behind it" in reasons(sums)[0][1]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Název projektu;Datum zahájení;Datum ukončení;Celkové způsobilé výdaje (Kč);Země",
         "title start end budget countries"),
        ("Numer umowy;Tytuł projektu;Data rozpoczęcia;Data zakończenia;Wartość projektu (PLN);Kraj",
         "project_id title start end budget countries"),
        ("Proje Kodu;Proje Adı;Başlangıç Tarihi;Bitiş Tarihi;Bütçe (TL);Ülke",
         "project_id title start end budget countries"),
        ("Bezeichnung des Vorhabens;Gesamtbetrag der förderfähigen Ausgaben (EUR);Land",
         "title budget countries"),
        ("Intitulé de l'opération;Total des dépenses éligibles (€);Pays", "title budget countries"),
        ("Projektitel / Operation name;Startdato / Operation start date;Budget / Budget",
         "title start budget"),
        ("Operation name;Total eligible expenditure allocated to the operation;Country",
         "title budget countries"),
    ],
)  # fmt: skip
def test_headings_of_lists_of_operations(headings: str, fields: str) -> None:
    names = headings.split(";")
    rows = pd.DataFrame(columns=[*names, "Officer / Name of the desk"])
    wanted = dict(zip(fields.split(), names, strict=True))
    assert mf.suggest_mapping(rows) == wanted
