"""Rows of a table of groups as charts draw them: one key, its names, their order and counts."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import ColumnsError, MigfundError
from migfund.plot.money import money
from migfund.plot.style import shades
from migfund.provenance.basis import DATES, RATE_KINDS, RateBasis, rate_basis
from migfund.schema import TIME_COLUMNS, Array, distinct_codes, numbers_of
from migfund.totals.others import no_group
from migfund.totals.total_by import as_totals, grand_totals, keys_of
from migfund.totals.words import key_text, projects_shown, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "COUNTS",
    "SHOWN",
    "as_groups",
    "caption_of",
    "check_top",
    "color_groups",
    "counted",
    "counts",
    "figures",
    "in_order",
    "left_out",
    "money_said",
    "names_of",
    "only_key",
    "times_of",
    "two_keys",
]

SHOWN = ("total", "total_low", "total_high", "n_projects", "n_known")
"""What :func:`migfund.plot_data` has of totals, where they have it."""
COUNTS = ("n_projects", "n_known", "n_all", "n_all_known")
_NO_SOURCE = ("in prices of", "without ", "groups overlap")
"""How words of a basis begin that are no source of rates."""
_RATES = {
    "day": "the day's rate",
    "month": "the month's average",
    "year": "the year's average",
    "period": "the average",
}
_DATES = DATES | {name: f"at the {name}" for name in ("start", "end", "midpoint")}
"""Words for rates and for the date that counts, as readers of a paper need them."""
_TIME = re.compile(r"(\d{4})(?:\.0|/\d\d|Q([1-4])|-(\d\d))?")


def as_groups(totals: Any) -> pd.DataFrame:
    """Return the rows of totals that are groups.

    Raises
    ------
    ColumnsError
        If it is no table of totals.
    """
    totals = as_totals(totals, ["total", "currency", "basis", *COUNTS])
    for key in keys_of(totals):
        distinct_codes(totals[key])  # refuses lists
    groups: pd.DataFrame = totals[~grand_totals(totals)].reset_index(drop=True)
    return groups


def only_key(table: pd.DataFrame, what: str) -> str:
    """Return the one key of a table of groups."""
    keys = keys_of(table)
    if len(keys) != 1:
        raise ColumnsError(
            f"a chart shows one key; the {what} have {len(keys)}: {keys}. Choose the rows of one "
            f"group and drop its column, as in {what}[{what}['fund'] == 'IDF'].drop(columns="
            "'fund'); or group by one key."
        )
    return keys[0]


def two_keys(table: pd.DataFrame) -> tuple[str, str]:
    """Return the two keys of a table of totals, in order."""
    keys = keys_of(table)
    if len(keys) != 2:
        raise ColumnsError(
            f"this chart shows totals by two keys; these are by {len(keys)}: {keys}. Total by two: "
            "mf.total_by(table, ['fund', 'country'])."
        )
    return keys[0], keys[1]


def check_top(top: Any, fitting: int) -> int:
    """Return how many groups get room of their own: as many as wanted, or as many as fit."""
    if top is None:
        return fitting
    if isinstance(top, bool) or not isinstance(top, int) or top < 1:
        raise MigfundError(f"top must be a whole number from 1, or None, not {top!r}.")
    return top


def in_order(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return times and other ordered groups in their order, any others by their totals."""
    kind = rows[key].dtype
    if isinstance(kind, pd.CategoricalDtype) and kind.ordered:
        return rows.sort_values(key)
    if pd.api.types.is_numeric_dtype(kind):
        return rows.sort_values(key)
    # As text too, times sort in their order, and what is unallocated comes last.
    if key in TIME_COLUMNS:
        return rows.sort_values(key, key=lambda keys: keys.astype(object).map(str))
    return rows.sort_values("total", ascending=False, na_position="last", kind="stable")


def times_of(keys: pd.Series) -> Array:
    """Return years, quarters and months as years on one axis; NaN for what is no time.

    Examples
    --------
    >>> times_of(pd.Series([2019, "2019/20", "2019Q3", "2019-07", None, "unallocated"])).tolist()
    [2019.0, 2019.0, 2019.5, 2019.5, nan, nan]
    """
    found = np.full(len(keys), np.nan)
    for row, cell in enumerate(keys.astype(object)):
        match = _TIME.fullmatch(str(cell))
        if match is not None:
            quarter, month = int(match[2] or 1) - 1, int(match[3] or 1) - 1
            found[row] = int(match[1]) + quarter / 4 + month / 12
    return found


