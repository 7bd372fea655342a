"""Whether rates that a user brings can be what they are said to be: compared with the bundled ones.

Every figure of which a bundled table knows the currency and the time is compared with it, in both
directions and in units of ten to a million. What fits better the other way round, or for another
number of units, is refused with what to say of it; so are figures that lie far outside of what
was known around their time, and columns that are those of another currency, base or year. A rate
that merely differs is let pass.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from migfund.currency.bundled import ecb_rates, world_rates
from migfund.currency.currencies import redenominated
from migfund.currency.lookup import Periods, look_up
from migfund.currency.official import is_official_only
from migfund.currency.rates import Rates
from migfund.errors import CurrencyError, list_values
from migfund.schema import PRECISIONS, Array

__all__ = ["check_directions", "check_fixed"]

_NEAR, _FAR = np.log(1.2), np.log(1.5)
"""How far two figures of the same rate may be apart, and what is surely another rate."""
_OUTSIDE = {"day": np.log(1.15), "month": np.log(1.08), "year": np.log(1.08)}
"""How far a figure may lie outside of the bundled ones from a month before to a month after."""
_APART, _FAR_APART, _LIKE, _SAMPLE = 0.015, 0.05, 0.01, 60
"""From which typical difference on it is asked what else a column may be, and one of two cells;
how near that must be, and of how many cells."""
_BASES = ("EUR", "USD", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "DKK", "ZAR", "XDR")
"""Currencies that rates are quoted against."""
_NOISE, _HARDLY = 0.003, 0.0001
"""Differences that published rates of one time have, and that copies of one figure have not."""
_TENS, _TENS_TURNED = 6, 3
"""Up to which power of ten a figure may be for more than one unit, and one that is turned round."""


_SHIFTED = 6
"""Of how many months or days it is asked whether they are those before or after."""
_SWAPPED = 5
"""How many times nearer two neighbours are to each other's bundled rates if they are swapped."""


class _Reading(NamedTuple):
    """How figures could be meant: turned round or not, for how many units; or one of them alone."""

    inverse: bool
    tens: int
    alone: bool = False


def check_directions(
    wide: pd.DataFrame,
    base: str,
    frequency: str,
    kind: str,
    per: Mapping[str, str],
    stated: Mapping[str, Any],
) -> None:
    """Raise on rates that are the inverse of the bundled ones, or for other units.

    Parameters
    ----------
    wide
        Units of each currency for one of the base, by day, month or year.
    base
        Currency of the base.
    frequency, kind
        What a row is.
    per
        What each currency's figures were said to be per: "base" or "currency".
    stated
        Currencies whose number of units the caller has stated: it is not questioned.

    Raises
    ------
    CurrencyError
        With the currencies, both figures and what to pass.
    """
    figures = wide.to_numpy(dtype=float)
    column, row = np.nonzero(~np.isnan(figures.T))
    cells = pd.DataFrame({"date": wide.index[row], "code": wide.columns[column]})
    cells = cells.assign(value=figures[row, column])
    cells = cells.assign(bundled=_bundled(cells, base, frequency))
    cells = cells[cells["bundled"].notna()]
    turned: list[tuple[str, _Reading, str]] = []
    scaled: list[tuple[str, _Reading, str]] = []
    odd: list[tuple[str, _Reading, str]] = []
    others: dict[str, str] = {}
    swapped: list[str] = []
    for code, mine in cells.groupby("code", sort=False):
        right = stated.get(str(code)) == 1
        better = _better_reading(mine, base, frequency, fixed_units=code in stated, right=right)
        other = None if right else _other_meaning(mine, base, frequency)
        if other is None and not right and frequency != "year":
            other = _shifted(mine, frequency)
        if other is None and not right and (frequency, kind) == ("month", "average"):
            other = _ends(mine, base)
        if other is not None:
            others[str(code)] = other
            continue
        if better is not None:
            reading, worst = better
            shown = f"{code} {worst.date:%Y-%m-%d}: {worst.value:.6g}, not {worst.bundled:.6g}"
            faults = odd if reading.alone else scaled if reading.tens else turned
            faults.append((str(code), reading, shown))
        elif not right:
            swapped += _swapped(mine)
    if turned:
        _refuse_turned(turned, base, per)
    if scaled:
        _refuse_scaled(scaled, base, per, compared=cells["code"].nunique())
    if others:
        _refuse_others(others, set(cells["code"]))
    if swapped:
        raise CurrencyError(
            f"Rates of neighbouring dates seem to be swapped ({len(swapped)} pairs): "
            f"{list_values(swapped)}. Mend them, or state that they are right: "
            f"units={dict.fromkeys(dict.fromkeys(pair[:3] for pair in swapped), 1)!r}."
        )
    if odd:
        right = dict.fromkeys([code for code, reading, _ in odd if reading.tens], 1)
        also = f", or state that they are right: units={right!r}" if right else ""
        raise CurrencyError(
            f"Some rates seem to be the wrong way round, for other units or of other money "
            f"({len(odd)} currencies): "
            f"{list_values([shown for _, _, shown in odd])} for 1 {base}. Mend them{also}."
        )


