"""Forms of tables as agencies publish them: sections, parts, units, headings in many languages."""

import json
from pathlib import Path

import pandas as pd
import pytest
from made_tables import frame, reasons, save

import migfund as mf


@pytest.mark.parametrize("label", ["Summe", "Razem", "TOTAL", "Celkem", "Σύνολο", "Spolu"])
def test_regression_a_total_in_the_column_of_ids_counted_where_no_sum_is_read(label: str) -> None:
    rows = frame(
        project_id=["1", "2", label], title=["A", "B", None], countries=["Mali"] * 2 + [""]
    )
    table = mf.read_table(rows)
    assert table["project_id"].tolist() == ["1", "2"]
    assert reasons(table) == [("row", "a total, no project; left out")]
    # A project may be called so.
    called = mf.read_table(rows.assign(title=["A", "B", "C"]))
    assert len(called) == 3


def sections(**changed: object) -> pd.DataFrame:
    rows = {
        "project_id": ["Sahel window", "SAH-01", "SAH-02", "Horn window", "HOA-01"],
        "title": [None, "A", "B", None, "C"],
        "budget": [None, "70", "25", None, "40"],
        "currency": [None, "EUR", "EUR", None, "EUR"],
    }
    return pd.DataFrame(rows | changed)


def test_regression_a_heading_of_rows_counted_as_a_project() -> None:
    table = mf.read_table(sections())
    assert table["project_id"].tolist() == ["SAH-01", "SAH-02", "HOA-01"]
    assert reasons(table) == [("row", "a heading of rows below it, no project; left out")] * 2
    # Where ids do not tell, the row stays and the doubt is said.
    unsure = mf.read_table(sections(project_id=["Sahel window", "x", "y", "Horn window", "z"]))
    assert len(unsure) == 5
    assert reasons(unsure) == [
        ("row", "nothing else stands in this row; if it heads those below it, drop it")
    ] * 2  # fmt: skip
    first = sections(project_id=["SAH-00", "SAH-01", "SAH-02", "HOA-00", "HOA-01"])
    assert len(mf.read_table(first)) == 5


@pytest.mark.parametrize("mark", ["-", ".", "/", "_"])
def test_regression_a_programme_and_its_contracts_counted_twice(mark: str) -> None:
    ids = ["KE-01", f"KE-01{mark}01", f"KE-01{mark}02", "KE-02"]
    rows = frame(project_id=ids, budget=[15, 9, 6, 4])
    table = mf.read_table(rows, currency="EUR")
    assert table["budget"].fillna(-1).tolist() == [-1, 9, 6, 4]
    assert "the sum of 2 rows below it" in reasons(table)[0][1]
    # What is stated of levels counts, and so does another sum.
    assert mf.read_table(rows.assign(level="x"), currency="EUR")["budget"].notna().all()
    other = mf.read_table(rows.assign(budget=[14, 9, 6, 4]), currency="EUR")
    assert other["budget"].tolist() == [14, 9, 6, 4]


def test_regression_a_second_table_of_two_columns() -> None:
    rows = frame(
        title=["A", "B", "Contracts", "title", "C"], budget=["1", "2", None, "Contract EUR", "2"]
    )
    table = mf.read_table(rows, currency="EUR")
    assert table["title"].tolist() == ["A", "B", "C"]
    assert table["budget"].fillna(-1).tolist() == [1, 2, -1]
    assert {reason for _, reason in reasons(table)} >= {
        "a heading of rows below it, no project; left out",
        "headings of another table, no project; left out",
    }


@pytest.mark.parametrize("years", ["2019,2020", "2019/20,2020/21", "FY2019,FY2020"])
def test_regression_the_first_year_below_a_merged_heading_was_the_budget(
    years: str, tmp_path: Path
) -> None:
    path = save(tmp_path, f"Project,Budget (EUR),,\n,{years},Total\nA,1,2,3\nB,4,5,9\n")
    suggested = mf.suggest_mapping(path)
    assert suggested == {"title": "Project", "budget": "Budget (EUR) Total"}
    assert mf.read_table(path, columns=suggested)["budget"].tolist() == [3, 9]
    with pytest.raises(mf.ColumnsError, match=r"no heading 'Budget \(EUR\)'.*'Budget \(EUR\) "):
        mf.read_table(path, columns={"budget": "Budget (EUR)"})
    # A first project of a title and a year is one.
    one = save(tmp_path, "title,start,\nA,2019,\nB,2020,x\n")
    assert mf.read_table(one)["title"].tolist() == ["A", "B"]


