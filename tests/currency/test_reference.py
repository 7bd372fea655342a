"""The kernel against simple code: loops over published days, and nothing from numpy or pandas."""

import datetime as dt
import math
import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import pandas as pd
import pytest
from effort import tried
from hypothesis import given
from hypothesis import strategies as st

import migfund as mf
from migfund.currency.currencies import laws
from migfund.schema import make_table

DAY = dt.timedelta(days=1)
WALLS = {law.per: law.since for law in laws() if law.per not in ("EUR", "USD", "ZAR")}
WALLS |= dict.fromkeys(("XEU", "ECU"), dt.date(1999, 1, 1))


@dataclass(frozen=True)
class Plain:
    """A table of rates as dicts: the rates of each published day (or first day of a month)."""

    rows: dict[dt.date, dict[str, float]]
    fixed: dict[str, tuple[str, float, dt.date, str]]
    frequency: str
    kind: str
    source: str
    first: dt.date
    last: dt.date
    per_currency: tuple[str, ...]

    @cached_property
    def known(self) -> set[str]:
        return {code for row in self.rows.values() for code in row}

    @cached_property
    def days(self) -> list[dt.date]:
        return list(self.rows)  # in order

    def between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        return self.days[bisect_left(self.days, first) : bisect_right(self.days, last)]

    def last_day(self, begin: dt.date) -> dt.date:
        return begin if self.frequency == "day" else month(begin)[1]

    def value(self, code: str, at: dt.date, on: dt.date) -> float | None:
        """Units of a currency for one of the base on a published day, by the laws of another."""
        per, units, since, _ = self.fixed.get(code, ("", 0, dt.date.max, ""))
        if self.frequency == "day" and at < since <= on:
            other = self.value(per, at, on)
            return self.rows[at].get(code) if other is None else other * units
        if per in self.fixed and at < self.fixed[per][2] <= on and since <= on:
            other = self.value(per, at, on)
            return self.rows[at].get(code) if other is None else other * units
        return self.rows[at].get(code)

    def mean(self, code: str, days: list[dt.date]) -> float:
        """Average a currency in the direction in which it was quoted."""
        figures = [self.rows[day][code] for day in days]
        if code in self.per_currency:
            return len(days) / math.fsum(1 / figure for figure in figures)
        return math.fsum(figures) / len(days)

    def cross(self, code: str, to: str, at: dt.date, on: dt.date) -> float | None:
        own, other = (
            (self.value(name, at, on) for name in (code, to)) if at in self.rows else (0, 0)
        )
        return other / own if own and other else None


@cache
def plain_of(rates: mf.Rates) -> tuple[Plain, ...]:
    return tuple(
        Plain(
            {
                day.date(): {code: rate for code, rate in row.items() if rate == rate}
                for day, row in table.to_frame().iterrows()
            },
            {code: (law.per, law.units, law.since, str(law)) for code, law in table.fixed.items()},
            table.frequency,
            table.kind,
            table.source,
            table.first,
            table.last,
            table.per_currency,
        )
        for table in rates.chain()
    )


@cache
def two_tables() -> mf.Rates:
    return mf.ecb_rates() | mf.world_rates()


def month(day: dt.date) -> tuple[dt.date, dt.date]:
    after = (day.replace(day=28) + 4 * DAY).replace(day=1)
    return day.replace(day=1), after - DAY


def year(day: dt.date) -> tuple[dt.date, dt.date]:
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for n in range((last - first).days + 1):
        yield first + n * DAY


def anchors(table: Plain, code: str) -> Iterator[tuple[str, float, dt.date]]:
    units, since = 1.0, dt.date.min
    yield code, units, since
    while code in table.fixed:
        code, more, begin, _ = table.fixed[code]
        units, since = units * more, max(since, begin)
        yield code, units, since


def by_law(table: Plain, code: str, to: str, day: dt.date) -> float | None:
    for anchor, units, since in anchors(table, code):
        for other, units_to, since_to in anchors(table, to):
            if anchor == other and {code, to} <= table.known:
                return units_to / units if code != to and day >= max(since, since_to) else None
    return None


Found = tuple[float, dt.date, dt.date, str] | None
"""A rate, the days that it rests on, and what it is."""


