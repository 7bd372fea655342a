"""IATI files to tidy tables: `read_iati`."""

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from typing import Any

from migfund.codelists import currencies
from migfund.errors import CurrencyError, MigfundError, ReadError, join_some, list_values
from migfund.files.sources import Item, PathLike, find
from migfund.read.iati.gather import LIMIT, Plan, read_files
from migfund.read.iati.overlaps import LINKS, Links
from migfund.read.iati.projects import Rules
from migfund.read.iati.standard import BUDGETS, DATES, TABLES
from migfund.read.iati.stored import Stored, as_frame
from migfund.read.iati.tables import arrow_schema
from migfund.schema import check_option

__all__ = ["read_iati"]


def read_iati(
    paths: PathLike | Iterable[PathLike],
    tables: str | Sequence[str] = "projects",
    *,
    budget: str = "budgets",
    dates: str = "actual",
    expenditures: bool = True,
    to: str | None = None,
    rates: Any = None,
    language: str | None = None,
    workers: int = 1,
    on_error: str = "raise",
) -> Any:
    """Read IATI activities, of any version, into the project table or into tidy tables.

    Where people differ on what an activity's figures are, an option says so; the page on IATI has
    every rule. Nothing that was stated is left out: a value that is no number, a date that is none,
    an unknown country are missing, and :func:`migfund.problems` lists them with their XPath.

    Parameters
    ----------
    paths
        Files, folders, patterns, zip archives or open files, as in :func:`migfund.read_projects`;
        gzip is unpacked. A file is read as a stream, whatever its size; from a URL, up to 50 MB
        are fetched and kept. Large tables stand in a temporary file, mapped into memory.
    tables
        ``"projects"``, or a list of names, for a dict of tables: ``projects`` (one row an
        activity), ``budgets``, ``planned_disbursements``, ``transactions``, ``recipients``,
        ``sectors``, ``participants``, ``results`` (titles and indicators) and ``related`` (one row
        an element). ``project_id`` and ``source`` link them; ``source_locator`` is the XPath.
    budget
        What a project's budget is the sum of: ``"budgets"``, ``"commitments"`` (the outgoing
        ones), ``"planned-disbursements"``, or ``"largest"``, the one of these that is largest
        (missing where one is not known); ``budget_from`` says which. An original budget that has a
        revised one for the same period does not count.
    dates
        ``"actual"`` dates where there are any, or ``"planned"`` ones; ``start_from`` and
        ``end_from`` say which.
    expenditures
        Whether ``disbursement`` adds up expenditures too, which publishers that spend the money
        themselves report instead of disbursements.
    to
        Currency to which the project table's sums are converted, value by value, each by its own
        value date. Without it, a sum of several currencies is missing and a problem.
    rates
        Rates for ``to``; the bundled ECB reference rates if not given.
    language
        Language, such as ``"en"`` (``en-GB`` is in it), that is taken where a text has several;
        the first if not given.
    workers
        Processes that read several files at the same time.
    on_error
        ``"raise"``, or ``"report"`` to keep a file that has no activity as a row with its source
        alone. A file that breaks gives what stands before and after the break either way.

    Returns
    -------
    pandas.DataFrame or dict of str to pandas.DataFrame
        Files keep the order given, activities that of the file. Money is in units of its currency.
        ``counted_in`` says of a value where else in these tables the same money stands: a revised
        budget, the receiving activity of a transaction, the same activity in an earlier file.

    Raises
    ------
    ReadError
        If a path does not exist or holds nothing, or a file has no activity; up to five are named.

    Examples
    --------
    >>> import io, migfund as mf
    >>> xml = '''<iati-activities version="2.03"><iati-activity default-currency="EUR">
    ... <iati-identifier>XX-1</iati-identifier><recipient-country code="AM"/>
    ... <transaction><transaction-type code="3"/><transaction-date iso-date="2019-02-01"/>
    ... <value value-date="2019-02-01">105000</value></transaction>
    ... </iati-activity></iati-activities>'''
    >>> tables = mf.read_iati(io.StringIO(xml), ["projects", "transactions"])
    >>> tables["projects"][["project_id", "disbursement", "currency"]].values.tolist()
    [['XX-1', 105000.0, 'EUR']]
    >>> tables["transactions"].loc[0, "source_locator"]
    '/iati-activities/iati-activity[1]/transaction[1]'
    """
    names: list[Any] = list(tables) if isinstance(tables, list | tuple) else [tables]
    for name in names:
        check_option("tables", name, TABLES)
    if not names:
        raise MigfundError(f"tables names none of {list_values(TABLES, limit=20)}.")
    check_option("budget", budget, BUDGETS)
    check_option("dates", dates, DATES)
    check_option("expenditures", expenditures, (True, False))
    check_option("on_error", on_error, ("raise", "report"))
    if not isinstance(workers, int) or isinstance(workers, bool) or workers < 1:
        raise MigfundError(f"workers must be a number of processes from 1, not {workers!r}.")
    if to is not None and not (isinstance(to, str) and to in currencies()):
        raise CurrencyError(f"to must be a currency code of ISO 4217, such as 'USD', not {to!r}.")
    if language is not None and not isinstance(language, str):
        raise MigfundError(f"language must be a code such as 'en', not {language!r}.")
    plan = Plan(tuple(names), Rules(budget, dates, expenditures, to, rates), language)
    items = find(paths, limit=LIMIT)
    try:
        frames = _frames(items, plan, names, workers, refuse=on_error == "raise")
    except OSError as error:
        raise MigfundError(
            "large tables are kept in temporary files, and there is no room for them in "
            f"{tempfile.gettempdir()!r} ({error.strerror or error}). Make room there, or set "
            "TMPDIR to another folder before Python starts."
        ) from None
    return frames[tables] if isinstance(tables, str) else frames


def _frames(
    items: list[Item], plan: Plan, names: Sequence[str], workers: int, *, refuse: bool
) -> dict[str, Any]:
    """Read files into tables; ``refuse`` those that cannot be read."""
    schemas = LINKS | {name: arrow_schema(TABLES[name]) for name in names}
    unread: list[ReadError] = []
    frames = {}
    with ExitStack() as files:
        stored = {
            name: files.enter_context(closing(Stored(schema))) for name, schema in schemas.items()
        }
        for batches, faults in read_files(items, plan, workers):
            unread += faults
            for name, batch in batches.items():
                stored[name].add(batch)
        if refuse:
            _raise_unread(unread, len(items))
        links = Links(*(stored[name] for name in LINKS))
        for name in dict.fromkeys(names):
            links.complete(name, stored[name])
            frames[name] = as_frame(stored[name])
            stored[name].close()
    return frames


def _raise_unread(unread: list[ReadError], number: int) -> None:
    """Name up to five of the files that have no activity."""
    if not unread:
        return
    if number == 1:
        raise unread[0]
    raise ReadError(
        f"{len(unread)} of {number} files could not be read",
        f"{join_some([str(error) for error in unread])}. on_error='report' keeps them as rows "
        "that say why.",
    )
