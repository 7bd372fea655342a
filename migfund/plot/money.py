"""Money on charts: sums in three figures, their units, and the axis on which they stand."""

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from migfund.errors import ScopeError, list_values
from migfund.schema import Array, check_option

if TYPE_CHECKING:
    from matplotlib.axis import Axis

__all__ = ["UNITS", "common_unit", "money", "money_axis", "one_currency", "with_unit"]

UNITS = {
    "one": (1.0, ""),
    "thousand": (1e3, "k"),
    "million": (1e6, "m"),
    "billion": (1e9, "bn"),
    "trillion": (1e12, "tn"),
}
"""Units of money: how much each is, and its short form behind a figure."""


def money(value: float, unit: str | None = None, *, zeros: bool = True) -> str:
    """Write a sum of money in three figures, or in a unit; in "one", to the last whole figure.

    Round numbers, such as those of an axis, are written without ``zeros`` at their end.

    Examples
    --------
    >>> money(1_234_567), money(45e12), money(999_999), money(0.0), money(-12_340.0)
    ('1.23m', '45.0tn', '1.00m', '0', '−12.3k')
    >>> money(1_234_567, "one"), money(1_234_567, "billion"), money(float("nan"))
    ('1,234,567', '0.00123', '–')
    >>> money(200_000.0, "million"), money(200_000.0, "million", zeros=False), money(7.0)
    ('0.200', '0.2', '7')
    """
    if math.isnan(value):
        return "–"
    if unit == "one":
        text = f"{abs(value):,.0f}"
        sign = "−" if value < 0 and text != "0" else ""
        return sign + text
    size = _three_figures(abs(value))
    chosen = common_unit([size]) if unit is None else unit
    scale, short = UNITS[chosen]
    # A few dollars are whole as they stand, and no cents are said of them.
    zeros = zeros and (scale > 1 or size != int(size))
    text = _digits(_three_figures(size / scale), zeros) + (short if unit is None else "")
    return f"−{text}" if value < 0 else text


def _three_figures(size: float) -> float:
    return float(f"{size:.3g}")


def _digits(size: float, zeros: bool) -> str:
    """Write a number of three figures without exponent, and with the zeros at its end or not."""
    if size >= 1000:
        return f"{size:,.0f}"
    places = 0 if size == 0 else max(2 - math.floor(math.log10(size)), 0)
    text = f"{size:.{min(places, 12)}f}"
    return text if zeros or "." not in text else text.rstrip("0").rstrip(".")


def common_unit(values: Sequence[float] | Array, unit: str | None = None) -> str:
    """Return the unit given, or else the one in which the largest value is from 1 to 999.

    Raises
    ------
    MigfundError
        If the unit given is none of `UNITS`.
    """
    check_option("unit", unit, (None, *UNITS))
    sizes = np.abs(np.asarray(values, dtype=float))
    largest = float(np.nanmax(sizes)) if (~np.isnan(sizes)).any() else 0.0
    return unit or next((n for n in reversed(UNITS) if largest >= UNITS[n][0]), "one")


def money_axis(
    axis: "Axis",
    values: Sequence[float] | Array,
    currency: str,
    what: str,
    unit: str | None,
    *,
    log: bool = False,
) -> None:
    """Write an axis of money in one unit, which its label names; a logarithmic one in several."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    chosen = common_unit(values, unit)
    scale = UNITS[chosen][0]

    if log:
        axis.set_major_formatter(FuncFormatter(partial(_round_money, unit)))
        chosen = unit or "one"
    else:
        axis.set_major_formatter(FuncFormatter(partial(_in_unit, scale)))
        some = np.nan_to_num(np.asarray(values, dtype=float)).any()
        locator = MaxNLocator(nbins="auto", steps=[1, 2, 2.5, 5, 10])
        axis.set_major_locator(locator if some else FixedLocator([0]))
    of = with_unit(currency, chosen)
    axis.set_label_text(f"{what}, {of}" if of else what)
    axis.grid(True, color=axis.label.get_color(), alpha=0.15, linewidth=0.6)


def _round_money(unit: str | None, value: float, _: Any) -> str:
    return money(value, unit, zeros=False)


def _in_unit(scale: float, value: float, _: Any) -> str:
    text = f"{abs(value) / scale:,.12g}"
    return f"−{text}" if value < 0 else text


def with_unit(currency: str, unit: str | None) -> str:
    """Name the unit that was asked for behind the currency, for figures written without it.

    Examples
    --------
    >>> with_unit("USD", "thousand"), with_unit("USD", "one"), with_unit("USD", None)
    ('USD thousand', 'USD', 'USD')
    """
    return " ".join(filter(None, (currency, "" if unit in (None, "one") else unit)))


def one_currency(currencies: Sequence[str], what: str = "bars") -> str:
    """Return the one currency of the figures; an empty text if none is named.

    Raises
    ------
    ScopeError
        If there are several.
    """
    if len(currencies) > 1:
        raise ScopeError(
            f"{what} in different currencies cannot be compared: {list_values(currencies)}. Choose "
            f"the rows of one, totals[totals['currency'] == {currencies[0]!r}], or convert first: "
            "mf.convert_currency(table, to='USD')."
        )
    return "".join(currencies)