def of_day(table: Plain, code: str, to: str, day: dt.date) -> Found:
    """Return the rate of a day: by law, its own, or the last one before it inside a short hole."""
    law = by_law(table, code, to, day)
    if law is not None:
        return law, day, day, "day"
    if table.frequency == "month":
        return average(table, code, to, *month(day), "month")
    back = next(
        (d for d in (day - n * DAY for n in range(9)) if table.cross(code, to, d, day)), None
    )
    if back is None:
        return None
    on = next((d for d in (day + n * DAY for n in range(9)) if table.cross(code, to, d, d)), None)
    closed = on is not None and (on - back).days <= 8
    # After the last published day: the days that the table covers, and a weekend after them.
    end = table.last if (table.last - back).days <= 7 else back
    held = back == table.days[-1] and (day - back).days <= 7
    held = held and all(d <= end or d.weekday() > 4 for d in days(back + DAY, day))
    rate = table.cross(code, to, back, day)
    return (rate, back, back, "day") if rate and (closed or held) else None


def average(table: Plain, code: str, to: str, first: dt.date, last: dt.date, name: str) -> Found:
    """Return the average over the days that both have, and their share of the publication days."""
    if table.frequency == "month":
        first, last = month(first)[0], month(last)[1]
    inside = table.between(first, last)
    both = [day for day in inside if table.cross(code, to, day, day)]
    if not both:
        return None
    own, other = (table.mean(leg, both) for leg in (code, to))
    begin, end = table.first, table.last
    if table.frequency == "day":
        early, late = list(days(first, begin - DAY)), list(days(max(first, end + DAY), last))
        missing = sum(d.weekday() < 5 for d in late)
        missing += sum(d.weekday() < 5 for d in early) if len(early) > 7 else 0
    else:
        missing = len({(d.year, d.month) for d in days(first, begin - DAY)})
        missing += len({(d.year, d.month) for d in days(end + DAY, last)})
    share = len(both) / (len(inside) + missing)
    if table.kind == "end":
        name = "month end" if name in ("day", "month") else f"{name} average of month ends"
    else:
        name = f"{name} average"
    if share < 1:
        known = "over 99%" if share >= 0.995 else "under 1%" if share <= 0.005 else f"{share:.0%}"
        used = min(both), table.last_day(max(both))
        return other / own, *used, f"{name} @, partial ({known} of the days)"
    # A period is named as it is, but no further than the table goes.
    return other / own, max(first, begin), min(last, end), name


def nearest(
    tables: tuple[Plain, ...], code: str, to: str, first: dt.date, last: dt.date, gap: int
) -> tuple[Found, str] | None:
    """Return the nearest published rate of all tables, on this side of the walls."""
    best: Any = None
    for table in tables:
        for begin in table.between(first - (gap + 31) * DAY, last + gap * DAY):
            end = table.last_day(begin)
            rate = table.cross(code, to, begin, begin)
            off = max((first - end).days, (begin - last).days)
            walls = [WALLS[name] for name in (code, to) if name in WALLS]
            crossed = any(min(begin, first) < wall <= max(end, last) for wall in walls)
            if rate and not crossed and off <= gap and (best is None or off < best[0]):
                what = {"day": "day", "month": "month average"}[table.frequency]
                what = "month end" if table.kind == "end" else what
                best = (
                    off,
                    (rate, begin, end, f"nearest {what} to the one @ ({off} days off)"),
                    table,
                )
    return best and (best[1], cite(best[2], code, to, best[1][2]))


def cite(table: Plain, code: str, to: str, last: dt.date) -> str:
    found = [table.fixed[name] for name in (code, to) if name in table.fixed]
    return "; ".join([table.source, *(law for _, _, since, law in found if last >= since)])


def expected(
    tables: tuple[Plain, ...],
    code: str,
    to: str,
    asked: tuple[str, dt.date, dt.date],
    gap: int | None = None,
    least: float = 0,
) -> tuple[Found, str] | None:
    """Return what a row should get, and its source: of the table that knows most of its days."""
    name, first, last = asked
    best: tuple[Found, str] | None = None
    for table in tables:
        whole = {"month": month(first), "year": year(first)}.get(name, (first, last))
        if name == "day":
            found = of_day(table, code, to, first)
            whole = first, first
        else:
            found = average(table, code, to, *whole, name)
        if found and (best is None or share_of(found) > share_of(best[0])):
            best = found, cite(table, code, to, whole[1])
    if best:
        return best if name == "period" or share_of(best[0]) >= least else None
    return nearest(tables, code, to, *whole, gap) if gap is not None else None


