"""Charts: each takes a table, draws it on an Axes and does no arithmetic."""

from migfund.plot.comparison import plot_comparison
from migfund.plot.durations import plot_durations
from migfund.plot.ranking import plot_ranking
from migfund.plot.timeline import plot_timeline
from migfund.plot.totals import plot_totals

__all__ = ["plot_comparison", "plot_durations", "plot_ranking", "plot_timeline", "plot_totals"]
