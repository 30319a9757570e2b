"""Strips: where in each article something stands, from its first sentence to its last."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.dots import name_series
from analysis.charts.style import FAINT, MUTED, Key, draw_reason, new_figure
from analysis.tables import require_columns

_LANE, _GAP, _AXIS = 2.9, 2.4, 19.0


def plot_strips(
    places: pd.DataFrame,
    *,
    rows: str = "article",
    key: Key | None = None,
    lanes: str = "",
    lane_key: Key | None = None,
    xlabel: str = "place in the article",
    width: str = "single",
    ax: Axes | None = None,
) -> Axes:
    """One row for each value of column ``rows``, a mark at each ``place`` (0: the first sentence, 1: the last).

    With ``lanes`` the values of that column lie under one another within the row, each with its marker and colour from
    ``lane_key``, so that nothing covers anything else.
    """
    require_columns(places, rows, "place")
    key, lane_key = key or Key(), lane_key or Key()
    names = list(key.labels) or list(dict.fromkeys(places[rows]))
    kinds = list(dict.fromkeys(places[lanes])) if lanes else [""]
    kinds = sorted(kinds, key=lambda kind: list(lane_key.labels).index(kind) if kind in lane_key.labels else len(kinds))
    if places.empty:
        return draw_reason("nothing found in any article", ax)
    if ax is None:
        _, ax = new_figure(width=width, height=_AXIS + len(names) * (len(kinds) * _LANE + _GAP))
    step = _LANE / (len(kinds) * _LANE + _GAP)
    for row, name in enumerate(names):
        for lane, kind in enumerate(kinds):
            y = row + (lane - (len(kinds) - 1) / 2) * step
            own = places[(places[rows] == name) & ((places[lanes] == kind) if lanes else True)]
            look, which = (lane_key, kind) if lanes else (key, name)
            ax.plot([0, 1], [y, y], color=FAINT, linewidth=0.5, zorder=0)
            ax.plot(own.place, [y] * len(own), linestyle="", marker=look.marker(which), color=look.colour(which), markersize=3.2,
                    markeredgecolor="white", markeredgewidth=0.3)  # fmt: skip
    for boundary in range(1, len(names)):
        ax.axhline(boundary - 0.5, color=MUTED, linewidth=0.3, alpha=0.5)
    ax.set_yticks(range(len(names)), [key.label(name) for name in names])
    ax.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
    ax.set(ylim=(len(names) - 0.5, -0.5), xlim=(-0.02, 1.02), xlabel=xlabel)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    if lanes:
        name_series(ax, kinds, lane_key)
    return ax