def share_of(found: Found) -> float:
    """Return what part of its days the words of a rate say that is known."""
    known = re.search(r"partial \((\w+ )?(\d+)%", found[3] if found else "")
    if known is None:
        return 1.0
    return {"over ": 0.996, "under ": 0.004}.get(known[1] or "", int(known[2]) / 100)


def asked_of(record: dict[str, Any], at: str) -> tuple[str, dt.date, dt.date] | None:
    """Return whether a policy asks for the rate of a day, month, year or period, and which."""
    edges = {
        name: {"day": lambda d: (d, d), "month": month, "year": year}[record[f"{name}_precision"]](
            record[name].date()
        )
        for name in ("start", "end")
    }
    (first, _), (_, last) = edges["start"], edges["end"]
    if at in ("start", "end"):
        day = record[at].date()
        return record[f"{at}_precision"], day, day
    if at == "year":
        return "year", *year(first)
    if first > last:
        return None
    if at == "period":
        return "period", first, last
    middle = first + ((last - first).days // 2) * DAY
    coarser = max((record[f"{n}_precision"] for n in edges), key=["day", "month", "year"].index)
    return coarser, middle, middle


WORDS = {"period": "over the period", "year": "of the start's year"}


def compare(
    records: list[dict[str, Any]],
    rates: mf.Rates,
    to: str,
    at: str,
    gap: int | None = None,
    least: float = 0.5,
) -> tuple[int, int]:
    """Compare with the simple code, and return how many rows have a rate and how many have none."""
    options: dict[str, Any] = {"to": to, "rates": rates, "at": at, "on_missing": "null"}
    options["min_share"] = least
    table = make_table(records)
    done = mf.convert_currency(table, **options)
    if gap is not None:
        wanted = [
            asked_of(record, at)
            and expected(plain_of(rates), record["currency"], to, asked_of(record, at), gap, least)
            for record in records
        ]
        keep = [bool(found) for found in wanted]
        options |= {"on_missing": "nearest", "max_gap_days": gap}
        without = len(keep) - sum(keep)
        if without:
            with pytest.raises(
                mf.CurrencyError, match=f"^{without} of {len(keep)} rows have a bud"
            ):
                mf.convert_currency(table, **options)
        records = [record for record, kept in zip(records, keep, strict=True) if kept]
        done = mf.convert_currency(table[keep], **options)
    have = 0
    for record, row in zip(records, done.itertuples(), strict=True):
        name = f"budget_{to.lower()}_"
        rate, first, last, basis, source = (
            getattr(row, name + what)
            for what in ("rate", "rate_from", "rate_to", "basis", "source")
        )
        asked = asked_of(record, at)
        found = asked and expected(plain_of(rates), record["currency"], to, asked, gap, least)
        if not found:
            assert pd.isna(rate), (record, rate)
            assert basis.startswith("missing: "), record
            assert pd.isna(source)
            continue
        (value, begin, end, words), cited = found
        said = words if "@" in words else f"{words} @"
        assert rate == pytest.approx(value, rel=1e-12), record
        assert (first.date(), last.date()) == (begin, end), record
        basis = basis.removesuffix("; official rate, the market's differed widely")
        assert basis == said.replace("@", WORDS.get(at, f"at {at}")), record
        assert source == cited, record
        have += 1
    return have, len(records) - have


def projects(
    chance: random.Random, codes: list[str], first: dt.date, span: int, count: int
) -> list[dict[str, Any]]:
    records = []
    for _ in range(count):
        record: dict[str, Any] = {"budget": 1.0, "currency": chance.choice(codes)}
        day = first + chance.randrange(span) * DAY
        for name in ("start", "end"):
            fine = chance.choice(["day", "day", "month", "year"])
            edges = {"day": (day, day), "month": month(day), "year": year(day)}[fine]
            record |= {name: pd.Timestamp(edges[name == "end"]), f"{name}_precision": fine}
            day += chance.randrange(-20, 900) * DAY
        records.append(record)
    return records


@pytest.mark.parametrize("to", ["CHF", "EUR", "ISK", "HRK"])
@pytest.mark.parametrize("at", ["period", "year", "midpoint", "start", "end"])
def test_random_projects_at_the_ecbs_rates(at: str, to: str) -> None:
    rates = mf.ecb_rates()
    codes = [code for code in rates.currencies if code != to]
    records = projects(random.Random(f"{at} {to}"), codes, dt.date(1998, 11, 1), 10_500, 150)
    have, lack = compare(records, rates, to, at)
    assert have > 60
    assert lack > 3


@pytest.mark.parametrize("to", ["USD", "EUR", "TRY", "BYN", "XEU"])
@pytest.mark.parametrize("at", ["period", "year", "start", "midpoint"])
def test_random_projects_at_two_tables(at: str, to: str) -> None:
    rates = two_tables()
    codes = sorted({c for t in rates.chain() for c in t.currencies} - {to})
    records = projects(random.Random(f"{at} {to}"), codes, dt.date(1998, 6, 1), 10_500, 100)
    have, _ = compare(records, rates, to, at)
    assert have > 20


@pytest.mark.parametrize(
    "begin",
    [
        "1998-12-28",
        "2004-12-24",
        "2008-11-28",
        "2016-06-20",
        "2022-02-20",
        "2022-12-24",
        "2025-12-22",
    ],
)
@pytest.mark.parametrize("to", ["USD", "EUR", "HRK", "TRY", "ISK", "BYN", "BGL"])
def test_days_around_laws_and_holes_and_the_nearest_rates(begin: str, to: str) -> None:
    rates = two_tables()
    codes = "EUR USD HRK BGN BGL DEM XEU TRL TRY ISK RUB BYR BYN KES SVC".split()
    codes = [code for code in codes if code != to]
    records = projects(random.Random(begin), codes, dt.date.fromisoformat(begin), 16, 60)
    for record in records:
        record["start_precision"] = "day"
    compare(records, rates, to, "start")
    compare(records, rates, to, "start", gap=25)


FIGURES = st.lists(st.none() | st.integers(1, 40).map(lambda n: n / 8), min_size=6, max_size=40)


@given(
    daily=st.tuples(FIGURES, FIGURES),
    monthly=FIGURES,
    seed=st.integers(0, 10**6),
    to=st.sampled_from(["EUR", "USD", "GBP"]),
    at=st.sampled_from(["start", "end", "midpoint", "period", "year"]),
    gap=st.none() | st.integers(0, 40),
    both=st.booleans(),
    least=st.sampled_from([0, 0.3, 0.5, 1]),
    turned=st.sampled_from([(), ("USD",), ("GBP",), ("GBP", "USD")]),
)
@tried(30)
def test_any_small_tables(
    daily: Any,
    monthly: list[float | None],
    seed: int,
    to: str,
    at: str,
    gap: int | None,
    both: bool,
    least: float,
    turned: tuple[str, ...],
) -> None:
    size = min(map(len, daily))
    columns = {"USD": daily[0][:size], "GBP": daily[1][:size]}
    index = pd.date_range("2020-01-20", periods=size)
    days = pd.DataFrame(columns, index=index, dtype=float)
    rates = mf.Rates(days, base="EUR", source="days", per_currency=turned)
    if any(monthly) and both:
        index = pd.date_range("2019-11-01", periods=len(monthly), freq="MS")
        table = pd.DataFrame({"GBP": monthly}, index=index, dtype=float)
        turned = tuple(code for code in turned if code in table)
        rates |= mf.Rates(
            table, "EUR", "months", frequency="month", kind="end", per_currency=turned
        )
    if not plain_of(rates)[0].rows:
        return
    codes = sorted({"EUR", "USD", "GBP"} - {to})
    records = projects(random.Random(seed), codes, dt.date(2020, 1, 10), 60, 12)
    for record in records:
        record["end"] = min(record["end"], pd.Timestamp("2023-12-31"))
    compare(records, rates, to, at, gap, least)
