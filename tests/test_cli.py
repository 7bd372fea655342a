"""The command line: results, exit codes and messages."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import migfund
from migfund.cli import main

PAGES = Path(__file__).resolve().parents[1] / "data" / "pages"


def test_convert_prints_amount_rate_basis_and_source(capsys):
    assert main(["convert", "105000", "EUR", "usd", "--at", "2019-02"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "105,000.00 EUR = 119,187.08 USD"
    assert lines[1] == "rate:    1.135115 USD for 1 EUR"
    assert lines[2] == "basis:   month average, 2019-02-01 to 2019-02-28"
    assert lines[3].startswith("source:  ECB euro reference rates")


def test_regression_other_currencies_could_not_be_converted_there(tmp_path, capsys):
    assert main(["convert", "100", "KES", "USD", "--at", "2019", "--rates", "world"]) == 0
    assert capsys.readouterr().out.startswith("100.00 KES = 0.98 USD")
    own = tmp_path / "rates.csv"
    own.write_text("year,KES,EUR\n2019,102.0,0.8933\n")
    convert = ["convert", "204", "KES", "USD", "--at", "2019", "--rates", str(own)]
    assert main([*convert, "--base", "USD"]) == 0
    assert capsys.readouterr().out.startswith("204.00 KES = 2.00 USD")
    assert main(convert) == 1
    assert "base" in capsys.readouterr().err


def test_read_without_a_file_writes_to_standard_output(capsys):
    page = str(PAGES / "seed_idf.txt")
    assert main(["read", page, "--to", "EUR", "--rates", "world", "--at", "end"]) == 0
    output = capsys.readouterr()
    (row,) = csv.DictReader(io.StringIO(output.out))
    assert row["budget"] == "300000.0"
    assert "budget_eur" in row
    assert output.err == "1 record, 1 problem (column 'problems')\n"
    assert main(["read", page, "--rates", "world"]) == 1
    assert "say into what currency: --to USD" in capsys.readouterr().err


@pytest.mark.usefixtures("captions_alone")
def test_report_takes_rates_date_and_title(tmp_path, capsys):
    out = tmp_path / "report"
    command = ["report", str(PAGES / "seed_idf.txt"), "--rates", "world", "--at", "end"]
    assert main([*command, "--title", "Borders & more", "--out", str(out)]) == 0
    assert "report.html" in capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "<h1>Borders &amp; more</h1>" in page
    assert "euro reference rates of the European Central Bank" not in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["convert", "1", "EUR", "XXX", "--at", "2019"], "'XXX' is not among the currencies"),
        (["convert", "1", "EUR", "USD", "--at", "1998-12"], "before the first rate (1999-01-04)"),
        (["convert", "1", "EUR", "USD", "--at", "2019-02-30"], "'2019-02-30' is not a day"),
        (["read", "missing.txt", "--out", "x.csv"], "missing.txt: no such file or folder"),
        (["read", "a.csv", "b.csv", "--preset", "x", "--out", "x.csv"], "--preset reads one table"),
        (["read", "a.csv", "--preset", "x", "--out", "x.csv"], "no preset 'x'; there is"),
        (["report", "missing.txt", "--out", "x"], "missing.txt: no such file or folder"),
        (["report", str(PAGES), "--to", "XXX"], "'XXX' is not among the currencies"),
        (["read", str(PAGES / "seed_idf.txt"), "--out", "x.docx"], "no way to write '.docx'"),
        (["read", str(PAGES / "seed_idf.txt"), "--out", "no/x.csv"], "cannot be written"),
        (["convert", "1", "KES", "USD", "--at", "2019"], "no rates of 'KES': pass --rates world."),
        (["convert", "1", "EUR", "USD", "--at", "2019", "--rates", "no.csv"], "cannot be read"),
        (["report", "t.csv"], "--preset NAME, or rename the headings"),
        (["report", "t.csv", "--preset", "x"], "no preset 'x'; there is"),
        (["report", "missing.csv"], "missing.csv: no such file or folder"),
        (["read", "t.csv"], "--preset NAME, or rename the headings"),
        (["read", "ok.csv", "--to", "XXX"], "'XXX' is not among the currencies"),
        (["read", "ok.csv", "--to", "USD", "--rates", "ok.csv"], "--base must be given"),
        (["read", "."], "2 of 2 files could not be read"),
        (["read", "."], "--on-error report keeps them"),
    ],
)
def test_faults_of_the_data_are_told_in_one_line(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("Nr,Sum\n1,5\n")
    (tmp_path / "ok.csv").write_text("title,budget,currency,start\nA,5,EUR,2019\n")
    assert main(arguments) == 1
    output = capsys.readouterr()
    assert output.err.startswith("migfund: ")
    assert message in output.err
    assert "Traceback" not in output.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["convert", "many", "EUR", "USD", "--at", "2019"],
        ["convert", "1", "EUR", "USD"],
        ["fly"],
    ],
)
def test_faults_of_the_call_exit_with_2(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage: migfund" in capsys.readouterr().err


def test_help_names_the_commands(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    printed = capsys.readouterr().out
    assert [word in printed for word in ("report", "read", "convert")] == [True] * 3


def test_read_writes_each_kind_of_file(tmp_path, capsys):
    for ending in ("parquet", "csv", "jsonl", "xlsx"):
        out = tmp_path / f"projects.{ending}"
        assert main(["read", str(PAGES), "--on-error", "report", "--out", str(out)]) == 0
        assert "66 records" in capsys.readouterr().out
    again = pd.read_parquet(tmp_path / "projects.parquet")
    assert len(again) == len(pd.read_csv(tmp_path / "projects.csv")) == 66
    assert (
        pd.read_json(tmp_path / "projects.jsonl", lines=True)["budget"].sum()
        == again["budget"].sum()
    )


def test_a_reader_that_leaves_early_gives_no_traceback():
    command = f"{sys.executable} -m migfund --help | true"
    run = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "Traceback" not in run.stderr


@pytest.mark.usefixtures("without_pictures")
def test_report_says_where_it_is(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["report", str(PAGES / "seed_mpf.txt"), "--out", str(out)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Report:  {out / 'report.html'}",
        f"Tables:  {out / 'tables.xlsx'} and *.csv, *.parquet",
    ]
    assert (out / "tables.xlsx").is_file()


@pytest.mark.usefixtures("without_pictures")
def test_report_without_a_writer_of_excel_costs_the_workbook_and_a_line(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert main(["report", str(PAGES / "seed_mpf.txt"), "--out", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Report:  {tmp_path / 'report.html'}"
    assert lines[2:] == [
        "No tables.xlsx: writing Excel needs xlsxwriter, pip install 'migfund[excel]'."
    ]
    assert (tmp_path / "projects.parquet").is_file()
    assert not (tmp_path / "tables.xlsx").exists()


def test_regression_convert_printed_rates_to_six_decimals(capsys):
    assert main(["convert", "1000000000", "TRL", "USD", "--at", "2004-06-01"]) == 0
    amount, rate, *_ = capsys.readouterr().out.splitlines()
    printed = float(rate.split()[1])
    # By the euro's rates of that day: 1.2231 dollars and 1,835,949 old lira.
    assert printed * 1e9 == pytest.approx(1e9 * 1.2231 / 1_835_949, rel=1e-6)
    assert amount.startswith("1,000,000,000.00 TRL = 666.19")


def test_the_package_runs_as_a_module():
    command = [sys.executable, "-m", "migfund"]
    run = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert run.stdout == f"migfund {migfund.__version__}\n"
    asked = [*command, "convert", "1", "EUR", "XXX", "--at", "2019"]
    failed = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert failed.stderr.startswith("migfund: ")


def test_read_writes_a_table_of_a_known_publisher(tmp_path, capsys):
    table = tmp_path / "eutf.csv"
    table.write_text("ProjectID,ProjectTitle,ProjectBudget,ProjectLocation\nT-1,Posts,5,Atlantis\n")
    out = tmp_path / "projects.parquet"
    assert main(["read", str(table), "--preset", "eutf-database", "--out", str(out)]) == 0
    assert "1 record, 1 problem" in capsys.readouterr().out
    assert pd.read_parquet(out)["budget"].tolist() == [5.0]


def test_read_takes_a_table_that_it_wrote(tmp_path, capsys):
    page = str(PAGES / "seed_idf.txt")
    assert main(["read", page]) == 0
    written = capsys.readouterr().out
    (tmp_path / "projects.csv").write_text(written, encoding="utf-8")
    assert main(["read", str(tmp_path / "projects.csv")]) == 0
    assert capsys.readouterr().out == written
    other = tmp_path / "crs.csv"
    other.write_text(
        "project_title,usd_commitment,recipient_name,crs_id,purpose_name\nA,1,Mali,7,x\n"
    )
    assert main(["read", str(other)]) == 1
    assert "'crs'" in (message := capsys.readouterr().err)
    assert "--preset NAME" in message
    assert main(["read", str(other), "--preset", "crs"]) == 0


@pytest.mark.parametrize("command", [["convert", "1", "EUR", "USD", "--at", "2019"], ["read", "x"]])
def test_a_base_without_a_file_of_rates_is_refused(command, capsys, monkeypatch):
    monkeypatch.chdir(PAGES)
    command = [word.replace("x", "seed_idf.txt") for word in command]
    assert main([*command, "--base", "USD"]) == 1
    assert "--base" in capsys.readouterr().err


@pytest.mark.usefixtures("without_pictures")
def test_a_report_of_a_table_with_a_preset(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(
        "Decision number,Action title,Country,EU contribution (EUR),Start date\n"
        "D-1,Posts,Kenya,1000000,2019\n"
    )
    assert main(["report", "list.csv", "--preset", "eu-ndici", "--out", "two"]) == 0
    written = pd.read_parquet(tmp_path / "two" / "projects.parquet")
    assert written[["fund", "budget"]].to_numpy().tolist() == [["NDICI", 1_000_000.0]]


@pytest.mark.usefixtures("captions_alone")
def test_a_report_of_one_table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(
        "title,budget,currency,start,countries\nPosts,1000,EUR,2019,Kenya\n"
    )
    assert main(["report", "t.csv", "--out", "one"]) == 0
    written = pd.read_parquet(tmp_path / "one" / "projects.parquet")
    assert written["budget_usd"].tolist() == [pytest.approx(1119.47, abs=0.01)]


def test_regression_a_small_amount_was_printed_as_nothing(capsys):
    assert main(["convert", "1000", "TRL", "USD", "--at", "2004-06-01"]) == 0
    assert capsys.readouterr().out.startswith("1,000.00 TRL = 0.0006662 USD")


def test_regression_one_record_was_records(tmp_path, capsys):
    (tmp_path / "t.csv").write_text("title,start\nPosts,soon\n")
    assert main(["read", str(tmp_path / "t.csv")]) == 0
    assert capsys.readouterr().err.startswith("1 record, 1 problem (")
