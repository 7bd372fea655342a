"""Rates of single days from the web, through forex-python: only when called, and kept in a file."""

import datetime as dt
import math
import re
from collections.abc import Iterable
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from migfund.currency.answers import (
    Answer,
    FaultError,
    add_to_cache,
    read_answer,
    read_cache,
)
from migfund.currency.figures import MAX_GAP_DAYS
from migfund.currency.rates import Rates
from migfund.currency.service import missing_extra, open_client, open_session
from migfund.dates import literal_period
from migfund.errors import (
    CurrencyError,
    DateError,
    MigfundError,
    RatesUnavailable,
    list_values,
)

__all__ = ["live_rates"]

_BACK_OFF = 0.5
"""Seconds before the second try; doubled before each further one."""

_CODE = re.compile(r"[A-Z]{3}")
_INSTEAD = (
    "Try again later, or use rates that need no network: ecb_rates() (41 currencies from 1999), "
    "read_rates() for an official table of your own, or fixed_rates({'EUR': 1.12}, to='USD')."
)


def live_rates(
    currencies: Iterable[str],
    dates: Iterable[str | dt.date],
    *,
    to: str = "USD",
    cache: str | Path | None = None,
    timeout: float = 10.0,
    tries: int = 3,
) -> Rates:
    """Ask a web service, through forex-python, for the rates of single days.

    The only function that uses the network, and it does so only when called. It asks once for each
    distinct day, whatever the number of currencies: for the Friday where the day is a Saturday or
    a Sunday. Answers about days that are over are kept in a file; what that file has is not asked
    again. Any failure is an error: no other rates are put in place of the ones asked for.

    The result holds the days asked for and nothing between them, so it can convert exact days. An
    average over a month or a year taken from it would rest on those few days alone.

    Parameters
    ----------
    currencies
        ISO 4217 codes; repeats and missing values are left out, so a column will do.
    dates
        Days, as ``"2024-03-15"`` or dates; repeats and missing values are left out. Every currency
        is wanted on every day.
    to
        ISO 4217 code of the base. The service gives units of each currency for one of it, as
        exactly as the service rounds.
    cache
        File to keep answers in; if not given, ``live_rates.json`` in the user's cache folder.
        Delete it to ask anew.
    timeout
        Seconds that one try may wait for the service, and that reading its answer may take.
    tries
        How often to ask for one day where the service fails, with growing pauses.

    Returns
    -------
    Rates
        Base ``to``, one row a calendar day, each rate on the day on which it was published.

    Raises
    ------
    RatesUnavailable
        If the service fails or its answer cannot be trusted: another base, a date after the day
        asked for or more than 7 days before it, a currency that is not there, a rate that is not
        a positive number. Also if a day is yet to come.
    CurrencyError, DateError
        If a code or a day is not one, or none is given.
    ReadError
        If the cache file cannot be read as one, or not be written.
    MissingExtraError
        If forex-python or platformdirs is not installed.

    Examples
    --------
    >>> rates = live_rates(["EUR", "KES"], ["2024-03-15"])  # doctest: +SKIP
    >>> live_rates(["EUR"], ["2024-03"])
    Traceback (most recent call last):
    migfund.errors.DateError: live rates are of single days (2024-03-15), not of '2024-03'.
    """
    codes, days = _codes(currencies, to), _days(dates)
    if not (isinstance(tries, int) and tries >= 1 and 0 < timeout < math.inf):
        raise MigfundError("tries must be 1 or more, and timeout a positive number of seconds.")
    path = _cache_path(cache)
    kept = read_cache(path)
    new: list[Answer] = []
    try:
        answers = _answers(codes, days, to, kept, new, timeout, tries)
    finally:  # what was answered before a failure need not be asked again
        add_to_cache(path, new)
    return _table(answers, codes, to)


def _codes(currencies: Iterable[str], to: str) -> list[str]:
    """Give the distinct codes other than the base, in order of appearance."""
    given = [currencies] if isinstance(currencies, str) else currencies
    codes = list(dict.fromkeys(code for code in given if not pd.isna(code)))
    strange = [c for c in [*codes, to] if not isinstance(c, str) or not _CODE.fullmatch(c)]
    if strange:
        raise CurrencyError(
            f"not ISO 4217 codes: {list_values(strange)}. Codes are three capital letters, as EUR."
        )
    others = [code for code in codes if code != to]
    if not others:
        raise CurrencyError(f"no currency other than {to} was given: there is nothing to ask.")
    return others


