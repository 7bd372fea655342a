"""The bundled rates, written in any way that a publisher might: the same answer, or a refusal."""

import io
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effort import tried
from hypothesis import HealthCheck, Phase, event, given
from hypothesis import strategies as st

import migfund as mf
from migfund.errors import MigfundError

CODES = "EUR USD GBP CHF JPY SEK NOK DKK CAD AUD HUF IDR KES XOF DEM HRK TND INR BYN LBP".split()
DATES = {
    "day": ["%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "stamp"],
    "month": ["%Y-%m", "%B %Y", "%YM%m", "%b-%Y", "%Y-%m-%d", "%d.%m.%Y", "stamp"],
    "year": ["%Y", "%Y-%m-%d", "number", "stamp"],
}


@cache
def figures(frequency: str) -> pd.DataFrame:
    """Units of each currency for one euro, by another route than the kernel's."""
    daily = mf.ecb_rates().to_frame()
    if frequency == "day":
        return daily
    dollar = daily["USD"].groupby(daily.index.to_period("M")).mean()
    ends = [table.to_frame() for table in mf.world_rates().chain()]
    world = ends[0].combine_first(ends[1])
    world.index = world.index.to_period("M")
    world = world.mul(dollar, axis=0)
    monthly = daily.groupby(daily.index.to_period("M")).mean().combine_first(world)
    if frequency == "month":
        return monthly.set_axis(monthly.index.to_timestamp())
    counted = monthly.groupby(monthly.index.year)
    yearly = counted.mean().where(counted.count() == 12)
    days = daily.groupby(daily.index.year)
    yearly.update(days.mean().where(days.count() > 240))
    return yearly.set_axis(pd.to_datetime(yearly.index.astype(str)))


def truth(base: str, codes: list[str], frequency: str, first: int, rows: int) -> pd.DataFrame:
    known = figures(frequency)
    known = known[known.index <= "2024-10-01"]
    first = int(first / 10_000 * max(len(known) - rows, 1))
    part = known.reindex(columns=[*codes, base]).iloc[first : first + rows]
    return part[codes].div(part[base], axis=0)


def number(value: float, decimal: str, thousands: str) -> str:
    """Write ten significant digits."""
    text = f"{float(f'{value:.10g}'):,.14f}".rstrip("0").rstrip(".")
    return text.replace(",", "T").replace(".", decimal).replace("T", thousands)


def rendered(
    table: pd.DataFrame, chance: random.Random, how: dict[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write a table of rates, and return what stands in it and which cells are left."""
    for code in table:
        if how["per"][code] == "currency":
            table = table.assign(**{code: 1 / table[code]})
        table = table.assign(**{code: table[code] * how["units"][code]})
    holes = table.map(lambda _: chance.random() < how["holes"])
    table = table.mask(holes)
    kept = table.notna()
    cells = table.map(
        lambda v: (
            number(v, how["decimal"], how["thousands"]) if v == v else chance.choice(["", "-"])
        )
    )
    form = how["dates"]
    if form == "stamp":
        dates: Any = list(table.index)
    elif form == "number":
        dates = [float(day.year) for day in table.index]
    else:
        dates = [day.strftime(form) for day in table.index]
    cells.insert(0, how["heading"], dates)
    if how["shape"] == "long":
        cells = cells.melt(how["heading"], var_name="Currency", value_name="Rate")
        if how["unit_column"]:
            cells["Nominal"] = cells["Currency"].map(how["units"])
    elif how["unit_column"]:
        cells = cells.rename(columns={c: f"{how['units'][c]} {c}" for c in table})
    order = list(range(len(cells)))
    if how["order"] == "newest first":
        order.reverse()
    elif how["order"] == "any":
        chance.shuffle(order)
    if how["repeats"]:
        order += order[:2]
    cells = cells.iloc[order].reset_index(drop=True)
    if how["blank_rows"]:
        blank = pd.DataFrame([[None] * cells.shape[1]], columns=cells.columns, dtype=object)
        at = chance.randrange(len(cells) + 1)
        cells = pd.concat([cells[:at].astype(object), blank, cells[at:].astype(object), blank])
        cells = cells.reset_index(drop=True)
    return cells, kept


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
WAY = st.sampled_from(["base", "currency"])
HOW = st.fixed_dictionaries(
    {
        "shape": st.sampled_from(["wide", "long"]),
        "order": st.sampled_from(["oldest first", "newest first", "any"]),
        "decimal": st.sampled_from([".", ","]),
        "thousands": st.sampled_from(["", " ", "'"]),
        "holes": st.sampled_from([0, 0, 0.1, 0.5]),
        "repeats": st.sampled_from([False, False, True]),
        "blank_rows": st.booleans(),
        "unit_column": st.booleans(),
        "heading": st.sampled_from(["date", "Month", "YEAR"]),
        "file": st.sampled_from(["", ",", ";", "\t"]),
    }
)


@tried(30, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    base=st.sampled_from(["EUR", "USD", "GBP", "NOK", "CHF", "KES"]),
    codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=5, unique=True),
    frequency=st.sampled_from(["day", "month", "year", "in force"]),
    first=st.integers(0, 10_000),
    rows=st.integers(1, 30),
    how=HOW,
    ways=st.lists(WAY, min_size=5, max_size=5) | WAY.map(lambda way: [way] * 5),
    tens=st.lists(st.sampled_from([1, 1, 1, 10, 100, 1000]), min_size=5, max_size=5),
    said=st.sampled_from(["right", "right", "no units", "turned", "nothing"]),
    seed=st.integers(0, 10**6),
)
def test_any_way_to_write_the_bundled_rates(
    tmp_path: Path,
    base: str,
    codes: list[str],
    frequency: str,
    first: int,
    rows: int,
    how: dict[str, Any],
    ways: list[str],
    tens: list[int],
    said: str,
    seed: int,
) -> None:
    chance, step = random.Random(seed), {"in force": "month"}.get(frequency, frequency)
    codes = [code for code in codes if code != base]
    table = truth(base, codes, step, first, rows).dropna(axis="columns", how="all")
    if table.empty:
        return
    codes = list(table)
    how |= {
        "per": dict(zip(codes, ways, strict=False)),
        "units": dict(zip(codes, tens, strict=False)),
    }
    how["dates"] = chance.choice(DATES[step])
    cells, kept = rendered(table, chance, how)
    per: Any = how["per"]
    if len(set(per.values())) == 1 and chance.random() < 0.5:
        per = next(iter(per.values()))
    other = {"base": "currency", "currency": "base"}
    turned = {code: other[way] for code, way in how["per"].items()}
    options: dict[str, Any] = {"base": base, "decimal": how["decimal"]}
    options |= {"kind": frequency} if frequency == "in force" else {"frequency": step}
    options |= {"thousands": how["thousands"] or None, "date_format": slashes(how["dates"])}
    options["per"] = {"turned": turned, "nothing": None}.get(said, per)
    if said not in ("no units", "nothing") and not how["unit_column"]:
        options["units"] = how["units"]
    source: Any = cells
    if how["file"]:
        source = tmp_path / "rates.csv"
        text = io.StringIO()
        cells.to_csv(text, index=False, sep=how["file"])
        source.write_text(text.getvalue())
    try:
        rates = mf.read_rates(source, **options, allow_jumps=True, source="rendered")
    except MigfundError as error:
        event(f"{said}: refused")
        # What is said rightly of a plain table is no reason to refuse it.
        reasons = "no rate|More than one|Line |no numbers|before the currency existed|has not"
        if said == "right" and not re.search(reasons, str(error)):
            raise
        return
    event(f"{said}: read")
    for code in table:
        for day in table.index[kept[code]]:
            words = day.strftime({"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[step])
            rate = rates.get(base, code, words, min_share=0).rate
            # Where a currency is at par, a single figure does not tell which way round it is.
            near = 1e-8 if said == "right" else 3e-3
            assert rate == pytest.approx(table[code][day], rel=near), (code, words, str(rates))


def slashes(form: str) -> str | None:
    return form if form in ("%d.%m.%Y", "%m/%d/%Y") else None