def test_regression_a_table_of_millions_read_without_its_preset() -> None:
    names = "crs_id project_title recipient_name usd_commitment expected_start_date region_name"
    rows = pd.DataFrame([["1", "A", "Mali", 1.5, "2020", "Africa"]], columns=names.split())
    columns = {"title": "project_title", "commitment": "usd_commitment"}
    table = mf.read_table(rows, columns=columns)
    assert table["commitment"].isna().all()
    assert "is one of preset='crs', in which sums count 1,000,000" in reasons(table)[0][1]
    assert mf.read_table(rows, preset="crs")["commitment"].tolist() == [1.5e6]
    renamed = rows.rename(columns={"usd_commitment": "usd_commitment (million)"})
    columns["commitment"] = "usd_commitment (million)"
    assert mf.read_table(renamed, columns=columns)["commitment"].tolist() == [1.5e6]


def test_the_plan_of_a_flow_is_not_its_title(tmp_path: Path) -> None:
    text = "destPlan,description,id\n#activity+appeal+name,#description,#activity+id\nHRP,Aid,7\n"
    table = mf.read_table(save(tmp_path, text))
    assert table["project_id"].tolist() == ["7"]
    assert table["title"].isna().all()


@pytest.mark.parametrize("heading", ["Бюджет (долл. США)", "Budget (US dollars)", "Budget (CHF)"])
def test_a_currency_of_several_words_in_brackets_is_no_unit(heading: str) -> None:
    table = mf.read_table(pd.DataFrame({heading: ["250 000"]}), columns={"budget": heading})
    assert table["budget"].tolist() == [250000.0]
    assert table["currency"].notna().all()


def test_a_title_that_begins_like_a_total_in_the_first_row_is_a_project() -> None:
    table = mf.read_table(frame(title=["Razem raźniej", "B"], budget=["10", "4"]), currency="PLN")
    assert table["budget"].tolist() == [10, 4]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_cells_that_excel_is_told_to_take_for_text(mark: str, tmp_path: Path) -> None:
    rows = [["project_id", "title", "budget"], ["007", "A", "1.234,50"], ["008", "B; C, D", "9"]]
    text = "\n".join(mark.join(f'="{cell}"' for cell in row) for row in rows)
    table = mf.read_table(save(tmp_path, text, encoding="cp1252"), currency="EUR")
    assert table[["project_id", "title", "budget"]].to_numpy().tolist() == [
        ["007", "A", 1234.5], ["008", "B; C, D", 9.0]]  # fmt: skip


def test_decimal_commas_part_no_cells(tmp_path: Path) -> None:
    text = "title;budget, EUR;EU share, EUR\nA;199 500,25;149 625,19\nB;54 000,00;40 500,00\n"
    table = mf.read_table(save(tmp_path, text), columns={"budget": "budget, EUR"})
    assert table["budget"].tolist() == [199500.25, 54000.0]
    # What commas may part as well is asked for.
    with pytest.raises(mf.ReadError, match="could be parted by ',', ';'"):
        mf.read_table(save(tmp_path, "title;a,b\nA;1,x\n"))


def test_objects_within_objects_have_columns_of_their_own(tmp_path: Path) -> None:
    rows = '[{"title": "A", "country": {"name": "Mali"}}, {"title": "B", "country": null}]'
    columns = {"title": "title", "countries": "country.name"}
    table = mf.read_table(save(tmp_path, rows, name="a.json"), columns=columns)
    assert list(table["countries"].iloc[0]) == ["MLI"]
    assert table["countries"].isna().tolist() == [False, True]


