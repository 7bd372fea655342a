"""The command line: report, read, convert and run."""

import argparse
import datetime
import os
import runpy
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import migfund
from migfund.errors import ColumnsError, MigfundError, list_values

if TYPE_CHECKING:
    import pandas as pd

    from migfund.currency.rates import Rates

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 the data are at fault, 2 the call is."""
    try:
        options = _parser().parse_args(arguments)
        options.run(options)
    except MigfundError as error:
        print(f"migfund: {_in_options(str(error))}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("migfund: stopped", file=sys.stderr)
        return 130
    except Exception as error:  # a fault of ours, but a traceback helps nobody at a command line
        print(
            f"migfund: {type(error).__name__}: {error}. This is a fault of migfund; please report "
            "it with the command.",
            file=sys.stderr,
        )
        return 1
    return 0


def _in_options(message: str) -> str:
    """Return a message with the options of the command line where it names those of functions."""
    for code, option in (
        ("on_error='report'", "--on-error report"),
        ("rates=mf.ecb_rates() | mf.world_rates()", "--rates world"),
        ("base must be given:", "--base must be given:"),
        ("mf.read_table reads tables", "a table is read alone"),
        ("engine must be 'threads', a dask.distributed.Client or", "--scheduler must be"),
        ("or leave engine= out", "or leave --scheduler out"),
        ("engine='threads' gives the same totals on this machine", "leave --scheduler out"),
    ):
        message = message.replace(code, option)
    return message


def _parser() -> argparse.ArgumentParser:
    """Describe the commands."""
    parser = argparse.ArgumentParser(
        prog="migfund", description="Project records of migration funds: read, convert, report."
    )
    parser.add_argument("--version", action="version", version=f"migfund {migfund.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")

    report = commands.add_parser(
        "report",
        help="read sources and write a page with tables and charts",
        description="Read files, folders or patterns, or one table, and write report.html, "
        "tables.xlsx, and a CSV and a Parquet file a table.",
    )
    report.add_argument("paths", nargs="+", metavar="PATH", help=_PATHS)
    report.add_argument("--to", default="USD", metavar="CURRENCY", help="ISO 4217 code (USD)")
    report.add_argument("--out", default="report", metavar="DIR", help="folder to write (report)")
    report.add_argument("--title", metavar="TEXT", help="title of the page")
    report.add_argument(
        "--date", type=_day, metavar="DAY", help="the day of its making, 2026-11-28 (today)"
    )
    _add_rates(report)
    report.add_argument("--at", choices=["start", "end"], default="start", help=_AT)
    report.add_argument("--preset", metavar="NAME", help=_PRESET)
    report.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a Dask cluster that reads the pages: tcp://host:8786; the report is the same",
    )
    report.set_defaults(run=_report)

    read = commands.add_parser("read", help="read sources into one table")
    read.add_argument("paths", nargs="+", metavar="PATH", help=_PATHS)
    read.add_argument(
        "--out",
        metavar="FILE",
        help="name.parquet, .csv, .jsonl or .xlsx; without it, CSV goes to standard output",
    )
    read.add_argument("--to", metavar="CURRENCY", help="convert budgets into this currency, too")
    _add_rates(read)
    read.add_argument("--at", choices=["start", "end"], default="start", help=_AT)
    read.add_argument("--title", metavar="TEXT", help="title of all projects that state none")
    read.add_argument(
        "--on-error",
        choices=["raise", "report"],
        default="raise",
        help="report: keep what cannot be read as a row that says why (raise)",
    )
    read.add_argument("--preset", metavar="NAME", help=_PRESET)
    read.set_defaults(run=_read)

    convert = commands.add_parser(
        "convert",
        help="convert one amount",
        description="Convert an amount at the ECB's rate of a day, or its average of a month or "
        "a year. Example: migfund convert 105000 EUR USD --at 2019-02; of other currencies: "
        "migfund convert 105000 KES USD --at 2019 --rates world",
    )
    convert.add_argument("amount", type=_number, metavar="AMOUNT", help="a number: 105000")
    convert.add_argument("currency", metavar="FROM", help="ISO 4217 code")
    convert.add_argument("to", metavar="TO", help="ISO 4217 code")
    convert.add_argument("--at", required=True, metavar="DATE", help="2019-02-01, 2019-02 or 2019")
    _add_rates(convert)
    convert.set_defaults(run=_convert)
    _add_run(commands)
    return parser


def _add_run(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command that goes over many files."""
    run = commands.add_parser(
        "run",
        help="total many files by a function of your own",
        description="Apply a function from a project table to totals to many files, and write the "
        "totals of all of them. Example: migfund run by_year.py:totals 'projects/*.parquet' "
        "--out totals.csv, where by_year.py defines totals(table). See mf.run.",
    )
    run.add_argument("analysis", metavar="FILE.py:FUNCTION", help="a function in a Python file")
    run.add_argument("paths", nargs="+", metavar="PATH", help="a file, folder, pattern or URL")
    run.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster: tcp://host:8786")
    run.add_argument(
        "--out",
        metavar="FILE",
        help="name.parquet, .csv, .jsonl or .xlsx; without it, CSV goes to standard output",
    )
    run.set_defaults(run=_run)