def names_of(rows: pd.DataFrame, key: str) -> list[str]:
    """Return the names of groups as they are printed."""
    return [key_text(key, value) for value in rows[key].astype(object)]


def figures(rows: pd.DataFrame, name: str) -> Array:
    """Return a column of figures; NaN where there is no such column."""
    return numbers_of(rows, name) if name in rows else np.full(len(rows), np.nan)


def counts(rows: pd.DataFrame) -> list[str]:
    """Say of each group how many projects it rests on; nothing where that is not known."""
    said = []
    for known, projects in zip(figures(rows, "n_known"), figures(rows, "n_projects"), strict=True):
        if np.isnan(known) or np.isnan(projects):
            said.append("")
        else:
            said.append(f"n = {known:.0f}" + (f" of {projects:.0f}" if known != projects else ""))
    return said


def caption_of(shown: pd.DataFrame, currency: str, *said: str) -> str:
    """Return the caption of a chart of totals: currency and basis, then what is said."""
    first = money_said(currency, texts_of(shown, "basis")) if len(shown) else ""
    return " ".join(filter(None, (first, *said)))


def money_said(currency: str, basis: Sequence[str]) -> str:
    """Say for readers of a paper in which currency sums are, at which rates and prices.

    Examples
    --------
    >>> money_said("USD", ["year average of 2019; same currency; ECB; in prices of 2020"])
    "USD, converted at the year's average of 2019 or as stated; rates: ECB; in prices of 2020."
    >>> money_said("USD", ["same currency"]), money_said("", ["as stated"])
    ('USD, as stated.', 'No currency, as stated.')
    """
    texts = dict.fromkeys(text for words in basis for text in words.split("; "))
    read = {text: rate_basis(text) for text in texts}
    rates = [rate for rate in read.values() if rate.kind]
    stated = [text for text, rate in read.items() if rate.same or text == "as stated"]
    others = [text for text, rate in read.items() if not rate.kind and text not in stated]
    said = " or ".join(filter(None, (_rates_said(rates), "as stated" * bool(stated))))
    # Behind rates stand their sources, up to what is said of prices or projects.
    sources = [*takewhile(lambda text: not text.startswith(_NO_SOURCE), others)] if rates else []
    from_where = f"rates: {'; '.join(sources)}" if sources else ""
    rest = [text for text in others if text not in sources]
    words = "; ".join(filter(None, [said, from_where, *rest]))
    return f"{', '.join(filter(None, [currency or 'No currency', words]))}."


def _rates_said(rates: Sequence[RateBasis]) -> str:
    """Say at which rates sums were converted; those of one date together."""
    kinds: dict[str, list[str]] = {}
    for rate in rates:
        name = _RATES.get(rate.kind, f"the {RATE_KINDS[rate.kind]}")
        kinds.setdefault(rate.at, []).append(name)
    said = []
    for at, names in kinds.items():
        date = _DATES.get(at) or (at and f"{'of' if at[0].isdigit() else 'at'} {at}")
        said.append(f"{' or '.join(names)} {date}".strip())
    return f"converted at {', or '.join(said)}" if said else ""


def counted(shown: pd.DataFrame, given: pd.DataFrame) -> str:
    """Say how many projects the rows that are shown rest on, which are not all that were given."""
    return projects_shown(shown) if len(shown) or not len(given) else "No projects are in."


def left_out(rows: pd.DataFrame, unit: str | None, what: str = "without a group") -> str:
    """Say what the rows that are not shown hold."""
    if not len(rows):
        return ""
    total = rows["total"].sum(min_count=1)
    figure = "no known figure" if pd.isna(total) else money(float(total), unit)
    return f"Not shown: what is {what}, {figure}."


def color_groups(ax: "Axes", rows: pd.DataFrame, group: str) -> dict[Any, tuple[Array, str]]:
    """Return the rows and the colour of each group, by its key: the largest first.

    What was added up, and what is no group, come last, in grey.
    """
    codes, values = distinct_codes(rows[group])
    sizes = pd.Series(np.abs(figures(rows, "total"))).groupby(codes).sum()
    sizes = sizes.sort_values(ascending=False, kind="stable")
    last = no_group(rows[group]) * 2 + rows["others"].to_numpy(dtype=int)
    colors = [*shades(ax).groups, shades(ax).others, shades(ax).aside]
    found: dict[Any, tuple[Array, str]] = {}
    for code in sorted(sizes.index, key=lambda code: last[codes == code].max()):
        own = codes == code
        shade = colors[[len(found), -2, -1][last[own].max()]]
        found[values[code] if code >= 0 else None] = (own, shade)
    return found