def _tables() -> list[Rates]:
    """Return the bundled tables, of which none is checked and copied again as by ``|``."""
    return [*ecb_rates().chain(), *world_rates().chain()]


def _bundled(cells: pd.DataFrame, base: str, frequency: str) -> Array:
    """Return the bundled rate of each currency and time; NaN where there is none."""
    if cells.empty:
        return np.array([])
    tables = [table.figures for table in _tables() if base in table.currencies]
    places, names = pd.factorize(cells["code"])
    days = cells["date"].to_numpy().astype("datetime64[D]")
    precision = np.full(len(days), PRECISIONS.index(frequency), dtype=np.int8)
    found = look_up(
        tables,
        list(names),
        base,
        places + 1,
        lambda some: Periods(days[some], days[some], precision[some]),
        min_share=0.5,  # the rate of the end of a year is not that of the year
    )
    return 1 / found.rate


def _swapped(cells: pd.DataFrame) -> list[str]:
    """Return neighbouring dates of which each has the bundled rate of the other."""
    cells = cells.sort_values("date")
    value, known = np.log(cells["value"].to_numpy()), np.log(cells["bundled"].to_numpy())
    own = np.abs(value - known)
    usual = float(np.median(own))
    each = np.minimum(own[:-1], own[1:])
    crossed = np.maximum(np.abs(value[:-1] - known[1:]), np.abs(value[1:] - known[:-1]))
    # A rate that is copied differs by nothing, that of another bank a little, on each date.
    found = (each > max(_SWAPPED * usual, _NOISE)) & (crossed < each / _SWAPPED)
    code, days = cells["code"].iloc[0], cells["date"].dt.strftime("%Y-%m-%d").to_numpy()
    return [f"{code} {days[at]} and {days[at + 1]}" for at in np.flatnonzero(found)]


def _other_meaning(cells: pd.DataFrame, base: str, frequency: str) -> str | None:
    """Return what a column of figures is, where it is that of another currency, base or year."""
    code = str(cells["code"].iloc[0])
    cells = cells.iloc[np.unique(np.linspace(0, len(cells) - 1, _SAMPLE).astype(int))]
    own = float(np.median(np.abs(np.log(cells["value"] / cells["bundled"]))))
    few = len(cells) < 3
    if own < (_FAR_APART if few else _APART) or is_official_only(code, cells["date"]).any():
        return None
    codes = {c for table in _tables() for c in table.currencies} - {code, base}
    trials = [(f"those of {c}", cells.assign(code=c), base, _NOISE) for c in sorted(codes)]
    if few:  # of one or two figures, some of all currencies is always near
        trials = []
    near = _NOISE if few else _LIKE
    trials += [(f"those for 1 {b}", cells, b, near) for b in _BASES if b not in (code, base)]
    for years, what in ((1, "later"), (-1, "earlier")) if not few else ():
        shifted = cells.assign(date=cells["date"] + pd.DateOffset(years=years))
        trials.append((f"those of a year {what}", shifted, base, _LIKE))
    best, least = None, own / 8
    for against in dict.fromkeys(b for _, _, b, _ in trials):
        mine = [(what, trial, near) for what, trial, b, near in trials if b == against]
        known = _bundled(pd.concat([trial for _, trial, _ in mine]), against, frequency)
        apart = np.abs(np.log(cells["value"].to_numpy() / known.reshape(len(mine), len(cells))))
        for (what, _, near), typical in zip(mine, np.median(apart, axis=1), strict=True):
            if typical < min(near, least):
                best, least = what, typical
    return best


