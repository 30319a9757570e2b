"""Diverging bars: how much lies below and how much above a neutral middle."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.style import HATCHES, INK, MUTED, NEGATIVE, POSITIVE, Key, draw_reason, new_figure
from analysis.tables import require_columns

_BAR, _AXIS = 5.6, 18.0


def plot_diverging(
    shares: pd.DataFrame,
    *,
    rows: str = "actor",
    key: Key | None = None,
    xlabel: str = "share of sentences",
    names: tuple[str, str, str] = ("unfavourable", "neutral", "favourable"),
    width: str = "single",
    ax: Axes | None = None,
) -> Axes:
    """One row for each value of column ``rows``: ``negative`` to the left of 0, ``positive`` to the right, as shares of ``n``.

    What is neither is written at the right edge as the neutral share, since its place on the axis would mean nothing.
    Hatching and side tell the two apart without colour. Rows stand in the order of the table, the first on top.
    """
    require_columns(shares, rows, "negative", "positive", "n")
    key = key or Key()
    if shares.empty:
        return draw_reason("nothing to count", ax)
    if ax is None:
        _, ax = new_figure(width=width, height=_AXIS + len(shares) * _BAR)
    for y, row in enumerate(shares.to_dict("records")):
        _draw_row(ax, row, y)
    ax.axvline(0, color=INK, linewidth=0.6)
    reach = max(float(shares[["negative", "positive"]].max().max()), 0.05) * 1.35
    ax.set(xlim=(-reach, reach), ylim=(len(shares) - 0.4, -0.6), xlabel=f"← {names[0]}     {xlabel}     {names[2]} →")
    ax.set_yticks(range(len(shares)), [key.label(name) for name in shares[rows]])
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")
    ax.text(1.02, 1.0, names[1], transform=ax.transAxes, fontsize="x-small", color=INK, va="bottom")
    return ax


def _draw_row(ax: Axes, row: dict, y: int) -> None:
    if pd.isna(row["negative"]):
        ax.text(0, y, f" too few (n = {row['n']})", va="center", color=MUTED, fontsize="small")
        return
    for value, sign, colour in ((row["negative"], -1, NEGATIVE), (row["positive"], 1, POSITIVE)):
        ax.barh(y, sign * value, height=0.68, color=colour, hatch=HATCHES[colour], edgecolor="white", linewidth=0)
        if value:
            ax.annotate(f"{value:.0%}", (sign * value, y), xytext=(2 * sign, 0), textcoords="offset points", va="center",
                        ha="left" if sign > 0 else "right", fontsize="small")  # fmt: skip
    neutral = 1 - row["negative"] - row["positive"]
    ax.annotate(f"{neutral:.0%} of {row['n']}", (1.02, y), xycoords=ax.get_yaxis_transform(), va="center", fontsize="x-small", color=INK)
