"""Rates of single days from the web, through forex-python: only when called, and kept in a file."""

import datetime as dt
import importlib.util
import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from migfund.currency.lookup import MAX_GAP_DAYS
from migfund.currency.rates import Rates
from migfund.dates import literal_period
from migfund.errors import (
    CurrencyError,
    DateError,
    MigfundError,
    MissingExtraError,
    RatesUnavailable,
    ReadError,
    list_values,
)
from migfund.files.replace import alone, replaced

__all__ = ["live_rates"]

_SERVICE: str | None = None
"""URL of another server that speaks the same API; None for the one that forex-python names."""

_LONGEST = 200_000
"""Bytes of the longest answer that is read; a real one has a few thousand."""

_BACK_OFF = 0.5
"""Seconds before the second try; doubled before each further one."""

_CODE = re.compile(r"[A-Z]{3}")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
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
        Seconds for which the service may be silent.
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
    good = isinstance(timeout, int | float) and 0 < timeout < math.inf
    if not (isinstance(tries, int) and tries >= 1 and good):
        raise MigfundError("tries must be 1 or more, and timeout a positive number of seconds.")
    path = _cache_path(cache)
    kept = _read_cache(path)
    new: list[_Answer] = []
    try:
        answers = _answers(codes, days, to, kept, new, timeout, tries)
    finally:  # what was answered before a failure need not be asked again
        _add_to_cache(path, new)
    return _table(answers, codes, to, max(days.values()))


class _Answer(NamedTuple):
    """What the service said about one day: units of each currency for one of the base."""

    source: str
    base: str
    asked: dt.date
    published: dt.date
    fetched: dt.date
    rates: dict[str, float]

    @property
    def host(self) -> str:
        """The name of the service."""
        return urlsplit(self.source).hostname or self.source


class _FaultError(Exception):
    """Why a request failed, and whether another try may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        self.again = again
        super().__init__(reason)


def _codes(currencies: Iterable[str], to: str) -> list[str]:
    """Return the distinct codes other than the base, in order of appearance."""
    codes = [
        code
        for code in _listed(currencies, str)
        if not (pd.api.types.is_scalar(code) and pd.isna(code))
    ]
    strange = [c for c in [*codes, to] if not isinstance(c, str) or not _CODE.fullmatch(c)]
    if strange:
        raise CurrencyError(
            f"not ISO 4217 codes: {list_values(strange)}. Codes are three capital letters, as EUR."
        )
    others = [code for code in dict.fromkeys(codes) if code != to]
    if not others:
        raise CurrencyError(f"no currency other than {to} was given: there is nothing to ask.")
    return others


def _missing(thing: Any) -> bool:
    return bool(pd.api.types.is_scalar(thing) and pd.isna(thing))


def _listed(given: Any, one: Any) -> list[Any]:
    """Return what the caller lists; one thing alone will do."""
    if isinstance(given, one) or not isinstance(given, Iterable):
        return [given]
    return list(given)


def _days(dates: Iterable[str | dt.date]) -> dict[dt.date, dt.date]:
    """Return the days to ask for, each with the last day that its answer is to serve."""
    days: set[dt.date] = set()
    for when in _listed(dates, str | dt.date):
        if _missing(when):
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
    kept: dict[tuple[str, str, dt.date], _Answer],
    new: list[_Answer],
    timeout: float,
    tries: int,
) -> list[_Answer]:
    """Take each day's answer from the cache, or else ask; ``new`` gets those to be kept."""
    answers, client = [], _client(timeout)
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


def _client(timeout: float) -> Any:
    """Return forex-python's client, bound in time and in the size of what it reads.

    Its module calls ``requests.get`` without a time-out. It is loaded a second time, as a private
    copy that no one else sees, and only in this copy ``requests`` is ours: the module that other
    code imports stays as it is, in other threads too.
    """
    try:
        spec = importlib.util.find_spec("forex_python.converter")
        import requests  # noqa: F401
    except ImportError:
        spec = None
    if spec is None or spec.loader is None:
        raise _missing_extra()
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.requests = _Web(timeout)
    client = module.CurrencyRates()
    # forex-python hands on the rates alone; the date and the base of the answer matter too.
    client._decode_rates = lambda reply, **_: reply.answer
    if _SERVICE is not None:
        client._source_url = lambda: _SERVICE
    return client


class _Reply(NamedTuple):
    """The part of a reply that forex-python looks at."""

    status_code: int
    answer: Any


