"""Money from the groups of one key to those of another."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from migfund.errors import MissingExtraError, ScopeError, list_values
from migfund.plot.chart import open_chart, rows_that_fit
from migfund.plot.money import common_unit, money, one_currency, with_unit
from migfund.plot.rows import (
    SHOWN,
    as_groups,
    caption_of,
    check_top,
    color_groups,
    names_of,
    two_keys,
)
from migfund.plot.style import shades, style
from migfund.plot.text import named_sum
from migfund.schema import Array
from migfund.totals.others import gather_others
from migfund.totals.words import key_text, projects_shown, texts_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_flows"]

_NODE = 0.03
"""Width of the ends of the bands, in distances between them."""
_MOST = 7
"""Groups that have a colour of their own."""


def plot_flows(
    totals: pd.DataFrame,
    *,
    top: int | None = None,
    unit: str | None = None,
    ax: "Axes | None" = None,
    title: str | None = None,
) -> "Axes":
    """Draw money as bands from the groups of the first key to those of the second.

    Needs the library sankeyflow: ``pip install "migfund[flows]"``.

    Parameters
    ----------
    totals
        Totals by two keys, such as fund and region, or some of the rows.
    top
        How many groups of each key stand alone; the rest is added up as "43 others". 8 if not
        given, or fewer where there is no room.
    unit
        As in :func:`plot_totals`.
    ax
        Axes to draw on; new ones if not given.
    title
        Title of the chart.

    Returns
    -------
    matplotlib.axes.Axes
        The Axes, with a caption: currency, basis, the projects that are in and out.

    Raises
    ------
    ColumnsError
        If the table is not one of totals by two keys.
    ScopeError
        If the totals are in different currencies, or one is negative.
    MissingExtraError
        If sankeyflow is not installed.

    Examples
    --------
    >>> import pandas as pd, migfund as mf
    >>> projects = pd.DataFrame({"fund": ["IDF", "MPF"], "region": ["Asia", "Europe"],
    ...                          "budget_usd": [10.0, 5.0]})
    >>> ax = mf.plot_flows(mf.total_by(projects, ["fund", "region"]))
    >>> mf.plot_data(ax)[["fund", "region", "total"]].values.tolist()
    [['IDF', 'Asia', 10.0], ['MPF', 'Europe', 5.0]]
    """
    common_unit([], unit)
    shown = as_groups(totals)
    currency = one_currency(texts_of(shown, "currency"), "flows")
    keys = two_keys(shown)
    negative = shown["total"][shown["total"] < 0]
    if len(negative):
        raise ScopeError(
            f"{len(negative)} totals are negative, and cannot flow: {list_values(negative)}. Leave "
            "them out, totals[~(totals['total'] < 0)], and say so."
        )
    most = min(check_top(top, min(8, rows_that_fit(ax) // 2)), _MOST)
    rows, others = shown, []
    for key in keys:
        rows = gather_others(rows, keys, key, most)
        others.append(set(rows[key][rows["others"]]))
    rows = rows[rows["total"] > 0]
    with style():
        chart = open_chart(ax, height=4.2)
        sides = [
            color_groups(chart.ax, rows.assign(others=rows[key].isin(names)), key)
            for key, names in zip(keys, others, strict=True)
        ]
        heights = _draw(chart.ax, rows, sides) if len(rows) else [np.array([]), np.array([])]
        chart.ax.set_axis_off()
        words = [_ends(rows, key, side, unit) for key, side in zip(keys, sides, strict=True)]
        chart.label_sides((0, 1 + _NODE), (heights[0], words[0]), (heights[1], words[1]))
        zero = int((shown["total"] == 0).sum())
        said = (
            f"{zero} flow{'s' * (zero > 1)} of zero {'is' if zero == 1 else 'are'} not drawn."
            if zero
            else ""
        )
        if not len(rows):
            chart.leave_empty()
        caption = caption_of(shown, with_unit(currency, unit), said, projects_shown(shown))
        data = rows[[*keys, *(name for name in SHOWN if name in rows)]]
        data = data.assign(**{key: names_of(rows, key) for key in keys})
        return chart.finish(caption, data, title)


def _ends(rows: pd.DataFrame, key: str, side: Any, unit: str | None) -> list[str]:
    """Say what each end of the bands is, and how much it has."""
    sums = [(group, float(rows["total"][own].sum())) for group, (own, _) in side.items()]
    return [named_sum(key_text(key, group), money(total, unit)) for group, total in sums]


def _draw(ax: "Axes", rows: pd.DataFrame, sides: list[Any]) -> list[Array]:
    """Draw the bands and their ends; return the heights of the ends, left and right."""
    try:
        from sankeyflow import Sankey  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtraError(
            "plot_flows needs the library sankeyflow: pip install 'migfund[flows]'"
        ) from None
    total = rows["total"].to_numpy(dtype=float)
    nodes = [
        [
            (
                (number, group),
                total[own].sum(),
                {"color": shade if number == 0 else shades(ax).aside},
            )
            for group, (own, shade) in side.items()
        ]
        for number, side in enumerate(sides)
    ]
    flows = [
        ((0, source), (1, target), total[own & into].sum())
        for source, (own, _) in sides[0].items()
        for target, (into, _) in sides[1].items()
        if (own & into).any()
    ]
    sankey = Sankey(
        flows=flows,
        nodes=nodes,
        flow_color_mode="source",
        node_width=_NODE,
        node_pad_y_max=0.04,
        node_opts={"label_format": ""},
    )
    sankey.draw(ax)
    ax.set_ylim(0, 1)
    return [np.array([node.y + node.height / 2 for node in level]) for level in sankey.nodes]