_PATHS = "a file, folder or pattern; or one table, CSV or Excel"
_PRESET = (
    "PATH is one table of a known publisher, such as eutf-database; without it, a table has "
    "migfund's own headings"
)
_AT = "convert at the rate of the start (default) or of the end"


def _add_rates(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--rates",
        metavar="FILE",
        help="a table of rates as mf.read_rates reads it, or 'world' for the world's currencies "
        "(the ECB's rates)",
    )
    command.add_argument(
        "--base", metavar="CURRENCY", help="currency for one unit of which FILE quotes the others"
    )


def _rates(options: argparse.Namespace) -> "Rates":
    """Return the rates that a command names."""
    from migfund.currency.bundled import ecb_rates, world_rates
    from migfund.currency.own import read_rates

    if options.base is not None and options.rates in (None, "world"):
        raise MigfundError("--base says how a file of rates quotes; name the file: --rates FILE.")
    if options.rates is None:
        return ecb_rates()
    if options.rates == "world":
        return world_rates()
    if options.base is None:
        return read_rates(options.rates)  # a file of a known publisher
    faults = []
    for frequency in ("day", "month", "year"):
        try:
            return read_rates(options.rates, base=options.base.upper(), frequency=frequency)
        except MigfundError as error:
            faults.append((f"as rates of a {frequency}, ", str(error)))
    if len({error for _, error in faults}) == 1:
        raise MigfundError(f"{options.rates} cannot be read: {faults[0][1]}")
    raise MigfundError(f"{options.rates} cannot be read: {' '.join(map(''.join, faults))}")


def _number(text: str) -> float:
    """Read the amount on the command line."""
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if abs(number) <= 1e15:
        return number
    raise argparse.ArgumentTypeError(f"{text!r} is not a number such as 105000 or 105000.50")


