"""What a table of rates holds, as HTML for notebooks: facts, and a chart of its coverage."""

import html
from typing import TYPE_CHECKING

import numpy as np

from migfund.currency.coverage import stretches
from migfund.currency.figures import MAX_GAP_DAYS, UNITS

if TYPE_CHECKING:
    from migfund.currency.rates import Rates

__all__ = ["as_html"]

_ROW, _CODE, _GAP = 13, 34, 28
"""Pixels: height of a row, width of its code, space between columns of rows."""
_ONE_BAR, _BAR = 560, 250
"""Pixels: width of a bar where there is one column of rows, and where there are several."""
_ROWS_A_COLUMN = 60
"""A chart with more currencies than this has several columns, so that it fits a screen."""
_PUBLISHED, _FIXED, _LINE = "#2a6f97", "#9cc5de", "#8a9499"
_MOST_TICKS = 6


def as_html(rates: "Rates") -> str:
    """Describe a table and its fallbacks; the first is shown open."""
    parts = list(rates.chain())
    shown = [_facts(parts[0], parts[1:]) + _chart(parts[0])]
    for number, part in enumerate(parts[1:], 1):
        shown.append(
            f"<details><summary>Fallback {number}: {html.escape(part.source)}</summary>"
            f"{_facts(part, [])}{_chart(part)}</details>"
        )
    return f'<div style="font-family:sans-serif;font-size:13px">{"".join(shown)}</div>'


def _facts(rates: "Rates", fallbacks: "list[Rates]") -> str:
    """Write what there is to know of one table, a line each."""
    rows = {
        "Source": rates.source,
        "Base": rates.base,
        "A row is": {"fixed": "a rate that holds whatever the date"}.get(
            rates.kind, rates.basis(rates.frequency)
        ),
        "Currencies": f"{len(rates.currencies)}, with the base",
        "Rates from": f"{rates.first_day} to {rates.last_day}",
        "Licence": rates.licence,
    }
    if fallbacks:
        rows["Fallbacks"] = "; then ".join(part.source for part in fallbacks)
    cell = "text-align:left;vertical-align:top;padding:1px 12px 1px 0;border:0"
    lines = "".join(
        f'<tr style="background:none"><th style="{cell}">{name}</th>'
        f'<td style="{cell}">{html.escape(text)}</td></tr>'
        for name, text in rows.items()
    )
    return f'<table style="border:0;margin:4px 0;font-size:13px">{lines}</table>'


def _chart(rates: "Rates") -> str:
    """Draw, a row a currency, the stretches of time with rates; the holes stay empty."""
    codes = sorted(map(str, rates.per_base.columns))
    columns = -(-len(codes) // _ROWS_A_COLUMN)
    rows = -(-len(codes) // columns)
    bar = _ONE_BAR if columns == 1 else _BAR
    width, height = columns * (_CODE + bar + _GAP), rows * _ROW + 22
    drawn = []
    for column in range(columns):
        mine = codes[column * rows : (column + 1) * rows]
        left = column * (_CODE + bar + _GAP)
        drawn.append(f'<g transform="translate({left},0)">{_column(rates, mine, bar)}</g>')
    stated = "stated" if rates.kind == "fixed" else "published"
    key = f'<span style="color:{_PUBLISHED}">&#9632;</span> {stated}'
    if rates.fixed:
        key += f' &nbsp;<span style="color:{_FIXED}">&#9632;</span> fixed by law'
    return (
        f'<div style="margin:6px 0 2px">Rates by currency: {key}; empty: no rate</div>'
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="Time covered by rates, a row a currency" '
        'font-family="sans-serif" font-size="10" fill="currentColor">'
        f"{''.join(drawn)}</svg>"
    )


def _column(rates: "Rates", codes: list[str], bar: int) -> str:
    """Draw one column of currencies with its axis."""
    total = len(rates.per_base)
    gap = MAX_GAP_DAYS if rates.frequency == "day" else 0
    top = 16
    parts = [
        f'<line x1="{x:.1f}" y1="{top - 3}" x2="{x:.1f}" y2="{top + len(codes) * _ROW}" '
        f'stroke="{_LINE}" stroke-opacity="0.35"/>'
        f'<text x="{x:.1f}" y="10" text-anchor="middle">{year}</text>'
        for year, x in _ticks(rates, bar)
    ]
    dates = rates.per_base.index
    for number, code in enumerate(codes):
        y = top + number * _ROW
        known = rates.per_base[code].notna().to_numpy()
        by_law = np.zeros(total, dtype=bool)
        if code in rates.fixed:
            by_law = np.asarray(dates >= np.datetime64(rates.fixed[code].since))
        parts.append(f'<text x="0" y="{y + 9}">{html.escape(code)}</text>')
        for rows, colour in ((known & ~by_law, _PUBLISHED), (known & by_law, _FIXED)):
            for first, last in stretches(rows, gap):
                hint = f"{code}: {dates[first]:%Y-%m-%d} to {dates[last]:%Y-%m-%d}"
                begin, end = _CODE + first / total * bar, _CODE + (last + 1) / total * bar
                parts.append(
                    f'<rect x="{begin:.1f}" y="{y}" width="{max(end - begin, 1):.1f}" '
                    f'height="{_ROW - 4}" fill="{colour}"><title>{hint}</title></rect>'
                )
    return "".join(parts)


def _ticks(rates: "Rates", bar: int) -> list[tuple[int, float]]:
    """Give the years to mark, and where they begin."""
    dates = rates.per_base.index
    unit = f"datetime64[{UNITS[rates.frequency]}]"
    origin = dates[0].to_numpy().astype(unit)
    years = range(dates[0].year, dates[-1].year + 1)
    step = next((s for s in (1, 2, 5, 10, 20, 50) if len(years) <= s * _MOST_TICKS), 100)
    places = {
        year: int((np.datetime64(f"{year}-01-01", "D").astype(unit) - origin).astype(np.int64))
        for year in years
        if year % step == 0
    }
    return [
        (year, _CODE + place / len(dates) * bar)
        for year, place in places.items()
        if 0 <= place < len(dates)
    ]