def test_a_list_within_an_object_and_the_remedy_of_the_message(tmp_path: Path) -> None:
    path = save(tmp_path, '{"count": 1,\n "results": [{"title": "A"}, {"title": "B"}]}')
    with pytest.raises(mf.ReadError, match="one object with a list of objects") as refused:
        mf.read_table(path)
    said = str(refused.value).split("table: ")[1].removesuffix(".")
    frame = eval(said, {"pd": pd, "json": json, "Path": Path})
    assert mf.read_table(frame)["title"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Tytuł projektu;Wartość ogółem (PLN);Wydatki kwalifikowalne (PLN);Dofinansowanie UE (PLN)",
         "title budget"),
        ("Data rozpoczęcia realizacji projektu;Data zakończenia realizacji projektu", "start end"),
        ("Název projektu CZ;Název stavu;CZV projektu;Příspěvek EU", "title status budget"),
        ("Projekt megnevezése;Megítélt összeg;Projekt kezdete;Projekt vége",
         "title budget start end"),
        ("Cod SMIS;Titlu proiect;Data de începere a proiectului;Valoare totală (lei)",
         "project_id title start budget"),
        ("Наименование на договора;Обща стойност;БФП", "title budget"),
        ("Naziv projekta;Ukupno prihvatljivi troškovi;Bespovratna sredstva", "title budget"),
        ("Ime operacije/Operation name;Datum začetka/Start date;Država/Country;Sklad/Fund",
         "title start countries fund"),
        ("Kód projektu;Názov projektu;Začiatok realizácie projektu;Celkové oprávnené výdavky (EUR)",
         "project_id title start budget"),
        ("ΟΝΟΜΑΣΙΑ ΠΡΑΞΗΣ / OPERATION NAME;ΧΩΡΑ/COUNTRY", "title countries"),
        ("Τίτλος έργου;Ημερομηνία έναρξης;Ημερομηνία λήξης;Συνολικός προϋπολογισμός (€)",
         "title start end budget"),
        ("Projekto pavadinimas;Projekto pradžia;Projekto pabaiga;Bendra projekto vertė",
         "title start end budget"),
        ("Projekta nosaukums;Projekta sākuma datums;Kopējās attiecināmās izmaksas, EUR",
         "title start budget"),
        ("Projekti nimi;Alguskuupäev;Lõppkuupäev;Projekti kogumaksumus", "title start end budget"),
        ("Koodi;Hankkeen nimi;Aloituspvm;Päättymispvm;Suunniteltu julkinen rahoitus yhteensä",
         "project_id title start end budget"),
        ("Projektnamn;Projekt Starttid;Beviljat belopp - sek", "title start budget"),
        ("Código da Operação | Operation Code;Nome da Operação | Operation Name",
         "project_id title"),
        ("Intitulé du projet - operation name;Pays - Country", "title countries"),
        ("رقم المشروع;اسم المشروع;البلد;الميزانية (دولار)", "project_id title countries budget"),
    ],
)  # fmt: skip
def test_headings_of_lists_in_the_languages_of_the_union(headings: str, fields: str) -> None:
    names = headings.split(";")
    suggested = mf.suggest_mapping(pd.DataFrame(columns=names))
    assert suggested == dict(zip(fields.split(), names, strict=False))


def test_cells_tell_what_a_heading_of_two_meanings_is() -> None:
    for cells, field in ((["Ukraina", "Gruzja"], "countries"), (["31.01.2022.", "2023"], "end")):
        assert mf.suggest_mapping(frame(Kraj=cells)) == {field: "Kraj"}  # Polish; Croatian
    ids = frame(Grant=["G-1", "G-2"], Amount=["5", "6"], Term=["24", "12"], Currency=["918", "1"])
    assert mf.suggest_mapping(ids) == {"budget": "Amount"}
    # The number of the row is no id.
    rows = {"No": ["1"], "Číslo": ["1"], "Project Code": ["A"]}
    assert mf.suggest_mapping(pd.DataFrame(rows)) == {"project_id": "Project Code"}