def _day(text: str) -> datetime.date:
    """Read the day on the command line."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-28") from None


def _report(options: argparse.Namespace) -> None:
    """Write the report and say where it is."""
    from migfund.engine import read_pages
    from migfund.report.report import write_report

    sources: Any = options.paths
    one_table = options.preset is not None or _is_one_table(options.paths)
    if one_table and options.scheduler is not None:
        raise MigfundError("--scheduler has pages read by a cluster, not one table; leave it out.")
    if one_table:
        sources = _table(options.paths, options.preset, "report")
    elif options.scheduler is not None:
        sources = read_pages(options.paths, options.scheduler)
    page, *tables = write_report(
        sources,
        to=options.to.upper(),
        out=options.out,
        rates=_rates(options),
        at=options.at,
        title=options.title,
        date=options.date,
    )
    books = [path for path in tables if path.suffix == ".xlsx"]
    where = ", ".join(map(str, books)) or page.parent
    print(f"Report:  {page}\nTables:  {where} and *.csv, *.parquet")
    if not books:
        print("No tables.xlsx: writing Excel needs xlsxwriter, pip install 'migfund[excel]'.")


def _read(options: argparse.Namespace) -> None:
    """Write the project table."""
    from migfund.currency.convert import convert_currency
    from migfund.files.write import write_table
    from migfund.provenance.problems import problems
    from migfund.read.projects import read_projects

    if options.preset is not None or _is_one_table(options.paths):
        projects = _table(options.paths, options.preset, options.on_error)
    else:
        projects = read_projects(options.paths, on_error=options.on_error)
    if options.title is not None:
        projects["title"] = projects["title"].fillna(options.title)
    if options.to is not None:
        projects = convert_currency(
            projects, to=options.to.upper(), rates=_rates(options), at=options.at, on_missing="null"
        )
    elif options.rates is not None or options.base is not None or options.at != "start":
        raise MigfundError(
            "--rates, --base and --at convert budgets; say into what currency: --to USD."
        )
    said = _counted(len(projects), "record"), _counted(len(problems(projects)), "problem")
    summary = f"{', '.join(said)} (column 'problems')"
    if options.out in (None, "-"):
        _print_csv(projects)
        print(summary, file=sys.stderr)
        return
    write_table(projects, options.out)
    print(f"{options.out}: {summary}")


def _print_csv(table: "pd.DataFrame") -> None:
    from migfund.files.write import write_table

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        write_table(table, path)
        sys.stdout.write(path.read_text(encoding="utf-8"))


def _run(options: argparse.Namespace) -> None:
    """Write the totals of many files."""
    from migfund.engine import run
    from migfund.files.write import write_table

    analysis = _analysis(options.analysis)
    totals = run(analysis, over=options.paths, engine=options.scheduler or "threads")
    if options.out in (None, "-"):
        _print_csv(totals)
        return
    write_table(totals, options.out)
    print(f"{options.out}: {len(totals)} groups")


def _analysis(name: str) -> Any:
    """Return the function that a command names, by the path of its file."""
    path, _, function = name.rpartition(":")
    if not path or not Path(path).is_file():
        raise MigfundError(
            f"{name!r} names no function in a Python file. Write FILE.py:FUNCTION, such as "
            "by_year.py:totals."
        )
    try:
        found = runpy.run_path(path)
    except Exception as error:  # whatever their file does
        raise MigfundError(f"{path}: {type(error).__name__}: {error}") from error
    if not callable(found.get(function)):
        functions = [one for one in found if callable(found[one]) and not one.startswith("_")]
        raise MigfundError(
            f"{path} has no function {function!r}; it has {list_values(functions) or 'none'}."
        )
    return found[function]


def _is_one_table(paths: Sequence[str]) -> bool:
    """Tell whether a command is given one table and nothing else."""
    from migfund.read.projects import TABLES

    first = Path(paths[0])
    return len(paths) == 1 and first.suffix.lower() in TABLES and first.is_file()


def _table(paths: Sequence[str], preset: str | None, on_error: str) -> "pd.DataFrame":
    """Return the projects of one table."""
    from migfund.read.tables import read_table

    if len(paths) > 1:
        raise MigfundError(f"--preset reads one table, not {len(paths)}.")
    try:
        return read_table(paths[0], preset=preset, on_error=on_error)  # type: ignore[arg-type]
    except ColumnsError as error:
        raise MigfundError(
            f"{error} On the command line: --preset NAME, or rename the headings in the file."
        ) from None


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _money(amount: float) -> str:
    """Write an amount to the cent, and a small one with four digits that say something."""
    from migfund.currency.rates import rate_text

    return rate_text(amount, 4) if 0 < abs(amount) < 0.1 else f"{amount:,.2f}"


def _convert(options: argparse.Namespace) -> None:
    """Print amount, rate, basis and source."""
    from migfund.currency.bundled import world_rates
    from migfund.currency.rates import rate_text

    currency, to = options.currency.upper(), options.to.upper()
    rates = _rates(options)
    world = {code for table in world_rates().chain() for code in table.currencies}
    lacking = [code for code in (currency, to) if code in world and code not in rates.currencies]
    if lacking and options.rates is None:
        raise MigfundError(f"the ECB has no rates of {list_values(lacking)}: pass --rates world.")
    rate = rates.get(currency, to, options.at)
    days = " to ".join(dict.fromkeys([str(rate.date_from), str(rate.date_to)]))
    print(f"{_money(options.amount)} {currency} = {_money(options.amount * rate.rate)} {to}")
    print(f"rate:    {rate_text(rate.rate)} {to} for 1 {currency}")
    print(f"basis:   {rate.basis}, {days}")
    print(f"source:  {rate.source}")