def _shifted(cells: pd.DataFrame, frequency: str) -> str | None:
    """Return what a column is, where it is that of the months or days before or after.

    From day to day rates change little, so only those of days count that are the very figures.
    """
    cells = cells.sort_values("date")
    value, known = np.log(cells["value"].to_numpy()), np.log(cells["bundled"].to_numpy())
    if len(cells) < _SHIFTED:
        return None
    own = float(np.median(np.abs(value - known)))
    for off, what in (
        (np.abs(value[:-1] - known[1:]), "later"),
        (np.abs(value[1:] - known[:-1]), "earlier"),
    ):
        near = _NOISE if frequency == "month" else _HARDLY
        if own > near and float(np.median(off)) < min(near, own / 8):
            return f"those of a {frequency} {what}"
    return None


def _ends(cells: pd.DataFrame, base: str) -> str | None:
    """Return what a column of averages is, where it has the rates of the last days of months."""
    last = _bundled(cells.assign(date=cells["date"] + pd.offsets.MonthEnd(0)), base, "day")
    value = cells["value"].to_numpy()
    own = float(np.median(np.abs(np.log(value / cells["bundled"].to_numpy()))))
    end = float(np.median(np.abs(np.log(value / last)))) if len(value) > 1 else np.nan
    return "those at the ends of months" if own > _NOISE and end < min(_NOISE, own / 8) else None


def _refuse_others(others: Mapping[str, str], codes: set[str]) -> None:
    shown = [f"{code}: {what}" for code, what in others.items()]
    bases = {what[-3:] for what in others.values() if what.startswith("those for")}
    base = f", pass base={bases.pop()!r}" if len(bases) == 1 else ""
    base += ", pass kind='end'" if "those at the ends of months" in others.values() else ""
    raise CurrencyError(
        f"The rates seem to be others than they are said to be ({len(others)} of {len(codes)} "
        f"currencies): {list_values(shown)}. Mend the table{base}, or state that they are right: "
        f"units={dict.fromkeys(others, 1)!r}."
    )


def _outside(cells: pd.DataFrame, base: str, frequency: str) -> Array:
    """Tell which figures lie far outside of all bundled ones around their time."""
    months = range(-1, 13 if frequency == "year" else 2)
    first = cells["date"].dt.to_period("Y" if frequency == "year" else "M").dt.to_timestamp()
    known = np.array(
        [
            _bundled(cells.assign(date=first + pd.DateOffset(months=n)), base, "month")
            for n in months
        ]
    )
    known = np.vstack([known, cells["bundled"]])
    value = cells["value"].to_numpy()
    low, high = np.nanmin(known, axis=0), np.nanmax(known, axis=0)
    most = _OUTSIDE[frequency]
    outside: Array = (np.log(value / high) > most) | (np.log(low / value) > most)
    return outside


def _better_reading(
    cells: pd.DataFrame, base: str, frequency: str, *, fixed_units: bool, right: bool
) -> "tuple[_Reading, Any] | None":
    """Return how a currency's figures should be read, if otherwise than they are, and a sample."""
    straight = np.log(cells["value"].to_numpy() / cells["bundled"].to_numpy())
    inverse = np.log(cells["value"].to_numpy() * cells["bundled"].to_numpy())
    code = str(cells["code"].iloc[0])
    tens = range(-_TENS, _TENS + 1) if not fixed_units else (0,)
    official = is_official_only(code, cells["date"])
    readings = [
        _Reading(turn, ten)
        for turn in (False, True)
        for ten in sorted(tens, key=abs)
        if not turn or abs(ten) <= _TENS_TURNED
    ]
    off = np.array(
        [np.abs((inverse if r.inverse else straight) - r.tens * np.log(10)) for r in readings]
    )
    off[[bool(reading.tens) for reading in readings]] += np.where(official, np.inf, 0)
    own, others = off[0], off[1:]
    typical = np.median(others, axis=1)
    best, said = int(np.argmin(typical)), float(np.median(own))
    clear = said > _NOISE and typical[best] < said / 4
    copied = said > _HARDLY and typical[best] < said / 20
    if typical[best] < _NEAR and (clear or copied):
        return readings[best + 1], next(cells.iloc[[int(np.argmax(own))]].itertuples())
    # Of one figure alone, turned round and for other units too would be a guess too many.
    both = [reading.inverse and reading.tens != 0 for reading in readings[1:]]
    others = np.where(np.array(both)[:, None], np.inf, others)
    single, least = others.argmin(axis=0), others.min(axis=0)
    fits = (own > _FAR) & (least < _NEAR) & (least < own / 3)
    far = (own > _OUTSIDE[frequency]) & ~official & (not right)
    far[far] = _outside(cells[far], base, frequency)
    odd = np.flatnonzero(fits | far)
    if len(odd):
        reading = readings[int(single[odd[0]]) + 1] if fits[odd[0]] else _Reading(False, 1)
        reading = reading._replace(alone=True)
        return reading, next(cells.iloc[[odd[0]]].itertuples())
    return None