def _days(dates: Iterable[str | dt.date]) -> dict[dt.date, dt.date]:
    """Give the days to ask for, each with the last day that its answer is to serve."""
    given = [dates] if isinstance(dates, str | dt.date) else dates
    days: set[dt.date] = set()
    for when in given:
        if pd.isna(when):
            continue
        first, _, precision = literal_period(
            when if isinstance(when, str | dt.date) else str(when)[:10]
        )
        if precision != "day":
            raise DateError(f"live rates are of single days (2024-03-15), not of {str(when)!r}.")
        days.add(first.astype(dt.date))
    if not days:
        raise DateError("no day was given: there is nothing to ask.")
    future = sorted(day for day in days if day > dt.date.today())
    if future:
        raise RatesUnavailable(
            f"no rates exist of days to come: {list_values(future)}. Leave these days out."
        )
    weekend = {5: 1, 6: 2}
    return {day - dt.timedelta(weekend.get(day.weekday(), 0)): day for day in sorted(days)}


def _answers(
    codes: list[str],
    days: dict[dt.date, dt.date],
    to: str,
    kept: dict[tuple[str, str, dt.date], Answer],
    new: list[Answer],
    timeout: float,
    tries: int,
) -> list[Answer]:
    """Take each day's answer from the cache, or else ask; ``new`` gets those to be kept."""
    answers = []
    with open_session() as session:
        client = open_client(session, timeout)
        source = client._source_url()
        for asked, served in days.items():
            answer = kept.get((source, to, asked))
            known = answer is not None and answer.rates.keys() >= set(codes)
            if answer is None or not known:
                answer = _ask(client, source, to, asked, tries)
            _check(answer, codes, served)
            # The rates of a day that is not over may still change, or be yet to come.
            if not known and answer.fetched > asked:
                new.append(answer)
            answers.append(answer)
    return answers


def _ask(client: Any, source: str, to: str, day: dt.date, tries: int) -> Answer:
    """Ask for one day, again after a pause where that may help."""
    attempt = 1
    while True:
        try:
            return read_answer(client.get_rates(to, day), source, to, day)
        except FaultError as fault:
            if attempt >= tries or not fault.again:
                times = "1 try" if attempt == 1 else f"{attempt} tries"
                raise RatesUnavailable(
                    f"no {to} rates of {day} from {_host(source)} after {times}: {fault}. "
                    f"{_INSTEAD}"
                ) from fault
        sleep(_BACK_OFF * 2 ** (attempt - 1))
        attempt += 1


def _check(answer: Answer, codes: list[str], served: dt.date) -> None:
    """Refuse an answer about another time, or without a usable rate of each currency."""
    about = f"{_host(answer.source)}, asked for {answer.asked}, answered"
    early = served - dt.timedelta(MAX_GAP_DAYS)
    if not early <= answer.published <= answer.asked:
        raise RatesUnavailable(
            f"{about} with rates of {answer.published}; for {served} a rate must be from {early} "
            f"to {answer.asked}. {_INSTEAD}"
        )
    lacking = [code for code in codes if code not in answer.rates]
    if lacking:
        raise RatesUnavailable(
            f"{about} without a positive number for {list_values(lacking)}. It has "
            f"{list_values(sorted(answer.rates)) or 'nothing'}. {_INSTEAD}"
        )


def _host(source: str) -> str:
    """Give the name of the service."""
    return urlsplit(source).hostname or source


def _cache_path(cache: str | Path | None) -> Path:
    """Give the file of the cache."""
    if cache is not None:
        return Path(cache)
    try:
        import platformdirs
    except ImportError:
        raise missing_extra() from None
    return Path(platformdirs.user_cache_dir("migfund")) / "live_rates.json"


def _table(answers: list[Answer], codes: list[str], to: str) -> Rates:
    """Put answers into a table, each on the day on which its rates were published."""
    rows: dict[dt.date, dict[str, float]] = {}
    for answer in answers:
        row = {code: answer.rates[code] for code in codes}
        if rows.setdefault(answer.published, row) != row:
            raise RatesUnavailable(
                f"{_host(answer.source)} gave two different rates for {answer.published}. Delete "
                f"the cache to ask anew. {_INSTEAD}"
            )
    days = pd.date_range(min(rows), max(rows), freq="D", unit="us")
    table = pd.DataFrame.from_dict(rows, orient="index", columns=codes, dtype=float)
    table.index = pd.DatetimeIndex(table.index)
    fetched = sorted({answer.fetched for answer in answers})
    when = str(fetched[0]) if len(fetched) == 1 else f"{fetched[0]} to {fetched[-1]}"
    host = _host(answers[0].source)
    return Rates(
        table.reindex(days),
        base=to,
        source=f"{host} via forex-python, fetched {when} (only the days asked for)",
        as_of=max(rows),
        licence=f"The terms of {host}; forex-python (MIT) states none for the figures",
    )
