"""Live rates against a server on this machine that speaks forex-python's API, and its faults."""

import datetime as dt
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migfund import convert_currency, ecb_rates
from migfund.currency import live
from migfund.currency.live import live_rates
from migfund.errors import (
    CurrencyError,
    DateError,
    MigfundError,
    MissingExtraError,
    RatesUnavailable,
    ReadError,
)


class Server(ThreadingHTTPServer):
    """Answers with 0.5 EUR and 100 + day-of-month KES for one unit, unless told otherwise."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.faults: list[str] = []  # for the next requests, one each
        self.change: Callable[[dict[str, Any]], None] = lambda _: None
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/"

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients that hang up are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        day, base = parts.path.removeprefix("/api/"), parse_qs(parts.query)["base"][0]
        self.server.asked.append(f"{day} {base}")
        rates = {"EUR": 0.5, "KES": 100.0 + int(day[-2:]), base: 1}
        answer: dict[str, Any] = {"base": base, "date": day, "rates": rates}
        self.server.change(answer)
        body = json.dumps(answer).encode()
        fault = self.server.faults.pop(0) if self.server.faults else ""
        if fault == "stall":
            self.server.over.wait(5)
            return
        whole = {"empty": b"", "page": b"<html>", "list": b"[]", "norates": b"{}"}
        whole["huge"] = b" " * (live._LONGEST + 1)
        body = whole.get(fault, body)
        self.send_response(int(fault) if fault.isdigit() else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "cut":
            body = body[: len(body) // 2]
        self.wfile.write(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setattr(live, "_SERVICE", running.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    yield running
    running.over.set()
    running.shutdown()
    thread.join(5)
    running.server_close()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(live, "sleep", slept.append)
    return slept


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "new" / "cache.json"


def test_one_request_a_day_whatever_the_currencies(server: Server, cache: Path) -> None:
    days = ["2024-03-14", dt.date(2024, 3, 12), pd.Timestamp("2024-03-14 08:30"), None]
    rates = live_rates(["EUR", "KES", "EUR", None, "USD"], days, cache=cache)
    assert server.asked == ["2024-03-12 USD", "2024-03-14 USD"]
    assert [str(day.date()) for day in rates.to_frame().index] == ["2024-03-12", "2024-03-14"]
    assert rates.to_frame().to_dict("list") == {
        "USD": [1.0, 1.0],
        "EUR": [0.5, 0.5],
        "KES": [112.0, 114.0],
    }
    assert (rates.base, rates.frequency, rates.as_of) == ("USD", "day", dt.date(2024, 3, 14))
    today = dt.date.today()
    assert rates.source == (
        f"127.0.0.1 via forex-python, fetched {today} (only the days asked for)"
    )
    assert rates.get("EUR", "USD", "2024-03-14").rate == 2
    assert rates.get("EUR", "KES", "2024-03-12").rate == 224


@pytest.mark.parametrize(
    "dates",
    [
        "2024-03-14",
        dt.date(2024, 3, 14),
        pd.Series(pd.to_datetime(["2024-03-14", None])),
        np.array(["2024-03-14", "NaT"], dtype="datetime64[D]"),
        np.array(["2024-03-14T12:00"], dtype="datetime64[s]"),
    ],
)
def test_days_of_many_kinds(server: Server, cache: Path, dates: Any) -> None:
    rates = live_rates("EUR", dates, cache=cache)
    assert server.asked == ["2024-03-14 USD"]
    assert rates.to_frame()["EUR"].to_list() == [0.5]


def test_weekend_asks_for_the_friday(server: Server, cache: Path) -> None:
    days = ["2024-03-15", "2024-03-16", "2024-03-17", "2024-03-18"]
    rates = live_rates(["KES"], days, cache=cache, to="EUR")
    assert server.asked == ["2024-03-15 EUR", "2024-03-18 EUR"]
    sunday = rates.get("EUR", "KES", "2024-03-17")
    assert (sunday.rate, sunday.date_from) == (115, dt.date(2024, 3, 15))


def test_second_call_reads_the_cache(server: Server, cache: Path) -> None:
    first = live_rates(["EUR"], ["2024-03-14"], cache=cache)
    again = live_rates(["KES", "EUR"], ["2024-03-14"], cache=cache)
    assert len(server.asked) == 1
    assert again.to_frame()["EUR"].equals(first.to_frame()["EUR"])
    live_rates(["EUR"], ["2024-03-14", "2024-03-13"], cache=cache)
    assert server.asked[1:] == ["2024-03-13 USD"]
    live_rates(["EUR"], ["2024-03-14"], to="KES", cache=cache)
    assert server.asked[2:] == ["2024-03-14 KES"]
    records = json.loads(cache.read_text())["answers"]
    assert records[0] == {
        "source": server.url,
        "base": "USD",
        "asked": "2024-03-14",
        "published": "2024-03-14",
        "fetched": str(dt.date.today()),
        "rates": {"EUR": 0.5, "KES": 114.0, "USD": 1.0},
    }
    assert {path.name for path in cache.parent.iterdir()} <= {"cache.json", "cache.json.lock"}


@pytest.mark.usefixtures("server")
def test_source_says_when_kept_answers_were_fetched(cache: Path) -> None:
    live_rates(["EUR"], ["2024-03-14"], cache=cache)
    cache.write_text(cache.read_text().replace(str(dt.date.today()), "2024-05-01"))
    assert "fetched 2024-05-01 (" in live_rates(["EUR"], ["2024-03-14"], cache=cache).source
    both = live_rates(["EUR"], ["2024-03-14", "2024-03-13"], cache=cache).source
    assert f"fetched 2024-05-01 to {dt.date.today()} (" in both


def test_answers_about_today_are_not_kept(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Thursday(dt.date):
        @classmethod
        def today(cls) -> dt.date:
            return dt.date(2024, 3, 14)

    monkeypatch.setattr(live.dt, "date", Thursday)
    for _ in range(2):
        live_rates(["EUR"], ["2024-03-13", "2024-03-14"], cache=cache)
    assert server.asked == ["2024-03-13 USD", "2024-03-14 USD", "2024-03-14 USD"]


@pytest.mark.usefixtures("server")
def test_default_cache_is_in_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(tmp_path / name))
    live_rates(["EUR"], ["2024-03-14"])
    assert (tmp_path / "migfund" / "live_rates.json").is_file()


PASSING = {
    "stall": "no answer within 0.3 s",
    "cut": "the connection failed",
    "empty": "an empty answer",
    "page": "an answer that is not JSON",
    "429": "HTTP status 429",
    "500": "HTTP status 500",
    "504": "HTTP status 504",
}


@pytest.mark.parametrize("fault", PASSING)
def test_passing_fault_is_tried_again(
    server: Server, cache: Path, pauses: list[float], fault: str
) -> None:
    server.faults = [fault, fault]
    rates = live_rates(["EUR"], ["2024-03-14"], cache=cache, timeout=0.3)
    assert rates.get("USD", "EUR", "2024-03-14").rate == 0.5
    assert len(server.asked) == 3
    assert pauses == [0.5, 1.0]


@pytest.mark.parametrize("fault", PASSING)
def test_lasting_fault_ends_with_what_to_use_instead(
    server: Server, cache: Path, pauses: list[float], fault: str
) -> None:
    server.faults = [fault] * 9
    message = rf"no USD rates of 2024-03-14 from 127.0.0.1 after 2 tries: {PASSING[fault]}"
    with pytest.raises(RatesUnavailable, match=message) as caught:
        live_rates(["EUR"], ["2024-03-14", "2024-03-15"], cache=cache, timeout=0.3, tries=2)
    for remedy in ("ecb_rates()", "read_rates()", "fixed_rates("):
        assert remedy in str(caught.value)
    assert len(server.asked) == 2  # the first day that fails is the last one asked
    assert pauses == [0.5]
    assert not cache.exists()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("400", "after 1 try: HTTP status 400"),
        ("list", "an answer without rates"),
        ("norates", "an answer without rates"),
        ("huge", "an answer of over 200000 bytes"),
    ],
)
def test_fault_that_will_not_pass_is_not_tried_again(
    server: Server, cache: Path, pauses: list[float], fault: str, message: str
) -> None:
    server.faults = [fault]
    with pytest.raises(RatesUnavailable, match=message):
        live_rates(["EUR"], ["2024-03-14"], cache=cache)
    assert (len(server.asked), pauses) == (1, [])


def test_nobody_there(cache: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # not listening: the port is held, and refuses
        monkeypatch.setattr(live, "_SERVICE", f"http://127.0.0.1:{taken.getsockname()[1]}/")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with pytest.raises(RatesUnavailable, match=r"after 3 tries: the connection failed"):
            live_rates(["EUR"], ["2024-03-14"], cache=cache, timeout=1)
    assert pauses == [0.5, 1.0]


def test_what_was_answered_before_a_failure_is_kept(
    server: Server, cache: Path, pauses: list[float]
) -> None:
    server.faults = ["", "504"]
    with pytest.raises(RatesUnavailable, match="2024-03-15"):
        live_rates(["EUR"], ["2024-03-14", "2024-03-15"], cache=cache, tries=1)
    live_rates(["EUR"], ["2024-03-14", "2024-03-15"], cache=cache)
    assert [day[:10] for day in server.asked] == ["2024-03-14", "2024-03-15", "2024-03-15"]
    assert pauses == []


@pytest.mark.parametrize("text", ["0.5", " 5e-1 "])
def test_texts_that_are_numbers(server: Server, cache: Path, text: str) -> None:
    server.change = lambda answer: answer["rates"].update(EUR=text)
    rates = live_rates(["EUR"], ["2024-03-14"], cache=cache)
    assert rates.get("USD", "EUR", "2024-03-14").rate == 0.5


JUNK = ["", "0,5", "1_000", "nan", "inf", "1e999", "n/a", 0, -1, True, None, [1], {}, 10**400]


@pytest.mark.parametrize("junk", [*JUNK, float("nan"), float("inf")])
def test_junk_for_a_number_is_refused(server: Server, cache: Path, junk: Any) -> None:
    server.change = lambda answer: answer["rates"].update(EUR=junk)
    with pytest.raises(RatesUnavailable, match="without a positive number for 'EUR'"):
        live_rates(["KES", "EUR"], ["2024-03-14"], cache=cache)
    assert live_rates(["KES"], ["2024-03-14"], cache=cache).currencies == ("USD", "KES")


def test_unknown_currency(server: Server, cache: Path) -> None:
    message = "without a positive number for 'XXX', 'YYY'. It has 'EUR', 'KES', 'USD'"
    with pytest.raises(RatesUnavailable, match=message):
        live_rates(["XXX", "EUR", "YYY"], ["2024-03-14"], cache=cache)
    assert len(server.asked) == 1


def dated(day: object) -> Callable[[dict[str, Any]], None]:
    return lambda answer: answer.update(date=day)


def test_answer_of_an_earlier_day_stands_on_that_day(server: Server, cache: Path) -> None:
    server.change = dated("2024-03-28")  # Good Friday and Easter Monday have no rates
    rates = live_rates(["EUR"], ["2024-03-29", "2024-04-01"], cache=cache)
    assert rates.to_frame().index.to_list() == [pd.Timestamp("2024-03-28")]
    monday = rates.get("USD", "EUR", "2024-04-01")
    assert (monday.rate, monday.date_from) == (0.5, dt.date(2024, 3, 28))


@pytest.mark.parametrize(
    ("day", "answered", "fine"),
    [
        ("2024-03-14", "2024-03-07", True),
        ("2024-03-14", "2024-03-06", False),
        ("2024-03-14", "2024-03-15", False),
        ("2024-03-14", "2023-03-14", False),
        ("2024-03-17", "2024-03-10", True),  # a Sunday: the week counts from the day given
        ("2024-03-17", "2024-03-09", False),
        ("2024-03-17", "2024-03-16", False),
    ],
)
def test_date_of_the_answer(
    server: Server, cache: Path, day: str, answered: str, fine: bool
) -> None:
    server.change = dated(answered)
    if fine:
        rates = live_rates(["EUR"], [day], cache=cache)
        assert rates.get("USD", "EUR", day).date_from == dt.date.fromisoformat(answered)
        return
    with pytest.raises(RatesUnavailable, match=f"answered with rates of {answered}"):
        live_rates(["EUR"], [day], cache=cache)
    assert len(server.asked) == 1
    assert not cache.exists()  # a wrong answer must not be given again from the cache


@pytest.mark.parametrize("day", [None, "", "latest", 20240314, "2024-02-30"])
def test_answer_without_a_date(server: Server, cache: Path, day: object) -> None:
    server.change = dated(day)
    with pytest.raises(RatesUnavailable, match="an answer whose date is"):
        live_rates(["EUR"], ["2024-03-14"], cache=cache)


def test_answer_in_another_base(server: Server, cache: Path) -> None:
    server.change = lambda answer: answer.update(base="EUR")
    with pytest.raises(RatesUnavailable, match="whose base is 'EUR', not USD"):
        live_rates(["KES"], ["2024-03-14"], cache=cache)


def test_two_rates_for_one_day(server: Server, cache: Path) -> None:
    def change(answer: dict[str, Any]) -> None:
        answer["rates"]["EUR"] = 0.1 * len(server.asked)
        answer["date"] = "2024-03-13"

    server.change = change
    with pytest.raises(RatesUnavailable, match="two different rates for 2024-03-13"):
        live_rates(["EUR"], ["2024-03-13", "2024-03-14"], cache=cache)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"answers": [1]}', '{"answers": [{"asked": "2024-03-14"}]}']
)
def test_damaged_cache_is_neither_used_nor_overwritten(
    server: Server, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "cache.json"
    path.write_text(text)
    with pytest.raises(ReadError, match="not a cache of live_rates"):
        live_rates(["EUR"], ["2024-03-14"], cache=path)
    assert (path.read_text(), server.asked) == (text, [])


def test_cache_with_a_rate_that_is_none(server: Server, cache: Path) -> None:
    live_rates(["EUR"], ["2024-03-14"], cache=cache)
    cache.write_text(cache.read_text().replace("0.5", "-0.5"))
    with pytest.raises(ReadError, match="a rate is not a positive number"):
        live_rates(["EUR"], ["2024-03-14"], cache=cache)
    assert len(server.asked) == 1


@pytest.mark.usefixtures("server")
def test_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadError, match=r"cannot be kept here|not a cache"):
        live_rates(["EUR"], ["2024-03-14"], cache=tmp_path / "file" / "cache.json")


@pytest.mark.usefixtures("server")
def test_cache_that_is_no_name() -> None:
    with pytest.raises(MigfundError, match="cache must be the name of a file, not 5"):
        live_rates(["EUR"], ["2024-03-14"], cache=5)  # type: ignore[arg-type]


def test_failed_write_leaves_the_cache_as_it_was(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_rates(["EUR"], ["2024-03-14"], cache=cache)
    before = cache.read_text()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(ReadError, match="no space left"):
        live_rates(["EUR"], ["2024-03-13"], cache=cache)
    assert cache.read_text() == before
    assert {path.name for path in cache.parent.iterdir()} <= {"cache.json", "cache.json.lock"}
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("currencies", "dates", "options", "error", "message"),
    [
        (["eur"], ["2024-03-14"], {}, CurrencyError, "not ISO 4217 codes: 'eur'"),
        (["EUR"], ["2024-03-14"], {"to": "$"}, CurrencyError, r"not ISO 4217 codes: '\$'"),
        ([7], ["2024-03-14"], {}, CurrencyError, "not ISO 4217 codes: 7"),
        (["USD", None], ["2024-03-14"], {}, CurrencyError, "no currency other than USD"),
        (["EUR"], ["2024"], {}, DateError, "single days .*, not of '2024'"),
        (["EUR"], ["2024-03-14 or so"], {}, DateError, "is not a day"),
        (["EUR"], [None], {}, DateError, "no day was given"),
        (["EUR"], ["2999-01-01"], {}, RatesUnavailable, "days to come: 2999-01-01"),
        (["EUR"], ["2024-03-14"], {"tries": 0}, MigfundError, "tries must be 1 or more"),
        (["EUR"], ["2024-03-14"], {"timeout": 0}, MigfundError, "timeout a positive number"),
        (5, ["2024-03-14"], {}, CurrencyError, "not ISO 4217 codes: 5"),
        (None, ["2024-03-14"], {}, CurrencyError, "no currency other than USD"),
        (["EUR"], 3.5, {}, DateError, "'3.5' is not a day"),
        (["EUR"], None, {}, DateError, "no day was given"),
        (["EUR"], [["2024-03-14"]], {}, DateError, "is not a day"),
        (["EUR"], ["2024-03-14"], {"to": None}, CurrencyError, "not ISO 4217 codes: None"),
        (["EUR"], ["2024-03-14"], {"tries": "3"}, MigfundError, "tries must be 1 or more"),
        (["EUR"], ["2024-03-14"], {"timeout": "x"}, MigfundError, "timeout a positive number"),
    ],
)
def test_bad_question_is_never_asked(
    server: Server,
    cache: Path,
    currencies: Any,
    dates: Any,
    options: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        live_rates(currencies, dates, cache=cache, **options)
    assert server.asked == []


@pytest.mark.parametrize("package", ["forex_python", "requests", "platformdirs"])
def test_missing_extra(server: Server, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda _: "nowhere")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'migfund\[live\]'"):
        live_rates(["EUR"], ["2024-03-14"])
    assert server.asked == []


def test_forex_python_stays_as_it_is_for_others(server: Server, cache: Path) -> None:
    import requests
    from forex_python import converter

    before, module, get = dict(vars(converter)), sys.modules["forex_python.converter"], requests.get
    live_rates(["EUR"], ["2024-03-14"], cache=cache)
    assert len(server.asked) == 1
    assert dict(vars(converter)) == before
    assert converter.requests is requests
    assert (sys.modules["forex_python.converter"], requests.get) == (module, get)


def test_service_is_that_of_forex_python_unless_changed() -> None:
    from forex_python.converter import CurrencyRates

    assert live._SERVICE is None
    assert live._client(1)._source_url() == CurrencyRates()._source_url()


def test_nothing_is_loaded_by_the_import() -> None:
    code = (
        "import sys, migfund.currency.live; "
        "print([m for m in ('requests', 'forex_python', 'platformdirs') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.usefixtures("server")
def test_live_rates_fill_what_the_ecb_lacks(cache: Path) -> None:
    projects = pd.DataFrame(
        {
            "budget": [1140.0, 100.0],
            "currency": ["KES", "EUR"],
            "start": pd.to_datetime(["2024-03-14", "2024-03-14"]),
            "start_precision": "day",
        }
    )
    live_table = live_rates(["KES"], projects["start"], cache=cache)
    done = convert_currency(projects, to="USD", rates=ecb_rates() | live_table)
    assert done["budget_usd"].iloc[0] == pytest.approx(10)
    assert "via forex-python" in done["budget_usd_source"].iloc[0]
    assert "ECB" in done["budget_usd_source"].iloc[1]


@given(st.floats(min_value=1e-9, max_value=1e12))
def test_number_and_its_text_are_the_same(value: float) -> None:
    assert live._number(value) == live._number(repr(value)) == value


@given(st.text() | st.none() | st.booleans() | st.lists(st.integers()))
def test_anything_else_is_a_positive_number_or_none(value: object) -> None:
    number = live._number(value)
    assert number is None or (isinstance(value, str) and number > 0)