def _refuse_turned(
    turned: "list[tuple[str, _Reading, str]]", base: str, per: Mapping[str, str]
) -> None:
    codes = [code for code, _, _ in turned]
    other = {code: "currency" if per[code] == "base" else "base" for code in codes}
    whole = {other.get(code, said) for code, said in per.items()}
    if len(whole) == 1:
        remedy = repr(whole.pop())
    else:  # what is not named is per base
        mixed = {code: other.get(code, said) for code, said in per.items()}
        remedy = repr({code: said for code, said in mixed.items() if said == "currency"})
    raise CurrencyError(
        f"The rates seem to be quoted the other way round ({len(turned)} currencies): "
        f"{list_values([shown for _, _, shown in turned])} for 1 {base}. Pass per={remedy}, "
        "or another base."
    )


def _refuse_scaled(
    scaled: "list[tuple[str, _Reading, str]]", base: str, per: Mapping[str, str], *, compared: int
) -> None:
    units = {}
    for code, reading, _ in scaled:
        # What is said per currency was turned round before it was compared.
        tens = -reading.tens if per[code] == "currency" else reading.tens
        units[code] = 10**tens if tens > 0 else float(f"1e{tens}")
    if 1 < len(units) == compared and len(set(units.values())) == 1:
        # All that are known are for one number of units, and so are the others: DKK for 100.
        units |= dict.fromkeys(set(per) - units.keys(), next(iter(units.values())))
    new = [code for code, _, _ in scaled if code in redenominated()]
    money = f" Or is it the money that {list_values(new)} replaced?" if new else ""
    right = dict.fromkeys([code for code, _, _ in scaled], 1)
    turn = [code for code, reading, _ in scaled if reading.inverse]
    other = {c: "currency" if per[c] == "base" else "base" for c in turn}
    also = f" and per={other!r}" if turn else ""
    raise CurrencyError(
        f"The rates seem to be for other units than one ({len(scaled)} currencies): "
        f"{list_values([shown for _, _, shown in scaled])} for 1 {base}. Pass units={units!r}"
        f"{also}: for how many units a figure is. units={right!r} states that "
        f"they are right, or mend them.{money}"
    )


def check_fixed(numbers: Mapping[str, float], to: str) -> None:
    """Raise on stated rates that were never near, but whose inverse was.

    Parameters
    ----------
    numbers
        Units of ``to`` for one unit of each currency, whatever the date.
    to
        Currency that the numbers are in.

    Raises
    ------
    CurrencyError
        With both figures and the inverse to pass.
    """
    wrong = []
    for code, number in numbers.items():
        known = _all_rates(code, to)
        if len(known) and code != to:
            own = np.abs(np.log(number / known)).min()
            inverse = np.abs(np.log(number * known)).min()
            if own > _FAR and inverse < np.log(1.1):
                span = f"{known.min():.4g} to {known.max():.4g}"
                wrong.append((code, number, f"{code} {number:g}, not {span} {to}"))
    if wrong:
        turned = {code: float(f"{1 / number:.6g}") for code, number, _ in wrong}
        raise CurrencyError(
            f"Fixed rates seem to be the wrong way round ({len(wrong)} currencies): "
            f"{list_values([shown for _, _, shown in wrong])} for one. State units of {to} for one "
            f"of each: {turned!r}."
        )


def _all_rates(code: str, to: str) -> Array:
    """Return all bundled rates of a month from one currency to another."""
    both = [table for table in _tables() if {code, to} <= set(table.currencies)]
    found = []
    for table in both:
        columns = table.figures.columns
        rates = table.figures.array[:, columns[to]] / table.figures.array[:, columns[code]]
        found.append(rates[~np.isnan(rates)])
    return np.concatenate(found) if found else np.array([])