def test_the_lower_of_two_headings_tells(tmp_path: Path) -> None:
    text = "Project,Dates,,Amounts (EUR),\n,Start,End,Committed,Paid\nA,2019,2020,100,50\n"
    suggested = mf.suggest_mapping(save(tmp_path, text))
    assert suggested == {
        "title": "Project", "commitment": "Amounts (EUR) Committed",
        "disbursement": "Amounts (EUR) Paid", "start": "Dates Start", "end": "Dates End",
    }  # fmt: skip


@pytest.mark.parametrize("dated", [True, False])
def test_hidden_rows_are_read_and_said(dated: bool, tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "hidden.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["title", "budget"])
        for row, (title, budget) in enumerate([("A", 1), ("old A", 2), ("B", 3), ("C", 4)], 1):
            form = book.add_format({"num_format": "[$€-407] 0"}) if dated else None
            sheet.write(row, 0, title)
            sheet.write(row, 1, budget, form)
            sheet.set_row(row, 20, None, {"hidden": row in (2, 4)})
    table = mf.read_table(tmp_path / "hidden.xlsx", currency="EUR")
    assert table["budget"].tolist() == [1, 2, 3, 4]
    assert reasons(table) == [
        ("row", "hidden in the sheet, and read like the others: rows 3, 5; delete what is no "
         "project")
    ]  # fmt: skip


def test_kuna() -> None:
    table = mf.read_table(frame(budget=["2.000.000,00 kn"]))
    assert table[["budget", "currency"]].to_numpy().tolist() == [[2e6, "HRK"]]


@pytest.mark.parametrize("cell", ["1,2 Mio", "1,2 Mio. EUR", "5 mld", "3 тыс", "2 MIO", "7k€"])
def test_regression_a_unit_in_heading_and_cell_counted_twice(cell: str) -> None:
    rows = pd.DataFrame({"Budget (Mio. EUR)": [cell, "EUR 3,5", "CHF"]})
    table = mf.read_table(rows, columns={"budget": "Budget (Mio. EUR)"})
    assert table["budget"].fillna(-1).tolist() == [-1, 3.5e6, -1]
    assert "states a unit, such as million, and the cell too" in reasons(table)[0][1]


@pytest.mark.parametrize(
    "heading",
    ["Budget per year (EUR)", "Annual budget (EUR)", "EUR/month", "Jahresbudget in EUR",
     "Budget annuel (€)", "Presupuesto anual (EUR)", "Jährliche Mittel (EUR)"],
)  # fmt: skip
def test_regression_a_sum_a_year_by_its_heading_was_the_budget(heading: str) -> None:
    rows = pd.DataFrame({heading: ["5000", "60000"]})
    table = mf.read_table(rows, columns={"budget": heading})
    assert table["budget"].isna().all()
    assert "so much a year or month" in reasons(table)[0][1]
    whole = mf.read_table(rows.set_axis(["Annual action programme 2021 (EUR)"], axis=1),
                          columns={"budget": "Annual action programme 2021 (EUR)"})  # fmt: skip
    assert whole["budget"].tolist() == [5000, 60000]


@pytest.mark.parametrize(
    ("words", "value"),
    [("mil. euro", -1), ("mil euro", -1), ("mil. lei", 5e6), ("mil. zł", -1), ("mil. eur", -1)],
)
def test_regression_romanian_and_slovak_millions_were_thousands(words: str, value: float) -> None:
    table = mf.read_table(pd.DataFrame({"Sum": [f"5 {words}", "500 mil euros"]}),
                          columns={"budget": "Sum"})  # fmt: skip
    assert table["budget"].fillna(-1).tolist() == [value, 500_000]
    headed = mf.read_table(pd.DataFrame({f"Valoare ({words})": ["5"]}),
                           columns={"budget": f"Valoare ({words})"})  # fmt: skip
    assert headed["budget"].isna().all()


@pytest.mark.parametrize(
    "heading", ["Iznos (u tisućama EUR)", "Iznos (hiljada EUR)", "Znesek (v tisočih EUR)"]
)
def test_thousands_in_other_cases(heading: str) -> None:
    table = mf.read_table(pd.DataFrame({heading: ["5"]}), columns={"budget": heading})
    assert table[["budget", "currency"]].to_numpy().tolist() == [[5000.0, "EUR"]]


@pytest.mark.parametrize(
    "label",
    ["Gesamt AMIF", "Gesamtergebnis", "Mindösszesen", "Kokku", "Kopā", "Iš viso", "Sveukupno",
     "Totalsumma", "Celkový súčet", "Suma końcowa", "Totale complessivo"],
)  # fmt: skip
def test_regression_a_total_in_other_languages_counted_as_a_project(label: str) -> None:
    table = mf.read_table(frame(title=["A", "B", label], budget=[100, 50, 150]), currency="EUR")
    assert table["budget"].sum() == 150
    assert len(table) == 2


def test_the_last_row_with_the_sum_of_all_others_has_no_budget_whatever_it_is_called() -> None:
    rows = frame(title=["A", "B", "C", "The whole"], budget=[100, 50, 7, 157])
    table = mf.read_table(rows, currency="EUR")
    assert table["budget"].fillna(-1).tolist() == [100, 50, 7, -1]
    assert reasons(table) == [("budget", "the last row, with the sum of the 3 rows above it")]
    # A project has more than a name, and three sums may add up by chance.
    named = mf.read_table(rows.assign(countries=["Mali"] * 4), currency="EUR")
    assert named["budget"].tolist() == [100, 50, 7, 157]
    few = mf.read_table(frame(title=["A", "B", "C"], budget=[1, 2, 3]), currency="EUR")
    assert few["budget"].tolist() == [1, 2, 3]


def test_regression_a_project_and_its_partners_in_rows_without_a_name_counted_twice() -> None:
    rows = frame(title=["A", None, None, "B"], budget=[100, 60, 40, 50], partner=list("abcd"))
    table = mf.read_table(rows, currency="EUR")
    assert table[["title", "budget"]].to_numpy().tolist() == [["A", 100.0], ["B", 50.0]]
    assert "a part of the sum of the named one above it" in reasons(table)[0][1]
    # Parts that the named row does not hold are sums of their own.
    apart = mf.read_table(rows.assign(budget=[100, 60, 41, 50]), currency="EUR")
    assert apart["budget"].tolist() == [100, 60, 41, 50]


def test_words_below_a_table_need_no_marks(tmp_path: Path) -> None:
    text = "title;countries;budget\nA;Mali;100\nB;Niger;200\nSource: own data\n"
    table = mf.read_table(save(tmp_path, text), currency="EUR")
    assert table["budget"].tolist() == [100, 200]
    assert reasons(table) == [("row", "words below the table, no project; left out")]
    for cut in ("B;Niger\n", "Source: own data\nC;Mali;5\n"):
        with pytest.raises(mf.ReadError, match="1 rows have not as many cells"):
            mf.read_table(save(tmp_path, text.replace("Source: own data\n", cut)), currency="EUR")


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2"])
def test_regression_the_older_encoding_of_central_europe(encoding: str, tmp_path: Path) -> None:
    text = "Tytuł projektu;Wartość projektu (PLN)\nŚwietlica;1 200,50\nŻółta łódź;900,00\n"
    path = save(tmp_path, text, encoding=encoding)
    suggested = mf.suggest_mapping(path)
    assert suggested == {"title": "Tytuł projektu", "budget": "Wartość projektu (PLN)"}
    table = mf.read_table(path, columns=suggested)
    assert table["title"].tolist() == ["Świetlica", "Żółta łódź"]
    assert "was assumed, by its words" in reasons(table)[0][1]


def test_serial_numbers_of_days_and_the_remedy_of_the_message() -> None:
    rows = frame(title=["A"], start=[43831])
    ((_, reason),) = reasons(mf.read_table(rows))
    remedy = reason.split("make days of it: ")[1]
    days = rows.assign(start=eval(remedy, {"pd": pd, "column": rows["start"]}))
    assert str(mf.read_table(days)["start"][0])[:10] == "2020-01-01"
