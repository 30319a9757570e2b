"""Dots with intervals: means, shares and differences, one row each, several series side by side."""

import math

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.style import INK, MUTED, Key, draw_reason, new_figure
from analysis.tables import require_columns

_LANE, _GAP, _AXIS = 3.4, 2.2, 13.0
"""Millimetres: a lane for each series, the gap between rows, and the room of the axis and its label."""

BESIDE = 6
"""Points between a name and the axis: a mark at the edge, such as a share of 0, is drawn whole and must not touch the name."""


def plot_dots(
    estimates: pd.DataFrame,
    *,
    rows: str = "article",
    key: Key | None = None,
    series: str = "",
    series_key: Key | None = None,
    xlabel: str = "",
    reference: float | None = None,
    width: str = "single",
    ax: Axes | None = None,
) -> Axes:
    """One row for each value of column ``rows``, a dot at ``value`` and a line from ``low`` to ``high``.

    Rows stand in the order of the table, the first on top. Without ``series`` a row has the colour and marker of ``key``;
    with it, the values of that column lie in lanes under one another, in those of ``series_key``, and a legend names them;
    a row has room for those of its own only.
    ``reference`` draws a line (0 for differences, the mean of all for shares). Where a value is NaN the row says 'too few'.
    """
    require_columns(estimates, rows, "value", "low", "high", "n")
    key, series_key = key or Key(), series_key or Key()
    names = list(dict.fromkeys(estimates[rows]))
    if not names:
        return draw_reason("nothing to estimate", ax)
    lanes = list(dict.fromkeys(estimates[series])) if series else []
    own = {name: [lane for lane in lanes if lane in set(estimates[series][estimates[rows] == name])] or [""] for name in names}
    heights = [len(own[name]) * _LANE + _GAP for name in names]
    tops = [sum(heights[:k]) for k in range(len(names))]
    if ax is None:
        _, ax = new_figure(width=width, height=_AXIS + sum(heights) + (5 if series else 0))
    for estimate in estimates.to_dict("records"):
        name = estimate[rows]
        lane = own[name].index(estimate[series]) if series else 0
        y = tops[names.index(name)] + _GAP / 2 + (lane + 0.5) * _LANE
        look, which = (series_key, estimate[series]) if series else (key, name)
        _draw_estimate(ax, estimate, y, look.colour(which), look.marker(which))
    if reference is not None:
        ax.axvline(reference, color=MUTED, linewidth=0.6, zorder=0)
    for boundary in tops[1:] if series else []:
        ax.axhline(boundary, color=MUTED, linewidth=0.3, alpha=0.5, zorder=0)
    ax.set_yticks([top + height / 2 for top, height in zip(tops, heights, strict=True)], [key.label(name) for name in names])
    ax.set(ylim=(sum(heights), 0), xlabel=xlabel)
    ax.tick_params(axis="y", length=0, pad=BESIDE)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    if series:
        name_series(ax, lanes, series_key)
    return ax


def name_series(ax: Axes, names: list[str], key: Key) -> None:
    """A legend above the chart: marker, colour and label of each series, in as few rows as fit, evenly filled."""
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], linestyle="", marker=key.marker(name), color=key.colour(name), label=key.label(name)) for name in names]
    columns = max(1, int(ax.get_figure().get_size_inches()[0] / (0.35 + 0.07 * max(len(key.label(name)) for name in names))))
    rows = math.ceil(len(names) / columns)
    ax.get_figure().legend(
        handles=handles, loc="outside upper left", ncols=math.ceil(len(names) / rows), handletextpad=0.2, columnspacing=1.0
    )


def _draw_estimate(ax: Axes, estimate: dict, y: float, colour: str, marker: str) -> None:
    if pd.isna(estimate["value"]):
        ax.text(
            0.01, y, f"too few (n = {estimate['n']:,.0f})", transform=ax.get_yaxis_transform(), va="center", color=MUTED, fontsize="small"
        )
        return
    ax.plot([estimate["low"], estimate["high"]], [y, y], color=colour, solid_capstyle="butt", zorder=2)
    ax.plot(estimate["value"], y, marker=marker, color=colour, markeredgecolor="white", markeredgewidth=0.4, markersize=5, zorder=3,
            clip_on=False)  # fmt: skip
    ax.annotate(f"n = {estimate['n']:,.0f} ", (1, y), xycoords=ax.get_yaxis_transform(), xytext=(3, 0), textcoords="offset points",
                va="center", color=INK, fontsize="x-small")  # fmt: skip