class _Web:
    """What forex-python gets in the place of the requests package."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout

    def get(self, url: str, params: dict[str, str]) -> _Reply:
        """Get an answer whole; everything that goes wrong is a fault."""
        import requests

        try:
            with requests.get(url, params=params, timeout=self.timeout, stream=True) as response:
                body = next(response.iter_content(_LONGEST + 1), b"")
        except requests.Timeout:
            raise _FaultError(f"no answer within {self.timeout:g} s", again=True) from None
        except requests.RequestException as error:
            reason = f"the connection failed ({type(error).__name__})"
            raise _FaultError(reason, again=True) from error
        status = response.status_code
        if status != 200:
            raise _FaultError(f"HTTP status {status}", again=status >= 500 or status == 429)
        if len(body) > _LONGEST:
            raise _FaultError(f"an answer of over {_LONGEST} bytes", again=False)
        try:
            return _Reply(status, json.loads(body))
        except (ValueError, RecursionError):
            what = "an answer that is not JSON" if body.strip() else "an empty answer"
            raise _FaultError(what, again=True) from None


def _ask(client: Any, source: str, to: str, day: dt.date, tries: int) -> _Answer:
    """Ask for one day, again after a pause where that may help."""
    attempt = 1
    while True:
        try:
            return _read_answer(client.get_rates(to, day), source, to, day)
        except _FaultError as fault:
            if attempt >= tries or not fault.again:
                times = "1 try" if attempt == 1 else f"{attempt} tries"
                raise RatesUnavailable(
                    f"no {to} rates of {day} from {urlsplit(source).hostname} after {times}: "
                    f"{fault}. {_INSTEAD}"
                ) from fault
        sleep(_BACK_OFF * 2 ** (attempt - 1))
        attempt += 1


def _read_answer(body: Any, source: str, to: str, day: dt.date) -> _Answer:
    """Check that an answer has the form of one and is in the base asked for."""
    rates = body.get("rates") if isinstance(body, dict) else None
    if not isinstance(rates, dict):
        raise _FaultError("an answer without rates", again=False)
    if body.get("base") != to:
        raise _FaultError(f"an answer whose base is {body.get('base')!r}, not {to}", again=False)
    try:
        published = dt.date.fromisoformat(body.get("date"))
    except (TypeError, ValueError):
        raise _FaultError(f"an answer whose date is {body.get('date')!r}", again=False) from None
    return _Answer(source, to, day, published, dt.date.today(), _numbers(rates))


def _numbers(rates: dict[str, Any]) -> dict[str, float]:
    """Return those of the rates that are positive numbers, or texts that are."""
    return {code: number for code, value in rates.items() if (number := _number(value))}


def _number(value: object) -> float | None:
    """Read a positive number, or a text that is one; None for anything else."""
    if isinstance(value, str):
        value = float(value) if _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 1e300 else None


def _check(answer: _Answer, codes: list[str], served: dt.date) -> None:
    """Raise if an answer is about another time, or without a usable rate of each currency."""
    about = f"{answer.host}, asked for {answer.asked}, answered"
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


def _table(answers: list[_Answer], codes: list[str], to: str, last: dt.date) -> Rates:
    """Put answers into a table, each on the day on which its rates were published."""
    host, rows = answers[0].host, dict[dt.date, dict[str, float]]()
    for answer in answers:
        row = {code: answer.rates[code] for code in codes}
        if rows.setdefault(answer.published, row) != row:
            raise RatesUnavailable(
                f"{host} gave two different rates for {answer.published}. Delete the cache to ask "
                f"anew. {_INSTEAD}"
            )
    table = pd.DataFrame.from_dict(rows, orient="index", columns=codes, dtype=float)
    fetched = sorted({answer.fetched for answer in answers})
    when = str(fetched[0]) if len(fetched) == 1 else f"{fetched[0]} to {fetched[-1]}"
    return Rates(
        table.set_axis(pd.DatetimeIndex(table.index)),
        base=to,
        source=f"{host} via forex-python, fetched {when} (only the days asked for)",
        as_of=last,  # the service was asked for it, and answered with the last rates before
        licence=f"The terms of {host}; forex-python (MIT) states none for the figures",
    )


def _missing_extra() -> MissingExtraError:
    return MissingExtraError(
        "live rates need forex-python and platformdirs: pip install 'migfund[live]'."
    )


def _cache_path(cache: str | Path | None) -> Path:
    """Return the file of the cache."""
    if isinstance(cache, str | Path):
        return Path(cache)
    if cache is not None:
        raise MigfundError(f"cache must be the name of a file, not {cache!r}.")
    try:
        import platformdirs
    except ImportError:
        raise _missing_extra() from None
    return Path(platformdirs.user_cache_dir("migfund")) / "live_rates.json"


def _read_cache(path: Path) -> dict[tuple[str, str, dt.date], _Answer]:
    """Read the answers that were kept, by source, base and day."""
    try:
        records = json.loads(path.read_text(encoding="utf-8"))["answers"]
        answers = [_read_record(record) for record in records]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReadError(
            path, f"not a cache of live_rates ({error}). Delete it, or name another with cache=."
        ) from error
    return {(answer.source, answer.base, answer.asked): answer for answer in answers}


def _read_record(record: dict[str, Any]) -> _Answer:
    """Read one answer of the cache, as strictly as one of the service."""
    asked, published, fetched = (
        dt.date.fromisoformat(record[name]) for name in ("asked", "published", "fetched")
    )
    rates = _numbers(record["rates"])
    if len(rates) < len(record["rates"]):
        raise ValueError("a rate is not a positive number")
    return _Answer(str(record["source"]), str(record["base"]), asked, published, fetched, rates)


def _add_to_cache(path: Path, new: list[_Answer]) -> None:
    """Add answers to the cache file, which is replaced in one step or left as it is."""
    if not new:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path):
            answers = _read_cache(path)  # another process may have added to it meanwhile
            answers |= {(answer.source, answer.base, answer.asked): answer for answer in new}
            records = [answer._asdict() for answer in answers.values()]
            text = json.dumps({"answers": records}, default=str, indent=1)
            with replaced(path) as beside:
                beside.write_text(text, encoding="utf-8")
    except ReadError:
        raise
    except (OSError, MigfundError) as error:
        raise ReadError(
            path, f"answers cannot be kept here ({error}). Name another file with cache=."
        ) from error
