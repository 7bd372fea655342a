"""Answers of a web service about the rates of a day: read strictly, and kept in a file."""

import datetime as dt
import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from migfund.errors import ReadError

__all__ = ["Answer", "FaultError", "add_to_cache", "read_answer", "read_cache"]

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class Answer(NamedTuple):
    """What the service said about one day: units of each currency for one of the base."""

    source: str
    base: str
    asked: dt.date
    published: dt.date
    fetched: dt.date
    rates: dict[str, float]


class FaultError(Exception):
    """Why a request failed, and whether another try may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        self.again = again
        super().__init__(reason)


def read_answer(body: Any, source: str, to: str, day: dt.date) -> Answer:
    """Check that an answer has the form of one and is in the base asked for."""
    rates = body.get("rates") if isinstance(body, dict) else None
    if not isinstance(rates, dict):
        raise FaultError("an answer without rates", again=False)
    if body.get("base") != to:
        raise FaultError(f"an answer whose base is {body.get('base')!r}, not {to}", again=False)
    published = _day(body.get("date"))
    if published is None:
        raise FaultError(f"an answer whose date is {body.get('date')!r}", again=False)
    numbers = {code: number for code, value in rates.items() if (number := _number(value))}
    return Answer(source, to, day, published, dt.date.today(), numbers)


def _day(value: object) -> dt.date | None:
    """Read a day written as 2024-03-15; None for anything else."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _number(value: object) -> float | None:
    """Read a positive number, or a text that is one; None for anything else."""
    if isinstance(value, str):
        value = float(value) if _NUMBER.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 1e300 else None


def read_cache(path: Path) -> dict[tuple[str, str, dt.date], Answer]:
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


def _read_record(record: dict[str, Any]) -> Answer:
    """Read one answer of the cache, as strictly as one of the service."""
    asked, published, fetched = (
        dt.date.fromisoformat(record[name]) for name in ("asked", "published", "fetched")
    )
    rates = {code: number for code, value in record["rates"].items() if (number := _number(value))}
    if len(rates) < len(record["rates"]):
        raise ValueError("a rate is not a positive number")
    return Answer(str(record["source"]), str(record["base"]), asked, published, fetched, rates)


def add_to_cache(path: Path, new: list[Answer]) -> None:
    """Add answers to the cache file, which is replaced in one step or left as it is."""
    if not new:
        return
    answers = read_cache(path)  # another process may have added to it meanwhile
    answers |= {(answer.source, answer.base, answer.asked): answer for answer in new}
    text = json.dumps({"answers": [a._asdict() for a in answers.values()]}, default=str, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise ReadError(
            path, f"answers cannot be kept here ({error}). Name another file with cache=."
        ) from error
